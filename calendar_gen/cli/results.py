"""What a build did, or would do → what is said of it."""

import os
from pathlib import Path

import click

from calendar_gen.cli import reports
from calendar_gen.compiler import Built, LockedError
from calendar_gen.diagnostics.wording import number_of, printable
from calendar_gen.lock.changes import as_text, compare, in_languages
from calendar_gen.lock.known import VERSION
from calendar_gen.web import layout

# What GitHub Pages takes (docs.github.com, "GitHub Pages limits").
LARGE_SITE = 1_000_000_000


def planned(built: Built, output: str, lock_file: str) -> None:
    """List what a build would write and remove, its lock last: a file a line."""
    changes = built.changes
    listed = (("new", changes.created), ("changed", changes.updated), ("removed", changes.removed))
    for word, paths in listed:
        for path in paths:
            click.echo(f"{word:<8} {printable(os.path.join(output, path))}")
    if built.relocked:
        click.echo(f"{'changed' if built.begun is None else 'new':<8} {printable(lock_file)}")


def built(built: Built, file: str, output: str, lock_file: str, dry_run: bool = False) -> None:
    """Say what a build warns of, what it made or would make, and what it found worth a word."""
    reports.show_some(built.diagnostics)
    if built.warnings:
        more = "" if built.diagnostics else ", as before: 'calendar-gen check' shows them"
        click.echo(f"{printable(file)}: {number_of(built.warnings, 'warning')}{more}", err=True)
    output, lock_file = printable(output), printable(lock_file)
    changes = built.changes
    counts = ((changes.created, "new"), (changes.updated, "changed"), (changes.removed, "removed"))
    parts = [f"{len(paths):,} {word}" for paths, word in counts if paths]
    parts.append(f"{changes.unchanged:,} as before" if parts and changes.unchanged else "")
    said = ", ".join(part for part in parts if part) or "nothing changed"
    languages = {layout.language_of(path) for path in built.sizes}
    first = [path for path in built.sizes if not layout.language_of(path)]
    feeds = sum(map(layout.is_ics, first)) - built.events
    pages = sum(map(layout.is_page, first))
    counted = [number_of(feeds, "feed"), number_of(built.events, "event file")]
    made = f"{', '.join(counted + ([number_of(pages, 'page')] if pages else []))} and feed.xml"
    made += f" in each of {len(languages)} languages" if len(languages) > 1 else ""
    click.echo(f"{output}{os.sep if not output.endswith(os.sep) else ''}: {made} ({said})")
    _tell_of_large(built)
    _tell_of_others(built)
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
    if built.upgraded and not dry_run:
        click.echo(f"{lock_file} is of version {VERSION} now: commit it.", err=True)
    if dry_run:
        click.echo("Nothing was written: this was a dry run.", err=True)
    elif built.begun is not None:
        since = f", and goes on from what was in {output}" if built.begun else ""
        click.echo(f"{lock_file} is new{since}: it remembers what is published, so commit it.", err=True)


def _tell_of_others(built: Built) -> None:
    """Say what subscribers see otherwise without an edit."""
    if built.worded_anew:
        # Their texts are other ones, and say the same: nothing to look through.
        click.echo(f"{number_of(built.worded_anew, 'event')} worded anew: they say what they said.", err=True)
    if built.stand_apart:
        said = "1 date of a series stands in feeds as an event of its own now"
        if built.stand_apart > 1:
            said = f"{built.stand_apart:,} dates of series stand in feeds as events of their own now"
        click.echo(f"{said}: apps move {'it' if built.stand_apart == 1 else 'them'} once.", err=True)


def _tell_of_large(built: Built) -> None:
    if (size := sum(built.sizes.values())) > LARGE_SITE:
        told = f"all of it has {size / 1e9:.1f} GB"
        click.echo(f"Warning: {told}: GitHub Pages takes 1 GB. 'site: no' leaves the pages out.", err=True)
    if built.large:
        largest = max(built.large, key=lambda path: built.large[path])
        shown = f"{largest} has {built.large[largest] / 1e6:.1f} MB"
        more = f", and {len(built.large) - 1} more" if len(built.large) > 1 else ""
        click.echo(f"Warning: {shown}{more}: Google is said to stop reading feeds at about 1 MB.", err=True)


def not_locked(error: LockedError, lock_file: str) -> None:
    """Say what the lock lacks."""
    lock_file = printable(lock_file)
    if not error.before.is_there:
        click.echo(f"There is no {lock_file}: run 'calendar-gen build' and commit it.", err=True)
        return
    changes = [*in_languages(error.before.lock, error.languages)]
    changes += compare(error.before.lock, error.after, error.languages[0])
    for line in as_text(changes[: reports.SHOWN], error.languages[0]):
        click.echo(line, err=True)
    if len(changes) > reports.SHOWN:
        click.echo(
            f"… and {len(changes) - reports.SHOWN:,} more: 'calendar-gen diff' shows them all", err=True
        )
    if error.before.lock.is_old:
        versions = f"of version {error.before.lock.version}, and this calendar-gen writes {VERSION}"
        click.echo(f"{lock_file} is {versions}.", err=True)
    click.echo(f"{lock_file} would change: run 'calendar-gen build' and commit it.", err=True)


def waiting(of: Path) -> None:
    """Say that another build has a folder, or keeps a lock beside the one that this one goes on from."""
    click.echo(f"Another build is at work on {printable(str(of))}; waiting for it to end.", err=True)
