"""A date or a time that can't be read → what somebody probably meant by it.

Nothing is filled in that wasn't written: where a text may mean several things all of them are
told, and where too many, only how to write it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import structs

from calendar_gen.dates import names, zones_meant
from calendar_gen.dates.values import WEEKDAYS, When, as_day
from calendar_gen.dates.written import when
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted

Sides = tuple[str, str]

_WANTED = "write a date as YYYY-MM-DD, YYYY-MM-DD HH:MM, YYYY-MM or YYYY"
_MONTH = r"([^\W\d_]{2,12})\.?"
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th|er|[ºª°])?\.?"
_OF = "(?: (?:of|de|del)(?= ))?"
_YEAR = "([12][0-9]{3})"
# Each with which of its groups are the year, the month and the day; a month alone has no day.
_DATES = tuple(
    (re.compile(form), order)
    for form, order in (
        (rf"{_YEAR}([-/. ])([0-9]{{1,2}})\2([0-9]{{1,2}})", (1, 3, 4)),
        (rf"{_YEAR}([0-9]{{2}})([0-9]{{2}})", (1, 2, 3)),
        (rf"{_YEAR} ?年 ?([0-9]{{1,2}}) ?月 ?([0-9]{{1,2}}) ?[日号號]", (1, 2, 3)),
        (rf"{_YEAR} ?年 ?([0-9]{{1,2}}) ?月", (1, 2)),
        (rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2{_YEAR}", (4, 3, 1)),
        (rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2{_YEAR}", (4, 1, 3)),
        (rf"{_NTH}{_OF}[ -]?{_MONTH},?{_OF}[ -]?{_YEAR}", (3, 2, 1)),
        (rf"{_MONTH} ?{_NTH},? +{_YEAR}", (3, 1, 2)),
        (rf"{_YEAR}[ -]{_MONTH}[ -]{_NTH}", (1, 2, 3)),
        (rf"{_MONTH},?{_OF} +{_YEAR}", (2, 1)),
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
_HALVES = "clocks differ from UTC by whole hours, a few by others such as +05:30 and -03:30"


def day(text: str) -> Problem:
    """Of a text that doesn't begin with a date and a time."""
    if text in ("null", "~"):
        return Problem("E101", f"{quoted(text)} is not a date", "leave the key out")
    fix: str | None = None
    if match := re.match(r"([0-9]{4})-([0-9]{2})-?(?:XX|xx|uu|\?\?|~)\Z", text):
        fix = f"{match[1]}-{match[2]}"
        remedy = f"write {fix}: the day is not known then"
    elif match := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[?%]\Z", text):
        fix = f"{match[1]}~"
        remedy = f"write {fix} for about that day"
    elif re.match(r"[0-9]{1,2}:[0-9]{2}\Z", text):
        remedy = f"write the date before the time, as YYYY-MM-DD {text:0>5}"
        return Problem("E101", f"{quoted(text)} has no date", remedy)
    elif re.match(r"(tb[acd]|unknown|soon|待定)\Z", text, re.IGNORECASE):
        remedy = "write YYYY-MM or YYYY, where only the month or the year is known"
    else:
        meant, named = _read(text)
        if not meant:
            meant, named = _with_time(text)
        if meant:
            return _did_you_mean("E101", f"{quoted(text)} is not a date", meant, named)
        if sides := _range(text):
            return _ranged("E101", f"{quoted(text)} is a range, not a date", sides)
        remedy = _WANTED
    return Problem("E101", f"{quoted(text)} is not a date", remedy, fix=fix)


def time(day: str, text: str) -> Problem:
    """Of what stands after a date, as far as it is not a time."""
    if zone := re.match(r"([0-9]{1,2}:[0-9]{2}) +([A-Za-z_]+/[A-Za-z_/]+)\Z", text):
        remedy = f"write {day} {zone[1]:0>5}, and 'timezone: {zone[2]}' beside it"
        return Problem("E102", f"{quoted(zone[2])} can't stand in a time", remedy)
    message = f"{quoted(text)} is not a time of day"
    named, clock = _weekday_before(text)
    if named is not None and not clock:
        return _did_you_mean("E102", message, [day], named)
    if meant := _clock(clock):
        return _did_you_mean("E102", message, [f"{day} {meant}"], named)
    if sides := _range(f"{day} {text}"):
        return _ranged("E101", f"{quoted(f'{day} {text}')} is a range, not a date", sides)
    if sides := _hours(day, text):
        return _ranged("E102", f"{quoted(text)} is a range, not a time of day", sides)
    if (abbreviated := re.match(r"(.+?) ?\(?([A-Za-z]{2,5})\)?\Z", text)) and _clock(abbreviated[1]):
        return Problem("E102", message, _zone_beside(f"{day} {_clock(abbreviated[1])}", abbreviated[2]))
    if any(left[-1:].isalnum() and right[:1].isdigit() for left, right in _halves(text)):
        return Problem("E102", message, "write it as 09:30; for a range give 'start' and 'end'")
    return Problem("E102", message, "write it as 09:30")


def no_such_day(text: str, year: int, month: int, day: int, rest: str) -> Problem:
    """Of a date that has the right form and isn't in the calendar; what stands after it is kept."""
    clock = _clock(rest.strip(" T"))
    rest = f" {clock}" if clock else rest
    if 1 <= month <= 12:
        last = f"{year}-{month:02}-{monthrange(year, month)[1]:02}"
        remedy = f"its last day is {last}" + (f": write {last}{rest}" if rest else "")
        message = f"{year}-{month:02} has no day {day}"
        return Problem("E101", message, remedy, meant=(f"{last}{rest}",), fix="")
    swapped = 1 <= day <= 12 and 1 <= month <= monthrange(year, day)[1]
    message = f"there is no month {month} in {text}"
    if not swapped:
        return Problem("E101", message)
    meant = f"{year}-{day:02}-{month:02}{rest}"
    remedy = f"did you mean {meant}? The month comes before the day"
    return Problem("E101", message, remedy, meant=(meant,), fix="")


def after_by(found: Problem) -> Problem:
    """Of what stands after `by`, which stays before each day that may be meant; nothing else goes with it."""
    offered = found.meant or ((found.fix,) if found.fix else ())
    if not offered:
        return found
    meant = tuple(f"by {_last_day_of(text.removeprefix('by '))}" for text in offered)
    remedy = f"did you mean {' or '.join(map(quoted, meant))}?"
    is_day = re.fullmatch("[0-9-]{10}", found.mending) is not None
    return structs.replace(found, remedy=remedy, meant=meant, fix=None if is_day else "")


def _last_day_of(text: str) -> str:
    """The day of a date as we offer it, of a month its last."""
    if len(text) > 7:
        return text[:10]
    return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"


def no_such_time(text: str, next_day: str) -> Problem:
    """Of a date and a time that no clock shows; `next_day` is another name for it."""
    if next_day:
        return Problem("E102", "a day ends at 00:00 of the next", f"write {next_day}", fix=next_day)
    clock = re.findall(r"[0-9]+:[0-9:]+", text)[0]
    return Problem("E102", f"there is no time {clock}", "times go from 00:00 to 23:59")


def offset(text: str, minutes: int, exists: bool, ranged: bool) -> Problem:
    """Of a date and a time with an offset that there is not, or that may be the end of a range."""
    written, clock, offset = text[:10], text[10:].strip(" T"), re.findall(r"[+-].*", text[10:])[0]
    if not ranged:
        inside = -720 <= minutes <= 840 and not re.search(r":?[6-9][0-9]\Z", offset)
        remedy = _HALVES if inside else "offsets go from -12:00 to +14:00"
        return Problem("E102", f"there is no offset {offset} from UTC", remedy)
    start = clock.removesuffix(offset).rstrip()
    sides = f"{written} {start:0>5}", f"{written} {minutes // -60:02}:{-minutes % 60:02}"
    if not exists:
        return _ranged("E102", f"{quoted(clock)} is a range, not a time of day", sides)
    message = f"{quoted(clock)} may be a range, or a time and its offset from UTC"
    return _ranged("E102", message, sides, f"; for an offset write {written}T{start:0>5}{offset}")


def opening(text: str) -> str:
    """The hours that a text may be, as `hours` takes them; "" where it is none."""
    for left, right in _halves(re.sub(r" ?(?:uhr|h)\b", "", text, flags=re.IGNORECASE)):
        start, end = _clock(left), _clock(right)
        if len(start) == len(end) == 5 and start != end:
            return f"{start}-{end}"
        # Of two numbers alone the second may be one of twelve hours: not if it is later.
        if left.isdecimal() and right.isdecimal() and int(left) < int(right) <= 24:
            return f"{int(left):02}:00-{int(right):02}:00"
    return ""


def _read(text: str) -> tuple[list[str], int | None]:
    """Every date, or month, that the text may be; and the day of the week that it names besides."""
    if found := _dates(text):
        return found, None
    rest, named = _weekday_apart(text[:80].strip())
    found = _dates(rest) if named is not None else []
    right = [day for day in found if named == _weekday_of(day)]
    return right or found, named


def _dates(text: str) -> list[str]:
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
    return int(text) if text.isdecimal() else names.month(text) or 0


def _weekday_apart(text: str) -> tuple[str, int | None]:
    """A text without the day of the week before or after it, and that day; None where none is named."""
    before, rest = _weekday_before(text)
    if before is not None:
        return rest, before
    for form in (_AFTER, _JOINED):
        if (match := form.fullmatch(text)) and (named := names.weekday(match[2])) is not None:
            return match[1], named
    return text, None


# A sign alone stands for a day in brackets only: 日 is also that of a date.
_BEFORE = re.compile(
    r"(?:([^\W\d_]{2,12})|[(（]([^\W\d_]{1,12}))\.?[)）,]*(?:\s+|\Z)(?:(?:the|le|el|il|den|am)\s+)?(.*)"
)
_AFTER = re.compile(r"(.*[0-9日号號])(?:[ ,、]+[(（]?|[(（])([^\W\d_]{1,12})\.?[)）]?")
_JOINED = re.compile("(.*[日号號])((?:星期|周|週|礼拜).|.曜日?)")


def _weekday_before(text: str) -> tuple[int | None, str]:
    """The day of the week with which a text begins, and the rest; None and all of it where there is none."""
    match = _BEFORE.fullmatch(text[:80])
    named = names.weekday(match[1] or match[2]) if match else None
    return (named, match[3]) if match and named is not None else (None, text)


def _weekday_of(day: str) -> int | None:
    return date.fromisoformat(day[:10]).weekday() if len(day) >= 10 else None


def _did_you_mean(code: str, message: str, meant: Sequence[str], named: int | None) -> Problem:
    """A problem that names what may be meant, and which day that is where another is named beside it."""
    remedy = f"did you mean {' or '.join(meant)}?"
    if named is None or (day := _weekday_of(meant[0])) == named:
        return Problem(code, message, remedy, meant=tuple(meant))
    if day is not None:
        days = WEEKDAYS[day].title(), WEEKDAYS[named].title()
        remedy += " {} is a {}, not a {}".format(meant[0][:10], *days)
    return Problem(code, message, remedy, meant=tuple(meant), fix="")


def _zone_beside(moment: str, name: str) -> str:
    """A remedy for an abbreviation of a zone after a time."""
    if zones := zones_meant.by_abbreviation(name):
        said = zones_meant.in_words(zones[0])
        beside = " or ".join(f"'timezone: {zone}'" for zone in zones)
        return f"write {moment}, and {beside} beside it" + (f", which is {said}" if said else "")
    return f"write the offset from UTC, such as +08:00, and not {quoted(name)}"


def _with_time(text: str) -> tuple[list[str], int | None]:
    """A date in another form and then a time, in whichever form."""
    for space in re.finditer(r",? +|T", text[:80]):
        (written, named), clock = _read(text[: space.start()]), _clock(text[space.end() :])
        if clock and written and len(written[0]) == 10:
            return [f"{day} {clock}" for day in written], named
    return [], None


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


def _range(text: str) -> Sides | None:
    """The two dates that the text is, of which one may leave out what the other says."""
    for left, right in _halves(text):
        if sides := _sides(left, right):
            return sides
    one_month = re.fullmatch(rf"{_MONTH} ({_NTH}) ?[-–] ?({_NTH}),? {_YEAR}", text.lower())
    if one_month:
        month, first, _, last, _, year = one_month.groups()
        return _sides(f"{first} {month} {year}", f"{last} {month} {year}")
    return None


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
    meant = _read(text)[0] or _with_time(text)[0]
    return meant[0] if len(meant) == 1 else ""


def _hours(day: str, text: str) -> Sides | None:
    """The two times that the text is; the second may be one of the next day."""
    for left, right in _halves(text):
        start, end = _clock(left), _clock(right)
        if start and end:
            zone = end[5:] if len(start) == 5 and end[5:6] in ("Z", "+", "-") else ""
            next_day = date.fromisoformat(day) + timedelta(days=1)
            return f"{day} {start}{zone}", f"{day if end[:5] > start[:5] else next_day} {end}"
        if start and (end := _moment(right)):
            return f"{day} {start}", end
    return None


def _ranged(code: str, message: str, sides: Sides, more: str = "") -> Problem:
    remedy = "for a range give 'start: {}' and 'end: {}'".format(*sides)
    first, last = map(when, sides)
    days = None
    if isinstance(first, When) and isinstance(last, When):
        days = as_day(first.first), as_day(last.last)
    return Problem(code, message, remedy + more, between=sides, days=days)
