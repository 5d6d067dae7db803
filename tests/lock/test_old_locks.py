"""A lock of version 1, which had words for what isn't sure: what an edit is told as that goes on from it."""

import json

import pytest

from support.projects import ONE_DAY, Data, Project, calendar, changed, event, lock_of_version_1
from support.running import NOW

SURE = {"start": "2024-05-01", "end": "2024-05-31"}
ABOUT = {"start": "2024-05-01~", "end": "2024-05-31"}
BY = {"start": "by 2024-05-01", "end": "2024-05-31"}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (SURE, ABOUT, ["moved"]),
        (SURE, BY, ["moved"]),
        (ABOUT, SURE, ["moved"]),
        (BY, SURE, ["moved"]),
        (SURE, SURE, []),
        (BY, BY, []),
        # How unsure it was stands in words alone, and they may be others now.
        (ABOUT, BY, ["text"]),
    ],
)
def test_an_edit_of_how_sure_a_date_is_may_come_with_the_first_build(
    project: Project, before: Data, after: Data, kinds: list[str]
) -> None:
    data = calendar(event("a", **before), event("b"))
    project.build(data)
    lock = project.folder / "events.lock"
    lock.write_bytes(lock_of_version_1(lock.read_bytes()))
    project.write(changed(data, "a", **after))
    told = json.loads(project("diff", "--format", "json", now=NOW + ONE_DAY).stdout)
    assert [change["kind"] for change in told] == kinds
    project.build(now=NOW + ONE_DAY)
    news = project.files()["feed.xml"].decode()
    assert news.count("<title>Moved: A (") == ("moved" in kinds)
