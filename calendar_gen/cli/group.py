"""A command line → one command, with what all have in common: the calendar's file and the clock."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from importlib import import_module
from typing import Any, TypeVar

import click

from calendar_gen import __version__
from calendar_gen.cli.options import DEFAULT_FILE, file_option, now_option, root_option

_T = TypeVar("_T")

# The shell's completion script sets this variable when it asks what to offer.
VARIABLE = "_CALENDAR_GEN_COMPLETE"

# Each command: its module, and the first line of its help. A module is imported only when its command runs,
# so that commands start quickly; the list of commands in --help is made from these lines and imports none.
MODULES = {
    "build": ("publishing", "Compile the calendar into feeds and pages, all or nothing."),
    "check": ("checking", "Show every problem in the file, with its line and a remedy."),
    "completion": ("completing", "Print the script for completion in a shell."),
    "diff": ("publishing", "Show what subscribers will see change, before it is published."),
    "explain": ("explaining", "Explain a code: what it means, with an example."),
    "export": ("exporting", "Write one .ics file of the events that match, past ones too."),
    "init": ("starting", "Begin a calendar, with an event of each common kind."),
    "list": ("queries", "List what is on: events that aren't over yet, by their start."),
    "schema": ("describing", "Write the JSON Schema of events.yaml, for editors."),
    "serve": ("serving", "Show the site and feeds in a browser, anew on each save."),
    "show": ("queries", "Show one event in full, with its sources."),
    "verify": ("verifying", "Show what calendar apps would make of feeds."),
}


class _Group(click.Group):
    """A group whose commands are looked for in their modules, which put them there."""

    def main(self, *args: Any, **options: Any) -> Any:
        if VARIABLE in os.environ:
            import_module("calendar_gen.cli.completing")  # ours, in the place of click's
        return super().main(*args, **options)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # For a name that is no command all are imported: click suggests the nearest.
        names = [cmd_name] if cmd_name in MODULES else MODULES
        for module, _ in (MODULES[name] for name in names):
            import_module(f"calendar_gen.cli.{module}")
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, MODULES[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@partial(file_option, envvar="CALENDAR_GEN_FILE")
@root_option
@now_option
@click.pass_context
def cli(ctx: click.Context, file: str | None, root: str | None, now: datetime | None) -> None:
    """Compile a curated event calendar: one YAML file in, iCalendar feeds out.

    \b
    Examples:
      calendar-gen check                     every mistake in events.yaml, with its line
      calendar-gen build                     all feeds, into public/
      calendar-gen verify public             what calendar apps would make of them
      calendar-gen list --month 'may 2024'   what was on in May 2024
      calendar-gen -f fairs.yaml list --town Malu
    """
    ctx.ensure_object(dict).update(file=file, root=root, now=now)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True
    elif os.environ.get("TERM") == "dumb":
        ctx.color = False


def keep(value: _T) -> _T:
    """A value as large as the calendar, kept until the process ends: nobody waits until it is freed."""
    click.get_current_context().obj["kept"] = value
    return value


def named_file(*given: str | None) -> str:
    """The calendar's file, as it is named after the command's name, else before it, else by default."""
    return next((name for name in given if name is not None), DEFAULT_FILE)


def command(function: Callable[..., Any], *, of_a_calendar: bool = True) -> click.Command:
    """A command of the group, with the options that all of them take: the clock, and a calendar's file."""

    @wraps(function)
    def run(now: datetime | None, file: str | None = None, **given: Any) -> Any:
        shared = click.get_current_context().obj
        if of_a_calendar:
            given["file"] = named_file(file, shared["file"])
        return function(now=now or shared["now"], **given)

    name = function.__name__.removesuffix("_")
    decorated = file_option(now_option(run)) if of_a_calendar else now_option(run)
    return cli.command(name)(decorated)
