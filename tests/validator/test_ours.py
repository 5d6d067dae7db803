"""What `verify` finds in our own feeds, `check` has said of the line that causes it."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given

from calendar_gen import compiler
from calendar_gen.diagnostics.codes import CODES
from calendar_gen.source import files
from calendar_gen.source.files import Source
from calendar_gen.validator.clients import RULES
from calendar_gen.validator.ours import BUILD, CLOCK, MEANINGS, OURS
from calendar_gen.validator.report import check
from support.calendars import Random, as_json, calendars, examples
from support.paths import INVALID, ROOT
from support.running import NOW, Run

VALID = sorted((ROOT / "tests" / "cases" / "valid").glob("*/events.yaml"))
WARNED = sorted(INVALID.glob("W*/W*.yaml"))
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def found(source: Source) -> tuple[set[str], set[str]]:
    """The codes of check for a calendar, and those of verify for what is built of it."""
    loaded = compiler.load(source)
    codes = {diagnostic.code for diagnostic in loaded.diagnostics}
    assert not loaded.errors, codes
    feed = compiler.export(loaded.catalog, loaded.catalog.events, NOW)
    return codes, set(check("calendar.ics", feed, NOW).counts)


def holds(source: Source) -> bool:
    said, broken = found(source)
    told = {OURS[code] for code in broken} - {BUILD, CLOCK}
    return told <= said


def test_every_rule_says_what_it_is_for_us() -> None:
    assert OURS.keys() == RULES.keys()
    for ours in OURS.values():
        assert ours in MEANINGS or (ours.startswith("W") and ours in CODES)


@pytest.mark.parametrize(
    ("rule", "code"), [(rule, code) for rule, code in OURS.items() if code not in MEANINGS]
)
def test_the_mistake_of_a_code_breaks_its_rule(rule: str, code: str) -> None:
    pairs = sorted(INVALID.glob(f"W*/{code}-*.yaml"))
    assert pairs, "a code without a pair"
    for path in pairs:
        said, broken = found(files.read(path))
        assert code in said
        assert rule in broken


@pytest.mark.parametrize("path", [*VALID, *WARNED], ids=lambda path: path.parent.name + "/" + path.stem)
def test_what_is_found_in_our_feeds_was_said(path: Path) -> None:
    assert holds(files.read(path))


@examples(100)
@given(calendars())
def test_what_is_found_in_random_feeds_was_said(it: Random) -> None:
    assert holds(Source("events.yaml", as_json(it.data).encode()))


TEXTS = """\
calendar: {id: c, name: "C <b>c</b>", timezone: Europe/Berlin}
venues: {v: {name: "Tom &amp; Jerry's", address: "<br>"}}
organizers: {o: {name: "&#39;O&#39;"}}
events:
  - id: a
    title: Fair
    start: 2027-05-01
    venue: v
    organizer: o
    description: "a < b > c & d; R&D; &unknown; <3 <a@example.org> x<y"
    url: https://example.org/?a=1&amp;b=2
    source: {title: "<i>Page</i>", date: 2027}
    categories: [R&amp;B]
    repeat: {every: week, times: 2}
    changes: [{date: 2027-05-08, description: "&nbsp;"}]
feeds: [{id: f, name: "&quot;F&quot;", where: {event: [a]}}]
"""


def test_html_is_told_wherever_a_text_is() -> None:
    loaded = compiler.load(Source("events.yaml", TEXTS.encode()))
    told = [(it.position.line, it.message.split("'")[1]) for it in loaded.diagnostics if it.code == "W230"]
    assert sorted(told) == [
        *((1, "<b>"), (2, "&amp;"), (2, "<br>"), (3, "&#39;"), (11, "&amp;")),
        *((12, "<i>"), (13, "&amp;"), (15, "&nbsp;"), (16, "&quot;")),
    ]


@pytest.mark.parametrize(
    ("event", "warned"),
    [
        ("start: 2027-05-01T00:00Z, end: 2027-05-03T00:00Z", True),
        ("start: 2027-05-01T02:00+02:00, end: 2027-05-02T02:00+02:00", True),
        ("start: 2027-05-01T00:00Z, end: 2027-05-02T01:00Z", False),
        ("start: 2027-05-01T00:00+02:00, end: 2027-05-02T00:00+02:00", False),
        ("start: 2027-05-01 00:00, end: 2027-05-02 00:00", False),
        ("start: 2027-05-01 00:00, end: 2027-05-02 00:00, timezone: UTC", True),
    ],
)
def test_days_that_are_midnights_in_utc(event: str, warned: bool) -> None:
    text = f"calendar: {{id: c, name: C, timezone: Europe/Berlin}}\nevents: [{{id: a, title: A, {event}}}]\n"
    said, broken = found(Source("events.yaml", text.encode()))
    assert ("W231" in said, "V311" in broken) == (warned, warned)


NIGHTLY = """\
calendar: {{id: c, name: C, timezone: {zone}}}
events:
  - {{id: a, title: A, start: {start} 22:00, duration: 1 hour, repeat: {{every: week{more}}}}}
  - {{id: b, title: B, start: {second} 10:00, duration: 1 hour}}
"""


@pytest.mark.parametrize(
    "when",
    [
        "start: 2027-10-09 03:00, end: 2027-10-10 03:00, repeat: {every: week, times: 8}",
        "start: 2027-10-30 03:00, end: 2027-10-31 03:00",
        "start: 2027-10-30 03:00, end: 2027-10-31 03:00+03:00",
        "start: 2027-10-31 03:00, end: 2027-11-01 02:00",
    ],
)
def test_midnight_in_utc_may_be_a_time_that_clocks_show_twice(when: str) -> None:
    """It has to be written in UTC: nothing is wrong with it."""
    event = f"events: [{{id: a, title: A, venue: v, {when}}}]\n"
    for zone in ("Europe/Athens", "Asia/Shanghai"):
        text = f"calendar: {{id: c, name: C, timezone: {zone}}}\n"
        text += "venues: {v: {name: V, timezone: Europe/Athens}}\n" + event
        said, broken = found(Source("events.yaml", text.encode()))
        assert "W231" not in said
        assert "V311" not in broken


def rules_of(zone: str, start: str, second: str, more: str = "") -> tuple[bool, bool]:
    """Whether check tells of the rules of a zone, and whether verify does."""
    text = NIGHTLY.format(zone=zone, start=start, second=second, more=more)
    said, broken = found(Source("events.yaml", text.encode()))
    return "W232" in said, "V506" in broken


@pytest.mark.parametrize(
    ("start", "second", "more"),
    [
        ("2027-01-05", "2027-02-01", ""),
        ("2027-01-05", "2027-02-01", ", until: 2028-12-31"),
        ("2022-01-05", "2027-07-01", ", times: 2"),
        ("2024-01-05", "2027-07-01", ", times: 2"),
    ],
)
def test_of_the_rules_of_a_zone_both_tell_or_none(start: str, second: str, more: str) -> None:
    for zone in ZONES:
        said, broken = rules_of(zone, start, second, more)
        assert said == broken, zone


@pytest.mark.parametrize(
    ("zone", "start", "second", "told"),
    [
        # A day that no yearly rule of iCalendar says: nobody could write anything else.
        ("Asia/Jerusalem", "2027-01-05", "2027-02-01", False),
        ("America/Santiago", "2027-01-05", "2027-02-01", False),
        ("America/Havana", "2028-01-05", "2028-02-01", False),
        # Other offsets since 2023, other months since 2007.
        ("America/Nuuk", "2022-01-05", "2027-07-01", True),
        ("America/New_York", "2005-01-05", "2027-07-01", True),
    ],
)
def test_rules_that_are_a_few_days_apart_are_nobodys_fault(
    zone: str, start: str, second: str, told: bool
) -> None:
    assert rules_of(zone, start, second, "" if not told else ", times: 2") == (told, told)


def test_feeds_of_others_may_describe_fewer_years() -> None:
    text = NIGHTLY.format(zone="Asia/Jerusalem", start="2027-01-05", second="2027-02-01", more="")
    catalog = compiler.load(Source("events.yaml", text.encode())).catalog
    feed = compiler.export(catalog, catalog.events, NOW)
    assert feed.count(b"BEGIN:DAYLIGHT") > 1
    assert "V506" not in check("calendar.ics", feed, NOW).counts
    of_others = feed.replace(b"PRODID:-//calendar-gen", b"PRODID:-//other")
    assert check("calendar.ics", of_others, NOW).counts["V506"] == 1


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("start: 2027-05-01 10:00", True),
        ("start: 2027-05-01 10:00, end: 2027-05-01 10:00", False),
        (
            "start: 2027-05-01 10:00, end: 2027-05-01 10:00, repeat: {every: week, also: [2027-06-01]}",
            False,
        ),
        ("start: 2027-05-01 10:00, repeat: {every: week, times: 3, also: [2027-06-01]}", True),
        (
            "start: 2027-05-01 10:00, end: 2027-05-01 10:00, repeat: {every: week, times: 3}, "
            "changes: [{date: 2027-05-08, start: 2027-05-09}, {date: 2027-05-15, venue: v}]",
            False,
        ),
        (
            "start: 2027-05-01 10:00, end: 2027-05-01 11:00, repeat: {every: week, times: 3}, "
            "changes: [{date: 2027-05-08, start: 2027-05-09 10:00, end: 2027-05-09 10:00}]",
            False,
        ),
    ],
)
def test_a_moment_that_is_asked_for_needs_no_end(event: str, told: bool) -> None:
    """Neither to check nor to verify, which asks feeds of others for one; and nobody is busy then."""
    text = (
        "calendar: {id: c, name: C, timezone: Europe/Berlin}\nvenues: {v: {name: V}}\n"
        f"events: [{{id: a, title: A, {event}}}]\n"
    )
    loaded = compiler.load(Source("events.yaml", text.encode()))
    assert not loaded.errors
    feed = compiler.export(loaded.catalog, loaded.catalog.events, NOW)
    said = {diagnostic.code for diagnostic in loaded.diagnostics}
    assert ("W208" in said, "V308" in check("calendar.ics", feed, NOW).counts) == (told, told)
    moments = [vevent for vevent in feed.split(b"BEGIN:VEVENT")[1:] if b"DTEND" not in vevent]
    assert moments
    assert all((b"TRANSP:OPAQUE" in vevent) == told for vevent in moments)
    of_others = feed.replace(b"PRODID:-//calendar-gen", b"PRODID:-//other")
    assert check("calendar.ics", of_others, NOW).counts["V308"] == len(moments)


# --- copies ---------------------------------------------------------------------------------------

COPIED = """\
calendar: {id: c, name: C, timezone: Europe/Berlin}
venues: {v: {name: V, town: T}}
events:
  - {id: a, title: A, start: 2027-05-01, venue: v, categories: [x, y], description: <b>A</b>}
  - {id: b, title: B, start: 2027-05-02, description: <b>A</b>}
"""


def test_an_event_of_ours_is_named_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(COPIED)
    now = ("--now", NOW.isoformat())
    assert run(*now, "build", cwd=tmp_path).code == 0
    feeds = [path for path in (tmp_path / "public").rglob("*.ics") if b"UID:a@c" in path.read_bytes()]
    ended = run(*now, "verify", "public", cwd=tmp_path)
    told = [line for line in ended.stdout.splitlines() if ": V209 " in line]
    assert [line.partition(" V209 ")[2] for line in told] == [
        f"'<b>' is shown as it stands (the same in {len(feeds) - 1} more files)",
        "'<b>' is shown as it stands (the same in 2 more files)",
    ]
    assert ended.stderr.startswith("2 warnings: ")
    assert told[0].startswith("public/calendar.ics:")


def test_what_others_made_is_told_of_each_file(run: Run, tmp_path: Path) -> None:
    """There the same bytes in two files may be two mistakes: nobody says that they are copies."""
    (tmp_path / "events.yaml").write_text(COPIED)
    assert run("--now", NOW.isoformat(), "build", cwd=tmp_path).code == 0
    (tmp_path / "public" / "manifest.json").unlink()
    ended = run("--now", NOW.isoformat(), "verify", "public", cwd=tmp_path)
    assert "the same in" not in ended.stdout
    assert int(ended.stderr.split()[0]) > 5


def test_a_copy_that_differs_is_told_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(COPIED)
    assert run("--now", NOW.isoformat(), "build", cwd=tmp_path).code == 0
    path = tmp_path / "public" / "events" / "a.ics"
    path.write_bytes(path.read_bytes().replace(b"<b>A</b>", b"<i>A</i>"))
    ended = run("--now", NOW.isoformat(), "verify", "public", cwd=tmp_path)
    assert ended.stdout.count(": V209 ") == 3
    assert f"{path.relative_to(tmp_path)}:" in ended.stdout
