"""Options → every problem of a calendar: the command check."""

from datetime import datetime

import click

from calendar_gen import __version__, loader
from calendar_gen.cli import places, reports
from calendar_gen.cli.group import command, keep
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import read
from calendar_gen.diagnostics import formats
from calendar_gen.diagnostics.wording import printable


@command
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for scripts, for annotations on GitHub, or for code scanning.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def check(file: str, now: datetime | None, format_: str, strict: bool) -> int:
    """Show every problem in the file, with its line and a remedy.

    Exits with 1 if there are errors (with --strict: or warnings).

    \b
    Examples:
      calendar-gen check
      calendar-gen check --format github     in a GitHub workflow
      calendar-gen check --format json | jq -r '.[].message'
    """
    text = read(file)
    with progress() as doing:
        doing(f"Checking {printable(file)}")
        loaded = keep(loader.load(text, places.known(file)))
    status = reports.decided(1 if loaded.errors or (strict and loaded.warnings) else 0)
    if format_ == "json":
        click.echo(formats.as_json(loaded.diagnostics), nl=False)
    elif format_ == "sarif":
        click.echo(formats.as_sarif(loaded.diagnostics, __version__), nl=False)
    elif format_ == "github":
        reports.annotate(loaded.diagnostics, formats.as_github)
    else:
        reports.show(loaded.diagnostics, err=False)
    click.echo(reports.verdict(file, loaded), err=True)
    return status
