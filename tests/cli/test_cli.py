"""The command line: whole output, what goes to which stream, exit codes, pipes, terminals and signals."""

import csv
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from calendar_gen import __version__
from support.running import NOW, Ran, Run, without_new_lock
from support.witnesses import by_icalendar, lines_are_right

fcntl = pytest.importorskip("fcntl", reason="pipes, terminals and signals are here those of POSIX")

COMMANDS = ("check", "build", "diff", "list", "show", "export", "verify")
FAIRS = """\
calendar: {id: fairs, name: Fairs, timezone: Asia/Shanghai}
venues:
  automobile-museum: {name: Shanghai Automobile Museum, town: Anting, address: 7565 Boyuan Road}
  art-museum: {name: Jiayuanhai Art Museum, town: Malu}
  haus: {name: "Haus, Hof", town: Berlin, timezone: Europe/Berlin}
organizers:
  bureau: {name: Culture Bureau, email: culture@example.org, url: https://culture.example.org/}
events:
  - {id: over, title: Over, start: 2024-04-02}
  - {id: festival, title: Auto Culture Festival, start: 2024-04-19, end: 2024-05-31, organizer: bureau}
  - id: exhibition
    title: 汽车运动展 Motor sports exhibition
    start: by 2024-04-01
    end: 2024-08-31
    venue: automobile-museum
    source: {title: A page, date: 2024-04}
  # It is noon in Shanghai now: this one is over, and the next is on.
  - {id: morning, title: Morning concert, start: 2024-04-25 09:30, end: 2024-04-25 11:30, venue: art-museum}
  - {id: talk, title: A talk, start: 2024-04-25 10:00, end: 2024-04-25 13:00, status: tentative}
  - id: fair
    title: Car boot fair
    start: 2024-05-01
    end: 2024-05-05
    venues: [automobile-museum, art-museum]
    categories: [fair, car culture]
    part_of: festival
    description: "Boots of cars.\\nOpen all day."
    url: https://events.example.org/fair
    source: [{title: A page, date: 2024-04}, {publication: Shanghai Daily}]
  - id: opera
    title: Opera | night
    start: 2024-05-02 19:00
    duration: 2 hours
    venue: haus
    status: cancelled
  - {id: plant, title: Plant, start: 2024-10, status: postponed, categories: [industry]}
"""
IDS = ["exhibition", "over", "festival", "morning", "talk", "fair", "opera", "plant"]
WIDE = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
NARROW = {**WIDE, "COLUMNS": "60"}
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.yaml").write_text(FAIRS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def cg(run: Run, folder: Path) -> "Commands":
    return Commands(run, folder)


class Commands:
    """Runs commands in the folder of the fairs, now."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder

    def __call__(self, *arguments: str | Path, env: Mapping[str, str] = {}, process: bool = False) -> Ran:
        given = ["--now", NOW.isoformat(), *arguments]
        return self.run(*given, cwd=self.folder, env=env, process=process)

    def out(self, *arguments: str | Path, env: Mapping[str, str] = {}) -> str:
        """Standard output of a command that ends well, and says nothing besides."""
        code, out, err = self(*arguments, env=env)
        assert (code, without_new_lock(err)) == (0, "")
        return out

    def ids(self, *arguments: str) -> list[str]:
        """Ids of the events that `list` lists."""
        return [event["id"] for event in json.loads(self("list", "--format", "json", *arguments).stdout)]

    def write(self, text: str) -> None:
        (self.folder / "events.yaml").write_text(text, encoding="utf-8")


def titled(*titles: str) -> str:
    """A calendar of events with these titles."""
    events = [{"id": f"e{i}", "title": title, "start": "2024-05-01"} for i, title in enumerate(titles)]
    return json.dumps({"calendar": {"id": "titled", "name": "Titled"}, "events": events}, ensure_ascii=False)


def bare(text: str) -> str:
    return ESCAPE.sub("", text)


# --- list -----------------------------------------------------------------------------------------


def test_list_in_a_pipe_is_a_table_of_whole_lines(cg: Commands) -> None:
    assert (
        cg.out("list")
        == """\
When                                     What                                Where
until 31 Aug 2024 · start not announced  汽车运动展 Motor sports exhibition  Shanghai Automobile Museum
19 Apr – 31 May 2024                     Auto Culture Festival
25 Apr 2024 10:00–13:00                  A talk (tentative)
1–5 May 2024                             Car boot fair                       Shanghai Automobile Museum, \
Jiayuanhai Art Museum
2 May 2024 19:00–21:00 Europe/Berlin     Opera | night (cancelled)           Haus, Hof
Oct 2024 · day not announced             Plant (postponed)
"""
    )


def test_a_line_in_a_pipe_is_not_broken_however_long_it_is(cg: Commands) -> None:
    cg.write(titled("x" * 500, "嘉" * 500, "short"))
    assert len(cg.out("list").splitlines()) == 4


def test_list_in_a_wide_terminal(cg: Commands) -> None:
    out = cg.out("list", env=WIDE)
    assert [line.rstrip() for line in bare(out).splitlines()] == [
        "When                                   What                           Where",
        "─" * 100,
        "until 31 Aug 2024                      汽车运动展 Motor sports        Shanghai Automobile Museum",
        "start not announced                    exhibition",
        "19 Apr – 31 May 2024                   Auto Culture Festival",
        "25 Apr 2024 10:00–13:00                A talk (tentative)",
        "1–5 May 2024                           Car boot fair                  Shanghai Automobile Museum,",
        "                                                                      Jiayuanhai Art Museum",
        "2 May 2024 19:00–21:00 Europe/Berlin   Opera | night (cancelled)      Haus, Hof",
        "Oct 2024                               Plant (postponed)",
        "day not announced",
    ]
    assert ESCAPE.search(out)


def test_list_in_a_narrow_terminal(cg: Commands) -> None:
    out = cg.out("list", env=NARROW)
    assert [line.rstrip() for line in bare(out).splitlines()] == [
        "until 31 Aug 2024 · start not announced",
        "  汽车运动展 Motor sports exhibition",
        "  Shanghai Automobile Museum",
        "19 Apr – 31 May 2024",
        "  Auto Culture Festival",
        "25 Apr 2024 10:00–13:00",
        "  A talk (tentative)",
        "1–5 May 2024",
        "  Car boot fair",
        "  Shanghai Automobile Museum, Jiayuanhai Art Museum",
        "2 May 2024 19:00–21:00 Europe/Berlin",
        "  Opera | night (cancelled)",
        "  Haus, Hof",
        "Oct 2024 · day not announced",
        "  Plant (postponed)",
    ]


@pytest.mark.parametrize("columns", ["10", "20", "40", "60", "71"])
def test_no_letter_is_lost_however_narrow_a_terminal_is(cg: Commands, columns: str) -> None:
    letters = re.sub(r"\s", "", bare(cg.out("list", "--all", env={**WIDE, "COLUMNS": columns})))
    for title in ("汽车运动展Motorsportsexhibition", "AutoCultureFestival", "Operanight(cancelled)"):
        assert title.replace("Operan", "Opera|n") in letters


@pytest.mark.parametrize("columns", ["72", "80", "200", "1000"])
def test_no_word_is_lost_however_wide_a_terminal_is(cg: Commands, columns: str) -> None:
    out = bare(cg.out("list", "--all", env={**WIDE, "COLUMNS": columns}))
    assert max(map(len, out.splitlines())) <= int(columns)
    for title in ("汽车运动展 Motor sports exhibition", "Auto Culture Festival", "Opera | night (cancelled)"):
        assert all(word in out for word in title.split())


def test_list_as_json(cg: Commands) -> None:
    events = {event["id"]: event for event in json.loads(cg.out("list", "--all", "--format", "json"))}
    assert list(events) == IDS
    assert events["fair"] == {
        "id": "fair",
        "uid": "fair@fairs",
        "title": "Car boot fair",
        "start": "2024-05-01",
        "end": "2024-05-05",
        "all_day": True,
        "certainty": "exact",
        "status": "confirmed",
        "venues": ["automobile-museum", "art-museum"],
        "towns": ["Anting", "Malu"],
        "categories": ["fair", "car culture"],
        "series": "festival",
        "url": "https://events.example.org/fair",
    }
    assert (events["opera"]["start"], events["opera"]["end"]) == (
        "2024-05-02T19:00:00+02:00",
        "2024-05-02T21:00:00+02:00",
    )
    assert [events[id][key] for id, key in (("opera", "all_day"), ("plant", "series"), ("over", "url"))] == [
        *(False, None, None),
    ]
    certainties = {id: event["certainty"] for id, event in events.items() if event["certainty"] != "exact"}
    assert certainties == {"exhibition": "start-unknown", "plant": "month"}
    assert (events["exhibition"]["start"], events["plant"]["end"]) == ("2024-04-01", "2024-10-31")


def test_list_as_csv(cg: Commands) -> None:
    out = cg.out("list", "--format", "csv", "--event", "fair", "--event", "opera")
    assert out == (
        "id,uid,title,start,end,all_day,certainty,status,venues,towns,categories,series,url,recurring\r\n"
        "fair,fair@fairs,Car boot fair,2024-05-01,2024-05-05,true,exact,confirmed,"
        "automobile-museum; art-museum,Anting; Malu,fair; car culture,festival,"
        "https://events.example.org/fair,false\r\n"
        "opera,opera@fairs,Opera | night,2024-05-02T19:00:00+02:00,2024-05-02T21:00:00+02:00,"
        "false,exact,cancelled,haus,Berlin,,,,false\r\n"
    )


def test_csv_and_json_hold_the_same_whatever_the_titles(cg: Commands) -> None:
    titles = ['a, "b"; c', "一、二", "|", "'", '"', "x;y", "=1+1", "\\"]
    cg.write(titled(*titles))
    rows = list(csv.DictReader(cg.out("list", "--format", "csv").splitlines(keepends=True)))
    events = json.loads(cg.out("list", "--format", "json"))
    assert [event["title"] for event in events] == titles
    assert [row["title"] for row in rows] == ["'=1+1" if title == "=1+1" else title for title in titles]


def test_list_as_markdown(cg: Commands) -> None:
    assert cg.out("list", "--format", "markdown", "--month", "2024-05", "--category", "fair") == (
        "| When | What | Where |\n"
        "| --- | --- | --- |\n"
        "| 1–5 May 2024 | [Car boot fair](<https://events.example.org/fair>) "
        "| Shanghai Automobile Museum, Jiayuanhai Art Museum |\n"
    )
    assert "| Opera \\| night (cancelled) | Haus, Hof |" in cg.out("list", "--format", "markdown")


def test_markdown_says_whose_clock_it_is(cg: Commands) -> None:
    assert "Europe/Berlin" in cg.out("list", "--format", "markdown")


def test_text_in_markdown_stays_text(cg: Commands) -> None:
    cg.write(titled("*a* _b_ `c` [d](e) <b>f</b> | #1 ~~g~~ & ! \\"))
    assert (r"| \*a\* \_b\_ \`c\` \[d\]\(e\) &lt;b&gt;f&lt;/b&gt; \| \#1 \~\~g\~\~ &amp; \! \\ |") in cg.out(
        "list", "--format", "markdown"
    )


def test_list_as_ics_is_what_export_writes(cg: Commands) -> None:
    listed = cg.out("list", "--format", "ics", "--month", "may")
    assert listed == cg.out("export", "--month", "may")
    assert lines_are_right(listed.encode()) == []


def test_nothing_but_json_on_standard_output_when_nothing_is_there(cg: Commands) -> None:
    code, out, err = cg("list", "--month", "1999", "--format", "json")
    assert (code, json.loads(out), err) == (0, [], "No event matches.\n")
    assert cg("list", "--month", "1999", "--format", "ics")[:2] == (0, "")
    assert cg("list", "--month", "1999")[:2] == (0, "")


def test_limit_says_what_it_leaves_out(cg: Commands) -> None:
    code, out, err = cg("list", "--limit", "2", "--format", "json")
    assert (code, len(json.loads(out)), err) == (0, 2, "4 more: raise --limit to see them.\n")
    assert cg("list", "--limit", "6").stderr == ""
    assert cg("list", "--limit", "0").code == 2


def test_when_all_is_over_list_says_what_was_last(run: Run, folder: Path) -> None:
    code, out, err = run("list", "--now", "2025-06-01", cwd=folder)
    assert (code, out) == (0, "")
    assert err == (
        "Nothing is coming up. The last to end was:\n"
        "  Plant (Oct 2024 · day not announced)\n"
        "See all 8 past events with --all, or those of a time with --month 2024-10.\n"
    )
    err = run("list", "--now", "2025-06-01", "--venue", "haus", cwd=folder).stderr
    assert err.startswith(
        "Nothing that matches is coming up. The last to end was:\n  Opera | night (2 May 2024"
    )
    assert "See it with --all" in err


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "first_gone"),
    [
        ("2024-04-25T03:29Z", []),
        ("2024-04-25T03:30Z", ["morning"]),  # 11:30 in Shanghai: it has just ended
        ("2024-04-25T11:30+08:00", ["morning"]),
        ("2024-04-25T05:00Z", ["morning", "talk"]),
        # A day ends where the calendar is, not where the machine is.
        ("2024-05-05T15:59Z", ["morning", "talk", "opera"]),
        ("2024-05-05T16:00Z", ["morning", "talk", "opera", "fair"]),
        ("2024-05-31T16:00Z", ["morning", "talk", "opera", "fair", "festival"]),
        ("2024-08-31T15:59Z", ["morning", "talk", "opera", "fair", "festival"]),
        ("2024-08-31T16:00Z", ["morning", "talk", "opera", "fair", "festival", "exhibition"]),
    ],
)
def test_what_has_begun_is_upcoming_until_it_ends(
    run: Run, folder: Path, now: str, first_gone: list[str]
) -> None:
    ran = run("list", "--format", "json", "--now", now, cwd=folder)
    listed = [event["id"] for event in json.loads(ran.stdout)]
    assert listed == [id for id in IDS if id not in (*first_gone, "over")]


def test_source_date_epoch_stands_in_for_the_clock_and_now_before_it(run: Run, folder: Path) -> None:
    def ids(*arguments: str, epoch: str) -> list[str]:
        ran = run("list", "--format", "json", *arguments, cwd=folder, env={"SOURCE_DATE_EPOCH": epoch})
        assert ran.code == 0
        return [event["id"] for event in json.loads(ran.stdout)]

    assert ids(epoch="1728000000") == ["plant"]  # 4 October 2024
    assert "fair" in ids("--now", "2024-05-01", epoch="1728000000")


def test_source_date_epoch_is_the_stamp_of_a_feed(run: Run, folder: Path) -> None:
    def stamp(*arguments: str, **env: str) -> str:
        out = run("export", "--event", "fair", *arguments, cwd=folder, env=env).stdout
        found = re.search(r"\r\nDTSTAMP:(.*)\r\nCREATED:.*\r\nLAST-MODIFIED:(.*)\r\n", out)
        assert found
        assert found[1] == found[2]
        return found[1]

    assert stamp(SOURCE_DATE_EPOCH="1728000000") == "20241004T000000Z"
    assert stamp("--now", "2024-05-01T09:30+02:00", SOURCE_DATE_EPOCH="1728000000") == "20240501T073000Z"
    os.utime(folder / "events.yaml", (1_700_000_000.7, 1_700_000_000.7))
    # With neither it is the time of the file, so that a rebuild changes nothing.
    assert stamp() == "20231114T221320Z"


@pytest.mark.parametrize("value", ["yesterday", "1.5", "99999999999999999999"])
def test_a_source_date_epoch_that_is_none_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    code, out, err = run("list", cwd=folder, env={"SOURCE_DATE_EPOCH": value})
    assert (code, out) == (2, "")
    assert err.endswith(f"Error: SOURCE_DATE_EPOCH must be seconds since 1970, not '{value}'\n")


@pytest.mark.parametrize("value", ["-62135596800", "-2208988801", "7258118400", "253402300799"])
def test_a_source_date_epoch_of_another_year_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    for command in (["list"], ["build", "-o", "elsewhere"]):
        code, out, err = run(*command, cwd=folder, env={"SOURCE_DATE_EPOCH": value})
        assert (code, out) == (2, "")
        assert err.endswith("Error: SOURCE_DATE_EPOCH: the year must be from 1900 to 2199, in UTC\n")
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize(
    "value",
    ["1900-01-01T00:00+14:00", "2199-12-31T23:00-02:00", "0001-01-01T00:00+01:00", "9999-12-31T23:00-01:00"],
)
def test_the_clock_that_is_given_is_of_a_year_that_is_read_in_utc(run: Run, folder: Path, value: str) -> None:
    code, _, err = run("build", "--now", value, "-o", "elsewhere", cwd=folder)
    assert code == 2
    assert err.endswith("Error: Invalid value for '--now': the year must be from 1900 to 2199, in UTC\n")
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize("value", ["yesterday", "2024", "2024-13-01", ""])
def test_a_now_that_is_none_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    code, out, err = run("list", "--now", value, cwd=folder)
    assert (code, out) == (2, "")
    assert "ISO 8601: write 2024-05-01T09:30Z" in err


@pytest.mark.parametrize("value", ["9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_now_at_the_end_of_time_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    assert run("list", "--now", value, cwd=folder).code == 2


@pytest.mark.parametrize(
    ("month", "ids"),
    [
        ("2024-04", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024-4", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024/04", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024-05", ["exhibition", "festival", "fair", "opera"]),
        ("may", ["exhibition", "festival", "fair", "opera"]),
        ("May", ["exhibition", "festival", "fair", "opera"]),
        ("may 2024", ["exhibition", "festival", "fair", "opera"]),
        ("2024 may", ["exhibition", "festival", "fair", "opera"]),
        ("aug", ["exhibition"]),
        ("Aug.", ["exhibition"]),
        ("august 2024", ["exhibition"]),
        ("sept", []),
        ("october", ["plant"]),
        ("2024", IDS),
        ("may 2023", []),
        ("2023", []),
        ("this", ["exhibition", "over", "festival", "morning", "talk"]),
        ("This month", ["exhibition", "over", "festival", "morning", "talk"]),
        ("next", ["exhibition", "festival", "fair", "opera"]),
    ],
)
def test_months(cg: Commands, month: str, ids: list[str]) -> None:
    assert cg.ids("--month", month) == ids


@pytest.mark.parametrize(
    ("now", "this", "next"),
    [
        # It is already May in Shanghai.
        ("2024-04-30T16:00Z", "2024-05", "2024-06"),
        ("2024-04-30T15:59Z", "2024-04", "2024-05"),
        ("2023-12-15", "2023-12", "2024-01"),
    ],
)
def test_this_month_and_the_next_are_those_of_the_calendar(
    run: Run, folder: Path, now: str, this: str, next: str
) -> None:
    def listed(month: str) -> str:
        return run("list", "--now", now, "--month", month, "--format", "json", cwd=folder).stdout

    assert (listed("this"), listed("next")) == (listed(this), listed(next))


@pytest.mark.parametrize(
    "month", ["2024-13", "0", "ma", "j", "maybe", "2024-05-01", "last", "-", " ", "五月"]
)
def test_what_is_no_month(cg: Commands, month: str) -> None:
    code, out, err = cg("list", "--month", month)
    assert (code, out) == (2, "")
    assert err.endswith(f"Error: no month '{month}': write 2024-05, 2024, may, 'may 2024', this or next\n")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--from", "2024-05-31"], ["exhibition", "festival", "plant"]),
        (["--from", "2024-06-01"], ["exhibition", "plant"]),
        (["--to", "2024-04-01"], ["exhibition"]),
        (["--to", "2024-04-02"], ["exhibition", "over"]),
        (["--from", "2024-05", "--to", "2024-05"], ["exhibition", "festival", "fair", "opera"]),
        (["--from", "today", "--to", "today"], ["exhibition", "festival", "morning", "talk"]),
        (["--from", "tomorrow", "--to", "tomorrow"], ["exhibition", "festival"]),
        (["--from", "2025"], []),
    ],
)
def test_from_and_to(cg: Commands, options: list[str], ids: list[str]) -> None:
    assert cg.ids(*options) == ids


@pytest.mark.parametrize("day", ["2024-02-30", "by 2024-05-01", "2024-05-01 10:00", "soon"])
def test_what_is_no_day(cg: Commands, day: str) -> None:
    code, out, err = cg("list", "--from", day)
    assert (code, out) == (2, "")
    assert f"Error: --from '{day}' is not a day" in err


# --- filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--venue", "art-museum"], ["morning", "fair"]),
        (["--venue", "ART"], ["morning", "fair"]),
        (["--venue", "jiayuanhai art museum"], ["morning", "fair"]),
        (["--venue", "haus, hof"], ["opera"]),
        (["--venue", "haus", "--venue", "art-museum"], ["morning", "fair", "opera"]),
        (["--town", "malu"], ["morning", "fair"]),
        (["--town", "ant"], ["exhibition", "fair"]),
        (["--category", "car"], ["fair"]),
        (["--category", "fair", "--category", "industry"], ["fair", "plant"]),
        (["--series", "festival"], ["festival", "fair"]),
        (["--series", "opera"], ["opera"]),
        (["--status", "cancelled"], ["opera"]),
        (["--status", "postponed", "--status", "tentative"], ["talk", "plant"]),
        (["--event", "fair"], ["fair"]),
        (["--event", "morning"], ["morning"]),
        (["--search", "MUSEUM"], ["exhibition", "morning", "fair"]),
        (["--search", "汽车"], ["exhibition"]),
        (["--search", "ｂｏｏｔｓ"], ["fair"]),
        (["--search", "bureau"], ["festival"]),
        (["--search", "boots", "--search", "opera"], ["fair", "opera"]),
        (["--search", "no such thing"], []),
        (["--venue", "art-museum", "--category", "fair", "--month", "may"], ["fair"]),
        (["--venue", "art-museum", "--category", "industry"], []),
    ],
)
def test_filters(cg: Commands, options: list[str], ids: list[str]) -> None:
    assert cg.ids("--all", *options) == ids


@pytest.mark.parametrize("command", ["list", "export", "build"])
def test_what_names_nothing_is_wrong_use_and_meets_a_guess(cg: Commands, command: str) -> None:
    code, out, err = cg(command, "--venue", "art-musuem")
    assert (code, out) == (2, "")
    assert err == (
        f"Usage: calendar-gen {command} [OPTIONS]\n"
        f"Try 'calendar-gen {command} --help' for help.\n"
        "\n"
        "Error: no venue 'art-musuem': did you mean 'art-museum'?\n"
    )
    assert not (cg.folder / "public").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--venue", "qqq"], "no venue 'qqq': there are: art-museum, automobile-museum, haus"),
        (["--town", "Antin9"], "no town 'Antin9': did you mean 'Anting'?"),
        (["--category", "fairs"], "no category 'fairs': did you mean 'fair'?"),
        (["--status", "canceled"], "no status 'canceled': did you mean 'cancelled'?"),
        (["--event", "opra"], "no event 'opra': did you mean 'opera'?"),
        (["--series", "qqq"], "no series 'qqq': there are: festival"),
        (
            ["--month", "9999", "--month", "2024-05"],
            "no month '9999' in the years from 1900 to 2199: "
            "write 2024-05, 2024, may, 'may 2024', this or next",
        ),
        (["--venue", "museum"], "'museum' fits more than one venue: automobile-museum, art-museum"),
        (["--status", "ed"], "'ed' fits more than one status: confirmed, cancelled, postponed"),
        (["--venue", ""], "no venue '': there are: art-museum, automobile-museum, haus"),
    ],
)
def test_what_is_said_of_a_filter_that_names_nothing(cg: Commands, options: list[str], message: str) -> None:
    code, out, err = cg("list", *options)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == f"Error: {message}"


def test_a_word_of_a_name_may_be_mistyped_too(cg: Commands) -> None:
    assert "did you mean" in cg("list", "--venue", "musuem").stderr


def test_an_ambiguous_event_is_wrong_use_and_names_the_candidates(cg: Commands) -> None:
    assert cg.out("show", "boot") == cg.out("show", "fair")
    code, out, err = cg("show", "e")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(
        "Error: 'e' fits more than one event: exhibition, over, festival, "
    )


@pytest.mark.parametrize("words", [["show", "Fair"], ["list", "--all", "--event", "fair"]])
def test_a_title_of_two_events_is_ambiguous(cg: Commands, words: list[str]) -> None:
    cg.write(titled("Fair", "Fair").replace("2024-05-01", "2024-06-01", 1))
    code, out, err = cg(*words)
    assert (code, out) == (2, "")
    assert "e1, e0" in err


# --- show -----------------------------------------------------------------------------------------


def test_show(cg: Commands) -> None:
    assert (
        cg.out("show", "fair")
        == """\
Car boot fair
When      1–5 May 2024
Status    confirmed
Where     Shanghai Automobile Museum, 7565 Boyuan Road, Anting
Where     Jiayuanhai Art Museum, Malu
Category  fair, car culture
Part of   Auto Culture Festival
Link      https://events.example.org/fair
Source    A page, Apr 2024
Source    Shanghai Daily
Id        fair

Boots of cars.
Open all day.
"""
    )
    assert (
        cg.out("show", "auto culture")
        == """\
Auto Culture Festival
When       19 Apr – 31 May 2024
Status     confirmed
Organizer  Culture Bureau, culture@example.org, https://culture.example.org/
Has part   Car boot fair (1–5 May 2024)
Id         festival
"""
    )
    assert "When    2 May 2024 19:00–21:00 Europe/Berlin\nStatus  cancelled\n" in cg.out("show", "opera")


def test_show_as_json_is_the_listing_and_more(cg: Commands) -> None:
    shown = json.loads(cg.out("show", "festival", "--format", "json"))
    (listed,) = json.loads(cg.out("list", "--event", "festival", "--format", "json"))
    assert listed.items() <= shown.items()
    assert (shown["organizer"], shown["description"], shown["sources"]) == ("Culture Bureau", None, [])


def test_what_is_not_known_is_null_everywhere(cg: Commands) -> None:
    (source,) = json.loads(cg.out("show", "exhibition", "--format", "json"))["sources"]
    assert source == {"title": "A page", "publication": None, "date": "Apr 2024", "url": None}


# --- export ---------------------------------------------------------------------------------------


def test_export_writes_one_calendar_of_what_matches(cg: Commands) -> None:
    feed = cg.out("export", "--town", "malu").encode()
    assert lines_are_right(feed) == []
    assert [event.uid for event in by_icalendar(feed)] == ["morning@fairs", "fair@fairs"]


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_export_to_a_file(cg: Commands, option: str) -> None:
    file = cg.folder / "out.ics"
    file.write_text("old")
    assert cg.out("export", option, file) == ""
    assert file.read_bytes() == cg.out("export").encode() == cg.out("export", option, "-").encode()
    assert sorted(path.name for path in cg.folder.iterdir()) == ["events.yaml", "out.ics"]


def test_export_of_nothing_writes_nothing(cg: Commands) -> None:
    file = cg.folder / "out.ics"
    code, out, err = cg("export", "--month", "1999", "-o", file)
    assert (code, out) == (1, "")
    assert err == "No event matches, and calendar apps refuse an empty file.\n"
    assert not file.exists()


def test_export_to_where_nothing_can_be_written(cg: Commands) -> None:
    code, out, err = cg("export", "-o", cg.folder / "no" / "such" / "out.ics")
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert "Traceback" not in err


# --- build ----------------------------------------------------------------------------------------


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Time of change and content of every file and folder."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def test_build_says_what_it_made(cg: Commands) -> None:
    assert cg.out("build") == "public/: 17 feeds, 8 event files and feed.xml (26 new)\n"
    cg.write(FAIRS.replace("Morning concert", "Early concert").replace("categories: [industry]", "busy: no"))
    assert cg.out("build", "-o", "public/") == (
        "public/: 16 feeds, 8 event files and feed.xml (8 changed, 1 removed, 17 as before)\n"
    )


def test_a_second_build_changes_nothing(cg: Commands) -> None:
    cg("build", "-o", "deep/in/public")
    before = state(cg.folder / "deep")
    assert cg.out("build", "-o", "deep/in/public") == (
        "deep/in/public/: 17 feeds, 8 event files and feed.xml (nothing changed)\n"
    )
    # Nor does one of a file that says the same in other words.
    cg.write("# A comment.\n" + FAIRS)
    manifest = str(cg.folder / "deep" / "in" / "public" / "manifest.json")
    assert "(nothing changed)" in cg.out("build", "-o", "deep/in/public")
    after = state(cg.folder / "deep")
    feeds = {path for path in before if path.endswith(".ics")}
    assert {path: after[path] for path in feeds} == {path: before[path] for path in feeds}
    assert before.keys() == after.keys()
    assert manifest in after


def test_a_build_of_what_matches(cg: Commands) -> None:
    assert cg.out("build", "--town", "malu", "-o", "malu") == (
        "malu/: 9 feeds, 2 event files and feed.xml (12 new)\n"
    )
    feed = (cg.folder / "malu" / "calendar.ics").read_bytes()
    assert [event.uid for event in by_icalendar(feed)] == ["morning@fairs", "fair@fairs"]


def test_a_build_of_nothing_changes_nothing(cg: Commands) -> None:
    cg("build")
    before = state(cg.folder / "public")
    code, out, err = cg("build", "--month", "1999")
    assert (code, out, err) == (1, "", "No event matches, and an empty calendar can't be published.\n")
    assert state(cg.folder / "public") == before


def test_a_build_of_a_file_with_errors_changes_nothing(cg: Commands) -> None:
    cg("build")
    before = state(cg.folder / "public")
    cg.write(FAIRS.replace("start: 2024-05-01", "start: 2024-05-32").replace("venue: haus", "venue: huas"))
    code, out, err = cg("build")
    assert (code, out) == (1, "")
    assert re.findall(r"^events\.yaml:\d+:\d+: (\w+)", err, re.MULTILINE) == ["E101", "E201"]
    assert err.splitlines()[-1].startswith("events.yaml: 2 errors")
    assert state(cg.folder / "public") == before
    assert cg("build", "-o", "another").code == 1
    assert not (cg.folder / "another").exists()


@pytest.mark.parametrize("words", [["list"], ["show", "fair"], ["export"]])
def test_no_command_makes_anything_of_a_file_with_errors(cg: Commands, words: list[str]) -> None:
    cg.write(FAIRS.replace("start: 2024-05-01", "start: 2024-05-32"))
    code, out, err = cg(*words)
    assert (code, out) == (1, "")
    assert "E101" in err


def test_build_shows_warnings_and_goes_on(cg: Commands) -> None:
    cg.write(FAIRS.replace("id: over, title: Over", "id: over, title: Over, part_of: festival"))
    code, out, err = cg("build")
    assert (code, out) == (0, "public/: 17 feeds, 8 event files and feed.xml (26 new)\n")
    assert "W201 it is not inside the run of 'festival', 2024-04-19 to 2024-05-31" in err


def test_a_second_build_says_that_there_were_warnings(cg: Commands) -> None:
    cg.write(FAIRS.replace("id: over, title: Over", "id: over, title: Over, part_of: festival"))
    assert without_new_lock(cg("build").stderr).endswith("events.yaml: 1 warning\n")
    assert cg("build").stderr == "events.yaml: 1 warning, as before: 'calendar-gen check' shows them\n"


def test_a_file_in_the_place_of_the_folder(cg: Commands) -> None:
    (cg.folder / "public").write_text("mine")
    code, out, err = cg("build")
    assert (code, out) == (2, "")
    assert err.startswith("Error: public: ")
    assert (cg.folder / "public").read_text() == "mine"


def test_two_builds_at_once_both_end_well(folder: Path) -> None:
    other = FAIRS.replace("Morning concert", "Evening concert").replace("art-museum", "museum-of-art")
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    command = [sys.executable, "-m", "calendar_gen", "--now", NOW.isoformat(), "build", "-f"]
    builds = [
        subprocess.Popen([*command, file], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for file in ("events.yaml", "other.yaml", "events.yaml")
    ]
    for build in builds:
        said = without_new_lock(build.communicate(timeout=60)[1].decode())
        assert re.sub(r"public|events\.lock|other\.lock", "public", said).replace(WAITING, "") == ""
        assert build.returncode == 0
    manifest = json.loads((folder / "public" / "manifest.json").read_bytes())
    there = {path.relative_to(folder / "public").as_posix() for path in (folder / "public").rglob("*.ics")}
    assert there | {"feed.xml"} == set(manifest["files"])
    assert ("venues/museum-of-art.ics" in there) != ("venues/art-museum.ics" in there)


WAITING = "Another build is at work on public; waiting for it to end.\n"


def test_a_build_waits_for_another_and_says_so(folder: Path) -> None:
    (folder / "public").mkdir()
    command = [sys.executable, "-m", "calendar_gen", "build"]
    lock = os.open(folder / "public", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert build.stderr
        assert build.stderr.readline() == WAITING
        assert not list((folder / "public").iterdir())
    finally:
        os.close(lock)
    out, err = build.communicate(timeout=60)
    assert (build.returncode, without_new_lock(err)) == (0, "")
    assert out.startswith("public/: 17 feeds")


def test_a_build_that_waits_for_the_lock_names_that(folder: Path) -> None:
    """The other one writes to a folder of its own."""
    command = [sys.executable, "-m", "calendar_gen", "build", "-o", "part"]
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        assert build.stderr
        assert build.stderr.readline() == WAITING.replace("public", "events.lock")
    finally:
        os.close(lock)
    assert build.wait(timeout=60) == 0
    build.stderr.close()


# --- which file -----------------------------------------------------------------------------------


def test_the_file_may_be_named_before_and_after_the_command(cg: Commands) -> None:
    expected = cg.out("list")
    (cg.folder / "events.yaml").rename(cg.folder / "other.yaml")
    for words in (
        ["-f", "other.yaml", "list"],
        ["list", "-f", "other.yaml"],
        ["--file", "other.yaml", "list"],
        ["list", "--file=other.yaml"],
        ["-f", "none.yaml", "list", "-f", "other.yaml"],
    ):
        assert cg.out(*words) == expected
    assert cg.out("list", env={"CALENDAR_GEN_FILE": "other.yaml"}) == expected
    assert cg.out("list", "-f", "other.yaml", env={"CALENDAR_GEN_FILE": "none.yaml"}) == expected


def test_a_file_named_before_the_command_wins_over_the_variable(cg: Commands) -> None:
    named = ["-f", "events.yaml", "list"]
    assert cg.out(*named, env={"CALENDAR_GEN_FILE": "none.yaml"}) == cg.out(*named)


def test_now_may_stand_before_and_after_the_command(run: Run, folder: Path) -> None:
    before = run("--now", "2024-10-01", "list", cwd=folder)
    assert before == run("list", "--now", "2024-10-01", cwd=folder)
    assert before == run("--now", "2024-01-01", "list", "--now", "2024-10-01", cwd=folder)
    assert "Plant" in before.stdout
    assert "Auto" not in before.stdout


@pytest.mark.parametrize("command", [["check"], ["build"], ["list"], ["show", "fair"], ["export"]])
def test_a_file_that_can_not_be_read_is_wrong_use(run: Run, tmp_path: Path, command: list[str]) -> None:
    assert run(*command, cwd=tmp_path) == (
        *(2, ""),
        "Error: there is no file events.yaml: name it with -f, or start one: README shows how\n",
    )
    assert run(*command, "-f", "fairs.yml", cwd=tmp_path) == (
        *(2, ""),
        "Error: there is no file fairs.yml: check the name\n",
    )
    code, out, err = run(*command, "-f", ".", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err == "Error: .: there is no .yaml file in it\n"
    assert not list(tmp_path.iterdir())


# --- help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", [[], *([command] for command in COMMANDS)])
def test_every_command_has_help_with_examples(run: Run, command: list[str], option: str) -> None:
    code, out, err = run(*command, option)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: calendar-gen {' '.join(command)}".rstrip())
    examples = out.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert examples
    assert all(re.match(r" +calendar-gen ", example) for example in examples)
    assert ("-f, --file FILE" in out) == (command != ["verify"])  # which reads feeds, not a calendar
    assert max(map(len, out.splitlines())) <= 100


def test_the_help_names_every_command_and_each_does_what_it_says_in_a_line(run: Run) -> None:
    out = run("--help").stdout.partition("Commands:\n")[2]
    assert [line.split()[0] for line in out.splitlines()] == sorted(COMMANDS)


def test_no_description_of_a_command_is_cut_off(run: Run) -> None:
    assert "..." not in run("--help").stdout.partition("Commands:\n")[2]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(run: Run, option: str) -> None:
    assert run(option) == (0, f"calendar-gen {__version__}\n", "")


def test_no_command_and_an_unknown_one_are_wrong_use(run: Run) -> None:
    assert run().code == 2
    code, out, err = run("lst")
    assert (code, out) == (2, "")
    assert "No such command 'lst'" in err
    assert "Did you mean 'list'?" in err
    assert run("list", "--venu", "x").code == 2


# --- colours --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["list"], ["show", "fair"], ["check"], ["--help"]])
def test_no_escapes_in_a_pipe(cg: Commands, words: list[str]) -> None:
    ran = cg(*words, env={"TERM": "xterm-256color"})
    assert "\x1b" not in ran.stdout + ran.stderr


def test_force_color_and_no_color(cg: Commands) -> None:
    assert "\x1b[36m" in cg("list", env=WIDE).stdout
    both = cg("list", env={**WIDE, "NO_COLOR": "1"}).stdout
    assert not colours(both)
    cg.write(FAIRS.replace("2024-05-32", "2024-05-01").replace("venue: haus", "venue: huas"))
    assert "\x1b[" in cg("check", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in cg("check", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    # An empty variable says nothing (no-color.org).
    assert "\x1b[" in cg("check", env={"FORCE_COLOR": "1", "NO_COLOR": ""}).stdout


def colours(text: str) -> list[str]:
    """The SGR codes that set a colour."""
    return [
        code for codes in ESCAPE.findall(text) for code in codes.split(";") if re.match("[349][0-9]", code)
    ]


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_in_a_terminal(folder: Path, environment: dict[str, str], coloured: bool) -> None:
    out = in_terminal(["list", "--all"], folder, environment)
    assert bool(colours(out)) is coloured
    assert "Car boot fair" in out
    wrong = in_terminal(["list", "--venue", "x"], folder, environment)
    assert "no venue 'x'" in wrong


def in_terminal(words: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a command shows in a terminal of 100 columns."""
    import pty

    kept = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "calendar_gen", *words]
    process = subprocess.Popen(
        command, cwd=folder, env={**kept, **environment}, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # Linux says EIO when the other side is closed
        pass
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def test_long_work_is_told_in_a_terminal_and_nowhere_else(cg: Commands) -> None:
    (cg.folder / "events.yaml").write_text(titled("Fair") + "\n#" + "x" * 5_000_001)
    for words, steps in (
        (["check"], ["Checking events.yaml"]),
        (["build"], ["Reading events.yaml", "Compiling 1 event", "Writing 4 files"]),
    ):
        shown = in_terminal(words, cg.folder, {})
        told = re.findall(r"\r\x1b\[K(.+?)\r", shown)
        assert told  # not each of them: nobody could read one that stands for less than a tenth of a second
        assert told == [step for step in steps if step in told]
        assert (
            "\x1b[Kpublic/: " in shown or "\x1b[Kevents.yaml: 1 event, no problems" in shown
        )  # the line is gone
        shutil.rmtree(cg.folder / "public", ignore_errors=True)
        assert "\x1b" not in in_terminal(words, cg.folder, {"TERM": "dumb"})
        shutil.rmtree(cg.folder / "public", ignore_errors=True)
        code, out, err = cg(*words)
        assert (code, "\r" in out + err) == (0, False)


# --- texts that would act -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["[red]x[/red]", "[link=https://x.org]y[/link]", ":smile: [bold", "\\[x]", "%s"]
)
def test_markup_is_shown_as_it_is_written(cg: Commands, title: str) -> None:
    cg.write(titled(title))
    for env in ({}, WIDE, NARROW):
        assert title in bare(cg.out("list", env=env))
        assert title in bare(cg.out("show", "e0", env=env))
    assert title in cg.out("list", "--format", "csv")


@pytest.mark.parametrize(
    "escape", ["\\e[31mred", "\\x1b]0;title\\a", "\\x9b31m", "a\\rb", "a\\u202eb", "a\\u2028b"]
)
def test_what_acts_on_a_terminal_does_not_come_in(cg: Commands, escape: str) -> None:
    cg.write(titled("TITLE").replace("TITLE", escape))
    code, out, err = cg("check")
    assert code == 1
    assert "E014" in out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", out + err)
    assert cg("list")[:2] == (1, "")


def test_what_acts_on_a_terminal_is_not_echoed_from_the_command_line(cg: Commands) -> None:
    for words in (["list", "--venue", "\x1b[31m"], ["list", "--month", "\x1b[31m"], ["show", "\x1b[31m"]):
        code, out, err = cg(*words)
        assert (code, out) == (2, "")
        assert "\x1b" not in err


@pytest.mark.parametrize("title", ["嘉定\u3000活动", "10\u00a0km"])
def test_spaces_of_other_scripts_are_spaces(cg: Commands, title: str) -> None:
    cg.write(titled(title))
    assert re.sub("[\u3000\u00a0]", " ", title) in re.sub("[\u3000\u00a0]", " ", cg.out("list"))


@pytest.mark.parametrize("title", ["👨\u200d👩\u200d👧", "می\u200cخواهم"])
def test_joiners_of_other_scripts_are_shown(cg: Commands, title: str) -> None:
    cg.write(titled(title))
    assert title in cg.out("list")


@pytest.mark.parametrize("title", ["\u3000", "\u00a0 \u2003"])
def test_a_title_of_white_space_is_empty(cg: Commands, title: str) -> None:
    cg.write(titled(title))
    assert cg("check").code == 1


def test_an_output_without_our_characters_still_shows_the_rest(cg: Commands) -> None:
    code, out, err = cg("list", env={"PYTHONIOENCODING": "ascii"}, process=True)
    assert (code, err) == (0, "")
    assert "Car boot fair" in out


# --- pipes and signals ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calendar that no pipe holds."""
    file = tmp_path_factory.mktemp("many") / "events.yaml"
    file.write_text(titled(*(f"Event number {i}, of which there are many" for i in range(3000))))
    return file


@pytest.mark.parametrize(
    "words",
    [
        *(["list", "--all", "--format", format] for format in ("table", "json", "csv", "markdown", "ics")),
        ["export"],
    ],
    ids=" ".join,
)
def test_a_pipe_closed_after_its_first_line_ends_quietly(words: list[str], many: Path) -> None:
    assert closed([*words, "-f", str(many)], first_line=True) == (0, "")


@pytest.mark.parametrize(
    "words", [["list", "--all"], ["export"], ["show", "e7"], ["check", "--format", "json"]]
)
def test_a_pipe_closed_at_once_ends_quietly(words: list[str], many: Path) -> None:
    code, err = closed([*words, "-f", str(many)], first_line=False)
    assert (code, "Traceback" in err) == (0, False)


def closed(words: list[str], first_line: bool) -> tuple[int, str]:
    """Exit code and standard error of a command whose standard output nobody reads, or reads on."""
    command = [sys.executable, "-m", "calendar_gen", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        if first_line:
            assert process.stdout.readline()
        process.stdout.close()
        return process.wait(timeout=60), process.stderr.read().decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("words", [["list", "--all"], ["list", "--format", "json"], ["export"], ["--help"]])
def test_output_that_has_no_room_is_told(words: list[str], many: Path) -> None:
    file = [] if words == ["--help"] else ["-f", str(many)]
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "calendar_gen", *words, *file]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = "Error: the output can't be written: No space left on device\n"
    assert (ended.returncode, ended.stderr) == (2, said)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed_are_done_without(closed: str, many: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m calendar_gen -f {shlex.quote(str(many))} check {closed}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)


@pytest.mark.parametrize("command", ["check", "list", "build", "export"])
def test_ctrl_c_ends_quietly(command: str, tmp_path: Path) -> None:
    fifo = tmp_path / "events.yaml"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [sys.executable, "-m", "calendar_gen", command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writer = os.open(fifo, os.O_WRONLY)  # returns when the other side is there to read
    try:
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        os.close(writer)
    assert process.returncode == 130
    assert (out, err.strip()) == (b"", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.yaml"]


# --- completion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_completion_script_for_each_shell(cg: Commands, shell: str) -> None:
    if shell == "bash" and not shutil.which("bash"):
        pytest.skip("click asks bash for its version")
    ran = cg.run(cwd=cg.folder, env={"_CALENDAR_GEN_COMPLETE": f"{shell}_source"}, process=False)
    assert ran.code == 0
    assert "_CALENDAR_GEN_COMPLETE" in ran.stdout
    assert "calendar-gen" in ran.stdout


def completed(run: Run, folder: Path, words: str, incomplete: str = "") -> list[str]:
    """What fish would be offered after these words."""
    env = {
        "_CALENDAR_GEN_COMPLETE": "fish_complete",
        "COMP_WORDS": f"calendar-gen {words} {incomplete}".rstrip(),
        "COMP_CWORD": incomplete,
    }
    ran = run(cwd=folder, env=env)
    assert (ran.code, ran.stderr) == (0, "")
    return [line.split("\t")[0].partition(",")[2] for line in ran.stdout.splitlines() if "," in line]


@pytest.mark.parametrize(
    ("words", "incomplete", "offered"),
    [
        ("list --venue", "", ["automobile-museum", "art-museum", "haus"]),
        ("list --venue", "a", ["automobile-museum", "art-museum"]),
        ("list --venue", "z", []),
        ("export --town", "", ["Anting", "Berlin", "Malu"]),
        ("build --category", "", ["car culture", "fair", "industry"]),
        ("list --series", "", ["festival"]),
        ("list --status", "p", ["postponed"]),
        ("list --month", "2024-0", ["2024-04", "2024-05", "2024-06", "2024-07", "2024-08"]),
        ("list --event", "f", ["festival", "fair"]),
        ("show", "f", ["festival", "fair"]),
        ("list --format", "j", ["json"]),
        ("", "sh", ["show"]),
        ("-f events.yaml list --venue", "h", ["haus"]),
        ("list -f events.yaml --venue", "h", ["haus"]),
        # Where the file can't be read there is nothing to offer, and nothing to say.
        ("-f none.yaml list --venue", "", []),
    ],
)
def test_completion(run: Run, folder: Path, words: str, incomplete: str, offered: list[str]) -> None:
    assert completed(run, folder, words, incomplete) == offered
