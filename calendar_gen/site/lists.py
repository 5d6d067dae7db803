"""A programme → the values of the pages that list others: subscribe, an index of each kind, A to Z."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct, structs

from calendar_gen.model.catalog import Event
from calendar_gen.model.feeds import Feed
from calendar_gen.site import facet, links, texts
from calendar_gen.site.drawing import title_shown
from calendar_gen.site.links import Apps, Link
from calendar_gen.site.programme import Programme
from calendar_gen.site.selection import Selection, selection
from calendar_gen.web import layout
from calendar_gen.words import days, pages, sentences

# As many stand on a page; those that have most events, where there are more.
MOST_LISTED, MOST_PARTS = 800, 12
# A letter with more titles has a page for each year, and a year with more one for each month.
MOST_TITLES = 500
OTHERS, _OTHERS = "0", "0–9 …"


Titles = tuple[str, tuple[Event, ...]]
"""What a page of the index is called, and the events whose titles stand there."""


class Group(Struct, frozen=True):
    """Some links below a heading, and how many more there are."""

    heading: str
    links: tuple[Link, ...]
    more: str = ""


class IndexPage(Struct, frozen=True):
    """A page that lists others."""

    path: str
    title: str
    tab: str
    description: str
    groups: tuple[Group, ...]
    shards: tuple[str, ...] = ()


class PartFeed(Struct, frozen=True):
    """A feed of a part: its page, its count of events, and links to two apps with what is heard of them."""

    name: str
    page: str
    count: int
    apple: str
    google: str
    heard: str
    heard_apple: str
    heard_google: str


class Parts(Struct, frozen=True):
    """The feeds of a kind, some of them, and a link to all."""

    heading: str
    column: str
    feeds: tuple[PartFeed, ...]
    all: Link | None


class SubscribePage(Struct, frozen=True):
    """All that stands on the page about subscribing."""

    path: str
    title: str
    tab: str
    description: str
    apps: Apps
    qr: str
    groups: tuple[Parts, ...]
    selection: Selection | None


def subscribe_page(programme: Programme, qr: str) -> SubscribePage:
    """How to subscribe to everything, and to parts."""
    tag, calendar = programme.tag, programme.calendar
    t = pages.page_words(tag)
    kinds = (
        ("categories", "by_category"),
        ("towns", "by_town"),
        ("feeds", "selections"),
        ("series", "by_series"),
        ("venues", "by_place"),
    )
    groups = [_parts(kind, t[heading], programme) for kind, heading in kinds if programme.kind(kind)]
    return SubscribePage(
        layout.SUBSCRIBE,
        t["subscribe"],
        pages.page_title(t["subscribe"], calendar.name, tag),
        t["subscribe_lead"],
        links.apps(calendar, layout.EVERYTHING, calendar.name),
        qr,
        tuple(groups),
        selection(programme),
    )


def kind_page(kind: str, programme: Programme) -> IndexPage:
    """Every feed of a kind that has a page: all places, all towns; if there is none, those left over."""
    tag = programme.tag
    found = programme.largest(kind) or programme.left_over_of(kind)
    title = pages.page_words(tag)[facet.KINDS[kind]]
    shown = found[:MOST_LISTED]
    listed = [
        Link(
            programme.called(feed),
            links.href(layout.page_of(feed.path)),
            pages.events_count(len(feed.events), tag),
        )
        for feed in sorted(shown, key=lambda feed: (texts.sort_key(feed.name), feed.path))
    ]
    left = len(found) - len(shown)
    groups = [Group("", tuple(listed), f"+ {left}" if left else "")]
    return _index(layout.kind_page(kind), title, groups, programme)


def months_page(programme: Programme) -> IndexPage:
    """Every month that has a page, by its year, the newest year first."""
    tag = programme.tag
    years: dict[int, list[Link]] = {}
    for path in programme.months:
        year, month = layout.month_of(path) or (0, 0)
        count = pages.events_count(len(programme.feeds[path].events), tag)
        text = days.month_in_full(date(year, month, 1), tag)
        years.setdefault(year, []).append(Link(text, layout.page_of(path), count))
    groups = [Group(days.year_text(year, tag), tuple(found)) for year, found in sorted(years.items())[::-1]]
    return _index(layout.MONTHS, pages.page_words(tag)["calendar"], groups, programme)


def search_pages(programme: Programme) -> Mapping[str, Titles]:
    """The pages of the index of titles, by path: what each is called, and its events; none for the first."""
    letters: dict[str, list[Event]] = {}
    for event in programme.by_id.values():
        letters.setdefault(letter(event.summary), []).append(event)
    found: dict[str, Titles] = {layout.SEARCH: ("", ())}
    if len(programme.by_id) <= MOST_TITLES:
        return found
    for initial, events in sorted(letters.items()):
        folder, title = layout.letter_page(initial), initial.upper() if initial != OTHERS else _OTHERS
        found[folder] = title, tuple(events)
        if len(events) > MOST_TITLES:
            for period, when, part in _by_time(events, programme.tag):
                name = sentences.feed_name(title, when, programme.tag)
                found[layout.period_page(folder, *period)] = name, part
    return found


def search_page(
    path: str, planned: Mapping[str, Titles], shards: Iterable[str], programme: Programme
) -> IndexPage:
    """A page of the index of titles: titles, or where they are too many what leads to them.

    `shards` are the files that a script searches, which it offers on the first one.
    """
    page = _titles_page(path, planned, programme)
    return structs.replace(page, shards=tuple(shards)) if path == layout.SEARCH else page


def letter(title: str) -> str:
    """The letter, a to z, under which a title stands; "0" for any other."""
    for c in texts.sort_key(title):
        if c.isalnum():
            return c if "a" <= c <= "z" else OTHERS
    return OTHERS


def _titles_page(path: str, planned: Mapping[str, Titles], programme: Programme) -> IndexPage:
    heading, events = planned[path]
    title = pages.page_words(programme.tag)["a_to_z"]
    if path == layout.SEARCH and len(planned) == 1:
        return _index(path, title, list(_by_letter(programme.by_id.values(), programme)), programme)
    below = [it for it in planned if it.startswith(path) and it.count("/") == path.count("/") + 1]
    if path == layout.SEARCH or (len(events) > MOST_TITLES and below):
        tag = programme.tag
        leads = [Link(planned[it][0], it, pages.events_count(len(planned[it][1]), tag)) for it in below]
        return _index(path, heading or title, [Group("", tuple(leads))], programme)
    if len(events) <= MOST_TITLES:
        return _index(path, heading, [Group("", tuple(_titles(events, programme)))], programme)
    # Of a month with too many each day has a page, with other titles too.
    first = events[0].first_day
    parts, others = facet.in_days(events, (first.year, first.month), programme)
    shown, more = links.some(others, MOST_TITLES, programme.tag)
    groups = [Group("", tuple(parts))] if parts else []
    groups += [Group("", tuple(_titles(shown, programme)), more)] if shown else []
    return _index(path, heading, groups, programme)


def _index(path: str, title: str, groups: list[Group], programme: Programme) -> IndexPage:
    tab = pages.page_title(title, programme.calendar.name, programme.tag)
    return IndexPage(path, title, tab, "", tuple(groups))


def _parts(kind: str, heading: str, programme: Programme) -> Parts:
    t = pages.page_words(programme.tag)
    feeds = programme.largest(kind)
    return Parts(
        heading,
        t[facet.KINDS[kind]],
        tuple([_part(feed, programme) for feed in feeds[:MOST_PARTS]]),
        Link(t["all"], layout.kind_page(kind)) if len(feeds) > MOST_PARTS else None,
    )


def _part(feed: Feed, programme: Programme) -> PartFeed:
    tag, calendar, name = programme.tag, programme.calendar, programme.called(feed)
    apps = links.apps(calendar, feed.path, sentences.feed_name(calendar.name, feed.name, tag))
    heard = [pages.subscribe_to(name, app, tag) for app in (pages.page_words(tag)["more"], "Apple", "Google")]
    page = links.href(layout.page_of(feed.path))
    return PartFeed(name, page, len(feed.events), apps.apple, apps.google, *heard)


def _by_letter(events: Iterable[Event], programme: Programme) -> Iterator[Group]:
    letters: dict[str, list[Event]] = {}
    for event in events:
        letters.setdefault(letter(event.summary), []).append(event)
    for initial, found in sorted(letters.items()):
        # Where most begin so, in Chinese say, they are what the page is of.
        heading = "" if 2 * len(found) > len(programme.by_id) else _OTHERS
        yield Group(initial.upper() if initial != OTHERS else heading, tuple(_titles(found, programme)))


def _titles(events: Iterable[Event], programme: Programme) -> Iterator[Link]:
    for event in sorted(events, key=lambda it: (texts.sort_key(it.summary), it.span.first_day, it.id)):
        short = days.month_in_full(event.first_day, programme.tag)
        yield Link(title_shown(event, programme.tag), layout.event_page(event.id), short)


def _by_time(events: list[Event], tag: str) -> Iterator[tuple[tuple[int, int], str, tuple[Event, ...]]]:
    """The years of some events, and the months of those with too many: year and month, words, events."""
    years = Counter(event.first_day.year for event in events)
    for year, count in sorted(years.items()):
        of_year = [event for event in events if event.first_day.year == year]
        if count <= MOST_TITLES:
            yield (year, 0), days.year_text(year, tag), tuple(of_year)
            continue
        for month in sorted({event.first_day.month for event in of_year}):
            found = tuple([event for event in of_year if event.first_day.month == month])
            yield (year, month), days.month_in_full(date(year, month, 1), tag), found
