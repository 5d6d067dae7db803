"""A lock that is damaged, hostile, merged, out of reach or half written; two builds; kills at any moment."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.compiler import Target
from calendar_gen.lock import lockfile
from calendar_gen.lock.known import Lock
from calendar_gen.publish.paths import OutputError
from calendar_gen.source.files import read
from support.calendars import examples
from support.processes import in_child, on_call
from support.projects import (
    ONE_DAY,
    Data,
    Project,
    bare,
    by_uid,
    changed,
    contents,
    event,
    every_form,
    git,
    is_cancelled,
    lock_of_version_1,
    readable,
    revision,
    tree,
    without,
)
from support.running import NOW
from support.witnesses import by_icaljs, node

KILLS = int(os.environ.get("KILLS") or 40)
COMMANDS = (["build"], ["check"], ["diff"], ["export"], ["build", "--locked"], ["list", "--format", "ics"])

# --- damage ---------------------------------------------------------------------------------------


def lines_of(project: Project) -> list[bytes]:
    return project.lock.splitlines(keepends=True)


DAMAGED: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int, str]] = {
    "empty": (lambda lines: [], 1, "E501"),
    "cut off": (lambda lines: [*lines[:-1], lines[-1][:50]], -1, "E501"),
    "cut off at an end": (lambda lines: [*lines[:-1], lines[-1][:-1]], -1, "E501"),
    "a blank line": (lambda lines: [*lines[:3], b"\n", *lines[3:]], 4, "E501"),
    "text": (lambda lines: [*lines[:2], b"hello\n", *lines[2:]], 3, "E501"),
    "another key": (lambda lines: [*lines[:-1], lines[-1].replace(b'"uid"', b'"uib"')], -1, "E501"),
    "of another kind": (lambda lines: [*lines[:-1], lines[-1].replace(b":0,", b':"0",', 1)], -1, "E501"),
    "zeros": (lambda lines: [*lines[:-1], b"\0" * 100 + b"\n"], -1, "E501"),
    "no UTF-8": (lambda lines: [*lines[:-1], lines[-1].replace(b'title":"', b'title":"\xff')], -1, "E501"),
    "nested": (lambda lines: [*lines[:-1], b'{"uid":' + b"[" * 100_000 + b"\n"], -1, "E501"),
    "nested at once": (lambda lines: [b'{"x":' + b"[" * 100_000 + b"\n", *lines[1:]], 1, "E501"),
    "of a newer version": (lambda lines: [lines[0].replace(b":2,", b":3,"), *lines[1:]], 1, "E503"),
    "a conflict": (
        lambda lines: [*lines[:4], b"<<<<<<< HEAD\n", lines[4], b"=======\n", b">>>>>>> other\n", *lines[5:]],
        5,
        "E502",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_lock_is_refused_where_it_is_damaged(project: Project, name: str) -> None:
    project.build(every_form())
    damage, line, code = DAMAGED[name]
    lines = damage(lines_of(project))
    (project.folder / "events.lock").write_bytes(b"".join(lines))
    project.write(without(every_form(), "day"))
    number = line if line > 0 else len(lines)
    for command in COMMANDS:
        before = tree(project.folder)
        ran = project(*command)
        assert ran.code == 1, command
        assert f"events.lock:{number}:1: {code} " in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        assert tree(project.folder) == before


@pytest.mark.parametrize("kind", ["folder", "pipe", "unreadable"])
def test_a_lock_out_of_reach_is_told_of_in_a_line(
    project: Project, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(bare(event("a")))
    path = project.folder / "events.lock"
    if kind == "unreadable":
        deny(monkeypatch, "open", "events.lock", errno.EACCES)
    else:
        path.unlink()
        path.mkdir() if kind == "folder" else os.mkfifo(path)
    for command in COMMANDS:
        said = project.refused(*command, code=2)
        assert said.startswith("Error: events.lock can't be read: ")
        assert len(said.splitlines()) == 1


def deny(monkeypatch: pytest.MonkeyPatch, call: str, name: str, code: int) -> None:
    """Have a system call fail for paths that end with a name."""
    really = getattr(os, call)

    def denied(path: Any, *args: Any, **options: Any) -> Any:
        if str(path).endswith(name):
            raise OSError(code, os.strerror(code), str(path))
        return really(path, *args, **options)

    monkeypatch.setattr(os, call, denied)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
@pytest.mark.parametrize("call", ["open", "replace"])
def test_a_lock_that_cannot_be_written_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    project.build(bare(event("a")))
    project.write(bare(event("a", title="New")))
    before = tree(project.folder)
    deny(monkeypatch, call, ".calendar-gen.events.lock.new", code)
    ran = project("build")
    assert ran.code == 2
    assert os.strerror(code) in ran.stderr
    assert "events.lock" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert tree(project.folder) == before
    # What is as it was needs no lock to be written.
    project.write(bare(event("a")))
    assert project("build").code == 0


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_an_output_that_cannot_be_written_leaves_the_lock_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    project.build(bare(event("a")))
    project.write(bare(event("a", title="New")))
    before = tree(project.folder)
    deny(monkeypatch, "open", "calendar.ics", code)
    ran = project("build")
    monkeypatch.undo()
    assert (ran.code, len(ran.stderr.splitlines())) == (2, 1)
    assert os.strerror(code) in ran.stderr
    assert tree(project.folder) == before
    assert revision(project.build()["a@demo"])[0] == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk(project: Project) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(project.folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        small = bare(event("a"))
        project.build(small)
        lock, files = project.lock, project.files()
        project.write(bare(*[event(f"e{i}", title="x" * 400) for i in range(150)]))
        ran = project("build")
        assert (ran.code, len(ran.stderr.splitlines())) == (2, 1)
        assert "nothing was changed: free some space" in ran.stderr
        assert (project.lock, project.files()) == (lock, files)
        assert not (project.folder / ".calendar-gen.events.lock.new").exists()
        project.build(bare(event("a", title="New")))
    finally:
        subprocess.run(["umount", str(project.folder)], check=True)


# --- where the lock lies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "lock"),
    [("other.yaml", "other.lock"), ("sub/a.yml", "sub/a.lock"), ("many", "many/events.lock")],
)
def test_the_lock_lies_beside_the_calendar(project: Project, file: str, lock: str) -> None:
    written = f"{file}/a.yaml" if file == "many" else file
    project.write(bare(event("a")), written)
    assert project("-f", file, "build").code == 0
    project.write(bare(event("a", title="New")), written)
    assert project("-f", file, "build").code == 0
    assert revision(project.seen()["a@demo"])[0] == 1
    there = {path for path in tree(project.folder) if not path.startswith("public/")}
    assert there == {written, lock}


def test_a_build_into_the_calendars_own_folder(project: Project) -> None:
    for number in range(3):
        project.write(
            every_form() | {"events": every_form()["events"][number:]} if number == 9 else every_form()
        )
        assert project("build", "-o", ".", now=NOW + number * ONE_DAY).code == 0
    before = tree(project.folder)
    assert {"events.yaml", "events.lock", "calendar.ics", "manifest.json"} <= before.keys()
    project.write(changed(every_form(), "day", title="New"))
    assert project("build", "-o", ".").code == 0
    after = tree(project.folder)
    assert {path for path in after if path.startswith("events")} == {
        path for path in before if path.startswith("events")
    }
    assert revision(project.seen(folder=".")["day@demo"])[0] == 1


def test_a_symlink_for_the_lock_is_followed_to_a_lock_alone(project: Project, tmp_path: Path) -> None:
    project.build(bare(event("a")))
    elsewhere, lock = tmp_path / "elsewhere", project.folder / "events.lock"
    lock.rename(elsewhere)
    lock.symlink_to(elsewhere)
    assert revision(project.build(bare(event("a", title="New")))["a@demo"])[0] == 1
    assert lock.is_symlink()
    assert b"New" in elsewhere.read_bytes()
    lock.unlink()
    lock.symlink_to(tmp_path / "nowhere")
    project.build(bare(event("a", title="Newer")))
    assert not (tmp_path / "nowhere").exists()


def test_an_output_that_was_swapped_for_a_symlink_is_followed_and_nothing_else_touched(
    project: Project, tmp_path: Path
) -> None:
    project.build(bare(event("a")))
    (project.folder / "public").rename(tmp_path / "moved")
    (project.folder / "public").symlink_to(tmp_path / "moved")
    (tmp_path / "moved" / "mine").write_text("mine")
    assert revision(project.build(bare(event("a", title="New")))["a@demo"])[0] == 1
    assert (project.folder / "public").is_symlink()
    assert (tmp_path / "moved" / "mine").read_text() == "mine"


def test_what_a_killed_run_left_beside_the_lock_goes(project: Project) -> None:
    project.build(bare(event("a")))
    (project.folder / ".calendar-gen.events.lock.new").write_text("torn")
    project.build(bare(event("a", title="New")))
    assert {path.name for path in project.folder.iterdir()} == {"events.yaml", "events.lock", "public"}


# --- merges ---------------------------------------------------------------------------------------


def test_a_merge_that_keeps_both_sides_goes_on_above_both(project: Project) -> None:
    data = bare(*[event(id, f"2024-05-{day:02}") for day, id in enumerate("abcdef", 1)])
    folder = project.folder
    (folder / ".gitattributes").write_text("events.* merge=union\n")
    (folder / ".gitignore").write_text("public\n")
    project.build(data)
    git(folder, "init", "-q")
    published: dict[str, list[tuple[Any, str]]] = {}

    def commit(version: Data, now: datetime) -> None:
        seen = project.build(version, now=now)
        texts = contents(project.files()["calendar.ics"])
        for uid in seen:
            published.setdefault(uid, []).append((revision(seen[uid]), texts[uid]))
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "x")

    commit(data, NOW)
    git(folder, "checkout", "-q", "-b", "other")
    commit(changed(changed(data, "a", title="Other"), "b", url="https://example.org/"), NOW + ONE_DAY)
    theirs = without(changed(changed(data, "a", title="Others"), "b", url="https://example.org/"), "e")
    commit(theirs, NOW + 2 * ONE_DAY)
    git(folder, "checkout", "-q", "main")
    commit(changed(changed(data, "a", title="Main"), "f", title="Main"), NOW + 3 * ONE_DAY)
    git(folder, "merge", "-q", "other", "-m", "merge")
    uids = [json.loads(line)["uid"] for line in project.lock.splitlines() if b'"uid"' in line]
    assert uids.count("a@demo") == 2
    merged = changed(without(theirs), "f", title="Main")
    merged = changed(merged, "a", title="Both")
    after = project.build(merged, now=NOW)
    assert revision(after["a@demo"])[0] > max(found[0] for found, _ in published["a@demo"])
    assert revision(after["a@demo"])[2] > max(found[2] for found, _ in published["a@demo"])
    # Beside a line that both changed git keeps what only one of them did, and what that was before.
    assert revision(after["b@demo"])[0] >= 1
    assert revision(after["c@demo"])[0] == 0
    assert is_cancelled(after["e@demo"])
    assert sorted(project.records()) == sorted(after)
    assert_no_revision_stands_for_two(
        [[(uid, found, text)] for uid in ("b@demo", "e@demo", "f@demo") for found, text in published[uid]]
    )
    before = tree(folder)
    project.build(now=NOW + 9 * ONE_DAY)
    assert tree(folder) == before


def both_sides(one: bytes, other: bytes) -> bytes:
    """What git leaves of two locks with merge=union where every line differs."""
    header, *lines = one.splitlines(keepends=True)
    return header + b"".join(sorted({*lines, *other.splitlines(keepends=True)[1:]}))


def test_a_merge_with_a_branch_in_another_language_revises_only_what_was_edited(project: Project) -> None:
    """Every line is another one there, and what most of them say is the same."""
    data = bare(
        event("a", "about 2024-06"), event("b", "2024-06"), event("c", status="cancelled"), event("d")
    )
    data = changed(changed(data, "a", start="2024-06-04~"), "d", title="D")
    project.build(data)
    lock = project.folder / "events.lock"
    base = lock.read_bytes()
    project.build(without(data, "c"), now=NOW + ONE_DAY)
    theirs = lock.read_bytes()
    lock.write_bytes(base)
    german = without(data, "c") | {"calendar": data["calendar"] | {"language": "de"}}
    project.build(german, now=NOW + 2 * ONE_DAY)
    lock.write_bytes(both_sides(theirs, lock.read_bytes()))
    project.write(changed(german, "d", title="Other"))
    kinds = [
        (found["kind"], found["uid"]) for found in json.loads(project("diff", "--format", "json").stdout)
    ]
    assert kinds == [("renamed", "d@demo")]
    after = project.build(now=NOW + 3 * ONE_DAY)
    assert [revision(after[f"{id}@demo"])[0] for id in "abcd"] == [0, 0, 1, 1]
    assert revision(after["a@demo"])[2] > NOW + ONE_DAY


def test_a_merge_with_a_branch_of_an_older_version_revises_only_what_was_edited(project: Project) -> None:
    data = bare(event("a"), event("b"), event("c"))
    project.build(data)
    lock = project.folder / "events.lock"
    old = lock_of_version_1(lock.read_bytes())
    project.build(changed(data, "c", title="New"), now=NOW + ONE_DAY)
    lock.write_bytes(both_sides(lock.read_bytes(), old))
    after = project.build(now=NOW + 2 * ONE_DAY)
    assert [revision(after[f"{id}@demo"])[0] for id in "abc"] == [0, 0, 2]


def test_a_conflict_that_git_leaves_is_refused(project: Project) -> None:
    data, folder = bare(event("a")), project.folder
    git(folder, "init", "-q")
    for branch, title in (("", "One"), ("other", "Two"), ("main", "Three")):
        if branch:
            git(folder, "checkout", "-q", *(["-b"] if branch == "other" else []), branch)
        project.build(changed(data, "a", title=title))
        git(folder, "add", "events.yaml", "events.lock")
        git(folder, "commit", "-q", "-m", "x")
    with suppress(subprocess.CalledProcessError):
        git(folder, "merge", "other")
    project.write(data)
    line = project.lock[: project.lock.index(b"<<<<<<<")].count(b"\n") + 1
    assert f"events.lock:{line}:1: E502" in project.refused("build", code=1)


# --- hostile locks --------------------------------------------------------------------------------

Records = list[Data]
NASTY: list[Any] = [
    *(
        "",
        "\n",
        "\r\nX:1",
        "\x00",
        "\u2028",
        "\ud83d\ude00",
        "a" * 70_000,
        "../../x",
        "..",
        "/",
        "\\",
        "é",
        "١",
    ),
    *(-1, 0, 1, 2**31 - 1, 2**31, 2**63, 10**400, 1.5, None, True, [], {}, ["x"], [[]]),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "2024-05-01T00:00:00", "2024-05-01", "2201-12-31"),
    *("moved", "cancelled", "nonsense", "postponed", "weekly+20240517T1800@demo", "day@demo", "a+b@c"),
]
DATE_LINES = [
    *("DTSTART;VALUE=DATE:20240501", "DTEND;VALUE=DATE:20240502", "DTEND;VALUE=DATE:20240401"),
    *("DTSTART:20240501", "DTSTART:20240501T10Z", "DTSTART;VALUE=DATE:20240501T100000Z"),
    *("DTSTART:20240501T100000", "DTSTART:20240501T100000Z", "DTEND:20240501T110000Z"),
    *("DTSTART;TZID=Europe/Berlin:20240501T100000", "DTEND;TZID=Europe/Berlin:20240501T110000"),
    *("DTEND;TZID=Asia/Tokyo:20240501T110000", "DTSTART;TZID=../../etc/passwd:20240501T100000"),
    *("DTSTART;TZID=Nowhere:20240501T100000", "DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231"),
    *(
        "RRULE:FREQ=WEEKLY",
        "RRULE:FREQ=WEEKLY;COUNT=1",
        "RRULE:FREQ=HOURLY",
        "RRULE:",
        "RRULE:FREQ=WEEKLY;X=1",
    ),
    *("RRULE:FREQ=WEEKLY;UNTIL=20240601", "RRULE:FREQ=WEEKLY;UNTIL=20240601T000000Z", "rrule:freq=weekly"),
    *("RRULE:FREQ=DAILY;UNTIL=99991231", "RRULE:FREQ=YEARLY;BYMONTHDAY=99", "RRULE;X=Y:FREQ=WEEKLY"),
    *("EXDATE;VALUE=DATE:20240508", "EXDATE:20240508T100000Z", "EXDATE;VALUE=DATE:20249999", "EXDATE:x"),
    *("SUMMARY:x", "DTSTART;VALUE=DATE:20240501\r\nX:1", "DTSTARTX;VALUE=DATE:20240501", "BEGIN:VEVENT"),
]
FEEDS = [
    *("venues/../../x.ics", "../x.ics", "/etc/x.ics", "events/../calendar.ics", "venues/.git/x.ics"),
    *("venues/x.ics", "events/day.ics", "venues/" + "x" * 300 + ".ics", "venues/x\\y.ics", "venues/a:b.ics"),
    *(
        "months/2024-05.ics",
        "feeds/\x00.ics",
        "calendar.ics",
        "feed.xml",
        "venues/é.ics",
        "towns/x.ics/y.ics",
    ),
    *("towns/. .ics", "manifest.json", "venues/..ics", "venues/\u202e.ics", "venues/\n.ics"),
]


@st.composite
def hostile(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """What somebody may have done to a lock: a value of a line, or some bytes, changed."""
    dice = random.Random(draw(st.integers(0, 2**32)))
    deeds = draw(
        st.lists(
            st.sampled_from(["value", "dates", "feeds", "bytes", "twice", "text"]), min_size=1, max_size=3
        )
    )

    def change(lock: bytes) -> bytes:
        for deed in deeds:
            lines = lock.split(b"\n")
            at = dice.randrange(len(lines) - 1)
            if deed == "bytes":
                where = dice.randrange(len(lock))
                lock = (
                    lock[:where]
                    + bytes(dice.choices(b'\x00\xff\r\n"{}[],:0-Z', k=3))
                    + lock[where + dice.randrange(9) :]
                )
                continue
            if deed == "twice":
                lines.insert(-1, lines[at])
            else:
                with suppress(ValueError):
                    line = json.loads(lines[at])
                    if deed == "dates" and "dates" in line:
                        dates = line["dates"]
                        dates[dice.choice(["lines", "lines", "changes", "start", "end", "days"])] = (
                            dice.choice(
                                [
                                    dice.sample(DATE_LINES, k=dice.randrange(6)),
                                    dates["lines"][:1] + dice.sample(DATE_LINES, k=2),
                                    [*dates["lines"], dice.choice(DATE_LINES)],
                                    [dice.sample(DATE_LINES, k=3)],
                                    "month 2024-05-01",
                                    "sure 2024-05-01 9999-12-31",
                                    3,
                                ]
                            )
                        )
                    elif deed == "feeds" and "feeds" in line:
                        line["feeds"] = [*line.get("feeds", []), *dice.sample(FEEDS, k=2)]
                    elif deed == "feeds" and "feed" in line:
                        line["feed"] = dice.choice(FEEDS)
                    elif deed == "text":
                        keys = [key for key in ("title", "where", "when", "was", "name") if key in line] or [
                            "was"
                        ]
                        line[dice.choice(keys)] = dice.choice(
                            ["<b>&\"'", "a\nb", "\u202e", "]]>", "\ufffe", "x" * 5000, "\\n,;"]
                        )
                    else:
                        key = dice.choice([*line, "removed", "news", "news_at", "last_day", "event", "was"])
                        line[key] = dice.choice(NASTY)
                    lines[at] = json.dumps(line, ensure_ascii=dice.random() < 0.3).encode(
                        "utf-8", "surrogatepass"
                    )
            lock = b"\n".join(lines)
        return lock

    return change


def test_no_lock_makes_a_build_stumble_or_stray() -> None:
    made: set[bytes] = set()

    @examples(150)
    @given(hostile(), st.booleans())
    def build(change: Callable[[bytes], bytes], tombstones: bool) -> None:
        with workshop() as folder:
            data = without(every_form(), "expo", "fair", "weekly") if tombstones else every_form()
            (folder / "events.yaml").write_text(json.dumps(data))
            (folder / "events.lock").write_bytes(change(GROWN["lock"]))
            text, target = (
                read(folder / "events.yaml"),
                Target(folder / "public", folder / "events.lock"),
            )
            known = lockfile.load(folder / "events.lock")
            assert bool(known.diagnostics) <= (known.lock == Lock())
            try:
                compiler.build(text, target, NOW + ONE_DAY)
            except compiler.InvalidError as error:
                refused = [found.code for found in error.loaded.diagnostics if found.is_error]
            else:
                refused = []
            if refused:
                assert set(refused) <= {"E501", "E502", "E503"}
                assert not (folder / "public").exists()
                return
            files = tree(folder / "public")
            readable(
                {
                    path: files[path]
                    for path in files
                    if path in ("calendar.ics", "months/2024-05.ics", "venues/x.ics")
                }
            )
            for path, feed in files.items():
                if path.endswith(".ics") and len(path.split("/")[-1]) < 50:
                    made.add(feed)
            assert {path.name for path in folder.iterdir()} == {"events.yaml", "events.lock", "public"}
            assert all(path.startswith(("public/", "events.")) for path in tree(folder))
            # What was written can be read again, and holds.
            compiler.build(text, target, NOW + 2 * ONE_DAY)
            assert tree(folder / "public") == files

    build()
    assert made
    if node():  # in one go: each start of it takes as long as many builds
        by_icaljs(sorted(made)[:300])


GROWN: dict[str, bytes] = {}


@pytest.fixture(scope="module", autouse=True)
def _grown() -> None:
    """A lock that has seen a life: with what was removed, moved and called off."""
    with workshop() as folder:
        target = Target(folder / "public", folder / "events.lock")
        data = every_form()
        versions = [
            data,
            changed(data, "day", start="2024-05-05"),
            without(data, "expo", "abroad", "weekly", "course"),
        ]
        for number, version in enumerate(versions):
            (folder / "events.yaml").write_text(json.dumps(version))
            compiler.build(read(folder / "events.yaml"), target, NOW + number * ONE_DAY / 10)
        GROWN["lock"] = (folder / "events.lock").read_bytes()


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder in memory if there is such a place, to spare the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


# --- kills ----------------------------------------------------------------------------------------

Said = list[tuple[str, tuple[int, Any, Any], str]]
"""UID, revision and content of everything that stands in a feed at a moment."""


def said(folder: Path) -> Said:
    feed = folder / "public" / "calendar.ics"
    if not feed.exists():
        return []
    data = feed.read_bytes()
    texts, seen = contents(data), by_uid(data)
    return [(uid, revision(seen[uid]), texts[uid]) for uid in seen]


def assert_no_revision_stands_for_two(moments: list[Said]) -> None:
    """Of all that was ever published a revision has one content, and another content a higher one."""
    known: dict[tuple[str, int], tuple[str, Any]] = {}
    for moment in moments:
        for uid, (sequence, _, modified), text in moment:
            assert known.setdefault((uid, sequence), (text, modified)) == (text, modified)


def assert_revisions_only_rise(moments: list[Said]) -> None:
    last: dict[str, tuple[int, Any]] = {}
    for moment in moments:
        for uid, (sequence, _, modified), _ in moment:
            assert last.get(uid, (0, modified)) <= (sequence, modified)
            last[uid] = sequence, modified


def versions(dice: random.Random, data: Data) -> Data:
    """The calendar after another edit."""
    everything = every_form()
    there = [it["id"] for it in data["events"]]
    id = dice.choice([id for id in there if id not in ("festival", "day")])
    deed = dice.choice(["title", "move", "gone", "back", "title"])
    if deed == "title":
        return changed(data, id, title=f"Title {dice.randrange(10**6)}")
    if deed == "move":
        return changed(data, "day", start=f"2024-05-{dice.randrange(10, 28)}")
    if deed == "gone" and len(there) > 5:
        return without(data, id)
    return data | {"events": data["events"] + [it for it in everything["events"] if it["id"] not in there]}


def build_once(folder: Path, now: datetime) -> None:
    text = read(folder / "events.yaml")
    compiler.build(text, Target(folder / "public", folder / "events.lock"), now)


@pytest.mark.parametrize("way", ["call", "time"])
def test_kills_lose_and_repeat_no_revision(way: str) -> None:
    dice, killed = random.Random(8601), 0
    with workshop() as folder, workshop() as twin:
        data = every_form()
        moments: list[Said] = []
        for number in range(KILLS):
            now = NOW + number * ONE_DAY / 5
            data = versions(dice, data)
            for place in (folder, twin):
                (place / "events.yaml").write_text(json.dumps(data))
            build_once(twin, now)
            child = in_child(partial(cut_off, folder, now, dice.randrange(1, 400) if way == "call" else 0))
            if way == "time":
                time.sleep(dice.uniform(0, 0.05))
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
            for file in (folder / "public").rglob("*.ics"):
                assert file.read_bytes().endswith(b"END:VCALENDAR\r\n") or ".calendar-gen" in file.parts
            assert lockfile.load(folder / "events.lock").diagnostics == ()
            moments.append(said(folder))
            if dice.random() < 0.6:
                build_once(folder, now)
                moments.append(said(folder))
                assert not (folder / ".calendar-gen.events.lock.new").exists()
                assert not (folder / "public" / ".calendar-gen").exists()
                # What is cancelled is told as it was last published, and a kill may have come before that.
                there = {it["id"] for it in data["events"]}
                timeless = [
                    {
                        (uid, text)
                        for uid, _, text in said(place)
                        if uid.partition("@")[0].partition("+")[0] in there
                    }
                    for place in (folder, twin)
                ]
                assert timeless[0] == timeless[1]
        assert_no_revision_stands_for_two(moments)
        assert_revisions_only_rise(moments)
    assert killed > 5


def cut_off(folder: Path, now: datetime, number: int) -> None:
    def die(name: str, args: tuple[Any, ...]) -> None:
        if name == "write":
            os.truncate(args[0], len(args[1]) // 2)  # a torn file
        os._exit(9)

    with on_call(number, die):
        build_once(folder, now)


def test_a_build_that_was_killed_at_any_call_is_made_up_for_by_the_next() -> None:
    """The lock and the output then are those of one that nobody killed."""
    first, second = every_form(), changed(without(every_form(), "timed"), "day", start="2024-05-05")
    with workshop() as twin:
        for data, now in ((first, NOW), (second, NOW + ONE_DAY)):
            (twin / "events.yaml").write_text(json.dumps(data))
            if data is first:
                build_once(twin, now)
                old = tree(twin)
        with on_call(0, lambda name, args: None) as count:
            build_once(twin, NOW + ONE_DAY)
        wanted = tree(twin)
    for number in range(1, count[0] + 1, 3):
        with workshop() as folder:
            for path, data_ in old.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data_)
            (folder / "events.yaml").write_text(json.dumps(second))
            os.waitpid(in_child(partial(cut_off, folder, NOW + ONE_DAY, number)), 0)
            assert (folder / "events.lock").read_bytes() in (old["events.lock"], wanted["events.lock"])
            # Whoever runs next may run later: what the lock had taken in keeps its time.
            build_once(folder, NOW + ONE_DAY)
            assert tree(folder) == wanted


@pytest.mark.parametrize("first", [False, True])
def test_a_build_that_fails_at_any_call_says_what_it_changed(first: bool) -> None:
    def full(name: str, args: tuple[Any, ...]) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    old, new = bare(event("a"), event("b")), bare(event("a", title="New"))
    number, outcomes = 0, set()
    while number < 400:
        number += 1
        with workshop() as folder:
            if not first:
                (folder / "events.yaml").write_text(json.dumps(old))
                build_once(folder, NOW)
            (folder / "events.yaml").write_text(json.dumps(new))
            before, failed = tree(folder), ""
            text = read(folder / "events.yaml")
            with on_call(number, full) as count:
                try:
                    compiler.build(text, Target(folder / "public", folder / "events.lock"), NOW + ONE_DAY)
                except OutputError as error:
                    failed = str(error)
            if count[0] < number:
                break
            outcomes.add(failed.rpartition(": ")[2].partition(",")[0] if failed else "")
            if "nothing was changed" in failed:
                assert tree(folder) == before, number
            assert "\n" not in failed
            build_once(folder, NOW + ONE_DAY)
            assert {(uid, found[0]) for uid, found, _ in said(folder)} == (
                {("a@demo", 0)} if first else {("a@demo", 1), ("b@demo", 1)}
            )
            assert {path.name for path in folder.iterdir()} == {"events.yaml", "events.lock", "public"}
    assert number > 20
    assert len(outcomes) > 1


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("folders", [["public", "public"], ["one", "two"], [".", "two"]])
def test_two_builds_at_once_count_on_from_each_other(project: Project, folders: list[str]) -> None:
    rounds = 4
    for number in range(rounds):
        project.write(bare(event("a", title=f"{number}"), event("b")))
        command = [sys.executable, "-m", "calendar_gen", "build", "-o"]
        running = [
            subprocess.Popen(
                [*command, name], cwd=project.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for name in folders
        ]
        for process in running:
            _, errors = process.communicate(timeout=60)
            assert process.returncode == 0, errors
        found = [project.seen(folder=name) for name in folders]
        assert found[0] == found[1]
        assert revision(found[0]["a@demo"])[0] == number
        assert revision(found[0]["b@demo"])[0] == 0
