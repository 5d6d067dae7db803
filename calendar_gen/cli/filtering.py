"""The options that filter → what is asked of a calendar, and what a shell may offer for them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from calendar_gen import loader
from calendar_gen.cli import listing
from calendar_gen.cli.group import named_file
from calendar_gen.cli.reading import read
from calendar_gen.dates import periods
from calendar_gen.dates.periods import Month, Moving
from calendar_gen.dates.values import When
from calendar_gen.diagnostics.problem import Problem
from calendar_gen.diagnostics.wording import folded, printable
from calendar_gen.model import occurrences, selection
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.model.occurrences import Occurrence
from calendar_gen.model.selection import Query

_F = TypeVar("_F", bound=Callable[..., Any])
# Of series, beside a date for each event: they are held in memory, with 4 kB each in an .ics.
MOST_DATES = 100_000


def filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filters, the same on every command: the values of one are alternatives, all must match."""

    @wraps(function)
    def run(from_: str | None, to: str | None, **options: Any) -> Any:
        given = {name: options.pop(name) for name, _, _ in _FILTERS}
        given["month"] = tuple(map(_month, given["month"]))
        if not all(map(folded, given["search"])):
            raise click.UsageError("--search is empty: leave it out, or write what to look for")
        asked = Filters(**given, from_=_days("--from", from_), to=_days("--to", to))
        return function(filters=asked, **options)

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


def language_option(command: _F) -> _F:
    """--language: of the calendar's languages another than the first."""
    return click.option(
        "--language",
        metavar="TAG",
        shell_complete=complete,
        help="In this one of the calendar's languages.  [default: the first]",
    )(command)


def _month(text: str) -> Month | Moving:
    month = periods.month(text)
    if isinstance(month, Problem):
        raise click.UsageError(f"{month.message}: {month.remedy}")
    return month


def _days(option: str, text: str | None) -> When | Moving | None:
    if text is None:
        return None
    if text == "":
        raise click.UsageError(f"{option} is empty: leave it out, or write a day, a month or a year")
    days = periods.days(text)
    if isinstance(days, Problem):
        raise click.UsageError(f"{option} {days.message}: {days.remedy}")
    return days


def query(catalog: Catalog, filters: Filters, clock: datetime) -> Query:
    try:
        return selection.query(filters, catalog, clock)
    except selection.SelectionError as error:
        raise click.UsageError(str(error)) from None


def held(
    found: Iterator[Occurrence], catalog: Catalog, remedy: str = "--from, --to or --limit"
) -> list[Occurrence]:
    """All of them, for what can't be written one by one. Raises UsageError where series have too many."""
    most = MOST_DATES + len(catalog.events)
    held = list(islice(found, most + 1))
    if len(held) > most:
        raise click.UsageError(f"there are more than {MOST_DATES:,} dates: narrow them with {remedy}")
    return held


def alone(occurrence: Occurrence) -> Event:
    return occurrences.alone(occurrence) if occurrence.recurring else occurrence.event


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a filter may be, from the calendar itself; nothing where that can't be read."""
    file = named_file(*(each.params.get("file") for each in (ctx, ctx.parent) if each))
    try:
        catalog = loader.load(read(file)).catalog
    except click.ClickException:
        return []
    known = listing.completions(param.name or "", catalog)
    offered = [(value, text) for value, text in known if value.startswith(incomplete) and value.isprintable()]
    return [CompletionItem(value, help=printable(text)) for value, text in offered]


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
