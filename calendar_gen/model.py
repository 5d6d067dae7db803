"""Frozen values in iCalendar's terms: what was written, with its references and dates resolved."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from calendar_gen import dates, document, phrases, timezones
from calendar_gen.dates import Certainty, Flaw, Span, Stated, Times, When
from calendar_gen.diagnostics import Path, Problem

PREFIXES = {"cancelled": "Cancelled: ", "postponed": "Postponed: "}


class Venue(Struct, frozen=True):
    """A place. `geo` is latitude and longitude in degrees, as they were written."""

    id: str
    name: str
    town: str = ""
    address: str = ""
    geo: tuple[str, str] | None = None
    url: str = ""


class Organizer(Struct, frozen=True):
    """Who holds an event."""

    id: str
    name: str
    url: str = ""
    email: str = ""


class Citation(Struct, frozen=True):
    """Where the curator read of an event; `date` as people write it."""

    title: str = ""
    publication: str = ""
    date: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """On one line: title, publication, date, address."""
        return ", ".join(part for part in (self.title, self.publication, self.date, self.url) if part)


class Event(Struct, frozen=True):
    """One dated public event.

    `span` is what a feed shows, `stated` what the curator knows of it. `status` is the
    curator's word, which RFC 5545's STATUS has no room for; `related_to` is the id of the
    event that this one is part of.
    """

    id: str
    uid: str
    summary: str
    span: Span
    stated: Stated
    certainty: Certainty = Certainty.EXACT
    status: str = "confirmed"
    busy: bool | None = None
    description: str = ""
    venues: tuple[Venue, ...] = ()
    categories: tuple[str, ...] = ()
    url: str = ""
    organizer: Organizer | None = None
    related_to: str = ""
    sources: tuple[Citation, ...] = ()
    color: str = ""

    @property
    def all_day(self) -> bool:
        """Whether it is told by days and not by times."""
        return not isinstance(self.span, Times)

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns of its venues, each once."""
        return tuple(dict.fromkeys(venue.town for venue in self.venues if venue.town))


class Calendar(Struct, frozen=True):
    """What the whole calendar is. `tzid` is "" where none was given."""

    id: str
    name: str
    description: str = ""
    tzid: str = ""
    language: str = "en"
    url: str = ""
    color: str = ""


class Catalog(Struct, frozen=True):
    """A calendar, its events by start, each id once, and its venues in the order they were written."""

    calendar: Calendar
    events: tuple[Event, ...] = ()
    venues: tuple[Venue, ...] = ()

    def by_id(self) -> Mapping[str, Event]:
        """The events by their ids."""
        return {event.id: event for event in self.events}


def by_start(event: Event) -> tuple[Any, ...]:
    """Sort key: the day on which people see it start, whole days first, then the moment, then the id."""
    span = event.span
    if isinstance(span, Times):
        return span.first_day, 1, span.dtstart.timestamp(), event.id
    return span.dtstart, 0, 0.0, event.id


def ancestors(event: Event, by_id: Mapping[str, Event]) -> Iterator[Event]:
    """The events that an event is part of, nearest first."""
    met = {event.id}
    parent = by_id.get(event.related_to)
    while parent and parent.id not in met:  # a circle is an error, but must not hang what looks at it
        yield parent
        met.add(parent.id)
        parent = by_id.get(parent.related_to)


def resolve(written: document.Document) -> tuple[Catalog, list[Problem]]:
    """The catalog, and what is wrong with dates. An event without readable dates is left out.

    References to what isn't there are passed over: `checks` reports them.
    """
    problems: list[Problem] = []
    calendar = _calendar(written.calendar)
    context = _Context(
        calendar,
        {id: _venue(id, venue) for id, venue in written.venues.items()},
        {id: zone for id, venue in written.venues.items() if (zone := known_zone(venue.timezone))},
        {id: _organizer(id, organizer) for id, organizer in written.organizers.items()},
        known_zone(calendar.tzid),
    )
    events: dict[str, Event] = {}
    for index, event in enumerate(written.events):
        span, stated, flaws = _dated(event, context)
        problems += [_problem(("events", index), flaw) for flaw in flaws]
        if span and stated:
            events.setdefault(event.id, _event(event, span, stated, context))
    ordered = tuple(sorted(events.values(), key=by_start))
    return Catalog(calendar, ordered, tuple(context.venues.values())), problems


def known_zone(tzid: str | None) -> ZoneInfo | None:
    """The zone of a name, None where there is none of that name."""
    try:
        return timezones.zone(tzid) if tzid else None
    except KeyError:
        return None


class _Context(Struct, frozen=True):
    """What the events of one document refer to."""

    calendar: Calendar
    venues: Mapping[str, Venue]
    venue_zones: Mapping[str, ZoneInfo]
    organizers: Mapping[str, Organizer]
    zone: ZoneInfo | None


def _calendar(written: document.Calendar | None) -> Calendar:
    if written is None:
        return Calendar("", "")
    return Calendar(
        written.id,
        one_line(written.name),
        (written.description or "").strip(),
        written.timezone or "",
        written.language,
        written.url or "",
        written.color or "",
    )


def _venue(id: str, written: document.Venue) -> Venue:
    return Venue(
        id,
        one_line(written.name),
        one_line(written.town or ""),
        one_line(written.address or ""),
        written.geo,
        written.url or "",
    )


def _organizer(id: str, written: document.Organizer) -> Organizer:
    return Organizer(id, one_line(written.name), written.url or "", written.email or "")


def _citation(written: document.Citation) -> Citation:
    date = written.date or ""
    when = dates.parse(date) if date else None
    return Citation(
        one_line(written.title or ""),
        one_line(written.publication or ""),
        phrases.side_text(when) if isinstance(when, When) else date,
        written.url or "",
    )


def _event(written: document.Event, span: Span, stated: Stated, context: _Context) -> Event:
    sources = written.source if isinstance(written.source, tuple) else (written.source,)
    return Event(
        written.id,
        f"{written.id}@{context.calendar.id}",
        one_line(written.title),
        span,
        stated,
        stated.certainty,
        written.status,
        written.busy in ("true", "yes") if written.busy else None,
        (written.description or "").strip(),
        tuple(context.venues[id] for id in dict.fromkeys(venue_ids(written)) if id in context.venues),
        tuple(dict.fromkeys(one_line(category) for category in written.categories)),
        written.url or "",
        context.organizers.get(written.organizer or ""),
        written.part_of or "",
        tuple(_citation(source) for source in sources),
        written.color or "",
    )


def venue_ids(event: document.Event) -> tuple[str, ...]:
    """The ids of an event's venues, under whichever key they were written."""
    return (event.venue, *event.venues) if event.venue else event.venues


def one_line(text: str) -> str:
    """A name on one line: every run of white space is one space."""
    return " ".join(text.split()) if "  " in text or "\n" in text or "\t" in text else text.strip()


def _dated(event: document.Event, context: _Context) -> tuple[Span | None, Stated | None, list[Flaw]]:
    """The span of an event and what was stated of it, or the flaws in its dates."""
    texts = (event.start, event.end, event.days, event.duration)
    if document.BAD in texts:
        return None, None, []  # reported already, and the rest can't be judged without it
    start = dates.parse(event.start) if event.start else None
    end = dates.parse(event.end) if event.end else None
    length = dates.parse_duration(event.duration) if event.duration else None
    flaws = [
        Flaw(value.code, value.message, value.remedy, key)
        for key, value in (("start", start), ("end", end), ("duration", length))
        if isinstance(value, Flaw)
    ]
    if flaws or isinstance(start, Flaw) or isinstance(end, Flaw) or isinstance(length, Flaw):
        return None, None, flaws
    stated = Stated(start, end, int(event.days) if event.days else None)
    local = any(side and isinstance(side.first, datetime) and not side.first.tzinfo for side in (start, end))
    zone = _zone(event, context) if local else None
    if isinstance(zone, Flaw):
        return None, None, [zone]
    span = dates.span(stated, length, zone)
    if isinstance(span, Flaw):
        return None, None, [span]
    return span, stated, list(_doubtful(span, stated))


def _zone(event: document.Event, context: _Context) -> tzinfo | Flaw | None:
    """The zone of an event's local times: its own, that of its venues, or the calendar's."""
    if event.timezone is not None:
        # One that doesn't exist is reported by `checks`; any will do to look at the rest.
        return known_zone(event.timezone) or UTC
    of_venues = {context.venue_zones.get(id, context.zone) for id in venue_ids(event) if id in context.venues}
    if len(of_venues) > 1:
        names = " and ".join(sorted(str(zone) for zone in of_venues if zone))
        message = f"its venues are in different time zones ({names})"
        return Flaw(
            "E111", message, "say which one counts with 'timezone:'", "start" if event.start else "end"
        )
    zone = of_venues.pop() if of_venues else context.zone
    return zone or (UTC if context.calendar.tzid else None)


def _doubtful(span: Span, stated: Stated) -> Iterator[Flaw]:
    if (span.last_day - span.first_day).days > 3653:
        years = (span.last_day - span.first_day).days // 365
        yield Flaw("W103", f"it runs for {years} years", "check the years", "end" if stated.end else "start")
    if isinstance(span, Times):
        for key, side, moment in (("start", stated.start, span.dtstart), ("end", stated.end, span.dtend)):
            local = side and isinstance(side.first, datetime) and side.first.tzinfo is None
            if local and dates.comes_twice(moment):
                early, late = (
                    moment.isoformat(" ", "minutes"),
                    moment.replace(fold=1).isoformat(" ", "minutes"),
                )
                message = f"the clocks show {moment:%Y-%m-%d %H:%M} twice; the first is taken"
                yield Flaw("W101", message, f"write {early} or {late}", key)


def _problem(path: Path, flaw: Flaw) -> Problem:
    where = (*path, flaw.key) if flaw.key else path
    return Problem(flaw.code, where, flaw.message, flaw.remedy)
