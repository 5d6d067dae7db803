"""What each file of a calendar says → one document, and of each path in it the file where it is written."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from msgspec import Struct, structs

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.source.document import TOP, Document, Texts

# Keys that one file alone may have.
_ALONE = ("calendar", "site")
# Keys under which things stand by their ids.
_BY_ID = ("venues", "organizers", "categories", "towns")


class FilePart(Struct, frozen=True):
    """What one file of a calendar says, and what is wrong with it, by paths in that file.

    `misspelt` are the keys in it that stand for others, by the path with the key that is meant. `cut` are the
    paths, as they are written, of texts that commas cut: what else is wrong with these follows from that.
    """

    document: Document
    problems: list[Problem]
    misspelt: Mapping[Path, str] = {}
    cut: frozenset[Path] = frozenset()

    def written(self, path: Path) -> Path:
        """A path with the keys that are written in the file."""
        if not self.misspelt:
            return path
        return tuple(self.misspelt.get(path[: n + 1], key) for n, key in enumerate(path))

    def as_written(self, problem: Problem) -> Problem:
        """A problem at the paths that are written in the file; its other place is in the same."""
        if not self.misspelt:
            return problem
        other = None if problem.other is None else self.written(problem.other)
        return structs.replace(problem, path=self.written(problem.path), other=other)


def merge(parts: Sequence[FilePart]) -> tuple[Document, list[Problem]]:
    """The parts as one document, and what is missing from all of them or stands in two.

    The paths of these problems are those of the whole document: see `Origins`.
    """
    documents = [part.document for part in parts]
    written: frozenset[str] = frozenset().union(*[document.written for document in documents])
    readable = any(document.written for document in documents)
    problems = [
        Problem("E012", f"'{key}' is missing", needed)
        for key, needed in TOP.items()
        if readable and needed and key not in written
    ]
    named: dict[str, Any] = {
        key: {id: one for document in reversed(documents) for id, one in getattr(document, key).items()}
        for key in _BY_ID
    }
    whole = Document(
        calendar=next((document.calendar for document in documents if document.calendar), None),
        **named,
        events=tuple(event for document in documents for event in document.events),
        feeds=tuple(feed for document in documents for feed in document.feeds),
        site=next((document.site for document in documents if document.site is not None), None),
        unread=frozenset().union(*[document.unread for document in documents]),
        written=written,
        flawed=frozenset().union(*[document.flawed for document in documents]),
        translations=_translations(documents),
    )
    return whole, problems


def _translations(documents: Sequence[Document]) -> Mapping[Path, Texts]:
    """What stands in several languages, by its path in the whole document."""
    if not any(document.translations for document in documents):
        return {}
    found: dict[Path, Texts] = {}
    before = _before(documents)
    for number, document in enumerate(documents):
        for path, texts in document.translations.items():
            key, *rest = path
            if key in before:
                found[(key, before[str(key)][number] + int(rest[0]), *rest[1:])] = texts
            else:  # written twice is a mistake: the first counts
                found.setdefault(path, texts)
    return found


def _before(documents: Sequence[Document]) -> Mapping[str, list[int]]:
    """Of each list how many items all documents before one hold."""
    return {
        key: [0, *accumulate(len(getattr(document, key)) for document in documents)]
        for key in ("events", "feeds")
    }


class Origins:
    """Of paths in the whole document: in which part, and at which path there, they are written."""

    def __init__(self, parts: Sequence[FilePart]) -> None:
        self.alone = len(parts) == 1
        documents = [part.document for part in parts]
        self.before = _before(documents)
        # Which part has an id first.
        self.first: dict[tuple[str, str], int] = {}
        for number, document in enumerate(documents):
            for key in _ids(document) + _alone(document):
                self.first.setdefault(key, number)

    def of(self, path: Path) -> tuple[int, Path]:
        """The number of the part, and the path there."""
        if self.alone or not path:
            return 0, path
        key, *rest = path
        if key in self.before and rest and isinstance(rest[0], int):
            before = self.before[str(key)]
            number = bisect_right(before, rest[0]) - 1
            return number, (key, rest[0] - before[number], *rest[1:])
        id = "" if key in _ALONE else str(rest[0]) if rest else ""
        return self.first.get((str(key), id), 0), path

    def whole(self, in_parts: Sequence[Sequence[Problem]]) -> Iterator[Problem]:
        """The warnings of each part by their paths in the whole document; an id given twice is there once."""
        for number, problems in enumerate(in_parts):
            for problem in problems:
                key, *rest = problem.path
                if str(key) in self.before and rest and isinstance(rest[0], int):
                    rest[0] += self.before[str(key)][number]
                path = (key, *rest)
                if problem.code.startswith("W") and self.of(path)[0] == number:
                    yield structs.replace(problem, path=path)


def twice(parts: Sequence[FilePart]) -> Iterator[tuple[int, Problem, int]]:
    """What stands in two files: the later part, the problem there, and the part that has it first."""
    first: dict[tuple[str, str], int] = {}
    for number, part in enumerate(parts):
        document = part.document
        for key, id in _ids(document) + _alone(document):
            before = first.setdefault((key, id), number)
            if before == number:
                continue
            path = (key, id) if id else (key,)
            code, what = ("E021", f"the id {quoted(id)}") if id else ("E004", f"the key '{key}'")
            problem = Problem(code, f"{what} is written twice", "keep one", path, on_key=True, other=path)
            yield number, problem, before


def _ids(document: Document) -> list[tuple[str, str]]:
    """The ids of a file, each with the key under which it stands."""
    return [(key, id) for key in _BY_ID for id in getattr(document, key)]


def _alone(document: Document) -> list[tuple[str, str]]:
    """The keys of a file that no other may have."""
    return [(key, "") for key in _ALONE if getattr(document, key) is not None]
