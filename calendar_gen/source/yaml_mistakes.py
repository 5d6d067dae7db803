"""A text that is no YAML → what is wrong and what was meant: libyaml says only where it gave up.

Each diagnosis looks for one mistake that people make; the first that finds it tells.
"""

import re
from collections.abc import Callable

import yaml

from calendar_gen.diagnostics.problem import Edit, Position, Problem
from calendar_gen.diagnostics.wording import named, quoted
from calendar_gen.source import cuts, kinds, plain
from calendar_gen.source.document import Citation, Event, Venue
from calendar_gen.source.edits import LINE_END, in_quotes, quoting
from calendar_gen.source.yaml_lines import (
    Trouble,
    bad_colon,
    bad_dash,
    entry_of,
    indent_of,
    like_above,
    mistake,
)

_CONFLICT = re.compile(r"(?:<<<<<<<|=======|>>>>>>>)(?: |$)")
# What people write texts under, and nothing else.
_TEXTS = frozenset(
    key for cls in (Event, Venue, Citation) for key, kind in kinds.fields(cls).items() if kinds.is_label(kind)
)
_UTF_16 = "it looks like UTF-16: save the file as UTF-8"


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
    first = it.start.line if "flow" in doing else at.line if entry_of(it.line) else it.before()
    is_text = it.line.strip() and not entry_of(it.line) and not it.line.lstrip().startswith(("- ", "#"))
    goes_on = bool(is_text) and "flow" not in doing
    if found := cuts.hiding(data, plain.events(data), first, at.line, goes_on):
        return found
    for diagnosis in DIAGNOSES:
        if found := diagnosis(it):
            return found
    message = f"{it.why} ({it.doing})" if it.doing else it.why
    return mistake(it.at, message, "check the indentation, and the quotes of the line before")


def icalendar(it: Trouble) -> Problem | None:
    """The file is of the kind that we write."""
    if it.lines[0].strip() != "BEGIN:VCALENDAR":
        return None
    message = "this is an iCalendar file, not a calendar-gen one"
    return mistake(Position(1, 1), message, "start with 'calendar:', 'venues:' and 'events:'")


def merge_conflict(it: Trouble) -> Problem | None:
    """Git left the lines of both sides."""
    n = next((n for n, line in enumerate(it.lines, 1) if _CONFLICT.match(line)), 0)
    remedy = "keep one side, and leave out the lines of '<<<<<<<', '=======' and '>>>>>>>'"
    return mistake(Position(n, 1, 7), "a merge conflict was left in the file", remedy) if n else None


def tab(it: Trouble) -> Problem | None:
    """A tab where only spaces count."""
    if "tab character" in it.why or (
        "cannot start any token" in it.why and it.line[it.at.column - 1 :][:1] == "\t"
    ):
        return mistake(it.at, "a tab where only spaces may be", "indent with spaces")
    return None


def unclosed_quote(it: Trouble) -> Problem | None:
    """A quote that was opened is not closed, or only by one that was meant to open another."""
    remedy = "close it, or put text that holds this quote in quotes of the other kind"
    if "quoted scalar" in it.doing and ("end of stream" in it.why or "document indicator" in it.why):
        return mistake(it.start, "this quote is never closed", remedy)
    entry = entry_of(it.line)
    sign = it.line[it.at.column - 2 : it.at.column - 1]
    # The first on its line, or in its value, was taken for the one that closes.
    first = entry and {it.line.find(sign), it.line.find(sign, entry.start(3))}
    if sign not in ("'", '"') or not first or it.at.column - 2 not in first:
        return None
    for n in range(it.at.line - 1, 0, -1):
        above = entry_of(it.lines[n - 1])
        if above and (above[3] or "").startswith(sign) and above[3].count(sign) % 2:
            return mistake(Position(n, above.start(3) + 1), "this quote is never closed", remedy)
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
        return mistake(
            Position(it.at.line, start + 1, 12),
            message,
            f"write {character} itself, or \\U{ord(character):08X}",
        )
    written = it.line[start : start + 2]
    at = Position(it.at.line, start + 1, 2)
    if "unknown escape" in it.why:
        remedy = "write \\\\ for a backslash, or use single quotes"
        return mistake(at, f"{quoted(written)} means nothing in double quotes", remedy)
    if "escape code" in it.why or "hexdecimal" in it.why:
        return mistake(at, f"{quoted(written)} names no character here", "write the character itself")
    return None


def flow(it: Trouble) -> Problem | None:
    """Brackets that are not closed, or a comma that is missing between them."""
    if "while parsing a flow" not in it.doing:
        return None
    if "did not find expected ','" in it.why:
        sign = it.why[-2]
        if found := _colon_between(it):
            return found
        if _closes(it):
            return mistake(it.at, f"a comma or '{sign}' is missing before this", "")
        return mistake(it.start, "this bracket is never closed", f"close it with '{sign}'")
    if it.at.line == len(it.lines) and it.at.column > len(it.line):
        return mistake(it.at, "the file ends inside a bracket", "close it")
    return None


def colon(it: Trouble) -> Problem | None:
    """A key without its colon."""
    if "could not find expected ':'" not in it.why:
        return None
    if found := bad_colon(it.lines, it.start.line):
        return found
    remedy = "write 'key: value', or indent it deeper if it belongs to the text above"
    return mistake(it.start, "a key has no colon after it", remedy)


def second_colon(it: Trouble) -> Problem | None:
    """A colon where none can be: mostly what stands above, or the indentation, is not as it should be."""
    if "mapping values are not allowed" not in it.why:
        return None
    for n in (it.at.line, it.before()):
        if found := bad_colon(it.lines, n) or bad_dash(it.lines, n):
            return found
    if deeper := _deeper(it):
        return deeper
    entry = entry_of(it.line)
    if entry and entry[3] and it.at.column > entry.start(3):
        if entry[3][0] in "'\"[{":
            return unquoted(it)
        edit, remedy = _quoting(it, it.at.line, entry)
        return mistake(it.at, "text that holds ': ' must be in quotes", remedy, edit)
    return mistake(it.at, "a colon where none can be", "put text that holds a colon and a space in quotes")


def unquoted(it: Trouble) -> Problem | None:
    """Text that begins with a sign of YAML's, or goes on after its closing quote."""
    n = it.at.line if entry_of(it.line) or it.start.line > it.at.line else it.start.line
    entry = entry_of(it.lines[n - 1])
    if not entry or not entry[3]:
        return None
    value, sign = entry[3], entry[3][0]
    if sign in "'\"[{" and n == it.at.line and it.at.column > entry.start(3) + 1:
        end = {"'": "quote", '"': "quote"}.get(sign, "bracket")
        edit, remedy = _quoting(it, n, entry)
        if end == "bracket" and entry[2] not in _TEXTS:
            edit, remedy = None, "write it between the brackets, or leave it out"
        return mistake(it.at, f"text goes on after the closing {end}", remedy, edit)
    if sign == "-" and entry_of(value):
        at = Position(n, entry.start(3) + 1)
        return mistake(
            at, "a list can't begin on the line of its key", f"write {quoted(value)} on the next line"
        )
    if sign in "*&@%`|>!-?,]}":
        at = Position(n, entry.start(3) + 1)
        edit, remedy = _quoting(it, n, entry)
        edit = edit if sign in "*&@%`" else None
        return mistake(at, f"text can't begin with '{sign}' without quotes", remedy, edit)
    return None


def indentation(it: Trouble) -> Problem | None:
    """A line that begins neither where one above does nor where one below may."""
    if "did not find expected key" not in it.why and "'-' indicator" not in it.why:
        return None
    if it.line[: it.at.column - 1].strip():
        return None
    remedy = like_above(it)
    return mistake(it.at, "this line is indented like none above it", remedy) if remedy else None


def after_the_end(it: Trouble) -> Problem | None:
    """`...`, or the end of what the file begins with, ends the document."""
    if "<document start>" not in it.why:
        return None
    if it.lines[0].startswith("%"):
        return mistake(
            it.at, "the document doesn't begin", "put a line of '---' after those that begin with '%'"
        )
    n = it.before()
    ended = n and it.lines[n - 1].strip() == "..."
    remedy = f"leave out the line of '...' (line {n})" if ended else "check the brackets and quotes before it"
    return mistake(it.at, "text after the end of the document", remedy)


def first_sign(it: Trouble) -> Problem | None:
    """The first character of a text has a meaning, and there is no saying which text it is."""
    if "cannot start any token" in it.why:
        sign = quoted(it.line[it.at.column - 1 :][:1])
        return mistake(it.at, f"text can't begin with {sign} without quotes", "put it in quotes")
    if "directive" in it.doing:
        return mistake(it.start, "text can't begin with '%' without quotes", "put it in quotes")
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
    return mistake(at, message, _UTF_16 if utf_16 else "remove it")


def _position(mark: yaml.Mark | None, lines: list[str]) -> Position:
    if mark is None:
        return Position(1, 1)
    if mark.line >= len(lines):
        return Position(len(lines), len(lines[-1]) + 1)
    return Position(mark.line + 1, mark.column + 1)


def _deeper(it: Trouble) -> Problem | None:
    here, above = entry_of(it.line), entry_of(it.lines[it.before() - 1]) if it.before() else None
    if not here or not above or not above[3] or here.start(2) <= above.start(2):
        return None
    if it.at.column <= here.end(2):
        return None
    if here[3] and it.at.column > here.start(3):
        return None
    at = Position(it.at.line, here.start(2) + 1, len(here[2]))
    return mistake(at, "this line is indented deeper than its neighbours", like_above(it))


def _closes(it: Trouble) -> bool:
    """Whether the bracket that was begun has one that closes it, quotes not looked at."""
    depth = 0
    for n in range(it.start.line - 1, len(it.lines)):
        for sign in it.lines[n][it.start.column - 1 if n == it.start.line - 1 else 0 :]:
            depth += (sign in "[{") - (sign in "]}")
            if depth == 0:
                return True
    return False


def _colon_between(it: Trouble) -> Problem | None:
    """A colon in a text between braces."""
    before, after = it.line[: it.at.column - 1], it.line[it.at.column - 1 :]
    begun = re.search(r"[A-Za-z_]: +([^\s,:'\"\[\]{}#][^,:'\"\[\]{}#]*)\Z", before[-200:])
    end = re.match(r": [^,'\"\[\]{}#]*", after)
    if not begun or not end:
        return None
    value = (begun[1] + end[0]).rstrip()
    at = Position(it.at.line, it.at.column - len(begun[1]), len(value))
    edit = Edit(at, in_quotes(value)) if value.isprintable() else None
    return mistake(it.at, "text that holds ': ' must be in quotes", quoting(value), edit)


def _quoting(it: Trouble, n: int, entry: re.Match[str]) -> tuple[Edit | None, str]:
    """The edit that puts the value of a line in quotes, None where it may be more than that; and the remedy.

    What is in quotes already, with one of them inside, gets others. A text of several lines needs none.
    """
    following = next((line for line in it.lines[n:] if line.strip()), "")
    column, key = indent_of(following), entry.start(2)
    goes_on = (column > key or (column == key and following[column:].startswith("- "))) and (
        following[column:].startswith("- ") or not entry_of(following)
    )
    if goes_on:
        return None, f"write '{entry[2]}: |', and all of the text on the lines below it"
    commented = entry[3][0] in "'\"" and entry.end() < len(it.lines[n - 1].rstrip())
    if commented or not entry[3].isprintable():
        return None, quoting(entry[3])
    value, at = entry[3], Position(n, entry.start(3) + 1, len(entry[3]))
    if value[0] == value[-1] and value[0] in "'\"" and len(value) > 1:
        value = value[1:-1]
    return Edit(at, in_quotes(value)), quoting(entry[3])
