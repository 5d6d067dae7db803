"""`build`: what it says and what it leaves, also of errors, of nothing and of another build."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.fairs import FAIRS, Commands
from support.projects import lock_of_version_1
from support.running import NOW, without_new_lock
from support.witnesses import by_icalendar

fcntl = pytest.importorskip("fcntl", reason="pipes, terminals and signals are here those of POSIX")


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


def test_build_shows_warnings_and_goes_on(cg: Commands) -> None:
    cg.write(FAIRS.replace("id: over, title: Over", "id: over, title: Over, days: 2, part_of: festival"))
    code, out, err = cg("build")
    assert (code, out) == (0, "public/: 17 feeds, 8 event files and feed.xml (26 new)\n")
    assert "W201 it is not inside the run of 'festival', 2024-04-19 to 2024-05-31" in err


def test_a_second_build_says_that_there_were_warnings(cg: Commands) -> None:
    cg.write(FAIRS.replace("id: over, title: Over", "id: over, title: Over, days: 2, part_of: festival"))
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
    command = [sys.executable, "-m", "calendar_gen", "--now", NOW.isoformat(), "build", "--no-site", "-f"]
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
    command = [sys.executable, "-m", "calendar_gen", "build", "--no-site"]
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


def test_a_lock_of_an_older_version_is_said_to_be_one(cg: Commands) -> None:
    """A CI that asks for a committed lock would fail after an update, and nobody would know why."""
    cg("build")
    lock = cg.folder / "events.lock"
    written = lock_of_version_1(lock.read_bytes())
    lock.write_bytes(written)
    refused = cg("build", "--locked")
    assert refused.code == 1
    assert "events.lock is of version 1, and this calendar-gen writes 2.\n" in refused.stderr
    assert "is of version 2 now: commit it" not in cg("build", "--dry-run").stderr
    assert lock.read_bytes() == written
    assert "events.lock is of version 2 now: commit it.\n" in cg("build").stderr
    assert "version" not in cg("build").stderr
    assert cg("build", "--locked").code == 0
