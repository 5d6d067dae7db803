"""What is published, on a day → what of it is over, on now, or coming, and how each event is drawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct, structs

from calendar_gen.dates.values import Certainty
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import Record
from calendar_gen.lock.removed import Gone
from calendar_gen.model.apart import units
from calendar_gen.model.catalog import Calendar, Event, NamedFeed, by_start
from calendar_gen.model.feeds import Feed
from calendar_gen.model.occurrences import Occurrence, occurrences
from calendar_gen.model.slugs import Paths
from calendar_gen.site import links, texts
from calendar_gen.site.clock import Clock, clock
from calendar_gen.site.drawing import Drawn, capital, draw, title_shown
from calendar_gen.site.links import Link
from calendar_gen.site.theme import Theme
from calendar_gen.web import layout
from calendar_gen.words import days

# A run of more days is told by its first and its last, and on the first page by a bar.
LONG_RUN = timedelta(days=10)
# So long after it was moved an event is shown with the dates that it had.
MOVED_FOR = timedelta(days=30)
# Of what kinds of feeds readers can choose some.
CHOSEN = ("categories", "towns", "venues")
VAGUE = (Certainty.MONTH, Certainty.YEAR)


class SiteInputs(Struct, frozen=True):
    """What the pages of a language are made of: its events and their feeds, on a day where the calendar is.

    `events` are those that stand in feeds, some dates of a series by themselves; `written` are those of the
    calendar. `gone` was removed and stands in feeds still; `search` says whether there are pages to find
    things by title, `whole` that no filter leaves anything out. `paths` are those of all files in the tree of
    the language, `named` those of the feeds of towns and categories, by their keys; `own` are those that the
    curator made.
    """

    calendar: Calendar
    events: tuple[Event, ...]
    written: tuple[Event, ...]
    feeds: tuple[Feed, ...]
    lock: Lock
    gone: tuple[Gone, ...]
    paths: tuple[str, ...]
    named: Paths
    day: date
    search: bool = True
    whole: bool = True
    theme: Theme | None = None
    own: tuple[NamedFeed, ...] = ()


class Standing(Struct, frozen=True):
    """The date of an event that counts on a day: the next or present one, of what is over the last.

    `phase` is "past", "now", "coming" or "postponed".
    """

    event: Event
    occurrence: Occurrence
    phase: str

    @property
    def is_long(self) -> bool:
        """Whether it is a run that people don't come to for one day, or whose beginning isn't known."""
        span = self.occurrence.span
        unknown = self.occurrence.event.certainty is Certainty.START_UNKNOWN
        return unknown or span.last_day - span.first_day >= LONG_RUN


class Programme:
    """A site's events by what they are on its day; made once, and asked by every page."""

    def __init__(self, site: SiteInputs) -> None:
        self.site, self.calendar, self.day = site, site.calendar, site.day
        self.tag, self.base = site.calendar.language, links.base(site.calendar)
        self.folder = layout.tree_of(self.tag, site.calendar.languages)
        self._standing: dict[int, Standing] = {}
        self._phases: dict[str, Mapping[str, list[Standing]]] = {}
        self._drawn: dict[tuple[str, date, str], Drawn] = {}
        self._by_month: tuple[str, Mapping[tuple[int, int], list[Event]]] | None = None
        self._dates: dict[str, tuple[str, str]] = {}
        self._links: dict[str, Link] = {}
        self._called: dict[str, str] = {}
        self._categories: dict[str, tuple[Sequence[Event], Mapping[str, int]]] = {}

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """The events by their ids, with all their dates; of a part of a calendar those that stand in it."""
        found: dict[str, Event] = {}
        for event in self.site.events:
            found.setdefault(event.id, event)
        uids = {event.uid for event in self.site.events}
        written = {it.id: it for it in self.site.written if uids.issuperset(one.uid for one in units(it))}
        return {id: written.get(id, event) for id, event in found.items()}

    @cached_property
    def parts(self) -> Mapping[str, list[Event]]:
        """What belongs to each event, by the id of that."""
        found: dict[str, list[Event]] = {}
        for event in self.by_id.values():
            if event.related_to:
                found.setdefault(event.related_to, []).append(event)
        return found

    @cached_property
    def feeds(self) -> Mapping[str, Feed]:
        """The feeds by their paths."""
        return {feed.path: feed for feed in self.site.feeds}

    def kind(self, kind: str) -> Sequence[Feed]:
        """The feeds of a kind, as they are sorted: `venues`, `months`; not those of series by old ids."""
        return self._kinds.get(kind, ())

    def largest(self, kind: str) -> list[Feed]:
        """The feeds of a kind, those with most events first, of as many by name."""
        return sorted(
            self.kind(kind), key=lambda feed: (-len(feed.events), texts.sort_key(feed.name), feed.path)
        )

    @cached_property
    def _kinds(self) -> Mapping[str, Sequence[Feed]]:
        found: dict[str, list[Feed]] = {}
        for feed in self.site.feeds:
            if feed.path not in self._old_series:
                found.setdefault(layout.kind_of(feed.path), []).append(feed)
        return found

    def called(self, feed: Feed) -> str:
        """What the pages of a feed are called."""
        found = self._called.get(feed.path)
        if found is None:
            name = capital(feed.name) if layout.kind_of(feed.path) == "categories" else feed.name
            found = texts.said(name, feed.language or self.tag, self.tag)
            self._called[feed.path] = found
        return found

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """What the ids of events are that they had before."""
        return {old: event.id for event in self.site.events for old in event.formerly}

    @cached_property
    def left_over(self) -> Mapping[str, Feed]:
        """Feeds in which only removed events stand, by their paths, as they were called."""
        return {
            path: Feed(path, called[0], (), called[1])
            for path in self.site.paths
            if path not in self.feeds and layout.kind_of(path) != "months"
            if (called := self.site.lock.called(path, self.tag))
        }

    def left_over_of(self, kind: str) -> list[Feed]:
        """Those of them that are of a kind."""
        return [feed for path, feed in self.left_over.items() if layout.kind_of(path) == kind]

    @cached_property
    def _old_series(self) -> Set[str]:
        return {layout.series_feed(old) for old in self.renamed if old not in self.by_id}

    @cached_property
    def removed(self) -> Mapping[str, tuple[Record, bool]]:
        """What is in the calendar no longer, by its id, and whether it stands in feeds still.

        Of a part of a calendar it isn't known what else was removed from that.
        """
        found = {it.record.id: (it.record, True) for it in self.site.gone}
        if self.site.whole:
            gone = [record for record in self.site.lock.records.values() if record.removed]
            found = {record.id: (record, False) for record in gone} | found
        known = self.by_id.keys() | self.renamed.keys()
        return {id: it for id, it in sorted(found.items()) if id not in known}

    @cached_property
    def is_choosable(self) -> bool:
        """Whether there are places, towns or categories to choose from."""
        return sum(len(self.kind(kind)) for kind in CHOSEN) > 1

    @cached_property
    def months(self) -> list[str]:
        """The paths of the feeds of months, in order."""
        return sorted(feed.path for feed in self.kind("months"))

    def record(self, event: Event) -> Record | None:
        """What the lock has of an event."""
        return self.site.lock.records.get(event.uid)

    def moved(self, event: Event) -> Record | None:
        """What the lock has of an event that was moved lately."""
        record = self.record(event)
        if record and record.news == "moved" and record.was and self.day <= moved_until(record):
            return record
        return None

    def standing(self, event: Event) -> Standing:
        """The date of an event that counts on the day of the site."""
        found = self._standing.get(id(event))  # one UID may be that of a series with and without some dates
        if found is None:
            found = self._standing[id(event)] = _standing(event, self.day)
        return found

    def drawn(self, occurrence: Occurrence, phase: str) -> Drawn:
        """How one date of an event is drawn in a list."""
        key = occurrence.event.id, occurrence.span.dtstart, phase
        found = self._drawn.get(key)
        if found is None:
            event = occurrence.event
            parent = self.by_id.get(event.related_to)
            part_of = texts.of(parent, "summary", self.tag) if parent else ""
            found = draw(occurrence, phase, self.tag, part_of, self.moved(event))
            self._drawn[key] = found
        return found

    def dates(self, event: Event) -> tuple[str, str]:
        """The first dates of an event in full, and what isn't known of them."""
        found = self._dates.get(event.uid)
        if found is None:
            found = self._dates[event.uid] = days.dates_text(event.span, event.stated, self.tag)
        return found

    def link(self, event: Event) -> Link:
        """An event as the pages of others name it: its title, and its dates beside that."""
        found = self._links.get(event.id)
        if found is None:
            page, dates = layout.event_page(event.id), self.dates(event)[0]
            found = self._links[event.id] = Link(title_shown(event, self.tag), page, days.unbroken(dates))
        return found

    def by_month(self, feed: Feed) -> Mapping[tuple[int, int], list[Event]]:
        """The events of a feed by the year and the month in which they begin, and by the year and 0."""
        if self._by_month is None or self._by_month[0] != feed.path:  # the pages of a feed follow one another
            found: dict[tuple[int, int], list[Event]] = {}
            for event in feed.events:
                first = event.first_day
                found.setdefault((first.year, 0), []).append(event)
                found.setdefault((first.year, first.month), []).append(event)
            self._by_month = feed.path, found
        return self._by_month[1]

    def rows(self, standings: Iterable[Standing]) -> tuple[Drawn, ...]:
        """How some are drawn in a list, each by the date that counts, with what a script needs."""
        return tuple([self.dated(each) for each in standings])

    def dated(self, standing: Standing) -> Drawn:
        """The same of the date that counts, with what a script needs to tell what it is by now."""
        drawn = self.drawn(standing.occurrence, standing.phase)
        return structs.replace(drawn, clock=self.clock(standing))

    def clock(self, standing: Standing) -> Clock:
        """What a script needs to know of the date that counts."""
        event = standing.event
        return clock(standing.occurrence, event, event.certainty in VAGUE, self.tag)

    def row(self, event: Event) -> Drawn:
        """How an event is drawn in a list, by the date that counts."""
        standing = self.standing(event)
        return self.drawn(standing.occurrence, standing.phase)

    def phases(self, feed: Feed) -> Mapping[str, list[Standing]]:
        """The events of a feed by their phase, sorted once for all of its pages."""
        found = self._phases.get(feed.path)
        if found is None:
            found = self._phases[feed.path] = self.sorted_out(feed.events)
        return found

    def sorted_out(self, events: Iterable[Event]) -> Mapping[str, list[Standing]]:
        """Events by their phase: what comes by start, what is on by end, what is over newest first."""
        found: dict[str, list[Standing]] = {phase: [] for phase in ("now", "coming", "past", "postponed")}
        for event in events:
            standing = self.standing(event)
            found[standing.phase].append(standing)
        found["now"].sort(key=by_end)
        found["coming"].sort(key=by_next)
        found["past"].sort(key=by_end, reverse=True)
        return found

    def neighbours(self, category: str, id: str, most: int) -> list[Event]:
        """The events that follow one in a category, or where it is one of the last those before."""
        events, index = self._in_category(category)
        at = index.get(id, 0)
        found = events[at + 1 : at + 1 + most]
        before = events[max(0, at - most + len(found)) : at]
        return [*found, *reversed(before)]

    def _in_category(self, category: str) -> tuple[Sequence[Event], Mapping[str, int]]:
        found = self._categories.get(category)
        if found is None:
            feed = self.feeds.get(self.site.named.categories.get(category, ""))
            ids = dict.fromkeys(event.id for event in feed.events) if feed else {}
            found = [self.by_id[id] for id in ids], {id: index for index, id in enumerate(ids)}
            self._categories[category] = found
        return found

    @cached_property
    def lasts(self) -> bool:
        """Whether tomorrow is as today: nothing is on or to come, nothing was moved lately."""
        phases = {self.standing(event).phase for event in self.site.events}
        return phases <= {"past"} and not any(self.moved(event) for event in self.site.events)


def by_end(standing: Standing) -> tuple[date, date, str]:
    """Sort key: the last day, then the first, then the id."""
    span = standing.occurrence.span
    return span.last_day, span.first_day, standing.occurrence.id


def by_next(standing: Standing) -> tuple[date, tuple[date, int, float, str]]:
    """Sort key: the first day; of what may be on any day of a month or year the last."""
    span = standing.occurrence.span
    vague = standing.occurrence.event.certainty in VAGUE
    return span.last_day if vague else span.first_day, by_start(standing.occurrence)


def moved_until(record: Record) -> date:
    """The last day on which an event is shown with the dates that it had."""
    return record.told_at.date() + MOVED_FOR


def _standing(event: Event, day: date) -> Standing:
    if not event.recurring:
        occurrence = Occurrence(event, event.span)
    else:
        on = [it for it in _some(occurrences(event, day, None)) if it.event.status != "cancelled"]
        found = on[0] if on else _last(event)
        occurrence = found or Occurrence(event, event.span, True)
    return Standing(event, occurrence, phase_of(occurrence, day))


def phase_of(occurrence: Occurrence, day: date) -> str:
    """Whether a date is "past" on a day, is "now", or "coming"; or "postponed"."""
    span = occurrence.span
    if span.last_day < day:
        return "past"
    if occurrence.event.status == "postponed":
        return "postponed"
    if occurrence.event.certainty in VAGUE or span.first_day > day:
        return "coming"
    return "now"


def _some(dates: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """The first dates of a series, which may have no end: some may be cancelled, but not as many."""
    for _, occurrence in zip(range(60), dates, strict=False):
        yield occurrence


def _last(event: Event) -> Occurrence | None:
    last: Occurrence | None = None
    for occurrence in occurrences(event, event.last_day, event.last_day):
        last = occurrence
    return last
