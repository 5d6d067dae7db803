"""Events → a terminal, as people like to read them. Text from the YAML is never read as markup."""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calendar_gen.cli import grid
from calendar_gen.cli.listing import COLUMNS, repetition, when, zone_hint
from calendar_gen.diagnostics.wording import printable, without_commands
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.words import labels, sentences

STATUS_STYLES = {
    "confirmed": "green",
    "tentative": "yellow",
    "cancelled": "red strike",
    "postponed": "magenta",
}
_FILLING = re.compile(r" +((?:\x1b\[0m)?) *$")
# Below this many columns a table would break every word: each event gets lines of its own.
NARROW = 72
# What is to be left for titles and venues beside the dates.
READABLE = 36


def table(rows: Sequence[tuple[Occurrence, int]], catalog: Catalog, color: bool | None = None) -> None:
    """A line an occurrence: when, what, where, and its status where that isn't "confirmed".

    With an occurrence stands how many more of its series it stands for.
    """
    console = screen(color)
    if not console.is_terminal:
        _plain(rows, catalog)
        return
    dates = _column(rows, catalog, console.width)
    if not dates:
        _in_lines(console, rows, catalog)
        return
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    language = catalog.calendar.language
    when, what, where = (labels.label(name, language) for name in COLUMNS)
    shown.add_column(when, no_wrap=True)
    shown.add_column(what, overflow="fold")
    shown.add_column(where, style="cyan", overflow="fold")
    for text, (occurrence, _) in zip(dates, rows, strict=True):
        shown.add_row(text, _what(occurrence.event, language), _where(occurrence.event, language, most=2))
    show(console, shown)


def _column(rows: Sequence[tuple[Occurrence, int]], catalog: Catalog, width: int) -> Sequence[Text]:
    """When each is, with days of the week if there is room for them; nothing if there is none for a table."""
    for weekdays in (True, False):
        dates = [_when(occurrence, catalog, more, "\n", weekdays=weekdays) for occurrence, more in rows]
        widest = max([cell_len(line) for text in dates for line in text.plain.split("\n")], default=0)
        if width >= max(NARROW, widest + READABLE):
            return dates
    return ()


def is_narrow(color: bool | None) -> bool:
    """Whether there is no room for months: each day has to hold a time and the beginning of a title."""
    console = screen(color)
    return console.is_terminal and console.width < NARROW


def months(
    found: Mapping[tuple[int, int], Sequence[Occurrence]],
    today: date,
    language: str,
    color: bool | None = None,
) -> None:
    """Months, by year and number, as grids with what is on in them, in a language."""
    console = screen(color)
    width = min(console.width, 160) if console.is_terminal else 100
    for (year, number), occurrences in found.items():
        for line in grid.month(year, number, occurrences, today, width, language):
            show(console, line)
        show(console, Text())


def details(
    event: Event, catalog: Catalog, next_dates: Sequence[Occurrence], color: bool | None = None
) -> None:
    """All that is known of one event, and when it takes place next."""
    console = screen(color)
    show(console, Text(printable(event.summary), style="bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in _facts(event, catalog, next_dates):
        grid.add_row(labels.label(name, catalog.calendar.language), value)
    show(console, grid)
    if event.description:
        words = "\n".join(printable(line, most=len(line)) for line in event.description.splitlines())
        show(console, Text(f"\n{words}"))


def screen(color: bool | None) -> Console:
    """Standard output as a console: in a pipe nothing is coloured, and no line broken."""
    console = Console(
        file=sys.stdout,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        # Read here: to rich 0 is a width, and it goes by variables that other commands don't know.
        width=shutil.get_terminal_size().columns,
        height=25,
        color_system=None if color is False else "auto",
        force_terminal=bool(color) or sys.stdout.isatty(),
        legacy_windows=False,
    )
    if not console.is_terminal:
        console.width = 1_000
    return console


def show(console: Console, what: RenderableType) -> None:
    """Print without the spaces with which rich fills its lines up."""
    with console.capture() as captured:
        console.print(what)
    # Where a text is folded, what stood inside of it begins a line.
    lines = [without_commands(_FILLING.sub(r"\1", line)) for line in captured.get().split("\n")]
    if not lines[-1]:
        del lines[-1]
    click.echo("\n".join(lines), color=True)


def _in_lines(console: Console, rows: Sequence[tuple[Occurrence, int]], catalog: Catalog) -> None:
    """For want of room each event in lines of its own."""
    language = catalog.calendar.language
    for occurrence, more in rows:
        dates = _when(occurrence, catalog, more, weekdays=True)
        if dates.cell_len > console.width:
            dates = _when(occurrence, catalog, more, weekdays=False)
        show(console, dates)
        show(console, Padding(_what(occurrence.event, language), (0, 0, 0, 2)))
        if occurrence.event.venues:
            show(console, Padding(_where(occurrence.event, language), (0, 0, 0, 2)))


def _plain(rows: Sequence[tuple[Occurrence, int]], catalog: Catalog) -> None:
    """Aligned columns for a pipe: a line each, however long, and nothing that other programs stumble over."""
    language = catalog.calendar.language
    cells = [[labels.label(name, language) for name in COLUMNS]]
    for occurrence, more in rows:
        what, where = _what(occurrence.event, language), _where(occurrence.event, language)
        dates = _when(occurrence, catalog, more, weekdays=True)
        cells.append([dates.plain, what.plain, where.plain])
    widths = [max(cell_len(row[column]) for row in cells) for column in (0, 1)]
    lines = [
        f"{_filled(row[0], widths[0])}  {_filled(row[1], widths[1])}  {row[2]}".rstrip() for row in cells
    ]
    click.echo("\n".join(lines))


def _filled(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _when(
    occurrence: Occurrence, catalog: Catalog, more: int = 0, before: str = " · ", *, weekdays: bool
) -> Text:
    """When it is, and what else is to be known of that, with a text before it."""
    language = catalog.calendar.language
    known, unknown = sentences.when_parts(occurrence.span, occurrence.event.stated, language, weekdays)
    text = Text(known)
    if zone := zone_hint(occurrence, catalog):
        text.append(f" {zone}", style="dim")
    if unknown:
        text.append(before + unknown, style="dim italic")
    if more:
        text.append(before + labels.more_dates(more, language), style="dim")
    return text


def _what(event: Event, language: str) -> Text:
    text = Text(printable(event.summary), style="strike" if event.status == "cancelled" else "bold")
    if standing := labels.standing(event.status, language):
        text.append(standing, style=f"not bold {STATUS_STYLES[event.status]}")
    return text


def _where(event: Event, language: str, most: int | None = None) -> Text:
    names = [printable(venue.name) for venue in event.venues]
    if most is not None and len(names) > most:
        return Text(labels.more_venues(names[0], len(names) - 1, language))
    return Text(sentences.names_text(names, language))


def _facts(event: Event, catalog: Catalog, next_dates: Sequence[Occurrence]) -> Iterator[tuple[str, Text]]:
    """The lines of an event, by the names of labels."""
    language = catalog.calendar.language
    yield "when", _when(Occurrence(event, event.span), catalog, weekdays=True)
    if event.hours:
        yield "hours", Text(sentences.hours_text(event.hours, event.span, event.exdates, language))
    if event.recurring:
        yield "repeats", Text("\n".join(repetition(event, language)))
        yield "next", Text(_next(event, next_dates, language))
    yield "status", Text(labels.status_text(event.status, language), style=STATUS_STYLES[event.status])
    for venue in event.venues:
        place = ", ".join(part for part in (venue.name, venue.address, venue.town_name) if part)
        yield "where", Text(printable(place, most=len(place)))
    if event.categories:
        yield "category", Text(sentences.names_text(list(map(printable, event.category_names)), language))
    if event.organizer:
        contact = [
            part for part in (event.organizer.name, event.organizer.email, event.organizer.url) if part
        ]
        yield "organizer", Text(", ".join(map(printable, contact)))
    yield from _relatives(event, catalog)
    if event.url:
        yield "link", Text(printable(event.url))
    language = catalog.calendar.language
    for of in event.sources:
        text = sentences.source_text(of.title, of.publication, of.date, of.url, language)
        yield "source", Text(printable(text))
    yield "id", Text(event.id)


def _next(event: Event, dates: Sequence[Occurrence], language: str) -> str:
    """The next dates of a series, with the place of each that is elsewhere."""
    if not dates:
        return labels.no_further_date(language)
    lines = []
    for of in dates:
        moved = of.event.venues != event.venues
        places = [printable(venue.name) for venue in of.event.venues] if moved else []
        dated = sentences.names_text([when(of, language, weekdays=True), *places], language)
        lines.append(dated + labels.standing(of.event.status, language))
    return "\n".join(lines)


def _relatives(event: Event, catalog: Catalog) -> Iterator[tuple[str, Text]]:
    """The event that this one is part of, and those that are part of it."""
    language = catalog.calendar.language
    if event.related_to:
        parent = catalog.by_id().get(event.related_to)
        yield "part of", Text(printable(parent.summary if parent else event.related_to))
    for part in catalog.events:
        if part.related_to == event.id:
            dates = when(Occurrence(part, part.span), language, weekdays=True)
            yield "has part", Text(printable(labels.beside(part.summary, dates, language)))
