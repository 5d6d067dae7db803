"""An event → what search engines read of it: schema.org's Event as JSON-LD, with nothing made up."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from calendar_gen.dates.values import Certainty, Span, Times
from calendar_gen.lock.records import Record
from calendar_gen.model.catalog import Calendar, Event, Venue
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.site import links
from calendar_gen.web import layout

_SCHEMA = "https://schema.org/"
# What kind of Event a category says that it is, the first that does: docs/site.md.
TYPES: Mapping[str, str] = {
    "business": "BusinessEvent",
    "trade fair": "BusinessEvent",
    "children": "ChildrensEvent",
    "kids": "ChildrensEvent",
    "comedy": "ComedyEvent",
    "concert": "MusicEvent",
    "conference": "BusinessEvent",
    "course": "EducationEvent",
    "dance": "DanceEvent",
    "education": "EducationEvent",
    "exhibition": "ExhibitionEvent",
    "expo": "ExhibitionEvent",
    "festival": "Festival",
    "film": "ScreeningEvent",
    "food": "FoodEvent",
    "hackathon": "Hackathon",
    "language exchange": "SocialEvent",
    "lecture": "EducationEvent",
    "literature": "LiteraryEvent",
    "motorsport": "SportsEvent",
    "music": "MusicEvent",
    "opera": "TheaterEvent",
    "sale": "SaleEvent",
    "screening": "ScreeningEvent",
    "social": "SocialEvent",
    "sport": "SportsEvent",
    "sports": "SportsEvent",
    "talk": "EducationEvent",
    "theatre": "TheaterEvent",
    "theater": "TheaterEvent",
    "visual arts": "VisualArtsEvent",
    "workshop": "EducationEvent",
}
_STATUS = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}


def event(event: Event, occurrence: Occurrence, calendar: Calendar, moved: Record | None = None) -> str:
    """The JSON-LD of one date of an event, safe inside `<script>`."""
    said: dict[str, Any] = {"@context": "https://schema.org", "@type": type_of(_called(event))}
    if at := links.base(calendar):
        page = at + layout.event_page(event.id)
        said |= {"@id": f"{page}#event", "url": page}
    said["name"] = event.summary
    if event.description:
        said["description"] = event.description
    said["inLanguage"] = event.language_of("summary") or calendar.language
    said |= _dates(occurrence)
    status = _STATUS.get(event.status, "EventRescheduled" if moved else "EventScheduled")
    said["eventStatus"] = _SCHEMA + status
    if status == "EventRescheduled" and moved and moved.was and moved.was.lines:
        said["previousStartDate"] = _start(moved.was.span)
    if event.venues:
        said["eventAttendanceMode"] = _SCHEMA + "OfflineEventAttendanceMode"
        places = [_place(venue) for venue in event.venues]
        said["location"] = places[0] if len(places) == 1 else places
    if event.organizer:
        said["organizer"] = {"@type": "Organization", "name": event.organizer.name}
        if event.organizer.url:
            said["organizer"]["url"] = event.organizer.url
    text = msgspec.json.encode(said).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def type_of(names: Iterable[str]) -> str:
    """The type that the first name of a category says that has one, else Event."""
    return next((TYPES[name.casefold()] for name in names if name.casefold() in TYPES), "Event")


def _called(event: Event) -> Iterator[str]:
    """What its categories are called, by their ids and in every language: an event is of one type in all."""
    for key, name in event.named_categories.items():
        yield from (key, name, *event.called(f"category_names.{key}"))


def _dates(occurrence: Occurrence) -> Mapping[str, str]:
    """Only what is exact: a date that isn't sure is no `startDate`."""
    event, span = occurrence.event, occurrence.span
    if event.certainty is Certainty.EXACT or occurrence.span != event.span:
        return {"startDate": _start(span), "endDate": _end(span)}
    end = event.stated.end
    if event.certainty is Certainty.START_UNKNOWN and end and end.certainty is Certainty.EXACT:
        return {"endDate": _end(span)}
    return {}


def _start(span: Span) -> str:
    return span.dtstart.isoformat()


def _end(span: Span) -> str:
    """The end of times; the last day of days, which is a part of them."""
    return span.dtend.isoformat() if isinstance(span, Times) else span.last_day.isoformat()


@lru_cache(maxsize=10_000)
def _place(venue: Venue) -> dict[str, Any]:
    """A place, with only what is written of it."""
    said: dict[str, Any] = {"@type": "Place", "name": venue.name}
    address = {"streetAddress": venue.address, "addressLocality": venue.town_name}
    if found := {key: value for key, value in address.items() if value}:
        said["address"] = {"@type": "PostalAddress"} | found
    if venue.geo:
        lat, lon = map(float, venue.geo)
        said["geo"] = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
    if venue.url:
        said["url"] = venue.url
    return said
