"""Options → one call → print → exit code. The clock and the environment are read here and in `options`."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial, wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from calendar_gen import __version__, options
from calendar_gen.options import (
    DEFAULT_FILE,
    ReadError,
    complete,
    file_option,
    filters,
    limits,
    now_option,
    read,
)

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from calendar_gen.compiler import Built, Loaded, LockedError
    from calendar_gen.diagnostics import Diagnostic
    from calendar_gen.fetch import Limits
    from calendar_gen.model import Catalog, Event, Filters
    from calendar_gen.occurrences import Occurrence
    from calendar_gen.selection import Query
    from calendar_gen.source import Source

SHOWN = 20
STYLES: dict[str, dict[str, Any]] = {
    "place": {"bold": True},
    "caret": {"fg": "red", "bold": True},
    "remedy": {"fg": "green"},
}

_F = TypeVar("_F", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@partial(file_option, envvar="CALENDAR_GEN_FILE")
@now_option
@click.pass_context
def cli(ctx: click.Context, file: str | None, now: datetime | None) -> None:
    """Compile a curated event calendar: one YAML file in, iCalendar feeds out.

    \b
    Examples:
      calendar-gen check                     every mistake in events.yaml, with its line
      calendar-gen build                     all feeds, into public/
      calendar-gen verify public             what calendar apps would make of them
      calendar-gen list --month 'may 2024'   what was on in May 2024
      calendar-gen -f fairs.yaml list --town Malu

    \b
    Completion for your shell (bash here; zsh and fish alike):
      eval "$(_CALENDAR_GEN_COMPLETE=bash_source calendar-gen)"
    """
    ctx.obj = {"file": file, "now": now}
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True


def command(function: Callable[..., Any]) -> click.Command:
    """A command of the group, with the options that all of them take."""

    @wraps(function)
    def run(file: str | None, now: datetime | None, **given: Any) -> Any:
        shared = click.get_current_context().obj
        named = next((name for name in (file, shared["file"]) if name is not None), DEFAULT_FILE)
        return function(file=named, now=now or shared["now"], **given)

    name = function.__name__.removesuffix("_")
    return cli.command(name)(file_option(now_option(run)))


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
    from calendar_gen import compiler, diagnostics

    loaded = compiler.load(read(file), options.known(file))
    if format_ == "json":
        click.echo(diagnostics.as_json(loaded.diagnostics), nl=False)
    elif format_ == "sarif":
        click.echo(diagnostics.as_sarif(loaded.diagnostics, __version__), nl=False)
    elif format_ == "github":
        for diagnostic in loaded.diagnostics:
            click.echo(diagnostics.as_github(diagnostic))
    else:
        _show(loaded.diagnostics, err=False)
    click.echo(_verdict(file, loaded), err=True)
    return 1 if loaded.errors or (strict and loaded.warnings) else 0


@command
@click.option(
    "-o", "--output", metavar="FOLDER", default="public", show_default=True, help="The folder to publish."
)
@click.option("--locked", is_flag=True, help="Exit with 1 if events.lock would change: for CI.")
@click.option(
    "--previous",
    metavar="URL|FOLDER",
    help="Go by what is published there, where no events.lock is kept.",
)
@filters
def build(
    file: str, now: datetime | None, output: str, locked: bool, previous: str | None, filters: "Filters"
) -> int:
    """Compile the calendar into a folder of feeds, all of it or nothing.

    Files that are the same already aren't touched, nor is what isn't calendar-gen's. What
    was published is remembered in events.lock, beside the calendar's file: commit it.
    Exits with 1, and leaves the folder as it was, if the file has errors.

    \b
    Examples:
      calendar-gen build
      calendar-gen build -o site/calendars
      calendar-gen build --town Anting -o anting
      calendar-gen build --locked            in CI: is events.lock committed?
      calendar-gen build --previous https://events.example.org/
    """
    from calendar_gen import compiler
    from calendar_gen.output import OutputError
    from calendar_gen.selection import SelectionError

    text = read(file)
    target = options.target(file, output, previous, locked)
    try:
        built = compiler.build(text, target, options.clock(now), filters, lambda: _waiting(output))
    except compiler.InvalidError as invalid:
        _refuse(file, invalid.loaded)
    except compiler.LockedError as error:
        return _not_locked(error, str(target.lock))
    except compiler.EmptyError:
        click.echo("No event matches, and an empty calendar can't be published.", err=True)
        return 1
    except SelectionError as error:
        raise click.UsageError(str(error)) from None
    except OutputError as error:
        raise ReadError(str(error)) from None
    _show_some(built.diagnostics)
    if built.warnings:
        more = "" if built.diagnostics else ", as before: 'calendar-gen check' shows them"
        click.echo(f"{file}: {_count(built.warnings, 'warning')}{more}", err=True)
    _report(built, output)
    return 0


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
    from calendar_gen import listing, selection

    if how["calendar"] and format_ != "table":
        raise click.UsageError("--calendar is a way to show a table: leave --format out")
    text = read(file)
    catalog = _catalog(file, text)
    clock = options.clock(now)
    wanted = _query(catalog, filters, clock)
    past = how["all_"] or filters.dated
    if format_ == "table" and not how["calendar"]:
        if how["occurrences"]:
            rows = [(found, 0) for found in selection.occurrences(catalog, wanted, clock, past)]
        else:
            rows = selection.series(catalog, wanted, clock, past)
        return _list_rows(rows, rows[: how["limit"]], catalog, wanted, clock)
    found = selection.occurrences(catalog, wanted, clock, past)
    shown = found[: how["limit"]]
    if format_ in listing.FORMATS:
        _echo_pieces(listing.FORMATS[format_](shown))
    elif format_ == "ics" and shown:
        alone = [_alone(occurrence) for occurrence in shown]
        click.echo(_ics(file, text, catalog, alone, now), nl=False)
    elif shown:
        from calendar_gen import terminal

        today = selection.today(catalog, clock)
        months = selection.by_month(shown, wanted, None if past else today)
        terminal.months(months, today, color=click.get_current_context().color)
    _explain_rows(len(found), len(shown), catalog, wanted, clock)
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
    from calendar_gen import listing, selection

    text = read(file)
    catalog = _catalog(file, text)
    try:
        found = selection.find(event, catalog)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None
    only = selection.Query(ids=frozenset([found.id]))
    next_dates = selection.occurrences(catalog, only, options.clock(now), past=False)[:5]
    if format_ == "json":
        click.echo(listing.as_json_object(found, next_dates), nl=False)
    else:
        from calendar_gen import terminal

        terminal.details(found, catalog, next_dates, color=click.get_current_context().color)
    return 0


@command
@click.option("-o", "--output", metavar="FILE", help="Write to this file, not to standard output.")
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
    from calendar_gen import selection
    from calendar_gen.output import OutputError, write_file

    text = read(file)
    catalog = _catalog(file, text)
    clock = options.clock(now)
    wanted = _query(catalog, filters, clock)
    if filters.dated:
        events = [_alone(found) for found in selection.occurrences(catalog, wanted, clock, past=True)]
    else:
        events = list(selection.select(catalog, wanted))
    if not events:
        click.echo("No event matches, and calendar apps refuse an empty file.", err=True)
        return 1
    data = _ics(file, text, catalog, events, now)
    if output is None or output == "-":
        click.echo(data, nl=False)
        return 0
    try:
        write_file(Path(output), data)
    except OutputError as error:
        raise ReadError(str(error)) from None
    return 0


@command
@click.option(
    "--against",
    metavar="LOCK|FOLDER|REV",
    help="A lock, a published folder, or a revision of git such as HEAD~1.  [default: the calendar's lock]",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a comment on a pull request, or for scripts.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changes, as git has it.")
def diff(file: str, now: datetime | None, against: str | None, format_: str, exit_code: bool) -> int:
    """Show what subscribers will see change, before it is published.

    \b
    Examples:
      calendar-gen diff                      since the last build
      calendar-gen diff --against public     since what is in this folder
      calendar-gen diff --against origin/main --format markdown
      calendar-gen diff --exit-code          in a script: 1 if anything changes
    """
    from calendar_gen import compiler
    from calendar_gen import diff as differences

    text = read(file)
    before = options.before(file, against)
    if before.diagnostics:
        _show_some(before.diagnostics)
        return 1
    loaded = compiler.load(text, before)
    if loaded.errors:
        _refuse(file, loaded)
    changes = differences.compare(
        before.lock, compiler.locked(loaded.catalog, before.lock, options.clock(now))
    )
    _show([found for found in loaded.diagnostics if found.code.startswith("W5")], err=True)
    if format_ == "json":
        click.echo(differences.as_json(changes), nl=False)
    elif format_ == "markdown":
        click.echo(differences.as_markdown(changes), nl=False)
    else:
        for line in differences.as_text(changes):
            click.echo(line)
    if not changes:
        click.echo("Subscribers will see no change.", err=True)
    return 1 if changes and exit_code else 0


@command
@click.argument("target", nargs=-1, required=True)
@limits
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for scripts, or for annotations on GitHub.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def verify(
    file: str, now: datetime | None, target: tuple[str, ...], limits: "Limits", format_: str, strict: bool
) -> int:
    """Show what calendar apps would make of feeds.

    TARGET is a folder, an .ics file or an address; feeds of other programs are read too.
    Exits with 1 if there are errors (with --strict: or warnings), with 2 if a TARGET can't be read.

    \b
    Examples:
      calendar-gen verify public
      calendar-gen verify calendar.ics holidays.ics --strict
      calendar-gen verify https://events.example.org/calendar.ics
    """
    from calendar_gen import verify

    report = verify.verify(target, options.clock(now), limits)
    if format_ == "json":
        click.echo(verify.as_json(report), nl=False)
    elif format_ == "github":
        for finding in report.findings:
            click.echo(verify.as_github(finding))
    else:
        from calendar_gen import verdicts

        verdicts.show(report, color=click.get_current_context().color)
    for line in (*report.remarks, *(f"Error: {line}" for line in report.unreadable)):
        click.echo(line, err=True)
    click.echo(verify.verdict(report), err=True)
    if report.unreadable:
        return 2
    return 1 if report.count("error") or (strict and report.count("warning")) else 0


def _list_rows(
    rows: "list[tuple[Occurrence, int]]",
    shown: "list[tuple[Occurrence, int]]",
    catalog: "Catalog",
    wanted: "Query",
    clock: datetime,
) -> int:
    if shown:
        from calendar_gen import terminal

        terminal.table(shown, catalog, color=click.get_current_context().color)
    _explain_rows(len(rows), len(shown), catalog, wanted, clock)
    return 0


def _explain_rows(found: int, shown: int, catalog: "Catalog", wanted: "Query", clock: datetime) -> None:
    """Say what isn't shown: lines past the limit, or that all is over."""
    from calendar_gen import listing, selection

    if found > shown:
        click.echo(f"{found - shown:,} more: raise --limit to see them.", err=True)
    if not found:
        for line in listing.nothing_ahead(selection.occurrences(catalog, wanted, clock, past=True), catalog):
            click.echo(line, err=True)


def _echo_pieces(pieces: Iterator[bytes]) -> None:
    """Many at a time: each call of `echo` costs more than making a piece."""
    while some := b"".join(islice(pieces, 1000)):
        click.echo(some, nl=False)


def _ics(file: str, text: "Source", catalog: "Catalog", events: "list[Event]", now: datetime | None) -> bytes:
    """The events as one .ics, with the revisions that are published or will be."""
    from calendar_gen import compiler

    known = options.known(file)
    if known.diagnostics:
        _show_some(known.diagnostics)
        raise click.exceptions.Exit(1)
    return compiler.export(catalog, events, options.stamp(now, text), known)


def _alone(occurrence: "Occurrence") -> "Event":
    from calendar_gen import occurrences

    return occurrences.alone(occurrence) if occurrence.recurring else occurrence.event


def _catalog(file: str, text: "Source") -> "Catalog":
    """The calendar, for a command that is not about its problems but can't go on with errors."""
    from calendar_gen import compiler

    loaded = compiler.load(text)
    if loaded.errors:
        _refuse(file, loaded)
    return loaded.catalog


def _refuse(file: str, loaded: "Loaded") -> NoReturn:
    _show_some([diagnostic for diagnostic in loaded.diagnostics if diagnostic.is_error])
    click.echo(_verdict(file, loaded), err=True)
    raise click.exceptions.Exit(1)


def _query(catalog: "Catalog", filters: "Filters", clock: datetime) -> "Query":
    from calendar_gen import selection

    try:
        return selection.query(filters, catalog, clock)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None


def _show(found: Iterable["Diagnostic"], err: bool) -> None:
    from calendar_gen import diagnostics

    for diagnostic in found:
        for role, line in diagnostics.as_text(diagnostic):
            click.echo(click.style(line, **STYLES[role]) if role in STYLES else line, err=err)


def _show_some(found: "Sequence[Diagnostic]") -> None:
    """As many as one can take in, for a command that is about something else."""
    _show(found[:SHOWN], err=True)
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN:,} more: 'calendar-gen check' shows them all", err=True)


def _verdict(file: str, loaded: "Loaded") -> str:
    if not loaded.diagnostics:
        return f"{file}: {_count(len(loaded.catalog.events), 'event')}, no problems"
    counts = [_count(n, what) for n, what in ((loaded.errors, "error"), (loaded.warnings, "warning")) if n]
    return f"{file}: {', '.join(counts)}"


def _report(built: "Built", output: str) -> None:
    changes = built.changes
    counts = ((changes.created, "new"), (changes.updated, "changed"), (changes.removed, "removed"))
    parts = [f"{len(paths):,} {word}" for paths, word in counts if paths]
    parts.append(f"{changes.unchanged:,} as before" if parts and changes.unchanged else "")
    said = ", ".join(part for part in parts if part) or "nothing changed"
    feeds = sum(path.endswith(".ics") for path in built.sizes) - built.events
    made = f"{_count(feeds, 'feed')}, {_count(built.events, 'event file')} and feed.xml"
    click.echo(f"{output}{os.sep if not output.endswith(os.sep) else ''}: {made} ({said})")
    if built.large:
        largest = max(built.large, key=lambda path: built.large[path])
        shown = f"{largest} has {built.large[largest] / 1e6:.1f} MB"
        more = f", and {len(built.large) - 1} more" if len(built.large) > 1 else ""
        click.echo(f"Warning: {shown}{more}: Google is said to stop reading feeds at about 1 MB.", err=True)


def _not_locked(error: "LockedError", lock: str) -> int:
    """Say what the lock lacks."""
    if error.before.data is None:
        click.echo(f"There is no {lock}: run 'calendar-gen build' and commit it.", err=True)
        return 1
    from calendar_gen import diff

    changes = diff.compare(error.before.lock, error.after)
    for line in diff.as_text(changes[:SHOWN]):
        click.echo(line, err=True)
    if len(changes) > SHOWN:
        click.echo(f"… and {len(changes) - SHOWN:,} more: 'calendar-gen diff' shows them all", err=True)
    click.echo(f"{lock} would change: run 'calendar-gen build' and commit it.", err=True)
    return 1


def _waiting(output: str) -> None:
    click.echo(f"Another build is writing to {output}; waiting for it to end.", err=True)


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")
