"""Options as they are typed → what they stand for: a file, a moment, filters."""

import math
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from calendar_gen.dates.years import FIRST_YEAR, LAST_YEAR
from calendar_gen.diagnostics.wording import printable
from calendar_gen.publish.limits import Limits

DEFAULT_FILE = "events.yaml"
_OTHER_YEAR = f"the year must be from {FIRST_YEAR} to {LAST_YEAR}, in UTC"

_DEFAULT = Limits()
_F = TypeVar("_F", bound=Callable[..., Any])


class ReadError(click.ClickException):
    """A file that can't be read: wrong use, not a mistake in the data."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))  # what a file is called may act on a terminal


def file_option(command: _F, envvar: str | None = None) -> _F:
    """-f/--file, before or after the command's name; the environment is asked last."""
    return click.option(
        "-f",
        "--file",
        metavar="FILE",
        envvar=envvar,
        show_envvar=True,
        shell_complete=files,
        help=f"The calendar's file, or a folder of files.  [default: {DEFAULT_FILE}]",
    )(command)


def root_option(command: _F) -> _F:
    """--root, before the command's name: it is about where a calendar lies, as -f is."""
    return click.option(
        "--root",
        metavar="DIR",
        envvar="CALENDAR_GEN_ROOT",
        show_envvar=True,
        type=click.Path(exists=True, file_okay=False),
        help="Only files in this folder are included.  [default: the repository, else the file's folder]",
    )(command)


def now_option(command: _F) -> _F:
    """--now, which stands in for the clock."""
    return click.option(
        "--now",
        metavar="ISO",
        callback=_read_now,
        help="Stands in for the clock: 2024-05-01, or 2024-05-01T09:30Z. (So does SOURCE_DATE_EPOCH.)",
    )(command)


def _read_now(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """The moment meant; one without offset is in UTC: the machine's zone must make no difference."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        raise click.BadParameter(
            f"'{value}' is not a time as in ISO 8601: write YYYY-MM-DD or YYYY-MM-DDTHH:MMZ"
        ) from None
    except OverflowError:
        raise click.BadParameter(_OTHER_YEAR) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise click.BadParameter(_OTHER_YEAR)
    return moment


class _Number(click.FloatRange):
    """A number in a range, in which "nan" is for click."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return self.fail(f"{value!r} is not a number", param, ctx) if math.isnan(number) else number


def theme_option(command: _F) -> _F:
    """--theme, a folder of templates and a stylesheet."""
    return click.option(
        "--theme",
        metavar="DIR",
        shell_complete=folders,
        help="A folder with a theme for the pages, in the place of the one that the file names.",
    )(command)


def format_option(help: str, *choices: str) -> Callable[[_F], _F]:
    """--format, of which the first is taken where none is given."""
    return click.option(
        "--format", "format_", type=click.Choice(choices), default=choices[0], show_default=True, help=help
    )


def private_option(command: _F) -> _F:
    """--allow-private, for addresses that may be a stranger's."""
    return click.option(
        "--allow-private", is_flag=True, help="Also ask servers of this machine and of its network."
    )(command)


def limits(function: Callable[..., Any]) -> Callable[..., Any]:
    """How much is read of an address, how long it may take, and with `private_option` of whom."""

    @wraps(function)
    def run(max_size: float, timeout: float, allow_private: bool = False, **options: Any) -> Any:
        limits = Limits(size=round(max_size * 1e6), seconds=timeout, private=allow_private)
        return function(limits=limits, **options)

    decorated = click.option(
        "--timeout",
        type=_Number(min=0, max=3600, min_open=True),
        metavar="SECONDS",
        default=_DEFAULT.seconds,
        show_default=True,
        help="For all that is asked of one address together.",
    )(run)
    return click.option(
        "--max-size",
        type=_Number(min=0, max=1000, min_open=True),
        metavar="MB",
        default=_DEFAULT.size // 1_000_000,
        show_default=True,
        help="Larger feeds aren't read, nor files of ten times that.",
    )(decorated)


def clock(now: datetime | None) -> datetime:
    """The moment that it is, or that was given to stand for it."""
    return now or source_date_epoch() or datetime.now(UTC)


def source_date_epoch() -> datetime | None:
    """The time that reproducible builds give to stand in for the clock."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        moment = datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not '{value}'") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise click.UsageError(f"SOURCE_DATE_EPOCH: {_OTHER_YEAR}")
    return moment


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """That a file or folder may be named; the shell knows which there are."""
    return [CompletionItem(incomplete, type="file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """That a folder may be named; the shell knows which there are."""
    return [CompletionItem(incomplete, type="dir")]
