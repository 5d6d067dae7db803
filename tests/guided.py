"""Fuzzing that is guided by what an input reaches: `python tests/guided.py TARGET SECONDS`, with atheris."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["calendar_gen"]):
    import fuzz

# All of them are run before anything else is.
SEEDS = 100


def main() -> None:
    """Fuzz one target for so long. Exits with a status that isn't 0 where an input breaks it, which is
    printed in base64."""
    name, seconds = sys.argv[1:]
    (target,) = [target for target in fuzz.TARGETS if target.__name__ == name]
    with TemporaryDirectory() as folder:
        for number, data in enumerate(sorted(fuzz.seeds(target), key=len)[:SEEDS]):
            (Path(folder) / f"{number}").write_bytes(data)
        options = [f"-max_total_time={seconds}", f"-timeout={fuzz.ALARM}", f"-max_len={2 * fuzz.LONGEST}"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
