"""What tests of series and of hours share: zones, days of the week, how many examples."""

import os
from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, Phase

from support import calendars
from support.witnesses import When

WITHOUT_NODE = os.environ.get("CALENDAR_GEN_TESTS_WITHOUT_NODE") == "1"

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

ONE_DAY = timedelta(days=1)

# A zone, and the first of a few years in which something about it is unusual. Later ones are left out
# where tables of zones differ about them.
ZONES = {
    "Europe/Berlin": 2024,
    "America/New_York": 2024,
    "Australia/Sydney": 2024,
    "Australia/Lord_Howe": 2024,  # summer time is half an hour
    "Asia/Kolkata": 2024,
    "America/Mexico_City": 2021,  # no summer time after 2022
    "Europe/Istanbul": 2015,  # summer time for ever since 2016
    "Africa/Casablanca": 2019,  # back an hour in Ramadan; other tables from September 2026 on
    "UTC": 2024,
}
STEADY = ("Asia/Kolkata", "UTC")

Found = tuple[When, When]

# A failure names its series: nothing is gained by minutes of looking for a shorter list of them.
examples = partial(calendars.examples, phases=(Phase.generate,), unchecked=(HealthCheck.filter_too_much,))
