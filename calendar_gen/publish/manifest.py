"""A manifest → what a published folder holds."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from json.encoder import encode_basestring as quote

from msgspec import Struct, field

from calendar_gen.publish.paths import MOVE_IT, OutputError, mode_of, of_file, read_file
from calendar_gen.web.names import is_plain

GENERATOR = "calendar-gen"


class Manifest(Struct, frozen=True):
    """What `manifest.json` says: who made the files, from what, and the digest of each by path.

    `until` is the moment (ISO 8601, UTC) from which the same inputs give other files, `since` the one before
    which they gave other ones, "" for never.
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
    since: str = ""


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
    with suppress(ValueError, RecursionError):
        match said := json.loads(data):
            case {
                "generator": str(by),
                "inputs": str(inputs),
                "warnings": int(warnings),
                "files": dict(files),
            } if by.startswith(f"{GENERATOR} ") and _are_digests(files):
                until, calendar, filters, since = (
                    str(said.get(key, "")) for key in ("until", "calendar", "filters", "since")
                )
                if _are_digests(kept := said.get("kept", {})):
                    return Manifest(by, inputs, warnings, files, until, calendar, filters, kept, since)
    return None


def _are_digests(files: object) -> bool:
    # Half a character of an escape could not be written again.
    return isinstance(files, dict) and all(
        is_plain(path) and isinstance(digest, str) and digest.isascii() for path, digest in files.items()
    )


def as_json(manifest: Manifest) -> bytes:
    """One file a line and in order, so that git shows what changed."""
    # By hand: the json module indents in Python, which takes as long as hashing the files.
    lines = [
        "{",
        f'  "generator": {quote(manifest.generator)},',
        f'  "calendar": {quote(manifest.calendar)},',
        f'  "filters": {quote(manifest.filters)},',
        f'  "inputs": {quote(manifest.inputs)},',
        f'  "warnings": {manifest.warnings},',
        *([f'  "since": {quote(manifest.since)},'] if manifest.since else []),
        f'  "until": {quote(manifest.until)},',
        *(["  " + _listed("kept", manifest.kept) + ","] if manifest.kept else []),
        "  " + _listed("files", manifest.files),
        "}",
    ]
    return "\n".join(lines).encode() + b"\n"


def _listed(name: str, files: Mapping[str, str]) -> str:
    lines = [f"    {quote(path)}: {quote(digest)}" for path, digest in sorted(files.items())]
    return "\n".join([f'"{name}": {{', ",\n".join(lines), "  }"])


def file_digest(root: str, path: str, size: int | None = None) -> tuple[str, int] | None:
    """The SHA-256 of a file and its size in bytes; None as with `read_file`, and for one we may not read.

    Large ones are read in parts.
    """

    def digested(file: int, length: int) -> tuple[str, int]:
        digest = sha256()
        while part := os.read(file, 1 << 20):
            digest.update(part)
        return digest.hexdigest(), length

    with suppress(OSError):  # what can't be read is made anew
        return of_file(digested, root, path, size)
    return None
