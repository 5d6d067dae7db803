"""The lines of a text that is no YAML → their keys and indentation, and what is wrong in one alone."""

import re

from msgspec import Struct

from calendar_gen.diagnostics.problem import Edit, Position, Problem
from calendar_gen.diagnostics.wording import quoted

# A line with a key: what stands before the key, the key, and its value. See `entry_of`.
_ENTRY = re.compile(r"( *(?:- +)*)([^\s:#'\"\[\]{},&*!|>%@`-](?:[^:#]*[^\s:#])?) *:(?: +(.*))?$")
_DEEPEST = 10_000  # more columns than any line is indented by
_WIDE_COLON = re.compile(r" *(?:- +)*([^\s:：#'\"]{1,40}) *：")
_NARROW_COLON = re.compile(r" *(?:- +)*([A-Za-z_][\w-]*):(?=[^\s:/])(.*)")
_NARROW_DASH = re.compile(r" *(-)([A-Za-z_][\w-]*:(?: |$).*)")


class Trouble(Struct, frozen=True):
    """Where libyaml gave up and why, and where what it was reading had begun."""

    why: str
    doing: str
    at: Position
    start: Position
    lines: list[str]

    @property
    def line(self) -> str:
        """The line at which it gave up."""
        return self.lines[self.at.line - 1]

    def before(self) -> int:
        """The number of the last line before that with more than a comment, 0 where there is none."""
        above = range(self.at.line - 1, 0, -1)
        return next(
            (n for n in above if self.lines[n - 1].strip() and self.lines[n - 1].lstrip()[0] != "#"), 0
        )


def mistake(at: Position, message: str, remedy: str, edit: Edit | None = None) -> Problem:
    """A mistake of YAML at a place."""
    return Problem("E002", message, remedy, position=at, edit=edit)


def bad_colon(lines: list[str], n: int) -> Problem | None:
    """A colon of Chinese text, or one without a space after it, on a line that has no other."""
    line = lines[n - 1] if n else ""
    if found := _WIDE_COLON.match(line):
        at = Position(n, found.end())
        edit = Edit(at, ":" if line[found.end() :][:1] in ("", " ") else ": ")
        return mistake(at, "the colon must be ':' and not '：'", f"write {quoted(found[1] + ': …')}", edit)
    if found := _NARROW_COLON.match(line):
        at = Position(n, found.end(1) + 1)
        remedy = f"write {quoted(f'{found[1]}: {found[2]}')}"
        return mistake(at, "a space is missing after the colon", remedy, Edit(at, ": "))
    return None


def bad_dash(lines: list[str], n: int) -> Problem | None:
    found = _NARROW_DASH.match(lines[n - 1]) if n else None
    if not found:
        return None
    remedy = f"write {quoted('- ' + found[2])}"
    at = Position(n, found.start(1) + 1)
    return mistake(at, "a space is missing after the dash", remedy, Edit(at, "- "))


def like_above(it: Trouble) -> str:
    """How the line should be indented: like what is nearest in column, and of two as near like the lower."""
    found = _open_above(it)
    if not found:
        return ""
    column = min(found, key=lambda column: abs(column - indent_of(it.line)))
    return f"indent it by {_spaces(column)}, like {found[column]}"


def _open_above(it: Trouble) -> dict[int, str]:
    """What is of the line's kind, item or key, in the blocks that it may belong to: the lowest by column."""
    found: dict[int, str] = {}
    item, innermost = it.line.lstrip().startswith("- "), _DEEPEST
    for n in range(it.at.line - 1, 0, -1):
        line, entry = it.lines[n - 1], entry_of(it.lines[n - 1])
        is_item = line.lstrip().startswith("- ")
        column = entry.start(2) if entry and not item else indent_of(line)
        if column <= innermost and column not in found:
            if item and is_item:
                found[column] = f"the '-' of line {n}"
            elif entry and not item:
                found[column] = f"{quoted(entry[2])} above"
        if is_item or entry:
            innermost = min(innermost, indent_of(line))
        if innermost == 0:
            break
    return found


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def entry_of(line: str) -> re.Match[str] | None:
    """A line with a key, taken apart without its comment.

    That is cut off beforehand: a pattern which looks for it takes long for a line of many spaces.
    """
    return _ENTRY.match(line.partition(" #")[0].rstrip())


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"
