"""Events → what of them stands in a feed: one VEVENT or several, each with its UID."""

from collections.abc import Container, Iterator
from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import clock_changes, rrules, rules
from calendar_gen.dates.values import (
    CODES,
    ONE_DAY,
    Certainty,
    Days,
    Length,
    Opening,
    Rule,
    Span,
    Times,
    on_the_clock,
)
from calendar_gen.model.apart import units
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.model.occurrences import Occurrence, ahead, alone, with_suffix

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


def entries(event: Event, year: int) -> Iterator[Entry]:
    """The VEVENTs of an event, as its `show_as` says: a span, its open days, or its first and last day.

    `year` is that in which the calendar was last revised: of a series without end what no rule says is
    told as far ahead as its months are.
    """
    if event.show_as == "daily" and event.hours and isinstance(event.span, Days):
        yield from _open_days(event, event.span)
    elif event.show_as == "opening-and-closing" and isinstance(event.span, Days):
        yield from _first_and_last_day(event, event.span)
    else:
        by_rule = event.rule is not None and rrules.is_followed_from(event.rule, event.span)
        yield from _by_rule(event, year) if by_rule or event.rule is None else _one_by_one(event, year)
        for override in event.overrides:
            changed, start = override.event, override.recurrence_id
            if override.beside or not by_rule:
                yield _alone(event, changed, changed.span, start)
            else:
                yield Entry(changed, event.uid, changed.span, recurrence_id=start)
        # Google shows no RDATE after UNTIL, Outlook none at all: further dates are events of their own.
        for span in event.also:
            yield _alone(event, event, span, span.dtstart)


def related(catalog: Catalog) -> Catalog:
    """The catalog, in which what is part of an event names the UID under which that begins in feeds."""
    parents = {event.related_to for event in catalog.events}
    others = [event for event in catalog.events if event.show_as != "span" or event.recurring]
    # Which of them is the first is the same in every year.
    shown = {event.id: next(entries(units(event)[0], 0)).uid for event in others if event.id in parents}
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


def _by_rule(event: Event, year: int) -> Iterator[Entry]:
    """What a rule gives, and each date of it that would be another in some app."""
    has_hours = event.hours is not None
    whole = Entry(event, event.uid, event.span, rule=event.rule, exdates=event.exdates, hours=has_hours)
    yield whole
    if event.rule:
        left_out = {*event.exdates, *[override.recurrence_id for override in event.overrides]}
        last = ahead(event, year)
        last = last if event.rule.endless else min(event.last_day, max(last, clock_changes.LAST_KNOWN))
        yield from _unusual(whole, event.length, last, left_out)


def _one_by_one(event: Event, year: int) -> Iterator[Entry]:
    """The dates of a rule that some app doesn't follow, each an event of its own; the first has the UID.

    If none of them is so near, the first that there is: no event is without a VEVENT.
    """
    assert event.rule
    last = ahead(event, year) if event.rule.endless else event.last_day
    left_out = {*event.exdates, *[override.recurrence_id for override in event.overrides]}
    move, told = rules.mover(event.span, event.length), bool(event.overrides or event.also)
    for local in rules.starts(event.rule, on_the_clock(event.span.dtstart)):
        start, span = rules.recurrence_id(event.span, local), move(local)
        if told and span.first_day > last:
            return
        if start not in left_out:
            told = True
            yield _alone(event, event, span, start)


def _unusual(of: Entry, length: Length | None, last: date, left_out: Container[date]) -> Iterator[Entry]:
    """The dates of a rule during which clocks are changed: what is written of them is what each app shows.

    Some give all dates the exact length of the first (RFC 5545 §3.8.5.3), others the same end on the clock.
    """
    assert of.rule
    for local, span in clock_changes.unusual(of.rule, of.span, length, last):
        start = rules.recurrence_id(of.span, local)
        if start != of.span.dtstart and start not in left_out:
            yield Entry(of.event, of.uid, span, recurrence_id=start)


def _alone(of: Event, event: Event, span: Span, original: date) -> Entry:
    """A date of a series that no rule gives in feeds, with the words that it has; the first has the UID."""
    if original == of.span.dtstart:
        return Entry(event, of.uid, span)
    beside = alone(Occurrence(event, span, original=original))
    return Entry(beside, beside.uid, span)


def _open_days(event: Event, run: Days) -> Iterator[Entry]:
    """For each of the hours that the run has what is open then."""
    assert event.hours
    for number, (opening, weekdays) in enumerate(event.hours.groups().items()):
        codes = ",".join(CODES[day] for day in weekdays)
        parts = "FREQ=DAILY" if len(weekdays) == 7 else f"FREQ=WEEKLY;BYDAY={codes}"
        given = [*rules.starts(Rule(parts), run.dtstart, before=run.last_day)]
        days = [day for day in given if day not in event.exdates]
        uid = with_suffix(event.uid, f"open-{number + 1}" if number else "open")
        if days and _is_unusual(event, days[0], opening):
            # Apps don't agree what a rule makes of such a length: it must not begin with it.
            first = days.pop(0)
            yield Entry(event, with_suffix(uid, f"{first:%Y%m%d}"), _opened(event, first, opening))
        if len(days) > 1:
            closed = [day for day in given if day in event.exdates and days[0] < day < days[-1]]
            exdates = tuple(datetime.combine(day, opening.start, event.zone) for day in closed)
            rule, span = Rule(parts, until=days[-1]), _opened(event, days[0], opening)
            again = Entry(event, uid, span, rule=rule, exdates=exdates)
            yield again
            yield from _unusual(again, Length(opening.length), run.last_day, exdates)
        elif days:  # COUNT=1 blocks Outlook, and one day needs no rule
            yield Entry(event, uid, _opened(event, days[0], opening))


def _is_unusual(event: Event, day: date, opening: Opening) -> bool:
    return clock_changes.is_unusual(_opened(event, day, opening), datetime.combine(day, opening.start))


def _opened(event: Event, day: date, opening: Opening) -> Times:
    start = datetime.combine(day, opening.start)
    aware = start.replace(tzinfo=event.zone)
    span = rules.moved_to(Times(aware, aware), start, Length(opening.length))
    assert isinstance(span, Times)
    return span


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
