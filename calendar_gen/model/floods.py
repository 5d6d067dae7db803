"""How much a build would write ↔ how much was written down: a few lines must not fill a disk unseen."""

from collections.abc import Mapping

# A build may write so many times the bytes of its source; an ordinary one writes some twenty times as many.
TIMES = 1_000
# What is less than both of these fits anywhere, however short its source.
BYTES, FILES = 200_000_000, 20_000
# An event stands in a dozen feeds or so. So many places in feeds are looked at, and so many for each event.
PLACES, PLACES_EACH = 1_000_000, 100
_NAMED = 3


class FloodError(Exception):
    """A build would write too much. `blamed` are the ids of the events that add most, most first."""

    def __init__(self, said: str, added: Mapping[str, int]) -> None:
        self.blamed = sorted(added, key=lambda id: (-added[id], id))[:_NAMED]
        super().__init__(f"{said}: most of it is of {', '.join(self.blamed)}")


def check(added: Mapping[str, int], files: int, source: int) -> None:
    """Hold what a build would write into so many files against the size of its source in bytes.

    `added` are the bytes of each event, by its id, in all of them. Headers and time zones don't count: they
    are small beside what is too much. Raises FloodError.
    """
    written = sum(added.values())
    if written <= TIMES * source or (written <= BYTES and files <= FILES):
        return
    much = f"{written / 1e6:,.0f} MB into {files:,} files, from {source / 1e3:,.0f} kB"
    raise FloodError(f"a build would write {much}", added)


def most_places(events: int) -> int:
    """How often so many events may stand in feeds, before all of that is put together."""
    return max(PLACES, PLACES_EACH * events)


def too_many_places(places: Mapping[str, int]) -> FloodError:
    """What is wrong where events stand in feeds more often; `places` are those met so far, by id."""
    return FloodError(f"events would stand in feeds more than {sum(places.values()):,} times", places)
