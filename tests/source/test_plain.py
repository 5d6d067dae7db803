"""Whatever is in a file, reading it ends, with plain data or with a diagnostic at a place that exists."""

import itertools
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.cli import options, reading
from calendar_gen.diagnostics.problem import Diagnostic, Position, Problem
from calendar_gen.source import files, trees
from calendar_gen.source.document import Truth
from calendar_gen.source.files import Plain, Source
from support.paths import ROOT
from support.running import NOW, Run
from support.work import ending

SHIPPED = ROOT / "events.yaml"
SERIES = SHIPPED.parent / "examples" / "language-exchange" / "events.yaml"
CALENDAR = "calendar: {id: jiading, name: Jiading Events, timezone: Asia/Shanghai}\n"
HEAD = CALENDAR + "events:\n  - id: fair\n    title: Fair\n    start: 2024-05-01\n"
LINE_END = re.compile("\r\n|[\n\r]")
BOM = b"\xef\xbb\xbf"


def parsed(text: str | bytes) -> Plain:
    """The plain data of what is good YAML."""
    plain, problems = files.parse(Source("events.yaml", as_bytes(text)))
    assert problems == []
    return plain


def found(text: str | bytes) -> tuple[Diagnostic, ...]:
    """What is wrong with a file, at places that exist."""
    data = as_bytes(text)
    diagnostics = compiler.load(Source("events.yaml", data)).diagnostics
    lines = LINE_END.split(data.decode("utf-8-sig", "replace"))
    for diagnostic in diagnostics:
        at = diagnostic.position
        assert 1 <= at.line <= len(lines), diagnostic
        assert 1 <= at.column <= len(lines[at.line - 1]) + 1, diagnostic
        assert at.width >= 1
        assert diagnostic.excerpt == lines[at.line - 1], diagnostic
    return diagnostics


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of what is wrong."""
    return [(d.code, d.position.line, d.position.column) for d in found(text)]


def codes(text: str | bytes) -> set[str]:
    return {diagnostic.code for diagnostic in found(text)}


def as_bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def laughs(levels: str, item: str) -> str:
    """Each level names the one before it ten times over: 10^n of them in all."""
    return "".join(
        f"{name}: &{name} {item.format(', '.join([f'*{before}'] * 10))}\n"
        for before, name in itertools.pairwise(levels)
    )


# Each with the codes that it must lead to, among others.
HOSTILE: dict[str, tuple[str | bytes, set[str]]] = {
    "empty": ("", {"E003"}),
    "only comments": ("# nothing\n# to see\n", {"E003"}),
    "only a comment, without a line end": ("# nothing", {"E003"}),
    "only spaces": ("  \n   \n", {"E003"}),
    "only a BOM": (BOM, {"E003"}),
    "binary": (bytes(range(256)) * 4, {"E001"}),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", {"E001"}),
    "a gzip file": (b"\x1f\x8b\x08\0\0\0\0\0", {"E001"}),
    "NUL": (HEAD + "    url: \0\n", {"E002"}),
    "only NUL": ("\0", {"E002"}),
    "UTF-16": (HEAD.encode("utf-16"), {"E001"}),
    "UTF-16, big-endian": (b"\xfe\xff" + HEAD.encode("utf-16-be"), {"E001"}),
    "UTF-32": (HEAD.encode("utf-32"), {"E001"}),
    "UTF-16 without a BOM": (HEAD.encode("utf-16-le"), {"E002"}),
    "overlong UTF-8": (HEAD.encode() + b"    url: \xc0\xaf\n", {"E001"}),
    "a scalar of 10 MB": (HEAD + "    description: " + "a b " * 2_500_000 + "\n", {"E015"}),
    "a key of 10 MB": (HEAD + "    ? " + "a" * 10_000_000 + "\n    : b\n", {"E010"}),
    "an unclosed quote of 10 MB": (HEAD + '    description: "' + "a b\n" * 2_500_000, {"E002"}),
    "a million comments": ("#\n" * 1_000_000, {"E003"}),
    "brackets 10,000 deep": (HEAD + "    categories: " + "[" * 10_000 + "]" * 10_000, {"E007"}),
    "unclosed brackets 10,000 deep": (HEAD + "    categories: " + "[" * 10_000, {"E007"}),
    "braces 10,000 deep": (HEAD + "    source: " + "{a: " * 10_000 + "}" * 10_000, {"E007"}),
    "dashes 10,000 deep": (HEAD + "    categories:\n      " + "- " * 10_000 + "a\n", {"E007"}),
    "question marks 10,000 deep": (HEAD + "    source:\n      " + "? " * 10_000, {"E007"}),
    "keys 1,000 deep": (HEAD + "".join(" " * (4 + n) + "source:\n" for n in range(1000)), {"E007"}),
    "keys of keys": (HEAD + "    ? {? {? [a]}}\n    : b\n", {"E008"}),
    "events: 3": (CALENDAR + "events: 3\n", {"E011"}),
    "events: a list of lists": (CALENDAR + "events: [[[]]]\n", {"E011"}),
    "a list of events": ("- id: fair\n", {"E011"}),
    "a list where a mapping belongs": (
        "calendar: [a]\nvenues: [a]\norganizers: [a]\nevents: [[a]]\n",
        {"E011"},
    ),
    "a mapping where a list belongs": (CALENDAR + "events: {id: fair}\n", {"E011"}),
    "a mapping where text belongs": (HEAD.replace("Fair", "{a: b}"), {"E011"}),
    "a number": ("3", {"E011"}),
    "a Python object": (HEAD + '    url: !!python/object/apply:os.system ["exit 3"]\n', {"E005"}),
    "a Python name": ("!!python/name:os.system", {"E005"}),
    "tags of all sorts": (HEAD + "    url: ! !!str !<tag:a> !b c\n", {"E002"}),
    "a surrogate as an escape": (HEAD + '    url: "\\ud800"\n', {"E002"}),
    "a surrogate as bytes": (HEAD.encode() + b"    url: \xed\xa0\x80\n", {"E001"}),
    "an escape beyond Unicode": (HEAD + '    url: "\\UFFFFFFFF"\n', {"E002"}),
    "ten laughs of laughs, as lists": (
        CALENDAR + "a: &a [ha, ha]\n" + laughs("abcdefghi", "[{}]"),
        {"E006"},
    ),
    "ten laughs of laughs, as merges": (
        CALENDAR + "a: &a {x: y}\n" + laughs("abcdefghi", "{{<<: [{}]}}"),
        {"E006"},
    ),
    "a large mapping merged often": (
        CALENDAR
        + "a: &a {"
        + ", ".join(f"k{n}: v" for n in range(1000))
        + "}\nevents:\n"
        + "  - <<: *a\n" * 1000,
        {"E006"},
    ),
    "an alias in its own list": (HEAD + "    categories: &a [*a]\n", {"E006"}),
    "an alias in its own mapping": (HEAD + "    source: &a {title: *a}\n", {"E006"}),
    "an alias merged into itself": (CALENDAR + "events:\n  - &a {<<: *a}\n", {"E006"}),
    "an alias as its own key": (HEAD + "    ? &a [*a]\n    : b\n", {"E006"}),
    "an alias of nothing": ("*a", {"E002"}),
    "two documents": (HEAD + "---\n" + HEAD, {"E009"}),
    "text after the end": (HEAD + "...\nevents: []\n", {"E002"}),
    "tabs": (CALENDAR + "events:\n\t- id: fair\n", {"E002"}),
    "a tab between": (CALENDAR + "events:\n  - id: fair\n\ttitle: Fair\n", {"E002"}),
    "merging text": (HEAD + "    <<: fair\n", {"E010"}),
    "merging nothing": (HEAD + "    <<:\n", {"E010"}),
    "merging a list of text": (HEAD + "    <<: [fair, {url: 'https://example.org/'}]\n", {"E010"}),
    "a version of YAML that there isn't": ("%YAML 3.0\n---\n" + HEAD, {"E002"}),
    "a directive and nothing else": ("%YAML 1.2\n", {"E002"}),
    "a merge conflict": (HEAD + "<<<<<<< HEAD\n=======\n>>>>>>> other\n", {"E002"}),
    "a chain of merges": (
        CALENDAR
        + "events:\n  - &e0 {id: e0, title: E, strt: x}\n"
        + "".join(f"  - &e{n} {{id: e{n}, <<: *e{n - 1}}}\n" for n in range(1, 100)),
        {"E010"},
    ),
    "ten thousand keys written twice": (HEAD + "  - {a: b, a: c}\n" * 10_000, {"E004"}),
    "ten thousand odd line ends": (HEAD + "    url: '" + "\u2028\x85" * 5000 + "'\n", {"E014"}),
    "ten thousand aliases of a mistake": (
        CALENDAR + "events:\n  - &a {id: a, title: A, strt: x}\n" + "  - *a\n" * 10_000,
        {"E006"},
    ),
    "a control character": (HEAD + "    description: a\x07\n", {"E002"}),
    "a noncharacter": (HEAD + "    description: a\uffff\n", {"E002"}),
    "a control character as an escape": (HEAD + '    description: "\\e[2J"\n', {"E014"}),
    "a path as an id": (CALENDAR + "events: [{id: ../../x, title: A, start: 2024}]\n", {"E020"}),
    "a path as a time zone": (CALENDAR.replace("Asia/Shanghai", "/etc/localtime"), {"E027"}),
    "a module as a time zone": (CALENDAR.replace("Asia/Shanghai", "__init__"), {"E027"}),
    "year 0": (HEAD.replace("2024-05-01", "0000-01-01"), {"E101"}),
    "numbers of many digits": (HEAD + f"    days: {'9' * 5000}\n", {"E108"}),
    "a duration of many digits": (
        HEAD.replace("-01\n", f"-01 09:30\n    duration: {'9' * 90} h\n"),
        {"E109"},
    ),
}

HARMLESS: dict[str, str | bytes] = {
    "a BOM": BOM + HEAD.encode(),
    "CRLF": HEAD.replace("\n", "\r\n"),
    "lone CR": HEAD.replace("\n", "\r"),
    "line ends of all kinds": HEAD.replace("\n", "\r\n", 1).replace("\n  ", "\r  ", 1),
    "no line end at the end": HEAD.rstrip(),
    "a document's start and end": f"---\n{HEAD}...\n",
    "a directive": f"%YAML 1.2\n---\n{HEAD}",
    "JSON": '{"calendar": {"id": "a", "name": "A"},"events": [{"id":"\\u0062","title":"B","start":"2024"}]}',
    "a scheme in capitals": HEAD + "    url: HTTPS://Example.org/\n",
    "a title of which some can't be seen": HEAD.replace("Fair", '"\u200b\u3000Fair"'),
    "true and false in any case": HEAD + "    busy: No\n",
    "astral plane": HEAD + '    description: "🚗 𠀀 \\U0001F697"\n',
    "an escaped noncharacter": HEAD + '    description: "a\\ufdd0"\n',
    "private use": HEAD + "    description: a\ue000\n",
    "no true, no false, no number": HEAD.replace("title: Fair", "title: no").replace("id: fair", "id: 0x10"),
}


@pytest.mark.parametrize("word", get_args(get_args(Truth)[0]))
def test_every_word_for_true_and_false_says_the_same_wherever_one_may_stand(word: str) -> None:
    is_true = word in ("true", "yes")
    for written in (word, word.upper(), word.title()):
        text = HEAD + f"    busy: {written}\nsite: "
        for site, wanted in ((written, (is_true, True)), (f"{{search: {written}}}", (True, is_true))):
            catalog = compiler.load(Source("events.yaml", (text + site).encode())).catalog
            assert catalog.events[0].busy is is_true
            assert (catalog.site.shown, catalog.site.search) == wanted


def test_hostile_files_have_diagnostics() -> None:
    for what, (text, wanted) in HOSTILE.items():
        with ending():
            assert wanted <= codes(text), what


@pytest.mark.parametrize("command", ["check", "list", "build"])
def test_hostile_files_are_refused_by_every_command(command: str, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "events.yaml"
    for what, (text, _) in HOSTILE.items():
        file.write_bytes(as_bytes(text))
        ended = run(command, "--now", NOW.isoformat(), cwd=tmp_path)
        assert ended.code == 1, what
        assert re.search(r"^events\.yaml: \d[\d,]* errors?", ended.stderr, re.MULTILINE), what
        said = ended.stdout + ended.stderr
        assert "Traceback" not in said, what
        # Whoever reads a log or a terminal is not to be lied to by a file.
        assert all(c.isprintable() or c == "\n" for c in said), what
        assert max(map(len, said.splitlines())) < 300, what
    assert [path.name for path in tmp_path.iterdir()] == ["events.yaml"]


def test_a_process_of_its_own_gives_no_traceback(tmp_path: Path, run: Run) -> None:
    for what in ("binary", "brackets 10,000 deep", "a Python object", "an alias merged into itself"):
        (tmp_path / "events.yaml").write_bytes(as_bytes(HOSTILE[what][0]))
        ended = run("check", cwd=tmp_path, process=True)
        assert ended.code == 1, what
        assert "Traceback" not in ended.stderr, what


def test_harmless_files_have_no_problems(tmp_path: Path, run: Run) -> None:
    for what, text in HARMLESS.items():
        assert found(text) == (), what
        (tmp_path / "events.yaml").write_bytes(as_bytes(text))
        checked = run("check", "--strict", cwd=tmp_path)
        assert (checked.code, checked.stderr) == (0, "events.yaml: 1 event, no problems\n"), what


def test_line_ends_and_a_bom_change_nothing() -> None:
    text = SHIPPED.read_bytes().decode()
    as_written = parsed(text)
    assert parsed(text.replace("\n", "\r\n")) == as_written
    assert parsed(text.replace("\n", "\r")) == as_written
    assert parsed(BOM + text.encode()) == as_written


# What can't be read at all: wrong use, not a mistake in the data.


def test_a_missing_file(tmp_path: Path, run: Run) -> None:
    for command in ("check", "list", "build", "export"):
        ended = run("-f", "fairs.yaml", command, cwd=tmp_path)
        assert (ended.code, ended.stdout) == (2, "")
        assert "there is no file fairs.yaml" in ended.stderr
    assert "begin one with 'calendar-gen init'" in run("check", cwd=tmp_path).stderr


def test_a_folder_without_a_calendar(tmp_path: Path, run: Run) -> None:
    (tmp_path / "events.yaml").mkdir()
    (tmp_path / "events.yaml" / "notes.txt").write_text(HEAD)
    for command in ("check", "list", "build", "export"):
        ended = run(command, cwd=tmp_path)
        assert (ended.code, ended.stdout) == (2, "")
        assert "events.yaml: there is no .yaml file in it" in ended.stderr


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")]
)
def test_an_unreadable_file(
    error: OSError, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> bytes:
        raise error

    # Root may read what nobody may: a file's mode would prove nothing where tests run as root.
    monkeypatch.setattr(trees, "_read_named", refuse)
    ended = run("check", cwd=tmp_path)
    assert (ended.code, ended.stdout) == (2, "")
    assert f"events.yaml can't be read: {error.strerror}" in ended.stderr


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5000 + ".yaml", "", "."])
def test_a_name_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    with pytest.raises(options.ReadError) as caught:
        reading.read(str(tmp_path / name) if name else name)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "--format", "xml"], 2),
        (["check", "--now", "yesterday"], 2),
        (["check", "more"], 2),
        (["chek"], 2),
        (["check"], 0),
        (["list", "--town", "Atlantis"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, run: Run) -> None:
    assert run("-f", SHIPPED, *arguments).code == code


# What YAML means here


def test_every_scalar_is_text() -> None:
    written = (
        "a: 19:30\nb: no\nc: 007\nd: 1e3\ne: 2024-05-01\nf: ~\nl: '~'\ng:\nh: ''\ni: .nan\nj: =\nk: 0o7\n"
    )
    texts = {
        "a": "19:30",
        "b": "no",
        "c": "007",
        "d": "1e3",
        "e": "2024-05-01",
        "f": "",  # nothing to YAML, but in quotes a text
        "l": "~",
        "g": "",
        "h": "",
        "i": ".nan",
        "j": "=",
        "k": "0o7",
    }
    assert parsed(written) == texts


def test_one_anchor_for_many_events() -> None:
    one = "  - {id: e0, title: E0, start: 2024-05-01, source: &page {title: Page, date: 2024-04}}\n"
    more = "".join(
        f"  - {{id: e{n}, title: E{n}, start: 2024-05-01, source: *page}}\n" for n in range(1, 2000)
    )
    text = f"{CALENDAR}events:\n{one}{more}"
    loaded = compiler.load(Source("events.yaml", text.encode()))
    assert loaded.diagnostics == ()
    assert {event.sources[0].title for event in loaded.catalog.events} == {"Page"}


def test_merges() -> None:
    text = """\
a: &a {x: a, y: a}
b: &b {y: b, z: b}
one: {<<: *a, y: own}
own first: {y: own, <<: *a}
both: {<<: [*a, *b]}
other way: {<<: [*b, *a], x: own}
with more: {<<: *a, z: own}
of a merge: &m {<<: *a, z: m}
deep: {<<: *m}
inline: {<<: {x: inline}}
empty: {<<: []}
"""
    plain = parsed(text)
    assert isinstance(plain, dict)
    assert plain["one"] == plain["own first"] == {"x": "a", "y": "own"}
    assert plain["both"] == {"x": "a", "y": "a", "z": "b"}
    assert plain["with more"] == {"x": "a", "y": "a", "z": "own"}
    assert plain["other way"] == {"x": "own", "y": "b", "z": "b"}
    assert plain["deep"] == {"x": "a", "y": "a", "z": "m"}
    assert plain["inline"] == {"x": "inline"}
    assert plain["empty"] == {}
    assert plain["a"] == {"x": "a", "y": "a"}, "a merge doesn't change what it takes from"


def test_an_anchor_may_be_used_again_and_redefined() -> None:
    assert parsed("a: &x 1\nb: *x\nc: &x 2\nd: *x\n? *x\n: e\n") == {
        "a": "1",
        "b": "1",
        "c": "2",
        "d": "2",
        "2": "e",
    }


def test_the_first_of_two_keys_counts() -> None:
    text = "a: 1\na: 2\nb:\n  c:\n    d: 1\n    d: 2\n  c: {}\nl: [{e: 1, e: 2, e: 3}]\n"
    plain, problems = files.parse(Source("events.yaml", text.encode()))
    assert plain == {"a": "1", "b": {"c": {"d": "1"}}, "l": [{"e": "1"}]}
    assert {problem.code for problem in problems} == {"E004"}
    placed = files.place(Source("events.yaml", text.encode()), problems)
    assert [diagnostic.message.partition("first on ")[2] for diagnostic in placed] == [
        *("line 1)", "line 5)", "line 4)", "line 8)", "line 8)")
    ]
    assert [problem.position for problem in problems] == [
        Position(2, 1),
        Position(6, 5),
        Position(7, 3),
        Position(8, 12),
        Position(8, 18),
    ]


def test_keys_that_are_lists_or_mappings_are_left_out() -> None:
    plain, problems = files.parse(Source("events.yaml", b"[a, b]: c\n{d: e}: f\n? - g\n: h\ni: j\n&k l: m\n"))
    assert plain == {"i": "j", "l": "m"}
    assert [(problem.code, problem.position) for problem in problems] == [
        ("E008", Position(1, 1)),
        ("E008", Position(2, 1)),
        ("E008", Position(3, 3)),
    ]


# Where things are


def test_columns_count_characters() -> None:
    for text in ("嘉定汽车", "🚗🚗🚗🚗", "éééé", "e\u0301e\u0301", "ａｂｃｄ"):
        assert places(HEAD + f"    source: {{title: {text}, titel: x}}\n") == [("E010", 6, 27)], text
        (diagnostic,) = found(HEAD + f"    source: {{title: x, {text}: x}}\n")
        assert diagnostic.position == Position(6, 24, 4), text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", BOM])
def test_places_whatever_ends_a_line_and_begins_a_file(end: str, bom: bytes) -> None:
    text = (HEAD + "    titel: x\n").replace("\n", end)
    assert places(bom + text.encode()) == [("E010", 6, 5)]
    first = ("kalendar: x\n" + HEAD).replace("\n", end)
    assert places(bom + first.encode()) == [("E010", 1, 1)]
    syntax = (HEAD + "    url: a: b\n").replace("\n", end)
    assert places(bom + syntax.encode()) == [("E002", 6, 11)]
    byte = (HEAD + "    url: é").replace("\n", end).encode() + b"\xff"
    assert places(bom + byte) == [("E001", 6, 11)]


@pytest.mark.parametrize("bom", [b"", BOM])
def test_the_place_of_a_character_that_yaml_does_not_allow(bom: bytes) -> None:
    assert places(bom + f"{HEAD}    url: 嘉é\a\n".encode()) == [("E002", 6, 12)]
    assert places(bom + b"a: \xc3\xa9\x07\n") == [("E002", 1, 5)]


@pytest.mark.parametrize("text", ["[", CALENDAR + "events: [a", "%YAML 1.2\n ", "a: [\n\n\n", "a: 'b\n\n"])
def test_the_end_of_a_file_is_the_end_of_what_is_in_it(text: str) -> None:
    (diagnostic,) = found(text)
    assert diagnostic.position.line <= text.rstrip().count("\n") + 1
    assert diagnostic.excerpt


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_odd_line_ends_are_refused_and_do_not_shift_places(character: str, bom: str) -> None:
    for text, column in ((f'"a{character}b"', 20), (f"a{character}b", 19), (f"a # {character}", 22)):
        problems = places(f"{bom}{HEAD}    description: {text}\n    titel: x\n")
        assert problems == [("E014", 6, column), ("E010", 7, 5)], text
    assert places(f"{bom}a: b{character}c: d: e\n") == [("E014", 1, 5)], "what follows from it isn't told"
    assert len(places(f"{HEAD}    description: {character * 1000}\n")) == 10, "nor the same without end"


def test_places_in_flow_style() -> None:
    text = '{"calendar": {"id": "a", "name": "A"},\n "events": [{"id": "b", "title": "B",\n  "start": "x"}]}'
    assert places(text) == [("E101", 3, 12)]
    assert places(text.replace('"title"', '"titel"')) == [("E010", 2, 25), ("E101", 3, 12)]


def test_places_of_quoted_and_folded_text() -> None:
    for written in ("'x y'", '"x\\ty"', '"x\n      y"', "x\n      y", "|\n      x y", ">-\n      x\n      y"):
        text = HEAD.replace("2024-05-01", written)
        assert places(text) == [("E101", 5, 12)], written


def test_what_is_wrong_in_an_anchored_value_is_told_once_and_there() -> None:
    text = HEAD.replace("fair\n", "&id fair\n", 1) + "    source: &page\n      titel: x\n    url: &url no\n"
    again = "  - id: {0}\n    title: {0}\n    start: 2024-05-01\n"
    again += "    venue: *id\n    source: *page\n    url: *url\n"
    found = places(text + again.format("b") + again.format("cc"))
    assert found == [("E010", 7, 7), ("E022", 8, 15), ("E201", 12, 12), ("E201", 18, 12)]


def test_what_is_wrong_only_where_the_alias_is_is_told_there() -> None:
    text = CALENDAR + "events:\n  - &fair\n    id: fair\n    title: Fair\n    start: 2024-05-01\n  - *fair\n"
    assert places(text) == [("E021", 7, 5)]
    merged = text.replace("  - *fair\n", "  - <<: *fair\n    title: Other\n")
    assert places(merged) == [("E021", 7, 5)]


def test_an_anchor_of_what_is_not_checked_leaves_the_alias_to_point_at() -> None:
    text = CALENDAR + "x: &day 2024-05-32\nevents:\n"
    text += "".join(f"  - {{id: {id}, title: {id}, start: *day}}\n" for id in "ab")
    assert places(text) == [("E010", 2, 1), ("E101", 4, 30), ("E101", 5, 30)]


def test_what_is_wrong_in_a_merged_mapping_is_told_once_and_there() -> None:
    text = HEAD.replace("- id", "- &base\n    id") + "    url: nowhere\n    titel: x\n"
    for merge in ("*base", "[*base]", "[*more, *base]"):
        more = "  - &more {id: more, title: More, start: 2024-05-02}\n"
        again = f"{more}  - <<: {merge}\n    id: other\n    title: Other\n"
        assert places(text + again) == [("E022", 7, 10), ("E010", 8, 5)], merge
        mended = again + "    url: https://example.org/\n"
        assert places(text + mended) == [("E022", 7, 10), ("E010", 8, 5)], merge


def test_a_merge_of_a_merge_is_told_once_too() -> None:
    text = HEAD.replace("- id", "- &base\n    id") + "    titel: x\n"
    text += "  - &next\n    <<: *base\n    id: b\n    title: B\n  - <<: *next\n    id: cc\n    title: C\n"
    assert places(text) == [("E010", 7, 5)]


def test_a_character_that_cant_be_seen_is_pointed_at_where_it_is_written() -> None:
    for written, line, column in (
        ("a \u202e b", 6, 20),
        ("'a \u202e b'", 6, 21),
        ('"a \u202e b"', 6, 21),
        ('"a \\u202e b"', 6, 18),
        ("|\n      a\n      b\u202e", 8, 8),
        ('the "a"\n      b\u202e', 7, 8),
        ('"the \\"a\\" \\\n      b\u202e"', 7, 8),
        ('"a \\u202e b"\n    # \u202e', 6, 18),
    ):
        assert places(f"{HEAD}    description: {written}\n") == [("E014", line, column)], written


def test_a_template_is_one_problem() -> None:
    for text in ("title: {{ title }}", "title: {{ title }} of {{ year }}"):
        assert places(HEAD.replace("title: Fair", text)) == [("E008", 4, 12)], text
    assert places(HEAD + "    source: {{ source }}\n") == [("E008", 6, 13)]
    assert places(HEAD + "venues: {{ venues }}\n") == [("E008", 6, 9)]
    assert places("{{ all }}\n") == [("E008", 1, 1)]


def test_places_behind_keys_that_are_left_out() -> None:
    text = HEAD + "    ? [a, {b: c}]\n    : {start: [d]}\n    url: nowhere\n"
    assert places(text) == [("E008", 6, 7), ("E022", 8, 10)]


def test_places_behind_keys_written_twice() -> None:
    text = CALENDAR + "events: [{id: A, title: A, start: 2024}]\nevents: [{id: b, title: b, start: x}]\n"
    assert places(text) == [("E020", 2, 15), ("E004", 3, 1)]


def test_a_problem_without_a_place_of_its_own_is_put_at_what_holds_it() -> None:
    text = Source("events.yaml", b"# a\nb:\n  - c: d\n")
    paths: list[tuple[tuple[str | int, ...], bool]] = [
        (("b", 0, "c"), False),
        (("b", 0, "c"), True),
        (("b", 0, "e", 7), True),
        (("b", 9), False),
        (("f",), True),
        ((), False),
    ]
    problems = [Problem("E011", "", path=path, on_key=on_key) for path, on_key in paths]
    at = [(d.position.line, d.position.column) for d in files.place(text, problems)]
    assert at == [(3, 8), (3, 5), (3, 5), (3, 3), (2, 1), (2, 1)]


# Whatever there is


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(data: bytes) -> None:
    found(data)
    found(HEAD.encode() + data)


@pytest.mark.parametrize("text", ["x: &a id\nid: y\n*a : z\n", "{x: &a id, id: y, *a : z, "])
def test_a_key_twice_by_an_alias(text: str) -> None:
    twice = next(problem for problem in found(text) if problem.code == "E004")
    assert twice.message == f"the key 'id' is written twice (first on line {2 if '{' not in text else 1})"


SIGNS = (
    *"{}[]:,-#&*!|>'\"%@`?~<= \n\r\t\x85\u2028\ufeff",
    *("<<: ", "- ", ": ", "? ", "---\n", "...\n", "&a ", "*a ", "!!str ", "\n  ", "\\x", '"\\ud800"', "嘉"),
    *("events:\n", "venues:\n", "start: ", "id: ", "by ", "2024-05-01"),
)
YAML_TEXT = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(YAML_TEXT)
def test_any_signs_of_yaml(text: str) -> None:
    found(text)
    found(HEAD + text)


# What belongs to one key or another, or to none.
VALUES = (
    *("", "[]", "{}", "''", "[[]]", "[{}]", "null", "0", "-1", "9999", "31", "soon", "monday", "[monday]"),
    *("week", "2 months", "999 years", "[last friday, last day]", "[5th monday]", "daily", "span", "library"),
    *("1900-01-01", "2199-12-31", "2026-03-29 02:30", "2026-10-25 02:30", "2026-02-29", "2026", "2026-03~"),
    *("by 2026-03-01", "2026-03-03 19:00Z", "2026-03-03T19:00+14:00", "[2026-03-03]", "[2026-03-03 19:00]"),
    *(
        "90 minutes",
        "400 days",
        "24:00",
        "22:00-02:00",
        "{weekend: 0:00-24:00}",
        "{mon: x}",
        "[tuesday-tables]",
    ),
    *("FREQ=YEARLY;BYWEEKNO=53", "FREQ=DAILY;COUNT=2;INTERVAL=9999", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2"),
    *(
        "{rule: FREQ=WEEKLY}",
        "{every: day, until: 2199-12-31}",
        "{every: year, on: [1]}",
        "[{date: 2026-03-03}]",
    ),
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A calendar with a few lines or characters left out, put in or written twice, or with other values."""
    text = draw(st.sampled_from([SHIPPED, SERIES])).read_bytes().decode()
    for _ in range(draw(st.integers(1, 4))):
        lines = draw(st.booleans())
        parts = (text.splitlines(keepends=True) if lines else list(text)) or [""]
        at = draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["delete", "insert", "duplicate", "cut", "value", "value"])):
            case "delete":
                del parts[at]
            case "insert":
                parts.insert(at, draw(st.sampled_from(parts) if lines else st.characters() | YAML_TEXT))
            case "duplicate":
                parts.insert(draw(st.integers(0, len(parts))), parts[at])
            case "cut":
                del parts[at + 1 :]
            case "value":
                keys = list(re.finditer(r"\w+: ", text))
                key, value = draw(st.sampled_from(keys)) if keys else None, draw(st.sampled_from(VALUES))
                if key:
                    parts = [text[: key.end()], value, re.sub(r"^[^,}\n]*", "", text[key.end() :])]
        text = "".join(parts)
    return text


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_a_calendar_with_mistakes_of_any_kind(text: str) -> None:
    found(text.encode("utf-8", "surrogatepass"))
