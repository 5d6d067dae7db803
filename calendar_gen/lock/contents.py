"""A folder, and what a build would leave there → whether it may: it must not take away what others made."""

import os
import re
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from calendar_gen.diagnostics.wording import number_of, printable, quoted
from calendar_gen.model.feeds import EVERYTHING, file_of
from calendar_gen.publish.folder import Changes, RefusedError
from calendar_gen.publish.manifest import Manifest, read_file

_UID = re.compile(rb"^UID:([^+@\r\n]+)(?:\+[^@\r\n]*)?@([^\r\n]+)\r?$", re.MULTILINE)


class Contents(Struct, frozen=True):
    """What a build is of: the calendar's ids, all that it was known by, and what filters let through.

    `events` are the ids of all its events, `files` the paths of what is made of them.
    """

    calendars: frozenset[str]
    filters: str
    events: Collection[str]
    files: Collection[str]

    def allow(self, folder: Path, before: Manifest, changes: Changes) -> None:
        """Raise RefusedError where a folder holds another calendar, or more or else than filters let through.

        The whole calendar goes into the folder of a part of it: it takes nothing away from there.
        """
        if not before.files:
            return
        held = self._held(before) if before.calendar else self._found(os.path.realpath(folder), before)
        if held:
            removed = number_of(len(changes.removed), "file")
            would = f"this would remove {removed}" if changes.removed else "this is not the same"
            raise RefusedError(
                f"{os.path.join(folder, '')} holds {held}, and {would}: choose another folder with -o"
            )

    def _held(self, before: Manifest) -> str:
        """What a folder holds that must stay, in words; "" for nothing."""
        if before.calendar not in self.calendars:
            return f"another calendar, {quoted(before.calendar)}"
        if not self.filters or before.filters == self.filters:
            return ""
        shown = printable(before.filters if len(before.filters) <= 60 else before.filters[:59] + "…")
        return f"what '{shown}' lets through" if shown else "the whole calendar"

    def _found(self, root: str, before: Manifest) -> str:
        """The same for a folder of an older version, whose manifest doesn't say what it holds."""
        feed = (read_file(root, EVERYTHING) or b"").replace(b"\r\n ", b"")
        uids = {
            (id.decode("utf-8", "replace"), of.decode("utf-8", "replace")) for id, of in _UID.findall(feed)
        }
        ours = {id for id, of in uids if of in self.calendars}
        if uids and not ours:
            return f"another calendar, {quoted(min(uids)[1])}"
        lost = any(file_of(id) not in self.files for id in ours.intersection(self.events))
        return "the whole calendar" if self.filters and lost else ""
