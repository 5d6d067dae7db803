"""Patterns of `include` → files of a tree, in as many steps as there are folders, whatever the pattern.

Each part of a pattern leads from a set of folders to another. A folder that links show under many names
stands once in a set, and so no pattern costs more than its parts times the folders. Where a part leads is
looked up once for each folder, by as many steps as that is deep.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from calendar_gen.diagnostics.wording import printable, quoted
from calendar_gen.source.trees import Child, Tree
from calendar_gen.web.names import RESERVED

# Of one calendar: files, and what is looked at in folders to find them.
MOST_FILES = 10_000
MOST_STEPS = 1_000_000
# Of one pattern: its parts with a wildcard, and its characters, as of any path of a calendar.
MOST_WILD = 8
LONGEST = 500
_WILD = re.compile(r"[*?\[]")
_LESS = "write the names of folders in place of '*' and '**'"
# By the real path of each: the parts of the first path that leads there. To make a path of them at each step
# would take most of the time.
Way = tuple[str, ...]
AllReached = dict[Path, Way]
Reached = tuple[Path, Way]


class PatternError(Exception):
    """Why a pattern isn't followed: the code of the problem, what is wrong, and what would be right."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.remedy = code, remedy


class Search:
    """The searches for the files of one calendar: all patterns together have so many steps."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._steps = 0
        self._matched: set[Path] = set()
        self._children_of: dict[Path, Sequence[Child]] = {}
        self._leads: dict[tuple[Path, str, bool], Path | None] = {}

    def files(self, folder: Path, pattern: Any) -> list[Path]:
        """The files that a pattern from a folder matches, by path, each once.

        Hidden ones, and those in hidden folders, only where it names them. Raises PatternError, and OSError
        for a folder that can't be looked into: its events would be published as cancelled.
        """
        parts = _parts(pattern)
        if not parts:
            return []
        if sum(1 for part in Path(pattern).parts if _WILD.search(part)) > MOST_WILD:
            message = f"{quoted(pattern)} has wildcards in more than {MOST_WILD} places"
            raise PatternError("E404", message, _LESS)
        places = {self._tree.real(folder): folder.parts}
        try:
            for part in parts[:-1]:
                places = self._unique(self._from(places, part, parts, folders=True))
            found = self._unique(self._from(places, parts[-1], parts, folders=False))
        except ValueError:  # what can be no path
            return []
        if not all(map(self._tree.holds, found)):
            raise self._outside()
        there = {real: way for real, way in found.items() if not real.name.startswith(RESERVED)}
        return self._counted({real: way for real, way in there.items() if self._tree.is_file(real)})

    def below(self, folder: Path, endings: tuple[str, ...]) -> list[Path]:
        """The files with such endings in a folder and below it, by path, but for what is hidden.

        Raises PatternError and OSError.
        """
        places = {self._tree.real(folder): folder.parts}
        found = {
            real / child.name: (*way, child.name)
            for real, way in self._all_below(places, ())
            for child in self._visible(real, ())
            if Path(child.name).suffix in endings and self._tree.is_file(real / child.name)
        }
        return self._counted(found)

    def _counted(self, files: AllReached) -> list[Path]:
        self._matched.update(files)
        if len(self._matched) > MOST_FILES:
            message = f"with this there are more than {MOST_FILES:,} files"
            raise PatternError("E404", message, "let the pattern match less, or put events into fewer files")
        return sorted(self._straight(Path(*way), real) for real, way in files.items())

    def _straight(self, path: Path, real: Path) -> Path:
        """The path without `..`, by which services that annotate files know it, unless links forbid."""
        straight = Path(os.path.normpath(path))
        return straight if straight == path or self._tree.real(straight) == real else path

    def _from(
        self, places: AllReached, part: str, parts: tuple[str, ...], *, folders: bool
    ) -> Iterator[Reached]:
        if part == "**":
            yield from self._all_below(places, parts)
            return
        for real, way in places.items():
            self._count()
            if not _WILD.search(part):
                if below := self._below(real, part, folders):
                    yield below, (*way, part)
            else:
                for child in self._visible(real, parts):
                    if fnmatch(child.name, part) and (child.folder or not folders):
                        below = self._below(real, child.name, folders) if child.link else real / child.name
                        if below:
                            yield below, (*way, child.name)

    def _below(self, real: Path, part: str, folders: bool) -> Path | None:
        """Where a part leads from a folder, None for what is no folder and has to be one."""
        key = real, part, folders
        if key not in self._leads:
            self._leads[key] = self._led(real, part, folders)
        return self._leads[key]

    def _led(self, real: Path, part: str, folders: bool) -> Path | None:
        below = real.parent if part == ".." else real / part
        if part == ".." or not self._tree.holds(real):
            return below  # outside of the root nothing is looked at
        self._count(len(below.parts))
        below = self._tree.real(below)
        return below if not folders or not self._tree.holds(below) or self._tree.is_folder(below) else None

    def _all_below(self, places: AllReached, parts: tuple[str, ...]) -> Iterator[Reached]:
        met: set[Path] = set()
        waiting = sorted(places.items(), key=lambda place: place[1], reverse=True)
        while waiting:
            real, way = waiting.pop()
            if real in met:
                continue
            met.add(real)
            yield real, way
            for child in self._visible(real, parts):
                if child.folder and not child.link:
                    waiting.append((real / child.name, (*way, child.name)))

    def _visible(self, real: Path, parts: tuple[str, ...]) -> Iterator[Child]:
        for child in self._children(real):
            self._count()
            if not child.name.startswith(".") or child.name in parts:
                yield child

    def _children(self, real: Path) -> Sequence[Child]:
        if not self._tree.holds(real):
            raise self._outside()
        if real not in self._children_of:
            try:
                self._children_of[real] = list(self._tree.children(real))
            except (FileNotFoundError, NotADirectoryError):
                self._children_of[real] = []
        return self._children_of[real]

    def _unique(self, found: Iterable[Reached]) -> AllReached:
        places: AllReached = {}
        for real, way in found:
            self._count()
            places[real] = min(way, places.get(real, way))
        return places

    def _count(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            message = f"to match this, more than {MOST_STEPS:,} files and folders have to be looked at"
            raise PatternError("E404", message, _LESS)

    def _outside(self) -> PatternError:
        remedy = "include files below that folder, or name a folder above both with --root"
        return PatternError("E403", f"this leads out of {printable(str(self._tree.root))}", remedy)


def _parts(pattern: Any) -> tuple[str, ...]:
    """The parts of a pattern, without repetitions of `**`; none of one that can match nothing."""
    if not isinstance(pattern, str) or len(pattern) > LONGEST or "\0" in pattern:
        return ()
    path = Path(pattern)
    parts = path.parts
    if path.is_absolute() or path.anchor or os.path.isabs(pattern) or not parts or parts[-1] == "**":
        return ()
    if any("**" in part and part != "**" for part in parts):
        return ()
    return tuple(
        part for part, after in zip(parts, (*parts[1:], ""), strict=True) if (part, after) != ("**",) * 2
    )
