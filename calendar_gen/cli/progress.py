"""What is being done → a line of the terminal that goes again."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(at_once: bool = False) -> Iterator[Callable[[str], None]]:
    """Says what is being done, on a line of the terminal that goes again; if not at once, after a second.

    What it is told is printable text.
    """
    next_time, shown = time.monotonic() + (not at_once), False

    def doing(what: str) -> None:
        nonlocal next_time, shown
        if time.monotonic() >= next_time:
            next_time, shown = time.monotonic() + 0.1, True
            width = shutil.get_terminal_size().columns
            click.echo(f"\r\x1b[K{what[: width - 1]}\r", nl=False, err=True)

    if not (sys.stderr and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield lambda _what: None
        return
    try:
        yield doing
    finally:
        if shown:
            click.echo("\x1b[K", nl=False, err=True)
