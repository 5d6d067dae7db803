"""Events → their occurrences inside a window of days."""

import heapq
from collections.abc import Iterator, Set
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import ONE_DAY, Span, Times, as_day, on_the_clock
from calendar_gen.model.catalog import Event, Override, by_start

# More than any clock was ever put on or back, but for the days that were left out at the date line.
_CHANGE = timedelta(hours=4)
_INTO_THE_NEXT = timedelta(days=31)
_AHEAD = timedelta(days=730)


class Occurrence(Struct, frozen=True):
    """One time that an event takes place: `event` is what it is then, which an override may have changed.

    `original` is the start that the rule gives where an override may have moved it.
    """

    event: Event
    span: Span
    recurring: bool = False
    original: date | None = None

    @property
    def id(self) -> str:
        """That of the event."""
        return self.event.id

    @property
    def all_day(self) -> bool:
        """Whether it is told by days and not by times."""
        return not isinstance(self.span, Times)


class Difference(Struct, frozen=True):
    """What is other of a date than of its series; `off` is for one that is cancelled alone."""

    off: bool
    moved: bool
    renamed: bool
    elsewhere: bool
    status: bool


def difference(override: Override, event: Event) -> Difference:
    """How a date of a series differs from it. What differs in nothing of all this is told by its dates."""
    changed, local = override.event, on_the_clock(override.recurrence_id)
    renamed, elsewhere = changed.summary != event.summary, changed.venues != event.venues
    status = changed.status != event.status
    moved = changed.span != rules.moved_to(event.span, local, event.length)
    moved = moved or not (renamed or elsewhere or status)
    return Difference(status and changed.status == "cancelled", moved, renamed, elsewhere, status)


def alone(occurrence: Occurrence) -> Event:
    """An occurrence as an event of its own, with a UID beside its series', which it keeps when it moves."""
    start = occurrence.original or occurrence.span.dtstart
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
        apart=(),
        length=None,
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
    beside = [Occurrence(it.event, it.event.span, True, it.recurrence_id) for it in event.overrides]
    beside += [Occurrence(event, span, True) for span in event.also]
    if event.rule is None:
        beside.append(Occurrence(event, event.span, True))
    beside = sorted((of for of in beside if touches(of.span, first, last)), key=by_start)
    if event.rule is None:
        yield from beside
        return
    given = (Occurrence(event, span, True) for span in _by_rule(event, first, last))
    yield from heapq.merge(given, beside, key=by_start) if beside else given


def taking_place(dates: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Those of a series' dates that aren't cancelled; all of them where all are."""
    off: list[Occurrence] | None = []
    for occurrence in dates:
        if occurrence.event.status != "cancelled":
            off = None
            yield occurrence
        elif off is not None:
            off.append(occurrence)
    yield from off or ()


def of_months(event: Event, last: date) -> Iterator[Span]:
    """Spans of an event that start up to a day: of those from the same month to the same month one alone.

    For whoever asks for its months: a series may have a hundred thousand dates.
    """
    beside = [override.event.span for override in event.overrides] + [*event.also]
    beside += [event.span] if event.rule is None else []
    yield from (span for span in beside if span.first_day <= last)
    if event.rule is None:
        return
    left_out, move = _left_out(event), rules.mover(event.span, event.length)
    following: date | None = None
    for local in rules.starts(event.rule, on_the_clock(event.span.dtstart), None, last):
        if following is None or local >= following:
            span = move(local)
            if not left_out or rules.recurrence_id(event.span, local) not in left_out:
                yield span
                following = local + _same_months(span)


def count(event: Event, after: date, last: date) -> int | None:
    """How many occurrences start later than a day, up to another; None where only `occurrences` can tell.

    For a listing that shows the first of many: none of them is made.
    """
    if event.rule is None or event.overrides or event.also:
        return None
    found = sum(1 for _ in rules.starts(event.rule, on_the_clock(event.span.dtstart), after + ONE_DAY, last))
    days = map(as_day, event.exdates)
    return found - sum(after < day <= last for day in days)


def ahead(event: Event, year: int) -> date:
    """The last day of a series that feeds tell of one by one, where it is one that was last revised then.

    That is two years ahead, from its beginning or to the end of the second year after.
    """
    return min(event.last_day, max(event.span.last_day + _AHEAD, date(year + 2, 12, 31)))


def touches(span: Span, first: date | None, last: date | None) -> bool:
    """Whether a span has a day in common with those from `first` to `last`."""
    return (first is None or span.last_day >= first) and (last is None or span.first_day <= last)


def _by_rule(event: Event, first: date | None, last: date | None) -> Iterator[Span]:
    """The spans that the rule gives and that touch the days, but those that are left out or differ."""
    assert event.rule
    span = event.span
    # One that began before the window may reach into it.
    after = first - (span.last_day - span.first_day) - ONE_DAY if first else None
    left_out, move = _left_out(event), rules.mover(span, event.length)
    for local in rules.starts(event.rule, on_the_clock(span.dtstart), after, last):
        if left_out and rules.recurrence_id(span, local) in left_out:
            continue
        moved = move(local)
        if touches(moved, first, last):
            yield moved


def _left_out(event: Event) -> Set[date]:
    """The starts that the rule gives and that don't take place, or not so."""
    return {*event.exdates, *(override.recurrence_id for override in event.overrides)}


def _same_months(span: Span) -> timedelta:
    """How much later a span of that length begins or ends in another month, at the earliest.

    Where the clocks change it may last some hours longer, into the next day.
    """
    first, last = span.first_day, span.last_day
    longest = max(last, (span.dtend + _CHANGE).date()) if isinstance(span, Times) else last
    return min(_next_month(first) - first, max(_next_month(last) - longest, ONE_DAY))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + _INTO_THE_NEXT).replace(day=1)
