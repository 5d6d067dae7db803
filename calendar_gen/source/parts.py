"""What each file of a calendar says → one document, and of each path in it the file where it is written."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.source.document import TOP, Document

# Keys that one file alone may have.
_ALONE = ("calendar", "site")


class Part(Struct, frozen=True):
    """What one file of a calendar says, and what is wrong with it, by paths in that file."""

    document: Document
    problems: list[Problem]


def merge(parts: Sequence[Part]) -> tuple[Document, list[Problem]]:
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
    whole = Document(
        next((document.calendar for document in documents if document.calendar), None),
        {id: venue for document in reversed(documents) for id, venue in document.venues.items()},
        {id: organizer for document in reversed(documents) for id, organizer in document.organizers.items()},
        tuple(event for document in documents for event in document.events),
        tuple(feed for document in documents for feed in document.feeds),
        next((document.site for document in documents if document.site is not None), None),
        frozenset().union(*[document.unread for document in documents]),
        written,
        frozenset().union(*[document.flawed for document in documents]),
    )
    return whole, problems


class Origins:
    """Of paths in the whole document: in which part, and at which path there, they are written."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.alone = len(parts) == 1
        documents = [part.document for part in parts]
        # Of each list how many items all parts before hold, and which part has an id first.
        self.before = {
            "events": [0, *accumulate(len(document.events) for document in documents)],
            "feeds": [0, *accumulate(len(document.feeds) for document in documents)],
        }
        self.first: dict[tuple[str, str], int] = {}
        for number, document in enumerate(documents):
            ids = [("venues", id) for id in document.venues]
            ids += [("organizers", id) for id in document.organizers]
            for key in ids + _alone(document):
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


def twice(parts: Sequence[Part]) -> Iterator[tuple[int, Problem, int]]:
    """What stands in two files: the later part, the problem there, and the part that has it first."""
    first: dict[tuple[str, str], int] = {}
    for number, part in enumerate(parts):
        document = part.document
        keys = [("venues", id) for id in document.venues] + [("organizers", id) for id in document.organizers]
        keys += _alone(document)
        for key, id in keys:
            before = first.setdefault((key, id), number)
            if before == number:
                continue
            path = (key, id) if id else (key,)
            code, what = ("E021", f"the id {quoted(id)}") if id else ("E004", f"the key '{key}'")
            problem = Problem(code, f"{what} is written twice", "keep one", path, on_key=True, other=path)
            yield number, problem, before


def _alone(document: Document) -> list[tuple[str, str]]:
    """The keys of a file that no other may have."""
    return [(key, "") for key in _ALONE if getattr(document, key) is not None]
