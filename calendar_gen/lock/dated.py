"""The dates that are kept of a UID → words, in a language."""

from collections.abc import Iterator
from datetime import date

from calendar_gen.dates import rules
from calendar_gen.dates.values import Stated, as_day, on_the_clock
from calendar_gen.lock.records import Dates, span_of, start_of
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
    instead = [(day, text) for day, text in changes.items() if text and text != changed.get(day)]
    return repeats.difference_text(
        sorted(is_out - out), sorted(is_off - off), sorted(back), instead, language, weekdays
    )


def _changes(dates: Dates, language: str, weekdays: bool) -> Iterator[tuple[date, str]]:
    for of, *lines in dates.changes:
        original, span = start_of(of), span_of(lines) if lines else None
        if span is None or span != rules.moved_to(dates.span, on_the_clock(original)):
            yield original, sentences.when_text(span, _EXACT, language, weekdays) if span else ""
