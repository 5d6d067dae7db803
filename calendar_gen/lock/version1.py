"""A line of a lock of version 1 → a record. That version had sentences in it, and a digest of bytes alone."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from calendar_gen.ical.entries import OfRun
from calendar_gen.lock.records import ANY, Count, Dates, Moment, News, Record, Shown
from calendar_gen.lock.uid_parts import suffix_of

# What stood before a title, in English whatever the calendar's language.
_TITLED: Mapping[str, tuple[OfRun, str]] = {
    "opening": ("opening", "Opening: "),
    "closing": ("closing", "Last day: "),
}
_UNTITLED: tuple[OfRun, str] = ("", "")


class Record1(Struct, frozen=True, forbid_unknown_fields=True):
    """What version 1 kept of a UID; `when` and `was` are dates in words."""

    uid: str
    sequence: Count
    created: Moment
    last_modified: Moment
    digest: str
    title: str
    dates: tuple[str, ...]
    when: str = ""
    where: str = ""
    status: str = "confirmed"
    event: str = ""
    last_day: date | None = None
    feeds: tuple[str, ...] = ()
    removed: bool = False
    news: News = ""
    news_at: Moment | None = None
    was: str = ""


def record_of(line: Record1) -> Record:
    """The record, in which what was only said in words is text until the event is next compiled."""
    of, prefix = _TITLED.get(suffix_of(line.uid), _UNTITLED)
    of = of if line.title.startswith(prefix) else ""
    return Record(
        line.uid,
        line.sequence,
        line.created,
        line.last_modified,
        "",
        {ANY: Shown(line.digest)},
        line.title.removeprefix(prefix) if of else line.title,
        Dates(line.dates, text=line.when),
        of,
        line.where,
        line.status,
        line.event,
        line.last_day,
        line.feeds,
        line.removed,
        line.news,
        line.news_at,
        Dates((), text=line.was) if line.was else None,
    )
