"""The table of contents: each function here is the hops from one end of the compiler to another.

What only a build needs is imported in it: a listing must not wait for that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from calendar_gen import __version__, checks, conversion, processes, resolution, selection, source
from calendar_gen.conversion import Part
from calendar_gen.diagnostics import Diagnostic, Problem, order, quoted
from calendar_gen.document import Document
from calendar_gen.model import Catalog, Event, Filters
from calendar_gen.source import Source

if TYPE_CHECKING:
    from calendar_gen.feeds import Feed, Groups
    from calendar_gen.ics import Component
    from calendar_gen.output import Changes, Content

# Google's fetcher is reported to give up on larger feeds (Event-Organiser #452).
LARGE_FEED = 1_000_000


class Loaded(Struct, frozen=True):
    """What a file says, and every problem with it, by place. With an error the catalog is incomplete."""

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> int:
        """How many of the diagnostics are errors."""
        return sum(diagnostic.is_error for diagnostic in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many of the diagnostics are warnings."""
        return len(self.diagnostics) - self.errors


class Built(Struct, frozen=True):
    """What a build did: what changed, the size in bytes of each file, and what it warns of.

    Where nothing had to be compiled the warnings are counted but not told again.
    """

    changes: "Changes"
    sizes: Mapping[str, int]
    events: int
    warnings: int
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def large(self) -> dict[str, int]:
        """The feeds that some clients may find too large, with their sizes."""
        return {
            path: size for path, size in self.sizes.items() if size > LARGE_FEED and path.endswith(".ics")
        }


class _Files(Mapping[str, "Content"]):
    """The feeds of a calendar by their paths, put together when they are asked for."""

    def __init__(self, feeds: "Mapping[str, Feed]", content: "Callable[[Feed], Content]") -> None:
        self.feeds, self.content = feeds, content

    def __getitem__(self, path: str) -> "Content":
        return self.content(self.feeds[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self.feeds)

    def __len__(self) -> int:
        return len(self.feeds)


class EmptyError(Exception):
    """No event is let through, and there is no calendar without one (RFC 5545 §3.6)."""


class InvalidError(Exception):
    """The file has errors, so nothing can be made of it."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.errors} errors")
        self.loaded = loaded


def load(text: Source) -> Loaded:
    """Everything that a file, and those that belong to it, say. Whatever is in them, this returns."""
    read = _read(text)
    return _judged(text, read, checks.check(read.written, read.catalog))


class _Read(Struct, frozen=True):
    """What files say, before it is looked at as a whole; `unread` if one of them is no YAML."""

    parts: list[Part]
    written: Document
    catalog: Catalog
    problems: list[Problem]
    in_files: list[list[Problem]]
    unread: bool


def _read(text: Source) -> _Read:
    parts: list[Part] = []
    in_files: list[list[Problem]] = []
    unread = False
    for file in text.all:
        plain, problems = source.parse(file)
        unread = unread or (plain is None and bool(problems))
        part = conversion.convert(plain) if plain is not None or not problems else Part(Document(), [])
        told = {problem.path for problem in part.problems}
        missing = [_not_there(i, plain) for i in file.missing if ("include", i) not in told]
        del plain
        parts.append(part)
        in_files.append([*problems, *part.problems, *missing])
    for number, problem, before in conversion.twice(parts):
        in_files[number].append(_beside(text, problem, number, before))
    written, absent = conversion.merge(parts)
    catalog, undated = resolution.resolve(written)
    return _Read(parts, written, catalog, [*absent, *undated], in_files, unread)


def _judged(text: Source, read: _Read, checked: list[Problem]) -> Loaded:
    """What was read, with every problem at its place."""
    in_files = [[*problems] for problems in read.in_files]
    for problem in (*read.problems, *checked):
        if not (read.unread and problem.code in _ON_OTHER_FILES):
            number, local = _localised(text, read.parts, problem)
            in_files[number].append(local)
    found = [
        diagnostic
        for file, problems in zip(text.all, in_files, strict=True)
        for diagnostic in source.place(file, problems)
    ]
    return Loaded(read.catalog, order(found))


# What one file seems to lack may stand in another that isn't YAML.
_ON_OTHER_FILES = frozenset(
    {
        *("E012", "E105", "E106", "E111", "E201", "E202", "E203", "E402"),
        *("W101", "W201", "W203", "W204", "W205", "W401"),
    }
)


def _not_there(index: int, plain: source.Plain) -> Problem:
    pattern = plain["include"][index] if isinstance(plain, dict) else ""
    remedy = "paths are relative to this file; * stands for any name, ** for any folders"
    if not isinstance(pattern, str):
        return Problem("E401", ("include", index), "there is no such file", remedy)
    if pattern.startswith(("/", "~")) or Path(pattern).is_absolute():
        remedy = "write the path from the folder of this file"
    elif not Path(pattern).suffix and "*" not in pattern:
        remedy = f"for all files of a folder write {quoted(pattern.rstrip('/') + '/*.yaml')}"
    return Problem("E401", ("include", index), f"there is no file {quoted(pattern)}", remedy)


def _localised(text: Source, parts: list[Part], problem: Problem) -> tuple[int, Problem]:
    """The file in which a problem of the whole calendar stands, and the problem as it is told there."""
    number, path = conversion.origin(parts, problem.path)
    if problem.other is None:
        return number, structs.replace(problem, path=path)
    before, other = conversion.origin(parts, problem.other)
    problem = structs.replace(problem, path=path, other=other)
    return number, problem if before == number else _beside(text, problem, number, before)


def _beside(text: Source, problem: Problem, number: int, before: int) -> Problem:
    """A problem whose other place is in another file: told with the name of that file."""
    assert problem.other is not None
    there = text.all[before]
    (place,) = source.place(there, [Problem(problem.code, problem.other, "", on_key=problem.on_key)])
    message = f"{problem.message} (first in {there.name}:{place.position.line})"
    return structs.replace(problem, message=message, other=None, remark="")


def build(
    text: Source,
    folder: Path,
    stamp: datetime,
    now: datetime,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    waiting: Callable[[], None] = lambda: None,
) -> Built:
    """Publish everything that matches into the folder, or change nothing.

    `stamp` is the DTSTAMP of every event, `now` what filters such as "this month" go by; both
    are aware. Raises InvalidError, EmptyError, SelectionError and OutputError.
    """
    from calendar_gen import feeds, output

    inputs = _digest(text, stamp, now, filters)
    if published := output.current(folder, inputs):
        unchanged = output.Changes((), (), (), len(published.sizes), published.sizes)
        return _built(unchanged, published.warnings)
    read = _read(text)
    apart = partial(_checked_and_grouped, read, filters, now, stamp)
    with processes.Second(apart, worth=len(read.catalog.events) >= processes.ENOUGH) as second:
        try:
            catalog = _only_selected(read.catalog, filters, now)
            components = _components(catalog, stamp)
        finally:  # where something is wrong, that is what there is to say
            checked, grouped = second.result()
            loaded = _judged(text, read, [Problem(*problem) for problem in checked])
            if loaded.errors:
                raise InvalidError(loaded)
    if not catalog.events:
        raise EmptyError
    files = _files(catalog, components, feeds.feeds(catalog, stamp, grouped))
    changes = output.write(
        folder, files, version=__version__, inputs=inputs, warnings=loaded.warnings, waiting=waiting
    )
    return _built(changes, loaded.warnings, loaded.diagnostics)


def _only_selected(catalog: Catalog, filters: Filters, now: datetime) -> Catalog:
    return structs.replace(catalog, events=selected(catalog, filters, now))


def _checked_and_grouped(
    read: _Read, filters: Filters, now: datetime, stamp: datetime
) -> "tuple[list[tuple[Any, ...]], Groups | None]":
    """What the checks find, and if nothing is wrong the feeds that events belong to."""
    from calendar_gen import feeds

    found = checks.plain(read.written, read.catalog)
    before = [problem.code for problems in (read.problems, *read.in_files) for problem in problems]
    if any(code.startswith("E") for code in (*before, *[problem[0] for problem in found])):
        return found, None
    try:
        return found, feeds.groups(_only_selected(read.catalog, filters, now), stamp)
    except selection.SelectionError:
        return found, None


def compile(catalog: Catalog, stamp: datetime) -> "Mapping[str, Content]":
    """Every file to publish by its path, each made when it is asked for, from pieces that they share."""
    from calendar_gen import feeds

    return _files(catalog, _components(catalog, stamp), feeds.feeds(catalog, stamp))


def _components(catalog: Catalog, stamp: datetime) -> "Mapping[str, Component]":
    """What every feed takes from: no event is serialised twice."""
    from calendar_gen import ics

    revision = ics.Revision(0, stamp)
    return {event.id: ics.component(event, revision) for event in catalog.events}


def _files(
    catalog: Catalog, components: "Mapping[str, Component]", feeds: "Iterable[Feed]"
) -> "Mapping[str, Content]":
    from calendar_gen import ics

    def content(feed: "Feed") -> "Content":
        members = [components[event.id] for event in feed.events]
        return ics.vcalendar(catalog.calendar, feed.name, feed.path, members)

    return _Files({feed.path: feed for feed in feeds}, content)


def export(catalog: Catalog, events: Sequence[Event], stamp: datetime) -> bytes:
    """One .ics of some events, of which there must be one at least: no calendar is empty (RFC 5545 §3.6)."""
    from calendar_gen import ics

    revision = ics.Revision(0, stamp)
    members = [ics.component(event, revision) for event in events]
    return b"".join(ics.vcalendar(catalog.calendar, catalog.calendar.name, "", members))


def selected(catalog: Catalog, filters: Filters, now: datetime) -> tuple[Event, ...]:
    """The events that the filters let through. Raises SelectionError."""
    if filters == Filters():
        return catalog.events
    return selection.select(catalog, selection.query(filters, catalog, now))


def _built(changes: "Changes", warnings: int, diagnostics: tuple[Diagnostic, ...] = ()) -> Built:
    events = sum(path.startswith("events/") for path in changes.sizes)
    return Built(changes, changes.sizes, events, warnings, diagnostics)


def _digest(text: Source, stamp: datetime, now: datetime, filters: Filters) -> str:
    """A digest of all that a build's output is made from; where it is the same, so is the output."""
    import hashlib

    import tzdata

    clock = now.isoformat() if filters.dated else ""  # "this month" is another one later
    parts = (stamp.isoformat(), clock, repr(filters), tzdata.IANA_VERSION)
    digest = hashlib.sha256()
    for file in text.all:
        digest.update(b"%d:%b" % (len(file.data), file.data))
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()
