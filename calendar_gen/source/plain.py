"""libyaml's events → plain data, every scalar as text."""

import re
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import yaml
from msgspec import structs

from calendar_gen.diagnostics.problem import Position, Problem
from calendar_gen.diagnostics.wording import nearest, printable, quoted
from calendar_gen.source import positions

Plain = str | list[Any] | dict[str, Any] | None

_TAG = re.compile(r"!(?:<[^>]*>|[^\s,\[\]{}]*)")
# Deeper than anything the format has: nesting can't exhaust the stack.
MAX_DEPTH = 32
# Aliases may repeat what anchors hold, but a small file must not grow into a large one through them.
FREE_ALIAS_NODES = 10_000
MAX_ALIAS_GROWTH = 10
_MOST_ANCHORS = 2_000

# Who leaves a value open may write these.
_NULLS = ("null", "Null", "NULL", "~")
# With it each item of a list of things begins.
_FIRST_KEY = "id"
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


class RefusedError(Exception):
    """The text is YAML, but not of a kind that is read any further."""

    def __init__(self, code: str, message: str, event: Any, remedy: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code, message, remedy, position=_position(event))


def events(data: bytes) -> Callable[[], Any]:
    # Bytes go to libyaml as they are, where text would be encoded into a second copy.
    get: Callable[[], Any] = _Loader(data).get_event
    return get


def _scalar(event: Any) -> str:
    """A text; none where YAML 1.2 has nothing for it, as it stands there without quotes."""
    text: str = event.value
    return "" if text in _NULLS and event.implicit[0] else text


def _position(event: Any) -> Position:
    return positions.position(event)


class Builder:
    """Builds plain data from libyaml's events, one method a kind of node.

    In the end `plain_lines` tells whether every line that libyaml met ended as lines do in editors.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.plain_lines = False
        self.get = events(data)
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
            remedy = "put what both hold under one 'calendar:' and one 'events:', without the '---'"
            raise RefusedError("E009", "a second YAML document starts here", event, remedy)
        end = event.end_mark
        self.plain_lines = end is None or end.line == self.data.count(b"\n")
        return data

    @cached_property
    def lines(self) -> list[str]:
        """The text by lines as libyaml counts them, for what events don't tell."""
        # It is read piece by piece: octets that are no text may still be to come.
        return _LINE_END.split(self.data.decode("utf-8", "replace"))

    def node(self, event: Any, depth: int) -> Plain:
        kind = event.__class__
        if kind is yaml.AliasEvent:
            return self.alias(event)
        if event.tag is not None:
            self.problems.append(self.tag_problem(event))
        if depth > MAX_DEPTH:
            raise RefusedError("E007", f"nested deeper than {MAX_DEPTH} levels", event)
        before = self.nodes
        self.nodes += 1
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # begun, and not yet to be used
        value: Plain
        if kind is yaml.ScalarEvent:
            value = _scalar(event)
        elif kind is yaml.MappingStartEvent:
            value = self.mapping(depth + 1)
        else:
            value = self.sequence(depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = value, self.nodes - before
        return value

    def alias(self, event: Any) -> Plain:
        if event.anchor not in self.anchors:
            message = f"no anchor &{printable(event.anchor, 60)} stands before this alias"
            near = nearest(event.anchor, [*self.anchors][:_MOST_ANCHORS])
            remedy = (
                f"did you mean *{printable(near, 60)}?" if near else "put text that begins with '*' in quotes"
            )
            raise RefusedError("E002", message, event, remedy)
        anchored = self.anchors[event.anchor]
        if anchored is None:
            message = f"the alias *{printable(event.anchor, 60)} stands inside what it repeats"
            raise RefusedError("E006", message, event, "write the value out")
        value, nodes = anchored
        # Counted as if written out, so that aliases of aliases count in full.
        self.nodes += nodes
        self.alias_nodes += nodes
        written = self.nodes - self.alias_nodes
        if self.alias_nodes > FREE_ALIAS_NODES + MAX_ALIAS_GROWTH * written:
            raise RefusedError(
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
        repeated: dict[str, Problem] = {}
        # Locals, and the commonest kind of value handled here: this loop reads most of every file.
        get, intern, scalar, end = self.get, sys.intern, yaml.ScalarEvent, yaml.MappingEndEvent
        while (event := get()).__class__ is not end:
            plain = event.__class__ is scalar and event.anchor is None and event.tag is None
            key: str | None = intern(event.value) if plain else self.odd_key(event, depth)
            follows = get()
            if follows.__class__ is scalar and follows.anchor is None and follows.tag is None:
                value: Plain = follows.value if follows.value not in _NULLS else _scalar(follows)
            else:
                value = self.node(follows, depth)
            if key is not None and key not in values and key != positions.MERGE:
                values[key] = value
            elif key == positions.MERGE and not merged:
                merged.append(value)
            elif key is not None and _FIRST_KEY not in repeated:
                self.problems.append(_twice(event, key))
                repeated.setdefault(key, self.problems[-1])
        self.nodes += len(values)
        if len(repeated) > 1 and depth > 1:
            self.begun_again(repeated, values)
        for inherited in merged:
            self.merge(inherited, values)
        return values

    def begun_again(self, repeated: dict[str, Problem], values: dict[str, Any]) -> None:
        """Of keys written twice, the first of the mapping before others: that the next thing begins."""
        key, problem = next(iter(repeated.items()))
        if key != next(iter(values), "") or not isinstance(values[key], str):
            return
        at = len(self.problems) - 1
        while self.problems[at] is not problem:
            at -= 1
        within = [it for it in self.problems[at + 1 :] if it.code != problem.code]
        self.problems[at:] = [structs.replace(problem, remedy=_next(key)), *within]

    def merge(self, value: Plain, into: dict[str, Any]) -> None:
        """YAML 1.1's merge key: a mapping, or a list of them, of which earlier ones win."""
        for mapping in value if isinstance(value, list) else [value]:
            if isinstance(mapping, dict):
                for key, inherited in mapping.items():
                    into.setdefault(key, inherited)
            else:
                into.setdefault(positions.MERGE, mapping)  # found to be an unknown key later

    def odd_key(self, event: Any, depth: int) -> str | None:
        """A key that is not plain text: an alias of text is; anything else is a problem."""
        value = self.node(event, depth)
        if isinstance(value, str):
            return value
        message, remedy = "a key must be text, not a list nor keys with values", "put it in quotes"
        at = _position(event)
        if self.lines[at.line - 1][at.column - 2 : at.column] == "{{":
            # `{{ x }}`, as templates have it, is to YAML a mapping in a mapping.
            at = Position(at.line, at.column - 1)
            message, remedy = "'{{' begins a mapping in YAML", "put text that begins with '{' in quotes"
        self.problems.append(Problem("E008", message, remedy, position=at))
        return None

    def tag_problem(self, event: Any) -> Problem:
        at, tag = _position(event), event.tag
        # Only the text tells how it was written, and an anchor may stand before it.
        if found := _TAG.search(self.lines[at.line - 1], at.column - 1):
            at, tag = Position(at.line, found.start() + 1, len(found[0])), found[0]
        remedy = "leave it out: every value is typed by its key; or put text that begins with '!' in quotes"
        return Problem("E005", f"the tag {quoted(tag)} is not read", remedy, position=at)


def _next(key: str) -> str:
    """The remedy where a key is that with which the next thing of a list begins."""
    return f"begin each of a list with '- {printable(key, 60)}:', or keep one"


def _twice(event: Any, key: str) -> Problem:
    remedy = "merge a list: '<<: [*a, *b]'" if key == positions.MERGE else "keep one"
    remedy = _next(key) if key == _FIRST_KEY else remedy
    message = f"the key {quoted(key)} is written twice"
    return Problem("E004", message, remedy, position=_position(event), remark="first on line {line}")
