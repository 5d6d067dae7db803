"""What people write for a time zone → the IANA names that may be meant, and what those are in plain words."""

import re
from collections.abc import Mapping

# Each with the place that most who write it are near; where it is that of several, with all of them.
_ABBREVIATED: Mapping[str, tuple[str, ...]] = {
    "AOE": ("Etc/GMT+12",),
    **dict.fromkeys(("PT", "PST", "PDT"), ("America/Los_Angeles",)),
    **dict.fromkeys(("MT", "MDT"), ("America/Denver",)),
    **dict.fromkeys(("CT", "CDT"), ("America/Chicago",)),
    **dict.fromkeys(("ET", "EDT"), ("America/New_York",)),
    **dict.fromkeys(("AKT", "AKST", "AKDT"), ("America/Anchorage",)),
    **dict.fromkeys(("AT", "ADT"), ("America/Halifax",)),
    **dict.fromkeys(("NT", "NST", "NDT"), ("America/St_Johns",)),
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "BST": ("Europe/London",),
    "EST": ("America/New_York",),
    "MST": ("America/Denver",),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), ("Europe/Berlin",)),
    **dict.fromkeys(("EET", "EEST"), ("Europe/Athens",)),
    "MSK": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "GST": ("Asia/Dubai",),
    "PKT": ("Asia/Karachi",),
    "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    **dict.fromkeys(("PHT", "PHST"), ("Asia/Manila",)),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    **dict.fromkeys(("ACST", "ACDT"), ("Australia/Adelaide",)),
    **dict.fromkeys(("AET", "AEST", "AEDT"), ("Australia/Sydney",)),
    **dict.fromkeys(("NZT", "NZST", "NZDT"), ("Pacific/Auckland",)),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "CLT": ("America/Santiago",),
    "COT": ("America/Bogota",),
    "SAST": ("Africa/Johannesburg",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Maputo",),
    "WAT": ("Africa/Lagos",),
}
# A place for each full hour, one without summer time.
_PLACES = {
    -11: "Pacific/Pago_Pago",
    -10: "Pacific/Honolulu",
    -9: "Pacific/Gambier",
    -8: "Pacific/Pitcairn",
    -7: "America/Phoenix",
    -6: "America/Costa_Rica",
    -5: "America/Bogota",
    -4: "America/La_Paz",
    -3: "America/Sao_Paulo",
    -2: "Atlantic/South_Georgia",
    -1: "Atlantic/Cape_Verde",
    0: "Africa/Abidjan",
    1: "Africa/Lagos",
    2: "Africa/Johannesburg",
    3: "Africa/Nairobi",
    4: "Asia/Dubai",
    5: "Asia/Karachi",
    6: "Asia/Dhaka",
    7: "Asia/Bangkok",
    8: "Asia/Shanghai",
    9: "Asia/Tokyo",
    10: "Australia/Brisbane",
    11: "Pacific/Guadalcanal",
    12: "Pacific/Fiji",
    13: "Pacific/Tongatapu",
    14: "Pacific/Kiritimati",
}
_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?\Z", re.IGNORECASE)
_SIGNED = re.compile(r"Etc/GMT([+-])([1-9][0-9]?)\Z")


def by_abbreviation(text: str) -> tuple[str, ...]:
    """The zones that an abbreviation may stand for."""
    return _ABBREVIATED.get(text.strip().upper(), ())


def by_offset(text: str) -> tuple[str, str] | None:
    """The offset that `UTC+8` says, as a time takes it, and a place with such clocks, "" for none."""
    match = _OFFSET.match(text.strip())
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    sign = "+" if match[1] == "+" else "-"
    hours = int(f"{sign}{match[2]}")
    offset = f"{sign}{int(match[2]):02}:{match[3] or '00'}"
    return offset, "" if int(match[3] or 0) else _PLACES.get(hours, "")


def in_words(tzid: str) -> str:
    """Of `Etc/GMT-12` what it is, as its sign is turned around: `12 hours ahead of UTC`; "" for any other."""
    match = _SIGNED.match(tzid)
    if not match:
        return ""
    hours = "1 hour" if match[2] == "1" else f"{match[2]} hours"
    return f"{hours} {'behind' if match[1] == '+' else 'ahead of'} UTC"


def other_side(tzid: str) -> tuple[str, str]:
    """For one of `in_words` what is as far from UTC on the other side, in words, and a zone that is so."""
    turned = tzid.translate({ord("+"): "-", ord("-"): "+"})
    return in_words(turned), _PLACES.get(-int(turned.removeprefix("Etc/GMT")), turned)
