"""New files → a folder in which none of them was: what is there stays as it is."""

import errno
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
    made: list[Path] = []
    try:
        for name, data in files.items():
            _make(folder, Path(name).parent, made)
            # Exclusively: neither over a file that came a moment ago nor through a link to nowhere.
            with suppress(FileExistsError), open(folder / name, "xb") as file:
                written.append(name)
                file.write(data)
    except OSError as error:
        for name in written:
            with suppress(OSError):
                os.unlink(folder / name)
        for path in reversed(made):
            with suppress(OSError):  # it isn't empty: somebody else uses it by now
                path.rmdir()
        at = error.filename or folder
        raise OutputError(f"{at}: {error.strerror or error}, nothing was written") from error
    return tuple(written)


def _make(folder: Path, below: Path, made: list[Path]) -> None:
    """Make a folder and one below it, and note each that wasn't there. Raises OSError."""
    for path in (
        *reversed(folder.parents),
        folder,
        *(folder / it for it in reversed(below.parents)),
        folder / below,
    ):
        if path.is_symlink() and path not in (folder, *folder.parents):
            raise OSError(errno.ELOOP, "it is a link, which may lead anywhere", str(path))
        if os.path.lexists(path) and not path.is_dir():
            raise OSError(errno.ENOTDIR, "it is no folder", str(path))
        if not path.is_dir():
            path.mkdir()
            made.append(path)
