"""What people write for a time zone is told with the zone that is meant; what isn't meant is warned of."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_gen import compiler
from calendar_gen.dates import zones_meant
from calendar_gen.dates.zones import known_zone
from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.source.files import Source

EVENT = "start: 2027-01-09 19:00, duration: 1 h"


def found(timezone: str, event: str = EVENT) -> list[tuple[str, str]]:
    """Code and remedy of what is told of an event in a zone."""
    text = "calendar: {id: c, name: C, timezone: Europe/Berlin}\n"
    text += f"events:\n  - {{id: e, title: E, {event}, timezone: {timezone}}}\n"
    return [(one.code, one.remedy) for one in diagnostics(text)]


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    return compiler.load(Source("events.yaml", text.encode())).diagnostics


@pytest.mark.parametrize(
    ("written", "zones"),
    {
        "AoE": "Etc/GMT+12",
        "PT": "America/Los_Angeles",
        "pst": "America/Los_Angeles",
        "ET": "America/New_York",
        "EDT": "America/New_York",
        "BST": "Europe/London",
        "CEST": "Europe/Berlin",
        "JST": "Asia/Tokyo",
        "CST": "America/Chicago Asia/Shanghai",
        "IST": "Asia/Kolkata Europe/Dublin Asia/Jerusalem",
        # A city that has no zone of its own, and is near to others by its letters alone.
        "Asia/Mumbai": "Asia/Kolkata",
        "Europe/Milan": "Europe/Rome",
        "America/Seattle": "America/Los_Angeles",
        "Asia/Milan": "Europe/Rome",
        "Asia/Bejing": "Asia/Shanghai",
        "München": "Europe/Berlin",
        "San Francisco": "America/Los_Angeles",
        # A letter or two.
        "America/NewYork": "America/New_York",
        "US/New_York": "America/New_York",
        "Europe/Berln": "Europe/Berlin",
    }.items(),
)
def test_the_zone_of_an_abbreviation_or_a_city(written: str, zones: str) -> None:
    ((code, remedy),) = found(written)
    assert code == "E027"
    quoted = " or ".join(f"'{zone}'" for zone in zones.split())
    assert remedy.removesuffix(" That is 12 hours behind UTC") == f"did you mean {quoted}?"
    assert all(known_zone(zone) and not found(zone) for zone in zones.split())


@pytest.mark.parametrize("written", ["America/Rosebud", "Europe/Minden", "Asia/Osh"])
def test_no_zone_is_told_by_a_name_that_is_a_little_alike(written: str) -> None:
    assert found(written) == [("E027", "use an IANA name such as 'Asia/Shanghai'")]


@pytest.mark.parametrize(
    ("written", "zone"),
    {
        "Oslo": "Europe/Oslo",
        "new york": "America/New_York",
        "Melbourne": "Australia/Melbourne",
        "San Diego": "America/Los_Angeles",
        # There is one zone of that name, and many a place.
        **dict.fromkeys(("San Juan", "East", "North", "Center", "Victoria", "Petersburg"), ""),
        **dict.fromkeys(("Pacific", "Samoa", "Davis"), ""),
    }.items(),
)
def test_the_zone_of_a_city_that_is_mended(written: str, zone: str) -> None:
    text = f"calendar: {{id: c, name: C, timezone: {written}}}\n"
    (edit,) = [one.edit for one in diagnostics(text) if one.code == "E027"]
    assert (edit.text if edit else "") == zone


def test_each_city_is_in_a_zone() -> None:
    assert all(map(known_zone, zones_meant.CITIES.values()))


@pytest.mark.parametrize(
    ("written", "offset", "place"),
    [
        ("UTC+8", "+08:00", "Asia/Shanghai"),
        ("GMT-3", "-03:00", "America/Sao_Paulo"),
        ("+05:30", "+05:30", ""),
        ("UTC+10:00", "+10:00", "Australia/Brisbane"),
    ],
)
def test_an_offset_is_written_in_the_time_or_is_that_of_a_place(
    written: str, offset: str, place: str
) -> None:
    ((code, remedy),) = found(written)
    assert code == "E027"
    assert f"as 09:30{offset}" in remedy
    assert place in remedy
    zone = known_zone(place)
    assert zone or not place


@pytest.mark.parametrize("hours", range(-11, 15))
def test_a_place_with_the_clocks_of_an_offset_has_them_all_year(hours: int) -> None:
    ((code, remedy),) = found(f"UTC{hours:+}")
    assert code == "E027"
    (place,) = re.findall("as '(.+)'", remedy)
    assert offsets(place) == {timedelta(hours=hours)}


@pytest.mark.parametrize("hours", [*range(-12, 0), *range(1, 12)])
def test_what_is_as_far_on_the_other_side_is_so_all_year(hours: int) -> None:
    ((code, remedy),) = found(f"Etc/GMT{hours:+}")
    assert code == "W105"
    (place,) = re.findall(" write '(.+?)'", remedy)
    assert offsets(place) == {timedelta(hours=hours)}


def offsets(zone: str) -> set[timedelta | None]:
    """How far the clocks of a zone are from UTC, in winter and in summer."""
    return {datetime(2027, month, 15, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7)}


@pytest.mark.parametrize(
    ("timezone", "event", "code"),
    [
        ("EST", EVENT, ""),
        ("EST", "start: 2027-06-01 19:00, duration: 1 h", "W104"),
        ("EST", "start: 2027-01-09 19:00, duration: 1 h, repeat: {every: week}", "W104"),
        ("EST", "start: 2027-01-09 19:00, duration: 1 h, repeat: {every: week, times: 4}", ""),
        ("EST", "start: 2027-06-01, end: 2027-06-09, hours: 10:00-17:00", "W104"),
        ("EST", "start: 2027-06-01", ""),
        ("MST", "start: 2027-06-01 19:00, duration: 1 h", "W104"),
        ("America/New_York", "start: 2027-06-01 19:00, duration: 1 h", ""),
        ("HST", "start: 2027-06-01 19:00, duration: 1 h", ""),  # Hawaii has no summer time
        ("Etc/GMT-12", EVENT, "W105"),
        ("Etc/GMT+8", EVENT, "W105"),
        ("Etc/GMT+12", EVENT, ""),  # anywhere on earth
        ("Etc/GMT-14", EVENT, ""),  # there is no other side
        ("Etc/GMT", EVENT, ""),
        ("Etc/GMT0", EVENT, ""),
    ],
)
def test_what_is_a_zone_and_not_what_is_meant(timezone: str, event: str, code: str) -> None:
    assert [code for code, _ in found(timezone, event)] == ([code] if code else [])
