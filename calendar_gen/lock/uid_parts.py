"""A UID that was published → what it says of itself: its event's, of which date it is, of which calendar."""

import re
from datetime import date, datetime

from calendar_gen.dates.values import When, as_day

# A UID of ours: the event's id, what of it stands there by itself, and the calendar's id.
_OURS = r"([a-z0-9-]{1,80})(?:\+([a-zA-Z0-9+-]{1,40}))?@[a-z0-9-]{1,80}"
_OF_A_DATE = r"[0-9]{8}(?:T[0-9]{4}(?:[0-9]{2})?)?"


def base_of(uid: str) -> str:
    """The UID of the event of which another UID is a part; one of another maker's is its own."""
    suffix = suffix_of(uid)
    return uid.replace(f"+{suffix}@", "@") if suffix else uid


def suffix_of(uid: str) -> str:
    """What of an event a UID of ours is of, "" for all of it: `20270501`, `opening`."""
    match = re.fullmatch(_OURS, uid) if "+" in uid else None
    return match[2] or "" if match else ""


def calendar_of(uid: str) -> str:
    """The id of the calendar that a UID of ours is of."""
    return uid.partition("@")[2]


def original_of(uid: str) -> When | None:
    """The start by its local clock that a UID of ours names, or its day; None where it is no date's."""
    suffix = suffix_of(uid)
    if not re.fullmatch(_OF_A_DATE, suffix):
        return None
    try:
        start = datetime.fromisoformat(suffix)
    except ValueError:
        return None
    first = start if "T" in suffix else start.date()
    return When(first, first)


def day_of(uid: str) -> date | None:
    """The day of a UID of ours that is of one date of a series, None for any other."""
    original = original_of(uid)
    return as_day(original.first) if original else None


def is_our_uid(uid: str) -> bool:
    """Whether a UID has the form that we make."""
    return re.fullmatch(_OURS, uid) is not None
