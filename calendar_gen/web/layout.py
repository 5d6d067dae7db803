"""What is published ↔ the path of its file: every form that there is, made and recognised here alone.

A path is relative to the published folder, has slashes, and never moves. That of a page is its folder, with
a slash at its end: `venues/hall/` is the page of the feed `venues/hall.ics`. The folder at the top tells its
kind: `events`, `months`, `venues`, `towns`, `categories`, `series`, `feeds` (the curator's own).

All of it is one tree for each language of the calendar. That of the first is at the top, the others stand
below folders with the tags of theirs, `zh-Hans/events/fair.ics`: paths are made here as they are in a tree,
with `tree_of` in front, and recognised with it.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from calendar_gen.web.names import is_plain

EVERYTHING, NEWS = "calendar.ics", "feed.xml"
# Beside the pages: for programs, for search engines, for hosts.
DATES, SCHEMA = "events.json", "events.schema.json"
SITEMAP, ROBOTS, HEADERS, NO_JEKYLL = "sitemap.xml", "robots.txt", "_headers", ".nojekyll"

FRONT, MISSING = "", "404.html"
ABOUT, SUBSCRIBE, SEARCH, MONTHS = "about/", "subscribe/", "search/", "months/"
EMBED = "embed/"
ASSETS = "assets/"
# Of a theme: pictures and fonts, and nothing that runs; names that file systems and addresses can hold.
THEME_TYPES = ("avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp", "woff", "woff2")
THEME_NAME, THEME_DEPTH = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", 5

_ID, _SLUG = "[a-z0-9-]{1,80}", r"[^/.\s]{1,80}"
_MONTH = "[0-9]{4}-[0-9]{2}"
_IN_FACET = r"(?:[0-9]{4}(?:-[0-9]{2})?/)?"

# Every form that a path of a build's has or ever had: to publish more, add to it.
FORMS = (
    r"calendar\.ics",
    r"feed\.xml",
    rf"months/{_MONTH}\.ics",
    rf"(?:venues|series|feeds|events)/{_ID}\.ics",
    rf"(?:towns|categories)/{_SLUG}\.ics",
)
# And of a page's, or of what belongs to the pages.
_OF_SITE = (
    r"index\.html|404\.html|events\.json|events\.schema\.json|sitemap(?:-[0-9]+)?\.xml|robots\.txt|\.nojekyll|_headers",
    r"(?:about|subscribe|search|months|venues|towns|categories|series|feeds)/index\.html",
    rf"(?:months/{_MONTH}|days/{_MONTH}-[0-9]{{2}}|events/{_ID})/index\.html",
    rf"(?:venues|series|feeds)/{_ID}/{_IN_FACET}index\.html",
    rf"(?:towns|categories)/{_SLUG}/{_IN_FACET}index\.html",
    rf"search/[a-z0-9]{{1,8}}/{_IN_FACET}index\.html",
    r"search/(?:all|[0-9]{4})\.json",
    rf"embed/(?:(?:venues|series|feeds)/{_ID}/|(?:towns|categories)/{_SLUG}/)?index\.html",
    r"assets/(?:site\.[0-9a-f]{10}\.(?:css|js)|find\.[0-9a-f]{10}\.js|icon\.svg|theme\.[0-9a-f]{10}\.css)",
    rf"assets/theme/(?:{THEME_NAME}/){{0,{THEME_DEPTH}}}{THEME_NAME}\.(?:{'|'.join(THEME_TYPES)})",
)
# The folder of a language. No other folder of ours has so short a name, or a hyphen so near its beginning.
_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
# What a lock may name: it says less of a name than `FORMS`, since no file is removed for it. Compiled
# where it is met: a listing checks no path.
_FEED = r"(?:venues|towns|categories|months|series|feeds|events)/[^/]+\.ics"


def _parts(path: str) -> tuple[str, str]:
    """The folder at the top of a tree, and what is below it: all that asks for a kind or a slug asks here."""
    kind, slash, name = in_tree(path).partition("/")
    return (kind, name) if slash else ("", kind)


# The trees of languages


def tree_of(language: str, languages: Sequence[str]) -> str:
    """What stands before the paths of a language, the first of which has its tree at the top: "" or `de/`."""
    return "" if language == languages[0] else f"{language}/"


def language_of(path: str) -> str:
    """The tag of the language whose folder a path is below, "" for what is in the tree at the top."""
    first, slash, _ = path.partition("/")
    is_short = slash and (len(first) <= 3 or "-" in first[2:4])
    return first if is_short and re.fullmatch(_LANGUAGE, first) else ""


def in_tree(path: str) -> str:
    """A path as it is in its tree."""
    language = language_of(path)
    return path[len(language) + 1 :] if language else path


# Feeds, and the files of events


def feed_of(kind: str, slug: str) -> str:
    """The path of a feed: `towns/anting.ics`."""
    return f"{kind}/{slug}.ics"


def event_file(id: str) -> str:
    """The path of the file of an event alone."""
    return feed_of("events", id)


def venue_feed(id: str) -> str:
    """The path of the feed of a venue."""
    return feed_of("venues", id)


def series_feed(id: str) -> str:
    """The path of the feed of an event and its parts."""
    return feed_of("series", id)


def month_feed(year: int, month: int) -> str:
    """The path of the feed of a month."""
    return feed_of("months", f"{year}-{month:02}")


def month_of(path: str) -> tuple[int, int] | None:
    """The year and the month of the feed of a month, None for any other."""
    kind, name = _parts(path)
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})\.ics", name) if kind == "months" else None
    return (int(match[1]), int(match[2])) if match else None


def kind_of(path: str) -> str:
    """What a feed or a page is of, `venues` say; "" for what is at the top of its tree."""
    return _parts(path)[0]


def slug_of(feed: str) -> str:
    """The name of a feed's file: the id of a venue, an event, a feed; the slug of a town, a category."""
    return _parts(feed)[1].removesuffix(".ics")


def is_ics(path: str) -> bool:
    """Whether a file of ours is a feed, or that of an event."""
    return path.endswith(".ics")


def is_event_file(path: str) -> bool:
    """Whether a file of ours is that of an event alone."""
    return kind_of(path) == "events" and is_ics(path)


@lru_cache(maxsize=10_000)
def is_feed(path: str) -> bool:
    """Whether a path is one that we publish a feed at, the feed of everything aside."""
    return bool(re.fullmatch(_FEED, path)) and is_plain(path) and len(path.encode()) <= 120


# Pages, and what belongs to them


def file_of(page: str) -> str:
    """The file that a page is in."""
    return f"{page}index.html" if page == FRONT or page.endswith("/") else page


def is_page(path: str) -> bool:
    """Whether a file of ours is a page."""
    return path.endswith(".html")


def page_of(feed: str) -> str:
    """The page of a feed, which has its slug; that of everything is the one about subscribing."""
    return SUBSCRIBE if feed == EVERYTHING else f"{feed.removesuffix('.ics')}/"


def period_page(page: str, year: int, month: int) -> str:
    """The page of a year of a feed, or of a month of it, by the page of the feed; the month 0 is the year."""
    return f"{page}{year}-{month:02}/" if month else f"{page}{year}/"


def kind_page(kind: str) -> str:
    """The page that lists all of a kind."""
    return f"{kind}/"


def event_page(id: str) -> str:
    """The page of an event."""
    return f"events/{id}/"


def month_page(day: date) -> str:
    """The page of the month of a day."""
    return f"months/{day:%Y-%m}/"


def day_page(day: date) -> str:
    """The page of a day, which a month with much on links to."""
    return f"days/{day:%Y-%m-%d}/"


def letter_page(initial: str) -> str:
    """The page of the titles that begin with a letter."""
    return f"{SEARCH}{initial}/"


def search_index(shard: str) -> str:
    """The file that the search of a year, or of all of them, reads."""
    return f"{SEARCH}{shard}.json"


def embed_page(feed: str) -> str:
    """The page of a feed for frames."""
    return EMBED if feed == EVERYTHING else EMBED + page_of(feed)


def theme_style(digest: str) -> str:
    """The stylesheet of a theme, by the digest of what is in it."""
    return f"{ASSETS}theme.{digest}.css"


def theme_file(path: str) -> str:
    """A picture or a font of a theme, by its path in the folder of these."""
    return f"{ASSETS}theme/{path}"


def sitemap(number: int) -> str:
    """A part of a sitemap too long for one file."""
    return f"sitemap-{number}.xml"


# What may be ours


def has_our_form(path: str) -> bool:
    """Whether a build of some version may have made a file at a path."""
    return any(re.fullmatch(form, in_tree(path)) for form in FORMS) or is_of_site(path)


def is_of_site(path: str) -> bool:
    """Whether a path is that of a page, or of what belongs to pages; each tree of a language has them all."""
    return any(re.fullmatch(form, in_tree(path)) for form in _OF_SITE)
