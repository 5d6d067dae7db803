"""What one parser says one VEVENT is: values that those of all parsers are turned into."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias

When: TypeAlias = date
"""A day (`date`) or a moment (`datetime` in UTC)."""

Occurrence: TypeAlias = tuple[str, When, When]
"""UID, start, and end, which is exclusive."""


class RefusedError(ValueError):
    """A parser will not have this feed; the message begins with the parser's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one parser says one VEVENT is. An absent text is "", an absent SEQUENCE 0."""

    uid: str
    summary: str
    description: str
    location: str
    status: str
    start: When
    end: When
    """Exclusive, as in the feed; the start of a moment, which has no DTEND there."""
    categories: tuple[str, ...]
    url: str
    related_to: tuple[str, ...]
    sequence: int
    transp: str
    recurrence_id: When | None
    rrule: str | None
    """Its parts in the order of the alphabet, without INTERVAL=1 and WKST=MO, which say nothing."""
    exdate: tuple[When, ...]
    geo: tuple[float, float] | None
    organizer: str
    """The address alone: `mailto:…`."""
    dtstamp: When | None
    last_modified: When | None
    created: When | None


def text_of(feed: bytes, parser: str) -> str:
    try:
        return feed.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{parser}: {error}") from error


def when_of(value: date | datetime, parser: str) -> When:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise RefusedError(f"{parser}: {value} has no zone")
    return value.astimezone(UTC)


def present(value: When | None, parser: str) -> When:
    if value is None:
        raise RefusedError(f"{parser}: a VEVENT lacks DTSTART or DTEND")
    return value


def ended(start: When | None, end: When | None, parser: str) -> When:
    """RFC 5545 §3.6.1: what has a time and no DTEND ends when it begins."""
    return present(start if end is None and isinstance(start, datetime) else end, parser)


def moment(value: When) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def rule_of(text: str | None) -> str | None:
    """One spelling for one RRULE: each parser has its own order, and ical.js leaves out what says nothing."""
    if text is None:
        return None
    return ";".join(sorted(part for part in text.split(";") if part not in {"INTERVAL=1", "WKST=MO"}))
