"""A folder → that folder kept for one build, others waiting.

The kernel keeps it: a kill lets it go, and no file stays.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from calendar_gen.publish.paths import MOVE_IT, OutputError

try:
    import fcntl
except ImportError:  # Windows: two builds at once are the caller's to avoid.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def hold(folder: Path | None, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other builds that want the same folder waiting; None, or one that isn't there, holds nothing.

    Raises OutputError for one that can't be held: of two builds at once both would count on from one lock.
    """
    with ExitStack() as descriptors:
        if folder is not None and fcntl is not None:
            try:
                with suppress(FileNotFoundError, NotADirectoryError):
                    held = os.open(folder, os.O_RDONLY)
                    descriptors.callback(os.close, held)
                    _flock(held, waiting)
            except OSError as error:
                raise OutputError(f"{folder}: {error.strerror or error}, nothing was changed") from error
        yield


@contextmanager
def holding(folder: Path, held: Path | None, waiting: Callable[[], None]) -> Iterator[str]:
    """Hold the folder against other builds; gives its path without symlinks.

    It is made if need be, and goes again if the build fails. The lock is the kernel's, on
    the folder itself: a kill releases it and no lock file stays behind.
    """
    root = os.path.realpath(folder)
    made = not _stands(root)
    with ExitStack() as descriptors:
        try:
            _hold(root, held, waiting, descriptors)
            yield root
        except BaseException:
            if made:
                with suppress(OSError):  # not empty: a part was published
                    os.rmdir(root)
            raise


def _stands(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _hold(root: str, held: Path | None, waiting: Callable[[], None], descriptors: ExitStack) -> None:
    """Hold a folder, which is made if need be, until `descriptors` are closed."""
    while True:
        try:
            os.makedirs(root, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise OutputError(f"a file, or inside one: {MOVE_IT}") from error
        # What isn't kept is let go before the next is tried: it would keep us waiting for ourselves.
        with ExitStack() as tried:
            try:
                if fcntl is None or (held is not None and os.path.samefile(root, held)):
                    return
                opened = os.open(root, os.O_RDONLY)
            except FileNotFoundError:  # a build that made it has failed meanwhile
                continue
            tried.callback(os.close, opened)
            _flock(opened, waiting)
            if _is_at(root, opened):
                descriptors.enter_context(tried.pop_all())
                return


def _is_at(root: str, opened: int) -> bool:
    """Whether a folder is there still: its last holder may have deleted it, and someone made another."""
    try:
        return os.path.samestat(os.fstat(opened), os.stat(root))
    except FileNotFoundError:
        return False


def _flock(opened: int, waiting: Callable[[], None]) -> None:
    """Lock an open folder, and wait for it where another build has it."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(opened, fcntl.LOCK_EX)
    except OSError as error:  # some network file systems have no locks: go on without
        if error.errno not in (errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK):
            raise
