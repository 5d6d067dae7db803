"""Feeds hold what they say: what is listed, exported and fed under the same filter are the same dates."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.cli import listing
from calendar_gen.loader import Loaded
from calendar_gen.model import selection
from calendar_gen.model.apart import standing
from calendar_gen.model.catalog import Catalog, Filters
from calendar_gen.model.members import chosen
from calendar_gen.source.files import Source
from support.asking import asking
from support.calendars import Data, as_json, examples, given_keys
from support.languages import TAGS, same, translated
from support.projects import Project, calendar, event, published
from support.running import NOW
from support.witnesses import (
    Seen,
    When,
    by_ical,
    by_icalendar,
    lines_are_right,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
FIRST = date(2027, 1, 12)
VENUES = {
    "x": {"name": "Hall X", "town": "Atown"},
    "y": {"name": "Hall Y", "town": "Btown"},
    "z": {"name": "Hall Z", "town": "Btown"},
}
STATUSES = ["confirmed", "tentative", "cancelled", "postponed"]
WHERES: list[dict[str, list[str]]] = [
    *({"venue": [id]} for id in VENUES),
    *({"town": [town]} for town in ("Atown", "Btown")),
    *({"category": [category]} for category in ("choir", "C", "C++")),
    *({"event": [id]} for id in ("e0", "e1")),
    {"series": ["e0"]},
    *({"status": [status]} for status in STATUSES),
    {"status": ["confirmed", "tentative"], "town": ["Btown"]},
    {"search": ["jazz"]},
    {"search": ["hall y"], "status": ["confirmed"]},
]
CHOIR: Data = {
    "start": "2027-01-12 19:00",
    "duration": "1 h",
    "venue": "x",
    "repeat": {"every": "week", "times": "6"},
}


def of(*events: Data, **more: Any) -> Data:
    made = calendar(*events, timezone="Europe/Berlin")
    return made | {"venues": {id: dict(venue) for id, venue in VENUES.items()}} | more


def loaded(data: Data) -> Loaded:
    found = compiler.load(Source("events.yaml", as_json(data).encode()))
    assert found.errors == 0, found.diagnostics
    return found


@st.composite
def change(draw: st.DrawFn, number: int, timed: bool) -> Data:
    day = FIRST + timedelta(weeks=number)
    moved = draw(st.none() | st.integers(-9, 9).filter(lambda days: days % 7))
    start = None if moved is None else f"{day + timedelta(days=moved)}" + (" 20:30" if timed else "")
    return given_keys(
        date=f"{day}",
        start=start,
        venue=draw(st.sampled_from([None, None, "x", "y", "z"])),
        status=draw(st.sampled_from([None, *STATUSES])),
        title=draw(st.sampled_from([None, "Jazz"])),
    )


@st.composite
def events(draw: st.DrawFn, number: int) -> Data:
    timed = draw(st.booleans())
    times = draw(st.integers(2, 6))
    numbers = draw(st.lists(st.integers(0, times - 1), unique=True, max_size=4))
    repeat: Data = {"every": "week", "times": f"{times}"}
    if draw(st.booleans()):
        repeat["also"] = [f"{FIRST + timedelta(days=100 + number)}"]
    changes = [draw(change(n, timed)) for n in numbers]
    return given_keys(
        id=f"e{number}",
        title=draw(st.sampled_from(["Choir", "Jazz choir"])),
        start=f"{FIRST} 19:00" if timed else f"{FIRST}",
        duration="1 h" if timed else None,
        venue=draw(st.sampled_from([None, "x", "y"])),
        status=draw(st.sampled_from([None, *STATUSES])),
        categories=draw(
            st.none() | st.lists(st.sampled_from(["choir", "C", "C++"]), min_size=1, unique=True)
        ),
        part_of="e0" if number and draw(st.booleans()) else None,
        repeat=repeat if draw(st.integers(0, 4)) else None,
    ) | ({"changes": changes} if changes else {})


@st.composite
def calendars(draw: st.DrawFn) -> Data:
    made = [draw(events(number)) for number in range(draw(st.integers(2, 3)))]
    for it in made:
        if "repeat" not in it:
            it.pop("changes", None)
    feeds = [{"id": f"f{n}", "name": "F", "where": where} for n, where in enumerate(WHERES)]
    # So that each filter names something that there is.
    rest = {"id": "all", "title": "All", "start": "2027-03-01", "categories": ["choir", "C", "C++"]}
    return of(*made, rest, feeds=feeds)


def dates(feed: bytes) -> list[tuple[str, When, When]]:
    """Each date in a feed by the id of its event, as a reader finds them."""
    found = occurrences_by_recurring(feed, BEGIN, END)
    return sorted((re.split("[+@]", uid)[0], start, end) for uid, start, end in found)


def listed(catalog: Catalog, filters: Filters) -> list[tuple[str, When, When]]:
    wanted = selection.query(filters, catalog, NOW)
    found = selection.occurrences(catalog, wanted, NOW, past=True)
    return sorted((it.id, _utc(it.span.dtstart), _utc(it.span.dtend)) for it in found)


def exported(catalog: Catalog, filters: Filters) -> bytes:
    events = chosen(standing(catalog), selection.query(filters, catalog, NOW), NOW.year)
    return compiler.export(catalog, events, NOW) if events else b""


def _utc(side: date) -> When:
    return side.astimezone(UTC) if isinstance(side, datetime) else side


def blocks(feed: bytes) -> Iterator[bytes]:
    yield from re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", feed, re.DOTALL)


def joined(files: Mapping[str, Any]) -> dict[str, bytes]:
    return {path: b"".join(files[path]) for path in files if path.endswith(".ics")}


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@examples(25)
@given(st.data(), calendars())
def test_feeds_are_the_same_in_each_language(data: st.DataObject, plain: Data) -> None:
    """Also those that ask for a title, a name or a text that is so in one language alone."""
    names = {"choir": {"name": {"de": "Chor", "zh-Hans": "合唱"}}}
    towns = {"btown": {"name": {"en": "Btown", "de": "Bestadt"}}}
    plain |= data.draw(st.sampled_from([{}, {"categories": names, "towns": towns}]))
    found = compiler.load(Source("events.yaml", as_json(data.draw(translated(plain))).encode()))
    if found.errors:  # two dates that meet
        return
    assert same({tag: found.in_language(tag) for tag in TAGS})


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@examples(25)
@given(calendars())
def test_lists_exports_and_feeds_agree_in_every_filter(data: Data) -> None:
    text = as_json(data).encode()
    found = compiler.load(Source("events.yaml", text))
    if found.errors:  # two dates that meet
        return
    catalog = found.catalog
    feeds = joined(published(catalog))
    for n, where in enumerate(WHERES):
        filters = asking(**where)
        wanted = listed(catalog, filters)
        feed = feeds.get(f"feeds/f{n}.ics", b"")
        assert (dates(feed) if feed else []) == wanted, where
        export = exported(catalog, filters)
        assert (dates(export) if export else []) == wanted, where
        assert not feed or lines_are_right(feed) == []
    for id in VENUES:
        feed = feeds.get(f"venues/{id}.ics", b"")
        assert (dates(feed) if feed else []) == listed(catalog, Filters(venue=(id,)))
    for path, category in (("choir", "choir"), ("c", "C"), ("c-plus-plus", "C++")):
        assert dates(feeds[f"categories/{path}.ics"]) == listed(catalog, Filters(category=(category,)))
    # What stands apart only where a status or a text is asked for stands in no other feed.
    asked = {f"feeds/f{n}.ics" for n, where in enumerate(WHERES) if where.keys() & {"status", "search"}}
    whole = set(blocks(feeds["calendar.ics"]))
    for path in feeds.keys() - asked:
        assert whole.issuperset(blocks(feeds[path])), path
    assert dates(feeds["calendar.ics"]) == listed(catalog, Filters())
    # Each with the UID that it has there.
    whole_of = selection.occurrences(catalog, selection.query(Filters(), catalog, NOW), NOW, past=True)
    records = list(
        csv.DictReader(b"".join(listing.in_format("csv", whole_of, catalog)).decode().splitlines())
    )
    by_uid = occurrences_by_recurring(feeds["calendar.ics"], BEGIN, END)
    assert sorted(it["uid"] for it in records) == sorted(uid for uid, _, _ in by_uid)


def test_a_date_elsewhere_stands_in_the_feeds_of_where_it_is(project: Project) -> None:
    feeds = [{"id": "off", "name": "Off", "where": {"status": ["cancelled"]}}]
    changes = [{"date": "2027-01-26", "venue": "y"}, {"date": "2027-02-02", "status": "cancelled"}]
    project.build(of(event("w", **CHOIR, changes=changes), feeds=feeds))
    files = project.files()
    (there,) = by_icalendar(files["venues/y.ics"])
    assert (there.uid, there.location, there.rrule) == ("w+20270126T1900@demo", "Hall Y\nBtown", None)
    assert files["towns/btown.ics"].count(b"BEGIN:VEVENT") == 1
    main, off = by_icalendar(files["venues/x.ics"])
    assert main.exdate == (there.start,)
    assert (off.uid, off.status) == ("w@demo", "CANCELLED")
    assert off.recurrence_id == datetime(2027, 2, 2, 18, tzinfo=UTC)
    (apart,) = by_ical(files["feeds/off.ics"])
    assert (apart.uid, apart.status, apart.recurrence_id) == ("w+20270202T1900@demo", "CANCELLED", None)
    assert len(by_icalendar(files["events/w.ics"])) == len(by_icalendar(files["calendar.ics"])) == 3
    (found,) = occurrences_by_icaljs([files["calendar.ics"]], BEGIN, END)
    assert len(found) == 6


@pytest.mark.parametrize(
    ("start", "apart"),
    [
        ("2027-01-27", False),  # between its neighbours
        ("2027-01-25 08:00", False),
        ("2027-01-26 21:00", False),
        ("2027-02-02 12:00", True),  # on the day of the next
        ("2027-02-03", True),  # past it
        ("2027-01-19 08:00", True),
        ("2027-01-11", True),
        ("2027-02-10 08:00", True),  # on a day where a change put another one
        ("2027-02-15", True),
    ],
)
def test_a_date_past_its_neighbour_is_an_event_of_its_own(project: Project, start: str, apart: bool) -> None:
    """Outlook refuses such an override."""
    changes = [{"date": "2027-01-26", "start": start}, {"date": "2027-02-09", "start": "2027-02-10"}]
    seen = project.build(of(event("w", **CHOIR, changes=changes)))
    assert ("w+20270126T1900@demo" in seen) == apart
    assert len(dates(project.files()["calendar.ics"])) == 6
    main = seen["w@demo"][0]
    assert (datetime(2027, 1, 26, 18, tzinfo=UTC) in main.exdate) == apart


def test_a_date_that_is_left_out_is_no_neighbour(project: Project) -> None:
    repeat = {**CHOIR["repeat"], "except": ["2027-02-02"]}
    changes = [{"date": "2027-01-26", "start": "2027-02-03"}]
    seen = project.build(of(event("w", **CHOIR | {"repeat": repeat}, changes=changes)))
    assert seen.keys() == {"w@demo"}


def test_no_series_stands_there_without_a_date(project: Project) -> None:
    """Nextcloud refuses one; what is part of it refers to what is there."""
    two = CHOIR | {"repeat": {"every": "week", "times": "2", "also": ["2027-03-01"]}}
    changes = [{"date": "2027-01-12", "venue": "y"}, {"date": "2027-01-19", "venue": "y"}]
    part = event("part", "2027-01-12", part_of="w")
    seen = project.build(of(event("w", **two, changes=changes), part))
    dates_of = {f"w+{day}T1900@demo" for day in ("20270112", "20270119", "20270301")}
    assert seen.keys() == {*dates_of, "part@demo"}
    assert seen["part@demo"][0].related_to == ("w+20270112T1900@demo",)
    assert project.files()["series/w.ics"].count(b"BEGIN:VEVENT") == 4
    project.build(of(event("w", **two), part))


def test_the_number_of_such_a_date_never_falls(project: Project) -> None:
    """Nor in a feed in which it stood apart before it did so everywhere."""
    feeds = [{"id": "off", "name": "Off", "where": {"status": ["cancelled"]}}]
    states: list[Data] = [
        {"status": "cancelled"},
        {"status": "cancelled", "title": "Other"},
        {"status": "cancelled", "venue": "y"},
        {"status": "cancelled", "venue": "y", "title": "Other"},
        {"status": "cancelled", "title": "Other"},
        {"status": "cancelled"},
        {"status": "cancelled", "venue": "y"},
    ]
    last: Seen | None = None
    for number, state in enumerate(states):
        changes = [{"date": "2027-02-02", **state}]
        project.build(
            of(event("w", **CHOIR, changes=changes), feeds=feeds), now=NOW + number * timedelta(days=1)
        )
        (seen,) = by_icalendar(project.files()["feeds/off.ics"])
        assert seen.uid == "w+20270202T1900@demo"
        if last:
            assert seen.sequence > last.sequence
            assert seen.last_modified is not None
            assert last.last_modified is not None
            assert seen.last_modified > last.last_modified
        last = seen


def test_a_build_with_filters_holds_what_matches(project: Project) -> None:
    changes = [{"date": "2027-01-26", "venue": "y"}, {"date": "2027-02-02", "status": "cancelled"}]
    data = of(event("w", **CHOIR, changes=changes))
    project.build(data)
    lock = project.lock
    for option, value, uid in (
        ("--venue", "y", "w+20270126T1900@demo"),
        ("--status", "cancelled", "w+20270202T1900@demo"),
    ):
        assert project("build", option, value, "-o", value).code == 0
        assert project.seen(folder=value).keys() == {uid}
        assert project.files(value)["venues/y.ics" if value == "y" else "venues/x.ics"].count(b"UID:") == 1
    assert project.lock == lock
    assert project.build(data).keys() == {"w@demo", "w+20270126T1900@demo"}


# --- names ----------------------------------------------------------------------------------------


def paths(project: Project, *categories: str) -> dict[str, str]:
    """The path of each category, by the title of the one event that has it."""
    project.build(calendar(*(event(f"e{n}", categories=[it]) for n, it in enumerate(categories))))
    found = {}
    for path, data in project.files().items():
        if path.startswith("categories/"):
            (name,) = re.findall("\nNAME:Demo: (.*)\r", data.decode())
            found[name.replace("\\,", ",")] = path.removeprefix("categories/").removesuffix(".ics")
    return found


def test_names_that_differ_by_a_sign_have_feeds_of_their_own(project: Project) -> None:
    assert paths(project, "C++", "C#", "C", "18+", "18", "c", " Car  culture", "Car culture") == {
        "C": "c",
        "C++": "c-plus-plus",
        "C#": "c-sharp",
        "18": "18",
        "18+": "18-plus",
        "Car culture": "car-culture",
    }


def test_who_is_alone_has_the_short_path_and_keeps_it(project: Project) -> None:
    assert paths(project, "C++") == {"C++": "c"}
    found = paths(project, "C", "C++")
    assert found["C++"] == "c"
    assert re.fullmatch("c-[0-9a-f]{8}", found["C"])
    # Also when it would be free, and in whatever order they come.
    assert paths(project, "C", "X") == {"C": found["C"], "X": "x"}
    assert paths(project, "C#", "C") == {"C": found["C"], "C#": "c-sharp"}


def test_what_is_the_same_spelled_out_has_a_digest(project: Project) -> None:
    found = paths(project, "Rock, Roll", "Rock. Roll", "Rock & Roll")
    assert found["Rock & Roll"] == "rock-and-roll"
    assert found["Rock, Roll"] == "rock-roll"
    assert re.fullmatch("rock-roll-[0-9a-f]{8}", found["Rock. Roll"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("x²", "x2"), ("①", "1"), ("Straße", "Strasse"), ("ﬁn", "fin"), ("Ⅳ", "iv")],
)
def test_names_of_other_letters_have_feeds_of_their_own(project: Project, one: str, other: str) -> None:
    found = paths(project, one, other)
    assert found.keys() == {one, other}
    assert found[other] == other.casefold()
    assert "W205" not in project("check").stdout
    # And whoever asks for one gets it alone, as it is written or not.
    for asked, title in (
        (one, "E0"),
        (other, "E1"),
        (one.upper(), "E0" if len(one.upper()) == len(one) else "E1"),
    ):
        listed = project("list", "--category", asked, "--all", "--format", "json")
        assert [it["title"] for it in json.loads(listed.stdout)] == [title]


@pytest.mark.parametrize(("one", "other"), [("ΟΔΟΣ", "οδος"), ("ＮＨＫ", "NHK"), ("ｶﾞ", "ガ"), ("É", "é")])
def test_names_that_differ_in_capitals_and_widths_share_one(project: Project, one: str, other: str) -> None:
    assert len(paths(project, one, other)) == 1
    assert "W205" in project("check").stdout


# --- lengths --------------------------------------------------------------------------------------


def only(project: Project, keys: Data, **settings: Any) -> Seen:
    ((seen,),) = project.build(calendar(event("a", **keys), timezone="Europe/Berlin", **settings)).values()
    return seen


def test_a_time_without_an_end_lasts_as_long_as_the_calendar_says(project: Project) -> None:
    timed = {"start": "2027-01-12 19:00"}
    for keys, settings, minutes in (
        (timed, {}, 0),
        (timed, {"default_duration": "2 hours"}, 120),
        (timed | {"duration": "30 min"}, {"default_duration": "2 hours"}, 30),
        (timed | {"end": "2027-01-12 19:00"}, {"default_duration": "2 hours"}, 0),
    ):
        seen = only(project, keys, **settings)
        assert isinstance(seen.end, datetime)
        assert seen.end - datetime(2027, 1, 12, 18, tzinfo=UTC) == timedelta(minutes=minutes)
        assert (b"DTEND" in project.files()["events/a.ics"]) == bool(minutes)
    assert only(project, {"start": "2027-01-12"}, default_duration="2 hours").end == date(2027, 1, 13)


def test_of_a_length_that_is_meant_nobody_is_warned(project: Project) -> None:
    for keys, warned in (({}, True), ({"duration": "1 h"}, False), ({"end": "2027-01-12 19:00"}, False)):
        project.write(calendar(event("a", "2027-01-12 19:00", **keys), timezone="Europe/Berlin"))
        assert ("W208" in project("check").stdout) == warned


def test_changed_dates_are_as_long_as_the_default(project: Project) -> None:
    keys: Data = {"start": "2027-01-12 19:00", "repeat": {"every": "week", "times": "3"}}
    keys["changes"] = [{"date": "2027-01-19", "start": "2027-01-20 10:00"}]
    project.build(calendar(event("a", **keys), timezone="Europe/Berlin", default_duration="90 min"))
    found = dates(project.files()["calendar.ics"])
    assert {end - start for _, start, end in found} == {timedelta(minutes=90)}


def test_what_stands_in_feeds_stands_so_again() -> None:
    changes = [{"date": "2027-01-26", "venue": "y"}, {"date": "2027-02-02", "start": "2027-02-04"}]
    catalog = standing(loaded(of(event("w", **CHOIR, changes=changes))).catalog)
    assert standing(catalog) == catalog
