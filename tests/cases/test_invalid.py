"""Every mistake that has a code is found, at its place, with what would be right, in every format.

A pair in `invalid/<group>` is a calendar `<CODE>-<what>.yaml` and `<CODE>-<what>.errors.txt`, the exact
standard output of `check`. `pytest --update-golden` writes the latter. Beside it may be the lock
`<CODE>-<what>.lock`, and the folder of its theme `<CODE>-<what>.theme`.
"""

import json
import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import codes_page
from calendar_gen import __version__, compiler
from calendar_gen.diagnostics.codes import CODES
from calendar_gen.diagnostics.formats import as_text
from calendar_gen.diagnostics.problem import Diagnostic, Position
from calendar_gen.source.files import Source
from support.paths import INVALID, ROOT
from support.running import Golden, Run
from support.work import ending

PAIRS = sorted(path.stem for path in INVALID.glob("*/*.yaml"))
# One or more of each kind: bytes, wide characters, several problems in a file, a warning.
FORMATTED = [
    "E001-latin-1",
    "E004-flow",
    "E012-several",
    "E014-bidirectional-override",
    "E101-chinese",
    "E204-two",
    "W205-category",
]


def code_of(name: str) -> str:
    """The code that a pair is about."""
    return name.partition("-")[0]


def folder_of(name: str) -> Path:
    """Where the pairs are whose codes begin alike."""
    return INVALID / f"{name[:2]}xx"


def places(text: str) -> list[tuple[str, int, int, str, str]]:
    """File, line, column, code and message of each problem that `check` printed."""
    found = re.findall(r"^([^ \n:][^\n:]*):(\d+):(\d+): ([EW]\d{3}) (.*)$", text, re.MULTILINE)
    return [(file, int(line), int(column), code, message) for file, line, column, code, message in found]


@pytest.mark.parametrize("name", PAIRS)
def test_every_mistake_is_reported_as_it_should_be(name: str, run: Run, golden: Golden) -> None:
    checked = run("--root", ".", "-f", f"{name}.yaml", "check", cwd=folder_of(name))
    golden(
        checked.stdout.replace(str(folder_of(name).resolve()), "/srv/calendars"),
        folder_of(name) / f"{name}.errors.txt",
    )

    codes = {place[3] for place in places(checked.stdout)}
    assert code_of(name) in codes, "the file's name says that this code is in its output"
    errors = any(code.startswith("E") for code in codes)
    assert checked.code == errors
    # An error needs nobody who is strict.
    assert errors or run("-f", f"{name}.yaml", "check", "--strict", cwd=folder_of(name)).code == 1
    counted = f"{name}.lock" if name.startswith("E50") else f"{name}.yaml"
    verdict = rf"{counted}: (\d+ errors?)?(, )?(\d+ warnings?)?(; check --fix mends \d+ of them)?\n"
    assert re.fullmatch(verdict, checked.stderr, re.ASCII), "one line sums it up"


def test_every_code_has_a_pair_and_every_pair_a_code() -> None:
    shown = {code_of(name) for name in PAIRS}
    assert shown == CODES.keys() - codes_page.ELSEWHERE.keys()
    outputs = sorted(path.name.removesuffix(".errors.txt") for path in INVALID.glob("*/*.errors.txt"))
    assert outputs == PAIRS
    assert all(path.parent == folder_of(path.name) for path in INVALID.glob("*/*"))
    beside = {path for path in INVALID.glob("*/*") if path.suffix in (".lock", ".theme")}
    assert {path.name for path in {*INVALID.glob("*/*")} - beside} == {
        f"{name}{suffix}" for name in PAIRS for suffix in (".yaml", ".errors.txt")
    }
    assert {path.stem for path in beside} <= set(PAIRS)


def test_no_message_acts_on_a_terminal() -> None:
    for path in INVALID.glob("*/*.errors.txt"):
        text = path.read_bytes().decode()
        assert all(c.isprintable() or c == "\n" or unicodedata.category(c) == "Zs" for c in text), path.name
        assert all(len(line) < 250 for line in text.splitlines()), path.name


def test_a_caret_stands_below_what_it_points_at() -> None:
    for name, below in {
        "E004-flow": "title",
        "E010-calendar": "time_zone",
        "E020-chinese": "汽车后备箱集市",
        "E101-chinese": "2024年5月1日",
        "E102-range": "2024-05-01 09:30-11:30",
        "E201-typo": "jiading-libary",
    }.items():
        _, excerpt, caret, *_ = (folder_of(name) / f"{name}.errors.txt").read_text("utf-8").splitlines()
        cells = [c for c in excerpt for _ in range(2 if "\u2e80" <= c <= "\uffef" else 1)]
        pointed = [cell for cell, mark in zip(cells, caret, strict=False) if mark == "^"]
        assert "".join(dict.fromkeys(pointed)) == "".join(dict.fromkeys(below)), name


@pytest.mark.parametrize("name", FORMATTED)
def test_every_format_tells_the_same(name: str, run: Run) -> None:
    outputs = {
        kind: run("-f", f"{name}.yaml", "check", "--format", kind, cwd=folder_of(name))
        for kind in ("text", "json", "github", "sarif")
    }
    assert len({output.code for output in outputs.values()}) == 1
    assert len({output.stderr for output in outputs.values()}) == 1
    text = places(outputs["text"].stdout)
    assert text
    assert from_json(outputs["json"].stdout) == text
    assert from_github(outputs["github"].stdout) == text
    assert from_sarif(outputs["sarif"].stdout) == text


def test_formats_of_a_calendar_without_problems(run: Run) -> None:
    shipped = ROOT / "events.yaml"
    outputs = {
        kind: run("-f", shipped, "check", "--strict", "--format", kind).stdout
        for kind in ("text", "json", "github", "sarif")
    }
    assert outputs["text"] == outputs["github"] == ""
    assert json.loads(outputs["json"]) == []
    assert from_sarif(outputs["sarif"]) == []


def from_json(text: str) -> list[tuple[str, int, int, str, str]]:
    problems = json.loads(text)
    for problem in problems:
        assert list(problem) == ["file", "line", "column", "severity", "code", "message", "remedy"]
        assert problem["severity"] == {"E": "error", "W": "warning"}[problem["code"][0]]
        assert problem["remedy"] is None or problem["remedy"]
    return [(p["file"], p["line"], p["column"], p["code"], p["message"]) for p in problems]


def from_github(text: str) -> list[tuple[str, int, int, str, str]]:
    command = re.compile(
        r"::(?P<level>error|warning) file=(?P<file>[^:,]+),line=(?P<line>\d+),col=(?P<column>\d+),"
        r"title=(?P<code>[EW]\d{3})::(?P<text>.+)"
    )
    found = []
    for line in text.splitlines():
        match = command.fullmatch(line)
        assert match, line
        assert match["level"] == ("error" if match["code"].startswith("E") else "warning")
        message = match["text"].split("%0A")[0].replace("%25", "%")
        found.append((match["file"], int(match["line"]), int(match["column"]), match["code"], message))
    return found


def from_sarif(text: str) -> list[tuple[str, int, int, str, str]]:
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("calendar-gen", __version__)
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in driver["rules"]} == {
        result["ruleId"]: CODES[result["ruleId"]] for result in run["results"]
    }
    return [sarif_place(result) for result in run["results"]]


def sarif_place(result: Mapping[str, Any]) -> tuple[str, int, int, str, str]:
    """What a result says (SARIF §3.27); its region (§3.30) is never empty, its text ends with the remedy."""
    assert result["level"] == ("error" if result["ruleId"].startswith("E") else "warning")
    (location,) = result["locations"]
    place = location["physicalLocation"]
    region = place["region"]
    assert region["endColumn"] > region["startColumn"] >= 1
    assert region["startLine"] >= 1
    message = re.sub(r" \([^()]*(\([^()]*\)[^()]*)*\)$", "", result["message"]["text"])
    file = place["artifactLocation"]["uri"]
    return file, region["startLine"], region["startColumn"], result["ruleId"], message


def checked(text: str) -> list[tuple[str, str, str]]:
    """Code, message and remedy of what is wrong with a calendar."""
    loaded = compiler.load(Source("events.yaml", text.encode()))
    return [(d.code, d.message, d.remedy) for d in loaded.diagnostics]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("title", 0),
        ("汽车", 2),
        ("❤\ufe0f", -1),
        ("e\u0301", -1),
        ("a\u20dd", -1),
        ("🚗", 1),
    ],
)
def test_a_caret_after_characters_of_other_widths(text: str, cells: int) -> None:
    """`cells` is by how many columns of a terminal the text is wider than it is long."""
    excerpt = f"{{{text}: x, titel: y}}"
    place = Position(1, excerpt.index("titel") + 1, 5)
    lines = dict(as_text(Diagnostic("a.yaml", place, "E010", "", "", excerpt)))
    assert lines["caret"].index("^") - 4 == excerpt.index("titel") + cells


HEAD = "calendar: {id: jiading, name: Jiading Events, timezone: Asia/Shanghai}\n"
VENUES = (
    "venues: {library: {name: Library}, museum: {name: Museum}}\norganizers: {tourism: {name: Tourism}}\n"
)


@pytest.mark.parametrize(
    "event",
    [
        "venue: libary",
        "venue: Library",
        "venues: [library, museun]",
        'venues: "library, hall"',
        "venues: [library, museum, '']",
    ],
)
def test_a_venue_is_not_unused_while_a_reference_is_wrong(event: str) -> None:
    text = HEAD + VENUES + f"events: [{{id: fair, title: Fair, start: 2024-05-01, {event}}}]\n"
    codes = [code for code, _, _ in checked(text)]
    assert "W203" not in codes
    assert "W204" in codes, "organizers are another kind"


def test_venues_that_cant_be_read_have_no_unknown_ones() -> None:
    text = HEAD + "venues: [library]\nevents: [{id: fair, title: Fair, start: 2024, venue: library}]\n"
    assert [code for code, _, _ in checked(text)] == ["E011"]


def test_twins_have_the_same_title_and_dates_and_nothing_that_tells_them_apart() -> None:
    """Whoever writes an event down again may leave the venue out, or know of a second one; not of another."""
    event = "  - {{id: {}, title: {}, start: {}, {}}}\n"
    events = (
        ("z", "Fair", "2024-05-01", "venue: library"),
        ("b", "fair", "2024-05-01", "venues: [museum, library]"),
        ("c", "FAIR", "2024-05-02", "venue: library"),
        ("a", "Fair", "2024-05-01", "days: 1"),
        ("d", "Fairs", "2024-05-01", "venue: museum"),
        ("e", "Fair", "2024-05-01", "venue: museum, categories: [books]"),
        ("f", "Fair", "2024-05-01", "venue: museum, categories: [cars]"),
        ("g", "Walk", "2024-05-01", "url: https://one.example.org/"),
        ("h", "Walk", "2024-05-01", "url: https://other.example.org/"),
    )
    found = checked(HEAD + VENUES + "events:\n" + "".join(event.format(*each) for each in events))
    assert [message for code, message, _ in found if code == "W202"] == [
        "'z' has the same title and dates: probably the same event (line 5)",
        "'z' has the same title and dates: probably the same event (line 5)",
    ]


@pytest.mark.parametrize(
    "events",
    [
        "[{title: Fair, start: 2024-05-01}, {id: walk, title: Walk, start: 2024-06-01}]",
        "[{id: The Fair, title: Fair, start: 2024-05-01}, {id: walk, title: Walk, start: 2024-06-01}]",
        "[{id: fair, start: 2024-05-01}, {id: walk, start: 2024-05-01}]",
        "[{title: Fair, start: 2024-05-01}, {id: fair, title: Fair, start: 2024-05-01}]",
    ],
)
def test_what_has_no_id_or_no_title_is_told_that_alone(events: str) -> None:
    assert {code for code, _, _ in checked(f"{HEAD}events: {events}\n")} <= {"E012", "E020"}


@pytest.mark.parametrize(
    ("start", "warned"),
    [
        ("2024-05-01", False),
        ("2024-05-01 19:00", False),
        ("2024-05-31 22:00, end: 2024-06-01 05:00", False),
        ("2024-05-31 22:00, end: 2024-06-01 14:00", True),
        ("2024-06-01 01:00, end: 2024-06-01 05:00", True),
        ("2024-06-01", True),
        # On the way to it, a day or a moment: a call for papers, or ticket sales.
        ("2024-04-30", False),
        ("2024-04-30 23:59", False),
        ("2023-06-06", False),
        ("2023-06-05", True),
        ("2024-04-29, end: 2024-04-30", True),
        ("2024-04-30 19:00, duration: 2 hours", True),
        ("2024-03-31 10:00, duration: 2 hours", True),
        ("2024-03-30 10:00, duration: 2 hours", False),
        ("2023-06-06 22:00, end: 2023-06-07 02:00", False),
        ("2023-06-05 10:00, duration: 2 hours", True),
        ("2024-03-01 10:00, duration: 2 days", True),
        # It takes place on none of its dates.
        ("2024-06-20 10:00, duration: 2 hours, status: cancelled", False),
        ("2024-06-20, status: postponed", False),
        ("2024-06-20, status: tentative", True),
        ("2024-05-31~", False),
        ("2024-06-01~", True),
        ("2024-04", True),
        ("2024-05", False),
        ("2024-05-20, end: 2024-06", False),
        ("2024-05-20, end: 2024-06-02", True),
        ("2024", False),
        ("2023", True),
    ],
)
def test_a_part_lies_inside_or_on_the_way(start: str, warned: bool) -> None:
    text = HEAD + (
        "events:\n  - {id: run, title: Run, start: 2024-05-01, end: 2024-05-31}\n"
        f"  - {{id: part, title: Part, part_of: run, start: {start}}}\n"
    )
    assert [code for code, _, _ in checked(text) if code != "W208"] == ["W201"] * warned
    usual = HEAD.replace("}", ", default_duration: 2 hours}", 1)
    assert usual != HEAD
    assert [code for code, _, _ in checked(text.replace(HEAD, usual))] == ["W201"] * warned


@pytest.mark.parametrize(
    ("hours", "part", "warned"),
    [
        ("22:00-05:00", "2024-06-01 02:00, end: 2024-06-01 05:00", False),
        ("22:00-05:00", "2024-06-01 02:00, end: 2024-06-01 05:30", True),
        ("10:00-22:00", "2024-06-01 02:00, end: 2024-06-01 05:00", True),
        ("{friday: 22:00-05:00, saturday: 10:00-12:00}", "2024-06-01 02:00, end: 2024-06-01 05:00", False),
        ("{thursday: 22:00-05:00}", "2024-06-01 02:00, end: 2024-06-01 05:00", True),
        ("22:00-05:00", "2024-06-02 02:00, end: 2024-06-02 05:00", True),
    ],
)
def test_the_last_night_of_a_run_by_its_hours_goes_on_to_the_morning(
    hours: str, part: str, warned: bool
) -> None:
    text = HEAD + (
        "events:\n"
        f"  - {{id: run, title: Run, start: 2024-05-01, end: 2024-05-31, hours: {hours}}}\n"
        f"  - {{id: part, title: Part, part_of: run, start: {part}}}\n"
    )
    assert [code for code, _, _ in checked(text)] == ["W201"] * warned


@pytest.mark.parametrize(
    ("run", "part", "warned"),
    [
        ("start: 2024-05-01, repeat: {every: week, times: 4}", "start: 2024-05-22", False),
        ("start: 2024-05-01, repeat: {every: week, times: 4}", "start: 2024-05-23", True),
        ("start: 2024-05-01, repeat: {every: week}", "start: 2034-05-22", False),
        ("start: 2024-05-01, repeat: {every: week}", "start: 2024-04-30", False),
        ("start: 2024-05-01, repeat: {every: week}", "start: 2024-04-29, days: 2", True),
        ("start: 2024-05-01, repeat: {every: week}", "start: 2024-04-28, repeat: {every: week}", True),
        ("start: 2024-05-01, end: 2024-05-31", "start: 2024-05-01, repeat: {every: week, times: 5}", False),
        ("start: 2024-05-01, end: 2024-05-31", "start: 2024-05-01, repeat: {every: week, times: 6}", True),
        ("start: 2024-05-01, end: 2024-05-31", "start: 2024-05-01, repeat: {every: week}", True),
        (
            "start: 2024-05-01, end: 2024-05-31",
            "start: 2024-05-02, repeat: {every: week, times: 3, also: [2024-04-30]}",
            True,
        ),
    ],
)
def test_of_a_series_all_dates_lie_inside(run: str, part: str, warned: bool) -> None:
    text = HEAD + (
        f"events:\n  - {{id: run, title: Run, {run}}}\n  - {{id: part, title: Part, part_of: run, {part}}}\n"
    )
    assert [code for code, _, _ in checked(text)] == ["W201"] * warned


@pytest.mark.parametrize(
    ("event", "where", "code"),
    [
        ("categories: [music, '']", "category: [music]", "E013"),
        ("status: canceled", "status: [cancelled]", "E026"),
        ("category: [music]", "category: [music]", "E010"),
        ("start: 2024-05-32", "category: [music]", "E101"),
        ("start: 2024-05-32", "event: [fair]", "E101"),
    ],
)
def test_what_is_wrong_may_be_what_a_feed_asks_for(event: str, where: str, code: str) -> None:
    start = "" if "start" in event else "start: 2024-05-01, "
    feeds = f"feeds: [{{id: f, name: F, where: {{{where}}}}}, {{id: g, name: G, where: {{month: [this]}}}}]\n"
    text = HEAD + feeds + f"events: [{{id: fair, title: Fair, {start}{event}}}]\n"
    assert sorted(found for found, _, _ in checked(text)) == sorted([code, "E402"])


def test_of_two_spellings_as_common_the_first_counts() -> None:
    event = "  - {{id: {}, title: {}, start: 2024-05-01, categories: [{}]}}\n"
    text = HEAD + "events:\n" + "".join(event.format(c, c, c) for c in ("b", "B", "a", "A", "A"))
    found = checked(text.replace("id: B", "id: b2").replace("id: A", "id: a2", 1).replace("id: A", "id: a3"))
    assert [message for code, message, _ in found if code == "W205"] == [
        "the category 'B' is elsewhere written 'b'",
        "the category 'a' is elsewhere written 'A'",
    ]


def test_words_may_have_any_case_where_nothing_else_can_be_meant() -> None:
    event = "  - {{id: {0}, title: {0}, start: 2024-05-01 09:30, duration: 1 h, busy: {1}, url: {2}}}\n"
    text = HEAD + "events:\n"
    for n, busy in enumerate(("No", "FALSE", "True", "yes")):
        text += event.format(f"e{n}", busy, "HTTPS://Example.org/")
    loaded = compiler.load(Source("events.yaml", text.encode()))
    assert loaded.diagnostics == ()
    assert [event.busy for event in loaded.catalog.events] == [False, False, True, True]


def test_hints_for_very_many_ids_are_given_up() -> None:
    venues = "".join(f"  venue-number-{n}: {{name: V{n}}}\n" for n in range(300))
    event = "  - {{id: e{0}, title: E{0}, start: 2024-05-01, venue: venue-nummber-{0}}}\n"
    found = checked(f"{HEAD}venues:\n{venues}events:\n" + "".join(event.format(n) for n in range(1000)))
    assert len(found) == 1000
    assert found[0] == ("E201", "unknown venue 'venue-nummber-0'", "did you mean 'venue-number-0'?")
    assert found[-1][2] == "define it under 'venues'"


@pytest.mark.parametrize(
    "line", ["description: a" + " " * 1_000_000, "a" + " " * 1_000_000 + "b: c", "- " * 500_000]
)
def test_lines_of_any_length_are_read(line: str) -> None:
    """Above what isn't YAML each line is looked at."""
    with ending():
        (found, *_) = checked(f"{HEAD}events:\n  - id: fair\n    {line}\n   start: 2024-05-01\n")
    assert found[0] in ("E002", "E007")


def test_a_password_is_not_repeated() -> None:
    ended = (INVALID / "E0xx" / "E022-password.errors.txt").read_text("utf-8").splitlines()
    assert "secret" not in ended[0] + ended[-1]


# What is wrong, and with which codes, line by line.
TWENTY_MISTAKES = """\
calendar:
  id: Jiading                     # E020
  name: Jiading Events
  timezone: Asia/Shangai          # E027
  language: English               # E028
  color: teel                     # E025
venues:
  library: {town: Anting}         # E012
  museum:
    name: Museum
    geo: [121.1685, 31.2789]      # E024
    town: anting                  # W205
  hall: {name: Hall, town: Anting, name: Town hall} # E004
organizers:
  tourism:
    name: Tourism
    email: tourism.example.org    # E023
    url: example.org              # E022
events:
  - id: fair                      # E012
    start: 2024-05-32             # E101
    venue: libary                 # E201
    organizer: tourism
  - id: fair                      # E021
    title: !!str Parade           # E005
    start: 2024-05-01 25:00       # E102
    busy: perhaps                 # E029
    venues: [library, hall]
  - id: concert
    title: Concert
    start: 2024-05-05
    end: 2024-05-01               # E104
    categories: rock, pop         # E011
    status: canceled              # E026
    part_of: festival             # E203
    price: free                   # E010
  - id: talk
    title: ""                     # E013
    start: 2024-05-01
    days: many                    # E108
    description: "Cars\\a"         # E014
"""


def test_one_run_finds_every_mistake(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(TWENTY_MISTAKES, "utf-8")
    checked = run("check", cwd=tmp_path)
    found = places(checked.stdout)
    wanted = [
        (line, code)
        for line, text in enumerate(TWENTY_MISTAKES.splitlines(), 1)
        for code in re.findall(r"[EW]\d{3}", text.partition("#")[2])
    ]
    assert [(line, code) for _, line, _, code, _ in found] == wanted
    assert len({code for _, code in wanted}) >= 20
    assert [place[1:3] for place in found] == sorted(place[1:3] for place in found)
    assert (checked.code, checked.stderr) == (
        1,
        "events.yaml: 24 errors, 1 warning; check --fix mends 6 of them\n",
    )


def test_check_in_a_process_of_its_own(run: Run) -> None:
    name = "E104-days"
    checked = run("-f", f"{name}.yaml", "check", cwd=folder_of(name), process=True)
    assert checked.stdout == (folder_of(name) / f"{name}.errors.txt").read_text("utf-8")
    assert (checked.code, checked.stderr) == (1, f"{name}.yaml: 1 error\n")


def test_warnings_alone_stop_no_build(tmp_path: Path, run: Run) -> None:
    name = "W202-twins"
    shutil.copy(folder_of(name) / f"{name}.yaml", tmp_path)
    built = run("-f", f"{name}.yaml", "build", cwd=tmp_path)
    assert built.code == 0
    assert built.stderr.startswith((folder_of(name) / f"{name}.errors.txt").read_text("utf-8"))
    assert (tmp_path / "public").is_dir()


def test_errors_leave_nothing_behind(tmp_path: Path, run: Run) -> None:
    name = "E104-days"
    for command in (("build", "-o", tmp_path / "public"), ("export",), ("list",), ("show", "fair")):
        refused = run("-f", f"{name}.yaml", *command, cwd=folder_of(name))
        assert (refused.code, refused.stdout) == (1, "")
        assert refused.stderr.startswith((folder_of(name) / f"{name}.errors.txt").read_text("utf-8"))
    assert list(tmp_path.iterdir()) == []


def test_the_page_of_codes_is_up_to_date(golden: Golden) -> None:
    golden(codes_page.page(), codes_page.PAGE)
