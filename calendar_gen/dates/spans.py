"""What was stated of dates, and the zone of its clocks → a half-open span, or what is wrong with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from calendar_gen.dates.values import (
    NOTHING,
    ONE_DAY,
    Certainty,
    Days,
    Duration,
    Span,
    Stated,
    Times,
    When,
    as_day,
)
from calendar_gen.diagnostics.problem import Problem

OF_ITS_OWN = "if the second is meant, give that date an event of its own"
"""A remedy for a date of a series at a time that clocks show twice: no rule says which."""


def span(stated: Stated, duration: Duration | None, zone: tzinfo | None) -> Span | Problem:
    """The half-open span of what was stated; `zone` is that of local times.

    A month or a year spans all of itself, and an unknown start begins on the day by which it
    was: `Stated.certainty` says so. Of `start`, `end` and a length (`stated.days`, `duration`)
    two are enough, or the start alone.
    """
    if problem := _too_much_or_too_little(stated, duration) or _mixed(stated, duration):
        return problem
    side = stated.start or stated.end
    return _times(stated, duration, zone) if side and side.timed else _days(stated)


def turned_round(stated: Stated, zone: tzinfo | None) -> Problem | None:
    """That the end is before the start, whatever else is wrong with when it is; `zone` may not be known."""
    start, end = stated.start, stated.end
    if not start or not end or end.certainty is Certainty.START_UNKNOWN:
        return None
    if not start.timed or not end.timed:
        return _end_before_start(stated) if as_day(end.last) < as_day(start.first) else None
    if zone is None and start.local and end.local:
        return _end_before_start(stated) if end.first < start.first else None
    if not all(isinstance(moment(side, zone, ""), datetime) for side in (start, end)):
        return None
    found = _times(Stated(start, end), None, zone)
    return found if isinstance(found, Problem) else None


@lru_cache(maxsize=100_000)
def comes_twice(local: datetime, zone: tzinfo) -> bool:
    """Whether the clock of a zone shows this local time twice, as when summer time ends.

    Only of a time that it shows at all: one that is skipped has two offsets as well (PEP 495).
    """
    aware = local.replace(tzinfo=zone)
    return aware.utcoffset() != aware.replace(fold=1).utcoffset()


def is_ambiguous(moment: datetime) -> bool:
    """Whether the clocks of its zone show a moment's local time twice."""
    return moment.tzinfo is not None and comes_twice(moment.replace(tzinfo=None, fold=0), moment.tzinfo)


def shown_twice(written: When | Problem | None, moment: date) -> Iterator[Problem]:
    """A warning where a local time, which is that moment, is one that the clocks show twice."""
    if not isinstance(written, When) or not isinstance(written.first, datetime) or written.first.tzinfo:
        return
    if isinstance(moment, datetime) and moment.tzinfo and comes_twice(written.first, moment.tzinfo):
        first, second = (moment.replace(fold=fold).isoformat(" ", "minutes") for fold in (0, 1))
        message = f"the clocks show {moment:%Y-%m-%d %H:%M} twice; the first is taken"
        yield Problem("W101", message, f"write {first} or {second}")


def _too_much_or_too_little(stated: Stated, duration: Duration | None) -> Problem | None:
    start, end, days = stated.start, stated.end, stated.days
    if end and end.certainty is Certainty.START_UNKNOWN:
        return Problem("E110", "'by' stands for a start only", f"write the last day: {end.first}", ("end",))
    if days and duration:
        return Problem("E107", "both 'days' and 'duration' are given", "keep one", ("duration",))
    length = "days" if days else "duration" if duration else ""
    if start and end and length:
        return Problem(
            "E107", f"'start', 'end' and '{length}' are all given", "two of them are enough", (length,)
        )
    if not start and not (end and length):
        return Problem("E012", "'start' is missing", _start(end))
    if start and start.certainty is Certainty.START_UNKNOWN and length:
        return Problem(
            "E107", f"'{length}' from an unknown start tells nothing", "give 'end' instead", (length,)
        )
    return None


def _start(end: When | None) -> str:
    """A remedy where no `start` is given, nor what would stand for it."""
    if not end:
        return "write 'start: YYYY-MM-DD', or YYYY-MM where the day isn't announced"
    if end.timed:
        return "where it isn't known give 'end' and 'duration'"
    return "where it isn't known write 'start: by DATE', or give 'end' and 'days'"


def _mixed(stated: Stated, duration: Duration | None) -> Problem | None:
    start, end = stated.start, stated.end
    if start and end and start.timed != end.timed:
        lacking = "an end without one" if start.timed else "a start without one"
        return Problem("E103", f"a time stands beside {lacking}", "give both a time, or neither", ("end",))
    side, key = (start, "start") if start else (end, "end")
    if side and side.timed and stated.days:
        remedy = f"write 'duration: {stated.days} {'day' if stated.days == 1 else 'days'}'"
        return Problem("E103", "'days' counts whole days, and there is a time", remedy, ("days",))
    if side and not side.timed and duration:
        whole = duration.days and not duration.time
        remedy = f"write 'days: {duration.days}'" if whole else f"add a time to '{key}'"
        return Problem("E103", "'duration' needs a time of day to go with", remedy, ("duration",))
    return None


def _days(stated: Stated) -> Days | Problem:
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


def _end_before_start(stated: Stated, end_there: str = "") -> Problem:
    assert stated.start
    assert stated.end
    end, start = _written(stated.end), _written(stated.start)
    if stated.start.certainty is Certainty.START_UNKNOWN:
        start = f"'{start}'"
    message = f"end {end}{end_there} is before start {start}"
    if next_day := _next_day(stated.start.first, stated.end.first):
        remedy = f"did you mean {next_day}?"
        return Problem("E104", message, remedy, ("end",), meant=(next_day,), fix="")
    return Problem("E104", message, "check which of them is wrong", ("end",))


def _next_day(start: date, end: date) -> str:
    """The end on the day after, of an evening that is written on one day; "" for what is none."""
    if not isinstance(start, datetime) or not isinstance(end, datetime) or start.tzinfo or end.tzinfo:
        return ""
    is_night = start.date() == end.date() and end + ONE_DAY - start <= timedelta(hours=12)
    return f"{end + ONE_DAY:%Y-%m-%d %H:%M}" if is_night else ""


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


def _times(stated: Stated, duration: Duration | None, zone: tzinfo | None) -> Times | Problem:
    start, end = moment(stated.start, zone, "start"), moment(stated.end, zone, "end")
    if isinstance(start, Problem):
        return start
    if isinstance(end, Problem):
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


def moment(when: When | None, zone: tzinfo | None, key: str) -> datetime | Problem | None:
    """The moment of what has a time, or that its clocks skip it, or that nothing says which they are."""
    if when is None:
        return None
    assert isinstance(when.first, datetime)
    if when.first.tzinfo:
        return when.first
    if zone is None:
        remedy = "add 'timezone: Asia/Shanghai' (yours) to the calendar, or an offset to the time"
        return Problem("E106", f"no time zone is given for {_written(when)}", remedy, (key,))
    aware = when.first.replace(tzinfo=zone)
    if (
        comes_twice(when.first, zone)
        and aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != when.first
    ):
        after = aware.astimezone(UTC).astimezone(zone)
        message = f"the clocks of {zone} skip {_written(when)}"
        return Problem("E105", message, f"did you mean {after:%Y-%m-%d %H:%M}?", (key,))
    return aware


def _later(moment: datetime, duration: Duration) -> datetime:
    """RFC 5545 §3.3.6: days are days of the calendar, hours are exact."""
    day_later = moment + timedelta(days=duration.days)
    return (day_later.astimezone(UTC) + duration.time).astimezone(moment.tzinfo)
