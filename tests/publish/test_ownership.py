"""What a manifest or a journal says never has a file removed or replaced that isn't a build's."""

from __future__ import annotations

import json
import os
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from calendar_gen.publish.folder import write
from calendar_gen.publish.manifest import Manifest
from support.processes import in_child
from support.projects import Project, calendar, event, every_form, tree, without

# When what was removed is cancelled no longer.
LATER = "2025-01-01T00:00Z"
LISTS = ("manifest.json", ".calendar-gen/journal.json")


def listing(folder: Path, *paths: str, name: str = "manifest.json", digest: str = "") -> None:
    """Have a manifest or journal name files with the digests that they have, as a stranger might."""
    files = {path: digest or sha256((folder / path).read_bytes()).hexdigest() for path in paths}
    said = {
        "generator": "calendar-gen 0.1.0",
        "calendar": "demo",
        "inputs": "",
        "warnings": 0,
        "files": files,
    }
    if name != "manifest.json":
        (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(said))


def kept(project: Project, folder: str = "public") -> dict[str, str]:
    said = json.loads((project.folder / folder / "manifest.json").read_bytes())
    return dict(said.get("kept", {}))


def put(project: Project, path: str, data: str = "precious") -> Path:
    file = project.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(data)
    return file


TWO = calendar(event("a", venue="hall"), event("b", venue="quay"))
ONE = without(TWO, "b")


@pytest.mark.parametrize("name", LISTS)
def test_files_that_no_build_makes_stay(project: Project, name: str) -> None:
    paths = ["README.md", "src/main.py", "events.yaml", "events.lock", "Calendar.ics", "months/2024-5.ics"]
    paths += ["venues/deep/x.ics", "venues/x.ics/y.ics", "towns/photo.jpg", "x/calendar.ics", "events/A.ics"]
    paths += ["feed.xml.bak", "events/a.ICS", "events.lock.new", "venues/.ics"]
    project.write(TWO)
    project.build()
    there = {path: (project.folder / path).read_bytes() for path in ("events.yaml", "events.lock")}
    for path in paths:
        if path not in there:
            put(project, path)
    listing(project.folder, *paths, name=name)
    ran = project("build", "-o", ".", now=LATER)
    assert ran.code == 0, ran.stderr
    assert {path: (project.folder / path).read_bytes() for path in there} == there
    assert all((project.folder / path).read_text() == "precious" for path in paths if path not in there)
    assert kept(project, ".").keys() == {*paths}
    assert " and 12 more. Delete what nobody needs." in ran.stderr
    project.write(ONE)
    for _ in range(2):  # what changes the folder, and what doesn't
        assert " and 12 more. Delete what nobody needs." in project("build", "-o", ".", now=LATER).stderr
    assert kept(project, ".").keys() == {*paths}


@pytest.mark.parametrize("name", LISTS)
def test_a_file_with_other_bytes_stays_until_it_is_made_again(project: Project, name: str) -> None:
    project.build(TWO)
    if name != "manifest.json":
        listing(project.folder / "public", "towns/malu.ics", name=name)
    file = project.folder / "public/towns/malu.ics"
    written = file.read_bytes()
    file.write_bytes(b"by hand")
    project.write(ONE)
    ran = project("build", now=LATER)
    assert ran.code == 0, ran.stderr
    assert "left there, as calendar-gen didn't write what is in it now: towns/malu.ics." in ran.stderr
    assert file.read_bytes() == b"by hand"
    assert kept(project).keys() == {"towns/malu.ics"}
    project.build(TWO, now=LATER)  # it is no file of others
    assert b"BEGIN:VCALENDAR" in file.read_bytes()
    assert kept(project) == {}
    assert written != b"by hand"


@pytest.mark.parametrize("then", ["restored", "deleted"])
def test_a_kept_file_goes_when_it_is_as_it_was_written(project: Project, then: str) -> None:
    project.build(TWO)
    file = project.folder / "public/towns/malu.ics"
    written = file.read_bytes()
    file.write_bytes(b"by hand")
    project.build(ONE, now=LATER)
    assert kept(project) == {"towns/malu.ics": sha256(written).hexdigest()}
    if then == "restored":
        file.write_bytes(written)
    else:
        file.unlink()
    project.build(ONE | {"events": [event("a", venue="hall", title="New")]}, now="2025-01-02T00:00Z")
    assert not file.parent.joinpath("malu.ics").exists()
    assert kept(project) == {}


def test_two_killed_builds_leave_nothing_that_the_next_takes_for_edited(tmp_path: Path) -> None:
    """The first has moved its file, the second had none moved yet: three sets of bytes, all of them ours."""

    def build(*files: str, stops: str = "") -> None:
        replace = os.replace

        def stopping(old: str, new: str) -> None:
            if stops == "before" and "/new/files/" in old:
                os._exit(9)
            replace(old, new)
            if stops == "after" and "/new/files/" in old:
                os._exit(9)

        os.replace = stopping  # type: ignore[assignment]
        contents = {path: (text.encode(),) for path, _, text in (file.partition("=") for file in files)}
        write(tmp_path, contents, manifest=Manifest("calendar-gen 1.0", "", 0, {}))

    for text, stops in (("1", ""), ("2", "after"), ("3", "before")):
        child = in_child(partial(build, f"towns/a.ics={text}", "towns/b.ics=b", stops=stops))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == (9 if stops else 0)
    assert (tmp_path / "towns/a.ics").read_bytes() == b"2"
    os.waitpid(in_child(partial(build, "towns/b.ics=b")), 0)
    assert tree(tmp_path).keys() == {"towns/b.ics", "manifest.json"}
    assert "kept" not in (tmp_path / "manifest.json").read_text()


SOURCES = ("itself", "link to it", "through a link", "hard link", "included", "spelt otherwise")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("how", SOURCES)
@pytest.mark.parametrize("path", ["towns/gone.ics", "calendar.ics"])
def test_sources_are_neither_removed_nor_replaced(project: Project, name: str, how: str, path: str) -> None:
    text = json.dumps(TWO)
    real = put(project, path, text)
    source = path
    if how == "link to it":
        (project.folder / "events.yaml").symlink_to(path)
        source = "events.yaml"
    elif how == "through a link":
        real.rename(project.folder / "real.yaml")
        real.symlink_to(os.path.relpath(project.folder / "real.yaml", real.parent))
    elif how == "hard link":
        os.link(real, project.folder / "events.yaml")
        source = "events.yaml"
    elif how == "included":
        project.write({"include": [path]})
        source = "events.yaml"
    elif how == "spelt otherwise":
        source = str(project.folder / "towns" / ".." / path)
        (project.folder / "towns").mkdir(exist_ok=True)
    listing(project.folder, path, name=name)
    ran = project("-f", source, "build", "-o", ".")
    assert real.read_text() == text
    assert real.is_symlink() == (how == "through a link")
    if path == "calendar.ics":
        assert ran.code == 2
        assert "calendar.ics: in the way" in ran.stderr or "calendar.ics is missing" in ran.stderr
    else:
        assert ran.code == 0, ran.stderr
        assert path in kept(project, ".")


def test_a_source_among_what_a_killed_build_left_is_refused(project: Project) -> None:
    put(project, ".calendar-gen/new/events.yaml", json.dumps(TWO))
    said = project.refused("-f", ".calendar-gen/new/events.yaml", "build", "-o", ".", code=2)
    assert ".calendar-gen is emptied by each build, and .calendar-gen/new/events.yaml is in it" in said


def test_files_of_others_where_builds_stage_are_refused(project: Project) -> None:
    project.write(TWO)
    put(project, "public/.calendar-gen/notes.txt")
    assert ".calendar-gen/notes.txt is not calendar-gen's: move it away" in project.refused("build", code=2)


def test_a_link_in_place_of_the_staging_folder_is_not_followed(project: Project) -> None:
    project.write(TWO)
    put(project, "elsewhere/new/files/precious")
    (project.folder / "public").mkdir()
    (project.folder / "public/.calendar-gen").symlink_to("../elsewhere")
    assert ".calendar-gen is not calendar-gen's" in project.refused("build", code=2)


def test_a_name_spelt_otherwise_is_not_removed_with_its_file(project: Project) -> None:
    """As where file systems know no capitals: both paths lead to one file."""
    project.build(TWO)
    public = project.folder / "public"
    os.link(public / "towns/malu.ics", public / "towns/MALU.ics")
    files = [path for path in project.files() if path not in ("manifest.json", "towns/MALU.ics")]
    listing(public, *files, "towns/MALU.ics")
    project.build(now=LATER)
    assert (public / "towns/malu.ics").exists()
    assert (public / "towns/MALU.ics").exists()
    assert kept(project) == {}


@pytest.mark.parametrize("name", LISTS)
def test_folders_of_others_stay_even_if_they_are_empty(project: Project, name: str) -> None:
    project.write(TWO)
    (project.folder / "public/uploads/new").mkdir(parents=True)
    listing(project.folder / "public", "uploads/new/x.ics", name=name, digest="0" * 64)
    project.build()
    assert (project.folder / "public/uploads/new").is_dir()


@pytest.mark.parametrize(
    "kept", [{"../x": "0"}, {"/etc/passwd": "0"}, {".git/config": "0"}, [], {"a": 1}, "a"]
)
def test_a_damaged_list_of_what_was_kept_is_damage(project: Project, kept: object) -> None:
    project.build(TWO)
    manifest = project.folder / "public/manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes()) | {"kept": kept}))
    project.write(ONE)
    assert "manifest.json is unreadable, damaged or not calendar-gen's" in project.refused("build", code=2)


def test_half_a_character_in_a_digest_is_damage(project: Project) -> None:
    project.write(TWO)
    (project.folder / "public").mkdir()
    listing(project.folder / "public", "README.md", digest="\ud800")
    assert "manifest.json is damaged or" in project.refused("build", code=2)


def test_a_manifest_of_an_older_version_is_carried_on(project: Project) -> None:
    project.build(TWO)
    manifest = project.folder / "public/manifest.json"
    said = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({key: said[key] for key in ("generator", "inputs", "warnings", "files")}))
    project.build(ONE, now=LATER)
    assert not (project.folder / "public/towns/malu.ics").exists()
    assert json.loads(manifest.read_bytes())["calendar"] == "demo"


def test_every_path_that_a_build_makes_has_one_of_our_forms(project: Project) -> None:
    from calendar_gen.web import layout

    names = ["Łódź", "上海", "ΐ", "İzmir", "x" * 90, "!!!", "a.b/c", "நகரம்", "St. John's", "ﬃ", "con"]
    data = every_form()
    data["venues"] |= {f"v{i}": {"name": name, "town": name} for i, name in enumerate(names)}
    more = [event(f"e{i}", venue=f"v{i}", categories=[name]) for i, name in enumerate(names)]
    project.build(data | {"events": [*data["events"], *more]})
    paths = project.files().keys() - {"manifest.json"}
    assert len(paths) > 60
    assert [path for path in paths if not layout.has_our_form(path)] == []


def test_what_is_kept_is_named_safely(project: Project) -> None:
    project.write(TWO)
    path = "towns/\u202e\x9b.ics"
    put(project, "public/" + path)
    listing(project.folder / "public", path, digest="0" * 64)
    said = project("build").stderr
    assert "left there" in said
    assert "\u202e" not in said
    assert "\x9b" not in said
