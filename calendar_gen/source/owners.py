"""A file → the calendar that it belongs to: that of a file beside it or above which includes it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from calendar_gen.source import trees
from calendar_gen.source.files import Source

Reader = Callable[[Path], Source]


def owner(path: Path, read: Reader, root: Path | None = None) -> Path:
    """The file of the calendar that a file belongs to, the nearest one above; if there is none, that file.

    Looked for up to `root`, else up to the repository, else up to the working folder. What can't be read
    includes nothing. `read` gives a calendar with what it includes, or raises OSError.
    """
    for candidate in _around(path, root):
        if not _same(candidate, path) and holds(candidate, path, read):
            # Named as the other is: from the working folder, unless that one is whole.
            return candidate if path.is_absolute() else Path(os.path.relpath(candidate))
    return path


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


def _around(path: Path, root: Path | None) -> Iterator[Path]:
    """YAML files beside a file and above it, the nearest first; hidden ones aren't looked at."""
    folder = Path(os.path.abspath(path)).parent
    top = Path(os.path.abspath(root)) if root else next(iter(trees.repositories(folder)), Path.cwd())
    for parent in (folder, *folder.parents):
        names = sorted(os.listdir(parent)) if os.access(parent, os.R_OK) else []
        yield from (parent / name for name in names if _is_yaml(name))
        if parent == top or not parent.is_relative_to(top):
            return


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
