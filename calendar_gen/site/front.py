"""A programme → the value of the first page: today, what is on for a while, what is next, what just was."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from calendar_gen.dates.values import Certainty
from calendar_gen.site import links, texts
from calendar_gen.site.bars import Axis, Bar, axis_of, bar_on
from calendar_gen.site.drawing import Drawn
from calendar_gen.site.links import Apps, Link
from calendar_gen.site.programme import Programme, Standing, by_next
from calendar_gen.site.strip import Strip, strip
from calendar_gen.web import layout
from calendar_gen.words import days, pages

# As many of each are shown; of what comes those of the next days, but some at least.
MOST_TODAY, MOST_RUNNING, MOST_NEXT, LEAST_NEXT, MOST_PAST, MOST_FACETS = 12, 12, 40, 10, 3, 12
NEXT_DAYS = timedelta(days=90)


class Run(Struct, frozen=True):
    """What is on for a while: as in a list, until when, and its bar."""

    event: Drawn
    until: str
    unknown: str
    bar: Bar


class Day(Struct, frozen=True):
    """A day in its parts, as it stands large on the first page, and in full."""

    iso: str
    weekday: str
    number: int
    month: str
    full: str


class Facet(Struct, frozen=True):
    """What events can be looked for by: some by how many events they have, and a link to all."""

    heading: str
    links: tuple[Link, ...]
    all: Link | None = None


class Front(Struct, frozen=True):
    """All that stands on the first page."""

    path: str
    title: str
    tab: str
    description: str
    day: Day | None
    browse: str
    strip: Strip | None
    today: tuple[Drawn, ...]
    more_today: str
    runs: tuple[Run, ...]
    more_runs: str
    months: tuple[tuple[str, str], ...]
    coming: tuple[Drawn, ...]
    more_coming: Link | None
    nothing: bool
    past: tuple[Drawn, ...]
    facets: tuple[Facet, ...]
    combine: str
    apps: Apps
    as_of: str


def front(programme: Programme) -> Front:
    """The first page."""
    tag, calendar, day = programme.tag, programme.calendar, programme.day
    phases = programme.sorted_out(programme.site.events)
    today = [it for it in phases["now"] if not it.is_long]
    running = [it for it in phases["now"] if it.is_long]
    coming = _next(phases["coming"], day)
    lasts = programme.lasts
    on, more_today = links.some(today, MOST_TODAY, tag)
    runs, more_runs = links.some(running, MOST_RUNNING, tag)
    axis = _axis(runs, day)
    left = len(phases["coming"]) - len(coming)
    return Front(
        path="",
        title=texts.of(calendar, "name", tag),
        tab=pages.whats_on(calendar.name, tag),
        description=" ".join(calendar.description.split()),
        day=None if lasts else _day(day, tag),
        browse=_browse(programme),
        strip=strip(programme),
        today=programme.rows(on),
        more_today=more_today,
        runs=tuple([_run(it, axis, programme) for it in runs]) if axis else (),
        more_runs=more_runs,
        months=_months(axis, tag),
        coming=programme.rows(coming),
        more_coming=Link(pages.more_events(left, tag), layout.MONTHS) if left else None,
        nothing=not (today or running or coming),
        past=tuple([programme.drawn(it.occurrence, it.phase) for it in phases["past"][:MOST_PAST]]),
        facets=tuple(_facets(programme)),
        combine=f"{layout.SUBSCRIBE}#selection" if programme.is_choosable else "",
        apps=links.apps(calendar, layout.EVERYTHING, calendar.name),
        as_of="" if lasts else days.long_day(day, tag),
    )


def _next(coming: list[Standing], day: date) -> list[Standing]:
    near = sum(by_next(it)[0] <= day + NEXT_DAYS for it in coming)
    return coming[: max(LEAST_NEXT, min(near, MOST_NEXT))]


def _day(day: date, tag: str) -> Day:
    return Day(
        day.isoformat(),
        days.weekday_name(day, tag),
        day.day,
        days.month_in_full(day, tag),
        days.full_day(day, tag),
    )


def _browse(programme: Programme) -> str:
    """The page of this month; of the next one that has one, or the last."""
    months = [feed.path for feed in programme.kind("months")]
    this = layout.month_feed(programme.day.year, programme.day.month)
    coming = [path for path in months if path >= this]
    found = coming[:1] or months[-1:]
    return layout.page_of(found[0]) if found else layout.MONTHS


def _axis(running: Sequence[Standing], day: date) -> Axis | None:
    spans = [it.occurrence.span for it in running]
    return axis_of([(span.first_day, span.last_day) for span in spans], day) if spans else None


def _run(standing: Standing, axis: Axis, programme: Programme) -> Run:
    occurrence, tag = standing.occurrence, programme.tag
    span, fades = occurrence.span, occurrence.event.certainty is Certainty.START_UNKNOWN
    far = span.last_day.year != programme.day.year
    last = days.long_day(span.last_day, tag) if far else days.day_of_month(span.last_day, tag)
    return Run(
        programme.dated(standing),
        pages.until_short(last, tag),
        pages.page_words(tag)["begin_unknown"] if fades else "",
        bar_on(axis, (span.first_day, span.last_day), programme.day, fades),
    )


def _months(axis: Axis | None, tag: str) -> tuple[tuple[str, str], ...]:
    """The names of the months of an axis, of many every second or so, and where they begin."""
    found = axis.months() if axis else []
    step = len(found) // 7 + 1
    return tuple([(days.month_name(day.month, tag, short=True), at) for day, at in found[::step]])


def _facets(programme: Programme) -> list[Facet]:
    t, found = pages.page_words(programme.tag), []
    kinds = (
        ("categories", "by_category"),
        ("towns", "by_town"),
        ("venues", "by_place"),
        ("series", "by_series"),
    )
    for kind, heading in kinds:
        if kind == "venues" and programme.kind("towns"):
            continue
        feeds = programme.largest(kind)
        shown = [
            Link(
                programme.called(feed),
                links.href(layout.page_of(feed.path)),
                str(len(feed.events)),
            )
            for feed in feeds[:MOST_FACETS]
        ]
        if shown:
            all_of_kind = Link(t["all"], layout.kind_page(kind), str(len(feeds)))
            more = all_of_kind if len(feeds) > MOST_FACETS else None
            found.append(Facet(t[heading], tuple(shown), more))
    return found
