"""A published folder, here or on the web → what its build had locked, where a project keeps no lock."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.dates import rules
from calendar_gen.dates.values import on_the_clock
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical import lines as ical_lines
from calendar_gen.ical import moments
from calendar_gen.ical.entries import entries
from calendar_gen.ical.lines import Component, Line, ReadFeed, is_utf8, unescaped
from calendar_gen.lock.flaws import flaw_of
from calendar_gen.lock.known import Lock
from calendar_gen.lock.records import ANY, CONTROLS, MOST, Dates, Record, Words, shown_in
from calendar_gen.lock.revisions import last_day_of
from calendar_gen.lock.uid_parts import calendar_of, is_our_uid, suffix_of
from calendar_gen.lock.values import shown_digest
from calendar_gen.model.apart import standing
from calendar_gen.model.catalog import Catalog
from calendar_gen.model.slugs import unsure
from calendar_gen.publish import manifest, paths
from calendar_gen.publish.limits import Limits
from calendar_gen.publish.paths import OutputError
from calendar_gen.web import layout
from calendar_gen.web.names import MANIFEST
from calendar_gen.words import sentences


class Origin(Struct, frozen=True):
    """Where something is published; `get` gives what stands at a path there, None for nothing.

    It raises OutputError.
    """

    name: str
    get: Callable[[str], bytes | None]


class Published(Struct, frozen=True):
    """What is published at a place: the lock that it amounts to, and the digest of each file by path.

    `name` is what the calendar was called.
    """

    place: Origin
    lock: Lock
    files: Mapping[str, str]
    name: str = ""


_REVISION = (b"DTSTAMP", b"CREATED", b"LAST-MODIFIED", b"SEQUENCE")
# A text with its language, and the lines that it is folded into.
_OF_A_LANGUAGE = re.compile(
    rb"^(SUMMARY|DESCRIPTION|LOCATION|CATEGORIES);LANGUAGE=[A-Za-z0-9-]+(:(?:[^\r]|\r\n )*)", re.MULTILINE
)
_DATES = ("DTSTART", "DTEND", "RRULE", "EXDATE")
_STRANGE = "an event that calendar-gen didn't write"
# An event takes a tenth of a millisecond, and a rule with rare dates a second.
_SECONDS = 30


def in_folder(folder: Path) -> Origin:
    """A folder of this machine."""

    def get(path: str) -> bytes | None:
        try:
            return paths.read_file(str(folder.resolve()), path)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"{folder}: {path} can't be read: {reason}, nothing was changed") from error

    return Origin(str(folder), get)


def at_address(url: str, limits: Limits | None = None) -> Origin:
    """A folder on the web, by http or https.

    The address is the curator's own, so it may be one of their network. The limits' size is for each
    file, their seconds are for all of them together.
    """
    from calendar_gen.publish import fetch  # late: a folder needs neither HTTP nor TLS

    limits = (limits or Limits())._replace(private=True)
    left = limits.seconds

    def get(path: str) -> bytes | None:
        nonlocal left
        begin = time.monotonic()
        try:
            asked = fetch.normal(url.rstrip("/") + "/" + quote(path))
            answer = fetch.fetch(asked, limits, begin + left)
        except fetch.FetchError as error:
            raise OutputError(str(error)) from error
        finally:
            left -= time.monotonic() - begin
        if answer.status in (404, 410):
            return None
        if answer.status != 200 or answer.cut:
            what = "was cut off" if answer.cut else f"gave status {answer.status}"
            raise OutputError(f"{asked} {what}: try again")
        return answer.body

    return Origin(url, get)


def read(place: Origin, must: bool) -> Published | None:
    """What is published, by UID; without the feeds, which `placed` adds. None where nothing is.

    It must be calendar-gen's, and whole; with `must` there must be something. Raises OutputError.
    """
    listed = place.get(MANIFEST)
    if listed is None:
        if must:
            remedy = "name what calendar-gen published, or nothing if that is still to come"
            raise OutputError(f"{place.name}: there is no {MANIFEST}: {remedy}")
        return None
    of = manifest.parse(listed)
    if of is None:
        raise OutputError(
            f"{place.name}: {MANIFEST} is damaged or not calendar-gen's: restore it, or move it away"
        )
    if layout.EVERYTHING not in of.files:
        return None
    feed = _whole(place, layout.EVERYTHING, of.files)
    records = _records(place.name, feed, _language_of_name(feed))
    for path in sorted(of.files):
        if path != layout.EVERYTHING and layout.in_tree(path) == layout.EVERYTHING:
            language = layout.language_of(path)
            translated = _records(place.name, _whole(place, path, of.files), language)
            _add_language(records, translated, language)
    calendar = next(map(calendar_of, records), "")
    return Published(place, Lock(calendar, records), of.files, _name(feed))


def _records(name: str, feed: ReadFeed, language: str) -> dict[str, Record]:
    """What a feed of everything says in a language, by UID. Raises OutputError."""
    found: dict[str, list[tuple[Component, bytes]]] = {}
    for vevent, seen in zip(feed.events, _seen(feed), strict=True):
        found.setdefault(_value(vevent, "UID"), []).append((vevent, seen))
    records: dict[str, Record] = {}
    begin = time.process_time()
    for uid, vevents in found.items():
        records[uid] = _record(uid, vevents[0][0], shown_digest(seen for _, seen in vevents), language)
        if time.process_time() - begin > _SECONDS:
            raise OutputError(
                f"{name}: {layout.EVERYTHING} takes too long to follow: "
                f"after {_SECONDS} seconds {len(records):,} of {len(found):,} events were read"
            )
    return records


def _add_language(records: dict[str, Record], translated: Mapping[str, Record], language: str) -> None:
    """Tell of each record what was shown in a language after the first.

    What it says is as old as the oldest of its wordings: the others were worded anew.
    """
    for uid, of in translated.items():
        if record := records.get(uid):
            said, first = of.words(language), record.words(record.language)
            all_shown = {**record.shown, language: shown_in(language, of.shown[language].digest, said, first)}
            since = {tag: shown.last_modified or record.last_modified for tag, shown in record.shown.items()}
            since[language] = of.last_modified
            oldest = min(since.values())
            shown = {
                tag: replace(it, last_modified=since[tag] if since[tag] != oldest else None)
                for tag, it in all_shown.items()
            }
            records[uid] = replace(record, last_modified=oldest, shown=shown)


def calendars_in(feed: bytes) -> set[str]:
    """The ids of the calendars that the events of a feed are of, by their UIDs."""
    uids = [event.first("UID") for event in ical_lines.read(feed).events]
    return {calendar_of(uid.value) for uid in uids if uid}


def placed(published: Published, catalog: Catalog) -> Lock:
    """The lock, with the feeds that what is no longer in the catalog stood in. Raises OutputError.

    Only for that are the other feeds read, and where one may be that of another town or category.
    """
    known = published.lock
    year = max((record.newest.year for record in known.records.values()), default=0)
    there = (entry.uid for event in standing(catalog).events for entry in entries(event, year))
    lost = known.records.keys() - set(there)
    # Whose own files those are need not be looked up, and they are many; but a UID doesn't tell a later id.
    known_files = {layout.event_file(event.id) for event in catalog.events}
    known_files |= {layout.event_file(record.id) for record in known.records.values()}
    known_files -= {layout.event_file(event.id) for event in catalog.events if event.formerly}
    # Another language has what the tree at the top has.
    feeds_there = (path for path in published.files if layout.is_ics(path) and not layout.language_of(path))
    others = [path for path in feeds_there if path != layout.EVERYTHING]
    asked = {path for path in others if path not in known_files} if lost else unsure(catalog, published.files)
    feeds: dict[str, list[str]] = {uid: [] for uid in lost}
    names = {}
    # A calendar of one language doesn't say which: it is taken for the first of today, as for titles.
    language = known.language or catalog.calendar.language
    for path in (path for path in others if path in asked):
        feed = _whole(published.place, path, published.files)
        for uid in lost.intersection(_value(vevent, "UID") for vevent in feed.events):
            feeds[uid].append(path)
        if not layout.is_event_file(path):  # which is called as what stands in it
            name = sentences.without_calendar(_name(feed), published.name) or path
            names[path] = {_language_of_name(feed) or language: name}
            if re.search(CONTROLS, name):
                raise OutputError(f"{published.place.name}: {path} has a name with control characters")
    records = {uid: replace(record, feeds=tuple(feeds.get(uid, ()))) for uid, record in known.records.items()}
    return Lock(known.calendar, records, names)


def _whole(place: Origin, path: str, digests: Mapping[str, str]) -> ReadFeed:
    data = place.get(path)
    if data is None or sha256(data).hexdigest() != digests[path]:
        what = "is missing" if data is None else "is not the one"
        raise OutputError(
            f"{place.name}: {path} {what} that {MANIFEST} names: try again when it is published whole"
        )
    if not is_utf8(data):
        raise OutputError(f"{place.name}: {path} has {_STRANGE}: it is not UTF-8")
    feed = ical_lines.read(data)
    wrong = [number for number, _ in feed.unbalanced]
    wrong += [
        vevent.number
        for vevent, end in zip(feed.events, _ends(feed), strict=True)
        if vevent.parts or b"END:VEVENT" not in feed.pieces[vevent.number : end]
    ]
    if wrong:
        raise OutputError(f"{place.name}: {path} has {_STRANGE}: line {min(wrong)}")
    return feed


def _seen(feed: ReadFeed) -> Iterator[bytes]:
    """What subscribers see of each VEVENT, its revision aside, in the bytes that it has."""
    for vevent, end in zip(feed.events, _ends(feed), strict=True):
        lines = feed.pieces[vevent.number - 1 : feed.pieces.index(b"END:VEVENT", vevent.number, end)]
        yield _without_languages(b"\r\n".join(line for line in lines if not line.startswith(_REVISION)))


def _without_languages(vevent: bytes) -> bytes:
    """A VEVENT whose texts name no language, which tells subscribers nothing."""
    if b";LANGUAGE=" not in vevent:
        return vevent
    return _OF_A_LANGUAGE.sub(
        lambda line: ical_lines.folded_line((line[1] + line[2]).replace(b"\r\n ", b"").decode()), vevent
    )


def _ends(feed: ReadFeed) -> list[int]:
    """Where at the latest each VEVENT has ended: where the next begins."""
    ends = [*(vevent.number - 1 for vevent in feed.events[1:]), len(feed.pieces)]
    return ends[: len(feed.events)]  # there may be none at all


def _value(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value if line else ""


def _name(feed: ReadFeed) -> str:
    return unescaped(next((_value(calendar, "NAME") for calendar in feed.calendars), ""))


def _language_of_name(feed: ReadFeed) -> str:
    """The language of the tree that a feed is in, which only those of several languages name."""
    names = [line for calendar in feed.calendars if (line := calendar.first("NAME"))]
    return _language(names[0]) or ANY if names else ANY


def _language(line: Line | None) -> str:
    """The language that a text is said to be in, "" for none."""
    return line.params.get("LANGUAGE", "") if line else ""


def _record(uid: str, vevent: Component, digest: str, language: str) -> Record:
    """What a build of ours had locked of a UID. Raises OutputError for what none could have written."""
    said = {name: lines[0].value for name, lines in vevent.by_name.items()}
    status = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}.get(said.get("STATUS", ""), "confirmed")
    title, status = sentences.without_prefix(unescaped(said.get("SUMMARY", "")), status)
    title, of = sentences.without_day(title, suffix_of(uid))
    where = unescaped(said.get("LOCATION", ""))
    tags = [_language(vevent.first(name)) or language for name in ("SUMMARY", "LOCATION")]
    try:
        modified = _moment(said["LAST-MODIFIED"])
        record = Record(
            uid,
            _count(said.get("SEQUENCE", "0")),
            _moment(said.get("CREATED", said["LAST-MODIFIED"])),
            modified,
            "",
            {language: shown_in(language, digest, Words(title, where, *tags))},
            title,
            Dates(tuple(_as_text(line) for line in vevent.lines if line.name in _DATES)),
            of,
            where=where,
            status=status,
        )
    except (KeyError, ValueError) as error:
        raise OutputError(f"{layout.EVERYTHING} has {_STRANGE}: {uid}: {error}") from error
    if flaw := flaw_of(record) if is_our_uid(uid) else f"{quoted(uid)} is not a UID":
        raise OutputError(f"{layout.EVERYTHING} has {_STRANGE}: {flaw}")
    try:
        return replace(record, last_day=_last_day(record))
    except (ValueError, OverflowError) as error:
        raise OutputError(
            f"{layout.EVERYTHING} has {_STRANGE}: {uid}: RRULE:{record.dates.rrule} gives no date that can be"
        ) from error


def _as_text(line: Line) -> str:
    return line.name + "".join(f";{name}={value}" for name, value in line.params.items()) + f":{line.value}"


def _last_day(record: Record) -> date | None:
    rule = record.dates.rule
    if rule is None:
        return None
    if rule.endless and rules.first_start(rule, on_the_clock(record.span.dtstart)) is None:
        raise ValueError(record.dates.rrule)
    return last_day_of(rule, record.span)


def _count(value: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", value) or int(value) > MOST:
        raise ValueError(f"SEQUENCE:{value}")
    return int(value)


def _moment(value: str) -> datetime:
    at = moments.utc(moments.read(value))
    if at is None:
        raise ValueError(f"{value} is no time in UTC")
    return at
