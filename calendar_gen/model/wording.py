"""A document in one of its languages → which texts of it are in another one, and what the others say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.diagnostics.problem import Path
from calendar_gen.diagnostics.wording import folded
from calendar_gen.model.catalog import Worded
from calendar_gen.source import translations
from calendar_gen.source.document import Document, Term, Texts

_T = TypeVar("_T", bound=Worded)
# What the texts of a struct are called in the file, and here.
EVENT = {"title": "summary", "description": "description"}
CITATION = {"title": "title", "publication": "publication"}
CALENDAR = {"name": "name", "description": "description"}
VENUE = {"name": "name", "address": "address"}
NAMED = {"name": "name"}


class Wording(Struct, frozen=True):
    """The languages of a view: its own, all of the calendar's, and the texts that stand in several."""

    language: str
    languages: tuple[str, ...]
    translations: Mapping[Path, Texts]

    def of(self, said: _T, path: Path, names: Mapping[str, str]) -> _T:
        """What is written at a path, with the languages of its texts."""
        return self.worded(said, self.translations.get(path, {}), names)

    def worded(self, said: _T, texts: Texts, names: Mapping[str, str]) -> _T:
        """The same by its texts; those of its own that are in one language only aren't among them."""
        if len(self.languages) == 1:
            return said
        fallen, elsewhere = said.fallen, said.elsewhere
        for key, field in names.items():
            if not getattr(said, field):
                continue
            if several := texts.get(key):
                apart = self.apart(field, several)
                fallen += apart.fallen
                elsewhere += apart.elsewhere
            elif self.language != self.languages[0]:
                fallen += ((field, self.languages[0]),)
        if (fallen, elsewhere) == (said.fallen, said.elsewhere):
            return said
        return replace(said, fallen=fallen, elsewhere=elsewhere)

    def apart(self, field: str, texts: Mapping[str, str]) -> Worded:
        """Of one text the language that it fell back to, if it did, and what the others say."""
        known = [tag for tag in translations.in_order(self.language, self.languages) if tag in texts]
        if not known:  # each is in a language that the calendar doesn't name
            return Worded()
        shown, *others = known
        return Worded(
            fallen=((field, shown),) if shown != self.language else (),
            elsewhere=tuple((field, _as_shown(field, texts[tag])) for tag in others),
        )

    def shown(self, texts: Mapping[str, str]) -> str:
        """Of one text what a view shows."""
        return translations.chosen(texts, translations.in_order(self.language, self.languages))

    def first(self, texts: Mapping[str, str]) -> str:
        """Of one text what the first view shows."""
        return translations.chosen(texts, self.languages)


class Filed(Worded, frozen=True):
    """The categories of an event, or the town of a venue: their keys, and what they are called in a view."""

    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Terms:
    """Categories or towns, each with its names by language, under its key: the same in every view.

    That is an id where there is one, else the name in the first language.
    """

    def __init__(self, key: str, known: Mapping[str, Term], wording: Wording) -> None:
        """`known` are those with an id, which stand under a key of the file."""
        self._wording, self.ids, first = wording, known.keys(), wording.languages[0]
        self.names: dict[str, Mapping[str, str]] = {
            id: wording.translations.get((key, id), {}).get("name") or {first: term.name}
            for id, term in known.items()
        }
        self._by_name = {folded(name): id for id, of in reversed(self.names.items()) for name in of.values()}

    def known(self) -> Mapping[str, tuple[str, ...]]:
        """All names of those with an id, by it: the id, the name in a view, and those in other languages."""
        of_each = {id: self.filed((id,), id) for id in self.ids}
        return {id: (id, *of.names, *[text for _, text in of.elsewhere]) for id, of in of_each.items()}

    def add(self, names: Mapping[str, str]) -> None:
        """Take up the names of one that may be without an id."""
        key = self.key(self._wording.first(names))
        if key not in self.ids:
            self.names[key] = {**names, **self.names.get(key, {})}

    def key(self, text: str) -> str:
        """What a text stands for: an id, a name of what has one, or else itself."""
        if not self.ids or text in self.ids:
            return one_line(text)
        return self._by_name.get(folded(text)) or one_line(text)

    def filed(self, texts: Iterable[str], field: str) -> Filed:
        """What texts mean, each once; `field` says where a name stands, by its key."""
        keys = tuple(dict.fromkeys(self.key(text) for text in texts if text))
        if not self.names and len(self._wording.languages) == 1:
            return Filed(keys=keys, names=keys)
        first = self._wording.languages[0]
        names: list[str] = []
        fallen: list[tuple[str, str]] = []
        elsewhere: list[tuple[str, str]] = []
        for key in keys:
            of = self.names.get(key) or {first: key}
            apart = self._wording.apart(field.format(key), of)
            names.append(one_line(self._wording.shown(of)) or key)
            fallen += apart.fallen
            elsewhere += apart.elsewhere
        return Filed(keys=keys, names=tuple(names), fallen=tuple(fallen), elsewhere=tuple(elsewhere))


def categories(written: Document, wording: Wording) -> Terms:
    """The categories that have ids."""
    return Terms("categories", written.categories, wording)


def towns(written: Document, wording: Wording) -> Terms:
    """The towns that have ids, and those of which a venue tells the names in several languages."""
    terms = Terms("towns", written.towns, wording)
    for path, texts in wording.translations.items():
        if path[0] == "venues" and "town" in texts:
            terms.add(texts["town"])
    return terms


def named_categories(written: Document) -> Iterator[tuple[Path, str]]:
    """What events call their categories, and where."""
    for i, event in enumerate(written.events):
        for j, text in enumerate(event.categories):
            if text:
                yield ("events", i, "categories", j), text


def named_towns(written: Document) -> Iterator[tuple[Path, str]]:
    """What venues call their towns, in the first language that there is, and where."""
    for id, venue in written.venues.items():
        if venue.town:
            several = written.translations.get(("venues", id), {}).get("town", {})
            tags = [tag for tag, text in several.items() if text == venue.town]
            yield ("venues", id, "town", *tags[:1]), venue.town


def _as_shown(field: str, text: str) -> str:
    return text.strip() if field == "description" else one_line(text)


def one_line(text: str) -> str:
    """A name on one line: every run of white space is one space."""
    return " ".join(text.split())
