"""A document → what is wrong with its languages, and which texts aren't there in one of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import Guess, guess, number_of, quoted
from calendar_gen.model import wording as wordings
from calendar_gen.model.checked import Checked
from calendar_gen.model.slugs import slug
from calendar_gen.model.wording import Wording
from calendar_gen.source import translations
from calendar_gen.source.document import Calendar, Document, Texts
from calendar_gen.source.ids import id_of
from calendar_gen.web.names import is_device

_COMMON = frozenset({"de", "en", "es", "fr", "it", "ja", "zh"})


def named(it: Checked) -> Iterator[Problem]:
    """Each language of a calendar is named once, and can be the name of a folder."""
    calendar = it.written.calendar
    if calendar is None:
        return
    if calendar.languages and calendar.language not in (None, "", calendar.languages[0]):
        message = (
            f"'language' says {quoted(calendar.language or '')}, and the first of 'languages' is another"
        )
        yield Problem("E050", message, "leave 'language' out", ("calendar", "language"), on_key=True)
    if calendar.language and not calendar.languages:
        yield from _of_none(calendar.language, ("calendar", "language"))
    before: dict[str, int] = {}
    for i, tag in enumerate(calendar.languages):
        path: Path = ("calendar", "languages", i)
        first = before.setdefault(tag.casefold(), i)
        if tag and first != i:
            yield Problem("E051", f"{quoted(tag)} is named twice", "leave it out", path)
        yield from _of_none(tag, path)
        if is_device(tag):
            message = f"Windows can't hold a folder with the name {quoted(tag)}"
            yield Problem("E052", message, "leave it out", path)


def _of_none(tag: str, path: Path) -> Iterator[Problem]:
    """A tag is that of some language."""
    if tag.partition("-")[0] in _COMMON:
        return
    from calendar_gen.source import languages_meant  # late: 2 ms, and most calendars are in one of those

    if meant := languages_meant.instead(tag):
        message = f"{quoted(tag)} is the tag of no language"
        yield Problem("W112", message, languages_meant.remedy(meant), path)


def unknown(it: Checked) -> Iterator[Problem]:
    """A text is in languages that the calendar names."""
    written, calendar = it.written, it.written.calendar
    if calendar is None or not written.translations or "" in calendar.languages:
        return
    if not calendar.languages:
        if "calendar" not in written.flawed:
            yield _of_one(calendar, written.translations)
        return
    for path, texts in written.translations.items():
        for key, by_language in texts.items():
            for tag in (tag for tag in by_language if tag not in calendar.languages):
                meant = _meant(tag, calendar.languages)
                message = f"the calendar has no language {quoted(tag)}"
                some = ", ".join(calendar.languages)
                remedy = meant.remedy or f"leave it out, or add it to 'languages', which are {some}"
                fix = "" if meant.fix in by_language else meant.fix
                yield Problem("E053", message, remedy, (*path, key, tag), on_key=True, fix=fix)


def _of_one(calendar: Calendar, found: Mapping[Path, Texts]) -> Problem:
    """What is wrong with texts in several languages where there is one: told at the first of them."""
    tags = [tag for texts in found.values() for by_language in texts.values() for tag in by_language]
    every = dict.fromkeys([*([calendar.language] if calendar.language else []), *tags])
    path, texts = next(iter(found.items()))
    key = next(iter(texts))
    instead = " in place of 'language'" if calendar.language else ""
    remedy = f"write 'languages: [{', '.join(every)}]' under 'calendar'{instead}"
    message = f"'{key}' is in several languages, and the calendar names one"
    return Problem("E054", message, remedy, (*path, key), on_key=True)


def _meant(tag: str, known: Sequence[str]) -> Guess:
    """The language that is meant by another tag: one that differs in capitals, or in what follows `zh`."""
    primary = tag.partition("-")[0].casefold()
    near = [other for other in known if other.casefold() == tag.casefold()]
    near = near or [other for other in known if other.partition("-")[0].casefold() == primary]
    if len(near) != 1:
        return guess(tag, known)
    same = near[0].casefold() == tag.casefold()
    return Guess(f"did you mean {quoted(near[0])}?", near[0] if same else "")


class _Thing(Struct, frozen=True):
    """What has texts: of each by its key its place, and in which languages it is.

    A category or a town without an id is named by its text, and may be told of `under` a key.
    """

    kind: str
    texts: Mapping[str, tuple[Path, Collection[str]]]
    under: str = ""


# What has a name of its own, which is often the same in all languages: told once of all that have but that.
_PROPER = {"venues": "venue", "organizers": "organizer", "towns": "town"}


def missing(it: Checked) -> Iterator[Problem]:
    """In a calendar of several languages each text is there in all of them; told once of each thing."""
    languages = translations.languages(it.written.calendar)
    if len(languages) == 1:
        return
    alike: dict[str, list[Problem]] = {}
    for thing in _things(it.written, languages):
        # What is in a language that isn't known may be meant for one that is.
        texts = {key: tags for key, (_, tags) in thing.texts.items() if {*tags} <= {*languages}}
        lacking = {tag: [key for key, tags in texts.items() if tag not in tags] for tag in languages}
        said = [f"no {tag} for {', '.join(map(quoted, keys))}" for tag, keys in lacking.items() if keys]
        if not said:
            continue
        key = next(key for key in texts if any(key in keys for keys in lacking.values()))
        message, remedy = f"there is {' and '.join(said)}", _each_of(thing, key, languages)
        path = thing.texts[key][0]
        problem = Problem("W110", message, remedy, path, on_key=not thing.under)
        if thing.kind in _PROPER and all(tags == languages[:1] for tags in texts.values()):
            alike.setdefault(thing.kind, []).append(problem)
        else:
            yield problem
    for kind, (problem, *others) in alike.items():
        more = f", nor for {number_of(len(others), f'more {_PROPER[kind]}')}" if others else ""
        yield structs.replace(problem, message=problem.message + more)


def _each_of(thing: _Thing, key: str, languages: Sequence[str]) -> str:
    """A remedy for what isn't there in all languages, the first of it."""
    texts = f"{{{', '.join(f'{tag}: …' for tag in languages)}}}"
    ignore = "'ignore: [W110]'" + ("" if thing.texts[key][0][0] == "events" else " in 'calendar'")
    if not thing.under:
        return f"write '{key.partition(' ')[0]}: {texts}', or {ignore}"
    return f"write '{id_of(key) or 'its-id'}: {{name: {texts}}}' under '{thing.under}', or {ignore}"


def _things(written: Document, languages: tuple[str, ...]) -> Iterator[_Thing]:
    """All that has texts which people read; not what sources are called, which is as it is printed."""
    first = languages[:1]

    def texts(path: Path, of: Struct, *keys: str) -> dict[str, tuple[Path, Collection[str]]]:
        several = written.translations.get(path, {})
        return {key: ((*path, key), several.get(key, first)) for key in keys if getattr(of, key)}

    if calendar := written.calendar:
        yield _Thing("calendar", texts(("calendar",), calendar, "name", "description"))
    # Letters are sent to one address, in whatever language, until one is written in several.
    address = ("address",) if any("address" in of for of in written.translations.values()) else ()
    for id, venue in written.venues.items():
        yield _Thing("venues", texts(("venues", id), venue, "name", *address))
    for kind in ("organizers", "categories", "towns"):
        for id, named in getattr(written, kind).items():
            yield _Thing(kind, texts((kind, id), named, "name"))
    for i, feed in enumerate(written.feeds):
        yield _Thing("feeds", texts(("feeds", i), feed, "name"))
    for i, event in enumerate(written.events):
        path: Path = ("events", i)
        said = texts(path, event, "title", "description")
        for j, change in enumerate(event.changes):
            for key, (place, tags) in texts((*path, "changes", j), change, "title", "description").items():
                of_all = f"{key} of a change"
                before, known = said.get(of_all, (place, tags))
                said[of_all] = (place if {*known} >= {*languages} else before, {*known} & {*tags})
        yield _Thing("events", said)
    yield from _without_ids(written, languages)


def _without_ids(written: Document, languages: tuple[str, ...]) -> Iterator[_Thing]:
    """Categories and towns that have no id, each where it is named first."""
    wording = Wording(languages[0], languages, written.translations)
    first = languages[:1]
    for under, terms, named in (
        ("towns", wordings.towns(written, wording), wordings.named_towns(written)),
        ("categories", wordings.categories(written, wording), wordings.named_categories(written)),
    ):
        met: set[str] = set()
        for path, text in named:
            key = terms.key(text)
            if not {key, slug(key)} & terms.ids and key not in met:
                met.add(key)
                yield _Thing(under, {key: (path, terms.names.get(key, first))}, under)
