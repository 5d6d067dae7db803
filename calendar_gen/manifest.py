"""The manifest of a published folder: which files are ours; and a folder looked at without trust in it."""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")

GENERATOR = "calendar-gen"
MOVE_IT = "move it away or choose another folder, and build again"
MANIFEST, STAGING = "manifest.json", ".calendar-gen"

# A manifest decides what is deleted, and may come from a stranger's pull request. Its paths
# must not climb out, reach git's own files, or mean more on Windows than they say.
_DEVICE = re.compile("(?i)con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[1-9¹²³]")
_TRICK = re.compile(r"[\\:\x00-\x1f\x7f\ud800-\udfff]")
_RESERVED = frozenset({"", ".", "..", ".git", STAGING})

# O_NONBLOCK: a FIFO in a file's place must not hang us. O_BINARY: Windows would write CR CR LF.
SAFELY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class OutputError(Exception):
    """Why a folder cannot be written and what to do: one line, for a person."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says: who made the files, from what, and the digest of each by path.

    `until` is the moment (ISO 8601, UTC) from which the same inputs give other files, "" for never.
    """

    generator: str
    inputs: str
    warnings: int
    files: Mapping[str, str]
    until: str = ""


def read_manifest(root: str, name: str) -> Manifest:
    """What a manifest or journal says; one that isn't there names no files."""
    if not mode_of(root, name):
        return Manifest("", "", 0, {})
    if manifest := parse(read_file(root, name) or b""):
        return manifest
    raise OutputError(
        f"{name} is unreadable, damaged or not calendar-gen's: "
        "restore it, or empty the folder, and build again"
    )


def parse(data: bytes) -> Manifest | None:
    """What a manifest says, None for what isn't one."""
    with suppress(ValueError, RecursionError):
        match said := json.loads(data):
            case {
                "generator": str(by),
                "inputs": str(inputs),
                "warnings": int(warnings),
                "files": dict(files),
            } if by.startswith(f"{GENERATOR} ") and all(
                is_plain(path) and isinstance(digest, str) for path, digest in files.items()
            ):
                return Manifest(by, inputs, warnings, files, str(said.get("until", "")))
    return None


def as_json(manifest: Manifest) -> bytes:
    """One file a line and in order, so that git shows what changed."""
    # By hand: the json module indents in Python, which takes as long as hashing the files.
    quote = json.encoder.encode_basestring
    listed = [f"    {quote(path)}: {quote(digest)}" for path, digest in sorted(manifest.files.items())]
    lines = [
        "{",
        f'  "generator": {quote(manifest.generator)},',
        f'  "inputs": {quote(manifest.inputs)},',
        f'  "warnings": {manifest.warnings},',
        f'  "until": {quote(manifest.until)},',
        '  "files": {',
        ",\n".join(listed),
        "  }",
        "}",
    ]
    return "\n".join(lines).encode() + b"\n"


def is_plain(path: str) -> bool:
    """Whether a relative POSIX path is one that a file of ours may have."""
    return path != MANIFEST and not _TRICK.search(path) and _RESERVED.isdisjoint(path.lower().split("/"))


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
    """The SHA-256 of a file and its size in bytes; None as with `read_file`. Large ones are read in parts."""
    from hashlib import sha256  # late: a listing is done without

    def digested(file: int, length: int) -> tuple[str, int]:
        digest = sha256()
        while part := os.read(file, 1 << 20):
            digest.update(part)
        return digest.hexdigest(), length

    return _of_file(digested, root, path, size)


def read_file(root: str, path: str, size: int | None = None) -> bytes | None:
    """What a file holds; None for none, no regular one, one not of `size` bytes, one we may not read."""
    return _of_file(os.read, root, path, size)


def _of_file(give: Callable[[int, int], _T], root: str, path: str, size: int | None) -> _T | None:
    """What `give` makes of an open file and its size in bytes."""
    with suppress(OSError):
        file = os.open(f"{root}/{path}", os.O_RDONLY | SAFELY)
        try:
            status = os.fstat(file)
            if stat.S_ISREG(status.st_mode) and size in (None, status.st_size):
                return give(file, status.st_size)
        finally:
            os.close(file)
    return None
