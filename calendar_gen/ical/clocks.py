"""A document and its catalog → what of its times calendar apps show otherwise than they are meant.

Zones whose rules change between its events are too much for Outlook; midnights in UTC are no days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, time, tzinfo

from calendar_gen.dates import zones
from calendar_gen.dates.clocks import LAST_KNOWN
from calendar_gen.dates.values import FOREVER, ONE_DAY, Span, Times
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.source.document import Document

# The last ten years that are known: hardly a change of law is in them yet, so a zone that needs several rules
# even there has none that come round each year.
_LATELY = date(LAST_KNOWN.year - 10, 1, 1)


def check(written: Document, catalog: Catalog) -> list[Problem]:
    """Every such problem, in no order."""
    found: list[tuple[str, Problem]] = []
    for zone, events in _by_zone(catalog).items():
        tzid: str = getattr(zone, "key", "")
        # What is written with an offset has no zone, and is in UTC in feeds.
        found += _midnights(events) if not tzid or zones.is_utc(tzid) else _several_rules(tzid, events)
    index = {event.id: i for i, event in reversed(list(enumerate(written.events)))} if found else {}
    return [problem.under("events", index[id]) for id, problem in found]


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
    """One STANDARD and one DAYLIGHT describe each zone.

    Where they can't, an event is to blame whose own dates have several rules, or else the first. Of a zone
    whose clocks follow no yearly rules, such as Chile's, nobody can write anything else.
    """
    if _has_several(tzid, _LATELY, LAST_KNOWN):
        return
    first, last = min(event.first_day for event in events), max(map(_last_day, events))
    if not _has_several(tzid, first, last):
        return
    alone = (event for event in events if _has_several(tzid, event.first_day, _last_day(event)))
    blamed = next(alone, min(events, key=lambda event: (event.first_day, event.id)))
    message = f"the rules of the clocks in {tzid} change between its events: Outlook follows one of them"
    remedy = "put what is long past into a calendar of its own, or write times with their offset from UTC"
    yield blamed.id, Problem("W232", message, remedy, ("start",))


def _last_day(event: Event) -> date:
    return event.last_day if event.last_day < FOREVER else max(LAST_KNOWN, event.first_day)


def _has_several(tzid: str, first: date, last: date) -> bool:
    described = vtimezone(tzid, first, last)
    return any(described.count(b"BEGIN:" + kind) > 1 for kind in (b"STANDARD", b"DAYLIGHT"))
