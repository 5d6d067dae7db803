"""Files → the calendar that each belongs to: another file which includes it, or a folder of such files."""

import os
import re
import stat
from collections.abc import Callable, Iterator, Set
from functools import cache
from pathlib import Path

from msgspec import Struct

from calendar_gen.source import files, trees
from calendar_gen.source.document import TOP
from calendar_gen.source.files import Source

# Gives a calendar with all its files, or raises OSError.
Reader = Callable[[Path], Source]
# A file of this name with a calendar and its events is what is built where it lies, whatever lies beside it.
ALONE = "events.yaml"
_KEY = re.compile(rb"(?m)^([a-z]+)[ \t]*:")


class Owners:
    """Whose files are: each calendar is read once, however many files are asked for.

    They are looked for up to `root`, else up to the repository, else as far as folders are the user's own;
    those that are a folder, without either, up to the working folder. What can't be read includes nothing.
    """

    def __init__(self, read: Reader, root: Path | None = None) -> None:
        self._root = root
        self._read = cache(lambda calendar: _contents(read, calendar))
        self._judged = cache(lambda folder: _judge(self._read(folder)))
        self._including = cache(_including)
        self._may_include = cache(_may_include)

    def of(self, path: Path) -> Path:
        """The calendar of a file, the nearest one: a file that includes it, or a folder; else that file.

        Of files that include each other it is the one that says `calendar`.
        """
        found = self._includer(path) or self._folder(path) or self._unread(path)
        if not found:
            return path
        # Named as the file is: from the working folder, unless that one is whole.
        return found if path.is_absolute() else Path(os.path.relpath(found))

    def of_folder(self, path: Path) -> Path:
        """The calendar of a folder: that folder, unless its files are parts of another."""
        contents = self._read(path)
        if contents is None or any("calendar" in _said(source) for source in contents.sources):
            return path
        first = Path(contents.sources[0].name)
        found = self.of(first)
        return path if found == first else found

    def holds(self, calendar: Path, path: Path) -> bool:
        """Whether a file is one of those of a calendar, which is a file or a folder."""
        real = os.path.realpath(path)
        if os.path.realpath(calendar) == real:
            return True
        if not calendar.is_dir() and not self._may_include(calendar):
            return False
        contents = self._read(calendar)
        return contents is not None and real in contents.files

    def _includer(self, path: Path) -> Path | None:
        """The nearest file that includes a file and says `calendar`, else the nearest that includes it."""
        part, real = None, os.path.realpath(path)
        own = self._read(path) if path.is_file() else None
        is_whole = own is not None and "calendar" in _said(own.sources[0])
        for candidate, contents in self._candidates(path):
            if real not in contents.files:
                continue
            if "calendar" not in _said(contents.sources[0]):
                # Not one that is a part of this, where they include each other.
                part = part or (None if own and os.path.realpath(candidate) in own.files else candidate)
            elif not is_whole:
                return candidate
        return part

    def _folder(self, path: Path) -> Path | None:
        """The nearest folder around a file that is one calendar: only one of the files in it says `calendar`.

        None where files include others, stand alone, or are of something else: together they are no calendar.
        """
        real, own = os.path.realpath(path), Path(os.path.abspath(path)).parent
        around = self._root or trees.repositories(own)
        top = self._top(path) if around else Path.cwd() if own.is_relative_to(Path.cwd()) else own
        for folder in _above(path, top):
            it = self._judged(folder)
            if it is None or real not in it.files or not it.others <= {real}:
                return None
            if it.heads:
                return folder if it.heads == 1 < len(it.files) else None
        return None

    def _unread(self, path: Path) -> Path | None:
        """Of a part the nearest calendar that is no YAML as it stands: nobody knows what that includes."""
        own = self._read(path) if path.is_file() else None
        if own is None or "calendar" in _said(own.sources[0]):
            return None
        for candidate, contents in self._candidates(path):
            first = contents.sources[0]
            if files.parse(first)[0] is None and _said(first) >= {"calendar", "include"}:
                return candidate
        return None

    def _candidates(self, path: Path) -> Iterator[tuple[Path, "_Contents"]]:
        """The other files around one that may include it, the nearest first."""
        real = os.path.realpath(path)
        for folder in _above(path, self._top(path)):
            for candidate, its_real in self._including(folder):
                contents = self._read(candidate) if its_real != real else None
                if contents:
                    yield candidate, contents

    def _top(self, path: Path) -> Path:
        """The last folder that is looked into."""
        if self._root:
            return Path(os.path.abspath(self._root))
        folder = Path(os.path.abspath(path)).parent
        return next(iter(trees.repositories(folder)), None) or _own_top(folder)


class _Contents(Struct, frozen=True):
    """A calendar's files, and their paths without links."""

    sources: tuple[Source, ...]
    files: frozenset[str]


class _Judged(Struct, frozen=True):
    """The files of a folder, how many say `calendar`, and which are of something else than calendars."""

    files: frozenset[str]
    heads: int
    others: frozenset[str]


def _contents(read: Reader, calendar: Path) -> _Contents | None:
    try:
        sources = read(calendar).all
    except OSError:
        return None
    return _Contents(sources, frozenset(os.path.realpath(source.name) for source in sources))


def _judge(contents: _Contents | None) -> _Judged | None:
    """None where files include others, or one stands alone."""
    if contents is None:
        return None
    said = [(source.name, _said(source)) for source in contents.sources]
    if any("include" in keys or _stands_alone(name, keys) for name, keys in said):
        return None
    others = frozenset(os.path.realpath(name) for name, keys in said if keys and not keys & TOP.keys())
    return _Judged(contents.files, sum("calendar" in keys for _, keys in said), others)


def _stands_alone(name: str, keys: Set[str]) -> bool:
    return Path(name).name == ALONE and keys >= {"calendar", "events"}


def _said(file: Source) -> frozenset[str]:
    """The keys of a file; of one that is no YAML as it stands, those that begin a line."""
    plain, problems = files.parse(file)
    if plain is None and problems:
        return frozenset(key.decode() for key in _KEY.findall(file.data))
    return frozenset(plain if isinstance(plain, dict) else () if plain is None else ("",))


def _including(folder: Path) -> tuple[tuple[Path, str], ...]:
    """The YAML files of a folder that may include others, each with its real path; no hidden ones."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return ()
    found = [folder / it for it in names if it.endswith(trees.ENDINGS) and not it.startswith(".")]
    return tuple((file, os.path.realpath(file)) for file in found if _may_include(file))


def _may_include(calendar: Path) -> bool:
    """Whether anything is included, as can be told without reading YAML; of a pipe it isn't."""
    try:
        if not calendar.is_file() or calendar.stat().st_size > trees.LARGEST:
            return False
        return b"include" in calendar.read_bytes()
    except OSError:
        return False


def _own_top(folder: Path) -> Path:
    """The last of the folders around one that are the user's and nobody else writes to: others' calendars
    are none of a user's files.
    """
    found = folder
    for parent in folder.parents:
        status = os.stat(parent)
        if os.name == "posix" and (status.st_uid != os.getuid() or status.st_mode & stat.S_IWOTH):
            break
        found = parent
    return found


def _above(path: Path, top: Path) -> Iterator[Path]:
    """The folders that a file is in, the nearest first, up to the last that is looked into."""
    folder = Path(os.path.abspath(path)).parent
    for parent in (folder, *folder.parents):
        yield parent
        if parent == top or not parent.is_relative_to(top):
            return
