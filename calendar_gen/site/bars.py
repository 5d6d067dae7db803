"""Runs of days, and a day → bars: where each begins and ends, in per cent of a width."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from calendar_gen.dates.values import ONE_DAY

# How far a bar of the first page reaches at most, so that one of ten years leaves the others their width.
_BACK, _AHEAD = timedelta(days=92), timedelta(days=275)


class Bar(Struct, frozen=True):
    """A run: its left side and width, those of what fades in before, the day; all in per cent, as texts."""

    x: str
    width: str
    fade_x: str = ""
    fade: str = ""
    now: str = ""
    begin: str = ""
    end: str = ""
    axis: "Axis | None" = None


class Axis(Struct, frozen=True):
    """From a day to another, which is no part of it."""

    first: date
    end: date

    def at(self, day: date) -> float:
        """How far on a day begins, in per cent; what is outside is at a side."""
        return min(max((day - self.first) / (self.end - self.first) * 100, 0.0), 100.0)

    def months(self) -> list[tuple[date, str]]:
        """The months that begin in it, and where."""
        found, day = [], self.first
        while day < self.end:
            found.append((day, per_cent(self.at(day))))
            day = (day + timedelta(days=31)).replace(day=1)
        return found


def axis_alone(run: tuple[date, date], fades: bool) -> Axis:
    """The axis of a run alone, of which its bar takes all, but for what fades in before."""
    first, last = run
    length = last - first + ONE_DAY
    return Axis(first - length * 0.12 if fades else first, last + ONE_DAY)


def axis_of(runs: Sequence[tuple[date, date]], day: date) -> Axis:
    """Whole months that hold some runs, or what of them is near a day."""
    first = max(min(first for first, _ in runs), day - _BACK)
    last = min(max(last for _, last in runs), day + _AHEAD)
    return Axis(first.replace(day=1), (last.replace(day=1) + timedelta(days=31)).replace(day=1))


def bar_on(axis: Axis, run: tuple[date, date], day: date, fades: bool) -> Bar:
    """The bar of a run on an axis, and a day on it; one whose beginning isn't known fades in."""
    first, last = run
    left, right = axis.at(first), axis.at(last + ONE_DAY)
    fade = min(7.0, left) if fades else 0.0
    now = axis.at(day) + 50 / (axis.end - axis.first).days
    return Bar(
        per_cent(left),
        per_cent(right - left),
        per_cent(left - fade) if fade else "",
        per_cent(fade) if fade else "",
        per_cent(now) if axis.first <= day < axis.end else "",
        axis=axis,
    )


def per_cent(value: float) -> str:
    """A share of a width as SVG has it: `33.33%`."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
