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

# The module of each command, which is imported when it is asked for: no command waits for another's.
MODULES = {
    "build": "publishing",
    "check": "checking",
    "diff": "publishing",
    "explain": "explaining",
    "export": "exporting",
    "list": "queries",
    "show": "queries",
    "verify": "verifying",
}


class _Group(click.Group):
    """A group whose commands are looked for in their modules, which put them there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # Of a name that is none, all of them: click suggests what is written alike.
        for module in [MODULES[cmd_name]] if cmd_name in MODULES else MODULES.values():
            import_module(f"calendar_gen.cli.{module}")
        return super().get_command(ctx, cmd_name)


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

    \b
    Completion for your shell (bash here; zsh and fish alike):
      eval "$(_CALENDAR_GEN_COMPLETE=bash_source calendar-gen)"
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


def command(function: Callable[..., Any], *, of_a_calendar: bool = True) -> click.Command:
    """A command of the group, with the options that all of them take: the clock, and a calendar's file."""

    @wraps(function)
    def run(now: datetime | None, file: str | None = None, **given: Any) -> Any:
        shared = click.get_current_context().obj
        if of_a_calendar:
            given["file"] = next((name for name in (file, shared["file"]) if name is not None), DEFAULT_FILE)
        return function(now=now or shared["now"], **given)

    name = function.__name__.removesuffix("_")
    decorated = file_option(now_option(run)) if of_a_calendar else now_option(run)
    return cli.command(name)(decorated)
