"""Inputs that nobody wrote, for everything that reads what comes from outside: `make fuzz`.

Each target is a function of bytes; its docstring is what must hold of it. Inputs are those of the tests, and
of the folder that FUZZ_SEEDS names, with random changes; where atheris is there, it chooses them by what
inputs reach. FUZZ_SECONDS bounds all targets together. FUZZ_SEED gives the same inputs in the same order, of
which more or fewer fit into the time. What breaks a target is printed as bytes for `test_fuzz.py`.
"""

import importlib.util
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from msgspec.structs import replace

from calendar_gen import __main__ as command
from calendar_gen import compiler
from calendar_gen.dates import written
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.lock import lockfile
from calendar_gen.lock import published as lock_published
from calendar_gen.lock.known import VERSION
from calendar_gen.publish import manifest
from calendar_gen.publish.paths import OutputError
from calendar_gen.source.files import Source
from calendar_gen.validator.report import Report, as_json, check
from calendar_gen.web import names

HERE = Path(__file__).parent
NOW = datetime(2024, 5, 1, tzinfo=UTC)
# An input of a few kB takes milliseconds; this only ends what would never end.
ALARM = 30
LONGEST = 20_000
_TOKENS = (
    b"\0",
    b"\r\n",
    b"\n",
    b"\\",
    b'"',
    b"'",
    b"[",
    b"{",
    b": ",
    b"- ",
    b"&a ",
    b"*a",
    b"<<: ",
    b"9" * 40,
)
_MORE = (
    b"\xff",
    b"\xe2\x80\xa8",
    b"../",
    b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n",
    b"RRULE:FREQ=DAILY\r\n",
    b"RRULE:FREQ=MONTHLY;BYDAY=2MO\r\n",
    b"BYMONTH=12;BYDAY=-1SU",
    b"T00Z",
)


class EndlessError(BaseException):
    """A target doesn't end. Not an Exception, which a target may take for something foreseen."""


def reading(data: bytes) -> None:
    """Whatever a calendar's file holds, it is read, and every problem has a place in it."""
    # What it includes would be read from this machine.
    loaded = compiler.load(Source("events.yaml", data))
    assert all(it.position.line > 0 for it in loaded.diagnostics)


def written_dates(data: bytes) -> None:
    """A date is read or is a problem with words."""
    text = data.decode("utf-8", "replace")
    for read in (written.when(text), written.duration(text)):
        assert not isinstance(read, Problem) or read.message


def locks(data: bytes) -> None:
    """A lock is refused at a line, or what is read can be written and says the same when it is read again."""
    lock, found = lockfile.read("events.lock", data)
    if not found:
        again, flaws = lockfile.read("events.lock", lockfile.as_bytes(lock))
        assert (again, flaws) == (replace(lock, version=VERSION), [])


def manifests(data: bytes) -> None:
    """A manifest is refused, or names plain paths alone and is the same when it is written and read again."""
    said = manifest.parse(data)
    if said is not None:
        assert all(map(names.is_plain, said.files))
        assert manifest.parse(manifest.as_json(said)) == said


def published(data: bytes) -> None:
    """A published folder is refused with OutputError, or its lock can be written and read again."""
    from hashlib import sha256

    files = {"calendar.ics": data}
    listed = manifest.Manifest("calendar-gen 1", "", 0, {it: sha256(files[it]).hexdigest() for it in files})
    files[names.MANIFEST] = manifest.as_json(listed)
    try:
        found = lock_published.read(lock_published.Origin("public", files.get), must=True)
    except OutputError:
        return
    assert found is not None
    lock, flaws = lockfile.read("events.lock", lockfile.as_bytes(found.lock))
    assert (dict(lock.records), flaws) == (dict(found.lock.records), [])


def feeds(data: bytes) -> None:
    """Whatever a feed holds, it is judged, and the report can be written."""
    report = Report((check("feed.ics", data, NOW),), (), ())
    as_json(report)


def arguments(data: bytes) -> None:
    """A command line ends with a status that the pages list, and with no traceback."""
    words = data.decode("utf-8", "replace").replace("\0", "").split("\n")
    # Not out of its folder: `verify /` reads all that the machine has.
    words = [it for it in words if it and not re.search(r"^(?:-\w)?/|=/|\.\.", it)]
    before, sys.argv = sys.argv, ["calendar-gen", *words]
    said = io.StringIO()
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(said), redirect_stderr(said):
        os.chdir(folder)
        try:
            assert command.run({}) in (0, 1, 2)
        finally:
            os.chdir(here)
            sys.argv = before
    assert "Traceback" not in said.getvalue()


TARGETS: dict[Callable[[bytes], None], Sequence[str]] = {
    reading: ("tests/cases/valid/**/*.yaml", "tests/cases/invalid/**/*.yaml"),
    written_dates: (),
    locks: ("events.lock", "tests/cases/valid/**/*.lock"),
    manifests: (),
    published: ("tests/cases/valid/**/calendar.ics",),
    feeds: ("tests/cases/valid/**/*.ics",),
    arguments: (),
}
_SEEDS: dict[Callable[[bytes], None], Sequence[bytes]] = {
    written_dates: [
        b"2024-05-01",
        b"2024-05-01 19:00",
        b"2024-05",
        b"2 hours",
        b"2024-05-01T09:30Z",
        b"by 2024-06",
    ],
    manifests: [manifest.as_json(manifest.Manifest("calendar-gen 1", "i", 0, {"calendar.ics": "0" * 64}))],
    arguments: [
        *(b"list\n--from\n2024-05-01", b"check", b"show\na", b"--now\n2024-05-01\nlist\n--format\njson"),
        *(b"build\n-o\nx\n--town\nA", b"diff\n--against\nHEAD~1", b"verify\nx.ics\n--timeout\n1"),
    ],
}


def fuzz(target: Callable[[bytes], None], seconds: float, dice: random.Random) -> int:
    """Try inputs for so long; gives how many. Exits with the input that breaks the target."""
    inputs, tried, until = seeds(target), 0, time.monotonic() + seconds
    while time.monotonic() < until or not tried:
        data = mutated(dice, inputs)
        tried += 1
        attempt(target, data)
    return tried


def attempt(target: Callable[[bytes], None], data: bytes) -> None:
    """Try one input. Exits with it where it breaks the target, or where that doesn't end."""
    try:
        within(ALARM, target, data)
    except (Exception, EndlessError):
        traceback.print_exc()
        raise SystemExit(
            f"{target.__name__} is broken by this; put it into FOUND of test_fuzz.py:\n{data!r}"
        ) from None


def seeds(target: Callable[[bytes], None]) -> list[bytes]:
    """What inputs of a target are made from."""
    found = [path.read_bytes() for pattern in TARGETS[target] for path in sorted(HERE.parent.glob(pattern))]
    if folder := os.environ.get("FUZZ_SEEDS"):
        found += [path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    small = [data for data in found if len(data) <= LONGEST]
    return [*small, *_SEEDS.get(target, ()), b""]


def mutated(dice: random.Random, inputs: Sequence[bytes]) -> bytes:
    """One of the inputs, changed in one place or several."""
    data = bytearray(dice.choice(inputs))
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice((0, 0, 1, 1, 5, 40)))
        other = dice.choice(inputs)
        cut = dice.randrange(len(other) + 1)
        data[start:end] = dice.choice(
            (
                b"",
                dice.choice(_TOKENS),
                dice.choice(_MORE),
                dice.randbytes(1),
                other[cut : cut + 60],
                data[start:end] * 3,
            )
        )
    return bytes(data[: 2 * LONGEST])


def within(seconds: int, target: Callable[[bytes], None], data: bytes) -> None:
    """Run a target. Raises EndlessError where it comes to no end."""

    def late(number: int, frame: FrameType | None) -> None:
        raise EndlessError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        target(data)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> None:
    """Every target in turn, or the one that is named: guided by what inputs reach, where atheris is there."""
    chosen = [it for it in TARGETS if it.__name__ in sys.argv[1:] or not sys.argv[1:]]
    seed = int(os.environ.get("FUZZ_SEED") or random.randrange(10**6))
    seconds = float(os.environ.get("FUZZ_SECONDS") or 60) / len(chosen)
    print(f"FUZZ_SEED={seed}", flush=True)
    if importlib.util.find_spec("atheris"):
        for target in chosen:
            print(f"{target.__name__}, guided by atheris", flush=True)
            words = [target.__name__, f"{max(1, round(seconds))}", f"{seed}"]
            if subprocess.run([sys.executable, str(HERE / "guided.py"), *words], check=False).returncode:
                raise SystemExit(f"{target.__name__} is broken by the input above")
        return
    for target in chosen:
        print(f"{target.__name__}: {fuzz(target, seconds, random.Random(seed))} inputs", flush=True)


if __name__ == "__main__":
    main()
