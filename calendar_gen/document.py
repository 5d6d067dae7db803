"""Plain data → what the curator wrote, typed. The only place that knows the keys of events.yaml.

Each mapping is converted whole by msgspec, which is fast and stops at the first thing wrong;
only one that fails is walked key by key, so that every problem in it is found.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from calendar_gen.colors import COLORS
from calendar_gen.diagnostics import Path, Problem, did_you_mean, quoted
from calendar_gen.source import Plain

# C0 and C1 controls other than tab and newline, Unicode's line separators, and the characters
# that turn the direction of text around (Unicode TR 36 §2.1 and "Trojan Source").
FORBIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_SOME_TEXT = rf"^[ \t\n]*[^ \t\n{FORBIDDEN}][^{FORBIDDEN}]*$"
_FORBIDDEN = re.compile(f"[{FORBIDDEN}]")


def _kind(code: str, expects: str, **limits: Any) -> Meta:
    return Meta(extra={"code": code, "expects": expects}, **limits)


Id = Annotated[str, _kind("E020", "an id", pattern=r"^[a-z0-9-]{1,80}\Z")]
Name = Annotated[str, _kind("E011", "text", pattern=_SOME_TEXT, max_length=500)]
Text = Annotated[str, _kind("E011", "text", pattern=_SOME_TEXT, max_length=20_000)]
When = Annotated[str, _kind("E101", "a date", pattern=_SOME_TEXT, max_length=100)]
Duration = Annotated[
    str, _kind("E109", "a duration such as '90 minutes'", pattern=_SOME_TEXT, max_length=100)
]
Days = Annotated[str, _kind("E108", "a number of days from 1 to 9999", pattern=r"^[1-9][0-9]{0,3}\Z")]
Zone = Annotated[
    str, _kind("E027", "an IANA time zone such as 'Asia/Shanghai'", pattern=r"^[A-Za-z0-9_+/-]{1,60}\Z")
]
Url = Annotated[
    str,
    _kind(
        "E022",
        "an address that begins with https:// or http://",
        pattern=rf"^https?://(?:[^\s/?#\"<>\\^`{{|}}@:{FORBIDDEN}]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{{1,5}})?"
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
Latitude = Annotated[str, Meta(pattern=r"^[+-]?(?:[0-8]?[0-9](?:\.[0-9]{1,15})?|90(?:\.0{1,15})?)\Z")]
Longitude = Annotated[
    str, Meta(pattern=r"^[+-]?(?:(?:1[0-7]|[0-9])?[0-9](?:\.[0-9]{1,15})?|180(?:\.0{1,15})?)\Z")
]
Geo = Annotated[tuple[Latitude, Longitude], _kind("E024", "[latitude, longitude] in degrees")]
Language = Annotated[
    str,
    _kind(
        "E028",
        "a language tag such as 'en' or 'zh-Hans'",
        pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z",
    ),
]
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
    """A whole file as it was written. `events` stand in its order, at their index there."""

    calendar: Calendar | None = None
    venues: Mapping[str, Venue] = {}
    organizers: Mapping[str, Organizer] = {}
    events: tuple[Event, ...] = ()
    feeds: tuple[Feed, ...] = ()


# A value that was written but is wrong: told apart from one that was left out, and false like it.
BAD = ""

_TOP = {
    "calendar": "a mapping",
    "venues": "a mapping",
    "organizers": "a mapping",
    "events": "a list of events",
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
    problems += [_unknown_key((), key, _TOP) for key in plain if key not in _TOP]
    if "calendar" not in plain:
        problems.append(
            Problem("E012", (), "'calendar' is missing", "a calendar needs at least an id and a name")
        )
    if "events" not in plain:
        problems.append(Problem("E012", (), "'events' is missing", "a calendar needs events"))
    calendar = (
        _converted(Calendar, plain["calendar"], ("calendar",), problems) if "calendar" in plain else None
    )
    venues = _named(Venue, plain, "venues", problems)
    organizers = _named(Organizer, plain, "organizers", problems)
    events = plain.get("events", [])
    if not isinstance(events, list):
        problems.append(_wrong_kind(("events",), events, _TOP["events"]))
        events = []
    elif "events" in plain and not events:
        problems.append(Problem("E013", ("events",), "'events' is empty", "a calendar needs events"))
    typed = tuple(_converted(Event, event, ("events", i), problems) for i, event in enumerate(events))
    return Document(calendar, venues, organizers, typed), problems


def _not_a_document(plain: Plain) -> Problem:
    remedy = "start with 'calendar:', 'venues:' and 'events:'"
    if plain is None or plain == "":
        return Problem("E003", (), "there is nothing in the file", remedy)
    return _wrong_kind((), plain, "a mapping", remedy)


def _named(cls: type[_T], plain: dict[str, Any], key: str, problems: list[Problem]) -> Mapping[str, _T]:
    written = plain.get(key, {})
    if not isinstance(written, dict):
        problems.append(_wrong_kind((key,), written, "a mapping of ids"))
        return {}
    problems += [
        problem for name in written for problem in _problems(Id, name, (key, name), name, on_key=True)
    ]
    return {name: _converted(cls, value, (key, name), problems) for name, value in written.items()}


def _converted(cls: type[_T], value: Plain, path: Path, problems: list[Problem]) -> _T:
    try:
        return msgspec.convert(value, cls)
    except msgspec.ValidationError:
        found = list(_problems(cls, value, path))
        assert found, (cls, value)
        problems += found
        return _what_is_right(cls, value, path, found)


def _what_is_right(cls: type[_T], value: Plain, path: Path, found: list[Problem]) -> _T:
    """The struct from the keys that have no problem. A text that has one is BAD, any other is left out."""
    depth = len(path)
    written: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(_fields(cls))
    wrong = {problem.path[depth] for problem in found if len(problem.path) > depth}
    right = {k: v for k, v in written.items() if k not in wrong and written is value}
    texts = {name: BAD for name in written if name not in right and _is_text(_fields(cls).get(name))}
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
    elif origin is tuple:
        if not isinstance(value, list):
            remedy = (
                f"write '[{value}]'"
                if isinstance(value, str) and len(value) < 60 and value.isprintable()
                else ""
            )
            yield _wrong_kind(path, value, "a list", remedy, name)
            return
        for i, item in enumerate(value):
            yield from _problems(get_args(kind)[0], item, (*path, i), name)
    else:
        yield from _leaf_problems(kind, value, path, name, on_key)


def _alternative(kind: Any, value: Plain) -> Any:
    """Which side of a union the curator meant, by the shape of what was written."""
    sides = [side for side in get_args(kind) if side is not type(None)]
    lists = [side for side in sides if get_origin(side) is tuple]
    return lists[0] if lists and (isinstance(value, list) or len(sides) == 1) else sides[-1]


def _mapping_problems(cls: type[Struct], value: Plain, path: Path, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong_kind(path, value, "a mapping", name=name)
        return
    fields = _fields(cls)
    for key, item in value.items():
        if key not in fields:
            yield _unknown_key(path, key, fields)
        else:
            yield from _problems(fields[key], item, (*path, key), key)
    for key in _required(cls):
        if key not in value:
            yield Problem("E012", path, f"'{key}' is missing")


def _leaf_problems(kind: Any, value: Plain, path: Path, name: str, on_key: bool) -> Iterator[Problem]:
    meta = next(m for m in get_args(kind)[1:] if isinstance(m, Meta))
    extra = meta.extra or {}
    code, expects = extra["code"], extra["expects"]
    if isinstance(value, str) and not value.strip(" \t\n"):
        subject = f"'{name}'" if name else "the key"
        yield Problem("E013", path, f"{subject} is empty", "give it a value, or leave the key out", on_key)
        return
    try:
        msgspec.convert(value, kind)
        return
    except msgspec.ValidationError:
        pass
    if code == "E024":
        yield Problem(code, path, f"'{name}' must be {expects}", _geo_remedy(value))
    elif not isinstance(value, str):
        yield _wrong_kind(path, value, expects, name=name)
    elif found := _FORBIDDEN.search(value):
        character = f"U+{ord(found[0]):04X}"
        yield Problem("E014", path, f"'{name}' holds the control character {character}", "remove it", on_key)
    elif meta.max_length is not None and len(value) > meta.max_length:
        limit = f"{meta.max_length:,}"
        yield Problem("E015", path, f"'{name}' has {len(value):,} characters; at most {limit} are read")
    else:
        yield Problem(code, path, f"{quoted(value)} is not {expects}", _remedy(kind, code, value), on_key)


def _remedy(kind: Any, code: str, value: str) -> str:
    if code == "E020":
        return f"only a-z, 0-9 and '-' are used, at most 80 of them{_slug_hint(value)}"
    if code == "E025":
        return did_you_mean(value, COLORS) or "for example 'steelblue'"
    if code in ("E026", "E029"):
        words = get_args(get_args(kind)[0])
        return did_you_mean(value, words) or "it is one of: " + ", ".join(words)
    if code == "E022" and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", value):
        return f"did you mean {quoted('https://' + value)}?"
    return ""


def _slug_hint(value: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:80]
    return f": did you mean '{slug}'?" if slug else ""


def _geo_remedy(value: Plain) -> str:
    if isinstance(value, list) and len(value) == 2:
        try:
            msgspec.convert(value[::-1], Geo)
        except msgspec.ValidationError:
            return "for example [31.2789, 121.1685]"
        return "the latitude comes first"
    return "for example [31.2789, 121.1685]"


def _unknown_key(path: Path, key: str, known: Mapping[str, Any]) -> Problem:
    remedy = did_you_mean(key, known) or "the keys here are: " + ", ".join(known)
    return Problem("E010", (*path, key), f"unknown key {quoted(key)}", remedy, on_key=True)


def _wrong_kind(path: Path, value: Plain, expects: str, remedy: str = "", name: str = "") -> Problem:
    subject = f"'{name or path[-1]}'" if path and not isinstance(path[-1], int) else "this"
    is_now = "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "text"
    if isinstance(value, str) and not value.strip(" \t\n"):
        return Problem("E013", path, f"{subject} is empty; it must be {expects}", remedy)
    return Problem("E011", path, f"{subject} must be {expects}, not {is_now}", remedy)


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
