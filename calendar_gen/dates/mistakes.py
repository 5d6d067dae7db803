"""A date, a time or a length that can't be read → what somebody probably meant by it.

Nothing is filled in that wasn't written: where a text may mean several things all of them are
told, and where too many, only how to write it. A finding is a code, a message and a remedy.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from calendar_gen.dates.values import MONTHS
from calendar_gen.diagnostics.wording import quoted

Finding = tuple[str, str, str]

_WANTED = "write a date such as 2024-05-01, 2024-05-01 09:30, 2024-05 or 2024"
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)?\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_YEAR = "([12][0-9]{3})"
# Each with which of its groups are the year, the month and the day; a month alone has no day.
_DATES = tuple(
    (re.compile(form), order)
    for form, order in (
        (rf"{_YEAR}([-/. ])([0-9]{{1,2}})\2([0-9]{{1,2}})", (1, 3, 4)),
        (rf"{_YEAR}([0-9]{{2}})([0-9]{{2}})", (1, 2, 3)),
        (rf"{_YEAR} ?年 ?([0-9]{{1,2}}) ?月 ?([0-9]{{1,2}}) ?[日号]", (1, 2, 3)),
        (rf"{_YEAR} ?年 ?([0-9]{{1,2}}) ?月", (1, 2)),
        (rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2{_YEAR}", (4, 3, 1)),
        (rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2{_YEAR}", (4, 1, 3)),
        (rf"{_WEEKDAY}{_NTH}(?: of)?[ -]?{_MONTH},?[ -]?{_YEAR}", (3, 2, 1)),
        (rf"{_WEEKDAY}{_MONTH} ?{_NTH},? +{_YEAR}", (3, 1, 2)),
        (rf"{_YEAR}[ -]{_MONTH}[ -]{_NTH}", (1, 2, 3)),
        (rf"{_MONTH},? +{_YEAR}", (2, 1)),
        (rf"{_YEAR}[-/.]([0-9]{{1,2}})", (1, 2)),
        (rf"([0-9]{{1,2}})[-/.]{_YEAR}", (2, 1)),
    )
)
_CLOCK = re.compile(
    r"(?:([0-9]{1,2})[:.h：]([0-9]{2})(?:[:.：]([0-9]{2})(?:\.[0-9]+)?)?"
    r"|([0-9]{2})([0-9]{2})|([0-9]{1,2})(?= ?[ap])|noon)"
    r"(?: ?([ap])\.?m\.?)?(?: ?(Z|(?:UTC|GMT)?(?: ?[+-][0-9]{1,2}(?::?[0-9]{2})?)?))?",
    re.IGNORECASE,
)
_RANGE_SIGNS = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (r" *(?:–|—|−|/|\.\.+|~|至|到) *", r"(?:^| +)(?:-|to|until|till|through) +", r" *- *")
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HALVES = "clocks differ from UTC by whole hours, a few by others such as +05:30 and -03:30"


def day(text: str) -> Finding:
    """Of a text that doesn't begin with a date and a time."""
    if text in ("null", "~"):
        return "E101", f"{quoted(text)} is not a date", "leave the key out"
    if match := re.match(r"([0-9]{4})-([0-9]{2})-?(?:XX|xx|uu|\?\?|~)\Z", text):
        remedy = f"write {match[1]}-{match[2]}: the day is not known then"
    elif match := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[?%]\Z", text):
        remedy = f"write {match[1]}~ for about that day"
    elif re.match(r"[0-9]{1,2}:[0-9]{2}\Z", text):
        return "E101", f"{quoted(text)} has no date", "write the date before the time: 2024-05-01 09:30"
    elif re.match(r"(tb[acd]|unknown|soon|待定)\Z", text, re.IGNORECASE):
        remedy = "write 2024-05 or 2024, where only the month or the year is known"
    else:
        meant = _readings(text) or _with_time(text)
        remedy = f"did you mean {' or '.join(meant)}?" if meant else _WANTED
        if not meant and (between := _range(text)):
            return "E101", f"{quoted(text)} is a range, not a date", between
    return "E101", f"{quoted(text)} is not a date", remedy


def meant(text: str) -> str:
    """The one date that is written otherwise than dates are read, "" for none or several."""
    found = _readings(text) or _with_time(text)
    named = re.match(r"[a-z]{3}(?=[a-z]*\.?,? )", text[:60].strip().lower())
    if len(found) != 1 or (named and len(found[0]) > 7 and not _agrees(named[0], found[0][:10])):
        return ""
    return found[0]


def _agrees(name: str, day: str) -> bool:
    """Whether a word may be before a day: its weekday is, another one isn't; a month says what it says."""
    return name not in _WEEKDAYS or _WEEKDAYS[date.fromisoformat(day).weekday()] == name


def time(day: str, text: str) -> Finding:
    """Of what stands after a date, as far as it is not a time."""
    if zone := re.match(r"([0-9]{1,2}:[0-9]{2}) +([A-Za-z_]+/[A-Za-z_/]+)\Z", text):
        remedy = f"write 'timezone: {zone[2]}' beside it"
        return "E102", f"{quoted(zone[2])} can't stand in a time", remedy
    message = f"{quoted(text)} is not a time of day"
    if meant := _clock(text):
        return "E102", message, f"did you mean {day} {meant}?"
    if between := _range(f"{day} {text}"):
        return "E101", f"{quoted(f'{day} {text}')} is a range, not a date", between
    if between := _hours(day, text):
        return "E102", f"{quoted(text)} is a range, not a time of day", between
    if (named := re.match(r"(.+?) ?\(?([A-Z]{2,5})\)?\Z", text)) and _clock(named[1]):
        zone_name = quoted(named[2])
        return "E102", message, f"write the offset from UTC, such as +08:00, and not {zone_name}"
    if any(left[-1:].isalnum() and right[:1].isdigit() for left, right in _halves(text)):
        return "E102", message, "write it as 09:30; for a range give 'start' and 'end'"
    return "E102", message, "write it as 09:30"


def no_such_day(text: str, year: int, month: int, day: int) -> Finding:
    """Of a date that has the right form and isn't in the calendar."""
    if 1 <= month <= 12:
        length = monthrange(year, month)[1]
        return "E101", f"{year}-{month:02} has no day {day}", f"its last day is {year}-{month:02}-{length:02}"
    swapped = 1 <= day <= 12 and 1 <= month <= monthrange(year, day)[1]
    remedy = f"did you mean {year}-{day:02}-{month:02}? The month comes before the day"
    return "E101", f"there is no month {month} in {text}", remedy if swapped else ""


def no_such_time(text: str, next_day: str) -> Finding:
    """Of a date and a time that no clock shows; `next_day` is another name for it."""
    if next_day:
        return "E102", "a day ends at 00:00 of the next", f"write {next_day}"
    clock = re.findall(r"[0-9]+:[0-9:]+", text)[0]
    return "E102", f"there is no time {clock}", "times go from 00:00 to 23:59"


def offset(text: str, minutes: int, exists: bool, ranged: bool) -> Finding:
    """Of a date and a time with an offset that there is not, or that may be the end of a range."""
    written, clock, offset = text[:10], text[10:].strip(" T"), re.findall(r"[+-].*", text[10:])[0]
    if not ranged:
        inside = -720 <= minutes <= 840 and not re.search(r":?[6-9][0-9]\Z", offset)
        remedy = _HALVES if inside else "offsets go from -12:00 to +14:00"
        return "E102", f"there is no offset {offset} from UTC", remedy
    start = clock.removesuffix(offset).rstrip()
    between = _between(f"{written} {start:0>5}", f"{written} {minutes // -60:02}:{-minutes % 60:02}")
    if not exists:
        return "E102", f"{quoted(clock)} is a range, not a time of day", between
    message = f"{quoted(clock)} may be a range, or a time and its offset from UTC"
    return "E102", message, f"{between}; for an offset write {written}T{start:0>5}{offset}"


def duration(text: str, readable: bool, in_parts: bool) -> Finding:
    """Of a length that can't be read, or is none, or (`in_parts`) has a part of a day."""
    message = f"{quoted(text)} is not a duration"
    if in_parts:
        return "E109", f"{quoted(text)} has a part of a day", "write it in hours"
    if readable:
        return "E109", message, "it must be more than nothing, and at most 10 years"
    if text in ("null", "~"):
        return "E109", message, "leave the key out"
    if written := length(text):
        return "E109", message, f"write {quoted(written)}"
    return "E109", message, "write it as '90 minutes' or '2 hours'"


def length(text: str) -> str:
    """A length that is written as on a clock or as in ISO 8601, in words; "" for another."""
    if match := re.match(r"(?!0+:00)([0-9]{1,2}):([0-5][0-9])(?::00)?\Z", text):
        return _length(0, int(match[1]), int(match[2]))
    iso = re.match(r"P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?)?\Z", text, re.IGNORECASE)
    if iso and any(int(number or 0) for number in iso.groups()):
        return _length(*(int(number or 0) for number in iso.groups()))
    return ""


def days(text: str) -> str:
    """A remedy for what is not a number of days."""
    text = text.strip().lower()
    if number := number_of_days(text):
        return f"write {number}"
    if re.match(r"[0-9.]+ ?(?:hours?|h|minutes?|mins?|m)(?![a-z])", text):
        return f"write {quoted(f'duration: {text[:40]}')}"
    return ""


def number_of_days(text: str) -> str:
    """A number of days that is written in words or with its unit, "" for none."""
    text = text.strip().lower()
    if text in _NUMBERS:
        return f"{_NUMBERS.index(text) + 1}"
    if match := re.match(r"0*([1-9][0-9]{0,3}) ?(?:days?|d|天)?\Z", text):
        return match[1]
    match = re.match(r"([1-9][0-9]{0,2}) ?(?:weeks?|w)\Z", text)
    return f"{int(match[1]) * 7}" if match else ""


def times(text: str) -> str:
    """A remedy for what is not a number of times."""
    text = text.strip().lower()
    number = f"{_NUMBERS.index(text) + 1}" if text in _NUMBERS else text
    if match := re.match(r"0*([1-9][0-9]{0,3}) ?(?:times|x|×|次)?\Z", number):
        return f"write {match[1]}" if match[1] != "1" else "leave 'repeat' out"
    return "write how often in all, or 'until' and the last day instead"


def counted(number: int, unit: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _length(days: int, hours: int, minutes: int) -> str:
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(counted(number, unit) for number, unit in parts if number)


def _readings(text: str) -> list[str]:
    """Every date, or month, that the text may be."""
    found = []
    for form, order in _DATES:
        if match := form.fullmatch(text[:60].strip().lower()):
            year, month, *rest = (_number(match[group]) for group in order)
            try:
                first = date(year, month, *(rest or [1]))
            except ValueError:
                continue
            found.append(f"{first:%Y-%m-%d}" if rest else f"{first:%Y-%m}")
    return sorted(set(found))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else [month[:3] for month in MONTHS].index(text[:3]) + 1


def _with_time(text: str) -> list[str]:
    """A date in another form and then a time, in whichever form."""
    for space in re.finditer(r",? +|T", text[:80]):
        written, clock = _readings(text[: space.start()]), _clock(text[space.end() :])
        if clock and written and len(written[0]) == 10:
            return [f"{day} {clock}" for day in written]
    return []


def _clock(text: str) -> str:
    """A time of day, with its offset if it has one, or "" where it is none."""
    match = _CLOCK.fullmatch(text[:60].strip())
    if not match:
        return ""
    hour = int(match[1] or match[4] or match[6] or 12)
    minute, second = int(match[2] or match[5] or 0), int(match[3] or 0)
    if half := (match[7] or "").lower():
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return ""
    zone = _zone((match[8] or "").upper())
    if zone is None:
        return ""
    # `9.30-11` isn't said to be a time and its offset: it is as good a range.
    if zone[:1] == "-" and "T" not in match[8].upper() and zone[1:] > f"{hour:02}:{minute:02}":
        return ""
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "") + zone


def _zone(text: str) -> str | None:
    found = re.search(r"([+-])([0-9]{1,2}):?([0-9]{2})?\Z", text)
    if not found:
        return "Z" if text else ""
    if int(found[2]) > 14 or found[3] not in (None, "00", "30", "45"):
        return None
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}"


def _range(text: str) -> str:
    """A remedy where the text is two dates, of which one may leave out what the other says."""
    for left, right in _halves(text):
        if sides := _sides(left, right):
            return _between(*sides)
    one_month = re.fullmatch(rf"{_MONTH} ({_NTH}) ?[-–] ?({_NTH}),? {_YEAR}", text.lower())
    if one_month:
        month, first, _, last, _, year = one_month.groups()
        sides = _sides(f"{first} {month} {year}", f"{last} {month} {year}")
        return _between(*sides) if sides else ""
    return ""


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for sign in _RANGE_SIGNS:
        for match in sign.finditer(text[:100]):
            yield text[: match.start()].strip(), text[match.end() :].strip()


def _sides(left: str, right: str) -> tuple[str, str] | None:
    first, last = _moment(left), _moment(right)
    if first and not last:
        if re.fullmatch("[0-9]{1,2}", right):
            last = _moment(f"{first[:8]}{right}")
        elif re.fullmatch("[0-9]{1,2}[-/.][0-9]{1,2}", right):
            last = _moment(f"{first[:4]}-{re.sub('[/.]', '-', right)}")
    elif last and not first:
        # `1` of `1-5 May 2024`, `30 April` of `30 April to 2 May 2024`.
        if re.fullmatch(_NTH, left):
            first = _moment(re.sub("[0-9]+", left.rstrip("."), right, count=1))
        else:
            first = _moment(f"{left} {last[:4]}")
    return (first, last) if first and last and len(first) == len(last) and first <= last else None


def _moment(text: str) -> str:
    meant = _readings(text) or _with_time(text)
    return meant[0] if len(meant) == 1 else ""


def _hours(day: str, text: str) -> str:
    """A remedy where the text is two times; the second may be one of the next day."""
    for left, right in _halves(text):
        start, end = _clock(left), _clock(right)
        if start and end:
            zone = end[5:] if len(start) == 5 and end[5:6] in ("Z", "+", "-") else ""
            next_day = date.fromisoformat(day) + timedelta(days=1)
            return _between(f"{day} {start}{zone}", f"{day if end[:5] > start[:5] else next_day} {end}")
        if start and (end := _moment(right)):
            return _between(f"{day} {start}", end)
    return ""


def _between(start: str, end: str) -> str:
    return f"for a range give 'start: {start}' and 'end: {end}'"
