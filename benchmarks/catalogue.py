"""What a generated catalogue consists of, and its text as events.yaml.

The text is built by hand: a YAML dumper needs minutes for 100,000 events, and quotes unlike a person.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

CALENDAR_ID = "benchmark"
CALENDAR_NAME = "Benchmark Events"
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where events take place; `timezone` only when it is not the calendar's."""

    id: str
    name: str
    town: str
    address: str
    geo: tuple[float, float] | None
    url: str | None
    timezone: str | None


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who holds events."""

    id: str
    name: str
    email: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a curator read of an event."""

    title: str
    publication: str
    date: date
    url: str


@dataclass(frozen=True, slots=True)
class When:
    """The dates of an event, as a curator writes them and as what they come to.

    `first` and `last` are local to the venue; of days both are midnight, and `last` is the last day.
    """

    start: str | None
    end: str | None
    days: int | None
    first: datetime
    last: datetime
    timed: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `folded` says that its description stands in a `>` block rather than a `|` one."""

    id: str
    title: str
    when: When
    venues: tuple[Venue, ...]
    categories: tuple[str, ...]
    sentences: tuple[str, ...]
    folded: bool
    url: str | None
    organizer: Organizer | None
    part_of: str | None
    status: str | None
    sources: tuple[Source, ...]

    @property
    def lines(self) -> list[str]:
        """The description as its block is written: a sentence a line when folded, else three."""
        if self.folded:
            return list(self.sentences)
        # Chinese has no space between sentences.
        gap = " " if self.sentences[0].isascii() else ""
        return [gap.join(self.sentences[i : i + 3]) for i in range(0, len(self.sentences), 3)]

    @property
    def description(self) -> str:
        """The text that the block means."""
        return (" " if self.folded else "\n").join(self.lines)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole events.yaml; `events` is read once."""

    venues: list[Venue]
    organizers: list[Organizer]
    events: Iterator[Event]


def to_yaml(catalogue: Catalogue) -> Iterator[str]:
    """The catalogue in this project's own format, piece by piece."""
    yield (
        f"calendar:\n  id: {CALENDAR_ID}\n  name: {CALENDAR_NAME}\n"
        "  description: Made up, to measure with.\n"
        f"  timezone: {ZONE}\n  language: en\n  url: https://events.example.org/\n"
    )
    yield "\nvenues:\n"
    yield from map(_venue, catalogue.venues)
    yield "\norganizers:\n"
    yield from map(_organizer, catalogue.organizers)
    yield "\nevents:\n"
    yield from map(_event, catalogue.events)


# What may stand plain in YAML: it begins with a letter and holds nothing that YAML reads as a sign.
_PLAIN = re.compile(r"(?:[0-9]+ )?[A-Za-z\u4e00-\u9fff“](?:[\w ()（）,，.;；&'’“”/\\-]*[\w)）”.])?")


def scalar(text: str) -> str:
    """`text` as one YAML value: plain where that is safe, else quoted as JSON, which YAML reads too."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def block(event: Event, indent: str) -> str:
    """The description as a block scalar whose lines begin with `indent`."""
    sign = ">" if event.folded else "|"
    return sign + "".join(f"\n{indent}{line}" for line in event.lines)


def _pairs(indent: str, pairs: dict[str, str | None]) -> str:
    return "".join(f"{indent}{key}: {value}\n" for key, value in pairs.items() if value is not None)


def _venue(venue: Venue) -> str:
    return f"  {venue.id}:\n" + _pairs(
        "    ",
        {
            "name": scalar(venue.name),
            "town": scalar(venue.town),
            "address": scalar(venue.address),
            "geo": venue.geo and f"[{venue.geo[0]:.4f}, {venue.geo[1]:.4f}]",
            "url": venue.url,
            "timezone": venue.timezone,
        },
    )


def _organizer(organizer: Organizer) -> str:
    # A comma would end a plain value inside braces: quote every name.
    name = json.dumps(organizer.name, ensure_ascii=False)
    email = f", email: {organizer.email}" if organizer.email else ""
    url = f", url: {organizer.url}" if organizer.url else ""
    return f"  {organizer.id}: {{name: {name}{email}{url}}}\n"


def _event(event: Event) -> str:
    when = event.when
    ids = ", ".join(venue.id for venue in event.venues)
    fields = _pairs(
        "    ",
        {
            "title": scalar(event.title),
            "start": when.start,
            "end": when.end,
            "days": str(when.days) if when.days else None,
            "venue" if len(event.venues) == 1 else "venues": ids if len(event.venues) == 1 else f"[{ids}]",
            "categories": f"[{', '.join(event.categories)}]",
            "description": block(event, "      "),
            "url": event.url,
            "organizer": event.organizer.id if event.organizer else None,
            "part_of": event.part_of,
            "status": event.status,
        },
    )
    return f"  - id: {event.id}\n{fields}{_sources(event.sources)}\n"


def _sources(sources: tuple[Source, ...]) -> str:
    """Nothing, one mapping, or a list of them."""
    if not sources:
        return ""
    if len(sources) == 1:
        return "    source:\n" + _source(sources[0], "      ")
    items = (_source(source, "        ") for source in sources)
    return "    source:\n" + "".join(f"      - {item.lstrip()}" for item in items)


def _source(source: Source, indent: str) -> str:
    return _pairs(
        indent,
        {
            "title": scalar(source.title),
            "publication": scalar(source.publication),
            "date": source.date.isoformat(),
            "url": source.url,
        },
    )
