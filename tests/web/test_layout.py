"""Paths: what is made is what is recognised, and nothing else."""

from datetime import date

import pytest

from calendar_gen.web import layout

MADE = {
    layout.event_file("fair"): ("events", "fair"),
    layout.venue_feed("hall"): ("venues", "hall"),
    layout.series_feed("fair"): ("series", "fair"),
    layout.feed_of("towns", "上海"): ("towns", "上海"),
    layout.feed_of("categories", "open-air"): ("categories", "open-air"),
    layout.feed_of("feeds", "weekend"): ("feeds", "weekend"),
    layout.month_feed(2027, 5): ("months", "2027-05"),
}


@pytest.mark.parametrize("path", MADE)
def test_a_feed_is_known_again(path: str) -> None:
    assert (layout.kind_of(path), layout.slug_of(path)) == MADE[path]
    assert layout.is_feed(path)
    assert layout.is_ics(path)
    assert layout.has_our_form(path)


@pytest.mark.parametrize("path", MADE)
def test_a_feed_has_a_page_of_its_kind(path: str) -> None:
    page = layout.page_of(path)
    assert page == path.removesuffix(".ics") + "/"
    assert layout.kind_of(page) == layout.kind_of(path)
    assert layout.is_page(layout.file_of(page))
    assert layout.is_of_site(layout.file_of(page))


def test_only_the_file_of_an_event_is_one() -> None:
    others = (layout.EVERYTHING, layout.DATES, "events/fair/index.html", "venues/hall.ics", "events.ics")
    assert layout.is_event_file("events/fair.ics")
    assert not any(map(layout.is_event_file, others))


def test_only_a_month_is_one() -> None:
    assert layout.month_of(layout.month_feed(2027, 5)) == (2027, 5)
    assert layout.month_of("feeds/2027-05.ics") is None
    assert layout.month_of("months/2027-05/index.html") is None
    assert layout.month_of("months/2027-05.ics.ics") is None


def test_what_is_at_the_top_is_of_no_kind_and_no_other_feed() -> None:
    for path in (layout.EVERYTHING, layout.NEWS, layout.MISSING, layout.DATES):
        assert layout.kind_of(path) == ""
        assert layout.has_our_form(path)
        assert not layout.is_feed(path)


@pytest.mark.parametrize(
    "page",
    [
        layout.FRONT,
        layout.MISSING,
        layout.ABOUT,
        layout.SUBSCRIBE,
        layout.SEARCH,
        layout.MONTHS,
        layout.kind_page("towns"),
        layout.event_page("fair"),
        layout.month_page(date(2027, 5, 1)),
        layout.day_page(date(2027, 5, 1)),
        layout.period_page(layout.page_of("towns/上海.ics"), 2027, 0),
        layout.period_page(layout.letter_page("m"), 2027, 5),
        layout.embed_page("venues/hall.ics"),
        layout.embed_page(layout.EVERYTHING),
    ],
)
def test_a_page_is_in_a_file_of_our_form(page: str) -> None:
    file = layout.file_of(page)
    assert layout.is_page(file)
    assert layout.is_of_site(file)
    assert not layout.is_of_site(f"notes/2027/{file}")


@pytest.mark.parametrize("name", ["boat.svg", "fonts/Harbour-1.woff2", "1/2/3/4/5/a.JPG.png"])
def test_what_a_theme_brings_is_ours(name: str) -> None:
    assert layout.is_of_site(layout.theme_file(name))
    assert layout.is_of_site(layout.theme_style("0123456789"))


@pytest.mark.parametrize("name", ["a.js", "a b.png", ".a.png", "../a.png", "a/.b/c.png", "1/2/3/4/5/6/a.png"])
def test_what_no_theme_brings_is_not(name: str) -> None:
    assert not layout.is_of_site(layout.theme_file(name))


def test_pages_below_the_folder_of_a_language_are_ours() -> None:
    assert layout.is_of_site("zh-Hans/events/fair/index.html")
    assert not layout.is_of_site("notes/events/fair/index.html")


@pytest.mark.parametrize(
    "path",
    [layout.SITEMAP, layout.sitemap(2), layout.ROBOTS, layout.HEADERS, layout.NO_JEKYLL, layout.SCHEMA],
)
def test_what_is_beside_the_pages_is_ours_too(path: str) -> None:
    assert layout.is_of_site(path)
    assert not layout.is_page(path)


@pytest.mark.parametrize("path", ["venues/../a.ics", "venues/a/b.ics", "others/a.ics", "venues/a.ics.txt"])
def test_nothing_else_is_a_feed(path: str) -> None:
    assert not layout.is_feed(path)
    assert not layout.has_our_form(path)
