"""The second calendar that is shipped, built and read by another reader."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from support.paths import ROOT
from support.running import Run
from support.witnesses import When, by_icalendar, occurrences_by_recurring

EXAMPLE = ROOT / "examples" / "language-exchange" / "events.yaml"


def theirs(feed: bytes) -> list[tuple[When, When]]:
    found = occurrences_by_recurring(feed, date(2026, 1, 1), date(2027, 1, 1))
    return sorted(((start, end) for _, start, end in found), key=str)


def test_the_example_is_read_as_it_is_listed(run: Run, tmp_path: Path) -> None:
    """Moved, cancelled, left out and added dates, across both changes of the clocks."""
    assert run("-f", EXAMPLE, "check", "--strict").code == 0
    ran = run("-f", EXAMPLE, "list", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json")
    listed = [item for item in json.loads(ran.stdout) if item["id"] == "tuesday-tables"]
    shutil.copy(EXAMPLE, tmp_path)
    assert run("build", "--now", "2026-01-01", cwd=tmp_path).code == 0
    feed = (tmp_path / "public" / "events" / "tuesday-tables.ics").read_bytes()
    dates = [
        (
            datetime.fromisoformat(item["start"]).astimezone(UTC),
            datetime.fromisoformat(item["end"]).astimezone(UTC),
        )
        for item in listed
    ]
    assert theirs(feed) == sorted(dates, key=str)
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
    shutil.copy(EXAMPLE, tmp_path)
    assert run("build", "--now", "2026-01-01", cwd=tmp_path).code == 0
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
