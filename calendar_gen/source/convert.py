"""Plain data → what the curator wrote, typed.

Each mapping is converted whole by msgspec, which is fast and stops at the first thing wrong;
only one that fails is walked key by key, so that every problem in it is found.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.problem import Path, Position, Problem
from calendar_gen.source import by_name, faults, keys, kinds, translations
from calendar_gen.source.document import (
    BAD,
    TOP,
    TRUTHS,
    Calendar,
    Change,
    Citation,
    ClosedOn,
    Date,
    Document,
    Event,
    Feed,
    HoursReading,
    Id,
    Include,
    Name,
    Organizer,
    Repeat,
    Site,
    Term,
    Texts,
    Truth,
    Venue,
    is_item,
)
from calendar_gen.source.files import Plain
from calendar_gen.source.parts import FilePart
from calendar_gen.source.readings import read

_T = TypeVar("_T", bound=Struct)
# The keys under which things stand by their ids.
_NAMED: Mapping[str, type[Struct]] = {
    "venues": Venue,
    "organizers": Organizer,
    "categories": Term,
    "towns": Term,
}
# Of a file beside others that says nothing.
_NO_EVENTS = "write events in it, under 'events:', or delete the file, and its name in 'include'"


class _Found(Struct, frozen=True):
    """What is found in a file on the way: what is wrong, is in several languages, or is under another key."""

    problems: list[Problem]
    translations: dict[Path, Texts]
    misspelt: dict[Path, str]


def convert(plain: Plain, whole: bool = True) -> FilePart:
    """What a file says, and every problem with its keys and the kinds of its values.

    It is the `whole` calendar, or one of its files.
    What is wrong is left out of the document (a text is then `BAD`), so that the rest of it
    can still be checked.
    """
    if not isinstance(plain, dict) or not plain:
        return FilePart(Document(), [_not_a_document(plain, whole)])
    it = _Found([*faults.unknown_keys((), plain, tuple(TOP))], {}, {})
    plain, problems = _named_as_meant(plain, tuple(TOP), (), it), it.problems
    empty = [key for key in TOP if faults.is_blank(plain.get(key))]
    needed = TOP if whole else {**TOP, "events": ""}  # which may be in another file
    left_out = "leave the key out" if whole or len(empty) < len(plain) else _NO_EVENTS
    problems += [Problem("E013", f"'{key}' is empty", needed.get(key) or left_out, (key,)) for key in empty]
    plain = {key: value for key, value in plain.items() if key not in empty}
    calendar = _converted(Calendar, plain["calendar"], ("calendar",), it) if "calendar" in plain else None
    named: dict[str, Any] = {key: _named(cls, plain, key, it) for key, cls in _NAMED.items()}
    events = _listed(Event, plain, "events", it)
    feeds = _listed(Feed, plain, "feeds", it)
    site = _site(plain["site"], it) if "site" in plain else None
    if "include" in plain:
        included = _item_as_meant(Include, plain["include"])
        problems += faults.problems_of(Include, included, ("include",), "include")
    meant = _meant_at_the_top(plain)
    unread = meant | {key for key in _NAMED if not isinstance(plain.get(key, {}), dict)}
    written = frozenset(plain) | frozenset(empty) | meant
    flawed = frozenset(str(problem.path[0]) for problem in problems if problem.path)
    document = Document(
        calendar=calendar,
        **named,
        events=events,
        feeds=feeds,
        site=site,
        unread=unread,
        written=written,
        flawed=flawed,
        translations=it.translations,
    )
    return FilePart(document, by_name.told(problems, plain, whole) if problems else problems, it.misspelt)


def _meant_at_the_top(plain: dict[str, Any]) -> frozenset[str]:
    """The keys of the file that are there under others which are none, or of which a part is."""
    others = [key for key in plain if key not in TOP]
    meant = keys.all_meant(keys.said(plain, tuple(TOP))) - {""} if others else set()
    has_zone = any(keys.meant(key, ("timezone",)) for key in ("timezone", *others) if key in others)
    return frozenset(meant | ({"calendar"} if has_zone else set()))


def _not_a_document(plain: Plain, whole: bool) -> Problem:
    remedy = "start with 'calendar:', 'venues:' and 'events:'"
    if plain in (None, "", {}):
        remedy = remedy if whole else _NO_EVENTS
        # At its first line: after that there may be nothing to point at.
        return Problem("E003", "there is nothing in the file", remedy, position=Position(1, 1))
    if isinstance(plain, str) and plain.startswith("BEGIN:VCALENDAR"):
        return Problem("E011", "this is an iCalendar file, not a calendar-gen one", remedy)
    return faults.wrong_kind((), plain, faults.KEYS, remedy)


def _named(cls: type[_T], plain: dict[str, Any], key: str, it: _Found) -> Mapping[str, _T]:
    written = plain.get(key, {})
    if not isinstance(written, dict):
        it.problems.append(
            faults.wrong_kind((key,), written, faults.KEYS, "write 'its-id: {name: …}' for each")
        )
        return {}
    for name in written:
        if faults.is_blank(name):
            it.problems.append(
                Problem("E013", f"an id of '{key}' is empty", "give it one", (key, name), True)
            )
        else:
            it.problems.extend(faults.problems_of(Id, name, (key, name), name, on_key=True))
    return {name: _converted(cls, value, (key, name), it) for name, value in written.items()}


def _listed(cls: type[_T], plain: dict[str, Any], key: str, it: _Found) -> tuple[_T, ...]:
    written = plain.get(key, [])
    if not isinstance(written, list):
        first = next((name for name in written if name in kinds.fields(cls)), "id")
        remedy = f"begin each {key.removesuffix('s')} with '- {first}:'"
        it.problems.append(faults.wrong_kind((key,), written, f"a list of {key}", remedy))
        return ()
    return tuple([_converted(cls, item, (key, i), it) for i, item in enumerate(written)])


def _site(written: Plain, it: _Found) -> Site | Literal[False]:
    """What the file says of the site: its keys, or in one word whether there is one."""
    if (word := _truth(written)) in TRUTHS:
        return Site() if TRUTHS[word] else False
    return _converted(Site, written, ("site",), it)


def _converted(cls: type[_T], value: Plain, path: Path, it: _Found) -> _T:
    try:
        return _as(cls, value)
    except msgspec.ValidationError:
        apart: dict[Path, Texts] = {}
        single = translations.apart(cls, value, path, apart)
    try:
        read = _as(cls, single)
    except msgspec.ValidationError:
        return _converted_as_meant(cls, _as_meant(cls, _spelt(cls, value, path, it)), path, it)
    it.translations.update(apart)
    return read


def _spelt(cls: type[Struct], value: Plain, path: Path, it: _Found) -> Plain:
    """The value with the keys that are sure to be meant, so that what stands below them is looked at, too."""
    if not isinstance(value, dict):
        return value
    fields, parts = tuple(kinds.fields(cls)), kinds.parts(cls)
    said = keys.said(value, fields)
    it.problems.extend(faults.unknown_key(path, key, said) for key in keys.as_meant(said))
    spelt = _named_as_meant(value, fields, path, it)
    for key in parts.keys() & spelt.keys():
        item, place = spelt[key], (*path, key)
        spelt[key] = (
            [_spelt(parts[key], one, (*place, i), it) for i, one in enumerate(item)]
            if isinstance(item, list)
            else _spelt(parts[key], item, place, it)
        )
    return spelt


def _named_as_meant(value: dict[str, Any], known: tuple[str, ...], path: Path, it: _Found) -> dict[str, Any]:
    """The mapping with other keys for those that are misspelt, which are remembered."""
    sure = keys.as_meant(keys.said(value, known))
    it.misspelt.update({(*path, name): key for key, name in sure.items()})
    return {sure.get(key, key): item for key, item in value.items()}


def _converted_as_meant(cls: type[_T], value: Plain, path: Path, it: _Found) -> _T:
    single = translations.apart(cls, value, path, it.translations)
    try:
        return _as(cls, single)
    except msgspec.ValidationError:
        found = list(faults.problems_of(cls, value, path))
        it.problems.extend(found)
        return _what_is_right(cls, single, path, found)


def _as(kind: type[_T], value: Plain) -> _T:
    return msgspec.convert(value, kind, dec_hook=read)


def _as_meant(cls: type[Struct], value: Plain) -> Plain:
    """The value with a list around what is written without its brackets, and with `busy: No` as `no`.

    Other tools write the words of YAML 1.1 in any case. The kinds can't say it: see `Event.hours`.
    """
    if not isinstance(value, dict):
        return value
    fields = kinds.fields(cls)
    return {key: _item_as_meant(fields[key], item) if key in fields else item for key, item in value.items()}


def _truth(value: Plain) -> str:
    """A word for true or false as the format has it, "" for anything else."""
    lower = value.lower() if isinstance(value, str) else ""
    return lower if lower in TRUTHS else ""


def _item_as_meant(kind: Any, value: Plain) -> Plain:
    if kind == Truth | None:
        return _truth(value) or value
    if struct := kinds.struct_of(kind):
        return _as_meant(struct, value)
    item = kinds.item_of(kind)
    if item is None:
        return value
    struct = kinds.struct_of(item)
    if struct is None:
        return [value] if isinstance(value, str) and is_item(value) else value
    several = [value] if _is_one(value, struct) and not kinds.is_union(kind) else value
    return [_as_meant(struct, one) for one in several] if isinstance(several, list) else several


def _is_one(value: Plain, struct: type[Struct]) -> bool:
    """Whether a mapping stands for a list of it; one by dates, say, is no such thing."""
    fields = tuple(kinds.fields(struct))
    return isinstance(value, dict) and any(key in fields or keys.meant(key, fields) for key in value)


def _what_is_right(cls: type[_T], value: Plain, path: Path, found: list[Problem]) -> _T:
    """The struct from the keys that have no problem, and of the others what is right in them.

    A text that has a problem is BAD, what is read from a text is UNREAD, a list of ids holds one that is
    BAD, any other value is left out. What an unknown key stands for is there, but wrong.
    """
    depth, fields = len(path), kinds.fields(cls)
    written: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(fields)
    wrong: dict[str, list[Problem]] = {} if written is value else {key: [] for key in fields}
    for problem in found:
        if len(problem.path) > depth:
            wrong.setdefault(str(problem.path[depth]), []).append(problem)
    it = keys.said(written, tuple(fields))
    for key in (*keys.all_meant(it), *kinds.required(cls)):
        if key not in written:
            wrong.setdefault(key, [])
    for key in it.group.meant if it.group else ():  # of what is there some belongs to what is meant
        wrong.setdefault(key, [])
    said: dict[str, Any] = {}
    for key, name in kinds.names(cls).items():
        if key in wrong:
            left = _left(fields[key], written.get(key), (*path, key), wrong[key])
            if left is not None or key in kinds.required(cls):
                said[name] = kinds.bad(fields[key]) if left is None else left
        elif key in written:
            said[name] = _as(fields[key], written[key])
    return cls(**said)


def _left(kind: Any, value: Plain, path: Path, found: list[Problem]) -> Any:
    """What is left of a value in which something is wrong, or what stands for it; None where nothing does."""
    if kinds.is_text(kind) or kind == HoursReading | None:
        return kinds.bad(kind)
    if kind == Repeat | None:
        return _what_is_right(Repeat, value, path, found) if isinstance(value, dict) else Repeat(every=BAD)
    item = kinds.item_of(kind)
    if item is Citation:
        return Citation(date=kinds.bad(kinds.fields(Citation)["date"]))
    if item is Id:
        return (BAD,)
    if not isinstance(value, list) or not value or item not in _KEPT:
        return None if item is None else ()
    wrong: dict[str | int, list[Problem]] = {}
    for problem in found:
        wrong.setdefault(problem.path[len(path)], []).append(problem)
    return tuple([_item_left(item, one, (*path, i), wrong.get(i)) for i, one in enumerate(value)])


# Lists of which what is right is looked at even where something in them is wrong.
_KEPT = (Name, Date, ClosedOn, Change)


def _item_left(kind: Any, value: Plain, path: Path, found: list[Problem] | None) -> Any:
    if not found:
        return _as(kind, value)
    return _what_is_right(Change, value, path, found) if kind is Change else kinds.bad(kind)
