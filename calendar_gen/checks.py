"""Rules that a calendar keeps beyond the kinds of its values. One rule, one generator, one entry in RULES."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from calendar_gen import dates, timezones
from calendar_gen.colors import COLORS
from calendar_gen.dates import Certainty, Flaw
from calendar_gen.diagnostics import Path, Problem, did_you_mean, quoted
from calendar_gen.document import BAD, Document
from calendar_gen.model import Catalog, Event
from calendar_gen.resolution import known_zone, venue_ids


class Checked(Struct, frozen=True):
    """What the rules look at: what was written, what it means, and at which index each event id stands."""

    written: Document
    catalog: Catalog
    index: Mapping[str, int]


def check(written: Document, catalog: Catalog) -> list[Problem]:
    """Every problem that the rules find, in no order."""
    index: dict[str, int] = {}
    for i, event in enumerate(written.events):
        index.setdefault(event.id, i)
    checked = Checked(written, catalog, index)
    return [problem for rule in RULES for problem in rule(checked)]


def unknown_time_zones(it: Checked) -> Iterator[Problem]:
    """Every zone is one of IANA's."""
    calendar = it.written.calendar
    zones: list[tuple[Path, str | None]] = [(("calendar",), calendar.timezone)] if calendar else []
    zones += [(("venues", id), venue.timezone) for id, venue in it.written.venues.items()]
    zones += [(("events", i), event.timezone) for i, event in enumerate(it.written.events) if event.timezone]
    for path, tzid in zones:
        if tzid and known_zone(tzid) is None:
            remedy = did_you_mean(tzid, timezones.tzids()) or "IANA names look like 'Europe/Berlin'"
            yield Problem("E027", (*path, "timezone"), f"there is no time zone {quoted(tzid)}", remedy)


def unknown_colors(it: Checked) -> Iterator[Problem]:
    """Every colour is one of CSS3's."""
    calendar = it.written.calendar
    colors: list[tuple[Path, str | None]] = [(("calendar",), calendar.color)] if calendar else []
    colors += [(("events", i), event.color) for i, event in enumerate(it.written.events) if event.color]
    for path, color in colors:
        if color and color not in COLORS:
            remedy = did_you_mean(color, COLORS) or "for example 'steelblue'"
            yield Problem("E025", (*path, "color"), f"{quoted(color)} is not a CSS3 colour name", remedy)


def duplicate_ids(it: Checked) -> Iterator[Problem]:
    """Each event has an id of its own: its UID and the name of its file come from it."""
    for i, event in enumerate(it.written.events):
        first = it.index[event.id]
        if first != i and event.id != BAD:
            title = quoted(it.written.events[first].title)
            message = f"the id {quoted(event.id)} is taken by event {first + 1}, {title}"
            yield Problem("E021", ("events", i, "id"), message, "give each event its own id")


def unknown_venues(it: Checked) -> Iterator[Problem]:
    """Venues are defined under `venues`."""
    known = it.written.venues
    for i, event in enumerate(it.written.events):
        if event.venue and event.venues:
            message = "both 'venue' and 'venues' are given"
            yield Problem(
                "E205", ("events", i, "venue"), message, "write them all under 'venues'", on_key=True
            )
        if event.venue and event.venue not in known:
            yield _unknown("E201", ("events", i, "venue"), "venue", event.venue, known)
        for j, venue in enumerate(event.venues):
            if venue not in known:
                yield _unknown("E201", ("events", i, "venues", j), "venue", venue, known)


def unknown_organizers(it: Checked) -> Iterator[Problem]:
    """Organizers are defined under `organizers`."""
    known = it.written.organizers
    for i, event in enumerate(it.written.events):
        if event.organizer and event.organizer not in known:
            yield _unknown("E202", ("events", i, "organizer"), "organizer", event.organizer, known)


def unknown_parents(it: Checked) -> Iterator[Problem]:
    """`part_of` is the id of another event."""
    for i, event in enumerate(it.written.events):
        if event.part_of and event.part_of not in it.index:
            yield _unknown("E203", ("events", i, "part_of"), "event", event.part_of, it.index)


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
            yield Problem(
                "E204", path, f"events are part of each other in a circle: {way}", "leave one part_of out"
            )
        cleared.update(chain)


def outside_parent(it: Checked) -> Iterator[Problem]:
    """An event lies inside the run of the event that it is part of."""
    events = it.catalog.by_id()
    for event in it.catalog.events:
        parent = events.get(event.related_to)
        if parent and not _inside(event, parent):
            run = f"{parent.span.first_day} to {parent.span.last_day}"
            message = f"it is not inside the run of {quoted(parent.id)}, {run}"
            path = ("events", it.index[event.id], "part_of")
            yield Problem("W201", path, message, "check the dates of both")


def twins(it: Checked) -> Iterator[Problem]:
    """Two events with one title and the same dates are probably one event written twice."""
    seen: dict[tuple[object, ...], str] = {}
    for event in it.catalog.events:
        key = (event.summary.casefold(), event.span)
        first = seen.setdefault(key, event.id)
        if first != event.id:
            message = f"{quoted(first)} has the same title and dates: probably the same event"
            yield Problem("W202", ("events", it.index[event.id], "title"), message, "leave one of them out")


def unused(it: Checked) -> Iterator[Problem]:
    """Venues and organizers are there for events."""
    venues = {id for event in it.written.events for id in venue_ids(event)}
    organizers = {event.organizer for event in it.written.events}
    for id in it.written.venues:
        if id not in venues:
            yield _unused("W203", "venues", "venue", id)
    for id in it.written.organizers:
        if id not in organizers:
            yield _unused("W204", "organizers", "organizer", id)


def two_spellings(it: Checked) -> Iterator[Problem]:
    """A town or a category is always written in the same way, or it becomes two in people's eyes."""
    towns = [(("venues", id, "town"), venue.town or "") for id, venue in it.written.venues.items()]
    categories = [
        (("events", i, "categories", j), category)
        for i, event in enumerate(it.written.events)
        for j, category in enumerate(event.categories)
    ]
    for what, written in (("town", towns), ("category", categories)):
        counted = Counter(text for _, text in written)
        usual: dict[str, str] = {}
        for text, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            usual.setdefault(" ".join(text.casefold().split()), text)
        for path, text in written:
            if text and (other := usual[" ".join(text.casefold().split())]) != text:
                message = f"the {what} {quoted(text)} is elsewhere written {quoted(other)}"
                yield Problem("W205", path, message, f"write {quoted(other)}")


def unreadable_citation_dates(it: Checked) -> Iterator[Problem]:
    """The date of a source is a date, if only a year."""
    for i, event in enumerate(it.written.events):
        several = isinstance(event.source, tuple)
        for j, citation in enumerate(event.source if isinstance(event.source, tuple) else (event.source,)):
            flaw = dates.parse(citation.date) if citation.date else None
            if isinstance(flaw, Flaw):
                path: Path = (
                    ("events", i, "source", j, "date") if several else ("events", i, "source", "date")
                )
                yield Problem(flaw.code, path, flaw.message, flaw.remedy)


def unknown_start_without_source(it: Checked) -> Iterator[Problem]:
    """Who reads that a start is not known wants to see who said so."""
    for event in it.catalog.events:
        if event.certainty is Certainty.START_UNKNOWN and not event.sources:
            message = "the start is unknown and no source is given"
            yield Problem("W102", ("events", it.index[event.id], "start"), message, "add 'source:'")


RULES: tuple[Callable[[Checked], Iterable[Problem]], ...] = (
    unknown_time_zones,
    unknown_colors,
    duplicate_ids,
    unknown_venues,
    unknown_organizers,
    unknown_parents,
    circles,
    outside_parent,
    twins,
    unused,
    two_spellings,
    unreadable_citation_dates,
    unknown_start_without_source,
)


def _inside(event: Event, parent: Event) -> bool:
    starts_inside = (
        parent.certainty is Certainty.START_UNKNOWN or parent.span.first_day <= event.span.first_day
    )
    return starts_inside and event.span.last_day <= parent.span.last_day


def _unknown(code: str, path: Path, what: str, id: str, known: Iterable[str]) -> Problem:
    remedy = did_you_mean(id, known) or f"no {what} has this id"
    return Problem(code, path, f"unknown {what} {quoted(id)}", remedy)


def _unused(code: str, key: str, what: str, id: str) -> Problem:
    return Problem(code, (key, id), f"no event uses the {what} {quoted(id)}", "leave it out", on_key=True)
