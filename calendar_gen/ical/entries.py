"""Events → what of them stands in a feed: one VEVENT or several, each with its UID."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, ONE_DAY, Certainty, Days, Opening, Rule, Span, Times
from calendar_gen.model.apart import units
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.model.occurrences import Occurrence, alone, with_suffix

OfRun = Literal["", "opening", "closing"]


class Entry(Struct, frozen=True):
    """One VEVENT: whose words it has, when it is, and what repeats it.

    `of` says which day of a run it is; `hours` tell in the text what the span doesn't.
    """

    event: Event
    uid: str
    span: Span
    of: OfRun = ""
    rule: Rule | None = None
    exdates: tuple[date, ...] = ()
    recurrence_id: date | None = None
    hours: bool = False


def entries(event: Event) -> Iterator[Entry]:
    """The VEVENTs of an event, as its `show_as` says: a span, its open days, or its first and last day."""
    if event.show_as == "daily" and event.hours and isinstance(event.span, Days):
        yield from _open_days(event, event.span)
    elif event.show_as == "opening-and-closing" and isinstance(event.span, Days):
        yield from _first_and_last_day(event, event.span)
    else:
        yield Entry(
            event,
            event.uid,
            event.span,
            rule=event.rule,
            exdates=event.exdates,
            hours=event.hours is not None,
        )
        for override in event.overrides:
            yield Entry(override.event, event.uid, override.event.span, recurrence_id=override.recurrence_id)
        # Google shows no RDATE after UNTIL, Outlook none at all: further dates are events of their own.
        for span in event.also:
            beside = alone(Occurrence(event, span))
            yield Entry(beside, beside.uid, span)


def related(catalog: Catalog) -> Catalog:
    """The catalog, in which what is part of an event names the UID under which that begins in feeds."""
    parents = {event.related_to for event in catalog.events}
    others = [event for event in catalog.events if event.show_as != "span" or event.overrides]
    shown = {event.id: next(entries(units(event)[0])).uid for event in others if event.id in parents}
    uids = {event.id: shown[event.id] for event in others if shown.get(event.id, event.uid) != event.uid}
    if not uids:
        return catalog
    events = [_part_of(event, uids.get(event.related_to, event.parent_uid)) for event in catalog.events]
    return replace(catalog, events=tuple(events))


def _part_of(event: Event, uid: str) -> Event:
    if event.parent_uid == uid:
        return event
    overrides = [replace(it, event=_part_of(it.event, uid)) for it in event.overrides]
    return replace(event, parent_uid=uid, overrides=tuple(overrides))


def _open_days(event: Event, run: Days) -> Iterator[Entry]:
    """For each of the hours that the run has what is open then."""
    assert event.hours
    for number, (opening, weekdays) in enumerate(event.hours.groups().items()):
        codes = ",".join(CODES[day] for day in weekdays)
        parts = "FREQ=DAILY" if len(weekdays) == 7 else f"FREQ=WEEKLY;BYDAY={codes}"
        given = [*rules.starts(Rule(parts), run.dtstart, before=run.last_day)]
        days = [day for day in given if day not in event.exdates]
        uid = with_suffix(event.uid, f"open-{number + 1}" if number else "open")
        if days and _is_over_a_change(_opened(event, days[0], opening), opening):
            # Apps don't agree what a rule makes of such a length: it must not begin with it.
            first = days.pop(0)
            yield Entry(event, with_suffix(uid, f"{first:%Y%m%d}"), _opened(event, first, opening))
        if len(days) > 1:
            closed = [day for day in given if day in event.exdates and days[0] < day < days[-1]]
            yield from _again(event, uid, opening, Rule(parts, until=days[-1]), days, closed)
        elif days:  # COUNT=1 blocks Outlook, and one day needs no rule
            yield Entry(event, uid, _opened(event, days[0], opening))


def _again(
    event: Event, uid: str, opening: Opening, rule: Rule, days: Sequence[date], closed: Iterable[date]
) -> Iterator[Entry]:
    """A rule, and beside it what is open while the clocks are changed.

    A rule keeps the exact length (RFC 5545 §3.8.5.3); hours keep the time at which they end.
    """
    openings = [_opened(event, day, opening) for day in days]
    exdates = tuple(_opened(event, day, opening).dtstart for day in closed)
    yield Entry(event, uid, openings[0], rule=rule, exdates=exdates)
    for open in openings:
        if _is_over_a_change(open, opening):
            yield Entry(event, uid, open, recurrence_id=open.dtstart)


def _is_over_a_change(open: Times, opening: Opening) -> bool:
    return open.dtend.astimezone(UTC) - open.dtstart.astimezone(UTC) != opening.length


def _opened(event: Event, day: date, opening: Opening) -> Times:
    start = datetime.combine(day, opening.start, event.zone)
    end = datetime.combine(day + timedelta(days=opening.past_midnight), opening.end, event.zone)
    return Times(start, end)


def _first_and_last_day(event: Event, run: Days) -> Iterator[Entry]:
    """Two events of a day; the first only where it is known: nothing is made up."""
    if run.first_day == run.last_day:
        yield Entry(event, event.uid, run, hours=True)
        return
    if event.certainty is not Certainty.START_UNKNOWN:
        opening = Days(run.dtstart, run.dtstart + ONE_DAY)
        yield Entry(event, with_suffix(event.uid, "opening"), opening, "opening", hours=True)
    closing = Days(run.last_day, run.dtend)
    yield Entry(event, with_suffix(event.uid, "closing"), closing, "closing", hours=True)
