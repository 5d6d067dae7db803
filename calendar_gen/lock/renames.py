"""What was published and what is written now → events that seem to have been renamed, languages that went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import nearest, quoted
from calendar_gen.lock.known import Lock
from calendar_gen.lock.uid_parts import suffix_of
from calendar_gen.model.catalog import Event
from calendar_gen.model.checked import Checked

if TYPE_CHECKING:  # listing a calendar needs no record of what was published
    from calendar_gen.lock.records import Record

# What moves further under another id is more likely next year's than the same.
_NEAR = timedelta(days=31)


class CheckedAgain(Checked, frozen=True):
    """What rules look at, and what was published before: nothing, before the first build."""

    known: Lock


def renamed(it: CheckedAgain) -> Iterator[Problem]:
    """An event keeps its id: to subscribers it would be another one."""
    known, catalog, calendar = it.known, it.catalog, it.catalog.calendar
    if not known.records:
        return
    if known.calendar and calendar.id and known.calendar != calendar.id:
        message = f"the calendar was published as {quoted(known.calendar)}"
        remedy = "keep it, or every event is cancelled and added again; delete a lock of another calendar"
        yield Problem("W502", message, remedy, ("calendar", "id"))
        return
    alive = {event.uid for event in catalog.events}
    gone = [
        record
        for uid, record in known.records.items()
        if uid not in alive and not record.removed and not suffix_of(uid)
    ]
    if not gone:
        return
    by_day, by_title = defaultdict(list), defaultdict(list)
    for record in gone:
        by_day[record.span.first_day].append(record)
        by_title[record.title].append(record)
    for event in catalog.events:
        if event.uid not in known.records:
            candidates = [*by_title[event.summary], *by_day[event.span.first_day]][:20]
            old = next((record for record in candidates if _seems(record, event)), None)
            if old:
                yield _problem(it.index[event.id], event, old)


def languages(it: CheckedAgain) -> Iterator[Problem]:
    """A calendar keeps its languages, and which of them is first: people have subscribed to each."""
    known, calendar, there = it.known, it.written.calendar, it.catalog.calendar.languages
    if calendar is None or not known.language or (not known.trees and len(there) == 1):
        return  # where there is one and was one, only our own words are in another
    key = "languages" if calendar.languages else "language" if calendar.language else ""
    path: Path = ("calendar", key) if key else ("calendar",)
    if known.language != there[0]:
        then, now = quoted(known.language), quoted(there[0])
        message = f"the feeds at the top were in {then}, and are in {now} from now on"
        remedy = f"keep {then} first, or tell those who have subscribed to them"
        yield Problem("W503", message, remedy, path, on_key=True)
    for tag in sorted(known.trees - {*there}):
        message = f"the calendar was published in {quoted(tag)} too, and those feeds are no longer there"
        remedy = f"keep {quoted(tag)}, or tell those who have subscribed to them: their apps won't"
        yield Problem("W503", message, remedy, path, on_key=True)


def _seems(record: Record, event: Event) -> bool:
    """Whether an event is probably what a record was of: by its title and about when, or by both its days."""
    before, now = record.span, event.span
    if record.title == event.summary:
        return abs(before.first_day - now.first_day) <= _NEAR
    if (before.first_day, before.last_day) != (now.first_day, now.last_day):
        return False
    return bool(nearest(event.summary, [record.title]))


def _problem(index: int, event: Event, old: Record) -> Problem:
    message = f"{quoted(event.id)} looks like {quoted(old.id)} renamed"
    remedy = f"add 'formerly: [{old.id}]' to keep subscribers' copy, or they see that one cancelled"
    return Problem("W501", message, remedy, ("events", index, "id"))
