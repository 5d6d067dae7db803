"""Spans, days and zones → as a page says them: in full, with the day of the week and the zone's name."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations

from calendar_gen.dates.values import Certainty, Days, Span, Stated, Times
from calendar_gen.words import formats, sentences
from calendar_gen.words.languages import FOLDER, catalogue, language

# Where weeks begin on Sunday, by territory (CLDR, supplementalData.xml: weekData), and what languages are
# most spoken in one of them. `en` alone is Monday here, as most of the world has it.
_SUNDAY = re.compile(
    "A[GS]|B[DRSTWZ]|C[AO]|D[MO]|ET|G[TU]|H[KN]|I[DLN]|J[MP]|K[EHR]|LA|M[HMOTXZ]|N[IP]|P[AEHKRTY]|S[AGV]|T[HTW]"
    "|U[MS]|V[EI]|WS|YE|Z[AW]"
)
_SUNDAY_LANGUAGES = frozenset({"ja", "ko", "he", "th"})
# A night out ends on the next day, and nobody says so.
_A_NIGHT = timedelta(hours=12)
# Where a line may end, but no reader expects it to: behind the dash of a range (UAX #14, BA), and among
# characters that are one word.
_IN_A_WORD = re.compile(
    r"–(?=\S)|\d(?=[年月日])|月(?=\d)|星(?=期)|[期周](?=[一二三四五六日])|.(?=曜日)|曜(?=日)"
)


def dates_text(span: Span, stated: Stated, tag: str) -> tuple[str, str]:
    """The dates in full, and what is not known of them, "" where all is.

    `Wednesday 1 May 2024, 19:30–21:00`; `13–15 Nov 2024, Wed–Fri`; `October 2024` and `day not announced`.
    """
    certainty = stated.certainty
    if certainty is Certainty.EXACT:
        return _exact(span, tag), ""
    known, unknown = sentences.when_parts(span, stated, tag)
    only = stated.start or stated.end
    if certainty is Certainty.MONTH and only and (stated.end or only) == (stated.start or only):
        return month_in_full(only.first, tag), unknown
    return known, unknown


def unbroken(text: str) -> str:
    """A text about dates whose ranges and words stay on one line, for what is read and not compared."""
    return _IN_A_WORD.sub("\\g<0>\u2060", text)


def full_day(day: date, tag: str) -> str:
    """A day with its weekday: `Wednesday 1 May 2024`."""
    return formats.day_in_full(day, language(tag))


@lru_cache(maxsize=1_000)
def long_day(day: date, tag: str) -> str:
    """A day without its weekday: `1 May 2024`, the month in full."""
    return formats.day_in_full(day, language(tag), "yMMMMd")


def day_of_month(day: date, tag: str) -> str:
    """A day without its year: `1 May`."""
    return formats.day_in_full(day, language(tag), "MMMMd")


def short_days(span: Span, tag: str) -> str:
    """A day or a run without its year: `19–21 Apr`."""
    return formats.short_days(span.first_day, span.last_day, language(tag))


def run_text(first: date, last: date, tag: str) -> str:
    """A run of days with its year: `2–5 May 2024`."""
    return formats.days(first, last, language(tag))


def within(span: Span, tag: str) -> str:
    """What a list of days has to say besides the first day: the times, or until when; "" for nothing."""
    into = language(tag)
    if span.first_day != span.last_day and not is_a_night(span):
        return formats.short_days(span.first_day, span.last_day, into)
    if isinstance(span, Days):
        return ""
    start, end = span.dtstart, span.dtend.astimezone(span.dtstart.tzinfo)
    same = start.timestamp() == end.timestamp()
    return formats.clock(start, into) if same else formats.clocks(start, end, into)


def is_a_night(span: Span) -> bool:
    """Whether it goes on past midnight, and is told as the evening that it begins on."""
    return isinstance(span, Times) and span.dtend - span.dtstart < _A_NIGHT


def month_in_full(day: date, tag: str) -> str:
    """The month of a day: `September 2024`."""
    return formats.month_in_full(day, language(tag))


def year_text(year: int, tag: str) -> str:
    """A year by itself."""
    return formats.year(date(year, 1, 1), language(tag))


def month_name(month: int, tag: str, short: bool = False) -> str:
    """A month, 1 to 12, without its year."""
    return language(tag).names["MMM" if short else "LLLL"][month - 1]


def weekday_name(day: date, tag: str, short: bool = False) -> str:
    """The day of the week."""
    return language(tag).names["ccc" if short else "cccc"][day.weekday()]


def weekday_run(first: date, last: date, tag: str) -> str:
    """From one day of the week to another: `Wed–Sun`."""
    names = language(tag).names["ccc"]
    if first == last:
        return names[first.weekday()]
    return language(tag).say_in(
        "weekdays", "{first}–{last}", first=names[first.weekday()], last=names[last.weekday()]
    )


def clock(at: datetime, tag: str) -> str:
    """A time of day: `19:30`."""
    return formats.clock(at, language(tag))


@lru_cache(maxsize=64)
def week_start(tag: str) -> int:
    """The day that weeks begin on, Monday 0."""
    primary, *subtags = tag.split("-")
    territory = next((it.upper() for it in subtags if len(it) == 2 and it.isalpha()), "")
    if territory:
        return 6 if _SUNDAY.fullmatch(territory) else 0
    return 6 if primary.lower() in _SUNDAY_LANGUAGES else 0


def zone_name(span: Span, tag: str) -> str:
    """The zone whose clock the times of a span are on: `China Time`, `UTC+3`; "" for days."""
    if not isinstance(span, Times):
        return ""
    start = span.dtstart
    tzid = getattr(start.tzinfo, "key", "")
    if tzid and (name := _zones(catalogue(tag) or "en").gettext(tzid)) != tzid:
        return name
    return start.tzname() or ""  # of a fixed offset: UTC+08:00


@lru_cache(maxsize=16)
def _zones(name: str) -> NullTranslations:
    try:
        with (FOLDER / name / "LC_MESSAGES" / "zones.mo").open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return NullTranslations()


def _exact(span: Span, tag: str) -> str:
    into = language(tag)
    if isinstance(span, Days):
        if span.last_day == span.first_day:
            return formats.day_in_full(span.first_day, into)
        run = formats.days(span.first_day, span.last_day, into)
        if span.last_day - span.first_day >= timedelta(days=7):
            return run
        return into.say("{day}, {times}", day=run, times=weekday_run(span.first_day, span.last_day, tag))
    start, end = span.dtstart, span.dtend.astimezone(span.dtstart.tzinfo)
    if start.timestamp() == end.timestamp():
        return _at(start, formats.clock(start, into), tag)
    if start.date() == end.date() or end - start < _A_NIGHT:
        return _at(start, formats.clocks(start, end, into), tag)
    return formats.interval(
        _at(start, formats.clock(start, into), tag), _at(end, formats.clock(end, into), tag), into
    )


def _at(day: date, times: str, tag: str) -> str:
    into = language(tag)
    return into.say("{day}, {times}", day=formats.day_in_full(day, into), times=times)
