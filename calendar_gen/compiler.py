"""The pipeline: load → revise → link → publish. Each hop is a function from one frozen value to the next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct, structs

from calendar_gen import __version__, baseline, digest, linker, loader
from calendar_gen.baseline import Baseline
from calendar_gen.diagnostics.problem import Diagnostic, Problem, order
from calendar_gen.diagnostics.wording import number_of, printable
from calendar_gen.ical import vevent
from calendar_gen.linker import Edition, Revised
from calendar_gen.loader import Loaded
from calendar_gen.lock import lockfile, revisions
from calendar_gen.lock.known import Known, Lock
from calendar_gen.lock.published import Origin, calendars_in
from calendar_gen.lock.uid_parts import calendar_of
from calendar_gen.model import selection
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.publish import folder, hold
from calendar_gen.publish.comparison import Changes
from calendar_gen.publish.folder import write_file
from calendar_gen.publish.limits import LARGE_FEED
from calendar_gen.publish.manifest import GENERATOR, Manifest
from calendar_gen.publish.paths import keep_apart
from calendar_gen.publish.scope import Scope
from calendar_gen.site.theme import ThemeError
from calendar_gen.source import files
from calendar_gen.source.files import Source
from calendar_gen.web import layout

_UNSEEN = Problem(
    "W701",
    "there are no pages on which a theme could be seen",
    "leave out --theme, or remove 'site: no'",
    ("site",),
)

__all__ = [
    "Built",
    "EmptyError",
    "InvalidError",
    "Loaded",
    "LockedError",
    "Target",
    "build",
    "export",
    "load",
    "preview",
    "revised_lock",
    "with_theme",
]


class Built(Struct, frozen=True):
    """What a build did: what changed, the size in bytes of each file, and what it warns of.

    Where nothing had to be compiled the warnings are counted but not told again. `begun` tells of a
    lock that there was none of: whether it goes on from what was published; `relocked` says that there is
    another lock now, `upgraded` that the one before was of an older version; `worded_anew` is how many
    events have other words in a feed, and say what they said; `stand_apart` how many dates of series are
    events of their own in feeds since this build.
    """

    changes: Changes
    sizes: Mapping[str, int]
    events: int
    warnings: int
    diagnostics: tuple[Diagnostic, ...] = ()
    begun: bool | None = None
    relocked: bool = False
    upgraded: bool = False
    worded_anew: int = 0
    stand_apart: int = 0

    @property
    def large(self) -> dict[str, int]:
        """The feeds that some clients may find too large, with their sizes."""
        return {path: size for path, size in self.sizes.items() if size > LARGE_FEED and layout.is_ics(path)}


class Target(Struct, frozen=True):
    """Where a build publishes to, and from where it knows what was published before.

    That is its lock, in `lock_file`; or without one the published files, which `previous` reads by their
    paths. With `locked` the lock must say already all that the build would write there. With `dry_run`
    nothing is written; with `no_site` there are feeds alone, whatever the calendar's file says.
    """

    folder: Path
    lock_file: Path | None = None
    previous: Origin | None = None
    locked: bool = False
    dry_run: bool = False
    no_site: bool = False

    @property
    def lock_folder(self) -> Path | None:
        """The folder that the lock lies in."""
        return self.lock_file and self.lock_file.parent


class EmptyError(Exception):
    """No event is let through, and there is no calendar without one (RFC 5545 §3.6)."""


class InvalidError(Exception):
    """The file has errors, so nothing can be made of it: `loaded` has them."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(number_of(loaded.errors, "error"))
        self.loaded = loaded


class LockedError(Exception):
    """The lock doesn't say yet what the build would write there."""

    def __init__(self, before: Known, after: Lock, languages: Sequence[str]) -> None:
        super().__init__("the lock would change")
        self.before, self.after, self.languages = before, after, languages


class _Job(Struct, frozen=True):
    """What a build is asked for, and the digest of the lock that it goes on from, "" for none."""

    text: Source
    target: Target
    now: datetime
    filters: Filters
    lock_digest: str


class _NewLock(Struct, frozen=True):
    """The lock that a build leaves: its file, None where none is kept, its bytes, and their digest."""

    file: Path | None = None
    data: bytes = b""
    digest: str = ""


def load(text: Source, known: Known = Known()) -> Loaded:  # noqa: B008 - frozen
    """What a file, those that belong to it, and its theme say. Whatever is in them, this returns."""
    return with_theme(text, loader.load(text, known))


def with_theme(text: Source, loaded: Loaded) -> Loaded:
    """What is loaded, with what is wrong with the theme, as far as that can be told without pages."""
    file = text.themed
    if file is None or file.theme is None:
        return loaded
    if file.theme.problem:
        return _with(loaded, files.place(file, [file.theme.problem]))
    if not loaded.catalog.site.shown:  # so the theme is one that an option names
        return _with(loaded, files.place(file, [_UNSEEN]))
    return _with(loaded, linker.in_theme(file.theme))


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
    if text.themed and text.themed.theme and not target.no_site:
        keep_apart(target.folder, text.themed.theme.name)
    with hold.hold(target.lock_folder, partial(waiting, target.lock_file or target.folder)):
        # Held, as of two builds from one lock each would count on from the same.
        job = _Job(text, target, now, filters, baseline.lock_digest(target.lock_file))
        if published := _unchanged(job):
            return published
        doing(f"Reading {printable(text.name)}")
        before = baseline.of_build(target.lock_file, target.previous, target.folder)
        loaded = _valid((loader.load if target.no_site else load)(text, before.known))
        doing(f"Compiling {number_of(len(loaded.catalog.events), 'event')}")
        lock = baseline.lock_before(before, loaded.catalog)
        revised = linker.revise(loaded.catalog, lock, now, filters, loaded.translations)
        edition = _linked(text, revised)
        new_lock = _new_lock(job, before, revised, edition)
        with _themed(loaded):
            if not target.no_site:
                edition = _with_pages(text, revised, edition)
            doing(f"Writing {number_of(len(edition.files), 'file')}")
            built = _publish(job, before, loaded, edition, new_lock, waiting)
        return structs.replace(built, worded_anew=revised.worded_anew, stand_apart=revised.stand_apart)


def preview(text: Source, known: Known, now: datetime) -> tuple[Loaded, Edition]:
    """What a file says, and what a build that goes on from its lock would publish of it; nothing is written.

    `now` (aware) is as for `build`. Raises InvalidError, EmptyError and FloodError.
    """
    loaded = _valid(load(text, known))
    revised = linker.revise(loaded.catalog, known.lock, now, translations=loaded.translations)
    with _themed(loaded):
        return loaded, _with_pages(text, revised, _linked(text, revised))


def revised_lock(catalog: Catalog, before: Lock, now: datetime) -> Lock:
    """What the lock would be if the catalog were published at `now` (aware), without the feeds."""
    return linker.revise(catalog, before, now).lock


def export(
    catalog: Catalog,
    events: Sequence[Event],
    stamp: datetime,
    known: Known = Known(),  # noqa: B008 - frozen
    first: Catalog | None = None,
) -> bytes:
    """One .ics of some events, of which there must be one at least: no calendar is empty (RFC 5545 §3.6).

    What isn't published yet, or not so, has the revision that a build at `stamp` (aware) would give it.
    `first` is the catalog in the first language, where this one is in another.
    """
    members, lock = [], known.lock
    if first is not None:  # whose values tell whether anything is another revision
        lock = linker.revise(first, lock, stamp, translations=(catalog,)).lock
    year = revisions.newest(lock, stamp).year
    for event in events:
        draft = vevent.draft(event, catalog.calendar, year)
        if first is None:
            revised = revisions.revised(lock, draft, catalog, stamp)
        else:
            revised = revisions.known(lock, draft, catalog.calendar.language)
        members.append(vevent.component(draft, revised))
    return b"".join(vevent.vcalendar(catalog.calendar, catalog.calendar.name, "", members))


def _unchanged(job: _Job) -> Built | None:
    """What is built already, if a build would change nothing."""
    if not job.lock_digest:
        return None
    inputs = digest.of_inputs(job.text, job.lock_digest, job.now, job.filters, _options(job.target))
    published = folder.current(job.target.folder, inputs, job.now)
    if published is None:
        return None
    changes = folder.Changes((), (), (), len(published.sizes), published.kept, sizes=published.sizes)
    return Built(changes, changes.sizes, _events(changes), published.warnings)


def _valid(loaded: Loaded) -> Loaded:
    if loaded.errors:
        raise InvalidError(loaded)
    return loaded


def _linked(text: Source, revised: Revised) -> Edition:
    edition = linker.link(revised, sum(len(file.data) for file in text.all))
    if not edition.files:
        raise EmptyError
    return edition


def _with_pages(text: Source, revised: Revised, edition: Edition) -> Edition:
    if not revised.catalog.site.shown:
        return edition
    return linker.with_pages(revised, edition, text.themed.theme if text.themed else None)


@contextmanager
def _themed(loaded: Loaded) -> Iterator[None]:
    """What a theme's templates do wrong only when pages are made is as wrong as what the files say."""
    try:
        yield
    except ThemeError as error:
        raise InvalidError(_with(loaded, error.diagnostics)) from error


def _with(loaded: Loaded, found: Iterable[Diagnostic]) -> Loaded:
    """What is loaded, with more that is wrong with it, but for warnings that nobody wants."""
    told = [one for one in found if one.is_error or one.code not in loaded.ignored]
    return structs.replace(loaded, diagnostics=order([*loaded.diagnostics, *told]))


def _new_lock(job: _Job, before: Baseline, revised: Revised, edition: Edition) -> _NewLock:
    """The lock as it will be. Raises LockedError where it must be so already."""
    # A build of a part knows only a part: it begins no lock.
    file = job.target.lock_file if job.lock_digest or job.filters == Filters() else None
    if not (file or job.target.locked):
        return _NewLock()
    after = linker.placed_lock(revised, edition)
    data = lockfile.as_bytes(after)
    found = digest.of_bytes(data)
    if job.target.locked and found != job.lock_digest:
        raise LockedError(before.known, after, revised.catalog.calendar.languages)
    return _NewLock(file, data, found) if file else _NewLock()


def _publish(
    job: _Job,
    before: Baseline,
    loaded: Loaded,
    edition: Edition,
    new_lock: _NewLock,
    waiting: Callable[[Path], None],
) -> Built:
    """The lock into its place, then the edition into its folder; with a dry run, what would change."""
    target = job.target
    differs = new_lock.file is not None and new_lock.digest != job.lock_digest
    scope = _scope(job, before, loaded.catalog)
    manifest = _manifest(job, loaded, edition, new_lock, scope)
    allow = partial(scope.allow, target.folder)
    # What the calendar is written in, and its lock, are never replaced or removed.
    guarded = [path for file in job.text.all for path in file.paths]
    guarded += [str(target.lock_file)] if target.lock_file else []
    if target.dry_run:
        changes = folder.plan(target.folder, edition.files, manifest=manifest, allow=allow, guarded=guarded)
    else:
        changes = folder.write(
            target.folder,
            edition.files,
            manifest=manifest,
            held=target.lock_folder,
            committing=partial(_write_lock, new_lock if differs else _NewLock()),
            waiting=partial(waiting, target.folder),
            allow=allow,
            guarded=guarded,
        )
    begun = bool(before.known.lock.records) if new_lock.file and not job.lock_digest else None
    return Built(
        changes,
        changes.sizes,
        _events(changes),
        loaded.warnings,
        loaded.diagnostics,
        begun,
        relocked=differs,
        upgraded=differs and before.known.lock.is_old,
    )


def _manifest(job: _Job, loaded: Loaded, edition: Edition, new_lock: _NewLock, scope: Scope) -> Manifest:
    return Manifest(
        f"{GENERATOR} {__version__}",
        digest.of_inputs(job.text, new_lock.digest, job.now, job.filters, _options(job.target)),
        loaded.lasting,
        {},
        edition.until.isoformat() if edition.until else "",
        loaded.catalog.calendar.id,
        scope.filters,
        since=edition.since.isoformat() if edition.since else "",
    )


def _options(target: Target) -> str:
    """What of a target shapes what is written."""
    return "no site" if target.no_site else ""


def _scope(job: _Job, before: Baseline, catalog: Catalog) -> Scope:
    """What the build is of, to be held against what the folder holds."""
    calendars = {catalog.calendar.id}
    # What goes on from a lock, or from what --previous names, was called as it is there; and before that, as
    # in the UIDs of then.
    if before.known.is_there or job.target.previous:
        lock = before.known.lock
        calendars |= {lock.calendar, *map(calendar_of, lock.records)}
    resolved = selection.resolved(job.filters, catalog, job.now)
    return Scope(
        frozenset(calendars),
        selection.as_options(resolved),
        selection.as_options(job.filters),
        calendars_in,
    )


def _write_lock(new_lock: _NewLock) -> None:
    if new_lock.file:
        write_file(new_lock.file, new_lock.data, held=True)


def _events(changes: Changes) -> int:
    return sum(layout.is_event_file(path) for path in changes.sizes if not layout.language_of(path))
