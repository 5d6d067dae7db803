"""Events → what of them stands in a feed: one VEVENT or several, each with its UID."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from calendar_gen import recurrence
from calendar_gen.dates import ONE_DAY, Certainty, Days, Span, Times
from calendar_gen.hours import Opening
from calendar_gen.model import Event
from calendar_gen.occurrences import Occurrence, alone, with_suffix
from calendar_gen.recurrence import Rule


class Entry(Struct, frozen=True):
    """One VEVENT: whose words it has, when it is, and what repeats it.

    `prefix` stands before the title; `hours` tell in the text what the span doesn't.
    """

    event: Event
    uid: str
    span: Span
    prefix: str = ""
    rule: Rule | None = None
    exdates: tuple[date, ...] = ()
    recurrence_id: date | None = None
    hours: bool = False


def entries(event: Event) -> Iterator[Entry]:
    """The VEVENTs of an event, as its `show_as` says: a span, its open days, or its first and last day."""
    if event.show_as == "daily" and event.hours and isinstance(event.span, Days):
        yield from _open_days(event, event.span)
    elif event.show_as == "opening-and-closing" and isinstance(event.span, Days):
        yield from _first_and_last_day(event, event.span)
    else:
        yield Entry(
            event,
            event.uid,
            event.span,
            rule=event.rule,
            exdates=event.exdates,
            hours=event.hours is not None,
        )
        for override in event.overrides:
            yield Entry(override.event, event.uid, override.event.span, recurrence_id=override.recurrence_id)
        # Google shows no RDATE after UNTIL, Outlook none at all: further dates are events of their own.
        for span in event.also:
            beside = alone(Occurrence(event, span))
            yield Entry(beside, beside.uid, span)


def _open_days(event: Event, run: Days) -> Iterator[Entry]:
    """A weekly rule for each of the hours that the run has, in times of the event's zone."""
    assert event.hours
    for number, (opening, weekdays) in enumerate(event.hours.groups().items()):
        codes = ",".join(recurrence.WEEKDAYS[day][:2].upper() for day in weekdays)
        parts = "FREQ=DAILY" if len(weekdays) == 7 else f"FREQ=WEEKLY;BYDAY={codes}"
        rule = Rule(parts, until=run.last_day)
        open_days = [
            day
            for day in recurrence.starts(rule, run.dtstart, before=run.last_day)
            if day not in event.exdates
        ]
        if not open_days:
            continue
        uid = with_suffix(event.uid, f"open-{number + 1}" if number else "open")
        first = _opened(event, open_days[0], opening)
        # COUNT=1 blocks Outlook, and one day needs no rule.
        rule_or_none = rule if len(open_days) > 1 else None
        exdates = tuple(
            _opened(event, day, opening).dtstart
            for day in event.exdates
            if rule_or_none and open_days[0] < day < open_days[-1] and day.weekday() in weekdays
        )
        until = Rule(rule.parts, until=open_days[-1]) if rule_or_none else None
        yield Entry(event, uid, first, rule=until, exdates=exdates)


def _opened(event: Event, day: date, opening: Opening) -> Times:
    start = datetime.combine(day, opening.start, event.zone)
    end = datetime.combine(day + timedelta(days=opening.past_midnight), opening.end, event.zone)
    return Times(start, end)


def _first_and_last_day(event: Event, run: Days) -> Iterator[Entry]:
    """Two events of a day; the first only where it is known: nothing is made up."""
    if run.first_day == run.last_day:
        yield Entry(event, event.uid, run, hours=True)
        return
    if event.certainty is not Certainty.START_UNKNOWN:
        opening = Days(run.dtstart, run.dtstart + ONE_DAY)
        yield Entry(event, with_suffix(event.uid, "opening"), opening, "Opening: ", hours=True)
    closing = Days(run.last_day, run.dtend)
    yield Entry(event, with_suffix(event.uid, "closing"), closing, "Last day: ", hours=True)
