"""A folder, file or address → what calendar apps would stumble over in it."""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from msgspec import Struct, structs

from calendar_gen.diagnostics.formats import annotation, pretty_json
from calendar_gen.diagnostics.wording import number_of, printable
from calendar_gen.ical.lines import Found, read
from calendar_gen.publish.limits import Limits, too_large
from calendar_gen.publish.manifest import read_manifest
from calendar_gen.publish.paths import OutputError, read_file
from calendar_gen.validator import events as validator_events
from calendar_gen.validator import lines as validator_lines
from calendar_gen.validator import second, times, zones
from calendar_gen.validator.clients import RULES, FeedRule
from calendar_gen.validator.copies import CopiesMet
from calendar_gen.web.names import MANIFEST, STAGING

# So many findings of one rule in one file are told one by one; the rest are counted.
MOST = 100
# What lies on this machine may be so much larger than what is fetched.
FILES = 10
# So many octets of a run are given to the second reader, which takes ten times as long as all rules.
SECOND_READER = 2_000_000
ON_FEEDS = {**validator_lines.RULES, **validator_events.RULES, **times.RULES, **zones.RULES}


class Finding(Struct, frozen=True):
    """One thing that is wrong, and where (line 0 is none), in the rule's words or more exact ones.

    `files` says how many files of a folder of ours hold the same event, of which this is the first.
    """

    file: str
    line: int
    code: str
    message: str
    files: int = 1

    @property
    def rule(self) -> FeedRule:
        """The rule that was broken."""
        return RULES[self.code]

    @property
    def place(self) -> str:
        """`FILE:LINE`."""
        return f"{self.file}:{self.line}" if self.line else self.file


class CheckedFeed(Struct, frozen=True):
    """What was found in one file or behind one address; `counts` has all of it, by code.

    `events` has the UIDs, and for events without one the places. `lacks_second` says that a second reader
    should have looked, and none is installed.
    """

    file: str
    events: frozenset[str]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    is_feed: bool = True
    lacks_second: bool = False


class Report(Struct, frozen=True):
    """What a run read, what it found, what it couldn't read, and what else is to be said."""

    checked: tuple[CheckedFeed, ...]
    unreadable: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def feeds(self) -> int:
        """How many feeds were read."""
        return sum(one.is_feed for one in self.checked)

    @property
    def events(self) -> int:
        """How many events are in them, those of the same UID counted once."""
        return len(frozenset[str]().union(*[one.events for one in self.checked]))

    @property
    def lacking(self) -> tuple[str, ...]:
        """What was not looked for, as the second reader isn't installed: a line that says so, or none."""
        return (second.LACKING,) if any(one.lacks_second for one in self.checked) else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that are told one by one, by file and line."""
        return tuple(finding for one in self.checked for finding in one.findings)

    @property
    def counts(self) -> Counter[str]:
        """How often each rule is broken."""
        return sum((Counter(one.counts) for one in self.checked), Counter())

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(count for code, count in self.counts.items() if RULES[code].is_error)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self.counts.total() - self.errors


class UnreadableError(Exception):
    """Why a target can't be read: a line for a person each."""

    @property
    def lines(self) -> tuple[str, ...]:
        """One of each thing in it that can't be read."""
        return self.args


def verify(
    targets: Iterable[str],
    now: datetime,
    limits: Limits,
    doing: Callable[[str], None] = lambda what: None,
) -> Report:
    """Read every target; one that can't be read doesn't keep the others from it. `now` is aware.

    `doing` is told of each file and address before it is read.
    """
    checked: list[CheckedFeed] = []
    unreadable: list[str] = []
    remarks: list[str] = []
    room = SECOND_READER
    for target in targets:
        copies, begun = CopiesMet(), len(checked)
        try:
            for one, data in _read(target, now, limits, remarks, doing, copies):
                if data and _is_worth_more(one, data, room):
                    room -= len(data)
                    one = _read_again(one, data)  # noqa: PLW2901
                checked.append(one)
        except UnreadableError as error:
            unreadable += error.lines
        checked[begun:] = [_with_copies(one, copies) for one in checked[begun:]]
    return Report(tuple(checked), tuple(map(printable, unreadable)), tuple(map(printable, remarks)))


def verify_bytes(data: bytes, now: datetime) -> Report:
    """The report of one feed that was read already, whatever its bytes are; its file is `-`."""
    one = check("-", data, now)
    if _is_worth_more(one, data, SECOND_READER):
        one = _read_again(one, data)
    return Report((one,), (), ())


def check(file: str, data: bytes, now: datetime, copies: CopiesMet | None = None) -> CheckedFeed:
    """What is wrong with a feed, whatever its bytes are; but for `copies` of what was told of other feeds."""
    feed = read(data)
    found = ((code, rule(feed, now)) for code, rule in ON_FEEDS.items())
    if copies:
        found = ((code, copies.new(file, feed, code, places)) for code, places in found)
    named = ((event.first("UID"), event.number) for event in feed.events)
    return _checked(file, frozenset(uid.value if uid else f"{file}:{line}" for uid, line in named), found)


def verdict(report: Report) -> str:
    """What it comes to, in one line."""
    # Not events: a date of a series that stands beside it has a UID of its own.
    entries = "1 entry" if report.events == 1 else f"{report.events:,} entries"
    feeds = f"{number_of(report.feeds, 'feed')}, {entries}"
    errors, warnings = report.errors, report.warnings
    if not errors and not warnings:
        return f"no problems: {feeds}" if report.checked else "nothing was read"
    told = [number_of(number, what) for number, what in ((errors, "error"), (warnings, "warning")) if number]
    return f"{', '.join(told)}: {feeds}"


def as_json(report: Report) -> bytes:
    """The report as one object: what was counted, the rules that are broken, and the findings."""
    counts = report.counts
    value = {
        "feeds": report.feeds,
        "events": report.events,
        "errors": report.errors,
        "warnings": report.warnings,
        "rules": [_rule_fields(RULES[code], counts[code]) for code in sorted(counts)],
        "findings": [
            {
                "file": finding.file,
                "line": finding.line or None,
                "severity": finding.rule.severity,
                "code": finding.code,
                "message": finding.message,
                "remedy": finding.rule.remedy,
                "files": finding.files,
            }
            for finding in report.findings
        ],
        "unreadable": list(report.unreadable),
        "remarks": [*report.remarks, *report.lacking],
    }
    return pretty_json(value)


def as_github(finding: Finding) -> str:
    """A GitHub Actions workflow command, which annotates a line."""
    line = f",line={finding.line}" if finding.line else ""
    text = f"{finding.message}{beside(finding)}\n{finding.rule.remedy}"
    return annotation(finding.rule.severity, finding.file, line, finding.code, text)


def beside(finding: Finding) -> str:
    """What is said of the other files that hold the same event, "" where there is none."""
    return f" (the same in {number_of(finding.files - 1, 'more file')})" if finding.files > 1 else ""


def _rule_fields(rule: FeedRule, count: int) -> Mapping[str, object]:
    return {
        "code": rule.code,
        "severity": rule.severity,
        "says": rule.says,
        "why": rule.why,
        "remedy": rule.remedy,
        "count": count,
        "clients": rule.by_client,
    }


def _checked(
    file: str, events: frozenset[str], found: Iterable[tuple[str, Iterator[Found]]], is_feed: bool = True
) -> CheckedFeed:
    """All findings counted, and of each rule as many kept as one may want to read."""
    findings: list[Finding] = []
    counts: dict[str, int] = {}
    for code, places in found:
        told = [
            Finding(file, line, code, printable(words or RULES[code].says))
            for line, words in islice(places, MOST)
        ]
        if told:
            counts[code] = len(told) + sum(1 for _ in places)
            findings += told
    findings.sort(key=lambda finding: (finding.line, finding.code))
    return CheckedFeed(file, events, tuple(findings), counts, is_feed)


def _with_copies(one: CheckedFeed, copies: CopiesMet) -> CheckedFeed:
    findings = [structs.replace(it, files=copies.files(it.file, it.line, it.code)) for it in one.findings]
    return structs.replace(one, findings=tuple(findings))


def _is_worth_more(one: CheckedFeed, data: bytes, room: int) -> bool:
    """Whether to ask the second reader: it takes its time, and of what is broken it tells nothing new."""
    return len(data) <= room and not any(RULES[code].is_error for code in one.counts)


def _read_again(one: CheckedFeed, data: bytes) -> CheckedFeed:
    """The same by another reader too, where one is installed."""
    problems = second.problems(data)
    if problems is None:
        return structs.replace(one, lacks_second=True)
    again = _checked(one.file, one.events, [(second.CODE, ((0, printable(text, 200)) for text in problems))])
    return CheckedFeed(one.file, one.events, one.findings + again.findings, {**one.counts, **again.counts})


def _read(
    target: str,
    now: datetime,
    limits: Limits,
    remarks: list[str],
    doing: Callable[[str], None],
    copies: CopiesMet,
) -> Iterator[tuple[CheckedFeed, bytes | None]]:
    """What a target holds, checked, and the bytes of it if it is a feed. Raises UnreadableError."""
    doing(f"Reading {printable(target)}")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", target) and not os.path.exists(target):
        yield from _read_address(target, now, limits, remarks)
    elif os.path.isdir(target):
        yield from _read_folder(target, now, FILES * limits.size, remarks, doing, copies)
    else:
        data = _read_file(target, FILES * limits.size)
        yield check(printable(target), data, now), data


def _read_address(
    target: str, now: datetime, limits: Limits, remarks: list[str]
) -> Iterator[tuple[CheckedFeed, bytes | None]]:
    from calendar_gen.validator import server  # late: HTTP and TLS are a third of what there is to import

    try:
        received = server.receive(target, limits)
    except server.UnreachableError as error:
        raise UnreadableError(str(error)) from None
    remarks += received.remarks
    shown = printable(target)
    found = ((code, rule(received)) for code, rule in server.RULES.items())
    yield _checked(shown, frozenset(), found, is_feed=False), None
    if received.answer.status == 200:
        yield check(shown, received.answer.body, now), received.answer.body


def _read_folder(
    root: str,
    now: datetime,
    size: int,
    remarks: list[str],
    doing: Callable[[str], None],
    copies: CopiesMet,
) -> Iterator[tuple[CheckedFeed, bytes | None]]:
    """Every .ics below a folder, in order, and what its manifest says of its files."""
    unread: list[str] = []
    paths = list(_feeds_in(root, remarks, unread))
    manifest = _read_manifest(root, size)
    if manifest:
        yield manifest, None
    if not paths and not unread:
        raise UnreadableError(f"{printable(root)}: there is no .ics file in it")
    for path in paths:
        doing(f"Reading {printable(path)}")
        try:
            data = _read_file(path, size)
        except UnreadableError as error:
            unread += error.lines
            continue
        yield check(printable(path), data, now, copies if manifest else None), data
    if unread:
        raise UnreadableError(*unread)


def _feeds_in(root: str, remarks: list[str], unread: list[str]) -> Iterator[str]:
    """The paths of all .ics files below a folder, in order."""
    real = os.path.join(os.path.realpath(root), "")

    def told(error: OSError) -> None:
        unread.append(f"{printable(str(error.filename))} can't be read: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=told):
        folders[:] = sorted(name for name in folders if name != STAGING)
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.lower().endswith(".ics"):
                continue
            if os.path.islink(path) and not os.path.realpath(path).startswith(real):
                remarks.append(f"{printable(path)} leads out of the folder and was not read")
            else:
                yield path


def _read_manifest(root: str, size: int) -> CheckedFeed | None:
    """What differs from the manifest of a folder that `build` made; None for any other folder."""
    name = os.path.join(printable(root), MANIFEST)
    path = os.path.join(root, MANIFEST)
    if not os.path.isfile(path) or os.path.islink(path) or os.path.getsize(path) > size:
        return None
    data = _held(root, MANIFEST) or b""
    if b'"generator": "calendar-gen' not in data[:200]:
        return None
    try:
        files = read_manifest(root, MANIFEST).files
    except (OutputError, OSError):
        return _checked(name, frozenset(), [("V703", iter([(0, "")]))], is_feed=False)
    missing, other = [], []
    for path, digest in files.items():
        held = _held(root, path)
        if held is None:
            missing.append((0, f"{printable(path)} is missing"))
        elif hashlib.sha256(held).hexdigest() != digest:
            other.append((0, f"{printable(path)} is not as it was built"))
    return _checked(name, frozenset(), [("V701", iter(missing)), ("V702", iter(other))], is_feed=False)


def _held(root: str, path: str) -> bytes | None:
    """What a file of a folder holds; None where it isn't to be had."""
    try:
        return read_file(root, path)
    except OSError:  # of no more use to those who subscribe than none
        return None


def _read_file(path: str, size: int) -> bytes:
    """What a file holds. Raises UnreadableError for none, one that isn't regular, and one past the limit."""
    shown = printable(path)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise UnreadableError(f"{shown} is no file")
        with open(path, "rb") as file:
            data = file.read(size + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{shown} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > size:
        raise UnreadableError(too_large(shown, size))
    return data
