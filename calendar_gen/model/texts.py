"""A document → what calendar apps show otherwise than it is meant: HTML in its texts."""

from collections.abc import Iterator

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model.checked import Checked
from calendar_gen.source.document import Change, Document, Event
from calendar_gen.web import markup


def html(it: Checked) -> Iterator[Problem]:
    """No text is HTML: apps show it as it stands."""
    for path, text in _each(it.written) if it.written.translations else _texts(it.written):
        if text and (found := markup.tag(text) or markup.entity(text)):
            remedy = "write the character itself" if found.startswith("&") else "write plain text"
            message = f"{quoted(found)} is shown as it stands: texts are not HTML"
            yield Problem("W230", message, remedy, path, character=found)


def _each(written: Document) -> Iterator[tuple[Path, str | None]]:
    """All that people read, in every language."""
    several: set[Path] = set()
    for path, texts in written.translations.items():
        for key, by_language in texts.items():
            several.add((*path, key))
            yield from (((*path, key, tag), text) for tag, text in by_language.items())
    yield from (said for said in _texts(written) if said[0] not in several)


def _texts(written: Document) -> Iterator[tuple[Path, str | None]]:
    """All that people read, in the first language."""
    if calendar := written.calendar:
        yield from ((("calendar", key), getattr(calendar, key)) for key in ("name", "description"))
    for id, venue in written.venues.items():
        yield from ((("venues", id, key), getattr(venue, key)) for key in ("name", "town", "address"))
    named = {key: getattr(written, key) for key in ("organizers", "categories", "towns")}
    yield from (((key, id, "name"), it.name) for key, of in named.items() for id, it in of.items())
    for i, feed in enumerate(written.feeds):
        yield ("feeds", i, "name"), feed.name
    for i, event in enumerate(written.events):
        if not _may_have_html(event):  # as most
            continue
        path = ("events", i)
        yield from _of(path, event)
        yield from (((*path, "categories", j), text) for j, text in enumerate(event.categories))
        for j, change in enumerate(event.changes):
            yield from _of((*path, "changes", j), change)
        several = isinstance(event.source, tuple)
        for j, of in enumerate(event.source if isinstance(event.source, tuple) else (event.source,)):
            place: Path = (*path, "source", j) if several else (*path, "source")
            yield from (((*place, key), getattr(of, key)) for key in ("title", "publication", "url"))


def _may_have_html(event: Event) -> bool:
    """Whether there is a sign of HTML in the texts of an event, which are looked at all at once."""
    said = [event.title, event.description or "", event.url or "", *event.categories]
    if event.source:
        for of in event.source if isinstance(event.source, tuple) else (event.source,):
            said += [of.title or "", of.publication or "", of.url or ""]
    for change in event.changes:
        said += [change.title or "", change.description or "", change.url or ""]
    text = "".join(said)
    return "<" in text or "&" in text


def _of(path: Path, event: Event | Change) -> Iterator[tuple[Path, str | None]]:
    yield (*path, "title"), event.title
    yield (*path, "description"), event.description
    yield (*path, "url"), event.url
