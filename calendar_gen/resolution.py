"""What the curator wrote → frozen values in iCalendar's terms: references followed, dates read."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from msgspec import Struct, structs
from msgspec.structs import replace

from calendar_gen import dates, document, phrases, runs, series, timezones
from calendar_gen.dates import Certainty, Flaw, Span, Stated, Times, When
from calendar_gen.diagnostics import Path, Problem, quoted
from calendar_gen.model import (
    CANCELLED_FOR,
    Calendar,
    Catalog,
    Citation,
    Event,
    Filters,
    NamedFeed,
    Organizer,
    Override,
    Venue,
    by_start,
)
from calendar_gen.occurrences import moved_to

LONG = timedelta(days=3653)


def resolve(written: document.Document) -> tuple[Catalog, list[Problem]]:
    """The catalog, and what is wrong with dates. An event without readable dates is left out.

    References to what isn't there are passed over: `checks` reports them.
    """
    problems: list[Problem] = []
    context = _context(written)
    events: dict[str, Event] = {}
    for index, event in enumerate(written.events):
        resolved, flaws = _resolved(event, context)
        if flaws:
            problems += [_problem(("events", index), flaw) for flaw in flaws]
        if resolved:
            events.setdefault(event.id, resolved)
    ordered = tuple(sorted(events.values(), key=by_start))
    return Catalog(context.calendar, ordered, tuple(context.venues.values()), _feeds(written)), problems


def _feeds(written: document.Document) -> tuple[NamedFeed, ...]:
    return tuple(
        NamedFeed(feed.id, _one_line(feed.name), Filters(**structs.asdict(feed.where)))
        for feed in written.feeds
        if feed.where
    )


def cancelled_for(text: str) -> int | Flaw:
    """For how many days after its end a removed event stands as cancelled: `60`, `60 days`, `8 weeks`."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,4}(?: *days?)?", text):
        return int(text.rstrip(" days"))
    length = dates.parse_duration(text)
    if isinstance(length, Flaw) or not length.time:
        return length if isinstance(length, Flaw) else length.days
    return Flaw("E109", f"{quoted(text)} is not a number of days", "write it as '60 days'")


def venue_ids(placed: document.Event | document.Change) -> tuple[str, ...]:
    """The ids of the venues of an event, or of a change, under whichever key they were written."""
    return placed.venues if placed.venue is None else (placed.venue, *placed.venues)


class _Context(Struct, frozen=True):
    """What the events of one document refer to; of a few venues many events are made."""

    calendar: Calendar
    venues: Mapping[str, Venue]
    organizers: Mapping[str, Organizer]
    places: Callable[[tuple[str, ...]], tuple[Venue, ...]]
    zone: Callable[[tuple[str, ...]], tzinfo | Flaw | None]
    first_ids: Mapping[str, str]
    show_as: str

    def uid(self, id: str) -> str:
        """The UID of the event of an id, which needs not be there."""
        return f"{self.first_ids.get(id, id)}@{self.calendar.id}"


def _context(written: document.Document) -> _Context:
    calendar = _calendar(written.calendar)
    venues = {id: _venue(id, venue) for id, venue in written.venues.items()}
    organizers = {id: _organizer(id, organizer) for id, organizer in written.organizers.items()}
    # One that doesn't exist is reported by `checks`; any will do to look at the rest.
    usual = timezones.known_zone(calendar.tzid) or (UTC if calendar.tzid else None)
    zones = {id: timezones.known_zone(venue.timezone) or usual for id, venue in written.venues.items()}

    @cache
    def places(ids: tuple[str, ...]) -> tuple[Venue, ...]:
        return tuple(venues[id] for id in dict.fromkeys(ids) if id in venues)

    @cache
    def zone(ids: tuple[str, ...]) -> tzinfo | Flaw | None:
        found = {zones[id] for id in ids if id in zones} or {usual}
        if len(found) == 1:
            return found.pop()
        names = " and ".join(sorted(str(zone) if zone else "none" for zone in found))
        message = f"its venues are in different time zones ({names})"
        return Flaw("E111", message, "say which one counts with 'timezone:'", "start")

    # A renamed event keeps the UID of its first id: to subscribers another would be another event.
    first_ids = {event.id: event.formerly[0] for event in written.events if event.formerly}
    show_as = written.calendar.show_as if written.calendar else "span"
    return _Context(calendar, venues, organizers, places, zone, first_ids, show_as)


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
        _retention(written.cancelled_for),
    )


def _retention(text: str | None) -> int:
    days = cancelled_for(text) if text else None
    return days if isinstance(days, int) else CANCELLED_FOR


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


def _resolved(written: document.Event, context: _Context) -> tuple[Event | None, list[Flaw]]:
    """The event, None where its dates can't be read, and what is wrong or doubtful."""
    dated = _dated(written, context)
    if isinstance(dated, list):
        return None, dated
    span, stated, zone = dated
    flaws = list(_doubts(span, stated, repeated=written.repeat is not None))
    event = _event(written, span, stated, context)
    if written.repeat or written.changes:
        event, found = _repeated(written, event, context)
        flaws += found
    if written.hours is not None or written.closed or written.show_as or context.show_as != "span":
        event, found = runs.shown(written, event, zone, context.show_as)
        flaws += found
    return event, flaws


def _event(written: document.Event, span: Span, stated: Stated, context: _Context) -> Event:
    sources = written.source if isinstance(written.source, tuple) else (written.source,)
    return Event(
        written.id,
        context.uid(written.id),
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
        context.uid(written.part_of) if written.part_of else "",
        tuple([_citation(source) for source in sources]),
        written.color or "",
        formerly=written.formerly,
        last_day=span.last_day,
    )


def _repeated(written: document.Event, event: Event, context: _Context) -> tuple[Event, list[Flaw]]:
    """The event as a series, with the occurrences that differ."""
    if not written.repeat:
        return event, [Flaw("E308", "'changes' need a 'repeat'", "change the event itself", "changes")]
    if written.repeat.every == document.BAD:
        return event, []  # reported already
    found, flaws = series.read(written.repeat, event.span, event.stated, _clock(written, context))
    if found is None:
        return event, flaws
    overrides, wrong = _overrides(written, found, context)
    flaws += wrong
    ordered = tuple(overrides[start] for start in sorted(overrides))
    last = max(
        [series.last_day(found), *[o.event.last_day for o in ordered], *[s.last_day for s in found.also]]
    )
    return replace(
        event,
        span=found.span,
        rule=found.rule,
        exdates=found.exdates,
        overrides=ordered,
        also=found.also,
        last_day=last,
    ), flaws


def _overrides(
    written: document.Event, found: series.Series, context: _Context
) -> tuple[dict[date, Override], list[Flaw]]:
    """The dates that differ, each by the start that the rule gives, and what is wrong or doubtful."""
    overrides: dict[date, Override] = {}
    places: dict[date, int] = {}
    flaws: list[Flaw] = []
    for i, change in enumerate(written.changes):
        override = _override(written, change, found, context)
        if override is None:
            continue
        if isinstance(override, Flaw):
            flaws.append(_of_change(i, override))
        elif override.recurrence_id in overrides:
            flaws.append(
                _of_change(i, Flaw("E307", f"{change.date.strip()} is changed twice", "keep one", "date"))
            )
        else:
            overrides[override.recurrence_id] = override
            places[override.recurrence_id] = i
            flaws += [_of_change(i, doubt) for doubt in _doubts(override.event.span, _sides(change))]
    message, remedy = "another date of the series is then", "leave one of the two out with 'except'"
    for original in _meeting(overrides, found):
        flaws.append(_of_change(places[original], Flaw("E307", message, remedy, "start")))
    return overrides, flaws


def _of_change(index: int, flaw: Flaw) -> Flaw:
    return replace(flaw, key=f"changes/{index}/{flaw.key}")


def _sides(change: document.Change) -> Stated:
    """What is written of when a change begins and ends; that it can be read is known."""
    start, end = (dates.parse(text) if text else None for text in (change.start, change.end))
    return Stated(start if isinstance(start, When) else None, end if isinstance(end, When) else None)


def _meeting(overrides: Mapping[date, Override], found: series.Series) -> Iterator[date]:
    """The dates that are moved to where the series has another; one that is cancelled is in nobody's way."""
    starts = {
        original: override.event.span.dtstart
        for original, override in overrides.items()
        if override.event.status != "cancelled"
    }
    taken = {*[span.dtstart for span in found.also], *[to for start, to in starts.items() if to == start]}
    for original, start in starts.items():
        if start == original:
            continue
        by_rule = series.start_on(found.rule, found.span, When(start, start))
        if start in taken or (by_rule and by_rule not in found.exdates and by_rule not in overrides):
            yield original
        taken.add(start)


def _override(
    written: document.Event, change: document.Change, found: series.Series, context: _Context
) -> Override | Flaw | None:
    """One occurrence as it is changed; what isn't said stays. None where what is wrong is told already."""
    if change.date == document.BAD:
        return None
    when = dates.parse(change.date)
    if isinstance(when, Flaw):
        return replace(when, key="date")
    if when.certainty is not Certainty.EXACT:
        return Flaw("E307", "'date' needs a day", "write it as 2024-06-30", "date")
    original = series.start_on(found.rule, found.span, when)
    if original is None or original in found.exdates:
        return _nothing_then(change.date.strip(), when, found, left_out=original is not None)
    local = series.local_start(original)
    span = _rescheduled(written, change, moved_to(found.span, local), context)
    if span is None or isinstance(span, Flaw):
        return span
    given = {key: value for key in _CHANGEABLE if (value := getattr(change, key))}
    if change.venue or change.venues:
        given |= {"venue": change.venue, "venues": change.venues}
    event = _event(replace(written, **given), span, Stated(When(local, local), None), context)
    return Override(original, event)


def _nothing_then(text: str, when: When, found: series.Series, left_out: bool) -> Flaw:
    message = f"nothing takes place on {text}"
    if left_out:
        return Flaw("E307", f"{message}: 'except' leaves it out", "keep one of the two", "date")
    near = series.nearest(found.rule, found.span, when)
    return Flaw("E307", message, near or "name the date that the rule gives, not the new one", "date")


_CHANGEABLE = ("title", "description", "url", "status")


def _rescheduled(
    written: document.Event, change: document.Change, usual: Span, context: _Context
) -> Span | Flaw | None:
    """When a changed occurrence is: with a start alone as long as usual, without one from its usual start."""
    if not (change.start or change.end or change.days or change.duration):
        return usual
    timed = isinstance(usual, Times)
    start = _at_usual_time(change, usual)
    if isinstance(start, Flaw):
        return start
    moved = replace(written, start=change.start, end=change.end, days=change.days, duration=change.duration)
    if change.venue or change.venues:
        moved = replace(moved, venue=change.venue, venues=change.venues)
    dated = _dated(moved, context, start)
    if isinstance(dated, list):
        return dated[0] if dated else None
    span, stated, _ = dated
    if stated.certainty is not Certainty.EXACT or isinstance(span, Times) != timed:
        kind = "a day and a time" if timed else "a day"
        return Flaw(
            "E307", f"the new date must be {kind}, as all of the series", "write it as the start", "start"
        )
    if change.end or change.days or change.duration:
        return span
    if isinstance(span, Times) and isinstance(usual, Times):
        # A moment that is written with its offset is told by the clock of the series.
        local = stated.start is not None and stated.start.local
        zone = span.dtstart.tzinfo if local else usual.dtstart.tzinfo
        span, usual = (Times(it.dtstart.astimezone(zone), it.dtend) for it in (span, usual))
    return moved_to(usual, series.local_start(span.dtstart))


def _at_usual_time(change: document.Change, usual: Span) -> When | Flaw | None:
    """The start of which a change says no time, by the clock of the series; None where it says all."""
    if not change.start:
        start = usual.dtstart
        if isinstance(start, datetime):  # one that the clocks skip is the moment as they show it
            start = start.astimezone(UTC).astimezone(start.tzinfo)
        return When(start, start)
    when = dates.parse(change.start)
    if isinstance(when, Flaw) or when.timed or not isinstance(usual, Times):
        return None
    if when.certainty is not Certainty.EXACT:
        return None
    local = datetime.combine(when.first, usual.dtstart.time())
    instant = dates.span(Stated(When(local, local), None), None, usual.dtstart.tzinfo)
    return instant if isinstance(instant, Flaw) else When(instant.dtstart, instant.dtstart)


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


def _clock(event: document.Event, context: _Context) -> tzinfo | Flaw | None:
    """The zone of the local times of an event: its own, or else that of its venues, or of the calendar."""
    if event.timezone:
        return timezones.known_zone(event.timezone) or UTC
    return context.zone(venue_ids(event))


def _dated(
    event: document.Event, context: _Context, known: When | None = None
) -> tuple[Span, Stated, tzinfo | None] | list[Flaw]:
    """The span of an event, what was stated of it, and the zone of its clocks; or the flaws in its dates.

    `known` stands for the start that was written.
    """
    if document.BAD in (event.start, event.end, event.days, event.duration):
        return []  # reported already, and the rest can't be judged without it
    start = known or (dates.parse(event.start) if event.start else None)
    end = dates.parse(event.end) if event.end else None
    length = dates.parse_duration(event.duration) if event.duration else None
    if isinstance(start, Flaw) or isinstance(end, Flaw) or isinstance(length, Flaw):
        sides = (("start", start), ("end", end), ("duration", length))
        return [replace(side, key=key) for key, side in sides if isinstance(side, Flaw)]
    stated = Stated(start, end, int(event.days) if event.days else None)
    zone: tzinfo | None = None
    if (start and start.local) or (end and end.local) or event.hours is not None:
        found = _clock(event, context)
        if isinstance(found, Flaw):
            return [found]
        zone = found
    span = dates.span(stated, length, zone)
    return [span] if isinstance(span, Flaw) else (span, stated, zone)


def _doubts(span: Span, stated: Stated, repeated: bool = False) -> Iterator[Flaw]:
    """What may be meant as it is, but probably isn't."""
    if span.dtend - span.dtstart > LONG:
        message = f"it runs for {(span.dtend - span.dtstart).days // 365} years"
        key = "days" if stated.days else "end" if stated.end else "start"
        yield Flaw("W103", message, "check the years", key)
    if isinstance(span, Times):
        for flaw in dates.shown_twice(stated.start, span.dtstart, "start"):
            # The offset that tells the two apart is nothing that a series could begin with.
            yield replace(flaw, remedy=_OF_ITS_OWN) if repeated else flaw
        yield from dates.shown_twice(stated.end, span.dtend, "end")


_OF_ITS_OWN = "if the second is meant, give that date an event of its own"


def _problem(path: Path, flaw: Flaw) -> Problem:
    return Problem(flaw.code, (*path, *_inner(flaw.key)), flaw.message, flaw.remedy)


def _inner(key: str) -> Path:
    first, _, rest = key.partition("/")
    if first == "hours" and rest:
        return first, rest  # a word of the curator's, whatever signs are in it
    return tuple([int(part) if part.isdecimal() else part for part in key.split("/") if part])
