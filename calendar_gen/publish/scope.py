"""A folder, and what a build would leave there → whether it may: it must not take away what others made."""

import os
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path

from msgspec import Struct

from calendar_gen.diagnostics.wording import number_of, printable, quoted
from calendar_gen.publish.comparison import Changes
from calendar_gen.publish.manifest import Manifest
from calendar_gen.publish.ownership import holds_others
from calendar_gen.publish.paths import OutputError, read_file
from calendar_gen.web import layout


class Scope(Struct, frozen=True):
    """What a build is of: the calendar's ids, all that it was known by, and what filters let through.

    `typed` are the filters as they were given, which may say in other words what `filters` say.
    `calendars_in` tells the ids of the calendars that a feed is of.
    """

    calendars: frozenset[str]
    filters: str
    typed: str
    calendars_in: Callable[[bytes], AbstractSet[str]]

    def allow(self, folder: Path, before: Manifest, changes: Changes) -> None:
        """Raise OutputError where a folder holds another calendar, or more or else than filters let through.

        The whole calendar goes into the folder of a part of it: it takes nothing away from there.
        """
        root = os.path.realpath(folder)
        held = self._held(root, before) if before.files else ""
        if held:
            removed = number_of(len(changes.removed), "file")
            would = f"this would remove {removed}" if changes.removed else "this is not the same"
            remedy = "choose another folder with -o"
            if not holds_others(root, before.files):
                remedy += ", or empty this one"
            raise OutputError(f"it holds {held}, and {would}: {remedy}")

    def _held(self, root: str, before: Manifest) -> str:
        """What a folder holds that must stay, in words; "" for nothing.

        A manifest that doesn't say so counts as that of a whole calendar: of that which calendar.ics is of.
        """
        if before.calendar:
            ids: AbstractSet[str] = {before.calendar}
        else:
            ids = self.calendars_in(read_file(root, layout.EVERYTHING) or b"")
        if not ids & self.calendars:
            return f"another calendar{', ' + quoted(min(ids)) if ids else ''}"
        filters = before.filters if before.calendar else ""
        if not self.filters or filters in (self.filters, self.typed):
            return ""
        shown = printable(filters if len(filters) <= 60 else filters[:59] + "…")
        return f"what '{shown}' lets through" if shown else "the whole calendar"
