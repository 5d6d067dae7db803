"""Options → what a calendar says: the commands list, show and export."""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from calendar_gen.cli import options, reports
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, complete, files, filters, read

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from calendar_gen.model.catalog import Catalog, Event, Filters
    from calendar_gen.model.occurrences import Occurrence
    from calendar_gen.model.selection import Query
    from calendar_gen.source.files import Source

# Of series, beside a date for each event: they are held in memory, with 4 kB each in an .ics.
MOST_DATES = 100_000


class _Asked(Struct, frozen=True):
    """What a listing is of: with `past` also what is over at the moment `clock`."""

    catalog: "Catalog"
    wanted: "Query"
    clock: datetime
    past: bool

    def occurrences(self) -> "Iterator[Occurrence]":
        from calendar_gen.model import selection

        return selection.occurrences(self.catalog, self.wanted, self.clock, self.past)


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
    if how["calendar"] and format_ != "table":
        raise click.UsageError("--calendar is a way to show a table: leave --format out")
    text = read(file)
    catalog, clock = _catalog(file, text), options.clock(now)
    asked = _Asked(catalog, _query(catalog, filters, clock), clock, how["all_"] or filters.dated)
    if format_ == "ics":
        _list_ics(file, text, asked, how["limit"], now)
    elif format_ != "table":
        _list_pieces(asked, format_, how["limit"])
    elif how["calendar"]:
        _list_months(asked, how["limit"])
    else:
        _list_rows(asked, how["limit"], how["occurrences"])
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
        found = selection.occurrences(catalog, wanted, clock, past=True)
        events = [_alone(of) for of in _held(found, catalog, "--from and --to")]
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
    from calendar_gen.publish.folder import write_file
    from calendar_gen.publish.manifest import OutputError

    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            write_file(Path(os.path.realpath(path)), data)
    except OutputError as error:
        raise ReadError(str(error)) from None
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}") from None


def _list_rows(asked: _Asked, limit: int | None, each: bool) -> None:
    """A line an event, or with `each` a line an occurrence."""
    from calendar_gen.cli import table
    from calendar_gen.model import selection

    others: Iterator[object]
    if each:
        others = found = asked.occurrences()
        shown = [(of, 0) for of in _held(islice(found, limit), asked.catalog)]
    else:
        others = series = iter(selection.series(asked.catalog, asked.wanted, asked.clock, asked.past))
        shown = [(of, more()) for of, more in islice(series, limit)]
    if shown:
        table.table(shown, asked.catalog, color=click.get_current_context().color)
    reports.explain_rows(len(shown), others, asked.catalog, asked.wanted, asked.clock)


def _list_months(asked: _Asked, limit: int | None) -> None:
    from calendar_gen.cli import table
    from calendar_gen.model import selection

    found = asked.occurrences()
    shown = _held(islice(found, limit), asked.catalog)
    if shown:
        today = selection.today(asked.catalog, asked.clock)
        months = selection.by_month(shown, asked.wanted, None if asked.past else today)
        language = asked.catalog.calendar.language
        table.months(months, today, language, color=click.get_current_context().color)
    reports.explain_rows(len(shown), found, asked.catalog, asked.wanted, asked.clock)


def _list_pieces(asked: _Asked, format_: str, limit: int | None) -> None:
    """Each is written when it is made: they may be many."""
    from calendar_gen.cli import listing

    found, number = asked.occurrences(), count()
    shown = (of for of, _ in zip(islice(found, limit), number))  # noqa: B905 - the second has no end
    _echo_pieces(listing.in_format(format_, shown, asked.catalog.calendar.language))
    reports.explain_rows(next(number), found, asked.catalog, asked.wanted, asked.clock)


def _list_ics(file: str, text: "Source", asked: _Asked, limit: int | None, now: datetime | None) -> None:
    found = asked.occurrences()
    if shown := _held(islice(found, limit), asked.catalog):
        events = [_alone(occurrence) for occurrence in shown]
        click.echo(_ics(file, text, asked.catalog, events, now), nl=False)
    reports.explain_rows(len(shown), found, asked.catalog, asked.wanted, asked.clock)


def _held(
    found: "Iterator[Occurrence]", catalog: "Catalog", remedy: str = "--from, --to or --limit"
) -> "list[Occurrence]":
    """All of them, for what can't be written one by one. Raises UsageError where series have too many."""
    most = MOST_DATES + len(catalog.events)
    held = list(islice(found, most + 1))
    if len(held) > most:
        raise click.UsageError(f"there are more than {MOST_DATES:,} dates: narrow them with {remedy}")
    return held


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
