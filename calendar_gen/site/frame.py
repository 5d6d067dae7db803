"""A programme → what every page has around it: name, menu, links of the footer. No day changes it."""

from urllib.parse import urlsplit

from msgspec import Struct

from calendar_gen.publish import layout
from calendar_gen.publish.addresses import site_address
from calendar_gen.site.assets import Assets
from calendar_gen.site.links import Link
from calendar_gen.site.programme import Programme
from calendar_gen.words import pages

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Frame(Struct, frozen=True):
    """What all pages of a tree share; `root` is the path of the site on its host."""

    language: str
    direction: str
    name: str
    description: str
    base: str
    root: str
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
        "rtl" if tag.partition("-")[0].lower() in _RTL else "ltr",
        calendar.name,
        " ".join(calendar.description.split()),
        site_address(calendar.url),
        urlsplit(site_address(calendar.url)).path or "/",
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
    )
