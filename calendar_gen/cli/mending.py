"""A calendar's files before and after they are mended → the files, and what is said of the difference."""

import os
from pathlib import Path
from typing import Any

import click

from calendar_gen.cli.options import ReadError
from calendar_gen.diagnostics.formats import as_diff
from calendar_gen.loader import Loaded
from calendar_gen.publish.folder import write_file
from calendar_gen.publish.paths import OutputError
from calendar_gen.source.files import Source

STYLES: dict[str, dict[str, Any]] = {"+": {"fg": "green"}, "-": {"fg": "red"}, "@": {"fg": "cyan"}}


def write(before: Source, after: Source, piped: str) -> None:
    """Show what differs, and put each file into its place, whole or not at all. Raises ReadError.

    The one that came through a pipe, by that name, goes to standard output, whether it differs or not.
    """
    both = list(zip(before.all, after.all, strict=True))
    changed = [(old, new) for old, new in both if old.data != new.data]
    for old, _ in changed if not piped else ():
        _look(old)
    for old, new in changed:
        for line in as_diff(old.name, old.data.decode(), new.data.decode()):
            click.echo(click.style(line, **STYLES.get(line[:1], {})), err=True)
    for _, new in changed if not piped else ():
        try:
            write_file(Path(new.name), new.data)
        except OutputError as error:
            raise ReadError(str(error)) from None
    for _, new in both if piped else ():
        if new.name == piped:
            click.echo(new.data, nl=False)


def name_in(text: Source, path: str) -> str:
    """The name by which a calendar has the file at a path. Raises ReadError."""
    real = os.path.realpath(path)
    for file in text.all:
        if os.path.realpath(file.name) == real:
            return file.name
    raise ReadError(f"{path} is no part of {text.name}")


def hint(loaded: Loaded) -> str:
    """How many of the problems `--fix` would mend, for the end of a line; after it those of new files."""
    mendable = sum(found.edit is not None for found in loaded.diagnostics)
    return f"; check --fix mends {mendable:,} of them" if mendable else ""


def _look(file: Source) -> None:
    """Raise ReadError where a file isn't one to be replaced, or not what was read any more."""
    try:
        if not os.path.isfile(file.name):
            raise ReadError(f"{file.name} is no file that could be mended: give it to 'check --fix -'")
        if not os.access(file.name, os.W_OK):
            raise ReadError(f"{file.name} can't be written, nothing was changed: make it writable")
        if Path(file.name).read_bytes() != file.data:
            raise ReadError(f"{file.name} was changed meanwhile, nothing was mended: run it again")
    except OSError as error:
        raise ReadError(f"{file.name} can't be read: {error.strerror}, nothing was changed") from None
