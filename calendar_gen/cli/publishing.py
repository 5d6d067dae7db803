"""Options → a published calendar, or what that would change: the commands build and diff."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from calendar_gen import compiler, loader
from calendar_gen.cli import options, places, reports, results
from calendar_gen.cli.filtering import filters
from calendar_gen.cli.group import command, keep
from calendar_gen.cli.options import ReadError, files, folders, format_option, limits, theme_option
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import read
from calendar_gen.diagnostics.codes import OF_THE_LOCK
from calendar_gen.diagnostics.wording import printable
from calendar_gen.lock import changes as differences
from calendar_gen.lock.changes import UidChange
from calendar_gen.model.catalog import Filters
from calendar_gen.model.floods import FloodError
from calendar_gen.model.selection import SelectionError
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError
from calendar_gen.source.files import Source
from calendar_gen.words.news import no_change


@command
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    default="public",
    show_default=True,
    shell_complete=folders,
    help="The folder to publish.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written and removed, and write nothing.")
@click.option("--no-site", is_flag=True, help="Only the feeds, whatever the calendar's file says of a site.")
@theme_option
@click.option("--locked", is_flag=True, help="Exit with 1 if events.lock would change: for CI.")
@click.option(
    "--previous",
    metavar="URL|FOLDER",
    shell_complete=files,
    help="Go by what is published there, where no events.lock is kept.",
)
@click.option("--first", is_flag=True, help="Nothing is published at --previous yet; fails if something is.")
@limits
@filters
def build(
    file: str,
    now: datetime | None,
    output: str,
    previous: str | None,
    theme: str | None,
    limits: Limits,
    filters: Filters,
    **how: bool,
) -> int:
    """Compile the calendar into feeds and pages, all or nothing.

    Files that are the same already aren't touched, nor is what isn't calendar-gen's. What
    was published is remembered in events.lock, beside the calendar's file: commit it.
    Exits with 1, and leaves the folder as it was, if the file has errors.

    \b
    Examples:
      calendar-gen build
      calendar-gen build -o site/calendars
      calendar-gen build --dry-run           what would change in public/
      calendar-gen build --no-site           feeds alone
      calendar-gen build --theme plain       with the templates and the stylesheet in plain/
      calendar-gen build --town Anting -o anting
      calendar-gen build --locked            in CI: is events.lock committed?
      calendar-gen build --previous https://events.example.org/
      calendar-gen build --previous https://events.example.org/ --first
    """
    if theme is not None and how["no_site"]:
        raise click.UsageError("--theme is about the pages, and with --no-site there are none")
    text = read(file, theme=theme)
    target = places.target(file, output, previous, limits, **how)
    reports.decided(1)
    with _refusals(file, text, str(target.lock_file)), progress() as doing:
        built = keep(compiler.build(text, target, options.clock(now), filters, results.waiting, doing))
    reports.decided(0)
    if target.dry_run:
        results.planned(built, output, str(target.lock_file))
    results.built(built, file, output, str(target.lock_file), target.dry_run)
    return 0


@contextmanager
def _refusals(file: str, text: Source, lock_file: str) -> Iterator[None]:
    """Says why nothing is built, and ends the command: with 1, or with 2 where it can't be what was asked."""
    try:
        yield
        return
    except compiler.InvalidError as invalid:
        reports.refuse(file, invalid.loaded)
    except FloodError as flood:
        reports.refuse(file, loader.flooded(text, places.known(file), flood))
    except compiler.LockedError as error:
        results.not_locked(error, lock_file)
    except compiler.EmptyError:
        click.echo("No event matches, and an empty calendar can't be published.", err=True)
    except SelectionError as error:
        raise click.UsageError(str(error)) from None
    except OutputError as error:
        raise ReadError(str(error)) from None
    raise click.exceptions.Exit(1)


@command
@click.option(
    "--against",
    metavar="LOCK|FOLDER|URL|REV",
    shell_complete=files,
    help="A lock, what is published, or a revision of git such as HEAD~1.  [default: the calendar's lock]",
)
@format_option("For people, for a comment on a pull request, or for scripts.", "text", "markdown", "json")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changes, as git has it.")
@limits
def diff(
    file: str, now: datetime | None, against: str | None, limits: Limits, format_: str, exit_code: bool
) -> int:
    """Show what subscribers will see change, before it is published.

    \b
    Examples:
      calendar-gen diff                      since the last build
      calendar-gen diff --against public     since what is in this folder
      calendar-gen diff --against origin/main --format markdown
      calendar-gen diff --exit-code          in a script: 1 if anything changes
    """
    text = read(file)
    before = places.before(file, against, limits)
    if before.diagnostics:
        status = reports.decided(1)
        reports.show_some(before.diagnostics)
        return status
    with progress() as doing:
        doing(f"Reading {printable(file)}")
        loaded = loader.load(text, before)
    if loaded.errors:
        reports.refuse(file, loaded)
    language = loaded.catalog.calendar.language
    after = compiler.revised_lock(loaded.catalog, before.lock, options.clock(now))
    changes = [*differences.in_languages(before.lock, loaded.catalog.calendar.languages)]
    changes += differences.compare(before.lock, after, language)
    status = reports.decided(1 if changes and exit_code else 0)
    if against is None and not before.is_there:
        click.echo("There is no lock yet: everything is new.", err=True)
    reports.show([found for found in loaded.diagnostics if found.code in OF_THE_LOCK], err=True)
    _show_changes(changes, format_, language)
    return status


def _show_changes(changes: list[UidChange], format_: str, language: str) -> None:
    if format_ == "json":
        click.echo(differences.as_json(changes), nl=False)
    elif format_ == "markdown":
        click.echo(differences.as_markdown(changes, language), nl=False)
    else:
        for line in differences.as_text(changes, language):
            click.echo(line)
    if not changes:
        click.echo(no_change(language), err=True)
