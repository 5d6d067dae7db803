"""How people write dates: every form that is read, what is refused and why, and the words that come back."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from calendar_gen.dates import written
from calendar_gen.dates.spans import comes_twice, span
from calendar_gen.dates.values import Certainty, Days, Duration, Span, Stated, Times, When
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.words.sentences import note, when_text

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def day(text: str) -> date:
    return date.fromisoformat(text)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def stated(start: str = "", end: str = "", days: int | None = None) -> Stated:
    sides = [written.when(text) if text else None for text in (start, end)]
    assert not any(isinstance(side, Problem) for side in sides), sides
    first, last = (side if isinstance(side, When) else None for side in sides)
    return Stated(first, last, days)


def spanned(
    start: str = "",
    end: str = "",
    days: int | None = None,
    duration: str = "",
    zone: ZoneInfo | None = BERLIN,
) -> Span:
    found = _span(start, end, days, duration, zone)
    assert not isinstance(found, Problem), found
    return found


def refused(
    start: str = "",
    end: str = "",
    days: int | None = None,
    duration: str = "",
    zone: ZoneInfo | None = BERLIN,
) -> tuple[str, str, str, str]:
    """Code, key, message and remedy."""
    found = _span(start, end, days, duration, zone)
    assert isinstance(found, Problem), found
    return found.code, "/".join(map(str, found.path)), found.message, found.remedy


def _span(start: str, end: str, days: int | None, duration: str, zone: ZoneInfo | None) -> Span | Problem:
    length = written.duration(duration) if duration else None
    assert not isinstance(length, Problem), length
    return span(stated(start, end, days), length, zone)


# --- one date -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "certainty"),
    [
        ("2024-05-01", "2024-05-01", "2024-05-01", Certainty.EXACT),
        ("2024-02-29", "2024-02-29", "2024-02-29", Certainty.EXACT),
        ("2000-02-29", "2000-02-29", "2000-02-29", Certainty.EXACT),
        ("1900-01-01", "1900-01-01", "1900-01-01", Certainty.EXACT),
        ("2199-12-31", "2199-12-31", "2199-12-31", Certainty.EXACT),
        (" \t2024-05-01\n", "2024-05-01", "2024-05-01", Certainty.EXACT),
        ("2024-05-01~", "2024-05-01", "2024-05-01", Certainty.APPROXIMATE),
        ("2024-10", "2024-10-01", "2024-10-31", Certainty.MONTH),
        ("2024-02", "2024-02-01", "2024-02-29", Certainty.MONTH),
        ("2023-02", "2023-02-01", "2023-02-28", Certainty.MONTH),
        ("2024", "2024-01-01", "2024-12-31", Certainty.YEAR),
        ("by 2024-04-30", "2024-04-30", "2024-04-30", Certainty.START_UNKNOWN),
        ("by   2024-04-30", "2024-04-30", "2024-04-30", Certainty.START_UNKNOWN),
    ],
)
def test_days_months_and_years(text: str, first: str, last: str, certainty: Certainty) -> None:
    assert written.when(text) == When(day(first), day(last), certainty)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01 09:30", "2024-05-01T09:30:00"),
        ("2024-05-01 9:30", "2024-05-01T09:30:00"),
        ("2024-05-01T09:30", "2024-05-01T09:30:00"),
        ("2024-05-01  09:30", "2024-05-01T09:30:00"),
        ("2024-05-01 09:30:15", "2024-05-01T09:30:15"),
        ("2024-05-01 00:00", "2024-05-01T00:00:00"),
        ("2024-05-01 23:59:59", "2024-05-01T23:59:59"),
        ("2024-05-01 09:30Z", "2024-05-01T09:30:00+00:00"),
        ("2024-05-01T09:30:00Z", "2024-05-01T09:30:00+00:00"),
        ("2024-05-01 09:30 Z", "2024-05-01T09:30:00+00:00"),
        ("2024-05-01 09:30+02:00", "2024-05-01T09:30:00+02:00"),
        ("2024-05-01 09:30+0200", "2024-05-01T09:30:00+02:00"),
        ("2024-05-01 09:30+02", "2024-05-01T09:30:00+02:00"),
        ("2024-05-01 09:30 -03:30", "2024-05-01T09:30:00-03:30"),
        ("2024-05-01 09:30+05:45", "2024-05-01T09:30:00+05:45"),
        ("2024-05-01 09:30+14:00", "2024-05-01T09:30:00+14:00"),
        ("2024-05-01 13:30-12:00", "2024-05-01T13:30:00-12:00"),
    ],
)
def test_times(text: str, moment: str) -> None:
    found = written.when(text)
    assert isinstance(found, When)
    assert found.timed
    assert (found.first, found.last, found.certainty) == (local(moment), local(moment), Certainty.EXACT)
    assert isinstance(found.first, datetime)
    assert found.first.isoformat() == moment


WANTED = "write a date as YYYY-MM-DD, YYYY-MM-DD HH:MM, YYYY-MM or YYYY"


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("2024-13-01", "E101", "did you mean 2024-01-13? The month comes before the day"),
        ("2024-31-12", "E101", "did you mean 2024-12-31? The month comes before the day"),
        ("2024-13-13", "E101", ""),
        ("2024-02-30", "E101", "its last day is 2024-02-29"),
        ("2023-02-29", "E101", "its last day is 2023-02-28"),
        ("2100-02-29", "E101", "its last day is 2100-02-28"),
        ("2024-04-31", "E101", "its last day is 2024-04-30"),
        ("2024-05-00", "E101", "its last day is 2024-05-31"),
        ("1899-12-31", "E101", "years from 1900 to 2199 are read"),
        ("2200-01-01", "E101", "years from 1900 to 2199 are read"),
        ("0000", "E101", "years from 1900 to 2199 are read"),
        ("9999-12", "E101", "years from 1900 to 2199 are read"),
        ("2024-5-1", "E101", "did you mean 2024-05-01?"),
        ("May 1, 2024", "E101", "did you mean 2024-05-01?"),
        ("1 May 2024", "E101", "did you mean 2024-05-01?"),
        ("31/12/2024", "E101", "did you mean 2024-12-31?"),
        # Which of the two is the month nobody knows.
        ("01/05/2024", "E101", "did you mean 2024-01-05 or 2024-05-01?"),
        # Nor which year is meant: nothing is filled in.
        ("1 May", "E101", "write the year too: YYYY-05-01"),
        ("1. Mai", "E101", "write the year too: YYYY-05-01"),
        ("Samstag, 12. Juni 19:30", "E101", "write the year too: YYYY-06-12 19:30"),
        ("June 12, 7pm", "E101", "write the year too: YYYY-06-12 19:00"),
        ("1.5.", "E101", "write the year too: YYYY-05-01"),
        ("24/12", "E101", "write the year too: YYYY-12-24"),
        ("29 février", "E101", "write the year too: YYYY-02-29"),
        ("6月4日", "E101", "write the year too: YYYY-06-04"),
        ("junio", "E101", "write the year too: YYYY-06"),
        ("samedi 6 février à 19h", "E101", "write the year too: YYYY-02-06 19:00"),
        ("8pm on 6 February", "E101", "write the year too: YYYY-02-06 20:00"),
        ("3月6日下午3点半", "E101", "write the year too: YYYY-03-06 15:30"),
        ("3月6日（星期六）19:30", "E101", "write the year too: YYYY-03-06 19:30"),
        # A day of the week doesn't tell which is the month: only the year would.
        ("Wed 06/03", "E101", "write the year too: YYYY-03-06 or YYYY-06-03"),
        ("Sat 12", "E101", WANTED),
        ("31 June", "E101", WANTED),
        ("May 2024", "E101", "did you mean 2024-05?"),
        ("tomorrow", "E101", WANTED),
        ("24", "E101", WANTED),
        ("٢٠٢٤-٠٥-٠١", "E101", WANTED),
        ("2024-05-XX", "E101", "write 2024-05: the day is not known then"),
        ("2024-05-??", "E101", "write 2024-05: the day is not known then"),
        ("2024-05~", "E101", "write 2024-05: the day is not known then"),
        ("2024-05-01?", "E101", "write 2024-05-01~ for about that day"),
        ("2024-05-01%", "E101", "write 2024-05-01~ for about that day"),
        ("09:30", "E101", "write the date before the time, as YYYY-MM-DD 09:30"),
        ("2024-05-01 24:00", "E102", "write 2024-05-02 00:00"),
        ("2024-12-31 24:00", "E102", "write 2025-01-01 00:00"),
        ("2024-05-01 24:01", "E102", "times go from 00:00 to 23:59"),
        ("2024-05-01 09:60", "E102", "times go from 00:00 to 23:59"),
        ("2024-05-01 23:59:60", "E102", "times go from 00:00 to 23:59"),
        ("2024-05-01 09:30+14:01", "E102", "offsets go from -12:00 to +14:00"),
        ("2024-05-01 13:30-12:01", "E102", "offsets go from -12:00 to +14:00"),
        ("2024-05-01 09:30+02:60", "E102", "offsets go from -12:00 to +14:00"),
        ("2024-05-01 9", "E102", "write it as HH:MM"),
        ("2024-05-01 9:30 pm", "E102", "did you mean 2024-05-01 21:30?"),
        ("2024-05-01 noon", "E102", "did you mean 2024-05-01 12:00?"),
        (
            "2024-05-01 09:30 Europe/Berlin",
            "E102",
            "write 2024-05-01 09:30, and 'timezone: Europe/Berlin' beside it",
        ),
        ("2024-02-30 09:30", "E101", "its last day is 2024-02-29: write 2024-02-29 09:30"),
        ("2024-02-30 noon", "E101", "its last day is 2024-02-29: write 2024-02-29 12:00"),
        ("by 2024-04", "E110", "write 'by 2024-04-30'"),
        ("by 2024", "E110", "write 'by 2024-12-31'"),
        ("by 2024-04-30~", "E110", "write 'by 2024-04-30'"),
        ("by 2024-04-30 09:30", "E110", "write 'by 2024-04-30'"),
        ("by by 2024-04-30", "E110", "write 'by 2024-04-30'"),
        ("by 2024-04-31", "E101", "did you mean 'by 2024-04-30'?"),
        ("by", "E101", WANTED),
        ("", "E101", WANTED),
    ],
)
def test_what_is_no_date_and_what_would_be(text: str, code: str, remedy: str) -> None:
    found = written.when(text)
    assert isinstance(found, Problem)
    assert (found.code, found.remedy) == (code, remedy)


@pytest.mark.parametrize("text", ["2024-00-01", "2024-30-02", "2024-31-04"])
def test_a_date_that_there_is_not_is_never_meant(text: str) -> None:
    found = written.when(text)
    assert isinstance(found, Problem)
    assert found.remedy == "" or not isinstance(written.when(found.remedy[13:23]), Problem)


def test_a_month_that_there_is_not_is_shown_as_it_was_written() -> None:
    assert written.when("2024-13") == Problem("E101", "there is no month 13 in 2024-13")


@pytest.mark.parametrize("text", ["2024/05/01", "2024.05.01", "20240501"])
def test_after_a_year_comes_the_month(text: str) -> None:
    found = written.when(text)
    assert isinstance(found, Problem)
    assert found.remedy == "did you mean 2024-05-01?"


@pytest.mark.parametrize("text", ["2024-05-01 09:30\x1b[31m", "x" * 100_000, "2024-05-01 " + "9" * 5000])
def test_a_message_is_short_and_of_one_printable_line(text: str) -> None:
    found = written.when(text)
    assert isinstance(found, Problem)
    assert len(found.message + found.remedy) < 250
    assert (found.message + found.remedy).isprintable()


# --- durations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days", "minutes"),
    [
        ("90 minutes", 0, 90),
        ("90 minute", 0, 90),
        ("90 min", 0, 90),
        ("90 mins", 0, 90),
        ("90m", 0, 90),
        ("1 hour", 0, 60),
        ("2 hours", 0, 120),
        ("2h", 0, 120),
        ("1.5 h", 0, 90),
        ("0.25 hours", 0, 15),
        ("1 hour 30 minutes", 0, 90),
        ("1 hour, 30 minutes", 0, 90),
        ("1 hour and 30 minutes", 0, 90),
        ("1h30m", 0, 90),
        (" 1 HOUR\t", 0, 60),
        ("1 day", 1, 0),
        ("2 days", 2, 0),
        ("1 week", 7, 0),
        ("1 week 2 days 3 hours", 9, 180),
        ("0 days 30 minutes", 0, 30),
        ("3660 days", 3660, 0),
    ],
)
def test_durations(text: str, days: int, minutes: float) -> None:
    assert written.duration(text) == Duration(days, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("90", "write its unit too: '90 minutes'"),
        ("1", "write its unit too: '1 minute' or '1 hour'"),
        ("", "write a number and its unit: minutes, hours or days"),
        ("minutes", "write a number and its unit: minutes, hours or days"),
        ("-90 minutes", "write a number and its unit: minutes, hours or days"),
        ("1:30", "write '1 hour 30 minutes'"),
        ("PT90M", "write '90 minutes'"),
        ("1 month", "write a number and its unit: minutes, hours or days"),
        ("2 years", "write a number and its unit: minutes, hours or days"),
        ("an hour", "write a number and its unit: minutes, hours or days"),
        ("1 hour and", "write a number and its unit: minutes, hours or days"),
        ("1 hour; 30 minutes", "write a number and its unit: minutes, hours or days"),
        ("１ hour", "write '1 hour'"),
        ("1.5 days", "write it in hours"),
        ("0.5 weeks", "write it in hours"),
        ("0 minutes", "it must be more than nothing, and at most 10 years"),
        ("0 days", "it must be more than nothing, and at most 10 years"),
        ("3661 days", "it must be more than nothing, and at most 10 years"),
        ("99999999999999999999 hours", "it must be more than nothing, and at most 10 years"),
        ("99999999999999999999 weeks", "it must be more than nothing, and at most 10 years"),
    ],
)
def test_what_is_no_duration(text: str, remedy: str) -> None:
    found = written.duration(text)
    assert isinstance(found, Problem)
    assert (found.code, found.remedy) == ("E109", remedy)


# --- both sides: days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "days", "dtstart", "dtend", "certainty"),
    [
        ("2024-05-01", "", None, "2024-05-01", "2024-05-02", Certainty.EXACT),
        ("2024-05-01", "2024-05-01", None, "2024-05-01", "2024-05-02", Certainty.EXACT),
        ("2024-04-19", "2024-05-31", None, "2024-04-19", "2024-06-01", Certainty.EXACT),
        ("2024-02-28", "2024-02-29", None, "2024-02-28", "2024-03-01", Certainty.EXACT),
        ("2023-12-31", "2023-12-31", None, "2023-12-31", "2024-01-01", Certainty.EXACT),
        ("2199-12-31", "", None, "2199-12-31", "2200-01-01", Certainty.EXACT),
        ("2024-05-01", "", 1, "2024-05-01", "2024-05-02", Certainty.EXACT),
        ("2024-11-13", "", 3, "2024-11-13", "2024-11-16", Certainty.EXACT),
        ("", "2024-11-15", 3, "2024-11-13", "2024-11-16", Certainty.EXACT),
        ("", "2024-03-01", 3, "2024-02-28", "2024-03-02", Certainty.EXACT),
        ("2024-10", "", None, "2024-10-01", "2024-11-01", Certainty.MONTH),
        ("2024-10", "", 3, "2024-10-01", "2024-11-01", Certainty.MONTH),
        ("2024-02", "", 40, "2024-02-01", "2024-03-12", Certainty.MONTH),
        ("", "2024-10", 3, "2024-10-01", "2024-11-01", Certainty.MONTH),
        ("2024-10", "2024-11", None, "2024-10-01", "2024-12-01", Certainty.MONTH),
        ("2024-10", "2024-10", None, "2024-10-01", "2024-11-01", Certainty.MONTH),
        ("2024-10-20", "2024-10", None, "2024-10-20", "2024-11-01", Certainty.MONTH),
        ("2024-10", "2024-10-20", None, "2024-10-01", "2024-10-21", Certainty.MONTH),
        ("2024", "", None, "2024-01-01", "2025-01-01", Certainty.YEAR),
        ("2024-11", "2025", None, "2024-11-01", "2026-01-01", Certainty.YEAR),
        ("2024-05-01~", "", None, "2024-05-01", "2024-05-02", Certainty.APPROXIMATE),
        ("2024-05-01~", "2024-05-09", None, "2024-05-01", "2024-05-10", Certainty.APPROXIMATE),
        ("2024-05-01", "2024-05-09~", None, "2024-05-01", "2024-05-10", Certainty.APPROXIMATE),
        ("by 2024-04-30", "2024-08-31", None, "2024-04-30", "2024-09-01", Certainty.START_UNKNOWN),
        ("by 2024-04-30", "", None, "2024-04-30", "2024-05-01", Certainty.START_UNKNOWN),
        ("by 2024-04-30", "2024-08", None, "2024-04-30", "2024-09-01", Certainty.START_UNKNOWN),
    ],
)
def test_runs_of_days(
    start: str, end: str, days: int | None, dtstart: str, dtend: str, certainty: Certainty
) -> None:
    found = spanned(start, end, days)
    assert found == Days(day(dtstart), day(dtend))
    assert (found.first_day, found.last_day) == (day(dtstart), day(dtend) - timedelta(days=1))
    assert stated(start, end, days).certainty is certainty


@pytest.mark.parametrize(
    ("start", "end", "days", "duration", "code", "key"),
    [
        ("2024-05-05", "2024-05-01", None, "", "E104", "end"),
        ("2024-05", "2024-04-30", None, "", "E104", "end"),
        ("2024-05-01", "2024-04", None, "", "E104", "end"),
        ("2024-05-01 10:00", "2024-05-01 09:59", None, "", "E104", "end"),
        ("2024-05-01 10:00+02:00", "2024-05-01 07:59Z", None, "", "E104", "end"),
        ("2024-05-01", "2024-05-03", 3, "", "E107", "days"),
        ("2024-05-01 10:00", "2024-05-01 12:00", None, "2 hours", "E107", "duration"),
        ("2024-05-01", "", 3, "2 hours", "E107", "duration"),
        ("by 2024-05-01", "", 3, "", "E107", "days"),
        ("", "2024-05-01", None, "", "E012", ""),
        ("", "", None, "", "E012", ""),
        ("", "", 3, "", "E012", ""),
        ("", "", None, "2 hours", "E012", ""),
        ("2024-05-01 10:00", "2024-05-02", None, "", "E103", "end"),
        ("2024-05-01", "2024-05-01 10:00", None, "", "E103", "end"),
        ("2024-05", "2024-05-01 10:00", None, "", "E103", "end"),
        ("2024-05-01 10:00", "", 3, "", "E103", "days"),
        ("", "2024-05-01 10:00", 3, "", "E103", "days"),
        ("2024-05-01", "", None, "2 hours", "E103", "duration"),
        ("2024-05-01", "", None, "2 days", "E103", "duration"),
        ("2024-05-01", "by 2024-05-31", None, "", "E110", "end"),
        ("", "by 2024-05-31", 3, "", "E110", "end"),
    ],
)
def test_what_two_sides_can_not_say(
    start: str, end: str, days: int | None, duration: str, code: str, key: str
) -> None:
    assert refused(start, end, days, duration)[:2] == (code, key)


def test_an_end_before_the_start_is_said_in_the_words_that_were_written() -> None:
    assert refused("by 2024-05-05", "2024-05-01~")[2] == "end 2024-05-01~ is before start 'by 2024-05-05'"
    assert refused("2024-06", "2024-05")[2] == "end 2024-05 is before start 2024-06"
    assert refused("2025", "2024")[2] == "end 2024 is before start 2025"
    assert (
        refused("2024-05-01 10:00", "2024-05-01 09:00:30")[2]
        == "end 2024-05-01 09:00:30 is before start 2024-05-01 10:00"
    )


# --- both sides: times ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "duration", "zone", "dtstart", "dtend"),
    [
        ("2024-05-01 09:30", "", "", SHANGHAI, "2024-05-01T01:30", "2024-05-01T01:30"),
        ("2024-05-01 09:30", "2024-05-01 11:00", "", SHANGHAI, "2024-05-01T01:30", "2024-05-01T03:00"),
        ("2024-05-01 09:30", "", "90 minutes", SHANGHAI, "2024-05-01T01:30", "2024-05-01T03:00"),
        ("", "2024-05-01 11:00", "90 minutes", SHANGHAI, "2024-05-01T01:30", "2024-05-01T03:00"),
        ("2024-05-01 09:30Z", "", "1 day", None, "2024-05-01T09:30", "2024-05-02T09:30"),
        ("2024-05-01 09:30+02:00", "2024-05-01 09:30Z", "", None, "2024-05-01T07:30", "2024-05-01T09:30"),
        ("2024-05-01 09:30", "2024-05-01 09:30Z", "", BERLIN, "2024-05-01T07:30", "2024-05-01T09:30"),
        # Over the hour that is skipped: hours are exact, days are those of the calendar (RFC 5545 §3.3.6).
        ("2024-03-30 10:00", "", "24 hours", BERLIN, "2024-03-30T09:00", "2024-03-31T09:00"),
        ("2024-03-30 10:00", "", "1 day", BERLIN, "2024-03-30T09:00", "2024-03-31T08:00"),
        ("", "2024-03-31 10:00", "24 hours", BERLIN, "2024-03-30T08:00", "2024-03-31T08:00"),
        ("", "2024-03-31 10:00", "1 day", BERLIN, "2024-03-30T09:00", "2024-03-31T08:00"),
        ("", "2024-03-31 03:30", "1 hour", BERLIN, "2024-03-31T00:30", "2024-03-31T01:30"),
        ("2024-03-30 10:00", "", "1 week 1 hour", BERLIN, "2024-03-30T09:00", "2024-04-06T09:00"),
        # Over the hour that comes twice.
        ("2024-10-26 10:00", "", "24 hours", BERLIN, "2024-10-26T08:00", "2024-10-27T08:00"),
        ("2024-10-26 10:00", "", "1 day", BERLIN, "2024-10-26T08:00", "2024-10-27T09:00"),
        ("", "2024-10-27 10:00", "1 day", BERLIN, "2024-10-26T08:00", "2024-10-27T09:00"),
        ("2024-10-27 01:30", "", "2 hours", BERLIN, "2024-10-26T23:30", "2024-10-27T01:30"),
        ("", "2024-10-27 03:30", "2 hours", BERLIN, "2024-10-27T00:30", "2024-10-27T02:30"),
        ("2024-10-27 02:30", "2024-10-27 03:30", "", BERLIN, "2024-10-27T00:30", "2024-10-27T02:30"),
        # Half an hour, in the south.
        ("2024-10-05 10:00", "", "1 day", LORD_HOWE, "2024-10-04T23:30", "2024-10-05T23:00"),
    ],
)
def test_times_from_one_to_another(
    start: str, end: str, duration: str, zone: ZoneInfo | None, dtstart: str, dtend: str
) -> None:
    found = spanned(start, end, duration=duration, zone=zone)
    assert isinstance(found, Times)
    assert found.dtstart.astimezone(UTC) == local(dtstart).replace(tzinfo=UTC)
    assert found.dtend.astimezone(UTC) == local(dtend).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "after"),
    [
        ("2024-03-31 02:00", BERLIN, "2024-03-31 03:00"),
        ("2024-03-31 02:30", BERLIN, "2024-03-31 03:30"),
        ("2024-03-31 02:59:59", BERLIN, "2024-03-31 03:59"),
        ("2024-10-06 02:15", LORD_HOWE, "2024-10-06 02:45"),
    ],
)
@pytest.mark.parametrize("key", ["start", "end"])
def test_a_time_that_the_clocks_skip(text: str, zone: ZoneInfo, after: str, key: str) -> None:
    sides = {"start": (text, ""), "end": ("2024-01-01 00:00", text)}[key]
    code, where, message, remedy = refused(*sides, zone=zone)
    assert (code, where) == ("E105", key)
    assert message == f"the clocks of {zone} skip {text}"
    assert remedy == f"did you mean {after}?"


@pytest.mark.parametrize("text", ["2024-03-31 01:59", "2024-03-31 03:00", "2024-03-31 02:30+01:00"])
def test_times_beside_the_skipped_hour_are_times(text: str) -> None:
    assert isinstance(spanned(text), Times)


@pytest.mark.parametrize(
    ("text", "zone", "twice"),
    [
        ("2024-10-27T01:59", BERLIN, False),
        ("2024-10-27T02:00", BERLIN, True),
        ("2024-10-27T02:59", BERLIN, True),
        ("2024-10-27T03:00", BERLIN, False),
        ("2024-04-07T01:29", LORD_HOWE, False),
        ("2024-04-07T01:30", LORD_HOWE, True),
        ("2024-04-07T02:00", LORD_HOWE, False),
        ("2024-05-01T02:30", SHANGHAI, False),
    ],
)
def test_a_time_that_comes_twice(text: str, zone: ZoneInfo, twice: bool) -> None:
    assert comes_twice(local(text), zone) is twice


def test_the_first_of_two_is_taken() -> None:
    found = spanned("2024-10-27 02:30")
    assert isinstance(found, Times)
    assert found.dtstart.utcoffset() == timedelta(hours=2)


def test_a_local_time_needs_a_zone() -> None:
    assert refused("2024-05-01 09:30", zone=None)[:3] == (
        "E106",
        "start",
        "no time zone is given for 2024-05-01 09:30",
    )
    assert refused("2024-05-01 09:30Z", "2024-05-01 11:00", zone=None)[:2] == ("E106", "end")
    assert isinstance(spanned("2024-05-01 09:30Z", "2024-05-01 11:00+01:00", zone=None), Times)


@pytest.mark.parametrize(
    ("start", "end", "last_day"),
    [
        ("2024-04-30 18:00", "2024-05-01 00:00", "2024-04-30"),
        ("2024-04-30 18:00", "2024-05-01 00:01", "2024-05-01"),
        ("2024-05-01 00:00", "", "2024-05-01"),
        ("2024-05-01 00:00", "2024-05-01 00:00", "2024-05-01"),
        ("2024-05-01 00:00", "2024-05-02 00:00", "2024-05-01"),
    ],
)
def test_the_last_day_that_times_touch(start: str, end: str, last_day: str) -> None:
    assert spanned(start, end).last_day == day(last_day)


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "days", "text", "sentence"),
    [
        ("2024-05-01", "", None, "1 May 2024", ""),
        ("2024-05-01", "2024-05-05", None, "1–5 May 2024", ""),
        ("2024-04-19", "2024-05-31", None, "19 Apr – 31 May 2024", ""),
        ("2024-12-31", "2025-01-01", None, "31 Dec 2024 – 1 Jan 2025", ""),
        ("", "2024-11-15", 3, "13–15 Nov 2024", ""),
        (
            *("by 2024-04-30", "2024-08-31", None),
            "until 31 Aug 2024 · start not announced",
            "Start not announced: 30 Apr 2024 at the latest.",
        ),
        (
            *("by 2024-04-30", "", None),
            "by 30 Apr 2024 · start not announced",
            "Start not announced: 30 Apr 2024 at the latest.",
        ),
        (
            *("2024-10", "", None),
            "Oct 2024 · day not announced",
            "Day not announced: some time in Oct 2024.",
        ),
        (
            *("2024-10", "", 1),
            "Oct 2024 · day not announced",
            "Day not announced: some time in Oct 2024.",
        ),
        (
            *("2024-10", "", 3),
            "Oct 2024 · days not announced",
            "Days not announced: some time in Oct 2024.",
        ),
        (
            *("", "2024-10", 3),
            "Oct 2024 · days not announced",
            "Days not announced: some time in Oct 2024.",
        ),
        ("2024", "", None, "2024 · day not announced", "Day not announced: some time in 2024."),
        (
            *("2024-10", "2024-11", None),
            "Oct – Nov 2024 · days not announced",
            "Days not announced: some time in Oct – Nov 2024.",
        ),
        (
            *("2024-10", "2024-10", None),
            "Oct 2024 · days not announced",
            "Days not announced: some time in Oct 2024.",
        ),
        (
            *("2024-05-20", "2024-06", None),
            "20 May 2024 – Jun 2024 · end not announced",
            "End not announced: some time in Jun 2024.",
        ),
        (
            *("2024-05", "2024-06-20", None),
            "May 2024 – 20 Jun 2024 · start not announced",
            "Start not announced: some time in May 2024.",
        ),
        ("2024-05-01~", "", None, "about 1 May 2024", "The date is approximate: about 1 May 2024."),
        ("2024-05-01~", "", 3, "about 1–3 May 2024", "The start is approximate: about 1 May 2024."),
        ("", "2024-05-03~", 3, "about 1–3 May 2024", "The end is approximate: about 3 May 2024."),
        (
            *("2024-05-01", "2024-05-09~", None),
            "about 1–9 May 2024",
            "The end is approximate: about 9 May 2024.",
        ),
        (
            *("2024-05-01~", "2024-06-09~", None),
            "about 1 May – 9 Jun 2024",
            "The dates are approximate: about 1 May 2024 to about 9 Jun 2024.",
        ),
    ],
)
def test_words_for_days(start: str, end: str, days: int | None, text: str, sentence: str) -> None:
    said = stated(start, end, days)
    assert when_text(spanned(start, end, days), said, "en") == text
    assert note(said, "en") == sentence


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2024-05-01 09:30", "", "1 May 2024 09:30"),
        ("2024-05-01 09:30", "2024-05-01 11:00", "1 May 2024 09:30–11:00"),
        ("2024-05-01 18:00", "2024-05-02 02:00", "1 May 2024 18:00 – 2 May 2024 02:00"),
        ("2024-05-01 00:00", "2024-05-02 00:00", "1 May 2024 00:00 – 2 May 2024 00:00"),
    ],
)
def test_words_for_times(start: str, end: str, text: str) -> None:
    assert when_text(spanned(start, end), stated(start, end), "en") == text
    assert note(stated(start, end), "en") == ""


def test_an_hour_from_one_time_to_the_same_is_not_an_instant() -> None:
    found = spanned("2024-10-27 02:30", duration="1 hour")
    assert when_text(found, stated("2024-10-27 02:30"), "en") != "27 Oct 2024 02:30"


@pytest.mark.parametrize(
    ("start", "end", "doubt"),
    [
        ("by 2024-04-30", "2024-08", "Aug 2024"),
        ("by 2024-04-30", "2024-08-31~", "about 31 Aug 2024"),
        ("2024-04-30~", "2024-08", "about 30 Apr 2024"),
        ("2024-10", "2025", "Oct 2024"),
        ("2024-10", "2025", "some time in 2025"),
    ],
)
def test_two_doubts_are_both_said(start: str, end: str, doubt: str) -> None:
    assert doubt in note(stated(start, end), "en")


def test_a_moment_is_told_by_the_clock_that_it_was_written_for() -> None:
    plus8 = Times(
        datetime(2024, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(2024, 5, 1, 11, tzinfo=timezone(timedelta(hours=8))),
    )
    assert when_text(plus8, stated("2024-05-01 09:30+08:00"), "en") == "1 May 2024 09:30–11:00"
