"""A rule and the clocks of its zone → what feeds can say by a rule, what stands beside it, and warnings.

Every app shows a date at the times that are written if it stands in a feed with its own start and end.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import clock_changes, rrules, rules, spans
from calendar_gen.dates.values import Length, Rule, Span, Times, on_the_clock
from calendar_gen.diagnostics.problem import Path, Problem

# No clock is put on so far but where a whole day is left out, at the date line.
_DAY_LEFT_OUT = timedelta(hours=20)
# More days than that nobody leaves out by name.
_MOST_NAMED = 5


class Settled(Struct, frozen=True):
    """A rule that begins with a date as long as most, None where it has none; and dates beside it."""

    span: Span
    rule: Rule | None
    exdates: tuple[date, ...] = ()
    beside: tuple[Span, ...] = ()


def settled(
    rule: Rule,
    span: Span,
    length: Length | None,
    exdates: tuple[date, ...],
    unusual: Sequence[tuple[datetime, Times]],
) -> Settled | Problem:
    """What is left of a rule, which begins with the span at a local time that clocks may skip.

    `unusual` are its dates over which clocks are changed.
    """
    if not isinstance(span, Times) or not unusual:
        return Settled(span, rule, exdates)
    it = _begun(rule, span, length, exdates)
    if isinstance(it, Problem) or it.rule is None:
        return it
    return _after_a_left_out_day(it, it.rule, unusual, length)


def skipped(
    unusual: Iterable[tuple[datetime, Times]], clock: timedelta, keys: tuple[str, str], without: str
) -> Iterator[Problem]:
    """A warning where clocks skip the start of some dates, and one where they skip the end of some.

    They end so much later on the `clock`, nothing where none says when. `keys` are those of start and
    end, and `without` is the key that leaves a day out.
    """
    starts, ends = [], []
    for start, span in unusual:
        if clock_changes.is_skipped(span, start):
            starts.append((start, start, span.dtstart))
        elif end := skipped_end(span, clock):
            ends.append((start, end, span.dtend))
    for key, found, does in zip(keys, (starts, ends), ("stands", "ends"), strict=True):
        if found:
            yield _skipped(found, does, key, without)


def twice(unusual: Iterable[tuple[datetime, Times]], first: date, keys: tuple[str, ...]) -> Iterator[Problem]:
    """A warning where clocks show the start of some dates twice, and one for their end, as the keys say.

    That of the first date is told elsewhere.
    """
    later = [span for _, span in unusual if span.dtstart != first]
    for key in keys:
        times = [span.dtstart if key == "start" else span.dtend for span in later]
        if found := [at for at in times if spans.is_ambiguous(at)]:
            message = f"the clocks show {found[0]:%Y-%m-%d %H:%M} twice; the first is taken"
            yield Problem("W101", message + _so_on(len(found) - 1), spans.OF_ITS_OWN, (key,))


def _so_on(others: int) -> str:
    return f"; so it is on {others} later {'dates' if others > 1 else 'date'}" if others else ""


def skipped_end(span: Span, clock: timedelta) -> datetime | None:
    """The end of a span on the clock, if clocks skip it: so much later than its start."""
    end = on_the_clock(span.dtstart) + clock
    is_skipped = isinstance(end, datetime) and clock and on_the_clock(span.dtend) != end
    return end if isinstance(end, datetime) and is_skipped else None


def ends_later(span: Span, clock: timedelta, path: Path, remedy: str) -> Iterator[Problem]:
    """A warning where clocks skip the end of one date, which isn't written for it."""
    if end := skipped_end(span, clock):
        assert isinstance(span, Times)
        message = f"the clocks of {span.dtend.tzinfo} skip {_text(end)}: it ends at {_text(span.dtend, end)}"
        yield Problem("W304", message, remedy, path)


def _skipped(
    found: Sequence[tuple[datetime, datetime, datetime]], does: str, key: str, without: str
) -> Problem:
    """What is wrong with dates, each with its start, a time of it that clocks skip, and where that is."""
    (_, written, at), *others = found
    message = f"the clocks of {at.tzinfo} skip {_text(written)}: it {does} at {_text(at, written)}"
    message += _so_on(len(others))
    days = ", ".join(f"{each:%Y-%m-%d}" for each, _, _ in found)
    which = "those days" if others else "that day"
    remedy = f"write another time, or leave {which} out: '{without}: [{days}]'"
    remedy = remedy if len(found) <= _MOST_NAMED else "write another time"
    return Problem("W304", message, remedy, (key,))


def beyond(unusual: Sequence[tuple[datetime, Times]]) -> Iterator[Problem]:
    """A warning that of a series without end not every night over a clock change can be written down."""
    if unusual:
        message = (
            f"the clocks change during some of its dates, first on {unusual[0][0]:%Y-%m-%d}: feeds say when"
        )
        message += " these end for two years ahead, and apps differ by an hour over later ones"
        remedy = "give it an end with 'until'; until then each change of the calendar says more"
        yield Problem("W305", message, remedy, ("repeat",))


def one_by_one(rule: Rule, span: Span) -> list[Problem]:
    """A warning that a series without end stands in feeds date by date, as far ahead as its months."""
    if rrules.is_followed(rule, span.dtstart):
        return []
    message = f"some apps don't follow the rule {rule.parts}: feeds name its dates for two years ahead"
    remedy = "write a rule by days of months; until then each change of the calendar says more"
    return [Problem("W305", message, remedy, ("repeat",))]


def _begun(rule: Rule, span: Times, length: Length | None, exdates: tuple[date, ...]) -> Settled | Problem:
    """The rule from its first date on that is as long as most; those before it stand beside it."""
    before, first, ends = clock_changes.beginning(rule, span, length)
    if not before:
        return Settled(span, rule, exdates)
    if first is None and not ends:
        start, at = before[0]
        if clock_changes.is_skipped(at, start):
            message = f"the clocks of {span.dtstart.tzinfo} skip {_text(start)}, and so on its other dates"
            return Problem("E105", message, f"did you mean {at.dtstart:%H:%M}?", ("start",))
        return Settled(span, rule, exdates)
    return _from(first, rule, Settled(span, rule, exdates), before, length)


def _from(
    first: date | None,
    rule: Rule,
    it: Settled,
    before: Sequence[tuple[date, Span]],
    length: Length | None,
) -> Settled:
    """A rule from a later date on, None for none; what takes place of the dates before stands beside it."""
    found = {span.dtstart: span for span in it.beside}
    for start, span in before:
        if rules.recurrence_id(it.span, start) not in it.exdates:
            found[span.dtstart] = span
    beside = tuple(found.values())
    if first is None:
        # Where all is left out that is said as an error.
        alone, *others = beside or (before[0][1],)
        return Settled(alone, None, (), tuple(others))
    begun = rules.moved_to(it.span, first, length)
    after = tuple(start for start in it.exdates if start >= begun.dtstart)
    left = replace(rule, count=rule.count - len(before)) if rule.count else rule
    return Settled(begun, left, after, beside)


def _after_a_left_out_day(
    it: Settled, rule: Rule, unusual: Sequence[tuple[datetime, Times]], length: Length | None
) -> Settled:
    """Where a zone left out a day, its date falls on that of the next day, and one stands there.

    Apps differ over EXDATEs around such a day: the rule begins after it, and all dates before stand beside.
    """
    cut = max((later for start, span in unusual if (later := _met(start, span, it, rule))), default=None)
    if cut is None:
        return it
    before: list[tuple[date, Span]] = []
    first = None
    for local in rules.starts(rule, on_the_clock(it.span.dtstart)):
        if local > cut:
            first = local
            break
        before.append((local, rules.moved_to(it.span, local, length)))
    return _from(first, rule, it, before, length)


def _met(start: datetime, span: Times, it: Settled, rule: Rule) -> datetime | None:
    """The local start that a date of a left out day has together with another date of the rule."""
    later = span.dtstart.replace(tzinfo=None)
    if later - start < _DAY_LEFT_OUT:
        return None
    then = rules.starts(rule, on_the_clock(it.span.dtstart), later.date(), later.date())
    return later if next(then, None) == later else None


def _text(moment: datetime, beside: datetime | None = None) -> str:
    return f"{moment:%H:%M}" if beside and moment.date() == beside.date() else f"{moment:%Y-%m-%d %H:%M}"
