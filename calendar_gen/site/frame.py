"""A programme → what every page has around it: name, menu, links of the footer. No day changes it."""

from collections import Counter
from urllib.parse import urlsplit

from msgspec import Struct

from calendar_gen.model.catalog import Calendar
from calendar_gen.site import texts
from calendar_gen.site.assets import Assets
from calendar_gen.site.links import Link
from calendar_gen.site.programme import Programme
from calendar_gen.web import layout
from calendar_gen.web.addresses import on_host, site_address
from calendar_gen.words import pages
from calendar_gen.words.languages import direction, own_name, worded_in


class Version(Struct, frozen=True):
    """The pages in one of the calendar's languages: what it calls itself, and where they are.

    `direction` is "" where it is that of the page; `base` is the address of the folder, "" if it isn't known.
    """

    language: str
    name: str
    direction: str
    folder: str
    base: str


class Frame(Struct, frozen=True):
    """What all pages of a language share; `root` is the path of the site on its host, `folder` theirs in it.

    `words` is the language of our words, where there are none in that of the pages. `versions` are all
    languages of the calendar, the first first; none where it has one.
    """

    language: str
    direction: str
    words: str
    name: str
    description: str
    base: str
    root: str
    folder: str
    style: str
    theme: str
    script: str
    finder: str
    zone: str
    icon: str
    color: str
    menu: tuple[Link, ...]
    files: tuple[Link, ...]
    more: tuple[Link, ...]
    versions: tuple[Version, ...]


def frame(programme: Programme, assets: Assets) -> Frame:
    """The frame of a site's pages."""
    calendar, tag = programme.calendar, programme.tag
    t = pages.page_words(tag)
    kinds = (("venues", "places"), ("categories", "categories"))
    menu = [Link(t["calendar"], layout.MONTHS)]
    menu += [Link(t[word], layout.kind_page(kind)) for kind, word in kinds if programme.kind(kind)]
    menu += [Link(t["search"], layout.SEARCH)] if programme.site.search else []
    others = (("towns", "towns"), ("series", "series"), ("feeds", "selections"))
    more = [Link(t[word], layout.kind_page(kind)) for kind, word in others if programme.kind(kind)]
    return Frame(
        tag,
        direction(tag),
        worded_in(tag) if worded_in(tag) != tag else "",
        texts.of(calendar, "name", tag),
        texts.said(" ".join(calendar.description.split()), calendar.language_of("description") or tag, tag),
        programme.base,
        on_host(urlsplit(site_address(calendar.url)).path),
        programme.folder,
        assets.style,
        assets.theme,
        assets.script,
        assets.finder,
        calendar.tzid,
        assets.icon,
        assets.color,
        tuple(menu),
        (
            Link(layout.EVERYTHING, layout.EVERYTHING),
            Link(t["news"], layout.NEWS),
            Link(t["data"], layout.DATES),
        ),
        (Link(t["all_past"], layout.MONTHS), *more, Link(t["about"], layout.ABOUT)),
        _versions(calendar) if len(calendar.languages) > 1 else (),
    )


def _versions(calendar: Calendar) -> tuple[Version, ...]:
    tags, at, way = calendar.languages, site_address(calendar.url), direction(calendar.language)
    names = Counter(map(own_name, tags))
    found = []
    for tag in tags:
        name = own_name(tag) if names[own_name(tag)] == 1 else f"{own_name(tag)} ({tag})"
        folder = layout.tree_of(tag, tags)
        found.append(
            Version(tag, name, direction(tag) if direction(tag) != way else "", folder, at and at + folder)
        )
    return tuple(found)
