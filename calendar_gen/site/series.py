"""A series → what its page tells of its dates: how often it is, what is other of some, and where."""

from datetime import date
from itertools import islice

from calendar_gen.model.catalog import Event, Override
from calendar_gen.model.occurrences import Difference, Occurrence, difference, occurrences
from calendar_gen.site import texts
from calendar_gen.site.drawing import BESIDE
from calendar_gen.site.links import Link
from calendar_gen.web import layout
from calendar_gen.words import days, labels, pages, repeats, sentences

# As many dates of a series are listed, and so many changes beside its rule.
MOST_DATES, MOST_CHANGES = 60, 20
# So many dates are counted: to go through those of thousands of series takes as long as to make their pages.
_COUNTED = 1_000


def repeats_lines(event: Event, tag: str) -> tuple[str, ...]:
    """How often a series takes place, and how its first changed dates differ from that, in lines."""
    if not event.recurring:
        return ()
    also = [sentences.when_text(span, event.stated, tag) for span in event.also]
    changes = [_change(event, override, tag) for override in event.overrides[:MOST_CHANGES]]
    return (*repeats.series_lines(event.told_rule, event.exdates, also, (), tag), *changes)


def dates(event: Event, day: date, tag: str) -> tuple[tuple[str, ...], Link | None]:
    """The dates of a series: all, or where they are many those from the day on, and where the others are."""
    found, more = list(islice(occurrences(event, None, None), _COUNTED + 1)), None
    if (count := len(found)) > MOST_DATES:
        found = list(islice(occurrences(event, day, None), MOST_DATES)) or found[:MOST_DATES]
        left = count - len(found) if count <= _COUNTED else None
        more = Link(pages.more_dates(left, tag), layout.event_file(event.id))
    return tuple([_date(each, event, tag) for each in found]), more


def elsewhere(of: Occurrence, event: Event, tag: str) -> list[str]:
    """The places of a date that is elsewhere than its series."""
    return [texts.of(it, "name", tag) for it in of.event.venues] if of.event.venues != event.venues else []


def _change(event: Event, override: Override, tag: str) -> str:
    changed, how = override.event, difference(override, event)
    said = [] if how.off else _instead(changed, how, tag)
    if how.moved and not how.off:
        said.insert(0, sentences.when_text(changed.span, changed.stated, tag, weekdays=True))
    day = override.recurrence_id

    def line(*parts: str) -> str:
        return repeats.change_text(day, sentences.names_text(parts, tag), tag)

    return texts.within(line, *said)


def _instead(changed: Event, how: Difference, tag: str) -> list[str]:
    """The title, the places and the status of a date, where they are others than those of its series."""
    said = [texts.of(changed, "summary", tag)] if how.renamed else []
    if how.elsewhere:
        said += [texts.of(venue, "name", tag) for venue in changed.venues]
    if how.status and not how.off:
        said.append(labels.status_text(changed.status, tag))
    return said


def _date(of: Occurrence, event: Event, tag: str) -> str:
    """One date of a series, with its place where it is elsewhere."""
    dates = sentences.titled(of.event.status, days.dates_text(of.span, event.stated, tag)[0], tag)
    return texts.joined(BESIDE, [dates, *elsewhere(of, event, tag)])
