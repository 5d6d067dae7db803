"""A code → its page: what it means, an example, and what `check` says of that.

The pages are those of docs/codes.md, which is put beside this module when the package is built.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from calendar_gen.diagnostics.codes import CODES

_BUILT = Path(__file__).parent / "codes.md"
_SOURCE = Path(__file__).parents[2] / "docs" / "codes.md"


def codes() -> tuple[str, ...]:
    """All of them."""
    return tuple(CODES)


def page(code: str) -> str:
    """The page of a code, in Markdown. Raises KeyError for none."""
    return _pages()[code]


def plain(markdown: str) -> Iterator[str]:
    """The lines of a page for a terminal: code is indented, and no fence stands around it."""
    code = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            code = not code
        else:
            text = line if code else re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("# "))
            yield f"    {text}".rstrip() if code else text


@cache
def _pages() -> dict[str, str]:
    text = (_BUILT if _BUILT.exists() else _SOURCE).read_text("utf-8")
    found: dict[str, list[str]] = {}
    code, fenced = "", False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            code = line.removeprefix("### ") if line.startswith("### ") else ""
        if code:
            found.setdefault(code, []).append(line)
    return {code: "\n".join(lines).strip() + "\n" for code, lines in found.items()}
