"""A rule of `verify` → what says so of a calendar of ours before, or why no feed of ours breaks it."""

from collections.abc import Mapping
from enum import StrEnum


class Otherwise(StrEnum):
    """Why `check` has no code for a rule."""

    NEVER = "never"  # what we write doesn't break it
    BUILD = "build"  # `build` says so: it can't be known before
    CLOCK = "clock"  # the clock of the build was ahead
    SERVER = "server"  # it is about the server and the address
    FOLDER = "folder"  # it is about what became of the files since


MEANINGS: Mapping[Otherwise, str] = {
    Otherwise.NEVER: "what is built doesn't break it",
    Otherwise.BUILD: "`build` says so: it can't be known before",
    Otherwise.CLOCK: "it comes of a clock that was ahead when a calendar was built",
    Otherwise.SERVER: "it is about the address, and the server there",
    Otherwise.FOLDER: "it is about what became of the files since they were built",
}

NEVER, BUILD, CLOCK, SERVER, FOLDER = Otherwise
# A code is that of `check`.
OURS: Mapping[str, str] = {
    **dict.fromkeys((f"V{n:03}" for n in range(1, 10)), NEVER),
    "V010": BUILD,
    **dict.fromkeys((f"V{n}" for n in range(101, 112)), NEVER),
    **dict.fromkeys((f"V{n}" for n in range(201, 208)), NEVER),
    "V208": CLOCK,
    "V209": "W230",
    **dict.fromkeys((f"V{n}" for n in range(210, 215)), NEVER),
    **dict.fromkeys((f"V{n}" for n in range(301, 311)), NEVER),
    "V311": "W231",
    "V312": NEVER,
    **dict.fromkeys((f"V{n}" for n in range(401, 409)), NEVER),
    **dict.fromkeys((f"V{n}" for n in range(501, 506)), NEVER),
    "V506": "W232",
    **dict.fromkeys((f"V{n}" for n in range(507, 510)), NEVER),
    **dict.fromkeys((f"V{n}" for n in range(601, 614)), SERVER),
    **dict.fromkeys(("V701", "V702", "V703"), FOLDER),
    "V900": NEVER,
}


def meaning(code: str) -> str:
    """What is to be said of a rule and of feeds of ours, in a line."""
    ours = OURS[code]
    return MEANINGS[Otherwise(ours)] if ours in MEANINGS else f"`check` says so before: {ours}"
