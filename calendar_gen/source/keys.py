"""A key that a mapping doesn't have → the key that is meant: another format's, or one spelled wrongly."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from calendar_gen.dates.values import When
from calendar_gen.dates.written import when
from calendar_gen.diagnostics.wording import nearest, quoted, slip
from calendar_gen.source import homes, key_groups, key_words, untold
from calendar_gen.source.document import TRUTHS, is_id
from calendar_gen.source.ids import id_of
from calendar_gen.source.key_groups import KeyGroup
from calendar_gen.source.key_words import plain

# What others call it: schema.org, Google's tables, iCalendar, pages of static sites. Spelling comes after.
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("location", "place", "where"), ("venue",)),
    **dict.fromkeys(("locations", "places"), ("venues", "venue")),
    **dict.fromkeys(("tags", "tag", "category", "categories", "labels"), ("categories", "category")),
    **dict.fromkeys(("name", "summary", "headline"), ("title", "name")),
    "title": ("name",),
    **dict.fromkeys(("date", "begin", "begins", "dtstart", "startdate"), ("start", "from")),
    # Of one of `changes` it is mostly that date of the series.
    **dict.fromkeys(("when", "from"), ("date", "start", "from")),
    **dict.fromkeys(("on", "original", "original_date", "recurrence_id"), ("date",)),
    **dict.fromkeys(("until", "to", "dtend", "enddate", "end"), ("end", "until", "to")),
    "time": ("start",),
    **dict.fromkeys(("link", "website", "homepage", "web"), ("url",)),
    **dict.fromkeys(("text", "abstract", "desc", "details", "body"), ("description",)),
    **dict.fromkeys(("host", "organiser"), ("organizer",)),
    "organisers": ("organizers",),
    **dict.fromkeys(("cancelled", "canceled"), ("status",)),
    **dict.fromkeys(("rrule", "recurrence", "recurring"), ("repeat", "rule")),
    **dict.fromkeys(("tz", "tzid", "time_zone"), ("timezone",)),
    **dict.fromkeys(("exdate", "exdates", "exceptions", "exclude", "excluding"), ("except",)),
    **dict.fromkeys(("skip", "skips", "skipped", "omit", "not_on"), ("except",)),
    **dict.fromkeys(("rdate", "rdates", "include", "dates"), ("also",)),
    **dict.fromkeys(("freq", "frequency", "interval"), ("every",)),
    **dict.fromkeys(("count", "occurrences"), ("times",)),
    **dict.fromkeys(("byday", "days", "day"), ("on", "date")),
    "city": ("town",),
    **dict.fromkeys(("street", "postal_address"), ("address",)),
    **dict.fromkeys(("coordinates", "coords", "latlng", "latlon"), ("geo",)),
    **dict.fromkeys(("mail", "e-mail"), ("email",)),
    **dict.fromkeys(("opening_hours", "openinghours", "opening-hours", "open"), ("hours",)),
    **dict.fromkeys(("lang", "locale"), ("language",)),
    "colour": ("color",),
    "length": ("duration",),
    **dict.fromkeys(("parent", "series"), ("part_of",)),
    **key_words.KEYS,
    # What there is no key for, and is spelled like one.
    **dict.fromkeys(("state", "street_number", "note", "notes", "image", "created"), ()),
}
# What an event says within `repeat`.
_OF_REPEAT = frozenset({"every", "on", "times", "except", "also", "rule", "until"})
# A word that is less like a key than this is another word: `tarif` and `draft` are no `start`.
_LIKE = 0.75
# Those that may say something else elsewhere: DTEND is the day after the last one (RFC 5545 §3.6.1).
_OTHERWISE = frozenset(
    {
        *key_words.OTHERWISE,
        *("cancelled", "canceled", "day", "days", "dates", "dtend", "end", "include", "interval", "open"),
        *("recurrence", "recurring", "rrule", "series", "time", "to", "until"),
    }
)


class SaidKeys(Struct, frozen=True):
    """A mapping as it is written, its keys in the format, and what the others stand for.

    `alone` has each of the others with the key that it stands for by itself, or "", `times` how many stand
    for each of those, `first` the first of them, and `group` what some say only together.
    """

    written: Mapping[str, Any]
    known: tuple[str, ...]
    alone: Mapping[str, str]
    times: Mapping[str, int]
    first: Mapping[str, str]
    group: KeyGroup | None


def said(written: Mapping[str, Any], known: Collection[str]) -> SaidKeys:
    """What the keys of a mapping that aren't among those known say, worked out once for all of them."""
    alone = {key: meant(key, known, written) for key in written if key not in known}
    group = key_groups.group(written, tuple(known), alone) if alone else None
    first = {name: key for key, name in reversed(alone.items())}
    return SaidKeys(written, tuple(known), alone, Counter(alone.values()), first, group)


def meant(key: str, known: Collection[str], written: Collection[str] = ()) -> str:
    """The key that is meant by one that isn't among those known, "" where none can be told.

    Of several that may be meant it is one that isn't written already.
    """
    elsewhere = _ELSEWHERE.get(plain(key[:100])) or ()
    return _meant(key[:100], tuple(known), tuple([name for name in elsewhere if name in written]))


@lru_cache(maxsize=1000)
def _meant(key: str, known: tuple[str, ...], written: tuple[str, ...]) -> str:
    elsewhere = _ELSEWHERE.get(plain(key))
    if elsewhere == ():
        return ""
    # A source has a date too, and is from a paper.
    there = [name for name in elsewhere or () if name in known and (name != "date" or "start" in known)]
    found = next((name for name in (*there, *there[:1]) if name not in written), there[0] if there else "")
    found = found or slip(key, known)
    return found or ("" if elsewhere or _home(key, known, has_keys=False) else nearest(key, known, _LIKE))


def _home(key: str, known: tuple[str, ...], has_keys: bool) -> str:
    """Where in the format there is such a key, in words, "" where nowhere or in several places."""
    word = plain(key)
    return homes.home((word, *_ELSEWHERE.get(word, ())), known, has_keys)


def remedy(key: str, it: SaidKeys) -> str:
    """What to write in place of a key that isn't among those known, in the mapping as it is written."""
    written, known, name, value = it.written, it.known, it.alone[key], it.written[key]
    if of_one_date := _of_one_date(key, value, written, known):
        return of_one_date
    if name and "repeat" in written and (within := _within_repeat(key)):
        return f"it belongs in 'repeat'{'' if within == plain(key) else f', as {quoted(within)}'}"
    if not name:
        place = _home(key[:100], known, isinstance(value, dict))
        return place or untold.place(key[:100], known) or "the keys here are: " + ", ".join(known)
    lower = key.casefold()
    if plain(key) in key_words.TIMES and name == "start":
        others = (other for other, of in it.alone.items() if of == "start" and other != key)
        return _time(value, written.get("start" if "start" in written else next(others, "")))
    if lower in ("cancelled", "canceled") and name == "status":
        goes_on = TRUTHS.get(str(value).lower()) is False
        return "leave the key out" if goes_on else "write 'status: cancelled'"
    if beside := _beside(key, name, it):
        return beside
    if name == "repeat" and isinstance(value, str) and "FREQ=" in value.upper():
        return f"write 'repeat: {{rule: \"{value}\"}}'" if value.isprintable() and '"' not in value else ""
    return _reference(name, value, it) or f"did you mean {quoted(name)}?"


def _reference(name: str, value: object, it: SaidKeys) -> str:
    """A remedy for a key that stands for one under which ids are named, where it can't just be renamed."""
    if name == "venue" and isinstance(value, list) and "venues" in it.known:
        return "did you mean 'venues'?"
    if name not in ("venue", "organizer") or not isinstance(value, str):
        return ""
    if not is_id(value):
        return defined(name, value)
    return beside_venues(value, it.written) if name == "venue" else ""


def defined(name: str, value: str) -> str:
    """A remedy for a name in the place of an id."""
    id = id_of(value)
    if not id or len(value) > 60 or not value.isprintable() or re.search(r"[,\[\]{}\"'#&*!|>%@`:]", value):
        return f"write '{name}:' and an id, and define that under '{name}s'"
    return f"write '{name}: {id}', and under '{name}s' '{id}: {{name: {value}}}'"


def beside_venues(id: str, written: Mapping[str, Any]) -> str:
    """A remedy for a venue under another key, where there are `venues` already; "" where there are none."""
    venues = written.get("venues")
    several = [venues] if isinstance(venues, str) else venues
    if not isinstance(several, list) or not all(isinstance(one, str) and is_id(one) for one in several):
        return ""
    if id in several:
        return "'venues' is there already: leave this one out"
    return f"write 'venues: [{', '.join([*several, id])}]'"


def _of_one_date(key: str, value: object, written: Mapping[str, object], known: Collection[str]) -> str:
    """A remedy for a key about single dates, of a series or of a filter; "" for any other."""
    name = plain(key)
    if name in ("cancelled", "canceled") and ("repeat" in written or "every" in known):
        return key_groups.cancelled(value, written, "in the event itself " if "every" in known else "")
    if name in ("when", "date", "dates", "day", "on") and "month" in known:
        return key_groups.filtered(value)
    return ""


def _within_repeat(key: str) -> str:
    """The key of `repeat` that a key of an event with one stands for, "" for none."""
    word = plain(key)
    found = (name for name in (word, *_ELSEWHERE.get(word, ())) if name in _OF_REPEAT)
    return next(found, "")


def instead(key: str, it: SaidKeys) -> str:
    """The key that belongs in place of one that isn't among those known; "" where that needs thought."""
    written, name, value = it.written, it.alone[key], it.written[key]
    if not name or name in written or it.times[name] > 1 or (it.group and key in it.group.keys):
        return ""
    if ("repeat" in written and _within_repeat(key)) or _of_one_date(key, value, written, it.known):
        return ""
    if name == "venue" and isinstance(value, str) and beside_venues(value, written):
        return ""
    if slip(key, it.known) == name:
        return name
    word = plain(key)
    if word in _OTHERWISE or name not in _ELSEWHERE.get(word, ()):
        return ""
    return name if name not in ("venue", "organizer") or (isinstance(value, str) and is_id(value)) else ""


def all_meant(it: SaidKeys) -> set[str]:
    """The keys for which those of a mapping stand that aren't among those known."""
    return {*it.times, *(it.group.meant if it.group else ())}


def as_meant(it: SaidKeys) -> Mapping[str, str]:
    """The keys that aren't among those known and for which one is sure to be meant, each with that."""
    found = {key: instead(key, it) for key in it.alone}
    return {key: name for key, name in found.items() if name}


def _beside(key: str, name: str, it: SaidKeys) -> str:
    """What to do with a key beside the one that it means, or another for it; "" where it is the only one.

    An interval is a part of what it stands beside: `2 weeks`.
    """
    if name not in it.written:
        first = it.first[name]
        if first == key:
            return ""
        return f"{quoted(first)} stands for {quoted(name)} already: leave this one out"
    unit, number = it.written[name], str(it.written[key])
    is_number = plain(key) == "interval" and re.fullmatch("[2-9]|[1-9][0-9]", number)
    if is_number and unit in ("day", "week", "month", "year"):
        return f"write '{name}: {number} {unit}s' in place of both"
    return f"{quoted(name)} is there already: leave this one out"


def _time(value: object, start: object) -> str:
    if isinstance(value, str) and isinstance(start, str):
        both = f"{start.strip()} {value.strip()}"
        read = when(both)
        if isinstance(read, When):
            return f"the time is a part of 'start': write 'start: {both}'"
        if len(read.meant) == 1:
            return f"the time is a part of 'start': write 'start: {read.meant[0]}'"
    clock = value if isinstance(value, str) and re.fullmatch("[0-9]{1,2}:[0-9]{2}", value) else "HH:MM"
    return f"the time is a part of 'start': write it after the day, as YYYY-MM-DD {clock:0>5}"
