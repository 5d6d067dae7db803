"""What a curator wrote of a series → its rule, the starts that it leaves out, and those beside it."""

from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import clock_changes, rules, spans
from calendar_gen.dates.values import (
    CODES,
    FOREVER,
    UNREAD,
    Certainty,
    Duration,
    Length,
    Reading,
    Rule,
    Span,
    Stated,
    Times,
    When,
    as_day,
    on_the_clock,
)
from calendar_gen.dates.written import by_days
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.model import missing, nights
from calendar_gen.model.series_mistakes import (
    among,
    before_start,
    each,
    ended_early,
    further,
    in_a_list,
    shorter,
    unreadable_dates,
    unreadable_end,
)
from calendar_gen.source.document import Repeat

_NEAR = timedelta(days=31)
_FAR = timedelta(days=1461)


class Series(Struct, frozen=True):
    """A rule, the span of its first occurrence, the starts left out of it, and spans that it doesn't give.

    `rule` is None where one date is all that it gives. `unusual` are the dates of it over which clocks are
    changed, `left_out` the starts that the curator left out, by whatever they stand in `exdates`.
    """

    span: Span
    rule: Rule | None
    exdates: tuple[date, ...] = ()
    also: tuple[Span, ...] = ()
    length: Length | None = None
    unusual: tuple[tuple[datetime, Times], ...] = ()
    left_out: tuple[date, ...] = ()


def read(
    repeat: Repeat, span: Span, stated: Stated, duration: Duration | None, clock: tzinfo | Problem | None
) -> tuple[Series | None, list[Problem]]:
    """The series that begins with the span, or None and what is wrong; a warning may stand beside one.

    `duration` is what was written for one. `clock` is that of the event's local times: `start` may be a
    moment in UTC.
    """
    rule, problems = _rule(repeat, span)
    problems += _unfit(span, stated.certainty)
    if rule is None or any(problem.is_error for problem in problems):
        return None, [*problems, *unreadable_dates(repeat)]
    first = rules.first_start(rule, on_the_clock(span.dtstart))
    if first is None:
        nothing = Problem("E302", "the rule gives no date", "check its parts against 'start'", ("repeat",))
        return None, [*problems, nothing, *unreadable_dates(repeat)]
    begun, length = on_the_clock(span.dtstart), _length(span, duration)
    # Also where it begins then: an end with an offset of its own goes by the clocks of the start too.
    span = _begun(span, first, length)
    if first != begun:
        message = f"the start is not one of the days of 'repeat': the first is {_text(first)}"
        problems.append(Problem("W301", message, _sides(span, stated), ("start",)))
    problems += _doubts(repeat, rule, span, stated, length)
    exdates, wrong = _exdates(repeat, rule, span)
    problems += wrong
    known = max(clock_changes.LAST_KNOWN, min(as_day(first) + _FAR, FOREVER))
    given = Series(span, rule, exdates, (), length, tuple(clock_changes.unusual(rule, span, length, known)))
    also, wrong = _also(repeat, given, rule, clock)
    problems += wrong
    found = _written_out(given, rule, also)
    return (None, [*problems, found]) if isinstance(found, Problem) else (found, problems)


def as_usual(series: Series, changed: Container[date]) -> Iterator[tuple[datetime, Times]]:
    """The unusual dates of a series that are neither left out nor changed."""
    for start, span in series.unusual:
        original = start.replace(tzinfo=span.dtstart.tzinfo)
        if original not in series.left_out and original not in changed:
            yield start, span


def on_clock(series: Series) -> timedelta:
    """How much later on the clock each date of a series ends; nothing where its length is exact."""
    return series.length.clock if series.length and not series.length.exact else timedelta()


def date_of(series: Series, when: When) -> tuple[date, Span | None] | None:
    """The start that a series has on a day or at a local time, and its span if no rule gives it; or None.

    A start that the rule gives comes first, also if it is left out.
    """
    by_rule = start_on(series.rule, series.span, when) if series.rule else None
    if by_rule is not None and by_rule not in series.exdates:
        return by_rule, None
    alone = () if series.rule else (series.span,)
    for span in (*alone, *series.also):
        wanted = _naive(when.first, span)
        if on_the_clock(span.dtstart) == wanted or (not when.timed and span.first_day == wanted):
            return span.dtstart, span
    return None if by_rule is None else (by_rule, None)


def start_on(rule: Rule, span: Span, when: When) -> date | None:
    """The start that the rule gives on a day, or at a local time: a day, or an aware moment; or None."""
    wanted = _naive(when.first, span)
    day = as_day(wanted)
    for local in rules.starts(rule, on_the_clock(span.dtstart), day, day):
        if not when.timed or local == wanted:
            return rules.recurrence_id(span, local)
    return None


def nearest(series: Series, when: When) -> str:
    """A remedy that names the start nearest to what was written for one, "" where none is near."""
    day = as_day(_naive(when.first, series.span))
    near = [span.first_day for span in (series.span, *series.also) if abs(span.first_day - day) <= _NEAR]
    if series.rule:
        near += map(
            as_day, rules.starts(series.rule, on_the_clock(series.span.dtstart), day - _NEAR, day + _NEAR)
        )
    found = min(near, key=lambda start: abs(start - day), default=None)
    return f"did you mean {found}?" if found else ""


def last_day(series: Series) -> date:
    """The last day that its rule touches."""
    if series.rule is None:
        return series.span.last_day
    if series.rule.endless:
        return FOREVER
    first = on_the_clock(series.span.dtstart)
    after: date | None = None
    if series.rule.until:
        until = series.rule.until
        # Most rules come round in a year, so that the last is found without counting from the first.
        after = as_day(until) - timedelta(days=370)
    last = max(rules.starts(series.rule, first, after), default=None)
    if last is None:
        last = max(rules.starts(series.rule, first))
    return rules.moved_to(series.span, last, series.length).last_day


def _unfit(span: Span, certainty: Certainty) -> Iterator[Problem]:
    if certainty is not Certainty.EXACT:
        yield Problem(
            "E308", "what repeats needs an exact start", "give a day, or a day and a time", ("repeat",)
        )
    elif isinstance(span, Times) and isinstance(span.dtstart.tzinfo, timezone) and span.dtstart.tzinfo != UTC:
        remedy = "write the local time without the offset, and 'timezone:'"
        message = "what repeats goes by a local clock, not by an offset from UTC"
        yield Problem("E308", message, remedy, ("start",))


def _rule(repeat: Repeat, span: Span) -> tuple[Rule | None, list[Problem]]:
    """The rule as it was said, with its end, None where it can't be read; and what is wrong."""
    said = repeat.said
    problems = [] if isinstance(said, Rule) else [problem.under("repeat") for problem in said]
    # Not in `rules`: that reads what was published, too.
    if isinstance(said, Rule) and rules.parts(said.parts).keys() & {"BYWEEKNO", "BYDAY"} == {"BYWEEKNO"}:
        message = "BYWEEKNO alone names no day of the week, and apps take different ones"
        remedy = f"add BYDAY={CODES[span.first_day.weekday()]}"
        problems.append(Problem("E301", message, remedy, ("repeat", "rule"), character="BYWEEKNO"))
    wrong = list(unreadable_end(repeat, span))
    if not isinstance(said, Rule) or wrong:
        early = [] if wrong else ended_early(repeat, on_the_clock(span.dtstart))
        return None, [*problems, *wrong, *early]
    ended = _ended(repeat, said, span)
    if isinstance(ended, Problem):
        return None, [*problems, ended]
    return None if problems else ended, problems


def _ended(repeat: Repeat, rule: Rule, span: Span) -> Rule | Problem:
    """The rule with the end that stands beside it."""
    if repeat.times:
        return Rule(rule.parts, count=repeat.times)
    until = rule.until
    if repeat.until and isinstance(when := repeat.until.value, When):
        until = when.first
    if until is None:
        return rule
    until = min(_naive(until, span), FOREVER, key=as_day)
    if as_day(until) < span.first_day:
        return before_start(as_day(until), span.first_day, "until" if repeat.until else "rule")
    return Rule(rule.parts, until=until)


def _naive(moment: date, span: Span) -> date:
    """A day or a moment, as the clocks of a span tell it; only the day where it has none."""
    if not isinstance(moment, datetime):
        return moment
    if not isinstance(span, Times):
        return moment.date()
    return moment.astimezone(span.dtstart.tzinfo).replace(tzinfo=None) if moment.tzinfo else moment


def _text(start: date) -> str:
    return start.isoformat(" ", "minutes") if isinstance(start, datetime) else start.isoformat()


def _sides(span: Span, stated: Stated) -> str:
    """A remedy: those of `start` and `end` that were written, as they are in the span."""
    end = span.dtend.replace(tzinfo=None) if isinstance(span, Times) else span.last_day
    sides = (("start", stated.start, on_the_clock(span.dtstart)), ("end", stated.end, end))
    written = [f"'{key}: {_text(moment)}'" for key, side, moment in sides if side]
    return f"write {' and '.join(written)}"


def _length(span: Span, duration: Duration | None) -> Length | None:
    """How long each date is: to the same time on the clock, or as long as was said (RFC 5545 §3.3.6)."""
    if not isinstance(span, Times):
        return None
    if duration:
        return Length(timedelta(days=duration.days), duration.time)
    return Length(*rules.length_of(span, None))


def _begun(span: Span, first: date, length: Length | None) -> Span:
    """The span of the first date, which has the local start of the rule, even if the clocks skip that."""
    moved = rules.moved_to(span, first, length)
    if not isinstance(span, Times) or not isinstance(moved, Times):
        return moved
    assert isinstance(first, datetime)
    return Times(first.replace(tzinfo=span.dtstart.tzinfo), moved.dtend)


def _doubts(
    repeat: Repeat, rule: Rule, span: Span, stated: Stated, length: Length | None
) -> Iterator[Problem]:
    """What may be meant as it is, but probably isn't."""
    if _is_alone(rule, on_the_clock(span.dtstart)):
        remedy = "leave 'repeat' out, or let it go on longer"
        yield Problem("W307", "the rule gives one date only", remedy, ("repeat",))
    yield from _overlapping(rule, span, stated, length)
    yield from missing.missing(repeat, rule, as_day(on_the_clock(span.dtstart)))


def _written_out(given: Series, rule: Rule, also: tuple[Span, ...]) -> Series | Problem:
    """The series with what no app takes from its rule as it is written beside it."""
    found = nights.settled(rule, given.span, given.length, given.exdates, given.unusual)
    if isinstance(found, Problem):
        return found
    left = found.rule if found.rule and not _is_alone(found.rule, on_the_clock(found.span.dtstart)) else None
    span, others = found.span, found.beside
    if left is None and span.dtstart in found.exdates and others:
        span, others = others[0], others[1:]
    beside = {of.dtstart: of for of in (*others, *also)}
    return replace(
        given,
        span=span,
        rule=left,
        exdates=found.exdates if left else (),
        also=tuple(beside[start] for start in sorted(beside)),
        left_out=given.exdates,
    )


def _is_alone(rule: Rule, first: date) -> bool:
    """Whether one date is all; of a rule without an end too, whose next may be beyond all that is read."""
    found = rules.starts(rule, first)
    return next(found, None) is None or next(found, None) is None


def _up_to(rule: Rule, span: Span, most: int) -> Iterator[date]:
    for local, _ in zip(rules.starts(rule, on_the_clock(span.dtstart)), range(most), strict=False):
        yield rules.recurrence_id(span, local)


def _exdates(repeat: Repeat, rule: Rule, span: Span) -> tuple[tuple[date, ...], list[Problem]]:
    """The starts that are left out, and what is wrong with those that can't be."""
    found = [(i, _left_out(it, rule, span)) for i, it in enumerate(repeat.except_) if it != UNREAD]
    problems = [it.under("repeat", "except", i) for i, it in found if isinstance(it, Problem)]
    exdates = tuple(sorted({it for _, it in found if not isinstance(it, Problem)}))
    if exdates and all(start in exdates for start in _up_to(rule, span, len(exdates) + 1)):
        message, remedy = "'except' leaves no date of the rule", "leave one of them"
        problems.append(Problem("E302", message, remedy, ("repeat", "except")))
    return exdates, problems


def _left_out(written: Reading[When], rule: Rule, span: Span) -> date | Problem:
    when = written.value
    if isinstance(when, Problem):
        when = by_days(when)
        *_, second = _up_to(rule, span, 2)
        otherwise = f"write the dates themselves, such as {as_day(second)}"
        in_range = among(rule, span, *when.days) if when.days else []
        return in_a_list(when, in_range, otherwise)
    if when.certainty is not Certainty.EXACT:
        return Problem("E304", "'except' needs a day", each(among(rule, span, when.first, when.last)))
    if start := start_on(rule, span, when):
        return start
    remedy = nearest(Series(span, rule), when) or "only a date that the rule gives can be left out"
    return Problem("E304", f"nothing takes place on {written.text}", remedy)


def _overlapping(rule: Rule, span: Span, stated: Stated, length: Length | None) -> Iterator[Problem]:
    """A warning where one occurrence lasts into the next: `end` was taken for that of the series."""
    starts = [*_up_to(rule, span, 2)]
    if len(starts) == 2 and starts[1] < rules.moved_to(span, on_the_clock(starts[0]), length).dtend:
        message = f"the first date lasts to {span.last_day}, the second begins on {as_day(starts[1])}"
        yield Problem("W302", message, shorter(span, stated, rule.endless), ("repeat",))


def _also(
    repeat: Repeat, given: Series, rule: Rule, clock: tzinfo | Problem | None
) -> tuple[tuple[Span, ...], list[Problem]]:
    """The dates beside the rule, and what is wrong or doubtful."""
    found: dict[date, Span] = {}
    problems: list[Problem] = []
    # What begins later since the clocks skip its start.
    later = {of.dtstart for start, of in given.unusual if clock_changes.is_skipped(of, start)}
    for i, written in enumerate(repeat.also):
        if written == UNREAD:
            continue
        path, beside = ("repeat", "also", i), _beside(written, given.span, given.length, clock)
        if isinstance(beside, Problem):
            beside = further(
                beside, rule, given.span, lambda day: start_on(rule, given.span, When(day, day)) is not None
            )
            problems.append(replace(beside, path=path))
            continue
        start = beside.dtstart
        problems += [doubt.under(*path) for doubt in spans.shown_twice(written.value, start)]
        by_rule = start_on(rule, given.span, When(start, start))
        if start in found or start in later or (by_rule is not None and by_rule not in given.exdates):
            remedy = "a date that the rule gives needs no 'also'" if by_rule else "name it once"
            problems.append(Problem("E309", f"{written.text} is one of its dates already", remedy, path))
        found[start] = beside
    return tuple(found[start] for start in sorted(found)), problems


def _beside(
    written: Reading[When], span: Span, length: Length | None, clock: tzinfo | Problem | None
) -> Span | Problem:
    """A further occurrence, as long as the first; a day alone takes its time of day from that."""
    when = written.value
    if isinstance(when, Problem):
        return when
    if when.certainty is not Certainty.EXACT or (when.timed and not isinstance(span, Times)):
        return Problem("E103", "a date of 'also' must be of the start's kind", "write it as the start")
    start = _naive(when.first, span)
    if not isinstance(span, Times):
        return rules.moved_to(span, start)
    zone = span.dtstart.tzinfo
    if not isinstance(start, datetime):
        start = datetime.combine(start, span.dtstart.time())
    elif when.local and clock:
        if isinstance(clock, Problem):
            return clock
        zone = clock
    # A time that the clocks skip is a mistake here, since it was written for this very day.
    instant = spans.span(Stated(When(start, start), None), None, zone)
    if isinstance(instant, Problem):
        return instant
    return rules.moved_to(span, _naive(instant.dtstart, span), length)
