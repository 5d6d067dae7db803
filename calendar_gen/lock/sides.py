"""The dates of a change, before and after → values for scripts: days and moments of ISO 8601, and RRULE."""

from collections.abc import Mapping, Sequence
from datetime import date

from calendar_gen.dates.values import Span, Times
from calendar_gen.lock.differing import Said, differences
from calendar_gen.lock.records import Dates, span_of

Values = Mapping[str, object]


def dates(of: Dates) -> Values:
    """When an event is; how sure that is isn't known (None) where an old lock has but words for it."""
    found = {**_span(of.span), "certainty": None if of.text else of.stated.certainty}
    if of.rrule:
        found |= {"rrule": of.rrule, "except": [it.isoformat() for it in of.exdates]}
    return found


def each(before: Dates, after: Dates, status: str, how: Sequence[str]) -> list[Values]:
    """The dates of a series to which one of some things happened, by the day that its rule gives."""
    if before.text or not before.rrule or not after.rrule:
        return []
    found = [it for it in differences(before, after, status) if not it.beside and it.how in how]
    return [
        {
            "date": it.original.isoformat(),
            "kind": it.how,
            "before": _said(it.before),
            "after": _said(it.after),
        }
        for it in found
    ]


def _said(of: Said) -> Values | None:
    """What is said of a date of a series; None of one that isn't there."""
    if of.off == "out":
        return None
    return {**(_span(span_of(of.lines)) if of.lines else {}), "status": of.off or of.status}


def _span(span: Span) -> dict[str, object]:
    """As `list` has it: the first and the last day, or moments with their offset."""
    timed = isinstance(span, Times)
    start: date = span.dtstart if timed else span.first_day
    end: date = span.dtend if timed else span.last_day
    return {"start": start.isoformat(), "end": end.isoformat(), "all_day": not timed}
