"""YAML text → plain data, every scalar as text; and the position of any part of it, on demand.

Positions are needed only for diagnostics, so they are not kept: libyaml's events are read
into dicts, lists and strings, and read once more, by `positions`, when there is something to
point at.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path as FilePath
from typing import Any

import msgspec
import yaml

from calendar_gen import builder
from calendar_gen.diagnostics import Diagnostic, Problem, printable

Plain = builder.Plain

# More than this through a pipe is no calendar.
ENDLESS = 300_000_000
_BOM = b"\xef\xbb\xbf"
_UTF_16 = b"\xff\xfe", b"\xfe\xff"
# They end a line for YAML 1.1, but not for editors nor for GitHub, whose line numbers we give. Each
# with a character of as many bytes that ends none, so that what else is wrong can be told as well.
_ODD_LINE_ENDS = {
    end.encode(): instead.encode()
    for end, instead in {"\x85": "\xb7", "\u2028": "\ufffd", "\u2029": "\ufffd"}.items()
}


class Source(msgspec.Struct, frozen=True):
    """A file as it was read: the name it was asked for by, its bytes, and the files that belong to it.

    `missing` are the indexes of what it includes and is not there.
    """

    name: str
    data: bytes
    others: "tuple[Source, ...]" = ()
    missing: tuple[int, ...] = ()

    @property
    def all(self) -> "tuple[Source, ...]":
        """The file and those that belong to it, in order."""
        return (self, *self.others)


def read(path: FilePath) -> Source:
    """A file and what it includes, or all YAML files of a folder and below it. Raises OSError."""
    paths = [path]
    if path.is_dir():
        paths = sorted(_calendars(path))
        if not paths:
            raise FileNotFoundError(errno.ENOENT, "there is no .yaml file in it", str(path))
    found: dict[FilePath, Source] = {}
    for each in paths:
        _gather(each, found, path)
    first, *others = found.values()
    return msgspec.structs.replace(first, others=tuple(others))


def _calendars(path: FilePath) -> Iterator[FilePath]:
    """The YAML files of a folder and below it, but for what is hidden. Raises PartError."""
    for folder, folders, files in os.walk(path, onerror=_unread):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in (FilePath(folder, name) for name in files if not name.startswith(".")):
            if file.suffix in (".yaml", ".yml") and file.is_file():
                yield file


def _unread(error: OSError) -> None:
    """What can't be looked into isn't passed over: its events would be published as cancelled."""
    raise PartError(error.errno, f"{error.filename}: {error.strerror}")


def _gather(path: FilePath, found: dict[FilePath, Source], asked_for: FilePath) -> None:
    """Read a file, unless it is read already, and after it those that it includes."""
    key = FilePath(os.path.realpath(path))  # which a circle of links doesn't disturb
    if key in found:
        return
    try:
        source = Source(str(path), _bytes_of(path))
    except OSError as error:
        if path == asked_for:
            raise
        raise PartError(error.errno, f"{path}: {error.strerror}") from error
    found[key] = source
    if b"include" not in source.data:
        return
    plain, _ = parse(source)
    patterns = plain.get("include") if isinstance(plain, dict) else None
    missing = []
    for i, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        files = _matching(path.parent, pattern)
        if not files:
            missing.append(i)
        for file in files:
            _gather(file, found, asked_for)
    found[key] = msgspec.structs.replace(source, missing=tuple(missing))


def _bytes_of(path: FilePath) -> bytes:
    """What a file holds, or what comes through a pipe, of which there must be an end."""
    with open(path, "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read()
        read = bytearray()
        while part := file.read(1 << 20):
            read += part
            if len(read) > ENDLESS:
                raise OSError(errno.EFBIG, f"it has no end after {ENDLESS // 10**6} MB")
        return bytes(read)


def _matching(folder: FilePath, pattern: Any) -> list[FilePath]:
    """The files of a pattern. Hidden ones, and those in hidden folders, only where it names them."""
    try:
        named, depth = {*FilePath(pattern).parts}, len(folder.parts)
        return sorted(
            _straight(file)
            for file in folder.glob(pattern)
            if file.is_file() and not any(p.startswith(".") and p not in named for p in file.parts[depth:])
        )
    except (NotImplementedError, ValueError, IndexError, TypeError, OSError):  # absolute, '.', or no text
        return []


def _straight(file: FilePath) -> FilePath:
    """The path without `..`, by which services that annotate files know it; as it is if links forbid that."""
    straight = FilePath(os.path.normpath(file))
    return straight if straight.resolve() == file.resolve() else file


def parse(source: Source) -> tuple[Plain, list[Problem]]:
    """The plain data of one YAML document, and what is wrong with it as YAML.

    Mappings are dicts, sequences lists, every scalar its text whatever YAML would make of it.
    `<<` merges as in YAML 1.1. Where a key is written twice the first counts. The data are
    None where the text is not YAML at all.
    """
    data = source.data.removeprefix(_BOM)
    if data.startswith(_UTF_16):  # which libyaml would read
        return None, _not_utf8(data)
    reading = builder.Builder(data, builder.half(data))
    with suppress(builder.RefusedError, yaml.YAMLError):
        plain = reading.document()
        if reading.plain_lines:
            return plain, reading.problems
    # Only now: to look for them takes as long as a tenth of the reading.
    odd = _odd_line_ends(data)
    return _read(builder.Builder(_without_odd_line_ends(data) if odd else data), odd)


def _read(reading: builder.Builder, odd: list[Problem]) -> tuple[Plain, list[Problem]]:
    try:
        plain = reading.document()
    except builder.RefusedError as refused:
        return None, _not_utf8(reading.data) or [*odd, *reading.problems, refused.problem]
    except yaml.YAMLError as error:
        if told := _not_utf8(reading.data) or odd:
            return None, told
        from calendar_gen import syntax  # late: most files have nothing wrong

        return None, [*reading.problems, syntax.not_yaml(error, reading.data)]
    return plain, [*odd, *reading.problems]


def _not_utf8(data: bytes) -> list[Problem]:
    """What libyaml doesn't read either, but for UTF-16, told as what it is."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        from calendar_gen import syntax

        return [syntax.not_utf8(error, data)]
    return []


def place(source: Source, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Each problem at its line and column, or at those of the nearest part of its path that is written."""
    problems = list(problems)
    if not problems:
        return []
    from calendar_gen import positions

    data = source.data.removeprefix(_BOM)
    text = data.decode("utf-8", "replace")
    name = printable(source.name)
    return positions.place(name, text, lambda: builder.events(_without_odd_line_ends(data)), problems)


def _odd_line_ends(data: bytes) -> list[Problem]:
    if not any(end in data for end in _ODD_LINE_ENDS):
        return []
    from calendar_gen import syntax

    return syntax.odd_line_ends(data.decode("utf-8", "replace"))


def _without_odd_line_ends(data: bytes) -> bytes:
    for end, instead in _ODD_LINE_ENDS.items():
        data = data.replace(end, instead)
    return data


class PartError(OSError):
    """A file that belongs to a calendar can't be read; `strerror` names it."""
