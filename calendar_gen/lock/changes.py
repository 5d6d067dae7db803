"""Two locks → what subscribers will see change, in words."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.formats import json_text
from calendar_gen.diagnostics.wording import markdown, printable
from calendar_gen.lock.lockfile import Lock, Record
from calendar_gen.lock.revisions import is_moved, when


class Change(Struct, frozen=True):
    """What happens to one UID.

    `kind` is one of KINDS: "cancelled" is what is removed and isn't over, too, "removed" what is over or
    stands there in another form. An event that changes in several ways has several. `before`
    and `after` are the dates, the title, the place or the status, "" where they aren't told.
    """

    kind: str
    uid: str
    title: str
    before: str = ""
    after: str = ""


KINDS = ("new", "revived", "moved", "cancelled", "removed", "status", "renamed", "relocated", "text")
_WORDS = {
    "relocated": "place changed",
    "revived": "on again",
    "status": "status changed",
    "text": "text changed",
}


def compare(old: Lock, new: Lock) -> list[Change]:
    """What differs between what was published and what will be; by kind, as KINDS has them, then by date."""
    found = [
        (record.span.first_day, change)
        for uid, record in new.records.items()
        for change in _changes(old.records.get(uid), record)
    ]
    found.sort(key=lambda item: (KINDS.index(item[1].kind), item[0], item[1].uid))
    return [change for _, change in found]


def as_text(changes: Iterable[Change]) -> Iterator[str]:
    """A line a change: `moved: Car boot fair, 1–5 May 2024 → 3–7 May 2024`."""
    for change in changes:
        said = _WORDS.get(change.kind, change.kind)
        title = "" if change.kind == "renamed" else f"{printable(change.title)}, "
        yield f"{said}: {title}{_sides(change)}".removesuffix(", ")


def as_markdown(changes: Sequence[Change]) -> str:
    """A list for a comment on a pull request: a line a change, in which text stays text."""
    if not changes:
        return "Subscribers will see no change.\n"
    # A comment keeps GitHub from calling whoever has the name after an @; a backslash doesn't.
    return "".join(f"- {markdown(line).replace('@', '@<!-- -->')}\n" for line in as_text(changes))


def as_json(changes: Iterable[Change]) -> bytes:
    """A JSON array of the changes, one object a line."""
    lines = ",\n  ".join(msgspec.json.encode(change).decode() for change in changes)
    return json_text((f"[\n  {lines}\n]\n" if lines else "[]\n").encode())


def _changes(before: Record | None, after: Record) -> Iterator[Change]:
    uid, title = after.uid, after.title
    if before is None:
        if not after.removed:
            yield Change("new", uid, title, after=when(after))
        return
    if before.digest == after.digest:
        return
    if after.removed:
        if before.removed:  # in another language, say
            yield Change("text", uid, title)
        else:
            kind = "cancelled" if after.news == "cancelled" else "removed"
            yield Change(kind, uid, title, before=when(before))
        return
    if before.removed:
        yield Change("revived", uid, title, after=when(after))
        return
    told = list(_visible(before, after))
    yield from told or [Change("text", uid, title)]


def _visible(before: Record, after: Record) -> Iterator[Change]:
    uid, title = after.uid, after.title
    if is_moved(before, after):
        yield Change("moved", uid, before.title, when(before), when(after))
    if before.title != title:
        yield Change("renamed", uid, before.title, before.title, title)
    if before.where != after.where:
        yield Change("relocated", uid, title, *(w.replace("\n", ", ") for w in (before.where, after.where)))
    if before.status != after.status:
        kind = "cancelled" if after.status == "cancelled" else "status"
        yield Change(kind, uid, title, before.status, after.status)


def _sides(change: Change) -> str:
    return " → ".join(printable(side) for side in (change.before, change.after) if side)
