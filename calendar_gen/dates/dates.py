"""How people write dates → half-open spans of days or of moments, with how sure they are."""

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from calendar_gen.dates.spans import (
    FIRST_YEAR,
    LAST_YEAR,
    NOTHING,
    ONE_DAY,
    Certainty,
    Days,
    Duration,
    Flaw,
    Span,
    Stated,
    Times,
    When,
)
from calendar_gen.diagnostics.problem import quoted

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


def parse(text: str) -> When | Flaw:
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
        return day if isinstance(day, Flaw) else When(day, day, certainty)
    if match := _TIMED.match(text):
        return _timed(match)
    if match := _MONTH.match(text):
        return _month(int(match[1]), int(match[2]))
    if _YEAR.match(text):
        year = int(text)
        return _year_flaw(year) or When(date(year, 1, 1), date(year, 12, 31), Certainty.YEAR)
    if match := _BY.match(text):
        return _by(match[1])
    return _unreadable(text)


def parse_duration(text: str) -> Duration | Flaw:
    """A duration: numbers with units, as `90 minutes`, `1 hour 30 minutes`, `1.5 h`, `2 days`."""
    text = text.strip(" \t\n")
    unit = r"([0-9]+(?:\.[0-9]{1,4})?) *(weeks?|days?|hours?|minutes?|mins?|[wdhm])"
    readable = re.fullmatch(rf"{unit}(?:(?:,| and|) *{unit})*", text, re.IGNORECASE)
    numbers = [(n, name[0]) for n, name in re.findall(unit, text.lower())] if readable else []
    days = sum(int(float(n[:6])) * (7 if unit == "w" else 1) for n, unit in numbers if unit in "dw")
    minutes = sum(float(n[:12]) * (60 if unit == "h" else 1) for n, unit in numbers if unit in "hm")
    in_parts = any("." in n and unit in "dw" for n, unit in numbers)
    if in_parts or not 0 < days * 1440 + minutes <= 3660 * 1440:
        from calendar_gen.dates import mistakes

        return Flaw(*mistakes.duration(text, bool(readable), in_parts))
    return Duration(days, timedelta(seconds=round(minutes * 60)))


def parse_retention(text: str) -> int | Flaw:
    """For how many days after its end a removed event stands as cancelled: `60`, `60 days`, `8 weeks`."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,4}(?: *days?)?", text):
        return int(text.rstrip(" days"))
    length = parse_duration(text)
    if isinstance(length, Flaw) or not length.time:
        return length if isinstance(length, Flaw) else length.days
    return Flaw("E109", f"{quoted(text)} is not a number of days", "write it as '60 days'")


def span(stated: Stated, duration: Duration | None, zone: tzinfo | None) -> Span | Flaw:
    """The half-open span of what was stated; `zone` is that of local times.

    A month or a year spans all of itself, and an unknown start begins on the day by which it
    was: `Stated.certainty` says so. Of `start`, `end` and a length (`stated.days`, `duration`)
    two are enough, or the start alone.
    """
    if flaw := _too_much_or_too_little(stated, duration) or _mixed(stated, duration):
        return flaw
    side = stated.start or stated.end
    return _times(stated, duration, zone) if side and side.timed else _days(stated)


@lru_cache(maxsize=100_000)
def comes_twice(local: datetime, zone: tzinfo) -> bool:
    """Whether the clock of a zone shows this local time twice, as when summer time ends.

    Only of a time that it shows at all: one that is skipped has two offsets as well (PEP 495).
    """
    aware = local.replace(tzinfo=zone)
    return aware.utcoffset() != aware.replace(fold=1).utcoffset()


def shown_twice(written: When | Flaw | None, moment: date, key: str) -> Iterator[Flaw]:
    """A warning where a local time, which is that moment, is one that the clocks show twice."""
    if not isinstance(written, When) or not isinstance(written.first, datetime) or written.first.tzinfo:
        return
    if isinstance(moment, datetime) and moment.tzinfo and comes_twice(written.first, moment.tzinfo):
        first, second = (moment.replace(fold=fold).isoformat(" ", "minutes") for fold in (0, 1))
        message = f"the clocks show {moment:%Y-%m-%d %H:%M} twice; the first is taken"
        yield Flaw("W101", message, f"write {first} or {second}", key)


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


def _day(text: str) -> date | Flaw:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if flaw := _year_flaw(year):
        return flaw
    try:
        return date(year, month, day)
    except ValueError:
        from calendar_gen.dates import mistakes  # late: most dates are dates

        return Flaw(*mistakes.no_such_day(text, year, month, day))


def _year_flaw(year: int) -> Flaw | None:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    remedy = f"years from {FIRST_YEAR} to {LAST_YEAR} are read"
    return Flaw("E101", f"the year {year:04} is out of range", remedy)


def _month(year: int, month: int) -> When | Flaw:
    if not 1 <= month <= 12:
        remedy = "" if month else f"write {year} where the month isn't announced"
        return Flaw("E101", f"there is no month {month} in {year:04}-{month:02}", remedy)
    if flaw := _year_flaw(year):
        return flaw
    length = calendar.monthrange(year, month)[1]
    return When(date(year, month, 1), date(year, month, length), Certainty.MONTH)


def _by(text: str) -> When | Flaw:
    by = parse(text)
    if isinstance(by, Flaw):
        return by
    if by.timed or by.certainty is not Certainty.EXACT:
        return Flaw("E110", f"'by' needs a day, not {quoted(text)}", f"write 'by {by.last:%Y-%m-%d}'")
    return When(by.first, by.first, Certainty.START_UNKNOWN)


def _timed(match: re.Match[str]) -> When | Flaw:
    day = _day(match[1])
    if isinstance(day, Flaw):
        return day
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        from calendar_gen.dates import mistakes

        next_day = f"{day + ONE_DAY} 00:00" if (hour, minute, second) == (24, 0, 0) else ""
        return Flaw(*mistakes.no_such_time(match[0], next_day))
    moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - local until its zone is known
    if match[5]:
        offset = _offset(match)
        if isinstance(offset, Flaw):
            return offset
        moment = moment.replace(tzinfo=offset)
    return When(moment, moment)


def _offset(match: re.Match[str]) -> tzinfo | Flaw:
    """The offset that a time was written with; where that may be the end of a range it is a flaw."""
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
        from calendar_gen.dates import mistakes

        return Flaw(*mistakes.offset(match[0], total, exists, ranged))
    return timezone(timedelta(minutes=total))


def _unreadable(text: str) -> Flaw:
    from calendar_gen.dates import mistakes

    if not (match := _TIMELIKE.match(text)):
        return Flaw(*mistakes.day(text))
    day = _day(match[1])
    return day if isinstance(day, Flaw) else Flaw(*mistakes.time(match[1], match[2]))


def _too_much_or_too_little(stated: Stated, duration: Duration | None) -> Flaw | None:
    start, end, days = stated.start, stated.end, stated.days
    if end and end.certainty is Certainty.START_UNKNOWN:
        return Flaw("E110", "'by' stands for a start only", f"write the last day: {end.first}", "end")
    if days and duration:
        return Flaw("E107", "both 'days' and 'duration' are given", "keep one", "duration")
    length = "days" if days else "duration" if duration else ""
    if start and end and length:
        return Flaw("E107", f"'start', 'end' and '{length}' are all given", "two of them are enough", length)
    if not start and not (end and length):
        return Flaw("E012", "'start' is missing", _start(end))
    if start and start.certainty is Certainty.START_UNKNOWN and length:
        return Flaw("E107", f"'{length}' from an unknown start tells nothing", "give 'end' instead", length)
    return None


def _start(end: When | None) -> str:
    """A remedy where no `start` is given, nor what would stand for it."""
    if not end:
        return "write 'start: 2024-05-01', or 2024-05 where the day isn't announced"
    if end.timed:
        return "where it isn't known give 'end' and 'duration'"
    return "where it isn't known write 'start: by DATE', or give 'end' and 'days'"


def _mixed(stated: Stated, duration: Duration | None) -> Flaw | None:
    start, end = stated.start, stated.end
    if start and end and start.timed != end.timed:
        lacking, key = ("an end without one", "end") if start.timed else ("a start without one", "end")
        return Flaw("E103", f"a time stands beside {lacking}", "give both a time, or neither", key)
    side, key = (start, "start") if start else (end, "end")
    if side and side.timed and stated.days:
        remedy = f"write 'duration: {stated.days} {'day' if stated.days == 1 else 'days'}'"
        return Flaw("E103", "'days' counts whole days, and there is a time", remedy, "days")
    if side and not side.timed and duration:
        whole = duration.days and not duration.time
        remedy = f"write 'days: {duration.days}'" if whole else f"add a time to '{key}'"
        return Flaw("E103", "'duration' needs a time of day to go with", remedy, "duration")
    return None


def _days(stated: Stated) -> Days | Flaw:
    start, end = stated.start, stated.end
    more = timedelta(days=(stated.days or 1) - 1)
    if start and end:
        return Days(start.first, end.last + ONE_DAY) if start.first <= end.last else _end_before_start(stated)
    side = start or end or NOTHING
    if side.certainty in (Certainty.MONTH, Certainty.YEAR):
        # Some days of a month, not known which: the month is the window, however many they are.
        more = max(more, side.last - side.first)
    if start:
        return Days(start.first, start.first + more + ONE_DAY)
    return Days(side.last - more, side.last + ONE_DAY)


def _end_before_start(stated: Stated, end_there: str = "") -> Flaw:
    assert stated.start
    assert stated.end
    end, start = _written(stated.end), _written(stated.start)
    if stated.start.certainty is Certainty.START_UNKNOWN:
        start = f"'{start}'"
    return Flaw(
        "E104", f"end {end}{end_there} is before start {start}", "check which of them is wrong", "end"
    )


def _written(when: When) -> str:
    """The canonical spelling of a `start` or `end`."""
    first = when.first
    if isinstance(first, datetime):
        if not isinstance(first.tzinfo, timezone):  # by the clock of a zone, as people write it
            first = first.replace(tzinfo=None)
        return first.isoformat(" ", "seconds" if first.second else "minutes")
    if when.certainty is Certainty.YEAR:
        return f"{first.year}"
    if when.certainty is Certainty.MONTH:
        return f"{first:%Y-%m}"
    sign = "~" if when.certainty is Certainty.APPROXIMATE else ""
    return ("by " if when.certainty is Certainty.START_UNKNOWN else "") + f"{first}{sign}"


def _times(stated: Stated, duration: Duration | None, zone: tzinfo | None) -> Times | Flaw:
    start = _moment(stated.start, zone, "start")
    end = _moment(stated.end, zone, "end")
    if isinstance(start, Flaw):
        return start
    if isinstance(end, Flaw):
        return end
    if start and end:
        if end >= start:
            return Times(start, end)
        there = f" ({end.astimezone(start.tzinfo):%Y-%m-%d %H:%M} in {start.tzinfo})"
        return _end_before_start(stated, there if start.tzinfo != end.tzinfo else "")
    if start:
        return Times(start, _later(start, duration) if duration else start)
    assert end
    assert duration
    return Times(_later(end, Duration(-duration.days, -duration.time)), end)


def _moment(when: When | None, zone: tzinfo | None, key: str) -> datetime | Flaw | None:
    if when is None:
        return None
    assert isinstance(when.first, datetime)
    if when.first.tzinfo:
        return when.first
    if zone is None:
        remedy = "add 'timezone: Asia/Shanghai' (yours) to the calendar, or an offset to the time"
        return Flaw("E106", f"no time zone is given for {_written(when)}", remedy, key)
    aware = when.first.replace(tzinfo=zone)
    if (
        comes_twice(when.first, zone)
        and aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != when.first
    ):
        after = aware.astimezone(UTC).astimezone(zone)
        message = f"the clocks of {zone} skip {_written(when)}"
        return Flaw("E105", message, f"did you mean {after:%Y-%m-%d %H:%M}?", key)
    return aware


def _later(moment: datetime, duration: Duration) -> datetime:
    """RFC 5545 §3.3.6: days are days of the calendar, hours are exact."""
    day_later = moment + timedelta(days=duration.days)
    return (day_later.astimezone(UTC) + duration.time).astimezone(moment.tzinfo)
