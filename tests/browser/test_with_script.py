"""What the script adds, in a browser: the reader's time, a selection, search, copying, frames."""

from pathlib import Path

from playwright.sync_api import Page, expect

from support.browsers import Shown
from support.gallery import KINDS
from support.witnesses import by_icalendar


def chosen(town: Shown, *names: str) -> Page:
    """The page about subscribing with some boxes ticked."""
    tab = town.open("subscribe/")
    for name in names:
        tab.get_by_role("checkbox", name=name).check()
    return tab


def test_the_time_where_the_reader_is_stands_beside_that_of_the_event(town: Shown) -> None:
    tab = town.open(KINDS["exact"], timezone_id="Europe/Berlin")
    said = " ".join(tab.locator("main .when").inner_text().split())
    assert "19:30–21:30 (China Time)" in said
    assert "13:30 where you are" in said
    assert "where you are" not in town.open(KINDS["exact"]).locator("main .when").inner_text()


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
    assert town.axe(tab) == []


def test_search_finds_by_how_words_begin(town: Shown) -> None:
    tab = town.open("search/")
    tab.get_by_role("searchbox").fill("fes")
    found = tab.locator("[data-results] a")
    found.first.wait_for()
    assert sorted(found.all_inner_texts()) == ["Fest", "Fest Day"]
    assert town.axe(tab) == []
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
    """As `_headers` tells the host."""
    for kind, isolated in (("frame", False), ("front", True), ("exact", True)):
        answer = town.tab().goto(town.url(KINDS[kind]))
        assert answer
        assert ("x-frame-options" in answer.headers) == isolated
        assert ("'none'" in answer.headers["content-security-policy"]) == isolated
