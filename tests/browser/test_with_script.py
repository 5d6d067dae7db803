"""What the script adds, in a browser: the reader's time, a selection, search, copying, frames."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from support.browsers import SHIFTED, Shown, axe
from support.gallery import KINDS
from support.towns import DAY
from support.witnesses import by_icalendar

# Whether anything of a page has been drawn.
DRAWN = """() => new Promise(done => {
    new PerformanceObserver(() => done(true)).observe({type: "paint", buffered: true});
    setTimeout(() => done(false), 2000);
})"""


def late(route: Route) -> None:
    time.sleep(0.2)
    route.continue_()


def chosen(town: Shown, *names: str) -> Page:
    """The page about subscribing with some boxes ticked."""
    tab = town.open("subscribe/")
    for name in names:
        tab.get_by_role("checkbox", name=name).check()
    return tab


def test_the_time_where_the_reader_is_stands_beside_that_of_the_event(town: Shown) -> None:
    tab = town.open(KINDS["exact"], timezone_id="Europe/Berlin")
    said = " ".join(tab.locator("main .when").inner_text().split())
    assert "19:30–\u206021:30 (China Time)" in said
    assert "13:30 where you are" in said
    assert "where you are" not in town.open(KINDS["exact"]).locator("main .when").inner_text()


@pytest.mark.parametrize("days", [0, 40])
@pytest.mark.parametrize("width", [360, 1440])
def test_what_the_script_changes_shifts_nothing(town: Shown, width: int, days: int) -> None:
    """For a reader elsewhere, where the script comes late; of new pages and of old ones."""
    tab = town.tab(width, timezone_id="America/New_York")
    tab.clock.set_fixed_time(datetime.fromisoformat(f"{DAY}T12:00:00Z") + timedelta(days=days))
    tab.route("**/site.*.js", late)
    seen = 0
    for kind in ("front", "exact", "series", "venue", "category", "month", "frame", "subscribe"):
        tab.goto(town.url(KINDS[kind]))
        assert tab.evaluate(SHIFTED) == 0, kind
        seen += tab.locator(".here").count()
    assert seen > 10 or days
    assert town.said == []


def test_where_the_script_never_comes_the_page_does(town: Shown) -> None:
    tab = town.tab()
    tab.route("**/site.*.js", lambda route: route.abort())
    tab.goto(town.url(KINDS["exact"]))
    assert tab.evaluate(DRAWN)


def test_two_things_that_a_feed_has_both_lead_to_that_feed(town: Shown) -> None:
    tab = chosen(town, "Music", "Town Hall")
    link = tab.get_by_role("link", name="Music at the hall").last
    link.click()
    assert tab.url == town.url("feeds/hall-music/#subscribe")
    assert town.said == []


def test_what_no_feed_has_is_downloaded_once(town: Shown) -> None:
    tab = chosen(town, "Market", "The Park")
    result = tab.locator("[data-result]")
    with tab.expect_download() as downloading:
        result.get_by_role("button").click()
    saved = Path(downloading.value.path()).read_bytes()
    wanted = (town.folder / "events" / "run.ics").read_bytes()
    assert [it for it in by_icalendar(saved) if it.summary == "Run"] == list(by_icalendar(wanted))
    assert tab.url.endswith("subscribe/?categories=market&venues=park#selection")


def test_an_address_brings_a_selection_back(town: Shown) -> None:
    tab = town.open("subscribe/?categories=market&venues=park#selection")
    assert tab.get_by_role("checkbox", name="Market").is_checked()
    expect(tab.locator("[data-result]").get_by_text("Run")).to_be_visible()
    assert axe(tab) == []


def test_search_finds_by_how_words_begin(town: Shown) -> None:
    tab = town.open("search/")
    tab.get_by_role("searchbox").fill("fes")
    found = tab.locator("[data-results] a")
    found.first.wait_for()
    assert sorted(found.all_inner_texts()) == ["Fest", "Fest Day"]
    assert axe(tab) == []
    tab.locator("[data-results]").get_by_role("link", name="Fest", exact=True).click()
    assert tab.url == town.url("events/fest/")
    assert town.said == []


def test_an_address_is_copied(town: Shown) -> None:
    tab = town.open("subscribe/", permissions=["clipboard-read", "clipboard-write"])
    button = tab.locator("[data-copy]").first
    button.click()
    expect(button).to_have_text(button.get_attribute("data-done") or "")
    assert (
        tab.evaluate("() => navigator.clipboard.readText()") == "https://events.example.org/town/calendar.ics"
    )
    assert town.said == []


def test_what_a_frame_shows_opens_outside_of_it(town: Shown) -> None:
    tab = town.open(KINDS["frame"], 360)
    with tab.expect_popup() as opening:
        tab.get_by_role("article").get_by_role("link").first.click()
    assert opening.value.url.startswith(town.url("events/"))


def test_only_lists_for_frames_may_be_framed(town: Shown) -> None:
    """As `_headers` tells the host, and the browser minds it."""
    kinds = ("frame", "frame of a venue", "front", "exact", "venue")
    frames = "".join(f'<iframe title="{kind}" src="{town.url(KINDS[kind])}"></iframe>' for kind in kinds)
    tab = town.tab()
    another = f"{town.host}/another"
    tab.route(another, lambda route: route.fulfill(body=frames, content_type="text/html"))
    tab.goto(another)
    shown = [kind for kind in kinds if tab.frame_locator(f"[title='{kind}']").locator("main").count()]
    assert shown == ["frame", "frame of a venue"]
