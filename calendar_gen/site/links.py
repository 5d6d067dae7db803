"""Paths and addresses → the links of a page: to other pages, to feeds, to what calendar apps open."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct

from calendar_gen.dates.values import Span, Times
from calendar_gen.model.catalog import Calendar, Venue
from calendar_gen.web import layout
from calendar_gen.web.addresses import ascii_address, site_address
from calendar_gen.words import pages

_T = TypeVar("_T")

# So much of what the pages of an event have in common is kept: those in all languages are made in turn.
IN_TURN = 1000


class Link(Struct, frozen=True):
    """A text that leads to a page or file; `href` begins at the top of its tree. `note` is beside it."""

    text: str
    href: str
    note: str = ""


class Apps(Struct, frozen=True):
    """Where apps subscribe to a feed, "" without an address; the feed as a file; what it is called."""

    name: str
    file: str
    address: str = ""
    apple: str = ""
    google: str = ""
    outlook: str = ""
    office: str = ""


class Copies(Struct, frozen=True):
    """Where an event is copied into an app, once; "" where that can't be told of it. The .ics always is."""

    file: str
    google: str = ""
    outlook: str = ""
    office: str = ""


def some(found: Sequence[_T], most: int, tag: str) -> tuple[Sequence[_T], str]:
    """As many of some events as a list shows, and in words how many more there are, "" for none."""
    left = len(found) - most
    return found[:most], pages.more_events(left, tag) if left > 0 else ""


def up(page: str) -> str:
    """From a page to the top of its tree."""
    return "../" * page.count("/") or "./"


def base(calendar: Calendar) -> str:
    """The address of the pages and feeds in the language of a calendar, "" where it isn't known."""
    at = site_address(calendar.url)
    return at and at + layout.tree_of(calendar.language, calendar.languages)


def href(path: str) -> str:
    """A path as an address has it: towns may be in any script."""
    return path if path.isascii() and "%" not in path else quote(path)


def apps(calendar: Calendar, feed: str, name: str) -> Apps:
    """Where a feed can be subscribed to; `name` is what an app will call it."""
    file, at = href(feed), base(calendar)
    if not at:
        return Apps(name, file)
    address = at + file
    # Google refuses https inside `cid`, and `/u/0` would pin the first account. Outlook takes https alone.
    webcal = webcal_of(address)
    query = f"?url={_encoded(address)}&name={_encoded(name)}"
    return Apps(
        name,
        file,
        address,
        webcal,
        f"https://calendar.google.com/calendar/r?cid={_encoded(webcal)}",
        f"https://outlook.live.com/calendar/0/addfromweb/{query}",
        f"https://outlook.office.com/calendar/0/addfromweb/{query}",
    )


def webcal_of(address: str) -> str:
    """An address as Apple's and most other apps open it; never `webcals`, which fails on iOS."""
    return "webcal" + address[address.index(":") :]


def copies(file: str, span: Span, title: str, text: str, where: str) -> Copies:
    """Where an event can be copied once; the apps' forms are filled in with its title, text and place."""
    # Each is encoded once for both forms: it takes as long as all else of a page.
    title, text, where = _encoded(title), _encoded(text), _encoded(where)
    dates, (start, end, all_day) = _google_dates(span), _outlook_dates(span)
    zone = getattr(span.dtstart.tzinfo, "key", "") if isinstance(span, Times) and "Z" not in dates else ""
    google = f"?action=TEMPLATE&text={title}&dates={dates.replace('/', '%2F')}"
    google += (f"&ctz={zone}" if zone else "") + (f"&details={text}" if text else "")
    outlook = f"/calendar/0/action/compose?rru=addevent&startdt={start}&enddt={end}"
    outlook += f"{'&allday=true' if all_day else ''}&subject={title}{f'&body={text}' if text else ''}"
    at = f"&location={where}" if where else ""
    return Copies(
        file,
        f"https://calendar.google.com/calendar/render{google}{at}",
        f"https://outlook.live.com{outlook}{at}",
        f"https://outlook.office.com{outlook}{at}",
    )


def geo(venue: Venue) -> str:
    """The place as an app for maps opens it (RFC 5870), with a name for its pin as Android has it; or ""."""
    if not venue.geo:
        return ""
    lat, lon = venue.geo
    return f"geo:{lat},{lon}?q={lat},{lon}({quote(venue.name, '')})"


def osm(venue: Venue) -> str:
    """The place on a map on the web, "" where it isn't known."""
    if not venue.geo:
        return ""
    lat, lon = venue.geo
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=16/{lat}/{lon}"


def web(url: str) -> str:
    """An address as a link has it; only those of the web are one."""
    return ascii_address(url) if url.startswith(("https://", "http://")) else ""


@lru_cache(maxsize=IN_TURN)
def _encoded(text: str) -> str:
    """A text as a query has it. Most words stand in many: each is encoded once."""
    return "%20".join(map(_encoded_word, text.split(" ")))


@lru_cache(maxsize=10_000)
def _encoded_word(word: str) -> str:
    return quote(word, "")


def _google_dates(span: Span) -> str:
    """The end is exclusive, as in a feed."""
    if not isinstance(span, Times):
        return f"{span.dtstart:%Y%m%d}/{span.dtend:%Y%m%d}"
    if getattr(span.dtstart.tzinfo, "key", "") and span.dtend.tzinfo is span.dtstart.tzinfo:
        return f"{span.dtstart:%Y%m%dT%H%M%S}/{span.dtend:%Y%m%dT%H%M%S}"
    return f"{_utc(span.dtstart):%Y%m%dT%H%M%SZ}/{_utc(span.dtend):%Y%m%dT%H%M%SZ}"


def _outlook_dates(span: Span) -> tuple[str, str, bool]:
    if not isinstance(span, Times):
        return span.dtstart.isoformat(), span.dtend.isoformat(), True
    start, end = (f"{_utc(at):%Y-%m-%dT%H%%3A%M%%3A%SZ}" for at in (span.dtstart, span.dtend))
    return start, end, False


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
