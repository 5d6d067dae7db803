"""A lock → an Atom feed (RFC 4287) of what is new, moved, cancelled, postponed or on again."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from datetime import datetime
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from calendar_gen.ical.vevent import Draft
from calendar_gen.lock.dated import moved, news_of_dates, when
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import News, Record
from calendar_gen.lock.removed import Asked, asked_for
from calendar_gen.lock.uid_parts import base_of, day_of
from calendar_gen.model.catalog import Calendar
from calendar_gen.web import layout
from calendar_gen.web.addresses import site_address
from calendar_gen.words.news import news_text
from calendar_gen.words.sentences import titled

# Readers poll daily or so: as much news as a large calendar has in that time.
MOST = 100

# What XML 1.0 §2.2 has no room for.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed(calendar: Calendar, after: Lock, uids: Set[str], files: Container[str], tree: str = "") -> bytes:
    """The newest of what happened to some UIDs of a lock, newest first, linked to `files` that are there.

    `tree` is the folder of a language after the first, with a slash at its end.
    """
    told = [record for uid, record in after.records.items() if uid in uids]
    told.sort(key=lambda record: record.uid)
    told.sort(key=lambda record: record.told_at, reverse=True)
    # Of all records: it must not go back when what was newest is over and told of no longer.
    updated = max(record.told_at for record in after.records.values())
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{calendar.language}">'
    lines = ['<?xml version="1.0" encoding="utf-8"?>', head]
    lines += [f"  <id>{_id(tree + calendar.id)}</id>", f"  <title>{_text(calendar.name)}</title>"]
    lines.append(f"  <updated>{_time(updated)}</updated>")
    lines.append(f"  <author><name>{_text(calendar.name)}</name></author>")
    if url := _address(calendar, tree):
        lines.append(f'  <link rel="self" type="application/atom+xml" href="{escape(url + layout.NEWS)}"/>')
        lines.append(f'  <link rel="alternate" type="text/html" href="{escape(url)}"/>')
    for record in told[:MOST]:
        lines += _entry(record, calendar, files, tree)
    return "\n".join([*lines, "</feed>", ""]).encode()


def told(lock: Lock, drafts: Mapping[str, Draft], asked: Asked) -> Set[str]:
    """The UIDs to tell news of: one of each event, whatever its form, and those that were cancelled.

    Of a series those of its dates that stand beside it and have news of the same build are told too.
    """
    gone = [record for record in lock.records.values() if record.removed]
    off = {record.uid for record in gone if record.news == "cancelled" and asked_for(record, asked)}
    removed: dict[str, list[Record]] = defaultdict(list)
    for record in gone:
        removed[base_of(record.uid)].append(record)
    live: dict[str, list[Record]] = {}
    for uid, draft in drafts.items():
        parts = live.setdefault(base_of(uid), [])
        parts += [lock.records[part.entry.uid] for part in draft.parts]
        if "+" not in uid:  # which an earlier date that stands beside it may come before
            parts.sort(key=lambda record: "+" in record.uid)
    for uid, parts in live.items():
        told_of = _told_of(parts, removed.get(uid, ()))
        off |= {told_of.uid, *(it.uid for it in parts if _is_told_beside(it, told_of))}
    return off


def _told_of(live: Sequence[Record], before: Sequence[Record]) -> Record:
    """The record of an event that has its newest news, of what is there and what was before.

    What takes the place of another form is none by itself: that form is told of until there is news.
    """
    if len(live) == 1 and not before:  # as most are
        return live[0]
    # Of those that are as new the one that was told of: the opening, not the closing; `open`, not `open-2`.
    before = sorted(before, key=lambda record: record.uid, reverse=True)
    since = min(record.created for record in (*live, *before))
    for records in (live, before):
        if news := [it for it in records if it.news or it.news_at or it.created == since]:
            return max(news, key=lambda record: record.told_at)
    return live[0]


def _is_told_beside(date: Record, told_of: Record) -> bool:
    """Whether a date has news of its own that came with those of its event, and doesn't say the same."""
    if not date.news_at or date.told_at != told_of.told_at or not day_of(date.uid):
        return False
    is_same_news = (date.news, date.was_where) == (told_of.news, told_of.was_where)
    return bool(day_of(told_of.uid) or told_of.on) or not is_same_news


def _entry(record: Record, calendar: Calendar, files: Container[str], tree: str) -> Iterator[str]:
    language = calendar.language
    words = record.words(language)
    where = words.where.partition("\n")[0]
    said = _dates(record, language)
    if record.was_where:
        where = " → ".join(_places(record.was_where_as(language), words.where))
    title = news_text(_news(record), titled(record.of, words.title, language), said, language)
    yield "  <entry>"
    # An id of its own for each piece of news: readers show an entry that they know once.
    yield f"    <id>{_id(f'{tree}{record.uid}#{_time(record.told_at)}')}</id>"
    yield f"    <title>{_text(title)}</title>"
    yield f"    <published>{_time(record.told_at)}</published>"
    yield f"    <updated>{_time(record.told_at)}</updated>"
    own = layout.event_file(record.id)
    if (url := _address(calendar, tree)) and own in files:
        address = escape(url + quote(own))
        yield f'    <link rel="alternate" type="text/calendar" href="{address}"/>'
    yield f'    <content type="text">{_text(" · ".join(filter(None, (said, where))))}</content>'
    yield "  </entry>"


def _news(record: Record) -> News:
    """What is told of a record: nothing that doesn't take place, or not then, is new or moved."""
    if record.status == "cancelled":
        return "cancelled"
    if record.status == "postponed" and record.news in ("", "moved", "relocated"):
        return "postponed"
    return record.news


def _dates(record: Record, language: str) -> str:
    """The dates that the news of a record is of, and what they were, or what of them differs."""
    was, on = record.was, record.on
    if was and record.news == "dates" and on:
        return news_of_dates(was, on[0], record.status, language)
    said = ", ".join(when(dates, language) for dates in on or (record.dates,))
    if was and record.news == "moved":
        sides = (when(was, language), said) if on else moved(was, record.dates, record.status, language)
        return " → ".join(filter(None, sides))
    return said


def _address(calendar: Calendar, tree: str) -> str:
    """The address of a tree, "" where it isn't known."""
    url = site_address(calendar.url)
    return url and url + tree


def _places(before: str, after: str) -> tuple[str, str]:
    """Two places by their names; with all that is known of them where they have one name."""
    names = before.partition("\n")[0], after.partition("\n")[0]
    return names if names[0] != names[1] else (before.replace("\n", ", "), after.replace("\n", ", "))


def _id(name: str) -> str:
    """An id that is the same for ever, as RFC 4287 §4.2.6 asks, wherever the feed is published."""
    return uuid5(NAMESPACE_URL, f"calendar-gen:{name}").urn


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
