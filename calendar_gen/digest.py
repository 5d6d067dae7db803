"""All that a build's output is made from → a digest of it."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from calendar_gen import __version__
from calendar_gen.model.catalog import Filters
from calendar_gen.source.files import Source

# Libraries whose version may change what is written, and where each says its own: to ask the packages'
# metadata would cost more than a build that changes nothing.
SHAPING = {
    "dateutil._version": "version",
    "idna.package_data": "__version__",
    "msgspec": "__version__",
    "tzdata": "__version__",
    "yaml": "__version__",
}
# What makes the pages: to import it would take as long, and whoever installed it wrote its version beside it.
OF_PAGES = ("jinja2", "markupsafe", "segno")


def of_bytes(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return sha256(data).hexdigest()


def of_inputs(text: Source, lock_digest: str, now: datetime, filters: Filters, options: str = "") -> str:
    """A digest of all that shapes a build's output; where it is the same, so is the output.

    `lock_digest` is that of the lock, "" for none; `options` are what else was asked for.
    """
    clock = now.isoformat() if filters.dated else ""  # "this month" is another one later
    digest = sha256("\0".join((lock_digest, clock, repr(filters), options, *_versions())).encode())
    for data in (*[data for file in text.all for data in _of(file)], *_package()):
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def _of(file: Source) -> Iterator[bytes]:
    """The bytes of a file, and of its theme with their paths."""
    yield file.data
    for path, data in file.theme.files if file.theme else ():
        yield path.encode()
        yield data


def _package() -> Iterator[bytes]:
    """The files of this package with their paths: its code, and the catalogues of its words."""
    root = Path(__file__).parent
    try:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix().encode()
                yield path.read_bytes()
    except OSError as error:  # what fails once it is open isn't named
        raise OSError(error.errno, error.strerror, error.filename or str(root)) from error


def _versions() -> list[str]:
    """The versions of what shapes output besides: this package, the libraries, and Unicode's tables."""
    found = [__version__, unicodedata.unidata_version]
    found += [str(getattr(import_module(module), name)) for module, name in SHAPING.items()]
    return found + [name for module in OF_PAGES for name in _installed(module)]


def _installed(module: str) -> list[str]:
    """What a package is called where its version stands: `jinja2-3.1.6.dist-info`."""
    spec = find_spec(module)
    folders = [Path(place).parent for place in (spec and spec.submodule_search_locations) or ()]
    names = (name for folder in folders for name in _listing(str(folder)))
    return sorted(name for name in names if name.casefold().startswith(f"{module}-"))


@lru_cache(maxsize=8)
def _listing(folder: str) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))
    return ()
