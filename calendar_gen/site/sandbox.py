"""The templates of a theme over ours → an environment that renders them, and lets them do no more than that.

Whatever a template does is paid for from what a page has: so each one ends, and none fills the memory.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial, wraps
from inspect import signature
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    Undefined,
    nodes,
)
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.filters import make_multi_attrgetter
from jinja2.runtime import Context, LoopContext, Macro, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing, pass_context
from msgspec import Struct, structs

from calendar_gen.site.paid import LARGEST_NUMBER, STEP, Paid


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Under this ours can be had where a theme has one of the same name.
OURS = "calendar_gen/"
# What a page may write, in characters, with all that goes into it: ten times what our largest need.
BUDGET = 10_000_000
# What it costs to look at an item of a list.
ITEM = 5
MOST_OF_A_RANGE = 100_000
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
_OF_MAPPINGS = frozenset({"get", "items", "keys", "values"})
# These compare items with one another, by an attribute of each if one is named.
_COMPARING = _words("groupby max min sort unique")
_COMPARING_TESTS = _words("!= < <= == > >= eq equalto filter ge greaterthan gt in le lessthan lt ne test")
# These take a value of another kind apart, or fill a text in as a form of words.
_OF_NUMBERS, _OF_LETTERS = _words("divisibleby even odd"), _words("lower upper")


# Told once: to make such a type takes longer than to ask for it.
_WRITTEN = (str, int, float, date, type(None))
_PLAIN = (*_WRITTEN, Undefined)
_PAYING = (Macro, LoopContext)


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
        self.filters = {name: _filter(self, name, function) for name, function in kept.items()}
        self.tests = {name: _test(self, name, function) for name, function in self.tests.items()}
        self.globals = {"range": self.range, "namespace": Namespace, "cycler": Cycler, "joiner": Joiner}

    def begin(self) -> None:
        """Another page: it has all of its means."""
        self.left = BUDGET

    def spend(self, means: int) -> bool:
        """Take from what a page has; true, so that conditions can begin with it. Raises TooMuchError."""
        self.left -= means
        if self.left < 0:
            raise TooMuchError("this repeats or writes more than any page needs")
        return True

    def text(self, value: Any) -> Any:
        """A value that can be written, and is paid for."""
        if isinstance(value, Undefined):
            str(value)  # which raises
        if not isinstance(value, _WRITTEN):
            raise TypeError(f"{kind_of(value)} is no text: name what of it is to be written")
        self.spend(len(value) if isinstance(value, str) else STEP)
        return value

    def joined(self, values: Iterable[Any]) -> Any:
        """Values written one after the other: `a ~ b`."""
        return markup_join([self.text(value) for value in values])

    def weighed(self, value: Any) -> Any:
        """A value that can be compared and looked for: all that is in it is paid for, however deep."""
        if isinstance(value, str):
            self.spend(len(value))
            return value
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, Iterable) and not isinstance(value, list | tuple | dict | range):
            value = list(self.drawn(value))
        waiting = [value]
        while waiting:
            parts = _parts(waiting.pop())
            texts = sum(len(it) for it in parts if isinstance(it, str)) if isinstance(parts, list) else 0
            self.spend(STEP + ITEM * len(parts) + texts)
            waiting += [it for it in parts if isinstance(it, _OF_PARTS)] if isinstance(parts, list) else ()
        return value

    def drawn(self, values: Iterable[Any], price: int = ITEM) -> Iterator[Any]:
        """Values that are paid for one by one, as nobody knows how many come."""
        for value in values:
            self.spend(price)
            yield value

    def sliced(self, of: Sequence[Any]) -> Any:
        """A part of a text or a list: `[value, first, end, step]` is `value[first:end:step]`."""
        value, *bounds = of
        found = value[slice(*bounds)]
        self.spend(STEP + size(found))
        return found

    def range(self, *bounds: int) -> range:
        """Some numbers in a row."""
        found = range(*bounds)
        if len(found) > MOST_OF_A_RANGE:
            raise TooMuchError(f"a range has at most {MOST_OF_A_RANGE:,} numbers")
        return found

    def call(self, context: Context, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call what a template calls, and have it paid for."""
        self.spend(STEP + len(args) + len(named))
        of = getattr(function, "__self__", None)
        if of is not self and not isinstance(function, _PAYING):  # both pay for what they do
            args = tuple(map(self.weighed, args))
            named = {name: self.weighed(value) for name, value in named.items()}
            if isinstance(of, str):
                self.spend(len(of) * (1 + sum(map(size, args))))
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
        self.spend(size(found))
        return _bounded(found)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What stands in a list or a mapping at a place, or by a name."""
        if not isinstance(argument, _PLAIN):
            raise TypeError(f"nothing is found by {kind_of(argument)}, but by a name or a number")
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have it."""
        if isinstance(obj, Struct):  # most are: of these nothing else is to be asked
            return not attr.startswith("_")
        if isinstance(obj, str):
            return attr in _OF_TEXT
        if isinstance(obj, date):
            return attr in _OF_DAYS
        if isinstance(obj, dict | list | tuple | range):
            return isinstance(obj, dict) and attr in _OF_MAPPINGS
        return not isinstance(obj, int | float) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """`format` is none of what texts have here."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for an attribute that a template may not have."""
        hint = f"{attribute!r} of {kind_of(obj)} isn't for templates"
        return self.undefined(hint, obj, attribute, SecurityError)

    def _load_template(self, name: Any, globals: Any) -> Template:
        self.spend(STEP)
        if not isinstance(name, str):
            raise TypeError(f"{kind_of(self.text(name))} is no name of a template")
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        found = Paid().visit(tree)
        assert isinstance(found, nodes.Template)
        return found


def _finalize(context: Context, value: Any) -> Any:
    environment = context.environment
    assert isinstance(environment, Sandbox)
    return environment.text(value)


def _filter(environment: Sandbox, name: str, function: Any) -> Any:
    """A filter that is paid for by what goes into it, and by what is said of each part of that."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0
    takes = signature(function) if name in _COMPARING else None

    @wraps(function)
    def filter(*args: Any, **named: Any) -> Any:
        before, of, after = args[:at], args[at], args[at + 1 :]
        price = 1 if name in ("d", "default") else 1 + sum(map(size, (*after, *named.values())))
        if name in ON_TEXT:
            environment.text(of)
        elif name == "join":
            if after[1:] or named.get("attribute"):
                raise TypeError("join takes no attribute: write | map(attribute=…) before it")
            of = [environment.text(it) for it in of]
        elif name == "dictsort":
            environment.weighed(of)
        elif isinstance(of, Iterator):
            of = environment.drawn(of, ITEM * price)
        environment.spend(STEP + (1 + size(of)) * price)
        if name == "striptags":  # each tag has all that is left of the text written anew
            environment.spend(size(of) * str(of).count("<") // STEP)
        if takes:
            of = list(of)
            by = takes.bind(*before, of, *after, **named).arguments.get("attribute")
            for key in map(make_multi_attrgetter(environment, by), of):
                environment.weighed(key)
        return _bounded(function(*before, of, *after, **named))

    return filter


def _test(environment: Sandbox, name: str, function: Any) -> Any:
    """A test that is paid for by all that it looks at."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def test(*args: Any) -> Any:
        before, given = args[:at], args[at:]
        environment.spend(STEP)
        if name in _OF_LETTERS:
            environment.text(given[0])
        if name in _OF_NUMBERS and isinstance(given[0], str):
            raise TypeError("a text is no number")
        if name in _COMPARING_TESTS:
            given = tuple(map(environment.weighed, given))
        return function(*before, *given)

    return test


_OF_PARTS = (dict, list, tuple, range, Struct)


def _parts(value: Any) -> list[Any] | range:
    """What a value is compared by, which of numbers in a row is these; nothing of other values."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, Struct):
        return list(structs.astuple(value))
    return value if isinstance(value, range) else list(value) if isinstance(value, list | tuple) else []


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise TooMuchError("this number is too large")
    return value


def size(value: Any) -> int:
    """How many characters or items are in a value, 0 where it has none."""
    if isinstance(value, str):
        return len(value)
    return len(value) if isinstance(value, Collection) and not isinstance(value, Undefined) else 0


def kind_of(value: Any) -> str:
    """What a value is called; those of pages by the names that docs/themes.md tells them by."""
    if callable(value):
        return "a function"
    if isinstance(value, dict | list | tuple):
        return "a list" if not isinstance(value, dict) else "a mapping"
    return "a text" if isinstance(value, str) else f"{type(value).__name__}"
