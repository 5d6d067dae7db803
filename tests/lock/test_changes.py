"""What `diff` says, against what a build then does."""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from calendar_gen import compiler
from calendar_gen.lock import changes
from calendar_gen.source.files import Source
from support.calendars import as_json, examples
from support.edits import Chain, Edit, edits, of, of_calendar, venue
from support.projects import Data, Project, bare, event, every_form, git, without
from support.running import NOW

PAST = event("past", "2024-01-01")
OFF = event("taken-out", "2024-06-01", status="cancelled")


def started() -> Data:
    data = every_form()
    return data | {"events": [*data["events"], PAST, OFF]}


SAID: dict[str, tuple[Edit, list[str]]] = {
    "nothing": (lambda data: data, []),
    "the calendar's name": (of_calendar(name="Other"), []),
    "new": (lambda data: data | {"events": [*data["events"], event("z")]}, ["new: Z, Wed 1 May 2024"]),
    "moved": (of("day", start="2024-05-04"), ["moved: Day, Fri 3 May 2024 → Sat 4 May 2024"]),
    "an end": (
        of("festival", end="2024-05-13"),
        ["moved: Festival, Wed 1 – Sun 12 May 2024 → Wed 1 – Mon 13 May 2024"],
    ),
    "less sure": (of("day", start="2024-05-03~"), ["moved: Day, Fri 3 May 2024 → about Fri 3 May 2024"]),
    "removed": (lambda data: without(data, "day"), ["cancelled: Day, Fri 3 May 2024"]),
    "tidied up": (lambda data: without(data, "past"), ["removed: Past, Mon 1 Jan 2024"]),
    "called off and taken out": (
        lambda data: without(data, "taken-out"),
        [],
    ),
    "called off": (of("day", status="cancelled"), ["cancelled: Day, confirmed → cancelled"]),
    "on after all": (of("off", status=None), ["status changed: Off, cancelled → confirmed"]),
    "put off": (of("day", status="postponed"), ["status changed: Day, confirmed → postponed"]),
    "renamed": (of("day", title="Other"), ["renamed: Day → Other"]),
    "elsewhere": (
        of("day", venue="quay"),
        ["place changed: Day, Town Hall, 1 Main Road, Anting → The Quay, Malu"],
    ),
    "text": (of("day", description="New."), ["text changed: Day"]),
    "several": (
        of("day", title="Other", start="2024-05-04", description="New."),
        ["moved: Day, Fri 3 May 2024 → Sat 4 May 2024", "renamed: Day → Other"],
    ),
    "a venue's address": (
        venue("hall", address="2 Main Road"),
        [
            f"place changed: {title}, Town Hall, 1 Main Road, Anting → Town Hall, 2 Main Road, Anting"
            for title in ("Expo", "Day", "Off")
        ],
    ),
    "another form": (
        of("fair", show_as=None),
        [
            "new: Fair, Wed 1 May – Mon 10 Jun 2024",
            "removed: Opening: Fair, Wed 1 May 2024",
            "removed: Last day: Fair, Mon 10 Jun 2024",
        ],
    ),
}


def lines(project: Project, *arguments: str | Path, now: datetime = NOW) -> list[str]:
    """What `diff` says, which then changed nothing; --exit-code says whether it is something."""
    before = {path: path.stat() for path in project.folder.rglob("*") if ".git" not in path.parts}
    ran = project("diff", *arguments, now=now)
    assert ran.code == 0, ran.stderr
    found = ran.stdout.splitlines()
    assert project("diff", *arguments, "--exit-code", now=now).code == bool(found)
    assert ("Subscribers will see no change." in ran.stderr) == (not found)
    after = {path: path.stat() for path in project.folder.rglob("*") if ".git" not in path.parts}
    assert {path: s.st_mtime_ns for path, s in after.items()} == {
        path: s.st_mtime_ns for path, s in before.items()
    }
    return found


@pytest.mark.parametrize("name", SAID)
def test_every_kind_of_change_has_its_words(project: Project, name: str) -> None:
    project.build(started())
    edit, said = SAID[name]
    project.write(edit(started()))
    assert lines(project) == said
    assert lines(project, "--against", "events.lock") == said
    assert lines(project, "--against", "public") == said
    project.build()
    assert lines(project) == []


def test_what_comes_back_is_on_again(project: Project) -> None:
    project.build(every_form())
    project.build(without(every_form(), "day"))
    project.write(every_form())
    assert lines(project) == ["on again: Day, Fri 3 May 2024"]


def test_changes_are_in_order(project: Project) -> None:
    project.build(bare(event("a"), event("b", "2024-05-02"), event("c"), event("e"), event("d")))
    project.write(
        bare(
            event("z", "2024-06-01"),
            event("y"),
            event("b", "2024-05-03"),
            event("c", title="New"),
            event("e"),
        )
    )
    kinds = [line.partition(":")[0] for line in lines(project)]
    assert kinds == ["new", "new", "moved", "cancelled", "cancelled", "renamed"]
    assert [line for line in lines(project) if line.startswith("new")] == [
        "new: Y, Wed 1 May 2024",
        "new: Z, Sat 1 Jun 2024",
    ]


def day_of(day: str) -> dict[str, object]:
    return {"start": day, "end": day, "all_day": True, "certainty": "exact"}


def test_json_tells_of_the_dates_of_a_series_in_values(project: Project) -> None:
    repeat = {"every": "week", "times": "5"}
    choir = {"id": "a", "title": "A", "start": "2024-05-07 19:00", "duration": "1 h", "repeat": repeat}
    project.build(bare(choir, timezone="Europe/Berlin"))
    changes = [
        {"date": "2024-05-14", "start": "2024-05-15 20:00"},
        {"date": "2024-05-21", "status": "postponed"},
        {"date": "2024-05-28", "status": "cancelled"},
    ]
    project.write(bare(choir | {"changes": changes}, timezone="Europe/Berlin"))
    moved, status = json.loads(project("diff", "--format", "json").stdout)
    first = {"start": "2024-05-07T19:00:00+02:00", "end": "2024-05-07T20:00:00+02:00", "all_day": False}
    rule = {"certainty": "exact", "rrule": "FREQ=WEEKLY;COUNT=5", "except": []}
    assert moved["before"] == moved["after"] == first | rule
    told = [
        (it["date"], it["kind"], it["after"].get("start"), it["after"]["status"]) for it in moved["dates"]
    ]
    assert told == [
        ("2024-05-14", "moved", "2024-05-15T20:00:00+02:00", "confirmed"),
        ("2024-05-28", "cancelled", None, "cancelled"),
    ]
    assert (status["kind"], status["before"], status["after"]) == ("status", None, None)
    assert [(it["date"], it["after"]["status"]) for it in status["dates"]] == [("2024-05-21", "postponed")]


def test_json_tells_both_sides(project: Project) -> None:
    project.build(bare(event("a"), event("b")))
    project.write(bare(event("a", "2024-05-02", title='"<\\')))
    found = json.loads(project("diff", "--format", "json").stdout)
    assert [(it["kind"], it["uid"], it["before"], it["after"]) for it in found] == [
        ("moved", "a@demo", day_of("2024-05-01"), day_of("2024-05-02")),
        ("cancelled", "b@demo", day_of("2024-05-01"), None),
        ("renamed", "a@demo", {"title": "A"}, {"title": '"<\\'}),
    ]
    project.build()
    assert json.loads(project("diff", "--format", "json").stdout) == []


HOSTILE = [
    "*a* _b_ `c`",
    "<script>x</script>",
    "[a](https://example.org)",
    "@user #1",
    "![x](y)",
    "a|b",
    "&amp;",
    "~~x~~",
    "\\*",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_in_markdown_text_stays_text(project: Project, title: str) -> None:
    project.build(bare(event("a")))
    project.write(bare(event("a", title=title), event("b", title="b\u200b\n# c")))
    said = project("diff", "--format", "markdown").stdout
    assert len(said.splitlines()) == 2
    assert all(line.startswith("- ") for line in said.splitlines())
    assert "@user" not in said
    # Without a backslash before them no signs stand there that mean something.
    bare_signs = re.sub(r"\\[!-/:-@\[-`{-~]|&[a-z]+;|&#[0-9]+;|@<!-- -->", "", said)
    assert not re.search(r"[*_`<>\[\]|~]", bare_signs)


def test_a_space_that_is_not_to_break_a_line_stays(project: Project) -> None:
    """French has one before a colon: in its own sentences too."""
    fair = event("a", "2024-06-04", days=3, show_as="opening-and-closing", title="Foire : vins")
    project.write({"calendar": {"id": "demo", "name": "Demo", "language": "fr"}, "events": [fair]})
    for format_ in ("text", "markdown"):
        told = project("diff", "--format", format_).stdout
        assert "nouveau\u00a0: Ouverture\u00a0: Foire : vins" in told
        assert "\N{REPLACEMENT CHARACTER}" not in told


def test_what_is_published_does_not_tell_how_sure_dates_were(project: Project) -> None:
    events = [
        event("a", "2024-06-04~", status="postponed"),
        event("b", "2024-08", status="cancelled"),
        event("c", "2024-08"),
    ]
    project.build(bare(*events))
    (project.folder / "events.lock").unlink()
    project.write(bare(*[each | {"description": "New."} for each in events]))
    told = json.loads(project("diff", "--against", "public", "--format", "json").stdout)
    assert [(found["kind"], found["uid"]) for found in told] == [("text", f"{id}@demo") for id in "abc"]


def test_in_markdown_nothing_is_said_so(project: Project) -> None:
    project.build(bare(event("a")))
    assert project("diff", "--format", "markdown").stdout == "Subscribers will see no change.\n"


# --- against git ----------------------------------------------------------------------------------


@pytest.fixture(params=["events.yaml", "town/events.yaml", "town"])
def tracked(project: Project, request: pytest.FixtureRequest) -> tuple[Project, str]:
    """A calendar of several files in a repository, at its top or below, with one commit."""
    file: str = request.param
    top = Path(file) if file == "town" else Path(file).parent
    data = bare(event("a"))
    if file == "town":
        project.write(data, f"{top}/calendar.yaml")
        project.write({"events": [event("b")]}, f"{top}/more.yaml")
    else:
        project.write(data | {"include": ["more/*.yaml"]}, file)
        project.write({"events": [event("b")]}, f"{top}/more/ünd.yaml")
    git(project.folder, "init", "-q")
    git(project.folder, "add", "-A")
    git(project.folder, "commit", "-q", "-m", "one")
    return project, file


def test_a_revision_of_git_is_what_was_published(tracked: tuple[Project, str]) -> None:
    project, file = tracked
    assert lines(project, "-f", file, "--against", "HEAD") == []
    written = next(project.folder.rglob("ünd.yaml"), project.folder / "town" / "more.yaml")
    written.write_text(json.dumps({"events": [event("b", "2024-05-02"), event("c")]}))
    said = ["new: C, Wed 1 May 2024", "moved: B, Wed 1 May 2024 → Thu 2 May 2024"]
    assert lines(project, "-f", file, "--against", "HEAD") == said
    git(project.folder, "add", "-A")
    git(project.folder, "commit", "-q", "-m", "two")
    git(project.folder, "tag", "-m", "x", "v1", "HEAD~1")
    assert lines(project, "-f", file, "--against", "HEAD") == []
    assert lines(project, "-f", file, "--against", "HEAD~1") == said
    assert lines(project, "-f", file, "--against", "v1") == said
    assert git(project.folder, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "revision", ["nowhere", "-h", "--all", "--output=x", "HEAD:events.yaml", "HEAD~9", "a..b", "\n"]
)
def test_no_revision_is_told_in_a_line(tracked: tuple[Project, str], revision: str) -> None:
    project, file = tracked
    said = project.refused("-f", file, "diff", f"--against={revision}", code=2)
    assert len(said.splitlines()) == 1
    assert "there is no folder, lock or revision of git" in said


def test_a_revision_with_errors_or_without_the_file_is_told_in_a_line(project: Project) -> None:
    git(project.folder, "init", "-q")
    for text in ("x: 1", None):
        project.write(text or bare(event("a")), "events.yaml" if text else "other.yaml")
        git(project.folder, "add", "-A")
        git(project.folder, "commit", "-q", "-m", "x")
    project.write(bare(event("a")))
    assert "has errors in HEAD" in project.refused("diff", "--against", "HEAD", code=2)
    git(project.folder, "rm", "-q", "--cached", "events.yaml")
    git(project.folder, "commit", "-q", "-m", "y")
    assert "events.yaml isn't there in 'HEAD'" in project.refused("diff", "--against", "HEAD", code=2)


def test_without_a_repository_or_git_it_says_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.build(bare(event("a")))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.folder.parent))
    if shutil.which("git"):
        said = project.refused("diff", "--against", "main", code=2)
        assert said == "Error: there is no folder, lock or revision of git 'main'\n"
    monkeypatch.setenv("PATH", "")
    said = project.refused("diff", "--against", "main", code=2)
    assert said == "Error: git isn't there to ask for a revision\n"


def test_a_file_outside_of_the_repository_is_told_in_a_line(project: Project, tmp_path: Path) -> None:
    git(project.folder, "init", "-q")
    git(project.folder, "commit", "-q", "--allow-empty", "-m", "x")
    (tmp_path / "events.yaml").write_text(json.dumps(bare(event("a"))))
    (project.folder / "events.yaml").symlink_to(tmp_path / "events.yaml")
    assert len(project.refused("diff", "--against", "HEAD", code=2).splitlines()) == 1


# --- and what a build does ------------------------------------------------------------------------


@examples(50)
@given(edits())
def test_it_is_empty_exactly_when_no_sequence_would_rise(given_: tuple[list[Data], list[datetime]]) -> None:
    chain = Chain()
    for data, now in zip(*given_, strict=True):
        before = chain.lock
        catalog = compiler.load(Source("random.yaml", as_json(data).encode())).catalog
        told = changes.compare(before, compiler.revised_lock(catalog, before, now), "en")
        chain.publish(data, now)
        risen = {
            uid
            for uid, record in chain.lock.records.items()
            if uid not in before.records or record.sequence > before.records[uid].sequence
        }
        assert {change.uid for change in told} == risen
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "".join(changes.as_text(told, "en")))


# --- dates of a series ----------------------------------------------------------------------------

WEEKLY = {"every": "week", "until": "2024-08-31"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"repeat": {"except": ["2024-06-11"]}}, "dates changed: C, falls out on Tue 11 Jun 2024"),
        (
            {"repeat": {"except": ["2024-06-11"]}},
            {"repeat": {"except": ["2024-06-18", "2024-06-25"]}},
            "dates changed: C, falls out on Tue 18 Jun 2024, Tue 25 Jun 2024, on again on Tue 11 Jun 2024",
        ),
        (
            {},
            {"changes": [{"date": "2024-06-11", "status": "cancelled"}]},
            "dates changed: C, cancelled on Tue 11 Jun 2024",
        ),
        (
            {"changes": [{"date": "2024-06-11", "status": "cancelled"}]},
            {"changes": [{"date": "2024-06-11", "start": "2024-06-12 20:00"}]},
            "dates changed: C, Tue 11 Jun 2024 → Wed 12 Jun 2024 20:00–21:00",
        ),
        (
            {},
            {"repeat": {"until": "2024-09-30"}},
            "moved: C, every week, until Sat 31 Aug 2024 → every week, until Mon 30 Sep 2024",
        ),
        (
            {"repeat": {"except": ["2024-06-11"]}},
            {"start": "2024-05-07 20:00", "repeat": {"except": ["2024-06-11", "2024-06-18"]}},
            "moved: C, Tue 7 May 2024 19:00–20:00, every week, until Sat 31 Aug 2024"
            " → Tue 7 May 2024 20:00–21:00, every week, until Sat 31 Aug 2024, falls out on Tue 18 Jun 2024",
        ),
    ],
)
def test_of_a_series_what_differs_is_told(
    project: Project, before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    def weekly(more: dict[str, Any]) -> Data:
        start = {"start": "2024-05-07 19:00", "duration": "1 hour"} | more
        return bare(event("c", **start | {"repeat": WEEKLY | more.get("repeat", {})}))

    project.build(weekly(before))
    project.write(weekly(after))
    assert lines(project) == [said]
