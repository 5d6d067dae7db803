"""Every feed of every valid case: which there are, what is in them, and what three parsers say of it.

What must be found in a feed comes from `list --format json`, `show --format json` and the YAML
itself, which know nothing of iCalendar.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import yaml
from click.testing import CliRunner

from calendar_gen import compiler
from calendar_gen.cli.group import cli
from calendar_gen.source import files as source_files
from support.paths import ROOT, VALID
from support.projects import Project, calendar, event, published
from support.running import NOW, Golden
from support.witnesses import Seen, When, by_ical, by_icalendar, by_icaljs, lines_are_right

SHIPPED = ROOT / "events.yaml"
CASES = {path.parent.name: path for path in sorted(VALID.glob("*/events.yaml"))} | {"shipped": SHIPPED}

WITHOUT_NODE = "CALENDAR_GEN_TESTS_WITHOUT_NODE"
"""Set to 1, it says that this run is to go without Node: its absence alone must not silence a witness."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Names of towns and categories that are more than letters, digits and spaces. A slug with a digest
# stands for what leaves nothing for a name, or too much.
SLUGS = {
    "Łódź": "łódź",
    "Straße": "strasse",
    "ＡＮＴＩＮＧ": "anting",
    "C++": "c",
    ".hidden": "hidden",
    "Ⅳ ½ ²": "iv-1-2-2",
    "../../etc/passwd": "etc-passwd",
}


# Names in another language than the first by which the valid cases name what has an id.
OTHERWISE = {"Musik": "Music", "Genf": "Geneva"}


@dataclass(frozen=True)
class Case:
    """A calendar, what its commands say of it, its feeds in its first language, and those in all of them."""

    written: Mapping[str, Any]
    records: tuple[Mapping[str, Any], ...]
    feeds: Mapping[str, bytes]
    trees: Mapping[str, bytes]

    @property
    def name(self) -> str:
        return " ".join(self.written["calendar"]["name"].split())


@cache
def case(name: str) -> Case:
    file = CASES[name]
    written = in_the_first_language(yaml.load(file.read_bytes(), Loader=yaml.CBaseLoader))
    listed = json.loads(ask(file, "list", "--all", "--format", "json"))
    shown = [json.loads(ask(file, "show", record["id"], "--format", "json")) for record in listed]
    for record, full in zip(listed, shown, strict=True):
        assert "recurring" in record or {key: full[key] for key in record} == record
    loaded = compiler.load(source_files.read(file))
    files = published(loaded.catalog, loaded.translations)
    trees = {path: b"".join(content) for path, content in files.items() if path.endswith(".ics")}
    folders = tuple(f"{tag}/" for tag in written["calendar"].get("languages", [])[1:])
    feeds = {path: feed for path, feed in trees.items() if not path.startswith(folders)}
    assert len(trees) == len(feeds) * (1 + len(folders))
    return Case(written, tuple(shown), feeds, trees)


def in_the_first_language(written: dict[str, Any]) -> dict[str, Any]:
    """A calendar as it would be written in one language, but for categories and towns: see `named`."""
    languages = written["calendar"].get("languages", [])

    def first(value: Any) -> Any:
        if isinstance(value, dict):
            known = [tag for tag in languages if tag in value]
            return value[known[0]] if known else {key: first(item) for key, item in value.items()}
        return [first(item) for item in value] if isinstance(value, list) else value

    return {key: first(value) for key, value in written.items()}


def named(key: str, texts: Sequence[str], it: Case) -> list[str]:
    """What categories or towns are called in the first language that are called otherwise in a calendar."""
    names = {text: term["name"] for text, term in it.written.get(key, {}).items()} | OTHERWISE
    return list(dict.fromkeys(" ".join(names.get(text, text).split()) for text in texts))


def ask(file: Path, *arguments: str) -> bytes:
    """What a command writes to standard output."""
    given = ["--now", NOW.isoformat(), arguments[0], "-f", str(file), *arguments[1:]]
    result = CliRunner().invoke(cli, given, env={"CALENDAR_GEN_FILE": None})
    assert result.exception is None, result.output
    return result.stdout_bytes


@cache
def seen(name: str, witness: str) -> Mapping[str, tuple[Seen, ...]]:
    """What a witness reads in each feed of a case, by the feed's path."""
    feeds = case(name).feeds
    if witness == "ical.js":
        return dict(zip(feeds, by_icaljs(list(feeds.values())), strict=True))
    read = {"icalendar": by_icalendar, "ical": by_ical}[witness]
    return {path: read(feed) for path, feed in feeds.items()}


@pytest.fixture(params=["icalendar", "ical", "ical.js"])
def witness(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    # Without Node by_icaljs raises, and so the tests fail, unless that was asked for.
    if name == "ical.js" and os.environ.get(WITHOUT_NODE) == "1":
        pytest.skip(f"{WITHOUT_NODE}=1: ical.js is not asked")
    return name


# What these hold is asked in test_series and test_hours: an event is more there than one VEVENT.
SEVERAL = ("repeat", "hours")
every_case = pytest.mark.parametrize("name", CASES)
every_plain_case = pytest.mark.parametrize("name", [name for name in CASES if name not in SEVERAL])


# --- which feeds there are ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in CASES if name != "shipped"])
def test_the_bytes_are_those_of_yesterday(name: str, golden: Golden) -> None:
    feeds = case(name).feeds
    golden(feeds["calendar.ics"], VALID / name / "calendar.ics")
    for tag in case(name).written["calendar"].get("languages", [])[1:]:
        golden(case(name).trees[f"{tag}/calendar.ics"], VALID / name / f"calendar.{tag}.ics")
    golden("".join(f"{path}\n" for path in sorted(feeds)), VALID / name / "paths.txt")


@every_plain_case
def test_there_is_a_feed_for_each_thing_and_no_other(name: str) -> None:
    assert set(case(name).feeds) == set(expected_feeds(case(name)))


@every_plain_case
def test_each_feed_holds_the_events_of_its_thing_in_the_order_of_the_list(name: str) -> None:
    uids = {record["id"]: record["uid"] for record in case(name).records}
    for path, (_, ids) in expected_feeds(case(name)).items():
        assert [event.uid for event in seen(name, "icalendar")[path]] == [uids[id] for id in ids], path


@every_plain_case
def test_each_feed_says_whose_it_is(name: str) -> None:
    for path, (title, _) in expected_feeds(case(name)).items():
        header = header_of(case(name).feeds[path])
        between = "：" if case(name).written["calendar"].get("language", "").startswith("zh") else ": "
        whole = case(name).name + (f"{between}{title}" if title else "")
        assert (header["NAME"], header["X-WR-CALNAME"]) == (whole, whole), path


def test_feeds_are_named_after_the_calendar_and_what_they_hold() -> None:
    names = {path: title for path, (title, _) in expected_feeds(case("shipped")).items()}
    assert names["venues/shanghai-automobile-museum.ics"] == "Shanghai Automobile Museum"
    feed = case("shipped").feeds["venues/shanghai-automobile-museum.ics"]
    assert b"\r\nX-WR-CALNAME:Jiading Events: Shanghai Automobile Museum\r\n" in feed
    assert b"\r\nX-WR-CALNAME:Jiading Events\r\n" in case("shipped").feeds["calendar.ics"]
    assert b"\r\nX-WR-CALNAME:Jiading Events: May 2024\r\n" in case("shipped").feeds["months/2024-05.ics"]


def test_feeds_of_the_shipped_calendar() -> None:
    """Written out by hand for once: what people subscribe to."""
    paths = set(case("shipped").feeds)
    assert {path for path in paths if path.startswith(("towns/", "categories/", "series/", "months/"))} == {
        *(f"towns/{town}.ics" for town in ("anting", "huating", "malu")),
        *(f"months/2024-{month}.ics" for month in ("04", "05", "06", "07", "08", "10", "11")),
        *("categories/business.ics", "categories/car-culture.ics", "categories/exhibition.ics"),
        *("categories/expo.ics", "categories/fair.ics", "categories/festival.ics", "categories/industry.ics"),
        *("categories/motorsport.ics", "categories/music.ics", "categories/parade.ics"),
        *("categories/technology.ics", "categories/tourism.ics"),
        "series/auto-culture-festival-2024.ics",
    }
    assert sum(path.startswith("venues/") for path in paths) == 16
    assert sum(path.startswith("events/") for path in paths) == 11


def test_a_town_may_have_any_name_and_stays_in_its_folder() -> None:
    paths = set(case("slugs").feeds)
    assert {path for path in paths if path.startswith("towns/")} == {
        f"towns/{name}.ics"
        for name in (
            *("st-ives-cornwall", "安亭", "łódź", "l-aquila-abruzzo", "etc-passwd", "strasse"),
            "anting",  # ＡＮＴＩＮＧ and Anting alike
        )
    }
    assert all(
        re.fullmatch(r"[^/\\.:*?\"<>|\s-][^/\\.:*?\"<>|\s]*\.ics", path.split("/")[-1]) for path in paths
    )


def test_names_without_letters_or_too_long_ones_are_kept_apart() -> None:
    long = sorted(path for path in case("slugs").feeds if path.startswith("categories/a-very"))
    signs = sorted(path for path in case("slugs").feeds if re.match(r"categories/[0-9a-f]{8}\.ics", path))
    assert len(long) == 2
    assert len(signs) == 4, "🏎️, ..., - and --"
    assert all(len(path.encode()) < 100 for path in long)


def test_a_series_holds_the_parts_of_its_parts() -> None:
    feeds = expected_feeds(case("series"))
    assert set(feeds["series/year-of-cars.ics"][1]) == {
        *("year-of-cars", "festival", "weekend", "parade", "fair", "congress"),
    }
    assert set(feeds["series/weekend.ics"][1]) == {"weekend", "parade"}
    assert "series/parade.ics" not in case("series").feeds


# --- what is in them ------------------------------------------------------------------------------


@every_case
def test_every_line_is_right(name: str) -> None:
    for path, feed in case(name).trees.items():
        assert lines_are_right(feed) == [], path


@every_plain_case
def test_the_bytes_of_an_event_are_the_same_in_every_feed(name: str) -> None:
    whole = dict(vevents(case(name).feeds["calendar.ics"]))
    assert len(whole) == len(case(name).records)
    for path, feed in case(name).feeds.items():
        for uid, block in vevents(feed):
            assert block == whole[uid], path


@every_case
def test_the_header_of_a_feed_holds_what_the_calendar_says(name: str) -> None:
    about = case(name).written["calendar"]
    for path, feed in case(name).feeds.items():
        header = header_of(feed)
        assert header.get("X-WR-CALDESC", "") == about.get("description", "").strip()
        assert header.get("DESCRIPTION", "") == about.get("description", "").strip()
        assert header.get("X-WR-TIMEZONE") == about.get("timezone")
        assert header.get("COLOR") == about.get("color")
        assert header.get("URL") == about.get("url")
        home = f"{about['url']}{quote(path)}" if "url" in about else None
        assert header.get("SOURCE;VALUE=URI") == home
    assert "X-APPLE-CALENDAR-COLOR:#4682B4\r\n" in case("calendar").feeds["calendar.ics"].decode()


@every_plain_case
def test_what_a_witness_reads_is_what_the_curator_means(name: str, witness: str) -> None:
    for path, (_, ids) in expected_feeds(case(name)).items():
        found = {event.uid: event for event in seen(name, witness)[path]}
        wanted = {record["uid"]: record for record in case(name).records if record["id"] in ids}
        assert found.keys() == wanted.keys(), path
        # The bytes are the same in all: one feed in full, and the zones of each, are enough.
        for uid, record in wanted.items():
            if path == "calendar.ics":
                agree(found[uid], record, case(name))
            assert (found[uid].start, found[uid].end) == span(record), (path, uid)


@every_plain_case
def test_what_is_not_known_is_tentative_and_said_in_words(name: str) -> None:
    found = {event.uid: event for event in seen(name, "icalendar")["calendar.ics"]}
    for record in case(name).records:
        event = found[record["uid"]]
        said = event.description.split("\n\n")[0]
        unknown = re.match(
            r"(Start|Days?|End) not announced: |The (dates?|start|end) (is|are) approximate: about ", said
        )
        assert bool(unknown) == (record["certainty"] != "exact"), record["id"]
        if unknown:
            assert event.status == ("CANCELLED" if record["status"] == "cancelled" else "TENTATIVE")
            assert event.transp == "TRANSPARENT" or record["id"].startswith("busy")


@pytest.mark.parametrize(
    ("id", "note"),
    [
        ("month", "Day not announced: some time in Oct 2024."),
        ("months", "Days not announced: some time in Oct – Nov 2024."),
        ("days-of-a-month", "Days not announced: some time in Feb 2024."),
        ("day-to-month", "End not announced: some time in Jun 2024."),
        ("month-to-day", "Start not announced: some time in May 2024."),
        ("year", "Day not announced: some time in 2025."),
        ("by", "Start not announced: 30 Apr 2024 at the latest."),
        ("by-alone", "Start not announced: 30 Apr 2024 at the latest."),
        ("about", "The date is approximate: about 1 May 2024."),
        ("about-and-days", "The start is approximate: about 1 May 2024."),
        ("to-about", "The end is approximate: about 9 May 2024."),
    ],
)
def test_the_words_for_what_is_not_known(id: str, note: str) -> None:
    found = {event.uid: event for event in seen("dates", "icalendar")["calendar.ics"]}
    assert found[f"{id}@dates"].description.split("\n\n")[0] == note


@every_plain_case
def test_the_link_is_the_last_line_of_the_text(name: str) -> None:
    found = {event.uid: event for event in seen(name, "icalendar")["calendar.ics"]}
    for record in case(name).records:
        last = found[record["uid"]].description.split("\n")[-1]
        assert last == record["url"] if record["url"] else not last.startswith("http"), record["id"]


def test_links_in_other_scripts_are_addresses_in_ascii() -> None:
    found = {event.uid: event for event in seen("calendar", "icalendar")["calendar.ics"]}
    url = found["link-in-chinese@jiading-2024"].url
    assert url.isascii()
    parts = urlsplit(url)
    assert (parts.netloc.encode().decode("idna"), parts.path) == ("例子.example.org", quote("/活动"))
    assert (parts.query, parts.fragment) == (f"{quote('页')}=1&b=%20", quote("末"))
    assert found["link-with-a-port@jiading-2024"].url == "http://example.org:8080/a,b;c"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # IDNA 2003 took these for strasse.de and fass.de, which are other people's.
        ("https://straße.de/", "https://xn--strae-oqa.de/"),
        ("https://FAẞ.de/", "https://xn--fa-hia.de/"),
        ("http://www.βόλος.com:8080/é?a#b", "http://www.xn--nxasmm1c.com:8080/%C3%A9?a#b"),
        ("https://例子。example.org/", "https://xn--fsqu00a.example.org/"),
        ("https://my_shop.exämple.org/", "https://my_shop.xn--exmple-cua.org/"),
        ("https://i❤.ws/", "https://xn--i-7iq.ws/"),
        ("https://Example.org/é", "https://Example.org/%C3%A9"),
    ],
)
def test_a_host_in_another_script_is_the_one_that_browsers_open(
    project: Project, url: str, expected: str
) -> None:
    found = project.build(calendar(event("a", url=url)))["a@demo"][0]
    assert found.url == expected
    assert found.description.endswith(url)
    # Whoever reads the text has the link, if in other letters.
    ran = project("verify", "public/calendar.ics")
    assert "V211" not in ran.stdout
    assert ran.code == 0


@pytest.mark.parametrize(
    "url",
    [
        *("https://exa℀mple.com/", "http://[:::]/é", "https://ä..org/", "https://ä,b.org/"),
        f"https://{'ä' * 63}.org/",
        f"https://{'ä.' * 60}org/",
    ],
)
def test_an_address_that_cannot_be_written_is_an_error(url: str) -> None:
    events = [{"id": "a", "title": "A", "start": "2024-05-01", "url": url}]
    text = json.dumps({"calendar": {"id": "c", "name": "C"}, "events": events}, ensure_ascii=False)
    loaded = compiler.load(source_files.Source("events.yaml", text.encode()))
    assert [diagnostic.code for diagnostic in loaded.diagnostics] == ["E022"]


@pytest.mark.parametrize(
    ("name", "id", "start", "end"),
    [
        ("days", "across-two-months", "20240419", "20240601"),
        ("days", "to-the-leap-day", "20240228", "20240301"),
        ("days", "no-leap-day", "20230228", "20230301"),
        ("days", "no-leap-day-in-2100", "21000228", "21000301"),
        ("days", "across-new-year", "20241231", "20250102"),
        ("days", "a-whole-year", "20230101", "20240101"),
        ("days", "three-days-to-the-leap-day", "20240228", "20240302"),
        ("days", "clocks-change", "20240330", "20240401"),
        ("dates", "month", "20241001", "20241101"),
        ("dates", "day-to-month", "20240520", "20240701"),
        ("dates", "year", "20250101", "20260101"),
        ("dates", "days-before-a-month-ends", "20240201", "20240301"),
        ("dates", "by", "20240430", "20240901"),
        ("dates", "end-and-days", "20241113", "20241116"),
        ("dates", "moment", "20240501T073000Z", ""),
        ("dates", "end-and-duration", "Shanghai 20240501T163000", "Shanghai 20240501T180000"),
        ("dates", "to-midnight", "Shanghai 20240430T180000", "Shanghai 20240501T000000"),
        (
            "times",
            "before-the-hour-is-skipped",
            "Berlin 20240331T015900",
            "Berlin 20240331T035900",
        ),
        # The second of two hours of one name can be told only in UTC.
        ("times", "ends-in-the-second-of-two-hours", "20241026T233000Z", "20241027T013000Z"),
        ("times", "second-of-two-by-offset", "20241027T013000Z", ""),
        ("times", "utc-zone", "20240501T093000Z", "20240501T110000Z"),
        ("times", "at-an-offset", "20240501T130000Z", "20240501T143000Z"),
        ("times", "local-to-offset", "20240501T073000Z", "20240501T093000Z"),
        ("times", "kathmandu", "Kathmandu 20240501T093000", "Kathmandu 20240501T110000"),
        (
            "zones",
            "of-the-calendar-at-a-venue",
            "Shanghai 20240501T093000",
            "Shanghai 20240501T103000",
        ),
        ("zones", "of-the-venue", "Berlin 20240501T093000", "Berlin 20240501T103000"),
        ("zones", "of-the-event", "New_York 20240501T093000", "New_York 20240501T103000"),
        ("zones", "an-offset-has-none", "20240501T073000Z", ""),
    ],
)
def test_dates_as_they_stand_in_a_feed(name: str, id: str, start: str, end: str) -> None:
    block = case(name).feeds[f"events/{id}.ics"].decode()
    assert ("DTEND" in block) == bool(end)
    for key, (*zone, value) in [("DTSTART", start.split()), *([("DTEND", end.split())] if end else [])]:
        kind = f";TZID=[A-Za-z]*/{zone[0]}" if zone else ";VALUE=DATE" if len(value) == 8 else ""
        assert re.search(f"\r\n{key}{kind}:{value}\r\n", block)


def test_a_feed_has_the_zones_that_its_events_need_and_no_other() -> None:
    for path, feed in case("zones").feeds.items():
        needed = {zone.decode() for zone in re.findall(rb"DTSTART;TZID=([^:]*):", feed)}
        there = [zone.decode() for zone in re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:([^\r]*)", feed)]
        assert there == sorted(needed), path


def test_apple_finds_the_lines_of_location_beside_the_coordinates() -> None:
    block = unfolded(case("venues").feeds["events/full.ics"])
    assert "\r\nLOCATION:Shanghai Automobile Museum\\n7565 Boyuan Road\\, Anting\r\n" in block
    assert "\r\nGEO:31.2789;121.1685\r\n" in block
    assert (
        '\r\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="7565 Boyuan Road, Anting";X-APPLE-RADIUS=100;'
        'X-TITLE="Shanghai Automobile Museum":geo:31.2789,121.1685\r\n'
    ) in block
    south = unfolded(case("venues").feeds["events/south-west.ics"])
    assert "X-TITLE=\"The ^'South^' \\ West\":geo:-12.0464,-77.0428\r\n" in south
    assert "GEO" not in unfolded(case("venues").feeds["events/two.ics"])


def test_the_name_of_an_organizer_holds_any_sign() -> None:
    block = unfolded(case("organizers").feeds["events/awkward.ics"])
    assert "\r\nORGANIZER;CN=\"Miller; ^'Sons^', ^^ & Co: 馆\":mailto:o'brien+events@example.org\r\n" in block
    assert "ORGANIZER" not in unfolded(case("organizers").feeds["events/with-url.ics"])


def test_a_build_writes_these_very_bytes(tmp_path: Path) -> None:
    for name, case_file in CASES.items():
        file = tmp_path / f"{name}.yaml"
        shutil.copy(case_file, file)
        ask(file, "build", "--no-site", "-o", str(tmp_path / name))
        written = {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        assert {path: it for path, it in written.items() if not path.endswith("feed.xml")} == case(name).trees
        manifest = json.loads((tmp_path / name / "manifest.json").read_bytes())
        digests = {path: hashlib.sha256(feed).hexdigest() for path, feed in written.items()}
        assert digests.items() <= manifest["files"].items()


def test_an_export_of_everything_holds_the_same_events(tmp_path: Path) -> None:
    for name, case_file in CASES.items():
        file = Path(shutil.copy(case_file, tmp_path / f"{name}.yaml"))  # without a lock
        exported = ask(file, "export")
        assert lines_are_right(exported) == []
        assert dict(vevents(exported)) == dict(vevents(case(name).feeds["calendar.ics"]))


# --- what must be there ---------------------------------------------------------------------------


def expected_feeds(it: Case) -> dict[str, tuple[str, list[str]]]:
    """Title ("" for that of everything) and event ids of each feed, from what the commands say."""
    feeds: dict[str, tuple[str, list[str]]] = {}
    for record in it.records:
        for path, title in dict(memberships(record, it)).items():
            feeds.setdefault(path, (title, []))[1].append(record["id"])
    return feeds


def memberships(record: Mapping[str, Any], it: Case) -> Iterator[tuple[str, str]]:
    by_id = {other["id"]: other for other in it.records}
    yield "calendar.ics", ""
    yield f"events/{record['id']}.ics", record["title"]
    for venue in record["venues"]:
        yield f"venues/{venue}.ics", " ".join(it.written["venues"][venue]["name"].split())
    for town in record["towns"]:
        yield f"towns/{slug(id_of('towns', town, it))}.ics", town
    for category in record["categories"]:
        yield f"categories/{slug(id_of('categories', category, it))}.ics", category
    day, last = date.fromisoformat(record["start"][:10]), last_day(record)
    while day <= last:
        chinese = it.written["calendar"].get("language", "").startswith("zh")
        month = f"{day.year}年{day.month}月" if chinese else f"{MONTHS[day.month - 1]} {day.year}"
        yield f"months/{day:%Y-%m}.ics", month
        day += timedelta(days=1)
    if any(other["series"] == record["id"] for other in it.records):
        yield f"series/{record['id']}.ics", record["title"]
    while record["series"]:
        record = by_id[record["series"]]
        yield f"series/{record['id']}.ics", record["title"]


def id_of(key: str, name: str, it: Case) -> str:
    """The id of a category or town, or else its name."""
    return next((id for id, term in it.written.get(key, {}).items() if term["name"] == name), name)


def last_day(record: Mapping[str, Any]) -> date:
    """The last day that an event touches: one that ends at midnight doesn't touch the next."""
    if record["all_day"]:
        return date.fromisoformat(record["end"])
    start, end = datetime.fromisoformat(record["start"]), datetime.fromisoformat(record["end"])
    return end.date() if end == start else max(start.date(), (end - timedelta(seconds=1)).date())


def slug(name: str) -> str:
    if name in SLUGS:
        return SLUGS[name]
    slug = re.sub(r"[^a-z0-9\u4e00-\u9fff]+", "-", name.lower()).strip("-")
    if slug and len(slug.encode()) <= 80:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{slug[:20].strip('-')}-{digest}".strip("-")


def agree(event: Seen, record: Mapping[str, Any], it: Case) -> None:
    """Compare what a witness saw with what the curator wrote, field by field."""
    (written,) = (event for event in it.written["events"] if event["id"] == record["id"])
    calendar_id = it.written["calendar"]["id"]
    venues = [it.written["venues"][id] for id in record["venues"]]
    organizer = it.written.get("organizers", {}).get(written.get("organizer"), {})
    prefix = {"cancelled": "Cancelled: ", "postponed": "Postponed: "}.get(record["status"], "")

    assert event.uid == f"{record['id']}@{calendar_id}" == record["uid"]
    assert event.summary == prefix + record["title"]
    assert record["title"] == " ".join(written["title"].split())
    assert (event.start, event.end) == span(record)
    assert event.categories == tuple(record["categories"])
    assert record["categories"] == named("categories", written.get("categories", []), it)
    assert event.related_to == ((f"{record['series']}@{calendar_id}",) if record["series"] else ())
    if record["url"] and record["url"].isascii():
        assert event.url == record["url"]
    assert written.get("description", "").strip() in event.description
    for part in mentioned(written, organizer):
        assert part in event.description
    for venue in venues:
        assert venue["name"] in event.location
        assert named("towns", [venue.get("town", "")], it)[0] in event.location
    assert bool(event.location) == bool(venues)
    geo = [venue["geo"] for venue in venues if "geo" in venue]
    assert event.geo == ((float(geo[0][0]), float(geo[0][1])) if len(venues) == 1 and geo else None)
    assert event.organizer == (f"mailto:{organizer['email']}" if "email" in organizer else "")
    assert (event.status, event.transp) == standing(record, written)
    assert (event.sequence, event.rrule, event.exdate, event.recurrence_id) == (0, None, (), None)
    assert (event.dtstamp, event.last_modified) == (NOW, NOW)


def mentioned(written: Mapping[str, Any], organizer: Mapping[str, str]) -> Sequence[str]:
    """What the text of an event must hold besides its description."""
    sources = written.get("source", [])
    sources = sources if isinstance(sources, list) else [sources]
    parts = [
        citation[key] for citation in sources for key in ("title", "publication", "url") if key in citation
    ]
    return [*parts, *([organizer["name"]] if organizer else [])]


def span(record: Mapping[str, Any]) -> tuple[When, When]:
    """DTSTART and DTEND, which is exclusive, of what the listing shows."""
    if record["all_day"]:
        return date.fromisoformat(record["start"]), date.fromisoformat(record["end"]) + timedelta(days=1)
    moments = (datetime.fromisoformat(record[key]).astimezone(UTC) for key in ("start", "end"))
    return next(moments), next(moments)


def standing(record: Mapping[str, Any], written: Mapping[str, Any]) -> tuple[str, str]:
    """STATUS and TRANSP."""
    void = record["status"] in ("cancelled", "postponed")
    firm = record["status"] == "confirmed" and record["certainty"] == "exact"
    busy = written["busy"] in ("true", "yes") if "busy" in written else not record["all_day"]
    status = "CANCELLED" if record["status"] == "cancelled" else "CONFIRMED" if firm else "TENTATIVE"
    return status, "OPAQUE" if busy and not void else "TRANSPARENT"


def header_of(feed: bytes) -> dict[str, str]:
    """The lines of a calendar before its parts, their text unescaped (RFC 5545 §3.3.11); of no language.

    By no parser: icalendar 7.3 and ical 14.3 leave the text of X- properties as it is written.
    """
    lines = unfolded(feed).split("\r\nBEGIN:", 1)[0].split("\r\n")[1:]
    return {
        name.partition(";LANGUAGE=")[0]: re.sub(
            r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value
        )
        for name, _, value in (line.partition(":") for line in lines)
    }


def vevents(feed: bytes) -> Iterator[tuple[str, bytes]]:
    """UID and bytes of each VEVENT, by no parser."""
    for block in re.findall(rb"(?<=\r\n)BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", feed, re.DOTALL):
        uid = re.search(r"\r\nUID:([^\r]*)", unfolded(block))
        assert uid
        yield uid[1], block


def unfolded(feed: bytes) -> str:
    return feed.replace(b"\r\n ", b"").decode()
