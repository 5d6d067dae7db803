"""Edits of single dates of a series: `diff` and feed.xml tell of each, and once, also of two in one edit."""

import re
from itertools import permutations

import pytest
from msgspec import Struct

from support.projects import ONE_DAY, Data, Project, calendar, diff, event, titles
from support.running import NOW

# Two dates of a choir, which is every Tuesday; each with the day after it.
FIRST, SECOND = ("2027-01-26", "2027-01-27"), ("2027-02-09", "2027-02-10")
SHOWN = {"2027-01-26": "26 Jan 2027", "2027-01-27": "27 Jan 2027", "2027-02-09": "9 Feb 2027"}
SHOWN |= {"2027-02-10": "10 Feb 2027"}
TIME, PLACES = "19:00–20:00", "Town Hall, 1 Main Road, Anting → The Quay, Malu"


class Edited(Struct, frozen=True):
    """An edit of a date, `how` or as `changes` say, and what is told of it, of its {day} and the {next}.

    `diff` has `lines`, or of a date that stays in its series `part` among what else differs. feed.xml has
    `title`, or `part` as well where not all that differs is one thing.
    """

    how: str = "changes"
    changes: Data = {}
    lines: tuple[str, ...] = ()
    part: str = ""
    title: str = ""


EDITS = {
    "left out": Edited("except", part="falls out on {day}", title="Cancelled: Choir ({day} {time})"),
    "cancelled": Edited(
        changes={"status": "cancelled"}, part="cancelled on {day}", title="Cancelled: Choir ({day} {time})"
    ),
    "postponed": Edited(
        changes={"status": "postponed"}, part="{day} → postponed", title="Postponed: Choir ({day} {time})"
    ),
    "tentative": Edited(changes={"status": "tentative"}, part="{day} → tentative"),
    "moved": Edited(
        changes={"start": "{next}"},
        part="{day} → {next} {time}",
        title="Moved: Choir ({day} {time} → {next} {time})",
    ),
    "elsewhere": Edited(
        changes={"venue": "quay"},
        lines=("place changed: Choir ({day} {time}), {places}",),
        title="Place changed: Choir ({day} {time})",
    ),
    "cancelled elsewhere": Edited(
        changes={"venue": "quay", "status": "cancelled"},
        lines=("cancelled: Choir ({day} {time}), confirmed → cancelled",),
        title="Cancelled: Choir ({day} {time})",
    ),
    "postponed elsewhere": Edited(
        changes={"venue": "quay", "status": "postponed"},
        lines=(
            "status changed: Choir ({day} {time}), confirmed → postponed",
            "place changed: Choir ({day} {time}), {places}",
        ),
        title="Postponed: Choir ({day} {time})",
    ),
    "added": Edited(
        "also", lines=("new: Choir, {next} {time}",), title="New: Choir ({next} {time})"
    ),
}  # fmt: skip


def choir(*edits: tuple[Edited, tuple[str, str]]) -> Data:
    """A calendar with the choir, and edits of dates of it."""
    rule: Data = {"every": "week", "times": "6"}
    changes = []
    for edited, (day, after) in edits:
        if edited.how == "changes":
            changes.append({"date": day} | {k: v.format(next=after) for k, v in edited.changes.items()})
        else:
            rule.setdefault(edited.how, []).append(day if edited.how == "except" else after)
    keys: Data = {"duration": "1 h", "venue": "hall", "repeat": rule} | (
        {"changes": changes} if changes else {}
    )
    return calendar(event("choir", "2027-01-12 19:00", **keys), timezone="Europe/Berlin")


def in_words(text: str, day: str, after: str) -> str:
    return text.format(day=SHOWN[day], next=SHOWN[after], time=TIME, places=PLACES)


def without_weekdays(text: str) -> str:
    return re.sub(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ", "", text)


def told_by_diff(project: Project, data: Data) -> list[str]:
    """Its lines, what it says of the series in pieces; in order."""
    found = []
    for line in map(without_weekdays, diff(project, data)):
        series = re.sub("^(dates|status) changed: Choir, ", "", line)
        found += series.split(", ") if series != line else [line]
    return sorted(found)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_a_date_is_told(project: Project, name: str) -> None:
    edited = EDITS[name]
    project.build(choir())
    expected = [in_words(text, *FIRST) for text in (*edited.lines, edited.part) if text]
    assert told_by_diff(project, choir((edited, FIRST))) == sorted(expected)
    before = titles(project)
    project.build(now=NOW + ONE_DAY)
    assert titles(project) == ([in_words(edited.title, *FIRST)] if edited.title else before)


@pytest.mark.parametrize(("one", "other"), list(permutations(EDITS, 2)))
def test_two_edits_at_once_are_both_told(project: Project, one: str, other: str) -> None:
    edits = (EDITS[one], FIRST), (EDITS[other], SECOND)
    project.build(choir())
    expected = [in_words(t, *days) for it, days in edits for t in (*it.lines, it.part) if t]
    assert told_by_diff(project, choir(*edits)) == sorted(expected)
    before = titles(project)
    project.build(now=NOW + ONE_DAY)
    told = "\n".join(titles(project))
    are_news = [(it, days) for it, days in edits if it.title]
    for edited, days in are_news:
        title, part = in_words(edited.title, *days), in_words(edited.part, *days)
        # Two that are cancelled are told in one title.
        off = title.removeprefix("Cancelled: Choir (").removesuffix(")")
        assert title in told or (part and part in told) or (off != title and off in told)
    assert are_news or titles(project) == before
    assert "every week" not in told
    assert len(titles(project)) <= 2


@pytest.mark.parametrize("name", EDITS)
def test_a_date_put_back_is_told_once(project: Project, name: str) -> None:
    """And as what it is: what moved away moves back, and what was put off is on again."""
    edited = EDITS[name]
    project.build(choir((edited, FIRST)))
    day, after = (SHOWN[of] for of in FIRST)
    said = {
        "tentative": f"{day} → confirmed",
        "postponed": f"{day} → confirmed",
        "moved": f"{after} → {day} {TIME}",
        "added": f"cancelled: Choir, {after} {TIME}",
    }
    if "elsewhere" not in name:
        assert told_by_diff(project, choir()) == [said.get(name, f"on again on {day}")]
    first = titles(project)
    project.build(choir(), now=NOW + ONE_DAY)
    headed = {
        "moved": f"Moved: Choir ({after} {TIME} → {day} {TIME})",
        "added": f"Cancelled: Choir ({after} {TIME})",
        "elsewhere": f"Place changed: Choir ({day} {TIME})",
        "postponed elsewhere": f"Place changed: Choir ({day} {TIME})",
    }
    expected = first[0] if name == "tentative" else headed.get(name, f"On again: Choir ({day} {TIME})")
    assert titles(project)[0] == expected
