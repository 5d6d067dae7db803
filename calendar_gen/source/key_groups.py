"""Keys that a mapping doesn't have, and that only together say what is meant → what to write for them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from calendar_gen.dates import periods, rules, written
from calendar_gen.dates.periods import Month
from calendar_gen.dates.values import CODES, WEEKDAYS, When
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import LONGEST, quoted
from calendar_gen.source import days_and_times, homes, kinds
from calendar_gen.source.document import LONGEST_DATE, STATUSES, Calendar, Change, Event, Repeat
from calendar_gen.source.edits import between_brackets
from calendar_gen.source.key_words import plain

# Of an RRULE (RFC 5545 §3.3.10), as JSON and other tools have its parts.
_PARTS = frozenset(
    {
        *("freq", "frequency", "interval", "count", "until", "byday", "bymonthday", "bymonth", "bysetpos"),
        *("byweekno", "byyearday", "wkst"),
    }
)
_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_NTH = {1: "first ", 2: "second ", 3: "third ", 4: "fourth ", 5: "fifth ", -1: "last "}
# So many dates are named in a remedy.
_MOST_DATES = 20


class KeyGroup(Struct, frozen=True):
    """Some keys of a mapping, what to do about all of them, and the keys that they stand for."""

    keys: tuple[str, ...]
    remedy: str
    meant: tuple[str, ...]


def group(said: Mapping[str, Any], known: tuple[str, ...], meant: Mapping[str, str]) -> KeyGroup | None:
    """Those of a mapping as it is written, None where each key can be told of alone.

    `known` are its keys in the format, and `meant` has each other one with that for which it stands, or "".
    """
    others = [key for key in said if key not in known]
    here = homes.mapping_of(known) if others else None
    if here is None:
        return _of_calendar(others, said) if others and "calendar" in known else None
    return _GROUPS[here](others, said, meant) if here in _GROUPS else None


def cancelled(value: object, there: Mapping[str, object], within: str) -> str:
    """A remedy for the dates of a series that are called off; `within` says where, "" for there.

    "" where the value names no dates.
    """
    several = value if isinstance(value, list) else [value]
    days = [day for day in several if isinstance(day, str) and _is_date(day)]
    if not days or len(days) < len(several):
        return ""
    changes = [f"{{date: {between_brackets(day)}, status: cancelled}}" for day in days[:_MOST_DATES]]
    if "changes" in there or len(days) > _MOST_DATES:
        return f"write '{changes[0]}' for each, under 'changes'"
    return f"write {within}'changes: [{', '.join(changes)}]'"


def changes(by_date: Mapping[str, Any]) -> str:
    """A remedy for `changes` that are a mapping by their dates, "" for any other."""
    if not by_date or len(by_date) > _MOST_DATES:
        return ""
    found = []
    for day, value in by_date.items():
        parts = _changed(day, value)
        if parts is None:
            return ""
        found.append(f"{{date: {day}{''.join(f', {key}: {_value(part)}' for key, part in parts.items())}}}")
    return f"write '[{', '.join(found)}]'"


def filtered(value: object) -> str:
    """A remedy for a day or a month that a feed is to let through; "" where it is neither."""
    text = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(text, str) or not text.isprintable():
        return ""
    if isinstance(periods.lasting_month(text), Month):
        return f"write 'month: {between_brackets(text)}'"
    day = periods.lasting_days(text)
    return f"write 'from: {day.first}' and 'to: {day.last}'" if isinstance(day, When) else ""


def _instead(keys: Sequence[str], texts: Sequence[str]) -> str:
    """A remedy: some keys with their values, in the place of others."""
    return f"write {_and(texts)} in place of {_and(keys)}"


def _and(words: Sequence[str]) -> str:
    *most, last = [quoted(word, LONGEST) for word in words]
    return f"{', '.join(most)} and {last}" if most else last


def _of_calendar(others: Sequence[str], said: Mapping[str, Any]) -> KeyGroup | None:
    """What belongs in `calendar`, where there is none."""
    found = tuple(key for key in others if key in kinds.fields(Calendar))
    if "calendar" in said or not found:
        return None
    return KeyGroup(found, "write 'calendar:' above them, and indent them below it", ("calendar",))


def _of_event(others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]) -> KeyGroup | None:
    """A rule without its `repeat`, or a day and a time apart."""
    of_rule = [key for key in others if _is_of_rule(key)]
    if "repeat" in said or not any(plain(key) in ("every", "freq", "frequency", "rule") for key in of_rule):
        return _of_start(others, said, meant)
    parts = {key: said[key] for key in of_rule}
    texts = _repeat(parts)
    if not texts:
        return None
    return KeyGroup(tuple(of_rule), _instead(of_rule, [f"repeat: {{{', '.join(texts)}}}"]), ("repeat",))


def _of_repeat(others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]) -> KeyGroup | None:
    """The parts of an RRULE as keys."""
    found = [key for key in others if plain(key) in _PARTS]
    if len(found) < 2 or not {"freq", "frequency"} & {plain(key) for key in found}:
        return None
    parts = {key: said[key] for key in found}
    if "until" in said and "rule" not in said:
        parts["until"] = said["until"]
    texts = [text for text in _repeat(parts) if not text.startswith("until:")]
    return KeyGroup(tuple(found), _instead(found, texts), ("every",)) if texts else None


def _of_start(others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]) -> KeyGroup | None:
    """A day under one key, and times of day under others."""
    it = days_and_times.apart(others, said, meant)
    if it is None:
        return None
    texts = [f"{key}: {text}" for key, text in it.instead.items()]
    found = tuple(key for key in it.keys if key in others)
    return KeyGroup(found, _instead(it.keys, texts), tuple(it.instead))


def _of_change(others: Sequence[str], said: Mapping[str, Any], meant: Mapping[str, str]) -> KeyGroup | None:
    """A date in the place of the key `date`."""
    days = [key for key in others if _is_date(key)]
    if "date" in said or len(days) != 1:
        return _of_start(others, said, meant) if "date" in said else None
    day = days[0]
    parts = _changed(day, said[day])
    texts = [f"{key}: {_value(part)}" for key, part in (parts or {}).items()]
    then = f"write {_and([f'date: {day}', *texts])}"
    beside = {key for key in parts or () if key in said}
    if not texts or beside:
        then = f"write 'date: {day}', and beside it what is different then"
    return KeyGroup((day,), then, ("date",))


_GROUPS: Mapping[Any, Callable[[Sequence[str], Mapping[str, Any], Mapping[str, str]], KeyGroup | None]] = {
    Event: _of_event,
    Repeat: _of_repeat,
    Change: _of_change,
}


def _changed(day: str, value: object) -> Mapping[str, Any] | None:
    """What is different on a date: some keys, its status, or when it is; None where that isn't sure."""
    if not _is_date(day):
        return None
    if isinstance(value, dict):
        is_plain = all(map(_is_plain, value.values()))
        return days_and_times.with_days({k: v for k, v in value.items() if v}, day) if is_plain else None
    if not isinstance(value, str) or not _is_plain(value):
        return None
    status = _status(value)
    return {"status": status} if status else days_and_times.moved(day, value) if value.strip() else {}


def _status(value: object) -> str:
    """The status that a word stands for, "" for none."""
    word = value.lower() if isinstance(value, str) else ""
    word = "cancelled" if word in ("canceled", "cancel", "off") else word
    return word if word in STATUSES else ""


def _is_of_rule(key: str) -> bool:
    return plain(key) in _PARTS or key in kinds.fields(Repeat)


def _is_date(text: str) -> bool:
    return len(text) <= LONGEST_DATE and text.isprintable() and isinstance(written.when(text), When)


def _repeat(parts: Mapping[str, object]) -> list[str]:
    """The keys of `repeat` for the parts of a rule: in words as far as these go, else as an RRULE."""
    named = {plain(key).replace("frequency", "freq"): value for key, value in parts.items()}
    if not all(_is_plain(value) for value in named.values()):
        return []
    return list(_in_words(named)) or list(_as_rule(named))


def _is_plain(value: object) -> bool:
    """Whether it can stand in a remedy."""
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(text, str) and text.isprintable() and len(text) < 60 for text in texts[:20])


def _in_words(parts: Mapping[str, Any]) -> Iterator[str]:
    """`every: 2 weeks` and what goes with it; nothing where there are no words for a part."""
    every, days = _every(parts), _days(parts)
    if not every or days is None or parts.keys() & {"bymonth", "bysetpos", "byweekno", "byyearday", "rule"}:
        return
    yield f"every: {every}"
    if days:
        yield f"on: [{', '.join(days)}]"
    for key, name in (("until", "until"), ("count", "times"), ("times", "times")):
        if key in parts:
            yield f"{name}: {_value(_until(parts[key]) if name == 'until' else parts[key])}"
    for key in ("except", "also"):
        if key in parts:
            yield f"{key}: {_value(parts[key])}"


def _every(parts: Mapping[str, Any]) -> str:
    if "every" in parts:
        return _value(parts["every"]) if isinstance(parts["every"], str) else ""
    unit, number = _UNITS.get(str(parts.get("freq", "")).lower(), ""), str(parts.get("interval", "1"))
    if not unit or not re.fullmatch("[1-9][0-9]{0,2}", number):
        return ""
    return unit if number == "1" else f"{number} {unit}s"


def _days(parts: Mapping[str, Any]) -> list[str] | None:
    """The days of `on`, None where there are no words for them."""
    if "on" in parts:
        return [between_brackets(day) for day in _items(parts["on"])]
    found = [_by_day(day) for day in _items(parts.get("byday", []))]
    for number in _items(parts.get("bymonthday", [])):
        found.append(
            "last day" if number == "-1" else number if re.fullmatch("[1-9]|[12][0-9]|3[01]", number) else ""
        )
    monthly = str(parts.get("freq", "")).lower() == "monthly"
    return found if all(found) and all((" " in day or day.isdigit()) == monthly for day in found) else None


def _by_day(code: str) -> str:
    match = re.fullmatch("([+-]?[1-5])?([A-Z]{2})", code.strip().upper())
    if not match or match[2] not in CODES or int(match[1] or 1) not in _NTH:
        return ""
    return (_NTH[int(match[1])] if match[1] else "") + WEEKDAYS[CODES.index(match[2])]


def _items(value: Any) -> list[str]:
    return [item.strip() for item in (value if isinstance(value, list) else str(value).split(","))]


def _as_rule(parts: Mapping[str, Any]) -> Iterator[str]:
    """The parts as one RRULE, if it is one."""
    text = ";".join(
        f"{name}={','.join(_items(value))}".upper() for name, value in parts.items() if name != "until"
    )
    if parts.keys() <= _PARTS and not isinstance(rules.read_rule(text), tuple):
        yield f'rule: "{text}"'
        if "until" in parts:
            yield f"until: {_value(_until(parts['until']))}"


def _until(until: Any) -> Any:
    """The day or the moment of an `UNTIL` as RFC 5545 writes it; what can't be read as it is."""
    read = written.when(until[:LONGEST_DATE]) if isinstance(until, str) else None
    return read.mending or until if isinstance(read, Problem) else until


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(between_brackets, value))}]"
    return between_brackets(str(value))
