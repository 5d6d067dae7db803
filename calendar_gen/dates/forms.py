"""A text → every date, month or time of day that somebody may mean by it, in whichever form.

For what is said of a mistake alone: nothing of it is taken for what was written.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import normalize

from calendar_gen.dates import names
from calendar_gen.dates.clock_mistakes import clock, times
from calendar_gen.dates.values import LAST_YEAR, MONTHS, WEEKDAYS

MONTH = r"([^\W\d_]{2,12})\.?"
NTH = r"([0-9]{1,2})(?:st|nd|rd|th|er|[ºª°])?\.?"
_OF = "(?: (?:of|de|del)(?= ))?"
YEAR = "([12][0-9]{3})"
# Each with which of its groups are the year, the month and the day; a month alone has no day.
_DATES = tuple(
    (re.compile(form), order)
    for form, order in (
        (rf"{YEAR}([-/. ])([0-9]{{1,2}})\2([0-9]{{1,2}})", (1, 3, 4)),
        (rf"{YEAR}([0-9]{{2}})([0-9]{{2}})", (1, 2, 3)),
        (rf"{YEAR} ?年 ?([0-9]{{1,2}}) ?月 ?([0-9]{{1,2}}) ?[日号號]", (1, 2, 3)),
        (rf"{YEAR} ?年 ?([0-9]{{1,2}}) ?月", (1, 2)),
        (rf"([0-9]{{1,2}})([-/. ]|\. )([0-9]{{1,2}})\2{YEAR}", (4, 3, 1)),
        (rf"([0-9]{{1,2}})([-/. ])(1[3-9]|2[0-9]|3[01])\2{YEAR}", (4, 1, 3)),
        (rf"{NTH}{_OF}[ -]?{MONTH},?{_OF}[ -]?{YEAR}", (3, 2, 1)),
        (rf"{MONTH} ?{NTH},? +{YEAR}", (3, 1, 2)),
        (rf"{YEAR}[ -]{MONTH}[ -]{NTH}", (1, 2, 3)),
        (rf"{MONTH},?{_OF} +{YEAR}", (2, 1)),
        (rf"{YEAR}[ -]{MONTH}", (1, 2)),
        (rf"{YEAR}[-/.]([0-9]{{1,2}})", (1, 2)),
        (rf"([0-9]{{1,2}})[-/.]{YEAR}", (2, 1)),
    )
)
# As iCalendar has it (RFC 5545 §3.3.5), but for the seconds.
_BASIC = re.compile(r"([0-9]{8})T([0-9]{2})([0-9]{2})(?:[0-9]{2})?(Z?)")
# The month before the day, as Americans write it; with points the day comes first wherever it can.
_MONTH_FIRST = re.compile(rf"([0-9]{{1,2}})([-/ ])([0-9]{{1,2}})\2{YEAR}"), (4, 1, 3)
# What stands before a date or the first of two, and says nothing of it.
LEADING = re.compile(
    r"\A(?:on|the|from|am|den|vom|von|ab|le|du|el|del|il|dal|dall['’]) *(?=[0-9])", re.IGNORECASE
)
# A leap year: whatever may be there in some year is there in it.
_SOME_YEAR = "2024"
# A sign alone stands for a day in brackets only: 日 is also that of a date.
_BEFORE = re.compile(
    r"(?:([^\W\d_]{2,12})|[(（]([^\W\d_]{1,12}))\.?[)）,]*(?:\s+|\Z)(?:(?:the|le|el|il|den|am)\s+)?(.*)"
)
_AFTER = re.compile(r"(.*[0-9日号號])(?:[ ,、]+[(（]?|[(（])([^\W\d_]{1,12})\.?[)）]?")
# Words of a time or before a date, of those who write the day before the month.
_NOT_IN_ENGLISH = re.compile(
    "uhr|um|ab|vom|von|den|bis|h|heures?|le|du|au|a|midi|ore|alle|dalle|il|dal|las|los|el|del|de"
)
_JOINED = re.compile("(.*[日号號])((?:星期|周|週|礼拜).|.曜日?)")


def read(text: str) -> tuple[list[str], int | None]:
    """Every date, or month, that the text may be; and the day of the week that it names besides."""
    return _read(_in_usual_signs(text), _in_english(text))


def _in_usual_signs(text: str) -> str:
    """The text with wide digits and the like as usual ones; `1º` isn't `1o`, nor `9½` 91 halves."""
    return re.sub("[^ºª¼½¾]+", lambda match: normalize("NFKC", match[0]), text)


def _read(text: str, american: bool) -> tuple[list[str], int | None]:
    if found := _dates(text, american):
        return found, None
    rest, named = _weekday_apart(text[:80].strip())
    found = _dates(rest, american) if named is not None else []
    right = [day for day in found if named == weekday_of(day)]
    return right or found, named


def with_time(text: str) -> tuple[list[str], int | None]:
    """A date in another form and a time after or before it, in whichever form."""
    text = _in_usual_signs(text)
    if basic := _BASIC.fullmatch(text.strip()):
        clocks = times(f"{basic[2]}:{basic[3]}")
        return [
            f"{day} {clock}{basic[4]}" for day in _dates(basic[1], american=False) for clock in clocks
        ], None
    american = _in_english(text)
    for parts in parted(text):
        for day, time in (parts, parts[::-1]):
            (written, named), at = _read(day, american), times(time)
            if at and written and len(written[0]) == 10:
                return [moment(day, clock) for day in written for clock in at], named
    return [], None


def moment(day: str, clock: str) -> str:
    """A day and a time as they are written; 24:00 is the first moment of the next."""
    if clock != "24:00" or day == f"{LAST_YEAR}-12-31":
        return f"{day} {clock.replace('24:00', '00:00')}"
    return f"{date.fromisoformat(day) + timedelta(days=1)} 00:00"


def parted(text: str) -> Iterator[tuple[str, str]]:
    """The text in two, at each place where a date may end and a time begin."""
    for space in re.finditer(r",? +|T|(?<=[日号號)）])(?! )", text[:80]):
        yield text[: space.start()], text[space.end() :]


def numbers(text: str) -> Iterator[list[int]]:
    """Year, month and perhaps day, in each order that the text may have, also where there is no such day."""
    return _numbers(_weekday_apart(text[:80].strip())[0], _in_english(text))


def without_year(text: str) -> list[str]:
    """The dates that a text without a year may be, `YYYY-06-12`, with the time that is written beside it."""
    for parts in ((text, ""), *parted(text)):
        for day, time in (parts, parts[::-1]):
            # Whether a day of the week fits only the year would tell.
            (of, _), at = _weekday_apart(day.strip()), clock(time)
            if of.isdecimal() or bool(at) != bool(time):
                continue
            found = {meant for form in _with_some_year(of) for meant in _dates(form, _in_english(text))}
            if days := sorted(meant for meant in found if len(meant) == 10 or not at):
                return [f"YYYY{meant[4:]}" + (f" {at}" if at else "") for meant in days]
    return []


def month(text: str) -> str:
    """The month that is meant by one in another language or form, `june` or `2027-06`; "" for none."""
    number = re.fullmatch("([0-9]{1,2})月?", text.strip())
    named = int(number[1]) if number else names.month(text)
    if named is not None and 1 <= named <= 12:
        return MONTHS[named - 1]
    found = {day[:7] for day in read(text)[0]}
    return found.pop() if len(found) == 1 else ""


def weekday_before(text: str) -> tuple[int | None, str]:
    """The day of the week with which a text begins, and the rest; None and all of it where there is none."""
    match = _BEFORE.fullmatch(text[:80])
    named = names.weekday(match[1] or match[2]) if match else None
    return (named, match[3]) if match and named is not None else (None, text)


def weekday_of(day: str) -> int | None:
    """The day of the week of a date, Monday 0; None of a month."""
    return date.fromisoformat(day[:10]).weekday() if len(day) >= 10 else None


def _in_english(text: str) -> bool:
    """Whether no word of a text is one of another language: then the month may stand before the day."""
    words = re.findall(r"[^\W\d_]+", names.plain_word(text[:80]))
    days = [word for word in words if names.weekday(word) is not None]
    return not any(map(_NOT_IN_ENGLISH.fullmatch, words)) and all(
        any(name.startswith(day.removesuffix("s")) for name in WEEKDAYS) for day in days
    )


def _dates(text: str, american: bool) -> list[str]:
    found = []
    for year, month, *rest in _numbers(text, american):
        try:
            first = date(year, month, *(rest or [1]))
        except ValueError:
            continue
        found.append(f"{first:%Y-%m-%d}" if rest else f"{first:%Y-%m}")
    return sorted(set(found))


def _numbers(text: str, american: bool) -> Iterator[list[int]]:
    text = LEADING.sub("", text[:60].strip().lower())
    for form, order in (*_DATES, _MONTH_FIRST) if american else _DATES:
        if match := form.fullmatch(text):
            yield [_number(match[group]) for group in order]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else names.month(text) or 0


def _weekday_apart(text: str) -> tuple[str, int | None]:
    """A text without the day of the week before or after it, and that day; None where none is named."""
    before, rest = weekday_before(text)
    if before is not None:
        return rest, before
    for form in (_AFTER, _JOINED):
        if (match := form.fullmatch(text)) and (named := names.weekday(match[2])) is not None:
            return match[1], named
    return text, None


def _with_some_year(text: str) -> Iterator[str]:
    yield from (f"{text} {_SOME_YEAR}", f"{_SOME_YEAR}-{text}", f"{_SOME_YEAR}年{text}")
    yield from (f"{text.rstrip(sign)}{sign}{_SOME_YEAR}" for sign in "./-" if sign in text)
