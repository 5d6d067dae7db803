"""The files that `check` is given → the calendars that they belong to, each once, with its text."""

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import click

from calendar_gen.cli.options import ReadError
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import STANDARD_INPUT, Unsaved, read, read_or_fail, root
from calendar_gen.diagnostics.wording import printable
from calendar_gen.source import trees
from calendar_gen.source.files import Source
from calendar_gen.source.owners import Owners


def calendars(named: str, given: tuple[str, ...], stdin_filename: str | None) -> Iterator[tuple[str, Source]]:
    """The calendar that -f names, or those of the files that are given. Raises ReadError, UsageError.

    A file belongs to the calendar of -f if it is a part of that, else to the nearest that has it: a file
    that includes it, or a folder. They are looked for at once, and read one after the other.
    """
    unsaved = _unsaved(given, stdin_filename)
    found = _found(Path(named), given, unsaved) if given else [named]
    return ((calendar, read(calendar, unsaved)) for calendar in found)


def _found(named: Path, given: tuple[str, ...], unsaved: Unsaved | None) -> Collection[str]:
    """The calendars of files, each once."""
    if "" in given:
        raise click.UsageError("a FILE is empty: leave it out, or name a file")
    paths = [Path(unsaved.path if unsaved and name == STANDARD_INPUT else name) for name in given]
    owners = Owners(lambda calendar: read_or_fail(str(calendar), unsaved), root())
    found: dict[tuple[str, str], str] = {}
    with progress() as doing:
        for path in paths:
            doing(f"Looking for the calendar of {printable(str(path))}")
            calendar = owners.of_folder(path) if path.is_dir() else _owner(named, path, owners)
            # A link in another folder includes other files.
            where = os.path.realpath(calendar), os.path.realpath(Path(calendar).parent)
            found.setdefault(where, str(calendar))
    return found.values()


def _owner(named: Path, path: Path, owners: Owners) -> Path:
    return named if owners.holds(named, path) else owners.of(path)


def _unsaved(given: tuple[str, ...], stdin_filename: str | None) -> Unsaved | None:
    """What comes through standard input, and the file that it counts as."""
    if STANDARD_INPUT not in given:
        if stdin_filename is not None:
            raise click.UsageError("--stdin-filename says what '-' is: give '-' too")
        return None
    if len(given) > 1:
        raise click.UsageError("'-' stands alone: standard input is one file")
    if stdin_filename == "":
        raise click.UsageError("--stdin-filename is empty: leave it out, or name a file")
    if stdin_filename and os.path.isdir(stdin_filename):
        raise click.UsageError(
            f"--stdin-filename: {printable(stdin_filename)} is a folder, name a file in it"
        )
    text = sys.stdin.buffer.read(trees.ENDLESS + 1) if sys.stdin else b""
    if len(text) > trees.ENDLESS:
        raise ReadError(f"standard input has no end after {trees.ENDLESS // 10**6} MB")
    return Unsaved(stdin_filename or STANDARD_INPUT, text)
