"""What was published of a calendar → a lock as a value, and what is known of it before a build."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic

if TYPE_CHECKING:  # to list a small calendar, reading of locks would be a tenth of the start
    from calendar_gen.lock.records import Record

VERSION = 2


class Lock(Struct, frozen=True):
    """What was published of a calendar, by UID, and the names of its feeds, by path and by language.

    Of the languages after the first only those are there that call a feed otherwise. A month's has no name,
    and the calendar's own name is in none of them. `version` is that of the file that it was read from.
    It `is_merged` where that has lines of two branches that each had one language: then none has a tree
    below the top.
    """

    calendar: str = ""
    records: Mapping[str, Record] = {}
    names: Mapping[str, Mapping[str, str]] = {}
    version: int = VERSION
    is_merged: bool = False

    @property
    def language(self) -> str:
        """The language of the tree at the top, "" where it isn't known."""
        return next((record.language for record in self.records.values()), "")

    @property
    def languages(self) -> Set[str]:
        """All languages that something of it is shown in, as far as they are known."""
        return {tag for record in self.records.values() for tag in record.shown} - {""}

    @property
    def trees(self) -> Set[str]:
        """The languages that have a tree of their own below the one at the top, as far as they are known."""
        return frozenset() if self.is_merged else self.languages - {self.language}

    def called(self, path: str, language: str) -> tuple[str, str] | None:
        """The name of a feed, and the language that it is in; None where there is none."""
        names = self.names.get(path)
        if not names:
            return None
        tag = language if language in names else next(iter(names))
        return names[tag], tag

    @property
    def is_old(self) -> bool:
        """Whether the next build writes it anew, whatever it says."""
        return self.version < VERSION


class Known(Struct, frozen=True):
    """What a lock file says, whether there is one, and what is wrong with it."""

    lock: Lock = Lock()
    is_there: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
