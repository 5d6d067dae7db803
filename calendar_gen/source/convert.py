"""Plain data → what the curator wrote, typed.

Each mapping is converted whole by msgspec, which is fast and stops at the first thing wrong;
only one that fails is walked key by key, so that every problem in it is found.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.problem import Path, Position, Problem
from calendar_gen.source import faults, kinds
from calendar_gen.source.document import (
    BAD,
    TOP,
    Calendar,
    Document,
    Event,
    Feed,
    Id,
    Include,
    Organizer,
    Repeat,
    Truth,
    Venue,
)
from calendar_gen.source.files import Plain
from calendar_gen.source.parts import Part
from calendar_gen.source.readings import read

_T = TypeVar("_T", bound=Struct)


def convert(plain: Plain) -> Part:
    """What a file says, and every problem with its keys and the kinds of its values.

    What is wrong is left out of the document (a text is then `BAD`), so that the rest of it
    can still be checked.
    """
    if not isinstance(plain, dict) or not plain:
        return Part(Document(), [_not_a_document(plain)])
    problems = [faults.unknown_key((), key, tuple(TOP)) for key in plain if key not in TOP]
    empty = [key for key in TOP if faults.is_blank(plain.get(key))]
    problems += [
        Problem("E013", f"'{key}' is empty", TOP[key] or "leave the key out", (key,)) for key in empty
    ]
    plain = {key: value for key, value in plain.items() if key not in empty}
    calendar = (
        _converted(Calendar, plain["calendar"], ("calendar",), problems) if "calendar" in plain else None
    )
    venues = _named(Venue, plain, "venues", problems)
    organizers = _named(Organizer, plain, "organizers", problems)
    events = _listed(Event, plain, "events", problems)
    feeds = _listed(Feed, plain, "feeds", problems)
    if "include" in plain:
        problems += faults.problems_of(Include, plain["include"], ("include",), "include")
    unread = frozenset(key for key in ("venues", "organizers") if not isinstance(plain.get(key, {}), dict))
    written = frozenset(plain) | frozenset(empty)
    flawed = frozenset(str(problem.path[0]) for problem in problems if problem.path)
    return Part(Document(calendar, venues, organizers, events, feeds, unread, written, flawed), problems)


def _not_a_document(plain: Plain) -> Problem:
    remedy = "start with 'calendar:', 'venues:' and 'events:'"
    if plain in (None, "", {}):
        # At its first line: after that there may be nothing to point at.
        return Problem("E003", "there is nothing in the file", remedy, position=Position(1, 1))
    if isinstance(plain, str) and plain.startswith("BEGIN:VCALENDAR"):
        return Problem("E011", "this is an iCalendar file, not a calendar-gen one", remedy)
    return faults.wrong_kind((), plain, faults.KEYS, remedy)


def _named(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> Mapping[str, _T]:
    written = plain.get(key, {})
    if not isinstance(written, dict):
        problems.append(faults.wrong_kind((key,), written, faults.KEYS, "write 'its-id: {name: …}' for each"))
        return {}
    for name in written:
        if faults.is_blank(name):
            problems.append(Problem("E013", f"an id of '{key}' is empty", "give it one", (key, name), True))
        else:
            problems += faults.problems_of(Id, name, (key, name), name, on_key=True)
    return {name: _converted(cls, value, (key, name), problems) for name, value in written.items()}


def _listed(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> tuple[_T, ...]:
    written = plain.get(key, [])
    if not isinstance(written, list):
        remedy = f"begin each {key.removesuffix('s')} with '- id:'"
        problems.append(faults.wrong_kind((key,), written, f"a list of {key}", remedy))
        return ()
    if key in plain and not written:
        problems.append(Problem("E013", f"'{key}' is empty", TOP[key] or "leave the key out", (key,)))
    return tuple([_converted(cls, item, (key, i), problems) for i, item in enumerate(written)])


def _converted(cls: type[_T], value: Plain, path: Path, problems: list[Problem]) -> _T:
    try:
        return _as(cls, value)
    except msgspec.ValidationError:
        value = _in_lower_case(value)
        found = list(faults.problems_of(cls, value, path))
        problems += found
        return _what_is_right(cls, value, path, found) if found else _as(cls, value)


def _as(kind: type[_T], value: Plain) -> _T:
    return msgspec.convert(value, kind, dec_hook=read)


def _in_lower_case(value: Plain) -> Plain:
    """The value with `busy: No` as `no`: other tools write the words of YAML 1.1 in any case."""
    busy = value.get("busy") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(busy, str) and busy.lower() in get_args(get_args(Truth)[0]):
        return {**value, "busy": busy.lower()}
    return value


def _what_is_right(cls: type[_T], value: Plain, path: Path, found: list[Problem]) -> _T:
    """The struct from the keys that have no problem.

    A text that has one is BAD, what is read from a text is UNREAD, a list of ids holds one that is BAD, any
    other value is left out.
    """
    depth = len(path)
    written: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(kinds.fields(cls))
    wrong = {problem.path[depth] for problem in found if len(problem.path) > depth}
    right = {k: v for k, v in written.items() if k not in wrong and written is value}
    fields = kinds.fields(cls)
    wrongs = {name: fields.get(name) for name in written if name not in right}
    texts: dict[str, Any] = {name: kinds.bad(kind) for name, kind in wrongs.items() if kinds.is_text(kind)}
    lists = {name: get_args(kind)[0] for name, kind in wrongs.items() if get_origin(kind) is tuple}
    texts |= {name: (BAD,) if item is Id else () for name, item in lists.items()}
    if "repeat" in wrongs:
        texts["repeat"] = Repeat(every=BAD)
    missing = {name: kinds.bad(kinds.fields(cls)[name]) for name in kinds.required(cls) if name not in right}
    converted = {k: _as(kinds.fields(cls)[k], v) for k, v in right.items()}
    found_or_bad = {**missing, **texts, **converted}
    return cls(**{name: found_or_bad[key] for key, name in kinds.names(cls).items() if key in found_or_bad})
