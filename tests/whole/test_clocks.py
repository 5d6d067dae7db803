"""Clocks are changed: every date stands at the times that are written, in our list and for each reader.

Readers that didn't write the feeds: `recurring_ical_events` over `icalendar`, `ical`, and ical.js.
"""

import json
import zoneinfo
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
from calendar_gen.model.catalog import Filters
from calendar_gen.source.files import Source
from support.random_series import Data, calendar_of, change
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


@pytest.fixture(scope="module", autouse=True)
def our_time_zones() -> Iterator[None]:
    """Let the readers look zones up where we do: other tables know less of Cuba and Morocco."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def load(data: Data) -> Loaded:
    return compiler.load(Source("clocks.yaml", json.dumps(data).encode()))


def calendar(*events: Data, tzid: str = "Europe/Berlin") -> Data:
    written = [{"id": f"e{n}", "title": "E", **event} for n, event in enumerate(events)]
    return {"calendar": {"id": "c", "name": "C", "timezone": tzid}, "events": written}


def feed_of(data: Data) -> bytes:
    loaded = load(data)
    assert not loaded.errors, loaded.diagnostics
    feed = compiler.export(loaded.catalog, loaded.catalog.events, NOW)
    assert lines_are_right(feed) == []
    return feed


def listed(data: Data, first: date = FIRST, end: date = END) -> list[Found]:
    """What `list` says, by start; as readers have it: ends exclude their day."""
    catalog = load(data).catalog
    wanted = selection.query(Filters(from_=str(first), to=str(end - ONE_DAY)), catalog, NOW)
    records: list[dict[str, Any]] = json.loads(
        b"".join(listing.as_json(selection.occurrences(catalog, wanted, NOW, past=True)))
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

CHUNKS, EACH = 5, 200


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


def told(data: Data) -> list[Found]:
    """The list's dates; of runs that are shown day by day, which lists have on one line, each open day."""
    runs = [event for event in data["events"] if "hours" in event]
    series = [event for event in data["events"] if "hours" not in event]
    found = listed(data | {"events": series}) if series else []
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
