"""Problems in what a curator wrote: their codes, their places, and how they are shown."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

import msgspec

from calendar_gen.diagnostics.codes import CODES

Path = tuple[str | int, ...]


class _HasCode(Protocol):
    @property
    def code(self) -> str: ...


Coded = TypeVar("Coded", bound=_HasCode)
"""A problem or a finding: what has a code."""

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SHOWN_COLUMNS = 100
# No address is longer, and no other value that has its place in a line.
LONGEST = 2_000
# So many problems of one code are told one by one to people; the rest are counted.
MOST_OF_A_CODE = 200
# A comparison of two words takes some 15 µs: half a second of them is enough for one kind of reference.
MOST_COMPARISONS = 30_000


class Position(msgspec.Struct, frozen=True, order=True):
    """A place in a text: line and column from 1, the column and the width in characters."""

    line: int
    column: int
    width: int = 1


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong at `path`, not yet placed in a text.

    `path` leads to the value from the top of the file; with `on_key` to its key.
    `position` is given where it is known already, as for a syntax error. `remark` tells at the
    end of the message where `other` is, on the line that takes the place of its `{line}`; without
    `other` it is of the same key above. `character` is what to point at inside the value.
    """

    code: str
    path: Path
    message: str
    remedy: str = ""
    on_key: bool = False
    position: Position | None = None
    other: Path | None = None
    remark: str = ""
    character: str = ""


class Diagnostic(msgspec.Struct, frozen=True):
    """A problem at its place: what `check` prints. `excerpt` is the line as it is written."""

    file: str
    position: Position
    code: str
    message: str
    remedy: str = ""
    excerpt: str = ""

    @property
    def is_error(self) -> bool:
        """Whether nothing can be published until this is mended; otherwise it is a warning."""
        return self.code.startswith("E")


def order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, each once."""
    unique = {(d.file, d.position, d.code, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest of the known words, or "" where none is near."""
    import difflib  # late: most files have nothing wrong

    folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(written.casefold()[:100], folded, n=1, cutoff=0.6)
    return f"did you mean {quoted(folded[near[0]], 100)}?" if near else ""


def guesses(known: Collection[str]) -> Callable[[str], str]:
    """`did_you_mean` for many words and the same known ones, until that has taken long enough."""
    told: dict[str, str] = {}
    limit = max(10, MOST_COMPARISONS // max(len(known), 1))

    def guess(written: str) -> str:
        if written not in told:
            told[written] = did_you_mean(written, known) if len(told) < limit else ""
        return told[written]

    return guess


def quoted(text: str, most: int = 60) -> str:
    """Text from outside for a message: quoted, on one line, short, with nothing that acts on a reader."""
    return f"'{printable(text, most)}'"


def printable(text: str, most: int = LONGEST) -> str:
    """Text from outside as it may stand in a line of a terminal or of a log: the one way out for all of it.

    What would act on a terminal, break a line or turn its order around, and the first sign of what
    GitHub's runner would take for a command, is shown as a replacement character. Each character stays
    one, so that columns hold. At most `most` of them stand there, the last an ellipsis where more are
    left out. The joiners of emoji and of Arabic and Indic scripts are parts of words, and stay.
    """
    if len(text) > most:
        text = text[: most - 1] + "…"
    if not text.isprintable():
        shown = (c if c.isprintable() or c in _JOINERS else " " if c == "\t" else _REPLACEMENT for c in text)
        text = "".join(shown)
    return without_commands(text)


def without_commands(line: str) -> str:
    """A line, with its colours, in which GitHub's runner and Azure's find no command; else as it is.

    They take `::name` at the start of a line, after any white space, and `##[name]` or `##vso[name` anywhere
    in one (actions/runner, ActionCommand.cs).
    """
    return re.sub(_COMMAND, rf"\1{_REPLACEMENT}", line) if ":" in line or "#" in line else line


def json_text(data: bytes) -> bytes:
    """JSON of the same values in which nothing acts on a terminal or a log: escaped, and nothing lost."""
    if data.isascii() and b"##" not in data and b"\x7f" not in data:
        return data
    text = data.decode()
    if "#" not in text and text.replace("\n", "").isprintable():  # much sooner told than by the pattern
        return data
    return re.sub(_ACTS, _json_escape, text).encode()


def markdown(text: str) -> str:
    """Text that stays text in Markdown, in a cell of a table, and in the HTML made of it."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~" else c for c in printable(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def number_of(number: int, what: str) -> str:
    """A number and what it counts: `1 event`, `2,000 events`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def named(character: str) -> str:
    """A character that can't be seen, for a message: `U+202E (right-to-left override)`."""
    name = unicodedata.name(character, "") or _CONTROLS.get(character, "a control character")
    return f"U+{ord(character):04X} ({name.lower()})"


def as_text(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    """The lines of a diagnostic, each with its role: `place`, `excerpt`, `caret` or `remedy`."""
    at = diagnostic.position
    place = f"{printable(diagnostic.file)}:{at.line}:{at.column}:"
    yield "place", f"{place} {diagnostic.code} {printable(diagnostic.message)}"
    if diagnostic.excerpt:
        shown, before, width = _window(diagnostic.excerpt, at)
        yield "excerpt", f"    {shown}"
        yield "caret", "    " + " " * _cells(before) + "^" * max(width, 1)
    if diagnostic.remedy:
        yield "remedy", f"    = {printable(diagnostic.remedy)}"


def first_of_each(found: Iterable[Coded]) -> tuple[list[Coded], list[str]]:
    """What is told of many problems one by one, and a line for each code of which there are more."""
    told: list[Coded] = []
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.code] += 1
        if counts[one.code] <= MOST_OF_A_CODE:
            told.append(one)
    more = {code: count - MOST_OF_A_CODE for code, count in sorted(counts.items()) if count > MOST_OF_A_CODE}
    return told, [f"… and {count:,} more {code}" for code, count in more.items()]


def as_json(diagnostics: Iterable[Diagnostic]) -> bytes:
    """A JSON array of the diagnostics, one object each."""
    return _json([_fields(diagnostic) for diagnostic in diagnostics])


def as_github(diagnostic: Diagnostic) -> str:
    """A GitHub Actions workflow command, which annotates the line of a pull request."""
    level = "error" if diagnostic.is_error else "warning"
    at = diagnostic.position
    text = "\n".join(filter(None, (diagnostic.message, diagnostic.remedy)))
    return annotation(level, diagnostic.file, f",line={at.line},col={at.column}", diagnostic.code, text)


def annotation(level: str, file: str, place: str, title: str, text: str) -> str:
    """The workflow command itself; `place` is `,line=3,col=5`, or "" for the file as a whole."""
    file = _github_escape(printable(file)).replace(",", "%2C").replace(":", "%3A")
    lines = "\n".join(map(printable, text.split("\n", 1)))
    return f"::{level} file={file}{place},title={title}::{_github_escape(lines)}"


def as_sarif(diagnostics: Iterable[Diagnostic], version: str) -> bytes:
    """A SARIF 2.1.0 log, which code scanning services read."""
    found = list(diagnostics)
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code]}} for code in sorted({d.code for d in found})
    ]
    driver = {"name": "calendar-gen", "version": version, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        # Columns are counted in code points, as everywhere in our output (SARIF §3.14.17).
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(diagnostic) for diagnostic in found],
            }
        ],
    }
    return _json(log)


# Patterns as texts: most listings need none, and to compile them takes as long as to read a small calendar.
# Texts that differ in these alone are the same to .NET: they have no ink, or are colours.
_NO_INK = r"(?:[\u034f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]|\x1b\[[0-9;]*m)*+"
_HASHES = rf"#(?={_NO_INK}#{_NO_INK}(?:vso)?\[)"
_COMMAND = rf"(\A(?:\s|[\u034f\u200c\u200d\ufe00-\ufe0f]|\x1b\[[0-9;]*m)*+):(?={_NO_INK}:)|{_HASHES}"
# C1, bidirectional controls, ends of lines and what else has no ink; JSON escapes C0 itself.
_ACTS = (
    r"[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    rf"\U000e0000-\U000e007f]|{_HASHES}"
)

_CONTROLS = {
    "\0": "null",
    "\a": "bell",
    "\b": "backspace",
    "\v": "vertical tab",
    "\f": "form feed",
    "\r": "carriage return",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "next line",
}


def _json_escape(found: re.Match[str]) -> str:
    """A character as JSON escapes it (RFC 8259 §7): in UTF-16, a pair for what lies past U+FFFF."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _json(value: object) -> bytes:
    return json_text(msgspec.json.format(msgspec.json.encode(value), indent=2)) + b"\n"


def _fields(diagnostic: Diagnostic) -> Mapping[str, object]:
    return {
        "file": diagnostic.file,
        "line": diagnostic.position.line,
        "column": diagnostic.position.column,
        "severity": "error" if diagnostic.is_error else "warning",
        "code": diagnostic.code,
        "message": printable(diagnostic.message),
        "remedy": printable(diagnostic.remedy) or None,
    }


def _sarif_result(diagnostic: Diagnostic) -> Mapping[str, object]:
    at = diagnostic.position
    region = {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.width}
    text = printable(diagnostic.message) + (f" ({printable(diagnostic.remedy)})" if diagnostic.remedy else "")
    location = {"artifactLocation": {"uri": _uri(diagnostic.file)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "level": "error" if diagnostic.is_error else "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file.replace("\\", "/"))


def _github_escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _window(line: str, at: Position) -> tuple[str, str, int]:
    """The part of a long line around a column: what is shown, what stands before the caret, its width."""
    start = 0 if at.column <= SHOWN_COLUMNS * 3 // 4 else at.column - 1 - SHOWN_COLUMNS // 2
    part = printable(line[start : start + SHOWN_COLUMNS])
    head = "…" if start else ""
    tail = "…" if len(line) > start + SHOWN_COLUMNS else ""
    offset = at.column - 1 - start
    return head + part + tail, head + part[:offset], _cells(part[offset : offset + at.width])


def _cells(text: str) -> int:
    """How many terminal columns a text takes: two for wide characters (UAX #11), none for marks on others."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
