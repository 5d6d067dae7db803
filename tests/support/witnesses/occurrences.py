"""When the events of a feed take place, says each of three readers that follow rules."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta

import recurring_ical_events

from support.witnesses.icaljs import ask_icaljs, when_in_json
from support.witnesses.parsers import calendar_by_ical, calendar_by_icalendar
from support.witnesses.seen import Occurrence, When, moment, present, when_of


def occurrences_by_icaljs(
    feeds: Sequence[bytes], start: When, end: When
) -> tuple[tuple[Occurrence, ...], ...]:
    """The occurrences that ical.js finds in each feed in a window, sorted; EXDATE and overrides are applied.

    The window is half open, of days or of aware moments. For it alone a day is one of UTC.
    Cancelled occurrences are among them. Raises RuntimeError where `node()` is None.
    """
    until = (moment(end) + timedelta(days=1)).timestamp()
    return tuple(
        _in_window(
            (
                (uid, present(when_in_json(first), "ical.js"), present(when_in_json(last), "ical.js"))
                for uid, first, last in found
            ),
            start,
            end,
        )
        for found in ask_icaljs(feeds, until=until)
    )


def occurrences_by_recurring(feed: bytes, start: When, end: When) -> tuple[Occurrence, ...]:
    """The same by `recurring_ical_events` (over `icalendar` and `dateutil`)."""
    # It has its own idea of which occurrences a window holds: ask for more, and choose by our rule.
    margin = timedelta(days=2)
    found = recurring_ical_events.of(calendar_by_icalendar(feed)).between(
        (moment(start) - margin).date(), (moment(end) + margin).date()
    )
    return _in_window(
        (
            (
                str(event["UID"]),
                when_of(event["DTSTART"].dt, "recurring_ical_events"),
                when_of(event["DTEND"].dt, "recurring_ical_events"),
            )
            for event in found
        ),
        start,
        end,
    )


def occurrences_by_ical(feed: bytes, start: When, end: When) -> tuple[Occurrence, ...]:
    """The same by `ical`, Home Assistant's."""
    margin = timedelta(days=2)
    found = [
        (event.uid, _when_by_ical(event.dtstart), _when_by_ical(event.dtend))
        for event in calendar_by_ical(feed)
        .timeline_tz(UTC)
        .overlapping(moment(start) - margin, moment(end) + margin)
    ]
    return _in_window(found, start, end)


def _when_by_ical(value: When | None) -> When:
    return when_of(present(value, "ical"), "ical")


def _in_window(found: Iterable[Occurrence], start: When, end: When) -> tuple[Occurrence, ...]:
    first, last = moment(start), moment(end)
    return tuple(
        sorted(
            (
                occurrence
                for occurrence in found
                if moment(occurrence[1]) < last
                and (moment(occurrence[2]) > first or moment(occurrence[1]) >= first)
            ),
            key=lambda occurrence: (occurrence[0], moment(occurrence[1]), moment(occurrence[2])),
        )
    )
