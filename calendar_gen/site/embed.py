"""A feed → the value of the page that others show in a frame: what is on and what comes, and the way here."""

from msgspec import Struct

from calendar_gen.model.feeds import Feed
from calendar_gen.site import links, texts
from calendar_gen.site.drawing import Drawn
from calendar_gen.site.programme import Programme
from calendar_gen.web import layout
from calendar_gen.words import days, pages

# A frame is small.
MOST = 20


class EmbedPage(Struct, frozen=True):
    """All that stands in a frame; `of` is the page of the same in the site, at which people can subscribe."""

    path: str
    title: str
    tab: str
    description: str
    now: tuple[Drawn, ...]
    coming: tuple[Drawn, ...]
    more: str
    of: str
    subscribe: str
    as_of: str = ""


def embed_page(feed: Feed, programme: Programme) -> EmbedPage:
    """The page of a feed for frames."""
    tag, calendar = programme.tag, programme.calendar
    is_whole = feed.path == layout.EVERYTHING
    name = texts.of(calendar, "name", tag) if is_whole else programme.called(feed)
    phases = programme.phases(feed)
    now, coming = phases["now"][:MOST], phases["coming"]
    shown = coming[: max(MOST - len(now), 0)]
    left = len(phases["now"]) - len(now) + len(coming) - len(shown)
    page = "" if is_whole else links.href(layout.page_of(_now(feed.path, programme)))
    return EmbedPage(
        path=layout.embed_page(feed.path),
        title=name,
        tab=calendar.name if is_whole else pages.page_title(name, calendar.name, tag),
        description="",
        now=programme.rows(now),
        coming=programme.rows(shown),
        more=pages.more_events(left, tag) if left else "",
        of=page,
        subscribe=layout.SUBSCRIBE if is_whole else f"{page}#subscribe",
        as_of=days.long_day(programme.day, tag) if now else "",
    )


def _now(feed: str, programme: Programme) -> str:
    """The feed of a series whose id has changed under its present one: people may have framed either."""
    id = layout.slug_of(feed)
    is_old = layout.kind_of(feed) == "series" and id not in programme.by_id
    return layout.series_feed(programme.renamed[id]) if is_old and id in programme.renamed else feed
