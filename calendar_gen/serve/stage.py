"""A calendar, made again and again → what is on show, replaced at one stroke, and who waits for that."""

from collections.abc import AsyncIterator
from datetime import datetime

import anyio
from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.serve import preview
from calendar_gen.serve.hosted import Hosted
from calendar_gen.serve.preview import CalendarPaths, Inputs, Preview, Refused


class OnShow(Struct, frozen=True):
    """What is on show: what was read last, what came of it, and the last build that could be made.

    `warnings` are those of what was read last; `until` (UTC) is when it has to be made anew.
    """

    inputs: Inputs
    made: Preview | Refused
    hosted: Hosted
    warnings: tuple[Diagnostic, ...] = ()
    until: datetime | None = None

    @property
    def refused(self) -> Refused | None:
        """Why the last edit isn't shown; None where it is."""
        return self.made if isinstance(self.made, Refused) else None

    @property
    def files(self) -> int:
        """How many files the last edit makes."""
        return len(self.made.files) if isinstance(self.made, Preview) else 0


def first(place: CalendarPaths, now: datetime) -> OnShow:
    """What is on show to begin with: of a calendar that can't be built, what is wrong."""
    inputs = preview.read(place)
    made, warnings = preview.made(inputs, now)
    return OnShow(inputs, made, Hosted(made), warnings, _until(made))


def again(place: CalendarPaths, before: OnShow, now: datetime) -> OnShow:
    """What is on show next: the same value where nothing is other; with an error, the last good build."""
    inputs = preview.read(place)
    lasts = before.until is None or now < before.until
    if lasts and inputs == before.inputs:
        return before
    if lasts and inputs.same_as(before.inputs):
        return OnShow(inputs, before.made, before.hosted, before.warnings, before.until)
    made, warnings = preview.made(inputs, now)
    stays = isinstance(made, Refused) and not before.hosted.nothing
    return OnShow(inputs, made, before.hosted if stays else Hosted(made), warnings, _until(made))


class Stage:
    """Holds what is on show. Who reads `shown` once has one build, whatever replaces it meanwhile."""

    def __init__(self, shown: OnShow) -> None:
        self.shown = shown
        self.ended = False
        self._changed = anyio.Event()

    def show(self, shown: OnShow) -> None:
        """Replace what is on show, and wake who waits for that."""
        self.shown = shown
        self._wake()

    def end(self) -> None:
        """Let nobody wait any longer."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()

    async def events(self, path: str, of: str) -> AsyncIterator[bytes]:
        """Server-sent events (HTML Standard §9.2) for a page with the digest `of` at a path."""
        yield b"retry: 500\n\n"
        while not self.ended:
            changed = self._changed
            if self.shown.hosted.at(path).digest != of:
                yield _event("reload", "now")
            else:
                refused = self.shown.refused
                yield _event("problems", refused.text if refused else "")
            await changed.wait()


def _until(made: Preview | Refused) -> datetime | None:
    return made.until if isinstance(made, Preview) else None


def _event(name: str, data: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n".encode()
