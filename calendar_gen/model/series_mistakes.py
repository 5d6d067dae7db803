"""What a curator wrote of the dates of a series → what is wrong with it, and which dates are meant."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from calendar_gen.dates import rules, written
from calendar_gen.dates.values import (
    NEARLY_A_YEAR,
    ONE_DAY,
    UNREAD,
    Certainty,
    Days,
    Rule,
    Span,
    Stated,
    Times,
    When,
    as_day,
)
from calendar_gen.diagnostics.codes import UNREAD_DATES
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source import days_and_times
from calendar_gen.source.document import Change, Repeat

_MIDNIGHT = " 00:00Z"
# So many dates are named in a remedy.
_MOST_NAMED = 60


def unreadable(repeat: Repeat, start: When | Problem | None) -> Iterator[Problem]:
    """What is wrong with what is written of a series, whatever else is with the dates of its first."""
    said = repeat.said
    for problem in said if not isinstance(said, Rule) else ():
        yield problem.under("repeat")
    yield from unreadable_end(repeat)
    if isinstance(start, When):
        yield from ended_early(repeat, start.first)
    yield from unreadable_dates(repeat)


def ended_early(repeat: Repeat, start: date) -> Iterator[Problem]:
    """That a series ends before the day of its start, of what can be read of the rest."""
    until = repeat.until.value if repeat.until and not repeat.times else None
    if not isinstance(until, When) or _has_zone(until.first) or _has_zone(start):
        return
    if as_day(until.last) < as_day(start):
        yield before_start(as_day(until.first), as_day(start), "until")


def before_start(until: date, start: date, key: str) -> Problem:
    """That a series ends on a day before its start."""
    message, remedy = f"'until' {until} is before the start {start}", "check which of them is wrong"
    return Problem("E305", message, remedy, ("repeat", key))


def on_its_day(found: Problem, change: Change, usual: Span | None = None) -> Problem:
    """What is wrong with a change; of a time alone its date says the day that is meant.

    `usual` is the span of the series, as far as that is known.
    """
    sides = {name: side for name, side in (("start", change.start), ("end", change.end)) if side}
    key, day = str(found.path[0]) if found.path else "", change.date.value
    is_read = key not in sides or not isinstance(sides[key].value, Problem)
    if is_read or found.meant or found.days:
        return found
    if not isinstance(day, When) or day.certainty is not Certainty.EXACT:
        return found
    texts, on = {name: side.text for name, side in sides.items()}, as_day(day.first)
    if "start" not in texts and isinstance(usual, Times):
        texts["start"] = f"{on} {usual.dtstart:%H:%M}"
    moment = (days_and_times.with_days(texts, f"{on}") or {}).get(key) if "start" in texts else None
    return replace(found, remedy=f"did you mean {moment}?", meant=(moment,)) if moment else found


def unreadable_end(repeat: Repeat, span: Span | None = None) -> Iterator[Problem]:
    """What is wrong with the end of a series, which begins with the span if that is known."""
    said = repeat.said
    in_rule = isinstance(said, Rule) and not said.endless
    if len([end for end in (repeat.until, repeat.times, in_rule) if end]) > 1:
        twice = "the end of the series is given twice"
        yield Problem("E301", twice, "keep one of 'until' and 'times'", ("repeat",))
    if not repeat.until or repeat.until == UNREAD:
        return
    when, path = repeat.until.value, ("repeat", "until")
    if isinstance(when, Problem):
        read = _as_until(when, span)
        when = written.by_days(read)
        remedy = _last_day(when, span.first_day if span else None)
        last = f"{when.days[1]}" if when.days and read.meant else ""
        yield replace(when, remedy=remedy, path=path, fix=when.fix if when.meant else last)
    elif when.certainty is not Certainty.EXACT:
        fix = f"{when.last}" if when.certainty in (Certainty.MONTH, Certainty.YEAR) else ""
        yield Problem("E301", "'until' needs a day", f"write {when.last}", path, fix=fix)


def _has_zone(moment: date) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is not None


def _as_until(problem: Problem, span: Span | None) -> Problem:
    """The problem of an UNTIL in UTC (RFC 5545 §3.3.10), which stays a moment: its local day may be another.

    In a series of whole days midnight stands for the day. At another hour, or where the start isn't known,
    the last day isn't sure, and nothing is written without being asked.
    """
    read = [written.when(text) for text in problem.meant]
    in_utc = any(isinstance(when, When) and when.timed and not when.local for when in read)
    if isinstance(span, Times) or not in_utc:
        return problem
    days = tuple(moment.removesuffix(_MIDNIGHT) for moment in problem.meant)
    if not isinstance(span, Days) or days == problem.meant:
        return replace(problem, fix="")
    return replace(problem, remedy=f"did you mean {' or '.join(days)}?", meant=days)


def _last_day(problem: Problem, after: date | None) -> str:
    """A remedy for what is no last day of a series, which begins on a day if that is known."""
    if problem.meant:
        return problem.remedy
    if problem.days:
        return f"write the last day, {problem.days[1]}"
    return (
        f"write the last day, such as {after.year}-12-31" if after else "write the last day, or leave it out"
    )


def unreadable_dates(repeat: Repeat) -> Iterator[Problem]:
    """The dates of a series that can't be read; whether they are right only a rule tells."""
    for key, dates in (("except", repeat.except_), ("also", repeat.also)):
        for i, reading in enumerate(dates):
            if isinstance(problem := reading.value, Problem) and reading != UNREAD:
                days = "write the dates themselves, as YYYY-MM-DD"
                yield in_a_list(written.by_days(problem), None, days).under("repeat", key, i)


def shorter(span: Span, stated: Stated, endless: bool) -> str:
    """A remedy for dates that last into the next: `end` was taken for that of the series."""
    if not stated.end:
        return f"make '{'days' if stated.days else 'duration'}' shorter, or let it repeat less often"
    own = "leave 'end' out"
    if isinstance(span, Times):
        end = datetime.combine(span.first_day, span.dtend.astimezone(span.dtstart.tzinfo).time())
        if end <= span.dtstart.replace(tzinfo=None):
            end += ONE_DAY
        own = f"write 'end: {end:%Y-%m-%d %H:%M}' for the first date"
    until = f", and write 'until: {span.last_day}' in 'repeat' for the last" if endless else ""
    return own + until


_EACH = "write each date on its own"


def in_a_list(problem: Problem, among: list[str] | None, otherwise: str) -> Problem:
    """The problem of a date in a list: `among` are the dates of a range, None where they aren't known."""
    if problem.meant:
        return problem
    if problem.days and among is None:
        return replace(problem, remedy=_EACH)
    return replace(problem, remedy=each(among or []) if problem.days else otherwise, fix="")


def each(days: list[str]) -> str:
    if not days:
        return "no date of the series lies in it: leave it out"
    if len(days) > _MOST_NAMED:
        return _EACH
    return f"write {days[0]}" if len(days) == 1 else f"write each date: {', '.join(days)}"


def changes(problem: Problem, rule: Rule | None, span: Span) -> Problem:
    """The problem of the date of a change, with the dates of a range of which each needs one."""
    problem = written.by_days(problem)
    days = among(rule, span, *problem.days) if problem.days and rule else []
    if problem.code not in UNREAD_DATES or not days or len(days) > _MOST_NAMED:
        return problem
    return replace(problem, remedy=f"write a change for each date: {', '.join(days)}")


def further(problem: Problem, rule: Rule, span: Span, taken: Callable[[date], bool]) -> Problem:
    """The problem of a further date, with what can be written for it: days that aren't taken.

    Of a range those that the rule would give if it went on.
    """
    if problem.code not in UNREAD_DATES:
        return problem
    problem = written.by_days(problem)
    day = next((day for n in range(1, 31) if not taken(day := span.first_day + n * ONE_DAY)), span.first_day)
    days: list[str] = []
    if problem.days:
        first, last = problem.days
        going_on = among(Rule(rule.parts), span, first, last)
        days = [day for day in going_on if not taken(date.fromisoformat(day))]
        every = range(min((last - first).days, _MOST_NAMED) + 1)
        days = days or [f"{first + timedelta(days=n)}" for n in every]
    return in_a_list(problem, days, f"write the dates themselves, such as {day}")


def among(rule: Rule, span: Span, first: date, last: date) -> list[str]:
    local = span.dtstart.replace(tzinfo=None) if isinstance(span, Times) else span.dtstart
    found = rules.starts(rule, local, first, last)
    return [f"{as_day(start)}" for start, _ in zip(found, range(_MOST_NAMED + 1), strict=False)]


def far(original: date, span: Span) -> Iterator[Problem]:
    """A warning where a date is moved so far that the year is probably wrong."""
    apart = abs((span.first_day - as_day(original)).days)
    if apart > NEARLY_A_YEAR.days:
        message = f"it is moved by {apart} days from {as_day(original)}"
        yield Problem("W308", message, "check the years", ("start",))
