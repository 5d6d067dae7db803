"""Events → their occurrences inside a window of days."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import ONE_DAY, Span, Times
from calendar_gen.model.catalog import Event, by_start


class Occurrence(Struct, frozen=True):
    """One time that an event takes place: `event` is what it is then, which an override may have changed."""

    event: Event
    span: Span
    recurring: bool = False

    @property
    def id(self) -> str:
        """That of the event."""
        return self.event.id

    @property
    def all_day(self) -> bool:
        """Whether it is told by days and not by times."""
        return not isinstance(self.span, Times)


def alone(occurrence: Occurrence) -> Event:
    """An occurrence as an event of its own, with a UID beside its series'."""
    start = occurrence.span.dtstart
    suffix = f"{start:%Y%m%d}"
    if isinstance(start, datetime):
        suffix = f"{start:%Y%m%dT%H%M%S}" if start.second else f"{start:%Y%m%dT%H%M}"
    return replace(
        occurrence.event,
        uid=with_suffix(occurrence.event.uid, suffix),
        span=occurrence.span,
        rule=None,
        exdates=(),
        overrides=(),
        also=(),
        last_day=occurrence.span.last_day,
    )


def with_suffix(uid: str, suffix: str) -> str:
    """A UID beside another's, before its `@`."""
    id, at, calendar = uid.partition("@")
    return f"{id}+{suffix}{at}{calendar}"


def occurrences(event: Event, first: date | None, last: date | None) -> Iterator[Occurrence]:
    """What of an event touches the days from `first` to `last`, each None for no bound, by start.

    They are made one at a time: a series may have no end.
    """
    if not event.recurring:
        if touches(event.span, first, last):
            yield Occurrence(event, event.span)
        return
    beside = [Occurrence(override.event, override.event.span, True) for override in event.overrides]
    beside += [Occurrence(event, span, True) for span in event.also]
    if event.rule is None:
        beside.append(Occurrence(event, event.span, True))
    beside = sorted((of for of in beside if touches(of.span, first, last)), key=by_start)
    if event.rule is None:
        yield from beside
        return
    given = (Occurrence(event, span, True) for span in _by_rule(event, first, last))
    yield from heapq.merge(given, beside, key=by_start) if beside else given


def count(event: Event, after: date, last: date) -> int | None:
    """How many occurrences start later than a day, up to another; None where only `occurrences` can tell.

    For a listing that shows the first of many: none of them is made.
    """
    if event.rule is None or event.overrides or event.also:
        return None
    first = event.span.dtstart
    local = first.replace(tzinfo=None) if isinstance(first, datetime) else first
    found = sum(1 for _ in rules.starts(event.rule, local, after + ONE_DAY, last))
    days = (start.date() if isinstance(start, datetime) else start for start in event.exdates)
    return found - sum(after < day <= last for day in days)


def touches(span: Span, first: date | None, last: date | None) -> bool:
    """Whether a span has a day in common with those from `first` to `last`."""
    return (first is None or span.last_day >= first) and (last is None or span.first_day <= last)


def _by_rule(event: Event, first: date | None, last: date | None) -> Iterator[Span]:
    """The spans that the rule gives and that touch the days, but those that are left out or differ."""
    assert event.rule
    span = event.span
    # One that began before the window may reach into it.
    after = first - (span.last_day - span.first_day) - ONE_DAY if first else None
    left_out = {*event.exdates, *(override.recurrence_id for override in event.overrides)}
    origin = span.dtstart.replace(tzinfo=None) if isinstance(span, Times) else span.dtstart
    move = rules.mover(span)
    for local in rules.starts(event.rule, origin, after, last):
        moved = move(local)
        if left_out and moved.dtstart in left_out:
            continue
        if first is None or moved.first_day >= first or moved.last_day >= first:
            yield moved
