"""Words for how often, for days of the week and for hours, that can't be read → what to write instead."""

import re
from collections.abc import Iterator, Sequence

from calendar_gen.dates import names, spoken
from calendar_gen.dates.values import CODES, WEEKDAYS
from calendar_gen.dates.weekdays import DAY_OF_A_MONTH, GROUPS, ORDINALS, UNITS
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import Guess, guess_word, quoted

_NUMBERS = ("two", "three", "four", "five", "six")
_MEANT = {
    "daily": "day",
    "weekly": "week",
    "biweekly": "2 weeks",
    "fortnight": "2 weeks",
    "fortnightly": "2 weeks",
    "monthly": "month",
    "bimonthly": "2 months",
    "quarter": "3 months",
    "quarterly": "3 months",
    **dict.fromkeys(("half year", "half yearly", "halfyearly", "semiannual", "semiannually"), "6 months"),
    "yearly": "year",
    "annually": "year",
    "weekday": "week on weekdays",
    "weekdays": "week on weekdays",
    "weekend": "week on weekend",
    "weekends": "week on weekend",
}
_NTH = {
    **{name: name for name in ORDINALS},
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "4th": "fourth",
    "5th": "fifth",
    **{f"{number}.": name for name, number in ORDINALS.items()},
}
# What is counted otherwise than it is meant: fifteen days are two weeks in three languages, eight are one.
_WEEKS = (
    (re.compile(r"\b(?:14|vierzehn)[ -]?tag(?:ig|lich)(?:e[nrs]?)?\b"), "2 weeks"),
    (re.compile(r"\b(?:14|vierzehn) tagen?\b"), "2 weeks"),
    (re.compile(r"\b(?:15|quinze|quince|quindici) (?:jours|dias|giorni)\b"), "2 weeks"),
    (re.compile(r"\b(?:8|huit|ocho|otto|acht) (?:jours|dias|giorni|tagen?)\b"), "week"),
)
_BEFORE_LAST = re.compile(
    r"(?:the )?(?:(second|2nd|third|3rd|fourth|4th)(?: to |-to-| |-)last|penultimate|vorletzte[nrs]?"
    r"|avant[ -]dernier|pen[uú]ltimo) (\w+)(?: .*)?"
)
_OF_A_MONTH = re.compile(r" *(?:of|in|a|per|each|every)(?: (?:the|a|each|every))? month\Z| *monthly\Z")
_UNITS = "'day', 'week', 'month' or 'year', and for more than one a number before it: '2 weeks'"


def interval(every: str, on: Sequence[str]) -> Problem:
    """What is meant by something else than a unit or a number of units."""
    words = every.strip().lower().split()
    if words and words[-1].removesuffix("s") in ("hour", "minute", "second"):
        return Problem(
            "E306", "nothing finer than a day is repeated", "give each time its own event", ("every",)
        )
    said, fix = list(_said(every)), ""
    if len(said) == 1 and not said[0][1]:
        fix = said[0][0]
        remedy = f"write '{fix}'"
    elif said and not on:
        remedy = " or ".join(
            f"'every: {unit}'" + (f" and 'on: [{days}]'" if days else "") for unit, days in said
        )
        remedy = f"write {remedy}"
    elif said:
        remedy = f"write '{said[0][0]}'"
    else:
        guessed = guess_word(every, UNITS)
        remedy, fix = guessed.remedy or f"write {_UNITS}", guessed.fix
    return Problem("E301", f"{quoted(every)} is not how often", remedy, ("every",), fix=fix)


def repeat(text: str) -> str:
    """A remedy for words in the place of the keys of `repeat`."""
    said = [f"'{{every: {unit}{f', on: [{days}]' if days else ''}}}'" for unit, days in _said(text)]
    return (
        f"write {' or '.join(said)}"
        if said
        else "write 'every' below it, with day, week, month or year, and 'on' with the days"
    )


def day_of_week(word: str) -> Guess:
    """What is meant by what is no day of the week."""
    if (day := names.weekday(word)) is not None:
        return Guess(f"did you mean '{WEEKDAYS[day]}'?", WEEKDAYS[day])
    left, sign, right = re.sub(" *(?:-|–|to|until) *", "-", word.strip().lower()).partition("-")
    if sign and (names.weekday(left), names.weekday(right)) == (0, 4):
        return Guess("did you mean 'weekdays'?", "weekdays")
    if sign and (names.weekday(left), names.weekday(right)) == (5, 6):
        return Guess("did you mean 'weekend'?", "weekend")
    said = [(unit, days) for unit, days in _said(word) if days]
    if len(said) == 1 and said[0][0] == "week":  # `les lundis`, `every monday and tuesday`
        days = said[0][1]
        return Guess(f"write each day: {days}") if "," in days else Guess(f"did you mean '{days}'?", days)
    if re.search("[-–,&]| and ", word):
        return Guess()
    short = [name[:3] for name in WEEKDAYS] if len(word) <= 4 else []
    return guess_word(word, (*WEEKDAYS, *GROUPS, *short))


def monthly(word: str) -> str:
    """A remedy for the day of a month in the days of a week, "" for any other."""
    days = [days for unit, days in _said(word) if unit == "month"]
    return f"write 'every: month' for {quoted(days[0])}" if days else ""


def day_of_month(word: str) -> tuple[Guess, str]:
    """What is meant by a `2nd friday`, a `friday`, a `15th`, or anything else that is no day of a month.

    And which of two words it is about, "" where it is about all.
    """
    first, _, last = word.strip().partition(" ")
    ordinal, name = first.lower(), last.lower()
    if (number := _day_of_a_month(ordinal)) and not name:
        return Guess(f"write {number}", f"{number}"), ""
    for said in (word, f"{word} of a month"):
        for days in (days for unit, days in _said(said) if unit == "month" and days):
            return Guess(f"write {days}" if days.isdecimal() else f"write '{days}'", days), ""
    day = names.weekday(name)
    if (nth := _NTH.get(ordinal)) and name.removesuffix("s") in ("weekday", "weekend"):
        return Guess(_of_a_group(nth, name)), ""
    if ordinal in ORDINALS and (meant := day_of_week(name)).remedy:
        return Guess(meant.remedy, f"{ordinal} {meant.fix}" if meant.fix else ""), last
    if day is not None and (meant := guess_word(ordinal, ORDINALS)).remedy:
        return Guess(meant.remedy, f"{meant.fix} {WEEKDAYS[day]}" if meant.fix else ""), first
    if not name and (day := names.weekday(ordinal)) is not None:
        return Guess(f"which one? write 'first {WEEKDAYS[day]}' or 'last {WEEKDAYS[day]}'"), ""
    if before_last := _BEFORE_LAST.fullmatch(word.strip().lower()):
        return Guess(_before_last(before_last)), ""
    return Guess("a day of a month is written as 'first friday', 'last sunday', 15 or 'last day'"), ""


def _before_last(match: re.Match[str]) -> str:
    """A remedy for a `second last friday`, which only a rule can say."""
    day, nth = names.weekday(match[2]), ORDINALS[_NTH[match[1] or "second"]]
    if day is None:
        return ""
    return f"write in place of 'every' and 'on' 'rule: \"FREQ=MONTHLY;BYDAY=-{nth}{CODES[day]}\"'"


def _of_a_group(nth: str, name: str) -> str:
    """A remedy for a `first weekday` or a `first weekend`, which no days of a month are called."""
    if name.startswith("weekend"):
        return f"write '{nth} saturday' or '{nth} sunday'"
    rule = f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={ORDINALS[nth]}"
    return f"write in place of 'every' and 'on' 'rule: \"{rule}\"'"


def _day_of_a_month(text: str) -> int:
    """The day of a month that a `15`, a `15th`, a `15.` or a `15日` is, 0 for none."""
    number = re.sub(r"(?:st|nd|rd|th|[.日号號]| day)\Z", "", text)
    return int(number) if re.fullmatch(DAY_OF_A_MONTH, number) else 0


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Each pair of `every` and `on` that the words may mean: `every 2nd tuesday` may mean two."""
    yield from tuple(_said_in_english(text)) or tuple(_said_elsewhere(text))


def _said_elsewhere(text: str) -> Iterator[tuple[str, str]]:
    plain = names.plain_word(text[:100])
    for counted, weeks in _WEEKS:
        if counted.search(plain):
            yield from _said_in_english(spoken.in_english(counted.sub(weeks, plain)))
            if weeks == "2 weeks":
                return
    yield from _said_in_english(spoken.in_english(text))


def _said_in_english(text: str) -> Iterator[tuple[str, str]]:
    words = re.sub(r"^(?:every|each|on|the|all) +(?:the +)?", "", " ".join(text.lower().split()))
    begun = words != " ".join(text.lower().split())
    words = words.removeprefix("on ")
    if meant := next(
        (_MEANT[it] for it in (words, *(words.replace("-", by) for by in (" ", ""))) if it in _MEANT), ""
    ):
        unit, _, days = meant.partition(" on ")
        yield unit, days
        return
    if (match := re.fullmatch(r"(\w+)\.? (day|week|month|year)", words)) and (nth := _nth_of_all(match[1])):
        yield f"{nth} {match[2]}s", ""
        return
    if match := re.fullmatch("(?:(0*[0-9]{1,3}|[a-z]+) )?(day|week|month|year)s?", words):
        number = _NUMBERS.index(match[1]) + 2 if match[1] in _NUMBERS else match[1] or 1
        if f"{number}".isdigit() and int(number):
            yield (f"{int(number)} {match[2]}s" if int(number) > 1 else match[2]), ""
        return
    of_a_month = _OF_A_MONTH.search(words) is not None
    if of := re.fullmatch("(week|month)(?: (?:on|of))?(?: the)? (.+)", words):
        words, of_a_month = of[2], of[1] == "month"
    yield from _said_of_days(_OF_A_MONTH.sub("", words), begun, of_a_month)


def _nth_of_all(word: str) -> int:
    """The 2 of `every second week` or `every other week`, 0 for none."""
    number = ORDINALS.get(_NTH.get(word, ""), 0)
    return 2 if word in ("other", "alternate") else max(number, 0) if number > 1 else 0


def _said_of_days(words: str, begun: bool, of_a_month: bool) -> Iterator[tuple[str, str]]:
    """The same of words that name days; `begun` with "every", and ended with `of_a_month` or not."""
    first, _, rest = words.partition(" ")
    if (day := names.weekday(rest)) is not None and (nth := _NTH.get(first, _NTH.get(first.rstrip("."), ""))):
        if begun and not of_a_month and nth in ("second", "third", "fourth"):
            yield f"{ORDINALS[nth]} weeks", WEEKDAYS[day]
        yield "month", f"{nth} {WEEKDAYS[day]}"
    elif day is not None and first == "alternate":
        yield "2 weeks", WEEKDAYS[day]
    elif of_a_month and (number := _day_of_a_month(words)):
        yield "month", f"{number}"
    elif of_a_month and words == "last day":
        yield "month", words
    elif first == "other" and (day := names.weekday(rest.removeprefix("week "))) is not None:
        yield "2 weeks", WEEKDAYS[day]
    elif not of_a_month:
        several = [names.weekday(part) for part in re.split(" *(?:,|&|/|and| ) *", words)]
        if None not in several:
            yield "week", ", ".join(WEEKDAYS[number] for number in several if number is not None)
