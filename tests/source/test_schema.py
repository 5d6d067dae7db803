"""The JSON Schema, as validators and editors read it: no false error, and mistakes are found."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from calendar_gen import __version__
from calendar_gen.cli.group import cli
from calendar_gen.loader import load
from calendar_gen.source import document, translations
from calendar_gen.source.files import Source
from calendar_gen.source.glossary import KEYS
from calendar_gen.source.readings import read
from calendar_gen.source.schema import schema
from support.editors import SERVER, Editor
from support.paths import ROOT, VALID
from support.running import Run

FILES = [*sorted(VALID.rglob("*.yaml")), *sorted(ROOT.glob("examples/*/*.yaml")), ROOT / "events.yaml"]
# Each with the line that an editor underlines, from 1, and a part of what it says.
MISTAKES = {
    "an unknown key": ("titel: A", 1, "titel is not allowed"),
    "a missing key": ("start: 2027-06-04", 1, 'Missing property "title"'),
    "a date in words": ("title: A\nstart: 4 June 2027", 2, "A date is written"),
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


def with_event(keys: str) -> str:
    """A calendar whose sixth line is the first of these keys of an event."""
    lines = "".join(f"    {line}\n" for line in keys.splitlines())
    return f"calendar:\n  id: a\n  name: A\nevents:\n  - id: an-event\n{lines}"


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema(__version__))
    return found


# --- as it is written -----------------------------------------------------------------------------


def test_it_says_which_version_it_is_of(written: dict[str, Any]) -> None:
    assert written["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert written["$id"].endswith(f":{__version__}")
    Draft202012Validator.check_schema(written)


@pytest.mark.parametrize("cls", KEYS, ids=lambda cls: cls.__name__)
def test_each_key_has_a_sentence_and_an_example(cls: type[msgspec.Struct], written: dict[str, Any]) -> None:
    mapping = written if cls is document.Document else written["$defs"][cls.__name__.lower()]
    names = document.TOP if cls is document.Document else {f.encode_name for f in msgspec.structs.fields(cls)}
    assert set(mapping["properties"]) == set(names)
    for key, said in mapping["properties"].items():
        assert re.fullmatch(r"[A-Z].+\.", said["description"], re.DOTALL), key
        assert said["examples"], key


EXAMPLES = [(cls, key) for cls, keys in KEYS.items() for key in keys if cls is not document.Document]


@pytest.mark.parametrize(("cls", "key"), EXAMPLES, ids=lambda part: getattr(part, "__name__", part))
def test_each_example_is_right(cls: type[msgspec.Struct], key: str, written: dict[str, Any]) -> None:
    """For `check`, and for an editor."""
    value = yaml.load(KEYS[cls][key].example, yaml.CBaseLoader)
    kind = {f.encode_name: f.type for f in msgspec.structs.fields(cls)}[key]
    single = translations.apart(cls, {key: value}, (), {})
    assert isinstance(single, dict)
    msgspec.convert(single[key], kind, dec_hook=read)
    name = cls.__name__.lower()
    for example in written["$defs"][name]["properties"][key]["examples"]:
        of = {"$ref": f"#/$defs/{name}/properties/{key}", "$defs": written["$defs"]}
        Draft202012Validator(of).validate(example)


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "pattern" and isinstance(value, str))
        yield from (found for value in part.values() for found in patterns(value))
    elif isinstance(part, list):
        yield from (found for value in part for found in patterns(value))


def test_its_patterns_are_of_ecmascript_and_simple(written: dict[str, Any]) -> None:
    found = set(patterns(written))
    assert len(found) > 8
    assert [pattern for pattern in found if re.search(r'\(\?|\\[AZz"]', pattern)] == []


def test_nothing_may_be_null(written: dict[str, Any]) -> None:
    assert '"null"' not in json.dumps(written)


# --- as validators read it ------------------------------------------------------------------------


def test_every_valid_calendar_is_valid(run: Run, tmp_path: Path) -> None:
    """By check-jsonschema, which reads YAML 1.2 as editors do."""
    check_jsonschema = pytest.importorskip("check_jsonschema", reason="CHECK-JSONSCHEMA IS NOT INSTALLED")
    assert run("schema", "-o", tmp_path / "s.json").code == 0
    checked = CliRunner().invoke(check_jsonschema.main, ["--check-metaschema", str(tmp_path / "s.json")])
    assert checked.exit_code == 0, checked.output
    words = ["--schemafile", str(tmp_path / "s.json"), *map(str, FILES)]
    checked = CliRunner().invoke(check_jsonschema.main, words)
    assert checked.exit_code == 0, checked.output
    (tmp_path / "wrong.yaml").write_text(with_event("title: A\nstatus: canceled"))
    wrong = [*words[:2], str(tmp_path / "wrong.yaml")]
    assert CliRunner().invoke(check_jsonschema.main, wrong).exit_code == 1


def test_the_calendars_own_ids_are_enough_for_its_references(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    text = """
calendar: {id: a, name: A}
venues: {hall: {name: The hall}, 12: {name: Number twelve}}
events:
  - {id: a-fair, title: Fair, start: 2027-06-04, venues: [hall, 12]}
  - {id: a-talk, title: Talk, start: 2027-06-04, part_of: a-fair}
"""
    (folder / "events.yaml").write_text(text)
    ran = run("schema", "--with-ids", cwd=folder)
    assert (ran.code, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    assert found["$defs"]["venues"] == {
        "enum": ["hall", "12", 12],
        "enumDescriptions": ["The hall", "Number twelve", "Number twelve"],
    }
    assert found["$defs"]["events"]["enum"] == ["a-fair", "a-talk"]
    assert "organizers" not in found["$defs"]  # there are none: any id may stand for one
    validator = Draft202012Validator(found)
    plain = yaml.safe_load(text.replace("2027-06-04", "'2027-06-04'").replace("12:", "'12':"))
    assert not list(validator.iter_errors(plain))
    plain["events"][1]["part_of"] = "a-fare"
    assert [error.message for error in validator.iter_errors(plain)] == [
        "'a-fare' is not one of ['a-fair', 'a-talk']"
    ]


# Each with what editors take it for by YAML 1.2, and by YAML 1.1, where it stands without quotes.
ODD_IDS: dict[str, tuple[object, ...]] = {
    "12": (12,),
    "007": (7,),
    "-1": (-1,),
    "017": (17, 15),
    "1e3": (1000.0,),
    "1e-3": (0.001,),
    "1e400": (float("inf"),),
    "0x1f": (31,),
    "0o17": (15, "0o17"),
    "0b11": ("0b11", 3),
    "99999999999999999999": (99999999999999999999,),
    "true": (True,),
    "on": ("on", True),
    "no": ("no", False),
    "2027-01-01": ("2027-01-01",),
    "--": ("--",),
}


@pytest.mark.parametrize("id", ODD_IDS)
def test_an_id_is_right_whatever_an_editor_takes_it_for(id: str, written: dict[str, Any]) -> None:
    venue = {"$ref": "#/$defs/event/properties/venue"}
    known = json.loads(schema(__version__, {"venues": {id: "A", "hall": "The hall"}}))
    for value in (id, *ODD_IDS[id]):
        for of in (written, known):
            Draft202012Validator({**venue, "$defs": of["$defs"]}).validate(value)
    offered = known["$defs"]["venues"].get("anyOf", [known["$defs"]["venues"]])[0]["enum"]
    # What is offered is what must be written.
    assert {json.dumps(value).strip('"') for value in offered} == {id, "hall"}
    assert not Draft202012Validator({**venue, "$defs": known["$defs"]}).is_valid("hal")


def test_ids_are_those_of_a_calendar_without_errors(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(with_event("titel: A"))
    ran = run("schema", "--with-ids", cwd=tmp_path)
    assert (ran.code, ran.stdout) == (1, "")
    assert run("schema", cwd=tmp_path).code == 0


def test_the_calendar_is_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(text := with_event("title: A"))
    assert run("schema", "-o", "events.yaml", cwd=tmp_path).code == 2
    assert (tmp_path / "events.yaml").read_text() == text


# --- as an editor shows it ------------------------------------------------------------------------


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
