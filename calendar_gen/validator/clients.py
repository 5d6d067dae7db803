"""What may be wrong with a feed → what each of seven calendar apps makes of it.

What is said of Home Assistant and Thunderbird was seen with their parsers (ical 14.3, ical.js 2.2), that of
Nextcloud and ICSx5 read in their source (sabre/vobject, RefreshWebcalService; ical4android, ICSx5), that of
Outlook and Exchange in [MS-OXCICAL], [MS-STANOICAL] and [MS-STANXICAL]. Google's and Apple's is reported in
public threads. What nobody has told is unknown, and says so.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Client(Struct, frozen=True):
    """A calendar app: its name, and what stands for that where there is no room for it."""

    name: str
    short: str


# By the field of FeedRule that says what becomes of a feed in it.
CLIENTS: Mapping[str, Client] = {
    "google": Client("Google", "Ggl"),
    "apple": Client("Apple", "Apl"),
    "outlook": Client("Outlook", "Otl"),
    "thunderbird": Client("Thunderbird", "Thb"),
    "nextcloud": Client("Nextcloud", "Nxt"),
    "home_assistant": Client("Home Assistant", "HA"),
    "icsx5": Client("ICSx5", "ICS"),
}


class Effect(StrEnum):
    """What becomes of the feed."""

    REFUSES = "refuses"  # all of it
    WRONG = "wrong"  # an event is lost, or its time or text is wrong
    PARTLY = "partly"  # the event is right, but something beside it isn't
    FINE = "fine"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """Of a rule: an error is known to break something, or bound to."""

    ERROR = "error"
    WARNING = "warning"


REFUSES, WRONG, PARTLY, FINE, UNKNOWN = Effect
ERROR, WARNING = Severity
SIGNS = {REFUSES: "✗", WRONG: "!", PARTLY: "~", FINE: "✓", UNKNOWN: "?"}
"""The effects as tables show them."""


class FeedRule(Struct, frozen=True):
    """One thing that may be wrong, where that is known from, what would be right, and each app's effect."""

    code: str
    severity: Severity
    says: str
    why: str
    remedy: str
    google: Effect = UNKNOWN
    apple: Effect = UNKNOWN
    outlook: Effect = UNKNOWN
    thunderbird: Effect = UNKNOWN
    nextcloud: Effect = UNKNOWN
    home_assistant: Effect = UNKNOWN
    icsx5: Effect = UNKNOWN

    @property
    def is_error(self) -> bool:
        """Whether it is more than a warning."""
        return self.severity == ERROR

    @property
    def by_client(self) -> Mapping[str, Effect]:
        """What becomes of the feed in each of CLIENTS, by its name."""
        return {client.name: getattr(self, field) for field, client in CLIENTS.items()}


# fmt: off
_ALL = (
    # What stands in the file
    FeedRule("V001", WARNING, "a line is longer than 75 octets",
         why="RFC 5545 §3.1", remedy="fold it: CR LF and a space",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V002", ERROR, "a line is neither a property nor a folded part of one",
         why="RFC 5545 §3.1; Google was seen to ignore the whole feed (adangel.org, 2024-12-15)",
         remedy="begin a folded line with a space, and write a line break in a text as \\n",
         google=REFUSES, thunderbird=REFUSES, nextcloud=REFUSES, home_assistant=REFUSES, icsx5=REFUSES),
    FeedRule("V003", ERROR, "a line is folded inside a character",
         why="RFC 5545 §3.1: most apps decode before they unfold",
         remedy="fold between characters, not after 75 octets whatever they are",
         thunderbird=WRONG, nextcloud=FINE, home_assistant=WRONG, icsx5=WRONG),
    FeedRule("V004", ERROR, "the file is not UTF-8",
         why="RFC 5545 §3.1.4", remedy="save it as UTF-8",
         thunderbird=WRONG, home_assistant=WRONG, icsx5=WRONG),
    FeedRule("V005", WARNING, "lines don't end with CR LF",
         why="RFC 5545 §3.1; refused by some tools", remedy="end each line with CR LF",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V006", WARNING, "the last line has no end",
         why="RFC 5545 §3.1", remedy="end the last line with CR LF too",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V007", WARNING, "a line is blank",
         why="RFC 5545 §3.1; refused by some tools", remedy="leave blank lines out",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE),
    FeedRule("V008", ERROR, "the file begins with a byte order mark",
         why="ical 14.3 takes it for a part of BEGIN", remedy="save it as UTF-8 without a byte order mark",
         nextcloud=FINE, home_assistant=REFUSES),
    FeedRule("V009", ERROR, "a control character",
         why="RFC 5545 §3.1; ical 14.3 refuses the whole feed", remedy="take it out",
         thunderbird=FINE, home_assistant=REFUSES),
    FeedRule("V010", WARNING, "the feed is larger than 1 MB",
         why="Google's fetcher is reported to stop there (Event-Organiser #452)",
         remedy="split it, or leave out what is long over",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    # The calendar
    FeedRule("V101", ERROR, "it is not iCalendar",
         why="RFC 5545 §3.4", remedy="begin it with BEGIN:VCALENDAR, and check the address",
         google=REFUSES, apple=REFUSES, outlook=REFUSES, thunderbird=REFUSES, nextcloud=REFUSES,
         home_assistant=REFUSES, icsx5=REFUSES),
    FeedRule("V102", ERROR, "there is more than one VCALENDAR",
         why="ical 14.3 refuses it; Nextcloud (sabre/vobject) reads the first alone",
         remedy="put all events into one",
         thunderbird=FINE, nextcloud=WRONG, home_assistant=REFUSES),
    FeedRule("V103", ERROR, "BEGIN and END don't match",
         why="RFC 5545 §3.6", remedy="end each component with its own END",
         thunderbird=REFUSES, nextcloud=REFUSES, home_assistant=REFUSES, icsx5=REFUSES),
    FeedRule("V104", WARNING, "VERSION:2.0 is missing",
         why="RFC 5545 §3.7.4", remedy="write VERSION:2.0 after BEGIN:VCALENDAR",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V105", WARNING, "PRODID is missing",
         why="RFC 5545 §3.7.3", remedy="write PRODID, which names the program that made the feed",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V106", WARNING, "the calendar is empty",
         why="RFC 5545 §3.6 asks for one component at least", remedy="publish a feed when it has an event",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V107", WARNING, "METHOD is there",
         why="it makes an invitation of a feed (UWFlow #108, markuspoerschke/iCal #117)",
         remedy="leave METHOD out of feeds",
         outlook=PARTLY, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V108", WARNING, "the calendar has a UID",
         why="vdirsyncer takes it for that of every event and keeps the last alone",
         remedy="leave it out, though RFC 7986 allows it",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V109", ERROR, "the name of a property has a wrong character",
         why="RFC 5545 §3.1; sabre/vobject and ical 14.3 refuse the feed",
         remedy="use letters, digits and hyphens; begin with X-",
         thunderbird=FINE, nextcloud=REFUSES, home_assistant=REFUSES),
    FeedRule("V110", ERROR, "a property stands twice that may stand once",
         why="RFC 5545 §3.6.1; ical 14.3 refuses the feed", remedy="keep one of them",
         thunderbird=FINE, home_assistant=REFUSES),
    FeedRule("V111", WARNING, "an alarm",
         why="alarms annoy those who subscribe (calino #165)", remedy="leave alarms to the subscribers",
         apple=PARTLY, thunderbird=PARTLY, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    # Events
    FeedRule("V201", ERROR, "an event has no UID",
         why="RFC 5545 §3.8.4.7; ICSx5 makes one up at each fetch",
         remedy="give each event a UID and never change it",
         outlook=FINE, nextcloud=PARTLY, home_assistant=PARTLY, icsx5=WRONG),
    FeedRule("V202", ERROR, "two events have the same UID",
         why="RFC 5545 §3.8.4.7; ICSx5 keeps one of them",
         remedy="give each a UID of its own, or RECURRENCE-ID to the dates of a series",
         nextcloud=WRONG, home_assistant=FINE, icsx5=WRONG),
    FeedRule("V203", WARNING, "DTSTAMP is missing",
         why="RFC 5545 §3.8.7.2", remedy="write when the event was last put out, in UTC",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V204", ERROR, "STATUS is unknown",
         why="RFC 5545 §3.8.1.11; ical 14.3 refuses the whole feed",
         remedy="CONFIRMED, TENTATIVE or CANCELLED, in capitals",
         thunderbird=FINE, nextcloud=FINE, home_assistant=REFUSES, icsx5=FINE),
    FeedRule("V205", WARNING, "TRANSP is unknown",
         why="RFC 5545 §3.8.2.7", remedy="OPAQUE or TRANSPARENT",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V206", ERROR, "SEQUENCE is no number",
         why="RFC 5545 §3.8.7.4; ical 14.3 refuses the whole feed", remedy="count from 0",
         thunderbird=FINE, nextcloud=FINE, home_assistant=REFUSES, icsx5=FINE),
    FeedRule("V207", WARNING, "neither SEQUENCE nor LAST-MODIFIED",
         why="Google takes an edit only when one of them rose (rust-lang/calendar #42, #70)",
         remedy="write both, and raise them",
         google=PARTLY, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V208", WARNING, "LAST-MODIFIED is still to come",
         why="until then ICSx5 and Google skip edits", remedy="write when the event was changed, in UTC",
         google=PARTLY, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=PARTLY),
    FeedRule("V209", WARNING, "HTML in a description",
         why="Apple and Thunderbird show it as it stands", remedy="write plain text",
         google=FINE, apple=PARTLY, thunderbird=PARTLY),
    FeedRule("V210", WARNING, "a text is wrongly escaped",
         why="RFC 5545 §3.3.11",
         remedy="put a backslash before commas, semicolons and backslashes, and before nothing else but n",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V211", WARNING, "the link stands in URL alone",
         why="Google doesn't show URL (web-standards/calendar #25)",
         remedy="write the link at the end of DESCRIPTION too",
         google=PARTLY, apple=FINE, outlook=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V212", WARNING, "CONFERENCE has several features",
         why="some apps make one quoted value of them", remedy="keep one FEATURE",
         thunderbird=FINE, home_assistant=FINE),
    FeedRule("V213", WARNING, "an organizer or attendee without an address",
         why="RFC 5545 §3.3.3", remedy="write mailto: and the address",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V214", ERROR, "GEO is no place",
         why="RFC 5545 §3.8.1.6; ical 14.3 refuses the whole feed",
         remedy="latitude, semicolon, longitude in degrees: 41.23;-8.62",
         thunderbird=FINE, nextcloud=FINE, home_assistant=REFUSES, icsx5=FINE),
    # Dates and times
    FeedRule("V301", ERROR, "DTSTART is missing",
         why="RFC 5545 §3.8.2.4; ICSx5 takes the time of the fetch", remedy="write when it begins",
         thunderbird=WRONG, home_assistant=REFUSES, icsx5=WRONG),
    FeedRule("V302", ERROR, "a date or time that is none",
         why="ical 14.3 refuses the whole feed, ical.js takes another day",
         remedy="write 20240501, or 20240501T093000Z",
         thunderbird=WRONG, home_assistant=REFUSES, icsx5=WRONG),
    FeedRule("V303", ERROR, "a day where a time is said, or a time where a day is said",
         why="RFC 5545 §3.8.2.4: what isn't marked is a time",
         remedy="write VALUE=DATE with days, and with days alone",
         thunderbird=WRONG, nextcloud=PARTLY, home_assistant=FINE),
    FeedRule("V304", ERROR, "DTEND is before DTSTART",
         why="RFC 5545 §3.8.2.2", remedy="write when it ends; of days the one after the last",
         thunderbird=WRONG, home_assistant=WRONG, icsx5=WRONG),
    FeedRule("V305", WARNING, "DTEND is the day of DTSTART",
         why="RFC 5545 §3.8.2.2: DTEND is exclusive, and runs of days lose their last (codeandtalk #403)",
         remedy="write the day after the last",
         thunderbird=PARTLY, home_assistant=FINE, icsx5=FINE),
    FeedRule("V306", WARNING, "the event ends when it begins",
         why="it has no length", remedy="write when it ends",
         google=PARTLY, apple=PARTLY, outlook=PARTLY, thunderbird=PARTLY, nextcloud=PARTLY,
         home_assistant=PARTLY, icsx5=PARTLY),
    FeedRule("V307", ERROR, "DTEND is of another type than DTSTART",
         why="RFC 5545 §3.8.2.2", remedy="make both days, or both times",
         thunderbird=WRONG, home_assistant=FINE),
    FeedRule("V308", WARNING, "a time without an end",
         why="it has no length in most apps", remedy="write DTEND",
         google=PARTLY, apple=PARTLY, outlook=PARTLY, thunderbird=PARTLY, nextcloud=PARTLY,
         home_assistant=PARTLY, icsx5=PARTLY),
    FeedRule("V309", WARNING, "both DTEND and DURATION",
         why="RFC 5545 §3.6.1", remedy="keep DTEND",
         thunderbird=FINE, nextcloud=FINE, home_assistant=PARTLY),
    FeedRule("V310", ERROR, "a time without a zone",
         why="each app shows it by its own clock; with X-WR-TIMEZONE Home Assistant by another",
         remedy="write it in UTC, with Z, or with TZID",
         apple=PARTLY, outlook=PARTLY, thunderbird=PARTLY, nextcloud=PARTLY, home_assistant=WRONG,
         icsx5=PARTLY),
    FeedRule("V311", WARNING, "days are written as midnights in UTC",
         why="anywhere else they begin and end at other times", remedy="write days with VALUE=DATE",
         google=PARTLY, apple=PARTLY, outlook=PARTLY, thunderbird=PARTLY, nextcloud=PARTLY,
         home_assistant=PARTLY, icsx5=PARTLY),
    FeedRule("V312", WARNING, "a time stamp isn't in UTC",
         why="RFC 5545 §3.8.7", remedy="write it in UTC, with Z",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    # Series
    FeedRule("V401", ERROR, "RDATE",
         why="Google doesn't show it after UNTIL (Squire #107), Outlook not without RRULE (#214)",
         remedy="make the further dates events of their own",
         google=WRONG, outlook=WRONG, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V402", ERROR, "a rule with COUNT=1",
         why="it blocks Outlook (nixxo #2)", remedy="leave the rule out",
         outlook=REFUSES, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V403", ERROR, "UNTIL is of another type than DTSTART",
         why="RFC 5545 §3.3.10; ical 14.3 refuses the whole feed",
         remedy="write UNTIL of days as a day, of times in UTC",
         thunderbird=WRONG, home_assistant=REFUSES, icsx5=FINE),
    FeedRule("V404", ERROR, "a rule that is none",
         why="RFC 5545 §3.3.10; ical 14.3 and ical.js refuse the whole feed",
         remedy="write it as FREQ=WEEKLY;BYDAY=MO;UNTIL=20241231T000000Z",
         thunderbird=REFUSES, home_assistant=REFUSES, icsx5=WRONG),
    FeedRule("V405", WARNING, "EXDATE is of another type than DTSTART",
         why="RFC 5545 §3.8.5.1", remedy="write it as DTSTART is written",
         thunderbird=FINE, home_assistant=FINE),
    FeedRule("V406", ERROR, "RECURRENCE-ID is of another type than DTSTART",
         why="RFC 5545 §3.8.4.4: the old date stays beside the new",
         remedy="write it as DTSTART of the series is written",
         nextcloud=WRONG, home_assistant=WRONG),
    FeedRule("V407", WARNING, "UNTIL is before DTSTART",
         why="RFC 5545 §3.3.10: the rule gives no date",
         remedy="write when the last date is, or leave the rule out"),
    FeedRule("V408", WARNING, "a rule that gives no date",
         why="RFC 5545 §3.3.10: no day is all that it asks for",
         remedy="check BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS"),
    # Time zones
    FeedRule("V501", ERROR, "a zone is named but not described",
         why="RFC 5545 §3.2.19: in Outlook an error, or an hour off",
         remedy="add a VTIMEZONE, or write times in UTC",
         google=FINE, outlook=WRONG, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V502", WARNING, "a zone's name is not of the IANA",
         why="what is known of it is its VTIMEZONE alone", remedy="name zones as in Europe/Lisbon",
         thunderbird=FINE, nextcloud=FINE),
    FeedRule("V503", WARNING, "UTC is named as a zone",
         why="Etc/UTC is poorly understood as a TZID", remedy="write times in UTC with Z",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V504", ERROR, "a zone is described wrongly",
         why="Thunderbird and Outlook take the offsets from VTIMEZONE",
         remedy="describe it from the IANA's data",
         google=FINE, outlook=WRONG, thunderbird=WRONG, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V505", ERROR, "a zone is described with RDATE",
         why="Outlook misreads it ([MS-OXCICAL] 2.1.3.1.1.19.2)",
         remedy="use one STANDARD and one DAYLIGHT, each with a yearly RRULE",
         google=FINE, apple=FINE, outlook=WRONG, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE,
         icsx5=FINE),
    FeedRule("V506", WARNING, "a zone is described with several STANDARD or DAYLIGHT",
         why="Outlook reads one of them ([MS-OXCICAL] 2.1.3.1.1.19)",
         remedy="describe the years of the events alone",
         google=FINE, apple=FINE, outlook=PARTLY, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE,
         icsx5=FINE),
    FeedRule("V507", ERROR, "a zone is described in part",
         why="RFC 5545 §3.6.5; ical 14.3 and Exchange refuse the feed ([MS-STANXICAL] V0145)",
         remedy="write TZID, and in each part DTSTART, TZOFFSETFROM and TZOFFSETTO",
         outlook=REFUSES, thunderbird=FINE, nextcloud=FINE, home_assistant=REFUSES, icsx5=FINE),
    FeedRule("V508", ERROR, "a zone is neither described nor known",
         why="it has no VTIMEZONE, and no name of the IANA's; ical 14.3 refuses the feed",
         remedy="name zones as in Europe/Lisbon, and add a VTIMEZONE",
         thunderbird=WRONG, home_assistant=REFUSES),
    FeedRule("V509", ERROR, "a zone's rule is not one that Outlook reads",
         why="[MS-OXCICAL] 2.1.3.1.1.19.2.2; skarim/vobject #151",
         remedy="write it as FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
         outlook=WRONG, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    # The address and its answer
    FeedRule("V601", ERROR, "the server doesn't give the feed",
         why="apps take nothing but 200", remedy="put the feed at this address",
         google=REFUSES, apple=REFUSES, outlook=REFUSES, thunderbird=REFUSES, nextcloud=REFUSES,
         home_assistant=REFUSES, icsx5=REFUSES),
    FeedRule("V602", ERROR, "a redirect from https to http",
         why="ICSx5 refuses it, and anybody may read and change what is sent", remedy="redirect to https",
         icsx5=REFUSES),
    FeedRule("V603", ERROR, "the server says that it is a web page",
         why="text/html is no type of a feed", remedy="serve .ics as text/calendar; charset=utf-8"),
    FeedRule("V604", WARNING, "the server doesn't say that it is a calendar",
         why="RFC 5545 §8.1", remedy="serve .ics as text/calendar; charset=utf-8",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V605", WARNING, "the server doesn't say that it is UTF-8",
         why="RFC 5545 §3.1.4: some take another charset then",
         remedy="serve .ics as text/calendar; charset=utf-8",
         thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V606", ERROR, "the server says another charset than UTF-8",
         why="Home Assistant and ICSx5 decode by it", remedy="serve .ics as text/calendar; charset=utf-8",
         home_assistant=WRONG, icsx5=WRONG),
    FeedRule("V607", WARNING, "neither ETag nor Last-Modified",
         why="each fetch sends the whole feed again",
         remedy="let the server send one of them, as for plain files",
         google=FINE, apple=FINE, outlook=FINE, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE,
         icsx5=FINE),
    FeedRule("V608", WARNING, "the server doesn't answer 304",
         why="each fetch sends the whole feed again",
         remedy="let the server heed If-None-Match and If-Modified-Since",
         google=FINE, apple=FINE, outlook=FINE, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE,
         icsx5=FINE),
    FeedRule("V609", WARNING, "the address has more than 255 characters",
         why="Google is reported not to take it", remedy="shorten it",
         apple=FINE, outlook=FINE, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V610", WARNING, "robots.txt keeps Google out",
         why="Google was seen to refuse such feeds (TracksApp #1252)", remedy="allow the feed in robots.txt",
         apple=FINE, outlook=FINE, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE, icsx5=FINE),
    FeedRule("V611", WARNING, "the address has characters that must be encoded",
         why="RFC 3986 §2", remedy="percent-encode them"),
    FeedRule("V612", ERROR, "the answer is cut short",
         why="less was sent than was said", remedy="look at the server's log"),
    FeedRule("V613", WARNING, "the feed is served without encryption",
         why="anybody may read and change what is sent", remedy="serve it by https"),
    # The folder
    FeedRule("V701", ERROR, "a published file is missing",
         why="people have subscribed to it", remedy="build again",
         google=REFUSES, apple=REFUSES, outlook=REFUSES, thunderbird=REFUSES, nextcloud=REFUSES,
         home_assistant=REFUSES, icsx5=REFUSES),
    FeedRule("V702", WARNING, "a file is not as it was built",
         why="its digest is another than the manifest's", remedy="build again"),
    FeedRule("V703", WARNING, "the manifest can't be read",
         why="what is missing can't be known", remedy="build again into an empty folder",
         google=FINE, apple=FINE, outlook=FINE, thunderbird=FINE, nextcloud=FINE, home_assistant=FINE,
         icsx5=FINE),
    # Another reader
    FeedRule("V900", ERROR, "another reader finds a mistake",
         why="the parser icalendar, where no rule here found an error", remedy="see what it says"),
)
# fmt: on

RULES: Mapping[str, FeedRule] = {rule.code: rule for rule in _ALL}
