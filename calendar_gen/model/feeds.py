"""Catalog → which feeds there are: path, name, members. No bytes."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Set
from datetime import date, datetime
from functools import cache, partial

from msgspec import Struct

from calendar_gen.dates.values import LONG, Span
from calendar_gen.model import floods, selection
from calendar_gen.model.catalog import Catalog, Event, Filters, NamedFeed, ancestors
from calendar_gen.model.index import Index, SelectionError
from calendar_gen.model.occurrences import ahead, of_months
from calendar_gen.publish.paths import is_device

EVERYTHING = "calendar.ics"


class Feed(Struct, frozen=True):
    """What one .ics file holds; `path` is relative to the published folder and never moves.

    `name` is that of the venue, town, category, event or feed, "" for what the path tells: everything, and
    months.
    """

    path: str
    name: str
    events: tuple[Event, ...]


Groups = dict[str, tuple[str, list[int]]]
"""Feeds of several events by their paths: the name of each, and its events by their indexes."""


def feeds(catalog: Catalog, stamp: datetime, kept: Container[str] = ()) -> Iterator[Feed]:
    """Everything; per venue, town, category, month and series; named ones; a file per event. None is empty.

    A series has the months to the end of the second year after `stamp` (aware), which is when the calendar
    was last revised. `kept` are the paths of feeds published before.
    """
    if catalog.events:
        yield Feed(EVERYTHING, "", catalog.events)
    grouped = groups(catalog, stamp.year, kept)
    for path, (name, indexes) in sorted(grouped.items()):
        yield Feed(path, name, tuple([catalog.events[i] for i in indexes]))
    for named, members in _named(catalog, stamp, _places(catalog, grouped)):
        yield Feed(f"feeds/{named.id}.ics", named.name, members)
    for event in catalog.events:
        # No path ever moves: people who have the file of an old id go on with it.
        for id in (event.id, *event.formerly):
            yield Feed(file_of(id), event.summary, (event,))


def file_of(id: str) -> str:
    """The path of the file of an event alone."""
    return f"events/{id}.ics"


def venue_feed(id: str) -> str:
    """The path of the feed of a venue."""
    return f"venues/{id}.ics"


def month_of(path: str) -> tuple[int, int] | None:
    """The year and the month of the feed of a month, None for any other."""
    match = re.fullmatch(r"months/([0-9]{4})-([0-9]{2})\.ics", path)
    return (int(match[1]), int(match[2])) if match else None


def series_feed(id: str) -> str:
    """The path of the feed of an event and its parts."""
    return f"series/{id}.ics"


@cache
def town_feeds(town: str) -> tuple[str, ...]:
    """The path of the feed of a town; then the one that it has if it was published there before."""
    return _paths("towns", town)


@cache
def category_feeds(category: str) -> tuple[str, ...]:
    """The path of the feed of a category; then the one that it has if it was published there before."""
    return _paths("categories", category)


def _paths(folder: str, name: str) -> tuple[str, ...]:
    before = _hyphenated(_folded(name))
    slugs = (slug(name), before) if is_device(before) else (slug(name),)
    return tuple(f"{folder}/{slug}.ics" for slug in slugs)


def _published(paths: tuple[str, ...], kept: Container[str]) -> str:
    """No path ever moves, but a new feed gets one that Windows can hold."""
    return next((path for path in paths[1:] if path in kept), paths[0])


def _named(
    catalog: Catalog, stamp: datetime, places: Counter[str]
) -> Iterator[tuple[NamedFeed, tuple[Event, ...]]]:
    """The feeds of the curator's own that have events, and these.

    `places` tell how often each event stands in other feeds. Raises FloodError as soon as it is
    far too often.
    """
    index, most = Index(catalog), floods.most_places(len(catalog.events))
    chosen = cache(partial(_chosen, index=index, stamp=stamp))
    for named in catalog.feeds:
        if members := chosen(named.where):
            places.update(event.id for event in members)
            if places.total() > most:
                raise floods.too_many_places(places)
            yield named, members


def _chosen(where: Filters, index: Index, stamp: datetime) -> tuple[Event, ...]:
    try:
        return tuple(selection.matches(index, selection.asked(where, index, stamp)))
    except SelectionError:  # what it names is not among the events that this build is of
        return ()


def slug(name: str) -> str:
    """A name as part of a file name and an address: letters and digits of any script, and hyphens.

    Names that differ in case or in signs only share a slug, and so a feed.
    """
    folded = _folded(name)
    slug = _hyphenated(folded)
    if slug and len(slug.encode()) <= 80 and not is_device(slug):
        return slug
    # Too long for a path, a device of Windows, or nothing but signs: a digest keeps it apart from others.
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return f"{slug[:20].strip('-')}-{digest}".lstrip("-")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _hyphenated(folded: str) -> str:
    letters = ""
    for c in folded:
        # Marks are parts of letters: without them Indic vowels, and so names, would be lost.
        is_mark = unicodedata.category(c)[0] == "M" and letters[-1:] > " "
        letters += c if c.isalnum() or is_mark else " "
    return "-".join(letters.split())


def groups(catalog: Catalog, year: int, kept: Container[str] = ()) -> Groups:
    """What feeds events belong to, all of them and each alone aside; the first name met stands for all.

    `year` is that in which the calendar was last revised; `kept` are the paths of feeds published before.
    Raises FloodError where there are far too many.
    """
    by_id = catalog.by_id()
    parents = {event.related_to for event in catalog.events}
    groups: Groups = {}
    places, most = 0, floods.most_places(len(catalog.events))
    for index, event in enumerate(catalog.events):
        found = dict(_memberships(event, by_id, parents, year, kept))
        for path, name in found.items():
            groups.setdefault(path, (name, []))[1].append(index)
        places += len(found)
        if places > most:
            raise floods.too_many_places(_places(catalog, groups))
    return groups


def _places(catalog: Catalog, groups: Groups) -> Counter[str]:
    """In how many feeds each event stands, by its id."""
    counted = Counter(index for _, indexes in groups.values() for index in indexes)
    return Counter({catalog.events[index].id: count for index, count in counted.items()})


def _memberships(
    event: Event, by_id: Mapping[str, Event], parents: Set[str], year: int, kept: Container[str]
) -> Iterator[tuple[str, str]]:
    for words in (event, *[override.event for override in event.overrides]):
        for venue in words.venues:
            yield venue_feed(venue.id), venue.name
            if venue.town:
                yield _published(town_feeds(venue.town), kept), venue.town
    for category in event.categories:
        yield _published(category_feeds(category), kept), category
    for span in _spans(event, year):
        yield from _months_of(span.first_day, span.last_day, year)
    if event.id in parents:
        yield from _series(event)
    if event.related_to:
        for parent in ancestors(event, by_id):
            yield from _series(parent)


def _spans(event: Event, year: int) -> Iterator[Span]:
    if not event.recurring:
        yield event.span
        return
    yield from of_months(event, ahead(event, year))


def _series(parent: Event) -> Iterator[tuple[str, str]]:
    for id in (parent.id, *parent.formerly):
        yield series_feed(id), parent.summary


def _months_of(first: date, last: date, year: int) -> Iterator[tuple[str, str]]:
    """The months of a run; of one of more than ten years those that people look at.

    They are its first and last two years, and the years from one before the newest change to two after it.
    """
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if last - first <= LONG:
        yield from _months(begin, end)
        return
    now = max(begin, (year - 1) * 12), min(end, (year + 2) * 12 + 11)
    for one, other in ((begin, begin + 23), now, (end - 23, end)):
        yield from _months(one, other)


@cache
def _months(first: int, last: int) -> tuple[tuple[str, str], ...]:
    """Path and name of every month from one to another, which are counted from the year 0."""
    months = [divmod(n, 12) for n in range(first, last + 1)]
    return tuple((f"months/{year}-{month + 1:02}.ics", "") for year, month in months)
