"""Text as people write it → days, times and lengths, or what is wrong with it."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Protocol

from msgspec import structs

from calendar_gen.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    ONE_DAY,
    Certainty,
    Duration,
    When,
    as_day,
    last_of_month,
)
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(~?)\Z")
_TIMED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? *"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\Z"
)
_TIMELIKE = r"(?s)([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *(.+)\Z"
_MONTH = r"([0-9]{4})-([0-9]{2})\Z"
_YEAR = r"[0-9]{4}\Z"
_BY = r"(?s)by +(.*)\Z"
# Offsets from UTC that clocks of the world have, in minutes; by no others do people mean one.
_OFFSETS = frozenset(range(-720, 841, 60)) | {
    *(-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825),
}


def when(text: str) -> When | Problem:
    """What a `start` or `end` says.

    ```
    when = ["by "] day | day "~" | day (" " | "T") time [offset] | month | year
    day = YYYY-MM-DD    month = YYYY-MM    year = YYYY
    time = H:MM[:SS]    offset = "Z" | ("+" | "-") HH[[":"]MM]
    ```
    `~` is the sign for approximate of the Extended Date/Time Format (ISO 8601-2). An offset is
    one that a clock of the world has, and not what may be the end of a range: `09:30-11:00`.
    """
    text = text.strip(" \t\n")
    if len(text) in (10, 16) and (usual := _usual(text)):
        return When(usual, usual)
    if match := _DAY.match(text):
        day = _day(match[0][:10], match[4])
        certainty = Certainty.APPROXIMATE if match[4] else Certainty.EXACT
        return day if isinstance(day, Problem) else When(day, day, certainty)
    if match := _TIMED.match(text):
        return _timed(match)
    if match := re.match(_MONTH, text):
        return _month(int(match[1]), int(match[2]))
    if re.match(_YEAR, text):
        year = int(text)
        return _year_problem(year) or When(date(year, 1, 1), date(year, 12, 31), Certainty.YEAR)
    if match := re.match(_BY, text):
        return _by(match[1])
    return _unreadable(text)


def by_days(problem: Problem) -> Problem:
    """The problem of a text in whose place a day belongs: where a month or so is meant, that by its days."""
    read = [when(text) for text in problem.meant or filter(None, [problem.fix])]
    if len(read) != 1 or not isinstance(of := read[0], When) or of.certainty is Certainty.EXACT:
        return problem
    days = as_day(of.first), as_day(of.last)
    remedy = f"write {days[0]}" if days[0] == days[1] else "write a day, as YYYY-MM-DD"
    return structs.replace(problem, remedy=remedy, meant=(), days=days, fix="")


def duration(text: str) -> Duration | Problem:
    """A duration: numbers with units, as `90 minutes`, `1 hour 30 minutes`, `1.5 h`, `2 days`."""
    text = text.strip(" \t\n")
    unit = r"([0-9]+(?:\.[0-9]{1,4})?) *(weeks?|days?|hours?|minutes?|mins?|[wdhm])"
    readable = re.fullmatch(rf"{unit}(?:(?:,| and|) *{unit})*", text, re.IGNORECASE)
    numbers = [(n, name[0]) for n, name in re.findall(unit, text.lower())] if readable else []
    days = sum(int(float(n[:6])) * (7 if unit == "w" else 1) for n, unit in numbers if unit in "dw")
    minutes = sum(float(n[:12]) * (60 if unit == "h" else 1) for n, unit in numbers if unit in "hm")
    in_parts = any("." in n and unit in "dw" for n, unit in numbers)
    if in_parts or not 0 < days * 1440 + minutes <= 3660 * 1440:
        return mistakes().length(text, bool(readable), in_parts)
    return Duration(days, timedelta(seconds=round(minutes * 60)))


def retention(text: str) -> int | Problem:
    """For how many days after its end a removed event stands as cancelled: `60`, `60 days`, `8 weeks`."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,4}(?: *days?)?", text):
        return int(text.rstrip(" days"))
    length = duration(text)
    if isinstance(length, Problem):
        wrong = not length.meant or isinstance(retention(length.meant[0]), Problem)
        return structs.replace(length, meant=()) if wrong else length
    if not length.time:
        return length.days
    return Problem("E109", f"{quoted(text)} is not a number of days", "write it as '60 days'")


def _usual(text: str) -> date | None:
    """A day, or a day and a local time, in the forms that most are in, which Python reads itself."""
    if not (text[4] == text[7] == "-" and (text[10:11] in ("", " ", "T"))):
        return None
    try:
        usual: date
        if len(text) == 10:
            usual = date.fromisoformat(text)
        elif text[13] == ":" and text[11:13] != "24":
            usual = datetime.fromisoformat(text)
        else:
            return None
    except ValueError:
        return None
    return usual if FIRST_YEAR <= usual.year <= LAST_YEAR else None


def _day(text: str, rest: str) -> date | Problem:
    """The day; what stands after it stays beside the one that may be meant."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if problem := _year_problem(year):
        return problem
    try:
        return date(year, month, day)
    except ValueError:
        return mistakes().no_such_day(text, year, month, day, rest)


def _year_problem(year: int) -> Problem | None:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    remedy = f"years from {FIRST_YEAR} to {LAST_YEAR} are read"
    return Problem("E101", f"the year {year:04} is out of range", remedy)


def _month(year: int, month: int) -> When | Problem:
    if not 1 <= month <= 12:
        remedy = "" if month else f"write {year} where the month isn't announced"
        return Problem("E101", f"there is no month {month} in {year:04}-{month:02}", remedy)
    if problem := _year_problem(year):
        return problem
    return When(date(year, month, 1), last_of_month(year, month), Certainty.MONTH)


def _by(text: str) -> When | Problem:
    by = when(text)
    if isinstance(by, Problem):
        return mistakes().after_by(by)
    if by.timed or by.certainty is not Certainty.EXACT:
        return Problem("E110", f"'by' needs a day, not {quoted(text)}", f"write 'by {by.last:%Y-%m-%d}'")
    return When(by.first, by.first, Certainty.START_UNKNOWN)


def _timed(match: re.Match[str]) -> When | Problem:
    day = _day(match[1], match[0][10:])
    if isinstance(day, Problem):
        return day
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        next_day = f"{day + ONE_DAY} 00:00{match[5] or ''}" if (hour, minute, second) == (24, 0, 0) else ""
        return mistakes().no_such_time(match[0], next_day)
    moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - local until its zone is known
    if match[5]:
        offset = _offset(match)
        if isinstance(offset, Problem):
            return offset
        moment = moment.replace(tzinfo=offset)
    return When(moment, moment)


def _offset(match: re.Match[str]) -> tzinfo | Problem:
    """The offset that a time was written with; where that may be the end of a range it is a problem."""
    written = match[5]
    if written == "Z":
        return UTC
    hours, minutes = divmod(int(written[1:].replace(":", "").ljust(4, "0")), 100)
    total = (hours * 60 + minutes) * (1 if written[0] == "+" else -1)
    exists = total in _OFFSETS and minutes < 60
    # With a T, or with seconds, it is a moment of ISO 8601: no person writes a range like that.
    ranged = match[0][10] == " " and not match[4] and hours < 24 and minutes < 60
    ranged = ranged and -total > int(match[2]) * 60 + int(match[3])
    if ranged or not exists:
        return mistakes().offset(match[0], total, exists, ranged)
    return timezone(timedelta(minutes=total))


def _unreadable(text: str) -> Problem:
    match = re.match(_TIMELIKE, text)
    day = _day(match[1], text[10:]) if match else None
    if isinstance(day, Problem):
        return day
    return mistakes().time(match[1], match[2]) if match else mistakes().day(text)


class Mistakes(Protocol):
    """What is wrong with a date or a length: the functions of `dates.mistakes`."""

    def day(self, text: str, /) -> Problem: ...
    def time(self, day: str, text: str, /) -> Problem: ...
    def month(self, text: str, remedy: str, /) -> Problem: ...
    def no_such_day(self, text: str, year: int, month: int, day: int, rest: str, /) -> Problem: ...
    def end(self, found: Problem, text: str, start: datetime, /) -> Problem: ...
    def after_by(self, found: Problem, /) -> Problem: ...
    def no_such_time(self, text: str, next_day: str, /) -> Problem: ...
    def offset(self, text: str, minutes: int, exists: bool, ranged: bool, /) -> Problem: ...
    def length(self, text: str, readable: bool, in_parts: bool, /) -> Problem: ...


def mistakes() -> Mistakes:
    """The module of that name, read when the first is made."""
    from calendar_gen.dates import mistakes as of_dates  # late: patterns for 20 ms, and most dates are dates

    return of_dates
