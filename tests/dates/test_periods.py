"""Months and days to filter by: what is read, what moves, and that each is written in one way."""

from datetime import date

import pytest

from calendar_gen.dates import periods
from calendar_gen.dates.periods import Month, Moving
from calendar_gen.dates.values import When
from calendar_gen.diagnostics.problem import Problem

TODAY = date(2024, 12, 31)
MONTHS = {
    "2024-05": ["2024-5", "2024/05", "May 2024", "may. 2024", "2024 MAY", " 2024-05\n", "２０２４-05"],
    "may": ["May", "MAY."],
    "september": ["sep", "Sept", "September"],
    "2024": [" 2024 "],
    "this": ["This", "this  month"],
    "next": ["next month"],
}
DAYS = {
    "2024-05-01": [" 2024-05-01 ", "2024-05-01~"],
    "2024-05": ["2024-05 "],
    "2024": ["2024\n"],
    "today": ["Today", " TODAY "],
}


@pytest.mark.parametrize("typed", MONTHS)
def test_a_month_is_written_in_one_way(typed: str) -> None:
    for text in (typed, *MONTHS[typed]):
        found = periods.month(text)
        assert not isinstance(found, Problem), text
        assert periods.typed(found) == typed
        assert found == periods.month(typed)


@pytest.mark.parametrize("typed", DAYS)
def test_days_are_written_in_one_way(typed: str) -> None:
    for text in (typed, *DAYS[typed]):
        found = periods.days(text)
        assert not isinstance(found, Problem), text
        assert periods.typed(found) == typed


@pytest.mark.parametrize(
    ("text", "month"), [("this", Month(2024, 12)), ("next month", Month(2025, 1)), ("may", Month(None, 5))]
)
def test_a_month_on_a_day(text: str, month: Month) -> None:
    found = periods.month(text)
    assert not isinstance(found, Problem)
    assert periods.month_on(found, TODAY) == month


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", date(2024, 12, 30), date(2024, 12, 30)),
        ("tomorrow", date(2025, 1, 1), date(2025, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_days_on_a_day(text: str, first: date, last: date) -> None:
    found = periods.days(text)
    assert not isinstance(found, Problem)
    assert periods.days_on(found, TODAY) == (first, last)


@pytest.mark.parametrize(
    "text", ["this", "This Month", "next", "next month", "today", "Tomorrow", "yesterday"]
)
def test_what_moves_is_no_filter_of_a_feed(text: str) -> None:
    months = text.lower().startswith(("this", "next"))
    found, kept = (
        (periods.month(text), periods.lasting_month(text))
        if months
        else (periods.days(text), periods.lasting_days(text))
    )
    assert isinstance(found, Moving)
    assert isinstance(kept, Problem)
    assert kept.message == f"'{text}' is another one at each build"


def test_what_lasts_is_read_alike_wherever_it_is_written() -> None:
    assert periods.lasting_month("may 2024") == periods.month("may 2024") == Month(2024, 5)
    assert periods.lasting_days("2024-05-01") == periods.days("2024-05-01")
    assert isinstance(periods.days("2024-05-01"), When)
