"""Bytes of iCalendar → content lines with their numbers, and a tree of components.

Whatever the bytes are, reading them ends, in time that grows with their number, and raises nothing. What
is wrong with them is for others to say, except where `flaws` asks it of our own bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from sys import intern
from types import MappingProxyType

from msgspec import Struct

# Feeds have three levels. What is nested deeper than this stands on the last level.
DEEPEST = 16
BOM = b"\xef\xbb\xbf"

# contentline = name *(";" param ) ":" value CRLF      RFC 5545 §3.1, unfolded
# param       = name "=" param-value *("," param-value)
_CONTENT_LINE = re.compile(r"""([^:;"]*+)((?:;[^:;"]*+(?:"[^"]*+"[^:;"]*+)*+)*+):(.*+)""", re.DOTALL)
_NONE_GIVEN: Mapping[str, str] = MappingProxyType({})
_PARAM = re.compile(r""";([^=;:"]*+)=?((?:"[^"]*+"|[^;"])*+)""")


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


class Feed(Struct, frozen=True):
    """Bytes that were read: the lines as they stand, a component "" around all others, and its VEVENTs.

    `unbalanced` tells, with line numbers, where BEGIN and END don't match.
    """

    data: bytes
    pieces: Sequence[bytes]
    stream: Component
    events: tuple[Component, ...]
    unbalanced: tuple[tuple[int, str], ...]

    @property
    def calendars(self) -> tuple[Component, ...]:
        """Every VCALENDAR of the stream."""
        return tuple(part for part in self.stream.parts if part.name == "VCALENDAR")

    def named(self, *names: str) -> Iterator[Component]:
        """Every component of these names, wherever it is."""
        return (component for component in self.stream.walk() if component.name in names)


def read(data: bytes) -> Feed:
    """The lines and components of a feed. Raises nothing."""
    # Old Macs ended lines with CR alone: else the whole feed would be one line.
    ends = b"\r" if b"\n" not in data and b"\r" in data else b"\n"
    pieces = [piece.removesuffix(b"\r") for piece in data.removeprefix(BOM).split(ends)]
    if not pieces[-1]:
        del pieces[-1]
    stream, unbalanced = _nest(_unfolded(pieces))
    events = tuple(component for component in stream.walk() if component.name == "VEVENT")
    return Feed(data, pieces, stream, events, unbalanced)


def flaws(data: bytes) -> str | None:
    """What is wrong with the VEVENTs of one event as they are about to be published; None for nothing.

    What holds here: UTF-8, CRLF after each line and nowhere else, at most 75 octets a line, no blank line
    and no control character; all lines are content lines in VEVENTs that end; each of these has one UID,
    one DTSTAMP and one DTSTART. Takes 5 µs for a VEVENT of 1,300 octets as `vevent` writes it.
    """
    if _has_lines(data) and _VEVENT.fullmatch(data) and is_utf8(data):
        return None
    return next(_flaws(data, "VEVENT"), None)


def frame_flaws(header: bytes, zones: Sequence[bytes], footer: bytes) -> str | None:
    """What is wrong with what stands around the VEVENTs of a feed: header, VTIMEZONEs and footer; or None.

    Takes 3 µs for a header as `vevent` writes it; a VTIMEZONE is read once.
    """
    if (
        footer == b"END:VCALENDAR\r\n"
        and _has_lines(header)
        and _HEADER.fullmatch(header)
        and is_utf8(header)
        and (not zones or all(map(_is_zone, zones)))
    ):
        return None
    return next(_flaws(b"".join([header, *zones, footer]), "VCALENDAR"), None)


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8: a fold inside a character makes a feed none."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# What `vevent` writes, in its order; anything else is read in full. As few scans as there can be: `.` is the
# quickest there is, so that control characters are looked for apart.
_SHORT = re.compile(rb"(?:.{1,76}+\n)++")
_ALLOWED = bytes(set(range(0x20, 0x100)) - {0x7F}) + b"\t\n"


def _has_lines(data: bytes) -> bool:
    """Whether the lines are short, and there are no control characters but a CR for each LF."""
    returns = data.translate(None, _ALLOWED)
    return returns.count(b"\r") == len(returns) == data.count(b"\n") and bool(_SHORT.fullmatch(data))


def _line_but(names: bytes) -> bytes:
    """Any line but those whose names begin so; after parameters the colon may stand in a further line."""
    colon = rb"(?::|;(?=[^:\r]*+(?:\r\n [^:\r]*+)*+:))"
    return rb"(?:(?: |(?!%b)[A-Z][A-Z-]*+%b).*\r\n)" % (names, colon)


_VEVENT = re.compile(
    rb"(?:BEGIN:VEVENT\r\nUID:.+\r\n(?: .+\r\n)*+"
    rb"DTSTART(?:;[^:\r]++)?+:.+\r\n%(line)b++"
    rb"DTSTAMP:\d{8}T\d{6}Z\r\n(?:(?:CREATED|LAST-MODIFIED):\d{8}T\d{6}Z\r\n)*+SEQUENCE:\d++\r\n"
    rb"END:VEVENT\r\n)++" % {b"line": _line_but(b"UID|BEGIN|END|DTST")}
)
_HEADER = re.compile(
    rb"BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:.+\r\n"
    rb"%(line)b++" % {b"line": _line_but(b"UID|BEGIN|END|METHOD|VERSION|PRODID")}
)
_NAME = re.compile(r"[A-Z][A-Z0-9-]*")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n")
# Of what a feed and its components must have one and only one (RFC 5545 §3.6), and what it must not have.
_ONE = {
    "VCALENDAR": ("VERSION", "PRODID"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
}
_NONE = {"VCALENDAR": ("METHOD", "UID")}


def _flaws(data: bytes, whole: str) -> Iterator[str]:
    feed = read(data)
    yield from _octet_flaws(feed)
    for number, message in feed.unbalanced:
        yield f"line {number} {message}"
    for line in feed.stream.lines:
        yield f"line {line.number} stands outside of a component"
    if {part.name for part in feed.stream.parts} != {whole} or (
        whole == "VCALENDAR" and len(feed.calendars) > 1
    ):
        yield f"it is not a {whole}"
    for component in feed.stream.walk():
        yield from _component_flaws(component)


def _octet_flaws(feed: Feed) -> Iterator[str]:
    data = feed.data
    if not is_utf8(data):
        yield "it is not UTF-8"
    if data.startswith(BOM):
        yield "it begins with a byte order mark"
    if found := _NOT_TEXT.search(data):
        yield f"octet {found.start() + 1} is a control character, or a line break that isn't CRLF"
    if not data.endswith(b"\r\n"):
        yield "its last line has no end"
    for number, piece in enumerate(feed.pieces, 1):
        if not piece or len(piece) > 75:
            yield f"line {number} has {len(piece)} octets"


def _component_flaws(component: Component) -> Iterator[str]:
    for line in component.lines:
        if not _NAME.fullmatch(line.name):
            yield f"line {line.number} is no content line"
    for name in _ONE.get(component.name, ()):
        if (count := len(component.by_name.get(name, ()))) != 1:
            yield f"{component.name} in line {component.number} has {count} {name}"
    for name in _NONE.get(component.name, ()):
        if component.first(name):
            yield f"{component.name} has {name}"


@lru_cache(maxsize=4096)
def _is_zone(data: bytes) -> bool:
    return next(_flaws(data, "VTIMEZONE"), None) is None


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


def _nest(lines: Iterable[Line]) -> tuple[Component, tuple[tuple[int, str], ...]]:
    opened = [_Open("", 1)]
    unbalanced: list[tuple[int, str]] = []

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
