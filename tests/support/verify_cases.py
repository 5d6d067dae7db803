"""A feed with nothing wrong, and for each rule of `verify` a feed with that one thing wrong."""

from collections.abc import Mapping

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
NAME:Harbour Street
X-WR-CALNAME:Harbour Street
BEGIN:VTIMEZONE
TZID:Europe/Lisbon
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:WET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:WEST
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:sale@example.org
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:1
DTSTART;VALUE=DATE:20270604
DTEND;VALUE=DATE:20270607
SUMMARY:Book sale
DESCRIPTION:Old books\\, new books.\\n\\nA line that is too long for one and
  so folded: a Łódź of books.\\n\\nhttps://example.org/sale
LOCATION:Library\\, Westport
GEO:41.23;-8.62
ORGANIZER;CN="Library":mailto:library@example.org
URL:https://example.org/sale
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:reading@example.org
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:0
DTSTART;TZID=Europe/Lisbon:20270610T193000
DTEND;TZID=Europe/Lisbon:20270610T210000
RRULE:FREQ=WEEKLY;UNTIL=20271230T193000Z
EXDATE;TZID=Europe/Lisbon:20270617T193000
SUMMARY:Evening reading
CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://example.org/live
END:VEVENT
BEGIN:VEVENT
UID:reading@example.org
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:0
RECURRENCE-ID;TZID=Europe/Lisbon:20270624T193000
DTSTART:20270624T190000Z
DTEND:20270624T200000Z
SUMMARY:Evening reading\\, later
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def with_(*changes: tuple[str, str]) -> bytes:
    """The good feed with some of its text changed; `\\n` stands for CRLF."""
    text = GOOD.decode().replace("\r\n", "\n")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text.replace("\n", "\r\n").encode()


SUMMARY = "SUMMARY:Book sale\n"
DAYS = "DTSTART;VALUE=DATE:20270604\nDTEND;VALUE=DATE:20270607\n"
TIMES = "DTSTART:20270624T190000Z\nDTEND:20270624T200000Z\n"
REVISION = "LAST-MODIFIED:20260101T000000Z\nSEQUENCE:1\n"
ZONE = "TZOFFSETFROM:+0100\nTZOFFSETTO:+0000\n"
RULE = "RRULE:FREQ=WEEKLY;UNTIL=20271230T193000Z\n"


def after_summary(line: str) -> bytes:
    return with_((SUMMARY, f"{SUMMARY}{line}\n"))


BAD: Mapping[str, bytes] = {
    "V001": with_((SUMMARY, f"SUMMARY:{'x' * 70}\n")),
    "V002": with_(("Book sale", "Book\nsale")),
    "V003": GOOD.replace("Łódź".encode(), b"\xc5\r\n \x81\xc3\xb3d\xc5\xba"),
    "V004": GOOD.replace("ó".encode(), b"\xf3"),
    "V005": GOOD.replace(b"\r\n", b"\n"),
    "V006": GOOD.removesuffix(b"\r\n"),
    "V007": with_((SUMMARY, f"{SUMMARY}\n")),
    "V008": b"\xef\xbb\xbf" + GOOD,
    "V009": with_(("Book sale", "Book \x0bsale")),
    "V010": after_summary("\n".join(["COMMENT:" + "x" * 60] * 15_000)),
    "V101": b"<!doctype html>\r\n<title>Sign in</title>\r\n",
    "V102": GOOD + GOOD.replace(b"sale@", b"other@").replace(b"reading@", b"another@"),
    "V103": with_(("END:VEVENT\nBEGIN", "BEGIN")),
    "V104": with_(("VERSION:2.0\n", "")),
    "V105": with_(("PRODID:-//Example//Example//EN\n", "")),
    "V106": GOOD[: GOOD.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n",
    "V107": with_(("VERSION:2.0\n", "VERSION:2.0\nMETHOD:PUBLISH\n")),
    "V108": with_(("VERSION:2.0\n", "VERSION:2.0\nUID:calendar@example.org\n")),
    "V109": after_summary("X_COST:3"),
    "V110": after_summary("SUMMARY:Books"),
    "V111": after_summary("BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Books\nTRIGGER:-PT1H\nEND:VALARM"),
    "V201": with_(("UID:sale@example.org\n", "")),
    "V202": with_(("RECURRENCE-ID;TZID=Europe/Lisbon:20270624T193000\n", "")),
    "V203": with_(("DTSTAMP:20260101T000000Z\n", "")),
    "V204": with_(("STATUS:CONFIRMED", "STATUS:POSTPONED")),
    "V205": with_(("TRANSP:TRANSPARENT", "TRANSP:FREE")),
    "V206": with_(("SEQUENCE:1", "SEQUENCE:1.5")),
    "V207": with_((REVISION, "")),
    "V208": with_(("LAST-MODIFIED:20260101", "LAST-MODIFIED:20290101")),
    "V209": with_(("Old books", "<b>Old</b>")),
    "V210": with_(("Old books\\,", "Old books,")),
    "V211": with_(("\\n\\nhttps://example.org/sale", "")),
    "V212": with_(("FEATURE=VIDEO", "FEATURE=VIDEO,AUDIO")),
    "V213": with_(("mailto:library@example.org", "library")),
    "V214": with_(("GEO:41.23;-8.62", "GEO:41.23,-8.62")),
    "V301": with_((DAYS, "")),
    "V302": with_(("DATE:20270604", "DATE:20270532")),
    "V303": with_((DAYS, DAYS.replace(";VALUE=DATE", ""))),
    "V304": with_((DAYS, DAYS.replace("20270607", "20270601"))),
    "V305": with_((DAYS, DAYS.replace("20270607", "20270604"))),
    "V306": with_((TIMES, TIMES.replace("T20", "T19"))),
    "V307": with_((DAYS, DAYS.replace("DTEND;VALUE=DATE:20270607", "DTEND:20270607T000000Z"))),
    "V308": with_(("DTEND:20270624T200000Z\n", "")),
    "V309": with_((TIMES, f"{TIMES}DURATION:PT1H\n")),
    "V310": with_((TIMES, TIMES.replace("00Z", "00"))),
    "V311": with_((TIMES, TIMES.replace("T190000", "T000000").replace("24T200000", "25T000000"))),
    "V312": with_(("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000")),
    "V401": with_((RULE, f"{RULE}RDATE;TZID=Europe/Lisbon:20270611T193000\n")),
    "V402": with_((RULE, "RRULE:FREQ=WEEKLY;COUNT=1\n")),
    "V403": with_(("UNTIL=20271230T193000Z", "UNTIL=20271230")),
    "V404": with_(("FREQ=WEEKLY;", "FREQ=FORTNIGHTLY;")),
    "V405": with_(("EXDATE;TZID=Europe/Lisbon:20270617T193000", "EXDATE;VALUE=DATE:20270617")),
    "V406": with_(("RECURRENCE-ID;TZID=Europe/Lisbon:20270624T193000", "RECURRENCE-ID;VALUE=DATE:20270624")),
    "V407": with_(("UNTIL=20271230T193000Z", "UNTIL=20260101T000000Z")),
    "V408": with_(("FREQ=WEEKLY;UNTIL=20271230T193000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    "V501": GOOD[: GOOD.index(b"BEGIN:VTIMEZONE")] + GOOD[GOOD.index(b"BEGIN:VEVENT") :],
    "V502": GOOD.replace(b"Europe/Lisbon", b"GMT Standard Time"),
    "V503": GOOD.replace(b"TZID=Europe/Lisbon", b"TZID=Etc/UTC").replace(
        b"BEGIN:VTIMEZONE",
        b"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE",
        1,
    ),
    "V504": with_(("TZOFFSETFROM:+0000\nTZOFFSETTO:+0100", "TZOFFSETFROM:+0000\nTZOFFSETTO:+0200")),
    "V505": with_(("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n", "RDATE:20261025T020000,20271031T020000\n")),
    "V506": with_(
        (
            "BEGIN:DAYLIGHT\n",
            f"BEGIN:STANDARD\nDTSTART:19700101T000000\n{ZONE}END:STANDARD\nBEGIN:DAYLIGHT\n",
        )
    ),
    "V507": with_(("TZOFFSETTO:+0000\n", "")),
    "V509": with_(
        (
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU",
        )
    ),
    "V508": with_((TIMES, TIMES.replace(":2", ";TZID=Westport:2").replace("00Z", "00"))),
}
