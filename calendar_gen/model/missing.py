"""A series by the words of `repeat` → a warning where it names a day that not every month or year has."""

from collections.abc import Iterator
from datetime import date, timedelta

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, MONTHS, ONE_DAY, WEEKDAYS, Rule, as_day, last_of_month
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.source.document import Repeat

# Longer than from one leap year to the next, also around the year 2100.
_FAR = timedelta(days=366 * 9)


def missing(repeat: Repeat, rule: Rule, first: date) -> Iterator[Problem]:
    """What a rule passes over between its first date and its last (RFC 5545 §3.3.10).

    Who writes an RRULE has said so; of words people expect the last day instead.
    """
    if repeat.rule:
        return
    values = rules.parts(rule.parts)
    every = int(values.get("INTERVAL", 1))
    if values["FREQ"] == "YEARLY" and (first.month, first.day) == (2, 29):
        years = (it.year for it in _periods(rule, first, 12 * every))
        if year := next((year for year in years if last_of_month(year, 2).day < 29), None):
            remedy = "for the last day of each February write in place of 'every' "
            remedy += "'rule: \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1\"'"
            yield _problem("not every year has a 29 February", str(year), remedy, ("every",))
    elif values["FREQ"] == "MONTHLY":
        for day, path in _days(repeat, values, first):
            if not _may_be_missing(day):
                continue
            if month := next((it for it in _periods(rule, first, every) if not _has(it, day)), None):
                yield _of_a_month(day, month, path, repeat.on)


def _days(repeat: Repeat, values: dict[str, str], first: date) -> Iterator[tuple[str, Path]]:
    """The days of a month that a month may not have, `31` or `5FR`, and where each is written."""
    if not repeat.on:
        yield str(first.day), ("every",)
        return
    named = values.get("BYMONTHDAY", values.get("BYDAY", "")).split(",")
    for i, day in enumerate(named):
        # A day that was written twice stands in the rule once.
        yield day, ("on", i) if len(named) == len(repeat.on) else ("on",)


def _may_be_missing(day: str) -> bool:
    return int(day) > 28 if day.isdigit() else day[0] == "5"


def _periods(rule: Rule, first: date, months: int) -> Iterator[date]:
    """The first days of the months that a rule looks at, so many months apart, that end before it does.

    It ends with `until`, and one of so many dates with the last of them.
    """
    until = first + _FAR
    if rule.until:
        until = min(as_day(rule.until), until)
    elif rule.count:
        until = max(rules.starts(rule, first, before=until), default=first)
    number = first.year * 12 + first.month - 1
    while (month := date(number // 12, number % 12 + 1, 1)) + (_days_of(month) - 1) * ONE_DAY <= until:
        yield month
        number += months


def _days_of(month: date) -> int:
    return last_of_month(month.year, month.month).day


def _has(month: date, day: str) -> bool:
    weekday, days = month.weekday(), _days_of(month)
    return int(day) <= days if day.isdigit() else (CODES.index(day[1:]) - weekday) % 7 + 29 <= days


def _of_a_month(day: str, month: date, path: Path, on: tuple[str, ...]) -> Problem:
    last = "last day" if day.isdigit() else f"last {WEEKDAYS[CODES.index(day[1:])]}"
    instead = dict.fromkeys(last if path == ("on", i) else word for i, word in enumerate(on)) or [last]
    remedy = f"for the {last} of each month write 'on: [{', '.join(instead)}]'"
    then = f"{MONTHS[month.month - 1].title()} {month.year}"
    if day.isdigit():
        named = f"{day}st" if day == "31" else f"{day}th"
        return _problem(f"not every month has a {named}", then, remedy, path)
    name = WEEKDAYS[CODES.index(day[1:])]
    return _problem(f"not every month has a fifth {name.title()}", then, remedy, path)


def _problem(message: str, without: str, remedy: str, path: Path) -> Problem:
    return Problem("W306", f"{message}: {without} is passed over", remedy, ("repeat", *path))
