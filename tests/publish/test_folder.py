"""A folder is left with what it had or with what it should have, whatever happens in between."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from msgspec.structs import replace

from calendar_gen.publish import folder as publish_folder
from calendar_gen.publish.comparison import Changes, Content
from calendar_gen.publish.folder import Written, current
from calendar_gen.publish.manifest import Manifest
from calendar_gen.publish.paths import OutputError
from support.processes import in_child, on_call
from support.running import NOW

fcntl = pytest.importorskip("fcntl", reason="locks, signals and links are here those of POSIX")

HEAD = b"BEGIN:VCALENDAR\r\n"


def write(folder: Path, files: Mapping[str, Content], inputs: str = "i1", **more: Any) -> Changes:
    return publish_folder.write(folder, files, manifest=Manifest("calendar-gen 1.0", inputs, 0, {}), **more)


def changed(changes: Changes) -> Changes:
    """What a build changed, without the sizes of what is there now."""
    return replace(changes, sizes={})


def text(**files: str) -> dict[str, Content]:
    """Files by path, `__` for a slash: each begins with the same piece, as feeds do."""
    return {path.replace("__", "/") + ".ics": (HEAD, body.encode()) for path, body in files.items()}


def on_disk(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the manifest, a symlink as the path that it names."""
    return {
        str(path.relative_to(folder)): os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and path != folder / "manifest.json"
    }


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What any write would change, folders and the folder itself included."""
    paths = [folder, *folder.rglob("*")]
    return {str(path): ((s := path.lstat()).st_ino, s.st_mtime_ns, s.st_size) for path in paths}


def joined(files: Mapping[str, Content]) -> dict[str, bytes]:
    return {path: b"".join(content) for path, content in files.items()}


def folders(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_dir()}


def refused(folder: Path, files: Mapping[str, Content]) -> str:
    """The message of a build that is refused, and that has changed nothing."""
    before = state(folder)
    with pytest.raises(OutputError) as caught:
        write(folder, files)
    assert state(folder) == before
    message = str(caught.value)
    assert message.startswith(f"{folder}: ")
    assert "\n" not in message
    return message


OLD = text(calendar="old", same="same", towns__a="a", towns__b="b", venues__gone="gone", x__y__gone="deep")
NEW = text(calendar="new", same="same", towns__a="A!", towns__c="c", series__new="n", p__q__new="deep")
THIRD = text(calendar="third", towns__b="b", venues__gone="again", p__q__new="deep", p__other="o")


@pytest.fixture(autouse=True)
def deep_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths that a later version might make, in folders of folders."""
    from calendar_gen.web import layout

    more = (r"(?:same|none|empty|large)(?:\.ics)?", r"[xp]/(?:[a-z]/)*[a-z]+\.ics")
    monkeypatch.setattr(layout, "FORMS", (*layout.FORMS, *more))


class TestChanges:
    def test_first_build_creates_all(self, tmp_path: Path) -> None:
        folder = tmp_path / "deep" / "public"
        assert changed(write(folder, OLD)) == Changes(tuple(sorted(OLD)), (), (), 0)
        assert on_disk(folder) == joined(OLD)

    def test_next_build_reports_what_differs(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        assert changed(write(tmp_path, NEW)) == Changes(
            created=("p/q/new.ics", "series/new.ics", "towns/c.ics"),
            updated=("calendar.ics", "towns/a.ics"),
            removed=("towns/b.ics", "venues/gone.ics", "x/y/gone.ics"),
            unchanged=1,
        )
        assert on_disk(tmp_path) == joined(NEW)

    def test_emptied_folders_go(self, tmp_path: Path) -> None:
        """Also one in a folder that stays."""
        write(tmp_path, {**OLD, "p/r/gone.ics": (b"gone",)})
        write(tmp_path, NEW)
        assert folders(tmp_path) == {"towns", "series", "p", "p/q"}

    def test_unchanged_files_are_not_touched(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        before = state(tmp_path)
        write(tmp_path, NEW)
        assert state(tmp_path)[f"{tmp_path}/same.ics"] == before[f"{tmp_path}/same.ics"]

    def test_nothing_is_written_when_nothing_differs(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        before = state(tmp_path)
        assert changed(write(tmp_path, OLD)) == Changes((), (), (), 6)
        assert state(tmp_path) == before

    def test_new_inputs_rewrite_only_the_manifest(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        before = state(tmp_path)
        assert changed(write(tmp_path, OLD, "i2")) == Changes((), (), (), 6)
        after = state(tmp_path)
        assert {path for path in after if after[path] != before.get(path)} == {
            str(tmp_path),
            f"{tmp_path}/manifest.json",
        }

    def test_no_files_at_all(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        write(tmp_path, {})
        assert (on_disk(tmp_path), folders(tmp_path)) == ({}, set())

    def test_empty_and_large_files(self, tmp_path: Path) -> None:
        files: dict[str, Content] = {"none": (), "empty": (b"", b""), "large": [b"x" * 1000] * 3000}
        write(tmp_path, files)
        assert on_disk(tmp_path) == joined(files)
        assert write(tmp_path, files).unchanged == 3

    def test_a_symlink_given_for_the_folder_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "public")
        write(tmp_path / "link", OLD)
        assert on_disk(tmp_path / "public") == joined(OLD)
        assert (tmp_path / "link").is_symlink()

    def test_the_umask_decides_the_modes(self, tmp_path: Path) -> None:
        umask = os.umask(0o027)
        try:
            write(tmp_path / "public", OLD)
        finally:
            os.umask(umask)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "public").rglob("*.*")}
        assert modes == {0o640}
        assert stat.S_IMODE((tmp_path / "public" / "towns").stat().st_mode) == 0o750

    @pytest.mark.parametrize(
        "path", ["", "/a", "../a", "a//b", "a/", "a\\b", "manifest.json", ".git/x", "a\n"]
    )
    def test_impossible_paths_are_the_callers_fault(self, tmp_path: Path, path: str) -> None:
        with pytest.raises(ValueError, match="plain relative path"):
            write(tmp_path, {path: (b"",)})
        with pytest.raises(ValueError, match="folder"):
            write(tmp_path, {"a": (b"",), "a/b/c": (b"",)})


class TestManifest:
    def test_names_every_file_a_line_each(self, tmp_path: Path) -> None:
        write(tmp_path, {"b.ics": (b"b",), "a/ü.ics": (b"a",)})
        digests = [hashlib.sha256(data).hexdigest() for data in (b"a", b"b")]
        assert (tmp_path / "manifest.json").read_text("utf-8") == (
            '{\n  "generator": "calendar-gen 1.0",\n  "calendar": "",\n'
            '  "filters": "",\n  "inputs": "i1",\n  "warnings": 0,\n'
            '  "until": "",\n  "files": {\n'
            f'    "a/ü.ics": "{digests[0]}",\n    "b.ics": "{digests[1]}"\n  }}\n}}\n'
        )

    @pytest.mark.parametrize("damaged", ["", "{", "null", "[]", "\xff", "[" * 100_000, '{"files": {}}'])
    def test_damaged_or_foreign_is_refused(self, tmp_path: Path, damaged: str) -> None:
        write(tmp_path, OLD)
        (tmp_path / "manifest.json").write_text(damaged, "latin-1")
        assert "manifest.json is unreadable, damaged or not calendar-gen's: restore it" in refused(
            tmp_path, NEW
        )
        assert current(tmp_path, "i1", NOW) is None

    @pytest.mark.parametrize("generator", ["hugo 1.0", "calendar-generator 1", 7, None])
    def test_of_another_generator_is_refused(self, tmp_path: Path, generator: object) -> None:
        manifest = {"generator": generator, "inputs": "i1", "files": {}}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        assert "not calendar-gen's" in refused(tmp_path, NEW)

    HOSTILE = (
        *(
            "../victim",
            "/etc/victim",
            "a/../../victim",
            "",
            ".",
            "a//b",
            "a/",
            "./a",
            "..\\victim",
            "C:victim",
        ),
        *("manifest.json", ".calendar-gen/x", ".git/config", "sub/.GIT/config", "a\0b", "a\nb", "\ud800"),
    )

    @pytest.mark.parametrize("path", HOSTILE)
    @pytest.mark.parametrize("name", ["manifest.json", ".calendar-gen/journal.json"])
    def test_hostile_paths_are_damage(self, tmp_path: Path, path: str, name: str) -> None:
        folder = tmp_path / "public"
        write(folder, OLD)
        for victim in (tmp_path / "victim", folder / ".git" / "config", folder / "a"):
            victim.parent.mkdir(exist_ok=True)
            victim.write_text("precious")
        manifest = {"generator": "calendar-gen 1.0", "inputs": "i1", "files": {path: "0"}}
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(manifest))
        assert f"{name} is unreadable, damaged or" in refused(folder, NEW)
        assert current(folder, "i1", NOW) is None
        assert (tmp_path / "victim").read_text() == "precious"

    def test_an_absolute_path_is_damage(self, tmp_path: Path) -> None:
        (tmp_path / "victim").write_text("precious")
        manifest = {"generator": "calendar-gen 1", "inputs": "", "files": {f"{tmp_path}/victim": "0"}}
        (tmp_path / "public").mkdir()
        (tmp_path / "public" / "manifest.json").write_text(json.dumps(manifest))
        refused(tmp_path / "public", NEW)

    def test_deleted_by_hand_is_made_again(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "manifest.json").unlink()
        assert changed(write(tmp_path, OLD)) == Changes((), (), (), 6)
        assert current(tmp_path, "i1", NOW) is not None


class TestOthersFiles:
    def test_are_never_touched(self, tmp_path: Path) -> None:
        others = {"CNAME": b"example.org", "venues/photo.jpg": b"jpg", "x/y/z/notes": b"n"}
        for path, data in others.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
        before = state(tmp_path)
        for files in (OLD, NEW, THIRD):
            write(tmp_path, files)
            assert on_disk(tmp_path) == joined(files) | others
            after = state(tmp_path)
            assert all(after[f"{tmp_path}/{path}"] == before[f"{tmp_path}/{path}"] for path in others)

    def test_in_the_way_are_named_and_left(self, tmp_path: Path) -> None:
        for path in NEW:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(b"mine")
        assert "calendar.ics, p/q/new.ics, same.ics and 3 more: in the way" in refused(tmp_path, NEW)

    def test_in_the_way_beside_files_of_ours(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "towns" / "c.ics").write_bytes(b"mine")
        assert "towns/c.ics: in the way" in refused(tmp_path, NEW)

    def test_with_the_very_bytes_are_adopted(self, tmp_path: Path) -> None:
        (tmp_path / "towns").mkdir()
        (tmp_path / "towns" / "c.ics").write_bytes(HEAD + b"c")
        assert write(tmp_path, NEW).unchanged == 1
        assert "towns/c.ics" in write(tmp_path, OLD).removed

    def test_a_folder_in_the_way_of_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "calendar.ics").unlink()
        (tmp_path / "calendar.ics").mkdir()
        assert "calendar.ics: in the way" in refused(tmp_path, NEW)

    def test_a_file_in_the_way_of_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "p").write_bytes(b"mine")
        assert "p: in the way" in refused(tmp_path, NEW)

    @pytest.mark.parametrize(("before", "after"), [("p", "p/x"), ("p/x", "p")])
    def test_a_path_turns_neither_into_a_folder_nor_back(
        self, tmp_path: Path, before: str, after: str
    ) -> None:
        write(tmp_path, {before: (b"",)})
        assert "p: in the way" in refused(tmp_path, {after: (b"",)})

    def test_a_folder_in_a_strays_place_stays(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "venues" / "gone.ics").unlink()
        (tmp_path / "venues" / "gone.ics").mkdir()
        assert "venues/gone.ics" not in write(tmp_path, NEW).removed
        assert (tmp_path / "venues" / "gone.ics").is_dir()

    @pytest.mark.parametrize("name", [".calendar-gen", "."])
    def test_a_file_in_the_folders_place(self, tmp_path: Path, name: str) -> None:
        folder = tmp_path / "public"
        (folder if name == "." else tmp_path).mkdir(exist_ok=True)
        place = tmp_path / "file" if name == "." else tmp_path / name
        place.write_bytes(b"mine")
        for target in (place, place / "below") if name == "." else (tmp_path,):
            with pytest.raises(OutputError, match="move it away or choose another folder"):
                write(target, NEW)
        assert place.read_bytes() == b"mine"


class TestHealing:
    @pytest.mark.parametrize("damage", [b"", HEAD + b"OLD", HEAD + b"old and more", HEAD])
    def test_an_edited_or_torn_file(self, tmp_path: Path, damage: bytes) -> None:
        write(tmp_path, OLD)
        status = (tmp_path / "calendar.ics").stat()
        (tmp_path / "calendar.ics").write_bytes(damage)
        os.utime(tmp_path / "calendar.ics", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert changed(write(tmp_path, OLD)) == Changes((), ("calendar.ics",), (), 5)
        assert on_disk(tmp_path) == joined(OLD)

    def test_a_deleted_file_and_folder(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        shutil.rmtree(tmp_path / "towns")
        assert write(tmp_path, OLD).created == ("towns/a.ics", "towns/b.ics")
        assert on_disk(tmp_path) == joined(OLD)

    def test_a_pipe_in_a_files_place(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        (tmp_path / "calendar.ics").unlink()
        os.mkfifo(tmp_path / "calendar.ics")
        assert current(tmp_path, "i1", NOW) is None
        assert write(tmp_path, OLD).updated == ("calendar.ics",)
        assert on_disk(tmp_path) == joined(OLD)


class TestSymlinks:
    @pytest.fixture
    def outside(self, tmp_path: Path) -> Iterator[Path]:
        """A folder that looks like one of ours and that must stay as it is."""
        write(tmp_path / "public", {**OLD, **text(towns__d__e="e")})
        outside = tmp_path / "outside"
        shutil.copytree(tmp_path / "public" / "towns", outside)
        (outside / "d" / "e.ics").unlink()  # an empty folder, which a stray might have left
        before = state(outside)
        yield outside
        assert state(outside) == before

    def test_for_a_file_is_replaced_itself(self, tmp_path: Path, outside: Path) -> None:
        link = tmp_path / "public" / "towns" / "a.ics"
        link.unlink()
        link.symlink_to(outside / "a.ics")
        assert current(tmp_path / "public", "i1", NOW) is None
        assert write(tmp_path / "public", OLD).updated == ("towns/a.ics",)
        assert not link.is_symlink()

    def test_for_a_stray_stays(self, tmp_path: Path, outside: Path) -> None:
        link = tmp_path / "public" / "towns" / "b.ics"
        link.unlink()
        link.symlink_to(outside / "b.ics")
        changes = write(tmp_path / "public", NEW)
        assert "towns/b.ics" not in changes.removed
        assert "towns/b.ics" in changes.kept
        assert link.is_symlink()

    def test_for_a_folder_is_refused(self, tmp_path: Path, outside: Path) -> None:
        shutil.rmtree(tmp_path / "public" / "towns")
        (tmp_path / "public" / "towns").symlink_to(outside)
        assert current(tmp_path / "public", "i1", NOW) is None
        assert "towns: in the way" in refused(tmp_path / "public", OLD)

    def test_for_a_folder_with_the_very_bytes_is_not_current(self, tmp_path: Path) -> None:
        write(tmp_path / "public", OLD)
        (tmp_path / "public" / "towns").rename(tmp_path / "towns")
        (tmp_path / "public" / "towns").symlink_to(tmp_path / "towns")
        assert current(tmp_path / "public", "i1", NOW) is None

    def test_for_a_strays_folder_is_left(self, tmp_path: Path, outside: Path) -> None:
        shutil.rmtree(tmp_path / "public" / "towns")
        (tmp_path / "public" / "towns").symlink_to(outside)
        assert write(tmp_path / "public", text(calendar="new")).removed == (
            "same.ics",
            "venues/gone.ics",
            "x/y/gone.ics",
        )
        assert (tmp_path / "public" / "towns").is_symlink()

    @pytest.mark.parametrize("name", ["manifest.json", ".calendar-gen"])
    def test_for_what_is_ours_is_refused(self, tmp_path: Path, outside: Path, name: str) -> None:
        (tmp_path / "public" / "manifest.json").rename(tmp_path / "manifest.json")
        (tmp_path / "public" / name).symlink_to(tmp_path / name if name == "manifest.json" else outside)
        assert name in refused(tmp_path / "public", NEW)

    def test_in_the_staging_area_is_refused(self, tmp_path: Path, outside: Path) -> None:
        (tmp_path / "public" / ".calendar-gen").mkdir()
        (tmp_path / "public" / ".calendar-gen" / "new").symlink_to(outside)
        said = refused(tmp_path / "public", NEW)
        assert ".calendar-gen/new is not calendar-gen's: move it away" in said
        with pytest.raises(OutputError) as raised:
            publish_folder.plan(tmp_path / "public", NEW, manifest=Manifest("calendar-gen 1.0", "", 0, {}))
        assert str(raised.value) == said

    def test_not_ours_is_not_adopted(self, tmp_path: Path, outside: Path) -> None:
        (tmp_path / "public" / "towns" / "c.ics").symlink_to(outside / "a.ics")
        assert "towns/c.ics: in the way" in refused(tmp_path / "public", text(towns__c="a"))


class TestCurrent:
    def test_gives_the_sizes(self, tmp_path: Path) -> None:
        write(tmp_path, OLD)
        before = state(tmp_path)
        sizes = {path: len(data) for path, data in joined(OLD).items()}
        assert current(tmp_path, "i1", NOW) == Written(sizes, warnings=0)
        assert state(tmp_path) == before

    def test_of_other_inputs_or_no_folder_is_none(self, tmp_path: Path) -> None:
        write(tmp_path / "public", OLD)
        (tmp_path / "file").touch()
        assert current(tmp_path / "public", "i2", NOW) is None
        for name in ("nowhere", "file", "."):
            assert current(tmp_path / name, "i1", NOW) is None

    @pytest.mark.parametrize("damage", ["edit", "delete", "folder", "killed"])
    def test_of_a_damaged_folder_is_none(self, tmp_path: Path, damage: str) -> None:
        write(tmp_path, OLD)
        if damage == "killed":
            (tmp_path / ".calendar-gen").mkdir()
        elif damage == "edit":
            (tmp_path / "towns" / "a.ics").write_bytes(HEAD + b"b")
        else:
            (tmp_path / "towns" / "a.ics").unlink()
            if damage == "folder":
                (tmp_path / "towns" / "a.ics").mkdir()
        assert current(tmp_path, "i1", NOW) is None


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where hundreds of builds are cut off: in memory if there is such a place, to spare the disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as name:
        yield Path(name) / "public"


def calls_of(folder: Path, before: Mapping[str, Content] | None) -> int:
    """How many such calls a build of NEW makes; the folder is as it was afterwards."""
    reset(folder, before)
    with on_call(0, lambda name, args: None) as count:
        write(folder, NEW)
    return count[0]


def reset(folder: Path, files: Mapping[str, Content] | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if files is not None:
        write(folder, files)
        (folder / "towns" / "mine").write_bytes(b"mine")


def assert_heals(folder: Path, before: Mapping[str, Content]) -> None:
    """After a run from `before` to NEW was cut off: whole files only, and the next run ends clean."""
    old, new = joined(before), joined(NEW)
    mine = {"towns/mine": b"mine"} if before else {}
    found = on_disk(folder)
    published = {path: data for path, data in found.items() if not path.startswith(".calendar-gen/")}
    for path, data in published.items():
        assert data in (old.get(path), new.get(path), mine.get(path)), path
    # What is in both stays there at every moment, and so does what others have put there.
    assert old.keys() & new.keys() | mine.keys() <= published.keys()
    files = THIRD if len(found) % 2 else NEW
    write(folder, files, "i3")
    assert on_disk(folder) == joined(files) | mine
    assert folders(folder) == {str(p) for f in on_disk(folder) for p in Path(f).parents} - {"."}
    assert current(folder, "i3", NOW) is not None


@pytest.mark.parametrize("before", [OLD, None], ids=["update", "first"])
class TestCutOff:
    def test_killed_at_any_call(self, folder: Path, before: Mapping[str, Content] | None) -> None:
        def die(name: str, args: tuple[Any, ...]) -> None:
            if name == "write":
                os.truncate(args[0], len(args[1]) // 2)  # a torn file
            os._exit(9)

        def build(number: int) -> None:
            with on_call(number, die):
                write(folder, NEW)

        for number in range(1, calls_of(folder, before) + 1):
            reset(folder, before)
            _, status = os.waitpid(in_child(partial(build, number)), 0)
            assert os.waitstatus_to_exitcode(status) == 9
            assert_heals(folder, before or {})

    def test_killed_twice(self, folder: Path, before: Mapping[str, Content] | None) -> None:
        chance = random.Random(5545)

        def build(files: Mapping[str, Content], number: int) -> None:
            with on_call(number, lambda name, args: os._exit(9)):
                write(folder, files)

        for _ in range(40):
            reset(folder, before)
            for files in (NEW, THIRD, NEW):
                number = chance.randrange(1, 90)
                os.waitpid(in_child(partial(build, files, number)), 0)
            write(folder, THIRD)
            mine = {"towns/mine": b"mine"} if before else {}
            assert on_disk(folder) == joined(THIRD) | mine

    @pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
    def test_failed_at_any_call(
        self, folder: Path, before: Mapping[str, Content] | None, error: BaseException
    ) -> None:
        def fail(name: str, args: tuple[Any, ...]) -> None:
            raise error

        outcomes = set()
        for number in range(1, calls_of(folder, before) + 1):
            reset(folder, before)
            untouched = on_disk(folder)
            try:
                with on_call(number, fail):
                    write(folder, NEW)
            except (OutputError, KeyboardInterrupt) as raised:
                outcomes.add(str(raised).partition(": ")[2])
                if "nothing was changed" in str(raised):
                    assert on_disk(folder) == untouched
                    assert folder.exists() == bool(before)
                # Without a journal either nothing was staged any more, or all had been published.
                if not (folder / ".calendar-gen" / "journal.json").exists():
                    staged = folder.exists() and ".calendar-gen" in os.listdir(folder)
                    assert not staged or joined(NEW).items() <= on_disk(folder).items()
            if folder.exists():
                assert_heals(folder, before or {})
        if isinstance(error, OSError):
            assert outcomes >= {
                "No space left on device, nothing was changed: free some space, and build again",
                "No space left on device, some files may still be the old: mend it and build again",
            }


def test_killed_at_any_time(folder: Path) -> None:
    old = text(**{f"events__{i}": f"old{i}" for i in range(200)})
    new = text(**{f"{'events' if i % 2 else 'towns'}__{i}": f"new{i}" * 500 for i in range(50, 250)})
    chance, killed = random.Random(7986), 0
    write(folder, old)
    start = time.perf_counter()
    write(folder, new)
    longest = (time.perf_counter() - start) * 1.5
    for _ in range(30):
        shutil.rmtree(folder)
        write(folder, old)
        child = in_child(lambda: write(folder, new))
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        for path, data in on_disk(folder).items():
            if not path.startswith(".calendar-gen/"):
                assert data in (joined(old).get(path), joined(new).get(path))
        write(folder, THIRD)
        assert on_disk(folder) == joined(THIRD)
    assert killed


class TestTwoAtOnce:
    def test_the_second_waits(self, tmp_path: Path) -> None:
        waits, results = threading.Semaphore(0), []
        lock = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(target=lambda: results.append(write(tmp_path, NEW, waiting=waits.release)))
        second.start()
        assert waits.acquire(timeout=10)
        assert on_disk(tmp_path) == {}
        os.close(lock)
        second.join(10)
        assert [*map(changed, results)] == [Changes(tuple(sorted(NEW)), (), (), 0)]
        assert not waits.acquire(blocking=False)

    def test_the_second_may_give_up(self, tmp_path: Path) -> None:
        def give_up() -> None:
            raise OutputError("another build is running")

        lock = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another build is running"):
            write(tmp_path, NEW, waiting=give_up)
        os.close(lock)
        write(tmp_path, NEW)

    def test_the_folder_may_be_made_anew_meanwhile(self, tmp_path: Path) -> None:
        folder = tmp_path / "public"
        folder.mkdir()
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)

        waits: list[int] = []

        def delete_then_release() -> None:
            """Has another build make the folder anew and lock it, which is to be waited for too."""
            nonlocal lock
            assert on_disk(folder) == {}
            if not waits:
                folder.rename(tmp_path / "deleted")
                folder.mkdir()
            os.close(lock)
            if not waits:
                lock = os.open(folder, os.O_RDONLY)
                fcntl.flock(lock, fcntl.LOCK_EX)
            waits.append(1)

        write(folder, NEW, waiting=delete_then_release)
        assert len(waits) == 2
        assert on_disk(folder) == joined(NEW)

    def test_processes_leave_one_set_whole(self, tmp_path: Path) -> None:
        def build(first: Mapping[str, Content], then: Mapping[str, Content]) -> None:
            for _ in range(10):
                write(tmp_path, first)
                write(tmp_path, then)

        pairs = ((OLD, NEW), (NEW, THIRD), (THIRD, OLD))
        children = [in_child(partial(build, *pair)) for pair in pairs]
        for child in children:
            os.waitpid(child, 0)
        assert on_disk(tmp_path) in (joined(OLD), joined(NEW), joined(THIRD))
        assert not (tmp_path / ".calendar-gen").exists()


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    write(tmp_path, OLD)
    mkdir = os.mkdir

    def read_only(path: str, mode: int = 0o777) -> None:
        if path.startswith(str(tmp_path)):
            raise OSError(code, os.strerror(code))
        mkdir(path, mode)

    monkeypatch.setattr(os, "mkdir", read_only)
    assert f"{os.strerror(code)}, nothing was changed: make it writable or choose" in refused(tmp_path, NEW)
    assert write(tmp_path, OLD).unchanged == 6


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        write(tmp_path, OLD)
        large = {f"events/{i}.ics": (HEAD, b"x" * 3000) for i in range(200)}
        before = on_disk(tmp_path)
        with pytest.raises(OutputError, match="nothing was changed: free some space"):
            write(tmp_path, large)
        assert on_disk(tmp_path) == before
        assert not (tmp_path / ".calendar-gen").exists()
        assert write(tmp_path, NEW).unchanged == 1
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


class TestManyFiles:
    """As many as a large calendar has, most of them in one folder."""

    @pytest.fixture
    def many(self) -> dict[str, Content]:
        return {f"{'venues' if i < 300 else 'events'}/{i}.ics": (HEAD, b"%d" % i) for i in range(2_500)}

    def test_are_all_written_and_healed(self, tmp_path: Path, many: dict[str, Content]) -> None:
        assert write(tmp_path, many).created == tuple(sorted(many))
        assert on_disk(tmp_path) == joined(many)
        files = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["files"]
        assert files == {path: hashlib.sha256(data).hexdigest() for path, data in joined(many).items()}
        before = state(tmp_path)
        changes = write(tmp_path, many)
        assert changed(changes) == Changes((), (), (), 2_500)
        assert changes.sizes == {path: len(data) for path, data in joined(many).items()}
        assert state(tmp_path) == before
        for path in ("venues/7.ics", "events/2400.ics"):
            (tmp_path / path).write_bytes(b"torn")
        assert write(tmp_path, many).updated == ("events/2400.ics", "venues/7.ics")
        assert on_disk(tmp_path) == joined(many)

    @pytest.mark.parametrize("path", ["venues/7.ics", "events/2400.ics"])
    def test_a_full_disk_at_any_of_them_changes_nothing(
        self, tmp_path: Path, many: dict[str, Content], monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        write(tmp_path, OLD)
        really_open = os.open

        def full(name: str, flags: int, mode: int = 0o777, **more: Any) -> int:
            if str(name).endswith(f"/new/files/{path}"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return really_open(name, flags, mode, **more)

        monkeypatch.setattr(os, "open", full)
        assert "nothing was changed: free some space" in refused(tmp_path, many)
        assert not (tmp_path / ".calendar-gen").exists()

    def test_a_file_in_the_way_of_a_late_one_is_refused(
        self, tmp_path: Path, many: dict[str, Content]
    ) -> None:
        (tmp_path / "events").mkdir()
        (tmp_path / "events" / "2400.ics").write_bytes(b"somebody's")
        assert "events/2400.ics: in the way" in refused(tmp_path, many)

    @pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.06, 0.1])
    def test_a_kill_is_healed(self, tmp_path: Path, many: dict[str, Content], after: float) -> None:
        write(tmp_path, OLD)
        child = in_child(lambda: write(tmp_path, many))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        possible = [joined(OLD), joined(many)]
        for path, data in on_disk(tmp_path).items():
            if not path.startswith(".calendar-gen/"):
                assert data in [files.get(path) for files in possible]
        write(tmp_path, NEW)
        assert on_disk(tmp_path) == joined(NEW)
        assert not (tmp_path / ".calendar-gen").exists()


def test_a_folder_that_goes_before_it_is_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a build which fails does, if it made it."""
    folder, gone = tmp_path / "public", list[str]()

    def opened(path: Any, *how: Any, **at: Any) -> int:
        if path == str(folder) and not gone:
            gone.append(path)
            folder.rmdir()
        return really(path, *how, **at)

    really = os.open
    monkeypatch.setattr(os, "open", opened)
    write(folder, NEW)
    assert gone
    assert on_disk(folder) == joined(NEW)


def test_a_dry_run_opens_no_file_to_write_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, OLD)
    to_write = []

    def opened(path: Any, how: int, *mode: Any, **at: Any) -> int:
        if how & (os.O_WRONLY | os.O_RDWR):
            to_write.append(path)
        return really(path, how, *mode, **at)

    really = os.open
    monkeypatch.setattr(os, "open", opened)
    changes = publish_folder.plan(tmp_path, NEW, manifest=Manifest("calendar-gen 1.0", "", 0, {}))
    assert changes.updated
    assert not to_write
