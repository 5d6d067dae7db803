"""A document and its catalog → what of its times calendar apps show otherwise than they are meant.

Zones whose rules change between its events are too much for Outlook; midnights in UTC are no days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, time, tzinfo
from functools import cache

from calendar_gen.dates import zones
from calendar_gen.dates.clock_changes import LAST_KNOWN
from calendar_gen.dates.values import FOREVER, ONE_DAY, Span, Times
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.model.checked import Checked


def shown_otherwise(it: Checked) -> Iterator[Problem]:
    """Times are shown as they are meant."""
    for zone, events in _by_zone(it.catalog).items():
        tzid: str = getattr(zone, "key", "")
        # What is written with an offset has no zone, and is in UTC in feeds.
        found = _midnights(events) if not tzid or zones.is_utc(tzid) else _several_rules(tzid, events)
        yield from (problem.under("events", it.index[id]) for id, problem in found)


def _by_zone(catalog: Catalog) -> Mapping[tzinfo | None, Sequence[Event]]:
    """The events that have times in each zone."""
    found: dict[tzinfo | None, list[Event]] = {}
    for event in catalog.events:
        span = event.span
        if event.recurring:
            for zone in {each.dtstart.tzinfo for each in _spans(event) if isinstance(each, Times)}:
                found.setdefault(zone, []).append(event)
        elif isinstance(span, Times):
            found.setdefault(span.dtstart.tzinfo, []).append(event)
        elif event.show_as == "daily":
            found.setdefault(event.zone, []).append(event)
    return found


def _spans(event: Event) -> Iterable[Span]:
    return (event.span, *event.also, *[override.event.span for override in event.overrides])


def _midnights(events: Iterable[Event]) -> Iterator[tuple[str, Problem]]:
    """Whole days are written without times: midnight in UTC is another hour nearly everywhere."""
    for event in events:
        first = next(filter(_is_day_in_utc, _spans(event)), None)
        if isinstance(first, Times):
            message = "it lasts from midnight to midnight in UTC, which apps show as other hours"
            day, end = (moment.astimezone(UTC).date() for moment in (first.dtstart, first.dtend))
            several = f" and 'end: {end - ONE_DAY}'" if end - day > ONE_DAY else " alone"
            remedy = f"for whole days write 'start: {day}'{several}"
            yield event.id, Problem("W231", message, remedy, ("start",))


def _is_day_in_utc(span: Span) -> bool:
    if not isinstance(span, Times) or span.is_moment:
        return False
    return {moment.astimezone(UTC).time() for moment in (span.dtstart, span.dtend)} == {time.min}


def _several_rules(tzid: str, events: Sequence[Event]) -> Iterator[tuple[str, Problem]]:
    """One STANDARD and one DAYLIGHT describe each zone, or several that are nearly the same.

    Where they can't, an event is to blame whose own dates have several rules, or else the first.
    """
    first, last = min(event.first_day for event in events), max(map(_last_day, events))
    if not _has_several(tzid, first, last):
        return
    alone = next((event for event in events if _has_several(tzid, event.first_day, _last_day(event))), None)
    message = f"the rules of the clocks in {tzid} change between its events: Outlook follows one of them"
    remedy = "put what is long past into a calendar of its own, or write times with their offset from UTC"
    if alone:
        message = f"the rules of the clocks in {tzid} change between its dates: Outlook follows one of them"
        remedy = _shorter(tzid, alone)
    blamed = alone or min(events, key=lambda event: (event.first_day, event.id))
    yield blamed.id, Problem("W232", message, remedy, ("start",))


def _shorter(tzid: str, event: Event) -> str:
    """A remedy for an event of which the rules change between its dates."""
    first = event.first_day
    for year in range(_last_day(event).year - 1, first.year - 1, -1):
        if not _has_several(tzid, first, last := date(year, 12, 31)):
            return f"let it end by {last}"
    return "write its dates as events, each with its offset from UTC"


def _last_day(event: Event) -> date:
    return event.last_day if event.last_day < FOREVER else max(LAST_KNOWN, event.first_day)


@cache
def _has_several(tzid: str, first: date, last: date) -> bool:
    described = vtimezone(tzid, first, last)
    several = any(described.count(b"BEGIN:" + kind) > 1 for kind in (b"STANDARD", b"DAYLIGHT"))
    if not several:
        return False
    from calendar_gen.ical import observances  # late: most zones have one rule, and its reader takes 2 ms

    return observances.any_differ(described)
