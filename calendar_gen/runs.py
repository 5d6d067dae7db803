"""How a run of days is shown: its daily hours, and what of it stands in feeds."""

from datetime import date, tzinfo

from msgspec.structs import replace

from calendar_gen import dates, document, hours, recurrence
from calendar_gen.dates import Certainty, Flaw
from calendar_gen.diagnostics import did_you_mean, quoted
from calendar_gen.hours import Hours
from calendar_gen.model import Event


def shown(
    written: document.Event, event: Event, zone: tzinfo | None, usually: str
) -> tuple[Event, list[Flaw]]:
    """The event with its hours, to be shown as it says or as events `usually` are; and what is wrong."""
    show_as = written.show_as or usually
    flaws: list[Flaw] = []
    found: Hours | None = None
    closed_days, closed_dates = _closed(written, flaws)
    if written.hours is not None:
        read = hours.read(written.hours, closed_days)
        if isinstance(read, Flaw):
            flaws.append(read)
        else:
            found = read
    elif written.closed:
        flaws.append(Flaw("E311", "'closed' goes with 'hours'", "add 'hours: 10:00-17:00'", "closed"))
    if flaw := _unshowable(written, event, show_as, found, zone):
        flaws.append(flaw)
    if not event.all_day or event.recurring or not (found or show_as != "daily"):
        show_as = "span"
    return replace(
        event, hours=found, show_as=show_as, zone=zone, exdates=event.exdates or closed_dates
    ), flaws


def _closed(written: document.Event, flaws: list[Flaw]) -> tuple[tuple[int, ...], tuple[date, ...]]:
    """The days of the week and the dates on which it is closed."""
    days: list[int] = []
    found: list[date] = []
    for i, text in enumerate(written.closed):
        day = recurrence.weekday(text)
        if day is not None:
            days.append(day)
            continue
        when = dates.parse(text)
        if isinstance(when, Flaw) or when.timed or when.first != when.last:
            remedy = did_you_mean(text, recurrence.WEEKDAYS) or "write 'monday', or a date"
            flaws.append(Flaw("E311", f"{quoted(text)} is not a day", remedy, f"closed/{i}"))
        else:
            found.append(when.first)
    return tuple(days), tuple(sorted(found))


def _unshowable(
    written: document.Event, event: Event, show_as: str, found: Hours | None, zone: tzinfo | None
) -> Flaw | None:
    """Why an event can't have hours, or can't be shown as it says; the calendar's default binds none."""
    if written.hours is not None and (not event.all_day or event.recurring):
        return Flaw(
            "E311", "'hours' are those of a run of days", "give 'start' and 'end' a time instead", "hours"
        )
    if not written.show_as or show_as == "span":
        return None
    if not event.all_day or event.recurring:
        return Flaw("E312", f"'show_as: {show_as}' is for a run of days", "leave it out", "show_as")
    if event.certainty in (Certainty.MONTH, Certainty.YEAR, Certainty.APPROXIMATE):
        return Flaw("E312", f"'show_as: {show_as}' needs days that are known", "leave it out", "show_as")
    if show_as == "daily" and written.hours is None:
        return Flaw("E312", "'show_as: daily' needs 'hours'", "add 'hours: 10:00-17:00'", "show_as")
    if show_as == "daily" and zone is None:
        return Flaw("E106", "no time zone is given for the hours", "add 'timezone:' to the calendar", "hours")
    return None
