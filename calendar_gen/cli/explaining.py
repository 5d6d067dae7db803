"""A code → what it means, with an example: the command explain."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import click
from click.shell_completion import CompletionItem

from calendar_gen.cli.group import command
from calendar_gen.diagnostics import pages
from calendar_gen.diagnostics.codes import RETIRED, digits
from calendar_gen.diagnostics.wording import did_you_mean, quoted
from calendar_gen.validator.clients import RULES
from calendar_gen.validator.ours import meaning


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    known = (*pages.codes(), *RULES)
    return [CompletionItem(code) for code in known if code.startswith(incomplete.upper())]


@partial(command, of_a_calendar=False)
@click.argument("code", shell_complete=_complete)
def explain(now: datetime | None, code: str) -> int:
    """Explain a code: what it means, with an example.

    CODE is one of check (E101, W202) or of verify (V306), in capitals or not.

    \b
    Examples:
      calendar-gen explain E101
      calendar-gen explain v306
    """
    wanted = code.strip().upper()
    if wanted in RULES:
        lines = _rule(wanted)
    elif wanted in pages.codes():
        lines = pages.plain(pages.page(wanted))
    elif wanted in RETIRED:
        lines = _retired(wanted)
    else:
        remedy = _meant(wanted) or "they look like E101, W202 and V306"
        raise click.UsageError(f"there is no code {quoted(code)}: {remedy}")
    for line in lines:
        click.echo(line)
    return 0


def _meant(wanted: str) -> str:
    known = (*pages.codes(), *RULES)
    number = digits(wanted[-3:])
    if near := [
        code for code in known if code in (wanted[:1] + number, *(f"{kind}{number}" for kind in "EWV"))
    ]:
        exact = [code for code in near if code[0] == wanted[:1]]
        return f"did you mean {' or '.join(map(quoted, exact or near))}?"
    return did_you_mean(wanted, known)


def _retired(code: str) -> Iterator[str]:
    """A code that an older version said, and what is so now."""
    retired = RETIRED[code]
    yield code
    yield ""
    yield f"It is retired, and nothing says it any longer. It meant {retired.meant}."
    yield f"Now {retired.now}."


def _rule(code: str) -> Iterator[str]:
    """A rule of verify: what is known of it, and what each app makes of it."""
    rule = RULES[code]
    yield code
    yield ""
    yield f"{rule.says[0].upper()}{rule.says[1:]}."
    yield ""
    yield f"It is {'an error' if rule.is_error else 'a warning'} of verify: {rule.why}."
    yield f"What is right: {rule.remedy}."
    yield f"In feeds of calendar-gen: {meaning(code).replace('`', '')}."
    yield ""
    for client, effect in rule.by_client.items():
        yield f"    {client:<14}  {effect}"
