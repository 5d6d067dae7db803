"""What the script of the pages is given, and what it makes of it: its functions, as Node runs them."""

import json
import re
import shutil
import subprocess

import icalendar
import pytest

from calendar_gen.web.layout import has_our_form
from calendar_gen.words.languages import spoken
from calendar_gen.words.script import script_words
from support.paths import ROOT
from support.projects import Project, event, tree
from support.sites import Html, Site, Tag, headers
from support.towns import DAY, town

JS = ROOT / "tests" / "js"
TEMPLATES = ROOT / "calendar_gen" / "site" / "templates"
with_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="NODE IS MISSING: the script goes untested"
)


@pytest.fixture
def site(project: Project) -> Site:
    project.build(town(), now=DAY)
    return Site(project.folder / "public")


def node(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False, cwd=JS
    )


def entry(page: Html, title: str) -> Tag:
    """The list's entry of a title."""
    for tag in page.tags:
        if tag.name == "article":
            article = tag
        elif tag.name == "h3" and tag.text.split()[-1] == title:
            return article
    raise AssertionError(title)


# --- what it makes of a page --------------------------------------------------------------------------


@with_node
def test_its_functions_do_what_they_say() -> None:
    for zone in ("UTC", "America/Los_Angeles"):
        ran = node("--eval", f"process.env.TZ = '{zone}'; import('./script.test.mjs')")
        assert ran.returncode == 0, ran.stdout


@with_node
def test_a_selection_is_a_calendar_of_the_same_bytes(project: Project) -> None:
    project.build(
        town(0, event("paris", "2024-06-07 19:30", duration="1 hour", venue="quay", timezone="Europe/Paris")),
        now=DAY,
    )
    public = project.folder / "public"
    feeds = [[public / "venues/hall.ics", public / "venues/quay.ics"], [public / "categories/music.ics"]]
    texts = [[path.read_bytes().decode() for path in group] for group in feeds]
    ran = node("combine.mjs", stdin=json.dumps({"groups": texts}))
    assert ran.returncode == 0, ran.stderr
    # `text=True` makes line ends of the machine's: those of the script are looked at in script.test.mjs.
    made = icalendar.Calendar.from_ical(ran.stdout.replace("\n", "\r\n"))
    assert {str(it["UID"]) for it in made.walk("VEVENT")} == {"exact@westport", "cancelled@westport"}
    assert [str(it["TZID"]) for it in made.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    everything = (public / "calendar.ics").read_text("utf-8")
    for block in re.findall(r"BEGIN:VEVENT\n.*?END:VEVENT\n", ran.stdout, re.DOTALL):
        assert block in everything
    assert not {"NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"} & made.keys()


# --- what it is given ---------------------------------------------------------------------------------


def test_every_page_has_it_and_it_holds_nothing_up(site: Site) -> None:
    for path, page in site.items():
        (script,) = [tag for tag in page.all("script") if "/site." in tag["src"]]
        assert "defer" in script.attributes
        assert script["data-zone"] == "Asia/Shanghai"
        top = "/town/" if path == "404.html" else "../" * path.count("/") or "./"
        assert script["data-top"] == top
    finders = {path for path, page in site.items() for tag in page.all("script") if "/find." in tag["src"]}
    assert finders == {"search/", "subscribe/"}


def test_what_needs_it_is_hidden_without_it(site: Site) -> None:
    for page in site.values():
        for tag in page.tags:
            if tag.name in ("button", "fieldset") or {"data-script", "data-copy"} & tag.attributes.keys():
                assert "hidden" in tag.attributes or tag.name == "fieldset"
            if {"data-select", "data-search"} & tag.attributes.keys():
                assert "hidden" in tag.attributes


def test_it_has_no_words_of_its_own() -> None:
    """They come from the page: all that it says of a slot and of a date is in the page's language."""
    for name in ("site.js", "find.js"):
        code = re.sub(r"//.*|/\*.*?\*/", "", (TEMPLATES / name).read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(
            r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|eval|Function|document\.write)\b", code
        )
        assert not re.findall(r'"[A-Z][a-z]+ [a-z]+', code)


def test_slots_are_the_same_in_every_language() -> None:
    for name, english in script_words("en").items():
        for language in spoken():
            assert set(re.findall(r"\{\w+\}", script_words(language.name.replace("_", "-"))[name])) == set(
                re.findall(r"\{\w+\}", english)
            )


def test_dates_are_told_as_it_reads_them(site: Site) -> None:
    front = site[""]
    timed, run, vague, weekly = (entry(front, it) for it in ("Exact", "Fest", "Month", "Weekly"))
    assert (timed["data-first"], timed["data-last"]) == ("2024-06-07T19:30+08:00", "2024-06-07T21:30+08:00")
    assert (run["data-first"], run["data-last"]) == ("2024-06-28", "2024-06-30")
    assert "data-first" not in vague.attributes
    assert vague["data-last"] == "2024-07-31"
    assert weekly["data-first"] == "2024-06-04T18:00+08:00"
    assert weekly["data-steps"] == " ".join(["7"] * 8)
    assert weekly["data-said"] == "{day}, 18:00–19:00"
    assert "data-more" in weekly.attributes


def test_dates_of_a_series_are_told_as_far_as_they_are_like_the_next(project: Project) -> None:
    ends = event("ends", "2024-06-06", repeat={"every": "week", "until": "2024-06-27"})
    later = event(
        "later",
        "2024-06-06 10:00",
        duration="1 hour",
        repeat={"every": "week"},
        changes=[
            {"date": "2024-06-13", "status": "cancelled"},
            {"date": "2024-06-27", "start": "2024-06-27 12:00"},
        ],
    )
    project.build(town(0, ends, later), now=DAY)
    page = Site(project.folder / "public")[""]
    assert entry(page, "Ends")["data-steps"] == "7 7 7"
    assert "data-more" not in entry(page, "Ends").attributes
    assert entry(page, "Later")["data-steps"] == "14"
    assert "data-more" in entry(page, "Later").attributes


def test_no_day_changes_what_is_told_of_a_date(project: Project) -> None:
    """So that a page whose words are as before stays as it is."""
    project.build(town(), now="2024-05-20")
    before = (project.folder / "public/events/exact/index.html").read_bytes()
    project.build(town(), now="2024-05-30")
    assert (project.folder / "public/events/exact/index.html").read_bytes() == before


# --- a selection --------------------------------------------------------------------------------------


def test_places_towns_and_categories_can_be_chosen(site: Site) -> None:
    page = site["subscribe/"]
    boxes = [tag for tag in page.all("input") if tag["type"] == "checkbox"]
    assert {tag["name"] for tag in boxes} == {"venues", "towns", "categories"}
    for tag in boxes:
        assert (site.folder / tag["name"] / f"{tag['value']}.ics").is_file()
    named = [tag for tag in page.all("li") if "data-named" in tag.attributes]
    assert ("feeds", "tunes", "Tunes") in {
        (it["data-kind"], it["data-named"], it["data-name"]) for it in named
    }
    link = "../../subscribe/?venues=hall#selection"
    assert link in site["venues/hall/"].links()
    assert "../../subscribe/?towns=%E9%A9%AC%E9%99%86#selection" in site["towns/马陆/"].links()
    assert not [link for link in site["series/fest/"].links() if "#selection" in link]


def test_where_there_is_nothing_to_choose_nothing_is_offered(project: Project) -> None:
    bare = town() | {"events": [event("one", "2024-06-07", categories=["music"])], "feeds": []}
    project.build({key: bare[key] for key in ("calendar", "events")}, now=DAY)
    site = Site(project.folder / "public")
    assert "selection" not in site["subscribe/"].ids
    assert site.broken() == []


# --- search -------------------------------------------------------------------------------------------


def test_search_has_every_event_once(site: Site) -> None:
    rows = json.loads((site.folder / "search/all.json").read_bytes())
    assert sorted(row[0] for row in rows) == sorted(
        path.stem for path in (site.folder / "events").glob("*.ics") if not path.stem.startswith("old-")
    )
    assert [
        "cancelled",
        "Cancelled: Cancelled",
        "Saturday 8 June 2024, 20:00–22:00",
        "Town Hall, Anting · Music",
    ] in rows
    (box,) = [tag for tag in site["search/"].all("section") if "data-search" in tag.attributes]
    assert box["data-search"] == "all"


def test_many_events_are_searched_by_year(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from calendar_gen.site import search

    monkeypatch.setattr(search, "MOST_AT_ONCE", 20)
    endless = event("endless", "2020-01-01", repeat={"every": "year"})
    project.build(town(30, endless), now=DAY)
    site = Site(project.folder / "public")
    (box,) = [tag for tag in site["search/"].all("section") if "data-search" in tag.attributes]
    years = box["data-search"].split()
    assert years == sorted(years, reverse=True)
    files = {path.stem for path in (site.folder / "search").glob("*.json")}
    assert files == set(years) == {"2023", "2024", "2025"}
    found = {
        year: {row[0] for row in json.loads((site.folder / f"search/{year}.json").read_bytes())}
        for year in years
    }
    assert "endless" in found["2025"]
    assert "exact" in found["2024"]
    assert sum(map(len, found.values())) == len(set().union(*found.values())) == 49


def test_without_search_there_is_nothing_of_it(project: Project) -> None:
    project.build(town() | {"site": {"search": "no"}}, now=DAY)
    site = Site(project.folder / "public")
    assert not [path for path in project.files() if path.startswith("search/")]
    assert not [link for page in site.values() for link in page.links() if "search/" in link]
    assert site.broken() == []


# --- frames -------------------------------------------------------------------------------------------


def test_a_page_for_frames_has_the_list_and_leads_out(site: Site) -> None:
    page = site["embed/venues/hall/"]
    assert page.one("base")["target"] == "_blank"
    assert not page.all("footer")
    assert page.text("h1") == ["Town Hall"]
    assert "../../../venues/hall/#subscribe" in page.links()
    assert [tag["href"] for tag in page.all("link") if tag["rel"] == "canonical"] == [
        "https://events.example.org/town/venues/hall/"
    ]
    assert entry(page, "Exact")
    assert "Everything" not in page.said
    assert site["embed/"].text("h1") == ["Westport"]


def test_only_they_may_stand_in_a_frame(site: Site) -> None:
    """As hosts read `_headers`, each in its own way: of no file two rules say the same."""
    for path in tree(site.folder):
        sent = dict(headers(site.folder, f"/{path}"))
        if path.endswith(".html"):
            policy = None if path.startswith("embed/") else "frame-ancestors 'none'"
            assert sent.get("Content-Security-Policy") == policy, path
        assert ("immutable" in sent.get("Cache-Control", "")) == bool(re.search(r"\.[0-9a-f]{10}\.", path))
        assert (sent.get("Access-Control-Allow-Origin") == "*") == path.endswith((".ics", "events.json"))
        assert sent["X-Content-Type-Options"] == "nosniff"


def test_every_path_of_the_pages_is_a_builds_own(project: Project) -> None:
    project.build(town(600), now=DAY)
    assert [path for path in project.files() if not has_our_form(path) and path != "manifest.json"] == []
