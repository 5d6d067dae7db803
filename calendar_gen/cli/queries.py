"""Options → what a calendar says: the commands list, show and export."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calendar_gen.cli import options, reports
from calendar_gen.cli.group import command
from calendar_gen.cli.options import (
    ReadError,
    complete,
    files,
    filters,
    read,
)

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from calendar_gen.model.catalog import Catalog, Event, Filters
    from calendar_gen.model.occurrences import Occurrence
    from calendar_gen.model.selection import Query
    from calendar_gen.source.files import Source


@command
@click.option("--all", "all_", is_flag=True, help="From the first event on, not only what isn't over yet.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many lines.")
@click.option("--occurrences", is_flag=True, help="Every date of a series on a line of its own.")
@click.option("--calendar", is_flag=True, help="Draw the months as grids, with a bar for each run of days.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "ics", "markdown"]),
    default="table",
    show_default=True,
    help="How to show them.",
)
@filters
def list_(file: str, now: datetime | None, format_: str, filters: "Filters", **how: Any) -> int:
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
    from calendar_gen.cli import listing
    from calendar_gen.model import selection

    if how["calendar"] and format_ != "table":
        raise click.UsageError("--calendar is a way to show a table: leave --format out")
    text = read(file)
    catalog = _catalog(file, text)
    clock = options.clock(now)
    wanted = _query(catalog, filters, clock)
    past = how["all_"] or filters.dated
    if format_ == "table" and not how["calendar"]:
        rows: Iterator[tuple[Occurrence, Callable[[], int]]]
        if how["occurrences"]:
            alone = selection.occurrences(catalog, wanted, clock, past)
            rows = ((found, selection.no_more) for found in alone)
        else:
            rows = iter(selection.series(catalog, wanted, clock, past))
        return _list_rows(rows, how["limit"], catalog, wanted, clock)
    found = selection.occurrences(catalog, wanted, clock, past)
    shown = list(islice(found, how["limit"]))
    if format_ in listing.FORMATS:
        _echo_pieces(listing.in_format(format_, shown, catalog.calendar.language))
    elif format_ == "ics" and shown:
        events = [_alone(occurrence) for occurrence in shown]
        click.echo(_ics(file, text, catalog, events, now), nl=False)
    elif shown:
        from calendar_gen.cli import table

        today = selection.today(catalog, clock)
        months = selection.by_month(shown, wanted, None if past else today)
        table.months(months, today, catalog.calendar.language, color=click.get_current_context().color)
    reports.explain_rows(len(shown), found, catalog, wanted, clock)
    return 0


@command
@click.argument("event", shell_complete=complete)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for scripts.",
)
def show(file: str, now: datetime | None, event: str, format_: str) -> int:
    """Show one event in full, with its sources. EVENT is its id, or a part of its id or title.

    \b
    Examples:
      calendar-gen show car-boot-fair-2024
      calendar-gen show boot
    """
    from calendar_gen.cli import listing
    from calendar_gen.model import selection

    text = read(file)
    catalog = _catalog(file, text)
    try:
        found = selection.find(event, catalog)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None
    only = selection.Query(ids=frozenset([found.id]))
    next_dates = list(islice(selection.occurrences(catalog, only, options.clock(now), past=False), 5))
    if format_ == "json":
        click.echo(listing.as_json_object(found, next_dates, catalog.calendar.language), nl=False)
    else:
        from calendar_gen.cli import table

        table.details(found, catalog, next_dates, color=click.get_current_context().color)
    return 0


@command
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=files, help="Write to this file, not to standard output."
)
@filters
def export(file: str, now: datetime | None, output: str | None, filters: "Filters") -> int:
    """Write one .ics file of the events that match, past ones included.

    Of a series the whole is written; with --month, --from or --to each date in that time, as an
    event of its own. Exits with 1, and writes nothing, if no event matches.

    \b
    Examples:
      calendar-gen export --category music > music.ics
      calendar-gen export --event car-boot-fair-2024 -o fair.ics
    """
    from calendar_gen.model import selection

    if output == "":
        raise ReadError("-o names no file")
    text = read(file)
    catalog = _catalog(file, text)
    clock = options.clock(now)
    wanted = _query(catalog, filters, clock)
    if filters.dated:
        events = [_alone(found) for found in selection.occurrences(catalog, wanted, clock, past=True)]
    else:
        events = list(selection.select(catalog, wanted))
    if not events:
        status = reports.decided(1)
        click.echo("No event matches, and calendar apps refuse an empty file.", err=True)
        return status
    data = _ics(file, text, catalog, events, now)
    if output is None or output == "-":
        click.echo(data, nl=False)
        return 0
    _refuse_own(file, text, output)
    _write(Path(output), data)
    return 0


def _refuse_own(file: str, text: "Source", output: str) -> None:
    """What the curator wrote, and what was published of it, must not be lost for an export."""
    from calendar_gen.lock.lockfile import path_of

    parts = [Path(source.name) for source in text.all]
    for own in (*parts, path_of(Path(file))):
        if os.path.exists(own) and os.path.exists(output) and os.path.samefile(own, output):
            raise ReadError(f"{output} is a part of the calendar: choose another name")


def _write(path: Path, data: bytes) -> None:
    """Into what a link leads to; and what is no regular file, a pipe say, stays what it is."""
    from calendar_gen.publish.folder import OutputError, write_file

    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            write_file(Path(os.path.realpath(path)), data)
    except OutputError as error:
        raise ReadError(str(error)) from None
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}") from None


def _list_rows(
    rows: "Iterator[tuple[Occurrence, Callable[[], int]]]",
    limit: int | None,
    catalog: "Catalog",
    wanted: "Query",
    clock: datetime,
) -> int:
    shown = [(found, more()) for found, more in islice(rows, limit)]
    if shown:
        from calendar_gen.cli import table

        table.table(shown, catalog, color=click.get_current_context().color)
    reports.explain_rows(len(shown), rows, catalog, wanted, clock)
    return 0


def _echo_pieces(pieces: Iterator[bytes]) -> None:
    """Many at a time: each call of `echo` costs more than making a piece."""
    while some := b"".join(islice(pieces, 1000)):
        click.echo(some, nl=False)


def _ics(file: str, text: "Source", catalog: "Catalog", events: "list[Event]", now: datetime | None) -> bytes:
    """The events as one .ics, with the revisions that are published or will be."""
    from calendar_gen import compiler

    known = options.known(file)
    if known.diagnostics:
        reports.decided(1)
        reports.show_some(known.diagnostics)
        raise click.exceptions.Exit(1)
    return compiler.export(catalog, events, options.stamp(now, text), known)


def _alone(occurrence: "Occurrence") -> "Event":
    from calendar_gen.model import occurrences

    return occurrences.alone(occurrence) if occurrence.recurring else occurrence.event


def _catalog(file: str, text: "Source") -> "Catalog":
    """The calendar, for a command that is not about its problems but can't go on with errors."""
    from calendar_gen import compiler

    loaded = compiler.load(text)
    if loaded.errors:
        reports.refuse(file, loaded)
    return loaded.catalog


def _query(catalog: "Catalog", filters: "Filters", clock: datetime) -> "Query":
    from calendar_gen.model import selection

    try:
        return selection.query(filters, catalog, clock)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None
