"""The fixtures that tests share: expected files, the command line, and places to work in."""

import difflib
import gc
import io
import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from support.projects import Project
from support.repositories import CALENDAR, git
from support.running import NOW, UNWANTED, Golden, Ran, Run
from support.servers import Server

# What nobody foresaw is to be seen with its traceback, in the processes that tests start too.
os.environ["CALENDAR_GEN_TRACEBACK"] = "1"
# Readers look zones up where we do: tables of a machine's own may know less of them, of Cuba and Morocco say.
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files as they are now")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud that pages were not looked at: among thousands of dots nobody sees a skipped test."""
    from support.browsers import NO_BROWSER

    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple) and NO_BROWSER in report.longrepr[2]
    ]
    if skipped:
        terminalreporter.section(f"{len(skipped)} tests left out", red=True, bold=True)
        terminalreporter.line(NO_BROWSER)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(actual, path)` fails unless the file has these very bytes; --update-golden writes them.

    Look at what `git diff` says after an update: an expected file is no better than its reader.
    """
    update = request.config.getoption("--update-golden")

    def compare(actual: bytes | str, path: Path) -> None:
        data = actual.encode() if isinstance(actual, str) else actual
        expected = path.read_bytes() if path.exists() else None
        if data == expected:
            return
        if not update:
            pytest.fail(_difference(expected, data, path), pytrace=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return compare


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", "--strict", cwd=folder)` runs `calendar-gen check --strict` there.

    In this process, which is quick, unless `process` is given: then in one of its own, as people
    do. `env` adds to an environment in which nothing changes what is printed.
    """

    def call(
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] = {},
        process: bool = False,
    ) -> Ran:
        words = [str(argument) for argument in arguments]
        with monkeypatch.context() as patch:
            for name in UNWANTED:
                patch.delenv(name, raising=False)
            for name, value in {"TERM": "dumb", **env}.items():
                patch.setenv(name, value)
            if process:
                command = [sys.executable, "-m", "calendar_gen", *words]
                ended = subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=60)
                return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
            patch.chdir(cwd or Path.cwd())
            return _in_process(words, patch)

    return call


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Project:
    """A folder for a calendar that is built there again and again."""
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project", run, NOW)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.listening.close()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    try:
        git(tmp_path, "init", "-q", ".")
    except FileNotFoundError:
        pytest.skip("git isn't there")
    git(tmp_path, "config", "user.email", "a@example.org")
    git(tmp_path, "config", "user.name", "a")
    (tmp_path / "events.yaml").write_text(CALENDAR)
    return tmp_path


def _in_process(words: list[str], patch: pytest.MonkeyPatch) -> Ran:
    from calendar_gen.__main__ import run

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    patch.setattr(sys, "stdout", streams[0])
    patch.setattr(sys, "stderr", streams[1])
    patch.setattr(sys, "argv", ["calendar-gen", *words])
    collects = gc.isenabled()
    try:
        code = run({})
    finally:
        if collects:
            gc.enable()  # `run` turns it off for the rest of its process
    out, err = (_written(stream) for stream in streams)
    return Ran(code, out, err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    data = stream.buffer
    assert isinstance(data, io.BytesIO)
    return data.getvalue().decode()


def _difference(expected: bytes | None, actual: bytes, path: Path) -> str:
    name = os.path.relpath(path)
    if expected is None:
        return f"{name} is missing; --update-golden writes it"
    diff = list(difflib.unified_diff(_shown(expected), _shown(actual), name, "now", lineterm=""))
    more = [f"… and {len(diff) - 60} more lines"] if len(diff) > 60 else []
    return "\n".join([*diff[:60], *more, "(--update-golden writes it as it is now)"])


def _shown(data: bytes) -> list[str]:
    """Lines to compare by eye, with what else than a line feed ends them, and bytes that are no text."""
    lines = data.decode("utf-8", "backslashreplace").split("\n")
    end = [] if lines[-1] == "" else [lines[-1] + "␄"]
    return [line.replace("\r", "␍") for line in lines[:-1]] + end
