"""Series in `list`, `show` and `export`, the calendar that `list` draws, and the edges of series."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from calendar_gen import compiler
from calendar_gen.source.files import Source
from support.running import Run, without_new_lock
from support.witnesses import by_icalendar, lines_are_right
from support.work import calls

YAML = """\
calendar: {id: c, name: C, timezone: Europe/Berlin}
venues:
  hall: {name: Market hall, town: Anting}
  library: {name: 嘉定图书馆, town: Malu}
feeds:
  - {id: malu, name: In Malu, where: {town: [Malu]}}
  - {id: fairs, name: Fairs, where: {category: [fair]}}
events:
  - id: market
    title: 周末市场 Weekly market
    start: 2024-05-04 10:00
    end: 2024-05-04 12:00
    venue: hall
    categories: [market]
    repeat: {every: week, until: 2024-07-31, except: [2024-05-18], also: [2024-05-08]}
    changes:
      - {date: 2024-05-11, start: 2024-05-12}
      - {date: 2024-05-25, title: Market of books, venue: library}
      - {date: 2024-06-01, status: cancelled}
  - {id: endless, title: First Monday, start: 2024-01-01, repeat: {every: month, on: [first monday]}}
  - {id: expo, title: 汽车运动展览, start: 2024-04-20, end: 2024-06-10, venue: library, categories: [fair]}
  - {id: far, title: Far away, start: 2031-01-01, formerly: [near]}
"""
NOW = ("--now", "2024-05-02T10:00+02:00")


class Commands:
    """Runs commands in a folder with the calendar."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder
        (folder / "events.yaml").write_text(YAML, encoding="utf-8")

    def out(self, *words: str, **env: str) -> str:
        code, out, err = self.run(*NOW, *words, cwd=self.folder, env=env)
        assert (code, without_new_lock(err)) == (0, "")
        return out

    def records(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.out("list", "--format", "json", *words))
        return found


@pytest.fixture
def cg(run: Run, tmp_path: Path) -> Commands:
    return Commands(run, tmp_path)


# --- list -----------------------------------------------------------------------------------------


def test_a_series_stands_once_with_its_next_date(cg: Commands) -> None:
    assert cg.out("list") == (
        "When                                    What                    Where\n"
        "Sat 20 Apr – Mon 10 Jun 2024            汽车运动展览            嘉定图书馆\n"
        "Sat 4 May 2024 10:00–12:00 · + 11 more  周末市场 Weekly market  Market hall\n"
        "Mon 6 May 2024 · + 11 more              First Monday\n"
        "Wed 1 Jan 2031                          Far away\n"
    )


def test_or_with_each_of_its_dates(cg: Commands) -> None:
    found = [
        line.split("  ")[0] for line in cg.out("list", "--occurrences", "--event", "market").splitlines()
    ]
    assert found[1:9] == [
        *("Sat 4 May 2024 10:00–12:00", "Wed 8 May 2024 10:00–12:00", "Sun 12 May 2024 10:00–12:00"),
        *("Sat 25 May 2024 10:00–12:00", "Sat 1 Jun 2024 10:00–12:00", "Sat 8 Jun 2024 10:00–12:00"),
        *("Sat 15 Jun 2024 10:00–12:00", "Sat 22 Jun 2024 10:00–12:00"),
    ]
    assert len(found) == 14


@pytest.mark.parametrize(
    "words", [[], ["--all"], ["--month", "2024-05"], ["--from", "2024-06-01"], ["--town", "malu"]]
)
def test_a_line_stands_for_as_many_as_it_says(cg: Commands, words: list[str]) -> None:
    """And what is cancelled is none of them."""
    each = [
        line for line in cg.out("list", "--occurrences", *words).splitlines() if "(cancelled)" not in line
    ]
    lines = cg.out("list", *words).splitlines()
    more = [int(n) for line in lines for n in re.findall(r"\+ (\d+) more", line)]
    assert len(each) == len(lines) + sum(more)


WEEKLY = """\
calendar: {id: c, name: C, timezone: Asia/Shanghai}
events:
  - id: w
    title: Club
    start: 2024-05-03 19:00
    duration: 1 hour
    repeat: {every: week, times: 4}
    changes: [CHANGES]
  - {id: b, title: Between, start: 2024-05-05}
"""


@pytest.mark.parametrize(
    ("off", "words", "next_"),
    [
        ("03", (), "Fri 10 May 2024 19:00–20:00 · + 2 more  Club"),
        ("03 24", (), "Fri 10 May 2024 19:00–20:00 · + 1 more  Club"),
        ("03 10 17", (), "Fri 24 May 2024 19:00–20:00  Club"),
        ("03 10 17 24", (), "Fri 3 May 2024 19:00–20:00 · + 3 more  Club (cancelled)"),
        ("03 10", ("--to", "2024-05-11"), "Fri 3 May 2024 19:00–20:00 · + 1 more  Club (cancelled)"),
        ("03 10", ("--status", "cancelled"), "Fri 3 May 2024 19:00–20:00 · + 1 more  Club (cancelled)"),
    ],
)
def test_the_next_date_of_a_series_takes_place(
    cg: Commands, off: str, words: tuple[str, ...], next_: str
) -> None:
    """If one does; and what else is cancelled isn't counted."""
    changes = ", ".join(f"{{date: 2024-05-{day}, status: cancelled}}" for day in off.split())
    (cg.folder / "events.yaml").write_text(WEEKLY.replace("CHANGES", changes))
    (line,) = [line for line in cg.out("list", *words).splitlines() if "Club" in line]
    assert re.sub(" {3,}", "  ", line) == next_
    # It stands where that date is.
    if not words:
        lines = cg.out("list").splitlines()
        assert (lines.index(line) > 1) == ("Fri 3 May" not in line)


def test_windows(cg: Commands) -> None:
    may = cg.records("--month", "2024-05", "--event", "market")
    assert [record["start"][:10] for record in may] == [
        *("2024-05-04", "2024-05-08", "2024-05-12", "2024-05-25"),
    ]
    assert all(record["recurring"] for record in may)
    further = {f"market+202405{day}T1000@c" for day in ("08", "25")}
    assert {record["uid"] for record in may} == {"market@c", *further}
    assert [r["start"][:10] for r in cg.records("--from", "2024-06-08", "--to", "2024-06-14")] == [
        *("2024-04-20", "2024-06-08"),
    ]


def test_filters_look_at_what_a_date_is_and_not_at_its_series(cg: Commands) -> None:
    found = cg.records("--town", "malu", "--event", "market")
    assert [(r["title"], r["start"]) for r in found] == [("Market of books", "2024-05-25T10:00:00+02:00")]
    assert [r["start"][:10] for r in cg.records("--status", "cancelled")] == ["2024-06-01"]
    assert cg.records("--search", "books")[0]["venues"] == ["library"]


def test_what_nothing_ends_is_followed_for_a_year_whatever_else_there_is(cg: Commands) -> None:
    starts = [r["start"] for r in cg.records("--event", "endless")]
    assert (starts[0], starts[-1], len(starts)) == ("2024-05-06", "2025-04-07", 12)
    assert [r["start"] for r in cg.records() if r["id"] == "endless"] == starts
    # From a day far ahead for a year from there.
    assert len(cg.records("--event", "endless", "--from", "2040-01-01")) in (12, 13)
    assert len(cg.records("--event", "endless", "--month", "2040")) == 12
    assert len(cg.records("--event", "endless", "--to", "2024-03-31")) == 3


def test_a_date_brought_forward_is_found_before_its_series_begins(cg: Commands) -> None:
    text = YAML.replace("{date: 2024-05-11, start: 2024-05-12}", "{date: 2024-05-04, start: 2024-04-27}")
    (cg.folder / "events.yaml").write_text(text, encoding="utf-8")
    assert [r["id"] for r in cg.records("--to", "2024-04-30", "--event", "market")] == ["market"]
    assert "20240427T" in cg.out("export", "--event", "market")


def test_limit_counts_lines(cg: Commands) -> None:
    code, out, err = cg.run(*NOW, "list", "--limit", "2", cwd=cg.folder)
    assert (code, len(out.splitlines()), err) == (0, 3, "2 more: raise --limit to see them.\n")


# --- list --calendar ------------------------------------------------------------------------------


def test_a_month_in_a_pipe(cg: Commands) -> None:
    assert cg.out("list", "--calendar", "--month", "2024-05", "--event", "market", "--event", "expo") == (
        "May 2024\n"
        "Mon           Tue           Wed           Thu           Fri           Sat           Sun\n"
        "29            30            1             2             3             4             5\n"
        "◂汽车运动展览───────────────────────────────────────────────────────────────────────────────────▸\n"
        "                                                                      10:00 周末市…\n"
        "6             7             8             9             10            11            12\n"
        "◂汽车运动展览───────────────────────────────────────────────────────────────────────────────────▸\n"
        "                            10:00 周末市…                                           10:00 周末市…\n"
        "13            14            15            16            17            18            19\n"
        "◂汽车运动展览───────────────────────────────────────────────────────────────────────────────────▸\n"
        "20            21            22            23            24            25            26\n"
        "◂汽车运动展览───────────────────────────────────────────────────────────────────────────────────▸\n"
        "                                                                      10:00 Market…\n"
        "27            28            29            30            31            1             2\n"
        "◂汽车运动展览───────────────────────────────────────────────────────────────────────────────────▸\n"
        "\n"
    )


def test_only_the_months_that_were_asked_for(cg: Commands) -> None:
    def months(*words: str) -> list[str]:
        return re.findall(r"^[A-Z][a-z]{2} \d{4}$", cg.out("list", "--calendar", *words), re.MULTILINE)

    assert months("--month", "2024-05") == ["May 2024"]
    assert months("--from", "2024-05-20", "--to", "2024-06-02") == ["May 2024", "Jun 2024"]
    assert months("--month", "may", "--event", "expo") == ["May 2024"]
    # Not what is over, nor the years in between in which nothing is.
    assert months("--event", "expo", "--event", "far") == ["May 2024", "Jun 2024", "Jan 2031"]
    assert months("--event", "expo", "--all") == ["Apr 2024", "May 2024", "Jun 2024"]


@pytest.mark.parametrize("columns", ["72", "80", "120"])
def test_a_month_in_a_terminal_is_as_wide_as_that(cg: Commands, columns: str) -> None:
    colours = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": columns}
    out = cg.out("list", "--calendar", "--month", "2024-05", **colours)
    assert "\x1b[" in out
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    assert int(columns) - 8 < max(map(cell_len, lines)) <= int(columns)
    week = lines.index(next(line for line in lines if line.startswith("6 ")))
    column = cell_len(lines[1].partition("Wed")[0])
    assert cell_len(lines[week].partition(" 8 ")[0]) + 1 == column
    # What stands below a day begins below it, wide characters or not.
    below = next(line for line in lines[week + 1 :] if "10:00" in line)
    assert cell_len(below.partition("10:00")[0]) == column


DAY = """\
calendar: {id: c, name: C, timezone: Asia/Shanghai}
events:
  - {id: a, title: Dance, start: 2024-05-07 23:00, end: 2024-05-08 04:00}
  - {id: b, title: Late, start: 2024-05-07 22:00, duration: 1 hour}
  - {id: c, title: Early, start: 2024-05-07 08:00, duration: 1 hour}
  - {id: d, title: Noon, start: 2024-05-07 12:00, duration: 1 hour}
  - {id: e, title: Run, start: 2024-05-06, end: 2024-05-08}
"""


def test_what_is_on_one_day_stands_there_in_order(cg: Commands) -> None:
    (cg.folder / "events.yaml").write_text(DAY)
    lines = cg.out("list", "--calendar", "--month", "2024-05").splitlines()
    shown = [re.sub("─+", "", line).strip() for line in lines if re.search("[A-Z][a-z]{2,}", line)]
    assert shown[2:] == ["Run", "08:00 Early", "12:00 Noon", "22:00 Late", "23:00 Dance"]


@pytest.mark.parametrize("columns", ["20", "40", "60", "71"])
def test_where_months_have_no_room_a_list_is_shown(cg: Commands, columns: str) -> None:
    (cg.folder / "events.yaml").write_text(DAY)
    env = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": columns}
    ran = cg.run(*NOW, "list", "--calendar", "--month", "2024-05", cwd=cg.folder, env=env)
    assert (ran.code, ran.stderr) == (0, "Months need 72 columns: here is a list.\n")
    listed = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout)
    assert re.findall("Run|Early|Noon|Late|Dance", listed) == ["Run", "Early", "Noon", "Late", "Dance"]
    assert "08:00–09:00" in listed
    assert "…" not in listed


STATUSES = """\
calendar: {id: c, name: C, timezone: Asia/Shanghai}
events:
  - {id: a, title: Dance, start: 2024-05-07 19:00, duration: 1 hour, status: cancelled}
  - {id: b, title: Run, start: 2024-05-10, end: 2024-05-14, status: postponed}
  - {id: c, title: Talk, start: 2024-05-16 19:00, duration: 1 hour, status: tentative}
  - {id: d, title: Walk, start: 2024-05-17 19:00, duration: 1 hour}
  - id: e
    title: Choir
    start: 2024-06-04 19:00
    duration: 1 hour
    repeat: {every: week, times: 3}
    changes: [{date: 2024-06-11, status: cancelled}]
"""


@pytest.mark.parametrize("color", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}])
def test_what_may_not_take_place_has_a_sign_in_months(cg: Commands, color: dict[str, str]) -> None:
    (cg.folder / "events.yaml").write_text(STATUSES)
    out = cg.out("list", "--calendar", COLUMNS="160", **color)
    said = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    found = [re.sub("─+|◂|▸", "", it) for line in said for it in re.split(" {2,}", line.strip())]
    for text in ("✗ 19:00 Dance", "» Run", "? 19:00 Talk", "19:00 Walk", "19:00 Choir", "✗ 19:00 Choir"):
        assert text in found
    assert found.count("19:00 Choir") == 2
    legends = [line for line in said if line.startswith("✗ c")]
    assert legends == ["✗ cancelled · » postponed · ? tentative", "✗ cancelled"]
    struck = re.findall(r"\x1b\[9;[0-9;]*m([^\x1b]*)", out)
    assert [text.strip() for text in struck] == (
        ["✗ 19:00 Dance", "✗ 19:00 Choir"] if "FORCE_COLOR" in color else []
    )


def test_a_calendar_is_a_way_to_show_a_table(cg: Commands) -> None:
    assert cg.run(*NOW, "list", "--calendar", "--format", "json", cwd=cg.folder).code == 2


# --- show, export, feeds --------------------------------------------------------------------------


def test_show_has_the_next_dates(cg: Commands) -> None:
    assert (
        "Next      Sat 4 May 2024 10:00–12:00\n"
        "          Wed 8 May 2024 10:00–12:00\n"
        "          Sun 12 May 2024 10:00–12:00\n"
        "          Sat 25 May 2024 10:00–12:00, 嘉定图书馆\n"
        "          Sat 8 Jun 2024 10:00–12:00\n"
    ) in cg.out("show", "market")
    shown = json.loads(cg.out("show", "market", "--format", "json"))
    assert [start[:10] for start in shown["next"]] == [
        *("2024-05-04", "2024-05-08", "2024-05-12", "2024-05-25", "2024-06-08"),
    ]
    assert shown["rrule"] == "FREQ=WEEKLY;UNTIL=20240731T080000Z"
    assert "Next      no further date" in cg.out("show", "market", "--now", "2025-01-01")


def test_export_of_a_time_gives_its_dates_and_else_the_rule(cg: Commands) -> None:
    whole = cg.out("export", "--event", "market").encode()
    assert lines_are_right(whole) == []
    assert [event.rrule for event in by_icalendar(whole) if event.rrule] == [
        "FREQ=WEEKLY;UNTIL=20240731T080000Z"
    ]
    may = by_icalendar(cg.out("export", "--event", "market", "--month", "2024-05").encode())
    assert [event.uid for event in may] == [
        *("market+20240504T1000@c", "market+20240508T1000@c"),
        # One that is moved keeps the UID of the day that the rule gives.
        *("market+20240511T1000@c", "market+20240525T1000@c"),
    ]
    assert all(not event.rrule and not event.recurrence_id for event in may)


def test_named_feeds_and_files_of_former_ids(cg: Commands) -> None:
    cg.out("build")
    public = cg.folder / "public"
    uids = {event.uid for event in by_icalendar((public / "feeds" / "malu.ics").read_bytes())}
    assert uids == {"market+20240525T1000@c", "expo@c"}
    assert (public / "events" / "near.ics").read_bytes() == (public / "events" / "far.ics").read_bytes()
    (far,) = by_icalendar((public / "events" / "far.ics").read_bytes())
    assert far.uid == "near@c"
    assert b"NAME:C: Fairs\r\n" in (public / "feeds" / "fairs.ics").read_bytes()
    # A build of a part has no feed of which nothing is in it.
    cg.out("build", "--town", "anting", "-o", "anting")
    assert not (cg.folder / "anting" / "feeds" / "fairs.ics").exists()


def test_no_feed_misses_a_late_change_of_what_nothing_ends(cg: Commands) -> None:
    late = "changes: [{date: 2031-01-06, status: cancelled, venue: library}]"
    text = YAML.replace("on: [first monday]}}", "on: [first monday]}, " + late + "}")
    off = "feeds:\n  - {id: off, name: Off, where: {status: [cancelled], town: [Malu]}}\n"
    (cg.folder / "events.yaml").write_text(text.replace("feeds:\n", off), encoding="utf-8")
    cg.out("build")
    feed = (cg.folder / "public" / "feeds" / "off.ics").read_bytes()
    assert {event.uid for event in by_icalendar(feed)} == {"endless+20310106@c"}
    exported = by_icalendar(cg.out("export", "--status", "cancelled", "--event", "endless").encode())
    assert {event.uid for event in exported} == {"endless+20310106@c"}


# --- edges ----------------------------------------------------------------------------------------


# What makes the numbers of BYDAY those of days of a month.
MONTHS = ("MONTHLY", "YEARLY;BYMONTH=12", "YEARLY;BYMONTH=2", "YEARLY;BYMONTH=1,7")


def problems(**event: Any) -> list[tuple[str, str]]:
    written = {"id": "e", "title": "E", "start": "2024-05-04 10:00", "duration": "2 hours", **event}
    about = {"id": "c", "name": "C", "timezone": "Europe/Berlin"}
    text = json.dumps({"calendar": about, "events": [written]})
    return [
        (found.code, found.message) for found in compiler.load(Source("e.yaml", text.encode())).diagnostics
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=MONTHLY;BYDAY=2MO", ""),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ""),
        ("rrule:freq=daily;interval=3;until=20241231", ""),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "W305"),
        ("FREQ=MONTHLY;BYDAY=0MO", "E301"),
        *((f"FREQ={frame};BYDAY={nth}MO", "E301") for frame in MONTHS for nth in ("6", "1MO,8", "53", "-6")),
        *((f"FREQ={frame};BYDAY=5MO,-5TU", "") for frame in MONTHS),
        ("FREQ=WEEKLY;BYDAY=2MO", "E301"),
        ("FREQ=WEEKLY;BYMONTHDAY=15", "E301"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "E301"),
        ("FREQ=YEARLY;BYMONTH=13", "E301"),
        ("FREQ=MONTHLY;BYWEEKNO=20", "E301"),
        ("FREQ=MONTHLY;BYSETPOS=1", "E301"),
        ("FREQ=DAILY;COUNT=0", "E301"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20241231", "E301"),
        ("FREQ=DAILY;FREQ=DAILY", "E301"),
        ("BYDAY=MO", "E301"),
        ("", "E013"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "E302"),
        ("FREQ=DAILY;COUNT=1", "W307"),
        ("FREQ=YEARLY;INTERVAL=175", ""),
        ("FREQ=YEARLY;INTERVAL=176", "W307"),
        ("FREQ=MONTHLY;INTERVAL=9999", "W307"),
        ("FREQ=HOURLY", "E306"),
    ],
)
def test_rules(rule: str, code: str) -> None:
    assert {found for found, _ in problems(repeat={"rule": rule})} - {"W301"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"date": "2024-05-11"}, ""),
        ({"date": "2024-05-11 10:00", "start": "2024-05-12"}, ""),
        ({"date": "2024-05-12"}, "E307"),
        ({"date": "2024-05-11 11:00"}, "E307"),
        ({"date": "2024-05-18"}, "E307"),
        ({"date": "2024-05-11", "start": "2024-05"}, "E307"),
        ({"date": "2024-05-11", "end": "2024-05-11 09:00"}, "E104"),
        ({"date": "2024-05-11", "start": "2024-05-18"}, ""),
        ({"date": "2024-05-11", "start": "2024-05-25"}, "E307"),
        ({"date": "2024-05-11", "start": "2024-05-25 11:00"}, ""),
        ({"date": "2024-05-11", "start": "2024-05-25 08:00Z", "duration": "1 hour"}, "E307"),
        ({"date": "2024-05-11", "start": "2024-05-25", "status": "cancelled"}, ""),
        ({"date": "2024-05-11~"}, "E307"),
        ({"date": "by 2024-05-11"}, "E307"),
        ({"date": "2024"}, "E307"),
    ],
)
def test_changes(change: dict[str, str], code: str) -> None:
    found = problems(repeat={"every": "week", "except": ["2024-05-18"]}, changes=[change])
    assert [code for code, _ in found] == ([code] if code else [])


def test_a_rule_that_gives_no_date_is_soon_found() -> None:
    rule = {"rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}
    found: list[tuple[str, str]] = []
    assert calls(lambda: found.extend(problems(start="1900-01-01 10:00", repeat=rule))) < 1_000_000
    assert [code for code, _ in found] == ["E302"]


def test_no_two_changes_meet() -> None:
    repeat = {"every": "week", "also": ["2024-05-29"]}
    moves = (("2024-05-11", "2024-05-29"), ("2024-05-18", "2024-06-02"), ("2024-05-25", "2024-06-02"))
    changes = [{"date": day, "start": start} for day, start in moves]
    assert [code for code, _ in problems(repeat=repeat, changes=changes)] == ["E307", "E307"]
    swapped = [{"date": "2024-05-11", "start": "2024-05-18"}, {"date": "2024-05-18", "start": "2024-05-11"}]
    assert problems(repeat={"every": "week"}, changes=swapped) == []
    cancelled = [swapped[0], {"date": "2024-05-18", "status": "cancelled"}]
    assert problems(repeat={"every": "week"}, changes=cancelled) == []


def test_dates_of_a_series_may_be_named_in_utc() -> None:
    event = {"start": "2024-05-04 06:00", "timezone": "Asia/Shanghai"}
    repeat = {"every": "day", "times": "5", "except": ["2024-05-04 22:00Z"]}
    changes = [{"date": "2024-05-05T22:00Z", "status": "cancelled"}]
    assert problems(**event, repeat=repeat, changes=changes) == []


def test_a_time_that_the_clocks_skip_is_none_of_the_mistakes_of_a_change() -> None:
    event = {"start": "2024-03-24 02:30", "repeat": {"every": "week", "times": "3"}}
    assert problems(**event, changes=[{"date": "2024-03-31", "duration": "3 hours"}]) == []


def test_a_series_goes_by_the_clocks_of_its_start_whatever_its_end_is_written_in(cg: Commands) -> None:
    text = YAML.replace("end: 2024-05-04 12:00", "end: 2024-05-04 12:00+02:00")
    assert text != YAML
    before = cg.out("export")
    (cg.folder / "events.yaml").write_text(text, encoding="utf-8")
    assert cg.out("export") == before


def test_a_further_date_can_not_be_at_a_time_that_the_clocks_skip() -> None:
    event = {"start": "2024-03-02 02:30", "repeat": {"every": "month", "also": ["2024-03-31"]}}
    assert [code for code, _ in problems(**event)] == ["E105"]


def test_dates_that_last_into_the_next_are_warned_of() -> None:
    text = YAML.replace("end: 2024-05-04 12:00", "end: 2024-07-27 12:00")
    found = compiler.load(Source("e.yaml", text.encode())).diagnostics
    assert ("W302", "the first date lasts to 2024-07-27, the second begins on 2024-05-11") in [
        (diagnostic.code, diagnostic.message) for diagnostic in found
    ]


def test_a_jubilee_is_found_however_far_it_is(cg: Commands) -> None:
    text = YAML.replace("{every: month, on: [first monday]}", "{every: year, times: 150}")
    (cg.folder / "events.yaml").write_text(text, encoding="utf-8")
    assert [r["start"] for r in cg.records("--event", "endless", "--month", "2150")] == ["2150-01-01"]
