"""Texts that would act if a page let them, in a browser: none does, and what was written is shown."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog

from support.browsers import OVERFLOW, SCHEMES, Shown, build
from support.gallery import ROOT
from support.hostile import ACTS, hostile
from support.towns import DAY

MORE = (
    "<svg onload=document.title='x'><style>*{display:none}</style>",
    "</title></head><body><base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "]]></svg><a href=javascript:alert(1)>here</a><form action=//evil.example><button>",
)
PAGES = ("", "events/odd/", "events/part/", "months/2024-06/", "venues/bad/", "subscribe/", "search/")


@pytest.mark.parametrize("text", [*ACTS, *MORE], ids=range(len(ACTS) + len(MORE)))
def test_nothing_that_is_written_acts(browser: Browser, tmp_path: Path, text: str) -> None:
    folder = build(tmp_path, json.dumps(hostile(text)), now=DAY)
    shown = Shown(browser, folder, ROOT)
    try:
        tab = shown.tab(320)
        acted: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            acted.append(dialog.message)
            dialog.dismiss()

        tab.on("dialog", dismiss)
        for path in PAGES:
            tab.goto(shown.url(path))
            assert tab.url == shown.url(path)
            assert tab.evaluate("() => document.querySelectorAll('main, base, img, style').length") == 1, path
            assert tab.evaluate(OVERFLOW) == [], path
        tab.goto(shown.url("events/odd/"))
        wanted = " ".join(text.split())
        assert (
            tab.evaluate("() => document.querySelector('h1').textContent.replace(/\\s+/g, ' ').trim()")
            == wanted
        )
        said = tab.evaluate("() => JSON.parse(document.querySelector('script[type*=ld]').textContent)")
        assert said["name"] == wanted
        assert (acted, shown.said, shown.strangers()) == ([], [], [])
    finally:
        shown.end()


@pytest.mark.parametrize("color", ["yellow", "navy"])
def test_any_colour_can_be_read(browser: Browser, tmp_path: Path, color: str) -> None:
    """All of them are reckoned in tests/site/test_palette.py; here a light and a dark one are seen."""
    data = hostile("A plain title")
    data["calendar"]["color"] = color
    shown = Shown(browser, build(tmp_path, json.dumps(data), now=DAY), ROOT)
    try:
        for path in ("", "events/odd/", "months/2024-06/"):
            tab = shown.look(path, 1440)
            for scheme in SCHEMES:
                tab.emulate_media(color_scheme=scheme)
                assert shown.axe(tab, "color-contrast") == [], (path, scheme)
        assert shown.said == []
    finally:
        shown.end()
