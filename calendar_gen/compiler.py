"""The table of contents: each function here is the hops from one end of the compiler to another.

What only a build needs is imported in it: a listing must not wait for that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, structs

from calendar_gen import __version__, loader
from calendar_gen.diagnostics.problem import Diagnostic, Problem, number_of, printable
from calendar_gen.loader import Loaded
from calendar_gen.lock import lockfile
from calendar_gen.lock.lockfile import Known, Lock
from calendar_gen.model import selection
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.publish import processes
from calendar_gen.source.files import Source

if TYPE_CHECKING:
    from calendar_gen.linker import Edition
    from calendar_gen.lock.contents import Contents
    from calendar_gen.lock.published import Place, Published
    from calendar_gen.model.feeds import Groups
    from calendar_gen.publish.folder import Changes

_T = TypeVar("_T")

# Google's fetcher is reported to give up on larger feeds (Event-Organiser #452).
LARGE_FEED = 1_000_000
# Libraries whose version may change what is written, and where each says its own: to ask the packages'
# metadata would cost more than a build that changes nothing.
SHAPING = {
    "dateutil._version": "version",
    "idna.package_data": "__version__",
    "msgspec": "__version__",
    "tzdata": "__version__",
    "yaml": "__version__",
}


class Built(Struct, frozen=True):
    """What a build did: what changed, the size in bytes of each file, and what it warns of.

    Where nothing had to be compiled the warnings are counted but not told again. `begun` tells of a
    lock that there was none of: whether it goes on from what was published; `relocked` says that there is
    another lock now. `of` is what all was made of:
    to free that takes a while, for which nobody needs to wait whose process ends anyway.
    """

    changes: "Changes"
    sizes: Mapping[str, int]
    events: int
    warnings: int
    diagnostics: tuple[Diagnostic, ...] = ()
    begun: bool | None = None
    relocked: bool = False
    of: object = None

    @property
    def large(self) -> dict[str, int]:
        """The feeds that some clients may find too large, with their sizes."""
        return {
            path: size for path, size in self.sizes.items() if size > LARGE_FEED and path.endswith(".ics")
        }


class Target(Struct, frozen=True):
    """Where a build publishes to, and from where it knows what was published before.

    That is its lock; or without one the published files, which `published` reads by their paths. With
    `locked` the lock must say already all that the build would write there. With `dry_run` nothing is
    written.
    """

    folder: Path
    lock: Path | None = None
    previous: "Place | None" = None
    locked: bool = False
    dry_run: bool = False


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
    read = loader.read(text)
    return loader.judged(text, read, known, loader.checked(read, known))


def build(
    text: Source,
    target: Target,
    now: datetime,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    waiting: Callable[[Path], None] = lambda of: None,
    doing: Callable[[str], None] = lambda what: None,
) -> Built:
    """Publish everything that matches into a folder, or change nothing.

    `now` (aware) is when edits since the last build are dated, and what filters such as "this month"
    go by. `waiting` is told of what another build has to end with first, `doing` is told of each step. Raises
    InvalidError, EmptyError, LockedError, FloodError, SelectionError and OutputError.
    """
    from calendar_gen.publish import folder as publish_folder
    from calendar_gen.publish import hold

    home = target.lock.parent if target.lock else None
    # Of two builds from one lock each would count on from the same.
    with hold.hold(home, partial(waiting, target.lock or target.folder)):
        before = _lock_digest(target)
        if before and (unchanged := _unchanged(target, _digest(text, before, now, filters), now)):
            return unchanged
        known, loaded, made = _made(text, target, now, filters, doing)
        after = cache(lambda: lockfile.as_bytes(made.lock()))
        digest = cache(lambda: _sha256(after()))
        if target.locked and digest() != before:
            raise LockedError(known, made.lock())
        # A build of a part knows only a part: it begins no lock.
        lock = target.lock if before or filters == Filters() else None

        def manifest() -> publish_folder.Manifest:
            inputs = _digest(text, digest() if lock else "", now, filters)
            until = made.until.isoformat() if made.until else ""
            generator, calendar = f"{publish_folder.GENERATOR} {__version__}", loaded.catalog.calendar.id
            filtered = held.filters
            return publish_folder.Manifest(generator, inputs, loaded.lasting, {}, until, calendar, filtered)

        def committing() -> None:
            if lock and digest() != before:
                publish_folder.write_file(lock, after(), held=True)

        really = partial(
            publish_folder.write, held=home, committing=committing, waiting=partial(waiting, target.folder)
        )
        write = publish_folder.plan if target.dry_run else really
        doing(f"Writing {number_of(len(made.files), 'file')}")
        held, guarded = _contents(target, known, loaded.catalog, filters, now), _guarded(text, target)
        allow = partial(held.allow, target.folder)
        changes = write(target.folder, made.files, manifest=manifest, allow=allow, guarded=guarded)
        relocked = lock is not None and digest() != before
    begun = bool(known.lock.records) if lock and not before else None
    return _built(changes, loaded.warnings, loaded.diagnostics, begun, relocked, (known, loaded, made))


def _contents(target: Target, known: Known, catalog: Catalog, filters: Filters, now: datetime) -> "Contents":
    """What the build is of, to be held against what the folder holds."""
    from calendar_gen.lock.contents import Contents

    calendars = {catalog.calendar.id}
    # What goes on from a lock, or from what --previous names, was called as it is there; and before that, as
    # in the UIDs of then.
    if known.is_there or target.previous:
        calendars |= {known.lock.calendar, *[uid.partition("@")[2] for uid in known.lock.records]}
    resolved = selection.resolved(filters, catalog, now)
    return Contents(frozenset(calendars), selection.as_options(resolved), selection.as_options(filters))


def _guarded(text: Source, target: Target) -> list[str]:
    """The files that are never replaced or removed: what the calendar is written in, and its lock."""
    return [file.name for file in text.all] + ([str(target.lock)] if target.lock else [])


def _unchanged(target: Target, inputs: str, now: datetime) -> Built | None:
    """What is built already, if a build from the inputs would change nothing."""
    from calendar_gen.publish import folder as publish_folder

    published = publish_folder.current(target.folder, inputs, now)
    if published is None:
        return None
    changes = publish_folder.Changes((), (), (), len(published.sizes), published.kept, sizes=published.sizes)
    return _built(changes, published.warnings)


def _lock_digest(target: Target) -> str:
    """The SHA-256 of the lock, "" where there is none."""
    data = _from_lock(lockfile.bytes_of, target.lock) if target.lock else None
    return "" if data is None else _sha256(data)


def _published(target: Target) -> "Published | None":
    """What the published files tell themselves, for want of a lock."""
    from calendar_gen.lock import published as lock_published

    place = target.previous or lock_published.in_folder(target.folder)
    return lock_published.read(place, must=target.previous is not None)


def _from_lock(read: Callable[[Path], _T], lock: Path) -> _T:
    from calendar_gen.publish.folder import OutputError

    try:
        return read(lock)
    except OSError as error:
        raise OutputError(f"{lock} can't be read: {error.strerror}, nothing was changed") from error


def _made(
    text: Source, target: Target, now: datetime, filters: Filters, doing: Callable[[str], None]
) -> "tuple[Known, Loaded, Edition]":
    """What was published, what a file says, and what to publish of it.

    A second process looks for mistakes in a large file.
    """
    from calendar_gen import linker
    from calendar_gen.lock import revisions

    doing(f"Reading {printable(text.name)}")
    read = loader.read(text)
    doing(f"Compiling {number_of(len(read.catalog.events), 'event')}")
    # Not sooner: two processes that read share the less memory, the quicker.
    known = _from_lock(lockfile.load, target.lock) if target.lock else Known()
    published = None if known.is_there else _published(target)
    known = Known(published.lock) if published else known
    moment = now.astimezone(UTC).replace(microsecond=0)
    year = revisions.newest(known.lock, moment).year
    apart = partial(_checked_and_grouped, read, known, filters, now, year)
    with processes.Second(apart, worth=len(read.catalog.events) >= processes.ENOUGH) as second:
        try:
            wanted, catalog = _wanted(read.catalog, filters, now)
            before = _placed(published, read.catalog) if published else known.lock
            drafted = linker.drafted(read.catalog, catalog.events, before, moment)
        finally:  # where something is wrong, that is what there is to say
            checked, grouped = second.result()
            loaded = loader.judged(text, read, known, [Problem(*problem) for problem in checked])
            if loaded.errors:
                raise InvalidError(loaded)
    grouped = grouped if revisions.newest(drafted.lock, moment).year == year else None
    size = sum(len(file.data) for file in text.all)
    made = linker.edition(read.catalog, drafted, now, size, wanted, grouped)
    if not made.files:
        raise EmptyError
    return known, loaded, made


def _wanted(catalog: Catalog, filters: Filters, now: datetime) -> tuple[selection.Query | None, Catalog]:
    """The query of the filters, None without any, and the catalog of what they let through."""
    if filters == Filters():
        return None, catalog
    wanted = selection.query(filters, catalog, now)
    return wanted, structs.replace(catalog, events=selection.select(catalog, wanted))


def _checked_and_grouped(
    read: loader.Read, known: Known, filters: Filters, now: datetime, year: int
) -> "tuple[list[tuple[Any, ...]], Groups | None]":
    """What is wrong, as plain values, and if nothing is the feeds that events belong to."""
    from calendar_gen.model import feeds, floods

    found = [structs.astuple(problem) for problem in loader.checked(read, known)]
    before = [problem.code for problems in (read.problems, *read.in_files) for problem in problems]
    if any(code.startswith("E") for code in (*before, *[problem[0] for problem in found])):
        return found, None
    try:
        return found, feeds.groups(_wanted(read.catalog, filters, now)[1], year, known.lock.names)
    except (selection.SelectionError, floods.FloodError):  # said where feeds are asked for
        return found, None


def _placed(published: "Published", catalog: Catalog) -> Lock:
    from calendar_gen.lock import published as lock_published

    return lock_published.placed(published, catalog)


def locked(catalog: Catalog, before: Lock, now: datetime) -> Lock:
    """What the lock would be if the catalog were published at `now` (UTC), without the feeds."""
    from calendar_gen import linker

    return linker.drafted(catalog, catalog.events, before, now).lock


def export(
    catalog: Catalog,
    events: Sequence[Event],
    stamp: datetime,
    known: Known = Known(),  # noqa: B008 - frozen
) -> bytes:
    """One .ics of some events, of which there must be one at least: no calendar is empty (RFC 5545 §3.6).

    What isn't published yet, or not so, has the revision that a build at `stamp` (aware) would give it.
    """
    from calendar_gen.ical import vevent
    from calendar_gen.lock import revisions

    members = []
    for event in events:
        draft = vevent.draft(event, catalog.calendar.language)
        members.append(vevent.component(draft, revisions.revised(known.lock, draft, stamp)))
    return b"".join(vevent.vcalendar(catalog.calendar, catalog.calendar.name, "", members))


def _built(
    changes: "Changes",
    warnings: int,
    diagnostics: tuple[Diagnostic, ...] = (),
    begun: bool | None = None,
    relocked: bool = False,
    of: object = None,
) -> Built:
    events = sum(path.startswith("events/") for path in changes.sizes)
    return Built(changes, changes.sizes, events, warnings, diagnostics, begun, relocked, of)


def _sha256(data: bytes) -> str:
    from hashlib import sha256  # late: a listing is done without

    return sha256(data).hexdigest()


def _digest(text: Source, lock: str, now: datetime, filters: Filters) -> str:
    """A digest of all that a build's output is made from; where it is the same, so is the output."""
    from hashlib import sha256

    clock = now.isoformat() if filters.dated else ""  # "this month" is another one later
    digest = sha256("\0".join((lock, clock, repr(filters), *_versions())).encode())
    for data in (*[file.data for file in text.all], *_package()):
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def _package() -> Iterator[bytes]:
    """The files of this package with their paths: its code, and the catalogues of its words."""
    root = Path(__file__).parent
    try:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix().encode()
                yield path.read_bytes()
    except OSError as error:  # what fails once it is open isn't named
        raise OSError(error.errno, error.strerror, error.filename or str(root)) from error


def _versions() -> list[str]:
    """The versions of what shapes output besides: this package, the libraries, and Unicode's tables."""
    import unicodedata
    from importlib import import_module

    found = [__version__, unicodedata.unidata_version]
    return found + [str(getattr(import_module(module), name)) for module, name in SHAPING.items()]
