"""What the pages of a calendar cost, and the first steps with it, beside Hugo and beside plain Python.

    python benchmarks/pages.py --work /dev/shm/work                     # 10,000 events, three rounds
    python benchmarks/pages.py --work /dev/shm/work --large 100000      # and the largest page of so many

Whole processes, in turn, one round to warm up, then medians; ratios within each round.
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import report
import setup_peers
from compare import measured, processor
from contenders import Contender, Place, begin_anew, environment, hugo, hugo_site, remove
from measure import fingerprint
from report import Goal, Row, find, paired_ratio
from setup_peers import say

import serve

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "events.yaml"
LANGUAGES = "languages: [en, zh-Hans]"
HUGO = "hugo-pages"


def main() -> int:
    """Set up, measure, report."""
    options = _parser().parse_args()
    command = shlex.split(options.command)
    work: Path = options.work.resolve()
    missing = setup_peers.python_peers(work)
    place, first = Place(options.events, work / "data" / "pages"), Place(None, work / "data" / "first")
    pages = _prepare(place, first, command)
    rows = measured([*_of_sites(command, place), _of_hugo(work, missing)], place, options.rounds)
    rows += measured(list(_of_first_steps(command)), first, max(options.rounds, 7))
    goals = [*_ratios(rows), *_sizes(place, first, command, options.large, work), _saved(options.saves)]
    lines = [
        f"{processor()}; {options.events:,} events; Hugo {setup_peers.pins()['hugo']}",
        f"{pages:,} pages each; Hugo has one feed beside them, ours every feed and file",
        f"one round to warm up and {options.rounds} measured; medians, and ratios within each round",
    ]
    print("\n".join(f"- {line}" for line in lines) + "\n")
    head = ("events", "what", "wall s", "min–max", "CPU s", "peak MiB", "× build", "notes")
    print(report.table(head, report.cells(rows)) + "\n")
    print(report.table(("goal", "at most", "measured", "verdict", "at"), report.goal_cells(goals)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    beside = Path(sys.executable).parent / "calendar-gen"
    add = parser.add_argument
    add("--events", type=int, default=10_000, metavar="N")
    add("--rounds", type=int, default=3, metavar="N", help="after one to warm up (default: 3)")
    add("--large", type=int, default=0, metavar="N", help="the largest page of so many events; minutes")
    add("--saves", type=int, default=20, metavar="N", help="of `serve`; 0 leaves it out")
    add("--command", default=shlex.quote(str(beside)), help="calendar-gen (default: the one beside python)")
    add("--work", type=Path, default=HERE / "work", metavar="DIR")
    return parser


# --- the data -------------------------------------------------------------------------------------


def _prepare(place: Place, first: Place, command: Sequence[str]) -> int:
    """The data for all, ours published once, and how many pages it has."""
    for each in (place, _translated(place), first):
        remove(each.folder)
        each.folder.mkdir(parents=True)
    shutil.copy(SHIPPED, first.source)
    _generate(place, "-o", place.source)
    text = place.source.read_text("utf-8").replace("calendar:\n", f"calendar:\n  {LANGUAGES}\n", 1)
    _translated(place).source.write_text(text, "utf-8")
    _build(command, place)
    pages = _pages(place.public)
    _generate(place, "--dialect", "hugo-json", "-o", str(place.folder / "events.json"))
    # Hugo makes the first page and 404.html by itself.
    _generate(place, "--pages", str(pages - 2), "-o", str(place.folder / "lists.json"))
    return pages


def _translated(place: Place) -> Place:
    """The same calendar in two languages."""
    return Place(place.events, place.folder / "languages")


def _generate(place: Place, *options: str | Path) -> None:
    say(f"making {place.events:,} events: {Path(options[-1]).name}")
    subprocess.run(
        [sys.executable, str(HERE / "generate.py"), str(place.events), *map(str, options)], check=True
    )


def _build(command: Sequence[str], place: Place) -> None:
    argv = [*command, "-f", str(place.source), "build", "-o", str(place.public)]
    subprocess.run(argv, check=True, capture_output=True, env=environment())


# --- what is timed --------------------------------------------------------------------------------


def _of_sites(command: Sequence[str], place: Place) -> Iterator[Contender]:
    """Feeds alone, with pages, and with pages in two languages."""
    checked = [*command, "-f", str(_translated(place).source), "check"]
    known = subprocess.run(checked, capture_output=True, check=False, env=environment()).returncode == 0
    yield _fresh(command, report.BUILD, "build, feeds alone", more=["--no-site"])
    yield _fresh(command, "site", "build, feeds and pages")
    yield _fresh(
        command,
        "languages",
        "build, feeds and pages in two languages",
        of=_translated,
        missing=None if known else "a calendar has one language",
    )


def _fresh(
    command: Sequence[str],
    key: str,
    label: str,
    of: Callable[[Place], Place] = lambda place: place,
    more: Sequence[str] = (),
    missing: str | None = None,
) -> Contender:
    return Contender(
        key,
        label,
        lambda place: [*command, "-f", str(of(place).source), "build", *more, "-o", str(of(place).public)],
        before=lambda place: begin_anew(of(place)),
        after=lambda place: _made(of(place).public),
        missing=missing,
        ours=True,
    )


def _of_hugo(work: Path, missing: str | None) -> Contender:
    data = {name: name for name in ("events.json", "lists.json")}
    return Contender(
        HUGO,
        "Hugo, as many pages and a feed",
        partial(hugo, setup_peers.hugo(work), HUGO),
        before=partial(hugo_site, HUGO, data, peer=HUGO),
        after=lambda place: _made(place.folder / HUGO),
        feed=f"{HUGO}/calendar.ics",
        missing=missing,
    )


def _of_first_steps(command: Sequence[str]) -> Iterator[Contender]:
    """The shipped calendar; from nothing to a folder that verifies; the start of the program."""
    yield _fresh(command, report.SHIPPED, "build of the shipped calendar, fresh")
    own = shlex.join(command)
    steps = f"{own} init --yes && {own} build && {own} verify public"
    yield Contender(
        "init",
        "init, build, verify",
        lambda place: ["sh", "-c", f"cd {shlex.quote(str(place.folder / 'new'))} && {steps}"],
        before=_nothing_yet,
        ours=True,
    )
    yield Contender("completion", "completion bash", lambda _: [*command, "completion", "bash"], ours=True)
    yield Contender("help", "--help", lambda _: [*command, "--help"], ours=True)
    yield Contender(report.PLAIN_PYTHON, "python -c pass", lambda _: [sys.executable, "-c", "pass"])


def _made(folder: Path) -> str:
    return f"{_pages(folder):,} pages, {fingerprint(folder)[0]:,} files"


def _pages(folder: Path) -> int:
    """By a process of its own, as this one must stay small."""
    found = subprocess.run(["find", str(folder), "-name", "*.html"], check=True, capture_output=True)
    return found.stdout.count(b"\n")


def _nothing_yet(place: Place) -> None:
    remove(place.folder / "new")
    (place.folder / "new").mkdir()


# --- what came out --------------------------------------------------------------------------------


def _ratios(rows: Sequence[Row]) -> Iterator[Goal]:
    of_events = max(row.events or 0 for row in rows)
    site = find(rows, "site", of_events)
    yield _ratio("feeds and pages ÷ feeds alone", 4, site, find(rows, report.BUILD, of_events))
    both = _ratio("", 1, find(rows, "languages", of_events), site).measured
    yield Goal("each further language ÷ feeds and pages of the first", 1, both and both - 1)
    yield _ratio("feeds and pages ÷ Hugo", 2, site, find(rows, HUGO, of_events))
    for key, text, most in (
        (report.SHIPPED, "seconds, shipped calendar, fresh", 1.5),
        ("init", "seconds from init to a folder that verifies", 2),
    ):
        row = find(rows, key, None)
        yield Goal(text, most, row.wall if row else None)
    for key in ("completion", "help"):
        row, plain = find(rows, key, None), find(rows, report.PLAIN_PYTHON, None)
        cpu = [median(run.cpu for run in it.runs) for it in (row, plain) if it]
        yield Goal(f"{key} ÷ python -c pass, CPU", 5, cpu[0] / cpu[1] if len(cpu) == 2 else None)


def _ratio(text: str, at_most: float, row: Row | None, base: Row | None) -> Goal:
    return Goal(text, at_most, paired_ratio(row, base) if row and base else None)


def _sizes(place: Place, first: Place, command: Sequence[str], large: int, work: Path) -> Iterator[Goal]:
    seen = [first.public / "index.html", *(first.public / "assets").glob("site.*")]
    yield Goal("bytes of the first page, shipped, with stylesheet and script", 60_000, sum(map(_size, seen)))
    dates = place.public / "events.json"
    count = len(json.loads(dates.read_bytes())["dates"])
    yield Goal("bytes of events.json a date", 1000, _size(dates) / count, f"{count:,} dates")
    measured = None
    if large:
        many = Place(large, work / "data" / "many")
        remove(many.folder)
        many.folder.mkdir(parents=True)
        _generate(many, "-o", many.source)
        _build(command, many)
        measured = max(map(_size, many.public.rglob("*.html")))
        remove(many.folder)
    yield Goal("bytes of the largest page", 150_000, measured, f"{large:,} events")


def _size(path: Path) -> int:
    return path.stat().st_size


def _saved(saves: int) -> Goal:
    found = median(serve.times(SHIPPED, saves)) if saves else None
    return Goal("seconds from a save to the page, shipped calendar", 0.7, found)


if __name__ == "__main__":
    sys.exit(main())
