"""The keys of events.yaml → what each may hold: what the curator wrote, typed."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, structs

from calendar_gen.dates import rules, weekdays
from calendar_gen.dates.periods import Month
from calendar_gen.dates.values import Closed, Duration, Hours, Reading, Rule, When
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.web.colors import COLORS

# C0 and C1 controls other than tab and newline, Unicode's line separators, and the characters
# that turn the direction of text around (Unicode TR 36 §2.1 and "Trojan Source").
FORBIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
# White space, and characters without ink or width: a title of these alone can't be seen.
_UNSEEN = (
    r" \t\n\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u202f\u205f-\u2064"
    r"\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
SOME_TEXT = rf"^[{_UNSEEN}]*[^{_UNSEEN}{FORBIDDEN}][^{FORBIDDEN}]*$"
LONGEST_DATE = 100
# The keys of a file, and of those that must be there why.
TOP = {
    "calendar": "a calendar needs at least an id and a name",
    "venues": "",
    "organizers": "",
    "categories": "",
    "towns": "",
    "events": "a calendar needs events",
    "feeds": "",
    "site": "",
    "include": "",
}
BLANK = rf"[{_UNSEEN}]*\Z"


def _kind(code: str, expects: str, of: str = "", *, several: bool = False, **limits: Any) -> Meta:
    """The kind of a text; one of which there may be `several` is written in one language or in more.

    `of` names what `value_mistakes` knows to say of it, "" for no more than of any text.
    """
    return Meta(extra={"code": code, "expects": expects, "of": of, "several": several}, **limits)


def _from(kind: Any) -> Meta:
    return Meta(extra={"text": kind})


class DateReading(Reading[When]):
    """A date, or a date and a time."""

    __slots__ = ()


class DurationReading(Reading[Duration]):
    """A length."""

    __slots__ = ()


class RetentionReading(Reading[int]):
    """For how many days something is kept."""

    __slots__ = ()


class ClosedReading(Reading[Closed]):
    """When it is closed."""

    __slots__ = ()


class HoursReading(Reading[Hours | tuple[Problem, ...]]):
    """The hours of a week."""

    __slots__ = ()


class MonthReading(Reading[Month]):
    """A month to filter by."""

    __slots__ = ()


class DaysReading(Reading[When]):
    """A day to filter by, or the days of a month or a year."""

    __slots__ = ()


class Count(int):
    """How many days there are, or how often something takes place; BAD is none."""


_ID = r"^[a-z0-9-]{1,80}\Z"
Id = Annotated[str, _kind("E020", "an id", "id", pattern=_ID)]
Name = Annotated[str, _kind("E011", "text", pattern=SOME_TEXT, max_length=500)]
# What people read: a text, or one for each language of the calendar.
Label = Annotated[str, _kind("E011", "text", several=True, pattern=SOME_TEXT, max_length=500)]
Text = Annotated[str, _kind("E011", "text", several=True, pattern=SOME_TEXT, max_length=20_000)]
DateText = Annotated[str, _kind("E101", "a date", pattern=SOME_TEXT, max_length=LONGEST_DATE)]
_LengthText = Annotated[str, _kind("E109", "a duration", pattern=SOME_TEXT, max_length=LONGEST_DATE)]
_MonthText = Annotated[str, _kind("E011", "text", pattern=SOME_TEXT, max_length=LONGEST_DATE)]
NUMBER = r"^[1-9][0-9]{0,3}\Z"
_Times = Annotated[str, _kind("E301", "a number of times from 2 to 9999", "times", pattern=NUMBER)]
_Days = Annotated[str, _kind("E108", "a number of days from 1 to 9999", "days", pattern=NUMBER)]
# What `convert` reads from texts of these kinds.
Date = Annotated[DateReading, _from(DateText)]
Length = Annotated[DurationReading, _from(_LengthText)]
Retention = Annotated[RetentionReading, _from(_LengthText)]
ClosedOn = Annotated[ClosedReading, _from(DateText)]
Times = Annotated[Count, _from(_Times)]
Days = Annotated[Count, _from(_Days)]
FilterMonth = Annotated[MonthReading, _from(_MonthText)]
FilterDays = Annotated[DaysReading, _from(DateText)]
# Whether there is such a zone is for `checks` to say.
Zone = Annotated[str, _kind("E027", "a time zone", pattern=SOME_TEXT, max_length=100)]
Url = Annotated[
    str,
    _kind(
        "E022",
        "an address that begins with https:// or http://",
        "address",
        pattern=rf"^[hH][tT][tT][pP][sS]?://(?:[^\s/?#\"<>\\^`{{|}}@:{FORBIDDEN}]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{{1,5}})?"
        rf"(?:[/?#][^\s\"<>\\^`{{|}}{FORBIDDEN}]*)?\Z",
        max_length=2000,
    ),
]
Email = Annotated[
    str,
    _kind(
        "E023",
        "an e-mail address such as 'events@example.org'",
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z",
        max_length=254,
    ),
]
# More than a map shows: what computers copy. Past the fifteenth they are rounded away.
_DECIMALS = r"(?:\.[0-9]{1,40})?"
Latitude = Annotated[str, Meta(pattern=rf"^[+-]?(?:[0-8]?[0-9]{_DECIMALS}|90(?:\.0{{1,40}})?)\Z")]
Longitude = Annotated[
    str, Meta(pattern=rf"^[+-]?(?:(?:1[0-7]|[0-9])?[0-9]{_DECIMALS}|180(?:\.0{{1,40}})?)\Z")
]
Geo = Annotated[tuple[Latitude, Longitude], _kind("E024", "[latitude, longitude] in decimal degrees")]
_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z"
Language = Annotated[str, _kind("E028", "a language tag such as 'en' or 'zh-Hans'", "language", pattern=_TAG)]
if TYPE_CHECKING:
    _Color = str
else:
    _Color = Literal[tuple(COLORS)]
Color = Annotated[_Color, _kind("E025", "a CSS3 colour name such as 'steelblue'", "color")]
_Statuses = Literal["confirmed", "tentative", "cancelled", "postponed"]
Status = Annotated[_Statuses, _kind("E026", "a status", "status")]
STATUSES: tuple[str, ...] = get_args(_Statuses)
ShowAs = Annotated[Literal["span", "daily", "opening-and-closing"], _kind("E312", "a way to show a run")]
Truth = Annotated[Literal["true", "false", "yes", "no"], _kind("E029", "true or false")]
TRUTHS: Mapping[str, bool] = {"true": True, "false": False, "yes": True, "no": False}
# A list that is there has something in it: the default alone is empty.
_SOME = Meta(min_length=1)
_EMPTY = "a key at least must be there"  # nobody reads it: to msgspec it says that the mapping is wrong
Names = Annotated[tuple[Name, ...], _SOME]
Ids = Annotated[tuple[Id, ...], _SOME]
Dates = Annotated[tuple[Date, ...], _SOME]
Months = Annotated[tuple[FilterMonth, ...], _SOME]
AllClosed = Annotated[tuple[ClosedOn, ...], _SOME]
Languages = Annotated[tuple[Language, ...], _SOME]


class _Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """What every mapping of the format has in common: no key but its own."""


class Calendar(_Mapping, frozen=True):
    """`calendar`: what the whole of it is."""

    id: Id
    name: Label
    description: Text | None = None
    timezone: Zone | None = None
    language: Language | None = None
    languages: Languages = ()
    url: Url | None = None
    color: Color | None = None
    show_as: ShowAs = "span"
    cancelled_for: Retention | None = None
    ignore: Names = ()
    default_duration: Length | None = None


class Venue(_Mapping, frozen=True):
    """One of `venues`, by its id."""

    name: Label
    town: Label | None = None
    address: Label | None = None
    geo: Geo | None = None
    url: Url | None = None
    timezone: Zone | None = None


class Organizer(_Mapping, frozen=True):
    """One of `organizers`, by its id."""

    name: Label
    url: Url | None = None
    email: Email | None = None


class Term(_Mapping, frozen=True):
    """One of `categories` or of `towns`, by its id."""

    name: Label


class Citation(_Mapping, frozen=True):
    """A `source`: where the curator read of an event."""

    title: Label | None = None
    publication: Label | None = None
    date: Date | None = None
    url: Url | None = None

    def __post_init__(self) -> None:
        # Key by key: of a loop it would be noticed in a large file how long it takes.
        if not (self.title or self.publication or self.date or self.url):
            raise ValueError(_EMPTY)


_RULELESS = "dates that follow no rule are events of their own: write one for each, and leave 'repeat' out"


class Repeat(_Mapping, frozen=True, dict=True, rename={"except_": "except"}):
    """`repeat`: when an event takes place again."""

    every: Name | None = None
    on: Names = ()
    until: Date | None = None
    times: Times | None = None
    except_: Dates = ()
    also: Dates = ()
    rule: Name | None = None

    @cached_property
    def said(self) -> Rule | tuple[Problem, ...]:
        """The rule of the words, or of the RRULE, without the end that may stand beside it; or what is wrong.

        Nothing is told of what is BAD.
        """
        if self.rule is not None:
            extra = [key for key in ("every", "on") if getattr(self, key)]
            read = rules.read_rule(self.rule) if self.rule else ()
            both = [
                Problem("E301", f"both 'rule' and '{key}' are given", "keep one", (key,), on_key=True)
                for key in extra
            ]
            return (
                read
                if isinstance(read, Rule) and not both
                else (*both, *(() if isinstance(read, Rule) else read))
            )
        if self.every is None:
            return (Problem("E301", "'every' is missing", _RULELESS if self.also else "write 'every: week'"),)
        parts = weekdays.rule(self.every, self.on)
        return Rule(parts) if isinstance(parts, str) else parts


class Change(_Mapping, frozen=True):
    """One of `changes`: what is different on one date of a series."""

    date: Date
    start: Date | None = None
    end: Date | None = None
    days: Days | None = None
    duration: Length | None = None
    title: Label | None = None
    description: Text | None = None
    venue: Id | None = None
    venues: Ids = ()
    url: Url | None = None
    status: Status | None = None


class Event(_Mapping, frozen=True):
    """One of `events`."""

    id: Id
    title: Label
    start: Date | None = None
    end: Date | None = None
    days: Days | None = None
    duration: Length | None = None
    timezone: Zone | None = None
    venue: Id | None = None
    venues: Ids = ()
    # Not `Name | tuple[Name, ...]`: see `hours`.
    categories: Names = ()
    description: Text | None = None
    url: Url | None = None
    organizer: Id | None = None
    part_of: Id | None = None
    status: Status = "confirmed"
    busy: Truth | None = None
    color: Color | None = None
    source: Annotated[tuple[Citation, ...], _SOME] | Citation = ()
    repeat: Repeat | None = None
    changes: Annotated[tuple[Change, ...], _SOME] = ()
    # Of a text, or of texts by days of the week. Not a union: msgspec 0.22 corrupts memory over one that
    # has a text with limits beside a list or a mapping.
    hours: HoursReading | None = None
    closed: AllClosed = ()
    show_as: ShowAs | None = None
    formerly: Ids = ()
    ignore: Names = ()


class Where(_Mapping, frozen=True, rename={"from_": "from"}):
    """What a feed of the curator's own lets through: the filters of the command line."""

    venue: Names = ()
    town: Names = ()
    category: Names = ()
    series: Names = ()
    status: Names = ()
    event: Names = ()
    search: Names = ()
    month: Months = ()
    from_: FilterDays | None = None
    to: FilterDays | None = None

    def __post_init__(self) -> None:
        if not any(structs.astuple(self)):
            raise ValueError(_EMPTY)


class Feed(_Mapping, frozen=True):
    """One of `feeds`."""

    id: Id
    name: Label
    where: Where


class Site(_Mapping, frozen=True):
    """`site`: what of the pages is left out, and what they look like."""

    search: Truth | None = None
    theme: Name | None = None


Include = tuple[Name, ...]
Texts = Mapping[str, Mapping[str, str]]
"""Of what is written in several languages the texts, by their key and their language."""


class Document(Struct, frozen=True):
    """What was written, in one file or in several. `events` stand in order, at their index.

    `written` are the keys that are there, `unread` those whose values were of no use, or are under another
    key: what refers into them can't be checked. `flawed` are those in which anything was wrong, and so is not
    here. `site` is False where there is to be none. `translations` are the texts that stand in several
    languages, by the path of the mapping that has them: everywhere else is one of them, in `language` if
    there is one in it.
    """

    calendar: Calendar | None = None
    venues: Mapping[str, Venue] = {}
    organizers: Mapping[str, Organizer] = {}
    events: tuple[Event, ...] = ()
    feeds: tuple[Feed, ...] = ()
    site: Site | Literal[False] | None = None
    categories: Mapping[str, Term] = {}
    towns: Mapping[str, Term] = {}
    unread: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    flawed: frozenset[str] = frozenset()
    translations: Mapping[Path, Texts] = {}
    language: str = ""


# A text that was written but is wrong: told apart from one that was left out, and false like it.
BAD = ""


def is_id(text: str) -> bool:
    """Whether the text can be an id."""
    return re.match(_ID, text) is not None


def is_language(text: str) -> bool:
    """Whether the text can be the tag of a language."""
    return re.match(_TAG, text) is not None


def is_item(text: str) -> bool:
    """Whether a text in the place of a list is its one item: with a comma it is more likely several."""
    return not (re.match(BLANK, text) or "," in text or "\n" in text.strip())
