"""The name of a time zone, or a day in it → its rules, from the tzdata package whatever the machine has."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from struct import unpack_from
from typing import TYPE_CHECKING

from calendar_gen.diagnostics.wording import slip

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# An area and a city in it, of which only people can tell that no state is meant, as by `Australia/Victoria`.
_CITY = re.compile(
    "(?:Africa|America|Asia|Atlantic|Europe|Indian|Pacific"
    "|Australia(?!/(?:ACT|LHI|NSW|North|Queensland|South|Tasmania|Victoria|West|Yancowinna)$))/[^/]+"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# So many letters of a name hardly make another place when one of them is wrong.
_LONG = 6
_WEEK = 7 * 86_400


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


def likely_zone(tzid: str | None) -> ZoneInfo | None:
    """The zone of a name, or of the one that is sure to be meant: times beside it can be looked at then."""
    return known_zone(tzid) or (known_zone(meant(tzid)) if tzid else None)


@lru_cache(maxsize=1_000)
def meant(tzid: str) -> str:
    """The one IANA time zone that is meant: by a slip of the hand, or by its city alone; "" for none."""
    if "/" in tzid:  # short names are a letter from another, and a world apart: Dali and Dili
        return slip(tzid, tzids()) if len(tzid.rpartition("/")[2]) >= _LONG else ""
    city = re.sub("[ -]", "_", tzid.strip()).casefold()
    # Nobody means `Etc/GMT+8` by GMT+8: it is on the other side of UTC.
    found = [
        name for name in tzids() if name.casefold().rpartition("/")[2] == city and not name.startswith("Etc/")
    ]
    return found[0] if len(found) == 1 and len(city) >= 4 and _CITY.fullmatch(found[0]) else ""


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


@lru_cache(maxsize=4096)
def changes(tzid: str, year: int) -> tuple[tuple[datetime, datetime], ...]:
    """What the clocks of a zone show (naive) when they are changed in a year of UTC, and what they show then.

    Two changes within a week that undo each other aren't seen: there were none. Raises KeyError like `zone`.
    """
    there, begin = zone(tzid), datetime(year, 1, 1, tzinfo=UTC)

    def offset(second: int) -> timedelta:
        return (begin + timedelta(seconds=second)).astimezone(there).utcoffset() or timedelta()

    found = []
    for low in range(0, 366 * 86_400, _WEEK):
        before, after = offset(low), offset(low + _WEEK)
        if before != after:
            within = range(low, low + _WEEK)
            at = begin + timedelta(seconds=low + bisect_left(within, True, key=lambda s: offset(s) != before))
            found.append((at.replace(tzinfo=None) + before, at.replace(tzinfo=None) + after))
    return tuple(found)


def _tzdata(*path: str) -> bytes:
    # importlib.resources would find the same file; importing it takes some 15 ms.
    with open(os.path.join(import_module("tzdata").__path__[0], *path), "rb") as file:
        return file.read()
