"""A value that isn't of the kind that it should be → everything that is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import named, quoted
from calendar_gen.source import keys, kinds
from calendar_gen.source.document import (
    BLANK,
    FORBIDDEN,
    Event,
    HoursReading,
    Language,
    Organizer,
    Site,
    Term,
    Venue,
    is_language,
)
from calendar_gen.source.files import Plain

KEYS = "keys with values"
_CONTROL = f"[{FORBIDDEN}]"


def problems_of(
    kind: Any, value: Plain, path: Path, name: str = "", on_key: bool = False
) -> Iterator[Problem]:
    """Everything wrong with a value that should be of a kind: a struct, a union, a list, or text."""
    origin = get_origin(kind)
    if isinstance(value, dict) and any(map(is_language, value)) and kinds.is_label(kind):
        yield from _texts_problems(kind, value, path, name)
    elif kind is HoursReading:  # whatever it is, what is wrong with it is told in its place
        return
    elif origin in (Union, UnionType):
        yield from problems_of(_alternative(kind, value), value, path, name)
    elif isinstance(kind, type) and issubclass(kind, Struct):
        yield from _mapping_problems(kind, value, path, name)
    elif origin is not tuple:
        yield from _leaf_problems(kind, value, path, name, on_key)
    elif not isinstance(value, list):
        yield wrong_kind(path, value, "a list", name=name)
    else:
        for i, item in enumerate(value):
            if is_blank(item):
                message = f"an item of '{name}' is empty"
                yield Problem("E013", message, "give it a value, or leave it out", (*path, i))
            else:
                yield from problems_of(get_args(kind)[0], item, (*path, i), name)


def _alternative(kind: Any, value: Plain) -> Any:
    """Which side of a union the curator meant, by the shape of what was written."""
    sides = [kinds.bare(side) for side in get_args(kind) if side is not type(None)]
    lists = [side for side in sides if get_origin(side) is tuple]
    return lists[0] if lists and (isinstance(value, list) or len(sides) == 1) else sides[-1]


def _mapping_problems(cls: type[Struct], value: Plain, path: Path, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _no_mapping(cls, value, path, name)
        return
    fields, required = kinds.fields(cls), kinds.required(cls)
    yield from unknown_keys(path, value, tuple(fields))
    for key, item in value.items():
        if key not in fields:
            continue
        if is_blank(item):
            yield _empty((*path, key), key, item, fields[key], key in required)
        else:
            yield from problems_of(fields[key], item, (*path, key), key)
    meant = keys.all_meant(keys.said(value, tuple(fields)))
    for key in required:
        if key not in value and key not in meant:
            yield Problem("E012", f"'{key}' is missing", path=path)


def _texts_problems(kind: Any, value: dict[str, Any], path: Path, name: str) -> Iterator[Problem]:
    """Everything wrong with a text that is written in several languages, each of which has one text."""
    kind = _alternative(kind, "") if kinds.is_union(kind) else kind
    for tag, text in value.items():
        if not is_language(tag):
            yield from problems_of(Language, tag, (*path, tag), tag, on_key=True)
        elif is_blank(text):
            remedy = "give it a value, or leave the language out"
            yield Problem("E013", f"'{name}' in {quoted(tag)} is empty", remedy, (*path, tag))
        else:
            yield from _leaf_problems(kind, text, (*path, tag), name, on_key=False)


def _empty(path: Path, key: str, value: Plain, kind: Any, required: bool) -> Problem:
    message = f"'{key}' holds nothing that can be seen" if value else f"'{key}' is empty"
    remedy = "give it a value, or leave the key out" if kinds.is_text(kind) else "leave the key out"
    return Problem("E013", message, "give it a value" if required else remedy, path)


def _no_mapping(cls: type[Struct], value: Plain, path: Path, name: str) -> Problem:
    if cls is Event:
        remedy = "begin each event with '- id:'"
        if is_blank(value):
            return Problem("E013", "an event is empty", "leave it out", path)
        return Problem("E011", f"an event must be {KEYS}, not {_kind_of(value)}", remedy, path)
    if is_blank(value):
        return Problem("E013", f"'{path[-1]}' is empty", "write '{name: …}' after it", path)
    remedy = "write '{name: …}' after it" if cls in (Venue, Organizer, Term) else ""
    remedy = "write 'site: no' for none, or 'site: {search: no}'" if cls is Site else remedy
    return wrong_kind(path, value, KEYS, remedy, name)


def _leaf_problems(kind: Any, value: Plain, path: Path, name: str, on_key: bool) -> Iterator[Problem]:
    kind = kinds.text_of(kind)
    meta = next(m for m in get_args(kind)[1:] if isinstance(m, Meta))
    extra = meta.extra or {}
    code, expects, of = extra["code"], extra["expects"], extra["of"]
    try:
        msgspec.convert(value, kind)
        return
    except msgspec.ValidationError:
        from calendar_gen.source import value_mistakes  # late: 20 ms, and most files have nothing wrong
    base = get_args(kind)[0]
    if get_origin(base) is tuple:
        yield Problem(code, f"'{name}' must be {expects}", value_mistakes.geo(value), path)
    elif not isinstance(value, str):
        yield wrong_kind(path, value, expects, name=name)
    elif found := re.search(_CONTROL, value):
        message = f"{quoted(name)} holds {named(found[0])}"
        yield Problem("E014", message, "remove it", path, on_key=on_key, character=found[0])
    elif meta.max_length is not None and len(value) > meta.max_length:
        message = f"'{name}' has {len(value):,} characters; at most {meta.max_length:,} are read"
        yield Problem("E015", message, path=path)
    else:
        words = get_args(base) if get_origin(base) is Literal else ()
        told = value_mistakes.leaf(of, name, value, expects, words)
        fix = value_mistakes.fix(of, value, words)
        yield Problem(code, *told, path, on_key=on_key, fix=fix)


def unknown_keys(path: Path, written: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with the keys of a mapping that aren't among those known; with several together, once."""
    it = keys.said(written, known)
    if group := it.group:
        names = " and ".join([", ".join(map(quoted, group.keys[:-1])), quoted(group.keys[-1])]).removeprefix(
            " and "
        )
        message = f"unknown key{'s' if len(group.keys) > 1 else ''} {names}"
        yield Problem("E010", message, group.remedy, (*path, group.keys[0]), on_key=True)
    for key in it.alone:
        if not (group and key in group.keys):
            yield unknown_key(path, key, it)


def unknown_key(path: Path, key: str, it: keys.SaidKeys) -> Problem:
    """What is wrong with a key of a mapping that isn't among those known."""
    remedy, fix = keys.remedy(key, it), keys.instead(key, it)
    return Problem("E010", f"unknown key {quoted(key)}", remedy, (*path, key), on_key=True, fix=fix)


def wrong_kind(path: Path, value: Plain, expects: str, remedy: str = "", name: str = "") -> Problem:
    from calendar_gen.source import value_mistakes  # late: as above

    item = bool(path) and isinstance(path[-1], int)
    subject = f"an item of '{name}'" if item else f"'{name or path[-1]}'" if path else "the file"
    remedy = remedy or value_mistakes.kind(expects, name, value)
    return Problem("E011", f"{subject} must be {expects}, not {_kind_of(value)}", remedy, path)


def _kind_of(value: Plain) -> str:
    return "a list" if isinstance(value, list) else KEYS if isinstance(value, dict) else "text"


def is_blank(value: Plain) -> bool:
    """Whether nothing is said by the value: a text that can't be seen, or an empty list or mapping."""
    return re.match(BLANK, value) is not None if isinstance(value, str) else value in ([], {})
