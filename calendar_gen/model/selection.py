"""Which events somebody asks for: filters as people write them → a query → the events that match."""

import heapq
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeVar

from msgspec import Struct, structs

from calendar_gen.dates import periods
from calendar_gen.dates.periods import Month
from calendar_gen.dates.values import FOREVER, Span, Times, months_of
from calendar_gen.dates.zones import known_zone
from calendar_gen.diagnostics.wording import folded
from calendar_gen.model.catalog import Catalog, Event, Filters, by_start
from calendar_gen.model.index import Index, Names, SelectionError, plain, text_of
from calendar_gen.model.occurrences import Occurrence, count, taking_place
from calendar_gen.model.occurrences import occurrences as occurrences_of
from calendar_gen.source.document import STATUSES

__all__ = [
    "Query",
    "SelectionError",
    "as_options",
    "asked",
    "by_month",
    "find",
    "matches",
    "matching",
    "no_more",
    "occurrences",
    "query",
    "resolved",
    "says",
    "select",
    "series",
    "today",
]

_T = TypeVar("_T")
_AHEAD = timedelta(days=366)
_STATUSES = Names("status", {status: (status,) for status in STATUSES})


class Query(Struct, frozen=True):
    """What must hold of an event, in ids and days; an empty part asks for nothing."""

    venues: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()
    first: date | None = None
    last: date | None = None


def query(filters: Filters, catalog: Catalog, now: datetime) -> Query:
    """The query of the filters; `now` (aware) says what "this month" is. Raises SelectionError."""
    return asked(filters, Index(catalog), now)


def asked(filters: Filters, index: Index, now: datetime) -> Query:
    """The query of the filters, as one of many to the same catalog. Raises SelectionError."""
    here = today(index.catalog, now)
    months = tuple(periods.month_on(month, here) for month in filters.month)
    first = periods.days_on(filters.from_, here)[0] if filters.from_ else None
    last = periods.days_on(filters.to, here)[1] if filters.to else None
    if filters.from_ and filters.to and first and last and first > last:
        message = f"--from '{periods.typed(filters.from_)}' is after --to '{periods.typed(filters.to)}'"
        raise SelectionError(message, "write the earlier of them after --from")
    if len(months) == 1 and months[0].year:
        # The days of a month say the same as the month, and can be gone to without a look at others.
        begin, end = periods.days_of(months[0].year, months[0].month)
        months, first, last = (), max(first or begin, begin), min(last or end, end)
    return Query(
        _named(index.venues, filters.venue),
        _named(index.towns, filters.town),
        _named(index.categories, filters.category),
        # An event that nothing is part of is a series too where its id is given, but none to propose.
        _named(index.series(filters.series), filters.series),
        _named(_STATUSES, filters.status),
        frozenset(_event(id, index).id for id in filters.event),
        tuple(plain(text) or folded(text) for text in filters.search),
        months,
        first,
        last,
    )


def resolved(filters: Filters, catalog: Catalog, now: datetime) -> Filters:
    """The filters with what they name in place of what was typed of it; dates stay, as they may move."""
    wanted = query(filters, catalog, now)
    return structs.replace(
        filters,
        venue=tuple(wanted.venues),
        town=tuple(wanted.towns),
        category=tuple(wanted.categories),
        series=tuple(wanted.series),
        status=tuple(wanted.statuses),
        event=tuple(wanted.ids),
    )


def as_options(filters: Filters) -> str:
    """The filters as they might be typed, the same for those that differ only in case, spaces or order."""
    words = []
    for field in filters.__struct_fields__:
        given = getattr(filters, field)
        values = given if isinstance(given, tuple) else (given,) if given else ()
        typed = {folded(it) if isinstance(it, str) else periods.typed(it) for it in values}
        for value in sorted(typed):
            words += [f"--{field.rstrip('_')}", shlex.quote(value)]
    return " ".join(words)


def select(catalog: Catalog, wanted: Query) -> tuple[Event, ...]:
    """The events of which an occurrence matches, in the catalog's order."""
    return tuple(matches(Index(catalog), wanted))


def matches(index: Index, wanted: Query) -> Iterator[Event]:
    """The same, one at a time, for one of many queries to the same catalog."""
    for event in _candidates(index, wanted):
        if any(matching(event, wanted, wanted.first, _horizon(event, wanted, _last_beside(event)))):
            yield event


def occurrences(catalog: Catalog, wanted: Query, now: datetime, past: bool) -> Iterator[Occurrence]:
    """The occurrences that match, by start; without `past` only those whose end lies after `now`.

    They are made one at a time, so that whoever takes a few waits for no others.

    A series without end is followed for a year: from `now`, its start or the first day that is
    asked for, whichever is last; or to the last day that is asked for.
    """
    single: list[Occurrence] = []
    several: list[Iterator[Occurrence]] = []
    for event, of, _ in _ahead(catalog, wanted, now, past):
        if event.recurring:
            several.append(of)
        else:
            single += of
    return heapq.merge(sorted(single, key=by_start), *several, key=by_start)


def series(
    catalog: Catalog, wanted: Query, now: datetime, past: bool
) -> list[tuple[Occurrence, Callable[[], int]]]:
    """The first of the `occurrences` of each event that takes place, and what counts how many more there are.

    To count the dates of a series takes long: it is for whoever shows it to ask.
    """
    found: list[tuple[Occurrence, Callable[[], int]]] = []
    for event, dates, last in _ahead(catalog, wanted, now, past):
        of = taking_place(dates) if event.overrides else dates
        first = next(of, None)
        if first is not None:
            more = partial(_count, event, first, of, last, wanted) if event.recurring else no_more
            found.append((first, more))
    return sorted(found, key=lambda item: by_start(item[0]))


def no_more() -> int:
    """How many more occurrences there are of what stands alone."""
    return 0


def by_month(
    found: Iterable[Occurrence], wanted: Query, since: date | None
) -> dict[tuple[int, int], list[Occurrence]]:
    """Occurrences by each year and month that they touch, of the months that are asked for or not over."""
    months: dict[tuple[int, int], list[Occurrence]] = {}
    for occurrence in found:
        for year, month in months_of(occurrence.span):
            begin, end = periods.days_of(year, month)
            asked = not wanted.months or any(of.touches(begin, end) for of in wanted.months)
            since_then = end >= (wanted.first or since or begin)
            if asked and since_then and begin <= (wanted.last or begin):
                months.setdefault((year, month), []).append(occurrence)
    return dict(sorted(months.items()))


def today(catalog: Catalog, now: datetime) -> date:
    """The day that it is where the calendar is."""
    return now.astimezone(known_zone(catalog.calendar.tzid) or UTC).date()


def find(text: str, catalog: Catalog) -> Event:
    """The one event of an id, or with the text in its id or title. Raises SelectionError."""
    if not folded(text):
        raise SelectionError("the id is empty", "'calendar-gen list --all' shows those there are")
    return _event(text, Index(catalog))


def is_in(wanted: Query, texts: Iterable[str]) -> bool:
    """Whether some texts have one that is sought, if any is: the titles of what is no event any longer."""
    said = plain("\0".join(texts))
    return not wanted.texts or any(text in said for text in wanted.texts)


def _event(text: str, index: Index) -> Event:
    found = index.events.keys(text)
    if len(found) > 1 and text in index.by_id:
        found = [text]
    if len(found) > 1:
        raise index.events.ambiguous(text, found)
    return index.catalog.events[max(index.by_id[found[0]])]


def _count(event: Event, first: Occurrence, others: Iterator[Occurrence], last: date, wanted: Query) -> int:
    counted = count(event, first.span.first_day, last) if not wanted.months else None
    return counted if counted is not None else sum(1 for _ in others)


def _ahead(
    catalog: Catalog, wanted: Query, now: datetime, past: bool
) -> Iterator[tuple[Event, Iterator[Occurrence], date]]:
    """Each event that may match, its matching occurrences, and the last day that is looked at."""
    day = today(catalog, now)
    first = max(wanted.first or day, day) if not past else wanted.first
    for event in _candidates(Index(catalog), wanted):
        horizon = _horizon(event, wanted, day + _AHEAD)
        found = matching(event, wanted, first, horizon)
        yield event, (o for o in found if past or not _is_over(o.span, day, now)), horizon


def _candidates(index: Index, wanted: Query) -> Iterator[Event]:
    """The events worth a look, in the catalog's order: by what holds for all their occurrences.

    That is their ids, the days they are on at all, and what they have on any of them.
    """
    sets = list(_sets(index, wanted))
    found: Iterable[int] = range(len(index.catalog.events))
    if sets:
        among = sorted(set.intersection(*sets))
        found = (n for n in among if _has_one(index, n, wanted.texts))
    elif wanted.texts:
        found = (n for n, _ in groupby(heapq.merge(*map(index.said.having, wanted.texts))))
    first, last = wanted.first or date.min, wanted.last or date.max
    for number in found:
        begin, end = index.days[number]
        if begin <= last and end >= first:
            yield index.catalog.events[number]


def _sets(index: Index, wanted: Query) -> Iterator[set[int]]:
    """The numbers of the events that each part of a query asks for; for months they may be too many."""
    if wanted.ids:
        yield _under(wanted.ids, index.by_id)
    if wanted.series:
        yield _under(_members(index, wanted.series), index.by_id)
    if wanted.venues:
        yield _under(wanted.venues, index.by_venue)
    if wanted.towns:
        yield _under(wanted.towns, index.by_town)
    if wanted.categories:
        yield _under(wanted.categories, index.by_category)
    if wanted.months:
        yield _under(wanted.months, index.by_month) | index.long


def _has_one(index: Index, number: int, texts: Iterable[str]) -> bool:
    return not texts or any(index.said.has(number, text) for text in texts)


def _under(keys: Iterable[_T], by: Mapping[_T, Set[int]]) -> set[int]:
    return set().union(*[by.get(key, ()) for key in keys])


def _last_beside(event: Event) -> date:
    """The last day of what its rule doesn't give: no feed may miss a change, however late it is."""
    changed = [override.event.last_day for override in event.overrides]
    return max([event.first_day, *changed, *[span.last_day for span in event.also]])


def _horizon(event: Event, wanted: Query, ahead: date) -> date:
    """The last day to look at: what is asked for, or the event's own; if nothing ends it, that of a year."""
    if event.last_day < FOREVER:
        return min(wanted.last or FOREVER, event.last_day)
    if wanted.last:
        return wanted.last
    asked = [date(month.year, 12, 31) for month in wanted.months if month.year]
    return max([ahead, *asked, max(wanted.first or event.first_day, event.first_day) + _AHEAD])


def _members(index: Index, series: Set[str]) -> Set[str]:
    """The ids of the events of those ids and of all that is part of them, as in a series' feed.

    From the whole to its parts: in a long chain each event would have thousands to be part of.
    """
    found = {id for id in series if id in index.by_id}
    waiting = list(found)
    while waiting:
        new = [id for id in index.parts.get(waiting.pop(), ()) if id not in found]
        found.update(new)
        waiting += new
    return found


def matching(event: Event, wanted: Query, first: date | None, last: date) -> Iterator[Occurrence]:
    """The occurrences of an event that match, from one day to another, by what is said of each."""
    differs = bool(event.overrides)
    if not differs and not says(event, wanted):
        return
    for occurrence in occurrences_of(event, first, last):
        in_month = not wanted.months or _in_months(occurrence.span, wanted.months)
        if in_month and (not differs or says(occurrence.event, wanted)):
            yield occurrence


def says(event: Event, wanted: Query) -> bool:
    """Whether the words of an event match."""
    return (
        (not wanted.venues or any(venue.id in wanted.venues for venue in event.venues))
        and (not wanted.towns or any(town in wanted.towns for town in event.towns))
        and (not wanted.categories or any(category in wanted.categories for category in event.categories))
        and (not wanted.statuses or event.status in wanted.statuses)
        and (not wanted.texts or _mentions(event, wanted.texts))
    )


def _in_months(span: Span, months: tuple[Month, ...]) -> bool:
    return any(month.touches(span.first_day, span.last_day) for month in months)


def _mentions(event: Event, texts: tuple[str, ...]) -> bool:
    said = text_of(event)
    return any(text in said for text in texts)


def _named(names: Names, wanted: Iterable[str]) -> frozenset[str]:
    return frozenset(key for text in wanted for key in names.keys(text))


def _is_over(span: Span, day: date, now: datetime) -> bool:
    return span.dtend <= now if isinstance(span, Times) else span.dtend <= day
