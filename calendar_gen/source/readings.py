"""Texts → the days, lengths, hours and numbers that they say, for the kinds of values that a document has."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from calendar_gen.dates import periods, weekdays, written
from calendar_gen.dates.values import Reading
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source import document
from calendar_gen.source.document import LONGEST_DATE, Count

_READERS: Mapping[type[Reading[Any]], Callable[[str], Any]] = {
    document.DateReading: written.when,
    document.DurationReading: written.duration,
    document.RetentionReading: written.retention,
    document.ClosedReading: weekdays.closed,
    document.MonthReading: periods.lasting_month,
    document.DaysReading: periods.lasting_days,
}
_is_text = re.compile(document.SOME_TEXT).search
_is_number = re.compile(document.NUMBER).search


def read(kind: type[Any], value: Any) -> Any:
    """What a text says, or what is wrong with that, as a Reading of a kind; or the Count that it is.

    Raises ValueError for what isn't even such a text.
    """
    if kind is document.HoursReading:
        return kind((value if isinstance(value, str) else "", weekdays.hours(value)))
    if not isinstance(value, str) or len(value) > LONGEST_DATE:
        raise ValueError
    if kind is Count:
        if not _is_number(value):
            raise ValueError
        return Count(value)
    said = _READERS[kind](value)
    # What is read has signs that can be seen; what can't be printed may stand around them.
    if (isinstance(said, Problem) or not value.isprintable()) and not _is_text(value):
        raise ValueError
    return kind((value, said))
