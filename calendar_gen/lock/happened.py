"""Two records of a UID → the newer with its news: moved, cancelled, on again, postponed, elsewhere."""

from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen.lock.differing import Difference, differences, is_same_series, known_of
from calendar_gen.lock.records import Dates, News, Record
from calendar_gen.lock.timing import gained_end, is_moved
from calendar_gen.web import layout

# More dates than that nobody reads in a title.
_MOST = 5


class _Told(Struct, frozen=True):
    """A piece of news: the dates before, and the dates of a series that it is of."""

    news: News
    was: Dates | None = None
    on: tuple[Dates, ...] = ()


def with_news(
    before: Record, after: Record, venues: Set[str], away: bool, other: Record | None = None
) -> Record:
    """The record with the news of it, which are those of before where there is nothing new to tell.

    `venues` are the paths of the feeds of its venues; `away` says that nothing of its event was there.
    Where its event was there in another form, `other` is what was published of it, in place of `before`.
    """
    news = _happened(other or before, after, venues, away)
    if news is None:
        return replace(
            after,
            news=before.news,
            news_at=before.news_at,
            was=before.was,
            was_where=before.was_where,
            was_where_in=before.was_where_in,
            on=before.on,
        )
    moves = news.news != "cancelled" and _is_elsewhere(before, after, venues)
    return replace(
        after,
        news=news.news,
        news_at=after.last_modified,
        was=news.was,
        was_where=before.where if moves else "",
        was_where_in=_where_in(before) if moves else {},
        on=news.on,
    )


def _where_in(record: Record) -> Mapping[str, str]:
    """The place of a record in the languages that call it otherwise than the first."""
    places = {tag: record.words(tag).where for tag in record.shown}
    return {tag: where for tag, where in places.items() if where != record.where}


def _happened(before: Record, after: Record, venues: Set[str], away: bool) -> _Told | None:
    status, now = before.status, after.status
    if before.removed and (away or before.news == "cancelled"):
        return _Told("revived")
    if now == "cancelled" != status:
        return _Told("cancelled")
    if now == "postponed" != status:
        return _Told("postponed")
    if status == "cancelled" != now:
        return _Told("revived")
    if is_same_series(before.dates, after.dates):
        dates = known_of(before, after)
        if found := [it for it in differences(before.dates, dates, now) if _news_of(it)]:
            return _of_dates(found, before.dates, dates)
    elif is_moved(before, after) and not gained_end(before, after):
        return _Told("moved", before.dates)
    if status == "postponed" != now:
        return _Told("revived")
    return _Told("relocated") if _is_elsewhere(before, after, venues) else None


def _of_dates(found: Sequence[Difference], before: Dates, after: Dates) -> _Told:
    """What happened to some dates of a series; all that differs where that is not one thing, or too much."""
    kinds = {_news_of(difference) for difference in found}
    if len(kinds) > 1 or len(found) > (1 if kinds == {"moved"} else _MOST):
        return _Told("dates", before, on=(after,))
    was = Dates(found[0].before.lines) if kinds == {"moved"} else None
    return _Told(kinds.pop(), was, on=tuple(Dates(it.after.lines or it.before.lines) for it in found))


def _news_of(difference: Difference) -> News:
    """What kind of news a difference is, "" for none."""
    was, now = difference.before, difference.after
    match difference.how:
        case "out" | "cancelled":
            return "" if was.off else "cancelled"
        case "status":
            return (
                "postponed" if now.status == "postponed" else "revived" if was.status == "postponed" else ""
            )
        case how:
            return how


def _is_elsewhere(before: Record, after: Record, venues: Set[str]) -> bool:
    """Whether it has a venue that it had not; not where a venue was given another name or address."""
    if not before.where or not after.where or before.where == after.where:
        return False
    if known := _of_venues(before.feeds):
        return not venues <= known
    return before.where.partition("\n")[0] != after.where.partition("\n")[0]


def _of_venues(feeds: Iterable[str]) -> Set[str]:
    return {path for path in feeds if layout.kind_of(path) == "venues"}
