"""A calendar that is edited and published time after time."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from calendar_gen import compiler, linker
from calendar_gen.lock import lockfile
from calendar_gen.lock.known import Lock
from calendar_gen.source.files import Source
from support.calendars import as_json, calendars
from support.projects import (
    ONE_DAY,
    Data,
    changed,
)
from support.running import NOW

Edit = Callable[[Data], Data]


def venue(id: str, **keys: str) -> Edit:
    return lambda data: data | {"venues": data["venues"] | {id: data["venues"][id] | keys}}


def of_calendar(**keys: str) -> Edit:
    return lambda data: data | {"calendar": data["calendar"] | keys}


def of(id: str, **keys: Any) -> Edit:
    return lambda data: changed(data, id, **keys)


def organizer(**keys: str) -> Edit:
    return lambda data: data | {"organizers": {"city": data["organizers"]["city"] | keys}}


class Chain:
    """A calendar published in memory again and again, its lock written and read in between."""

    def __init__(self) -> None:
        self.lock = Lock()

    def publish(self, data: Data | str, now: datetime) -> dict[str, bytes]:
        text = data if isinstance(data, str) else as_json(data)
        loaded = compiler.load(Source("random.yaml", text.encode()))
        assert not loaded.errors, loaded.diagnostics
        revised = linker.revise(loaded.catalog, self.lock, now, translations=loaded.translations)
        made = linker.link(revised, len(text))
        after = linker.placed_lock(revised, made)
        self.lock, problems = lockfile.read("events.lock", lockfile.as_bytes(after))
        assert problems == []
        assert self.lock == after
        return {path: b"".join(content) for path, content in made.files.items()}


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[Data], list[datetime]]:
    """A calendar as it is edited time after time, and when each is published."""
    others = [draw(calendars()).data for _ in range(2)]
    data = draw(calendars()).data
    versions = [data]
    for _ in range(draw(st.integers(1, 4))):
        data = json.loads(json.dumps(data))
        other = draw(st.sampled_from(others))
        what = draw(
            st.sampled_from(["event", "keys", "gone", "back", "venue", "calendar", "organizer", "none"])
        )
        at = draw(st.integers(0, len(data["events"]) - 1))
        if what == "event":
            id = draw(st.sampled_from([data["events"][at]["id"], f"n{len(versions)}"]))
            given_ = other["events"][0] | {"id": id}
            data["events"] = [it for it in data["events"] if it["id"] != id] + [given_]
        elif what == "keys":
            taken = {
                key: value for key, value in other["events"][0].items() if key in ("title", "url", "busy")
            }
            data["events"][at] |= taken
        elif what == "gone" and len(data["events"]) > 1:
            del data["events"][at]
        elif what == "back":
            there = {it["id"] for it in data["events"]}
            data["events"] += [it for it in versions[0]["events"] if it["id"] not in there]
        elif what == "venue":
            data["venues"] |= {"v0": other["venues"]["v0"]}
        elif what == "calendar":
            data["calendar"] |= {
                "name": other["calendar"]["name"],
                "language": draw(st.sampled_from(["en", "zh"])),
            }
        elif what == "organizer":
            data["organizers"] = other["organizers"]
        versions.append(mended(data))
    days = draw(st.lists(st.integers(-2000, 2000), min_size=len(versions), max_size=len(versions)))
    return versions, [NOW + ONE_DAY * n for n in days]


def mended(data: Data) -> Data:
    """Without references to what isn't there."""
    ids = [it["id"] for it in data["events"]]
    for i, it in enumerate(data["events"]):
        if venues := [id for id in it.pop("venues", []) if id in data["venues"]]:
            it["venues"] = venues
        if it.get("part_of") not in ids[:i]:
            it.pop("part_of", None)
    return data
