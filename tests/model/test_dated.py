"""All that is wrong with the dates of an event is told at once: one mistake hides no other."""

import pytest

from calendar_gen import compiler
from calendar_gen.source.files import Source

HEAD = "calendar: {id: m, name: M, timezone: Europe/Berlin, default_duration: 2 hours}\nevents:\n"

SERIES = "start: 2027-01-05 02:30, repeat: {every: week, times: 4}, changes: "


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        ("start: 2027-02-29, days: two", ["E101", "E108"]),
        ("start: 2027-02-31 8:00, End: 2027-02-31 13:00", ["E010", "E101", "E101"]),
        ("start: 2027-02-31 8:00, ende: 2027-02-31 13:00", ["E010", "E101", "E101"]),
        ("start: [2027], end: 2027-02-30", ["E011", "E101"]),
        ("start: 2027-02-31, Duration: 2 hours", ["E010", "E101"]),
        ("start: 2027-03-28 02:30, timezone: Europe/Pariss", ["E027", "E105"]),
        ("start: 2027-03-28 02:30, timezone: paris", ["E027", "E105"]),
        ("start: 2027-04-25 02:30, timezone: Europe/Pariss", ["E027"]),
        (f"{SERIES}[{{date: 2027-01-12, start: soon, end: 2027-02-30}}]", ["E101", "E101"]),
        (f"{SERIES}[{{date: 2027-01-13, start: soon, duration: long}}]", ["E101", "E109", "E307"]),
        (f"{SERIES}[{{date: soon, start: 2027-02-30}}]", ["E101", "E101"]),
        (f"{SERIES}[{{date: 2027-01-12, start: 2027-03-28, duration: long}}]", ["E105", "E109"]),
        ("start: 2027-03-28 02:30, duration: nonsense", ["E105", "E109"]),
        ("start: 2027-03-28 02:30, days: two", ["E105", "E108"]),
        ("start: 2027-03-28 02:30, end: 2027-02-30", ["E101", "E105"]),
        ("start: 2027-03-28 02:30, end: 2027-03-28 02:45", ["E105", "E105"]),
        ("start: 2027-03-28 02:30+01:00, duration: nonsense", ["E109"]),
        ("start: 2027-03-28, days: two", ["E108"]),
        ("end: 2027-03-28 02:30, Start: 2027-03-27", ["E010", "E103", "E105"]),
    ],
)
def test_one_mistake_hides_no_other(dates: str, codes: list[str]) -> None:
    text = f"{HEAD}  - {{id: a-day, title: A day, {dates}}}\n"
    found = compiler.load(Source("events.yaml", text.encode())).diagnostics
    assert sorted(one.code for one in found) == codes
