"""Options → a calendar's site and feeds over HTTP: the command serve."""

import os
import webbrowser
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import click

from calendar_gen.cli import options, reports
from calendar_gen.cli.group import command
from calendar_gen.cli.options import ReadError, theme_option
from calendar_gen.cli.progress import progress
from calendar_gen.cli.reading import read, root
from calendar_gen.diagnostics.wording import number_of, printable

try:
    from calendar_gen.serve import server
    from calendar_gen.serve.preview import CalendarPaths
    from calendar_gen.serve.stage import OnShow, first

    lacks = ""
except ModuleNotFoundError as missing:  # the command is there all the same, and says how to get it
    lacks = missing.name or ""
    if lacks.startswith("calendar_gen"):
        raise

# The clone, not our name: that may be another's in the index that pip asks.
LACKING = (
    "serve needs the extra 'serve' (starlette, uvicorn, watchfiles): in the clone install '.[serve]', "
    "with what calendar-gen was installed with, pip, uv tool or pipx"
)
PORT = 8000


@command
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=PORT,
    show_default=True,
    help="Where it listens; 0 takes any port that is free.",
)
@click.option("--open", "open_", is_flag=True, help="Show it in the browser.")
@theme_option
def serve(file: str, now: datetime | None, port: int, open_: bool, theme: str | None) -> int:
    """Show the site and feeds in a browser, anew on each save.

    What is shown is what a build would publish; nothing is written, events.lock neither. Only this
    machine can see it. With an error in the calendar the page says what is wrong, at its foot, and is the
    last that could be built. Ctrl-C ends it.

    \b
    Examples:
      calendar-gen serve
      calendar-gen serve --open
      calendar-gen -f fairs.yaml serve --port 8080
      calendar-gen serve --theme plain       while you write a theme
    """
    if lacks:
        raise ReadError(LACKING)
    if os.path.exists(file) and not (os.path.isfile(file) or os.path.isdir(file)):
        raise ReadError(f"{file} can't be followed: it is no file")
    read(file, theme=theme)
    other = None if theme is None else Path(theme)
    place, clock = CalendarPaths(Path(file), root(), other), partial(options.clock, now)
    try:
        sock = server.listen(port)
    except OSError as error:
        raise ReadError(
            f"port {port}: {os.strerror(error.errno or 0)}: name another with --port, or 0 for any"
        ) from None
    with progress() as doing:
        doing(f"Building {printable(file)}")
        shown = first(place, clock())
    _tell(file, shown, again=False)
    address = f"http://127.0.0.1:{sock.getsockname()[1]}{quote(shown.hosted.root)}"
    click.echo(f"Serving {printable(file)} at {address} until Ctrl-C")
    if open_:  # aside, as one in the terminal ends when its reader is done; what it asks waits at the socket
        Thread(target=_open, args=(address,), daemon=True).start()
    server.serve(server.Serving(place, clock, partial(_tell, file)), sock, shown)
    return 0


def _open(address: str) -> None:
    if not webbrowser.open(address):
        click.echo("No browser could be started: open the address in one.", err=True)


def _tell(file: str, shown: "OnShow", again: bool = True) -> None:
    """Say what came of a save: what is on show, or all that is wrong, and what is shown meanwhile."""
    refused = shown.refused
    if refused is None:
        reports.show_some(shown.warnings)
        if again:
            click.echo(f"{printable(file)}: shown as it is now, {number_of(shown.files, 'file')}", err=True)
        return
    if refused.loaded:
        reports.show([found for found in refused.loaded.diagnostics if found.is_error], err=True)
        click.echo(reports.verdict(file, refused.loaded), err=True)
    else:
        click.echo(refused.reason, err=True)
    if not shown.hosted.nothing:
        click.echo("Shown is what was there before.", err=True)
