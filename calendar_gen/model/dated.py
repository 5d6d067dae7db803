"""What is written of when an event is → its span, what was stated of it and its zone, or what is wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from msgspec.structs import replace

from calendar_gen.dates import spans, written, zones
from calendar_gen.dates.values import (
    LONG,
    NEARLY_A_YEAR,
    UNREAD,
    Duration,
    Reading,
    Span,
    Stated,
    Times,
    When,
)
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.model.references import Context, venue_ids
from calendar_gen.source import document

_Value = TypeVar("_Value")


def dated(
    event: document.Event, context: Context, known: When | None = None
) -> tuple[Span, Stated, tzinfo | None] | list[Problem]:
    """The span of an event, what was stated of it, and the zone of its clocks; or the problems in its dates.

    `known` stands for the start that was written.
    """
    start, end, length = known or value(event.start), value(event.end), value(event.duration)
    if (
        isinstance(start, Problem)
        or isinstance(end, Problem)
        or isinstance(length, Problem)
        or event.days == 0
    ):
        return [
            *_unreadable(event, known),
            *_unshown(event, context),
            *_turned_round(start, end, event, context),
        ]
    stated = Stated(start, end, int(event.days) if event.days else None)
    if start and start.timed:
        length = length or usual_length(event, context)
    zone: tzinfo | None = None
    if (start and start.local) or (end and end.local) or event.hours is not None:
        found = clock(event, context)
        if isinstance(found, Problem):
            return [found, *_turned_round(start, end, event, context)]
        zone = found
    span = spans.span(stated, length, zone)
    if not isinstance(span, Problem):
        return span, stated, zone
    unshown = list(_unshown(event, context))
    beside = [it for it in _turned_round(start, end, event, context) if it != span]
    return [*(() if span in unshown else (span,)), *unshown, *beside]


def _unreadable(event: document.Event, known: When | None) -> Iterator[Problem]:
    """What is wrong with each of the dates that can't be read, but for what was reported already."""
    beside, start = event.end and (event.duration or event.days), known or value(event.start)
    for key, reading in (
        ("start", None if known else event.start),
        ("end", event.end),
        ("duration", event.duration),
    ):
        found = value(reading)
        if not isinstance(found, Problem) or reading == UNREAD:
            continue
        if key == "start" and reading and reading.text in ("null", "~") and not beside:
            found = replace(found, remedy="write the day, or YYYY-MM where it isn't announced")
        elif key == "end" and reading and isinstance(start, When) and isinstance(start.first, datetime):
            found = written.mistakes().end(found, reading.text, start.first)
        yield found.under(key)


def _unshown(event: document.Event, context: Context) -> Iterator[Problem]:
    """The times among what can be read that the clocks skip, whatever is wrong with the rest."""
    sides = [(key, value(reading)) for key, reading in (("start", event.start), ("end", event.end))]
    read = [(key, side) for key, side in sides if isinstance(side, When) and side.timed and side.local]
    zone = clock(event, context) if read else None
    if isinstance(zone, Problem):
        yield zone
        return
    for key, side in read:
        if isinstance(found := spans.moment(side, zone, key), Problem):
            yield found


def _turned_round(
    start: When | Problem | None, end: When | Problem | None, event: document.Event, context: Context
) -> Iterator[Problem]:
    """That the end is before the start, where both can be read and something else is wrong."""
    if not isinstance(start, When) or not isinstance(end, When):
        return
    zone = clock(event, context)
    if found := spans.turned_round(Stated(start, end), None if isinstance(zone, Problem) else zone):
        yield found


def doubts(span: Span, stated: Stated, repeated: bool = False) -> Iterator[Problem]:
    """What may be meant as it is, but probably isn't."""
    if span.dtend - span.dtstart > LONG:
        message = f"it runs for {(span.dtend - span.dtstart).days // 365} years"
        key = "days" if stated.days else "end" if stated.end else "start"
        remedy = "check the years; only its first, its last and the present ones get feeds of their months"
        yield Problem("W103", message, remedy, (key,))
    elif isinstance(span, Times) and span.dtend - span.dtstart > NEARLY_A_YEAR:
        message = f"it lasts {(span.dtend - span.dtstart).days} days from one time of day to another"
        remedy = "check the years; for a run of days leave the times out"
        yield Problem("W106", message, remedy, ("end" if stated.end else "start",))
    if isinstance(span, Times):
        for problem in spans.shown_twice(stated.start, span.dtstart):
            # The offset that tells the two apart is nothing that a series could begin with.
            yield (replace(problem, remedy=spans.OF_ITS_OWN) if repeated else problem).under("start")
        for problem in spans.shown_twice(stated.end, span.dtend):
            yield problem.under("end")


def clock(event: document.Event, context: Context) -> tzinfo | Problem | None:
    """The zone of the local times of an event: its own, or else that of its venues, or of the calendar."""
    if event.timezone is not None:
        return zones.likely_zone(event.timezone) or UTC
    return context.zone(venue_ids(event))


def value(reading: Reading[_Value] | None) -> _Value | Problem | None:
    return reading.value if reading else None


def usual_length(event: document.Event, context: Context) -> Duration | None:
    """The length of a timed event that gives none, if the calendar says one."""
    given = event.end or event.duration or event.days
    return context.length if isinstance(context.length, Duration) and not given else None
