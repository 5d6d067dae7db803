"""A new calendar: what it holds, what is asked for it, and that nothing is written over."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from calendar_gen.source import files as source_files
from calendar_gen.source.files import Source
from calendar_gen.starter import files as starter
from calendar_gen.starter.files import TEMPLATES, Answers
from support.paths import ROOT
from support.repositories import git
from support.running import Run

LANGUAGES = ("en", "de", "es", "fr", "it", "ja", "zh-Hans")
GIVEN = ("--name", "Village fairs", "--timezone", "Europe/Lisbon", "--language", "en")


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_right_and_can_be_built(
    run: Run, tmp_path: Path, template: str, language: str
) -> None:
    words = ["--yes", "--timezone", "Asia/Tokyo", "--language", language, "--template", template]
    ran = run("init", "fairs", *words, cwd=tmp_path)
    assert ran.code == 0
    names = ["events.yaml", "events.schema.json", ".gitignore", ".gitattributes"]
    assert ran.stdout == "".join(f"{Path('fairs', name)}\n" for name in names)
    folder = tmp_path / "fairs"
    checked = run("check", "--strict", cwd=folder)
    assert (checked.code, checked.stdout) == (0, "")
    assert run("build", cwd=folder).code == 0
    assert run("verify", "public", cwd=folder).code == 0


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_right_on_every_day(template: str) -> None:
    """Of a year with a leap day, and where clocks change at midnight."""
    from calendar_gen import loader

    for zone in ("Europe/Lisbon", "Africa/Cairo", "America/Santiago", "UTC"):
        answers = Answers("Fairs", "fairs", zone, "en", template)
        for number in range(0, 366, 1 if zone == "Europe/Lisbon" else 7):
            today = date(2027, 9, 1) + timedelta(days=number)
            text = starter.calendar(answers, today)
            loaded = loader.load(Source("events.yaml", text))
            assert not loaded.diagnostics, (today, zone)
            assert min(re.findall(r"^    start: (\S+)", text.decode(), re.MULTILINE)) > str(today)


@pytest.mark.parametrize("template", TEMPLATES)
def test_all_is_said_in_the_language_of_the_calendar(template: str) -> None:
    """What subscribers see; comments are for whoever writes."""
    titles = {}
    for language in LANGUAGES:
        answers = Answers("Fairs", "fairs", "UTC", language, template)
        plain, _ = source_files.parse(Source("", starter.calendar(answers, date(2027, 5, 3))))
        assert isinstance(plain, dict)
        titles[language] = [event["title"] for event in plain["events"]]
    for number, title in enumerate(titles["en"]):
        others = [titles[language][number] for language in LANGUAGES[1:]]
        assert title not in others


def test_there_are_the_same_texts_in_each_language() -> None:
    folder = Path(starter.__file__).parent / "texts"
    texts = {file.stem: json.loads(file.read_text("utf-8")) for file in folder.iterdir()}
    assert texts.keys() == {"en", "de", "es", "fr", "it", "ja", "zh_Hans"}
    used = {
        name
        for template in TEMPLATES
        for name in re.findall(
            r"%\{(\w+)\}", (folder.parent / f"templates/{template}.yaml").read_text("utf-8")
        )
    }
    for found in texts.values():
        assert found.keys() == used - {"id", "name", "timezone", "language"}


@pytest.mark.parametrize(
    ("language", "title"), [("de-AT", "Flohmarkt"), ("zh-TW", "Flea market"), ("nl", "Flea market")]
)
def test_a_language_without_words_of_its_own_has_english_ones(
    run: Run, tmp_path: Path, language: str, title: str
) -> None:
    assert run("init", *GIVEN[:4], "--language", language, cwd=tmp_path).code == 0
    assert f"title: {title}\n" in (tmp_path / "events.yaml").read_text("utf-8")


def test_what_is_given_is_written(run: Run, tmp_path: Path) -> None:
    name = 'Fairs: "old" #1 \\ new'
    words = ["--name", name, "--timezone", "Asia/Shanghai", "--language", "zh-Hans"]
    assert run("init", *words, cwd=tmp_path).code == 0
    listed = run("list", "--format", "json", "--all", cwd=tmp_path)
    assert listed.code == 0
    uids = {event["uid"].partition("@")[2] for event in json.loads(listed.stdout)}
    assert uids == {"fairs-old-1-new"}
    assert run("build", cwd=tmp_path).code == 0
    feed = (tmp_path / "public" / "calendar.ics").read_bytes().decode()
    assert 'X-WR-CALNAME:Fairs: "old" #1 \\\\ new' in feed.replace("\r\n ", "")


# The zone of this machine, as the link says that systems have.
MACHINE = os.path.realpath("/etc/localtime").rpartition("zoneinfo/")[2] or "UTC"
LATIN = (
    ("Fêtes de l'été", "fetes-de-l-ete"),
    ("Straßenfeste", "strassenfeste"),
    ("Müller & Söhne", "muller-sohne"),
    ("ÆRØ–ŁÓDŹ", "aero-lodz"),
    ("Café 嘉定", "cafe"),
    ("İstanbul ﬁlm", "istanbul-film"),
    ("a" * 99, "a" * 80),
)


@pytest.mark.parametrize(("name", "id"), [*LATIN, ("嘉定活动", "fairs")])
def test_the_id_is_made_of_the_name_else_of_the_folder(run: Run, tmp_path: Path, name: str, id: str) -> None:
    assert run("init", "fairs", "--yes", "--name", name, cwd=tmp_path).code == 0
    assert f"  id: {id} #" in (tmp_path / "fairs" / "events.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", ["Null", "~", "true", "no", "42", "2027-01-01"])
def test_a_name_that_yaml_takes_for_something_else_stays_one(run: Run, tmp_path: Path, name: str) -> None:
    assert run("init", "--yes", "--name", name, "--id", "null", cwd=tmp_path).code == 0
    written = yaml.safe_load((tmp_path / "events.yaml").read_text("utf-8"))["calendar"]
    assert (written["name"], written["id"]) == (name, "null")
    assert run("check", "--strict", cwd=tmp_path).code == 0


@pytest.mark.parametrize(("name", "id"), LATIN)
def test_check_offers_the_same_id_for_a_name(run: Run, tmp_path: Path, name: str, id: str) -> None:
    text = "calendar: {id: c, name: C}\nevents:\n  - {id: 'NAME', title: E, start: 2027, place: 'NAME'}\n"
    (tmp_path / "events.yaml").write_text(text.replace("NAME", name.replace("'", "’")), "utf-8")
    said = run("check", cwd=tmp_path).stdout
    defined = f"write 'venue: {id}', and under 'venues' '{id}: {{name: "
    assert f"did you mean '{id}'?" in said
    assert (defined if len(name) < 60 and "&" not in name else "write 'venue:' and an id") in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--timezone", "Europe/Lisbonn", "--timezone: there is no time zone 'Europe/Lisbonn': did you mean"),
        ("--id", "Fairs 2027", "--id: "),
        ("--language", "german", "--language: "),
        ("--name", " ", "--name: "),
        ("--name", "\udce9t\udce9", "--name: '\ufffdt\ufffd' is no text in UTF-8"),
    ],
)
def test_what_a_calendar_can_not_have_is_refused(
    run: Run, tmp_path: Path, option: str, value: str, said: str
) -> None:
    code, out, err = run("init", "--yes", option, value, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert f"Error: {said}" in err
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_can_be_asked_the_name_must_be_given(run: Run, tmp_path: Path) -> None:
    code, out, err = run("init", cwd=tmp_path, process=True)
    assert (code, out) == (2, "")
    assert "give --name, or --yes" in err
    assert list(tmp_path.iterdir()) == []


def test_the_machine_says_its_zone_and_language(run: Run, tmp_path: Path) -> None:
    env = {"TZ": "America/Lima", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_CA.UTF-8"}
    assert run("init", "--yes", cwd=tmp_path, env=env).code == 0
    text = (tmp_path / "events.yaml").read_text("utf-8")
    assert "  timezone: America/Lima\n  language: fr\n" in text


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("de_CH@euro", "de"),
    ],
)
def test_a_locale_is_a_language(run: Run, tmp_path: Path, locale: str, tag: str) -> None:
    assert run("init", "--yes", cwd=tmp_path, env={"LC_ALL": locale, "TZ": "UTC"}).code == 0
    assert f"  language: {tag}\n" in (tmp_path / "events.yaml").read_text("utf-8")


def test_today_is_that_of_the_calendar(run: Run, tmp_path: Path) -> None:
    for folder, zone in (("a", "Pacific/Kiritimati"), ("b", "Pacific/Pago_Pago")):
        words = ["--yes", "--timezone", zone, "--now", "2027-06-04T12:00Z"]
        assert run("init", folder, *words, cwd=tmp_path).code == 0
    day_of = {
        folder: re.findall("date: (.*)}", (tmp_path / folder / "events.yaml").read_text("utf-8"))
        for folder in ("a", "b")
    }
    assert day_of == {"a": ["2027-06-05"], "b": ["2027-06-04"]}


# --- what is there stays ----------------------------------------------------------------------------


def test_a_calendar_that_is_there_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text("mine")
    code, out, err = run("init", *GIVEN, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "events.yaml is there already" in err
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("events.yaml", "mine")]


def test_other_files_that_are_there_stay_and_what_they_lack_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    (tmp_path / ".gitattributes").write_text("* text=auto\nevents.lock text eol=lf merge=union\n")
    ran = run("init", *GIVEN, cwd=tmp_path)
    assert (ran.code, ran.stdout) == (0, "events.yaml\nevents.schema.json\n")
    assert ran.stderr.splitlines()[:-1] == [".gitignore stays as it is: add the line '/public/'"]
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n"


@pytest.mark.parametrize("line", ["public", "public/", "/public", "/public/ "])
def test_a_line_that_leaves_the_folder_out_is_enough(run: Run, tmp_path: Path, line: str) -> None:
    (tmp_path / ".gitignore").write_text(f"*.pyc\n{line}\n")
    assert ".gitignore" not in run("init", *GIVEN, cwd=tmp_path).stderr


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_nothing_is_written_through_a_link_to_nowhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / ".gitignore").symlink_to(tmp_path / "elsewhere")
    assert run("init", *GIVEN, cwd=tmp_path).code == 2
    assert run("init", *GIVEN, cwd=tmp_path / "c").code == 0
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_can_not_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = run("init", "file/below", *GIVEN, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "nothing was written" in err


def test_all_or_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("not a folder")
    code, out, _ = run("init", *GIVEN, "--github", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert [file.name for file in tmp_path.iterdir()] == [".github"]
    assert run("init", f"new/{'long' * 99}", *GIVEN, cwd=tmp_path).code == 2
    assert [file.name for file in tmp_path.iterdir()] == [".github"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_nothing_is_written_through_a_link_to_another_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "fairs").mkdir()
    (tmp_path / "fairs" / ".github").symlink_to(tmp_path / "other")
    ran = run("init", "fairs", *GIVEN, "--github", cwd=tmp_path)
    assert (ran.code, ran.stdout) == (2, "")
    assert ".github: it is a link" in ran.stderr
    assert not list((tmp_path / "other").iterdir())
    assert [file.name for file in (tmp_path / "fairs").iterdir()] == [".github"]
    (tmp_path / "linked").symlink_to(tmp_path / "other")  # which is named, and so meant
    assert run("init", "linked", *GIVEN, "--github", cwd=tmp_path).code == 0


def test_what_is_to_be_done_next_can_be_copied(run: Run, tmp_path: Path) -> None:
    said = run("init", "my fairs", *GIVEN, cwd=tmp_path).stderr
    assert "Next: cd 'my fairs', write your own events" in said


# --- GitHub -----------------------------------------------------------------------------------------


def test_a_workflow_can_be_added_to_a_calendar_that_is_there(run: Run, tmp_path: Path) -> None:
    assert run("init", *GIVEN, cwd=tmp_path).code == 0
    before = (tmp_path / "events.yaml").read_bytes()
    ran = run("init", "--github", cwd=tmp_path)
    assert (ran.code, ran.stdout) == (0, ".github/workflows/github-pages.yml\n")
    assert (tmp_path / "events.yaml").read_bytes() == before


@pytest.mark.parametrize(
    "option", [("--id", "BAD ID"), ("--template", "meetup"), ("--language", "nonsense"), ("--name", "A")]
)
def test_an_answer_that_would_do_nothing_is_refused(
    run: Run, tmp_path: Path, option: tuple[str, str]
) -> None:
    assert run("init", *GIVEN, cwd=tmp_path).code == 0
    ran = run("init", "--github", *option, cwd=tmp_path)
    assert (ran.code, ran.stdout) == (2, "")
    assert f"events.yaml is there already, so {option[0]} does nothing" in ran.stderr


LOCK, NO_LOCK = ["--github"], ["--github", "--no-lock"]


@pytest.mark.parametrize("options", [LOCK, NO_LOCK])
@pytest.mark.parametrize("folder", [".", "fairs", "a b: c", "è&*", "- x"])
def test_the_workflow_is_one_for_github(run: Run, tmp_path: Path, options: list[str], folder: str) -> None:
    """By the schema that check-jsonschema brings."""
    check_jsonschema = pytest.importorskip("check_jsonschema", reason="CHECK-JSONSCHEMA IS NOT INSTALLED")
    (tmp_path / ".git").mkdir()
    assert run("init", "--", folder, cwd=tmp_path).code == 2  # nobody can be asked
    assert run("init", *GIVEN, *options, "--", folder, cwd=tmp_path).code == 0
    words = ["--builtin-schema", "vendor.github-workflows", str(tmp_path / starter.WORKFLOW)]
    checked = CliRunner().invoke(check_jsonschema.main, words)
    assert checked.exit_code == 0, checked.output
    given = action_in(tmp_path)
    assert (given["file"], given["output"]) == (
        Path(folder, "events.yaml").as_posix(),
        Path(folder, "public").as_posix(),
    )
    assert ("previous" in given) == (options == NO_LOCK)


def action_in(folder: Path) -> Any:
    """What the workflow of a repository hands to our action, and to the one that takes the built folder."""
    steps = yaml.safe_load((folder / starter.WORKFLOW).read_text("utf-8"))["jobs"]["build"]["steps"]
    (ours,) = (step for step in steps if step["uses"].startswith("./"))
    assert [step["with"]["path"] for step in steps[-1:]] == [ours["with"]["output"]]
    return ours["with"]


def test_the_workflows_that_are_shipped_are_those_that_are_written(run: Run, tmp_path: Path) -> None:
    for name, options in (("github-pages.yml", LOCK), ("github-pages-no-lock.yml", NO_LOCK)):
        assert run("init", name, *GIVEN, *options, cwd=tmp_path).code == 0
        written = (tmp_path / name / starter.WORKFLOW).read_bytes()
        assert (ROOT / "examples" / name).read_bytes() == written
        assert b"%{" not in written


def test_without_a_lock_none_is_kept(run: Run, tmp_path: Path) -> None:
    """One that a build on one's own machine makes would stop each build from what is published."""
    ran = run("init", *GIVEN, *NO_LOCK, cwd=tmp_path)
    assert ran.stdout.splitlines()[2:] == [".gitignore", starter.WORKFLOW]
    assert "and the address of your site after 'previous'" in ran.stderr
    assert run("build", cwd=tmp_path).code == 0
    git(tmp_path, "init", "-q", ".")
    assert not {"events.lock", "public/"} & set(git(tmp_path, "ls-files", "-o", "--exclude-standard").split())


def test_a_lock_that_is_kept_already_is_told(run: Run, tmp_path: Path) -> None:
    assert run("init", *GIVEN, cwd=tmp_path).code == 0
    assert run("build", cwd=tmp_path).code == 0
    ran = run("init", *NO_LOCK, cwd=tmp_path)
    assert (ran.code, "events.lock is kept: leave --no-lock out, or delete" in ran.stderr) == (2, True)
    assert run("init", "--no-lock", cwd=tmp_path).code == 2


@pytest.mark.parametrize("there", [False, True])
def test_the_workflow_is_at_the_root_of_the_repository(run: Run, tmp_path: Path, there: bool) -> None:
    """GitHub reads none elsewhere."""
    git(tmp_path, "init", "-q", ".")
    if there:
        assert run("init", "town/fairs", *GIVEN, cwd=tmp_path).code == 0
    given = LOCK if there else [*GIVEN, *LOCK]
    ran = run("init", "town/fairs", *given, cwd=tmp_path)
    assert (ran.code, ran.stdout.splitlines()[-1]) == (0, str(tmp_path.resolve() / starter.WORKFLOW))
    assert not (tmp_path / "town" / "fairs" / ".github").exists()
    assert action_in(tmp_path) == {"file": "town/fairs/events.yaml", "output": "town/fairs/public"}
    # A second calendar can't have a workflow of the same name.
    ran = run("init", "other", *GIVEN, *LOCK, cwd=tmp_path)
    assert f"{tmp_path.resolve() / starter.WORKFLOW} stays as it is.\n" in ran.stderr


def test_the_folder_of_a_calendar_may_be_a_link_into_a_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "fairs").mkdir()
    try:
        (tmp_path / "linked").symlink_to(tmp_path / "repository" / "fairs")
    except OSError:
        pytest.skip("links need rights on Windows")
    assert run("init", "linked", *GIVEN, *LOCK, cwd=tmp_path).code == 0
    assert action_in(tmp_path / "repository")["file"] == "fairs/events.yaml"


@pytest.mark.parametrize("folder", ["${{ github.token }}", "a\nb"])
def test_a_folder_that_a_workflow_can_not_name_is_refused(run: Run, tmp_path: Path, folder: str) -> None:
    (tmp_path / ".git").mkdir()
    ran = run("init", folder, *GIVEN, *LOCK, cwd=tmp_path)
    assert (ran.code, "can't be named in a workflow: give its folder a plain name" in ran.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


def test_nothing_is_left_of_a_workflow_that_can_not_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".github").write_text("")
    ran = run("init", "fairs", *GIVEN, *LOCK, cwd=tmp_path)
    assert (ran.code, "it is no folder, nothing was written" in ran.stderr) == (2, True)
    assert {path.name for path in tmp_path.iterdir()} == {".git", ".github"}


@pytest.mark.parametrize(
    ("file", "calendar"),
    [("events.yml", "events.yml"), ("events/a.yaml", "events"), ("events/b.yml", "events")],
)
def test_a_calendar_of_another_name_can_have_the_workflow(
    run: Run, tmp_path: Path, file: str, calendar: str
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("calendar: {id: a, name: A}\nevents: [{id: b, title: B, start: 2027}]\n")
    ran = run("init", *LOCK, cwd=tmp_path)
    names = ["events.schema.json", ".gitignore", ".gitattributes", starter.WORKFLOW]
    assert (ran.code, ran.stdout.splitlines()) == (0, names)
    assert action_in(tmp_path) == {"file": calendar, "output": "public"}
    assert run("build", "-f", calendar, cwd=tmp_path).code == 0
    ran = run("init", "--github", "--name", "A", cwd=tmp_path)
    assert f"{calendar} is there already, so --name does nothing" in ran.stderr


# --- questions --------------------------------------------------------------------------------------


def test_a_terminal_is_asked_and_may_answer_wrongly_first(tmp_path: Path) -> None:
    pytest.importorskip("pty", reason="a terminal is here one of POSIX")
    import pty

    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "dumb", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "calendar_gen", "init", "fairs"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        # Name, id (as proposed), a zone that is none and one that is, language.
        os.write(ours, b"Village fairs\n\nLisbon\nEurope/Lisbon\nde\n")
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux says EIO when the other side is closed
            pass
        assert process.wait(60) == 0
    os.close(ours)
    text = shown.decode()
    assert "What is the calendar called? [Fairs]:" in text
    assert "identity [village-fairs]:" in text
    assert "Error: there is no time zone 'Lisbon': did you mean" in text
    written = (tmp_path / "fairs" / "events.yaml").read_text("utf-8")
    assert "  name: Village fairs\n  timezone: Europe/Lisbon\n  language: de\n" in written


@pytest.mark.parametrize("name", ["events.yml", "events/2027.yaml", "events/venues.yml"])
def test_no_second_calendar_is_begun_beside_one_of_another_name(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("events: []\n")
    calendar = Path(name).parts[0]
    ran = run("init", *GIVEN, cwd=tmp_path)
    assert (ran.code, ran.stdout, f"check -f {calendar}" in ran.stderr) == (2, "", True)
    assert not (tmp_path / "events.yaml").exists()
    assert f"write -f {calendar}" in run("check", cwd=tmp_path).stderr


def test_a_folder_called_events_may_hold_something_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "poster.svg").write_text("<svg/>")
    assert run("init", *GIVEN, cwd=tmp_path).code == 0


@pytest.mark.parametrize(("there", "words"), [("fairs", []), (".github", ["--github"])])
def test_a_file_where_a_folder_has_to_be_is_said_to_be_one(
    run: Run, tmp_path: Path, there: str, words: list[str]
) -> None:
    (tmp_path / there).write_text("")
    ran = run("init", "fairs" if there == "fairs" else ".", *GIVEN, *words, cwd=tmp_path)
    assert (ran.code, "it is no folder, nothing was written" in ran.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == [there]


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes"])
def test_a_pipe_that_is_there_is_not_waited_for(run: Run, tmp_path: Path, name: str) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / name)
    ran = run("init", *GIVEN, cwd=tmp_path)
    assert (ran.code, f"{name} stays as it is" in ran.stderr) == (0, True)


def test_a_mark_that_nobody_sees_is_no_part_of_a_name(run: Run, tmp_path: Path) -> None:
    assert run("init", "--name", "\ufeffFairs ", *GIVEN[2:], cwd=tmp_path).code == 0
    assert "name: Fairs\n" in (tmp_path / "events.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("tz", "zone"),
    [
        (":/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        (":/etc/localtime", MACHINE),
        ("", "UTC"),
    ],
)
def test_the_zone_of_the_environment_is_read_as_the_system_reads_it(
    run: Run, tmp_path: Path, tz: str, zone: str
) -> None:
    assert run("init", "--yes", cwd=tmp_path, env={"TZ": tz}).code == 0
    assert f"timezone: {zone}\n" in (tmp_path / "events.yaml").read_text("utf-8")


@pytest.mark.parametrize("tz", ["CET-1CEST,M3.5.0,M10.5.0/3", "Etc/GMT-12", "EST", "Mars/Olympus"])
def test_a_zone_that_no_calendar_may_have_is_not_taken_from_the_machine(
    run: Run, tmp_path: Path, tz: str
) -> None:
    """Not another one in its place either: all times would be wrong."""
    ran = run("init", "--yes", cwd=tmp_path, env={"TZ": tz})
    assert (ran.code, "give one, as in --timezone" in ran.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("zone", ["EST", "MST"])
def test_a_zone_that_check_would_warn_of_is_refused(run: Run, tmp_path: Path, zone: str) -> None:
    ran = run("init", "--yes", "--timezone", zone, "--language", "en", cwd=tmp_path)
    assert (ran.code, "America/" in ran.stderr) == (2, True)


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh_Hans_CN.UTF-8", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh_TW.UTF-8", "zh-Hant"),
        ("zh_Hant_HK", "zh-Hant"),
        ("sr_RS@latin", "sr-Latn"),
        ("de_AT@euro", "de"),
        ("C.UTF-8", "en"),
    ],
)
def test_the_script_of_a_locale_is_that_of_the_calendar(
    run: Run, tmp_path: Path, locale: str, tag: str
) -> None:
    assert run("init", "--yes", cwd=tmp_path, env={"LC_ALL": locale, "TZ": "UTC"}).code == 0
    assert f"language: {tag}\n" in (tmp_path / "events.yaml").read_text("utf-8")


def test_a_link_to_itself_is_no_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    ran = run("init", "loop", "--yes", "--timezone", "UTC", cwd=tmp_path)
    assert (ran.code, "loop: it is no folder" in ran.stderr) == (2, True)


def test_no_folder_is_named_by_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("init", "", "--yes", cwd=tmp_path)
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize(
    ("name", "next_"), [("-dash", "cd ./-dash, write"), ("two words", "cd 'two words', write")]
)
def test_what_is_to_be_typed_next_can_be(run: Run, tmp_path: Path, name: str, next_: str) -> None:
    ran = run("init", "--yes", "--timezone", "UTC", "--", name, cwd=tmp_path)
    assert f"Next: {next_} your own events" in ran.stderr
