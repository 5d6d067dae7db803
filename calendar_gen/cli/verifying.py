"""Options → what calendar apps would make of feeds: the command verify."""

from datetime import datetime
from functools import partial

import click

from calendar_gen.cli import options, reports, verdicts
from calendar_gen.cli.group import command
from calendar_gen.cli.options import files, format_option, limits, private_option
from calendar_gen.cli.progress import progress
from calendar_gen.publish.limits import Limits
from calendar_gen.validator import report as validator_report


@partial(command, of_a_calendar=False)
@click.argument("target", nargs=-1, required=True, shell_complete=files)
@private_option
@limits
@format_option("For people, for scripts, or for annotations on GitHub.", "text", "json", "github")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def verify(now: datetime | None, target: tuple[str, ...], limits: Limits, format_: str, strict: bool) -> int:
    """Show what calendar apps would make of feeds.

    TARGET is a folder, an .ics file or an address; feeds of other programs are read too.
    Exits with 1 if there are errors (with --strict: or warnings), with 2 if a TARGET can't be read.

    \b
    Examples:
      calendar-gen verify public
      calendar-gen verify calendar.ics holidays.ics --strict
      calendar-gen verify https://events.example.org/calendar.ics
    """
    with progress() as doing:
        report = validator_report.verify(target, options.clock(now), limits, doing)
    broken = report.errors or (strict and report.warnings)
    status = reports.decided(2 if report.unreadable else 1 if broken else 0)
    if format_ == "json":
        click.echo(validator_report.as_json(report), nl=False)
    elif format_ == "github":
        reports.annotate(report.findings, validator_report.as_github)
    else:
        verdicts.show(report, color=click.get_current_context().color)
    # Who is strict wants to know that it could have been stricter; anybody else did nothing wrong.
    lacking = report.lacking if strict else ()
    for line in (*report.remarks, *lacking, *(f"Error: {line}" for line in report.unreadable)):
        click.echo(line, err=True)
    click.echo(validator_report.verdict(report), err=True)
    return status
