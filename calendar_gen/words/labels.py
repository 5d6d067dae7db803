"""What `list` and `show` tell → what they call it, and say of it, in a language."""

from collections.abc import Mapping

from calendar_gen.words.languages import language, marked

# By what is in the code: columns of a list, and the lines of one event.
_LABELS: Mapping[str, str] = {
    "when": marked("When"),
    "what": marked("What"),
    "where": marked("Where"),
    "hours": marked("Hours"),
    "repeats": marked("Repeats"),
    "next": marked("Next"),
    "status": marked("Status"),
    "category": marked("Category"),
    "organizer": marked("Organizer"),
    "part of": marked("Part of"),
    "has part": marked("Has part"),
    "link": marked("Link"),
    "source": marked("Source"),
    "id": marked("Id"),
}
STATUSES: Mapping[str, str] = {
    "confirmed": marked("confirmed"),
    "tentative": marked("tentative"),
    "cancelled": marked("cancelled"),
    "postponed": marked("postponed"),
}


def label(name: str, tag: str) -> str:
    """What a column or a line is called: `When`, by its name in the code, `when`."""
    return language(tag).say(_LABELS[name])


def status_text(status: str, tag: str) -> str:
    """The status of an event in words."""
    return language(tag).say(STATUSES[status])


def standing(status: str, tag: str) -> str:
    """What stands after a title: ` (cancelled)`, "" for what is confirmed."""
    if status == "confirmed":
        return ""
    return language(tag).say("{title} ({status})", title="", status=status_text(status, tag))


def beside(title: str, dates: str, tag: str) -> str:
    """An event and its dates in a line: `Car boot fair (1–5 May 2024)`."""
    return language(tag).say("{title} ({dates})", title=title, dates=dates)


def more_dates(count: int, tag: str) -> str:
    """How many more dates a line of a list stands for, or bars have no room: `+ 3 more`."""
    return language(tag).say_n("+ {n} more", "+ {n} more", count)


def more_venues(first: str, count: int, tag: str) -> str:
    """One venue, and how many there are besides: `Town hall + 2 more`."""
    return language(tag).say_n("{venue} + {n} more", "{venue} + {n} more", count, venue=first)


def no_further_date(tag: str) -> str:
    """What stands instead of the next dates of a series that is over."""
    return language(tag).say("no further date")


def beyond_limit(count: int, tag: str, at_least: bool = False) -> str:
    """What a list says of the lines that --limit leaves out; `at_least` where there are even more."""
    if at_least:
        return language(tag).say_n(
            "More than {n} more: raise --limit to see them.",
            "More than {n} more: raise --limit to see them.",
            count,
        )
    return language(tag).say_n(
        "{n} more: raise --limit to see them.", "{n} more: raise --limit to see them.", count
    )


def too_narrow(columns: int, tag: str) -> str:
    """What is said where months are asked for and a list is shown."""
    return language(tag).say("Months need {n} columns: here is a list.", n=columns)


def nothing_matches(tag: str) -> str:
    """What a list says that has found nothing."""
    return language(tag).say("No event matches.")


def last_to_end(all_events: bool, tag: str) -> str:
    """What a list says before the event that ended last; `all_events` where nothing was asked for."""
    if all_events:
        return language(tag).say("Nothing is coming up. The last to end was:")
    return language(tag).say("Nothing that matches is coming up. The last to end was:")


def how_to_see(count: int, month: str, tag: str) -> str:
    """How to list `count` events that are over; `month` as --month takes it."""
    into = language(tag)
    if count == 1:
        return into.say("See it with --all, or those of a time with --month {month}.", month=month)
    return into.say_n(
        "See all {n} past event with --all, or those of a time with --month {month}.",
        "See all {n} past events with --all, or those of a time with --month {month}.",
        count,
        month=month,
    )
