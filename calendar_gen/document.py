"""Plain data → what the curator wrote, typed. The only place that knows the keys of events.yaml.

Each mapping is converted whole by msgspec, which is fast and stops at the first thing wrong;
only one that fails is walked key by key, so that every problem in it is found.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from calendar_gen.diagnostics import Path, Position, Problem, did_you_mean, named, quoted
from calendar_gen.source import Plain

# C0 and C1 controls other than tab and newline, Unicode's line separators, and the characters
# that turn the direction of text around (Unicode TR 36 §2.1 and "Trojan Source").
FORBIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
# White space, and characters without ink or width: a title of these alone can't be seen.
_UNSEEN = (
    r" \t\n\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u202f\u205f-\u2064"
    r"\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_SOME_TEXT = rf"^[{_UNSEEN}]*[^{_UNSEEN}{FORBIDDEN}][^{FORBIDDEN}]*$"
_BLANK = re.compile(rf"[{_UNSEEN}]*\Z")
_FORBIDDEN = re.compile(f"[{FORBIDDEN}]")


def _kind(code: str, expects: str, **limits: Any) -> Meta:
    return Meta(extra={"code": code, "expects": expects}, **limits)


_ID = r"^[a-z0-9-]{1,80}\Z"
Id = Annotated[str, _kind("E020", "an id", pattern=_ID)]
Name = Annotated[str, _kind("E011", "text", pattern=_SOME_TEXT, max_length=500)]
Text = Annotated[str, _kind("E011", "text", pattern=_SOME_TEXT, max_length=20_000)]
When = Annotated[str, _kind("E101", "a date", pattern=_SOME_TEXT, max_length=100)]
Duration = Annotated[str, _kind("E109", "a duration", pattern=_SOME_TEXT, max_length=100)]
Days = Annotated[str, _kind("E108", "a number of days from 1 to 9999", pattern=r"^[1-9][0-9]{0,3}\Z")]
# Whether there is such a zone is for `checks` to say.
Zone = Annotated[str, _kind("E027", "a time zone", pattern=_SOME_TEXT, max_length=100)]
Url = Annotated[
    str,
    _kind(
        "E022",
        "an address that begins with https:// or http://",
        pattern=rf"^(?i:https?)://(?:[^\s/?#\"<>\\^`{{|}}@:{FORBIDDEN}]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{{1,5}})?"
        rf"(?:[/?#][^\s\"<>\\^`{{|}}{FORBIDDEN}]*)?\Z",
        max_length=2000,
    ),
]
Email = Annotated[
    str,
    _kind(
        "E023",
        "an e-mail address such as 'events@example.org'",
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z",
        max_length=254,
    ),
]
_DECIMALS = r"(?:\.[0-9]{1,15})?"
Latitude = Annotated[str, Meta(pattern=rf"^[+-]?(?:[0-8]?[0-9]{_DECIMALS}|90(?:\.0{{1,15}})?)\Z")]
Longitude = Annotated[
    str, Meta(pattern=rf"^[+-]?(?:(?:1[0-7]|[0-9])?[0-9]{_DECIMALS}|180(?:\.0{{1,15}})?)\Z")
]
Geo = Annotated[tuple[Latitude, Longitude], _kind("E024", "[latitude, longitude] in decimal degrees")]
_TAG = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z"
Language = Annotated[str, _kind("E028", "a language tag such as 'en' or 'zh-Hans'", pattern=_TAG)]
Color = Annotated[str, _kind("E025", "a CSS3 colour name such as 'steelblue'", pattern=r"^[a-z]{3,20}\Z")]
Status = Annotated[Literal["confirmed", "tentative", "cancelled", "postponed"], _kind("E026", "a status")]
ShowAs = Annotated[Literal["span", "daily", "opening-and-closing"], _kind("E312", "a way to show a run")]
Truth = Annotated[Literal["true", "false", "yes", "no"], _kind("E029", "true or false")]


class _Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """What every mapping of the format has in common: no key but its own."""


class Calendar(_Mapping, frozen=True):
    """`calendar`: what the whole of it is."""

    id: Id
    name: Name
    description: Text | None = None
    timezone: Zone | None = None
    language: Language = "en"
    url: Url | None = None
    color: Color | None = None
    show_as: ShowAs = "span"


class Venue(_Mapping, frozen=True):
    """One of `venues`, by its id."""

    name: Name
    town: Name | None = None
    address: Name | None = None
    geo: Geo | None = None
    url: Url | None = None
    timezone: Zone | None = None


class Organizer(_Mapping, frozen=True):
    """One of `organizers`, by its id."""

    name: Name
    url: Url | None = None
    email: Email | None = None


class Citation(_Mapping, frozen=True):
    """A `source`: where the curator read of an event."""

    title: Name | None = None
    publication: Name | None = None
    date: When | None = None
    url: Url | None = None


class Repeat(_Mapping, frozen=True, rename={"except_": "except"}):
    """`repeat`: when an event takes place again."""

    every: Name | None = None
    on: tuple[Name, ...] = ()
    until: When | None = None
    times: Days | None = None
    except_: tuple[When, ...] = ()
    also: tuple[When, ...] = ()
    rule: Name | None = None


class Change(_Mapping, frozen=True):
    """One of `changes`: what is different on one date of a series."""

    date: When
    start: When | None = None
    end: When | None = None
    days: Days | None = None
    duration: Duration | None = None
    title: Name | None = None
    description: Text | None = None
    venue: Id | None = None
    venues: tuple[Id, ...] = ()
    url: Url | None = None
    status: Status | None = None


class Event(_Mapping, frozen=True):
    """One of `events`. Dates are still as they were written."""

    id: Id
    title: Name
    start: When | None = None
    end: When | None = None
    days: Days | None = None
    duration: Duration | None = None
    timezone: Zone | None = None
    venue: Id | None = None
    venues: tuple[Id, ...] = ()
    # Not `Name | tuple[Name, ...]`: msgspec 0.22 corrupts memory over a union of a list and such a text.
    categories: tuple[Name, ...] = ()
    description: Text | None = None
    url: Url | None = None
    organizer: Id | None = None
    part_of: Id | None = None
    status: Status = "confirmed"
    busy: Truth | None = None
    color: Color | None = None
    source: tuple[Citation, ...] | Citation = ()
    repeat: Repeat | None = None
    changes: tuple[Change, ...] = ()
    hours: dict[str, str] | str | None = None
    closed: tuple[When, ...] = ()
    show_as: ShowAs | None = None
    formerly: tuple[Id, ...] = ()


class Where(_Mapping, frozen=True, rename={"from_": "from"}):
    """What a feed of the curator's own lets through: the filters of the command line."""

    venue: tuple[Name, ...] = ()
    town: tuple[Name, ...] = ()
    category: tuple[Name, ...] = ()
    series: tuple[Name, ...] = ()
    status: tuple[Name, ...] = ()
    event: tuple[Name, ...] = ()
    search: tuple[Name, ...] = ()
    month: tuple[Name, ...] = ()
    from_: When | None = None
    to: When | None = None


class Feed(_Mapping, frozen=True):
    """One of `feeds`."""

    id: Id
    name: Name
    where: Where


class Document(Struct, frozen=True):
    """A whole file as it was written. `events` stand in its order, at their index there.

    `unread` are the keys whose values were of no use: what refers into them can't be checked.
    """

    calendar: Calendar | None = None
    venues: Mapping[str, Venue] = {}
    organizers: Mapping[str, Organizer] = {}
    events: tuple[Event, ...] = ()
    feeds: tuple[Feed, ...] = ()
    unread: frozenset[str] = frozenset()


# A value that was written but is wrong: told apart from one that was left out, and false like it.
BAD = ""

_KEYS = "keys with values"
_TOP = {
    "calendar": "a calendar needs at least an id and a name",
    "venues": "",
    "organizers": "",
    "events": "a calendar needs events",
}
_T = TypeVar("_T", bound=Struct)


def convert(plain: Plain) -> tuple[Document, list[Problem]]:
    """The document, and every problem with its keys and the kinds of its values.

    What is wrong is left out of the document (a text is then `BAD`), so that the rest of it
    can still be checked.
    """
    problems: list[Problem] = []
    if not isinstance(plain, dict):
        return Document(), [_not_a_document(plain)]
    problems += [_unknown_key((), key, tuple(_TOP)) for key in plain if key not in _TOP]
    problems += [
        Problem("E012", (), f"'{key}' is missing", needed)
        for key, needed in _TOP.items()
        if needed and key not in plain
    ]
    empty = [key for key in _TOP if _is_blank(plain.get(key))]
    problems += [
        Problem("E013", (key,), f"'{key}' is empty", _TOP[key] or "leave the key out") for key in empty
    ]
    plain = {key: value for key, value in plain.items() if key not in empty}
    calendar = (
        _converted(Calendar, plain["calendar"], ("calendar",), problems) if "calendar" in plain else None
    )
    venues = _named(Venue, plain, "venues", problems)
    organizers = _named(Organizer, plain, "organizers", problems)
    events = plain.get("events", [])
    if not isinstance(events, list):
        problems.append(_wrong_kind(("events",), events, "a list of events", "begin each event with '- id:'"))
        events = []
    elif "events" in plain and not events:
        problems.append(Problem("E013", ("events",), "'events' is empty", _TOP["events"]))
    typed = tuple(_converted(Event, event, ("events", i), problems) for i, event in enumerate(events))
    unread = frozenset(key for key in ("venues", "organizers") if not isinstance(plain.get(key, {}), dict))
    return Document(calendar, venues, organizers, typed, unread), problems


def is_id(text: str) -> bool:
    """Whether the text can be an id."""
    return re.match(_ID, text) is not None


def _not_a_document(plain: Plain) -> Problem:
    remedy = "start with 'calendar:', 'venues:' and 'events:'"
    if plain is None or plain == "":
        # At its first line: after that there may be nothing to point at.
        return Problem("E003", (), "there is nothing in the file", remedy, position=Position(1, 1))
    if isinstance(plain, str) and plain.startswith("BEGIN:VCALENDAR"):
        return Problem("E011", (), "this is an iCalendar file, not a calendar-gen one", remedy)
    return _wrong_kind((), plain, _KEYS, remedy)


def _named(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> Mapping[str, _T]:
    written = plain.get(key, {})
    if not isinstance(written, dict):
        problems.append(_wrong_kind((key,), written, _KEYS, "write 'its-id: {name: …}' for each"))
        return {}
    for name in written:
        if _is_blank(name):
            problems.append(Problem("E013", (key, name), f"an id of '{key}' is empty", "give it one", True))
        else:
            problems += _problems(Id, name, (key, name), name, on_key=True)
    return {name: _converted(cls, value, (key, name), problems) for name, value in written.items()}


def _converted(cls: type[_T], value: Plain, path: Path, problems: list[Problem]) -> _T:
    try:
        return msgspec.convert(value, cls)
    except msgspec.ValidationError:
        value = _in_lower_case(value)
        found = list(_problems(cls, value, path))
        problems += found
        return _what_is_right(cls, value, path, found) if found else msgspec.convert(value, cls)


def _in_lower_case(value: Plain) -> Plain:
    """The value with `busy: No` as `no`: other tools write the words of YAML 1.1 in any case."""
    busy = value.get("busy") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(busy, str) and busy.lower() in get_args(get_args(Truth)[0]):
        return {**value, "busy": busy.lower()}
    return value


def _what_is_right(cls: type[_T], value: Plain, path: Path, found: list[Problem]) -> _T:
    """The struct from the keys that have no problem.

    A text that has one is BAD, a list of texts holds one that is, any other value is left out.
    """
    depth = len(path)
    written: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(_fields(cls))
    wrong = {problem.path[depth] for problem in found if len(problem.path) > depth}
    right = {k: v for k, v in written.items() if k not in wrong and written is value}
    kinds = {name: _fields(cls).get(name) for name in written if name not in right}
    texts: dict[str, Any] = {name: BAD for name, kind in kinds.items() if _is_text(kind)}
    texts |= {name: (BAD,) for name, kind in kinds.items() if get_origin(kind) is tuple}
    missing = {name: BAD for name in _required(cls) if name not in right}
    converted = {k: msgspec.convert(v, _fields(cls)[k]) for k, v in right.items()}
    return cls(**{**missing, **texts, **converted})


def _problems(kind: Any, value: Plain, path: Path, name: str = "", on_key: bool = False) -> Iterator[Problem]:
    """Everything wrong with a value that should be of a kind: a struct, a union, a list, or text."""
    origin = get_origin(kind)
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
                yield Problem("E013", (*path, i), message, "give it a value, or leave it out")
            else:
                yield from _problems(get_args(kind)[0], item, (*path, i), name)


def _alternative(kind: Any, value: Plain) -> Any:
    """Which side of a union the curator meant, by the shape of what was written."""
    sides = [side for side in get_args(kind) if side is not type(None)]
    lists = [side for side in sides if get_origin(side) is tuple]
    return lists[0] if lists and (isinstance(value, list) or len(sides) == 1) else sides[-1]


def _mapping_problems(cls: type[Struct], value: Plain, path: Path, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _no_mapping(cls, value, path, name)
        return
    fields, required = _fields(cls), _required(cls)
    for key, item in value.items():
        if key not in fields:
            yield _unknown_key(path, key, tuple(fields))
        elif _is_blank(item):
            yield _empty((*path, key), key, item, fields[key], key in required)
        else:
            yield from _problems(fields[key], item, (*path, key), key)
    for key in required:
        if key not in value:
            yield Problem("E012", path, f"'{key}' is missing")


def _empty(path: Path, key: str, value: Plain, kind: Any, required: bool) -> Problem:
    message = f"'{key}' is empty" if not value else f"'{key}' holds nothing that can be seen"
    remedy = "give it a value, or leave the key out" if _is_text(kind) else "leave the key out"
    return Problem("E013", path, message, "give it a value" if required else remedy)


def _no_mapping(cls: type[Struct], value: Plain, path: Path, name: str) -> Problem:
    if cls is Event:
        remedy = "begin each event with '- id:'"
        if _is_blank(value):
            return Problem("E013", path, "an event is empty", "leave it out")
        return Problem("E011", path, f"an event must be {_KEYS}, not {_kind_of(value)}", remedy)
    if _is_blank(value):
        return Problem("E013", path, f"'{path[-1]}' is empty", "write '{name: …}' after it")
    remedy = "write '{name: …}' after it" if cls in (Venue, Organizer) else ""
    return _wrong_kind(path, value, _KEYS, remedy, name)


def _leaf_problems(kind: Any, value: Plain, path: Path, name: str, on_key: bool) -> Iterator[Problem]:
    meta = next(m for m in get_args(kind)[1:] if isinstance(m, Meta))
    extra = meta.extra or {}
    code, expects = extra["code"], extra["expects"]
    try:
        msgspec.convert(value, kind)
        return
    except msgspec.ValidationError:
        from calendar_gen import remedies  # late: most files have nothing wrong
    if code == "E024":
        yield Problem(code, path, f"'{name}' must be {expects}", remedies.geo(value))
    elif not isinstance(value, str):
        yield _wrong_kind(path, value, expects, name=name)
    elif found := _FORBIDDEN.search(value):
        message = f"'{name}' holds {named(found[0])}"
        yield Problem("E014", path, message, "remove it", on_key, character=found[0])
    elif meta.max_length is not None and len(value) > meta.max_length:
        limit = f"{meta.max_length:,}"
        yield Problem("E015", path, f"'{name}' has {len(value):,} characters; at most {limit} are read")
    else:
        base = get_args(kind)[0]
        words = get_args(base) if get_origin(base) is Literal else ()
        message, remedy = remedies.leaf(code, name, value, expects, words)
        yield Problem(code, path, message, remedy, on_key)


def _unknown_key(path: Path, key: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        "E010", (*path, key), f"unknown key {quoted(key)}", _known_key(key[:100], known), on_key=True
    )


@lru_cache(maxsize=1000)
def _known_key(key: str, known: tuple[str, ...]) -> str:
    return did_you_mean(key, known) or "the keys here are: " + ", ".join(known)


def _wrong_kind(path: Path, value: Plain, expects: str, remedy: str = "", name: str = "") -> Problem:
    from calendar_gen import remedies

    item = bool(path) and isinstance(path[-1], int)
    subject = f"an item of '{name}'" if item else f"'{name or path[-1]}'" if path else "the file"
    remedy = remedy or remedies.kind(expects, name, value)
    return Problem("E011", path, f"{subject} must be {expects}, not {_kind_of(value)}", remedy)


def _kind_of(value: Plain) -> str:
    return "a list" if isinstance(value, list) else _KEYS if isinstance(value, dict) else "text"


def _is_blank(value: Plain) -> bool:
    return isinstance(value, str) and _BLANK.match(value) is not None


@cache
def _fields(cls: type[Struct]) -> Mapping[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(cls)}


@cache
def _required(cls: type[Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(cls) if field.required)


def _is_text(kind: Any) -> bool:
    if get_origin(kind) in (Union, UnionType):
        return all(_is_text(side) for side in get_args(kind) if side is not type(None))
    return get_origin(kind) is Annotated and get_args(kind)[0] is str
