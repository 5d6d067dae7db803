"""Thousands of problems are told in a time that grows with their number, not with its square."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from calendar_gen import compiler
from calendar_gen.source import by_name, files, plain
from calendar_gen.source.files import Source
from support.running import Run
from support.work import calls

CALENDAR = "calendar: {id: a, name: A}\n"
MANY = 300


def _events(start: str = "2027-06-01") -> str:
    return "events:\n" + "".join(f"- {{id: e{n}, title: T{n}, start: {start}}}\n" for n in range(MANY))


def _venues() -> str:
    return "venues:\n" + "".join(f"  v{n}: {{name: V{n}}}\n" for n in range(MANY))


@pytest.mark.parametrize(("one", "other"), [(_events(), _events()), (_events() + _venues(), _venues())])
def test_a_file_is_read_once_for_all_places_in_it(
    one: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text(CALENDAR + one)
    (tmp_path / "b.yaml").write_text(other)
    readings = []
    events: Callable[[bytes], Callable[[], object]] = plain.events

    def counted(data: bytes) -> Callable[[], object]:
        readings.append(len(data))
        return events(data)

    monkeypatch.setattr(plain, "events", counted)
    found = compiler.load(files.read(tmp_path)).diagnostics
    twice = [problem for problem in found if problem.code == "E021"]
    assert len(twice) == MANY
    first = (CALENDAR + one).count("\n") - MANY + 1
    for n, problem in enumerate(twice):
        line = first + n
        assert problem.message.endswith(f"(first in {tmp_path / 'a.yaml'}:{line})")
        assert problem.position.line == n + 2
    # To read it, for the problems in it, and for the places that problems in the other name: twice for these.
    assert len(readings) <= 8


def test_places_in_three_files(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.yaml").write_text(CALENDAR + "events:\n- {id: x, title: X, start: 2027-06-01}\n")
    (tmp_path / "b.yaml").write_text(
        "events:\n- {id: y, title: Y, start: 2027-06-01}\n- {id: x, title: Z, start: 2027-06-01}\n"
    )
    (tmp_path / "c.yaml").write_text(
        "events:\n- {id: y, title: W, start: 2027-06-01}\n- {id: x, title: V, start: 2027-06-01}\n"
    )
    lines = [line for line in run("-f", ".", "check", cwd=tmp_path).stdout.splitlines() if " E021 " in line]
    assert [(line.partition(" ")[0], line.rpartition("first in ")[2]) for line in lines] == [
        ("b.yaml:3:8:", "a.yaml:3)"),
        ("c.yaml:2:8:", "b.yaml:2)"),
        ("c.yaml:3:8:", "a.yaml:3)"),
    ]


# Some number of mistakes, each of a word that is in no other calendar.
MISTAKEN: dict[str, Callable[[int], str]] = {
    "keys": lambda n: "- id: e\n" + "".join(f"  zork{n}y{i}: x\n" for i in range(n)),
    "venues": lambda n: "".join(
        f"- {{id: e{i}, title: T{i}, venue: Hall {n} {i * 7919}}}\n" for i in range(n)
    ),
}


def reading(mistaken: Callable[[int], str], n: int) -> Callable[[], object]:
    return partial(compiler.load, Source("a.yaml", f"{CALENDAR}events:\n{mistaken(n)}".encode()))


@pytest.mark.parametrize("kind", MISTAKEN)
def test_its_work_grows_with_the_mistakes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times as many are eight times the work at most; what grows with the square is 64 times."""
    monkeypatch.setattr(by_name, "MOST_COMPARISONS", 300)
    reading(MISTAKEN[kind], 10)()  # what is worked out once counts for neither
    assert calls(reading(MISTAKEN[kind], 240)) < 12 * calls(reading(MISTAKEN[kind], 30))
