"""`ignore` silences warnings, wherever they come from, and nothing else; of what silences none it is told."""

from itertools import permutations

import pytest

from calendar_gen import compiler
from calendar_gen.diagnostics.codes import CODES
from calendar_gen.loader import Loaded
from calendar_gen.lock.known import Known
from calendar_gen.lock.lockfile import read as read_lock
from calendar_gen.source.files import Source
from support.paths import INVALID

# Those of themes are found where the files of one are: `tests/site/test_themes.py`.
WARNINGS = sorted(path.stem for path in INVALID.glob("W*/*.yaml") if path.stem[:4] not in ("W211", "W701"))


def load(text: str, known: Known = Known()) -> Loaded:  # noqa: B008 - frozen
    return compiler.load(Source("events.yaml", text.encode()), known)


def codes(text: str, known: Known = Known()) -> list[str]:  # noqa: B008 - frozen
    return [found.code for found in load(text, known).diagnostics]


@pytest.mark.parametrize("name", WARNINGS)
def test_the_calendar_can_ignore_each_warning(name: str) -> None:
    """Those of dates, of series, of references, of feeds, and of what was published before."""
    folder, code = INVALID / f"{name[:2]}xx", name[:4]
    text = (folder / f"{name}.yaml").read_text("utf-8")
    lock = folder / f"{name}.lock"
    known = Known(read_lock(lock.name, lock.read_bytes())[0]) if lock.exists() else Known()
    before = codes(text, known)
    assert code in before
    begin = "ignore: [" if "ignore: [" in text.partition("\n")[0] else "calendar: {"
    assert begin in text
    ignoring = text.replace(begin, begin + (f"{code}, " if "[" in begin else f"ignore: {code}, "), 1)
    assert ignoring != text
    assert codes(ignoring, known) == [other for other in before if other != code]


HEAD = "calendar: {id: c, name: C, timezone: Europe/Berlin}\nevents:\n"


def test_an_event_ignores_its_own_warnings() -> None:
    event = "  - {{id: {0}, title: {0}, start: 2027-10-31 02:30, duration: 1 h{1}}}\n"
    found = load(HEAD + event.format("a", ", ignore: [W101]") + event.format("b2", ""))
    assert [(one.code, one.position.line) for one in found.diagnostics] == [("W101", 4)]
    assert found.warnings == 1


def test_what_both_ignore_is_of_use_twice() -> None:
    text = HEAD.replace("timezone", "ignore: W101, timezone")
    text += "  - {id: a, title: A, start: 2027-10-31 02:30, duration: 1 h, ignore: W101}\n"
    assert codes(text) == []


# Three events, each of which is a pair with each other.
THREE = {
    "W202": "title: Fair, start: 2027-05-01",
    "W207": "title: Fair, start: 2027-05-01, url: https://example.org/{id}",
    "W210": "title: Fair {id}, start: 2027-05-01 10:00, duration: 1 h, venue: v, url: https://example.org/{id}",
}
IDS = {"W207": ("at", "bt", "ct")}


@pytest.mark.parametrize("code", THREE)
@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("wishes", [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_one_of_two_ignores_what_is_told_of_both(
    code: str, order: tuple[int, ...], wishes: tuple[int, ...]
) -> None:
    """Whichever stands first; of the others it is told."""
    text = HEAD.replace("events:", "venues: {v: {name: V}}\nevents:")
    for n in order:
        id = IDS.get(code, ("aa", "bbb", "cccc"))[n]
        wish = f", ignore: [{code}]" if n in wishes else ""
        text += f"  - {{id: {id}, {THREE[code].format(id=id)}{wish}}}\n"
    found = [one.code for one in load(text).diagnostics if one.code != "W203"]
    # Of three that are in one another's way two are told of, of two one, and of one nothing.
    assert found == [code] * (2 - len(wishes))


@pytest.mark.parametrize(
    ("ignore", "found"),
    [
        ("[W101, W202]", ["W211"]),
        ("[W202, W211]", ["W101"]),
        ("[W101, W101]", []),
        ("[E101]", ["W101", "E030"]),
        ("[W999]", ["W101", "E030"]),
        ("[w101]", ["W101", "E030"]),
        ("['']", ["W101", "E013"]),
        ("[]", ["W101", "E013"]),
        ("{W101: true}", ["W101", "E011"]),
        # What was published before is known only with a lock.
        ("[W101, W501]", []),
    ],
)
def test_what_can_be_ignored(ignore: str, found: list[str]) -> None:
    text = f"{HEAD}  - {{id: a, title: A, start: 2027-10-31 02:30, duration: 1 h, ignore: {ignore}}}\n"
    assert codes(text) == found


def test_nothing_is_called_useless_while_errors_hide_warnings() -> None:
    text = HEAD + "  - {id: a, title: A, start: 2027-10-32 02:30, duration: 1 h, ignore: [W101]}\n"
    assert codes(text) == ["E101"]


def test_every_warning_can_be_named() -> None:
    for code in CODES:
        text = f"{HEAD}  - {{id: a, title: A, start: 2027-05-01, ignore: [{code}]}}\n"
        assert ("E030" in codes(text)) == code.startswith("E"), code
