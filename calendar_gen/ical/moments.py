"""Values of properties → when they say that something is: days, times and offsets."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from calendar_gen.dates import zones
from calendar_gen.ical.lines import Line

VALUE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
"""A DATE or DATE-TIME (RFC 5545 §3.3.4, §3.3.5), whether or not there is such a day."""
_OFFSET = r"([+-])([0-9]{2})([0-5][0-9])([0-5][0-9])?"


class Moment(Struct, frozen=True):
    """What a property says of when: a day, or a time in UTC, in a zone, or in none."""

    kind: Literal["day", "utc", "zoned", "floating"]
    local: datetime
    tzid: str = ""


def moment(line: Line, value: str | None = None) -> Moment | None:
    """The day or time that a property has as its value; None where there is none of that kind.

    A day without VALUE=DATE is a day all the same (and V303).
    """
    return read(line.value if value is None else value, line.params.get("TZID", ""))


def read(value: str, tzid: str = "") -> Moment | None:
    """The same of a value (RFC 5545 §3.3.4, §3.3.5) and the zone that is said of it."""
    found = VALUE.fullmatch(value)
    if not found:
        return None
    year, month, day, hour, minute, second, is_utc = found.groups()
    try:
        local = date(int(year), int(month), int(day))
        if hour is None:
            return Moment("day", datetime.combine(local, time()))
        # RFC 5545 §3.3.12: a leap second is 60
        at = datetime.combine(local, time(int(hour), int(minute), min(int(second), 59 + (second != "60"))))
    except ValueError:
        return None
    if is_utc:
        return Moment("utc", at)
    return Moment("zoned" if tzid else "floating", at, tzid)


def utc(at: Moment | None) -> datetime | None:
    """The moment in UTC; None where it has no zone, or none that is known."""
    if at is None or at.kind in ("day", "floating"):
        return None
    zone = UTC if at.kind == "utc" else zones.known_zone(at.tzid)
    try:
        return at.local.replace(tzinfo=zone).astimezone(UTC) if zone else None
    except OverflowError:
        return None


def offset(line: Line) -> timedelta | None:
    """An offset from UTC (RFC 5545 §3.3.14); None for what is none."""
    found = re.fullmatch(_OFFSET, line.value.strip())
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size
