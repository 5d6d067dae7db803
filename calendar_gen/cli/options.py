"""Options as they are typed → what they stand for: a file, a moment, filters."""

import math
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from calendar_gen.publish.limits import Limits

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from calendar_gen.compiler import Target
    from calendar_gen.lock.lockfile import Known
    from calendar_gen.publish.limits import Limits
    from calendar_gen.source.files import Source

DEFAULT_FILE = "events.yaml"
# Some thousands of events: half a second.
LARGE = 5_000_000
# As in calendar_gen.dates.spans, which is imported late.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_OTHER_YEAR = f"the year must be from {FIRST_YEAR} to {LAST_YEAR}, in UTC"

_DEFAULT = Limits()
_F = TypeVar("_F", bound=Callable[..., Any])


class ReadError(click.ClickException):
    """A file that can't be read: wrong use, not a mistake in the data."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        from calendar_gen.diagnostics.wording import printable  # late: most files can be read

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
        raise click.BadParameter(f"'{value}' is not a time as in ISO 8601: write 2024-05-01T09:30Z") from None
    except OverflowError:
        raise click.BadParameter(_OTHER_YEAR) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise click.BadParameter(_OTHER_YEAR)
    return moment


def filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filters, the same on every command: the values of one are alternatives, all must match."""

    @wraps(function)
    def run(from_: str | None, to: str | None, **options: Any) -> Any:
        from calendar_gen.model.catalog import Filters

        for name, date in (("--from", from_), ("--to", to)):
            if date == "":
                raise click.UsageError(f"{name} is empty: leave it out, or write a day, a month or a year")
        given = {name: options.pop(name) for name, _, _ in _FILTERS}
        return function(filters=Filters(**given, from_=from_ or "", to=to or ""), **options)

    decorated: Callable[..., Any] = run
    decorated = click.option("--to", metavar="DATE", help="Only what begins on this day or before.")(
        decorated
    )
    decorated = click.option("--from", "from_", metavar="DATE", help="Only what lasts to this day or later.")(
        decorated
    )
    for name, metavar, text in reversed(_FILTERS):
        option = click.option(f"--{name}", metavar=metavar, multiple=True, help=text, shell_complete=complete)
        decorated = option(decorated)
    return decorated


class _Number(click.FloatRange):
    """A number in a range, in which "nan" is for click."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return self.fail(f"{value!r} is not a number", param, ctx) if math.isnan(number) else number


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


def read(file: str) -> "Source":
    """The file's text. Raises ReadError."""
    from calendar_gen.source import files as source_files
    from calendar_gen.source import trees

    if not file:
        raise ReadError("-f names no file")
    try:
        return source_files.read(Path(file), trees.on_disk(Path(file), _root()))
    except FileNotFoundError as error:
        if os.path.isdir(file):
            raise ReadError(f"{file}: {error.strerror}") from None
        hint = "name it with -f, or start one: README shows how" if file == DEFAULT_FILE else "check the name"
        raise ReadError(f"there is no file {file}: {hint}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReadError(f"{file} can't be read: {reason}") from None


def _root() -> Path | None:
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("root") if context else None
    return Path(given) if given else None


def is_large(text: "Source") -> bool:
    """Whether people may wonder what takes so long to read."""
    return sum(len(file.data) for file in text.all) > LARGE


def known(file: str) -> "Known":
    """What the lock of a calendar says. Raises ReadError."""
    from calendar_gen import baseline

    with _readable():
        return baseline.known(Path(file), _root())


def before(file: str, against: str | None, limits: Limits) -> "Known":
    """What a difference is taken from: a lock, what is published, or a revision. Raises ReadError."""
    from calendar_gen import baseline

    if against is None:
        return known(file)
    with _readable():
        return baseline.against(Path(file), against, limits, _root())


@contextmanager
def _readable() -> Iterator[None]:
    from calendar_gen.publish.manifest import OutputError

    try:
        yield
    except OutputError as error:
        raise ReadError(str(error)) from None


def target(
    file: str, output: str, previous: str | None, limits: Limits, *, locked: bool, dry_run: bool
) -> "Target":
    """Where a build publishes to, and from where it knows what it published before. Raises ReadError."""
    from calendar_gen import baseline
    from calendar_gen.compiler import Target

    if not output:
        raise ReadError("-o names no folder")
    with _readable():
        lock = baseline.lock_of(Path(file), _root())
        if previous is None:
            return Target(Path(output), lock, locked=locked, dry_run=dry_run)
        if locked:
            raise click.UsageError("--locked is about the lock, and with --previous there is none")
        if lock and baseline.mode_of(lock):
            raise click.UsageError(f"{lock} is kept: leave --previous out, or delete {lock}")
        place = baseline.place(previous, limits)
    if place is None:
        raise ReadError(f"there is no folder {previous}")
    return Target(Path(output), None, place, dry_run=dry_run)


def clock(now: datetime | None) -> datetime:
    """The moment that it is, or that was given to stand for it."""
    return now or _source_date_epoch() or datetime.now(UTC)


def stamp(now: datetime | None, text: "Source") -> datetime:
    """DTSTAMP in whole seconds: the moment given, or the newest file's, so that a rebuild is the same."""
    given = now or _source_date_epoch()
    if given is None:
        try:
            changed = max(os.stat(file.name).st_mtime for file in text.all)
        except OSError as error:
            raise ReadError(f"{error.filename} is gone: {error.strerror}") from None
        given = datetime.fromtimestamp(changed, UTC)
    return given.replace(microsecond=0)


def _source_date_epoch() -> datetime | None:
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


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a filter may be, from the calendar itself; nothing where that can't be read."""
    from calendar_gen import compiler
    from calendar_gen.cli import listing
    from calendar_gen.diagnostics.wording import printable

    file = next((c.params.get("file") for c in (ctx, ctx.parent) if c and c.params.get("file")), None)
    try:
        catalog = compiler.load(
            read(str(file or os.environ.get("CALENDAR_GEN_FILE") or DEFAULT_FILE))
        ).catalog
    except click.ClickException:
        return []
    known = listing.completions(param.name or "", catalog)
    offered = [(value, text) for value, text in known if value.startswith(incomplete) and value.isprintable()]
    return [CompletionItem(_typed(value), help=printable(text)) for value, text in offered]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """That a file or folder may be named; the shell knows which there are."""
    return [CompletionItem(incomplete, type="file")]


def _typed(value: str) -> str:
    """A value as bash wants it on its line; other shells put it in quotes themselves."""
    in_bash = os.environ.get("_CALENDAR_GEN_COMPLETE", "").startswith("bash")
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", value) if in_bash else value


_FILTERS = (
    ("venue", "NAME", "Only at this venue: its id, its name or a part of either."),
    ("town", "NAME", "Only in this town."),
    ("category", "NAME", "Only of this category."),
    ("series", "ID", "Only this event and what is part of it."),
    ("status", "STATUS", "Only confirmed, tentative, cancelled or postponed ones."),
    ("event", "ID", "Only this event."),
    ("search", "TEXT", "Only what has this text in its title, description, place, category or organizer."),
    ("month", "MONTH", "Only what touches this month: 2024-05, 2024, may, 'may 2024', this, next."),
)
