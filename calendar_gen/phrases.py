"""Spans of days or of moments → the words that people use for them, and for what isn't known."""

from datetime import date

from calendar_gen.dates import Certainty, Days, Span, Stated, Times, When

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    """A day as people write it: `1 May 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def when_text(span: Span, stated: Stated) -> str:
    """The dates as people write them, and what is not known: `until 31 Aug 2024 · start not announced`."""
    certainty = stated.certainty
    if certainty is Certainty.EXACT:
        return _times_text(span) if isinstance(span, Times) else _days_text(span)
    if certainty is Certainty.APPROXIMATE and isinstance(span, Days):
        return "about " + _days_text(span)
    if certainty is Certainty.START_UNKNOWN:
        known = f"until {side_text(stated.end)}" if stated.end else f"by {day_text(span.first_day)}"
        return f"{known} · start not announced"
    start, end = (side_text(side) if side else "" for side in (stated.start, stated.end))
    dates = f"{start} – {end}" if start and end and start != end else start or end
    return f"{dates} · {_unknown(stated)} not announced"


def note(stated: Stated) -> str:
    """A sentence for a feed about what isn't known of the dates, "" where all is."""
    certainty = stated.certainty
    if certainty is Certainty.EXACT:
        return ""
    if certainty is Certainty.START_UNKNOWN and stated.start:
        return f"Start not announced: it had begun by {day_text(stated.start.first)}."
    if certainty is Certainty.APPROXIMATE:
        about = [day_text(s.first) for s in (stated.start, stated.end) if s and s.certainty is certainty]
        return f"The dates are approximate: about {' and about '.join(about)}."
    vague = [s for s in (stated.start, stated.end) if s and s.certainty in (Certainty.MONTH, Certainty.YEAR)]
    windows = list(dict.fromkeys(side_text(side) for side in vague))
    unknown = _unknown(stated)
    return f"{unknown[0].upper()}{unknown[1:]} not announced: some time in {' – '.join(windows)}."


def _unknown(stated: Stated) -> str:
    vague = (Certainty.MONTH, Certainty.YEAR)
    start = stated.start is not None and stated.start.certainty in vague
    end = stated.end is not None and stated.end.certainty in vague
    if stated.start and stated.end and start != end:
        return "start" if start else "end"
    return "days" if (stated.start and stated.end) or (stated.days or 1) > 1 else "day"


def side_text(when: When | None) -> str:
    if when is None:
        return ""
    if when.certainty is Certainty.YEAR:
        return f"{when.first.year}"
    if when.certainty is Certainty.MONTH:
        return f"{MONTHS[when.first.month - 1]} {when.first.year}"
    about = "about " if when.certainty is Certainty.APPROXIMATE else ""
    return about + day_text(when.first)


def _days_text(span: Days) -> str:
    first, last = span.first_day, span.last_day
    if first == last:
        return day_text(first)
    if first.year != last.year:
        return f"{day_text(first)} – {day_text(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} – {day_text(last)}"
    return f"{first.day}–{day_text(last)}"


def _times_text(span: Times) -> str:
    start, end = span.dtstart, span.dtend
    if start == end:
        return f"{day_text(start)} {start:%H:%M}"
    if start.date() == end.date():
        return f"{day_text(start)} {start:%H:%M}–{end:%H:%M}"
    return f"{day_text(start)} {start:%H:%M} – {day_text(end)} {end:%H:%M}"
