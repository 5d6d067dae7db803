"""A time zone and the dates of a feed → the smallest VTIMEZONE that is right for them.

Outlook approximates a zone by one STANDARD and at most one DAYLIGHT, each with one yearly
weekday rule, and of several reads only one ([MS-OXCICAL] 2.1.3.1.1.19.2 and .3). Others
evaluate whatever is there, so it must also be right.

What is known of a zone is its *onsets*: the instants at which its offset changes. Onsets
that fall on the same weekday of the month in consecutive years make a *rule*. A VTIMEZONE
is the fewest rules that cover the onsets from the one in force at its first date to the
last one before its last date. A rule keeps its own DTSTART however short the span is, so
that nearby dates give the same bytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from calendar_gen.dates import zones
from calendar_gen.dates.values import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo


def vtimezone(tzid: str, first: date, last: date) -> bytes:
    """The smallest VTIMEZONE right from 00:00 of `first` to 24:00 of `last` and a day around.

    One STANDARD without RRULE where the offset is constant and no DST is about; one
    STANDARD and one DAYLIGHT with yearly rules in a year with DST, even if the dates lie
    between its two onsets; more only where the rules changed between the dates or are of a
    kind that no weekday rule expresses. CRLF ends every line. Good for the years 1601 to
    9989. Raises KeyError like `zones.zone`, ValueError if `last` is before `first`.
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    begin, end = _start(first) - _SLACK, _start(last) + _DAY + _SLACK
    instants = _timeline(tzid, _horizon(last.year)).instants
    in_force = max(bisect_right(instants, begin) - 1, 0)
    final = max(bisect_right(instants, end) - 1, 0)
    return _component(tzid, first.year, last.year, in_force, final)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_DAY = 86_400
_YEAR = 366 * _DAY
# The DTSTART that Outlook itself writes for "always". Nothing is recorded before 1800 or so.
_BEGINNING = (date(1601, 1, 1).toordinal() - _EPOCH_DAY) * _DAY
# A day everywhere on earth begins and ends up to a day from UTC's; the other is for good measure.
_SLACK = 2 * _DAY


class _Onset(NamedTuple):
    """A change of offset: its instant (seconds since 1970), and that in the time until then."""

    at: int
    local: datetime
    before: timedelta
    after: timedelta
    name: str

    def moved(self, weeks: int) -> _Onset:
        return self._replace(at=self.at + weeks * 7 * _DAY, local=self.local + timedelta(weeks=weeks))

    def undoes(self, earlier: _Onset) -> bool:
        """Whether this one ends what the one before it began less than a year ago."""
        return self.after == earlier.before and self.at - earlier.at < _YEAR


class _Rule(NamedTuple):
    """Onsets of consecutive years that a BYDAY describes: the most there are in a row."""

    byday: str
    onsets: tuple[_Onset, ...]
    daylight: bool

    def reverses(self, other: _Rule) -> bool:
        """Whether the two go back and forth between the same offsets."""
        mine, yours = self.onsets[0], other.onsets[0]
        return (mine.before, mine.after) == (yours.after, yours.before)

    def neighbour(self, step: int) -> _Onset:
        """The onset it would have in the year after its last (1) or before its first (-1)."""
        near = self.onsets[-1] if step > 0 else self.onsets[0]
        # The same weekday of the month a year away is 52 or 53 weeks away.
        there = (near.moved(step * weeks) for weeks in (52, 53))
        return next(o for o in there if o.local.month == near.local.month and self.byday in _bydays(o.local))


class _Timeline(NamedTuple):
    """All onsets of a zone up to a year, their instants, and the rules of each, best first."""

    onsets: tuple[_Onset, ...]
    instants: tuple[int, ...]
    rules: dict[_Onset, list[_Rule]]


@lru_cache(maxsize=4096)
def _component(tzid: str, first: int, last: int, in_force: int, final: int) -> bytes:
    """The component for dates in these years, with the first and last onset that they need.

    It holds for the whole of both years as far as no other onset interferes: by the year,
    not by the day, lest an UNTIL come and go with every new event.
    """
    timeline = _timeline(tzid, _horizon(last))
    onsets = timeline.onsets
    then = onsets[final + 1] if final + 1 < len(onsets) else None
    # In summer or winter alone the next onset makes the pair that tells of a zone with DST.
    seasonal = in_force == final and then is not None and then.undoes(onsets[final])
    if in_force == final and not seasonal:
        blocks = [_constant(onsets[final], first)]
    else:
        chosen = _cover_sooner(timeline, in_force, final + seasonal, _start(date(first, 1, 1)) - _SLACK)
        limit = _start(date(last, 12, 31)) + _DAY + _SLACK
        blocks = _observances(chosen, min(limit, then.at) if then else limit)
    lines = [
        "BEGIN:VTIMEZONE",
        f"TZID:{tzid}",
        *(line for block in blocks for line in block),
        "END:VTIMEZONE",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _cover_sooner(timeline: _Timeline, in_force: int, final: int, begin: int) -> dict[_Rule, str]:
    """`_cover`, or a rule fewer where one may be taken to have begun a year sooner.

    Before `begin` it matters which offset is in force, not since when: winter 2006 in New
    York may have begun in November, as winters did from 2007 on.
    """
    onsets = timeline.onsets
    chosen = _cover(timeline, onsets[in_force : final + 1])
    fewer = _cover(timeline, onsets[in_force + 1 : final + 1])
    if in_force == 0 or len(fewer) == len(chosen):
        return chosen
    for rule in fewer:
        sooner = rule.neighbour(-1)
        after_all_others = onsets[in_force - 1].at < sooner.at <= max(onsets[in_force].at, begin)
        if sooner.after == onsets[in_force].after and after_all_others:
            longer = rule._replace(onsets=(sooner, *rule.onsets))
            return {longer if other is rule else other: name for other, name in fewer.items()}
    return chosen


def _cover(timeline: _Timeline, onsets: tuple[_Onset, ...]) -> dict[_Rule, str]:
    """The fewest rules that have all these onsets, each with its TZNAME.

    Taking for the first onset not yet covered the rule that lasts longest is optimal, as in
    every covering of points on a line by intervals.
    """
    chosen: dict[_Rule, str] = {}
    for onset in onsets:
        if chosen.keys().isdisjoint(timeline.rules[onset]):
            chosen[timeline.rules[onset][0]] = onset.name
    return chosen


def _constant(onset: _Onset, year: int) -> list[str]:
    # 1970 is what constant zones are usually given; an earlier year is used only if it must.
    if onset.at < 0 and year > 1970:
        return _block("STANDARD", _EPOCH, onset.after, onset)
    return _block("STANDARD", onset.local, onset.before, onset)


def _observances(chosen: dict[_Rule, str], limit: int) -> list[list[str]]:
    """A sub-component for each rule, all together right until `limit`.

    A rule that would strike once too often before that ends with an UNTIL. One that struck
    in one year only has an RRULE only as half of a pair, which Outlook wants to be yearly.
    """
    rules = sorted(chosen, key=lambda rule: rule.onsets[0])
    endless = {rule for rule in rules if rule.neighbour(1).at >= limit}
    pair = len(rules) == len(endless) == 2 and rules[0].reverses(rules[1])
    blocks = []
    for rule in rules:
        start, last = rule.onsets[0], rule.onsets[-1]
        rrule = f"RRULE:FREQ=YEARLY;BYMONTH={start.local.month};BYDAY={rule.byday}"
        if start == last and not pair:
            rrule = ""
        elif rule not in endless:
            # RFC 5545 §3.6.5: UNTIL is in UTC, and is the last onset itself.
            rrule += f";UNTIL={_stamp(_utc(last.at))}Z"
        kind = "DAYLIGHT" if rule.daylight else "STANDARD"
        blocks.append(_block(kind, start.local, start.before, start._replace(name=chosen[rule]), rrule))
    return blocks


def _block(kind: str, start: datetime, before: timedelta, onset: _Onset, rrule: str = "") -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{_stamp(start)}",
        *([rrule] if rrule else []),
        f"TZOFFSETFROM:{_utc_offset(before)}",
        f"TZOFFSETTO:{_utc_offset(onset.after)}",
        f"TZNAME:{onset.name}",
        f"END:{kind}",
    ]


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _utc_offset(offset: timedelta) -> str:
    """±HHMM, with seconds only where there are any (RFC 5545 §3.3.14), as in local mean time."""
    minutes, seconds = divmod(abs(round(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")


def _start(day: date) -> int:
    """The instant at which a day begins in UTC."""
    return (day.toordinal() - _EPOCH_DAY) * _DAY


def _horizon(year: int) -> int:
    """The year to which onsets are looked up: one and the same for all usual dates."""
    return 2041 if year < 2038 else min(year // 100 * 100 + 110, 9992)


@cache
def _timeline(tzid: str, horizon: int) -> _Timeline:
    onsets = tuple(_onsets(tzid, horizon))
    return _Timeline(onsets, tuple(onset.at for onset in onsets), _rules(onsets))


def _onsets(tzid: str, horizon: int) -> Iterator[_Onset]:
    """Every change of offset, first of all a pretended one in 1601 into the oldest offset.

    When things happen is read from the zone's TZif table, which is quick and misses
    nothing; what then happens, and what happens after the table ends, is asked of zoneinfo,
    so that we have no opinion of our own on POSIX rules or on the fields of that format.
    """
    there, tzif = zones.zone(tzid), zones.tzif(tzid)
    table = zones.instants(tzif)
    last = _onset(there, _BEGINNING, timedelta(0))
    last = last._replace(before=last.after)
    for at in (*table, *_later(there, tzif, table[-1] if table else 0, horizon)):
        onset = _onset(there, at, last.after)
        if onset.after != last.after:
            yield last
            last = onset
        else:
            # Summer time made permanent: the offset stays, and the new name is the one to know.
            last = last._replace(name=onset.name)
    yield last


def _onset(there: ZoneInfo, at: int, before: timedelta) -> _Onset:
    moment = _utc(at).astimezone(there)
    local = (_EPOCH + timedelta(seconds=at) + before).replace(tzinfo=None)
    return _Onset(at, local, before, moment.utcoffset() or timedelta(0), str(moment.tzname()))


def _later(there: ZoneInfo, tzif: bytes, start: int, horizon: int) -> Iterator[int]:
    """The instants after the table's end at which the offset changes, by bisection.

    What stands after the table is at most one yearly rule with months between its onsets.
    """
    # RFC 8536 §3.3: the footer, a POSIX TZ string, whose rule if any follows a comma.
    if b"," not in tzif[tzif.rindex(b"\n", 0, -1) :]:
        return

    def offset(at: int) -> timedelta | None:
        return datetime.fromtimestamp(at, there).utcoffset()

    stop = _start(date(horizon, 12, 31))
    before = offset(start)
    for low, high in pairwise(range(start, stop, 28 * _DAY)):
        if offset(high) != before:
            yield low + bisect_left(range(low, high), True, key=lambda at: offset(at) != before)
            before = offset(high)


def _rules(onsets: tuple[_Onset, ...]) -> dict[_Onset, list[_Rule]]:
    """Each onset's rules, the longest lasting first."""
    # Summer is where the clock is ahead, whatever the law calls it: winter is the exception
    # in Europe/Dublin, and so flagged in the data. A zone that moves for good has no summer.
    cycles = (pair for pair in pairwise(onsets) if pair[1].undoes(pair[0]))
    summers = {max(pair, key=lambda onset: onset.after - onset.before) for pair in cycles}
    rules: dict[_Onset, list[_Rule]] = {onset: [] for onset in onsets}
    for byday, run in _runs(onsets):
        rule = _Rule(byday, tuple(run), not summers.isdisjoint(run))
        for onset in run:
            rules[onset].append(rule)
    for candidates in rules.values():
        candidates.sort(key=lambda rule: (-rule.onsets[-1].at, rule.onsets[0].at, rule.byday))
    return rules


def _runs(onsets: tuple[_Onset, ...]) -> Iterator[tuple[str, list[_Onset]]]:
    """Onsets alike in all but the year, of consecutive years; an onset may be in two."""
    alike: dict[tuple[str, object], list[_Onset]] = {}
    for onset in onsets:
        local = onset.local
        for byday in _bydays(local):
            key = (byday, (local.month, local.time(), onset.before, onset.after))
            run = alike.get(key, [])
            if run and run[-1].local.year + 1 == local.year:
                run.append(onset)
                continue
            if run:
                yield byday, run
            alike[key] = [onset]
    for (byday, _), run in alike.items():
        yield byday, run


def _bydays(local: datetime) -> list[str]:
    """The ways to name a day within its month: 2SU, -1SU, or 4SU and -1SU.

    Never 5SU: not every year has one.
    """
    weekday = CODES[local.weekday()]
    nth = (local.day + 6) // 7
    names = [f"{nth}{weekday}"] if nth < 5 else []
    if (local + timedelta(weeks=1)).month != local.month:
        names.append(f"-1{weekday}")
    return names


def _utc(at: int) -> datetime:
    # Not datetime.fromtimestamp, which Windows refuses for times before 1970.
    return _EPOCH + timedelta(seconds=at)
