"""The date of an event that counts → what a script needs to say by the reader's clock what is on.

Days are ISO 8601; moments have the offset of the event's zone. What has no first day may be on any day until
its last. Nothing of it changes with the day of the build.
"""

from datetime import time, timedelta
from itertools import islice

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY, Span, Times
from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import Occurrence, occurrences
from calendar_gen.words import days, pages

# So far the dates of a series are told, so that a page of last month knows the next one.
_AHEAD, _MOST = timedelta(days=62), 62


class Clock(Struct, frozen=True):
    """The first and the last day or moment; of a series the days from each date to the next, what is said
    of a later one, with `{day}` in its place, and whether it goes on after them.
    """

    last: str
    first: str = ""
    steps: str = ""
    said: str = ""
    goes_on: bool = False


def clock(occurrence: Occurrence, event: Event, is_vague: bool, tag: str) -> Clock:
    """What is told of a date of an event; `is_vague` says that the day isn't known."""
    span = occurrence.span
    if is_vague:
        return Clock(span.last_day.isoformat())
    first, last = _ends(span)
    if not occurrence.recurring:
        return Clock(last, first)
    steps, goes_on = _steps(occurrence, event)
    said = ""
    if span.first_day == span.last_day or days.is_a_night(span):
        times = days.within(span, tag)
        said = pages.at_times("{day}", times, tag) if times else ""
    return Clock(last, first, steps, said, goes_on)


def _ends(span: Span) -> tuple[str, str]:
    if isinstance(span, Times):
        return span.dtstart.isoformat(timespec="minutes"), span.dtend.isoformat(timespec="minutes")
    return span.first_day.isoformat(), span.last_day.isoformat()


def _steps(occurrence: Occurrence, event: Event) -> tuple[str, bool]:
    """The days to the next dates, as long as these are like the first; and whether there are more."""
    span, found = occurrence.span, list[str]()
    shape, before = _shape(span), span.first_day
    # Of a series without end no more are made than are told.
    for number, it in enumerate(islice(occurrences(event, before + ONE_DAY, None), _MOST + 1)):
        first = it.span.first_day
        if first <= before or it.event.status == "cancelled":
            continue
        is_near = number < _MOST and first <= span.first_day + _AHEAD
        if not is_near or it.event is not occurrence.event or _shape(it.span) != shape:
            return " ".join(found), True
        found.append(str((first - before).days))
        before = first
    return " ".join(found), False


def _shape(span: Span) -> tuple[time | None, timedelta]:
    """What two dates have in common where the same is said of both: when they begin and how long they are."""
    begin = span.dtstart.time() if isinstance(span, Times) else None
    return begin, span.last_day - span.first_day if begin is None else span.dtend - span.dtstart
