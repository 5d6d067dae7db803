"""The keys of `document` → a JSON Schema (2020-12) of events.yaml, for editors.

It lets through all that `check` does, and finds what can be seen in a value by itself. An editor reads YAML
by the rules of YAML 1.2, not as text: `title: 2027` is a number to it, and `busy: no` a text.
"""

import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import yaml
from msgspec import Meta, Struct

from calendar_gen.dates.values import FIRST_YEAR, LAST_YEAR
from calendar_gen.source import document
from calendar_gen.source.document import TRUTHS, Document
from calendar_gen.source.glossary import KEYS, Key
from calendar_gen.source.kinds import bare, text_of
from calendar_gen.web.colors import COLORS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What there is to name, by the top key that it stands under: ids, and what each is called.
Ids = Mapping[str, Mapping[str, str]]
_Schema = dict[str, Any]

_TEXT = ["string", "number", "boolean"]
_TAG_MESSAGE = "Write en, or zh-Hans."
_ID_MESSAGE = "An id is 1 to 80 of the letters a to z, digits and '-'."
# Ids that an editor writes as it reads them; those that it takes for another number, and, if it goes by YAML
# 1.1, for true or false.
_AS_WRITTEN = "0|-?[1-9][0-9]{0,14}|true|false"
_READ_AS = {"number": "-?([0-9]+(e-?[0-9]+)?|0[xob][0-9a-f]+)", "boolean": "y|n|on|off|yes|no"}


def _meta(kind: Any) -> Meta:
    """What `document` says of the text that a value of a kind is, or is read from."""
    return next(meta for meta in get_args(text_of(kind))[1:] if isinstance(meta, Meta))


def _pattern(kind: Any) -> str:
    """Its pattern as editors have it (ECMA-262), for those that say the same there."""
    return str(_meta(kind).pattern).replace(r"\Z", "$")


def _text(kind: Any, pattern: str = r"\S", message: str = "", types: list[str] = _TEXT) -> _Schema:
    told = {"patternErrorMessage": message} if message else {}
    longest = _meta(kind).max_length
    # Editors count UTF-16: 😀 is two.
    return {"type": types, "pattern": pattern, **told, **({"maxLength": 2 * longest} if longest else {})}


def _several(text: _Schema) -> _Schema:
    """A text, or one for each of several languages."""
    names = {"pattern": _pattern(document.Language), "patternErrorMessage": _TAG_MESSAGE}
    languages = {"propertyNames": names, "additionalProperties": text, "minProperties": 1}
    return {**text, "type": [*text["type"], "object"], **languages}


def _number(kind: str, least: int, most: int, pattern: str, message: str = "") -> _Schema:
    told = {"patternErrorMessage": message} if message else {}
    return {"type": [kind, "string"], "minimum": least, "maximum": most, "pattern": pattern, **told}


def _in_any_case(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


def _degrees(most: int) -> _Schema:
    return _number("number", -most, most, r"^[+-]?[0-9]{1,3}(\.[0-9]{1,40})?$")


# As `dates.written` reads it, but for how many days a month has.
_TIME = r"[T ] *([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])? *(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
_DAY = rf"(0[1-9]|[12][0-9]|3[01])(~|{_TIME})?"
_DATE = _number(
    "integer",
    FIRST_YEAR,
    LAST_YEAR,
    rf"^\s*(by +\s*)?[0-9]{{4}}(-(0[1-9]|1[0-2])(-{_DAY})?)?\s*$",
    "A date is written 2027-06-04, 2027-06-04 19:30, 2027-06, 2027, 2027-06-04~ or by 2027-06-04.",
)
# The words are offered in small letters, and taken in any.
_TRUTH: _Schema = {
    "anyOf": [
        {"enum": [{"true": True, "false": False}.get(word, word) for word in TRUTHS]},
        {"type": "string", "pattern": f"^({'|'.join(map(_in_any_case, TRUTHS))})$"},
    ]
}
# More is white space to Python than to editors.
_DAILY = _text(
    document.Date,
    r"^[\s\x1c-\x1f\x85]*[0-9]{1,2}:[0-9]{2} *(-|–|to) *[0-9]{1,2}:[0-9]{2}[\s\x1c-\x1f\x85]*$",
    "Write 10:00-17:00.",
    ["string"],
)


class Kind(Struct, frozen=True):
    """A kind of `document`: what docs/format.md calls one of it, and several; what an editor may find there.

    A form that people get wrong has a sentence of its own (`patternErrorMessage`, which editors know).
    """

    of: Any
    one: str
    value: _Schema
    several: str = ""


KINDS = (
    Kind(document.Id, "id", _text(document.Id, _pattern(document.Id), _ID_MESSAGE), "ids"),
    Kind(document.Name, "name", _text(document.Name), "names"),
    Kind(document.Label, "name", _several(_text(document.Label))),
    Kind(document.Text, "text", _several(_text(document.Text))),
    Kind(document.Date, "date", _DATE, "dates"),
    Kind(
        document.Length,
        "a length of time",
        _text(document.Length, "[0-9] *[a-zA-Z]", "Write 90 minutes.", ["string"]),
    ),
    Kind(
        document.Retention,
        "days, as `60`, `60 days` or `8 weeks`",
        _number("integer", 0, 9999, "[0-9]", "Write 60 days."),
    ),
    Kind(document.Days, "a number from 1 to 9999", _number("integer", 1, 9999, _pattern(document.Days))),
    Kind(document.Times, "a number from 2 to 9999", _number("integer", 2, 9999, _pattern(document.Times))),
    Kind(
        document.ClosedOn,
        "day of the week or date",
        _text(document.ClosedOn, r"\S", "", ["string"]),
        "days of the week and dates",
    ),
    Kind(document.Zone, "zone", _text(document.Zone, r"\S", "", ["string"])),
    Kind(
        document.Url,
        "address",
        _text(document.Url, r"^[hH][tT][tT][pP][sS]?://[^ \n]+$", "Write https://…", ["string"]),
    ),
    Kind(
        document.Email,
        "an e-mail address, at most 254 characters",
        _text(document.Email, r"^[^@\s]+@[A-Za-z0-9.-]+$", "Write events@example.org.", ["string"]),
    ),
    Kind(
        document.Geo,
        "`[latitude, longitude]` in degrees",
        {"type": "array", "prefixItems": [_degrees(90), _degrees(180)], "items": False, "minItems": 2},
    ),
    Kind(
        document.Language,
        "a language tag such as `en` or `zh-Hans`",
        _text(document.Language, _pattern(document.Language), _TAG_MESSAGE, ["string"]),
        "language tags",
    ),
    Kind(document.Color, "colour", {"$ref": "#/$defs/color"}),
    Kind(Literal[False], "`no`", _TRUTH),
    Kind(document.Truth, "`true`, `false`, `yes` or `no`", _TRUTH),
    Kind(
        document.HoursReading,
        "hours, or hours by days of the week",
        {"anyOf": [_DAILY, {"type": "object", "minProperties": 1, "additionalProperties": _DAILY}]},
    ),
    Kind(document.FilterMonth, "month", _text(document.FilterMonth)),
    Kind(document.FilterDays, "date", _DATE),
)
_ALWAYS_SEVERAL = ("#/$defs/event", "#/$defs/feed")
_MAPPINGS = (Mapping, dict)


def schema(version: str, ids: Ids | None = None) -> bytes:
    """The schema as JSON; with `ids` what refers to one must be one of them; others are offered them."""
    ids = {of: named for of, named in (ids or {}).items() if named}
    top = {
        "$schema": DIALECT,
        "$id": f"urn:calendar-gen:events.yaml:{version}",
        "title": f"events.yaml of calendar-gen {version}",
        **_object(Document, ids),
        "$defs": {
            "color": {"enum": sorted(COLORS)},
            **{of: _known(named) for of, named in ids.items()},
            **{_name(cls): _object(cls, ids) for cls in KEYS if cls is not Document},
        },
    }
    return msgspec.json.format(msgspec.json.encode(top), indent=2) + b"\n"


def fields(cls: type[Struct]) -> Mapping[str, Any]:
    """The kinds of a mapping's values by their keys; of the whole document those that a file may have."""
    if cls is not Document:
        return {field.encode_name: field.type for field in msgspec.structs.fields(cls)}
    kinds = {field.name: field.type for field in msgspec.structs.fields(cls)}
    return {**{key: kinds[key] for key in KEYS[cls] if key in kinds}, "include": document.Include}


def words(cls: type[Struct], key: str) -> str:
    """What docs/format.md calls the kind of a key's values."""
    said = KEYS[cls][key]
    return said.kind or _words(_sides(fields(cls)[key])[0], said)


def _known(named: Mapping[str, str]) -> _Schema:
    """One of some ids, or what an editor takes for another value where one of them stands."""
    values: list[str | int | bool] = []
    for id in named:
        values += [id, msgspec.json.decode(id)] if re.fullmatch(_AS_WRITTEN, id) else [id]
    told = [
        named[value if isinstance(value, str) else msgspec.json.encode(value).decode()] for value in values
    ]
    known = {"enum": values, "enumDescriptions": told}
    others = [id for id in named if not re.fullmatch(_AS_WRITTEN, id)]
    kinds = [kind for kind, form in _READ_AS.items() if any(re.fullmatch(form, id) for id in others)]
    return {"anyOf": [known, {"type": kinds}]} if kinds else known


def _object(cls: type[Struct], ids: Ids) -> _Schema:
    kinds, keys = fields(cls), KEYS[cls]
    required = [field.encode_name for field in msgspec.structs.fields(cls) if field.required]
    return {
        "type": "object",
        "properties": {key: _property(kind, keys[key], ids) for key, kind in kinds.items()},
        "additionalProperties": False,
        **({"required": required} if required else {"minProperties": 1}),
    }


def _property(kind: Any, key: Key, ids: Ids) -> _Schema:
    markdown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", key.says)
    said = {"description": markdown.replace("`", ""), "markdownDescription": markdown}
    if key.of not in ids:
        return {**said, **_of(kind), "examples": [_value(key.example)]}
    # No example: an editor would offer it among the ids.
    if _one(kind) == document.Id:
        return {**said, **_of(kind, key.of)}
    return {**said, **_offering(_of(kind), key.of, ids[key.of])}


def _offering(text: _Schema, of: str, named: Mapping[str, str]) -> _Schema:
    """A text, or a list of them, with the ids that may stand there; what is called so in words may, too."""
    # Of a choice in a list editors offer their own words for it as well.
    items = {"items": {**text["items"], "examples": [*named]}} if "items" in text else {}
    return {**text, **items, "anyOf": [{"$ref": f"#/$defs/{of}"}, {}]}


def _of(kind: Any, of: str = "") -> _Schema:
    sides = _sides(kind)
    if len(sides) > 1:
        return {"anyOf": [_of(side, of) for side in sides]}
    (kind,) = sides
    if get_origin(bare(kind)) is tuple:
        return _list(_of(get_args(bare(kind))[0], of))
    if get_origin(kind) in _MAPPINGS:
        value = _of(get_args(kind)[1])
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _pattern(document.Id)},
            "additionalProperties": value,
        }
    if isinstance(kind, type) and issubclass(kind, Struct):
        return {"$ref": f"#/$defs/{_name(kind)}"}
    if of and kind == document.Id:
        return {"$ref": f"#/$defs/{of}"}
    return _leaf(kind).value


def _list(item: _Schema) -> _Schema:
    """A list, or its one item without brackets; a text with a comma is more likely several."""
    several = {"type": "array", "minItems": 1, "items": item}
    if item.get("$ref") in _ALWAYS_SEVERAL:
        return several
    if "type" not in item:
        return {"anyOf": [several, item]}
    told = "Write a list: [one, two]."
    # Not a choice of two: an editor could not tell which of them is meant, and what is wrong with it.
    one = (
        {"allOf": [{"pattern": r"^\s*[^,\n]*\s*$", "patternErrorMessage": told}]}
        if "string" in item["type"]
        else {}
    )
    return {**item, **several, "type": ["array", *item["type"]], **one}


def _leaf(kind: Any) -> Kind:
    """The kind of a value without parts; one of some words is none of those above."""
    for known in KINDS:
        if kind == known.of:
            return known
    words = get_args(get_args(kind)[0])
    *some, last = [f"`{word}`" for word in words]
    return Kind(kind, f"{', '.join(some)} or {last}", {"enum": list(words)})


def _words(kind: Any, key: Key) -> str:
    said = _leaf(_one(kind))
    if get_origin(bare(kind)) is tuple:
        return f"list of {said.several}" + (f" of {key.of}" if key.of else "")
    article = "an" if key.of[:1] in ("e", "o") else "a"
    return f"{said.one} of {article} {key.of.removesuffix('s')}" if key.of else said.one


def _one(kind: Any) -> Any:
    """The kind of a list's items; of what is no list its own."""
    side = bare(_sides(kind)[0])
    return get_args(side)[0] if get_origin(side) is tuple else _sides(kind)[0]


def _sides(kind: Any) -> tuple[Any, ...]:
    """The kinds that a value may be of, one or more."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(side for side in get_args(kind) if side is not type(None))
    return (kind,)


def _name(cls: type[Struct]) -> str:
    return cls.__name__.lower()


def _value(example: str) -> Any:
    """An example as an editor reads it: YAML 1.2 knows numbers and truth, and no dates."""
    return _typed(yaml.load(example, yaml.BaseLoader))


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|true|false", value):
        return msgspec.json.decode(value)
    return value
