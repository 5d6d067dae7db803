"""Days and moments → half-open spans of them, what was stated of these, and how sure that is."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

FIRST_YEAR, LAST_YEAR = 1900, 2199
ONE_DAY = timedelta(days=1)
# A run that is longer is probably a mistake, and has no feed for each of its months.
LONG = timedelta(days=3653)
_INSTANT = timedelta(microseconds=1)
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
        return max(self.dtstart.date(), (self.dtend - _INSTANT).date())


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
            return (self.start or self.end or NOTHING).certainty
        start, end = self.start.certainty, self.end.certainty
        return start if start is end else max(start, end, key=_LESS_SURE.__getitem__)


NOTHING = When(date.min, date.min)
_LESS_SURE = {certainty: rank for rank, certainty in enumerate(Certainty)}


class Flaw(Struct, frozen=True):
    """What is wrong with a date, and under which `key` it was written ("" for the event as a whole)."""

    code: str
    message: str
    remedy: str = ""
    key: str = ""
