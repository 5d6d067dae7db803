"""Options → a JSON Schema of events.yaml, for editors: the command schema."""

from datetime import datetime

import click

from calendar_gen import __version__, loader
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, files
from calendar_gen.cli.outputs import write
from calendar_gen.cli.reading import catalog_of, read
from calendar_gen.source import schema as schemas
from calendar_gen.source.files import Source


@command
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=files, help="Write to this file, not to standard output."
)
@click.option(
    "--with-ids",
    is_flag=True,
    help="Offer the calendar's own venues, organizers, categories, towns and events.",
)
def schema(file: str, now: datetime | None, output: str | None, with_ids: bool) -> int:
    """Write the JSON Schema of events.yaml, for editors.

    An editor that is given it checks and completes what is typed: docs/editor.md says how. With
    --with-ids it knows the ids that are there now: write it again when there are new ones.

    \b
    Examples:
      calendar-gen schema -o events.schema.json
      calendar-gen schema -o events.schema.json --with-ids
    """
    if output == "":
        raise ReadError("-o names no file")
    ids = _ids(file, read(file)) if with_ids else None
    write(output, schemas.schema(__version__, ids), file)
    return 0


def _ids(file: str, text: Source) -> schemas.Ids:
    """What of a calendar has a name. Ends the command where the calendar has errors."""
    catalog = catalog_of(file, text)
    written = loader.written(text)
    return {
        "categories": {key: names[:2][-1] for key, names in catalog.category_names().items()},
        "towns": {key: names[:2][-1] for key, names in catalog.town_names().items()},
        "venues": {id: venue.name for id, venue in written.venues.items()},
        "organizers": {id: organizer.name for id, organizer in written.organizers.items()},
        "events": {event.id: event.title for event in written.events},
    }
