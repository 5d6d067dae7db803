"""How often something takes place, as pages, lists and news say it."""

import re
import shutil
from typing import Any

import pytest

from support.projects import Data, Project, calendar, event, news

WEEKLY = {"every": "week", "times": 8}
LANGUAGES = ("en", "de", "es", "fr", "it", "ja", "zh-Hans")


def said(project: Project, data: Data) -> list[str]:
    """What is said of the one event's dates: by the front page, its own, `show` and the news."""
    project.build(data)
    files = project.files()
    pages = [files[path].decode() for path in ("index.html", "events/course/index.html")]
    row = re.search(r'class="i again".*?</li>', pages[0])
    pairs = re.search(r'<dl class="pairs">.*?</dl>', pages[1])
    assert row
    assert pairs
    return [row[0], pairs[0], project("show", "course").stdout.split("\n\n")[0], *news(project)[0]]


def course(**more: Any) -> Data:
    return event("course", "2024-06-04", title="C", **more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "more",
    [
        {"repeat": {**WEEKLY, "except": ["2024-06-18", "2024-06-25"]}},
        {"repeat": WEEKLY, "changes": [{"date": "2024-06-18", "status": "cancelled"}]},
    ],
    ids=["left out", "cancelled"],
)
def test_no_number_of_dates_is_said_that_do_not_all_take_place(
    project: Project, language: str, more: Data
) -> None:
    whole = said(project, {**calendar(course(repeat=WEEKLY), language=language), "site": {"search": "no"}})
    number = {"en": "8 times", "de": "8 Mal", "es": "8 veces", "fr": "8 fois", "it": "8 volte", "ja": "8回"}
    assert all(number.get(language, "8次") in text.replace("\xa0", " ") for text in whole)
    (project.folder / "events.lock").unlink()
    shutil.rmtree(project.folder / "public")
    for text in said(project, {**calendar(course(**more), language=language), "site": {"search": "no"}}):
        assert number.get(language, "8次") not in text.replace("\xa0", " ")
        assert re.search(r"23[ .日\xa0]|Jul\w* 23", text), text  # the last


def test_what_was_told_of_a_series_is_told_without_that_number_too(project: Project) -> None:
    project.build(calendar(course(repeat=WEEKLY)))
    project.write(calendar(course(repeat={**WEEKLY, "times": 9, "except": ["2024-06-18"]})))
    assert "every week, 8 times → every week, until Tue 30 Jul 2024" in project("diff").stdout
