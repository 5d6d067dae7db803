"""README and docs say what is so: their commands are run, their calendars checked, their links followed.

What README and the tutorial show is what a person sees in a terminal of 80 columns. Comments before a
block, which no reader sees, say what is to be done with it:

    <!-- folder: NAME -->           from here on commands run in this folder; `shipped` has our events.yaml
    <!-- clock: TIME ZONE -->       from here on it is that time, and the machine is in that zone
    <!-- answers: A,B -->           what is typed where the commands of the block ask; "" is Enter alone
    <!-- file: events.yaml -->      the calendar is saved there, for the commands that follow
    <!-- added to: events.yaml -->  the same, at the end of what is there
    <!-- not run -->                the commands stand in NOT_RUN instead

A ```diff is applied to the events.yaml of its folder. A ```text after a ```yaml is what `check` says of it.
The ```pycon of a page are one session, in a folder with the files that it names.
"""

import doctest
import itertools
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import termios
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import click
import msgspec
import pytest
import yaml

import format_page
import themes_page
from calendar_gen.cli.group import MODULES, cli
from calendar_gen.diagnostics.codes import CODES, RETIRED
from calendar_gen.site.assets import FOLDER
from calendar_gen.source import document
from calendar_gen.source.glossary import KEYS
from format_page import END
from support.paths import ROOT
from support.running import UNWANTED, Run

README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
FORMAT = ROOT / "docs" / "format.md"
THEMES = ROOT / "docs" / "themes.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
WORKFLOWS = sorted(ROOT.glob("examples/*.yml"))
PAGES = sorted({README, ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")})
# docs/codes.md is made from tests/cases/invalid; the tests of that look after its examples.
GENERATED = ROOT / "docs" / "codes.md"
WITH_CALENDARS = [page for page in PAGES if page != GENERATED]

LANGUAGES = {"console", "sh", "yaml", "diff", "text", "json", "pycon", "html", "css"}

# What no test can run: it installs, publishes, needs another shell, or runs the tests themselves.
NOT_RUN = {
    "make build",
    "make test",
    "make test-all",
    "make pages",
    "make calendars",
    "make screenshots",
    "make fuzz FUZZ_SECONDS=60",
    "make faults",
    "make format",
    "python3 -m venv .venv",
    ". .venv/bin/activate",
    'pip install ".[serve,verify]"',
    "cd ..",
    "calendar-gen init",
    "calendar-gen serve --open",
    "calendar-gen -f fairs.yaml serve --port 8080",
    "calendar-gen completion bash >> ~/.bashrc",
    "calendar-gen completion zsh >> ~/.zshrc",
    "calendar-gen completion fish > ~/.config/fish/completions/calendar-gen.fish",
    ".venv/bin/python -m pytest tests/whole/test_docs.py",
    ".venv/bin/python -m pytest --update-golden",
    "git diff tests/",
}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the comments right before it, and its line in the page."""

    page: Path
    line: int
    language: str
    text: str
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page (CommonMark §4.5, without indented ones)."""
    found: list[Block] = []
    notes: list[str] = []
    lines = enumerate(page.read_text("utf-8").splitlines(), 1)
    for number, line in lines:
        if comment := re.fullmatch(r"<!-- (.*) -->", line):
            notes.append(comment[1])
        elif fence := re.fullmatch(r"(`{3,}|~{3,}) *([^`]*)", line):
            body: list[str] = []
            for _, inner in lines:
                if re.fullmatch(rf"{fence[1][0]}{{{len(fence[1])},}} *", inner):
                    break
                body.append(inner)
            else:
                raise AssertionError(f"{page.name}:{number}: this block has no end")
            text = "".join(f"{inner}\n" for inner in body)
            found.append(Block(page, number, fence[2].strip(), text, tuple(notes)))
            notes = []
        elif line.strip():
            assert not line.lstrip().startswith("```"), f"{page.name}:{number}: a fence that is none"
            notes = []
    return found


ALL_BLOCKS = [block for page in PAGES for block in blocks(page)]
CALENDARS = [block for page in WITH_CALENDARS for block in blocks(page) if block.language == "yaml"]


def identify(block: Block) -> str:
    return block.name


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [README, TUTORIAL], ids=lambda page: page.name)
def test_a_page_shows_what_the_commands_say(page: Path, tmp_path: Path) -> None:
    """From top to bottom, as somebody who follows it would; every difference is told at once."""
    differences, commands = [], 0
    for name, command, shown, seen in followed(page, tmp_path):
        commands += 1
        if seen != shown:
            differences.append(f"{name}: $ {command}\n--- shown\n{shown}--- seen\n{seen}")
    assert not differences, "\n".join(differences)
    assert commands > 10


def followed(page: Path, top: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each command of a page, with the name of its block, what is shown after it, and what is seen."""
    reader = Reader(top, top)
    for block in blocks(page):
        for note in block.notes:
            reader.heed(note, block.text)
        if block.language == "diff":
            mend(reader.folder / "events.yaml", block.text)
        elif block.language == "console" and "not run" not in block.notes:
            for command, shown in sessions(block):
                yield block.name, command, shown, reader.type(command)


@dataclass
class Reader:
    """Somebody who follows a page: in which folder, with what in the environment, and answers to give."""

    top: Path
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def heed(self, note: str, text: str) -> None:
        """Do what a comment says before a block."""
        kind, _, value = note.partition(": ")
        if kind == "folder":
            self.folder, self.env = self.top / value, {}
            prepare(self.folder)
        elif kind == "clock":
            moment, zone = value.split()
            seconds = f"{datetime.fromisoformat(moment).timestamp():.0f}"
            self.env = {"SOURCE_DATE_EPOCH": seconds, "TZ": zone}
        elif kind == "answers":
            self.answers = value.split(",")
        elif kind in ("file", "added to"):
            with (self.folder / value.partition(",")[0]).open("w" if kind == "file" else "a") as file:
                file.write(text)

    def type(self, command: str) -> str:
        """What is seen of a command."""
        seen = in_a_terminal(command, self.folder, self.env, self.answers)
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
        return seen


WITH_SESSIONS = [page for page in PAGES if any(block.language == "pycon" for block in blocks(page))]


@pytest.mark.parametrize("page", WITH_SESSIONS, ids=lambda page: page.name)
def test_python_says_what_is_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        for note in block.notes:
            if file := re.match(r"file: (\S+)", note):
                (tmp_path / file[1]).write_text(block.text, "utf-8")
    session = "\n".join(block.text for block in blocks(page) if block.language == "pycon")
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)
    assert len(test.examples) > 5


def test_there_is_a_page_with_python() -> None:
    assert [page.name for page in WITH_SESSIONS] == ["python.md"]


def prepare(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    if folder.name == "shipped":
        for name in ("events.yaml", "events.lock"):
            shutil.copyfile(ROOT / name, folder / name)


def mend(file: Path, diff: str) -> None:
    """Replace each run of lines that begin with `-` or a space by those of a space and the `+` after them."""
    text = file.read_text("utf-8")
    for old, new in re.findall(r"((?:^[- ].*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        before = re.sub(r"^.", "", old, flags=re.MULTILINE)
        kept = "".join(line[1:] for line in old.splitlines(keepends=True) if line.startswith(" "))
        after = kept + re.sub(r"^.", "", new, flags=re.MULTILINE)
        assert f"\n{text}".count(f"\n{before}") == 1, before
        text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    file.write_text(text, "utf-8")


def sessions(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what is shown after it."""
    assert block.text.startswith("$ "), block.name
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def in_a_terminal(command: str, folder: Path, more: Mapping[str, str], answers: list[str]) -> str:
    """What bash shows of a command in a terminal of 80 columns, colours and spaces at ends of lines aside.

    In a dumb one: others show progress, too, where a command takes long. Where it ends with a colon and a
    space the next answer is typed.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    bin_folder = folder.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    start = bin_folder / "calendar-gen"
    if not start.exists():  # whatever else of that name is installed
        start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m calendar_gen "$@"\n')
        start.chmod(0o755)
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    plain = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    env = {**plain, "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONSAFEPATH": "1", **more}
    run = ["bash", "-c", command]
    typed = theirs if answers else subprocess.DEVNULL
    with subprocess.Popen(run, cwd=folder, stdin=typed, stdout=theirs, stderr=theirs, env=env) as shell:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how Linux tells that nobody has the other side any more
            while part := os.read(ours, 65536):
                shown += part
                if answers and shown.endswith(b": "):
                    os.write(ours, f"{answers.pop(0)}\n".encode())
        shell.wait(30)
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("page", [README, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_what_is_not_run_is_listed(page: Path) -> None:
    for block in blocks(page):
        if block.language == "sh" or "not run" in block.notes:
            assert "not run" in block.notes, f"{block.name}: say so, or show it as ```console with its answer"
            commands = {re.sub(r"  +#.*", "", line) for line in block.text.splitlines()}
            assert commands <= NOT_RUN, block.name


def test_nothing_is_listed_that_is_not_shown() -> None:
    shown = "\n".join(block.text for block in ALL_BLOCKS)
    assert [command for command in NOT_RUN if command not in shown] == []


def test_what_make_is_said_to_do_it_does() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for block in ALL_BLOCKS:
        for target in re.findall(r"^make ([a-z]+)", block.text, re.MULTILINE):
            assert target in targets, block.name


def test_names_of_the_calendar_complete(run: Run, tmp_path: Path) -> None:
    prepare(tmp_path / "shipped")
    words = {"COMP_WORDS": "calendar-gen list --town M", "COMP_CWORD": "3"}
    ended = run(env={"_CALENDAR_GEN_COMPLETE": "bash_complete", **words}, cwd=tmp_path / "shipped")
    assert ended.stdout == "plain,Malu\n"


# --- the command line in words --------------------------------------------------------------------


def options(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


COMMANDS: Mapping[str, click.Command] = {
    "": cli,
    **{name: cast(click.Command, cli.get_command(click.Context(cli), name)) for name in MODULES},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, run: Run) -> None:
    ended = run(*name.split(), "--help")
    assert ended.code == 0
    assert "\n  Examples:\n    calendar-gen " in ended.stdout
    assert [option.opts for option in options(COMMANDS[name]) if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_the_help_are_possible(name: str) -> None:
    for example in re.findall(r"^ +calendar-gen (.*)$", COMMANDS[name].help or "", re.MULTILINE):
        line = re.split(r"   +| (?:[|]|>>?) ", example)[0]
        possible(shlex.split(line))


def possible(words: list[str]) -> None:
    """Parse a command line without running it; click raises where there is no such command or option."""
    group = click.Context(cli, info_name="calendar-gen")
    _, (name, *rest), _ = cli.make_parser(group).parse_args(words)
    COMMANDS[name].make_context(name, rest, parent=group).close()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = README.read_text("utf-8")
    assert f"`calendar-gen {name}".rstrip() in text
    for option in options(COMMANDS[name]):
        for word in option.opts:
            assert re.search(rf"`[^`\n]*(?<![\w-]){word}(?![\w-])[^`\n]*`", text), f"{name} {word}"
        if isinstance(option.type, click.Choice):
            for choice in option.type.choices:
                assert re.search(rf"`(?:[^`\n]* )?{choice}`", text), f"{name} {option.opts[0]} {choice}"


# --- calendars ------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", CALENDARS, ids=identify)
def test_a_calendar_that_is_shown_is_right(block: Block, run: Run, tmp_path: Path) -> None:
    """Or, with a ```text after it, wrong in the way that is shown there."""
    if any(
        note.endswith("with mistakes") or note.startswith(("beside: ", "added to: ")) for note in block.notes
    ):
        return  # other commands or calendars show what becomes of it
    if "include" in block.text:
        write_others(block.page, "beside: ", tmp_path)
    if "theme:" in block.text:
        (tmp_path / "theme" / "assets").mkdir(parents=True)
        write_others(block.page, "theme: ", tmp_path / "theme")
        for name in ("boat.svg", "harbour.woff2"):  # of which no page shows what is in them
            (tmp_path / "theme" / "assets" / name).write_bytes(b"")
    (tmp_path / "events.yaml").write_text(completed(block.text), "utf-8")
    ended = run("check", "--strict", cwd=tmp_path)
    after = blocks(block.page)
    following = next((other for other in after if other.line > block.line), block)
    if following.language == "text" and following.text.startswith("events.yaml:"):
        assert ended.stdout == following.text
    else:
        assert (ended.code, ended.stdout) == (0, "")


def write_others(page: Path, note: str, folder: Path) -> None:
    """Write the blocks of a page that have such a note to the files that it names."""
    for block in blocks(page):
        for name in (it.removeprefix(note) for it in block.notes if it.startswith(note)):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(block.text, "utf-8")


def test_there_are_calendars() -> None:
    assert len(CALENDARS) > 8


def forms() -> list[str]:
    """Each event of the table of the cheat sheet: what stands in code, once with each of what `or` joins."""
    table = FORMAT.read_text("utf-8").partition("<!-- forms: checked -->\n")[2].partition("\n\n")[0]
    found = []
    for row in table.splitlines()[2:]:
        keys = re.fullmatch(r"\| [^`|]+ \| (.*) \|", row)
        assert keys, row
        parts = [re.findall(r"`([^`]+)`", part) for part in re.split("(?<=`), (?=`)", keys[1])]
        found += ["\n".join(chosen) for chosen in itertools.product(*parts)]
    return found


@pytest.mark.parametrize("keys", forms())
def test_every_form_of_the_cheat_sheet_is_right(keys: str, run: Run, tmp_path: Path) -> None:
    text = completed(f"id: an-event\ntitle: An event\n{keys}\n")
    (tmp_path / "events.yaml").write_text(text, "utf-8")
    ended = run("check", "--strict", cwd=tmp_path)
    assert (ended.code, ended.stdout) == (0, "")


def test_the_cheat_sheet_comes_first() -> None:
    assert FORMAT.read_text("utf-8").index("\n## On one page\n") < 300
    assert len(forms()) > 15


def completed(text: str) -> str:
    """A whole calendar as it is; a fragment with the least around it that makes it one."""
    written = yaml.load(text, Loader=yaml.CBaseLoader)
    if {"calendar", "events"} <= written.keys():
        return text
    minimal: dict[str, Any] = {"calendar": {"id": "a", "name": "A", "timezone": "Europe/Lisbon"}}
    if written.keys() & document.TOP.keys():
        whole = minimal | written
        whole.setdefault("events", [{"id": "an-event", "title": "An event", "start": "2027-06-04"}])
    else:
        whole = {**minimal, "events": [written]}
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


# --- the keys of the format -----------------------------------------------------------------------


def test_the_tables_of_keys_are_those_of_the_code() -> None:
    assert FORMAT.read_text("utf-8") == format_page.page()


def test_what_templates_have_is_told_of_them() -> None:
    """Every template, and each of their blocks, values, macros, filters and words."""
    assert THEMES.read_text("utf-8") == themes_page.page(), "run: python tools/themes_page.py"
    told = {*themes_page.TEMPLATES, *themes_page.OTHERS}
    assert told == {path.name for path in FOLDER.glob("*.html")}


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
def test_the_reference_has_every_key_and_no_other(kind: type[msgspec.Struct]) -> None:
    begin = f"<!-- keys of {kind.__name__.lower()}: "
    text = FORMAT.read_text("utf-8").partition(begin)[2].partition(END)[0]
    assert re.findall(r"^\| \[?`(\w+)`", text, re.MULTILINE) == keys_of(kind)


def keys_of(kind: type[msgspec.Struct]) -> list[str]:
    if kind is document.Document:
        return list(document.TOP)
    return [field.encode_name for field in msgspec.structs.fields(kind)]


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
def test_no_example_lacks_a_key(kind: type[msgspec.Struct]) -> None:
    """Each key stands in a calendar of the page, which the checks above have found to be right."""
    shown = "\n".join(block.text for block in blocks(FORMAT) if block.language == "yaml")
    for key in keys_of(kind):
        assert re.search(rf"(?<![\w-]){key}:", shown), key


def test_limits_are_those_of_the_code() -> None:
    text = FORMAT.read_text("utf-8")
    kinds: Mapping[str, Any] = {"name": document.Name, "text": document.Text, "address": document.Url}
    for name, kind in kinds.items():
        (row,) = re.findall(rf"^\| {name} \| (.*) \|$", text, re.MULTILINE)
        assert f"{kind.__metadata__[0].max_length:,} characters" in row


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for block in blocks(page):
        text = text.replace(block.text, "\n")
    for target in re.findall(r"\]\(<?([^)>\s]+)>?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name}: {target}"


def anchors(page: Path) -> list[str]:
    """The headings of a page as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_blocks_say_their_language(page: Path) -> None:
    assert [block.name for block in blocks(page) if block.language not in LANGUAGES] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_codes_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(r"\b[EW][0-9]{3}\b", page.read_text("utf-8")))
    assert named <= CODES.keys() | RETIRED.keys()


def test_nobody_is_told_to_install_what_has_our_name_elsewhere() -> None:
    """In an index of packages the name may be anybody's; in a clone, by its path, it is ours."""
    by_name = re.compile(r"(?:uvx|(?:pip|pipx|uv tool) (?:install|run))(?: -[\w-]+)* ['\"]?calendar[-_]gen\b")
    files = [*PAGES, *WORKFLOWS, ROOT / "action.yml", *(ROOT / "calendar_gen").rglob("*.py")]
    assert [file.name for file in files if by_name.search(file.read_text("utf-8"))] == []
    assert by_name.search("uvx calendar-gen")
    assert by_name.search("pip install 'calendar-gen[serve]'")
    assert not by_name.search("uvx --from . calendar-gen")


def test_every_page_is_linked_from_the_readme() -> None:
    text = README.read_text("utf-8")
    names = [path.relative_to(ROOT).as_posix() for path in [*PAGES, *WORKFLOWS, ROOT / "CHANGELOG.md"]]
    assert [name for name in names if name != "README.md" and f"]({name})" not in text] == []


def test_every_wing_has_its_line_in_the_order_of_the_layers() -> None:
    wings = ARCHITECTURE.read_text("utf-8").partition("\n## The wings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", wings, re.MULTILINE)
    contract, *_ = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert rows == contract["layers"]


@pytest.mark.parametrize("page", [ARCHITECTURE, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_what_is_named_of_the_code_is_there(page: Path) -> None:
    """Modules by their paths, `ical/lines.py`, or by their names and what of them is meant, `loader.load`."""
    text, package = page.read_text("utf-8"), ROOT / "calendar_gen"
    paths = re.findall(r"`((?:\w+/)+\w+\.py)`", text)
    names = re.findall(r"`((?:[a-z]\w*\.)+(?!json)\w+)`", text)
    assert [path for path in paths if not any((top / path).is_file() for top in (package, ROOT))] == []
    assert [name for name in names if not is_there(package, name)] == []


def is_there(package: Path, name: str) -> bool:
    *module, last = name.split(".")
    file = package.joinpath(*module).with_suffix(".py")
    defined = file.is_file() and re.search(rf"^(?:def|class) {last}\b", file.read_text("utf-8"), re.MULTILINE)
    return bool(defined) or package.joinpath(*module, f"{last}.py").is_file() or (ROOT / name).is_file()


def test_the_picture_can_be_read_by_all() -> None:
    """In a light and in a dark page, and by those who don't see it; GitHub takes scripts and fonts out."""
    text = PICTURE.read_text("utf-8")
    root = ElementTree.fromstring(text)
    (title, desc) = (root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
    assert root.get("role") == "img"
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert "prefers-color-scheme: dark" in text
    assert [word for word in ("<script", "@import", "@font-face", "url(", "href") if word in text] == []
    drawn = {"".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"load", "revise", "link", "publish", "events.yaml", "public/"} <= drawn


EXAMPLES = sorted(ROOT.glob("examples/*/events.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_examples_are_right_and_named(file: Path, run: Run, tmp_path: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    assert f"]({name})" in README.read_text("utf-8")
    assert f"](../{name})" in FORMAT.read_text("utf-8")
    checked = run("-f", file, "check", "--strict")
    assert (checked.code, checked.stdout) == (0, "")
    shutil.copy(file, tmp_path)
    built = run("build", cwd=tmp_path)
    assert built.code == 0
    assert (tmp_path / "public" / "calendar.ics").exists()


def test_there_are_examples() -> None:
    assert [file.parent.name for file in EXAMPLES] == ["language-exchange"]


def test_pictures_are_small() -> None:
    """A clone and a first screen wait for them."""
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert len(pictures) == 8
    assert sum(path.stat().st_size for path in pictures) < 600_000
    for page in (README, ROOT / "docs" / "site.md"):
        shown = re.findall(r"!\[[^]]+\]\(([^)]+\.png)\)", page.read_text("utf-8"))
        assert len(shown) == 4
        assert all((page.parent / path).is_file() for path in shown)
