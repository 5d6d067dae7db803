"""Colours, widths and texts that would act on a terminal."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.fairs import ESCAPE, FAIRS, NARROW, WIDE, Commands, bare, titled

pytest.importorskip("fcntl", reason="pipes, terminals and signals are here those of POSIX")


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


RUN = ["-m", "calendar_gen"]
# As if everything took longer than nobody wonders about.
SLOWLY = [
    "-c",
    "from calendar_gen.cli import progress; progress.QUIET = 1e-6\n"
    "from calendar_gen.__main__ import main; main()",
]


def in_terminal(words: list[str], folder: Path, environment: Mapping[str, str], run: list[str] = RUN) -> str:
    """What a command shows in a terminal of 100 columns."""
    import pty

    kept = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *run, *words],
        cwd=folder,
        env={**kept, **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
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
    (cg.folder / "events.yaml").write_text(titled("Fair"))
    for words, steps in (
        (["check"], ["Checking events.yaml"]),
        (["build"], ["Reading events.yaml", "Compiling 1 event", "Writing 4 files"]),
        (["list"], ["Reading events.yaml"]),
    ):
        shown = in_terminal(words, cg.folder, {}, SLOWLY)
        told = re.findall(r"\r\x1b\[K(.+?)\r", shown)
        assert told  # not each of them: nobody could read one that stands for less than a tenth of a second
        assert told == [step for step in steps if step in told]
        assert "\x1b[K" in shown.rpartition(told[-1])[2]  # the line is gone
        shutil.rmtree(cg.folder / "public", ignore_errors=True)
        assert "\x1b[K" not in in_terminal(words, cg.folder, {"TERM": "dumb"}, SLOWLY)
        shutil.rmtree(cg.folder / "public", ignore_errors=True)
        code, out, err = cg(*words)
        assert (code, "\r" in out + err) == (0, False)


def test_what_is_quick_tells_nothing_of_itself(cg: Commands) -> None:
    (cg.folder / "events.yaml").write_text(titled("Fair"))
    assert "\r\x1b[K" not in in_terminal(["check"], cg.folder, {})


def test_what_is_wide_takes_two_columns(cg: Commands) -> None:
    """Else the line would go on in the next one, and stay there."""
    name = f"{'嘉定' * 30}.yaml"
    (cg.folder / name).write_text(titled("Fair"))
    told = re.findall(r"\r\x1b\[K(.+?)\r", in_terminal(["-f", name, "check"], cg.folder, {}, SLOWLY))
    assert told == [f"Checking {'嘉定' * 17}嘉"]


def test_the_search_for_a_calendar_is_told(cg: Commands) -> None:
    (cg.folder / "events.yaml").write_text(titled("Fair"))
    told = re.findall(r"\r\x1b\[K(.+?)\r", in_terminal(["check", "events.yaml"], cg.folder, {}, SLOWLY))
    assert "Looking for the calendar of events.yaml" in told


def test_a_single_step_that_lasts_is_told(cg: Commands) -> None:
    """An address that doesn't answer: nothing comes after the step that waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/calendar.ics"
        shown = in_terminal(["verify", "--allow-private", "--timeout", "3", address], cg.folder, {})
    assert re.findall(r"\r\x1b\[K(.+?)\r", shown) == [f"Reading {address}"]


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
