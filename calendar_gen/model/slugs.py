"""Names of towns and categories, and of the feeds published before → the paths of their feeds."""

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from itertools import islice

from msgspec import Struct

from calendar_gen.diagnostics.wording import alike
from calendar_gen.model.catalog import Catalog
from calendar_gen.web import layout
from calendar_gen.web.names import is_device

# What tells names apart that are the same without it: said in a path only where that is needed.
_SIGNS = {"+": "plus", "#": "sharp", "&": "and", "@": "at", "%": "percent"}


class Paths(Struct, frozen=True):
    """The paths of the feeds of towns and of categories, by their keys."""

    towns: Mapping[str, str]
    categories: Mapping[str, str]


def paths(catalog: Catalog, published: Mapping[str, str]) -> Paths:
    """The paths of a whole catalog; `published` are the names of the feeds published before, by path.

    Names that differ in more than case and spaces have paths of their own. No path ever moves: one that is
    published stays with the name that it was made from.
    """
    towns, categories = catalog.town_names(), catalog.category_names()
    return Paths(_paths("towns", towns, published), _paths("categories", categories, published))


def unsure(catalog: Catalog, published: Container[str]) -> Set[str]:
    """Those of the published paths of which only their feeds tell from which name each was made."""
    found: set[str] = set()
    for kind, names in (("towns", catalog.town_names()), ("categories", catalog.category_names())):
        there = []
        for called in {alike(key): of for key, of in names.items()}.values():
            slugs = (each for name in called for each in islice(_candidates(name, True), 3))
            may_be = [layout.feed_of(kind, each) for each in slugs]
            there.append((may_be[0], {path for path in may_be if path in published}))
        shared = Counter(path for _, paths in there for path in paths)
        for best, paths in there:
            if paths != {best} or shared[best] > 1:
                found |= paths
    return found


def slug(name: str) -> str:
    """A name as part of a file name and an address: letters and digits of any script, and hyphens.

    Names that differ in case or in signs only have one slug.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    slug = _hyphenated(text)
    if slug and len(slug.encode()) <= 80 and not is_device(slug):
        return slug
    # Too long for a path, a device of Windows, or nothing but signs: a digest keeps it apart from others.
    return _digested(text, slug)


def _paths(kind: str, names: Mapping[str, Iterable[str]], published: Mapping[str, str]) -> Mapping[str, str]:
    """The paths of what has keys, by these; `names` are all that each of them is called."""
    keys = {alike(name): name for name in sorted(names, reverse=True)}
    called = {alike(name): alike(key) for key, of in names.items() for name in of}
    called.update((key, key) for key in keys)
    found: dict[str, str] = {}
    for path, name in sorted(published.items(), reverse=True):
        if layout.kind_of(path) == kind and (key := called.get(alike(name))):
            found[key] = path
    taken = set(found.values())
    shared = Counter(map(slug, keys.values()))
    # Whose slug leaves nothing out has it before all others.
    for key in sorted(keys.keys() - found.keys(), key=lambda key: (not _is_whole(key), key)):
        name = keys[key]
        alone = _is_whole(key) or shared[slug(name)] == 1
        candidates = (layout.feed_of(kind, each) for each in _candidates(name, alone))
        found[key] = next(path for path in candidates if path not in taken)
        taken.add(found[key])
    return {name: found[alike(name)] for name in names}


def _candidates(name: str, alone: bool) -> Iterator[str]:
    """The slugs that a name may have, the best first."""
    if alone:
        yield slug(name)
    text = unicodedata.normalize("NFKC", name).casefold()
    yield slug("".join(f" {_SIGNS[sign]} " if sign in _SIGNS else sign for sign in text))
    while True:  # once, but for two digests that are the same
        yield _digested(text, _hyphenated(text))
        text += " "


def _is_whole(key: str) -> bool:
    """Whether a slug says all of a name."""
    return slug(key).replace("-", " ") == key


def _digested(text: str, slug: str) -> str:
    from hashlib import sha256  # late: OpenSSL takes 3 ms, and few names need a digest

    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{slug[:20].strip('-')}-{digest}".lstrip("-")


def _hyphenated(text: str) -> str:
    letters = ""
    for c in text:
        # Marks are parts of letters: without them Indic vowels, and so names, would be lost.
        is_mark = unicodedata.category(c)[0] == "M" and letters[-1:] > " "
        letters += c if c.isalnum() or is_mark else " "
    return "-".join(letters.split())
