"""A folder kept for one build, others waiting. The kernel keeps it: a kill lets it go, and no file stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from calendar_gen.manifest import MOVE_IT, OutputError

try:
    import fcntl
except ImportError:  # Windows: two builds at once are the caller's to avoid.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def hold(folder: Path | None, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other builds that want the same folder waiting; None, or one that isn't there, holds nothing."""
    with ExitStack() as descriptors:
        if folder is not None and fcntl is not None:
            with suppress(OSError):  # what is wrong with the folder shows when it is read or written
                held = os.open(folder, os.O_RDONLY)
                descriptors.callback(os.close, held)
                _flock(held, waiting)
        yield


@contextmanager
def holding(folder: Path, held: Path | None, waiting: Callable[[], None]) -> Iterator[str]:
    """Hold the folder against other builds; gives its path without symlinks.

    It is made if need be, and goes again if the build fails. The lock is the kernel's, on
    the folder itself: a kill releases it and no lock file stays behind.
    """
    root = os.path.realpath(folder)
    made = not os.path.lexists(root)
    with ExitStack() as descriptors:
        try:
            _lock(root, held, waiting, descriptors)
            yield root
        except BaseException:
            if made:
                with suppress(OSError):  # not empty: a part was published
                    os.rmdir(root)
            raise


def _lock(root: str, held: Path | None, waiting: Callable[[], None], descriptors: ExitStack) -> None:
    try:
        os.makedirs(root, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(f"a file, or inside one: {MOVE_IT}") from error
    if fcntl is None or (held is not None and os.path.samefile(root, held)):
        return
    lock = os.open(root, os.O_RDONLY)
    descriptors.callback(os.close, lock)
    _flock(lock, waiting)
    # Its last holder may have deleted the folder, and someone else have made another.
    if not (os.path.exists(root) and os.path.samestat(os.fstat(lock), os.stat(root))):
        _lock(root, held, waiting, descriptors)


def _flock(lock: int, waiting: Callable[[], None]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:  # some network file systems have no locks: go on without
        if error.errno not in (errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK):
            raise
