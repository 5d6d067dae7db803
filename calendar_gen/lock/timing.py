"""Two records of what was published → whether it has moved, and which dates of a series differ how."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates.rrules import rrule
from calendar_gen.dates.values import When, as_day, on_the_clock
from calendar_gen.lock.records import Dates, Record, original_of, span_of, start_of
from calendar_gen.lock.values import lines_of
from calendar_gen.model import series
from calendar_gen.model.catalog import Event


class Difference(Struct, frozen=True):
    """What happened to one date of a series; both sides are when it would be, or is."""

    news: Literal["moved", "cancelled", "revived", "postponed", "relocated"]
    before: Dates
    after: Dates


def is_moved(before: Record, after: Record) -> bool:
    """Whether an event has other dates than it had, or is sure of them as it wasn't.

    A date of a series that stands as an event of its own now, or did, has a record of its own for that.
    """
    was, now = before.dates.as_long_as(after.dates), after.dates.as_long_as(before.dates)
    apart = was.apart | now.apart
    if _rule(was) != _rule(now) or _left_out(was, apart) != _left_out(now, apart):
        return True
    if before.dates.text and not before.dates.rrule:
        return _is_surer(before.dates, after.dates)
    # What was read from a feed, or a lock of version 1, may have been a series or not sure: it doesn't tell.
    unknown = not before.values and (before.dates.rrule or before.status != "confirmed")
    return not unknown and _stated(was, apart) != _stated(now, apart)


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


def differences(before: Dates, after: Dates) -> list[Difference] | None:
    """The dates of a series that differ, by day; None where the series itself is another, or has moved."""
    if not before.rrule or _rule(before) != _rule(after):
        return None
    before, after = before.as_long_as(after), after.as_long_as(before)
    keys = {
        key
        for dates in (before, after)
        for key in (*_left_out(dates, after.apart), *_changes(dates, after.apart))
    }
    found = [_difference(before, after, key) for key in sorted(keys)]
    return [difference for difference in found if difference]


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
    lines, status = _when_and_status(changed[0], status) if changed else ((), status)
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


def _rule(dates: Dates) -> tuple[str, ...]:
    """When a series begins and what repeats it."""
    lines = [line for line in dates.published if not line.startswith("EXDATE")]
    if rule := dates.rule:  # as it is written now
        spelled = f"RRULE:{rrule(rule, dates.span.dtstart)}"
        lines = [spelled if line.startswith("RRULE:") else line for line in lines]
    return tuple(lines)


def _left_out(dates: Dates, apart: Set[str]) -> Set[str]:
    found = {_key(line) for line in dates.lines if line.startswith("EXDATE")}
    return found - apart


def _changes(dates: Dates, apart: Set[str]) -> Mapping[str, list[str]]:
    return {_key(of): lines for of, *lines in dates.changes if _key(of) not in apart}


def _stated(dates: Dates, apart: Set[str]) -> tuple[object, ...]:
    """When those dates are that differ, whatever their status, and what is said of what isn't sure."""
    changes = {key: _when_and_status(lines, "")[0] for key, lines in _changes(dates, apart).items()}
    usual = {key: lines for key, lines in changes.items() if not _is_usual(dates, key, lines)}
    return dates.start, dates.end, dates.days, dates.text, usual


def _difference(before: Dates, after: Dates, key: str) -> Difference | None:
    (was, status), (now, stands) = _state(before, key), _state(after, key)
    if key in before.apart and not now:
        return None  # which is told of by itself
    if was and not now:
        return Difference("cancelled", Dates(was), Dates(was))
    if now and not was:
        return Difference("postponed" if stands == "postponed" else "revived", Dates(now), Dates(now))
    if stands == "postponed" != status:
        return Difference("postponed", Dates(was), Dates(now))
    if was and now and span_of(was) != span_of(now):
        return Difference("moved", Dates(was), Dates(now))
    if status == "postponed" != stands:
        return Difference("revived", Dates(was), Dates(now))
    # It was an event of its own, as it was elsewhere.
    return Difference("relocated", Dates(was), Dates(now)) if key in before.apart else None


def _state(dates: Dates, key: str) -> tuple[tuple[str, ...], str]:
    """DTSTART and DTEND of a date, none where it doesn't take place, and its status, "" as for all."""
    changes = _changes(dates, frozenset())
    if key in changes:
        return _when_and_status(changes[key], "")
    if key in _left_out(dates, frozenset()):
        return (), ""
    return lines_of(dates.usual(start_of(f"EXDATE{key}"))), ""


def _is_usual(dates: Dates, key: str, lines: tuple[str, ...]) -> bool:
    return bool(lines) and span_of(lines) == dates.usual(start_of(f"EXDATE{key}"))


def _when_and_status(lines: list[str], usual: str) -> tuple[tuple[str, ...], str]:
    status = next((line.removeprefix("STATUS:") for line in lines if line.startswith("STATUS:")), usual)
    return tuple(line for line in lines if not line.startswith("STATUS:")), status


def _key(line: str) -> str:
    """What names a start: what is behind EXDATE or RECURRENCE-ID."""
    return line.removeprefix("EXDATE").removeprefix("RECURRENCE-ID")
