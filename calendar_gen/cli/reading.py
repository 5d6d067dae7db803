"""The name of a file → its text, and the calendar in it."""

import os
from pathlib import Path

import click
from msgspec import Struct

from calendar_gen import loader
from calendar_gen.cli import reports
from calendar_gen.cli.options import DEFAULT_FILE, ReadError
from calendar_gen.cli.progress import progress
from calendar_gen.diagnostics.wording import printable, quoted
from calendar_gen.model.catalog import Catalog
from calendar_gen.source import files, trees
from calendar_gen.source.files import Source

STANDARD_INPUT = "-"
# What a calendar is called too: a file, or a folder of files.
OTHERWISE = ("events.yml", "events")


class Unsaved(Struct, frozen=True):
    """A text that counts as that of a file, which need not be there yet."""

    path: str
    text: bytes


def read(file: str, unsaved: Unsaved | None = None, theme: str | None = None) -> Source:
    """The file's text, with another theme in the place of its own. Raises ReadError."""
    if not file:
        raise ReadError("-f names no file")
    if theme is not None and not os.path.isdir(theme):
        raise ReadError(f"there is no folder {theme}: check --theme" if theme else "--theme names no folder")
    try:
        return read_or_fail(file, unsaved, theme)
    except FileNotFoundError as error:
        if os.path.isdir(file):
            raise ReadError(f"{file}: {error.strerror}") from None
        raise ReadError(f"there is no file {file}: {_hint(file)}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReadError(f"{file} can't be read: {reason}") from None


def _hint(file: str) -> str:
    """What to do where a file isn't there: of the one that is meant without -f, where the calendar may be."""
    if file != DEFAULT_FILE:
        return "check the name"
    for other in OTHERWISE:
        if os.path.exists(other):
            return f"if {other} is the calendar, write -f {other}"
    return "name it with -f, or begin one with 'calendar-gen init'"


def read_or_fail(file: str, unsaved: Unsaved | None = None, theme: str | None = None) -> Source:
    """The file's text. Raises OSError."""
    tree = trees.on_disk(Path(file), root())
    if unsaved:
        tree = trees.overlaid(tree, Path(unsaved.path), unsaved.text)
    return files.read(Path(file), tree, None if theme is None else Path(theme))


def catalog_of(file: str, text: Source, language: str | None = None) -> Catalog:
    """The calendar in a language, for a command that isn't about its problems but can't go on with errors."""
    with progress() as doing:
        doing(f"Reading {printable(file)}")
        loaded = loader.load(text)
    if loaded.errors:
        reports.refuse(file, loaded)
    known = loaded.catalog.calendar.languages
    if language is None:
        return loaded.catalog
    meant = next((tag for tag in known if tag.casefold() == language.casefold()), "")
    if not meant:
        raise click.UsageError(f"no language {quoted(language)}: the calendar is in {', '.join(known)}")
    return loaded.in_language(meant)


def root() -> Path | None:
    """The folder that files may be in, where one is given."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("root") if context else None
    return Path(given) if given else None
