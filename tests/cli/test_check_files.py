"""check with files: each for the calendar that it belongs to, and what an editor hasn't saved yet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calendar_gen.source import files as source_files
from calendar_gen.source import trees
from calendar_gen.source.files import Source
from support.running import Ran, Run

MAIN = "calendar: {id: a, name: A}\nvenues: {hall: {name: Hall}}\ninclude: [parts/*.yaml]\n"
PART = "events:\n  - {id: a-fair, title: Fair, start: 2027-06-04, venue: hall}\n"
ALONE = "calendar: {id: b, name: B}\nevents: [{id: a-talk, title: Talk, start: 2027-06-04}]\n"
WRONG = PART.replace("hall", "hal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a calendar in two files, and one by itself."""
    for name, text in {"events.yaml": MAIN, "parts/2027.yaml": PART, "alone/talks.yaml": ALONE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".git").mkdir()
    return tmp_path


def with_input(text: str, *words: str, cwd: Path) -> Ran:
    command = [sys.executable, "-m", "calendar_gen", "check", *words]
    ended = subprocess.run(
        command, cwd=cwd, input=text.encode(), capture_output=True, check=False, timeout=60
    )
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.parametrize("start", [".", "parts", "alone"])
def test_a_part_is_checked_in_the_calendar_that_includes_it(run: Run, folder: Path, start: str) -> None:
    """From wherever: its parents are looked through up to the repository's root."""
    (folder / "parts" / "2027.yaml").write_text(WRONG)
    (folder / "other.yaml").write_text("services: {web: {image: include}}")  # others' files are no calendars
    up = "" if start == "." else "../"
    name = "2027.yaml" if start == "parts" else f"{up}parts/2027.yaml"
    code, out, err = run("check", name, cwd=folder / start)
    assert code == 1
    assert f"{up}parts/2027.yaml:2:57: E201 unknown venue 'hal'" in out
    assert err == f"{up}events.yaml: 1 error\n"


def test_a_path_from_the_root_is_answered_with_such_ones(run: Run, folder: Path) -> None:
    (folder / "parts" / "2027.yaml").write_text(WRONG)
    ran = run("check", folder / "parts" / "2027.yaml", cwd=folder.parent)
    assert f"{folder / 'parts' / '2027.yaml'}:2:57: E201" in ran.stdout


def test_each_calendar_is_checked_once(run: Run, folder: Path) -> None:
    ran = run("check", "parts/2027.yaml", "alone/talks.yaml", "events.yaml", "alone/talks.yaml", cwd=folder)
    assert (ran.code, ran.stdout) == (0, "")
    assert ran.stderr == (
        f"events.yaml: 1 event, no problems\n{Path('alone', 'talks.yaml')}: 1 event, no problems\n"
    )


def test_problems_of_several_calendars_are_one_answer(run: Run, folder: Path) -> None:
    (folder / "parts" / "2027.yaml").write_text(WRONG)
    (folder / "alone" / "talks.yaml").write_text(ALONE.replace("title", "titel"))
    names = ["parts/2027.yaml", "alone/talks.yaml"]
    found = json.loads(run("check", "--format", "json", *names, cwd=folder).stdout)
    assert {problem["code"] for problem in found} >= {"E201", "E010"}
    sarif = json.loads(run("check", "--format", "sarif", *names, cwd=folder).stdout)
    assert len(sarif["runs"][0]["results"]) == len(found)


def test_the_calendar_of_f_comes_before_others(run: Run, folder: Path) -> None:
    """A folder may be a calendar too; which is one, only -f says."""
    (folder / "parts" / "calendar.yaml").write_text(
        "calendar: {id: c, name: C}\nvenues: {hall: {name: Hall}}\n"
    )
    ran = run("-f", "parts", "check", "parts/2027.yaml", cwd=folder)
    assert (ran.code, ran.stderr) == (0, "parts: 1 event, no problems\n")
    ran = run("check", "parts", cwd=folder)
    assert (ran.code, ran.stderr) == (0, "parts: 1 event, no problems\n")


# The calendar of a folder: its head, and parts of which none includes another.
HEAD = MAIN.partition("include")[0]
OTHER = "events:\n  - {id: a-walk, title: Walk, start: 2027-06-05, venue: hall}\n"
IN_FOLDER = {"fairs/calendar.yaml": HEAD, "fairs/2027.yaml": PART, "fairs/old/2026.yaml": OTHER}


def written(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("start", [".", "fairs", "fairs/old"])
@pytest.mark.parametrize("name", IN_FOLDER)
def test_a_part_of_a_folder_is_checked_with_that(run: Run, tmp_path: Path, start: str, name: str) -> None:
    """Nothing includes the parts: that only one file says `calendar` makes the folder one."""
    written({**IN_FOLDER, ".git/x": ""}, tmp_path)
    cwd = tmp_path / start
    ran = run("check", os.path.relpath(tmp_path / name, cwd), cwd=cwd)
    assert (ran.code, ran.stderr) == (
        0,
        f"{os.path.relpath(tmp_path / 'fairs', cwd)}: 2 events, no problems\n",
    )


def test_all_files_of_a_folder_are_one_calendar(run: Run, tmp_path: Path) -> None:
    """As pre-commit hands them over; also while one of them is no YAML."""
    written(IN_FOLDER, tmp_path)
    names = sorted(name for name in IN_FOLDER if "2026" not in name)
    (tmp_path / "fairs" / "old" / "2026.yaml").unlink()
    assert run("check", *names, cwd=tmp_path).stderr == "fairs: 1 event, no problems\n"
    (tmp_path / "fairs" / "2028.yaml").write_text("events:\n  - {id: a, title: [\n")
    code, out, _ = run("check", *names, "fairs/2028.yaml", cwd=tmp_path)
    assert (code, "E012" in out, "fairs/2028.yaml:" in out) == (1, False, True)


@pytest.mark.parametrize(
    "others",
    [
        {"fairs/b.yaml": ALONE},
        {"fairs/compose.yaml": "services: {}\n"},
        {"fairs/more.yaml": "include: 2027.yaml\n", "fairs/2027.yaml": ALONE},
        {"fairs/events.yaml": ALONE, "fairs/calendar.yaml": "events: []\n"},
    ],
    ids=["two calendars", "something else", "files that include others", "a calendar by itself"],
)
def test_a_folder_of_other_files_is_no_calendar(run: Run, tmp_path: Path, others: dict[str, str]) -> None:
    written({**IN_FOLDER, **others, "fairs/lost.yaml": PART}, tmp_path)
    ran = run("check", "fairs/lost.yaml", cwd=tmp_path)
    assert "fairs/lost.yaml:1:1: E012 'calendar' is missing" in ran.stdout


def test_a_part_of_nothing_is_checked_alone(run: Run, folder: Path) -> None:
    (folder / "lost.yaml").write_text(PART)
    code, out, _ = run("check", "lost.yaml", cwd=folder)
    assert code == 1
    assert "lost.yaml:1:1: E012 'calendar' is missing" in out


def test_nothing_above_the_repository_is_looked_at(run: Run, folder: Path) -> None:
    (folder / "parts" / ".git").mkdir()
    assert "E012" in run("check", "2027.yaml", cwd=folder / "parts").stdout
    assert run("--root", folder, "check", "2027.yaml", cwd=folder / "parts").code == 0


@pytest.mark.parametrize("start", [".", "parts", "alone"])
def test_without_a_repository_it_is_found_from_wherever(run: Run, folder: Path, start: str) -> None:
    """As editors have it, which name whole paths."""
    (folder / ".git").rmdir()
    for name in (folder / "parts/2027.yaml", os.path.relpath(folder / "parts/2027.yaml", folder / start)):
        assert run("check", name, cwd=folder / start).code == 0


def test_a_part_of_a_part_belongs_to_the_calendar(run: Run, tmp_path: Path) -> None:
    written({"cal.yml": HEAD + "include: a/a.yaml\n", "a/a.yaml": "include: b/b.yaml\n"}, tmp_path)
    written({"a/b/b.yaml": PART}, tmp_path)
    for name in ("a/a.yaml", "a/b/b.yaml"):
        assert run("check", name, cwd=tmp_path).stderr == "cal.yml: 1 event, no problems\n"


def test_a_whole_calendar_belongs_to_no_other(run: Run, tmp_path: Path) -> None:
    written({"all.yaml": HEAD + "include: '**/*.yaml'\n", "mine/talks.yaml": ALONE}, tmp_path)
    ran = run("check", "mine/talks.yaml", cwd=tmp_path)
    assert (ran.code, ran.stderr) == (0, "mine/talks.yaml: 1 event, no problems\n")


def test_of_files_that_include_each_other_one_says_calendar(run: Run, tmp_path: Path) -> None:
    written({"a.yaml": HEAD + "include: b.yaml\n", "b.yaml": PART + "include: a.yaml\n"}, tmp_path)
    for names in (["a.yaml"], ["b.yaml"], ["b.yaml", "a.yaml"]):
        assert run("check", *names, cwd=tmp_path).stderr == "a.yaml: 1 event, no problems\n"


@pytest.mark.skipif(os.name == "nt", reason="folders there have other rights")
def test_where_others_may_write_no_calendar_is_looked_for(run: Run, tmp_path: Path) -> None:
    """Whoever puts one there would say what is checked, and mended."""
    written({"shared/all.yaml": HEAD + "include: '**/*.yaml'\n", "shared/mine/2027.yaml": PART}, tmp_path)
    assert run("check", "2027.yaml", cwd=tmp_path / "shared" / "mine").code == 0
    (tmp_path / "shared").chmod(0o777)
    assert "E012" in run("check", "2027.yaml", cwd=tmp_path / "shared" / "mine").stdout


@pytest.mark.parametrize("name", ["fairs/h.txt", "fairs/.h.yaml", "fairs/.old/h.yaml"])
def test_a_file_that_no_calendar_reads_is_read_itself(run: Run, tmp_path: Path, name: str) -> None:
    written({**IN_FOLDER, name: "[: {"}, tmp_path)
    code, out, _ = run("check", name, cwd=tmp_path)
    assert (code, out.startswith(f"{name}:1:")) == (1, True)
    ran = with_input("[: {", "--stdin-filename", name, "-", cwd=tmp_path)
    assert (ran.code, ran.stdout) == (1, out)


def test_while_the_calendar_is_no_yaml_its_parts_are_not_blamed(run: Run, folder: Path) -> None:
    (folder / "events.yaml").write_text(MAIN.replace("Hall}}", "Hall"))
    for name in ("events.yaml", "parts/2027.yaml"):
        code, out, err = run("check", name, cwd=folder)
        assert (code, out.startswith("events.yaml:")) == (1, True)
        assert err.startswith("events.yaml: 1 error")


def test_a_folder_of_parts_is_checked_with_its_calendar(run: Run, tmp_path: Path) -> None:
    written({**IN_FOLDER, "events.yaml": MAIN, "parts/2027.yaml": PART, ".git/x": ""}, tmp_path)
    assert run("check", "fairs/old", cwd=tmp_path).stderr == "fairs: 2 events, no problems\n"
    assert run("check", "parts", cwd=tmp_path).stderr == "events.yaml: 1 event, no problems\n"


@pytest.mark.parametrize("head", [MAIN, HEAD], ids=["included", "in a folder"])
def test_each_file_of_many_is_read_a_few_times(
    run: Run, tmp_path: Path, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pre-commit hands over all files: what it costs grows with them, not with their square."""
    names = [f"parts/{number}.yaml" for number in range(30)]
    parts = {name: PART.replace("a-fair", f"f{i}").replace("Fair", f"F{i}") for i, name in enumerate(names)}
    written({"events.yaml" if head is MAIN else "parts/calendar.yaml": head, **parts, ".git/x": ""}, tmp_path)
    parsed: list[str] = []

    def counted(source: Source) -> object:
        parsed.append(source.name)
        return parse(source)

    parse = source_files.parse
    monkeypatch.setattr(source_files, "parse", counted)
    assert run("check", "--format", "json", *names, cwd=tmp_path).code == 0
    assert len(parsed) < 5 * len(names)


@pytest.mark.parametrize("words", [[""], ["events.yaml", ""]])
def test_an_empty_name_is_wrong_use(run: Run, folder: Path, words: list[str]) -> None:
    """As a script has it that got nothing: it doesn't stand for the folder."""
    code, out, err = run("check", *words, cwd=folder)
    assert (code, out) == (2, "")
    assert "FILE is empty" in err


def test_a_file_that_is_not_there_is_wrong_use(run: Run, folder: Path) -> None:
    code, out, err = run("check", "parts/2028.yaml", cwd=folder)
    assert (code, out) == (2, "")
    assert "there is no file parts/2028.yaml" in err


# --- standard input ---------------------------------------------------------------------------------


def test_standard_input_is_a_calendar(folder: Path) -> None:
    assert with_input(ALONE, "-", cwd=folder) == (0, "", "-: 1 event, no problems\n")
    ran = with_input(ALONE.replace("title", "titel"), "-", cwd=folder)
    assert ran.code == 1
    assert "-:2:23: E010 unknown key 'titel'" in ran.stdout


def test_standard_input_counts_as_the_file_that_it_is_said_to_be(folder: Path) -> None:
    """In its calendar, whatever is saved there."""
    words = ["--stdin-filename", "parts/2027.yaml", "-"]
    ran = with_input(WRONG, *words, cwd=folder)
    assert ran.code == 1
    assert "parts/2027.yaml:2:57: E201" in ran.stdout
    (folder / "parts" / "2027.yaml").write_text(WRONG)
    assert with_input(PART, *words, cwd=folder).code == 0
    # The calendar's own file too, which the others depend on.
    (folder / "parts" / "2027.yaml").write_text(PART)
    ran = with_input(MAIN.replace("hall", "hal"), "--stdin-filename", "events.yaml", "-", cwd=folder)
    assert "parts/2027.yaml:2:57: E201 unknown venue 'hall'" in ran.stdout


def test_a_file_need_not_be_saved_yet(folder: Path) -> None:
    ran = with_input(ALONE, "--stdin-filename", "new.yaml", "-", cwd=folder)
    assert ran == (0, "", "new.yaml: 1 event, no problems\n")


@pytest.mark.parametrize("name", ["parts/2028.yaml", "fairs/2028.yaml", "fairs/new/2028.yaml"])
def test_a_new_file_is_a_part_of_the_calendar_that_will_have_it(folder: Path, name: str) -> None:
    """By the pattern that it will match, or the folder that it will lie in, which need not be there."""
    written(IN_FOLDER, folder)
    (folder / "fairs" / "old" / "2026.yaml").unlink()
    (folder / "events.yaml").write_text(MAIN.replace("[parts/*.yaml]", "parts/**/*.yaml"))
    text = OTHER.replace("hall}", "hal}")
    code, out, _ = with_input(text, "--stdin-filename", name, "-", cwd=folder)
    assert (code, out.splitlines()[0]) == (1, f"{name}:2:57: E201 unknown venue 'hal'")
    assert out.count(": E") == 1
    ran = with_input(text.replace("hal}", "hall}"), "--stdin-filename", name, "-", cwd=folder)
    calendar = "events.yaml" if name.startswith("parts") else "fairs"
    assert ran == (0, "", f"{calendar}: 2 events, no problems\n")
    assert not (folder / name).exists()


def test_standard_input_is_no_folder(folder: Path) -> None:
    code, out, err = with_input(PART, "--stdin-filename", "parts", "-", cwd=folder)
    assert (code, out) == (2, "")
    assert "parts is a folder" in err


@pytest.mark.parametrize(
    "words", [["-", "events.yaml"], ["--stdin-filename", "x.yaml"], ["--stdin-filename", "", "-"]]
)
def test_standard_input_that_is_no_one_file_is_wrong_use(folder: Path, words: list[str]) -> None:
    assert with_input("", *words, cwd=folder)[:2] == (2, "")


def test_standard_input_without_an_end_is_refused(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "ENDLESS", 10)
    with (folder / "events.yaml").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        code, out, err = run("check", "-", cwd=folder)
    assert (code, out) == (2, "")
    assert "no end" in err
