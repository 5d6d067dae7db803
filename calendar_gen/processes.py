"""Work shared with a second process, a copy of this one: threads would wait for each other's interpreter."""

import marshal
import os
from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

# Below this many a second process costs more than it saves.
ENOUGH = 2_000

_T = TypeVar("_T")


def two() -> bool:
    """Whether a second process is to be had, and would not just wait for this one."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1


class Second(Generic[_T]):
    """A copy of this process that does some work and gives its result, of plain types as marshal takes them.

    It is waited for at the end of the `with`. An OSError that it met is raised by `result` here.
    """

    def __init__(self, work: Callable[[], _T]) -> None:
        self._reader, writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._reader)
            _work_and_leave(work, writer)
        os.close(writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Closed before we wait: a child that still has much to say is not left hanging.
        os.close(self._reader)
        os.waitpid(self._pid, 0)

    def result(self) -> _T:
        """What the work gave, as soon as it is done."""
        with os.fdopen(self._reader, "rb", closefd=False) as pipe:
            sent = pipe.read()
        # Nothing is sent but by who has done all, and a part of it has no end.
        try:
            ended, result = marshal.loads(sent)
        except (EOFError, ValueError):
            raise OSError(0, "the second process of the build was ended") from None
        if ended:
            raise OSError(*ended)
        return result  # type: ignore[no-any-return]


def in_two_processes(work: Callable[[Sequence[str]], list[_T]], items: Sequence[str]) -> list[_T]:
    """What `work` gives for the items, in their order; results are of plain types, as marshal takes them.

    The second process does a part of many items. On systems without fork, and for few items,
    all is done in this one. Raises what OSError either met.
    """
    if len(items) < ENOUGH or not two():
        return work(items)
    # The feeds of many events come first and are most of the bytes, so the first part has fewer items.
    part = len(items) * 2 // 5
    with Second(lambda: work(items[part:])) as second:
        mine = work(items[:part])
        return [*mine, *second.result()]


def _work_and_leave(work: Callable[[], object], writer: int) -> None:
    """The second process: nothing of the first is cleaned up or printed again."""
    status = 1
    try:
        ended: tuple[int, str] | None = None
        result: Any = None
        try:
            result = work()
        except OSError as error:
            ended = error.errno or 0, error.strerror or str(error)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(marshal.dumps((ended, result)))
        status = 0
    finally:
        os._exit(status)
