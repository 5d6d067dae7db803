"""A document and its catalog → the zones whose rules change between its events: too much for Outlook."""

from collections.abc import Iterator
from datetime import date

from calendar_gen.dates import zones
from calendar_gen.dates.values import FOREVER, Times
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.ical.vevent import LAST_RULES
from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.source.document import Document

Needed = tuple[date, date, str]


def several_rules(written: Document, catalog: Catalog) -> list[Problem]:
    """For each zone that one STANDARD and one DAYLIGHT can't describe a problem, at the event to blame.

    Of a feed's events that is one whose own dates have both rules, or else the first.
    """
    needed: dict[str, list[Needed]] = {}
    for event in catalog.events:
        for tzid in _tzids(event):
            last = event.last_day if event.last_day < FOREVER else LAST_RULES
            needed.setdefault(tzid, []).append((event.first_day, max(last, event.first_day), event.id))
    blamed = dict(filter(None, map(_blamed, needed.items())))
    index = {event.id: i for i, event in reversed(list(enumerate(written.events)))} if blamed else {}
    return [_problem(tzid, index[id]) for tzid, id in blamed.items()]


def _tzids(event: Event) -> Iterator[str]:
    spans = [event.span, *event.also, *[override.event.span for override in event.overrides]]
    found = {getattr(span.dtstart.tzinfo, "key", "") for span in spans if isinstance(span, Times)}
    if event.show_as == "daily":
        found.add(getattr(event.zone, "key", ""))
    yield from sorted(tzid for tzid in found if tzid and not zones.is_utc(tzid))


def _blamed(zone: tuple[str, list[Needed]]) -> tuple[str, str] | None:
    tzid, needed = zone
    first, last = min(it[0] for it in needed), max(it[1] for it in needed)
    if not _has_several(tzid, first, last):
        return None
    alone = next((id for begin, end, id in needed if _has_several(tzid, begin, end)), None)
    return tzid, alone or min(needed)[2]


def _has_several(tzid: str, first: date, last: date) -> bool:
    described = vtimezone(tzid, first, last)
    return any(described.count(b"BEGIN:" + kind) > 1 for kind in (b"STANDARD", b"DAYLIGHT"))


def _problem(tzid: str, number: int) -> Problem:
    message = f"the rules of the clocks in {tzid} change between its events: Outlook follows one of them"
    remedy = "put what is long past into a calendar of its own, or write times with their offset from UTC"
    return Problem("W232", message, remedy, ("events", number, "start"))
