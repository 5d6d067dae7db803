"""Events → JSON, CSV and Markdown, and what to say about a listing besides."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from calendar_gen.dates.rrules import rrule
from calendar_gen.dates.values import Certainty, Times, When, months_of
from calendar_gen.diagnostics.formats import json_text, pretty_json
from calendar_gen.diagnostics.wording import markdown, printable
from calendar_gen.model.catalog import Catalog, Event, Override, Venue
from calendar_gen.model.occurrences import Occurrence, difference
from calendar_gen.model.uids import Uids
from calendar_gen.source.document import STATUSES
from calendar_gen.words import labels, repeats, sentences

# What a table tells of each occurrence, by the names of labels.
COLUMNS = ("when", "what", "where")


class Row(msgspec.Struct, omit_defaults=True):
    """An occurrence as scripts read it.

    `start` and `end` are what the curator means: first and last day, or moments with their
    offset (ISO 8601). Venues and series are ids; what isn't known is None. Only what takes
    place again has `recurring`.
    """

    id: str
    uid: str
    title: str
    start: str
    end: str
    all_day: bool
    certainty: str
    status: str
    venues: tuple[str, ...]
    towns: tuple[str, ...]
    categories: tuple[str, ...]
    series: str | None
    url: str | None
    recurring: bool = False


def record(occurrence: Occurrence, uid: str) -> Row:
    """The record of an occurrence, with the UID that it has in feeds."""
    event, span = occurrence.event, occurrence.span
    if isinstance(span, Times):
        timed, start, end = True, span.dtstart.isoformat(), span.dtend.isoformat()
    else:
        timed, start, end = False, span.first_day.isoformat(), span.last_day.isoformat()
    return Row(
        event.id,
        uid,
        event.summary,
        start,
        end,
        not timed,
        event.certainty,
        event.status,
        _ids(event.venues) if event.venues else (),
        tuple(event.named_towns.values()) if event.venues else (),
        event.category_names,
        event.related_to or None,
        event.url or None,
        occurrence.recurring,
    )


@lru_cache(maxsize=10_000)
def _ids(venues: tuple[Venue, ...]) -> tuple[str, ...]:
    return tuple(venue.id for venue in venues)


def as_json(occurrences: Iterable[Occurrence], uids: Uids) -> Iterator[bytes]:
    """A JSON array of records, one a line."""
    encode = msgspec.json.Encoder().encode
    before = b"[\n  "
    for occurrence in occurrences:
        yield before + json_text(encode(record(occurrence, uids.of(occurrence))))
        before = b",\n  "
    yield b"\n]\n" if before.startswith(b",") else b"[]\n"


def as_json_object(event: Event, next_dates: Iterable[Occurrence], language: str) -> bytes:
    """One record with all that `show` shows besides; its hours are words, in a language."""
    full = msgspec.to_builtins(record(Occurrence(event, event.span, event.recurring), event.uid)) | {
        "description": event.description or None,
        "hours": sentences.hours_text(event.hours, event.span, event.exdates, language)
        if event.hours
        else None,
        "organizer": event.organizer.name if event.organizer else None,
        "sources": [
            {
                "title": of.title or None,
                "publication": of.publication or None,
                "date": _iso(of.date) if of.date else None,
                "certainty": of.date.certainty if of.date else None,
                "url": of.url or None,
            }
            for of in event.sources
        ],
    }
    if event.recurring:
        full["rrule"] = rrule(event.rule, event.span.dtstart) if event.rule else None
        full["next"] = [record(o, event.uid).start for o in next_dates]
    return pretty_json(full)


def _iso(when: When) -> str:
    """A day, a moment, a month or a year (ISO 8601): what is known of it."""
    if when.certainty is Certainty.YEAR:
        return f"{when.first:%Y}"
    return f"{when.first:%Y-%m}" if when.certainty is Certainty.MONTH else when.first.isoformat()


def as_csv(occurrences: Iterable[Occurrence], uids: Uids) -> Iterator[bytes]:
    """A table in CSV (RFC 4180); several values in one field are separated by `; `."""
    import csv  # late: other formats go without

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(Row.__struct_fields__)
    for occurrence in occurrences:
        values = msgspec.structs.astuple(record(occurrence, uids.of(occurrence)))
        rows.writerow([_cell(value) for value in values])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def as_markdown(occurrences: Iterable[Occurrence], language: str) -> Iterator[bytes]:
    """A table in GitHub's Markdown, for a page or a message, in a language."""
    names = " | ".join(labels.label(name, language) for name in COLUMNS)
    yield f"| {names} |\n| --- | --- | --- |\n".encode()
    for occurrence in occurrences:
        event = occurrence.event
        title = markdown(event.summary)
        what = f"[{title}](<{printable(event.url)}>)" if event.url else title
        status = labels.standing(event.status, language)
        where = sentences.names_text([markdown(venue.name) for venue in event.venues], language)
        zone = f" {occurrence.span.dtstart.tzinfo}" if isinstance(occurrence.span, Times) else ""
        yield f"| {when(occurrence, language)}{zone} | {what}{status} | {where} |\n".encode()


def when(occurrence: Occurrence, language: str, weekdays: bool = False) -> str:
    """The dates of an occurrence as people write them in a language."""
    return sentences.when_text(occurrence.span, occurrence.event.stated, language, weekdays)


def repetition(event: Event, language: str) -> Iterator[str]:
    """How often a series takes place, and how its dates differ from that, in lines."""
    also = [when(Occurrence(event, span), language, weekdays=True) for span in event.also]
    changes = [(override.recurrence_id, _instead(event, override, language)) for override in event.overrides]
    yield from repeats.series_lines(event.told_rule, event.exdates, also, changes, language)


def _instead(event: Event, override: Override, language: str) -> str:
    """What differs on a date of a series, "" where it is cancelled: its dates, title, places or status."""
    changed, how = override.event, difference(override, event)
    if how.off:
        return ""
    differing = [when(Occurrence(changed, changed.span), language, weekdays=True)] if how.moved else []
    if how.renamed:
        differing.append(printable(changed.summary))
    if how.elsewhere:
        differing += [printable(venue.name) for venue in changed.venues]
    if how.status:
        differing.append(labels.status_text(changed.status, language))
    return sentences.names_text(differing, language)


def in_format(name: str, occurrences: Iterable[Occurrence], catalog: Catalog) -> Iterator[bytes]:
    """Occurrences in a format of `list`, in pieces; the words for people are in the catalog's language."""
    if name == "markdown":
        return as_markdown(occurrences, catalog.calendar.language)
    uids = Uids(catalog.events)
    return as_json(occurrences, uids) if name == "json" else as_csv(occurrences, uids)


def nothing_ahead(matching: Iterable[Occurrence], catalog: Catalog) -> Iterator[str]:
    """What to say where nothing is coming up: what matched ended last, and how to see it."""
    language = catalog.calendar.language
    events: set[str] = set()
    last: Occurrence | None = None
    for found in matching:  # one at a time: they may be many
        events.add(found.event.id)
        if last is None or (found.span.last_day, found.event.id) > (last.span.last_day, last.event.id):
            last = found
    if last is None:
        yield labels.nothing_matches(language)
        return
    yield labels.last_to_end(len(events) == len(catalog.events), language)
    yield "  " + labels.beside(printable(last.event.summary), when(last, language), language)
    yield labels.how_to_see(len(events), f"{last.span.last_day:%Y-%m}", language)


def completions(option: str, catalog: Catalog) -> Iterable[tuple[str, str]]:
    """What may be written for an option of the command line, each with what it stands for."""
    events = catalog.events
    months = {f"{year}-{month:02}" for event in events for year, month in months_of(event.span)}
    parents = {event.related_to for event in events}
    known: Mapping[str, Iterable[tuple[str, str]]] = {
        "venue": [(venue.id, venue.name) for venue in catalog.venues],
        "town": _named(catalog.town_names()),
        "category": _named(catalog.category_names()),
        "language": [(tag, "") for tag in catalog.calendar.languages],
        "series": [(event.id, event.summary) for event in events if event.id in parents],
        "status": [(status, "") for status in STATUSES],
        "event": [(event.id, event.summary) for event in events],
        "month": [(month, "") for month in ["this", "next", *sorted(months)]],
    }
    return known.get(option, ())


def _named(names: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Towns or categories by their names in the first language, whether they have ids or not."""
    return [(name, "") for name in sorted({of[1] for of in names.values()})]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(value) if isinstance(value, (list, tuple)) else str(value or "")
    # Excel and others take such a text for a formula (OWASP, CSV Injection); no cell is a number.
    sign = "'" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else ""
    return sign + printable(text, most=len(text))


def zone_hint(occurrence: Occurrence, catalog: Catalog) -> str:
    """The zone of a timed event's clock where it isn't the calendar's, "" where it is."""
    span = occurrence.span
    if not isinstance(span, Times) or str(span.dtstart.tzinfo) == catalog.calendar.tzid:
        return ""
    name = str(span.dtstart.tzinfo)
    return name if "/" in name else f"UTC{span.dtstart.isoformat()[-6:]}".removesuffix("+00:00")
