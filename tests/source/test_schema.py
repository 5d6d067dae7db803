"""The JSON Schema, as it is written and as validators read it: no false error, and mistakes are found."""

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
from calendar_gen.source import document, translations
from calendar_gen.source.glossary import KEYS
from calendar_gen.source.readings import read
from calendar_gen.source.schema import schema
from support.edited import FILES, ODD_IDS, with_event
from support.running import Run


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
