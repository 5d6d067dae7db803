"""A set of files → a folder, all or nothing.

Each file is compared with what the folder has, by its digest; what differs is staged inside
the folder, and only when all of that is on disk is it moved into place: a full disk or a
bad permission changes nothing, and a reader sees whole files, old or new.

    manifest.json                   our files and their digests, all but this one
    .calendar-gen/journal.json      the same for what may be ours while files are moved
    .calendar-gen/new/files/…       what will be moved, in the folder's own layout

A killed run leaves `.calendar-gen/` behind; from the journal the next one knows which
files are ours, whatever had been moved, and ends as if none had been killed. Files that
neither manifest nor journal names belong to others and are never touched; of those that
one names, `ownership` says which are removed.

There is no fsync: a kill cannot tear a rename, and what a power cut tears the next run
finds, for it believes what files hold and not what a manifest says of them; a manifest
that is torn itself is refused.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.publish import ownership, permits
from calendar_gen.publish.comparison import (
    JOURNAL,
    NEW,
    Changes,
    Compared,
    Content,
    compare,
    create,
    manifests,
)
from calendar_gen.publish.hold import holding
from calendar_gen.publish.manifest import GENERATOR, Manifest, as_json, file_digest, read_manifest
from calendar_gen.publish.paths import (
    MOVE_IT,
    FaultError,
    OutputError,
    folders_of,
    mode_of,
    parent,
    read_file,
    real_folders,
)
from calendar_gen.web import layout
from calendar_gen.web.names import MANIFEST, RESERVED, STAGING, is_plain

__all__ = [
    "GENERATOR",
    "Changes",
    "Content",
    "Manifest",
    "OutputError",
    "Written",
    "current",
    "plan",
    "write",
    "write_file",
]

_HALF = "some files may still be the old: mend it and build again"
_ADVICE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.ENOENT: "choose another folder",
}


class Written(Struct, frozen=True):
    """What a folder holds: the size of each file in bytes, the warnings of its build, what is kept."""

    sizes: Mapping[str, int]
    warnings: int
    kept: tuple[str, ...] = ()


Allow = Callable[[Manifest, Changes], None]
"""Told what a folder holds, and what would be changed there; raises OutputError to have nothing changed."""


def write(
    folder: Path,
    files: Mapping[str, Content],
    *,
    manifest: Manifest,
    held: Path | None = None,
    committing: Callable[[], None] = lambda: None,
    waiting: Callable[[], None] = lambda: None,
    allow: Allow = lambda before, changes: None,
    guarded: Iterable[str] = (),
) -> Changes:
    """Make `folder` hold exactly `files`, beside what others have put there, or change nothing.

    `files` go by relative POSIX path; to ask for one may raise OSError, or FaultError for what must not be
    published. `manifest` is what else the manifest says. `committing` is called when everything is
    on disk and nothing is in its place yet, to put into place first what the next build must know; if it
    raises, nothing is changed. `held` is a folder that this process has a `hold` of already. `waiting` is
    called if another build has the folder, before we wait for it; it may raise, to give up instead. `allow`
    may have the folder refused, and `guarded` are paths, as the system knows them, of what is neither
    replaced nor removed.

    Where nothing differs nothing is written, not even a folder's mtime. A file of ours that
    was edited or torn is made whole; one that isn't made any more stays if it isn't as it was written.
    A file of others in the way is an error, unless it holds the very bytes.

    Raises OutputError, and ValueError for paths that could stand in no folder.
    """
    folders = folders_of(files)
    if bad := [path for path in files if not is_plain(path) or path in folders]:
        raise ValueError(f"not a plain relative path, or a folder's too: {bad[0]!r}")
    with _telling(folder), holding(folder, held, waiting) as root:
        return _update(root, files, manifest, committing, allow, tuple(guarded))


def plan(
    folder: Path,
    files: Mapping[str, Content],
    *,
    manifest: Manifest,
    allow: Allow = lambda before, changes: None,
    guarded: Iterable[str] = (),
) -> Changes:
    """What `write` would change; nothing is written, so no other build is kept waiting either.

    Raises what it would raise, but for what only a try can tell: of other mounts and immutable files.
    """
    root = os.path.realpath(folder)
    with _telling(folder):
        if os.path.lexists(root) and not os.path.isdir(root):
            raise OutputError(f"a file, or inside one: {MOVE_IT}")
        guards = ownership.identities(root, guarded)
        compared = compare(root, files, manifest, manifests(root), guards, staging=False)
        allow(compared.before, compared.changes)
        if not os.path.isdir(root):
            permits.look(_above(root), [MANIFEST], [])
        elif _differs(root, compared.changes, as_json(compared.manifest)):
            _look(root, compared.changes)
        return compared.changes


def _above(folder: str) -> str:
    """The nearest folder above one that isn't there."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Have errors name the folder, and say what to do."""
    try:
        yield
    except FaultError as error:
        advice = "this is a fault of calendar-gen's: report it, go back to the last version, and build again"
        raise OutputError(f"{folder}: {error}, nothing was changed: {advice}") from error
    except OutputError as error:
        raise OutputError(f"{folder}: {error}") from error
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{folder}: file names can't hold {error.object!a} here: set PYTHONUTF8=1"
        ) from error
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "make it writable or choose another folder")
        reason = error.strerror or error
        if error.errno == errno.ENOENT and not os.path.lexists(folder):
            reason = "no folder can be made there"
        raise OutputError(f"{folder}: {reason}, nothing was changed: {advice}, and build again") from error


def current(folder: Path, inputs: str, now: datetime) -> Written | None:
    """What is in `folder`, if a build from `inputs` at `now` (UTC) would change nothing there.

    That is when the manifest names the same `inputs`, every file it names has the very
    digest, and no killed run waits to be put right. Otherwise None: `write` tells what is
    wrong, if anything is.
    """
    root = os.path.realpath(folder)
    try:
        manifest = read_manifest(root, MANIFEST)
        if manifest.inputs != inputs or mode_of(root, STAGING):
            return None
        if manifest.until and not manifest.since <= now.isoformat() < manifest.until:
            return None
        there = real_folders(root, folders_of(manifest.files))
    except (OSError, OutputError):
        return None
    sizes = {}
    for path, digest in manifest.files.items():
        found = file_digest(root, path) if parent(path) in there else None
        if found is None or found[0] != digest:
            return None
        sizes[path] = found[1]
    kept = tuple(path for path in sorted(manifest.kept) if mode_of(root, path))
    return Written(sizes, manifest.warnings, kept)


def write_file(path: Path, data: bytes, held: bool = False) -> None:
    """Write one file, whole or not at all; `held` says that no other build writes it. Raises OutputError.

    One that is there keeps its mode, and where a link leads to it that stays. A link to nothing is replaced:
    who sends it would choose where a file is made.
    """
    place = Path(os.path.realpath(path)) if os.path.exists(path) else path
    # With the number of a process in it what a killed run left would stay for ever.
    name = place.name if held else f"{place.name}.{os.getpid()}"
    beside = str(place.parent / f"{RESERVED}{name}.new")
    try:
        with suppress(FileNotFoundError):  # a killed run's
            os.unlink(beside)
        try:
            mode = stat.S_IMODE(mode_of(str(place.parent), place.name))
            create(beside, [data], mode or 0o666)
            if mode:  # whatever the umask took of it
                os.chmod(beside, mode)
            os.replace(beside, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}, nothing was changed") from error


def _update(
    root: str,
    files: Mapping[str, Content],
    manifest: Manifest,
    committing: Callable[[], None],
    allow: Allow,
    guarded: Sequence[str],
) -> Changes:
    guards, standing_there = ownership.identities(root, guarded), manifests(root)
    before = os.stat(root)
    try:
        compared = compare(root, files, manifest, standing_there, guards, staging=True)
        allow(compared.before, compared.changes)
        made, strays = as_json(compared.manifest), compared.ours.keys() - files.keys()
        if differs := _differs(root, compared.changes, made):
            _complete(root, made, _journal(compared) if strays or mode_of(root, JOURNAL) else made)
            _look(root, compared.changes, f"{NEW}/nothing")
        committing()
        if differs:
            # A killed run's journal is needed until here, where this one names its files too.
            _begin(root)
    except BaseException:
        shutil.rmtree(f"{root}/{NEW}", ignore_errors=True)
        with suppress(OSError):  # a killed run's journal is still in it
            os.rmdir(f"{root}/{STAGING}")
            os.utime(root, ns=(before.st_atime_ns, before.st_mtime_ns))
        raise
    if differs:
        left = folders_of(filter(layout.has_our_form, strays))
        _publish(root, compared.changes.removed, left, folders_of(files))
    return compared.changes


def _differs(root: str, changes: Changes, made: bytes) -> bool:
    changed = changes.created or changes.updated or changes.removed or mode_of(root, STAGING)
    return bool(changed) or read_file(root, MANIFEST) != made


def _journal(compared: Compared) -> bytes:
    """The manifest of all that may be ours while files are moved."""
    made = compared.manifest
    return as_json(replace(made, files=ownership.known(made.files, made.kept, compared.ours), kept={}))


def _complete(root: str, manifest: bytes, journal: bytes) -> None:
    """Complete what is staged: the manifest, and the journal of all that may be ours from now on."""
    os.makedirs(f"{root}/{NEW}/files", exist_ok=True)
    create(f"{root}/{NEW}/manifest", [manifest])
    create(f"{root}/{NEW}/journal", [journal])


def _look(root: str, changes: Changes, nothing: str = "") -> None:
    ours = [path for path in (MANIFEST, STAGING) if mode_of(root, path)]
    permits.look(root, (*changes.created, MANIFEST), (*changes.updated, *changes.removed, *ours), nothing)


def _begin(root: str) -> None:
    """Put the journal into place. What `committing` did can't be taken back any more."""
    try:
        os.replace(f"{root}/{NEW}/journal", f"{root}/{JOURNAL}")
    except OSError as error:
        raise OutputError(f"{error.strerror or error}, {_HALF}") from error


def _publish(root: str, strays: Iterable[str], left: Iterable[str], used: Set[str]) -> None:
    """Move what is staged into place, remove strays and the folders of those `left` that they empty, of which
    others are `used`; the manifest goes last.
    """
    staging = f"{root}/{STAGING}"
    try:
        _move(f"{staging}/new/files", root)
        for path in strays:
            os.unlink(f"{root}/{path}")
        for folder in sorted(real_folders(root, left) - used - {""}, reverse=True):
            if not os.listdir(f"{root}/{folder}"):
                with suppress(PermissionError):  # somebody else's, in a sticky folder
                    os.rmdir(f"{root}/{folder}")
        os.replace(f"{staging}/new/manifest", f"{root}/{MANIFEST}")
        shutil.rmtree(staging)
    except OSError as error:
        raise OutputError(f"{error.strerror or error}, {_HALF}") from error


def _move(staged: str, target: str) -> None:
    """Move what a staged folder holds: file by file into folders that are there, others at once."""
    for name in sorted(os.listdir(staged)):
        if stat.S_ISDIR(mode_of(staged, name)) and stat.S_ISDIR(mode_of(target, name)):
            _move(f"{staged}/{name}", f"{target}/{name}")
        else:
            os.replace(f"{staged}/{name}", f"{target}/{name}")
