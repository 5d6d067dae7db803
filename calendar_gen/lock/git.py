"""A revision of git → the tree of its files, to read a calendar from as it was then. Nothing is written."""

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from calendar_gen.source import trees
from calendar_gen.source.trees import Child, Tree

# Of a revision: a tree that holds others many times over may have any number of files.
MOST_ENTRIES = 1_000_000
# In bytes.
_LISTING = 200 << 20
# Linux has no longer paths; a tree may be nested as deep as anybody likes.
_LONGEST = 4_096
# As Linux follows from one to the next.
_MOST_LINKS = 40
_FOLDER, _FILES, _LINK = b"040000", (b"100644", b"100755"), b"120000"
# Names that no file has, and git's own.
_RESERVED = ("", ".", "..", ".git")


class HistoryError(Exception):
    """Why a revision can't be read: one line, for a person."""


class _Entry(Struct, frozen=True):
    """What a tree of git holds under a name: how git calls its kind, and its object."""

    mode: bytes
    object: str


# What is in each folder, by the path of that from the top, "" for the top itself.
_Folders = Mapping[str, Mapping[str, _Entry]]


@contextmanager
def at(file: Path, revision: str, root: Path | None = None) -> Iterator[tuple[Path, Tree]]:
    """The path of a calendar's file or folder, and the tree around it as it was in a revision.

    Below `root`, else in all of the repository, may be read what the calendar includes. Raises HistoryError.
    """
    if not shutil.which("git"):
        raise HistoryError("git isn't there to ask for a revision")
    beside = file.parent if file.is_file() else file
    try:
        top = Path(os.path.realpath(os.fsdecode(_git(beside, "rev-parse", "--show-toplevel")).rstrip("\n")))
        # What follows --end-of-options is a revision, whatever it begins with.
        told = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except HistoryError as error:
        raise HistoryError(f"there is no folder, lock or revision of git {revision!r}") from error
    commit = told.decode().strip()
    if not re.fullmatch("[0-9a-f]{40,64}", commit):  # ^HEAD is all that HEAD doesn't come from
        raise HistoryError(f"{revision!r} doesn't name one commit: write its id, or a branch or a tag")
    then = trees.as_named(file, top)
    if not then:
        raise HistoryError(f"{file} lies outside of the repository {top}")
    root = Path(os.path.realpath(root or top))
    with _started(top, "cat-file", "--batch") as blobs:
        tree = _Revision(top, _listed(top, commit), blobs).tree(root)
        if not tree.is_file(then) and not tree.is_folder(then):
            raise HistoryError(f"{then.relative_to(top)} isn't there in {revision!r}")
        if trees.as_named(file, root) and not tree.holds(tree.real(then)):  # a link on the way
            raise HistoryError(f"{then.relative_to(top)} isn't read in {revision!r}: {trees.outside(root)}")
        yield then, tree


class _Revision:
    """The files of a revision, by paths of the work tree; links are followed as far as they stay in it."""

    def __init__(self, top: Path, folders: _Folders, blobs: "subprocess.Popen[bytes]") -> None:
        self._top, self._folders, self._blobs = top, folders, blobs
        self._links: dict[Path, Path] = {}

    def tree(self, root: Path) -> Tree:
        """All of it, to read a calendar from, of which only what is below the root is included."""
        return Tree(
            root=root,
            real=self._real,
            is_file=lambda path: self._kind(self._real(path)) in _FILES,
            is_folder=self._is_folder,
            children=self._children,
            read=self._read,
            read_named=self._read,
        )

    def _real(self, path: Path, links: int = 0) -> Path:
        """The path without `..` and links, but for those that lead on and on."""
        at = Path(path.anchor)
        for part in path.parts[1:]:
            at = at.parent if part == ".." else self._followed(at / part, links)
        return at

    def _followed(self, path: Path, links: int) -> Path:
        if self._kind(path) != _LINK or links >= _MOST_LINKS:
            return path
        if path not in self._links:  # each once: their targets may be long, and lead through each other
            target = _blob(self._blobs, self._entry(path).object, _LONGEST)
            self._links[path] = self._real(path.parent / os.fsdecode(target), links + 1)
        return self._links[path]

    def _children(self, folder: Path) -> Sequence[Child]:
        real = self._real(folder)
        within = self._within(real)
        found = {} if within is None else self._folders.get(within, {})
        return sorted(self._child(real, name, entry.mode) for name, entry in found.items())

    def _child(self, folder: Path, name: str, mode: bytes) -> Child:
        link = mode == _LINK
        return Child(name, self._is_folder(folder / name) if link else mode == _FOLDER, link)

    def _is_folder(self, path: Path) -> bool:
        return self._within(self._real(path)) in self._folders

    def _read(self, path: Path) -> bytes:
        entry = self._entry(self._real(path))
        if entry.mode not in _FILES:
            raise FileNotFoundError(errno.ENOENT, "it isn't there in that revision", str(path))
        return _blob(self._blobs, entry.object, trees.LARGEST)

    def _kind(self, real: Path) -> bytes:
        return self._entry(real).mode

    def _entry(self, real: Path) -> _Entry:
        within = self._within(real)
        folder, _, name = (within or "").rpartition("/")
        return self._folders.get(folder, {}).get(name, _NOTHING)

    def _within(self, real: Path) -> str | None:
        """The path from the top, as git has it; None for one outside."""
        if real == self._top:
            return ""
        return real.relative_to(self._top).as_posix() if real.is_relative_to(self._top) else None


_NOTHING = _Entry(b"", "")


def _listed(top: Path, commit: str) -> _Folders:
    """What a commit holds, but for what no file here may have as a path: one with `..`, say, isn't there."""
    folders: dict[str, dict[str, _Entry]] = {"": {}}
    # -t lists folders, too, each before what is in it: however deep they are, the listing is bounded.
    with _started(top, "ls-tree", "-r", "-t", "-z", "--full-tree", commit) as listing:
        for number, entry in enumerate(_entries(listing)):
            if number >= MOST_ENTRIES:
                raise HistoryError(f"the revision has too many files: after {number:,} there are more")
            about, _, path = entry.partition(b"\t")
            mode, _, of = about.split(b" ")
            folder, _, name = os.fsdecode(path).rpartition("/")
            if folder not in folders or len(path) > _LONGEST or name.lower() in _RESERVED:
                continue
            if mode == _FOLDER:
                folders.setdefault(os.fsdecode(path), {})
            folders[folder].setdefault(name, _Entry(mode, of.decode()))
    return folders


def _entries(listing: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """What git lists, which ends each entry with a NUL."""
    assert listing.stdout
    rest, size = bytearray(), 0
    while part := listing.stdout.read(1 << 20):
        size += len(part)
        if size > _LISTING:
            raise HistoryError(
                f"the revision has too many files: to list them takes over {_LISTING >> 20} MB"
            )
        rest += part
        if b"\0" in part:  # else it is inside of a name, which may be as long as all of this
            *whole, last = bytes(rest).split(b"\0")
            yield from whole
            rest = bytearray(last)
    if listing.wait():
        raise HistoryError("git can't list the files of the revision")


def _blob(blobs: "subprocess.Popen[bytes]", blob: str, most: int) -> bytes:
    """The bytes of a blob, so many at most. Raises OSError, after which no other can be read."""
    assert blobs.stdin
    assert blobs.stdout
    blobs.stdin.write(f"{blob}\n".encode())
    blobs.stdin.flush()
    told = blobs.stdout.readline().split()
    if len(told) != 3 or told[1] != b"blob":
        raise OSError(errno.EIO, "git doesn't have it")
    size = int(told[2])
    if size > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
    return blobs.stdout.read(size + 1)[:-1]


@contextmanager
def _started(folder: Path, *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A command of git whose output is read while it runs; it ends with the block."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    command, env = _command(folder, arguments), _environment()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env=env) as started:
        try:
            yield started
        finally:
            started.kill()


def _git(folder: Path, *arguments: str) -> bytes:
    command, env = _command(folder, arguments), _environment()
    ran = subprocess.run(command, capture_output=True, check=False, env=env)
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HistoryError(said or f"git {arguments[0]} failed")
    return ran.stdout


def _command(folder: Path, arguments: Sequence[str]) -> list[str]:
    return ["git", "--no-replace-objects", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """Only what is here already is read: git fetches nothing for it."""
    return {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
