"""Options → what a calendar says: the commands list and show."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice
from operator import length_hint
from typing import Any

import click
from msgspec import Struct

from calendar_gen.cli import listing, options
from calendar_gen.cli.filtering import alone, complete, filters, held, language_option, query
from calendar_gen.cli.group import command
from calendar_gen.cli.options import format_option
from calendar_gen.cli.reading import catalog_of, read
from calendar_gen.model import selection
from calendar_gen.model.catalog import Catalog, Filters
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.model.selection import Query
from calendar_gen.source.files import Source
from calendar_gen.words import labels

# As many lines past a limit are counted: a series without end has no last one.
COUNTED = 10_000


class _Asked(Struct, frozen=True):
    """What a listing is of: with `past` also what is over at the moment `clock`."""

    catalog: Catalog
    wanted: Query
    clock: datetime
    past: bool

    def occurrences(self) -> Iterator[Occurrence]:
        return selection.occurrences(self.catalog, self.wanted, self.clock, self.past)


@command
@click.option("--all", "all_", is_flag=True, help="From the first event on, not only what isn't over yet.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many lines.")
@click.option("--occurrences", is_flag=True, help="Every date of a series on a line of its own.")
@click.option("--calendar", is_flag=True, help="Draw the months as grids, with a bar for each run of days.")
@format_option("How to show them.", "table", "json", "csv", "ics", "markdown")
@language_option
@filters
def list_(file: str, now: datetime | None, format_: str, filters: Filters, **how: Any) -> int:
    """List what is on: events that aren't over yet, by their start.

    With --month, --from or --to the past is included. A series stands once, with its next
    date; in other formats than the table with every date, for a year from now if nothing ends it.

    \b
    Examples:
      calendar-gen list
      calendar-gen list --venue circuit --month april
      calendar-gen list --month 2024-05 --calendar
      calendar-gen list --all --format json | jq -r '.[].title'
    """
    if how["calendar"] and format_ != "table":
        raise click.UsageError("--calendar is a way to show a table: leave --format out")
    text = read(file)
    catalog, clock = catalog_of(file, text, how["language"]), options.clock(now)
    asked = _Asked(catalog, query(catalog, filters, clock), clock, how["all_"] or filters.dated)
    if format_ == "ics":
        _list_ics(file, text, asked, how["limit"], now)
    elif format_ != "table":
        _list_pieces(asked, format_, how["limit"])
    elif how["calendar"]:
        _list_months(asked, how["limit"], click.get_current_context().color)
    else:
        _list_rows(asked, how["limit"], how["occurrences"])
    return 0


@command
@click.argument("event", shell_complete=complete)
@format_option("For people or for scripts.", "text", "json")
@language_option
def show(file: str, now: datetime | None, event: str, format_: str, language: str | None) -> int:
    """Show one event in full, with its sources. EVENT is its id, or a part of its id or title.

    \b
    Examples:
      calendar-gen show car-boot-fair-2024
      calendar-gen show boot
    """
    text = read(file)
    catalog = catalog_of(file, text, language)
    try:
        found = selection.find(event, catalog)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None
    only = selection.Query(ids=frozenset([found.id]))
    ahead = selection.occurrences(catalog, only, options.clock(now), past=False)
    # What is cancelled is told of the series; what comes next takes place.
    next_dates = list(islice((of for of in ahead if of.event.status != "cancelled"), 5))
    if format_ == "json":
        click.echo(listing.as_json_object(found, next_dates, catalog.calendar.language), nl=False)
    else:
        from calendar_gen.cli import table  # late: as below

        table.details(found, catalog, next_dates, color=click.get_current_context().color)
    return 0


def _list_rows(asked: _Asked, limit: int | None, each: bool) -> None:
    """A line an event, or with `each` a line an occurrence."""
    others: Iterator[object]
    if each:
        others = found = asked.occurrences()
        shown = [(of, 0) for of in held(islice(found, limit), asked.catalog)]
    else:
        others = series = iter(selection.series(asked.catalog, asked.wanted, asked.clock, asked.past))
        shown = [(of, more()) for of, more in islice(series, limit)]
    if shown:
        from calendar_gen.cli import table  # late: a quarter of a start, and often nothing is coming up

        table.table(shown, asked.catalog, color=click.get_current_context().color)
    _explain_rows(len(shown), others, asked.catalog, asked.wanted, asked.clock)


def _list_months(asked: _Asked, limit: int | None, color: bool | None) -> None:
    from calendar_gen.cli import table  # late: as above

    found, language = asked.occurrences(), asked.catalog.calendar.language
    shown = held(islice(found, limit), asked.catalog)
    if shown and table.is_narrow(color):
        table.table([(of, 0) for of in shown], asked.catalog, color=color)
        click.echo(labels.too_narrow(table.NARROW, language), err=True)
    elif shown:
        today = selection.today(asked.catalog, asked.clock)
        months = selection.by_month(shown, asked.wanted, None if asked.past else today)
        table.months(months, today, language, color=color)
    _explain_rows(len(shown), found, asked.catalog, asked.wanted, asked.clock)


def _list_pieces(asked: _Asked, format_: str, limit: int | None) -> None:
    """Each is written when it is made: they may be many."""
    found, number = asked.occurrences(), count()
    shown = (of for of, _ in zip(islice(found, limit), number))  # noqa: B905 - the second has no end
    _echo_pieces(listing.in_format(format_, shown, asked.catalog))
    _explain_rows(next(number), found, asked.catalog, asked.wanted, asked.clock)


def _list_ics(file: str, text: Source, asked: _Asked, limit: int | None, now: datetime | None) -> None:
    from calendar_gen.cli import exporting  # late: only here a listing writes iCalendar

    found = asked.occurrences()
    if shown := held(islice(found, limit), asked.catalog):
        events = [alone(occurrence) for occurrence in shown]
        click.echo(exporting.ics(file, text, asked.catalog, events, now), nl=False)
    _explain_rows(len(shown), found, asked.catalog, asked.wanted, asked.clock)


def _echo_pieces(pieces: Iterator[bytes]) -> None:
    """Many at a time: each call of `echo` costs more than making a piece."""
    while some := b"".join(islice(pieces, 1000)):
        click.echo(some, nl=False)


def _explain_rows(
    shown: int, others: Iterator[object], catalog: Catalog, wanted: Query, clock: datetime
) -> None:
    """Say what isn't shown: lines past the limit, which are counted up to COUNTED, or that all is over."""
    known = length_hint(others)  # what is a list already is counted
    if more := known or sum(1 for _ in islice(others, COUNTED + 1)):
        past = not known and more > COUNTED
        text = labels.beyond_limit(COUNTED if past else more, catalog.calendar.language, at_least=past)
        click.echo(text, err=True)
    if not shown:
        for line in listing.nothing_ahead(selection.occurrences(catalog, wanted, clock, past=True), catalog):
            click.echo(line, err=True)
