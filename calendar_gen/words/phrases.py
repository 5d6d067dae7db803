"""Spans of days or of moments → the words that people use for them, and for what isn't known."""

from collections.abc import Iterable
from datetime import date

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, WEEKDAYS, Certainty, Days, Hours, Rule, Span, Stated, Times, When
from calendar_gen.dates.values import MONTHS as FULL_MONTHS

_VAGUE = (Certainty.MONTH, Certainty.YEAR)
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_WEEKDAYS = {code: name[:3].title() for code, name in zip(CODES, WEEKDAYS, strict=True)}
MONTHS = tuple(name[:3].title() for name in FULL_MONTHS)
# What stands before a title, as Outlook shows the status of an event nowhere (Squire #215). By the first
# part of a language tag; other languages get English.
_PREFIXES = {
    "en": {"cancelled": "Cancelled: ", "postponed": "Postponed: ", "replaced": "Replaced: "},
    "de": {"cancelled": "Abgesagt: ", "postponed": "Verschoben: ", "replaced": "Ersetzt: "},
    "es": {"cancelled": "Cancelado: ", "postponed": "Aplazado: ", "replaced": "Sustituido: "},
    "fr": {"cancelled": "Annulé : ", "postponed": "Reporté : ", "replaced": "Remplacé : "},
    "it": {"cancelled": "Annullato: ", "postponed": "Rinviato: ", "replaced": "Sostituito: "},
    "ja": {"cancelled": "中止：", "postponed": "延期：", "replaced": "差し替え："},
    "zh": {"cancelled": "已取消：", "postponed": "已延期：", "replaced": "已替换："},
}


def prefix(status: str, language: str) -> str:
    """What stands before the title of an event that is not on, in a language (BCP 47): `Cancelled: `."""
    known = _PREFIXES.get(language.partition("-")[0].lower(), _PREFIXES["en"])
    return known.get(status, "")


def without_prefix(title: str, status: str) -> tuple[str, str]:
    """A title that may have a `prefix`, without it, and the status of the event, if that is told by it."""
    for known in _PREFIXES.values():
        for of, text in known.items():
            if title.startswith(text) and (status == "cancelled") == (of != "postponed"):
                return title.removeprefix(text), "postponed" if of == "postponed" else status
    return title, status


def day_text(day: date) -> str:
    """A day as people write it: `1 May 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def when_text(span: Span, stated: Stated) -> str:
    """The dates as people write them, and what is not known: `until 31 Aug 2024 · start not announced`."""
    certainty = stated.certainty
    start, end = stated.start, stated.end
    if certainty is Certainty.EXACT:
        return _times_text(span) if isinstance(span, Times) else _days_text(span)
    if certainty is Certainty.APPROXIMATE and isinstance(span, Days):
        return "about " + _days_text(span)
    if certainty is Certainty.START_UNKNOWN:
        vague_end = end is not None and end.certainty in _VAGUE
        known = f"until {side_text(end)}" if end else f"by {day_text(span.first_day)}"
        return f"{known} · start {'and end ' if vague_end else ''}not announced"
    dates = _range(start, end) if start and end and start != end else side_text(start or end)
    return f"{dates} · {_unknown(stated)} not announced"


def _range(start: When, end: When) -> str:
    """`Oct – Nov 2024`, the year written once where it is the same."""
    first, last = side_text(start), side_text(end)
    if start.certainty is end.certainty is Certainty.MONTH and start.first.year == end.first.year:
        first = MONTHS[start.first.month - 1]
    return f"{first} – {last}"


def hours_text(hours: Hours, closed: Iterable[date]) -> str:
    """Daily hours, and the days on which they don't hold: `10:00–17:00, closed Mon, 1 May 2024`."""
    days = days_text(closed)
    if not days:
        return str(hours)
    return f"{hours}, {days}" if None in hours.week else f"{hours}, closed {days}"


def rule_text(rule: Rule) -> str:
    """How often a series takes place: `every 2 weeks on Sat, Sun, until 30 Jun 2024`."""
    parts = rules.parts(rule.parts)
    unit = _UNITS[parts.pop("FREQ")]
    interval = int(parts.pop("INTERVAL", "1"))
    words = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    days = [_WEEKDAYS.get(day, "") for day in parts.get("BYDAY", "").split(",")]
    if all(days):
        words += " on " + ", ".join(days)
        del parts["BYDAY"]
    rest = ";".join(f"{name}={value}" for name, value in parts.items())
    words += f" ({rest})" if rest else ""
    if rule.count:
        words += f", {rule.count} times"
    return words + (f", until {days_text([rule.until])}" if rule.until else "")


def days_text(starts: Iterable[date]) -> str:
    """Days, or the days of moments: `4 May 2024, 11 May 2024`."""
    return ", ".join(day_text(start) for start in starts)


def note(stated: Stated) -> str:
    """Sentences for a feed about what isn't known of the dates, "" where all is."""
    if stated.certainty is Certainty.EXACT:
        return ""
    start, end = stated.start, stated.end
    if start and end and start.certainty is end.certainty and start.certainty in _VAGUE:
        window = side_text(start) if start == end else _range(start, end)
        return f"{_unknown(stated).capitalize()} not announced: some time in {window}."
    if start and end and start.certainty is end.certainty is Certainty.APPROXIMATE:
        return f"The dates are approximate: {side_text(start)} to {side_text(end)}."
    sides = [(which, side) for which, side in (("Start", start), ("End", end)) if side]
    sentences = [_sentence(which, side, stated) for which, side in sides]
    return " ".join(sentence for sentence in sentences if sentence)


def _sentence(which: str, side: When, stated: Stated) -> str:
    """What isn't known of one side, which is "Start" or "End"."""
    is_all = (stated.start is None) != (stated.end is None)
    if side.certainty is Certainty.START_UNKNOWN:
        return f"Start not announced: it had begun by {day_text(side.first)}."
    if side.certainty is Certainty.APPROXIMATE:
        what = "date" if is_all and (stated.days or 1) == 1 else which.lower()
        return f"The {what} is approximate: {side_text(side)}."
    if side.certainty in _VAGUE:
        what = _unknown(stated).capitalize() if is_all else which
        return f"{what} not announced: some time in {side_text(side)}."
    return ""


def _unknown(stated: Stated) -> str:
    """What of the dates isn't announced: `day`, `days`, `start` or `end`."""
    start = stated.start is not None and stated.start.certainty in _VAGUE
    end = stated.end is not None and stated.end.certainty in _VAGUE
    if stated.start and stated.end and start != end:
        return "start" if start else "end"
    return "days" if (stated.start and stated.end) or (stated.days or 1) > 1 else "day"


def side_text(when: When | None) -> str:
    """One side of what was stated, in words: `about 1 May 2024`."""
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
    start, end = span.dtstart, span.dtend.astimezone(span.dtstart.tzinfo)
    # Clocks that go back may show the same time twice, an hour apart.
    if start.timestamp() == end.timestamp():
        return f"{day_text(start)} {start:%H:%M}"
    if start.date() == end.date():
        return f"{day_text(start)} {start:%H:%M}–{end:%H:%M}"
    return f"{day_text(start)} {start:%H:%M} – {day_text(end)} {end:%H:%M}"
