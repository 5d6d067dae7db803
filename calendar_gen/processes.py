"""Work on many things, shared by two processes where there are enough of them."""

import marshal
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

# Below this many a second process costs more than it saves.
ENOUGH = 2_000

_T = TypeVar("_T")


def in_two_processes(work: Callable[[Sequence[str]], list[_T]], items: Sequence[str]) -> list[_T]:
    """What `work` gives for the items, in their order; results are of plain types, as marshal takes them.

    A copy of this process does a part of many items: threads would wait for each other, since
    every item takes the interpreter as well as the disk. An OSError on either side is raised
    here. On systems without fork, and for few items, all is done in this process.
    """
    if len(items) < ENOUGH or not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return work(items)
    # The feeds of many events come first and are most of the bytes, so the first part has fewer items.
    part = len(items) * 2 // 5
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work_and_leave(work, items[part:], writer)
    os.close(writer)
    try:
        mine = work(items[:part])
        with os.fdopen(reader, "rb", closefd=False) as pipe:
            sent = pipe.read()
    finally:
        # Closed before we wait: a child that still has much to say is not left hanging.
        os.close(reader)
        _, status = os.waitpid(child, 0)
    if status or not sent:
        raise OSError(os.waitstatus_to_exitcode(status), "the second process of the build was ended")
    theirs = marshal.loads(sent)
    if isinstance(theirs, tuple):
        raise OSError(*theirs)
    return [*mine, *theirs]


def _work_and_leave(work: Callable[[Sequence[str]], list[_T]], items: Sequence[str], writer: int) -> None:
    """The second process: nothing of the first is cleaned up or printed again."""
    status = 1
    try:
        result: object
        try:
            result = work(items)
        except OSError as error:
            result = (error.errno or 0, error.strerror or str(error))
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(marshal.dumps(result))
        status = 0
    finally:
        os._exit(status)
