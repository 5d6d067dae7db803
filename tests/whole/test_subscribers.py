"""What apps show that read a feed again and again, each by its own rule of what is new.

The apps here are models of what is known of real ones (docs/lock.md); icalendar reads the feeds for them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from support.calendars import examples
from support.edits import Chain, edits
from support.projects import Data, by_uid, revision
from support.witnesses import Seen, When

Shown = dict[str, tuple[Seen, ...]]


def google(shown: Shown, feed: Mapping[str, tuple[Seen, ...]]) -> Shown:
    """Takes an edit when SEQUENCE or LAST-MODIFIED rose, and keeps what is left out."""
    taken = dict(shown)
    for uid, seen in feed.items():
        sequence, _, modified = revision(seen)
        if uid not in shown:
            taken[uid] = seen
        else:
            before, _, then = revision(shown[uid])
            if sequence > before or modified > then:
                taken[uid] = seen
    return taken


def icsx5(shown: Shown, feed: Mapping[str, tuple[Seen, ...]]) -> Shown:
    """Takes an edit when LAST-MODIFIED is newer, and drops what is left out."""
    return {
        uid: seen if uid not in shown or revision(seen)[2] > revision(shown[uid])[2] else shown[uid]
        for uid, seen in feed.items()
    }


def by_sequence(shown: Shown, feed: Mapping[str, tuple[Seen, ...]]) -> Shown:
    """Goes by SEQUENCE alone, as RFC 5546 §2.1.5 has it."""
    return {
        uid: seen if uid not in shown or revision(seen)[0] > revision(shown[uid])[0] else shown[uid]
        for uid, seen in feed.items()
    }


def visible(shown: Shown) -> Shown:
    """What people see as taking place: not what is cancelled as a whole."""
    return {uid: seen for uid, seen in shown.items() if seen[0].status != "CANCELLED"}


@pytest.mark.parametrize("apps", [(google, icsx5), (by_sequence,)], ids=["by_date", "by_sequence"])
@examples(60)
@given(edits())
def test_apps_show_what_is_written(
    apps: tuple[Callable[[Shown, Mapping[str, tuple[Seen, ...]]], Shown], ...],
    given_: tuple[list[Data], list[datetime]],
) -> None:
    chain = Chain()
    screens: list[Shown] = [{} for _ in apps]
    for data, now in zip(*given_, strict=True):
        if by_sequence in apps:  # other words for the same have no other SEQUENCE
            data["calendar"]["language"] = given_[0][0]["calendar"].get("language", "en")
        feed = by_uid(chain.publish(data, now)["calendar.ics"])
        screens = [app(shown, feed) for app, shown in zip(apps, screens, strict=True)]
        expected = visible(dict(feed))
        for seen in map(visible, screens):
            assert {uid: seen[uid] for uid in expected} == expected
            for uid in seen.keys() - expected.keys():
                assert last_day(seen[uid]) + timedelta(days=60) < now.date() + timedelta(days=1), uid


def last_day(seen: tuple[Seen, ...]) -> date:
    """A day on which an event was still on, or later: what is left to show when nobody needs a notice."""
    return max(day(it.end) for it in seen)


def day(when: When) -> date:
    return when.astimezone(UTC).date() if isinstance(when, datetime) else when
