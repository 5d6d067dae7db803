"""How much a build would write ↔ how much was written down: a few lines must not fill a disk unseen."""

from collections.abc import Iterable, Mapping, Sequence

# A build may write so many times the bytes of its source; an ordinary one writes some twenty times as many.
TIMES = 1_000
# What is less than both of these fits anywhere, however short its source.
BYTES, FILES = 200_000_000, 20_000
# An event stands in a dozen feeds or so: with so many places in feeds a million events would be ordinary.
PLACES = 20_000_000
_NAMED = 3


class FloodError(Exception):
    """A build would write too much: how much, and the events to blame, for a person to read."""


def check(members: Mapping[str, Sequence[str]], sizes: Mapping[str, int], source: int) -> None:
    """Hold what a build would write against the size of its source in bytes.

    `members` are the ids of the events in each file, by path; `sizes` are the bytes of each event in a feed.
    Headers and time zones don't count: they are small beside what is too much. Raises FloodError.
    """
    written = sum([sum([sizes[id] for id in ids]) for ids in members.values()])
    if written <= TIMES * source or (written <= BYTES and len(members) <= FILES):
        return
    added: dict[str, int] = {}
    for ids in members.values():
        for id in ids:
            added[id] = added.get(id, 0) + sizes[id]
    said = f"it would write {written / 1e6:,.0f} MB into {len(members):,} files, from {source / 1e3:,.0f} kB"
    raise FloodError(f"{said}: {_blamed(added)}")


def check_places(places: Mapping[str, int]) -> None:
    """Hold how often events stand in feeds, by their ids, against PLACES, before all of it is put together.

    Raises FloodError.
    """
    if (total := sum(places.values())) > PLACES:
        raise FloodError(f"its events would stand in feeds more than {total:,} times: {_blamed(places)}")


def _blamed(added: Mapping[str, int]) -> str:
    """The events that add most."""
    most: Iterable[str] = sorted(added, key=lambda id: (-added[id], id))[:_NAMED]
    return f"most of it is of {', '.join(most)}"
