"""The months and days that a filter asks for, as people write them → values, or what is wrong with them."""

import re
from datetime import date

from msgspec import Struct

from calendar_gen.dates import written
from calendar_gen.dates.values import FIRST_YEAR, LAST_YEAR, MONTHS, ONE_DAY, Certainty, When, last_of_month
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import folded, quoted


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


class Moving(Struct, frozen=True):
    """A month or a day by its name from today, so many after it: another one at each build."""

    name: str
    after: int


_MOVING_MONTHS = {
    **dict.fromkeys(("this", "this month"), Moving("this", 0)),
    **dict.fromkeys(("next", "next month"), Moving("next", 1)),
}
_MOVING_DAYS = {name: Moving(name, n) for name, n in (("yesterday", -1), ("today", 0), ("tomorrow", 1))}


def month(text: str) -> Month | Moving | Problem:
    """`2024-05`, `2024`, `may`, `may 2024`, `this`, `next`. A month without a year is that of any year."""
    return _MOVING_MONTHS.get(folded(text)) or _month(
        text, "write YYYY-MM, YYYY, may, 'may YYYY', this or next"
    )


def lasting_month(text: str) -> Month | Problem:
    """The same of one that doesn't move, as what a feed lets through mustn't."""
    remedy = "write YYYY-MM, YYYY, may or 'may YYYY'"
    return _moves(text, remedy) if folded(text) in _MOVING_MONTHS else _month(text, remedy)


def days(text: str) -> When | Moving | Problem:
    """A day, or the days of `2024-05` or `2024`; `today`, `tomorrow`, `yesterday`."""
    return _MOVING_DAYS.get(folded(text)) or _days(text, "write YYYY-MM-DD, YYYY-MM, YYYY or today")


def lasting_days(text: str) -> When | Problem:
    """The same of days that don't move."""
    remedy = "write YYYY-MM-DD, YYYY-MM or YYYY"
    return _moves(text, remedy) if folded(text) in _MOVING_DAYS else _days(text, remedy)


def month_on(month: Month | Moving, today: date) -> Month:
    """Which month it is on a day."""
    if isinstance(month, Month):
        return month
    year, index = divmod(today.year * 12 + today.month - 1 + month.after, 12)
    return Month(year, index + 1)


def days_on(days: When | Moving, today: date) -> tuple[date, date]:
    """The first and the last day of what it is on a day."""
    if isinstance(days, Moving):
        day = today + days.after * ONE_DAY
        return day, day
    return days.first, days.last


def days_of(year: int, month: int | None) -> tuple[date, date]:
    """The first and the last day of a month, or of a year."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), last_of_month(year, month)


def typed(period: Month | When | Moving) -> str:
    """How it may be written; the same for all that is the same."""
    if isinstance(period, Moving):
        return period.name
    if isinstance(period, Month):
        of_year = f"{period.year}-{period.month:02}" if period.month else f"{period.year}"
        return of_year if period.year else MONTHS[(period.month or 1) - 1]
    if period.certainty is Certainty.YEAR:
        return str(period.first.year)
    return f"{period.first:%Y-%m}" if period.certainty is Certainty.MONTH else str(period.first)


def _moves(text: str, remedy: str) -> Problem:
    return Problem("E402", f"{quoted(text)} is another one at each build", remedy)


def _month(text: str, remedy: str) -> Month | Problem:
    found = _read_month(folded(text))
    if found is None:
        return written.mistakes().month(text, remedy)
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        message = f"no month {quoted(text)} in the years from {FIRST_YEAR} to {LAST_YEAR}"
        return Problem("E402", message, remedy)
    return found


def _read_month(words: str) -> Month | None:
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


def _days(text: str, remedy: str) -> When | Problem:
    when = written.when(text)
    if isinstance(when, Problem):
        meant = tuple(day for day in when.meant if not isinstance(_days(day, ""), Problem))
        remedy = f"did you mean {' or '.join(meant)}?" if meant else remedy
        return Problem("E402", f"{quoted(text)} is not a day", remedy, meant=meant)
    if when.timed or when.certainty is Certainty.START_UNKNOWN:
        return Problem("E402", f"{quoted(text)} is not a day", remedy)
    return when
