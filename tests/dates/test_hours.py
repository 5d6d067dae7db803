"""Daily hours and how a run of days is shown: each open day stands in the feed, and no other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.loader import Loaded
from calendar_gen.source.files import Source
from support.running import NOW
from support.series import ONE_DAY, STEADY, WEEKDAYS, WITHOUT_NODE, ZONES, Found, examples
from support.witnesses import (
    by_ical,
    by_icalendar,
    lines_are_right,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)

Data = dict[str, Any]
DAYS = {"weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "daily": WEEKDAYS}


@dataclass(frozen=True)
class Run:
    """An event as it is written, and when it is open."""

    event: Data
    wanted: tuple[Found, ...]

    def __repr__(self) -> str:
        return json.dumps(self.event)


def load(event: Mapping[str, Any], **calendar: str) -> Loaded:
    about = {"id": "c", "name": "C", **calendar}
    text = json.dumps({"calendar": about, "events": [{"id": "e", "title": "E", **event}]})
    return compiler.load(Source("hours.yaml", text.encode()))


def exported(event: Mapping[str, Any], **calendar: str) -> bytes:
    loaded = load(event, **{"timezone": "Europe/Berlin", **calendar})
    assert not loaded.errors, loaded.diagnostics
    feed = compiler.export(loaded.catalog, loaded.catalog.events, NOW)
    assert lines_are_right(feed) == []
    return feed


# Clocks are changed between one and four at night: hours may last over that, but neither begin nor end then.
OPENING = st.builds(time, st.integers(5, 23), st.sampled_from([0, 15, 30]))
CLOSING = st.one_of(OPENING, st.sampled_from([time(0), time(0, 45), time(4)]))
HOURS = st.tuples(OPENING, CLOSING).filter(lambda pair: pair[0] != pair[1])
KEYS = st.sampled_from([*WEEKDAYS, "weekdays", "weekend", "daily"])


@st.composite
def runs(draw: st.DrawFn) -> Run:
    tzid = draw(st.sampled_from(list(ZONES)))
    first = date(ZONES[tzid], 1, 1) + timedelta(days=draw(st.integers(0, 900)))
    days = [first + timedelta(days=n) for n in range(draw(st.integers(1, 50)))]
    by_day = draw(st.one_of(HOURS, st.dictionaries(KEYS, HOURS, min_size=1, max_size=5)))
    closed = draw(st.lists(st.sampled_from([*WEEKDAYS, *map(str, days)]), max_size=3, unique=True))
    hours = by_day if isinstance(by_day, dict) else {"weekdays": by_day, "weekend": by_day}
    zone = ZoneInfo(tzid)
    wanted = [
        moments(day, opening, zone)
        for day in days
        if (opening := opening_on(day, hours)) and not {str(day), WEEKDAYS[day.weekday()]} & {*closed}
    ]
    event: Data = {
        "start": str(first),
        "end": str(days[-1]),
        "timezone": tzid,
        "show_as": "daily",
        "hours": {day: text(of) for day, of in by_day.items()} if isinstance(by_day, dict) else text(by_day),
    }
    return Run(event | ({"closed": closed} if closed else {}), tuple(wanted))


def opening_on(day: date, hours: Mapping[str, tuple[time, time]]) -> tuple[time, time] | None:
    """Those of the day by its name, or else by its group's."""
    name = WEEKDAYS[day.weekday()]
    return hours.get(name) or next((hours[g] for g, of in DAYS.items() if g in hours and name in of), None)


def text(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def moments(day: date, hours: tuple[time, time], zone: ZoneInfo) -> Found:
    last = day + ONE_DAY if hours[1] < hours[0] else day
    return tuple(  # type: ignore[return-value]
        datetime.combine(on, at, zone).astimezone(UTC) for on, at in ((day, hours[0]), (last, hours[1]))
    )


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@examples(5)
@given(st.lists(runs().filter(lambda run: bool(run.wanted)), min_size=12, max_size=18))
def test_each_open_day_stands_in_the_feed_and_no_other(them: list[Run]) -> None:
    feeds = [exported(it.event, timezone=it.event["timezone"]) for it in them]
    begin, end = date(2014, 1, 1), date(2030, 1, 1)
    others = [()] * len(them) if WITHOUT_NODE else occurrences_by_icaljs(feeds, begin, end)
    for it, feed, by_icaljs in zip(them, feeds, others, strict=True):
        found = occurrences_by_recurring(feed, begin, end)
        assert sorted((start, last) for _, start, last in found) == list(it.wanted), it
        assert WITHOUT_NODE or sorted((start, last) for _, start, last in by_icaljs) == list(it.wanted), it


@examples(40)
@given(runs().filter(lambda run: not run.wanted))
def test_a_run_that_is_never_open_is_a_mistake(it: Run) -> None:
    (flaw,) = load(it.event).diagnostics
    assert (flaw.code, flaw.message) == ("E311", "it is closed on every day")


def test_zones_without_a_change_are_among_them() -> None:
    assert set(STEADY) < set(ZONES)


RUN: Data = {"start": "2024-05-01", "end": "2024-05-10", "hours": "10:00-17:00"}


def test_hours_of_a_span_are_said_and_the_days_that_are_closed() -> None:
    (event,) = by_icalendar(exported(RUN | {"closed": ["monday", "2024-05-09"], "description": "Words."}))
    assert (event.start, event.end) == (date(2024, 5, 1), date(2024, 5, 11))
    assert event.description == "Hours: 10:00–17:00, closed Mon, 9 May 2024\n\nWords."
    (event,) = by_icalendar(exported(RUN | {"closed": ["2024-05-09"]}))
    assert event.description == "Hours: 10:00–17:00, closed 9 May 2024"


@pytest.mark.parametrize("names", [("weekend", "daily"), ("daily", "weekend")])
def test_what_names_fewer_days_counts_for_more_in_any_order(names: tuple[str, str]) -> None:
    opening = {"weekend": "12:00-17:00", "daily": "10:00-18:00"}
    event = {"start": "2024-05-01", "end": "2024-05-10", "hours": {name: opening[name] for name in names}}
    assert b"Mon\xe2\x80\x93Fri 10:00\xe2\x80\x9318:00\\, Sat\\, Sun 12:00" in exported(event)


def test_open_days_make_nobody_busy_and_tell_no_hours_twice() -> None:
    for read in (by_icalendar, by_ical):
        (event,) = read(exported(RUN | {"show_as": "daily"}))
        assert (event.uid, event.transp, event.description) == ("e+open@c", "TRANSPARENT", "")
        assert event.rrule == "FREQ=DAILY;UNTIL=20240510T080000Z"


def test_one_open_day_has_no_rule() -> None:
    (event,) = by_icalendar(
        exported(RUN | {"show_as": "daily", "hours": {"thursday": "20:00-02:00"}, "closed": ["2024-05-09"]})
    )
    assert (event.start, event.end) == (
        datetime(2024, 5, 2, 18, tzinfo=UTC),
        datetime(2024, 5, 3, 0, tzinfo=UTC),
    )
    assert event.rrule is None


def test_hours_by_the_day_have_a_uid_each() -> None:
    hours = {"weekdays": "10:00-17:00", "wednesday": "10:00-20:00", "saturday": "9:00-24:00"}
    events = by_icalendar(exported(RUN | {"show_as": "daily", "hours": hours}))
    assert {event.uid: event.rrule for event in events} == {
        "e+open@c": "BYDAY=MO,TU,TH,FR;FREQ=WEEKLY;UNTIL=20240510T080000Z",
        "e+open-2@c": "BYDAY=WE;FREQ=WEEKLY;UNTIL=20240508T080000Z",
        "e+open-3@c": None,
    }


def test_opening_and_closing() -> None:
    first, last = by_icalendar(exported(RUN | {"show_as": "opening-and-closing"}))
    assert (first.uid, first.summary, first.start) == ("e+opening@c", "Opening: E", date(2024, 5, 1))
    assert (last.uid, last.summary, last.start) == ("e+closing@c", "Last day: E", date(2024, 5, 10))
    assert (first.end, last.end) == (date(2024, 5, 2), date(2024, 5, 11))
    assert first.description == last.description == "Hours: 10:00–17:00"


def test_an_unknown_start_has_no_opening() -> None:
    event = RUN | {"start": "by 2024-05-01", "show_as": "opening-and-closing", "source": {"title": "A page"}}
    (last,) = by_icalendar(exported(event))
    assert (last.uid, last.status) == ("e+closing@c", "TENTATIVE")
    assert last.description.startswith("Start not announced: 1 May 2024 at the latest.")


def test_a_run_of_one_day_opens_and_closes_at_once() -> None:
    (only,) = by_icalendar(exported({"start": "2024-05-01", "show_as": "opening-and-closing"}))
    assert (only.uid, only.summary, only.start) == ("e@c", "E", date(2024, 5, 1))


@pytest.mark.parametrize("show_as", ["daily", "opening-and-closing"])
@pytest.mark.parametrize(
    "event",
    [
        {"start": "2024-05"},
        {"start": "2024-05-01", "end": "2024-06"},
        {"start": "2024-05-01~", "end": "2024-05-10"},
        {"start": "by 2024-05-01", "end": "2024-06", "source": {"title": "A page"}},
        {"start": "by 2024-05-01", "end": "2024", "source": {"title": "A page"}},
        {"start": "by 2024-05-01", "end": "2024-06-20~", "source": {"title": "A page"}},
        {"start": "2024-05-01 10:00", "duration": "2 hours"},
        {"start": "2024-05-01", "repeat": {"every": "week"}},
    ],
)
def test_what_has_no_known_days_is_a_span_whatever_the_calendar_says(show_as: str, event: Data) -> None:
    assert exported(event, show_as=show_as) == exported(event)
    (flaw,) = load(
        event | {"show_as": show_as, "hours": "10:00-17:00"}
        if "T" in show_as
        else event | {"show_as": show_as},
        timezone="UTC",
    ).diagnostics
    assert (flaw.code, flaw.remedy) == ("E312", "leave it out")


def test_hours_need_a_zone_where_they_are_shown_by_the_day() -> None:
    assert [flaw.code for flaw in load(RUN).diagnostics] == []
    for event, calendar in ((RUN | {"show_as": "daily"}, {}), (RUN, {"show_as": "daily"})):
        assert [flaw.code for flaw in load(event, **calendar).diagnostics] == ["E106"]


@pytest.mark.parametrize(
    ("closed", "remedy"),
    [
        ("les lundis", "did you mean 'monday'?"),
        ("tous les lundis", "did you mean 'monday'?"),
        ("every Monday", "did you mean 'monday'?"),
        ("jeden Montag", "did you mean 'monday'?"),
        ("los lunes", "did you mean 'monday'?"),
        ("lundi et mardi", "write each day: monday, tuesday"),
        ("first monday", "write a day of the week, or a date as YYYY-MM-DD"),
    ],
)
def test_closed_days_as_people_say_them(closed: str, remedy: str) -> None:
    (flaw,) = load(RUN | {"closed": closed}).diagnostics
    assert (flaw.code, flaw.remedy) == ("E311", remedy)


@pytest.mark.parametrize(
    ("closed", "message"),
    [
        ("mondya", "'mondya' is not a day"),
        ("2024-05", "'2024-05' is not a day"),
        ("2024-05-11", "2024-05-11 is not in the run from 2024-05-01 to 2024-05-10"),
    ],
)
def test_what_is_no_closed_day(closed: str, message: str) -> None:
    (flaw,) = load(RUN | {"closed": [closed]}).diagnostics
    assert (flaw.code, flaw.message) == ("E311", message)
