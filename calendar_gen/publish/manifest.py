"""A manifest → what a published folder holds; and a path in one → what is there, looked at without trust."""

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

_T = TypeVar("_T")

GENERATOR = "calendar-gen"
MOVE_IT = "move it away or choose another folder, and build again"
# What opening gives where there is no file: nothing, a file for a folder, a link, a socket.
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO)
MANIFEST, STAGING = "manifest.json", ".calendar-gen"
# So begin the names of files while they are written: they are nobody's, and no calendar can include them.
RESERVED = f"{STAGING}."

# A manifest decides what is deleted, and may come from a stranger's pull request. Its paths
# must not climb out, reach git's own files, or mean more on Windows than they say.
_DEVICE = re.compile("(?i)con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[1-9¹²³]")
_TRICK = r"[\\:\x00-\x1f\x7f\ud800-\udfff]"  # compiled where it is met: a listing checks no path
_RESERVED = frozenset({"", ".", "..", ".git", STAGING})

# O_NONBLOCK: a FIFO in a file's place must not hang us. O_BINARY: Windows would write CR CR LF.
SAFELY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class OutputError(Exception):
    """Why a folder cannot be written and what to do: one line, for a person."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says: who made the files, from what, and the digest of each by path.

    `until` is the moment (ISO 8601, UTC) from which the same inputs give other files, "" for never.
    `calendar` is the id of the calendar, "" in manifests of older versions, and `filters` what was let
    through of it, "" for everything. `kept` are files that were ours and stay although none is made any
    more, with the digests that they had. A journal may name several digests of a file, with spaces between.
    """

    generator: str
    inputs: str
    warnings: int
    files: Mapping[str, str]
    until: str = ""
    calendar: str = ""
    filters: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)


def read_manifest(root: str, name: str) -> Manifest:
    """What a manifest or journal says; one that isn't there names no files."""
    if not mode_of(root, name):
        return Manifest("", "", 0, {})
    with suppress(OSError):
        if manifest := parse(read_file(root, name) or b""):
            return manifest
    raise OutputError(f"{name} is unreadable, damaged or not calendar-gen's: restore it, {MOVE_IT}")


def parse(data: bytes) -> Manifest | None:
    """What a manifest says, None for what isn't one."""
    import json  # late: a listing reads none, and asks this module for the rules of paths

    with suppress(ValueError, RecursionError):
        match said := json.loads(data):
            case {
                "generator": str(by),
                "inputs": str(inputs),
                "warnings": int(warnings),
                "files": dict(files),
            } if by.startswith(f"{GENERATOR} ") and _are_digests(files):
                until, calendar, filters = (
                    str(said.get(key, "")) for key in ("until", "calendar", "filters")
                )
                if _are_digests(kept := said.get("kept", {})):
                    return Manifest(by, inputs, warnings, files, until, calendar, filters, kept)
    return None


def _are_digests(files: object) -> bool:
    # Half a character of an escape could not be written again.
    return isinstance(files, dict) and all(
        is_plain(path) and isinstance(digest, str) and digest.isascii() for path, digest in files.items()
    )


def as_json(manifest: Manifest) -> bytes:
    """One file a line and in order, so that git shows what changed."""
    # By hand: the json module indents in Python, which takes as long as hashing the files.
    from json.encoder import encode_basestring as quote

    lines = [
        "{",
        f'  "generator": {quote(manifest.generator)},',
        f'  "calendar": {quote(manifest.calendar)},',
        f'  "filters": {quote(manifest.filters)},',
        f'  "inputs": {quote(manifest.inputs)},',
        f'  "warnings": {manifest.warnings},',
        f'  "until": {quote(manifest.until)},',
        *(["  " + _listed("kept", manifest.kept) + ","] if manifest.kept else []),
        "  " + _listed("files", manifest.files),
        "}",
    ]
    return "\n".join(lines).encode() + b"\n"


def _listed(name: str, files: Mapping[str, str]) -> str:
    from json.encoder import encode_basestring as quote

    lines = [f"    {quote(path)}: {quote(digest)}" for path, digest in sorted(files.items())]
    return "\n".join([f'"{name}": {{', ",\n".join(lines), "  }"])


def is_plain(path: str) -> bool:
    """Whether a relative POSIX path is one that a file of ours may have."""
    return path != MANIFEST and not re.search(_TRICK, path) and _RESERVED.isdisjoint(path.lower().split("/"))


def is_device(name: str) -> bool:
    """Whether Windows takes a name for a device, whatever ending it has, and holds no such file.

    See "Naming Files, Paths, and Namespaces" in the documentation of Windows.
    """
    return bool(_DEVICE.fullmatch(name.partition(".")[0].rstrip(" ")))


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


def digest_of(root: str, path: str, size: int | None = None) -> tuple[str, int] | None:
    """The SHA-256 of a file and its size in bytes; None as with `read_file`, and for one we may not read.

    Large ones are read in parts.
    """
    from hashlib import sha256  # late: 8 ms, and a listing is done without

    def digested(file: int, length: int) -> tuple[str, int]:
        digest = sha256()
        while part := os.read(file, 1 << 20):
            digest.update(part)
        return digest.hexdigest(), length

    with suppress(OSError):  # what can't be read is made anew
        return _of_file(digested, root, path, size)
    return None


def read_file(root: str, path: str, size: int | None = None) -> bytes | None:
    """What a file holds; None for none, no regular one, one not of `size` bytes.

    Raises OSError for one that can't be read: it isn't as if there were none.
    """
    return _of_file(os.read, root, path, size)


def _of_file(give: Callable[[int, int], _T], root: str, path: str, size: int | None) -> _T | None:
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
