"""A feed → what is wrong with what its events say of themselves, their times aside."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from calendar_gen.diagnostics.wording import quoted
from calendar_gen.ical.lines import ESCAPE, Found, Line, ReadFeed, unescaped
from calendar_gen.ical.moments import moment, utc
from calendar_gen.validator.lines import Check
from calendar_gen.web import markup
from calendar_gen.web.addresses import ascii_address

_STATUS = ("TENTATIVE", "CONFIRMED", "CANCELLED")
_TRANSP = ("OPAQUE", "TRANSPARENT")
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:\S++")
_LINK = re.compile(r"https?://\S+")
_INTEGER = re.compile(r"[0-9]{1,10}")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]++)?")
# A clock may be a little ahead of ours.
_AHEAD = timedelta(days=1)


def no_uid(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        uid = event.first("UID")
        if uid is None or not uid.value.strip():
            yield event.number, ""


def same_uid(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for calendar in feed.calendars:
        seen: dict[tuple[str, str], int] = {}
        for event in calendar.parts:
            uid = event.first("UID") if event.name == "VEVENT" else None
            if uid is None or not uid.value.strip():
                continue
            recurrence_id = event.first("RECURRENCE-ID")
            key = (uid.value, recurrence_id.value if recurrence_id else "")
            if key in seen:
                yield uid.number, f"the UID {quoted(uid.value)} is that of the event in line {seen[key]}"
            seen.setdefault(key, event.number)


def no_dtstamp(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if not event.first("DTSTAMP"):
            yield event.number, ""


def wrong_status(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("STATUS"):
        if line.value not in _STATUS:  # RFC 5545 §2 allows small letters, and ical 14.3 refuses them
            yield line.number, f"STATUS is {quoted(line.value)}"


def wrong_transp(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("TRANSP"):
        if line.value.strip().upper() not in _TRANSP:
            yield line.number, f"TRANSP is {quoted(line.value)}"


def wrong_sequence(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("SEQUENCE"):
        if not _INTEGER.fullmatch(line.value.strip()):
            yield line.number, f"SEQUENCE is {quoted(line.value)}"


def no_revision(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        if not event.first("SEQUENCE") and not event.first("LAST-MODIFIED"):
            yield event.number, ""


def from_the_future(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("LAST-MODIFIED"):
        changed = utc(moment(line))
        if changed and changed > now + _AHEAD:
            yield line.number, f"LAST-MODIFIED is {quoted(line.value)}, which is still to come"


def html(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("DESCRIPTION"):
        if found := markup.tag(line.value) or markup.entity(unescaped(line.value)):
            yield line.number, f"{quoted(found)} is shown as it stands"


def wrong_escapes(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events(*_TEXTS):
        if problem := _escape_problem(line):
            yield line.number, f"{line.name} has {problem}"


def _escape_problem(line: Line) -> str:
    """What is wrongly escaped in a text, in words; "" for nothing."""
    value = line.value
    if "\\" in value:
        for found in ESCAPE.finditer(value):
            # RFC 5545 §3.3.11: only these may follow it.
            if found[1] not in ("\\", ";", ",", "n", "N"):
                return f"{quoted(found[0])}, which is no escape" if found[1] else "a backslash at its end"
        value = ESCAPE.sub("", value)
    for character, name in ((",", "a comma"), (";", "a semicolon")):
        if character in value:
            return f"{name} without a backslash before it"
    return ""


def link_only_in_url(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for event in feed.events:
        url = event.first("URL")
        if url is not None and (link := url.value.strip()):
            escaped = " ".join(text.value for text in event.every("DESCRIPTION", "LOCATION"))
            shown = unescaped(escaped)
            # A text may have the link as people write it, in other letters than those of ASCII.
            if link not in shown and link not in map(_in_ascii, _LINK.findall(shown)):
                yield url.number, ""


def _in_ascii(link: str) -> str:
    """A link as URL may hold it; as it stands where no host is called so."""
    try:
        return ascii_address(link)
    except ValueError:
        return link


def two_features(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("CONFERENCE"):
        if "," in line.params.get("FEATURE", ""):
            yield line.number, ""


def no_address(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("ORGANIZER", "ATTENDEE"):
        if not _URI.fullmatch(line.value.strip()):
            yield line.number, f"{line.name} is {quoted(line.value)}"


def wrong_geo(feed: ReadFeed, now: datetime) -> Iterator[Found]:
    for line in feed.of_events("GEO"):
        latitude, _, longitude = line.value.strip().partition(";")
        if not (_within(latitude, 90) and _within(longitude, 180)):
            yield line.number, f"GEO is {quoted(line.value)}"


def _within(degrees: str, most: int) -> bool:
    """Whether degrees are a number of at most so many."""
    return bool(_DEGREES.fullmatch(degrees)) and abs(float(degrees)) <= most


RULES: Mapping[str, Check] = {
    "V201": no_uid,
    "V202": same_uid,
    "V203": no_dtstamp,
    "V204": wrong_status,
    "V205": wrong_transp,
    "V206": wrong_sequence,
    "V207": no_revision,
    "V208": from_the_future,
    "V209": html,
    "V210": wrong_escapes,
    "V211": link_only_in_url,
    "V212": two_features,
    "V213": no_address,
    "V214": wrong_geo,
}
