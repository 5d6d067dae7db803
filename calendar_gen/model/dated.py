"""What is written of when an event is → its span, what was stated of it and its zone, or what is wrong."""

from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import TypeVar

from msgspec.structs import replace

from calendar_gen.dates import spans, zones
from calendar_gen.dates.values import LONG, UNREAD, Duration, Reading, Span, Stated, Times, When
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.model.references import Context, venue_ids
from calendar_gen.source import document

_Value = TypeVar("_Value")
_OF_ITS_OWN = "if the second is meant, give that date an event of its own"


def dated(
    event: document.Event, context: Context, known: When | None = None
) -> tuple[Span, Stated, tzinfo | None] | list[Problem]:
    """The span of an event, what was stated of it, and the zone of its clocks; or the problems in its dates.

    `known` stands for the start that was written.
    """
    if UNREAD in (event.start, event.end, event.duration) or event.days == 0:
        return []  # reported already, and the rest can't be judged without it
    start, end, length = known or value(event.start), value(event.end), value(event.duration)
    if isinstance(start, Problem) or isinstance(end, Problem) or isinstance(length, Problem):
        sides = (("start", start), ("end", end), ("duration", length))
        wrong = [side.under(key) for key, side in sides if isinstance(side, Problem)]
        if event.start and event.start.text in ("null", "~") and not (event.end and (length or event.days)):
            remedy = "write the day, or YYYY-MM where it isn't announced"
            wrong[0] = replace(wrong[0], remedy=remedy)
        return wrong
    stated = Stated(start, end, int(event.days) if event.days else None)
    if start and start.timed:
        length = length or usual_length(event, context)
    zone: tzinfo | None = None
    if (start and start.local) or (end and end.local) or event.hours is not None:
        found = clock(event, context)
        if isinstance(found, Problem):
            return [found]
        zone = found
    span = spans.span(stated, length, zone)
    return [span] if isinstance(span, Problem) else (span, stated, zone)


def doubts(span: Span, stated: Stated, repeated: bool = False) -> Iterator[Problem]:
    """What may be meant as it is, but probably isn't."""
    if span.dtend - span.dtstart > LONG:
        message = f"it runs for {(span.dtend - span.dtstart).days // 365} years"
        key = "days" if stated.days else "end" if stated.end else "start"
        remedy = "check the years; only its first, its last and the present ones get feeds of their months"
        yield Problem("W103", message, remedy, (key,))
    if isinstance(span, Times):
        for problem in spans.shown_twice(stated.start, span.dtstart):
            # The offset that tells the two apart is nothing that a series could begin with.
            yield (replace(problem, remedy=_OF_ITS_OWN) if repeated else problem).under("start")
        for problem in spans.shown_twice(stated.end, span.dtend):
            yield problem.under("end")


def clock(event: document.Event, context: Context) -> tzinfo | Problem | None:
    """The zone of the local times of an event: its own, or else that of its venues, or of the calendar."""
    if event.timezone:
        return zones.known_zone(event.timezone) or UTC
    return context.zone(venue_ids(event))


def value(reading: Reading[_Value] | None) -> _Value | Problem | None:
    return reading.value if reading else None


def usual_length(event: document.Event, context: Context) -> Duration | None:
    """The length of a timed event that gives none, if the calendar says one."""
    given = event.end or event.duration or event.days
    return context.length if isinstance(context.length, Duration) and not given else None
