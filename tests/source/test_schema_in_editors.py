"""The JSON Schema in an editor: no false error, mistakes underlined, keys explained and offered."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from calendar_gen import __version__
from calendar_gen.cli.group import cli
from calendar_gen.loader import load
from calendar_gen.source import document
from calendar_gen.source.files import Source
from calendar_gen.source.glossary import KEYS
from calendar_gen.source.schema import schema
from support.edited import FILES, ODD_IDS, with_event
from support.editors import SERVER, Editor
from support.paths import ROOT
from support.running import Run

# Each with the line that an editor underlines, from 1, and a part of what it says.
MISTAKES = {
    "an unknown key": ("titel: A", 1, "titel is not allowed"),
    "a missing key": ("start: 2027-06-04", 1, 'Missing property "title"'),
    "a date in words": ("title: A\nstart: 4 June 2027", 2, "A date is written"),
    "a month that is none": ("title: A\nstart: 2027-13-06", 2, "A date is written"),
    "a time that is none": ("title: A\nstart: 2027-06-04 25:00", 2, "A date is written"),
    "a date as in German": ("title: A\nstart: 31.12.2027", 2, "A date is written"),
    "a mapping in the place of an id": ("title: A\nvenue: [{name: The hall}]", 2, "Incorrect type"),
    "a tab": ("title: A\n\tvenue: hall", 2, "Tabs are not allowed"),
    "a rule as a word": ("title: A\nrepeat: weekly", 2, "Incorrect type"),
    "a colon in a text": ("title: Talk: Rust", 1, "Nested mappings"),
    "a key twice": ("title: A\ntitle: B", 2, "unique"),
    "hours by halves": ("title: A\nhours: 10-17", 2, "Write 10:00-17:00"),
    "a length without its unit": ("title: A\nduration: 90", 2, "Incorrect type"),
    "a year far off": ("title: A\nstart: 3027", 2, "2199"),
    "a status of another spelling": ("title: A\nstatus: canceled", 2, '"cancelled"'),
    "an id with a capital": ("title: A\nvenue: Library", 2, "An id is"),
    "an address without its scheme": ("title: A\nurl: example.org", 2, "Write https://"),
    "a colour that is none": ("title: A\ncolor: steelbleu", 2, "steelblue"),
    "no days at all": ("title: A\ndays: 0", 2, "minimum of 1"),
    "an unknown key further in": ("title: A\nrepeat: {evry: week}", 2, "evry is not allowed"),
    "a number as truth": ("title: A\nbusy: 1", 2, "true, false"),
    "several in the place of one": ("title: A\ncategories: music, art", 2, "Write a list"),
    "an id with a capital, without brackets": ("title: A\nformerly: Old", 2, "An id is"),
    "a language that is none": ("title: {en: A, chinese: B}", 1, "Write en, or zh-Hans"),
    "a language without a text": ("title: {en: A, de: }", 1, "Incorrect type"),
    "a text that is empty in a language": ('title: {en: A, de: ""}', 1, "pattern"),
    "keys where there is no language": ("title: A\nurl: {en: https://example.org/}", 2, "Incorrect type"),
    "a value that was forgotten": ("title: A\ndescription:", 2, "Incorrect type"),
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    if not SERVER.exists():
        pytest.skip("YAML-LANGUAGE-SERVER IS NOT INSTALLED: what editors show is not tested")
    folder = tmp_path_factory.mktemp("editor")
    (folder / "events.schema.json").write_bytes(schema(__version__))
    with Editor(folder / "events.schema.json", folder) as editor:
        yield editor


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_an_editor_underlines_nothing_that_is_right(editor: Editor, file: Path) -> None:
    assert editor.open(editor.folder / f"{file.parent.name}.yaml", file.read_text("utf-8")) == []


@pytest.mark.parametrize("what", MISTAKES)
def test_an_editor_underlines_what_is_wrong(editor: Editor, what: str) -> None:
    keys, line, said = MISTAKES[what]
    found = editor.open(editor.folder / f"{what.replace(' ', '-')}.yaml", with_event(keys))
    # What is missing is told at the event itself.
    places = [error["range"]["start"]["line"] for error in found if said in error["message"]]
    assert places in ([line + 4], [4]), found


# What `check` finds and an editor doesn't, as docs/editor.md says.
UNSEEN = (
    "title: A\nstart: 2027-06-04\nvenue: hal",
    "title: A\nstart: 2027-02-30",
    "title: A\nstart: 2027-06-04\nend: 2027-06-03",
    "title: A\nstart: 2027-06-04 19:30",
    "title: A\nstart: 2027-06-04\ntimezone: Lisbon",
    "title: A\nstart: 2027-06-04\nend: 2027-06-05\ndays: 2",
    "title: A\nstart: 2027-06-04\nrepeat: {on: [monday]}",
    "title: A\nstart: 2027-06-04\nrepeat: {every: fortnight}",
    "title: A\nstart: 2027-06-04\nrepeat: {every: week, on: [moonday]}",
    "title: A\nstart: 2027-06-04\nignore: X999",
    "title: {en: A, de: B}\nstart: 2027-06-04",
)


@pytest.mark.parametrize("keys", UNSEEN, ids=lambda keys: keys.splitlines()[-1])
def test_what_an_editor_does_not_see_check_finds(editor: Editor, keys: str) -> None:
    text = with_event(keys)
    assert editor.open(editor.folder / "unseen.yaml", text) == []
    assert load(Source("events.yaml", text.encode())).errors


FORMAT = (ROOT / "docs" / "format.md").read_text("utf-8")
# Whole files, but for one that shows what is wrong.
BLOCKS = [
    block
    for block, wrong in re.findall(r"^```yaml\n(.*?)^```\n+(```text)?", FORMAT, re.DOTALL | re.MULTILINE)
    if not wrong and not block.startswith("id:")
]


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_an_editor_underlines_no_form_of_the_docs(editor: Editor, block: str) -> None:
    assert editor.open(editor.folder / "docs.yaml", block) == []


# What stands above the keys of each mapping, and before each but the first of them.
ABOVE: dict[type[msgspec.Struct], tuple[str, str]] = {
    document.Document: ("", ""),
    document.Calendar: ("calendar:\n  ", "  "),
    document.Venue: ("venues:\n  hall:\n    ", "    "),
    document.Organizer: ("organizers:\n  friends:\n    ", "    "),
    document.Term: ("categories:\n  music:\n    ", "    "),
    document.Event: ("events:\n  - ", "    "),
    document.Citation: ("events:\n  - source:\n      ", "      "),
    document.Repeat: ("events:\n  - repeat:\n      ", "      "),
    document.Change: ("events:\n  - changes:\n      - ", "        "),
    document.Feed: ("feeds:\n  - ", "    "),
    document.Where: ("feeds:\n  - where:\n      ", "      "),
    document.Site: ("site:\n  ", "  "),
}


@pytest.mark.parametrize("cls", KEYS, ids=lambda cls: cls.__name__)
def test_an_editor_explains_and_offers_each_key(editor: Editor, cls: type[msgspec.Struct]) -> None:
    above, before = ABOVE[cls]
    first, file = above.count("\n"), editor.folder / "keys.yaml"
    editor.open(file, above)
    assert set(KEYS[cls]) <= set(editor.complete(file, first, len(before)))
    text = above + f"\n{before}".join(f"{key}: {said.example}" for key, said in KEYS[cls].items())
    # Of the mapping around it more must be there.
    assert {error["message"][:16] for error in editor.open(file, text)} <= {"Missing property"}
    for line, said in enumerate(KEYS[cls].values(), first):
        shown = editor.hover(file, line, len(before))
        assert re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", said.says)[:30] in shown.replace("\\", "")


ALONE = (
    "categories: music\nvenues: hall\nclosed: monday\nformerly: old\nignore: W203\n"
    "source: {title: T}\nchanges: {date: 2027-01-01, status: cancelled}\n"
    "repeat: {every: week, on: monday, except: 2027-01-08, also: 2027-01-09}"
)


def test_an_editor_lets_lists_of_one_have_no_brackets(editor: Editor) -> None:
    assert editor.open(editor.folder / "alone.yaml", with_event(f"title: A\n{ALONE}")) == []


def test_an_editor_takes_truth_in_capitals_as_check_does(editor: Editor) -> None:
    for word in ("yes", "Yes", "YES", "no", "No", "NO", "true", "True", "tRUE", "false", "FALSE"):
        text = with_event(f"title: A\nstart: 2027-06-04\nbusy: {word}")
        for site in (f"site: {word}", f"site: {{search: {word}}}"):
            assert load(Source("events.yaml", f"{text}{site}\n".encode())).errors == 0
            assert editor.open(editor.folder / f"{word}.yaml", f"{text}{site}\n") == []
    (found,) = editor.open(editor.folder / "perhaps.yaml", with_event("title: A\nbusy: perhaps"))
    assert 'true, false, "yes", "no"' in found["message"]
    editor.open(file := editor.folder / "truth.yaml", with_event("title: A\nbusy: "))
    assert sorted(editor.complete(file, 6, 10)) == ['"no"', '"yes"', "false", "true"]


def test_an_editor_explains_keys_and_offers_what_may_stand_there(editor: Editor) -> None:
    file = editor.folder / "offered.yaml"
    text = with_event("title: A\nend: 2027-06-04\nstatus: \n\ncolor: ")
    editor.open(file, text)
    shown = editor.hover(file, 6, 5)
    assert "The last day, itself included" in shown
    assert "2027-06-06" in shown  # the example
    assert editor.complete(file, 7, 12) == ["confirmed", "tentative", "cancelled", "postponed"]
    assert "steelblue" in editor.complete(file, 9, 11)
    offered = editor.complete(file, 8, 4)
    assert {"start", "venue", "categories", "repeat"} <= set(offered)
    assert "title" not in offered  # it is there


PLACES = "".join(f"  {id}: {{name: Place {i}, town: Westport}}\n" for i, id in enumerate(ODD_IDS))
EVENTS = "".join(
    f"  - {{id: {id}, title: E, start: 2027-06-04, venue: {id}, organizer: 007, categories: music}}\n"
    for id in ODD_IDS
)
OWN = f"""\
calendar: {{id: a, name: A}}
organizers: {{007: {{name: O}}, true: {{name: P}}}}
categories: {{music: {{name: Music}}}}
venues:
{PLACES}\
events:
{EVENTS}\
  - {{id: a-part, title: E, start: 2027-06-04, venues: [{", ".join(ODD_IDS)}], part_of: 1e3, organizer: true}}
feeds:
  - id: own
    name: Own
    where: {{venue: [Place 0, 007], series: [1e3], category: Music, town: [westport], event: [a-part, 007]}}
"""


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor with the schema of the calendar OWN."""
    if not SERVER.exists():
        pytest.skip("YAML-LANGUAGE-SERVER IS NOT INSTALLED: what editors show is not tested")
    folder = tmp_path_factory.mktemp("knowing")
    (folder / "events.yaml").write_text(OWN)
    words = ["-f", str(folder / "events.yaml"), "schema", "--with-ids", "-o", str(folder / "s.json")]
    assert CliRunner().invoke(cli, words).exit_code == 0
    with Editor(folder / "s.json", folder) as editor:
        yield editor


def test_an_editor_underlines_no_id_of_the_calendar_however_it_reads_it(knowing: Editor) -> None:
    assert knowing.open(knowing.folder / "events.yaml", OWN) == []
    (found,) = knowing.open(knowing.folder / "other.yaml", with_event("title: A\norganizer: freinds"))
    assert '"007"' in found["message"]


def test_an_editor_offers_the_calendars_own_ids(knowing: Editor) -> None:
    file = knowing.folder / "offered.yaml"
    knowing.open(file, with_event("title: A\norganizer: \ncategories: ["))
    assert knowing.complete(file, 6, 15) == ['"007"', '"true"', "true"]
    assert "music" in knowing.complete(file, 7, 17)
    text = with_event("title: A").replace("events:", "feeds:")
    for key, own in {"venue": "--", "town": "Westport", "category": "music", "series": "a-part"}.items():
        for line in (f"{key}: ", f"{key}: ["):
            knowing.open(file, f"{text}    where:\n      {line}")
            assert own in knowing.complete(file, 7, 6 + len(line)), line


def test_an_editor_finds_the_schema_that_init_has_written(run: Run, tmp_path: Path) -> None:
    if not SERVER.exists():
        pytest.skip("YAML-LANGUAGE-SERVER IS NOT INSTALLED: what editors show is not tested")
    assert run("init", "--yes", "--name", "A", cwd=tmp_path).code == 0
    with Editor(None, tmp_path) as editor:
        file = tmp_path / "events.yaml"
        text = file.read_text("utf-8")
        assert editor.open(file, text) == []
        assert "What the whole calendar is" in editor.hover(file, text.splitlines().index("calendar:"), 3)
        (found,) = editor.open(tmp_path / "other.yaml", text.replace("status: cancelled", "status: canceled"))
        assert '"cancelled"' in found["message"]
