"""Problems at their paths → where these are in a text, whose YAML is read once more for that."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import yaml

from calendar_gen.diagnostics.codes import HIDES, HIDES_TWICE
from calendar_gen.diagnostics.problem import Diagnostic, Edit, Path, Position, Problem
from calendar_gen.diagnostics.wording import odd_sign
from calendar_gen.source import edits

MERGE = "<<"
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)+")
# The rest of a text in double quotes, to the one that closes it.
_TO_QUOTE = re.compile(r'(?:[^"\\]|\\.)*"')

Events = Callable[[], Any]


def place(name: str, text: str, reread: Callable[[], Events], problems: list[Problem]) -> list[Diagnostic]:
    """Each problem at its line and column, or at those of the nearest part of its path that is written.

    What is wrong in a value that aliases or merges repeat is told once, where it is written.
    `reread` gives the YAML events from the first.
    """
    lines = edits.LINE_END.split(text)
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    wanted = {(problem.path, problem.on_key) for problem in problems if problem.position is None}
    wanted |= {(problem.other, False) for problem in problems if problem.other is not None}
    locator = _Locator(reread, wanted)
    twice = {p.position for p in problems if p.remark and p.other is None and p.position}
    above = _keys_above(reread(), twice) if twice else {}
    hiding = [(p.position, HIDES[p.code]) for p in problems if p.position and p.code in HIDES]
    hidden_at = {at for at, _ in hiding}
    hidden_on = {(at.line, code) for at, codes in hiding for code in codes}
    diagnostics = []
    told = [
        (problem, problem.position or _past_anchor(lines, locator.nearest(problem.path, problem.on_key)))
        for problem in _without_repetitions(problems, locator)
    ]
    of_lists = {(at.line, at.column) for problem, at in told if problem.code in HIDES_TWICE}
    for problem, at in told:
        if (above.get(at), at.column) in of_lists:
            continue  # a list without its dashes
        if problem.code not in HIDES and (at in hidden_at or (at.line, problem.code) in hidden_on):
            continue  # a consequence
        line = locator.nearest(problem.other).line if problem.other is not None else above.get(at)
        diagnostics.append(_diagnostic(name, lines, problem, at, line, locator.edit(lines, problem)))
    return diagnostics


def lines(text: str, reread: Callable[[], Events], wanted: Sequence[tuple[Path, bool]]) -> list[int]:
    """The line of each path, or of its key, as `place` would give it."""
    written = edits.LINE_END.split(text)
    locator = _Locator(reread, set(wanted))
    return [_past_anchor(written, locator.nearest(path, on_key)).line for path, on_key in wanted]


def position(event: Any) -> Position:
    """Where the node of a YAML event begins, and how wide it is on that line."""
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Position(start.line + 1, start.column + 1, max(width, 1))


def _diagnostic(
    name: str, lines: list[str], problem: Problem, at: Position, other: int | None, edit: Edit | None
) -> Diagnostic:
    at = _within(lines, at)
    if problem.character:
        at = _at_character(lines, at, problem.character)
    remark = f" ({problem.remark.format(line=other)})" if problem.remark and other else ""
    message, excerpt = problem.message + remark, lines[at.line - 1]
    if edit and not problem.edit and (odd := odd_sign(*_before_and_after(excerpt, edit))):
        message += f": it holds {odd}"
    return Diagnostic(name, at, problem.code, message, problem.remedy, excerpt, edit)


def _before_and_after(line: str, edit: Edit) -> tuple[str, str]:
    """What an edit takes away from a line and what it puts there, without quotes."""
    written = line[edit.position.column - 1 :][: edit.position.width]
    return written.strip("'\""), edit.text.strip("'\"")


def _within(lines: list[str], at: Position) -> Position:
    """The end of the last line with anything in it, for what libyaml notices at the end of the file."""
    return at if at.line <= len(lines) else Position(len(lines), len(lines[-1]) + 1)


def _past_anchor(lines: list[str], at: Position) -> Position:
    """The value itself, where an anchor or a tag stands before it."""
    before = _PROPERTIES.match(_line(lines, at), at.column - 1)
    width = len(before[0]) if before else 0
    return Position(at.line, at.column + width, at.width - width) if at.width > width else at


def _line(lines: list[str], at: Position) -> str:
    return lines[at.line - 1] if at.line <= len(lines) else ""


def _at_character(lines: list[str], at: Position, character: str) -> Position:
    """Where the first such characters of the value that begins there are written, if not as an escape."""
    start = at.column - 1
    value = lines[at.line - 1][start:]
    if value.startswith("*"):
        return at
    quoted = value.startswith('"')  # only there it may be an escape
    for n in range(at.line, len(lines) + 1):
        line = lines[n - 1]
        closed = _TO_QUOTE.match(line, start + (n == at.line)) if quoted else None
        found = line.find(character, start, closed.end() if closed else len(line))
        if found >= 0:
            return Position(n, found + 1, len(character))
        if closed:
            break
        start = 0
    return at


def _without_repetitions(problems: list[Problem], locator: "_Locator") -> Iterable[Problem]:
    """The problems but those that aliases and merges bring, where what they repeat has them itself."""
    if not locator.aliases and not locator.merges:
        return problems
    said = {(problem.code, problem.message, problem.path) for problem in problems}
    origins = [(problem, locator.origin(problem.path)) for problem in problems]
    return [p for p, origin in origins if origin == p.path or (p.code, p.message, origin) not in said]


def _keys_above(get: Events, keys: set[Position]) -> Mapping[Position | None, int]:
    """For each key at such a place the line of the same key above it in its mapping."""
    found: dict[Position | None, int] = {}
    # Of each collection around: the line of each key, or None for a sequence; whether a key comes next.
    around: list[tuple[dict[str, int] | None, bool]] = []
    anchored: dict[str | None, str] = {}
    while len(found) < len(keys):
        event = get()
        if isinstance(event, yaml.CollectionEndEvent):
            around.pop()
        elif isinstance(event, yaml.NodeEvent):
            text: str | None = getattr(event, "value", None)
            if isinstance(event, yaml.AliasEvent):  # it may stand for a key too
                text = anchored.get(event.anchor)
            elif text is not None and event.anchor is not None:
                anchored[event.anchor] = text
            if around and (lines := around[-1][0]) is not None:
                is_key = around[-1][1]
                around[-1] = (lines, not is_key)
                if is_key and text is not None:
                    at = position(event)
                    first = lines.setdefault(text, at.line)
                    if at in keys:
                        found[at] = first
            if isinstance(event, yaml.CollectionStartEvent):
                around.append(({} if isinstance(event, yaml.MappingStartEvent) else None, True))
    return found


class _Locator:
    """Finds where the wanted paths are written, going only into what leads to one of them."""

    def __init__(self, reread: Callable[[], Events], wanted: set[tuple[Path, bool]]) -> None:
        self.positions: dict[tuple[Path, bool], Position] = {}
        # Those that are a text on one line.
        self.texts: set[tuple[Path, bool]] = set()
        self.ancestry = {path[:n] for path, _ in wanted for n in range(len(path) + 1)}
        # By the path of each alias what it repeats, by that of each mapping what is merged into it:
        # None, or nothing, where no problem is in that.
        self.aliases: dict[Path, Path | None] = {}
        self.merges: dict[Path, list[Path]] = {}
        self.anchors: dict[str, Path | None] = {}
        self.origins: dict[Path, Path] = {}
        if wanted:
            self.get = reread()
            self.get()
            if self.get().__class__ is not yaml.StreamEndEvent:
                self.node(self.get(), ())

    def nearest(self, path: Path, on_key: bool = False) -> Position:
        """Where the path is written, or else what holds it: what an alias or a merge brings isn't there."""
        while (path, on_key) not in self.positions:
            if not path:
                return Position(1, 1)
            path, on_key = (path, False) if on_key else (path[:-1], False)
        return self.positions[path, on_key]

    def origin(self, path: Path) -> Path:
        """The path at which the value is written that an alias or a merge brought to this one."""
        if path not in self.origins:
            self.origins[path] = path
            self.origins[path] = self._origin(path)
        return self.origins[path]

    def _origin(self, path: Path) -> Path:
        for n in range(1, len(path) + 1):
            head, rest = path[:n], path[n:]
            if head in self.aliases:
                anchored = self.aliases[head]
                return path if anchored is None else self.origin(anchored + rest)
            if head[:-1] in self.merges and (head, True) not in self.positions:
                brought: Iterable[Path] = (self.origin(m + head[-1:]) for m in self.merges[head[:-1]])
                found = next((key for key in brought if (key, True) in self.positions), None)
                return path if found is None else self.origin(found + rest)
        return path

    def edit(self, lines: list[str], problem: Problem) -> Edit | None:
        """What mends a problem in the text; None where that isn't known, or it isn't written at its path."""
        written = problem.path, problem.on_key
        if written not in self.positions and problem.path[-1:] == (0,):
            written = problem.path[:-1], False  # a list of one may be written without its brackets
        if problem.edit or not problem.mending or written not in self.texts:
            return problem.edit
        at = _past_anchor(lines, self.positions[written])
        return edits.instead(_line(lines, at), at, problem.mending)

    def found(self, event: Any, path: Path, on_key: bool) -> None:
        """Remember where a key or a value is, the first of its path."""
        if (path, on_key) not in self.positions:
            self.positions[path, on_key] = position(event)
            start, end = event.start_mark, event.end_mark
            if event.__class__ is yaml.ScalarEvent and start.line == end.line:
                self.texts.add((path, on_key))

    def node(self, event: Any, path: Path) -> None:
        self.found(event, path, False)
        kind = event.__class__
        if kind is yaml.AliasEvent:
            self.aliases[path] = self.anchors.get(event.anchor)
            return
        if event.anchor is not None:
            self.anchors[event.anchor] = path
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
            if (child, True) in self.positions:
                self.skip(self.get())  # written twice: the first counts
                continue
            if child in self.ancestry:
                self.found(event, child, True)
                self.node(self.get(), child)
            elif event.value == MERGE:
                self.merge(self.get(), path)
            else:
                self.skip(self.get())

    def merge(self, event: Any, path: Path) -> None:
        """Remember what is merged into the mapping of that path by an alias, or by a list of them."""
        if event.__class__ is yaml.SequenceStartEvent:
            while (item := self.get()).__class__ is not yaml.SequenceEndEvent:
                self.merge(item, path)
        elif event.__class__ is not yaml.AliasEvent:
            self.skip(event)
        elif (anchored := self.anchors.get(str(event.anchor))) is not None:
            self.merges.setdefault(path, []).append(anchored)

    def node_or_skip(self, event: Any, path: Path) -> None:
        if path in self.ancestry:
            self.node(event, path)
        else:
            self.skip(event)

    def skip(self, event: Any) -> None:
        if event.__class__ is yaml.ScalarEvent and event.anchor is None:  # as most are
            return
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if event.__class__ is not yaml.AliasEvent and getattr(event, "anchor", None) is not None:
                self.anchors[event.anchor] = None
            if depth == 0:
                return
            event = self.get()
