"""A text that YAML reads wrongly → the signs in it that only look like spaces and dashes."""

import re
from collections.abc import Iterator
from itertools import islice

from calendar_gen.diagnostics.problem import Edit, Position, Problem
from calendar_gen.diagnostics.wording import named
from calendar_gen.source.edits import BLOCK, LINE_END

_NO_WIDTH = "\u200b\u2060\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000" + _NO_WIDTH
_BULLETS = "–—−•·*●▪‣◦"
# What YAML goes by at the beginning of a line: where it begins, the dashes of lists, and a key to its value.
_LINE = (
    rf"(?P<indent>[ {_SPACES}]*)(?P<dashes>(?:[-{_BULLETS}][ {_SPACES}]+)*)"
    rf"(?P<key>[A-Za-z_][\w-]*[ {_SPACES}]*:(?:[ {_SPACES}]+|$)|(?=[{{\w]))?"
)
_ODD = rf"(?m)[{_SPACES}]|^ *[{_BULLETS}]"
_MOST = 1_000


def odd_signs(text: str) -> list[Problem]:
    """A problem for each line that begins with such signs or has one after its key, with what mends it."""
    if not re.search(_ODD, text):
        return []
    found = (_problem(n, line, match) for n, line in _lines(text) if (match := re.match(_LINE, line)))
    return list(islice(filter(None, found), _MOST))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines by number, but for those of texts after `|` and `>`, which may hold anything."""
    deeper = -1
    for n, line in enumerate(LINE_END.split(text), 1):
        indent = len(line) - len(line.lstrip(" "))
        if deeper >= 0 and (indent > deeper or not line[indent:]):
            continue
        deeper = indent if re.search(BLOCK, line.partition(" #")[0].rstrip()[-20:]) else -1
        yield n, line


def _mended(match: re.Match[str]) -> str:
    """What belongs in place of the beginning of a line, "" where nothing is wrong with it."""
    indent = re.sub(f"[{_NO_WIDTH}]", "", match["indent"]).replace("\u3000", "  ")
    dashes, key = match["dashes"], match["key"]
    if key is not None:  # else a dash may begin a text
        dashes = re.sub(f"[{_BULLETS}]", "-", dashes)
    parts = (
        re.sub(f"[{_SPACES}]+", lambda odd: " " * len(odd[0]), part) for part in (indent, dashes, key or "")
    )
    mended = "".join(parts)
    return mended if mended != match[0] else ""


def _problem(n: int, line: str, match: re.Match[str]) -> Problem | None:
    mended = _mended(match)
    if not mended:
        return None
    first = next((i for i, (a, b) in enumerate(zip(line, mended, strict=False)) if a != b), 0)
    sign = line[first]
    at = Position(n, first + 1, match.end() - first)
    what, remedy = ("dash", "write '- '") if re.match(f"[{_BULLETS}]", sign) else ("space", "write a space")
    return Problem(
        "E002", f"{named(sign)} is no {what} to YAML", remedy, position=at, edit=Edit(at, mended[first:])
    )
