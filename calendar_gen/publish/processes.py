"""Work → its result, shared with a second process: threads would wait for each other's interpreter."""

import marshal
import os
from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

# Below this many a second process costs more than it saves.
ENOUGH = 2_000

_T = TypeVar("_T")
_U = TypeVar("_U")


def two() -> bool:
    """Whether a second process is to be had, and would not just wait for this one."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1


class Second(Generic[_T]):
    """Work for a copy of this process, with a result of plain types, as marshal takes them.

    Where it isn't worth that, or no process is to be had, the work is done here when its result is
    asked for. The copy is waited for at the end of the `with`.
    """

    def __init__(self, work: Callable[[], _T], *, worth: bool = True) -> None:
        self._work = work
        self._pid = 0
        if worth and two():
            self._start()

    def _start(self) -> None:
        reader, writer = os.pipe()
        try:
            self._pid, self._reader = os.fork(), reader
        except OSError:  # there are too many processes
            os.close(reader)
        else:
            if not self._pid:
                os.close(reader)
                _work_and_leave(self._work, writer)
        os.close(writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            # Closed before we wait: a child that still has much to say is not left hanging.
            os.close(self._reader)
            os.waitpid(self._pid, 0)

    def result(self) -> _T:
        """What the work gave. Raises the OSError that it met, or that its process was ended."""
        if not self._pid:
            return self._work()
        with os.fdopen(self._reader, "rb", closefd=False) as pipe:
            sent = pipe.read()
        try:
            failed, result = marshal.loads(sent)
        except (EOFError, ValueError, TypeError):  # not all of it was sent
            raise OSError(0, "the second process of the build was ended") from None
        if failed:
            raise OSError(*failed)
        return result  # type: ignore[no-any-return]


def in_two_processes(
    work: Callable[[Sequence[str]], list[_T]], items: Sequence[str], meanwhile: Callable[[], _U]
) -> tuple[list[_T], _U]:
    """What `work` gives for the items, in their order, and what `meanwhile` gives, which is done here.

    Results of `work` are of plain types, as marshal takes them. The second process does a part of many
    items. On systems without fork, and for few items, all is done in this one. Raises what
    OSError either met.
    """
    if len(items) < ENOUGH or not two():
        return work(items), meanwhile()
    # The feeds of many events come first and are most of the bytes, and `meanwhile` takes its time,
    # so the first part has fewer items.
    part = len(items) // 5
    with Second(lambda: work(items[part:])) as second:
        other = meanwhile()
        mine = work(items[:part])
        return [*mine, *second.result()], other


def _work_and_leave(work: Callable[[], object], writer: int) -> None:
    """The second process: nothing of the first is cleaned up or printed again."""
    status = 1
    try:
        failed: tuple[int, str] | None = None
        result: Any = None
        try:
            result = work()
        except OSError as error:
            failed = error.errno or 0, error.strerror or str(error)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(marshal.dumps((failed, result)))
        status = 0
    finally:
        os._exit(status)
