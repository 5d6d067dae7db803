"""What is published, on a day → the pages in each language, and what is beside them, by their paths."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from functools import cached_property

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY
from calendar_gen.dates.zones import known_zone
from calendar_gen.diagnostics.codes import COSTLY
from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.publish.comparison import Content
from calendar_gen.site import data, embed, facet, links, lists, months, notes, search, texts
from calendar_gen.site.assets import assets
from calendar_gen.site.event import event_page
from calendar_gen.site.frame import frame
from calendar_gen.site.front import front
from calendar_gen.site.plan import Page, plan
from calendar_gen.site.programme import Programme, SiteInputs
from calendar_gen.site.qr import svg
from calendar_gen.site.render import Renderer
from calendar_gen.site.theme import ThemeError
from calendar_gen.web import layout
from calendar_gen.words import pages as words

__all__ = ["Pages", "SiteInputs", "pages", "shared"]


class Pages(Mapping[str, Content]):
    """The pages of a language and their data by their paths in its tree, each made when it is asked for."""

    def __init__(self, site: SiteInputs) -> None:
        self.programme = Programme(site)
        self.assets = assets(site.calendar, site.theme)
        self._renderer = Renderer(frame(self.programme, self.assets), site.theme)
        self._planned = {page.file: page for page in plan(self.programme)}
        self._searched = {layout.search_index(shard): shard for shard in self._shards}
        self._month: tuple[str, months.MonthDates, Mapping[date, Sequence[Occurrence]]] | None = None

    def __getitem__(self, path: str) -> Content:
        page = self._planned.get(path)
        if page is not None:
            return (self._renderer.page(page, self.value(page)),)
        if path == layout.DATES:
            return data.events_json(self.programme)
        return (search.index(self._shards[self._searched[path]], self.programme),)

    def __contains__(self, path: object) -> bool:
        return path in self._planned or path == layout.DATES or path in self._searched

    def __iter__(self) -> Iterator[str]:
        yield from self._planned
        yield layout.DATES
        yield from self._searched

    def __len__(self) -> int:
        return len(self._planned) + 1 + len(self._searched)

    @property
    def planned(self) -> Collection[Page]:
        """Every page."""
        return self._planned.values()

    @property
    def lasting(self) -> tuple[datetime, datetime | None]:
        """From when until when (UTC) they are as on the day of their site; None where no day changes them."""
        zone = known_zone(self.programme.calendar.tzid) or UTC
        begins, ends = (_midnight(day, zone) for day in (self.programme.day, self.programme.day + ONE_DAY))
        return begins, None if self.programme.lasts else ends

    @property
    def one_of_each(self) -> Iterable[str]:
        """The file of a page of each kind."""
        return {page.kind: page.file for page in self._planned.values()}.values()

    def value(self, page: Page) -> Struct:
        """All that a page shows."""
        programme = self.programme
        if page.kind == "event":
            return event_page(programme.by_id[page.of], programme)
        if page.kind in ("facet", "period", "month", "day", "embed"):
            return self._of_feed(page)
        if page.kind in ("moved", "removed", "missing"):
            return self._note(page)
        if page.kind in ("search", "letters"):
            return lists.search_page(page.path, self._search, self._shards, programme)
        if page.kind == "kind":
            return lists.kind_page(page.of, programme)
        if page.kind == "subscribe":
            return lists.subscribe_page(programme, self._code(page.path))
        return {"front": front, "about": notes.about, "months": lists.months_page}[page.kind](programme)

    def _of_feed(self, page: Page) -> Struct:
        feed = self.programme.feeds.get(page.of) or self.programme.left_over[page.of]
        if page.kind == "facet":
            return facet.facet_page(feed, self.programme, self._code(page.path))
        if page.kind == "embed":
            return embed.embed_page(feed, self.programme)
        if page.kind == "period":
            return facet.period_page(feed, *page.period, self.programme)
        if self._month is None or self._month[0] != page.of:  # its days follow a month
            found = months.month(feed)
            self._month = page.of, found, months.by_day(found)
        _, month, on = self._month
        if page.day:
            return months.day_page(month, page.day, on.get(page.day, ()), self.programme)
        return months.month_page(month, feed, self.programme)

    def _note(self, page: Page) -> Struct:
        programme = self.programme
        if page.kind == "moved":
            title = texts.of(programme.by_id[page.of], "summary", programme.tag)
            return notes.moved(page.path, page.target, title, programme)
        if page.kind == "removed":
            return notes.removed(page.of, programme)
        return notes.not_found(programme)

    def _code(self, path: str) -> str:
        base = self.programme.base
        address = base + links.href(path) if base else ""
        return svg(address, words.code_of(address, self.programme.tag)) if base else ""

    @cached_property
    def _search(self) -> Mapping[str, lists.Titles]:
        return lists.search_pages(self.programme)

    @cached_property
    def _shards(self) -> Mapping[str, Sequence[Event]]:
        return search.shards(self.programme) if self.programme.site.search else {}


def pages(site: SiteInputs) -> Pages:
    """The pages of a language; nothing of them is rendered yet."""
    return Pages(site)


def try_each(trees: Sequence[Pages]) -> None:
    """Make a page of each kind in each language, to tell all that is wrong with a theme at once.

    Raises ThemeError.
    """
    found: list[Diagnostic] = []
    for of, file in [(tree, file) for tree in trees for file in tree.one_of_each]:
        try:
            of[file]
        except ThemeError as error:
            found += [it for it in error.diagnostics if it not in found]
            if any(diagnostic.code in COSTLY for diagnostic in found):
                break  # that took its time
    if found:
        raise ThemeError(found)


def shared(trees: Sequence[Pages]) -> Mapping[str, Content]:
    """What the pages of all languages have once, at the top."""
    first = trees[0]
    folders = [(tree.programme.folder, [page.path for page in tree.planned]) for tree in trees]
    theme = first.programme.site.theme
    files = first.assets.files | {
        layout.SCHEMA: data.schema(),
        layout.ROBOTS: data.robots(first.programme),
        layout.NO_JEKYLL: b"",
        layout.HEADERS: data.headers(folders, bool(theme and theme.assets)),
    }
    listed = [(tree.programme, [page for page in tree.planned if page.listed]) for tree in trees]
    return {path: (content,) for path, content in (files | data.sitemaps(listed)).items()}


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
