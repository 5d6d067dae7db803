"""A document and its catalog → the zones that there are not, or that are probably not what was meant."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from calendar_gen.dates.values import Times
from calendar_gen.dates.zones import known_zone, meant, tzids
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model.catalog import Event
from calendar_gen.model.checked import Checked
from calendar_gen.model.occurrences import occurrences
from calendar_gen.model.references import venue_ids

# IANA names that are an offset all year round, and the place whose clocks are meant, which have summer time.
_WITHOUT_SUMMER = {"EST": "America/New_York", "MST": "America/Denver"}
_A_YEAR = timedelta(days=370)
_MOST_DATES = 400


def unknown_time_zones(it: Checked) -> Iterator[Problem]:
    """Every zone is one of IANA's."""
    for path, tzid in _zones(it):
        # `Factory` is for computers whose zone nobody has set.
        if tzid and (tzid == "Factory" or known_zone(tzid) is None):
            from calendar_gen.source import value_mistakes  # late: 20 ms, and most zones are zones

            remedy, fix = value_mistakes.zone(tzid, tzids), value_mistakes.zone_of_city(tzid) or meant(tzid)
            message = f"there is no time zone {quoted(tzid)}"
            yield Problem("E027", message, remedy, (*path, "timezone"), fix=fix)


def turned_signs(it: Checked) -> Iterator[Problem]:
    """`Etc/GMT-12` is told in plain words: who writes it mostly means the other side of UTC.

    Not of `Etc/GMT+12`, which has one use: anywhere on earth.
    """
    for path, tzid in _zones(it):
        if not tzid or tzid == "Etc/GMT+12" or not tzid.startswith("Etc/GMT"):
            continue
        from calendar_gen.dates import zones_meant  # late: hardly any calendar has such a zone

        said = zones_meant.in_words(tzid)
        other_side, place = zones_meant.other_side(tzid) if said else ("", "")
        if known_zone(place) is None:
            continue
        message = f"{quoted(tzid)} is {said}: the sign is turned around in these names"
        remedy = f"for {other_side} write {quoted(place)}; if it is meant, add 'ignore: [W105]'"
        yield Problem("W105", message, remedy, (*path, "timezone"))


def without_summer(it: Checked) -> Iterator[Problem]:
    """`EST` has no summer time: who writes it means New York, which has."""
    told: set[Path] = set()
    places = {known_zone(tzid): (tzid, place) for tzid, place in _WITHOUT_SUMMER.items()}
    if not any(tzid in _WITHOUT_SUMMER for _, tzid in _zones(it)):
        return
    for event in it.catalog.events:
        zone = event.span.dtstart.tzinfo if isinstance(event.span, Times) else event.zone
        if zone not in places:
            continue
        tzid, place = places[zone]
        path = _written_at(it, event, tzid)
        clock = known_zone(place)
        start = _in_summer(event, clock) if clock and path not in told else None
        if start:
            told.add(path)
            there = start.astimezone(clock)
            message = f"{quoted(tzid)} has no summer time: {start:%Y-%m-%d %H:%M} is {there:%H:%M}"
            message += f" in {_city(place)}"
            yield Problem("W104", message, f"did you mean {quoted(place)}?", path)


def _zones(it: Checked) -> Iterator[tuple[Path, str | None]]:
    if it.written.calendar:
        yield ("calendar",), it.written.calendar.timezone
    yield from ((("venues", id), venue.timezone) for id, venue in it.written.venues.items())
    yield from (
        (("events", i), event.timezone) for i, event in enumerate(it.written.events) if event.timezone
    )


def _written_at(it: Checked, event: Event, tzid: str) -> Path:
    """Where the zone of an event is written."""
    index = it.index[event.id]
    written = it.written.events[index]
    if written.timezone:
        return "events", index, "timezone"
    ids = [id for id in venue_ids(written) if id in it.written.venues]
    at = next((id for id in ids if it.written.venues[id].timezone == tzid), None)
    return ("venues", at, "timezone") if at else ("calendar", "timezone")


def _in_summer(event: Event, clock: tzinfo) -> datetime | None:
    """The first start within a year at which the clocks of a zone are put forward."""
    for start in islice(_starts(event), _MOST_DATES):
        if start.astimezone(clock).dst():
            return start
    return None


def _starts(event: Event) -> Iterator[datetime]:
    """Every start within a year, also of the hours of a run."""
    for occurrence in occurrences(event, None, event.first_day + _A_YEAR):
        start = occurrence.span.dtstart
        if isinstance(start, datetime):
            yield start
        elif event.hours:
            for n in range((occurrence.span.last_day - start).days + 1):
                day = start + timedelta(days=n)
                if opening := event.hours.week[day.weekday()]:
                    yield datetime.combine(day, opening.start, event.zone)


def _city(place: str) -> str:
    return place.rpartition("/")[2].replace("_", " ")
