"""Options and answers → the files of a new calendar: the command init."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import click
import msgspec

from calendar_gen import __version__, loader
from calendar_gen.cli import options
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, folders
from calendar_gen.cli.reading import OTHERWISE
from calendar_gen.dates import zones
from calendar_gen.diagnostics.wording import printable, quoted
from calendar_gen.lock import lockfile
from calendar_gen.publish.beginning import begin
from calendar_gen.publish.paths import OutputError
from calendar_gen.source import trees
from calendar_gen.source.files import Source
from calendar_gen.source.ids import id_of
from calendar_gen.source.schema import schema
from calendar_gen.starter import files as starter
from calendar_gen.starter.files import Answers

# What a locale says of its script, as tags have it (ISO 15924).
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}
# It stands before texts that were copied from some files, and nobody sees it.
BOM = "\ufeff"
# What would be an expression for GitHub, and what is no text.
_NOT_IN_A_WORKFLOW = r"\$\{\{|[\0-\x1f\x7f\ud800-\udfff]"
# What is asked, in order; the options are called so too.
QUESTIONS = {
    "name": "What is the calendar called?",
    "id": "Its id, a part of every event's identity",
    "timezone": "Whose clocks are its times on?",
    "language": "In which language are its events?",
}


@partial(command, of_a_calendar=False)
@click.argument("folder", metavar="[DIR]", default=".", shell_complete=folders)
@click.option("--name", metavar="TEXT", help="What the calendar is called.  [default: the folder's name]")
@click.option("--id", metavar="ID", help="A part of every event's identity.  [default: from the name]")
@click.option("--timezone", metavar="ZONE", help="As Europe/Lisbon.  [default: the machine's]")
@click.option("--language", metavar="TAG", help="As en, or zh-Hans.  [default: the machine's]")
@click.option(
    "--template",
    type=click.Choice(starter.TEMPLATES),
    help=f"Which events stand there as examples.  [default: {starter.TEMPLATES[0]}]",
)
@click.option("--github", is_flag=True, help="Also a workflow that publishes it on GitHub Pages.")
@click.option(
    "--no-lock",
    is_flag=True,
    help="With --github: for people who edit on github.com, and keep no events.lock.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: take what is given, and the defaults.")
def init(
    now: datetime | None,
    folder: str,
    template: str | None,
    github: bool,
    no_lock: bool,
    yes: bool,
    **given: str | None,
) -> int:
    """Begin a calendar, with an event of each common kind.

    Asks on a terminal for what no option gives. Writes events.yaml, its schema for editors, .gitignore
    and .gitattributes into DIR (this folder, if none is named), and never over what is there.

    \b
    Examples:
      calendar-gen init
      calendar-gen init fairs --name 'Village fairs' --timezone Europe/Lisbon --language en
      calendar-gen init --yes --template meetup --github
      calendar-gen init --github --no-lock
    """
    if not folder:
        raise click.UsageError("DIR is empty: leave it out, or name a folder")
    if no_lock and not github:
        raise click.UsageError("--no-lock is about the workflow: give --github too")
    place = Path(folder)
    there = _calendar_in(place)
    wanted = starter.beside(schema(__version__), not no_lock)
    if github:
        wanted |= _workflow(place, there or starter.CALENDAR, not no_lock)
    if there:
        _refuse(place / there, {**given, "template": template}, github)
    else:
        ask = not yes and all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))
        if not (ask or yes or given["name"]):
            raise click.UsageError("nobody can be asked here: give --name, or --yes for the defaults")
        answers = _answers(place, template or starter.TEMPLATES[0], given, ask)
        today = options.clock(now).astimezone(zones.zone(answers.timezone)).date()
        wanted = {starter.CALENDAR: starter.calendar(answers, today)} | wanted
    try:
        written = begin(place, wanted)
    except OutputError as error:
        raise ReadError(str(error)) from None
    for name in written:
        click.echo(_shown(place, name))
    _tell_kept(place, {name: data for name, data in wanted.items() if name not in written})
    _tell_next(place, written, not no_lock)
    return 0


def _calendar_in(folder: Path) -> str:
    """What the calendar in a folder is called, "" where there is none."""
    if os.path.lexists(folder / starter.CALENDAR):
        return starter.CALENDAR
    return next((name for name in OTHERWISE if _is_calendar(folder / name)), "")


def _is_calendar(path: Path) -> bool:
    return path.is_file() or any(it.suffix in trees.ENDINGS for it in path.glob("[!.]*"))


def _workflow(folder: Path, calendar: str, lock: bool) -> dict[str, bytes]:
    """The workflow of a calendar in a folder, by its name from there: GitHub reads those at the root alone.

    Raises ReadError.
    """
    if not lock and (kept := lockfile.path_of(folder / calendar)).exists():
        raise ReadError(f"{kept} is kept: leave --no-lock out, or delete {kept}")
    real = Path(os.path.realpath(folder))
    root = next(iter(trees.repositories(real)), real)
    file, output = ((real / name).relative_to(root).as_posix() for name in (calendar, starter.OUTPUT))
    if re.search(_NOT_IN_A_WORKFLOW, file):
        raise ReadError(f"{quoted(file)} can't be named in a workflow: give its folder a plain name")
    return {
        Path(os.path.relpath(root / starter.WORKFLOW, real)).as_posix(): starter.workflow(file, output, lock)
    }


def _refuse(calendar: Path, given: Mapping[str, str | None], github: bool) -> None:
    """Where a calendar is there already, only what stands beside it can be added. Raises ReadError."""
    path = printable(str(calendar))
    if not github and calendar.name != starter.CALENDAR:  # there would be two
        how = f"go on with it, as in 'calendar-gen check -f {path}', or name another folder"
        raise ReadError(f"{path} seems to be a calendar already: {how}")
    if not github:
        raise ReadError(f"{path} is there already: name another folder")
    for name, value in given.items():
        if value is not None:
            raise ReadError(
                f"{path} is there already, so --{name} does nothing: leave it out, or name another folder"
            )


def _shown(folder: Path, name: str) -> str:
    """The path of a file for people; what lies elsewhere than in the folder has all of it."""
    path = folder / name
    return printable(os.path.realpath(path) if ".." in path.relative_to(folder).parts else str(path))


def _answers(folder: Path, template: str, given: dict[str, str | None], ask: bool) -> Answers:
    """What is given, asked for, or taken from the folder and the machine. Raises UsageError."""
    called = os.path.basename(os.path.realpath(folder))
    found: dict[str, str] = {}
    defaults: dict[str, Callable[[], str]] = {
        "name": lambda: called[:1].upper() + called[1:].replace("-", " ").replace("_", " ") or "Events",
        "id": lambda: id_of(found["name"]) or id_of(called) or "events",
        "timezone": _machines_zone,
        "language": _machines_language,
    }
    for key, question in QUESTIONS.items():
        answer = given[key]
        if answer is None and ask:
            default = defaults[key]() or None
            answer = click.prompt(question, default, value_proc=partial(_right, key), err=True)
        found[key] = _right(key, defaults[key]() if answer is None else answer, f"--{key}")
    return Answers(**found, template=template)


def _right(key: str, value: str, option: str = "") -> str:
    """The value, if a calendar may have it for its key. Raises UsageError, with what would be right."""
    if not value and key == "timezone":
        said = "this machine tells no time zone that fits"
        raise click.UsageError(f"{said}: give one, as in --timezone Europe/Lisbon")
    value = value.strip().strip(BOM).strip()
    calendar = {"id": "a", "name": "A", "timezone": "UTC", key: value}
    # In winter and in summer, as it may be wrong in one of them.
    days = [{"id": it, "title": it, "start": f"2027-{it}-01 12:00", "duration": "1 h"} for it in ("01", "07")]
    try:
        text = msgspec.json.encode({"calendar": calendar, "events": days})
    except UnicodeEncodeError:  # octets that are no text in the encoding of the terminal
        raise click.UsageError(f"{option or f'--{key}'}: {quoted(value)} is no text in UTF-8") from None
    found = loader.load(Source(starter.CALENDAR, text)).diagnostics
    if found:
        told = f"{found[0].message}: {found[0].remedy}" if found[0].remedy else found[0].message
        raise click.UsageError(f"{option}: {told}" if option else told)
    return value


def _machines_zone() -> str:
    """The IANA name of the zone that the machine's clock is set to, "" where it can't be told or won't do."""
    if "TZ" in os.environ:  # POSIX, Base Definitions §8.3: a name, a file of zones, or a rule
        given = os.environ["TZ"].removeprefix(":")
        given = os.path.realpath(given) if os.path.isabs(given) else given
        return _fitting((given.rpartition("zoneinfo/")[2],) if given else ("UTC",))
    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        written = trees.read_file(Path("/etc/timezone")).decode().strip()
    except (OSError, ValueError):
        written = ""
    # Without any of these a POSIX machine runs on UTC.
    names = [name for name in (link, written) if name] or ["UTC"] * (os.name == "posix")
    return _fitting(names)


def _fitting(names: Iterable[str]) -> str:
    """The first of some zones that a calendar may have as it stands, "" if none may."""
    for name in names:
        with suppress(click.UsageError):
            return _right("timezone", name)
    return ""


def _machines_language() -> str:
    """The language tag for the locale of the environment (POSIX, Base Definitions §8.2)."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale, _, modifier = next((name for name in names if name), "").partition("@")
    tag, *rest = locale.partition(".")[0].replace("-", "_").split("_")
    if not (tag.isascii() and tag.isalpha() and len(tag) in (2, 3)):
        return "en"
    script = next((part.title() for part in rest if len(part) == 4), _SCRIPTS.get(modifier, ""))
    if tag == "zh" and not script:
        script = "Hant" if {"TW", "HK", "MO"} & {*rest} else "Hans"
    return f"{tag}-{script}" if script else tag


def _tell_kept(folder: Path, kept: Mapping[str, bytes]) -> None:
    """Say what isn't written because something is there, and what that lacks."""
    for name, data in kept.items():
        try:
            there = trees.read_file(folder / name).splitlines()
        except OSError:
            there = []
        if name in (".gitignore", ".gitattributes"):
            # `public` and `public/` mean the folder here as well.
            known = {line.strip(b"/ ") for line in there}
            lacks = [line for line in data.splitlines() if line.strip(b"/ ") not in known]
            lines = ", ".join(f"'{line.decode()}'" for line in lacks if not line.startswith(b"#"))
            if lines:
                click.echo(f"{_shown(folder, name)} stays as it is: add the line {lines}", err=True)
        elif there != data.splitlines():
            click.echo(f"{_shown(folder, name)} stays as it is.", err=True)


def _tell_next(folder: Path, written: tuple[str, ...], lock: bool) -> None:
    if any(name.endswith(starter.WORKFLOW) for name in written):
        what = "who you have calendar-gen from for OWNER, which commit for COMMIT"
        address = "" if lock else ", and the address of your site after 'previous'"
        click.echo(f"In {starter.WORKFLOW} write {what}{address}.", err=True)
    if starter.CALENDAR in written:
        path = str(folder)
        # A name that can't be typed as it is shown isn't.
        there = "" if folder == Path() or printable(path) != path else f"cd {_typed(path)}, "
        what = "write your own events in place of these, then calendar-gen build"
        click.echo(f"Next: {there}{what}.", err=True)


def _typed(path: str) -> str:
    """A path as a shell takes it for one, and its command for no option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)
