"""A set of files → a folder, all or nothing.

Each file is compared with what the folder has, by its digest; what differs is staged inside
the folder, and only when all of that is on disk is it moved into place: a full disk or a
bad permission changes nothing, and a reader sees whole files, old or new.

    manifest.json                   our files and their digests, all but this one
    .calendar-gen/journal.json      the same for what may be ours while files are moved
    .calendar-gen/new/files/…       what will be moved, in the folder's own layout

A killed run leaves `.calendar-gen/` behind; from the journal the next one knows which
files are ours, whatever had been moved, and ends as if none had been killed. Files that
neither manifest nor journal names belong to others and are never touched.

There is no fsync: a kill cannot tear a rename, and what a power cut tears the next run
finds, for it believes what files hold and not what a manifest says of them; a manifest
that is torn itself is refused.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from calendar_gen.holds import holding
from calendar_gen.manifest import (
    GENERATOR,
    MANIFEST,
    MOVE_IT,
    SAFELY,
    STAGING,
    Manifest,
    OutputError,
    as_json,
    digest_of,
    folders_of,
    is_plain,
    mode_of,
    parent,
    read_file,
    read_manifest,
    real_folders,
)
from calendar_gen.processes import in_two_processes

__all__ = [
    "GENERATOR",
    "Changes",
    "Content",
    "Manifest",
    "OutputError",
    "Published",
    "current",
    "write",
    "write_file",
]

Content = Sequence[bytes]
"""A file's bytes in pieces: files share headers and events, so they are joined late, one at a time."""

_JOURNAL = ".calendar-gen/journal.json"
_NEW = ".calendar-gen/new"

_HALF = "some files may still be the old: mend it and build again"
_ADVICE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EILSEQ: "this is a fault of calendar-gen's: report it, go back to the last version",
}


@dataclass(frozen=True, slots=True)
class Published:
    """What a folder holds: the size of each file in bytes, and how many warnings its build gave."""

    sizes: Mapping[str, int]
    warnings: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build changed in a folder, the manifest aside: relative POSIX paths, sorted.

    `sizes` are in bytes, of every file that is there now.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    sizes: Mapping[str, int] = field(default_factory=dict, compare=False)


_Settled = tuple[str, str, int]
"""How a file stands ("created", "updated", "unchanged", "in the way"), its digest, its size in bytes."""


def write(
    folder: Path,
    files: Mapping[str, Content],
    *,
    manifest: Callable[[], Manifest],
    held: Path | None = None,
    committing: Callable[[], None] = lambda: None,
    waiting: Callable[[], None] = lambda: None,
) -> Changes:
    """Make `folder` hold exactly `files`, beside what others have put there, or change nothing.

    `files` go by relative POSIX path; to ask for one may raise OSError, with EILSEQ for what must not
    be published. `manifest` gives what else the manifest says, while a second process makes some of
    many files. `committing` is called when everything is on disk and nothing is in its place yet, to put
    into place first what the next build must know; if it raises, nothing is changed. `held` is
    a folder that this process has a `hold` of already. `waiting` is called if another build
    has the folder, before we wait for it; it may raise, to give up instead.

    Where nothing differs nothing is written, not even a folder's mtime. A file of ours that
    was edited or torn is made whole. A file of others in the way is an error, unless it
    holds the very bytes.

    Raises OutputError, and ValueError for paths that could stand in no folder.
    """
    folders = folders_of(files)
    if bad := [path for path in files if not is_plain(path) or path in folders]:
        raise ValueError(f"not a plain relative path, or a folder's too: {bad[0]!r}")
    try:
        with holding(folder, held, waiting) as root:
            return _update(root, files, manifest, committing)
    except OutputError as error:
        raise OutputError(f"{folder}: {error}") from error
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{folder}: file names can't hold {error.object!a} here: set PYTHONUTF8=1"
        ) from error
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "make it writable or choose another folder")
        reason = error.strerror or error
        raise OutputError(f"{folder}: {reason}, nothing was changed: {advice}, and build again") from error


def current(folder: Path, inputs: str, now: datetime) -> Published | None:
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
        if manifest.until and manifest.until <= now.isoformat():
            return None
        there = real_folders(root, folders_of(manifest.files))
    except (OSError, OutputError):
        return None
    sizes = {}
    for path, digest in manifest.files.items():
        found = digest_of(root, path) if parent(path) in there else None
        if found is None or found[0] != digest:
            return None
        sizes[path] = found[1]
    return Published(sizes, manifest.warnings)


def write_file(path: Path, data: bytes, held: bool = False) -> None:
    """Write one file, whole or not at all; `held` says that no other build writes it. Raises OutputError."""
    # With the number of a process in it what a killed run left would stay for ever.
    beside = f"{path}.new" if held else f"{path}.{os.getpid()}.new"
    try:
        with suppress(FileNotFoundError):  # a killed run's
            os.unlink(beside)
        try:
            _create(beside, [data])
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}, nothing was changed") from error


def _update(
    root: str,
    files: Mapping[str, Content],
    manifest: Callable[[], Manifest],
    committing: Callable[[], None],
) -> Changes:
    left_over = mode_of(root, STAGING)
    if left_over and not stat.S_ISDIR(left_over):
        raise OutputError(f"{STAGING} is not calendar-gen's: {MOVE_IT}")
    ours = {**read_manifest(root, _JOURNAL).files} if left_over else {}
    ours |= read_manifest(root, MANIFEST).files
    before = os.stat(root)
    try:
        digests, changes, said = _compare(root, files, manifest, ours.keys())
        made = as_json(replace(said, files=digests))
        differs = changes.created or changes.updated or left_over or read_file(root, MANIFEST) != made
        if differs:  # a manifest that does names a stray, if nothing else does
            strays = ours.keys() - digests.keys()
            journal = as_json(replace(said, files=ours | digests)) if strays else made
            _complete(root, made, journal)
        committing()
        if differs:
            # A killed run's journal is needed until here, where this one names its files too.
            _begin(root)
    except BaseException:
        shutil.rmtree(f"{root}/{_NEW}", ignore_errors=True)
        with suppress(OSError):  # a killed run's journal is still in it
            os.rmdir(f"{root}/{STAGING}")
            os.utime(root, ns=(before.st_atime_ns, before.st_mtime_ns))
        raise
    if differs:
        _publish(root, changes.removed, folders_of(ours) - folders_of(files))
    return changes


def _compare(
    root: str, files: Mapping[str, Content], manifest: Callable[[], Manifest], ours: AbstractSet[str]
) -> tuple[dict[str, str], Changes, Manifest]:
    """The digest of each file, what differs, being staged, and what `manifest` gives.

    Raises OutputError for what is in the way.
    """
    if mode_of(root, _NEW):  # a killed run's
        shutil.rmtree(f"{root}/{_NEW}")
    strays, folders = ours - files.keys(), folders_of(files)
    there = real_folders(root, folders | folders_of(strays))
    in_the_way = [path for path in folders - there if parent(path) in there and mode_of(root, path)]
    if not in_the_way:
        work = partial(_settle, root, files, ours, there)
        found, said = in_two_processes(work, list(files), manifest)
        settled = dict(zip(files, found, strict=True))
        in_the_way = [path for path, (state, _, _) in settled.items() if state == "in the way"]
    if in_the_way:
        raise OutputError(_blocked(in_the_way))
    modes = {path: mode_of(root, path) for path in strays if parent(path) in there}
    # A folder in a stray's place is someone else's.
    removed = [path for path, mode in modes.items() if mode and not stat.S_ISDIR(mode)]
    by_state: dict[str, list[str]] = {"created": [], "updated": [], "unchanged": []}
    for path, (state, _, _) in settled.items():
        by_state[state].append(path)
    created, updated = (tuple(sorted(by_state[state])) for state in ("created", "updated"))
    sizes = {path: size for path, (_, _, size) in settled.items()}
    changes = Changes(created, updated, tuple(sorted(removed)), len(by_state["unchanged"]), sizes)
    return {path: digest for path, (_, digest, _) in settled.items()}, changes, said


def _blocked(in_the_way: Sequence[str]) -> str:
    more = f" and {len(in_the_way) - 3} more" if len(in_the_way) > 3 else ""
    names = ", ".join(sorted(in_the_way)[:3]) + more
    return f"{names}: in the way, and not for calendar-gen to overwrite: {MOVE_IT}"


def _settle(
    root: str,
    files: Mapping[str, Content],
    ours: AbstractSet[str],
    there: AbstractSet[str],
    paths: Sequence[str],
) -> list[_Settled]:
    """Compare each file with the folder, and stage it if it differs."""
    settled = []
    staged: set[str] = set()
    for path in paths:
        content, folder = files[path], parent(path)
        state = "created"
        # In a folder that is not there nothing need be looked for: a first build reads nothing.
        if folder in there:
            digest, size = _digest(content)
            if digest_of(root, path, size) == (digest, size):
                state = "unchanged"
            elif mode := mode_of(root, path):
                state = "updated" if path in ours and not stat.S_ISDIR(mode) else "in the way"
        if state in ("created", "updated"):
            if folder not in staged:
                os.makedirs(f"{root}/{_NEW}/files/{folder}", exist_ok=True)
                staged.add(folder)
            digest, size = _create(f"{root}/{_NEW}/files/{path}", content)
        settled.append((state, digest, size))
    return settled


def _digest(content: Content, take: Callable[[bytes], object] = lambda data: None) -> tuple[str, int]:
    """The SHA-256 of a content and its size in bytes; `take` is given it in few pieces."""
    digest, size = sha256(), 0
    for start in range(0, len(content), 1000):  # joined by parts: a feed may be large
        data = b"".join(content[start : start + 1000])
        digest.update(data)
        size += len(data)
        take(data)
    return digest.hexdigest(), size


def _complete(root: str, manifest: bytes, journal: bytes) -> None:
    """Complete what is staged: the manifest, and the journal of all that may be ours from now on."""
    new = f"{root}/{_NEW}"
    os.makedirs(f"{new}/files", exist_ok=True)
    _create(f"{new}/manifest", [manifest])
    _create(f"{new}/journal", [journal])


def _create(path: str, content: Content) -> tuple[str, int]:
    """Write a new file, with the mode that the umask leaves: its SHA-256, and its size in bytes."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, 0o666)
    try:
        return _digest(content, partial(_write_all, file))
    finally:
        os.close(file)


def _write_all(file: int, data: bytes) -> None:
    while data:  # a disk that is nearly full takes a part, and raises at the next
        data = data[os.write(file, data) :]


def _begin(root: str) -> None:
    """Put the journal into place. What `committing` did can't be taken back any more."""
    try:
        os.replace(f"{root}/{_NEW}/journal", f"{root}/{_JOURNAL}")
    except OSError as error:
        raise OutputError(f"{error.strerror or error}, {_HALF}") from error


def _publish(root: str, strays: Iterable[str], folders: Iterable[str]) -> None:
    """Move what is staged into place, remove strays and what `folders` they empty; the manifest goes last."""
    staging = f"{root}/{STAGING}"
    try:
        _move(f"{staging}/new/files", root)
        for path in strays:
            os.unlink(f"{root}/{path}")
        for folder in sorted(real_folders(root, folders) - {""}, reverse=True):
            if not os.listdir(f"{root}/{folder}"):
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
