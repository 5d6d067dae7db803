"""What is wrong with the lines of a feed, by no parser but this: RFC 5545, and what apps choke on."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

#
#   contentline = name *(";" param) ":" value            RFC 5545 §3.1, unfolded
#   param       = name "=" param-value *("," param-value)
#   param-value = *SAFE-CHAR / DQUOTE *QSAFE-CHAR DQUOTE

_CONTENT_LINE = re.compile(
    r"""(?P<name>[^:;]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(?P<value>.*)""",
    re.DOTALL,
)
_PARAM = re.compile(r""";([A-Z0-9-]+)=((?:"[^"]*"|[^";:])*)""")

# RFC 5545 §8.3.2, RFC 7986 §5, RFC 9073 §6 and RFC 9253 §8, less what a feed of events has no use for.
_PROPERTY = re.compile(
    r"""
    X-[A-Z0-9-]+|ATTACH|ATTENDEE|CALSCALE|CATEGORIES|CLASS|COLOR|COMMENT|CONCEPT|CONFERENCE|CONTACT|CREATED
    |DESCRIPTION|DTEND|DTSTAMP|DTSTART|EXDATE|GEO|IMAGE|LAST-MODIFIED|LINK|LOCATION|NAME|ORGANIZER|PRIORITY
    |PRODID|RECURRENCE-ID|REFID|REFRESH-INTERVAL|RELATED-TO|RESOURCES|RRULE|SEQUENCE|SOURCE|STATUS
    |STRUCTURED-DATA|STYLED-DESCRIPTION|SUMMARY|TRANSP|TZID|TZNAME|TZOFFSETFROM|TZOFFSETTO|TZURL|UID|URL
    |VERSION
    """,
    re.VERBOSE,
)
# RFC 5545 §3.6.1: those that "MUST NOT occur more than once".
_ONCE = re.compile(
    r"""
    CLASS|CREATED|DESCRIPTION|DTEND|DTSTAMP|DTSTART|GEO|LAST-MODIFIED|LOCATION|ORGANIZER|PRIORITY
    |RECURRENCE-ID|RRULE|SEQUENCE|STATUS|SUMMARY|TRANSP|UID|URL
    """,
    re.VERBOSE,
)
_FORBIDDEN = {
    "METHOD": "makes an invitation of a feed",
    "RDATE": "is not shown by Google and Outlook, and in a VTIMEZONE misread by Outlook",
    "X-ALT-DESC": "is HTML",
}
_OF_AN_EVENT = ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED")
_OF_A_CALENDAR = ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
_TIMES = ("DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED", "RECURRENCE-ID", "EXDATE")


@dataclass(slots=True)
class _Line:
    """One unfolded line: where it begins, and its parts."""

    number: int
    name: str
    params: dict[str, str]
    value: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.name}"


@dataclass(slots=True)
class _Component:
    name: str
    number: int
    lines: list[_Line] = field(default_factory=list)
    parts: list["_Component"] = field(default_factory=list)

    def walk(self) -> Iterator["_Component"]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def named(self, *names: str) -> list[_Line]:
        return [line for line in self.lines if line.name in names]

    def __str__(self) -> str:
        return f"line {self.number}: {self.name}"


def lines_are_right(feed: bytes) -> list[str]:
    """What is wrong with the lines of a feed, by no parser but this function; [] where nothing is.

    Each complaint begins with "line N:" where there is such a line. Source: RFC 5545 §3.1 and §3.6, and what
    calendar apps choke on.
    """
    complaints = list(_octets(feed))
    lines: list[_Line] = []
    for number, text in _unfolded(feed):
        match = _CONTENT_LINE.fullmatch(text)
        if match is None:
            complaints.append(f"line {number}: no content line: {text!r}")
            continue
        params = {name: value.strip('"') for name, value in _PARAM.findall(match["params"])}
        lines.append(_Line(number, match["name"], params, match["value"]))
    stream = _Component("stream", 1)
    complaints += _nest(lines, stream)
    for rule in _RULES:
        complaints += rule(stream)
    return complaints


def _octets(feed: bytes) -> Iterator[str]:
    """RFC 5545 §3.1, of each line as it stands, folded."""
    if feed.startswith(b"\xef\xbb\xbf"):
        yield "line 1: a byte order mark"
    if not feed.endswith(b"\r\n"):
        yield "the last line does not end with CRLF"
    for number, line in enumerate(feed.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if b"\n" in line or b"\r" in line:
            yield f"line {number}: CR or LF alone"
        if line in {b"", b" ", b"\t"}:
            yield f"line {number}: a blank line"
        if len(line) > 75:
            yield f"line {number}: {len(line)} octets"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            # Also where a fold stands inside a character, though the whole is right.
            yield f"line {number}: not UTF-8 by itself ({error.reason})"
        if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", line):
            yield f"line {number}: a control character"


def _unfolded(feed: bytes) -> Iterator[tuple[int, str]]:
    first, whole = 1, b""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", feed.removeprefix(b"\xef\xbb\xbf")), 1):
        if line[:1] in {b" ", b"\t"}:
            whole += line[1:]
            continue
        if whole:
            yield first, whole.decode("utf-8", "replace")
        first, whole = number, line
    if whole:
        yield first, whole.decode("utf-8", "replace")


def _nest(lines: Iterable[_Line], stream: _Component) -> Iterator[str]:
    """Fill the stream with its components; yield where BEGIN and END do not match."""
    open_ = [stream]
    for line in lines:
        if line.name == "BEGIN":
            open_[-1].parts.append(_Component(line.value, line.number))
            open_.append(open_[-1].parts[-1])
        elif line.name != "END":
            open_[-1].lines.append(line)
        elif line.value == open_[-1].name and len(open_) > 1:
            open_.pop()
        else:
            yield f"{line}:{line.value} ends what did not begin"
    for component in open_[1:]:
        yield f"{component} begins and does not end"


def _one_calendar(stream: _Component) -> Iterator[str]:
    if [part.name for part in stream.parts] != ["VCALENDAR"]:
        yield f"not one VCALENDAR but {[part.name for part in stream.parts]}"
    for line in stream.lines:
        yield f"{line} outside of VCALENDAR"
    for calendar in stream.parts:
        if all(part.name == "VTIMEZONE" for part in calendar.parts):
            yield f"{calendar} is empty"


def _names(stream: _Component) -> Iterator[str]:
    for component in stream.walk():
        for line in component.lines:
            # Those that `_forbidden` knows are not named twice.
            if not _PROPERTY.fullmatch(line.name) and line.name not in _FORBIDDEN:
                yield f"{line} is no property"


def _calendar_has(stream: _Component) -> Iterator[str]:
    for calendar in stream.parts:
        for name in _OF_A_CALENDAR:
            if not calendar.named(name):
                yield f"{calendar} lacks {name}"
        for line in calendar.named("REFRESH-INTERVAL"):
            if line.params.get("VALUE") != "DURATION":
                yield f"{line} lacks VALUE=DURATION"
        for line in calendar.named("VERSION"):
            if line.value != "2.0":
                yield f"{line} is not 2.0"


def _events_have(stream: _Component) -> Iterator[str]:
    for event in _events(stream):
        count = Counter(line.name for line in event.lines)
        for name in _OF_AN_EVENT:
            if not count[name]:
                yield f"{event} lacks {name}"
        if not count["DTEND"] and any("DATE" in line.params.values() for line in event.named("DTSTART")):
            yield f"{event} lacks DTEND"
        for name in sorted(count):
            if count[name] > 1 and _ONCE.fullmatch(name):
                yield f"{event} has {count[name]} {name}"


def _forbidden(stream: _Component) -> Iterator[str]:
    for calendar in stream.parts:
        for line in calendar.named("UID"):
            yield f"{line} of the calendar is taken for each event's by vdirsyncer"
    for component in stream.walk():
        if component.name == "VALARM":
            yield f"{component} does not belong in a subscription"
        for line in component.named(*_FORBIDDEN):
            yield f"{line} {_FORBIDDEN[line.name]}"
        for line in component.named("RRULE"):
            if "COUNT=1" in line.value.split(";"):
                yield f"{line} has COUNT=1, which blocks Outlook"


def _zones(stream: _Component) -> Iterator[str]:
    given = Counter(
        line.value for part in stream.walk() if part.name == "VTIMEZONE" for line in part.named("TZID")
    )
    used = {
        line.params["TZID"]: line for part in stream.walk() for line in part.lines if "TZID" in line.params
    }
    for zone in sorted(used.keys() - given.keys()):
        yield f"{used[zone]} has TZID={zone}, which has no VTIMEZONE"
    for zone in sorted(given.keys() - used.keys()):
        yield f"VTIMEZONE {zone} is not used"
    for zone, count in sorted(given.items()):
        if count > 1:
            yield f"VTIMEZONE {zone} stands {count} times"


def _times(stream: _Component) -> Iterator[str]:
    for event in _events(stream):
        for line in event.named(*_TIMES):
            for value in line.value.split(","):
                if problem := _time_problem(line, value):
                    yield f"{line}:{value} {problem}"


def _time_problem(line: _Line, value: str) -> str | None:
    """Home Assistant refuses a whole feed for one `20240532`; a floating time differs by reader."""
    day_alone = line.params.get("VALUE") == "DATE"
    if not re.fullmatch(r"\d{8}" if day_alone else r"\d{8}T\d{6}Z?", value):
        return "is no DATE" if day_alone else "is no DATE-TIME"
    try:
        datetime.strptime(value.removesuffix("Z"), "%Y%m%d" if day_alone else "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        return "is not in the calendar"
    if day_alone:
        return None
    if value.endswith("Z"):
        return "is in UTC and has a TZID" if "TZID" in line.params else None
    if line.name in {"DTSTAMP", "CREATED", "LAST-MODIFIED"}:
        return "is not in UTC"
    return None if "TZID" in line.params else "is floating"


def _spans(stream: _Component) -> Iterator[str]:
    """RFC 5545 §3.8.2.2: DTEND is of DTSTART's kind, and later."""
    for event in _events(stream):
        for start, end in zip(event.named("DTSTART"), event.named("DTEND"), strict=False):
            # RFC 5545 §3.3.5: of an hour that comes twice the second can be named in UTC alone.
            in_utc = "TZID" in start.params and end.value.endswith("Z")
            if not in_utc and (start.params != end.params or len(start.value) != len(end.value)):
                yield f"{end} is of another kind than DTSTART"
            elif (not in_utc and end.value < start.value) or end.value == start.value:
                yield f"{end} is not after DTSTART"
        for rule in event.named("RRULE"):
            until = re.search(r"UNTIL=([^;]*)", rule.value)
            day_alone = any(start.params.get("VALUE") == "DATE" for start in event.named("DTSTART"))
            # RFC 5545 §3.3.10; with a DATE on a timed event five clients disagree with the rest.
            if until and not re.fullmatch(r"\d{8}" if day_alone else r"\d{8}T\d{6}Z", until[1]):
                yield f"{rule} has UNTIL={until[1]}, not of DTSTART's kind"


def _values(stream: _Component) -> Iterator[str]:
    allowed = {
        "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"),
        "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
        "SEQUENCE": re.compile(r"\d+"),
        "GEO": re.compile(r"[+-]?\d+(\.\d+)?;[+-]?\d+(\.\d+)?"),
        "UID": re.compile(".+"),
    }
    for event in _events(stream):
        for line in event.named(*allowed):
            if not allowed[line.name].fullmatch(line.value):
                yield f"{line}:{line.value} is not allowed"


def _unique(stream: _Component) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for event in _events(stream):
        identity = (
            ",".join(line.value for line in event.named("UID")),
            ",".join(f"{line.params} {line.value}" for line in event.named("RECURRENCE-ID")),
        )
        if identity in seen:
            yield f"{event} has the UID and RECURRENCE-ID of another: {identity[0]}"
        seen.add(identity)


def _events(stream: _Component) -> Iterator[_Component]:
    return (component for component in stream.walk() if component.name == "VEVENT")


_RULES: tuple[Callable[[_Component], Iterator[str]], ...] = (
    _one_calendar,
    _names,
    _calendar_has,
    _events_have,
    _forbidden,
    _zones,
    _times,
    _spans,
    _values,
    _unique,
)
