"""The pages of a folder, read as a browser without script reads them."""

import itertools
import json
import re
from pathlib import Path

import pytest

from calendar_gen.cli import results
from calendar_gen.compiler import Built
from calendar_gen.publish.comparison import Changes
from calendar_gen.site.assets import FOLDER
from support.hostile import ADDRESSES, hostile
from support.paths import ROOT
from support.projects import Data, Project, bare, event
from support.running import Run
from support.sites import Site
from support.towns import DAY, every_case, town

BASE = "https://events.example.org/town/"
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


@pytest.fixture
def site(project: Project) -> Site:
    project.build(town(), now=DAY)
    return Site(project.folder / "public")


def built(project: Project, *arguments: str, now: str = DAY, **settings: object) -> Site:
    project.build(town(**settings), *arguments, now=now)  # type: ignore[arg-type]
    return Site(project.folder / "public")


def shipped(run: Run, folder: Path) -> Path:
    """The shipped calendar's folder, on the day of its parade."""
    (folder / "events.yaml").write_bytes((ROOT / "events.yaml").read_bytes())
    assert run("--now", "2024-05-01", "build", cwd=folder).code == 0
    return folder / "public"


# --- every page -----------------------------------------------------------------------------------


def test_every_link_leads_somewhere(site: Site) -> None:
    assert len(site) > 60
    assert site.broken() == []


def test_every_link_of_the_shipped_calendar_leads_somewhere(run: Run, tmp_path: Path) -> None:
    """Which has no address: buttons that would need one are none."""
    site = Site(shipped(run, tmp_path))
    assert site.broken() == []
    assert not [link for page in site.values() for link in page.links() if "webcal" in link]
    assert site[""].all("span", "idle")
    assert "work once this calendar is published" in site["subscribe/"].said


def test_every_page_is_whole(site: Site) -> None:
    for path, page in site.items():
        assert page.one("html")["lang"] == "en"
        assert page.one("html")["dir"] == "ltr"
        assert page.one("title").text.endswith(("· Westport", "Westport")), path
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert page.one("h1").text.strip()
        assert len(page.ids) == len(set(page.ids)), path
        assert [
            tag["content"] for tag in page.all("meta") if tag["http-equiv"] == "Content-Security-Policy"
        ] == [CSP]
        levels = [int(tag.name[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag.name)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), path


def test_no_page_needs_what_its_policy_forbids(site: Site) -> None:
    for page in site.values():
        assert not [
            tag for tag in page.tags if "style" in tag.attributes or tag.name in ("style", "iframe", "form")
        ]
        assert not [tag for tag in page.tags if any(name.startswith("on") for name in tag.attributes)]
        for tag in page.all("script"):
            assert tag["type"] == "application/ld+json" or (tag["src"] and "defer" in tag.attributes)
            assert tag["src"] == "" or ("//" not in tag["src"] and not tag.text)
        loaded = [tag["href"] for tag in page.all("link") if tag["rel"] in ("stylesheet", "icon")]
        assert len(loaded) == 2
        assert not [link for link in loaded if "//" in link]


def test_every_label_and_heading_that_is_referred_to_is_there(site: Site) -> None:
    for page in site.values():
        for tag in page.tags:
            for name in ("aria-labelledby", "for"):
                if name in tag.attributes:
                    assert tag[name] in page.ids


def test_what_programs_open_says_where_it_leads(site: Site) -> None:
    for page in site.values():
        for tag in page.all("a"):
            assert tag.text.strip() or tag["aria-label"]


def test_every_class_is_one_of_the_stylesheet(site: Site) -> None:
    style = (FOLDER / "style.css").read_text("utf-8")
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", style))
    used = {name for page in site.values() for tag in page.tags for name in tag.classes}
    assert used - known <= {"body", "side", "wd", "mo"}


def test_the_first_page_is_small(run: Run, tmp_path: Path) -> None:
    public = shipped(run, tmp_path)
    files = (public / "index.html", *(public / "assets").glob("site.*"))
    assert {path.suffix for path in files} == {".html", ".css", ".js"}
    assert sum(path.stat().st_size for path in files) < 60_000


def test_pages_stay_small_however_many_events(project: Project) -> None:
    site = built(project, count=1500)
    assert max(len(page.data.encode()) for page in site.values()) < 150_000
    assert site.broken() == []
    assert "venues/hall/2024/" in site
    assert len(site["venues/hall/"].all("article", "row")) <= 101


def test_a_month_with_much_on_has_pages_of_its_days(project: Project) -> None:
    busy = [{"id": f"b{n}", "title": f"Busy {n}", "start": f"2024-09-{n % 28 + 1:02}"} for n in range(170)]
    project.build(town(0, *busy), now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    assert "Busy 3" in site["days/2024-09-04/"].said
    assert "Busy 3" not in site["months/2024-09/"].said
    assert "days/2024-06-04/" not in site


def test_a_list_that_is_cut_says_how_many_more_there_are(project: Project) -> None:
    """And what it leads to is there, also where events have no day that a page could be of."""
    some = {"venue": "pier", "title": "Some time"}
    vague = [{"id": f"v{n}", "start": "2024-09", **some} for n in range(230)]
    runs = [{"id": f"r{n}", "start": "2024-05-01", "end": "2024-06-20", **some} for n in range(103)]
    off = [{"id": f"p{n}", "start": "2024-11-11", "status": "postponed", **some} for n in range(104)]
    data = town(0, *vague, *runs, *off)
    data["venues"]["pier"] = {"name": "The Pier"}
    project.build(data, now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    place, month = site["venues/pier/"], site["venues/pier/2024-09/"]
    rest = [tag.text for tag in place.all("p", "rest")]
    assert rest[:3] == ["3 more events", "230 more events", "4 more events"]
    assert len(month.all("th")) == 202
    assert [tag.text for tag in month.all("p", "rest")] == ["30 more events"]
    assert "214 more events" in site["months/2024-09/"].said


# --- the first page ---------------------------------------------------------------------------------


def sections(site: Site) -> dict[str, list[str]]:
    """The titles below each heading of the first page."""
    found: dict[str, list[str]] = {}
    for tag in site[""].tags:
        if tag.name == "h2":
            heading = " ".join(tag.text.split())
        if (tag.name == "h3" or tag["scope"] == "row") and found.setdefault(heading, []) is not None:
            found[heading].append(" ".join(tag.text.split()))
    return found


def test_the_first_page_says_what_is_on(site: Site) -> None:
    found = sections(site)
    assert found["Today"] == ["Weekly", "Night", "Run"]
    assert found["On for a while"] == ["Long", "Unknown"]
    assert found["Coming up"] == [
        "Exact",
        "Cancelled Cancelled",
        "Day",
        "Three",
        "Tentative",
        "About",
        "Renamed",
        "Fest",
        "Fest Day",
        "Month",
    ] + (["Year"] if len(found["Coming up"]) > 10 else [])
    assert found["Just been"] == ["Over"]
    assert site[""].one("p", "big-day").text.split() == ["Tuesday", "4", "June", "2024"]
    assert "As of 4 June 2024" in site[""].one("footer").text


def test_when_all_is_over_the_first_page_says_so_and_no_day(project: Project) -> None:
    site = built(project, now="2027-01-01")
    assert "Nothing is coming up at the moment." in site[""].said
    assert not site[""].all("p", "big-day")
    assert "As of" not in site[""].one("footer").text
    assert json.loads((project.folder / "public/manifest.json").read_text())["until"] == ""


def test_the_strip_has_a_link_for_each_month_and_no_other_stop(site: Site) -> None:
    strip = site[""].one("nav", "strip")
    months = [tag for tag in site[""].all("a") if tag["href"].startswith("months/2024-") and "," in tag.text]
    assert strip["aria-label"] == "The year 2024 at a glance"
    assert [tag.text for tag in months][5] == "Jun, 15 events"


# --- an event -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "big", "says"),
    [
        ("exact", "Friday 7 June 2024, 19:30–21:30 (China Time)", "Add to your calendar"),
        ("day", "Sunday 9 June 2024", "Add to your calendar"),
        ("run", "3–6 Jun 2024, Mon–Thu on now", "Add to your calendar"),
        ("long", "1–21 Jun 2024 on now", "Hours10:00–17:00"),
        ("unknown", "Until Saturday 31 August 2024 on now", "10 May 2024 at the latest."),
        ("month", "July 2024, day not announced", "there is nothing to copy yet"),
        ("year", "2025, day not announced", "there is nothing to copy yet"),
        ("about", "About 20 Jun 2024", "The date is approximate: about 20 Jun 2024."),
        ("cancelled", "Saturday 8 June 2024, 20:00–22:00 (China Time)", "this does not take place."),
        ("postponed", "Saturday 15 June 2024", "Postponed. It was to be on Saturday 15 June 2024."),
        ("tentative", "Sunday 16 June 2024", "Not confirmed yet."),
        ("night", "Tuesday 4 June 2024, 23:00–05:00 (China Time) on now", "Add to your calendar"),
        ("weekly", "Tuesday 4 June 2024, 18:00–19:00 (China Time) today", "week, until Tue 31 Dec 2024"),
        ("over", "Wednesday 1 May 2024 over", "Stay up to date"),
    ],
)  # fmt: skip
def test_an_event_is_told_in_words(project: Project, id: str, big: str, says: str) -> None:
    page = built(project)[f"events/{id}/"]
    assert page.text("p", "big") == [big]
    assert says in page.said


def test_what_is_off_is_struck_through_after_the_word(site: Site) -> None:
    for id, word in (("cancelled", "Cancelled"), ("postponed", "Postponed")):
        page = site[f"events/{id}/"]
        assert page.one("title").text.startswith(f"{word}: ")
        assert page.text("h1") == [f"{word}: {id.title()}"]
        assert page.all("s")[0].text == id.title()
        assert not [link for link in page.links() if "render?action" in link or "action/compose" in link]


def test_no_unsure_date_is_firm_anywhere(site: Site) -> None:
    """Neither for people, nor in what search engines read, nor as a copy."""
    for id in ("month", "year", "about", "unknown"):
        page = site[f"events/{id}/"]
        assert "startDate" not in page.linked_data
    for id in ("month", "year"):
        assert not [link for link in site[f"events/{id}/"].links() if "render?action" in link]
    for id in ("about", "unknown"):
        (copy,) = [link for link in site[f"events/{id}/"].links() if "render?action" in link]
        assert re.search("details=(The%20date%20is%20approximate|Start%20not%20announced)", copy)


def test_copies_are_filled_in(site: Site) -> None:
    links = list(site["events/exact/"].links())
    assert (
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Exact&dates=20240607T193000%2F20240607T213000"
        "&ctz=Asia/Shanghai&details=https%3A%2F%2Fexact.example.org%2F&location=Town%20Hall%2C%20Anting"
    ) in links
    assert [
        link for link in links if "outlook.live.com" in link and "startdt=2024-06-07T11%3A30%3A00Z" in link
    ]
    assert "../../events/exact.ics" in links


def test_a_text_is_paragraphs_and_its_addresses_are_links(site: Site) -> None:
    page = site["events/three/"]
    assert "One." in page.text("p")
    assert "See https://x.example.org/a, too." in page.text("p")
    assert "https://x.example.org/a" in list(page.links())


def test_a_renamed_event_is_found_under_its_old_id(site: Site) -> None:
    page = site["events/old-name/"]
    assert [tag["content"] for tag in page.all("meta") if tag["http-equiv"] == "refresh"] == [
        "0; url=../../events/renamed/"
    ]
    assert [tag["href"] for tag in page.all("link") if tag["rel"] == "canonical"] == [
        "https://events.example.org/town/events/renamed/"
    ]
    assert [tag["content"] for tag in page.all("meta") if tag["name"] == "robots"] == ["noindex"]


def test_a_renamed_series_is_found_there_too(site: Site) -> None:
    (refresh,) = [tag for tag in site["series/old-fest/"].all("meta") if tag["http-equiv"] == "refresh"]
    assert refresh["content"] == "0; url=../../series/fest/"


def test_a_series_is_one_row_with_its_next_date(site: Site) -> None:
    assert sum("Weekly" in row.text for row in site["months/2024-06/"].all("article")) == 4
    page = site["events/weekly/"]
    assert len(page.all("li")) > 50
    assert "Next date" in page.said


def test_a_moved_event_shows_for_thirty_days_what_it_was(project: Project) -> None:
    project.build(town(), now=DAY)
    moved = town()
    next(it for it in moved["events"] if it["id"] == "day")["start"] = "2024-07-20"
    project.build(moved, now="2024-06-05")
    page = Site(project.folder / "public")["events/day/"]
    assert "New date. It was: 9 Jun 2024" in page.said
    assert '"previousStartDate":"2024-06-09"' in page.linked_data
    project.build(moved, now="2024-07-10")
    assert "New date" not in Site(project.folder / "public")["events/day/"].said


def test_a_removed_event_says_so_as_long_as_its_feed_and_then_that_it_is_gone(project: Project) -> None:
    project.build(town(), now=DAY)
    left = town()
    left["events"] = [it for it in left["events"] if it["id"] != "day"]
    project.build(left, now="2024-06-05")
    site = Site(project.folder / "public")
    assert site["events/day/"].text("h1") == ["Cancelled: Day"]
    assert "9 Jun 2024" in site["events/day/"].said
    assert site.broken() == []
    project.build(left, now="2024-10-01")
    site = Site(project.folder / "public")
    assert site["events/day/"].text("h1") == ["This event is no longer in this calendar."]
    assert "Day" not in site["events/day/"].said
    assert not (project.folder / "public/events/day.ics").exists()
    assert "events/day/" not in (project.folder / "public/sitemap.xml").read_text()


@pytest.mark.parametrize("others", [True, False])
def test_a_feed_of_removed_events_alone_has_its_page_still(project: Project, others: bool) -> None:
    """And the list that leads to it, which may be one of such feeds alone."""
    only = {"id": "only", "title": "Only", "start": "2024-06-10", "categories": ["ballooning"]}
    data = town() if others else bare(event("rest"), url=BASE) | {"site": "yes"}
    project.build(data | {"events": [*data["events"], only]}, now=DAY)
    project.build(data, now="2024-06-05")
    site = Site(project.folder / "public")
    page = site["categories/ballooning/"]
    assert page.text("h1") == ["Ballooning"]
    assert "Nothing is coming up at the moment." in page.said
    assert f"{BASE.replace('https', 'webcal')}categories/ballooning.ics" in list(page.links())
    assert site.broken() == []
    hidden = {path for path, page in site.items() if 'content="noindex"' in page.data}
    assert "categories/ballooning/" in hidden
    assert ("categories/" in hidden) is not others
    listed = (project.folder / "public/sitemap.xml").read_text()
    assert not [path for path in hidden if f"<loc>{BASE}{path}</loc>" in listed]


# --- subscribing ------------------------------------------------------------------------------------


def test_every_feed_has_a_page_that_subscribes_to_it(site: Site) -> None:
    public = site.folder
    paths = {feed.relative_to(public).as_posix() for feed in public.rglob("*.ics")}
    assert "calendar.ics" in paths
    for path in paths:
        page = site["subscribe/" if path == "calendar.ics" else path.removesuffix(".ics") + "/"]
        if any(tag["http-equiv"] == "refresh" for tag in page.all("meta")):
            continue
        found = [link for link in page.links() if link.startswith("webcal://events.example.org/town/")]
        assert any(Path(link).name == page_name(path) for link in found), path


def page_name(path: str) -> str:
    from urllib.parse import quote

    return quote(Path(path).name)


def test_buttons_are_what_apps_open(site: Site) -> None:
    links = list(site["towns/马陆/"].links())
    feed = "events.example.org/town/towns/%E9%A9%AC%E9%99%86.ics"
    assert f"webcal://{feed}" in links
    encoded = feed.replace("%", "%25").replace("/", "%2F")
    assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{encoded}" in links
    assert [
        link
        for link in links
        if link.startswith("https://outlook.live.com/calendar/0/addfromweb/?url=https%3A%2F%2F")
    ]
    assert site["towns/马陆/"].one("input")["value"] == f"https://{feed}"
    assert site["towns/马陆/"].all("svg")[-1]["aria-label"] == (
        "Code that opens https://events.example.org/town/towns/%E9%A9%AC%E9%99%86/"
    )


# --- beside the pages --------------------------------------------------------------------------------


def test_every_date_is_data(site: Site) -> None:
    said = json.loads((site.folder / "events.json").read_text("utf-8"))
    assert (said["version"], said["generated_for"]) == (1, "2024-06-04")
    assert said["calendar"]["name"] == "Westport"
    dates = said["dates"]
    assert {it["id"] for it in dates} == {it["id"] for it in every_case()}
    (exact,) = [it for it in dates if it["id"] == "exact"]
    assert exact["start"] == "2024-06-07T19:30:00+08:00"
    assert exact["places"] == [
        {"id": "hall", "name": "Town Hall", "town": "Anting", "address": "1 Main Road", "geo": [31.25, 121.5]}
    ]
    assert exact["page"] == "https://events.example.org/town/events/exact/"
    assert (site.folder / "events.json").stat().st_size < 1000 * len(dates)


def test_a_series_tells_what_is_to_come_before_what_is_over(project: Project) -> None:
    daily = {"id": "daily", "title": "Daily", "start": "2020-01-01", "repeat": {"every": "day"}}
    project.build(town(0, daily), now=DAY)
    said = json.loads((project.folder / "public/events.json").read_text("utf-8"))
    days = [it["start"] for it in said["dates"] if it["id"] == "daily"]
    assert len(days) == 400
    assert (days[0], days[-1]) == ("2024-06-04", "2025-07-08")


@pytest.mark.parametrize(
    ("rule", "shown", "said"),
    [
        ({"every": "day"}, 60, "All other dates are in the feed"),
        ({"every": "day", "times": "61"}, 60, "1 more date is in the feed"),
        ({"every": "week", "times": "300"}, 60, "240 more dates are in the feed"),
        ({"every": "week", "times": "232"}, 1, "231 more dates are in the feed"),
        ({"every": "week", "times": "60"}, 60, ""),
    ],
)
def test_a_page_says_how_many_dates_of_a_series_it_leaves_out(
    project: Project, rule: Data, shown: int, said: str
) -> None:
    daily = {"id": "daily", "title": "Daily", "start": "2020-01-01", "repeat": rule}
    project.build(town(0, daily), now=DAY)
    site = Site(project.folder / "public")
    html = (project.folder / "public/events/daily/index.html").read_text("utf-8")
    listed = html.partition('<ul class="dates">')[2].partition("</details>")[0]
    assert listed.count("<li>") == shown
    link = f'</ul><p class="rest"><a href="../../events/daily.ics">{said}</a></p>'
    assert listed.partition("</li></ul>")[2] == (link.removeprefix("</ul>") if said else "")
    assert site.broken() == []


@pytest.mark.parametrize("made", [town(60), hostile('A \\ "title"', ADDRESSES[2])], ids=["town", "hostile"])
def test_the_data_are_as_the_schema_beside_them_says(project: Project, made: Data) -> None:
    """By check-jsonschema; and each field that there is, is in the schema."""
    check_jsonschema = pytest.importorskip("check_jsonschema", reason="CHECK-JSONSCHEMA IS NOT INSTALLED")
    from click.testing import CliRunner

    project.build(made, now=DAY)
    data, schema = (project.folder / "public" / name for name in ("events.json", "events.schema.json"))
    checked = CliRunner().invoke(check_jsonschema.main, ["--check-metaschema", str(schema)])
    assert checked.exit_code == 0, checked.output
    words = ["--schemafile", str(schema)]
    checked = CliRunner().invoke(check_jsonschema.main, [*words, str(data)])
    assert checked.exit_code == 0, checked.output
    said, known = (json.loads(it.read_text("utf-8")) for it in (data, schema))
    assert set(said) == set(known["properties"]) == set(known["required"])
    fields = {name for it in said["dates"] for name in it}
    assert fields | {"language"} == set(known["$defs"]["Dated"]["properties"])  # where there are several
    places = [place for it in said["dates"] for place in it.get("places", ())]
    assert {name for it in places for name in it} == set(known["$defs"]["Place"]["properties"])
    wrong = {"status": "canceled", "certainty": "sure", "all_day": "no", "places": [{"id": "x"}]}
    for name, value in wrong.items():
        of_one = said | {"dates": [said["dates"][0] | {name: value}]}
        (project.folder / "wrong.json").write_text(json.dumps(of_one))
        checked = CliRunner().invoke(check_jsonschema.main, [*words, str(project.folder / "wrong.json")])
        assert checked.exit_code == 1, name


def test_the_sitemap_has_every_page_that_is_to_be_found(site: Site) -> None:
    text = (site.folder / "sitemap.xml").read_text()
    found = set(re.findall("<loc>https://events.example.org/town/(.*?)</loc>", text))
    hidden = {path for path, page in site.items() if any(tag["name"] == "robots" for tag in page.all("meta"))}
    assert {re.sub("%E9%A9%AC%E9%99%86", "马陆", path) for path in found} == set(site) - hidden
    old = {"404.html", "events/old-name/", "events/old-fest/", "series/old-fest/"}
    assert {path for path in hidden if not path.startswith("embed/")} == old
    assert "Sitemap: https://events.example.org/town/sitemap.xml" in (site.folder / "robots.txt").read_text()


def test_the_page_for_what_is_not_there_works_at_any_path(site: Site) -> None:
    page = site["404.html"]
    (style,) = [tag["href"] for tag in page.all("link") if tag["rel"] == "stylesheet"]
    assert style.startswith("/town/assets/")
    assert page.all("a")[1]["href"] == "/town/"


def test_large_sites_have_maps_in_parts_and_indexes_by_time(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calendar_gen.site.data.MOST_ADDRESSES", 40)
    monkeypatch.setattr("calendar_gen.site.lists.MOST_TITLES", 15)
    monkeypatch.setattr("calendar_gen.site.months.MOST", 10)
    site = built(project, count=60)
    assert site.broken() == []
    parts = re.findall(r"town/(sitemap-\d+\.xml)", (site.folder / "sitemap.xml").read_text())
    found = [path for part in parts for path in re.findall("<loc>", (site.folder / part).read_text())]
    assert len(parts) > 2
    assert len(found) == len([path for path in site if not path.startswith("embed/")]) - 4
    assert {"search/e/", "search/e/2023-07/", "days/2024-06-07/"} <= set(site)
    assert "Y 1 event" in site["search/"].text("li")


def test_a_host_takes_so_much(capsys: pytest.CaptureFixture[str]) -> None:
    changes = Changes((), (), (), 0)
    results.built(Built(changes, {"index.html": 1_200_000_000}, 1, 0), "events.yaml", "public", "events.lock")
    assert "all of it has 1.2 GB: GitHub Pages takes 1 GB" in capsys.readouterr().err


def course(changes: str, times: int = 8) -> str:
    """A calendar of a series at Hall A, with changes."""
    return f"""
calendar: {{id: lib, name: Lib, timezone: Europe/Paris, url: "https://lib.example.org"}}
venues: {{hall: {{name: Hall A}}, room: {{name: Room B}}}}
site: yes
events:
  - id: course
    title: Course
    start: 2027-01-12 14:00
    duration: 2 h
    venue: hall
    repeat: {{every: week, times: {times}}}
    changes: [{changes}]
"""


def all_of(change: str) -> str:
    """The same of two dates, each of which is changed so."""
    return course(f"{{date: 2027-01-12, {change}}}, {{date: 2027-01-19, {change}}}", times=2)


@pytest.mark.parametrize(
    ("change", "told", "listed"),
    [
        ("venue: room", "Tue 2 Feb 2027 → Room B", "Tuesday 2 February 2027, 14:00–16:00 · Room B"),
        # Past its neighbour, so that it is an event of its own in feeds.
        ("start: 2027-02-10", "→ Wed 10 Feb 2027 14:00–16:00", "Wednesday 10 February 2027, 14:00–16:00"),
        ("start: 2027-02-03", "→ Wed 3 Feb 2027 14:00–16:00", "Wednesday 3 February 2027, 14:00–16:00"),
        ("title: Exam", "Tue 2 Feb 2027 → Exam", "Tuesday 2 February 2027, 14:00–16:00"),
        (
            "status: cancelled",
            "Tue 2 Feb 2027 → cancelled",
            "Cancelled: Tuesday 2 February 2027, 14:00–16:00",
        ),
    ],
)
def test_the_page_of_a_series_tells_all_its_dates(
    project: Project, change: str, told: str, listed: str
) -> None:
    """Also those that are events of their own in feeds, each with what is other of it."""
    project.write(course(f"{{date: 2027-02-02, {change}}}"))
    assert project("build", now="2027-01-05T00:00Z").code == 0
    site = Site(project.folder / "public")
    page = site["events/course/"]
    assert "every week" in page.said
    assert "Hall A" in page.said
    assert told in page.said
    assert listed in page.text("li")
    assert page.one("ul", "dates").text.count("2027") == 8
    assert json.loads(page.linked_data)["location"]["name"] == "Hall A"
    assert site["search/"].said.count("Course") == 1


def test_where_the_next_date_is_elsewhere_that_is_said_with_it(project: Project) -> None:
    project.write(course("{date: 2027-02-02, venue: room}"))
    assert project("build", now="2027-02-01T00:00Z").code == 0
    page = Site(project.folder / "public")["events/course/"]
    assert "Tuesday 2 February 2027, 14:00–16:00 · Room B" in page.said
    assert json.loads(page.linked_data)["location"]["name"] == "Room B"


def test_a_part_of_a_calendar_has_pages_of_what_stands_in_it(project: Project) -> None:
    project.write(course("{date: 2027-02-02, venue: room}, {date: 2027-02-16, venue: room}"))
    assert project("build", "--venue", "room", now="2027-02-01T00:00Z").code == 0
    page = Site(project.folder / "public")["events/course/"]
    assert "Tuesday 2 February 2027, 14:00" in page.said
    assert "Hall A" not in page.said


CONFERENCE = """
calendar: {id: lib, name: Lib, timezone: Europe/Paris, url: "https://lib.example.org"}
venues: {hall: {name: Hall A}, room: {name: Room B}}
site: yes
events:
  - {id: conf, title: Conference, start: 2027-09-17, venue: hall}
  - {id: b, title: Afternoon, start: 2027-09-17 15:00, duration: 1 h, venue: room, part_of: conf}
  - {id: a, title: Welcome, start: 2027-09-17 09:00, duration: 1 h, venue: hall, part_of: conf}
  - id: fair
    title: Fair
    start: 2027-03-13
    end: 2027-03-14
    hours: {saturday: 10:00-17:00, sunday: 10:00-13:00}
  - id: meetup
    title: Meetup
    start: 2027-07-13 19:00
    duration: 2 h
    venue: hall
    repeat: {every: month, on: second tuesday, times: 6}
    changes: [{date: 2027-08-10, venue: room}]
"""


@pytest.fixture
def conference(project: Project) -> Site:
    project.write(CONFERENCE)
    assert project("build", now="2027-08-01T00:00Z").code == 0
    return Site(project.folder / "public")


def test_an_event_with_parts_offers_the_feed_of_all_and_says_where_they_are(conference: Site) -> None:
    page = conference["events/conf/"]
    assert "series/conf/#subscribe" in " ".join(page.links())
    assert "15:00–16:00 · Room B" in page.said
    assert "10:00 · Hall A" not in page.said  # which is where the whole is


def test_the_place_of_the_next_date_is_named_with_that_of_the_series(conference: Site) -> None:
    page = conference["events/meetup/"]
    links = list(page.links())
    assert links.index("../../venues/room/") < links.index("../../venues/hall/")


def test_the_table_of_a_month_goes_by_time(conference: Site) -> None:
    table = conference["months/2027-09/"].one("table").text
    assert table.index("Welcome") < table.index("Afternoon")


def test_days_that_a_run_lacks_are_not_said_to_be_closed(conference: Site) -> None:
    assert "Sat 10:00–17:00, Sun 10:00–13:00" in conference["events/fair/"].said
    assert "closed" not in conference["events/fair/"].said


@pytest.mark.parametrize("words", [[], ["--event", "course"], ["--month", "2027-01"]])
def test_a_series_of_which_all_dates_are_changed_has_a_page_of_its_own(
    project: Project, words: list[str]
) -> None:
    project.write(all_of("venue: room, title: Exam"))
    assert project("build", *words, now="2027-01-05T00:00Z").code == 0
    site = Site(project.folder / "public")
    page = site["events/course/"]
    assert page.text("h1") == ["Course"]
    assert page.one("ul", "dates").text.count("2027") == 2
    assert site.broken() == []


def test_of_a_series_that_is_off_no_next_date_is_told(project: Project) -> None:
    project.write(all_of("status: cancelled"))
    assert project("build", now="2027-01-05T00:00Z").code == 0
    assert "Next date" not in Site(project.folder / "public")["events/course/"].said
