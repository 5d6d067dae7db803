"""Each kind of page at each width, light and dark: axe, overflow, shifts, the console, other hosts.

`make test` takes two widths and a page of each kind, `make test-all` four widths and every page.
"""

from collections.abc import Iterator

import pytest

from support.browsers import EVERYTHING, OVERFLOW, SCHEMES, SHIFTED, SPLIT, WIDTHS, Shown, axe
from support.gallery import KINDS, LANGUAGES, TREES

PAGES = [(tree, kind) for tree in TREES for kind in KINDS]
OTHERS = TREES[1:]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("tree", "kind"), PAGES, ids=lambda name: name or "first")
def test_a_page_is_whole_at_any_width_in_light_and_dark(
    town: Shown, tree: str, kind: str, width: int
) -> None:
    assert list(faults(town, tree + KINDS[kind], width)) == []


@pytest.mark.skipif(not EVERYTHING, reason="PAGES=all shows every page (make test-all)")
def test_every_other_page_is_whole_too(town: Shown) -> None:
    wrong, files = [], sorted(town.folder.rglob("index.html"))
    assert files
    for file in files:
        path = file.relative_to(town.folder).as_posix().removesuffix("index.html")
        if 'http-equiv="refresh"' in file.read_text("utf-8"):
            continue  # it leads to another at once
        wrong += [f"{path}: {it}" for it in faults(town, path, 320)]
        town.leave()
    assert wrong == []


def test_the_kinds_are_all_that_there_are(published: object, town: Shown) -> None:
    """A folder of pages that no kind is of would be shown to nobody."""
    found = {path.parent.relative_to(town.folder) for path in town.folder.rglob("*.html")}
    assert "exact" in {folder.name for folder in found}
    tops = {path.parts[0] for path in found if path.parts and f"{path.parts[0]}/" not in TREES}
    assert tops - {path.partition("/")[0] for path in KINDS.values()} <= {"categories", "series", "feeds"}


def faults(town: Shown, path: str, width: int) -> Iterator[str]:
    """What is wrong with a page as it is shown."""
    tab, tree = town.look(path, width), next(filter(path.startswith, OTHERS), "")
    if (said := tab.get_attribute("html", "lang")) != (tree.rstrip("/") or LANGUAGES[0]):
        yield f"is in {said}"
    if shifted := tab.evaluate(SHIFTED):
        yield f"what is shown shifts by {shifted}"
    # A scheme changes colours alone, and a language none of them.
    for scheme in SCHEMES if EVERYTHING or not tree else SCHEMES[:1]:
        tab.emulate_media(color_scheme=scheme)
        rules = () if scheme == "light" or EVERYTHING else ("color-contrast",)
        yield from (f"{scheme}: {it}" for it in axe(tab, *rules))
    yield from (f"too wide: {it}" for it in tab.evaluate(OVERFLOW))
    yield from (f"on two lines: {it}" for it in tab.evaluate(SPLIT))
    expected = "Failed to load resource: the server responded with a status of 404"  # of the page itself
    yield from (it for it in town.said if not (path.endswith(KINDS["not found"]) and expected in it))
    yield from (f"asks {url}" for url in town.strangers())
