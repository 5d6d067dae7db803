"""Days of the week, as people write them → hours, closed days and rules, or all that is wrong with them."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time
from typing import Protocol

from msgspec import structs

from calendar_gen.dates.values import CODES, WEEKDAYS, Certainty, Closed, Hours, Opening
from calendar_gen.dates.written import by_days, when
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import Guess, quoted

GROUPS = {"weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "weekends": WEEKDAYS[5:]}
UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
DAY_OF_A_MONTH = "0?[1-9]|[12][0-9]|3[01]"
_HOURS = r"([0-9]{1,2}):([0-9]{2}) *(?:-|–|to) *([0-9]{1,2}):([0-9]{2})\Z"
_GROUPS = {**GROUPS, "daily": WEEKDAYS}
_Problems = tuple[Problem, ...]


def hours(written: object) -> Hours | _Problems:
    """The hours of a week: one text for every day, or texts by days, where one that isn't named is closed."""
    by_day = {"daily": written} if isinstance(written, str) else written
    if not isinstance(by_day, dict):
        remedy = "write HH:MM-HH:MM, or '{weekdays: HH:MM-HH:MM, saturday: HH:MM-HH:MM}'"
        return (Problem("E310", "'hours' are neither a time nor times by days", remedy, ("hours",)),)
    problems: list[Problem] = []
    named: dict[tuple[int, ...], tuple[str, Opening | None]] = {}
    for name, text in by_day.items():
        path = ("hours", name) if name and not isinstance(written, str) else ("hours",)
        days, opening = _named(name), _opening(text, name if by_day is written else "", by_day)
        if isinstance(opening, Problem):
            problems.append(opening.under(*path))
        if isinstance(days, Problem):
            problems.append(days.under(*path))
        elif days in named:
            message = f"{quoted(name)} is the same as {quoted(named[days][0])}"
            problems.append(Problem("E310", message, "keep one", path, on_key=True))
        else:
            named[days] = name, None if isinstance(opening, Problem) else opening
    return tuple(problems) or _by_days({days: opening for days, (_, opening) in named.items()})


def closed(text: str) -> Closed | Problem:
    """When it is closed: `monday`, `weekend`, or a date."""
    names = GROUPS.get(text.strip().lower(), (text,))
    days = tuple([day for name in names if (day := weekday(name)) is not None])
    said = when(text) if not days else None
    message = f"{quoted(text)} is not a day"
    if isinstance(said, Problem):
        told = _mistakes().day_of_week(text)
        meant = by_days(said).meant
        if not told.remedy and meant and all(map(_is_day, meant)):
            return structs.replace(said, code="E311", message=message)
        remedy = told.remedy or "write a day of the week, or a date as YYYY-MM-DD"
        return Problem("E311", message, remedy, fix=told.fix)
    if said and (said.timed or said.certainty is not Certainty.EXACT):
        return Problem("E311", message, "write a day of the week, or a date as YYYY-MM-DD")
    return Closed(days, said.first if said else None)


def _is_day(text: str) -> bool:
    said = when(text)
    return not isinstance(said, Problem) and not said.timed


def rule(every: str, on: Sequence[str]) -> str | _Problems:
    """The parts of the rule that words make: `2 weeks` and `saturday`, `month` and `first friday` or `15`.

    What is "" was found to be wrong already: then there is no rule, and only what else is wrong is told.
    """
    match = re.fullmatch(r"(?:([1-9][0-9]{0,2}) +)?([a-z]+?)s?", every.strip().lower())
    unit = match[2] if match and match[2] in UNITS else ""
    problems = [] if unit or not every else [_mistakes().interval(every, on)]
    if on and unit in ("day", "year"):
        remedy = "every week on some days is 'every: week'; for others write 'rule: \"FREQ=YEARLY;…\"'"
        problems.append(Problem("E301", f"'on' can't go with 'every: {unit}'", remedy, ("on",), on_key=True))
        return tuple(problems)
    days, wrong = _days_of(unit, on) if on else ("", [])
    problems += wrong
    if problems or not unit or "" in on:
        return tuple(problems)
    interval = f";INTERVAL={int(match[1])}" if match and match[1] and int(match[1]) > 1 else ""
    return f"FREQ={UNITS[unit]}{interval}" + (f";{days}" if days else "")


def weekday(word: str) -> int | None:
    """The number of a day of the week, Monday 0, by its name or the first three letters of it."""
    folded = word.strip().lower().removesuffix("s")
    return next((n for n, name in enumerate(WEEKDAYS) if folded in (name, name[:3])), None)


def _named(name: str) -> tuple[int, ...] | Problem:
    group = _GROUPS.get(name.strip().lower())
    if group:
        return tuple(WEEKDAYS.index(day) for day in group)
    day = weekday(name)
    if day is None:
        told = _mistakes().day_of_week(name)
        remedy = told.remedy or "write each day of the week, or 'weekdays' and 'weekend'"
        message = f"{quoted(name)} is not a day of the week"
        return Problem("E310", message, remedy, on_key=True, fix=told.fix)
    return (day,)


def _opening(text: object, day: str, named: Collection[str]) -> Opening | Problem:
    if not isinstance(text, str):
        told = _meant_by(", ".join(map(str, text)) if isinstance(text, list) else "", day, named)
        return Problem("E310", "these are not from when to when", told.remedy)
    match = re.match(_HOURS, text.strip())
    if match:
        numbers = [int(group) for group in match.groups()]
        end_of_day = numbers[2:] == [24, 0]  # as signs say it
        if numbers[0] < 24 and numbers[1] < 60 and (end_of_day or (numbers[2] < 24 and numbers[3] < 60)):
            end = time(0) if end_of_day else time(numbers[2], numbers[3])
            opening = Opening(time(numbers[0], numbers[1]), end)
            if end_of_day or opening.start != opening.end:
                return opening
    told = _meant_by(text, day, named)
    return Problem("E310", f"{quoted(text)} is not from when to when", told.remedy, fix=told.fix)


def _meant_by(text: str, day: str, named: Collection[str]) -> Guess:
    from calendar_gen.dates import hours_mistakes  # late: 25 ms, and most hours are right

    return hours_mistakes.opening(text, day, named)


def _by_days(named: Mapping[tuple[int, ...], Opening | None]) -> Hours:
    week: list[Opening | None] = [None] * 7
    # What names fewer days counts for more: a day by itself more than a group that has it.
    for days in sorted(named, key=len, reverse=True):
        for day in days:
            week[day] = named[days]
    return Hours(tuple(week))


def _days_of(unit: str, on: Sequence[str]) -> tuple[str, list[Problem]]:
    """BYDAY or BYMONTHDAY of `on`, and what is wrong with it.

    Where the unit isn't known, each day may be one of a week or a month.
    """
    problems: list[Problem] = []
    chosen: dict[int, None] = {}
    nth: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for i, word in enumerate(on):
        text = word.strip().lower()
        days = [weekday(name) for name in GROUPS.get(text, (text,))]
        ordinal, _, name = text.partition(" ")
        if unit != "month" and None not in days:
            chosen.update(dict.fromkeys(day for day in days if day is not None))
        elif unit != "week" and (number := _number(ordinal, name)):
            numbers[number] = None
        elif unit != "week" and ordinal in ORDINALS and (day := weekday(name)) is not None:
            nth[f"{ORDINALS[ordinal]}{CODES[day]}"] = None
        elif text:
            problems.append(_no_day(unit, word).under("on", i))
    if nth and numbers and unit:
        # RFC 5545 §3.3.10: BYDAY limits BYMONTHDAY, so that the two would mean their common days.
        remedy = "give one of them an event of its own"
        message = "days of the week and of the month can't stand in one rule"
        problems.append(Problem("E301", message, remedy, ("on",)))
    if numbers:
        return "BYMONTHDAY=" + ",".join(numbers), problems
    return "BYDAY=" + ",".join([*nth, *(CODES[day] for day in sorted(chosen))]), problems


def _number(ordinal: str, name: str) -> str:
    """The day of a month as an RRULE has it, "" where it is none."""
    if re.fullmatch(DAY_OF_A_MONTH, ordinal) and not name:
        return str(int(ordinal))
    return "-1" if (ordinal, name) == ("last", "day") else ""


def _no_day(unit: str, word: str) -> Problem:
    told = _mistakes().day_of_week(word)
    if unit == "week":
        remedy = told.remedy or _mistakes().monthly(word) or "write the days of the week"
        return Problem("E301", f"{quoted(word)} is not a day of the week", remedy, fix=told.fix)
    kind = "of a month" if unit else "of a week or a month"
    message = f"{quoted(word)} is not a day {kind}"
    if not unit and " " not in word.strip() and told.remedy:
        return Problem("E301", message, told.remedy, fix=told.fix)
    told, wrong = _mistakes().day_of_month(word)
    return Problem("E301", message, told.remedy, character=wrong, fix=told.fix)


class _Mistakes(Protocol):
    """What is wrong with words that are no days, units or hours: the functions of `weekday_mistakes`."""

    def interval(self, every: str, on: Sequence[str], /) -> Problem: ...
    def day_of_week(self, word: str, /) -> Guess: ...
    def monthly(self, word: str, /) -> str: ...
    def day_of_month(self, word: str, /) -> tuple[Guess, str]: ...


def _mistakes() -> _Mistakes:
    from calendar_gen.dates import weekday_mistakes  # late: 25 ms, and most of them are right

    return weekday_mistakes
