"""Series as two readers expand them that did not write them: their dates are those that we list."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from witnesses import (
    When,
    by_icalendar,
    lines_are_right,
    node,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)

from calendar_gen import compiler, selection, source
from calendar_gen.dates import Times
from calendar_gen.model import Filters

EXAMPLE = Path(__file__).parents[1] / "examples" / "language-exchange" / "events.yaml"
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
# All that the drawn series have lies in here.
FIRST, LAST = date(2015, 1, 1), date(2030, 12, 31)
# Two hemispheres, half hours, zones whose rules changed in these years, and none.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Mexico_City",
    "Europe/Istanbul",
    "Africa/Casablanca",
    "UTC",
)
RULES = (
    "every: day",
    "every: 3 days",
    "every: week",
    "every: 2 weeks",
    "every: week, on: [saturday, sunday]",
    "every: 3 weeks, on: [mon, thu]",
    "every: week, on: weekdays",
    "every: month",
    "every: month, on: [first friday]",
    "every: month, on: [last sunday, second tuesday]",
    "every: month, on: [15, last day]",
    "every: 2 months, on: [third wednesday]",
    "every: year",
    'rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"',
)
# None near the hours in which clocks change: there ical.js takes the other of two readings.
TIMES = ("09:30", "12:15", "18:00")

Dates = list[tuple[When, When]]


@st.composite
def series(draw: st.DrawFn) -> str:
    """A calendar of one series, with or without times, dates left out and dates added."""
    start = draw(st.dates(date(2015, 6, 1), date(2023, 1, 1)))
    rule = draw(st.sampled_from(RULES)).replace("on: weekdays", "on: [weekdays]")
    timed = draw(st.booleans())
    when = f"{start} {draw(st.sampled_from(TIMES))}" if timed else f"{start}"
    length = (
        f"duration: {draw(st.sampled_from((30, 90, 300)))} minutes"
        if timed
        else f"days: {draw(st.integers(1, 3))}"
    )
    end = draw(
        st.one_of(
            st.integers(2, 30).map(lambda n: f"times: {n}"),
            st.integers(400, 1200).map(lambda n: f"until: {start + timedelta(days=n)}"),
        )
    )
    zone = draw(st.sampled_from(ZONES))
    return (
        f"calendar: {{id: c, name: C, timezone: {zone}}}\n"
        f"events:\n  - id: e\n    title: E\n    start: {when}\n    {length}\n    repeat: {{{rule}, {end}}}\n"
    )


def ours(text: str) -> tuple[bytes, Dates]:
    """The feed of a calendar, and the dates that we list of it."""
    loaded = compiler.load(source.Source("events.yaml", text.encode()))
    assert not loaded.errors, loaded.diagnostics
    window = Filters(from_=FIRST.isoformat(), to=LAST.isoformat())
    wanted = selection.query(window, loaded.catalog, STAMP)
    found = selection.occurrences(loaded.catalog, wanted, STAMP, past=True)
    spans = [occurrence.span for occurrence in found]
    dates: Dates = [
        (span.dtstart.astimezone(UTC), span.dtend.astimezone(UTC))
        if isinstance(span, Times)
        else (span.dtstart, span.dtend)
        for span in spans
    ]
    return compiler.export(loaded.catalog, loaded.catalog.events, STAMP), sorted(dates, key=str)


def theirs(occurrences: Sequence[tuple[str, When, When]]) -> Dates:
    return sorted(((start, end) for _, start, end in occurrences), key=str)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(series())
def test_a_series_has_the_dates_that_recurring_ical_events_finds(text: str) -> None:
    feed, dates = ours(text)
    assert lines_are_right(feed) == []
    assert theirs(occurrences_by_recurring(feed, FIRST, LAST + timedelta(days=1))) == dates


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(series(), min_size=10, max_size=10))
def test_a_series_has_the_dates_that_ical_js_finds_by_the_zone_in_the_feed(texts: list[str]) -> None:
    if os.environ.get("CALENDAR_GEN_TESTS_WITHOUT_NODE") == "1" and node() is None:
        pytest.skip("CALENDAR_GEN_TESTS_WITHOUT_NODE=1: ical.js is not asked")
    built = [ours(text) for text in texts]
    found = occurrences_by_icaljs([feed for feed, _ in built], FIRST, LAST + timedelta(days=1))
    for text, (_, dates), occurrences in zip(texts, built, found, strict=True):
        assert theirs(occurrences) == dates, text


def test_the_example_is_read_as_it_is_listed(run: Run, tmp_path: Path) -> None:
    """Moved, cancelled, left out and added dates, across both changes of the clocks."""
    assert run("-f", EXAMPLE, "check", "--strict").code == 0
    ran = run("-f", EXAMPLE, "list", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json")
    listed = [item for item in json.loads(ran.stdout) if item["id"] == "tuesday-tables"]
    assert run("-f", EXAMPLE, "build", "-o", tmp_path / "public", "--now", "2026-01-01").code == 0
    feed = (tmp_path / "public" / "events" / "tuesday-tables.ics").read_bytes()
    dates = [
        (
            datetime.fromisoformat(item["start"]).astimezone(UTC),
            datetime.fromisoformat(item["end"]).astimezone(UTC),
        )
        for item in listed
    ]
    assert theirs(occurrences_by_recurring(feed, date(2026, 1, 1), date(2027, 1, 1))) == sorted(
        dates, key=str
    )
    starts = {item["start"]: item for item in listed}
    # The clocks change, the hour doesn't.
    assert {"2026-03-24T19:00:00+01:00", "2026-04-07T19:00:00+02:00"} <= starts.keys()
    assert starts["2026-03-31T19:00:00+02:00"]["venues"] == ["amerika-gedenkbibliothek"]
    assert "2026-05-20T19:30:00+02:00" in starts
    assert "2026-05-19T19:00:00+02:00" not in starts
    assert starts["2026-10-27T19:00:00+01:00"]["status"] == "cancelled"
    assert not {start for start in starts if start.startswith("2026-08-04")}
    assert "2026-12-18T18:00:00+01:00" in starts
    assert all(item["recurring"] for item in listed)


def test_open_days_stand_with_their_hours(tmp_path: Path, run: Run) -> None:
    assert run("-f", EXAMPLE, "build", "-o", tmp_path / "public", "--now", "2026-01-01").code == 0
    feed = (tmp_path / "public" / "events" / "letters-exhibition.ics").read_bytes()
    found = occurrences_by_recurring(feed, date(2026, 1, 1), date(2027, 1, 1))
    open_days = {
        day: ("12:00", "17:00") if day.weekday() == 5 else ("10:00", "18:00")
        for n in range(24)
        if (day := date(2026, 3, 20) + timedelta(days=n)).weekday() not in (0, 6) and day != date(2026, 4, 3)
    }
    berlin = {}
    for _, start, end in found:
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        # Summer time begins on 29 March.
        offset = timedelta(hours=2 if start.date() > date(2026, 3, 28) else 1)
        berlin[(start + offset).date()] = (f"{start + offset:%H:%M}", f"{end + offset:%H:%M}")
    assert berlin == open_days


def test_an_unknown_opening_is_not_made_up(tmp_path: Path, run: Run) -> None:
    text = """
calendar: {id: c, name: C}
events:
  - {id: a, title: A, start: by 2026-04-30, end: 2026-08-31, show_as: opening-and-closing, source: {title: T}}
  - {id: b, title: B, start: 2026-05-01, end: 2026-08-31, show_as: opening-and-closing}
"""
    (tmp_path / "events.yaml").write_text(text, "utf-8")
    ran = run("export", "--now", "2026-01-01", cwd=tmp_path)
    seen = {event.uid: (event.summary, event.start, event.end) for event in by_icalendar(ran.stdout.encode())}
    assert seen == {
        "a+closing@c": ("Last day: A", date(2026, 8, 31), date(2026, 9, 1)),
        "b+opening@c": ("Opening: B", date(2026, 5, 1), date(2026, 5, 2)),
        "b+closing@c": ("Last day: B", date(2026, 8, 31), date(2026, 9, 1)),
    }
