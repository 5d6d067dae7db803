"""Catalog → which feeds there are: path, name, members. No bytes."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Set
from functools import cache

from msgspec import Struct

from calendar_gen.model import Catalog, Event, ancestors
from calendar_gen.phrases import MONTHS


class Feed(Struct, frozen=True):
    """What one .ics file holds; `path` is relative to the published folder and never moves."""

    path: str
    name: str
    events: tuple[Event, ...]


def feeds(catalog: Catalog) -> Iterator[Feed]:
    """Everything; one per venue, town, category, month and series; a file per event. None is empty."""
    title = catalog.calendar.name
    if catalog.events:
        yield Feed("calendar.ics", title, catalog.events)
    for path, (name, events) in sorted(_groups(catalog).items()):
        yield Feed(path, f"{title}: {name}", tuple(events))
    for event in catalog.events:
        yield Feed(f"events/{event.id}.ics", f"{title}: {event.summary}", (event,))


def slug(name: str) -> str:
    """A name as part of a file name and an address: letters and digits of any script, and hyphens.

    Names that differ in case or in signs only share a slug, and so a feed.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    letters = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in folded)
    slug = "-".join(letters.split())
    if slug and len(slug.encode()) <= 80:
        return slug
    # Too long for a path, or nothing but signs: a digest keeps it apart from others.
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return f"{slug[:20]}-{digest}".lstrip("-")


def _groups(catalog: Catalog) -> dict[str, tuple[str, list[Event]]]:
    """Name and members of every feed of several events, by its path; the first name met stands for all."""
    by_id = catalog.by_id()
    parents = {event.related_to for event in catalog.events}
    groups: dict[str, tuple[str, list[Event]]] = {}
    for event in catalog.events:
        for path, name in dict(_memberships(event, by_id, parents)).items():
            groups.setdefault(path, (name, []))[1].append(event)
    return groups


def _memberships(event: Event, by_id: Mapping[str, Event], parents: Set[str]) -> Iterator[tuple[str, str]]:
    for venue in event.venues:
        yield f"venues/{venue.id}.ics", venue.name
        if venue.town:
            yield _town(venue.town), venue.town
    for category in event.categories:
        yield _category(category), category
    span = event.span
    yield from _months(span.first_day.year, span.first_day.month, span.last_day.year, span.last_day.month)
    if event.id in parents:
        yield f"series/{event.id}.ics", event.summary
    if event.related_to:
        for parent in ancestors(event, by_id):
            yield f"series/{parent.id}.ics", parent.summary


@cache
def _town(town: str) -> str:
    return f"towns/{slug(town)}.ics"


@cache
def _category(category: str) -> str:
    return f"categories/{slug(category)}.ics"


@cache
def _months(
    first_year: int, first_month: int, last_year: int, last_month: int
) -> tuple[tuple[str, str], ...]:
    """Path and name of every month from one to another."""
    months = [divmod(n, 12) for n in range(first_year * 12 + first_month - 1, last_year * 12 + last_month)]
    return tuple((f"months/{year}-{month + 1:02}.ics", f"{MONTHS[month]} {year}") for year, month in months)
