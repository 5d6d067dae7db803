"""The pages of a calendar in several languages: a tree of each, ways between them, what isn't there."""

import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from babel import Locale, localedata
from babel.messages.plurals import get_plural

import calendar_gen
import catalogues
from calendar_gen.site import texts
from calendar_gen.words import languages, pages
from support.browsers import build
from support.gallery import LANGUAGES, TREES, translated
from support.hostile import hostile
from support.paths import ROOT
from support.projects import Data, Project, calendar, changed, event, without
from support.sites import Html, Site
from support.towns import DAY, town

BASE = "https://events.example.org/town/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def several(count: int = 0, *events: Data, tags: tuple[str, ...] = LANGUAGES) -> Data:
    return translated(town(count, *events, languages=list(tags)))


def built(project: Project, data: Data, *arguments: str) -> Site:
    project.build(data, *arguments, now=DAY)
    return Site(project.folder / "public")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One for all that only read in it."""
    return Site(build(tmp_path_factory.mktemp("several"), json.dumps(several()), now=DAY))


def paths_in(site: Site, tree: str) -> set[str]:
    """The pages of a tree, as they are in each."""
    other = tuple(it for it in TREES if it)
    inside = (path for path in site if path.startswith(tree) and (tree or not path.startswith(other)))
    return {path.removeprefix(tree) for path in inside}


def switches(page: Html) -> dict[str, str]:
    """Where a page has the other languages, by tag: paths from the top, or as they stand there."""
    found = {tag["hreflang"]: tag["href"] for tag in page.all("a") if "hreflang" in tag.attributes}
    if page.path.endswith("404.html"):
        return found
    resolved = {tag: unquote(posixpath.join("/", page.path, link)) for tag, link in found.items()}
    return {tag: _folder(path) for tag, path in resolved.items()}


def _folder(path: str) -> str:
    inside = posixpath.normpath(path).strip("/")
    return f"{inside}/" if inside else ""


# --- trees ------------------------------------------------------------------------------------------


def test_each_page_is_there_in_each_language(site: Site) -> None:
    first = paths_in(site, "")
    assert len(first) > 60
    for tree, tag in zip(TREES, LANGUAGES, strict=True):
        assert paths_in(site, tree) == first
        for path in first:
            root = site[tree + path].one("html")
            assert (root["lang"], root["dir"]) == (tag, "rtl" if tag == "ar" else "ltr")
    assert site.broken() == []


@pytest.mark.parametrize("url", ["https://e.example", "https://e.example/a/b", "https://e.example/a/b/"])
def test_every_address_of_its_own_is_there(project: Project, url: str) -> None:
    """Whether or not the address of the calendar has a path, and a slash at its end."""
    data = town(6)
    data["calendar"] |= {"languages": ["en", "zh-Hans"], "url": url}
    project.build(data, now=DAY)
    folder, base, found = project.folder / "public", url.rstrip("/") + "/", set()
    for path, content in project.files().items():
        if path.endswith((".html", ".xml", ".ics", ".json")):
            text = content.replace(b"\r\n ", b"").decode().replace("&amp;", "&")
            found |= set(re.findall(r"(?:https|webcal)(://e\.example[!#-&(-;=?-\[\]-~]*)", text))
    assert len(found) > 100
    for address in {f"https{it}" for it in found} - {url}:
        assert address.startswith(base), address
        there = folder / unquote(urlsplit(address.removeprefix(base)).path)
        assert (there / "index.html" if there.is_dir() else there).is_file(), address


def test_each_page_leads_to_the_same_in_the_other_languages(site: Site) -> None:
    for tree, tag in zip(TREES, LANGUAGES, strict=True):
        for path in paths_in(site, tree) - {"404.html"}:
            if path.startswith("embed/"):
                continue  # who shows it in a frame chooses the language
            others = {it: there + path for it, there in zip(LANGUAGES, TREES, strict=True) if it != tag}
            assert switches(site[tree + path]) == others
            (nav,) = site[tree + path].all("nav", "lang")
            assert nav["aria-label"]


def test_a_language_is_called_as_it_calls_itself(site: Site) -> None:
    links = {tag["hreflang"]: tag for tag in site[""].all("a") if "hreflang" in tag.attributes}
    assert {it: tag.text for it, tag in links.items()} == {"zh-Hans": "简体中文", "ar": "العربية"}
    assert all(tag["lang"] == it for it, tag in links.items())
    assert links["ar"]["dir"] == "rtl"
    assert "dir" not in links["zh-Hans"].attributes


def test_what_is_missing_is_told_of_in_each_language(site: Site) -> None:
    """A host shows it at any path, so its links begin at the root."""
    page = site["zh-Hans/404.html"]
    assert page.one("html")["lang"] == "zh-Hans"
    assert {"/town/zh-Hans/", "/town/zh-Hans/subscribe/"} <= set(page.links())
    assert switches(page) == {"en": "/town/", "ar": "/town/ar/"}
    assert any(link.startswith("/town/assets/site.") for link in page.links())


def test_assets_and_what_hosts_and_robots_read_are_there_once(site: Site) -> None:
    once = {"robots.txt", "sitemap.xml", "_headers", ".nojekyll", "events.schema.json", "manifest.json"}
    assert {path.name for path in site.folder.iterdir() if path.is_file()} >= once
    for tree in TREES[1:]:
        there = {path.name for path in (site.folder / tree).iterdir()}
        assert not there & {*once, "assets"}
        assert {"events.json", "feed.xml", "calendar.ics", "404.html"} <= there


def test_a_language_has_its_own_feeds_data_and_search(site: Site) -> None:
    page = site["zh-Hans/venues/hall/"]
    assert f"webcal://{BASE.removeprefix('https://')}zh-Hans/venues/hall.ics" in set(page.links())
    assert "../../venues/hall.ics" in set(page.links())
    (field,) = [tag for tag in page.all("input") if tag["type"] == "url"]
    assert field["value"] == f"{BASE}zh-Hans/venues/hall.ics"
    said = json.loads((site.folder / "zh-Hans/events.json").read_text("utf-8"))
    about = said["calendar"]
    assert (about["name"], about["language"], about["languages"]) == ("西港", "zh-Hans", list(LANGUAGES))
    assert about["url"] == f"{BASE}zh-Hans/"
    of = {it["id"]: it for it in said["dates"]}
    assert (of["exact"]["title"], of["exact"]["page"]) == ("音乐会", f"{BASE}zh-Hans/events/exact/")
    assert "language" not in of["exact"]
    assert (of["day"]["title"], of["day"]["language"]) == ("Day", "en")
    rows = {it[0]: it[1:] for it in json.loads((site.folder / "zh-Hans/search/all.json").read_text("utf-8"))}
    assert rows["exact"][0] == "音乐会"
    assert len(rows["exact"]) == 3
    assert rows["day"][3] == "en"
    (script,) = [tag for tag in page.all("script") if tag["data-top"]]
    assert script["data-top"] == "../../"


def test_titles_that_begin_with_other_letters_have_other_pages(project: Project) -> None:
    """The letters of one language are none of another: they lead to all letters there."""
    site = built(project, several(520))
    assert "search/e/" in site
    assert switches(site["search/e/"])["zh-Hans"] == "zh-Hans/search/"
    assert not [tag for tag in site["search/e/"].all("link") if tag["hreflang"]]
    assert site.broken() == []


@pytest.mark.parametrize(
    "filters", [("--category", "音乐"), ("--venue", "park"), ("--from", "2024-06-05", "--to", "2024-06-30")]
)
def test_every_link_of_a_part_is_there(project: Project, filters: tuple[str, ...]) -> None:
    project.build(several(0, event("gone", "2024-06-10", venue="park", categories=["music"])), now=DAY)
    project.build(several(), *filters, "-o", "part", now=DAY)
    site = Site(project.folder / "part")
    assert site.broken() == []
    assert paths_in(site, "") == paths_in(site, "ar/")


def test_a_calendar_of_one_language_speaks_of_no_other(project: Project) -> None:
    site = built(project, town())
    for page in site.values():
        assert not page.all("nav", "lang")
        assert not [tag for tag in page.tags if tag["hreflang"] or tag.name == "bdi"]
    assert "xhtml" not in (site.folder / "sitemap.xml").read_text("utf-8")


def test_the_order_of_languages_says_which_is_at_the_top(project: Project) -> None:
    site = built(project, several(tags=("zh-Hans", "en", "ar")))
    assert site[""].one("html")["lang"] == "zh-Hans"
    assert switches(site["events/exact/"]) == {"en": "en/events/exact/", "ar": "ar/events/exact/"}


def test_languages_with_one_name_are_told_apart(project: Project) -> None:
    site = built(project, town(languages=["en", "zh-CN", "zh-SG"]))
    names = [tag.text for tag in site[""].all("a") if "hreflang" in tag.attributes]
    assert names == ["中文 (zh-CN)", "中文 (zh-SG)"]


def test_many_languages_stand_behind_one_word(project: Project) -> None:
    site = built(project, town(languages=["en", "de", "fr", "it", "es"]))
    (nav,) = site["de/"].all("nav", "lang")
    assert nav.text.split() == ["Sprachen", "English", "Français", "Italiano", "Español"]
    assert "Sprachen" in site["de/"].text("summary")
    assert not built(project, town(languages=["en", "de", "fr", "it"]))["de/"].all("summary")


# --- search engines ---------------------------------------------------------------------------------


def test_a_page_names_its_like_in_each_language(site: Site) -> None:
    for tree, path in (("", ""), ("zh-Hans/", "events/exact/"), ("ar/", "towns/马陆/")):
        page = site[tree + path]
        found = {tag["hreflang"]: tag["href"] for tag in page.all("link") if tag["hreflang"]}
        named = {tag: BASE + it + quote(path) for tag, it in zip(LANGUAGES, TREES, strict=True)}
        assert found == named | {"x-default": BASE + quote(path)}
        (canonical,) = [tag["href"] for tag in page.all("link") if tag["rel"] == "canonical"]
        assert canonical == BASE + tree + quote(path)
    for path in ("404.html", "events/old-name/", "embed/"):
        assert not [tag for tag in site[path].all("link") if tag["hreflang"]]


def test_without_an_address_no_page_names_another(project: Project) -> None:
    data = several()
    del data["calendar"]["url"]
    site = built(project, data)
    assert not [tag for page in site.values() for tag in page.all("link") if tag["hreflang"]]
    assert switches(site["events/exact/"])["ar"] == "ar/events/exact/"
    assert site.broken() == []


def test_the_sitemap_has_each_page_with_its_like_in_each_language(site: Site) -> None:
    root = ElementTree.fromstring((site.folder / "sitemap.xml").read_text("utf-8"))
    found = {
        url.findtext(f"{SITEMAP}loc"): {
            it.get("hreflang"): it.get("href") for it in url.findall(f"{XHTML}link")
        }
        for url in root
    }
    listed = {path for path, page in site.items() if 'content="noindex"' not in page.data}
    assert set(found) == {BASE + quote(path) for path in listed}
    for path, alternates in found.items():
        assert alternates.keys() == {*LANGUAGES, "x-default"}
        assert path in alternates.values()
        assert all(of in found for of in alternates.values())
    assert (site.folder / "robots.txt").read_text("utf-8").count("Sitemap:") == 1


def test_what_is_read_of_an_event_is_in_the_language_of_its_page(site: Site) -> None:
    said = json.loads(site["zh-Hans/events/exact/"].linked_data)
    assert (said["name"], said["inLanguage"]) == ("音乐会", "zh-Hans")
    assert said["url"] == f"{BASE}zh-Hans/events/exact/"
    assert said["@type"] == json.loads(site["events/exact/"].linked_data)["@type"] == "MusicEvent"
    assert json.loads(site["zh-Hans/events/renamed/"].linked_data)["inLanguage"] == "en"


# --- texts that aren't there ------------------------------------------------------------------------


def marked(page: Html) -> set[tuple[str, str, str]]:
    """The texts of a page that say in which language they are, and in which direction they run."""
    return {(tag.text, tag["lang"], tag["dir"]) for tag in page.all("bdi")}


def test_a_text_that_falls_back_says_in_which_language_it_is(site: Site) -> None:
    page = site["zh-Hans/events/three/"]
    assert {("Three", "en", ""), ("The Quay", "en", ""), ("Anting", "en", "")} <= marked(page)
    assert not {it for it in marked(page) if it[1] != "en"}
    (prose,) = page.all("div", "prose")
    assert (prose["lang"], prose["dir"]) == ("en", "")
    assert "市政厅" not in {text for text, *_ in marked(page)}
    assert not site["events/three/"].all("bdi")


def test_a_part_of_a_sentence_says_it_for_itself(site: Site) -> None:
    """Of a title behind a word of ours, a place before its town, a category beside another."""
    assert ("Day", "en", "") in marked(site["zh-Hans/months/2024-06/"])
    page = site["zh-Hans/"]
    assert [tag.text for tag in page.all("p", "kind") if "Car culture" in tag.text] == ["Car culture"]
    assert ("Car culture", "en", "") in marked(page)
    assert site["zh-Hans/events/day/"].text("h1") == ["Day"]
    assert ("The Quay", "en", "") in marked(site["zh-Hans/venues/quay/"])


def test_titles_and_attributes_are_text_alone(site: Site) -> None:
    """A tag in one of them would be shown, or end it."""
    for page in site.values():
        for tag in page.tags:
            for name, value in tag.attributes.items():
                assert "<" not in value, (page.path, tag.name, name)
                assert name not in ('en"', "bdi"), (page.path, tag.name)
        assert "<" not in page.one("title").text


def test_hostile_translations_are_inert(project: Project) -> None:
    data = hostile("A plain title")
    odd = '"><script>alert(1)</script><bdi lang="x'
    data["calendar"] |= {"languages": ["en", "ar"], "name": {"ar": odd}, "description": {"ar": odd}}
    data["calendar"].pop("language", None)
    for it in data["events"]:
        it["title"] = {"ar": odd}
    site = built(project, data)
    for page in site.values():
        assert all(tag["src"] or tag["type"] == "application/ld+json" for tag in page.all("script"))
        assert all(tag["lang"] in ("ar", "en") for tag in page.all("bdi"))
    assert odd in {text for text, *_ in marked(site["events/odd/"])}


def test_what_was_removed_is_told_of_in_each_language(project: Project) -> None:
    more = (event("left", "2024-06-30"), event("untold", "2024-06-30"))
    data = several(0, *more)
    project.build(data, now="2024-06-01")
    project.build(without(data, "left", "untold"), now=DAY)
    site = Site(project.folder / "public")
    assert "旧书市场" in site["zh-Hans/events/left/"].said
    assert not site["zh-Hans/events/left/"].all("bdi")
    assert ("Untold", "en", "") in marked(site["zh-Hans/events/untold/"])
    assert site.broken() == []


def test_what_is_moved_leads_to_the_same_language(site: Site) -> None:
    (refresh,) = [
        tag for tag in site["zh-Hans/events/old-fest/"].all("meta") if tag["http-equiv"] == "refresh"
    ]
    assert refresh["content"] == "0; url=../../events/fest/"


def test_a_mended_translation_changes_the_pages_of_its_language_alone(project: Project) -> None:
    data = several()
    project.build(data, now=DAY)
    before = project.files()
    title = {"en": "Exact", "zh-Hans": "夏日音乐会", "ar": "حفلة موسيقية"}
    project.build(changed(data, "exact", title=title), now=DAY)
    after = project.files()
    differ = {path for path in after if before.get(path) != after[path]} - {"manifest.json"}
    assert differ
    assert {path.partition("/")[0] for path in differ} == {"zh-Hans"}


# --- a language that there are no words for ---------------------------------------------------------


def test_words_that_are_there_in_english_alone_say_so(site: Site) -> None:
    page = site["ar/events/exact/"]
    assert (page.one("html")["lang"], page.one("html")["dir"], page.one("body")["lang"]) == (
        "ar",
        "rtl",
        "en",
    )
    assert ("حفلة موسيقية", "ar", "") in marked(page)  # it runs as the page does
    assert ("Renamed", "en", "") not in marked(site["ar/events/renamed/"])  # as all around it
    assert "lang" not in site["zh-Hans/"].one("body").attributes


def test_a_language_alone_that_there_are_no_words_for(project: Project) -> None:
    site = built(project, town(language="ko", name="서항"))
    assert (site[""].one("html")["lang"], site[""].one("body")["lang"]) == ("ko", "en")
    assert ("서항", "ko", "") in marked(site[""])


ARABIC: dict[str, str | tuple[str, ...]] = {
    "{n} event": (
        "لا فعاليات",
        "فعالية واحدة",
        "فعاليتان",
        "{n} فعاليات",
        "{n} فعالية",
        "{n} من الفعاليات",
    ),
    "Places": "الأماكن",
    "Languages": "اللغات",
}


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Words in Arabic, in a folder of their own: there are none in the package."""
    root = tmp_path / "words"
    shutil.copytree(ROOT / catalogues.FOLDER, root / catalogues.FOLDER)
    shutil.copytree(ROOT / "calendar_gen" / "words", root / "calendar_gen" / "words", dirs_exist_ok=True)
    path = catalogues.add("ar", root)
    catalog = catalogues.read(path)
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key in ARABIC:
            message.string = ARABIC[key]
    catalogues._write(path, catalog)
    catalogues.compile_all(root)
    monkeypatch.setattr(languages, "FOLDER", root / catalogues.FOLDER)
    monkeypatch.setattr(languages, "CATALOGUES", {**languages.CATALOGUES, ("ar", "Arab"): "ar"})
    monkeypatch.setattr(languages, "_SCRIPTS", {**languages._SCRIPTS, "ar": "Arab"})
    cached = (languages.language, languages.worded_in, pages.page_words)
    for function in cached:
        function.cache_clear()
    yield
    monkeypatch.undo()
    for function in cached:
        function.cache_clear()


@pytest.mark.usefixtures("arabic")
def test_arabic_words_have_their_six_plurals(tmp_path: Path) -> None:
    assert get_plural(Locale.parse("ar")).num_plurals == 6
    counts = {
        0: "لا فعاليات",
        1: "فعالية واحدة",
        2: "فعاليتان",
        3: "3 فعاليات",
        11: "11 فعالية",
        100: "100 من الفعاليات",
    }
    assert {n: pages.events_count(n, "ar") for n in counts} == counts
    data = several()
    (tmp_path / "events.yaml").write_text(json.dumps(data), "utf-8")
    now = datetime(2024, 6, 4, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    calendar_gen.build(tmp_path / "events.yaml", tmp_path / "public", now=now)
    site = Site(tmp_path / "public")
    page = site["ar/venues/"]
    assert (page.one("html")["lang"], page.one("html")["dir"]) == ("ar", "rtl")
    assert "lang" not in page.one("body").attributes
    assert page.text("h1") == ["الأماكن"]
    assert "قاعة المدينة" in page.text("a")
    counted = page.text("span", "muted")
    assert counted
    assert all("فعالي" in text for text in counted)
    assert ("The Quay", "en", "ltr") in marked(page)
    assert "قاعة المدينة" not in {text for text, *_ in marked(page)}
    assert site.broken() == []


# --- names and directions ---------------------------------------------------------------------------


def test_languages_run_as_cldr_says() -> None:
    for name in localedata.locale_identifiers():
        expected = "rtl" if Locale.parse(name).character_order == "right-to-left" else "ltr"
        assert languages.direction(name.replace("_", "-")) == expected, name
    for tag, expected in (
        ("AR", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab-IR", "rtl"),
        ("x-ar", "ltr"),
        ("und", "ltr"),
    ):
        assert languages.direction(tag) == expected


def test_languages_are_called_as_they_call_themselves() -> None:
    names = {
        "de": "Deutsch",
        "fr": "Français",
        "zh-Hans": "简体中文",
        "ZH-hans": "简体中文",
        "zh-Hant": "繁體中文",
        "pt-BR": "Português (Brasil)",
        "ka": "ქართული",
        "zu": "isiZulu",
        "de-1996": "Deutsch",
        "iw": "עברית",
        "he": "עברית",
        "x-klingon": "x-klingon",
    }
    assert {tag: languages.own_name(tag) for tag in names} == names


def test_a_text_in_another_language_is_itself_in_all_but_html() -> None:
    text = texts.said("Tom & Ann", "en", "zh-Hans")
    assert (str(text), f"{text}!") == ("Tom & Ann", "Tom & Ann!")
    assert text.__html__() == '<bdi lang="en">Tom &amp; Ann</bdi>'  # type: ignore[attr-defined]
    assert text != texts.said("Tom & Ann", "de", "zh-Hans")
    assert texts.said("Tom & Ann", "zh-Hans", "zh-Hans") == "Tom & Ann"
    both = texts.joined(" · ", ("<i>", text, ""))
    assert str(both) == "<i> · Tom & Ann"
    assert both.__html__() == '&lt;i&gt; · <bdi lang="en">Tom &amp; Ann</bdi>'  # type: ignore[attr-defined]
    many = texts.joined(" & ", [texts.said(f"<{n}>", "en", "zh-Hans") for n in range(40)])
    spoken = [f'<bdi lang="en">&lt;{n}&gt;</bdi>' for n in range(40)]
    assert many.__html__() == " &amp; ".join(spoken)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Annulé\xa0: A"),
        ("en", "Cancelled: A"),
        ("de", "Abgesagt: A"),
        ("ja", "中止：A"),
        ("zh-Hans", "已取消：A"),
    ],
)
def test_a_colon_has_the_spaces_of_its_language(project: Project, language: str, said: str) -> None:
    off = event("a", status="cancelled")
    project.build({**calendar(off, language=language), "site": {"search": "no"}})
    page = project.files()["events/a/index.html"].decode()
    heading = re.search("<h1.*?</h1>", page)
    assert heading
    assert re.sub("<.*?>", "", heading[0]) == said


def test_templates_write_no_colon_of_their_own() -> None:
    templates = (ROOT / "calendar_gen" / "site" / "templates").glob("*.html")
    assert not [path.name for path in templates if re.search(r"}}:", path.read_text("utf-8"))]
