"""Diagnostics → what is printed of them: text, JSON, GitHub's annotations, SARIF."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

import msgspec

from calendar_gen.diagnostics.codes import CODES
from calendar_gen.diagnostics.problem import Diagnostic, Position
from calendar_gen.diagnostics.wording import HASHES, printable

SHOWN_COLUMNS = 100
# So many lines stand around those that differ.
CONTEXT = 3


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


def as_diff(name: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff of two texts that have as many lines; none where they are the same."""
    old, new = map(_lines, (before, after))
    changed = [n for n, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if changed:
        yield from (f"{sign} {printable(name)}" for sign in ("---", "+++"))
    for first, last in _hunks(changed):
        begin, end = max(first - CONTEXT, 0), min(last + 1 + CONTEXT, len(old))
        yield f"@@ -{begin + 1},{end - begin} +{begin + 1},{end - begin} @@"
        for n in range(begin, end):
            if old[n] == new[n]:
                yield f" {printable(old[n])}"
            else:
                yield from (f"-{printable(old[n])}", f"+{printable(new[n])}")


def _lines(text: str) -> list[str]:
    """The lines of a text as editors count them, without the empty one after its last end."""
    lines = re.split("\r\n|[\n\r]", text)
    return lines if lines[-1] else lines[:-1]


def _hunks(changed: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of the numbers of lines that stand near each other."""
    first = last = -1
    for n in changed:
        if 0 <= last < n - 2 * CONTEXT:
            yield first, last
            first = n
        first, last = n if first < 0 else first, n
    if last >= 0:
        yield first, last


def as_json(diagnostics: Iterable[Diagnostic]) -> bytes:
    """A JSON array of the diagnostics, one object each."""
    return pretty_json([_fields(diagnostic) for diagnostic in diagnostics])


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
    return pretty_json(log)


def pretty_json(value: object) -> bytes:
    """JSON for people to read too, in which nothing acts on a terminal or a log."""
    return json_text(msgspec.json.format(msgspec.json.encode(value), indent=2)) + b"\n"


def json_text(data: bytes) -> bytes:
    """JSON of the same values in which nothing acts on a terminal or a log: escaped, and nothing lost."""
    if data.isascii() and b"##" not in data and b"\x7f" not in data:
        return data
    text = data.decode()
    if "#" not in text and text.replace("\n", "").isprintable():  # much sooner told than by the pattern
        return data
    return re.sub(_ACTS, _json_escape, text).encode()


# C1, bidirectional controls, ends of lines and what else has no ink; JSON escapes C0 itself.
# Not compiled before it is asked for, which few commands do.
_ACTS = (
    r"[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    rf"\U000e0000-\U000e007f]|{HASHES}"
)


def _json_escape(found: re.Match[str]) -> str:
    """A character as JSON escapes it (RFC 8259 §7): in UTF-16, a pair for what lies past U+FFFF."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


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
