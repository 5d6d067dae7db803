"""What is being done → a line of the terminal that goes again."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from unicodedata import east_asian_width

# So many seconds nobody wonders what takes so long.
QUIET = 2.0
# A terminal that doesn't say how wide it is.
_USUAL = 80


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Says what is being done, on a line of the terminal that goes again, once it has taken two seconds.

    What it is told is printable text.
    """
    if not (sys.stderr and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield lambda _what: None
        return
    line = _Line()
    try:
        with _alarm(line.show):
            yield line.doing
    finally:
        line.clear()


class _Line:
    """The line: what it is to say, and from when on it may say it anew."""

    def __init__(self) -> None:
        self.what, self.shown, self.next_time = "", "", time.monotonic() + QUIET

    def doing(self, what: str) -> None:
        self.what = what
        if time.monotonic() >= self.next_time:
            self.show()

    def show(self) -> None:
        if self.what != self.shown:
            self.next_time, self.shown = time.monotonic() + 0.1, self.what
            _write(f"\r\x1b[K{_fitting(self.what, _width() - 1)}\r")

    def clear(self) -> None:
        if self.shown:
            _write("\x1b[K")


def _fitting(text: str, columns: int) -> str:
    """As much of a text as fits into a line: what is wide takes two columns (UAX #11)."""
    for at, c in enumerate(text):
        columns -= 2 if east_asian_width(c) in "WF" else 1
        if columns < 0:
            return text[:at]
    return text


def _width() -> int:
    """How many columns the terminal has; `shutil` would say so too, and takes 1.5 ms of every command."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


@contextmanager
def _alarm(show: Callable[[], None]) -> Iterator[None]:
    """Have it shown when the time has come, even if a step lasts longer; else it waits for the next step."""
    try:
        before = signal.signal(signal.SIGALRM, lambda _number, _frame: show())
    except (AttributeError, ValueError):  # Windows has none, and only the main thread can be woken
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, QUIET)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _write(text: str) -> None:
    # Past the stream, which may be in the middle of something when the alarm goes off; nobody may be reading.
    with suppress(OSError):
        os.write(sys.stderr.fileno(), text.encode(sys.stderr.encoding or "utf-8", "replace"))
