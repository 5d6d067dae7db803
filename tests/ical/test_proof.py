"""Reading bytes of iCalendar, whatever they are, and the flaws of our own."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.ical import vevent
from calendar_gen.ical.lines import DEEPEST, Component, read
from calendar_gen.ical.proof import _SHORT, _VEVENT, _flaws, flaws, frame_flaws
from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.model.catalog import Calendar, Event
from calendar_gen.publish.paths import OutputError
from calendar_gen.source import files
from support.paths import ROOT
from support.projects import feeds_of
from support.running import NOW
from support.verify_cases import GOOD
from support.work import calls, ending

CATALOG = compiler.load(files.read(ROOT / "events.yaml")).catalog
REVISION = vevent.Revision(0, NOW, NOW)
EVENT = next(event for event in CATALOG.events if event.id == "car-boot-fair-2024")


def made(event: Event) -> vevent.Vevents:
    draft = vevent.draft(event, Calendar("", ""), 2026)
    return vevent.component(draft, {part.entry.uid: REVISION for part in draft.parts})


VEVENT = made(EVENT).data
FRAME = vevent.vcalendar(CATALOG.calendar, "Jiading", "calendar.ics", [])
ZONES = [vtimezone("Europe/Lisbon", date(2024, 1, 1), date(2025, 1, 1))]


def shape(component: Component) -> object:
    return (
        component.name,
        [line.name for line in component.lines],
        [shape(part) for part in component.parts],
    )


# --- reading --------------------------------------------------------------------------------------


def test_lines_are_unfolded_and_numbered() -> None:
    feed = read(b"BEGIN:VEVENT\r\nSUMMARY:one\r\n  two\r\n\tthree\r\nUID:a\r\nEND:VEVENT\r\n")
    (event,) = feed.stream.parts
    assert [(line.number, line.name, line.value) for line in event.lines] == [
        (2, "SUMMARY", "one twothree"),
        (5, "UID", "a"),
    ]


def test_a_fold_inside_a_character_is_read_as_the_character() -> None:
    feed = read(b"SUMMARY:\xc5\r\n \x81\xc3\xb3d\xc5\xba\r\n")
    assert feed.stream.lines[0].value == "Łódź"


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_any_line_end_will_do(end: bytes) -> None:
    feed = read(GOOD.replace(b"\r\n", end))
    assert shape(feed.stream) == shape(read(GOOD).stream)
    assert [line.value for event in feed.named("VEVENT") for line in event.every("UID")] == [
        "sale@example.org",
        "reading@example.org",
        "reading@example.org",
    ]


@pytest.mark.parametrize(
    ("line", "name", "params", "value"),
    [
        ("summary:Tea: two kinds", "SUMMARY", {}, "Tea: two kinds"),
        ("DTSTART;TZID=Europe/Lisbon;X=1:2", "DTSTART", {"TZID": "Europe/Lisbon", "X": "1"}, "2"),
        ('ORGANIZER;CN="A: B; C":mailto:a@b', "ORGANIZER", {"CN": "A: B; C"}, "mailto:a@b"),
        ('X;FEATURE="A","B":c', "X", {"FEATURE": '"A","B"'}, "c"),
        ('X;CN="never closed:a', "X", {"CN": ""}, "a"),
        ("X;Y:a", "X", {"Y": ""}, "a"),
        ("no colon", "", {}, "no colon"),
        ("no;colon", "", {}, "no;colon"),
    ],
)
def test_the_parts_of_a_line(line: str, name: str, params: dict[str, str], value: str) -> None:
    (found,) = read(line.encode()).stream.lines
    assert (found.name, found.params, found.value) == (name, params, value)


def test_components_end_where_one_around_them_ends() -> None:
    feed = read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VCALENDAR\nEND:VTODO\nBEGIN:VEVENT\n")
    assert shape(feed.stream) == (
        "",
        [],
        [("VCALENDAR", [], [("VEVENT", ["UID"], [])]), ("VEVENT", [], [])],
    )
    assert [number for number, _ in feed.unbalanced] == [2, 5, 6]


def test_what_is_nested_without_end_stays_shallow() -> None:
    feed = read(b"BEGIN:A\n" * 10_000)
    deepest, component = 0, feed.stream
    while component.parts:
        deepest, component = deepest + 1, component.parts[-1]
    assert deepest == DEEPEST
    assert len(feed.unbalanced) > 9_000


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "line ends": lambda n: b"\n" * n,
    "one line": lambda n: b"A" * n,
    "semicolons": lambda n: b"A" + b";" * n,
    "quotes": lambda n: b'A;B="' * (n // 5),
    "quotes and semicolons": lambda n: b'A;"' + b'";"' * (n // 3),
    "one property of many folds": lambda n: b"A:b" + b"\n b" * (n // 3),
    "begins": lambda n: b"BEGIN:A\n" * (n // 8),
    "ends": lambda n: b"BEGIN:A\n" + b"END:B\n" * (n // 6),
    "no text": lambda n: bytes(range(256)) * (n // 256),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_work_of_reading_grows_with_the_size(kind: str) -> None:
    """Ten times as much is ten times the work at most; what grows with the square is a hundred times."""
    small, large = HOSTILE[kind](5_000), HOSTILE[kind](50_000)
    assert calls(lambda: read(large)) < 15 * calls(lambda: read(small))
    with ending():  # within one call a pattern that looks back would take hours
        read(HOSTILE[kind](500_000))


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b" \r\n")
@example(b"BEGIN\nEND\n")
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    feed = read(data)
    assert sum(len(component.lines) for component in feed.stream.walk()) <= len(feed.pieces)
    assert flaws(data) is not None


# --- our own bytes --------------------------------------------------------------------------------


def test_all_that_is_built_is_without_flaw() -> None:
    components = {event.id: made(event) for event in CATALOG.events}
    for component in components.values():
        assert flaws(component.data) is None
    for feed in feeds_of(CATALOG):
        members = [components[event.id] for event in feed.events]
        pieces = vevent.vcalendar(CATALOG.calendar, feed.name, feed.path, members)
        zones = pieces[1 : len(pieces) - sum(len(member.pieces) for member in members) - 1]
        assert frame_flaws(pieces[0], zones, pieces[-1]) is None


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("examples/*/events.yaml")), ids=lambda file: file.parent.name
)
def test_series_are_without_flaw(file: Path) -> None:
    catalog = compiler.load(files.read(file)).catalog
    found = [made(event).data for event in catalog.events]
    assert any(data.count(b"BEGIN:VEVENT") > 1 for data in found)
    assert [flaws(data) for data in found] == [None] * len(found)


def test_the_quick_way_is_taken() -> None:
    """An event as it is usually written isn't read in full: that would take ten times as long."""
    for event in CATALOG.events:
        data = made(event).data
        assert _VEVENT.fullmatch(data)
        assert _SHORT.fullmatch(data)


def lines(data: bytes) -> list[bytes]:
    return data.split(b"\r\n")


MUTATIONS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "a bare LF": lambda data: data.replace(b"\r\nSUMMARY", b"\nSUMMARY"),
    "a bare CR": lambda data: data.replace(b"\r\nSUMMARY", b"\rSUMMARY"),
    "a CR more": lambda data: data.replace(b"\r\nSUMMARY", b"\r\r\nSUMMARY"),
    "a CR in a text": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\r"),
    "no last line end": lambda data: data[:-2],
    "no last LF": lambda data: data[:-1],
    "a blank line": lambda data: data.replace(b"\r\nSUMMARY", b"\r\n\r\nSUMMARY"),
    "a blank line at the end": lambda data: data + b"\r\n",
    "a long line": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 60),
    "a long name": lambda data: data.replace(b"SUMMARY:", b"X-" + b"SUMMARY" * 9 + b":"),
    "a long UID": lambda data: data.replace(b"UID:", b"UID:" + b"x" * 60),
    "a long fold": lambda data: data.replace(b"\r\n ", b"\r\n " + b"x" * 60, 1),
    "a lost fold": lambda data: data.replace(b"\r\n ", b"\r\n", 1),
    "a fold before the first line": lambda data: b" " + data,
    "a line without a colon": lambda data: data.replace(b"SUMMARY:", b"SUMMARY "),
    "a name with a space": lambda data: data.replace(b"SUMMARY:", b"SUM MARY:"),
    "a parameter without a value": lambda data: data.replace(b"RELTYPE=PARENT:", b"RELTYPE=PARENT;"),
    "a name with an underline": lambda data: data.replace(b"SUMMARY:", b"X_SUMMARY:"),
    "a control character": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\x0b"),
    "a NUL": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\0"),
    "a DEL": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\x7f"),
    "Latin-1": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\xe9"),
    "half a surrogate": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\xed\xa0\x80"),
    "a fold inside a character": lambda data: data.replace(b"SUMMARY:", b"SUMMARY:\xc5\r\n \x81"),
    "no BEGIN": lambda data: data.removeprefix(b"BEGIN:VEVENT\r\n"),
    "no END": lambda data: data.removesuffix(b"END:VEVENT\r\n"),
    "two ENDs": lambda data: data + b"END:VEVENT\r\n",
    "two BEGINs": lambda data: b"BEGIN:VEVENT\r\n" + data,
    "another component": lambda data: data.replace(b"VEVENT", b"VTODO"),
    "a component in it": lambda data: data.replace(b"\r\nSUMMARY", b"\r\nBEGIN:VALARM\r\nSUMMARY"),
    "something after it": lambda data: data + b"SUMMARY:x\r\n",
    "something before it": lambda data: b"SUMMARY:x\r\n" + data,
    "no UID": lambda data: re.sub(rb"UID:.*\r\n", b"", data, count=1),
    "no DTSTAMP": lambda data: re.sub(rb"DTSTAMP:.*\r\n", b"", data, count=1),
    "no DTSTART": lambda data: re.sub(rb"DTSTART.*\r\n", b"", data, count=1),
    "two UIDs": lambda data: data.replace(b"\r\nSUMMARY", b"\r\nUID:b\r\nSUMMARY"),
    "two DTSTAMPs": lambda data: data.replace(b"\r\nSUMMARY", b"\r\nDTSTAMP:20240101T000000Z\r\nSUMMARY"),
    "two DTSTARTs": lambda data: data.replace(b"\r\nSUMMARY", b"\r\nDTSTART:20240101T000000Z\r\nSUMMARY"),
    "a UID in another event": lambda data: data + data.replace(b"UID:", b"UIX:"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_is_found(name: str) -> None:
    changed = MUTATIONS[name](VEVENT)
    assert changed != VEVENT
    assert flaws(changed) is not None
    # Also where it isn't the first of several, as in a series.
    assert flaws(VEVENT + changed) is not None or name == "nothing"


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_quick_way_says_what_the_long_one_says(data: st.DataObject) -> None:
    """One octet changed, put in or left out, anywhere."""
    at = data.draw(st.integers(0, len(VEVENT) - 1))
    octets = data.draw(
        st.sampled_from([b"", b"\r", b"\n", b"\r\n", b" ", b"\0", b"\xff", b"\xc3", b":", b"A"])
    )
    skipped = data.draw(st.integers(0, 3))
    changed = VEVENT[:at] + octets + VEVENT[at + skipped :]
    assert flaws(changed) == next(_flaws(changed, "VEVENT"), None)


def test_several_events_are_without_flaw() -> None:
    assert flaws(VEVENT * 3) is None


FRAMES: dict[str, Callable[[bytes], bytes]] = {
    "METHOD": lambda data: data.replace(b"PRODID", b"METHOD:PUBLISH\r\nPRODID"),
    "UID": lambda data: data.replace(b"PRODID", b"UID:x\r\nPRODID"),
    "no VERSION": lambda data: data.replace(b"VERSION:2.0\r\n", b""),
    "no PRODID": lambda data: re.sub(rb"PRODID:.*\r\n", b"", data),
    "a bare LF": lambda data: data.replace(b"\r\nPRODID", b"\nPRODID"),
    "a control character": lambda data: data.replace(b"NAME:", b"NAME:\x1b"),
    "a long line": lambda data: data.replace(b"NAME:", b"NAME:" + b"x" * 90),
    "no BEGIN": lambda data: data.removeprefix(b"BEGIN:VCALENDAR\r\n"),
    "Latin-1": lambda data: data.replace(b"NAME:", b"NAME:\xe9"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_every_mutation_of_a_frame_is_found(name: str) -> None:
    header, footer = FRAME[0], FRAME[-1]
    changed = FRAMES[name](header)
    assert changed != header
    assert frame_flaws(header, ZONES, footer) is None
    assert frame_flaws(changed, ZONES, footer) is not None


def test_a_frame_is_whole() -> None:
    header, footer = FRAME[0], FRAME[-1]
    assert frame_flaws(header, [], b"") is not None
    assert frame_flaws(header, [], footer + footer) is not None
    assert frame_flaws(header + footer + header, [], footer) is not None
    assert frame_flaws(header, [ZONES[0].replace(b"TZID", b"X-ID")], footer) is not None
    assert frame_flaws(header, [ZONES[0].replace(b"END:STANDARD\r\n", b"")], footer) is not None


def test_nothing_flawed_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a writer of ours ever forget to fold, say, the feeds that are there stay."""
    target = compiler.Target(tmp_path / "public", tmp_path / "events.lock")
    text = (ROOT / "events.yaml").read_text("utf-8")
    compiler.build(files.Source("events.yaml", text.encode()), target, NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    changed = files.Source("events.yaml", text.replace("Six weeks of", "Seven weeks of").encode())
    with monkeypatch.context() as patch:
        patch.setattr(vevent, "folded_line", lambda line: line.encode())
        with pytest.raises(OutputError, match=r"\.ics: line \d+ has \d+ octets, nothing was changed: "):
            compiler.build(changed, target, NOW)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert compiler.build(changed, target, NOW).changes.updated
