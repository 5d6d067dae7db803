"""The table of contents: each function here is the hops from one end of the compiler to another.

What only a build needs is imported in it: a listing must not wait for that.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from calendar_gen import __version__, checks, conversion, lockfile, resolution, selection, source
from calendar_gen.conversion import Part
from calendar_gen.diagnostics import Diagnostic, Problem, order, quoted
from calendar_gen.document import Document
from calendar_gen.lockfile import Known, Lock
from calendar_gen.model import Catalog, Event, Filters
from calendar_gen.source import Source

if TYPE_CHECKING:
    from calendar_gen.edition import Edition
    from calendar_gen.output import Changes
    from calendar_gen.previous import Place

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


class Target(Struct, frozen=True):
    """Where a build publishes to, and from where it knows what was published before.

    That is its lock; or without one the published files, which `previous` reads by their paths. With
    `locked` the lock must say already all that the build would write there.
    """

    folder: Path
    lock: Path | None = None
    previous: "Place | None" = None
    locked: bool = False


class EmptyError(Exception):
    """No event is let through, and there is no calendar without one (RFC 5545 §3.6)."""


class InvalidError(Exception):
    """The file has errors, so nothing can be made of it."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.errors} errors")
        self.loaded = loaded


class LockedError(Exception):
    """The lock doesn't say yet what the build would write there."""

    def __init__(self, before: Known, after: Lock) -> None:
        super().__init__("the lock would change")
        self.before, self.after = before, after


def load(text: Source, known: Known = Known()) -> Loaded:  # noqa: B008 - frozen
    """Everything that a file, and those that belong to it, say. Whatever is in them, this returns.

    With what was published before it is noticed what seems to have been renamed.
    """
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
    renamed = _renamed(known.lock, written, catalog)
    for problem in (*absent, *undated, *checks.check(written, catalog), *renamed):
        if not (unread and problem.code in _ON_OTHER_FILES):
            number, local = _localised(text, parts, problem)
            in_files[number].append(local)
    found = [
        diagnostic
        for file, problems in zip(text.all, in_files, strict=True)
        for diagnostic in source.place(file, problems)
    ]
    return Loaded(catalog, order([*found, *known.diagnostics]))


def _renamed(known: Lock, written: Document, catalog: Catalog) -> list[Problem]:
    if not known.records:
        return []
    from calendar_gen import renames

    return list(renames.renamed(known, written, catalog))


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
    target: Target,
    now: datetime,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    waiting: Callable[[], None] = lambda: None,
) -> Built:
    """Publish everything that matches into a folder, or change nothing.

    `now` (aware) is when edits since the last build are dated, and what filters such as "this month"
    go by. Raises InvalidError, EmptyError, LockedError, SelectionError and OutputError.
    """
    from calendar_gen import output

    home = target.lock.parent if target.lock else None
    with output.hold(home, waiting):  # of two builds from one lock each would count on from the same
        before = _known(target)
        if before.data is not None:
            inputs = _digest(text, before.data, now, filters)
            if published := output.current(target.folder, inputs, now):
                unchanged = output.Changes((), (), (), len(published.sizes), published.sizes)
                return _built(unchanged, published.warnings)
        loaded = load(text, before)
        if loaded.errors:
            raise InvalidError(loaded)
        made = _edition(loaded.catalog, before, target, now, filters)
        after = lockfile.as_bytes(made.lock)
        if target.locked and after != before.data:
            raise LockedError(before, made.lock)
        known = after if target.lock else b""
        until = made.until.isoformat() if made.until else ""
        manifest = output.Manifest(
            f"{output.GENERATOR} {__version__}",
            _digest(text, known, now, filters),
            loaded.warnings,
            {},
            until,
        )

        def committing() -> None:
            if target.lock and after != before.data:
                output.write_file(target.lock, after)

        changes = output.write(
            target.folder, made.files, made=manifest, held=home, committing=committing, waiting=waiting
        )
    return _built(changes, loaded.warnings, loaded.diagnostics)


def _known(target: Target) -> Known:
    """What was published before: as the lock says, or else as the published files themselves do."""
    known = lockfile.load(target.lock) if target.lock else Known()
    if known.data is not None:
        return known
    from calendar_gen import previous

    place = target.previous or previous.in_folder(target.folder)
    found = previous.read(place, must=target.previous is not None)
    return Known(found) if found else known


def _edition(catalog: Catalog, before: Known, target: Target, now: datetime, filters: Filters) -> "Edition":
    from calendar_gen import edition, previous

    lock = before.lock
    if before.data is None and lock.records:
        lock = previous.placed(lock, target.previous or previous.in_folder(target.folder), catalog)
    wanted = None if filters == Filters() else selection.query(filters, catalog, now)
    events = selection.select(catalog, wanted) if wanted else catalog.events
    made = edition.edition(catalog, events, lock, now.astimezone(UTC).replace(microsecond=0), wanted)
    if not made.files:
        raise EmptyError
    return made


def locked(catalog: Catalog, before: Lock, now: datetime) -> Lock:
    """What the lock would be if the catalog were published at `now` (UTC)."""
    from calendar_gen import ics, lock

    drafts = {event.id: ics.draft(event, catalog.calendar.language) for event in catalog.events}
    return lock.advance(before, catalog, drafts, now)


def export(
    catalog: Catalog,
    events: Sequence[Event],
    stamp: datetime,
    known: Known = Known(),  # noqa: B008 - frozen
) -> bytes:
    """One .ics of some events, of which there must be one at least: no calendar is empty (RFC 5545 §3.6).

    What isn't published yet, or not so, has the revision that a build at `stamp` (aware) would give it.
    """
    from calendar_gen import ics, lock

    members = []
    for event in events:
        draft = ics.draft(event, catalog.calendar.language)
        members.append(ics.component(draft, lock.revised(known.lock, draft, stamp)))
    return b"".join(ics.vcalendar(catalog.calendar, catalog.calendar.name, "", members))


def _built(changes: "Changes", warnings: int, diagnostics: tuple[Diagnostic, ...] = ()) -> Built:
    events = sum(path.startswith("events/") for path in changes.sizes)
    return Built(changes, changes.sizes, events, warnings, diagnostics)


def _digest(text: Source, lock: bytes, now: datetime, filters: Filters) -> str:
    """A digest of all that a build's output is made from; where it is the same, so is the output."""
    import hashlib

    import tzdata

    clock = now.isoformat() if filters.dated else ""  # "this month" is another one later
    parts = (clock, repr(filters), tzdata.IANA_VERSION)
    digest = hashlib.sha256()
    for data in (lock, *[file.data for file in text.all]):
        digest.update(b"%d:%b" % (len(data), data))
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()
