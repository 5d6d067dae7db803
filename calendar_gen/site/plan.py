"""A programme → which pages there are: where each is, of what, and by which template. No page is made yet."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from calendar_gen.model.feeds import Feed
from calendar_gen.site import facet, lists, months
from calendar_gen.site.programme import Programme
from calendar_gen.web import layout


class Page(Struct, frozen=True):
    """A page to make: the path of its folder, of what `kind` it is and of what; `listed` for search engines.

    `of` is the path of a feed or the id of an event. Of a feed it may show a `period` or a `day` alone; what
    was moved is at `target` now. `section` is the path of the entry of the menu that it belongs to.
    """

    path: str
    kind: str
    of: str = ""
    section: str = ""
    period: tuple[int, int] = (0, 0)
    day: date | None = None
    target: str = ""
    listed: bool = True

    @property
    def file(self) -> str:
        """The file that it is in."""
        return layout.file_of(self.path)

    @property
    def elsewhere(self) -> str:
        """The path of its like in other languages: titles begin with other letters there, and what is at no
        path of its own leads to the first page.
        """
        return {"letters": layout.SEARCH, "missing": layout.FRONT}.get(self.kind, self.path)

    @property
    def template(self) -> str:
        """By what it is rendered."""
        return f"{_TEMPLATES.get(self.kind, self.kind)}.html"


_TEMPLATES = {
    "kind": "index",
    "months": "index",
    "letters": "index",
    "removed": "note",
    "moved": "note",
    "missing": "note",
}


def plan(programme: Programme) -> Iterator[Page]:
    """Every page of a site."""
    yield Page("", "front")
    yield Page(layout.SUBSCRIBE, "subscribe", section=layout.SUBSCRIBE)
    yield Page(layout.ABOUT, "about")
    yield Page(layout.MISSING, "missing", listed=False)
    yield Page(layout.MONTHS, "months", section=layout.MONTHS)
    for path in programme.months:
        yield from _month(programme.feeds[path])
    for kind in facet.KINDS:
        feeds = programme.kind(kind)
        if feeds or programme.left_over_of(kind):
            yield Page(layout.kind_page(kind), "kind", kind, layout.kind_page(kind), listed=bool(feeds))
        for feed in feeds:
            yield from _facet(kind, feed, programme)
    if programme.site.search:
        for path in lists.search_pages(programme):
            yield Page(path, "search" if path == layout.SEARCH else "letters", section=layout.SEARCH)
    yield from _left_over(programme)
    yield from _events(programme)
    for path in programme.feeds:
        if path == layout.EVERYTHING or layout.kind_of(path) in facet.KINDS:
            yield Page(layout.embed_page(path), "embed", path, listed=False)


def _month(feed: Feed) -> Iterator[Page]:
    yield Page(layout.page_of(feed.path), "month", feed.path, layout.MONTHS)
    if len(feed.events) <= months.MOST // 31:  # even if each were on every day
        return
    for day in months.paged_days(months.month(feed)):
        yield Page(layout.day_page(day), "day", feed.path, layout.MONTHS, day=day)


def _facet(kind: str, feed: Feed, programme: Programme) -> Iterator[Page]:
    path, section = layout.page_of(feed.path), layout.kind_page(kind)
    yield Page(path, "facet", feed.path, section)
    if facet.is_paged(feed, programme):
        for year, month in facet.periods(feed, programme):
            yield Page(layout.period_page(path, year, month), "period", feed.path, section, (year, month))


def _left_over(programme: Programme) -> Iterator[Page]:
    """The pages of feeds that stand only until all have seen that an event was removed."""
    for path in programme.left_over:
        yield Page(layout.page_of(path), "facet", path, layout.kind_page(layout.kind_of(path)), listed=False)


def _events(programme: Programme) -> Iterator[Page]:
    for id in programme.by_id:
        yield Page(layout.event_page(id), "event", id)
    for old, id in programme.renamed.items():
        if old in programme.by_id:
            continue
        yield _moved(layout.event_page(old), layout.event_page(id), id)
        if layout.series_feed(old) in programme.feeds:
            before, now = (layout.page_of(layout.series_feed(it)) for it in (old, id))
            yield _moved(before, now, id)
    for id in programme.removed:
        yield Page(layout.event_page(id), "removed", id, listed=False)


def _moved(before: str, now: str, id: str) -> Page:
    return Page(before, "moved", id, target=now, listed=False)
