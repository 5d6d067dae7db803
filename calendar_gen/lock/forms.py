"""What was published of an event in another form → what it would have been in the form that it has now.

A form is how an event stands in feeds: by itself, by its open days, or by its first and last day.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from calendar_gen.dates.values import ONE_DAY, Certainty, Days, When
from calendar_gen.ical import vevent
from calendar_gen.ical.vevent import Part
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Dates, Record, side_as_text
from calendar_gen.lock.timing import is_moved
from calendar_gen.lock.uid_parts import base_of, day_of, suffix_of
from calendar_gen.lock.values import dates_of, lines_of
from calendar_gen.model.catalog import Calendar, Event
from calendar_gen.model.occurrences import with_suffix

_FORMS = {"": "span", "open": "daily", "opening": "opening-and-closing", "closing": "opening-and-closing"}


def in_this_form(old: Lock, part: Part, event: Event, calendar: Calendar, year: int) -> Record | None:
    """What was published of an event in another form, as it would have stood for a part of it in this one.

    None where it stood in this form, or wasn't there. `year` is that in which the calendar was last revised.
    """
    uid = part.entry.uid
    if not old.records or day_of(uid):
        return None
    before = _published(old, base_of(uid))
    if not before or _form(before[0].uid) == _form(uid):
        return None
    has_moved = _has_moved(before, event, calendar, year)
    return replace(before[0], uid=uid, dates=_was(before, part) if has_moved else dates_of(part))


def _published(old: Lock, base: str) -> list[Record]:
    """What stands for an event, or for a part of it that is no date of a series."""
    uids = [base, *[with_suffix(base, suffix) for suffix in _FORMS if suffix]]
    found = [old.records[uid] for uid in uids if uid in old.records]
    return [record for record in found if not record.removed]


def _form(uid: str) -> str:
    return _FORMS.get(suffix_of(uid).partition("-")[0], "span")


def _has_moved(before: Sequence[Record], event: Event, calendar: Calendar, year: int) -> bool:
    """Whether an event would have other dates now in the form in which it was published."""
    as_it_was = vevent.draft(replace(event, show_as=_form(before[0].uid)), calendar, year)
    now = {part.entry.uid: dates_of(part) for part in as_it_was.parts}
    return any(it.uid not in now or is_moved(it, replace(it, dates=now[it.uid])) for it in before)


def _was(before: Sequence[Record], part: Part) -> Dates:
    """The dates that an event had; where a part is of one day of it no more than that day, if it is known."""
    was = _dates_of_all(before)
    if not part.entry.of or was.start or was.end or was.rrule or was.text:
        return was
    span = was.span
    day = span.first_day if part.entry.of == "opening" else span.last_day
    return Dates(lines_of(Days(day, day + ONE_DAY)))


def _dates_of_all(before: Sequence[Record]) -> Dates:
    """The dates of an event by what stood for it; of its first and last day all between."""
    first, last = before[0], before[-1]
    if first.of == "opening" and last.of == "closing":
        return Dates(lines_of(Days(first.span.first_day, last.span.last_day + ONE_DAY)))
    if first.of == "closing":
        day = first.span.first_day
        unknown = side_as_text(When(day, day, Certainty.START_UNKNOWN))
        return replace(first.dates, start=unknown, end=side_as_text(When(day, day)))
    return first.dates
