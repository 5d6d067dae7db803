"""A made town with every kind of page and every case of a date, published four times."""

import json
from pathlib import Path

from calendar_gen.source import document
from support.browsers import build
from support.projects import Data, changed, event, without
from support.towns import DAY, town

ROOT = "/town/"  # of calendar.url

# The languages of the made calendar, where a calendar can have several, and the folders of their pages.
LANGUAGES: tuple[str, ...] = (
    ("en", "zh-Hans", "ar") if "languages" in document.Calendar.__struct_fields__ else ()
)
TREES = ("", *(f"{language}/" for language in LANGUAGES[1:]))

# A page of each kind, and an event of each case in the table of how they are drawn.
KINDS = {
    "front": "",
    "exact": "events/exact/",
    "run": "events/long/",
    "unknown start": "events/unknown/",
    "month without a day": "events/month/",
    "approximate": "events/about/",
    "cancelled": "events/cancelled/",
    "postponed": "events/postponed/",
    "moved": "events/day/",
    "series": "events/weekly/",
    "over": "events/over/",
    "removed": "events/left/",
    "gone": "events/gone/",
    "months": "months/",
    "month": "months/2024-06/",
    "crowded month": "months/2024-09/",
    "day": "days/2024-09-03/",
    "venues": "venues/",
    "venue": "venues/hall/",
    "much at a venue": "venues/park/",
    "period": "venues/park/2024/",
    "towns": "towns/",
    "town": "towns/马陆/",
    "category": "categories/music/",
    "part of": "series/fest/",
    "feed": "feeds/tunes/",
    "frame": "embed/",
    "frame of a venue": "embed/venues/hall/",
    "subscribe": "subscribe/",
    "search": "search/",
    "about": "about/",
    "not found": "no/such/page/",
}
OF_EVENTS = {
    kind: path
    for kind, path in KINDS.items()
    if path.startswith("events/") and kind not in ("gone", "removed")
}
UNSURE = ("unknown start", "month without a day", "approximate")


def gallery(**settings: object) -> Data:
    """Every case; more in September than a month's page holds, and more that is over than a venue's."""
    daily = [
        event(
            f"daily-{n}",
            f"2024-09-01 1{n}:00",
            duration="1 hour",
            venue="park",
            categories=["workshop"],
            repeat={"every": "day", "until": "2024-09-30"},
        )
        for n in range(7)
    ]
    over = [event(f"over-{n}", f"2024-01-{n + 1:02}", venue="park") for n in range(31)]
    languages = {"languages": list(LANGUAGES)} if LANGUAGES else {}
    made = town(
        0, *daily, *over, event("left", "2024-06-30"), event("gone", "2024-01-10"), **languages, **settings
    )
    both = {
        "id": "hall-music",
        "name": "Music at the hall",
        "where": {"venue": ["hall"], "category": ["music"]},
    }
    return made | {"feeds": [*made["feeds"], both]}


def publish(folder: Path, **settings: object) -> Path:
    """The town's pages on 4 June 2024: one event has been gone since winter, one has just left, one moved."""
    before = gallery(**settings)
    now = changed(without(before, "gone", "left"), "day", start="2024-06-22")
    build(folder, json.dumps(before), now="2023-12-01")
    build(folder, json.dumps(without(before, "gone")), now="2024-01-02")
    build(folder, json.dumps(without(before, "gone")), now="2024-06-01")
    return build(folder, json.dumps(now), now=DAY)
