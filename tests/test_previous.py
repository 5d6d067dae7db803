"""What is published tells as much as events.lock does, to whoever keeps none."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given
from projects import (
    ONE_DAY,
    Data,
    Project,
    calendar,
    changed,
    event,
    every_form,
    is_cancelled,
    revision,
    tree,
    without,
)
from test_lock import edits
from test_properties import as_json, examples

from calendar_gen import compiler, previous, source
from calendar_gen.compiler import Target


def feeds(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(".ics")}


def chains(project: Project, *versions: tuple[Data, datetime]) -> None:
    """Publish one after another with a lock, by --previous, and into the folder that is there."""
    kept = project.folder / "events.lock"
    for number, (data, now) in enumerate(versions):
        project.build(data, "-o", "locked", now=now)
        kept.rename(project.folder / "aside")
        if number:
            project.build(None, "--previous", f"web{number - 1}", "-o", f"web{number}", now=now)
        else:
            project.build(None, "-o", "web0", now=now)
            kept.unlink()
        assert not kept.exists()
        project.build(None, "-o", "found", now=now)
        kept.unlink()
        (project.folder / "aside").rename(kept)
        wanted = feeds(project.files("locked"))
        assert feeds(project.files(f"web{number}")) == wanted
        assert feeds(project.files("found")) == wanted


def bare(*events: Data) -> Data:
    """A calendar without venues and organizers, of which nobody is to be warned."""
    return {key: value for key, value in calendar(*events).items() if key in ("calendar", "events")}


GONE = ["day", "timed", "abroad", "month", "weekly", "course", "expo", "fair", "new-name", "off"]


@pytest.mark.parametrize("id", GONE)
def test_each_form_goes_and_comes_back_without_a_lock_as_with_one(project: Project, id: str) -> None:
    data = every_form()
    chains(
        project,
        (data, NOW),
        (without(data, id), NOW + ONE_DAY),
        (changed(without(data, id), "festival", title="New"), NOW + 20 * ONE_DAY),
        (data, NOW + 30 * ONE_DAY),
        (without(data, id), NOW + 31 * ONE_DAY),
        # 60 days after the end of the shortest, and of none of the others.
        (without(data, id), NOW + 75 * ONE_DAY),
    )


def test_the_other_form_of_an_event_and_another_language(project: Project) -> None:
    data = every_form()
    other = changed(data, "expo", show_as=None)
    chains(
        project,
        (data, NOW),
        (other, NOW + ONE_DAY),
        (without(other, "month") | {"calendar": data["calendar"] | {"language": "zh"}}, NOW + 2 * ONE_DAY),
        (data, NOW + 3 * ONE_DAY),
    )


def test_names_as_long_as_they_may_be(project: Project) -> None:
    long = ["x" * 79 + end for end in "ab"]
    events = [event(id, title=id[-1] * 500) for id in long]
    first, second = calendar(*events, id="c" * 80), calendar(events[0], id="c" * 80)
    chains(project, (first, NOW), (second, NOW + ONE_DAY), (first, NOW + 2 * ONE_DAY))


@pytest.mark.parametrize("status", ["confirmed", "tentative", "cancelled", "postponed"])
@pytest.mark.parametrize("title", ["Cancelled: A", "Opening: A", "中止：A", "A\\, b; c\\n"])
def test_titles_that_look_like_ours(project: Project, title: str, status: str) -> None:
    one, both = (calendar(*[event("a", title=title, status=status)] * n, event("b")) for n in (0, 1))
    chains(project, (both, NOW), (one, NOW + ONE_DAY), (both, NOW + 2 * ONE_DAY))


@examples(12)
@given(edits())
def test_a_chain_without_a_lock_gives_the_bytes_of_one_with_it(
    given_: tuple[list[Data], list[datetime]],
) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        before: Path | None = None
        # What is over can't be told from what was never there, once it is gone: time stands still.
        for number, data in enumerate(given_[0]):
            data["calendar"]["cancelled_for"] = "9999 days"
            (folder / "events.yaml").write_text(as_json(data), "utf-8")
            text, now = source.read(folder / "events.yaml"), NOW + number * ONE_DAY
            compiler.build(text, Target(folder / "locked", folder / "events.lock"), now)
            get = previous.in_folder(before) if before else None
            compiler.build(text, Target(folder / str(number), previous=get), now)
            before = folder / str(number)
            assert feeds(tree(before)) == feeds(tree(folder / "locked"))


def test_where_nothing_is_published_yet_the_words_say_so(project: Project) -> None:
    project.write(every_form())
    (project.folder / "empty").mkdir()
    for name, words in {
        "empty": "there is no manifest.json",
        "nowhere": "there is no folder nowhere",
    }.items():
        assert words in project.refused("build", "--previous", name, code=2)


@pytest.mark.parametrize("path", ["manifest.json", "calendar.ics", "venues/hall.ics"])
@pytest.mark.parametrize("damage", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", None])
def test_what_is_published_by_halves_is_not_gone_by(
    project: Project, path: str, damage: bytes | None
) -> None:
    data = every_form()
    project.build(data)
    (project.folder / "events.lock").unlink()
    file = project.folder / "public" / path
    file.unlink() if damage is None else file.write_bytes(damage)
    project.write(without(data, "day"))
    assert path in project.refused("build", "--previous", "public", "-o", "other", code=2)


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (b"UID:a@demo", b"UID:../a@demo"),
        (b"DTSTART;VALUE=DATE:20240501", b"DTSTART;VALUE=DATE:20240599"),
        (b"DTEND;VALUE=DATE:20240502", b"DTEND;VALUE=DATE:20240402"),
        (b"SEQUENCE:0", b"SEQUENCE:-1"),
        (b"SEQUENCE:0", b"SEQUENCE:9999999999999999999999"),
        (b"SEQUENCE:0", b"SEQUENCE:\xd9\xa1"),
        (b"LAST-MODIFIED:2024", b"LAST-MODIFIED:99999"),
        (b"LAST-MODIFIED:", b"X-LAST-MODIFIED:"),
        (b"CREATED:20240425T040000Z", b"CREATED:00010101T000000Z"),
        (b"SUMMARY:A", b"SUMMARY:\x07"),
        (b"SUMMARY:A", b"SUMMARY:\xff"),
    ],
)
def test_a_strangers_feed_is_refused(project: Project, what: bytes, by: bytes) -> None:
    from hashlib import sha256

    project.build(bare(event("a"), event("b", "2024-06-01")))
    (project.folder / "events.lock").unlink()
    file = project.folder / "public" / "calendar.ics"
    data = file.read_bytes().replace(what, by, 1)
    assert data != file.read_bytes()
    manifest = json.loads((project.folder / "public" / "manifest.json").read_text())
    manifest["files"]["calendar.ics"] = sha256(data).hexdigest()
    file.write_bytes(data)
    (project.folder / "public" / "manifest.json").write_text(json.dumps(manifest))
    said = project.refused("build", "--previous", "public", "-o", "other", code=2)
    assert len(said.splitlines()) == 1
    assert "calendar.ics has an event that calendar-gen didn't write" in said


@pytest.mark.parametrize("option", [["--locked"], []])
def test_a_lock_and_the_published_folder_exclude_each_other(project: Project, option: list[str]) -> None:
    project.build(every_form())
    if option:
        (project.folder / "events.lock").unlink()
    said = project.refused("build", "--previous", "public", "-o", "other", *option, code=2)
    assert "lock" in said


def test_a_lost_lock_is_made_again_from_what_is_published(project: Project) -> None:
    project.build(calendar(event("a"), event("b")))
    before = project.build(calendar(event("a", title="New"), event("b")), now=NOW + ONE_DAY)
    (project.folder / "events.lock").unlink()
    after = project.build(calendar(event("a", title="Newer")), now=NOW + 2 * ONE_DAY)
    assert revision(after["a@demo"]) == (2, NOW, NOW + 2 * ONE_DAY)
    assert is_cancelled(after["b@demo"])
    assert revision(before["a@demo"])[0] == 1
    shutil.rmtree(project.folder / "public")
    assert revision(project.build(now=NOW)["a@demo"]) == (2, NOW, NOW + 2 * ONE_DAY)
