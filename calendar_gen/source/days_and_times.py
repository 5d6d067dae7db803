"""A day under one key, times of day under others → the `start` and the `end` that are meant."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct

from calendar_gen.dates import written
from calendar_gen.dates.values import Certainty, When, as_day
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source import key_words
from calendar_gen.source.document import LONGEST_DATE
from calendar_gen.source.key_words import plain

_TIMES = key_words.TIMES | {"begin_time", "at", "hour"}
# What a time of day doesn't hold.
_OF_A_DATE = r"[0-9]{4}|[0-9][./-][0-9]{1,2}[./-]"
_ANY = "YYYY-MM-DD HH:MM"


class Apart(Struct, frozen=True):
    """The keys of a mapping that say only together when it is, and the keys to write for them."""

    keys: tuple[str, ...]
    instead: Mapping[str, str]


def apart(others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]) -> Apart | None:
    """What a mapping says of its start and its end in parts; None where each key can be told of alone.

    `others` are its keys that aren't in the format, and `meant` has each with that for which it stands.
    """
    days, times = _keys("start", others, said, meant)
    last_days, end_times = _keys("end", others, said, meant)
    # A date of a series stands under a key of its own.
    of_change = ["date"] if "date" in said and "date" not in others else []
    if max(map(len, (days, times, last_days, end_times))) > 1 or not (days or of_change):
        return None
    parts = {*(days + times if times else ()), *(last_days + end_times if end_times else ())}
    if parts.isdisjoint(others) or ("start" in said and "start" not in days + times):
        return None
    day, time, last_day, end_time = (
        _text(said, keys) for keys in (days or of_change, times, last_days, end_times)
    )
    start, end = _sides(f"{day} {time}".strip())
    end = _end(start, last_day, end_time) if end_time else end
    instead = {"start": start} if time else {}
    instead |= {"end": end} if end_time or end else {}
    if "end" in instead and ({"end"} & said.keys() | set(last_days)) - parts:
        return None  # it is there already
    if (days == ["start"] and "end" not in instead) or not (time or _has_time(start)):
        return None  # of a time alone its own key tells
    return Apart(tuple(key for key in said if key in parts), {key: it or _ANY for key, it in instead.items()})


def with_days(parts: Mapping[str, Any], day: str) -> Mapping[str, Any] | None:
    """The parts of a change, with the day before a time of day alone; None where one isn't sure."""
    on, found, start = written.when(day), dict(parts), None
    for key in ("start", "end"):
        if not (text := parts.get(key)):
            continue
        if not isinstance(text, str) or not isinstance(on, When) or on.certainty is not Certainty.EXACT:
            return None
        read = written.when(text)
        if isinstance(read, Problem):
            found[key] = _meant(read, text, as_day(on.first) if key == "start" else start)
            read = written.when(found[key])
        if isinstance(read, Problem):
            return None
        start = read.first
    return found


def moved(day: str, text: str) -> Mapping[str, str] | None:
    """The `start` that is said of a date of a series, and the `end` if any is; None for another text."""
    start, end = _sides(f"{day} {text}") if _is_clock(text) and _has_day(day) else (_read(text), "")
    return {"start": start, "end": end} if end else {"start": start} if start else None


def _keys(
    name: str, others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """The keys for the day of the start or the end, and those for its time."""
    days, times = [], []
    for key, value in said.items():
        word = plain(key) if key in others else ""
        of_start = name == "start" and word in (*_TIMES, "day")
        if (
            not isinstance(value, str)
            or not value.strip()
            or not (key == name or meant.get(key) == name or of_start)
        ):
            continue
        if _is_clock(value) or (word in _TIMES and not re.search(_OF_A_DATE, value)):
            times.append(key)
        elif (word != "day" or _read(value)) and not (word == "until" and "repeat" in said):
            days.append(key)
    return days, times


def _text(said: Mapping[str, Any], keys: Sequence[str]) -> str:
    return str(said[keys[0]]).strip() if keys else ""


@lru_cache(maxsize=1000)
def _is_clock(text: str) -> bool:
    """Whether it is a time of day without a date, or from one to another."""
    if re.search(_OF_A_DATE, text) or len(text) > LONGEST_DATE:
        return False
    found = written.when(f"2000-01-01 {text.strip()}")
    if isinstance(found, When):
        return True
    return bool(found.between) or any(len(moment) > len("2000-01-01") for moment in found.meant)


@lru_cache(maxsize=1000)
def _read(text: str) -> str:
    """A date as it can be read, "" for none, and where several may be meant."""
    found = written.when(text[:LONGEST_DATE])
    return found.mending if isinstance(found, Problem) else text


@lru_cache(maxsize=1000)
def _sides(text: str) -> tuple[str, str]:
    """A date as it can be read, or the two of a range."""
    found = written.when(text[:LONGEST_DATE])
    return found.between if isinstance(found, Problem) and found.between else (_read(text), "")


def _has_day(text: str) -> bool:
    return isinstance(found := written.when(text), When) and found.certainty is Certainty.EXACT


def _has_time(text: str) -> bool:
    return isinstance(found := written.when(text), When) and found.timed


@lru_cache(maxsize=1000)
def _end(start: str, last_day: str, time: str) -> str:
    """An end on a day of its own, or after a start; "" where one isn't sure."""
    if last_day:
        return _read(f"{last_day} {time}")
    first, alone = written.when(start), written.when(time)
    if not isinstance(first, When) or not isinstance(alone, Problem):
        return ""
    return _meant(alone, time, first.first)


def _meant(read: Problem, text: str, day: date | None) -> str:
    """What is meant by a date that can't be read, or by a time: on a day, or after a moment; "" for none."""
    if read.mending or day is None:
        return read.mending
    if isinstance(day, datetime):
        return written.mistakes().end(read, text, day).mending
    both = f"{day} {text}"
    found = written.when(both)
    return found.mending if isinstance(found, Problem) else both
