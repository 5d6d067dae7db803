"""The feed of a month → the value of its page: what is open through it, a table, its days as a list."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY, Certainty, Times
from calendar_gen.model.catalog import Event, by_start
from calendar_gen.model.feeds import Feed
from calendar_gen.model.occurrences import Occurrence, occurrences
from calendar_gen.site import links, texts
from calendar_gen.site.drawing import Block, Drawn, evening_of, title_shown
from calendar_gen.site.links import Apps, Link
from calendar_gen.site.programme import LONG_RUN, VAGUE, Programme
from calendar_gen.site.weeks import Stretch, Table, anchor, table
from calendar_gen.web import layout
from calendar_gen.words import days, pages, sentences

# A month of more dates has a page for each of its days; so much of what goes on is named on a day of others.
MOST, MOST_GOING_ON, MOST_THROUGH = 160, 6, 16


class DayEntry(Struct, frozen=True):
    """An event on a day of the list; `word` says that it opens, ends or goes on."""

    event: Drawn
    word: str = ""


class DayGroup(Struct, frozen=True):
    """A day of the list, or some on which nothing new begins; `anchors` are the other days of it."""

    anchor: str
    anchors: tuple[str, ...]
    heading: str
    block: Block
    entries: tuple[DayEntry, ...]
    going_on: tuple[Link, ...]
    more: str


class MonthPage(Struct, frozen=True):
    """All that stands on the page of a month."""

    path: str
    title: str
    tab: str
    description: str
    previous: Link | None
    next: Link | None
    through: tuple[Drawn, ...]
    more_through: str
    vague: tuple[Drawn, ...]
    more_vague: str
    table: Table
    big: bool
    groups: tuple[DayGroup, ...]
    apps: Apps
    take: str
    holds: str
    as_of: str = ""


class DayPage(Struct, frozen=True):
    """All that stands on the page of a day of a month with much on."""

    path: str
    title: str
    tab: str
    description: str
    month: Link
    previous: Link | None
    next: Link | None
    events: tuple[Drawn, ...]
    going_on: tuple[Drawn, ...]
    more: str


class MonthDates(Struct, frozen=True):
    """The dates that touch a month: `firm` are short ones, `long` are runs, `vague` those without a day.

    `counts` are how much there is to tell of each day.
    """

    first: date
    last: date
    firm: tuple[Occurrence, ...]
    long: tuple[Occurrence, ...]
    vague: tuple[Occurrence, ...]
    counts: Mapping[date, int]

    @property
    def is_big(self) -> bool:
        """Whether its days have pages."""
        return len(self.firm) + len(self.long) > MOST


def month(feed: Feed) -> MonthDates:
    """The dates of a month's feed."""
    year, number = layout.month_of(feed.path) or (1, 1)
    first = date(year, number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    found = sorted((it for event in feed.events for it in occurrences(event, first, last)), key=by_start)
    vague = [it for it in found if it.event.certainty in VAGUE]
    long = [it for it in found if it.event.certainty not in VAGUE and _is_long(it)]
    firm = [it for it in found if it.event.certainty not in VAGUE and not _is_long(it)]
    return MonthDates(first, last, tuple(firm), tuple(long), tuple(vague), _counts(first, last, firm, long))


def month_page(it: MonthDates, feed: Feed, programme: Programme) -> MonthPage:
    """The page of a month, by its dates and its feed."""
    tag, calendar = programme.tag, programme.calendar
    title = days.month_in_full(it.first, tag)
    today = programme.day if it.first <= programme.day <= it.last else None
    before, after = _beside(feed, programme)
    name = sentences.feed_name(calendar.name, sentences.month_text(it.first.year, it.first.month, tag), tag)
    big = it.is_big
    through, more_through = links.some(it.long, MOST_THROUGH, tag)
    vague, more_vague = links.some(it.vague, MOST_THROUGH, tag)
    return MonthPage(
        path=layout.page_of(feed.path),
        title=title,
        tab=pages.page_title(title, calendar.name, tag),
        description=pages.month_with_count(title, len(feed.events), tag),
        previous=before,
        next=after,
        through=_drawn(through, programme),
        more_through=more_through,
        vague=_drawn(vague, programme),
        more_vague=more_vague,
        table=table(it.first, list(_stretches(it, programme)), it.counts, today, big, tag),
        big=big,
        groups=() if big else tuple(_groups(it, programme)),
        apps=links.apps(calendar, feed.path, name),
        take=pages.take_month(title, tag),
        holds=pages.month_feed(title, tag),
        as_of=days.long_day(today, tag) if today else "",
    )


def by_day(it: MonthDates) -> Mapping[date, Sequence[Occurrence]]:
    """What is on each day of a month, long runs last."""
    found: dict[date, list[Occurrence]] = {}
    for each in (*it.firm, *it.long):
        day = max(each.span.first_day, it.first)
        while day <= min(each.span.last_day, evening_of(each.span), it.last):
            found.setdefault(day, []).append(each)
            day += ONE_DAY
    return found


def day_page(it: MonthDates, day: date, on: Sequence[Occurrence], programme: Programme) -> DayPage:
    """The page of a day of a big month, by what is on then."""
    tag = programme.tag
    begins = [each for each in on if each.span.first_day == day]
    goes_on = [each for each in on if each.span.first_day != day]
    title = days.full_day(day, tag)
    known = days_of(it)
    at = known.index(day) if day in known else 0
    left = max(len(begins) - MOST, 0) + max(len(goes_on) - MOST, 0)
    return DayPage(
        path=layout.day_page(day),
        title=days.unbroken(title),
        tab=pages.page_title(title, programme.calendar.name, tag),
        description=pages.month_with_count(title, len(on), tag),
        month=Link(days.month_in_full(it.first, tag), layout.month_page(day)),
        previous=_day_link(known[at - 1], tag) if at else None,
        next=_day_link(known[at + 1], tag) if at + 1 < len(known) else None,
        events=_drawn(begins[:MOST], programme),
        going_on=_drawn(goes_on[:MOST], programme),
        more=pages.more_events(left, tag) if left else "",
    )


def days_of(it: MonthDates) -> list[date]:
    """The days of a month on which something is."""
    return sorted(it.counts)


def paged_days(it: MonthDates) -> list[date]:
    """Those of them that have pages of their own."""
    return days_of(it) if it.is_big else []


def _is_long(occurrence: Occurrence) -> bool:
    span = occurrence.span
    return occurrence.event.certainty is Certainty.START_UNKNOWN or span.last_day - span.first_day >= LONG_RUN


def _drawn(found: Iterable[Occurrence], programme: Programme) -> tuple[Drawn, ...]:
    """As they are drawn whatever day it is: a page of a month is the same before and after."""
    return tuple([programme.drawn(it, "coming") for it in found])


def _day_link(day: date, tag: str) -> Link:
    return Link(days.day_of_month(day, tag), layout.day_page(day))


def _beside(feed: Feed, programme: Programme) -> tuple[Link | None, Link | None]:
    """The months before and after that have a page."""
    paths = programme.months
    at, tag = paths.index(feed.path), programme.tag
    found = []
    for path in (paths[at - 1] if at else "", paths[at + 1] if at + 1 < len(paths) else ""):
        year, number = layout.month_of(path) or (0, 0)
        same = path[:11] == feed.path[:11]
        name = days.month_name(number, tag) if same and path else ""
        text = name or (days.month_in_full(date(year, number, 1), tag) if path else "")
        found.append(Link(text, layout.page_of(path)) if path else None)
    return found[0], found[1]


def _counts(
    first: date, last: date, firm: Iterable[Occurrence], long: Iterable[Occurrence]
) -> Mapping[date, int]:
    """How much begins, ends or goes on each day; of long runs their first and their last alone."""
    counts: Counter[date] = Counter()
    for each in firm:
        day = max(each.span.first_day, first)
        while day <= min(evening_of(each.span), last):
            counts[day] += 1
            day += ONE_DAY
    for each in long:
        counts.update(day for day in _ends(each) if first <= day <= last)
    return dict(counts)


def _ends(each: Occurrence) -> list[date]:
    """The days of a long run on which it is told of: its first, if that is known, and its last."""
    known = each.event.certainty is not Certainty.START_UNKNOWN
    return ([each.span.first_day] if known else []) + [each.span.last_day]


def _stretches(it: MonthDates, programme: Programme) -> Iterator[Stretch]:
    t = pages.page_words(programme.tag)
    for each in it.firm:
        span, event = each.span, each.event
        guess = event.certainty is Certainty.APPROXIMATE or event.status in ("tentative", "postponed")
        kind = "off" if event.status == "cancelled" else "guess" if guess else ""
        at = f"{span.dtstart:%H:%M}" if isinstance(span, Times) else ""
        yield Stretch(span.first_day, evening_of(span), event.id, title_shown(event, programme.tag), kind, at)
    for each in it.long:
        for day in _ends(each):
            word = t["last_day"] if day == each.span.last_day else t["opens"]
            yield Stretch(day, day, each.event.id, _at_its_end(word, each.event, programme.tag), "end")


def _at_its_end(word: str, event: Event, tag: str) -> str:
    """What is said of a long run on its first day, or its last."""
    title = texts.of(event, "summary", tag)
    return texts.within(lambda title: sentences.feed_name(word, title, tag), title)


def _groups(it: MonthDates, programme: Programme) -> Iterator[DayGroup]:
    """The days of a month on which something begins or ends; those between together, where all goes on."""
    t = pages.page_words(programme.tag)
    told: dict[date, list[DayEntry]] = {}
    for each in it.firm:
        if each.span.first_day >= it.first:
            entry = DayEntry(programme.drawn(each, "coming"))
            told.setdefault(each.span.first_day, []).append(entry)
    for each in it.long:
        for day in _ends(each):
            if it.first <= day <= it.last:
                word = t["last_day"] if day == each.span.last_day else t["opens"]
                told.setdefault(day, []).append(DayEntry(programme.drawn(each, "coming"), word))
    runs = [each for each in it.firm if evening_of(each.span) > each.span.first_day]
    day = it.first
    while day <= it.last:
        going_on = [each for each in runs if each.span.first_day < day <= each.span.last_day]
        end = day
        if not told.get(day):
            while end < it.last and not told.get(end + ONE_DAY) and _going(runs, end + ONE_DAY) == going_on:
                end += ONE_DAY
        if told.get(day) or going_on:
            yield _group((day, end), told.get(day, []), going_on, programme)
        day = end + ONE_DAY


def _going(runs: Sequence[Occurrence], day: date) -> list[Occurrence]:
    return [each for each in runs if each.span.first_day < day <= each.span.last_day]


def _group(
    between: tuple[date, date],
    entries: Sequence[DayEntry],
    going_on: Sequence[Occurrence],
    programme: Programme,
) -> DayGroup:
    (first, last), tag = between, programme.tag
    number = str(first.day) if first == last else f"{first.day}–{last.day}"
    month = days.month_name(first.month, tag, short=True)
    heading = days.full_day(first, tag) if first == last else days.run_text(first, last, tag)
    shown, more = links.some(going_on, MOST_GOING_ON, tag)
    shape = "now" if first <= programme.day <= last else ""
    return DayGroup(
        anchor(first),
        tuple([anchor(first + n * ONE_DAY) for n in range(1, (last - first).days + 1)]),
        heading,
        Block(days.weekday_run(first, last, tag), number, month, shape),
        tuple(entries),
        tuple([_goes_on(each, tag) for each in shown]),
        more,
    )


def _goes_on(each: Occurrence, tag: str) -> Link:
    return Link(
        title_shown(each.event, tag), layout.event_page(each.event.id), pages.page_words(tag)["goes_on"]
    )
