"""A query, and the events as they stand in feeds → what a feed of it holds."""

from collections.abc import Iterator
from datetime import date

from calendar_gen.model import selection
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.model.index import Index
from calendar_gen.model.occurrences import ahead, alone
from calendar_gen.model.selection import Query


def members(index: Index, wanted: Query, year: int) -> Iterator[Event]:
    """The events that match, as they stand in every feed; of a series that matches on some dates alone these.

    Whether a date is cancelled, or what its text says, parts it from its series in such a feed only.
    `index` is of a catalog as it stands in feeds; `year` is that in which it was last revised.
    """
    for event in selection.matches(index, wanted):
        if all(selection.says(each, wanted) for each in (event, *[it.event for it in event.overrides])):
            yield event
        else:
            last = min(_horizon(event, year), wanted.last or date.max)
            found = selection.matching(event, wanted, wanted.first, last)
            yield from (alone(occurrence) for occurrence in found)


def chosen(catalog: Catalog, wanted: Query, year: int) -> tuple[Event, ...]:
    """The members of one query to a catalog, which is one as it stands in feeds."""
    return tuple(members(Index(catalog), wanted, year))


def _horizon(event: Event, year: int) -> date:
    """No feed may miss a change, however late it is."""
    changed = [it.event.last_day for it in event.overrides] + [span.last_day for span in event.also]
    return max([ahead(event, year), *changed])
