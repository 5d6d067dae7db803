"""What was published before + what is to be published now → revisions, and what stands as cancelled.

A client takes an edit for new only when SEQUENCE or LAST-MODIFIED rose (rust-lang/calendar #42, #70; ICSx5's
source). So both rise exactly when what subscribers see of a UID changes, and nobody counts by hand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import zones
from calendar_gen.dates.rrules import rrule
from calendar_gen.dates.values import FOREVER, Rule, Span
from calendar_gen.ical.entries import Entry
from calendar_gen.ical.vevent import Component, Draft, Part, Revision, cancelled, location, stamped
from calendar_gen.lock.lockfile import Lock
from calendar_gen.lock.records import LAST_BUILD, MOST, Record, Shown, base_of, suffix_of
from calendar_gen.lock.values import dates_of, digest_of, values_of, values_of_gone
from calendar_gen.model import selection, series
from calendar_gen.model.catalog import Calendar, Catalog, Event
from calendar_gen.model.feeds import (
    EVERYTHING,
    Feed,
    category_feeds,
    file_of,
    series_feed,
    town_feeds,
    venue_feed,
)
from calendar_gen.model.occurrences import occurrences
from calendar_gen.model.selection import Query
from calendar_gen.words.sentences import titled

_SECOND = timedelta(seconds=1)
_OF_A_DATE = re.compile(r"\d{8}(?:T\d{4}(?:\d\d)?)?")


class Gone(Struct, frozen=True):
    """What is in the calendar no longer and stands in its feeds as cancelled, to the end of a day."""

    record: Record
    component: Component
    last_day: date


def advance(old: Lock, catalog: Catalog, drafts: Mapping[str, Draft], now: datetime) -> Lock:
    """The lock after a build at `now` (UTC, whole seconds); without the feeds, which `placed` adds.

    `drafts` are those of the events that the build is of, by id; of others of the catalog all
    that is known stays.
    """
    records: dict[str, Record] = {}
    away, language = _away(old), catalog.calendar.language
    for draft in drafts.values():
        for part in draft.parts:
            uid = part.entry.uid
            records[uid] = _live(old.records.get(uid), part, language, now, base_of(uid) in away)
    alive = {event.uid: event for event in catalog.events}
    elsewhere = {event.uid for event in catalog.events if event.id not in drafts}
    for uid, record in old.records.items():
        if uid not in records:
            records[uid] = (
                record if base_of(uid) in elsewhere else _removed(record, catalog.calendar, alive, now)
            )
    own = f"{catalog.calendar.name}: "  # which version 1 had before each
    names = {path: name.removeprefix(own) for path, name in old.names.items()}
    return Lock(catalog.calendar.id, records, names)


def newest(lock: Lock, now: datetime) -> datetime:
    """When anything of a calendar was last revised (UTC): `now` where nothing ever was."""
    return max((record.newest for record in lock.records.values()), default=now)


def placed(lock: Lock, feeds: Iterable[Feed], drafts: Mapping[str, Draft]) -> Lock:
    """The lock with the feeds that each UID of the drafts stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    names = {}
    for feed in feeds:
        if feed.path.startswith("events/"):
            (event,) = feed.events
            if event.formerly and feed.path != file_of(event.id):
                found[event.id].append(feed.path)
        elif feed.path != EVERYTHING:
            if feed.name:
                names[feed.path] = feed.name
            for event in feed.events:
                found[event.id].append(feed.path)
    records = dict(lock.records)
    for id, draft in drafts.items():
        paths = tuple(found.get(id, ()))
        for part in draft.parts:
            record = records[part.entry.uid]
            if record.feeds != paths:
                records[record.uid] = replace(record, feeds=paths)
    stood_in = {path for record in records.values() if record.removed for path in record.feeds}
    kept = {path: name for path, name in lock.names.items() if path in stood_in}
    return replace(lock, records=records, names=kept | names)


def revisions(lock: Lock, language: str) -> Mapping[str, Revision]:
    """The revision of every UID, as it stands in the feeds of a language (BCP 47)."""
    return {uid: _revision(record, language) for uid, record in lock.records.items()}


def revised(lock: Lock, draft: Draft, language: str, now: datetime) -> Mapping[str, Revision]:
    """The revisions that the parts of a draft would have if they were published at `now`."""
    records = [_live(lock.records.get(part.entry.uid), part, language, now) for part in draft.parts]
    return revisions(Lock("", {record.uid: record for record in records}), language)


def worded_anew(before: Lock, after: Lock) -> int:
    """How many events have other words in a feed, and say what they said."""
    found = {
        base_of(uid)
        for uid, record in after.records.items()
        if (old := before.records.get(uid)) and old.sequence == record.sequence and old.newest < record.newest
    }
    return len(found)


def standing(lock: Lock, catalog: Catalog, now: datetime, wanted: Query) -> list[Gone]:
    """What was removed and is still to be told, by UID: until `cancelled_for` days after its end."""
    calendar, today = catalog.calendar, selection.today(catalog, now)
    gone = []
    alive = {event.uid: event for event in catalog.events}
    removed = [record for record in lock.records.values() if record.removed]
    for record in sorted(removed, key=lambda record: record.uid):
        if _asked_for(record, wanted):
            last = _end(record) + timedelta(days=calendar.cancelled_for)
            vevent = _cancellation(record, _stands(record, alive), calendar.language)
            # What is back and only left out of a build of a part is not told anew as anything else.
            shown = record.in_language(calendar.language)
            if today <= last and shown and shown.digest == digest_of([vevent]):
                gone.append(Gone(record, _component(record, vevent, calendar.language), last))
    return gone


def told(lock: Lock, drafts: Mapping[str, Draft], wanted: Query) -> Set[str]:
    """The UIDs to tell news of: one of each event, whatever its form, and those that were cancelled."""
    gone = [record for record in lock.records.values() if record.removed]
    off = {record.uid for record in gone if record.news == "cancelled" and _asked_for(record, wanted)}
    removed: dict[str, list[Record]] = defaultdict(list)
    for record in gone:
        removed[base_of(record.uid)].append(record)
    return off | {_told_of(draft, lock, removed).uid for draft in drafts.values()}


def until(gone: Sequence[Gone], calendar: Calendar) -> datetime | None:
    """The moment at which the first of them goes, None where nothing will."""
    if not gone:
        return None
    day = min(each.last_day for each in gone) + timedelta(days=1)
    return datetime.combine(day, time(), zones.known_zone(calendar.tzid) or UTC).astimezone(UTC)


def is_same(before: Record, after: Record) -> bool:
    """Whether a UID says what it said, whatever the words."""
    as_it_was = [before.in_language(tag) for tag in after.shown]
    for old, new in zip(as_it_was, after.shown.values(), strict=True):
        if old and old.digest == new.digest:
            return True
    return before.values == after.values != ""


def is_moved(before: Record, after: Record) -> bool:
    """Whether an event has other dates than it had, or is sure of them as it wasn't."""
    if before.dates.lines != after.dates.lines and _spelled(before) != _spelled(after):
        return True
    # What was read from a feed, or a lock of version 1, may have been a series or not sure: it doesn't tell.
    unknown = not before.values and (before.dates.rrule or before.dates.text or before.status != "confirmed")
    return not unknown and replace(before.dates, lines=after.dates.lines) != after.dates


def is_of_other_status(before: Record, after: Record) -> bool:
    """Whether an event has another status than it had. In a feed what isn't sure is tentative, too."""
    unknown = not before.values and {before.status, after.status} == {"tentative", "confirmed"}
    return before.status != after.status and not unknown


def last_day_of(rule: Rule, span: Span) -> date | None:
    """The last day that a rule touches, None for one without end; as a feed tells it, so without changes."""
    last = series.last_day(series.Series(span, rule))
    return last if last < FOREVER else None


def _spelled(record: Record) -> Sequence[str]:
    """The lines of its dates, with the rule as it is written now."""
    rule, lines = record.dates.rule, record.dates.lines
    if rule is None:
        return lines
    spelled = f"RRULE:{rrule(rule, record.span.dtstart)}"
    return [spelled if line.startswith("RRULE:") else line for line in lines]


def _told_of(draft: Draft, lock: Lock, removed: Mapping[str, Sequence[Record]]) -> Record:
    """The record of an event that has its newest news.

    What takes the place of another form is none by itself: that form is told of until there is news.
    """
    live = [lock.records[part.entry.uid] for part in draft.parts]
    before = removed.get(base_of(live[0].uid), ())
    if len(live) == 1 and not before:  # as most are
        return live[0]
    # Of those that are as new the one that was told of: the opening, not the closing; `open`, not `open-2`.
    before = sorted(before, key=lambda record: record.uid, reverse=True)
    since = min(record.created for record in (*live, *before))
    for records in (live, before):
        if news := [record for record in records if record.news or record.created == since]:
            return max(news, key=lambda record: record.told_at)
    return live[0]


def _away(old: Lock) -> Set[str]:
    """The UIDs of the events of which nothing is there any longer, in any form."""
    removed = {base_of(uid) for uid, record in old.records.items() if record.removed}
    return removed and removed - {base_of(uid) for uid, it in old.records.items() if not it.removed}


def _live(before: Record | None, part: Part, language: str, now: datetime, away: bool = False) -> Record:
    record = _record(part, language, now)
    if before is None:
        return replace(record, news="revived", news_at=now) if away else record
    shown = before.in_language(language)
    if shown and shown.digest == record.shown[language].digest:
        return _as_before(before, record, language)
    if before.values == record.values and not before.removed:
        return _worded_anew(before, record, language, now)
    record, news, was = _after(before, record, now), before.news, before.was
    if before.removed and (away or before.news == "cancelled"):
        news, was = "revived", None
    elif record.status == "cancelled" != before.status:
        news, was = "cancelled", None
    elif is_moved(before, record):
        news, was = "moved", before.dates
    else:
        return replace(record, news=news, news_at=before.news_at, was=was)
    return replace(record, news=news, news_at=record.last_modified, was=was)


def _as_before(before: Record, record: Record, language: str) -> Record:
    """What subscribers see is what they saw; what is kept of it may say more than it did."""
    as_now = replace(
        record,
        sequence=before.sequence,
        created=before.created,
        last_modified=before.last_modified,
        shown={language: before.in_language(language) or record.shown[language]},
        feeds=before.feeds,
        news=before.news,
        news_at=before.news_at,
        was=before.was,
    )
    return before if as_now == before else as_now


def _worded_anew(before: Record, record: Record, language: str, now: datetime) -> Record:
    """The same in other words: newer, and no other revision.

    What was said in another language isn't kept: should it come back, it is newer than what stood there.
    """
    said = Shown(record.shown[language].digest, _later(before, now))
    return replace(before, shown={language: said}, event=record.event)


def _record(part: Part, language: str, now: datetime) -> Record:
    entry, event = part.entry, part.entry.event
    return Record(
        entry.uid,
        0,
        now,
        now,
        values_of(part),
        {language: Shown(digest_of(part.vevents))},
        event.summary,
        dates_of(part),
        entry.of,
        location(event.venues),
        event.status,
        _id_beside(entry),
        last_day_of(entry.rule, entry.span) if entry.rule else None,
    )


def _after(before: Record, record: Record, now: datetime) -> Record:
    """A record as the next revision of another."""
    sequence = min(before.sequence + 1, MOST)
    return replace(record, sequence=sequence, created=before.created, last_modified=_later(before, now))


def _later(before: Record, now: datetime) -> datetime:
    """When what comes after a record is revised; times never go back, even if the clock does.

    At the last moment that a lock may hold they stand still: what is written must be read again.
    """
    return min(max(now, before.newest + _SECOND), LAST_BUILD)


def _removed(before: Record, calendar: Calendar, alive: Mapping[str, Event], now: datetime) -> Record:
    stands, language = _stands(before, alive), calendar.language
    digest = digest_of([_cancellation(before, stands, language)])
    values, shown = values_of_gone(before, stands), before.in_language(language)
    if shown and shown.digest == digest:  # read from a feed it isn't known yet that it is removed
        same = before.removed and before.values == values
        return before if same else replace(before, removed=True, values=values)
    gone = replace(before, values=values, shown={language: Shown(digest)}, removed=True)
    if before.removed and before.values == values:
        return _worded_anew(before, gone, language, now)
    record = _after(before, gone, now)
    told = before.removed or before.status == "cancelled" or stands == "replaced"
    if told or _end(before) < now.date():  # what is over was not cancelled: somebody tidied up
        return record
    return replace(record, news="cancelled", news_at=record.last_modified, was=None)


def _cancellation(record: Record, stands: str, language: str) -> bytes:
    title = titled(stands, titled(record.of, record.title, language), language)
    return cancelled(record.uid, record.dates.lines, title, record.where)


def _stands(record: Record, alive: Mapping[str, Event]) -> str:
    return "replaced" if _goes_on(record, alive) else "cancelled"


def _goes_on(record: Record, alive: Mapping[str, Event]) -> bool:
    """Whether the event of a UID is there still, in other parts: shown by its open days, say.

    One date of a series is if something takes place on its day, by the rule now or at another time.
    """
    event = alive.get(base_of(record.uid))
    if event is None or not _OF_A_DATE.fullmatch(suffix_of(record.uid)):
        return event is not None
    day = record.span.first_day
    then = [it for it in occurrences(event, day, day) if it.span.first_day == day]
    return any(it.event.status != "cancelled" for it in then)


def _id_beside(entry: Entry) -> str:
    """The id of an event, where its UID doesn't tell it."""
    id, uid = entry.event.id, entry.uid
    return "" if uid.startswith(id) and uid[len(id)] in "@+" else id


def _end(record: Record) -> date:
    """The last day of what was removed; a series without end was there until it was removed."""
    if _is_endless(record):
        return max(record.span.last_day, record.last_modified.date())
    return record.last_day or record.span.last_day


def _is_endless(record: Record) -> bool:
    return record.last_day is None and bool(record.dates.rrule)


def _component(record: Record, vevent: bytes, language: str) -> Component:
    zone = re.search("TZID=([^:]*):", record.dates.lines[0])
    first = record.span.first_day
    pieces = stamped([vevent], _revision(record, language))
    return Component(pieces, (zone[1],) if zone else (), first, max(first, _end(record)))


def _revision(record: Record, language: str) -> Revision:
    shown = record.in_language(language)
    worded = shown and shown.last_modified
    return Revision(record.sequence, record.created, worded or record.last_modified)


def _asked_for(record: Record, wanted: Query) -> bool:
    """Whether filters let through what was removed, by its dates and the feeds it stood in."""
    if wanted == Query():
        return True
    asked = (
        {venue_feed(id) for id in wanted.venues},
        {path for town in wanted.towns for path in town_feeds(town)},
        {path for category in wanted.categories for path in category_feeds(category)},
        {series_feed(id) for id in wanted.series},
    )
    first, last, end = wanted.first, wanted.last, FOREVER if _is_endless(record) else _end(record)
    begin = record.span.first_day
    return (
        all(not paths or not paths.isdisjoint(record.feeds) for paths in asked)
        and (not wanted.ids or record.id in wanted.ids)
        and (not wanted.statuses or "cancelled" in wanted.statuses)
        and all(text in record.title.casefold() for text in wanted.texts)
        and (first is None or end >= first)
        and (last is None or begin <= last)
        and (not wanted.months or any(month.touches(begin, end) for month in wanted.months))
    )
