"""Make a realistic catalogue of N events, the same for the same N and seed.

    python benchmarks/generate.py 10000 -o events.yaml

Half the texts are in English and half in Chinese; of twenty events twelve are runs of days, seven are timed
(in three zones) and one is uncertain; they lie in 2026 and 2027. About 1 kB of YAML an event.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import dialects
import vocabulary as words
from catalogue import Catalogue, Event, Organizer, Source, Venue, When, to_yaml
from vocabulary import Town, Word

FIRST_DAY = date(2026, 1, 1)
LAST_DAY = date(2027, 12, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

# A block of twenty holds the promised proportions exactly; only the order inside it is random.
BLOCK = ("days",) * 12 + ("hours",) * 7 + ("uncertain",)
LANGUAGES = ("en", "zh") * 10
# (shortest, longest) runs of days and how often each stands: most are short, the longest is 60.
RUNS = {(1, 1): 40, (2, 2): 22, (3, 3): 14, (4, 10): 17, (11, 60): 7}
STATUSES = {None: 94, "tentative": 3, "cancelled": 2, "postponed": 1}
# Every so many events a long run begins, and the events after it are its parts.
SERIES_EVERY = 12 * len(BLOCK)
CHILDREN = 4


def main() -> int:
    """Write one catalogue, to a file or to standard output."""
    options = _parser().parse_args()
    catalogue = generate(options.events, options.seed)
    if options.pages:
        pieces = dialects.hugo_lists(catalogue, options.pages)
    else:
        pieces = DIALECTS[options.dialect](catalogue)
    if options.output is None:
        sys.stdout.buffer.writelines(piece.encode() for piece in pieces)
        return 0
    with options.output.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
    return 0


DIALECTS: dict[str, Callable[[Catalogue], Iterator[str]]] = {
    "events": to_yaml,
    "yaml2ics": dialects.yaml2ics,
    "hugo": dialects.hugo,
    "hugo-json": dialects.hugo_json,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("events", type=int, metavar="N", help="how many events")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument(
        "--dialect", choices=DIALECTS, default="events", help="the same data for one of the peers"
    )
    parser.add_argument(
        "--pages", type=int, metavar="P", help="lists for Hugo, with its events so many pages"
    )
    return parser


def generate(n: int, seed: int) -> Catalogue:
    """A catalogue of `n` events (the venues and organizers scale with it)."""
    # Random takes an integer as it is, so nothing here depends on PYTHONHASHSEED.
    rng = Random(seed)
    venues = [_venue(i, rng) for i in range(min(n, 50 + n // 200))]
    organizers = [_organizer(i) for i in range(min(n, 20))]
    return Catalogue(venues, organizers, _events(n, Stock(rng, venues, organizers)))


@dataclass(frozen=True, slots=True)
class Stock:
    """What events are made from; `seen` counts titles and ids, so that none comes twice.

    `taken` are the days on which something timed is at a venue, by its number.
    """

    rng: Random
    venues: list[Venue]
    organizers: list[Organizer]
    seen: Counter[str] = field(default_factory=Counter)
    taken: set[tuple[int, date]] = field(default_factory=set)


def _venue(i: int, rng: Random) -> Venue:
    """Venue `i`: every third is abroad, names alternate between the languages."""
    towns: tuple[Town, ...] = words.TOWNS_ABROAD if i % 3 == 2 else words.HOME_TOWNS
    town = towns[i // 3 % len(towns)]
    name = words.VENUE_NAMES[i % len(words.VENUE_NAMES)]
    kind = words.VENUE_KINDS[i // len(words.VENUE_NAMES) % len(words.VENUE_KINDS)]
    road = rng.choice(words.ROADS)
    number = rng.randint(1, 8000)
    branch = i // (len(words.VENUE_NAMES) * len(words.VENUE_KINDS)) + 1
    chinese = i % 2 == 1
    venue_id = f"{name.slug}-{kind.slug}" + (f"-{branch}" if branch > 1 else "")
    return Venue(
        id=venue_id,
        name=_branch(f"{name.zh}{kind.zh}" if chinese else f"{name.en} {kind.en}", branch, chinese),
        town=town.name,
        address=f"{road.zh}{number}号" if chinese else f"{number} {road.en}",
        geo=_near(town, rng) if rng.random() < 0.6 else None,
        url=f"https://venues.example.org/{venue_id}" if rng.random() < 0.5 else None,
        timezone=town.timezone,
    )


def _branch(name: str, branch: int, chinese: bool) -> str:
    if branch == 1:
        return name
    return f"{name}第{branch}分馆" if chinese else f"{name} {branch}"


def _near(town: Town, rng: Random) -> tuple[float, float]:
    return (town.latitude + rng.uniform(-0.03, 0.03), town.longitude + rng.uniform(-0.03, 0.03))


def _organizer(i: int) -> Organizer:
    word = words.ORGANIZERS[i // 2 % len(words.ORGANIZERS)]
    organizer_id = f"{word.slug}-{i % 2 + 1}"
    return Organizer(
        id=organizer_id,
        name=word.zh if i % 2 else word.en,
        email=f"{organizer_id}@example.org" if i % 3 == 0 else None,
        url=f"https://organizers.example.org/{organizer_id}" if i % 4 else None,
    )


def _events(n: int, stock: Stock) -> Iterator[Event]:
    """The events, roughly in the order of their dates, as a file that grew over the years."""
    parent: Event | None = None
    for i, (kind, language) in enumerate(_kinds(n, stock.rng)):
        place = i % SERIES_EVERY
        day = FIRST_DAY + timedelta(days=i * DAYS // n)
        of = parent if 0 < place <= CHILDREN else None
        if of:
            when = _inside(of.when, kind, stock.rng)
        elif place == 0:
            when = _run(day, stock.rng.randint(20, 60))
        else:
            when = _when(kind, i, day, stock.rng)
        event = _event(i, language == "zh", when, of, stock)
        if place == 0:
            parent = event
        yield event


def _kinds(n: int, rng: Random) -> Iterator[tuple[str, str]]:
    """What each event is and its language, in blocks that hold the proportions."""
    for start in range(0, n, len(BLOCK)):
        kinds = rng.sample(BLOCK, len(BLOCK))
        if start % SERIES_EVERY == 0:
            # The parent is a run of days, and the dates of its parts are known.
            kinds.remove("days")
            kinds.remove("uncertain")
            kinds = ["days", *kinds, "uncertain"]
        languages = rng.sample(LANGUAGES, len(LANGUAGES))
        yield from list(zip(kinds, languages, strict=True))[: n - start]


def _when(kind: str, i: int, day: date, rng: Random) -> When:
    """Dates of that kind near `day`."""
    day = min(max(day + timedelta(days=rng.randint(-10, 10)), FIRST_DAY), LAST_DAY)
    if kind == "uncertain":
        # One event in each block is uncertain, so the blocks take the four ways in turn.
        return UNCERTAIN[i // len(BLOCK) % len(UNCERTAIN)](day, rng)
    if kind == "hours":
        return _hours(day, rng)
    shortest, longest = rng.choices(list(RUNS), list(RUNS.values()))[0]
    return _run(day, rng.randint(shortest, longest))


def _inside(parent: When, kind: str, rng: Random) -> When:
    """Dates within the parent's run, a day from both its ends so that no zone carries them outside."""
    days = (parent.last - parent.first).days
    day = parent.first.date() + timedelta(days=rng.randint(1, days - 4))
    return _hours(day, rng) if kind == "hours" else _run(day, rng.randint(1, 3))


def _run(day: date, length: int) -> When:
    """A run of `length` days from `day`, or earlier where it would outlast the two years."""
    first = min(day, LAST_DAY - timedelta(days=length - 1))
    last = first + timedelta(days=length - 1)
    end = last.isoformat() if length > 1 else None
    return When(first.isoformat(), end, None, _midnight(first), _midnight(last))


def _hours(day: date, rng: Random) -> When:
    """A timed event; one in twelve goes on to the next day.

    Between 08:00 and 23:30 no zone's clock is ever put forward or back.
    """
    day = min(day, LAST_DAY - timedelta(days=1))
    first = datetime.combine(day, time(rng.randint(8, 20), rng.choice((0, 15, 30, 45))))
    last = first + timedelta(minutes=rng.choice((30, 45, 60, 90, 90, 120, 120, 150)))
    if rng.random() < 1 / 12:
        last = datetime.combine(day + timedelta(days=1), time(17))
    return When(_minute(first), _minute(last), None, first, last, timed=True)


def _in_some_month(day: date, _rng: Random) -> When:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return When(f"{day:%Y-%m}", None, None, _midnight(first), _midnight(last), uncertain=True)


def _by(day: date, rng: Random) -> When:
    run = _run(day, rng.randint(10, 60))
    return replace(run, start=f"by {run.start}", uncertain=True)


def _about(day: date, _rng: Random) -> When:
    run = _run(day, 1)
    return replace(run, start=f"{run.start}~", uncertain=True)


def _end_and_days(day: date, rng: Random) -> When:
    length = rng.randint(2, 9)
    return replace(_run(day, length), start=None, days=length)


UNCERTAIN = (_in_some_month, _by, _about, _end_and_days)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _minute(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _event(i: int, chinese: bool, when: When, parent: Event | None, stock: Stock) -> Event:
    rng = stock.rng
    venues = _some_venues(i, when, stock)
    slug, title = _title(chinese, when, stock)
    return Event(
        id=slug,
        title=title,
        when=when,
        venues=venues,
        categories=tuple(rng.sample(words.CATEGORIES, rng.choices((1, 2, 3), (5, 3, 2))[0])),
        sentences=_sentences(chinese, title, venues[0].name, rng),
        # Folding puts a space where a line ends, which Chinese must not have.
        folded=not chinese and rng.random() < 0.5,
        url=f"https://www.example.org/whats-on/{slug}" if rng.random() < 1 / 3 else None,
        organizer=_some_organizer(i, stock),
        part_of=parent.id if parent else None,
        status=_status(parent, rng),
        sources=_sources(chinese, title, when, rng),
    )


def _status(parent: Event | None, rng: Random) -> str | None:
    """Some status; what is part of something cancelled is cancelled too."""
    status = rng.choices(list(STATUSES), list(STATUSES.values()))[0]
    return parent.status if parent and parent.status == "cancelled" else status


def _some_venues(i: int, when: When, stock: Stock) -> tuple[Venue, ...]:
    """Every venue once, in turn, then some far oftener than others; a few runs of days have two."""
    rng, venues = stock.rng, stock.venues
    place = i if i < len(venues) else int(len(venues) * rng.random() ** 2)
    if when.timed:
        place = _free(place, when, stock)
    first, second = venues[place], venues[place - 1]
    if not when.timed and second.timezone == first.timezone and second != first and rng.random() < 0.06:
        return (first, second)
    return (first,)


def _free(place: int, when: When, stock: Stock) -> int:
    """That venue, or the next at which nothing else is timed on those days: no house holds two at a time."""
    days = [when.first.date(), when.last.date()]
    places = [(place + n) % len(stock.venues) for n in range(len(stock.venues))]
    free = next((at for at in places if not any((at, day) in stock.taken for day in days)), place)
    stock.taken.update((free, day) for day in days)
    return free


def _some_organizer(i: int, stock: Stock) -> Organizer | None:
    """Every organizer once, in turn; then one event in five has none."""
    if i < len(stock.organizers):
        return stock.organizers[i]
    return stock.rng.choice(stock.organizers) if stock.rng.random() < 0.8 else None


def _title(chinese: bool, when: When, stock: Stock) -> tuple[str, str]:
    """An id and a title that no other event has."""
    rng = stock.rng
    forms = words.FORMS_OF_HOURS if when.timed else words.FORMS_OF_DAYS
    parts = [rng.choice(words.SEASONS), rng.choice(words.SUBJECTS), rng.choice(forms)]
    aside = rng.choice(words.ASIDES) if rng.random() < 0.2 else None
    title = "".join(word.zh for word in parts) if chinese else " ".join(word.en for word in parts)
    if aside:
        title += f" {aside.zh}" if chinese else f", {aside.en}"
        parts.append(aside)
    edition = _count(title, stock.seen)
    if edition > 1:
        title += f"（第{edition}期）" if chinese else f", No. {edition}"
    slug = "-".join([*(word.slug for word in parts), str(when.first.year)])
    number = _count(slug, stock.seen)
    return (slug if number == 1 else f"{slug}-{number}", title)


def _count(name: str, seen: Counter[str]) -> int:
    seen[name] += 1
    return seen[name]


def _sentences(chinese: bool, title: str, venue: str, rng: Random) -> tuple[str, ...]:
    """A description of 200 to 600 characters (Chinese says more in fewer)."""
    pool = words.SENTENCES_ZH if chinese else words.SENTENCES_EN
    wanted = rng.randint(200, 290) if chinese else rng.randint(300, 420)
    sentences: list[str] = []
    length = 0
    for sentence in rng.sample(pool, len(pool)):
        sentences.append(sentence.format(title=title, venue=venue, number=rng.randint(2, 400)))
        length += len(sentences[-1])
        if length >= wanted:
            break
    return tuple(sentences)


def _sources(chinese: bool, title: str, when: When, rng: Random) -> tuple[Source, ...]:
    """Half of the events have one, a few two; an unknown start always says who reported it."""
    if rng.random() >= 0.5 and not (when.start or "").startswith("by "):
        return ()
    count = 2 if rng.random() < 0.06 else 1
    return tuple(_source(chinese, title, when.first.date(), rng) for _ in range(count))


def _source(chinese: bool, title: str, first: date, rng: Random) -> Source:
    publication: Word = rng.choice(words.PUBLICATIONS)
    day = first - timedelta(days=rng.randint(0, 60))
    return Source(
        title=f"活动预告：{title}" if chinese else f"Coming up: {title}",
        publication=publication.zh if chinese else publication.en,
        date=day,
        url=f"https://{publication.slug}.example.org/{day:%Y/%m/%d}/{rng.randint(1000, 9999)}",
    )


if __name__ == "__main__":
    sys.exit(main())
