"""A published folder, here or on the web → what its build had locked, where a project keeps no lock."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen import manifest, phrases, recurrence
from calendar_gen.entries import entries
from calendar_gen.feeds import EVERYTHING, file_of
from calendar_gen.lock import digest_of, last_day_of
from calendar_gen.lockfile import MOST, Lock, Record, flaw_of
from calendar_gen.manifest import MANIFEST, OutputError
from calendar_gen.model import Catalog
from calendar_gen.recurrence import Rule
from calendar_gen.spans import Times


class Place(Struct, frozen=True):
    """Where something is published; `get` gives what stands at a path there, None for nothing.

    It raises OutputError.
    """

    name: str
    get: Callable[[str], bytes | None]


class Published(Struct, frozen=True):
    """What is published at a place: the lock that it amounts to, and the digest of each file by path."""

    place: Place
    lock: Lock
    files: Mapping[str, str]


_REVISION = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")
_DATES = ("DTSTART", "DTEND", "RRULE", "EXDATE")
_VEVENT = re.compile(r"BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", re.DOTALL)
# A feed of a hundred thousand events has 130 MB.
_LARGEST = 500_000_000
_STRANGE = "an event that calendar-gen didn't write"
_ESCAPED = re.compile(r"\\(.)")


def in_folder(folder: Path) -> Place:
    """A folder of this machine."""

    def get(path: str) -> bytes | None:
        try:
            return manifest.read_file(str(folder.resolve()), path)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"{folder}: {path} can't be read: {reason}, nothing was changed") from error

    return Place(str(folder), get)


def at_address(url: str) -> Place:
    """A folder on the web, by http or https.

    The address is the curator's own, so it may be one of their network.
    """
    from calendar_gen import fetch

    limits = fetch.Limits(size=_LARGEST, seconds=60.0, private=True)

    def get(path: str) -> bytes | None:
        try:
            asked = fetch.normal(url.rstrip("/") + "/" + quote(path))
            answer = fetch.fetch(asked, limits, fetch.deadline(limits))
        except fetch.FetchError as error:
            raise OutputError(str(error)) from error
        if answer.status in (404, 410):
            return None
        if answer.status != 200 or answer.cut:
            what = "was cut off" if answer.cut else f"gave status {answer.status}"
            raise OutputError(f"{asked} {what}: try again")
        return answer.body

    return Place(url, get)


def read(place: Place, must: bool) -> Published | None:
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
            f"{place.name}: {MANIFEST} is damaged or not calendar-gen's: restore it, or publish anew"
        )
    if EVERYTHING not in of.files:
        return None
    found: dict[str, list[str]] = {}
    for vevent in _vevents(_whole(place, EVERYTHING, of.files)):
        lines = vevent.replace("\r\n ", "").split("\r\n")
        uid = next((line[4:] for line in lines if line.startswith("UID:")), "")
        found.setdefault(uid, []).append(vevent)
    records = {uid: _record(uid, vevents) for uid, vevents in found.items()}
    calendar = next((uid.partition("@")[2] for uid in records), "")
    return Published(place, Lock(calendar, records), of.files)


def placed(published: Published, catalog: Catalog) -> Lock:
    """The lock, with the feeds that what is no longer in the catalog stood in. Raises OutputError.

    Only for that are the other feeds read.
    """
    known = published.lock
    lost = known.records.keys() - {entry.uid for event in catalog.events for entry in entries(event)}
    if not lost:
        return known
    # Whose own files those are need not be looked up, and they are many; but a UID doesn't tell a later id.
    known_files = {file_of(event.id) for event in catalog.events}
    known_files |= {file_of(record.id) for record in known.records.values()}
    known_files -= {file_of(event.id) for event in catalog.events if event.formerly}
    feeds: dict[str, list[str]] = {uid: [] for uid in lost}
    names = {}
    for path in published.files:
        if path.endswith(".ics") and path != EVERYTHING and path not in known_files:
            data = _whole(published.place, path, published.files)
            unfolded = data.replace("\r\n ", "")
            for uid in lost.intersection(re.findall(r"^UID:(.*)\r$", unfolded, re.MULTILINE)):
                feeds[uid].append(path)
            name = re.search(r"^NAME:(.*)\r$", unfolded, re.MULTILINE)
            if not path.startswith("events/"):  # which is called as what stands in it
                names[path] = _text(name[1]) if name else path
    records = {uid: replace(record, feeds=tuple(feeds.get(uid, ()))) for uid, record in known.records.items()}
    return Lock(known.calendar, records, names)


def _whole(place: Place, path: str, digests: Mapping[str, str]) -> str:
    data = place.get(path)
    if data is None or sha256(data).hexdigest() != digests[path]:
        what = "is missing" if data is None else "is not the one"
        raise OutputError(
            f"{place.name}: {path} {what} that {MANIFEST} names: try again when it is published whole"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise OutputError(f"{place.name}: {path} has {_STRANGE}: {error.reason}") from error


def _vevents(data: str) -> Iterator[str]:
    return (match[0] for match in _VEVENT.finditer(data))


def _record(uid: str, vevents: list[str]) -> Record:
    """What a build of ours had locked of a UID. Raises OutputError for what none could have written."""
    lines = vevents[0].replace("\r\n ", "").split("\r\n")
    said = {line.split(":", 1)[0].split(";", 1)[0]: line.split(":", 1)[-1] for line in reversed(lines)}
    status = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}.get(said.get("STATUS", ""), "confirmed")
    title, status = phrases.without_prefix(_text(said.get("SUMMARY", "")), status)
    try:
        modified = _moment(said["LAST-MODIFIED"])
        record = Record(
            uid,
            _count(said.get("SEQUENCE", "0")),
            _moment(said.get("CREATED", said["LAST-MODIFIED"])),
            modified,
            digest_of([_without_revision(vevent) for vevent in vevents]),
            title,
            tuple(line for line in lines if line.startswith(_DATES)),
            where=_text(said.get("LOCATION", "")),
            status=status,
        )
    except (KeyError, ValueError) as error:
        raise OutputError(f"{EVERYTHING} has {_STRANGE}: {uid}: {error}") from error
    if flaw := flaw_of(record):
        raise OutputError(f"{EVERYTHING} has {_STRANGE}: {flaw}")
    return replace(record, last_day=_last_day(record))


def _last_day(record: Record) -> date | None:
    rule = recurrence.read_rule(record.rrule) if record.rrule else None
    if not isinstance(rule, Rule):
        return None
    if isinstance(rule.until, datetime) and isinstance(record.span, Times):
        local = rule.until.astimezone(record.span.dtstart.tzinfo).replace(tzinfo=None)
        rule = Rule(rule.parts, until=local)
    return last_day_of(rule, record.span)


def _without_revision(vevent: str) -> bytes:
    lines = vevent.removesuffix("\r\n").split("\r\n")[:-1]
    return "\r\n".join(line for line in lines if not line.startswith(_REVISION)).encode()


def _count(value: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", value) or int(value) > MOST:
        raise ValueError(f"SEQUENCE:{value}")
    return int(value)


def _moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
