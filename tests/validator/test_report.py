"""`verify` reads feeds as calendar apps do: each rule, folders, and what is said."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_gen.ical.vtimezone import vtimezone
from calendar_gen.publish.limits import Limits
from calendar_gen.validator import server, times
from calendar_gen.validator.clients import CLIENTS, RULES, Effect
from calendar_gen.validator.report import MOST, ON_FEEDS, check
from support.paths import ROOT
from support.running import Run
from support.verify_cases import BAD, GOOD, with_
from support.work import calls, ending
from verify_page import PAGE, page

LATER = datetime(2026, 6, 1, tzinfo=UTC)
# Rules on a folder and by another reader, which have tests of their own below.
ELSEWHERE = {"V701", "V702", "V703", "V900"}


def codes(data: bytes) -> dict[str, int]:
    return dict(check("a.ics", data, LATER).counts)


# --- the rules ------------------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_good_feed() -> None:
    assert codes(GOOD) == {}


@pytest.mark.parametrize("code", BAD)
def test_a_feed_with_one_thing_wrong_breaks_one_rule(code: str) -> None:
    assert list(codes(BAD[code])) == [code]


def test_every_rule_has_a_feed_that_breaks_it() -> None:
    assert BAD.keys() == ON_FEEDS.keys()
    assert RULES.keys() == BAD.keys() | server.RULES.keys() | ELSEWHERE


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_told_in_full(code: str) -> None:
    rule = RULES[code]
    for words in (rule.says, rule.why, rule.remedy):
        assert words
        assert not words.endswith(".")
    # What is known to break something is an error.
    assert rule.is_error or not {Effect.REFUSES, Effect.WRONG} & {*rule.by_client.values()}


MORE_BAD = {
    "nothing": (b"", {"V101"}),
    "JSON": (b'{"error": "not found"}', {"V101", "V006"}),
    "a card": (b"BEGIN:VCARD\r\nEND:VCARD\r\n", {"V101"}),
    "an old version": (with_(("VERSION:2.0", "VERSION:1.0")), {"V104"}),
    "a task and no event": (
        with_().replace(b"VEVENT", b"VTODO"),
        set(),
    ),
    "another day that is none": (with_(("DATE:20270604", "DATE:2027-06-04")), {"V302"}),
    "a month too many": (with_(("DATE:20270604", "DATE:20271304")), {"V302"}),
    "an hour too many": (with_(("T190000Z", "T250000Z")), {"V302"}),
    "an EXDATE that is none": (with_((":20270617T193000", ":20270617T193000,tomorrow")), {"V302"}),
    "an empty DTSTART": (with_(("DTSTART;VALUE=DATE:20270604", "DTSTART;VALUE=DATE:")), {"V302"}),
    "a DURATION that is none": (
        with_(("DTEND;VALUE=DATE:20270607", "DURATION:3 days")),
        {"V302"},
    ),
    "UNTIL in local time": (with_(("20271230T193000Z", "20271230T193000")), {"V403"}),
    "a rule with an unknown part": (with_(("FREQ=WEEKLY;", "FREQ=WEEKLY;BYNIGHT=MO;")), {"V404"}),
    "a rule without FREQ": (with_(("FREQ=WEEKLY;", "")), {"V404"}),
    "a rule with COUNT and UNTIL": (with_(("FREQ=WEEKLY;", "FREQ=WEEKLY;COUNT=3;")), {"V404"}),
    "a rule with BYDAY=5XX": (with_(("FREQ=WEEKLY;", "FREQ=WEEKLY;BYDAY=5XX;")), {"V404"}),
    "a rule with the 53rd Monday of a month": (
        with_(("FREQ=WEEKLY;", "FREQ=MONTHLY;BYDAY=53MO;")),
        {"V404"},
    ),
    "a rule with the 8th last Monday of December": (
        with_(("FREQ=WEEKLY;", "FREQ=YEARLY;BYMONTH=12;BYDAY=TH,-8MO;")),
        {"V404"},
    ),
    "a rule in small letters": (with_(("FREQ=WEEKLY", "FREQ=weekly")), {"V404"}),
    "a status in small letters": (with_(("STATUS:CONFIRMED", "STATUS:Confirmed")), {"V204"}),
    "a day with a space": (with_(("DATE:20270604", "DATE:20270604 ")), {"V302"}),
    "an EXDATE of nothing": (with_((":20270617T193000", ":")), {"V302"}),
    "a backslash at the end": (with_(("Book sale", "Book sale\\")), {"V210"}),
    "an escape that is none": (with_(("Book sale", "Book\\: sale")), {"V210"}),
    "a place beyond the pole": (with_(("GEO:41.23", "GEO:91.23")), {"V214"}),
    "a UID of nothing": (with_(("UID:sale@example.org", "UID:")), {"V201"}),
    "a line of spaces after a blank one": (
        with_(("SUMMARY:Book sale\n", "SUMMARY:Book sale\n\n \n")),
        {"V007"},
    ),
    "a PERIOD": (
        with_(("RRULE:FREQ=W", "RDATE;VALUE=PERIOD:20270701T193000Z/PT1H\nRRULE:FREQ=W")),
        {"V401"},
    ),
}


@pytest.mark.parametrize("name", MORE_BAD)
def test_other_ways_to_break_a_rule(name: str) -> None:
    data, expected = MORE_BAD[name]
    assert codes(data).keys() == expected


MORE_GOOD = {
    "names in small letters": with_(("SUMMARY:", "summary:"), ("BEGIN:VEVENT", "begin:vevent")),
    "a fold by a tab": GOOD.replace(b"\r\n  so", b"\r\n\t so"),
    "no end of days": with_(("DTEND;VALUE=DATE:20270607\n", "")),
    "DURATION": with_(("DTEND;VALUE=DATE:20270607", "DURATION:P3D")),
    "a leap second": with_(("DTSTAMP:20260101T000000Z", "DTSTAMP:20161231T235960Z")),
    "days to midnight in a zone": with_(
        ("DTSTART:20270624T190000Z", "DTSTART;TZID=Europe/Lisbon:20270624T000000"),
        ("DTEND:20270624T200000Z", "DTEND;TZID=Europe/Lisbon:20270625T000000"),
    ),
    "a link in LOCATION": with_(
        ("\\n\\nhttps://example.org/sale", ""), ("Westport", "https://example.org/sale")
    ),
    "escaped colons of X- properties": with_(("GEO:", "X-NOTE:a\\:b\nGEO:")),
    "an event by its RECURRENCE-ID alone": with_(("RECURRENCE-ID", "X-A:b\nRECURRENCE-ID")).replace(
        b"UID:reading@", b"UID:other@", 1
    ),
    "an X- component": with_(("BEGIN:VTIMEZONE", "BEGIN:X-OTHER\nX-A:b\nEND:X-OTHER\nBEGIN:VTIMEZONE")),
}


@pytest.mark.parametrize("name", MORE_GOOD)
def test_what_is_unusual_but_right(name: str) -> None:
    assert codes(MORE_GOOD[name]) == {}


def test_findings_have_their_lines() -> None:
    found = check("a.ics", BAD["V302"], LATER).findings
    lines = BAD["V302"].decode().split("\r\n")
    assert [(one.place, one.code) for one in found] == [
        (f"a.ics:{lines.index('DTSTART;VALUE=DATE:20270532') + 1}", "V302")
    ]


def test_a_rule_that_is_broken_everywhere_is_counted_and_told_in_part() -> None:
    feed = with_(("SUMMARY:Book sale\n", "SUMMARY:Book sale\n" + "\n" * 5_000))
    checked = check("a.ics", feed, LATER)
    assert checked.counts == {"V007": 5_000}
    assert len(checked.findings) == MOST


@pytest.mark.parametrize(
    "tzid", ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_our_own_zones_are_described_rightly(tzid: str) -> None:
    zone = vtimezone(tzid, date(2024, 1, 1), date(2026, 12, 31))
    events = [
        f"BEGIN:VEVENT\nUID:{day}@a\nDTSTAMP:20240101T000000Z\nSEQUENCE:0\n"
        f"DTSTART;TZID={tzid}:{day:%Y%m%dT%H%M%S}\nDURATION:PT1H\nEND:VEVENT\n"
        for day in (datetime(2024, 1, 5, 12, tzinfo=UTC) + timedelta(days=days) for days in range(0, 1080, 9))
    ]
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:a\r\n"
    feed = head + zone + "".join(events).replace("\n", "\r\n").encode() + b"END:VCALENDAR\r\n"
    assert "V504" not in codes(feed)
    assert "V507" not in codes(feed)


# --- what other programs write --------------------------------------------------------------------

# Times without a zone from midnight, no DTSTAMP, LF, one long line.
IN_THE_STYLE_OF_YAML2ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:ics.py - http://git.io/lLljaA
BEGIN:VEVENT
SUMMARY:Meeting, weekly
DESCRIPTION:A description which is rather long and which nobody has ever folded, as it seems
DTSTART:20270601T090000
DTEND:20270601T100000
UID:1@example.org
END:VEVENT
END:VCALENDAR
"""
# METHOD, Windows names of zones, UTC midnights for days, HTML.
IN_THE_STYLE_OF_A_PLUGIN = """\
BEGIN:VCALENDAR
METHOD:PUBLISH
VERSION:2.0
PRODID:-//Some site//Events//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20270101T000000Z
DTSTART:20270601T000000Z
DTEND:20270603T000000Z
SUMMARY:Fair
DESCRIPTION:<p>Come!</p>
URL:https://example.org/fair
END:VEVENT
BEGIN:VEVENT
UID:1
DTSTAMP:20270101T000000Z
DTSTART;TZID=W. Europe Standard Time:20270601T090000
DTEND;TZID=W. Europe Standard Time:20270601T080000
SUMMARY:Talk
STATUS:POSTPONED
END:VEVENT
END:VCALENDAR
"""


def test_feeds_of_other_programs() -> None:
    assert codes(IN_THE_STYLE_OF_YAML2ICS.encode()).keys() == {
        *("V001", "V005", "V203", "V207", "V210", "V310"),
    }
    assert codes(IN_THE_STYLE_OF_A_PLUGIN.replace("\n", "\r\n").encode()).keys() == {
        *("V107", "V202", "V204", "V207", "V209", "V211", "V304", "V311", "V508"),
    }


# --- any bytes ------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_mutation_makes_it_raise(data: st.DataObject) -> None:
    feed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(feed)))
        feed[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    check("a.ics", bytes(feed), LATER)


@given(st.lists(st.sampled_from(GOOD.decode().split("\r\n")), max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_order_of_lines_makes_it_raise(lines: list[str]) -> None:
    check("a.ics", "\r\n".join(lines).encode(), LATER)


@pytest.mark.parametrize(
    "value",
    [
        "9" * 5_000,
        "00000101T000000Z",
        "99991231T235959Z",
        "00010101T000000",
        "\u0661\u0662",
        "PT" + "1" * 4_000,
    ],
)
def test_no_value_makes_it_raise(value: str) -> None:
    names = ("DTSTART", "DTEND", "DTSTAMP", "RRULE", "EXDATE", "GEO", "SEQUENCE", "DURATION", "LAST-MODIFIED")
    lines = [f"{name};TZID=Europe/Lisbon:{value}" for name in names]
    event = "\r\n".join(["BEGIN:VEVENT", "UID:a", *lines, f"RRULE:FREQ=YEARLY;UNTIL={value}", "END:VEVENT"])
    rule = f"RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=1SU;UNTIL={value}"
    zone = (
        f"BEGIN:VTIMEZONE\r\nTZID:Europe/Lisbon\r\nBEGIN:STANDARD\r\nDTSTART:{value}\r\n"
        f"TZOFFSETFROM:+0100\r\nTZOFFSETTO:{value}\r\n"
        f"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY={value}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    for feed in (
        f"{zone}\r\n{event}",
        f"{zone}\r\n{event}".replace(f"TO:{value}", f"TO:+0000\r\n{rule}"),
    ):
        check("a.ics", f"BEGIN:VCALENDAR\r\n{feed}\r\nEND:VCALENDAR\r\n".encode(), LATER)


EVENT = GOOD[GOOD.index(b"BEGIN:VEVENT") : GOOD.index(b"END:VCALENDAR")]
ZONE = GOOD[GOOD.index(b"BEGIN:VTIMEZONE") : GOOD.index(b"BEGIN:VEVENT")]
STANDARD = ZONE[ZONE.index(b"BEGIN:STANDARD") : ZONE.index(b"BEGIN:DAYLIGHT")]


def in_an_event(lines: bytes) -> bytes:
    return EVENT.replace(b"SUMMARY:", lines + b"SUMMARY:")


GROWING: dict[str, Callable[[int], bytes]] = {
    "many events": lambda n: EVENT * (n // 10),
    "many mistakes": lambda n: EVENT.replace(b"=Europe", b"=No").replace(b"\\,", b",") * (n // 10),
    "many lines of each kind": lambda n: in_an_event(
        b"".join(
            name + b":x\r\n"
            for name in (b"URL", b"DESCRIPTION", b"DTSTART", b"DTEND", b"RRULE", b"EXDATE", b"STATUS", b"GEO")
        )
        * (n // 8)
    ),
    "long lines of each kind": lambda n: in_an_event(
        b"".join(
            name + b":" + b"1," * n + b"\r\n"
            for name in (b"URL", b"DESCRIPTION", b"RRULE", b"EXDATE", b"GEO")
        )
    ),
    "rules and starts": lambda n: in_an_event(
        b"DTSTART;TZID=Europe/Lisbon:20270610T193000\r\n" * n + b"RRULE:" + b"FREQ=DAILY;" * n + b"\r\n"
    ),
    "tags": lambda n: in_an_event(b"DESCRIPTION:" + b"<a " * n + b"\r\n"),
    "escapes": lambda n: in_an_event(b"DESCRIPTION:" + b"\\" * n + b"\r\n"),
    "parts of a zone": lambda n: ZONE.replace(STANDARD, STANDARD * (n // 10)) + EVENT * (n // 10),
    "zones": lambda n: b"".join(ZONE.replace(b"Lisbon", b"L%d" % i) for i in range(n // 10)) + EVENT,
    "names of zones": lambda n: b"".join(EVENT.replace(b"Lisbon", b"L%d" % i) for i in range(n // 10)),
    "dates of a zone": lambda n: (
        ZONE.replace(b"TZNAME:WET", b"RDATE:" + b"20271031T020000," * n + b"20271031T020000")
        + EVENT * (n // 10)
    ),
    "quotes": lambda n: in_an_event(b'X-A;B="' + b'";C="' * n + b":d\r\n"),
    "control characters": lambda n: in_an_event(b"SUMMARY:" + b"\x01x" * n + b"\r\n"),
    "folds inside characters": lambda n: in_an_event(b"SUMMARY:" + b"\xc5\r\n \x81" * n + b"\r\n"),
    "no UTF-8": lambda n: in_an_event(b"SUMMARY:\xff\r\n" * n),
}


# What is one long line: to search it is one call, and with a pattern that looks back takes hours.
LONG = (
    *("long lines of each kind", "tags", "escapes", "quotes", "control characters"),
    "folds inside characters",
)


def judging(kind: str, n: int) -> Callable[[], object]:
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:a\r\n"
    return partial(check, "a.ics", head + GROWING[kind](n) + b"END:VCALENDAR\r\n", LATER)


@pytest.mark.parametrize("kind", GROWING)
def test_its_work_grows_with_the_size(kind: str) -> None:
    """Eight times as much is eight times the work at most; what grows with the square is 64 times."""
    judging(kind, 125)()  # what is worked out once counts for neither
    assert calls(judging(kind, 1_000)) < 12 * calls(judging(kind, 125))


@pytest.mark.parametrize("kind", LONG)
def test_the_longest_lines_are_read(kind: str) -> None:
    with ending():
        judging(kind, 50_000)()


# --- the command ----------------------------------------------------------------------------------


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def test_what_is_built_is_clean_in_all_apps(run: Run, tmp_path: Path) -> None:
    shutil.copy(ROOT / "events.yaml", tmp_path)
    assert run("build", cwd=tmp_path).code == 0
    ended = run("verify", tmp_path / "public", "--strict")
    assert (ended.code, ended.stdout) == (0, "")
    assert re.fullmatch(r"no problems: [0-9]+ feeds, [0-9]+ entries\n", ended.stderr)


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("examples/*/events.yaml")), ids=lambda file: file.parent.name
)
def test_the_examples_are_clean_in_all_apps(file: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path)
    assert run("build", cwd=tmp_path).code == 0
    ended = run("verify", "--strict", tmp_path / "public")
    assert (ended.code, ended.stdout) == (0, "")


def test_in_a_pipe_it_says_all_in_words(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": BAD["V302"], "b.ics": BAD["V106"]})
    ended = run("--now", LATER.isoformat(), "verify", "a.ics", "b.ics", cwd=tmp_path)
    assert ended.code == 1
    assert ended.stdout.splitlines() == [
        "V302  error    a date or time that is none  "
        "refuses: Home Assistant; wrong: Thunderbird, ICSx5  a.ics:28",
        "V106  warning  the calendar is empty        no app is known to mind  b.ics:1",
        "",
        "a.ics:28: V302 DTSTART is '20270532'",
        "    = write 20240501, or 20240501T093000Z",
        "b.ics:1: V106 the calendar is empty",
        "    = publish a feed when it has an event",
    ]
    assert ended.stderr == "1 error, 1 warning: 2 feeds, 2 entries\n"


def test_errors_are_told_before_warnings(run: Run, tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.ics": with_(("BEGIN:VTIMEZONE", "\n" * 50 + "BEGIN:VTIMEZONE"), ("E:20270604", "E:20270632"))},
    )
    ended = run("--now", LATER.isoformat(), "verify", "a.ics", cwd=tmp_path)
    told = [line for line in ended.stdout.splitlines() if line.startswith("a.ics:")]
    assert (len(told), told[-1]) == (20, "a.ics:78: V302 DTSTART is '20270632'")
    assert ended.stdout.endswith("… and 31 more\n")


def test_warnings_count_where_it_is_strict(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": BAD["V005"]})
    now = ("--now", LATER.isoformat())
    assert run(*now, "verify", "a.ics", cwd=tmp_path).code == 0
    assert run(*now, "verify", "--strict", "a.ics", cwd=tmp_path).code == 1


def test_a_target_that_cannot_be_read_does_not_keep_the_others_from_it(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": GOOD, "empty/readme.txt": b""})
    targets = ("nothing.ics", "a.ics", "empty", "file:///etc/hostname", "/dev/null")
    ended = run("--now", LATER.isoformat(), "verify", *targets, cwd=tmp_path)
    assert ended.code == 2
    assert ended.stderr.splitlines() == [
        "Error: nothing.ics can't be read: No such file or directory",
        "Error: empty: there is no .ics file in it",
        "Error: file:///etc/hostname is not read: only http and https are",
        "Error: /dev/null is no file",
        "no problems: 1 feed, 2 entries",
    ]


def test_without_a_target_it_is_wrong_use(run: Run) -> None:
    assert run("verify").code == 2


def test_a_folder_is_read_with_all_in_it(run: Run, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"x.ics": BAD["V302"]})
    folder = write(
        tmp_path / "in",
        {
            "b.ics": GOOD,
            "a/c.ICS": BAD["V106"],
            ".calendar-gen/d.ics": BAD["V302"],
            "e.ics.gz": b"",
            "f.txt": b"",
        },
    )
    (folder / "out.ics").symlink_to(outside / "x.ics")
    (folder / "out").symlink_to(outside)
    (folder / "again.ics").symlink_to("b.ics")
    (folder / "dead.ics").symlink_to(folder / "nothing.ics")
    os.mkfifo(folder / "pipe.ics")
    ended = run("--now", LATER.isoformat(), "verify", "in", "--format", "json", cwd=tmp_path)
    report = json.loads(ended.stdout)
    assert (report["feeds"], report["events"]) == (3, 2)
    assert [finding["file"] for finding in report["findings"]] == ["in/a/c.ICS"]
    assert report["remarks"] == ["in/out.ics leads out of the folder and was not read"]
    assert report["unreadable"] == [
        "in/dead.ics can't be read: No such file or directory",
        "in/pipe.ics is no file",
    ]
    assert ended.code == 2


def test_a_folder_is_compared_with_its_manifest(run: Run, tmp_path: Path) -> None:
    public = tmp_path / "public"
    assert run("-f", ROOT / "events.yaml", "build", "-o", public).code == 0
    (public / "calendar.ics").write_bytes(
        (public / "calendar.ics").read_bytes().replace(b"NAME:", b"NAME:x", 1)
    )
    (public / "months" / "2024-05.ics").unlink()
    ended = run("verify", "public", cwd=tmp_path)
    assert ended.code == 1
    assert "public/manifest.json: V701 months/2024-05.ics is missing\n" in ended.stdout
    assert "public/manifest.json: V702 calendar.ics is not as it was built\n" in ended.stdout
    (public / "manifest.json").write_bytes((public / "manifest.json").read_bytes()[:300])
    ended = run("verify", "public", cwd=tmp_path)
    assert (ended.code, "public/manifest.json: V703 " in ended.stdout) == (0, True)
    (public / "manifest.json").write_text('{"name": "A web app"}')
    assert run("verify", "public", "--strict", cwd=tmp_path).stdout == ""


def test_another_reader_finds_what_no_rule_knows(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": with_(("STATUS:", "PRIORITY:high\nSTATUS:"))})
    ended = run("--now", LATER.isoformat(), "verify", "a.ics", cwd=tmp_path)
    assert ended.code == 1
    assert "a.ics: V900 PRIORITY: " in ended.stdout


def test_that_there_is_no_other_reader_is_told_to_who_is_strict(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.ics": GOOD, "b.ics": GOOD})
    monkeypatch.setitem(sys.modules, "icalendar", None)
    command = ("--now", LATER.isoformat(), "verify", "a.ics", "b.ics")
    lacking = "icalendar is not installed, so V900 was not looked for: pip install icalendar"
    said = "no problems: 2 feeds, 2 entries"
    assert run(*command, cwd=tmp_path) == (0, "", f"{said}\n")
    assert run(*command, "--strict", cwd=tmp_path) == (0, "", f"{lacking}\n{said}\n")
    assert json.loads(run(*command, "--format", "json", cwd=tmp_path).stdout)["remarks"] == [lacking]


def test_a_file_that_is_too_large_is_not_read(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": GOOD})
    ended = run("verify", "a.ics", "--max-size", "0.0001", cwd=tmp_path)
    assert ended.code == 2
    assert ended.stderr.startswith("Error: a.ics has more than 0.001 MB: --max-size allows more\n")


def test_json_has_it_all(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": BAD["V302"]})
    ended = run("--now", LATER.isoformat(), "verify", "--format", "json", "a.ics", cwd=tmp_path)
    report = json.loads(ended.stdout)
    assert {name: report[name] for name in ("feeds", "events", "errors", "warnings")} == {
        "feeds": 1,
        "events": 2,
        "errors": 1,
        "warnings": 0,
    }
    (rule,) = report["rules"]
    assert (rule["code"], rule["count"], rule["severity"]) == ("V302", 1, "error")
    assert rule["clients"]["Home Assistant"] == "refuses"
    assert list(rule["clients"]) == [client.name for client in CLIENTS.values()]
    (finding,) = report["findings"]
    assert (finding["file"], finding["line"], finding["code"]) == ("a.ics", 28, "V302")


def test_github_is_given_annotations(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a,b.ics": BAD["V302"]})
    ended = run("--now", LATER.isoformat(), "verify", "--format", "github", "a,b.ics", cwd=tmp_path)
    assert ended.stdout == (
        "::error file=a%2Cb.ics,line=28,title=V302::DTSTART is '20270532'%0A"
        "write 20240501, or 20240501T093000Z\n"
    )


HOSTILE = "\x1b]0;owned\x07\u202e100%\n::error::"


@pytest.mark.parametrize("format_", ["text", "github"])
def test_text_of_a_feed_does_not_act_on_a_terminal(format_: str, run: Run, tmp_path: Path) -> None:
    text = HOSTILE.replace("\n", "\u2028")
    values = with_(
        ("STATUS:CONFIRMED", f"STATUS:{text}"), ("UID:sale", f"{text}\nUID:sale"), ("GEO:", f"GEO:{text}")
    )
    values = values.replace(b"TZID=Europe/Lisbon", f'TZID="{text}"'.encode())
    write(tmp_path, {"a.ics": values})
    ended = run("--now", LATER.isoformat(), "verify", "--format", format_, "a.ics", cwd=tmp_path)
    assert ended.code == 1
    said = ended.stdout + ended.stderr
    assert not [c for c in said if not c.isprintable() and c != "\n"]
    assert len(said) > 200


def test_names_of_files_do_not_act_on_a_terminal(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a\x1b[31m.ics": BAD["V302"]})
    ended = run("--now", LATER.isoformat(), "verify", ".", cwd=tmp_path)
    assert "\x1b" not in ended.stdout


@pytest.mark.parametrize("columns", [40, 80, 150])
def test_in_a_terminal_there_is_a_table(columns: int, run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": BAD["V302"], "b.ics": BAD["V106"]})
    env = {"FORCE_COLOR": "1", "COLUMNS": str(columns), "TERM": "xterm"}
    ended = run("--now", LATER.isoformat(), "verify", "a.ics", "b.ics", cwd=tmp_path, env=env)
    text = re.sub(r"\x1b\[[0-9;]*m", "", ended.stdout)
    assert "a.ics:28: V302 DTSTART is '20270532'" in text
    if columns < 72:
        assert "refuses: Home Assistant" in text
        return
    assert max(len(line) for line in text.splitlines()) <= columns
    assert "✗" in text
    for name in (client.name for client in CLIENTS.values()):
        assert name in text.replace("\n", " ")


def test_no_colour_is_no_colour(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.ics": BAD["V302"]})
    env = {"NO_COLOR": "1", "FORCE_COLOR": "1"}
    assert "\x1b" not in run("verify", "a.ics", cwd=tmp_path, env=env).stdout


# --- the page -------------------------------------------------------------------------------------


def test_the_page_has_the_rules_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python tools/verify_page.py"


def test_other_commands_do_not_wait_for_it() -> None:
    """What only `verify` needs is imported by it, and what reads the network by who asks an address."""
    ours = {f"calendar_gen.{name}" for name in ("validator.report", "publish.fetch", "ical.proof")}
    late = {"ssl", "http.client", "icalendar", *ours}
    assert [name for name in late if find_spec(name) is None] == []
    code = f"""if True:
        import sys
        from calendar_gen.cli.group import cli
        cli.main(["list", "--all"], prog_name="calendar-gen", standalone_mode=False, obj={{}})
        print(sorted({late} & sys.modules.keys()))"""
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    *listed, last = ended.stdout.splitlines()
    assert listed
    assert last == "[]"


def test_limits_have_their_defaults() -> None:
    assert Limits() == Limits(size=10_000_000, seconds=20, redirects=5, private=False, alone=False)


DAILY = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={}\n"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY;BYSECOND=1;UNTIL=20270624T185959Z", "V407"),
        ("FREQ=WEEKLY;UNTIL=20270624T190000Z", ""),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9999", "V408"),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2MO", "V408"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ""),
    ],
)
def test_rules_without_dates(rule: str, code: str) -> None:
    event = "DTSTART:20270624T190000Z\nDTEND:20270624T200000Z\n"
    data = with_(("DTSTART;VALUE=DATE:20270604\nDTEND;VALUE=DATE:20270607\n", f"{event}RRULE:{rule}\n"))
    assert codes(data) == ({code: 1} if code else {})


def test_of_very_many_rules_without_dates_some_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "_WITHOUT", 3)
    rules = "".join(DAILY.format(number) for number in range(1, 9))
    data = with_(("DTEND;VALUE=DATE:20270607\n", f"DTEND;VALUE=DATE:20270607\n{rules}"))
    assert codes(data)["V408"] == 3
