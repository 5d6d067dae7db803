"""What a page of `serve` shows in a browser while its calendar is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browsers import READER, SCHEMES, Scheme, axe
from support.projects import calendar, event
from support.serving import PATIENCE, Served, save

GOOD = calendar(event("fair", "2027-06-04", title="Fair")) | {"site": "yes"}
CHANGED = calendar(event("fair", "2027-06-04", title="Fair with cakes")) | {"site": "yes"}
WRONG = calendar(event("fair", "2027-06-31", title="<b>Never shown</b>")) | {"site": "yes"}
WAIT = PATIENCE * 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calendar").mkdir()
    save(tmp_path / "calendar", GOOD)
    return tmp_path / "calendar"


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    with Served(folder, "--now", "2027-06-01T08:00Z") as running:
        yield running


@pytest.fixture(params=SCHEMES)
def tab(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    """The page of the event, open since before anything was wrong, at its foot."""
    scheme: Scheme = request.param
    context = browser.new_context(**READER, color_scheme=scheme, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{served.port}/events/fair/")
    yield page
    context.close()


def test_a_mistake_is_said_where_one_looks_and_goes_with_it(tab: Page, folder: Path) -> None:
    alert, title = tab.get_by_role("alert"), tab.get_by_role("heading", level=1)
    expect(title).to_have_text("Fair")
    expect(alert).to_have_text("")
    tab.evaluate("() => { window.here = true }")

    save(folder, WRONG)
    expect(alert).to_contain_text("E101 2027-06 has no day 31", timeout=WAIT)
    expect(alert).to_contain_text("= its last day is 2027-06-30")
    expect(alert).to_be_in_viewport()
    expect(title).to_have_text("Fair")
    assert axe(tab) == []

    # The very page that was there, which knows the mistake has gone and need not be loaded again.
    save(folder, GOOD)
    expect(alert).to_have_text("", timeout=WAIT)
    assert tab.evaluate("() => window.here")


def test_an_edit_without_a_mistake_is_loaded_also_after_one(tab: Page, folder: Path) -> None:
    save(folder, WRONG)
    expect(tab.get_by_role("alert")).to_contain_text("E101", timeout=WAIT)
    save(folder, CHANGED)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Fair with cakes", timeout=WAIT)
    expect(tab.get_by_role("alert")).to_have_text("")
