"""A calendar as `serve` shows it: what is answered, what a save changes, and how it ends."""

import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from calendar_gen.cli import serving
from support.paths import ROOT
from support.projects import Project, bare, calendar, event, state
from support.running import Run
from support.serving import PATIENCE, Served, digest_in, save

FAIR = event("fair", "2027-06-04", venue="hall")
DEMO = calendar(FAIR, event("day", "2027-06-05")) | {"site": "yes"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calendar").mkdir()
    save(tmp_path / "calendar", DEMO)
    return tmp_path / "calendar"


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    with Served(folder) as running:
        yield running


def with_title(title: str) -> dict[str, object]:
    return DEMO | {"events": [FAIR | {"title": title}, *DEMO["events"][1:]]}


# --- as a static host -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/events/fair/", "text/html; charset=utf-8"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/events/fair.ics", "text/calendar; charset=utf-8"),
        ("/feed.xml", "application/xml"),
        ("/events.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
    ],
)
def test_files_have_their_types(served: Served, path: str, type_: str) -> None:
    answer = served.ask(path)
    assert (answer.status, answer.headers["content-type"]) == (200, type_)
    assert int(answer.headers["content-length"]) == len(answer.body)
    head = served.ask(path, "HEAD")
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**answer.headers, "date": ""}


def test_what_is_served_is_what_a_build_publishes(project: Project) -> None:
    """But for the script in pages, and the date that a build of another moment has."""
    project.write(DEMO)
    assert project("build").code == 0
    published = project.files()
    with Served(project.folder, "--now", project.now.isoformat()) as served:
        for path, data in published.items():
            if path != "manifest.json":
                body = served.ask(f"/{path}").body
                assert re.sub(rb'<script src="/\.calendar-gen/.*?</script>\n', b"", body) == data, path
    assert len(published) > 20


def test_nothing_is_sent_twice_that_is_the_same(served: Served) -> None:
    first = served.ask("/calendar.ics")
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for tags in (etag, f'"x", {etag}', f"W/{etag}", "*"):
        again = served.ask("/calendar.ics", headers={"If-None-Match": tags})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert served.ask("/calendar.ics", headers={"If-None-Match": '"x"'}).body == first.body


def test_who_takes_gzip_gets_it_with_a_tag_of_its_own(served: Served) -> None:
    plain = served.ask("/")
    packed = served.ask("/", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
    tags = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}
    assert served.ask("/", headers=tags).status == 304
    for refused in ("identity", "gzip;q=0", "gzip; q=0.000"):
        assert "content-encoding" not in served.ask("/", headers={"Accept-Encoding": refused}).headers


def test_folders_have_a_slash_at_their_end(served: Served) -> None:
    answer = served.ask("/events/fair")
    assert (answer.status, answer.headers["location"]) == (301, "/events/fair/")
    assert served.ask("//events/fair").status == 404


def test_where_there_is_nothing_the_page_for_that_is_shown(served: Served) -> None:
    answer = served.ask("/events/nothing/")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<h1>" in answer.body
    digest_in(answer.body)
    for path in ("/.calendar-gen/other", "/%0d%0aevents/", "/events/%0A"):
        other = served.ask(path)
        assert (other.status, other.headers["content-type"]) == (404, "text/html; charset=utf-8")
        digest_in(other.body)


def test_the_pages_stand_where_their_address_says(folder: Path) -> None:
    """Else the links of 404.html, which begin at the root of the host, would lead nowhere."""
    save(folder, calendar(FAIR, url="https://example.org/a%20b/c/") | {"site": "yes"})
    with Served(folder) as served:
        assert served.root == "/a%20b/c/"
        root = served.ask("/")
        assert (root.status, root.headers["location"]) == (301, "/a%20b/c/")
        short = served.ask("/a%20b/c")
        assert (short.status, short.headers["location"]) == (301, "/a%20b/c/")
        assert served.ask("/a%20b/c/").status == 200
        assert served.ask("/a%20b/c/calendar.ics").status == 200
        missing = served.ask("/a%20b/c/nothing")
        style = re.search(rb'href="(/[^"]+\.css)"', missing.body)
        assert missing.status == 404
        assert style
        assert served.ask(style[1].decode()).status == 200


@pytest.mark.parametrize("path", ["/%2Fevil.example/", "/%2F%2Fevil.example"])
def test_an_address_with_slashes_too_many_leads_to_no_other_host(folder: Path, path: str) -> None:
    save(folder, calendar(FAIR, url=f"https://example.org{path}") | {"site": "yes"})
    with Served(folder) as served:
        assert served.ask("/").headers["location"] == "/evil.example/"
        assert served.ask("/evil.example/calendar.ics").status == 200


def test_feeds_are_served_without_pages_too(folder: Path) -> None:
    save(folder, calendar(FAIR))
    with Served(folder) as served:
        assert served.ask("/calendar.ics").status == 200
        assert served.ask("/").status == 404


def test_a_redirect_keeps_what_was_asked_for(served: Served) -> None:
    assert served.ask("/events/fair?x=1").headers["location"] == "/events/fair/?x=1"


def test_whether_there_are_events_can_be_asked(served: Served) -> None:
    head = served.ask("/.calendar-gen/events?path=/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


# --- who may ask ----------------------------------------------------------------------------------


def test_a_name_that_was_made_to_lead_here_is_refused(served: Served) -> None:
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1.evil.example", ""):
        for path in ("/", "/.calendar-gen/events", "/.calendar-gen/serve.js"):
            answer = served.ask(path, headers={"Host": host})
            assert answer.status == 400, (host, path)
            assert b"Demo" not in answer.body
    for host in ("127.0.0.1", "localhost", f"LOCALHOST:{served.port}"):
        assert served.ask("/", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../events.yaml",
        "/events.yaml",
        "/events.lock",
        "/%2e%2e/events.yaml",
        "/events/%2e%2e/%2e%2e/events.yaml",
        "/..%2fevents.yaml",
        "/..%5cevents.yaml",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/.calendar-gen/../events.yaml",
        "/.calendar-gen/%2e%2e%2fserver.py",
        "/.calendar-gen/..",
    ],
)
def test_nothing_but_what_is_published_can_be_had(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status in (400, 404)
    assert b"harbour" not in answer.body
    assert b"root:" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(served: Served, method: str) -> None:
    assert served.ask("/", method).status == 405


@pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="only Linux says it there")
def test_only_this_machine_can_ask(served: Served) -> None:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{served.port:04X}")}
    assert listening == {f"0100007F:{served.port:04X}"}


# --- on save --------------------------------------------------------------------------------------


def test_a_save_is_shown_and_its_page_told_of(folder: Path, served: Served) -> None:
    page, other = served.ask("/events/fair/").body, served.ask("/events/day/").body
    with (
        served.events("/events/fair/", digest_in(page)) as of_page,
        served.events("/events/day/", digest_in(other)) as of_other,
    ):
        assert next(of_page) == next(of_other) == ("problems", "")
        save(folder, with_title("Grand opening"))
        assert next(of_page)[0] == "reload"
        assert b"Grand opening" in served.ask("/events/fair/").body
        # A page in which nothing is other stays as it is.
        assert next(of_other) == ("problems", "")


def test_a_page_from_before_a_save_hears_of_it_at_once(folder: Path, served: Served) -> None:
    page = served.ask("/events/fair/").body
    save(folder, with_title("Grand opening"))
    served.until("/events/fair/", b"Grand opening")
    with served.events("/events/fair/", digest_in(page)) as news:
        assert next(news)[0] == "reload"


def test_an_address_with_signs_in_it_is_told_of_too(served: Served) -> None:
    page = served.ask("/events/fair/").body
    with served.events("%252Fevents%252Ffair%252F", digest_in(page)) as news:
        assert next(news) == ("problems", "")


def test_an_edit_with_a_mistake_is_told_of_and_what_was_there_stays(folder: Path, served: Served) -> None:
    page = served.ask("/events/fair/").body
    with served.events("/events/fair/", digest_in(page)) as news:
        assert next(news) == ("problems", "")
        save(folder, DEMO | {"events": [FAIR | {"venue": "hal"}]})
        name, said = next(news)
        assert name == "problems"
        assert "E201 unknown venue 'hal'" in said
        assert "did you mean 'hall'?" in said
        assert served.ask("/events/fair/").body == page
        save(folder, DEMO)
        assert next(news) == ("problems", "")
    # The terminal says the same.
    lines = served.said.read_text()
    assert said in lines
    assert "1 error" in lines


def test_what_the_page_loads_says_it_as_an_alert(served: Served) -> None:
    script = served.ask("/.calendar-gen/serve.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert b'"role", "alert"' in script.body
    # Titles come into it: as text, never as HTML.
    assert b"innerHTML" not in script.body
    assert served.ask("/.calendar-gen/serve.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_calendar_with_mistakes_is_shown_once_it_has_none(folder: Path) -> None:
    save(folder, DEMO | {"events": [FAIR | {"title": "<b>", "start": "2027-06-31"}]})
    with Served(folder) as served:
        answer = served.ask("/")
        assert answer.status == 503
        assert b"E101 2027-06 has no day 31" in answer.body
        assert served.ask("/calendar.ics").status == 503
        with served.events("/", digest_in(answer.body)) as news:
            assert next(news)[0] == "problems"
            save(folder, DEMO)
            assert next(news)[0] == "reload"
        assert served.ask("/").status == 200


MARK = '{% extends "calendar_gen/event.html" %}{% block related %}MARK{% endblock %}'


def test_a_theme_is_followed_and_a_mistake_in_it_is_shown_above_what_was_there(folder: Path) -> None:
    theme = folder / "theme"
    theme.mkdir()
    save(folder, DEMO | {"site": {"theme": "theme"}})
    with Served(folder) as served:
        page = served.ask("/events/fair/").body
        with served.events("/events/fair/", digest_in(page)) as news:
            assert next(news) == ("problems", "")
            (theme / "event.html").write_text("{{ titel }}")
            name, said = next(news)
            assert (name, said.partition("\n")[0]) == (
                "problems",
                "theme/event.html:1:4: E705 there is no 'titel' here",
            )
            assert served.ask("/events/fair/").body == page
            (theme / "event.html").write_text(MARK.replace("MARK", "One"))
            assert next(news)[0] == "reload"
        served.until("/events/fair/", b"One")
        (theme / "theme.css").write_text("h1 { color: red }")
        served.until("/", b"assets/theme.")
        (theme / "assets").mkdir()
        (theme / "assets" / "a.webp").write_bytes(b"picture")
        served.until("/assets/theme/a.webp", b"picture")
        assert served.ask("/assets/theme/a.webp").headers["content-type"] == "image/webp"


def test_a_mistake_of_a_theme_on_one_page_is_shown_there(folder: Path) -> None:
    """Of each kind of page one is made to try a theme; this fails on others."""
    (folder / "theme").mkdir()
    (folder / "theme" / "event.html").write_text(
        "{% if title == 'Fair' %}{{ nothing }}{% elif title == 'Day' %}{{ title }}{% endif %}"
    )
    save(
        folder, DEMO | {"site": {"theme": "theme"}, "events": [FAIR | {"title": "Fair"}, *DEMO["events"][1:]]}
    )
    with Served(folder) as served:
        answer = served.ask("/events/fair/")
        assert answer.status == 500
        assert b"theme/event.html:1:28: E705 there is no &#x27;nothing&#x27; here" in answer.body
        with served.events("/events/fair/", digest_in(answer.body)) as news:
            assert next(news) == ("problems", "")
        assert served.ask("/").status == 200
        assert "Traceback" not in served.said.read_text()


def test_another_theme_can_be_named(folder: Path) -> None:
    (folder / "theme").mkdir()
    (folder / "theme" / "event.html").write_text(MARK.replace("MARK", "Of the file"))
    other = folder.parent / "other"
    other.mkdir()
    (other / "event.html").write_text(MARK.replace("MARK", "One"))
    save(folder, DEMO | {"site": {"theme": "theme"}})
    with Served(folder, options=("--theme", str(other))) as served:
        assert b"One" in served.ask("/events/fair/").body
        (other / "event.html").write_text(MARK.replace("MARK", "Two"))
        served.until("/events/fair/", b"Two")


def test_files_that_are_included_are_followed(folder: Path) -> None:
    part = {"events": [event("part", "2027-06-06", title="First part")]}
    (folder / "parts").mkdir()
    save(folder, part, "parts/a.yaml")
    save(folder, DEMO | {"include": ["parts/*.yaml", "later/one.yaml"]})
    with Served(folder) as served:
        assert served.ask("/").status == 503  # later/one.yaml isn't there
        (folder / "later").mkdir()
        save(folder, {"events": [event("one", "2027-06-07", title="From later")]}, "later/one.yaml")
        served.until("/events/one/", b"From later")
        save(folder, {"events": [event("part", "2027-06-06", title="Second title")]}, "parts/a.yaml")
        served.until("/events/part/", b"Second title")
        save(folder, {"events": [event("new", "2027-06-08", title="A new file")]}, "parts/b.yaml")
        served.until("/events/new/", b"A new file")


def test_a_file_that_goes_and_comes_again_is_waited_for(folder: Path, served: Served) -> None:
    page = served.ask("/").body
    with served.events("/", digest_in(page)) as news:
        assert next(news) == ("problems", "")
        (folder / "events.yaml").unlink()
        assert next(news) == ("problems", "events.yaml can't be read: No such file or directory")
        save(folder, DEMO)
        assert next(news) == ("problems", "")


def test_what_the_lock_knows_is_shown_and_nothing_is_written(project: Project) -> None:
    project.build(DEMO)
    project.build(with_title("Renamed"), now="2024-05-01")
    save(project.folder, with_title("Renamed again"))
    before = state(project.folder)
    with Served(project.folder) as served:
        assert b"SEQUENCE:" in served.ask("/events/fair.ics").body
        save(project.folder, DEMO | {"events": DEMO["events"][1:]})
        assert b"STATUS:CANCELLED" in served.until("/events/fair.ics", b"CANCELLED")
        served.end()
    after = state(project.folder)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        str(project.folder),
        str(project.folder / "events.yaml"),
    }


def test_no_request_is_dropped_while_another_build_takes_the_place(folder: Path, served: Served) -> None:
    """Each answer is whole, and of one build: the page and the feed of an event never say a third title."""
    titles = [f"Title {number} of many" for number in range(12)]
    done = threading.Event()
    failures: list[object] = []
    counts = [0] * 8

    def ask(number: int) -> None:
        connection = served.connection()
        path = ("/events/fair/", "/calendar.ics", "/", "/events/fair.ics")[number % 4]
        while not done.is_set() or counts[number] < 200:
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                body = response.read()
            except OSError as error:
                failures.append(error)
                return
            counts[number] += 1
            if response.status != 200 or body.rstrip()[-7:] not in (b"</html>", b"ALENDAR"):
                failures.append((path, response.status, body[-100:]))
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    for title in titles:
        save(folder, with_title(title))
        served.until("/events/fair.ics", title.encode())
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert min(counts) >= 200


# --- beginning and end ----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_it_quietly_though_pages_wait_for_news(
    folder: Path, number: signal.Signals, status: int
) -> None:
    save(folder, bare(event("fair", "2027-06-04")) | {"site": "yes"})
    with Served(folder) as served:
        page = served.ask("/").body
        with served.events("/", digest_in(page)) as news:
            assert next(news) == ("problems", "")
            assert served.end(number) == status
            assert list(news) == []  # the answer is ended, not torn
        assert served.said.read_text().strip() == ""


def test_a_port_that_is_taken_is_said(run: Run, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", str(port), cwd=folder)
    assert ran.code == 2
    assert f"port {port}: Address already in use: name another with --port" in ran.stderr


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    ran = run("serve", "--port", "0", cwd=tmp_path)
    assert ran.code == 2
    assert "there is no file events.yaml" in ran.stderr


def test_without_the_extra_it_is_named(folder: Path) -> None:
    without = "import sys; sys.modules['uvicorn'] = None; from calendar_gen.__main__ import main; main()"
    command = [sys.executable, "-c", without, "serve"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ran.returncode, ran.stderr) == (2, f"Error: {serving.LACKING}\n")
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert all(wanted.partition(">")[0] in serving.LACKING for wanted in extra["serve"])
    assert "'.[serve]'" in serving.LACKING


def test_open_shows_it_in_the_browser(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one of the terminal too, which is there until its reader is done with it."""
    browser = tmp_path / "browser"
    browser.write_text(
        f"#!{sys.executable}\n"
        "import sys, urllib.request\n"
        f"urllib.request.urlopen(sys.argv[1], timeout={PATIENCE}).read()\n"
        f"open({str(tmp_path / 'shown')!r}, 'w').write(sys.argv[1])\n"
    )
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    with Served(folder, options=("--open",)) as served:
        deadline = time.monotonic() + PATIENCE
        while not (shown := tmp_path / "shown").exists() or not shown.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert shown.read_text() == f"http://127.0.0.1:{served.port}/"


def test_what_pages_load_is_part_of_the_package() -> None:
    client = ROOT / "calendar_gen" / "serve" / "client"
    assert {path.name for path in client.iterdir()} == {"serve.css", "serve.js"}


def test_a_working_folder_that_goes_and_comes_is_followed(tmp_path: Path) -> None:
    """As git has it that goes to another branch and back."""
    folder = tmp_path / "repository" / "calendar"
    folder.mkdir(parents=True)
    save(folder, DEMO)
    with Served(folder) as served:
        shutil.rmtree(folder)
        with served.events("/", digest_in(served.ask("/").body)) as events:
            assert "can't be read" in next(data for _, data in events if data)
        folder.mkdir()
        save(folder, DEMO | {"events": [event("fair", "2027-06-04") | {"title": "Come back"}]})
        served.until("/", b"Come back")
        assert "Traceback" not in served.said.read_text()


@pytest.mark.skipif(os.name == "nt", reason="who may make links there is a matter of rights")
def test_where_a_link_leads_is_followed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "calendar", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    save(elsewhere, DEMO)
    (folder / "events.yaml").symlink_to(elsewhere / "events.yaml")
    with Served(folder, "--root", str(tmp_path)) as served:
        save(elsewhere, DEMO | {"events": [event("fair", "2027-06-04") | {"title": "Saved there"}]})
        served.until("/", b"Saved there")
