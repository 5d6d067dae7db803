"""A key that is none of a mapping → the mapping of the format in which it is one, in words."""

from collections.abc import Iterable, Mapping
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
# In which a key of the event itself is meant.
_WITHIN_EVENTS = (Repeat, Citation)


@cache
def home(names: tuple[str, ...], known: tuple[str, ...]) -> str:
    """Where the first of some names is a key, "" where none is or it is in several places.

    `known` are the keys of the mapping in which it was written, and is none.
    """
    here = _here(known)
    places = _places(here)
    for name in names:
        found = [place for cls, place in places if name in kinds.fields(cls) and cls is not here]
        if name in TOP and here is not None and not (found and here in _WITHIN_EVENTS):
            return _told("at the top of the file", name, names)
        if found and (len(found) == 1 or here is None):
            return _told(found[0], name, names)
    return ""


def _here(known: Iterable[str]) -> type[Struct] | None:
    """The mapping that has some keys, None for the file itself."""
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
    if here in _WITHIN_EVENTS:
        return [(Event, "in the event itself")]
    return list(_PLACES.items())


def _told(place: str, name: str, names: tuple[str, ...]) -> str:
    return f"it belongs {place}" + (f", as '{name}'" if name != names[0] else "")
