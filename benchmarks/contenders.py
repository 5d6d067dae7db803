"""What is timed: our commands and the peers, each a command line over one folder of data."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import report
import setup_peers
from measure import fingerprint

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """The data of one size, and where the contenders write. `events` is None for the shipped file."""

    events: int | None
    folder: Path

    @property
    def source(self) -> Path:
        """events.yaml in our format."""
        return self.folder / "events.yaml"

    @property
    def lock(self) -> Path:
        """What our `build` remembers."""
        return self.folder / "events.lock"

    @property
    def public(self) -> Path:
        """What our `build` writes."""
        return self.folder / "public"


def nothing(_place: Place) -> None:
    """No preparation needed."""


def silent(_place: Place) -> str:
    """Nothing to say afterwards."""
    return ""


@dataclass(frozen=True, slots=True)
class Contender:
    """One row: `before` is not timed; `after` looks at the result and gives a note.

    `missing` says why it cannot run. `limit` is the largest size that it is given. `feed` is the one file
    it writes, whose events are counted once.
    """

    key: str
    label: str
    argv: Callable[[Place], Sequence[str]]
    dialect: str = "events"
    before: Callable[[Place], None] = nothing
    after: Callable[[Place], str] = silent
    feed: str | None = None
    limit: int | None = None
    missing: str | None = None
    ours: bool = False


def ours(command: Sequence[str]) -> list[Contender]:
    """The commands of calendar-gen that read the whole file."""

    def line(*arguments: str) -> Callable[[Place], Sequence[str]]:
        return lambda place: [
            *command, "-f", str(place.source), *(part.format(public=place.public) for part in arguments)
        ]  # fmt: skip

    # The others make feeds and no pages.
    build = line("build", "--no-site", "-o", "{public}")
    before, after = _unmoved(build)
    return [
        Contender("check", "check", line("check"), ours=True),
        Contender(
            report.BUILD,
            "build, fresh",
            build,
            before=begin_anew,
            after=lambda place: f"{fingerprint(place.public)[0]:,} files",
            feed="public/calendar.ics",
            ours=True,
        ),
        Contender(
            "locked",
            "build, fresh, by its lock",
            build,
            before=_put_aside,
            after=lambda place: f"{fingerprint(place.public)[0]:,} files",
            feed="public/calendar.ics",
            ours=True,
        ),
        Contender("unchanged", "build, unchanged", build, before=before, after=after, ours=True),
        Contender("edit", "build, one event edited", build, before=_edit, after=_written, ours=True),
        Contender(
            "site",
            "build, fresh, with pages",
            line("build", "-o", "{public}"),
            before=begin_anew,
            after=lambda place: f"{fingerprint(place.public)[0]:,} files",
            feed="public/calendar.ics",
            ours=True,
        ),
        Contender("list", "list --all", line("list", "--all"), ours=True),
    ]


def _put_aside(place: Place) -> None:
    """Make room for a folder to be built. After one is deleted some file systems are slow for a while."""
    if place.public.exists():
        place.public.rename(place.folder / f"public-{time.time_ns()}")


def begin_anew(place: Place) -> None:
    _put_aside(place)
    place.lock.unlink(missing_ok=True)


_EDITED = "Edited at "


def _edit(place: Place) -> None:
    """Another title for one event, by a process of its own, as this one must stay small."""
    title = f"{_EDITED}{time.time_ns()}"
    subprocess.run([sys.executable, HERE / "edit.py", place.source, title], check=True)


def _written(place: Place) -> str:
    """How many files were written since the edit, and how many hold the event."""
    tree = str(place.public)
    newer = subprocess.run(
        ["find", tree, "-type", "f", "-name", "*.ics", "-newer", str(place.source)],
        check=True,
        capture_output=True,
    )
    holding = subprocess.run(
        ["grep", "-rlF", _EDITED, tree, "--include=*.ics"], check=True, capture_output=True
    )
    counts = [len(found.stdout.splitlines()) for found in (newer, holding)]
    return f"{counts[0]} feeds written, {counts[1]} hold it"


def _unmoved(
    build: Callable[[Place], Sequence[str]],
) -> tuple[Callable[[Place], None], Callable[[Place], str]]:
    """Before and after a build of what is already built: no file may be written again."""
    was: dict[int | None, tuple[int, int]] = {}

    def before(place: Place) -> None:
        if not place.public.exists():
            subprocess.run(build(place), check=True, capture_output=True, env=environment())
        was[place.events] = fingerprint(place.public)

    def after(place: Place) -> str:
        return "no file moved" if fingerprint(place.public) == was[place.events] else "FILES MOVED"

    return before, after


def start_up(command: Sequence[str], shipped: Path) -> list[Contender]:
    """A listing of the catalogue in this repository, against Python itself."""
    absent = None if shipped.exists() else f"there is no {shipped.name} yet"
    return [
        Contender(
            report.SHIPPED,
            "list",
            lambda _place: [*command, "-f", str(shipped), "list"],
            missing=absent,
            ours=True,
        ),
        Contender(report.PLAIN_PYTHON, "python -c pass", lambda _place: [sys.executable, "-c", "pass"]),
    ]


def peers(work: Path, limit: int, missing: dict[str, str | None]) -> list[Contender]:
    """One feed from the same events by other means; `limit` holds for those that need minutes."""
    both = [
        Contender(
            key,
            f"Hugo (from {data.upper()})",
            partial(hugo, setup_peers.hugo(work), key),
            dialect=key,
            before=partial(hugo_site, key, {f"events.{data}": f"{key}.{data}"}),
            feed=f"{key}/calendar.ics",
            missing=missing["python"],
        )
        for key, data in (("hugo", "yaml"), ("hugo-json", "json"))
    ]
    slow = (
        (_yaml2ics(work), missing["python"]),
        (_icalendar(work), missing["python"]),
        (_ical_generator(work), missing["node"]),
    )
    return [*(replace(each, limit=limit, missing=reason) for each, reason in slow), *both]


def _yaml2ics(work: Path) -> Contender:
    command = str(work / "venv" / "bin" / "yaml2ics")
    return Contender(
        "yaml2ics",
        "yaml2ics",
        # It writes to standard output, which goes to this file.
        lambda place: [command, str(place.folder / "yaml2ics.yaml")],
        dialect="yaml2ics",
        feed="yaml2ics.out",
    )


def _icalendar(work: Path) -> Contender:
    script = [str(work / "venv" / "bin" / "python"), str(HERE / "peers" / "icalendar_pyyaml.py")]
    return Contender(
        "icalendar",
        "icalendar + PyYAML",
        lambda place: [*script, str(place.source), str(place.folder / "icalendar.ics")],
        feed="icalendar.ics",
    )


def _ical_generator(work: Path) -> Contender:
    script = ["node", str(work / "node" / "ical_generator.mjs")]
    return Contender(
        "ical-generator",
        "ical-generator + js-yaml",
        lambda place: [*script, str(place.source), str(place.folder / "generator.ics")],
        feed="generator.ics",
    )


def hugo(program: Path, key: str, place: Place) -> Sequence[str]:
    """Hugo in the site `KEY-site`, into the folder KEY."""
    folder = place.folder
    # The cache stays in the work folder, and --quiet spares it the summary.
    return [
        str(program),
        "--quiet",
        f"--source={folder / f'{key}-site'}",
        f"--destination={folder / key}",
        f"--cacheDir={folder / 'cache'}",
    ]


def hugo_site(key: str, data: Mapping[str, str], place: Place, peer: str = "hugo") -> None:
    """The site with its data; what it made is removed, as ours is before a fresh build.

    `data` are the names of files in Hugo's data folder, and where the files are.
    """
    site = place.folder / f"{key}-site"
    remove(place.folder / key)
    if site.exists():
        return
    shutil.copytree(HERE / "peers" / peer, site)
    # RFC 5545 §3.1: lines end in CRLF; the template's own ends are what Hugo writes.
    feed = (HERE / "peers" / "hugo" / "layouts" / "index.feed.ics").read_bytes()
    (site / "layouts" / "index.feed.ics").write_bytes(feed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    (site / "data").mkdir()
    for name, file in data.items():
        os.link(place.folder / file, site / "data" / name)


def remove(folder: Path) -> None:
    """Remove a folder in a process of its own: listing 100,000 files would swell this one (see measure)."""
    subprocess.run(["rm", "-rf", "--", str(folder)], check=True)


def environment() -> dict[str, str]:
    """This process's environment, less what would change what our command reads or which day it is."""
    unset = {"SOURCE_DATE_EPOCH", "CALENDAR_GEN_FILE"}
    return {key: value for key, value in os.environ.items() if key not in unset}
