"""A catalog and its lock → every file to publish, and the lock as it is then."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from calendar_gen import atom, feeds, ics, lock
from calendar_gen.feeds import EVERYTHING, Groups
from calendar_gen.ics import Component, Draft
from calendar_gen.lock import Gone
from calendar_gen.lockfile import Lock
from calendar_gen.model import Catalog, Event
from calendar_gen.output import Content
from calendar_gen.selection import Query


class Edition(Struct, frozen=True):
    """What a build publishes. It holds until a moment (UTC) at which a cancellation goes; None for ever."""

    files: Mapping[str, Content]
    lock: Lock
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
    drafts = {event.id: ics.draft(event, catalog.calendar.language) for event in events}
    return Drafted(events, drafts, lock.advance(old, catalog, drafts, now))


def edition(
    catalog: Catalog,
    drafted: Drafted,
    now: datetime,
    wanted: Query | None = None,
    grouped: Groups | None = None,
) -> Edition:
    """What to publish, with what was removed of those that are `wanted`.

    `grouped` is what feeds.groups gives for the year of the newest revision, where that is known already.
    """
    events, drafts = drafted.events, drafted.drafts
    newest = lock.newest(drafted.lock, now)
    found = list(feeds.feeds(structs.replace(catalog, events=events), newest, grouped))
    # A build of some events knows only some of the feeds that these stand in.
    new = lock.placed(drafted.lock, feeds.feeds(catalog, newest) if wanted else found, drafts)
    gone = lock.standing(new, catalog, now, wanted or Query())
    revisions = lock.revisions(new)
    # Every feed takes from these: no event is serialised twice.
    components = {id: ics.component(draft, revisions) for id, draft in drafts.items()}
    members = {feed.path: (feed.name, [components[event.id] for event in feed.events]) for feed in found}
    _add_gone(members, gone, new, catalog.calendar.name)
    news = atom.feed(catalog.calendar, new, {event.uid for event in events})

    def content(path: str) -> Content:
        if path == atom.PATH:
            return (news,)
        name, of = members[path]
        return ics.vcalendar(catalog.calendar, name, path, of)

    paths = [*members, atom.PATH] if members else []
    return Edition(_Files(paths, content), new, lock.until(gone, catalog.calendar))


def _add_gone(
    members: dict[str, tuple[str, list[Component]]], gone: Sequence[Gone], after: Lock, title: str
) -> None:
    """Put what was removed into the feeds it stood in, last, even if nothing else does any longer."""
    for each in gone:
        record = each.record
        for path in dict.fromkeys((EVERYTHING, feeds.file_of(record.id), *record.feeds)):
            if path not in members:
                own = title if path == EVERYTHING else f"{title}: {record.title}"
                members[path] = (after.names.get(path, own), [])
            members[path][1].append(each.component)
