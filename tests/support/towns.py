"""A made town with an event of each form that a page draws, and as many others as are asked for."""

from datetime import date, timedelta
from typing import Any

from support.projects import Data, event

DAY = "2024-06-04"
CATEGORIES = ("music", "theatre", "market", "car culture")


def town(count: int = 0, *events: Data, **settings: Any) -> Data:
    """The town on 4 June 2024, with its pages."""
    made = {
        "calendar": {
            "id": "westport",
            "name": "Westport",
            "description": "What is on in Westport & around.",
            "timezone": "Asia/Shanghai",
            "url": "https://events.example.org/town/",
        }
        | settings,
        "venues": {
            "hall": {
                "name": "Town Hall",
                "town": "Anting",
                "address": "1 Main Road",
                "geo": [31.25, "121.5"],
            },
            "quay": {"name": "The Quay", "town": "马陆"},
            "park": {"name": "The Park", "url": "https://park.example.org/"},
        },
        "organizers": {
            "city": {"name": "The City", "email": "city@example.org", "url": "https://city.example.org/"}
        },
        "events": [*every_case(), *many(count), *events],
        "feeds": [{"id": "tunes", "name": "Tunes", "where": {"category": ["music"]}}],
    }
    return {key: value for key, value in made.items() if value}


def every_case() -> list[Data]:
    """The events that are drawn differently."""
    hours = {"duration": "2 hours", "venue": "hall", "categories": ["music"]}
    source = {"source": {"title": "Poster", "date": "2024-05"}}
    return [
        event("exact", "2024-06-07 19:30", **hours, organizer="city", url="https://exact.example.org/"),
        event("day", "2024-06-09", venues=["hall", "quay"], categories=["car culture"]),
        event(
            "three",
            "2024-06-12",
            venues=["hall", "quay", "park"],
            description="One.\n\nSee https://x.example.org/a, too.",
        ),
        event("run", "2024-06-03", days="4", venue="park", categories=["market"]),
        event(
            "long", "2024-06-01", end="2024-06-21", venue="hall", categories=["theatre"], hours="10:00-17:00"
        ),
        event("unknown", "by 2024-05-10", end="2024-08-31", venue="quay", **source),
        event("month", "2024-07", **source),
        event("year", "2025", **source),
        event("about", "2024-06-20~", **source),
        event("cancelled", "2024-06-08 20:00", **hours, status="cancelled"),
        event("postponed", "2024-06-15", venue="park", status="postponed"),
        event("tentative", "2024-06-16", status="tentative"),
        event(
            "weekly", "2024-01-02 18:00", duration="1 hour", repeat={"every": "week", "until": "2024-12-31"}
        ),
        event("night", "2024-06-04 23:00", end="2024-06-05 05:00", venue="park"),
        event("over", "2024-05-01", venue="quay", categories=["market"]),
        event("fest", "2024-06-28", end="2024-06-30", categories=["music"], formerly=["old-fest"]),
        event("fest-day", "2024-06-29 12:00", duration="1 hour", part_of="fest"),
        event("renamed", "2024-06-25", formerly=["old-name"]),
    ]


def many(count: int) -> list[Data]:
    """More events, one after the other on every second day, in turn at each place and of each category."""
    first = date(2023, 7, 1)
    return [
        event(
            f"e{n}",
            (first + timedelta(days=2 * n % 700)).isoformat(),
            venue=("hall", "quay", "park")[n % 3],
            categories=[CATEGORIES[n % 4]],
        )
        for n in range(count)
    ]
