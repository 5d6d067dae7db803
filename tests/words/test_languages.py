"""English stays as it was, byte for byte; every catalogue is complete; dates are as CLDR has them."""

import json
import re
import string
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.plurals import get_plural
from hypothesis import strategies as st

import catalogues
from calendar_gen.cli import queries
from calendar_gen.dates.values import ONE_DAY, Certainty, Days, Hours, Opening, Rule, Stated, Times, When
from calendar_gen.words import formats, languages, repeats, sentences
from support.paths import ROOT
from support.running import Run

ALL = [path.parent.parent.name for path in catalogues.po_files()]
# The same word in both languages.
SAME = {("de", "Status"), ("de", "Link"), ("it", "Link"), ("fr", "Source"), ("ja", "ID")}
# What is typed as it is, or has no other name.
LATIN = re.compile(r"--all|--month|--limit|^ID$")

zones = st.sampled_from([ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")])
dates = st.dates(date(1950, 1, 1), date(2150, 12, 28))
runs = st.builds(lambda first, n: Days(first, first + n * ONE_DAY), dates, st.integers(1, 500))
times = st.builds(
    lambda day, at, zone, length: Times(
        moment := datetime.combine(day, at.replace(second=0, microsecond=0), zone), moment + length
    ),
    dates, st.times(), zones, st.timedeltas(timedelta(0), timedelta(days=40)),
)  # fmt: skip


def _side(day: date, certainty: Certainty) -> When:
    if certainty is Certainty.YEAR:
        return When(date(day.year, 1, 1), date(day.year, 12, 31), certainty)
    if certainty is Certainty.MONTH:
        first = day.replace(day=1)
        return When(first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY, certainty)
    return When(day, day, certainty)


sides = st.none() | st.builds(_side, dates, st.sampled_from(Certainty))
stated = st.builds(Stated, sides, sides, st.none() | st.integers(1, 9))
openings = st.builds(Opening, st.times(), st.times())
hours = st.builds(Hours, st.tuples(*[st.none() | openings] * 7).filter(any))


@pytest.mark.parametrize(
    ("tag", "prefixes"),
    {
        "en": ("Cancelled: ", "Postponed: ", "Replaced: "),
        "pt-BR": ("Cancelled: ", "Postponed: ", "Replaced: "),
        "de-AT": ("Abgesagt: ", "Verschoben: ", "Ersetzt: "),
        "es-MX": ("Cancelado: ", "Aplazado: ", "Sustituido: "),
        "fr": ("Annulé\xa0: ", "Reporté\xa0: ", "Remplacé\xa0: "),
        "it": ("Annullato: ", "Rinviato: ", "Sostituito: "),
        "ja": ("中止：", "延期：", "差し替え："),
        "zh-CN": ("已取消：", "已延期：", "已替换："),
    }.items(),
)
def test_a_status_stands_before_the_title(tag: str, prefixes: tuple[str, ...]) -> None:
    statuses = ("cancelled", "postponed", "replaced", "confirmed")
    assert [sentences.titled(status, "Ball", tag) for status in statuses] == [
        *[prefix + "Ball" for prefix in prefixes],
        "Ball",
    ]


@pytest.mark.parametrize("tag", ["en", *[name.replace("_", "-") for name in ALL]])
def test_a_title_is_read_back_with_the_old_french_space_too(tag: str) -> None:
    for status, read in (("cancelled", "cancelled"), ("postponed", "tentative"), ("replaced", "cancelled")):
        titled = sentences.titled(status, "Ball", tag)
        for title in (titled, titled.replace("\xa0", " ")):
            told = "postponed" if status == "postponed" else read
            assert sentences.without_prefix(title, read) == ("Ball", told)


def test_a_tag_gets_its_language_or_english() -> None:
    given = {
        "de-AT": "de",
        "fr-CA": "fr",
        "ZH-cn": "zh_Hans",
        "zh": "zh_Hans",
        "zh-cmn-Hans": "zh_Hans",
        "ja": "ja",
    }
    given |= {"zh-Hans-TW": "zh_Hans", "zh-SG": "zh_Hans"}
    for tag, name in given.items():
        assert languages.catalogue(tag) == name, tag
    for tag in ("en", "en-US", "pt-BR", "zh-Hant", "zh-TW", "zh-HK", "zh-yue", "ja-Latn", "und", "x-de"):
        assert languages.catalogue(tag) == "", tag
    whole = Stated(None, None)
    assert sentences.when_text(Days(date(2024, 5, 1), date(2024, 5, 2)), whole, "zh-Hant") == "1 May 2024"


def test_there_is_a_catalogue_for_each_language_named() -> None:
    assert sorted(languages.CATALOGUES.values()) == ALL


@pytest.mark.parametrize("name", ALL)
def test_a_catalogue_is_complete(name: str) -> None:
    catalog = catalogues.read(ROOT / catalogues.FOLDER / name / "LC_MESSAGES" / "calendar_gen.po")
    template = {(message.context, message.id) for message in catalogues.extract() if message.id}
    assert {(message.context, message.id) for message in catalog if message.id} == template
    assert not catalog.obsolete
    assert catalog.plural_forms == get_plural(Locale.parse(name)).plural_forms
    for message in catalog:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        plural = isinstance(message.id, tuple)
        forms: Any = message.string if plural else (message.string,)
        ids: Any = message.id if plural else (message.id,)
        assert len(forms) == (catalog.num_plurals if plural else 1), message.id
        for form in forms:
            assert _slots(form) == _slots(ids[-1]), form
            assert len(set(_slots(form))) == len(_slots(form)), form
            bare = re.sub(r"\{\w+\}", "", form)
            if re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", ids[-1])):
                assert form not in ids or (name, form) in SAME, form
            if name in ("ja", "zh_Hans"):
                assert not re.search("[A-Za-z]", LATIN.sub("", bare)), form
                assert not re.search("[,:()]", bare), form
            if name == "fr":
                assert not re.search("(?<!\xa0)[:;!?]", bare), form
            assert "\u2009" not in form, form


@pytest.mark.parametrize("name", ALL)
def test_what_is_compiled_is_what_is_written(name: str, tmp_path: Path) -> None:
    """Run `make build` after an edit of a .po file."""
    target = tmp_path / catalogues.FOLDER / name / "LC_MESSAGES"
    target.mkdir(parents=True)
    source = ROOT / catalogues.FOLDER / name / "LC_MESSAGES" / "calendar_gen.po"
    (target / source.name).write_bytes(source.read_bytes())
    (made,) = catalogues.compile_all(tmp_path)
    assert made.read_bytes() == source.with_suffix(".mo").read_bytes()


def test_what_is_not_compiled_is_an_error_that_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    languages.language.cache_clear()
    with pytest.raises(FileNotFoundError, match="make build"):
        sentences.month_text(2024, 5, "de")
    assert sentences.month_text(2024, 5, "en") == "May 2024"


EDGES = [
    (date(2024, 2, 28), date(2024, 2, 29)),
    (date(2024, 2, 29), date(2024, 3, 1)),
    (date(2024, 12, 31), date(2025, 1, 1)),
    (date(2024, 5, 1), date(2024, 5, 5)),
    (date(2024, 9, 2), date(2024, 9, 2)),
]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("first", "last"), EDGES)
def test_days_are_as_cldr_has_them(name: str, first: date, last: date) -> None:
    into = languages.language(name.replace("_", "-"))
    assert formats.day(first, into) == _edited(format_skeleton("yMMMd", first, locale=name), name)
    if name == "it":  # CLDR: 01–05 mag, beside 1 mag
        return
    assert formats.days(first, last, into) == _edited(
        format_interval(first, last, "yMMMd", locale=name), name
    )
    for skeleton, write in (("yMMM", formats.month), ("yMMMM", formats.full_month), ("y", formats.year)):
        if skeleton[1:] and (first.year, first.month) != (last.year, last.month):
            witness = _edited(format_interval(first, last, skeleton, locale=name), name)
            assert write(first, into, last) == witness


@pytest.mark.parametrize("name", ALL)
def test_times_are_as_cldr_has_them(name: str) -> None:
    into, zone = languages.language(name.replace("_", "-")), ZoneInfo("Europe/Berlin")
    for at in (time(0, 0), time(9, 5), time(19, 30)):
        witness = format_skeleton("Hm", datetime(2024, 5, 1, at.hour, at.minute), locale=name)  # noqa: DTZ001
        assert formats.clock(at, into) == witness + (" Uhr" if name == "de" else "")
    # What ends after midnight says both days; clocks are those of the zone, on the day they change too.
    late = formats.moments(
        datetime(2024, 5, 1, 19, 30, tzinfo=zone), datetime(2024, 5, 2, 2, tzinfo=zone), into
    )
    assert formats.day(date(2024, 5, 1), into) in late
    assert formats.day(date(2024, 5, 2), into) in late
    changed = Times(
        datetime(2024, 10, 27, 2, 30, tzinfo=zone), datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=zone)
    )
    text = sentences.when_text(changed, Stated(None, None), name.replace("_", "-"))
    assert text.count("2:30") == 2


@pytest.mark.parametrize("name", ALL)
def test_lists_are_as_cldr_has_them(name: str) -> None:
    into = languages.language(name.replace("_", "-"))
    for texts in (["A"], ["A", "B"], ["A", "B", "C"]):
        assert formats.listed(texts, into, "and") == format_list(texts, "standard", name)
    assert formats.listed(["A", "B"], into, "or") == format_list(["A", "B"], "or", name)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=SA,SU", "every 2 days, if that is a Saturday or Sunday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU", "every 2 weeks on Saturday and Sunday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
            "every 2 weeks on Monday and Sunday, weeks beginning on Sunday",
        ),
        ("FREQ=MONTHLY;BYDAY=2TU", "every second Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=2", "every second Friday of the month"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1FR,-1SU",
            "every 2 months on the first Friday and last Sunday of the month",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22,-1", "every month on the 1st, 22nd and last day"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every month on the 13th, if that is a Friday"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "every year on the second Sunday of May"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "every year on the 25th of December"),
        ("FREQ=YEARLY;BYWEEKNO=20", "by the rule FREQ=YEARLY;BYWEEKNO=20"),
        ("FREQ=MONTHLY;BYDAY=FR,1MO", "by the rule FREQ=MONTHLY;BYDAY=FR,1MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3,-1", "every month on the third to last day and last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=-4", "by the rule FREQ=MONTHLY;BYMONTHDAY=-4"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "every year on Monday of week 20"),
        ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=21,20;BYDAY=MO", "every 2 years on Monday of week 20 and 21"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU", "by the rule FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU"),
        ("FREQ=YEARLY;BYYEARDAY=256", "every year on day 256 of the year"),
        ("FREQ=YEARLY;BYYEARDAY=-100", "by the rule FREQ=YEARLY;BYYEARDAY=-100"),
    ],
)
def test_a_rule_in_words(parts: str, words: str) -> None:
    assert repeats.rule_text(Rule(parts), "en") == words
    assert repeats.rule_text(Rule(parts, 3), "en") == f"{words}, 3 times"
    assert repeats.rule_text(Rule(parts, 0, date(2024, 6, 30)), "en") == f"{words}, until 30 Jun 2024"
    for each in languages.spoken():
        assert "{" not in repeats.rule_text(Rule(parts, 3), each.name.replace("_", "-"))


# Whatever `list` and `show` have words for; what is named has no word of any language.
EVERY_CASE = """\
calendar: {id: c, name: C, timezone: Europe/Berlin, language: LANGUAGE}
venues: {v1: {name: Vv1, town: Vvt}, v2: {name: Vv2}, v3: {name: Vv3}}
organizers: {o1: {name: Oo1}}
events:
  - id: e1
    title: Qq1
    start: 2024-05-04 10:00
    end: 2024-05-04 12:00
    venue: v1
    repeat: {every: week, until: 2024-07-31, except: [2024-05-18], also: [2024-05-08]}
    changes:
      - {date: 2024-05-11, start: 2024-05-12}
      - {date: 2024-05-25, title: Qq1b, venue: v2, status: postponed}
      - {date: 2024-06-01, status: cancelled}
  - {id: e2, title: Qq2, start: 2024-01-01, repeat: {every: month, on: [first monday]}}
  - {id: e3, title: Qq3, start: 2023-05-06, repeat: {every: 2 weeks, on: [monday, sunday], times: 3}}
  - {id: e4, title: Qq4, start: 2024-10}
  - {id: e5, title: Qq5, start: 2024-10, end: 2024-11}
  - {id: e6, title: Qq6, start: 2025, categories: [kk1, kk2]}
  - {id: e7, title: Qq7, start: 2024-09-01~}
  - {id: e8, title: Qq8, start: by 2024-05-01, end: 2024-08-31, source: {title: Ss1, date: 2024}}
  - {id: e9, title: Qq9, start: by 2024-05-01, end: 2024-08, source: {title: Ss1}}
  - {id: e10, title: Qq10, start: 2024-05-20, end: 2024-06}
  - {id: e11, title: Qq11, start: 2024-05-01, end: 2024-06-30, venues: [v1, v2, v3], organizer: o1,
     hours: {weekdays: 10:00-18:00, saturday: 12:00-17:00}, closed: [2024-05-09], url: "https://q.example/"}
  - {id: e12, title: Qq12, start: 2024-05-02, part_of: e11}
  - {id: e13, title: Qq13, start: 2024-05-03, status: cancelled}
  - {id: e14, title: Qq14, start: 2024-05-03, status: postponed}
  - {id: e15, title: Qq15, start: 2024-05-03 19:30, end: 2024-05-04 02:00, status: tentative}
  - {id: e16, title: Qq16, start: 2024-10, end: 2024-11-20}
  - {id: e17, title: Qq17, start: 2023-03-05}
  - {id: e18, title: Qq18, start: 2024-05-03}
"""
COLORS = {"FORCE_COLOR": "1", "COLUMNS": "120"}
OVER = """\
calendar: {id: c, name: C, language: LANGUAGE}
events: [{id: e1, title: Qq1, start: 2024-05-01}]
"""


@pytest.fixture(params=["en", "de-AT", "es", "fr", "it", "ja", "zh-CN"])
def tag(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A language, of a calendar with every case in tmp_path."""
    _write(tmp_path, request.param)
    return str(request.param)


def _write(folder: Path, tag: str) -> None:
    for name, text in (("events.yaml", EVERY_CASE), ("over.yaml", OVER)):
        (folder / name).write_text(text.replace("LANGUAGE", tag), encoding="utf-8")


def _all_said(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the commands say to people of the calendar with every case."""

    def out(*words: str, now: str = "2024-05-02T10:00+02:00", **env: str) -> str:
        code, out, err = run("--now", now, *words, cwd=folder, env=env)
        assert code == 0
        return out + err

    monkeypatch.setattr(queries, "COUNTED", 2)
    said = [out("list", *words.split()) for words in ("", "--all", "--occurrences", "--calendar --limit 9")]
    said += [out("list", *words.split()) for words in ("--format markdown", "--limit 2", "--search nosuch")]
    said += [out("list", "--month", "2024-05", "--calendar"), out("list", "--all", **COLORS)]
    said.append(out("list", "--month", "2024-05", "--calendar", **COLORS | {"COLUMNS": "50"}))
    said += [out("list", "--all", **COLORS | {"COLUMNS": "50"}), out("list", "--occurrences", "--limit", "1")]
    for events in (["e17"], ["e17", "e18"]):
        said.append(out("list", *[f"--event={id}" for id in events], now="2060-01-01"))
    said.append(out("-f", "over.yaml", "list"))
    said += [out("show", f"e{number}") for number in range(1, 19)]
    return re.sub(r"\x1b\[[0-9;]*m", "", "".join(said))


def test_nothing_english_is_left(run: Run, tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _all_said(run, tmp_path, monkeypatch)
    into = languages.language(tag)
    for ids, forms, _ in _messages(into.name) if into.name != "en" else ():
        own = {piece for form in forms for piece in _pieces(form)}
        for piece in {piece for id in ids for piece in _pieces(id)} - own:
            assert not re.search(rf"(?<![\w-]){re.escape(piece)}(?![\w-])", said), piece
    own = {name for names in into.names.values() for name in names}
    for name in {name for names in languages.language("en").names.values() for name in names}:
        if not any(each.startswith(name) for each in own):
            assert not re.search(rf"\b{name}\b", said), name


def _messages(name: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], set[str]]]:
    """English forms, forms in a language, and modules of each sentence."""
    for message in catalogues.read(ROOT / catalogues.FOLDER / name / "LC_MESSAGES" / "calendar_gen.po"):
        if message.id:
            said: list[Any] = [message.id, message.string]
            ids, forms = (of if isinstance(of, tuple) else (of,) for of in said)
            yield ids, forms, {module for module, _ in message.locations}


def _pieces(sentence: str) -> list[str]:
    """What of a sentence stands as it is, but for what is too short to be English alone."""
    found = (piece.strip(" \xa0:.,()+→") for piece in re.split(r"\{\w+\}", sentence))
    return [piece for piece in found if len(re.sub("[^A-Za-z]", "", piece)) > 2]


def test_every_word_of_a_listing_is_looked_at(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the test above would look at no more than it happens to meet."""
    _write(tmp_path, "de")
    said = _all_said(run, tmp_path, monkeypatch)
    for ids, forms, modules in _messages("de"):
        met = any(all(piece in said for piece in re.split(r"\{\w+\}", form)) for form in forms)
        assert met or "labels.py" not in modules, ids


def test_dates_of_a_listing_are_as_cldr_has_them(run: Run, tag: str, tmp_path: Path) -> None:
    into = languages.language(tag)
    may = ("--now", "2024-05-02T10:00+02:00", "list", "--month", "2024-05")
    lines = run(*may, cwd=tmp_path).stdout.splitlines()
    (line,) = [line for line in lines if "Qq12" in line]
    grid = run(*may, "--calendar", cwd=tmp_path).stdout.splitlines()
    if into.name == "en":
        assert line.startswith("Thu 2 May 2024 ")
        assert (grid[0], grid[1].split()[0]) == ("May 2024", "Mon")
        return
    assert line.startswith(_edited(format_skeleton("yMMMEd", date(2024, 5, 2), locale=into.name), into.name))
    assert grid[0] == format_skeleton("yMMMM", date(2024, 5, 2), locale=into.name)
    names = Locale.parse(into.name).days["stand-alone"]["abbreviated"]
    assert grid[1].split() == [names[day] for day in range(7)]


def test_the_machine_has_no_say(run: Run, tag: str, tmp_path: Path) -> None:
    there = {"LANG": "it_IT.UTF-8", "LC_ALL": "it_IT.UTF-8", "LANGUAGE": "it"}
    for words in (["list"], ["show", "e1"], ["list", "--help"]):
        assert run(*words, cwd=tmp_path, env=there) == run(*words, cwd=tmp_path)


def test_scripts_are_told_the_same_in_any_language(run: Run, tag: str, tmp_path: Path) -> None:
    now = ("--now", "2024-05-02T10:00+02:00")
    words = (["list", "--format", "json"], ["list", "--format", "csv"], ["show", "e1", "--format", "json"])
    said = [run(*now, *of, cwd=tmp_path).stdout for of in words]
    _write(tmp_path, "en")
    assert said == [run(*now, *of, cwd=tmp_path).stdout for of in words]


def test_hours_are_words(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, "de")
    told = json.loads(run("show", "e11", "--format", "json", cwd=tmp_path).stdout)
    text = "Mo–Fr 10:00–18:00 Uhr, Sa 12:00–17:00 Uhr, geschlossen: So, 9. Mai 2024"
    assert told["hours"] == text
    assert text in run("show", "e11", cwd=tmp_path).stdout


def _slots(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def _edited(witness: str, name: str) -> str:
    """As those write it who are at home in it: French has a word for the first; no thin spaces."""
    text = witness.replace("\u2009", " ").replace("\u202f", "\xa0")
    return re.sub(r"(?<!\d)1(?=[ –])", "1er", text) if name == "fr" else text
