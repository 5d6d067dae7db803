"""What stands for a UID → what it says, whatever the words: the digest of its values, and its dates."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import Certainty, Span, on_the_clock
from calendar_gen.ical.entries import Entry
from calendar_gen.ical.vevent import Part, dtstart_dtend, location, start_line
from calendar_gen.lock.records import (
    Dates,
    Record,
    Words,
    ends,
    length_as_text,
    side_as_text,
    start_of,
    status_line,
)
from calendar_gen.model.catalog import Citation

_encode = msgspec.json.Encoder().encode


def shown_digest(vevents: Iterable[bytes]) -> str:
    """The digest of what subscribers see of a UID, its revision aside."""
    return _digest(vevents)


def values_of(part: Part) -> str:
    """The digest of what a UID says: all that its VEVENTs are made of but our words and the language."""
    said = [_said(entry, _unfolded(lines)) for entry, lines in zip(part.entries, part.dates, strict=True)]
    return _digest([_encode(said)])


def values_of_gone(record: Record, stands: str) -> str:
    """The digest of what the VEVENT of something removed says; it `stands` as "cancelled" or "replaced"."""
    return _digest([_encode([stands, record.dates.lines, record.title, record.of, record.where])])


def dates_of(part: Part) -> Dates:
    """When a UID is: what its lines say, what was stated where that isn't sure, and the dates that differ."""
    entry, event = part.entry, part.entry.event
    lines = _unfolded(part.dates[0])
    if entry.rule is not None:
        return Dates(lines, changes=tuple(sorted(_changes(part))), length=_length(part))
    if event.certainty is Certainty.EXACT or entry.span != event.span:
        return Dates(lines)
    stated = event.stated
    return Dates(lines, side_as_text(stated.start), side_as_text(stated.end), stated.days)


def words_of(part: Part, language: str) -> Words:
    """The title and the place of a UID, as they stand in the feeds of a language (BCP 47)."""
    event = part.entry.event
    where = location(event.venues)
    return Words(
        event.summary,
        where,
        event.language_of("summary") or language,
        where and (event.venues[0].language_of("name") or language),
    )


def lines_of(span: Span) -> tuple[str, ...]:
    """DTSTART and DTEND of a span, as they stand in a feed."""
    return _unfolded(dtstart_dtend(span))


def _digest(pieces: Iterable[bytes]) -> str:
    """32 hexadecimal digits of SHA-256."""
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()[:32]


def _said(entry: Entry, lines: Sequence[str]) -> dict[str, Any]:
    """What `vevent` makes a VEVENT of, and no more: what nobody sees is no edit."""
    event = entry.event
    said = {
        "dates": _with_end(lines),
        "title": event.summary,
        "of": entry.of,
        "status": event.status,
        "certainty": event.certainty,
        "stated": None if event.certainty is Certainty.EXACT else event.stated,
        "description": event.description,
        "where": location(event.venues),
        "geo": event.venues[0].geo if len(event.venues) == 1 else None,
        "categories": event.category_names,
        "organizer": (event.organizer.name, event.organizer.email) if event.organizer else None,
        "parent": event.parent_uid,
        "url": event.url,
        "color": event.color,
        "all_day": event.all_day,
        "busy": event.busy,
        "sources": tuple(map(_without_language, event.sources)),
        "hours": (event.hours, event.exdates) if entry.hours and event.hours else None,
    }
    # What an event hasn't got has no part in it, so that a key that is new to us changes no digest.
    return {key: value for key, value in said.items() if value not in (None, "", ())}


def _without_language(of: Citation) -> Citation:
    """A source by what it says: in which languages that is there is no part of it."""
    return replace(of, fallen=(), elsewhere=()) if of.fallen or of.elsewhere else of


def _with_end(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a moment as they were when it had a DTEND: it says what it said."""
    return lines if ends(lines) else (lines[0], f"DTEND{lines[0].removeprefix('DTSTART')}", *lines[1:])


def _changes(part: Part) -> Iterator[tuple[str, ...]]:
    """The dates of a series that don't take place, or not as the rule says, and those beside it."""
    usual = part.entry
    move = rules.mover(usual.span, usual.event.length)
    for entry, dates in zip(part.entries[1:], part.dates[1:], strict=True):
        if entry.event is usual.event:
            continue  # it is as the rule has it, whatever clocks do then
        *lines, of = _unfolded(dates)
        said = (status_line(entry.event.status),) if entry.event.status != usual.event.status else ()
        if entry.event.status == "cancelled":
            yield (of,)
        elif said or entry.span != move(on_the_clock(start_of(of))):
            yield of, *lines, *said
    for override in usual.event.apart:
        of = start_line("RECURRENCE-ID", override.recurrence_id).decode()
        yield (of,) if override.event.status == "cancelled" else (of, *lines_of(override.event.span))


def _length(part: Part) -> str:
    """How long dates are where that is not as long as on the clock, "" where none that is told of is so."""
    entry, length = part.entry, part.entry.event.length
    if length is None or not length.exact:
        return ""
    told = [*entry.exdates, *[of.recurrence_id for of in part.entries if of.recurrence_id]]
    exact, clock = rules.mover(entry.span, length), rules.mover(entry.span)
    unlike = any(exact(local) != clock(local) for local in map(on_the_clock, told))
    return length_as_text(length) if unlike else ""


def _unfolded(lines: bytes) -> tuple[str, ...]:
    return tuple(lines.decode().replace("\r\n ", "").split("\r\n"))
