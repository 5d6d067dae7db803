"""events.lock ↔ what was published of each UID. A line each, in order, so that git merges and shows it.

A UID may stand there twice, after a merge that kept the lines of both sides.
"""

import errno
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from sys import intern
from typing import Any

import msgspec
from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic, Position
from calendar_gen.diagnostics.wording import printable
from calendar_gen.lock import version1
from calendar_gen.lock.flaws import flaw_of
from calendar_gen.lock.known import VERSION, Known, Lock
from calendar_gen.lock.records import ANY, CONTROLS, Count, Record, Shown
from calendar_gen.web import layout

# What the first line begins with.
_KEY = "calendar-gen-lock"
_HEADER = f'{{"{_KEY}"'.encode()
SUFFIX = ".lock"

_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>")
_CONFLICT = rb"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)"

_RESTORE = "restore it from git, or delete it: a build then goes by what is published in its folder"


class _Header(Struct, rename={"version": _KEY}):
    version: Count
    calendar: str = ""


class _Name(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The name of a feed; `language` where it isn't in that of the tree at the top."""

    feed: str
    name: str
    language: str = ""
    translations: Mapping[str, str] = {}


_read = msgspec.json.Decoder(Record).decode
_read_version1 = msgspec.json.Decoder(version1.Record1).decode


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
    names = [_name(path, of, lock.language) for path, of in sorted(lock.names.items())]
    records = [lock.records[uid] for uid in sorted(lock.records)]
    return encoder.encode_lines([_Header(VERSION, lock.calendar), *names, *records])


def read(name: str, data: bytes) -> tuple[Lock, list[Diagnostic]]:
    """What a lock says, or every line of it that is damaged.

    A lock that can't be read is never begun anew: its numbers would start again below those
    that clients have seen, and no edit would arrive until they had caught up.
    """
    # To look for a text takes no time, for a pattern as long as to read the lock.
    if any(marker in data for marker in _MARKERS) and re.search(_CONFLICT, data):
        return Lock(), [_conflict(name, data)]
    lines = data.split(b"\n")
    try:
        header = msgspec.json.decode(lines[0], type=_Header)
    except (ValueError, RecursionError):  # msgspec's errors, and bytes that are no text
        return Lock(), [_damaged(name, 1, lines[0], "the first line is not a lock's")]
    if not 1 <= header.version <= VERSION:
        message = f"the lock is of version {header.version}, and this calendar-gen reads up to {VERSION}"
        remedy = "install the calendar-gen that wrote it, or a newer one"
        return Lock(), [_diagnostic(name, 1, lines[0], "E503", message, remedy)]
    if lines[-1]:
        return Lock(), [_damaged(name, len(lines), lines[-1], "it breaks off here")]
    lock, found = _records(name, header.calendar, lines[1:-1])
    return msgspec.structs.replace(lock, version=header.version), found


def _records(name: str, calendar: str, lines: Iterable[bytes]) -> tuple[Lock, list[Diagnostic]]:
    """What the lines after the first say. Of two branches that git merged one may be of version 1."""
    name_of = msgspec.json.Decoder(_Name).decode
    records: dict[str, Record] = {}
    names: dict[str, _Name] = {}
    found, twins, languages = [], 0, 0
    for number, line in enumerate(lines, 2):
        flaw = ""
        try:
            if line.startswith(b'{"feed"'):
                feed = name_of(line)
                said = "".join((feed.name, *feed.translations.values()))
                is_name = layout.is_feed(feed.feed) and not re.search(CONTROLS, said)
                flaw = "" if is_name else "not a feed's name"
                names[feed.feed] = feed
            elif not line.startswith(_HEADER):
                record = _shared(_record_of(line))
                flaw = flaw_of(record)
                languages = max(languages, len(record.shown))
                twin = records.get(record.uid)
                twins += twin is not None
                records[record.uid] = _merged(twin, record) if twin else record
        except (ValueError, RecursionError) as error:  # as above
            flaw = str(error)
        if flaw:
            found.append(_damaged(name, number, line, flaw))
    if found:
        return Lock(), found
    language = Lock(calendar, records).language
    called = {path: {of.language or language: of.name, **of.translations} for path, of in names.items()}
    return Lock(calendar, records, called, is_merged=bool(twins) and languages == 1), found


def _name(path: str, names: Mapping[str, str], language: str) -> _Name:
    """The line of a feed's names, in a lock with a language at the top."""
    (tag, name), *others = names.items()
    return _Name(path, name, "" if tag == language else tag, dict(others))


def _record_of(line: bytes) -> Record:
    """A line of either version, which its keys tell. Raises ValueError."""
    if b'"values":' in line or b'"digest":' not in line:
        return _read(line)
    return version1.record_of(_read_version1(line))


def _shared(record: Record) -> Record:
    """A record that was just read: the feeds and places that stand in many are kept once."""
    msgspec.structs.force_setattr(record, "feeds", tuple([intern(path) for path in record.feeds]))
    msgspec.structs.force_setattr(record, "where", intern(record.where))
    return record


def _merged(one: Record, other: Record) -> Record:
    """What to go on from where two branches both revised a UID: what it is next is newer than either."""
    later = max(one, other, key=lambda record: (record.sequence, record.newest))
    shown = _shown_by_both(one, other)
    return msgspec.structs.replace(
        later,
        values="" if shown is None else one.values or other.values,
        shown=shown or {},
        created=min(one.created, other.created),
        last_modified=max(one.newest, other.newest),
    )


def _shown_by_both(one: Record, other: Record) -> Mapping[str, Shown] | None:
    """What subscribers see by two lines that say the same, in all languages of either; else None.

    Where one language shows two things, one of them was worded anew, and so is what comes next.
    """
    if not one.values or not other.values:  # version 1 knew the bytes alone, and not their language
        old, new = (other, one) if one.values else (one, other)
        before = old.shown.get(ANY)
        same = before and before.digest in {shown.digest for shown in new.shown.values()}
        return new.shown if same else None
    if one.values != other.values:
        return None
    alike = {
        tag: shown
        for tag, shown in one.shown.items()
        if tag not in other.shown or other.shown[tag].digest == shown.digest
    }
    return {**{tag: shown for tag, shown in other.shown.items() if tag not in one.shown}, **alike}


def _conflict(name: str, data: bytes) -> Diagnostic:
    start = re.search(_CONFLICT, data)
    assert start
    before = data[: start.start()]
    line = data[start.start() :].split(b"\n", 1)[0]
    remedy = "delete the lines of the markers, keep those of both sides, and build"
    return _diagnostic(name, before.count(b"\n") + 1, line, "E502", "a merge left its conflict here", remedy)


def _damaged(name: str, number: int, line: bytes, why: str) -> Diagnostic:
    return _diagnostic(name, number, line, "E501", f"the lock is damaged: {printable(why, 200)}", _RESTORE)


def _diagnostic(name: str, number: int, line: bytes, code: str, message: str, remedy: str) -> Diagnostic:
    excerpt: Any = line.decode("utf-8", "replace")
    return Diagnostic(name, Position(number, 1), code, message, remedy, excerpt)
