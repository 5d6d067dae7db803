"""events.lock ↔ what was published of each UID. A line each, in order, so that git merges and shows it.

A UID may stand there twice, after a merge that kept the lines of both sides.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from calendar_gen import timezones
from calendar_gen.dates import ONE_DAY, Days, Span, Times
from calendar_gen.diagnostics import Diagnostic, Position, quoted
from calendar_gen.manifest import is_plain

VERSION = 1
SUFFIX = ".lock"
# A year past the last that an event may be in: one that ends with it lasts to the next.
LAST_YEAR = 2201

_Moment = Annotated[datetime, Meta(tz=True)]
_Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]

# What stands in a lock goes into feeds: nothing of it may begin a line of its own there.
_DATES = re.compile(r"DTSTART[;:][A-Za-z0-9:;=,/_+-]*(?:\n(?:DTEND|RRULE|EXDATE)[;:][A-Za-z0-9:;=,/_+-]*)*")
_EVENT = re.compile(r"[a-z0-9-]*")
_UID = re.compile(r"[a-z0-9-]+(?:\+[a-zA-Z0-9+-]+)?@[a-z0-9-]+")
_LINE = re.compile(r"[A-Z]+(?:;VALUE=DATE|;TZID=([^:;]+))?:([0-9TZ]+)")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_FEED = re.compile(r"(?:venues|towns|categories|months|series|feeds|events)/[^/]+\.ics")
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)

_RESTORE = "restore it from git, or delete it: a build then goes by what is published in its folder"


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was last published under a UID: its revision, and what a cancellation needs.

    `digest` is that of its VEVENTs without the properties of the revision. `dates` are their lines from
    DTSTART on; `when` says them in words where the lines can't, `where` is LOCATION. `last_day` is None
    for a series without end, and where `dates` tell it. `event` is the id, where the UID has another.
    `feeds` are the paths of those it stood in, its own file and the one of everything aside.

    `news` is the last change worth telling, "moved", "cancelled" or "revived", at `news_at`, and
    `was` its dates until then; "" stands for an event that is new since it was created.
    """

    uid: str
    sequence: _Count
    created: _Moment
    last_modified: _Moment
    digest: str
    title: str
    dates: tuple[str, ...]
    when: str = ""
    where: str = ""
    status: str = "confirmed"
    event: str = ""
    last_day: date | None = None
    feeds: tuple[str, ...] = ()
    removed: bool = False
    news: str = ""
    news_at: _Moment | None = None
    was: str = ""

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.event or re.split(r"[+@]", self.uid, maxsplit=1)[0]

    @property
    def span(self) -> Span:
        """When it is, a series for the first time."""
        ends = [line for line in self.dates if line.startswith("DTEND")]
        start, end = _moment(self.dates[0]), _moment((ends or self.dates)[0])
        if isinstance(start, datetime) and isinstance(end, datetime):
            return Times(start, end)
        if isinstance(start, datetime) or isinstance(end, datetime):
            raise ValueError("a day and a time mixed")
        return Days(start, end if ends else start + ONE_DAY)


class Lock(Struct, frozen=True):
    """What was published of a calendar, by UID, and the names of its feeds, by path."""

    calendar: str = ""
    records: Mapping[str, Record] = {}
    names: Mapping[str, str] = {}


class Known(Struct, frozen=True):
    """What a lock file says and holds, None where there is none, and what is wrong with it."""

    lock: Lock = Lock()
    data: bytes | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class _Header(Struct, rename={"version": "calendar-gen-lock"}):
    version: _Count
    calendar: str = ""


class _Name(Struct, forbid_unknown_fields=True):
    feed: str
    name: str


def path_of(file: Path) -> Path:
    """Where the lock of a calendar lies: beside its file, or in its folder."""
    return file / f"events{SUFFIX}" if file.is_dir() else file.with_suffix(SUFFIX)


def load(path: Path) -> Known:
    """The lock of a file; whatever is in it, this returns. Raises OSError for one that can't be read."""
    return known(path, bytes_of(path))


def bytes_of(path: Path) -> bytes | None:
    """What a lock file holds, None where there is none. Raises OSError for one that can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def known(path: Path, data: bytes | None) -> Known:
    """What a lock file of some bytes says."""
    if data is None:
        return Known()
    lock, diagnostics = read(str(path), data)
    return Known(lock, data, tuple(diagnostics))


def as_bytes(lock: Lock) -> bytes:
    """The lock as a file: one JSON object a line, by path and by UID."""
    encoder = msgspec.json.Encoder()
    names = [_Name(path, name) for path, name in sorted(lock.names.items())]
    records = [lock.records[uid] for uid in sorted(lock.records)]
    return encoder.encode_lines([_Header(VERSION, lock.calendar), *names, *records])


def read(name: str, data: bytes) -> tuple[Lock, list[Diagnostic]]:
    """What a lock says, or every line of it that is damaged.

    A lock that can't be read is never begun anew: its numbers would start again below those
    that clients have seen, and no edit would arrive until they had caught up.
    """
    if _CONFLICT.search(data):
        return Lock(), [_conflict(name, data)]
    lines = data.split(b"\n")
    try:
        header = msgspec.json.decode(lines[0], type=_Header)
    except ValueError:  # msgspec's errors, and bytes that are no text
        return Lock(), [_damaged(name, 1, lines[0], "the first line is not a lock's")]
    if header.version != VERSION:
        message = f"the lock is of version {header.version}, and this calendar-gen reads up to {VERSION}"
        remedy = "install the calendar-gen that wrote it, or a newer one"
        return Lock(), [_told(name, 1, lines[0], "E503", message, remedy)]
    if lines[-1]:
        return Lock(), [_damaged(name, len(lines), lines[-1], "it breaks off here")]
    return _records(name, header.calendar, lines[1:-1])


def flaw_of(record: Record) -> str:
    """What of a record could not have been written by a build, "" for nothing."""
    if not _UID.fullmatch(record.uid):
        return f"{quoted(record.uid)} is not a UID"
    dates = "\n".join(record.dates)
    try:
        far = _DATES.fullmatch(dates) is None or record.span.last_day.year > LAST_YEAR
    except ValueError:
        far = True
    if far or (record.last_day and record.last_day.year > LAST_YEAR):
        return "its dates are not those of an event"
    if "\n" in record.title or _CONTROLS.search(record.title + record.where + record.when + record.was):
        return "there are control characters in it"
    if not (_are_feeds(record.feeds) and _EVENT.fullmatch(record.event)):
        return "it stands in no feed that could be"
    return ""


def _records(name: str, calendar: str, lines: Iterable[bytes]) -> tuple[Lock, list[Diagnostic]]:
    record_of, name_of = msgspec.json.Decoder(Record).decode, msgspec.json.Decoder(_Name).decode
    records: dict[str, Record] = {}
    names: dict[str, str] = {}
    found = []
    for number, line in enumerate(lines, 2):
        try:
            if line.startswith(b'{"feed"'):
                feed = name_of(line)
                flaw = "" if _is_feed(feed.feed) and not _CONTROLS.search(feed.name) else "not a feed's name"
                names[feed.feed] = feed.name
            else:
                record = record_of(line)
                flaw = flaw_of(record)
                twin = records.get(record.uid)
                records[record.uid] = _merged(twin, record) if twin else record
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            flaw = str(error)
        if flaw:
            found.append(_damaged(name, number, line, flaw))
    return Lock() if found else Lock(calendar, records, names), found


@lru_cache(maxsize=10_000)
def _moment(line: str) -> date:
    """What a line of DTSTART or DTEND says: a day, or a moment in its zone. Raises ValueError."""
    match = _LINE.fullmatch(line)
    if not match:
        raise ValueError(line)
    tzid, value = match.groups()
    if "T" not in value:
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    zone = timezones.known_zone(tzid) if tzid else moment.tzinfo
    if zone is None:
        raise ValueError(line)
    return moment.replace(tzinfo=zone)


def _merged(one: Record, other: Record) -> Record:
    """What to go on from where two branches both revised a UID: what it is next is newer than either."""
    later = max(one, other, key=lambda record: (record.sequence, record.last_modified))
    return msgspec.structs.replace(
        later,
        digest=later.digest if one.digest == other.digest else "",
        created=min(one.created, other.created),
        last_modified=max(one.last_modified, other.last_modified),
    )


@lru_cache(maxsize=10_000)
def _are_feeds(paths: tuple[str, ...]) -> bool:
    return all(map(_is_feed, paths))


@lru_cache(maxsize=10_000)
def _is_feed(path: str) -> bool:
    return bool(_FEED.fullmatch(path)) and is_plain(path)


def _conflict(name: str, data: bytes) -> Diagnostic:
    start = _CONFLICT.search(data)
    assert start
    before = data[: start.start()]
    line = data[start.start() :].split(b"\n", 1)[0]
    remedy = "delete the lines of the markers, keep those of both sides, and build"
    return _told(name, before.count(b"\n") + 1, line, "E502", "a merge left its conflict here", remedy)


def _damaged(name: str, number: int, line: bytes, why: str) -> Diagnostic:
    return _told(name, number, line, "E501", f"the lock is damaged: {why}", _RESTORE)


def _told(name: str, number: int, line: bytes, code: str, message: str, remedy: str) -> Diagnostic:
    excerpt: Any = line.decode("utf-8", "replace")
    return Diagnostic(name, Position(number, 1), code, message, remedy, excerpt)
