"""What shells are offered behind the words that stand there."""

import shutil
from pathlib import Path

import pytest

from support.fairs import Commands
from support.running import Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_completion_script_for_each_shell(cg: Commands, shell: str) -> None:
    if shell == "bash" and not shutil.which("bash"):
        pytest.skip("click asks bash for its version")
    ran = cg.run(cwd=cg.folder, env={"_CALENDAR_GEN_COMPLETE": f"{shell}_source"}, process=False)
    assert ran.code == 0
    assert "_CALENDAR_GEN_COMPLETE" in ran.stdout
    assert "calendar-gen" in ran.stdout


def completed(run: Run, folder: Path, words: str, incomplete: str = "") -> list[str]:
    """What fish would be offered after these words."""
    env = {
        "_CALENDAR_GEN_COMPLETE": "fish_complete",
        "COMP_WORDS": f"calendar-gen {words} {incomplete}".rstrip(),
        "COMP_CWORD": incomplete,
    }
    ran = run(cwd=folder, env=env)
    assert (ran.code, ran.stderr) == (0, "")
    return [line.split("\t")[0].partition(",")[2] for line in ran.stdout.splitlines() if "," in line]


@pytest.mark.parametrize(
    ("words", "incomplete", "offered"),
    [
        ("list --venue", "", ["automobile-museum", "art-museum", "haus"]),
        ("list --venue", "a", ["automobile-museum", "art-museum"]),
        ("list --venue", "z", []),
        ("export --town", "", ["Anting", "Berlin", "Malu"]),
        ("build --category", "", ["car culture", "fair", "industry"]),
        ("list --series", "", ["festival"]),
        ("list --status", "p", ["postponed"]),
        ("list --month", "2024-0", ["2024-04", "2024-05", "2024-06", "2024-07", "2024-08"]),
        ("list --event", "f", ["festival", "fair"]),
        ("show", "f", ["festival", "fair"]),
        ("list --format", "j", ["json"]),
        ("", "sh", ["show"]),
        ("-f events.yaml list --venue", "h", ["haus"]),
        ("list -f events.yaml --venue", "h", ["haus"]),
        # Where the file can't be read there is nothing to offer, and nothing to say.
        ("-f none.yaml list --venue", "", []),
    ],
)
def test_completion(run: Run, folder: Path, words: str, incomplete: str, offered: list[str]) -> None:
    assert completed(run, folder, words, incomplete) == offered
