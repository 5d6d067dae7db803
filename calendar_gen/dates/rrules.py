"""A rule → its RRULE (RFC 5545 §3.3.10) as all apps follow it; or that some follow it to other dates.

What they make of rules was tried with ical.js 2.2.1, which is Thunderbird's and Nextcloud's.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

from calendar_gen.dates import clock_changes, rules
from calendar_gen.dates.values import Rule, Span, Times, on_the_clock

# Every month has these; a day that a month lacks ical.js puts into the next one.
_IN_ALL = frozenset(range(1, 29))


def rrule(rule: Rule, first: date) -> str:
    """The value of RRULE. `first` is DTSTART: a day, or an aware datetime, of whose kind UNTIL is.

    UNTIL of a timed event is in UTC: clients disagree over any other (RFC 5545 §3.3.10).
    """
    said = _explicit(rule.parts, first.month, first.day)
    if rule.count:
        return f"{said};COUNT={rule.count}"
    if rule.until is None:
        return said
    if not isinstance(first, datetime):
        return f"{said};UNTIL={rule.until:%Y%m%d}"
    until = rule.until if isinstance(rule.until, datetime) else datetime.combine(rule.until, first.time())
    return f"{said};UNTIL={until.replace(tzinfo=first.tzinfo).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def is_followed(rule: Rule, first: date) -> bool:
    """Whether all apps that are known follow a rule to its dates. One that isn't so stands as dates."""
    return _is_followed(_explicit(rule.parts, first.month, first.day))


def is_followed_from(rule: Rule, span: Span) -> bool:
    """Whether all apps follow a rule to its dates, and to the times at which they end; the span is the first.

    If clocks change during the first, some apps take its exact length for that of all.
    """
    local = on_the_clock(span.dtstart)
    over_a_change = (
        isinstance(span, Times) and isinstance(local, datetime) and clock_changes.is_unusual(span, local)
    )
    return is_followed(rule, span.dtstart) and not over_a_change


@lru_cache(maxsize=1_000)
def _explicit(rule: str, month: int, day: int) -> str:
    """The parts, with the days of a yearly rule where ical.js takes others for them."""
    values = rules.parts(rule)
    if values["FREQ"] != "YEARLY" or values.keys() & {"BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}:
        return rule
    if "BYMONTHDAY" not in values:
        if day in _IN_ALL:
            return rule
        rule += ("" if "BYMONTH" in values else f";BYMONTH={month}") + f";BYMONTHDAY={day}"
        values = rules.parts(rule)
    days = _days(values)
    if "BYMONTH" in values and (days <= _IN_ALL or (len(days) == 1 and _is_of_one(values, "BYMONTH"))):
        return rule
    # Each month of each year.
    return rule if values.keys() & {"BYMONTH", "INTERVAL"} else rule.replace("YEARLY", "MONTHLY")


@lru_cache(maxsize=1_000)
def _is_followed(rule: str) -> bool:
    values = rules.parts(rule)
    days = _days(values)
    if "BYWEEKNO" in values or ("BYYEARDAY" in values and "BYMONTH" in values):
        return False
    if values["FREQ"] == "DAILY" and any(day < 0 for day in days):
        return False
    if values["FREQ"] == "YEARLY" and any(abs(n) > 5 for n in _numbers(values.get("BYDAY", ""))):
        return False
    if "BYSETPOS" in values and not _is_chosen_from_a_month(values):
        return False
    if days <= _IN_ALL or values["FREQ"] == "DAILY":
        return values["FREQ"] != "YEARLY" or not days or bool(values.keys() & {"BYMONTH", "BYDAY"})
    if values["FREQ"] == "MONTHLY":
        return "BYMONTH" not in values
    return _is_of_one(values, "BYMONTHDAY") and _is_of_one(values, "BYMONTH")


def _days(values: Mapping[str, str]) -> frozenset[int]:
    return frozenset(int(day) for day in values.get("BYMONTHDAY", "").split(",") if day)


def _is_of_one(values: Mapping[str, str], name: str) -> bool:
    return name in values and "," not in values[name]


def _numbers(days: str) -> list[int]:
    return [int(day[:-2]) for day in days.split(",") if day[:-2]]


def _is_chosen_from_a_month(values: Mapping[str, str]) -> bool:
    """Whether BYSETPOS chooses among the weekdays of one month."""
    if "BYDAY" not in values or "BYMONTHDAY" in values:
        return False
    return values["FREQ"] == "MONTHLY" or (values["FREQ"] == "YEARLY" and _is_of_one(values, "BYMONTH"))
