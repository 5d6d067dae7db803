"""A rule and the clocks of its zone → the dates that some app reckons otherwise than they are written."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from calendar_gen.dates import rules, spans, zones
from calendar_gen.dates.values import FOREVER, ONE_DAY, Length, Rule, Span, Times

# What clocks do later than this nobody knows: tables of zones end here, and what goes on then is guessed.
LAST_KNOWN = date(2037, 12, 31)
# Dates at the beginning of a rule that are so one and all are nothing that it could begin after.
_MOST = 100


def unusual(rule: Rule, span: Span, length: Length | None, last: date) -> Iterator[tuple[datetime, Times]]:
    """The dates up to a day that begin at a time which clocks skip, or during which clocks are changed.

    Each by its local start (naive) as the rule gives it, in order, with the span that it has. Some apps
    give it the exact length of the first (RFC 5545 §3.8.5.3), others the same end on the clock.
    """
    if not isinstance(span, Times) or not (nights := list(_nights(rule, span, length, last))):
        return
    move = rules.mover(span, length)
    for local in _given(rule, _local(span), nights):
        found = move(local)
        if isinstance(found, Times) and is_unusual(found, local):
            yield local, found


def is_unusual(span: Times, local: datetime) -> bool:
    """Whether clocks are changed during a span, or show a side of it twice, or its local start never."""
    return (
        span.dtstart.utcoffset() != span.dtend.utcoffset()
        or is_skipped(span, local)
        or spans.is_ambiguous(span.dtstart)
        or spans.is_ambiguous(span.dtend)
    )


def is_skipped(span: Times, local: datetime) -> bool:
    """Whether the span is that of a local start which the clocks skip."""
    return span.dtstart.replace(tzinfo=None) != local


def beginning(
    rule: Rule, span: Times, length: Length | None
) -> tuple[list[tuple[datetime, Times]], datetime | None, bool]:
    """The unusual dates with which a rule begins, the local start of the first other, and whether it ends.

    No rule may begin with such a date: DTSTART and DTEND say how long all are. Past very many none is sought.
    """
    found: list[tuple[datetime, Times]] = []
    move = rules.mover(span, length)
    for local in rules.starts(rule, _local(span)):
        date = move(local)
        if not isinstance(date, Times) or not is_unusual(date, local):
            return found, local, False
        found.append((local, date))
        if len(found) == _MOST:
            return found, None, False
    return found, None, True


def _nights(rule: Rule, span: Times, length: Length | None, last: date) -> Iterator[date]:
    """The days on which a date at that time of day may be unusual, whether or not the rule gives them."""
    tzid, first = getattr(span.dtstart.tzinfo, "key", ""), _local(span)
    if not tzid or zones.is_utc(tzid):
        return
    if rule.until:
        last = min(last, rule.until.date() if isinstance(rule.until, datetime) else rule.until)
    reach = sum(rules.length_of(span, length), timedelta())
    for year in range(first.year - 1, min(last, FOREVER).year + 1):
        for before, after in zones.changes(tzid, year):
            low, high = min(before, after), max(before, after)
            day = (low - reach - (high - low)).date()
            while day <= min(high.date(), last):
                start = datetime.combine(day, first.time())
                if first <= start < high and start + reach + (high - low) >= low:
                    yield day
                day += ONE_DAY


def _given(rule: Rule, first: datetime, days: list[date]) -> Iterator[datetime]:
    """The starts that a rule gives on some days."""
    days = sorted({*days})
    if rules.is_weekly(rule):  # goes to each at once
        for day in days:
            yield from rules.starts(rule, first, day, day)
        return
    wanted = {*days}
    for start in rules.starts(rule, first, days[0], days[-1]):
        if start.date() in wanted:
            yield start


def _local(span: Times) -> datetime:
    return span.dtstart.replace(tzinfo=None)
