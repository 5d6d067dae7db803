"""Options → every problem of a calendar, and what mends some of them: the command check."""

from datetime import datetime

import click

from calendar_gen import __version__, loader
from calendar_gen.cli import mending, places, reports
from calendar_gen.cli.group import command, keep
from calendar_gen.cli.options import files
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import STANDARD_INPUT, is_large, read
from calendar_gen.diagnostics import formats
from calendar_gen.diagnostics.wording import printable
from calendar_gen.loader import Loaded


@command
@click.argument("target", metavar="[FILE]", required=False, shell_complete=files)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for scripts, for annotations on GitHub, or for code scanning.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--fix", is_flag=True, help="Mend what needs no thought, and show what is changed.")
def check(file: str, now: datetime | None, target: str | None, format_: str, strict: bool, fix: bool) -> int:
    """Show every problem in the file, with its line and a remedy.

    FILE is the calendar's file or folder, as after -f; - is standard input. Exits with 1 if there
    are errors (with --strict: or warnings), with --fix if any are left. --fix writes what comes
    from standard input to standard output.

    \b
    Examples:
      calendar-gen check
      calendar-gen check --fix               mends misspelt keys and ids, dates, quotes
      calendar-gen check --format github     in a GitHub workflow
      calendar-gen check --format json | jq -r '.[].message'
    """
    file = target if target is not None else file
    piped = fix and file == STANDARD_INPUT
    if piped and format_ != "text":
        raise click.UsageError("--fix - writes the file to standard output: leave --format out")
    text = read(file)
    with progress(at_once=is_large(text)) as doing:
        doing(f"Checking {printable(file)}")
        known = places.known(file)
        mended = keep(loader.mended(text, known)) if fix else None
        loaded = mended.loaded if mended else keep(loader.load(text, known))
    if mended and (mended.edits or piped):
        mending.write(text, mended.text, piped)
        loaded = loaded if piped else loader.load(read(file), known)
    status = reports.decided(1 if loaded.errors or (strict and loaded.warnings) else 0)
    _show(loaded, format_, piped)
    if mended and mended.edits:
        click.echo(f"{printable(file)}: {mended.edits:,} mended", err=True)
    click.echo(reports.verdict(file, loaded) + mending.hint(loaded), err=True)
    return status


def _show(loaded: Loaded, format_: str, piped: bool) -> None:
    if format_ == "json":
        click.echo(formats.as_json(loaded.diagnostics), nl=False)
    elif format_ == "sarif":
        click.echo(formats.as_sarif(loaded.diagnostics, __version__), nl=False)
    elif format_ == "github":
        reports.annotate(loaded.diagnostics, formats.as_github)
    else:
        reports.show(loaded.diagnostics, err=piped)
