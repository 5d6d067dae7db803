"""Events and their revisions → the bytes of iCalendar (RFC 5545, 7986), as calendar apps read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import quote

from msgspec import Struct

from calendar_gen.dates import zones
from calendar_gen.dates.clock_changes import LAST_KNOWN
from calendar_gen.dates.rrules import rrule
from calendar_gen.dates.spans import is_ambiguous
from calendar_gen.dates.values import FOREVER, Certainty, Span, Times
from calendar_gen.ical.entries import Entry, entries
from calendar_gen.ical.lines import PRODID, folded_line, parameter, text
from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.model.catalog import Calendar, Event, Venue, Worded
from calendar_gen.web.addresses import ascii_address
from calendar_gen.web.colors import hex_of
from calendar_gen.words import sentences
from calendar_gen.words.sentences import titled

END = b"END:VCALENDAR\r\n"
END_VEVENT = b"\r\nEND:VEVENT\r\n"
REFRESH = "PT12H"

_Text = tuple[bytes, bytes]
"""What people read, in lines that name its language, and in the same without it."""

# RFC 6068 §2: what may stand in an address as it is.
_MAILTO = "@!$'*+-._~"


class Revision(Struct, frozen=True):
    """How often what subscribers see of a UID has changed, since when there is one, and when it last did.

    The moments are in UTC, in whole seconds.
    """

    sequence: int
    created: datetime
    last_modified: datetime


class Part(Struct, frozen=True):
    """The VEVENTs of one UID without the properties of its revision.

    `dates` are the lines of each that say when it is: DTSTART, DTEND, and RECURRENCE-ID or RRULE and EXDATE.
    Where a calendar has several languages the VEVENTs name those of their texts. `said` are the VEVENTs as
    they were if there were one language: to name them tells subscribers nothing.
    """

    entries: tuple[Entry, ...]
    dates: tuple[bytes, ...]
    vevents: tuple[bytes, ...]
    said: tuple[bytes, ...]

    @property
    def entry(self) -> Entry:
        """The first of them, which the others differ from."""
        return self.entries[0]


class Draft(Struct, frozen=True):
    """What stands for an event in a feed, by UID, and the days for which its zones are needed."""

    parts: tuple[Part, ...]
    tzids: tuple[str, ...]
    first: date
    last: date


class Vevents(Struct, frozen=True):
    """The VEVENTs of an event in pieces, and the zones and days of their VTIMEZONEs."""

    pieces: tuple[bytes, ...]
    tzids: tuple[str, ...]
    first: date
    last: date

    @property
    def data(self) -> bytes:
        """The VEVENTs as they stand in a feed."""
        return b"".join(self.pieces)


def draft(event: Event, calendar: Calendar, year: int) -> Draft:
    """What subscribers see of an event, in every feed that it is in, in the language of a calendar.

    `year` is that in which the calendar was last revised.
    """
    if event.show_as == "span" and not event.recurring:  # as most are: without a detour
        only = Entry(event, event.uid, event.span, hours=event.hours is not None)
        tzid = _tzid(event.span)
        dates = _dtstart_dtend(event.span, tzid)
        vevent, said = _vevent(only, dates, calendar)
        part = Part((only,), (dates,), (vevent,), (said,))
        return Draft((part,), (tzid,) if tzid else (), event.span.first_day, event.span.last_day)
    by_uid: dict[str, list[Entry]] = {}
    for entry in entries(event, year):
        by_uid.setdefault(entry.uid, []).append(entry)
    found = [entry for of in by_uid.values() for entry in of]
    # A date of a series may be in the zone of another venue.
    tzids = dict.fromkeys(_tzid(entry.span, bool(entry.rule)) for entry in found)
    first = min([event.first_day, *[entry.span.first_day for entry in found]])
    last = event.last_day if event.last_day < FOREVER else LAST_KNOWN
    parts = tuple(_part(of, calendar) for of in by_uid.values())
    return Draft(parts, tuple(filter(None, tzids)), first, max(last, first))


def component(draft: Draft, revisions: Mapping[str, Revision]) -> Vevents:
    """The event with the revision of each of its UIDs."""
    pieces: tuple[bytes, ...] = ()
    for part in draft.parts:
        pieces += stamped(part.vevents, revisions[part.entry.uid])
    return Vevents(pieces, draft.tzids, draft.first, draft.last)


def stamped(vevents: Iterable[bytes], revision: Revision) -> tuple[bytes, ...]:
    """VEVENTs with the properties of their revision, in pieces: nothing is copied."""
    end = _revision(revision)
    return tuple([piece for vevent in vevents for piece in (vevent, end)])


def cancelled(
    uid: str, dates: Sequence[str], title: str, where: str, title_language: str = "", where_language: str = ""
) -> bytes:
    """The VEVENT of what is in the calendar no longer, without the properties of its revision.

    `title` has its prefix already. The languages of the texts are named where there are several. Google goes
    on showing what is only left out (Rock #5629).
    """
    lines = ["BEGIN:VEVENT", f"UID:{uid}", *dates, f"SUMMARY{_named(title_language)}:{text(title)}"]
    lines += [f"LOCATION{_named(where_language)}:{text(where)}"] if where else []
    return b"\r\n".join([*map(folded_line, lines), _standing("cancelled", Certainty.EXACT, True, None)])


def start_line(name: str, start: date) -> bytes:
    """A property that names a start of a series: EXDATE, RECURRENCE-ID.

    Not in the zone of an override, which may have been moved to another.
    """
    if not isinstance(start, datetime):
        return f"{name};VALUE=DATE:{_basic(start)}".encode()
    tzid = _tzid(Times(start, start), True)
    return (f"{name};TZID={tzid}:{_local(start)}" if tzid else f"{name}:{_utc(start)}").encode()


def dtstart_dtend(span: Span) -> bytes:
    """DTSTART and DTEND of what doesn't repeat; a moment has no DTEND."""
    return _dtstart_dtend(span, _tzid(span))


@lru_cache(maxsize=10_000)
def location(venues: tuple[Venue, ...]) -> str:
    """Where an event is, as LOCATION says it: a name, address and town below; or the names of several."""
    if len(venues) > 1:
        return "; ".join(f"{venue.name}, {venue.town_name}" if venue.town else venue.name for venue in venues)
    return "\n".join(filter(None, (venues[0].name, _address(venues[0])))) if venues else ""


def vcalendar(
    calendar: Calendar, name: str, path: str, members: Sequence[Vevents], language: str = ""
) -> tuple[bytes, ...]:
    """A feed in pieces: its header, the VTIMEZONEs that its members need, and these.

    `path` is its own below the calendar's url, "" if it isn't published; `language` that of its name, if it
    isn't the calendar's.
    """
    before, after, source = _constant(calendar)
    named = _named(language or (calendar.language if len(calendar.languages) > 1 else ""))
    own = [before, *[folded_line(f"{key}:{text(name)}") for key in (f"NAME{named}", "X-WR-CALNAME")]]
    if source and path:
        # A path in ASCII has nothing that an address has not as well.
        own.append(folded_line(source + (path if path.isascii() else quote(path))))
    header = b"\r\n".join([*own, after])
    return (header, *_vtimezones(members), *[piece for member in members for piece in member.pieces], END)


def _part(found: Sequence[Entry], calendar: Calendar) -> Part:
    """What stands for one UID."""
    dates = [_dates(entry) for entry in found]
    made = [_vevent(entry, lines, calendar) for entry, lines in zip(found, dates, strict=True)]
    vevents, said = zip(*made, strict=True)
    return Part(tuple(found), tuple(dates), vevents, said)


def _vevent(entry: Entry, dates: bytes, calendar: Calendar) -> tuple[bytes, bytes]:
    """The VEVENT of an entry, and the same whose texts name no language."""
    event, language = entry.event, calendar.language
    several = language if len(calendar.languages) > 1 else ""
    title = titled(event.status, titled(entry.of, event.summary, language), language)
    begin = b"\r\n".join((b"BEGIN:VEVENT", folded_line(f"UID:{entry.uid}"), dates))
    texts = [_text("SUMMARY", _language_of(event, "summary", several), title)]
    if description := _description(event, entry.hours, language):
        texts.append(_text("DESCRIPTION", _language_of(event, "description", several), description))
    if event.venues:
        texts.append(_place(event.venues, several))
    if event.categories:
        fallen = tuple([(key, tag) for key, tag in event.fallen if key.startswith("category_names.")])
        texts.append(_categories(event.categories, event.category_names, fallen, several))
    lines = []
    if event.organizer and event.organizer.email:
        # ORGANIZER is an address (RFC 5545 §3.8.4.3): who has none stands in the text alone.
        email = quote(event.organizer.email, _MAILTO)
        lines.append(folded_line(f"ORGANIZER;CN={parameter(event.organizer.name)}:mailto:{email}"))
    if event.parent_uid:
        lines.append(folded_line(f"RELATED-TO;RELTYPE=PARENT:{event.parent_uid}"))
    if event.url:
        lines.append(folded_line("URL:" + ascii_address(event.url)))
    if event.color:
        lines.append(f"COLOR:{event.color}".encode())
    # Not as the entry: open hours are no reason to be busy for six weeks either.
    lines.append(_standing(event.status, event.certainty, event.all_day or event.is_moment, event.busy))
    named = b"\r\n".join([begin, *[it for it, _ in texts], *lines])
    return named, b"\r\n".join([begin, *[it for _, it in texts], *lines]) if several else named


def _dates(entry: Entry) -> bytes:
    """DTSTART and DTEND, and RECURRENCE-ID of an override, or RRULE and EXDATEs of a series."""
    lines = [_dtstart_dtend(entry.span, _tzid(entry.span, bool(entry.rule)))]
    if entry.recurrence_id:
        lines.append(start_line("RECURRENCE-ID", entry.recurrence_id))
    elif entry.rule:
        lines.append(folded_line(f"RRULE:{rrule(entry.rule, entry.span.dtstart)}"))
        lines += [start_line("EXDATE", exdate) for exdate in entry.exdates]
    return b"\r\n".join(lines)


@lru_cache(maxsize=8)
def _constant(calendar: Calendar) -> tuple[bytes, bytes, str]:
    """What the headers of all feeds of a calendar begin and end with, and what SOURCE begins with."""
    lines, source = [], ""
    if calendar.description:
        description = text(calendar.description)
        several = calendar.language if len(calendar.languages) > 1 else ""
        named = _named(_language_of(calendar, "description", several))
        lines += [f"DESCRIPTION{named}:{description}", f"X-WR-CALDESC:{description}"]
    if calendar.tzid:
        lines.append(f"X-WR-TIMEZONE:{calendar.tzid}")
    # Nextcloud reads either of the two; Google and Outlook neither.
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    if calendar.url:
        lines.append(f"URL:{ascii_address(calendar.url)}")
        source = f"SOURCE;VALUE=URI:{ascii_address(calendar.url).rstrip('/')}/"
    if calendar.color:
        # ICSx5 reads the first, Apple the second.
        lines += [f"COLOR:{calendar.color}", f"X-APPLE-CALENDAR-COLOR:{hex_of(calendar.color)}"]
    before = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}"
    return before.encode(), b"\r\n".join([folded_line(line) for line in lines]) + b"\r\n", source


@lru_cache(maxsize=10_000)
def _revision(revision: Revision) -> bytes:
    """The end of a VEVENT. DTSTAMP is when it was last revised, as there is no METHOD (RFC 5545 §3.8.7.2)."""
    created, modified = _utc(revision.created), _utc(revision.last_modified)
    lines = ["", f"DTSTAMP:{modified}", f"CREATED:{created}", f"LAST-MODIFIED:{modified}"]
    return "\r\n".join([*lines, f"SEQUENCE:{revision.sequence}"]).encode() + END_VEVENT


def _tzid(span: Span, repeats: bool = False) -> str:
    """The TZID of local times; "" for whole days and for what is written in UTC.

    `Etc/UTC` is poorly understood as a TZID, and a time written with an offset has no zone. What
    repeats does so by the local clock, whatever its first end needs.
    """
    if not isinstance(span, Times):
        return ""
    zone, other = span.dtstart.tzinfo, span.dtend.tzinfo
    key: str = getattr(zone, "key", "")
    if not key or zone is not other or zones.is_utc(key):
        return ""
    # Of a local time that comes twice the first is meant (RFC 5545 §3.3.5), and ical.js takes the second.
    if repeats:
        return key
    return "" if is_ambiguous(span.dtstart) or is_ambiguous(span.dtend) else key


def _dtstart_dtend(span: Span, tzid: str) -> bytes:
    if not isinstance(span, Times):
        start, end = _basic(span.dtstart), _basic(span.dtend)
        return f"DTSTART;VALUE=DATE:{start}\r\nDTEND;VALUE=DATE:{end}".encode()
    if span.is_moment:
        # DTEND must be later than DTSTART (RFC 5545 §3.8.2.2), and may be left out.
        return (
            f"DTSTART;TZID={tzid}:{_local(span.dtstart)}" if tzid else f"DTSTART:{_utc(span.dtstart)}"
        ).encode()
    if not tzid:
        return f"DTSTART:{_utc(span.dtstart)}\r\nDTEND:{_utc(span.dtend)}".encode()
    dtend = f"DTEND:{_utc(span.dtend)}" if span.dtend.fold else f"DTEND;TZID={tzid}:{_local(span.dtend)}"
    # No IANA name is so long that these lines need folding.
    return f"DTSTART;TZID={tzid}:{_local(span.dtstart)}\r\n{dtend}".encode()


@lru_cache(maxsize=10_000)
def _basic(day: date) -> str:
    """A day in ISO 8601's basic format (RFC 5545 §3.3.4)."""
    return day.isoformat().replace("-", "")


def _utc(moment: datetime) -> str:
    return _local(moment.astimezone(UTC)) + "Z"


def _local(moment: datetime) -> str:
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def _vtimezones(members: Sequence[Vevents]) -> list[bytes]:
    """One VTIMEZONE a zone, by name, each right from the first to the last day of the members in it."""
    needed: dict[str, tuple[date, date]] = {}
    for member in members:
        for tzid in member.tzids:
            first, last = needed.get(tzid, (member.first, member.last))
            needed[tzid] = min(first, member.first), max(last, member.last)
    return [vtimezone(tzid, *needed[tzid]) for tzid in sorted(needed)]


@lru_cache(maxsize=10_000)
def _categories(
    keys: tuple[str, ...], names: tuple[str, ...], fallen: tuple[tuple[str, str], ...], language: str
) -> _Text:
    """CATEGORIES, a line for each language that the names are in."""
    other, by_language = dict(fallen), dict[str, list[str]]()
    for key, name in zip(keys, names, strict=True):
        by_language.setdefault(other.get(f"category_names.{key}", language), []).append(name)
    lines = [_text("CATEGORIES", tag, *found) for tag, found in by_language.items()]
    return b"\r\n".join([it for it, _ in lines]), b"\r\n".join([it for _, it in lines])


def _text(name: str, language: str, *values: str) -> _Text:
    """The line of what people read, which names its language, "" for none; and without it."""
    said = ",".join(map(text, values))
    plain = folded_line(f"{name}:{said}")
    return folded_line(f"{name}{_named(language)}:{said}") if language else plain, plain


def _language_of(worded: Worded, field: str, language: str) -> str:
    """The language of a text, which may be another than that of the view; "" where there is one."""
    return worded.language_of(field) or language if language else ""


def _named(language: str) -> str:
    """The parameter for the language of a text (RFC 5545 §3.2.10); "" without one."""
    return f";LANGUAGE={language}" if language else ""


def _description(event: Event, hours: bool, language: str) -> str:
    """What is not known, hours, the curator's words, who says so, and the link last: Google shows no URL."""
    parts = [sentences.note(event.stated, language), event.description]
    if hours and event.hours:
        parts.insert(1, sentences.hours_note(event.hours, event.span, event.exdates, language))
    credits = [sentences.organizer_note(event.organizer.name, language)] if event.organizer else []
    credits += [
        sentences.source_note(of.title, of.publication, of.date, of.url, language) for of in event.sources
    ]
    parts += ["\n".join(credits), event.url]
    return "\n\n".join([part for part in parts if part])


@lru_cache(maxsize=10_000)
def _place(venues: tuple[Venue, ...], language: str) -> _Text:
    """LOCATION, and the coordinates where there is one venue: two would share one map."""
    venue, *others = venues
    lines = []
    if venue.geo and not others:
        latitude, longitude = (degrees.lstrip("+") for degrees in venue.geo)
        # Apple draws a map where X-TITLE and X-ADDRESS are the lines of LOCATION.
        address = _address(venue)
        shown = f"X-ADDRESS={parameter(address)};" if address else ""
        title = parameter(venue.name)
        apple = f"X-APPLE-STRUCTURED-LOCATION;VALUE=URI;{shown}X-APPLE-RADIUS=100;X-TITLE={title}"
        lines += [f"GEO:{latitude};{longitude}", f"{apple}:geo:{latitude},{longitude}"]
    named, plain = _text("LOCATION", _language_of(venue, "name", language), location(venues))
    map_ = [folded_line(line) for line in lines]
    return b"\r\n".join([named, *map_]), b"\r\n".join([plain, *map_])


def _address(venue: Venue) -> str:
    return ", ".join(part for part in (venue.address, venue.town_name) if part)


@lru_cache
def _standing(status: str, certainty: Certainty, free: bool, busy: bool | None) -> bytes:
    """STATUS, TRANSP and Outlook's word for TRANSP.

    RFC 5545 has no status for what is postponed: till there is a new date the old one stands, and isn't firm.
    """
    if status == "cancelled":
        stands = "CANCELLED"
    elif status in ("tentative", "postponed") or certainty is not Certainty.EXACT:
        stands = "TENTATIVE"
    else:
        stands = "CONFIRMED"
    # Nobody is busy for six weeks or no time at all, nor with what doesn't take place.
    opaque = (not free if busy is None else busy) and status not in ("cancelled", "postponed")
    shown = ("TENTATIVE" if stands == "TENTATIVE" else "BUSY") if opaque else "FREE"
    transp = "OPAQUE" if opaque else "TRANSPARENT"
    return f"STATUS:{stands}\r\nTRANSP:{transp}\r\nX-MICROSOFT-CDO-BUSYSTATUS:{shown}".encode()
