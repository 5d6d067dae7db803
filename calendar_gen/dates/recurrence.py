"""Repeat rules as people write them → RRULE (RFC 5545 §3.3.10), and the starts that a rule gives."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from calendar_gen.dates import dates, spans
from calendar_gen.dates.spans import Flaw, When
from calendar_gen.diagnostics.wording import did_you_mean, quoted

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A rule that gives nothing in so long gives nothing: the calendar repeats itself after 28 years.
_SEARCHED = timedelta(days=365 * 40)
# After 400 years the calendar is the same again, with its leap years and its weeks.
_NEAR_THE_END = timedelta(days=19 * 146_097)

_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
GROUPS = {"weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "weekends": WEEKDAYS[5:]}
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
_WEEK = timedelta(weeks=1)


def _list(item: str) -> str:
    return f"(?:{item})(?:,(?:{item}))*"


_DAY = "MO|TU|WE|TH|FR|SA|SU"
_WEEK_NUMBER = "[+-]?(?:[1-4][0-9]|5[0-3]|[1-9])"
_YEAR_DAY = "[+-]?(?:[12][0-9]{2}|3[0-5][0-9]|36[0-6]|[1-9][0-9]?)"
# RFC 5545 §3.3.10, but for what is finer than a day.
_PART = re.compile(
    "FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    "|(?:INTERVAL|COUNT)=[1-9][0-9]{0,3}"
    "|UNTIL=[0-9]{8}(?:T[0-9]{6}Z?)?"
    f"|BYDAY={_list(f'(?:{_WEEK_NUMBER})?(?:{_DAY})')}"
    f"|BYMONTH={_list('1[0-2]|[1-9]')}"
    f"|BYMONTHDAY={_list('[+-]?(?:[12][0-9]|3[01]|[1-9])')}"
    f"|BYWEEKNO={_list(_WEEK_NUMBER)}"
    f"|(?:BYYEARDAY|BYSETPOS)={_list(_YEAR_DAY)}"
    f"|WKST=(?:{_DAY})"
)

_Day = TypeVar("_Day", date, datetime)


class Rule(Struct, frozen=True):
    """An RRULE: its parts but COUNT and UNTIL, such as `FREQ=WEEKLY;BYDAY=SA`, and these.

    `until` is inclusive, a day or a naive local time; `count` is 0 where none is given.
    """

    parts: str
    count: int = 0
    until: date | None = None

    @property
    def endless(self) -> bool:
        """Whether nothing ends it."""
        return not self.count and self.until is None


def read(every: str, on: tuple[str, ...]) -> str | Flaw:
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
        return Flaw("E301", f"'on' can't go with 'every: {unit}'", remedy, "on")
    found = _week_days(on) if unit == "week" else _month_days(on)
    return found if isinstance(found, Flaw) else f"{parts};{found}"


def read_rule(text: str) -> Rule | Flaw:
    """An RRULE as RFC 5545 writes it, for what the words can't say. Nothing finer than a day is read."""
    parts = text.strip().upper().removeprefix("RRULE:").split(";")
    if re.search(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=", text.upper()):
        return Flaw(
            "E306", "a rule finer than a day is not read", "give each time of day its own event", "rule"
        )
    bad = next((part for part in parts if not _PART.fullmatch(part)), None)
    names = [part.partition("=")[0] for part in parts]
    if bad is not None or "FREQ" not in names or len(set(names)) < len(names):
        wrong = f"{quoted(bad)} in it" if bad else "it"
        return Flaw("E301", f"{wrong} is not as in an RRULE", 'for example "FREQ=MONTHLY;BYDAY=2MO"', "rule")
    if "COUNT" in names and "UNTIL" in names:
        return Flaw("E301", "both COUNT and UNTIL are given", "keep one (RFC 5545 §3.3.10)", "rule")
    values = dict(part.split("=") for part in parts)
    if misplaced := _misplaced(values):
        return Flaw("E301", f"{misplaced} (RFC 5545 §3.3.10)", "leave it out, or choose another FREQ", "rule")
    # What is named twice counts once, to apps too.
    once = {name: ",".join(dict.fromkeys(value.split(","))) for name, value in values.items()}
    kept = ";".join(f"{name}={value}" for name, value in once.items() if name not in ("COUNT", "UNTIL"))
    until = _until(values["UNTIL"]) if "UNTIL" in values else None
    if isinstance(until, Flaw):
        return until
    return Rule(kept, int(values.get("COUNT", 0)), until)


def starts(rule: Rule, first: _Day, after: date | None = None, before: date | None = None) -> Iterator[_Day]:
    """The local starts that the rule gives from `first` on, in order, between the days `after` and `before`.

    `first` need not be one of them. None is later than spans.FOREVER, so that there is an end.
    """
    timed = isinstance(first, datetime)
    origin = _naive(first)
    last = datetime.combine(before or spans.FOREVER, time.max)
    if rule.until is not None:
        bound = rule.until if isinstance(rule.until, datetime) else datetime.combine(rule.until, time.max)
        last = min(last, bound)
    begin = datetime.combine(after, time.min) if after else origin
    found = _weekly(rule, origin, begin) if _is_weekly(rule.parts) else _by_dateutil(rule, origin, begin)
    for moment in found:
        if moment > last:
            return
        if moment >= begin:
            yield moment if timed else moment.date()  # type: ignore[misc]


def first_start(rule: Rule, first: _Day) -> _Day | None:
    """The first start that the rule gives, None where it gives none."""
    horizon = (_naive(first) + _SEARCHED).date()
    return next(starts(rule, first, before=horizon), None)


def rrule(rule: Rule, first: date) -> str:
    """The value of RRULE. `first` is DTSTART: a day, or an aware datetime, of whose kind UNTIL is.

    UNTIL of a timed event is in UTC: clients disagree over any other (RFC 5545 §3.3.10).
    """
    if rule.count:
        return f"{rule.parts};COUNT={rule.count}"
    if rule.until is None:
        return rule.parts
    if not isinstance(first, datetime):
        return f"{rule.parts};UNTIL={rule.until:%Y%m%d}"
    until = rule.until if isinstance(rule.until, datetime) else datetime.combine(rule.until, first.time())
    return f"{rule.parts};UNTIL={until.replace(tzinfo=first.tzinfo).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def weekday(word: str) -> int | None:
    """The number of a day of the week, Monday 0, by its name or the first three letters of it."""
    folded = word.strip().lower().removesuffix("s")
    return next((n for n, name in enumerate(WEEKDAYS) if folded in (name, name[:3])), None)


def _no_interval(every: str) -> Flaw:
    """What is meant by something else than a unit or a number of units."""
    words = every.strip().lower().split()
    if words and words[-1].removesuffix("s") in ("hour", "minute", "second"):
        return Flaw("E306", "nothing finer than a day is repeated", "give each time its own event", "every")
    remedy = did_you_mean(every, _UNITS) or "write 'week' or '2 weeks'"
    if meant := _MEANT.get(" ".join(words)):
        remedy = f"write '{meant}'"
    elif len(words) == 2 and words[0] in _NUMBERS and words[1].removesuffix("s") in _UNITS:
        remedy = f"write '{_NUMBERS.index(words[0]) + 2} {words[1].removesuffix('s')}s'"
    elif len(words) == 1 and (day := weekday(words[0])) is not None:
        remedy = f"write 'every: week' and 'on: [{WEEKDAYS[day]}]'"
    return Flaw("E301", f"{quoted(every)} is not how often", remedy, "every")


def _week_days(on: tuple[str, ...]) -> str | Flaw:
    chosen: set[int] = set()
    for i, word in enumerate(on):
        names = GROUPS.get(word.strip().lower(), (word,))
        for name in names:
            day = weekday(name)
            if day is None:
                hint = did_you_mean(word, (*WEEKDAYS, *GROUPS)) or "write the days of the week"
                return Flaw("E301", f"{quoted(word)} is not a day of the week", hint, f"on/{i}")
            chosen.add(day)
    return "BYDAY=" + ",".join(_code(day) for day in sorted(chosen))


def _month_days(on: tuple[str, ...]) -> str | Flaw:
    days: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for i, word in enumerate(on):
        ordinal, _, name = word.strip().lower().partition(" ")
        if ordinal.isascii() and ordinal.isdigit() and 1 <= int(ordinal[:3]) <= 31 and not name:
            numbers[str(int(ordinal))] = None
        elif ordinal == "last" and name == "day":
            numbers["-1"] = None
        elif ordinal in _ORDINALS and (day := weekday(name)) is not None:
            days[f"{_ORDINALS[ordinal]}{_code(day)}"] = None
        else:
            message = f"{quoted(word)} is not a day of a month"
            return Flaw("E301", message, _day_of_month(ordinal, name), f"on/{i}")
    if days and numbers:
        # RFC 5545 §3.3.10: BYDAY limits BYMONTHDAY, so that the two would mean their common days.
        remedy = "give one of them an event of its own"
        return Flaw("E301", "days of the week and of the month can't stand in one rule", remedy, "on")
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


def _code(day: int) -> str:
    return WEEKDAYS[day][:2].upper()


def _until(text: str) -> date | Flaw:
    """The day or the moment; one in UTC is aware, and becomes local where the zone is known."""
    day, hour = f"{text[:4]}-{text[4:6]}-{text[6:8]}", text[9:]
    # The last evening that is read is, to the west of UTC, on the next day.
    late = hour.endswith("Z") and day == f"{spans.FOREVER + spans.ONE_DAY}"
    day = f"{spans.FOREVER}" if late else day
    when = dates.parse(f"{day} {hour[:2]}:{hour[2:4]}:{hour[4:6]}{hour[6:]}" if hour else day)
    if isinstance(when, When):
        return when.first + spans.ONE_DAY if late else when.first
    return Flaw("E301", f"UNTIL={text} is not a date: {when.message}", when.remedy, "rule")


def _misplaced(values: Mapping[str, str]) -> str:
    """What of a rule goes with another FREQ only; "" where all is in its place."""
    freq = values["FREQ"]
    if re.search("[0-9]", values.get("BYDAY", "")) and (freq in ("DAILY", "WEEKLY") or "BYWEEKNO" in values):
        return f"BYDAY={values['BYDAY']} has numbers, which are those of days of a month or year"
    if freq == "WEEKLY" and "BYMONTHDAY" in values:
        return "BYMONTHDAY can't go with FREQ=WEEKLY"
    yearly = next((name for name in ("BYWEEKNO", "BYYEARDAY") if name in values and freq != "YEARLY"), None)
    if yearly:
        return f"{yearly} goes with FREQ=YEARLY only"
    if "BYSETPOS" in values and not any(name.startswith("BY") for name in values.keys() - {"BYSETPOS"}):
        return "BYSETPOS chooses among the days of another part, and there is none"
    return ""


def _naive(moment: date) -> datetime:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time.min)


@lru_cache(maxsize=1_000)
def _is_weekly(parts: str) -> bool:
    """Whether the rule is one of those that most series have, for which arithmetic does."""
    return re.fullmatch(r"FREQ=(?:DAILY|WEEKLY(?:;INTERVAL=[0-9]+)?(?:;BYDAY=[A-Z,]+)?)", parts) is not None


def _weekly(rule: Rule, origin: datetime, begin: datetime) -> Iterator[datetime]:
    """The starts of a daily or weekly rule; those well before `begin` are left out without a count."""
    offsets, step = _offsets(rule.parts, origin.weekday())
    week = origin - timedelta(days=origin.weekday())
    number = 0
    if begin > origin:
        skipped = (begin - origin).days // step.days - 1
        if skipped > 0:
            week += skipped * step
            number = skipped * len(offsets) - sum(
                offset < timedelta(days=origin.weekday()) for offset in offsets
            )
    while True:
        for offset in offsets:
            start = week + offset
            if start >= origin:
                number += 1
                if rule.count and number > rule.count:
                    return
                yield start
        week += step


@lru_cache(maxsize=1_000)
def _offsets(parts: str, first: int) -> tuple[tuple[timedelta, ...], timedelta]:
    values = dict(part.split("=") for part in parts.split(";"))
    if values["FREQ"] == "DAILY":
        return tuple(timedelta(days=day) for day in range(7)), _WEEK
    codes = [_code(day) for day in range(7)]
    days = sorted(codes.index(code) for code in values["BYDAY"].split(",")) if "BYDAY" in values else [first]
    return tuple(timedelta(days=day) for day in days), int(values.get("INTERVAL", 1)) * _WEEK


def _by_dateutil(rule: Rule, origin: datetime, begin: datetime) -> Iterator[datetime]:
    """The starts of any rule, found near the year 9999: up to that dateutil tries one that gives none."""
    from dateutil.rrule import rrulestr

    count = f";COUNT={rule.count}" if rule.count else ""
    found = iter(rrulestr(rule.parts + count, dtstart=origin + _NEAR_THE_END))
    return (start for late in found if (start := late - _NEAR_THE_END) >= begin)
