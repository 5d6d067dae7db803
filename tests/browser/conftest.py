"""One browser for a test run, the pages that are shown in it, and what a test gets of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support import browsers, gallery
from support.browsers import Shown


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsers.started() as running:
        yield running


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the made town."""
    return gallery.publish(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def _shown(browser: Browser, published: Path) -> Iterator[Shown]:
    showing = Shown(browser, published, gallery.ROOT)
    yield showing
    showing.end()


@pytest.fixture
def town(_shown: Shown) -> Iterator[Shown]:
    """The made town in a browser, of which nothing has been asked yet."""
    yield _shown
    _shown.leave()
