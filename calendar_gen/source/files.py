"""YAML text → plain data, every scalar as text; and the position of any part of it, on demand.

Positions are needed only for diagnostics, so they are not kept: libyaml's events are read
into dicts, lists and strings, and read once more, by `positions`, when there is something to
point at.
"""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path as FilePath
from typing import Any

import msgspec
import yaml

from calendar_gen.diagnostics.problem import Diagnostic, Edit, Path, Problem
from calendar_gen.diagnostics.wording import printable
from calendar_gen.source import commas as source_commas
from calendar_gen.source import cuts as source_cuts
from calendar_gen.source import plain as source_plain
from calendar_gen.source import positions, themes, trees
from calendar_gen.source.commas import Cut
from calendar_gen.source.document import is_item
from calendar_gen.source.edits import replaced, with_edits
from calendar_gen.source.odd_signs import odd_signs
from calendar_gen.source.patterns import PatternError, Search
from calendar_gen.source.themes import ThemeFolder
from calendar_gen.source.trees import Tree

Plain = source_plain.Plain

_BOM = b"\xef\xbb\xbf"
_UTF_16 = b"\xff\xfe", b"\xfe\xff"
# They end a line for YAML 1.1, but not for editors nor for GitHub, whose line numbers we give. Each
# with a character of as many bytes that ends none, so that what else is wrong can be told as well.
_ODD_LINE_ENDS = {
    end.encode(): instead.encode()
    for end, instead in {"\x85": "\xb7", "\u2028": "\ufffd", "\u2029": "\ufffd"}.items()
}
# In other places than these nobody sees them: no-break, thin, narrow, zero width, ideographic.
_ODD_SPACES = tuple(space.encode() for space in "\u00a0\u2009\u200b\u202f\u3000")
# So many mistakes of YAML are told at once, and of so many bytes in all that are read for it.
_MOST_MISTAKES, _MOST_READ_AGAIN = 20, 10_000_000


class Source(msgspec.Struct, frozen=True):
    """A file as it was read: the name it was asked for by, its bytes, and the files that belong to it.

    `missing` are the indexes of what it includes and is not there; `refused` tells of what isn't looked for.
    `theme` is what it names for its pages, or what is to be taken in the place of that.
    """

    name: str
    data: bytes
    others: "tuple[Source, ...]" = ()
    missing: tuple[int, ...] = ()
    refused: tuple[Problem, ...] = ()
    theme: ThemeFolder | None = None

    @property
    def all(self) -> "tuple[Source, ...]":
        """The file and those that belong to it, in order."""
        return (self, *self.others)

    @property
    def paths(self) -> list[str]:
        """Its own name, and those of the files of its theme."""
        theme = self.theme
        return [self.name, *([theme.path(file) for file, _ in theme.files] if theme else ())]

    @property
    def themed(self) -> "Source | None":
        """The one of the files that names a theme."""
        return next((file for file in self.all if file.theme), None)


def read(path: FilePath, tree: Tree | None = None, theme: FilePath | None = None) -> Source:
    """A file and what it includes, or all YAML files of a folder and below it. Raises OSError.

    `tree` is what they are read from: the disk, if nothing else is given. `theme` is a folder to take in the
    place of the one that they name.
    """
    tree = tree or trees.on_disk(path)
    search = Search(tree)
    is_folder = tree.is_folder(path)
    paths = _calendars(tree, search, path) if is_folder else [path]
    first, *others = _gathered(tree, search, paths, None if is_folder else path)
    if theme is not None:
        first, *others = (msgspec.structs.replace(file, theme=None) for file in (first, *others))
        first = msgspec.structs.replace(first, theme=themes.named(tree, theme))
    return msgspec.structs.replace(first, others=tuple(others))


def _calendars(tree: Tree, search: Search, path: FilePath) -> list[FilePath]:
    """The YAML files of a folder and below it, but for what is hidden. Raises OSError."""
    try:
        files = search.below(path, trees.ENDINGS)
    except PatternError as error:
        raise PartError(errno.E2BIG, str(error)) from None
    except OSError as error:
        below = os.path.relpath(error.filename, tree.real(path))
        raise PartError(error.errno, f"{path / below}: {error.strerror}") from error
    if not files:
        raise FileNotFoundError(errno.ENOENT, "there is no .yaml file in it", str(path))
    return files


def _gathered(tree: Tree, search: Search, paths: list[FilePath], named: FilePath | None) -> Iterable[Source]:
    """The files of those paths, each once, and after each file those that it includes. Raises OSError.

    Not by recursion: a chain of files that include each other may be as long as anybody likes.
    """
    found: dict[FilePath, Source] = {}
    size = 0
    waiting = paths[::-1]
    while waiting:
        path = waiting.pop()
        key = tree.real(path)  # which a circle of links doesn't disturb
        if key in found:
            continue
        data = _bytes_of(tree, path, key, named)
        size += len(data)
        if size > trees.LARGEST:
            raise PartError(errno.EFBIG, f"its files have more than {trees.LARGEST // 10**6} MB together")
        found[key], included = _with_others(tree, search, Source(str(path), data), path.parent)
        waiting += included[::-1]
    return found.values()


def _bytes_of(tree: Tree, path: FilePath, real: FilePath, named: FilePath | None) -> bytes:
    try:
        if path == named:
            return tree.read_named(path)
        if not tree.holds(real):
            raise OSError(errno.EACCES, trees.outside(tree.root))
        return tree.read(real)
    except OSError as error:
        if path == named:
            raise
        raise PartError(error.errno, f"{path}: {error.strerror}") from error


def _with_others(
    tree: Tree, search: Search, source: Source, folder: FilePath
) -> tuple[Source, list[FilePath]]:
    """A file with its theme and what is wrong with its patterns, and the files that they match."""
    themed = themes.may_name_one(source.data)
    if not themed and b"include" not in source.data:
        return source, []
    plain, _ = parse(source)
    if themed:
        source = msgspec.structs.replace(source, theme=themes.written(tree, folder, plain))
    patterns = plain.get("include") if isinstance(plain, dict) else None
    missing, refused, included = [], [], list[FilePath]()
    if isinstance(patterns, str) and is_item(patterns):
        patterns = [patterns]
    for i, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        try:
            files = search.files(folder, pattern)
        except PatternError as error:
            refused.append(Problem(error.code, str(error), error.remedy, ("include", i)))
            continue
        except OSError as error:
            raise PartError(error.errno, f"{error.filename}: {error.strerror}") from error
        if not files:
            missing.append(i)
        included += files
    return msgspec.structs.replace(source, missing=tuple(missing), refused=tuple(refused)), included


def parse(source: Source) -> tuple[Plain, list[Problem]]:
    """The plain data of one YAML document, and what is wrong with it as YAML.

    Mappings are dicts, sequences lists, every scalar its text whatever YAML would make of it.
    `<<` merges as in YAML 1.1. Where a key is written twice the first counts. The data are
    None where the text is not YAML at all.
    """
    data = source.data.removeprefix(_BOM)
    if data.startswith(_UTF_16):  # which libyaml would read
        return None, _not_utf8(data)
    reading = source_plain.Builder(data)
    with suppress(source_plain.RefusedError, yaml.YAMLError):
        plain = reading.document()
        if reading.plain_lines and not (any(odd in data for odd in _ODD_SPACES) and _has_odd_key(plain)):
            return plain, reading.problems
    # Only now: to look for them takes as long as a tenth of the reading.
    odd = _odd_line_ends(data)
    return _read(source_plain.Builder(_without_odd_line_ends(data) if odd else data), odd)


def _read(reading: source_plain.Builder, odd: list[Problem]) -> tuple[Plain, list[Problem]]:
    try:
        plain = reading.document()
    except source_plain.RefusedError as refused:
        return None, _not_utf8(reading.data) or [*odd, *reading.problems, refused.problem]
    except yaml.YAMLError as error:
        if told := _not_utf8(reading.data) or odd or odd_signs(reading.data.decode()):
            return None, told
        return None, [*reading.problems, *_mistakes(error, reading.data)]
    if _has_odd_key(plain) and (told := odd_signs(reading.data.decode())):
        return None, told
    return plain, [*odd, *reading.problems]


def _has_odd_key(plain: Plain) -> bool:
    """Whether some key begins with a sign that only looks like a space: then lines aren't what they seem."""
    if isinstance(plain, dict):
        return any(key[:1].isspace() or key[:1] == "\u200b" for key in plain) or any(
            map(_has_odd_key, plain.values())
        )
    return isinstance(plain, list) and any(map(_has_odd_key, plain))


def _not_utf8(data: bytes) -> list[Problem]:
    """What libyaml doesn't read either, but for UTF-16, told as what it is."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return [_mistake(error, data)]
    return []


def _mistakes(error: yaml.YAMLError, data: bytes) -> list[Problem]:
    """What is wrong with a text as YAML: its first mistake, and each that shows with those mended."""
    found: list[Problem] = []
    said: yaml.YAMLError | None = error
    while said and len(found) < _MOST_MISTAKES:
        problem = _mistake(said, data)
        lines = {before.position.line for before in found if before.position}
        if problem.position and problem.position.line in lines:
            break  # on a line that is mended columns are others
        found.append(problem)
        if not problem.edit or len(data) * len(found) > _MOST_READ_AGAIN:
            break
        data = replaced(data.decode(), [problem.edit]).encode()
        said = _error_of(data)
    return found


def _error_of(data: bytes) -> yaml.YAMLError | None:
    """Why a text is no YAML, None where it is."""
    get = source_plain.events(data)
    try:
        while get().__class__ is not yaml.StreamEndEvent:
            pass
    except yaml.YAMLError as error:
        return error
    return None


def _mistake(error: yaml.YAMLError | UnicodeDecodeError, data: bytes) -> Problem:
    from calendar_gen.source import yaml_mistakes  # late: most files have nothing wrong

    if isinstance(error, UnicodeDecodeError):
        return yaml_mistakes.not_utf8(error, data)
    return yaml_mistakes.not_yaml(error, data)


def cuts(source: Source) -> list[Problem]:
    """The texts of a file that YAML cuts at the sign of a comment without saying so."""
    data = source.data.removeprefix(_BOM)
    return source_cuts.cuts(_without_odd_line_ends(data), source_plain.events)


def commas(source: Source, unknown: Iterable[Path]) -> list[Cut]:
    """The texts of a file that go on in keys which the format doesn't have: see `source.commas`."""
    return source_commas.cut(*_text_and_get(source), frozenset(unknown))


def edited(source: Source, edits: Iterable[Edit]) -> tuple[Source, int]:
    """A file with the edits of its problems made, and how many were: those that change nothing else in it."""
    data = source.data.removeprefix(_BOM)
    try:
        text, made = with_edits(data.decode(), edits, lambda text: _events_of(text.encode()))
    except UnicodeDecodeError:
        return source, 0
    before = source.data[: len(source.data) - len(data)]
    return msgspec.structs.replace(source, data=before + text.encode()) if made else source, len(made)


def place(source: Source, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Each problem at its line and column, or at those of the nearest part of its path that is written."""
    problems = list(problems)
    if not problems:
        return []
    name = printable(source.name)
    return positions.place(name, *_text_and_events(source), problems)


def lines(source: Source, wanted: Sequence[tuple[Path, bool]]) -> list[int]:
    """The line of each path, or with True of its key. The text is read once for all of them."""
    return positions.lines(*_text_and_events(source), wanted)


def _text_and_get(source: Source) -> tuple[str, Callable[[], Any]]:
    text, events = _text_and_events(source)
    return text, events()


def _text_and_events(source: Source) -> tuple[str, Callable[[], Any]]:
    data = source.data.removeprefix(_BOM)
    return data.decode("utf-8", "replace"), lambda: _events_of(data)


def _events_of(data: bytes) -> Callable[[], Any]:
    return source_plain.events(_without_odd_line_ends(data))


def _odd_line_ends(data: bytes) -> list[Problem]:
    if not any(end in data for end in _ODD_LINE_ENDS):
        return []
    from calendar_gen.source import yaml_mistakes  # late: as above

    return yaml_mistakes.odd_line_ends(data.decode("utf-8", "replace"))


def _without_odd_line_ends(data: bytes) -> bytes:
    for end, instead in _ODD_LINE_ENDS.items():
        data = data.replace(end, instead)
    return data


class PartError(OSError):
    """A file that belongs to a calendar can't be read; `strerror` names it."""
