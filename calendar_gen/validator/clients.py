"""What may be wrong with a feed, and what each of seven calendar apps makes of it.

What is said of Home Assistant and Thunderbird was seen with their parsers (ical 14.3, ical.js 2.2), that of
Nextcloud and ICSx5 read in their source (sabre/vobject, RefreshWebcalService; ical4android, ICSx5), that of
Outlook and Exchange in [MS-OXCICAL], [MS-STANOICAL] and [MS-STANXICAL]. Google's and Apple's is reported in
public threads. What nobody has told is unknown, and says so.
"""

from collections.abc import Mapping

from msgspec import Struct

CLIENTS = ("Google", "Apple", "Outlook", "Thunderbird", "Nextcloud", "Home Assistant", "ICSx5")
EFFECTS = {"x": "refuses", "!": "wrong", "~": "partly", ".": "fine", "?": "unknown"}
"""What becomes of the feed: all of it refused; an event lost, or its time or text wrong; right, but something
beside it isn't; nothing; not known."""


class Rule(Struct, frozen=True):
    """One thing that may be wrong: an error is known to break something, or bound to; the rest are warnings.

    `effects` has a sign of EFFECTS for each of CLIENTS.
    """

    code: str
    error: bool
    says: str
    effects: str
    why: str
    remedy: str

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return "error" if self.error else "warning"

    @property
    def by_client(self) -> dict[str, str]:
        """What becomes of the feed in each app, in words."""
        return {client: EFFECTS[sign] for client, sign in zip(CLIENTS, self.effects, strict=True)}


def _rules(*rows: str) -> dict[str, Rule]:
    """One rule a row: code, E or W, effects and three sentences, with bars between."""
    rules = {}
    for row in rows:
        code, severity, effects, says, why, remedy = (cell.strip() for cell in row.split("|"))
        rules[code] = Rule(code, severity == "E", says, effects, why, remedy)
    return rules


# fmt: off
RULES: Mapping[str, Rule] = _rules(
    # What stands in the file                          Go Ap Ou Th Ne HA IC
    "V001|W|???....|a line is longer than 75 octets|RFC 5545 §3.1|fold it: CR LF and a space",
    "V002|E|x??xxxx|a line is neither a property nor a folded part of one"
    "|RFC 5545 §3.1; Google was seen to ignore the whole feed (adangel.org, 2024-12-15)"
    "|begin a folded line with a space, and write a line break in a text as \\n",
    "V003|E|???!.!!|a line is folded inside a character|RFC 5545 §3.1: most apps decode before they unfold"
    "|fold between characters, not after 75 octets whatever they are",
    "V004|E|???!?!!|the file is not UTF-8|RFC 5545 §3.1.4|save it as UTF-8",
    "V005|W|???....|lines don't end with CR LF|RFC 5545 §3.1; refused by some tools|end each line with CR LF",
    "V006|W|???....|the last line has no end|RFC 5545 §3.1|end the last line with CR LF too",
    "V007|W|???...?|a line is blank|RFC 5545 §3.1; refused by some tools|leave blank lines out",
    "V008|E|????.x?|the file begins with a byte order mark|ical 14.3 takes it for a part of BEGIN"
    "|save it as UTF-8 without a byte order mark",
    "V009|E|???.?x?|a control character|RFC 5545 §3.1; ical 14.3 refuses the whole feed|take it out",
    "V010|W|???....|the feed is larger than 1 MB"
    "|Google's fetcher is reported to stop there (Event-Organiser #452)"
    "|split it, or leave out what is long over",
    # The calendar
    "V101|E|xxxxxxx|it is not iCalendar|RFC 5545 §3.4|begin it with BEGIN:VCALENDAR, and check the address",
    "V102|E|???.!x?|there is more than one VCALENDAR"
    "|ical 14.3 refuses it; Nextcloud (sabre/vobject) reads the first alone|put all events into one",
    "V103|E|???xxxx|BEGIN and END don't match|RFC 5545 §3.6|end each component with its own END",
    "V104|W|???....|VERSION:2.0 is missing|RFC 5545 §3.7.4|write VERSION:2.0 after BEGIN:VCALENDAR",
    "V105|W|???....|PRODID is missing|RFC 5545 §3.7.3"
    "|write PRODID, which names the program that made the feed",
    "V106|W|???....|the calendar is empty|RFC 5545 §3.6 asks for one component at least"
    "|publish a feed when it has an event",
    "V107|W|??~....|METHOD is there|it makes an invitation of a feed (UWFlow #108, markuspoerschke/iCal #117)"
    "|leave METHOD out of feeds",
    "V108|W|???....|the calendar has a UID"
    "|vdirsyncer takes it for that of every event and keeps the last alone"
    "|leave it out, though RFC 7986 allows it",
    "V109|E|???.xx?|the name of a property has a wrong character"
    "|RFC 5545 §3.1; sabre/vobject and ical 14.3 refuse the feed"
    "|use letters, digits and hyphens; begin with X-",
    "V110|E|???.?x?|a property stands twice that may stand once|RFC 5545 §3.6.1; ical 14.3 refuses the feed"
    "|keep one of them",
    "V111|W|?~?~...|an alarm|alarms annoy those who subscribe (calino #165)|leave alarms to the subscribers",
    # Events
    "V201|E|??.?~~!|an event has no UID|RFC 5545 §3.8.4.7; ICSx5 makes one up at each fetch"
    "|give each event a UID and never change it",
    "V202|E|????!.!|two events have the same UID|RFC 5545 §3.8.4.7; ICSx5 keeps one of them"
    "|give each a UID of its own, or RECURRENCE-ID to the dates of a series",
    "V203|W|???....|DTSTAMP is missing|RFC 5545 §3.8.7.2|write when the event was last put out, in UTC",
    "V204|E|???..x.|STATUS is unknown|RFC 5545 §3.8.1.11; ical 14.3 refuses the whole feed"
    "|CONFIRMED, TENTATIVE or CANCELLED, in capitals",
    "V205|W|???....|TRANSP is unknown|RFC 5545 §3.8.2.7|OPAQUE or TRANSPARENT",
    "V206|E|???..x.|SEQUENCE is no number|RFC 5545 §3.8.7.4; ical 14.3 refuses the whole feed|count from 0",
    "V207|W|~??....|neither SEQUENCE nor LAST-MODIFIED"
    "|Google takes an edit only when one of them rose (rust-lang/calendar #42, #70)"
    "|write both, and raise them",
    "V208|W|~??...~|LAST-MODIFIED is still to come|until then ICSx5 and Google skip edits"
    "|write when the event was changed, in UTC",
    "V209|W|.~?~???|HTML in a description|Apple and Thunderbird show it as it stands|write plain text",
    "V210|W|???....|a text is wrongly escaped|RFC 5545 §3.3.11"
    "|put a backslash before commas, semicolons and backslashes, and before nothing else but n",
    "V211|W|~..??..|the link stands in URL alone|Google doesn't show URL (web-standards/calendar #25)"
    "|write the link at the end of DESCRIPTION too",
    "V212|W|???.?.?|CONFERENCE has several features|some apps make one quoted value of them|keep one FEATURE",
    "V213|W|???....|an organizer or attendee without an address|RFC 5545 §3.3.3"
    "|write mailto: and the address",
    "V214|E|???..x.|GEO is no place|RFC 5545 §3.8.1.6; ical 14.3 refuses the whole feed"
    "|latitude, semicolon, longitude in degrees: 41.23;-8.62",
    # Dates and times
    "V301|E|???!?x!|DTSTART is missing|RFC 5545 §3.8.2.4; ICSx5 takes the time of the fetch"
    "|write when it begins",
    "V302|E|???!?x!|a date or time that is none|ical 14.3 refuses the whole feed, ical.js takes another day"
    "|write 20240501, or 20240501T093000Z",
    "V303|E|???!~.?|a day where a time is said, or a time where a day is said"
    "|RFC 5545 §3.8.2.4: what isn't marked is a time|write VALUE=DATE with days, and with days alone",
    "V304|E|???!?!!|DTEND is before DTSTART|RFC 5545 §3.8.2.2"
    "|write when it ends; of days the one after the last",
    "V305|W|???~?..|DTEND is the day of DTSTART"
    "|RFC 5545 §3.8.2.2: DTEND is exclusive, and runs of days lose their last (codeandtalk #403)"
    "|write the day after the last",
    "V306|W|~~~~~~~|the event ends when it begins|it has no length|write when it ends",
    "V307|E|???!?.?|DTEND is of another type than DTSTART|RFC 5545 §3.8.2.2|make both days, or both times",
    "V308|W|~~~~~~~|a time without an end|it has no length in most apps|write DTEND",
    "V309|W|???..~?|both DTEND and DURATION|RFC 5545 §3.6.1|keep DTEND",
    "V310|E|?~~~~!~|a time without a zone"
    "|each app shows it by its own clock; with X-WR-TIMEZONE Home Assistant by another"
    "|write it in UTC, with Z, or with TZID",
    "V311|W|~~~~~~~|days are written as midnights in UTC|anywhere else they begin and end at other times"
    "|write days with VALUE=DATE",
    "V312|W|???....|a time stamp isn't in UTC|RFC 5545 §3.8.7|write it in UTC, with Z",
    # Series
    "V401|E|!?!....|RDATE|Google doesn't show it after UNTIL (Squire #107), Outlook not without RRULE (#214)"
    "|make the further dates events of their own",
    "V402|E|??x....|a rule with COUNT=1|it blocks Outlook (nixxo #2)|leave the rule out",
    "V403|E|???!?x.|UNTIL is of another type than DTSTART|RFC 5545 §3.3.10; ical 14.3 refuses the whole feed"
    "|write UNTIL of days as a day, of times in UTC",
    "V404|E|???x?x!|a rule that is none|RFC 5545 §3.3.10; ical 14.3 and ical.js refuse the whole feed"
    "|write it as FREQ=WEEKLY;BYDAY=MO;UNTIL=20241231T000000Z",
    "V405|W|???.?.?|EXDATE is of another type than DTSTART|RFC 5545 §3.8.5.1|write it as DTSTART is written",
    "V406|E|????!!?|RECURRENCE-ID is of another type than DTSTART"
    "|RFC 5545 §3.8.4.4: the old date stays beside the new"
    "|write it as DTSTART of the series is written",
    "V407|W|???????|UNTIL is before DTSTART|RFC 5545 §3.3.10: the rule gives no date"
    "|write when the last date is, or leave the rule out",
    "V408|W|???????|a rule that gives no date|RFC 5545 §3.3.10: no day is all that it asks for"
    "|check BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS",
    # Time zones
    "V501|E|.?!....|a zone is named but not described|RFC 5545 §3.2.19: in Outlook an error, or an hour off"
    "|add a VTIMEZONE, or write times in UTC",
    "V502|W|???..??|a zone's name is not of the IANA|what is known of it is its VTIMEZONE alone"
    "|name zones as in Europe/Lisbon",
    "V503|W|???....|UTC is named as a zone|Etc/UTC is poorly understood as a TZID|write times in UTC with Z",
    "V504|E|.?!!...|a zone is described wrongly|Thunderbird and Outlook take the offsets from VTIMEZONE"
    "|describe it from the IANA's data",
    "V505|E|..!....|a zone is described with RDATE|Outlook misreads it ([MS-OXCICAL] 2.1.3.1.1.19.2)"
    "|use one STANDARD and one DAYLIGHT, each with a yearly RRULE",
    "V506|W|..~....|a zone is described with several STANDARD or DAYLIGHT"
    "|Outlook reads one of them ([MS-OXCICAL] 2.1.3.1.1.19)|describe the years of the events alone",
    "V507|E|??x..x.|a zone is described in part"
    "|RFC 5545 §3.6.5; ical 14.3 and Exchange refuse the feed ([MS-STANXICAL] V0145)"
    "|write TZID, and in each part DTSTART, TZOFFSETFROM and TZOFFSETTO",
    "V508|E|???!?x?|a zone is neither described nor known"
    "|it has no VTIMEZONE, and no name of the IANA's; ical 14.3 refuses the feed"
    "|name zones as in Europe/Lisbon, and add a VTIMEZONE",
    "V509|E|??!....|a zone's rule is not one that Outlook reads"
    "|[MS-OXCICAL] 2.1.3.1.1.19.2.2; skarim/vobject #151|write it as FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    # The address and its answer
    "V601|E|xxxxxxx|the server doesn't give the feed|apps take nothing but 200|put the feed at this address",
    "V602|E|??????x|a redirect from https to http"
    "|ICSx5 refuses it, and anybody may read and change what is sent"
    "|redirect to https",
    "V603|E|???????|the server says that it is a web page|text/html is no type of a feed"
    "|serve .ics as text/calendar; charset=utf-8",
    "V604|W|???....|the server doesn't say that it is a calendar|RFC 5545 §8.1"
    "|serve .ics as text/calendar; charset=utf-8",
    "V605|W|???....|the server doesn't say that it is UTF-8|RFC 5545 §3.1.4: some take another charset then"
    "|serve .ics as text/calendar; charset=utf-8",
    "V606|E|?????!!|the server says another charset than UTF-8|Home Assistant and ICSx5 decode by it"
    "|serve .ics as text/calendar; charset=utf-8",
    "V607|W|.......|neither ETag nor Last-Modified|each fetch sends the whole feed again"
    "|let the server send one of them, as for plain files",
    "V608|W|.......|the server doesn't answer 304|each fetch sends the whole feed again"
    "|let the server heed If-None-Match and If-Modified-Since",
    "V609|W|?......|the address has more than 255 characters|Google is reported not to take it|shorten it",
    "V610|W|?......|robots.txt keeps Google out|Google was seen to refuse such feeds (TracksApp #1252)"
    "|allow the feed in robots.txt",
    "V611|W|???????|the address has characters that must be encoded|RFC 3986 §2|percent-encode them",
    "V612|E|???????|the answer is cut short|less was sent than was said|look at the server's log",
    "V613|W|???????|the feed is served without encryption|anybody may read and change what is sent"
    "|serve it by https",
    # The folder
    "V701|E|xxxxxxx|a published file is missing|people have subscribed to it|build again",
    "V702|W|???????|a file is not as it was built|its digest is another than the manifest's|build again",
    "V703|W|.......|the manifest can't be read|what is missing can't be known"
    "|build again into an empty folder",
    # Another reader
    "V900|E|???????|another reader finds a mistake|the parser icalendar, where no rule here found an error"
    "|see what it says",
)
# fmt: on
