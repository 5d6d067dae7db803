"""Spans, what was stated of them, hours → the words that people use for them, and for what isn't known."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from calendar_gen.dates.values import Certainty, Days, Hours, Opening, Span, Stated, Times, When
from calendar_gen.words import formats
from calendar_gen.words.languages import Language, language, marked, spoken

_VAGUE = (Certainty.MONTH, Certainty.YEAR)

# What stands before a title, as Outlook shows the status of an event nowhere (Squire #215); and what says
# which day of a run an event is. A translation may put it nowhere else: titles are read back from feeds.
_TITLED = {
    "cancelled": marked("Cancelled: {title}"),
    "postponed": marked("Postponed: {title}"),
    "replaced": marked("Replaced: {title}"),
    "opening": marked("Opening: {title}"),
    "closing": marked("Last day: {title}"),
}
_STATUSES = ("cancelled", "postponed", "replaced")
_UNKNOWN = {
    "day": marked("day not announced"),
    "days": marked("days not announced"),
    "start": marked("start not announced"),
    "end": marked("end not announced"),
    "both": marked("start and end not announced"),
}
# Translators: {window} is a month, a year, or a run of them: "Oct 2024", "2024", "Oct – Nov 2024".
_WINDOWS = {
    "day": marked("Day not announced: some time in {window}."),
    "days": marked("Days not announced: some time in {window}."),
    "start": marked("Start not announced: some time in {window}."),
    "end": marked("End not announced: some time in {window}."),
}
# Translators: {date} is "about 1 May 2024".
_ABOUT = {
    "date": marked("The date is approximate: {date}."),
    "start": marked("The start is approximate: {date}."),
    "end": marked("The end is approximate: {date}."),
}


def titled(status: str, title: str, tag: str) -> str:
    """The title of an event that is not on, or of one day of it, in a language: `Cancelled: Fair`."""
    return language(tag).say(_TITLED[status], title=title) if status in _TITLED else title


def without_prefix(title: str, status: str) -> tuple[str, str]:
    """A title that may have one of these before it, in any language: without it, and the status told.

    A no-break space is as good as another: those who copy a title lose it.
    """
    for each in spoken():
        for of in _STATUSES:
            rest = _untitled(title, of, each)
            if rest is not None and (status == "cancelled") == (of != "postponed"):
                return rest, "postponed" if of == "postponed" else status
    return title, status


def without_day(title: str, of: str) -> tuple[str, Literal["", "opening", "closing"]]:
    """A title that may say in any language that it is the first day of a run, or the last, as `of` says.

    Without that, and which of the two was said.
    """
    for each in spoken() if of in ("opening", "closing") else ():
        rest = _untitled(title, of, each)
        if rest is not None:
            return rest, "opening" if of == "opening" else "closing"
    return title, ""


def month_text(year: int, month: int, tag: str) -> str:
    """A month as a title: `May 2024`."""
    return formats.full_month(date(year, month, 1), language(tag))


def weekday_names(tag: str) -> tuple[str, ...]:
    """The days of the week as a calendar has them above its columns, Monday first: `Mon`."""
    return language(tag).names["ccc"]


def names_text(names: Sequence[str], tag: str) -> str:
    """A list of names: `Town hall, Market hall`."""
    return formats.listed(names, language(tag))


def when_text(span: Span, stated: Stated, tag: str, weekdays: bool = False) -> str:
    """The dates as people write them, and what is not known: `until 31 Aug 2024 · start not announced`."""
    known, unknown = when_parts(span, stated, tag, weekdays)
    return f"{known} · {unknown}" if unknown else known


def when_parts(span: Span, stated: Stated, tag: str, weekdays: bool = False) -> tuple[str, str]:
    """The dates, and what is not known of them, "" where all is."""
    certainty, into = stated.certainty, language(tag, weekdays)
    if certainty is Certainty.EXACT:
        return _span(span, into), ""
    if certainty is Certainty.APPROXIMATE and isinstance(span, Days):
        return into.say("about {date}", date=_span(span, into)), ""
    start, end = stated.start, stated.end
    if certainty is Certainty.START_UNKNOWN:
        vague_end = end is not None and end.certainty in _VAGUE
        known = _until(end, into) if end else into.say("by {date}", date=formats.day(span.first_day, into))
        return known, into.say(_UNKNOWN["both" if vague_end else "start"])
    dates = _range(start, end, into) if start and end and start != end else _side(start or end, into)
    return dates, into.say(_UNKNOWN[_what_is_unknown(stated)])


def note(stated: Stated, tag: str) -> str:
    """Sentences for a feed about what isn't known of the dates, "" where all is."""
    if stated.certainty is Certainty.EXACT:
        return ""
    into, start, end = language(tag), stated.start, stated.end
    if start and end and start.certainty is end.certainty and start.certainty in _VAGUE:
        return into.say(_WINDOWS[_what_is_unknown(stated)], window=_window(start, end, into))
    if start and end and start.certainty is end.certainty is Certainty.APPROXIMATE:
        first, last = _side(start, into), _side(end, into)
        return into.say("The dates are approximate: {first} to {last}.", first=first, last=last)
    sides = [(which, side) for which, side in (("start", start), ("end", end)) if side]
    first, *others = [said for which, side in sides if (said := _sentence(which, side, stated, into))]
    return into.say("{sentence} {next}", sentence=first, next=others[0]) if others else first


def hours_text(hours: Hours, span: Span, closed: Iterable[date], tag: str) -> str:
    """Daily hours of a run, and its days on which they don't hold: `10:00–17:00, closed Mon, 1 May 2024`."""
    into, groups = language(tag), hours.groups()
    texts = [
        _opening(opening, into)
        if len(groups) == 1
        else into.say("{days} {hours}", days=_weekdays(days, into), hours=_opening(opening, into))
        for opening, days in groups.items()
    ]
    text = texts[0]
    for another in texts[1:]:
        text = into.say_in("opening hours", "{hours}, {more}", hours=text, more=another)
    within = (span.last_day - span.first_day).days
    there = {(span.first_day.weekday() + number) % 7 for number in range(min(within, 6) + 1)}
    off = tuple(day for day, opening in enumerate(hours.week) if not opening and day in there)
    days = [_weekdays(off, into)] if off else []
    days += [formats.day(day, into) for day in closed]
    return into.say("{hours}, closed {days}", hours=text, days=formats.listed(days, into)) if days else text


def hours_note(hours: Hours, span: Span, closed: Iterable[date], tag: str) -> str:
    """The same as a line of a feed's text: `Hours: 10:00–17:00`."""
    return language(tag).say("Hours: {hours}", hours=hours_text(hours, span, closed, tag))


def organizer_note(name: str, tag: str) -> str:
    """Who makes an event, as a line of a feed's text."""
    return language(tag).say("Organizer: {name}", name=name)


def source_note(title: str, publication: str, date: When | None, url: str, tag: str) -> str:
    """Who says so, as a line of a feed's text: title, publication, date, address."""
    return language(tag).say("Source: {source}", source=source_text(title, publication, date, url, tag))


def source_text(title: str, publication: str, date: When | None, url: str, tag: str) -> str:
    """Who says so, on one line."""
    into = language(tag)
    parts = [part for part in (title, publication, _side(date, into), url) if part]
    return formats.listed(parts, into)


def without_calendar(name: str, calendar: str) -> str:
    """The name of a feed without that of its calendar, which stands before it in any language."""
    for each in spoken():
        before = each.say("{calendar}: {feed}", calendar=calendar, feed="")
        if name.startswith(before):
            return name[len(before) :]
    return name


def feed_name(calendar: str, feed: str, tag: str) -> str:
    """The name of a feed of a part of a calendar: `Jiading Events: May 2024`."""
    return language(tag).say("{calendar}: {feed}", calendar=calendar, feed=feed)


def _untitled(title: str, of: str, into: Language) -> str | None:
    """What `titled` was given to give a title, None where it did not."""
    before = into.say(_TITLED[of], title="").replace("\xa0", " ")
    return title[len(before) :] if title.replace("\xa0", " ").startswith(before) else None


def _span(span: Span, into: Language) -> str:
    if not isinstance(span, Times):
        return formats.days(span.first_day, span.last_day, into)
    start, end = span.dtstart, span.dtend.astimezone(span.dtstart.tzinfo)
    # Clocks that go back may show the same time twice, an hour apart.
    if start.timestamp() == end.timestamp():
        return formats.moment(start, into)
    return formats.moments(start, end, into)


def _range(start: When, end: When, into: Language) -> str:
    """`Oct – Nov 2024`, the year written once where it is the same."""
    if start.certainty is end.certainty is Certainty.MONTH:
        return formats.month(start.first, into, end.first)
    if start.certainty is end.certainty is Certainty.YEAR:
        return formats.year(start.first, into, end.first)
    return formats.interval(_side(start, into), _side(end, into), into)


def _window(start: When, end: When, into: Language) -> str:
    """A month or year, or the run of them, in a sentence."""
    if start.certainty is Certainty.MONTH:
        return formats.full_month(start.first, into, end.first)
    return formats.year(start.first, into, end.first)


def _side(when: When | None, into: Language) -> str:
    if when is None:
        return ""
    if when.certainty is Certainty.YEAR:
        return formats.year(when.first, into)
    if when.certainty is Certainty.MONTH:
        return formats.month(when.first, into)
    day = formats.day(when.first, into)
    return into.say("about {date}", date=day) if when.certainty is Certainty.APPROXIMATE else day


def _until(end: When, into: Language) -> str:
    if end.certainty is Certainty.APPROXIMATE:
        return into.say("until about {date}", date=formats.day(end.first, into))
    # Translators: {window} is a month or a year.
    sentence = marked("until {window}") if end.certainty in _VAGUE else marked("until {date}")
    return into.say(sentence, window=_side(end, into), date=_side(end, into))


def _sentence(which: str, side: When, stated: Stated, into: Language) -> str:
    """What isn't known of one side, which is "start" or "end"."""
    is_all = (stated.start is None) != (stated.end is None)
    if side.certainty is Certainty.START_UNKNOWN:
        day = formats.day(side.first, into)
        return into.say("Start not announced: {date} at the latest.", date=day)
    if side.certainty is Certainty.APPROXIMATE:
        what = "date" if is_all and (stated.days or 1) == 1 else which
        return into.say(_ABOUT[what], date=_side(side, into))
    if side.certainty in _VAGUE:
        what = _what_is_unknown(stated) if is_all else which
        return into.say(_WINDOWS[what], window=_window(side, side, into))
    return ""


def _what_is_unknown(stated: Stated) -> str:
    """What of the dates isn't announced: `day`, `days`, `start` or `end`."""
    start = stated.start is not None and stated.start.certainty in _VAGUE
    end = stated.end is not None and stated.end.certainty in _VAGUE
    if stated.start and stated.end and start != end:
        return "start" if start else "end"
    return "days" if (stated.start and stated.end) or (stated.days or 1) > 1 else "day"


def _opening(opening: Opening, into: Language) -> str:
    return formats.clocks(opening.start, opening.end, into)


def _weekdays(days: tuple[int, ...], into: Language) -> str:
    """Days of the week in few words: `Mon–Fri`, `Sat, Sun`."""
    names = into.names["ccc"]
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return into.say_in("weekdays", "{first}–{last}", first=names[days[0]], last=names[days[-1]])
    return formats.listed([names[day] for day in days], into)
