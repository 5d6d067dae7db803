"""Dates, lists and numbers → English: the patterns that other languages have in their catalogues.

CLDR's English has `Sept`, commas and thin spaces where published feeds have none; the dates of a calendar
must not change because CLDR does. `tools/catalogues.py` says what the names and slots are.
"""

from collections.abc import Mapping

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_MONTHS = "|".join(name[:3] for name in _MONTHS)

PATTERNS: Mapping[str, str] = {
    "MMM": _SHORT_MONTHS,
    "MMMM": _SHORT_MONTHS,  # a month's feed has been named "Sep 2024" ever since
    "LLLL": "|".join(_MONTHS),
    "ccc": "|".join(name[:3] for name in _WEEKDAYS),
    "cccc": "|".join(_WEEKDAYS),
    "EEE": "|".join(name[:3] for name in _WEEKDAYS),
    "first day": "1",
    "yMMMd": "{d} {MMM} {y}",
    "yMMMd/d": "{d}–{d2} {MMM2} {y2}",
    "yMMMd/M": "{d} {MMM} – {d2} {MMM2} {y2}",
    "yMMMd/y": "{d} {MMM} {y} – {d2} {MMM2} {y2}",
    "yMMMEd": "{E} {d} {MMM} {y}",
    "yMMMEd/d": "{E} {d} – {E2} {d2} {MMM2} {y2}",
    "yMMMEd/M": "{E} {d} {MMM} – {E2} {d2} {MMM2} {y2}",
    "yMMMEd/y": "{E} {d} {MMM} {y} – {E2} {d2} {MMM2} {y2}",
    "yMMMM": "{MMMM} {y}",
    "yMMMM/M": "{MMMM} – {MMMM2} {y2}",
    "yMMMM/y": "{MMMM} {y} – {MMMM2} {y2}",
    "yMMM": "{MMM} {y}",
    "yMMM/M": "{MMM} – {MMM2} {y2}",
    "yMMM/y": "{MMM} {y} – {MMM2} {y2}",
    "MMMd": "{d} {MMM}",
    "MMMd/d": "{d}–{d2} {MMM2}",
    "MMMd/M": "{d} {MMM} – {d2} {MMM2}",
    "MMMMd": "{d} {LLLL}",
    "yMMMMd": "{d} {LLLL} {y}",
    "yMMMMEEEEd": "{cccc} {d} {LLLL} {y}",
    "month and year": "{LLLL} {y}",
    "y": "{y}",
    "y/y": "{y} – {y2}",
    "Hm": "{HH}:{mm}",
    "Hm/m": "{HH}:{mm}–{HH2}:{mm2}",
    "date and time": "{date} {time}",
    "interval": "{first} – {last}",
    "list": "{0}, {1}",
    "and": "{0} and {1}",
    "or": "{0} or {1}",
    "group": ",",
}
