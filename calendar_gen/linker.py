"""A catalog and what was published of it → every file to publish, and the lock as it is then."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from itertools import chain, islice, zip_longest

from msgspec import Struct, structs

from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.ical import proof, vevent
from calendar_gen.ical.vevent import Draft, Vevents
from calendar_gen.lock import languages, news, removed
from calendar_gen.lock import revisions as lock_revisions
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Record
from calendar_gen.lock.removed import Asked, Gone
from calendar_gen.model import apart, feeds, floods, selection, slugs
from calendar_gen.model.catalog import Calendar, Catalog, Event, Filters
from calendar_gen.model.feeds import Feed
from calendar_gen.model.members import chosen
from calendar_gen.model.selection import Query
from calendar_gen.model.slugs import Paths
from calendar_gen.publish.comparison import Content
from calendar_gen.publish.paths import FaultError
from calendar_gen.site import theme as site_theme
from calendar_gen.source.themes import ThemeFolder
from calendar_gen.web import layout
from calendar_gen.words import sentences


class View(Struct, frozen=True):
    """What to publish of a calendar in one of its languages.

    `standing` is the catalog as it stands in feeds, and so are `events` and the `drafts`, which are by UID
    and without revisions.
    """

    catalog: Catalog
    standing: Catalog
    events: tuple[Event, ...]
    drafts: Mapping[str, Draft]


class Revised(Struct, frozen=True):
    """What to publish of a calendar, and the lock as it will be, without the feeds that events stand in.

    `views` are those of its languages, that of plain strings first; `paths` are those of the feeds of towns
    and categories, which are the same in each. `wanted` is None where all events are. `worded_anew` is how
    many events have other words in a feed, and say what they said; `stand_apart` how many dates of series are
    events of their own there since.
    """

    views: tuple[View, ...]
    paths: Paths
    lock: Lock
    now: datetime
    wanted: Query | None = None
    worded_anew: int = 0
    stand_apart: int = 0

    @property
    def first(self) -> View:
        """What is published at the top."""
        return self.views[0]

    @property
    def catalog(self) -> Catalog:
        """The catalog in the first language."""
        return self.first.catalog


class LanguageTree(Struct, frozen=True):
    """What a build publishes in one language: its files by their paths below `folder`, "" or `zh-Hans/`.

    `feeds` are those that have events, and `gone` is what was removed and stands in them still.
    """

    folder: str
    view: View
    feeds: tuple[Feed, ...]
    gone: tuple[Gone, ...]
    files: Mapping[str, Content]


class Edition(Struct, frozen=True):
    """What a build publishes: its files by their paths, and the trees of its languages.

    It holds until a moment (UTC) at which a cancellation goes or a page changes, None for ever; with pages
    that speak of a day, `since` one.
    """

    files: Mapping[str, Content]
    trees: tuple[LanguageTree, ...]
    until: datetime | None
    since: datetime | None = None


_Members = dict[str, tuple[str, str, list[Vevents]]]
"""Feeds by their paths: the name of each, its language where that isn't the tree's, and what stands in it."""


class _Together(Mapping[str, Content]):
    """Files of several mappings by their paths, which begin with the folder of each."""

    def __init__(self, *parts: tuple[str, Mapping[str, Content]]) -> None:
        # They take turns: what pages of the same have in common in all languages is still at hand then.
        turns = zip_longest(*[[(folder + path, (files, path)) for path in files] for folder, files in parts])
        self.places: dict[str, tuple[Mapping[str, Content], str]]
        self.places = dict(filter(None, chain.from_iterable(turns)))

    def __getitem__(self, path: str) -> Content:
        files, inside = self.places[path]
        return files[inside]

    def __contains__(self, path: object) -> bool:
        return path in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


class _Files(Mapping[str, Content]):
    """The feeds of a tree by their paths, put together when they are asked for, from shared pieces."""

    def __init__(
        self, folder: str, calendar: Calendar, members: _Members, lock: Lock, told: AbstractSet[str]
    ):
        self.folder, self.calendar, self.members, self.lock, self.told = folder, calendar, members, lock, told
        self.paths = dict.fromkeys([*members, layout.NEWS] if members else [])

    def __getitem__(self, path: str) -> Content:
        if path == layout.NEWS:
            return (news.feed(self.calendar, self.lock, self.told, self.members.keys(), self.folder),)
        name, tag, of = self.members[path]
        feed = vevent.vcalendar(
            self.calendar, _called(path, name, self.calendar), self.folder + path, of, tag
        )
        _verify(path, feed, of)
        return feed

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def revise(
    catalog: Catalog,
    before: Lock,
    now: datetime,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    translations: Sequence[Catalog] = (),
) -> Revised:
    """What the filters let through of a calendar, with the lock that goes on from the one before.

    The catalog is in its first language. `now` (aware) is when anything new of it is revised. Raises
    SelectionError.
    """
    wanted = None if filters == Filters() else selection.query(filters, catalog, now)
    moment, standing = now.astimezone(UTC).replace(microsecond=0), apart.standing(catalog)
    ids = {event.id for event in selection.select(standing, wanted)} if wanted else None
    year = lock_revisions.newest(before, moment).year
    views = [_view(catalog, standing, ids, year)]
    views += [_view(each, apart.standing(each), ids, year) for each in translations]
    after = _advanced(before, views, moment)
    if (now_year := lock_revisions.newest(after, moment).year) != year:
        # What is told year by year of series without end goes as far as their months, from this revision on.
        views = [_up_to(view, now_year) for view in views]
        after = _advanced(before, views, moment)
    if wanted:
        views = [structs.replace(view, events=chosen(view.standing, wanted, now_year)) for view in views]
    names = {path: next(iter(of.values())) for path, of in after.names.items()}
    paths = slugs.paths(standing, names)
    anew = lock_revisions.worded_anew(before, after), lock_revisions.stand_apart(before, after)
    return Revised(tuple(views), paths, after, moment, wanted, *anew)


def _view(catalog: Catalog, standing: Catalog, ids: AbstractSet[str] | None, year: int) -> View:
    """What is published of a language, where not all is of the events of some ids."""
    shown = [event for event in standing.events if ids is None or event.id in ids]
    drafts = {event.uid: vevent.draft(event, catalog.calendar, year) for event in shown}
    return View(catalog, standing, standing.events, drafts)


def _up_to(view: View, year: int) -> View:
    """A view whose series without end are told as far as they are when a calendar is revised in a year."""
    endless = [event for event in view.standing.events if event.rule and event.rule.endless]
    anew = {it.uid: vevent.draft(it, view.catalog.calendar, year) for it in endless if it.uid in view.drafts}
    return structs.replace(view, drafts={**view.drafts, **anew})


def _advanced(before: Lock, views: Sequence[View], now: datetime) -> Lock:
    first, *others = views
    turned = languages.turned(before, first.catalog.calendar.language)
    after = lock_revisions.advance(turned, first.catalog, first.drafts, now)
    spoken = [languages.Spoken(it.catalog, it.drafts) for it in others]
    return languages.risen(languages.in_all(after, turned, spoken, now), before, now)


def link(revised: Revised, source: int) -> Edition:
    """Every file to publish, with what was removed of those that are wanted. Raises FloodError.

    `source` is the size in bytes of what it is made from.
    """
    trees = tuple([_tree(revised, view, source) for view in revised.views])
    files = _Together(*[(tree.folder, tree.files) for tree in trees])
    return Edition(files, trees, removed.until(trees[0].gone, revised.catalog.calendar))


def with_pages(revised: Revised, edition: Edition, theme: ThemeFolder | None = None) -> Edition:
    """The edition, and the pages of its site in each language. Raises ThemeError, as to ask for one may."""
    from calendar_gen.site import pages  # late: its templates take 60 ms, and feeds go without

    day, of_theme = selection.today(revised.catalog, revised.now), _theme(theme)
    made = [
        pages.pages(
            pages.SiteInputs(
                tree.view.catalog.calendar,
                tree.view.events,
                tree.view.catalog.events,
                tree.feeds,
                revised.lock,
                tree.gone,
                tuple(tree.files),
                revised.paths,
                day,
                revised.catalog.site.search,
                whole=revised.wanted is None,
                theme=of_theme,
                own=tree.view.catalog.feeds,
            )
        )
        for tree in edition.trees
    ]
    if of_theme and of_theme.templates:
        pages.try_each(made)
    since, until = made[0].lasting
    first = min([moment for moment in (until, edition.until) if moment], default=None)
    parts = [(tree.folder, of) for tree, of in zip(edition.trees, made, strict=True)]
    files = _Together(("", edition.files), *parts, ("", pages.shared(made)))
    return structs.replace(edition, files=files, until=first, since=since if until else None)


def in_theme(theme: ThemeFolder) -> list[Diagnostic]:
    """What is wrong with the files of a theme, as can be told before there are pages."""
    if not (found := _theme(theme)):
        return list(theme.refused)
    from calendar_gen.site import mistakes, unheeded  # late: as above, and most calendars have no theme

    wrong = mistakes.in_theme(found) if found.templates else ()
    return [*theme.refused, *wrong, *islice(unheeded.unheeded(found), mistakes.MOST)]


def _theme(of: ThemeFolder | None) -> site_theme.Theme | None:
    """A theme that was read, as pages take it."""
    return site_theme.theme(of.files, {file: of.path(file) for file, _ in of.files}) if of else None


def placed_lock(revised: Revised, edition: Edition) -> Lock:
    """The lock as it is when an edition is published. Raises FloodError."""
    # A build of some events knows only some of the feeds that these stand in.
    placed_in = {
        tree.view.catalog.calendar.language: _feeds(revised, tree.view, tree.view.standing.events)
        if revised.wanted
        else tree.feeds
        for tree in edition.trees
    }
    return lock_revisions.placed(revised.lock, placed_in, revised.first.drafts)


def _tree(revised: Revised, view: View, source: int) -> LanguageTree:
    """What is published of a language. Raises FloodError."""
    calendar, after = view.catalog.calendar, revised.lock
    asked_for = Asked(revised.wanted or Query(), revised.paths)
    found = tuple(_feeds(revised, view, view.events))
    gone = removed.standing(after, view.catalog, revised.now, asked_for)
    # Every feed takes from these: no event is serialised twice.
    components = _components(revised, view, found)
    _check_flood(components, found, source, len(revised.views))
    members = {
        feed.path: (feed.name, feed.language, [components[event.uid] for event in feed.events])
        for feed in found
    }
    _add_gone(members, gone, after, calendar.language, found)
    told = news.told(after, view.drafts, asked_for)
    folder = layout.tree_of(calendar.language, calendar.languages)
    files = _Files(folder, calendar, members, after, told)
    return LanguageTree(folder, view, found, tuple(gone), files)


def _feeds(revised: Revised, view: View, events: tuple[Event, ...]) -> Iterator[Feed]:
    newest = lock_revisions.newest(revised.lock, revised.now)
    catalog = structs.replace(view.standing, events=events)
    return feeds.feeds(catalog, newest, revised.paths)


def _components(revised: Revised, view: View, found: Sequence[Feed]) -> dict[str, Vevents]:
    """What stands for each event, by its UID; also for dates that only some feeds have beside their series.

    Such a date has no line in the lock: it has the revision of its series, and so rises with it.
    """
    calendar = view.catalog.calendar
    revisions = lock_revisions.revisions(revised.lock, calendar.language)
    year = lock_revisions.newest(revised.lock, revised.now).year
    components = {uid: vevent.component(draft, revisions) for uid, draft in view.drafts.items()}
    for feed in found:
        for event in feed.events:
            if event.uid not in components:
                draft = vevent.draft(event, calendar, year)
                revision = lock_revisions.revision_of_date(event.uid, revised.lock, calendar.language)
                components[event.uid] = vevent.component(draft, {event.uid: revision})
                _refuse(feed.path, proof.flaws(components[event.uid].data))
    return components


def _check_flood(
    components: Mapping[str, Vevents], found: Sequence[Feed], source: int, languages: int
) -> None:
    """Hold what a build would write in all languages against its source: one is as large as the other."""
    places = Counter(event.uid for feed in found for event in feed.events)
    ids = {event.uid: event.id for feed in found for event in feed.events}
    added: Counter[str] = Counter()
    for uid, count in places.items():
        added[ids[uid]] += languages * count * sum(map(len, components[uid].pieces))
    floods.check(added, languages * len(found), source)


def _verify(path: str, feed: tuple[bytes, ...], members: Sequence[Vevents]) -> None:
    """Hold a feed against RFC 5545 before it is written. Raises FaultError.

    One bad fold makes Google ignore a whole feed (adangel.org, December 2024). Events are read
    once each, in the files of their own.
    """
    after_zones = len(feed) - 1 - sum([len(member.pieces) for member in members])
    flaw = proof.frame_flaws(feed[0], feed[1:after_zones], feed[-1])
    if flaw is None and layout.is_event_file(path):
        flaw = next(filter(None, [proof.flaws(member.data) for member in members]), None)
    _refuse(path, flaw)


def _refuse(path: str, flaw: str | None) -> None:
    if flaw:
        raise FaultError(f"{path}: {flaw}")


def _called(path: str, name: str, calendar: Calendar) -> str:
    """What a feed is called in calendar apps: `Jiading Events: May 2024`."""
    if month := layout.month_of(path):
        name = sentences.month_text(*month, calendar.language)
    return sentences.feed_name(calendar.name, name, calendar.language) if name else calendar.name


def _add_gone(
    members: _Members, gone: Sequence[Gone], after: Lock, language: str, found: Sequence[Feed]
) -> None:
    """Put what was removed into the feeds it stood in, last, even if nothing else does any longer.

    But not where its UID is that of a date which only such a feed has apart from its series.
    """
    dates = {each.record.uid for each in gone if "+" in each.record.uid}
    there = {(feed.path, event.uid) for feed in found if dates for event in feed.events if event.uid in dates}
    for each in gone:
        record = each.record
        for path in dict.fromkeys((layout.EVERYTHING, layout.event_file(record.id), *record.feeds)):
            if (path, record.uid) in there:
                continue
            if path not in members:
                name, tag = after.called(path, language) or _own_name(path, record, language)
                members[path] = (name, "" if tag == language else tag, [])
            members[path][2].append(each.component)


def _own_name(path: str, record: Record, language: str) -> tuple[str, str]:
    """What the file of something removed is called, and in which language."""
    if path == layout.EVERYTHING:
        return "", ""
    said = record.words(language)
    return sentences.titled(record.of, said.title, language), said.title_language
