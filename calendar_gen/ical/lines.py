"""Bytes of iCalendar → content lines with their numbers in a tree of components; and text → content lines.

Whatever the bytes are, reading them ends, in time that grows with their number, and raises nothing. What
is wrong with them is for others to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from sys import intern
from types import MappingProxyType

from msgspec import Struct

# Feeds have three levels. What is nested deeper than this stands on the last level.
DEEPEST = 16
# What we are called in feeds.
PRODID = "-//calendar-gen//calendar-gen//EN"
BOM = b"\xef\xbb\xbf"

# contentline = name *(";" param ) ":" value CRLF      RFC 5545 §3.1, unfolded
# param       = name "=" param-value *("," param-value)
_CONTENT_LINE = re.compile(r"""([^:;"]*+)((?:;[^:;"]*+(?:"[^"]*+"[^:;"]*+)*+)*+):(.*+)""", re.DOTALL)
# RFC 5545 §3.1: a line has at most 75 octets, the space that a continuation begins with included;
# a piece must not end inside a UTF-8 character.
_PIECE = re.compile(rb".{1,74}(?![\x80-\xbf])", re.DOTALL)
ESCAPE = re.compile(r"\\(.|\Z)", re.DOTALL)
"""A backslash in a text, and what it escapes; "" at the end of it."""

_NONE_GIVEN: Mapping[str, str] = MappingProxyType({})
_PARAM = re.compile(r""";([^=;:"]*+)=?((?:"[^"]*+"|[^;"])*+)""")


Found = tuple[int, str]
"""The number of the line at which something is wrong, and what it is."""


class Line(Struct, frozen=True, gc=False):
    """One content line, unfolded: the number of its first line in the file, its name in capitals, its value.

    A line that is none has the name "", and all of its text is its value. Parameter values that were
    quoted are so no longer, except where there are several.
    """

    number: int
    name: str
    params: Mapping[str, str]
    value: str


class Component(Struct, frozen=True):
    """What stands between BEGIN and END: its lines by name in their order, and the components in it."""

    name: str
    number: int
    lines: tuple[Line, ...]
    parts: tuple["Component", ...]
    by_name: Mapping[str, Sequence[Line]]

    def first(self, name: str) -> Line | None:
        """The first line of that name."""
        found = self.by_name.get(name)
        return found[0] if found else None

    def every(self, *names: str) -> Iterator[Line]:
        """All lines of these names."""
        return chain.from_iterable(self.by_name.get(name, ()) for name in names)

    def walk(self) -> Iterator["Component"]:
        """This component and all in it."""
        waiting = [self]
        while waiting:
            component = waiting.pop()
            yield component
            waiting += reversed(component.parts)


class ReadFeed(Struct, frozen=True):
    """Bytes that were read: the lines as they stand, a component "" around all others, and its VEVENTs.

    `unbalanced` tells, with line numbers, where BEGIN and END don't match.
    """

    data: bytes
    pieces: Sequence[bytes]
    stream: Component
    events: tuple[Component, ...]
    unbalanced: tuple[Found, ...]

    @property
    def calendars(self) -> tuple[Component, ...]:
        """Every VCALENDAR of the stream."""
        return tuple(part for part in self.stream.parts if part.name == "VCALENDAR")

    def of_events(self, *names: str) -> Iterator[Line]:
        """The lines of these names that its events have."""
        return (line for event in self.events for line in event.every(*names))

    def named(self, *names: str) -> Iterator[Component]:
        """Every component of these names, wherever it is."""
        return (component for component in self.stream.walk() if component.name in names)


def read(data: bytes) -> ReadFeed:
    """The lines and components of a feed. Raises nothing."""
    # Old Macs ended lines with CR alone: else the whole feed would be one line.
    ends = b"\r" if b"\n" not in data and b"\r" in data else b"\n"
    pieces = [piece.removesuffix(b"\r") for piece in data.removeprefix(BOM).split(ends)]
    if not pieces[-1]:
        del pieces[-1]
    stream, unbalanced = _nest(_unfolded(pieces))
    events = tuple(component for component in stream.walk() if component.name == "VEVENT")
    return ReadFeed(data, pieces, stream, events, unbalanced)


def folded_line(line: str) -> bytes:
    """A content line in UTF-8, folded where it is long, without its last line break."""
    raw = line.encode()
    return raw if len(raw) <= 75 else b"\r\n ".join(_PIECE.findall(raw))


def text(value: str) -> str:
    """A value of type TEXT (RFC 5545 §3.3.11): backslash, semicolon, comma and newline escaped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def unescaped(value: str) -> str:
    """What a value of type TEXT says: the way back from `text`, for whatever others have escaped."""
    return ESCAPE.sub(lambda found: "\n" if found[1] in ("n", "N") else found[1], value)


def parameter(value: str) -> str:
    """A quoted parameter value; RFC 6868 says how it holds what RFC 5545 leaves no room for."""
    encoded = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{encoded}"'


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8: a fold inside a character makes a feed none."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _unfolded(pieces: Sequence[bytes]) -> Iterator[Line]:
    """RFC 5545 §3.1: a line that begins with a space or a tab goes on with the one before it."""
    first = 0
    parts: list[bytes] = []
    for number, piece in enumerate(pieces, 1):
        if piece[:1] in b" \t" and piece and parts:
            parts.append(piece[1:])
        elif piece:
            if parts:
                yield _line(first, b"".join(parts))
            first, parts = number, [piece]
    if parts:
        yield _line(first, b"".join(parts))


def _line(number: int, data: bytes) -> Line:
    text = data.decode("utf-8", "replace")
    name, colon, value = text.partition(":")
    if ";" not in name and '"' not in name:
        return Line(number, intern(name.upper()), _NONE_GIVEN, value) if colon else Line(number, "", {}, text)
    if found := _CONTENT_LINE.fullmatch(text):
        name, params, value = found.groups()
    elif colon:  # a quote that nobody closed
        name, _, params = name.partition(";")
        params = f";{params}"
    else:
        return Line(number, "", {}, text)
    return Line(number, intern(name.upper()), _params(params), value)


def _params(text: str) -> dict[str, str]:
    params: dict[str, str] = {}
    for name, value in _PARAM.findall(text):
        bare = value[1:-1] if value[:1] == '"' == value[-1:] and value.count('"') == 2 else value
        params.setdefault(name.upper(), bare)
    return params


class _Open:
    """A component whose END is still to come."""

    def __init__(self, name: str, number: int) -> None:
        self.name, self.number = name, number
        self.lines: list[Line] = []
        self.parts: list[Component] = []

    def closed(self) -> Component:
        by_name: dict[str, list[Line]] = {}
        for line in self.lines:
            by_name.setdefault(line.name, []).append(line)
        return Component(self.name, self.number, tuple(self.lines), tuple(self.parts), by_name)


def _nest(lines: Iterable[Line]) -> tuple[Component, tuple[Found, ...]]:
    opened = [_Open("", 1)]
    unbalanced: list[Found] = []

    def close() -> None:
        done = opened.pop().closed()
        opened[-1].parts.append(done)

    for line in lines:
        value = line.value.strip().upper() if line.name in ("BEGIN", "END") else ""
        if line.name == "BEGIN":
            if len(opened) > DEEPEST:
                close()
                unbalanced.append((line.number, f"begins {value[:60]} inside of too many others"))
            opened.append(_Open(value, line.number))
        elif line.name != "END":
            opened[-1].lines.append(line)
        elif any(component.name == value for component in opened[1:]):
            while opened[-1].name != value:
                unbalanced.append((opened[-1].number, f"begins {opened[-1].name[:60]}, which doesn't end"))
                close()
            close()
        else:
            unbalanced.append((line.number, f"ends {value[:60]}, which hadn't begun"))
    while len(opened) > 1:
        unbalanced.append((opened[-1].number, f"begins {opened[-1].name[:60]}, which doesn't end"))
        close()
    return opened[0].closed(), tuple(unbalanced)
