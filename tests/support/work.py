"""Something to run → how much work it is, counted and not timed; and an end for what would never end."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# No test takes so long, on any machine: only what goes on for hours is ended by it.
_HUNG = 60


def calls(run: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C: the same on every machine.

    What one call does in C, as a search for a pattern, counts once, however long it takes.
    """
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


@contextmanager
def ending() -> Iterator[None]:
    """Raises TimeoutError in what hangs, patterns too: they look for signals."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("it goes on and on")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_HUNG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
