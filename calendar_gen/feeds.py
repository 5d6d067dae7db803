"""Catalog → which feeds there are: path, name, members. No bytes."""

import hashlib
import unicodedata
from collections.abc import Container, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from functools import cache

from msgspec import Struct

from calendar_gen import selection
from calendar_gen.manifest import is_device
from calendar_gen.model import Catalog, Event, Filters, ancestors
from calendar_gen.occurrences import occurrences
from calendar_gen.phrases import MONTHS
from calendar_gen.spans import Span

EVERYTHING = "calendar.ics"
# How far ahead the months of a series are made.
_AHEAD = timedelta(days=730)


class Feed(Struct, frozen=True):
    """What one .ics file holds; `path` is relative to the published folder and never moves."""

    path: str
    name: str
    events: tuple[Event, ...]


Groups = dict[str, tuple[str, list[int]]]
"""Feeds of several events by their paths: the name of each, and its events by their indexes."""


def feeds(
    catalog: Catalog, stamp: datetime, grouped: Groups | None = None, kept: Container[str] = ()
) -> Iterator[Feed]:
    """Everything; per venue, town, category, month and series; named ones; a file per event. None is empty.

    A series has the months to the end of the second year after `stamp` (aware), which is when the calendar
    was last revised. `grouped` is what `groups` gives for its year, where that is known already; `kept` are
    the paths of feeds published before.
    """
    title = catalog.calendar.name
    if catalog.events:
        yield Feed(EVERYTHING, title, catalog.events)
    for path, (name, indexes) in sorted((grouped or groups(catalog, stamp.year, kept)).items()):
        yield Feed(path, f"{title}: {name}", tuple([catalog.events[i] for i in indexes]))
    for named in catalog.feeds:
        if members := _chosen(catalog, named.where, stamp):
            yield Feed(f"feeds/{named.id}.ics", f"{title}: {named.name}", members)
    for event in catalog.events:
        # No path ever moves: people who have the file of an old id go on with it.
        for id in (event.id, *event.formerly):
            yield Feed(file_of(id), f"{title}: {event.summary}", (event,))


def file_of(id: str) -> str:
    """The path of the file of an event alone."""
    return f"events/{id}.ics"


def venue_feed(id: str) -> str:
    """The path of the feed of a venue."""
    return f"venues/{id}.ics"


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


def _chosen(catalog: Catalog, where: Filters, stamp: datetime) -> tuple[Event, ...]:
    try:
        return selection.select(catalog, selection.query(where, catalog, stamp))
    except selection.SelectionError:  # what it names is not among the events that this build is of
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
    """
    horizon = date(year + 2, 12, 31)
    by_id = catalog.by_id()
    parents = {event.related_to for event in catalog.events}
    groups: Groups = {}
    for index, event in enumerate(catalog.events):
        for path, name in dict(_memberships(event, by_id, parents, horizon, kept)).items():
            groups.setdefault(path, (name, []))[1].append(index)
    return groups


def _memberships(
    event: Event, by_id: Mapping[str, Event], parents: Set[str], horizon: date, kept: Container[str]
) -> Iterator[tuple[str, str]]:
    for words in (event, *[override.event for override in event.overrides]):
        for venue in words.venues:
            yield venue_feed(venue.id), venue.name
            if venue.town:
                yield _published(town_feeds(venue.town), kept), venue.town
    for category in event.categories:
        yield _published(category_feeds(category), kept), category
    for span in _spans(event, horizon):
        yield from _months(span.first_day.year, span.first_day.month, span.last_day.year, span.last_day.month)
    if event.id in parents:
        yield from _series(event)
    if event.related_to:
        for parent in ancestors(event, by_id):
            yield from _series(parent)


def _spans(event: Event, horizon: date) -> Iterator[Span]:
    if not event.recurring:
        yield event.span
        return
    last = min(event.last_day, max(event.span.last_day + _AHEAD, horizon))
    for occurrence in occurrences(event, None, last):
        yield occurrence.span


def _series(parent: Event) -> Iterator[tuple[str, str]]:
    for id in (parent.id, *parent.formerly):
        yield series_feed(id), parent.summary


@cache
def _months(
    first_year: int, first_month: int, last_year: int, last_month: int
) -> tuple[tuple[str, str], ...]:
    """Path and name of every month from one to another."""
    months = [divmod(n, 12) for n in range(first_year * 12 + first_month - 1, last_year * 12 + last_month)]
    return tuple((f"months/{year}-{month + 1:02}.ics", f"{MONTHS[month]} {year}") for year, month in months)
