"""Many items → what is made of each, by as many processes as there are processors.

A copy of this process does its part as this one would, and hands back what it made. Where one can't, for
whatever reason, nothing is made of what any has done: then it is done here, and what is wrong is met here.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")

# Of fewer it takes longer to copy the process than to do them.
LEAST = 4000
# More processes take memory, and the disk is one.
_MOST = 4
# So many that follow one another are done by one, as what is next to each other has much in common.
_RUN = 1000


def shared(
    work: Callable[[Sequence[str]], Mapping[str, _T]], items: Sequence[str], kind: Any
) -> dict[str, _T] | None:
    """What `work` makes of the items, in their order; None where they are for this process alone.

    `kind` is the type of what is made of each. None as well where a part failed: it may have left something.
    """
    count = _processes() if len(items) >= LEAST else 1
    if count < 2:
        return None
    parts = [[it for at, it in enumerate(items) if at // _RUN % count == part] for part in range(count)]
    copies: list[tuple[int, int]] = []
    try:
        copies += [_copy(work, part) for part in parts[1:]]
        made = dict(work(parts[0]))
        for _, reader in copies:
            made |= msgspec.msgpack.decode(_read(reader), type=dict[str, kind])
    except Exception:
        return None
    finally:
        _end(copies)
    return {item: made[item] for item in items}


def _processes() -> int:
    """How many there may be: a copy has only the thread that made it, and macOS doesn't bear copies."""
    if sys.platform != "linux" or len(sys._current_frames()) > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def _copy(work: Callable[[Sequence[str]], Mapping[str, _T]], part: Sequence[str]) -> tuple[int, int]:
    """A copy of this process that does a part and ends, and where what it made can be read."""
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return process, reader
    # Nothing of what the copied process would do at its end, or after an error, is for the copy.
    with suppress(BaseException):
        os.close(reader)
        data = msgspec.msgpack.encode(work(part))
        while data:
            data = data[os.write(writer, data) :]
    os._exit(0)


def _read(reader: int) -> bytes:
    pieces = []
    while piece := os.read(reader, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _end(copies: Sequence[tuple[int, int]]) -> None:
    """End the copies, which may still be at it, and wait until they are gone: none writes after that."""
    for process, reader in copies:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(reader)
