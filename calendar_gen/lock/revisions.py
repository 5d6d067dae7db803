"""What was published before + what is to be published now → revisions.

A client takes an edit for new only when SEQUENCE or LAST-MODIFIED rose (rust-lang/calendar #42, #70; ICSx5's
source). So both rise exactly when what subscribers see of a UID changes, and nobody counts by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates.values import FOREVER, Rule, Span
from calendar_gen.ical import vevent
from calendar_gen.ical.entries import Entry
from calendar_gen.ical.vevent import Draft, Part, Revision
from calendar_gen.lock import beside, forms, happened
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import LAST_BUILD, MOST, Record, Shown, shown_in
from calendar_gen.lock.removed import cancellation, end, revision_of, stands
from calendar_gen.lock.timing import date_of
from calendar_gen.lock.uid_parts import base_of, day_of
from calendar_gen.lock.values import dates_of, shown_digest, values_of, values_of_gone, words_of
from calendar_gen.model import series
from calendar_gen.model.catalog import Calendar, Catalog, Event
from calendar_gen.model.feeds import Feed
from calendar_gen.web import layout

_SECOND = timedelta(seconds=1)


class _Build(Struct, frozen=True):
    """A build: what was published before it, the calendar, its events by UID, and when it is (UTC)."""

    old: Lock
    calendar: Calendar
    alive: Mapping[str, Event]
    now: datetime


def advance(old: Lock, catalog: Catalog, drafts: Mapping[str, Draft], now: datetime) -> Lock:
    """The lock after a build at `now` (UTC, whole seconds); without the feeds, which `placed` adds.

    `drafts` are those of the events that the build is of, by the UIDs of what stands for each; of others
    of the catalog all that is known stays.
    """
    records: dict[str, Record] = {}
    away, calendar, alive = _away(old), catalog.calendar, {event.uid: event for event in catalog.events}
    build, year = _Build(old, calendar, alive, now), newest(old, now).year
    for of, draft in drafts.items():
        for part in draft.parts:
            uid = part.entry.uid
            before = old.records.get(uid)
            if of == uid and (before is None or before.removed):
                before = _beside(before, part, build)
            is_new = before is None or before.removed
            other = forms.in_this_form(old, part, alive[base_of(uid)], calendar, year) if is_new else None
            record = _live(before, part, build, base_of(uid) in away, other)
            if part.entry.rule and part.entry.event.apart:
                record = replace(record, whole=_whole(alive[uid], calendar, year))
            records[uid] = record
    for uid in beside.added(old, records, alive):
        records[uid] = replace(records[uid], news_at=now)
    elsewhere = alive.keys() - {base_of(uid) for uid in drafts}
    for uid, record in old.records.items():
        if uid not in records:
            records[uid] = record if base_of(uid) in elsewhere else _removed(record, build)
    return Lock(calendar.id, records, _without_calendar(old, calendar))


def newest(lock: Lock, now: datetime) -> datetime:
    """When anything of a calendar was last revised (UTC): `now` where nothing ever was."""
    return max((record.newest for record in lock.records.values()), default=now)


def placed(lock: Lock, feeds: Mapping[str, Iterable[Feed]], drafts: Mapping[str, Draft]) -> Lock:
    """The lock with the feeds that each UID of the drafts stands in; `feeds` are those of each language."""
    first, *others = [(tag, *_places(of)) for tag, of in feeds.items()]
    _, found, called = first
    names = {path: {language or first[0]: name} for path, (name, language) in called.items()}
    for tag, _, translated in others:
        for path, (name, language) in translated.items():
            if name != called.get(path, ("", ""))[0]:
                names.setdefault(path, {})[language or tag] = name
    records = dict(lock.records)
    for uid, draft in drafts.items():
        paths = tuple(found.get(uid, ()))
        for part in draft.parts:
            record = records[part.entry.uid]
            if record.feeds != paths:
                records[record.uid] = replace(record, feeds=paths)
    stood_in = {path for record in records.values() if record.removed for path in record.feeds}
    kept = {path: name for path, name in lock.names.items() if path in stood_in}
    return replace(lock, records=records, names={**kept, **names})


def revisions(lock: Lock, language: str) -> Mapping[str, Revision]:
    """The revision of every UID, as it stands in the feeds of a language (BCP 47)."""
    return {uid: revision_of(record, language) for uid, record in lock.records.items()}


def revision_of_date(uid: str, lock: Lock, language: str) -> Revision:
    """The revision of one date of a series that is an event of its own in some feeds only.

    It rises with that of its series, and of what else was ever published under its UID.
    """
    known = [found for each in {uid, base_of(uid)} if (found := lock.records.get(each))]
    own = next((record for record in known if record.uid == uid and not record.removed), None)
    if own:
        return revision_of(own, language)
    each = [revision_of(record, language) for record in known]
    sequence = min(sum(it.sequence for it in each) + len(each) - 1, MOST)
    return Revision(sequence, min(it.created for it in each), max(it.last_modified for it in each))


def revised(lock: Lock, draft: Draft, catalog: Catalog, now: datetime) -> Mapping[str, Revision]:
    """The revisions that the parts of a draft would have if they were published at `now`."""
    build, records = _Build(lock, catalog.calendar, {event.uid: event for event in catalog.events}, now), []
    for part in draft.parts:
        before = lock.records.get(part.entry.uid) or _as_a_date(part, build)
        records.append(_live(before, part, build))
    return revisions(Lock("", {record.uid: record for record in records}), catalog.calendar.language)


def known(lock: Lock, draft: Draft, language: str) -> Mapping[str, Revision]:
    """The revisions of the parts of a draft in a lock that has its events."""
    return {part.entry.uid: revision_of_date(part.entry.uid, lock, language) for part in draft.parts}


def worded_anew(before: Lock, after: Lock) -> int:
    """How many events have other words in a feed, and say what they said."""
    found = {
        base_of(uid)
        for uid, record in after.records.items()
        if (old := before.records.get(uid)) and old.sequence == record.sequence and _is_newer(record, old)
    }
    return len(found)


def stand_apart(before: Lock, after: Lock) -> int:
    """How many dates of series are events of their own now, and weren't before, and say what they said."""
    return sum(
        uid not in before.records and not record.removed and is_another_form(before, after, uid)
        for uid, record in after.records.items()
        if "+" in uid
    )


def is_another_form(before: Lock, after: Lock, uid: str) -> bool:
    """Whether a series says what it said, and some of its dates are events of their own since.

    `uid` is that of the series, or of one of these dates.
    """
    old, new = before.records.get(base_of(uid)), after.records.get(base_of(uid))
    return old is not None and new is not None and not old.whole and old.values == new.whole != ""


def is_same(before: Record, after: Record) -> bool:
    """Whether a UID says what it said, whatever the words."""
    first, now = next(iter(after.shown.items()), ("", None))
    then = before.in_language(first)
    if then and now and then.digest == now.digest:
        return True
    return before.values == after.values != ""


def is_of_other_status(before: Record, after: Record) -> bool:
    """Whether an event has another status than it had. In a feed what isn't sure is tentative, too."""
    unknown = not before.values and {before.status, after.status} == {"tentative", "confirmed"}
    return before.status != after.status and not unknown


def last_day_of(rule: Rule, span: Span) -> date | None:
    """The last day that a rule touches, None for one without end; as a feed tells it, so without changes."""
    last = series.last_day(series.Series(span, rule))
    return last if last < FOREVER else None


def _without_calendar(lock: Lock, calendar: Calendar) -> Mapping[str, Mapping[str, str]]:
    """The names of feeds; in a lock of version 1 that of the calendar was before each."""
    before_each = f"{calendar.name}: "
    return {
        path: {tag: name.removeprefix(before_each) for tag, name in of.items()}
        for path, of in lock.names.items()
    }


def _places(feeds: Iterable[Feed]) -> tuple[Mapping[str, list[str]], Mapping[str, tuple[str, str]]]:
    """In which feeds each UID stands, everything and its own file aside; and what feeds are called, by path.

    That is a name, and the language it is in, "" for that of the tree.
    """
    found: dict[str, list[str]] = defaultdict(list)
    names = {}
    for feed in feeds:
        if feed.path == layout.EVERYTHING:
            continue
        own = layout.is_event_file(feed.path)
        if feed.name and not own:
            names[feed.path] = feed.name, feed.language
        for event in feed.events:
            if not own or feed.path != layout.event_file(event.id):
                found[event.uid].append(feed.path)
    return found, names


def _is_newer(record: Record, old: Record) -> bool:
    """Whether a record was worded anew in a language that it was in, or in that of the tree at the top."""
    first = next(iter(record.shown), "")
    both = [tag for tag in record.shown if tag in old.shown or tag == first]
    return any(revision_of(record, tag).last_modified > revision_of(old, tag).last_modified for tag in both)


def _away(old: Lock) -> Set[str]:
    """The UIDs of the events of which nothing is there any longer, in any form."""
    removed = {base_of(uid) for uid, record in old.records.items() if record.removed}
    return removed and removed - {base_of(uid) for uid, it in old.records.items() if not it.removed}


def _live(
    before: Record | None, part: Part, build: _Build, away: bool = False, other: Record | None = None
) -> Record:
    """The record of what stands for an event now; `other` is what stood for it in another form."""
    language, now = build.calendar.language, build.now
    record = _record(part, language, now)
    venues = {layout.venue_feed(venue.id) for venue in part.entry.event.venues}
    if before is None:
        if away:
            return replace(record, news="revived", news_at=now)
        return happened.with_news(record, record, venues, away, other) if other else record
    shown = before.in_language(language)
    if shown and shown.digest == record.shown[language].digest:
        return _as_before(before, record, language)
    if before.values == record.values and not before.removed:
        return _worded_anew(before, record, language, now)
    return happened.with_news(before, _after(before, record, now), venues, away, other)


def _beside(before: Record | None, part: Part, build: _Build) -> Record | None:
    """The record that a UID goes on from which is new, or was removed and is back; None where there is none.

    For a date that is an event of its own now that is what its series said of it.
    """
    if before is None:
        return _as_a_date(part, build)
    if day_of(before.uid) is None or base_of(before.uid) not in build.old.records:
        return before
    # Some feeds may have had it apart from its series, which has gone on meanwhile.
    then = revision_of_date(before.uid, build.old, build.calendar.language)
    modified = max(before.last_modified, then.last_modified)
    return replace(before, sequence=max(before.sequence, then.sequence), last_modified=modified)


def _as_a_date(part: Part, build: _Build) -> Record | None:
    """What its series said of a date that is an event of its own now; None where it said nothing of it."""
    uid, old, calendar = part.entry.uid, build.old, build.calendar
    base, event = old.records.get(base_of(uid)) if day_of(uid) else None, build.alive.get(base_of(uid))
    date = date_of(base, uid, event) if base else None
    if date is None or base is None:
        return None
    if event and base.values == _whole(event, calendar, newest(old, build.now).year):  # it says what it said
        record = _record(part, calendar.language, build.now)
        return replace(date, dates=record.dates, where=record.where, status=record.status)
    return date


def _whole(event: Event, calendar: Calendar, year: int) -> str:
    """The digest of what an event says with all its dates, in a lock that was last revised in a year."""
    return values_of(vevent.draft(event, calendar, year).parts[0])


def _as_before(before: Record, record: Record, language: str) -> Record:
    """The record of before, as what is seen is the same; with what a newer version keeps besides."""
    as_now = replace(
        record,
        sequence=before.sequence,
        created=before.created,
        last_modified=before.last_modified,
        shown={language: _since(record.shown[language], before.in_language(language))},
        feeds=before.feeds,
        news=before.news,
        news_at=before.news_at,
        was=before.was,
        was_where=before.was_where,
        was_where_in=before.was_where_in,
        on=before.on,
    )
    return before if as_now == before else as_now


def _worded_anew(before: Record, record: Record, language: str, now: datetime) -> Record:
    """The same in other words: newer, and no other revision.

    What was said in another language isn't kept: should it come back, it is newer than what stood there.
    """
    said = replace(record.shown[language], last_modified=later(before, now))
    return replace(
        before,
        shown={language: said},
        title=record.title,
        where=record.where,
        event=record.event,
        dates=record.dates,
    )


def _since(shown: Shown, before: Shown | None) -> Shown:
    """What is shown, since when it was shown before."""
    return replace(shown, last_modified=before.last_modified) if before and before.last_modified else shown


def _record(part: Part, language: str, now: datetime) -> Record:
    entry, event = part.entry, part.entry.event
    said = words_of(part, language)
    return Record(
        entry.uid,
        0,
        now,
        now,
        values_of(part),
        {language: shown_in(language, shown_digest(part.said), said)},
        said.title,
        dates_of(part),
        entry.of,
        said.where,
        event.status,
        _id_beside(entry),
        last_day_of(entry.rule, entry.span) if entry.rule else None,
    )


def _after(before: Record, record: Record, now: datetime) -> Record:
    """A record as the next revision of another."""
    sequence = min(before.sequence + 1, MOST)
    return replace(record, sequence=sequence, created=before.created, last_modified=later(before, now))


def later(before: Record, now: datetime) -> datetime:
    """When what comes after a record is revised; times never go back, even if the clock does.

    At the last moment that a lock may hold they stand still: what is written must be read again.
    """
    return min(max(now, before.newest + _SECOND), LAST_BUILD)


def _removed(before: Record, build: _Build) -> Record:
    alive, now, language = build.alive, build.now, build.calendar.language
    standing = stands(before, alive)
    # What is over was not cancelled: somebody tidied up.
    is_news = not before.removed and before.status != "cancelled" and end(before) >= now.date()
    if (
        is_news
        and standing == "replaced"
        and beside.leaves_others(before, alive[base_of(before.uid)], build.old)
    ):
        standing = "cancelled"
    digest = shown_digest([cancellation(before, standing, language)])
    values, shown = values_of_gone(before, standing), before.in_language(language)
    said = shown_in(language, digest, before.words(language))
    gone = replace(before, values=values, shown={language: said}, removed=True)
    if shown and shown.digest == digest:  # read from a feed it isn't known yet that it is removed
        return replace(gone, shown={language: _since(said, shown)})
    if before.removed and before.values == values:
        return _worded_anew(before, gone, language, now)
    record = _after(before, gone, now)
    if not is_news or standing == "replaced":
        return record
    return replace(
        record, news="cancelled", news_at=record.last_modified, was=None, was_where="", was_where_in={}, on=()
    )


def _id_beside(entry: Entry) -> str:
    """The id of an event, where its UID doesn't tell it."""
    id, uid = entry.event.id, entry.uid
    return "" if uid.startswith(id) and uid[len(id)] in "@+" else id
