"""A date or a time that can't be read → what somebody probably meant by it.

Nothing is filled in that wasn't written: where a text may mean several things all of them are
told, and where too many, only how to write it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import structs

from calendar_gen.dates import forms, number_mistakes, zones_meant
from calendar_gen.dates.clock_mistakes import clock as _clock
from calendar_gen.dates.clock_mistakes import times
from calendar_gen.dates.values import WEEKDAYS, When, as_day
from calendar_gen.dates.written import when
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import in_plain_signs, quoted

Sides = tuple[str, str]

_WANTED = "write a date as YYYY-MM-DD, YYYY-MM-DD HH:MM, YYYY-MM or YYYY"
_RANGE_SIGNS = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (
        r" *(?:–|—|−|/|\.\.+|~|～|〜|至|到|から) *",
        r"(?:^| +)(?:-|to|until|till|through|bis(?: zum)?|jusqu['’]au?|aux?|à"
        r"|hasta(?: el)?|a(?: las?)?|fino al|al|alle) +",
        r" *- *",
    )
)
_ODD_DASH = re.compile("[‐‑‒–—―−]")
_ODD_DATE = re.compile(f"([0-9]{{4}}){_ODD_DASH.pattern}([0-9]{{2}}){_ODD_DASH.pattern}([0-9]{{2}})(?![0-9])")
# Words for about, before a date.
_ABOUT = re.compile(
    r"(?:~|(?:ca|approx)\.|(?:ca|circa|about|around|approx|approximately|roughly|um|ungefähr|etwa|environ|vers|hacia"
    r"|verso|intorno al?)(?= )|约|大约|約|およそ) *(?:on |the |den |le |el |il |al? )?(?=[^ ]*[0-9])(.+)",
    re.IGNORECASE,
)
_HALVES = "clocks differ from UTC by whole hours, a few by others such as +05:30 and -03:30"


length = number_mistakes.duration


def day(text: str) -> Problem:
    """Of a text that doesn't begin with a date and a time."""
    if text in ("null", "~"):
        return Problem("E101", f"{quoted(text)} is not a date", "leave the key out")
    return _in_plain_signs(text) or _day(text)


def _day(text: str) -> Problem:
    fix: str | None = None
    if match := re.match(r"([0-9]{4})-([0-9]{2})-?(?:XX|xx|uu|\?\?|~)\Z", text):
        fix = f"{match[1]}-{match[2]}"
        remedy = f"write {fix}: the day is not known then"
    elif match := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[?%]\Z", text) or _ABOUT.fullmatch(text):
        return _about(text, match[1])
    elif re.match(r"[0-9]{1,2}:[0-9]{2}\Z", text):
        return _time_alone(text)
    elif re.match(r"(tb[acd]|unknown|soon|待定)\Z", text, re.IGNORECASE):
        remedy = "write YYYY-MM or YYYY, where only the month or the year is known"
    else:
        meant, named = forms.read(text)
        if not meant:
            meant, named = forms.with_time(text)
        if meant:
            return _did_you_mean("E101", f"{quoted(text)} is not a date", meant, named)
        if sides := _range(text):
            return _ranged("E101", f"{quoted(text)} is a range, not a date", sides)
        if missing := _missing(text):
            return missing
        lacking = forms.without_year(text)
        remedy = f"write the year too: {' or '.join(lacking)}" if lacking else _WANTED
    return Problem("E101", f"{quoted(text)} is not a date", remedy, fix=fix)


def _time_alone(text: str) -> Problem:
    """Of a time of day without its date, where no other date says which."""
    ends = text == "24:00"
    clock = "00:00" if ends else _clock(text)
    if not clock:
        return no_such_time(text, "")
    remedy = f"write the date before the time, as YYYY-MM-DD {clock}"
    if ends:
        return Problem("E102", "a day ends at 00:00 of the next", remedy)
    return Problem("E101", f"{quoted(text)} has no date", remedy)


def _about(text: str, day: str) -> Problem:
    """Of what is said to be about a day, in whichever form that stands."""
    meant = [day] if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day) else forms.read(day)[0]
    about = [f"{one}~" for one in meant if len(one) == 10]
    message = f"{quoted(text)} is not a date"
    if not about:
        return Problem("E101", message, "write YYYY-MM-DD~ for about that day")
    fix = about[0] if len(about) == 1 else None
    return Problem("E101", message, f"write {' or '.join(about)} for about that day", fix=fix)


def _in_plain_signs(text: str) -> Problem | None:
    """Of a date with signs that only look like its own: a wide digit, a space or a dash of another kind."""
    plain = _ODD_DATE.sub(r"\1-\2-\3", text)
    if not _ODD_DASH.search(plain):  # else it may be that of a range
        plain = in_plain_signs(plain)
    if plain == text or not isinstance(when(plain), When):
        return None
    return _did_you_mean("E101", f"{quoted(text)} is not a date", [plain], None)


def time(day: str, text: str) -> Problem:
    """Of what stands after a date, as far as it is not a time."""
    if zone := re.match(r"([0-9]{1,2}:[0-9]{2}) +([A-Za-z_]+/[A-Za-z_/]+)\Z", text):
        remedy = f"write {day} {zone[1]:0>5}, and 'timezone: {zone[2]}' beside it"
        return Problem("E102", f"{quoted(zone[2])} can't stand in a time", remedy)
    message = f"{quoted(text)} is not a time of day"
    named, clock = forms.weekday_before(text)
    if named is not None and not clock:
        return _did_you_mean("E102", message, [day], named)
    if meant := times(clock):
        return _did_you_mean("E102", message, [forms.moment(day, it) for it in meant], named)
    if sides := _range(f"{day} {text}"):
        return _ranged("E101", f"{quoted(f'{day} {text}')} is a range, not a date", sides)
    if sides := _hours(day, text):
        return _ranged("E102", f"{quoted(text)} is a range, not a time of day", sides)
    abbreviated = re.match(r"(.+?) ?\(?((?![ap]m\b)[A-Za-z]{2,5})\)?\Z", text, re.IGNORECASE)
    if abbreviated and _clock(abbreviated[1]):
        return Problem("E102", message, _zone_beside(f"{day} {_clock(abbreviated[1])}", abbreviated[2]))
    if any(left[-1:].isalnum() and right[:1].isdigit() for left, right in halves(text)):
        return Problem("E102", message, "write it as HH:MM; for a range give 'start' and 'end'")
    return Problem("E102", message, "write it as HH:MM")


def end(found: Problem, text: str, start: datetime) -> Problem:
    """The problem of an end, with what is meant by a time alone: that of the start's day, or of the next."""
    if not (clocks := times(text)):
        return found
    begin, next_day = f"{start:%H:%M}", start + timedelta(days=1)
    # The time of the start may be its moment, or a day later.
    ends = [
        (day, clock)
        for clock in clocks
        for day in ([start, next_day] if clock == begin else [start if clock > begin else next_day])
    ]
    moments = (forms.moment(f"{day:%Y-%m-%d}", clock) for day, clock in ends)
    meant = tuple(dict.fromkeys(moments))  # midnight of either day is the same one
    remedy = f"did you mean {' or '.join(meant)}?"
    # A night is not that long: one of the times may be wrong.
    is_long = any(day is next_day and start.hour - 12 < int(clock[:2]) for day, clock in ends)
    return structs.replace(found, remedy=remedy, meant=meant, fix="" if is_long else found.fix)


def month(text: str, remedy: str) -> Problem:
    """Of what is no month to a filter; with the remedy where none is meant."""
    meant = forms.month(text)
    remedy = f"did you mean {quoted(meant)}?" if meant else remedy
    return Problem("E402", f"no month {quoted(text)}", remedy, fix=meant)


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
    """The day of a date as we offer it, of a month or a year its last."""
    day = when(text[:10])
    return f"{day.last}" if isinstance(day, When) else text[:10]


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


def halves(text: str) -> Iterator[tuple[str, str]]:
    """The text in two, at each sign or word that may stand between the two sides of a range."""
    for sign in _RANGE_SIGNS:
        for match in sign.finditer(text[:100]):
            yield text[: match.start()].strip(), text[match.end() :].strip()


def _missing(text: str) -> Problem | None:
    """What is wrong with a date in another form, alone or before a time, whose month has no such day."""
    for written, clock in ((text, ""), *forms.parted(text)):
        found = [it for it in forms.numbers(written) if it[2:] and 1 <= it[1] <= 12 and 28 < it[2] <= 31]
        if len(found) == 1 and (not clock or _clock(clock)):
            year, month, day = found[0]
            return no_such_day(text, year, month, day, clock)
    return None


def _did_you_mean(code: str, message: str, meant: Sequence[str], named: int | None) -> Problem:
    """A problem that names what may be meant, and which day that is where another is named beside it."""
    remedy = f"did you mean {' or '.join(meant)}?"
    if named is None or (day := forms.weekday_of(meant[0])) == named:
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


def _range(text: str) -> Sides | None:
    """The two dates that the text is, of which one may leave out what the other says."""
    for left, right in halves(text):
        if sides := _sides(left, right):
            return sides
    one_month = re.fullmatch(
        rf"{forms.MONTH} ({forms.NTH}) ?[-–] ?({forms.NTH}),? {forms.YEAR}", text.lower()
    )
    if one_month:
        month, first, _, last, _, year = one_month.groups()
        return _sides(f"{first} {month} {year}", f"{last} {month} {year}")
    return None


def _sides(left: str, right: str) -> tuple[str, str] | None:
    left = forms.LEADING.sub("", left)
    first, last = _moment(left), _moment(right)
    if first and not last:
        if len(first) > 10 and _clock(right) and not left.startswith(first[:10]):
            return _hours(first[:10], f"{first[11:]} – {right}")
        if re.fullmatch("[0-9]{1,2}[日号號]?", right):
            last = _moment(f"{first[:8]}{right.rstrip('日号號')}")
        elif re.fullmatch("[0-9]{1,2}(?:[-/.][0-9]{1,2}|月[0-9]{1,2}[日号號])", right):
            last = _moment(f"{first[:4]}-{re.sub('[/.月]', '-', right).rstrip('日号號')}")
    elif not first and re.fullmatch(forms.NTH, left):
        # `1` of `1-5 May 2024`: where the other may be two days, it is that with its day in front.
        days = [day for day in forms.read(right)[0] if right.lstrip("0").startswith(f"{int(day[8:] or 0)}")]
        if len(days) == 1 and (number := re.match("[0-9]+", left)):
            first, last = _moment(f"{days[0][:8]}{number[0]}"), days[0]
    elif last and not first:
        # `30 April` of `30 April to 2 May 2024`, `28.2.` of `28.2.-3.3.2024`.
        numbers = re.sub("[/.]", ".", left).rstrip(".")
        first = _moment(f"{left} {last[:4]}") or _moment(f"{numbers}.{last[:4]}")
    return (first, last) if first and last and len(first) == len(last) and first <= last else None


def _moment(text: str) -> str:
    meant = forms.read(text)[0] or forms.with_time(text)[0]
    return meant[0] if len(meant) == 1 else ""


def _hours(day: str, text: str) -> Sides | None:
    """The two times that the text is; the second may be one of the next day."""
    for left, right in halves(text):
        start, end = _clock(left), _clock(right)
        if end and left[-1:].isdigit() and re.search(r"[0-9] ?(?:uhr|h|[点點时時])\Z", right, re.IGNORECASE):
            start = start or _clock(f"{left} h")
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
