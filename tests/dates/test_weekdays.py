"""Words for how often and on which days: what is made of them is a rule, and what is offered instead too."""

import itertools
import re

import pytest

from calendar_gen.dates import rules, weekday_mistakes, weekdays
from calendar_gen.dates.values import Rule
from calendar_gen.diagnostics.problem import Problem

NUMBERS = (
    "",
    "0 ",
    "1 ",
    "2 ",
    "07 ",
    "007 ",
    "00 ",
    "10 ",
    "99 ",
    "100 ",
    "999 ",
    "1000 ",
    "two ",
    "other ",
)
UNITS = ("day", "days", "week", "weeks", "month", "months", "year", "years", "Week", "weke", "quarter")
EVERY = tuple(number + unit for number, unit in itertools.product(NUMBERS, UNITS))
DAYS = (
    *(
        "monday",
        "Tue",
        "weekend",
        "weekdays",
        "mondy",
        "montag",
        "first friday",
        "1st friday",
        "fifth sunday",
    ),
    *(
        "sixth sunday",
        "last day",
        "last",
        "0",
        "1",
        "05",
        "005",
        "15",
        "31",
        "32",
        "99",
        "0311",
        "3111",
        "1st",
    ),
    *("15.", "32nd", "15 th", "0th", "-1", "٣", "12²"),
)


@pytest.mark.parametrize("every", ["day", "week", "2 weeks", "month", "3 months", "year", "07 weeks"])
def test_what_is_made_of_words_is_a_rule(every: str) -> None:
    for several in (1, 2):
        for on in itertools.product(DAYS, repeat=several):
            made = weekdays.rule(every, on)
            assert not isinstance(made, str) or isinstance(rules.read_rule(made), Rule), (on, made)


@pytest.mark.parametrize(
    ("on", "wrong"), [("0311", "0311"), ("31, 0311", "0311"), ("015", "015"), ("32", "32")]
)
def test_what_is_no_day_of_a_month_is_told(on: str, wrong: str) -> None:
    found = weekdays.rule("month", on.split(", "))
    assert not isinstance(found, str)
    assert [it.message for it in found] == [f"'{wrong}' is not a day of a month"]


@pytest.mark.parametrize("every", EVERY)
def test_how_often_is_read_or_what_is_offered_is(every: str) -> None:
    said = weekdays.rule(every, ())
    if isinstance(said, str):
        return
    assert [it.code for it in said] == ["E301"]
    offered = re.findall("'([^']+)'", said[0].remedy)
    assert offered
    for text in (*offered, *filter(None, [said[0].fix])):
        assert isinstance(weekdays.rule(text, ()), str), said[0].remedy


@pytest.mark.parametrize(
    "text", [f"{number}{unit}" for number in ("0 ", "07 ", "7 ") for unit in ("weeks", "months")]
)
def test_words_for_all_of_repeat_have_a_number_that_is_read(text: str) -> None:
    for every in re.findall("every: ([^,}]*)", weekday_mistakes.repeat(text)):
        assert isinstance(weekdays.rule(every, ()), str)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_of_a_month_is_read_or_what_is_offered_is(day: str) -> None:
    said = weekdays.rule("month", [day])
    if isinstance(said, str):
        return
    for problem in said:
        assert isinstance(problem, Problem)
        offered = re.findall("'([^']+)'|([0-9]+)", problem.remedy)
        assert offered
        for quoted, number in offered:
            text = day.replace(problem.character, quoted) if problem.character else quoted or number
            assert isinstance(weekdays.rule("month", [text]), str), problem.remedy


# What people write in the languages that we speak, with `every` and `on` for it.
SAID = {
    "bi-weekly": ("2 weeks", ""),
    "every 2nd week": ("2 weeks", ""),
    "third month": ("3 months", ""),
    "bimonthly": ("2 months", ""),
    "half-yearly": ("6 months", ""),
    "semiannual": ("6 months", ""),
    "tous les 15 jours": ("2 weeks", ""),
    "quinze jours": ("2 weeks", ""),
    "cada quince días": ("2 weeks", ""),
    "ogni otto giorni": ("week", ""),
    "14-täglich": ("2 weeks", ""),
    "vierzehntägig": ("2 weeks", ""),
    "halbjährlich": ("6 months", ""),
    "每半年": ("6 months", ""),
    "双周": ("2 weeks", ""),
    "每周": ("week", ""),
    "毎週": ("week", ""),
    "mois": ("month", ""),
    "chaque mois": ("month", ""),
    "alle 2 Wochen": ("2 weeks", ""),
    "jede zweite Woche": ("2 weeks", ""),
    "toutes les deux semaines": ("2 weeks", ""),
    "ogni due settimane": ("2 weeks", ""),
    "每隔一周": ("2 weeks", ""),
    "wöchentlich": ("week", ""),
    "mensual": ("month", ""),
    "tous les ans": ("year", ""),
    "2か月": ("2 months", ""),
    "tous les mardis": ("week", "tuesday"),
    "毎週土曜日": ("week", "saturday"),
    "隔週土曜日": ("2 weeks", "saturday"),
    "lundi et mercredi": ("week", "monday, wednesday"),
    "deuxième jeudi": ("month", "second thursday"),
    "le deuxième jeudi du mois": ("month", "second thursday"),
    "2. Freitag im Monat": ("month", "second friday"),
    "letzter Freitag im Monat": ("month", "last friday"),
    "último viernes de cada mes": ("month", "last friday"),
    "terzo venerdì del mese": ("month", "third friday"),
    "第三个星期五": ("month", "third friday"),
    "每月第三个星期五": ("month", "third friday"),
    "毎月第2土曜日": ("month", "second saturday"),
    "每月最后一个星期五": ("month", "last friday"),
    "毎月15日": ("month", "15"),
    "dernier jour du mois": ("month", "last day"),
    "every month on the second tuesday": ("month", "second tuesday"),
}


@pytest.mark.parametrize(("text", "meant"), SAID.items())
def test_how_often_in_other_languages(text: str, meant: tuple[str, str]) -> None:
    every, on = meant
    wrong = weekdays.rule(text, ())
    assert not isinstance(wrong, str)
    assert f"'every: {every}' and 'on: [{on}]'" in wrong[0].remedy if on else wrong[0].fix == every
    assert isinstance(weekdays.rule(every, on.split(", ") if on else ()), str)


@pytest.mark.parametrize("text", [text for text, (every, on) in SAID.items() if every == "month" and on])
def test_a_day_of_a_month_in_other_languages(text: str) -> None:
    wrong = weekdays.rule("month", [text])
    assert not isinstance(wrong, str)
    assert wrong[0].fix == SAID[text][1]
    assert isinstance(weekdays.rule("month", [wrong[0].fix]), str)
