"""One feed from events.yaml with PyYAML and icalendar, written in the straightforward way.

    python icalendar_pyyaml.py events.yaml calendar.ics

It reads what generate.py writes, and no more of the format than that.
"""

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import yaml

Data = dict[str, Any]


def main(source: str, target: str) -> None:
    """Read the catalogue and write the feed."""
    with open(source, encoding="utf-8") as file:
        data = yaml.load(file, Loader=yaml.CSafeLoader)
    feed = icalendar.Calendar()
    feed.add("prodid", "-//icalendar and PyYAML//")
    feed.add("version", "2.0")
    now = datetime.now(UTC)
    for item in data["events"]:
        feed.add_component(event(item, data, now))
    feed.add_missing_timezones()
    Path(target).write_bytes(feed.to_ical())


def event(item: Data, data: Data, now: datetime) -> icalendar.Event:
    """One VEVENT."""
    venues = [data["venues"][name] for name in item.get("venues") or [item["venue"]]]
    start, end = when(item, ZoneInfo(venues[0].get("timezone") or data["calendar"]["timezone"]))
    out = icalendar.Event()
    out.add("uid", f"{item['id']}@{data['calendar']['id']}")
    out.add("dtstamp", now)
    out.add("dtstart", start)
    out.add("dtend", end)
    out.add("summary", item["title"])
    out.add("description", item["description"].strip())
    out.add("location", " / ".join(f"{v['name']}, {v['address']}, {v['town']}" for v in venues))
    out.add("categories", item["categories"])
    if "url" in item:
        out.add("url", item["url"])
    return out


def when(item: Data, zone: ZoneInfo) -> tuple[date, date]:
    """Start and exclusive end; PyYAML gives plain days as dates, and all else as text."""
    start: Any = item.get("start")
    end: Any = item.get("end")
    if isinstance(start, str) and " " in start and not start.startswith("by "):
        first, last = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end))
        return first, last
    if isinstance(start, str) and re.fullmatch(r"\d{4}-\d\d", start):
        day = date.fromisoformat(f"{start}-01")
        return day, (day + timedelta(days=31)).replace(day=1)
    if isinstance(start, str):
        start = date.fromisoformat(start.removeprefix("by ").rstrip("~"))
    if start is None:
        start = end - timedelta(days=item["days"] - 1)
    return start, (end or start) + timedelta(days=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
