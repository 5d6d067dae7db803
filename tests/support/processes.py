"""Builds that are cut off: system calls counted and replaced, and processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CALLS = ("open", "write", "mkdir", "replace", "unlink", "rmdir", "listdir")


@contextmanager
def on_call(number: int, act: Callable[[str, tuple[Any, ...]], None]) -> Iterator[list[int]]:
    """Have `act` run in place of the `number`th system call that changes or opens anything."""
    count = [0]

    def wrapped(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **options: Any) -> Any:
            count[0] += 1
            if count[0] == number:
                act(name, args)
            return call(*args, **options)

        return wrapper

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        yield count


def in_child(action: Callable[[], object]) -> int:
    """Run in a process of its own, which does nothing else; gives its id."""
    if not hasattr(os, "fork"):
        pytest.skip("this system copies no process")
    if child := os.fork():
        return child
    try:
        action()
    finally:
        os._exit(0)
