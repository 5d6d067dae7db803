"""A little of the fuzzing, always the same, and what it found before."""

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

import fuzz
from calendar_gen.source import files

# Some seconds for all; FUZZ_SECONDS makes it longer, and other inputs each time.
SECONDS = float(os.environ.get("FUZZ_SECONDS") or 10) / len(fuzz.TARGETS)
SEED = random.randrange(10**6) if os.environ.get("FUZZ_SECONDS") else 5545

# Inputs that once broke a target, by its name.
FOUND: dict[str, list[bytes]] = {
    "published": [b"E\r\nDTSTAMP:20240425T040000Z\r\n"],
    "locks": [b'{"calendar-gen-lock":1}\n'],
    "written_dates": [b"by 2024\xe2\x80\xa8"],
    "reading": [
        b"calenda$: {iingjcading,!ading,!ng,alamd: jcading,!naalee\xd3",
        # What commas cut is in what is written twice, where the first counts.
        b"events:\n- {id: a, b: , start: 2027-01-01}\nevents:\n- {id: a, title: A, b, start: 2027-01-01}\n",
    ],
}


@pytest.mark.parametrize("target", fuzz.TARGETS, ids=lambda target: target.__name__)
def test_no_input_breaks(target: Callable[[bytes], None]) -> None:
    for data in FOUND.get(target.__name__, ()):
        fuzz.within(fuzz.ALARM, target, data)
    fuzz.fuzz(target, SECONDS, random.Random(SEED))


def test_what_breaks_a_target_is_told_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise ValueError(data)

    monkeypatch.setitem(fuzz.TARGETS, broken, ())
    with pytest.raises(SystemExit, match=r"broken is broken by this.*\nb['\"]"):
        fuzz.fuzz(broken, 1, random.Random(1))


def test_what_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a target takes for an answer: a command tells of an OSError, and of what it didn't foresee."""

    def endless(data: bytes) -> None:
        while True:
            with suppress(Exception):
                time.sleep(60)

    monkeypatch.setitem(fuzz.TARGETS, endless, ())
    monkeypatch.setattr(fuzz, "ALARM", 1)
    with pytest.raises(SystemExit, match=r"endless is broken by this.*\nb['\"]"):
        fuzz.fuzz(endless, 1, random.Random(1))


def test_a_command_that_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "read", lambda *_: time.sleep(60))
    monkeypatch.setattr(fuzz, "ALARM", 1)
    with pytest.raises(SystemExit, match="arguments is broken by this"):
        fuzz.attempt(fuzz.arguments, b"check")


def test_a_seed_repeats_the_inputs() -> None:
    inputs = fuzz.seeds(fuzz.reading)
    first, again, other = (
        [fuzz.mutated(dice, inputs) for _ in range(50)] for dice in map(random.Random, (1, 1, 2))
    )
    assert first == again != other
