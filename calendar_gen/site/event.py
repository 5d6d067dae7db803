"""An event, on a day → the value of its page: all its words and links, and nothing else."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct, structs

from calendar_gen.dates.values import Certainty, Times
from calendar_gen.lock.dated import when
from calendar_gen.model.catalog import Event, Venue
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.site import jsonld, links, series, texts
from calendar_gen.site.bars import Bar, axis_alone, bar_on
from calendar_gen.site.clock import Clock
from calendar_gen.site.drawing import BESIDE, address_text, capital, categories, dates_of, where_text
from calendar_gen.site.links import IN_TURN, Copies, Link
from calendar_gen.site.programme import VAGUE, Programme, Standing
from calendar_gen.web import layout
from calendar_gen.words import days, pages, sentences
from calendar_gen.words.languages import direction, worded_in

# As many parts are listed, and others of its category.
MOST_PARTS, MOST_OTHERS = 100, 3
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")


class Where(Struct, frozen=True):
    """A place of an event; `maps` is a geo: address (RFC 5870), `osm` a map on the web."""

    name: str
    page: str
    address: str = ""
    maps: str = ""
    osm: str = ""


class Piece(Struct, frozen=True):
    """A part of a text: words, or an address that is a link."""

    text: str
    is_link: bool = False


class When(Struct, frozen=True):
    """When an event is: the dates, large; what isn't known of them; how it repeats, and its dates."""

    big: str
    zone: str
    unsure: bool
    tag: str
    notes: tuple[str, ...]
    was: str
    bar: Bar | None
    hours: str
    repeats: tuple[str, ...]
    next_date: str
    dates: tuple[str, ...]
    more_dates: Link | None
    clock: Clock | None


class Related(Struct, frozen=True):
    """Other events: what it is part of, its parts, and others of its category below a heading."""

    part_of: Link | None
    parts: tuple[Link, ...]
    more_parts: Link | None
    also: str
    others: tuple[Link, ...]


class Calendars(Struct, frozen=True):
    """How an event gets into a calendar: as a copy, as a feed, in the feeds that it stands in."""

    copies: Copies | None
    file: str
    apple: str
    follow: tuple[Link, ...]


class EventPage(Struct, frozen=True):
    """All that stands on the page of an event. What is "" or () isn't told.

    `text_language` and `text_direction` are those of the text, where it is in another language than the page.
    """

    path: str
    title: str
    tab: str
    description: str
    status: str
    flag: str
    when: When
    text: tuple[tuple[Piece, ...], ...]
    places: tuple[Where, ...]
    categories: tuple[Link, ...]
    organizer: Link | None
    website: str
    sources: tuple[Link, ...]
    changed: str
    changed_day: str
    related: Related
    calendars: Calendars
    data: str
    as_of: str = ""
    text_language: str = ""
    text_direction: str = ""


def event_page(event: Event, programme: Programme) -> EventPage:
    """The page of an event."""
    tag, calendar = programme.tag, programme.calendar
    t, standing, record = pages.page_words(tag), programme.standing(event), programme.record(event)
    occurrence = standing.occurrence if event.recurring else Occurrence(event, event.span)
    dates, unknown = dates_of(occurrence, tag) if event.recurring else programme.dates(event)
    changed = record.last_modified.date() if record else None
    is_now = standing.phase == "now"
    language = event.language_of("description") or tag
    apart = bool(event.description) and language != worded_in(tag)
    return EventPage(
        path=layout.event_page(event.id),
        title=texts.of(event, "summary", tag),
        tab=pages.page_title(sentences.titled(event.status, event.summary, tag), calendar.name, tag),
        description=_summary(event, dates, tag),
        status=event.status if event.status in ("cancelled", "postponed") else "",
        flag={"cancelled": t["off"], "postponed": t["postponed"]}.get(event.status, ""),
        when=_when(event, standing, dates, unknown, programme),
        text=paragraphs(event.description),
        places=tuple([_place(venue, tag, programme) for venue in _venues(event, occurrence)]),
        categories=_categories(event, programme),
        organizer=_organizer(event, tag),
        website=links.web(event.url),
        sources=tuple([_source(event, index, tag) for index in range(len(event.sources))]),
        changed=days.long_day(changed, tag) if changed else "",
        changed_day=changed.isoformat() if changed else "",
        related=_related(event, programme),
        calendars=_calendars(event, standing, programme),
        data=jsonld.event(occurrence.event, occurrence, calendar, programme.moved(event)),
        as_of=days.long_day(programme.day, tag) if is_now else "",
        text_language=language if apart else "",
        text_direction=direction(language) if apart and direction(language) != direction(tag) else "",
    )


def _when(event: Event, standing: Standing, dates: str, unknown: str, programme: Programme) -> When:
    tag, moved = programme.tag, programme.moved(event)
    t, now = pages.page_words(tag), standing.phase == "now"
    elsewhere = series.elsewhere(standing.occurrence, event, tag) if event.recurring else []
    listed, more = series.dates(event, programme.day, tag) if event.recurring else ((), None)
    return When(
        big=texts.joined(BESIDE, [days.unbroken(capital(_big(event, dates, unknown, tag))), *elsewhere]),
        zone=days.zone_name(standing.occurrence.span, tag),
        unsure=event.certainty in (*VAGUE, Certainty.APPROXIMATE) or event.status == "tentative",
        tag=_tag(standing, t) if not event.recurring or now else "",
        notes=_notes(event, dates, tag),
        was=when(moved.was, tag) if moved and moved.was else "",
        bar=_bar(event, standing, programme.day, tag),
        hours=sentences.hours_text(event.hours, event.span, event.exdates, tag) if event.hours else "",
        repeats=series.repeats_lines(event, tag),
        next_date=_next(event, standing, t),
        dates=listed,
        more_dates=more,
        clock=None if event.status in ("cancelled", "postponed") else programme.clock(standing),
    )


def _related(event: Event, programme: Programme) -> Related:
    others, tag = _others(event, programme), programme.tag
    return Related(
        _parent(event, programme),
        _parts(event, programme),
        _more_parts(event, programme),
        _also(categories(event, tag)[0], tag) if others else "",
        others,
    )


def _calendars(event: Event, standing: Standing, programme: Programme) -> Calendars:
    file, base = layout.event_file(event.id), programme.base
    return Calendars(
        _copies(event, standing, programme.tag),
        file,
        links.webcal_of(base + file) if base else "",
        _follow(event, programme),
    )


@lru_cache(maxsize=IN_TURN)
def paragraphs(text: str) -> tuple[tuple[Piece, ...], ...]:
    """A plain text in paragraphs, which blank lines part; addresses in it are links."""
    return tuple([tuple(_pieces(" ".join(it.split()))) for it in re.split(r"\n\s*\n", text) if it.strip()])


def _pieces(text: str) -> list[Piece]:
    found, end = [], 0
    for match in _ADDRESS.finditer(text) if "://" in text else ():
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        found.append(Piece(match[0], True))
        end = match.end()
    return [*found, Piece(text[end:])] if end < len(text) else found


def _summary(event: Event, dates: str, tag: str) -> str:
    """What a search engine or a messenger shows: when, where, and how the text begins."""
    return " · ".join(filter(None, (dates, where_text(event.venues, tag), _beginning(event.description))))


@lru_cache(maxsize=IN_TURN)
def _beginning(text: str) -> str:
    """How a text begins, in a line."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159].rpartition(" ")[0] + "…"


def _big(event: Event, dates: str, unknown: str, tag: str) -> str:
    if event.certainty is Certainty.START_UNKNOWN and event.stated.end:
        end = event.stated.end
        if end.certainty is Certainty.EXACT:
            return pages.until_day(days.full_day(end.first, tag), tag)
    if unknown and event.certainty in VAGUE:
        return pages.not_all_known(dates, unknown, tag)
    return dates


def _tag(standing: Standing, t: pages.Words) -> str:
    event, span = standing.occurrence.event, standing.occurrence.span
    if event.status in ("cancelled", "postponed"):
        return ""
    if standing.phase == "now":
        return t["is_today"] if span.first_day == span.last_day else t["on_now"]
    return t["over"] if standing.phase == "past" else ""


def _notes(event: Event, dates: str, tag: str) -> tuple[str, ...]:
    t, found = pages.page_words(tag), []
    if event.status == "cancelled":
        found.append(t["is_cancelled"])
    elif event.status == "postponed":
        found.append(pages.was_to_be(days.unbroken(dates), tag))
    elif event.status == "tentative":
        found.append(t["is_tentative"])
    start = event.stated.start
    if event.certainty is Certainty.START_UNKNOWN and start and event.stated.end:
        found.append(pages.begun_by(days.long_day(start.first, tag), tag))
    elif event.certainty is not Certainty.EXACT:
        found.append(sentences.note(event.stated, tag))
    return tuple(found)


def _bar(event: Event, standing: Standing, day: date, tag: str) -> Bar | None:
    """The bar of a run: for how long it is, and where in it the day is."""
    span = event.span
    if event.recurring or event.certainty in VAGUE or event.status in ("cancelled", "postponed"):
        return None
    if isinstance(span, Times) or (span.last_day - span.first_day).days < 2 or standing.phase != "now":
        return None
    fades = event.certainty is Certainty.START_UNKNOWN
    run = span.first_day, span.last_day
    begin, end = (days.day_of_month(it, tag) for it in run)
    found = bar_on(axis_alone(run, fades), run, day, fades)
    return structs.replace(found, begin=pages.begun_by_short(begin, tag) if fades else begin, end=end)


def _place(venue: Venue, tag: str, programme: Programme) -> Where:
    """A place, with a link to its page, which it has if anything takes place there."""
    feed = layout.venue_feed(venue.id)
    return _where(venue, tag, layout.page_of(feed) if feed in programme.feeds else "")


@lru_cache(maxsize=10_000)
def _where(venue: Venue, tag: str, page: str) -> Where:
    name, address = texts.of(venue, "name", tag), address_text(venue, tag)
    if not venue.geo:
        return Where(name, page, address)
    return Where(name, page, address, links.geo(venue), links.osm(venue))


def _categories(event: Event, programme: Programme) -> tuple[Link, ...]:
    paths = programme.site.named.categories
    feeds = zip(
        categories(event, programme.tag), [paths.get(key, "") for key in event.categories], strict=True
    )
    return tuple(
        [
            Link(name, links.href(layout.page_of(feed)) if feed in programme.feeds else "")
            for name, feed in feeds
        ]
    )


def _parent(event: Event, programme: Programme) -> Link | None:
    parent = programme.by_id.get(event.related_to)
    return Link(texts.of(parent, "summary", programme.tag), layout.event_page(parent.id)) if parent else None


def _venues(event: Event, occurrence: Occurrence) -> Iterable[Venue]:
    """The places of an event; where the next date is elsewhere, those of that come first."""
    return dict.fromkeys((*occurrence.event.venues, *event.venues))


def _parts(event: Event, programme: Programme) -> tuple[Link, ...]:
    """What is part of an event, each with its place where that is another than of the whole."""
    return tuple([_part(it, event, programme) for it in programme.parts.get(event.id, ())[:MOST_PARTS]])


def _part(part: Event, event: Event, programme: Programme) -> Link:
    link, places = programme.link(part), part.venues if part.venues != event.venues else ()
    note = texts.joined(BESIDE, [link.note, *(texts.of(venue, "name", programme.tag) for venue in places)])
    return structs.replace(link, note=note)


def _more_parts(event: Event, programme: Programme) -> Link | None:
    feed = layout.series_feed(event.id)
    if event.id not in programme.parts or feed not in programme.feeds:
        return None
    return Link(pages.page_words(programme.tag)["series"], layout.page_of(feed))


def _next(event: Event, standing: Standing, t: pages.Words) -> str:
    if not event.recurring:
        return ""
    off = standing.occurrence.event.status == "cancelled"  # as all that are still to come
    return t["no_further" if standing.phase == "past" or off else "next_date"]


def _organizer(event: Event, tag: str) -> Link | None:
    who = event.organizer
    return Link(texts.of(who, "name", tag), links.web(who.url)) if who else None


def _source(event: Event, index: int, tag: str) -> Link:
    source = event.sources[index]
    text = sentences.source_text(source.title, source.publication, source.date, "", tag)
    return Link(text or source.url, links.web(source.url))


def _copies(event: Event, standing: Standing, tag: str) -> Copies | None:
    """Where the event can be copied: not what is over or off, nor a day that nobody knows."""
    if standing.phase in ("past", "postponed") or event.status == "cancelled" or event.certainty in VAGUE:
        return None
    file = layout.event_file(event.id)
    if event.recurring:
        return Copies(file)
    text = "\n\n".join(filter(None, (sentences.note(event.stated, tag), event.description, event.url)))
    # Forms are addresses, and those longer than some 2,000 characters are cut or refused on the way; one
    # character may take nine.
    text = text if len(text) <= 300 else text[:299] + "…"
    return links.copies(file, event.span, event.summary, text, where_text(event.venues, tag))


def _follow(event: Event, programme: Programme) -> tuple[Link, ...]:
    """What else one may subscribe to: it with its parts, its place, its category, what it is part of."""
    named, parent = programme.site.named, programme.by_id.get(event.related_to)
    paths = [layout.series_feed(event.id)] if event.id in programme.parts else []
    paths += [layout.venue_feed(venue.id) for venue in event.venues[:1]]
    paths += [named.towns.get(town, "") for town in event.towns[:1]]
    paths += [named.categories.get(category, "") for category in event.categories[:1]]
    paths += [layout.series_feed(parent.id)] if parent else []
    feeds = [programme.feeds[path] for path in paths if path in programme.feeds]
    return tuple(
        [Link(programme.called(it), f"{links.href(layout.page_of(it.path))}#subscribe") for it in feeds]
    )


@lru_cache(maxsize=1000)
def _also(category: str, tag: str) -> str:
    return texts.within(lambda name: pages.also(name, tag), category)


def _others(event: Event, programme: Programme) -> tuple[Link, ...]:
    """The next events of its category: by their dates alone, so that no day changes them."""
    for category in event.categories[:1]:
        near = programme.neighbours(category, event.id, MOST_OTHERS)
        return tuple([programme.link(other) for other in near])
    return ()
