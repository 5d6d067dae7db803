"""Options → one .ics of some events: the command export."""

import os
from datetime import UTC, datetime

import click

from calendar_gen import compiler
from calendar_gen.cli import options, places, reports
from calendar_gen.cli.filtering import alone, filters, held, language_option, query
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, files
from calendar_gen.cli.outputs import write
from calendar_gen.cli.reading import catalog_of, read
from calendar_gen.model import selection
from calendar_gen.model.apart import standing
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.model.members import chosen
from calendar_gen.source.files import Source


@command
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=files, help="Write to this file, not to standard output."
)
@language_option
@filters
def export(
    file: str, now: datetime | None, output: str | None, language: str | None, filters: Filters
) -> int:
    """Write one .ics file of the events that match, past ones too.

    Of a series the whole is written; with --month, --from or --to each date in that time, as an
    event of its own. Exits with 1, and writes nothing, if no event matches.

    \b
    Examples:
      calendar-gen export --category music > music.ics
      calendar-gen export --event car-boot-fair-2024 -o fair.ics
    """
    if output == "":
        raise ReadError("-o names no file")
    text = read(file)
    catalog = catalog_of(file, text, language)
    clock = options.clock(now)
    wanted = query(catalog, filters, clock)
    if filters.dated:
        found = selection.occurrences(catalog, wanted, clock, past=True)
        events = [alone(of) for of in held(found, catalog, "--from and --to")]
    else:
        events = list(chosen(standing(catalog), wanted, clock.year))
    if not events:
        status = reports.decided(1)
        click.echo("No event matches, and calendar apps refuse an empty file.", err=True)
        return status
    write(output, ics(file, text, catalog, events, now), file)
    return 0


def ics(file: str, text: Source, catalog: Catalog, events: list[Event], now: datetime | None) -> bytes:
    """The events as one .ics, with the revisions that are published or will be."""
    known = places.known(file)
    if known.diagnostics:
        reports.decided(1)
        reports.show_some(known.diagnostics)
        raise click.exceptions.Exit(1)
    about = catalog.calendar
    first = None if about.language == about.languages[0] else catalog_of(file, text, about.languages[0])
    return compiler.export(catalog, events, _stamp(now, text), known, first)


def _stamp(now: datetime | None, text: Source) -> datetime:
    """DTSTAMP in whole seconds: the moment given, or the newest file's, so that a rebuild is the same."""
    given = now or options.source_date_epoch()
    if given is None:
        try:
            changed = max(os.stat(file.name).st_mtime for file in text.all)
        except OSError as error:
            raise ReadError(f"{error.filename} is gone: {error.strerror}") from None
        given = datetime.fromtimestamp(changed, UTC)
    return given.replace(microsecond=0)
