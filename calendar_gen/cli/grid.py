"""Occurrences → a month as a grid of weeks, with a bar for each run of days: for who would rather look."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from calendar_gen.dates.values import ONE_DAY, Times
from calendar_gen.diagnostics.wording import printable
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.words import labels, sentences

# More lines than these a week would leave no month on a screen.
LANES = 6
STYLES = ("on blue", "on magenta", "on dark_green", "on dark_red", "on dark_cyan", "on grey35")

# What stands before what may not take place, also where there are no colours.
_SIGNS = {"cancelled": "✗", "postponed": "»", "tentative": "?"}
_WEEK = timedelta(days=6)


def month(
    year: int, number: int, occurrences: Sequence[Occurrence], today: date, width: int, language: str
) -> Iterator[Text]:
    """The lines of a month in a language, at most `width` columns wide."""
    column = max((width - 8) // 7, 4)
    styles = _styles(occurrences)
    yield Text(sentences.month_text(year, number, language), style="bold")
    yield Text(" ".join(set_cell_size(name, column) for name in sentences.weekday_names(language)))
    for week in calendar.Calendar().monthdatescalendar(year, number):
        yield Text(" ").join(_day(day, number, today, column) for day in week)
        monday, sunday = week[0], week[6]
        touching = [o for o in occurrences if o.span.first_day <= sunday and o.span.last_day >= monday]
        lanes, hidden = _lanes(touching, monday)
        for lane in lanes:
            yield _line(lane, monday, column, styles)
        if hidden:
            yield Text(labels.more_dates(hidden, language), style="dim")
    found = {occurrence.event.status for occurrence in occurrences}
    if said := [f"{sign} {labels.status_text(of, language)}" for of, sign in _SIGNS.items() if of in found]:
        yield Text(" · ".join(said), style="dim")


def _day(day: date, number: int, today: date, column: int) -> Text:
    style = "reverse" if day == today else "bold" if day.month == number else "dim"
    return Text(set_cell_size(str(day.day), column), style=style)


def _styles(occurrences: Iterable[Occurrence]) -> dict[str, str]:
    """A colour for each event, the same in every week."""
    ids = dict.fromkeys(occurrence.event.id for occurrence in occurrences)
    return {id: STYLES[n % len(STYLES)] for n, id in enumerate(ids)}


def _lanes(occurrences: Iterable[Occurrence], monday: date) -> tuple[list[list[Occurrence]], int]:
    """The occurrences of a week in few lines, those of a day in order; and how many found no place."""
    lanes: list[list[Occurrence]] = []
    hidden = 0
    for occurrence in sorted(occurrences, key=partial(_place, monday)):
        first = max(occurrence.span.first_day, monday)
        lane = next((lane for lane in lanes if lane[-1].span.last_day < first), None)
        if lane is not None:
            lane.append(occurrence)
        elif len(lanes) < LANES:
            lanes.append([occurrence])
        else:
            hidden += 1
    return lanes, hidden


def _place(monday: date, occurrence: Occurrence) -> tuple[object, ...]:
    """By the first day of the week: what began before it, then days, the longest first, then times."""
    span = occurrence.span
    first = max(span.first_day, monday)
    timed = isinstance(span, Times) and span.first_day >= monday
    return first, f"{span.dtstart:%H:%M:%S}" if timed else "", -_days(occurrence, monday), occurrence.event.id


def _days(occurrence: Occurrence, monday: date) -> int:
    first, last = max(occurrence.span.first_day, monday), min(occurrence.span.last_day, monday + _WEEK)
    return (last - first).days + 1


def _line(lane: Iterable[Occurrence], monday: date, column: int, styles: dict[str, str]) -> Text:
    line = Text()
    at = monday
    for occurrence in lane:
        first = max(occurrence.span.first_day, monday)
        days = _days(occurrence, monday)
        line.append(" " * ((first - at).days * (column + 1)))
        off = " strike" if occurrence.event.status == "cancelled" else ""
        style = styles[occurrence.event.id] + off
        line.append(_bar(occurrence, monday, days * (column + 1) - 1), style=style)
        line.append(" ")
        at = first + days * ONE_DAY
    line.rstrip()
    return line


def _bar(occurrence: Occurrence, monday: date, width: int) -> str:
    """The title, with its time, or with signs of what comes before and after the week, and of its status."""
    span, sign = occurrence.span, _SIGNS.get(occurrence.event.status)
    before = "◂" if span.first_day < monday else ""
    after = "▸" if span.last_day > monday + _WEEK else ""
    # In any language digits alone: for a word there is no room.
    time = f"{span.dtstart:%H:%M} " if isinstance(span, Times) and not before else ""
    text = before + (f"{sign} " if sign else "") + time + printable(occurrence.event.summary)
    room = width - cell_len(after)
    if cell_len(text) > room:
        return set_cell_size(text, room - 1) + "…" + after
    # A run is seen as one without colours too.
    fill = "─" if span.last_day > span.first_day else " "
    return text + fill * (room - cell_len(text)) + after
