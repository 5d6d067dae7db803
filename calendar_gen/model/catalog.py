"""What a document means → frozen values in iCalendar's terms."""

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from typing import Protocol

from msgspec import Struct

from calendar_gen.dates.periods import Month, Moving
from calendar_gen.dates.rules import as_told
from calendar_gen.dates.values import (
    FOREVER,
    Certainty,
    Hours,
    Length,
    Rule,
    Span,
    Stated,
    Times,
    When,
    on_the_clock,
)

# For so many days after its end a removed event stands as cancelled: long enough for every client to see it.
CANCELLED_FOR = 60


class Worded(Struct, frozen=True, kw_only=True):
    """What has texts, of which there may be one for each language of the calendar.

    `fallen` are those of its fields that are in another language than the view (each with the tag of that),
    since there are none in its own; `elsewhere` is what a field says in the other languages.
    """

    fallen: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()

    def language_of(self, field: str) -> str:
        """The language of a field's text, "" where it is the view's own."""
        for name, tag in self.fallen:
            if name == field:
                return tag
        return ""

    def called(self, field: str) -> tuple[str, ...]:
        """What a field says in the other languages."""
        return tuple([text for name, text in self.elsewhere if name == field])


class Venue(Worded, frozen=True, omit_defaults=True):
    """A place. `geo` is latitude and longitude in degrees, as written but for decimals past the fifteenth.

    `town` is the same in every language: the id of the town, else its name in the first one.
    """

    id: str
    name: str
    town: str = ""
    address: str = ""
    geo: tuple[str, str] | None = None
    url: str = ""
    town_name: str = ""


class Organizer(Worded, frozen=True, omit_defaults=True):
    """Who holds an event."""

    id: str
    name: str
    url: str = ""
    email: str = ""


class Citation(Worded, frozen=True, omit_defaults=True):
    """Where the curator read of an event, and when that was published."""

    title: str = ""
    publication: str = ""
    date: When | None = None
    url: str = ""


class Event(Worded, frozen=True):
    """One dated public event.

    `span` is what a feed shows, `stated` what the curator knows of it. `status` is the
    curator's word, which RFC 5545's STATUS has no room for; `related_to` is the id of the
    event that this one is part of. `categories` are the same in every language: ids, else names in the first
    one; as a field `category_names.KEY` is the name of one of them.
    """

    id: str
    uid: str
    summary: str
    span: Span
    stated: Stated
    certainty: Certainty = Certainty.EXACT
    status: str = "confirmed"
    busy: bool | None = None
    description: str = ""
    venues: tuple[Venue, ...] = ()
    categories: tuple[str, ...] = ()
    url: str = ""
    organizer: Organizer | None = None
    related_to: str = ""
    parent_uid: str = ""
    sources: tuple[Citation, ...] = ()
    color: str = ""
    # A series: its rule, of which `span` is the first occurrence; the starts that are left out;
    # occurrences that differ; and further ones that no rule gives.
    rule: Rule | None = None
    exdates: tuple[date, ...] = ()
    overrides: "tuple[Override, ...]" = ()
    also: tuple[Span, ...] = ()
    # In feeds, those that stand there as events of their own: they are among `exdates`, too.
    apart: "tuple[Override, ...]" = ()
    # A run of days: its daily hours, in `zone`, and how it stands in feeds.
    hours: Hours | None = None
    show_as: str = "span"
    zone: tzinfo | None = None
    formerly: tuple[str, ...] = ()
    last_day: date = FOREVER
    # How long each date of a series is; None for days.
    length: Length | None = None
    # What the categories are called, in their order.
    category_names: tuple[str, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day of the first occurrence, which a change may have brought forward."""
        first = self.span.first_day
        if not (self.also or self.overrides):
            return first
        changed = [override.event.span for override in self.overrides]
        return min([first, *[span.first_day for span in (*self.also, *changed)]])

    @property
    def recurring(self) -> bool:
        """Whether it may take place more than once."""
        return self.rule is not None or bool(self.also or self.overrides)

    @property
    def told_rule(self) -> Rule | None:
        """Its rule as people are told it."""
        if self.rule is None:
            return None
        off = [it.recurrence_id for it in self.overrides if it.event.status == "cancelled" != self.status]
        return as_told(self.rule, on_the_clock(self.span.dtstart), (*self.exdates, *off))

    @property
    def all_day(self) -> bool:
        """Whether it is told by days and not by times."""
        return not isinstance(self.span, Times)

    @property
    def is_moment(self) -> bool:
        """Whether it ends as it begins since its curator says so, not for want of an end."""
        return self.stated.end is not None and isinstance(self.span, Times) and self.span.is_moment

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns of its venues, each once."""
        return tuple(self.named_towns)

    @property
    def named_towns(self) -> Mapping[str, str]:
        """What they are called, by their keys."""
        return {venue.town: venue.town_name for venue in self.venues if venue.town}

    @property
    def named_categories(self) -> Mapping[str, str]:
        """What its categories are called, by their keys."""
        return dict(zip(self.categories, self.category_names, strict=True))


class Override(Struct, frozen=True):
    """An occurrence that differs: the start that the rule gives, a day or an aware moment, and what it is.

    One `beside` the rule is an event of its own, with the UID of its day.
    """

    recurrence_id: date
    event: Event
    beside: bool = False


class Calendar(Worded, frozen=True):
    """What the whole calendar is. `tzid` is "" where none was given.

    `language` is that of this view of it, `languages` are all, that of plain strings first.
    """

    id: str
    name: str
    description: str = ""
    tzid: str = ""
    language: str = "en"
    url: str = ""
    color: str = ""
    cancelled_for: int = CANCELLED_FOR
    languages: tuple[str, ...] = ("en",)


class Filters(Struct, frozen=True):
    """Filters as they were given: what people named as text, when it is as values.

    Of the values of one any may match; different filters must all match.
    """

    venue: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    month: tuple[Month | Moving, ...] = ()
    from_: When | Moving | None = None
    to: When | Moving | None = None

    @property
    def dated(self) -> bool:
        """Whether they ask for a time, so that the past is meant too."""
        return bool(self.month or self.from_ or self.to)


class NamedFeed(Worded, frozen=True):
    """A feed of the curator's own: what `where` lets through, at feeds/<id>.ics."""

    id: str
    name: str
    where: Filters


class Website(Struct, frozen=True):
    """What is published beside the feeds: whether there are pages, and whether one may search in them."""

    shown: bool = True
    search: bool = True


class Catalog(Struct, frozen=True):
    """A calendar, its events by start, each id once, and its venues in the order they were written.

    `towns` and `categories` are the names of those that have ids, by these, used or not.
    """

    calendar: Calendar
    events: tuple[Event, ...] = ()
    venues: tuple[Venue, ...] = ()
    feeds: tuple[NamedFeed, ...] = ()
    site: Website = Website()
    towns: Mapping[str, tuple[str, ...]] = {}
    categories: Mapping[str, tuple[str, ...]] = {}

    def by_id(self) -> Mapping[str, Event]:
        """The events by their ids."""
        return {event.id: event for event in self.events}

    def town_names(self) -> Mapping[str, tuple[str, ...]]:
        """What each town is called in any language, by its key, which is the first of them."""
        used = {it.town: (it.town, it.town_name, *it.called("town_name")) for it in self.venues if it.town}
        return {**self.towns, **used}

    def category_names(self) -> Mapping[str, tuple[str, ...]]:
        """What each category is called in any language, by its key, which is the first of them."""
        found: dict[str, tuple[str, ...]] = {}
        for event in self.events:
            for key, name in zip(event.categories, event.category_names, strict=True):
                if key not in found:
                    found[key] = (key, name, *event.called(f"category_names.{key}"))
        return {**self.categories, **found}


class HasStart(Protocol):
    """What begins at some time, and has an id: an event, or an occurrence of one."""

    @property
    def id(self) -> str:
        """The id of the event."""

    @property
    def span(self) -> Span:
        """From when to when it is."""


def by_start(dated: HasStart) -> tuple[date, int, float, str]:
    """Sort key: the day on which people see it start, whole days first, then the moment, then the id."""
    span = dated.span
    if isinstance(span, Times):
        return span.first_day, 1, span.dtstart.timestamp(), dated.id
    return span.dtstart, 0, 0.0, dated.id


def ancestors(event: Event, by_id: Mapping[str, Event]) -> Iterator[Event]:
    """The events that an event is part of, nearest first."""
    met = {event.id}
    parent = by_id.get(event.related_to)
    while parent and parent.id not in met:  # a circle is an error, but must not hang what looks at it
        yield parent
        met.add(parent.id)
        parent = by_id.get(parent.related_to)
