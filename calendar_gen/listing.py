"""Events → JSON, CSV and Markdown, and what to say about a listing besides."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from calendar_gen import phrases
from calendar_gen.dates import Times
from calendar_gen.model import Catalog, Event
from calendar_gen.selection import STATUSES

COLUMNS = (
    "id", "uid", "title", "start", "end", "all_day", "certainty", "status",
    "venues", "towns", "categories", "series", "url",
)  # fmt: skip


def record(event: Event) -> dict[str, object]:
    """An event as scripts read it, by COLUMNS.

    `start` and `end` are what the curator means: first and last day, or moments with their
    offset (ISO 8601). Venues and series are ids; what isn't known is None.
    """
    span = event.span
    timed = isinstance(span, Times)
    start, end = (span.dtstart, span.dtend) if timed else (span.first_day, span.last_day)
    return {
        "id": event.id,
        "uid": event.uid,
        "title": event.summary,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "all_day": not timed,
        "certainty": event.certainty.value,
        "status": event.status,
        "venues": [venue.id for venue in event.venues],
        "towns": list(event.towns),
        "categories": list(event.categories),
        "series": event.related_to or None,
        "url": event.url or None,
    }


def as_json(events: Iterable[Event]) -> bytes:
    """A JSON array of records."""
    records = [record(event) for event in events]
    return msgspec.json.format(msgspec.json.encode(records), indent=2) + b"\n"


def as_json_object(event: Event) -> bytes:
    """One record with all that `show` shows besides."""
    full = record(event) | {
        "description": event.description or None,
        "organizer": event.organizer.name if event.organizer else None,
        "sources": [msgspec.structs.asdict(citation) for citation in event.sources],
    }
    return msgspec.json.format(msgspec.json.encode(full), indent=2) + b"\n"


def as_csv(events: Iterable[Event]) -> bytes:
    """A table in CSV (RFC 4180); several values in one field are separated by `; `."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for event in events:
        rows.writerow([_cell(value) for value in record(event).values()])
    return out.getvalue().encode()


def as_markdown(events: Iterable[Event]) -> bytes:
    """A table in GitHub's Markdown, for a page or a message."""
    lines = ["| When | What | Where |", "| --- | --- | --- |"]
    for event in events:
        title = _markdown(event.summary)
        what = f"[{title}](<{event.url}>)" if event.url else title
        status = "" if event.status == "confirmed" else f" ({event.status})"
        where = ", ".join(_markdown(venue.name) for venue in event.venues)
        lines.append(f"| {phrases.when_text(event.span, event.stated)} | {what}{status} | {where} |")
    return ("\n".join(lines) + "\n").encode()


FORMATS: Mapping[str, Callable[[Iterable[Event]], bytes]] = {
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
}


def note(
    shown: Sequence[Event], events: Sequence[Event], matching: Sequence[Event], catalog: Catalog
) -> Iterator[str]:
    """What a listing leaves out and how to see it: `events` are those of `matching` in its time."""
    if len(shown) < len(events):
        yield f"{len(events) - len(shown):,} more: raise --limit to see them."
    if events:
        return
    if not matching:
        yield "No event matches."
        return
    last = max(matching, key=lambda event: (event.span.last_day, event.id))
    which = "that matches " if len(matching) < len(catalog.events) else ""
    yield f"Nothing {which}is coming up. The last to end was:"
    yield f"  {last.summary} ({phrases.when_text(last.span, last.stated)})"
    count = f"all {len(matching):,} past events" if len(matching) > 1 else "it"
    yield f"See {count} with --all, or those of a time with --month {last.span.last_day:%Y-%m}."


def completions(option: str, catalog: Catalog) -> Iterable[tuple[str, str]]:
    """What may be written for an option of the command line, each with what it stands for."""
    events = catalog.events
    months = {f"{event.span.first_day:%Y-%m}" for event in events}
    parents = {event.related_to for event in events}
    known: Mapping[str, Iterable[tuple[str, str]]] = {
        "venue": [(venue.id, venue.name) for venue in catalog.venues],
        "town": [(town, "") for town in sorted({venue.town for venue in catalog.venues if venue.town})],
        "category": [
            (category, "") for category in sorted({c for event in events for c in event.categories})
        ],
        "series": [(event.id, event.summary) for event in events if event.id in parents],
        "status": [(status, "") for status in STATUSES],
        "event": [(event.id, event.summary) for event in events],
        "month": [(month, "") for month in ["this", "next", *sorted(months)]],
    }
    return known.get(option, ())


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _markdown(text: str) -> str:
    """Text that stays text in Markdown, in a cell of a table, and in the HTML made of it."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~" else c for c in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def zone_hint(event: Event, catalog: Catalog) -> str:
    """The zone of a timed event's clock where it isn't the calendar's, "" where it is."""
    span = event.span
    if not isinstance(span, Times) or str(span.dtstart.tzinfo) == catalog.calendar.tzid:
        return ""
    name = str(span.dtstart.tzinfo)
    return name if "/" in name else f"UTC{span.dtstart.isoformat()[-6:]}".removesuffix("+00:00")
