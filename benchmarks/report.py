"""From what was measured to tables: medians, ratios, growth, goals. Nothing here runs anything."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from measure import Run

MIB = 1024 * 1024
BUILD = "build"
PLAIN_PYTHON = "python-pass"
SHIPPED = "list-shipped"


@dataclass(slots=True)
class Row:
    """One contender at one size: its runs, a round each, or why there are none."""

    key: str
    label: str
    events: int | None
    ours: bool = False
    runs: list[Run] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """Median seconds."""
        return median(run.wall for run in self.runs)

    @property
    def rss(self) -> int:
        """Median of the peaks, in bytes."""
        return int(median(run.rss for run in self.runs))


@dataclass(frozen=True, slots=True)
class Goal:
    """What the design promises, and what came out (None: not measured)."""

    text: str
    at_most: float
    measured: float | None
    where: str = ""

    @property
    def verdict(self) -> str:
        """`met`, `missed` or `not measured`."""
        if self.measured is None:
            return "not measured"
        return "met" if self.measured <= self.at_most else "missed"


def document(conditions: Sequence[str], rows: Sequence[Row]) -> str:
    """The whole report, in Markdown whose tables are aligned enough to read on a terminal."""
    growth = list(_growth_cells(rows))
    parts = [
        "\n".join(f"- {line}" for line in conditions),
        table(("events", "what", "wall s", "min–max", "CPU s", "peak MiB", "× build", "notes"), cells(rows)),
        "How ours grow, from the smallest to the largest size:",
        table(("what", "sizes", "exponent", "kB an event", "kB ÷ events"), growth)
        if growth
        else "(not measured: that takes two sizes)",
        table(("goal", "at most", "measured", "verdict", "at"), goal_cells(goals(rows))),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A Markdown table, padded; numbers stand to the right."""
    rows = [tuple(head), *map(tuple, cells)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    right = [_is_numeric([row[i] for row in rows[1:]]) for i in range(len(head))]
    rule = [
        "-" * (width - 1) + (":" if to_right else "-") for width, to_right in zip(widths, right, strict=True)
    ]
    lines = [_line(rows[0], widths, right), _line(rule, widths, right)]
    return "\n".join(lines + [_line(row, widths, right) for row in rows[1:]])


def _is_numeric(column: Sequence[str]) -> bool:
    return any(column) and all(cell[:1].isdigit() or cell in ("", "–", "shipped") for cell in column)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def cells(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """A row of a table for each that was to be measured."""
    for row in rows:
        events = "shipped" if row.events is None else f"{row.events:,}"
        notes = "; ".join(row.notes)
        if not row.runs:
            yield (events, row.label, "–", "–", "–", "–", "–", notes)
            continue
        walls = [run.wall for run in row.runs]
        base = find(rows, BUILD, row.events)
        yield (
            events,
            row.label,
            seconds(row.wall),
            f"{seconds(min(walls))}–{seconds(max(walls))}",
            seconds(median(run.cpu for run in row.runs)),
            f"{row.rss / MIB:.0f}",
            f"{paired_ratio(row, base):.2f}" if base else "–",
            notes,
        )


def seconds(value: float) -> str:
    """Three figures or so: 0.083, 1.25, 16.7."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def find(rows: Iterable[Row], key: str, events: int | None) -> Row | None:
    """The row of that contender at that size, when it ran."""
    return next((row for row in rows if row.key == key and row.events == events and row.runs), None)


def paired_ratio(row: Row, base: Row) -> float:
    """Median over the rounds of row ÷ base: both of a round had the same noise from the machine."""
    return median(a.wall / b.wall for a, b in zip(row.runs, base.runs, strict=False))


@dataclass(frozen=True, slots=True)
class Growth:
    """How one command grows between two sizes."""

    label: str
    small: int
    large: int
    exponent: float
    bytes_an_event: float
    bytes_over_events: float


def growths(rows: Sequence[Row]) -> list[Growth]:
    """One per command of ours that was measured at two sizes or more."""
    found = []
    for key in dict.fromkeys(row.key for row in rows if row.ours and row.events):
        sized = sorted((row.events, row) for row in rows if row.key == key and row.events and row.runs)
        if len(sized) > 1:
            found.append(_growth(*sized[0], *sized[-1]))
    return found


def _growth(small: int, first: Row, large: int, last: Row) -> Growth:
    return Growth(
        label=last.label,
        small=small,
        large=large,
        exponent=math.log(last.wall / first.wall) / math.log(large / small),
        bytes_an_event=(last.rss - first.rss) / (large - small),
        bytes_over_events=last.rss / large,
    )


def _growth_cells(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for growth in growths(rows):
        yield (
            growth.label,
            f"{growth.small:,} → {growth.large:,}",
            f"{growth.exponent:.3f}",
            f"{growth.bytes_an_event / 1000:.2f}",
            f"{growth.bytes_over_events / 1000:.2f}",
        )


def goals(rows: Sequence[Row]) -> list[Goal]:
    """The goals of docs/performance.md."""
    steepest = max(growths(rows), key=lambda growth: growth.exponent, default=None)
    heaviest = max(growths(rows), key=lambda growth: growth.bytes_an_event, default=None)
    return [
        _ratio_goal("build fresh ÷ yaml2ics", 1 / 12, rows, BUILD, "yaml2ics"),
        _ratio_goal("build fresh ÷ Hugo", 1.3, rows, BUILD, "hugo"),
        _ratio_goal("build unchanged ÷ build fresh", 0.5, rows, "unchanged", BUILD),
        Goal("growth exponent", 1.05, steepest.exponent if steepest else None, _of(steepest)),
        Goal(
            "kB of memory an event", 10, heaviest.bytes_an_event / 1000 if heaviest else None, _of(heaviest)
        ),
        _ratio_goal("list, shipped file ÷ python -c pass", 12, rows, SHIPPED, PLAIN_PYTHON),
    ]


def _of(growth: Growth | None) -> str:
    return f"the worst command: {growth.label}" if growth else ""


def _ratio_goal(text: str, at_most: float, rows: Sequence[Row], key: str, base_key: str) -> Goal:
    """The ratio at the largest size at which both ran."""
    sizes = sorted({row.events for row in rows}, key=lambda events: events or 0, reverse=True)
    for events in sizes:
        row, base = find(rows, key, events), find(rows, base_key, events)
        if row and base:
            where = "shipped file" if events is None else f"{events:,} events"
            return Goal(text, at_most, paired_ratio(row, base), where)
    return Goal(text, at_most, None)


def goal_cells(found: Iterable[Goal]) -> Iterator[tuple[str, ...]]:
    """A row of a table for each."""
    for goal in found:
        measured = "–" if goal.measured is None else f"{goal.measured:.3f}"
        yield (goal.text, f"{goal.at_most:.3f}", measured, goal.verdict, goal.where)
