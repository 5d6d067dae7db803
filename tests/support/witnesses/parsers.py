"""What `icalendar` and `ical`, Home Assistant's, read in a feed."""

import re
from datetime import date, datetime
from typing import Any

import icalendar
from ical.calendar import Calendar as IcalCalendar
from ical.calendar_stream import CalendarStream
from ical.event import Event as IcalEvent
from ical.exceptions import CalendarParseError
from ical.parsing.component import parse_content
from ical.types.recur import RecurrenceId

from support.witnesses.seen import RefusedError, Seen, When, ended, present, rule_of, text_of, when_of


def by_icalendar(feed: bytes) -> tuple[Seen, ...]:
    """What `icalendar` reads; a property that it would quietly set aside is a `RefusedError`."""
    return tuple(_seen_by_icalendar(event) for event in calendar_by_icalendar(feed).walk("VEVENT"))


def calendar_by_icalendar(feed: bytes) -> icalendar.Calendar:
    """What `icalendar` reads; a value that it can't read is a `RefusedError`."""
    try:
        calendar = icalendar.Calendar.from_ical(text_of(feed, "icalendar"))
    except (ValueError, IndexError, KeyError, AssertionError) as error:
        raise RefusedError(f"icalendar: {error}") from error
    # A VEVENT with a value that can't be read is kept, less that value, and the error is noted beside it.
    if errors := [problem for component in calendar.walk() for problem in component.errors]:
        raise RefusedError(f"icalendar: {errors}")
    return calendar


def _seen_by_icalendar(event: Any) -> Seen:
    def one(name: str) -> Any:
        value = event.get(name)
        if isinstance(value, list):
            raise RefusedError(f"icalendar: {name} stands {len(value)} times in one VEVENT")
        return value

    def every(name: str) -> list[Any]:
        value = event.get(name, [])
        return value if isinstance(value, list) else [value]

    def text(name: str) -> str:
        return str(one(name) or "")

    def when(name: str) -> When | None:
        return None if one(name) is None else when_of(one(name).dt, "icalendar")

    return Seen(
        uid=text("UID"),
        summary=text("SUMMARY"),
        description=text("DESCRIPTION"),
        location=text("LOCATION"),
        status=text("STATUS"),
        start=present(when("DTSTART"), "icalendar"),
        end=ended(when("DTSTART"), when("DTEND"), "icalendar"),
        categories=tuple(str(name) for value in every("CATEGORIES") for name in value.cats),
        url=text("URL"),
        related_to=tuple(str(uid) for uid in every("RELATED-TO")),
        sequence=int(one("SEQUENCE") or 0),
        transp=text("TRANSP"),
        recurrence_id=when("RECURRENCE-ID"),
        rrule=rule_of(one("RRULE").to_ical().decode() if one("RRULE") else None),
        exdate=tuple(when_of(day.dt, "icalendar") for value in every("EXDATE") for day in value.dts),
        geo=(one("GEO").latitude, one("GEO").longitude) if one("GEO") else None,
        organizer=text("ORGANIZER"),
        dtstamp=when("DTSTAMP"),
        last_modified=when("LAST-MODIFIED"),
        created=when("CREATED"),
    )


def by_ical(feed: bytes) -> tuple[Seen, ...]:
    """What `ical` reads, the parser in Home Assistant: one value that it can't read refuses the feed."""
    events = calendar_by_ical(feed).events
    (written,) = parse_content(text_of(feed, "ical"))
    # ical 14.3 splits CATEGORIES at escaped commas too: take the line as it unfolds it, and split that.
    categories = [
        tuple(
            _unescape(name)
            for line in component.properties
            if line.name == "categories"
            for name in re.findall(r"(?:[^\\,]|\\.)+", line.value)
        )
        for component in written.components
        if component.name == "vevent"
    ]
    return tuple(_seen_by_ical(event, names) for event, names in zip(events, categories, strict=True))


def calendar_by_ical(feed: bytes) -> IcalCalendar:
    """The one calendar that `ical` reads in a feed."""
    try:
        (calendar,) = CalendarStream.from_ics(text_of(feed, "ical")).calendars
    # pydantic's ValidationError is a ValueError.
    except (CalendarParseError, ValueError, IndexError) as error:
        raise RefusedError(f"ical: {getattr(error, 'detailed_error', None) or error}") from error
    return calendar


def _seen_by_ical(event: IcalEvent, categories: tuple[str, ...]) -> Seen:
    def when(value: date | datetime | None) -> When | None:
        return None if value is None else when_of(value, "ical")

    return Seen(
        uid=event.uid,
        summary=event.summary or "",
        description=event.description or "",
        location=event.location or "",
        status=event.status.value if event.status else "",
        start=present(when(event.dtstart), "ical"),
        end=ended(when(event.dtstart), when(event.dtend), "ical"),
        categories=categories,
        url=event.url or "",
        # ical 14.3 leaves RELATED-TO as it is written, though RFC 5545 §3.8.4.5 makes it TEXT.
        related_to=tuple(_unescape(related.uid) for related in event.related_to),
        sequence=event.sequence or 0,
        transp=event.transparency or "",
        recurrence_id=_recurrence_id_by_ical(event.recurrence_id),
        rrule=rule_of(event.rrule.as_rrule_str() if event.rrule else None),
        exdate=tuple(when_of(day, "ical") for day in event.exdate),
        geo=(event.geo.lat, event.geo.lng) if event.geo else None,
        organizer=event.organizer.uri if event.organizer else "",
        dtstamp=when(event.dtstamp),
        last_modified=when(event.last_modified),
        created=when(event.created),
    )


def _recurrence_id_by_ical(value: RecurrenceId | None) -> When | None:
    """`ical` keeps RECURRENCE-ID as text, with its zone beside it."""
    if value is None:
        return None
    moment = RecurrenceId.to_value(value)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=value.tzinfo)
    return when_of(moment, "ical")


def _unescape(text: str) -> str:
    """RFC 5545 §3.3.11."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)
