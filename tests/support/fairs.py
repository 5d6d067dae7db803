"""A calendar of fairs, and commands that are run in its folder."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from support.running import NOW, Ran, Run, without_new_lock

FAIRS = """\
calendar: {id: fairs, name: Fairs, timezone: Asia/Shanghai}
venues:
  automobile-museum: {name: Shanghai Automobile Museum, town: Anting, address: 7565 Boyuan Road}
  art-museum: {name: Jiayuanhai Art Museum, town: Malu}
  haus: {name: "Haus, Hof", town: Berlin, timezone: Europe/Berlin}
organizers:
  bureau: {name: Culture Bureau, email: culture@example.org, url: https://culture.example.org/}
events:
  - {id: over, title: Over, start: 2024-04-02}
  - {id: festival, title: Auto Culture Festival, start: 2024-04-19, end: 2024-05-31, organizer: bureau}
  - id: exhibition
    title: 汽车运动展 Motor sports exhibition
    start: by 2024-04-01
    end: 2024-08-31
    venue: automobile-museum
    source: {title: A page, date: 2024-04}
  # It is noon in Shanghai now: this one is over, and the next is on.
  - {id: morning, title: Morning concert, start: 2024-04-25 09:30, end: 2024-04-25 11:30, venue: art-museum}
  - {id: talk, title: A talk, start: 2024-04-25 10:00, end: 2024-04-25 13:00, status: tentative}
  - id: fair
    title: Car boot fair
    start: 2024-05-01
    end: 2024-05-05
    venues: [automobile-museum, art-museum]
    categories: [fair, car culture]
    part_of: festival
    description: "Boots of cars.\\nOpen all day."
    url: https://events.example.org/fair
    source: [{title: A page, date: 2024-04}, {publication: Shanghai Daily}]
  - id: opera
    title: Opera | night
    start: 2024-05-02 19:00
    duration: 2 hours
    venue: haus
    status: cancelled
  - {id: plant, title: Plant, start: 2024-10, status: postponed, categories: [industry]}
"""
IDS = ["exhibition", "over", "festival", "morning", "talk", "fair", "opera", "plant"]
WIDE = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
NARROW = {**WIDE, "COLUMNS": "60"}
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


class Commands:
    """Runs commands in the folder of the fairs, now. Builds make no pages: tests/site looks at these."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder

    def __call__(self, *arguments: str | Path, env: Mapping[str, str] = {}, process: bool = False) -> Ran:
        feeds_alone = ["--no-site"] if "build" in arguments[:1] else []
        given = ["--now", NOW.isoformat(), *arguments, *feeds_alone]
        return self.run(*given, cwd=self.folder, env=env, process=process)

    def out(self, *arguments: str | Path, env: Mapping[str, str] = {}) -> str:
        """Standard output of a command that ends well, and says nothing besides."""
        code, out, err = self(*arguments, env=env)
        assert (code, without_new_lock(err)) == (0, "")
        return out

    def ids(self, *arguments: str) -> list[str]:
        """Ids of the events that `list` lists."""
        return [event["id"] for event in json.loads(self("list", "--format", "json", *arguments).stdout)]

    def write(self, text: str) -> None:
        (self.folder / "events.yaml").write_text(text, encoding="utf-8")


def titled(*titles: str) -> str:
    """A calendar of events with these titles."""
    events = [{"id": f"e{i}", "title": title, "start": "2024-05-01"} for i, title in enumerate(titles)]
    calendar = {"site": "no", "calendar": {"id": "titled", "name": "Titled"}, "events": events}
    return json.dumps(calendar, ensure_ascii=False)


def bare(text: str) -> str:
    return ESCAPE.sub("", text)
