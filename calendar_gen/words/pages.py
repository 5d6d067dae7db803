"""What stands on every page of the site → its words, in a language: headings, buttons, explanations."""

from collections.abc import Mapping
from functools import lru_cache

from calendar_gen.words.languages import language, marked

Words = Mapping[str, str]
"""Words by the names that templates have for them: `t.coming`."""

_WORDS: Words = {
    # The frame of a page.
    "skip": marked("Skip to content"),
    "main_menu": marked("Main menu"),
    "languages": marked("Languages"),
    "you_are_here": marked("You are here"),
    "whats_on": marked("What’s on"),
    "calendar": marked("Calendar"),
    "places": marked("Places"),
    "towns": marked("Towns"),
    "categories": marked("Categories"),
    "series": marked("Series"),
    "selections": marked("Selections"),
    "search": marked("Search"),
    "about": marked("About"),
    "feeds": marked("Feeds"),
    "news": marked("News"),
    "data": marked("All dates as data"),
    "subscribe": marked("Subscribe"),
    # Lists of events.
    "browse": marked("Browse by month"),
    "today": marked("Today"),
    "running": marked("On for a while"),
    "running_note": marked("All of these are on now."),
    "coming": marked("Coming up"),
    "past": marked("Just been"),
    "past_events": marked("Past events"),
    "postponed": marked("Postponed"),
    "off": marked("Cancelled"),
    "all_past": marked("All past events"),
    "nothing": marked("Nothing is coming up at the moment."),
    "nothing_why": marked("Subscribe, and what is announced next will be in your calendar."),
    "by_year": marked("By year"),
    "find": marked("Find your own"),
    "by_category": marked("By category"),
    "by_town": marked("By town"),
    "by_place": marked("By place"),
    "by_series": marked("By series"),
    "all": marked("All"),
    "what": marked("What"),
    "when": marked("When"),
    "events": marked("Events"),
    "on_now": marked("on now"),
    "is_today": marked("today"),
    "over": marked("over"),
    "not_sure": marked("not confirmed"),
    "begin_unknown": marked("opening day not announced"),
    "previous": marked("Previous month"),
    "next": marked("Next month"),
    # A month.
    "day_by_day": marked("Day by day"),
    "day_list": marked("The days as a list"),
    "through": marked("Open through the month"),
    "some_time": marked("Day not announced"),
    "opens": marked("Opens"),
    "last_day": marked("Last day"),
    "goes_on": marked("goes on"),
    "on_now_heading": marked("On now"),
    "still_on": marked("Still on"),
    "big_month": marked("There is much on this month: choose a day."),
    # An event.
    "where": marked("Where"),
    "no_address": marked("Address not given"),
    "in_maps": marked("Open in maps"),
    "details": marked("Details"),
    "category": marked("Categories"),
    "hours": marked("Hours"),
    "repeats": marked("Repeats"),
    "next_date": marked("Next date"),
    "all_dates": marked("All dates"),
    "no_further": marked("No further date"),
    "part_of": marked("Part of"),
    "parts": marked("What belongs to it"),
    "organizer": marked("Organizer"),
    "website": marked("Web page"),
    "source": marked("Source"),
    "changed": marked("Last changed"),
    "it_was": marked("New date. It was:"),
    "is_cancelled": marked("Cancelled: this does not take place."),
    "is_tentative": marked("Not confirmed yet."),
    "add": marked("Add to your calendar"),
    "copy": marked("Add a copy"),
    "copy_note": marked("This is a copy: it does not change when the event does."),
    "no_copy": marked("The day is not announced, so there is nothing to copy yet."),
    "stay": marked("Stay up to date"),
    "follow": marked("This event"),
    "to_everything": marked("Everything"),
    "removed": marked("This event was taken out of the calendar."),
    "gone": marked("This event is no longer in this calendar."),
    "moved_page": marked("This page has moved."),
    # Subscribing.
    "once": marked("Subscribe once, see every change"),
    "once_why": marked(
        "Choose your calendar app. New events appear by themselves, and when something moves or is"
        " cancelled, your calendar says so."
    ),
    "more_apps": marked("More apps, a code for your phone, and parts of this calendar"),
    "subscribe_lead": marked(
        "Your calendar app fetches the events and keeps them up to date. It costs nothing, needs no account"
        " here, and you can stop at any time in the app."
    ),
    "all_events": marked("All events"),
    "only_part": marked("Only a part"),
    "in_browser": marked("in a browser"),
    "this_computer": marked("on this computer"),
    "download": marked("Download once"),
    "no_update": marked("does not update"),
    "address": marked("Address, for every other app"),
    "more": marked("more"),
    "scan": marked("Point a phone’s camera at the code to open this page there."),
    "side_by_side": marked(
        "You can subscribe to several side by side; an event that stands in two of them then shows twice"
        " in some apps."
    ),
    "not_yet": marked(
        "These buttons work once this calendar is published and its address is known. Until then there is"
        " the file."
    ),
    "how_soon": marked("How soon changes arrive"),
    "app": marked("App"),
    "looks": marked("Looks for changes"),
    "as_set": marked("as often as you set in the app"),
    "as_it_likes": marked("when its maker chooses: nobody else can hurry it"),
    "as_asked": marked("as often as this calendar asks"),
    "is_struck": marked("is struck through"),
    "disappears": marked("disappears"),
    "is_titled": marked("stays, with “Cancelled” before its title"),
    # Other pages.
    "not_found": marked("There is no such page"),
    "not_found_why": marked("It may be mistyped, or no longer there. What is on stands on the first page."),
    "to_front": marked("To the first page"),
    "a_to_z": marked("All events from A to Z"),
    "accessibility": marked("Accessibility"),
    "accessible": marked(
        "These pages need no script. They can be used with a keyboard and a screen reader, enlarged, printed,"
        " and seen in light and dark."
    ),
    "privacy": marked("Privacy"),
    "private": marked("These pages set no cookies, ask no other host, and count nobody."),
    "for_programs": marked("For programs"),
    "as_data": marked("Every date as data, and what its fields mean:"),
}


@lru_cache(maxsize=16)
def page_words(tag: str) -> Words:
    """The words that need nothing filled in, by the names that templates have for them."""
    into = language(tag)
    words = {name: into.say(text) for name, text in _WORDS.items()}
    words["colon"] = with_colon("", "", tag)  # with the spaces that a language has about it
    words["apple_others"] = into.say("{app} and others", app="Apple")
    return words | {"phone": cannot_subscribe("Google Calendar (Android)", tag)}


def with_colon(before: str, after: str, tag: str) -> str:
    """What is said of something behind its name: `Cancelled: Fair`."""
    return language(tag).say("{calendar}: {feed}", calendar=before, feed=after)


def whats_on(calendar: str, tag: str) -> str:
    """The title of the first page in a browser's tab: `What’s on · Jiading Events`."""
    return page_title(language(tag).say("What’s on"), calendar, tag)


def page_title(title: str, calendar: str, tag: str) -> str:
    """What a browser's tab says: the page, then the calendar."""
    return language(tag).say("{page} · {calendar}", page=title, calendar=calendar)


def as_of(day: str, tag: str) -> str:
    """What a page says of its age, where it speaks of today."""
    return language(tag).say("As of {day}", day=day)


def year_at_a_glance(year: int, tag: str) -> str:
    """What the strip of a year is called."""
    return language(tag).say("The year {year} at a glance", year=year)


def events_count(count: int, tag: str) -> str:
    """How many events there are."""
    return language(tag).say_n("{n} event", "{n} events", count)


def month_with_count(month: str, count: int, tag: str) -> str:
    """A month, and how many events touch it, for those who only hear it."""
    return language(tag).say("{month}: {count}", month=month, count=events_count(count, tag))


def more_places(first: str, count: int, tag: str) -> str:
    """One place, and how many there are besides."""
    return language(tag).say_n(
        "{place} and {n} more place", "{place} and {n} more places", count, place=first
    )


def place_in(name: str, town: str, tag: str) -> str:
    """A place and its town in a line."""
    return language(tag).say("{place}, {town}", place=name, town=town)


def not_all_known(dates: str, unknown: str, tag: str) -> str:
    """The dates, and what isn't known of them: `July 2024, day not announced`."""
    return language(tag).say("{dates}, {unknown}", dates=dates, unknown=unknown)


def at_times(day: str, times: str, tag: str) -> str:
    """A day in full, and the times on it."""
    return language(tag).say("{day}, {times}", day=day, times=times)


def until_day(day: str, tag: str) -> str:
    """The last day of a run, at the beginning of a line."""
    return language(tag).say("Until {day}", day=day)


def until_short(day: str, tag: str) -> str:
    """The last day of a run, behind what it is of."""
    return language(tag).say("until {day}", day=day)


def begun_by(day: str, tag: str) -> str:
    """What is known of an opening that was not announced."""
    return language(tag).say("The opening day has not been announced: {day} at the latest.", day=day)


def begun_by_short(day: str, tag: str) -> str:
    """The same, below a bar."""
    return language(tag).say("begun by {day}", day=day)


def was_to_be(dates: str, tag: str) -> str:
    """What stands on the page of something postponed."""
    return language(tag).say("Postponed. It was to be on {dates}.", dates=dates)


def part_of(title: str, tag: str) -> str:
    """What an event is a part of."""
    return language(tag).say("Part of {title}", title=title)


def also(category: str, tag: str) -> str:
    """The heading of other events of a category."""
    return language(tag).say("Also: {category}", category=category)


def subscribe_to(name: str, app: str, tag: str) -> str:
    """What a short link to an app is called where it is heard alone."""
    return language(tag).say("Subscribe to {name}: {app}", name=name, app=app)


def take_month(month: str, tag: str) -> str:
    """The heading of a month's own feed."""
    return language(tag).say("Take {month} with you", month=month)


def month_feed(month: str, tag: str) -> str:
    """What a month's own feed holds."""
    return language(tag).say(
        "All that touches {month}. It ends with the month: to go on, subscribe to everything.", month=month
    )


def week_rows(month: str, tag: str) -> str:
    """The caption of a month's table."""
    return language(tag).say("{month}, a week a row", month=month)


def code_of(address: str, tag: str) -> str:
    """What a code for a phone's camera says."""
    return language(tag).say("Code that opens {address}", address=address)


def cannot_subscribe(app: str, tag: str) -> str:
    """What to do where an app shows subscriptions and can't add one."""
    return language(tag).say(
        "{app} cannot subscribe by itself: open this page on a computer, and it appears in the app too.",
        app=app,
    )


def more_dates(count: int | None, tag: str) -> str:
    """How many dates of a series its page leaves out, None for too many to count, and where they are."""
    if count is None:
        return language(tag).say("All other dates are in the feed")
    return language(tag).say_n("{n} more date is in the feed", "{n} more dates are in the feed", count)


def more_events(count: int, tag: str) -> str:
    """How many a list leaves out."""
    return language(tag).say_n("{n} more event", "{n} more events", count)


def cancelled_title(title: str, tag: str) -> str:
    """The title of what doesn't take place, in a heading and a browser's tab."""
    return language(tag).say("Cancelled: {title}", title=title)


def made_with(program: str, tag: str) -> str:
    """What made the pages."""
    return language(tag).say("These pages and feeds are made with {program}.", program=program)
