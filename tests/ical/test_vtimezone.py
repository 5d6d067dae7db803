"""VTIMEZONEs against zoneinfo, read back by an evaluator that shares no code with ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import icalendar
import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical

from calendar_gen.dates.zones import is_utc, tzids, zone
from calendar_gen.ical.vtimezone import vtimezone

FIRST, LAST = date(1990, 1, 1), date(2037, 12, 31)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SPAN = tuple[date, date]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def whole(first: int, last: int) -> SPAN:
    return date(first, 1, 1), date(last, 12, 31)


class Observance(NamedTuple):
    kind: str
    dtstart: datetime
    before: timedelta
    after: timedelta
    rrule: str
    until: datetime | None

    def onsets(self, until: datetime) -> list[datetime]:
        """Its instants in UTC, naive. dateutil takes no UTC UNTIL beside a naive DTSTART."""
        if not self.rrule:
            return [self.dtstart - self.before]
        instances = rrulestr(self.rrule, dtstart=self.dtstart).between(
            self.dtstart, until + 2 * DAY, inc=True
        )
        return [at - self.before for at in instances if self.until is None or at - self.before <= self.until]


@lru_cache(maxsize=64)
def read(component: bytes) -> tuple[Observance, ...]:
    parsed = icalendar.Component.from_ical(component)
    assert isinstance(parsed, icalendar.Timezone)
    found = []
    subcomponents: list[Any] = list(parsed.subcomponents)
    for sub in subcomponents:
        rule = sub["RRULE"].to_ical().decode() if "RRULE" in sub else ""
        until = re.search(r";UNTIL=(\w+)Z", rule)
        found.append(
            Observance(
                sub.name,
                sub["DTSTART"].dt,
                sub["TZOFFSETFROM"].td,
                sub["TZOFFSETTO"].td,
                re.sub(r";?UNTIL=\w+", "", rule),
                datetime.fromisoformat(until[1]) if until else None,
            )
        )
    return tuple(found)


@lru_cache(maxsize=64)
def expanded(component: bytes) -> list[tuple[datetime, timedelta, timedelta]]:
    """(instant, offset before, offset after) of every onset to the end of 2039, in order."""
    end = midnight(date(2040, 1, 1))
    return sorted((at, one.before, one.after) for one in read(component) for at in one.onsets(end))


@cache
def witness(tzid: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo.no_cache(tzid)


@lru_cache(maxsize=8)
def changes(tzid: str) -> tuple[datetime, ...]:
    """The instants at which the witness's offset changes: looked for every five days."""
    there = witness(tzid)

    def offset(at: datetime) -> timedelta | None:
        return at.replace(tzinfo=UTC).astimezone(there).utcoffset()

    found = []
    low = midnight(date(1989, 6, 1))
    before = offset(low)
    while low.year < 2039:
        high = low + 5 * DAY
        if offset(high) != before:
            same, other = low, high
            while other - same > SECOND:
                middle = same + (other - same) // 2 // SECOND * SECOND
                same, other = (middle, other) if offset(middle) == before else (same, middle)
            found.append(other)
            before = offset(high)
        low = high
    return tuple(found)


def check(tzid: str, first: date, last: date) -> None:
    """Well formed, and right at every instant and every local time of the span and a day around.

    Offsets are constant between changes, so that to look on both sides of each change that
    either has is to look everywhere.
    """
    component = vtimezone(tzid, first, last)
    check_form(tzid, component)
    onsets = expanded(component)
    instants = [at for at, _, _ in onsets]
    begin, end = midnight(first) - DAY, midnight(last) + 2 * DAY
    near = [at for at in (*changes(tzid), *instants) if begin < at < end]
    edges = {t for at in near for t in (at, at - SECOND, at + DAY / 2)}
    edges |= {begin - timedelta(hours=14), end + timedelta(hours=12)}
    for at in sorted(edges):
        index = bisect_right(instants, at) - 1
        assert index >= 0, f"{tzid} {first} {last}: {at} is before every observance"
        there = at.replace(tzinfo=UTC).astimezone(witness(tzid))
        assert onsets[index][2] == there.utcoffset(), f"{tzid} {first} {last}: {at}\n{component.decode()}"
        local = there.replace(fold=0, tzinfo=None)
        wall = max(i for i, (on, off, _) in enumerate(onsets) if on + off <= local)
        assert onsets[wall][2] == there.replace(fold=0).utcoffset(), f"{tzid} {first} {last}: {local} there"


def check_form(tzid: str, component: bytes) -> None:
    """RFC 5545 §3.6.5, and of that only what Outlook reads."""
    lines = component.split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VTIMEZONE", f"TZID:{tzid}".encode()]
    assert lines[-2:] == [b"END:VTIMEZONE", b""]
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert b"RDATE" not in component
    for one in read(component):
        if one.rrule:
            shape = r"FREQ=YEARLY;(BYDAY|BYMONTH)=[-\w]+;(BYDAY|BYMONTH)=[-\w]+"
            assert re.fullmatch(shape, one.rrule), one.rrule
            assert re.search(r"BYDAY=(-1|[1-4])[A-Z]{2}\b", one.rrule), one.rrule
            assert rrulestr(one.rrule, dtstart=one.dtstart)[0] == one.dtstart
            assert one.until is None or one.onsets(one.until)[-1] == one.until


def spans(random: Random) -> Iterator[SPAN]:
    yield FIRST, LAST
    yield whole(2024, 2030)
    for _ in range(4):
        year = random.randint(1990, 2037)
        yield whole(year, year)
        yield whole(year, min(year + random.randint(1, 6), 2037))
    for _ in range(12):
        day = FIRST + DAY * random.randrange((LAST - FIRST).days)
        yield day, min(day + DAY * random.choice([0, 0, 0, 5, 40, 200]), LAST)


@pytest.mark.parametrize("tzid", sorted(tzids()))
def test_every_zone_agrees_with_zoneinfo(tzid: str) -> None:
    for first, last in spans(Random(tzid)):
        check(tzid, first, last)


@pytest.mark.parametrize("tzid", ["Europe/Berlin", "America/New_York", "Asia/Gaza", "Africa/Casablanca"])
def test_every_day_and_month_agrees_with_zoneinfo(tzid: str) -> None:
    for number in range((date(2025, 1, 1) - date(2023, 1, 1)).days):
        day = date(2023, 1, 1) + DAY * number
        check(tzid, day, day)
        check(tzid, day, day + 30 * DAY)


@pytest.mark.parametrize("tzid", ["Asia/Jerusalem", "America/Santiago", "Asia/Shanghai", "Etc/GMT+5"])
@pytest.mark.parametrize(
    ("first", "last"), [(1601, 1700), (1850, 1960), (2036, 2038), (2095, 2101), (9980, 9989)]
)
def test_before_1990_and_after_2037(tzid: str, first: int, last: int) -> None:
    begin, end = whole(first, last)
    found = read(vtimezone(tzid, begin, end))
    onsets = sorted((at, one.after) for one in found for at in one.onsets(midnight(end)))
    for number in range(2, (end - begin).days):
        day = midnight(begin) + DAY * number
        offset = day.replace(tzinfo=UTC).astimezone(witness(tzid)).utcoffset()
        assert onsets[bisect_right(onsets, day, key=lambda onset: onset[0]) - 1][1] == offset


@pytest.mark.parametrize("span", [whole(2024, 2030), whole(2026, 2026), (FIRST, LAST)])
@pytest.mark.parametrize(
    "tzid",
    [
        *("Africa/Cairo", "Africa/Casablanca", "America/Caracas", "America/Mexico_City", "America/New_York"),
        *("America/Nuuk", "America/Santiago", "Antarctica/Troll", "Asia/Gaza", "Asia/Jerusalem"),
        *("Asia/Kathmandu", "Asia/Shanghai", "Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney"),
        *("Europe/Berlin", "Europe/Dublin", "Europe/Istanbul", "Europe/Moscow", "Pacific/Apia"),
    ],
)
def test_dateutil_agrees(tzid: str, span: SPAN) -> None:
    """A reader that is not ours: dateutil's, which icalendar's Timezone.to_tz also uses.

    It takes a UTC UNTIL for local time, and so loses the last onset east of Greenwich, until
    the UNTIL is made some days later. It is sound from local time to offset; from UTC it errs
    by half an hour beside Caracas's change in 2016, being of one STANDARD to another.
    """

    def later(until: re.Match[str]) -> str:
        return f"UNTIL={datetime.fromisoformat(until[1]) + 2 * DAY:%Y%m%dT%H%M%SZ}"

    text = re.sub(r"UNTIL=(\w+)", later, vtimezone(tzid, *span).decode())
    theirs = tzical(StringIO(text)).get(tzid)
    begin, end = (midnight(day) for day in span)
    near = [
        at + side for at in changes(tzid) for side in (-SECOND, timedelta(0), DAY / 2) if begin < at < end
    ]
    for at in (begin, *near, end):
        local = at.replace(tzinfo=UTC).astimezone(witness(tzid)).replace(fold=0)
        assert local.replace(tzinfo=theirs).utcoffset() == local.utcoffset(), local


@pytest.mark.parametrize(
    ("tzid", "offsets"),
    [
        ("America/New_York", ["-0400", "-0500"]),
        ("Antarctica/Troll", ["+0200", "+0000"]),
        ("Asia/Kathmandu", ["+0545"]),
        ("Asia/Kolkata", ["+0530"]),
        ("Asia/Shanghai", ["+0800"]),
        ("Australia/Lord_Howe", ["+1100", "+1030"]),
        ("Australia/Sydney", ["+1100", "+1000"]),
        ("Europe/Berlin", ["+0200", "+0100"]),
        ("Europe/Dublin", ["+0100", "+0000"]),
    ],
)
def test_what_outlook_reads(tzid: str, offsets: list[str]) -> None:
    """One STANDARD without RRULE; or one DAYLIGHT, the larger offset, and one STANDARD, both yearly."""
    summer, winter = date(2024, 7, 1), date(2024, 12, 24)
    for first, last in [whole(2024, 2030), whole(2027, 2027), (summer, summer), (winter, winter)]:
        text = vtimezone(tzid, first, last).decode()
        blocks = dict(re.findall(r"BEGIN:(DAYLIGHT|STANDARD)\r\n(.*?)END:", text, re.DOTALL))
        assert sorted(blocks) == ["DAYLIGHT", "STANDARD"][-len(offsets) :]
        assert text.count("BEGIN:") == len(offsets) + 1
        for kind, offset in zip(sorted(blocks), offsets, strict=True):
            assert f"TZOFFSETTO:{offset}\r\n" in blocks[kind]
            assert ("RRULE" in blocks[kind]) == (len(offsets) == 2)
        assert "UNTIL" not in text


def test_every_single_day_is_in_outlooks_form() -> None:
    """Ramadan, decrees and reforms included: a day has one offset, and a year around it."""
    for tzid in sorted(tzids()):
        random = Random(tzid)
        for _ in range(20):
            day = date(2000, 1, 1) + DAY * random.randrange(38 * 365)
            kinds = [(one.kind, bool(one.rrule)) for one in read(vtimezone(tzid, day, day))]
            if len(kinds) == 1:
                assert kinds == [("STANDARD", False)], (tzid, day)
            elif not any(abs(at.date() - day) < 4 * DAY for at in changes(tzid)):
                assert sorted(kinds) == [("DAYLIGHT", True), ("STANDARD", True)], (tzid, day)


SUMMER = "DTSTART:19810329T020000 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU TZOFFSETFROM:+0100 TZOFFSETTO:+0200"
WINTER = "DTSTART:19961027T030000 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU TZOFFSETFROM:+0200 TZOFFSETTO:+0100"
BERLIN = (
    f"BEGIN:VTIMEZONE TZID:Europe/Berlin BEGIN:DAYLIGHT {SUMMER} TZNAME:CEST END:DAYLIGHT "
    f"BEGIN:STANDARD {WINTER} TZNAME:CET END:STANDARD END:VTIMEZONE "
)


def test_dates_under_one_rule_give_the_same_bytes() -> None:
    random = Random(1)
    for _ in range(300):
        first, last = sorted(date(1997, 1, 1) + DAY * random.randrange(41 * 365) for _ in range(2))
        assert vtimezone("Europe/Berlin", first, last).decode() == BERLIN.replace(" ", "\r\n")
    assert len({vtimezone("Asia/Shanghai", date(y, 1, 1), date(y + 9, 1, 1)) for y in range(1992, 2040)}) == 1


PAIR = ["DAYLIGHT yearly", "STANDARD yearly"]


@pytest.mark.parametrize(
    ("tzid", "span", "kinds"),
    [
        # Summer time abolished: both rules end. Before that, neither; after, nothing is left of it.
        ("America/Mexico_City", whole(2020, 2024), ["DAYLIGHT until", "STANDARD until"]),
        ("America/Mexico_City", whole(2019, 2021), PAIR),
        ("America/Mexico_City", whole(2023, 2030), ["STANDARD once"]),
        # The last winter began a week late, in November; in 2015 nobody asks when the one before did.
        ("Europe/Istanbul", whole(2015, 2018), ["STANDARD until", "DAYLIGHT until"]),
        ("Europe/Istanbul", whole(2017, 2030), ["STANDARD once"]),
        # Summer for good in 2011, at 2 instead of 3 o'clock back to winter for good in 2014.
        ("Europe/Moscow", whole(2010, 2015), ["DAYLIGHT until", "STANDARD until", "STANDARD once"]),
        # April and October became March and November.
        ("America/New_York", whole(2006, 2007), ["STANDARD until", "DAYLIGHT until", *PAIR]),
        ("America/New_York", whole(2007, 2007), PAIR[::-1]),
        # The last Friday of October is not always the day after its last Thursday.
        ("Africa/Cairo", whole(2025, 2025), PAIR),
        # The third Sunday of April, but the second in 1991, which was the last year.
        ("Asia/Shanghai", whole(1990, 1992), ["DAYLIGHT until", "STANDARD until", "DAYLIGHT once"]),
        ("Asia/Shanghai", whole(1992, 1992), ["STANDARD once"]),
        ("Asia/Shanghai", whole(1987, 1987), PAIR[::-1]),
        # Fridays from the 23rd on: the last of March in 2024, the fourth from 2028, either between.
        ("Asia/Jerusalem", whole(2024, 2029), ["STANDARD yearly", "DAYLIGHT until", "DAYLIGHT yearly"]),
        ("Asia/Jerusalem", whole(2024, 2027), PAIR[::-1]),
        # A day skipped: a whole day's shift, in summer.
        ("Pacific/Apia", (date(2011, 12, 25), date(2012, 1, 5)), ["DAYLIGHT once", "STANDARD once"]),
    ],
)
def test_as_few_parts_as_possible(tzid: str, span: SPAN, kinds: list[str]) -> None:
    check(tzid, *span)
    found = read(vtimezone(tzid, *span))
    how = ["until" if one.until else "yearly" if one.rrule else "once" for one in found]
    assert [f"{one.kind} {manner}" for one, manner in zip(found, how, strict=True)] == kinds


def test_ramadan_is_written_out() -> None:
    """No weekday rule has Morocco's months of fasting: an observance for each, and no more."""
    span = whole(2019, 2025)
    check("Africa/Casablanca", *span)
    found = read(vtimezone("Africa/Casablanca", *span))
    within = [at for at in changes("Africa/Casablanca") if span[0] <= at.date() <= span[1]]
    assert len(within) <= len(found) <= len(within) + 1
    assert {one.kind for one in found} == {"DAYLIGHT", "STANDARD"}


@pytest.mark.parametrize(
    ("tzid", "year", "line"),
    [
        ("Europe/Istanbul", 2024, "TZNAME:+03"),  # no more EEST, though its offset
        ("Asia/Kolkata", 2024, "DTSTART:19700101T000000"),
        ("Asia/Kolkata", 1960, "DTSTART:19451015T000000"),
        ("Asia/Shanghai", 1880, "TZOFFSETTO:+080543"),
        ("America/New_York", 1880, "TZOFFSETTO:-045602"),
    ],
)
def test_lines(tzid: str, year: int, line: str) -> None:
    assert line in vtimezone(tzid, *whole(year, year)).decode().split("\r\n")


def test_zone_and_tzids() -> None:
    assert zone("Asia/Shanghai") is zone("Asia/Shanghai")
    assert zone("Asia/Shanghai").key == "Asia/Shanghai"
    assert {"Asia/Shanghai", "Asia/Calcutta", "UTC"} < tzids()
    for name in ("Asia/Shangai", "../zones", "tzdata.zi", "Asia", "", "/etc/passwd", "asia/shanghai"):
        assert name not in tzids()
        with pytest.raises(KeyError):
            zone(name)
        with pytest.raises(KeyError):
            vtimezone(name, FIRST, LAST)
    with pytest.raises(ValueError, match="before"):
        vtimezone("Asia/Shanghai", LAST, FIRST)


def test_is_utc() -> None:
    for name in ("UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Etc/Universal", "GMT", "Etc/Greenwich"):
        assert is_utc(name)
    for name in ("Europe/London", "Africa/Abidjan", "Atlantic/Reykjavik", "Etc/GMT+1", "WET", "Factory"):
        assert not is_utc(name)


SCRIPT = """
from datetime import date
from calendar_gen.ical.vtimezone import vtimezone
for tzid in ("Europe/Berlin", "Asia/Gaza", "America/Mexico_City", "Asia/Shanghai"):
    print(vtimezone(tzid, date(1990, 1, 1), date(2037, 12, 31)))
"""


def test_same_bytes_on_every_machine(tmp_path: Path) -> None:
    """Whatever the hash seed, the machine's own zone and the machine's own zone files."""
    false = tmp_path / "Europe" / "Berlin"
    false.parent.mkdir()
    false.write_bytes(b"not a zone")
    environments = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "PYTHONTZPATH": str(tmp_path)},
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, **extra}, check=True, capture_output=True
        ).stdout
        for extra in environments
    }
    assert len(outputs) == 1
    assert outputs.pop().count(b"BEGIN:VTIMEZONE") == 4
