"""What is wrong in the feeds of a folder → the same, that of an event in several of them once.

In the feeds of another language it has other words, but its UID.
"""

from bisect import bisect_right
from collections.abc import Iterator
from hashlib import blake2b

from calendar_gen.ical.lines import Found, ReadFeed

Spot = tuple[str, int, str]
"""File, line and code."""


class CopiesMet:
    """What was met in a folder that a build made: there an event stands in many feeds with the same bytes."""

    def __init__(self) -> None:
        self._first: dict[bytes, Spot] = {}
        self._files: dict[Spot, set[str]] = {}

    def new(self, file: str, feed: ReadFeed, code: str, places: Iterator[Found]) -> Iterator[Found]:
        """What was found of a rule in a feed, but for what the same thing had in another file."""
        parts = _Parts(feed)
        for line, words in places:
            key = parts.key(line, code, words)
            place = self._first.setdefault(key, (file, line, code)) if key else None
            if place is None or place[0] == file:
                yield line, words
            else:
                self._files.setdefault(place, set()).add(file)

    def files(self, file: str, line: int, code: str) -> int:
        """In how many files the same stands."""
        return 1 + len(self._files.get((file, line, code), ()))


class _Parts:
    """The events, zones and other parts of a feed, by their lines."""

    def __init__(self, feed: ReadFeed) -> None:
        self._feed = feed
        self._parts = [part for calendar in feed.calendars for part in calendar.parts]
        self._starts = [part.number for part in self._parts]
        self._digests: dict[int, bytes] = {}

    def key(self, line: int, code: str, words: str) -> bytes:
        """The same for the same event, or for the same bytes; b"" for what stands in no part."""
        number = bisect_right(self._starts, line) - 1
        if number < 0 or line >= self._end(number):
            return b""
        if uid := self._parts[number].first("UID"):
            said = f"{code} {words} {uid.value}".encode("utf-8", "replace")
            return blake2b(said, digest_size=16).digest()
        if number not in self._digests:
            pieces = self._feed.pieces[self._starts[number] - 1 : self._end(number) - 1]
            self._digests[number] = blake2b(b"\n".join(pieces), digest_size=16).digest()
        said = f"{code} {line - self._starts[number]} {words}".encode("utf-8", "replace")
        return blake2b(self._digests[number] + said, digest_size=16).digest()

    def _end(self, number: int) -> int:
        """The line after a part."""
        part, pieces = self._parts[number], self._feed.pieces
        last = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(pieces)
        end = f"END:{part.name}".encode()
        found = (n for n in range(part.number, last) if pieces[n].strip().upper() == end)
        return next(found, last - 1) + 2
