"""A template as it is read → the same, which pays for each turn, text and comparison as it is rendered."""

import re
from typing import Any, cast

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

# What a step costs: a call, a turn of a loop, a filter.
STEP = 50
LARGEST_NUMBER = 10**30


class Paid(NodeTransformer):
    """Has every turn of a loop and every body pay for what it writes and works out as it is."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - by the node's name
        self.generic_visit(node)
        return _call("joined", nodes.List(node.nodes, lineno=node.lineno))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _call("weighed", node.expr)
        for operand in node.ops:
            operand.expr = _call("weighed", operand.expr)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.key = _call("weighed", node.key)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        part = node.arg
        if not isinstance(part, nodes.Slice):
            return node
        bounds = [it or nodes.Const(None, lineno=node.lineno) for it in (part.start, part.stop, part.step)]
        return _call("sliced", nodes.List([node.node, *bounds], lineno=node.lineno))

    def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802
        if isinstance(node.value, int) and node.value > LARGEST_NUMBER:
            raise TemplateSyntaxError("this number is too large", node.lineno)
        if (
            isinstance(node.value, str)
            and not node.value.isascii()
            and re.search("[\ud800-\udfff]", node.value)
        ):
            raise TemplateSyntaxError("a surrogate is no character: write the character itself", node.lineno)
        return node

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        raise TemplateSyntaxError("'autoescape' can't be changed: '| safe' is for single values", node.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self._body(node)
        if node.test:  # a turn that it leaves out is one all the same
            turn = _call("spend", nodes.Const(STEP, lineno=node.lineno))
            node.test = nodes.And(turn, node.test, lineno=node.lineno)
        return node

    def _body(self, node: Any) -> nodes.Node:
        written = sum(
            len(it.data) if isinstance(it, nodes.TemplateData) else 1 for it in node.find_all(nodes.Expr)
        )
        self.generic_visit(node)
        paid = _call("spend", nodes.Const(STEP + written, lineno=node.lineno))
        node.body.insert(0, nodes.ExprStmt(paid, lineno=node.lineno))
        return cast(nodes.Node, node)

    visit_Macro = visit_CallBlock = visit_Block = visit_Template = _body  # noqa: N815


def _call(method: str, argument: nodes.Expr) -> nodes.Call:
    of = nodes.EnvironmentAttribute(method, lineno=argument.lineno)
    return nodes.Call(of, [argument], [], None, None, lineno=argument.lineno)
