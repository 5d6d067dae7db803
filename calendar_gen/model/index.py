"""A catalog → what filters are looked up in: its names, and where its events are that have them."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from calendar_gen.dates.periods import Month
from calendar_gen.dates.values import ONE_DAY, Days, months_of
from calendar_gen.diagnostics.wording import Guess, alike, folded, guesses, quoted
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.source.ids import LETTERS

_YEAR = timedelta(days=366)
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic ones.
_MARKS = r"(?<!и)[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]"


class SelectionError(ValueError):
    """A filter that names nothing there is: what is wrong, and a remedy, "" where there is none."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}: {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy


class Texts:
    """Folded texts to search many times, all at once: it costs little where few have what is sought."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._all = "".join(f"{text}\n" for text in self._texts)
        self._ends = list(accumulate(len(text) + 1 for text in self._texts))

    def has(self, number: int, text: str) -> bool:
        """Whether the text of a number has a folded one in it."""
        return text in self._texts[number]

    def having(self, text: str) -> Iterator[int]:
        """The numbers of those that have a folded text in them."""
        at = self._all.find(text)
        while 0 <= at < len(self._all):
            number = bisect_right(self._ends, at)
            yield number
            at = self._all.find(text, self._ends[number])


class Names:
    """The names of all things of a kind, by the key of each; those of another such come before them."""

    def __init__(self, what: str, known: Mapping[str, Iterable[str]], before: "Names | None" = None) -> None:
        self.what, self._before = what, before
        self.known: Mapping[str, Iterable[str]] = {**before.known, **known} if before else known
        self._keys: dict[str, list[str]] = {}
        all_names = {key: dict.fromkeys(map(folded, of)) for key, of in known.items()}
        for key, names in all_names.items():
            for name in names:
                self._keys.setdefault(name, []).append(key)
        self._own, self._texts = list(known), Texts("\n".join(names) for names in all_names.values())

    def keys(self, text: str) -> list[str]:
        """Whose name the text is; or else the one that has it as a part of a name. Raises SelectionError."""
        name = folded(text)
        if exact := self._exact(name):
            return self._closest(text, exact)
        parts = list(self._having(name)) if name else []
        if not parts and (exact := self._unaccented(plain(name), exactly=True)):
            return exact
        parts = parts or self._unaccented(plain(name), exactly=False)
        if len(parts) > 1:
            raise self.ambiguous(text, parts)
        if not parts:
            raise SelectionError(f"no {self.what} {quoted(text)}", self._guess(text).remedy or self._some)
        return parts

    def ambiguous(self, text: str, keys: list[str]) -> SelectionError:
        """What is wrong where a text fits several."""
        shown = ", ".join(keys[:5]) + (", …" if len(keys) > 5 else "")
        return SelectionError(f"{quoted(text)} fits more than one {self.what}", shown)

    def _closest(self, text: str, keys: list[str]) -> list[str]:
        """Of several with a name the one that has it but for capitals and spaces, if there is one."""
        wanted = alike(text) if len(keys) > 1 else ""
        return [key for key in keys if wanted in map(alike, self.known[key])] or keys

    def _exact(self, name: str) -> list[str]:
        return (self._before._exact(name) if self._before else []) + self._keys.get(name, [])

    def _having(self, name: str) -> Iterator[str]:
        if self._before:
            yield from self._before._having(name)
        yield from (self._own[number] for number in self._texts.having(name))

    def _unaccented(self, name: str, exactly: bool) -> list[str]:
        """Whose name a text is, or is a part of, when accents make no difference."""
        names, texts = self._plain
        found = texts.having(name) if name else ()
        return [self._all[number] for number in found if not exactly or name in names[number]]

    @cached_property
    def _plain(self) -> tuple[list[list[str]], Texts]:
        names = [list(map(plain, of)) for of in self.known.values()]
        return names, Texts(map("\n".join, names))

    @cached_property
    def _all(self) -> list[str]:
        return list(self.known)

    @cached_property
    def _guess(self) -> Callable[[str], Guess]:
        words = {name: None for of in self.known.values() for name in of}
        # Whole names come last: where two words differ only in case, the later one is suggested.
        return guesses([*[word for name in words for word in name.split()], *words])

    @cached_property
    def _some(self) -> str:
        shown = ", ".join(sorted(self.known)[:8]) + (", …" if len(self.known) > 8 else "")
        return f"there are: {shown}" if self.known else "there is none"


class Index:
    """A catalog to select from many times: what hangs on no filter is looked at once.

    Events go by their numbers in the catalog. What one has on a date that differs counts as its own.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def venues(self) -> Names:
        """By their ids."""
        return Names("venue", {it.id: (it.id, it.name, *it.called("name")) for it in self.catalog.venues})

    @cached_property
    def towns(self) -> Names:
        """By their keys."""
        return Names("town", self.catalog.town_names())

    @cached_property
    def categories(self) -> Names:
        """By their keys."""
        return Names("category", self.catalog.category_names())

    @cached_property
    def events(self) -> Names:
        """By their ids."""
        return Names("event", {id: (id, *titles) for id, titles in self._titles.items()})

    def series(self, ids: Iterable[str]) -> Names:
        """By the ids of the events that others are part of, and those of `ids` that are an event's."""
        titles, known = self._titles, self._series.known
        more = {id: (id, *titles[id]) for id in ids if id in titles and id not in known}
        return Names("series", more, self._series) if more else self._series

    @cached_property
    def _series(self) -> Names:
        parents = dict.fromkeys(event.related_to for event in self.catalog.events if event.related_to)
        return Names("series", {id: (id, *self._titles.get(id, ())) for id in parents})

    @cached_property
    def _titles(self) -> Mapping[str, tuple[str, ...]]:
        """The title of each event by its id, and after it those in other languages."""
        return {event.id: (event.summary, *event.called("summary")) for event in self.catalog.events}

    @cached_property
    def by_id(self) -> Mapping[str, Set[int]]:
        """The events of an id."""
        return self._by(lambda event: (event.id,))

    @cached_property
    def by_venue(self) -> Mapping[str, Set[int]]:
        """The events at a venue, by its id."""
        return self._by(lambda event: [venue.id for venue in event.venues])

    @cached_property
    def by_town(self) -> Mapping[str, Set[int]]:
        """The events in a town."""
        return self._by(lambda event: event.towns)

    @cached_property
    def by_category(self) -> Mapping[str, Set[int]]:
        """The events of a category."""
        return self._by(lambda event: event.categories)

    def _by(self, of: Callable[[Event], Iterable[str]]) -> Mapping[str, Set[int]]:
        found: dict[str, set[int]] = {}
        for number, event in enumerate(self.catalog.events):
            for words in _worded(event):
                for key in of(words):
                    found.setdefault(key, set()).add(number)
        return found

    @cached_property
    def parts(self) -> Mapping[str, list[str]]:
        """The ids of the events that are part of one, by its id."""
        parts: dict[str, list[str]] = {}
        for event in self.catalog.events:
            parts.setdefault(event.related_to, []).append(event.id)
        return parts

    @cached_property
    def days(self) -> list[tuple[date, date]]:
        """The first and the last day of each event."""
        return [(event.first_day, event.last_day) for event in self.catalog.events]

    @cached_property
    def said(self) -> Texts:
        """All that is said of each event; a line for each way in which it is worded."""
        return Texts("\n".join(map(text_of, _worded(event))) for event in self.catalog.events)

    @cached_property
    def by_month(self) -> Mapping[Month, Set[int]]:
        """The events on in a month, in a year, in a month of any year, but those that are `long`."""
        found: dict[Month, set[int]] = {}
        for number, (first, last) in enumerate(self.days):
            if last - first <= _YEAR:
                for year, month in months_of(Days(first, last + ONE_DAY)):
                    for key in (Month(year, month), Month(year, None), Month(None, month)):
                        found.setdefault(key, set()).add(number)
        return found

    @cached_property
    def long(self) -> Set[int]:
        """The events whose first and last day are more than a year apart."""
        return {number for number, (first, last) in enumerate(self.days) if last - first > _YEAR}


def text_of(event: Event) -> str:
    """What a search looks in, as `plain` makes it: the same in every language of the calendar."""
    organizer = (event.organizer,) if event.organizer else ()
    venues = [part for venue in event.venues for part in (venue.name, venue.town_name, venue.address)]
    own = (event.summary, event.description, *venues, *event.category_names, *[of.name for of in organizer])
    others = [text for of in (event, *event.venues, *organizer) for _, text in of.elsewhere]
    # No text that is sought has it: what stands beside what in a listing says nothing.
    return plain("\0".join((*own, *others)))


def plain(text: str) -> str:
    """A text as it is searched: folded, and without the accents that those who search don't type.

    In Japanese and in Indic scripts marks make other letters, and stay; so does the breve of й.
    """
    text = folded(text)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text).translate(LETTERS)
    return unicodedata.normalize("NFC", re.sub(_MARKS, "", apart))


def _worded(event: Event) -> Iterator[Event]:
    yield event
    for override in event.overrides:
        yield override.event
