"""What the curator wrote → frozen values in iCalendar's terms: references followed, dates read."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from msgspec.structs import replace

from calendar_gen.dates import rules, spans
from calendar_gen.dates.values import (
    UNREAD,
    Certainty,
    Duration,
    Length,
    Reading,
    Span,
    Stated,
    Times,
    When,
    on_the_clock,
)
from calendar_gen.dates.written import by_days
from calendar_gen.diagnostics.codes import LASTING, LONG
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.model import dated, nights, runs, series, series_mistakes
from calendar_gen.model.catalog import (
    Catalog,
    Citation,
    Event,
    Override,
    Website,
    by_start,
)
from calendar_gen.model.references import Context, context_of, named_feeds, venue_ids
from calendar_gen.model.wording import CITATION, EVENT, one_line
from calendar_gen.source import document
from calendar_gen.web.addresses import read_address


def resolve(written: document.Document) -> tuple[Catalog, list[Problem]]:
    """The catalog, and what is wrong with dates. An event without readable dates is left out.

    References to what isn't there are passed over: `checks` reports them.
    """
    problems: list[Problem] = []
    context = context_of(written)
    events: dict[str, Event] = {}
    for index, event in enumerate(written.events):
        resolved, found = _resolved(event, index, context)
        problems += [problem.under("events", index) for problem in found]
        if resolved:
            events.setdefault(event.id, resolved)
    ordered = tuple(sorted(events.values(), key=by_start))
    venues = tuple(context.venues.values())
    feeds = named_feeds(written, context.wording)
    site = _site(written.site)
    return Catalog(context.calendar, ordered, venues, feeds, site, *context.known), problems


def _site(written: document.Site | Literal[False] | None) -> Website:
    if written is False:
        return Website(shown=False)
    return Website(search=written is None or document.TRUTHS.get(written.search or "", True))


def _resolved(written: document.Event, index: int, context: Context) -> tuple[Event | None, list[Problem]]:
    """The event, None where its dates can't be read, and what is wrong or doubtful."""
    when = dated.dated(written, context)
    if isinstance(when, list):
        return None, [*when, *_beside(written)]
    span, stated, zone = when
    problems = list(dated.doubts(span, stated, repeated=written.repeat is not None))
    no_length = isinstance(span, Times) and not (written.end or written.duration)
    if no_length and context.length is None:
        problems.append(Problem("W208", "without a length apps show a moment", _LENGTH, ("start",)))
    event = _worded(_event(written, span, stated, context), written, index, context)
    if written.repeat or written.changes:
        event, found = _repeated(written, index, event, context)
        if any(problem.code in LASTING for problem in found):
            # An end of the series that was taken for that of its first date has its own remedy.
            problems = [problem for problem in problems if problem.code not in LONG]
        problems += found
    if written.hours is not None or written.closed or written.show_as or context.show_as != "span":
        event, found = runs.shown(written, event, zone, context.show_as)
        problems += found
    return event, problems


def _beside(written: document.Event) -> Iterator[Problem]:
    """What is wrong with an event besides its dates, where these can't be read."""
    if written.repeat:
        yield from series_mistakes.unreadable(written.repeat, dated.value(written.start))
    yield from _unreadable_changes(written)
    yield from runs.unreadable(written)


def _unreadable_changes(written: document.Event) -> Iterator[Problem]:
    """The dates of changes that can't be read; whether they are right only their series tells."""
    for i, change in enumerate(written.changes):
        yield from (problem.under("changes", i) for problem in _unreadable_in(change))


def _unreadable_in(change: document.Change, of: series.Series | None = None) -> Iterator[Problem]:
    for key in ("date", "start", "end", "duration"):
        reading: Reading[Any] | None = getattr(change, key)
        if reading and reading != UNREAD and isinstance(reading.value, Problem):
            found = reading.value.under(key) if key == "duration" else by_days(reading.value.under(key))
            if of and key == "date":
                yield series_mistakes.changes(found, of.rule, of.span)
            else:
                yield series_mistakes.on_its_day(found, change, of.span if of else None)


def _event(written: document.Event, span: Span, stated: Stated, context: Context) -> Event:
    sources = written.source if isinstance(written.source, tuple) else (written.source,)
    filed = context.categories(written.categories)
    return Event(
        id=written.id,
        uid=context.uid(written.id),
        summary=one_line(written.title),
        span=span,
        stated=stated,
        certainty=stated.certainty,
        status=written.status,
        busy=document.TRUTHS.get(written.busy or ""),
        description=written.description.strip() if written.description else "",
        venues=context.places(venue_ids(written)),
        categories=filed.keys,
        url=read_address(written.url),
        organizer=context.organizers.get(written.organizer) if written.organizer else None,
        related_to=written.part_of or "",
        parent_uid=context.uid(written.part_of) if written.part_of else "",
        sources=tuple([_citation(source) for source in sources]),
        color=written.color or "",
        formerly=written.formerly,
        last_day=span.last_day,
        category_names=filed.names,
    )


def _worded(
    event: Event, written: document.Event, index: int, context: Context, change: int | None = None
) -> Event:
    """An event, or a change of it, with the languages of its texts."""
    wording = context.wording
    if len(wording.languages) == 1:
        return event
    place: Path = ("events", index, "source")
    several = isinstance(written.source, tuple)
    sources = tuple(
        [wording.of(of, (*place, j) if several else place, CITATION) for j, of in enumerate(event.sources)]
    )
    texts = wording.translations.get(("events", index), {})
    if change is not None:
        own = {key for key in _CHANGEABLE if getattr(written.changes[change], key)}
        of_change = wording.translations.get(("events", index, "changes", change), {})
        texts = {**{key: of for key, of in texts.items() if key not in own}, **of_change}
    filed = context.categories(written.categories)
    said = replace(event, sources=sources, fallen=filed.fallen, elsewhere=filed.elsewhere)
    return wording.worded(said, texts, EVENT)


def _repeated(
    written: document.Event, index: int, event: Event, context: Context
) -> tuple[Event, list[Problem]]:
    """The event as a series, with the occurrences that differ."""
    if not written.repeat:
        return event, [Problem("E308", "'changes' need a 'repeat'", "change the event itself", ("changes",))]
    length = dated.value(written.duration) or dated.usual_length(written, context)
    found, problems = series.read(
        *(written.repeat, event.span, event.stated),
        length if isinstance(length, Duration) else None,
        dated.clock(written, context),
    )
    if found is None:
        return event, [*problems, *_unreadable_changes(written)]
    overrides, wrong = _overrides(written, index, found, context)
    problems += wrong
    keys = "start", "end" if written.end else "duration" if written.duration else "start"
    usual = [*series.as_usual(found, overrides)]
    problems += nights.skipped(usual, series.on_clock(found), keys, "except")
    problems += nights.twice(usual, event.span.dtstart, ("start", "end") if written.end else ("start",))
    for i, also in enumerate(written.repeat.also):
        date = series.date_of(found, also.value) if isinstance(also.value, When) else None
        if date and date[1] and date[0] not in overrides:
            problems += nights.ends_later(date[1], series.on_clock(found), ("repeat", "also", i), _OWN_END)
    if found.rule and found.rule.endless and not any(problem.code in LASTING for problem in problems):
        problems += nights.one_by_one(found.rule, found.span) or nights.beyond(found.unusual)
    return _of_series(event, found, overrides), problems


def _of_series(event: Event, found: series.Series, overrides: dict[date, Override]) -> Event:
    """The event with the dates of a series, of which some differ."""
    only = overrides.pop(found.span.dtstart, None) if found.rule is None else None
    if only:  # what is said of its only date is said of it, and not of those beside it
        overrides |= _as_usual(event, only.event, found.also, overrides)
        event = only.event
    ordered = tuple(overrides[start] for start in sorted(overrides))
    changed = {override.recurrence_id for override in ordered if override.beside}
    also = tuple(span for span in found.also if span.dtstart not in changed)
    span = event.span if only else found.span
    first = event.last_day if only else series.last_day(found)
    last = max([first, *[o.event.last_day for o in ordered], *[s.last_day for s in also]])
    return replace(
        event,
        span=span,
        rule=found.rule,
        exdates=found.exdates,
        overrides=ordered,
        also=also,
        length=found.length,
        last_day=last,
    )


def _as_usual(
    event: Event, changed: Event, also: Sequence[Span], overrides: Container[date]
) -> dict[date, Override]:
    """The further dates of a series as they are, where its own date is changed in more than when it is."""
    if replace(event, span=changed.span, stated=changed.stated, last_day=changed.last_day) == changed:
        return {}
    dates = {span.dtstart: span for span in also if span.dtstart not in overrides}
    alone = {start: replace(event, span=span, last_day=span.last_day) for start, span in dates.items()}
    return {start: Override(start, of, beside=True) for start, of in alone.items()}


def _overrides(
    written: document.Event, index: int, found: series.Series, context: Context
) -> tuple[dict[date, Override], list[Problem]]:
    """The dates that differ, each by the start that the rule gives, and what is wrong or doubtful."""
    overrides: dict[date, Override] = {}
    places: dict[date, int] = {}
    problems: list[Problem] = []
    for i, change in enumerate(written.changes):
        override = _override(written, change, found, context)
        if isinstance(override, list):
            problems += [problem.under("changes", i) for problem in override]
        elif override.recurrence_id in overrides:
            twice = f"{change.date.text} is changed twice"
            problems.append(Problem("E307", twice, "keep one", ("changes", i, "date")))
        else:
            worded = _worded(override.event, written, index, context, i)
            overrides[override.recurrence_id] = replace(override, event=worded)
            places[override.recurrence_id] = i
            doubts = [*dated.doubts(override.event.span, _sides(change))]
            doubts += series_mistakes.far(override.recurrence_id, override.event.span)
            if change.start and not (change.end or change.duration):
                doubts += nights.ends_later(override.event.span, series.on_clock(found), ("start",), _AN_END)
            problems += [doubt.under("changes", i) for doubt in doubts]
    message, remedy = "another date of the series is then", "leave one of the two out with 'except'"
    for original in _meeting(overrides, found):
        problems.append(Problem("E307", message, remedy, ("start",)).under("changes", places[original]))
    return overrides, problems


def _sides(change: document.Change) -> Stated:
    """What is written of when a change begins and ends; that it can be read is known."""
    start, end = dated.value(change.start), dated.value(change.end)
    return Stated(start if isinstance(start, When) else None, end if isinstance(end, When) else None)


def _meeting(overrides: Mapping[date, Override], found: series.Series) -> Iterator[date]:
    """The dates that are moved to where the series has another; one that is cancelled is in nobody's way."""
    starts = {
        original: override.event.span.dtstart
        for original, override in overrides.items()
        if override.event.status != "cancelled"
    }
    beside = [span.dtstart for span in found.also if span.dtstart not in overrides]
    taken = {*beside, *[to for start, to in starts.items() if to == start]}
    for original, start in starts.items():
        if start == original:
            continue
        by_rule = series.start_on(found.rule, found.span, When(start, start)) if found.rule else None
        if start in taken or (by_rule and by_rule not in found.exdates and by_rule not in overrides):
            yield original
        taken.add(start)


def _override(
    written: document.Event, change: document.Change, found: series.Series, context: Context
) -> Override | list[Problem]:
    """One occurrence as it is changed, what isn't said stays; or all that is wrong and not told already."""
    date = _date_of(change, found)
    if not isinstance(date, tuple):
        return [*([date] if date else ()), *_unreadable_in(change, found)]
    original, usual = date
    local = on_the_clock(original)
    span = _rescheduled(
        written, change, usual or rules.moved_to(found.span, local, found.length), found.length, context
    )
    if isinstance(span, list):
        return [series_mistakes.on_its_day(problem, change, found.span) for problem in span]
    given = {key: value for key in _CHANGEABLE if (value := getattr(change, key))}
    if change.venue or change.venues:
        given |= {"venue": change.venue, "venues": change.venues}
    start = When(local, local)
    is_told = written.end or written.duration or change.end or change.duration
    end = start if is_told and isinstance(span, Times) and span.is_moment else None
    event = _event(replace(written, **given), span, Stated(start, end), context)
    return Override(original, event, beside=usual is not None)


def _date_of(change: document.Change, found: series.Series) -> tuple[date, Span | None] | Problem | None:
    """The start that a series has on the date of a change, or what is wrong; None where it can't be read."""
    when = change.date.value if change.date != UNREAD else None
    if not isinstance(when, When):
        return None
    if when.certainty is not Certainty.EXACT:
        days = series_mistakes.among(found.rule, found.span, when.first, when.last) if found.rule else []
        remedy = f"did you mean {' or '.join(days[:5])}?" if days else "name a date that the rule gives"
        return Problem("E307", "'date' needs a day", remedy, ("date",))
    date = series.date_of(found, when)
    if date is None or (date[1] is None and date[0] in found.exdates):
        return _nothing_then(change.date.text, when, found, left_out=date is not None)
    return date


def _nothing_then(text: str, when: When, found: series.Series, left_out: bool) -> Problem:
    message = f"nothing takes place on {text}"
    if left_out:
        return Problem("E307", f"{message}: 'except' leaves it out", "keep one of the two", ("date",))
    near = series.nearest(found, when)
    return Problem("E307", message, near or "name the date that the rule gives, not the new one", ("date",))


_CHANGEABLE = ("title", "description", "url", "status")


def _rescheduled(
    written: document.Event, change: document.Change, usual: Span, length: Length | None, context: Context
) -> Span | list[Problem]:
    """When a changed occurrence is, or all that is wrong with it; what it doesn't say of that is as usual."""
    if not (change.start or change.end or change.days or change.duration):
        return usual
    timed = isinstance(usual, Times)
    start = _at_usual_time(change, usual)
    if isinstance(start, Problem):
        return [start, *(it for it in _unreadable_in(change) if it.path[0] != "start")]
    moved = replace(written, start=change.start, end=change.end, days=change.days, duration=change.duration)
    if change.venue or change.venues:
        moved = replace(moved, venue=change.venue, venues=change.venues)
    when = dated.dated(moved, context, start)
    if isinstance(when, list):
        return [*map(by_days, when)]
    span, stated, _ = when
    if stated.certainty is not Certainty.EXACT or isinstance(span, Times) != timed:
        kind = "a day and a time" if timed else "a day"
        message = f"the new date must be {kind}, as all of the series"
        return [Problem("E307", message, "write it as the start", ("start",))]
    if change.end or change.days or change.duration:
        return span
    if isinstance(span, Times) and isinstance(usual, Times):
        # A moment that is written with its offset is told by the clock of the series.
        local = stated.start is not None and stated.start.local
        zone = span.dtstart.tzinfo if local else usual.dtstart.tzinfo
        span, usual = (Times(it.dtstart.astimezone(zone), it.dtend) for it in (span, usual))
    return rules.moved_to(usual, on_the_clock(span.dtstart), length)


def _at_usual_time(change: document.Change, usual: Span) -> When | Problem | None:
    """The start of which a change says no time, by the clock of the series; None where it says all."""
    if not change.start:
        return When(usual.dtstart, usual.dtstart)
    when = change.start.value
    if isinstance(when, Problem) or when.timed or not isinstance(usual, Times):
        return None
    if when.certainty is not Certainty.EXACT:
        return None
    local = datetime.combine(when.first, usual.dtstart.time())
    instant = spans.span(Stated(When(local, local), None), None, usual.dtstart.tzinfo)
    return instant if isinstance(instant, Problem) else When(instant.dtstart, instant.dtstart)


@lru_cache(maxsize=10_000)
def _citation(written: document.Citation) -> Citation:
    when = dated.value(written.date)
    return Citation(
        one_line(written.title or ""),
        one_line(written.publication or ""),
        when if isinstance(when, When) else None,
        read_address(written.url),
    )


_AN_END, _OWN_END = "write its 'end' too", "write another time, or its own 'end' under 'changes'"
_LENGTH = "add 'end' or 'duration', or 'default_duration' to the calendar; a deadline ends at its start"
