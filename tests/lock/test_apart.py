"""Dates of series that stand as events of their own: what is told of them, and what older locks become."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from calendar_gen import digest
from calendar_gen.dates.values import Span, Times
from calendar_gen.ical import vevent
from calendar_gen.model import apart, feeds
from calendar_gen.model.catalog import Event
from calendar_gen.web import layout
from support.projects import ONE_DAY, Data, Project, calendar, changed, diff, event, news, titles
from support.running import NOW

CHOIR: Data = {
    "start": "2027-01-12 19:00",
    "duration": "1 h",
    "venue": "hall",
    "repeat": {"every": "week", "times": "6"},
}
ELSEWHERE: Data = {"date": "2027-01-26", "venue": "quay"}
PAST: Data = {"date": "2027-02-16", "start": "2027-02-08"}
DATE = "choir+20270126T1900@demo"


def choir(*changes: Data, **keys: object) -> Data:
    more: Data = {"changes": list(changes)} if changes else {}
    return calendar(event("choir", **CHOIR | more | keys), event("b2"), timezone="Europe/Berlin")


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A calendar-gen that kept all dates in their series, and gave moments a DTEND; until it is undone."""

    def dates(span: Span, tzid: str) -> bytes:
        if isinstance(span, Times) and span.dtstart == span.dtend:
            start = vevent._local(span.dtstart) if tzid else vevent._utc(span.dtstart)
            zone = f";TZID={tzid}" if tzid else ""
            return f"DTSTART{zone}:{start}\r\nDTEND{zone}:{start}".encode()
        return ours(span, tzid)

    def memberships(event: Event, *more: Any) -> Iterator[tuple[str, feeds.Name]]:
        yield from ours_of(event, *more)
        for venue in [venue for it in event.overrides for venue in it.event.venues]:
            yield layout.venue_feed(venue.id), (venue.name, "")

    ours, ours_of = vevent._dtstart_dtend, feeds._memberships
    monkeypatch.setattr(feeds, "_memberships", memberships)
    monkeypatch.setattr(digest, "of_inputs", lambda *of: f"older {of[2]}")
    monkeypatch.setattr(apart, "standing", lambda catalog: catalog)
    monkeypatch.setattr(vevent, "_dtstart_dtend", dates)
    return monkeypatch


def test_what_an_older_version_published_moves_once(project: Project, older: pytest.MonkeyPatch) -> None:
    data = choir(ELSEWHERE, PAST, {"date": "2027-02-02", "status": "cancelled"})
    project.build(data)
    assert project.seen().keys() == {"choir@demo", "b2@demo"}
    before, told = project.seen()["choir@demo"][0], news(project)
    older.undo()
    assert diff(project, data) == []
    ran = project("build", now=NOW + ONE_DAY)
    assert "2 dates of series stand in feeds as events of their own now: apps move them once." in ran.stderr
    assert news(project) == told
    seen = project.seen()
    for uid in ("choir@demo", DATE, "choir+20270216T1900@demo"):
        assert seen[uid][0].sequence == before.sequence + 1
        assert seen[uid][0].created == before.created
        assert seen[uid][0].last_modified > before.last_modified  # type: ignore[operator]
    again = project("build", now=NOW + 2 * ONE_DAY)
    assert "nothing changed" in again.stdout
    assert "events of their own" not in again.stderr


def test_a_moment_of_an_older_version_is_no_news(project: Project, older: pytest.MonkeyPatch) -> None:
    data = calendar(
        event("a", "2027-01-12 19:00"), event("gone", "2027-01-13 19:00"), timezone="Europe/Berlin"
    )
    project.build(data)
    assert project.files()["calendar.ics"].count(b"DTEND") == 2
    before, told = project.seen()["a@demo"][0], news(project)
    older.undo()
    assert diff(project, data) == []
    project.build(data, now=NOW + ONE_DAY)
    after = project.seen()["a@demo"][0]
    assert news(project) == told
    assert after.sequence == before.sequence
    assert after.last_modified > before.last_modified  # type: ignore[operator]
    assert b"DTEND" not in project.files()["calendar.ics"]
    # What is removed has none either, by whichever lock.
    project.build(calendar(event("a", "2027-01-12 19:00"), timezone="Europe/Berlin"), now=NOW + 2 * ONE_DAY)
    assert project.seen()["gone@demo"][0].status == "CANCELLED"
    assert b"DTEND" not in project.files()["calendar.ics"]


def test_what_an_older_version_cancelled_loses_its_end(project: Project, older: pytest.MonkeyPatch) -> None:
    one = calendar(event("a", "2027-01-12 19:00"), timezone="Europe/Berlin")
    project.build(
        calendar(event("a", "2027-01-12 19:00"), event("gone", "2027-01-13 19:00"), timezone="Europe/Berlin")
    )
    older.setattr("calendar_gen.lock.records.Dates.published", property(lambda dates: dates.lines))
    project.build(one, now=NOW + ONE_DAY)
    assert project.files()["calendar.ics"].count(b"DTEND") == 2
    told = news(project)
    older.undo()
    project.build(one, now=NOW + 2 * ONE_DAY)
    assert b"DTEND" not in project.files()["calendar.ics"]
    assert news(project) == told


def test_a_date_that_goes_elsewhere_is_told_as_that(project: Project) -> None:
    project.build(choir())
    data = choir(ELSEWHERE)
    said = ["place changed: Choir (26 Jan 2027 19:00–20:00), Town Hall, 1 Main Road, Anting → The Quay, Malu"]
    assert diff(project, data) == said
    project.build(now=NOW + ONE_DAY)
    assert news(project)[0] == (
        "Place changed: Choir (26 Jan 2027 19:00–20:00)",
        "26 Jan 2027 19:00–20:00 · Town Hall → The Quay",
    )
    assert len(news(project)) == 2
    # And back again.
    assert diff(project, choir()) == [
        "place changed: Choir (26 Jan 2027 19:00–20:00), The Quay, Malu → Town Hall, 1 Main Road, Anting"
    ]
    project.build(now=NOW + 2 * ONE_DAY)
    assert news(project)[0] == (
        "Place changed: Choir (26 Jan 2027 19:00–20:00)",
        "26 Jan 2027 19:00–20:00 · Town Hall",
    )
    (gone,) = project.seen()[DATE]
    assert (gone.status, gone.summary) == ("CANCELLED", "Replaced: Choir")


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([{"date": "2027-02-02", "status": "cancelled"}], "Cancelled: Choir (2 Feb 2027 19:00–20:00)"),
        ([{"date": "2027-02-02", "status": "postponed"}], "Postponed: Choir (2 Feb 2027 19:00–20:00)"),
        (
            [{"date": "2027-02-02", "start": "2027-02-03"}],
            "Moved: Choir (2 Feb 2027 19:00–20:00 → 3 Feb 2027 19:00–20:00)",
        ),
        ([PAST], "Moved: Choir (16 Feb 2027 19:00–20:00 → 8 Feb 2027 19:00–20:00)"),
        (
            [{"date": f"2027-02-{day}", "status": "cancelled"} for day in ("02", "09")],
            "Cancelled: Choir (2 Feb 2027 19:00–20:00, 9 Feb 2027 19:00–20:00)",
        ),
        (
            [{"date": "2027-02-02", "status": "cancelled"}, {"date": "2027-02-09", "start": "2027-02-10"}],
            "Dates changed: Choir (cancelled on 2 Feb 2027, 9 Feb 2027 → 10 Feb 2027 19:00–20:00)",
        ),
        ([{"date": "2027-02-02", "status": "tentative"}], None),
        ([{"date": "2027-02-02", "title": "Jazz"}], None),
    ],
)
def test_news_of_a_date_name_it(project: Project, changes: list[Data], title: str | None) -> None:
    """And not the series, which goes on."""
    project.build(choir())
    first = titles(project)
    project.build(choir(*changes), now=NOW + ONE_DAY)
    assert titles(project) == ([title, "New: B2 (1 May 2024)"] if title else first)
    project.build(choir(), now=NOW + 2 * ONE_DAY)
    if title and title.startswith(("Cancelled", "Postponed")) and len(changes) == 1:
        assert titles(project)[0] == "On again: Choir (2 Feb 2027 19:00–20:00)"


def test_a_date_that_falls_out_is_cancelled_alone(project: Project) -> None:
    project.build(choir())
    left_out = {**CHOIR["repeat"], "except": ["2027-02-02"]}
    project.build(choir(repeat=left_out), now=NOW + ONE_DAY)
    assert news(project)[0][0] == "Cancelled: Choir (2 Feb 2027 19:00–20:00)"


def test_a_series_that_is_another_is_told_as_a_whole(project: Project) -> None:
    project.build(choir())
    project.build(choir(start="2027-01-12 20:00"), now=NOW + ONE_DAY)
    assert news(project)[0][0].startswith(
        "Moved: Choir (12 Jan 2027 19:00–20:00, every week, 6 times → 12 Jan"
    )


def test_a_venue_of_another_name_is_no_move(project: Project) -> None:
    data = choir(ELSEWHERE)
    project.build(data)
    told = titles(project)
    renamed = data | {
        "venues": {id: {**venue, "name": f"{venue['name']} II"} for id, venue in data["venues"].items()}
    }
    project.build(renamed, now=NOW + ONE_DAY)
    assert titles(project) == told


def test_a_length_for_all_moves_nothing(project: Project) -> None:
    data = calendar(event("a", "2027-01-12 19:00"), timezone="Europe/Berlin")
    project.build(data)
    told = news(project)
    data["calendar"]["default_duration"] = "2 hours"
    project.build(data, now=NOW + ONE_DAY)
    assert news(project)[0][0] == told[0][0].replace("19:00", "19:00–21:00")
    assert project.seen()["a@demo"][0].sequence == 1


def test_a_date_elsewhere_goes_its_own_way(project: Project) -> None:
    """Its own edits raise its own number alone; what is removed stands as cancelled where it stood."""
    data = choir(ELSEWHERE)
    project.build(data)
    project.build(choir(ELSEWHERE | {"title": "Jazz"}), now=NOW + ONE_DAY)
    seen = project.seen()
    assert (seen["choir@demo"][0].sequence, seen[DATE][0].sequence) == (0, 1)
    project.build(changed(data, "choir", title="Sing"), now=NOW + 2 * ONE_DAY)
    left_out = {**CHOIR["repeat"], "except": ["2027-01-26"]}
    project.build(choir(repeat=left_out), now=NOW + 3 * ONE_DAY)
    (gone,) = project.seen()[DATE]
    assert (gone.status, gone.summary) == ("CANCELLED", "Cancelled: Sing")
    assert DATE in project.seen("venues/quay.ics")
    assert news(project)[0][0] == "Cancelled: Sing (26 Jan 2027 19:00–20:00)"
    assert isinstance(gone.start, datetime)
    assert gone.last_modified == NOW + timedelta(days=3)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            {"title": "Sing"},
            [
                "renamed: Choir → Sing",
                "renamed: Choir (26 Jan 2027 19:00–20:00) → Sing (26 Jan 2027 19:00–20:00)",
            ],
        ),
        ({"url": "https://a.example.org/"}, []),
    ],
)
def test_where_a_date_was_is_no_news_of_a_newer_version(
    project: Project, older: pytest.MonkeyPatch, edit: Data, said: list[str]
) -> None:
    """Also if the first build of that comes with an edit of the same series."""
    project.build(choir(ELSEWHERE))
    told = titles(project)
    older.undo()
    assert diff(project, choir(ELSEWHERE, **edit)) == said
    project.build(now=NOW + ONE_DAY)
    assert titles(project) == [title.replace("Choir", edit.get("title", "Choir")) for title in told]


@pytest.mark.parametrize(
    ("rule", "day"),
    [({"every": "week"}, "2027-03-27"), ({"rule": "FREQ=YEARLY;BYWEEKNO=3,13,43;BYDAY=SA"}, "2027-04-03")],
)
def test_the_nights_of_later_years_are_no_news_of_a_date_elsewhere(
    project: Project, older: pytest.MonkeyPatch, rule: Data, day: str
) -> None:
    """Each year more nights over clock changes are told of a series, which says what it said."""
    keys: Data = {"start": "2027-01-23 22:00", "end": "2027-01-24 05:00", "venue": "hall", "repeat": rule}
    keys["changes"] = [{"date": day, "venue": "quay"}]
    data = calendar(event("night", **keys), event("b2"), timezone="Europe/Berlin")
    project.build(data)
    told, uid = titles(project), f"night+{day.replace('-', '')}T2200@demo"
    older.undo()
    for year in range(4):
        now = NOW + timedelta(days=1 + 365 * year)
        project.build(changed(data, "b2", description=f"{year}"), now=now)
        assert uid in project.seen("venues/quay.ics")
        assert uid not in project.seen("venues/hall.ics")
        assert titles(project) == told
        assert "nothing changed" in project("build", now=now + timedelta(hours=1)).stdout
