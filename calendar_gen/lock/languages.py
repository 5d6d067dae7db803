"""A lock of the first language + what subscribers see in the others → the lock of all of them.

What an event says is told by its values, in the first language: when these differ, it is another revision
in every language. Where only the words of one differ, nothing but the LAST-MODIFIED of that one rises.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.ical.vevent import Draft, location
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Record, Shown
from calendar_gen.lock.removed import cancellation, stands
from calendar_gen.lock.revisions import later
from calendar_gen.lock.values import shown_digest
from calendar_gen.model.catalog import Catalog


class Spoken(Struct, frozen=True):
    """What stands in the feeds of a language after the first: the drafts of its events, by UID."""

    catalog: Catalog
    drafts: Mapping[str, Draft]


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
    alive = {event.uid: event for event in spoken.catalog.events}
    for draft in spoken.drafts.values():
        for part in draft.parts:
            record = after.records[part.entry.uid]
            title, where = part.entry.event.summary, location(part.entry.event.venues)
            yield record.uid, _in_words(record, shown_digest(part.said), title, where)
    language = spoken.catalog.calendar.language
    for uid, record in after.records.items():
        if record.removed:
            old = before.records[uid]
            title, where = old.title_in(language), old.where_in(language)
            of = replace(record, shown={language: _in_words(record, "", title, where)})
            digest = shown_digest([cancellation(of, stands(of, alive), language)])
            yield uid, _in_words(record, digest, title, where)


def _in_words(record: Record, digest: str, title: str, where: str) -> Shown:
    return Shown(digest, None, "" if title == record.title else title, "" if where == record.where else where)


def _told(shown: Shown, old: Record | None, record: Record, language: str, now: datetime) -> Shown:
    """What is shown, and since when where that is later than its revision."""
    if old is None or old.sequence != record.sequence:
        return shown
    then = old.shown.get(language)
    since = then.last_modified if then and then.digest == shown.digest else later(old, now)
    return replace(shown, last_modified=since)
