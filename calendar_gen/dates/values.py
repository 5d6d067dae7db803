"""Days and moments → spans, rules, hours, and what is wrong: frozen values, that know nothing of text."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, Never, TypeVar

from msgspec import Struct

from calendar_gen.dates import years
from calendar_gen.diagnostics.problem import Problem

FIRST_YEAR, LAST_YEAR = years.FIRST_YEAR, years.LAST_YEAR
ONE_DAY = timedelta(days=1)
# A run that is longer is probably a mistake, and has no feed for each of its months.
LONG = timedelta(days=3653)
# For one date of an event so much is rather a slip in the year.
NEARLY_A_YEAR = timedelta(days=350)
_INSTANT = timedelta(microseconds=1)
# The last day of what nothing ends.
FOREVER = date(LAST_YEAR, 12, 31)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# As iCalendar has them (RFC 5545 §3.3.10), Monday first.
CODES = tuple(name[:2].upper() for name in WEEKDAYS)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


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


class Length(Struct, frozen=True):
    """How long each date of a series is: so long on the clocks that people read, and exact time besides."""

    clock: timedelta
    exact: timedelta = timedelta()


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
    def is_moment(self) -> bool:
        """Whether it has no length. In an hour that clocks show twice equal times of one zone may have."""
        return self.dtstart == self.dtend and self.dtstart.utcoffset() == self.dtend.utcoffset()

    @property
    def first_day(self) -> date:
        """The local day on which it starts."""
        return self.dtstart.date()

    @property
    def last_day(self) -> date:
        """The last local day that it touches: one that ends at midnight doesn't touch the next."""
        if self.is_moment:
            return self.dtstart.date()
        return max(self.dtstart.date(), (self.dtend - _INSTANT).date())


Span = Days | Times


class Stated(Struct, frozen=True):
    """The dates of an event as its curator stated them; `days` where a count stands for a side."""

    start: When | None
    end: When | None
    days: int | None = None

    @property
    def certainty(self) -> Certainty:
        """That of the less sure side."""
        if self.end is None or self.start is None:
            return (self.start or self.end or NOTHING).certainty
        start, end = self.start.certainty, self.end.certainty
        return start if start is end else max(start, end, key=_LESS_SURE.__getitem__)


NOTHING = When(date.min, date.min)
_LESS_SURE = {certainty: rank for rank, certainty in enumerate(Certainty)}


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

    def without(self, days: Container[int]) -> "Hours":
        """The hours, where it is closed on these days of the week, Monday 0, whatever they say."""
        return Hours(tuple(None if day in days else opening for day, opening in enumerate(self.week)))


class Closed(Struct, frozen=True):
    """When it is closed: days of the week, Monday 0, or else a date."""

    weekdays: tuple[int, ...] = ()
    day: date | None = None


_Value_co = TypeVar("_Value_co", covariant=True)


class Reading(tuple[str, "_Value_co | Problem"], Generic[_Value_co]):
    """What was written for a value, and the value, or what is wrong with it: a pair.

    A reading that was reported already is UNREAD.
    """

    __slots__ = ()

    @property
    def text(self) -> str:
        """What was written, without white space around it; "" where that isn't one text."""
        return self[0].strip()

    @property
    def value(self) -> "_Value_co | Problem":
        """The value, or what is wrong."""
        return self[1]


UNREAD: Reading[Never] = Reading(("", Problem("", "it was reported already")))


def months_of(span: Span) -> list[tuple[int, int]]:
    """Year and month of every month that a span touches."""
    first, last = span.first_day, span.last_day
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(number // 12, number % 12 + 1) for number in numbers]


def last_of_month(year: int, month: int) -> date:
    """The last day of a month, without the module `calendar`: every command would import it for this."""
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def as_day(start: date) -> date:
    """The day of a start, which may be a moment."""
    return start.date() if isinstance(start, datetime) else start


def on_the_clock(start: date) -> date:
    """A start as the clocks of its zone show it."""
    return start.replace(tzinfo=None) if isinstance(start, datetime) else start
