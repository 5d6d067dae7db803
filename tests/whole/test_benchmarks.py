"""The benchmarks' data are what they promise, and their arithmetic is right. Nothing here is timed."""

import importlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from support.paths import ROOT
from support.running import Run

BENCHMARKS = ROOT / "benchmarks"
N = 2000
# What may stand in an event: the keys of the main example in docs/format.md, and `days`.
KEYS = {
    *("id", "title", "start", "end", "days", "venue", "venues", "categories", "description"),
    *("url", "organizer", "part_of", "status", "source"),
}

Data = dict[str, Any]


def generate(n: int, *options: str, hash_seed: str = "0") -> bytes:
    """What generate.py writes to standard output."""
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "generate.py"), str(n), *options],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def text() -> bytes:
    return generate(N)


@pytest.fixture(scope="module")
def data(text: bytes) -> Data:
    loaded: Data = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@pytest.fixture(scope="module")
def events(data: Data) -> list[Data]:
    found: list[Data] = data["events"]
    return found


def is_timed(event: Data) -> bool:
    return bool(re.match(r"\d{4}-\d\d-\d\d \d\d:", str(event.get("start"))))


def is_uncertain(event: Data) -> bool:
    return "days" in event or bool(re.search(r"^by |~$|^\d{4}-\d\d$", str(event["start"])))


def test_the_same_bytes_whatever_the_hash_seed(text: bytes) -> None:
    assert generate(N, hash_seed="1") == text


def test_another_seed_gives_other_events(text: bytes) -> None:
    assert generate(N, "--seed", "2") != text


def test_a_file_holds_what_standard_output_would(text: bytes, tmp_path: Path) -> None:
    generate(N, "-o", str(tmp_path / "events.yaml"))
    assert (tmp_path / "events.yaml").read_bytes() == text


@pytest.mark.parametrize("n", [1, 7, 100])
def test_as_many_events_as_asked_for(n: int) -> None:
    assert len(yaml.load(generate(n), Loader=yaml.CSafeLoader)["events"]) == n


def test_a_generated_catalogue_has_no_problems(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_bytes(generate(300))
    checked = run("check", "--strict", cwd=tmp_path)
    assert (checked.code, checked.stdout) == (0, "")
    assert checked.stderr == "events.yaml: 300 events, no problems\n"


def test_kinds_stand_in_the_promised_proportions(events: list[Data]) -> None:
    assert sum(map(is_timed, events)) == N * 35 // 100
    assert sum(map(is_uncertain, events)) == N * 5 // 100


def test_every_way_of_being_uncertain_occurs(events: list[Data]) -> None:
    starts = [str(event.get("start")) for event in events]
    for pattern in (r"by \d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d~", r"\d{4}-\d\d", "None"):
        assert any(re.fullmatch(pattern, start) for start in starts), pattern


def test_half_of_the_texts_are_chinese(events: list[Data]) -> None:
    assert sum(not event["description"].isascii() for event in events) >= N // 2
    assert sum(bool(re.match("[\u4e00-\u9fff]", event["title"])) for event in events) == N // 2


def test_only_known_keys_and_sizes_within_bounds(text: bytes, events: list[Data]) -> None:
    assert set().union(*events) <= KEYS
    assert all(200 <= len(event["description"]) <= 600 for event in events)
    assert all(1 <= len(event["categories"]) <= 3 for event in events)
    assert 800 <= len(text) / N <= 1200


def test_urls_and_sources_are_as_frequent_as_promised(events: list[Data]) -> None:
    assert sum("url" in event for event in events) / N == pytest.approx(1 / 3, abs=0.04)
    assert sum("source" in event for event in events) / N == pytest.approx(1 / 2, abs=0.04)
    assert all("source" in event for event in events if str(event.get("start")).startswith("by "))


def test_ids_and_titles_are_unique(events: list[Data]) -> None:
    ids = [event["id"] for event in events]
    assert all(re.fullmatch("[a-z0-9-]{1,80}", name) for name in ids)
    assert max(Counter(ids).values()) == 1
    assert max(Counter(event["title"] for event in events).values()) == 1


def test_every_venue_and_organizer_is_used(data: Data, events: list[Data]) -> None:
    venues = {name for event in events for name in event.get("venues") or [event["venue"]]}
    assert venues == set(data["venues"])
    assert len(venues) == 50 + N // 200
    assert {event["organizer"] for event in events if "organizer" in event} == set(data["organizers"])
    assert len({venue["town"] for venue in data["venues"].values()}) == 10


def test_local_times_in_three_zones_exist_once(data: Data, events: list[Data]) -> None:
    zones = Counter[str]()
    for event in filter(is_timed, events):
        name = data["venues"][event["venue"]].get("timezone", data["calendar"]["timezone"])
        zones[name] += 1
        for text in (event["start"], event["end"]):
            moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name))
            assert moment.utcoffset() == moment.replace(fold=1).utcoffset()
            there_and_back = moment.astimezone(UTC).astimezone(ZoneInfo(name))
            assert there_and_back.isoformat() == moment.isoformat()
    assert set(zones) == {"Asia/Shanghai", "Europe/Berlin", "America/New_York"}


def days_of(event: Data) -> tuple[date, date]:
    """First and last day, of an event whose dates are certain."""
    # Of a timed event PyYAML leaves text, of a day it makes a date.
    first = date.fromisoformat(str(event["start"])[:10])
    return first, date.fromisoformat(str(event["end"])[:10]) if "end" in event else first


def test_runs_are_mostly_short_and_lie_in_two_years(events: list[Data]) -> None:
    spans = [days_of(event) for event in events if not is_uncertain(event)]
    assert all(date(2026, 1, 1) <= first <= last <= date(2027, 12, 31) for first, last in spans)
    lengths = [(last - first) // timedelta(days=1) + 1 for first, last in spans]
    assert max(lengths) <= 60
    assert sum(length <= 3 for length in lengths) > 0.7 * len(lengths)


def test_parts_lie_within_the_run_that_they_belong_to(events: list[Data]) -> None:
    by_id = {event["id"]: event for event in events}
    parts = [event for event in events if "part_of" in event]
    assert len(parts) > 4
    for part in parts:
        (first, last), (parent_first, parent_last) = days_of(part), days_of(by_id[part["part_of"]])
        assert parent_first < first <= last < parent_last


def test_peers_get_the_same_events(events: list[Data]) -> None:
    theirs = yaml.load(generate(N, "--dialect", "yaml2ics"), Loader=yaml.CSafeLoader)["events"]
    assert [event["summary"] for event in theirs] == [event["title"] for event in events]
    assert [event["description"] for event in theirs] == [event["description"] for event in events]
    # JSON is YAML.
    hugo = yaml.load(generate(N, "--dialect", "hugo"), Loader=yaml.CSafeLoader)
    assert [event["title"] for event in hugo] == [event["title"] for event in events]
    assert [event["description"] for event in hugo] == [event["description"].strip() for event in events]


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that makes the tables; the benchmarks are scripts, so their folder stands on the path."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for name in ("measure", "report"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("report")


def row(report: Any, key: str, events: int | None, *walls: float, rss: int = 1000) -> Any:
    runs = [report.Run(wall, wall, rss, 0) for wall in walls]
    return report.Row(key, key, events, ours=key == "build", runs=runs)


def test_ratios_are_taken_within_rounds(report: Any) -> None:
    slow, fast = row(report, "hugo", 10, 2, 30, 4), row(report, "build", 10, 1, 10, 4)
    assert report.paired_ratio(slow, fast) == 2


def test_growth_is_the_slope_between_the_smallest_and_the_largest(report: Any) -> None:
    rows = [
        row(report, "build", 1000, 1, rss=10_000_000),
        row(report, "build", 10_000, 5, rss=1),
        row(report, "build", 100_000, 100, rss=307_000_000),
    ]
    (growth,) = report.growths(rows)
    assert (growth.exponent, growth.bytes_an_event) == (1, 3000)


def test_goals_are_judged_at_the_largest_size_that_both_ran(report: Any) -> None:
    rows = [
        row(report, "build", 1000, 1),
        row(report, "yaml2ics", 1000, 13),
        row(report, "build", 10_000, 10),
        row(report, "hugo", 10_000, 5),
        report.Row("yaml2ics", "yaml2ics", 10_000, notes=["not run"]),
    ]
    verdicts = {goal.text: (goal.verdict, goal.where) for goal in report.goals(rows)}
    assert verdicts["build fresh ÷ yaml2ics"] == ("met", "1,000 events")
    assert verdicts["build fresh ÷ Hugo"] == ("missed", "10,000 events")
    assert verdicts["list, shipped file ÷ python -c pass"] == ("not measured", "")
    assert "not run" in report.document(["here"], rows)


def test_every_peer_is_a_command_of_what_is_given_to_it(report: Any, tmp_path: Path) -> None:
    contenders = importlib.import_module("contenders")
    place = contenders.Place(10, tmp_path)
    found = {it.key: it.argv(place) for it in contenders.peers(tmp_path, 10, {"python": None, "node": None})}
    assert list(found) == ["yaml2ics", "icalendar", "ical-generator", "hugo", "hugo-json"]
    assert all(str(tmp_path) in " ".join(map(str, words)) for words in found.values())


def test_lists_for_hugo_are_as_many_as_there_are_to_be_pages() -> None:
    lists = json.loads(generate(100, "--pages", "300"))
    assert len({it["path"] for it in lists}) == 200
    ids = {it["id"] for it in json.loads(generate(100, "--dialect", "hugo-json"))}
    assert {member["id"] for it in lists for member in it["members"]} == ids
