"""Series: what we list, what we write, and what two readers of iCalendar make of it are the same dates.

The dates of a series are reckoned here once more, as simply as can be: day after day is asked whether
the words of `repeat` name it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.cli import listing
from calendar_gen.loader import Loaded
from calendar_gen.model import selection
from calendar_gen.source.files import Source
from support.asking import asking
from support.projects import Project, calendar, changed, event
from support.running import NOW
from support.series import ONE_DAY, STEADY, WEEKDAYS, WITHOUT_NODE, ZONES, Found, examples
from support.witnesses import When, lines_are_right, occurrences_by_icaljs, occurrences_by_recurring

ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
BEGIN = datetime(2014, 1, 1, tzinfo=UTC)


Data = dict[str, Any]


@dataclass(frozen=True)
class Series:
    """An event as it is written, and its dates before a moment: start and end (exclusive), in UTC or days."""

    event: Data
    wanted: Sequence[Found]
    before: datetime

    def __repr__(self) -> str:
        return json.dumps(self.event)


# --- the words of `repeat`, once more -------------------------------------------------------------


def named(day: date, first: date, repeat: Mapping[str, Any]) -> bool:
    """Whether `every` and `on` name a day, in a series that begins on `first`."""
    number, unit = re.fullmatch(r"(?:(\d+) )?(\w+?)s?", repeat["every"]).groups()  # type: ignore[union-attr]
    every, on = int(number or 1), repeat.get("on", ())
    if unit == "day":
        return (day - first).days % every == 0
    if unit == "week":
        weeks = (monday(day) - monday(first)).days // 7
        return weeks % every == 0 and WEEKDAYS[day.weekday()] in (on or (WEEKDAYS[first.weekday()],))
    months = (day.year - first.year) * 12 + day.month - first.month
    if unit == "year":
        return months % (12 * every) == 0 and day.day == first.day
    return months % every == 0 and any(is_day_of_month(day, word) for word in on or (str(first.day),))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_day_of_month(day: date, word: str) -> bool:
    """Whether a day is the `15`, the `last day` or the `first friday` of its month."""
    if word.isdigit():
        return day.day == int(word)
    last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE_DAY
    if word == "last day":
        return day == last
    ordinal, name = word.split()
    if WEEKDAYS[day.weekday()] != name:
        return False
    return last.day - day.day < 7 if ordinal == "last" else (day.day - 1) // 7 == ORDINALS[ordinal]


def days_of(first: date, repeat: Mapping[str, Any]) -> Iterator[date]:
    day = first
    while day.year < first.year + 12:
        if named(day, first, repeat):
            yield day
        day += ONE_DAY


# --- random series --------------------------------------------------------------------------------

EVERY = st.one_of(
    st.sampled_from(["day", "3 days", "week", "2 weeks", "month", "2 months", "year"]).map(
        lambda every: {"every": every}
    ),
    st.builds(
        lambda every, on: {"every": every, "on": on},
        st.sampled_from(["week", "2 weeks", "3 weeks"]),
        st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4, unique=True),
    ),
    st.builds(
        lambda every, on: {"every": every, "on": on},
        st.sampled_from(["month", "3 months"]),
        st.one_of(
            st.lists(
                st.builds("{} {}".format, st.sampled_from(list(ORDINALS)), st.sampled_from(WEEKDAYS)),
                min_size=1,
                max_size=2,
                unique=True,
            ),
            st.lists(
                st.sampled_from(["1", "15", "30", "31", "last day"]), min_size=1, max_size=2, unique=True
            ),
        ),
    ),
)


@st.composite
def series(draw: st.DrawFn, all_day: bool) -> Series:
    tzid = draw(st.sampled_from(list(ZONES)))
    repeat: Data = dict(draw(EVERY))
    around = date(ZONES[tzid], 1, 1) + timedelta(days=draw(st.integers(0, 900)))
    # A series begins on one of its days: another start would be a warning.
    first = next(iter(days_of(around, repeat)))
    many = draw(st.integers(2, 30))
    days = [day for day in islice(days_of(first, repeat), many) if day.year < ZONES[tzid] + 6]
    ends = draw(st.sampled_from(["until", "times", "never"]))
    if ends == "until":
        repeat["until"] = str(days[-1])
    elif ends == "times":
        repeat["times"] = str(len(days))
    # Between five and midnight no clock is changed: a reader may differ from another in that hour, and
    # over it (RFC 5545 says the length is exact; ical.js and dateutil add to the local time).
    at = None if all_day else time(draw(st.integers(5, 15)), draw(st.integers(0, 59)))
    most = 8 * 60 if tzid not in STEADY else 3 * 1440
    length = (
        timedelta(days=draw(st.integers(1, 4)))
        if at is None
        else timedelta(minutes=draw(st.integers(0, most)))
    )
    event: Data = {"id": "e", "title": "E", "timezone": tzid, "repeat": repeat}
    event["start"] = written(first, at)
    if at is None:
        event["days"] = str(length.days)
    elif length:
        event["duration"] = f"{length // timedelta(minutes=1)} minutes"
    zone = ZoneInfo(tzid)
    spans = {day: found(day, at, length, zone) for day in days}
    leave_out(draw, days, spans, repeat)
    change(draw, spans, event, at, length, zone)
    beside = [*also(draw, days, repeat, at, length, zone)]
    starts = [start for start, _ in (*spans.values(), *beside)]
    assume(len({*starts}) == len(starts))
    before = moment(days[-1]) if ends == "never" else datetime(2040, 1, 1, tzinfo=UTC)
    return Series(event, in_order([*spans.values(), *beside], before), before)


def written(day: date, at: time | None) -> str:
    return f"{day} {at:%H:%M}" if at else str(day)


def found(day: date, at: time | None, length: timedelta, zone: ZoneInfo) -> Found:
    if at is None:
        return day, day + length
    start = datetime.combine(day, at, zone).astimezone(UTC)
    return start, start + length


def leave_out(draw: st.DrawFn, days: Sequence[date], spans: dict[date, Found], repeat: Data) -> None:
    """`except`: never all of a series."""
    out = draw(st.lists(st.sampled_from(days[1:]), max_size=3, unique=True))
    if out:
        repeat["except"] = [str(day) for day in out]
    for day in out:
        del spans[day]


def change(
    draw: st.DrawFn,
    spans: dict[date, Found],
    event: Data,
    at: time | None,
    length: timedelta,
    zone: ZoneInfo,
) -> None:
    """`changes`: other words, another length, another day, another time of it."""
    chosen = draw(st.lists(st.sampled_from(list(spans)), max_size=3, unique=True))
    changes = []
    for day in chosen:
        kind = draw(st.sampled_from(["status", "title", "venue", "length", "day", "time"]))
        now: Data = {"date": str(day)}
        if kind == "status":
            now["status"] = "cancelled"
        elif kind in ("title", "venue"):
            now[kind] = "another"
        elif kind == "length":
            longer = timedelta(days=2) if at is None else timedelta(minutes=45)
            now |= {"days": "2"} if at is None else {"duration": "45 minutes"}
            spans[day] = found(day, at, longer, zone)
        else:
            other = day + timedelta(days=draw(st.integers(-2, 2)))
            hour = time(draw(st.integers(5, 15)), 7) if at and kind == "time" else at
            moved = found(other, hour, length, zone)
            if is_taken(moved, day, spans) or (hour == at and is_taken_by_rule(other, day, event)):
                continue
            now["start"] = str(other) if kind == "day" else written(other, hour)
            spans[day] = moved
        changes.append(now)
    if changes:
        event["changes"] = changes


def is_taken(moved: Found, day: date, spans: Mapping[date, Found]) -> bool:
    """Whether another date of the series begins then: none may stand in it twice."""
    return any(span[0] == moved[0] for other, span in spans.items() if other != day)


def is_taken_by_rule(other: date, day: date, event: Data) -> bool:
    """Whether the rule gives that day too: a series without end has more days than were drawn."""
    return other != day and named(other, date.fromisoformat(event["start"][:10]), event["repeat"])


def also(
    draw: st.DrawFn,
    days: Sequence[date],
    repeat: Data,
    at: time | None,
    length: timedelta,
    zone: ZoneInfo,
) -> Iterator[Found]:
    """`also`: dates that the rule doesn't give."""
    first = days[0]
    far = st.integers(1, 400).map(lambda n: first + timedelta(days=n))
    more = draw(st.lists(far.filter(lambda day: not named(day, first, repeat)), max_size=2, unique=True))
    if repeat["every"] == "day" or not more:
        return
    repeat["also"] = []
    for day in more:
        hour = time(draw(st.integers(5, 15)), 9) if at and draw(st.booleans()) else None
        repeat["also"].append(written(day, hour))
        yield found(day, hour or at, length, zone)


# --- the same dates, whoever is asked -------------------------------------------------------------


def loaded(*events: Data) -> Loaded:
    # Not another zone than the events': recurring_ical_events takes a rule in UTC to that of X-WR-TIMEZONE.
    calendar = {"id": "c", "name": "C", "timezone": events[0].get("timezone", "Europe/Berlin")}
    venues = {"another": {"name": "Another"}}
    text = json.dumps({"calendar": calendar, "venues": venues, "events": list(events)})
    read = compiler.load(Source("series.yaml", text.encode()))
    assert not read.errors, read.diagnostics
    return read


def listed(catalog: Any, **filters: Any) -> list[Data]:
    wanted = selection.query(asking(**filters), catalog, NOW)
    found = list(selection.occurrences(catalog, wanted, NOW, past=True))
    records: list[Data] = json.loads(b"".join(listing.in_format("json", found, catalog)))
    return records


def dates_of(record: Mapping[str, Any]) -> Found:
    if record["all_day"]:
        return date.fromisoformat(record["start"]), date.fromisoformat(record["end"]) + ONE_DAY
    start, end = (datetime.fromisoformat(record[key]).astimezone(UTC) for key in ("start", "end"))
    return start, end


def moment(value: When) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)


def in_order(spans: Iterable[Found], before: datetime) -> list[Found]:
    """Those that start before a moment."""
    return sorted((span for span in spans if moment(span[0]) < before), key=lambda s: (*map(moment, s),))


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("all_day", [True, False], ids=["days", "times"])
def test_all_find_the_same_dates(all_day: bool) -> None:
    @examples(5)
    @given(st.lists(series(all_day), min_size=12, max_size=18))
    def check(them: list[Series]) -> None:
        catalogs = [loaded(it.event).catalog for it in them]
        feeds = [compiler.export(catalog, catalog.events, NOW) for catalog in catalogs]
        end = max(max(moment(last) for _, last in it.wanted) for it in them) + ONE_DAY
        others = [()] * len(them) if WITHOUT_NODE else occurrences_by_icaljs(feeds, BEGIN, end)
        for it, catalog, feed, by_icaljs in zip(them, catalogs, feeds, others, strict=True):
            records = listed(catalog, from_=str(BEGIN.date()), to=str(end.date()))
            assert in_order(map(dates_of, records), it.before) == it.wanted, it
            by_recurring = occurrences_by_recurring(feed, BEGIN, end)
            assert in_order(((start, last) for _, start, last in by_recurring), it.before) == it.wanted, it
            assert (
                WITHOUT_NODE
                or in_order(((start, last) for _, start, last in by_icaljs), it.before) == it.wanted
            ), it
            assert lines_are_right(feed) == []
            assert list(ill_written(feed, it)) == []

    check()


def ill_written(feed: bytes, it: Series) -> Iterator[str]:
    """What lines_are_right doesn't look at: kinds and zones of dates, and which are apart from the rule."""
    blocks = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", feed.decode(), re.DOTALL)
    kinds = {re.search("DTSTART(.*):", block)[1] for block in blocks if "RRULE" in block}  # type: ignore[index]
    (kind,) = kinds
    for name, other in re.findall(r"(EXDATE|RECURRENCE-ID)(.*?):", feed.decode()):
        if other != kind:
            yield f"{name}{other} in a series of DTSTART{kind}"
    uids = [re.search("UID:(.*)\r", block)[1] for block in blocks]  # type: ignore[index]
    apart = [uid for uid in uids if uid != "e@c"]
    if len(apart) != len(it.event["repeat"].get("also", ())) or len(set(apart)) != len(apart):
        yield f"dates apart are {apart}"
    yield from (uid for uid in apart if not re.fullmatch(r"e\+\d{8}(T\d{4})?@c", uid))


# --- whose clock ----------------------------------------------------------------------------------


def test_an_end_with_an_offset_leaves_the_series_on_the_clock_of_its_start(project: Project) -> None:
    repeat = {"every": "week", "until": "2027-12-31", "except": ["2027-10-05"]}
    offset: Data = {"start": "2027-09-07 19:00", "end": "2027-09-07 21:00+02:00", "repeat": repeat}
    project.build(calendar(event("e", **offset), timezone="Europe/Berlin"))
    feed = project.files()["events/e.ics"]
    assert lines_are_right(feed) == []
    assert b"DTSTART;TZID=Europe/Berlin:20270907T190000\r\nDTEND;TZID=Europe/Berlin:" in feed
    found = occurrences_by_recurring(feed, date(2027, 12, 1), date(2027, 12, 8))
    assert [start for _, start, _ in found] == [datetime(2027, 12, 7, 18, tzinfo=UTC)]
    project.build(calendar(event("e", **offset, title="Other"), timezone="Europe/Berlin"))


ABROAD = {
    "venues": {"home": {"name": "Home"}, "abroad": {"name": "Abroad", "timezone": "Europe/London"}},
}
WEEKLY: Data = {"start": "2027-01-05 19:00", "duration": "2 hours", "repeat": {"every": "week", "times": "3"}}


@pytest.mark.parametrize(
    ("keys", "change", "line", "start", "hours"),
    [
        # On the clock of its own venue, an hour behind that of the series.
        ({}, {"venue": "abroad", "start": "2027-01-12 19:00"}, ";TZID=Europe/London:20270112T190000", 19, 2),
        (
            {},
            {"venue": "abroad", "start": "2027-01-12 19:00", "duration": "1 hour"},
            ";TZID=Europe/London:20270112T190000",
            19,
            1,
        ),
        ({}, {"venue": "abroad", "end": "2027-01-12 21:00"}, ":20270112T180000Z", 18, 3),
        # What isn't said stays: the time of a series is that of its own clock.
        ({}, {"venue": "abroad"}, ";TZID=Europe/Berlin:20270112T190000", 18, 2),
        ({}, {"venue": "abroad", "start": "2027-01-12"}, ";TZID=Europe/Berlin:20270112T190000", 18, 2),
        ({}, {"venue": "abroad", "start": "2027-01-12 19:00Z"}, ";TZID=Europe/Berlin:20270112T200000", 19, 2),
        ({}, {"venue": "home", "start": "2027-01-12 20:00"}, ";TZID=Europe/Berlin:20270112T200000", 19, 2),
        # The event's own zone counts for more than that of a venue.
        (
            {"timezone": "Europe/Berlin"},
            {"venue": "abroad", "start": "2027-01-12 20:00"},
            ";TZID=Europe/Berlin:20270112T200000",
            19,
            2,
        ),
        (
            {"start": "2027-01-05 19:00Z"},
            {"start": "2027-01-12 19:00"},
            ";TZID=Europe/Berlin:20270112T190000",
            18,
            2,
        ),
    ],
)
def test_a_change_is_read_on_the_clock_of_where_it_is(
    project: Project, keys: Data, change: Data, line: str, start: int, hours: int
) -> None:
    changes = [{"date": "2027-01-12", "title": "Changed", **change}]
    data = calendar(event("e", **WEEKLY | keys, changes=changes), timezone="Europe/Berlin") | ABROAD
    project.build(data)
    feed = project.files()["events/e.ics"]
    assert lines_are_right(feed) == []
    assert f"DTSTART{line}\r\n".encode() in feed
    for tzid in re.findall(rb"TZID=([^:]*):", feed):
        assert b"BEGIN:VTIMEZONE\r\nTZID:" + tzid in feed
    window = datetime(2027, 1, 11, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC)
    first = datetime(2027, 1, 12, start, tzinfo=UTC)
    # What is elsewhere is an event of its own.
    uid = "e+20270112T1900@demo" if "venue" in change else "e@demo"
    wanted = [(uid, first, first + timedelta(hours=hours))]
    assert sorted(occurrences_by_recurring(feed, *window)) == wanted
    assert WITHOUT_NODE or sorted(occurrences_by_icaljs([feed], *window)[0]) == wanted
    # The lock that it wrote is one that it reads.
    project.build(changed(data, "e", title="Other"))


def test_a_further_date_is_read_on_the_clock_of_the_event(project: Project) -> None:
    repeat = {"every": "week", "times": "2", "also": ["2027-07-20 10:00", "2027-07-21 10:00Z", "2027-07-22"]}
    lisbon: Data = {"start": "2027-06-21 10:00Z", "timezone": "Europe/Lisbon", "repeat": repeat}
    project.build(calendar(event("e", **lisbon)))
    found = occurrences_by_recurring(project.files()["events/e.ics"], date(2027, 7, 1), date(2027, 8, 1))
    assert sorted(start for _, start, _ in found) == [
        datetime(2027, 7, 20, 9, tzinfo=UTC),
        datetime(2027, 7, 21, 10, tzinfo=UTC),
        datetime(2027, 7, 22, 10, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO,MO;COUNT=4",
        "FREQ=WEEKLY;BYDAY=MO,TU,MO;COUNT=4",
        "FREQ=MONTHLY;BYMONTHDAY=4,4,18;COUNT=4",
        "FREQ=YEARLY;BYMONTH=1,1;BYDAY=1MO,1MO;COUNT=4",
    ],
)
def test_a_day_named_twice_counts_once(project: Project, rule: str) -> None:
    project.build(calendar(event("e", "2027-01-04", repeat={"rule": rule})))
    window = date(2027, 1, 1), date(2031, 1, 1)
    feed = project.files()["events/e.ics"]
    found = sorted(start for _, start, _ in occurrences_by_recurring(feed, *window))
    assert len(found) == 4
    names = ("--from", "2027-01-01", "--to", "2030-12-31", "--format", "json")
    assert [it["start"] for it in json.loads(project("list", *names).stdout)] == [str(day) for day in found]
    assert WITHOUT_NODE or sorted(start for _, start, _ in occurrences_by_icaljs([feed], *window)[0]) == found
    assert project.records()["e@demo"]["last_day"] == str(found[-1])
