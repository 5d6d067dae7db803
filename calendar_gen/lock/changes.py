"""Two locks → what subscribers will see change, in words and as values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.formats import json_text
from calendar_gen.diagnostics.wording import markdown, printable
from calendar_gen.lock import sides
from calendar_gen.lock.dated import moved, statuses, when
from calendar_gen.lock.differing import known_of
from calendar_gen.lock.known import Lock
from calendar_gen.lock.languages import turned
from calendar_gen.lock.records import ANY, Record
from calendar_gen.lock.revisions import is_another_form, is_of_other_status, is_same
from calendar_gen.lock.sides import Values
from calendar_gen.lock.timing import date_of, is_moved
from calendar_gen.lock.uid_parts import base_of, day_of
from calendar_gen.web import layout
from calendar_gen.words.labels import beside
from calendar_gen.words.news import change_text, no_change
from calendar_gen.words.sentences import titled


class UidChange(Struct, frozen=True):
    """What happens to one UID.

    `kind` is one of KINDS: "cancelled" is what is removed and isn't over, too, "removed" what is over or
    stands there in another form. An event that changes in several ways has several. `before`
    and `after` are the dates, the title, the place or the status in words, "" where they aren't told. Of a
    series whose rule stays `after` says which of its dates fall out, are cancelled, on again or at another
    time. `was` and `now` are the same as values, None for nothing, and `dates` those dates of a series.
    "language" is of no UID but of a `path`, where another language is, or none any longer.
    """

    kind: str
    uid: str
    title: str
    before: str = ""
    after: str = ""
    was: Values | None = None
    now: Values | None = None
    dates: Sequence[Values] = ()
    path: str = ""


KINDS = (
    "language",
    "new",
    "revived",
    "moved",
    "cancelled",
    "removed",
    "status",
    "renamed",
    "relocated",
    "text",
)


def compare(old: Lock, new: Lock, language: str) -> list[UidChange]:
    """What differs between what was published and what will be; by kind, as KINDS has them, then by date.

    Dates are in words, in a language (BCP 47). What is only worded anew is no change.
    """
    old = turned(old, new.language)
    names = {path: next(iter(of.values())) for path, of in old.names.items()}
    found = [
        (record.span.first_day, change)
        for uid, record in new.records.items()
        for change in _changes(_date(old, uid, new), _date(new, uid, old) or record, names, language)
        if not (is_another_form(old, new, uid) and (base_of(uid) == uid or uid not in old.records))
    ]
    # What is told of a date that stands beside its series, or did, is what is other in the series.
    parted = {base_of(uid) for uid in new.records if _is_parted(old, new, uid)}
    found = [it for it in found if it[1].kind != "text" or it[1].uid not in parted]
    found.sort(key=lambda item: (KINDS.index(item[1].kind), item[0], item[1].uid))
    return [change for _, change in found]


def in_languages(old: Lock, languages: Sequence[str]) -> Iterator[UidChange]:
    """What those see who have subscribed, as the languages of a calendar are these now."""
    first = languages[0]
    if not old.trees and len(languages) == 1:  # then only our own words are in another
        return
    if old.language not in (first, ANY):
        yield _spoken(layout.EVERYTHING, old.language, first)
    for tag in sorted(old.trees - {*languages}):
        yield _spoken(f"{tag}/", tag)
    if first in old.trees:
        yield _spoken(f"{first}/", first)


def as_text(changes: Iterable[UidChange], language: str) -> Iterator[str]:
    """A line a change: `moved: Car boot fair, 1–5 May 2024 → 3–7 May 2024`."""
    for change in changes:
        title, before, after = map(printable, (change.title or change.path, change.before, change.after))
        yield change_text(change.kind, title, before, after, language)


def as_markdown(changes: Sequence[UidChange], language: str) -> str:
    """A list for a comment on a pull request: a line a change, in which text stays text."""
    if not changes:
        return f"{no_change(language)}\n"
    # A comment keeps GitHub from calling whoever has the name after an @; a backslash doesn't.
    return "".join(f"- {markdown(line).replace('@', '@<!-- -->')}\n" for line in as_text(changes, language))


def as_json(changes: Iterable[UidChange]) -> bytes:
    """A JSON array of the changes, one object a line, in which nothing is in words."""
    encode = msgspec.json.Encoder().encode
    values = (
        {"kind": it.kind, "uid": it.uid, "title": it.title, "before": it.was, "after": it.now}
        | ({"dates": it.dates} if it.dates else {})
        | ({"path": it.path} if it.path else {})
        for it in changes
    )
    lines = ",\n  ".join(encode(value).decode() for value in values)
    return json_text((f"[\n  {lines}\n]\n" if lines else "[]\n").encode())


def _spoken(path: str, before: str, after: str = "") -> UidChange:
    """A path whose language is another, or which is there no longer."""
    was, now = ({"language": tag} if tag else None for tag in (before, after))
    return UidChange("language", "", "", before, after, was, now, path=path)


def _is_parted(old: Lock, new: Lock, uid: str) -> bool:
    """Whether a date of a series stands beside it now, or did, and takes place in either form."""
    sides = [(of.records.get(uid), _date(of, uid, other)) for of, other in ((old, new), (new, old))]
    return any(date and date is not record for record, date in sides) and all(date for _, date in sides)


def _date(lock: Lock, uid: str, other: Lock) -> Record | None:
    """What stands under a UID; of a date that doesn't stand there, what its series says of it; or None."""
    record, series = lock.records.get(uid), lock.records.get(base_of(uid))
    if series is None or (record and (not record.removed or record is series)):
        return record
    beside = other.records.get(base_of(uid))
    return date_of(series, uid, beside.dates if beside and not beside.removed else None) or record


def _changes(
    before: Record | None, after: Record, names: Mapping[str, str], language: str
) -> Iterator[UidChange]:
    """What happens to a UID; `names` are those of the feeds before, by path."""
    uid, title = after.uid, titled(after.of, after.title, language)
    if before is None:
        if not after.removed:
            words = when(after.dates, language, weekdays=True)
            yield UidChange("new", uid, title, after=words, now=sides.dates(after.dates))
        return
    if is_same(before, after):  # also what is removed, if it stood as cancelled already
        return
    if after.removed:
        if before.removed:
            yield UidChange("text", uid, title)
        else:
            kind = "cancelled" if after.news == "cancelled" else "removed"
            words = when(before.dates, language, weekdays=True)
            yield UidChange(kind, uid, title, before=words, was=sides.dates(before.dates))
        return
    if before.removed:
        words = when(after.dates, language, weekdays=True)
        yield UidChange("revived", uid, title, after=words, now=sides.dates(after.dates))
        return
    told = list(_visible(before, after, language))
    if _was_there(before, after, names):
        told = [change for change in told if change.kind != "relocated"]
    if before.shown and after.shown:  # of a date the rest isn't known that its series said of it
        told = told or [UidChange("text", uid, title)]
    yield from told


def _was_there(before: Record, after: Record, names: Mapping[str, str]) -> bool:
    """Whether a date of a series was where it is, by what an older lock says of the series that it was in.

    That stood in the feeds of all places of its dates, and named its own alone.
    """
    if before.shown:  # it has a record of its own
        return False
    name = after.where.partition("\n")[0]
    there = [names.get(path, "") for path in before.feeds if path.startswith("venues/")]
    # Names had that of the calendar before them in version 1.
    return name not in before.where and any(it == name or it.endswith(f": {name}") for it in there)


def _visible(before: Record, after: Record, language: str) -> Iterator[UidChange]:
    uid, title = after.uid, titled(after.of, after.title, language)
    was_titled, now = titled(before.of, before.title, language), when(after.dates, language)
    known = known_of(before, after)
    off = is_of_other_status(before, after) and after.status == "cancelled"
    if not off and is_moved(before, after):
        words = moved(before.dates, known, after.status, language, weekdays=True)
        was_then, is_now = sides.dates(before.dates), sides.dates(after.dates)
        each = sides.each(before.dates, known, after.status, _MOVED)
        yield UidChange("moved", uid, was_titled, *words, was_then, is_now, each)
    if day_of(uid):  # which has the title of its series
        title, was_titled = (beside(it, now, language) for it in (title, was_titled))
    if was_titled != title:
        titles = {"title": before.title}, {"title": after.title}
        yield UidChange("renamed", uid, was_titled, was_titled, title, *titles)
    if not off and before.where != after.where:
        was_at, is_at = (it.where.replace("\n", ", ") for it in (before, after))
        yield UidChange("relocated", uid, title, was_at, is_at, {"place": was_at}, {"place": is_at})
    if is_of_other_status(before, after):
        kind = "cancelled" if after.status == "cancelled" else "status"
        statuses_of = {"status": before.status}, {"status": after.status}
        yield UidChange(kind, uid, title, before.status, after.status, *statuses_of)
    elif said := statuses(before.dates, known, after.status, language):
        each = sides.each(before.dates, known, after.status, ("status",))
        yield UidChange("status", uid, title, after=said, dates=each)


_MOVED = ("out", "cancelled", "revived", "moved", "relocated")
