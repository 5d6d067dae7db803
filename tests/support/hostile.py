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

# Addresses that `check` lets through, with what means something in HTML or a script and may be in one.
ADDRESSES = (
    "https://x.example/'onmouseover='alert(1)'?a=1&b=&lt;script&gt;alert(1)&lt;/script&gt;#');alert(1);('",
    "http://x.example/javascript:alert(1)//%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "https://b\u00fccher.example/\u4e66/\u200d\U0001f600;x=[1]*(2)+$!~",
    "http://[::1]:8080/%00%0d%0aX:%20y/../..//",
)
OWN = "https://b\u00fccher.example/o'reilly&amp;/"
MAIL = "'&`{|}$%=!#/*@x.example"


def hostile(text: str, address: str = "https://x.example/") -> Data:
    """A town that has this text wherever one may stand, and this address too, but for its own."""
    cited = {"title": text, "publication": text, "url": address}
    odd = {"title": text, "description": text, "venue": "bad", "categories": [text], "organizer": "bad"}
    made = town(0, event("odd", DAY, **odd, url=address, source=cited))
    made["calendar"] |= {"name": text, "description": text, "url": OWN}
    made["venues"]["bad"] = {"name": text, "town": text, "address": text, "geo": [1, 2], "url": address}
    made["organizers"]["bad"] = {"name": text, "url": address, "email": MAIL}
    made["events"].append(event("part", "2024-06-05", title=text, part_of="odd", source=cited))
    weekly = {"every": "week", "times": 3}
    changes = [{"date": "2024-06-13", "title": text, "description": text, "venue": "bad", "url": address}]
    made["events"].append(
        event("again", "2024-06-06", title=text, venue="bad", repeat=weekly, changes=changes)
    )
    made["feeds"].append({"id": "bad", "name": text, "where": {"venue": ["bad"]}})
    return made
