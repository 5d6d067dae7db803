"""A feed → what is wrong with its time zones: those it names, those it describes, and how it does."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES
from calendar_gen.dates.zones import is_utc, known_zone
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical import observances
from calendar_gen.ical.lines import Component, Found, Line, ReadFeed
from calendar_gen.ical.moments import Moment, moment, offset
from calendar_gen.validator.lines import Check, is_ours

_ZONED = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_NTH = re.compile(rf"([+-]?[1-5])?({'|'.join(CODES)})")
# Times looked at in a zone: more than enough to find where it is wrong.
_MOST = 2_000
_MOST_ONSETS = 1_000
_SEASON = timedelta(days=91)


def undescribed(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, described, known in _names(feed):
        if known and not described and not is_utc(line.params["TZID"]):
            yield line.number, f"TZID {quoted(line.params['TZID'])} has no VTIMEZONE"


def unknown(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, described, known in _names(feed):
        if described and not known:
            yield line.number, f"TZID is {quoted(line.params['TZID'])}"


def nowhere(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, described, known in _names(feed):
        if not described and not known:
            yield line.number, f"TZID is {quoted(line.params['TZID'])}"


def utc_by_name(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line, _, known in _names(feed):
        if known and is_utc(line.params["TZID"]):
            yield line.number, f"TZID is {quoted(line.params['TZID'])}"


def wrong_offset(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        zones = {line.value: zone for zone in _vtimezones(calendar) for line in zone.every("TZID")}
        times = _times(calendar) if zones else {}
        for tzid, zone in zones.items():
            rules = _observances(zone)
            there = known_zone(tzid)
            if rules is None or there is None:
                continue
            for at in sorted(times.get(tzid, ())):
                said = _offset_at(rules, at)
                # A time that comes twice, or never, has two.
                real = [at.replace(tzinfo=there, fold=fold).utcoffset() for fold in (0, 1)]
                if said not in real:
                    told = f"{_shown(said)} on {at:%Y-%m-%d %H:%M}, which is {_shown(real[0])} there"
                    yield zone.number, f"VTIMEZONE {quoted(tzid)} says {told}"
                    break


def rdates(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for zone in feed.named("STANDARD", "DAYLIGHT"):
        line = zone.first("RDATE")
        if line is not None:
            yield line.number, ""


def several_observances(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    ours = is_ours(feed)
    for zone in feed.named("VTIMEZONE"):
        if ours and not observances.differ(zone):
            continue  # we describe the years of the events alone, with as few as there can be
        for kind in ("STANDARD", "DAYLIGHT"):
            parts = [part for part in zone.parts if part.name == kind]
            if len(parts) > 1:
                yield parts[1].number, f"{len(parts)} {kind}"
                break


def incomplete(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for zone in feed.named("VTIMEZONE"):
        parts = [part for part in zone.parts if part.name in ("STANDARD", "DAYLIGHT")]
        if not zone.first("TZID"):
            yield zone.number, "VTIMEZONE has no TZID"
        if not parts:
            yield zone.number, "VTIMEZONE has neither STANDARD nor DAYLIGHT"
        for part in parts:
            for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
                line = part.first(name)
                if not line:
                    yield part.number, f"{part.name} has no {name}"
                elif (moment(line) if name == "DTSTART" else offset(line)) is None:
                    yield line.number, f"{name} is {quoted(line.value)}"


def unread_rules(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for part in feed.named("STANDARD", "DAYLIGHT"):
        for line in part.every("RRULE"):
            rule = rules.parts(line.value.strip().upper())
            by = rule.keys() & {"BYDAY", "BYMONTHDAY"}
            once = len(by) == 1 and re.fullmatch(r"[+-]?[1-5][A-Z]{2}|[0-9]{1,2}", rule[by.pop()])
            if rule.get("FREQ") != "YEARLY" or not once:
                yield line.number, f"RRULE is {quoted(line.value)}"


def _vtimezones(calendar: Component) -> Iterator[Component]:
    return (part for part in calendar.parts if part.name == "VTIMEZONE")


def _names(feed: ReadFeed) -> Iterator[tuple[Line, bool, bool]]:
    """The first line with each TZID, and whether a VTIMEZONE describes it, and the IANA knows it."""
    for calendar in feed.calendars:
        described = {line.value for zone in _vtimezones(calendar) for line in zone.every("TZID")}
        told = {""}
        for part in calendar.parts:
            for line in part.every(*_ZONED) if part.name != "VTIMEZONE" else ():
                tzid = line.params.get("TZID", "")
                if tzid not in told:
                    told.add(tzid)
                    yield line, tzid in described, known_zone(tzid) is not None


def _times(calendar: Component) -> dict[str, set[datetime]]:
    """The local times in each zone; of a series also some in the year after its start."""
    times: dict[str, set[datetime]] = {}
    for event in calendar.parts:
        for name in ("DTSTART", "DTEND") if event.name == "VEVENT" else ():
            line = event.first(name)
            at = line and moment(line)
            if at and at.kind == "zoned" and 1900 < at.local.year < 2190:
                known = times.setdefault(at.tzid, set())
                if len(known) < _MOST:
                    known.update(_seasons(event, at))
    return times


def _seasons(event: Component, at: Moment) -> Iterator[datetime]:
    """A start, and if it repeats a time in each season after it."""
    yield at.local
    rule = event.first("RRULE")
    if rule and "COUNT" not in rule.value:
        found = re.search("UNTIL=([0-9TZ]*)", rule.value)
        until = moment(rule, found[1]) if found else None
        for season in range(1, 5):
            later = at.local + season * _SEASON
            if until is None or later < until.local:
                yield later


class _Observance(Struct, frozen=True):
    """A STANDARD or DAYLIGHT: the offset that it brings, and what says on which days."""

    start: datetime
    before: timedelta
    after: timedelta
    rule: Mapping[str, str] | None
    dates: tuple[datetime, ...]
    until: datetime | None

    def last_before(self, at: datetime) -> datetime | None:
        """Its last onset not after a local time."""
        found = [day for day in (self.start, *self.dates) if day <= at]
        if self.rule is not None:
            for year in (at.year, at.year - 1):
                onset = self._in_year(year)
                if onset and self.start <= onset <= at and (not self.until or onset <= self.until):
                    found.append(onset)
                    break
            else:
                found += self._last_of_all(at)
        return max(found, default=None)

    def _last_of_all(self, at: datetime) -> Sequence[datetime]:
        """The last onset of a rule that has ended before a time."""
        if not self.until or self.until >= at:
            return []
        onsets = (self._in_year(year) for year in (self.until.year, self.until.year - 1))
        return [onset for onset in onsets if onset and self.start <= onset <= self.until]

    def _in_year(self, year: int) -> datetime | None:
        """When the rule has its onset in a year; None where it has none."""
        assert self.rule is not None
        if year < 1:
            return None
        month = int(self.rule.get("BYMONTH", self.start.month))
        days = range(1, monthrange(year, month)[1] + 1)
        nth = _NTH.fullmatch(self.rule.get("BYDAY", ""))
        monthdays = self.rule.get("BYMONTHDAY")
        if monthdays:
            wanted = {int(day) for day in monthdays.split(",")}
            days_left = [day for day in days if day in wanted or day - len(days) - 1 in wanted]
        else:
            days_left = list(days) if nth else [day for day in days if day == self.start.day]
        if nth:
            weekday = CODES.index(nth[2])
            days_left = [day for day in days_left if date(year, month, day).weekday() == weekday]
            place = int(nth[1] or 1)
            days_left = days_left[place - 1 : place] if place > 0 else days_left[place:][:1]
        return datetime.combine(date(year, month, days_left[0]), self.start.time()) if days_left else None


def _observances(zone: Component) -> list[_Observance] | None:
    """What a VTIMEZONE says; None where it can't be read, or has rules of another kind than the usual."""
    found = []
    if len(zone.parts) > _MOST_ONSETS or sum(len(line.value) for line in _rdates(zone)) > 16 * _MOST_ONSETS:
        return None
    for part in zone.parts:
        start, before, after = (part.first(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
        at = start and moment(start)
        if not (start and at and before and after):
            return None
        offsets = offset(before), offset(after)
        rule = part.first("RRULE")
        parts = rules.parts(rule.value.strip().upper()) if rule else None
        if offsets[0] is None or offsets[1] is None or not _is_usual(parts):
            return None
        dates = [moment(line, value) for line in part.every("RDATE") for value in line.value.split(",")]
        until = moment(rule, parts["UNTIL"]) if rule and parts and "UNTIL" in parts else None
        # UNTIL is in UTC: a day more makes no other year, and there is none after the last.
        last = until.local + timedelta(days=1) if until and until.local.year < 9999 else None
        local = tuple(one.local for one in dates if one)
        found.append(_Observance(at.local, offsets[0], offsets[1], parts, local, last))
    return found or None


def _rdates(zone: Component) -> Iterator[Line]:
    return (line for part in zone.parts for line in part.every("RDATE"))


def _is_usual(rule: Mapping[str, str] | None) -> bool:
    """Whether a zone's rule is of the kind that can be followed here; so is none."""
    if rule is None:
        return True
    known = {"FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "INTERVAL", "WKST"}
    return (
        rule.get("FREQ") == "YEARLY"
        and rule.keys() <= known
        and rule.get("INTERVAL", "1") == "1"
        and bool(re.fullmatch("0?[1-9]|1[0-2]", rule.get("BYMONTH", "1")))
        and bool(_NTH.fullmatch(rule.get("BYDAY", "MO")))
        and bool(re.fullmatch("-?[0-9]{1,2}(?:,-?[0-9]{1,2})*", rule.get("BYMONTHDAY", "1")))
    )


def _offset_at(observances: Sequence[_Observance], at: datetime) -> timedelta:
    """The offset that a description gives for a local time."""
    onsets = [(onset, one.after) for one in observances if (onset := one.last_before(at))]
    return max(onsets)[1] if onsets else min(observances, key=lambda one: one.start).before


def _shown(offset: timedelta | None) -> str:
    minutes = round((offset or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


RULES: Mapping[str, Check] = {
    "V501": undescribed,
    "V502": unknown,
    "V503": utc_by_name,
    "V504": wrong_offset,
    "V505": rdates,
    "V506": several_observances,
    "V507": incomplete,
    "V508": nowhere,
    "V509": unread_rules,
}
