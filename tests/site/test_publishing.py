"""Pages beside feeds: when there are any, what is touched, and what is in their way."""

import json
from pathlib import Path

import pytest

from support.projects import Project, changed, state, tree
from support.sites import Site
from support.towns import DAY, town


def html(project: Project) -> set[str]:
    return {path for path in project.files() if path.endswith(".html")}


def test_no_site_in_the_file_or_on_the_command_line(project: Project) -> None:
    for data, arguments in ((town() | {"site": "no"}, ()), (town(), ("--no-site",))):
        project.build(data, *arguments, now=DAY)
        assert not html(project)
        assert {path.rpartition(".")[2] for path in project.files()} == {"ics", "xml", "json"}
        assert "events.json" not in project.files()


def test_pages_go_when_there_are_to_be_none(project: Project) -> None:
    project.build(town(), now=DAY)
    before = project.files()
    project.build(town() | {"site": "no"}, now=DAY)
    assert not html(project)
    assert not (project.folder / "public/assets").exists()
    project.build(town(), now=DAY)
    assert project.files() == before


def test_the_flag_counts_for_a_build_that_changes_nothing_too(project: Project) -> None:
    project.build(town(), "--no-site", now=DAY)
    project.build(None, now=DAY)
    assert html(project)


def test_without_search_there_is_no_way_to_it(project: Project) -> None:
    project.build(town() | {"site": {"search": "no"}}, now=DAY)
    site = Site(project.folder / "public")
    assert not [path for path in site if path.startswith("search/")]
    assert site.broken() == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("maybe", "E011"),
        ({"search": "sometimes"}, "E029"),
        ({"serach": "no"}, "E010"),
        ([], "E013"),
        ({}, "E013"),
    ],
)
def test_what_cannot_be_said_of_a_site(project: Project, written: object, code: str) -> None:
    project.write(town() | {"site": written})
    assert f": {code} " in project.refused("build", code=1)


def test_two_files_cannot_both_say_it(project: Project) -> None:
    project.write({"site": "no", "events": [{"id": "more", "title": "More", "start": DAY}]}, "more.yaml")
    project.write(town() | {"site": "no", "include": ["more.yaml"]})
    assert "E004" in project.refused("build", code=1)


def test_no_page_takes_slashes_of_its_address_for_another_host(project: Project) -> None:
    """Its style and its script would be those of that host."""
    project.write(town(url="https://events.example.org//evil.example/"))
    assert "E022" in project.refused("build", code=1, now=DAY)


@pytest.mark.parametrize("path", ["index.html", "events/exact/index.html", "robots.txt", "404.html"])
def test_a_page_of_ones_own_in_the_way_stops_all_and_the_way_out_is_named(
    project: Project, path: str
) -> None:
    project.write(town())
    mine = project.folder / "public" / path
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    said = project.refused("build", code=2, now=DAY)
    assert path in said
    assert "'site: no'" in said
    assert tree(project.folder / "public") == {path: b"mine"}
    project.build(town() | {"site": "no"}, now=DAY)
    assert mine.read_text() == "mine"


def test_a_folder_that_was_published_before_gets_its_pages(project: Project) -> None:
    project.build(town(), "--no-site", now=DAY)
    feeds = project.files()
    project.build(None, now=DAY)
    after = project.files()
    assert {path: after[path] for path in feeds if path != "manifest.json"} == {
        path: data for path, data in feeds.items() if path != "manifest.json"
    }
    assert html(project)


def test_a_dry_run_counts_pages_and_writes_none(project: Project) -> None:
    project.write(town())
    ran = project("build", "--dry-run", now=DAY)
    assert f"new      public{'/index.html'}" in ran.stdout
    assert " pages and feed.xml (" in ran.stdout
    assert not (project.folder / "public").exists()


def touched(project: Project, before: dict[str, tuple[int, int, int]]) -> set[str]:
    """The files that a build has put into place since."""
    after = state(project.folder / "public")
    root = f"{project.folder / 'public'}/"
    return {
        path.removeprefix(root) for path in after if after[path] != before.get(path) and Path(path).is_file()
    }


def test_an_edit_touches_the_pages_that_show_it(project: Project) -> None:
    project.build(town(), now=DAY)
    before = state(project.folder / "public")
    project.build(changed(town(), "over", description="A word more."), now="2024-06-04T04:00Z")
    pages = {path for path in touched(project, before) if path.endswith(".html")}
    assert pages == {"events/over/index.html"}


def test_a_day_touches_what_speaks_of_it(project: Project) -> None:
    project.build(town(), now=DAY)
    before = state(project.folder / "public")
    project.build(None, now="2024-06-05")
    pages = {path for path in touched(project, before) if path.endswith(".html")}
    assert {
        "index.html",
        "events/long/index.html",
        "events/weekly/index.html",
        "months/2024-06/index.html",
    } <= pages
    for path in (
        "events/over",
        "events/exact",
        "events/month",
        "months/2024-07",
        "towns",
        "subscribe",
        "about",
    ):
        assert f"{path}/index.html" not in pages
    assert not {path for path in touched(project, before) if path.endswith((".ics", ".css"))}


def test_the_manifest_says_how_long_the_pages_hold(project: Project) -> None:
    project.build(town(), now="2024-06-04T20:00Z")  # the 5th, in Shanghai
    manifest = json.loads((project.folder / "public/manifest.json").read_text())
    assert (manifest["since"], manifest["until"]) == (
        "2024-06-04T16:00:00+00:00",
        "2024-06-05T16:00:00+00:00",
    )
    before = state(project.folder / "public")
    project.build(None, now="2024-06-05T15:59Z")
    assert state(project.folder / "public") == before
    for moment in ("2024-06-05T16:00Z", "2024-06-04T15:59Z"):
        project.build(None, now=moment)
        assert state(project.folder / "public") != before
        before = state(project.folder / "public")


def test_what_is_over_is_the_same_ever_after(project: Project) -> None:
    project.build(town(), now="2027-01-01")
    before = state(project.folder / "public")
    project.build(None, now="2028-01-01")
    assert state(project.folder / "public") == before


def test_a_part_of_a_calendar_has_pages_that_know_of_no_more(project: Project) -> None:
    project.build(town(), "--town", "Anting", now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    assert "events/exact/" in site
    assert "events/night/" not in site
