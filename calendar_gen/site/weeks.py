"""The dates of a month → its weeks as rows of a table: a cell a day, and below it lanes with bars."""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY
from calendar_gen.web import layout
from calendar_gen.words import days, pages

# As many bars lie one below the other in a week; of more it is said how many there are.
MOST_LANES = 6


class Stretch(Struct, frozen=True):
    """Something on from a day to another, both included: a bar; `kind` is "", "end", "guess" or "off".

    `at` is the time at which it begins, as HH:MM, "" for days.
    """

    first: date
    last: date
    id: str
    title: str
    kind: str = ""
    at: str = ""


class Cell(Struct, frozen=True):
    """A day of the table. Where something is on it leads to `href`; `heard` is what is read out."""

    iso: str
    number: int
    heard: str
    href: str = ""
    state: str = ""


class WeekBar(Struct, frozen=True):
    """So many days of a lane: an event, or nothing where `href` is "". A long bar is a `span`."""

    days: int
    text: str = ""
    href: str = ""
    kind: str = ""


class Week(Struct, frozen=True):
    """A row of days, and the lanes below it."""

    cells: tuple[Cell, ...]
    lanes: tuple[tuple[WeekBar, ...], ...] = ()


class Table(Struct, frozen=True):
    """A month: the names of the days of the week, short and in full, and its weeks."""

    caption: str
    heads: tuple[tuple[str, str], ...]
    weeks: tuple[Week, ...]


def table(
    month: date,
    stretches: Sequence[Stretch],
    counts: Mapping[date, int],
    today: date | None,
    big: bool,
    tag: str,
) -> Table:
    """The table of a month; `counts` say how much is on each day. In a `big` one days have pages."""
    start = days.week_start(tag)
    weeks = [
        Week(
            tuple([_cell(day, month, counts.get(day, 0), today, big, tag) for day in week]),
            () if big else tuple(_lanes(week, stretches, month, tag)),
        )
        for week in Weeks(start).monthdatescalendar(month.year, month.month)
    ]
    first = weeks[0].cells[0].iso
    heads = [date.fromisoformat(first) + n * ONE_DAY for n in range(7)]
    return Table(
        pages.week_rows(days.month_in_full(month, tag), tag),
        tuple([(days.weekday_name(day, tag, short=True), days.weekday_name(day, tag)) for day in heads]),
        tuple(weeks),
    )


def anchor(day: date) -> str:
    """What a day of the list is called in an address."""
    return f"d{day.isoformat()}"


def _cell(day: date, month: date, count: int, today: date | None, big: bool, tag: str) -> Cell:
    heard = days.day_of_month(day, tag)
    if (day.year, day.month) != (month.year, month.month):
        return Cell(day.isoformat(), day.day, heard, state="out")
    if count:
        heard = pages.month_with_count(heard, count, tag)
    href = f"{layout.day_page(day)}" if big else f"#{anchor(day)}"
    return Cell(day.isoformat(), day.day, heard, href if count else "", "today" if day == today else "")


def _lanes(
    week: Sequence[date], stretches: Iterable[Stretch], month: date, tag: str
) -> Iterator[tuple[WeekBar, ...]]:
    """Each bar in the first lane that has room for it."""
    inside = [day for day in week if (day.year, day.month) == (month.year, month.month)]
    first, last = inside[0], inside[-1]
    found = [it for it in stretches if it.first <= last and it.last >= first]
    found.sort(
        key=lambda it: (
            max(it.first, first),
            max(it.first, first) - min(it.last, last),
            it.at,
            it.title,
            it.id,
        )
    )
    lanes: list[list[tuple[int, int, Stretch]]] = []
    left_out = [0] * 7
    for it in found:
        begin, end = week.index(max(it.first, first)), week.index(min(it.last, last))
        free = next((lane for lane in lanes if lane[-1][1] < begin), None)
        if free is not None:
            free.append((begin, end, it))
        elif len(lanes) < MOST_LANES:
            lanes.append([(begin, end, it)])
        else:
            for at in range(begin, end + 1):
                left_out[at] += 1
    for lane in lanes:
        yield tuple(_filled(lane))
    if any(left_out):
        yield tuple([_more(week[at], count, tag) for at, count in enumerate(left_out)])


def _filled(lane: Sequence[tuple[int, int, Stretch]]) -> Iterator[WeekBar]:
    at = 0
    for begin, end, it in lane:
        yield from [WeekBar(1)] * (begin - at)
        kind = it.kind or ("span" if it.last > it.first else "")
        yield WeekBar(end - begin + 1, it.title, layout.event_page(it.id), kind)
        at = end + 1
    yield from [WeekBar(1)] * (7 - at)


def _more(day: date, count: int, tag: str) -> WeekBar:
    return WeekBar(1, pages.more_events(count, tag), f"#{anchor(day)}", "rest") if count else WeekBar(1)
