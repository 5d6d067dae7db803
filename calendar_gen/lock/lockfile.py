"""events.lock ↔ what was published of each UID. A line each, in order, so that git merges and shows it.

A UID may stand there twice, after a merge that kept the lines of both sides.
"""

import errno
import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from calendar_gen.dates import rules, zones
from calendar_gen.dates.values import Days, Flaw, Span, Times
from calendar_gen.diagnostics.problem import Diagnostic, Position, printable, quoted
from calendar_gen.publish.manifest import is_plain

VERSION = 1
# What the first line begins with.
_KEY = "calendar-gen-lock"
SUFFIX = ".lock"
# Events are in the years 1900 to 2199 on one side, and up to 9999 days away on the other.
FIRST_YEAR, LAST_YEAR = 1872, 2227
# A build revises what it publishes a second after its last revision, even if the clock stands still.
FIRST_BUILD = datetime(1900, 1, 1, tzinfo=UTC)
LAST_BUILD = datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)
# RFC 5545 §3.3.8. Who counts so far has other worries than that it goes no further.
MOST = 2**31 - 1

_Moment = Annotated[datetime, Meta(tz=True)]
_Count = Annotated[int, Meta(ge=0, le=MOST)]

# What stands in a lock goes into feeds: nothing of it may begin a line of its own there, or end in none.
_UID = re.compile(r"[a-z0-9-]{1,80}(?:\+[a-zA-Z0-9+-]{1,40})?@[a-z0-9-]{1,80}")
_LINE = re.compile(
    r"([A-Z]+)(?:;VALUE=DATE:([0-9]{8})|;TZID=([A-Za-z0-9/_+-]+):([0-9]{8}T[0-9]{6})|:([0-9]{8}T[0-9]{6})Z)",
    re.ASCII,
)
_EVENT = re.compile(r"[a-z0-9-]{0,80}")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_FEED = re.compile(r"(?:venues|towns|categories|months|series|feeds|events)/[^/]+\.ics")
_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>")
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
    news: Literal["", "moved", "cancelled", "revived"] = ""
    news_at: _Moment | None = None
    was: str = ""

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.event or re.split(r"[+@]", self.uid, maxsplit=1)[0]

    @property
    def told_at(self) -> datetime:
        """When there was news of it last."""
        return self.news_at or self.created

    @property
    def rrule(self) -> str:
        """The rule of a series, "" for none."""
        return next((line.removeprefix("RRULE:") for line in self.dates if line.startswith("RRULE:")), "")

    @property
    def span(self) -> Span:
        """When it is, a series for the first time."""
        start, end = (_line(line)[2] for line in self.dates[:2])
        if isinstance(start, datetime) and isinstance(end, datetime):
            return Times(start, end)
        return Days(start, end)


class Lock(Struct, frozen=True):
    """What was published of a calendar, by UID, and the names of its feeds, by path."""

    calendar: str = ""
    records: Mapping[str, Record] = {}
    names: Mapping[str, str] = {}


class Known(Struct, frozen=True):
    """What a lock file says, whether there is one, and what is wrong with it."""

    lock: Lock = Lock()
    is_there: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()


class _Header(Struct, rename={"version": _KEY}):
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
    data = bytes_of(path)
    if data is None:
        return Known()
    lock, diagnostics = read(printable(str(path)), data)
    return Known(lock, True, tuple(diagnostics))


def is_lock(path: Path) -> bool:
    """Whether a file begins about as a lock does, even if it is damaged. Raises OSError."""
    return f'"{_KEY}"'.encode() in (bytes_of(path) or b"")[:10_000]


def bytes_of(path: Path) -> bytes | None:
    """What a lock file holds, None where there is none. Raises OSError for one that can't be read."""
    try:
        # A FIFO must not hang us.
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    with open(file, "rb") as opened:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        return opened.read()


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
    # To look for a text takes no time, for a pattern as long as to read the lock.
    if any(marker in data for marker in _MARKERS) and _CONFLICT.search(data):
        return Lock(), [_conflict(name, data)]
    lines = data.split(b"\n")
    try:
        header = msgspec.json.decode(lines[0], type=_Header)
    except (ValueError, RecursionError):  # msgspec's errors, and bytes that are no text
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
    try:
        _check_dates(record)
    except (ValueError, OverflowError):
        return "its dates are not those of an event"
    moments = (record.created, record.last_modified, record.told_at)
    if min(moments) < FIRST_BUILD or max(moments) > LAST_BUILD:
        return "its times are not those of a build"
    if CONTROLS.search(record.title + record.where + record.when + record.was) or "\n" in record.title:
        return "there are control characters in it"
    if not all(map(_is_feed, record.feeds)) or not _EVENT.fullmatch(record.event):
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
                flaw = "" if _is_feed(feed.feed) and not CONTROLS.search(feed.name) else "not a feed's name"
                names[feed.feed] = feed.name
            else:
                record = _shared(record_of(line))
                flaw = flaw_of(record)
                twin = records.get(record.uid)
                records[record.uid] = _merged(twin, record) if twin else record
        except (ValueError, RecursionError) as error:  # as above
            flaw = str(error)
        if flaw:
            found.append(_damaged(name, number, line, flaw))
    return Lock() if found else Lock(calendar, records, names), found


def _shared(record: Record) -> Record:
    """A record that was just read: the feeds and places that stand in many are kept once."""
    msgspec.structs.force_setattr(record, "feeds", tuple([intern(path) for path in record.feeds]))
    msgspec.structs.force_setattr(record, "where", intern(record.where))
    return record


def _check_dates(record: Record) -> None:
    """Raises ValueError where the lines are not those that a build writes: DTSTART, DTEND, RRULE, EXDATE."""
    (name, tzid, start), (after, end_tzid, end) = map(_line, record.dates[:2])
    timed = isinstance(start, datetime)
    if (
        (name, after) != ("DTSTART", "DTEND")
        or end_tzid not in ("", tzid)
        or timed != isinstance(end, datetime)
    ):
        raise ValueError(record.dates[1])
    if start > end or (start == end and not timed):
        raise ValueError(record.dates[1])
    if len(record.dates) > 2:
        _check_series(record.dates[2:], tzid, timed)
    last = record.last_day or end
    if not (start.year >= FIRST_YEAR and end.year <= LAST_YEAR and FIRST_YEAR <= last.year <= LAST_YEAR):
        raise ValueError(record.dates[0])


def _check_series(lines: Sequence[str], tzid: str, timed: bool) -> None:
    rule, *exdates = lines
    if not rule.startswith("RRULE:"):
        raise ValueError(rule)
    _check_rule(rule.removeprefix("RRULE:"), timed)
    for line in exdates:
        name, zone, start = _line(line)
        if name != "EXDATE" or zone != tzid or timed != isinstance(start, datetime):
            raise ValueError(line)


def _check_rule(value: str, timed: bool) -> None:
    rule = rules.read_rule(value)
    until = re.search("UNTIL=([^;]*)", value)
    of_its_kind = until is None or re.fullmatch(r"\d{8}T\d{6}Z" if timed else r"\d{8}", until[1])
    if isinstance(rule, Flaw) or rule.count == 1 or not of_its_kind or value != value.strip().upper():
        raise ValueError(value)


@lru_cache(maxsize=10_000)
def _line(text: str) -> tuple[str, str, date]:
    """Name, TZID ("" for days and for UTC), and day or moment of a line of dates. Raises ValueError."""
    match = _LINE.fullmatch(text)
    if not match:
        raise ValueError(text)
    name, day, tzid, local, utc = match.groups()
    if day:
        return name, "", date.fromisoformat(day)
    zone = zones.known_zone(tzid) if tzid else UTC
    if zone is None:
        raise ValueError(text)
    return name, tzid or "", datetime.fromisoformat(local or utc).replace(tzinfo=zone)


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
def _is_feed(path: str) -> bool:
    return bool(_FEED.fullmatch(path)) and is_plain(path) and len(path.encode()) <= 120


def _conflict(name: str, data: bytes) -> Diagnostic:
    start = _CONFLICT.search(data)
    assert start
    before = data[: start.start()]
    line = data[start.start() :].split(b"\n", 1)[0]
    remedy = "delete the lines of the markers, keep those of both sides, and build"
    return _told(name, before.count(b"\n") + 1, line, "E502", "a merge left its conflict here", remedy)


def _damaged(name: str, number: int, line: bytes, why: str) -> Diagnostic:
    return _told(name, number, line, "E501", f"the lock is damaged: {printable(why, 200)}", _RESTORE)


def _told(name: str, number: int, line: bytes, code: str, message: str, remedy: str) -> Diagnostic:
    excerpt: Any = line.decode("utf-8", "replace")
    return Diagnostic(name, Position(number, 1), code, message, remedy, excerpt)
