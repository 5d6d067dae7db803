"""A calendar in one language → the same in several, some of whose texts aren't there in all of them."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from calendar_gen.model.catalog import Catalog, Event
from support.calendars import Data
from support.projects import feeds_of

TAGS = ["en", "de", "zh-Hans"]
# Few, so that texts of different languages are often the same, and often what a filter asks for.
WORDS = ["Jazz", "Choir", "Hall Y", "合唱", "Chor am See", "爵士乐 jazz"]
# The keys of texts, by the key under which they stand.
KEYS = {
    "calendar": ("name", "description"),
    "venues": ("name", "address"),
    "organizers": ("name",),
    "feeds": ("name",),
    "events": ("title", "description"),
    "changes": ("title", "description"),
    "source": ("title", "publication"),
}


@st.composite
def translated(draw: st.DrawFn, data: Data, tags: Sequence[str] = TAGS, words: Sequence[str] = WORDS) -> Data:
    """The calendar with `languages`; of its texts some stand in several, some in one, maybe not the first."""
    data = copy.deepcopy(data)
    data["calendar"]["languages"] = list(tags)
    data["calendar"].pop("language", None)

    def texts(text: str) -> Any:
        others = draw(st.lists(st.sampled_from(tags), unique=True, max_size=len(tags)))
        if not others:
            return text
        return {tag: text if tag == tags[0] else draw(st.sampled_from(words)) for tag in others}

    def walk(part: Any, key: str) -> None:
        if isinstance(part, list):
            for item in part:
                walk(item, key)
        elif isinstance(part, dict):
            for name, value in part.items():
                if name in KEYS.get(key, ()) and isinstance(value, str):
                    part[name] = texts(value)
                else:
                    # What stands under an id is of the kind that its key says.
                    walk(value, key if key in ("venues", "organizers") else name)

    for key in KEYS:
        walk(data.get(key), key)
    return data


def same(found: Mapping[str, Catalog]) -> bool:
    """Whether catalogs say the same in other words, and have the same feeds with the same in them."""
    first, *others = found.values()
    return all(_structure(it) == _structure(first) for it in others)


def _structure(catalog: Catalog) -> Any:
    feeds = [(feed.path, [it.uid for it in feed.events]) for feed in feeds_of(catalog)]
    return [_dated(it) for it in catalog.events], [it.id for it in catalog.venues], feeds


def _dated(it: Event) -> Any:
    changes = [(of.recurrence_id, of.beside, _dated(of.event)) for of in it.overrides]
    places = [(venue.id, venue.town) for venue in it.venues]
    when = (it.span, it.stated, it.rule, it.exdates, it.also, it.last_day)
    return it.id, it.uid, when, it.status, places, it.categories, it.parent_uid, changes
