"""Plain data → what the curator wrote, typed.

Each mapping is converted whole by msgspec, which is fast and stops at the first thing wrong;
only one that fails is walked key by key, so that every problem in it is found.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from calendar_gen.dates.values import UNREAD, Reading
from calendar_gen.diagnostics.problem import Path, Position, Problem
from calendar_gen.diagnostics.wording import guess, named, quoted
from calendar_gen.source.document import (
    BAD,
    BLANK,
    FORBIDDEN,
    Calendar,
    Count,
    Document,
    Event,
    Feed,
    HoursReading,
    Id,
    Include,
    Organizer,
    Repeat,
    Truth,
    Venue,
)
from calendar_gen.source.files import Plain
from calendar_gen.source.readings import read

_CONTROL = re.compile(f"[{FORBIDDEN}]")
_KEYS = "keys with values"
TOP = {
    "calendar": "a calendar needs at least an id and a name",
    "venues": "",
    "organizers": "",
    "events": "a calendar needs events",
    "feeds": "",
    "include": "",
}
_T = TypeVar("_T", bound=Struct)
_known_key = lru_cache(maxsize=1000)(guess)


class Part(Struct, frozen=True):
    """What one file of a calendar says, and what is wrong with it, by paths in that file."""

    document: Document
    problems: list[Problem]


def convert(plain: Plain) -> Part:
    """What a file says, and every problem with its keys and the kinds of its values.

    What is wrong is left out of the document (a text is then `BAD`), so that the rest of it
    can still be checked.
    """
    if not isinstance(plain, dict) or not plain:
        return Part(Document(), [_not_a_document(plain)])
    problems = [_unknown_key((), key, tuple(TOP), plain) for key in plain if key not in TOP]
    empty = [key for key in TOP if _is_blank(plain.get(key))]
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
        problems += _problems(Include, plain["include"], ("include",), "include")
    unread = frozenset(key for key in ("venues", "organizers") if not isinstance(plain.get(key, {}), dict))
    written = frozenset(plain) | frozenset(empty)
    flawed = frozenset(str(problem.path[0]) for problem in problems if problem.path)
    return Part(Document(calendar, venues, organizers, events, feeds, unread, written, flawed), problems)


def merge(parts: Sequence[Part]) -> tuple[Document, list[Problem]]:
    """The parts as one document, and what is missing from all of them or stands in two.

    The paths of these problems are those of the whole document: see `Origins`.
    """
    documents = [part.document for part in parts]
    written: frozenset[str] = frozenset().union(*[document.written for document in documents])
    readable = any(document.written for document in documents)
    problems = [
        Problem("E012", f"'{key}' is missing", needed)
        for key, needed in TOP.items()
        if readable and needed and key not in written
    ]
    whole = Document(
        next((document.calendar for document in documents if document.calendar), None),
        {id: venue for document in reversed(documents) for id, venue in document.venues.items()},
        {id: organizer for document in reversed(documents) for id, organizer in document.organizers.items()},
        tuple(event for document in documents for event in document.events),
        tuple(feed for document in documents for feed in document.feeds),
        frozenset().union(*[document.unread for document in documents]),
        written,
        frozenset().union(*[document.flawed for document in documents]),
    )
    return whole, problems


class Origins:
    """Of paths in the whole document: in which part, and at which path there, they are written."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.alone = len(parts) == 1
        documents = [part.document for part in parts]
        # Of each list how many items all parts before hold, and which part has an id first.
        self.before = {
            "events": [0, *accumulate(len(document.events) for document in documents)],
            "feeds": [0, *accumulate(len(document.feeds) for document in documents)],
        }
        self.first: dict[tuple[str, str], int] = {}
        for number, document in enumerate(documents):
            ids = [("venues", id) for id in document.venues]
            ids += [("organizers", id) for id in document.organizers]
            for key in ids + ([("calendar", "")] if document.calendar else []):
                self.first.setdefault(key, number)

    def of(self, path: Path) -> tuple[int, Path]:
        """The number of the part, and the path there."""
        if self.alone or not path:
            return 0, path
        key, *rest = path
        if key in self.before and rest and isinstance(rest[0], int):
            before = self.before[str(key)]
            number = bisect_right(before, rest[0]) - 1
            return number, (key, rest[0] - before[number], *rest[1:])
        id = "" if key == "calendar" else str(rest[0]) if rest else ""
        return self.first.get((str(key), id), 0), path


def twice(parts: Sequence[Part]) -> Iterator[tuple[int, Problem, int]]:
    """What stands in two files: the later part, the problem there, and the part that has it first."""
    first: dict[tuple[str, str], int] = {}
    for number, part in enumerate(parts):
        document = part.document
        keys = [("venues", id) for id in document.venues] + [("organizers", id) for id in document.organizers]
        keys += [("calendar", "")] if document.calendar else []
        for key, id in keys:
            before = first.setdefault((key, id), number)
            if before == number:
                continue
            path = (key, id) if id else (key,)
            code, what = ("E021", f"the id {quoted(id)}") if id else ("E004", "the key 'calendar'")
            problem = Problem(code, f"{what} is written twice", "keep one", path, on_key=True, other=path)
            yield number, problem, before


def _not_a_document(plain: Plain) -> Problem:
    remedy = "start with 'calendar:', 'venues:' and 'events:'"
    if plain in (None, "", {}):
        # At its first line: after that there may be nothing to point at.
        return Problem("E003", "there is nothing in the file", remedy, position=Position(1, 1))
    if isinstance(plain, str) and plain.startswith("BEGIN:VCALENDAR"):
        return Problem("E011", "this is an iCalendar file, not a calendar-gen one", remedy)
    return _wrong_kind((), plain, _KEYS, remedy)


def _named(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> Mapping[str, _T]:
    written = plain.get(key, {})
    if not isinstance(written, dict):
        problems.append(_wrong_kind((key,), written, _KEYS, "write 'its-id: {name: …}' for each"))
        return {}
    for name in written:
        if _is_blank(name):
            problems.append(Problem("E013", f"an id of '{key}' is empty", "give it one", (key, name), True))
        else:
            problems += _problems(Id, name, (key, name), name, on_key=True)
    return {name: _converted(cls, value, (key, name), problems) for name, value in written.items()}


def _listed(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> tuple[_T, ...]:
    written = plain.get(key, [])
    if not isinstance(written, list):
        remedy = f"begin each {key.removesuffix('s')} with '- id:'"
        problems.append(_wrong_kind((key,), written, f"a list of {key}", remedy))
        return ()
    if key in plain and not written:
        problems.append(Problem("E013", f"'{key}' is empty", TOP[key] or "leave the key out", (key,)))
    return tuple([_converted(cls, item, (key, i), problems) for i, item in enumerate(written)])


def _converted(cls: type[_T], value: Plain, path: Path, problems: list[Problem]) -> _T:
    try:
        return _as(cls, value)
    except msgspec.ValidationError:
        value = _in_lower_case(value)
        found = list(_problems(cls, value, path))
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
    written: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(_fields(cls))
    wrong = {problem.path[depth] for problem in found if len(problem.path) > depth}
    right = {k: v for k, v in written.items() if k not in wrong and written is value}
    kinds = {name: _fields(cls).get(name) for name in written if name not in right}
    texts: dict[str, Any] = {name: _bad(kind) for name, kind in kinds.items() if _is_text(kind)}
    lists = {name: get_args(kind)[0] for name, kind in kinds.items() if get_origin(kind) is tuple}
    texts |= {name: (BAD,) if item is Id else () for name, item in lists.items()}
    if "repeat" in kinds:
        texts["repeat"] = Repeat(every=BAD)
    missing = {name: _bad(_fields(cls)[name]) for name in _required(cls) if name not in right}
    converted = {k: _as(_fields(cls)[k], v) for k, v in right.items()}
    found_or_bad = {**missing, **texts, **converted}
    return cls(**{name: found_or_bad[key] for key, name in _names(cls).items() if key in found_or_bad})


def _problems(kind: Any, value: Plain, path: Path, name: str = "", on_key: bool = False) -> Iterator[Problem]:
    """Everything wrong with a value that should be of a kind: a struct, a union, a list, or text."""
    origin = get_origin(kind)
    if kind is HoursReading:  # whatever it is, what is wrong with it is told in its place
        return
    if origin in (Union, UnionType):
        yield from _problems(_alternative(kind, value), value, path, name)
    elif isinstance(kind, type) and issubclass(kind, Struct):
        yield from _mapping_problems(kind, value, path, name)
    elif origin is not tuple:
        yield from _leaf_problems(kind, value, path, name, on_key)
    elif not isinstance(value, list):
        yield _wrong_kind(path, value, "a list", name=name)
    else:
        for i, item in enumerate(value):
            if _is_blank(item):
                message = f"an item of '{name}' is empty"
                yield Problem("E013", message, "give it a value, or leave it out", (*path, i))
            else:
                yield from _problems(get_args(kind)[0], item, (*path, i), name)


def _alternative(kind: Any, value: Plain) -> Any:
    """Which side of a union the curator meant, by the shape of what was written."""
    sides = [_bare(side) for side in get_args(kind) if side is not type(None)]
    lists = [side for side in sides if get_origin(side) is tuple]
    return lists[0] if lists and (isinstance(value, list) or len(sides) == 1) else sides[-1]


def _mapping_problems(cls: type[Struct], value: Plain, path: Path, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _no_mapping(cls, value, path, name)
        return
    fields, required = _fields(cls), _required(cls)
    for key, item in value.items():
        if key not in fields:
            yield _unknown_key(path, key, tuple(fields), value)
        elif _is_blank(item):
            yield _empty((*path, key), key, item, fields[key], key in required)
        else:
            yield from _problems(fields[key], item, (*path, key), key)
    for key in required:
        if key not in value:
            yield Problem("E012", f"'{key}' is missing", path=path)


def _empty(path: Path, key: str, value: Plain, kind: Any, required: bool) -> Problem:
    message = f"'{key}' is empty" if not value else f"'{key}' holds nothing that can be seen"
    remedy = "give it a value, or leave the key out" if _is_text(kind) else "leave the key out"
    return Problem("E013", message, "give it a value" if required else remedy, path)


def _no_mapping(cls: type[Struct], value: Plain, path: Path, name: str) -> Problem:
    if cls is Event:
        remedy = "begin each event with '- id:'"
        if _is_blank(value):
            return Problem("E013", "an event is empty", "leave it out", path)
        return Problem("E011", f"an event must be {_KEYS}, not {_kind_of(value)}", remedy, path)
    if _is_blank(value):
        return Problem("E013", f"'{path[-1]}' is empty", "write '{name: …}' after it", path)
    remedy = "write '{name: …}' after it" if cls in (Venue, Organizer) else ""
    return _wrong_kind(path, value, _KEYS, remedy, name)


def _leaf_problems(kind: Any, value: Plain, path: Path, name: str, on_key: bool) -> Iterator[Problem]:
    kind = _text_of(kind)
    meta = next(m for m in get_args(kind)[1:] if isinstance(m, Meta))
    extra = meta.extra or {}
    code, expects = extra["code"], extra["expects"]
    try:
        msgspec.convert(value, kind)
        return
    except msgspec.ValidationError:
        from calendar_gen.source import value_mistakes  # late: 20 ms, and most files have nothing wrong
    if code == "E024":
        yield Problem(code, f"'{name}' must be {expects}", value_mistakes.geo(value), path)
    elif not isinstance(value, str):
        yield _wrong_kind(path, value, expects, name=name)
    elif found := _CONTROL.search(value):
        message = f"{quoted(name)} holds {named(found[0])}"
        yield Problem("E014", message, "remove it", path, on_key=on_key, character=found[0])
    elif meta.max_length is not None and len(value) > meta.max_length:
        message = f"'{name}' has {len(value):,} characters; at most {meta.max_length:,} are read"
        yield Problem("E015", message, path=path)
    else:
        words = get_args(base) if get_origin(base := get_args(kind)[0]) is Literal else ()
        told = value_mistakes.leaf(code, name, value, expects, words)
        fix = value_mistakes.fix(code, value, words)
        yield Problem(code, *told, path, on_key=on_key, fix=fix)


def _unknown_key(path: Path, key: str, known: tuple[str, ...], beside: Mapping[str, Plain]) -> Problem:
    meant = _known_key(key[:100], known)
    remedy = meant.remedy or "the keys here are: " + ", ".join(known)
    fix = "" if meant.fix in beside else meant.fix
    return Problem("E010", f"unknown key {quoted(key)}", remedy, (*path, key), on_key=True, fix=fix)


def _wrong_kind(path: Path, value: Plain, expects: str, remedy: str = "", name: str = "") -> Problem:
    from calendar_gen.source import value_mistakes  # late: as above

    item = bool(path) and isinstance(path[-1], int)
    subject = f"an item of '{name}'" if item else f"'{name or path[-1]}'" if path else "the file"
    remedy = remedy or value_mistakes.kind(expects, name, value)
    return Problem("E011", f"{subject} must be {expects}, not {_kind_of(value)}", remedy, path)


def _kind_of(value: Plain) -> str:
    return "a list" if isinstance(value, list) else _KEYS if isinstance(value, dict) else "text"


def _is_blank(value: Plain) -> bool:
    """Whether nothing is said by the value: a text that can't be seen, or an empty list or mapping."""
    return BLANK.match(value) is not None if isinstance(value, str) else value in ([], {})


def _bare(kind: Any) -> Any:
    """The type of a list without the limit of its length, which only msgspec looks at; any other as it is."""
    inner = get_args(kind)[0] if get_origin(kind) is Annotated else None
    return inner if get_args(inner)[-1:] == (...,) else kind


@cache
def _fields(cls: type[Struct]) -> Mapping[str, Any]:
    return {field.encode_name: _bare(field.type) for field in msgspec.structs.fields(cls)}


@cache
def _names(cls: type[Struct]) -> Mapping[str, str]:
    """The fields by their keys: where a key is a word of Python's, the field has another name."""
    return {field.encode_name: field.name for field in msgspec.structs.fields(cls)}


@cache
def _required(cls: type[Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(cls) if field.required)


def _is_text(kind: Any) -> bool:
    if get_origin(kind) in (Union, UnionType):
        return all(_is_text(side) for side in get_args(kind) if side is not type(None))
    return get_origin(kind) is Annotated and get_args(_text_of(kind))[0] is str


def _text_of(kind: Any) -> Any:
    """The kind of the text that a value of the kind is read from; any other as it is."""
    metas = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return next((meta.extra["text"] for meta in metas if meta.extra and "text" in meta.extra), kind)


def _bad(kind: Any) -> Any:
    """What stands for a text that is wrong, or for what would be read from it."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(side for side in get_args(kind) if side is not type(None))
    of = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return UNREAD if issubclass(of, Reading) else Count(0) if of is Count else BAD
