"""Pipes that close, streams without room, and Ctrl-C."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calendar_gen.source import trees
from support.fairs import titled
from support.running import Run

pytest.importorskip("fcntl", reason="pipes, terminals and signals are here those of POSIX")


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


@pytest.mark.parametrize("command", ["check", "build", "list", "serve"])
def test_a_pipe_to_which_nobody_writes_is_given_up(
    command: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "PATIENCE", 0.01)
    os.mkfifo(tmp_path / "events.yaml")
    code, out, err = run(command, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "events.yaml can't be" in err


def test_a_pipe_is_read_to_its_end(many: Path, tmp_path: Path) -> None:
    """However late it is opened, and however slowly somebody writes."""
    os.mkfifo(tmp_path / "events.yaml")
    command = [sys.executable, "-m", "calendar_gen", "check"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(0.5)
        with (tmp_path / "events.yaml").open("w") as writer:
            writer.write("calendar: {id: a, name: A}\n")
            writer.flush()
            time.sleep(0.2)
            writer.write("events: [{id: a-fair, title: Fair, start: 2027-06-04}]\n")
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "events.yaml: 1 event, no problems\n")


def test_what_a_shell_hands_over_is_read(many: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m calendar_gen -f /dev/stdin check"
    ended = subprocess.run(
        ["sh", "-c", f"(sleep 0.3; cat {shlex.quote(str(many))}) | {command}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "/dev/stdin: 3,000 events, no problems\n")
