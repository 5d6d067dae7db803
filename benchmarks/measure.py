"""Run a process to its end and say what it cost; and see whether a folder's files moved."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Of wait4's ru_maxrss: kilobytes on Linux, bytes on macOS.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost: seconds of wall clock and of processor, bytes at its peak, exit code."""

    wall: float
    cpu: float
    rss: int
    code: int


def run(argv: Sequence[str], stdout: Path, stderr: Path, env: Mapping[str, str]) -> Run:
    """Run `argv` as a whole process, with its output in files, so that no pipe holds it up.

    Linux counts the memory of the process that starts another as that other's, up to exec: no figure is
    below this process's own peak. So whoever calls this must stay small.
    """
    with stdout.open("wb") as out, stderr.open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    # It is reaped: Popen must not wait for it again.
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT, process.returncode)


def fingerprint(folder: Path) -> tuple[int, int]:
    """How many files a folder holds, and a number that changes when one is written, added or removed.

    A sum of digests of path, time and size needs no list of a few hundred thousand paths (see `run`).
    """
    count = total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner_count, inner_total = fingerprint(Path(entry.path))
                count, total = count + inner_count, total + inner_total
            else:
                stat = entry.stat(follow_symlinks=False)
                text = f"{entry.path}\0{stat.st_mtime_ns}\0{stat.st_size}\0{stat.st_ino}"
                digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
                count, total = count + 1, total + int.from_bytes(digest, "big")
    return count, total
