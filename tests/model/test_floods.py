"""A few lines of YAML fill neither a disk nor the memory."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from calendar_gen.cli import filtering
from calendar_gen.compiler import Target, build, load
from calendar_gen.dates.values import Span
from calendar_gen.model import feeds, floods, occurrences, selection
from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import Occurrence, of_months
from calendar_gen.source import files
from support.projects import feeds_of
from support.running import Run

NOW = datetime(2027, 3, 1, tzinfo=UTC)
HEAD = "calendar: {id: a, name: A, timezone: Europe/Paris}\nevents:\n"


def chain(length: int) -> str:
    events = [f"- {{id: e{i:04}, title: E, start: 2027-06-01, part_of: e{i + 1:04}}}" for i in range(length)]
    return HEAD + "\n".join([*events, f"- {{id: e{length:04}, title: E, start: 2027-06-01}}"]) + "\n"


def test_a_chain_that_would_fill_the_disk_is_refused(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "BYTES", 20_000_000)
    (tmp_path / "events.yaml").write_text(chain(700))
    code, out, err = run("build", cwd=tmp_path)
    assert (code, out) == (1, "")
    line, column, id = re.findall(
        r"^events\.yaml:(\d+):(\d+): E601 a build .* MB into .*: most of it is of (e\d{4}), e\d{4}, e\d{4}$",
        err,
        re.MULTILINE,
    )[0]
    assert chain(700).splitlines()[int(line) - 1][int(column) - 1 :].startswith(f"{id},")
    assert err.endswith("\nevents.yaml: 1 error, 700 warnings\n")
    assert [path.name for path in tmp_path.iterdir()] == ["events.yaml"]


def test_a_flood_is_told_in_the_file_that_the_event_stands_in(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "PLACES", 500)
    monkeypatch.setattr(floods, "PLACES_EACH", 5)
    (tmp_path / "events.yaml").write_text(f"include: [more.yaml]\n{HEAD}- {{id: z, title: Z, start: 2027}}\n")
    (tmp_path / "more.yaml").write_text(chain(100).removeprefix(HEAD.partition("\n")[0]))
    code, out, err = run("build", cwd=tmp_path)
    assert (code, out) == (1, "")
    assert re.match(r"more\.yaml:\d+:8: E601 events would stand in feeds more than \d+ times: ", err)
    assert not (tmp_path / "public").exists()


def test_a_chain_that_is_short_enough_is_built(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(chain(50))
    assert run("build", cwd=tmp_path)[0] == 0
    assert len(list((tmp_path / "public" / "series").glob("*.ics"))) == 50


def test_a_chain_is_given_up_before_its_feeds_are_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "PLACES", 500)
    monkeypatch.setattr(floods, "PLACES_EACH", 5)
    (tmp_path / "events.yaml").write_text(chain(100))
    text = files.read(tmp_path / "events.yaml")
    with pytest.raises(floods.FloodError, match="stand in feeds more than"):
        build(text, Target(tmp_path / "public"), NOW)
    assert not (tmp_path / "public").exists()


def test_much_of_much_is_no_flood() -> None:
    many = {f"events/{i}.ics": [f"{i}"] for i in range(100_000)}
    many["calendar.ics"] = [str(i) for i in range(100_000)]
    sizes = {str(i): 1_300 for i in range(100_000)}
    check(many, sizes, 100_000_000)
    with pytest.raises(floods.FloodError, match="260 MB into 100,001 files, from 200 kB"):
        check(many, sizes, 200_000)


def test_little_is_no_flood_however_short_its_source() -> None:
    check({f"{i}": ["a"] for i in range(20_000)}, {"a": 10_000}, 1)
    with pytest.raises(floods.FloodError):
        check({f"{i}": ["a"] for i in range(20_001)}, {"a": 10}, 1)
    with pytest.raises(floods.FloodError):
        check({"a": ["a"]}, {"a": 200_000_001}, 1)


def test_a_run_of_centuries_has_feeds_of_the_months_that_people_look_at(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(HEAD + "- {id: e, title: E, start: 1990-05-03, end: 2199-12-31}\n")
    assert run("--now", "2027-03-01", "build", cwd=tmp_path)[0] == 0
    months = sorted(path.stem for path in (tmp_path / "public" / "months").glob("*.ics"))
    expected = [*months_from(1990, 5, 24), *months_from(2026, 1, 48), *months_from(2198, 1, 24)]
    assert months == expected
    _, _, err = run("check", cwd=tmp_path)
    assert "W103 it runs for 209 years" in err + run("check", cwd=tmp_path)[1]


def test_a_run_of_ten_years_has_all_its_months(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(HEAD + "- {id: e, title: E, start: 2000-01-01, end: 2009-12-31}\n")
    assert run("--now", "2027-03-01", "build", cwd=tmp_path)[0] == 0
    assert len(list((tmp_path / "public" / "months").glob("*.ics"))) == 120


def check(members: dict[str, list[str]], sizes: dict[str, int], source: int) -> None:
    """What files would hold, by their paths, held against the size of their source."""
    places = Counter(id for ids in members.values() for id in ids)
    floods.check({id: count * sizes[id] for id, count in places.items()}, len(members), source)


def months_from(year: int, month: int, count: int) -> list[str]:
    return [f"{(year * 12 + month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02}" for n in range(count)]


ENDLESS = "- {{id: e{}, title: e{}, start: 1900-01-01 10:00, duration: 1 hour, repeat: {{every: day}}}}"


@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown", "ics"])
def test_a_limit_bounds_the_work(format_: str, tmp_path: Path, run: Run) -> None:
    """Three hundred series of 46,000 dates each: all of them at once would take gigabytes."""
    (tmp_path / "events.yaml").write_text(HEAD + "\n".join(ENDLESS.format(i, i) for i in range(300)) + "\n")
    words = ("list", "--all", "--occurrences", "--limit", "5", "--format", format_)
    code, out, err = run("--now", "2027-03-01", *words, cwd=tmp_path)
    assert code == 0
    assert "More than 10,000 more: raise --limit to see them." in err
    if format_ == "table":
        listed = [line.split()[-1] for line in out.splitlines() if "1 Jan 1900" in line]
        assert listed == ["e0", "e1", "e10", "e100", "e101"]


ALL = ("--from", "1900", "--to", "2199")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("export",), "--from and --to"),
        (("list", "--format", "ics"), "--from, --to or --limit"),
        (("list", "--occurrences"), "--from, --to or --limit"),
        (("list", "--occurrences", "--limit", "120000"), "--from, --to or --limit"),
        (("list", "--calendar"), "--from, --to or --limit"),
    ],
)
def test_what_has_to_be_held_whole_is_bounded(
    words: tuple[str, ...], remedy: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "events.yaml").write_text(HEAD + "\n".join(ENDLESS.format(i, i) for i in range(2)) + "\n")
    code, out, err = run(*words, *ALL, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert f"there are more than 100,000 dates: narrow them with {remedy}" in err


@pytest.mark.parametrize("format_", ["json", "csv", "markdown"])
def test_what_is_written_line_by_line_is_not(
    format_: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "MOST_DATES", 1)
    (tmp_path / "events.yaml").write_text(HEAD + ENDLESS.format(0, 0) + "\n")
    code, out, err = run("list", "--from", "2027", "--to", "2027", "--format", format_, cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out.count("e0") >= 365


SERIES = [
    "start: 2000-01-01 10:00, duration: 1 hour, repeat: {every: day, except: [2000-02-01, 2010-03-31]}",
    "start: 2000-01-31, days: 45, repeat: {every: 2 months}",
    "start: 2000-01-31, days: 4000, repeat: {every: 3 years, also: [2026-05-05]}",
    "start: 2000-01-03 23:30, duration: 29 days, repeat: {every: week, on: [monday, thursday]}",
    "start: 2024-03-01 01:30, duration: 22 hours, repeat: {every: day, until: 2024-03-31}",
    "start: 2001-01-03, days: 4000, repeat: {every: day, until: 2003-05-01}",
    "start: 2001-01-05, days: 3, repeat: {every: month, on: [first friday], times: 40, also: [2009-01-01]},"
    " changes: [{date: 2001-02-02, start: 2011-02-28, days: 5}]",
    'start: 2001-01-31, repeat: {rule: "FREQ=DAILY;INTERVAL=3"}',
    'start: 2001-01-01, repeat: {rule: "FREQ=YEARLY;BYDAY=MO,TU;BYMONTH=1,2", until: 2020-01-01}',
]


@pytest.mark.parametrize("series", SERIES)
def test_the_months_of_a_series_are_those_of_all_its_dates(series: str) -> None:
    text = files.Source("events.yaml", (HEAD + f"- {{id: e, title: E, {series}}}\n").encode())
    (event,) = load(text).catalog.events
    last = date(2029, 12, 31)
    expected = {
        month for found in occurrences.occurrences(event, None, last) for month in months_touched(found.span)
    }
    few = list(of_months(event, last))
    assert {month for span in few for month in months_touched(span)} == expected
    assert len(few) <= 2 * 12 * 30 + 5


def months_touched(span: Span) -> Iterator[tuple[str, feeds.Name]]:
    """With the feeds that a run of more than ten years has."""
    return feeds._months_of(span.first_day, span.last_day, 2027)


def of_ones_own(count: int, where: str) -> str:
    """So many events, and as many feeds of one's own: in filters of both, `{}` is their number."""
    events = [
        f"- {{id: e{i}, title: Title {i}., start: 2027-06-01, categories: [c{i}]}}" for i in range(count)
    ]
    feeds = [f"- {{id: f{i}, name: F, where: {{{where.replace('{}', str(i))}}}}}" for i in range(count)]
    return HEAD + "\n".join([*events, "feeds:", *feeds]) + "\n"


def test_feeds_of_ones_own_count_as_they_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "PLACES", 1_000)
    monkeypatch.setattr(floods, "PLACES_EACH", 10)
    (tmp_path / "events.yaml").write_text(of_ones_own(100, "search: [title, x{}]"))
    made = 0

    def counted(*args: Any, **kwargs: Any) -> Iterator[Event]:
        nonlocal made
        made += 1
        return matches(*args, **kwargs)

    text = files.read(tmp_path / "events.yaml")
    assert not load(text).errors
    matches = selection.matches
    monkeypatch.setattr(selection, "matches", counted)
    found = feeds_of(load(text).catalog)
    made = 0
    with pytest.raises(floods.FloodError, match="stand in feeds more than 1,1"):
        list(found)
    assert made < 10


@pytest.mark.parametrize(
    "where",
    [
        "category: [c{}]",
        "event: [e{}]",
        "search: [title {}.]",
        "search: [title, x{}]",
        "month: [jun, jul], search: [title {}.]",
        "status: [confirmed]",
    ],
)
def test_a_feed_costs_what_it_selects(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To know that something matches, one event is looked at; to select it, no other."""
    (tmp_path / "events.yaml").write_text(of_ones_own(50, where))
    looked = 0

    def counted(*args: Any) -> Iterator[Occurrence]:
        nonlocal looked
        looked += 1
        return occurrences_of(*args)

    occurrences_of = occurrences.occurrences
    monkeypatch.setattr(selection, "occurrences_of", counted)
    loaded = load(files.read(tmp_path / "events.yaml"))
    assert not loaded.diagnostics
    assert 0 < looked <= 50
    looked = 0
    found = [feed for feed in feeds_of(loaded.catalog) if feed.path.startswith("feeds/")]
    assert len(found) == 50
    several = {feed.events for feed in found}
    assert 0 < looked <= (50 if where.startswith("status") else sum(len(feed.events) for feed in found))
    assert len(several) == (1 if "title," in where or "status" in where else 50)


def test_what_depends_on_events_alone_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: Counter[str] = Counter()

    def counted(form: Any, text: str) -> str:
        folded[text] += 1
        return normalize(form, text)

    normalize = unicodedata.normalize
    (tmp_path / "events.yaml").write_text(of_ones_own(50, "search: [nothing {}], event: [title {}.]"))
    text = files.read(tmp_path / "events.yaml")
    monkeypatch.setattr(unicodedata, "normalize", counted)
    assert {found.code for found in load(text).diagnostics} == {"W401"}
    assert max(folded.values()) < 20
