"""What events.lock remembers: revisions that rise exactly with what subscribers see, and what was removed."""

import json
import random
import re
from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given

from support.calendars import examples, spellings
from support.edits import Chain, Edit, edits, of, of_calendar, organizer, venue
from support.projects import (
    ONE_DAY,
    Data,
    Project,
    by_uid,
    calendar,
    changed,
    contents,
    event,
    every_form,
    is_cancelled,
    readable,
    revision,
    state,
    without,
)
from support.running import NOW
from support.witnesses import by_icaljs, node, occurrences_by_recurring

LATER = NOW + 10 * ONE_DAY

# --- the same again -------------------------------------------------------------------------------


def test_the_lock_has_a_line_for_every_uid_in_order(project: Project) -> None:
    seen = project.build(every_form())
    lines = [json.loads(line) for line in project.lock.splitlines()]
    assert [line["uid"] for line in lines if "uid" in line] == sorted(seen)
    feeds = [line["feed"] for line in lines if "feed" in line]
    # A month's name is in its path.
    assert feeds == sorted(path for path in project.files() if re.match("[^em].*/", path))
    for uid, record in project.records().items():
        sequence, created, modified = revision(seen[uid])
        assert record["sequence"] == sequence == 0
        assert datetime.fromisoformat(record["created"]) == created == NOW
        assert datetime.fromisoformat(record["last_modified"]) == modified == NOW


@pytest.mark.parametrize("now", ["1999-01-01", "2024-04-26T12:34:56.789+05:30", "2031-12-31T23:59Z", "2150"])
def test_a_build_without_a_change_touches_nothing_whatever_the_clock(project: Project, now: str) -> None:
    project.build(every_form())
    before = state(project.folder)
    project.build(now=f"{now}-07-01" if len(now) == 4 else now)
    assert state(project.folder) == before


@pytest.mark.parametrize(
    ("now", "environment"),
    [
        ("2024-04-26", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia", "LC_ALL": "C"}),
        ("2047-02-28T23:59Z", {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANGUAGE": "de"}),
    ],
)
def test_the_lock_alone_gives_the_same_bytes_again(
    project: Project, now: str, environment: dict[str, str]
) -> None:
    project.build(every_form())
    lock, files = project.lock, project.files()
    ran = project("build", "-o", "again", now=now, env=environment, process=True)
    assert ran.code == 0, ran.stderr
    assert project.lock == lock
    assert project.files("again") == files


def test_what_subscribers_do_not_see_changes_no_file(project: Project) -> None:
    data = every_form()
    project.build(data)
    lock, files = project.lock, project.files()
    for text in spellings(data, random.Random(5545)):
        assert yaml.load(text, Loader=yaml.CBaseLoader) == data
        project.build(text, now=LATER)
        assert project.lock == lock
        assert project.files() | {"manifest.json": b""} == files | {"manifest.json": b""}


EDGES: dict[str, Data] = {
    "to the last evening": {"start": "2199-12-01 20:00", "repeat": {"every": "week", "until": "2199-12-31"}},
    "to the last evening, by a rule": {
        "start": "2199-12-03 20:00",
        "repeat": {"rule": "FREQ=WEEKLY;UNTIL=22000101T010000Z"},
    },
    "long after the last day": {"start": "2199-12-31", "days": "9999"},
    "a long series": {"start": "2199-01-01", "days": "9999", "repeat": {"every": "month", "times": "12"}},
    "long before the first day": {"end": "1900-01-01", "days": "9999"},
    "before the first day": {"end": "1900-01-02", "days": "3"},
    "an hour in another year": {"start": "1900-01-01 05:00+08:00"},
    "long before the first hour": {"end": "1900-01-01 00:00", "duration": "3660 days"},
}


@pytest.mark.parametrize("name", EDGES)
def test_what_lies_at_the_edge_of_the_years_can_be_built_again(project: Project, name: str) -> None:
    keys = EDGES[name] | {"timezone": "America/New_York"}
    data = calendar({"id": "a", "title": "A", **keys}, event("b"))
    before, files = project.build(data), project.files()
    after = project.build(changed(data, "b", title="Other"))
    assert after["a@demo"] == before["a@demo"]
    # What is published tells as much.
    (project.folder / "events.lock").unlink()
    project.build(data, "--previous", "public", "-o", "again")
    assert project.files("again")["events/a.ics"] == files["events/a.ics"]
    project.build(without(data, "a"), "--previous", "again", "-o", "gone")
    readable(project.files("gone"))


@pytest.mark.parametrize("now", ["1900-01-01T00:00Z", "2199-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment_of_a_build(project: Project, now: str) -> None:
    for number in range(4):
        after = project.build(calendar(event("a", title=f"{number}")), now=now)
        assert revision(after["a@demo"])[0] == number


# --- revisions ------------------------------------------------------------------------------------


ELSEWHERE = [{"date": "2024-05-29", "start": "2024-05-30 18:00", "title": "Somewhere else"}]
FAMILY = {"weekly", "weekly+20240517T1800"}

EDITS: dict[str, tuple[Edit, set[str]]] = {
    "title": (of("day", title="Another"), {"day"}),
    "start": (of("day", start="2024-05-04"), {"day"}),
    "a start less sure": (of("day", start="2024-05-03~"), {"day"}),
    "end": (of("festival", end="2024-05-13"), {"festival"}),
    "description": (of("day", description="New."), {"day"}),
    "link": (of("day", url="https://example.org/"), {"day"}),
    "category": (of("day", categories=["film"]), {"day"}),
    "status": (of("day", status="postponed"), {"day"}),
    "busy": (of("day", busy="true"), {"day"}),
    "colour": (of("day", color="red"), {"day"}),
    "part of nothing": (of("day", part_of=None), {"day"}),
    "source": (of("day", source={"title": "The News"}), {"day"}),
    "other venue": (of("day", venue="quay"), {"day"}),
    "a venue's name": (venue("hall", name="City Hall"), {"day", "timed", "expo+open", "off"}),
    "a venue's town": (venue("hall", town="Malu"), {"day", "timed", "expo+open", "off"}),
    # Of several venues the names and towns are shown alone.
    "a venue's address": (venue("hall", address="2 Main Road"), {"day", "expo+open", "off"}),
    "a venue's place": (venue("quay", geo=["1", "2"]), FAMILY),  # type: ignore[arg-type]
    "organizer": (organizer(name="The Town"), {"timed"}),
    "an organizer's address": (organizer(email="town@example.org"), {"timed"}),
    "the calendar's zone": (of_calendar(timezone="Asia/Tokyo"), {"timed", "expo+open"}),
    "the calendar's name": (of_calendar(name="Other", description="New."), set()),
    "one date of a series": (of("weekly", changes=ELSEWHERE), {"weekly"}),
    "a series": (of("weekly", title="Every week"), FAMILY),
    "hours": (of("expo", hours="10:00-18:00"), {"expo+open"}),
    "the other form's": (of("fair", title="The Fair"), {"fair+opening", "fair+closing"}),
    "formerly": (of("new-name", formerly=["old-name", "older-name"]), set()),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_raises_the_revision_of_what_it_concerns_alone(project: Project, name: str) -> None:
    data = every_form()
    before, files = project.build(data), project.files()
    edit, ids = EDITS[name]
    after, now_there = project.build(edit(data), now=LATER), project.files()
    assert after.keys() == before.keys()
    assert {uid for uid in after if after[uid] != before[uid]} == {f"{id}@demo" for id in ids}
    for uid in before:
        sequence, created, modified = revision(before[uid])
        risen = uid.removesuffix("@demo") in ids
        assert revision(after[uid]) == (sequence + risen, created, LATER if risen else modified)
    concerned = {f"events/{id.partition('+')[0]}.ics" for id in ids}
    own = {path for path in files if path.startswith("events/") and files[path] != now_there[path]}
    # A feed's name is that of the calendar with that of the event.
    renamed = name in ("the calendar's name", "the calendar's zone")
    assert own == ({path for path in files if path.startswith("events/")} if renamed else concerned)


def test_an_id_of_a_parent_concerns_its_parts(project: Project) -> None:
    data = every_form()
    before = project.build(data)
    renamed = changed(changed(data, "festival", id="fete"), "day", part_of="fete")
    after = project.build(renamed, now=LATER)
    assert after.keys() - before.keys() == {"fete@demo"}
    touched = {uid for uid in before if after[uid] != before[uid]}
    assert touched == {"festival@demo", "day@demo"}
    assert after["day@demo"][0].related_to == ("fete@demo",)
    assert revision(after["day@demo"])[0] == 1


@pytest.mark.parametrize(
    ("form", "uid"),
    [("span", "a@demo"), ("opening-and-closing", "a+opening@demo"), ("daily", "a+open@demo")],
)
def test_a_part_names_what_of_its_parent_stands_in_the_feeds(project: Project, form: str, uid: str) -> None:
    whole = event("new", end="2024-05-20", hours="10:00-17:00", show_as=form, formerly=["a"])
    change = [{"date": "2024-05-11", "title": "Other"}]
    part = event("part", "2024-05-04", part_of="new", repeat={"every": "week", "times": "2"}, changes=change)
    seen = project.build(calendar(part, whole))
    assert uid in seen
    for feed in (seen, by_uid(project("export").stdout.encode())):
        assert [it.related_to for it in feed["part@demo"]] == [(uid,), (uid,)]


def test_times_only_rise_even_if_the_clock_is_set_back(project: Project) -> None:
    before = project.build(calendar(event("a"), event("b")))
    for number, now in enumerate([NOW, NOW - 4000 * ONE_DAY, NOW + ONE_DAY, NOW], 1):
        after = project.build(calendar(event("a", description=f"{number}"), event("b")), now=now)
        sequence, created, modified = revision(after["a@demo"])
        assert (sequence, created) == (number, NOW)
        assert modified > revision(before["a@demo"])[2]
        assert after["b@demo"] == before["b@demo"]
        before = after


# --- what is removed ------------------------------------------------------------------------------


REMOVED = {
    "day": {"day": True},
    "timed": {"timed": True},
    "abroad": {"abroad": True},
    "month": {"month": True},
    "weekly": {"weekly": True, "weekly+20240517T1800": True},
    "course": {"course": True},
    "expo": {"expo+open": True},
    "fair": {"fair+opening": True, "fair+closing": True},
    "off": {"off": True},
}


@pytest.mark.parametrize("id", REMOVED)
def test_what_is_removed_stays_as_cancelled_in_the_feeds_it_stood_in(project: Project, id: str) -> None:
    data = every_form()
    before, places = project.build(data), {f"{uid}@demo": project.where(f"{uid}@demo") for uid in REMOVED[id]}
    left = without(data, id)
    after = project.build(left, now=NOW + ONE_DAY)
    assert after.keys() == before.keys()
    for uid, found in places.items():
        assert is_cancelled(after[uid])
        assert len(found) >= 3
        assert project.where(uid) == found
        for path in found:
            assert project.seen(path)[uid] == after[uid]
        sequence, created, _ = revision(before[uid])
        assert revision(after[uid]) == (sequence + 1, created, NOW + ONE_DAY)
        was, now = before[uid][0], after[uid][0]
        assert (now.start, now.end, now.rrule, now.exdate) == (was.start, was.end, was.rrule, was.exdate)
        assert now.location == was.location
        assert now.summary == f"Cancelled: {was.summary.removeprefix('Cancelled: ')}"
    others = before.keys() - places.keys()
    assert {uid for uid in others if after[uid] != before[uid]} == set()
    readable(project.files())
    if node():
        by_icaljs([data for path, data in project.files().items() if path.endswith(".ics")])


def test_what_is_removed_keeps_its_zone_and_its_dates(project: Project) -> None:
    data = every_form()
    project.build(data)
    window = (date(2024, 5, 1), date(2024, 8, 1))
    dates = occurrences_by_recurring((project.folder / "public/events/course.ics").read_bytes(), *window)
    project.build(without(data, "course", "abroad", "weekly"))
    files = project.files()
    for id in ("abroad", "weekly"):
        assert b"DTSTART;TZID=Europe/Berlin:" in files[f"events/{id}.ics"]
        assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in files[f"events/{id}.ics"]
    assert occurrences_by_recurring(files["events/course.ics"], *window) == dates
    assert len(dates) == 5


@pytest.mark.parametrize(
    ("language", "word"),
    [("zh", "已取消："), ("zh-Hans", "已取消："), ("de", "Abgesagt: "), ("fi", "Cancelled: ")],
)
def test_a_cancellation_is_in_the_language_of_the_calendar(
    project: Project, language: str, word: str
) -> None:
    project.build(calendar(event("a"), event("b"), language=language))
    after = project.build(calendar(event("b"), language=language))
    assert after["a@demo"][0].summary == f"{word}A"


def test_a_file_under_a_former_name_is_cancelled_too(project: Project) -> None:
    data = every_form()
    project.build(data)
    assert project.where("old-name@demo") >= {"events/old-name.ics", "events/new-name.ics"}
    places = project.where("old-name@demo")
    project.build(without(data, "new-name"))
    assert project.where("old-name@demo") == places
    assert is_cancelled(project.seen("events/new-name.ics")["old-name@demo"])


# The days are those of Shanghai: its midnight is 16:00 UTC.
@pytest.mark.parametrize(
    ("keys", "last_day", "days"),
    [
        ({"start": "2024-05-01"}, "2024-05-01", 60),
        ({"start": "2024-05-01", "end": "2024-05-31"}, "2024-05-31", 60),
        ({"start": "2024-05-01"}, "2024-05-01", 10),
        ({"start": "2024-05-01 23:00", "duration": "2 hours"}, "2024-05-02", 60),
        ({"start": "2024-05-01 22:00", "duration": "2 hours"}, "2024-05-01", 60),
        ({"start": "2024-05"}, "2024-05-31", 60),
        ({"start": "2024-05-01", "repeat": {"every": "week", "times": "3"}}, "2024-05-15", 60),
        ({"start": "2024-05-01", "repeat": {"every": "week", "until": "2024-05-31"}}, "2024-05-29", 60),
        # A series without end was there until it was removed.
        ({"start": "2024-04-01", "repeat": {"every": "week"}}, "2024-04-25", 60),
    ],
)
def test_a_cancellation_goes_when_its_days_are_over(
    project: Project, keys: Data, last_day: str, days: int
) -> None:
    settings = {} if days == 60 else {"cancelled_for": f"{days} days"}
    gone = event("gone", venue="quay", **keys)
    project.build(calendar(gone, event("b", "2030-01-01"), **settings))
    project.build(calendar(event("b", "2030-01-01"), **settings))
    places = project.where("gone@demo")
    assert {"venues/quay.ics", "towns/malu.ics", "events/gone.ics", "months/2024-05.ics"} <= places
    last = datetime.fromisoformat(f"{last_day}T16:00Z") + days * ONE_DAY
    lock = project.lock
    still = project.build(now=last - timedelta(seconds=1))
    assert is_cancelled(still["gone@demo"])
    assert project.where("gone@demo") == places
    assert project.build(now=last).keys() == {"b@demo"}
    assert not {"venues/quay.ics", "towns/malu.ics", "events/gone.ics"} & project.files().keys()
    assert project.lock == lock


def test_one_date_that_was_added_to_a_series_is_cancelled_alone(project: Project) -> None:
    data = every_form()
    before = project.build(data)
    repeat = {"every": "week", "except": ["2024-05-22"]}
    after = project.build(changed(data, "weekly", repeat=repeat), now=LATER)
    extra = "weekly+20240517T1800@demo"
    assert is_cancelled(after[extra])
    assert {uid for uid in after if after[uid] != before[uid]} == {extra}
    again = project.build(data, now=LATER + ONE_DAY)
    assert again[extra][0].status == "CONFIRMED"
    assert revision(again[extra])[0] == 2


FRIDAYS: Data = {
    "start": "2024-05-03 19:00",
    "repeat": {"every": "week", "times": "3", "also": ["2024-05-24"]},
}


@pytest.mark.parametrize(
    "after",
    {
        "one of the rule's": {"repeat": {"every": "week", "times": "4"}},
        "one of the rule's, at another time": {
            "repeat": {"every": "week", "times": "4"},
            "changes": [{"date": "2024-05-24", "start": "2024-05-24 21:00"}],
        },
        "another time": {"repeat": {"every": "week", "times": "3", "also": ["2024-05-24 09:00"]}},
        "another start": {"start": "2024-05-03 18:00"},
        "the only one": {"start": "2024-05-24 19:00", "repeat": None},
    }.items(),
    ids=lambda it: it[0],
)
def test_an_added_date_that_takes_place_otherwise_is_replaced(
    project: Project, after: tuple[str, Data]
) -> None:
    data = calendar(event("a", **FRIDAYS), event("b"))
    project.build(data)
    project.write(changed(data, "a", **after[1]))
    assert "cancelled" not in project("diff").stdout
    seen = project.build(now=LATER)
    assert is_cancelled(seen["a+20240524T1900@demo"], "Replaced: ")
    assert b"Cancelled" not in project.files()["feed.xml"]


@pytest.mark.parametrize(
    "after",
    {
        "gone": {"repeat": {"every": "week", "times": "3"}},
        "another day": {"repeat": {"every": "week", "times": "3", "also": ["2024-05-25"]}},
        "called off": {
            "repeat": {"every": "week", "times": "4"},
            "changes": [{"date": "2024-05-24", "status": "cancelled"}],
        },
        "moved": {
            "repeat": {"every": "week", "times": "4"},
            "changes": [{"date": "2024-05-24", "start": "2024-05-25"}],
        },
    }.items(),
    ids=lambda it: it[0],
)
def test_an_added_date_on_which_nothing_takes_place_is_cancelled(
    project: Project, after: tuple[str, Data]
) -> None:
    data = calendar(event("a", **FRIDAYS), event("b"))
    project.build(data)
    seen = project.build(changed(data, "a", **after[1]), now=LATER)
    assert is_cancelled(seen["a+20240524T1900@demo"])
    assert b"Cancelled" in project.files()["feed.xml"]


def test_added_dates_in_one_minute_have_a_uid_each(project: Project) -> None:
    also = ["2024-05-25 10:00:00", "2024-05-25 10:00:30"]
    repeat = {"every": "week", "times": "3", "also": also}
    data = calendar(event("a", "2024-05-03 19:00", repeat=repeat), event("b"))
    seen = project.build(data)
    assert {uid for uid in seen if uid.startswith("a+")} == {
        "a+20240525T1000@demo",
        "a+20240525T100030@demo",
    }
    assert all(len(of) == 1 for of in seen.values())
    # One that goes is cancelled like any other: what is there still was there beside it.
    fewer = changed(data, "a", repeat=repeat | {"also": also[:1]})
    assert is_cancelled(project.build(fewer, now=LATER)["a+20240525T100030@demo"])
    none = changed(data, "a", repeat={"every": "week", "times": "3"})
    seen = project.build(none, now=LATER + ONE_DAY)
    assert is_cancelled(seen["a+20240525T100030@demo"])
    assert is_cancelled(seen["a+20240525T1000@demo"])


@pytest.mark.parametrize(
    ("before", "after"), [("expo+open", {"show_as": None}), ("fair+opening", {"show_as": "daily"})]
)
def test_another_form_replaces_the_first(project: Project, before: str, after: Data) -> None:
    data, id = every_form(), before.partition("+")[0]
    project.build(data)
    seen = project.build(changed(data, id, **after), now=LATER)
    uid = f"{before}@demo"
    assert is_cancelled(seen[uid], "Replaced: ")
    live = [it for uid, it in seen.items() if uid.startswith(id) and it[0].status == "CONFIRMED"]
    assert len(live) == 1
    back = project.build(data, now=LATER + ONE_DAY)
    assert revision(back[uid])[0] == 2
    assert back[uid][0].status == "CONFIRMED"
    readable(project.files())
    # What then goes altogether was replaced before and is cancelled now.
    all_gone = project.build(without(data, id), now=LATER + 2 * ONE_DAY)
    assert {uid for uid in all_gone if uid.startswith(id) and not is_cancelled(all_gone[uid])} == set()


@pytest.mark.parametrize("away", [1, 59, 3000])
def test_what_comes_back_counts_on(project: Project, away: int) -> None:
    both, one = calendar(event("a"), event("b", "2040-01-01")), calendar(event("b", "2040-01-01"))
    project.build(both)
    project.build(one, now=LATER)
    project.build(now=LATER + away * ONE_DAY)
    back = project.build(both, now=LATER + (away + 1) * ONE_DAY)["a@demo"]
    assert (back[0].status, back[0].summary) == ("CONFIRMED", "A")
    assert revision(back) == (2, NOW, LATER + (away + 1) * ONE_DAY)
    assert revision(project.build(one, now=NOW)["a@demo"])[0] == 3


def test_what_was_called_off_and_then_removed_is_cancelled_once(project: Project) -> None:
    project.build(calendar(event("a"), event("b")))
    off = project.build(calendar(event("a", status="cancelled"), event("b")))
    gone = project.build(calendar(event("b")))
    assert off["a@demo"][0].summary == gone["a@demo"][0].summary == "Cancelled: A"
    assert is_cancelled(gone["a@demo"])
    readable(project.files())


def test_a_former_name_cancels_nothing(project: Project) -> None:
    project.build(calendar(event("a", venue="hall"), event("b")))
    after = project.build(
        calendar(event("new", title="A", venue="hall", formerly=["a"]), event("b")), now=LATER
    )
    assert after.keys() == {"a@demo", "b@demo"}
    assert revision(after["a@demo"]) == (0, NOW, NOW)
    assert project.where("a@demo") >= {"events/a.ics", "events/new.ics"}


# --- what seems to have been renamed --------------------------------------------------------------


def test_a_rename_without_a_word_is_warned_of_where_it_stands(project: Project) -> None:
    project.build(calendar(event("fair-2024", title="Car Boot Fair"), event("b")))
    data = calendar(event("fair", title="Car Boot Fair"), event("b"))
    project.write(data)
    text = (project.folder / "events.yaml").read_text().splitlines()
    line = next(i for i, it in enumerate(text, 1) if '"id": "fair"' in it)
    for command in ("check", "build"):
        ran = project(command)
        assert ran.code == 0
        assert f"events.yaml:{line}:" in ran.stdout + ran.stderr
        assert "W501 'fair' looks like 'fair-2024' renamed" in ran.stdout + ran.stderr


@pytest.mark.parametrize("stays", [True, False])
def test_the_edition_of_another_year_is_no_rename(project: Project, stays: bool) -> None:
    last = event("fair-2024", title="Car Boot Fair")
    project.build(calendar(last, event("b")))
    next_ = event("fair-2025", "2025-05-01", title="Car Boot Fair")
    project.write(calendar(*[last] * stays, next_, event("b")))
    assert "W501" not in project("check").stdout


def test_another_id_of_the_calendar_is_warned_of(project: Project) -> None:
    project.build(calendar(event("a")))
    project.write(calendar(event("a"), id="other"))
    ran = project("check")
    assert "W502 the calendar was published as 'demo'" in ran.stdout
    seen = project.build()
    assert is_cancelled(seen["a@demo"])
    assert revision(seen["a@other"])[0] == 0


# --- builds of a part -----------------------------------------------------------------------------


def test_a_build_of_a_part_leaves_the_rest_alone(project: Project) -> None:
    data = every_form()
    before, lock, files = project.build(data), project.lock, project.files()
    project.build(None, "--town", "Malu", "-o", "malu", now=LATER)
    assert project.lock == lock
    ours = {uid: seen for uid, seen in before.items() if uid.split("@")[0] in {"timed", *FAMILY}}
    assert project.seen(folder="malu") == ours
    assert project.files() == files


def test_a_build_of_a_part_cancels_nothing_that_it_leaves_out(project: Project) -> None:
    data = every_form()
    before = project.build(data)
    project.build(changed(data, "weekly", title="New"), "--town", "Anting", "-o", "anting", now=LATER)
    assert project.records()["weekly@demo"]["sequence"] == 0
    after = project.build(now=LATER + ONE_DAY)
    assert revision(after["weekly@demo"]) == (1, NOW, LATER + ONE_DAY)
    assert {uid for uid in after if after[uid] != before[uid]} == {f"{id}@demo" for id in FAMILY}


def test_a_build_of_a_part_carries_the_cancellations_that_match(project: Project) -> None:
    data = every_form()
    project.build(data)
    project.write(without(data, "timed", "day", "weekly"))
    for name, filters in {
        "timed weekly weekly+20240517T1800": ("--venue", "quay"),
        "day timed": ("--town", "Anting", "--to", "2024-05-05"),
        "day": ("--category", "music", "--month", "may"),
        "weekly": ("--month", "2024-06", "--search", "weekly"),
    }.items():
        folder = "-".join(filters).strip("-")
        ran = project("build", "-o", folder, *filters)
        assert ran.code == 0, ran.stderr
        seen = project.seen(folder=folder)
        found = {uid for uid in seen if is_cancelled(seen[uid])} - {"off@demo"}
        assert found == {f"{id}@demo" for id in name.split()}
        readable(project.files(folder))


def test_a_build_of_a_part_does_not_touch_what_is_back_and_left_out(project: Project) -> None:
    here, there = event("a", venue="hall"), event("a", venue="quay")
    others = [event("b", venue="hall"), event("c", venue="quay")]
    project.build(calendar(here, *others))
    project.build(calendar(*others))
    before = project.records()["a@demo"]
    project.build(calendar(there, *others), "--town", "Anting", "-o", "anting", now=LATER)
    assert project.records()["a@demo"] == before
    assert revision(project.build(now=LATER)["a@demo"])[0] == 2


# --- --locked -------------------------------------------------------------------------------------


def test_locked_wants_a_lock(project: Project) -> None:
    project.write(every_form())
    said = project.refused("build", "--locked", code=1)
    assert said == "There is no events.lock: run 'calendar-gen build' and commit it.\n"


def test_locked_publishes_what_the_lock_says(project: Project) -> None:
    project.build(every_form())
    files = project.files()
    project.build(None, "--locked", "-o", "ci/public", now=LATER)
    assert project.files("ci/public") == files
    assert project("build", "--locked", now=LATER).code == 0


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (of("day", start="2024-05-06"), "moved: Day, Fri 3 May 2024 → Mon 6 May 2024"),
        (of("day", description="New"), "text changed: Day"),
        (lambda data: without(data, "day"), "cancelled: Day, Fri 3 May 2024"),
        (lambda data: data | {"events": [*data["events"], event("z")]}, "new: Z, Wed 1 May 2024"),
    ],
)
def test_locked_says_what_is_missing(project: Project, edit: Edit, said: str) -> None:
    data = every_form()
    del data["feeds"]
    project.build(data)
    project.write(edit(data))
    lines = project.refused("build", "--locked", code=1).splitlines()
    assert lines[:-1] == [said]
    assert lines[-1] == "events.lock would change: run 'calendar-gen build' and commit it."


# --- random calendars -----------------------------------------------------------------------------


@examples(60)
@given(edits())
def test_revisions_rise_exactly_with_what_stands_in_a_feed(given_: tuple[list[Data], list[datetime]]) -> None:
    chain = Chain()
    last: dict[str, tuple[str, tuple[int, Any, Any]]] = {}
    previous: dict[str, bytes] = {}
    away: Set[str] = set()
    language = None
    for data, now in zip(*given_, strict=True):
        files = chain.publish(data, now)
        everything = files["calendar.ics"]
        said, seen = contents(everything), by_uid(everything)
        assert {f"{it['id']}@random" for it in data["events"]} <= said.keys()
        for uid, content in said.items():
            found = revision(seen[uid])
            if uid not in last:
                assert found == (0, now, now)
            elif last[uid][0] == content and (uid not in away or found[0] == last[uid][1][0]):
                assert found == last[uid][1]
            elif uid in away:  # what was over goes without a word, and counts on unseen
                assert found[0] > last[uid][1][0]
                assert found[2] > last[uid][1][2]
            else:
                # Other words for the same are no revision, and only another language has them here.
                reworded = found[0] == last[uid][1][0] and language != data["calendar"].get("language")
                assert found[:2] == (last[uid][1][0] + (not reworded), last[uid][1][1])
                assert found[2] > last[uid][1][2]
            last[uid] = content, found
        away, language = last.keys() - said.keys(), data["calendar"].get("language")
        assert_others_agree(files, said)
        for path in files.keys() & previous.keys():
            same = contents(files[path]) == contents(previous[path])
            if same and header(files[path]) == header(previous[path]):
                assert files[path] == previous[path] or path == "feed.xml", path
        previous = files


def assert_others_agree(files: Mapping[str, bytes], said: Mapping[str, str]) -> None:
    """An event says the same in each feed that it stands in."""
    for path, data in files.items():
        assert contents(data).items() <= said.items(), path


def header(feed: bytes) -> bytes:
    return feed.partition(b"BEGIN:VEVENT")[0]
