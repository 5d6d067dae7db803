"""Texts → the days, lengths, hours and numbers that they say, for the kinds of values that a document has."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from calendar_gen.dates import dates, hours
from calendar_gen.dates.hours import Closed, Hours
from calendar_gen.dates.spans import Duration, Reading, When
from calendar_gen.source.document import LONGEST_DATE, NUMBER, SOME_TEXT, Count

_HOURS = Reading[Hours]
_READERS: Mapping[Any, Callable[[str], Any]] = {
    Reading[When]: dates.parse,
    Reading[Duration]: dates.parse_duration,
    Reading[int]: dates.parse_retention,
    Reading[Closed]: hours.read_closed,
}
_is_text = re.compile(SOME_TEXT).search
_is_number = re.compile(NUMBER).search


def read(kind: Any, value: Any) -> Reading[Any] | Count:
    """What a text says, or what is wrong with that, by the kind that it is to be.

    Raises ValueError for what isn't even such a text.
    """
    if kind == _HOURS:
        return Reading((value if isinstance(value, str) else "", hours.read(value)))
    if not isinstance(value, str) or len(value) > LONGEST_DATE:
        raise ValueError
    if kind is Count:
        if not _is_number(value):
            raise ValueError
        return Count(value)
    if not _is_text(value):
        raise ValueError
    return Reading((value, _READERS[kind](value)))
