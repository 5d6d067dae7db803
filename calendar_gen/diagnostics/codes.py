"""The code of a diagnostic → what it means. A code never changes its meaning.

E is an error: nothing is published until it is mended. W is a warning: probably a mistake.
"""

from typing import NamedTuple


class Retired(NamedTuple):
    """A code that no version says any longer: what it meant, and what is so now, as a sentence goes on."""

    meant: str
    now: str

    @property
    def said(self) -> str:
        """Both, as a page or a listing tells them."""
        return f"{self.meant}: {self.now}"


CODES = {
    # The file
    "E001": "not UTF-8",
    "E002": "not YAML",
    "E003": "nothing in the file",
    "E004": "a key written twice",
    "E005": "a YAML tag",
    "E006": "an alias inside itself, or aliases that repeat too much",
    "E007": "nested too deep",
    "E008": "a key that is not text",
    "E009": "more than one YAML document",
    "W001": "a text that ' #' cuts short",
    # What a value may be
    "E010": "an unknown key",
    "E011": "a value of the wrong kind",
    "E012": "a key that is missing",
    "E013": "an empty value",
    "E014": "a control character or a bidirectional override in text",
    "E015": "a text that is too long",
    "E020": "an id that doesn't fit into a file name or an address",
    "E021": "an id given twice",
    "E022": "not a web address",
    "E023": "not an e-mail address",
    "E024": "not a latitude and a longitude",
    "E025": "not a colour",
    "E026": "an unknown status",
    "E027": "an unknown time zone",
    "E028": "not a language tag",
    "E029": "neither true nor false",
    "E030": "not the code of a warning",
    # Languages
    "E050": "a language that isn't the first of the languages",
    "E051": "a language named twice",
    "E052": "a language that Windows can't hold as the name of a folder",
    "E053": "a text in a language that the calendar doesn't name",
    "E054": "a text in several languages in a calendar of one",
    "E055": "a category or a town with the name of another",
    "E056": "a category or a town with the feed of another",
    "W110": "a text that isn't there in one of the languages",
    "W111": "a category or a town that nothing uses",
    "W112": "a tag that is no language's",
    # Dates
    "E101": "not a date",
    "E102": "not a time of day",
    "E103": "a date and a time mixed",
    "E104": "an end before the start",
    "E105": "a local time that the change to summer time skips",
    "E106": "a local time without a time zone",
    "E107": "too much or too little to know when an event is",
    "E108": "not a number of days",
    "E109": "not a duration",
    "E110": "'by' where it can't stand",
    "E111": "venues in different time zones",
    "W101": "a local time that comes twice when summer time ends",
    "W102": "an unknown start without a source",
    "W103": "a run of more than ten years",
    "W104": "a zone without summer time on a date in summer",
    "W105": "a zone whose sign is turned around",
    "W106": "a time of day to another that is nearly a year later, or more",
    # Series, hours, and how runs are shown
    "E301": "a rule for repeating that can't be read",
    "E302": "a series without any date",
    "E304": "a date left out of a series that isn't one of its dates",
    "E305": "a series that ends before it starts",
    "E306": "a rule finer than a day",
    "E307": "a change of a date that isn't one of the series, or to one that it has, or a second change",
    "E308": "a series of what can't repeat",
    "E309": "a further date that the series has already",
    "E310": "hours that can't be read",
    "E311": "hours or closed days where they can't be",
    "E312": "a way of showing that an event can't have",
    "W301": "a start that is not on one of the days of the rule",
    "W302": "a series of which each date lasts into the next",
    "W304": "a date of a series, or hours, that begin or end at a time that clocks skip",
    "W305": "a series without end of which feeds say everything for two years only",
    "W306": "a series with a day that not every month or year has",
    "W307": "a series of one date",
    "W308": "a date of a series that is moved by nearly a year, or more",
    # Several files, and feeds of one's own
    "E401": "an included file that isn't there",
    "E402": "a feed that asks for what isn't there",
    "E403": "an included file outside of the root",
    "E404": "a pattern of include that matches too much",
    "W401": "a feed that nothing matches",
    # What was published before
    "E501": "a lock that is damaged",
    "E502": "a lock in which a merge left its conflict",
    "E503": "a lock from a newer version",
    "W501": "an event that looks like one that was published under another id",
    "W502": "a calendar that was published under another id",
    "W503": "a calendar that was published in a language that it lacks, or with another one first",
    # What a build would write
    "E601": "an event of which a build would write too much",
    # A theme of the pages
    "E701": "a theme that isn't there",
    "E702": "a file that can't be part of a theme",
    "E703": "a template that can't be read",
    "E704": "a template, a block or a macro that isn't there",
    "E705": "a template that asks for what isn't there, or can't be worked out",
    "E706": "a template that does what none may, or too much",
    "W701": "a part of a theme that nobody will see",
    # References
    "E201": "an unknown venue",
    "E202": "an unknown organizer",
    "E203": "an unknown event in part_of",
    "E204": "events that are part of each other in a circle",
    "E205": "both venue and venues",
    "W201": "an event outside the run of the event it is part of",
    "W202": "two events with the same title and dates",
    "W203": "a venue that no event uses",
    "W204": "an organizer that no event uses",
    "W205": "a town or category written in two ways",
    "W206": "an id that Windows can't hold as the name of a file",
    "W207": "an id that Nextcloud can't tell from another",
    "W208": "a time without an end, which apps show as a moment",
    "W210": "two events at one venue at the same time",
    "W211": "an ignore that silences nothing",
    "W212": "an event that is cancelled while a part of it is not",
    # What apps would make of it
    "W230": "HTML in a text",
    "W231": "whole days that are written as midnights in UTC",
    "W232": "a zone whose rules change between its events",
}

# What else is so of some of them. What treats some problems otherwise asks here, and names no code itself.
ON_OTHER_FILES = frozenset(
    {
        *("E012", "E105", "E106", "E111", "E201", "E202", "E203", "E402"),
        *("E054", "W101", "W110", "W111", "W201", "W203", "W204", "W205", "W210", "W401", "W501", "W502"),
        "W503",
    }
)
"""What one file seems to lack may stand in another that can't be read: then these aren't told."""

OF_THE_LOCK = frozenset(code for code in CODES if code[1] == "5")
"""Found by comparing with what was published before: the lock of the next build settles them."""

OF_THEMES = frozenset(code for code in CODES if code[1] == "7")
"""Found in the files of a theme, which are read when the calendar is known."""

HIDES = {"E008": frozenset({"E002"})}
"""What follows from each and isn't told: all else at its place, and these on its line.

`{{ x }}` isn't the mapping that it looks like.
"""

HIDES_TWICE = frozenset({"E011"})
"""At the first key of a mapping where none can be: that a key is written twice in it isn't told.

Who writes a list without its dashes writes the keys of each.
"""

COSTLY = frozenset({"E706"})
"""To find these may have taken all the time that there is: nothing else is tried."""

WRONG_IDS = frozenset({"E020"})
"""What stands there may be the name of what the id is of."""

EMPTY = frozenset({"E013"})
"""Of what is empty because a comment begins there, that is told."""

UNKNOWN_KEYS = frozenset({"E010"})
"""Such a key may be the rest of a text that a comma has cut."""

LASTING = frozenset({"W302"})
"""Mostly a mistake in the end; what else is told of how long each date is follows from it."""

LONG = frozenset({"W103", "W106"})
"""Told of an end that is years away: that of a series may have been written as that of its first date."""

UNREAD_DATES = frozenset({"E101"})
"""Their remedies are for a date alone; in a list of dates there may be a better one."""

RETIRED = {
    "E303": Retired("a series of one date", "such a series is one event, and W307 says so"),
    "W303": Retired(
        "a series during whose first date the clocks change",
        "each of its dates ends as it is written, so there is nothing to say",
    ),
}
"""No new meaning is given to these codes."""


def is_error(code: str) -> bool:
    """Whether nothing is published until it is mended; otherwise it is a warning."""
    return code.startswith("E")


def is_warning(code: str) -> bool:
    """Whether there is such a code, and it is that of a warning."""
    return code in CODES and not is_error(code)


def digits(text: str) -> str:
    """The digits of a code, with those for the capital letters that are typed in place of some."""
    return text.translate(_LOOK_ALIKE)


_LOOK_ALIKE = str.maketrans("OIL", "011")
