"""Fuzzing guided by what an input reaches: `python tools/guided.py TARGET SECONDS SEED`, with atheris."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["calendar_gen"]):
    import fuzz

# All of them are run before anything else is.
SEEDS = 100


def main() -> None:
    """Fuzz one target for so long. Prints an input that breaks it, and exits with a status that isn't 0."""
    name, seconds, seed = sys.argv[1:]
    (target,) = [target for target in fuzz.TARGETS if target.__name__ == name]
    with TemporaryDirectory() as folder:
        for number, data in enumerate(sorted(fuzz.seeds(target), key=len)[:SEEDS]):
            (Path(folder) / f"{number}").write_bytes(data)
        # -seed=0 is a seed of libFuzzer's own choice.
        options = [f"-max_total_time={seconds}", f"-seed={int(seed) + 1}", f"-max_len={2 * fuzz.LONGEST}"]
        # libFuzzer's alarm would be in the way of ours, which tells the input.
        options += ["-timeout=0", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *options, folder], partial(tried, target))
        atheris.Fuzz()


def tried(target: Callable[[bytes], None], data: bytes) -> None:
    """Try one input. Ends the process where it breaks the target: libFuzzer would print it in base64."""
    try:
        fuzz.attempt(target, data)
    except SystemExit as broken:
        print(broken, file=sys.stderr, flush=True)
        os._exit(1)


if __name__ == "__main__":
    main()
