"""The keys of `document` → what each is for, with an example: for editors, and for docs/format.md."""

from collections.abc import Mapping

from msgspec import Struct

from calendar_gen.source.document import (
    Calendar,
    Change,
    Citation,
    Document,
    Event,
    Feed,
    Organizer,
    Repeat,
    Site,
    Term,
    Venue,
    Where,
)


class Key(Struct, frozen=True):
    """What a key is for, in Markdown, and an example in YAML.

    `of` is the top key whose ids it takes, or the names of what is there; `kind` says what its values are,
    where that of their type doesn't do.
    """

    says: str
    example: str
    of: str = ""
    kind: str = ""


# The same in several tables.
_URL = "https://events.example.org/"
_VENUE = Key("Where it is (LOCATION).", "library", of="venues")
_VENUES = Key(
    "Where it is, if that is several places; not beside `venue`.", "[library, ferry-terminal]", of="venues"
)

TOP: Mapping[str, Key] = {
    "calendar": Key("What the whole calendar is.", "{id: harbour-street, name: Harbour Street}"),
    "venues": Key("Places, each under its id.", "{library: {name: Harbour Street Library, town: Westport}}"),
    "organizers": Key("Who holds events, each under its id.", "{friends: {name: Friends of the Library}}"),
    "categories": Key(
        "Kinds of events that are called otherwise in [another language](#languages), each under its id.",
        "{music: {name: {en: Music, de: Musik}}}",
    ),
    "towns": Key(
        "Towns that are called otherwise in another language, each under its id.",
        "{geneva: {name: {en: Geneva, de: Genf}}}",
    ),
    "events": Key(
        "A list of the events, in any order.", "[{id: book-sale-2027, title: Book sale, start: 2027-06-04}]"
    ),
    "feeds": Key(
        "Feeds of your own, besides those that are always built.",
        "[{id: music, name: Music, where: {category: [music]}}]",
    ),
    "site": Key(
        "Whether there are pages beside the feeds, what of them is left out, and their theme.", "{search: no}"
    ),
    "include": Key(
        "Other files that belong to the calendar: paths from this file's folder, in which `*` stands for any "
        "name and `**` for any folders.",
        "[events/*.yaml]",
    ),
}

_CALENDAR = {
    "id": Key("The part of every UID after the `@`: never change it.", "harbour-street"),
    "name": Key("The name of the feeds (NAME and X-WR-CALNAME).", "Harbour Street"),
    "description": Key(
        "What the feeds say of themselves (DESCRIPTION, X-WR-CALDESC).", "What is on along the harbour."
    ),
    "timezone": Key(
        "The zone of local times, and X-WR-TIMEZONE; also says which day is today for `list` (else UTC).",
        "Europe/Lisbon",
    ),
    "language": Key(
        "The language of all words of ours: in feeds, `list`, `show`, `diff` and feed.xml "
        "([translations](translations.md); `en` if left out).",
        "en",
    ),
    "languages": Key(
        "The [languages](#languages) that it is published in, instead of `language`: plain texts are in the "
        "first.",
        "[en, zh-Hans]",
    ),
    "url": Key("The address of the published folder (URL, and SOURCE with the feed's own path).", _URL),
    "color": Key("The colour of the feeds (COLOR and X-APPLE-CALENDAR-COLOR).", "steelblue"),
    "show_as": Key(
        "How [runs of days](#hours-and-how-a-run-is-shown) are shown where the event doesn't say.", "span"
    ),
    "cancelled_for": Key(
        "How long after its end a [removed event](lock.md) stands as cancelled (60 days if left out).",
        "30 days",
    ),
    "ignore": Key(
        "[Codes](codes.md) of warnings that aren't told of this calendar.", "[W202]", kind="list of codes"
    ),
    "default_duration": Key(
        "How long an event takes that has a time and neither `end` nor `duration`.", "2 hours"
    ),
}
_VENUE_KEYS = {
    "name": Key("What it is called (LOCATION, and the name of the venue's feed).", "Harbour Street Library"),
    "town": Key("The town: a feed of it is built, and LOCATION has it.", "Westport", of="towns"),
    "address": Key("A part of LOCATION, where the event has one venue.", "12 Harbour Street"),
    "geo": Key(
        "Where it is (GEO, and a map in Apple's apps); for events with one venue.", "[38.7071, -9.1359]"
    ),
    "url": Key(
        "Its own page; nothing in the feeds yet: it is checked and kept.", "https://library.example.org/"
    ),
    "timezone": Key("The zone of local times at this venue, instead of the calendar's.", "Atlantic/Azores"),
}
_ORGANIZER = {
    "name": Key('What it is called: a line "Organizer: …" in the description.', "Friends of the Library"),
    "url": Key(
        "Its own page: shown by `calendar-gen show`, nothing in the feeds yet.",
        "https://friends.example.org/",
    ),
    "email": Key("Its address (ORGANIZER, which iCalendar allows only with one).", "friends@example.org"),
}
_TERM = {"name": Key("What it is called.", "{en: Music, de: Musik}")}
_EVENT = {
    "id": Key(
        "The UID, `ID@CALENDAR`, and the file `events/ID.ics`; each event has its own.", "book-sale-2027"
    ),
    "title": Key("What it is called (SUMMARY).", "Book sale"),
    "start": Key(
        "The first day, or when it begins ([dates](#dates), DTSTART); `end` and a length may stand for it.",
        "2027-06-04 19:30",
    ),
    "end": Key(
        "The last day, itself included, or when it ends (DTEND, which for days is the day after).",
        "2027-06-06",
    ),
    "days": Key("How many days it lasts: stands for `start` or `end`.", "3"),
    "duration": Key("How long it takes: stands for `start` or `end` of timed events.", "90 minutes"),
    "timezone": Key(
        "The zone of this event's local times, instead of the venue's and the calendar's.", "Europe/London"
    ),
    "venue": _VENUE,
    "venues": _VENUES,
    "categories": Key(
        "What kind of event it is (CATEGORIES, and a feed for each).", "[music, family]", of="categories"
    ),
    "description": Key("More about it, as plain text (DESCRIPTION).", "Everybody is welcome."),
    "url": Key("Its page (URL, and the last line of DESCRIPTION).", "https://events.example.org/book-sale"),
    "organizer": Key(
        "Who holds it (a line in DESCRIPTION, and ORGANIZER where there is an e-mail address).",
        "friends",
        of="organizers",
    ),
    "part_of": Key(
        "The event that this one belongs to (RELATED-TO, and the feed `series/ID.ics` of that event).",
        "summer-festival-2027",
        of="events",
    ),
    "status": Key("Whether it takes place (STATUS, and words before the title).", "postponed"),
    "busy": Key(
        "Whether it takes up people's time (TRANSP); left out, times are busy; days, and moments "
        "that are asked for, are free.",
        "false",
    ),
    "color": Key("Its colour (COLOR).", "tomato"),
    "source": Key(
        'Where you read of it: one [source](#source), or a list of them (lines "Source: …" in DESCRIPTION).',
        "{title: Poster at the library, date: 2027-03}",
        kind="a source, or a list of them",
    ),
    "repeat": Key(
        "When it takes place [again](#again-and-again) (RRULE, EXDATE, and events beside it).",
        "{every: week, on: [saturday], until: 2027-10-30}",
        kind="keys with values",
    ),
    "changes": Key(
        "Dates of a series that [differ](#changes) (events with a RECURRENCE-ID, or of their own).",
        "[{date: 2027-06-12, start: 2027-06-13 09:00}]",
        kind="a list",
    ),
    "hours": Key(
        "The daily [hours](#hours-and-how-a-run-is-shown) inside a run of days, for all or by weekdays "
        '(a line "Hours: …", or timed events).',
        "{weekdays: 10:00-18:00, saturday: 12:00-17:00}",
    ),
    "closed": Key("When it is closed: taken out of the hours.", "[monday, 2027-05-20]"),
    "show_as": Key("What of a run of days stands in the feeds.", "daily"),
    "formerly": Key("Ids that it had, the oldest first: the UID of the first of them stays.", "[book-sale]"),
    "ignore": Key("[Codes](codes.md) of warnings that aren't told of it.", "[W203]", kind="list of codes"),
}
_CITATION = {
    "title": Key("What it is called.", "Books by the metre"),
    "publication": Key("Where it was printed or put up.", "Harbour Gazette"),
    "date": Key('When; feeds have it as people write it: `2027-03` is "Mar 2027".', "2027-06-05"),
    "url": Key("Its address.", "https://gazette.example.org/books"),
}
_REPEAT = {
    "every": Key("How often.", "2 weeks", kind="`day`, `week`, `month`, `year`, or a number of them"),
    "on": Key(
        "For weeks the days of the week (`saturday`, `sat`, `weekdays`, `weekend`); for months "
        "`first friday`, `last sunday`, `15` or `last day`.",
        "[saturday]",
        kind="list",
    ),
    "until": Key("The last day on which it may take place.", "2027-10-30", kind="a day, or a local time"),
    "times": Key(
        "How often in all, dates left out by `except` or cancelled counted; instead of `until`.", "10"
    ),
    "except": Key("Dates of the rule on which it doesn't take place.", "[2027-05-01]"),
    "also": Key("Further dates; one without a time has that of `start`.", "[2027-12-23]"),
    "rule": Key(
        "An RRULE (RFC 5545 §3.3.10) instead of `every` and `on`, for what words can't say.",
        '"FREQ=MONTHLY;BYDAY=2MO"',
        kind="an RRULE",
    ),
}
_CHANGE = {
    "date": Key("Which date: the one that the rule gives, not the new one.", "2027-06-12"),
    "start": Key(
        "The new date; alone it lasts as long as ever, and a day alone keeps the time.", "2027-06-13 09:00"
    ),
    "end": Key("Its new end.", "2027-06-13 11:00"),
    "days": Key("How many days it lasts this time.", "2"),
    "duration": Key("How long it takes this time.", "3 hours"),
    "title": Key("What it is called this time.", "Choir, with an audience"),
    "description": Key("What is said of it this time.", "Everybody is welcome."),
    "venue": Key("Where it is this time.", "library", of="venues"),
    "venues": Key(
        "Where it is this time, if that is several places.", "[library, ferry-terminal]", of="venues"
    ),
    "url": Key("Its page this time.", "https://choir.example.org/"),
    "status": Key(
        "A `cancelled` date is shown as cancelled; one in `except` isn't shown at all.", "cancelled"
    ),
}
_FEED = {
    "id": Key("The name of the file; each feed has its own.", "family-weekends"),
    "name": Key("What it is called, after the calendar's name.", "Family weekends"),
    "where": Key("What it lets through.", "{category: [family]}", kind="keys of the next table"),
}
_WHERE = {
    "venue": Key("What is there.", "[library]", of="venues"),
    "town": Key("What is at a venue in this town.", "[Westport]", of="towns"),
    "category": Key("What is of that kind.", "[family]", of="categories"),
    "series": Key(
        "These events, and what is part of them.", "[puppet-festival]", of="events", kind="list of ids"
    ),
    "status": Key(
        "What is `confirmed`, `tentative`, `cancelled` or `postponed`.", "[confirmed]", kind="list"
    ),
    "event": Key("These events.", "[puppet-show]", of="events", kind="list of ids"),
    "search": Key("What has the text in it.", "[puppet]", kind="list of texts"),
    "month": Key(
        "What touches the month: `2027-05`, `2027`, `may`, `may 2027`.", "[2027-05]", kind="list of months"
    ),
    "from": Key("What lasts to it or longer.", "2027-05-03", kind="day, month or year"),
    "to": Key("What begins by then.", "2027-05-09", kind="day, month or year"),
}

_SITE = {
    "search": Key("Whether there are pages to find events by their titles (yes if left out).", "no"),
    "theme": Key(
        "A folder with templates and a stylesheet of your own: [themes](themes.md).", "theme", kind="path"
    ),
}
KEYS: Mapping[type[Struct], Mapping[str, Key]] = {
    Document: TOP,
    Calendar: _CALENDAR,
    Venue: _VENUE_KEYS,
    Organizer: _ORGANIZER,
    Term: _TERM,
    Event: _EVENT,
    Citation: _CITATION,
    Repeat: _REPEAT,
    Change: _CHANGE,
    Feed: _FEED,
    Where: _WHERE,
    Site: _SITE,
}
