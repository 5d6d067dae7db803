"""A path in a published folder → what is there, looked at without trust."""

import errno
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from calendar_gen.diagnostics.wording import printable

_T = TypeVar("_T")

MOVE_IT = "move it away or choose another folder, and build again"
# What opening gives where there is no file: nothing, a file for a folder, a link, a socket.
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO)

# O_NONBLOCK: a FIFO in a file's place must not hang us. O_BINARY: Windows would write CR CR LF.
SAFELY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class OutputError(Exception):
    """Why a folder cannot be written and what to do: one line, for a person."""


class FaultError(Exception):
    """What was made is not what may be published: a mistake of calendar-gen's own."""


def keep_apart(folder: Path, theme: str) -> None:
    """Raise OutputError for a theme in a folder, of which the next build would read what this writes."""
    if Path(os.path.realpath(theme)).is_relative_to(os.path.realpath(folder)):
        raise OutputError(
            f"the theme lies in {printable(str(folder))}: choose another folder for one of them"
        )


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder on the way to `paths`, the root aside."""
    folders: set[str] = set()
    for path in paths:
        folder = parent(path)
        while folder and folder not in folders:
            folders.add(folder)
            folder = parent(folder)
    return folders


def parent(path: str) -> str:
    """The folder of a path, "" for the root."""
    return path.rpartition("/")[0]


def real_folders(root: str, folders: Iterable[str]) -> set[str]:
    """The root, and those of `folders` that are there and that no symlink leads to."""
    real = {""}
    for folder in sorted(folders):  # each comes before those in it
        if parent(folder) in real and stat.S_ISDIR(mode_of(root, folder)):
            real.add(folder)
    return real


def mode_of(root: str, path: str) -> int:
    """What stands at a path, a symlink not followed, as `st_mode`; 0 for nothing."""
    try:
        return os.lstat(f"{root}/{path}").st_mode
    except FileNotFoundError:
        return 0


def read_file(root: str, path: str, size: int | None = None) -> bytes | None:
    """What a file holds; None for none, no regular one, one not of `size` bytes.

    Raises OSError for one that can't be read: it isn't as if there were none.
    """
    return of_file(os.read, root, path, size)


def of_file(give: Callable[[int, int], _T], root: str, path: str, size: int | None) -> _T | None:
    """What `give` makes of an open file and its size in bytes."""
    try:
        file = os.open(f"{root}/{path}", os.O_RDONLY | SAFELY)
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise
    try:
        status = os.fstat(file)
        if stat.S_ISREG(status.st_mode) and size in (None, status.st_size):
            return give(file, status.st_size)
    finally:
        os.close(file)
    return None
