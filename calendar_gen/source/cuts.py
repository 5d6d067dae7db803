"""A YAML text → where ' #' cuts a text short in it: to YAML that begins a comment, and it says nothing.

Only texts for people are told of: no date, id or address holds ' #', so there it is the comment that it looks
like. And one that has a space after it, `title: Fair  # remark`, was meant as one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from calendar_gen.diagnostics.problem import Edit, Path, Position, Problem
from calendar_gen.source import keys, kinds
from calendar_gen.source.document import (
    Calendar,
    Event,
    Feed,
    Name,
    Organizer,
    Site,
    Term,
    Venue,
)
from calendar_gen.source.edits import BLOCK, in_quotes, quoting
from calendar_gen.web import colors

_SPACES_AND_SIGN = re.compile(r"[ \t]+#(?=[^\s#])")
_ANY_SIGN = re.compile(r"[ \t]+#")
_ORDINARY = re.compile(r"\s+#(?:\s|#|$)")
# Each with letters that stand in every find, so that a text without them is passed over at once.
_SUSPECT = re.compile(rb" #[^\s#]"), re.compile(rb"\t#[^\s#]")
# A comment alone, or a key and a text in quotes, which may hold any sign.
_HARMLESS = re.compile(rb"""\s*#.*| *(?:- +)*(?:[\w-]+ *: +)?(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')\s*""")
_BLOCK = re.compile(BLOCK.encode())
# So many lines before one are looked at for where its text begins.
_MOST_LINES = 100
_BRACKETS = re.compile(r"[,\[\]{}]")
_THINGS: Mapping[str, type[Struct]] = {
    "calendar": Calendar,
    "site": Site,
    "events": Event,
    "feeds": Feed,
    "venues": Venue,
    "organizers": Organizer,
    "categories": Term,
    "towns": Term,
}
_ALONE = ("calendar", "site")
# Lists of words of the format.
_OF_WORDS = ("ignore", "on")

Events = Callable[[], Any]


def cuts(data: bytes, events: Callable[[bytes], Events]) -> list[Problem]:
    """Each text for people that a comment cuts short (W001), or of which it leaves nothing (E013).

    `events` gives the YAML events of bytes; they are read once more only where some line looks like it.
    """
    if not _is_suspect(data):
        return []
    lines = data.decode("utf-8", "replace").split("\n")
    return [
        _problem(lines[event.end_mark.line].rstrip("\r"), event, path, in_brackets)
        for event, path, in_brackets in values(events(data))
        if _cut(lines, event) and (is_for_people(path) or _is_color(path, event))
    ]


def hiding(data: bytes, get: Events, first: int, last: int, goes_on: bool) -> Problem | None:
    """What was meant as text in some lines of what is no YAML, where a comment hides how it goes on.

    Where the last of them goes on in words any comment before it does so.
    """
    if not goes_on and not _is_suspect(data):
        return None
    sign = _ANY_SIGN if goes_on else _SPACES_AND_SIGN
    lines, found = data.decode().split("\n"), None
    try:
        for event, _, _ in values(get):
            if first <= event.end_mark.line + 1 <= last and (cut := _cut(lines, event, sign)):
                found = Position(event.end_mark.line + 1, cut.end())
    except yaml.YAMLError:
        pass
    message = "' #' begins a comment, so that the rest of this line is left out"
    remedy = "put the text that holds ' #' in quotes"
    return Problem("E002", message, remedy, position=found) if found else None


def values(get: Events) -> Iterator[tuple[Any, Path, bool]]:
    """The scalars that are values, each with its path, and whether it stands between brackets."""
    # Of each collection around: its path, the index or key of the next value (None: a key comes next).
    around: list[tuple[Path, int | str | None, bool]] = []
    while (event := get()).__class__ is not yaml.StreamEndEvent:
        kind = event.__class__
        if kind in (yaml.SequenceEndEvent, yaml.MappingEndEvent):
            around.pop()
        elif not isinstance(event, yaml.NodeEvent):
            continue
        else:
            path, step, in_brackets = around[-1] if around else ((), 0, False)
            is_key = step is None
            if around:
                following = _key(event) if is_key else step + 1 if isinstance(step, int) else None
                around[-1] = (path, following, in_brackets)
            here = path if step is None or not around else (*path, step)
            if kind is yaml.ScalarEvent and not is_key:
                yield event, here, in_brackets
            elif isinstance(event, yaml.CollectionStartEvent):
                begun = None if kind is yaml.MappingStartEvent else 0
                around.append((here, begun, in_brackets or bool(event.flow_style)))


def _is_suspect(data: bytes) -> bool:
    """Whether in some line a comment seems to begin after something else, without a space behind its sign."""
    begins = (data.rfind(b"\n", 0, found.start()) + 1 for it in _SUSPECT for found in it.finditer(data))
    return any(not (_HARMLESS.fullmatch(_line(data, begin)) or _in_a_block(data, begin)) for begin in begins)


def _in_a_block(data: bytes, begin: int) -> bool:
    """Whether a line is of a text after `|` or `>`, by the line before it that is less indented."""
    indent = _indent(_line(data, begin))
    for _ in range(_MOST_LINES):
        if not begin:
            return False
        begin = data.rfind(b"\n", 0, begin - 1) + 1
        line = _line(data, begin)
        if line.strip() and _indent(line) < indent:
            return _BLOCK.search(line.rstrip()) is not None
    return False


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def _line(data: bytes, begin: int) -> bytes:
    end = data.find(b"\n", begin)
    return data[begin : end if end >= 0 else len(data)]


def _key(event: Any) -> str:
    """The text of a key; what is none gets one that no mapping has."""
    return event.value if event.__class__ is yaml.ScalarEvent else ""


def _cut(lines: list[str], event: Any, sign: re.Pattern[str] = _SPACES_AND_SIGN) -> re.Match[str] | None:
    """The sign of a comment, and what parts it from a text without quotes that ends there."""
    end = event.end_mark
    if event.__class__ is not yaml.ScalarEvent or event.style or end.line >= len(lines):
        return None
    return sign.match(lines[end.line], end.column)


def is_for_people(path: Path) -> bool:
    """Whether a text stands at a path that people read, or by which they look for events."""
    key, kind = key_and_kind(path)
    return key not in _OF_WORDS and (
        kinds.item_of(kind) is Name or (kind is not None and kinds.is_label(kind))
    )


def key_and_kind(path: Path) -> tuple[str, Any]:
    """The key at a path, or above one of its items or languages, with what stands there; "" for none."""
    things = _THINGS.get(str(path[0])) if path else None
    rest = path[1:] if path[:1] and path[0] in _ALONE else path[2:]
    while things and rest:
        fields = kinds.fields(things)
        key = str(rest[0]) if rest[0] in fields else keys.meant(str(rest[0]), tuple(fields))
        if part := kinds.parts(things).get(key):
            several = len(rest) > 1 and isinstance(rest[1], int)
            things, rest = part, rest[2:] if several else rest[1:]
            continue
        return key, fields.get(key)
    return "", None


def _is_color(path: Path, event: Any) -> bool:
    """Whether it is a colour of which a comment leaves nothing: `#004f9f` is no name of one, but meant."""
    return path[-1:] == ("color",) and not event.value


def _problem(line: str, event: Any, path: Path, in_brackets: bool) -> Problem:
    start, end = event.start_mark, event.end_mark
    sign = _SPACES_AND_SIGN.match(line, end.column)
    assert sign
    ordinary = _ORDINARY.search(line, sign.end())
    ends = ordinary.start() if ordinary else len(line.rstrip())
    begins = start.column if event.value else sign.end() - 1
    is_whole = start.line == end.line and not event.anchor and not event.tag
    is_whole = is_whole and not (in_brackets and _BRACKETS.search(line, sign.end(), ends))
    text = line[begins:ends]
    edit, remedy = None, "put the whole text in quotes"
    if is_whole and text.isprintable():
        remedy = quoting(text)
        if event.value:  # else it may as well be a remark
            edit = Edit(Position(end.line + 1, begins + 1, ends - begins), in_quotes(text))
    of_color = colors.remedy(text) if _is_color(path, event) else ""
    remedy = of_color or f"{remedy}; a comment has a space after '#'"
    message = "the text ends here: ' #' begins a comment"
    position = Position(end.line + 1, sign.end())
    return Problem("W001" if event.value else "E013", message, remedy, path, position=position, edit=edit)
