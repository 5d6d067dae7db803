"""Files → what they say, and every problem with it at its place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path as FilePath

from msgspec import Struct, structs

from calendar_gen.diagnostics import codes
from calendar_gen.diagnostics.problem import Diagnostic, Edit, Path, Problem, order
from calendar_gen.diagnostics.wording import printable, quoted
from calendar_gen.ical import entries, likeness, times_in_apps
from calendar_gen.lock import renames
from calendar_gen.lock.known import Known
from calendar_gen.lock.renames import CheckedAgain
from calendar_gen.model import (
    checks,
    doubles,
    ignoring,
    inside,
    languages,
    resolve,
    terms,
    texts,
    zone_mistakes,
)
from calendar_gen.model.catalog import Catalog
from calendar_gen.model.floods import FloodError
from calendar_gen.source import commas, convert, files, parts, translations
from calendar_gen.source.document import Document
from calendar_gen.source.files import Source
from calendar_gen.source.parts import FilePart

# Each shows what stands behind the last: of YAML only the first mistake is found.
MOST_ROUNDS = 20

# What holds of a calendar as a whole. Each rule yields what breaks it.
RULES: tuple[Callable[[CheckedAgain], Iterable[Problem]], ...] = (
    zone_mistakes.unknown_time_zones,
    zone_mistakes.turned_signs,
    zone_mistakes.without_summer,
    languages.named,
    languages.unknown,
    languages.missing,
    checks.unreadable_retention,
    checks.unreadable_length,
    checks.unreachable_addresses,
    checks.address_of_folder,
    checks.duplicate_ids,
    checks.names_of_devices,
    checks.unknown_venues,
    checks.unknown_organizers,
    checks.unknown_parents,
    checks.circles,
    inside.outside_parent,
    inside.left_on,
    doubles.twins,
    doubles.clashes,
    checks.feeds,
    checks.unused,
    terms.check,
    checks.unreadable_citation_dates,
    checks.unknown_start_without_source,
    ignoring.unknown_codes,
    texts.html,
    times_in_apps.shown_otherwise,
    likeness.alike,
    renames.renamed,
    renames.languages,
)


class Loaded(Struct, frozen=True, dict=True):
    """What a file says, and every problem with it, by place. With an error the catalog is incomplete.

    The catalog is in the first language of the calendar; where there are several `written` is what it means.
    `ignored` are the warnings that nobody wants of any of it.
    """

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    written: Document | None = None
    ignored: frozenset[str] = frozenset()

    @cached_property
    def translations(self) -> tuple[Catalog, ...]:
        """The catalogs in the languages after the first, in order: nothing differs but the words."""
        others = self.catalog.calendar.languages[1:] if self.written else ()
        return tuple([_in_language(self.written, tag) for tag in others if self.written])

    def in_language(self, tag: str) -> Catalog:
        """The catalog in one of the calendar's languages. Raises KeyError for another."""
        return {each.calendar.language: each for each in (self.catalog, *self.translations)}[tag]

    @property
    def errors(self) -> int:
        """How many of the diagnostics are errors."""
        return sum(diagnostic.is_error for diagnostic in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many of the diagnostics are warnings."""
        return len(self.diagnostics) - self.errors

    @property
    def lasting(self) -> int:
        """How many warnings there are but those of the old lock (W501 to W503): the new one settles them."""
        return sum(not (found.is_error or found.code in codes.OF_THE_LOCK) for found in self.diagnostics)


class _Read(Struct, frozen=True):
    """What files say, before it is looked at as a whole; `unread` if one of them is no YAML."""

    parts: list[FilePart]
    written: Document
    catalog: Catalog
    problems: list[Problem]
    in_files: list[list[Problem]]
    unread: bool


def load(text: Source, known: Known = Known()) -> Loaded:  # noqa: B008 - frozen
    """What a file, and those that belong to it, say. Whatever is in them, this returns.

    With what was published before it is noticed what seems to have been renamed.
    """
    said = _read(text)
    return _judged(text, said, known, _checked(said, known))


def written(text: Source) -> Document:
    """What the files say, before anything in them refers to anything; what is wrong is left out."""
    return _read(text).written


def _read(text: Source) -> _Read:
    read: list[FilePart] = []
    in_files: list[list[Problem]] = []
    cut: list[list[Problem]] = []
    unread = False
    for file in text.all:
        plain, problems = files.parse(file)
        unread = unread or (plain is None and bool(problems)) or bool(file.refused)
        is_read = plain is not None or not problems
        part = _part(file, plain, not text.others) if is_read else FilePart(Document(), [])
        told = {problem.path for problem in part.problems}
        missing = [_not_there(i, plain) for i in file.missing if ("include", i) not in told]
        missing += [problem for problem in file.refused if problem.path not in told]
        cut.append(files.cuts(file) if plain is not None else [])
        del plain
        read.append(part)
        in_files.append([*problems, *_as_cut(part.problems, cut[-1]), *missing])
    twice = list(parts.twice(read))
    for number, problem in _beside(text, read, twice):
        in_files[number].append(problem)
    merged, absent = parts.merge(read)
    written = translations.in_language(merged, translations.languages(merged.calendar)[0])
    catalog, undated = resolve.resolve(written)
    problems = [*absent, *undated, *parts.Origins(read).whole(cut)]
    return _Read(read, written, entries.related(catalog), problems, in_files, unread)


def _part(file: Source, plain: files.Plain, whole: bool) -> FilePart:
    """What a file says, a `whole` calendar or not; what commas cut in braces is read and told as one text."""
    part = convert.convert(plain, whole)
    unknown = [part.written(problem.path) for problem in part.problems if problem.code in codes.UNKNOWN_KEYS]
    found = files.commas(file, unknown) if unknown else []
    found = [cut for cut in found if commas.join(plain, cut)]
    if not found:
        return part
    part, paths = convert.convert(plain, whole), frozenset(cut.path for cut in found)
    problems = [it for it in part.problems if it.on_key or part.written(it.path) not in paths]
    return structs.replace(part, problems=[*problems, *[cut.problem for cut in found]], cut=paths)


def _as_cut(problems: list[Problem], cut: list[Problem]) -> list[Problem]:
    """The problems of a file; of what is empty because a comment begins there, that."""
    emptied = {problem.path: problem for problem in cut if problem.code in codes.EMPTY}
    return [
        structs.replace(emptied[it.path], message=f"{it.message}: ' #' begins a comment")
        if it.code in codes.EMPTY and it.path in emptied
        else it
        for it in problems
    ]


def _checked(said: _Read, known: Known) -> list[Problem]:
    """What is wrong with the calendar as a whole, in no order."""
    index = {event.id: i for i, event in reversed(list(enumerate(said.written.events)))}
    checked = CheckedAgain(said.written, said.catalog, index, known.lock)
    return [problem for rule in RULES for problem in rule(checked)]


def _judged(text: Source, said: _Read, known: Known, checked: list[Problem]) -> Loaded:
    """What was read, with every problem at its place."""
    in_files = [[*problems] for problems in said.in_files]
    origins = parts.Origins(said.parts)
    beside = []
    whole = [p for p in (*said.problems, *checked) if not (said.unread and p.code in codes.ON_OTHER_FILES)]
    for problem in ignoring.without_ignored(whole, said.written, not any(in_files), bool(known.lock.records)):
        number, path = origins.of(problem.path)
        before, other = origins.of(problem.other) if problem.other is not None else (number, None)
        local = structs.replace(problem, path=path, other=other)
        if said.parts[number].written(path) in said.parts[number].cut:
            continue
        if before == number:
            in_files[number].append(local)
        else:
            beside.append((number, local, before))
    for number, local in _beside(text, said.parts, beside):
        in_files[number].append(local)
    found = [
        diagnostic
        for file, part, problems in zip(text.all, said.parts, in_files, strict=True)
        for diagnostic in files.place(file, [*map(part.as_written, problems)])
    ]
    several = len(said.catalog.calendar.languages) > 1
    ignored = frozenset(said.written.calendar.ignore if said.written.calendar else ())
    every = order([*found, *known.diagnostics])
    return Loaded(said.catalog, every, said.written if several else None, ignored)


def _in_language(written: Document, tag: str) -> Catalog:
    """The catalog in another language than the first; what is wrong is told of that one."""
    return entries.related(resolve.resolve(translations.in_language(written, tag))[0])


class Mended(Struct, frozen=True):
    """Files with the edits of their problems made: what they say then, and how many edits that took."""

    text: Source
    loaded: Loaded
    edits: int


def mended(text: Source, known: Known = Known(), alone: str = "") -> Mended:  # noqa: B008 - frozen
    """Files with every problem mended that needs no thought; also what one of them had hidden.

    With the name of a file `alone` that. Nothing is written.
    """
    made = 0
    for _ in range(MOST_ROUNDS):
        changed, edits = _edited(text, load(text, known).diagnostics, alone)
        if not edits:
            break
        text, made = changed, made + edits
    return Mended(text, load(text, known), made)


def _edited(text: Source, found: Iterable[Diagnostic], alone: str) -> tuple[Source, int]:
    names = Counter(printable(file.name) for file in text.all)
    edits: dict[str, list[Edit]] = {}
    for diagnostic in found:
        # Of two files that look alike in what is printed nobody knows which is meant.
        if diagnostic.edit and names[diagnostic.file] == 1:
            edits.setdefault(diagnostic.file, []).append(diagnostic.edit)
    made = [
        files.edited(file, edits.get(printable(file.name), ()) if alone in ("", file.name) else ())
        for file in text.all
    ]
    (first, _), *others = made
    changed = structs.replace(first, others=tuple(file for file, _ in others))
    return changed, sum(count for _, count in made)


def flooded(text: Source, known: Known, flood: FloodError) -> Loaded:
    """What files say that are too much for a build, with that as a problem of the event most to blame."""
    said = _read(text)
    index = [event.id for event in said.written.events].index(flood.blamed[0])
    remedy = "make it part of fewer events, or give it fewer dates, categories or words"
    problem = Problem("E601", str(flood), remedy, ("events", index, "id"))
    return _judged(text, said, known, [*_checked(said, known), problem])


def _not_there(index: int, plain: files.Plain) -> Problem:
    patterns = plain["include"] if isinstance(plain, dict) else ""
    pattern = patterns[index] if isinstance(patterns, list) else patterns
    remedy = "paths are relative to this file; * stands for any name, ** for any folders"
    if not isinstance(pattern, str):
        return Problem("E401", "there is no such file", remedy, ("include", index))
    if pattern.startswith(("/", "~")) or FilePath(pattern).is_absolute():
        message = f"{quoted(pattern)} is not read: it doesn't begin in the folder of this file"
        return Problem("E401", message, "write the path from the folder of this file", ("include", index))
    if not FilePath(pattern).suffix and "*" not in pattern:
        remedy = f"for all files of a folder write {quoted(pattern.rstrip('/') + '/*.yaml')}"
    return Problem("E401", f"there is no file {quoted(pattern)}", remedy, ("include", index))


def _beside(
    text: Source, read: Sequence[FilePart], problems: Sequence[tuple[int, Problem, int]]
) -> Iterator[tuple[int, Problem]]:
    """Problems whose other place is in another file, by its number: told with the name and the line there.

    Each of those files is read once for all of them.
    """
    wanted: dict[int, list[tuple[Path, bool]]] = {}
    for _, problem, before in problems:
        if problem.other is not None:
            other = read[before].written(problem.other)
            wanted.setdefault(before, []).append((other, problem.on_key))
    lines = {before: iter(files.lines(text.all[before], places)) for before, places in wanted.items()}
    for number, problem, before in problems:
        there = f"{printable(text.all[before].name)}:{next(lines[before])}"
        message = f"{problem.message} (first in {there})"
        yield number, structs.replace(problem, message=message, other=None, remark="")
