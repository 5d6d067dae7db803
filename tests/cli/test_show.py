"""`show`: one event, for people and for programs."""

import json

from support.fairs import Commands


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


def test_show_as_json_is_the_listing_and_more(cg: Commands) -> None:
    shown = json.loads(cg.out("show", "festival", "--format", "json"))
    (listed,) = json.loads(cg.out("list", "--event", "festival", "--format", "json"))
    assert listed.items() <= shown.items()
    assert (shown["organizer"], shown["description"], shown["sources"]) == ("Culture Bureau", None, [])


def test_what_is_not_known_is_null_everywhere(cg: Commands) -> None:
    (source,) = json.loads(cg.out("show", "exhibition", "--format", "json"))["sources"]
    assert source == {"title": "A page", "publication": None, "date": "Apr 2024", "url": None}
