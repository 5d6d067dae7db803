"""Daily hours of a run of days as people write them (`10:00-17:00`, or by the day of the week) → values."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from msgspec import Struct

from calendar_gen.dates import dates
from calendar_gen.dates.recurrence import GROUPS, WEEKDAYS, weekday
from calendar_gen.dates.spans import ONE_DAY, Certainty, Flaw, Span
from calendar_gen.diagnostics.wording import did_you_mean, quoted

_SHORT = tuple(name[:3].title() for name in WEEKDAYS)
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2}) *(?:-|–|to) *([0-9]{1,2}):([0-9]{2})\Z")


class Opening(Struct, frozen=True):
    """From when to when in local time; where the end is not later it is on the next day."""

    start: time
    end: time

    @property
    def past_midnight(self) -> bool:
        """Whether it ends on the day after it began."""
        return self.end <= self.start

    @property
    def length(self) -> timedelta:
        """How long it is, where no clock is changed."""
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.start, self.end))
        return end - start + timedelta(days=self.past_midnight)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


class Hours(Struct, frozen=True):
    """The opening of each day of the week, Monday first; None where it is closed."""

    week: tuple[Opening | None, ...]

    def groups(self) -> dict[Opening, tuple[int, ...]]:
        """The days of the week by their opening."""
        days: dict[Opening, list[int]] = {}
        for day, opening in enumerate(self.week):
            if opening:
                days.setdefault(opening, []).append(day)
        return {opening: tuple(of) for opening, of in days.items()}

    def opens_on(self, day: date) -> bool:
        """Whether there are hours for that day of the week."""
        return self.week[day.weekday()] is not None

    def __str__(self) -> str:
        groups = self.groups()
        closed = tuple(day for day, opening in enumerate(self.week) if not opening)
        if len(groups) == 1:
            (only,) = groups
            return f"{only}, closed {_days(closed)}" if closed else str(only)
        parts = [f"{_days(days)} {opening}" for opening, days in groups.items()]
        return ", ".join([*parts, f"closed {_days(closed)}"] if closed else parts)


def read(written: object, closed: tuple[int, ...], closed_dates: tuple[date, ...], run: Span) -> Hours | Flaw:
    """The hours of a week: one text for every day, or texts by days, where one that isn't named is closed.

    On the `closed` days, Monday 0, it is closed whatever the hours say.
    """
    by_day = {"daily": written} if isinstance(written, str) else written
    if not isinstance(by_day, dict) or not all(isinstance(text, str) for text in by_day.values()):
        remedy = "write '10:00-17:00', or '{weekdays: 9:00-17:00, saturday: 10:00-16:00}'"
        return Flaw("E310", "'hours' are neither a time nor times by days", remedy, "hours")
    named: dict[tuple[int, ...], tuple[str, Opening]] = {}
    for name, text in by_day.items():
        key = "hours" if isinstance(written, str) else f"hours/{name}"
        days, opening = _named(name, key), _opening(text, key)
        if isinstance(days, Flaw):
            return days
        if isinstance(opening, Flaw):
            return opening
        if days in named:
            return Flaw("E310", f"{quoted(name)} is the same as {quoted(named[days][0])}", "keep one", key)
        named[days] = name, opening
    week: list[Opening | None] = [None] * 7
    # What names fewer days counts for more: a day by itself more than a group that has it.
    for days in sorted(named, key=len, reverse=True):
        for day in days:
            _, week[day] = named[days]
    for day in closed:
        week[day] = None
    hours = Hours(tuple(week))
    if not any(hours.opens_on(day) and day not in closed_dates for day in _days_of(run)):
        return Flaw("E311", "it is closed on every day", "leave a day open", "closed" if closed else "hours")
    return hours


def read_closed(
    written: tuple[str, ...], run: Span, flaws: list[Flaw]
) -> tuple[tuple[int, ...], tuple[date, ...]]:
    """The days of the week (Monday is 0) and the dates on which it is closed; `flaws` gets what is wrong."""
    days: list[int] = []
    found: set[date] = set()
    for i, text in enumerate(written):
        names = GROUPS.get(text.strip().lower(), (text,))
        weekdays = [day for name in names if (day := weekday(name)) is not None]
        if weekdays:
            days += weekdays
            continue
        when, key = dates.parse(text), f"closed/{i}"
        if isinstance(when, Flaw) or when.timed or when.certainty is not Certainty.EXACT:
            remedy = did_you_mean(text, WEEKDAYS) or "write 'monday', or a date"
            flaws.append(Flaw("E311", f"{quoted(text)} is not a day", remedy, key))
        elif not run.first_day <= when.first <= run.last_day:
            message = f"{when.first} is not in the run from {run.first_day} to {run.last_day}"
            flaws.append(Flaw("E311", message, "check which of them is wrong", key))
        else:
            found.add(when.first)
    return tuple(days), tuple(sorted(found))


def _days_of(run: Span) -> Iterator[date]:
    day = run.first_day
    while day <= run.last_day:
        yield day
        day += ONE_DAY


_GROUPS = {**GROUPS, "daily": WEEKDAYS}


def _named(name: str, key: str) -> tuple[int, ...] | Flaw:
    group = _GROUPS.get(name.strip().lower())
    if group:
        return tuple(WEEKDAYS.index(day) for day in group)
    day = weekday(name)
    if day is None:
        several = re.search("[-–,&]| and ", name)
        hint = "" if several else did_you_mean(name, (*WEEKDAYS, *GROUPS))
        remedy = hint or "write each day of the week, or 'weekdays' and 'weekend'"
        return Flaw("E310", f"{quoted(name)} is not a day of the week", remedy, key)
    return (day,)


def _opening(text: str, key: str) -> Opening | Flaw:
    match = _HOURS.match(text.strip())
    if match:
        numbers = [int(group) for group in match.groups()]
        end_of_day = numbers[2:] == [24, 0]  # as signs say it
        if numbers[0] < 24 and numbers[1] < 60 and (end_of_day or (numbers[2] < 24 and numbers[3] < 60)):
            end = time(0) if end_of_day else time(numbers[2], numbers[3])
            opening = Opening(time(numbers[0], numbers[1]), end)
            if end_of_day or opening.start != opening.end:
                return opening
    return Flaw("E310", f"{quoted(text)} is not from when to when", "write '10:00-17:00'", key)


def _days(days: tuple[int, ...]) -> str:
    """Days of the week in few words: `Mon–Fri`, `Sat, Sun`."""
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{_SHORT[days[0]]}–{_SHORT[days[-1]]}"
    return ", ".join(_SHORT[day] for day in days)
