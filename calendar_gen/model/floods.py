"""How much a build would write ↔ how much was written down: a few lines must not fill a disk unseen."""

from collections.abc import Iterable, Mapping

# A build may write so many times the bytes of its source; an ordinary one writes some twenty times as many.
TIMES = 1_000
# What is less than both of these fits anywhere, however short its source.
BYTES, FILES = 200_000_000, 20_000
# An event stands in a dozen feeds or so. So many places in feeds are looked at, and so many for each event.
PLACES, PLACES_EACH = 1_000_000, 100
_NAMED = 3


class FloodError(Exception):
    """A build would write too much: how much, and the events to blame, for a person to read."""


def check(places: Mapping[str, int], files: int, sizes: Mapping[str, int], source: int) -> None:
    """Hold what a build would write against the size of its source in bytes.

    `places` are how many of the `files` each event stands in, by its id, `sizes` its bytes in each of them.
    Headers and time zones don't count: they are small beside what is too much. Raises FloodError.
    """
    added = {id: count * sizes[id] for id, count in places.items()}
    written = sum(added.values())
    if written <= TIMES * source or (written <= BYTES and files <= FILES):
        return
    said = f"it would write {written / 1e6:,.0f} MB into {files:,} files, from {source / 1e3:,.0f} kB"
    raise FloodError(f"{said}: {_blamed(added)}")


def most_places(events: int) -> int:
    """How often so many events may stand in feeds, before all of that is put together."""
    return max(PLACES, PLACES_EACH * events)


def too_many_places(places: Mapping[str, int]) -> FloodError:
    """What is wrong where events stand in feeds more often; `places` are those met so far, by id."""
    total = sum(places.values())
    return FloodError(f"its events would stand in feeds more than {total:,} times: {_blamed(places)}")


def _blamed(added: Mapping[str, int]) -> str:
    """The events that add most."""
    most: Iterable[str] = sorted(added, key=lambda id: (-added[id], id))[:_NAMED]
    return f"most of it is of {', '.join(most)}"
