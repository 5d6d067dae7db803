"""What all commands are given alike: the file and the moment."""

import json
import os
import re
from pathlib import Path

import pytest

from support.fairs import FAIRS, Commands
from support.running import Run


def test_source_date_epoch_stands_in_for_the_clock_and_now_before_it(run: Run, folder: Path) -> None:
    def ids(*arguments: str, epoch: str) -> list[str]:
        ran = run("list", "--format", "json", *arguments, cwd=folder, env={"SOURCE_DATE_EPOCH": epoch})
        assert ran.code == 0
        return [event["id"] for event in json.loads(ran.stdout)]

    assert ids(epoch="1728000000") == ["plant"]  # 4 October 2024
    assert "fair" in ids("--now", "2024-05-01", epoch="1728000000")


def test_source_date_epoch_is_the_stamp_of_a_feed(run: Run, folder: Path) -> None:
    def stamp(*arguments: str, **env: str) -> str:
        out = run("export", "--event", "fair", *arguments, cwd=folder, env=env).stdout
        found = re.search(r"\r\nDTSTAMP:(.*)\r\nCREATED:.*\r\nLAST-MODIFIED:(.*)\r\n", out)
        assert found
        assert found[1] == found[2]
        return found[1]

    assert stamp(SOURCE_DATE_EPOCH="1728000000") == "20241004T000000Z"
    assert stamp("--now", "2024-05-01T09:30+02:00", SOURCE_DATE_EPOCH="1728000000") == "20240501T073000Z"
    os.utime(folder / "events.yaml", (1_700_000_000.7, 1_700_000_000.7))
    # With neither it is the time of the file, so that a rebuild changes nothing.
    assert stamp() == "20231114T221320Z"


@pytest.mark.parametrize("value", ["yesterday", "1.5", "99999999999999999999"])
def test_a_source_date_epoch_that_is_none_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    code, out, err = run("list", cwd=folder, env={"SOURCE_DATE_EPOCH": value})
    assert (code, out) == (2, "")
    assert err.endswith(f"Error: SOURCE_DATE_EPOCH must be seconds since 1970, not '{value}'\n")


@pytest.mark.parametrize("value", ["-62135596800", "-2208988801", "7258118400", "253402300799"])
def test_a_source_date_epoch_of_another_year_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    for command in (["list"], ["build", "-o", "elsewhere"]):
        code, out, err = run(*command, cwd=folder, env={"SOURCE_DATE_EPOCH": value})
        assert (code, out) == (2, "")
        assert err.endswith("Error: SOURCE_DATE_EPOCH: the year must be from 1900 to 2199, in UTC\n")
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize(
    "value",
    ["1900-01-01T00:00+14:00", "2199-12-31T23:00-02:00", "0001-01-01T00:00+01:00", "9999-12-31T23:00-01:00"],
)
def test_the_clock_that_is_given_is_of_a_year_that_is_read_in_utc(run: Run, folder: Path, value: str) -> None:
    code, _, err = run("build", "--now", value, "-o", "elsewhere", cwd=folder)
    assert code == 2
    assert err.endswith("Error: Invalid value for '--now': the year must be from 1900 to 2199, in UTC\n")
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize("value", ["yesterday", "2024", "2024-13-01", ""])
def test_a_now_that_is_none_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    code, out, err = run("list", "--now", value, cwd=folder)
    assert (code, out) == (2, "")
    assert "ISO 8601: write YYYY-MM-DD or YYYY-MM-DDTHH:MMZ" in err


@pytest.mark.parametrize("value", ["9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_now_at_the_end_of_time_is_wrong_use(run: Run, folder: Path, value: str) -> None:
    assert run("list", "--now", value, cwd=folder).code == 2


@pytest.mark.parametrize("words", [["list"], ["show", "fair"], ["export"]])
def test_no_command_makes_anything_of_a_file_with_errors(cg: Commands, words: list[str]) -> None:
    cg.write(FAIRS.replace("start: 2024-05-01", "start: 2024-05-32"))
    code, out, err = cg(*words)
    assert (code, out) == (1, "")
    assert "E101" in err


def test_the_file_may_be_named_before_and_after_the_command(cg: Commands) -> None:
    expected = cg.out("list")
    (cg.folder / "events.yaml").rename(cg.folder / "other.yaml")
    for words in (
        ["-f", "other.yaml", "list"],
        ["list", "-f", "other.yaml"],
        ["--file", "other.yaml", "list"],
        ["list", "--file=other.yaml"],
        ["-f", "none.yaml", "list", "-f", "other.yaml"],
    ):
        assert cg.out(*words) == expected
    assert cg.out("list", env={"CALENDAR_GEN_FILE": "other.yaml"}) == expected
    assert cg.out("list", "-f", "other.yaml", env={"CALENDAR_GEN_FILE": "none.yaml"}) == expected


def test_a_file_named_before_the_command_wins_over_the_variable(cg: Commands) -> None:
    named = ["-f", "events.yaml", "list"]
    assert cg.out(*named, env={"CALENDAR_GEN_FILE": "none.yaml"}) == cg.out(*named)


def test_now_may_stand_before_and_after_the_command(run: Run, folder: Path) -> None:
    before = run("--now", "2024-10-01", "list", cwd=folder)
    assert before == run("list", "--now", "2024-10-01", cwd=folder)
    assert before == run("--now", "2024-01-01", "list", "--now", "2024-10-01", cwd=folder)
    assert "Plant" in before.stdout
    assert "Auto" not in before.stdout


@pytest.mark.parametrize("command", [["check"], ["build"], ["list"], ["show", "fair"], ["export"]])
def test_a_file_that_can_not_be_read_is_wrong_use(run: Run, tmp_path: Path, command: list[str]) -> None:
    assert run(*command, cwd=tmp_path) == (
        *(2, ""),
        "Error: there is no file events.yaml: name it with -f, or begin one with 'calendar-gen init'\n",
    )
    assert run(*command, "-f", "fairs.yml", cwd=tmp_path) == (
        *(2, ""),
        "Error: there is no file fairs.yml: check the name\n",
    )
    code, out, err = run(*command, "-f", ".", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err == "Error: .: there is no .yaml file in it\n"
    assert not list(tmp_path.iterdir())
