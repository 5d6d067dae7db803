"""The same catalogue in the words of the peers.

Where a peer cannot say what the catalogue says, it is given the nearest thing that costs it no more.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from catalogue import CALENDAR_ID, CALENDAR_NAME, ZONE, Catalogue, Event, When, block, scalar


def yaml2ics(catalogue: Catalogue) -> Iterator[str]:
    """YAML for yaml2ics 0.3, which passes every key but `timezone` on to ics.Event."""
    yield f"name: {CALENDAR_NAME}\ntimezone: {ZONE}\n\nevents:\n"
    yield from map(_yaml2ics_event, catalogue.events)


def hugo(catalogue: Catalogue) -> Iterator[str]:
    """YAML for Hugo's data folder, as in events.yaml; dates are worked out here."""
    for event in catalogue.events:
        fields = _hugo_event(event)
        lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()]
        yield "- " + "".join(lines).lstrip()


def hugo_json(catalogue: Catalogue) -> Iterator[str]:
    """The same as JSON, Hugo's best case: it reads that faster than YAML."""
    items = map(_hugo_event, catalogue.events)
    texts = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    yield "["
    yield next(texts, "")
    yield from chain.from_iterable((",\n", text) for text in texts)
    yield "]\n"


def hugo_lists(catalogue: Catalogue, pages: int) -> Iterator[str]:
    """Pages that list events, for Hugo: of each place, town, category and month, and of days in a row.

    With those of events they are so many pages.
    """
    events = list(catalogue.events)
    groups: dict[str, list[Event]] = {}
    for event in events:
        venues, month = event.venues, f"{event.when.first:%Y-%m}"
        for path in dict.fromkeys(
            [f"months/{month}", *(f"venues/{venue.id}" for venue in venues)]
            + [f"towns/{venue.town}" for venue in venues]
            + [f"categories/{name}" for name in event.categories]
        ):
            groups.setdefault(path, []).append(event)
    for n in range(pages - len(events) - len(groups)):
        at = 20 * n % len(events)
        groups[f"days/{n}"] = events[at : at + 20]
    lists = [
        {"path": path, "title": path, "members": list(map(_member, of[:100]))} for path, of in groups.items()
    ]
    yield json.dumps(lists, ensure_ascii=False, separators=(",", ":"))


def _member(event: Event) -> dict[str, str]:
    return {"id": event.id, "title": event.title, "day": f"{event.when.first:%Y-%m-%d}"}


def _yaml2ics_event(event: Event) -> str:
    when = event.when
    # With `end` or `duration` it makes midnight-to-midnight times of days; only a lone `begin` is a date.
    end = _exclusive(when) if when.timed or when.first != when.last else None
    fields = {
        "begin": _yaml_date(when.first, when.timed),
        "end": end and _yaml_date(end, when.timed),
        "timezone": event.venues[0].timezone,
        "uid": f"{event.id}@{CALENDAR_ID}",
        "location": scalar(_location(event)),
        "description": block(event, "      "),
        "url": event.url,
        "categories": f"[{', '.join(event.categories)}]",
        "status": _status(event),
    }
    lines = [f"    {key}: {value}\n" for key, value in fields.items() if value]
    return f"  - summary: {scalar(event.title)}\n{''.join(lines)}\n"


def _hugo_event(event: Event) -> dict[str, object]:
    when = event.when
    return {
        "id": event.id,
        "day": f"{when.first:%Y-%m-%d}",
        "uid": f"{event.id}@{CALENDAR_ID}",
        "start": _ics_date(when.first, when, event.venues[0].timezone),
        "end": _ics_date(_exclusive(when), when, event.venues[0].timezone),
        "title": event.title,
        "description": event.description,
        "location": _location(event),
        "categories": event.categories,
        "url": event.url or "",
        "status": _status(event),
    }


def _exclusive(when: When) -> datetime:
    return when.last if when.timed else when.last + timedelta(days=1)


def _yaml_date(moment: datetime, timed: bool) -> str:
    # YAML 1.1 takes a time for one only with its seconds.
    return moment.isoformat(" ") if timed else moment.date().isoformat()


def _ics_date(moment: datetime, when: When, zone: str | None) -> str:
    """What follows DTSTART or DTEND in a feed."""
    return f";TZID={zone or ZONE}:{moment:%Y%m%dT%H%M%S}" if when.timed else f";VALUE=DATE:{moment:%Y%m%d}"


def _location(event: Event) -> str:
    return " / ".join(f"{venue.name}, {venue.address}, {venue.town}" for venue in event.venues)


def _status(event: Event) -> str:
    if event.status == "cancelled":
        return "CANCELLED"
    return "TENTATIVE" if event.status or event.when.uncertain else "CONFIRMED"
