"""A lock, a folder, an address or a revision → what was published before, from which a build goes on."""

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from calendar_gen import digest, linker, loader
from calendar_gen.loader import Loaded
from calendar_gen.lock import git, lockfile, published
from calendar_gen.lock.known import Known, Lock
from calendar_gen.lock.published import Origin, Published
from calendar_gen.model.catalog import Catalog
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError
from calendar_gen.source import files, trees

# When a revision's calendar is taken to have been published first: earlier than any edit of it.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Baseline(Struct, frozen=True):
    """What was published before, and the published files that say so, where no lock does."""

    known: Known
    published: Published | None = None


def lock_file_of(file: Path, root: Path | None = None) -> Path | None:
    """The lock of a calendar, which lies beside its file or folder; None for what comes through a pipe.

    Raises OutputError where a calendar has the name of a lock, or can't be looked at, or where a link leads
    out of `root`, else of the repository.
    """
    mode = mode_of(file)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return None
    path = lockfile.path_of(file)
    if path == file:
        raise OutputError(f"{file} has the name of a lock: call it {path.with_suffix('.yaml').name}")
    try:
        trees.on_disk(path, root)
    except OSError as error:
        raise OutputError(f"{path} can't be read: {error.strerror}") from None
    return path


def mode_of(path: Path) -> int:
    """What stands at a path, as `st_mode`; 0 for nothing. Raises OutputError where that can't be told."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise OutputError(f"{path} can't be read: {error.strerror}") from None


def known(file: Path, root: Path | None = None) -> Known:
    """What the lock of a calendar says. Raises OutputError."""
    lock_file = lock_file_of(file, root)
    try:
        return lockfile.load(lock_file) if lock_file else Known()
    except OSError as error:
        raise OutputError(f"{lock_file} can't be read: {error.strerror}") from None


def place(text: str, limits: Limits) -> Origin | None:
    """The folder that a text names, or the address; None for neither."""
    if re.match(r"(?i)[a-z]+://", text):
        return published.at_address(text, limits)
    return published.in_folder(Path(text)) if os.path.isdir(text) else None


def is_published(there: Origin) -> bool:
    """Whether a place has something of calendar-gen's. Raises OutputError where that can't be told."""
    return published.read(there, must=False) is not None


def against(file: Path, named: str, limits: Limits, root: Path | None = None) -> Known:
    """What a difference of a calendar is taken from: a lock, a folder, an address, or a revision of git.

    No link leads out of `root`, else of the repository. Raises OutputError.
    """
    try:
        if there := place(named, limits):
            found = published.read(there, must=True)
            return Known(found.lock) if found else Known()
        if os.path.isfile(named):
            trees.on_disk(Path(named), root)
            if not lockfile.is_lock(Path(named)):
                raise OutputError(f"{named} is no lock: name one, or a folder, an address or a revision")
            return lockfile.load(Path(named))
        with git.at(file, named, root) as (path, tree):
            then = loader.load(files.read(path, tree))
    except OSError as error:
        raise OutputError(f"{named} can't be read: {error.strerror or error}") from None
    except git.HistoryError as error:
        raise OutputError(str(error)) from None
    if then.errors:
        raise OutputError(
            f"{file} has errors in {named}: there is nothing to compare with. The first is {_first(then)}"
        )
    return Known(begun(then.catalog))


def _first(loaded: Loaded) -> str:
    """The first error and where it is, below this folder."""
    found = next(it for it in loaded.diagnostics if it.is_error)
    at = found.position
    return f"{os.path.relpath(found.file)}:{at.line}:{at.column}: {found.code} {found.message}"


def begun(catalog: Catalog) -> Lock:
    """The lock that a calendar would begin with, without the feeds."""
    return linker.revise(catalog, Lock(), _LONG_AGO).lock


def lock_digest(lock_file: Path | None) -> str:
    """The SHA-256 of a lock, "" where there is none. Raises OutputError."""
    try:
        data = lockfile.bytes_of(lock_file) if lock_file else None
    except OSError as error:
        raise _unreadable(lock_file, error) from error
    return "" if data is None else digest.of_bytes(data)


def of_build(lock_file: Path | None, previous: Origin | None, folder: Path) -> Baseline:
    """What a build goes on from: its lock, else what is published at a place, else in its folder.

    Raises OutputError.
    """
    try:
        known = lockfile.load(lock_file) if lock_file else Known()
    except OSError as error:
        raise _unreadable(lock_file, error) from error
    if known.is_there:
        return Baseline(known)
    found = published.read(previous or published.in_folder(folder), must=previous is not None)
    return Baseline(Known(found.lock), found) if found else Baseline(known)


def lock_before(baseline: Baseline, catalog: Catalog) -> Lock:
    """The lock to go on from; for want of one, the published files tell what is no longer in the catalog.

    Raises OutputError.
    """
    found = baseline.published
    return published.placed(found, catalog) if found else baseline.known.lock


def _unreadable(lock_file: Path | None, error: OSError) -> OutputError:
    return OutputError(f"{lock_file} can't be read: {error.strerror}, nothing was changed")
