"""A VTIMEZONE → whether its STANDARDs, or its DAYLIGHTs, are of different rules."""

from calendar_gen.ical import lines
from calendar_gen.ical.lines import Component
from calendar_gen.ical.moments import moment

# Days of a year between one weekday and the same of the week before or after, maybe in a leap year.
_NEAR = 8


def any_differ(text: bytes) -> bool:
    """`differ`, of the components in a text."""
    return any(map(differ, lines.read(text).named("VTIMEZONE")))


def differ(zone: Component) -> bool:
    """Whether they have other offsets, or are more than a week apart in the year.

    Those that are nearer say one rule together that no BYDAY says, such as the Friday before the last Sunday.
    Outlook, which reads one of them, is an hour off for a few days of some years then: nobody can mend that.
    """
    seen: dict[str, tuple[list[str], int]] = {}
    for part in zone.parts:
        start = part.first("DTSTART")
        at = moment(start) if start else None
        offsets = [line.value for line in part.every("TZOFFSETFROM", "TZOFFSETTO")]
        day = at.local.timetuple().tm_yday if at else 0
        same, near = seen.setdefault(part.name, (offsets, day))
        between = abs(day - near)
        if offsets != same or min(between, 366 - between) > _NEAR:
            return True
    return False
