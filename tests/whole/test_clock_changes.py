"""Clocks are changed: every date stands at the times that are written, in our list and for each reader.

Readers that didn't write the feeds: `recurring_ical_events` over `icalendar`, `ical`, and ical.js.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendar_gen import compiler
from calendar_gen.cli import listing
from calendar_gen.loader import Loaded
from calendar_gen.model import selection
from calendar_gen.model.apart import standing
from calendar_gen.model.catalog import Filters
from calendar_gen.source.files import Source
from support.asking import asking
from support.meetings import MEETINGS
from support.projects import published
from support.random_series import VENUES, ZONES, Data, calendar_of, change
from support.running import NOW
from support.series import WITHOUT_NODE
from support.witnesses import (
    Occurrence,
    When,
    lines_are_right,
    occurrences_by_ical,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)

FIRST, END = date(NOW.year, 1, 1), date(NOW.year + 3, 1, 1)
ONE_DAY = timedelta(days=1)
Found = tuple[When, When]


def load(data: Data) -> Loaded:
    return compiler.load(Source("clocks.yaml", json.dumps(data).encode()))


def calendar(*events: Data, tzid: str = "Europe/Berlin") -> Data:
    written = [{"id": f"e{n}", "title": "E", **event} for n, event in enumerate(events)]
    return {"calendar": {"id": "c", "name": "C", "timezone": tzid}, "events": written}


def feed_of(data: Data) -> bytes:
    loaded = load(data)
    assert not loaded.errors, loaded.diagnostics
    feed = compiler.export(loaded.catalog, standing(loaded.catalog).events, NOW)
    assert lines_are_right(feed) == []
    return feed


def listed(data: Data, first: date = FIRST, end: date = END, venue: str = "") -> list[Found]:
    """What `list` says, at a venue or of all, by start; as readers have it: ends exclude their day."""
    catalog, venues = load(data).catalog, (venue,) if venue else ()
    wanted = selection.query(asking(venue=venues, from_=str(first), to=str(end - ONE_DAY)), catalog, NOW)
    records: list[dict[str, Any]] = json.loads(
        b"".join(listing.in_format("json", selection.occurrences(catalog, wanted, NOW, past=True), catalog))
    )
    return in_order(span for span in map(dates_of, records) if moment(span[0]) < moment(end - 2 * ONE_DAY))


def dates_of(record: dict[str, Any]) -> Found:
    if record["all_day"]:
        return date.fromisoformat(record["start"]), date.fromisoformat(record["end"]) + ONE_DAY
    start, end = (datetime.fromisoformat(record[key]).astimezone(UTC) for key in ("start", "end"))
    return start, end


def in_order(found: Any) -> list[Found]:
    return sorted(found, key=lambda span: tuple(map(moment, span)))


def moment(value: When) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)


def spans(found: Sequence[Occurrence], end: date = END) -> list[Found]:
    """Those that begin well before the end of the window: it is one of UTC, the list's one of local days."""
    return in_order((start, over) for _, start, over in found if moment(start) < moment(end - 2 * ONE_DAY))


def readings(
    feeds: Sequence[bytes], first: date = FIRST, end: date = END
) -> Iterator[dict[str, list[Found]]]:
    """What each reader says of each feed."""
    by_icaljs = [()] * len(feeds) if WITHOUT_NODE else occurrences_by_icaljs(feeds, first, end)
    for feed, by_js in zip(feeds, by_icaljs, strict=True):
        found = {
            "recurring_ical_events": spans(occurrences_by_recurring(feed, first, end), end),
            "ical": spans(occurrences_by_ical(feed, first, end), end),
        }
        yield found if WITHOUT_NODE else found | {"ical.js": spans(by_js, end)}


# --- random calendars -----------------------------------------------------------------------------

# CALENDARS makes it more, as `make calendars` does.
CHUNKS, EACH = 5, int(os.environ.get("CALENDARS") or 300) // 5


def random_calendar(seed: int) -> Data:
    """One without what `check` calls an error: two dates at once, mostly."""
    rng = Random(seed)
    data = calendar_of(rng, seed, FIRST)
    while load(data).errors:
        data = calendar_of(rng, seed, FIRST)
    for event in data["events"]:
        if "repeat" in event:
            first = date.fromisoformat(event["start"][:10])
            alone = data | {"events": [event]}
            change(rng, event, days_of(alone, first, first + timedelta(days=130)))
            if "changes" in event and load(alone).errors:
                del event["changes"]
    assert not load(data).errors, (load(data).diagnostics, data)
    return data


def days_of(data: Data, first: date, end: date) -> list[date]:
    """The days of a series on the clocks of its zone."""
    zone = ZoneInfo(data["calendar"]["timezone"])
    starts = [start for start, _ in listed(data, first, end)]
    return [of.astimezone(zone).date() if isinstance(of, datetime) else of for of in starts]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_readers_agree_with_the_list_on_random_calendars(chunk: int) -> None:
    calendars = [random_calendar(seed) for seed in range(chunk * EACH, (chunk + 1) * EACH)]
    feeds = [feed_of(data) for data in calendars]
    wrong = []
    for data, found in zip(calendars, readings(feeds), strict=True):
        wanted = told(data)
        wrong += [(reader, wanted, dates, data) for reader, dates in found.items() if dates != wanted]
    assert wrong == []


def test_each_feed_has_the_dates_that_are_listed() -> None:
    """Of everything, and of each venue, with dates that are elsewhere."""
    apart = 0
    for seed in range(CHUNKS * EACH, CHUNKS * EACH + 2 * EACH):
        data = random_calendar(seed)
        files = published(load(data).catalog)
        feeds = {path: b"".join(files[path]) for path in files if re.match(r"calendar|venues/", path)}
        apart += feeds["calendar.ics"].count(b"SUMMARY:Another") and "venues/house.ics" in feeds
        for path, venue in {"calendar.ics": "", **{f"venues/{id}.ics": id for id in VENUES}}.items():
            found = spans(occurrences_by_recurring(feeds[path], FIRST, END)) if path in feeds else []
            assert found == told(data, venue), (path, data)
            assert path not in feeds or lines_are_right(feeds[path]) == []
    assert apart > EACH / 10


def told(data: Data, venue: str = "") -> list[Found]:
    """The list's dates; of runs that are shown day by day, which lists have on one line, each open day."""
    runs = [event for event in data["events"] if "hours" in event and not venue]
    series = [event for event in data["events"] if "hours" not in event]
    found = listed(data | {"events": series}, venue=venue) if series else []
    return in_order(
        [*found, *[span for run in runs for span in open_days(run, data["calendar"]["timezone"])]]
    )


def open_days(run: Data, tzid: str) -> Iterator[Found]:
    """The hours of each day, reckoned here once more."""
    zone, day = ZoneInfo(tzid), date.fromisoformat(run["start"])
    while day <= date.fromisoformat(run["end"]):
        hours = run["hours"]
        if isinstance(hours, dict):
            hours = hours["weekend" if day.weekday() > 4 else "weekdays"]
        first, last = (time.fromisoformat(text) for text in hours.split("-"))
        yield on_the_clock(day, first, day + ONE_DAY if last <= first else day, last, zone)
        day += ONE_DAY


def on_the_clock(day: date, first: time, end: date, last: time, zone: ZoneInfo) -> Found:
    """From one time on the clock to another; what would end before it begins is as long as ever."""
    start, stop = datetime.combine(day, first), datetime.combine(end, last)
    begin, over = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in (start, stop))
    return begin, over if over > begin or start == stop else begin + (stop - start)


# --- a year on the clock --------------------------------------------------------------------------

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Nights that last over midnight, or lie where most clocks are changed.
NIGHTS = (("23:00", "05:00"), ("22:30", "02:30"), ("00:00", "06:00"), ("01:30", "03:30"), ("02:15", "04:00"))
NIGHTLY = (
    *ZONES,
    *("Europe/Paris", "Europe/Helsinki", "America/Denver", "Asia/Tokyo", "America/Sao_Paulo"),
    *("Australia/Adelaide", "Australia/Brisbane", "Africa/Lagos", "Asia/Gaza", "Europe/Istanbul"),
)


def test_meetings_are_on_the_clock_as_they_are_announced() -> None:
    assert len(MEETINGS) == 48
    assert len({tzid for tzid, *_ in MEETINGS}) == 8
    written, wanted = [], []
    for tzid, weekday, at, weeks, title in MEETINGS:
        day = next(
            FIRST + n * ONE_DAY for n in range(7) if WEEKDAYS[(FIRST + n * ONE_DAY).weekday()] == weekday
        )
        event = {"title": title, "start": f"{day} {at}", "duration": "1 hour"}
        written.append(calendar(event | {"repeat": {"every": f"{weeks} weeks"}}, tzid=tzid))
        wanted.append(list(each_on_the_clock(day, int(weeks), (at, at), tzid)))
    hour = timedelta(hours=1)
    agreed(written, [[(start, start + hour) for start, _ in found] for found in wanted])


def test_nights_of_a_year_are_on_the_clock_as_they_are_written() -> None:
    assert len({*NIGHTLY}) == 40
    written, wanted = [], []
    for n, tzid in enumerate(NIGHTLY):
        first, last = NIGHTS[n % len(NIGHTS)]
        until = FIRST + timedelta(days=365)
        end = FIRST + ONE_DAY if last <= first else FIRST
        event = {"start": f"{FIRST} {first}", "end": f"{end} {last}"}
        written.append(calendar(event | {"repeat": {"every": "day", "until": str(until)}}, tzid=tzid))
        wanted.append(
            [of for of in each_on_the_clock(FIRST, 0, (first, last), tzid) if moment(of[0]) < moment(until)]
        )
    agreed(written, wanted, FIRST + timedelta(days=367))


def each_on_the_clock(day: date, weeks: int, hours: tuple[str, str], tzid: str) -> Iterator[Found]:
    """Each time, so many weeks or else a day apart, from one time on the clock to another."""
    zone, (first, last) = ZoneInfo(tzid), map(time.fromisoformat, hours)
    while day < END:
        yield on_the_clock(day, first, day + ONE_DAY if last < first else day, last, zone)
        day += timedelta(days=weeks * 7 or 1)


def agreed(written: Sequence[Data], wanted: Sequence[Sequence[Found]], end: date = END) -> None:
    """Hold what is listed and what each reader finds against what is wanted; all but the last two days."""
    first, last = FIRST - 2 * ONE_DAY, moment(end - 2 * ONE_DAY)
    found = readings([feed_of(data) for data in written], first, end)
    for data, right, by_reader in zip(written, wanted, found, strict=True):
        begun = [span for span in right if moment(span[0]) < last]
        for reader, dates in {"list": listed(data, first, end), **by_reader}.items():
            assert dates == begun, (reader, data)


# --- what is odd ----------------------------------------------------------------------------------


def vevents(data: Data) -> list[str]:
    """The lines of dates of each VEVENT, after what its UID says beside the id."""
    blocks = re.findall(r"BEGIN:VEVENT\r\nUID:(.*?)@c\r\n(.*?)SUMMARY", feed_of(data).decode(), re.DOTALL)
    return [f"{uid} {dates}".replace("\r\n", " ").strip() for uid, dates in blocks]


def agree(data: Data, first: date = FIRST, end: date = END) -> list[Found]:
    """What all readers find and is listed."""
    (found,) = readings([feed_of(data)], first, end)
    dates = listed(data, first, end)
    assert all(by_reader == dates for by_reader in found.values())
    return dates


def codes(data: Data) -> list[str]:
    return [found.code for found in load(data).diagnostics]


def test_a_date_in_the_gap_stands_after_it() -> None:
    bus: Data = {
        "start": "2024-03-29 02:30",
        "end": "2024-03-29 04:00",
        "repeat": {"every": "day", "times": "4"},
    }
    data = calendar(bus)
    (flaw,) = load(data).diagnostics
    assert flaw.code == "W304"
    assert "skip 2024-03-31 02:30: it stands at 03:30" in flaw.message
    assert vevents(data)[1] == (
        "e0 DTSTART;TZID=Europe/Berlin:20240331T033000 DTEND;TZID=Europe/Berlin:20240331T040000"
        " RECURRENCE-ID;TZID=Europe/Berlin:20240331T023000"
    )
    assert agree(data)[2] == (datetime(2024, 3, 31, 1, 30, tzinfo=UTC), datetime(2024, 3, 31, 2, tzinfo=UTC))


@pytest.mark.parametrize("key", ["except", "changes"])
def test_nobody_is_warned_of_a_date_that_is_not_there(key: str) -> None:
    repeat: Data = {"every": "day", "times": "4"}
    bus: Data = {"start": "2024-03-29 02:30", "duration": "1 hour", "repeat": repeat}
    if key == "except":
        repeat["except"] = ["2024-03-31"]
    else:
        bus["changes"] = [{"date": "2024-03-31", "start": "2024-03-31 05:00"}]
    assert codes(calendar(bus)) == []


HOUR: Data = {"duration": "1 hour"}


@pytest.mark.parametrize(
    "event",
    [
        {"start": "2024-03-31 02:30", **HOUR, "repeat": {"every": "day", "times": "4"}},
        {
            "start": "2024-03-29 02:00",
            **HOUR,
            "repeat": {"every": "day", "times": "2", "also": ["2024-03-31 02:30"]},
        },
        {
            "start": "2024-03-29 04:00",
            **HOUR,
            "repeat": {"every": "day", "times": "4"},
            "changes": [{"date": "2024-03-31", "start": "2024-03-31 02:30"}],
        },
    ],
)
def test_a_time_in_the_gap_that_was_written_for_that_day_is_an_error(event: Data) -> None:
    assert codes(calendar(event)) == ["E105"]


def test_a_rule_that_is_always_in_the_gap_is_an_error() -> None:
    event = {"start": "2024-03-30 02:30", "repeat": {"rule": "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"}}
    assert "E105" in codes(calendar(event))


def test_hours_in_the_gap() -> None:
    data = calendar(
        {"start": "2024-03-29", "end": "2024-04-02", "hours": "1:30-2:30", "show_as": "daily"},
        tzid="Europe/Dublin",
    )
    (flaw,) = load(data).diagnostics
    assert (flaw.code, flaw.remedy.rpartition(" ")[2]) == ("W304", "[2024-03-31]'")
    (found,) = readings([feed_of(data)])
    after = datetime(2024, 3, 31, 1, 30, tzinfo=UTC), datetime(2024, 3, 31, 2, 30, tzinfo=UTC)
    assert all(len(dates) == 5 and after in dates for dates in found.values())


def test_a_series_never_begins_with_a_night_over_a_change() -> None:
    night: Data = {
        "start": "2024-03-30 23:00",
        "end": "2024-03-31 05:00",
        "repeat": {"every": "week", "times": "3"},
    }
    data = calendar(night)
    assert codes(data) == []
    assert vevents(data) == [
        "e0 DTSTART;TZID=Europe/Berlin:20240406T230000 DTEND;TZID=Europe/Berlin:20240407T050000"
        " RRULE:FREQ=WEEKLY;COUNT=2",
        "e0+20240330T2300 DTSTART;TZID=Europe/Berlin:20240330T230000"
        " DTEND;TZID=Europe/Berlin:20240331T050000",
    ]
    assert [f"{start:%d %H}-{end:%H}" for start, end in agree(data)] == ["30 22-03", "06 21-03", "13 21-03"]


def test_a_series_of_nights_over_changes_alone_is_one_all_the_same() -> None:
    """Each last Sunday of March and October; and where all of them are left out, that is said."""
    night: Data = {"start": "2024-03-31 01:00", "end": "2024-03-31 04:00"}
    rule: Data = {"rule": "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU"}
    data = calendar(night | {"repeat": rule})
    found = agree(data)
    assert [(end - start) // timedelta(hours=1) for start, end in found] == [2, 4] * 3
    assert len(agree(calendar(night | {"repeat": rule | {"times": "3"}}))) == 3
    out = ["2024-03-31", "2024-10-27"]
    assert codes(calendar(night | {"repeat": rule | {"times": "2", "except": out}})) == ["E302"]


def test_what_is_left_out_stays_out_beside_a_night_over_a_change() -> None:
    night: Data = {"start": "2024-03-30 23:00", "end": "2024-03-31 05:00"}
    for repeat, days in (
        ({"times": "2", "except": ["2024-04-06"]}, ["30"]),
        ({"times": "2", "except": ["2024-03-30"]}, ["06"]),
        ({"times": "3", "except": ["2024-03-30"]}, ["06", "13"]),
        ({"times": "3", "except": ["2024-04-06"]}, ["30", "13"]),
    ):
        data = calendar(night | {"repeat": {"every": "week", **repeat}})
        assert [f"{start:%d}" for start, _ in agree(data)] == days


def test_a_length_in_hours_is_that_long_on_every_night() -> None:
    night: Data = {
        "start": "2024-03-23 23:00",
        "duration": "6 hours",
        "repeat": {"every": "week", "times": "3"},
    }
    assert {end - start for start, end in agree(calendar(night))} == {timedelta(hours=6)}
    day = night | {"duration": "1 day"}
    assert [end - start for start, end in agree(calendar(day))][1] == timedelta(hours=23)


def test_of_a_series_without_end_feeds_say_two_years_and_check_says_so() -> None:
    night: Data = {"start": "2024-01-06 23:00", "end": "2024-01-07 05:00", "repeat": {"every": "week"}}
    data = calendar(night)
    assert codes(data) == ["W305"]
    assert len(vevents(data)) == 1 + 2 * 3
    assert codes(calendar(night | {"repeat": {"every": "week", "until": "2034-12-31"}})) == []
    far = listed(data, date(2035, 1, 1), date(2036, 1, 1))
    zone = ZoneInfo("Europe/Berlin")
    assert {f"{end.astimezone(zone):%H}" for _, end in far if isinstance(end, datetime)} == {"05"}


def test_an_hour_that_comes_twice_is_the_first() -> None:
    event: Data = {
        "start": "2024-10-20 02:15",
        "end": "2024-10-20 02:45",
        "repeat": {"every": "week", "times": "3"},
    }
    assert agree(calendar(event))[1] == (
        datetime(2024, 10, 27, 0, 15, tzinfo=UTC),
        datetime(2024, 10, 27, 0, 45, tzinfo=UTC),
    )
    once = {"start": "2024-10-27 02:15", "end": "2024-10-27 02:45"}
    assert agree(calendar(once)) == agree(calendar(event))[1:2]


def test_a_day_that_a_zone_left_out_is_published_once() -> None:
    event: Data = {
        "start": "2011-12-27 10:00",
        "duration": "2 hours",
        "repeat": {"every": "day", "times": "7"},
    }
    data = calendar(event, tzid="Pacific/Apia")
    found = agree(data, date(2011, 12, 1), date(2012, 2, 1))
    assert len(found) == len({*found}) == 6
    assert [vevent.partition(" DTEND")[0] for vevent in vevents(data)] == [
        "e0 DTSTART;TZID=Pacific/Apia:20120101T100000",
        *[f"e0+201112{day}T1000 DTSTART;TZID=Pacific/Apia:201112{day}T100000" for day in (27, 28, 29, 31)],
    ]


# --- rules and dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "rule", "written"),
    [
        ("2024-02-29", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("2024-02-29", "FREQ=YEARLY;BYMONTH=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("2024-01-31", "FREQ=YEARLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("2024-03-15", "FREQ=YEARLY;BYMONTH=3,4;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=3,4;BYMONTHDAY=15"),
        # As dates, each an event of its own.
        ("2024-03-31", "FREQ=YEARLY;BYWEEKNO=13,43;BYDAY=SU", ""),
        ("2024-03-31", "FREQ=YEARLY;BYMONTH=2,3,4", ""),
        ("2024-05-13", "FREQ=YEARLY;BYDAY=20MO", ""),
        ("2024-01-01", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=1", ""),
        ("2024-02-29", "FREQ=YEARLY;INTERVAL=2;BYMONTH=2,3;BYMONTHDAY=29", ""),
        ("2024-01-01", "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", ""),
        ("2024-01-31", "FREQ=DAILY;BYMONTHDAY=-1", ""),
    ],
)
def test_rules_are_written_as_all_apps_follow_them(start: str, rule: str, written: str) -> None:
    data = calendar({"start": start, "repeat": {"rule": rule, "times": "5"}})
    found = agree(data, FIRST, date(2045, 1, 1))
    assert len(found) == 5
    rrules = re.findall("RRULE:(.*);COUNT=5", feed_of(data).decode())
    assert rrules == ([written] if written else [])
    assert written or len(vevents(data)) == 5


def test_a_rule_as_dates_without_end_says_so_and_is_never_empty() -> None:
    rule = {"rule": "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"}
    data = calendar({"start": "2024-05-13", "repeat": rule})
    assert codes(data) == ["W305"]
    assert len(agree(data)) == len(vevents(data)) == 3
    late = ["2024-05-13", "2025-05-12", "2026-05-11"]
    data = calendar({"start": "2024-05-13", "repeat": rule | {"except": late}})
    assert vevents(data) == ["e0+20270517 DTSTART;VALUE=DATE:20270517 DTEND;VALUE=DATE:20270518"]


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ({"start": "2024-01-31", "repeat": {"every": "month", "times": "3"}}, "31st"),
        ({"start": "2024-01-31", "repeat": {"every": "month", "on": ["15", "30"], "times": "9"}}, "30th"),
        ({"start": "2024-01-31", "repeat": {"every": "month", "on": ["last day"], "times": "9"}}, ""),
        ({"start": "2024-01-31", "repeat": {"every": "12 months", "times": "9"}}, ""),
        ({"start": "2024-07-31", "repeat": {"every": "month", "times": "2"}}, ""),
        ({"start": "2024-02-29", "repeat": {"every": "year", "times": "2"}}, "29 February"),
        ({"start": "2024-02-29", "repeat": {"every": "4 years", "times": "3"}}, ""),
        ({"start": "2024-01-31", "repeat": {"every": "month", "on": ["fifth wednesday"]}}, "fifth Wednesday"),
        ({"start": "2024-01-31", "repeat": {"rule": "FREQ=MONTHLY;BYMONTHDAY=31"}}, ""),
        # The day that is missing may be after the last that is there.
        ({"start": "2027-07-31", "repeat": {"every": "month", "until": "2027-09-30"}}, "31st"),
        ({"start": "2027-07-31", "repeat": {"every": "month", "until": "2027-09-29"}}, ""),
        ({"start": "2027-01-31 10:00", "repeat": {"every": "2 months", "until": "2027-12-31"}}, "31st"),
        ({"start": "2024-02-29", "repeat": {"every": "year", "until": "2025-02-28"}}, "29 February"),
        ({"start": "2024-02-29", "repeat": {"every": "year", "until": "2025-02-27"}}, ""),
        (
            {
                "start": "2027-01-29",
                "repeat": {"every": "month", "on": ["fifth friday"], "until": "2027-02-28"},
            },
            "fifth Friday",
        ),
        (
            {"start": "2027-08-15", "repeat": {"every": "month", "on": ["15", "31"], "until": "2027-09-20"}},
            "",
        ),
    ],
)
def test_a_day_that_some_months_lack_is_told(event: Data, named: str) -> None:
    found = [flaw.message for flaw in load(calendar(event)).diagnostics if flaw.code == "W306"]
    assert [f"has a {named}" in message for message in found] == ([True] if named else [])


def test_instead_of_a_day_that_is_missing_the_last_is_named_once() -> None:
    rule: Data = {"every": "month", "on": ["30", "last day"], "times": "9"}
    found = load(calendar({"start": "2024-01-30", "repeat": rule})).diagnostics
    assert [flaw.remedy for flaw in found if flaw.code == "W306"] == [
        "for the last day of each month write 'on: [last day]'"
    ]


def test_a_further_date_may_differ() -> None:
    market: Data = {
        "start": "2024-06-01 10:00",
        "duration": "2 hours",
        "repeat": {"every": "week", "times": "2", "also": ["2024-06-12", "2024-06-20 18:00", "2024-06-25"]},
        "changes": [
            {"date": "2024-06-12", "start": "2024-06-13", "title": "Late"},
            {"date": "2024-06-20 18:00", "status": "cancelled"},
        ],
    }
    data = calendar(market)
    assert codes(data) == []
    assert len(agree(data)) == 5
    assert [vevent.partition(" ")[0] for vevent in vevents(data)] == [
        *("e0", "e0+20240612T1000", "e0+20240620T1800", "e0+20240625T1000"),
    ]
    assert "DTSTART;TZID=Europe/Berlin:20240613T100000" in vevents(data)[1]
    catalog = load(data).catalog
    wanted = selection.query(Filters(status=("cancelled",)), catalog, NOW)
    assert len(list(selection.occurrences(catalog, wanted, NOW, past=True))) == 1


def test_one_date_is_one_event_with_what_is_said_of_it() -> None:
    one: Data = {
        "start": "2024-06-01 10:00",
        "duration": "2 hours",
        "repeat": {"every": "week", "times": "1", "also": ["2024-06-12"]},
        "changes": [{"date": "2024-06-01", "start": "2024-06-02", "title": "Late", "status": "cancelled"}],
    }
    data = calendar(one)
    assert codes(data) == ["W307"]
    assert [of.partition(" DTEND")[0] for of in vevents(data)] == [
        "e0 DTSTART;TZID=Europe/Berlin:20240602T100000",
        "e0+20240612T1000 DTSTART;TZID=Europe/Berlin:20240612T100000",
    ]
    assert len(agree(data)) == 2
    assert re.findall("SUMMARY:(.*)\r", feed_of(data).decode()) == ["Cancelled: Late", "E"]
    for repeat in ({"every": "week", "until": "2024-06-05"}, {"rule": "FREQ=DAILY;COUNT=1"}):
        data = calendar(one | {"repeat": repeat})
        assert codes(data) == ["W307"]
        assert len(agree(data)) == len(vevents(data)) == 1
