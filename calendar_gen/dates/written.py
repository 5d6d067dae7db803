"""Text as people write it → days, lengths, hours and rules, or what is wrong with it."""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import ModuleType

from calendar_gen.dates.values import (
    CODES,
    FIRST_YEAR,
    LAST_YEAR,
    ONE_DAY,
    WEEKDAYS,
    Certainty,
    Closed,
    Duration,
    Hours,
    Opening,
    When,
)
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import did_you_mean, guess, quoted

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(~?)\Z")
_TIMED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? *"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\Z"
)
_TIMELIKE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *(.+)\Z", re.DOTALL)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_BY = re.compile(r"by +(.*)\Z", re.DOTALL)
# Offsets from UTC that clocks of the world have, in minutes; by no others do people mean one.
_OFFSETS = frozenset(range(-720, 841, 60)) | {
    *(-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825),
}
GROUPS = {"weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "weekends": WEEKDAYS[5:]}
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2}) *(?:-|–|to) *([0-9]{1,2}):([0-9]{2})\Z")
_GROUPS = {**GROUPS, "daily": WEEKDAYS}
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_NUMBERS = ("two", "three", "four", "five", "six")
_MEANT = {
    "daily": "day",
    "weekly": "week",
    "fortnight": "2 weeks",
    "fortnightly": "2 weeks",
    "other week": "2 weeks",
    "monthly": "month",
    "other month": "2 months",
    "quarter": "3 months",
    "yearly": "year",
    "annually": "year",
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
        day = _day(match[0][:10])
        certainty = Certainty.APPROXIMATE if match[4] else Certainty.EXACT
        return day if isinstance(day, Problem) else When(day, day, certainty)
    if match := _TIMED.match(text):
        return _timed(match)
    if match := _MONTH.match(text):
        return _month(int(match[1]), int(match[2]))
    if _YEAR.match(text):
        year = int(text)
        return _year_problem(year) or When(date(year, 1, 1), date(year, 12, 31), Certainty.YEAR)
    if match := _BY.match(text):
        return _by(match[1])
    return _unreadable(text)


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
        finding = _mistakes().duration(text, bool(readable), in_parts)
        return _problem(finding, "" if readable else _mistakes().length(text))
    return Duration(days, timedelta(seconds=round(minutes * 60)))


def retention(text: str) -> int | Problem:
    """For how many days after its end a removed event stands as cancelled: `60`, `60 days`, `8 weeks`."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,4}(?: *days?)?", text):
        return int(text.rstrip(" days"))
    length = duration(text)
    if isinstance(length, Problem) or not length.time:
        return length if isinstance(length, Problem) else length.days
    return Problem("E109", f"{quoted(text)} is not a number of days", "write it as '60 days'")


def hours(written: object) -> Hours | Problem:
    """The hours of a week: one text for every day, or texts by days, where one that isn't named is closed."""
    by_day = {"daily": written} if isinstance(written, str) else written
    if not isinstance(by_day, dict) or not all(isinstance(text, str) for text in by_day.values()):
        remedy = "write '10:00-17:00', or '{weekdays: 9:00-17:00, saturday: 10:00-16:00}'"
        return Problem("E310", "'hours' are neither a time nor times by days", remedy, ("hours",))
    named: dict[tuple[int, ...], tuple[str, Opening]] = {}
    for name, text in by_day.items():
        path = ("hours", name) if name and not isinstance(written, str) else ("hours",)
        days, opening = _named(name), _opening(text)
        if isinstance(days, Problem):
            return days.under(*path)
        if isinstance(opening, Problem):
            return opening.under(*path)
        if days in named:
            return Problem(
                "E310", f"{quoted(name)} is the same as {quoted(named[days][0])}", "keep one", path
            )
        named[days] = name, opening
    week: list[Opening | None] = [None] * 7
    # What names fewer days counts for more: a day by itself more than a group that has it.
    for days in sorted(named, key=len, reverse=True):
        for day in days:
            _, week[day] = named[days]
    return Hours(tuple(week))


def closed(text: str) -> Closed | Problem:
    """When it is closed: `monday`, `weekend`, or a date."""
    names = GROUPS.get(text.strip().lower(), (text,))
    days = tuple([day for name in names if (day := weekday(name)) is not None])
    said = when(text) if not days else None
    if isinstance(said, Problem) or (said and (said.timed or said.certainty is not Certainty.EXACT)):
        remedy = did_you_mean(text, WEEKDAYS) or "write 'monday', or a date"
        return Problem("E311", f"{quoted(text)} is not a day", remedy)
    return Closed(days, said.first if said else None)


def rule(every: str, on: tuple[str, ...]) -> str | Problem:
    """The parts of the rule that words make: `2 weeks` and `saturday`, `month` and `first friday` or `15`."""
    match = re.fullmatch(r"(?:([1-9][0-9]{0,2}) +)?([a-z]+?)s?", every.strip().lower())
    if not match or match[2] not in _UNITS:
        return _no_interval(every)
    unit, interval = match[2], int(match[1] or 1)
    parts = f"FREQ={_UNITS[unit]}" + (f";INTERVAL={interval}" if interval > 1 else "")
    if not on:
        return parts
    if unit in ("day", "year"):
        remedy = "every week on some days is 'every: week'; for others write 'rule: \"FREQ=YEARLY;…\"'"
        return Problem("E301", f"'on' can't go with 'every: {unit}'", remedy, ("on",))
    found = _week_days(on) if unit == "week" else _month_days(on)
    return found if isinstance(found, Problem) else f"{parts};{found}"


def weekday(word: str) -> int | None:
    """The number of a day of the week, Monday 0, by its name or the first three letters of it."""
    folded = word.strip().lower().removesuffix("s")
    return next((n for n, name in enumerate(WEEKDAYS) if folded in (name, name[:3])), None)


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


def _day(text: str) -> date | Problem:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if problem := _year_problem(year):
        return problem
    try:
        return date(year, month, day)
    except ValueError:
        return Problem(*_mistakes().no_such_day(text, year, month, day))


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
    length = calendar.monthrange(year, month)[1]
    return When(date(year, month, 1), date(year, month, length), Certainty.MONTH)


def _by(text: str) -> When | Problem:
    by = when(text)
    if isinstance(by, Problem):
        return by
    if by.timed or by.certainty is not Certainty.EXACT:
        return Problem("E110", f"'by' needs a day, not {quoted(text)}", f"write 'by {by.last:%Y-%m-%d}'")
    return When(by.first, by.first, Certainty.START_UNKNOWN)


def _timed(match: re.Match[str]) -> When | Problem:
    day = _day(match[1])
    if isinstance(day, Problem):
        return day
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        next_day = f"{day + ONE_DAY} 00:00" if (hour, minute, second) == (24, 0, 0) else ""
        return Problem(*_mistakes().no_such_time(match[0], next_day))
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
        return Problem(*_mistakes().offset(match[0], total, exists, ranged))
    return timezone(timedelta(minutes=total))


def _unreadable(text: str) -> Problem:
    if not (match := _TIMELIKE.match(text)):
        return _problem(_mistakes().day(text), _mistakes().meant(text))
    day = _day(match[1])
    if isinstance(day, Problem):
        return day
    return _problem(_mistakes().time(match[1], match[2]), _mistakes().meant(text))


def _problem(finding: tuple[str, str, str], fix: str) -> Problem:
    code, message, remedy = finding
    return Problem(code, message, remedy, fix=fix)


def _named(name: str) -> tuple[int, ...] | Problem:
    group = _GROUPS.get(name.strip().lower())
    if group:
        return tuple(WEEKDAYS.index(day) for day in group)
    day = weekday(name)
    if day is None:
        several = re.search("[-–,&]| and ", name)
        hint = "" if several else did_you_mean(name, (*WEEKDAYS, *GROUPS))
        remedy = hint or "write each day of the week, or 'weekdays' and 'weekend'"
        return Problem("E310", f"{quoted(name)} is not a day of the week", remedy)
    return (day,)


def _opening(text: str) -> Opening | Problem:
    match = _HOURS.match(text.strip())
    if match:
        numbers = [int(group) for group in match.groups()]
        end_of_day = numbers[2:] == [24, 0]  # as signs say it
        if numbers[0] < 24 and numbers[1] < 60 and (end_of_day or (numbers[2] < 24 and numbers[3] < 60)):
            end = time(0) if end_of_day else time(numbers[2], numbers[3])
            opening = Opening(time(numbers[0], numbers[1]), end)
            if end_of_day or opening.start != opening.end:
                return opening
    return Problem("E310", f"{quoted(text)} is not from when to when", "write '10:00-17:00'")


def _no_interval(every: str) -> Problem:
    """What is meant by something else than a unit or a number of units."""
    words = every.strip().lower().split()
    if words and words[-1].removesuffix("s") in ("hour", "minute", "second"):
        return Problem(
            "E306", "nothing finer than a day is repeated", "give each time its own event", ("every",)
        )
    guessed = guess(every, _UNITS)
    remedy, fix = guessed.remedy or "write 'week' or '2 weeks'", guessed.fix
    if meant := _MEANT.get(" ".join(words)):
        remedy, fix = f"write '{meant}'", meant
    elif len(words) == 2 and words[0] in _NUMBERS and words[1].removesuffix("s") in _UNITS:
        fix = f"{_NUMBERS.index(words[0]) + 2} {words[1].removesuffix('s')}s"
        remedy = f"write '{fix}'"
    elif len(words) == 1 and (day := weekday(words[0])) is not None:
        remedy = f"write 'every: week' and 'on: [{WEEKDAYS[day]}]'"
    return Problem("E301", f"{quoted(every)} is not how often", remedy, ("every",), fix=fix)


def _week_days(on: tuple[str, ...]) -> str | Problem:
    chosen: set[int] = set()
    for i, word in enumerate(on):
        names = GROUPS.get(word.strip().lower(), (word,))
        for name in names:
            day = weekday(name)
            if day is None:
                hint = did_you_mean(word, (*WEEKDAYS, *GROUPS)) or "write the days of the week"
                return Problem(
                    "E301",
                    f"{quoted(word)} is not a day of the week",
                    hint,
                    (
                        "on",
                        i,
                    ),
                )
            chosen.add(day)
    return "BYDAY=" + ",".join(CODES[day] for day in sorted(chosen))


def _month_days(on: tuple[str, ...]) -> str | Problem:
    days: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for i, word in enumerate(on):
        ordinal, _, name = word.strip().lower().partition(" ")
        if ordinal.isascii() and ordinal.isdigit() and 1 <= int(ordinal[:3]) <= 31 and not name:
            numbers[str(int(ordinal))] = None
        elif ordinal == "last" and name == "day":
            numbers["-1"] = None
        elif ordinal in _ORDINALS and (day := weekday(name)) is not None:
            days[f"{_ORDINALS[ordinal]}{CODES[day]}"] = None
        else:
            message = f"{quoted(word)} is not a day of a month"
            return Problem(
                "E301",
                message,
                _day_of_month(ordinal, name),
                (
                    "on",
                    i,
                ),
            )
    if days and numbers:
        # RFC 5545 §3.3.10: BYDAY limits BYMONTHDAY, so that the two would mean their common days.
        remedy = "give one of them an event of its own"
        return Problem("E301", "days of the week and of the month can't stand in one rule", remedy, ("on",))
    return "BYDAY=" + ",".join(days) if days else "BYMONTHDAY=" + ",".join(numbers)


def _day_of_month(word: str, name: str) -> str:
    """The remedy for a `2nd friday`, a `friday`, a `15th`, or anything else that is no day of a month."""
    number = re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)", word)
    ordinal = next((o for o, n in _ORDINALS.items() if number and n == int(number[1])), "")
    if ordinal and weekday(name) is not None:
        return f"write '{ordinal} {name}'"
    if number and not name:
        return f"write {int(number[1])}"
    if weekday(word) is not None and not name:
        return f"which one? write 'first {word}' or 'last {word}'"
    return "write 'first friday', 'last sunday', 15 or 'last day'"


def _mistakes() -> ModuleType:
    """What is wrong with a date."""
    from calendar_gen.dates import mistakes  # late: its patterns take 20 ms, and most dates are dates

    return mistakes
