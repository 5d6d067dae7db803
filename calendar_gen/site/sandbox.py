"""The templates of a theme over ours → an environment that renders them, and lets them do no more than that.

Whatever a template does is paid for from what a page has: so each one ends, and none fills the memory.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial, wraps
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing, pass_context
from jinja2.visitor import NodeTransformer


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Under this ours can be had where a theme has one of the same name.
OURS = "calendar_gen/"
# What a page may write, in characters, with all that goes into it: ten times what our largest need.
BUDGET = 10_000_000
# What a step costs: a call, a turn of a loop, a filter.
STEP = 50
MOST_OF_A_RANGE = 100_000
LARGEST_NUMBER = 10**30
ON_TEXT = _words(
    "capitalize e escape lower plain replace safe string striptags title trim truncate upper urlencode "
    "wordcount"
)
ON_LISTS = _words(
    "abs count d default dictsort first float groupby int items join last length list map max min reject "
    "rejectattr reverse select selectattr sort unique"
)
_OF_TEXT = _words(
    "capitalize count endswith find isdigit lower lstrip partition removeprefix removesuffix rpartition "
    "rsplit rstrip split splitlines startswith strip title upper"
)
_OF_DAYS = frozenset({"day", "isoformat", "isoweekday", "month", "year"})


class TooMuchError(Exception):
    """A template does more than a page needs."""


class UnknownError(UndefinedError):
    """What a template asks for isn't there: its name, and what hasn't got it, `missing` for the page."""

    def __init__(self, name: object, of: object, message: str | None = None) -> None:
        super().__init__(message)
        self.name, self.of = name, of


class _Unknown(StrictUndefined):
    """What isn't there: to use it in any way is an error, which says what was asked for."""

    __slots__ = ()

    def __init__(
        self, hint: Any = None, obj: Any = missing, name: Any = None, exc: Any = UndefinedError
    ) -> None:
        told: Any = exc if issubclass(exc, SecurityError) else partial(UnknownError, name, obj)
        super().__init__(hint, obj, name, told)


class Loader(BaseLoader):
    """A theme's templates by their names, else ours; ours also below `calendar_gen/`."""

    def __init__(
        self, theme: Mapping[str, str], names: Mapping[str, str], ours: Callable[[str], str | None]
    ) -> None:
        self.theme, self.names, self.ours = theme, names, ours

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """The text of a template, and the file that it is from as mistakes in it name it."""
        if template in self.theme:
            return self.theme[template], self.names[template], None
        name = template.removeprefix(OURS)
        text = self.ours(name)
        if text is None:
            raise TemplateNotFound(template)
        return text, f"{OURS}{name}", None

    def list_templates(self) -> list[str]:
        """Those of the theme."""
        return sorted(self.theme)


class Sandbox(ImmutableSandboxedEnvironment):
    """What renders a theme: no template does more than to write, of what it is given."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, loader: Loader, **settings: Any) -> None:
        # Nothing is worked out while a template is read: that would be before anything is counted.
        how = {"optimized": False, "undefined": _Unknown, "finalize": pass_context(_finalize)}
        super().__init__(loader=loader, autoescape=True, **how, **settings)
        self.left = BUDGET
        self.filters["plain"] = str
        kept = {name: self.filters[name] for name in (*ON_TEXT, *ON_LISTS)}
        self.filters = {name: _counted(self, name, function) for name, function in kept.items()}
        self.globals = {"range": self.range, "namespace": Namespace, "cycler": Cycler, "joiner": Joiner}

    def begin(self) -> None:
        """Another page: it has all of its means."""
        self.left = BUDGET

    def spend(self, means: int) -> None:
        """Take from what a page has. Raises TooMuchError."""
        self.left -= means
        if self.left < 0:
            raise TooMuchError("this repeats or writes more than any page needs")

    def text(self, value: Any) -> Any:
        """A value that can be written, and is paid for."""
        if isinstance(value, Undefined):
            str(value)  # which raises
        if not isinstance(value, str | int | float | date | None):
            raise TypeError(f"{kind_of(value)} is no text: name what of it is to be written")
        self.spend(len(value) if isinstance(value, str) else STEP)
        return value

    def joined(self, values: Iterable[Any]) -> Any:
        """Values written one after the other: `a ~ b`."""
        return markup_join([self.text(value) for value in values])

    def range(self, *bounds: int) -> range:
        """Some numbers in a row."""
        found = range(*bounds)
        if len(found) > MOST_OF_A_RANGE:
            raise TooMuchError(f"a range has at most {MOST_OF_A_RANGE:,} numbers")
        return found

    def call(self, context: Context, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call what a template calls, and have it paid for."""
        of = getattr(function, "__self__", None)
        self.spend(STEP + (len(of) if isinstance(of, str) else 0))
        return super().call(context, function, *args, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Work out `left + right` and the like, where it isn't too much."""
        if operator == "*":
            for one, other in ((left, right), (right, left)):
                if isinstance(one, str | tuple | list) and isinstance(other, int):
                    self.spend(len(one) * max(other, 0))
        if operator == "**" and not (abs(left) <= 10**6 and abs(right) <= 6):
            raise TooMuchError("this number is too large")
        if operator == "%" and isinstance(left, str):
            raise SecurityError("texts aren't put together with %: write a ~ b")
        found = super().call_binop(context, operator, left, right)
        if isinstance(found, str | tuple | list):
            self.spend(len(found))
        elif isinstance(found, int) and abs(found) > LARGEST_NUMBER:
            raise TooMuchError("this number is too large")
        return found

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have it."""
        if isinstance(obj, str):
            return attr in _OF_TEXT
        if isinstance(obj, date):
            return attr in _OF_DAYS
        return not isinstance(obj, int | float) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """`format` is none of what texts have here."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for an attribute that a template may not have."""
        hint = f"{attribute!r} of {kind_of(obj)} isn't for templates"
        return self.undefined(hint, obj, attribute, SecurityError)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        found = _Paid().visit(tree)
        assert isinstance(found, nodes.Template)
        return found


def _finalize(context: Context, value: Any) -> Any:
    environment = context.environment
    assert isinstance(environment, Sandbox)
    return environment.text(value)


class _Paid(NodeTransformer):
    """Has every turn of a loop and every body pay for what it writes as it is."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - by the node's name
        self.generic_visit(node)
        return _call("joined", nodes.List(node.nodes, lineno=node.lineno), node.lineno)

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        raise TemplateSyntaxError("'autoescape' can't be changed: '| safe' is for single values", node.lineno)

    def _body(self, node: Any) -> nodes.Node:
        written = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        paid = _call("spend", nodes.Const(STEP + written, lineno=node.lineno), node.lineno)
        node.body.insert(0, nodes.ExprStmt(paid, lineno=node.lineno))
        return cast(nodes.Node, node)

    visit_For = visit_Macro = visit_CallBlock = visit_Block = visit_Template = _body  # noqa: N815


def _call(method: str, argument: nodes.Expr, line: int) -> nodes.Call:
    of = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(of, [argument], [], None, None, lineno=line)


def _counted(environment: Sandbox, name: str, function: Any) -> Any:
    """A filter that is paid for by what goes into it."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def filter(*args: Any, **named: Any) -> Any:
        before, of, after = args[:at], args[at], args[at + 1 :]
        if name in ON_TEXT:
            environment.text(of)
        elif name == "join":
            if after[1:] or named.get("attribute"):
                raise TypeError("join takes no attribute: write | map(attribute=…) before it")
            of = [environment.text(it) for it in of]
            between = after[0] if after else named.get("d", "")
            environment.spend(len(of) * len(environment.text(between)))
        environment.spend(STEP + (len(of) if isinstance(of, str | tuple | list | dict | range) else 0))
        if name == "replace":
            new = after[1] if len(after) > 1 else named.get("new", "")
            environment.spend((len(str(of)) + 1) * len(environment.text(new)))
        return function(*before, of, *after, **named)

    return filter


def kind_of(value: Any) -> str:
    """What a value is called; those of pages by the names that docs/themes.md tells them by."""
    if callable(value):
        return "a function"
    if isinstance(value, dict | list | tuple):
        return "a list" if not isinstance(value, dict) else "a mapping"
    return "a text" if isinstance(value, str) else f"{type(value).__name__}"
