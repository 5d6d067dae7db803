"""Filters of a calendar's own feeds → what is wrong with them, and whether they let anything through."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from calendar_gen.dates.values import Reading, When
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model import selection
from calendar_gen.model.catalog import Filters
from calendar_gen.model.index import Index
from calendar_gen.source.document import Where

# What a feed lets through must not hang on the clock: whatever day it is, it's the same.
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_NAMES = tuple(name for name in Filters.__struct_fields__ if name not in ("month", "from_", "to"))


def unanswerable(where: Where, index: Index, path: Path, doubtful: bool) -> Iterator[Problem]:
    """What of a feed's filters names nothing, or another thing on another day.

    Where it is `doubtful` what there is, only what says the same in every calendar is looked at.
    """
    for key in ("status",) if doubtful else _NAMES:
        for j, text in enumerate(getattr(where, key)):
            one: dict[str, Any] = {key: (text,)}
            try:
                selection.asked(Filters(**one), index, _SOME_TIME)
            except selection.SelectionError as error:
                yield Problem("E402", error.message, error.remedy, (*path, key, j))
    for j, month in enumerate(where.month):
        if isinstance(month.value, Problem):
            yield month.value.under(*path, "month", j)
    for key, reading in (("from", where.from_), ("to", where.to)):
        if reading and isinstance(reading.value, Problem):
            told = structs.replace(reading.value, message=f"{key} {reading.value.message}")
            yield told.under(*path, key)
    first, last = _days(where.from_), _days(where.to)
    if where.from_ and where.to and first and last and first.first > last.last:
        message = f"from {quoted(where.from_.text)} is after to {quoted(where.to.text)}"
        yield Problem("E402", message, "write the earlier of them after 'from'", (*path, "from"))


def lets_through(where: Filters, index: Index) -> bool:
    """Whether an event matches; those after it aren't looked at."""
    return next(selection.matches(index, selection.asked(where, index, _SOME_TIME)), None) is not None


def _days(reading: Reading[When] | None) -> When | None:
    return reading.value if reading and not isinstance(reading.value, Problem) else None
