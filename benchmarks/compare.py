"""Time calendar-gen and its peers side by side on the same events.

    python benchmarks/compare.py --sizes 1000 10000 100000 --markdown FILE

Whole processes, in turn (A B C A B C …), so that what else the machine does falls on all of them; one round
to warm up, then medians, and ratios within each round.
"""

import argparse
import os
import platform
import resource
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import setup_peers
from contenders import Contender, Place, environment, ours, peers, remove, start_up
from measure import Run, run
from report import MIB, Row, document
from setup_peers import say

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> int:
    """Set up, measure, report."""
    options = _parser().parse_args()
    command = shlex.split(options.command)
    work: Path = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    contenders = _chosen(
        [*ours(command), *peers(work, options.peer_limit, _set_up(work, options.only))], options
    )
    rows: list[Row] = []
    sizes: list[str] = []
    for events in sorted(options.sizes):
        place = Place(events, work / "data" / str(events))
        _prepare(place, contenders, options.seed)
        sizes.append(f"{events:,} events {place.source.stat().st_size / 1e6:.2f} MB")
        rows += measured(contenders, place, options.rounds)
        remove(place.folder)
    small = _chosen(start_up(command, options.shipped.resolve()), options)
    # A start takes tens of milliseconds: more rounds cost nothing, and steady the median.
    rows += measured(small, Place(None, work), max(options.rounds, 15))
    text = document(_conditions(options, command, sizes), rows)
    print(text, end="")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    beside = Path(sys.executable).parent / "calendar-gen"
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000], metavar="N")
    add("--rounds", type=int, default=3, metavar="N", help="after one to warm up (default: 3)")
    add("--only", nargs="+", default=[], metavar="ROW", help="check, build, unchanged, list, yaml2ics, …")
    add("--peer-limit", type=int, default=10_000, metavar="N", help="the most events for the slow peers")
    add("--markdown", type=Path, metavar="FILE", help="write the report there too")
    add("--command", default=shlex.quote(str(beside)), help="calendar-gen (default: the one beside python)")
    add("--shipped", type=Path, default=ROOT / "events.yaml", metavar="FILE", help="for the start-up rows")
    add("--date", default=f"{datetime.now(UTC):%Y-%m-%d}", help="of the report (default: today's)")
    add("--seed", type=int, default=1, metavar="S")
    add("--work", type=Path, default=HERE / "work", metavar="DIR")
    return parser


def _chosen(contenders: Sequence[Contender], options: argparse.Namespace) -> list[Contender]:
    return [contender for contender in contenders if not options.only or contender.key in options.only]


def _set_up(work: Path, only: Sequence[str]) -> dict[str, str | None]:
    """Fetch the peers that will run; per kind, why it is not there."""

    def wanted(*keys: str) -> bool:
        return not only or any(key in only for key in keys)

    return {
        "python": setup_peers.python_peers(work)
        if wanted("yaml2ics", "icalendar", "hugo", "hugo-json")
        else None,
        "node": setup_peers.node_peers(work) if wanted("ical-generator") else None,
    }


def _prepare(place: Place, contenders: Sequence[Contender], seed: int) -> None:
    """The data in every dialect that is needed, made by other processes so that this one stays small."""
    remove(place.folder)
    place.folder.mkdir(parents=True)
    files = {
        "events": "events.yaml",
        "yaml2ics": "yaml2ics.yaml",
        "hugo": "hugo.yaml",
        "hugo-json": "hugo-json.json",
    }
    needed = {contender.dialect for contender in contenders if not _why_not(contender, place)}
    for dialect in sorted(needed | {"events"}):
        say(f"making {place.events:,} events for {dialect}")
        generate = [sys.executable, str(HERE / "generate.py"), str(place.events), "--seed", str(seed)]
        subprocess.run(
            [*generate, "--dialect", dialect, "-o", str(place.folder / files[dialect])], check=True
        )


def _why_not(contender: Contender, place: Place) -> str | None:
    if contender.missing:
        return f"not run: {contender.missing}"
    if contender.limit and place.events and place.events > contender.limit:
        return f"run only up to {contender.limit:,} events"
    return None


def measured(contenders: Sequence[Contender], place: Place, rounds: int) -> list[Row]:
    """Every contender in every round, in turn; the first round warms up and is not counted."""
    rows = {each.key: Row(each.key, each.label, place.events, each.ours) for each in contenders}
    active = list(contenders)
    for number in range(rounds + 1):
        for contender in list(active):
            row = rows[contender.key]
            problem = _why_not(contender, place) or _once(row, contender, place, warm_up=number == 0)
            if problem:
                active.remove(contender)
                row.runs, row.notes = [], [problem]
    return list(rows.values())


def _once(row: Row, contender: Contender, place: Place, *, warm_up: bool) -> str | None:
    """One run; why it failed, if it did."""
    out, err = (place.folder / f"{contender.key}.{end}" for end in ("out", "err"))
    try:
        contender.before(place)
        # What the one before wrote must not go to disk in this one's time.
        os.sync()
        done = run(contender.argv(place), out, err, environment())
    except (OSError, subprocess.CalledProcessError) as error:
        say(str(error))
        return "could not be run"
    _tell(contender, place, done)
    if done.code:
        say(err.read_text(errors="replace")[-1000:])
        return f"failed with exit code {done.code}"
    notes = [contender.after(place)]
    if warm_up:
        notes.append(_uncounted(contender, place))
    else:
        row.runs.append(done)
    row.notes += [note for note in notes if note and note not in row.notes]
    return None


def _tell(contender: Contender, place: Place, done: Run) -> None:
    events = "" if place.events is None else f"{place.events:,} events, "
    say(f"{events}{contender.label}: {done.wall:.2f} s, {done.rss / MIB:.0f} MiB")


def _uncounted(contender: Contender, place: Place) -> str:
    """A word when the feed has not as many events as the catalogue: a figure for less work is none."""
    if not contender.feed:
        return ""
    try:
        with (place.folder / contender.feed).open("rb") as file:
            found = sum(line.startswith(b"BEGIN:VEVENT") for line in file)
    except FileNotFoundError:
        return "NO FEED WRITTEN"
    return "" if found == place.events else f"ONLY {found:,} EVENTS IN THE FEED"


def _conditions(options: argparse.Namespace, command: Sequence[str], sizes: Sequence[str]) -> list[str]:
    """What the figures hold for; no paths, and no names of machines."""
    own_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"{options.date}; {processor()}, {os.cpu_count()} cores; {platform.system()}; "
        f"Python {platform.python_version()}",
        f"calendar-gen {_own_version(command)}; {setup_peers.versions()}",
        f"events.yaml (generate.py, seed {options.seed}): {', '.join(sizes)}",
        f"whole processes, interleaved, one round to warm up and {options.rounds} measured; medians; "
        "× build is the median of the ratios to our fresh build in the same round",
        f"no peak memory reads below the {own_peak:.0f} MiB of the measuring process itself",
    ]


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _own_version(command: Sequence[str]) -> str:
    try:
        answer = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return "(absent)"
    words = answer.stdout.split()
    return words[-1] if answer.returncode == 0 and words else "(version unknown)"


if __name__ == "__main__":
    sys.exit(main())
