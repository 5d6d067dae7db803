"""Random calendars, with the nastiest texts that the format lets in."""

import json
import os
import random
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from support.witnesses import When

# How many times as many examples as usual, and then at random: for a long look now and then.
FACTOR = int(os.environ.get("CALENDAR_GEN_TESTS_EXAMPLES", "0"))


def examples(
    count: int, phases: Collection[Phase] = tuple(Phase), unchecked: Collection[HealthCheck] = ()
) -> settings:
    """So many examples, the same each time; or FACTOR times as many, at random."""
    return settings(
        max_examples=count * (FACTOR or 1),
        derandomize=not FACTOR,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, *unchecked],
    )


Data = dict[str, Any]

SIGNS = [
    ",",
    ";",
    "\\",
    '"',
    "'",
    ":",
    "^",
    "=",
    "#",
    "%41",
    "&amp;",
    "<b>",
    "[red]",
    "|",
    "~",
    "`",
    "@",
    "*",
]
ESCAPES = [
    "\\,",
    "\\;",
    "\\\\",
    "\\r",
    "\\t",
    ": ",
    " #",
    "- ",
    "? ",
    "{a: b}",
    "!x",
    "&a",
    "<<",
    "...",
    "---",
]
WORDS = ["a", "Z", "0", "null", "yes", "1:30", "2024-05-01", "BEGIN:VEVENT", "METHOD:PUBLISH", "x" * 80]
SCRIPTS = ["嘉定", "汽车文化节" * 9, "，", "مرحبا", "שלום", "हिन्दी", "ไทย", "e\u0301\u0323", "\u0301"]
SYMBOLS = ["🏎️", "👨‍👩‍👧", "🇨🇳", "\u200b", "\u200e", "\u200f", "\u00ad", "\u2060", "😀" * 30, "\U0010fffd"]
SPACES = [" ", "  ", "\t"]
BREAKS = ["\n", "\n\n", " \n", "\n  ", "\nEND:VCALENDAR\n"]

PIECES = st.sampled_from([*SIGNS, *ESCAPES, *WORDS, *SCRIPTS, *SYMBOLS, *SPACES])
ANY = st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S"])

# White space of any kind, and signs without ink of their own: combining ones only change another's.
UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn")


def is_seen(text: str) -> bool:
    return any(unicodedata.category(c) not in UNSEEN and c not in "\u2800\u3164" for c in text)


def joined(*more: str, most: int = 12) -> st.SearchStrategy[str]:
    """A text with something to see in it."""
    parts = st.one_of(PIECES, st.sampled_from(more or [" "]), st.text(ANY, max_size=5))
    return st.lists(parts, min_size=1, max_size=most).map("".join).filter(is_seen)


NAMES = joined("\n", most=6).filter(lambda name: len(name) <= 400)
TITLES = joined("\n", most=8).filter(lambda title: len(title) <= 500)
TEXTS = joined(*BREAKS, most=25)
URLS = st.sampled_from(
    ["https://example.org/", "http://a.example.org:8080/b,c;d?e=f&g=%2C#h", "https://example.org/" + "x" * 99]
)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Etc/UTC"]
)
DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 28))


@dataclass(frozen=True)
class Wanted:
    """The dates that an event must have in a feed."""

    start: When
    end: When
    exact: bool = True


@dataclass(frozen=True)
class Random:
    """A calendar as it is written, and the dates of its events by their ids."""

    data: Data
    wanted: Mapping[str, Wanted]

    def __repr__(self) -> str:
        return as_json(self.data)


@st.composite
def dated(draw: st.DrawFn) -> tuple[Data, Wanted]:
    """The keys that say when an event is, and when that is."""
    day, length = draw(DAYS), draw(st.integers(0, 70))
    last = day + timedelta(days=length)
    one = timedelta(days=1)
    kind = draw(st.integers(0, 8))
    if kind == 0:
        return {"start": f"{day}"}, Wanted(day, day + one)
    if kind == 1:
        return {"start": f"{day}", "end": f"{last}"}, Wanted(day, last + one)
    if kind == 2:
        return {"end": f"{last}", "days": f"{length + 1}"}, Wanted(day, last + one)
    if kind == 3:
        return {"start": f"by {day}", "end": f"{last}"}, Wanted(day, last + one, exact=False)
    if kind == 4:
        return {"start": f"{day}~", "days": f"{length + 1}"}, Wanted(day, last + one, exact=False)
    if kind == 5:
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return {"start": f"{day:%Y-%m}"}, Wanted(day.replace(day=1), after, exact=False)
    # Between eight and noon no clock is changed.
    hours = timedelta(hours=draw(st.integers(8, 11)), minutes=draw(st.integers(0, 59)))
    local = datetime(day.year, day.month, day.day) + hours  # noqa: DTZ001
    minutes = draw(st.integers(0, 600))
    if kind == 6:
        offset = draw(st.sampled_from(["Z", "+02:00", "-03:30", "+14:00"]))
        start = datetime.fromisoformat(f"{local}{offset}").astimezone(UTC)
        end = start + timedelta(minutes=minutes)
        return {"start": f"{local:%Y-%m-%d %H:%M}{offset}", "end": f"{end:%Y-%m-%dT%H:%MZ}"}, Wanted(
            start, end
        )
    tzid = draw(ZONES)
    moment = local.replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC)
    data = {"start": f"{local:%Y-%m-%d %H:%M}", "timezone": tzid}
    if kind == 7 and minutes:
        return data | {"duration": f"{minutes} minutes"}, Wanted(moment, moment + timedelta(minutes=minutes))
    return data, Wanted(moment, moment)


@st.composite
def calendars(draw: st.DrawFn) -> Random:
    venues = {
        f"v{i}": given_keys(
            name=draw(NAMES),
            town=draw(st.none() | NAMES),
            address=draw(st.none() | NAMES),
            geo=draw(st.none() | st.just(["31.2789", "-121.1685"])),
        )
        for i in range(draw(st.integers(1, 3)))
    }
    organizers = {"o": given_keys(name=draw(NAMES), email=draw(st.sampled_from([None, "a.b+c@example.org"])))}
    events, wanted = [], {}
    for i in range(draw(st.integers(1, 4))):
        when, expected = draw(dated())
        event = given_keys(
            id=f"e{i}",
            title=draw(TITLES),
            description=draw(st.none() | TEXTS),
            venues=draw(
                st.none() | st.lists(st.sampled_from(sorted(venues)), min_size=1, max_size=3, unique=True)
            ),
            categories=draw(st.none() | st.lists(NAMES, min_size=1, max_size=3)),
            url=draw(st.none() | URLS),
            organizer=draw(st.sampled_from([None, "o"])),
            part_of=draw(st.sampled_from([None, f"e{i - 1}"])) if i else None,
            status=draw(st.sampled_from([None, "confirmed", "tentative", "cancelled", "postponed"])),
            busy=draw(st.sampled_from([None, "true", "no"])),
        )
        events.append(event | when)
        wanted[f"e{i}"] = expected
    calendar = given_keys(id="random", name=draw(NAMES), description=draw(st.none() | TEXTS))
    data = {"calendar": calendar, "venues": venues, "organizers": organizers, "events": events}
    return Random(data, wanted)


def given_keys(**keys: Any) -> Data:
    return {key: value for key, value in keys.items() if value is not None}


def as_json(data: Data) -> str:
    """The calendar in JSON, which is YAML."""
    return json.dumps(data, ensure_ascii=False)


def spellings(data: Data, dice: random.Random) -> Iterator[str]:
    """Ways to write the same: block and flow, keys in any order, each style of quotes, comments."""
    mixed = shuffled(data, dice)
    yield json.dumps(mixed, ensure_ascii=False, indent=2)
    for style in (None, "'", '"', "|", ">"):
        yield yaml.dump(mixed, allow_unicode=style != '"', default_style=style, sort_keys=False, width=60)
    # Each value on one line: comments can stand anywhere between.
    lines = yaml.dump(mixed, allow_unicode=True, default_style='"', sort_keys=False, width=10**9).splitlines()
    commented = "\n".join(
        dice.choice(["", "\n", "# a: comment\n", "   # - indented: 'one\n"])
        + line
        + dice.choice(["", "  # on"])
        for line in lines
    )
    yield commented + "\n"
    yield "\ufeff---\r\n" + commented.replace("\n", "\r\n") + "\r\n...\r\n# the end"


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], dice) for key in dice.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(item, dice) for item in value]
    return value
