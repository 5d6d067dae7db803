"""Texts that would act if a page let them, in a browser: none does, and what was written is shown."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, expect

from support import codes
from support.browsers import OVERFLOW, SCHEMES, Shown, axe, build
from support.hostile import ACTS, ADDRESSES, hostile
from support.towns import DAY

MORE = (
    "<svg onload=document.title='x'><style>*{display:none}</style>",
    "</title></head><body><base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "]]></svg><a href=javascript:alert(1)>here</a><form action=//evil.example><button>",
)
PAGES = (
    "",
    "events/odd/",
    "events/part/",
    "events/again/",
    "months/2024-06/",
    "venues/bad/",
    "feeds/bad/",
    "series/odd/",
    "embed/venues/bad/",
    "subscribe/",
    "search/",
)


def names(folder: Path) -> list[str]:
    """The pages of towns and of categories, whose names are texts too."""
    return [
        f"{it.relative_to(folder)}/" for kind in ("towns", "categories") for it in (folder / kind).glob("*/")
    ]


@pytest.mark.parametrize("text", [*ACTS, *MORE], ids=range(len(ACTS) + len(MORE)))
def test_nothing_that_is_written_acts(browser: Browser, tmp_path: Path, text: str) -> None:
    folder = build(tmp_path, json.dumps(hostile(text, ADDRESSES[0])), now=DAY)
    shown = Shown(browser, folder)
    try:
        tab = shown.tab(320)
        acted: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            acted.append(dialog.message)
            dialog.dismiss()

        tab.on("dialog", dismiss)
        for path in (*PAGES, *names(folder)):
            tab.goto(shown.url(path))
            assert tab.url == shown.url(path)
            found = tab.evaluate("() => document.querySelectorAll('main, base, img, style').length")
            assert found == (2 if path.startswith("embed/") else 1), path
            assert tab.evaluate(OVERFLOW) == [], path
            own = tab.locator("link[rel=canonical]").get_attribute("href")
            # Where the text is no part of the address it changes no code.
            for code in tab.locator(".qr").all() if path not in PAGES or text == ACTS[0] else ():
                assert codes.read(code) == own
        tab.goto(shown.url("events/odd/"))
        wanted = " ".join(text.split())
        assert (
            tab.evaluate("() => document.querySelector('h1').textContent.replace(/\\s+/g, ' ').trim()")
            == wanted
        )
        said = tab.evaluate("() => JSON.parse(document.querySelector('script[type*=ld]').textContent)")
        assert said["name"] == wanted
        # What scripts make of it, too.
        tab.goto(shown.url("search/"))
        tab.get_by_role("searchbox").fill(text)
        expect(tab.locator("[data-results] a").first).to_have_text(wanted)
        tab.goto(shown.url("subscribe/"))
        for box in tab.locator("input[value=bad], input[name=categories]").all():
            box.check()
        expect(tab.locator("[data-result] .counts li").first).to_contain_text(wanted)
        assert (acted, shown.said, shown.strangers()) == ([], [], [])
    finally:
        shown.end()


@pytest.mark.parametrize("color", ["yellow", "navy"])
def test_any_colour_can_be_read(browser: Browser, tmp_path: Path, color: str) -> None:
    """All of them are reckoned in tests/site/test_palette.py; here a light and a dark one are seen."""
    data = hostile("A plain title")
    data["calendar"]["color"] = color
    shown = Shown(browser, build(tmp_path, json.dumps(data), now=DAY))
    try:
        for path in ("", "events/odd/", "months/2024-06/"):
            tab = shown.look(path, 1440)
            for scheme in SCHEMES:
                tab.emulate_media(color_scheme=scheme)
                assert axe(tab, "color-contrast") == [], (path, scheme)
        assert shown.said == []
    finally:
        shown.end()
