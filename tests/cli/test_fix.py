"""`check --fix` mends what needs no thought, leaves all else byte for byte, and says what is left."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen import loader
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import slip
from calendar_gen.lock.known import Known
from calendar_gen.source import files
from calendar_gen.source.files import Source
from support.paths import INVALID
from support.running import Run

HEAD = "calendar: {id: town, name: Town, timezone: Europe/Paris}\n"
MISTAKEN = """\
# Kept as it is: tabs,\t"quotes", and what is wrong in words (tilte).
calendar: {id: town, name: Town, timezone: Europe/Pariss}   # a comment
venues:
  town-hall: {name: Town hall}
events:
  - id: Jazz_Night      # and this one
    title: Fair: the best # yes
    start: 1 May 2027
    vneue: town-hal
  - id: walk
    'tilte': "Walk"
    start: "2027-05-02 9.30am"
    duration:   1:30
    status: canceled
    venue: 'town-hal'
    categories:
      - music   # a list
    repeat: {every: fortnightly, on: [friday]}
"""
MENDED = """\
# Kept as it is: tabs,\t"quotes", and what is wrong in words (tilte).
calendar: {id: town, name: Town, timezone: Europe/Paris}   # a comment
venues:
  town-hall: {name: Town hall}
events:
  - id: jazz-night      # and this one
    title: 'Fair: the best' # yes
    start: 2027-05-01
    venue: town-hall
  - id: walk
    'title': "Walk"
    start: "2027-05-02 09:30"
    duration:   1 hour 30 minutes
    status: cancelled
    venue: 'town-hall'
    categories:
      - music   # a list
    repeat: {every: 2 weeks, on: [friday]}
"""


def mended(text: str) -> str:
    return loader.mended(Source("events.yaml", text.encode())).text.data.decode()


def event(line: str, more: str = "") -> str:
    return f"{HEAD}events:\n  - id: fair\n    title: Fair\n    {line}\n{more}"


# --- what is mended -------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_needs_no_thought_is_mended_and_all_else_stays(
    end: str, mark: str, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "events.yaml"
    path.write_bytes((mark + MISTAKEN.replace("\n", end)).encode())
    ended = run("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == mark + MENDED.replace("\n", end)
    assert [p.name for p in tmp_path.iterdir()] == ["events.yaml"]
    assert "    venue: 'town-hall'" in MENDED
    assert "-    vneue: town-hal\n" in ended.stderr
    assert "+    venue: town-hall\n" in ended.stderr
    assert ended.stderr.endswith("events.yaml: 12 mended\nevents.yaml: 1 warning\n")
    assert (ended.code, ended.stdout.count("W301")) == (0, 1)
    again = run("check", "--fix", cwd=tmp_path)
    assert (again.code, again.stderr) == (0, "events.yaml: 1 warning\n")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("start: Sat 1 May 2027", "start: 2027-05-01"),
        ("start: May 1, 2027 7:30 pm", "start: 2027-05-01 19:30"),
        ("start: 2027年5月1日", "start: 2027-05-01"),
        ("start: 31/12/2027", "start: 2027-12-31"),
        ("start: PT", "start: PT"),
        ("start: 2027-05-01\n    days: three", "start: 2027-05-01\n    days: 3"),
        ("start: 2027-05-01 10:00\n    duration: PT90M", "start: 2027-05-01 10:00\n    duration: 90 minutes"),
        (
            "start: 2027-05-01\n    url: https://example.org/a b",
            "start: 2027-05-01\n    url: https://example.org/a%20b",
        ),
        ("start: 2027-05-01\n    color: Steelbleu", "start: 2027-05-01\n    color: steelblue"),
        ("start: 2027-05-01\n    description: @home", "start: 2027-05-01\n    description: '@home'"),
        ("start: 2027-05-01\n    description: it's: so", 'start: 2027-05-01\n    description: "it\'s: so"'),
        ("start:2027-05-01", "start: 2027-05-01"),
        # With points the day comes first, whichever day of the week would fit the other way round.
        ("start: 12.7.2027", "start: 2027-07-12"),
        ("start: 'Dienstag, 12.7.2027'", "start: 'Dienstag, 12.7.2027'"),
        # Signs that only look like spaces, dashes and digits.
        ("start:\u00a02027-05-01", "start: 2027-05-01"),
        ("start: 2027-05-01\u00a019:30", "start: 2027-05-01 19:30"),
        ("start: \uff12\uff10\uff12\uff17-05-01", "start: 2027-05-01"),
        ("start: 2027\u201305\u201101", "start: 2027-05-01"),
        ("start: \u201c2027-05-01\u201d", "start: 2027-05-01"),
        ("start\u00a0: 2027-05-01", "start: 2027-05-01"),
        (
            "start: 2027-05-01\n\u00a0\u00a0 \u00a0status: tentative",
            "start: 2027-05-01\n    status: tentative",
        ),
        ("start: 2027-05-01\n\u3000\u3000status: tentative", "start: 2027-05-01\n    status: tentative"),
        (
            "categories:\n      \u2022 Music\n      \u2013 Jazz\n    start:\u202f2027-05-01",
            "categories:\n      - Music\n      - Jazz\n    start: 2027-05-01",
        ),
        (
            "description: |\n      \u2022 food\u00a0: x\n\u00a0\n    start:\u00a02027-05-01",
            "description: |\n      \u2022 food\u00a0: x\n \n    start: 2027-05-01",
        ),
        (
            "start: 2027-05-01 #tbc\n    description: Room #7's door  # see mail",
            'start: 2027-05-01 #tbc\n    description: "Room #7\'s door"  # see mail',
        ),
        (
            "start: 2027-05-01\n    categories:\n      - C #",
            "start: 2027-05-01\n    categories:\n      - C #",
        ),
        (
            "start: 2027-05-01\n    description:\n      en: C #and Java",
            "start: 2027-05-01\n    description:\n      en: 'C #and Java'",
        ),
        ("start: 2027-05-01\n    description: #tbc", "start: 2027-05-01\n    description: #tbc"),
        ("start: 2027-05-XX", "start: 2027-05"),
        ("start: 2027-05-01 24:00+02:00", "start: 2027-05-02 00:00+02:00"),
        ("start: Samstag, 1. Mai 2027", "start: 2027-05-01"),
        ("start: 2027-05-01 Sat 9:30 am", "start: 2027-05-01 09:30"),
        ("start: by 1 May 2027\n    source: {title: A}", "start: by 2027-05-01\n    source: {title: A}"),
        ("when: 1 May 2027", "start: 2027-05-01"),
        (
            "start: 2027-05-01\n    link: https://example.org/",
            "start: 2027-05-01\n    url: https://example.org/",
        ),
        ("start: 2027-05-01\n    place: hall-1", "start: 2027-05-01\n    venue: hall-1"),
        ("start: 2027-05-01\n    ignore: [w202, W2O6]", "start: 2027-05-01\n    ignore: [W202, W206]"),
        (
            "start: 2027-05-01\n    days: 7\n    hours: {montag: 10 - 17h, mon-fri: 9:00-17:00}",
            "start: 2027-05-01\n    days: 7\n    hours: {monday: 10:00-17:00, weekdays: 9:00-17:00}",
        ),
        (
            "start: 2027-05-07\n    repeat: {every: monthly, on: [1st friday]}",
            "start: 2027-05-07\n    repeat: {every: month, on: [first friday]}",
        ),
        (
            "start: 2027-05-07\n    repeat: {every: week, on: [vendredi], except: [14 May 2027]}",
            "start: 2027-05-07\n    repeat: {every: week, on: [friday], except: [2027-05-14]}",
        ),
        (
            "start: 2027-05-07\n    repeat: {every: week, on: vendredi, except: 14 May 2027}",
            "start: 2027-05-07\n    repeat: {every: week, on: friday, except: 2027-05-14}",
        ),
        ("start：2027-05-01", "start: 2027-05-01"),
        *(
            (f"start: 2027-05-01\n    status: {word}", f"start: 2027-05-01\n    status: {status}")
            for status, words in {
                "cancelled": "annulé Annulée abgesagt cancelado annullato 中止 已取消",
                "postponed": "reporté verschoben aplazado rinviato 延期 推迟",
                "tentative": "provisoire vorläufig 未定",
            }.items()
            for word in words.split()
        ),
    ],
)
def test_one_reading_is_written(wrong: str, right: str) -> None:
    assert mended(event(wrong)).replace("1 hour 30 minutes", "90 minutes") == event(right)


@pytest.mark.parametrize(
    "line",
    [
        "start: 07/08/2027",  # July or August
        "start: Fri 1 May 2027",  # a Saturday
        "start: next week",
        "start: 2027-02-30",
        "start: 2027-13-05",
        "start: Sat May 2027",
        "start: 2027-05-01\n    dtend: 2027-05-03",  # the day after the last one
        "start: 2027-05-01\n    place: Town hall",
        "start: 2027-05-01\n    when: 2027-05-02",
        "link: a\n    website: b\n    start: 2027-05-01",
        "start: 2027-05-01\n    repeat: {every: week, on: [wednsay]}",
        "start: 2027-05-01\n    repeat: {every: 2nd tuesday}",
        "start: 2027-05-01\n    repeat: {every: week, until: 2028-XX}",
        "start: 2027-05-01\n    repeat: {every: week, until: 20280301T045959Z}",  # which day it is there
        "start: 2027-05-01\n    ignore: [W299]",
        "start: 2027-05-01\n    venue: hall-3",
        "start: 2027-05-01\n    venue: north-hall",
        "start: 2027-05-01\n    titel: Fair",  # the key is there
        "start: 2027-05-01\n    description: Fair: the\n      best",  # the text goes on
        'start: 2027-05-01\n    description: "Fair # 1" best',
        "start: >\n      1 May\n      2027",
        "start: 2027-05-01\n    id: Fair",
        "start: 2027-05-01\n  - {id: FAIR, title: The id is taken, start: 2027-05-08}",
        "start: 2027-05-01\n    place: Hall 1\nfeeds: [{id: f, name: F, where: {when: 2027-05}}]",
    ],
)
def test_what_needs_thought_is_left_alone(line: str) -> None:
    text = event(line) + "venues: {hall-1: {name: A}, south-hall: {name: B}}\n"
    assert mended(text) == text
    assert loader.load(Source("events.yaml", text.encode())).errors


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("libary", ["library", "gallery"], "library"),
        ("tilte", ["title", "time"], "title"),
        ("Jazz Night", ["jazz-night", "jazz-nights"], "jazz-night"),
        ("hall-3", ["hall-1"], ""),
        ("hall-a", ["hall-b"], ""),
        ("venus", ["venue", "venues"], ""),
        ("north-hall", ["south-hall"], ""),
        ("pub", ["pubs"], ""),
        ("summer-fete", ["sommer-fete"], "sommer-fete"),
    ],
)
def test_a_slip_of_the_hand(written: str, known: list[str], meant: str) -> None:
    assert slip(written, known) == meant


def test_an_alias_is_mended_where_its_text_is_written() -> None:
    text = event("start: &day 1 May 2027\n    description: *day", "  - {id: b, title: B, start: *day}\n")
    assert mended(text) == text.replace("&day 1 May 2027", "&day 2027-05-01")


def test_one_of_two_places_that_would_get_the_same_key() -> None:
    """Both stay as they are written, or one becomes the key; never two keys of one name without a word."""
    text = f"{HEAD}events:\n  - id: fair\n    tilte: A\n    titel: B\n    start: 2027-05-01\n"
    after = loader.mended(Source("events.yaml", text.encode()))
    assert after.loaded.errors


# --- files ----------------------------------------------------------------------------------------


def test_files_that_are_included_are_mended_too(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(
        f"{HEAD}include: [parts/*.yaml]\nvenues: {{town-hall: {{name: H}}}}\n"
    )
    (tmp_path / "parts").mkdir()
    for name in "ab":
        line = f"events: [{{id: {name}, title: T, start: 1 May 2027, venue: town-hal}}]\n"
        (tmp_path / "parts" / f"{name}.yaml").write_text(line)
    (tmp_path / "parts" / "c.yaml").write_text("events: [{id: c, title: C, start: 2027-05-01}]\n")
    before = (tmp_path / "parts" / "c.yaml").stat()
    assert run("check", "--fix", cwd=tmp_path).code == 0
    for name in "ab":
        line = f"events: [{{id: {name}, title: T, start: 2027-05-01, venue: town-hall}}]\n"
        assert (tmp_path / "parts" / f"{name}.yaml").read_text() == line
    assert (tmp_path / "parts" / "c.yaml").stat().st_ino == before.st_ino


def test_what_is_included_by_then_is_for_the_next_run(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(event("start: 2027-05-01", "inclde: [more.yaml]\n"))
    (tmp_path / "more.yaml").write_text("events: [{id: a, tilte: A, start: 2027-05-01}]\n")
    assert run("check", "--fix", cwd=tmp_path).stderr.endswith(
        "events.yaml: 1 mended\nevents.yaml: 1 error; check --fix mends 1 of them\n"
    )
    assert run("check", "--fix", cwd=tmp_path).code == 0


def test_a_file_that_was_changed_meanwhile_is_left_alone(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.yaml"
    path.write_text(event("start: 1 May 2027"))
    before = loader.mended

    def slow(text: Source, known: Known, alone: str) -> loader.Mended:
        path.write_text("# saved by an editor\n")
        return before(text, known, alone)

    monkeypatch.setattr(loader, "mended", slow)
    ended = run("check", "--fix", cwd=tmp_path)
    assert ended.code == 2
    assert "was changed meanwhile, nothing was mended" in ended.stderr
    assert path.read_text() == "# saved by an editor\n"


def test_a_link_stays_a_link_and_a_mode_a_mode(tmp_path: Path, run: Run) -> None:
    (tmp_path / "real.yaml").write_text(event("start: 1 May 2027"))
    (tmp_path / "real.yaml").chmod(0o640)
    (tmp_path / "events.yaml").symlink_to("real.yaml")
    assert run("check", "--fix", cwd=tmp_path).code == 0
    assert (tmp_path / "events.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == event("start: 2027-05-01")
    assert stat.S_IMODE((tmp_path / "real.yaml").stat().st_mode) == 0o640


def test_a_file_that_cant_be_written_stays_as_it_is(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "events.yaml"
    path.write_text(event("start: 1 May 2027"))
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("root may write every file")
    ended = run("check", "--fix", cwd=tmp_path)
    assert ended.code == 2
    assert "can't be written" in ended.stderr
    assert path.read_text() == event("start: 1 May 2027")


def piped(text: str, *words: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "calendar_gen", "check", "-", *words]
    ended = subprocess.run(command, input=text.encode(), capture_output=True, check=False, timeout=60)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def test_what_comes_through_a_pipe_goes_on_through_a_pipe() -> None:
    code, out, said = piped(MISTAKEN, "--fix")
    assert (code, out) == (0, MENDED)
    assert said.startswith("--- -\n+++ -\n")
    assert "\n-: 12 mended\n" in said
    assert said.endswith("\n-: 1 warning\n")
    code, out, said = piped(event("start: soon"), "--fix")
    assert (code, out) == (1, event("start: soon"))
    assert said.startswith("-:5:12: E101 'soon' is not a date\n")


def test_of_a_calendar_only_what_comes_through_the_pipe_is_mended(tmp_path: Path) -> None:
    main, part = f"{HEAD}include: [part.yaml]\n", "events: [{id: a, tilte: A, start: 2027-05-01}]\n"
    for name, text in {"events.yaml": main, "part.yaml": "", "other.yaml": main}.items():
        (tmp_path / name).write_text(text)
    words = ["check", "-f", str(tmp_path / "events.yaml"), "--fix"]
    command = [
        sys.executable,
        "-m",
        "calendar_gen",
        *words,
        "--stdin-filename",
        str(tmp_path / "part.yaml"),
        "-",
    ]
    wrong = part.replace("2027-05-01", "1 May 2027")
    (tmp_path / "events.yaml").write_text(main.replace("Europe/Paris", "Europe/Pariss"))
    ended = subprocess.run(command, input=wrong.encode(), capture_output=True, check=False, timeout=60)
    assert ended.stdout.decode() == part.replace("tilte", "title")
    assert b"E027" in ended.stderr
    assert (ended.returncode, (tmp_path / "part.yaml").read_text()) == (1, "")
    assert "Pariss" in (tmp_path / "events.yaml").read_text()


def test_each_calendar_is_mended_and_a_file_of_two_once(tmp_path: Path, run: Run) -> None:
    (tmp_path / "part.yaml").write_text("events: [{id: a, tilte: A, start: 1 May 2027}]\n")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(f"{HEAD}inclde: part.yaml\n")
    assert run("check", "--fix", "a.yaml", "b.yaml", cwd=tmp_path).code == 1  # what is included by then
    ended = run("check", "--fix", "a.yaml", "b.yaml", cwd=tmp_path)
    assert (ended.code, ended.stderr.splitlines()[-3:]) == (
        0,
        ["a.yaml: 2 mended", "a.yaml: 1 event, no problems", "b.yaml: 1 event, no problems"],
    )


def test_a_pipe_without_fix_is_checked() -> None:
    code, out, said = piped(event("start: 1 May 2027"))
    assert code == 1
    assert out.startswith("-:5:12: E101 ")
    assert said == "-: 1 error; check --fix mends 1 of them\n"
    assert piped("", "--fix", "--format", "json")[0] == 2


def test_what_is_left_is_told_in_json(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(event("start: 1 May 2027\n    venue: nowhere"))
    ended = run("check", "--fix", "--format", "json", cwd=tmp_path)
    assert ended.code == 1
    assert ended.stdout.count('"code"') == ended.stdout.count('"E201"') == 1


# --- whatever is in them --------------------------------------------------------------------------


# What its place can't have, which only shows once it can be read: a fix uncovers it, and makes none.
UNCOVERED = {
    "E002-fullwidth-colon-in-the-first-line": "that there are no events",
    "E301-several-words": "that another day isn't one of a month",
    "E104-whatever-else": "that two of start, end and days are enough",
    "E312-unknown": "what the way of showing needs",
}


@pytest.mark.parametrize("path", sorted(INVALID.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_a_fix_brings_no_other_error_to_its_line(path: Path) -> None:
    text = files.read(path)
    before, after = loader.load(text).diagnostics, loader.mended(text)
    there = {(it.file, it.position.line, it.message) for it in before}
    edited = {(it.file, it.position.line) for it in before if it.edit}
    new = [it for it in after.loaded.diagnostics if it.is_error and (it.file, it.position.line) in edited]
    new = [it for it in new if (it.file, it.position.line, it.message) not in there]
    assert bool(new) == (path.stem in UNCOVERED), new


MONTHS = ("juin 2027", "June 2027", "2027/06", "2027年6月", "about 8 June 2027")
NEEDS_A_DAY = (
    "repeat: {every: week, until: MONTH}",
    "repeat: {every: week, times: 4, except: [MONTH]}",
    "repeat: {every: week, times: 4, also: [MONTH]}",
    "repeat: {every: week, times: 4}, changes: [{date: MONTH, title: T}]",
    "repeat: {every: week, times: 4}, changes: [{date: 2027-06-08, start: MONTH}]",
    "repeat: {every: week, times: 4}, changes: [{date: 2027-06-08, end: MONTH}]",
    "end: 2027-06-30, hours: 10:00-12:00, closed: [MONTH]",
)


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("keys", NEEDS_A_DAY)
def test_where_a_day_belongs_nothing_else_is_written(keys: str, month: str) -> None:
    event = f"{{id: e, title: E, start: 2027-06-01, {keys.replace('MONTH', month)}}}"
    after = loader.mended(Source("events.yaml", f"{HEAD}events:\n  - {event}\n".encode()))
    written = after.text.data.decode()
    if "until" in keys and "about" not in month:
        assert "until: 2027-06-30" in written
        assert not after.loaded.errors
    else:
        assert month in written
        (error,) = [it for it in after.loaded.diagnostics if it.is_error]
        assert month in error.message
        assert not re.search(r"2027-06(?!-)|2027-06-08~", error.remedy)


def test_until_a_month_is_until_its_last_day() -> None:
    for month, last in (("2027-06", "2027-06-30"), ("2027", "2027-12-31")):
        event = f"{{id: e, title: E, start: 2027-06-01, repeat: {{every: week, until: {month}}}}}"
        after = loader.mended(Source("events.yaml", f"{HEAD}events:\n  - {event}\n".encode()))
        assert (f"until: {last}" in after.text.data.decode(), after.loaded.errors) == (True, 0)


@pytest.mark.parametrize("path", sorted(INVALID.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_nothing_is_made_worse(path: Path) -> None:
    """Of the calendars with mistakes: what was mended is wrong no more, and no other line is touched."""
    text = files.read(path)
    before, after = loader.load(text), loader.mended(text)
    for old, new in zip(text.all, after.text.all, strict=True):
        lines = [data.count(b"\n") for data in (old.data, new.data)]
        comments = [re.findall(rb" # .*", data) for data in (old.data, new.data)]
        assert lines[0] == lines[1]
        assert comments[0] == comments[1]
    if not any(found.code == "E002" for found in before.diagnostics):  # which hides what else is wrong
        assert len(after.loaded.diagnostics) <= len(before.diagnostics)
    assert after.edits == 0 or after.loaded.diagnostics != before.diagnostics
    assert not any(found.edit for found in after.loaded.diagnostics)


@given(st.text(), st.text(), st.sampled_from(["plain", "'quoted'", '"quoted"', "&a plain"]))
def test_any_text_is_written_so_that_it_is_read_again(key: str, value: str, written: str) -> None:
    for block in (f"key: {written} # note\nother: x\n", f"{{key: {written}, other: x}}\n"):
        source = Source("a.yaml", block.encode())
        problems = [Problem("E101", "", path=("key",), fix=value)]
        (placed,) = files.place(source, problems)
        changed, made = files.edited(source, [placed.edit] if placed.edit else [])
        plain, wrong = files.parse(changed)
        assert wrong == []
        shown = bool(value.strip()) and value.isprintable()
        said = written.strip("'\"").removeprefix("&a ")
        assert made == (shown and value != said)
        assert plain == {"key": value if shown else said, "other": "x"}


def test_a_name_that_acts_on_a_terminal_is_shown_without_that(tmp_path: Path, run: Run) -> None:
    text = event("start: 1 May 2027", "    description: '##[error] x'\n")
    (tmp_path / "events.yaml").write_text(text + "# \u202e ##vso[task]\n", "utf-8")
    ended = run("check", "--fix", cwd=tmp_path)
    assert "start: 2027-05-01" in (tmp_path / "events.yaml").read_text("utf-8")
    assert "\u202e" not in ended.stderr
    assert "##vso[" not in ended.stderr


def test_a_reference_to_what_has_a_wrong_id_comes_to_mean_no_other_thing(run: Run, tmp_path: Path) -> None:
    text = """\
calendar: {id: a, name: A}
venues:
  Town Hall: {name: Old town hall}
  town-hall: {name: New town hall}
events:
  - {id: x, title: X, start: 2027-05-01, venue: Town Hall}
"""
    (tmp_path / "events.yaml").write_text(text)
    assert run("check", "--fix", cwd=tmp_path).code == 1
    assert (tmp_path / "events.yaml").read_text() == text


@pytest.mark.parametrize(("end", "mended"), [("12:00", False), ("11:00", False), ("18:00", True)])
def test_an_end_that_may_mean_two_moments_is_not_mended(
    run: Run, tmp_path: Path, end: str, mended: bool
) -> None:
    """A deadline ends at its start; and no evening lasts for 23 hours."""
    text = "calendar: {id: a, name: A, timezone: UTC}\nevents:\n"
    text += f"  - {{id: x, title: X, start: 2027-05-03 12:00, end: '{end}'}}\n"
    (tmp_path / "events.yaml").write_text(text)
    run("check", "--fix", cwd=tmp_path)
    assert ((tmp_path / "events.yaml").read_text() != text) is mended
