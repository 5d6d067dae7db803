"""Answers and a day → the files of a new calendar, from the templates beside this module."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from calendar_gen.words import languages

TEMPLATES = ("town", "meetup", "deadlines")
CALENDAR, SCHEMA, OUTPUT = "events.yaml", "events.schema.json", "public"
WORKFLOW = ".github/workflows/github-pages.yml"
_FOLDER = Path(__file__).parent
# `%{town}`, `%{saturday+2}`, `%{month+4:%Y-%m}`: a text, or a day and how it is written.
_SLOT = re.compile(r"%\{(\w+)(?:\+([0-9]+))?(?::([^}]+))?\}")
# What YAML takes as it stands, in a list too; the rest goes into quotes.
_PLAIN = re.compile(r"(?!(?i:null|true|false|yes|no|on|off)\Z)[^\W\d_](?:[\w '’().&/–-]*[\w).])?")


class Answers(Struct, frozen=True):
    """What is asked of whoever begins a calendar."""

    name: str
    id: str
    timezone: str
    language: str
    template: str = TEMPLATES[0]


def calendar(answers: Answers, today: date) -> bytes:
    """The calendar's file; the titles of the events are in its language."""
    texts = {
        **_texts(answers.language),
        **{key: str(value) for key, value in msgspec.structs.asdict(answers).items()},
    }
    template = _read(f"templates/{answers.template}.yaml")
    return _SLOT.sub(partial(_filled, texts, today), template).encode()


def beside(schema: bytes, lock: bool = True) -> dict[str, bytes]:
    """The files that go with a calendar, by their names."""
    found = {SCHEMA: schema, ".gitignore": b"/public/\n"}
    if (
        not lock
    ):  # a build to look at makes one, with which the next one would refuse to go by what is published
        return {**found, ".gitignore": b"/public/\nevents.lock\n"}
    # Where two branches change the same event the next build counts on from both lines.
    return {**found, ".gitattributes": b"events.lock text eol=lf merge=union\n"}


def workflow(file: str = CALENDAR, output: str = OUTPUT, lock: bool = True) -> bytes:
    """The workflow for GitHub Pages, of a calendar that keeps a lock or of one that keeps none.

    Lines of the template that begin with `%{lock}` or `%{no-lock}` are of one of them alone.
    """
    kept, left = ("lock", "no-lock") if lock else ("no-lock", "lock")
    lines = _read("templates/github-pages.yml").splitlines(keepends=True)
    text = "".join(it.removeprefix(f"%{{{kept}}}") for it in lines if not it.startswith(f"%{{{left}}}"))
    names = {"file": file, "output": output}
    return re.sub(r"%\{(file|output)\}", lambda slot: _scalar(names[slot[1]]), text).encode()


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _texts(language: str) -> Mapping[str, str]:
    """What stands in the templates, in a language that there are words for, else in English."""
    name = languages.catalogue(language) or "en"
    return msgspec.json.decode(_read(f"texts/{name}.json"), type=dict[str, str])


def _filled(texts: Mapping[str, str], today: date, slot: re.Match[str]) -> str:
    name, number, written = slot.groups()
    if number is None:
        return _scalar(texts[name])
    day = _DAYS[name](today, int(number))
    return day.strftime(written) if written else day.isoformat()


def _scalar(text: str) -> str:
    """A text as YAML has it: in double quotes it is like a string of JSON."""
    return text if _PLAIN.fullmatch(text) else msgspec.json.encode(text).decode()


def _day(today: date, number: int) -> date:
    return today + timedelta(days=number)


def _weekday(weekday: int, today: date, number: int) -> date:
    """The first such day of the week after today, and so many weeks later."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1, weeks=number)


def _month(today: date, number: int) -> date:
    """The first day of the month so many months from now."""
    months = today.year * 12 + today.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _second_tuesday(today: date, number: int) -> date:
    """That of the month after this one, and so many months later."""
    return _weekday(1, _month(today, number + 1) - timedelta(days=1), 1)


_DAYS: Mapping[str, Callable[[date, int], date]] = {
    "day": _day,
    "friday": partial(_weekday, 4),
    "saturday": partial(_weekday, 5),
    "sunday": partial(_weekday, 6),
    "month": _month,
    "second_tuesday": _second_tuesday,
    "after_second_tuesday": lambda today, number: _second_tuesday(today, number) + timedelta(days=1),
}
