"""A little of the fuzzing, always the same, and what it found before."""

import os
import random
from collections.abc import Callable

import fuzz
import pytest

# Half a minute for all; FUZZ_SECONDS makes it longer, and other inputs each time.
SECONDS = float(os.environ.get("FUZZ_SECONDS") or 28) / len(fuzz.TARGETS)
SEED = random.randrange(10**6) if os.environ.get("FUZZ_SECONDS") else 5545

# Inputs that once broke a target, by its name.
FOUND: dict[str, list[bytes]] = {"published": [b"E\r\nDTSTAMP:20240425T040000Z\r\n"]}


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
