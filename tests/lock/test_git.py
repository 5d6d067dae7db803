"""`diff --against` a revision reads what git has, whatever somebody has put there, and writes nothing."""

import json
from pathlib import Path

import pytest

from calendar_gen.lock import git as lock_git
from support.projects import state
from support.repositories import CALENDAR, OTHER, Entries, blob, committed, git, tree
from support.running import Run


def test_a_tree_that_climbs_out_writes_nothing(repository: Path, run: Run) -> None:
    victim = repository / "victim.yaml"
    victim.write_text("precious: true")
    evil = tree(repository, [("100644", b"victim.yaml", blob(repository, "pwned: true"))])
    for part in reversed(str(repository).strip("/").split("/")):
        evil = tree(repository, [("40000", part.encode(), evil)])
    for _ in range(8):
        evil = tree(repository, [("40000", b"..", evil)])
    ok = blob(repository, CALENDAR)
    evil = tree(repository, [("100644", b"-x.yaml", ok), ("40000", b"..", evil)])
    committed(repository, [("40000", b"a", evil), ("100644", b"events.yaml", ok)])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "Subscribers will see no change.\n")
    assert victim.read_text() == "precious: true"


def test_nothing_at_all_is_written(repository: Path, run: Run) -> None:
    """Neither into the folder nor into git's, by us or by git."""
    main = blob(repository, CALENDAR + "include: [b.yaml]\n")
    files: Entries = [("100644", b"b.yaml", blob(repository, OTHER)), ("100644", b"events.yaml", main)]
    committed(repository, files)
    before = state(repository)
    assert run("diff", "--against", "theirs", cwd=repository).code == 0
    assert state(repository) == before


def test_included_files_are_those_of_the_revision(repository: Path, run: Run) -> None:
    main = CALENDAR + 'include: ["more/*.yaml", "**/deep.yaml"]\n'
    deep = OTHER.replace("b,", "c,").replace("B,", "C,")
    more = tree(repository, [("100644", b"b.yaml", blob(repository, OTHER))])
    folder = tree(repository, [("100644", b"deep.yaml", blob(repository, deep))])
    entries: Entries = [("100644", b"events.yaml", blob(repository, main))]
    committed(repository, [*entries, ("40000", b"folder", folder), ("40000", b"more", more)])
    ended = run("diff", "--against", "theirs", "--format", "json", cwd=repository)
    assert ended.code == 0
    assert '"uid":"b@k"' in ended.stdout
    assert '"uid":"c@k"' in ended.stdout


def test_a_folder_of_files_is_read_as_it_was(repository: Path, run: Run) -> None:
    (repository / "cal").mkdir()
    (repository / "cal" / "events.yaml").write_text(CALENDAR)
    files: Entries = [
        ("100644", b"b.yaml", blob(repository, OTHER)),
        ("100644", b"events.yaml", blob(repository, CALENDAR)),
    ]
    committed(repository, [("40000", b"cal", tree(repository, files))])
    ended = run("-f", "cal", "diff", "--against", "theirs", "--format", "json", cwd=repository)
    assert '"kind":"cancelled","uid":"b@k"' in ended.stdout.replace('"kind":"removed"', '"kind":"cancelled"')


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("160000", "E401 there is no file 'link.yaml'"),  # a submodule
        ("nothing.yaml", "E401 there is no file 'link.yaml'"),
        ("link.yaml", "E401 there is no file 'link.yaml'"),
        ("../victim.yaml", "E403 this leads out of "),
        ("/etc/passwd", "E403 this leads out of "),
        ("folder/../../victim.yaml", "E403 this leads out of "),
    ],
)
def test_a_link_leads_nowhere_outside_of_the_revision(
    target: str, said: str, repository: Path, run: Run
) -> None:
    """And the first error is told with its place."""
    (repository.parent / "victim.yaml").write_text(OTHER)
    mode, of = ("160000", "1" * 40) if target == "160000" else ("120000", blob(repository, target))
    main = blob(repository, CALENDAR + 'include: ["link.yaml"]\n')
    committed(repository, [("100644", b"events.yaml", main), (mode, b"link.yaml", of)])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert ended.code == 2
    assert ended.stderr.startswith(
        "Error: events.yaml has errors in theirs: there is nothing to compare with. "
        f"The first is events.yaml:4:11: {said}"
    )


@pytest.mark.parametrize(
    ("file", "given"),
    [
        ("events.yaml", "more.txt"),
        ("events.yaml", "X.YAML"),
        ("events.yaml", "a:b.yaml"),
        ("events.yaml", "manifest.json"),
        ("events.yaml", "d2/*.yaml"),
        ("events.yaml", "link.yaml"),
        ("events.yaml", "d1/../d2/x.yaml"),
        ("cal.yaml", "more.txt"),
        ("d3/cal.yaml", "../more.txt"),
    ],
)
def test_a_calendar_that_can_be_checked_can_be_compared(
    file: str, given: str, repository: Path, run: Run
) -> None:
    for folder in ("d1", "d3"):
        (repository / folder).mkdir()
    for name in ("more.txt", "X.YAML", "a:b.yaml", "manifest.json", "d1/x.yaml"):
        (repository / name).write_text(OTHER)
    (repository / "d2").symlink_to("d1")
    (repository / "link.yaml").symlink_to("d2/x.yaml")
    (repository / "cal.yaml").symlink_to("events.yaml")
    (repository / "d3" / "cal.yaml").symlink_to("../events.yaml")
    (repository / "events.yaml").write_text(f"{CALENDAR}include: ['{given}']\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "x")
    assert run("-f", file, "check", cwd=repository).code == 0
    (repository / "events.yaml").write_text(CALENDAR)
    ended = run("-f", file, "diff", "--against", "HEAD", "--format", "json", cwd=repository)
    assert (ended.code, '"uid":"b@k"' in ended.stdout, '"uid":"a@k"' in ended.stdout) == (0, True, False)


def test_links_that_lead_through_each_other_are_followed_once(repository: Path, run: Run) -> None:
    """Each to a path that leads through the next, again and again: 400^40 steps, if none was remembered."""
    links: Entries = [
        ("120000", b"l%02d" % number, blob(repository, f"l{number + 1:02}/" * 400)) for number in range(30)
    ]
    links += [("120000", b"l30", blob(repository, "."))]
    main = blob(repository, CALENDAR + "include: [l00/b.yaml]\n")
    more = [("100644", b"b.yaml", blob(repository, OTHER)), ("100644", b"events.yaml", main)]
    committed(repository, [*more, *links])
    ended = run("diff", "--against", "theirs", "--format", "json", cwd=repository)
    assert (ended.code, '"uid":"b@k"' in ended.stdout) == (0, True)


def test_names_that_no_file_may_have_are_not_there(repository: Path, run: Run) -> None:
    """And names that one may have are, whatever they would do to a terminal."""
    ids = {b"\xff.yaml": "b", b"a\nb.yaml": "c", b"c\x1b[2J.yaml": "d", b"a\\b.yaml": "e"}
    here: Entries = [
        ("100644", name, blob(repository, OTHER.replace("id: b", f"id: {it}"))) for name, it in ids.items()
    ]
    evil = tree(repository, [("100644", b"x.yaml", blob(repository, OTHER.replace("id: b", "id: evil")))])
    none: Entries = [("40000", name, evil) for name in (b"..", b".", b".git", b".GIT")]
    for more, code in (("", 0), (", .git/*", 2), (", .GIT/*", 2), (", '*/x.yaml'", 2)):
        main = blob(repository, f"{CALENDAR}include: ['*.yaml'{more}]\n")
        entries: Entries = [*here, *none, ("100644", b"events.yaml", main)]
        committed(repository, sorted(entries, key=lambda entry: entry[1]))
        ended = run("diff", "--against", "theirs", "--format", "json", cwd=repository)
        assert (ended.code, "E401" in ended.stderr) == (code, code == 2)
        if not code:
            told = {change["uid"] for change in json.loads(ended.stdout)}
            assert told == {f"{it}@k" for it in ids.values()}


@pytest.mark.parametrize("revision", ["^HEAD", "^theirs"])
def test_what_is_not_one_commit_is_told_as_that(revision: str, repository: Path, run: Run) -> None:
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "x")
    git(repository, "branch", "theirs")
    ended = run("diff", "--against", revision, cwd=repository)
    said = f"Error: '{revision}' doesn't name one commit: write its id, or a branch or a tag\n"
    assert (ended.code, ended.stdout, ended.stderr) == (2, "", said)


def test_a_revision_that_holds_itself_many_times_is_given_up(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_git, "MOST_ENTRIES", 1000)
    bomb = tree(repository, [("100644", b"a.yaml", blob(repository, OTHER))])
    for _ in range(40):  # 2^40 files
        bomb = tree(repository, [("40000", b"a", bomb), ("40000", b"b", bomb)])
    committed(repository, [("40000", b"bomb", bomb), ("100644", b"events.yaml", blob(repository, CALENDAR))])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert (ended.code, ended.stderr) == (
        2,
        "Error: the revision has too many files: after 1,000 there are more\n",
    )


def test_paths_of_any_length_are_given_up(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_git, "_LISTING", 3 << 20)
    deep = tree(repository, [("100644", b"a.yaml", blob(repository, OTHER))])
    for _ in range(14):
        deep = tree(repository, [("40000", b"n" * 200 + bytes([c]), deep) for c in b"ab"])
    committed(repository, [("40000", b"deep", deep), ("100644", b"events.yaml", blob(repository, CALENDAR))])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert ended.code == 2
    assert ended.stderr.startswith("Error: the revision has too many files: to list them takes over 3 MB")


def test_a_root_holds_for_a_revision_as_well(repository: Path, run: Run) -> None:
    (repository / "all").mkdir()
    (repository / "places.yaml").write_text(OTHER)
    (repository / "all" / "events.yaml").write_text(f"include: [../places.yaml]\n{CALENDAR}")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "x")
    assert run("-f", "all/events.yaml", "diff", "--against", "HEAD", cwd=repository).code == 0
    (repository / "all" / "events.yaml").write_text(CALENDAR)
    diff = ("--root", "all", "-f", "all/events.yaml", "diff", "--against", "HEAD")
    ended = run(*diff, cwd=repository)
    assert ended.code == 2
    assert "all/events.yaml has errors in HEAD" in ended.stderr
    (repository / "all" / "events.yaml").unlink()
    (repository / "all" / "events.yaml").symlink_to("../places.yaml")
    git(repository, "commit", "-q", "-a", "-m", "x")
    (repository / "all" / "events.yaml").unlink()
    (repository / "all" / "events.yaml").write_text(CALENDAR)
    ended = run(*diff, cwd=repository)
    assert ended.code == 2
    assert "all/events.yaml isn't read in 'HEAD': it is outside of" in ended.stderr
