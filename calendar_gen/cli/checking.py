"""Options → every problem of a calendar, and what mends some of them: the command check."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import click

from calendar_gen import __version__, compiler, loader
from calendar_gen.cli import mending, places, reports
from calendar_gen.cli.belonging import calendars
from calendar_gen.cli.group import command, keep
from calendar_gen.cli.options import files, format_option
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import STANDARD_INPUT, read
from calendar_gen.diagnostics import formats
from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.diagnostics.wording import printable
from calendar_gen.loader import Loaded
from calendar_gen.source.files import Source


@command
@click.argument("given", metavar="[FILE…|-]", nargs=-1, shell_complete=files)
@click.option("--stdin-filename", metavar="FILE", help="The file that standard input counts as.")
@format_option(
    "For people, for scripts, for annotations on GitHub, or for code scanning.",
    "text",
    "json",
    "github",
    "sarif",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--fix", is_flag=True, help="Mend what needs no thought, and show what is changed.")
def check(
    file: str,
    now: datetime | None,
    given: tuple[str, ...],
    stdin_filename: str | None,
    format_: str,
    strict: bool,
    fix: bool,
) -> int:
    """Show every problem in the file, with its line and a remedy.

    Each FILE is a calendar, or a part of one: then that is checked, the one that -f names or the
    nearest, a file that includes it or a folder of parts. - is standard input. Exits with 1 if there
    are errors (with --strict: or warnings), with --fix if any are left. --fix mends all files of a
    calendar; of standard input only that, and writes it to standard output.

    \b
    Examples:
      calendar-gen check
      calendar-gen check --fix               mends misspelt keys and ids, dates, quotes
      calendar-gen check events/*.yaml
      calendar-gen check --stdin-filename events/2027.yaml - < unsaved.yaml
      calendar-gen check --format github     in a GitHub workflow
      calendar-gen check --format json | jq -r '.[].message'
    """
    piped = (stdin_filename or STANDARD_INPUT) if fix and STANDARD_INPUT in given else ""
    if piped and format_ != "text":
        raise click.UsageError("--fix - writes the file to standard output: leave --format out")
    texts = calendars(file, given, stdin_filename)
    checked = list(_mended(texts, piped) if fix else _loaded(texts))
    errors, warnings = (sum(it.loaded.errors for it in checked), sum(it.loaded.warnings for it in checked))
    status = reports.decided(1 if errors or (strict and warnings) else 0)
    _show([found for it in checked for found in it.loaded.diagnostics], format_, bool(piped))
    for it in checked:
        if it.edits:
            click.echo(f"{printable(it.calendar)}: {it.edits:,} mended", err=True)
        click.echo(reports.verdict(it.calendar, it.loaded) + mending.hint(it.loaded), err=True)
    return status


class _Checked(NamedTuple):
    """A calendar by its name, what it says, and how much of it was mended."""

    calendar: str
    loaded: Loaded
    edits: int = 0


def _loaded(texts: Iterable[tuple[str, Source]]) -> Iterator[_Checked]:
    with progress() as doing:
        for calendar, text in texts:
            doing(f"Checking {printable(calendar)}")
            yield _Checked(calendar, keep(compiler.load(text, places.known(calendar))))


def _mended(texts: Iterable[tuple[str, Source]], piped: str) -> Iterator[_Checked]:
    """What is left in calendars of which the files are mended, each before another is read."""
    for calendar, text in texts:
        known, alone = places.known(calendar), mending.name_in(text, piped) if piped else ""
        with progress() as doing:
            doing(f"Checking {printable(calendar)}")
            mended = keep(loader.mended(text, known, alone))
        mending.write(text, mended.text, alone)
        # What is included by now nobody has read.
        again = mended.edits and not piped
        loaded = compiler.load(read(calendar), known) if again else compiler.with_theme(text, mended.loaded)
        yield _Checked(calendar, loaded, mended.edits)


def _show(found: list[Diagnostic], format_: str, piped: bool) -> None:
    if format_ == "json":
        click.echo(formats.as_json(found), nl=False)
    elif format_ == "sarif":
        click.echo(formats.as_sarif(found, __version__), nl=False)
    elif format_ == "github":
        reports.annotate(found, formats.as_github)
    else:
        reports.show(found, err=piped)
