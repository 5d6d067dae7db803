"""What a command did → what it says besides: problems, what a build changed, what a list leaves out."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from operator import length_hint
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from calendar_gen.compiler import Built, LockedError
    from calendar_gen.diagnostics.problem import Coded, Diagnostic
    from calendar_gen.loader import Loaded
    from calendar_gen.model.catalog import Catalog
    from calendar_gen.model.selection import Query

SHOWN = 20
# As many lines past a limit are counted: a series without end has no last one.
COUNTED = 10_000
STYLES: dict[str, dict[str, Any]] = {
    "place": {"bold": True},
    "caret": {"fg": "red", "bold": True},
    "remedy": {"fg": "green"},
}


def decided(status: int) -> int:
    """The exit status of a command, which holds even if nobody reads what is still to be said."""
    click.get_current_context().obj["status"] = status
    return status


def refuse(file: str, loaded: "Loaded") -> NoReturn:
    """Show the errors of a file, for a command that can go no further."""
    decided(1)
    show_some([diagnostic for diagnostic in loaded.diagnostics if diagnostic.is_error])
    click.echo(verdict(file, loaded), err=True)
    raise click.exceptions.Exit(1)


def explain_rows(
    shown: int, others: Iterator[object], catalog: "Catalog", wanted: "Query", clock: datetime
) -> None:
    """Say what isn't shown: lines past the limit, which are counted up to COUNTED, or that all is over."""
    from calendar_gen.cli import listing
    from calendar_gen.model import selection
    from calendar_gen.words import labels

    known = length_hint(others)  # what is a list already is counted
    if more := known or sum(1 for _ in islice(others, COUNTED + 1)):
        past = not known and more > COUNTED
        text = labels.beyond_limit(COUNTED if past else more, catalog.calendar.language, at_least=past)
        click.echo(text, err=True)
    if not shown:
        for line in listing.nothing_ahead(selection.occurrences(catalog, wanted, clock, past=True), catalog):
            click.echo(line, err=True)


def show(found: Iterable["Diagnostic"], err: bool) -> None:
    """Print problems with their lines and remedies; of one code as many as anybody reads."""
    from calendar_gen.diagnostics.formats import as_text
    from calendar_gen.diagnostics.wording import first_of_each

    told, more = first_of_each(found)
    for diagnostic in told:
        for role, line in as_text(diagnostic):
            click.echo(click.style(line, **STYLES[role]) if role in STYLES else line, err=err)
    for line in more:
        click.echo(line, err=err)


def annotate(found: "Iterable[Coded]", as_github: "Callable[[Coded], str]") -> None:
    """Print annotations: GitHub shows ten of a kind a step, and people read the others in the log."""
    from calendar_gen.diagnostics.wording import first_of_each

    told, more = first_of_each(found)
    for one in told:
        click.echo(as_github(one))
    for line in more:
        click.echo(line)


def show_some(found: "Sequence[Diagnostic]") -> None:
    """As many as one can take in, for a command that is about something else."""
    show(found[:SHOWN], err=True)
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN:,} more: 'calendar-gen check' shows them all", err=True)


def verdict(file: str, loaded: "Loaded") -> str:
    """How many problems a file has, in a line."""
    from calendar_gen.diagnostics.wording import number_of, printable

    file = printable(file)
    if not loaded.diagnostics:
        return f"{file}: {number_of(len(loaded.catalog.events), 'event')}, no problems"
    counts = [number_of(n, what) for n, what in ((loaded.errors, "error"), (loaded.warnings, "warning")) if n]
    return f"{file}: {', '.join(counts)}"


def planned(built: "Built", output: str, lock: str) -> None:
    """List what a build would write and remove, its lock last: a file a line."""
    from calendar_gen.diagnostics.wording import printable

    changes = built.changes
    listed = (("new", changes.created), ("changed", changes.updated), ("removed", changes.removed))
    for word, paths in listed:
        for path in paths:
            click.echo(f"{word:<8} {printable(os.path.join(output, path))}")
    if built.relocked:
        click.echo(f"{'changed' if built.begun is None else 'new':<8} {printable(lock)}")


def built(built: "Built", file: str, output: str, lock: str, dry_run: bool = False) -> None:
    """Say what a build warns of, what it made or would make, and what it found worth a word."""
    from calendar_gen.diagnostics.wording import number_of, printable

    show_some(built.diagnostics)
    if built.warnings:
        more = "" if built.diagnostics else ", as before: 'calendar-gen check' shows them"
        click.echo(f"{printable(file)}: {number_of(built.warnings, 'warning')}{more}", err=True)
    output, lock = printable(output), printable(lock)
    changes = built.changes
    counts = ((changes.created, "new"), (changes.updated, "changed"), (changes.removed, "removed"))
    parts = [f"{len(paths):,} {word}" for paths, word in counts if paths]
    parts.append(f"{changes.unchanged:,} as before" if parts and changes.unchanged else "")
    said = ", ".join(part for part in parts if part) or "nothing changed"
    feeds = sum(path.endswith(".ics") for path in built.sizes) - built.events
    made = f"{number_of(feeds, 'feed')}, {number_of(built.events, 'event file')} and feed.xml"
    click.echo(f"{output}{os.sep if not output.endswith(os.sep) else ''}: {made} ({said})")
    if built.large:
        largest = max(built.large, key=lambda path: built.large[path])
        shown = f"{largest} has {built.large[largest] / 1e6:.1f} MB"
        more = f", and {len(built.large) - 1} more" if len(built.large) > 1 else ""
        click.echo(f"Warning: {shown}{more}: Google is said to stop reading feeds at about 1 MB.", err=True)

    if built.worded_anew:
        # Their texts are other ones, and say the same: nothing to look through.
        click.echo(f"{number_of(built.worded_anew, 'event')} worded anew: they say what they said.", err=True)
    if changes.widened:
        click.echo(f"{output} held only {printable(changes.widened)}: now all of the calendar.", err=True)
    if changes.kept:
        more = f" and {len(changes.kept) - 3:,} more" if len(changes.kept) > 3 else ""
        names = ", ".join(printable(path) for path in changes.kept[:3]) + more
        click.echo(
            f"{output}: no longer made, but left there, as calendar-gen didn't write what is in it now: "
            f"{names}. Delete what nobody needs.",
            err=True,
        )
    if dry_run:
        click.echo("Nothing was written: this was a dry run.", err=True)
    elif built.begun is not None:
        since = f", and goes on from what was in {output}" if built.begun else ""
        click.echo(f"{lock} is new{since}: it remembers what is published, so commit it.", err=True)


@contextmanager
def progress(at_once: bool = False) -> Iterator[Callable[[str], None]]:
    """Says what is being done, on a line of the terminal that goes again; if not at once, after a second.

    What it is told is printable text.
    """
    import shutil  # late: it brings what packs archives

    next_time, shown = time.monotonic() + (not at_once), False

    def doing(what: str) -> None:
        nonlocal next_time, shown
        if time.monotonic() >= next_time:
            next_time, shown = time.monotonic() + 0.1, True
            width = shutil.get_terminal_size().columns
            click.echo(f"\r\x1b[K{what[: width - 1]}\r", nl=False, err=True)

    if not (sys.stderr and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield lambda _what: None
        return
    try:
        yield doing
    finally:
        if shown:
            click.echo("\x1b[K", nl=False, err=True)


def not_locked(error: "LockedError", lock: str) -> None:
    """Say what the lock lacks."""
    from calendar_gen.diagnostics.wording import printable

    lock = printable(lock)
    if not error.before.is_there:
        click.echo(f"There is no {lock}: run 'calendar-gen build' and commit it.", err=True)
        return
    from calendar_gen.lock.changes import as_text, compare

    changes = compare(error.before.lock, error.after, error.language)
    for line in as_text(changes[:SHOWN], error.language):
        click.echo(line, err=True)
    if len(changes) > SHOWN:
        click.echo(f"… and {len(changes) - SHOWN:,} more: 'calendar-gen diff' shows them all", err=True)
    click.echo(f"{lock} would change: run 'calendar-gen build' and commit it.", err=True)


def waiting(of: Path) -> None:
    """Say that another build has a folder, or goes on from the same lock."""
    from calendar_gen.diagnostics.wording import printable

    click.echo(f"Another build is writing to {printable(str(of))}; waiting for it to end.", err=True)
