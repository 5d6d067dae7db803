"""Filters of a calendar's own feeds → what is wrong with them, and whether they let anything through."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model import selection
from calendar_gen.model.catalog import Filters
from calendar_gen.model.index import Index

# What a feed lets through must not hang on the clock; a day is needed only to read its filters.
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_DATED = {
    "month": "2024-05, 2024, may or 'may 2024'",
    "from": "2024-05-01, 2024-05 or 2024",
    "to": "2024-05-01, 2024-05 or 2024",
}
_MOVING = frozenset({"this", "this month", "next", "next month", "today", "tomorrow", "yesterday"})


def unanswerable(where: Filters, index: Index, path: Path, doubtful: bool) -> Iterator[Problem]:
    """What of a feed's filters names nothing, or another thing on another day.

    Where it is `doubtful` what there is, only what says the same in every calendar is looked at.
    """
    for field in structs.fields(Filters):
        key, value = field.name.rstrip("_"), getattr(where, field.name)
        several = isinstance(value, tuple)
        for j, text in enumerate(value if several else (value,)):
            place: Path = (*path, key, j) if several else (*path, key)
            if not text or (doubtful and key not in ("status", *_DATED)):
                continue  # left out, or wrong and told already, or perhaps there
            if key in _DATED and text.strip().casefold() in _MOVING:
                message = f"{quoted(text)} is another one at each build"
                yield Problem("E402", message, f"write {_DATED[key]}", place)
                continue
            try:
                one: dict[str, Any] = {field.name: (text,) if several else text}
                selection.asked(Filters(**one), index, _SOME_TIME)
            except selection.SelectionError as error:
                remedy = f"write {_DATED[key]}" if key in _DATED else error.remedy
                message = f"{error.filter} {error.message}" if error.filter else error.message
                yield Problem("E402", message, remedy, place)
    if where.from_ and where.to and _turned(where, index):
        message = f"from {quoted(where.from_)} is after to {quoted(where.to)}"
        yield Problem("E402", message, "write the earlier of them after 'from'", (*path, "from"))


def _turned(where: Filters, index: Index) -> bool:
    """Whether the last day that is asked for is before the first, and both are days."""
    wrong = []
    for one in (Filters(from_=where.from_), Filters(to=where.to), Filters(from_=where.from_, to=where.to)):
        try:
            selection.asked(one, index, _SOME_TIME)
            wrong.append(False)
        except selection.SelectionError:
            wrong.append(True)
    return wrong == [False, False, True]


def lets_through(where: Filters, index: Index) -> bool:
    """Whether an event matches; those after it aren't looked at."""
    return next(selection.matches(index, selection.asked(where, index, _SOME_TIME)), None) is not None
