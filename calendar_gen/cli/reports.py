"""A calendar's problems → what commands say of them besides their results, and how many they are."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from calendar_gen.diagnostics.codes import OF_THE_LOCK
from calendar_gen.diagnostics.formats import as_text
from calendar_gen.diagnostics.problem import Coded, Diagnostic
from calendar_gen.diagnostics.wording import first_of_each, number_of, printable

if TYPE_CHECKING:  # `verify` says its own, and doesn't wait for what reads a calendar
    from calendar_gen.loader import Loaded

SHOWN = 20
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


def show(found: Iterable[Diagnostic], err: bool) -> None:
    """Print problems with their lines and remedies; of one code as many as anybody reads."""
    told, more = first_of_each(found)
    for diagnostic in told:
        for role, line in as_text(diagnostic):
            click.echo(click.style(line, **STYLES[role]) if role in STYLES else line, err=err)
    for line in more:
        click.echo(line, err=err)


def annotate(found: Iterable[Coded], as_github: Callable[[Coded], str]) -> None:
    """Print annotations: GitHub shows ten of a kind a step, and people read the others in the log."""
    told, more = first_of_each(found)
    for one in told:
        click.echo(as_github(one))
    for line in more:
        click.echo(line)


def show_some(found: Sequence[Diagnostic]) -> None:
    """As many as one can take in, for a command that is about something else."""
    show(found[:SHOWN], err=True)
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN:,} more: 'calendar-gen check' shows them all", err=True)


def verdict(file: str, loaded: "Loaded") -> str:
    """How many problems a file has, in a line."""
    file = printable(file)
    if not loaded.diagnostics:
        return f"{file}: {number_of(len(loaded.catalog.events), 'event')}, no problems"
    of_lock = [found for found in loaded.diagnostics if found.is_error and found.code in OF_THE_LOCK]
    said = [f"{printable(of_lock[0].file)}: {number_of(len(of_lock), 'error')}"] if of_lock else []
    numbers = ((loaded.errors - len(of_lock), "error"), (loaded.warnings, "warning"))
    if counts := [number_of(number, what) for number, what in numbers if number]:
        said.insert(0, f"{file}: {', '.join(counts)}")
    return "; ".join(said)
