"""One date of an event → how it is drawn in a list: its words, its date block, what stands beside it.

The words tell everything; the shape of the block repeats it.
"""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY, Certainty, Days, Span, Stated
from calendar_gen.lock.dated import when
from calendar_gen.lock.records import Record
from calendar_gen.model.catalog import Event, Venue
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.site import texts
from calendar_gen.site.clock import Clock
from calendar_gen.words import days, pages, repeats
from calendar_gen.words.sentences import names_text, titled

# Between what stands in a line: no line begins with it.
BESIDE = "\xa0· "
_EXACT = Stated(None, None)
_UNSURE = (Certainty.APPROXIMATE, Certainty.MONTH, Certainty.YEAR)


class Block(Struct, frozen=True):
    """A date to be seen at a glance: three short lines, and a shape, "guess", "past", "off" or "now"."""

    top: str
    big: str
    low: str
    shape: str = ""


class Drawn(Struct, frozen=True):
    """An event in a list. `status` is a class and `flag` its word; `was` are dates that it had."""

    id: str
    title: str
    block: Block
    day: str
    when: str
    short: str
    line: str = ""
    status: str = ""
    flag: str = ""
    kind: str = ""
    where: str = ""
    part_of: str = ""
    repeats: str = ""
    tag: str = ""
    unsure: bool = False
    was: str = ""
    clock: Clock | None = None


def draw(
    occurrence: Occurrence, phase: str, tag: str, parent: str = "", moved: Record | None = None
) -> Drawn:
    """A date of an event, on a day on which it is in a phase, in a language."""
    event, span = occurrence.event, occurrence.span
    dates, unknown = dates_of(occurrence, tag)
    t = pages.page_words(tag)
    status = event.status if event.status in ("cancelled", "postponed") else ""
    beside = "" if status else _beside(event, span, phase, unknown, t)
    return Drawn(
        id=event.id,
        title=texts.of(event, "summary", tag),
        block=_block(occurrence, phase, tag),
        day=span.first_day.isoformat(),
        when=days.unbroken(pages.not_all_known(dates, unknown, tag) if unknown else dates),
        short=days.unbroken(_short(occurrence, dates, tag)),
        line=texts.joined(BESIDE, (days.unbroken(days.within(span, tag)), where_text(event.venues, tag))),
        status=status,
        flag={"cancelled": t["off"], "postponed": t["postponed"]}.get(status, ""),
        kind=_kind(categories(event, tag)),
        where=where_text(event.venues, tag),
        part_of=texts.within(lambda title: pages.part_of(title, tag), parent) if parent else "",
        repeats=repeats.rule_text(rule, tag) if (rule := event.told_rule) else "",
        tag=beside,
        unsure=event.certainty in _UNSURE or event.status == "tentative",
        was=when(moved.was, tag) if moved and moved.was else "",
    )


def dates_of(occurrence: Occurrence, tag: str) -> tuple[str, str]:
    """The dates in full, and what isn't known of them. One date of a series is as sure as the rule."""
    event = occurrence.event
    stated = event.stated if occurrence.span == event.span else _EXACT
    return days.dates_text(occurrence.span, stated, tag)


@lru_cache(maxsize=10_000)
def where_text(venues: tuple[Venue, ...], tag: str) -> str:
    """Where something is, in a line: one place and its town, two places, or how many more there are."""
    if not venues:
        return ""
    count, (first, *others) = len(venues), (texts.of(venue, "name", tag) for venue in venues)
    if count > 2:
        return texts.within(lambda place: pages.more_places(place, count - 1, tag), first)
    if count == 2:
        return texts.within(lambda *places: names_text(places, tag), first, *others)
    town = texts.of(venues[0], "town_name", tag)
    return texts.within(lambda place, town: pages.place_in(place, town, tag), first, town) if town else first


def address_text(venue: Venue, tag: str) -> str:
    """The address of a place and its town, in a line."""
    address, town = (texts.of(venue, field, tag) for field in ("address", "town_name"))
    if not (address and town):
        return address or town
    return texts.within(lambda address, town: pages.place_in(address, town, tag), address, town)


def categories(event: Event, tag: str) -> tuple[str, ...]:
    """What the categories of an event are called on a page, each where it begins a line."""
    return _named(event.categories, event.category_names, event.fallen, tag)


@lru_cache(maxsize=10_000)
def _named(
    keys: tuple[str, ...], names: tuple[str, ...], fallen: tuple[tuple[str, str], ...], tag: str
) -> tuple[str, ...]:
    languages = dict(fallen)
    found = zip([languages.get(f"category_names.{key}") or tag for key in keys], names, strict=True)
    return tuple([texts.said(capital(name), language, tag) for language, name in found])


@lru_cache(maxsize=10_000)
def _kind(categories: tuple[str, ...]) -> str:
    return texts.joined(BESIDE, categories)


def evening_of(span: Span) -> date:
    """The last day on which a date is told of: a night that ends at five is of the evening before."""
    return span.first_day if days.is_a_night(span) else span.last_day


def title_shown(event: Event, tag: str) -> str:
    """The title of an event on a page, behind what is said of its status."""
    return texts.within(lambda title: titled(event.status, title, tag), texts.of(event, "summary", tag))


def capital(name: str) -> str:
    """A category as a page has it, where it begins a line: `Car culture`."""
    first = name[:1].upper()
    return first + name[1:] if len(first) == 1 else name


def _beside(event: Event, span: Span, phase: str, unknown: str, t: pages.Words) -> str:
    if phase == "past":
        return t["over"]
    if unknown and event.certainty is not Certainty.START_UNKNOWN:
        return unknown
    if phase == "now":
        return t["is_today"] if span.first_day == span.last_day else t["on_now"]
    return t["not_sure"] if event.status == "tentative" else ""


def _short(occurrence: Occurrence, dates: str, tag: str) -> str:
    """The dates where the year stands above the list."""
    if occurrence.event.certainty is Certainty.EXACT:
        return days.short_days(occurrence.span, tag)
    return dates


def _block(occurrence: Occurrence, phase: str, tag: str) -> Block:
    event, span = occurrence.event, occurrence.span
    first, last = span.first_day, evening_of(span)
    shape = "past" if phase == "past" else "now" if phase == "now" else ""
    if event.status in ("cancelled", "postponed"):
        shape = "off"
    if event.certainty is Certainty.YEAR:
        return Block("", "?", str(first.year), shape or "guess")
    begin, end = days.month_name(first.month, tag, short=True), days.month_name(last.month, tag, short=True)
    if event.certainty is Certainty.MONTH:
        return Block("", "?", begin if begin == end else f"{begin}–{end}", shape or "guess")
    if event.certainty is Certainty.START_UNKNOWN:
        return Block("", f"–{last.day}", end, shape)
    about, guess = ("~", "guess") if event.certainty is Certainty.APPROXIMATE else ("", "")
    if first == last:
        return Block(days.weekday_name(first, tag, short=True), f"{about}{first.day}", begin, shape or guess)
    if (first.year, first.month) != (last.year, last.month):
        sides = (days.short_days(Days(day, day + ONE_DAY), tag) for day in (first, last))
        return Block(next(sides), f"{about}–", next(sides), shape or guess)
    return Block("", f"{about}{first.day}–{last.day}", begin, shape or guess)
