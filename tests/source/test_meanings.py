"""What is written otherwise is read where it can mean one thing, or told with what is meant, all at once."""

import json
import re
from typing import Any

import pytest

from calendar_gen import compiler, loader
from calendar_gen.loader import Loaded
from calendar_gen.source.files import Source
from support.running import NOW

HEAD = "calendar: {id: c, name: C, timezone: Europe/Berlin}\n"
FORM = "write from when to when, as HH:MM-HH:MM"
PLACES = "venues: {hall: {name: Hall, town: Westport}}\n"


def load(text: str) -> Loaded:
    return compiler.load(Source("events.yaml", text.encode()))


def found(event: str, head: str = HEAD) -> list[tuple[str, str, str]]:
    """Code, what the caret is under, and remedy of each problem of an event."""
    text = f"{head}events:\n  - {{id: e, {event}}}\n"
    return [
        (one.code, one.excerpt[one.position.column - 1 :][: one.position.width], one.remedy)
        for one in load(text).diagnostics
    ]


EVENT: dict[str, Any] = {"id": "e", "title": "E", "start": "2027-05-01", "venue": "hall"}
SERIES: dict[str, Any] = {**EVENT, "start": "2027-05-01 10:00", "duration": "1 hour"}
RUN: dict[str, Any] = {**EVENT, "end": "2027-05-20", "hours": "10:00-17:00"}
LISTS: list[tuple[dict[str, Any], str, Any]] = [
    ({**EVENT, "venue": None}, "venues", "hall"),
    (EVENT, "categories", "music"),
    (EVENT, "formerly", "old-e"),
    (EVENT, "source", {"title": "A paper"}),
    ({**SERIES, "repeat": {"every": "week", "times": "9"}}, "repeat.on", "saturday"),
    ({**SERIES, "repeat": {"every": "month", "times": "9"}}, "repeat.on", "first saturday"),
    ({**SERIES, "repeat": {"every": "week", "times": "9"}}, "repeat.except", "2027-05-08"),
    ({**SERIES, "repeat": {"every": "week", "times": "9"}}, "repeat.also", "2027-05-09"),
    ({**SERIES, "repeat": {"every": "week"}}, "changes", {"date": "2027-05-08", "status": "cancelled"}),
    (
        {**SERIES, "repeat": {"every": "week"}, "changes": [{"date": "2027-05-08"}]},
        "changes.0.venues",
        "hall",
    ),
    (RUN, "closed", "monday"),
    (EVENT, "ignore", "W211"),
]


@pytest.mark.parametrize(
    ("event", "key", "item"), LISTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_list_of_one_needs_no_brackets(event: dict[str, Any], key: str, item: Any) -> None:
    feeds = []
    for value in (item, [item]):
        written = json.loads(json.dumps({k: v for k, v in event.items() if v is not None}))
        place = written
        *path, last = key.split(".")
        for name in path:
            place = place[int(name)] if isinstance(place, list) else place[name]
        place[last] = value
        loaded = load(HEAD + PLACES + f"events: {json.dumps([written])}\n")
        assert loaded.diagnostics == (), loaded.diagnostics
        feeds.append(compiler.export(loaded.catalog, loaded.catalog.events, NOW))
    assert feeds[0] == feeds[1]


@pytest.mark.parametrize("key", ["venue", "town", "category", "event", "status", "search", "month", "series"])
def test_a_filter_of_one_needs_no_brackets(key: str) -> None:
    value = {"venue": "hall", "town": "Westport", "category": "music", "event": "e", "status": "confirmed"}
    value |= {"search": "e", "month": "2027-05", "series": "e"}
    event = "events: [{id: e, title: E, start: 2027-05-01, venue: hall, categories: music}]\n"
    feeds = "feeds: [{id: f, name: F, where: {%s: %s}}]\n"
    texts = [HEAD + PLACES + event + feeds % (key, written) for written in (value[key], f"[{value[key]}]")]
    loaded = [load(text) for text in texts]
    assert [one.diagnostics for one in loaded] == [(), ()]
    assert loaded[0].catalog == loaded[1].catalog


def test_what_may_be_several_is_none() -> None:
    assert found("title: E, start: 2027-05-01, categories: 'music, cars'") == [
        ("E011", "'music, cars'", "write '[music, cars]'")
    ]


KEYS = {
    "start: 2027-05-01, name: E": ("name", "title"),
    "start: 2027-05-01, summary: E": ("summary", "title"),
    "start: 2027-05-01, titel: E": ("titel", "title"),
    "title: E, when: 2027-05-01": ("when", "start"),
    "title: E, from: 2027-05-01": ("from", "start"),
    "title: E, date: 2027-05-01": ("date", "start"),
    "title: E, begin: 2027-05-01": ("begin", "start"),
    "title: E, start: 2027-05-01, until: 2027-05-02": ("until", "end"),
    "title: E, start: 2027-05-01, to: 2027-05-02": ("to", "end"),
    "title: E, start: 2027-05-01, location: hall": ("location", "venue"),
    "title: E, start: 2027-05-01, place: hall": ("place", "venue"),
    "title: E, start: 2027-05-01, place: [hall, house]": ("place", "venues"),
    "title: E, start: 2027-05-01, tags: [music]": ("tags", "categories"),
    "title: E, start: 2027-05-01, link: https://e.example.org/": ("link", "url"),
    "title: E, start: 2027-05-01, website: https://e.example.org/": ("website", "url"),
    "title: E, start: 2027-05-01, text: Words": ("text", "description"),
    "title: E, start: 2027-05-01, abstract: Words": ("abstract", "description"),
    "title: E, start: 2027-05-01, desc: Words": ("desc", "description"),
    "title: E, start: 2027-05-01, host: friends": ("host", "organizer"),
    "title: E, start: 2027-05-01, tz: Europe/Berlin": ("tz", "timezone"),
    "title: E, datum: 2027-05-01": ("datum", "start"),
    "title: E, start: 2027-05-01, bis: 2027-05-02": ("bis", "end"),
    "title: E, start: 2027-05-01, till: 2027-05-02": ("till", "end"),
    "title: E, start: 2027-05-01, last_day: 2027-05-02": ("last_day", "end"),
    "title: E, start: 2027-05-01 10:00, durée: 2 hours": ("durée", "duration"),
    "标题: E, start: 2027-05-01": ("标题", "title"),
    "title: E, start: 2027-05-01, 地点: hall": ("地点", "venue"),
}


@pytest.mark.parametrize(("event", "keys"), KEYS.items())
def test_a_key_of_another_format_is_one_problem(event: str, keys: tuple[str, str]) -> None:
    told = [one for one in found(event) if one[0] not in ("E201", "E202")]  # there are none of them here
    assert told == [("E010", keys[0], f"did you mean '{keys[1]}'?")]


@pytest.mark.parametrize(
    ("event", "remedy"),
    [
        ("cancelled: true", "write 'status: cancelled'"),
        ("cancelled: false", "leave the key out"),
        ("rrule: FREQ=WEEKLY", "write 'repeat: {rule: \"FREQ=WEEKLY\"}'"),
        ("time: '20:00'", "the time is a part of 'start': write 'start: 2027-05-01 20:00'"),
        ("time: 8 pm", "the time is a part of 'start': write 'start: 2027-05-01 20:00'"),
        ("name: E", "'title' is there already: leave this one out"),
        ("repeat: {every: week, interval: 2, times: 3}", "write 'every: 2 weeks' in place of both"),
        (
            "location: Town Hall",
            "write 'venue: town-hall', and under 'venues' 'town-hall: {name: Town Hall}'",
        ),
        ("location: 市政厅", "write 'venue:' and an id, and define that under 'venues'"),
    ],
)
def test_what_to_write_for_a_key(event: str, remedy: str) -> None:
    assert [one[::2] for one in found(f"title: E, start: 2027-05-01, {event}")] == [("E010", remedy)]


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        *(
            (key, "it belongs in 'description', in words")
            for key in ("price", "Fee", "age", "capacity", "prix")
        ),
        ("tickets", "it belongs in 'url', if it is a web address, else in 'description'"),
        ("photo", "it belongs in no event: pages show no pictures, and 'url' may lead to one that does"),
        ("phone", "it belongs in 'description'; who holds the event has an 'email', under 'organizers'"),
    ],
)
def test_a_key_that_other_formats_have_and_ours_lacks(key: str, remedy: str) -> None:
    assert [one[::2] for one in found(f"title: E, start: 2027-05-01, {key}: x")] == [("E010", remedy)]


NAMED = """
calendar: {id: c, name: C, timezone: Europe/Berlin, languages: [de, zh], ignore: [W110]}
venues: {stadthalle: {name: Stadthalle am See}, expo: {name: {de: Messe, zh: 世博中心}}, a: {name: Hof},
  b: {name: Hof}}
organizers: {city: {name: Die Stadt}}
"""
BY_NAME = {
    "venue: Stadthalle am See": "venue: stadthalle",
    "venue: STADTHALLE  am see": "venue: stadthalle",
    "venues: [世博中心, a]": "venues: [expo, a]",
    "organizer: Die Stadt": "organizer: city",
    "part_of: Das Fest": "part_of: fest",
    "venue: Hof": "",  # two are called so
    "venue: Rathaus": "",  # none is
}


@pytest.mark.parametrize(("written", "meant"), BY_NAME.items())
def test_who_gives_a_name_is_told_the_id_of_what_is_called_so(written: str, meant: str) -> None:
    events = "  - {id: fest, title: Das Fest, start: 2027-05-01}\n  - {id: e, title: E, start: 2027-05-01, "
    text = Source("events.yaml", f"{NAMED}events:\n{events}{written}}}\n".encode())
    (problem,) = (one for one in compiler.load(text).diagnostics if one.is_error)
    assert problem.code == "E020"
    mended = loader.mended(text)
    # Never an id that nobody has defined.
    assert mended.text.data.decode() == text.data.decode().replace(written, meant or written)
    assert mended.loaded.errors == (0 if meant else 1)
    assert bool(meant) == problem.remedy.endswith("that is its id")


def test_a_key_of_another_format_has_the_id_of_what_is_called_so() -> None:
    told = found("title: E, start: 2027-05-01, location: Stadthalle am See", NAMED)
    assert ("E010", "location", "write 'venue: stadthalle'") in told


def test_what_two_name_and_nobody_has_defined_is_to_be_defined_once() -> None:
    event = "  - {{id: e{0}, title: Title {0}, start: 2027-05-0{0}, place: {1}}}\n"
    events = "".join(event.format(n, place) for n, place in enumerate(("Barn", "Barn", "Ha"), 1))
    told = load(f"{HEAD}venues: {{ha: {{name: Big Ha}}}}\nevents:\n{events}").diagnostics
    assert [one.remedy for one in told] == [
        "write 'venue: barn', and under 'venues' 'barn: {name: Barn}'",
        "write 'venue: barn'",
        "write 'venue: ha'",
    ]


@pytest.mark.parametrize(
    "key",
    ["tarif", "state", "kind", "bild", "cost", "note", "info", "registration", "draft", "free"],
)
def test_a_word_that_is_spelled_like_a_key_is_not_taken_for_it(key: str) -> None:
    ((code, under, remedy),) = found(f"title: E, start: 2027-05-01, {key}: x")
    assert (code, under) == ("E010", key)
    assert remedy.startswith(("the keys here are: id, title, start, ", "it belongs in "))
    assert "did you mean" not in remedy


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("until", ""),
        ("except", ""),
        ("exdate", ", as 'except'"),
        ("count", ", as 'times'"),
        ("dates", ", as 'also'"),
    ],
)
def test_a_key_of_repeat_is_told_where_it_belongs(key: str, said: str) -> None:
    ((code, _, remedy),) = found(
        f"title: E, start: 2027-05-01, days: 1, repeat: {{every: week}}, {key}: 2027-06-01"
    )
    assert (code, remedy) == ("E010", f"it belongs in 'repeat'{said}")


@pytest.mark.parametrize("zone", ["GMT+8", "gmt+8", "GMT+12", "GMT-3"])
def test_an_offset_is_never_mended_to_the_other_side_of_utc(zone: str) -> None:
    text = Source("events.yaml", HEAD.replace("Europe/Berlin", zone).encode() + b"events: []\n")
    assert loader.mended(text).text.data == text.data


def test_below_a_misspelt_key_all_is_looked_at() -> None:
    told = found(
        "titel: E, strat: 2027-13-01, vneue: hall, ctegories: [a, ''], repaet: {evry: wek, on: [mondy]}"
    )
    assert [one[:2] for one in told] == [
        *(("E010", "titel"), ("E010", "strat"), ("E101", "2027-13-01"), ("E010", "vneue"), ("E201", "hall")),
        *(("E010", "ctegories"), ("E013", "''"), ("E010", "repaet"), ("E010", "evry"), ("E301", "wek")),
        ("E301", "mondy"),
    ]


TIMED = "events:\n  - {id: a, title: A, start: 2027-01-05 19:00, duration: 1 h, venue: hall}\n"
TIMED += "  - {id: another, title: Another, start: 2027-01-06 20:00, duration: 2 h, venue: hall}\n"


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("calendar: {id: c, name: C, time_zone: Europe/Berlin}\n" + PLACES + TIMED, "E010"),
        (
            "calendar: {id: c, name: C}\nvenues: {hall: {name: H, timezone: America/NewYork}}\n" + TIMED,
            "E027",
        ),
        ("calendar: {id: c, name: C}\ntimezone: Europe/Berlin\n" + PLACES + TIMED, "E010"),
        ("id: c\nname: C\ntimezone: Europe/Berlin\n" + PLACES + TIMED, "E010"),
        (HEAD + PLACES.replace("venues", "venue") + TIMED, "E010"),
        (
            HEAD + PLACES.replace("venues", "places") + PLACES.replace("venues", "locations") + TIMED,
            "E010 E010",
        ),
        (HEAD + PLACES + TIMED.replace("events", "event"), "E010"),
    ],
)
def test_a_mistake_above_is_told_once_and_not_of_each_event(head: str, told: str) -> None:
    assert [one.code for one in load(head).diagnostics] == told.split()


def test_five_mistakes_in_repeat_take_one_run() -> None:
    assert [
        one[:2]
        for one in found(
            "title: E, start: 2027-05-01 10:00, duration: 1 h, "
            "repeat: {every: wek, on: [mondy, fry], until: 2027-13-01, "
            "except: [soon], also: [2027-05-32], tims: 3}, changes: [{date: later}, {dat: 2027-05-08}]"
        )
    ] == [
        *(
            ("E301", "{"),
            ("E301", "wek"),
            ("E301", "mondy"),
            ("E301", "fry"),
            ("E101", "2027-13-01"),
            ("E101", "soon"),
        ),
        *(("E101", "2027-05-32"), ("E010", "tims"), ("E101", "later"), ("E010", "dat")),
    ]


@pytest.mark.parametrize(
    ("event", "carets"),
    [
        # Whatever else is wrong, what is wrong in it is told.
        ("start: 2027-05-32, repeat: {every: wek}", ["2027-05-32", "wek"]),
        (
            "start: 2027-05-32, end: 2027-06-01, hours: {mondy: 10-17}, closed: [x]",
            ["2027-05-32", "mondy", "10-17", "x"],
        ),
        (
            "start: 2027-05-01, repeat: {rule: 'FREQ=WEEKY;BYDAY=MOO;UNTIL=2027'}",
            ["FREQ=WEEKY", "BYDAY=MOO", "UNTIL=2027"],
        ),
        ("start: 2027-05-01, repeat: {every: month, on: [first fryday, frist friday]}", ["fryday", "frist"]),
        ("start: 2027-05-01, repeat: {rule: FREQ=WEEKLY, every: week, on: monday}", ["every", "on"]),
        ("start: 2027-05-01, repeat: {every: week, on: [x], times: none}", ["x", "none"]),
        ("start: 2027-05-01, repeat: {every: week, on: [x], until: summer}", ["x", "summer"]),
        ("start: 2027-05-01~, repeat: {every: wek}", ["{", "wek"]),
        ("start: 2027-05, repeat: {every: week, except: [soon]}", ["{", "soon"]),
    ],
)
def test_each_has_its_caret(event: str, carets: list[str]) -> None:
    assert [under for _, under, _ in found(f"title: E, {event}")] == carets


@pytest.mark.parametrize(
    ("event", "remedy"),
    [
        ("repeat: {every: week, until: summer}", "write the last day, such as 2027-12-31"),
        ("repeat: {every: week, until: 2027-08}", "write 2027-08-31"),
        ("repeat: {every: week, until: 2027-07-01 - 2027-08-31}", "write the last day, 2027-08-31"),
        (
            "repeat: {every: week, except: [2027-05]}",
            f"write each date: {', '.join(f'2027-05-{d:02}' for d in (1, 8, 15, 22, 29))}",
        ),
        (
            "repeat: {every: week, except: [2027-05-09 - 2027-05-14]}",
            "no date of the series lies in it: leave it out",
        ),
        ("repeat: {every: week, except: [2027-05-09 - 2027-05-20]}", "write 2027-05-15"),
        ("repeat: {every: day, except: [2027-05-09 - 2027-12-20]}", "write each date on its own"),
        ("repeat: {every: week, except: school-holidays}", "write the dates themselves, such as 2027-05-08"),
        ("repeat: {every: day, also: Christmas, times: 3}", "write the dates themselves, such as 2027-05-04"),
        (
            "repeat: {every: week, also: 2027-05-09 - 2027-05-11}",
            "write each date: 2027-05-09, 2027-05-10, 2027-05-11",
        ),
        ("repeat: {every: week, on: [sta]}", "did you mean 'sat'?"),
        ("end: 2027-05-20, hours: 9-17", "write '09:00-17:00'"),
        ("end: 2027-05-20, hours: 9-17 Uhr", "write '09:00-17:00'"),
        ("end: 2027-05-20, hours: 10-5", FORM),
        ("end: 2027-05-20, hours: from 9 to 5", FORM),
        ("end: 2027-05-20, hours: '10:00-'", FORM),
        ("end: 2027-05-20, hours: 24h", "for a whole day write '00:00-24:00'"),
        ("end: 2027-05-20, hours: geschlossen", "leave 'hours' out"),
        ("end: 2027-05-20, hours: Mo-Fr 10-18 Uhr", "write '{weekdays: 10:00-18:00}'"),
        (
            "end: 2027-05-20, hours: 'Mon, Wed 10:00-18:00; Sat 10-14; Sun closed'",
            "write '{monday: 10:00-18:00, wednesday: 10:00-18:00, saturday: 10:00-14:00}'",
        ),
        (
            "end: 2027-05-20, hours: {weekdays: '9:00-12:00, 14:00-18:00'}",
            "a day has one span: write '09:00-18:00', and the break in 'description'",
        ),
        ("end: 2027-05-20, hours: {daily: 10:00-18:00, saturday: by appointment}", FORM),
        (
            "end: 2027-05-20, hours: {weekdays: 10:00-18:00, sunday: closed}",
            "leave it out: a day that isn't named is closed",
        ),
        (
            "end: 2027-05-20, hours: {daily: 10:00-18:00, sunday: closed}",
            "leave it out, and write 'closed: [sunday]' beside 'hours'",
        ),
        ("end: 2027-05-20, hours: 10.00–14.30", "write '10:00-14:30'"),
        ("source: {title: A, date: 2027-05-01 - 2027-05-09}", "write 2027-05-01"),
    ],
)
def test_what_to_write_there(event: str, remedy: str) -> None:
    assert [said for *_, said in found(f"title: E, start: 2027-05-01, {event}")] == [remedy]


DAYS = {
    "saturday": "Saterday Samstag Sonnabend sábado samedi sabato 土曜日 星期六 周六 礼拜六 sa sat.",
    "monday": "Mondey Montag lunes lundi lunedì 月曜日 星期一 周一 mo",
    "wednesday": "wensday Mittwoch miércoles miercoles mercredi mercoledì 水曜日 星期三 mi",
    "sunday": "Sundai Sonntag domingo dimanche domenica 日曜日 星期日 星期天 周日 so",
}


@pytest.mark.parametrize(
    ("day", "word"), [(day, word) for day, words in DAYS.items() for word in words.split()]
)
def test_days_of_the_week_are_understood(day: str, word: str) -> None:
    meant = f"did you mean '{day}'?"
    for event in (
        f"start: 2027-05-01, repeat: {{every: week, on: [{word}]}}",
        f"start: 2027-05-01, repeat: {{every: month, on: [first {word}]}}",
        f"start: 2027-05-01, end: 2027-06-01, hours: {{{word}: 10:00-17:00}}",
        f"start: 2027-05-01, end: 2027-06-01, hours: 10:00-17:00, closed: [{word}]",
    ):
        remedies = [remedy for _, _, remedy in found(f"title: E, {event}")]
        assert remedies in ([meant], [f"write 'first {day}'"], []), event
        assert remedies or word == "sat."


@pytest.mark.parametrize(
    ("words", "meant"),
    {
        "every tuesday": "'{every: week, on: [tuesday]}'",
        "tuesdays and thursdays": "'{every: week, on: [tuesday, thursday]}'",
        "every 2nd tuesday": "'{every: 2 weeks, on: [tuesday]}' or '{every: month, on: [second tuesday]}'",
        "every second tuesday of the month": "'{every: month, on: [second tuesday]}'",
        "2nd tuesday": "'{every: month, on: [second tuesday]}'",
        "every other tuesday": "'{every: 2 weeks, on: [tuesday]}'",
        "last friday of each month": "'{every: month, on: [last friday]}'",
        "the 15th of every month": "'{every: month, on: [15]}'",
        "every weekday": "'{every: week, on: [weekdays]}'",
        "weekly": "'{every: week}'",
        "every three weeks": "'{every: 3 weeks}'",
    }.items(),
)
def test_phrases_in_the_place_of_repeat(words: str, meant: str) -> None:
    assert [remedy for *_, remedy in found(f"title: E, start: 2027-05-11, repeat: {words}")] == [
        f"write {meant}"
    ]
    for written in re.findall("'(.*?)'", meant):
        loaded = load(f"{HEAD}events: [{{id: e, title: E, start: 2027-05-11, repeat: {written}}}]\n")
        assert loaded.errors == 0


# English, German, Spanish, French, Italian, Japanese and Chinese, by each other's names.
LANGUAGES = {
    "en": "English Englisch inglés anglais inglese 英語 英语",
    "de": "German Deutsch alemán allemand tedesco ドイツ語 德语",
    "es": "Spanish Spanisch Español espagnol spagnolo スペイン語 西班牙语",
    "fr": "French Französisch francés FRANÇAIS Francais francese フランス語 法语",
    "it": "Italian Italienisch italiano italien イタリア語 意大利语",
    "ja": "Japanese Japanisch japonés japonais giapponese 日本語 日语",
    "zh-Hans": "Chinese Chinesisch chino chinois cinese 中国語 中文 简体中文",
    "zh-Hant": "繁體中文",
    "pt": "Portuguese português portugais",
    "de-CH": "de_CH de_CH.UTF-8",
}


@pytest.mark.parametrize(("tag", "names"), LANGUAGES.items())
def test_a_language_by_its_name_is_offered_by_its_tag(tag: str, names: str) -> None:
    for name in (*names.split(), *(["Deutsch (Schweiz)"] if tag == "de" else [])):
        written = load(f'calendar: {{id: c, name: C, language: "{name}"}}\nevents: [{{{BARE}}}]\n')
        (problem,) = written.diagnostics
        assert (problem.code, problem.remedy.partition("?")[0]) == ("E028", f"did you mean '{tag}'"), name
        # Of Chinese somebody has to say with which characters.
        sure = not tag.startswith("zh") or name in ("简体中文", "繁體中文")
        assert (problem.edit is not None) == sure, name


BARE = "id: e, title: E, start: 2027-05-01"


@pytest.mark.parametrize("name", ["Klingon", "x", "de-", "en/de", "german-ish"])
def test_what_is_no_language_has_no_tag_made_up(name: str) -> None:
    (problem,) = load(f'calendar: {{id: c, name: C, language: "{name}"}}\nevents: [{{{BARE}}}]\n').diagnostics
    assert (problem.code, problem.remedy) == ("E028", "")


@pytest.mark.parametrize("name", ["sponsor", "speaker", "x" * 1000, "Sprecher", ""])
def test_a_key_of_nowhere_has_no_place(name: str) -> None:
    problem = next(one for one in load(f'{HEAD}events: [{{{BARE}, "{name}": 3}}]\n').diagnostics)
    assert "it belongs" not in problem.remedy


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ("{2027-05-11: in the park}", "begin each change with '- date:'"),
        ("[2027-05-11: in the park]", "write 'date: 2027-05-11', and beside it what is different then"),
        (
            "[{2027-05-11: 20:00, start: 2027-05-12}]",
            "write 'date: 2027-05-11', and beside it what is different then",
        ),
    ],
)
def test_no_remedy_for_a_change_leaves_out_what_it_says(changes: str, remedy: str) -> None:
    event = "title: E, start: 2027-05-04 19:00, duration: 1 hour, repeat: {every: week, times: 9}"
    assert [told for _, _, told in found(f"{event}, changes: {changes}")] == [remedy]


def test_the_hours_of_two_spans_between_braces_are_one_text() -> None:
    told = "title: E, start: 2027-05-01, days: 9, hours: 10:00-12:00, 14:00-17:00"
    remedy = "put the whole value in quotes: '10:00-12:00, 14:00-17:00'"
    assert found(told) == [("E010", "10:00-12:00, 14:00-17:00", remedy)]


def test_a_time_that_is_empty_is_none() -> None:
    told = found("title: E, start: 2027-05-01 19:00, end: 2027-05-01 20:00, uhrzeit: '', end_time: 21:00")
    assert [code for code, _, _ in told] == ["E010", "E010"]
    told = found("title: E, date: 2027-05-01, uhrzeit: '', duration: 1 hour")
    assert "E010" in [code for code, _, _ in told]
