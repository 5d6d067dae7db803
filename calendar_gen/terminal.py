"""Events → a terminal, as people like to read them. Text from the YAML is never read as markup."""

import sys
from collections.abc import Iterable, Iterator

import click
from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calendar_gen import phrases
from calendar_gen.diagnostics import printable
from calendar_gen.listing import zone_hint
from calendar_gen.model import Catalog, Event

STATUS_STYLES = {
    "confirmed": "green",
    "tentative": "yellow",
    "cancelled": "red strike",
    "postponed": "magenta",
}
# Below this many columns a table would break every word: each event gets lines of its own.
NARROW = 72


def table(events: Iterable[Event], catalog: Catalog, color: bool | None = None) -> None:
    """A line an event: when, what, where, and its status where that isn't "confirmed"."""
    events = list(events)
    if not events:
        return
    console = _console(color)
    if console.width < NARROW:
        for event in events:
            _print(console, _when(event, catalog))
            _print(console, Padding(_what(event), (0, 0, 0, 2)))
            if event.venues:
                _print(console, Padding(_where(event, len(event.venues)), (0, 0, 0, 2)))
        return
    shape = box.SIMPLE_HEAD if console.is_terminal else None
    rows = Table(box=shape, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    rows.add_column("When", no_wrap=True)
    rows.add_column("What", overflow="fold")
    rows.add_column("Where", style="cyan", overflow="fold")
    for event in events:
        rows.add_row(
            _when(event, catalog, "\n" if console.is_terminal else " · "),
            _what(event),
            _where(event, 2 if console.is_terminal else len(event.venues)),
        )
    _print(console, rows)


def details(event: Event, catalog: Catalog, color: bool | None = None) -> None:
    """All that is known of one event."""
    console = _console(color)
    _print(console, Text(printable(event.summary), style="bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _facts(event, catalog):
        grid.add_row(label, value)
    _print(console, grid)
    if event.description:
        words = "\n".join(printable(line) for line in event.description.splitlines())
        _print(console, Text(f"\n{words}"))


def _console(color: bool | None) -> Console:
    """Standard output as a console: in a pipe nothing is coloured, and no line broken."""
    console = Console(
        file=sys.stdout,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        no_color=True if color is False else None,
        force_terminal=True if color else None,
        legacy_windows=False,
    )
    if not console.is_terminal:
        console.width = 1_000
    return console


def _print(console: Console, what: RenderableType) -> None:
    """Print without the spaces with which rich fills its lines up."""
    with console.capture() as captured:
        console.print(what)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()), color=True)


def _when(event: Event, catalog: Catalog, before_unknown: str = " · ") -> Text:
    known, _, unknown = phrases.when_text(event.span, event.stated).partition(" · ")
    text = Text(known)
    if zone := zone_hint(event, catalog):
        text.append(f" {zone}", style="dim")
    if unknown:
        text.append(before_unknown + unknown, style="dim italic")
    return text


def _what(event: Event) -> Text:
    text = Text(printable(event.summary), style="strike" if event.status == "cancelled" else "bold")
    if event.status != "confirmed":
        text.append(f" ({event.status})", style=f"not bold {STATUS_STYLES[event.status]}")
    return text


def _where(event: Event, most: int) -> Text:
    names = [printable(venue.name) for venue in event.venues]
    if len(names) > most:
        names = [f"{names[0]} + {len(names) - 1} more"]
    return Text(", ".join(names))


def _facts(event: Event, catalog: Catalog) -> Iterator[tuple[str, Text]]:
    by_id = catalog.by_id()
    yield "When", _when(event, catalog)
    yield "Status", Text(event.status, style=STATUS_STYLES[event.status])
    for venue in event.venues:
        place = ", ".join(part for part in (venue.name, venue.address, venue.town) if part)
        yield "Where", Text(printable(place))
    if event.categories:
        yield "Category", Text(printable(", ".join(event.categories)))
    if event.organizer:
        contact = [
            part for part in (event.organizer.name, event.organizer.email, event.organizer.url) if part
        ]
        yield "Organizer", Text(printable(", ".join(contact)))
    if event.related_to:
        parent = by_id.get(event.related_to)
        yield "Part of", Text(printable(parent.summary if parent else event.related_to))
    for part in catalog.events:
        if part.related_to == event.id:
            yield "Has part", Text(printable(f"{part.summary} ({phrases.when_text(part.span, part.stated)})"))
    if event.url:
        yield "Link", Text(event.url)
    for citation in event.sources:
        yield "Source", Text(printable(citation.text))
    yield "Id", Text(event.id)
