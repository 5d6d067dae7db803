"""What is published tells as much as events.lock does, to whoever keeps none."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given

from calendar_gen import compiler
from calendar_gen.compiler import Target
from calendar_gen.lock import published
from calendar_gen.source.files import read
from support.calendars import as_json, examples
from support.edits import edits
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
    revision,
    tree,
    without,
)
from support.running import NOW


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


def test_a_title_that_reads_as_our_words_is_what_the_file_says(project: Project) -> None:
    """Without a lock it is read from what is published; what the calendar says of it then counts."""
    musical = event(id="musical", title="Postponed: the musical")
    project.build(calendar(musical))
    (project.folder / "events.lock").unlink()
    project.build(None, now=NOW + ONE_DAY)
    project.write(calendar(musical | {"description": "By the school."}))
    changes = json.loads(project("diff", "--format", "json").stdout)
    assert [change["kind"] for change in changes] == ["text"]


def test_another_language_without_a_lock_is_an_edit(project: Project) -> None:
    """Feeds don't tell values from words: what is worded otherwise may say something else."""
    data = every_form()
    project.build(data, "-o", "web")
    before = by_uid(project.files("web")["calendar.ics"])
    (project.folder / "events.lock").unlink()
    german = data | {"calendar": data["calendar"] | {"language": "de"}}
    project.build(german, "--previous", "web", "-o", "again", now=NOW + ONE_DAY)
    after = by_uid(project.files("again")["calendar.ics"])
    was, said = (contents(project.files(folder)["calendar.ics"]) for folder in ("web", "again"))
    for uid in before:
        assert revision(after[uid])[0] == revision(before[uid])[0] + (said[uid] != was[uid])


@pytest.mark.parametrize(
    "versions",
    [
        ("C++", "C++,C"),
        ("C", "C,C++", "C++", "C++,C#"),
        ("C++", "C++,C", "C", "C,C#"),
        ("18,18+", "18+", "18,18+"),
        ("Straße", "Strasse,Straße"),
        ("Rock. Roll,Rock & Roll", "Rock. Roll,Rock & Roll,Rock Roll", "Rock & Roll"),
    ],
)
@pytest.mark.parametrize("kind", ["categories", "towns"])
@pytest.mark.parametrize("goes", [True, False])
def test_a_path_stays_with_its_name_without_a_lock_as_with_one(
    project: Project, kind: str, goes: bool, versions: tuple[str, ...]
) -> None:
    """Whether an event `goes` with its name, or is there without."""

    def of(names: list[str]) -> Data:
        venues = {f"v{n}": {"name": "V", "town": name} for n, name in enumerate(names)}
        events = []
        for n, name in enumerate(names):
            id = "".join(f"{ord(c):x}" for c in name) if goes else f"e{n}"
            of_name: Data = {"categories": [name]} if kind == "categories" else {"venue": f"v{n}"}
            events.append(event(id, **of_name))
        events += [] if goes else [event(f"e{n}") for n in range(len(names), 4)]
        return calendar(*events) | {"venues": venues}

    chains(project, *[(of(it.split(",")), NOW + n * ONE_DAY) for n, it in enumerate(versions)])


def test_the_other_form_of_an_event(project: Project) -> None:
    data = every_form()
    other = changed(data, "expo", show_as=None)
    chains(
        project,
        (data, NOW),
        (other, NOW + ONE_DAY),
        (without(other, "month"), NOW + 2 * ONE_DAY),
        (data, NOW + 3 * ONE_DAY),
    )


@pytest.mark.parametrize("formerly", [["old"], ["old", "older"]])
def test_the_other_form_of_an_event_that_was_renamed(project: Project, formerly: list[str]) -> None:
    data = calendar(
        event("new", end="2024-05-09", formerly=formerly, show_as="opening-and-closing"), event("b")
    )
    chains(
        project,
        (data, NOW),
        (changed(data, "new", show_as=None), NOW + ONE_DAY),
        (changed(data, "new", show_as=None, title="Other"), NOW + 2 * ONE_DAY),
        (without(data, "new"), NOW + 3 * ONE_DAY),
        (data, NOW + 4 * ONE_DAY),
        (without(data, "new"), NOW + 5 * ONE_DAY),
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
            # Nor values from words: another language is an edit.
            data["calendar"]["language"] = given_[0][0]["calendar"].get("language", "en")
            (folder / "events.yaml").write_text(as_json(data), "utf-8")
            text, now = read(folder / "events.yaml"), NOW + number * ONE_DAY
            compiler.build(text, Target(folder / "locked", folder / "events.lock"), now)
            get = published.in_folder(before) if before else None
            compiler.build(text, Target(folder / str(number), previous=get), now)
            before = folder / str(number)
            assert feeds(tree(before)) == feeds(tree(folder / "locked"))


def test_feeds_of_what_is_gone_are_called_after_a_calendar_that_is_called_otherwise(project: Project) -> None:
    data = calendar(event("a", venue="hall"), event("b"))
    gone = without(data, "a")
    renamed = gone | {"calendar": gone["calendar"] | {"name": "Other"}}
    chains(project, (data, NOW), (gone, NOW + ONE_DAY), (renamed, NOW + 2 * ONE_DAY))
    assert b"NAME:Other: Town Hall" in project.files("web2")["venues/hall.ics"]


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


# --- at an address --------------------------------------------------------------------------------


@pytest.fixture
def site(project: Project) -> Iterator[str]:
    """The address at which the project's folder `public` is published."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(project.folder / "public")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_tells_what_its_folder_does(project: Project, site: str) -> None:
    data = every_form()
    project.build(data, now=NOW)
    (project.folder / "events.lock").unlink()
    edited = changed(without(data, "day"), "festival", title="New")
    project.build(edited, "--previous", "public", "-o", "folder", now=NOW + ONE_DAY)
    for slash in ("", "/"):
        project.build(None, "--previous", site + slash, "-o", "web", now=NOW + ONE_DAY)
        assert feeds(project.files("web")) == feeds(project.files("folder"))
    assert is_cancelled(project.seen(folder="web")["day@demo"])
    assert not (project.folder / "events.lock").exists()
    assert "cancelled: Day, Fri 3 May 2024\n" in project("diff", "--against", site).stdout


def test_what_is_not_published_there_is_told(project: Project, site: str) -> None:
    project.build(bare(event("a")))
    (project.folder / "events.lock").unlink()
    public = project.folder / "public"

    assert f"Error: {site}/no: there is no manifest.json" in project.refused(
        "build", "--previous", f"{site}/no", "-o", "web", code=2
    )
    feed = public / "calendar.ics"
    whole = feed.read_bytes()
    feed.write_bytes(whole.replace(b"SEQUENCE:0", b"SEQUENCE:9"))
    said = project.refused("build", "--previous", site, "-o", "web", code=2)
    assert said == (
        f"Error: {site}: calendar.ics is not the one that manifest.json names: "
        "try again when it is published whole\n"
    )
    feed.unlink()
    assert "calendar.ics is missing" in project.refused("build", "--previous", site, "-o", "web", code=2)
    (public / "manifest.json").write_text("{}")
    assert "manifest.json is damaged" in project.refused("build", "--previous", site, "-o", "web", code=2)


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/", "http://127.0.0.1:1/", "https://"])
def test_an_address_that_cannot_be_read_is_told(project: Project, address: str) -> None:
    project.write(bare(event("a")))
    said = project.refused("build", "--previous", address, code=2)
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


def test_a_first_build_forgets_nothing_that_is_published(project: Project, site: str) -> None:
    """Its numbers would begin again, and what was taken out would be gone without a word."""
    project.write(bare(event("a")))
    for nothing in (f"{site}/no", "nowhere"):
        project.build(None, "--previous", nothing, "--first", "-o", nothing[-2:])
        assert project.seen(folder=nothing[-2:])["a@demo"][0].sequence == 0
    assert not (project.folder / "events.lock").exists()
    project.build(None, "--previous", "public", "--first")
    for there in (site, "public"):
        said = project.refused("build", "--previous", there, "--first", "-o", "web", code=2)
        assert said == f"Error: {there}: something is published there already: leave --first out\n"
    feed = project.folder / "public" / "calendar.ics"
    feed.write_bytes(b"damaged")
    assert "try again" in project.refused("build", "--previous", site, "--first", "-o", "web", code=2)


def test_a_first_build_says_where_it_looked(project: Project) -> None:
    project.write(bare(event("a")))
    closed = ("build", "--previous", "http://127.0.0.1:1/", "--first")
    assert project.refused(*closed, code=2).startswith("Error: http://127.0.0.1:1/")
    assert "--first is about what --previous names" in project.refused("build", "--first", code=2)
    assert "--previous names no folder" in project.refused("build", "--first", "--previous", "", code=2)


# --- which knows --------------------------------------------------------------------------------


def test_a_lock_and_another_memory_are_too_much(project: Project) -> None:
    project.build(bare(event("a")))
    said = project.refused("build", "--previous", "public", code=2)
    assert "events.lock is kept: leave --previous out, or delete events.lock" in said
    assert "--locked is about the lock" in project.refused(
        "build", "--locked", "--previous", "public", code=2
    )


def test_a_build_of_a_part_begins_no_lock(project: Project) -> None:
    data = every_form()
    project.build(data, now=NOW)
    project.build(changed(data, "festival", title="New"), now=NOW + ONE_DAY)
    (project.folder / "events.lock").unlink()
    project.build(None, "--event", "day", "-o", "part", now=NOW + ONE_DAY)
    assert not (project.folder / "events.lock").exists()
    assert revision(project.build(None, now=NOW + 2 * ONE_DAY)["festival@demo"])[0] == 1


def test_what_comes_through_a_pipe_has_no_lock(project: Project) -> None:
    project.write(bare(event("a")))
    command = [sys.executable, "-m", "calendar_gen", "-f", "/dev/stdin", "build"]
    text = (project.folder / "events.yaml").read_bytes()
    before = set(os.listdir("/dev"))
    ran = subprocess.run(command, input=text, cwd=project.folder, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert set(os.listdir("/dev")) == before
    assert project.seen().keys() == {"a@demo"}
