"""A revision of git → the tree of its files, to read a calendar from as it was then. Nothing is written."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from calendar_gen.publish.manifest import is_plain
from calendar_gen.source import trees
from calendar_gen.source.trees import Child, Tree

# Of a revision: a tree that holds others many times over may have any number of files.
MOST_ENTRIES, MOST_CALENDARS = 1_000_000, 100_000
# In bytes.
_LISTING = 200 << 20
# Linux has no longer paths; a tree may be nested as deep as anybody likes.
_LONGEST = 4_096
# Regular files; what git calls links and submodules has no text of its own.
_FILES = (b"100644", b"100755")


class HistoryError(Exception):
    """Why a revision can't be read: one line, for a person."""


class _Listed(Struct, frozen=True):
    """What a revision holds, by paths of the work tree: the blob of each file, and what is in each folder."""

    blobs: Mapping[Path, str]
    folders: Mapping[Path, Mapping[str, Child]]


@contextmanager
def at(file: Path, revision: str, root: Path | None = None) -> Iterator[tuple[Path, Tree]]:
    """The path of a calendar's file or folder, and the tree around it as it was in a revision.

    Below `root`, else in all of the repository, may be read what the calendar includes. Raises HistoryError.
    """
    if not shutil.which("git"):
        raise HistoryError("git isn't there to ask for a revision")
    beside = file.parent if file.is_file() else file
    try:
        top = Path(os.path.realpath(_git(beside, "rev-parse", "--show-toplevel").decode().rstrip("\n")))
        # What follows --end-of-options is a revision, whatever it begins with.
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except HistoryError as error:
        raise HistoryError(f"there is no folder, lock or revision of git {revision!r}") from error
    then = Path(os.path.realpath(file))
    if not then.is_relative_to(top):  # a symlink
        raise HistoryError(f"{file} lies outside of the repository {top}")
    listed = _listed(top, commit.decode().strip(), then.relative_to(top).as_posix())
    if then not in listed.blobs and then not in listed.folders:
        raise HistoryError(f"{then.relative_to(top)} isn't there in {revision!r}")
    with _started(top, "cat-file", "--batch") as blobs:
        yield then, _tree(Path(os.path.realpath(root or top)), listed, blobs)


def _tree(root: Path, listed: _Listed, blobs: "subprocess.Popen[bytes]") -> Tree:
    def real(path: Path) -> Path:
        return Path(os.path.normpath(path))

    def children(folder: Path) -> Sequence[Child]:
        return sorted(listed.folders.get(real(folder), {}).values())

    def read(path: Path) -> bytes:
        blob = listed.blobs.get(real(path))
        if blob is None:
            raise FileNotFoundError(errno.ENOENT, "it isn't there in that revision", str(path))
        return _blob(blobs, blob)

    return Tree(
        root,
        real,
        lambda path: real(path) in listed.blobs,
        lambda path: real(path) in listed.folders,
        children,
        read,
        read,
    )


def _listed(top: Path, commit: str, within: str) -> _Listed:
    """The YAML files of a commit, and that at the path `within`, whatever it is called.

    A path that no file here may have, one with `..` say, isn't there.
    """
    blobs: dict[Path, str] = {}
    folders: dict[Path, dict[str, Child]] = {top: {}}
    # -t lists folders, too: however deep they are, what is kept of them is bounded as the listing is.
    with _started(top, "ls-tree", "-r", "-t", "-z", "--full-tree", commit) as listing:
        for number, entry in enumerate(_entries(listing)):
            about, _, name = entry.partition(b"\t")
            mode, _, blob = about.split(b" ")
            path = os.fsdecode(name)
            if number >= MOST_ENTRIES or len(blobs) >= MOST_CALENDARS:
                raise HistoryError(f"the revision has too many files: after {number:,} there are more")
            if not path.endswith((".yaml", ".yml")) and path != within:
                continue
            if mode in _FILES and len(name) <= _LONGEST and is_plain(path):
                blobs[top / path] = blob.decode()
                _add(folders, top, top / path)
    return _Listed(blobs, folders)


def _add(folders: dict[Path, dict[str, Child]], top: Path, path: Path) -> None:
    """Put a file, and the folders on the way to it, into those that they are in."""
    child = Child(path.name)
    while path != top:
        path = path.parent
        known = path in folders
        folders.setdefault(path, {})[child.name] = child
        if known:
            return
        child = Child(path.name, folder=True)


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


def _blob(blobs: "subprocess.Popen[bytes]", blob: str) -> bytes:
    """The bytes of a blob. Raises OSError."""
    assert blobs.stdin
    assert blobs.stdout
    blobs.stdin.write(f"{blob}\n".encode())
    blobs.stdin.flush()
    told = blobs.stdout.readline().split()
    if len(told) != 3 or told[1] != b"blob":
        raise OSError(errno.EIO, "git doesn't have it")
    size = int(told[2])
    if size > trees.LARGEST:
        raise OSError(errno.EFBIG, f"it has more than {trees.LARGEST // 10**6} MB")
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
