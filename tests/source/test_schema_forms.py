"""Whatever the compiler reads the schema lets through: each form of each kind, and all that is near it."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from calendar_gen import __version__
from calendar_gen.dates.values import Reading
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.source import document
from calendar_gen.source.convert import convert
from calendar_gen.source.document import Calendar, Event, Feed, Organizer, Repeat, Site, Venue, Where
from calendar_gen.source.kinds import item_of
from calendar_gen.source.schema import KINDS, fields, schema

# Where a mapping stands in a calendar that has nothing wrong.
PLACES: dict[type[msgspec.Struct], tuple[str | int, ...]] = {
    document.Document: (),
    Calendar: ("calendar",),
    Venue: ("venues", "hall"),
    Organizer: ("organizers", "friends"),
    Event: ("events", 0),
    Repeat: ("events", 0, "repeat"),
    Feed: ("feeds", 0),
    Where: ("feeds", 0, "where"),
    Site: ("site",),
}
CALENDAR = {
    "calendar": {"id": "a", "name": "A"},
    "venues": {"hall": {"name": "The hall"}},
    "organizers": {"friends": {"name": "The friends"}},
    "events": [{"id": "an-event", "title": "An event", "repeat": {"every": "week"}}],
    "feeds": [{"id": "a-feed", "name": "A feed", "where": {"search": "a"}}],
    "site": {"theme": "theme"},
}
HOURS = (
    "10:00-17:00",
    "9:30 - 17:00",
    "18:00–01:00",
    "10:00 – 17:00",
    "10:00 to 17:00",
    "10:00to24:00",
    "\x8510:00-17:00\x1c",
)
# Forms of each kind, each of which must be right, and to which others are near.
FORMS: dict[tuple[type[msgspec.Struct], str], tuple[str, ...]] = {
    (Event, "id"): ("book-sale-2027", "007", "1e3", "0x1f", "true", "off", "-"),
    (Event, "title"): ("Book sale", "2027", "1e400", ".inf", "true", "yes", "0x1F", "😀" * 300, "–"),
    (Event, "description"): ("Two lines,\nor more", "12.50"),
    (Event, "start"): (
        *("2027-06-04", "2027-12-31", "2027-10", "2027-09-10", "2027", "1900", "2199", "2027-06-04~"),
        *("by 2027-06-04", "by  2027-06-04", "by \n2027-06-04", "2027-06-04 19:30", "2027-06-04T9:30"),
        *("2027-06-04  09:30:59", "2027-06-04 20:00", "2027-06-09 19:59", "2027-06-20 0:00"),
        *("2027-06-04 19:30Z", "2027-06-04 19:30 +01:00", "2027-06-04T23:00:00-0330", "2027-06-04 19:30+01"),
    ),
    (Event, "duration"): ("90 minutes", "1 hour 30 minutes", "1.5 h", "2d", "1 week, 2 days and 3 h", "1H"),
    (Calendar, "cancelled_for"): ("60", "0060", "60 days", "1day", "8 weeks", "0"),
    (Event, "days"): ("1", "9999"),
    (Repeat, "times"): ("2", "9999"),
    (Event, "closed"): ("monday", "Mondays", "weekend", "2027-06-04", "SAT"),
    (Event, "timezone"): ("Europe/Lisbon", "UTC", "Etc/GMT+8", "EST5EDT"),
    (Event, "url"): (
        *("https://example.org", "HTTP://example.org:80/a?b=c#d", "https://[::1]/", "https://café.example/é"),
        *("https://example.org/a,b", "https://example.org/\ufeff"),
    ),
    (Organizer, "email"): ("a@example.org", "o'neil+x@mail.example-a.org"),
    (Calendar, "language"): ("en", "zh-Hans", "no", "pt-BR", "EN"),
    (Calendar, "languages"): ("en", "no"),
    (Event, "color"): ("tomato",),
    (document.Document, "site"): ("yes", "no", "true", "false", "No", "TRUE"),
    (Event, "busy"): ("yes", "no", "true", "false", "Yes", "NO", "tRUE"),
    (Site, "search"): ("yes", "No"),
    (Event, "hours"): HOURS,
    (Where, "month"): ("2027-05", "2027/5", "2027", "may", "May 2027", "sept."),
    (Where, "from"): ("2027-05-03", "2027-05", "2027"),
    (Event, "categories"): ("music", "music\n", "2027", "Arts & crafts"),
    (Event, "formerly"): ("old-id", "007"),
    (Event, "status"): ("confirmed", "cancelled"),
    (Calendar, "show_as"): ("opening-and-closing",),
}
SIGNS = " \t\n\xa0~–Z"


def near(text: str) -> Iterator[str]:
    """The text, and others that are a case or a sign away from it, where a word of it begins or ends."""
    yield from (text, text.upper(), text.lower(), text.title(), text.swapcase())
    for at in re.finditer(r"\b|\B(?=\W)|\B\Z", text[:40]):
        before, after = text[: at.start()], text[at.start() :]
        yield from (f"{before}{sign}{after}" for sign in SIGNS)
        yield f"{before}{after[1:]}"
        yield f"{before}–{after[1:]}"


def values(cls: type[msgspec.Struct], key: str) -> Iterator[Any]:
    """What may be right of a key: as text, in a list, in a language, for a day."""
    for form in FORMS[cls, key]:
        yield from ([form], {"en": form}, {"Saturday": form})
        yield from dict.fromkeys(near(form))


def is_right(cls: type[msgspec.Struct], key: str, value: Any) -> bool:
    """Whether the compiler reads it."""
    plain = json.loads(json.dumps(CALENDAR))
    of = plain
    for step in PLACES[cls]:
        of = of[step]
    of[key] = value
    part = convert(plain)
    if part.problems:
        return False
    read: Any = part.document
    for step in PLACES[cls]:
        read = read[step] if isinstance(read, dict | tuple) else getattr(read, str(step))  # type: ignore[index]
    read = getattr(read, {"from": "from_", "except": "except_"}.get(key, key))
    readings = [one for one in (read if type(read) is tuple else (read,)) if isinstance(one, Reading)]
    return not any(isinstance(one.value, Problem | tuple) for one in readings)


def as_read(value: Any) -> Any:
    """A value as an editor reads it where it stands without quotes: by YAML 1.2's core schema."""
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, dict):
        return {name: as_read(item) for name, item in value.items()}
    text = value.strip(" \t\n")
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if match := re.fullmatch("0(?:x([0-9a-fA-F]+)|o([0-7]+))", text):
        return int(match[1], 16) if match[1] else int(match[2], 8)
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf", text):
        return float(text.replace(".inf", "inf"))
    return text


def ecma_pattern(_: Any, pattern: str, value: Any, of: Any) -> Iterator[Any]:
    """As ECMA-262 has it: `$` is the end and nothing else, and white space isn't quite that of Python."""
    python = pattern.replace("$", r"\Z").replace(r"[^@\s]", "[^@ ]")
    python = (
        python.replace(r"\S", f"[^{ECMA_SPACE}]")
        .replace("[\\s", f"[{ECMA_SPACE}")
        .replace(r"\s", f"[{ECMA_SPACE}]")
    )
    if isinstance(value, str):
        yield from (
            Draft202012Validator.VALIDATORS["pattern"](Draft202012Validator({}), python, value, of) or ()
        )


def utf_16_length(_: Any, most: int, value: Any, of: Any) -> Iterator[Any]:
    if isinstance(value, str):
        units = " " * (len(value.encode("utf-16-le")) // 2)
        yield from (
            Draft202012Validator.VALIDATORS["maxLength"](Draft202012Validator({}), most, units, of) or ()
        )


ECMA_SPACE = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
Editors: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": ecma_pattern, "maxLength": utf_16_length}
)
WRITTEN = json.loads(schema(__version__))
KEYS_OF = [pytest.param(*of, id=f"{of[0].__name__}.{of[1]}") for of in FORMS]


def lets_through(cls: type[msgspec.Struct], key: str) -> Any:
    of = "" if cls is document.Document else f"$defs/{cls.__name__.lower()}/"
    parts = {part: WRITTEN[part] for part in ("$defs", "properties")}
    return Editors({"$ref": f"#/{of}properties/{key}", **parts}).is_valid


@pytest.mark.parametrize(("cls", "key"), KEYS_OF)
def test_what_the_compiler_reads_the_schema_lets_through(cls: type[msgspec.Struct], key: str) -> None:
    """With quotes as it is, and without them as an editor reads it."""
    assert [form for form in FORMS[cls, key] if not is_right(cls, key, form)] == []
    right = [value for value in values(cls, key) if is_right(cls, key, value)]
    is_valid = lets_through(cls, key)
    assert [value for value in right if not (is_valid(value) and is_valid(as_read(value)))] == []


def test_places_that_the_compiler_reads_the_schema_lets_through() -> None:
    numbers = ("0", "90", "+38.7071", "-9." + "1" * 40, "08.50", "-0", "180.0", "-180", "9e1", " 9")
    pairs = [[one, other] for one in numbers for other in numbers]
    right = [pair for pair in pairs if is_right(Venue, "geo", pair)]
    assert len(right) == 48
    is_valid = lets_through(Venue, "geo")
    assert [pair for pair in right if not (is_valid(pair) and is_valid(as_read(pair)))] == []


def test_a_sign_that_is_like_a_letter_is_none_in_an_address() -> None:
    assert not is_right(Event, "url", "http\u017f://example.org")  # ſ is an s where case makes no difference


def test_there_are_forms_of_each_kind() -> None:
    kinds = {side for cls, key in FORMS for side in kinds_of(cls, key)}
    assert [kind.of for kind in KINDS if kind.of not in kinds] == [document.Geo]


def kinds_of(cls: type[msgspec.Struct], key: str) -> Iterator[Any]:
    kind = fields(cls)[key]
    for side in (kind, *get_args(kind)):
        yield from (side, item_of(side))
