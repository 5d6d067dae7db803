"""A made town with every kind of page and every case of a date, published four times."""

import json
from pathlib import Path
from typing import Any

from support.browsers import build
from support.projects import Data, changed, event, without
from support.towns import DAY, town

ROOT = "/town/"  # of calendar.url

# The languages of the made calendar, and the folders of their pages: one that there are words for besides
# English, and one that there are none for, from right to left.
LANGUAGES = ("en", "zh-Hans", "ar")
# What the made town has in them; all else stands in English alone.
TEXTS = {
    "Westport": ("西港", "ويستبورت"),
    "What is on in Westport & around.": ("西港及周边的活动。", "ما يجري في ويستبورت وحولها."),
    "Town Hall": ("市政厅", "قاعة المدينة"),
    "1 Main Road": ("大街1号", "1 الطريق الرئيسي"),
    "The Park": ("公园", "الحديقة"),
    "The City": ("市政府", "المدينة"),
    "Music at the hall": ("市政厅里的音乐", "موسيقى في القاعة"),
    "Exact": ("音乐会", "حفلة موسيقية"),
    "Run": ("集市周", "أسبوع السوق"),
    "Long": ("戏剧展演", "عروض مسرحية"),
    "Unknown": ("码头摄影展", ""),
    "Month": ("七月的活动", "فعالية يوليو"),
    "Cancelled": ("夏夜音乐会", "أمسية صيفية"),
    "Weekly": ("每周聚会", ""),
    "Fest": ("音乐节", "مهرجان الموسيقى"),
    "Fest Day": ("音乐节主舞台", ""),
    "Left": ("旧书市场", "سوق الكتب"),
}
CATEGORIES = {
    "music": ("Music", "音乐", "موسيقى"),
    "theatre": ("Theatre", "戏剧", "مسرح"),
    "market": ("Market", "集市", ""),
}
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
    more = (event("left", "2024-06-30"), event("gone", "2024-01-10"))
    made = town(0, *daily, *over, *more, languages=list(LANGUAGES), **settings)
    both = {
        "id": "hall-music",
        "name": "Music at the hall",
        "where": {"venue": ["hall"], "category": ["music"]},
    }
    return translated(made | {"feeds": [*made["feeds"], both]})


def translated(made: Data) -> Data:
    """The same with its texts in those languages that they are there in."""
    known = {
        english: {tag: text for tag, text in zip(LANGUAGES, (english, *others), strict=True) if text}
        for english, others in TEXTS.items()
    }

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return [walk(it) for it in part]
        if not isinstance(part, dict):
            return part
        return {
            key: known.get(it, it) if key in ("name", "title", "description", "address") else walk(it)
            for key, it in part.items()
        }

    categories = {
        id: {"name": {tag: text for tag, text in zip(LANGUAGES, names, strict=True) if text}}
        for id, names in CATEGORIES.items()
    }
    return {**walk(made), "categories": categories}


def publish(folder: Path, **settings: object) -> Path:
    """The town's pages on 4 June 2024: one event has been gone since winter, one has just left, one moved."""
    before = gallery(**settings)
    now = changed(without(before, "gone", "left"), "day", start="2024-06-22")
    build(folder, json.dumps(before), now="2023-12-01")
    build(folder, json.dumps(without(before, "gone")), now="2024-01-02")
    build(folder, json.dumps(without(before, "gone")), now="2024-06-01")
    return build(folder, json.dumps(now), now=DAY)
