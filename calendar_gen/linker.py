"""A catalog and its lock → every file to publish, and the lock as it is then."""

import errno
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from calendar_gen.ical import proof, vevent
from calendar_gen.ical.vevent import Component, Draft
from calendar_gen.lock import news
from calendar_gen.lock import revisions as lock_revisions
from calendar_gen.lock.lockfile import Lock
from calendar_gen.lock.revisions import Gone
from calendar_gen.model import feeds, floods
from calendar_gen.model.catalog import Calendar, Catalog, Event
from calendar_gen.model.feeds import EVERYTHING, Groups
from calendar_gen.model.selection import Query
from calendar_gen.publish.folder import Content
from calendar_gen.words import sentences


class Edition(Struct, frozen=True):
    """What a build publishes, and what gives the lock as it is then.

    It holds until a moment (UTC) at which a cancellation goes; None for ever.
    """

    files: Mapping[str, Content]
    lock: Callable[[], Lock]
    until: datetime | None


class _Files(Mapping[str, Content]):
    """Files by their paths, put together when they are asked for, from pieces that they share."""

    def __init__(self, paths: Iterable[str], content: Callable[[str], Content]) -> None:
        self.paths, self.content = dict.fromkeys(paths), content

    def __getitem__(self, path: str) -> Content:
        return self.content(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


class Drafted(Struct, frozen=True):
    """Events without revisions, by id, and the lock as it will be, without the feeds they stand in."""

    events: tuple[Event, ...]
    drafts: Mapping[str, Draft]
    lock: Lock


def drafted(catalog: Catalog, events: tuple[Event, ...], old: Lock, now: datetime) -> Drafted:
    """What to publish of a catalog: `events` of it.

    `old` is what was published before, `now` (UTC, whole seconds) when anything new of it is revised.
    """
    drafts = {event.id: vevent.draft(event, catalog.calendar.language) for event in events}
    return Drafted(events, drafts, lock_revisions.advance(old, catalog, drafts, now))


def edition(
    catalog: Catalog,
    drafted: Drafted,
    now: datetime,
    source: int,
    wanted: Query | None = None,
    grouped: Groups | None = None,
) -> Edition:
    """What to publish, with what was removed of those that are `wanted`. Raises FloodError.

    `source` is the size in bytes of what it is made from.
    `grouped` is what feeds.groups gives for the year of the newest revision, where that is known already.
    """
    after, events, drafts = drafted.lock, drafted.events, drafted.drafts
    newest = lock_revisions.newest(after, now)
    found = list(feeds.feeds(structs.replace(catalog, events=events), newest, grouped, after.names))
    asked_for = wanted or Query()
    gone = lock_revisions.standing(after, catalog, now, asked_for)
    revisions = lock_revisions.revisions(after, catalog.calendar.language)
    # Every feed takes from these: no event is serialised twice.
    components = {id: vevent.component(draft, revisions) for id, draft in drafts.items()}
    sizes = {id: sum(map(len, component.pieces)) for id, component in components.items()}
    places = Counter(event.id for feed in found for event in feed.events)
    floods.check(places, len(found), sizes, source)
    members = {feed.path: (feed.name, [components[event.id] for event in feed.events]) for feed in found}
    _add_gone(members, gone, after, catalog.calendar.language)
    told = lock_revisions.told(after, drafts, asked_for)

    def content(path: str) -> Content:
        if path == news.PATH:
            return (news.feed(catalog.calendar, after, told, members.keys()),)
        name, of = members[path]
        feed = vevent.vcalendar(catalog.calendar, _called(path, name, catalog.calendar), path, of)
        _verify(path, feed, of)
        return feed

    def placed() -> Lock:
        # A build of some events knows only some of the feeds that these stand in.
        return lock_revisions.placed(
            after, feeds.feeds(catalog, newest, None, after.names) if wanted else found, drafts
        )

    paths = [*members, news.PATH] if members else []
    return Edition(_Files(paths, content), placed, lock_revisions.until(gone, catalog.calendar))


def _verify(path: str, feed: tuple[bytes, ...], members: Sequence[Component]) -> None:
    """Hold a feed against RFC 5545 before it is written. Raises OSError.

    One bad fold makes Google ignore a whole feed (adangel.org, December 2024). Events are read
    once each, in the files of their own.
    """
    after_zones = len(feed) - 1 - sum([len(member.pieces) for member in members])
    flaw = proof.frame_flaws(feed[0], feed[1:after_zones], feed[-1])
    if flaw is None and path.startswith("events/"):
        flaw = next(filter(None, [proof.flaws(member.data) for member in members]), None)
    if flaw:
        raise OSError(errno.EILSEQ, f"{path}: {flaw}")


def _called(path: str, name: str, calendar: Calendar) -> str:
    """What a feed is called in calendar apps: `Jiading Events: May 2024`."""
    if month := feeds.month_of(path):
        name = sentences.month_text(*month, calendar.language)
    return sentences.feed_name(calendar.name, name, calendar.language) if name else calendar.name


def _add_gone(
    members: dict[str, tuple[str, list[Component]]], gone: Sequence[Gone], after: Lock, language: str
) -> None:
    """Put what was removed into the feeds it stood in, last, even if nothing else does any longer."""
    for each in gone:
        record = each.record
        for path in dict.fromkeys((EVERYTHING, feeds.file_of(record.id), *record.feeds)):
            if path not in members:
                own = "" if path == EVERYTHING else sentences.titled(record.of, record.title, language)
                members[path] = (after.names.get(path, own), [])
            members[path][1].append(each.component)
