"""A document and its catalog → what is right in them and yet shown otherwise by calendar apps.

What `verify` would find in the feeds of a calendar is told here before, at the line that causes it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, time

from calendar_gen.dates import zones
from calendar_gen.dates.values import Times
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model.catalog import Catalog
from calendar_gen.source import markup
from calendar_gen.source.document import Change, Document, Event


def check(written: Document, catalog: Catalog, index: Mapping[str, int]) -> Iterator[Problem]:
    """Every such problem, in no order; `index` says where the event of an id stands."""
    yield from _html(written)
    yield from _midnights_in_utc(catalog, index)


def _html(written: Document) -> Iterator[Problem]:
    for path, text in _texts(written):
        if text and (found := markup.tag(text) or markup.entity(text)):
            remedy = "write the character itself" if found.startswith("&") else "write plain text"
            message = f"{quoted(found)} is shown as it stands: texts are not HTML"
            yield Problem("W230", message, remedy, path, character=found)


def _texts(written: Document) -> Iterator[tuple[Path, str | None]]:
    """All that people read, as it is written."""
    if calendar := written.calendar:
        yield from ((("calendar", key), getattr(calendar, key)) for key in ("name", "description"))
    for id, venue in written.venues.items():
        yield from ((("venues", id, key), getattr(venue, key)) for key in ("name", "town", "address"))
    for id, organizer in written.organizers.items():
        yield ("organizers", id, "name"), organizer.name
    for i, feed in enumerate(written.feeds):
        yield ("feeds", i, "name"), feed.name
    for i, event in enumerate(written.events):
        path = ("events", i)
        yield from _of(path, event)
        yield from (((*path, "categories", j), text) for j, text in enumerate(event.categories))
        for j, change in enumerate(event.changes):
            yield from _of((*path, "changes", j), change)
        several = isinstance(event.source, tuple)
        for j, of in enumerate(event.source if isinstance(event.source, tuple) else (event.source,)):
            place: Path = (*path, "source", j) if several else (*path, "source")
            yield from (((*place, key), getattr(of, key)) for key in ("title", "publication", "url"))


def _of(path: Path, event: Event | Change) -> Iterator[tuple[Path, str | None]]:
    yield (*path, "title"), event.title
    yield (*path, "description"), event.description
    yield (*path, "url"), event.url


def _midnights_in_utc(catalog: Catalog, index: Mapping[str, int]) -> Iterator[Problem]:
    """Whole days are written without times: midnight in UTC is another hour nearly everywhere."""
    for event in catalog.events:
        for span in (event.span, *event.also, *[override.event.span for override in event.overrides]):
            if isinstance(span, Times) and _is_utc(span) and span.dtstart != span.dtend:
                clocks = {moment.astimezone(UTC).time() for moment in (span.dtstart, span.dtend)}
                if clocks == {time.min}:
                    message = "it lasts from midnight to midnight in UTC, which apps show as other hours"
                    remedy = f"for whole days write '{span.dtstart.astimezone(UTC):%Y-%m-%d}' without a time"
                    yield Problem("W231", message, remedy, ("events", index[event.id], "start"))
                    break


def _is_utc(span: Times) -> bool:
    """Whether a feed has the times of a span in UTC: one with an offset has no zone."""
    key: str = getattr(span.dtstart.tzinfo, "key", "")
    return not key or zones.is_utc(key)
