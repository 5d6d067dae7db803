"""A calendar's file → how long a save takes to be on the page, and how many requests are answered.

    python benchmarks/serve.py                                   # the shipped calendar
    python benchmarks/serve.py events.yaml --chromium /usr/bin/chromium

Without `--chromium` the page is what a browser fetches when told to load again; with it (and Playwright)
the page of a browser, until it is loaded. Nothing outside of this machine is asked.
"""

import argparse
import http.client
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

_ROOT = Path(__file__).parent.parent


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, default=_ROOT / "events.yaml")
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5, help="how long requests are sent")
    parser.add_argument("--chromium", metavar="PATH")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _served(options.file, Path(folder)) as (file, port):
        wait = _in_chromium if options.chromium else _by_http
        times = wait(file, port, options.saves, options.chromium or "")
        print(f"save to page: median {statistics.median(times):.3f} s, {min(times):.3f}–{max(times):.3f} s")
        answered, failed, builds = _under_load(file, port, options.seconds)
        rate = answered / options.seconds
        print(
            f"requests, 8 connections, {builds} saves: {rate:,.0f} a second, {failed} without a whole answer"
        )


def times(file: Path, saves: int) -> list[float]:
    """From each save to the page that a browser fetches when it is told to."""
    with tempfile.TemporaryDirectory() as folder, _served(file, Path(folder)) as (copy, port):
        return _by_http(copy, port, saves, "")


@contextmanager
def _served(source: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """A copy of a calendar, and the port on which it is served."""
    for path in (source, source.with_suffix(".lock")):
        if path.exists():
            shutil.copy(path, folder)
    file = folder / source.name
    command = [sys.executable, "-m", "calendar_gen", "-f", str(file), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        found = re.search(r":([0-9]+)/", process.stdout.readline())
        try:
            assert found
            yield file, int(found[1])
        finally:
            process.terminate()


def _edits(file: Path, saves: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Another name for the calendar each time, and how it is saved."""
    text = file.read_text("utf-8")
    name = re.search(r"^  name: (.*)$", text, re.MULTILINE)
    assert name
    for number in range(saves):
        said = f"Edit {number} of many"
        yield said, partial(file.write_text, text.replace(name[0], f"  name: {said}"), "utf-8")
    file.write_text(text, "utf-8")


def _by_http(file: Path, port: int, saves: int, _chromium: str) -> list[float]:
    times = []
    for said, save in _edits(file, saves):
        page = _fetched(port, "/")
        of = re.search(rb'data-of="(\w+)"', page)
        assert of
        news = http.client.HTTPConnection("127.0.0.1", port)
        news.request("GET", f"/.calendar-gen/events?path=/&of={of[1].decode()}")
        response = news.getresponse()
        begin = time.perf_counter()
        save()
        while b"event: reload" not in response.readline():
            pass
        page = _fetched(port, "/")
        times.append(time.perf_counter() - begin)
        assert said.encode() in page
        news.close()
    return times


def _in_chromium(file: Path, port: int, saves: int, chromium: str) -> list[float]:
    from playwright.sync_api import Error, sync_playwright  # late: only this needs it

    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        for said, save in _edits(file, saves):
            page.wait_for_timeout(300)
            begin = time.perf_counter()
            save()
            title = ""
            while said not in title:
                try:
                    title = page.title()
                except Error:  # it is just being loaded
                    continue
            page.wait_for_load_state()
            times.append(time.perf_counter() - begin)
        browser.close()
    return times


def _fetched(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    try:
        return connection.getresponse().read()
    finally:
        connection.close()


def _under_load(file: Path, port: int, seconds: float) -> tuple[int, int, int]:
    """How many requests were answered, how many weren't wholly, while how many saves were made."""
    done, counts, failed = threading.Event(), [0] * 8, [0] * 8

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while not done.is_set():
            try:
                connection.request("GET", ("/", "/calendar.ics")[number % 2])
                response = connection.getresponse()
                whole = response.read().rstrip().endswith((b"</html>", b"END:VCALENDAR"))
                failed[number] += response.status != 200 or not whole
                counts[number] += 1
            except OSError:
                failed[number] += 1
                connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    builds, end = 0, time.monotonic() + seconds
    for _, save in _edits(file, 10_000):
        if time.monotonic() > end:
            break
        save()
        builds += 1
        time.sleep(0.25)
    done.set()
    for thread in threads:
        thread.join()
    return sum(counts), sum(failed), builds


if __name__ == "__main__":
    main()
