"""Streams closed from the start, and what nobody foresaw: a line and an exit code, never a traceback."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support.running import Run
from support.verify_cases import BAD, GOOD

CALENDAR = """\
calendar: {id: town, name: Town, timezone: UTC}
events:
- {id: fair, title: Fair, start: 2027-05-01}
"""
COMMANDS = {
    "check": 0,
    "-f wrong.yaml check": 1,
    "-f wrong.yaml list": 1,
    "list --all": 0,
    "list --all --calendar": 0,
    "list --all --format csv": 0,
    "list --town nowhere": 2,
    "show fair": 0,
    "show fair --format json": 0,
    "show nothing": 2,
    "diff": 0,
    "diff --exit-code": 1,
    "export": 0,
    "build -o public": 0,
    "verify good.ics": 0,
    "verify bad.ics": 1,
    "verify missing.ics": 2,
    "-f missing.yaml list": 2,
    "-f /dev/stdin list": 2,
    "no-such-command": 2,
    "--help": 0,
    "--version": 0,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.yaml").write_text(CALENDAR)
    (tmp_path / "wrong.yaml").write_text(CALENDAR.replace("2027-05-01", "sometime"))
    (tmp_path / "good.ics").write_bytes(GOOD)
    (tmp_path / "bad.ics").write_bytes(BAD["V103"])
    return tmp_path


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_changes_no_exit_code(closed: str, folder: Path) -> None:
    python = f"{shlex.quote(sys.executable)} -m calendar_gen --now 2027-01-01"
    for command, expected in COMMANDS.items():
        if command.startswith("-f /dev/stdin") and "<&-" not in closed:
            continue
        ended = subprocess.run(
            ["sh", "-c", f"{python} {command} {closed}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (command, ended.returncode) == (command, expected), ended.stderr
        assert "Traceback" not in ended.stderr + ended.stdout, command
        assert not (ended.stdout and " >&-" in f" {closed}"), command
    assert (folder / "public/calendar.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("error", [KeyError("\x1b[2J\n::error::x"), MemoryError(), RecursionError("deep")])
def test_what_nobody_foresaw_is_one_line(
    error: Exception, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("calendar_gen.loader.load", fail)
    for command in (["check"], ["list"], ["show", "fair"], ["export"], ["diff"]):
        code, out, err = run(*command, cwd=folder, env={"CALENDAR_GEN_TRACEBACK": ""})
        assert (code, out) == (70, "")
        what = type(error).__name__
        assert err.startswith(f"Error: a fault of calendar-gen, not of yours ({what} in ")
        assert err.endswith(
            "run it again with CALENDAR_GEN_TRACEBACK=1, and report it with what that shows\n"
        )
        assert err.count("\n") == 1


def test_a_traceback_is_there_for_who_asks(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("calendar_gen.loader.load", fail)
    code, out, err = run("check", cwd=folder, env={"CALENDAR_GEN_TRACEBACK": "1"})
    assert (code, out) == (70, "")
    assert "Traceback (most recent call last):" in err
    assert err.splitlines()[-1].endswith("report it with the lines above")


def test_tests_see_tracebacks(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("calendar_gen.loader.load", fail)
    assert "Traceback" in run("check", cwd=folder).stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            PermissionError(13, "Permission denied", "a\x1bb.yaml"),
            2,
            "Error: a\ufffdb.yaml: Permission denied\n",
        ),
        (
            OSError(5, "Input/output error"),
            2,
            "Error: the system can't do what this needs: Input/output error\n",
        ),
        (OSError(9, "Bad file descriptor"), 70, "Error: a fault of calendar-gen, not of yours (OSError in "),
        (OSError("odd"), 70, "Error: a fault of calendar-gen, not of yours (OSError in "),
    ],
)
def test_what_the_system_refuses_is_no_failed_output(
    error: OSError, code: int, said: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("calendar_gen.loader.load", fail)
    ran = run("check", cwd=folder, env={"CALENDAR_GEN_TRACEBACK": ""})
    assert (ran.code, ran.stdout) == (code, "")
    assert ran.stderr.startswith(said)
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("words", ["verify .", "-f ../events.yaml build -o public"])
def test_a_working_folder_that_is_gone(words: str, folder: Path) -> None:
    script = (
        f"mkdir gone && cd gone && rmdir ../gone && {shlex.quote(sys.executable)} -P -m calendar_gen {words}"
    )
    ended = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "output" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_empty_id_is_told_as_that(run: Run, folder: Path) -> None:
    ran = run("show", " ", cwd=folder)
    assert (ran.code, "Error: the id is empty: " in ran.stderr) == (2, True)


def test_the_errors_of_a_lock_are_counted_as_its_own(run: Run, folder: Path) -> None:
    (folder / "events.lock").write_text("hello\n")
    ran = run("check", cwd=folder)
    assert (ran.code, ran.stderr) == (1, "events.lock: 1 error\n")
