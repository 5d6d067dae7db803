"""What is written in several languages → a document in one of them, the texts of the others beside it."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct, structs

from calendar_gen.diagnostics.problem import Path
from calendar_gen.source import kinds
from calendar_gen.source.document import Calendar, Document, Event, Texts
from calendar_gen.source.files import Plain

_T = TypeVar("_T", bound=Struct)
_Chosen = Mapping[Path, Mapping[str, str]]
"""The texts of one language by the path of what has them, and by their key."""


def apart(cls: type[Struct], value: Plain, path: Path, found: dict[Path, Texts]) -> Plain:
    """What should be a struct with one text in place of each that stands in several languages.

    These are put into what was `found`. Where something is wrong with one of them it stays as it is.
    """
    if not isinstance(value, dict):
        return value
    labels, parts = kinds.labels(cls), kinds.parts(cls)
    single: dict[str, Plain] = {}
    several: dict[str, Mapping[str, str]] = {}
    for key, item in value.items():
        if isinstance(item, str):
            continue
        if key in labels:
            if isinstance(item, dict) and kinds.are_texts(item, labels[key]):
                several[key], single[key] = item, next(iter(item.values()))
        elif key in parts:
            place = (*path, key)
            single[key] = (
                [apart(parts[key], one, (*place, i), found) for i, one in enumerate(item)]
                if isinstance(item, list)
                else apart(parts[key], item, place, found)
            )
    if several:
        found[path] = several
    return {**value, **single} if single else value


def languages(calendar: Calendar | None) -> tuple[str, ...]:
    """The languages of a calendar, that of plain strings first."""
    written = tuple(tag for tag in calendar.languages if tag) if calendar else ()
    return written or ((calendar and calendar.language) or "en",)


def in_order(tag: str, all: Iterable[str]) -> tuple[str, ...]:
    """The languages in the order in which one is looked for where texts are asked for in a language."""
    return tuple(dict.fromkeys((tag, *all)))


def in_language(written: Document, tag: str) -> Document:
    """What was written, in one of its languages; what isn't there in that is in the first that it has."""
    order = in_order(tag, languages(written.calendar))
    texts = {
        path: {key: chosen(of, order) for key, of in each.items()}
        for path, each in written.translations.items()
    }
    if not texts:
        return structs.replace(written, language=tag)
    calendar = written.calendar and structs.replace(written.calendar, **texts.get(("calendar",), {}))
    events = {int(path[1]) for path in texts if path[0] == "events"}
    return structs.replace(
        written,
        calendar=calendar,
        venues=_by_id("venues", written.venues, texts),
        organizers=_by_id("organizers", written.organizers, texts),
        categories=_by_id("categories", written.categories, texts),
        towns=_by_id("towns", written.towns, texts),
        events=tuple(
            [_event(event, i, texts) if i in events else event for i, event in enumerate(written.events)]
        ),
        feeds=_each(("feeds",), written.feeds, texts),
        language=tag,
    )


def chosen(texts: Mapping[str, str], order: Iterable[str]) -> str:
    """The first text of some languages; where there is none of them, any."""
    return next((texts[tag] for tag in order if tag in texts), next(iter(texts.values())))


def _by_id(key: str, of: Mapping[str, _T], texts: _Chosen) -> Mapping[str, _T]:
    return {id: structs.replace(one, **texts.get((key, id), {})) for id, one in of.items()}


def _each(path: Path, of: tuple[_T, ...], texts: _Chosen) -> tuple[_T, ...]:
    return tuple([structs.replace(one, **texts.get((*path, i), {})) for i, one in enumerate(of)])


def _event(event: Event, index: int, texts: _Chosen) -> Event:
    path: Path = ("events", index)
    changes, source = _each((*path, "changes"), event.changes, texts), event.source
    if isinstance(source, tuple):
        source = _each((*path, "source"), source, texts)
    else:
        source = structs.replace(source, **texts.get((*path, "source"), {}))
    return structs.replace(event, changes=changes, source=source, **texts.get(path, {}))
