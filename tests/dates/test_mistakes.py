"""What is said of a date that can't be read: a date that there is, and that was meant, or none."""

import pytest
import yaml

from calendar_gen.dates import number_mistakes
from calendar_gen.dates.values import Certainty, When
from calendar_gen.dates.written import duration, when
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source import value_mistakes

RANGE = "for a range give 'start: {}' and 'end: {}'"

# Each with what must be proposed: one date, or two between "or", or a start and an end.
MEANT = {
    "2024-5-1": "2024-05-01",
    "2024/05/01": "2024-05-01",
    "2024.05.01": "2024-05-01",
    "20240501": "2024-05-01",
    "2024年5月1日": "2024-05-01",
    "2024年5月": "2024-05",
    "2024-5": "2024-05",
    "05/2024": "2024-05",
    "May 2024": "2024-05",
    "1 May 2024": "2024-05-01",
    "1st of May 2024": "2024-05-01",
    "May 1st, 2024": "2024-05-01",
    "Wednesday, May 1, 2024": "2024-05-01",
    "Sept. 3, 2024": "2024-09-03",
    "31/12/2024": "2024-12-31",
    "12/31/2024": "2024-12-31",
    "01/05/2024": "2024-01-05 or 2024-05-01",
    # With points, and in languages other than English, the day comes first.
    "01.05.2024": "2024-05-01",
    "12. 7. 2027": "2027-07-12",
    "12.31.2027": "2027-12-31",
    "12/7/2027 19 Uhr": "2027-07-12 19:00",
    "mardi 1/6/2027": "2027-06-01",
    "Tue 12/7/2027": "2027-12-07",
    "01.01.2024": "2024-01-01",
    "1 May 2024 9:30 pm": "2024-05-01 21:30",
    "2024-5-1T9:30": "2024-05-01 09:30",
    "01/05/2024 09:30": "2024-01-05 09:30 or 2024-05-01 09:30",
    "2024-05-01 9am": "2024-05-01 09:00",
    "2024-05-01 12 am": "2024-05-01 00:00",
    "2024-05-01 12 p.m.": "2024-05-01 12:00",
    "2024-05-01 noon": "2024-05-01 12:00",
    "2024-05-01 9.30": "2024-05-01 09:30",
    "2024-05-01 19h30": "2024-05-01 19:30",
    "2024-05-01 0930": "2024-05-01 09:30",
    "2024-05-01 09：30": "2024-05-01 09:30",
    # Months and days of the week in seven languages, which are not mistaken for each other.
    "6. März 2027": "2027-03-06",
    "Samstag, 6. März 2027": "2027-03-06",
    "1er août 2027": "2027-08-01",
    "samedi 6 mars 2027": "2027-03-06",
    "mar. 9 mars 2027": "2027-03-09",
    "6 de marzo de 2027": "2027-03-06",
    "sábado, 6 de marzo de 2027": "2027-03-06",
    "6 dicembre 2027": "2027-12-06",
    "sab 6 mar 2027 20:00": "2027-03-06 20:00",
    "2027年3月6日(土)": "2027-03-06",
    "2027年3月6日土曜日": "2027-03-06",
    "2027年3月6日 星期六": "2027-03-06",
    "2027年3月6日周六 19:30": "2027-03-06 19:30",
    "24 December 2027": "2027-12-24",
    "1º de mayo de 2027": "2027-05-01",
    "Sat 2027-03-06": "2027-03-06",
    "2027-03-06 (Sat)": "2027-03-06",
    "2027-03-06 Sat 19:30": "2027-03-06 19:30",
    # Of two readings that which the day of the week fits.
    "Sat 06.03.2027": "2027-03-06",
    "Thu 03/06/2027": "2027-06-03",
    # Times as they are said.
    "7. Februar 2027 14 Uhr": "2027-02-07 14:00",
    "Samstag, 6. Februar 2027, 20:00 Uhr": "2027-02-06 20:00",
    "am 6. Februar 2027 um 8 Uhr abends": "2027-02-06 20:00",
    "6. Februar 2027 19 Uhr 30": "2027-02-06 19:30",
    "14 janvier 2027 19h": "2027-01-14 19:00",
    "1er juillet 2027 à 19h00": "2027-07-01 19:00",
    "le 1er juillet 2027 à midi": "2027-07-01 12:00",
    "1er juillet 2027 à 8 heures et demie du soir": "2027-07-01 20:30",
    "6 de marzo de 2027 a las 20:00": "2027-03-06 20:00",
    "6 de marzo de 2027 a las 8 de la tarde": "2027-03-06 20:00",
    "6 marzo 2027 alle ore 20": "2027-03-06 20:00",
    "6 marzo 2027, ore 20.30": "2027-03-06 20:30",
    "at 8pm on 6 February 2027": "2027-02-06 20:00",
    "2027年7月8日 上午9点": "2027-07-08 09:00",
    "2027年7月8日下午3点半": "2027-07-08 15:30",
    "2027年3月6日19时30分": "2027-03-06 19:30",
    "2027年3月6日（星期六）19:30": "2027-03-06 19:30",
    "2027年3月6日(土)午後7時半": "2027-03-06 19:30",
    "2027-03-06 19h": "2027-03-06 19:00",
    "2027-03-06 19 Uhr": "2027-03-06 19:00",
    # A time in words; where half of a day is meant both.
    "2027-03-06 halb acht": "2027-03-06 07:30 or 2027-03-06 19:30",
    "2027-03-06 um halb 8 abends": "2027-03-06 19:30",
    "6. März 2027 Viertel nach sieben": "2027-03-06 07:15 or 2027-03-06 19:15",
    "2027-03-06 quarter to twelve": "2027-03-06 11:45 or 2027-03-06 23:45",
    "2027-03-06 half past 7 pm": "2027-03-06 19:30",
    "2027-03-06 7 o'clock": "2027-03-06 07:00 or 2027-03-06 19:00",
    "2027-03-06 seven o’clock pm": "2027-03-06 19:00",
    "March 6, 2027 12 o'clock": "2027-03-06 00:00 or 2027-03-06 12:00",
    "2027-03-06 sieben Uhr abends": "2027-03-06 19:00",
    "2027-03-06 à sept heures du soir": "2027-03-06 19:00",
    "2027-03-06 a las siete de la tarde": "2027-03-06 19:00",
    "2027-03-06 alle sette di sera": "2027-03-06 19:00",
    "6. März 2027 24:00 Uhr": "2027-03-07 00:00",
    "2027-03-06 midnight": "2027-03-06 00:00 or 2027-03-07 00:00",
    "31 de diciembre de 2027 medianoche": "2027-12-31 00:00 or 2028-01-01 00:00",
    "2027-03-06 晚上七点": "2027-03-06 19:00",
    "2027年3月6日十九点三十分": "2027-03-06 19:30",
    "2027-03-06 下午三点一刻": "2027-03-06 15:15",
    "2027-03-06 二十点半": "2027-03-06 20:30",
    "2027年3月6日午後七時半": "2027-03-06 19:30",
    "2027-03-06 两点": "2027-03-06 02:00",
    "2027-03-06 20:00 h": "2027-03-06 20:00",
    "2027-03-06 19:00 pm": "2027-03-06 19:00",
    # A zone is never lost.
    "2024-05-01T09:30:00.000Z": "2024-05-01 09:30Z",
    "2024-05-01T09:30:15.250+02:00": "2024-05-01 09:30:15+02:00",
    "2024-05-01 9am +02:00": "2024-05-01 09:00+02:00",
    "2024-05-01 09:30 GMT+8": "2024-05-01 09:30+08:00",
    "2024-05-01 09:30 UTC-3:30": "2024-05-01 09:30-03:30",
    "2024-05-01 9:30 pm UTC": "2024-05-01 21:30Z",
}
RANGES = {
    "2024-05-01/2024-05-05": ("2024-05-01", "2024-05-05"),
    "2024-05-01/05": ("2024-05-01", "2024-05-05"),
    "2024-05-01 - 2024-05-05": ("2024-05-01", "2024-05-05"),
    "2024-05-01 – 05-05": ("2024-05-01", "2024-05-05"),
    "2024-05-01 to 05": ("2024-05-01", "2024-05-05"),
    "2024年5月1日至2024年5月5日": ("2024-05-01", "2024-05-05"),
    "1-5 May 2024": ("2024-05-01", "2024-05-05"),
    "1–5 May 2024": ("2024-05-01", "2024-05-05"),
    "May 1-5, 2024": ("2024-05-01", "2024-05-05"),
    "30 April - 2 May 2024": ("2024-04-30", "2024-05-02"),
    "April 30 to May 2, 2024": ("2024-04-30", "2024-05-02"),
    "April to May 2024": ("2024-04", "2024-05"),
    "2024-05-01 09:30 - 2024-05-02 11:30": ("2024-05-01 09:30", "2024-05-02 11:30"),
    "2024-05-01 09:30-11:30": ("2024-05-01 09:30", "2024-05-01 11:30"),
    "2024-05-01 9:30 - 11:30": ("2024-05-01 09:30", "2024-05-01 11:30"),
    "2024-05-01 09:30–11:00": ("2024-05-01 09:30", "2024-05-01 11:00"),
    "2024-05-01 09:30 to 11:00 UTC": ("2024-05-01 09:30Z", "2024-05-01 11:00Z"),
    "2024-05-01 9am-5pm": ("2024-05-01 09:00", "2024-05-01 17:00"),
    "2024-05-01 22:00–02:00": ("2024-05-01 22:00", "2024-05-02 02:00"),
    "2024-12-31 22:00–02:00": ("2024-12-31 22:00", "2025-01-01 02:00"),
    "du 3 au 5 mai 2027": ("2027-05-03", "2027-05-05"),
    "vom 8. bis 10. Februar 2027": ("2027-02-08", "2027-02-10"),
    "del 3 al 5 de mayo de 2027": ("2027-05-03", "2027-05-05"),
    "dal 3 al 5 maggio 2027": ("2027-05-03", "2027-05-05"),
    "8.-10.2.2027": ("2027-02-08", "2027-02-10"),
    "28.2.-3.3.2027": ("2027-02-28", "2027-03-03"),
    "2027年7月8日至10日": ("2027-07-08", "2027-07-10"),
    "2027年7月30日～8月2日": ("2027-07-30", "2027-08-02"),
    "le 3 mai 2027 de 19h à 21h": ("2027-05-03 19:00", "2027-05-03 21:00"),
    "3. Mai 2027, 19:00-21:00 Uhr": ("2027-05-03 19:00", "2027-05-03 21:00"),
    "2027-05-03 von 19 bis 21 Uhr": ("2027-05-03 19:00", "2027-05-03 21:00"),
    "2024-05-01 09:30-12:01": ("2024-05-01 09:30", "2024-05-01 12:01"),
}
NOTHING_PROPOSED = (
    *("1 May", "May", "24", "tomorrow", "last week", "1-5 May", "summer 2024", "2024-W18", "99/99/2024"),
    *("2024-05-01 13pm", "2024-05-01 evening", "2024-05-01 9am +25:00", "2024-05-01 9.30-11"),
    *("2024-05-01 晚上12点", "2024-05-01 um 8", "2024-05-01 25 Uhr", "2024-05-01 0:30 pm"),
    *("2024-05-05 to 2024-05-01", "31 April 2024", "2024-13-45", "2024-05-01 25.00"),
)


def flaw(text: str) -> Problem:
    found = when(text)
    assert isinstance(found, Problem), text
    return found


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_what_is_meant(text: str, meant: str) -> None:
    assert flaw(text).remedy == f"did you mean {meant}?"
    assert flaw(text).meant == tuple(meant.split(" or "))
    assert all(isinstance(when(date), When) for date in meant.split(" or "))


@pytest.mark.parametrize(
    ("text", "meant", "said"),
    [
        ("Friday, 6 March 2027", "2027-03-06", "2027-03-06 is a Saturday, not a Friday"),
        ("Freitag, 6. März 2027 19:30", "2027-03-06 19:30", "2027-03-06 is a Saturday, not a Friday"),
        ("Dienstag, 12.7.2027", "2027-07-12", "2027-07-12 is a Monday, not a Tuesday"),
        ("mardi 12/7/2027", "2027-07-12", "2027-07-12 is a Monday, not a Tuesday"),
        ("2027年3月6日(日)", "2027-03-06", "2027-03-06 is a Saturday, not a Sunday"),
        ("jeudi 17 décembre 2027 19h", "2027-12-17 19:00", "2027-12-17 is a Friday, not a Thursday"),
        ("2027-03-06 Sun", "2027-03-06", "2027-03-06 is a Saturday, not a Sunday"),
        ("2027-03-06 (Sun) 19:30", "2027-03-06 19:30", "2027-03-06 is a Saturday, not a Sunday"),
        ("Sun 2027-03-06", "2027-03-06", "2027-03-06 is a Saturday, not a Sunday"),
    ],
)
def test_a_day_of_the_week_that_is_another(text: str, meant: str, said: str) -> None:
    assert flaw(text).remedy == f"did you mean {meant}? {said}"
    assert flaw(text).meant == (meant,)


@pytest.mark.parametrize(("text", "sides"), RANGES.items())
def test_a_range_keeps_its_end(text: str, sides: tuple[str, str]) -> None:
    assert flaw(text).remedy == RANGE.format(*sides)
    assert flaw(text).between == sides
    assert "is a range, not a " in flaw(text).message
    assert all(isinstance(when(side), When) for side in sides)


NO_DAYS = ("2024-13-01", "2024-31-12", "2024-02-30", "2024-04-31", "2024-05-00")
BESIDE = {
    "~": "~",
    " 10:00": " 10:00",
    "T10:00": " 10:00",
    " 9:30": " 09:30",
    " 9.30 pm": " 21:30",
    " noon": " 12:00",
    "T09:30:15Z": " 09:30:15Z",
    " 09:30+02:00": " 09:30+02:00",
    " 09:30 GMT+8": " 09:30+08:00",
}


@pytest.mark.parametrize("day", NO_DAYS)
@pytest.mark.parametrize("beside", BESIDE)
def test_what_stands_beside_a_day_that_there_is_not_is_kept(day: str, beside: str) -> None:
    alone, found = flaw(day), flaw(f"{day}{beside}")
    assert found.message == alone.message
    assert found.meant == (f"{alone.meant[0]}{BESIDE[beside]}",)
    assert found.meant[0] in found.remedy
    assert isinstance(when(found.meant[0]), When)


@pytest.mark.parametrize(
    ("text", "message", "meant"),
    [
        ("29.02.2027", "2027-02 has no day 29", "2027-02-28"),
        ("31 April 2027", "2027-04 has no day 31", "2027-04-30"),
        ("samedi 31 avril 2027 à 19h", "2027-04 has no day 31", "2027-04-30 19:00"),
        ("2027年2月30日 下午3点", "2027-02 has no day 30", "2027-02-28 15:00"),
    ],
)
def test_a_day_that_there_is_not_is_told_in_every_form(text: str, message: str, meant: str) -> None:
    assert flaw(text).message == message
    assert flaw(text).meant == (meant,)
    assert flaw(text).mending == ""
    assert isinstance(when(meant), When)


@pytest.mark.parametrize(
    "text",
    [
        *NO_DAYS,
        *MEANT,
        *(f"{day}{beside}" for day in NO_DAYS for beside in BESIDE),
        *("2024-05-XX", "2024-05-01?", "2024-05-01 24:00", "by May 2024", "Friday, 6 March 2027"),
    ],
)
def test_by_stays_before_each_day_that_may_be_meant(text: str) -> None:
    found = flaw(f"by {text}")
    assert found.meant
    for meant in (*found.meant, *filter(None, [found.mending])):
        read = when(meant)
        assert isinstance(read, When)
        assert read.certainty is Certainty.START_UNKNOWN
        assert f"'{meant}'" in found.remedy


def test_by_is_written_without_being_asked_before_what_is_a_day_alone() -> None:
    fixes = [
        flaw(f"by {text}").mending for text in ("1 May 2024", "May 2024", "1 May 2024 9pm", "2024-05-01?")
    ]
    assert fixes == ["by 2024-05-01", "", "", ""]


@pytest.mark.parametrize("time", ["0:30 pm", "19:00 am", "0:30 PM"])
def test_a_half_of_the_day_that_does_not_fit_is_no_zone(time: str) -> None:
    assert flaw(f"2027-01-05 {time}").remedy == "write it as HH:MM"


@pytest.mark.parametrize("text", NOTHING_PROPOSED)
def test_nothing_is_made_up(text: str) -> None:
    assert "did you mean" not in flaw(text).remedy
    assert "'start: " not in flaw(text).remedy


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2024-05-01 09:30-11:00", "11:00"),
        ("2024-05-01 9:30 -11:00", "11:00"),
        ("2024-05-01 09:30-11", "11:00"),
        ("2024-05-01 03:00-05:00", "05:00"),
        ("2024-05-01 10:00-12:00", "12:00"),
    ],
)
def test_what_may_be_a_range_or_an_offset_is_neither(text: str, end: str) -> None:
    found = flaw(text)
    assert found.code == "E102"
    assert "may be a range, or a time and its offset from UTC" in found.message
    given, _, offset = found.remedy.partition("; for an offset write ")
    start = f"2024-05-01 {text[11:].partition('-')[0].strip():0>5}"
    assert given == RANGE.format(start, f"2024-05-01 {end}")
    meant = when(offset)
    assert isinstance(meant, When)
    assert f"{meant.first:%z}".startswith("-")


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01 09:30-05:00",
        "2024-05-01 22:00-02:30",
        "2024-05-01T03:00-05:00",
        "2024-05-01T09:30-11:00",
        "2024-05-01 03:00:00-05:00",
        "2024-05-01 12:00-12:00",
        "2024-05-01 09:30+13:45",
        "2024-05-01 09:30+08:45",
        "2024-05-01 09:30-09:30",
    ],
)
def test_offsets_that_can_be_nothing_else(text: str) -> None:
    found = when(text)
    assert isinstance(found, When)
    assert found.timed
    assert not found.local


@pytest.mark.parametrize("offset", ["+11:30", "+00:15", "-04:30", "-00:30", "+14:30", "+02:60", "-13:00"])
def test_offsets_that_no_clock_has(offset: str) -> None:
    assert flaw(f"2024-05-01 23:30{offset}").message == f"there is no offset {offset} from UTC"


@pytest.mark.parametrize("text", ["2024-05-01 09:30:75", "2024-05-01 24:01", "2024-05-01 9:60"])
def test_a_time_that_there_is_not_is_shown_as_it_was_written(text: str) -> None:
    assert flaw(text).message == f"there is no time {text[11:]}"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("3 days", "write 3"),
        ("03", "write 3"),
        ("three", "write 3"),
        ("3天", "write 3"),
        ("3 Tage", "write 3"),
        ("trois jours", "write 3"),
        ("due settimane", "write 14"),
        ("2 weeks", "write 14"),
        ("3 hours", "write 'duration: 3 hours'"),
        ("3 months", ""),
        ("0", ""),
        ("many", ""),
    ],
)
def test_numbers_of_days(text: str, remedy: str) -> None:
    assert number_mistakes.days(text) == remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("ten", "write 10"),
        ("010", "write 10"),
        ("10 times", "write 10"),
        ("10x", "write 10"),
        ("10次", "write 10"),
        ("zehn Mal", "write 10"),
        ("5 veces", "write 5"),
        ("one", "leave 'repeat' out"),
        ("2 weeks", "write how often in all, or 'until' and the last day instead"),
        ("3 hours", "write how often in all, or 'until' and the last day instead"),
    ],
)
def test_numbers_of_times(text: str, remedy: str) -> None:
    assert number_mistakes.times(text) == remedy


@pytest.mark.parametrize(
    "text",
    [
        *("fair", "Harbour Gazette, 2 May 2027", "Harbour Gazette: page 2", "No. #3", "it's", 'the "Moor"'),
        *("[1]", "a, b: c", "- dash", "*", "a:b", "C:\\x: y", 'it\'s "it": so', "10:00", "x:"),
    ],
)
def test_what_is_put_between_brackets_is_read_as_it_was(text: str) -> None:
    def written(expects: str, name: str) -> str:
        return value_mistakes.kind(expects, name, text).removeprefix("write '").removesuffix("'")

    assert yaml.load(written("keys", "source"), yaml.BaseLoader) == {"title": text}
    items = yaml.load(written("a list", "categories"), yaml.BaseLoader)
    assert items == [item.strip() for item in text.split(",")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1:30", "1 hour 30 minutes"),
        ("0:45", "45 minutes"),
        ("2:00", "2 hours"),
        ("1:30:00", "1 hour 30 minutes"),
        ("PT90M", "90 minutes"),
        ("PT1H30M", "1 hour 30 minutes"),
        ("p2d", "2 days"),
        ("1h30", "1 hour 30 minutes"),
        ("2小时", "2 hours"),
        ("两个小时", "2 hours"),
        ("1時間30分", "1 hour 30 minutes"),
        ("1 Stunde und 30 Minuten", "1 hour 30 minutes"),
        ("deux heures", "2 hours"),
        ("3 días", "3 days"),
        ("una settimana", "1 week"),
        ("two hours", "2 hours"),
    ],
)
def test_durations_in_other_forms(text: str, meant: str) -> None:
    found = duration(text)
    assert isinstance(found, Problem)
    assert found.message == f"'{text}' is not a duration"
    assert found.remedy == f"write '{meant}'"
    assert not isinstance(duration(meant), Problem)


@pytest.mark.parametrize("text", ["0:00", "PT0M", "P", "PT", "1:75", "an hour"])
def test_what_is_no_duration_in_any_form(text: str) -> None:
    found = duration(text)
    assert isinstance(found, Problem)
    assert found.remedy == "write a number and its unit: minutes, hours or days"
