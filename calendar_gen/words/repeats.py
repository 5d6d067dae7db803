"""Rules (RFC 5545 §3.3.10), and series → how often something takes place, in words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, Rule
from calendar_gen.words import formats
from calendar_gen.words.labels import status_text
from calendar_gen.words.languages import Language, language, marked

_EVERY = {
    "DAILY": marked("every day"),
    "WEEKLY": marked("every week"),
    "MONTHLY": marked("every month"),
    "YEARLY": marked("every year"),
}
# Translators: which one in a month or year: "every first Friday of the month". {weekday} may be several,
# "first Saturday or Sunday". Sunday alone has its own, for languages in which it has a gender of its own.
_WHICH = {
    "1": (marked("first {weekday}"), marked("first {sunday}")),
    "2": (marked("second {weekday}"), marked("second {sunday}")),
    "3": (marked("third {weekday}"), marked("third {sunday}")),
    "4": (marked("fourth {weekday}"), marked("fourth {sunday}")),
    "5": (marked("fifth {weekday}"), marked("fifth {sunday}")),
    "-1": (marked("last {weekday}"), marked("last {sunday}")),
    "-2": (marked("second to last {weekday}"), marked("second to last {sunday}")),
}
_FROM_THE_END = {
    -1: marked("last day"),
    -2: marked("second to last day"),
    -3: marked("third to last day"),
}
# By lock.differing.How, in the order in which they are told.
_DIFFERENCES = {
    "out": marked("falls out on {days}"),
    "cancelled": marked("cancelled on {days}"),
    "revived": marked("on again on {days}"),
    "relocated": marked("at another place on {days}"),
}
_Parts = Mapping[str, str]


def rule_text(rule: Rule, tag: str, weekdays: bool = False) -> str:
    """How often a series takes place: `every second Tuesday of the month, until 30 Jun 2024`.

    The rule is as people are told it (`rules.as_told`), here and below.
    What the words can't say stands as RFC 5545 writes it: `by the rule FREQ=YEARLY;BYYEARDAY=-100`.
    """
    into, text = language(tag, weekdays), _how_often(rule.parts, tag)
    if rule.count:
        text = into.say_n("{rule}, {n} time", "{rule}, {n} times", rule.count, rule=text)
    if rule.until:
        text = into.say("{rule}, until {date}", rule=text, date=formats.day(rule.until, into))
    return text


def series_text(
    first: str,
    rule: Rule,
    exdates: Iterable[date],
    changes: Iterable[tuple[date, str]],
    tag: str,
    weekdays: bool = False,
) -> str:
    """The dates of a series: those of its `first` in words, its rule, its exceptions, what of it differs.

    `changes` have the day that differs and its dates then in words, "" where it is cancelled.
    """
    into = language(tag, weekdays)
    text = into.say("{dates}, {rule}", dates=first, rule=rule_text(rule, tag, weekdays))
    text = _except(text, exdates, into)
    for day, dates in changes:
        text = into.say("{series}, {change}", series=text, change=_change(day, dates, into))
    return text


def series_lines(
    rule: Rule | None,
    exdates: Iterable[date],
    also: Sequence[str],
    changes: Iterable[tuple[date, str]],
    tag: str,
) -> Iterator[str]:
    """A series but for its first date, in lines: its rule, what is taken out, added, and what differs.

    `also` are the dates of the added ones in words; `changes` as in `series_text`. Days have their weekdays.
    """
    into = language(tag, weekdays=True)
    if rule:
        yield _except(rule_text(rule, tag, weekdays=True), exdates, into)
    if also:
        yield into.say("also {dates}", dates=formats.listed(also, into))
    for day, instead in changes:
        yield _change(day, instead, into)


def change_text(day: date, instead: str, tag: str) -> str:
    """A day of a series and what there is in its place: `Thu 21 Jan 2027 → Room B`; "" for nothing."""
    return _change(day, instead, language(tag, weekdays=True))


def difference_text(
    days: Mapping[str, Sequence[date]], changes: Iterable[tuple[date, str]], tag: str, weekdays: bool = False
) -> str:
    """What of a series is new: `falls out on Tue 9 Mar 2027`; days by what happened to them.

    `changes` have a day and its dates now in words.
    """
    into = language(tag, weekdays)
    said = [
        into.say(sentence, days=formats.listed([formats.day(day, into) for day in days[how]], into))
        for how, sentence in _DIFFERENCES.items()
        if days.get(how)
    ]
    said += [_change(day, dates, into) for day, dates in changes]
    return formats.listed(said, into)


def statuses_text(days: Iterable[tuple[date, str]], tag: str, weekdays: bool = False) -> str:
    """Days of a series and their statuses now: `Tue 9 Mar 2027 → postponed`."""
    into = language(tag, weekdays)
    return formats.listed(
        [f"{formats.day(day, into)} → {status_text(status, tag)}" for day, status in days], into
    )


def _except(text: str, exdates: Iterable[date], into: Language) -> str:
    days = [formats.day(day, into) for day in exdates]
    return into.say("{series}, except {days}", series=text, days=formats.listed(days, into)) if days else text


def _change(day: date, instead: str, into: Language) -> str:
    was = formats.day(day, into)
    return f"{was} → {instead}" if instead else into.say("{date} → cancelled", date=was)


@lru_cache(maxsize=1_000)
def _how_often(parts: str, tag: str) -> str:
    into = language(tag)
    said = _said(rules.parts(parts), into)
    return said or into.say("by the rule {rule}", rule=parts)


def _said(parts: _Parts, into: Language) -> str:
    """The rule in words, "" where there are none for it."""
    if re.search("-(?![123](,|$))", parts.get("BYMONTHDAY", "")):
        return ""
    freq, every = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    codes = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if parts.keys() & {"BYWEEKNO", "BYYEARDAY"}:
        return _by_numbers(parts, codes, every, into)
    if any(code not in CODES for code in codes) or "BYSETPOS" in parts:
        return _on_the_nth(parts, codes, every, into)
    if freq in ("MONTHLY", "YEARLY") and (codes or "BYMONTHDAY" in parts):
        return _on_days(parts, codes, every, into)
    if freq == "YEARLY" and "BYMONTH" in parts:
        return _in_months(_months(parts, into), every, into)
    text = _on_weekdays(freq, codes, every, into)
    if text and "BYMONTHDAY" in parts:  # every so many days, if it is one of these
        text = into.say("{rule}, if that is the {days}", rule=text, days=_days_of_month(parts, into, "or"))
    return _week_start(_only_in_months(text, parts, into), parts, codes, every, into)


def _by_numbers(parts: _Parts, codes: list[str], every: int, into: Language) -> str:
    """On days of the weeks of a year by their numbers (ISO 8601), or on its days by theirs."""
    names = parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL"}
    if parts["FREQ"] != "YEARLY" or "-" in parts.get("BYWEEKNO", "") + parts.get("BYYEARDAY", ""):
        return ""
    if names == {"BYYEARDAY"}:
        days = _numbers(parts["BYYEARDAY"], into)
        if every == 1:
            return into.say("every year on day {days} of the year", days=days)
        return into.say_n(
            "every {n} year on day {days} of the year",
            "every {n} years on day {days} of the year",
            every,
            days=days,
        )
    # Without BYDAY RFC 5545 doesn't say which day of the week is meant.
    if (
        names - {"WKST"} != {"BYWEEKNO", "BYDAY"}
        or parts.get("WKST", "MO") != "MO"
        or not {*codes} <= {*CODES}
    ):
        return ""
    weekdays, weeks = _weekdays(codes, into, "and"), _numbers(parts["BYWEEKNO"], into)
    if every == 1:
        return into.say("every year on {weekdays} of week {weeks}", weekdays=weekdays, weeks=weeks)
    return into.say_n(
        "every {n} year on {weekdays} of week {weeks}",
        "every {n} years on {weekdays} of week {weeks}",
        every,
        weekdays=weekdays,
        weeks=weeks,
    )


def _numbers(written: str, into: Language) -> str:
    return formats.listed([str(n) for n in sorted(int(n) for n in written.split(","))], into, "and")


def _on_weekdays(freq: str, codes: list[str], every: int, into: Language) -> str:
    """Every day, week, month or year; on days of the week, or if it is one of them."""
    if not codes:
        return _every(freq, every, into)
    if freq == "WEEKLY" or every == 1:  # every day that is a Monday is every Monday
        days = _weekdays(codes, into, "and")
        if every == 1:
            return into.say("every week on {weekdays}", weekdays=days)
        return into.say_n(
            "every {n} week on {weekdays}", "every {n} weeks on {weekdays}", every, weekdays=days
        )
    rule, days = _every(freq, every, into), _weekdays(codes, into, "or")
    return into.say("{rule}, if that is a {weekdays}", rule=rule, weekdays=days)


def _on_days(parts: _Parts, codes: list[str], every: int, into: Language) -> str:
    """On days of a month, by number or by the week."""
    monthly = parts["FREQ"] == "MONTHLY"
    if "BYMONTHDAY" not in parts:  # each Monday of a month is every Monday, in no more than these months
        if every > 1:
            return ""
        return _only_in_months(_on_weekdays("WEEKLY", codes, 1, into), parts, into)
    if not monthly and "BYMONTH" not in parts and every > 1:  # on that day of each month of every second year
        return ""
    days = _days_of_month(parts, into, "and")
    if monthly or "BYMONTH" not in parts:
        text = _only_in_months(_on_the(days, every, into), parts, into)
    else:
        text = _in_months_on_the(_months(parts, into), days, every, into)
    if codes:
        days = _weekdays(codes, into, "or")
        return into.say("{rule}, if that is a {weekdays}", rule=text, weekdays=days)
    return text


def _on_the_nth(parts: _Parts, codes: list[str], every: int, into: Language) -> str:
    """On the first Friday, or on the first of some days."""
    freq, months = parts["FREQ"], "BYMONTH" in parts
    if freq not in ("MONTHLY", "YEARLY") or "BYMONTHDAY" in parts or not codes:
        return ""
    if "BYSETPOS" in parts:
        # Of a year that has several months the days of all are counted.
        if any(code not in CODES for code in codes) or (freq == "YEARLY" and "," in parts.get("BYMONTH", "")):
            return ""
        named = [(number, codes) for number in parts["BYSETPOS"].split(",")]
    else:
        named = [(code[:-2], [code[-2:]]) for code in codes]
    found = [_which(number.lstrip("+"), of, into) for number, of in named]
    if not all(found):
        return ""
    days = formats.listed(found, into, "and")
    if freq == "MONTHLY":
        return _only_in_months(_on_the_nth_of_month(days, every, into), parts, into)
    if months:
        return _in_months_on_the(_months(parts, into), days, every, into)
    if every == 1:
        return into.say("every year on the {days} of the year", days=days)
    return into.say_n(
        "every {n} year on the {days} of the year",
        "every {n} years on the {days} of the year",
        every,
        days=days,
    )


def _every(freq: str, every: int, into: Language) -> str:
    if every == 1:
        return into.say(_EVERY[freq])
    if freq == "DAILY":
        return into.say_n("every {n} day", "every {n} days", every)
    if freq == "WEEKLY":
        return into.say_n("every {n} week", "every {n} weeks", every)
    if freq == "MONTHLY":
        return into.say_n("every {n} month", "every {n} months", every)
    return into.say_n("every {n} year", "every {n} years", every)


def _on_the(days: str, every: int, into: Language) -> str:
    # Translators: {days} are days of a month: "1st and 15th", "last day".
    if every == 1:
        return into.say("every month on the {days}", days=days)
    return into.say_n("every {n} month on the {days}", "every {n} months on the {days}", every, days=days)


def _on_the_nth_of_month(days: str, every: int, into: Language) -> str:
    # Translators: {days} are "second Tuesday", "first Friday and last Sunday".
    if every == 1:
        return into.say("every {days} of the month", days=days)
    return into.say_n(
        "every {n} month on the {days} of the month",
        "every {n} months on the {days} of the month",
        every,
        days=days,
    )


def _in_months(months: str, every: int, into: Language) -> str:
    if every == 1:
        return into.say("every year in {months}", months=months)
    return into.say_n("every {n} year in {months}", "every {n} years in {months}", every, months=months)


def _in_months_on_the(months: str, days: str, every: int, into: Language) -> str:
    # Translators: {days} are "25th", "last day", "second Sunday"; {months} "May", "May and June".
    if every == 1:
        return into.say("every year on the {days} of {months}", days=days, months=months)
    return into.say_n(
        "every {n} year on the {days} of {months}",
        "every {n} years on the {days} of {months}",
        every,
        days=days,
        months=months,
    )


def _only_in_months(text: str, parts: _Parts, into: Language) -> str:
    if not text or "BYMONTH" not in parts:
        return text
    return into.say("{rule}, only in {months}", rule=text, months=_months(parts, into))


def _week_start(text: str, parts: _Parts, codes: list[str], every: int, into: Language) -> str:
    """Every second week is another one where weeks begin on another day than Monday."""
    start = parts.get("WKST", "MO")
    if not text or parts["FREQ"] != "WEEKLY" or every == 1 or len(codes) < 2 or start == "MO":
        return text
    day = _weekdays([start], into, "and")
    return into.say("{rule}, weeks beginning on {weekday}", rule=text, weekday=day)


def _which(number: str, codes: list[str], into: Language) -> str:
    """`first Friday`, `last Saturday or Sunday`; "" where there is no word for the number."""
    if number not in _WHICH and number:
        return ""
    days = _weekdays(codes, into, "or")
    if not number:  # beside numbered ones: each of them
        return ""
    others, sunday = _WHICH[number]
    return into.say(sunday, sunday=days) if codes == ["SU"] else into.say(others, weekday=days)


def _weekdays(codes: Iterable[str], into: Language, last: str) -> str:
    numbers = sorted(CODES.index(code) for code in codes)
    return formats.listed([into.names["cccc"][number] for number in numbers], into, last)


def _months(parts: _Parts, into: Language) -> str:
    numbers = sorted(int(number) for number in parts["BYMONTH"].split(","))
    return formats.listed([into.names["LLLL"][number - 1] for number in numbers], into, "and")


def _days_of_month(parts: _Parts, into: Language, last: str) -> str:
    numbers = [int(number) for number in parts["BYMONTHDAY"].split(",")]
    numbers.sort(key=lambda number: (number < 0, number))
    return formats.listed([_day_of_month(number, into) for number in numbers], into, last)


def _day_of_month(number: int, into: Language) -> str:
    """`1st`, `last day`; English has four endings, French a word of its own for the first."""
    if number < 0:
        return into.say(_FROM_THE_END[number])
    if number == 1:
        return into.say_in("day of the month", "1st")
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    sentences = {
        "st": marked("{day}st"),
        "nd": marked("{day}nd"),
        "rd": marked("{day}rd"),
        "th": marked("{day}th"),
    }
    return into.say(sentences[ending], day=number)
