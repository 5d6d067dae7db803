"""Texts that would act if a page let them, and a town that has one wherever a text may stand."""

from support.projects import Data, event
from support.towns import DAY, town

ACTS = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'y',
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --><![CDATA[ ]]>&lt;&#x27;",
    "javascript:alert(1)",
    "é" * 200 + " " + "x" * 200,
    "汉字" * 60,
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
)


def hostile(text: str) -> Data:
    made = town(
        0, event("odd", DAY, title=text, description=text, venue="bad", categories=[text], organizer="bad")
    )
    made["calendar"] |= {"name": text, "description": text}
    made["venues"]["bad"] = {"name": text, "town": text, "address": text, "geo": [1, 2]}
    made["organizers"]["bad"] = {"name": text}
    made["events"].append(event("part", "2024-06-05", title=text, part_of="odd", source={"title": text}))
    made["feeds"].append({"id": "bad", "name": text, "where": {"venue": ["bad"]}})
    return made
