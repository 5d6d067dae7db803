"""A folder and what it should hold → what differs, which is staged inside it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import replace

from calendar_gen.publish import ownership
from calendar_gen.publish.manifest import Manifest, file_digest, read_manifest
from calendar_gen.publish.paths import MOVE_IT, SAFELY, OutputError, folders_of, mode_of, parent, real_folders
from calendar_gen.web import layout
from calendar_gen.web.names import MANIFEST, STAGING

Content = Sequence[bytes]
"""A file's bytes in pieces: files share headers and events, so they are joined late, one at a time."""

JOURNAL = ".calendar-gen/journal.json"
NEW = ".calendar-gen/new"
"""Where what differs is staged, in `files/`."""


class Changes(Struct, frozen=True):
    """What a build changed in a folder, the manifest aside: relative POSIX paths, sorted.

    `sizes` are in bytes, of every file that is there now. `kept` are those that aren't made any more
    and stay, since they are not as a build wrote them. `widened` are the filters whose part of
    the calendar the folder held until now, when it holds everything.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    kept: tuple[str, ...] = ()
    widened: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)


_STATES = ("created", "updated", "unchanged", "in the way")
_Settled = tuple[str, str, int]
"""How a file stands (one of `_STATES`), its digest, its size in bytes."""


class Compared(Struct, frozen=True):
    """What differs between a folder and what it should hold, and the manifest to write there."""

    changes: Changes
    manifest: Manifest
    before: Manifest
    ours: ownership.Known


def manifests(root: str) -> tuple[Manifest, Manifest]:
    """The manifest of a folder, and the journal of a killed run.

    Raises OutputError for damaged ones, and if others have put something where a build stages: it would be
    deleted there.
    """
    mode = mode_of(root, STAGING)
    if mode and not stat.S_ISDIR(mode):
        raise OutputError(f"{STAGING} is not calendar-gen's: {MOVE_IT}")
    ours = {os.path.basename(path) for path in (JOURNAL, NEW)}
    if mode and (others := {*os.listdir(f"{root}/{STAGING}")} - ours):
        raise OutputError(f"{STAGING}/{min(others)} is not calendar-gen's: {MOVE_IT}")
    if mode and not stat.S_ISDIR(mode_of(root, NEW) or stat.S_IFDIR):
        raise OutputError(f"{NEW} is not calendar-gen's: {MOVE_IT}")
    return read_manifest(root, MANIFEST), read_manifest(root, JOURNAL)


def compare(
    root: str,
    files: Mapping[str, Content],
    manifest: Manifest,
    before: tuple[Manifest, Manifest],
    guards: AbstractSet[ownership.Identity],
    staging: bool,
) -> Compared:
    """What differs, being staged if `staging` says so. Raises OutputError for what is in the way.

    `before` are its `manifests`, `guards` are files that are neither replaced nor removed.
    """
    if staging and mode_of(root, NEW):  # a killed run's
        shutil.rmtree(f"{root}/{NEW}")
    listed, journal = before
    ours = ownership.known(listed.kept, listed.files, journal.kept, journal.files)
    folders = folders_of(files)
    there = real_folders(root, folders | folders_of(ours.keys() - files.keys()))
    in_the_way = [path for path in folders - there if parent(path) in there and mode_of(root, path)]
    in_the_way += [MANIFEST] if ownership.is_guarded(root, MANIFEST, guards) else []
    if in_the_way:
        raise OutputError(_blocked(in_the_way))
    settled = _settle(root, files, ours, there, guards, staging)
    by_state = _by_state(settled)
    strays = ownership.strays(root, ours, files, there, guards)
    changes = Changes(
        by_state["created"],
        by_state["updated"],
        strays.removed,
        len(by_state["unchanged"]),
        tuple(sorted(strays.kept)),
        "" if manifest.filters else listed.filters,
        {path: size for path, (_, _, size) in settled.items()},
    )
    digests = {path: digest for path, (_, digest, _) in settled.items()}
    made = replace(manifest, files=digests, kept=strays.kept)
    return Compared(changes, made, listed if listed.files else journal, ours)


def _by_state(settled: Mapping[str, _Settled]) -> Mapping[str, tuple[str, ...]]:
    """The paths in each state, sorted. Raises OutputError where one is in the way."""
    found: dict[str, list[str]] = {state: [] for state in _STATES}
    for path, (state, _, _) in settled.items():
        found[state].append(path)
    if found["in the way"]:
        raise OutputError(_blocked(found["in the way"]))
    return {state: tuple(sorted(paths)) for state, paths in found.items()}


def _blocked(in_the_way: Sequence[str]) -> str:
    """That files are in the way, in words."""
    more = f" and {len(in_the_way) - 3} more" if len(in_the_way) > 3 else ""
    names = ", ".join(sorted(in_the_way)[:3]) + more
    if all(map(layout.is_of_site, in_the_way)):
        remedy = "to keep your own pages write 'site: no' into the calendar's file, or else move it away"
        return f"{names}: in the way, and not for calendar-gen to overwrite: {remedy}, and build again"
    return f"{names}: in the way, and not for calendar-gen to overwrite: {MOVE_IT}"


def _settle(
    root: str,
    files: Mapping[str, Content],
    ours: ownership.Known,
    there: AbstractSet[str],
    guards: AbstractSet[ownership.Identity],
    staging: bool,
) -> dict[str, _Settled]:
    """Compare each file with the folder, and stage it if it differs and `staging` says so."""
    settled = {}
    staged: set[str] = set()
    for path, content in files.items():
        folder = parent(path)
        state = "created"
        # In a folder that is not there nothing need be looked for: a first build reads nothing.
        if folder in there:
            digest, size = _digest(content)
            if file_digest(root, path, size) == (digest, size):
                state = "unchanged"
            elif mode := mode_of(root, path):
                replaceable = path in ours and not stat.S_ISDIR(mode)
                is_ours = replaceable and not ownership.is_guarded(root, path, guards)
                state = "updated" if is_ours else "in the way"
        if not staging and folder not in there:
            digest, size = _digest(content)
        elif staging and state in ("created", "updated"):
            if folder not in staged:
                os.makedirs(f"{root}/{NEW}/files/{folder}", exist_ok=True)
                staged.add(folder)
            digest, size = create(f"{root}/{NEW}/files/{path}", content)
        settled[path] = state, digest, size
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


def create(path: str, content: Content, mode: int = 0o666) -> tuple[str, int]:
    """Write a new file, with what the umask leaves of a mode: its SHA-256, and its size in bytes."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, mode)
    try:
        return _digest(content, partial(_write_all, file))
    finally:
        os.close(file)


def _write_all(file: int, data: bytes) -> None:
    while data:  # a disk that is nearly full takes a part, and raises at the next
        data = data[os.write(file, data) :]
