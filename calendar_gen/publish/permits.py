"""Files to be moved into a folder → whether they can be, found out before the first is."""

import errno
import os
import stat
from collections.abc import Iterable, Sequence

from calendar_gen.publish.paths import SAFELY, folders_of, parent, real_folders


def look(root: str, created: Sequence[str], replaced: Sequence[str], nothing: str = "") -> None:
    """Raise the OSError that would stop a build midway, while it can still be said that nothing was changed.

    `replaced` are the files that go, for new ones or for good. `nothing` is a path at which nothing
    stands, from which what is staged will be moved; without it no file is opened and nothing tried.

    The system is asked, not the modes: it knows of ACLs, of what is mounted read-only, of attributes, of root
    (access(2)). What it doesn't tell beforehand: append-only folders, security modules, servers.
    """
    changed = {parent(path) for path in (*created, *replaced)}
    there = real_folders(root, folders_of((*created, *replaced)))
    # What is in a new folder comes with it: the nearest that is there is the one to be written.
    folders = {_nearest(folder, there) for folder in changed}
    for folder in sorted(folders):
        if not os.access(f"{root}/{folder}", os.W_OK | os.X_OK, effective_ids=_BY_EFFECT):
            raise OSError(errno.EACCES, f"{folder or '.'}: {os.strerror(errno.EACCES)}")
        if nothing:
            _move_nothing(f"{root}/{nothing}", root, folder)
    for path in _of_others(root, replaced):
        raise OSError(errno.EACCES, f"{path} is another user's, and the sticky bit of its folder keeps it")
    for path in replaced if nothing else ():
        _look_at(root, path)


_BY_EFFECT = os.access in os.supports_effective_ids


def _nearest(folder: str, there: Iterable[str]) -> str:
    """A folder if it is there, or the first above it that is."""
    while folder not in there:
        folder = parent(folder)
    return folder


def _move_nothing(nothing: str, root: str, folder: str) -> None:
    """Have the system refuse to move: that there is nothing to move, or sooner that it can't be moved there.

    Linux looks at the mounts first: a folder may be on another disk, or mounted a second time.
    """
    try:
        os.rename(nothing, f"{root}/{folder}/{os.path.basename(nothing)}")
    except FileNotFoundError:
        return
    except OSError as error:
        raise OSError(error.errno, f"{folder or '.'}: {error.strerror}") from error


def _of_others(root: str, replaced: Iterable[str]) -> Iterable[str]:
    """The files in sticky folders that are neither ours nor in a folder of ours, unless we are root."""
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    folders = {parent(path) for path in replaced} if user else ()
    owners = {folder: _sticky_owner(f"{root}/{folder}") for folder in folders}
    for path in replaced:
        owner = owners.get(parent(path))
        if owner not in (None, user) and os.lstat(f"{root}/{path}").st_uid != user:
            yield path


def _sticky_owner(folder: str) -> int | None:
    """Whose a folder is, if it is sticky: others may then not remove what isn't theirs."""
    status = os.lstat(folder)
    return status.st_uid if status.st_mode & stat.S_ISVTX else None


def _look_at(root: str, path: str) -> None:
    """Open a file as if to write it: what is immutable, or in use on Windows, refuses.

    Its mode doesn't matter elsewhere, for it isn't written but replaced.
    """
    if not stat.S_ISREG(os.lstat(f"{root}/{path}").st_mode):
        return
    try:
        os.close(os.open(f"{root}/{path}", os.O_WRONLY | SAFELY))
    except PermissionError as error:
        if error.errno == errno.EPERM or os.name == "nt":
            raise OSError(error.errno, f"{path}: {error.strerror}") from error
    except OSError:
        return
