"""The dates that are kept of a UID → words, in a language."""

from collections.abc import Iterator
from datetime import date

from calendar_gen.dates import rules
from calendar_gen.dates.values import Stated
from calendar_gen.lock.records import Dates, span_of, start_of
from calendar_gen.model import series
from calendar_gen.words import repeats, sentences

_EXACT = Stated(None, None)


def when(dates: Dates, language: str) -> str:
    """Dates as people write them, in a language (BCP 47); as they were worded where that is all there is."""
    if dates.text:
        return dates.text
    if rule := dates.rule:
        first = sentences.when_text(dates.span, _EXACT, language)
        return repeats.series_text(first, rule, dates.exdates, _changes(dates, language), language)
    stated = dates.stated
    return sentences.when_text(dates.span, stated, language)


def _changes(dates: Dates, language: str) -> Iterator[tuple[date, str]]:
    for of, *lines in dates.changes:
        original, span = start_of(of), span_of(lines) if lines else None
        if span is None or span != rules.moved_to(dates.span, series.local_start(original)):
            yield original, sentences.when_text(span, _EXACT, language) if span else ""
