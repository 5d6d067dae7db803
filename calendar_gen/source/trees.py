"""A path → a file of a calendar, from the disk, below a root that links don't lead out of.

Who writes the file of a calendar, for a pull request say, doesn't decide what else of a machine is shown.
"""

import errno
import os
import select
import stat
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, structs

# What files of calendars are called.
ENDINGS = (".yaml", ".yml")
# More than this is no calendar: through a pipe, and of all files together.
ENDLESS = 300_000_000
LARGEST = 1_000_000_000
# Seconds that a named pipe is given for somebody to begin to write.
PATIENCE = 5
# What is, or has become, a pipe must not be waited for by who wants a file.
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Child(Struct, frozen=True, order=True):
    """What stands in a folder; `folder` of a link is whether it leads to one."""

    name: str
    folder: bool = False
    link: bool = False


class Tree(Struct, frozen=True):
    """A tree of files to read from: a part of the disk, or what else has paths.

    `root`, below which may be read, and what `real` gives are paths without links and `..`; `children` (by
    name) and `read` take such ones, and raise OSError. `read_named` reads what a person named.
    """

    root: Path
    real: Callable[[Path], Path]
    is_file: Callable[[Path], bool]
    is_folder: Callable[[Path], bool]
    children: Callable[[Path], Sequence[Child]]
    read: Callable[[Path], bytes]
    read_named: Callable[[Path], bytes]

    def holds(self, real: Path) -> bool:
        """Whether a path, without links, is the root or below it."""
        return real.is_relative_to(self.root)


def on_disk(path: Path, root: Path | None = None) -> Tree:
    """The tree around the file or folder of a calendar: below `root`, else its repository, else its folder.

    Raises OSError where the path is named below that folder, and a link on the way leads out of it.
    """
    real, beside = _real(path), path if path.is_dir() else path.parent
    named = Path(os.path.abspath(beside))
    # All around, as a link may lead from a repository into another.
    roots = [root] if root else repositories(named) or repositories(_real(beside))
    roots = [_real(each) for each in roots]
    for top in roots:
        if not real.is_relative_to(top) and as_named(path, top):
            raise OSError(errno.EACCES, outside(top))
    top = roots[0] if roots else _real(beside)
    read = partial(_read_below, top)
    return Tree(top, _real, os.path.isfile, os.path.isdir, _children, read, _read_named)


def on_disk_below(tree: Tree, path: Path) -> Tree:
    """A tree of the disk, as it looks from a folder that a person named: only what is in there is read."""
    root = tree.real(path)
    return structs.replace(tree, root=root, read=partial(_read_below, root))


def overlaid(tree: Tree, path: Path, text: bytes) -> Tree:
    """The tree with another text in one of its files, which need not be there yet, nor its folders."""
    real = tree.real(path)

    def children(folder: Path) -> Sequence[Child]:
        if folder not in real.parents:
            return tree.children(folder)
        first, *deeper = real.relative_to(folder).parts
        found = tree.children(folder) if tree.is_folder(folder) else []
        known = any(child.name == first for child in found)
        return found if known else sorted([*found, Child(first, folder=bool(deeper))])

    return structs.replace(
        tree,
        is_file=lambda path: tree.real(path) == real or tree.is_file(path),
        is_folder=lambda path: tree.real(path) in real.parents or tree.is_folder(path),
        children=children,
        read=lambda path: text if path == real else tree.read(path),
        read_named=lambda path: text if tree.real(path) == real else tree.read_named(path),
    )


def as_named(path: Path, root: Path) -> Path | None:
    """A path below a root (which has no links), with the links on the way from there; None for one elsewhere.

    A folder on the way may be swapped for a link by whoever writes there: it stands for what is named.
    """
    named = Path(os.path.abspath(path))
    for parent in (*reversed(named.parents), named):
        if (real := _real(parent)).is_relative_to(root):
            return real / named.relative_to(parent)
    return None


def outside(root: Path) -> str:
    """Why a file isn't read, and what to do."""
    return f"it is outside of {root}, and only files in there are read: name a folder above both with --root"


def read_file(path: Path) -> bytes:
    """What a file holds, of a path that may be of anything else. Raises OSError for what is no file."""
    return _content(os.open(path, _AT_ONCE))


def _read_named(path: Path) -> bytes:
    """What a file holds that a person named, or what comes through a pipe, of which there must be an end."""
    with _opened(path) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode):
            _check_size(status)
            return file.read()
        read = bytearray()
        while part := file.read(1 << 20):
            read += part
            if len(read) > ENDLESS:
                raise OSError(errno.EFBIG, f"it has no end after {ENDLESS // 10**6} MB")
        return bytes(read)


def _opened(path: Path) -> BinaryIO:
    """A path opened to be read; a pipe is not waited for for ever, if nobody writes to it."""
    if not stat.S_ISFIFO(os.stat(path).st_mode):
        return open(path, "rb")
    pipe = os.open(path, _AT_ONCE)
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    if not waiting.poll(PATIENCE * 1000) and _is_unwritten(pipe):
        os.close(pipe)
        raise OSError(errno.ETIMEDOUT, "it is a pipe to which nobody writes")
    os.set_blocking(pipe, True)
    return open(pipe, "rb")


def _is_unwritten(pipe: int) -> bool:
    """Whether nobody has the other end of a pipe: where somebody has, reading at once would have to wait."""
    try:
        return not os.read(pipe, 1)
    except BlockingIOError:
        return False


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def repositories(folder: Path) -> list[Path]:
    """The folders around with `.git`, a folder or the file that worktrees have, the nearest first."""
    return [parent for parent in (folder, *folder.parents) if os.path.lexists(parent / ".git")]


def _children(folder: Path) -> list[Child]:
    with os.scandir(folder) as entries:
        return sorted(Child(entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries)


def _read_below(root: Path, real: Path) -> bytes:
    """What a file below the root holds. Links aren't followed: one may have come since it was looked at."""
    return _content(_opened_below(root, real, _AT_ONCE))


def _content(opened: int) -> bytes:
    with open(opened, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no file")
        _check_size(status)
        return file.read()


def _opened_below(root: Path, real: Path, flags: int) -> int:
    if os.open not in os.supports_dir_fd or not hasattr(os, "O_NOFOLLOW"):  # Windows
        return os.open(real, flags)
    flags |= os.O_NOFOLLOW
    *folders, name = real.relative_to(root).parts
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for folder in folders:
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = below
        return os.open(name, flags, dir_fd=at)
    finally:
        os.close(at)


def _check_size(status: os.stat_result) -> None:
    if status.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"it has more than {LARGEST // 10**6} MB")
