"""A lock of the first language + what subscribers see in the others → the lock of all of them.

What an event says is told by its values, in the first language: when these differ, it is another revision
in every language. Where only the words of one differ, nothing but the LAST-MODIFIED of that one rises.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.ical.vevent import Draft
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import ANY, Record, Shown, shown_in
from calendar_gen.lock.removed import cancellation, revision_of, stands
from calendar_gen.lock.revisions import later
from calendar_gen.lock.values import shown_digest, words_of
from calendar_gen.model.catalog import Catalog

_T = TypeVar("_T")


class Spoken(Struct, frozen=True):
    """What stands in the feeds of a language after the first: the drafts of its events, by UID."""

    catalog: Catalog
    drafts: Mapping[str, Draft]


def turned(lock: Lock, language: str) -> Lock:
    """The lock as if a language that it has had been the first of its calendar; else as it is."""
    if lock.language in (language, ANY):
        return lock
    records = {uid: _turned(record, language) for uid, record in lock.records.items()}
    names = {path: _before_others(of, language) for path, of in lock.names.items()}
    return replace(lock, records=records, names=names)


def risen(after: Lock, before: Lock, now: datetime) -> Lock:
    """The lock in which all is newer that has other words at the top, as another language is there.

    Who follows an address sees an edit only then. `before` is the lock as it was written.
    """
    if before.language in (after.language, ANY):
        return after
    records = dict(after.records)
    for uid, old in before.records.items():
        record, tag = records[uid], after.language
        shown, was = record.shown.get(tag), old.shown.get(old.language)
        is_revised = record.sequence != old.sequence
        if is_revised or shown is None or was is None or shown.digest == was.digest:
            continue
        since = later(old, now)
        if revision_of(record, tag).last_modified < since:
            told = replace(shown, last_modified=since)
            records[uid] = replace(record, shown={**record.shown, tag: told})
    return replace(after, records=records)


def in_all(after: Lock, before: Lock, others: Sequence[Spoken], now: datetime) -> Lock:
    """The lock with what is shown in every language of the calendar; `after` has it of the first.

    Of what the drafts don't know, since a build is of some events, all stays as it was `before`.
    """
    if not others:
        return after
    records = dict(after.records)
    for spoken in others:
        language = spoken.catalog.calendar.language
        for uid, shown in _all_shown(spoken, after, before):
            old, record = before.records.get(uid), records[uid]
            told = _told(shown, old, record, language, now)
            records[uid] = replace(record, shown={**record.shown, language: told})
    return replace(after, records=records)


def _all_shown(spoken: Spoken, after: Lock, before: Lock) -> Iterator[tuple[str, Shown]]:
    """What is shown of each UID in a language."""
    alive, language = {event.uid: event for event in spoken.catalog.events}, spoken.catalog.calendar.language
    for draft in spoken.drafts.values():
        for part in draft.parts:
            record = after.records[part.entry.uid]
            said, first = words_of(part, language), record.words(record.language)
            yield record.uid, shown_in(language, shown_digest(part.said), said, first)
    for uid, record in after.records.items():
        if record.removed:
            said, first = before.records[uid].words(language), record.words(record.language)
            of = replace(record, shown={**record.shown, language: shown_in(language, "", said, first)})
            digest = shown_digest([cancellation(of, stands(of, alive), language)])
            yield uid, shown_in(language, digest, said, first)


def _turned(record: Record, language: str) -> Record:
    """A record whose texts are those of a language, and in the other languages what isn't as there."""
    if record.language == language or language not in record.shown:
        return record
    first = record.words(language)
    shown = {
        tag: replace(
            shown_in(tag, of.digest, record.words(tag), None if tag == language else first),
            last_modified=of.last_modified,
        )
        for tag, of in _before_others(record.shown, language).items()
    }
    was_where = record.was_where_as(language)
    places = {tag: record.was_where_as(tag) for tag in (*record.shown, *record.was_where_in)}
    others = {tag: where for tag, where in places.items() if where != was_where}
    return replace(
        record, title=first.title, where=first.where, shown=shown, was_where=was_where, was_where_in=others
    )


def _before_others(of: Mapping[str, _T], language: str) -> Mapping[str, _T]:
    """What there is by languages, with one of them first."""
    return {language: of[language], **of} if language in of else of


def _told(shown: Shown, old: Record | None, record: Record, language: str, now: datetime) -> Shown:
    """What is shown, and since when where that is later than its revision."""
    if old is None or old.sequence != record.sequence:
        return shown
    then = old.shown.get(language)
    since = then.last_modified if then and then.digest == shown.digest else later(old, now)
    return replace(shown, last_modified=since)
