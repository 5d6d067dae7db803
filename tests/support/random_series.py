"""A seed → a calendar as it is written, with what lets dates go wrong: nights, months' ends, changes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

Data = dict[str, Any]

# In which clocks are changed at different hours, by half an hour, at midnight, in Ramadan, or never.
ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores", "Europe/Athens"),
    *("America/New_York", "America/Chicago", "America/Los_Angeles", "America/Halifax", "America/St_Johns"),
    *("America/Havana", "America/Santiago", "America/Asuncion", "America/Nuuk", "Africa/Cairo"),
    *("Asia/Beirut", "Asia/Jerusalem", "Africa/Casablanca", "Australia/Sydney", "Australia/Lord_Howe"),
    *("Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk", "Antarctica/Troll"),
    *("Asia/Kolkata", "Asia/Shanghai", "Asia/Kathmandu", "America/Phoenix"),
)
VENUES = {"hall": {"name": "Hall", "town": "Atown"}, "house": {"name": "House", "town": "Btown"}}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RULES = (
    *("FREQ=YEARLY;BYWEEKNO=13,43;BYDAY=SU", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,WE", "FREQ=YEARLY;BYDAY=20MO"),
    *("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1"),
    *("FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=YEARLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1,15"),
    *("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=DAILY;INTERVAL=3", "FREQ=YEARLY;BYYEARDAY=60,300"),
    *("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=29,30"),
)


def calendar_of(rng: Random, seed: int, first: date) -> Data:
    """One that begins in the two years from a day on, without `changes`."""
    tzid = rng.choice(ZONES)
    events = [_series(rng, f"e{n}", first) for n in range(rng.choice((1, 1, 2)))]
    if not rng.randrange(4):
        events.append(_run(rng, "run", first))
    calendar = {"id": f"c{seed}", "name": "C", "timezone": tzid}
    return {"calendar": calendar, "venues": VENUES, "events": events}


def change(rng: Random, event: Data, days: Sequence[date]) -> None:
    """Let some of the days on which a series takes place differ."""
    at = str(event["start"]).partition(" ")[2]
    if found := list(_changes(rng, days, at)):
        event["changes"] = found


def _series(rng: Random, id: str, first: date) -> Data:
    day = first + timedelta(days=rng.randrange(730))
    if not rng.randrange(20):
        day = date(2024, 2, 29)
    event: Data = {"id": id, "title": "E"}
    if rng.randrange(3):
        event["venue"] = rng.choice(("hall", "house"))
    at = _at(rng)
    event["start"] = f"{day} {at}" if at else f"{day}"
    event |= _length(rng, day, at)
    event["repeat"] = repeat = _repeat(rng, day)
    _end(rng, repeat, day)
    near = [day + timedelta(days=n) for n in range(1, 120)]
    if not rng.randrange(3):
        repeat["also"] = [_written(rng, of, at) for of in rng.sample(near, 2)]
    return event


def _at(rng: Random) -> str:
    """A time of day, mostly at night; "" for whole days."""
    if not rng.randrange(6):
        return ""
    hour = rng.choice((0, 0, 1, 1, 2, 2, 3, 4, 12, 18, 20, 21, 22, 23, 23))
    return f"{hour:02}:{rng.choice((0, 0, 15, 30, 45)):02}"


def _length(rng: Random, day: date, at: str) -> Data:
    if not at:
        return {"days": str(rng.choice((1, 1, 2, 3)))}
    if not rng.randrange(4):
        return {"duration": rng.choice(("45 minutes", "3 hours", "6 hours", "1 day", "1 day 2 hours"))}
    start = datetime.fromisoformat(f"{day} {at}")
    end = start + timedelta(minutes=rng.choice((30, 60, 90, 120, 180, 240, 360, 480, 540, 1440)))
    return {"end": f"{end:%Y-%m-%d %H:%M}"}


def _repeat(rng: Random, day: date) -> Data:
    kind = rng.randrange(8)
    if kind == 0:
        return {"rule": rng.choice(RULES)}
    if kind == 1:
        return {"every": rng.choice(("year", "month", "2 months", "4 years"))}
    if kind == 2:
        which = rng.choice(("first", "second", "last", "fifth"))
        return {
            "every": "month",
            "on": [f"{which} {rng.choice((DAYS[day.weekday()], 'sunday', 'saturday'))}"],
        }
    if kind == 3:
        return {"every": "month", "on": [rng.choice(("last day", "29", "30", "31", "1"))]}
    if kind in (4, 5):
        return {"every": rng.choice(("week", "2 weeks")), "on": rng.sample(DAYS, rng.choice((1, 2)))}
    return {"every": rng.choice(("day", "week", "week", "2 days"))}


def _end(rng: Random, repeat: Data, day: date) -> None:
    often = repeat.get("every", "") in ("day", "2 days") or "DAILY" in repeat.get("rule", "")
    kind = rng.randrange(5)
    if kind == 0 and not often:
        return  # without end
    if kind < 3:
        repeat["times"] = str(rng.choice((1, 2, 3, 10, 40)))
    else:
        repeat["until"] = (
            f"{day + timedelta(days=rng.choice((0, 7, 60, 100, 250) if often else (30, 400, 900)))}"
        )


def _changes(rng: Random, days: Sequence[date], at: str) -> Iterator[Data]:
    for day in rng.sample(days, min(len(days), rng.choice((0, 1, 3)))):
        kind = rng.randrange(4)
        if kind == 0:
            yield {"date": f"{day}", "status": rng.choice(("cancelled", "postponed"))}
        elif kind == 1:
            yield {"date": f"{day}", "title": "Another", "venue": rng.choice(("hall", "house"))}
        elif kind == 2:
            start = _written(rng, day + timedelta(days=rng.choice((0, 1, 1, -1, 5))), at)
            yield {"date": f"{day}", "start": start} | rng.choice(({}, {}, {"venue": "house"}))
        else:
            yield {"date": f"{day}", **({"duration": "50 minutes"} if at else {"days": "2"})}


def _written(rng: Random, day: date, at: str) -> str:
    return f"{day} {rng.randrange(5, 23):02}:07" if at and rng.randrange(2) else f"{day}"


def _run(rng: Random, id: str, first: date) -> Data:
    day = first + timedelta(days=rng.randrange(700))
    opening = f"{rng.choice((0, 1, 2, 10, 22)):02}:30-{rng.choice((0, 2, 3, 5, 18)):02}:45"
    end = day + timedelta(days=rng.randrange(60))
    return {
        "id": id,
        "title": "R",
        "start": f"{day}",
        "end": f"{end}",
        "show_as": "daily",
        "hours": opening if rng.randrange(2) else {"weekdays": opening, "weekend": "23:00-05:00"},
    }
