"""The name of a time zone, or a day in it → its rules, from the tzdata package whatever the machine has."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from struct import unpack_from
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def zone(tzid: str) -> ZoneInfo:
    """The zone of that IANA name, from the tzdata package whatever the machine has.

    Raises KeyError for any other name.
    """
    from zoneinfo import ZoneInfo  # late: 3 ms, and listings of all-day events need no zone

    return ZoneInfo.from_file(BytesIO(tzif(tzid)), key=tzid)


def known_zone(tzid: str | None) -> ZoneInfo | None:
    """The zone of a name, None where there is none of that name."""
    try:
        return zone(tzid) if tzid else None
    except KeyError:
        return None


@lru_cache(maxsize=1)
def tzids() -> frozenset[str]:
    """Every IANA name that the tzdata package has, links included."""
    return frozenset(_tzdata("zones").decode("ascii").split())


@cache
def is_utc(tzid: str) -> bool:
    """Whether a zone is UTC by any of its names, those of GMT included (but not London's).

    Its times are written with a Z, never with a TZID. Raises KeyError like `zone`.
    """
    always = _EPOCH.astimezone(zone(tzid))
    return not always.utcoffset() and always.tzname() in ("UTC", "GMT") and not instants(tzif(tzid))


def tzif(tzid: str) -> bytes:
    """The TZif file of a zone (RFC 8536). Raises KeyError like `zone`."""
    if tzid not in tzids():
        raise KeyError(tzid)
    return _tzdata("zoneinfo", *tzid.split("/"))


def instants(data: bytes) -> tuple[int, ...]:
    """The instants in the 64-bit half of a TZif file (RFC 8536 §3), where something changes."""
    isut, isstd, leap, times, types, chars = unpack_from(">6l", data, 20)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    (times,) = unpack_from(">l", data, second + 32)
    return unpack_from(f">{times}q", data, second + 44)


def _tzdata(*path: str) -> bytes:
    # importlib.resources would find the same file; importing it takes some 15 ms.
    with open(os.path.join(import_module("tzdata").__path__[0], *path), "rb") as file:
        return file.read()
