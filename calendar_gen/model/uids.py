"""An occurrence → the UID that it has in feeds: its series', or that of an event of its own."""

from collections.abc import Callable, Iterable
from datetime import date

from calendar_gen.dates.rrules import is_followed_from
from calendar_gen.model.apart import units
from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import Occurrence, alone


class Uids:
    """The UIDs of the dates of some events; those of a series are told apart when it is first asked for."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._series = {event.id: event for event in events if event.recurring}
        self._own: dict[str, Callable[[date], bool]] = {}

    def of(self, occurrence: Occurrence) -> str:
        """The UID of an occurrence, as `entries` gives it."""
        event = occurrence.event
        series = self._series.get(event.id)
        if not occurrence.recurring or series is None:
            return event.uid
        if event.id not in self._own:
            self._own[event.id] = _own(series)
        if not self._own[event.id](occurrence.original or occurrence.span.dtstart):
            return series.uid
        return alone(occurrence).uid


def _own(series: Event) -> Callable[[date], bool]:
    """Whether a date of a series, by its start in the rule or in `also`, is an event of its own in feeds."""
    standing = units(series)[0]
    if standing.uid != series.uid:  # nothing is left of it but its dates
        return lambda start: True
    first = series.span.dtstart
    apart = {it.recurrence_id for it in standing.apart}
    if standing.rule is None or not is_followed_from(standing.rule, standing.span):
        return lambda start: start in apart or start != first
    beside = {span.dtstart for span in series.also}
    beside |= {it.recurrence_id for it in series.overrides if it.beside}
    return lambda start: start in apart or start in beside
