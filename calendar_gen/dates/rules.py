"""An RRULE (RFC 5545 §3.3.10) ↔ a rule → the starts that it gives, and the spans that begin then."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from calendar_gen.dates import written
from calendar_gen.dates.values import CODES, FOREVER, ONE_DAY, Days, Length, Rule, Span, Times, When, as_day
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted

# A rule that gives nothing in so long gives nothing: the calendar repeats itself after 28 years.
_SEARCHED = timedelta(days=365 * 40)
# After 400 years the calendar is the same again, with its leap years and its weeks.
_NEAR_THE_END = timedelta(days=19 * 146_097)
_WEEK = timedelta(weeks=1)
# So often a month has a day of the week at most. Past that dateutil looks beyond its tables.
_IN_A_MONTH = 5


def _list(item: str) -> str:
    return f"(?:{item})(?:,(?:{item}))*"


_DAY = "|".join(CODES)
_WEEK_NUMBER = "[+-]?(?:[1-4][0-9]|5[0-3]|[1-9])"
_YEAR_DAY = "[+-]?(?:[12][0-9]{2}|3[0-5][0-9]|36[0-6]|[1-9][0-9]?)"
# RFC 5545 §3.3.10, but for what is finer than a day.
_PART = (
    "FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    "|(?:INTERVAL|COUNT)=[1-9][0-9]{0,3}"
    "|UNTIL=[0-9]{8}(?:T[0-9]{6}Z?)?"
    f"|BYDAY={_list(f'(?:{_WEEK_NUMBER})?(?:{_DAY})')}"
    f"|BYMONTH={_list('1[0-2]|[1-9]')}"
    f"|BYMONTHDAY={_list('[+-]?(?:[12][0-9]|3[01]|[1-9])')}"
    f"|BYWEEKNO={_list(_WEEK_NUMBER)}"
    f"|(?:BYYEARDAY|BYSETPOS)={_list(_YEAR_DAY)}"
    f"|WKST=(?:{_DAY})"
)
_FINER = r"FREQ=(SECONDLY|MINUTELY|HOURLY)\Z|BY(HOUR|MINUTE|SECOND)="
_Day = TypeVar("_Day", date, datetime)


def read_rule(text: str) -> Rule | tuple[Problem, ...]:
    """An RRULE as RFC 5545 writes it, for what the words can't say; or all that is wrong with it.

    Nothing finer than a day is read.
    """
    written, text = text, text.strip().upper().removeprefix("RRULE:")
    if problems := tuple(_unreadable(text, written)):
        return problems
    values = parts(text)
    until = _until(values["UNTIL"]) if "UNTIL" in values else None
    problems = tuple(_misplaced(values))
    if isinstance(until, Problem):
        return (*problems, until)
    if problems:
        return problems
    # What is named twice counts once, to apps too.
    once = {name: ",".join(dict.fromkeys(value.split(","))) for name, value in values.items()}
    kept = ";".join(f"{name}={value}" for name, value in once.items() if name not in ("COUNT", "UNTIL"))
    return Rule(kept, int(values.get("COUNT", 0)), until)


def parts(text: str) -> dict[str, str]:
    """The values of an RRULE's parts by their names: `FREQ=WEEKLY;BYDAY=SA`."""
    return {name: value for name, _, value in (part.partition("=") for part in text.split(";"))}


def beyond_a_month(values: Mapping[str, str]) -> list[str]:
    """The days of BYDAY that no month has, such as its sixth Monday, where its numbers count in months."""
    freq = values.get("FREQ")
    if freq != "MONTHLY" and not (freq == "YEARLY" and "BYMONTH" in values):
        return []
    return [
        day for day in values.get("BYDAY", "").split(",") if int(day.lstrip("+-")[:-2] or 0) > _IN_A_MONTH
    ]


def starts(rule: Rule, first: _Day, after: date | None = None, before: date | None = None) -> Iterator[_Day]:
    """The local starts that the rule gives from `first` on, in order, between the days `after` and `before`.

    `first` need not be one of them. None is later than FOREVER, so that there is an end.
    """
    timed = isinstance(first, datetime)
    origin = _naive(first)
    last = datetime.combine(before or FOREVER, time.max)
    if rule.until is not None:
        bound = rule.until if isinstance(rule.until, datetime) else datetime.combine(rule.until, time.max)
        last = min(last, bound)
    begin = datetime.combine(after, time.min) if after else origin
    found = _weekly(rule, origin, begin) if is_weekly(rule) else _by_dateutil(rule, origin, begin)
    for moment in found:
        if moment > last:
            return
        if moment >= begin:
            yield moment if timed else moment.date()  # type: ignore[misc]


def is_weekly(rule: Rule) -> bool:
    """Whether the rule is one of those that most series have: its starts are found at once, however late."""
    return _is_weekly(rule.parts)


def first_start(rule: Rule, first: _Day) -> _Day | None:
    """The first start that the rule gives, None where it gives none."""
    horizon = (_naive(first) + _SEARCHED).date()
    return next(starts(rule, first, before=horizon), None)


def as_told(rule: Rule, first: date, gone: Collection[date]) -> Rule:
    """The rule as people are told it, of which some starts are `gone`; `first` is as in `starts`.

    COUNT counts these too (RFC 5545 §3.3.10), so that its number would be more than take place: its last day
    stands in its place.
    """
    return _to_its_last_day(rule, first) if rule.count and gone else rule


def moved_to(span: Span, local: date, length: Length | None = None) -> Span:
    """The span at another start, which is local and of its kind."""
    return mover(span, length)(local)


def mover(span: Span, length: Length | None = None) -> Callable[[date], Span]:
    """The span as a function of its local start; so long, or else as long as it is on the clocks there.

    What is written is what stands, 23:00 to 05:00, also where clocks change in between. A time that
    they skip is that after the gap (RFC 5545 §3.3.5). What would end before it starts then lasts as long
    as ever.
    """
    if not isinstance(span, Times):
        days = span.dtend - span.dtstart
        return lambda local: Days(local, local + days)
    zone = span.dtstart.tzinfo
    clock, exact = length_of(span, length)

    def moved(local: date) -> Span:
        assert isinstance(local, datetime)
        start = _shown(local.replace(tzinfo=zone))
        end = _shown((local + clock).replace(tzinfo=zone)) if clock else start
        if exact:  # arithmetic within a zone goes by its clocks (PEP 495)
            end = (end.astimezone(UTC) + exact).astimezone(zone)
        if clock and end.astimezone(UTC) <= start.astimezone(UTC):
            end = (start.astimezone(UTC) + clock + exact).astimezone(zone)
        return Times(start, end)

    return moved


def length_of(span: Times, length: Length | None) -> tuple[timedelta, timedelta]:
    """How long a span is on the clocks of its start, and exact time besides."""
    if length:
        return length.clock, length.exact
    end = span.dtend.astimezone(span.dtstart.tzinfo)
    clock = _naive(end) - _naive(span.dtstart)
    # From one to the other of two times that the clocks show twice they may go back.
    return (clock, timedelta()) if clock > timedelta() else (timedelta(), end - span.dtstart.astimezone(UTC))


def recurrence_id(span: Span, local: date) -> date:
    """A start as its rule gives it (RFC 5545 §3.8.4.4): a day, or aware, also if the clocks skip it."""
    if not isinstance(span, Times):
        return local
    assert isinstance(local, datetime)
    return local.replace(tzinfo=span.dtstart.tzinfo)


@lru_cache(maxsize=1_000)
def _to_its_last_day(rule: Rule, first: date) -> Rule:
    return Rule(rule.parts, until=as_day(max(starts(rule, first), default=first)))


def _shown(moment: datetime) -> datetime:
    """A moment as the clocks show it: one that they skip is that after the gap, as zoneinfo reads it."""
    before, after = moment.replace(fold=0).utcoffset(), moment.replace(fold=1).utcoffset()
    if before is not None and after is not None and before < after:
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    return moment


def _until(text: str) -> date | Problem:
    """The day or the moment; one in UTC is aware, and becomes local where the zone is known."""
    day, hour = f"{text[:4]}-{text[4:6]}-{text[6:8]}", text[9:]
    # The last evening that is read is, to the west of UTC, on the next day.
    late = hour.endswith("Z") and day == f"{FOREVER + ONE_DAY}"
    day = f"{FOREVER}" if late else day
    when = written.when(f"{day} {hour[:2]}:{hour[2:4]}:{hour[4:6]}{hour[6:]}" if hour else day)
    if isinstance(when, When):
        return when.first + ONE_DAY if late else when.first
    meant = when.meant[0][:10].replace("-", "") + text[8:] if when.meant else ""
    remedy = f"write UNTIL={meant}" if meant else when.remedy
    message = f"UNTIL={text} is not a date: {when.message}"
    return Problem("E301", message, remedy, ("rule",), character=f"UNTIL={text}")


def _unreadable(text: str, written: str) -> Iterator[Problem]:
    """The parts of a rule that are none, each where it is written."""
    split = text.split(";")
    names = [part.partition("=")[0] for part in split]
    at, before = written.upper().find(text), set[str]()
    for name, part in zip(names, split, strict=True):
        where = written[at : at + len(part)]
        if re.match(_FINER, part):
            message, remedy = "a rule finer than a day is not read", "give each time of day its own event"
            yield Problem("E306", message, remedy, ("rule",), character=where)
        elif not re.fullmatch(_PART, part):
            wrong = f"{quoted(part)} in it" if part else "it"
            yield Problem("E301", f"{wrong} is not as in an RRULE", _EXAMPLE, ("rule",), character=where)
        elif name in before:
            message = f"{name} is given twice"
            yield Problem("E301", message, "keep one (RFC 5545 §3.3.10)", ("rule",), character=where)
        before.add(name)
        at += len(part) + 1
    if "FREQ" not in names and all(re.fullmatch(_PART, part) for part in split):
        yield Problem("E301", "there is no FREQ in it", _EXAMPLE, ("rule",))
    if "COUNT" in names and "UNTIL" in names:
        yield Problem("E301", "both COUNT and UNTIL are given", "keep one (RFC 5545 §3.3.10)", ("rule",))


_EXAMPLE = 'for example "FREQ=MONTHLY;BYDAY=2MO"'


def _misplaced(values: Mapping[str, str]) -> Iterator[Problem]:
    """What of a rule goes with another FREQ only."""
    for part, message in _misplacements(values):
        remedy = "leave it out, or choose another FREQ"
        yield Problem("E301", f"{message} (RFC 5545 §3.3.10)", remedy, ("rule",), character=part)
    for day in beyond_a_month(values):
        last = f"1{day[-2:]} for the first" if day[0] == "-" else f"-1{day[-2:]} for the last"
        message = f"{day} is in no month: it has a day of the week {_IN_A_MONTH} times at most"
        yield Problem("E301", message, f"write {last} of a month", ("rule",), character=day)


def _misplacements(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    freq, days = values["FREQ"], values.get("BYDAY", "")
    if re.search("[0-9]", days) and (freq in ("DAILY", "WEEKLY") or "BYWEEKNO" in values):
        yield f"BYDAY={days}", f"BYDAY={days} has numbers, which are those of days of a month or year"
    if freq == "WEEKLY" and "BYMONTHDAY" in values:
        yield "BYMONTHDAY", "BYMONTHDAY can't go with FREQ=WEEKLY"
    for name in ("BYWEEKNO", "BYYEARDAY"):
        if name in values and freq != "YEARLY":
            yield name, f"{name} goes with FREQ=YEARLY only"
    if "BYSETPOS" in values and not any(name.startswith("BY") for name in values.keys() - {"BYSETPOS"}):
        yield "BYSETPOS", "BYSETPOS chooses among the days of another part, and there is none"


def _naive(moment: date) -> datetime:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time.min)


@lru_cache(maxsize=1_000)
def _is_weekly(parts: str) -> bool:
    """Whether the rule is one of those that most series have, for which arithmetic does."""
    return re.fullmatch(r"FREQ=(?:DAILY|WEEKLY(?:;INTERVAL=[0-9]+)?(?:;BYDAY=[A-Z,]+)?)", parts) is not None


def _weekly(rule: Rule, origin: datetime, begin: datetime) -> Iterator[datetime]:
    """The starts of a daily or weekly rule; those well before `begin` are left out without a count."""
    offsets, step = _offsets(rule.parts, origin.weekday())
    week = origin - timedelta(days=origin.weekday())
    number = 0
    if begin > origin:
        skipped = (begin - origin).days // step.days - 1
        if skipped > 0:
            week += skipped * step
            number = skipped * len(offsets) - sum(
                offset < timedelta(days=origin.weekday()) for offset in offsets
            )
    while True:
        for offset in offsets:
            start = week + offset
            if start >= origin:
                number += 1
                if rule.count and number > rule.count:
                    return
                yield start
        week += step


@lru_cache(maxsize=1_000)
def _offsets(rule: str, first: int) -> tuple[tuple[timedelta, ...], timedelta]:
    values = parts(rule)
    if values["FREQ"] == "DAILY":
        return tuple(timedelta(days=day) for day in range(7)), _WEEK
    days = sorted(CODES.index(code) for code in values["BYDAY"].split(",")) if "BYDAY" in values else [first]
    return tuple(timedelta(days=day) for day in days), int(values.get("INTERVAL", 1)) * _WEEK


def _by_dateutil(rule: Rule, origin: datetime, begin: datetime) -> Iterator[datetime]:
    """The starts of any rule, found near the year 9999: up to that dateutil tries one that gives none."""
    from dateutil.rrule import rrulestr  # late: 10 ms, and most rules are weekly

    count = f";COUNT={rule.count}" if rule.count else ""
    found = iter(rrulestr(rule.parts + count, dtstart=origin + _NEAR_THE_END))
    return (start for late in found if (start := late - _NEAR_THE_END) >= begin)
