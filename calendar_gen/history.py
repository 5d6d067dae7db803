"""A revision of git → the files of a calendar as they were then."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


class HistoryError(Exception):
    """Why a revision can't be read: one line, for a person."""


def checkout(file: Path, revision: str, into: Path) -> Path:
    """Put the YAML files of a revision into a folder; gives the path of `file`, or of a folder, among them.

    All of the repository's, as a calendar may include any. Raises HistoryError.
    """
    if not shutil.which("git"):
        raise HistoryError("git isn't there to ask for a revision")
    beside = file.parent if file.is_file() else file
    try:
        top = Path(_git(beside, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
        # What follows --end-of-options is a revision, whatever it begins with.
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except HistoryError as error:
        raise HistoryError(f"there is no folder, lock or revision of git {revision!r}") from error
    try:
        within = PurePosixPath(file.resolve().relative_to(top.resolve()).as_posix())
    except ValueError as error:  # a symlink
        raise HistoryError(f"{file} lies outside of the repository {top}") from error
    listed = _git(top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit.decode().strip())
    paths = [
        PurePosixPath(path) for path in listed.decode("utf-8", "replace").split("\0") if "\n" not in path
    ]
    wanted = [path for path in paths if path.suffix in (".yaml", ".yml") or path == within]
    for path, data in _blobs(top, commit.decode().strip(), wanted):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_bytes(data)
    if not (into / within).exists():
        raise HistoryError(f"{within} isn't there in {revision!r}")
    return into / within


def _blobs(top: Path, commit: str, paths: list[PurePosixPath]) -> Iterator[tuple[PurePosixPath, bytes]]:
    """What each of the paths holds, by `git cat-file --batch`: a line that tells the size, then the bytes."""
    asked = "".join(f"{commit}:{path}\n" for path in paths)
    given = _git(top, "cat-file", "--batch", given=asked.encode())
    at = 0
    for path in paths:
        end = given.index(b"\n", at)
        told = given[at:end].split(b" ")
        if told[-1] == b"missing":  # a submodule
            at = end + 1
            continue
        size = int(told[-1])
        yield path, given[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    ran = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=False
    )
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HistoryError(said or f"git {arguments[0]} failed")
    return ran.stdout
