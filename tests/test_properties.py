"""What holds of every calendar: random ones, with the nastiest texts that the format lets in."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from conftest import NOW, examples, published
from hypothesis import given
from hypothesis import strategies as st
from witnesses import Seen, When, by_ical, by_icalendar, by_icaljs, lines_are_right

from calendar_gen import compiler
from calendar_gen.cli import listing
from calendar_gen.dates import values, written
from calendar_gen.loader import Loaded
from calendar_gen.model import feeds, selection
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.source.files import Source

HERE = Path(__file__).parent

Data = dict[str, Any]


# --- random calendars -----------------------------------------------------------------------------

SIGNS = [
    ",",
    ";",
    "\\",
    '"',
    "'",
    ":",
    "^",
    "=",
    "#",
    "%41",
    "&amp;",
    "<b>",
    "[red]",
    "|",
    "~",
    "`",
    "@",
    "*",
]
ESCAPES = [
    "\\,",
    "\\;",
    "\\\\",
    "\\r",
    "\\t",
    ": ",
    " #",
    "- ",
    "? ",
    "{a: b}",
    "!x",
    "&a",
    "<<",
    "...",
    "---",
]
WORDS = ["a", "Z", "0", "null", "yes", "1:30", "2024-05-01", "BEGIN:VEVENT", "METHOD:PUBLISH", "x" * 80]
SCRIPTS = ["嘉定", "汽车文化节" * 9, "，", "مرحبا", "שלום", "हिन्दी", "ไทย", "e\u0301\u0323", "\u0301"]
SYMBOLS = ["🏎️", "👨‍👩‍👧", "🇨🇳", "\u200b", "\u200e", "\u200f", "\u00ad", "\u2060", "😀" * 30, "\U0010fffd"]
SPACES = [" ", "  ", "\t"]
BREAKS = ["\n", "\n\n", " \n", "\n  ", "\nEND:VCALENDAR\n"]

PIECES = st.sampled_from([*SIGNS, *ESCAPES, *WORDS, *SCRIPTS, *SYMBOLS, *SPACES])
ANY = st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S"])


# White space of any kind, and signs without ink of their own: combining ones only change another's.
UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn")


def is_seen(text: str) -> bool:
    return any(unicodedata.category(c) not in UNSEEN and c not in "\u2800\u3164" for c in text)


def joined(*more: str, most: int = 12) -> st.SearchStrategy[str]:
    """A text with something to see in it."""
    parts = st.one_of(PIECES, st.sampled_from(more or [" "]), st.text(ANY, max_size=5))
    return st.lists(parts, min_size=1, max_size=most).map("".join).filter(is_seen)


NAMES = joined("\n", most=6).filter(lambda name: len(name) <= 400)
TITLES = joined("\n", most=8).filter(lambda title: len(title) <= 500)
TEXTS = joined(*BREAKS, most=25)
URLS = st.sampled_from(
    ["https://example.org/", "http://a.example.org:8080/b,c;d?e=f&g=%2C#h", "https://example.org/" + "x" * 99]
)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Etc/UTC"]
)
DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 28))


@dataclass(frozen=True)
class Wanted:
    """The dates that an event must have in a feed."""

    start: When
    end: When
    exact: bool = True


@dataclass(frozen=True)
class Random:
    """A calendar as it is written, and the dates of its events by their ids."""

    data: Data
    wanted: Mapping[str, Wanted]

    def __repr__(self) -> str:
        return as_json(self.data)


@st.composite
def dated(draw: st.DrawFn) -> tuple[Data, Wanted]:
    """The keys that say when an event is, and when that is."""
    day, length = draw(DAYS), draw(st.integers(0, 70))
    last = day + timedelta(days=length)
    one = timedelta(days=1)
    kind = draw(st.integers(0, 8))
    if kind == 0:
        return {"start": f"{day}"}, Wanted(day, day + one)
    if kind == 1:
        return {"start": f"{day}", "end": f"{last}"}, Wanted(day, last + one)
    if kind == 2:
        return {"end": f"{last}", "days": f"{length + 1}"}, Wanted(day, last + one)
    if kind == 3:
        return {"start": f"by {day}", "end": f"{last}"}, Wanted(day, last + one, exact=False)
    if kind == 4:
        return {"start": f"{day}~", "days": f"{length + 1}"}, Wanted(day, last + one, exact=False)
    if kind == 5:
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return {"start": f"{day:%Y-%m}"}, Wanted(day.replace(day=1), after, exact=False)
    # Between eight and noon no clock is changed.
    hours = timedelta(hours=draw(st.integers(8, 11)), minutes=draw(st.integers(0, 59)))
    local = datetime(day.year, day.month, day.day) + hours  # noqa: DTZ001
    minutes = draw(st.integers(0, 600))
    if kind == 6:
        offset = draw(st.sampled_from(["Z", "+02:00", "-03:30", "+14:00"]))
        start = datetime.fromisoformat(f"{local}{offset}").astimezone(UTC)
        end = start + timedelta(minutes=minutes)
        return {"start": f"{local:%Y-%m-%d %H:%M}{offset}", "end": f"{end:%Y-%m-%dT%H:%MZ}"}, Wanted(
            start, end
        )
    tzid = draw(ZONES)
    moment = local.replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC)
    data = {"start": f"{local:%Y-%m-%d %H:%M}", "timezone": tzid}
    if kind == 7 and minutes:
        return data | {"duration": f"{minutes} minutes"}, Wanted(moment, moment + timedelta(minutes=minutes))
    return data, Wanted(moment, moment)


@st.composite
def calendars(draw: st.DrawFn) -> Random:
    venues = {
        f"v{i}": given_keys(
            name=draw(NAMES),
            town=draw(st.none() | NAMES),
            address=draw(st.none() | NAMES),
            geo=draw(st.none() | st.just(["31.2789", "-121.1685"])),
        )
        for i in range(draw(st.integers(1, 3)))
    }
    organizers = {"o": given_keys(name=draw(NAMES), email=draw(st.sampled_from([None, "a.b+c@example.org"])))}
    events, wanted = [], {}
    for i in range(draw(st.integers(1, 4))):
        when, expected = draw(dated())
        event = given_keys(
            id=f"e{i}",
            title=draw(TITLES),
            description=draw(st.none() | TEXTS),
            venues=draw(
                st.none() | st.lists(st.sampled_from(sorted(venues)), min_size=1, max_size=3, unique=True)
            ),
            categories=draw(st.none() | st.lists(NAMES, min_size=1, max_size=3)),
            url=draw(st.none() | URLS),
            organizer=draw(st.sampled_from([None, "o"])),
            part_of=draw(st.sampled_from([None, f"e{i - 1}"])) if i else None,
            status=draw(st.sampled_from([None, "confirmed", "tentative", "cancelled", "postponed"])),
            busy=draw(st.sampled_from([None, "true", "no"])),
        )
        events.append(event | when)
        wanted[f"e{i}"] = expected
    calendar = given_keys(id="random", name=draw(NAMES), description=draw(st.none() | TEXTS))
    data = {"calendar": calendar, "venues": venues, "organizers": organizers, "events": events}
    return Random(data, wanted)


def given_keys(**keys: Any) -> Data:
    return {key: value for key, value in keys.items() if value is not None}


def as_json(data: Data) -> str:
    """The calendar in JSON, which is YAML."""
    return json.dumps(data, ensure_ascii=False)


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


def spellings(data: Data, dice: random.Random) -> Iterator[str]:
    """Ways to write the same: block and flow, keys in any order, each style of quotes, comments."""
    mixed = shuffled(data, dice)
    yield json.dumps(mixed, ensure_ascii=False, indent=2)
    for style in (None, "'", '"', "|", ">"):
        yield yaml.dump(mixed, allow_unicode=style != '"', default_style=style, sort_keys=False, width=60)
    # Each value on one line: comments can stand anywhere between.
    lines = yaml.dump(mixed, allow_unicode=True, default_style='"', sort_keys=False, width=10**9).splitlines()
    commented = "\n".join(
        dice.choice(["", "\n", "# a: comment\n", "   # - indented: 'one\n"])
        + line
        + dice.choice(["", "  # on"])
        for line in lines
    )
    yield commented + "\n"
    yield "\ufeff---\r\n" + commented.replace("\n", "\r\n") + "\r\n...\r\n# the end"


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], dice) for key in dice.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(item, dice) for item in value]
    return value


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
        file = Path(shutil.copy(HERE / "valid" / name / "events.yaml", folder))
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
def filtered(draw: st.DrawFn) -> tuple[Random, Filters]:
    """A calendar, and filters that name what is in it."""
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
    chosen = {
        option: tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2))) if known else ()
        for option in draw(st.sets(st.sampled_from(sorted(names)), max_size=2))
        for known in [names[option]]
    }
    months = tuple(draw(st.lists(MONTHS, max_size=2)))
    from_, to = (draw(st.just("") | FILTER_DAYS) for _ in range(2))
    return it, Filters(**chosen, month=months, from_=from_, to=to)


@examples(150)
@given(filtered())
def test_filters_choose_what_a_reader_of_the_listing_would(given_: tuple[Random, Filters]) -> None:
    it, filters = given_
    catalog = loaded(as_json(it.data)).catalog
    records = json.loads(b"".join(listing.as_json(Occurrence(event, event.span) for event in catalog.events)))
    found = [event.id for event in selected(catalog, filters)]
    assert found == [record["id"] for record in records if chosen(record, records, filters, it.data)]


def chosen(record: Data, records: list[Data], filters: Filters, data: Data) -> bool:
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
        [any(fold(text) in known[id] for id in record["venues"]) for text in filters.venue],
        [any(fold(text) == fold(town) for town in record["towns"]) for text in filters.town],
        [any(fold(text) == fold(name) for name in record["categories"]) for text in filters.category],
        [record["status"].startswith(text.lower()) for text in filters.status],
        [record["id"] == text for text in filters.event],
        [text in above for text in filters.series],
        [any(fold(text) in fold(part) for part in said) for text in filters.search],
        [any(month_holds(text, day) for day in touched) for text in filters.month],
    ]
    from_, to = (day_limits(text) for text in (filters.from_, filters.to))
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
    slug = feeds.slug(name)
    assert re.fullmatch(r"[^\s/\\.:*?\"<>|\x00-\x1f\x7f]{1,80}", slug)
    assert len(f"{slug}.ics".encode()) <= 100
    assert not slug.startswith("-")
    assert feeds.slug(slug) == slug.replace("--", "-")


def test_one_hyphen_stands_before_a_digest() -> None:
    assert "--" not in feeds.slug(
        "a very long name of a category that goes on and on until nobody likes it any more"
    )


def test_names_that_differ_in_a_vowel_have_files_of_their_own() -> None:
    assert feeds.slug("मीना") != feeds.slug("मेना")
    assert feeds.slug("हिन्दी") == "हिन्दी"
