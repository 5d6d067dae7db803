"""What feeds say of a series night by night goes on with the years, and is no news of it."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from calendar_gen.lock import lockfile
from calendar_gen.lock.timing import is_moved
from support.projects import Project, calendar, changed, event

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
