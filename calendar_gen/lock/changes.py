"""Two locks → what subscribers will see change, in words."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.formats import json_text
from calendar_gen.diagnostics.wording import markdown, printable
from calendar_gen.lock.dated import moved, when
from calendar_gen.lock.lockfile import Lock
from calendar_gen.lock.records import Record
from calendar_gen.lock.revisions import is_moved, is_of_other_status, is_same
from calendar_gen.words.news import change_text, no_change
from calendar_gen.words.sentences import titled


class Change(Struct, frozen=True):
    """What happens to one UID.

    `kind` is one of KINDS: "cancelled" is what is removed and isn't over, too, "removed" what is over or
    stands there in another form. An event that changes in several ways has several. `before`
    and `after` are the dates, the title, the place or the status, "" where they aren't told. Of a series
    whose rule stays `after` says which of its dates fall out, are cancelled, on again or at another time.
    """

    kind: str
    uid: str
    title: str
    before: str = ""
    after: str = ""


KINDS = ("new", "revived", "moved", "cancelled", "removed", "status", "renamed", "relocated", "text")


def compare(old: Lock, new: Lock, language: str) -> list[Change]:
    """What differs between what was published and what will be; by kind, as KINDS has them, then by date.

    Dates are in words, in a language (BCP 47). What is only worded anew is no change.
    """
    found = [
        (record.span.first_day, change)
        for uid, record in new.records.items()
        for change in _changes(old.records.get(uid), record, language)
    ]
    found.sort(key=lambda item: (KINDS.index(item[1].kind), item[0], item[1].uid))
    return [change for _, change in found]


def as_text(changes: Iterable[Change], language: str) -> Iterator[str]:
    """A line a change: `moved: Car boot fair, 1–5 May 2024 → 3–7 May 2024`."""
    for change in changes:
        title, before, after = map(printable, (change.title, change.before, change.after))
        yield change_text(change.kind, title, before, after, language)


def as_markdown(changes: Sequence[Change], language: str) -> str:
    """A list for a comment on a pull request: a line a change, in which text stays text."""
    if not changes:
        return f"{no_change(language)}\n"
    # A comment keeps GitHub from calling whoever has the name after an @; a backslash doesn't.
    return "".join(f"- {markdown(line).replace('@', '@<!-- -->')}\n" for line in as_text(changes, language))


def as_json(changes: Iterable[Change]) -> bytes:
    """A JSON array of the changes, one object a line."""
    lines = ",\n  ".join(msgspec.json.encode(change).decode() for change in changes)
    return json_text((f"[\n  {lines}\n]\n" if lines else "[]\n").encode())


def _changes(before: Record | None, after: Record, language: str) -> Iterator[Change]:
    uid, title = after.uid, titled(after.of, after.title, language)
    if before is None:
        if not after.removed:
            yield Change("new", uid, title, after=when(after.dates, language, weekdays=True))
        return
    if before.removed == after.removed and is_same(before, after):
        return
    if after.removed:
        if before.removed:
            yield Change("text", uid, title)
        else:
            kind = "cancelled" if after.news == "cancelled" else "removed"
            yield Change(kind, uid, title, before=when(before.dates, language, weekdays=True))
        return
    if before.removed:
        yield Change("revived", uid, title, after=when(after.dates, language, weekdays=True))
        return
    told = list(_visible(before, after, language))
    yield from told or [Change("text", uid, title)]


def _visible(before: Record, after: Record, language: str) -> Iterator[Change]:
    uid, title = after.uid, titled(after.of, after.title, language)
    was_titled = titled(before.of, before.title, language)
    if is_moved(before, after):
        sides = moved(before.dates, after.dates, language, weekdays=True)
        yield Change("moved", uid, was_titled, *sides)
    if was_titled != title:
        yield Change("renamed", uid, was_titled, was_titled, title)
    if before.where != after.where:
        yield Change("relocated", uid, title, *(w.replace("\n", ", ") for w in (before.where, after.where)))
    if is_of_other_status(before, after):
        kind = "cancelled" if after.status == "cancelled" else "status"
        yield Change(kind, uid, title, before.status, after.status)
