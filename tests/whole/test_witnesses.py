"""The witnesses can see, and can say no: feeds written by hand, some right, some wrong."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest

from support import witnesses
from support.witnesses import (
    RefusedError,
    Seen,
    by_ical,
    by_icalendar,
    by_icaljs,
    lines_are_right,
    node,
    occurrences_by_icaljs,
    occurrences_by_recurring,
)

needs_node = pytest.mark.skipif(
    node() is None, reason="NODE OR ICAL.JS IS MISSING (npm install --prefix tests/js): a witness is silent"
)


def one_by_icaljs(feed: bytes) -> tuple[Seen, ...]:
    return by_icaljs([feed])[0]


PARSERS = [
    pytest.param(by_icalendar, id="icalendar"),
    pytest.param(by_ical, id="ical"),
    pytest.param(one_by_icaljs, id="icaljs", marks=needs_node),
]
Parser = Callable[[bytes], tuple[Seen, ...]]

HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Witness//EN
NAME:Example
X-WR-CALNAME:Example
REFRESH-INTERVAL;VALUE=DURATION:PT12H
X-PUBLISHED-TTL:PT12H
"""
NEW_YORK = """\
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
END:VTIMEZONE
"""
SHANGHAI = """\
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
"""


def event(uid: str, start: str, end: str, *more: str) -> str:
    """One VEVENT; `start` and `end` are what stands after DTSTART and DTEND."""
    lines = (
        "BEGIN:VEVENT",
        f"UID:{uid}@example",
        "DTSTAMP:20240101T000000Z",
        "LAST-MODIFIED:20240102T030405Z",
        "SEQUENCE:0",
        f"DTSTART{start}",
        f"DTEND{end}",
        *more,
        "END:VEVENT",
    )
    return "\n".join(lines) + "\n"


def feed(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def days(uid: str, first: str, end: str, *more: str) -> str:
    return event(uid, f";VALUE=DATE:{first}", f";VALUE=DATE:{end}", *more)


def in_new_york(uid: str, start: str, end: str, *more: str) -> str:
    return event(uid, f";TZID=America/New_York:{start}", f";TZID=America/New_York:{end}", *more)


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# --- what the parsers see -----------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", PARSERS)
def test_every_field(parser: Parser) -> None:
    text = feed(
        NEW_YORK,
        in_new_york(
            "all",
            "20240708T190000",
            "20240708T203000",
            "CREATED:20240101T000001Z",
            "SUMMARY:Opening",
            "DESCRIPTION:One\\nTwo",
            "LOCATION:Hall 2\\, floor 3",
            "STATUS:TENTATIVE",
            "CATEGORIES:music,new,a\\,b,back\\\\,slash\\;",
            "CATEGORIES:more",
            "URL:https://example.org/a?b=1,2;3&c=%2C",
            "RELATED-TO:other@example",
            "RELATED-TO;RELTYPE=SIBLING:a\\,third@example",
            "TRANSP:TRANSPARENT",
            "RRULE:FREQ=WEEKLY;UNTIL=20240730T230000Z;INTERVAL=1;BYDAY=MO,TU;WKST=MO",
            "EXDATE;TZID=America/New_York:20240709T190000,20240715T190000",
            "EXDATE:20240716T230000Z",
            "GEO:31.381234;121.265",
            'ORGANIZER;CN="Museum, The":mailto:desk@example.org',
        ).replace("SEQUENCE:0", "SEQUENCE:7"),
    )
    assert lines_are_right(text) == []
    assert parser(text) == (
        Seen(
            uid="all@example",
            summary="Opening",
            description="One\nTwo",
            location="Hall 2, floor 3",
            status="TENTATIVE",
            start=utc(2024, 7, 8, 23, 0),
            end=utc(2024, 7, 9, 0, 30),
            categories=("music", "new", "a,b", "back\\", "slash;", "more"),
            url="https://example.org/a?b=1,2;3&c=%2C",
            related_to=("other@example", "a,third@example"),
            sequence=7,
            transp="TRANSPARENT",
            recurrence_id=None,
            rrule="BYDAY=MO,TU;FREQ=WEEKLY;UNTIL=20240730T230000Z",
            exdate=(utc(2024, 7, 9, 23, 0), utc(2024, 7, 15, 23, 0), utc(2024, 7, 16, 23, 0)),
            geo=(31.381234, 121.265),
            organizer="mailto:desk@example.org",
            dtstamp=utc(2024, 1, 1, 0, 0),
            last_modified=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
            created=datetime(2024, 1, 1, 0, 0, 1, tzinfo=UTC),
        ),
    )


RUNS_OF_DAYS = {
    "one day": (date(2024, 5, 1), date(2024, 5, 2)),
    "to the end of a month": (date(2024, 4, 28), date(2024, 5, 1)),
    "over two ends of months": (date(2024, 4, 30), date(2024, 6, 1)),
    "to the day before a leap day": (date(2024, 2, 28), date(2024, 2, 29)),
    "the leap day": (date(2024, 2, 29), date(2024, 3, 1)),
    "no leap day": (date(2023, 2, 28), date(2023, 3, 1)),
    "to the end of a year": (date(2024, 12, 30), date(2025, 1, 1)),
    "over the end of a year": (date(2024, 12, 31), date(2025, 1, 2)),
}


@pytest.mark.parametrize("parser", PARSERS)
def test_days(parser: Parser) -> None:
    runs = [days(name, f"{first:%Y%m%d}", f"{end:%Y%m%d}") for name, (first, end) in RUNS_OF_DAYS.items()]
    seen = parser(feed(*runs))
    assert {one.uid.removesuffix("@example"): (one.start, one.end) for one in seen} == RUNS_OF_DAYS
    # A `datetime` is a `date` too: midnight must not pass for a day.
    assert {type(when) for one in seen for when in (one.start, one.end)} == {date}


@pytest.mark.parametrize("parser", PARSERS)
def test_moments(parser: Parser) -> None:
    seen = parser(
        feed(
            NEW_YORK,
            SHANGHAI,
            in_new_york("summer", "20240704T190000", "20240704T210000"),
            in_new_york("winter", "20241224T190000", "20241224T210000"),
            in_new_york("over-spring", "20240310T013000", "20240310T033000"),
            in_new_york("over-autumn", "20241103T003000", "20241103T033000"),
            in_new_york("far-off", "20390704T190000", "20390704T210000"),
            event("utc", ":20240229T233000Z", ":20240301T003000Z"),
            event("east", ";TZID=Asia/Shanghai:20240501T063000", ";TZID=Asia/Shanghai:20240501T080000"),
        )
    )
    assert [(one.uid.removesuffix("@example"), one.start, one.end) for one in seen] == [
        ("summer", utc(2024, 7, 4, 23, 0), utc(2024, 7, 5, 1, 0)),
        ("winter", utc(2024, 12, 25, 0, 0), utc(2024, 12, 25, 2, 0)),
        ("over-spring", utc(2024, 3, 10, 6, 30), utc(2024, 3, 10, 7, 30)),
        ("over-autumn", utc(2024, 11, 3, 4, 30), utc(2024, 11, 3, 8, 30)),
        ("far-off", utc(2039, 7, 4, 23, 0), utc(2039, 7, 5, 1, 0)),
        ("utc", utc(2024, 2, 29, 23, 30), utc(2024, 3, 1, 0, 30)),
        ("east", utc(2024, 4, 30, 22, 30), utc(2024, 5, 1, 0, 0)),
    ]


@needs_node
def test_icaljs_sees_a_wrong_vtimezone_that_the_others_do_not() -> None:
    wrong = NEW_YORK.replace("-0500", "-0600").replace("-0400", "-0500")
    summer = in_new_york("summer", "20240704T190000", "20240704T210000")
    right, off, right_again = by_icaljs([feed(zone, summer) for zone in (NEW_YORK, wrong, NEW_YORK)])
    # One process, one TZID, two offsets: each feed is read by its own VTIMEZONE.
    assert right == right_again
    assert (right[0].start, off[0].start) == (utc(2024, 7, 4, 23, 0), utc(2024, 7, 5, 0, 0))
    # Known: these two have looked up the name.
    assert by_icalendar(feed(wrong, summer)) == by_ical(feed(wrong, summer)) == right


@needs_node
def test_icaljs_sees_a_vtimezone_that_begins_too_late() -> None:
    late = NEW_YORK.replace("DTSTART:2007", "DTSTART:2030")
    (seen,) = one_by_icaljs(feed(late, in_new_york("summer", "20240704T190000", "20240704T210000")))
    assert seen.start == utc(2024, 7, 4, 19, 0)


@needs_node
@pytest.mark.parametrize(
    ("written", "meant", "by_js"),
    [
        pytest.param("20241103T013000", utc(2024, 11, 3, 5, 30), utc(2024, 11, 3, 6, 30), id="comes twice"),
        pytest.param("20240310T023000", utc(2024, 3, 10, 7, 30), utc(2024, 3, 10, 6, 30), id="does not come"),
    ],
)
def test_icaljs_in_the_hour_of_the_change(written: str, meant: datetime, by_js: datetime) -> None:
    """Known: RFC 5545 §3.3.5 means the first of two, and the offset before a gap. ical.js 2.2.1 does not."""
    text = feed(NEW_YORK, in_new_york("change", written, f"{written[:8]}T050000"))
    assert by_icalendar(text)[0].start == by_ical(text)[0].start == meant
    assert one_by_icaljs(text)[0].start == by_js


# --- text ---------------------------------------------------------------------------------------------------

TEXTS = {
    "punctuation": (r"a\, b\; c: 'd' \\ e", "a, b; c: 'd' \\ e"),
    "quotes": ('say "yes" and “no”', 'say "yes" and “no”'),
    "new lines": (r"one\ntwo\n\nfour\Nfive", "one\ntwo\n\nfour\nfive"),
    "a path": (r"C:\\New\\new\\\\n", r"C:\New\new\\n"),
    "every escape after a backslash": (r"\\\, \\\; \\\\ \\\n \\n \\N", "\\, \\; \\\\ \\\n \\n \\N"),
    "percent": ("50%2C 50%25 %3A", "50%2C 50%25 %3A"),
    "carets": ("a^nb ^^ ^'", "a^nb ^^ ^'"),
    "Chinese": ("嘉定图书馆：“汇龙潭”书展，五月", "嘉定图书馆：“汇龙潭”书展，五月"),
    "emoji": ("👩‍👩‍👧‍👦 🇨🇳 👍🏽 🎪", "👩‍👩‍👧‍👦 🇨🇳 👍🏽 🎪"),
    "unlike letters": ("Żółć ﬁ e\u0301 \u200f שלום", "Żółć ﬁ e\u0301 \u200f שלום"),
    "spaces inside": ("two  spaces\tand a tab", "two  spaces\tand a tab"),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", ["SUMMARY", "DESCRIPTION", "LOCATION"])
def test_text(parser: Parser, name: str) -> None:
    texts = [
        days(about, "20240501", "20240502", f"{name}:{written}") for about, (written, _) in TEXTS.items()
    ]
    seen = parser(feed(*texts))
    assert {one.uid.removesuffix("@example"): getattr(one, name.lower()) for one in seen} == {
        about: meant for about, (_, meant) in TEXTS.items()
    }


FOLDED = "DESCRIPTION:嘉定\\, “图书馆”\\; 👩‍👧 C:\\\\New\\nnext:  “x” \\\\"
MEANT = "嘉定, “图书馆”; 👩‍👧 C:\\New\nnext:  “x” \\"


def folded_everywhere() -> list[bytes]:
    """FOLDED, folded once at each place between two characters, and at all of them together."""
    places = range(1, len(FOLDED))
    lines = [f"{FOLDED[:place]}\n {FOLDED[place:]}" for place in places] + ["\n ".join(FOLDED)]
    return [feed(days("text", "20240501", "20240502", line)) for line in lines]


@pytest.mark.parametrize("parser", [by_icalendar, by_ical])
def test_folds(parser: Parser) -> None:
    assert {parser(text)[0].description for text in folded_everywhere()} == {MEANT}


@needs_node
def test_folds_in_one_process_of_node() -> None:
    feeds = folded_everywhere()
    seen = by_icaljs(feeds)
    assert len(seen) == len(feeds)
    assert {events[0].description for events in seen} == {MEANT}


# --- what the parsers refuse --------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(feed(days("x", "20240532", "20240602")), id="no such day"),
        pytest.param(feed(event("x", ":20240501T2500Z", ":20240502T000000Z")), id="no such time"),
        pytest.param(feed(event("x", ":20240501T100000", ":20240501T110000")), id="floating"),
        pytest.param(
            feed(event("x", ";TZID=Mars/Base:20240501T100000", ";TZID=Mars/Base:20240501T110000")),
            id="no such zone",
        ),
        pytest.param(feed(days("x", "20240501", "20240502", "SUMMARY:a", "SUMMARY:b")), id="two summaries"),
        pytest.param(feed(days("x", "20240501", "20240502")) * 2, id="two calendars"),
        pytest.param(feed(days("x", "20240501", "20240502")).replace(b"END:VEVENT\r\n", b""), id="no END"),
        pytest.param(feed(days("x", "20240501", "20240502", "a bare line")), id="no colon"),
        pytest.param(feed(days("x", "20240501", "20240502")).replace(b"x@", b"\xff@"), id="not UTF-8"),
        pytest.param(
            feed(days("x", "20240501", "20240502")).replace(b"DTEND;VALUE=DATE:20240502\r\n", b""),
            id="no DTEND",
        ),
    ],
)
def test_refused(parser: Parser, wrong: bytes) -> None:
    with pytest.raises(RefusedError):
        parser(wrong)


@pytest.mark.parametrize("parser", [by_icalendar, by_ical])
def test_refused_by_all_but_icaljs(parser: Parser) -> None:
    """Known: for ical.js 2.2.1 what is no number is 0."""
    with pytest.raises(RefusedError):
        parser(feed(days("x", "20240501", "20240502", "GEO:north;east")))


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [
        pytest.param(";VALUE=DATE:20240501", ";VALUE=DATE:20240502", "STATUS:HAPPENING", id="unknown status"),
        pytest.param(";VALUE=DATE:20240501", ":20240502T000000Z", "STATUS:CONFIRMED", id="two kinds"),
        pytest.param(
            ":20240501T100000Z", ":20240501T110000Z", "RRULE:FREQ=DAILY;UNTIL=20240601", id="UNTIL of a kind"
        ),
        pytest.param(
            ";VALUE=DATE:20240501", ";VALUE=DATE:20240502", "SUMMARY:\x07", id="a control character"
        ),
    ],
)
def test_refused_by_ical_alone(start: str, end: str, more: str) -> None:
    text = feed(event("x", start, end, more))
    assert len(by_icalendar(text)) == 1
    with pytest.raises(RefusedError, match=r"^ical: "):
        by_ical(text)


@needs_node
@pytest.mark.parametrize("more", [r"GEO:31.1\;121.2", "GEO:31.1", "GEO:1;2;3"])
def test_icaljs_refuses_what_is_no_pair(more: str) -> None:
    with pytest.raises(RefusedError, match="geo is not 2 numbers"):
        one_by_icaljs(feed(days("x", "20240501", "20240502", more)))


@needs_node
def test_icaljs_refuses_a_tzid_without_vtimezone() -> None:
    """The others know the name, so for them nothing is amiss."""
    bare = feed(in_new_york("x", "20240704T190000", "20240704T210000"))
    with pytest.raises(RefusedError, match=r"^ical\.js: feeds\[1\]: .*no zone"):
        by_icaljs([feed(days("x", "20240501", "20240502")), bare])
    assert by_icalendar(bare) == by_ical(bare)


def test_without_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert node() is None
    with pytest.raises(RuntimeError, match="npm install"):
        by_icaljs([])


# --- occurrences --------------------------------------------------------------------------------------------

WEEKLY = (
    in_new_york(
        "weekly",
        "20241020T100000",
        "20241020T113000",
        "RRULE:FREQ=WEEKLY;BYDAY=SU;UNTIL=20241124T150000Z",
        "EXDATE;TZID=America/New_York:20241027T100000",
    )
    + in_new_york(
        "weekly", "20241111T150000", "20241111T160000", "RECURRENCE-ID;TZID=America/New_York:20241110T100000"
    )
    # As often, at the same times: the override above is not its.
    + in_new_york("other", "20241110T100000", "20241110T110000", "RRULE:FREQ=WEEKLY;COUNT=2")
)
WINDOW = (date(2024, 10, 1), date(2024, 12, 1))
EXPECTED = (
    ("other@example", utc(2024, 11, 10, 15, 0), utc(2024, 11, 10, 16, 0)),
    ("other@example", utc(2024, 11, 17, 15, 0), utc(2024, 11, 17, 16, 0)),
    ("weekly@example", utc(2024, 10, 20, 14, 0), utc(2024, 10, 20, 15, 30)),
    ("weekly@example", utc(2024, 11, 3, 15, 0), utc(2024, 11, 3, 16, 30)),
    ("weekly@example", utc(2024, 11, 11, 20, 0), utc(2024, 11, 11, 21, 0)),
    ("weekly@example", utc(2024, 11, 17, 15, 0), utc(2024, 11, 17, 16, 30)),
    ("weekly@example", utc(2024, 11, 24, 15, 0), utc(2024, 11, 24, 16, 30)),
)

Occurrences = Callable[[bytes, date, date], tuple[witnesses.Occurrence, ...]]


def occurrences_by_one_icaljs(text: bytes, start: date, end: date) -> tuple[witnesses.Occurrence, ...]:
    return occurrences_by_icaljs([text], start, end)[0]


EXPANDERS = [
    pytest.param(occurrences_by_recurring, id="recurring"),
    pytest.param(occurrences_by_one_icaljs, id="icaljs", marks=needs_node),
]


@pytest.mark.parametrize("parser", PARSERS)
def test_recurrence_is_seen(parser: Parser) -> None:
    master, override, other = parser(feed(NEW_YORK, WEEKLY))
    assert (master.rrule, master.recurrence_id) == ("BYDAY=SU;FREQ=WEEKLY;UNTIL=20241124T150000Z", None)
    assert master.exdate == (utc(2024, 10, 27, 14, 0),)
    assert (override.rrule, override.recurrence_id) == (None, utc(2024, 11, 10, 15, 0))
    assert other.rrule == "COUNT=2;FREQ=WEEKLY"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("written", "meant"),
    [(";VALUE=DATE:20240508", date(2024, 5, 8)), (":20240508T100000Z", utc(2024, 5, 8, 10, 0))],
)
def test_recurrence_id(parser: Parser, written: str, meant: date) -> None:
    (seen,) = parser(feed(days("x", "20240509", "20240510", f"RECURRENCE-ID{written}")))
    assert seen.recurrence_id == meant


@pytest.mark.parametrize("expand", EXPANDERS)
def test_weekly_over_the_end_of_summer_time(expand: Occurrences) -> None:
    assert expand(feed(NEW_YORK, WEEKLY), *WINDOW) == EXPECTED


@pytest.mark.parametrize("expand", EXPANDERS)
def test_an_override_counts_where_it_now_is(expand: Occurrences) -> None:
    text = feed(NEW_YORK, WEEKLY)
    assert [when for uid, when, _ in expand(text, date(2024, 11, 10), date(2024, 11, 11))] == [EXPECTED[0][1]]
    assert expand(text, date(2024, 11, 11), date(2024, 11, 12)) == (EXPECTED[4],)
    far = text.replace(b"20241111T1", b"20250211T1")
    assert [when for _, when, _ in expand(far, date(2025, 2, 1), date(2025, 3, 1))] == [
        utc(2025, 2, 11, 20, 0)
    ]


@needs_node
def test_a_wrong_vtimezone_moves_the_occurrences_of_icaljs() -> None:
    wrong = feed(NEW_YORK.replace("-0500", "-0600"), WEEKLY)
    right, off = occurrences_by_icaljs([feed(NEW_YORK, WEEKLY), wrong], *WINDOW)
    assert right == EXPECTED
    assert off != EXPECTED
    assert occurrences_by_recurring(wrong, *WINDOW) == EXPECTED


RUNS = feed(
    days("run", "20240228", "20240302"),
    days("year", "20241231", "20250101", "RRULE:FREQ=YEARLY;COUNT=3"),
    days("month", "20240131", "20240201", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20240331"),
    days("cancelled", "20240310", "20240311", "STATUS:CANCELLED"),
    days("gaps", "20240506", "20240508", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20240513"),
    days("gaps", "20240522", "20240523", "RECURRENCE-ID;VALUE=DATE:20240520"),
    # RFC 5545 §3.6.1: what has a time and no DTEND takes none.
    event("moment", ":20240610T100000Z", ":20240610T100000Z").replace("DTEND:20240610T100000Z\n", ""),
)


@pytest.mark.parametrize("expand", EXPANDERS)
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(
            date(2024, 2, 29), date(2024, 3, 1), ["month 2024-02-29", "run 2024-02-28"], id="leap day"
        ),
        pytest.param(date(2024, 3, 1), date(2024, 3, 2), ["run 2024-02-28"], id="its last day"),
        pytest.param(date(2024, 3, 2), date(2024, 3, 3), [], id="the day after"),
        pytest.param(date(2024, 2, 27), date(2024, 2, 28), [], id="the day before"),
        pytest.param(utc(2024, 3, 1, 23, 0), utc(2024, 3, 1, 23, 30), ["run 2024-02-28"], id="a moment"),
        pytest.param(date(2024, 3, 10), date(2024, 3, 11), ["cancelled 2024-03-10"], id="cancelled"),
        pytest.param(date(2024, 3, 25), date(2024, 5, 1), ["month 2024-03-31"], id="UNTIL is inside"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 1), ["year 2025-12-31"], id="year's end"),
        pytest.param(date(2027, 1, 1), date(2040, 1, 1), [], id="past the last"),
        pytest.param(
            date(2024, 5, 1),
            date(2024, 6, 1),
            ["gaps 2024-05-06", "gaps 2024-05-22"],
            id="EXDATE and override",
        ),
        pytest.param(date(2024, 6, 10), date(2024, 6, 11), ["moment 2024-06-10"], id="no length"),
        pytest.param(
            utc(2024, 6, 10, 10, 0),
            utc(2024, 6, 10, 11, 0),
            ["moment 2024-06-10"],
            id="no length, at the start",
        ),
        pytest.param(utc(2024, 6, 10, 9, 0), utc(2024, 6, 10, 10, 0), [], id="no length, at the end"),
    ],
)
def test_windows(expand: Occurrences, start: date, end: date, expected: Sequence[str]) -> None:
    found = [f"{uid.removesuffix('@example')} {when:%Y-%m-%d}" for uid, when, _ in expand(RUNS, start, end)]
    assert found == expected


@needs_node
def test_where_the_two_differ() -> None:
    """Known, and none of it is what a compiler should write."""
    text = feed(
        NEW_YORK,
        # DTSTART is not what its rule gives: `recurring_ical_events` counts it, ical.js does not.
        days("unlike", "20240501", "20240502", "RRULE:FREQ=WEEKLY;COUNT=1;BYDAY=MO"),
        # An override of an occurrence that is not there: the same.
        days("orphan", "20240601", "20240602", "RRULE:FREQ=WEEKLY;COUNT=1"),
        days("orphan", "20240605", "20240606", "RECURRENCE-ID;VALUE=DATE:20240604"),
        # An hour is lost inside the first: ical.js 2.2.1 gives 2 hours by the clock to it and all others.
        in_new_york("spring", "20240310T010000", "20240310T040000", "RRULE:FREQ=WEEKLY;COUNT=2"),
    )
    window = (date(2024, 1, 1), date(2025, 1, 1))
    recurring, (icaljs,) = occurrences_by_recurring(text, *window), occurrences_by_icaljs([text], *window)
    assert [(uid, end) for uid, _, end in recurring] == [
        ("orphan@example", date(2024, 6, 2)),
        ("orphan@example", date(2024, 6, 6)),
        ("spring@example", utc(2024, 3, 10, 8, 0)),
        ("spring@example", utc(2024, 3, 17, 8, 0)),
        ("unlike@example", date(2024, 5, 2)),
        ("unlike@example", date(2024, 5, 7)),
    ]
    assert [(uid, end) for uid, _, end in icaljs] == [
        ("orphan@example", date(2024, 6, 2)),
        ("spring@example", utc(2024, 3, 10, 7, 0)),
        ("spring@example", utc(2024, 3, 17, 7, 0)),
        ("unlike@example", date(2024, 5, 7)),
    ]


@pytest.mark.parametrize("expand", EXPANDERS)
def test_an_override_alone(expand: Occurrences) -> None:
    text = feed(days("alone", "20240605", "20240606", "RECURRENCE-ID;VALUE=DATE:20240604"))
    assert expand(text, date(2024, 6, 5), date(2024, 6, 6)) == (
        ("alone@example", date(2024, 6, 5), date(2024, 6, 6)),
    )


@pytest.mark.parametrize("expand", EXPANDERS)
def test_days_stay_days(expand: Occurrences) -> None:
    found = expand(RUNS, date(2024, 1, 1), date(2024, 6, 1))
    assert {type(when) for _, *both in found for when in both} == {date}


# --- lines --------------------------------------------------------------------------------------------------

RIGHT = feed(
    NEW_YORK,
    WEEKLY,
    days("plain", "20240501", "20240502", "SUMMARY:" + "嘉" * 22, " 定", "X-APPLE-NOTE:a"),
)


def test_right_lines() -> None:
    assert lines_are_right(RIGHT) == []
    assert lines_are_right(RUNS) == []


def change(old: str, new: str) -> bytes:
    """RIGHT with one thing changed, wherever it stands."""
    before, after = (text.replace("\n", "\r\n").encode() for text in (old, new))
    assert before in RIGHT
    return RIGHT.replace(before, after)


PLAIN = "UID:plain@example\n"
WRONG: list[tuple[str, bytes]] = [
    ("a byte order mark", b"\xef\xbb\xbf" + RIGHT),
    ("does not end with CRLF", RIGHT[:-2]),
    ("CR or LF alone", RIGHT.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\n")),
    ("line 3: CR or LF alone", RIGHT.replace(b"Witness//EN\r\n", b"Witness//EN\r")),
    ("a blank line", change("BEGIN:VEVENT\n", "\nBEGIN:VEVENT\n")),
    ("line 8: a blank line", change("X-PUBLISHED-TTL:PT12H\n", "X-PUBLISHED-TTL:PT12H\n \n")),
    ("line 63: a blank line", RIGHT + b"\r\n"),
    ("76 octets", change("嘉" * 22, "嘉" * 22 + "ab")),
    (
        "not UTF-8 by itself (unexpected end of data)",
        RIGHT.replace("嘉\r\n 定".encode(), "嘉".encode()[:1] + b"\r\n " + "嘉".encode()[1:]),
    ),
    ("not UTF-8 by itself (invalid start byte)", RIGHT.replace("定".encode(), b"\xff")),
    ("a control character", RIGHT.replace("定".encode(), b"\x07")),
    ("no content line: 'SUMMARY'", change(PLAIN, PLAIN + "SUMMARY\n")),
    ("no content line: 'URL;X:y'", change(PLAIN, PLAIN + "URL;X:y\n")),
    ("VTIMEZONE begins and does not end", change("END:VTIMEZONE\n", "")),
    ("END:VEVENT ends what did not begin", change("END:VCALENDAR", "END:VEVENT\nEND:VCALENDAR")),
    ("END:VTODO ends what did not begin", change("END:DAYLIGHT", "END:VTODO\nEND:DAYLIGHT")),
    ("not one VCALENDAR", RIGHT + RIGHT),
    ("NAME outside of VCALENDAR", b"NAME:before\r\n" + RIGHT),
    ("VCALENDAR is empty", feed()),
    ("line 1: VCALENDAR is empty", feed(NEW_YORK)),
    ("SUMARY is no property", change("SUMMARY:", "SUMARY:")),
    ("summary is no property", change("SUMMARY:", "summary:")),
    ("X_APPLE is no property", change("X-APPLE-NOTE:", "X_APPLE:")),
    *(
        (f"VCALENDAR lacks {name}", RIGHT.replace(b"\r\n" + name.encode(), b"\r\nX-WAS"))
        for name in ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
    ),
    ("REFRESH-INTERVAL lacks VALUE=DURATION", change("REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL")),
    ("VERSION is not 2.0", change("VERSION:2.0", "VERSION:3.0")),
    *(
        (f"VEVENT lacks {name}", RIGHT.replace(b"\r\n" + name.encode(), b"\r\nX-WAS"))
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED")
    ),
    ("VEVENT has 2 SUMMARY", change(PLAIN, PLAIN + "SUMMARY:again\n")),
    ("METHOD makes", change("NAME:Example\n", "NAME:Example\nMETHOD:PUBLISH\n")),
    ("UID of the calendar", change("VERSION:2.0\n", "VERSION:2.0\nUID:calendar\n")),
    ("VALARM does not belong", change(PLAIN, PLAIN + "BEGIN:VALARM\nDESCRIPTION:now\nEND:VALARM\n")),
    ("RDATE is not shown", change(PLAIN, PLAIN + "RDATE;VALUE=DATE:20240601\n")),
    ("line 12: RDATE", change("TZOFFSETFROM:-0400", "RDATE:20241103T020000\nTZOFFSETFROM:-0400")),
    ("X-ALT-DESC is HTML", change(PLAIN, PLAIN + "X-ALT-DESC;FMTTYPE=text/html:<b>\n")),
    ("COUNT=1", change("COUNT=2", "COUNT=1")),
    ("which has no VTIMEZONE", change(NEW_YORK, "")),
    ("VTIMEZONE Asia/Shanghai is not used", change(NEW_YORK, NEW_YORK + SHANGHAI)),
    ("VTIMEZONE America/New_York stands 2 times", change(NEW_YORK, NEW_YORK * 2)),
    ("20240532 is not in the calendar", change("DATE:20240502", "DATE:20240532")),
    ("20230229 is not in the calendar", change("DATE:20240501", "DATE:20230229")),
    ("is no DATE", change("DATE:20240502", "DATE:20240502T000000")),
    ("is no DATE-TIME", change("DTEND;VALUE=DATE:", "DTEND:")),
    ("is floating", change(";TZID=America/New_York:20241110T110000", ":20241110T110000")),
    ("is in UTC and has a TZID", change("York:20241020T100000", "York:20241020T100000Z")),
    ("is not in UTC", change("DTSTAMP:20240101T000000Z", "DTSTAMP:20240101T000000")),
    (
        "of another kind than DTSTART",
        change("DTEND;VALUE=DATE:20240502", "DTEND;TZID=America/New_York:20240502T000000"),
    ),
    ("DTEND is not after DTSTART", change("DATE:20240502", "DATE:20240501")),
    ("DTEND is not after DTSTART", feed(event("a", ":20240610T100000Z", ":20240610T100000Z"))),
    ("not of DTSTART's kind", change("UNTIL=20241124T150000Z", "UNTIL=20241124")),
    ("UNTIL=20241124T150000,", change("UNTIL=20241124T150000Z", "UNTIL=20241124T150000")),
    ("STATUS:DONE is not allowed", change(PLAIN, PLAIN + "STATUS:DONE\n")),
    ("TRANSP:FREE is not allowed", change(PLAIN, PLAIN + "TRANSP:FREE\n")),
    ("SEQUENCE:-1 is not allowed", change("SEQUENCE:0", "SEQUENCE:-1")),
    ("UID: is not allowed", change(PLAIN, "UID:\n")),
    ("GEO:31.1\\;121.2 is not allowed", change(PLAIN, PLAIN + "GEO:31.1\\;121.2\n")),
    ("has the UID and RECURRENCE-ID of another", change("UID:other@", "UID:weekly@")),
]


@pytest.mark.parametrize(("complaint", "wrong"), WRONG, ids=[complaint for complaint, _ in WRONG])
def test_wrong_lines(complaint: str, wrong: bytes) -> None:
    assert wrong != RIGHT
    said = lines_are_right(wrong)
    assert any(complaint in one for one in said), said


def test_the_same_override_twice_is_seen() -> None:
    twice = RIGHT.replace(b"END:VCALENDAR\r\n", WEEKLY.replace("\n", "\r\n").encode() + b"END:VCALENDAR\r\n")
    assert len([said for said in lines_are_right(twice) if "of another:" in said]) == 3
