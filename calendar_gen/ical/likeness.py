"""A document and its catalog → the ids of events that Nextcloud can't tell apart in a feed, by their UIDs."""

from collections.abc import Iterator, Sequence

from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical.entries import entries
from calendar_gen.model.apart import units
from calendar_gen.model.catalog import Event
from calendar_gen.model.checked import Checked
from calendar_gen.model.ignoring import ignores

# So much of a UID stands on the first line, which has 75 octets (RFC 5545 §3.1); and behind an id may stand
# as much as +20270101T193000.
_FIRST_LINE = 75 - len("UID:")
_SHORT = _FIRST_LINE - 20
_REMEDY = "write another id, unless this one is published already: its UID would change"


def alike(it: Checked) -> Iterator[Problem]:
    """A warning for each event of which Nextcloud may show nothing beside another, or not all.

    From version 32 on it keeps events by the first line of their UIDs, as folded, without the first letter
    (TextImporter), and shows one of those that are the same.
    """
    events = it.catalog.events
    plain = {event.uid[1:_FIRST_LINE] for event in events}
    if len(plain) == len(events) and not any(_is_long(event) for event in events if len(event.uid) > _SHORT):
        return  # as most are: without a detour
    index = it.index
    seen: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: index[event.id]):
        others = [seen.setdefault(key, event) for key in map(_key, _uids(event))]
        other = next((other for other in others if other.uid != event.uid), None)
        if other and ignores(it.written.events[index[other.id]], "W207"):
            seen |= {key: event for key, of in seen.items() if of is other}
        path = ("events", index[event.id], "id")
        if other:
            message = f"Nextcloud can't tell it from {quoted(other.id)}, and shows one of the two"
            first = ("events", index[other.id], "id")
            yield Problem("W207", message, _REMEDY, path, other=first, remark="line {line}")
        elif len(set(map(_key, _uids(event)))) < len(others):
            message = "with so long an id Nextcloud can't tell its dates apart, and shows one of them"
            yield Problem("W207", message, _REMEDY, path)


def _uids(event: Event) -> Sequence[str]:
    """The UIDs of an event that may be the same as others in Nextcloud's eyes."""
    if not _is_long(event):
        return (event.uid,)
    # Ids that are too long are so on the first dates, too: of a series without end no more are asked for.
    return tuple(dict.fromkeys(entry.uid for unit in units(event) for entry in entries(unit, 0)))


def _is_long(event: Event) -> bool:
    """Whether UIDs of its parts may not all stand on one line."""
    return len(event.uid) > _SHORT and (event.recurring or event.show_as != "span")


def _key(uid: str) -> str:
    """What Nextcloud keeps an event by."""
    return uid[1:_FIRST_LINE]
