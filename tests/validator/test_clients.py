"""What is said of Home Assistant and Thunderbird is what their parsers do with those feeds."""

import json
import subprocess

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.compat import enable_compat_mode
from ical.exceptions import CalendarParseError

from calendar_gen.validator.clients import RULES, Effect
from support.verify_cases import BAD, GOOD
from support.witnesses import JS, node

Shown = list[tuple[str, str, str]]
# These cases change what is shown by what they say, not by how it is read.
OTHERWISE = {"V001", "V106", "V202", "V305", "V401", "V402", "V503"}


def by_home_assistant(feed: bytes) -> Shown | None:
    """What Home Assistant shows, which turns this leniency on; None where it has nothing to show."""
    try:
        with enable_compat_mode(feed.decode("utf-8", "replace")) as text:
            calendar = IcsCalendarStream.calendar_from_ics(text)
        return [(str(event.start), str(event.end), event.summary or "") for event in calendar.timeline]
    # A calendar without a DTSTART is read, and can't be shown.
    except (CalendarParseError, ValueError, AttributeError):
        return None


SHOWN = by_home_assistant(GOOD)


@pytest.mark.parametrize("code", BAD)
def test_home_assistant(code: str) -> None:
    effect = RULES[code].home_assistant
    shown = by_home_assistant(BAD[code])
    assert (shown is None) == (effect == Effect.REFUSES)
    if effect == Effect.FINE and code not in OTHERWISE:
        assert shown == SHOWN


PARSE = """
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
const refused = (text) => { try { ICAL.parse(text); return false; } catch { return true; } };
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(refused)));
"""


def test_thunderbird() -> None:
    program = node()
    if program is None:
        pytest.skip("ical.js is not there")
    # A decoder takes the byte order mark away.
    feeds = [feed.decode("utf-8-sig", "replace") for feed in BAD.values()]
    command = [program, "--input-type=module", "--eval", PARSE]
    answer = subprocess.run(
        command, cwd=JS, input=json.dumps(feeds).encode(), stdout=subprocess.PIPE, check=True, timeout=60
    )
    refused = {code for code, was in zip(BAD, json.loads(answer.stdout), strict=True) if was}
    assert refused == {code for code in BAD if RULES[code].thunderbird == Effect.REFUSES}
