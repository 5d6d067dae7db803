"""A programme → what is beside the pages: every date as JSON, its schema, sitemaps, what hosts read."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from itertools import islice
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from calendar_gen.dates.values import ONE_DAY, Certainty, Times
from calendar_gen.model.catalog import Event, Venue
from calendar_gen.model.occurrences import Occurrence, occurrences
from calendar_gen.model.uids import Uids
from calendar_gen.site import links
from calendar_gen.site.plan import Page
from calendar_gen.site.programme import Programme
from calendar_gen.web import layout
from calendar_gen.web.addresses import site_address

VERSION = 1
# Of a series the dates are told from a year ago to the end of the second year after this one, as far as feeds
# have months; and so many at most, or a line of YAML would be megabytes here.
_BACK, _AHEAD, MOST_OF_SERIES = timedelta(days=366), 2, 400
# https://www.sitemaps.org/protocol.html
MOST_ADDRESSES = 50_000

# Cloudflare Pages joins what two rules say of a header, and Netlify takes one of them: so no two of these say
# the same of one path. To leave out what a rule before says is Cloudflare's alone.
_HEADERS = f"""\
/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
/{layout.ASSETS}site.*
  Cache-Control: public, max-age=31536000, immutable
/{layout.ASSETS}find.*
  Cache-Control: public, max-age=31536000, immutable
/*.ics
  Access-Control-Allow-Origin: *
/*{layout.DATES}
  Access-Control-Allow-Origin: *
/*{layout.MISSING}
  Content-Security-Policy: frame-ancestors 'none'
"""
_OF_THEME = f"""\
/{layout.ASSETS}theme.*
  Cache-Control: public, max-age=31536000, immutable
/{layout.ASSETS}theme/*
  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox
"""


_STATUS = ["confirmed", "tentative", "cancelled", "postponed"]


def _meaning(description: str, **more: object) -> Meta:
    return Meta(description=description, extra_json_schema=more or None)


class Place(Struct, frozen=True, omit_defaults=True):
    """A place of a date."""

    id: Annotated[str, _meaning("As in the paths of its page and feed.")]
    name: str
    town: str = ""
    address: str = ""
    geo: Annotated[tuple[float, float], _meaning("Latitude and longitude.")] | UnsetType = UNSET


class Dated(Struct, frozen=True, omit_defaults=True):
    """One date of an event. What isn't known is left out."""

    id: Annotated[str, _meaning("Of the event; all dates of a series have the same.")]
    uid: Annotated[
        str, _meaning("That of its VEVENT in the feeds; of a run that stands there by days, the event's.")
    ]
    title: str
    start: Annotated[str, _meaning("The first day, or a moment with its offset (RFC 3339).")]
    end: Annotated[str, _meaning("The last day, which is a part of it, or the moment at which it is over.")]
    all_day: Annotated[bool, _meaning("Whether `start` and `end` are days.")]
    certainty: Annotated[Certainty, _meaning("How sure the dates are.")]
    status: Annotated[str, _meaning("What became of it.", enum=_STATUS)]
    places: tuple[Place, ...] = ()
    categories: tuple[str, ...] = ()
    series: Annotated[str, _meaning("The id of the event that it is a part of.")] = ""
    series_title: str = ""
    organizer: str = ""
    url: Annotated[str, _meaning("A page about it elsewhere.", format="uri")] = ""
    page: Annotated[str, _meaning("Its page in this calendar.", format="uri")] = ""
    recurring: Annotated[bool, _meaning("Whether the event takes place again and again.")] = False
    language: Annotated[str, _meaning("Of its title, where it isn't that of the calendar here.")] = ""


def events_json(programme: Programme) -> tuple[bytes, ...]:
    """Every date, by event, one a line; with the day for which it was made."""
    calendar = programme.calendar
    encode = msgspec.json.Encoder().encode
    about: dict[str, object] = {"id": calendar.id, "name": calendar.name, "language": calendar.language}
    about |= {"languages": calendar.languages} if len(calendar.languages) > 1 else {}
    about |= {"timezone": calendar.tzid} if calendar.tzid else {}
    about |= {"url": programme.base} if programme.base else {}
    head = {"version": VERSION, "calendar": about, "generated_for": programme.day.isoformat()}
    pieces = [encode(head)[:-1] + b',"dates":[']
    for dated in _dates(programme):
        pieces.append((b"\n" if len(pieces) == 1 else b",\n") + encode(dated))
    pieces.append(b"\n]}\n")
    return tuple(pieces)


def schema() -> bytes:
    """The JSON Schema of events.json."""
    (dates,), components = msgspec.json.schema_components([Dated], ref_template="#/$defs/{name}")
    said = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Every date of a calendar",
        "type": "object",
        "properties": {
            "version": {"const": VERSION, "description": "Fields are only added while this stays."},
            "calendar": {
                "type": "object",
                "properties": {
                    name: {"type": "string"} for name in ("id", "name", "language", "timezone", "url")
                }
                | {"languages": {"type": "array", "items": {"type": "string"}}},
                "required": ["id", "name", "language"],
            },
            "generated_for": {
                "type": "string",
                "format": "date",
                "description": "The day where the calendar is.",
            },
            "dates": {"type": "array", "items": dates},
        },
        "required": ["version", "calendar", "generated_for", "dates"],
        "$defs": components,
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"


def sitemaps(trees: Sequence[tuple[Programme, Sequence[Page]]]) -> dict[str, bytes]:
    """The addresses of the pages of all languages as search engines read them, each with those of its like in
    the others, in parts; none where the address isn't known.
    """
    base = site_address(trees[0][0].calendar.url)
    if not base:
        return {}
    bases = [(of.tag, of.base) for of, _ in trees]
    lines = [_address(page, of.base, bases) for of, listed in trees for page in listed]
    # A part may have 50 MB: of many languages each address has as many beside it.
    most = MOST_ADDRESSES // len(trees)
    parts = [lines[at : at + most] for at in range(0, len(lines), most)]
    if len(parts) == 1:
        return {layout.SITEMAP: _sitemap("urlset", parts[0], len(trees) > 1)}
    names = [layout.sitemap(number) for number in range(1, len(parts) + 1)]
    index = [f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in names]
    found = {layout.SITEMAP: _sitemap("sitemapindex", index)}
    for name, part in zip(names, parts, strict=True):
        found[name] = _sitemap("urlset", part, len(trees) > 1)
    return found


def _address(page: Page, base: str, bases: Sequence[tuple[str, str]]) -> str:
    """A page in a sitemap, with its like in each language; the first is for readers of any other."""
    path, alike = escape(links.href(page.path)), ""
    if len(bases) > 1 and page.elsewhere == page.path:
        for tag, at in (*bases, ("x-default", bases[0][1])):
            alike += f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(at)}{path}"/>'
    return f"<url><loc>{escape(base)}{path}</loc>{alike}</url>\n"


def robots(programme: Programme) -> bytes:
    """What robots may read: everything."""
    base = site_address(programme.calendar.url)
    return ("User-agent: *\nAllow: /\n" + (f"Sitemap: {base}{layout.SITEMAP}\n" if base else "")).encode()


def headers(trees: Iterable[tuple[str, Iterable[str]]], theme: bool) -> bytes:
    """What hosts send with files, as `_headers`; of the pages of a language others may frame lists alone.

    `trees` are the folders of the languages, and the paths of the pages there; `theme` is whether a theme
    has files beside them. Those may be pictures with script in them (SVG), which runs nowhere.
    Cloudflare Pages reads a hundred rules.
    """
    rules = [_HEADERS, *([_OF_THEME] if theme else [])]
    for top, paths in trees:
        folders = {path.partition("/")[0] for path in paths if path.endswith("/")}
        alone = ["", "index.html", *(f"{name}/*" for name in sorted(folders - {"embed"}))]
        rules += [f"/{top}{path}\n  Content-Security-Policy: frame-ancestors 'none'\n" for path in alone]
    return "".join(rules).encode()


def _sitemap(whole: str, lines: Iterable[str], several: bool = False) -> bytes:
    """A sitemap of lines; those of `several` languages name each other."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    space += ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if several else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} {space}>\n{"".join(lines)}</{whole}>\n'.encode()


def _dates(programme: Programme) -> Iterator[Dated]:
    first, horizon = programme.day - _BACK, date(programme.day.year + _AHEAD, 12, 31)
    uids = Uids(programme.site.events)
    for event in programme.site.events:
        if not event.recurring:
            yield _dated(Occurrence(event, event.span), event.uid, programme)
            continue
        # What is over, or begins later, is told from its own beginning.
        since = first if event.first_day <= programme.day <= event.last_day else None
        last = min(event.last_day, max(horizon, event.span.last_day + timedelta(days=730)))
        for occurrence in _of_series(event, since, last, programme.day):
            yield _dated(occurrence, uids.of(occurrence), programme)


def _of_series(event: Event, since: date | None, last: date, day: date) -> Iterator[Occurrence]:
    """The dates of a series that are told: as many of those before a day as are left by those from it on."""
    coming = list(islice(occurrences(event, day, last), MOST_OF_SERIES))
    before = deque(occurrences(event, since, day - ONE_DAY), MOST_OF_SERIES - len(coming))
    yield from (it for it in before if it.span.last_day < day)
    yield from coming


def _dated(occurrence: Occurrence, uid: str, programme: Programme) -> Dated:
    event, span = occurrence.event, occurrence.span
    timed = isinstance(span, Times)
    parent = programme.by_id.get(event.related_to)
    base = programme.base
    return Dated(
        event.id,
        uid,
        event.summary,
        span.dtstart.isoformat() if timed else span.first_day.isoformat(),
        span.dtend.isoformat() if timed else span.last_day.isoformat(),
        not timed,
        event.certainty,
        event.status,
        tuple([_place(venue) for venue in event.venues]),
        event.category_names,
        event.related_to,
        parent.summary if parent else "",
        event.organizer.name if event.organizer else "",
        event.url,
        base + layout.event_page(event.id) if base else "",
        occurrence.recurring,
        event.language_of("summary"),
    )


@lru_cache(maxsize=10_000)
def _place(venue: Venue) -> Place:
    geo = (float(venue.geo[0]), float(venue.geo[1])) if venue.geo else UNSET
    return Place(venue.id, venue.name, venue.town_name, venue.address, geo)
