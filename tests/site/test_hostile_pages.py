"""Texts that would act if a page let them: titles, names, addresses; and texts in every script and length."""

import json
from pathlib import Path

import pytest

from support.hostile import ACTS, hostile
from support.projects import Project
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
