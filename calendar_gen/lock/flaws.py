"""A record that was read → what of it no build could have written."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from calendar_gen.dates import rules
from calendar_gen.dates.values import Rule
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.lock.records import (
    CONTROLS,
    FIRST_BUILD,
    FIRST_TOUCHED,
    LAST_BUILD,
    LAST_TOUCHED,
    Dates,
    Record,
    ends,
    line_of,
)
from calendar_gen.lock.uid_parts import is_our_uid
from calendar_gen.web import layout

_UID_OF_OTHERS = r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff](?:.{0,253}\S)?"
_EVENT = r"[a-z0-9-]{0,80}"
_LANGUAGE = r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?"
_STATUSES = frozenset(("STATUS:confirmed", "STATUS:tentative", "STATUS:postponed"))


def flaw_of(record: Record) -> str:
    """What of a record could not have been written by a build, "" for nothing."""
    if not re.fullmatch(_UID_OF_OTHERS, record.uid):
        return f"{quoted(record.uid)} is not a UID"
    try:
        _check_dates(record.dates, record.last_day)
        for dates in (*record.on, *([record.was] if record.was and record.was.lines else [])):
            _check_dates(dates, None)
    except (ValueError, OverflowError):
        return "its dates are not those of an event"
    moments = (record.created, record.last_modified, record.told_at, record.newest)
    if min(moments) < FIRST_BUILD or max(moments) > LAST_BUILD:
        return "its times are not those of a build"
    titles = (record.title, *[shown.title for shown in record.shown.values()])
    if re.search(CONTROLS, "".join(_texts(record))) or any("\n" in title for title in titles):
        return "there are control characters in it"
    if not all(re.fullmatch(_LANGUAGE, tag) for tag in _languages(record)):
        return "it is in no language that could be"
    if not all(map(layout.is_feed, record.feeds)) or not re.fullmatch(_EVENT, record.event):
        return "it stands in no feed that could be"
    if not is_our_uid(record.uid) and not record.event:
        return f"{quoted(record.uid)} is another maker's UID, and it isn't said of which event"
    return ""


def _texts(record: Record) -> Iterable[str]:
    yield from (
        record.title,
        record.where,
        record.was_where,
        record.dates.text,
        *record.was_where_in.values(),
    )
    for shown in record.shown.values():
        yield from (shown.title, shown.where)
    if record.was:
        yield record.was.text


def _languages(record: Record) -> Iterable[str]:
    yield from record.was_where_in
    for tag, shown in record.shown.items():
        yield from (tag, shown.title_language, shown.where_language)


def _check_dates(dates: Dates, last_day: date | None) -> None:
    """Raises ValueError where the lines are not those that a build writes: DTSTART, DTEND, RRULE, EXDATE."""
    lines = dates.lines
    if not lines:
        raise ValueError("no dates")
    if not ends(lines):
        lines = (lines[0], f"DTEND{lines[0].removeprefix('DTSTART')}", *lines[1:])
    (name, tzid, start), (after, end_tzid, end) = map(line_of, lines[:2])
    timed = isinstance(start, datetime)
    of_a_kind = end_tzid in ("", tzid) and timed == isinstance(end, datetime)
    if (name, after) != ("DTSTART", "DTEND") or not of_a_kind:
        raise ValueError(lines[1])
    if start > end or (start == end and not timed):
        raise ValueError(lines[1])
    if len(lines) > 2:
        _check_series(lines[2:], tzid, timed)
    last = last_day or end
    if not (
        start.year >= FIRST_TOUCHED
        and max(end.year, last.year) <= LAST_TOUCHED
        and last.year >= FIRST_TOUCHED
    ):
        raise ValueError(dates.lines[0])
    _ = dates.stated, dates.each
    for of, *said in dates.changes:
        names = [line_of(line)[0] for line in said if line not in _STATUSES]
        if line_of(of)[0] != "RECURRENCE-ID" or names not in ([], ["DTSTART"], ["DTSTART", "DTEND"]):
            raise ValueError(of)


def _check_series(lines: Sequence[str], tzid: str, timed: bool) -> None:
    rule, *exdates = lines
    if not rule.startswith("RRULE:"):
        raise ValueError(rule)
    _check_rule(rule.removeprefix("RRULE:"), timed)
    for line in exdates:
        name, zone, start = line_of(line)
        if name != "EXDATE" or zone != tzid or timed != isinstance(start, datetime):
            raise ValueError(line)


def _check_rule(value: str, timed: bool) -> None:
    rule = rules.read_rule(value)
    until = re.search("UNTIL=([^;]*)", value)
    of_its_kind = until is None or re.fullmatch(r"\d{8}T\d{6}Z" if timed else r"\d{8}", until[1])
    if not isinstance(rule, Rule) or rule.count == 1 or not of_its_kind or value != value.strip().upper():
        raise ValueError(value)
