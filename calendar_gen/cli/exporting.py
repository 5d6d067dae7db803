"""Options → one .ics of some events: the command export."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from calendar_gen import compiler
from calendar_gen.cli import options, places, reports
from calendar_gen.cli.filtering import alone, filters, held, query
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, files
from calendar_gen.cli.reading import catalog_of, read
from calendar_gen.lock.lockfile import path_of
from calendar_gen.model import selection
from calendar_gen.model.apart import standing
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.model.members import chosen
from calendar_gen.publish.folder import write_file
from calendar_gen.publish.paths import OutputError
from calendar_gen.source.files import Source


@command
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=files, help="Write to this file, not to standard output."
)
@filters
def export(file: str, now: datetime | None, output: str | None, filters: Filters) -> int:
    """Write one .ics file of the events that match, past ones included.

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
    catalog = catalog_of(file, text)
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
    data = ics(file, text, catalog, events, now)
    if output is None or output == "-":
        click.echo(data, nl=False)
        return 0
    _refuse_own(file, text, output)
    _write(Path(output), data)
    return 0


def ics(file: str, text: Source, catalog: Catalog, events: list[Event], now: datetime | None) -> bytes:
    """The events as one .ics, with the revisions that are published or will be."""
    known = places.known(file)
    if known.diagnostics:
        reports.decided(1)
        reports.show_some(known.diagnostics)
        raise click.exceptions.Exit(1)
    return compiler.export(catalog, events, _stamp(now, text), known)


def _refuse_own(file: str, text: Source, output: str) -> None:
    """What the curator wrote, and what was published of it, must not be lost for an export."""
    parts = [Path(source.name) for source in text.all]
    for own in (*parts, path_of(Path(file))):
        if os.path.exists(own) and os.path.exists(output) and os.path.samefile(own, output):
            raise ReadError(f"{output} is a part of the calendar: choose another name")


def _write(path: Path, data: bytes) -> None:
    """Into what a link leads to; and what is no regular file, a pipe say, stays what it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            write_file(Path(os.path.realpath(path)), data)
    except OutputError as error:
        raise ReadError(str(error)) from None
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}") from None


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
