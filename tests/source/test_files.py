"""A calendar of several files is one calendar, and each problem in it has the file and line where it is."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from calendar_gen import compiler
from calendar_gen.cli import options, reading
from calendar_gen.source import files as source_files
from calendar_gen.source import trees
from support.running import Run

CALENDAR = "calendar: {id: jiading, name: Jiading Events, timezone: Asia/Shanghai}\n"
VENUES = "venues:\n  library: {name: Jiading Library, town: Anting}\n"
BOM = "\ufeff"

Files = Mapping[str, str]
# File, line, code and message.
Place = tuple[str, int, str, str]


def event(id: str, more: str = "", start: str = "2024-05-01") -> str:
    return f"events:\n  - id: {id}\n    title: The {id}\n    start: {start}\n{more}"


def write(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def found(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """What is wrong with a calendar, read from within the folder; every place exists."""
    monkeypatch.chdir(folder)
    diagnostics = compiler.load(source_files.read(Path(name))).diagnostics
    for diagnostic in diagnostics:
        lines = (folder / diagnostic.file).read_text("utf-8-sig").splitlines()
        assert diagnostic.excerpt == lines[diagnostic.position.line - 1]
    return [(Path(d.file).as_posix(), d.position.line, d.code, d.message) for d in diagnostics]


def ids(name: Path) -> list[str]:
    loaded = compiler.load(source_files.read(name))
    assert loaded.diagnostics == ()
    return sorted(event.id for event in loaded.catalog.events)


def names(name: Path, folder: Path) -> list[str]:
    """The files of a calendar in the order in which they are read."""
    return [Path(file.name).relative_to(folder).as_posix() for file in source_files.read(name).all]


# Which files belong to a calendar


@pytest.mark.parametrize(
    ("patterns", "read"),
    [
        ("[fairs.yaml]", ["fairs.yaml"]),
        ("[2024/fairs.yaml]", ["2024/fairs.yaml"]),
        ("[2024/*.yaml]", ["2024/fairs.yaml", "2024/walks.yaml"]),
        ("['**/fairs.yaml']", ["2024/fairs.yaml", "2024/may/fairs.yaml", "fairs.yaml"]),
        ("[2024/walks.yaml, 2024/*.yaml]", ["2024/walks.yaml", "2024/fairs.yaml"]),
        ("[./fairs.yaml, fairs.yaml, 2024/../fairs.yaml]", ["fairs.yaml"]),
        ("[fairs.yaml, events.yaml]", ["fairs.yaml"]),
        ("['*.y?ml']", ["fairs.yaml"]),
        ("[.drafts/fairs.yaml]", [".drafts/fairs.yaml"]),
        ("['**/*.txt']", ["2024/notes.txt"]),
    ],
)
def test_files_that_are_included(patterns: str, read: list[str], tmp_path: Path) -> None:
    several = ("fairs", "2024/fairs", "2024/walks", "2024/may/fairs", ".drafts/fairs")
    write(tmp_path, {f"{name}.yaml": event(name.strip(".").replace("/", "-")) for name in several})
    write(tmp_path, {"2024/notes.txt": event("2024-notes"), "2024/.old.yaml": event("old")})
    write(tmp_path, {"events.yaml": f"{CALENDAR}include: {patterns}\n"})
    assert names(tmp_path / "events.yaml", tmp_path) == ["events.yaml", *read]
    assert ids(tmp_path / "events.yaml") == sorted(
        file.rpartition(".")[0].strip(".").replace("/", "-") for file in read
    )


def test_included_files_include_others_by_paths_from_their_own_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "all/events.yaml": f"{CALENDAR}include: [2024/year.yaml, ../places.yaml]\n",
            "all/2024/year.yaml": "include: [may/*.yaml, ../events.yaml]\n"
            + event("fair", "    venue: library\n"),
            "all/2024/may/walks.yaml": "include: [../../../places.yaml]\n" + event("walk"),
            "places.yaml": VENUES,
        },
    )
    found = names(tmp_path / "all" / "events.yaml", tmp_path)
    assert found == ["all/events.yaml", "all/2024/year.yaml", "all/2024/may/walks.yaml", "places.yaml"]
    assert ids(tmp_path / "all" / "events.yaml") == ["fair", "walk"]


def test_files_that_include_each_other_are_read_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": f"{CALENDAR}include: [b.yaml, a.yaml]\n",
            "b.yaml": "include: [a.yaml, ./*.yaml]\n" + event("fair"),
        },
    )
    assert names(tmp_path / "a.yaml", tmp_path) == ["a.yaml", "b.yaml"]
    assert ids(tmp_path / "a.yaml") == ["fair"]


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("walks.yaml", "relative to this file"),
        ("2023/*.yaml", "relative to this file"),
        ("2024", "write '2024/*.yaml'"),
        ("2024/", "write '2024/*.yaml'"),
        ("/etc/events.yaml", "from the folder of this file"),
        ("~/events.yaml", "from the folder of this file"),
        ("2024/**.yaml", "relative to this file"),
        ("2024/../nothing.yaml", "relative to this file"),
        (".", "write './*.yaml'"),
        ("**", "relative to this file"),
        ("x" * 499, "write"),
    ],
)
def test_what_is_included_but_not_there(
    pattern: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"2024/a.txt": ""})
    text = CALENDAR + event("walk") + f'include:\n  - events.yaml\n  - "{pattern}"\n'
    write(tmp_path, {"events.yaml": text})
    monkeypatch.chdir(tmp_path)
    (diagnostic,) = compiler.load(source_files.read(Path("events.yaml"))).diagnostics
    assert (diagnostic.code, diagnostic.position.line) == ("E401", 8)
    assert remedy in diagnostic.remedy


@pytest.mark.parametrize("text", ["", "events: []\n", "events:\n", "venues: {}\nevents: []\n"])
def test_a_file_that_says_nothing_gets_events_or_goes(text: str, tmp_path: Path) -> None:
    main = tmp_path / "events.yaml"
    write(tmp_path, {"events.yaml": CALENDAR + event("walk") + "include: [more.yaml]\n", "more.yaml": text})
    remedy = "write events in it, under 'events:', or delete the file, and its name in 'include'"
    assert {told.remedy for told in compiler.load(source_files.read(main)).diagnostics} == {remedy}

    write(tmp_path, {"more.yaml": event("fair")})
    assert ids(main) == ["fair", "walk"]
    write(tmp_path, {"events.yaml": CALENDAR + event("walk")})
    (tmp_path / "more.yaml").unlink()
    assert ids(main) == ["walk"]


def test_includes_that_are_no_list_of_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for include, code in (
        ("fairs.yaml", "E401"),
        ("fairs.yaml, walks.yaml", "E011"),
        ("{a: b}", "E011"),
        ("[[a.yaml]]", "E011"),
        ("['']", "E013"),
        ("''", "E013"),
        ("", "E013"),
        ('["\\e"]', "E014"),
        ('["a\\0b.yaml"]', "E014"),
    ):
        write(tmp_path, {"events.yaml": CALENDAR + event("fair") + f"include: {include}\n"})
        assert [place[2] for place in found(tmp_path, "events.yaml", monkeypatch)] == [code], include


def test_a_folder_is_a_calendar(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "calendar.yml": CALENDAR,
            "2024/fairs.yaml": event("fair", "    venue: library\n"),
            "2024/may/walks.yaml": event("walk"),
            "venues.yaml": VENUES,
            "README.md": "# Not a calendar",
            "notes.yaml.bak": "[",
            ".hidden.yaml": "[",
            ".git/config.yaml": "[",
            "2024/.drafts/deep/draft.yaml": "[",
            "folder.yaml/inside.yaml": event("inside"),
        },
    )
    assert names(tmp_path, tmp_path) == [
        *("2024/fairs.yaml", "2024/may/walks.yaml", "calendar.yml", "folder.yaml/inside.yaml", "venues.yaml")
    ]
    assert ids(tmp_path) == ["fair", "inside", "walk"]


def test_a_folder_within_a_hidden_one(tmp_path: Path) -> None:
    """What is hidden is so for the folder that is named, not for where that lies."""
    write(tmp_path, {".cache/events/all.yaml": CALENDAR + event("fair")})
    assert ids(tmp_path / ".cache" / "events") == ["fair"]


def test_the_order_of_a_folder_is_that_of_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"{name}.yaml": event(name) for name in "cab"} | {"z.yaml": CALENDAR})
    expected = names(tmp_path, tmp_path)
    assert expected == ["a.yaml", "b.yaml", "c.yaml", "z.yaml"]
    walked = Path.rglob
    for way in (sorted, lambda files: sorted(files, reverse=True)):
        monkeypatch.setattr(Path, "rglob", lambda *args, way=way: way(walked(*args)))
        assert names(tmp_path, tmp_path) == expected


def test_a_link_to_a_file_of_the_calendar_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, {"all.yaml": CALENDAR + event("fair")})
    (tmp_path / "also.yaml").symlink_to(tmp_path / "all.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert ids(tmp_path) == ["fair"]


def test_a_file_is_told_by_its_shortest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub knows no `2024/../fairs.yaml`."""
    write(
        tmp_path,
        {
            "events.yaml": f"{CALENDAR}include: [2024/may.yaml]\n",
            "2024/may.yaml": "include: [../fairs.yaml]\n",
            "fairs.yaml": event("fair", start="soon"),
        },
    )
    assert [place[0] for place in found(tmp_path, "events.yaml", monkeypatch)] == ["fairs.yaml"]


# What is twice


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        (
            VENUES,
            "venues:\n  museum: {name: Museum}\n  library: {name: Library}\n",
            ("b.yaml", 3, "E021", "the id 'library' is written twice (first in a.yaml:2)"),
        ),
        (
            "organizers: {tourism: {name: Tourism}}\n",
            "organizers: {tourism: {name: Tourism}}\n",
            ("b.yaml", 1, "E021", "the id 'tourism' is written twice (first in a.yaml:1)"),
        ),
        (
            VENUES,
            CALENDAR,
            ("calendar.yaml", 1, "E004", "the key 'calendar' is written twice (first in b.yaml:1)"),
        ),
        (
            event("fair"),
            event("fair").replace("title: The", "title: Another"),
            ("b.yaml", 2, "E021", "the id 'fair' is taken by 'The fair' (first in a.yaml:2)"),
        ),
        (
            event("fair"),
            event("market", "    formerly:\n      - bazaar\n      - fair\n"),
            ("b.yaml", 7, "E021", "the id 'fair' is taken by 'The fair' (first in a.yaml:2)"),
        ),
        (
            event("fair", "    formerly: [bazaar]\n"),
            event("market", "    formerly: [bazaar]\n"),
            ("b.yaml", 5, "E021", "the id 'bazaar' is taken by 'The fair' (first in a.yaml:5)"),
        ),
        (
            event("fair", "    formerly: [bazaar]\n"),
            event("bazaar"),
            ("a.yaml", 5, "E021", "the id 'bazaar' is taken by 'The bazaar' (first in b.yaml:2)"),
        ),
        (
            event("walk") + "feeds: [{id: walks, name: Walks, where: {event: [walk]}}]\n",
            event("run") + "feeds:\n  - {id: walks, name: Runs, where: {event: [run]}}\n",
            ("b.yaml", 6, "E021", "the id 'walks' is taken by another feed (first in a.yaml:5)"),
        ),
        (
            event("fair"),
            event("bazaar").replace("The bazaar", "the FAIR"),
            (
                *("b.yaml", 3, "W202"),
                "'fair' has the same title and dates: probably the same event (first in a.yaml:3)",
            ),
        ),
    ],
)
def test_what_stands_in_two_files_is_told_with_both_places(
    first: str, second: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"calendar.yaml": CALENDAR + event("last"), "a.yaml": first, "b.yaml": second})
    told = found(tmp_path, ".", monkeypatch)
    assert [p for p in told if p[2] not in ("W203", "W204")] == [place]


def test_the_same_mistake_in_both_is_told_of_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = event("fair", start="2024-05-32").replace("id: fair", "id: {}")
    write(tmp_path, {"a.yaml": CALENDAR + wrong.format("a"), "b.yaml": "\n\n" + wrong.format("b")})
    assert found(tmp_path, ".", monkeypatch) == [
        ("a.yaml", 5, "E101", "2024-05 has no day 32"),
        ("b.yaml", 6, "E101", "2024-05 has no day 32"),
    ]


# What holds across files, and what doesn't


def test_references_hold_across_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {
        "1.yaml": event("part", "    venue: library\n    part_of: whole\n    organizer: tourism\n"),
        "2.yaml": event("whole", "    end: 2024-05-03\n"),
        "3.yaml": VENUES,
        "4.yaml": "organizers: {tourism: {name: Tourism}}\n",
        "5.yaml": "feeds: [{id: f, name: F, where: {town: [Anting], series: [whole]}}]\n",
        "6.yaml": CALENDAR,
    }
    write(tmp_path, parts)
    assert found(tmp_path, ".", monkeypatch) == []
    part, _ = sorted(
        compiler.load(source_files.read(tmp_path)).catalog.events,
        key=lambda event: event.related_to,
        reverse=True,
    )
    assert (part.related_to, part.venues[0].town) == ("whole", "Anting")
    assert part.organizer is not None

    (tmp_path / "3.yaml").unlink()
    (tmp_path / "2.yaml").unlink()
    codes = [place[:3] for place in found(tmp_path, ".", monkeypatch)]
    assert codes[:2] == [("1.yaml", 5, "E201"), ("1.yaml", 6, "E203")]


def test_a_zone_of_another_file_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": event("talk", "    venue: bar\n", "2024-05-01 19:00"),
            "b.yaml": "venues: {bar: {name: Bar, timezone: Europe/Lisbon}}\n",
            "c.yaml": CALENDAR,
        },
    )
    (talk,) = compiler.load(source_files.read(tmp_path)).catalog.events
    assert str(talk.span.dtstart) == "2024-05-01 19:00:00+01:00"


def test_anchors_hold_within_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anchored = event("fair", "    source: &paper {title: Shanghai Daily}\n")
    write(tmp_path, {"a.yaml": CALENDAR + anchored, "b.yaml": event("walk", "    source: *paper\n")})
    (place,) = found(tmp_path, ".", monkeypatch)
    assert place == ("b.yaml", 5, "E002", "no anchor &paper stands before this alias")


def test_problems_are_placed_by_their_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also behind files with other numbers of events and feeds, with mistakes, BOM and CRLF in some."""
    feed = "feeds:\n  - {{id: {0}, name: {0}, where: {{category: [{1}]}}}}\n"
    good = "    categories: [good]\n"
    write(
        tmp_path,
        {
            "a.yaml": BOM + CALENDAR + event("a1", good) + "  - id: a2\n    title: A2\n    start: 2024\n",
            "b.yaml": (event("b3") + feed.format("x", "good")).replace("\n", "\r\n"),
            "c.yaml": "# first\n" + VENUES,
            "d.yaml": "\n" + event("d4", "    part_of: nothing\n") + feed.format("y", "bad"),
            "e.yaml": (BOM + event("e5", "    venue: libary\n")).replace("\n", "\r\n"),
            "f.yaml": "organizers:\n\n  tourism: {name: Tourism}\n",
        },
    )
    assert found(tmp_path, ".", monkeypatch) == [
        ("d.yaml", 6, "E203", "unknown event 'nothing'"),
        ("d.yaml", 8, "E402", "no category 'bad'"),
        ("e.yaml", 5, "E201", "unknown venue 'libary'"),
        ("f.yaml", 3, "W204", "no event uses the organizer 'tourism'"),
    ]


def test_what_no_file_has_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"events.yaml": "include: [b.yaml]\n", "b.yaml": "venues: {a: {name: A}}\n"})
    codes = {place[:3] for place in found(tmp_path, "events.yaml", monkeypatch)}
    assert codes == {("events.yaml", 1, "E012"), ("b.yaml", 1, "W203")}
    write(tmp_path, {"b.yaml": CALENDAR + event("fair")})
    assert found(tmp_path, "events.yaml", monkeypatch) == []


def test_an_empty_file_among_others_is_pointed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.yaml": CALENDAR + event("fair"), "b.yaml": "# to come\n"})
    assert found(tmp_path, ".", monkeypatch) == [("b.yaml", 1, "E003", "there is nothing in the file")]


# A file that isn't YAML


BROKEN = {
    "bracket": "venues: [\n",
    "not UTF-8": "",
    "two documents": "events: []\n---\nevents: []\n",
    "nesting": "[" * 40 + "]" * 40 + "\n",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_hides_nothing_and_accuses_no_other(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have had the calendar, the venue, the whole and the organizer that the others are without."""
    more = "    venue: library\n    organizer: tourism\n    part_of: whole\n    categories: [Walk]\n"
    feed = "feeds: [{id: f, name: F, where: {category: [run]}}]\n"
    mistakes = event("talk", more + "    colour: red\n", "2024-05-01 19:00") + (
        "  - {id: talk, title: Another, start: 2024-05-32}\n"
        "  - {id: run, title: Run, start: 2024-05-01, end: 2024-04-01}\n"
        "  - {id: swim, title: Swim, start: 2024-05-01, repeat: {every: wek}}\n"
        "  - {id: dive, title: Dive, start: 2024-05-01, status: canceled, categories: [walk]}\n"
        "venues: {unused: {name: Unused}}\n"
    )
    write(tmp_path, {"b.yaml": mistakes + feed})
    data = b"events: \xff" if broken == "not UTF-8" else BROKEN[broken].encode()
    (tmp_path / "a.yaml").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    diagnostics = compiler.load(source_files.read(Path("."))).diagnostics
    others = [(d.position.line, d.code) for d in diagnostics if d.file == "b.yaml"]
    assert others == [(9, "E010"), (10, "E021"), (10, "E101"), (11, "E104"), (12, "E301"), (13, "E026")]
    assert len({d.code for d in diagnostics if d.file == "a.yaml"}) == 1


# The command line


TWO: Files = {
    "events.yaml": f"{CALENDAR}include: ['2024/*.yaml']\n",
    "2024/may fairs, and more.yaml": event("fair", start="2024-05-32") + event("x")[8:],
    "2024/walks.yaml": event("walk", "    venue: library\n"),
    "2024/venues.yaml": VENUES,
}


def test_every_format_names_the_file(tmp_path: Path, run: Run) -> None:
    write(tmp_path, TWO)
    file = "2024/may fairs, and more.yaml"
    outputs = {
        kind: run("check", "--format", kind, cwd=tmp_path) for kind in ("text", "json", "github", "sarif")
    }
    assert outputs["text"].stdout.startswith(f"{file}:4:12: E101 2024-05 has no day 32\n")
    (problem,) = json.loads(outputs["json"].stdout)
    assert (problem["file"], problem["line"]) == (file, 4)
    # Commas end a property of a workflow command.
    assert outputs["github"].stdout.startswith("::error file=2024/may fairs%2C and more.yaml,line=4,col=12,")
    (result,) = json.loads(outputs["sarif"].stdout)["runs"][0]["results"]
    (location,) = result["locations"]
    # A URI (SARIF §3.4.3), in which no space stands.
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "2024/may%20fairs%2C%20and%20more.yaml"
    assert location["physicalLocation"]["region"]["startLine"] == 4
    assert {output.stderr for output in outputs.values()} == {"events.yaml: 1 error\n"}
    assert {output.code for output in outputs.values()} == {1}


def test_a_folder_on_the_command_line(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"all/a.yaml": CALENDAR, "all/b/fairs.yaml": event("fair")})
    for name in ("all", "all/", "./all", tmp_path / "all"):
        assert run("-f", name, "check", cwd=tmp_path).stderr == f"{name}: 1 event, no problems\n"
    assert run("check", cwd=tmp_path, env={"CALENDAR_GEN_FILE": "all"}).code == 0
    assert "The fair" in run("-f", "all", "list", "--all", cwd=tmp_path).stdout
    assert run("-f", "all/b", "check", cwd=tmp_path).stdout.startswith(
        "all/b/fairs.yaml:1:1: E012 'calendar'"
    )


@pytest.mark.parametrize("command", ["check", "build", "list", "export", "show"])
def test_no_file_at_all(command: str, tmp_path: Path, run: Run) -> None:
    """An empty name, as from a variable that isn't set, must not mean the calendar that lies there."""
    write(tmp_path, {"events.yaml": CALENDAR + event("fair")})
    more = ("fair",) if command == "show" else ()
    for words in (("-f", "", command, *more), (command, "-f", "", *more)):
        ended = run(*words, cwd=tmp_path)
        assert (ended.code, ended.stdout) == (2, "")
        assert "-f names no file" in ended.stderr


def test_a_build_notices_that_an_included_file_changed(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"events.yaml": f"{CALENDAR}include: [walks.yaml]\n", "walks.yaml": event("walk")})
    for name in ("events.yaml", "walks.yaml"):
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    assert "new" in run("build", cwd=tmp_path).stderr + run("build", "-o", "2", cwd=tmp_path).stdout
    assert "nothing changed" in run("build", cwd=tmp_path).stdout
    feed = tmp_path / "public" / "calendar.ics"

    # Its text, at the same time: the digest.
    write(tmp_path, {"walks.yaml": event("walk").replace("The walk", "The wald")})
    os.utime(tmp_path / "walks.yaml", (1_700_000_000, 1_700_000_000))
    assert "changed" in run("build", cwd=tmp_path).stdout
    assert b"The wald" in feed.read_bytes()
    assert "nothing changed" in run("build", cwd=tmp_path).stdout

    # Its time alone changes nothing that anybody sees.
    os.utime(tmp_path / "walks.yaml", (1_700_000_060, 1_700_000_060))
    assert "nothing changed" in run("build", cwd=tmp_path).stdout

    # A file that a pattern didn't find before.
    write(tmp_path, {"events.yaml": f"{CALENDAR}include: ['w*.yaml']\n"})
    os.utime(tmp_path / "events.yaml", (1_700_000_000, 1_700_000_000))
    run("build", cwd=tmp_path)
    write(tmp_path, {"wanderings.yaml": event("wandering")})
    os.utime(tmp_path / "wanderings.yaml", (1_700_000_000, 1_700_000_000))
    assert "new" in run("build", cwd=tmp_path).stdout
    assert (tmp_path / "public" / "events" / "wandering.ics").exists()


def test_what_moves_from_one_file_to_another_changes_no_feed(tmp_path: Path, run: Run) -> None:
    """Only the list of the files' digests in the manifest is another."""
    clock = ("--now", "2024-05-01")
    for n, files in enumerate(
        (
            {"events.yaml": CALENDAR + VENUES + event("fair", "    venue: library\n") + event("walk")[8:]},
            {
                "1.yaml": event("walk"),
                "2.yaml": event("fair", "    venue: library\n") + CALENDAR,
                "3.yaml": VENUES,
            },
        )
    ):
        write(tmp_path / str(n), files)
        assert run(*clock, "-f", str(n), "build", "-o", f"public{n}", cwd=tmp_path).code == 0
    one, several = (
        {
            path.relative_to(tmp_path / f"public{n}"): path.read_bytes()
            for path in (tmp_path / f"public{n}").rglob("*.ics")
        }
        for n in (0, 1)
    )
    assert one
    assert one == several


@pytest.mark.parametrize("name", ["events.yaml", "."])
@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file or directory"),
        PermissionError(13, "Permission denied"),
        OSError(5, "Input/output error"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_part_that_cant_be_read_is_named(
    error: OSError, name: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may vanish between the look into its folder and the reading of it."""
    write(tmp_path, TWO)
    read = trees._read_below

    def refuse(root: Path, real: Path) -> bytes:
        if real.name == "walks.yaml":
            raise error
        return read(root, real)

    monkeypatch.setattr(trees, "_read_below", refuse)
    for command in ("check", "build", "list"):
        ended = run("-f", name, command, cwd=tmp_path)
        assert (ended.code, ended.stdout) == (2, "")
        file = Path(name) / "2024" / "walks.yaml" if name == "." else Path("2024/walks.yaml")
        assert ended.stderr == f"Error: {name} can't be read: {file}: {error.strerror}\n"
    with pytest.raises(options.ReadError):
        reading.read(str(tmp_path))
