"""A document and its catalog → the events that don't go with what they are part of."""

from collections.abc import Iterator
from datetime import time, timedelta

from calendar_gen.dates.values import FOREVER, ONE_DAY, Certainty, Times
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model.catalog import Event
from calendar_gen.model.checked import Checked

# A call for papers, or the day on which tickets are sold, may lie so long before what it is part of.
_AHEAD = timedelta(days=330)
# Some hours that are nearer than that may well be meant to lie inside, and have the day or the month wrong.
_NEAR = timedelta(days=31)
_OFF = ("cancelled", "postponed")
# So many parts are named.
_MOST = 3
# Until then on the next day a night that closes a festival may last.
_MORNING = time(12)


def outside_parent(it: Checked) -> Iterator[Problem]:
    """An event lies inside the run of what it is part of, or is a day or a moment on the way to it.

    One that is not held on its dates, since it is cancelled or postponed, may have any.
    """
    events = it.catalog.by_id()
    for event in it.catalog.events:
        parent = events.get(event.related_to) if event.related_to and event.status not in _OFF else None
        if parent and not (_inside(event, parent) or _is_on_the_way(event, parent, it)):
            endless = parent.last_day == FOREVER
            run = f"from {parent.first_day} on" if endless else f"{parent.first_day} to {parent.last_day}"
            message = f"it is not inside the run of {quoted(parent.id)}, {run}"
            path = ("events", it.index[event.id], "part_of")
            yield Problem("W201", message, "check the dates of both", path)


def left_on(it: Checked) -> Iterator[Problem]:
    """What is part of a cancelled event takes place no more, unless it was over before that began."""
    off = {event.id: event for event in it.catalog.events if event.status == "cancelled"}
    parts: dict[str, list[Event]] = {}
    for event in it.catalog.events if off else ():
        parent = off.get(event.related_to)
        if parent and event.status in ("confirmed", "tentative") and not _is_on_the_way(event, parent, it):
            parts.setdefault(parent.id, []).append(event)
    for id, on in parts.items():
        named = [quoted(event.id) for event in on[:_MOST]]
        named += [f"{len(on) - _MOST} more"] if len(on) > _MOST else []
        verb, them = ("is", "it") if len(on) == 1 else ("are", "them")
        which = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
        message = f"it is cancelled, and {which}, which {verb} part of it, {verb} not"
        remedy = f"write 'status: cancelled' for {them} too, or leave 'part_of' out there"
        yield Problem("W212", message, remedy, ("events", it.index[id], "status"))


def _inside(event: Event, parent: Event) -> bool:
    """Whether an event lies in the run of another with all its dates; if they aren't sure, whether it may."""
    unknown = parent.certainty is Certainty.START_UNKNOWN
    if event.certainty in (Certainty.APPROXIMATE, Certainty.MONTH, Certainty.YEAR):
        within = event.first_day <= parent.last_day and (unknown or parent.first_day <= event.last_day)
    else:
        ends = event.last_day <= parent.last_day or _is_closing_night(event, parent)
        within = ends and (unknown or parent.first_day <= event.first_day)
    return within


def _is_closing_night(event: Event, parent: Event) -> bool:
    """Whether it goes on from the last day into the next morning, or is in it while the other is open."""
    span, hours = event.span, parent.hours
    if not isinstance(span, Times) or event.last_day != parent.last_day + ONE_DAY:
        return False
    if span.last_day - span.first_day == ONE_DAY:
        return span.dtend.time() <= _MORNING
    opening = hours.week[parent.last_day.weekday()] if hours else None
    return opening is not None and opening.past_midnight and span.dtend.time() <= opening.end


def _is_on_the_way(event: Event, parent: Event, it: Checked) -> bool:
    """Whether it is a day, or a moment of which no end is written, not long before.

    Some hours of a day are so, too, if they are not so near that they may be meant to lie inside.
    """
    span, written = event.span, it.written.events[it.index[event.id]]
    if not isinstance(span, Times):
        short = span.first_day == span.last_day
    elif written.end or written.duration:
        far = event.first_day < parent.first_day - _NEAR
        short = span.is_moment or (far and span.dtend - span.dtstart < ONE_DAY)
    else:
        short = True
    ahead = parent.first_day - _AHEAD <= event.first_day < parent.first_day
    return short and ahead and not event.recurring
