"""Readers that did not write the feeds: what three parsers and one line checker say about the bytes.

A golden file says that the bytes are those of yesterday. These say what the bytes mean to `icalendar`, to
`ical` (Home Assistant's) and to ical.js (Thunderbird's, Nextcloud's), which know nothing of calendar_gen.

All of them raise `RefusedError` where their parser will not have a feed. A day is a `date`, a moment an
aware `datetime` in UTC. Of the three only ical.js reads the offsets in the VTIMEZONE: the others know a zone
by its name.
"""

from support.witnesses.icaljs import JS, by_icaljs, node
from support.witnesses.lines import lines_are_right
from support.witnesses.occurrences import (
    occurrences_by_ical,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)
from support.witnesses.parsers import by_ical, by_icalendar
from support.witnesses.seen import Occurrence, RefusedError, Seen, When

__all__ = [
    "JS",
    "Occurrence",
    "RefusedError",
    "Seen",
    "When",
    "by_ical",
    "by_icalendar",
    "by_icaljs",
    "lines_are_right",
    "node",
    "occurrences_by_ical",
    "occurrences_by_icaljs",
    "occurrences_by_recurring",
]
