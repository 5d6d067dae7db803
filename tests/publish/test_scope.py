"""A build into a folder that holds something else; and what a dry run says."""

import json

import pytest

from support.projects import Project, calendar, event, state

ALL = calendar(event("a", venue="hall"), event("b", venue="quay"))
OTHER = ALL | {"calendar": ALL["calendar"] | {"id": "other"}}
TYPED = "--venue hall --venue quay --town anting"
LATER = "2024-04-26T04:00Z"
ANTING = ("--town", "Anting")


def forget(project: Project, folder: str = "public") -> None:
    """Make a manifest of an older version, which doesn't say what the folder holds."""
    file = project.folder / folder / "manifest.json"
    said = json.loads(file.read_bytes())
    file.write_text(json.dumps({key: said[key] for key in ("generator", "inputs", "warnings", "files")}))


@pytest.mark.parametrize("old", [False, True])
def test_a_part_does_not_go_into_the_folder_of_the_whole(project: Project, old: bool) -> None:
    project.build(ALL)
    if old:
        forget(project)
    said = project.refused("build", *ANTING, code=2)
    assert "Error: public: it holds the whole calendar, and this would remove 3 files: choose another" in said
    assert project.refused("build", *ANTING, "--dry-run", code=2) == said


def test_a_part_goes_only_where_the_same_part_is(project: Project) -> None:
    project.build(ALL, *ANTING)
    project.build(None, "--town", " ANTING ", now=LATER)
    said = project.refused("build", "--town", "malu", code=2)
    assert "public: it holds what '--town anting' lets through, and this would remove 3 files: choose" in said


@pytest.mark.parametrize("feed", [True, False])
def test_what_a_manifest_does_not_say_counts_as_the_whole(project: Project, feed: bool) -> None:
    project.build(ALL)
    forget(project)
    if not feed:
        (project.folder / "public/calendar.ics").unlink()
    said = project.refused("build", *ANTING, code=2)
    assert ("it holds the whole calendar" if feed else "it holds another calendar, and") in said


def test_a_part_is_the_same_however_it_is_typed(project: Project) -> None:
    project.build(ALL, "--town", "anti", "--venue", "quay", "--venue", "hall")
    assert json.loads(project.files()["manifest.json"])["filters"] == TYPED
    project.build(None, "--town", "Anting", "--venue", "hall", "--venue", "Quay", now=LATER)


def test_and_so_are_its_months_and_days(project: Project) -> None:
    project.build(ALL, "--month", "May 2024", "--to", "2024-05-31~")
    assert json.loads(project.files()["manifest.json"])["filters"] == "--month 2024-05 --to 2024-05-31"
    project.build(None, "--month", "2024/5", "--to", "2024-05-31", now=LATER)


def test_a_folder_is_to_be_emptied_only_where_all_in_it_is_ours(project: Project) -> None:
    project.build(ALL)
    assert ": choose another folder with -o, or empty this one\n" in project.refused("build", *ANTING, code=2)
    feed = project.folder / "public/towns/malu.ics"
    written = feed.read_bytes()
    feed.write_bytes(b"by hand")
    assert ": choose another folder with -o\n" in project.refused("build", *ANTING, code=2)
    feed.write_bytes(written)
    (project.folder / "public/events/about.html").touch()
    assert ": choose another folder with -o\n" in project.refused("build", *ANTING, code=2)


def test_a_manifest_of_others_is_to_be_moved_away(project: Project) -> None:
    project.write(ALL)
    (project.folder / "manifest.json").write_text('{"name": "App"}')
    said = project.refused("build", "-o", ".", code=2)
    assert "not calendar-gen's: restore it, or move it away" in said
    project.build(None, "-o", "elsewhere")
    said = project.refused("build", "-o", ".", code=2)
    assert "not calendar-gen's: restore it, move it away or choose another folder" in said
    assert "empty" not in said


def test_the_whole_goes_into_the_folder_of_a_part_and_says_so(project: Project) -> None:
    project.build(ALL, *ANTING)
    ran = project("build")
    assert ran.code == 0
    assert "public held only --town anting: now all of the calendar.\n" in ran.stderr
    assert "towns/malu.ics" in project.files()


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("filters", [(), ANTING])
def test_another_calendar_is_not_replaced(project: Project, old: bool, filters: tuple[str, ...]) -> None:
    project.build(ALL)
    if old:
        forget(project)
    project.write(OTHER, "other.yaml")
    said = project.refused("-f", "other.yaml", "build", *filters, code=2)
    would = "would remove 3 files" if filters else "is not the same"
    remedy = "choose another folder with -o, or empty this one"
    assert said == f"Error: public: it holds another calendar, 'demo', and this {would}: {remedy}\n"


def test_a_calendar_whose_id_was_changed_is_the_same_by_its_lock(project: Project) -> None:
    project.build(ALL)
    project.build(OTHER, now=LATER)
    assert json.loads(project.files()["manifest.json"])["calendar"] == "other"


def test_every_folder_of_a_calendar_whose_id_was_changed_goes_on(project: Project) -> None:
    project.build(ALL, "-o", "all")
    project.build(None, *ANTING, "-o", "part")
    project.build(OTHER, "-o", "all", now=LATER)
    project.build(None, *ANTING, "-o", "part", now=LATER)
    assert json.loads(project.files("part")["manifest.json"])["calendar"] == "other"


def test_a_dry_run_says_what_would_be_and_writes_nothing(project: Project) -> None:
    project.write(ALL)
    before = state(project.folder)
    ran = project("build", "--dry-run")
    assert (ran.code, state(project.folder)) == (0, before)
    assert "new      public/calendar.ics\n" in ran.stdout
    assert "new      events.lock\n" in ran.stdout
    assert "dry run" in ran.stderr
    project.build()
    project.write(calendar(event("a", venue="hall", title="New")))
    before = state(project.folder)
    ran = project("build", "--dry-run", now="2025-01-01")
    assert (ran.code, state(project.folder)) == (0, before)
    for line in ("removed  public/towns/malu.ics", "changed  public/calendar.ics", "changed  events.lock"):
        assert line + "\n" in ran.stdout
    locked = project("build", "--dry-run", "--locked", now="2025-01-01")
    assert (locked.code, state(project.folder)) == (1, before)
    assert "events.lock would change" in locked.stderr
