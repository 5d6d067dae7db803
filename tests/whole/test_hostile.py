"""Nothing from outside acts on a terminal, on the log of a CI job or on a spreadsheet, in any format."""

import csv
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import codes_page
from calendar_gen import compiler
from calendar_gen.diagnostics import formats
from calendar_gen.diagnostics.codes import CODES
from calendar_gen.diagnostics.problem import Diagnostic, Position
from calendar_gen.lock import lockfile
from calendar_gen.source import files
from calendar_gen.validator import server
from calendar_gen.validator.clients import RULES
from calendar_gen.validator.report import CheckedFeed, Report, _checked, as_github, as_json, check
from support.paths import INVALID
from support.running import NOW, Run
from support.verify_cases import BAD, GOOD

# What runners take for a command, what acts on a terminal, forges a line or turns one around, and too much.
HOSTILE = (
    "::error file=README.md,line=1::forged",
    " \u3000::stop-commands::x",
    "\u200d::error::x:\ufe0f:",
    "a##[error]b #\ufe0f#[group]c ##vso[task.complete]d",
    "\x1b]0;PWNED\x07\x1b[2J\x7f\b",
    "a\n::error::forged\nevents.yaml:1:1: E999 forged",
    "a\r::error::forged",
    "\u202eabc\u2066d\u200be\ufefff",
    "a\u2028::error::x\u2029b\x85::error::y\x9b31mz",
    "x" * 30_000,
)
# A word or a number of a YAML file or a lock, without its quotes.
WORD = re.compile(r"""[^\s:{}\[\],'"#&*!|>%@`-][^\s:{}\[\],'"]*""")
LINE = 1_000
JSON_LINE = 3_000


def assert_harmless(text: str, longest: int = LINE, commands: int = 0) -> None:
    """No control character, no command of a runner besides our own annotations, and no endless line."""
    assert [c for c in set(text) if not c.isprintable() and c not in "\n\u200c\u200d\u3000"] == []
    lines = text.split("\n")
    starts = [
        line for line in lines if re.match(r"(?:\s|[\u200c\u200d\ufe00-\ufe0f])*:[\u200d\ufe0f]*:", line)
    ]
    ours = re.compile(r"::(?:error|warning) file=[^:,]*(?:,line=\d+)?(?:,col=\d+)?,title=[EWV]\d{3}::")
    assert len(starts) == commands
    assert all(ours.match(line) for line in starts)
    assert not re.search(r"#[\u200d\ufe0f]*#[\u200d\ufe0f]*(?:vso)?\[", text)
    assert max(map(len, lines)) <= longest


# --- check ----------------------------------------------------------------------------------------


def hostile_texts(text: str, turn: int) -> Iterator[str]:
    """The text with a hostile one in place of a word, behind it, or raw; which one changes with the word."""
    for n, word in enumerate(WORD.finditer(text)):
        value = HOSTILE[(n + turn) % len(HOSTILE)]
        before, after = text[: word.start()], text[word.end() :]
        yield f"{before}{json.dumps(value)}{after}"
        yield f"{before}{json.dumps(word[0] + value)}{after}"
        yield f"{before}{json.dumps(value + word[0])[1:-1]}{after}"
        yield f"{before}{value.replace(chr(10), '')}{after}"


def as_everything(found: tuple[Diagnostic, ...], longest: int = LINE) -> None:
    assert_harmless("\n".join(line for one in found for _, line in formats.as_text(one)))
    assert_harmless("\n".join(map(formats.as_github, found)), longest, commands=len(found))
    problems = formats.as_json(found).decode()
    assert_harmless(problems, JSON_LINE)
    assert [one["code"] for one in json.loads(problems)] == [one.code for one in found]
    log = formats.as_sarif(found, "1").decode()
    assert_harmless(log, JSON_LINE)
    assert [one["ruleId"] for one in json.loads(log)["runs"][0]["results"]] == [one.code for one in found]


@pytest.mark.parametrize("code", [code for code in CODES if code not in codes_page.ELSEWHERE])
def test_hostile_values_in_every_position_of_every_code(code: str, tmp_path: Path) -> None:
    pairs = sorted(INVALID.glob(f"*/{code}-*.yaml"), key=lambda path: (path.stat().st_size, path.name))
    assert pairs, "a code without a pair"
    told = set()
    for turn, pair in enumerate(pairs[:1]):
        kept = pair.with_suffix(".lock")
        calendar, lock = tmp_path / "events.yaml", tmp_path / "events.lock"
        if (theme := pair.with_suffix(".theme")).exists():
            shutil.copytree(theme, tmp_path / theme.name)
        for written in (calendar, lock) if kept.exists() else (calendar,):
            calendar.write_bytes(pair.read_bytes())
            if kept.exists():
                lock.write_bytes(kept.read_bytes())
            for text in hostile_texts(written.read_bytes()[:3_000].decode("latin-1"), turn):
                written.write_bytes(text.encode("latin-1", "replace") if code == "E001" else utf8(text))
                known = lockfile.load(lock)
                loaded = compiler.load(files.read(calendar), known)
                found = (*known.diagnostics, *loaded.diagnostics)
                told |= {one.code for one in found}
                if found:
                    as_everything(found)
        lock.unlink(missing_ok=True)
    assert code in told or code == "E003", "no hostile calendar has the problem any more"


def utf8(text: str) -> bytes:
    """The text in UTF-8, of which some was read as if it were Latin-1."""
    parts = re.split("([^\x00-\x84\x86-\x9a\x9c-\xff]+)", text)  # every other one is of such characters
    return b"".join(part.encode("utf-8" if n % 2 else "latin-1") for n, part in enumerate(parts))


def test_a_message_is_harmless_whatever_is_put_into_it() -> None:
    at = Position(1, 1)
    found = tuple(
        Diagnostic(value[:200], at, code, value[:500], value[:500], value)
        for code in CODES
        for value in HOSTILE
    )
    as_everything(found, 3_000)


def test_a_caret_stands_below_what_it_points_at_in_a_line_that_looks_like_a_command() -> None:
    excerpt = "    ::error ##[group]##[x]: [bad]"
    one = Diagnostic("a.yaml", Position(1, 29, 5), "E010", "m", "", excerpt)
    _, (_, line), (_, caret) = formats.as_text(one)
    assert line == "        \N{REPLACEMENT CHARACTER}:error \N{REPLACEMENT CHARACTER}#[group]" + (
        "\N{REPLACEMENT CHARACTER}#[x]: [bad]"
    )
    assert line[caret.index("^") : caret.rindex("^") + 1] == "[bad]"


def test_json_loses_nothing() -> None:
    for value in HOSTILE[:-1]:
        data = json.dumps([value, "\U000e0041##[x]"], ensure_ascii=False).encode()
        assert json.loads(formats.json_text(data)) == json.loads(data)
        assert_harmless(formats.json_text(data).decode())


FORGING = r"""
calendar: {id: a, name: A}
venues:
  "library\e]0;PWN\a": {name: L}
  "hall\nevents.yaml:1:1: E999 forged": {name: L}
organizers:
  "friends\e[2J": {name: F}
events:
- {id: x, title: X, start: 2027-01-01, venue: library, organizer: friends, part_of: evening}
- {id: "even\e[31ming", title: X, start: 2027-01-01}
- {id: z, title: X, start: 2027-01-01, venue: hall-events-yaml-1-1-e999-forged}
- {id: "p\e]0;P\a", title: X, start: 2027-01-01, part_of: "p\e]0;P\a"}
- {id: "q\e[1m", title: X, start: 2027-01-01, part_of: "r\e[1m"}
- {id: "r\e[1m", title: X, start: 2027-01-01, part_of: "q\e[1m"}
- id: b
  title: B
  start: 2027-06-02
  categories:
    [
    "::stop-commands::x",
    ::error file=README.md%2Cline=1::forged
    ]
- {id: c, title: B, start: 2027-06-02, categories: ["::Stop-commands::x"]}
"""


@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif"])
def test_names_forge_no_line(format_: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(FORGING)
    code, out, err = run("check", "--format", format_, cwd=tmp_path)
    assert (code, "Traceback" in err) == (1, False)
    assert_harmless(out, JSON_LINE, out.count("\n") if format_ == "github" else 0)
    assert_harmless(err)
    assert not re.search(r"^events\.yaml:1:1: E999", out, re.MULTILINE)


@pytest.mark.parametrize("value", HOSTILE[:-1])
@pytest.mark.parametrize(
    "words", [["list", "--venue"], ["show"], ["list", "--month"], ["list", "--from"], ["x"], []]
)
def test_what_is_typed_forges_no_line(words: list[str], value: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(
        "calendar: {id: a, name: A}\nevents: [{id: x, title: X, start: 2027}]\n"
    )
    code, out, err = run(*words, value, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert_harmless(err)


# --- verify ---------------------------------------------------------------------------------------


def verified(checked: Iterable[CheckedFeed]) -> Iterator[str]:
    report = Report(tuple(checked), (), ())
    yield from (f"{finding.place}: {finding.message}" for finding in report.findings)
    assert_harmless("\n".join(map(as_github, report.findings)), 3_000, commands=len(report.findings))
    data = as_json(report).decode()
    assert_harmless(data, JSON_LINE)
    assert len(json.loads(data)["findings"]) == len(report.findings)


@pytest.mark.parametrize("code", RULES)
def test_no_rule_tells_what_acts(code: str) -> None:
    found = ((code, iter([(1, value)])) for value in HOSTILE)
    checked = [_checked("a.ics", frozenset(), [one]) for one in found]
    assert_harmless("\n".join(verified(checked)), 2_100)


@pytest.mark.parametrize("code", BAD)
def test_hostile_values_in_every_position_of_every_rule(code: str) -> None:
    good = set(GOOD.split(b"\r\n"))
    lines = BAD[code].split(b"\r\n")
    wrong = [i for i, line in enumerate(lines) if line not in good][:4] or range(0, len(lines), 15)
    if len(BAD[code]) > 100_000:  # for what is wrong with it no line matters
        wrong = wrong[:1]
    told = 0
    for i in wrong:
        line = lines[i]
        name, _, value = line.partition(b":")
        for text in HOSTILE:
            bad = text.replace("\n", "\\n").encode()
            for changed in (
                bad,
                name + b":" + bad,
                line + bad,
                name + b";VALUE=" + bad + b":" + value,
                bad + line,
            ):
                feed = b"\r\n".join([*lines[:i], changed, *lines[i + 1 :]])
                said = list(verified([check("a.ics", feed, NOW)]))
                told += len(said)
                assert_harmless("\n".join(said))
    assert told


@pytest.mark.parametrize("format_", ["text", "json", "github"])
@pytest.mark.parametrize("columns", ["60", "100", "160", ""])
def test_names_of_a_feed_do_not_act(format_: str, columns: str, run: Run, tmp_path: Path) -> None:
    events = [
        f"BEGIN:VEVENT{value}\r\nUID:a@b\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DA{value}TE:20260101\r\n"
        f"{value}:x\r\nEND:VEVENT\r\nEND:{value}\r\n"
        for value in (*(value.replace("\n", "") for value in HOSTILE), "y" * 2_000_000)
    ]
    (tmp_path / "a.ics").write_bytes(f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n".encode())
    env = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": columns} if columns else {}
    code, out, err = run("verify", "a.ics", "--format", format_, cwd=tmp_path, env=env)
    assert (code, "Traceback" in err) == (1, False)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert_harmless(shown, JSON_LINE, shown.count("\n") if format_ == "github" else 0)
    assert_harmless(re.sub(r"\x1b\[[0-9;]*m", "", err))


def test_what_a_server_says_does_not_act() -> None:
    assert server.RULES.keys() <= RULES.keys(), "each has passed through the test of all rules above"


# --- list, show and diff --------------------------------------------------------------------------

TITLES = [
    *("::error::x", "a ::error::x " * 30, "##[error]x", "=1+1", "+1", "-1", "@x", "x\u200d##\ufe0f[group]y"),
    "##vso[task.complete]x",
]


@pytest.fixture
def titled(tmp_path: Path) -> Path:
    events = [
        {
            "id": f"e{i}",
            "title": title,
            "start": "2027-05-01",
            "categories": [title],
            "venue": "v",
            "description": f"{title}\n\n{title}",
            "url": "https://example.org/##[error]x",
            "source": [{"title": title}],
            "organizer": "o",
        }
        for i, title in enumerate(TITLES)
    ]
    calendar = {
        "calendar": {"id": "c", "name": "::error::x", "timezone": "UTC"},
        "events": events,
        "venues": {"v": {"name": "::error::x", "town": "##[error]x", "address": "::x::y"}},
        "organizers": {"o": {"name": "##[group]x"}},
    }
    (tmp_path / "events.yaml").write_text(json.dumps(calendar), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("columns", ["", "20", "60", "80", "140"])
@pytest.mark.parametrize(
    "words",
    [
        *(["list", "--format", kind] for kind in ("table", "json", "csv", "markdown")),
        *(
            ["list", "--calendar"],
            ["show", "e0"],
            ["show", "e1"],
            ["show", "e7"],
            ["show", "e2", "--format", "json"],
        ),
        *(
            ["diff"],
            ["diff", "--format", "json"],
            ["diff", "--format", "markdown"],
            ["list", "--now", "2028-01-01"],
        ),
    ],
    ids=" ".join,
)
def test_titles_and_names_do_not_act(words: list[str], columns: str, run: Run, titled: Path) -> None:
    env = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": columns} if columns else {}
    code, out, err = run("--now", "2027-01-01", *words, cwd=titled, env=env)
    assert code == 0, err
    for text in (out, err):
        assert_harmless(re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r\n", "\n"), JSON_LINE)


def test_json_has_titles_as_they_are(run: Run, titled: Path) -> None:
    listed = json.loads(run("--now", "2027-01-01", "list", "--format", "json", cwd=titled).stdout)
    assert [one["title"] for one in listed] == [title.strip() for title in TITLES]


def test_no_cell_of_a_table_is_a_formula(run: Run, titled: Path) -> None:
    out = run("--now", "2027-01-01", "list", "--format", "csv", cwd=titled).stdout
    rows = list(csv.DictReader(out.splitlines()))
    assert [row["title"] for row in rows][3:7] == ["'=1+1", "'+1", "'-1", "'@x"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


# --- how much ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "lines"), [("text", 200), ("github", 200), ("json", 2_000), ("sarif", 2_000)]
)
def test_people_are_told_two_hundred_problems_of_one_code(
    format_: str, lines: int, run: Run, tmp_path: Path
) -> None:
    events = "".join(f"- {{id: e{i}, title: X{i}, start: 2027-01-01, status: no}}\n" for i in range(2_000))
    text = f"calendar: {{id: c, name: C, timezone: UTC}}\nevents:\n{events}- {{id: z, title: Z, start: x}}\n"
    (tmp_path / "events.yaml").write_text(text)
    code, out, err = run("check", "--format", format_, cwd=tmp_path)
    assert (code, err) == (1, "events.yaml: 2,001 errors\n")
    told = len(re.findall(r" E026 |title=E026|\"(?:code|ruleId)\": \"E026\"", out))
    assert told == lines
    assert "E101" in out
    assert ("… and 1,800 more E026\n" in out) == (lines == 200)
