"""A YAML text → where a comma cuts a text short in it: between braces what follows is the next key.

Only keys that the format doesn't have, and that have no value, are looked at: `{title: Arts, crafts}`.
"""

from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct

from calendar_gen.dates import written
from calendar_gen.dates.values import When
from calendar_gen.diagnostics.problem import Path, Position, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.source import cuts, kinds
from calendar_gen.source.edits import LINE_END, quoting

# What people write with commas beside names and other texts.
_OF_DATES = frozenset({"start", "end", "date", "until", "duration"})


class Cut(Struct, frozen=True):
    """A text that commas cut: its path, what is left of it, the keys that are the rest, and what is wrong."""

    path: Path
    text: str
    keys: tuple[str, ...]
    problem: Problem


def cut(text: str, get: Callable[[], Any], unknown: Collection[Path]) -> list[Cut]:
    """The texts that go on in keys at such paths; `get` gives the YAML events of the text."""
    lines = LINE_END.split(text)
    # Of each such text its event, and its keys with the column after the last.
    found: dict[Path, tuple[Any, list[str], int]] = {}
    last: tuple[Path, Any] = (), None
    for event, path, in_brackets in cuts.values(get):
        before, value = last
        if event.value:
            last = path, event
        elif in_brackets and path in unknown and before[:-1] == path[:-1]:
            start, end = value.start_mark, event.start_mark
            whole = lines[start.line][start.column : end.column].rstrip(" ,}")
            is_rest = start.line == end.line and not whole.endswith(":")
            if is_rest and _may_go_on(before, value, path, whole):
                first, keys, _ = found.setdefault(before, (value, [], 0))
                if first is value:  # else the key is written twice, and the first counts
                    found[before] = value, [*keys, str(path[-1])], start.column + len(whole)
    return [Cut(path, of[0].value, tuple(of[1]), _problem(lines, path, *of)) for path, of in found.items()]


def _may_go_on(path: Path, value: Any, rest: Path, whole: str) -> bool:
    """Whether a text may go on behind its comma; a date that is whole does so with a time."""
    key, kind = cuts.key_and_kind(path)
    if path[-1] in _OF_DATES:
        has_digit = any(map(str.isdigit, str(rest[-1])))
        return has_digit or not isinstance(written.when(value.value[:100]), When)
    if key == "url":
        return " " not in whole
    if key == "hours":
        return str(rest[-1])[:1].isdigit()
    return cuts.is_for_people(path) or _is_list(key, kind)


def _is_list(key: str, kind: Any) -> bool:
    """Whether texts or numbers stand there in a list."""
    item = kinds.item_of(kind)
    return key == "geo" or (item is not None and kinds.struct_of(item) is None)


def join(plain: Any, cut: Cut) -> bool:
    """Write into plain data what was meant, the text or list as a whole, and whether that could be done.

    Where a key is written twice the first counts, and the cut may be in what doesn't.
    """
    *path, last = cut.path
    for step in path:
        try:
            plain = plain[step]
        except (LookupError, TypeError):
            return False
    if not isinstance(plain, dict) or plain.get(last) != cut.text or any(plain.get(key) for key in cut.keys):
        return False
    parts = [cut.text, *cut.keys]
    plain[last] = parts if _is_list(*cuts.key_and_kind(cut.path)) else ", ".join(parts)
    for key in cut.keys:
        plain.pop(key, None)
    return True


def _problem(lines: list[str], path: Path, value: Any, keys: list[str], end: int) -> Problem:
    start = value.start_mark
    at = Position(start.line + 1, start.column + 1, end - start.column)
    message = f"between braces the comma ends the text, and {quoted(keys[0])} is the next key"
    whole = lines[start.line][start.column : end]
    remedy = (
        f"put the whole list in brackets: [{whole}]"
        if _is_list(*cuts.key_and_kind(path)) and whole.isprintable()
        else quoting(whole)
    )
    return Problem("E010", message, remedy, path, position=at)
