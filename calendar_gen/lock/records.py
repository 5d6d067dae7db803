"""What is kept of each UID → its revision, its dates, what a cancellation needs: no words of ours."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from calendar_gen.dates import rules, zones
from calendar_gen.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    Certainty,
    Days,
    Length,
    Rule,
    Span,
    Stated,
    Times,
    When,
    on_the_clock,
)
from calendar_gen.ical.entries import OfRun

# One side of an event is in the years that are read; the other is up to 9999 days away, some 27 years.
FIRST_TOUCHED, LAST_TOUCHED = FIRST_YEAR - 28, LAST_YEAR + 28
# A revision is a second after the last one at least, and so may be later than any clock that is read.
FIRST_BUILD = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LAST_BUILD = datetime(LAST_YEAR + 1, 12, 31, 23, 59, 59, tzinfo=UTC)
# The largest INTEGER (RFC 5545 §3.3.8): SEQUENCE stops there.
MOST = 2**31 - 1
# Stands for a language where it isn't known in which something was published.
ANY = ""

Moment = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0, le=MOST)]
News = Literal["", "moved", "cancelled", "revived", "postponed", "relocated", "dates"]

# What stands in a lock goes into feeds: nothing of it may begin a line of its own there, or end in none.
CONTROLS = r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"
_LINE = (
    r"([A-Z-]+)(?:;VALUE=DATE:([0-9]{8})|;TZID=([A-Za-z0-9/_+-]+):([0-9]{8}T[0-9]{6})|:([0-9]{8}T[0-9]{6})Z)"
)
_DURATION = r"P([0-9]{1,4})DT([0-9]{1,9})S"
_SECOND = timedelta(seconds=1)


class Dates(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """When something is.

    `lines` are DTSTART, DTEND, RRULE and EXDATE as they stand in a feed; a moment has no DTEND. Where not all
    is known, `start`, `end` and `days` have what was stated: a certainty, and a day or two. `changes` are the
    dates of a series that differ from its rule: RECURRENCE-ID, and DTSTART and DTEND, which what is cancelled
    has not, and STATUS with the curator's word where that is another one. Those that are among the EXDATEs
    as well stand in feeds as events of their own. `length` is that of each date, where some aren't as long
    as on the clock. `text` has what is only known in words, from a lock that had no more.
    """

    lines: tuple[str, ...]
    start: str = ""
    end: str = ""
    days: int | None = None
    changes: tuple[tuple[str, ...], ...] = ()
    length: str = ""
    text: str = ""

    @property
    def span(self) -> Span:
        """When it is, a series for the first time."""
        return span_of(self.lines)

    @property
    def stated(self) -> Stated:
        """What was stated of a span that isn't sure; nothing for one that is."""
        return Stated(_when(self.start), _when(self.end), self.days)

    @property
    def rrule(self) -> str:
        """The rule of a series as RFC 5545 writes it, "" for none."""
        return next((line.removeprefix("RRULE:") for line in self.lines if line.startswith("RRULE:")), "")

    @property
    def rule(self) -> Rule | None:
        """The rule of a series by its local clock. Raises ValueError for one that can't be followed."""
        return rule_of(self.rrule, self.span) if self.rrule else None

    @property
    def exdates(self) -> list[date]:
        """The starts that are left out of a series, on which nothing takes place."""
        left_out = (line for line in self.lines if line.startswith("EXDATE"))
        return [start_of(line) for line in left_out if line.removeprefix("EXDATE") not in self.apart]

    @property
    def published(self) -> tuple[str, ...]:
        """The lines as they stand in a feed today: a moment once had a DTEND."""
        start, *others = self.lines
        if ends(self.lines) and others[0].removeprefix("DTEND") == start.removeprefix("DTSTART"):
            return (start, *others[1:])
        return self.lines

    @property
    def each(self) -> Length | None:
        """How long each date of a series is, None for as long as on the clock. Raises ValueError."""
        return _length(self.length) if self.length else None

    def usual(self, original: date) -> Span:
        """When the date of a series is that its rule gives with a start. Raises ValueError."""
        return rules.moved_to(self.span, on_the_clock(original), self.each)

    def as_long_as(self, other: "Dates") -> "Dates":
        """The dates, as long as others where clocks are changed: not each lock knows that."""
        return replace(self, length=other.length) if other.length and not self.length else self

    @property
    def apart(self) -> frozenset[str]:
        """The dates of a series that stand as events of their own: what is behind EXDATE for them."""
        changed = {of.removeprefix("RECURRENCE-ID") for of, *_ in self.changes}
        return frozenset(changed.intersection(line.removeprefix("EXDATE") for line in self.lines))


class Shown(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What subscribers see of a UID in one language: the digest of its VEVENTs without their revision.

    `last_modified` is when that was last worded anew, None if it wasn't since its values changed. `title` and
    `where` are those of a language after the first, "" where they are those of the first. Each is in the
    language itself, or in that of the first, unless it is said to be in another.
    """

    digest: str
    last_modified: Moment | None = None
    title: str = ""
    where: str = ""
    title_language: str = ""
    where_language: str = ""


class Words(Struct, frozen=True):
    """The title of a UID and its LOCATION, and the language of each, "" for no text or if it isn't known."""

    title: str
    where: str
    title_language: str
    where_language: str


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was last published under a UID: its revision, and what a cancellation needs.

    `values` is the digest of what it says, whatever the words; "" if that isn't known. `where` is LOCATION.
    `of` says which day of a run it is, "opening" or "closing". `last_day` is None
    for a series without end, and where `dates` tell it. `event` is the id, where the UID has another.
    `feeds` are the paths of those it stood in, its own file and the one of everything aside.

    `news` is the last change worth telling, at `news_at`, and `was` its dates until then, or `was_where` its
    place, with `was_where_in` what languages after the first called that; "" stands for an event that is new
    since it was created. `on` are the dates of a series that the news is of, none for all of it; where
    several things happened, "dates", it is the whole series after them, and `was` that before. `whole` is
    the digest of what a series says with those of its dates that stand as events of their own, "" where none
    does.
    """

    uid: str
    sequence: Count
    created: Moment
    last_modified: Moment
    values: str
    shown: Mapping[str, Shown]
    title: str
    dates: Dates
    of: OfRun = ""
    where: str = ""
    status: str = "confirmed"
    event: str = ""
    last_day: date | None = None
    feeds: tuple[str, ...] = ()
    removed: bool = False
    news: News = ""
    news_at: Moment | None = None
    was: Dates | None = None
    was_where: str = ""
    on: tuple[Dates, ...] = ()
    whole: str = ""
    was_where_in: Mapping[str, str] = {}

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.event or re.split(r"[+@]", self.uid, maxsplit=1)[0]

    @property
    def told_at(self) -> datetime:
        """When there was news of it last."""
        return self.news_at or self.created

    @property
    def newest(self) -> datetime:
        """When it was last revised or worded anew, in any language."""
        return max(
            [self.last_modified, *[it.last_modified for it in self.shown.values() if it.last_modified]]
        )

    @property
    def span(self) -> Span:
        """When it is, a series for the first time."""
        return self.dates.span

    @property
    def language(self) -> str:
        """The language of the tree at the top, "" where it isn't known."""
        return next(iter(self.shown), ANY)

    def words(self, language: str) -> Words:
        """Its title and its LOCATION in a language (BCP 47), else those in the first of the calendar."""
        tag, top = next(iter(self.shown.items()), (ANY, Shown("")))
        first = Words(
            self.title, self.where, top.title_language or tag, self.where and (top.where_language or tag)
        )
        shown = self.shown.get(language)
        if shown is None or language == tag:
            return first
        where = shown.where or first.where
        return Words(
            shown.title or first.title,
            where,
            shown.title_language or (language if shown.title else first.title_language),
            where and (shown.where_language or (language if shown.where else first.where_language)),
        )

    def was_where_as(self, language: str) -> str:
        """The place that it had before, in a language (BCP 47), else in the first of the calendar."""
        return self.was_where_in.get(language, self.was_where)

    def in_language(self, language: str) -> Shown | None:
        """What subscribers see in a language (BCP 47), or saw there in another; None for nothing."""
        return self.shown.get(language) or next(iter(self.shown.values()), None)


def shown_in(language: str, digest: str, said: Words, first: Words | None = None) -> Shown:
    """What is shown in a language, of which only that is kept which isn't as in the `first`; None in that."""
    title, where = said.title, said.where
    if first is None or (title, said.title_language) == (first.title, first.title_language):
        title = ""
    if first is None or (where, said.where_language) == (first.where, first.where_language):
        where = ""
    usual = language if title or first is None else first.title_language
    usual_where = language if where or first is None else first.where_language
    return Shown(
        digest,
        None,
        title,
        where,
        "" if said.title_language == usual else said.title_language,
        "" if said.where_language == usual_where else said.where_language,
    )


def span_of(lines: Sequence[str]) -> Span:
    """What DTSTART and DTEND say, the first of some lines; a moment has no DTEND. Raises ValueError."""
    start = start_of(lines[0])
    end = start_of(lines[1]) if ends(lines) else start
    if isinstance(start, datetime) and isinstance(end, datetime):
        return Times(start, end)
    return Days(start, end)


def ends(lines: Sequence[str]) -> bool:
    """Whether lines of dates say an end: a moment has none."""
    return bool(lines[1:]) and lines[1].startswith("DTEND")


def status_line(status: str) -> str:
    """The line of `changes` for the status of a date."""
    return f"STATUS:{status}"


def start_of(line: str) -> date:
    """The day or the moment of a line of dates. Raises ValueError."""
    return line_of(line)[2]


def length_as_text(length: Length) -> str:
    """How long each date of a series is, as `Dates` has it: `P1DT7200S`, a duration of RFC 5545 §3.3.6."""
    return f"P{length.clock.days}DT{length.exact // _SECOND}S"


def rule_of(rrule: str, span: Span) -> Rule:
    """A rule as its series has it, UNTIL by the local clock. Raises ValueError for what we don't write."""
    rule = rules.read_rule(rrule)
    if not isinstance(rule, Rule):
        raise ValueError(rrule)
    if isinstance(rule.until, datetime) and isinstance(span, Times):
        local = rule.until.astimezone(span.dtstart.tzinfo).replace(tzinfo=None)
        return Rule(rule.parts, until=local)
    return rule


def side_as_text(when: When | None) -> str:
    """One side of what was stated, as `Dates` has it: `month 2024-10-01 2024-10-31`, "" for none."""
    if when is None:
        return ""
    days = [when.first.isoformat()] + ([when.last.isoformat()] if when.last != when.first else [])
    return " ".join([when.certainty, *days])


@lru_cache(maxsize=10_000)
def line_of(text: str) -> tuple[str, str, date]:
    """Name, TZID ("" for days and for UTC), and day or moment of a line of dates. Raises ValueError."""
    match = re.fullmatch(_LINE, text)
    if not match:
        raise ValueError(text)
    name, day, tzid, local, utc = match.groups()
    if day:
        return name, "", date.fromisoformat(day)
    zone = zones.known_zone(tzid) if tzid else UTC
    if zone is None:
        raise ValueError(text)
    return name, tzid or "", datetime.fromisoformat(local or utc).replace(tzinfo=zone)


def _length(text: str) -> Length:
    """What `length_as_text` gave. Raises ValueError."""
    if not (found := re.fullmatch(_DURATION, text)):
        raise ValueError(text)
    return Length(timedelta(days=int(found[1])), timedelta(seconds=int(found[2])))


def _when(side: str) -> When | None:
    """What `side_as_text` gave. Raises ValueError."""
    if not side:
        return None
    certainty, first, *last = side.split(" ")
    begin = date.fromisoformat(first)
    return When(begin, date.fromisoformat(last[0]) if last else begin, Certainty(certainty))
