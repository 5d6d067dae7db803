"""A path → what a calendar says, its feeds, what apps make of them: the functions that programs may call."""

import heapq
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from calendar_gen import baseline, compiler
from calendar_gen.compiler import Built, InvalidError, Target
from calendar_gen.dates.values import FIRST_YEAR, LAST_YEAR
from calendar_gen.loader import Loaded
from calendar_gen.model import occurrences as model_occurrences
from calendar_gen.model.catalog import Catalog, by_start
from calendar_gen.model.floods import FloodError
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError
from calendar_gen.source import files
from calendar_gen.validator import report
from calendar_gen.validator.report import Report

__all__ = [
    "Built",
    "FloodError",
    "InvalidError",
    "Loaded",
    "Occurrence",
    "OutputError",
    "Report",
    "build",
    "load",
    "occurrences",
    "verify",
]

# No event is as early; of the first days that Python knows some can't be counted back from.
_BEFORE_ALL = date(1800, 1, 1)


def load(path: str | os.PathLike[str]) -> Loaded:
    """What a calendar's file or folder says, and every problem with it, as `calendar-gen check` tells it.

    The lock beside it is read too: it knows what was renamed. Mistakes are no exceptions: `errors` counts
    them. Raises OSError for a file that can't be read, and OutputError for such a lock.

    >>> loaded = calendar_gen.load("events.yaml")
    >>> loaded.errors, loaded.warnings
    (0, 0)
    >>> [event.summary for event in loaded.catalog.events]
    ['Choir', 'Jazz picnic']
    """
    file = Path(path)
    text = files.read(file)
    return compiler.load(text, baseline.known(file))


def build(path: str | os.PathLike[str], folder: str | os.PathLike[str], *, now: datetime) -> Built:
    """Publish a calendar into a folder, all of it or nothing, as `calendar-gen build -o` does.

    `now` (aware) is when edits since the last build are dated. What is published is remembered in the
    lock beside the calendar's file, events.lock beside events.yaml.

    Raises OSError for a file that can't be read, and InvalidError with the problems of one that has errors;
    FloodError for a calendar that would fill a disk; OutputError for a folder or lock that can't be read or
    written; ValueError for a `now` that is naive or not in the years 1900 to 2199.

    >>> from datetime import UTC, datetime
    >>> built = calendar_gen.build("events.yaml", "public", now=datetime(2027, 5, 1, tzinfo=UTC))
    >>> built.events, "events/choir.ics" in built.sizes
    (2, True)
    """
    moment, file = _in_utc(now), Path(path)
    text = files.read(file)
    return compiler.build(text, Target(Path(folder), baseline.lock_file_of(file)), moment)


def verify(target: bytes | str | os.PathLike[str], *, now: datetime) -> Report:
    """What calendar apps would stumble over in a feed, as `calendar-gen verify` tells it.

    The target is the bytes of a feed, the path of a file or of a folder of feeds, or an address, for which
    the network is read: at most 10 MB in 20 seconds, and no server of this machine's network. What can't
    be read is no exception, but named in `unreadable`. `now` as for `build`.

    >>> from datetime import UTC, datetime
    >>> report = calendar_gen.verify(b"BEGIN:VCALENDAR", now=datetime(2027, 5, 1, tzinfo=UTC))
    >>> report.findings[0].code
    'V006'
    """
    moment = _in_utc(now)
    if isinstance(target, bytes):
        return report.verify_bytes(target, moment)
    return report.verify([os.fspath(target)], moment, Limits(alone=True))


def occurrences(catalog: Catalog, first: date, last: date) -> Iterator[Occurrence]:
    """Each time that an event of a catalog touches the days from `first` to `last`, by start.

    Cancelled ones are among them. They are made as they are asked for. Raises TypeError for moments.

    >>> from datetime import date
    >>> catalog = calendar_gen.load("events.yaml").catalog
    >>> for found in calendar_gen.occurrences(catalog, date(2027, 6, 1), date(2027, 6, 14)):
    ...     print(found.span.first_day, found.event.summary)
    2027-06-01 Choir
    2027-06-04 Jazz picnic
    2027-06-08 Choir
    """
    if isinstance(first, datetime) or isinstance(last, datetime):
        raise TypeError("first and last are days: datetime.date, not datetime.datetime")
    if first > last:
        return iter(())
    first = max(first, _BEFORE_ALL)
    each = [model_occurrences.occurrences(event, first, last) for event in catalog.events]
    return heapq.merge(*each, key=by_start)


def _in_utc(now: datetime) -> datetime:
    if not isinstance(now, datetime):
        raise TypeError(f"now must be a datetime.datetime, not {type(now).__name__}")
    if now.utcoffset() is None:
        raise ValueError(f"now must be aware, and {now!r} is naive: datetime.now(UTC) is aware")
    with suppress(OverflowError):
        if FIRST_YEAR <= (moment := now.astimezone(UTC)).year <= LAST_YEAR:
            return moment
    raise ValueError(f"now must be in the years {FIRST_YEAR} to {LAST_YEAR}, in UTC")
