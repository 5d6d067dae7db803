"""The events of a year → the strip of the first page: a tick a day, as high as there is much on."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from calendar_gen.model.catalog import Event
from calendar_gen.model.occurrences import occurrences
from calendar_gen.site.links import Link
from calendar_gen.site.programme import VAGUE, Programme
from calendar_gen.web import layout
from calendar_gen.words import days, pages

HEIGHT = 60
_LOWEST, _STEP = 16, 8


class Strip(Struct, frozen=True):
    """A year: its days as paths of SVG, `unsure` those that aren't announced; and its months."""

    label: str
    year: int
    width: int
    sure: str
    unsure: str
    now: str
    months: tuple[Link, ...]


def strip(programme: Programme) -> Strip | None:
    """The strip of the day's year; if nothing is on in it, of the next in which something is, or the last."""
    events, day = programme.site.events, programme.day
    if not events:
        return None
    spanned = [(it.first_day.year, max(it.first_day.year, min(it.last_day.year, day.year))) for it in events]
    year = _year(spanned, day.year)
    sure, unsure = [0] * 367, [0] * 367
    for event in events:
        if event.status not in ("cancelled", "postponed"):
            _count(event, year, unsure if event.certainty in VAGUE else sure)
    width = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    at = (day - date(year, 1, 1)).days
    most = max(*sure, *unsure)
    return Strip(
        pages.year_at_a_glance(year, programme.tag),
        year,
        width,
        _path(sure[:width], most),
        _path(unsure[:width], most),
        f"M{at + 0.5} {HEIGHT}v-{HEIGHT}" if day.year == year else "",
        tuple(_months(programme, year)),
    )


def _year(spanned: Iterable[tuple[int, int]], this: int) -> int:
    found = {year for first, last in spanned for year in range(first, min(last, first + 200) + 1)}
    coming = [year for year in found if year >= this]
    return min(coming) if coming else max(found)


def _count(event: Event, year: int, counts: list[int]) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    for occurrence in occurrences(event, first, last):
        begin = max(occurrence.span.first_day, first)
        end = min(occurrence.span.last_day, last)
        for offset in range((begin - first).days, (end - first).days + 1):
            counts[offset] += 1


def _path(counts: Sequence[int], most: int) -> str:
    """The outline of the days on which there is something, each run of equal height a box."""
    step = min(_STEP, (HEIGHT - 4 - _LOWEST) / max(most - 1, 1))
    found, start = [], 0
    for at in range(1, len(counts) + 1):
        if at == len(counts) or counts[at] != counts[start]:
            if counts[start]:
                height = round(_LOWEST + step * (counts[start] - 1))
                found.append(f"M{start} {HEIGHT}v-{height}h{at - start}v{height}z")
            start = at
    return "".join(found)


def _months(programme: Programme, year: int) -> Iterable[Link]:
    for month in range(1, 13):
        name = days.month_name(month, programme.tag, short=True).rstrip(".")  # there is no room for it
        feed = programme.feeds.get(layout.month_feed(year, month))
        if feed is None:
            yield Link(name, "")
        else:
            count = pages.events_count(len(feed.events), programme.tag)
            yield Link(name, layout.month_page(date(year, month, 1)), count)
