"""What a curator wrote of the dates of a series → what is wrong with it, and which dates are meant."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import ONE_DAY, UNREAD, Certainty, Rule, Span, Times, as_day
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source.document import Repeat

_MIDNIGHT = " 00:00Z"
# So many dates are named in a remedy.
_MOST_NAMED = 60


def unreadable(repeat: Repeat) -> Iterator[Problem]:
    """What is wrong with what is written of a series, whatever it begins with."""
    said = repeat.said
    for problem in said if not isinstance(said, Rule) else ():
        yield problem.under("repeat")
    yield from unreadable_end(repeat)
    yield from unreadable_dates(repeat)


def unreadable_end(repeat: Repeat, after: date | None = None) -> Iterator[Problem]:
    """What is wrong with the end of a series, whatever it begins with."""
    said = repeat.said
    in_rule = isinstance(said, Rule) and not said.endless
    if len([end for end in (repeat.until, repeat.times, in_rule) if end]) > 1:
        twice = "the end of the series is given twice"
        yield Problem("E301", twice, "keep one of 'until' and 'times'", ("repeat",))
    if not repeat.until or repeat.until == UNREAD:
        return
    when, path = repeat.until.value, ("repeat", "until")
    if isinstance(when, Problem):
        when = _of_a_day(when)
        yield replace(when, remedy=_last_day(when, after), path=path, fix=when.fix if when.meant else "")
    elif when.certainty is not Certainty.EXACT:
        yield Problem("E301", "'until' needs a day", f"write {when.last}", path)


def _of_a_day(problem: Problem) -> Problem:
    """The problem of an UNTIL at midnight in UTC, by which other tools mean the day."""
    days = tuple(moment.removesuffix(_MIDNIGHT) for moment in problem.meant)
    if days == problem.meant:
        return problem
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
        for i, written in enumerate(dates):
            if isinstance(problem := written.value, Problem) and written != UNREAD:
                days = "write the dates themselves, as YYYY-MM-DD"
                yield in_a_list(problem, None, days).under("repeat", key, i)


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


def further(problem: Problem, span: Span, taken: Callable[[date], bool]) -> Problem:
    """The problem of a further date, with what can be written for it: a day that isn't taken."""
    if problem.code != "E101":
        return problem
    day = next((day for n in range(1, 31) if not taken(day := span.first_day + n * ONE_DAY)), span.first_day)
    days: list[str] = []
    if problem.days:
        first, last = problem.days
        days = [f"{first + timedelta(days=n)}" for n in range(min((last - first).days, _MOST_NAMED) + 1)]
    return in_a_list(problem, days, f"write the dates themselves, such as {day}")


def among(rule: Rule, span: Span, first: date, last: date) -> list[str]:
    local = span.dtstart.replace(tzinfo=None) if isinstance(span, Times) else span.dtstart
    found = rules.starts(rule, local, first, last)
    return [f"{as_day(start)}" for start, _ in zip(found, range(_MOST_NAMED + 1), strict=False)]
