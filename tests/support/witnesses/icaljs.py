"""What ical.js, Thunderbird's and Nextcloud's, reads in feeds: many of them in one process."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from support.paths import TESTS
from support.witnesses.seen import RefusedError, Seen, When, ended, present, rule_of, text_of

JS = TESTS / "js"


def node() -> str | None:
    """The path of Node, or None where it or ical.js is not there (`npm install --prefix tests/js`)."""
    return shutil.which("node") if (JS / "node_modules" / "ical.js" / "package.json").is_file() else None


def by_icaljs(feeds: Sequence[bytes]) -> tuple[tuple[Seen, ...], ...]:
    """What ical.js reads in each feed, all in one process; moments come out of each feed's own VTIMEZONE.

    Raises RuntimeError where `node()` is None.
    """
    return tuple(tuple(map(_seen_by_icaljs, events)) for events in ask_icaljs(feeds))


def ask_icaljs(feeds: Sequence[bytes], **question: object) -> list[list[Any]]:
    program = node()
    if program is None:
        raise RuntimeError("ical.js is not there: npm install --prefix tests/js")
    answer = subprocess.run(
        [program, str(JS / "witness.mjs")],
        input=json.dumps({"feeds": [text_of(feed, "ical.js") for feed in feeds], **question}).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    testimonies = json.loads(answer.stdout)
    for number, testimony in enumerate(testimonies):
        if "error" in testimony:
            raise RefusedError(f"ical.js: feeds[{number}]: {testimony['error']}")
    return [testimony["seen"] for testimony in testimonies]


def _seen_by_icaljs(event: dict[str, Any]) -> Seen:
    read = when_in_json
    return Seen(
        **event
        | {
            "start": present(read(event["start"]), "ical.js"),
            "end": ended(read(event["start"]), read(event["end"]), "ical.js"),
            "categories": tuple(event["categories"]),
            "related_to": tuple(event["related_to"]),
            "recurrence_id": read(event["recurrence_id"]),
            "rrule": rule_of(event["rrule"]),
            "exdate": tuple(map(read, event["exdate"])),
            "geo": tuple(event["geo"]) if event["geo"] else None,
            "dtstamp": read(event["dtstamp"]),
            "last_modified": read(event["last_modified"]),
            "created": read(event["created"]),
        }
    )


def when_in_json(text: str | None) -> When | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
