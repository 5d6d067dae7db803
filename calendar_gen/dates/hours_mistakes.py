"""Opening hours that can't be read → what to write instead, from what is written alone."""

import re
from collections.abc import Collection

from calendar_gen.dates import names
from calendar_gen.dates.clock_mistakes import clock
from calendar_gen.dates.mistakes import halves
from calendar_gen.dates.values import WEEKDAYS
from calendar_gen.dates.weekdays import GROUPS
from calendar_gen.diagnostics.wording import Guess, in_plain_signs

_WHOLE_DAY = "for a whole day write '00:00-24:00'"
_WHOLE = re.compile(
    "24 ?(?:h|hrs?|hours?|stunden|heures|horas|ore|小时|小時|時間)(?: a day)?|24/7|(?:open )?all day"
    "|ganztagig|rund um die uhr|toute la journee|todo el dia|tutto il giorno|全天|終日"
)
_CLOSED = re.compile(
    "(?:closed|shut|none|geschlossen|zu|ruhetag|fermee?|cerrad[oa]|chius[oa]|[-–—]"
    "|休|休息|休館|休馆|休業|定休日|闭馆|閉館|关闭)"
)
_PARTS = re.compile(r" *(?:[,;/&+、，；]| and | und | et | y | e |\n) *", re.IGNORECASE)
_DAILY = re.compile("daily|every day|taglich|tous les jours|todos los dias|tutti i giorni|每天|毎日")


def opening(text: str, day: str, named: Collection[str]) -> Guess:
    """What is meant by what is not from when to when; only what is written is offered.

    `day` is the key that it stands at, "" for the hours of all days; `named` are all such keys.
    """
    text = in_plain_signs(text)
    plain = names.plain_word(text)
    if _CLOSED.fullmatch(plain):
        return Guess(_closed(day, named))
    same = re.fullmatch(r"([0-9:]+) *(?:-|–|to) *([0-9:]+)", text.strip())
    if _WHOLE.fullmatch(plain):
        return Guess(_WHOLE_DAY, "00:00-24:00")
    if same and same[1] == same[2]:
        return Guess(_WHOLE_DAY)
    if meant := _span(text):
        return Guess(f"write '{meant}'", meant)
    spans, broken = _spans(text)
    if not spans or (day and spans.keys() != {""}):
        return Guess("write from when to when, as HH:MM-HH:MM")
    by_days = ", ".join(f"{name or 'daily'}: {hours}" for name, hours in spans.items())
    meant = f"write '{spans[''] if spans.keys() == {''} else f'{{{by_days}}}'}'"
    return Guess(f"a day has one span: {meant}, and the break in 'description'" if broken else meant)


def _span(text: str) -> str:
    """The hours that a text may be, as `hours` takes them; "" where it is none, or may be several."""
    for left, right in halves(re.sub(r" ?(?:uhr|h)\b", "", text, flags=re.IGNORECASE)):
        start, end = clock(left), clock(right)
        if len(start) == len(end) == 5 and start != end:
            return f"{start}-{end}"
        # Of two numbers alone the second may be one of twelve hours: not if it is later.
        if left.isdecimal() and right.isdecimal() and int(left) < int(right) <= 24:
            return f"{int(left):02}:00-{int(right):02}:00"
    return ""


def _closed(day: str, named: Collection[str]) -> str:
    """A remedy for a day at which it says that there are no hours."""
    if not day:
        return "leave 'hours' out"
    number = names.weekday(day)
    groups = {group for group, days in GROUPS.items() if number is not None and WEEKDAYS[number] in days}
    if {"daily", *groups}.isdisjoint(name.strip().lower() for name in named):
        return "leave it out: a day that isn't named is closed"
    return f"leave it out, and write 'closed: [{day}]' beside 'hours'"


def _spans(text: str) -> tuple[dict[str, str], bool]:
    """The hours of each day that a text names, of all at "", and whether one has a break; {} for none."""
    found: dict[str, str] = {}
    waiting, days, broken = list[str](), [""], False
    for part in _PARTS.split(text[:200]):
        match = re.fullmatch(r"(\D*?)[.:]? ?([0-9].*)?", part)
        if _CLOSED.fullmatch(names.plain_word(part.rpartition(" ")[2])):
            continue
        hours = _span(part) or (_span(match[2]) if match and match[2] else "")
        named = _days(match[1]) if match and match[1] and not _span(part) else []
        if not (hours or named) or (match and match[1] and match[2] and not named and not _span(part)):
            return {}, False
        days = [*waiting, *named] if named else days
        waiting = [] if hours else days
        for day in days if hours else ():
            start, end = found.get(day, hours)[:5], found.get(day, "")[6:]
            if end > hours:
                return {}, False
            broken, found[day] = broken or bool(end), f"{start}-{hours[6:]}"
    return ({}, False) if waiting else (found, broken)


def _days(text: str) -> list[str]:
    """The keys of `hours` for a day, or for the days from one to another; none for any other text."""
    first, to, last = re.sub(" *(?:-|–|to|until|bis|至) *", "-", text.strip().lower()).partition("-")
    one, other = names.weekday(first), names.weekday(last)
    if not to:
        group = {"weekdays": "weekdays", "weekend": "weekend", "weekends": "weekend"}.get(first, "")
        group = "daily" if _DAILY.fullmatch(names.plain_word(text)) else group
        return [group] if group else [] if one is None else [WEEKDAYS[one]]
    if one is None or other is None or one >= other:
        return []
    return {(0, 4): ["weekdays"], (5, 6): ["weekend"], (0, 6): ["daily"]}.get(
        (one, other), list(WEEKDAYS[one : other + 1])
    )
