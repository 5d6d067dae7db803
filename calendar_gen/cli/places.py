"""What options name → a lock, a folder, an address: where a calendar is published, and was before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from calendar_gen import baseline
from calendar_gen.cli.options import ReadError
from calendar_gen.cli.reading import root
from calendar_gen.compiler import Target
from calendar_gen.lock.known import Known
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError


def known(file: str) -> Known:
    """What the lock of a calendar says. Raises ReadError."""
    with _readable():
        return baseline.known(Path(file), root())


def before(file: str, against: str | None, limits: Limits) -> Known:
    """What a difference is taken from: a lock, what is published, or a revision. Raises ReadError."""
    if against is None:
        return known(file)
    with _readable():
        return baseline.against(Path(file), against, limits, root())


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except OutputError as error:
        raise ReadError(str(error)) from None


def target(
    file: str,
    output: str,
    previous: str | None,
    limits: Limits,
    *,
    locked: bool,
    dry_run: bool,
    no_site: bool,
    first: bool,
) -> Target:
    """Where a build publishes to, and from where it knows what it published before. Raises ReadError."""
    if not output:
        raise ReadError("-o names no folder")
    with _readable():
        lock_file = baseline.lock_file_of(Path(file), root())
        if previous is None:
            if first:
                raise click.UsageError("--first is about what --previous names: give that too")
            return Target(Path(output), lock_file, locked=locked, dry_run=dry_run, no_site=no_site)
        if locked:
            raise click.UsageError("--locked is about the lock, and with --previous there is none")
        if lock_file and baseline.mode_of(lock_file):
            raise click.UsageError(f"{lock_file} is kept: leave --previous out, or delete {lock_file}")
        place = baseline.place(previous, limits)
        if first and place and baseline.is_published(place):
            raise ReadError(f"{previous}: something is published there already: leave --first out")
    if place is None and not (first and previous):
        raise ReadError(f"there is no folder {previous}" if previous else "--previous names no folder")
    return Target(Path(output), None, None if first else place, dry_run=dry_run, no_site=no_site)
