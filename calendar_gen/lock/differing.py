"""The dates of a series as they were published and as they are → what happened to those that differ."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates.rrules import rrule
from calendar_gen.dates.values import Times, as_day
from calendar_gen.lock.records import Dates, Record, span_of, start_of
from calendar_gen.lock.values import lines_of

How = Literal["out", "cancelled", "revived", "moved", "relocated", "status"]


class Said(Struct, frozen=True):
    """What is said of a date: DTSTART and DTEND, its status; and whether it stands beside its series.

    `off` says in which way it doesn't take place, if it doesn't.
    """

    lines: tuple[str, ...]
    status: str
    off: Literal["out", "cancelled", ""] = ""
    beside: bool = False


class Difference(Struct, frozen=True):
    """What happened to one date of a series, which has a day by its rule; what was said of it, and is.

    `usual` is what the rule says of it now.
    """

    how: How
    original: date
    before: Said
    after: Said
    usual: Said

    @property
    def beside(self) -> bool:
        """Whether it was an event of its own, of which that is told as well."""
        return self.before.beside

    @property
    def day(self) -> date:
        """The day that it was on, or would be by its rule."""
        return span_of(self.before.lines).first_day if self.before.lines else self.original


def is_same_series(before: Dates, after: Dates) -> bool:
    """Whether dates are those of a series that begins as it did and has the same rule."""
    return bool(before.rrule) and begin_and_rule(before) == begin_and_rule(after)


def known_of(before: Record, after: Record) -> Dates:
    """The dates of a record; where it isn't known of those before which differed, without those that do.

    What was read from a feed, or a lock of version 1, doesn't tell.
    """
    dates = after.dates
    if before.values:
        return dates
    apart = tuple(change for change in dates.changes if _key(change[0]) in dates.apart)
    return replace(dates, changes=apart)


def differences(before: Dates, after: Dates, status: str) -> list[Difference]:
    """The dates of a series that differ, by day, but those that are events of their own now.

    `status` is that of the series. Where the series is another, only what is other than its rule says counts.
    """
    before, after = before.as_long_as(after), after.as_long_as(before)
    was_said, is_said = _by_day(before, status), _by_day(after, status)
    days = is_said.keys() | (was_said.keys() if is_same_series(before, after) else ())
    found: list[Difference] = []
    for day in sorted(days):
        usual = _by_rule(after, day, status)
        was, now = was_said.get(day) or _by_rule(before, day, status), is_said.get(day, usual)
        if not now.beside:
            found += [Difference(how, day, was, now, usual) for how in _hows(was, now)]
    return found


def begin_and_rule(dates: Dates) -> tuple[str, ...]:
    """When a series begins and what repeats it."""
    lines = [line for line in dates.published if not line.startswith("EXDATE")]
    if rule := dates.rule:  # as it is written now
        spelled = f"RRULE:{rrule(rule, dates.span.dtstart)}"
        lines = [spelled if line.startswith("RRULE:") else line for line in lines]
    return tuple(lines)


def when_and_status(lines: list[str], usual: str) -> tuple[tuple[str, ...], str]:
    """DTSTART and DTEND of a date that differs, none where it is cancelled; its status, or the `usual`."""
    status = next((line.removeprefix("STATUS:") for line in lines if line.startswith("STATUS:")), usual)
    return tuple(line for line in lines if not line.startswith("STATUS:")), status


def _by_day(dates: Dates, status: str) -> Mapping[date, Said]:
    """What is said of dates that aren't as the rule of their series has them; `status` is that of all."""
    apart = dates.apart
    left_out = (line for line in dates.lines if line.startswith("EXDATE"))
    found = {_day(dates, line): Said((), status, "out") for line in left_out}
    for of, *lines in dates.changes:
        when, stands = when_and_status(lines, status)
        found[_day(dates, of)] = Said(when, stands, "" if when else "cancelled", _key(of) in apart)
    return found


def _by_rule(dates: Dates, day: date, status: str) -> Said:
    """What is said of a date of a series that is as its rule has it."""
    span = dates.span
    local = datetime.combine(day, span.dtstart.time()) if isinstance(span, Times) else day
    return Said(lines_of(dates.usual(local)), status, "cancelled" if status == "cancelled" else "")


def _hows(was: Said, now: Said) -> Iterator[How]:
    """What happened to a date."""
    if now.off:
        if now.off != was.off and not was.beside:  # which is told of by itself
            yield now.off
        return
    if was.off:
        if now.status != "postponed":
            yield "revived"
    elif span_of(was.lines) != span_of(now.lines):
        yield "moved"
    elif was.beside:
        yield "relocated"
    if now.status != was.status:
        yield "status"


def _day(dates: Dates, line: str) -> date:
    """The day that a line names by the clock of a series."""
    start, span = start_of(line), dates.span
    if isinstance(start, datetime) and isinstance(span, Times):
        return start.astimezone(span.dtstart.tzinfo).date()
    return as_day(start)


def _key(line: str) -> str:
    """What names a start: what is behind EXDATE or RECURRENCE-ID."""
    return line.removeprefix("EXDATE").removeprefix("RECURRENCE-ID")
