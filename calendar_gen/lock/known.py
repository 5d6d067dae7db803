"""What was published of a calendar → a lock as a value, and what is known of it before a build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic

if TYPE_CHECKING:  # to list a small calendar, reading of locks would be a tenth of the start
    from calendar_gen.lock.records import Record

VERSION = 2


class Lock(Struct, frozen=True):
    """What was published of a calendar, by UID, and the names of its feeds, by path.

    A month's has none, and the calendar's own name is in none of them. `version` is that of the file that
    it was read from.
    """

    calendar: str = ""
    records: Mapping[str, Record] = {}
    names: Mapping[str, str] = {}
    version: int = VERSION

    @property
    def is_old(self) -> bool:
        """Whether the next build writes it anew, whatever it says."""
        return self.version < VERSION


class Known(Struct, frozen=True):
    """What a lock file says, whether there is one, and what is wrong with it."""

    lock: Lock = Lock()
    is_there: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
