"""YAML text → plain data, every scalar as text; and the position of any part of it, on demand.

Positions are needed only for diagnostics, so they are not kept: libyaml's events are read
into dicts, lists and strings, and read once more when something must be pointed at.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

import msgspec
import yaml

from calendar_gen.diagnostics import Diagnostic, Path, Position, Problem, quoted

Plain = str | list[Any] | dict[str, Any] | None

MERGE = "<<"
# Deeper than anything the format has: nesting can't exhaust the stack.
MAX_DEPTH = 32
# Aliases may repeat what anchors hold, but a small file must not grow into a large one through them.
FREE_ALIAS_NODES = 10_000
MAX_ALIAS_GROWTH = 10

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SYNTAX_REMEDIES = (
    ("mapping values are not allowed", "put text that holds a colon and a space in quotes"),
    ("cannot start any token", "indent with spaces, and put text that starts with this character in quotes"),
    ("tab character", "indent with spaces"),
    ("did not find expected key", "check the indentation, and the quotes of the line before"),
    ("could not find expected ':'", "a key is followed by a colon and a space"),
    ("unexpected end of stream", "a quote that was opened is never closed"),
    ("did not find expected ','", "a bracket that was opened is never closed, or a comma is missing"),
    ("found undefined alias", "an anchor (&name) must stand before its alias (*name)"),
)


class Source(msgspec.Struct, frozen=True):
    """A file as it was read: the name it was asked for by, and its bytes."""

    name: str
    data: bytes


def read(path: FilePath) -> Source:
    """The file's bytes. Raises OSError."""
    return Source(str(path), path.read_bytes())


def parse(source: Source) -> tuple[Plain, list[Problem]]:
    """The plain data of one YAML document, and what is wrong with it as YAML.

    Mappings are dicts, sequences lists, every scalar its text whatever YAML would make of it.
    `<<` merges as in YAML 1.1. Where a key is written twice the first counts. The data are
    None where the text is not YAML at all.
    """
    problem = _encoding_problem(source.data)
    if problem:
        return None, [problem]
    builder = _Builder(source.data)
    try:
        data = builder.document()
    except _RefusedError as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, _syntax_problem(error, source.data)]
    return data, builder.problems


def place(source: Source, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Each problem at its line and column, or at those of the nearest part of its path that is written."""
    problems = list(problems)
    if not problems:
        return []
    text = source.data.decode("utf-8-sig", "replace")
    lines = _LINE_END.split(text)
    wanted = {_spot(p) for p in problems if p.position is None}
    positions = _Locator(source.data, wanted).positions if wanted else {}
    return [_diagnostic(source.name, lines, problem, positions) for problem in problems]


def _spot(problem: Problem) -> tuple[Path, bool]:
    return problem.path, problem.on_key


def _diagnostic(
    name: str, lines: list[str], problem: Problem, positions: Mapping[tuple[Path, bool], Position]
) -> Diagnostic:
    at = problem.position or _nearest(positions, *_spot(problem))
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    return Diagnostic(name, at, problem.code, problem.message, problem.remedy, line)


def _nearest(positions: Mapping[tuple[Path, bool], Position], path: Path, on_key: bool) -> Position:
    while (path, on_key) not in positions:
        if not path:
            return Position(1, 1)
        # What a merge or an alias brought in isn't written here: point at what holds it.
        path, on_key = (path, False) if on_key else (path[:-1], False)
    return positions[path, on_key]


def _encoding_problem(data: bytes) -> Problem | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        remedy = "save the file as UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            remedy = "it looks like UTF-16: save the file as UTF-8"
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Problem("E001", (), message, remedy, position=_byte_position(data, error.start))
    return None


def _byte_position(data: bytes, offset: int) -> Position:
    before = data[:offset].decode("utf-8-sig", "replace")
    lines = _LINE_END.split(before)
    return Position(len(lines), len(lines[-1]) + 1)


def _syntax_problem(error: yaml.YAMLError, data: bytes) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        # libyaml gives the offset in bytes of a character that YAML does not allow.
        character = (
            f"U+{ord(error.character):04X}" if isinstance(error.character, str) else hex(error.character)
        )
        position = _byte_position(data, error.position)
        return Problem(
            "E002", (), f"character {character} is not allowed in YAML", "remove it", position=position
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = str(getattr(error, "problem", None) or "not YAML")
    context = getattr(error, "context", None)
    remedy = next((words for part, words in _SYNTAX_REMEDIES if part in message), "")
    position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    return Problem("E002", (), f"{message} ({context})" if context else message, remedy, position=position)


class _RefusedError(Exception):
    """The text is YAML, but not of a kind that is read any further."""

    def __init__(self, code: str, message: str, event: Any, remedy: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code, (), message, remedy, position=_position(event))


def _position(event: Any) -> Position:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Position(start.line + 1, start.column + 1, max(width, 1))


def _events(data: bytes) -> Callable[[], Any]:
    # Bytes go to libyaml as they are, where text would be encoded into a second copy.
    get: Callable[[], Any] = _Loader(data.removeprefix(b"\xef\xbb\xbf")).get_event
    return get


class _Builder:
    """Builds plain data from libyaml's events, one method a kind of node."""

    def __init__(self, data: bytes) -> None:
        self.get = _events(data)
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Plain, int] | None] = {}
        self.nodes = 0
        self.alias_nodes = 0

    def document(self) -> Plain:
        self.get()  # the stream's start
        event = self.get()
        if event.__class__ is yaml.StreamEndEvent:
            return None
        data = self.node(self.get(), 0)
        self.get()  # the document's end
        event = self.get()
        if event.__class__ is not yaml.StreamEndEvent:
            raise _RefusedError(
                "E009", "a second YAML document starts here", event, "remove the line of '---'"
            )
        return data

    def node(self, event: Any, depth: int) -> Plain:
        kind = event.__class__
        if kind is yaml.AliasEvent:
            return self.alias(event)
        if event.tag is not None:
            message = f"the tag {quoted(event.tag)} is not read"
            remedy = "leave it out: every value is typed by its key"
            self.problems.append(Problem("E005", (), message, remedy, position=_position(event)))
        if depth > MAX_DEPTH:
            raise _RefusedError("E007", f"nested deeper than {MAX_DEPTH} levels", event)
        before = self.nodes
        self.nodes += 1
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # begun, and not yet to be used
        value: Plain
        if kind is yaml.ScalarEvent:
            value = event.value
        elif kind is yaml.MappingStartEvent:
            value = self.mapping(depth + 1)
        else:
            value = self.sequence(depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = value, self.nodes - before
        return value

    def alias(self, event: Any) -> Plain:
        if event.anchor not in self.anchors:
            raise _RefusedError("E002", f"no anchor &{event.anchor} stands before this alias", event)
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise _RefusedError("E006", f"the alias *{event.anchor} stands inside what it repeats", event)
        value, nodes = anchored
        # Counted as if written out, so that aliases of aliases count in full.
        self.nodes += nodes
        self.alias_nodes += nodes
        written = self.nodes - self.alias_nodes
        if self.alias_nodes > FREE_ALIAS_NODES + MAX_ALIAS_GROWTH * written:
            raise _RefusedError(
                "E006", "aliases repeat far more than is written", event, "write the values out"
            )
        return value

    def sequence(self, depth: int) -> list[Any]:
        values = []
        get, node = self.get, self.node
        while (event := get()).__class__ is not yaml.SequenceEndEvent:
            values.append(node(event, depth))
        return values

    def mapping(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        merged: list[Plain] = []
        # Locals, and the commonest kind of value handled here: this loop reads most of every file.
        get, intern, scalar, end = self.get, sys.intern, yaml.ScalarEvent, yaml.MappingEndEvent
        while (event := get()).__class__ is not end:
            plain = event.__class__ is scalar and event.anchor is None and event.tag is None
            key: str | None = intern(event.value) if plain else self.odd_key(event, depth)
            follows = get()
            if follows.__class__ is scalar and follows.anchor is None and follows.tag is None:
                value: Plain = follows.value
                self.nodes += 1
            else:
                value = self.node(follows, depth)
            if key == MERGE:
                merged.append(value)
            elif key in values:
                message = f"the key {quoted(key)} is written twice"
                self.problems.append(Problem("E004", (), message, "keep one", position=_position(event)))
            elif key is not None:
                values[key] = value
        for inherited in merged:
            self.merge(inherited, values)
        return values

    def merge(self, value: Plain, into: dict[str, Any]) -> None:
        """YAML 1.1's merge key: a mapping, or a list of them, of which earlier ones win."""
        for mapping in value if isinstance(value, list) else [value]:
            if isinstance(mapping, dict):
                for key, inherited in mapping.items():
                    into.setdefault(key, inherited)
            else:
                into.setdefault(MERGE, mapping)  # found to be an unknown key later

    def odd_key(self, event: Any, depth: int) -> str | None:
        """A key that is not plain text: an alias of text is; anything else is a problem."""
        value = self.node(event, depth)
        if isinstance(value, str):
            return value
        message = "a key must be text, not a list or a mapping"
        self.problems.append(Problem("E008", (), message, position=_position(event)))
        return None


class _Locator:
    """Finds where the wanted paths are written, going only into what leads to one of them."""

    def __init__(self, data: bytes, wanted: set[tuple[Path, bool]]) -> None:
        self.positions: dict[tuple[Path, bool], Position] = {}
        self.ancestry = {path[:n] for path, _ in wanted for n in range(len(path) + 1)}
        self.get = _events(data)
        self.get()
        if self.get().__class__ is not yaml.StreamEndEvent:
            self.node(self.get(), ())

    def node(self, event: Any, path: Path) -> None:
        self.positions.setdefault((path, False), _position(event))
        kind = event.__class__
        if kind is yaml.MappingStartEvent:
            self.mapping(path)
        elif kind is yaml.SequenceStartEvent:
            index = 0
            while (item := self.get()).__class__ is not yaml.SequenceEndEvent:
                self.node_or_skip(item, (*path, index))
                index += 1

    def mapping(self, path: Path) -> None:
        while (event := self.get()).__class__ is not yaml.MappingEndEvent:
            if event.__class__ is not yaml.ScalarEvent:
                self.skip(event)
                self.skip(self.get())
                continue
            child = (*path, event.value)
            if child in self.ancestry:
                self.positions.setdefault((child, True), _position(event))
            self.node_or_skip(self.get(), child)

    def node_or_skip(self, event: Any, path: Path) -> None:
        if path in self.ancestry:
            self.node(event, path)
        else:
            self.skip(event)

    def skip(self, event: Any) -> None:
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = self.get()
