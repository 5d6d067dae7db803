"""Options → every problem of a calendar: the command check."""

from datetime import datetime

import click

from calendar_gen import __version__, loader
from calendar_gen.cli import places, reports
from calendar_gen.cli.belonging import calendars
from calendar_gen.cli.group import command, keep
from calendar_gen.cli.options import files
from calendar_gen.cli.progress import progress
from calendar_gen.diagnostics import formats
from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.diagnostics.wording import printable


@command
@click.argument("given", metavar="[FILE…|-]", nargs=-1, shell_complete=files)
@click.option("--stdin-filename", metavar="FILE", help="The file that standard input counts as.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for scripts, for annotations on GitHub, or for code scanning.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def check(
    file: str,
    now: datetime | None,
    given: tuple[str, ...],
    stdin_filename: str | None,
    format_: str,
    strict: bool,
) -> int:
    """Show every problem in the file, with its line and a remedy.

    Each FILE is a calendar, or a part of one: then the calendar is checked that includes it, the one
    that -f names or the nearest above. - is standard input. Exits with 1 if there are errors (with
    --strict: or warnings).

    \b
    Examples:
      calendar-gen check
      calendar-gen check events/*.yaml
      calendar-gen check --stdin-filename events/2027.yaml - < unsaved.yaml
      calendar-gen check --format github     in a GitHub workflow
      calendar-gen check --format json | jq -r '.[].message'
    """
    checked = []
    with progress() as doing:
        for calendar, text in calendars(file, given, stdin_filename):
            doing(f"Checking {printable(calendar)}")
            checked.append((calendar, keep(loader.load(text, places.known(calendar)))))
    errors, warnings = (sum(loaded.errors for _, loaded in checked), sum(it.warnings for _, it in checked))
    status = reports.decided(1 if errors or (strict and warnings) else 0)
    _show([found for _, loaded in checked for found in loaded.diagnostics], format_)
    for calendar, loaded in checked:
        click.echo(reports.verdict(calendar, loaded), err=True)
    return status


def _show(found: list[Diagnostic], format_: str) -> None:
    if format_ == "json":
        click.echo(formats.as_json(found), nl=False)
    elif format_ == "sarif":
        click.echo(formats.as_sarif(found, __version__), nl=False)
    elif format_ == "github":
        reports.annotate(found, formats.as_github)
    else:
        reports.show(found, err=False)
