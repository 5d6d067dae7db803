"""A programme → what the script offers to choose from: categories, towns, places; and feeds of the same."""

from urllib.parse import quote

from msgspec import Struct

from calendar_gen.model.feeds import Feed
from calendar_gen.site.programme import CHOSEN, Programme
from calendar_gen.web import layout
from calendar_gen.words import pages

# So many of a kind stand there: those with the most events.
MOST_CHOICES, MOST_NAMED = 100, 100
_HEADINGS = ("by_category", "by_town", "by_place")


class Choice(Struct, frozen=True):
    """A feed by its kind and its slug, what it is called, and how many events it has."""

    kind: str
    slug: str
    name: str
    count: int


class Choices(Struct, frozen=True):
    """What can be chosen of a kind, below a heading."""

    heading: str
    choices: tuple[Choice, ...]


class Selection(Struct, frozen=True):
    """All that can be chosen, and the feeds that may hold the same: the curator's own, and series."""

    groups: tuple[Choices, ...]
    named: tuple[Choice, ...]


def selection(programme: Programme) -> Selection | None:
    """What can be chosen; None where there is but one thing to choose."""
    if not programme.is_choosable:
        return None
    t = pages.page_words(programme.tag)
    kinds = zip(CHOSEN, _HEADINGS, strict=True)
    groups = [Choices(t[heading], _most(kind, MOST_CHOICES, programme)) for kind, heading in kinds]
    groups = [group for group in groups if group.choices]
    named = [*_most("feeds", MOST_NAMED, programme), *_most("series", MOST_NAMED, programme)]
    return Selection(tuple(groups), tuple(named))


def address_of_choice(feed: Feed) -> str:
    """The address of a feed's choice: on the page about subscribing, with it alone."""
    kind, slug = layout.kind_of(feed.path), layout.slug_of(feed.path)
    return f"{layout.SUBSCRIBE}?{kind}={quote(slug, '')}#selection" if kind in CHOSEN else ""


def _most(kind: str, most: int, programme: Programme) -> tuple[Choice, ...]:
    feeds = programme.largest(kind)
    return tuple(
        [Choice(kind, layout.slug_of(it.path), programme.called(it), len(it.events)) for it in feeds[:most]]
    )
