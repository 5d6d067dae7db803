"""A programme → what the script searches: the titles, dates and places of events, as JSON.

Up to some thousand events stand in one file; more in one a year, loaded as they are asked for.
"""

from collections.abc import Iterable, Sequence

import msgspec

from calendar_gen.model.catalog import Event, by_start
from calendar_gen.site.drawing import capital, where_text
from calendar_gen.site.programme import Programme
from calendar_gen.words import sentences
from calendar_gen.words.languages import worded_in

# 5,000 are some 100 kB, compressed.
MOST_AT_ONCE = 5000
ALL = "all"


def shards(programme: Programme) -> dict[str, Sequence[Event]]:
    """The events of each file by its name: all, or those of each year, the newest first."""
    events = programme.site.events
    if len(events) <= MOST_AT_ONCE:
        return {ALL: events}
    newest = max(event.span.first_day.year for event in events)
    found: dict[str, list[Event]] = {}
    for event in events:
        # What goes on is looked for among what is newest: a series may have no end.
        year = min(event.last_day.year, newest)
        found.setdefault(f"{year:04}", []).append(event)
    return dict(sorted(found.items(), reverse=True))


def index(events: Iterable[Event], programme: Programme) -> bytes:
    """A file: of each event its id, its title, its dates, and its place and categories; the newest first.

    Behind these stands the language of a title that is in another one than the page.
    """
    tag, rows = programme.tag, list[tuple[str, ...]]()
    for event in sorted(events, key=by_start, reverse=True):
        kinds = map(capital, event.category_names)
        beside = " · ".join(filter(None, (where_text(event.venues, tag), *kinds)))
        title = sentences.titled(event.status, event.summary, tag)
        language = event.language_of("summary") or tag
        apart = (language,) if language != worded_in(tag) else ()
        rows.append((event.id, title, programme.dates(event)[0], beside, *apart))
    return msgspec.json.encode(rows) + b"\n"
