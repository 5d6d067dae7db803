"""A calendar in a folder of its own, published again and again; and what its feeds say, read by others."""

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from calendar_gen import linker
from calendar_gen.lock.known import Lock
from calendar_gen.model import apart, feeds, slugs
from calendar_gen.model.catalog import Catalog
from calendar_gen.model.feeds import Feed
from calendar_gen.publish.comparison import Content
from support.running import NOW, Ran, Run
from support.witnesses import Seen, by_ical, by_icalendar, lines_are_right

Data = dict[str, Any]

# What tells a revision and not what an event is.
REVISION = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")

ONE_DAY = timedelta(days=1)
_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class Project:
    """A folder with events.yaml, in which commands are run."""

    folder: Path
    run: Run
    now: datetime

    def write(self, data: Data | str, file: str = "events.yaml") -> None:
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=1)
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text(text, "utf-8")

    def __call__(self, *arguments: str | Path, now: datetime | str | None = None, **how: Any) -> Ran:
        """What a command says, at the moment that it is in the project or at another."""
        at = now if isinstance(now, str) else (now or self.now).isoformat()
        return self.run("--now", at, *arguments, cwd=self.folder, **how)

    def build(
        self, data: Data | str | None = None, *arguments: str, now: datetime | str | None = None
    ) -> dict[str, tuple[Seen, ...]]:
        """Publish, which must succeed, and read calendar.ics: what stands there by UID."""
        if data is not None:
            self.write(data)
        ran = self("build", *arguments, now=now)
        assert ran.code == 0, ran.stderr
        return self.seen()

    def files(self, folder: str = "public") -> dict[str, bytes]:
        """What is published, by path."""
        return tree(self.folder / folder)

    def seen(self, path: str = "calendar.ics", folder: str = "public") -> dict[str, tuple[Seen, ...]]:
        """The VEVENTs of a feed by UID; {} where there is no such feed."""
        file = self.folder / folder / path
        return by_uid(file.read_bytes()) if file.exists() else {}

    def where(self, uid: str, folder: str = "public") -> set[str]:
        """The feeds that an event stands in."""
        return {path for path, data in self.files(folder).items() if uid in contents(data)}

    @property
    def lock(self) -> bytes:
        return (self.folder / "events.lock").read_bytes()

    def records(self) -> dict[str, Data]:
        """The lines of events.lock that tell of a UID."""
        lines = [json.loads(line) for line in self.lock.splitlines()]
        return {line["uid"]: line for line in lines if "uid" in line}

    def refused(self, *arguments: str | Path, code: int, now: datetime | str | None = None) -> str:
        """What a command says that must fail and change nothing."""
        before = state(self.folder)
        ran = self(*arguments, now=now)
        assert ran.code == code, ran.stderr
        assert "Traceback" not in ran.stderr
        assert state(self.folder) == before
        return ran.stderr


def news(project: Project) -> list[tuple[str, str]]:
    """Title and content of the news, newest first."""
    entries = ET.fromstring(project.files()["feed.xml"]).findall(f"{_ATOM}entry")
    return [(entry.findtext(f"{_ATOM}title", ""), entry.findtext(f"{_ATOM}content", "")) for entry in entries]


def titles(project: Project) -> list[str]:
    """Titles of the news, newest first."""
    return [title for title, _ in news(project)]


def diff(project: Project, data: Data) -> list[str]:
    """What `diff` says of an edit, which stays written."""
    project.write(data)
    return project("diff").stdout.splitlines()


def calendar(*events: Data, **calendar: Any) -> Data:
    """A calendar of some events, in Shanghai, with two venues; without pages, which tests/site looks at."""
    return {
        "site": "no",
        "calendar": {"id": "demo", "name": "Demo", "timezone": "Asia/Shanghai"} | calendar,
        "venues": {
            "hall": {"name": "Town Hall", "town": "Anting", "address": "1 Main Road"},
            "quay": {"name": "The Quay", "town": "Malu"},
        },
        "organizers": {"city": {"name": "The City", "email": "city@example.org"}},
        "events": list(events),
    }


def event(id: str, start: str = "2024-05-01", **more: Any) -> Data:
    """An event with its id as its title."""
    return {"id": id, "title": id.replace("-", " ").title(), "start": start, **more}


def every_form() -> Data:
    """A calendar with an event of each form that a feed knows."""
    weekly = {"every": "week", "except": ["2024-05-22"], "also": ["2024-05-17"]}
    run = {"start": "2024-05-01", "end": "2024-06-10", "hours": "10:00-17:00"}
    data = calendar(
        event("festival", "2024-05-01", end="2024-05-12", categories=["music"]),
        event("day", "2024-05-03", venue="hall", categories=["music"], part_of="festival"),
        event("timed", "2024-05-04 19:00", duration="2 hours", venues=["hall", "quay"], organizer="city"),
        event("abroad", "2024-05-04 19:00", duration="2 hours", timezone="Europe/Berlin"),
        event("month", "2024-06"),
        event(
            "weekly",
            "2024-05-08 18:00",
            duration="1 hour",
            timezone="Europe/Berlin",
            venue="quay",
            repeat=weekly,
            changes=[{"date": "2024-05-29", "start": "2024-05-30 18:00", "title": "Elsewhere"}],
        ),
        event("course", "2024-05-06", repeat={"every": "week", "times": "5"}),
        event("expo", **run, venue="hall", closed=["Mon"], show_as="daily"),
        event("fair", **run, show_as="opening-and-closing"),
        event("new-name", "2024-05-09", formerly=["old-name"]),
        event("off", "2024-05-10", status="cancelled", venue="hall", description="Rain."),
    )
    return data | {"feeds": [{"id": "tunes", "name": "Tunes", "where": {"category": ["music"]}}]}


def without(data: Data, *ids: str) -> Data:
    """The calendar less some events, and less what refers to them."""
    events = [{key: value for key, value in it.items() if value not in ids} for it in data["events"]]
    return data | {"events": [it for it in events if "id" in it]}


def changed(data: Data, which: str, /, **keys: Any) -> Data:
    """The calendar with other keys of one event; None takes a key away."""
    data = copy.deepcopy(data)
    for it in data["events"]:
        if it["id"] == which:
            it.update(keys)
            for key in [key for key, value in it.items() if value is None]:
                del it[key]
    return data


def by_uid(feed: bytes) -> dict[str, tuple[Seen, ...]]:
    """What icalendar reads in a feed, by UID."""
    found: dict[str, tuple[Seen, ...]] = {}
    for seen in by_icalendar(feed):
        found[seen.uid] = (*found.get(seen.uid, ()), seen)
    return found


def contents(feed: bytes) -> dict[str, str]:
    """What stands in a feed of each UID, its revision aside."""
    found: dict[str, str] = {}
    if not feed.startswith(b"BEGIN:VCALENDAR"):
        return found
    unfolded = feed.replace(b"\r\n ", b"").decode()
    for vevent in re.findall(r"^BEGIN:VEVENT\r\n(.*?)^END:VEVENT\r$", unfolded, re.DOTALL | re.MULTILINE):
        lines = [line for line in vevent.split("\r\n") if line.split(":")[0] not in REVISION]
        uid = next(line.removeprefix("UID:") for line in lines if line.startswith("UID:"))
        found[uid] = found.get(uid, "") + "\n".join(lines)
    return found


def revision(seen: Iterable[Seen]) -> tuple[int, Any, Any]:
    """SEQUENCE, CREATED and LAST-MODIFIED of a UID, which all its VEVENTs share, DTSTAMP with the last."""
    (only,) = {(it.sequence, it.created, it.last_modified, it.dtstamp) for it in seen}
    assert only[2] == only[3]
    return only[:3]


def readable(files: Mapping[str, bytes]) -> None:
    """Every feed is read by two parsers and by a checker of its lines."""
    for path, data in files.items():
        if path.endswith(".ics"):
            assert lines_are_right(data) == [], path
            assert len(by_ical(data)) == len(by_icalendar(data)) > 0


def is_cancelled(seen: tuple[Seen, ...], prefix: str = "Cancelled: ") -> bool:
    """Whether a UID stands in a feed as what was removed does: once, struck through, and nobody is busy."""
    return [(it.status, it.transp, it.summary.startswith(prefix)) for it in seen] == [
        ("CANCELLED", "TRANSPARENT", True)
    ]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What any write would change, folders and the folder itself included."""
    paths = [folder, *folder.rglob("*")]
    return {str(path): ((s := path.lstat()).st_ino, s.st_mtime_ns, s.st_size) for path in paths}


def published(catalog: Catalog, translations: Sequence[Catalog] = ()) -> Mapping[str, Content]:
    """Every feed that the first build of a calendar publishes."""
    return linker.link(linker.revise(catalog, Lock(), NOW, translations=translations), source=1_000_000).files


def feeds_of(catalog: Catalog, now: datetime = NOW) -> Iterator[Feed]:
    """The feeds of a catalog of which nothing was published before."""
    standing = apart.standing(catalog)
    return feeds.feeds(standing, now, slugs.paths(standing, {}))


def bare(*events: Data, **settings: Any) -> Data:
    """A calendar without venues and organizers, of which nobody is to be warned."""
    made = calendar(*events, **settings)
    return {key: made[key] for key in ("site", "calendar", "events")}


def git(folder: Path, *arguments: str) -> str:
    if not shutil.which("git"):
        pytest.skip("there is no git")
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)
    return ran.stdout.decode()


def lock_of_version_1(lock: bytes) -> bytes:
    """What version 1 would have kept of what a lock knows: no digest of values, and dates in words.

    Words it had of a series, and of what isn't sure.
    """
    lines = [json.loads(line) for line in lock.splitlines()]
    lines[0]["calendar-gen-lock"] = 1
    for line in filter(lambda line: "uid" in line, lines):
        (shown,) = line.pop("shown").values()
        dates = line["dates"]
        line |= {"digest": shown["digest"], "dates": dates["lines"]}
        if "start" in dates or "end" in dates or any(it.startswith("RRULE") for it in dates["lines"]):
            line["when"] = "then"
        del line["values"]
    return b"".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines
    )
