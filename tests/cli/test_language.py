"""`--language`: what a calendar of several languages says in one of them."""

import json
import os
import shutil
from pathlib import Path

import pytest

from support.paths import VALID
from support.projects import ONE_DAY, Project, by_uid, calendar, event, revision
from support.running import Ran, Run


@pytest.fixture
def cg(run: Run, tmp_path: Path) -> Run:
    """Commands in a folder with a calendar in English, German and Chinese."""
    shutil.copy(VALID / "languages" / "events.yaml", tmp_path)

    def ran(*arguments: str, **how: object) -> Ran:
        return run("--now", "2027-01-01", *arguments, cwd=tmp_path, **how)  # type: ignore[arg-type]

    return ran  # type: ignore[return-value]


def out(ran: Ran) -> str:
    assert (ran.code, ran.stderr) == (0, "")
    return ran.stdout


def test_list_is_in_the_first_language_or_in_another(cg: Run) -> None:
    assert out(cg("list")) == out(cg("list", "--language", "en"))
    assert "Jazz on the pier" in out(cg("list"))
    german = out(cg("list", "--language", "de"))
    assert german.splitlines()[0].split() == ["Wann", "Was", "Wo"]
    assert "Jazz am Steg" in german
    assert "Lake festival" in german  # there is no other
    assert out(cg("list", "--language", "ZH-hans")).split()[:3] == ["时间", "活动", "地点"]


def test_every_format_is_in_the_language(cg: Run) -> None:
    records = json.loads(out(cg("list", "--format", "json", "--language", "de", "--search", "jazz")))
    (record,) = records
    assert (record["title"], record["towns"], record["categories"]) == (
        "Jazz am Steg",
        ["Genf"],
        ["Musik", "Familie"],
    )
    assert record["venues"] == ["pier"]
    assert "Genf,Musik; Familie" in out(cg("list", "--format", "csv", "--language", "de"))
    assert "| Jazz am Steg | Der Steg |" in out(cg("list", "--format", "markdown", "--language", "de"))
    assert "SUMMARY;LANGUAGE=de:Jazz am Steg" in out(cg("list", "--format", "ics", "--language", "de"))
    assert "19:00 Jazz a…" in out(cg("list", "--calendar", "--language", "de"))


def test_show_is_in_the_language(cg: Run) -> None:
    shown = out(cg("show", "jazz", "--language", "de"))
    assert "Der Steg, Seestrasse 1, Genf" in shown
    assert "Musik, Familie" in shown
    assert "Freunde des Sees" in shown
    assert "Plakat, Lake Gazette" in shown
    assert "Bringt eine Decke mit." in shown
    full = json.loads(out(cg("show", "jazz", "--language", "de", "--format", "json")))
    assert (full["organizer"], full["sources"][0]["title"]) == ("Freunde des Sees", "Plakat")


def test_an_event_is_found_by_its_title_in_any_language(cg: Run) -> None:
    assert "Jazz on the pier" in out(cg("show", "Jazz am"))
    assert "Jazz am Steg" in out(cg("show", "码头爵士乐", "--language", "de"))


def test_an_export_is_in_the_language(cg: Run) -> None:
    feed = out(cg("export", "--language", "de", "--event", "jazz-2027"))
    for line in ("NAME;LANGUAGE=de:Seetage", "SUMMARY;LANGUAGE=de:Jazz am Steg", "Der Steg"):
        assert line in feed
    assert "CATEGORIES;LANGUAGE=de:Musik,Familie" in feed
    assert "UID:jazz-2027@lake-days" in feed


def test_an_export_has_the_revision_that_is_published_in_its_language(project: Project) -> None:
    fair = event("fair", title={"en": "Fair", "de": "Markt"})
    project.build(calendar(fair, languages=["en", "de"]))
    # A title that was mended in German since: a build would say so in that language, and count no revision.
    fair["title"]["de"] = "Messe"
    project.write(calendar(fair, languages=["en", "de"]))
    later = project.now + ONE_DAY
    there, german = (
        by_uid(out(project("export", "--language", tag, now=later)).encode())["fair@demo"]
        for tag in ("en", "de")
    )
    assert (revision(there)[::2], revision(german)[::2]) == ((0, project.now), (0, later))


@pytest.mark.parametrize("command", [["list"], ["show", "jazz"], ["export"]])
def test_another_language_is_an_error_that_names_those_there_are(cg: Run, command: list[str]) -> None:
    ran = cg(*command, "--language", "fr")
    assert (ran.code, ran.stdout) == (2, "")
    assert "no language 'fr': the calendar is in en, de, zh-Hans" in ran.stderr


def test_a_calendar_of_one_language_has_that(run: Run, tmp_path: Path) -> None:
    shutil.copy(VALID / "minimal" / "events.yaml", tmp_path)
    assert out(run("list", "--all", "--language", "en", cwd=tmp_path))
    assert "the calendar is in en" in run("list", "--language", "de", cwd=tmp_path).stderr


def test_shells_are_offered_the_languages(run: Run, cg: Run, tmp_path: Path) -> None:
    words = {"COMP_WORDS": "calendar-gen list --language ", "COMP_CWORD": ""}
    ran = run(cwd=tmp_path, env={"_CALENDAR_GEN_COMPLETE": "fish_complete", **words})
    offered = [line.split("\t")[0].partition(",")[2] for line in ran.stdout.splitlines()]
    assert offered == ["en", "de", "zh-Hans"]
    assert os.listdir(tmp_path) == ["events.yaml"]


def test_shells_are_offered_names_and_no_ids(run: Run, cg: Run, tmp_path: Path) -> None:
    words = {"COMP_WORDS": "calendar-gen list --category ", "COMP_CWORD": ""}
    ran = run(cwd=tmp_path, env={"_CALENDAR_GEN_COMPLETE": "fish_complete", **words})
    assert ran.stdout.splitlines() == ["plain,For families", "plain,Music", "plain,Night"]
