"""What somebody does who comes: subscribe, read without script, print, use the keyboard, come late."""

import itertools
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from support import codes, gallery, towns
from support.browsers import OVERFLOW, SCHEMES, Scheme, Shown, axe, build
from support.gallery import KINDS, LANGUAGES, TREES, UNSURE
from support.towns import DAY

FEED = "events.example.org/town/calendar.ics"
SOME = ("front", "exact", "approximate", "month", "venue", "subscribe", "search")

# What can be used but has nobody that makes it do something: without script there is no such thing.
DEAD = """() => [...document.querySelectorAll(
        "button, select, textarea, form, a:not([href]), input:not([readonly]), dialog")]
    .filter(it => it.checkVisibility({visibilityProperty: true})).map(it => it.outerHTML.slice(0, 120))"""
# Text whose colour on white paper is hard to read: browsers print no backgrounds.
FAINT = """() => {
    const light = it => { it /= 255; return it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4 };
    const faint = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const it = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !it.checkVisibility({visibilityProperty: true})) continue;
        if (it.closest("script, svg, .vh, .vh *")) continue;
        const [r, g, b] = getComputedStyle(it).color.match(/[\\d.]+/g).map(Number);
        const contrast = 1.05 / (0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b) + 0.05);
        if (contrast < 4.5) faint.add(`${it.tagName}.${it.className}: ${it.textContent.trim()} ${contrast}`);
    }
    return [...faint];
}"""
# With forced colours: boxes that only a background made, and icons in the colour of the page.
BOXES = ".button, .chips a, .date, .card, .tag, .ev, .status, .panel"
BORDERLESS = """boxes => [...document.querySelectorAll(boxes)]
    .filter(it => it.checkVisibility() && getComputedStyle(it).borderTopStyle === "none")
    .map(it => it.outerHTML.slice(0, 99))"""
UNSEEN = """() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(".i")].map(it => it.className + getComputedStyle(it).backgroundColor)
        .filter(it => it.endsWith(ground));
}"""
# How far from the left a text stands.
PLACE = """text => {
    const walker = document.createTreeWalker(document.querySelector(".when"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(text);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + text.length);
        return range.getBoundingClientRect().left;
    }
}"""
# Where the keyboard is: what it is on, whether it shows, and whether it can be seen.
FOCUSED = """() => {
    const it = document.activeElement;
    if (it === document.body) return null;
    const box = it.getBoundingClientRect();
    // The link in a row is as large as the row, and so is the line around it.
    const seen = [it, it.closest(".card, .row")].filter(it => it).map(it => getComputedStyle(it))
        .some(it => it.outlineStyle !== "none" && parseFloat(it.outlineWidth) >= 2);
    return {
        at: [...document.querySelectorAll("*")].indexOf(it),
        what: `${it.tagName} ${it.getAttribute("href") ?? ""} ${it.textContent.trim().slice(0, 30)}`,
        seen,
        inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
            && box.left < innerWidth,
    };
}"""
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
    .filter(it => it.tabIndex >= 0 && it.checkVisibility({visibilityProperty: true})
        && !(it.closest("details:not([open])") && it.tagName !== "SUMMARY"))
    .map(it => [...document.querySelectorAll("*")].indexOf(it))"""


def says(tab: Page) -> str:
    return " ".join(tab.inner_text("body").split())


# --- to subscribe ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1440])
def test_from_the_first_page_to_the_feed(town: Shown, width: int) -> None:
    tab = town.open("", width)
    tab.get_by_role("main").get_by_role("link", name="Subscribe", exact=True).first.click()
    assert tab.url == town.url("subscribe/")
    apple = tab.get_by_role("link", name="Apple").first
    assert apple.get_attribute("href") == f"webcal://{FEED}"
    assert apple.bounding_box()["height"] >= 44  # type: ignore[index]
    assert tab.get_by_label("Address").first.input_value() == f"https://{FEED}"
    assert town.said == []


def test_from_an_event_to_the_feed_of_its_venue(town: Shown) -> None:
    tab = town.open(KINDS["exact"], 360)
    tab.get_by_role("link", name=re.compile("Town Hall")).first.click()
    assert tab.url.startswith(town.url("venues/hall/"))
    tab.get_by_role("main").get_by_role("link", name="Subscribe", exact=True).first.click()
    assert tab.url == town.url("venues/hall/#subscribe")
    assert f"webcal://{FEED.replace('calendar', 'venues/hall')}" in tab.content()


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_camera_reads_the_address_of_the_page(
    town: Shown, scheme: Scheme, forced: Literal["none", "active"]
) -> None:
    for tree, kind in itertools.product(TREES, ("subscribe", "venue", "town", "category", "part of", "feed")):
        tab = town.look(tree + KINDS[kind], 360)
        tab.emulate_media(color_scheme=scheme, forced_colors=forced)
        address = codes.read(tab.locator(".qr"))
        assert address == f"https://events.example.org{gallery.ROOT}{quote(tree + KINDS[kind])}"


def test_the_file_of_an_event_is_what_calendars_open(town: Shown) -> None:
    tab = town.open(KINDS["exact"])
    link = tab.locator("a[href$='events/exact.ics']").first
    with tab.expect_download() as downloading:
        link.click()
    assert b"BEGIN:VEVENT" in Path(downloading.value.path()).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("kind", ["front", "exact", "month", "venue", "subscribe"])
def test_another_language_is_that_of_the_same_page(town: Shown, kind: str, language: str) -> None:
    tab = town.open(KINDS[kind])
    tab.locator(f".lang a[hreflang={language}]").click()
    assert tab.url == town.url(f"{language}/{KINDS[kind]}")
    assert tab.locator("html").get_attribute("lang") == language
    tab.locator(f".lang a[hreflang={LANGUAGES[0]}]").click()
    assert tab.url == town.url(KINDS[kind])


@pytest.mark.parametrize(
    "path",
    ["search/?q=exact", "subscribe/?categories=market&venues=park#selection", "venues/hall/#subscribe"],
)
def test_another_language_has_what_was_searched_for_or_chosen(town: Shown, path: str) -> None:
    tab = town.open(path)
    tab.locator(".lang a[hreflang=zh-Hans]").click()
    assert tab.url == town.url(f"zh-Hans/{path}")
    if "q=" in path:
        tab.get_by_role("searchbox").fill("音乐")
        tab.locator("[data-results] a").first.wait_for()
        tab.locator(".lang a[hreflang=en]").click()
        assert tab.url == town.url("search/?q=音乐")
    assert town.said == []


# --- without script, and late ---------------------------------------------------------------------


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree or "first")
def test_without_script_nothing_dead_is_seen(town: Shown, tree: str) -> None:
    tab = town.tab(java_script_enabled=False)
    for kind in SOME:
        tab.goto(town.url(tree + KINDS[kind]))
        assert tab.evaluate(DEAD) == [], kind


def test_without_script_the_day_is_named_for_which_today_is_true(town: Shown) -> None:
    tab = town.open("", java_script_enabled=False)
    assert tab.get_by_role("heading", name="Today").is_visible()
    assert tab.get_by_text("As of 4 June 2024").is_visible()


@pytest.mark.parametrize("script", [False, True])
def test_pages_that_are_forty_days_old_do_not_pass_for_new(town: Shown, script: bool) -> None:
    """Whoever comes late sees of which day "today" is."""
    tab = late(town, "front", java_script_enabled=script)
    for kind in ("front", "run", "series", "month"):
        tab.goto(town.url(KINDS[kind]))
        assert "As of 4 June 2024" in says(tab), kind
    assert town.said == []


def test_with_script_old_pages_say_what_is_on_now(town: Shown) -> None:
    tab = late(town, "front")
    assert tab.locator(".big-day time").get_attribute("datetime") == "2024-07-14"
    assert not tab.get_by_role("link", name="Run", exact=True).is_visible()  # it ended on 6 June
    for kind, word in (("run", "over"), ("exact", "over"), ("unknown start", "on now")):
        tab.goto(town.url(KINDS[kind]))
        assert tab.locator("main .when .tag").inner_text() == word
    assert town.said == []


def late(town: Shown, kind: str, **settings: Any) -> Page:
    """A page that was made forty days ago."""
    tab = town.tab(**settings)
    tab.clock.set_fixed_time(datetime.fromisoformat(f"{DAY}T12:00:00Z") + timedelta(days=40))
    tab.goto(town.url(KINDS[kind]))
    return tab


def test_an_old_id_leads_to_the_present_one(town: Shown) -> None:
    tab = town.open("events/old-name/")
    tab.wait_for_url(town.url("events/renamed/"))
    assert tab.get_by_role("heading", level=1).inner_text() == "Renamed"


# --- what isn't sure --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", UNSURE)
def test_a_date_that_is_not_sure_looks_it(town: Shown, kind: str) -> None:
    tab = town.look(KINDS[kind], 1440)
    when = tab.locator("main .when")
    words = {
        "unknown start": "has not been announced",
        "month without a day": "not announced",
        "approximate": "about",
    }
    assert words[kind] in when.inner_text()
    assert when.locator("time").count() == 0
    firm = when.evaluate("it => getComputedStyle(it.querySelector('.big')).borderBlockEndStyle !== 'dashed'")
    fades = tab.locator(".bigbar rect[fill*=fade]").count()
    assert not firm or fades


def test_rows_of_what_is_not_sure_are_dashed_and_say_so(town: Shown) -> None:
    tab = town.open("")
    for title, mark, words in (("About", "~", "about 20 Jun 2024"), ("Month", "?", "not announced")):
        row = tab.get_by_role("article").filter(has=tab.get_by_role("link", name=title, exact=True)).first
        assert words in row.inner_text()
        block = row.locator(".date")
        assert mark in block.inner_text()
        assert block.evaluate("it => getComputedStyle(it).borderTopStyle") == "dashed"


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_the_word_beside_an_event_is_seen_at_any_width(town: Shown, width: int) -> None:
    tab = town.open(KINDS["frame"], width)
    for title, word in (("Run", "on now"), ("Night", "today"), ("Tentative", "not confirmed")):
        row = tab.get_by_role("article").filter(has=tab.get_by_role("link", name=title, exact=True)).first
        assert row.get_by_text(word, exact=True).is_visible(), title


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
def test_the_months_of_the_strip_are_in_one_line(browser: Browser, tmp_path: Path, language: str) -> None:
    made = json.dumps(towns.town(30, language=language))
    shown = Shown(browser, build(tmp_path, made, now=DAY), gallery.ROOT)
    try:
        labels = shown.open("", 320).locator(".strip li > *").all()
        assert len(labels) == 12
        assert len({label.bounding_box()["height"] for label in labels}) == 1  # type: ignore[index]
    finally:
        shown.end()


# --- on paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", [*SOME, "cancelled", "removed", "run"])
def test_what_is_printed_can_be_read(town: Shown, kind: str, scheme: Scheme) -> None:
    """At the width of A4 between its margins; in dark mode too, as paper is white."""
    tab = town.look(KINDS[kind], 690)
    tab.emulate_media(media="print", color_scheme=scheme)
    assert tab.evaluate(FAINT) == []
    assert tab.evaluate(OVERFLOW) == []
    assert tab.get_by_role("heading", level=1).is_visible()
    assert not tab.get_by_role("navigation", name="Main menu").is_visible()


def test_what_is_not_sure_looks_it_on_paper_too(town: Shown) -> None:
    tab = town.open("", 690)
    tab.emulate_media(media="print")
    styles = "them => them.map(it => getComputedStyle(it).borderTopStyle)"
    assert set(tab.locator(".date.guess").evaluate_all(styles)) == {"dashed"}
    assert set(tab.locator(".date:not(.guess)").evaluate_all(styles)) == {"solid"}
    tab.goto(town.url(KINDS["month"]))
    assert set(tab.locator(".ev.guess").evaluate_all(styles)) == {"dashed"}


@pytest.mark.parametrize(("kind", "most"), [("front", 4), ("exact", 2), ("month", 4)])
def test_a_page_prints_on_few_sheets(town: Shown, kind: str, most: int) -> None:
    printed = town.open(KINDS[kind]).pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most


# --- other ways to see it ---------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_with_forced_colours_shapes_stay(town: Shown, scheme: Scheme) -> None:
    """They take every background away: what has one needs a border."""
    for kind in SOME:
        tab = town.look(KINDS[kind], 1440)
        tab.emulate_media(forced_colors="active", color_scheme=scheme)
        assert tab.evaluate(BORDERLESS, BOXES) == []
        assert tab.evaluate(UNSEEN) == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    "kind", ["front", "exact", "series", "month", "venue", "subscribe", "search", "frame", "not found"]
)
def test_the_keyboard_comes_everywhere_in_order_and_is_seen(town: Shown, kind: str, width: int) -> None:
    tab = town.look(KINDS[kind], width)
    wanted = tab.evaluate(STOPS)
    found = []
    for _ in wanted:
        tab.keyboard.press("Tab")
        stop = tab.evaluate(FOCUSED)
        assert stop
        assert stop["seen"], stop
        assert stop["inside"], stop
        found.append(stop["at"])
    assert found == wanted == sorted(wanted)


def test_the_first_stop_leads_past_the_menu(town: Shown) -> None:
    tab = town.open("")
    tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="Skip to content")
    assert skip.evaluate("it => it === document.activeElement")
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.closest('main') !== null")


def test_from_right_to_left(town: Shown) -> None:
    """What stands at the left of English stands at the right of Arabic; nothing is cut off."""
    for kind in ("front", "exact", "approximate", "month", "venue", "subscribe", "run", "unknown start"):
        for width in (360, 1440):
            tab = town.look(f"ar/{KINDS[kind]}", width)
            assert tab.locator("html").get_attribute("dir") == "rtl"
            assert tab.evaluate(OVERFLOW) == [], (kind, width)
            mark = tab.locator(".top .mark svg").bounding_box()
            assert mark
            assert mark["x"] > width / 2
            if width == 360:
                assert axe(tab) == [], kind
    assert town.said == []


def test_english_dates_run_from_left_to_right_on_a_page_that_does_not(town: Shown) -> None:
    """A date that begins with a number would stand at the end of itself."""
    tab = town.look(f"ar/{KINDS['run']}", 1440)
    first, last = (tab.evaluate(PLACE, text) for text in ("1–\u206021", "Jun 2024"))
    assert first < last
    tab = town.look("ar/", 1440)  # the axis of what is on for a while: the first month at the right
    first, last = (tab.locator(".ax text", has_text=month).bounding_box() for month in ("May", "Jul"))
    assert first
    assert last
    assert first["x"] > last["x"]


def test_a_text_in_another_language_says_so(town: Shown) -> None:
    """So that it is read out as it is spoken."""
    for page, text, language in (
        ("zh-Hans/events/renamed/", "Renamed", "en"),
        ("zh-Hans/events/exact/", "音乐会", "zh-Hans"),
        ("ar/events/exact/", "حفلة موسيقية", "ar"),
        ("ar/events/weekly/", "Weekly", "en"),
    ):
        title = town.look(page, 360).locator("h1 > *, h1").last
        assert title.inner_text() == text
        assert title.evaluate("it => it.closest('[lang]').lang") == language, page
