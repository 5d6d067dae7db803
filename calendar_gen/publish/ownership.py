"""What manifests name → which files of a published folder are a build's to replace or to remove.

A manifest may come from a stranger's pull request, and a journal too. So neither decides alone: what
is removed has a path that a build makes, and the very bytes that one wrote.
"""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress

from msgspec import Struct

from calendar_gen.publish.manifest import file_digest
from calendar_gen.publish.paths import OutputError, mode_of, parent
from calendar_gen.web import layout
from calendar_gen.web.names import MANIFEST, STAGING

Identity = tuple[int, int]
"""A device and a file on it: the same for every path that leads to the file, however it is spelt."""

Known = Mapping[str, str]
"""What may be ours: the digests that a build gave a file, by path, with a space between several."""


class Strays(Struct, frozen=True):
    """What was ours and is made no longer: what to remove of it, and what to keep, with its digests."""

    removed: tuple[str, ...]
    kept: Mapping[str, str]


def known(*named: Mapping[str, str]) -> Known:
    """The files that manifests and journals name, all together."""
    found: dict[str, str] = {}
    for files in named:
        for path, digests in files.items():
            other = found.setdefault(path, digests)
            if other != digests:
                found[path] = " ".join(sorted({*other.split(), *digests.split()}))
    return found


def identities(root: str, paths: Iterable[str]) -> frozenset[Identity]:
    """Those of files that are neither replaced nor removed, whatever a manifest says, and of links to them.

    Raises OutputError where one is in the folder that a build empties.
    """
    staging = _identity(f"{root}/{STAGING}")
    found: set[Identity] = set()
    for path in paths:
        if staging and staging in map(_identity, _folders_above(path)):
            raise OutputError(f"{STAGING} is emptied by each build, and {path} is in it: move it away")
        found.update(filter(None, map(_identity, _followed(path))))
    return frozenset(found)


def _folders_above(path: str) -> Iterator[str]:
    """The folders that a file is in, from the nearest."""
    folder, last = os.path.dirname(os.path.realpath(path)), ""
    while folder != last:
        yield folder
        folder, last = os.path.dirname(folder), folder


def _followed(path: str) -> Iterator[str]:
    """A path, and if it is a link what it leads to."""
    for _ in range(40):  # as many as Linux follows
        yield path
        if not os.path.islink(path):
            return
        path = os.path.join(os.path.dirname(path), os.readlink(path))


def _identity(path: str) -> Identity | None:
    """The identity of what stands at a path, a link not followed; None for nothing."""
    with suppress(OSError, ValueError):
        status = os.lstat(path)
        return status.st_dev, status.st_ino
    return None


def holds_others(root: str, ours: Known) -> bool:
    """Whether anything is in a folder beside a manifest, what is staged and `ours`, as it was written."""
    for folder, folders, names in os.walk(root):
        inside = os.path.relpath(folder, root)
        if inside == "." and STAGING in folders:
            folders.remove(STAGING)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in (*names, *links):
            path = os.path.normpath(os.path.join(inside, name)).replace(os.sep, "/")
            digest = file_digest(root, path) if path in ours else None
            if path != MANIFEST and not (digest and digest[0] in ours[path].split()):
                return True
    return False


def is_guarded(root: str, path: str, guarded: AbstractSet[Identity]) -> bool:
    """Whether what stands at a path is among what is neither replaced nor removed."""
    return bool(guarded) and _identity(f"{root}/{path}") in guarded


def strays(
    root: str,
    ours: Known,
    files: Mapping[str, object],
    there: AbstractSet[str],
    guarded: AbstractSet[Identity],
) -> Strays:
    """Judge what `ours` names and `files` don't; `there` are the folders to which no symlink leads."""
    removed, kept = [], {}
    lost = sorted(ours.keys() - files.keys())
    spelt = {_folded(path): path for path in files} if lost else {}
    for path in lost:
        mode = mode_of(root, path) if parent(path) in there else 0
        # A folder in a stray's place is someone else's.
        if not mode or stat.S_ISDIR(mode) or _is_same(root, path, spelt.get(_folded(path))):
            continue
        digest = file_digest(root, path) if layout.has_our_form(path) else None
        if digest and digest[0] in ours[path].split() and not is_guarded(root, path, guarded):
            removed.append(path)
        else:
            kept[path] = ours[path]
    return Strays(tuple(removed), kept)


def _folded(path: str) -> str:
    """A path as file systems that don't tell spellings apart see it."""
    return unicodedata.normalize("NFKC", path.casefold())


def _is_same(root: str, path: str, other: str | None) -> bool:
    """Whether two spellings of a path name one file: there are file systems that know no difference."""
    return other is not None and _identity(f"{root}/{path}") == _identity(f"{root}/{other}")
