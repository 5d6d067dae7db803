"""A theme as browsers see it: its stylesheet counts, its fonts and pictures are loaded, nothing else is."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.browsers import OVERFLOW, Shown, build
from support.towns import DAY, town

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
STYLE = """\
:root { --band: #4a0b3d; }
h1 { color: rgb(255, 240, 200); background: url(theme/dot.png); }
"""
FOOTER = """\
<div class="wrap"><img src="{{ up }}assets/theme/dot.png" alt="" width="4" height="4"></div>
{% include "calendar_gen/footer.html" %}
"""
BAND = "() => getComputedStyle(document.querySelector('.band')).backgroundColor"
TITLE = "() => getComputedStyle(document.querySelector('h1')).color"


@pytest.fixture(scope="module")
def themed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder: Path = tmp_path_factory.mktemp("themed")
    (folder / "theme" / "assets").mkdir(parents=True)
    (folder / "theme" / "assets" / "dot.png").write_bytes(PICTURE)
    (folder / "theme" / "theme.css").write_text(STYLE)
    (folder / "theme" / "footer.html").write_text(FOOTER)
    published = build(folder, json.dumps(town() | {"site": {"theme": "theme"}}), now=DAY)
    showing = Shown(browser, published)
    yield showing
    showing.end()


@pytest.mark.parametrize("path", ["", "events/exact/", "months/2024-06/", "venues/hall/", "subscribe/"])
def test_its_stylesheet_counts_and_its_files_are_loaded(themed: Shown, path: str) -> None:
    tab = themed.open(path)
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(BAND) == "rgb(74, 11, 61)"
    assert tab.evaluate(TITLE) == "rgb(255, 240, 200)"
    assert tab.evaluate("() => document.querySelector('.wrap > img').naturalWidth") == 1
    assert [it for it in themed.asked if it.endswith("dot.png")]
    assert tab.evaluate(OVERFLOW) == []
    assert themed.said == []
    assert themed.strangers() == []
    themed.leave()


def test_fonts_are_allowed_and_scripts_of_its_own_are_not(
    themed: Shown, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "theme" / "assets").mkdir(parents=True)
    (tmp_path / "theme" / "assets" / "a.woff2").write_bytes(b"no font, but asked for")
    (tmp_path / "theme" / "theme.css").write_text(
        '@font-face { font-family: A; src: url(theme/a.woff2) format("woff2"); } h1 { font-family: A; }'
    )
    (tmp_path / "theme" / "about.html").write_text(
        '{% extends "calendar_gen/about.html" %}{% block main %}{{ super() }}'
        "<script>document.title = 'taken over'</script>{% endblock %}"
    )
    published = build(tmp_path, json.dumps(town() | {"site": {"theme": "theme"}}), now=DAY)
    showing = Shown(browser, published)
    try:
        tab = showing.open("about/")
        tab.wait_for_load_state("networkidle")
        assert tab.title() != "taken over"
        assert [it for it in showing.asked if it.endswith("a.woff2")]
        assert [it for it in showing.said if "Content Security Policy" in it and "inline script" in it]
        assert not [it for it in showing.said if "font" in it and "Content Security Policy" in it]
    finally:
        showing.end()
