"""Dates beside the rule of a series, before and after → which are new, and what one that goes leaves."""

from collections.abc import Mapping

from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Record
from calendar_gen.lock.removed import on_its_day
from calendar_gen.lock.timing import date_of, is_by_rule
from calendar_gen.lock.uid_parts import base_of, day_of
from calendar_gen.model.catalog import Event


def added(old: Lock, new: Mapping[str, Record], alive: Mapping[str, Event]) -> list[str]:
    """The UIDs of dates that a series has beside its rule since now, and that take no other's place."""
    found = []
    for uid in new.keys() - old.records.keys():
        series, event = old.records.get(base_of(uid)), alive.get(base_of(uid))
        if day_of(uid) and series and event and not series.removed and not is_by_rule(event, uid):
            found.append(uid)
    if not found:
        return []
    left = {uid for uid, it in old.records.items() if "+" in uid and uid not in new and not it.removed}
    gone = {(base_of(uid), day_of(uid)) for uid in left}
    return [uid for uid in found if (base_of(uid), day_of(uid)) not in gone]


def leaves_others(date: Record, event: Event, old: Lock) -> bool:
    """Whether what takes place on the day of a removed date took place beside it already."""
    if day_of(date.uid) is None:
        return False
    then = on_its_day(date, event)
    return date.uid not in then and all(_stood(uid, old) for uid in then)


def _stood(uid: str, old: Lock) -> bool:
    """Whether a date of a series took place, in the series or beside it."""
    own, series = old.records.get(uid), old.records.get(base_of(uid))
    found = own if own and not own.removed else date_of(series, uid, series.dates) if series else None
    return found is not None and found.status != "cancelled"
