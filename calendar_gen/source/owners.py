"""A file → the calendar that it belongs to: another file which includes it, or a folder of such files."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from calendar_gen.source import files, trees
from calendar_gen.source.document import TOP
from calendar_gen.source.files import Source

Reader = Callable[[Path], Source]
# A file of this name with a calendar and its events is what is built where it lies, whatever lies beside it.
ALONE = "events.yaml"
_KEY = re.compile(rb"(?m)^([a-z]+)[ \t]*:")


def owner(path: Path, read: Reader, root: Path | None = None) -> Path:
    """The calendar that a file belongs to, the nearest one: a file that includes it, a folder; else itself.

    Looked for up to `root`, else up to the repository, else up to the working folder. What can't be read
    includes nothing. `read` gives a calendar with all its files, or raises OSError.
    """
    for candidate in _around(path, root):
        if not _same(candidate, path) and holds(candidate, path, read):
            return _named_like(path, candidate)
    folder = _folder(path, read, root)
    return _named_like(path, folder) if folder else path


def holds(calendar: Path, path: Path, read: Reader) -> bool:
    """Whether a file is one of those of a calendar, which is a file or a folder."""
    if _same(calendar, path):
        return True
    try:
        if not (calendar.is_dir() or _may_include(calendar)):
            return False
        return any(_same(Path(source.name), path) for source in read(calendar).all)
    except OSError:
        return False


def _may_include(calendar: Path) -> bool:
    """Whether anything is included, as can be told without reading YAML; of a pipe it isn't."""
    return (
        calendar.is_file()
        and calendar.stat().st_size <= trees.LARGEST
        and b"include" in calendar.read_bytes()
    )


def _folder(path: Path, read: Reader, root: Path | None) -> Path | None:
    """The nearest folder around a file that is one calendar: only one of the files in it says `calendar`.

    None where files include others, stand alone, or are of something else: together they are no calendar.
    """
    for folder in _above(path, root):
        try:
            sources = read(folder).all
        except OSError:
            return None
        said = [_said(source) for source in sources]
        if not all(_may_be_part(it, keys, path) for it, keys in zip(sources, said, strict=True)):
            return None
        if heads := sum("calendar" in keys for keys in said):
            return folder if heads == 1 < len(sources) else None
    return None


def _may_be_part(source: Source, keys: frozenset[str], path: Path) -> bool:
    """Whether a file with those keys may be one of a folder's calendar, as the file in question is."""
    stands_alone = Path(source.name).name == ALONE and keys >= {"calendar", "events"}
    is_of_calendars = not keys or bool(keys & TOP.keys()) or _same(Path(source.name), path)
    return is_of_calendars and not stands_alone and "include" not in keys


def _said(file: Source) -> frozenset[str]:
    """The keys of a file; of one that is no YAML as it stands, those that begin a line."""
    plain, problems = files.parse(file)
    if plain is None and problems:
        return frozenset(key.decode() for key in _KEY.findall(file.data))
    return frozenset(plain if isinstance(plain, dict) else () if plain is None else ("",))


def _around(path: Path, root: Path | None) -> Iterator[Path]:
    """YAML files beside a file and above it, the nearest first; hidden ones aren't looked at."""
    for parent in _above(path, root):
        names = sorted(os.listdir(parent)) if os.access(parent, os.R_OK) else []
        yield from (parent / name for name in names if _is_yaml(name))


def _above(path: Path, root: Path | None) -> Iterator[Path]:
    """The folders that a file is in, the nearest first, up to the last that is looked into."""
    folder = Path(os.path.abspath(path)).parent
    top = Path(os.path.abspath(root)) if root else next(iter(trees.repositories(folder)), Path.cwd())
    for parent in (folder, *folder.parents):
        yield parent
        if parent == top or not parent.is_relative_to(top):
            return


def _named_like(path: Path, calendar: Path) -> Path:
    """A calendar named as one of its files is: from the working folder, unless that one is whole."""
    return calendar if path.is_absolute() else Path(os.path.relpath(calendar))


def _is_yaml(name: str) -> bool:
    return name.endswith(trees.ENDINGS) and not name.startswith(".")


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
