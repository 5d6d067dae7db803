"""A calendar's file, its lock, the clock → what a build would publish now, in memory, or why it can't."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field, structs

from calendar_gen import baseline, compiler, loader
from calendar_gen.diagnostics.formats import as_text
from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.diagnostics.wording import first_of_each, number_of, printable
from calendar_gen.loader import Loaded
from calendar_gen.lock.known import Known
from calendar_gen.model.catalog import Calendar
from calendar_gen.model.floods import FloodError
from calendar_gen.publish.comparison import Content
from calendar_gen.publish.paths import OutputError
from calendar_gen.source import files, trees
from calendar_gen.source.files import Source
from calendar_gen.source.trees import Tree

_F = TypeVar("_F", bound=Callable[..., Any])


class CalendarPaths(Struct, frozen=True):
    """A calendar's file or folder, and the folder that no link leads out of, if one is given.

    `theme` is a folder to take in the place of the theme that the calendar names. `home` is the folder in
    which relative paths begin.
    """

    file: Path
    root: Path | None = None
    theme: Path | None = None
    home: str = field(default_factory=os.getcwd)


class Inputs(Struct, frozen=True):
    """What was read of a calendar and its lock, or why nothing was; and where it was looked for."""

    text: Source | None
    known: Known
    unread: str
    folders: frozenset[str]

    def same_as(self, other: "Inputs") -> bool:
        """Whether nothing else was read; that another folder was looked at changes nothing that is made."""
        return structs.replace(self, folders=frozenset()) == structs.replace(other, folders=frozenset())


class Preview(Struct, frozen=True):
    """The files that a build would publish, by their paths, made when they are asked for.

    `calendar` is what they are of; `until` (UTC) is when they would be others, None for never.
    """

    files: Mapping[str, Content]
    calendar: Calendar
    until: datetime | None = None


class Refused(Struct, frozen=True):
    """Why nothing can be made of what was read: in a sentence, or all that is wrong with it."""

    reason: str
    loaded: Loaded | None = None

    @property
    def text(self) -> str:
        """The same lines as in a terminal."""
        if self.loaded is None:
            return self.reason
        told, more = first_of_each(found for found in self.loaded.diagnostics if found.is_error)
        return "\n".join([*(line for found in told for _, line in as_text(found)), *more])


def read(place: CalendarPaths) -> Inputs:
    """What a calendar and its lock hold now."""
    asked: set[Path] = {place.file}
    text, known, unread = None, Known(), ""
    try:
        _return_to(place.home)
        # It is read again and again, and a pipe can be read once.
        tree = structs.replace(trees.on_disk(place.file, place.root), read_named=trees.read_file)
        tree = _noting(tree, asked)
        text = files.read(place.file, tree, place.theme)
        known = baseline.known(place.file, place.root)
    except (OSError, ValueError, OutputError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        unread = f"{printable(str(place.file))} can't be read: {printable(str(reason))}"
    return Inputs(text, known, unread, frozenset(_folder(os.path.join(place.home, path)) for path in asked))


def made(inputs: Inputs, now: datetime) -> tuple[Preview | Refused, tuple[Diagnostic, ...]]:
    """What a build would publish of it at a moment (aware), or why it wouldn't; and what it warns of."""
    if inputs.text is None:
        return Refused(inputs.unread), ()
    try:
        loaded, edition = compiler.preview(inputs.text, inputs.known, now)
    except compiler.InvalidError as invalid:
        return Refused(number_of(invalid.loaded.errors, "error"), invalid.loaded), ()
    except FloodError as flood:
        return Refused(str(flood), loader.flooded(inputs.text, inputs.known, flood)), ()
    except compiler.EmptyError:
        return Refused("There is no event yet, and an empty calendar can't be published."), ()
    except Exception as error:  # whatever it is: the next save may be without it
        return Refused(fault(error)), ()
    return Preview(edition.files, loaded.catalog.calendar, edition.until), loaded.diagnostics


def fault(error: Exception) -> str:
    """What is said of what nothing was made for."""
    return f"A fault of calendar-gen, not of yours ({type(error).__name__}): 'calendar-gen build' says more."


def _noting(tree: Tree, asked: set[Path]) -> Tree:
    """The tree, with a note of each path that is looked at: what comes there later may be read."""

    def noting(look: _F) -> Any:
        def noted(path: Path) -> Any:
            asked.add(path)
            found = look(path)
            if isinstance(found, Path):
                asked.add(found)  # where a link leads
            return found

        return noted

    looks = ("is_file", "is_folder", "children", "read", "read_named", "real")
    return structs.replace(tree, **{name: noting(getattr(tree, name)) for name in looks})


def _return_to(home: str) -> None:
    """Go to the working folder again, if it was removed meanwhile, as git does that goes to another branch.

    Raises OSError where it isn't there.
    """
    try:
        os.getcwd()
    except FileNotFoundError:
        os.chdir(home)


def _folder(path: str) -> str:
    """The nearest folder that is there: the whole path itself, or what it would stand in."""
    found = os.path.normpath(path)
    while not os.path.isdir(found):
        found = os.path.dirname(found)
    return found
