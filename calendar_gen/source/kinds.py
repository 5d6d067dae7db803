"""A kind of value, as `document` has it → its fields, the text that it is read from, a bad one of it."""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from calendar_gen.dates.values import UNREAD, Reading
from calendar_gen.source.document import BAD, Count, Label, Language, Text


def bare(kind: Any) -> Any:
    """The type of a list without the limit of its length, which only msgspec looks at; any other as it is."""
    inner = get_args(kind)[0] if get_origin(kind) is Annotated else None
    return inner if get_args(inner)[-1:] == (...,) else kind


@cache
def fields(cls: type[Struct]) -> Mapping[str, Any]:
    return {field.encode_name: bare(field.type) for field in msgspec.structs.fields(cls)}


@cache
def names(cls: type[Struct]) -> Mapping[str, str]:
    """The fields by their keys: where a key is a word of Python's, the field has another name."""
    return {field.encode_name: field.name for field in msgspec.structs.fields(cls)}


@cache
def required(cls: type[Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(cls) if field.required)


def item_of(kind: Any) -> Any:
    """The kind of the items where it is a list, alone or beside one of them; None for any other."""
    sides = get_args(kind) if is_union(kind) else (kind,)
    lists = [side for side in map(bare, sides) if get_origin(side) is tuple and get_args(side)[-1] is ...]
    return get_args(lists[0])[0] if lists else None


def struct_of(kind: Any) -> type[Struct] | None:
    """The struct that it is, or may be; None for any other."""
    sides = get_args(kind) if is_union(kind) else (kind,)
    return next((side for side in sides if isinstance(side, type) and issubclass(side, Struct)), None)


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def is_text(kind: Any) -> bool:
    if is_union(kind):
        return all(is_text(side) for side in get_args(kind) if side is not type(None))
    return get_origin(kind) is Annotated and get_args(text_of(kind))[0] is str


def is_label(kind: Any) -> bool:
    """Whether it is a text that may be written in several languages."""
    if is_union(kind):
        return any(is_label(side) for side in get_args(kind))
    metas = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return any(isinstance(meta, Meta) and bool((meta.extra or {}).get("several")) for meta in metas)


class _Labels(Struct):
    """A name in several languages."""

    texts: Annotated[dict[Language, Label], Meta(min_length=1)]


class _Texts(Struct):
    """A text in several languages."""

    texts: Annotated[dict[Language, Text], Meta(min_length=1)]


@cache
def labels(cls: type[Struct]) -> Mapping[str, type[Struct]]:
    """The keys of the texts that may be written in several languages, each with what these are then."""
    texts = {key: kind for key, kind in fields(cls).items() if is_label(kind)}
    return {key: _Texts if kind in (Text, Text | None) else _Labels for key, kind in texts.items()}


@cache
def parts(cls: type[Struct]) -> Mapping[str, type[Struct]]:
    """The keys whose values are structs, or lists of them, each with that struct."""
    structs = {key: struct_of(item_of(kind) or kind) for key, kind in fields(cls).items()}
    return {key: struct for key, struct in structs.items() if struct}


def are_texts(value: Mapping[str, object], of: type[Struct]) -> bool:
    """Whether a value is a text in several languages, each of which is right."""
    try:
        msgspec.convert({"texts": value}, of)
    except msgspec.ValidationError:
        return False
    return True


def text_of(kind: Any) -> Any:
    """The kind of the text that a value of the kind is read from; any other as it is."""
    metas = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return next((meta.extra["text"] for meta in metas if meta.extra and "text" in meta.extra), kind)


def bad(kind: Any) -> Any:
    """What stands for a text that is wrong, or for what would be read from it."""
    if is_union(kind):
        kind = next(side for side in get_args(kind) if side is not type(None))
    of = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return UNREAD if issubclass(of, Reading) else Count(0) if of is Count else BAD
