"""A text that is no YAML → what is wrong and what was meant: libyaml says only where it gave up.

Each diagnosis looks for one mistake that people make; the first that finds it tells.
"""

import re
from collections.abc import Callable

import yaml
from msgspec import Struct

from calendar_gen.diagnostics.problem import Edit, Position, Problem
from calendar_gen.diagnostics.wording import named, quoted
from calendar_gen.source import cuts, plain
from calendar_gen.source.edits import LINE_END, in_quotes, quoting

# A line with a key: what stands before the key, the key, and its value. See `_entry`.
_ENTRY = re.compile(r"( *(?:- +)*)([^\s:#'\"\[\]{},&*!|>%@`-](?:[^:#]*[^\s:#])?) *:(?: +(.*))?$")
_DEEPEST = 10_000  # more columns than any line is indented by
_WIDE_COLON = re.compile(r" *(?:- +)*([^\s:：#'\"]{1,40}) *：")
_NARROW_COLON = re.compile(r" *(?:- +)*([A-Za-z_][\w-]*):(?=[^\s:/])(.*)")
_NARROW_DASH = re.compile(r" *(-)([A-Za-z_][\w-]*:(?: |$).*)")
_CONFLICT = re.compile(r"(?:<<<<<<<|=======|>>>>>>>)(?: |$)")
_UTF_16 = "it looks like UTF-16: save the file as UTF-8"


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


def not_utf8(error: UnicodeDecodeError, data: bytes) -> Problem:
    """The problem of bytes (without a BOM) that are not UTF-8."""
    remedy = _UTF_16 if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "save the file as UTF-8"
    before = LINE_END.split(data[: error.start].decode("utf-8", "replace"))
    at = Position(len(before), len(before[-1]) + 1)
    return Problem("E001", f"byte 0x{data[error.start]:02x} is not UTF-8", remedy, position=at)


def odd_line_ends(text: str) -> list[Problem]:
    """A problem for each character, but for at most ten, that ends a line for some and not for others."""
    problems = []
    for n, line in enumerate(LINE_END.split(text), 1):
        for found in re.finditer("[\x85\u2028\u2029]", line):
            message = f"{named(found[0])} ends a line in some programs and not in others"
            at = Position(n, found.start() + 1)
            problems.append(Problem("E014", message, "put a space or a new line instead", position=at))
            if len(problems) == 10:
                return problems
    return problems


def not_yaml(error: yaml.YAMLError, data: bytes) -> Problem:
    """The problem of a text (without a BOM) that libyaml can't read."""
    if isinstance(error, yaml.reader.ReaderError):
        return _character(error, data)
    lines = LINE_END.split(data.decode())
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    at = _position(getattr(error, "problem_mark", None), lines)
    begun = getattr(error, "context_mark", None)
    why, doing = (str(getattr(error, name, None) or "") for name in ("problem", "context"))
    it = Trouble(why or "not YAML", doing, at, _position(begun, lines) if begun else at, lines)
    first = it.start.line if "flow" in doing else at.line if _entry(it.line) else it.before()
    if found := cuts.hiding(data, plain.events(data), first, at.line):
        return found
    for diagnosis in DIAGNOSES:
        if found := diagnosis(it):
            return found
    message = f"{it.why} ({it.doing})" if it.doing else it.why
    return _problem(it.at, message, "check the indentation, and the quotes of the line before")


def icalendar(it: Trouble) -> Problem | None:
    """The file is of the kind that we write."""
    if it.lines[0].strip() != "BEGIN:VCALENDAR":
        return None
    message = "this is an iCalendar file, not a calendar-gen one"
    return _problem(Position(1, 1), message, "start with 'calendar:', 'venues:' and 'events:'")


def merge_conflict(it: Trouble) -> Problem | None:
    """Git left the lines of both sides."""
    n = next((n for n, line in enumerate(it.lines, 1) if _CONFLICT.match(line)), 0)
    remedy = "keep one side, and leave out the lines of '<<<<<<<', '=======' and '>>>>>>>'"
    return _problem(Position(n, 1, 7), "a merge conflict was left in the file", remedy) if n else None


def tab(it: Trouble) -> Problem | None:
    """A tab where only spaces count."""
    if "tab character" in it.why or (
        "cannot start any token" in it.why and it.line[it.at.column - 1 :][:1] == "\t"
    ):
        return _problem(it.at, "a tab where only spaces may be", "indent with spaces")
    return None


def unclosed_quote(it: Trouble) -> Problem | None:
    """A quote that was opened is not closed, or only by one that was meant to open another."""
    remedy = "close it, or put text that holds this quote in quotes of the other kind"
    if "quoted scalar" in it.doing and ("end of stream" in it.why or "document indicator" in it.why):
        return _problem(it.start, "this quote is never closed", remedy)
    entry = _entry(it.line)
    sign = it.line[it.at.column - 2 : it.at.column - 1]
    # The first on its line, or in its value, was taken for the one that closes.
    first = entry and {it.line.find(sign), it.line.find(sign, entry.start(3))}
    if sign not in ("'", '"') or not first or it.at.column - 2 not in first:
        return None
    for n in range(it.at.line - 1, 0, -1):
        above = _entry(it.lines[n - 1])
        if above and (above[3] or "").startswith(sign) and above[3].count(sign) % 2:
            return _problem(Position(n, above.start(3) + 1), "this quote is never closed", remedy)
    return None


def escape(it: Trouble) -> Problem | None:
    """A backslash in double quotes that YAML can't read."""
    if "quoted scalar" not in it.doing or it.at.column < 2:
        return None
    start = it.line.rfind("\\", 0, it.at.column)
    if start < 0:
        return None
    if pair := re.match(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", it.line[start:], re.IGNORECASE):
        character = (bytes.fromhex(pair[1]) + bytes.fromhex(pair[2])).decode("utf-16-be")
        message = f"YAML doesn't join the two halves {pair[0]} of a character, as JSON does"
        return _problem(
            Position(it.at.line, start + 1, 12),
            message,
            f"write {character} itself, or \\U{ord(character):08X}",
        )
    written = it.line[start : start + 2]
    at = Position(it.at.line, start + 1, 2)
    if "unknown escape" in it.why:
        remedy = "write \\\\ for a backslash, or use single quotes"
        return _problem(at, f"{quoted(written)} means nothing in double quotes", remedy)
    if "escape code" in it.why or "hexdecimal" in it.why:
        return _problem(at, f"{quoted(written)} names no character here", "write the character itself")
    return None


def flow(it: Trouble) -> Problem | None:
    """Brackets that are not closed, or a comma that is missing between them."""
    if "while parsing a flow" not in it.doing:
        return None
    if "did not find expected ','" in it.why:
        sign = it.why[-2]
        if _closes(it):
            return _problem(it.at, f"a comma or '{sign}' is missing before this", "")
        return _problem(it.start, "this bracket is never closed", f"close it with '{sign}'")
    if it.at.line == len(it.lines) and it.at.column > len(it.line):
        return _problem(it.at, "the file ends inside a bracket", "close it")
    return None


def colon(it: Trouble) -> Problem | None:
    """A key without its colon."""
    if "could not find expected ':'" not in it.why:
        return None
    if found := _bad_colon(it.lines, it.start.line):
        return found
    remedy = "write 'key: value', or indent it deeper if it belongs to the text above"
    return _problem(it.start, "a key has no colon after it", remedy)


def second_colon(it: Trouble) -> Problem | None:
    """A colon where none can be: mostly what stands above, or the indentation, is not as it should be."""
    if "mapping values are not allowed" not in it.why:
        return None
    for n in (it.at.line, it.before()):
        if found := _bad_colon(it.lines, n) or _bad_dash(it.lines, n):
            return found
    if deeper := _deeper(it):
        return deeper
    entry = _entry(it.line)
    if entry and entry[3] and it.at.column > entry.start(3):
        if entry[3][0] in "'\"[{":
            return unquoted(it)
        edit = _quoting(it, it.at.line, entry)
        return _problem(it.at, "text that holds ': ' must be in quotes", quoting(entry[3]), edit)
    return _problem(it.at, "a colon where none can be", "put text that holds a colon and a space in quotes")


def unquoted(it: Trouble) -> Problem | None:
    """Text that begins with a sign of YAML's, or goes on after its closing quote."""
    n = it.at.line if _entry(it.line) or it.start.line > it.at.line else it.start.line
    entry = _entry(it.lines[n - 1])
    if not entry or not entry[3]:
        return None
    value, sign = entry[3], entry[3][0]
    if sign in "'\"[{" and n == it.at.line and it.at.column > entry.start(3) + 1:
        end = {"'": "quote", '"': "quote"}.get(sign, "bracket")
        edit = _quoting(it, n, entry) if end == "quote" else None
        return _problem(it.at, f"text goes on after the closing {end}", quoting(value), edit)
    if sign == "-" and _entry(value):
        at = Position(n, entry.start(3) + 1)
        return _problem(
            at, "a list can't begin on the line of its key", f"write {quoted(value)} on the next line"
        )
    if sign in "*&@%`|>!-?,]}":
        at = Position(n, entry.start(3) + 1)
        edit = _quoting(it, n, entry) if sign in "*&@%`" else None
        return _problem(at, f"text can't begin with '{sign}' without quotes", quoting(value), edit)
    return None


def indentation(it: Trouble) -> Problem | None:
    """A line that begins neither where one above does nor where one below may."""
    if "did not find expected key" not in it.why and "'-' indicator" not in it.why:
        return None
    if it.line[: it.at.column - 1].strip():
        return None
    remedy = _like_above(it)
    return _problem(it.at, "this line is indented like none above it", remedy) if remedy else None


def after_the_end(it: Trouble) -> Problem | None:
    """`...`, or the end of what the file begins with, ends the document."""
    if "<document start>" not in it.why:
        return None
    if it.lines[0].startswith("%"):
        return _problem(
            it.at, "the document doesn't begin", "put a line of '---' after those that begin with '%'"
        )
    n = it.before()
    ended = n and it.lines[n - 1].strip() == "..."
    remedy = f"leave out the line of '...' (line {n})" if ended else "check the brackets and quotes before it"
    return _problem(it.at, "text after the end of the document", remedy)


def first_sign(it: Trouble) -> Problem | None:
    """The first character of a text has a meaning, and there is no saying which text it is."""
    if "cannot start any token" in it.why:
        sign = quoted(it.line[it.at.column - 1 :][:1])
        return _problem(it.at, f"text can't begin with {sign} without quotes", "put it in quotes")
    if "directive" in it.doing:
        return _problem(it.start, "text can't begin with '%' without quotes", "put it in quotes")
    return None


DIAGNOSES: tuple[Callable[[Trouble], Problem | None], ...] = (
    icalendar,
    merge_conflict,
    tab,
    unclosed_quote,
    escape,
    flow,
    colon,
    second_colon,
    indentation,
    unquoted,
    after_the_end,
    first_sign,
)


def _character(error: yaml.reader.ReaderError, data: bytes) -> Problem:
    # libyaml gives the offset of the character in bytes, and its code point as a number.
    before = LINE_END.split(data[: error.position].decode("utf-8", "replace"))
    at = Position(len(before), len(before[-1]) + 1)
    character = error.character if isinstance(error.character, str) else chr(error.character)
    utf_16 = character == "\0" and (error.position < 2 or data.count(0) > len(data) // 4)
    message = f"the character {named(character)} is not allowed in YAML"
    return _problem(at, message, _UTF_16 if utf_16 else "remove it")


def _position(mark: yaml.Mark | None, lines: list[str]) -> Position:
    if mark is None:
        return Position(1, 1)
    if mark.line >= len(lines):
        return Position(len(lines), len(lines[-1]) + 1)
    return Position(mark.line + 1, mark.column + 1)


def _problem(at: Position, message: str, remedy: str, edit: Edit | None = None) -> Problem:
    return Problem("E002", message, remedy, position=at, edit=edit)


def _bad_colon(lines: list[str], n: int) -> Problem | None:
    """A colon of Chinese text, or one without a space after it, on a line that has no other."""
    line = lines[n - 1] if n else ""
    if found := _WIDE_COLON.match(line):
        at = Position(n, found.end())
        edit = Edit(at, ":" if line[found.end() :][:1] in ("", " ") else ": ")
        return _problem(at, "the colon must be ':' and not '：'", f"write {quoted(found[1] + ': …')}", edit)
    if found := _NARROW_COLON.match(line):
        at = Position(n, found.end(1) + 1)
        remedy = f"write {quoted(f'{found[1]}: {found[2]}')}"
        return _problem(at, "a space is missing after the colon", remedy, Edit(at, ": "))
    return None


def _bad_dash(lines: list[str], n: int) -> Problem | None:
    found = _NARROW_DASH.match(lines[n - 1]) if n else None
    if not found:
        return None
    remedy = f"write {quoted('- ' + found[2])}"
    at = Position(n, found.start(1) + 1)
    return _problem(at, "a space is missing after the dash", remedy, Edit(at, "- "))


def _deeper(it: Trouble) -> Problem | None:
    here, above = _entry(it.line), _entry(it.lines[it.before() - 1]) if it.before() else None
    if not here or not above or not above[3] or here.start(2) <= above.start(2):
        return None
    if it.at.column <= here.end(2):
        return None
    if here[3] and it.at.column > here.start(3):
        return None
    at = Position(it.at.line, here.start(2) + 1, len(here[2]))
    return _problem(at, "this line is indented deeper than its neighbours", _like_above(it))


def _like_above(it: Trouble) -> str:
    """How the line should be indented: like what is nearest in column, and of two as near like the lower."""
    found = _open_above(it)
    if not found:
        return ""
    column = min(found, key=lambda column: abs(column - _indentation(it.line)))
    return f"indent it by {_spaces(column)}, like {found[column]}"


def _open_above(it: Trouble) -> dict[int, str]:
    """What is of the line's kind, item or key, in the blocks that it may belong to: the lowest by column."""
    found: dict[int, str] = {}
    item, innermost = it.line.lstrip().startswith("- "), _DEEPEST
    for n in range(it.at.line - 1, 0, -1):
        line, entry = it.lines[n - 1], _entry(it.lines[n - 1])
        is_item = line.lstrip().startswith("- ")
        column = entry.start(2) if entry and not item else _indentation(line)
        if column <= innermost and column not in found:
            if item and is_item:
                found[column] = f"the '-' of line {n}"
            elif entry and not item:
                found[column] = f"{quoted(entry[2])} above"
        if is_item or entry:
            innermost = min(innermost, _indentation(line))
        if innermost == 0:
            break
    return found


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _entry(line: str) -> re.Match[str] | None:
    """A line with a key, taken apart without its comment.

    That is cut off beforehand: a pattern which looks for it takes long for a line of many spaces.
    """
    return _ENTRY.match(line.partition(" #")[0].rstrip())


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


def _closes(it: Trouble) -> bool:
    """Whether the bracket that was begun has one that closes it, quotes not looked at."""
    depth = 0
    for n in range(it.start.line - 1, len(it.lines)):
        for sign in it.lines[n][it.start.column - 1 if n == it.start.line - 1 else 0 :]:
            depth += (sign in "[{") - (sign in "]}")
            if depth == 0:
                return True
    return False


def _quoting(it: Trouble, n: int, entry: re.Match[str]) -> Edit | None:
    """The edit that puts the value of a line in quotes; None where it may be more than that.

    What is in quotes already, with one of them inside, gets others.
    """
    following = next((line for line in it.lines[n:] if line.strip()), "")
    deeper = _indentation(following) > _indentation(it.lines[n - 1]) and not _entry(following)
    commented = entry[3][0] in "'\"" and entry.end() < len(it.lines[n - 1].rstrip())
    if deeper or commented or not entry[3].isprintable():
        return None
    value, at = entry[3], Position(n, entry.start(3) + 1, len(entry[3]))
    if value[0] == value[-1] and value[0] in "'\"" and len(value) > 1:
        value = value[1:-1]
    return Edit(at, in_quotes(value))
