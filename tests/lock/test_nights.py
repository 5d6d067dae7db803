"""What feeds say of a series night by night goes on with the years, and is no news of it."""

import json
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from calendar_gen.lock import lockfile
from calendar_gen.lock.timing import is_moved
from support.projects import ONE_DAY, Data, Project, calendar, changed, diff, event, titles
from support.running import NOW

NIGHT: dict[str, Any] = {"end": "2024-01-07 05:00", "repeat": {"every": "week"}}


def night(**more: Any) -> dict[str, Any]:
    return event("night", "2024-01-06 23:00", **NIGHT | more)


def test_a_later_year_adds_its_nights_with_an_edit_and_once(project: Project) -> None:
    data = calendar(night(), event("other"), timezone="Europe/Berlin")
    first = project.build(data)["night@demo"]
    later = datetime.fromisoformat("2025-06-01T00:00Z")
    assert project.build(now=later)["night@demo"] == first
    data = changed(data, "other", title="Another")
    after = project.build(data, now=later)["night@demo"]
    assert len(after) == len(first) + 2
    assert {seen.sequence for seen in first} == {0}
    assert {seen.sequence for seen in after} == {1}
    record = project.records()["night@demo"]
    assert "news" not in record
    lock = project.lock
    assert project.build(now=later.replace(month=7))["night@demo"] == after
    assert project.lock == lock


def test_a_night_in_the_gap_is_no_news_and_no_change_of_the_series(project: Project) -> None:
    data = calendar(
        event(
            "bus", "2024-01-06 02:30", end="2024-01-06 05:00", repeat={"every": "day", "until": "2024-12-31"}
        ),
        timezone="Europe/Berlin",
    )
    seen = project.build(data)["bus@demo"]
    assert len(seen) == 3
    assert "changes" not in project.records()["bus@demo"]["dates"]


def test_a_rule_that_is_only_spelled_otherwise_has_not_moved(project: Project) -> None:
    project.build(calendar(event("leap", "2024-02-29", repeat={"every": "year", "times": "3"})))
    now = lockfile.read("events.lock", project.lock)[0].records["leap@demo"]
    lines = tuple(line.replace(";BYMONTH=2;BYMONTHDAY=29", "") for line in now.dates.lines)
    assert lines != now.dates.lines
    assert not is_moved(replace(now, dates=replace(now.dates, lines=lines)), now)
    assert is_moved(replace(now, dates=replace(now.dates, lines=lines[:2])), now)


LONG: Data = {
    "duration": "6 hours",  # so long by any clock: of the night of 30 March to 06:00
    "repeat": {"every": "week", "times": "16"},
}
THE_NIGHT = "30 Mar 2024 23:00 – 31 Mar 2024 06:00"


def long(**change: str) -> Data:
    changes: Data = {"changes": [{"date": "2024-03-30", **change}]} if change else {}
    return calendar(event("long", "2024-01-06 23:00", **LONG | changes), timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("status", "said", "news", "back"),
    [
        ("cancelled", "dates changed: Long, cancelled on Sat 30 Mar 2024", "Cancelled", "On again"),
        ("postponed", "status changed: Long, Sat 30 Mar 2024 → postponed", "Postponed", "On again"),
        ("tentative", "status changed: Long, Sat 30 Mar 2024 → tentative", "New", "New"),
    ],
)
def test_a_night_over_a_clock_change_that_is_off_has_not_moved(
    project: Project, status: str, said: str, news: str, back: str
) -> None:
    """Also where the series lasts so long, and not to that time on the clock."""
    project.build(long())
    assert diff(project, long(status=status)) == [said]
    project.build(now=NOW + ONE_DAY)
    (title,) = titles(project)
    assert title.startswith(f"{news}: Long (")
    assert (THE_NIGHT in title) == (news != "New")
    (line,) = diff(project, long())
    assert "→" not in line or line.endswith("Sat 30 Mar 2024 → confirmed")
    project.build(now=NOW + 2 * ONE_DAY)
    (title,) = titles(project)
    assert title.startswith(f"{back}: Long (")
    assert (THE_NIGHT in title) == (back != "New")


def test_a_lock_that_knows_no_length_tells_of_no_move(project: Project) -> None:
    """It has a date that only has another title as one that is longer than the others."""
    project.build(long(title="Gala"))
    night = next(seen for seen in project.seen()["long@demo"] if seen.summary == "Gala")
    assert night.end == datetime.fromisoformat("2024-03-31T04:00Z")
    zone = ";TZID=Europe/Berlin:"
    said = {"RECURRENCE-ID": "20240330T230000", "DTSTART": "20240330T230000", "DTEND": "20240331T060000"}
    lines = json.dumps([f"{name}{zone}{time}" for name, time in said.items()])
    older = project.lock.replace(b'"length":"P0DT21600S"', f'"changes":[{lines}]'.encode())
    assert older != project.lock
    (project.folder / "events.lock").write_bytes(older)
    assert diff(project, long(title="Gala")) == []
    data = long(title="Gala")
    data["events"][0]["description"] = "Until morning."
    assert diff(project, data) == ["text changed: Long"]
    (told,) = titles(project)
    project.build(now=NOW + ONE_DAY)
    assert titles(project) == [told]


def test_a_lock_with_a_length_that_is_none_is_damaged(project: Project) -> None:
    project.build(long(status="cancelled"))
    for wrong in (b"P1W", b"PT6H", b"P99999DT0S", b"6"):
        lock = project.lock.replace(b"P0DT21600S", wrong)
        (project.folder / "events.lock").write_bytes(lock)
        assert "E501" in project.refused("build", code=1)
        (project.folder / "events.lock").write_bytes(lock.replace(wrong, b"P0DT21600S"))
