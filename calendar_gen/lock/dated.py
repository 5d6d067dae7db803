"""The dates that are kept of a UID → words, in a language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from calendar_gen.dates.rules import as_told
from calendar_gen.dates.values import Rule, Stated, on_the_clock
from calendar_gen.lock.differing import Difference, differences, is_same_series
from calendar_gen.lock.records import Dates, span_of, start_of
from calendar_gen.words import repeats, sentences

_EXACT = Stated(None, None)


def when(dates: Dates, language: str, weekdays: bool = False) -> str:
    """Dates as people write them, in a language (BCP 47); as they were worded where that is all there is."""
    if dates.text:
        return dates.text
    if rule := _rule(dates):
        first, changes = _first(dates, language, weekdays), _changes(dates, language, weekdays)
        return repeats.series_text(first, rule, dates.exdates, changes, language, weekdays)
    return sentences.when_text(dates.span, dates.stated, language, weekdays)


def moved(before: Dates, after: Dates, status: str, language: str, weekdays: bool = False) -> tuple[str, str]:
    """What dates were and are. Of a series no more than what differs: "" and `falls out on 9 Mar 2027`.

    `status` is that of the event. Dates that stood beside their series, or do, are told of by themselves.
    """
    was, rule = _rule(before), _rule(after)
    if before.text or was is None or rule is None:
        return when(before, language, weekdays), when(after, language, weekdays)
    found = [it for it in differences(before, after, status) if not it.beside]
    differs = _difference(found, language, weekdays)
    if is_same_series(before, after):
        return "", differs
    sides = [repeats.rule_text(of, language, weekdays) for of in (was, rule)]
    if before.lines[:2] != after.lines[:2]:
        sides = [
            repeats.series_text(_first(dates, language, weekdays), of, (), (), language, weekdays)
            for dates, of in ((before, was), (after, rule))
        ]
    return sides[0], sentences.names_text([sides[1], *filter(None, [differs])], language)


def statuses(before: Dates, after: Dates, status: str, language: str) -> str:
    """Which dates of a series have another status than they had: `Tue 9 Mar 2027 → postponed`; or ""."""
    return _statuses([it for it in differences(before, after, status) if not it.beside], language, True)


def news_of_dates(before: Dates, after: Dates, status: str, language: str) -> str:
    """What happened to the dates of a series: `falls out on 9 Mar 2027, 11 May 2027 → postponed`.

    `status` is that of the series.
    """
    found = differences(before, after, status)
    said = [_difference(found, language, False), _statuses(found, language, False)]
    return sentences.names_text([*filter(None, said)], language)


def _difference(found: Iterable[Difference], language: str, weekdays: bool) -> str:
    """What of the dates differs, but in their status."""
    days: dict[str, list[date]] = defaultdict(list)
    changes = []
    for it in found:
        if it.how == "moved" or (it.how == "revived" and it.after.lines != it.usual.lines):
            changes.append((it.day, sentences.when_text(span_of(it.after.lines), _EXACT, language, weekdays)))
        else:
            days[it.how].append(it.day)
    return repeats.difference_text(days, changes, language, weekdays)


def _statuses(found: Iterable[Difference], language: str, weekdays: bool) -> str:
    days = [(it.day, it.after.status) for it in found if it.how == "status"]
    return repeats.statuses_text(days, language, weekdays)


def _rule(dates: Dates) -> Rule | None:
    """The rule of a series as people are told it."""
    if (rule := dates.rule) is None:
        return None
    off = [start_of(of) for of, *lines in dates.changes if not lines]
    return as_told(rule, on_the_clock(dates.span.dtstart), (*dates.exdates, *off))


def _first(dates: Dates, language: str, weekdays: bool) -> str:
    return sentences.when_text(dates.span, _EXACT, language, weekdays)


def _changes(dates: Dates, language: str, weekdays: bool) -> Iterator[tuple[date, str]]:
    for of, *lines in dates.changes:
        original, span = start_of(of), span_of(lines) if lines else None
        if span is None or span != dates.usual(original):
            yield original, sentences.when_text(span, _EXACT, language, weekdays) if span else ""
