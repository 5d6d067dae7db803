"""What a second process does gives what one process would have given, or an error that says so."""

import errno
import os
import re
import signal
import time
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendar_gen import compiler
from calendar_gen.publish import processes
from calendar_gen.publish.processes import Second
from calendar_gen.source import files
from calendar_gen.source import plain as source_plain
from calendar_gen.source.files import Source

two = pytest.mark.skipif(not processes.two(), reason="there is one processor, or no fork")
LINE = re.compile(r"(?:^|(?<=\n))( *)- ")

# A list's items, good and bad, that a line like the one on which an item begins may be a part of.
ITEMS = (
    *("- a", "- id: x\n  k: v", "- plain\n  more", "-   wide", "- 嘉", "-\n  id: x", "# comment", "", "-"),
    *("# \x85", "- 'a\u2028  b'", "# \x85 \x85"),
    *(
        "- d: |\n    text\n\n    - more\n",
        "- d: |+\n    text\n\n",
        "- d: >-\n    a\n   # c\n",
        "- |\n  x\n - y",
    ),
    *(
        "- d: |\n\n    \n",
        "- |2\n   a\n",
        "- >\n  a\n\n  b\n",
        "- - a\n  - b",
        "- k:\n  - a\n  - b",
        "- k:\n  - a\n- - b",
    ),
    *(
        "- [a,\n  b]",
        "- {a: b,\n  c: d}",
        "- k: [\n- a ]",
        "- 'a\n\n  b'",
        '- "a\n - b\n  c"',
        "- k: 'it\n- x'",
    ),
    *(
        '- k: "\n- id: x"',
        "- ? a\n  : b",
        "- k: v\n  k: w",
        "- &n a",
        "- *n",
        "- <<: {a: b}\n  c: d",
        "- !!str a",
    ),
)
AROUND = (
    *("feeds:\n- a", "feeds:\n  - id: x", "venues: {a: b}", "<<: {feeds: x}", "<<: {}", "# c", "events: [a]"),
    *("...", "---", "calendar:\n  id: x\n", "k: *n", "? [a]\n: b", '"feeds": x', "&q k: v", "x: '", "x: |"),
)
EVENTS = (
    "events:",
    "events: # c",
    "events: &e",
    "events:\n",
    "? events\n:",
    '"events":',
    "events: !!seq",
    "feeds:",
)


@st.composite
def lists(draw: st.DrawFn) -> str:
    """A document with a list and what may come before and after."""
    column = draw(st.sampled_from([0, 2, 4]))
    shifted = st.sampled_from([column] * 9 + [0, column + 1, column + 2])
    around = st.lists(st.sampled_from(AROUND), max_size=2)
    items = draw(st.lists(st.tuples(st.sampled_from(ITEMS), shifted), min_size=2, max_size=7))
    indented = ["\n".join(" " * n + line for line in item.split("\n")) for item, n in items]
    events = draw(st.sampled_from([EVENTS[0]] * 5 + [*EVENTS]))
    text = "\n".join([*draw(around), events, *indented, *draw(around)])
    start = draw(st.sampled_from(["", "", "", "---\n", "\ufeff", "%YAML 1.1\n---\n"]))
    return start + text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


@settings(max_examples=500, deadline=None)
@given(lists())
@example("events:\n- a\n...\n- b\n")
@example("<<: {}\nevents:\n- a\n- b\n<<: {}\n")
@example('x: "\nevents:\n  - a"\nevents: [b]\n  - c\n')
@example("events:\n- &a a\n- *a\n")
@example("events:\n- a # \x85\n- b\n- c\n- d\n")
def test_wherever_a_text_is_halved(text: str) -> None:
    """Every line with a dash is tried: one inside a text or a nested list must not be taken for an event."""
    file = Source("events.yaml", text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "two", lambda: False)  # done here: the reading is what is looked at
        patch.setattr(source_plain, "half", lambda _: None)
        whole = files.parse(file)
        for line in LINE.finditer(text):
            before = text[: line.start()].removeprefix("\ufeff").encode()
            half = source_plain.Half(len(before), before.count(b"\n"), len(line[1]))
            patch.setattr(source_plain, "half", lambda _, half=half: half)
            assert files.parse(file) == whole


@pytest.fixture
def halved(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Any text is large; tells of each half whether it was taken."""
    taken: list[bool] = []
    theirs = source_plain.Builder.theirs

    def told(self: source_plain.Builder, before: dict[str, object]) -> object:
        taken.append((result := theirs(self, before)) is not None)
        return result

    monkeypatch.setattr(source_plain, "LARGE", 0)
    monkeypatch.setattr(source_plain.Builder, "theirs", told)
    return taken


def events(last: str = "") -> Source:
    items = [f"  - id: e{i}\n    title: Event {i} 嘉定\n    start: 2024-05-01\n" for i in range(9)]
    head = "calendar: {id: jiading, name: Jiading Events}\nevents:\n  # the first\n"
    return Source("events.yaml", (head + "".join(items) + last).encode())


@two
class TestAHalf:
    """Reading by two processes."""

    @pytest.mark.parametrize(
        "last", ["", "feeds:\n  - id: may\n    name: May\n    where: {month: 2024-05}\n"]
    )
    def test_is_taken(self, halved: list[bool], last: str) -> None:
        plain, problems = files.parse(events(last))
        assert halved == [True]
        assert isinstance(plain, dict)
        assert problems == []
        assert [event["id"] for event in plain["events"]] == [f"e{i}" for i in range(9)]
        assert list(plain) == ["calendar", *(["feeds"] if last else []), "events"]

    def test_is_taken_from_windows_too(self, halved: list[bool]) -> None:
        file = Source("events.yaml", events().data.replace(b"\n", b"\r\n"))
        assert files.parse(file) == files.parse(events())
        assert halved == [True, True]

    @pytest.mark.parametrize(
        ("last", "told"),
        [
            ("  - id: e9\n    id: e10\n    title: T\n    start: 2024-05-01\n", ("E004", 32, 5)),
            ("calendar: {id: x, name: X}\n", ("E004", 31, 1)),
            ("  - id: 'e9\n", ("E002", 31, 9)),
            ("  - *e\n", ("E002", 31, 5)),
            ("---\n- x\n", ("E009", 31, 1)),
        ],
    )
    def test_with_a_mistake_is_read_here(
        self, halved: list[bool], last: str, told: tuple[str, int, int]
    ) -> None:
        found = compiler.load(events(last)).diagnostics
        assert told in [(d.code, d.position.line, d.position.column) for d in found]
        assert halved == [False]

    def test_is_read_here_where_no_process_is_to_be_had(
        self, halved: list[bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def none() -> int:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

        monkeypatch.setattr(os, "fork", none)
        assert compiler.load(events()).errors == 0

    def test_is_read_here_where_its_process_is_ended(
        self, halved: list[bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(source_plain, "_read_half", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert compiler.load(events()).errors == 0
        assert halved == [False]


@two
class TestSecond:
    def test_the_result_comes_back(self) -> None:
        with Second(lambda: [os.getpid(), "x" * 1_000_000]) as second:
            pid, text = second.result()
        assert pid != os.getpid()
        assert text == "x" * 1_000_000

    def test_an_error_of_files_is_raised_here(self) -> None:
        def full() -> None:
            raise OSError(errno.ENOSPC, "full")

        with Second(full) as second, pytest.raises(OSError, match="full"):
            second.result()

    def test_any_other_end_is_told(self) -> None:
        def mistaken() -> None:
            raise ValueError

        with Second(mistaken) as second, pytest.raises(OSError, match="was ended"):
            second.result()

    def test_a_result_that_nobody_wants_holds_nothing_up(self) -> None:
        before = time.monotonic()
        with Second(lambda: "x" * 1_000_000):
            pass
        assert time.monotonic() - before < 5

    def test_what_is_not_worth_it_is_done_here(self) -> None:
        with Second(os.getpid, worth=False) as second:
            assert second.result() == os.getpid()


@two
class TestChecksBeside:
    """Checks by another process, as the components are made."""

    @pytest.fixture(autouse=True)
    def few_are_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(processes, "ENOUGH", 2)

    def test_problems_are_told_as_ever(self, tmp_path: Path) -> None:
        last = "  - {id: e1, title: T, start: 2024-05-01, url: 'https://a..嘉/', venue: x, part_of: e9}\n"
        with pytest.raises(compiler.InvalidError) as raised:
            compiler.build(events(last), compiler.Target(tmp_path / "public"), NOW)
        assert raised.value.loaded == compiler.load(events(last))
        assert {d.code for d in raised.value.loaded.diagnostics} >= {"E021", "E022", "E201", "E203"}
        assert not (tmp_path / "public").exists()

    def test_warnings_are_told_as_ever(self, tmp_path: Path) -> None:
        last = "  - {id: f, title: Event 1 嘉定, start: 2024-05-01}\n"
        built = compiler.build(events(last), compiler.Target(tmp_path / "public"), NOW)
        assert built.diagnostics == compiler.load(events(last)).diagnostics
        assert [d.code for d in built.diagnostics] == ["W202"]
        assert built.events == 10
