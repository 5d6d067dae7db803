"""Readers that did not write the feeds: what three parsers and one line checker say about the bytes.

A golden file says that the bytes are those of yesterday. These say what the bytes mean to `icalendar`, to
`ical` (Home Assistant's) and to ical.js (Thunderbird's, Nextcloud's), which know nothing of calendar_gen.

All of them raise `RefusedError` where their parser will not have a feed. A day is a `date`, a moment an
aware `datetime` in UTC. Of the three only ical.js reads the offsets in the VTIMEZONE: the others know a zone
by its name.
"""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import icalendar
import recurring_ical_events
from ical.calendar_stream import CalendarStream
from ical.event import Event as IcalEvent
from ical.exceptions import CalendarParseError
from ical.parsing.component import parse_content
from ical.types.recur import RecurrenceId

from support.paths import TESTS

JS = TESTS / "js"

When: TypeAlias = date
"""A day (`date`) or a moment (`datetime` in UTC)."""

Occurrence: TypeAlias = tuple[str, When, When]
"""UID, start, and end, which is exclusive."""


class RefusedError(ValueError):
    """A parser will not have this feed; the message begins with the parser's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one parser says one VEVENT is. An absent text is "", an absent SEQUENCE 0."""

    uid: str
    summary: str
    description: str
    location: str
    status: str
    start: When
    end: When
    """Exclusive, as in the feed; the start of a moment, which has no DTEND there."""
    categories: tuple[str, ...]
    url: str
    related_to: tuple[str, ...]
    sequence: int
    transp: str
    recurrence_id: When | None
    rrule: str | None
    """Its parts in the order of the alphabet, without INTERVAL=1 and WKST=MO, which say nothing."""
    exdate: tuple[When, ...]
    geo: tuple[float, float] | None
    organizer: str
    """The address alone: `mailto:…`."""
    dtstamp: When | None
    last_modified: When | None
    created: When | None


# --- icalendar ------------------------------------------------------------------------------------


def by_icalendar(feed: bytes) -> tuple[Seen, ...]:
    """What `icalendar` reads; a property that it would quietly set aside is a `RefusedError`."""
    return tuple(_seen_by_icalendar(event) for event in _icalendar(feed).walk("VEVENT"))


def _icalendar(feed: bytes) -> icalendar.Calendar:
    try:
        calendar = icalendar.Calendar.from_ical(_text(feed, "icalendar"))
    except (ValueError, IndexError, KeyError, AssertionError) as error:
        raise RefusedError(f"icalendar: {error}") from error
    # A VEVENT with a value that can't be read is kept, less that value, and the error is noted beside it.
    if errors := [problem for component in calendar.walk() for problem in component.errors]:
        raise RefusedError(f"icalendar: {errors}")
    return calendar


def _seen_by_icalendar(event: Any) -> Seen:
    def one(name: str) -> Any:
        value = event.get(name)
        if isinstance(value, list):
            raise RefusedError(f"icalendar: {name} stands {len(value)} times in one VEVENT")
        return value

    def every(name: str) -> list[Any]:
        value = event.get(name, [])
        return value if isinstance(value, list) else [value]

    def text(name: str) -> str:
        return str(one(name) or "")

    def when(name: str) -> When | None:
        return None if one(name) is None else _when(one(name).dt, "icalendar")

    return Seen(
        uid=text("UID"),
        summary=text("SUMMARY"),
        description=text("DESCRIPTION"),
        location=text("LOCATION"),
        status=text("STATUS"),
        start=_present(when("DTSTART"), "icalendar"),
        end=_ended(when("DTSTART"), when("DTEND"), "icalendar"),
        categories=tuple(str(name) for value in every("CATEGORIES") for name in value.cats),
        url=text("URL"),
        related_to=tuple(str(uid) for uid in every("RELATED-TO")),
        sequence=int(one("SEQUENCE") or 0),
        transp=text("TRANSP"),
        recurrence_id=when("RECURRENCE-ID"),
        rrule=_rule(one("RRULE").to_ical().decode() if one("RRULE") else None),
        exdate=tuple(_when(day.dt, "icalendar") for value in every("EXDATE") for day in value.dts),
        geo=(one("GEO").latitude, one("GEO").longitude) if one("GEO") else None,
        organizer=text("ORGANIZER"),
        dtstamp=when("DTSTAMP"),
        last_modified=when("LAST-MODIFIED"),
        created=when("CREATED"),
    )


# --- ical -----------------------------------------------------------------------------------------


def by_ical(feed: bytes) -> tuple[Seen, ...]:
    """What `ical` reads, the parser in Home Assistant: one value that it can't read refuses the feed."""
    text = _text(feed, "ical")
    try:
        calendars = CalendarStream.from_ics(text).calendars
        (written,) = parse_content(text)
    # pydantic's ValidationError is a ValueError.
    except (CalendarParseError, ValueError, IndexError) as error:
        raise RefusedError(f"ical: {getattr(error, 'detailed_error', None) or error}") from error
    events = [event for calendar in calendars for event in calendar.events]
    # ical 14.3 splits CATEGORIES at escaped commas too: take the line as it unfolds it, and split that.
    categories = [
        tuple(
            _unescape(name)
            for line in component.properties
            if line.name == "categories"
            for name in re.findall(r"(?:[^\\,]|\\.)+", line.value)
        )
        for component in written.components
        if component.name == "vevent"
    ]
    return tuple(_seen_by_ical(event, names) for event, names in zip(events, categories, strict=True))


def _seen_by_ical(event: IcalEvent, categories: tuple[str, ...]) -> Seen:
    def when(value: date | datetime | None) -> When | None:
        return None if value is None else _when(value, "ical")

    return Seen(
        uid=event.uid,
        summary=event.summary or "",
        description=event.description or "",
        location=event.location or "",
        status=event.status.value if event.status else "",
        start=_present(when(event.dtstart), "ical"),
        end=_ended(when(event.dtstart), when(event.dtend), "ical"),
        categories=categories,
        url=event.url or "",
        # ical 14.3 leaves RELATED-TO as it is written, though RFC 5545 §3.8.4.5 makes it TEXT.
        related_to=tuple(_unescape(related.uid) for related in event.related_to),
        sequence=event.sequence or 0,
        transp=event.transparency or "",
        recurrence_id=_recurrence_id_by_ical(event.recurrence_id),
        rrule=_rule(event.rrule.as_rrule_str() if event.rrule else None),
        exdate=tuple(_when(day, "ical") for day in event.exdate),
        geo=(event.geo.lat, event.geo.lng) if event.geo else None,
        organizer=event.organizer.uri if event.organizer else "",
        dtstamp=when(event.dtstamp),
        last_modified=when(event.last_modified),
        created=when(event.created),
    )


def _recurrence_id_by_ical(value: RecurrenceId | None) -> When | None:
    """`ical` keeps RECURRENCE-ID as text, with its zone beside it."""
    if value is None:
        return None
    moment = RecurrenceId.to_value(value)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=value.tzinfo)
    return _when(moment, "ical")


def _unescape(text: str) -> str:
    """RFC 5545 §3.3.11."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


# --- ical.js --------------------------------------------------------------------------------------


def node() -> str | None:
    """The path of Node, or None where it or ical.js is not there (`npm install --prefix tests/js`)."""
    return shutil.which("node") if (JS / "node_modules" / "ical.js" / "package.json").is_file() else None


def by_icaljs(feeds: Sequence[bytes]) -> tuple[tuple[Seen, ...], ...]:
    """What ical.js reads in each feed, all in one process; moments come out of each feed's own VTIMEZONE.

    Raises RuntimeError where `node()` is None.
    """
    return tuple(tuple(map(_seen_by_icaljs, events)) for events in _ask_icaljs(feeds))


def _ask_icaljs(feeds: Sequence[bytes], **question: object) -> list[list[Any]]:
    program = node()
    if program is None:
        raise RuntimeError("ical.js is not there: npm install --prefix tests/js")
    answer = subprocess.run(
        [program, str(JS / "witness.mjs")],
        input=json.dumps({"feeds": [_text(feed, "ical.js") for feed in feeds], **question}).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    testimonies = json.loads(answer.stdout)
    for number, testimony in enumerate(testimonies):
        if "error" in testimony:
            raise RefusedError(f"ical.js: feeds[{number}]: {testimony['error']}")
    return [testimony["seen"] for testimony in testimonies]


def _seen_by_icaljs(event: dict[str, Any]) -> Seen:
    read = _when_in_json
    return Seen(
        **event
        | {
            "start": _present(read(event["start"]), "ical.js"),
            "end": _ended(read(event["start"]), read(event["end"]), "ical.js"),
            "categories": tuple(event["categories"]),
            "related_to": tuple(event["related_to"]),
            "recurrence_id": read(event["recurrence_id"]),
            "rrule": _rule(event["rrule"]),
            "exdate": tuple(map(read, event["exdate"])),
            "geo": tuple(event["geo"]) if event["geo"] else None,
            "dtstamp": read(event["dtstamp"]),
            "last_modified": read(event["last_modified"]),
            "created": read(event["created"]),
        }
    )


def _when_in_json(text: str | None) -> When | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# --- occurrences ----------------------------------------------------------------------------------


def occurrences_by_icaljs(
    feeds: Sequence[bytes], start: When, end: When
) -> tuple[tuple[Occurrence, ...], ...]:
    """The occurrences that ical.js finds in each feed in a window, sorted; EXDATE and overrides are applied.

    The window is half open, of days or of aware moments. For it alone a day is one of UTC.
    Cancelled occurrences are among them. Raises RuntimeError where `node()` is None.
    """
    until = (_moment(end) + timedelta(days=1)).timestamp()
    return tuple(
        _in_window(
            (
                (uid, _present(_when_in_json(first), "ical.js"), _present(_when_in_json(last), "ical.js"))
                for uid, first, last in found
            ),
            start,
            end,
        )
        for found in _ask_icaljs(feeds, until=until)
    )


def occurrences_by_recurring(feed: bytes, start: When, end: When) -> tuple[Occurrence, ...]:
    """The same by `recurring_ical_events` (over `icalendar` and `dateutil`)."""
    # It has its own idea of which occurrences a window holds: ask for more, and choose by our rule.
    margin = timedelta(days=2)
    found = recurring_ical_events.of(_icalendar(feed)).between(
        (_moment(start) - margin).date(), (_moment(end) + margin).date()
    )
    return _in_window(
        (
            (
                str(event["UID"]),
                _when(event["DTSTART"].dt, "recurring_ical_events"),
                _when(event["DTEND"].dt, "recurring_ical_events"),
            )
            for event in found
        ),
        start,
        end,
    )


def _in_window(found: Iterable[Occurrence], start: When, end: When) -> tuple[Occurrence, ...]:
    first, last = _moment(start), _moment(end)
    return tuple(
        sorted(
            (
                occurrence
                for occurrence in found
                if _moment(occurrence[1]) < last
                and (_moment(occurrence[2]) > first or _moment(occurrence[1]) >= first)
            ),
            key=lambda occurrence: (occurrence[0], _moment(occurrence[1]), _moment(occurrence[2])),
        )
    )


# --- what the parsers' values have in common ------------------------------------------------------


def _text(feed: bytes, parser: str) -> str:
    try:
        return feed.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{parser}: {error}") from error


def _when(value: date | datetime, parser: str) -> When:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise RefusedError(f"{parser}: {value} has no zone")
    return value.astimezone(UTC)


def _present(value: When | None, parser: str) -> When:
    if value is None:
        raise RefusedError(f"{parser}: a VEVENT lacks DTSTART or DTEND")
    return value


def _ended(start: When | None, end: When | None, parser: str) -> When:
    """RFC 5545 §3.6.1: what has a time and no DTEND ends when it begins."""
    return _present(start if end is None and isinstance(start, datetime) else end, parser)


def _moment(value: When) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _rule(text: str | None) -> str | None:
    """One spelling for one RRULE: each parser has its own order, and ical.js leaves out what says nothing."""
    if text is None:
        return None
    return ";".join(sorted(part for part in text.split(";") if part not in {"INTERVAL=1", "WKST=MO"}))


# --- lines ----------------------------------------------------------------------------------------
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
