"""Two records of what was published → whether it has moved, and what a series said of one of its dates."""

from datetime import date

from msgspec.structs import replace

from calendar_gen.dates.values import When, as_day, on_the_clock
from calendar_gen.lock.differing import begin_and_rule, differences, is_same_series, known_of, when_and_status
from calendar_gen.lock.records import Dates, Record, start_of
from calendar_gen.lock.uid_parts import original_of
from calendar_gen.lock.values import lines_of
from calendar_gen.model import series
from calendar_gen.model.catalog import Event


def is_moved(before: Record, after: Record) -> bool:
    """Whether an event has other dates than it had, or is sure of them as it wasn't.

    A date of a series that stands as an event of its own now, or did, has a record of its own for that.
    """
    if is_same_series(before.dates, after.dates):
        found = differences(before.dates, known_of(before, after), after.status)
        return any(it.how != "status" and not it.beside for it in found)
    if begin_and_rule(before.dates) != begin_and_rule(after.dates):
        return True
    if before.dates.text and not before.dates.rrule:
        return _is_surer(before.dates, after.dates)
    # What was read from a feed, or a lock of version 1, may have been a series or not sure: it doesn't tell.
    unknown = not before.values and (before.dates.rrule or before.status != "confirmed")
    return not unknown and _stated(before.dates) != _stated(after.dates)


def _is_surer(before: Dates, after: Dates) -> bool:
    """Whether dates that were only known in words are others, the days being the same.

    Version 1 had words for what wasn't sure, and of a single event for nothing else.
    """
    return after.text != before.text if after.text else not (after.start or after.end)


def gained_end(before: Record, after: Record) -> bool:
    """Whether what was a moment is only said to take some time now."""
    was, now = before.span, after.span
    return (
        was.dtstart == was.dtend
        and was.dtstart == now.dtstart
        and before.dates.lines[2:] == after.dates.lines[2:]
    )


def date_of(before: Record, uid: str, after: Dates | Event | None) -> Record | None:
    """What a series said of a date that has a UID of its own now; None where it had no such date.

    `after` is the series on the other side: a date of the same day that it has as well is another one.
    """
    named = original_of(uid)
    if named is None or before.removed:
        return None
    day = as_day(named.first)
    original = _given(before.dates, named)
    if original is None:
        original = _given(before.dates, When(day, day))
        if original is None or (after and _takes_place(after, original)):
            return None
    dates, status = before.dates, before.status
    changed = [lines for of, *lines in dates.changes if start_of(of) == original]
    if not changed and original in dates.exdates:
        return None
    lines, status = when_and_status(changed[0], status) if changed else ((), status)
    status = "cancelled" if changed and not lines else status
    lines = lines or lines_of(dates.usual(original))
    return replace(
        before,
        uid=uid,
        values="",
        shown={},
        dates=Dates(lines),
        status=status,
        last_day=None,
        news="",
        news_at=None,
        was=None,
        was_where="",
        was_where_in={},
        on=(),
        whole="",
    )


def is_by_rule(of: Event, uid: str) -> bool:
    """Whether the start that a UID names is one of a series' rule."""
    named = original_of(uid)
    return named is not None and _given(of, named) is not None


def _given(of: Dates | Event, when: When) -> date | None:
    """The start that a series has by its rule on a day or at a local time, left out or not."""
    return series.start_on(of.rule, of.span, when) if of.rule else None


def _takes_place(of: Dates | Event, start: date) -> bool:
    """Whether a series has a start by its rule that isn't left out."""
    local = on_the_clock(start)
    apart = {it.recurrence_id for it in of.apart} if isinstance(of, Event) else ()
    left_out = start in of.exdates and start not in apart
    return not left_out and _given(of, When(local, local)) == start


def _stated(dates: Dates) -> tuple[object, ...]:
    """What is said of dates that aren't sure."""
    return dates.start, dates.end, dates.days, dates.text
