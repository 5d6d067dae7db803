"""The name of a file → its text, and the calendar in it."""

import os
import sys
from pathlib import Path

import click
from msgspec import structs

from calendar_gen import loader
from calendar_gen.cli import reports
from calendar_gen.cli.options import DEFAULT_FILE, ReadError
from calendar_gen.model.catalog import Catalog
from calendar_gen.source import files, trees
from calendar_gen.source.files import Source

# Some thousands of events: half a second.
LARGE = 5_000_000
STANDARD_INPUT = "-"


def read(file: str) -> Source:
    """The text of a file, a folder or, for `-`, of standard input. Raises ReadError."""
    if not file:
        raise ReadError("-f names no file")
    try:
        tree = trees.on_disk(Path(file), root())
        if file == STANDARD_INPUT:
            tree = structs.replace(tree, is_folder=lambda path: False, read_named=_standard_input)
        return files.read(Path(file), tree)
    except FileNotFoundError as error:
        if os.path.isdir(file):
            raise ReadError(f"{file}: {error.strerror}") from None
        hint = "name it with -f, or start one: README shows how" if file == DEFAULT_FILE else "check the name"
        raise ReadError(f"there is no file {file}: {hint}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReadError(f"{file} can't be read: {reason}") from None


def _standard_input(_: Path) -> bytes:
    return trees.piped(sys.stdin.buffer)


def catalog_of(file: str, text: Source) -> Catalog:
    """The calendar, for a command that is not about its problems but can't go on with errors."""
    loaded = loader.load(text)
    if loaded.errors:
        reports.refuse(file, loaded)
    return loaded.catalog


def is_large(text: Source) -> bool:
    """Whether people may wonder what takes so long to read."""
    return sum(len(file.data) for file in text.all) > LARGE


def root() -> Path | None:
    """The folder that files may be in, where one is given."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("root") if context else None
    return Path(given) if given else None
