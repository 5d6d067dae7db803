"""System calls that fail: a build ends old, new or refused, and the next without faults ends right.

`FAULTS=all` tries every call with every error (`make faults`); without it a part of them.
"""

import errno
import fcntl
import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calendar_gen import __main__ as command
from calendar_gen.lock import lockfile, published
from calendar_gen.publish import hold, paths
from calendar_gen.publish.paths import OutputError
from support.projects import ONE_DAY, Data, Project, calendar, event, revision, tree
from support.running import NOW

ALL = os.environ.get("FAULTS") == "all"
ERRORS = [errno.EIO, errno.ENOSPC, errno.ESTALE, errno.EACCES, errno.EINTR]
CALLS = ("open", "read", "write", "stat", "lstat", "fstat", "mkdir", "replace", "unlink", "rmdir", "listdir")
OLD = calendar(event("a"), event("b"))
NEW = calendar(event("a", title="New"))


def failing(monkeypatch: pytest.MonkeyPatch, call: str, code: int, name: str, after: int = 0) -> None:
    """Have a call fail for paths that end with a name, but for the first few times."""
    really, left = getattr(os, call), [after]

    def failed(path: Any, *args: Any, **options: Any) -> Any:
        if str(path).endswith(name):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(code, os.strerror(code), str(path))
        return really(path, *args, **options)

    monkeypatch.setattr(os, call, failed)


# --- what can't be looked at isn't taken for what isn't there ---------------------------------------


@pytest.mark.parametrize("code", ERRORS)
def test_a_calendar_that_cannot_be_looked_at_is_not_built_without_its_lock(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    project.build(OLD)
    project.write(NEW)
    before = tree(project.folder)
    failing(monkeypatch, "stat", code, "events.yaml", after=1)
    ran = project("build")
    monkeypatch.undo()
    assert (ran.code, os.strerror(code) in ran.stderr) == (2, True)
    assert tree(project.folder) == before


@pytest.mark.parametrize("code", ERRORS)
def test_a_folder_that_cannot_be_held_is_not_built_in(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    project.build(OLD)
    project.write(NEW)
    before = tree(project.folder)

    really = fcntl.flock
    failed: list[Any] = []

    def flock(*args: Any) -> None:
        if not failed:  # the calendar's folder; the published one could be held
            failed.append(args)
            raise OSError(code, os.strerror(code))
        really(*args)

    monkeypatch.setattr(fcntl, "flock", flock)
    ran = project("build")
    monkeypatch.undo()
    assert (ran.code, os.strerror(code) in ran.stderr) == (2, True)
    assert tree(project.folder) == before


@pytest.mark.parametrize("code", ERRORS)
def test_what_is_published_and_cannot_be_read_is_not_begun_anew(tmp_path: Path, code: int) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, "open", code, "manifest.json")
        with pytest.raises(OutputError, match=r"manifest\.json can't be read"):
            published.read(published.in_folder(tmp_path), must=False)
        with pytest.raises(OSError, match=os.strerror(code)):
            paths.read_file(str(tmp_path), "manifest.json")


def test_a_folder_that_was_swapped_while_it_was_waited_for_is_held_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is held of a folder that isn't kept must not keep the next try waiting."""
    folder, waited = tmp_path / "public", []
    really, first = os.path.samestat, [True]

    def samestat(one: os.stat_result, other: os.stat_result) -> bool:
        return False if first.pop() else really(one, other)

    def swapped(one: os.stat_result, other: os.stat_result) -> bool:
        return samestat(one, other) if first else really(one, other)

    def waiting() -> None:
        waited.append(1)
        raise OutputError("it waits for itself")

    monkeypatch.setattr(os.path, "samestat", swapped)
    with hold.holding(folder, None, waiting):
        pass
    assert (waited, first) == ([], [])


# --- the last moment of a lock ----------------------------------------------------------------------


@pytest.mark.parametrize("last", ["2200-12-31T23:59:58Z", "2200-12-31T23:59:59Z"])
def test_a_lock_that_is_read_is_written_so_that_it_is_read_again(project: Project, last: str) -> None:
    project.build(OLD)
    lock = project.folder / "events.lock"
    at = NOW.isoformat().replace("+00:00", "Z")
    lock.write_bytes(
        project.lock.replace(f'"last_modified":"{at}"'.encode(), f'"last_modified":"{last}"'.encode())
    )
    assert last.encode() in project.lock
    for number in range(1, 4):
        seen = project.build(calendar(event("a", title=f"{number}")))
        assert revision(seen["a@demo"])[0] == number
        assert lockfile.load(lock).diagnostics == ()


@pytest.mark.parametrize("last", ["2201-01-01T00:00:00Z", "2200-12-31T23:59:59-01:00"])
def test_a_lock_of_a_later_moment_is_refused(project: Project, last: str) -> None:
    project.build(OLD)
    at = NOW.isoformat().replace("+00:00", "Z")
    (project.folder / "events.lock").write_bytes(project.lock.replace(at.encode(), last.encode()))
    assert "its times are not those of a build" in project.refused("build", code=1)


# --- every call -------------------------------------------------------------------------------------


def built(folder: Path, number: int, code: int, now: datetime) -> tuple[int, str, int]:
    """Build with the `number`th call failing: the exit status, what was said, how many calls there were."""
    count = [0]

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **options: Any) -> Any:
            count[0] += 1
            if count[0] == number:
                raise OSError(code, os.strerror(code))
            return call(*args, **options)

        return wrapper

    output, errors = io.StringIO(), io.StringIO()
    arguments = ["calendar-gen", "--now", now.isoformat(), "-f", str(folder / "events.yaml"), "build"]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors):
        patch.setattr(sys, "argv", [*arguments, "-o", str(folder / "public")])
        for name in CALLS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        patch.setattr(fcntl, "flock", wrapped(fcntl.flock))
        status = command.run({})
    return status, errors.getvalue(), count[0]


def begun(folder: Path, before: Data | None, after: Data) -> None:
    folder.mkdir()
    if before:
        (folder / "events.yaml").write_text(json.dumps(before))
        assert built(folder, 0, 0, NOW)[0] == 0
    (folder / "events.yaml").write_text(json.dumps(after))


@pytest.mark.parametrize("code", ERRORS if ALL else [errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize(
    ("before", "after"), [(None, NEW), (OLD, NEW), (NEW, NEW)], ids=["new", "edit", "same"]
)
def test_no_call_fails_in_silence(tmp_path: Path, code: int, before: Data | None, after: Data) -> None:
    now = (NOW + ONE_DAY).astimezone(UTC)
    begun(tmp_path / "twin", before, after)
    calls = built(tmp_path / "twin", 0, 0, now)[2]
    wanted = tree(tmp_path / "twin")
    assert calls > 10
    for number in range(1, calls + 1, 1 if ALL else 5):
        folder = tmp_path / f"{number}"
        begun(folder, before, after)
        old = tree(folder)
        status, said, _ = built(folder, number, code, now)
        found = tree(folder)
        assert "Traceback" not in said, (number, said)
        if status == 0:
            assert found == wanted, (number, said)
        else:
            assert (status, said[:7]) == (2, "Error: "), (number, said)
            if "nothing was changed" in said:
                assert found == old, (number, said)
            elif "may still be the old" not in said:
                assert found in (old, wanted), (number, said)
        assert built(folder, 0, 0, now)[0] == 0
        assert tree(folder) == wanted, (number, said)
