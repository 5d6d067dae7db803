"""Running commands: the moment that stands for now, and what a command leaves behind."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

# While the auto culture festival of events.yaml is on: some events are over, some still to come.
NOW = datetime(2024, 4, 25, 4, 0, tzinfo=UTC)

# What would make a test mean another thing on another machine.
UNWANTED = (
    "NO_COLOR",
    "FORCE_COLOR",
    "SOURCE_DATE_EPOCH",
    "CALENDAR_GEN_FILE",
    "CALENDAR_GEN_ROOT",
    "COLUMNS",
    "LINES",
)


def without_new_lock(err: str) -> str:
    """What a build says besides that it has begun a lock."""
    return re.sub(
        r"^\S+\.lock is new(?:, and goes on from what was in \S+)?: it remembers [\w ,]+, so commit it\.\n",
        "",
        err,
        flags=re.M,
    )


class Ran(NamedTuple):
    """What a command left behind. The texts are whole: a CR stays a CR."""

    code: int
    stdout: str
    stderr: str


class Run(Protocol):
    """The type of the fixture `run`."""

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] = {},
        process: bool = False,
    ) -> Ran: ...


Golden = Callable[[bytes | str, Path], None]
