"""Edits of a YAML text → the text as it is then; all else of it stays byte for byte."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import yaml

from calendar_gen.diagnostics.problem import Edit, Position
from calendar_gen.diagnostics.wording import in_plain_signs

# What ends a line for editors and for GitHub. YAML 1.1 has three more, which `files` refuses.
# The end of a line after which a text stands as it is, in lines that are indented.
BLOCK = r"[:-] +[|>][-+0-9]{0,2}\Z"
LINE_END = re.compile("\r\n|[\n\r]")
# Where one of many is no good, each is tried alone, but for no more than so many.
MOST_ALONE = 50
# A text that means itself without quotes, between brackets too.
_PLAIN = r"[^\W_]([\w ./+~%()-]|:(?=[^\s,\[\]{}]))*(?<! )"
# What has a meaning to YAML somewhere between brackets.
_SIGNS = r"[,\[\]{}\"']|:(?:\s|$)|\s#|^[&*!|>%@`#]|^[-?](?:\s|$)"

Events = Callable[[str], Callable[[], Any]]


def instead(line: str, at: Position, text: str) -> Edit | None:
    """The edit that puts a text in place of the key or value at a position of a line, in its quotes.

    None for a text that can't be seen or can't stand on a line, or that is there already.
    """
    if not text.strip() or not text.isprintable():
        return None
    edit = Edit(at, _written(text, line[at.column - 1]))
    return edit if edit.text != line[at.column - 1 :][: at.width] else None


def in_quotes(text: str) -> str:
    """A text in whichever quotes it needs no escapes in, single ones where it needs some in both."""
    return _written(text, '"' if "'" in text and not re.search(r'["\\]', text) else "'")


def between_brackets(text: str) -> str:
    """The text as it may stand in `[…]` and `{…}`: in quotes where it needs them."""
    text = text.strip()
    if not re.search(_SIGNS, text):
        return text
    doubled = text.replace("'", "''")
    return f"'{doubled}'" if '"' in text or "\\" in text else f'"{text}"'


def quoting(value: str) -> str:
    """The remedy for a value that needs quotes: all of it in whichever quotes it needs no escapes in."""
    if len(value) > 70 or not value.isprintable():
        return "put the whole value in quotes; inside '…' an apostrophe is written ''"
    if value[0] == value[-1] and value[0] in "'\"" and len(value) > 1:
        value = value[1:-1]
    if "'" not in value:
        return f"put the whole value in quotes: '{value}'"
    if '"' not in value and "\\" not in value:
        return f'put the whole value in quotes: "{value}"'
    doubled = value.replace("'", "''")
    return f"put the whole value in quotes, where an apostrophe is written '': '{doubled}'"


def with_edits(text: str, edits: Iterable[Edit], events: Events) -> tuple[str, list[Edit]]:
    """A text with those edits that leave all else in it as it was, and these.

    `events` gives the YAML events of a text. Of edits at one place the first counts.
    """
    apart = _apart(edits)
    for some in [apart, *([edit] for edit in apart[:MOST_ALONE])] if len(apart) > 1 else [apart]:
        changed = replaced(text, some)
        if some and _says_the_same(events, text, changed, some):
            return changed, some
    return text, []


def replaced(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits that are in order, each apart from the others."""
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    parts, done = [], 0
    for edit in edits:
        at = starts[edit.position.line - 1] + edit.position.column - 1
        parts += [text[done:at], edit.text]
        done = at + edit.position.width
    return "".join([*parts, text[done:]])


def _written(text: str, quote: str) -> str:
    if quote == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if quote == "'" or not re.fullmatch(_PLAIN, text):
        return "'" + text.replace("'", "''") + "'"
    return text


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by place, but those that reach into another."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.position):
        before = found[-1].position if found else None
        if (
            before is None
            or edit.position.line > before.line
            or edit.position.column >= before.column + before.width
        ):
            found.append(edit)
    return found


def _says_the_same(events: Events, text: str, changed: str, edits: Sequence[Edit]) -> bool:
    """Whether a text says what it said but for the values that end within its edits.

    One that is no YAML must be so for longer than it was, and one that looks as it did may say what it likes.
    """
    (before, broken), (after, breaks) = _said(events(text)), _said(events(changed))
    if broken is not None:
        return breaks is None or breaks > broken
    if breaks is None and _visible(text) == _visible(changed):
        return True
    ends = {
        (e.position.line - 1, e.position.column - 1 + n) for e in edits for n in range(e.position.width + 1)
    }
    return (
        breaks is None
        and len(before) == len(after)
        and all(
            one[1:] == other[1:] or (one[0] in ends and one[1] == other[1] == yaml.ScalarEvent)
            for one, other in zip(before, after, strict=True)
        )
    )


def _visible(text: str) -> str:
    return "".join(in_plain_signs(text).split())


def _said(get: Callable[[], Any]) -> tuple[list[tuple[object, ...]], int | None]:
    """Of each YAML event of a text where it ends, its kind and what it says; and the line that is no YAML."""
    found: list[tuple[object, ...]] = []
    try:
        while (event := get()).__class__ is not yaml.StreamEndEvent:
            mark = event.end_mark
            said = (getattr(event, name, None) for name in ("anchor", "tag", "value"))
            found.append(((mark.line, mark.column), event.__class__, *said))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return found, mark.line if mark else 0
    return found, None
