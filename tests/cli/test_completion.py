"""What shells are offered behind the words that stand there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.fairs import Commands
from support.running import Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_for_each_shell(cg: Commands, shell: str) -> None:
    ran = cg("completion", shell)
    assert (ran.code, ran.stderr) == (0, "")
    assert f"_CALENDAR_GEN_COMPLETE={shell}_complete" in ran.stdout
    if shell == "bash" and not shutil.which("bash"):
        return  # click asks bash for its version
    # The way that click documents gives the same.
    other = cg.run(cwd=cg.folder, env={"_CALENDAR_GEN_COMPLETE": f"{shell}_source"})
    assert other.stdout.strip() == ran.stdout.strip()


def completed(run: Run, folder: Path, words: str, incomplete: str = "", **more: str) -> list[str]:
    """What fish would be offered after these words."""
    env = {
        **more,
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


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("list --venue", ["barn"]),
        ("-f events.yaml list --venue", ["automobile-museum", "art-museum", "haus"]),
        ("list -f events.yaml --venue", ["automobile-museum", "art-museum", "haus"]),
        ("-f none.yaml list -f events.yaml --venue", ["automobile-museum", "art-museum", "haus"]),
    ],
)
def test_what_is_offered_is_of_the_calendar_that_the_command_would_read(
    run: Run, folder: Path, words: str, offered: list[str]
) -> None:
    text = (
        "calendar: {id: o, name: O}\nvenues: {barn: {name: Barn}}\nevents: [{id: e, title: E, start: 2024}]\n"
    )
    (folder / "other.yaml").write_text(text)
    assert completed(run, folder, words, CALENDAR_GEN_FILE="other.yaml") == offered


# Of each shell a script that prints what it makes of each line of words, a "==" behind each.
SHELLS = {
    "bash": r"""
source <(calendar-gen completion bash)
for line in "$@"; do
    IFS=$'\n' read -rd '' -a COMP_WORDS < <(sed 's/=/\n=\n/g; s/ /\n/g' <<< "$line")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
    _calendar_gen_completion calendar-gen 2>/dev/null
    # As it stands on the line, and is understood from there.
    for reply in "${COMPREPLY[@]}"; do eval "printf '%s\n' $reply"; done
    echo '=='
done
""",
    "zsh": r"""
compdef() { }
compadd() { print -rl -- "${completions[@]}" }
_describe() { print -rl -- "${(@)completions_with_descriptions%%:*}" }
source <(calendar-gen completion zsh)
for line in "$@"; do
    words=("${(@s: :)line}") CURRENT=$#words
    _calendar_gen_completion
    echo '=='
done
""",
    "fish": r"""
calendar-gen completion fish | source
for line in $argv
    complete -C $line | string replace -r "\t.*" ""
    echo '=='
end
""",
}
ODD = "St. Mary's, $(touch pwned) & `touch pwned`"
LINES = {
    "calendar-gen list --status=p": ["postponed"],
    "calendar-gen list --status p": ["postponed"],
    "calendar-gen list --status=confirmed --town=M": ["Malu"],
    "calendar-gen list --venue=a": ["automobile-museum", "art-museum"],
    "calendar-gen list --category car": ["car culture"],
    "calendar-gen list -f odd.yaml --town S": [ODD],
    "calendar-gen list -f odd.yaml --town=S": [ODD],
    "calendar-gen sh": ["show"],
}


@pytest.mark.parametrize("shell", SHELLS)
def test_shells_complete_with_it(shell: str, folder: Path, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell.upper()} IS NOT INSTALLED: what it completes is not tested")
    data = {"calendar": {"id": "o", "name": "O"}, "venues": {"v": {"name": "V", "town": ODD}}, "events": []}
    (folder / "odd.yaml").write_text(json.dumps(data))
    start = tmp_path / "bin" / "calendar-gen"
    start.parent.mkdir()
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m calendar_gen "$@"\n')
    start.chmod(0o755)
    kept = {name: os.environ[name] for name in ("HOME", "PYTHONPATH") if name in os.environ}
    env = {**kept, "PATH": f"{start.parent}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    name = [] if shell == "fish" else ["x"]
    command = [shell, "-c", SHELLS[shell], *name, *LINES]
    ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr == ""
    shown = [sorted(rows.split("\n")[:-1]) for rows in ran.stdout.split("==\n")[:-1]]
    assert shown == [sorted(whole(line, shell) + value for value in LINES[line]) for line in LINES]
    assert not (folder / "pwned").exists()


def whole(line: str, shell: str) -> str:
    """What stands before the value in the word that is offered: bash replaces what is behind `=` alone."""
    option, sign, _ = line.rpartition(" ")[2].partition("=")
    return option + sign if sign and shell != "bash" else ""


def test_zsh_is_offered_the_whole_word_too(run: Run, folder: Path) -> None:
    words = {"COMP_WORDS": "calendar-gen list --status=p", "COMP_CWORD": "2"}
    ran = run(cwd=folder, env={"_CALENDAR_GEN_COMPLETE": "zsh_complete", **words})
    assert ran.stdout.splitlines()[:2] == ["plain", "--status=postponed"]


def test_files_and_folders_are_offered_behind_an_option_too(run: Run, folder: Path) -> None:
    (folder / "public").mkdir()
    (folder / "public.tar").touch()
    assert completed(run, folder, "build", "--output=pu") == ["--output=public/"]
    assert completed(run, folder, "build", "--previous=pu") == ["--previous=public/", "--previous=public.tar"]
    assert completed(run, folder, "list --from", "") == []
