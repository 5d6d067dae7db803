"""English stays as it was, byte for byte; every catalogue is complete; dates are as CLDR has them."""

import re
import string
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.plurals import get_plural
from hypothesis import given
from hypothesis import strategies as st

from calendar_gen.dates.values import (
    ONE_DAY,
    Certainty,
    Days,
    Hours,
    Opening,
    Rule,
    Span,
    Stated,
    Times,
    When,
)
from calendar_gen.words import formats, languages, phrases, repeats, sentences

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import catalogues  # noqa: E402

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


@given(runs | times, stated)
def test_english_is_as_it_was(span: Span, said: Stated) -> None:
    assert sentences.when_text(span, said, "en") == phrases.when_text(span, said)
    assert sentences.note(said, "en") == phrases.note(said)
    for side in (said.start, said.end):
        assert sentences.side_text(side, "en-US") == phrases.side_text(side)
    assert sentences.days_text([span.first_day, span.last_day], "en") == phrases.days_text(
        [span.first_day, span.last_day]
    )
    first = span.first_day
    title = sentences.month_text(first.year, first.month, "en")
    assert title == f"{phrases.MONTHS[first.month - 1]} {first.year}"


@given(hours, st.lists(dates, max_size=3))
def test_english_hours_are_as_they_were(of: Hours, closed: list[date]) -> None:
    assert sentences.hours_text(of, closed, "en") == phrases.hours_text(of, closed)


@pytest.mark.parametrize("tag", ["en", "de-AT", "es-MX", "it", "ja", "zh-CN", "pt-BR"])
def test_prefixes_are_as_they_were_and_are_read_back(tag: str) -> None:
    for status in ("cancelled", "postponed", "replaced", "confirmed"):
        assert sentences.prefix(status, tag) == phrases.prefix(status, tag)


@pytest.mark.parametrize("tag", ["en", *[name.replace("_", "-") for name in ALL]])
def test_a_title_is_read_back_with_the_old_french_space_too(tag: str) -> None:
    for status, read in (("cancelled", "cancelled"), ("postponed", "tentative"), ("replaced", "cancelled")):
        for title in (sentences.titled(status, "Ball", tag), phrases.prefix(status, tag) + "Ball"):
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
        sentences.day_text(date(2024, 5, 1), "de")
    assert sentences.day_text(date(2024, 5, 1), "en") == "1 May 2024"


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
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "by the rule FREQ=MONTHLY;BYMONTHDAY=-3"),
    ],
)
def test_a_rule_in_words(parts: str, words: str) -> None:
    assert repeats.rule_text(Rule(parts), "en") == words
    assert repeats.rule_text(Rule(parts, 3), "en") == f"{words}, 3 times"
    assert repeats.rule_text(Rule(parts, 0, date(2024, 6, 30)), "en") == f"{words}, until 30 Jun 2024"
    for each in languages.spoken():
        assert "{" not in repeats.rule_text(Rule(parts, 3), each.name.replace("_", "-"))


def _slots(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def _edited(witness: str, name: str) -> str:
    """As those write it who are at home in it: French has a word for the first; no thin spaces."""
    text = witness.replace("\u2009", " ").replace("\u202f", "\xa0")
    return re.sub(r"(?<!\d)1(?=[ –])", "1er", text) if name == "fr" else text
