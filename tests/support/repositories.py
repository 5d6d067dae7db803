"""A repository of git with whatever somebody has put there."""

import subprocess
from pathlib import Path

CALENDAR = "calendar: {id: k, name: K}\nevents:\n- {id: a, title: A, start: 2027-06-01}\n"
OTHER = "events:\n- {id: b, title: B, start: 2027-06-02}\n"
Entries = list[tuple[str, bytes, str]]


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode().strip()


def blob(folder: Path, text: str) -> str:
    return git(folder, "hash-object", "-t", "blob", "-w", "--stdin", given=text.encode())


def tree(folder: Path, entries: Entries) -> str:
    """A tree of any entries (mode, name, object), also of those that git itself would refuse."""
    data = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(of) for mode, name, of in entries)
    return git(folder, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=data)


def committed(folder: Path, entries: Entries) -> str:
    commit = git(folder, "commit-tree", tree(folder, entries), "-m", "x")
    git(folder, "branch", "-f", "theirs", commit)
    return commit
