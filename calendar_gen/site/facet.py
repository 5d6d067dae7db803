"""A feed of a place, town, category, series, or selection → the value of its page, paged by time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from calendar_gen.model.catalog import Event, Venue
from calendar_gen.model.feeds import Feed
from calendar_gen.site import links, months, texts
from calendar_gen.site.drawing import Drawn, address_text
from calendar_gen.site.links import Apps, Link
from calendar_gen.site.programme import VAGUE, Programme
from calendar_gen.site.selection import address_of_choice
from calendar_gen.web import layout
from calendar_gen.words import days, pages, sentences

# As much comes on a page; so many that are over stand on it too; a year of more has months, a month of
# more has days.
MOST_COMING, MOST_PAST, MOST_OF_YEAR, MOST_OF_MONTH = 100, 30, 200, 200
KINDS = {
    "venues": "places",
    "towns": "towns",
    "categories": "categories",
    "series": "series",
    "feeds": "selections",
}


class FacetPage(Struct, frozen=True):
    """All that stands on the page of a facet; `years` where there is too much past for it."""

    path: str
    title: str
    tab: str
    description: str
    kind: Link
    facts: tuple[str, ...]
    maps: str
    osm: str
    website: str
    event: Link | None
    now: tuple[Drawn, ...]
    more_now: str
    coming: tuple[Drawn, ...]
    more: str
    postponed: tuple[Drawn, ...]
    more_postponed: str
    past: tuple[Drawn, ...]
    years: tuple[Link, ...]
    apps: Apps
    qr: str
    combine: str
    as_of: str = ""


class Period(Struct, frozen=True):
    """A year or a month of a facet: its events, or where these are too many its parts with their counts, and
    the events that are in none of them.
    """

    path: str
    title: str
    tab: str
    description: str
    kind: Link
    facet: Link
    events: tuple[Drawn, ...]
    more: str
    parts: tuple[Link, ...]


def facet_page(feed: Feed, programme: Programme, qr: str) -> FacetPage:
    """The page of a feed."""
    tag, calendar = programme.tag, programme.calendar
    kind, name = layout.kind_of(feed.path), programme.called(feed)
    phases = programme.phases(feed)
    now, more_now = links.some(phases["now"], MOST_COMING, tag)
    coming, more = links.some(phases["coming"], MOST_COMING - len(now), tag)
    postponed, more_postponed = links.some(phases["postponed"], MOST_COMING, tag)
    path, venue = layout.page_of(feed.path), _venue(kind, feed)
    return FacetPage(
        path=path,
        title=name,
        tab=pages.page_title(name, calendar.name, tag),
        description=_summary(name, feed, tag),
        kind=_kind(kind, tag),
        facts=_facts(venue, tag),
        maps=links.geo(venue) if venue else "",
        osm=links.osm(venue) if venue else "",
        website=links.web(venue.url) if venue else "",
        event=_event(kind, feed, programme),
        now=programme.rows(now),
        more_now=more_now,
        coming=programme.rows(coming),
        more=more,
        postponed=programme.rows(postponed),
        more_postponed=more_postponed,
        past=() if len(phases["past"]) > MOST_PAST else programme.rows(phases["past"]),
        years=tuple(_years(path, feed.events, tag)) if is_paged(feed, programme) else (),
        apps=links.apps(calendar, feed.path, sentences.feed_name(calendar.name, feed.name, tag)),
        qr=qr,
        combine=address_of_choice(feed) if programme.is_choosable else "",
        as_of=days.long_day(programme.day, tag) if now else "",
    )


def is_paged(feed: Feed, programme: Programme) -> bool:
    """Whether the years of a facet have pages of their own."""
    phases = programme.phases(feed)
    shown = (len(phases["now"]) + len(phases["coming"]), len(phases["postponed"]))
    return len(phases["past"]) > MOST_PAST or max(shown) > MOST_COMING


def periods(feed: Feed, programme: Programme) -> Iterator[tuple[int, int]]:
    """The years of a facet that have a page, and the months of those with too much; 0 for a whole year."""
    found = programme.by_month(feed)
    for year, month in sorted(found):
        if not month or len(found[year, 0]) > MOST_OF_YEAR:
            yield year, month


def period_page(feed: Feed, year: int, month: int, programme: Programme) -> Period:
    """The page of a year of a facet, or of a month of it."""
    tag, kind, name = programme.tag, layout.kind_of(feed.path), programme.called(feed)
    when = days.month_in_full(date(year, month, 1), tag) if month else days.year_text(year, tag)
    events = programme.by_month(feed).get((year, month), [])
    folder = layout.page_of(feed.path)
    title = texts.within(lambda name: sentences.feed_name(name, when, tag), name)
    parts: list[Link] = []
    if month and len(events) > MOST_OF_MONTH:
        parts, events = in_days(events, (year, month), programme)
    elif len(events) > MOST_OF_YEAR:
        parts, events = _months(folder, year, events, tag), []
    shown, more = links.some(events, MOST_OF_MONTH, tag)
    return Period(
        path=layout.period_page(folder, year, month),
        title=title,
        tab=pages.page_title(title, programme.calendar.name, tag),
        description="",
        kind=_kind(kind, tag),
        facet=Link(name, links.href(folder)),
        events=tuple([programme.row(event) for event in shown]),
        more=more,
        parts=tuple(parts),
    )


def in_days(
    events: Sequence[Event], month: tuple[int, int], programme: Programme
) -> tuple[list[Link], list[Event]]:
    """The days of a month that have pages, and how many of some events begin on each; and those of them that
    are on no such page, as their day isn't known.
    """
    feed = programme.feeds.get(layout.month_feed(*month))
    known = months.paged_days(months.month(feed)) if feed else ()
    there = [event for event in events if event.certainty not in VAGUE and event.first_day in known]
    counts, tag = Counter(event.first_day for event in there), programme.tag
    parts = [
        Link(days.full_day(day, tag), layout.day_page(day), pages.events_count(count, tag))
        for day, count in sorted(counts.items())
    ]
    ids = {event.id for event in there}
    return parts, [event for event in events if event.id not in ids]


def _kind(kind: str, tag: str) -> Link:
    return Link(pages.page_words(tag)[KINDS[kind]], layout.kind_page(kind))


def _summary(name: str, feed: Feed, tag: str) -> str:
    return pages.with_colon(name, pages.events_count(len(feed.events), tag), tag)


def _venue(kind: str, feed: Feed) -> Venue | None:
    if kind != "venues":
        return None
    id = layout.slug_of(feed.path)
    venues = (venue for event in feed.events for venue in _venues(event))
    return next((venue for venue in venues if venue.id == id), None)


def _venues(event: Event) -> Iterator[Venue]:
    yield from event.venues
    for override in event.overrides:
        yield from override.event.venues


def _facts(venue: Venue | None, tag: str) -> tuple[str, ...]:
    address = address_text(venue, tag) if venue else ""
    return (address,) if address else ()


def _event(kind: str, feed: Feed, programme: Programme) -> Link | None:
    """The event that a series is called after."""
    id = layout.slug_of(feed.path)
    event = programme.by_id.get(id) if kind == "series" else None
    return Link(texts.of(event, "summary", programme.tag), layout.event_page(id)) if event else None


def _years(folder: str, events: Sequence[Event], tag: str) -> Iterator[Link]:
    counts = Counter(event.first_day.year for event in events)
    for year, count in sorted(counts.items(), reverse=True):
        yield Link(
            days.year_text(year, tag),
            layout.period_page(links.href(folder), year, 0),
            pages.events_count(count, tag),
        )


def _months(folder: str, year: int, events: Sequence[Event], tag: str) -> list[Link]:
    counts = Counter(event.first_day.month for event in events)
    return [
        Link(
            days.month_in_full(date(year, month, 1), tag),
            layout.period_page(links.href(folder), year, month),
            pages.events_count(count, tag),
        )
        for month, count in sorted(counts.items())
    ]
