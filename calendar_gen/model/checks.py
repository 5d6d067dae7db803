"""A document and its catalog → what is wrong with them as a whole, a generator for each rule."""

from collections.abc import Callable, Iterator, Mapping, Set
from functools import cache, partial

from msgspec import structs

from calendar_gen.dates.values import UNREAD, Certainty, Reading
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import Guess, guesses, quoted
from calendar_gen.model import wheres
from calendar_gen.model.checked import Checked
from calendar_gen.model.index import Index
from calendar_gen.model.references import venue_ids
from calendar_gen.source import document
from calendar_gen.source.document import BAD, Document, is_id
from calendar_gen.web.addresses import as_folder, ascii_address
from calendar_gen.web.names import is_device


def unreadable_retention(it: Checked) -> Iterator[Problem]:
    """What was removed is shown as cancelled for whole days."""
    if calendar := it.written.calendar:
        yield from _unreadable(calendar.cancelled_for, "cancelled_for")


def unreadable_length(it: Checked) -> Iterator[Problem]:
    """What is given without an end has a length that can be read."""
    if calendar := it.written.calendar:
        yield from _unreadable(calendar.default_duration, "default_duration")


def _unreadable(written: Reading[object] | None, key: str) -> Iterator[Problem]:
    problem = written.value if written else None
    if isinstance(problem, Problem) and written != UNREAD:
        yield problem.under("calendar", key)


def unreachable_addresses(it: Checked) -> Iterator[Problem]:
    """Every address has a host that there can be."""
    calendar, written = it.written.calendar, it.written
    addresses: list[tuple[Path, str | None]] = [(("calendar",), calendar.url)] if calendar else []
    addresses += [(("venues", id), venue.url) for id, venue in written.venues.items()]
    addresses += [(("organizers", id), organizer.url) for id, organizer in written.organizers.items()]
    for i, event in enumerate(written.events):
        if event.url:
            addresses.append((("events", i), event.url))
        if event.changes:
            addresses += [(("events", i, "changes", j), change.url) for j, change in enumerate(event.changes)]
        if not isinstance(event.source, tuple):
            addresses.append((("events", i, "source"), event.source.url))
        elif event.source:
            addresses += [(("events", i, "source", j), source.url) for j, source in enumerate(event.source)]
    for path, url in addresses:
        if not url:
            continue
        try:
            ascii_address(url)
        except ValueError:
            message = f"{quoted(url)} has no host that there can be"
            yield Problem("E022", message, "check the part before the first single '/'", (*path, "url"))


def address_of_folder(it: Checked) -> Iterator[Problem]:
    """The address of a calendar is that of a folder: pages and feeds have their paths behind it."""
    url = (it.written.calendar and it.written.calendar.url) or BAD
    if url != BAD and (folder := as_folder(url)) != url:
        message = f"{quoted(url)} is no folder: pages and feeds have their paths behind it"
        yield Problem("E022", message, f"write {quoted(folder)}", ("calendar", "url"))


def duplicate_ids(it: Checked) -> Iterator[Problem]:
    """Each event has an id that none else has or had: its UID and the name of its file come from it."""
    events = it.written.events
    every = [event.id for event in events] + [id for event in events for id in event.formerly]
    if len(set(every)) == len(every):
        return
    own: list[tuple[int, Path, str]] = [(i, ("id",), event.id) for i, event in enumerate(events)]
    former = [
        (i, ("formerly", j), id) for i, event in enumerate(events) for j, id in enumerate(event.formerly)
    ]
    taken: dict[str, tuple[int, Path]] = {}
    for i, path, id in (*own, *former):
        first, where = taken.setdefault(id, (i, path))
        if (first, where) != (i, path) and id != BAD:
            message = f"the id {quoted(id)} is taken by {quoted(events[first].title)}"
            if first == i:
                remedy = "leave it out here"
            elif path == ("id",):
                remedy = "give each event its own id"
            else:
                remedy = "an old id is that of one event only"
            yield Problem(
                *("E021", message, remedy, ("events", i, *path)),
                other=("events", first, *where),
                remark="first on line {line}",
            )


def names_of_devices(it: Checked) -> Iterator[Problem]:
    """No id is what Windows takes for a device: files are called by it, which can't be there."""
    ids: list[tuple[Path, str]] = [(("venues", id), id) for id in it.written.venues]
    # All such names are short, and most ids are not.
    ids += [(("events", i, "id"), event.id) for i, event in enumerate(it.written.events) if len(event.id) < 9]
    ids += [(("feeds", i, "id"), feed.id) for i, feed in enumerate(it.written.feeds)]
    for path, id in filter(lambda named: is_device(named[1]), ids):
        message = f"Windows can't hold a file with the name {quoted(id + '.ics')}"
        yield Problem("W206", message, _OTHER_ID, path, on_key=path[0] == "venues")


def unknown_venues(it: Checked) -> Iterator[Problem]:
    """Venues are defined under `venues`."""
    known, guessed = it.written.venues, guesses(it.written.venues)
    unread = "venues" in it.written.unread
    for path, placed in _placed(it.written):
        if placed.venue and placed.venues:
            message, remedy = "both 'venue' and 'venues' are given", "write them all under 'venues'"
            yield Problem("E205", message, remedy, (*path, "venue"), on_key=True)
        if placed.venue and placed.venue not in known and not unread:
            yield _unknown("E201", (*path, "venue"), placed.venue, guessed)
        for j, venue in enumerate(placed.venues):
            if venue and venue not in known and not unread:
                yield _unknown("E201", (*path, "venues", j), venue, guessed)


def _placed(written: Document) -> Iterator[tuple[Path, document.Event | document.Change]]:
    """All that takes place somewhere: the events, and the dates of series that differ."""
    for i, event in enumerate(written.events):
        yield ("events", i), event
        for j, change in enumerate(event.changes):
            yield ("events", i, "changes", j), change


def unknown_organizers(it: Checked) -> Iterator[Problem]:
    """Organizers are defined under `organizers`."""
    known, guessed = it.written.organizers, guesses(it.written.organizers)
    if "organizers" in it.written.unread:
        return
    for i, event in enumerate(it.written.events):
        if event.organizer and event.organizer not in known:
            yield _unknown("E202", ("events", i, "organizer"), event.organizer, guessed)


def unknown_parents(it: Checked) -> Iterator[Problem]:
    """`part_of` is the id of another event."""
    guessed = guesses(it.index)
    for i, event in enumerate(it.written.events):
        if event.part_of and event.part_of not in it.index:
            yield _unknown("E203", ("events", i, "part_of"), event.part_of, guessed)


def circles(it: Checked) -> Iterator[Problem]:
    """No event is, through others, part of itself."""
    parents = {event.id: event.part_of for event in it.written.events if event.part_of}
    cleared: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        id: str | None = start
        while id in parents and id not in cleared and id not in chain:
            chain[id] = None
            id = parents[id]
        if id in chain:
            members = list(chain)[list(chain).index(id) :]
            way = " → ".join([*members[:5], *(["…"] if len(members) > 5 else []), members[0]])
            path = ("events", it.index[members[0]], "part_of")
            if len(members) == 1:
                yield Problem("E204", "it is part of itself", "leave part_of out", path)
            else:
                message = f"events are part of each other in a circle: {way}"
                yield Problem("E204", message, "leave one part_of out", path)
        cleared.update(chain)


def feeds(it: Checked) -> Iterator[Problem]:
    """The feeds of one's own ask for what there is, and something matches; each has its own id."""
    ids: dict[str, int] = {}
    for i, feed in enumerate(it.written.feeds):
        first = ids.setdefault(feed.id, i)
        if first != i and feed.id != BAD:
            message = f"the id {quoted(feed.id)} is taken by another feed"
            yield Problem(
                *("E021", message, "give each feed its own id", ("feeds", i, "id")),
                other=("feeds", first, "id"),
                remark="line {line}",
            )
    # What is written of an event, its venue or its organizer with a mistake may be what a feed asks for.
    flawed = it.written.flawed & {"events", "venues", "organizers"}
    doubtful = bool(flawed) or len(it.catalog.events) < len(it.index)
    readable = [i for i, feed in enumerate(it.written.feeds) if feed.where]
    index = Index(it.catalog)
    lets_through = cache(partial(wheres.lets_through, index=index))
    for i, named in zip(readable, it.catalog.feeds, strict=True):
        wrong = list(wheres.unanswerable(it.written.feeds[i].where, index, ("feeds", i, "where"), doubtful))
        yield from wrong
        if not wrong and not doubtful and not lets_through(named.where):
            message = f"nothing matches the feed {quoted(named.id)}, so it is not made"
            yield Problem("W401", message, "ask for less, or leave the feed out", ("feeds", i, "where"))


def unused(it: Checked) -> Iterator[Problem]:
    """Venues and organizers are there for events; while one is unknown, an unused one may be meant by it."""
    written = it.written
    venues = {id for event in written.events for id in venue_ids(event)}
    venues |= {id for event in written.events for change in event.changes for id in venue_ids(change)}
    if BAD not in venues:
        yield from _unused("W203", "venues", "venue", written.venues, venues)
    organizers = {event.organizer for event in written.events} - {None}
    yield from _unused("W204", "organizers", "organizer", written.organizers, organizers)


def unreadable_citation_dates(it: Checked) -> Iterator[Problem]:
    """The date of a source is a date, if only a year."""
    for i, event in enumerate(it.written.events):
        several = isinstance(event.source, tuple)
        for j, citation in enumerate(event.source if isinstance(event.source, tuple) else (event.source,)):
            problem = citation.date.value if citation.date else None
            if isinstance(problem, Problem) and citation.date != UNREAD:
                path: Path = (
                    ("events", i, "source", j, "date") if several else ("events", i, "source", "date")
                )
                remedy = f"write {problem.between[0]}" if problem.between else problem.remedy
                yield structs.replace(problem, remedy=remedy, path=path)


def unknown_start_without_source(it: Checked) -> Iterator[Problem]:
    """Who reads that a start is not known wants to see who said so."""
    for event in it.catalog.events:
        if event.certainty is Certainty.START_UNKNOWN and not event.sources:
            message = "the start is unknown and no source is given"
            yield Problem("W102", message, "add 'source:'", ("events", it.index[event.id], "start"))


_OTHER_ID = "write another id, unless this one is published already: its addresses would change"
_KINDS = {
    "E201": ("venue", "define it under 'venues'"),
    "E202": ("organizer", "define it under 'organizers'"),
    "E203": ("event", "part_of takes the id of an event of this calendar"),
}


def _unknown(code: str, path: Path, id: str, guess: Callable[[str], Guess]) -> Problem:
    what, remedy = _KINDS[code]
    guessed = Guess("leave the key out") if id == "null" else guess(id)
    return Problem(code, f"unknown {what} {quoted(id)}", guessed.remedy or remedy, path, fix=guessed.fix)


def _unused(
    code: str, key: str, what: str, known: Mapping[str, object], used: Set[str | None]
) -> Iterator[Problem]:
    if used - known.keys() or not all(map(is_id, known)):
        return
    for id in known:
        if id not in used:
            message = f"no event uses the {what} {quoted(id)}"
            yield Problem(code, message, "leave it out", (key, id), on_key=True)
