"""Texts that would act if a page let them: titles, names, addresses; and texts in every script and length."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from calendar_gen.web.addresses import ascii_address
from support.hostile import ACTS, ADDRESSES, MAIL, hostile
from support.projects import Project, tree
from support.sites import Site
from support.towns import DAY, town


@pytest.mark.parametrize("text", ACTS, ids=range(len(ACTS)))
def test_what_is_written_is_shown_and_does_nothing(project: Project, text: str) -> None:
    project.build(hostile(text), now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    for page in site.values():
        for tag in page.all("script"):
            assert tag["type"] == "application/ld+json" or (tag["src"] and not tag.text)
        assert not page.all("img")
        assert not [tag for tag in page.tags for name in tag.attributes if name.startswith("on")]
        assert not [link for link in page.links() if link.lower().startswith(("javascript:", "data:"))]
    page = site["events/odd/"]
    assert " ".join(page.one("h1").text.split()) == " ".join(text.split())
    said = json.loads(page.linked_data)
    assert (said["name"], said["description"]) == (" ".join(text.split()), text)
    assert text in {
        it["title"] for it in json.loads((site.folder / "events.json").read_text("utf-8"))["dates"]
    }


@pytest.mark.parametrize("text", ACTS, ids=range(len(ACTS)))
def test_what_is_written_is_whole_in_what_programs_read(project: Project, text: str) -> None:
    """JSON, XML and SVG beside the pages, by parsers: not cut short, and nothing in them from the text."""
    project.build(hostile(text, ADDRESSES[2]), now=DAY)
    site = Site(project.folder / "public")
    for path, data in tree(site.folder).items():
        if path.endswith((".json", ".xml", ".svg")):
            read = ET.fromstring if path.endswith((".xml", ".svg")) else json.loads
            read(data.decode())
    (odd,) = [
        it
        for it in json.loads((site.folder / "events.json").read_text("utf-8"))["dates"]
        if it["id"] == "odd"
    ]
    (place,) = odd["places"]
    assert {
        odd["title"],
        *odd["categories"],
        odd["organizer"],
        place["name"],
        place["town"],
        place["address"],
    } == {text}
    assert odd["url"] == ADDRESSES[2]
    assert {text} <= {row[1] for row in json.loads((site.folder / "search/all.json").read_text("utf-8"))}
    mapped = ET.parse(site.folder / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    own = {page.canonical for path, page in site.items() if not path.startswith("embed/")}
    assert {loc.text for loc in mapped} <= own
    assert [tag["aria-label"] for tag in site["venues/bad/"].all("svg")][-1].endswith(
        site["venues/bad/"].canonical
    )
    for page in site.values():
        for drawn in re.findall("<svg.*</svg>", page.data):  # one or several, and what is between them
            names = {element.tag for element in ET.fromstring(f"<div>{drawn}</div>").iter()}
            assert not names & {"script", "foreignObject", "use", "image", "animate", "set", "style"}


def test_news_hold_what_is_written(project: Project) -> None:
    text = " ".join(ACTS[:5])
    project.build(hostile(text), now=DAY)
    news = ET.parse(project.folder / "public" / "feed.xml").getroot()
    titles = [it.text or "" for it in news.iter() if it.tag.endswith(("title", "name"))]
    assert titles.count(text) == 2  # of the feed, and who wrote it
    assert len([title for title in titles if text in title]) == 5


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_leads_where_it_says_and_does_nothing(project: Project, address: str) -> None:
    project.build(hostile("A plain title", address), now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    wanted = ascii_address(address)
    # An event's own, its organizer's and its source's; a source's; a venue's.
    for path, count in {"events/odd/": 3, "events/part/": 1, "venues/bad/": 1}.items():
        assert list(site[path].links()).count(wanted) == count, path
    for page in site.values():
        assert not page.all("img")
        assert not [tag for tag in page.tags for name in tag.attributes if name.startswith("on")]
    said = json.loads(site["events/odd/"].linked_data)
    assert said["location"]["url"] == said["organizer"]["url"] == address
    assert MAIL.split("@")[0] not in "".join(page.data for page in site.values())  # nobody asked for it there


# What no page gets to see, as `check` doesn't let it through.
REFUSED = {
    "an id": (("events", 0, "id"), '"><script>alert(1)</script>', "E020"),
    "an id of another folder": (("events", 0, "id"), "../index", "E020"),
    "a feed's id": (("feeds", 0, "id"), "a'b", "E020"),
    "a colour": (("calendar", "color"), "red}*{display:none", "E025"),
    "a colour from elsewhere": (("calendar", "color"), "url(//x.example)", "E025"),
    "a language": (("calendar", "language"), 'en" onload="alert(1)', "E028"),
    "an address that acts": (("venues", "hall", "url"), "javascript:alert(1)", "E022"),
    "an address with a tag": (("venues", "hall", "url"), "https://x.example/<script>", "E022"),
    "an address with a quote": (("organizers", "city", "url"), 'https://x.example/"onclick=', "E022"),
    "an address in lines": (("calendar", "url"), "https://x.example/\n\n<script>", "E022"),
    "an e-mail address": (("organizers", "city", "email"), '"<script>"@x.example', "E023"),
    "a line's end of JavaScript": (("events", 0, "title"), "a\u2028alert(1)", "E014"),
    "text that turns around": (("venues", "hall", "name"), "a\u202etxt.exe", "E014"),
    "a character of control": (("events", 0, "description"), "a\x1b[2J", "E014"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_never_comes_to_a_page(project: Project, what: str) -> None:
    (*way, key), value, code = REFUSED[what]
    data: Any = town()
    place = data
    for step in way:
        place = place[step]
    place[key] = value
    project.write(data)
    assert f" {code} " in project.refused("build", code=1)


def test_addresses_that_are_no_web_addresses_are_no_links(project: Project) -> None:
    """`document` lets none through; were it to, a page would not make a link of it."""
    from calendar_gen.site import links

    for url in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "HTTPS://x"):
        assert links.web(url) == ""
    assert links.web("https://bücher.example/ä") == "https://xn--bcher-kva.example/%C3%A4"


def test_a_host_and_its_path_in_any_script(project: Project) -> None:
    project.build(town(url="https://bücher.example/ort/"), now=DAY)
    page = Site(project.folder / "public")["towns/马陆/"]
    assert "webcal://xn--bcher-kva.example/ort/towns/%E9%A9%AC%E9%99%86.ics" in list(page.links())


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "ja", "zh-Hans", "pt", "en-US"])
def test_pages_speak_the_language_of_the_calendar(project: Project, language: str, tmp_path: Path) -> None:
    project.build(town(language=language), now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    english = language in ("pt", "en-US")
    for path, page in site.items():
        assert page.one("html")["lang"] == language
        for words in ("Subscribe", "Skip to content", "Coming up", "How soon", "Day by day", "Last changed"):
            assert english or words not in page.data, path


def test_a_week_begins_on_the_day_that_it_does_there(project: Project) -> None:
    for language, first in (("en", "Mon"), ("en-US", "Sun"), ("ja", "日"), ("de", "Mo")):
        project.build(town(language=language), now=DAY)
        head = Site(project.folder / "public")["months/2024-06/"].all("th")[0]
        assert head.text == first
