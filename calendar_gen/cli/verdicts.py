"""A report of `verify` → a terminal: a table of rules and apps, then each finding with its remedy."""

from collections.abc import Iterator, Sequence

import click
from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from calendar_gen.cli import table as cli_table
from calendar_gen.validator.clients import CLIENTS, RULES, SIGNS, Effect, FeedRule, Severity
from calendar_gen.validator.report import Finding, Report, beside

SHOWN = 20
# As rich and click name them.
_STYLES = {
    Effect.REFUSES: "bold red",
    Effect.WRONG: "red",
    Effect.PARTLY: "yellow",
    Effect.FINE: "green",
    Effect.UNKNOWN: "dim",
}
_SEVERITIES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_WIDE = 130
LEGEND = "✗ refuses the feed   ! shows it wrongly   ~ in part   ✓ fine   ? not known"


def show(report: Report, color: bool | None = None) -> None:
    """The table and the findings on standard output; nothing where nothing was found."""
    if not report.checked or not report.counts:
        return
    console = cli_table.screen(color)
    if not console.is_terminal or console.width < cli_table.NARROW:
        for line in _plain(report):
            click.echo(line)
    else:
        cli_table.show(console, _table(report, console.width >= _WIDE))
        cli_table.show(console, Text(_legend(console.width >= _WIDE), style="dim"))
    click.echo()
    for finding in _first(report.findings):
        code = click.style(finding.code, fg=_SEVERITIES[finding.rule.severity], bold=True)
        click.echo(f"{finding.place}: {code} {finding.message}{beside(finding)}")
        click.echo(click.style(f"    = {finding.rule.remedy}", fg="green"))
    rest = sum(report.counts.values()) - min(SHOWN, len(report.findings))
    if rest:
        click.echo(f"… and {rest:,} more")


def _first(findings: Sequence[Finding]) -> list[Finding]:
    """As many as one can take in, errors rather than warnings, in the order of their places."""
    by_weight = sorted(range(len(findings)), key=lambda i: (not findings[i].rule.is_error, i))
    return [findings[i] for i in sorted(by_weight[:SHOWN])]


def _table(report: Report, wide: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Rule", overflow="fold")
    for client in CLIENTS.values():
        table.add_column(client.name if wide else client.short, justify="center", no_wrap=True)
    for rule, first, count in _broken(report):
        what = Text()
        what.append(rule.code, style=_SEVERITIES[rule.severity])
        what.append(f" {rule.says}\n")
        what.append(f"     {rule.severity}: {_where(first, count)}", style="dim")
        table.add_row(
            what, *[Text(SIGNS[effect], style=_STYLES[effect]) for effect in rule.by_client.values()]
        )
    return table


def _legend(wide: bool) -> str:
    if wide:
        return LEGEND
    pairs = [f"{client.short} {client.name}" for client in CLIENTS.values()]
    return f"{'   '.join(pairs[:5])}\n{'   '.join(pairs[5:])}\n{LEGEND}"


def _plain(report: Report) -> Iterator[str]:
    """A line a rule, in words, for pipes and for narrow terminals."""
    rows = [(rule, _where(first, count)) for rule, first, count in _broken(report)]
    width = max(cell_len(rule.says) for rule, _ in rows)
    for rule, where in rows:
        says = rule.says + " " * (width - cell_len(rule.says))
        yield f"{rule.code}  {rule.severity:7}  {says}  {_effects(rule)}  {where}"


def _effects(rule: FeedRule) -> str:
    """`refuses: Home Assistant; wrong: Google, Outlook`: those for whom it is not fine."""
    told = []
    for bad in (Effect.REFUSES, Effect.WRONG, Effect.PARTLY):
        clients = [client for client, effect in rule.by_client.items() if effect == bad]
        if clients:
            told.append(f"{bad}: {', '.join(clients)}")
    return "; ".join(told) or "no app is known to mind"


def _broken(report: Report) -> Iterator[tuple[FeedRule, Finding, int]]:
    """Each broken rule with its first finding, errors first."""
    first: dict[str, Finding] = {}
    for finding in report.findings:
        first.setdefault(finding.code, finding)
    counts = report.counts
    for code in sorted(counts, key=lambda code: (not RULES[code].is_error, code)):
        yield RULES[code], first[code], counts[code]


def _where(finding: Finding, count: int) -> str:
    return finding.place + (f" and {count - 1:,} more" if count > 1 else "")
