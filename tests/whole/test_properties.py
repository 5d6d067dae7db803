"""What holds of every calendar: random ones, with the nastiest texts that the format lets in."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.cli import listing
from calendar_gen.dates import values, written
from calendar_gen.loader import Loaded
from calendar_gen.model import selection, slugs
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.source.files import Source
from support.asking import asking
from support.calendars import (
    DAYS,
    NAMES,
    Data,
    Random,
    as_json,
    calendars,
    examples,
    shuffled,
    spellings,
)
from support.paths import VALID
from support.projects import published
from support.running import NOW
from support.witnesses import Seen, by_ical, by_icalendar, by_icaljs, lines_are_right


def loaded(text: str) -> Loaded:
    found = compiler.load(Source("random.yaml", text.encode()))
    assert not found.errors, found.diagnostics
    return found


def compiled(text: str) -> dict[str, bytes]:
    catalog = loaded(text).catalog
    files = published(catalog)
    return {path: b"".join(content) for path, content in files.items() if path.endswith(".ics")}


def selected(catalog: Catalog, filters: Filters) -> tuple[Event, ...]:
    return selection.select(catalog, selection.query(filters, catalog, NOW))


# --- what is read back ----------------------------------------------------------------------------


@examples(70)
@given(calendars())
def test_every_line_is_right_and_two_parsers_read_what_was_written(it: Random) -> None:
    files = compiled(as_json(it.data))
    for path, feed in files.items():
        assert lines_are_right(feed) == [], path
    agree(by_ical(files["calendar.ics"]), it)
    agree(by_icalendar(files["calendar.ics"]), it, escaped_breaks=True)


@examples(4)
@given(st.lists(calendars(), min_size=10, max_size=15))
def test_icaljs_reads_what_was_written(them: list[Random]) -> None:
    if os.environ.get("CALENDAR_GEN_TESTS_WITHOUT_NODE") == "1":
        pytest.skip("CALENDAR_GEN_TESTS_WITHOUT_NODE=1: ical.js is not asked")
    found = by_icaljs([compiled(as_json(it.data))["calendar.ics"] for it in them])
    for events, it in zip(found, them, strict=True):
        agree(events, it)


def agree(found: tuple[Seen, ...], it: Random, escaped_breaks: bool = False) -> None:
    """What was read is what was written."""
    by_uid = {event.uid: event for event in found}
    assert len(found) == len(by_uid)
    assert set(by_uid) == {f"{id}@random" for id in it.wanted}

    def plain(text: str) -> str:
        # icalendar 7.3 takes the n after an escaped backslash for an escape of its own.
        return re.sub(r"\\[nN]|\n", "?", text) if escaped_breaks else text

    for event in it.data["events"]:
        seen, wanted = by_uid[f"{event['id']}@random"], it.wanted[event["id"]]
        status = event.get("status", "confirmed")
        void = status in ("cancelled", "postponed")
        assert (seen.start, seen.end) == (wanted.start, wanted.end)
        prefix = f"{status.title()}: " if void else ""
        assert plain(seen.summary) == plain(prefix + one_line(event["title"]))
        # Two names that differ in spaces only are one.
        names = tuple(dict.fromkeys(map(one_line, event.get("categories", []))))
        assert list(map(plain, seen.categories)) == list(map(plain, names))
        assert seen.url == event.get("url", "")
        assert seen.related_to == ((f"{event['part_of']}@random",) if "part_of" in event else ())
        places = [it.data["venues"][id] for id in event.get("venues", [])]
        assert plain(seen.location) == plain(location(places))
        assert plain(event.get("description", "").strip(" \t\n")) in plain(seen.description)
        assert seen.description.endswith(event.get("url", ""))
        assert ("announced" in seen.description or "approximate" in seen.description) or wanted.exact
        firm = wanted.exact and status == "confirmed"
        assert seen.status == ("CANCELLED" if status == "cancelled" else "CONFIRMED" if firm else "TENTATIVE")
        timed = isinstance(wanted.start, datetime)
        busy = event["busy"] == "true" if "busy" in event else timed
        assert seen.transp == ("OPAQUE" if busy and not void else "TRANSPARENT")
        email = it.data["organizers"]["o"].get("email") if "organizer" in event else None
        assert seen.organizer == (f"mailto:{email}" if email else "")
        assert (seen.dtstamp, seen.sequence) == (NOW, 0)


def one_line(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text).strip(" ")


def location(places: list[Data]) -> str:
    """LOCATION: of one place the name and the address on two lines, of several the names and towns."""
    if len(places) != 1:
        names = [[place["name"], place.get("town")] for place in places]
        return "; ".join(", ".join(one_line(part) for part in parts if part) for parts in names)
    (place,) = places
    address = ", ".join(one_line(place[key]) for key in ("address", "town") if key in place)
    return "\n".join(part for part in (one_line(place["name"]), address) if part)


# --- what changes no byte -------------------------------------------------------------------------


@examples(25)
@given(calendars(), st.integers(0, 2**32))
def test_how_the_yaml_is_written_changes_no_byte(it: Random, seed: int) -> None:
    files = compiled(as_json(it.data))
    for text in spellings(it.data, random.Random(seed)):
        assert yaml.load(text, Loader=yaml.CBaseLoader) == it.data, text
        assert compiled(text) == files, text


@examples(25)
@given(calendars(), st.randoms(use_true_random=False))
def test_the_order_of_events_and_venues_in_the_file_changes_no_byte(it: Random, dice: random.Random) -> None:
    events = it.data["events"]
    mixed = shuffled(it.data, dice) | {"events": dice.sample(events, len(events))}
    assert compiled(as_json(mixed)) == compiled(as_json(it.data))


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia", "LC_ALL": "C", "LANGUAGE": "de", "PYTHONOPTIMIZE": "1"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "POSIX", "COLUMNS": "20"},
]


@pytest.mark.parametrize("name", ["texts", "times", "slugs"])
def test_nothing_depends_on_the_hash_seed_the_zone_or_the_language_of_a_machine(
    name: str, tmp_path: Path
) -> None:
    results = []
    for number, environment in enumerate(ENVIRONMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = Path(shutil.copy(VALID / name / "events.yaml", folder))
        said = [
            calendar_gen("build", "-o", str(folder), file=file, **environment).replace(str(folder), "FOLDER"),
            calendar_gen("list", "--all", "--month", "may", file=file, **environment),
        ]
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        results.append((said, files))
    assert len(results[0][1]) > 10
    assert results[1] == results[0]
    assert results[2] == results[0]


def calendar_gen(*arguments: str, file: Path, **environment: str) -> str:
    """What a process of its own writes to standard output."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "VIRTUAL_ENV") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "calendar_gen", "-f", file, "--now", NOW.isoformat(), *arguments],
        env=kept | environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


@examples(25)
@given(calendars())
def test_one_exported_event_is_the_file_of_that_event(it: Random) -> None:
    text = as_json(it.data)
    files, catalog = compiled(text), loaded(text).catalog
    for event in it.data["events"]:
        chosen = selected(catalog, Filters(event=(event["id"],)))
        exported = compiler.export(catalog, chosen, NOW)
        assert vevents(exported) == vevents(files[f"events/{event['id']}.ics"])
        assert len(vevents(exported)) == 1


def vevents(feed: bytes) -> list[bytes]:
    return re.findall(rb"(?<=\r\n)BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", feed, re.DOTALL)


# --- selection ------------------------------------------------------------------------------------

MONTHS = st.sampled_from(
    ["2024-02", "2024-5", "2024/05", "2024", "may", "Feb", "sept", "dec 2024", "2025 March"]
)
FILTER_DAYS = st.one_of(
    DAYS.map(str), DAYS.map("{:%Y-%m}".format), st.sampled_from(["2024", "today", "yesterday", "Tomorrow"])
)


@st.composite
def filtered(draw: st.DrawFn) -> tuple[Random, Data]:
    """A calendar, and filters that name what is in it, as they are typed."""
    it = draw(calendars())
    names = {
        "venue": [name for id, venue in it.data["venues"].items() for name in (id, venue["name"])],
        "town": [venue["town"] for venue in it.data["venues"].values() if "town" in venue],
        "category": [name for event in it.data["events"] for name in event.get("categories", [])],
        "status": ["confirmed", "tentative", "cancelled", "postponed", "POSTP"],
        "event": [event["id"] for event in it.data["events"]],
        "search": [
            *(event["title"][:3] for event in it.data["events"]),
            *(event["description"][-4:].upper() for event in it.data["events"] if "description" in event),
            *("嘉定", "Ｂｅｇｉｎ", "no such text", "org", "x"),
        ],
        "series": [event["part_of"] for event in it.data["events"] if "part_of" in event],
    }
    # A search for nothing is refused, and the end of a description may be nothing but spaces.
    names["search"] = [text for text in names["search"] if fold(text)]
    chosen = {
        option: tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2))) if known else ()
        for option in draw(st.sets(st.sampled_from(sorted(names)), max_size=2))
        for known in [names[option]]
    }
    months = tuple(draw(st.lists(MONTHS, max_size=2)))
    from_, to = (draw(st.just("") | FILTER_DAYS) for _ in range(2))
    if day_limits(from_)[0] > day_limits(to)[1]:  # which is an error
        from_, to = to, from_
    return it, {"month": months, "from_": from_, "to": to, **dict.fromkeys(names, ()), **chosen}


@examples(150)
@given(filtered())
def test_filters_choose_what_a_reader_of_the_listing_would(given_: tuple[Random, Data]) -> None:
    it, typed = given_
    catalog = loaded(as_json(it.data)).catalog
    each = (Occurrence(event, event.span) for event in catalog.events)
    records = json.loads(b"".join(listing.in_format("json", each, catalog)))
    found = [event.id for event in selected(catalog, asking(**typed))]
    assert found == [record["id"] for record in records if chosen(record, records, typed, it.data)]


def chosen(record: Data, records: list[Data], typed: Data, data: Data) -> bool:
    """The filters once more, as simply as can be."""
    event = next(event for event in data["events"] if event["id"] == record["id"])
    venues = [data["venues"][id] for id in record["venues"]]
    known = {id: {fold(id), fold(venue["name"])} for id, venue in data["venues"].items()}
    first = date.fromisoformat(record["start"][:10])
    last = last_day(record)
    touched = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    above = {parent["id"] for parent in [record, *parents(record, records)]}
    said = [record["title"], event.get("description", ""), *record["categories"]]
    said += [venue.get(key, "") for venue in venues for key in ("name", "town", "address")]
    said += [data["organizers"]["o"]["name"]] if "organizer" in event else []
    tests = [
        [any(fold(text) in known[id] for id in record["venues"]) for text in typed["venue"]],
        [any(fold(text) == fold(town) for town in record["towns"]) for text in typed["town"]],
        [any(fold(text) == fold(name) for name in record["categories"]) for text in typed["category"]],
        [record["status"].startswith(text.lower()) for text in typed["status"]],
        [record["id"] == text for text in typed["event"]],
        [text in above for text in typed["series"]],
        [any(unaccented(text) in unaccented(part) for part in said) for text in typed["search"]],
        [any(month_holds(text, day) for day in touched) for text in typed["month"]],
    ]
    from_, to = (day_limits(text) for text in (typed["from_"], typed["to"]))
    return all(any(test) for test in tests if test) and last >= from_[0] and first <= to[1]


def parents(record: Data, records: list[Data]) -> Iterator[Data]:
    while record["series"]:
        record = next(other for other in records if other["id"] == record["series"])
        yield record


def last_day(record: Data) -> date:
    if record["all_day"]:
        return date.fromisoformat(record["end"])
    start, end = (datetime.fromisoformat(record[key]) for key in ("start", "end"))
    return max(start.date(), (end - timedelta(microseconds=1)).date())


def unaccented(text: str) -> str:
    """As `fold`, without what stands on the letters that the random texts have."""
    apart = unicodedata.normalize("NFD", fold(text))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", apart))


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def month_holds(text: str, day: date) -> bool:
    words = re.split("[-/ ]", text.lower())
    years = [int(word) for word in words if len(word) == 4 and word.isdigit()]
    months = [int(word) for word in words if len(word) < 4 and word.isdigit()]
    months += [n for n in range(1, 13) for word in words if word[:3] == f"{date(2024, n, 1):%b}".lower()]
    return day.year in (years or [day.year]) and day.month in (months or [day.month])


def day_limits(text: str) -> tuple[date, date]:
    """First and last day that a --from or --to may mean."""
    today = NOW.date()
    relative = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if not text:
        return date.min, date.max
    if text.lower() in relative:
        day = today + timedelta(days=relative[text.lower()])
        return day, day
    when = written.when(text)
    assert isinstance(when, values.When)
    return when.first, when.last


# --- names of files -------------------------------------------------------------------------------


@examples(200)
@given(st.one_of(NAMES, st.text(min_size=1, max_size=120)))
def test_any_name_makes_a_name_of_a_file(name: str) -> None:
    slug = slugs.slug(name)
    assert re.fullmatch(r"[^\s/\\.:*?\"<>|\x00-\x1f\x7f]{1,80}", slug)
    assert len(f"{slug}.ics".encode()) <= 100
    assert not slug.startswith("-")
    assert slugs.slug(slug) == slug.replace("--", "-")


def test_one_hyphen_stands_before_a_digest() -> None:
    assert "--" not in slugs.slug(
        "a very long name of a category that goes on and on until nobody likes it any more"
    )


def test_names_that_differ_in_a_vowel_have_files_of_their_own() -> None:
    assert slugs.slug("मीना") != slugs.slug("मेना")
    assert slugs.slug("हिन्दी") == "हिन्दी"
