"""What was published and is gone → what stands for it in feeds, as cancelled, and until when."""

import re
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from calendar_gen.dates import zones
from calendar_gen.dates.values import FOREVER, as_day
from calendar_gen.ical.vevent import Revision, Vevents, cancelled, stamped
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Record
from calendar_gen.lock.uid_parts import base_of, day_of
from calendar_gen.lock.values import shown_digest
from calendar_gen.model import selection
from calendar_gen.model.catalog import Calendar, Catalog, Event
from calendar_gen.model.occurrences import alone, occurrences
from calendar_gen.model.selection import Query
from calendar_gen.model.slugs import Paths
from calendar_gen.web import layout
from calendar_gen.words.sentences import titled


class Asked(Struct, frozen=True):
    """What a build is asked for, and the paths of the feeds of towns and categories."""

    wanted: Query
    paths: Paths


class Gone(Struct, frozen=True):
    """What is in the calendar no longer and stands in its feeds as cancelled, to the end of a day."""

    record: Record
    component: Vevents
    last_day: date


def standing(lock: Lock, catalog: Catalog, now: datetime, asked: Asked) -> list[Gone]:
    """What was removed and is still to be told, by UID: until `cancelled_for` days after its end."""
    calendar, today = catalog.calendar, selection.today(catalog, now)
    gone = []
    alive = {event.uid: event for event in catalog.events}
    removed = [record for record in lock.records.values() if record.removed]
    for record in sorted(removed, key=lambda record: record.uid):
        if asked_for(record, asked):
            last = end(record) + timedelta(days=calendar.cancelled_for)
            unmarked = cancellation(record, stands(record, alive), calendar.language)
            # What is back and only left out of a build of a part is not told anew as anything else.
            shown = record.in_language(calendar.language)
            if today <= last and shown and shown.digest == shown_digest([unmarked]):
                vevent = cancellation(record, stands(record, alive), calendar.language, calendar.languages)
                gone.append(Gone(record, _component(record, vevent, calendar.language), last))
    return gone


def until(gone: Sequence[Gone], calendar: Calendar) -> datetime | None:
    """The moment at which the first of them goes, None where nothing will."""
    if not gone:
        return None
    day = min(each.last_day for each in gone) + timedelta(days=1)
    return datetime.combine(day, time(), zones.known_zone(calendar.tzid) or UTC).astimezone(UTC)


def asked_for(record: Record, asked: Asked) -> bool:
    """Whether filters let through what was removed, by its dates and the feeds it stood in."""
    wanted, paths = asked.wanted, asked.paths
    if wanted == Query():
        return True
    stood_in = (
        {layout.venue_feed(id) for id in wanted.venues},
        {paths.towns[town] for town in wanted.towns},
        {paths.categories[category] for category in wanted.categories},
        {layout.series_feed(id) for id in wanted.series},
    )
    first, last, until = wanted.first, wanted.last, FOREVER if _is_endless(record) else end(record)
    begin = record.span.first_day
    return (
        all(not of or not of.isdisjoint(record.feeds) for of in stood_in)
        and (not wanted.ids or record.id in wanted.ids)
        and (not wanted.statuses or "cancelled" in wanted.statuses)
        and selection.is_in(wanted, (record.title, *[shown.title for shown in record.shown.values()]))
        and (first is None or until >= first)
        and (last is None or begin <= last)
        and (not wanted.months or any(month.touches(begin, until) for month in wanted.months))
    )


def cancellation(record: Record, stands: str, language: str, among: Sequence[str] = ()) -> bytes:
    """The VEVENT of what was removed, without its revision; it `stands` as "cancelled" or "replaced".

    With `among`, the languages of the calendar, that of each of its texts is named, but for the only one.
    """
    said = record.words(language)
    title = titled(stands, titled(record.of, said.title, language), language)
    unsaid = language if len(among) == 1 else ""
    tags = [tag if among and tag != unsaid else "" for tag in (said.title_language, said.where_language)]
    return cancelled(record.uid, record.dates.published, title, said.where, *tags)


def stands(record: Record, alive: Mapping[str, Event]) -> str:
    """How what was removed stands in feeds: "replaced" where it goes on in another form, else "cancelled"."""
    return "replaced" if _goes_on(record, alive) else "cancelled"


def _goes_on(record: Record, alive: Mapping[str, Event]) -> bool:
    """Whether the event of a UID is there still, in other parts: shown by its open days, say.

    One date of a series is if something takes place on its day, by the rule now or at another time; and one
    that was moved if it takes place at all. One that was told as cancelled is if it takes place itself.
    """
    event = alive.get(base_of(record.uid))
    day = day_of(record.uid)
    if event is None or day is None:
        return event is not None
    for override in event.overrides:
        if as_day(override.recurrence_id) == day != record.span.first_day:
            return override.event.status != "cancelled"
    then = on_its_day(record, event)
    return record.uid in then if record.news == "cancelled" else bool(then)


def on_its_day(record: Record, event: Event) -> Set[str]:
    """The UIDs beside its series of what takes place on the day of a date now."""
    day = day_of(record.uid)
    then = [it for it in occurrences(event, day, day) if it.span.first_day == day]
    return {alone(it).uid for it in then if it.event.status != "cancelled"}


def end(record: Record) -> date:
    """The last day of what was removed; a series without end was there until it was removed."""
    if _is_endless(record):
        return max(record.span.last_day, record.last_modified.date())
    return record.last_day or record.span.last_day


def _is_endless(record: Record) -> bool:
    return record.last_day is None and bool(record.dates.rrule)


def _component(record: Record, vevent: bytes, language: str) -> Vevents:
    zone = re.search("TZID=([^:]*):", record.dates.lines[0])
    first = record.span.first_day
    pieces = stamped([vevent], revision_of(record, language))
    return Vevents(pieces, (zone[1],) if zone else (), first, max(first, end(record)))


def revision_of(record: Record, language: str) -> Revision:
    """The revision of a UID as it stands in the feeds of a language (BCP 47)."""
    shown = record.in_language(language)
    worded = shown and shown.last_modified
    return Revision(record.sequence, record.created, worded or record.last_modified)
