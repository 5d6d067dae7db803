"""What happened to an event → a title of feed.xml, and a line of `diff`."""

from collections.abc import Mapping

from calendar_gen.words.labels import STATUSES, status_text
from calendar_gen.words.languages import language, marked

# By the news that a lock knows.
_NEWS: Mapping[str, str] = {
    "": marked("New: {title} ({dates})"),
    "moved": marked("Moved: {title} ({dates})"),
    "cancelled": marked("Cancelled: {title} ({dates})"),
    "revived": marked("On again: {title} ({dates})"),
    "postponed": marked("Postponed: {title} ({dates})"),
    "relocated": marked("Place changed: {title} ({dates})"),
    "dates": marked("Dates changed: {title} ({dates})"),
}
# By lock.changes.KINDS. Translators: {event} is the title, with its dates or what they were behind it.
_CHANGES: Mapping[str, str] = {
    "new": marked("new: {event}"),
    "revived": marked("on again: {event}"),
    "moved": marked("moved: {event}"),
    "dates": marked("dates changed: {event}"),
    "cancelled": marked("cancelled: {event}"),
    "removed": marked("removed: {event}"),
    "status": marked("status changed: {event}"),
    "renamed": marked("renamed: {event}"),
    "relocated": marked("place changed: {event}"),
    "text": marked("text changed: {event}"),
    "language": marked("another language: {event}"),
    "ended": marked("no longer published: {event}"),
}


def news_text(news: str, title: str, dates: str, tag: str) -> str:
    """A title of feed.xml: `Moved: Fair (1 May 2024 → 3 May 2024)`; `dates` in words, both if it moved."""
    return language(tag).say(_NEWS[news], title=title, dates=dates)


def change_text(kind: str, title: str, before: str, after: str, tag: str) -> str:
    """A line of `diff`: `moved: Car boot fair, 1–5 May 2024 → 3–7 May 2024`.

    `kind` is one of lock.changes.KINDS; what is "" is not told. Of a status the sides are its words in the
    file. What moved and has no side before is a series of which some dates differ; where there is no language
    after the one before, nothing is published any longer.
    """
    into = language(tag)
    if kind == "moved" and not before:
        kind = "dates"
    if kind == "language" and not after:
        kind, before = "ended", ""
    if kind in ("status", "cancelled"):
        before, after = (status_text(side, tag) if side in STATUSES else side for side in (before, after))
    sides = " → ".join(side for side in (before, after) if side)
    event = sides if kind == "renamed" else title
    if kind != "renamed" and sides:
        event = into.say("{title}, {change}", title=title, change=sides)
    return into.say(_CHANGES[kind], event=event)


def no_change(tag: str) -> str:
    """What a comment says where there is nothing to tell."""
    return language(tag).say("Subscribers will see no change.")
