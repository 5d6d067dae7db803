"""What is on show after another look at a calendar: the days that pass, and what nobody foresaw."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calendar_gen.model.catalog import Calendar
from calendar_gen.publish.comparison import Content
from calendar_gen.serve import preview
from calendar_gen.serve.hosted import Hosted
from calendar_gen.serve.preview import CalendarPaths, Preview, Refused
from calendar_gen.serve.stage import again, first
from support.projects import calendar, event
from support.serving import save

NOON = datetime(2027, 6, 4, 12, tzinfo=UTC)
DEMO = calendar(event("fair", "2027-06-04", venue="hall"), timezone="UTC") | {"site": "yes"}


@pytest.fixture
def place(tmp_path: Path) -> CalendarPaths:
    save(tmp_path, DEMO)
    return CalendarPaths(tmp_path / "events.yaml")


def test_where_nothing_is_other_nothing_is_made_again(place: CalendarPaths) -> None:
    shown = first(place, NOON)
    assert again(place, shown, NOON + timedelta(hours=11)) is shown
    (place.file.parent / "beside.txt").write_text("no part of it")
    assert again(place, shown, NOON) is shown


def test_a_day_that_is_over_is_another_page(place: CalendarPaths) -> None:
    shown = first(place, NOON)
    before = shown.hosted.at("/").body
    assert shown.until == datetime(2027, 6, 5, tzinfo=UTC)
    later = again(place, shown, NOON + timedelta(hours=12))
    assert later.hosted.at("/").body != before
    assert later.until is None  # all of it is over, and no day changes that


def test_a_mistake_that_is_saved_again_leaves_the_last_good_build(place: CalendarPaths) -> None:
    shown = first(place, NOON)
    for wrong in ("2027-06-31", "2027-06-32"):
        save(place.file.parent, DEMO | {"events": [event("fair", wrong)]})
        refused = again(place, shown, NOON)
        assert refused.hosted is shown.hosted
        assert refused.refused
        assert "E101" in refused.refused.text
        shown = refused
    save(place.file.parent, DEMO)
    assert again(place, shown, NOON).refused is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(place: CalendarPaths) -> None:
    shown = first(place, NOON)
    place.file.unlink()
    os.mkfifo(place.file)
    refused = again(place, shown, NOON)
    assert refused.refused
    assert "it is no file" in refused.refused.text
    assert refused.hosted is shown.hosted
    place.file.unlink()
    save(place.file.parent, DEMO)
    assert again(place, refused, NOON).refused is None


def test_a_page_whose_head_has_no_end_follows_too() -> None:
    """Which HTML allows, and a theme may write."""
    shown = Hosted(Preview({"index.html": (b"<!DOCTYPE html><title>A</title><p>B",)}, Calendar("a", "A")))
    body = shown.at("/").body
    assert body.startswith(b"<!DOCTYPE html><title>A</title><p>B<script ")
    assert shown.at("/").digest.encode() in body


def test_a_calendar_without_pages_says_where_its_feed_is(place: CalendarPaths) -> None:
    save(place.file.parent, DEMO | {"site": "no"})
    answer = first(place, NOON).hosted.answer("/", {})
    assert b"site: no" in answer.body
    assert b'<a href="/calendar.ics">' in answer.body


def test_a_calendar_without_an_event_says_so(place: CalendarPaths) -> None:
    save(place.file.parent, "calendar: {id: a, name: A}\n")
    made, _ = preview.made(preview.read(place), NOON)
    assert isinstance(made, Refused)
    assert made.text


def test_what_nobody_foresaw_is_said_and_the_next_save_is_looked_at(
    place: CalendarPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = first(place, NOON)
    save(place.file.parent, DEMO | {"events": [event("day", "2027-06-05")]})
    with monkeypatch.context() as patch:
        patch.setattr("calendar_gen.compiler.preview", lambda *_: 1 / 0)
        faulty = again(place, shown, NOON)
    assert faulty.refused
    assert "A fault of calendar-gen, not of yours (ZeroDivisionError)" in faulty.refused.text
    assert faulty.hosted is shown.hosted
    save(place.file.parent, DEMO | {"events": [event("day", "2027-06-06")]})
    assert again(place, faulty, NOON).refused is None


def test_a_page_that_could_not_be_made_is_tried_again() -> None:
    class Passing(dict[str, Content]):
        asked = 0

        def __getitem__(self, path: str) -> Content:
            self.asked += 1
            if self.asked == 1:
                raise OSError
            return super().__getitem__(path)

    shown = Hosted(Preview(Passing({"a.ics": (b"x",)}), Calendar("a", "A")))
    assert shown.answer("/a.ics", {}).status == 500
    assert shown.answer("/a.ics", {}).body == b"x"


def test_a_path_is_looked_up_and_never_joined() -> None:
    shown = Hosted(Preview({"a.ics": (b"x",)}, Calendar("a", "A")))
    for path in ("/../a.ics", "/./a.ics", "//a.ics", "/a.ics/", "/A.ics", "a.ics", "/a.ics\0", ""):
        assert shown.answer(path, {}).status == 404
    assert shown.answer("/a.ics", {}).body == b"x"
