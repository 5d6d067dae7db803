"""Readers that have gone, names that would act, folders closed to us, targets that aren't files."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from calendar_gen.source import files, trees
from calendar_gen.source.files import Source
from support.running import NOW, Run

HEAD = "calendar: {id: h, name: H, timezone: Europe/Lisbon}\n"
GOOD = HEAD + "events:\n  - {id: a, title: A, start: 2027-06-30}\n"
BAD = GOOD.replace("06-30", "06-31")
ACTS = "\x1b[31m"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "wrong.ics").write_text("BEGIN:VCALENDAR\r\n")
    return tmp_path


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = f'cg() {{ {shlex.quote(sys.executable)} -m calendar_gen "$@"; }}; {command}'
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("-f bad.yaml check", 1),
        ("-f bad.yaml build", 1),
        ("-f bad.yaml list", 1),
        ("-f bad.yaml diff", 1),
        ("-f nix.yaml list", 2),
        ("no-such-command", 2),
        ("verify wrong.ics", 1),
        ("verify nix.ics", 2),
        ("-f good.yaml export --month 2026-01", 1),
        ("-f good.yaml diff --exit-code", 1),
        ("-f good.yaml check", 0),
        ("-f good.yaml list --all", 0),
        ("-f good.yaml build", 0),
    ],
)
@pytest.mark.parametrize("streams", ["", "2>&1", "2>&1 >/dev/null"])
def test_a_verdict_holds_though_nobody_reads_it(words: str, status: int, streams: str, place: Path) -> None:
    # The reader has gone before anything is written.
    ended = in_shell(f"{{ sleep 0.2; cg {words} {streams}; echo $? >status; }} | true", place)
    assert (place / "status").read_text() == f"{status}\n"
    assert "Traceback" not in ended.stderr


def test_without_standard_error_all_goes_on(place: Path) -> None:
    ended = in_shell("cg -f good.yaml build 2>&- && cg verify --format json public 2>&-", place)
    assert json.loads(ended.stdout.partition("\n")[2])["errors"] == 0
    ended = in_shell("cg -f nix.yaml list 2>&-; echo $?", place)
    assert ended.stdout == "2\n"


@pytest.mark.parametrize("name", [f"{ACTS}red.yaml", "a\n::error::b.yaml", "\udcff.yaml"])
@pytest.mark.parametrize("inside", [False, True], ids=["a file", "in a folder"])
def test_a_files_name_does_not_act(name: str, inside: bool, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    (folder / name).write_text(BAD)
    file = folder if inside else folder / name
    for words in (["check"], ["build"], ["list"], ["show", "a"], ["check", "--format", "json"]):
        ended = run("-f", str(file), *words, cwd=tmp_path, env={"NO_COLOR": "1"})
        assert ended.code == 1
        assert not {"\x1b", "\udcff"} & {*ended.stdout, *ended.stderr}
        assert "\n::error" not in ended.stdout + ended.stderr
    json.loads(run("-f", str(file), "check", "--format", "json").stdout)
    json.loads(run("-f", str(file), "check", "--format", "sarif").stdout)
    ended = run("-f", str(folder / f"{name}x"), "list")
    assert (ended.code, "\x1b" in ended.stderr) == (2, False)


def test_the_key_of_a_venue_does_not_act(tmp_path: Path, run: Run) -> None:
    text = HEAD + 'venues:\n  "\\e[31mX\\n::error::y": {name: x}\n' + GOOD.removeprefix(HEAD)
    (tmp_path / "events.yaml").write_text(text)
    told = run("check", cwd=tmp_path, env={"NO_COLOR": "1"}).stdout
    assert "E014" in told
    assert "\x1b" not in told
    assert "\n::error" not in told


def test_where_the_output_lies_does_not_act(place: Path, run: Run) -> None:
    ended = run("-f", "good.yaml", "build", "-o", f"{ACTS}out", cwd=place)
    assert (ended.code, "\x1b" in ended.stdout + ended.stderr) == (0, False)


def unreadable(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A folder that nobody may look into: root may, so that permissions alone don't do."""
    scandir = os.scandir

    def refusing(path: str | Path = ".") -> object:
        if Path(path).resolve() == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_looked_into_is_not_passed_over(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "calendars" / "more"
    inner.mkdir(parents=True)
    (inner.parent / "events.yaml").write_text(GOOD)
    (inner / "more.yaml").write_text("events:\n  - {id: b, title: B, start: 2027-07-30}\n")
    unreadable(monkeypatch, inner)
    for command in ("check", "build", "diff", "list"):
        ended = run("-f", "calendars", command, cwd=tmp_path)
        said = "Error: calendars can't be read: calendars/more: Permission denied\n"
        assert (ended.code, ended.stderr) == (2, said)
    assert not (tmp_path / "public").exists()


def test_verify_tells_of_folders_that_it_cannot_look_into(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-f", str(place / "good.yaml"), "build", "-o", str(place / "public")).code == 0
    (place / "public" / "manifest.json").unlink()
    unreadable(monkeypatch, place / "public" / "months")
    ended = run("verify", str(place / "public"))
    assert ended.code == 2
    assert "months can't be read: Permission denied" in ended.stderr


def test_what_the_encoding_of_a_terminal_lacks_is_written_in_another_way(place: Path) -> None:
    (place / "events.yaml").write_text(GOOD.replace("title: A", "title: 嘉定"))
    ended = in_shell("PYTHONIOENCODING=latin-1 cg list --all; echo $?", place)
    assert ended.stdout.endswith("\n0\n")
    assert "\\u5609\\u5b9a" in ended.stdout


@pytest.mark.parametrize("name", ["good.yaml", "good.lock", "./good.yaml", "link"])
def test_an_export_does_not_replace_the_calendar(name: str, place: Path, run: Run) -> None:
    assert run("-f", "good.yaml", "build", cwd=place).code == 0
    (place / "link").symlink_to("good.yaml")
    before = [(place / name).read_bytes() for name in ("good.yaml", "good.lock")]
    ended = run("-f", "good.yaml", "export", "-o", name, cwd=place)
    assert (ended.code, ended.stderr) == (
        2,
        f"Error: {name} is a part of the calendar: choose another name\n",
    )
    assert before == [(place / name).read_bytes() for name in ("good.yaml", "good.lock")]


@pytest.mark.parametrize("words", ["schema", "schema --with-ids", "export"])
@pytest.mark.parametrize(
    ("file", "name"),
    [
        *(("whole.yaml", name) for name in ("whole.yaml", "parts/one.yaml", "parts/../link", "whole.lock")),
        *(("parts", name) for name in ("parts/one.yaml", "parts/two.yaml", "link")),
        ("whole.yaml", "look/theme.css"),
    ],
)
def test_no_output_replaces_a_part_of_the_calendar(
    words: str, file: str, name: str, place: Path, run: Run
) -> None:
    one, two = place / "parts" / "one.yaml", place / "parts" / "two.yaml"
    one.parent.mkdir()
    one.write_bytes((place / "good.yaml").read_bytes())
    two.write_text("events: [{id: b, title: B, start: 2027}]\n")
    (place / "link").symlink_to(one)
    (place / "look").mkdir()
    (place / "look" / "theme.css").write_text("b{color:red}")
    (place / "whole.yaml").write_text("include: parts/*.yaml\nsite: {theme: look}\n")
    assert run("-f", "whole.yaml", "build", cwd=place).code == 0
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    ended = run("-f", file, *words.split(), "-o", name, cwd=place)
    assert (ended.code, ended.stderr) == (
        2,
        f"Error: {name} is a part of the calendar: choose another name\n",
    )
    assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_schema_is_written_anew_where_there_is_no_calendar(place: Path, run: Run) -> None:
    (place / "events.schema.json").write_text("old")
    assert run("-f", "none.yaml", "schema", "-o", "events.schema.json", cwd=place).code == 0
    assert (place / "events.schema.json").read_bytes().startswith(b"{")


def test_an_export_goes_through_pipes_and_links(place: Path) -> None:
    (place / "link.ics").symlink_to("real.ics")
    ended = in_shell("cg -f good.yaml export -o >(cat); cg -f good.yaml export -o link.ics; wait", place)
    assert ended.stdout.startswith("BEGIN:VCALENDAR")
    assert (place / "link.ics").is_symlink()
    assert (place / "real.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-f good.yaml export -o ''", "Error: -o names no file"),
        ("-f good.yaml build -o ''", "Error: -o names no folder"),
        ("-f good.yaml build --from ''", "Error: --from is empty"),
        ("-f good.yaml list --to ''", "Error: --to is empty"),
        ("-f good.yaml diff --against good.yaml", "Error: good.yaml is no lock"),
        ("-f cal.lock check", "Error: cal.lock has the name of a lock: call it cal.yaml"),
        ("-f cal.lock build", "Error: cal.lock has the name of a lock: call it cal.yaml"),
        ("-f loop list", "Error: loop can't be read: Too many levels of symbolic links"),
        ("verify --max-size nan wrong.ics", "Error: Invalid value for '--max-size': 'nan' is not a number"),
        ("verify --timeout nan wrong.ics", "Error: Invalid value for '--timeout': 'nan' is not a number"),
    ],
)
def test_what_cannot_be_meant_is_refused(words: str, said: str, place: Path, run: Run) -> None:
    (place / "cal.lock").write_text(GOOD)
    (place / "loop").symlink_to("loop")
    ended = run(*shlex.split(words), cwd=place)
    assert (ended.code, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert (place / "cal.lock").read_text() == GOOD
    assert not (place / "good.lock").exists()


def test_what_has_no_end_is_no_calendar(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(trees, "ENDLESS", 10_000_000)
    ended = run("-f", "/dev/zero", "list")
    assert (ended.code, ended.stderr) == (2, "Error: /dev/zero can't be read: it has no end after 10 MB\n")


def test_a_large_pipe_that_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(GOOD + "#" + "x" * 3_000_000 + "\n")
    ended = in_shell("cat events.yaml | cg -f /dev/stdin check", tmp_path)
    assert ended.returncode == 0


@pytest.mark.parametrize("columns", [72, 80, 100, 120])
def test_long_dates_leave_room_for_titles(columns: int, tmp_path: Path, run: Run) -> None:
    text = GOOD.replace(
        "start: 2027-06-30",
        "start: 2027-06-30 10:00, end: 2027-09-30 11:00, timezone: America/Argentina/Buenos_Aires",
    )
    (tmp_path / "events.yaml").write_text(text.replace("title: A", "title: Night of the long dates"))
    env = {"FORCE_COLOR": "1", "COLUMNS": str(columns), "TERM": "xterm"}
    shown = run("list", "--all", "--now", NOW.isoformat(), cwd=tmp_path, env=env).stdout
    assert "Night of the long dates" in shown


@pytest.mark.parametrize("columns", ["0", "²", "x", "-1"])
def test_an_odd_width_is_no_width(columns: str, place: Path, run: Run) -> None:
    env = {"FORCE_COLOR": "1", "COLUMNS": columns, "LINES": columns, "TERM": "xterm"}
    for words in (["list", "--all"], ["show", "a"], ["list", "--calendar", "--all"]):
        ended = run("-f", "good.yaml", *words, cwd=place, env=env)
        assert (ended.code, "2027" in ended.stdout) == (0, True)


def test_bash_is_given_values_as_it_wants_them(place: Path, run: Run) -> None:
    venues = "venues: {v: {name: V, town: 'New York'}}\n"
    (place / "events.yaml").write_text(HEAD + venues + GOOD.removeprefix(HEAD).replace("}", ", venue: v}"))
    for shell, said in (("bash", "plain,New\\ York"), ("fish", "plain,New York")):
        env = {"_CALENDAR_GEN_COMPLETE": f"{shell}_complete", "COMP_WORDS": "calendar-gen list --town N"}
        env["COMP_CWORD"] = "3" if shell == "bash" else "N"
        assert run(cwd=place, env=env, process=True).stdout.strip() == said
    env = {
        "_CALENDAR_GEN_COMPLETE": "bash_complete",
        "COMP_WORDS": "calendar-gen verify b",
        "COMP_CWORD": "2",
    }
    assert run(cwd=place, env=env, process=True).stdout.strip() == "file,b"


def test_a_name_does_not_make_another_annotation(place: Path, run: Run) -> None:
    feed = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20270101T000000Z\r\n"
    )
    feed += "DTSTART;VALUE=DATE:20270101\r\nSTATUS:%0A::error file=x::pwn\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (place / "a.ics").write_bytes(feed.encode())
    told = run("verify", "--format", "github", "a.ics", cwd=place).stdout
    assert "%250A::error" in told
    assert "%0A::error" not in told.replace("%250A", "")


def test_a_source_is_told_by_what_it_is_called() -> None:
    plain, problems = files.parse(Source("\udcff\x1b.yaml", b"a: b\na: c\n"))
    assert plain == {"a": "b"}
    (told,) = files.place(Source("\udcff\x1b.yaml", b"a: b\na: c\n"), problems)
    assert told.file == "\ufffd\ufffd.yaml"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_where_no_folder_can_be_made(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").write_text(
        "calendar: {id: a, name: A}\nevents: [{id: a, title: A, start: 2024}]\n"
    )
    ran = run("build", "-o", "/proc/none", cwd=tmp_path)
    said = "Error: /proc/none: no folder can be made there, nothing was changed: choose another folder"
    assert (ran.code, said in ran.stderr) == (2, True), ran.stderr
