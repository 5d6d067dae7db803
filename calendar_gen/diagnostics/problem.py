"""What a curator wrote → what is wrong with it: a problem at its path, a diagnostic at its place."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

import msgspec

from calendar_gen.diagnostics import codes

Path = tuple[str | int, ...]


class _HasCode(Protocol):
    @property
    def code(self) -> str: ...


Coded = TypeVar("Coded", bound=_HasCode)
"""A problem or a finding: what has a code."""


class Position(msgspec.Struct, frozen=True, order=True):
    """A place in a text: line and column from 1, the column and the width in characters."""

    line: int
    column: int
    width: int = 1


class Edit(msgspec.Struct, frozen=True):
    """What to write in place of the characters at a position, as it is to stand there."""

    position: Position
    text: str


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong at `path`, not yet placed in a text.

    `path` leads to the value from the top of the file, or from the event or value that was
    read; with `on_key` to its key.
    `position` is given where it is known already, as for a syntax error. `remark` tells at the
    end of the message where `other` is, on the line that takes the place of its `{line}`; without
    `other` it is of the same key above. `character` is what to point at inside the value.
    `meant` are the values of which one may be meant, `between` the two sides of a range: what is to be
    written of them, whoever knows the key says; `days` are the first and the last day of that range.
    `fix` is the text that belongs in place of the value, or with `on_key` of the key, where that needs no
    thought: one thing can be meant, and nothing is lost. Where it is None that is the one of `meant`; where
    only one is meant and that needs thought, it is "". It is written in quotes where it needs them.
    `edit` is one of the text itself, for what isn't YAML and so has no values.
    """

    code: str
    message: str
    remedy: str = ""
    path: Path = ()
    on_key: bool = False
    position: Position | None = None
    other: Path | None = None
    remark: str = ""
    character: str = ""
    meant: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    days: tuple[date, date] | None = None
    fix: str | None = None
    edit: Edit | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing can be published until this is mended; otherwise it is a warning."""
        return codes.is_error(self.code)

    @property
    def mending(self) -> str:
        """The text that belongs in its place, "" where that needs thought."""
        if self.fix is None:
            return self.meant[0] if len(self.meant) == 1 else ""
        return self.fix

    def under(self, *path: str | int) -> "Problem":
        """The problem of a value that itself stands at a path."""
        return msgspec.structs.replace(self, path=(*path, *self.path))


class Diagnostic(msgspec.Struct, frozen=True):
    """A problem at its place: what `check` prints. `excerpt` is the line as it is written.

    `edit` is what mends it, where that needs no thought.
    """

    file: str
    position: Position
    code: str
    message: str
    remedy: str = ""
    excerpt: str = ""
    edit: Edit | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing can be published until this is mended; otherwise it is a warning."""
        return codes.is_error(self.code)


def order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, each once."""
    unique = {(d.file, d.position, d.code, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))
