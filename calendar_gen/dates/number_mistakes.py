"""A length, or a number of days or of times, that can't be read → what somebody probably meant by it."""

import re

from calendar_gen.dates import spoken
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import quoted

_SAID = re.compile(
    "(?=.*[1-9])(?:([0-9]{1,3}) days?)?"
    "(?: ?(?:and )?([0-9]{1,3}) hours?)?(?: ?(?:and )?([0-9]{1,4}) minutes?)?"
)


def duration(text: str, readable: bool, in_parts: bool) -> Problem:
    """Of a length that can't be read, or is none, or (`in_parts`) has a part of a day."""
    message = f"{quoted(text)} is not a duration"
    if in_parts:
        return Problem("E109", f"{quoted(text)} has a part of a day", "write it in hours")
    if readable:
        return Problem("E109", message, "it must be more than nothing, and at most 10 years")
    if text in ("null", "~"):
        return Problem("E109", message, "leave the key out")
    if written := _in_words(text):
        return Problem("E109", message, f"write {quoted(written)}", meant=(written,))
    if number := re.fullmatch("0*([1-9][0-9]{0,3})", text.strip()):
        meant = _length(0, 0, int(number[1]))
        either = f" or {quoted(_length(0, int(number[1]), 0))}" if int(number[1]) <= 24 else ""
        return Problem("E109", message, f"write its unit too: {quoted(meant)}{either}")
    return Problem("E109", message, "write a number and its unit: minutes, hours or days")


def _in_words(text: str) -> str:
    """A length that is written as on a clock, as in ISO 8601 or in words, in ours; "" for another."""
    if match := re.match(r"(?!0+[:h]00)([0-9]{1,2}) ?[:h] ?([0-5][0-9])(?::00)?\Z", text):
        return _length(0, int(match[1]), int(match[2]))
    iso = re.match(r"P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?)?\Z", text, re.IGNORECASE)
    if iso and any(int(number or 0) for number in iso.groups()):
        return _length(*(int(number or 0) for number in iso.groups()))
    said = spoken.in_digits(text)
    if match := re.fullmatch(_SAID, said):
        return _length(*(int(number or 0) for number in match.groups()))
    weeks = re.fullmatch("0*([1-9][0-9]?) weeks?", said)
    return f"{weeks[1]} week" + "s" * (weeks[1] != "1") if weeks else ""


def days(text: str) -> str:
    """A remedy for what is not a number of days."""
    text = spoken.in_digits(text)
    if number := number_of_days(text):
        return f"write {number}"
    if re.match(r"[0-9.]+ ?(?:hours?|h|minutes?|mins?|m)(?![a-z])", text):
        return f"write {quoted(f'duration: {text[:40]}')}"
    return ""


def number_of_days(text: str) -> str:
    """A number of days that is written in words or with its unit, "" for none."""
    text = spoken.in_digits(text)
    if match := re.match(r"0*([1-9][0-9]{0,3}) ?(?:days?|d)?\Z", text):
        return match[1]
    match = re.match(r"([1-9][0-9]{0,2}) ?(?:weeks?|w)\Z", text)
    return f"{int(match[1]) * 7}" if match else ""


def times(text: str) -> str:
    """A remedy for what is not a number of times."""
    number = spoken.in_digits(text)
    if match := re.match(r"0*([1-9][0-9]{0,3}) ?(?:times|x|×)?\Z", number):
        return f"write {match[1]}" if match[1] != "1" else "leave 'repeat' out"
    return "write how often in all, or 'until' and the last day instead"


def _length(days: int, hours: int, minutes: int) -> str:
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(f"{number} {unit}" + "s" * (number > 1) for number, unit in parts if number)
