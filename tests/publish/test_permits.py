"""A folder that can't be written is found before the first file is moved."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calendar_gen.publish import folder as publish_folder
from calendar_gen.publish.comparison import Content
from calendar_gen.publish.manifest import Manifest
from support.projects import state

FILES: dict[str, Content] = {f"{folder}/x.ics": (b"old",) for folder in ("events", "towns")}
NEW: dict[str, Content] = dict.fromkeys(FILES, (b"new",))
NOBODY = 65534
pytestmark = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may become nobody")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where nobody in particular may go, as the folders of tests are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name) / "public"


def write(folder: Path, files: dict[str, Content]) -> str:
    """What a build says that fails, "" for one that doesn't."""
    try:
        publish_folder.write(folder, files, manifest=Manifest("calendar-gen 1.0", "", 0, {}))
    except publish_folder.OutputError as error:
        return str(error)
    return ""


def as_nobody(act: Callable[[], str]) -> str:
    reader, writer = os.pipe()
    if not os.fork():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(writer, act().encode() or b"done")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.wait()
    return said


def owned_by_nobody(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)


def test_a_folder_without_permission(folder: Path) -> None:
    write(folder, FILES)
    owned_by_nobody(folder)
    (folder / "towns").chmod(0o555)
    before = state(folder)
    said = as_nobody(lambda: write(folder, NEW))
    assert "towns: Permission denied, nothing was changed: make it writable" in said
    assert state(folder) == before
    (folder / "towns").chmod(0o755)
    assert as_nobody(lambda: write(folder, NEW)) == "done"


def test_a_sticky_folder_with_files_of_others(folder: Path) -> None:
    write(folder, FILES)
    owned_by_nobody(folder)
    for path in (folder / "towns", folder / "towns/x.ics"):
        os.chown(path, 0, 0)
    (folder / "towns").chmod(0o1777)
    before = state(folder)
    said = as_nobody(lambda: write(folder, NEW))
    assert "towns/x.ics is another user's" in said
    assert state(folder) == before
    os.chown(folder / "towns/x.ics", NOBODY, NOBODY)
    assert as_nobody(lambda: write(folder, NEW)) == "done"


@pytest.mark.parametrize(
    ("commands", "undo", "reason"),
    [
        ([["chattr", "+i", "towns"]], ["chattr", "-i", "towns"], "towns: "),
        ([["chattr", "+i", "towns/x.ics"]], ["chattr", "-i", "towns/x.ics"], "towns/x.ics: "),
        (
            [["mount", "--bind", "towns", "towns"], ["mount", "-o", "remount,bind,ro", "towns"]],
            ["umount", "towns"],
            "towns: ",
        ),
        ([["mount", "--bind", "towns", "towns"]], ["umount", "towns"], "towns: Invalid cross-device link"),
    ],
    ids=["immutable folder", "immutable file", "read-only mount", "another mount"],
)
def test_what_stops_even_root(folder: Path, commands: list[list[str]], undo: list[str], reason: str) -> None:
    write(folder, FILES)
    for command in commands:
        if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
            pytest.skip("not permitted here")
    try:
        before = state(folder)
        said = write(folder, NEW)
        assert reason in said
        assert "nothing was changed" in said
        assert state(folder) == before
    finally:
        subprocess.run(undo, cwd=folder, check=True)
    assert write(folder, NEW) == ""
