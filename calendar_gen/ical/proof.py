"""Bytes of ours → what is wrong with them before they are published: nothing, or the first flaw in words."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from calendar_gen.ical.lines import BOM, Component, ReadFeed, is_utf8, read


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


def _octet_flaws(feed: ReadFeed) -> Iterator[str]:
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
