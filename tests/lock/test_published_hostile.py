"""What is published may be a stranger's: it is read as a feed is, within limits, or refused."""

import re
import socket
import time
from hashlib import sha256

import pytest

from calendar_gen.lock import published
from calendar_gen.publish import fetch
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError
from support.projects import ONE_DAY, Project, calendar, event, revision, without
from support.running import NOW
from support.servers import Server, ok, to

LONG = "a calendar whose name is so long that it must be folded, so that its end "


def publish(project: Project, path: str, old: bytes, new: bytes) -> None:
    """Change a file that is published, and the manifest with it, and forget the lock."""
    file = project.folder / "public" / path
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new))
    manifest = project.folder / "public/manifest.json"
    listed = manifest.read_text().replace(sha256(data).hexdigest(), sha256(file.read_bytes()).hexdigest())
    manifest.write_text(listed)
    (project.folder / "events.lock").unlink(missing_ok=True)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "BEGIN:VEVENT",
            "X BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VEVENT\nEND:VEVENT",
            "BEGIN:VEVENT\nUID:x@demo",
        ),
        *(f"{LONG:<{length}.{length}}BEGIN:VEVENT" for length in range(45, 73)),
    ],
)
def test_a_calendar_may_be_called_as_an_event_begins(name: str, project: Project) -> None:
    data = calendar(event("a", title=name), event("b"), name=name)
    first = project.build(data, now=NOW)
    (project.folder / "events.lock").unlink()
    again = project.build(data, now=NOW + ONE_DAY)
    assert again.keys() == first.keys()
    assert [revision(seen) for seen in again.values()] == [revision(seen) for seen in first.values()]


NOWHERE = b"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"


@pytest.mark.parametrize(
    "rule",
    [
        b"FREQ=WEEKLY;UNTIL=20200101",
        NOWHERE,
        NOWHERE + b";COUNT=9999",
        NOWHERE + b";UNTIL=20400101",
        b"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_gives_no_date_is_refused(rule: bytes, project: Project) -> None:
    data = calendar(event("a", repeat={"every": "week", "until": "2024-08-01"}))
    project.build(data, now=NOW)
    publish(project, "calendar.ics", b"FREQ=WEEKLY;UNTIL=20240801", rule)
    for command in (
        ("build",),
        ("build", "--previous", "public", "-o", "web"),
        ("diff", "--against", "public"),
    ):
        said = project.refused(*command, code=2)
        assert "calendar.ics has an event that calendar-gen didn't write: a@demo: RRULE" in said
        assert said.count("\n") == 1


def test_rules_that_take_long_to_follow_are_given_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(calendar(event("a"), event("b")), now=NOW)
    (project.folder / "events.lock").unlink()
    monkeypatch.setattr(published, "_SECONDS", -1)
    with pytest.raises(OutputError, match="takes too long to follow: after -1 seconds 1 of 2 events"):
        published.read(published.in_folder(project.folder / "public"), must=True)


@pytest.mark.parametrize(
    "new",
    [
        b"BEGIN:VEVENT\r\nBEGIN:VEVENT\r\nUID:a@demo\r\n",
        b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VALARM\r\nUID:a@demo\r\n",
        b"BEGIN:VEVENT\r\nend:vevent\r\nBEGIN:VEVENT\r\nUID:a@demo\r\n",
        b"BEGIN:VEVENT\r\nEND:VTODO\r\nUID:a@demo\r\n",
        b"BEGIN:VEVENT\r\nUID:\xff@demo\r\n",
        b"BEGIN:VEVENT\r\nUI:a@demo\r\n",
    ],
)
def test_events_that_no_build_wrote_are_refused(new: bytes, project: Project) -> None:
    project.build(calendar(event("a")), now=NOW)
    publish(project, "calendar.ics", b"BEGIN:VEVENT\r\nUID:a@demo\r\n", new)
    said = project.refused("build", code=2)
    assert "calendar.ics has an event that calendar-gen didn't write" in said


def test_an_event_without_dates_is_refused(project: Project) -> None:
    project.build(calendar(event("a")), now=NOW)
    dates = re.search(rb"DTSTART.*\r\nDTEND.*\r\n", project.files()["calendar.ics"])
    assert dates
    publish(project, "calendar.ics", dates[0], b"")
    assert "its dates are not those of an event" in project.refused("build", code=2)


@pytest.mark.parametrize("control", [b"\x1b[31m", b"\x00", b"\x7f", b"\xc2\x9b", b"\t"])
def test_names_of_feeds_have_no_control_characters(control: bytes, project: Project) -> None:
    data = calendar(event("a", categories=["Music"]), event("b", categories=["Music"]))
    project.build(data, now=NOW)
    publish(project, "categories/music.ics", b"\r\nNAME:", b"\r\nNAME:" + control)
    project.write(without(data, "b"))
    said = project.refused("build", code=2, now=NOW + ONE_DAY)
    assert "categories/music.ics has a name with control characters" in said


@pytest.mark.parametrize(
    "unit",
    [b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nend:vevent\r\n", b"BEGIN:VEVENT\r\nX:1\r\nEND:VEVENT \r\n"],
)
def test_an_event_that_does_not_end_is_looked_for_once(unit: bytes, project: Project) -> None:
    """40,000 of them: what looks for the end of each in all that follows doesn't come to an end here."""
    project.build(calendar(event("a")), now=NOW)
    publish(project, "calendar.ics", b"BEGIN:VEVENT\r\n", unit * 40_000 + b"BEGIN:VEVENT\r\n")
    said = project.refused("build", code=2)
    assert "calendar.ics has an event that calendar-gen didn't write: line" in said


# --- at an address --------------------------------------------------------------------------------


@pytest.fixture
def web(project: Project, server: Server) -> str:
    """The address of a calendar that was published, without its lock."""
    project.build(calendar(event("a")), now=NOW)
    (project.folder / "events.lock").unlink()
    for path, data in project.files().items():
        server.answers[f"/{path}"] = ok(data, b"")
    return server.url("/")


def commands(web: str, *limits: str) -> tuple[tuple[str, ...], ...]:
    return ("build", "--previous", web, "-o", "web", *limits), ("diff", "--against", web, *limits)


def test_no_more_is_read_than_the_limit(project: Project, web: str) -> None:
    for command in commands(web, "--max-size", "0.0001"):
        said = project.refused(*command, code=2)
        assert "manifest.json has more than 0.0001 MB: --max-size allows more" in said


def test_it_takes_no_longer_than_the_limit(project: Project, web: str, server: Server) -> None:
    def silent(connection: socket.socket, request: bytes) -> None:
        connection.recv(1)

    server.answers["/calendar.ics"] = silent
    for command in commands(web, "--timeout", "0.3"):
        assert "calendar.ics took longer than" in project.refused(*command, code=2)


def test_all_files_together_have_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, given = iter(range(1000)), []

    def answer(url: str, limits: Limits, until: float, headers: object = None) -> fetch.Answer:
        given.append(until)
        return fetch.Answer(url, 200, {}, b"")

    monkeypatch.setattr(fetch, "fetch", answer)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    place = published.at_address("http://web.example", Limits(seconds=10))
    for path in "abc":
        place.get(path)
    # Each took a second of the ten, and a second went by between them.
    assert given == [10, 11, 12]


def test_a_public_address_does_not_redirect_to_a_private_one(
    project: Project, web: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/manifest.json"] = to(server.url("/manifest.json", "127.0.0.2"))
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    for command in commands(web):
        said = project.refused(*command, code=2)
        assert "127.0.0.2 is not a public address: and a public one redirects to it" in said


def test_a_private_address_is_read(project: Project, web: str) -> None:
    for command in commands(web):
        assert project(*command).code == 0
