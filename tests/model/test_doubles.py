"""Two events at one venue at the same time are told; what is usual is not, however many there are."""

from collections.abc import Iterator
from datetime import date

import pytest

from calendar_gen import compiler
from calendar_gen.model import doubles
from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import Occurrence, occurrences
from calendar_gen.source.files import Source

HEAD = """\
calendar: {id: c, name: C, timezone: Europe/Berlin}
venues: {hall: {name: Hall}, house: {name: House}}
"""


def clashes(*events: str, head: str = HEAD) -> list[str]:
    """The messages of W210; each event is what stands beside its id and title."""
    text = head + "events:\n"
    text += "".join(f"  - {{id: e{n}, title: E{n}, {event}}}\n" for n, event in enumerate(events))
    loaded = compiler.load(Source("events.yaml", text.encode()))
    assert not loaded.errors, loaded.diagnostics
    return [found.message for found in loaded.diagnostics if found.code == "W210"]


EVENING = "start: 2027-05-03 19:00, duration: 2 hours, venue: hall"  # a Monday
WEEKLY = f"{EVENING}, repeat: {{every: week}}"


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: hall", "2027-05-03"),
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venues: [house, hall]", "2027-05-03"),
        (EVENING, "start: 2027-05-03 20:59, duration: 30 minutes, venue: hall", "2027-05-03"),
        (EVENING, "start: 2027-05-03 20:00+03:00, duration: 1 h, venue: hall", "2027-05-03"),
        (EVENING, "start: 2027-05-03, hours: 12:00-20:00, venue: hall", "2027-05-03"),
        ("start: 2027-05-02 22:00, end: 2027-05-04 02:00, venue: hall", EVENING, "2027-05-03"),
        (WEEKLY, "start: 2034-07-17 18:00, duration: 2 hours, venue: hall", "2034-07-17"),
        ("start: 2034-07-17 18:00, duration: 2 hours, venue: hall", WEEKLY, "2034-07-17"),
        (
            WEEKLY,
            "start: 2027-05-09 20:00, duration: 1 h, venue: hall, repeat: {every: month, on: second monday}",
            "2027-05-10",
        ),
        (WEEKLY, "start: 2027-05-04 20:00, duration: 1 h, venue: hall, repeat: {every: day}", "2027-05-10"),
        (
            WEEKLY,
            "start: 2027-05-04 20:00, duration: 1 h, venue: hall, "
            "repeat: {every: 2 weeks}, changes: [{date: 2027-06-01, start: 2027-05-31}]",
            "2027-05-31",
        ),
        (
            WEEKLY,
            "start: 2027-05-04 20:00, duration: 1 h, venue: hall, repeat: {every: week, also: [2027-06-07]}",
            "2027-06-07",
        ),
        (
            "start: 2027-05-01, end: 2027-05-30, hours: 10:00-17:00, closed: monday, venue: hall",
            "start: 2027-05-03 16:00, duration: 2 hours, venue: hall, repeat: {every: day}",
            "2027-05-04",
        ),
        (
            "start: 2027-05-02 23:00, duration: 4 h, venue: hall",
            "start: 2027-05-03 00:30, duration: 1 h, venue: hall",
            "2027-05-03",
        ),
        (
            "start: 2027-05-02 23:00, duration: 4 h, venue: hall, repeat: {every: week}",
            "start: 2027-05-10 01:00, duration: 1 h, venue: hall",
            "2027-05-10",
        ),
        # By the clock of another zone: 19:00 in New York is 01:00 of the next day.
        (
            f"{WEEKLY.replace('19:00', '23:00')}".replace("2 hours", "4 hours"),
            "start: 2027-05-10 19:00, duration: 1 h, venue: hall, timezone: America/New_York",
            "2027-05-11",
        ),
    ],
)
def test_at_one_venue_at_the_same_time(one: str, other: str, day: str) -> None:
    (message,) = clashes(one, other)
    assert message == f"'e0' is at 'hall' at the same time, on {day} (line 4)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: house"),
        (EVENING, "start: 2027-05-03 21:00, duration: 2 hours, venue: hall"),
        (EVENING, "start: 2027-05-03 20:00, venue: hall"),
        (EVENING, "start: 2027-05-03, venue: hall"),
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: hall, part_of: e0"),
        (f"{EVENING}, part_of: e1", "start: 2027-05-03 18:00, duration: 9 hours, venue: hall"),
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: hall, status: cancelled"),
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: hall, status: postponed"),
        (EVENING, "start: 2027-05-03 20:00, duration: 2 hours, venue: hall, ignore: W210"),
        (WEEKLY, "start: 2034-07-18 18:00, duration: 2 hours, venue: hall"),
        (
            WEEKLY.replace("week}", "week, except: [2027-05-10]}"),
            "start: 2027-05-10 18:00, duration: 2 h, venue: hall",
        ),
        (
            f"{WEEKLY}, changes: [{{date: 2027-05-10, venue: house}}]",
            "start: 2027-05-10 18:00, duration: 2 hours, venue: hall",
        ),
        (
            f"{WEEKLY}, changes: [{{date: 2027-05-10, status: cancelled}}]",
            "start: 2027-05-10 18:00, duration: 2 hours, venue: hall",
        ),
        (WEEKLY.replace("week}", "2 weeks}"), WEEKLY.replace("05-03", "05-10").replace("week}", "2 weeks}")),
        # Two shows that are open for weeks share a house as a rule.
        (
            "start: 2027-05-01, end: 2027-05-30, hours: 10:00-17:00, venue: hall",
            "start: 2027-05-15, end: 2027-06-30, hours: 12:00-18:00, venue: hall",
        ),
    ],
)
def test_what_does_not_clash(one: str, other: str) -> None:
    assert clashes(one, other) == []


def test_a_date_that_is_moved_to_a_venue_is_there() -> None:
    one = f"{WEEKLY.replace('hall', 'house')}, changes: [{{date: 2027-05-10, venue: hall}}]"
    (message,) = clashes(one, "start: 2027-05-10 18:00, duration: 2 hours, venue: hall")
    assert message.endswith("on 2027-05-10 (line 4)")


def test_each_event_is_told_once() -> None:
    assert len(clashes(*[EVENING] * 5)) == 4


FAIR = "start: 2027-05-03, end: 2027-05-05, venue: hall"
WHOLE = "start: 2027-05-03 09:00, end: 2027-05-05 22:00, venue: hall"


def test_what_is_side_by_side_at_a_conference_is_told_once_with_a_count() -> None:
    talks = [f"{EVENING}, part_of: e0"] * 40
    (message,) = clashes(FAIR, *talks)
    assert message == "'e1' is at 'hall' at the same time, on 2027-05-03, and 38 more of 'e0' (line 5)"
    assert clashes(f"{FAIR}, ignore: W210", *talks) == []


def test_an_event_speaks_for_its_parts_however_few_they_are() -> None:
    talks = [f"{EVENING}, part_of: e0"] * 2
    assert len(clashes(FAIR, *talks)) == 1
    assert clashes(f"{FAIR}, ignore: W210", *talks) == []


def test_a_few_parts_that_are_in_one_anothers_way_are_told_each() -> None:
    assert len(clashes(FAIR, *[f"{EVENING}, part_of: e0"] * 4)) == 3


@pytest.mark.parametrize("ignore", ["", ", ignore: W210"])
def test_what_is_no_part_of_the_conference_is_told_beside_it(ignore: str) -> None:
    """However many parts it meets, and whether it stands before them or after."""
    talks = [f"{EVENING}, part_of: e{{}}"] * 40
    before = clashes(EVENING, FAIR + ignore, *[talk.format(1) for talk in talks])
    assert (
        "'e0' is at 'hall' at the same time, on 2027-05-03, and 39 more between 'e0' and 'e1' (line 4)"
        in before
    )
    assert len(before) == (1 if ignore else 2)
    after = clashes(FAIR + ignore, *[talk.format(0) for talk in talks], EVENING)
    assert "'e1' is at 'hall' at the same time, on 2027-05-03 (line 5)" in after
    assert len(after) == (1 if ignore else 2)


def test_each_house_of_a_conference_is_told() -> None:
    talks = [f"{EVENING}, part_of: e0", f"{EVENING.replace('hall', 'house')}, part_of: e0"] * 5
    assert [" 3 more of" in message for message in clashes(FAIR, *talks)] == [True, True]


def test_each_part_of_a_season_speaks_for_its_own_parts() -> None:
    """What is in the way of another part of the season is told beside that."""
    talks = [f"{EVENING}, part_of: e1"] * 10
    found = clashes(
        FAIR, f"{WHOLE}, part_of: e0, ignore: W210", *talks, f"{EVENING}, part_of: e0, ignore: W211"
    )
    assert len(found) == 1


def test_a_part_that_ignores_it_is_not_counted() -> None:
    talks = [f"{EVENING}, part_of: e0"] * 9
    talks[4] += ", ignore: W210"
    (message,) = clashes(FAIR, *talks)
    assert " and 6 more of" in message


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("every: week", "every: month", "W210"),
        ("every: week", "every: month, on: first monday", "W210"),
        ("every: week", "every: 2 weeks", "W210"),
        ("every: week, times: 9", "every: week, until: 2027-12-31", "W202"),
        ("every: week", "every: week, on: monday, except: [2027-05-10]", "W202"),
        ("every: week", "rule: FREQ=WEEKLY;BYDAY=MO", "W202"),
        ("every: month, on: first monday", "every: month, on: first monday, times: 2", "W202"),
    ],
)
@pytest.mark.parametrize("venue", ["hall", "house"])
def test_series_that_share_the_first_date_alone_are_no_twins(
    one: str, other: str, code: str, venue: str
) -> None:
    """At one venue they are in one another's way then."""
    text = f"{HEAD}events:\n  - {{id: aa, title: A, {EVENING}, repeat: {{{one}}}}}\n"
    text += f"  - {{id: bbb, title: A, {EVENING.replace('hall', venue)}, repeat: {{{other}}}}}\n"
    found = compiler.load(Source("events.yaml", text.encode())).diagnostics
    assert [it.code for it in found if it.code != "W203"] == ([code] if venue == "hall" else [])
    apart = text.replace(f", venue: {venue}", "").replace(", venue: hall", "")
    found = compiler.load(Source("events.yaml", apart.encode())).diagnostics
    assert [it.code for it in found if it.code != "W203"] == (["W202"] if code == "W202" else [])


def test_of_twins_only_that_they_are_twins_is_told() -> None:
    text = f"{HEAD}events:\n  - {{id: a, title: A, {EVENING}}}\n  - {{id: b2, title: A, {EVENING}}}\n"
    loaded = compiler.load(Source("events.yaml", text.encode()))
    assert [found.code for found in loaded.diagnostics if found.code != "W203"] == ["W202"]


APART = "start: 2027-{:02}-{:02} 19:00, duration: 2 hours, venue: hall, repeat: {{every: 300 weeks}}"


@pytest.mark.parametrize(
    "events",
    [
        [WEEKLY] * 500,
        [WEEKLY.replace("19:00", f"{8 + n % 12}:00") for n in range(500)],
        [APART.format(n // 28 % 12 + 1, n % 28 + 1) for n in range(336)],
        [WEEKLY, *[f"start: 2027-05-{n % 28 + 1:02} 18:00, duration: 2 h, venue: hall" for n in range(500)]],
    ],
)
def test_of_many_events_at_a_venue_not_all_dates_are_looked_at(
    events: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0

    def counted(event: Event, first: date | None, last: date | None) -> Iterator[Occurrence]:
        nonlocal looked_at
        for occurrence in occurrences(event, first, last):
            looked_at += 1
            yield occurrence

    monkeypatch.setattr(doubles, "occurrences", counted)
    clashes(*events)
    assert looked_at <= 100_000
