"""What -o names, and bytes → a file of that name, but none of the calendar itself."""

import os
from pathlib import Path

import click

from calendar_gen.cli.options import ReadError
from calendar_gen.cli.reading import read_or_fail
from calendar_gen.lock.lockfile import path_of
from calendar_gen.publish.folder import write_file
from calendar_gen.publish.paths import OutputError


def write(output: str | None, data: bytes, file: str) -> None:
    """Write to a file, or to standard output where none is named. Raises ReadError.

    What the curator wrote, and what was published of it, must not be lost for that.
    """
    if output is None or output == "-":
        click.echo(data, nl=False)
        return
    for own in _own(file) if os.path.exists(output) else ():
        if os.path.exists(own) and os.path.samefile(own, output):
            raise ReadError(f"{output} is a part of the calendar: choose another name")
    _write(Path(output), data)


def _own(file: str) -> list[Path]:
    """The files of a calendar and of its theme, as far as they can be read, and its lock."""
    try:
        parts = [Path(path) for source in read_or_fail(file).all for path in source.paths]
    except (OSError, ValueError):
        parts = [Path(file)]
    return [*parts, path_of(Path(file))]


def _write(path: Path, data: bytes) -> None:
    """Into what a link leads to; and what is no regular file, a pipe say, stays what it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            write_file(Path(os.path.realpath(path)), data)
    except OutputError as error:
        raise ReadError(str(error)) from None
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}") from None
