"""A feed → what is wrong with its octets, its lines, BEGIN and END, and what stands around its events."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import accumulate

from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical.lines import BOM, PRODID, Found, Line, ReadFeed, is_utf8
from calendar_gen.publish.limits import LARGE_FEED

Check = Callable[[ReadFeed, datetime], Iterator[Found]]
"""One rule on a feed; the moment is now. What it finds is "" where the rule says all there is to say."""

COMPONENTS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VPOLL")

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+|\r(?!\n)")
_NAME = re.compile(r"[A-Z0-9-]+")
# What a writer may have taken for a name; with anything else the colon is one of running text.
_NEARLY_A_NAME = re.compile(r"[A-Z0-9_./+-]{1,60}")
# RFC 5545 §3.6.1: those that "MUST NOT occur more than once".
_ONCE = (
    *("CLASS", "COLOR", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DURATION", "GEO"),
    *("LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY", "RECURRENCE-ID", "RRULE", "SEQUENCE", "STATUS"),
    *("SUMMARY", "TRANSP", "UID", "URL"),
)


def is_ours(feed: ReadFeed) -> bool:
    """Whether calendar-gen made a feed: there some things are meant, or can't be helped."""
    made_by = [calendar.first("PRODID") for calendar in feed.calendars]
    return bool(made_by) and all(line is not None and line.value == PRODID for line in made_by)


def long_lines(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for number, piece in enumerate(feed.pieces, 1):
        if len(piece) > 75:
            yield number, f"{len(piece):,} octets in a line, 75 at most"


def no_content_lines(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if not feed.calendars:
        return  # which says more
    for line in _all_lines(feed):
        if not line.name and line.value.strip():
            yield (
                line.number,
                f"{_start(line.value)} is neither a property nor, without a space before it, a fold",
            )
        elif not line.name and line.value:
            yield line.number, "a line of nothing but spaces"
        elif line.name and not _NEARLY_A_NAME.fullmatch(line.name):
            text = feed.pieces[line.number - 1].decode("utf-8", "replace")
            yield line.number, f"{_start(text)} is neither a property nor, without a space before it, a fold"


def folds_inside_characters(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if not is_utf8(feed.data):
        yield from ((number, "") for number, whole in _broken_lines(feed) if whole)


def not_utf8(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if not is_utf8(feed.data):
        yield from ((number, "") for number, whole in _broken_lines(feed) if not whole)


def bare_line_breaks(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    data = feed.data
    bare = data.count(b"\n") - data.count(b"\r\n")
    if bare:
        first = re.search(rb"(?<!\r)\n", data)
        assert first
        yield data.count(b"\n", 0, first.start()) + 1, f"{bare:,} lines end with LF alone, not with CR LF"
    elif b"\n" not in data and b"\r" in data:
        yield 1, "lines end with CR alone, not with CR LF"


def no_last_line_break(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if feed.data and not feed.data.endswith((b"\n", b"\r")):
        yield len(feed.pieces), ""


def blank_lines(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for number, piece in enumerate(feed.pieces, 1):
        if not piece:
            yield number, ""


def byte_order_mark(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if feed.data.startswith(BOM):
        yield 1, ""


def control_characters(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    data = feed.data
    if b"\n" not in data:
        return
    starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))] if _CONTROL.search(data) else []
    for found in _CONTROL.finditer(data) if starts else ():
        yield bisect_right(starts, found.start()), f"U+{found[0][0]:04X}"


def no_calendar(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if feed.calendars:
        return
    start = feed.data[:1000].removeprefix(BOM).lstrip()
    if not start:
        yield 1, "nothing is in it"
    elif start[:1] in (b"<", b"{") or b"<html" in start.lower():
        yield 1, f"it looks like {'a web page or XML' if start[:1] != b'{' else 'JSON'}, not like iCalendar"
    else:
        yield 1, "it has no BEGIN:VCALENDAR"


def several_calendars(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars[1:]:
        yield calendar.number, ""


def unbalanced(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if feed.calendars:
        yield from feed.unbalanced
        for line in feed.stream.lines:
            if line.name:
                yield line.number, f"{_start(line.name)} stands outside of VCALENDAR"


def no_version(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        version = calendar.first("VERSION")
        if version is None or version.value.strip() != "2.0":
            yield (
                (version or calendar).number,
                "" if version is None else f"VERSION is {_start(version.value)}",
            )


def no_prodid(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        if not calendar.first("PRODID"):
            yield calendar.number, ""


def empty_calendar(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        if not any(part.name in COMPONENTS for part in calendar.parts):
            yield calendar.number, ""


def method(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        for line in calendar.every("METHOD"):
            yield line.number, f"METHOD is {_start(line.value)}"


def calendar_uid(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        for line in calendar.every("UID"):
            yield line.number, ""


def wrong_names(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in _all_lines(feed):
        if line.name and not _NAME.fullmatch(line.name) and _NEARLY_A_NAME.fullmatch(line.name):
            yield line.number, f"{_start(line.name)} is no name: letters a to z, digits and hyphens make one"


def doubled(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        for name in _ONCE:
            lines = event.by_name.get(name, ())
            if len(lines) > 1:
                yield lines[1].number, f"{name} stands {len(lines)} times in an event"


def alarms(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for alarm in feed.named("VALARM"):
        yield alarm.number, ""


def large(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    if len(feed.data) > LARGE_FEED:
        yield 1, f"{len(feed.data) / 1e6:.1f} MB"


def _all_lines(feed: ReadFeed) -> Iterator[Line]:
    for component in feed.stream.walk():
        yield from component.lines


def _start(text: str) -> str:
    """The beginning of a text, for a message."""
    return quoted(text.strip())


def _broken_lines(feed: ReadFeed) -> Iterator[tuple[int, bool]]:
    """Lines that aren't UTF-8, and whether they are when unfolded."""
    pieces = feed.pieces
    i = 0
    while i < len(pieces):
        end = i + 1
        while end < len(pieces) and pieces[end][:1] in (b" ", b"\t"):
            end += 1
        broken = [n for n in range(i, end) if not is_utf8(pieces[n])]
        if broken:
            whole = pieces[i] + b"".join([piece[1:] for piece in pieces[i + 1 : end]])
            yield broken[0] + 1, is_utf8(whole)
        i = end


RULES: Mapping[str, Check] = {
    "V001": long_lines,
    "V002": no_content_lines,
    "V003": folds_inside_characters,
    "V004": not_utf8,
    "V005": bare_line_breaks,
    "V006": no_last_line_break,
    "V007": blank_lines,
    "V008": byte_order_mark,
    "V009": control_characters,
    "V010": large,
    "V101": no_calendar,
    "V102": several_calendars,
    "V103": unbalanced,
    "V104": no_version,
    "V105": no_prodid,
    "V106": empty_calendar,
    "V107": method,
    "V108": calendar_uid,
    "V109": wrong_names,
    "V110": doubled,
    "V111": alarms,
}
