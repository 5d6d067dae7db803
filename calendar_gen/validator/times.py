"""A feed → what is wrong with when its events are: dates, times, and how they repeat."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, FIRST_YEAR, LAST_YEAR, Rule
from calendar_gen.dates.zones import known_zone
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical.lines import Component, Found, Line, ReadFeed
from calendar_gen.ical.moments import VALUE, Moment, moment, utc
from calendar_gen.validator.lines import Check, is_ours

# So many different rules of a feed are followed to their first date, and so many that have none: to be sure
# of that takes up to a second.
_RULES, _WITHOUT = 2_000, 20
_LISTS = ("EXDATE", "RDATE")
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", *_LISTS)
_STAMPS = ("DTSTAMP", "CREATED", "LAST-MODIFIED")
_DURATION = re.compile(
    r"[+-]?P(?=[0-9T])(?:[0-9]+W|(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"
)
_DAY = f"(?:{'|'.join(CODES)})"
_INTEGERS = re.compile(r"[+-]?[0-9]{1,4}(?:,[+-]?[0-9]{1,4})*")
# RFC 5545 §3.3.10
_PARTS = {
    "FREQ": re.compile("SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY"),
    "UNTIL": VALUE,
    "COUNT": re.compile("0*[1-9][0-9]{0,8}"),
    "INTERVAL": re.compile("0*[1-9][0-9]{0,8}"),
    "BYDAY": re.compile(rf"[+-]?[0-9]{{0,2}}{_DAY}(?:,[+-]?[0-9]{{0,2}}{_DAY})*"),
    "WKST": re.compile(_DAY),
    "RSCALE": re.compile("[A-Z0-9-]+"),
    "SKIP": re.compile("OMIT|BACKWARD|FORWARD"),
    **dict.fromkeys(
        ("BYSECOND", "BYMINUTE", "BYHOUR", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"),
        _INTEGERS,
    ),
}


def no_dtstart(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if not event.first("DTSTART"):
            yield event.number, ""


def no_moment(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        for line in event.every(*_TIMES, *_STAMPS):
            if line.params.get("VALUE", "").upper() == "PERIOD":
                continue
            for value in line.value.split(",") if line.name in _LISTS else [line.value]:
                if not moment(line, value):
                    yield line.number, f"{line.name} is {quoted(value)}"
        for line in event.every("DURATION"):
            if not _DURATION.fullmatch(line.value.strip()):
                yield line.number, f"DURATION is {quoted(line.value)}"


def day_as_time(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events(*_TIMES):
        value = line.params.get("VALUE", "DATE-TIME").upper()
        at = moment(line, line.value.partition(",")[0])
        if at and value != "PERIOD" and (at.kind == "day") != (value == "DATE"):
            yield line.number, f"{line.name} is {quoted(line.value)}, its type {quoted(value)}"


def _span(event: Component) -> tuple[Line, Moment, Moment] | None:
    """DTEND, and what it and DTSTART are."""
    start, end = event.first("DTSTART"), event.first("DTEND")
    first, last = start and moment(start), end and moment(end)
    return (end, first, last) if end and first and last else None


def _length(first: Moment, last: Moment) -> float:
    """Seconds from one to the other."""
    one, other = utc(first), utc(last)
    return ((other - one) if one and other else (last.local - first.local)).total_seconds()


def ends_before_start(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if (
            (span := _span(event))
            and _length(*span[1:]) < 0
            and (span[1].kind == "day") == (span[2].kind == "day")
        ):
            yield span[0].number, ""


def no_days(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if (span := _span(event)) and span[1] == span[2] and span[1].kind == "day":
            yield span[0].number, ""


def no_length(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if (span := _span(event)) and "day" not in (span[1].kind, span[2].kind) and not _length(*span[1:]):
            yield span[0].number, ""


def other_type(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if (span := _span(event)) and (span[1].kind == "day") != (span[2].kind == "day"):
            yield span[0].number, f"DTSTART is a {_type(span[1])}, DTEND a {_type(span[2])}"


def _type(at: Moment) -> str:
    """Day or time, for a message."""
    return "day" if at.kind == "day" else "time"


def no_end(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    ours = is_ours(feed)
    for event in feed.events:
        transp = event.first("TRANSP")
        if ours and transp and transp.value == "TRANSPARENT":
            continue  # its curator asked for a moment
        start = event.first("DTSTART")
        at = start and moment(start)
        ends = event.first("DTEND") or event.first("DURATION")
        if start and at and at.kind != "day" and not ends:
            yield start.number, ""


def two_ends(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        duration = event.first("DURATION")
        if duration and event.first("DTEND"):
            yield duration.number, ""


def floating(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        start = event.first("DTSTART")
        if start and (at := moment(start)) and at.kind == "floating":
            yield start.number, f"{quoted(start.value)} is in no zone"


def days_as_utc(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    zones = _zones(feed)
    for event in feed.events:
        span = _span(event)
        if not span or span[1] == span[2]:
            continue
        _, first, last = span
        is_day = first.kind == last.kind == "utc" and first.local.time() == last.local.time() == time.min
        if is_day and not any(_is_twice(at, zone) for at in (first, last) for zone in zones):
            yield span[0].number, ""


# Clocks of Europe go back at 01:00 UTC, those of Moldova at 00:00.
_TWICE_AT_MIDNIGHT = ("Europe/Berlin", "Europe/Chisinau")


def _zones(feed: ReadFeed) -> set[ZoneInfo]:
    """The zones that the clocks of a feed may be in, and those that show midnight in UTC twice.

    Of an event that is in UTC for that reason the feed doesn't tell the zone of its place.
    """
    always = {zone for name in _TWICE_AT_MIDNIGHT if (zone := known_zone(name))}
    names = [line for calendar in feed.calendars for line in calendar.every("X-WR-TIMEZONE")]
    names += [line for zone in feed.named("VTIMEZONE") for line in zone.every("TZID")]
    return always | {zone for line in names if (zone := known_zone(line.value))}


def _is_twice(at: Moment, zone: ZoneInfo) -> bool:
    """Whether a time in UTC is one that the clocks of a zone show twice: only UTC tells the two apart."""
    if not 1 < at.local.year < 9999:
        return False
    there = at.local.replace(tzinfo=UTC).astimezone(zone)
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


def stamps_not_in_utc(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events(*_STAMPS):
        if (at := moment(line)) and at.kind != "utc":
            yield line.number, f"{line.name} is {quoted(line.value)}"


def rdate(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("RDATE"):
        yield line.number, ""


def counted_once(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("RRULE"):
        if rules.parts(line.value).get("COUNT", "").lstrip("0") == "1":
            yield line.number, ""


def until_of_other_type(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, at, until in _with_until(feed):
        wanted = "day" if at.kind == "day" else "utc"
        if until.kind != wanted and not at.kind == until.kind == "floating":
            yield line.number, f"UNTIL is a {_until(until)}, DTSTART a {_type(at)}"


def _with_until(feed: ReadFeed) -> Iterator[tuple[Line, Moment, Moment]]:
    """Each rule that has an UNTIL, when its event starts, and that."""
    for event in feed.events:
        start = event.first("DTSTART")
        at = start and moment(start)
        for line in event.every("RRULE") if at else ():
            until = moment(line, rules.parts(line.value).get("UNTIL", ""))
            if at and until:
                yield line, at, until


def _until(at: Moment) -> str:
    """What UNTIL is, for a message."""
    return {"day": "day", "utc": "time"}.get(at.kind, "time that isn't in UTC")


def no_rule(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("RRULE"):
        if problem := _rule_problem(rules.parts(line.value)):
            yield line.number, f"RRULE {problem}"


def _rule_problem(parts: Mapping[str, str]) -> str:
    """What is wrong with a rule, in words; "" for nothing."""
    if not parts.get("FREQ"):
        return "has no FREQ"
    for name, value in parts.items():
        if name not in _PARTS:
            return f"has {quoted(name)}, which is no part of a rule"
        if not _PARTS[name].fullmatch(value):
            return f"has {name}={quoted(value)}"
    if "UNTIL" in parts and "COUNT" in parts:
        return "has both UNTIL and COUNT"
    if none := rules.beyond_a_month(parts):
        return f"has {quoted(none[0])}, which is in no month"
    return ""


def until_before_start(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, at, until in _with_until(feed):
        if _is_before(until, at):
            yield line.number, ""


def _is_before(one: Moment, other: Moment) -> bool:
    """Whether one moment is surely before another, also where their zones are not known."""
    a, b = utc(one), utc(other)
    if a and b:
        return a < b
    if "day" in (one.kind, other.kind) or one.kind != other.kind:
        # How far the one is from UTC isn't known, but it is no whole day.
        unsure = timedelta(days="utc" in (one.kind, other.kind))
        return one.local.date() + unsure < other.local.date()
    return one.local < other.local


def no_dates(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    """Rules that give no date; of a feed with very many not the last, as each may take long."""
    known: dict[tuple[str, datetime], bool] = {}
    for event in feed.events:
        start = event.first("DTSTART")
        at = start and moment(start)
        if not at or not FIRST_YEAR <= at.local.year <= LAST_YEAR:
            continue
        for line in event.every("RRULE"):
            rule = rules.read_rule(line.value)
            if not isinstance(rule, Rule):
                continue  # V404, or finer than a day
            key = rule.parts, at.local
            if key not in known and len(known) < _RULES and sum(known.values()) < _WITHOUT:
                # It would take as long to find its last date: what ends it is of no matter here.
                known[key] = rules.first_start(Rule(rule.parts), at.local) is None
            if known.get(key):
                yield line.number, ""


def exdate_of_other_type(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    yield from _unlike_start(feed, "EXDATE")


def recurrence_id_of_other_type(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    """RECURRENCE-ID is of the type of DTSTART of the series, which may stand after it."""
    series: dict[str, Moment] = {}
    for event in feed.events:
        uid, start = event.first("UID"), event.first("DTSTART")
        if uid and start and not event.first("RECURRENCE-ID") and (at := moment(start)):
            series.setdefault(uid.value, at)
    for event in feed.events:
        uid = event.first("UID")
        for line in event.every("RECURRENCE-ID"):
            at = series.get(uid.value) if uid else None
            one = moment(line)
            if at and one and _type(at) != _type(one):
                yield line.number, f"DTSTART of the series is a {_type(at)}, RECURRENCE-ID a {_type(one)}"


def _unlike_start(feed: ReadFeed, name: str) -> Iterator[Found]:
    """Properties of a name that are days where DTSTART is a time, or the other way about."""
    for event in feed.events:
        start = event.first("DTSTART")
        at = start and moment(start)
        for line in event.every(name) if at else ():
            one = moment(line, line.value.partition(",")[0])
            if at and one and _type(one) != _type(at):
                yield line.number, f"DTSTART is a {_type(at)}, {name} a {_type(one)}"


RULES: Mapping[str, Check] = {
    "V301": no_dtstart,
    "V302": no_moment,
    "V303": day_as_time,
    "V304": ends_before_start,
    "V305": no_days,
    "V306": no_length,
    "V307": other_type,
    "V308": no_end,
    "V309": two_ends,
    "V310": floating,
    "V311": days_as_utc,
    "V312": stamps_not_in_utc,
    "V401": rdate,
    "V402": counted_once,
    "V403": until_of_other_type,
    "V404": no_rule,
    "V405": exdate_of_other_type,
    "V406": recurrence_id_of_other_type,
    "V407": until_before_start,
    "V408": no_dates,
}
