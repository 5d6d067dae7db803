"""The dates that are kept of a UID → words, in a language."""

from collections.abc import Iterator
from datetime import date

from calendar_gen.dates.values import Stated, as_day
from calendar_gen.lock.records import Dates, Record, span_of, start_of
from calendar_gen.words import repeats, sentences

_EXACT = Stated(None, None)


def when(dates: Dates, language: str, weekdays: bool = False) -> str:
    """Dates as people write them, in a language (BCP 47); as they were worded where that is all there is."""
    if dates.text:
        return dates.text
    if rule := dates.rule:
        first, changes = _first(dates, language, weekdays), _changes(dates, language, weekdays)
        return repeats.series_text(first, rule, dates.exdates, changes, language, weekdays)
    return sentences.when_text(dates.span, dates.stated, language, weekdays)


def moved(before: Dates, after: Dates, language: str, weekdays: bool = False) -> tuple[str, str]:
    """What dates were and are. Of a series no more than what differs: "" and `falls out on 9 Mar 2027`."""
    before, after = before.as_long_as(after), after.as_long_as(before)
    was, rule = before.rule, after.rule
    if before.text or was is None or rule is None:
        return when(before, language, weekdays), when(after, language, weekdays)
    same_start, same_rule = before.lines[:2] == after.lines[:2], before.rrule == after.rrule
    sides = [repeats.rule_text(of, language, weekdays) for of in (was, rule)]
    if not same_start:
        sides = [
            repeats.series_text(_first(dates, language, weekdays), of, (), (), language, weekdays)
            for dates, of in ((before, was), (after, rule))
        ]
    differs = _difference(before, after, same_start and same_rule, language, weekdays)
    if same_start and same_rule:
        return "", differs
    return sides[0], sentences.names_text([sides[1], *filter(None, [differs])], language)


def of_dates(before: Record, after: Record, language: str) -> str:
    """Which dates of a series have another status than they had: `Tue 9 Mar 2027 → postponed`; or ""."""
    was, now = before.dates.statuses, after.dates.statuses
    if not before.values:  # a feed doesn't tell what is postponed, and isn't read for one date
        return ""
    changed = {day: now.get(day, after.status) for day in {*now, *was} if now.get(day) != was.get(day)}
    out = {*after.dates.exdates, *[start_of(of) for of, *lines in after.dates.changes if not lines]}
    days = sorted((as_day(start), status) for start, status in changed.items() if start not in out)
    return repeats.statuses_text(days, language)


def _first(dates: Dates, language: str, weekdays: bool) -> str:
    return sentences.when_text(dates.span, _EXACT, language, weekdays)


def _difference(before: Dates, after: Dates, alike: bool, language: str, weekdays: bool) -> str:
    """What of the dates differs from the rule and did not; where the rules are `alike`, what no more does."""
    out, is_out = (set(map(as_day, dates.exdates)) for dates in (before, after))
    changed, changes = (
        {as_day(of): text for of, text in _changes(dates, language, weekdays)} for dates in (before, after)
    )
    off, is_off = ({day for day, text in of.items() if not text} for of in (changed, changes))
    back = (out | off | changed.keys()) - (is_out | changes.keys()) if alike else set()
    back -= {as_day(start) for start in after.statuses}  # of which that is told
    instead = [(day, text) for day, text in changes.items() if text and text != changed.get(day)]
    return repeats.difference_text(
        sorted(is_out - out), sorted(is_off - off), sorted(back), instead, language, weekdays
    )


def _changes(dates: Dates, language: str, weekdays: bool) -> Iterator[tuple[date, str]]:
    for of, *lines in dates.changes:
        original, span = start_of(of), span_of(lines) if lines else None
        if span is None or span != dates.usual(original):
            yield original, sentences.when_text(span, _EXACT, language, weekdays) if span else ""
