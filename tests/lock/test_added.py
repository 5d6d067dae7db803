"""Dates that a series has beside its rule: what `diff` and feed.xml tell of one that comes, moves or goes."""

import pytest

from support.projects import ONE_DAY, Data, Project, calendar, diff, event, titles
from support.running import NOW

SERIES = "New: Choir (12 Jan 2027 19:00–20:00, every week, 6 times"
# A day of the rule, and one between two of them.
DAYS = pytest.mark.parametrize("day", ["2027-01-26", "2027-01-28"])
WEEKDAY = {"2027-01-26": "Tue", "2027-01-28": "Thu"}


def choir(*also: str, changes: tuple[Data, ...] = ()) -> Data:
    rule: Data = {"every": "week", "times": "6"} | ({"also": list(also)} if also else {})
    keys: Data = {"duration": "1 h", "venue": "hall", "repeat": rule}
    keys |= {"changes": list(changes)} if changes else {}
    return calendar(event("choir", "2027-01-12 19:00", **keys), timezone="Europe/Berlin")


@DAYS
@pytest.mark.parametrize("changes", [{}, {"title": "Jazz"}, {"venue": "quay"}], ids=str)
def test_a_date_that_is_added_is_new(project: Project, day: str, changes: Data) -> None:
    project.build(choir())
    title, written = changes.get("title", "Choir"), f"{day} 10:00"
    changed = ({"date": written, **changes},) if changes else ()
    data = choir(written, changes=changed)
    assert diff(project, data) == [f"new: {title}, {WEEKDAY[day]} {day[-2:]} Jan 2027 10:00–11:00"]
    project.build(now=NOW + ONE_DAY)
    assert titles(project) == [f"New: {title} ({day[-2:]} Jan 2027 10:00–11:00)"]
    # What else is said of it later is no news.
    data["events"][0]["description"] = "Bring a score."
    project.build(data, now=NOW + 2 * ONE_DAY)
    assert titles(project) == [f"New: {title} ({day[-2:]} Jan 2027 10:00–11:00)"]


@DAYS
def test_a_date_that_was_added_and_goes_is_cancelled(project: Project, day: str) -> None:
    project.build(choir(f"{day} 10:00"))
    assert diff(project, choir()) == [f"cancelled: Choir, {WEEKDAY[day]} {day[-2:]} Jan 2027 10:00–11:00"]
    uid = f"choir+{day.replace('-', '')}T1000@demo"
    for days in (1, 2):  # and stays so
        (gone,) = project.build(now=NOW + days * ONE_DAY)[uid]
        assert (gone.sequence, gone.summary) == (1, "Cancelled: Choir")
        assert titles(project)[0] == f"Cancelled: Choir ({day[-2:]} Jan 2027 10:00–11:00)"
    # Another one of that day doesn't bring it back.
    seen = project.build(choir(f"{day} 08:00"), now=NOW + 3 * ONE_DAY)
    assert seen[uid][0].summary == "Cancelled: Choir"
    assert titles(project)[0] == f"New: Choir ({day[-2:]} Jan 2027 08:00–09:00)"


@DAYS
def test_another_time_of_an_added_date_is_no_date_more(project: Project, day: str) -> None:
    project.build(choir(f"{day} 10:00"))
    when = f"{WEEKDAY[day]} {day[-2:]} Jan 2027"
    assert diff(project, choir(f"{day} 11:00")) == [
        f"new: Choir, {when} 11:00–12:00",
        f"removed: Choir, {when} 10:00–11:00",
    ]
    seen = project.build(now=NOW + ONE_DAY)
    assert seen[f"choir+{day.replace('-', '')}T1000@demo"][0].summary == "Replaced: Choir"
    assert [title for title in titles(project) if not title.startswith(SERIES)] == []


def test_a_date_beside_one_that_is_off_is_new(project: Project) -> None:
    off: Data = {"date": "2027-01-26", "status": "cancelled"}
    project.build(choir(changes=(off,)))
    said = diff(project, choir("2027-01-26 10:00", changes=(off,)))
    assert said == ["new: Choir, Tue 26 Jan 2027 10:00–11:00"]


def test_another_start_of_the_series_moves_its_dates(project: Project) -> None:
    """Also one that is elsewhere: it is the date of that day, at another time."""
    elsewhere: Data = {"date": "2027-01-26", "venue": "quay"}
    data = choir(changes=(elsewhere,))
    project.build(data)
    data["events"][0]["start"] = "2027-01-12 20:00"
    said = diff(project, data)
    assert "moved: Choir, Tue 26 Jan 2027 19:00–20:00 → Tue 26 Jan 2027 20:00–21:00" in said
    assert not [line for line in said if line.startswith("new")]
