"""What is written of a run of days → how it is shown: its daily hours, and what of it stands in feeds."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from msgspec.structs import replace

from calendar_gen.dates import clock_changes
from calendar_gen.dates.values import (
    UNREAD,
    Certainty,
    Closed,
    Hours,
    Length,
    Opening,
    Reading,
    Rule,
    Span,
    Times,
)
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.model import nights
from calendar_gen.model.catalog import Event
from calendar_gen.source import document


def shown(
    written: document.Event, event: Event, zone: tzinfo | None, usually: str
) -> tuple[Event, list[Problem]]:
    """The event with its hours, to be shown as it says or as events `usually` are; and what is wrong."""
    show_as = written.show_as or usually
    found: Hours | None = None
    closed_days, closed_dates, problems = _closed(written.closed, event.span)
    if written.hours == UNREAD:
        pass  # it was reported already
    elif written.hours is not None:
        hours = _open(written.hours.value, closed_days, closed_dates, event.span)
        if isinstance(hours, Hours):
            found = hours
        else:
            problems += hours
    elif written.closed:
        problems.append(
            Problem("E311", "'closed' goes with 'hours'", "add 'hours', as HH:MM-HH:MM", ("closed",))
        )
    if problem := _unshowable(written, event, show_as, found, zone):
        problems.append(problem)
    if _is_unfit(event) or (show_as == "daily" and not (found and zone)):
        show_as = "span"
    if show_as == "daily" and found and zone:
        for opening in found.groups():
            open_then = _nights(event.span, found, opening, zone, closed_dates)
            problems += nights.skipped(open_then, opening.length, ("hours", "hours"), "closed")
    return replace(
        event, hours=found, show_as=show_as, zone=zone, exdates=event.exdates or closed_dates
    ), problems


def unreadable(written: document.Event) -> Iterator[Problem]:
    """What is wrong with the hours of an event, whichever days they are of."""
    if written.hours is not None and written.hours != UNREAD and not isinstance(written.hours.value, Hours):
        wrong = written.hours.value
        yield from (wrong,) if isinstance(wrong, Problem) else wrong
    for i, reading in enumerate(written.closed):
        if isinstance(reading.value, Problem) and reading != UNREAD:
            yield reading.value.under("closed", i)


def _nights(
    run: Span, hours: Hours, opening: Opening, zone: tzinfo, closed: tuple[date, ...]
) -> Iterator[tuple[datetime, Times]]:
    """The days of an opening on which clocks are changed, each by its start on the clock as written."""
    start = datetime.combine(run.first_day, opening.start, zone)
    every = Rule("FREQ=DAILY", until=run.last_day)
    for local, span in clock_changes.unusual(
        every, Times(start, start), Length(opening.length), run.last_day
    ):
        if hours.week[local.weekday()] == opening and local.date() not in closed:
            yield local, span


def _closed(
    written: Iterable[Reading[Closed]], run: Span
) -> tuple[set[int], tuple[date, ...], list[Problem]]:
    """The days of the week (Monday is 0) and the dates on which it is closed, and what is wrong."""
    problems: list[Problem] = []
    weekdays: set[int] = set()
    days: set[date] = set()
    for i, reading in enumerate(written):
        closed = reading.value
        if isinstance(closed, Problem):
            problems += [closed.under("closed", i)] if reading != UNREAD else []
            continue
        weekdays.update(closed.weekdays)
        if closed.day and not run.first_day <= closed.day <= run.last_day:
            message = f"{closed.day} is not in the run from {run.first_day} to {run.last_day}"
            problems.append(Problem("E311", message, "check which of them is wrong", ("closed", i)))
        elif closed.day:
            days.add(closed.day)
    return weekdays, tuple(sorted(days)), problems


def _open(
    hours: Hours | tuple[Problem, ...] | Problem, weekdays: set[int], days: tuple[date, ...], run: Span
) -> Hours | tuple[Problem, ...]:
    """The hours of a run but for what is closed, of which something must be left."""
    if not isinstance(hours, Hours):
        return (hours,) if isinstance(hours, Problem) else hours
    left = hours.without(weekdays)
    every = (run.first_day + timedelta(days=n) for n in range((run.last_day - run.first_day).days + 1))
    if not any(left.opens_on(day) and day not in days for day in every):
        key = "closed" if weekdays else "hours"
        return (Problem("E311", "it is closed on every day", "leave a day open", (key,)),)
    return left


def _unshowable(
    written: document.Event, event: Event, show_as: str, found: Hours | None, zone: tzinfo | None
) -> Problem | None:
    """Why an event can't have hours, or can't be shown as it says; the calendar's default binds none."""
    if written.hours is not None and (not event.all_day or event.recurring):
        timed = "leave it out: the times are those of 'start' and 'end'"
        if not event.recurring and event.span.last_day > event.span.first_day:
            days = f"'start: {event.span.first_day}' and 'end: {event.span.last_day}'"
            timed = f"for the same hours on each day write {days}; else leave it out"
        remedy = "give 'start' and 'end' a time instead" if event.all_day else timed
        return Problem("E311", "'hours' are those of a run of days", remedy, ("hours",))
    if show_as == "span":
        return None
    if written.show_as and (reason := _is_unfit(event)):
        return Problem("E312", f"'show_as: {show_as}' {reason}", "leave it out", ("show_as",))
    if written.show_as == "daily" and written.hours is None:
        return Problem("E312", "'show_as: daily' needs 'hours'", "add 'hours', as HH:MM-HH:MM", ("show_as",))
    if show_as == "daily" and found and zone is None:
        return Problem(
            "E106", "no time zone is given for the hours", "add 'timezone:' to the calendar", ("hours",)
        )
    return None


def _is_unfit(event: Event) -> str:
    """Why an event can stand in feeds as a span only, "" where it can be shown otherwise."""
    if not event.all_day or event.recurring:
        return "is for a run of days"
    # Each side by itself: that a start is unknown says nothing of the end.
    sides = [side.certainty for side in (event.stated.start, event.stated.end) if side]
    known = all(side in (Certainty.EXACT, Certainty.START_UNKNOWN) for side in sides)
    return "" if known else "needs days that are known"
