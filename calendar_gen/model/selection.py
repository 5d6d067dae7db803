"""Which events somebody asks for: filters as people write them → a query → the events that match."""

import heapq
import re
import shlex
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from functools import partial

from msgspec import Struct

from calendar_gen.dates import written
from calendar_gen.dates.values import (
    FIRST_YEAR,
    FOREVER,
    LAST_YEAR,
    MONTHS,
    ONE_DAY,
    Certainty,
    Flaw,
    Span,
    Times,
    When,
    months_of,
)
from calendar_gen.dates.zones import known_zone
from calendar_gen.diagnostics.wording import did_you_mean, quoted
from calendar_gen.model.catalog import Catalog, Event, Filters, by_start
from calendar_gen.model.occurrences import Occurrence, count
from calendar_gen.model.occurrences import occurrences as occurrences_of

_AHEAD = timedelta(days=366)
STATUSES = ("confirmed", "tentative", "cancelled", "postponed")


class SelectionError(ValueError):
    """A filter that names nothing there is: what is wrong, and a remedy, "" where there is none."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}: {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy


class Month(Struct, frozen=True):
    """A month of any year, a year, or a month of a year."""

    year: int | None
    month: int | None

    def touches(self, first_day: date, last_day: date) -> bool:
        """Whether a day of it is among those from one to another."""
        first = first_day.year * 12 + first_day.month - 1
        last = last_day.year * 12 + last_day.month - 1
        if self.month is None:
            assert self.year is not None
            return first <= self.year * 12 + 11 and last >= self.year * 12
        if self.year is None:
            return (self.month - 1 - first) % 12 <= last - first
        return first <= self.year * 12 + self.month - 1 <= last


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
    events = catalog.events
    titles = {event.id: event.summary for event in events}
    # An event that nothing is part of is a series too where its id is given, but none to propose.
    parents = {parent: parent for event in events if (parent := event.related_to)}
    parents |= {id: id for id in filters.series if id in titles}
    here = today(catalog, now)
    months = tuple(_month(text, here) for text in filters.month)
    first = _day("--from", filters.from_, here).first if filters.from_ else None
    last = _day("--to", filters.to, here).last if filters.to else None
    if len(months) == 1 and months[0].year:
        # The days of a month say the same as the month, and can be gone to without a look at others.
        begin, end = _days_of(months[0].year, months[0].month)
        months, first, last = (), max(first or begin, begin), min(last or end, end)
    return Query(
        _named("venue", filters.venue, {venue.id: (venue.id, venue.name) for venue in catalog.venues}),
        _named("town", filters.town, {v.town: (v.town,) for v in catalog.venues if v.town}),
        _named("category", filters.category, {c: (c,) for event in events for c in event.categories}),
        _named("series", filters.series, {id: (id, titles.get(id, id)) for id in parents}),
        _named("status", filters.status, {status: (status,) for status in STATUSES}),
        frozenset(find(id, catalog).id for id in filters.event),
        tuple(_folded(text) for text in filters.search),
        months,
        first,
        last,
    )


def as_options(filters: Filters) -> str:
    """The filters as they might be typed, the same for those that differ only in case, spaces or order."""
    words = []
    for field in filters.__struct_fields__:
        given = getattr(filters, field)
        values = given if isinstance(given, tuple) else (given,) if given else ()
        for value in sorted({_folded(value) for value in values}):
            words += [f"--{field.rstrip('_')}", shlex.quote(value)]
    return " ".join(words)


def select(catalog: Catalog, wanted: Query) -> tuple[Event, ...]:
    """The events of which an occurrence matches, in the catalog's order."""
    members = _members(catalog, wanted.series)
    return tuple(
        event
        for event in catalog.events
        if _may_match(event, wanted, members)
        and any(_matching(event, wanted, wanted.first, _horizon(event, wanted, _last_beside(event))))
    )


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
    """The first of the `occurrences` of each event, by start, and what counts how many more there are.

    To count the dates of a series takes long: it is for whoever shows it to ask.
    """
    found: list[tuple[Occurrence, Callable[[], int]]] = []
    for event, of, last in _ahead(catalog, wanted, now, past):
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
            begin, end = _days_of(year, month)
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
    by_id = catalog.by_id()
    found = _keys("event", text, {event.id: (event.id, event.summary) for event in catalog.events})
    if len(found) > 1 and text in by_id:
        found = [text]
    if len(found) > 1:
        raise _ambiguous("event", text, found)
    return by_id[found[0]]


def _count(event: Event, first: Occurrence, others: Iterator[Occurrence], last: date, wanted: Query) -> int:
    counted = count(event, first.span.first_day, last) if not wanted.months else None
    return counted if counted is not None else sum(1 for _ in others)


def _ahead(
    catalog: Catalog, wanted: Query, now: datetime, past: bool
) -> Iterator[tuple[Event, Iterator[Occurrence], date]]:
    """Each event that may match, its matching occurrences, and the last day that is looked at."""
    members = _members(catalog, wanted.series)
    day = today(catalog, now)
    first = max(wanted.first or day, day) if not past else wanted.first
    for event in catalog.events:
        if _may_match(event, wanted, members):
            horizon = _horizon(event, wanted, day + _AHEAD)
            found = _matching(event, wanted, first, horizon)
            yield event, (o for o in found if past or not _is_over(o.span, day, now)), horizon


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


def _members(catalog: Catalog, series: frozenset[str]) -> Set[str]:
    """The ids of the events of those ids and of all that is part of them, as in a series' feed.

    From the whole to its parts: in a long chain each event would have thousands to be part of.
    """
    if not series:
        return frozenset()
    parts: dict[str, list[str]] = {}
    for event in catalog.events:
        parts.setdefault(event.related_to, []).append(event.id)
    found = {event.id for event in catalog.events if event.id in series}
    waiting = list(found)
    while waiting:
        new = [id for id in parts.get(waiting.pop(), ()) if id not in found]
        found.update(new)
        waiting += new
    return found


def _may_match(event: Event, wanted: Query, members: Set[str]) -> bool:
    """Whether an event is worth a look: what holds for all its occurrences, and the days it is on at all."""
    if wanted.ids and event.id not in wanted.ids:
        return False
    if wanted.series and event.id not in members:
        return False
    starts_late = wanted.last and event.first_day > wanted.last
    return not (starts_late or (wanted.first and event.last_day < wanted.first))


def _matching(event: Event, wanted: Query, first: date | None, last: date) -> Iterator[Occurrence]:
    differs = bool(event.overrides)
    if not differs and not _says(event, wanted):
        return
    for occurrence in occurrences_of(event, first, last):
        in_month = not wanted.months or _in_months(occurrence.span, wanted.months)
        if in_month and (not differs or _says(occurrence.event, wanted)):
            yield occurrence


def _says(event: Event, wanted: Query) -> bool:
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
    organizer = (event.organizer.name,) if event.organizer else ()
    venues = [part for venue in event.venues for part in (venue.name, venue.town, venue.address)]
    said = _folded("\n".join((event.summary, event.description, *venues, *event.categories, *organizer)))
    return any(text in said for text in texts)


def _is_over(span: Span, day: date, now: datetime) -> bool:
    return span.dtend <= now if isinstance(span, Times) else span.dtend <= day


def _named(what: str, wanted: tuple[str, ...], known: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(key for text in wanted for key in _keys(what, text, known))


def _keys(what: str, text: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Whose name the text is; or else the one that has it as a part of a name."""
    folded = _folded(text)
    names = {key: [_folded(name) for name in of] for key, of in known.items()}
    exact = [key for key, of in names.items() if folded in of]
    if exact:
        return exact
    parts = [key for key, of in names.items() if folded and any(folded in name for name in of)]
    if len(parts) == 1:
        return parts
    if parts:
        raise _ambiguous(what, text, parts)
    words = {name: None for of in known.values() for name in of}
    # Names last: of words that differ in case only the last is named.
    hint = did_you_mean(text, [*[word for name in words for word in name.split()], *words])
    if not hint:
        shown = ", ".join(sorted(known)[:8]) + (", …" if len(known) > 8 else "")
        hint = f"there are: {shown}" if known else "there is none"
    raise SelectionError(f"no {what} {quoted(text)}", hint)


def _ambiguous(what: str, text: str, keys: Sequence[str]) -> SelectionError:
    shown = ", ".join(keys[:5]) + (", …" if len(keys) > 5 else "")
    return SelectionError(f"{quoted(text)} fits more than one {what}", shown)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _month(text: str, here: date) -> Month:
    """The month that a text says. Raises SelectionError."""
    found = _read_month(text, here)
    write = "write 2024-05, 2024, may, 'may 2024', this or next"
    if found is None:
        raise SelectionError(f"no month {quoted(text)}", write)
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise SelectionError(f"no month {quoted(text)} in the years from {FIRST_YEAR} to {LAST_YEAR}", write)
    return found


def _read_month(text: str, here: date) -> Month | None:
    """`2024-05`, `2024`, `may`, `may 2024`, `this`, `next`. A month without a year is that of any year."""
    words = _folded(text)
    if words in ("this", "this month"):
        return Month(here.year, here.month)
    if words in ("next", "next month"):
        return Month(here.year + here.month // 12, here.month % 12 + 1)
    if match := re.fullmatch(r"([0-9]{4})(?:[-/]([0-9]{1,2}))?", words):
        year, month = int(match[1]), int(match[2]) if match[2] else None
        if month is None or 1 <= month <= 12:
            return Month(year, month)
    if match := re.fullmatch(r"([a-z]{3,9})\.?(?: ([0-9]{4}))?|([0-9]{4}) ([a-z]{3,9})", words):
        name, year_text = match[1] or match[4], match[2] or match[3]
        found = [
            n for n, full in enumerate(MONTHS, 1) if full == name or full[:3] == name or name == full[:4]
        ]
        if len(found) == 1:
            return Month(int(year_text) if year_text else None, found[0])
    return None


def _days_of(year: int, month: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(option: str, text: str, here: date) -> When:
    days = {"today": here, "tomorrow": here + ONE_DAY, "yesterday": here - ONE_DAY}
    if day := days.get(text.strip().casefold()):
        return When(day, day)
    when = written.when(text)
    if isinstance(when, When) and not when.timed and when.certainty is not Certainty.START_UNKNOWN:
        return when
    meant = when.remedy if isinstance(when, Flaw) and when.remedy.startswith("did") else ""
    remedy = meant or "write 2024-05-01, 2024-05, 2024 or today"
    raise SelectionError(f"{option} {quoted(text)} is not a day", remedy)
