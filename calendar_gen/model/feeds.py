"""Catalog → which feeds there are: path, name, members. No bytes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from functools import cache, partial
from itertools import islice

from msgspec import Struct

from calendar_gen.dates.values import LONG, Span
from calendar_gen.model import floods, selection
from calendar_gen.model.catalog import Catalog, Event, Filters, NamedFeed, ancestors
from calendar_gen.model.index import Index, SelectionError
from calendar_gen.model.members import members
from calendar_gen.model.occurrences import ahead, of_months
from calendar_gen.model.slugs import Paths
from calendar_gen.web import layout


class Feed(Struct, frozen=True):
    """What one .ics file holds; `path` is relative to the published folder and never moves.

    `name` is that of the venue, town, category, event or feed, "" for what the path tells: everything, and
    months. `language` is that of the name where it isn't the catalog's, else "".
    """

    path: str
    name: str
    events: tuple[Event, ...]
    language: str = ""


Name = tuple[str, str]
"""What a feed is called, and in which language, "" for the catalog's."""
Groups = dict[str, tuple[Name, list[int]]]
"""Feeds of several events by their paths: the name of each, and its events by their indexes."""


def feeds(catalog: Catalog, stamp: datetime, paths: Paths) -> Iterator[Feed]:
    """Everything; per venue, town, category, month and series; named ones; a file per event. None is empty.

    The catalog is one as it stands in feeds, and `paths` are those of its towns and categories. A series has
    the months to the end of the second year after `stamp` (aware), when the calendar was last revised.
    """
    if catalog.events:
        yield Feed(layout.EVERYTHING, "", catalog.events)
    by_id: dict[str, list[Event]] = {}
    for event in catalog.events:
        by_id.setdefault(event.id, []).append(event)
    titles = {id: _title(of) for id, of in by_id.items()}
    grouped = _groups(catalog, stamp.year, paths, titles)
    for path, ((name, language), indexes) in sorted(grouped.items()):
        yield Feed(path, name, tuple([catalog.events[i] for i in indexes]), language)
    for named, found in _named(catalog, stamp, _places(catalog, grouped)):
        yield Feed(layout.feed_of("feeds", named.id), named.name, found, named.language_of("name"))
    for id, of in by_id.items():
        # No path ever moves: people who have the file of an old id go on with it.
        for each in (id, *of[0].formerly):
            yield Feed(layout.event_file(each), titles[id][0], tuple(of), titles[id][1])


def _title(of: Sequence[Event]) -> Name:
    """The title of an event, which a date that stands beside it may have changed."""
    event = next((event for event in of if "+" not in event.uid), of[0])
    return event.summary, event.language_of("summary")


def _named(
    catalog: Catalog, stamp: datetime, places: Counter[str]
) -> Iterator[tuple[NamedFeed, tuple[Event, ...]]]:
    """The feeds of the curator's own that have events, and these.

    `places` tell how often each event stands in other feeds. Raises FloodError as soon as it is
    far too often.
    """
    index, most = Index(catalog), floods.most_places(len(catalog.events))
    chosen = cache(partial(_chosen, index=index, stamp=stamp, most=most))
    for named in catalog.feeds:
        if found := chosen(named.where):
            places.update(event.id for event in found)
            if places.total() > most:
                raise floods.too_many_places(places)
            yield named, found


def _chosen(where: Filters, index: Index, stamp: datetime, most: int) -> tuple[Event, ...]:
    try:
        wanted = selection.asked(where, index, stamp)
    except SelectionError:  # what it names is not among the events that this build is of
        return ()
    found = tuple(islice(members(index, wanted, stamp.year), most + 1))
    if len(found) > most:
        raise floods.too_many_places(Counter(event.id for event in found))
    return found


def _groups(catalog: Catalog, year: int, paths: Paths, titles: Mapping[str, Name]) -> Groups:
    """What feeds events belong to, all of them and each alone aside; the first name met stands for all.

    Raises FloodError where there are far too many.
    """
    by_id = catalog.by_id()
    parents = {event.related_to for event in catalog.events}
    groups: Groups = {}
    places, most = 0, floods.most_places(len(catalog.events))
    for index, event in enumerate(catalog.events):
        found = dict(_memberships(event, by_id, parents, year, paths, titles))
        for path, name in found.items():
            groups.setdefault(path, (name, []))[1].append(index)
        places += len(found)
        if places > most:
            raise floods.too_many_places(_places(catalog, groups))
    return groups


def _places(catalog: Catalog, groups: Groups) -> Counter[str]:
    """In how many feeds each event stands, by its id."""
    counted = Counter(index for _, indexes in groups.values() for index in indexes)
    places: Counter[str] = Counter()
    for index, count in counted.items():
        places[catalog.events[index].id] += count
    return places


def _memberships(
    event: Event,
    by_id: Mapping[str, Event],
    parents: Set[str],
    year: int,
    paths: Paths,
    titles: Mapping[str, Name],
) -> Iterator[tuple[str, Name]]:
    for venue in event.venues:
        yield layout.venue_feed(venue.id), (venue.name, venue.language_of("name"))
        if venue.town:
            yield paths.towns[venue.town], (venue.town_name, venue.language_of("town_name"))
    for category, name in event.named_categories.items():
        yield paths.categories[category], (name, event.language_of(f"category_names.{category}"))
    for span in _spans(event, year):
        yield from _months_of(span.first_day, span.last_day, year)
    if event.id in parents:
        yield from _series(event, titles)
    if event.related_to:
        for parent in ancestors(event, by_id):
            yield from _series(parent, titles)


def _spans(event: Event, year: int) -> Iterator[Span]:
    if not event.recurring:
        yield event.span
        return
    yield from of_months(event, ahead(event, year))


def _series(parent: Event, titles: Mapping[str, Name]) -> Iterator[tuple[str, Name]]:
    for id in (parent.id, *parent.formerly):
        yield layout.series_feed(id), titles[parent.id]


def _months_of(first: date, last: date, year: int) -> Iterator[tuple[str, Name]]:
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
def _months(first: int, last: int) -> tuple[tuple[str, Name], ...]:
    """Path and name of every month from one to another, which are counted from the year 0."""
    months = [divmod(n, 12) for n in range(first, last + 1)]
    return tuple((layout.month_feed(year, month + 1), ("", "")) for year, month in months)
