"""A key that is none of a mapping → the mapping of the format in which it is one, in words."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from calendar_gen.source import kinds
from calendar_gen.source.document import (
    TOP,
    Calendar,
    Change,
    Citation,
    Event,
    Feed,
    Organizer,
    Repeat,
    Site,
    Venue,
    Where,
)

_EVENT = "in an event, under 'events'"
# At the top the first that has a key is meant; elsewhere it must be the only one.
_PLACES: Mapping[type[Struct], str] = {
    Calendar: "in 'calendar'",
    Event: _EVENT,
    Venue: "in a venue, under 'venues'",
    Organizer: "in an organizer, under 'organizers'",
    Repeat: "in 'repeat'",
    Citation: "in 'source'",
    Feed: "in a feed, under 'feeds'",
    Site: "in 'site'",
}


@cache
def home(names: tuple[str, ...], known: tuple[str, ...], has_keys: bool) -> str:
    """Where the first of some names is a key, "" where none is or it is in several places.

    `known` are the keys of the mapping in which it was written, and is none; `has_keys` says whether its
    value is a mapping.
    """
    here, in_file = mapping_of(known), known == tuple(TOP)
    places = _places(here)
    for name in names:
        found = [place for cls, place in places if name in kinds.fields(cls) and cls is not here]
        # `categories` of one date, or of a feed, are those of an event, if anything.
        of_event = bool(found) or name in kinds.fields(Event)
        if name in TOP and not in_file and (has_keys or not of_event):
            return _told("at the top of the file", name, names)
        if found and (len(found) == 1 or in_file):
            return _told(found[0], name, names)
    return ""


def mapping_of(known: tuple[str, ...]) -> type[Struct] | None:
    """The mapping that has some keys, None for any other."""
    every: tuple[type[Struct], ...] = (*_PLACES, Change, Where)
    return next((cls for cls in every if tuple(kinds.fields(cls)) == known), None)


def _places(here: type[Struct] | None) -> list[tuple[type[Struct], str]]:
    """Where to look for a key that is none here: not where nobody would put what he wants to say."""
    if here is Where:
        return []
    if here is Feed:
        return [(Where, "in 'where'")]
    if here is Change:  # which has a choice of the event's own
        return [(cls, place) for cls, place in _PLACES.items() if cls is not Event]
    if here in (Repeat, Citation):
        return [(Event, "in the event itself")]
    return list(_PLACES.items())


def _told(place: str, name: str, names: tuple[str, ...]) -> str:
    return f"it belongs {place}" + (f", as '{name}'" if name != names[0] else "")
