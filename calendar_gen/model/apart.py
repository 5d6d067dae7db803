"""A catalog → the events that stand in feeds: of a series some dates are events of their own there."""

from collections.abc import Set
from datetime import date, datetime

from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import Times, as_day, on_the_clock
from calendar_gen.model.catalog import Catalog, Event, Override, by_start
from calendar_gen.model.occurrences import Occurrence, alone


def standing(catalog: Catalog) -> Catalog:
    """The catalog with each event as it stands in feeds; several may have one id then, and none one UID."""
    if not any(event.overrides for event in catalog.events):
        return catalog
    events = [unit for event in catalog.events for unit in units(event)]
    return replace(catalog, events=tuple(sorted(events, key=by_start)))


def units(event: Event) -> tuple[Event, ...]:
    """An event as it stands in feeds: itself, and those of its dates that stand beside it.

    A feed of a venue holds what is there: a date that is elsewhere, or of another kind, is in other feeds
    than its series. And Outlook refuses an override that is moved to its neighbour's day, or past it.
    """
    if not event.overrides:
        return (event,)
    apart = [it for it in event.overrides if _is_elsewhere(it.event, event) or _is_past_another(it, event)]
    if not apart:
        return (event,)
    beside = [alone(Occurrence(it.event, it.event.span, True, it.recurrence_id)) for it in apart]
    given = [it for it in apart if not it.beside]  # by the rule
    left_out = {*event.exdates, *(it.recurrence_id for it in given)}
    others = tuple(it for it in event.overrides if it not in apart)
    if given and not _has_other(event, left_out):
        # A series without a date is refused by Nextcloud (sabre/vobject, NoInstancesException).
        further = [Occurrence(it.event, it.event.span, True, it.recurrence_id) for it in others]
        further += [Occurrence(event, span) for span in event.also]
        return (*beside, *map(alone, further))
    exdates = tuple(sorted(left_out))
    return (replace(event, exdates=exdates, overrides=others, apart=tuple(given)), *beside)


def _is_elsewhere(changed: Event, event: Event) -> bool:
    """Whether a date is in other feeds than its series."""
    if changed.venues == event.venues and changed.categories == event.categories:
        return False
    return _places(changed) != _places(event) or set(changed.categories) != set(event.categories)


def _places(event: Event) -> Set[str]:
    return {venue.id for venue in event.venues}


def _is_past_another(moved: Override, event: Event) -> bool:
    """Whether a date of a series is moved to a day of another, by the rule or by a change, or past it."""
    if event.rule is None or moved.beside:
        return False  # it is no override in feeds
    original, day = _day(moved.recurrence_id, event), _day(moved.event.span.dtstart, event)
    if day == original:
        return False
    first, last = min(original, day), max(original, day)
    by_rule = [it for it in event.overrides if not it.beside]
    others = [_day(it.event.span.dtstart, event) for it in by_rule if it is not moved]
    if any(first <= other <= last and other != original for other in others):
        return True
    left_out = {_day(start, event) for start in event.exdates}
    between = rules.starts(event.rule, on_the_clock(event.span.dtstart), first, last)
    return any((found := as_day(start)) != original and found not in left_out for start in between)


def _has_other(event: Event, left_out: Set[date]) -> bool:
    """Whether the rule gives a start besides some."""
    assert event.rule is not None
    starts = rules.starts(event.rule, on_the_clock(event.span.dtstart))
    return any(rules.recurrence_id(event.span, start) not in left_out for start in starts)


def _day(start: date, event: Event) -> date:
    """The day of a start by the clock of the series."""
    span = event.span
    if isinstance(start, datetime) and isinstance(span, Times):
        return start.astimezone(span.dtstart.tzinfo).date()
    return as_day(start)
