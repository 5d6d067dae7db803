"""New files → a folder in which none of them was: what is there stays as it is."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from calendar_gen.publish.paths import OutputError


def begin(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write each file that isn't there, all of them or none. Gives the names of those written.

    Raises OutputError.
    """
    written: list[str] = []
    try:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            # Exclusively: neither over a file that came a moment ago nor through a link to nowhere.
            with suppress(FileExistsError), open(folder / name, "xb") as file:
                written.append(name)
                file.write(data)
    except OSError as error:
        for name in written:
            with suppress(OSError):
                os.unlink(folder / name)
        at = error.filename or folder
        raise OutputError(f"{at}: {error.strerror or error}, nothing was written") from error
    return tuple(written)
