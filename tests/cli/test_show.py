"""`show`: one event, for people and for programs."""

import json
from pathlib import Path

import pytest

from support.fairs import Commands
from support.running import Run


def test_show(cg: Commands) -> None:
    assert (
        cg.out("show", "fair")
        == """\
Car boot fair
When      Wed 1 – Sun 5 May 2024
Status    confirmed
Where     Shanghai Automobile Museum, 7565 Boyuan Road, Anting
Where     Jiayuanhai Art Museum, Malu
Category  fair, car culture
Part of   Auto Culture Festival
Link      https://events.example.org/fair
Source    A page, Apr 2024
Source    Shanghai Daily
Id        fair

Boots of cars.
Open all day.
"""
    )
    assert (
        cg.out("show", "auto culture")
        == """\
Auto Culture Festival
When       Fri 19 Apr – Fri 31 May 2024
Status     confirmed
Organizer  Culture Bureau, culture@example.org, https://culture.example.org/
Has part   Car boot fair (Wed 1 – Sun 5 May 2024)
Id         festival
"""
    )
    assert "When    Thu 2 May 2024 19:00–21:00 Europe/Berlin\nStatus  cancelled\n" in cg.out("show", "opera")


def test_a_date_elsewhere_is_shown_with_its_place(cg: Commands) -> None:
    (cg.folder / "events.yaml").write_text(
        "calendar: {id: c, name: C}\n"
        "venues: {x: {name: Hall X}, y: {name: Hall Y}}\n"
        "events:\n"
        "  - {id: w, title: W, start: 2099-01-06, venue: x, repeat: {every: week, times: 3},\n"
        "     changes: [{date: 2099-01-13, venue: y}]}\n"
    )
    shown = [line for line in cg.out("show", "w").splitlines() if line.endswith("Hall Y")]
    assert [line.strip() for line in shown] == ["Tue 13 Jan 2099 → Hall Y", "Tue 13 Jan 2099, Hall Y"]


def test_show_as_json_is_the_listing_and_more(cg: Commands) -> None:
    shown = json.loads(cg.out("show", "festival", "--format", "json"))
    (listed,) = json.loads(cg.out("list", "--event", "festival", "--format", "json"))
    assert listed.items() <= shown.items()
    assert (shown["organizer"], shown["description"], shown["sources"]) == ("Culture Bureau", None, [])


def test_what_is_not_known_is_null_everywhere(cg: Commands) -> None:
    (source,) = json.loads(cg.out("show", "exhibition", "--format", "json"))["sources"]
    assert source == {
        "title": "A page",
        "publication": None,
        "date": "2024-04",
        "certainty": "month",
        "url": None,
    }


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
@pytest.mark.parametrize(
    ("written", "date", "certainty"),
    [
        ("2027-03-06", "2027-03-06", "exact"),
        ("2027-03-06~", "2027-03-06", "approximate"),
        ("2027-03", "2027-03", "month"),
        ("2027", "2027", "year"),
        ("by 2027-03-06", "2027-03-06", "start-unknown"),
        ("2027-03-06 09:30", "2027-03-06T09:30:00", "exact"),
        ("2027-03-06 09:30Z", "2027-03-06T09:30:00+00:00", "exact"),
    ],
)
def test_the_date_of_a_source_is_data_in_every_language(
    run: Run, tmp_path: Path, language: str, written: str, date: str, certainty: str
) -> None:
    text = f"calendar: {{id: c, name: C, timezone: Europe/Berlin, language: {language}}}\n"
    text += f"events: [{{id: e, title: E, start: 2027-04, source: {{title: P, date: '{written}'}}}}]\n"
    (tmp_path / "events.yaml").write_text(text, "utf-8")
    (source,) = json.loads(run("show", "e", "--format", "json", cwd=tmp_path).stdout)["sources"]
    assert (source["date"], source["certainty"]) == (date, certainty)
