"""A document → what is beside its events: its own words, venues, organizers, zones, first ids, and feeds."""

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import cache

from msgspec import Struct, structs

from calendar_gen.dates.values import Duration, Reading
from calendar_gen.dates.zones import likely_zone
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.model import wording as wordings
from calendar_gen.model.catalog import CANCELLED_FOR, Calendar, Filters, NamedFeed, Organizer, Venue
from calendar_gen.model.wording import Filed, Terms, Wording, one_line
from calendar_gen.source import document, translations
from calendar_gen.web.addresses import read_address

_DECIMALS = 15


class Context(Struct, frozen=True):
    """What the events of one document refer to; of a few venues many events are made.

    `known` are the names of the towns and of the categories that have ids.
    """

    calendar: Calendar
    wording: Wording
    venues: Mapping[str, Venue]
    organizers: Mapping[str, Organizer]
    places: Callable[[tuple[str, ...]], tuple[Venue, ...]]
    categories: Callable[[tuple[str, ...]], Filed]
    known: tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]
    zone: Callable[[tuple[str, ...]], tzinfo | Problem | None]
    first_ids: Mapping[str, str]
    show_as: str
    length: Duration | Problem | None

    def uid(self, id: str) -> str:
        """The UID of the event of an id, which needs not be there."""
        return f"{self.first_ids.get(id, id)}@{self.calendar.id}"


def context_of(written: document.Document) -> Context:
    """What the events of a document refer to; what isn't there is left out."""
    languages = translations.languages(written.calendar)
    wording = Wording(written.language or languages[0], languages, written.translations)
    calendar = _calendar(written.calendar, wording)
    towns, filing = wordings.towns(written, wording), wordings.categories(written, wording)
    venues = {id: _venue(id, venue, towns, wording) for id, venue in written.venues.items()}
    organizers = {id: _organizer(id, organizer, wording) for id, organizer in written.organizers.items()}
    usual = _usual_zone(written)
    zones = {
        id: likely_zone(venue.timezone) or usual or (UTC if venue.timezone is not None else None)
        for id, venue in written.venues.items()
    }

    @cache
    def places(ids: tuple[str, ...]) -> tuple[Venue, ...]:
        return tuple(venues[id] for id in dict.fromkeys(ids) if id in venues)

    @cache
    def categories(written: tuple[str, ...]) -> Filed:
        return filing.filed(written, "category_names.{}")

    @cache
    def zone(ids: tuple[str, ...]) -> tzinfo | Problem | None:
        found = {zones[id] for id in ids if id in zones} or {usual}
        if len(found) == 1:
            return found.pop()
        names = " and ".join(sorted(str(zone) if zone else "none" for zone in found))
        message = f"its venues are in different time zones ({names})"
        return Problem("E111", message, "say which one counts with 'timezone:'", ("start",))

    # A renamed event keeps the UID of its first id: to subscribers another would be another event.
    first_ids = {event.id: event.formerly[0] for event in written.events if event.formerly}
    show_as = written.calendar.show_as if written.calendar else "span"
    usually = written.calendar.default_duration if written.calendar else None
    length = usually.value if usually else None
    known = towns.known(), filing.known()
    return Context(
        calendar, wording, venues, organizers, places, categories, known, zone, first_ids, show_as, length
    )


def _usual_zone(written: document.Document) -> tzinfo | None:
    """The zone of the calendar. One that doesn't exist is told of in its place: any will do."""
    tzid = written.calendar.timezone if written.calendar else None
    is_there = tzid is not None or "calendar" in written.unread
    return likely_zone(tzid) or (UTC if is_there else None)


def venue_ids(placed: document.Event | document.Change) -> tuple[str, ...]:
    """The ids of the venues of an event, or of a change, under whichever key they were written."""
    return placed.venues if placed.venue is None else (placed.venue, *placed.venues)


def named_feeds(written: document.Document, wording: Wording) -> tuple[NamedFeed, ...]:
    """The feeds of one's own, by what they let through."""
    return tuple(
        wording.of(
            NamedFeed(feed.id, one_line(feed.name), _filters(feed.where)), ("feeds", i), wordings.NAMED
        )
        for i, feed in enumerate(written.feeds)
        if feed.where
    )


def _calendar(written: document.Calendar | None, wording: Wording) -> Calendar:
    if written is None:
        return Calendar("", "")
    calendar = Calendar(
        written.id,
        one_line(written.name),
        (written.description or "").strip(),
        written.timezone or "",
        wording.language,
        read_address(written.url),
        written.color or "",
        _retention(written.cancelled_for),
        wording.languages,
    )
    return wording.of(calendar, ("calendar",), wordings.CALENDAR)


def _retention(written: Reading[int] | None) -> int:
    return written.value if written and isinstance(written.value, int) else CANCELLED_FOR


def _venue(id: str, written: document.Venue, towns: Terms, wording: Wording) -> Venue:
    texts = wording.translations.get(("venues", id), {}).get("town")
    town = towns.filed([wording.first(texts) if texts else written.town or ""], "town_name")
    venue = Venue(
        id,
        one_line(written.name),
        "".join(town.keys),
        one_line(written.address or ""),
        written.geo and (_rounded(written.geo[0]), _rounded(written.geo[1])),
        read_address(written.url),
        "".join(town.names),
        fallen=town.fallen,
        elsewhere=town.elsewhere,
    )
    return wording.of(venue, ("venues", id), wordings.VENUE)


def _rounded(degrees: str) -> str:
    """Degrees with at most fifteen decimals: five are exact to a metre, and floats of apps hold no more."""
    if len(degrees) - degrees.find(".") <= _DECIMALS + 1 or "." not in degrees:
        return degrees
    return f"{Decimal(degrees).quantize(Decimal(1).scaleb(-_DECIMALS)):f}"


def _organizer(id: str, written: document.Organizer, wording: Wording) -> Organizer:
    organizer = Organizer(id, one_line(written.name), read_address(written.url), written.email or "")
    return wording.of(organizer, ("organizers", id), wordings.NAMED)


def _filters(written: document.Where) -> Filters:
    """Those of a feed, but for months and days that can't be read: these `checks` reports."""
    months = tuple([month.value for month in written.month if not isinstance(month.value, Problem)])
    first, last = (
        reading.value if reading and not isinstance(reading.value, Problem) else None
        for reading in (written.from_, written.to)
    )
    return Filters(**{**structs.asdict(written), "month": months, "from_": first, "to": last})
