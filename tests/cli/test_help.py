"""Help, the version, and commands that there are not."""

import re
import subprocess
import sys

import click
import pytest

from calendar_gen import __version__
from calendar_gen.cli.group import MODULES, cli
from support.running import Run

COMMANDS = tuple(MODULES)
# They read no calendar: feeds, or nothing.
NO_CALENDAR = {"completion", "explain", "init", "verify"}


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", [[], *([command] for command in COMMANDS)])
def test_every_command_has_help_with_examples(run: Run, command: list[str], option: str) -> None:
    code, out, err = run(*command, option)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: calendar-gen {' '.join(command)}".rstrip())
    examples = out.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert examples
    assert all(re.match(r" +calendar-gen ", example) for example in examples)
    assert ("-f, --file FILE" in out) == (not NO_CALENDAR & set(command))
    assert max(map(len, out.splitlines())) <= 100


def test_the_help_names_every_command_and_each_does_what_it_says_in_a_line(run: Run) -> None:
    out = run("--help").stdout.partition("Commands:\n")[2]
    assert [line.split()[0] for line in out.splitlines()] == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_what_the_help_says_of_a_command_is_what_it_says_itself(name: str) -> None:
    """The one is told without importing the other."""
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert MODULES[name][1] == command.get_short_help_str(limit=200)


def test_no_description_of_a_command_is_cut_off(run: Run) -> None:
    assert "..." not in run("--help").stdout.partition("Commands:\n")[2]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(run: Run, option: str) -> None:
    assert run(option) == (0, f"calendar-gen {__version__}\n", "")


def test_no_command_and_an_unknown_one_are_wrong_use(run: Run) -> None:
    assert run().code == 2
    code, out, err = run("lst")
    assert (code, out) == (2, "")
    assert "No such command 'lst'" in err
    assert "Did you mean 'list'?" in err
    assert run("list", "--venu", "x").code == 2


def test_no_command_at_all_gets_the_help_in_lines(run: Run) -> None:
    ran = run()
    assert "\ufffd" not in ran.stdout + ran.stderr
    assert run("--help").stdout.strip() in (ran.stdout + ran.stderr)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["completion", "bash"]])
def test_help_waits_for_nothing_that_reads_calendars(words: list[str]) -> None:
    """What takes longest to import: without it these cost less than five starts of Python."""
    code = (
        "import atexit, os, sys; os._exit = sys.exit; from calendar_gen.__main__ import main\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main()"
    )
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert "click" in ran.stderr.split()
    assert not set(ran.stderr.split()) & {"msgspec", "yaml", "rich", "dateutil", "difflib"}
