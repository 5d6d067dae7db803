"""Days, times, runs of them, lists and numbers → text, by the patterns of a language."""

from collections.abc import Sequence
from datetime import date, datetime, time

from calendar_gen.words.languages import Language

_Clock = datetime | time


def day(when: date, language: Language) -> str:
    """A day: `1 May 2024`."""
    return language.patterns["yMMMd"].format(**_of_day(when, "", language))


def days(first: date, last: date, language: Language) -> str:
    """A run of days, both included: `1–5 May 2024`; what they have in common is said once."""
    if first == last:
        return day(first, language)
    return _run("yMMMd", first, last, language)


def short_days(first: date, last: date, language: Language) -> str:
    """A run of days without its year, for a list below one: `1–5 May`."""
    if first == last:
        return language.patterns["MMMd"].format(**_of_day(first, "", language))
    return _run("MMMd", first, last, language)


def day_in_full(when: date, language: Language, skeleton: str = "yMMMMEEEEd") -> str:
    """A day in full, for a heading or a sentence: `Wednesday 1 May 2024`; `1 May 2024`, `1 May`.

    These are the skeletons `yMMMMEEEEd`, `yMMMMd` and `MMMMd` of CLDR (UTS 35, part 4).
    """
    return language.patterns[skeleton].format(**_of_day(when, "", language))


def month_in_full(when: date, language: Language) -> str:
    """The month of a day, in English too: `September 2024`."""
    return language.patterns["month and year"].format(**_of_day(when, "", language))


def month(when: date, language: Language, last: date | None = None) -> str:
    """The month of a day, or from that to the month of another: `May 2024`, `May – Jun 2024`."""
    return _months("yMMM", when, last, language)


def full_month(when: date, language: Language, last: date | None = None) -> str:
    """As `month`, for a title or a sentence: no language but English shortens its name then."""
    return _months("yMMMM", when, last, language)


def year(when: date, language: Language, last: date | None = None) -> str:
    """The year of a day, or from that to the year of another."""
    if last is None or last.year == when.year:
        return language.patterns["y"].format(y=when.year)
    return language.patterns["y/y"].format(y=when.year, y2=last.year)


def clock(at: _Clock, language: Language) -> str:
    """A time of day as its own clock shows it: `19:30`."""
    return language.patterns["Hm"].format(**_of_time(at, ""))


def clocks(first: _Clock, last: _Clock, language: Language) -> str:
    """From one time of day to another, which may be on the next day: `19:30–21:00`."""
    return language.patterns["Hm/m"].format(**_of_time(first, ""), **_of_time(last, "2"))


def moment(when: datetime, language: Language) -> str:
    """A day and a time: `1 May 2024 19:30`."""
    return day_with(when, clock(when, language), language)


def moments(first: datetime, last: datetime, language: Language) -> str:
    """From one moment to another: `1 May 2024 19:30–21:00`; the day is said again where it is another."""
    if first.date() == last.date():
        return day_with(first, clocks(first, last, language), language)
    return interval(moment(first, language), moment(last, language), language)


def day_with(when: date, times: str, language: Language) -> str:
    """A day and the text of a time on it."""
    return language.patterns["date and time"].format(date=day(when, language), time=times)


def interval(first: str, last: str, language: Language) -> str:
    """From one text to another: `about 1 May 2024 – 3 May 2024`."""
    return language.patterns["interval"].format(first=first, last=last)


def listed(texts: Sequence[str], language: Language, last: str = "list") -> str:
    """A list of texts: `A, B, C`; with "and" or "or" before the `last`, `A, B and C`."""
    if len(texts) < 2:
        return "".join(texts)
    *before, end = texts
    text = before[0]
    for another in before[1:]:
        text = language.patterns["list"].format(text, another)
    return language.patterns[last].format(text, end)


def _months(pattern: str, first: date, last: date | None, language: Language) -> str:
    if last is None or (first.year, first.month) == (last.year, last.month):
        return language.patterns[pattern].format(**_of_day(first, "", language))
    return _run(pattern, first, last, language)


def _run(pattern: str, first: date, last: date, language: Language) -> str:
    """By the greatest field in which the two differ, as CLDR's intervals go (UTS 35, part 4)."""
    differ = first.year != last.year and pattern.startswith("y")
    greatest = "y" if differ else "M" if (first.year, first.month) != (last.year, last.month) else "d"
    slots = _of_day(first, "", language) | _of_day(last, "2", language)
    return language.patterns[f"{pattern}/{greatest}"].format(**slots)


def _of_day(when: date, side: str, language: Language) -> dict[str, object]:
    names = language.names
    return {
        f"d{side}": when.day if when.day > 1 else language.patterns["first day"],
        f"M{side}": when.month,
        f"MMM{side}": names["MMM"][when.month - 1],
        f"MMMM{side}": names["MMMM"][when.month - 1],
        f"LLLL{side}": names["LLLL"][when.month - 1],
        f"cccc{side}": names["cccc"][when.weekday()],
        f"y{side}": when.year,
        f"E{side}": names["EEE"][when.weekday()],
    }


def _of_time(at: _Clock, side: str) -> dict[str, object]:
    return {f"H{side}": at.hour, f"HH{side}": f"{at.hour:02}", f"mm{side}": f"{at.minute:02}"}
