"""How people write dates → half-open spans of days or of moments, with how sure they are."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from calendar_gen.diagnostics import quoted

FIRST_YEAR, LAST_YEAR = 1900, 2199
ONE_DAY = timedelta(days=1)
# The last day of what nothing ends.
FOREVER = date(LAST_YEAR, 12, 31)


class Certainty(StrEnum):
    """How sure the dates of an event are; the later of two is the less sure."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    MONTH = "month"
    YEAR = "year"
    START_UNKNOWN = "start-unknown"


class When(Struct, frozen=True):
    """What one `start` or `end` says: it lies from `first` to `last`, both included.

    Both are dates; or both the same datetime, naive for a local time, aware for a moment
    that was written with its offset. With START_UNKNOWN it lies at `first` or before.
    """

    first: date
    last: date
    certainty: Certainty = Certainty.EXACT

    @property
    def timed(self) -> bool:
        """Whether it is a time of day and not a whole day."""
        return isinstance(self.first, datetime)

    @property
    def local(self) -> bool:
        """Whether it is a time of day that needs a zone to be a moment."""
        return isinstance(self.first, datetime) and self.first.tzinfo is None


class Duration(Struct, frozen=True):
    """Calendar days, and exact time besides."""

    days: int
    time: timedelta


class Days(Struct, frozen=True):
    """A run of whole days, half-open: `dtend` is the day after the last (RFC 5545 §3.6.1)."""

    dtstart: date
    dtend: date

    @property
    def first_day(self) -> date:
        """The first day."""
        return self.dtstart

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.dtend - ONE_DAY


class Times(Struct, frozen=True):
    """Moments, half-open; both aware, in the zone whose clock people read; equal ones are an instant."""

    dtstart: datetime
    dtend: datetime

    @property
    def first_day(self) -> date:
        """The local day on which it starts."""
        return self.dtstart.date()

    @property
    def last_day(self) -> date:
        """The last local day that it touches: one that ends at midnight doesn't touch the next."""
        if self.dtend == self.dtstart:
            return self.dtstart.date()
        return max(self.first_day, (self.dtend - timedelta(microseconds=1)).date())


Span = Days | Times


def months_of(span: Span) -> list[tuple[int, int]]:
    """Year and month of every month that a span touches."""
    first, last = span.first_day, span.last_day
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(number // 12, number % 12 + 1) for number in numbers]


class Stated(Struct, frozen=True):
    """The dates of an event as its curator stated them; `days` where a count stands for a side."""

    start: When | None
    end: When | None
    days: int | None = None

    @property
    def certainty(self) -> Certainty:
        """That of the less sure side."""
        if self.end is None or self.start is None:
            return (self.start or self.end or _NOTHING).certainty
        return max(self.start.certainty, self.end.certainty, key=_LESS_SURE.__getitem__)


_NOTHING = When(date.min, date.min)
_LESS_SURE = {certainty: rank for rank, certainty in enumerate(Certainty)}


class Flaw(Struct, frozen=True):
    """What is wrong with a date, and under which `key` it was written ("" for the event as a whole)."""

    code: str
    message: str
    remedy: str = ""
    key: str = ""


_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(~?)\Z")
_TIMED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? *"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\Z"
)
_TIMELIKE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ] *(.+)\Z", re.DOTALL)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_BY = re.compile(r"by +(.*)\Z", re.DOTALL)
_WANTED = "a date such as 2024-05-01, 2024-05-01 09:30, 2024-05 or 2024"


@lru_cache(maxsize=100_000)
def parse(text: str) -> When | Flaw:
    """What a `start` or `end` says.

    ```
    when = ["by "] day | day "~" | day (" " | "T") time [offset] | month | year
    day = YYYY-MM-DD    month = YYYY-MM    year = YYYY
    time = H:MM[:SS]    offset = "Z" | ("+" | "-") HH[[":"]MM]
    ```
    `~` is the sign for approximate of the Extended Date/Time Format (ISO 8601-2).
    """
    text = text.strip(" \t\n")
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
    text = text.strip(" \t\n").lower()
    unit = r"([0-9]+(?:\.[0-9]{1,4})?) *(weeks?|days?|hours?|minutes?|mins?|min|[wdhm])"
    if not re.fullmatch(rf"{unit}(?:(?:,| and|) *{unit})*", text):
        return Flaw("E109", f"{quoted(text)} is not a duration", "write it as '90 minutes' or '2 hours'")
    days, minutes = 0, 0.0
    for number, name in re.findall(unit, text):
        if name[0] in "wd":
            if "." in number:
                return Flaw("E109", f"{quoted(text)} has a part of a day", "write it in hours")
            days += int(number[:6]) * (7 if name[0] == "w" else 1)
        else:
            minutes += float(number[:12]) * (60 if name[0] == "h" else 1)
    if not 0 < days * 1440 + minutes <= 3660 * 1440:
        return Flaw(
            "E109", f"{quoted(text)} is not a duration", "it must be more than nothing, and at most 10 years"
        )
    return Duration(days, timedelta(seconds=round(minutes * 60)))


def span(stated: Stated, duration: Duration | None, zone: tzinfo | None) -> Span | Flaw:
    """The half-open span of what was stated; `zone` is that of local times.

    A month or a year spans all of itself, and an unknown start begins on the day by which it
    was: `Stated.certainty` says so. Of `start`, `end` and a length (`stated.days`, `duration`)
    two are enough, or the start alone.
    """
    flaw = _too_much_or_too_little(stated, duration) or _mixed(stated, duration)
    if flaw:
        return flaw
    timed = any(side and side.timed for side in (stated.start, stated.end))
    return _times(stated, duration, zone) if timed else _days(stated)


def comes_twice(aware: datetime) -> bool:
    """Whether the clock shows this local time twice, as when summer time ends.

    Only of a time that it shows at all: one that is skipped has two offsets as well (PEP 495).
    """
    return aware.utcoffset() != aware.replace(fold=1).utcoffset()


def _day(text: str) -> date | Flaw:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if flaw := _year_flaw(year):
        return flaw
    if not 1 <= month <= 12:
        remedy = ""
        if 1 <= day <= 12:
            remedy = (
                f"did you mean {year}-{day:02}-{month:02}? The month comes before the day"
                if month <= 31
                else ""
            )
        return Flaw("E101", f"there is no month {month} in {text}", remedy)
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        message = f"{year}-{month:02} has no day {day}"
        return Flaw("E101", message, f"its last day is {year}-{month:02}-{length:02}")
    return date(year, month, day)


def _year_flaw(year: int) -> Flaw | None:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Flaw(
        "E101", f"the year {year:04} is out of range", f"years from {FIRST_YEAR} to {LAST_YEAR} are read"
    )


def _month(year: int, month: int) -> When | Flaw:
    first = _day(f"{year:04}-{month:02}-01")
    if isinstance(first, Flaw):
        return first
    return When(first, first.replace(day=calendar.monthrange(year, month)[1]), Certainty.MONTH)


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
    if (hour, minute, second) == (24, 0, 0):
        return Flaw("E102", "a day ends at 00:00 of the next", f"write {day + ONE_DAY} 00:00")
    if hour > 23 or minute > 59 or second > 59:
        return Flaw("E102", f"there is no time {match[2]}:{match[3]}", "times go from 00:00 to 23:59")
    moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - local until its zone is known
    if match[5]:
        offset = _offset(match[5])
        if isinstance(offset, Flaw):
            return offset
        moment = moment.replace(tzinfo=offset)
    return When(moment, moment)


def _offset(text: str) -> tzinfo | Flaw:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    # The clocks of the world lie between 12 hours behind UTC and 14 ahead of it.
    if minutes > 59 or hours * 60 + minutes > (14 if text[0] == "+" else 12) * 60:
        return Flaw("E102", f"there is no offset {text} from UTC", "offsets go from -12:00 to +14:00")
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(delta if text[0] == "+" else -delta)


def _unreadable(text: str) -> Flaw:
    if match := _TIMELIKE.match(text):
        day = _day(match[1])
        if isinstance(day, Flaw):
            return day
        if zone := re.match(r"([0-9]{1,2}:[0-9]{2}) +([A-Za-z_]+/[A-Za-z_/]+)\Z", match[2]):
            return Flaw(
                "E102", f"{quoted(zone[2])} can't stand in a time", f"write 'timezone: {zone[2]}' beside it"
            )
        return Flaw("E102", f"{quoted(match[2])} is not a time of day", _guess(text) or "write it as 09:30")
    if match := re.match(r"([0-9]{4})-([0-9]{2})-?(?:XX|xx|uu|\?\?|~)\Z", text):
        return Flaw(
            "E101", f"{quoted(text)} is not a date", f"write {match[1]}-{match[2]}: the day is not known then"
        )
    if match := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[?%]\Z", text):
        return Flaw("E101", f"{quoted(text)} is not a date", f"write {match[1]}~ for about that day")
    if re.match(r"[0-9]{1,2}:[0-9]{2}\Z", text):
        return Flaw("E101", f"{quoted(text)} has no date", "write the date before the time: 2024-05-01 09:30")
    return Flaw("E101", f"{quoted(text)} is not a date", _guess(text) or f"write {_WANTED}")


def _guess(text: str) -> str:
    """What the text means to a lenient reader, if it means one thing only; nothing is filled in."""
    from dateutil import parser

    readings = set()
    orders = (False,) if re.match("[0-9]{4}-", text) else (False, True)
    for default in (datetime(2023, 3, 14), datetime(2022, 10, 25)):  # noqa: DTZ001 - only the parts read count
        for dayfirst in orders:
            try:
                readings.add(parser.parse(text[:60], default=default, dayfirst=dayfirst, ignoretz=True))
            except (ValueError, OverflowError, TypeError, AttributeError):
                return ""
    if len(readings) != 1:
        return ""
    meant = readings.pop()
    timed = re.search(r"[0-9][:.h][0-9]|[0-9] ?[ap]\.?m", text, re.IGNORECASE)
    return f"did you mean {meant:%Y-%m-%d %H:%M}?" if timed else f"did you mean {meant:%Y-%m-%d}?"


def _too_much_or_too_little(stated: Stated, duration: Duration | None) -> Flaw | None:
    start, end, days = stated.start, stated.end, stated.days
    if start and not end and not days and not duration:
        return None
    if end and end.certainty is Certainty.START_UNKNOWN:
        return Flaw("E110", "'by' stands for a start only", f"write the last day: {end.first}", "end")
    if days and duration:
        return Flaw("E107", "both 'days' and 'duration' are given", "keep one", "duration")
    length = "days" if days else "duration" if duration else ""
    if start and end and length:
        return Flaw("E107", f"'start', 'end' and '{length}' are all given", "two of them are enough", length)
    if not start and not (end and length):
        remedy = "where it isn't known write 'start: by DATE', or give 'end' and 'days'" if end else ""
        return Flaw("E012", "'start' is missing", remedy)
    if start and start.certainty is Certainty.START_UNKNOWN and length:
        return Flaw("E107", f"'{length}' from an unknown start tells nothing", "give 'end' instead", length)
    return None


def _mixed(stated: Stated, duration: Duration | None) -> Flaw | None:
    start, end = stated.start, stated.end
    if start and end and start.timed != end.timed:
        lacking, key = ("an end without one", "end") if start.timed else ("a start without one", "end")
        return Flaw("E103", f"a time stands beside {lacking}", "give both a time, or neither", key)
    side = start or end
    if side and side.timed and stated.days:
        return Flaw(
            "E103", "'days' counts whole days, and there is a time", "write 'duration: 3 hours'", "days"
        )
    if side and not side.timed and duration:
        return Flaw(
            "E103", "'duration' needs a time of day to go with", "write 'days: 3', or add a time", "duration"
        )
    return None


def _days(stated: Stated) -> Days | Flaw:
    start, end = stated.start, stated.end
    count = timedelta(days=(stated.days or 1) - 1)
    if start and end:
        if end.last < start.first:
            return _end_before_start(stated)
        first, last = start.first, end.last
    elif start:
        # Some days of a month, not known which: the month is the window, however many they are.
        vague = start.certainty in (Certainty.MONTH, Certainty.YEAR)
        first, last = start.first, max(start.last, start.first + count) if vague else start.first + count
    else:
        assert end
        vague = end.certainty in (Certainty.MONTH, Certainty.YEAR)
        first, last = min(end.first, end.last - count) if vague else end.first - count, end.last
    return Days(first, last + ONE_DAY)


def _end_before_start(stated: Stated) -> Flaw:
    assert stated.start
    assert stated.end
    end, start = _written(stated.end), _written(stated.start)
    return Flaw("E104", f"end {end} is before start {start}", "check which of them is wrong", "end")


def _written(when: When) -> str:
    """The canonical spelling of a `start` or `end`."""
    first = when.first
    if isinstance(first, datetime):
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
        return Times(start, end) if end >= start else _end_before_start(stated)
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
    if comes_twice(aware) and aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != when.first:
        after = aware.astimezone(UTC).astimezone(zone)
        message = f"the clocks of {zone} skip {_written(when)}"
        return Flaw("E105", message, f"after it they show {after:%Y-%m-%d %H:%M}", key)
    return aware


def _later(moment: datetime, duration: Duration) -> datetime:
    """RFC 5545 §3.3.6: days are days of the calendar, hours are exact."""
    day_later = moment + timedelta(days=duration.days)
    return (day_later.astimezone(UTC) + duration.time).astimezone(moment.tzinfo)
