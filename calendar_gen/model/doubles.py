"""A document and its catalog → the events that are probably one, and those that can't both take place."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from operator import itemgetter

from msgspec import Struct

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, Hours, Span, Times, on_the_clock
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import quoted
from calendar_gen.model import ignoring
from calendar_gen.model.catalog import Event, ancestors
from calendar_gen.model.checked import Checked
from calendar_gen.model.occurrences import occurrences
from calendar_gen.source.document import BAD

# Of events that say the same but where they are so many are compared.
_MOST_ALIKE = 100
# Series that are the same so often are the same.
_MOST_BEGINNINGS = 5
# So many dates of two series are compared, so many others at its venue with each of them, and so many dates
# of all: to look at each takes 5 µs or so.
_MOST_DATES = 200
_MOST_OTHERS = 100
_MOST_IN_ALL = 100_000
# So many pairs of one festival, or of one and what is beside it, are told one by one.
_MOST_TOLD = 3
_OFF = frozenset(("cancelled", "postponed"))
_WEEK = 7 * 1440
_MORNING = 5 * 60
Interval = tuple[float, float]


def twins(it: Checked) -> Iterator[Problem]:
    """Two events with one title and the same dates are probably one event written twice.

    But not where they say that they are two: at other venues, of other kinds, or with other addresses.
    """
    folded = [event.summary.casefold() for event in it.catalog.events]
    titles = Counter(folded)
    alike: dict[tuple[object, ...], list[Event]] = {}
    for title, event in zip(folded, it.catalog.events, strict=True):
        if titles[title] > 1 and BAD not in (title, event.id):
            alike.setdefault((title, event.span), []).append(event)
    for group in alike.values():
        before: list[Event] = []
        for event in sorted(group, key=lambda event: it.index[event.id]):
            twin = next(
                (other for other in before if not _differ(event, other) and _go_on_alike(event, other)), None
            )
            if twin is None:
                before += [event] if len(before) < _MOST_ALIKE else []
                continue
            if ignoring.ignores(it.written.events[it.index[twin.id]], "W202"):
                before[before.index(twin)] = event
            message = f"{quoted(twin.id)} has the same title and dates: probably the same event"
            yield Problem(
                *("W202", message, "leave one of them out", ("events", it.index[event.id], "title")),
                other=("events", it.index[twin.id], "title"),
                remark="line {line}",
            )


def _differ(one: Event, other: Event) -> bool:
    """Whether both say of a thing what the other doesn't; what one leaves out may be the other's."""
    pairs: tuple[tuple[Iterable[object], Iterable[object]], ...] = (
        ([venue.id for venue in one.venues], [venue.id for venue in other.venues]),
        (one.categories, other.categories),
        ([one.url] if one.url else [], [other.url] if other.url else []),
    )
    return any(left and right and not {*left} & {*right} for left, right in pairs)


def _go_on_alike(one: Event, other: Event) -> bool:
    """Whether two events that begin alike have the same dates after that, if both are series."""
    if one.rule is None or other.rule is None:
        return True
    begun = on_the_clock(one.span.dtstart)
    starts = [islice(rules.starts(rule, begun), _MOST_BEGINNINGS) for rule in (one.rule, other.rule)]
    return all(mine == its for mine, its in zip(*starts, strict=False))


class _User(Struct, frozen=True):
    """What takes its time at a venue: once, from one moment to another, or else again and again.

    `slots` are then the minutes of a week, from Monday's midnight, in which it may be.
    """

    event: Event
    once: Interval | None
    slots: tuple[tuple[int, int], ...] = ()


class _Clash(Struct, frozen=True):
    """Two events at one venue, in the order in which they are written, and the first day of both."""

    first: Event
    event: Event
    day: date


def clashes(it: Checked) -> Iterator[Problem]:
    """At one venue no two events take place at the same time, but for what is a part of the other.

    What a conference has side by side in one house is told once, with a count.
    """
    by_id: Mapping[str, Event] = {}
    told: set[tuple[str, str]] = set()
    looked_at = iter(range(_MOST_IN_ALL))
    for venue, users in _users(it.catalog.events).items():
        if len(users) < 2:
            continue
        by_id = by_id or it.catalog.by_id()
        among: dict[tuple[str, str], list[_Clash]] = {}
        for one, other in _pairs(users):
            first, event = sorted((one.event, other.event), key=lambda event: it.index[event.id])
            if _is_part(one.event, other.event, by_id) or _are_twins(first, event):
                continue
            wholes = _wholes(first, event, by_id)
            # What takes place beside it in its own festival says nothing of what doesn't belong there.
            once = (event.id, wholes[0] if wholes[0] == wholes[1] else "")
            day = None if once in told else _day_of_both(one, other, venue, looked_at)
            if day:
                told |= set() if _ignored(it, first) else {once}
                among.setdefault(wholes, []).append(_Clash(first, event, day))
        for wholes, found in among.items():
            yield from _told(it, venue, wholes, found)


def _wholes(one: Event, other: Event, by_id: Mapping[str, Event]) -> tuple[str, str]:
    """What two events belong to: twice the nearest that both are part of, or the outermost of each."""
    if not (one.related_to or other.related_to):
        return one.id, other.id
    mine, its = ([event.id, *[it.id for it in ancestors(event, by_id)]] for event in (one, other))
    both = next((id for id in mine if id in its), None)
    return (both, both) if both else (min(mine[-1], its[-1]), max(mine[-1], its[-1]))


def _ignored(it: Checked, event: Event) -> bool:
    return ignoring.ignores(it.written.events[it.index[event.id]], "W210")


def _told(it: Checked, venue: str, wholes: tuple[str, str], found: Sequence[_Clash]) -> Iterator[Problem]:
    """A few are told each, since they are mistakes; many are meant, or have one reason.

    An event that ignores this speaks for its parts among each other, too.
    """
    alone: list[_Clash] = []
    rest: list[_Clash] = []
    for clash in found:
        (alone if _ignored(it, clash.first) or _ignored(it, clash.event) else rest).append(clash)
    whole = it.index[wholes[0]] if wholes[0] == wholes[1] else None
    if rest and whole is not None and ignoring.ignores(it.written.events[whole], "W210"):
        yield _clash(it, venue, rest[0], path=("events", whole, "id"))
    elif len(rest) > _MOST_TOLD:
        first = min(rest, key=lambda clash: it.index[clash.event.id])
        more = f", and {len(rest) - 1} more "
        if whole is None:
            yield _clash(it, venue, first, f"{more}between {quoted(wholes[0])} and {quoted(wholes[1])}")
        else:
            remedy = "check them; if they are in different rooms, "
            remedy += f"write 'ignore: [W210]' on {quoted(wholes[0])}"
            yield _clash(it, venue, first, f"{more}of {quoted(wholes[0])}", remedy)
    else:
        alone += rest
    yield from (_clash(it, venue, clash) for clash in alone)


def _clash(
    it: Checked, venue: str, clash: _Clash, more: str = "", remedy: str = "", path: Path = ()
) -> Problem:
    index, before = it.index[clash.event.id], it.index[clash.first.id]
    written = it.written.events
    message = (
        f"{quoted(clash.first.id)} is at {quoted(venue)} at the same time, on {clash.day:%Y-%m-%d}{more}"
    )
    if not remedy:
        remedy = (
            "check both; if one is a part of the other write 'part_of', if both are right on one of them "
        )
        remedy += "'ignore: [W210]'"
    there, other = (_place(i, written[i].venue) for i in (index, before))
    return Problem("W210", message, remedy, path or there, other=other, remark="line {line}")


def _place(index: int, venue: str | None) -> Path:
    return "events", index, "venues" if venue is None else "venue"


def _users(events: Iterable[Event]) -> dict[str, list[_User]]:
    """What takes its time at each venue, by its id."""
    users: dict[str, list[_User]] = {}
    for event in events:
        if event.status in _OFF or not (event.venues or event.overrides):
            continue
        user = _user(event)
        if user is None:
            continue
        there = event.venues
        if event.overrides or len(there) > 1:
            there = (*there, *[venue for it in event.overrides for venue in it.event.venues])
            there = tuple({venue.id: venue for venue in there}.values())
        for venue in there:
            users.setdefault(venue.id, []).append(user)
    return users


def _user(event: Event) -> _User | None:
    """None of an event that takes no time: days without hours, a moment."""
    span = event.span
    if isinstance(span, Times):
        if event.recurring:
            return _User(event, None, tuple(_slots_of_series(event)))
        start, end = span.dtstart.timestamp(), span.dtend.timestamp()
        return _User(event, (start, end)) if start < end else None
    if event.hours and event.zone and not event.recurring:
        days = list(islice(_open(event, event.hours, event.zone, span.first_day, span.last_day), 2))
        if len(days) == 1:
            return _User(event, days[0])
        return _User(event, None, tuple(_slots_of_hours(event.hours)))
    return None


def _slots_of_series(event: Event) -> Iterator[tuple[int, int]]:
    spans = [*event.also, *(override.event.span for override in event.overrides)]
    yield from (slot for span in spans for slot in _slots(span, [span.first_day.weekday()]))
    parts = rules.parts(event.rule.parts) if event.rule else {"FREQ": "WEEKLY"}
    if "BYDAY" in parts:
        days = [CODES.index(day[-2:]) for day in parts["BYDAY"].split(",")]
    else:
        days = [event.span.first_day.weekday()] if parts["FREQ"] == "WEEKLY" else list(range(7))
    yield from _slots(event.span, days)


def _slots(span: Span, days: Iterable[int]) -> Iterator[tuple[int, int]]:
    if isinstance(span, Times):
        begin = span.dtstart.hour * 60 + span.dtstart.minute
        length = int((span.dtend - span.dtstart).total_seconds()) // 60
        if begin < _MORNING or begin + length > 1440:
            length += 60  # it may be longer where the clocks change, which is done at night
        yield from (slot for day in days for slot in _in_week(day * 1440 + begin, length))


def _slots_of_hours(hours: Hours) -> Iterator[tuple[int, int]]:
    for day, opening in enumerate(hours.week):
        if opening:
            begin = day * 1440 + opening.start.hour * 60 + opening.start.minute
            yield from _in_week(begin, int(opening.length.total_seconds()) // 60)


def _in_week(begin: int, length: int) -> Iterator[tuple[int, int]]:
    """The minutes of a week; what lasts into the next week is at its beginning, too."""
    if length >= _WEEK:
        yield 0, _WEEK
        return
    yield begin, min(begin + length, _WEEK)
    if begin + length > _WEEK:
        yield 0, begin + length - _WEEK


def _pairs(users: Sequence[_User]) -> Iterator[tuple[_User, _User]]:
    """The pairs that may be there at the same time: of those that are there once, just these."""
    once = sorted((user.once, n) for n, user in enumerate(users) if user.once)
    there: list[tuple[float, int]] = []
    for (start, end), n in once:
        there = [(ends, other) for ends, other in there if ends > start]
        yield from ((users[other], users[n]) for _, other in there[:_MOST_OTHERS])
        there.append((end, n))
    if len(once) < len(users):
        yield from _pairs_again(users)


def _pairs_again(users: Sequence[_User]) -> Iterator[tuple[_User, _User]]:
    """The pairs of which one at least is there again and again, by the minutes of the week."""
    usual = next((_zone_of(user.event) for user in users if not user.once), None)
    slots = [(start, end, n) for n, user in enumerate(users) for start, end in _slots_by(user, usual)]
    met: set[tuple[int, int]] = set()
    counts: Counter[int] = Counter()
    there: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for start, end, n in sorted(slots):
        again = users[n].once is None
        for kind in (True, False):
            there[kind] = [(ends, other) for ends, other in there[kind] if ends > start]
            for _, other in there[kind] if again or kind else ():
                pair = (other, n) if other < n else (n, other)
                if other != n and pair not in met and max(counts[n], counts[other]) < _MOST_OTHERS:
                    met.add(pair)
                    counts.update(pair)
                    if _may_meet(users[n].event, users[other].event):
                        yield users[pair[0]], users[pair[1]]
        there[again].append((end, n))


def _slots_by(user: _User, usual: tzinfo | None) -> Iterable[tuple[int, int]]:
    """The minutes of the week by the clocks that are usual there; all where it goes by other clocks."""
    if _zone_of(user.event) is not usual:
        return ((0, _WEEK),)
    if user.once and isinstance(user.event.span, Times):
        return _slots(user.event.span, [user.event.span.first_day.weekday()])
    return user.slots or _slots_of_hours(user.event.hours or Hours(()))


def _zone_of(event: Event) -> tzinfo | None:
    return event.span.dtstart.tzinfo if isinstance(event.span, Times) else event.zone


def _may_meet(one: Event, other: Event) -> bool:
    """Whether they have days in common. Two shows that are open for weeks share a house as a rule."""
    shows = [event for event in (one, other) if event.hours and event.span.first_day < event.span.last_day]
    return len(shows) < 2 and one.first_day <= other.last_day and other.first_day <= one.last_day


def _day_of_both(one: _User, other: _User, venue: str, looked_at: Iterator[int]) -> date | None:
    """The first day on which both are there at the same time, as far as dates may be looked at."""
    if one.once and other.once:
        return _day(max(one.once[0], other.once[0]), one.event)
    first = max(one.event.first_day, other.event.first_day) - timedelta(days=1)
    last = min(one.event.last_day, other.event.last_day) + timedelta(days=1)
    times = (islice(_times(user, venue, first, last), _MOST_DATES) for user in (one, other))
    left, right = (map(itemgetter(1), zip(looked_at, of, strict=False)) for of in times)
    mine, its = next(left, None), next(right, None)
    while mine and its:
        if mine[0] < its[1] and its[0] < mine[1]:
            return _day(max(mine[0], its[0]), one.event)
        if mine[1] <= its[1]:
            mine = next(left, None)
        else:
            its = next(right, None)
    return None


def _day(moment: float, event: Event) -> date:
    return datetime.fromtimestamp(moment, _zone_of(event) or UTC).date()


def _times(user: _User, venue: str, first: date, last: date) -> Iterator[Interval]:
    """From when to when it is at a venue, in order."""
    event = user.event
    if user.once:
        yield user.once
    elif event.hours and event.zone:
        yield from _open(
            event, event.hours, event.zone, max(first, event.first_day), min(last, event.last_day)
        )
    else:
        for occurrence in occurrences(event, first, last):
            span, there = occurrence.span, [at.id for at in occurrence.event.venues]
            if isinstance(span, Times) and venue in there and occurrence.event.status not in _OFF:
                yield span.dtstart.timestamp(), span.dtend.timestamp()


def _open(event: Event, hours: Hours, zone: tzinfo, first: date, last: date) -> Iterator[Interval]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        opening = hours.week[day.weekday()]
        if opening and day not in event.exdates:
            start = datetime.combine(day, opening.start, zone)
            end = datetime.combine(day + timedelta(days=opening.past_midnight), opening.end, zone)
            yield start.timestamp(), end.timestamp()


def _is_part(one: Event, other: Event, by_id: Mapping[str, Event]) -> bool:
    pairs = ((one, other), (other, one))
    return any(
        whole.id == above.id for part, whole in pairs if part.related_to for above in ancestors(part, by_id)
    )


def _are_twins(one: Event, other: Event) -> bool:
    alike = one.span == other.span and one.summary.casefold() == other.summary.casefold()
    return alike and _go_on_alike(one, other)
