"""What the curator wrote → frozen values in iCalendar's terms: references followed, dates read."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from calendar_gen import dates, document, phrases, timezones
from calendar_gen.dates import Flaw, Span, Stated, Times, When
from calendar_gen.diagnostics import Path, Problem
from calendar_gen.model import Calendar, Catalog, Citation, Event, Organizer, Venue, by_start

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LONG = timedelta(days=3653)


def resolve(written: document.Document) -> tuple[Catalog, list[Problem]]:
    """The catalog, and what is wrong with dates. An event without readable dates is left out.

    References to what isn't there are passed over: `checks` reports them.
    """
    problems: list[Problem] = []
    calendar = _calendar(written.calendar)
    context = _context(written, calendar)
    events: dict[str, Event] = {}
    for index, event in enumerate(written.events):
        dated = _dated(event, context)
        if isinstance(dated, list):
            problems += [_problem(("events", index), flaw) for flaw in dated]
            continue
        span, stated = dated
        problems += [_problem(("events", index), flaw) for flaw in _doubts(span, stated)]
        if event.id not in events:
            events[event.id] = _event(event, span, stated, context)
    ordered = tuple(sorted(events.values(), key=by_start))
    return Catalog(calendar, ordered, tuple(context.venues.values())), problems


def known_zone(tzid: str | None) -> "ZoneInfo | None":
    """The zone of a name, None where there is none of that name."""
    try:
        return timezones.zone(tzid) if tzid else None
    except KeyError:
        return None


def venue_ids(event: document.Event) -> tuple[str, ...]:
    """The ids of an event's venues, under whichever key they were written."""
    return (event.venue, *event.venues) if event.venue else event.venues


class _Context(Struct, frozen=True):
    """What the events of one document refer to; of a few venues many events are made."""

    calendar: Calendar
    venues: Mapping[str, Venue]
    organizers: Mapping[str, Organizer]
    places: Callable[[tuple[str, ...]], tuple[Venue, ...]]
    zone: Callable[[tuple[str, ...]], tzinfo | Flaw | None]


def _context(written: document.Document, calendar: Calendar) -> _Context:
    venues = {id: _venue(id, venue) for id, venue in written.venues.items()}
    organizers = {id: _organizer(id, organizer) for id, organizer in written.organizers.items()}
    # One that doesn't exist is reported by `checks`; any will do to look at the rest.
    usual = known_zone(calendar.tzid) or (UTC if calendar.tzid else None)
    zones = {id: known_zone(venue.timezone) or usual for id, venue in written.venues.items()}

    @cache
    def places(ids: tuple[str, ...]) -> tuple[Venue, ...]:
        return tuple(venues[id] for id in dict.fromkeys(ids) if id in venues)

    @cache
    def zone(ids: tuple[str, ...]) -> tzinfo | Flaw | None:
        found = {zones[id] for id in ids if id in zones} or {usual}
        if len(found) == 1:
            return found.pop()
        names = " and ".join(sorted(str(zone) for zone in found if zone))
        message = f"its venues are in different time zones ({names})"
        return Flaw("E111", message, "say which one counts with 'timezone:'", "start")

    return _Context(calendar, venues, organizers, places, zone)


def _calendar(written: document.Calendar | None) -> Calendar:
    if written is None:
        return Calendar("", "")
    return Calendar(
        written.id,
        _one_line(written.name),
        (written.description or "").strip(),
        written.timezone or "",
        written.language,
        written.url or "",
        written.color or "",
    )


def _venue(id: str, written: document.Venue) -> Venue:
    return Venue(
        id,
        _one_line(written.name),
        _one_line(written.town or ""),
        _one_line(written.address or ""),
        written.geo,
        written.url or "",
    )


def _organizer(id: str, written: document.Organizer) -> Organizer:
    return Organizer(id, _one_line(written.name), written.url or "", written.email or "")


def _event(written: document.Event, span: Span, stated: Stated, context: _Context) -> Event:
    sources = written.source if isinstance(written.source, tuple) else (written.source,)
    return Event(
        written.id,
        f"{written.id}@{context.calendar.id}",
        _one_line(written.title),
        span,
        stated,
        stated.certainty,
        written.status,
        None if written.busy is None else written.busy in ("true", "yes"),
        written.description.strip() if written.description else "",
        context.places(venue_ids(written)),
        _categories(written.categories),
        written.url or "",
        context.organizers.get(written.organizer) if written.organizer else None,
        written.part_of or "",
        tuple([_citation(source) for source in sources]),
        written.color or "",
    )


@lru_cache(maxsize=10_000)
def _categories(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_line(category) for category in written))


@lru_cache(maxsize=10_000)
def _citation(written: document.Citation) -> Citation:
    when = dates.parse(written.date) if written.date else None
    return Citation(
        _one_line(written.title or ""),
        _one_line(written.publication or ""),
        phrases.side_text(when) if isinstance(when, When) else "",
        written.url or "",
    )


def _one_line(text: str) -> str:
    """A name on one line: every run of white space is one space."""
    return " ".join(text.split())


def _dated(event: document.Event, context: _Context) -> tuple[Span, Stated] | list[Flaw]:
    """The span of an event and what was stated of it, or the flaws in its dates."""
    if document.BAD in (event.start, event.end, event.days, event.duration):
        return []  # reported already, and the rest can't be judged without it
    start = dates.parse(event.start) if event.start else None
    end = dates.parse(event.end) if event.end else None
    length = dates.parse_duration(event.duration) if event.duration else None
    if isinstance(start, Flaw) or isinstance(end, Flaw) or isinstance(length, Flaw):
        sides = (("start", start), ("end", end), ("duration", length))
        return [
            Flaw(side.code, side.message, side.remedy, key) for key, side in sides if isinstance(side, Flaw)
        ]
    stated = Stated(start, end, int(event.days) if event.days else None)
    zone: tzinfo | None = None
    if (start and start.local) or (end and end.local):
        found = known_zone(event.timezone) or UTC if event.timezone else context.zone(venue_ids(event))
        if isinstance(found, Flaw):
            return [found]
        zone = found
    span = dates.span(stated, length, zone)
    return [span] if isinstance(span, Flaw) else (span, stated)


def _doubts(span: Span, stated: Stated) -> Iterator[Flaw]:
    """What may be meant as it is, but probably isn't."""
    if span.dtend - span.dtstart > LONG:
        message = f"it runs for {(span.dtend - span.dtstart).days // 365} years"
        yield Flaw("W103", message, "check the years", "end" if stated.end else "start")
    if isinstance(span, Times):
        for key, side, moment in (("start", stated.start, span.dtstart), ("end", stated.end, span.dtend)):
            if side and side.local and dates.comes_twice(moment):
                yield _twice(key, moment)


def _twice(key: str, moment: datetime) -> Flaw:
    first, second = (moment.replace(fold=fold).isoformat(" ", "minutes") for fold in (0, 1))
    message = f"the clocks show {moment:%Y-%m-%d %H:%M} twice; the first is taken"
    return Flaw("W101", message, f"write {first} or {second}", key)


def _problem(path: Path, flaw: Flaw) -> Problem:
    return Problem(flaw.code, (*path, flaw.key) if flaw.key else path, flaw.message, flaw.remedy)
