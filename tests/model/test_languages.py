"""A calendar of several languages: in each its own texts, and everything else the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import calendar_gen
from calendar_gen import compiler
from calendar_gen.loader import Loaded
from calendar_gen.model import apart, selection, slugs
from calendar_gen.model.catalog import Catalog, Event, Filters
from calendar_gen.source.document import is_language
from calendar_gen.source.files import Source
from support.calendars import Data, as_json, calendars, examples
from support.languages import TAGS, same, translated
from support.projects import Project, bare, calendar, event, every_form
from support.running import NOW


def loaded(data: Data, *others: Data) -> Loaded:
    files = [Source(f"{n}.yaml", as_json(it).encode()) for n, it in enumerate(others, 1)]
    return compiler.load(Source("events.yaml", as_json(data).encode(), tuple(files)))


def views(data: Data) -> dict[str, Catalog]:
    found = loaded(data)
    assert not found.errors, found.diagnostics
    return {tag: found.in_language(tag) for tag in found.catalog.calendar.languages}


def codes(data: Data) -> list[str]:
    return [diagnostic.code for diagnostic in loaded(data).diagnostics]


def bilingual(*events: Data, **more: Any) -> Data:
    made = bare(*events, languages=["en", "de"], name={"en": "Demo", "de": "Vorschau"})
    return made | more


def only(catalog: Catalog) -> Event:
    (event,) = catalog.events
    return event


# --- texts ----------------------------------------------------------------------------------------


def test_each_view_has_its_own_texts() -> None:
    fair = event("fair", title={"en": "Fair", "de": "Markt"}, description={"de": "Für alle.\n"})
    found = views(bilingual(fair | {"source": {"title": {"en": "Poster", "de": "Plakat"}}}))
    assert list(found) == ["en", "de"]
    said = {
        tag: (only(it).summary, only(it).description, only(it).sources[0].title) for tag, it in found.items()
    }
    assert said == {"en": ("Fair", "Für alle.", "Poster"), "de": ("Markt", "Für alle.", "Plakat")}
    assert [it.calendar.name for it in found.values()] == ["Demo", "Vorschau"]
    assert [it.calendar.language for it in found.values()] == ["en", "de"]
    assert {it.calendar.languages for it in found.values()} == {("en", "de")}


def test_a_text_that_is_missing_falls_back_and_says_in_which_language_it_is() -> None:
    data = bilingual(event("fair", title="Fair", description={"de": "Für alle."}))
    found = views(data)
    assert only(found["en"]).fallen == (("description", "de"),)
    assert only(found["en"]).language_of("description") == "de"
    assert only(found["en"]).language_of("summary") == ""
    assert only(found["de"]).fallen == (("summary", "en"),)


def test_it_falls_back_to_the_first_of_the_calendars_languages_that_it_has() -> None:
    title = {"zh-Hans": "集市", "de": "Markt"}
    data = bare(event("fair", title=title), languages=["fr", "de", "en", "zh-Hans"])
    found = views(data)
    assert {tag: only(it).summary for tag, it in found.items()} == {
        **dict.fromkeys(["fr", "de", "en"], "Markt"),
        "zh-Hans": "集市",
    }


def test_one_language_is_as_if_there_were_none() -> None:
    plain = loaded(bare(event("fair")))
    assert plain.translations == ()
    assert plain.catalog.calendar.languages == ("en",)
    assert plain.in_language("en") is plain.catalog
    assert (
        loaded(bare(event("fair"), languages="de")).catalog
        == loaded(bare(event("fair"), language="de")).catalog
    )
    with pytest.raises(KeyError):
        plain.in_language("de")


def test_a_change_has_its_own_texts_and_else_those_of_the_series() -> None:
    choir = event(
        "choir",
        title={"en": "Choir", "de": "Chor"},
        description={"en": "Sing."},
        repeat={"every": "week", "times": "3"},
        changes=[
            {"date": "2024-05-08", "title": {"de": "Konzert"}},
            {"date": "2024-05-15", "description": {"de": "Singt.", "en": "Sing!"}},
        ],
    )
    found = views(bilingual(choir))
    said = {
        tag: [(it.event.summary, it.event.description) for it in only(of).overrides]
        for tag, of in found.items()
    }
    assert said == {
        "en": [("Konzert", "Sing."), ("Choir", "Sing!")],
        "de": [("Konzert", "Sing."), ("Chor", "Singt.")],
    }
    first, second = only(found["en"]).overrides
    assert (first.event.fallen, second.event.fallen) == ((("summary", "de"),), ())


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("title", {"en": "Choir", "de": "Konzert"}),
        ("title", "Choir"),
        ("description", {"en": "Sing.", "de": "Singt!\n\nLaut."}),
        ("description", {"en": "Sing."}),
    ],
)
def test_what_differs_in_one_language_alone_differs_in_all(key: str, changed: Any) -> None:
    """The further dates of a series with one date by its rule: whether they are as that, or as it was."""
    choir = event(
        "choir",
        title={"en": "Choir", "de": "Chor"},
        description={"en": "Sing.", "de": "Singt!\nLaut."},
        repeat={"every": "week", "until": "2024-05-02", "also": ["2024-06-01"]},
        changes=[{"date": "2024-05-01", key: changed}],
    )
    found = views(bilingual(choir))
    assert same(found)
    assert [len(only(it).overrides) for it in found.values()] == [1, 1]


def test_texts_in_other_files_are_in_the_languages_of_the_calendar() -> None:
    main = bilingual(event("fair", title={"de": "Markt", "en": "Fair"})) | {"include": ["1.yaml"]}
    first = event("first", title={"de": "Erstes"}, venue="hall")
    second = event("second", title={"en": "Second", "de": "Zweites"})
    venues = {"hall": {"name": {"en": "Hall", "de": "Saal"}}}
    part = {"events": [first, second], "venues": venues}
    found = loaded(main, part)
    assert not found.errors
    assert [it.summary for it in found.in_language("de").events] == ["Markt", "Erstes", "Zweites"]
    assert found.in_language("de").venues[0].name == "Saal"


def test_what_is_wrong_is_told_at_its_own_line_whatever_the_language() -> None:
    text = """
calendar: {id: a, name: A, languages: [en, de], ignore: W110}
events:
  - id: fair
    title:
      en: Fair
      de: <b>Markt</b>
    start: 2027-06-04
    description:
      de: "\\u202e"
      en: Fine &amp; dandy
"""
    found = compiler.load(Source("events.yaml", text.encode())).diagnostics
    assert [(it.code, it.position.line) for it in found] == [("W230", 7), ("E014", 10)]


GAPS = """\
calendar: {id: a, name: {fr: M, en: L}, languages: [fr, en], ignore: [W203, W204]}
venues:
  bib:
    address: 1 rue du Port
    name: Médiathèque
  hall:
    name: Salle
    address:
      fr: 2 rue du Port
  quai: {name: Quai, town: Saint-Malo}
organizers: {amis: {name: Les amis}}
events:
  - id: fair
    start: 2027-06-04
    categories: [littérature, 图书]
    description:
      en: Fair
    title: {fr: Foire, en: Fair}
    repeat: {every: week, times: 3}
    changes:
      - date: 2027-06-11
        title: {fr: Grande foire, en: Great fair}
      - date: 2027-06-18
        title: Petite foire
"""


def test_a_text_that_is_missing_is_told_at_its_own_line_and_names_are_told_once() -> None:
    found = compiler.load(Source("events.yaml", GAPS.encode())).diagnostics
    assert [(it.position.line, it.message) for it in found] == [
        (5, "there is no en for 'name', 'address', nor for 1 more venue"),
        (7, "there is no en for 'name', 'address'"),
        (10, "there is no en for 'Saint-Malo'"),
        (11, "there is no en for 'name'"),
        (15, "there is no en for 'littérature'"),
        (15, "there is no en for '图书'"),
        (16, "there is no fr for 'description' and no en for 'title of a change'"),
    ]
    assert [it.remedy.partition(":")[0] for it in found[4:6]] == ["write 'litterature", "write 'its-id"]


def test_addresses_are_alike_in_all_languages_until_one_is_written_in_several() -> None:
    said = GAPS.replace("    address:\n      fr: 2 rue du Port\n", "")
    found = compiler.load(Source("events.yaml", said.encode())).diagnostics
    assert found[0].message == "there is no en for 'name', nor for 2 more venues"
    assert not any("address" in it.message for it in found)


# --- categories and towns -------------------------------------------------------------------------


def with_terms(**more: Any) -> Data:
    hall = {"name": "Hall", "town": "Genf"}
    fair = event("fair", categories=["Musik", "kids", "music"], venue="hall")
    return (
        bilingual(
            fair,
            venues={"hall": hall},
            categories={"music": {"name": {"en": "Music", "de": "Musik"}}},
            towns={"geneva": {"name": {"en": "Geneva", "de": "Genf"}}},
        )
        | more
    )


def test_keys_are_the_same_in_every_language_and_names_are_not() -> None:
    for tag, town, music in (("en", "Geneva", "Music"), ("de", "Genf", "Musik")):
        found = only(views(with_terms())[tag])
        assert found.categories == ("music", "kids")
        assert found.category_names == (music, "kids")
        assert found.named_categories == {"music": music, "kids": "kids"}
        assert found.named_towns == {"geneva": town}
        assert found.language_of("category_names.kids") == ("" if tag == "en" else "en")


def test_a_town_without_an_id_is_called_at_all_venues_as_at_one() -> None:
    venues = {
        "hall": {"name": "Hall", "town": {"en": "Geneva", "de": "Genf"}},
        "pier": {"name": "Pier", "town": "Geneva"},
    }
    german = views(bilingual(event("fair", venues=["hall", "pier"]), venues=venues))["de"]
    assert only(german).named_towns == {"Geneva": "Genf"}
    assert [venue.town_name for venue in german.venues] == ["Genf", "Genf"]
    assert {venue.town for venue in german.venues} == {"Geneva"}


def test_an_id_is_the_name_of_the_feed_and_a_path_that_was_published_stays() -> None:
    standing = apart.standing(views(with_terms())["en"])
    assert slugs.paths(standing, {}).categories["music"] == "categories/music.ics"
    assert slugs.paths(standing, {}).towns == {"geneva": "towns/geneva.ics"}
    published = {"categories/musik-2.ics": "Musik", "towns/genf.ics": "genf", "towns/sion.ics": "Sion"}
    for catalog in views(with_terms()).values():
        found = slugs.paths(apart.standing(catalog), published)
        assert found.categories == {"music": "categories/musik-2.ics", "kids": "categories/kids.ics"}
        assert found.towns == {"geneva": "towns/genf.ics"}


def test_to_give_what_is_published_an_id_moves_no_feed_and_revises_nothing(project: Project) -> None:
    fair = event("fair", categories=["Motor show"], venue="hall")
    data = calendar(fair)
    project.build(data)
    before = project.files()
    feed = before["categories/motor-show.ics"]
    terms = {"cars": {"name": "Motor show"}}
    project.build(data | {"categories": terms, "towns": {"anting-town": {"name": "Anting"}}})
    after = project.files()
    assert after.keys() == before.keys()
    assert after["categories/motor-show.ics"] == feed


@pytest.mark.parametrize("tag", ["en", "de"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(town=("Genf",)),
        Filters(town=("geneva",)),
        Filters(category=("musik",)),
        Filters(category=("Music",)),
        Filters(venue=("Saal",)),
        Filters(event=("Markt",)),
        Filters(search=("markt",)),
        Filters(search=("genf",)),
        Filters(search=("freunde",)),
    ],
)
def test_filters_find_by_the_names_of_any_language(filters: Filters, tag: str) -> None:
    data = with_terms(
        venues={
            "hall": {"name": {"en": "Hall", "de": "Saal"}, "town": "geneva"},
            "quay": {"name": "Quay", "town": "Sion"},
        },
        organizers={"friends": {"name": {"de": "Freunde", "en": "Friends"}}},
    )
    data["events"][0] |= {"title": {"en": "Fair", "de": "Markt"}, "organizer": "friends"}
    data["events"].append(event("other", venue="quay", categories=["kids"]))
    catalog = views(data)[tag]
    found = selection.select(catalog, selection.query(filters, catalog, NOW))
    assert [it.id for it in found] == ["fair"]


@pytest.mark.parametrize("sought", ["Fair Jazz", "Markt Jazz", "Jazz Markt", "picnic Markt"])
def test_a_search_finds_nothing_across_two_languages_or_texts(sought: str) -> None:
    """What stands beside what is another matter in each language, and feeds must hold the same in all."""
    data = bilingual(event("fair", title={"en": "Fair", "de": "Markt"}, description="Jazz\npicnic"))
    for catalog in views(data).values():
        assert not selection.select(catalog, selection.query(Filters(search=(sought,)), catalog, NOW))


# --- every calendar -------------------------------------------------------------------------------


@examples(30)
@given(st.data(), calendars())
def test_every_calendar_has_the_same_feeds_in_each_language(data: st.DataObject, random: Any) -> None:
    written = data.draw(translated(random.data))
    found = loaded(written)
    assert not found.errors, found.diagnostics
    assert found.catalog.calendar.languages == tuple(TAGS)
    assert same({tag: found.in_language(tag) for tag in TAGS})


# --- for programs ---------------------------------------------------------------------------------


def test_programs_get_the_catalog_of_a_language(project: Project) -> None:
    project.write(with_terms())
    found = calendar_gen.load(project.folder / "events.yaml")
    assert found.in_language("de").calendar.name == "Vorschau"
    assert found.translations == (found.in_language("de"),)


def test_no_language_has_the_name_of_a_folder_that_is_published(project: Project) -> None:
    """Each but the first has a folder of its own beside those."""
    project.build(every_form() | {"site": {"search": "yes"}})
    tops = {path.split("/")[0] for path in project.files()}
    assert {"events", "months", "venues", "assets"} <= tops
    assert [top for top in tops if is_language(top)] == []


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        *(("dk", "da"), ("gb", "en"), ("JP", "ja"), ("cz", "cs"), ("gr", "el"), ("cn", "zh-Hans")),
        *(
            ("ger", "de"),
            ("GER-AT", "de-AT"),
            ("eng", "en"),
            ("fre", "fr"),
            ("fra", "fr"),
            ("zho-Hant", "zh-Hant"),
        ),
    ],
)
def test_a_tag_of_no_language_is_told_with_the_one_that_is_meant(tag: str, meant: str) -> None:
    text = (
        f"calendar: {{id: c, name: C, language: {tag}}}\nevents: [{{id: e, title: E, start: 2027-05-01}}]\n"
    )
    (told,) = compiler.load(Source("events.yaml", text.encode())).diagnostics
    assert (told.code, told.message) == ("W112", f"'{tag}' is the tag of no language")
    assert told.remedy.startswith(f"did you mean '{meant}'?")


@pytest.mark.parametrize(
    "tag", ["se", "br", "ch", "uk", "tw", "gsw", "haw", "yue", "de-CH", "sr-Latn", "iw", "qaa"]
)
def test_no_tag_of_a_language_is_told_because_we_have_no_words_in_it(tag: str) -> None:
    text = (
        f"calendar: {{id: c, name: C, language: {tag}}}\nevents: [{{id: e, title: E, start: 2027-05-01}}]\n"
    )
    assert compiler.load(Source("events.yaml", text.encode())).diagnostics == ()
