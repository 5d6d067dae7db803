"""A shell → the script with which it completes, and what it is offered: the command completion.

Both are click's own, but for a word such as `--status=p`, which bash parts and zsh and fish want whole, and
for names of a calendar, which may have spaces, commas and what a shell would obey.
"""

import os
import re
from datetime import datetime
from functools import partial
from glob import escape, glob

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from calendar_gen.cli.group import VARIABLE, command

PROGRAM = "calendar-gen"


@partial(command, of_a_calendar=False)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(now: datetime | None, shell: str) -> int:
    """Print the script for completion in a shell.

    It offers commands, options, and the venues, towns, categories and events of the calendar itself.

    \b
    Examples:
      calendar-gen completion bash >> ~/.bashrc
      calendar-gen completion zsh >> ~/.zshrc
      calendar-gen completion fish > ~/.config/fish/completions/calendar-gen.fish
    """
    made = CLASSES[shell](click.get_current_context().find_root().command, {}, PROGRAM, VARIABLE)
    # Not its own `source`: that of bash starts bash, to see how old it is.
    click.echo(ShellComplete.source(made), nl=False)
    return 0


class _Bash(BashComplete):
    """bash gives `--status=p` as three words, and replaces the last of them by what it gets, as it is."""

    source_template = BashComplete.source_template.replace("read type value", "read -r type value").replace(
        "COMPREPLY+=($value)", 'COMPREPLY+=("$value")'
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        words, incomplete = super().get_completion_args()
        args: list[str] = []
        for word in words:
            if len(args) > 1 and args[-1] == "=" and args[-2].startswith("--"):
                args[-2:] = [f"{args[-2]}={word}"]
            else:
                args.append(word)
        return (args[:-1], incomplete) if args[-1:] == ["="] else (args, incomplete)

    def format_completion(self, item: CompletionItem[str]) -> str:
        return f"{item.type},{_quoted(item.value, _open_quote())}"


def _open_quote() -> str:
    """The quotation mark with which the word begins that is being written, in bash; "" without one."""
    words, number = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    word = words[number] if number < len(words) else ""
    return word[:1] if word[:1] in ("'", '"') else ""


def _quoted(text: str, quote: str) -> str:
    """A text as bash reads it as one word and obeys nothing in it: a town may be called `$(reboot)`."""
    if quote == "'":
        return text.replace("'", r"'\''")
    return re.sub(r'[\\"$`]' if quote else r"[^\w@%+=:,./-]", r"\\\g<0>", text)


def _whole(found: list[CompletionItem[str]], incomplete: str) -> list[CompletionItem[str]]:
    """What is offered, with the option before it that stands in the same word: files too, which a shell
    would look for by the whole of the word."""
    option, sign, value = incomplete.partition("=")
    if not sign or not option.startswith("--"):
        return found
    kinds = {item.type for item in found}
    if kinds & {"file", "dir"}:
        found = [CompletionItem(path) for path in _paths(value) if "file" in kinds or path.endswith(os.sep)]
    return [CompletionItem(f"{option}={item.value}", help=item.help) for item in found]


def _paths(beginning: str) -> list[str]:
    """The files and folders whose paths begin so, each folder with a slash at its end."""
    paths = [path for path in sorted(glob(f"{escape(beginning)}*")) if path.isprintable()]
    return [os.path.join(path, "") if os.path.isdir(path) else path for path in paths]


class _Zsh(ZshComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        return _whole(super().get_completions(args, incomplete), incomplete)


class _Fish(FishComplete):
    # A name may have a comma, and so may what is said of it.
    source_template = FishComplete.source_template.replace('string split ","', 'string split -m 1 ","')

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        return _whole(super().get_completions(args, incomplete), incomplete)


CLASSES: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}
for _made in CLASSES.values():
    add_completion_class(_made)
