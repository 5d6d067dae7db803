"""A document → what is wrong with the names of its categories and towns."""

from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from msgspec import Struct

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import alike, folded, quoted
from calendar_gen.model import wording as wordings
from calendar_gen.model.checked import Checked
from calendar_gen.model.slugs import slug
from calendar_gen.model.wording import Terms, Wording
from calendar_gen.source import translations
from calendar_gen.source.document import Document


class _Kind(Struct, frozen=True):
    """Categories, or towns: those with an id and their names, and each place where one is named."""

    key: str
    what: str
    terms: Terms
    named: tuple[tuple[Path, str], ...]


def check(it: Checked) -> Iterator[Problem]:
    """Each category and each town has its own name and its own feed, and is always called the same."""
    for kind in _kinds(it.written):
        if kind.terms.ids:
            yield from list(_same_names(kind, it.written)) or _ambiguous(kind)
            yield from _same_feeds(kind)
            yield from _unused(kind, it.written)
        yield from _two_spellings(kind)
    yield from _other_translations(it.written)
    yield from _one_name(it.written)


def _kinds(written: Document) -> Iterator[_Kind]:
    wording = _wording(written)
    towns, categories = wordings.towns(written, wording), wordings.categories(written, wording)
    yield _Kind("towns", "town", towns, tuple(wordings.named_towns(written)))
    yield _Kind("categories", "category", categories, tuple(wordings.named_categories(written)))


def _wording(written: Document) -> Wording:
    languages = translations.languages(written.calendar)
    return Wording(languages[0], languages, written.translations)


def _same_names(kind: _Kind, written: Document) -> Iterator[Problem]:
    """No name is that of two in one language, nor the id of another: a text would mean either."""
    first: dict[tuple[str, str], str] = {}
    for id in kind.terms.ids:
        several = written.translations.get((kind.key, id), {}).get("name", {})
        for tag, name in kind.terms.names[id].items():
            taken = folded(name) if folded(name) in kind.terms.ids else ""
            other = first.setdefault((tag, folded(name)), id) if taken in ("", id) else taken
            if name and other != id:
                path: Path = (kind.key, id, "name", tag) if tag in several else (kind.key, id, "name")
                message = f"{quoted(name)} is {quoted(other)} already"
                remedy = f"give each {kind.what} a name of its own, or leave one of the two out"
                yield Problem("E055", message, remedy, path, other=(kind.key, other), remark="line {line}")


def _ambiguous(kind: _Kind) -> Iterator[Problem]:
    """What is named by a name means one, whatever others are called in other languages."""
    ids: dict[str, dict[str, None]] = {}
    for id in kind.terms.ids:
        for name in kind.terms.names[id].values():
            ids.setdefault(folded(name), {})[id] = None
    for path, text in kind.named:
        meant = ids.get(folded(text), {}) if text not in kind.terms.ids else {}
        if len(meant) > 1:
            both = " or ".join(map(quoted, meant))
            yield Problem("E055", f"{quoted(text)} is a name of {both}", f"write {both}", path)


def _same_feeds(kind: _Kind) -> Iterator[Problem]:
    """What has no id has another feed than what has one."""
    ids = {slug(id): id for id in kind.terms.ids}
    for path, text in kind.named:
        if kind.terms.key(text) not in kind.terms.ids and (id := ids.get(slug(text))):
            message = f"the {kind.what} {quoted(text)} would have the feed of {quoted(id)}"
            yield Problem("E056", message, f"write {quoted(id)}, or give that another id", path, fix=id)


def _unused(kind: _Kind, written: Document) -> Iterator[Problem]:
    """What has an id is of use, if only to a feed that asks for it; a mistake elsewhere may hide that use."""
    if written.flawed & {"events", "venues", kind.key}:
        return
    asked = [text for feed in written.feeds if feed.where for text in getattr(feed.where, kind.what)]
    named = [*[text for _, text in kind.named], *asked]
    used = {name for text in named for name in (kind.terms.key(text), slug(text))}
    for id in kind.terms.ids:
        if id not in used and slug(id) not in used:
            message = f"no {'venue' if kind.key == 'towns' else 'event'} names the {kind.what} {quoted(id)}"
            yield Problem("W111", message, "leave it out", (kind.key, id), on_key=True)


def _two_spellings(kind: _Kind) -> Iterator[Problem]:
    """What has no id is always written in the same way, or it becomes two in people's eyes."""
    ids, key = kind.terms.ids, kind.terms.key
    written = [(path, text) for path, text in kind.named if not ids or key(text) not in ids]
    counted = Counter([text for _, text in written])
    usual: dict[str, str] = {}
    for text, _ in counted.most_common():  # of those as common, that which is written first
        usual.setdefault(alike(text), text)
    if len(usual) == len(counted):
        return
    for path, text in written:
        if normalize("NFC", other := usual[alike(text)]) != normalize("NFC", text):
            message = f"the {kind.what} {quoted(text)} is elsewhere written {quoted(other)}"
            fix = other if counted[other] > counted[text] else ""
            yield Problem("W205", message, f"write {quoted(other)}", path, fix=fix)


def _other_translations(written: Document) -> Iterator[Problem]:
    """A town that venues name in several languages is called the same by all of them."""
    wording = _wording(written)
    towns = wordings.towns(written, wording)
    for path, texts in written.translations.items():
        if path[0] != "venues" or "town" not in texts:
            continue
        usual = towns.names[towns.key(wording.first(texts["town"]))]
        for tag, text in texts["town"].items():
            if usual.get(tag, text) != text:
                message = f"the town {quoted(text)} is elsewhere called {quoted(usual[tag])}"
                place = (*path, "town", tag)
                yield Problem("W205", message, f"write {quoted(usual[tag])}", place)


def _one_name(written: Document) -> Iterator[Problem]:
    """No two towns have one name in a language: their feeds and pages would look the same there."""
    wording = _wording(written)
    terms, first = wordings.towns(written, wording), wording.languages[0]
    called: dict[tuple[str, str], str] = {}
    for key, names in terms.names.items():
        for tag, name in names.items():
            called.setdefault((tag, alike(name)), key)
    for path, text in wordings.named_towns(written):
        key = terms.key(text)
        names = terms.names.get(key) or {first: text}
        shown = {
            tag: translations.chosen(names, translations.in_order(tag, wording.languages))
            for tag in wording.languages
        }
        other = next(
            (it for tag, name in shown.items() if (it := called.get((tag, alike(name)), key)) != key), ""
        )
        if other and key not in terms.ids:
            every = ", ".join(f"{tag}: {name}" for tag, name in terms.names[other].items())
            message = f"{quoted(text)} is a name of the town {quoted(other)}, and this is another"
            yield Problem("W205", message, f"write '{{{every}}}' where they are one", path)
