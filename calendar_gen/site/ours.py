"""Our templates → what renders them: Jinja, but for what it asks and escapes anew at each use."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from markupsafe import Markup, escape

from calendar_gen.site.assets import FOLDER
from calendar_gen.site.texts import Foreign, escaped


class _Plain(CodeGenerator):
    """Has templates take fields and call macros as Python does: ours know what they are given."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - by the node's name
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        assert not any([node.kwargs, node.dyn_args, node.dyn_kwargs, forward_caller])
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        super().return_buffer_contents(frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("macro")  # the function of its body, which has just been written


class Ours(Environment):
    """What renders our templates as they are; those of a theme have `sandbox.Sandbox`."""

    code_generator_class = _Plain

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, **settings
        )
        self.filters["plain"] = str

    def _generate(self, *args: Any, **named: Any) -> str:
        # What is written goes through the name that the code of a template has for Jinja's.
        return f"{super()._generate(*args, **named)}\nescape = environment.written\n"

    @staticmethod
    def written(value: Any) -> str:
        """A value as HTML has it: as `escape` does it, which makes an object of each that we don't need."""
        if type(value) is str or type(value) is Foreign:
            return escaped(value)
        return value if type(value) is Markup else escape(value)
