"""A folder of pages → a browser that shows them, over a server that sends what `_headers` says.

Chromium is the machine's own: Playwright drives it and brings none. Where there is none, `why_not` says so.
"""

import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from support.paths import TESTS
from support.sites import headers
from support.towns import DAY

NO_BROWSER = "NO BROWSER: the pages were not shown. On Debian: apt-get install chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_NODE = os.environ.get("CALENDAR_GEN_TESTS_WITHOUT_NODE") == "1"
NODE = TESTS / "js" / "node_modules"
# No name is looked up: whatever another host is asked for fails at once, and is seen.
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]

# `make test-all` shows every page at every width.
EVERYTHING = os.environ.get("PAGES") == "all"
WIDTHS = (320, 360, 768, 1440) if EVERYTHING else (360, 1440)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

# Of a reader in the made town. A change of scheme would fade colours in, and axe see them half-way.
READER: dict[str, Any] = {"timezone_id": "Asia/Shanghai", "locale": "en-GB", "reduced_motion": "reduce"}

SHIFTED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const it of list.getEntries()) sum += it.value })
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum)));
})"""
# What is wider than the window, and what of it: a table that scrolls in a box of its own is not.
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.body.querySelectorAll("*")].filter(it => {
        const box = it.getBoundingClientRect();
        return box.width && (box.right > wide + 1 || box.left < -1);
    }).map(it => `${it.tagName} ${it.getAttribute("class")} ${it.textContent.trim().slice(0, 40)}`)
        .concat(`${document.documentElement.scrollWidth} > ${wide}`);
}"""
# Ranges of days and times, and days of the week, that stand on two lines.
SPLIT = """() => {
    const split = [];
    const lines = it => new Set([...it.getClientRects()].map(box => Math.round(box.top))).size;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const {data, parentElement} = walker.currentNode;
        if (!parentElement.checkVisibility() || parentElement.closest(".vh")) continue;
        for (const found of data.matchAll(/\\d+–\\S+|(周|星期).|.曜日/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, found.index);
            range.setEnd(walker.currentNode, found.index + found[0].length);
            if (lines(range) > 1) split.push(`${parentElement.className} ${found[0]}`);
        }
    }
    return split;
}"""
AXE = """rules => axe.run(document, {
    resultTypes: ["violations"], preload: false, ...(rules.length ? {runOnly: rules} : {}),
}).then(found => found.violations.map(
    it => `${it.id}: ${it.nodes.map(node => `${node.target} ${node.failureSummary}`).join("; ")}`))"""


def chromium() -> str | None:
    """The path of a browser on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def needed() -> bool:
    """Whether tests may not go without a browser."""
    return bool(os.environ.get("CALENDAR_GEN_TESTS_NEED_BROWSER") or os.environ.get("CI"))


@contextmanager
def started() -> Iterator[Browser]:
    """A browser; without one the test is skipped, where it must be there it fails."""
    path = chromium()
    if path is None:
        if needed():
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files below the path that the calendar has on its host, as a static host serves them."""

    protocol_version = "HTTP/1.1"
    extensions_map: Mapping[str, str] = {  # type: ignore[assignment]
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".ics": "text/calendar; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".svg": "image/svg+xml",
    }

    def __init__(self, *arguments: Any, root: str, **more: Any) -> None:
        self.root = root
        super().__init__(*arguments, **more)

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.root.rstrip("/")))

    def end_headers(self) -> None:
        for name, value in headers(Path(self.directory), self.path.removeprefix(self.root.rstrip("/"))):
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = self._missing()
        if code != 404 or missing is None:
            super().send_error(code, message, explain)
            return
        body = missing.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _missing(self) -> Path | None:
        """The nearest page that says that there is none, as Cloudflare Pages and Netlify look for it."""
        top, asked = Path(self.directory), Path(self.translate_path(self.path))
        folders = (folder for folder in asked.parents if folder == top or top in folder.parents)
        return next((page for folder in folders if (page := folder / "404.html").exists()), None)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class Shown:
    """Pages of a folder in a browser, with all that the browser says and asks for while they are shown."""

    def __init__(self, browser: Browser, folder: Path, root: str = "/", now: str = f"{DAY}T04:00Z") -> None:
        self.browser, self.folder, self.root, self.now = browser, folder, root, now
        handler = partial(Handler, directory=str(folder), root=root)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.contexts: list[BrowserContext] = []
        self._kept: Page | None = None

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def url(self, path: str) -> str:
        return self.host + self.root + quote(path, safe="/#?=&")

    def tab(self, width: int = 1440, **settings: Any) -> Page:
        """A new window of this width, which remembers nothing of others."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **READER | settings)
        self.contexts.append(context)
        tab = context.new_page()
        tab.clock.set_fixed_time(self.now)  # the script goes by it
        tab.on("console", lambda message: self.said.append(f"{tab.url}: {message.text}"))
        tab.on("pageerror", lambda error: self.said.append(f"{tab.url}: {error}"))
        context.on("request", lambda request: self.asked.append(request.url))
        return tab

    def open(self, path: str, width: int = 1440, **settings: Any) -> Page:
        """A page in a window of its own, loaded."""
        tab = self.tab(width, **settings)
        tab.goto(self.url(path))
        return tab

    def look(self, path: str, width: int) -> Page:
        """A page in the window that stays, as a new one for each of hundreds would take long."""
        if self._kept is None:
            self._kept = self.tab()
            self.contexts.clear()
        self._kept.emulate_media(media="screen", color_scheme="light", forced_colors="none")
        self._kept.set_viewport_size({"width": width, "height": 900})
        self._kept.goto(self.url(path))
        return self._kept

    def strangers(self) -> list[str]:
        """What any other host was asked for."""
        own = urlsplit(self.host).netloc
        return [url for url in self.asked if urlsplit(url).netloc not in ("", own)]

    def leave(self) -> None:
        """Close all windows, and forget what was said."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        self.said.clear()
        self.asked.clear()

    def end(self) -> None:
        self.leave()
        if self._kept:
            self._kept.context.close()
        self.server.shutdown()
        self.server.server_close()


def axe(tab: Page, *rules: str) -> list[str]:
    """What axe finds in a page as it is shown, by some rules or all."""
    if WITHOUT_NODE:  # as `make test` has said: npm brings axe
        return []
    if not tab.evaluate("() => 'axe' in window"):
        tab.evaluate(_script_of_axe())
    found = tab.evaluate(AXE, rules)
    assert isinstance(found, list)
    return found


@cache
def _script_of_axe() -> str:
    return (NODE / "axe-core" / "axe.min.js").read_text("utf-8")


def build(folder: Path, data: str, *arguments: str, now: str) -> Path:
    """What a build publishes of a calendar, in a folder that several tests share."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "events.yaml").write_text(data, "utf-8")
    command = [sys.executable, "-m", "calendar_gen", "--now", now, "build", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return folder / "public"
