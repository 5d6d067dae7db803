"""Puts what templates have into docs/themes.md, between its marks: `python tools/themes_page.py`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from jinja2 import Environment, nodes
from msgspec import Struct, structs

from calendar_gen.site.assets import FOLDER
from calendar_gen.site.embed import EmbedPage
from calendar_gen.site.event import EventPage
from calendar_gen.site.facet import FacetPage, Period
from calendar_gen.site.frame import Frame
from calendar_gen.site.front import Front
from calendar_gen.site.lists import IndexPage, SubscribePage
from calendar_gen.site.months import DayPage, MonthPage
from calendar_gen.site.notes import About, Note
from calendar_gen.site.palette import DEFAULT, palette
from calendar_gen.site.sandbox import ON_LISTS, ON_TEXT
from calendar_gen.words.pages import page_words

PAGE = Path(__file__).parent.parent / "docs" / "themes.md"
BEGIN, END = "<!-- {}: written by tools/themes_page.py -->", "<!-- end of {} -->"
# What the pages of each template are, and the value that they have.
TEMPLATES: Mapping[str, tuple[str, type[Struct]]] = {
    "front.html": ("the first page", Front),
    "event.html": ("an event", EventPage),
    "facet.html": ("a place, a town, a category, a series or a feed", FacetPage),
    "period.html": ("a year or a month of one of these", Period),
    "month.html": ("a month", MonthPage),
    "day.html": ("a day", DayPage),
    "index.html": ("a list of links: `venues/` and so on, letters of `search/`", IndexPage),
    "search.html": ("`search/`", IndexPage),
    "subscribe.html": ("`subscribe/`", SubscribePage),
    "about.html": ("`about/`", About),
    "note.html": ("`404.html`, what was moved or removed", Note),
    "embed.html": ("a list in a frame; it has its own `<head>`", EmbedPage),
}
OTHERS = {
    "base.html": "what pages have around them; all but `embed.html` extend it",
    "shared.html": "what stands in each `<head>`: policy, stylesheets, script",
    "header.html": "the top of a page: name and menu",
    "footer.html": "the foot of a page",
    "parts.html": "macros: a row of a list, buttons, and so on",
    "selection.html": "a macro: what can be chosen on `subscribe/`",
}
COLORS = {
    "bg": "the ground of a page",
    "surface": "cards, panels, tables, fields to type in",
    "sunk": "the heads of tables, what lies behind bars, a quiet button below the pointer",
    "line": "thin lines between rows",
    "tint": "the squares of dates, tags, events in a month",
    "ink": "text",
    "muted": "text beside it",
    "accent": "links",
    "bar": "bars of what runs for a while",
    "edge": "the edges of buttons, fields and tags",
    "fill": "buttons, today, what is on now",
    "on-fill": "text on these",
    "fill-hover": "a button below the pointer",
    "band": "the top of each page",
    "on-band": "text on it, and its buttons",
    "on-band-2": "text beside that",
    "band-bar": "days of the year and bars on it",
    "band-line": "days without an event and lines on it",
}
_PLAIN = {str: "text", bool: "yes or no", int: "number", date: "day"}


def page() -> str:
    """The page with what templates have as it is."""
    text = PAGE.read_text("utf-8")
    parts = {"colors": _colors(), "templates": _templates(), "values": _values(), "words": _words()}
    for name, lines in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, found, rest = text.partition(begin)
        if not found:
            raise ValueError(f"{PAGE.name} has no place for {name}")
        text = "\n".join([before + begin, *lines, end]) + rest.partition(end)[2]
    return text


def _colors() -> Iterator[str]:
    if COLORS.keys() != palette(DEFAULT, dark=False).keys():
        raise ValueError("COLORS tells of other colours than there are")
    yield "| property | colours |\n| --- | --- |"
    yield from (f"| `--{name}` | {said} |" for name, said in COLORS.items())


def _templates() -> Iterator[str]:
    yield "| template | makes | its blocks | its values |\n| --- | --- | --- | --- |"
    for name, (makes, value) in TEMPLATES.items():
        yield f"| `{name}` | {makes} | {_blocks(name)} | {_link(value)} |"
    for name, makes in OTHERS.items():
        yield f"| `{name}` | {makes} | {_blocks(name)} | |"
    yield "\nThe macros, and what they take:\n"
    yield "\n".join(f"- `{name}`: {macros}" for name in OTHERS if (macros := _macros(name)))
    filters = ", ".join(f"`{name}`" for name in sorted(ON_TEXT | ON_LISTS))
    yield f"\nThe filters: {filters}."


def _tree(name: str) -> nodes.Template:
    return Environment().parse((FOLDER / name).read_text("utf-8"))


def _blocks(name: str) -> str:
    return ", ".join(f"`{block.name}`" for block in _tree(name).find_all(nodes.Block))


def _macros(name: str) -> str:
    found = _tree(name).find_all(nodes.Macro)
    return ", ".join(f"`{macro.name}({', '.join(it.name for it in macro.args)})`" for macro in found)


def _values() -> Iterator[str]:
    """Each value, after that those in it which no other had before."""
    waiting: list[type[Struct]] = [Frame, *[value for _, value in TEMPLATES.values()]]
    met: list[type[Struct]] = []
    while waiting:
        value = waiting.pop(0)
        if value in met:
            continue
        met.append(value)
        waiting += [inner for field in structs.fields(value) for inner in _inside(field.type)]
    for value in met:
        said = " ".join(re.split(r"\n\s*", (value.__doc__ or "").strip()))
        yield f"\n### {value.__name__}\n\n{said}\n\n| name | is |\n| --- | --- |"
        yield from (f"| `{field.name}` | {_kind(field.type)} |" for field in structs.fields(value))
    yield ""


def _inside(kind: Any) -> Iterator[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield kind
    for argument in get_args(kind):
        yield from _inside(argument)


def _kind(kind: Any) -> str:
    """What a value is, in words."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    arguments = get_args(kind)
    if isinstance(kind, UnionType):
        return f"{' or '.join(_kind(it) for it in arguments if it is not type(None))}, or none"
    if get_origin(kind) is tuple and arguments[-1] is Ellipsis:
        return f"list of {_kind(arguments[0])}"
    if get_origin(kind) is tuple:
        return " and ".join(_kind(it) for it in arguments)
    return _link(kind)


def _link(value: type[Struct]) -> str:
    return f"[{value.__name__}](#{value.__name__.lower()})"


def _words() -> Iterator[str]:
    yield "| word | in English |\n| --- | --- |"
    yield from (f"| `{name}` | {said} |" for name, said in sorted(page_words("en").items()))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
