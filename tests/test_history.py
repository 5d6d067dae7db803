"""`diff --against` a revision reads what git has, whatever somebody has put there, and writes nothing."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import Run

from calendar_gen.lock import git as lock_git

CALENDAR = "calendar: {id: k, name: K}\nevents:\n- {id: a, title: A, start: 2027-06-01}\n"
OTHER = "events:\n- {id: b, title: B, start: 2027-06-02}\n"
Entries = list[tuple[str, bytes, str]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    try:
        git(tmp_path, "init", "-q", ".")
    except FileNotFoundError:
        pytest.skip("git isn't there")
    git(tmp_path, "config", "user.email", "a@example.org")
    git(tmp_path, "config", "user.name", "a")
    (tmp_path / "events.yaml").write_text(CALENDAR)
    return tmp_path


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode().strip()


def blob(folder: Path, text: str) -> str:
    return git(folder, "hash-object", "-t", "blob", "-w", "--stdin", given=text.encode())


def tree(folder: Path, entries: Entries) -> str:
    """A tree of any entries (mode, name, object), also of those that git itself would refuse."""
    data = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(of) for mode, name, of in entries)
    return git(folder, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=data)


def committed(folder: Path, entries: Entries) -> str:
    commit = git(folder, "commit-tree", tree(folder, entries), "-m", "x")
    git(folder, "branch", "-f", "theirs", commit)
    return commit


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
    assert (ended.code, ended.stdout) == (
        0,
        "Subscribers will see no change.\n",
    ) or "no change" in ended.stderr
    assert victim.read_text() == "precious: true"


def test_nothing_at_all_is_written(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(repository, [("100644", b"events.yaml", blob(repository, CALENDAR))])
    opened = os.open

    def only_reading(path: str, flags: int, *rest: int, **more: int) -> int:
        assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or path == os.devnull
        return opened(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", only_reading)
    monkeypatch.setattr(os, "mkdir", None)
    assert run("diff", "--against", "theirs", cwd=repository).code == 0


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


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_and_submodules_are_no_files(mode: str, repository: Path, run: Run) -> None:
    of = blob(repository, "events.yaml") if mode == "120000" else "1" * 40
    main = blob(repository, CALENDAR + 'include: ["link.yaml"]\n')
    committed(repository, [("100644", b"events.yaml", main), (mode, b"link.yaml", of)])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert (ended.code, ended.stderr) == (
        2,
        "Error: events.yaml has errors in theirs: there is nothing to compare with\n",
    )


def test_names_that_no_file_here_may_have_are_not_there(repository: Path, run: Run) -> None:
    names = [b"\xff.yaml", b"a\nb.yaml", b"c\x1b[2J.yaml"]
    entries: Entries = [("100644", name, blob(repository, OTHER)) for name in names]
    main = blob(repository, CALENDAR + 'include: ["e*.yaml"]\n')
    committed(repository, sorted([*entries, ("100644", b"events.yaml", main)], key=lambda entry: entry[1]))
    assert run("diff", "--against", "theirs", cwd=repository).code == 0


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
    ended = run("--root", "all", "-f", "all/events.yaml", "diff", "--against", "HEAD", cwd=repository)
    assert ended.code == 2
    assert "all/events.yaml has errors in HEAD" in ended.stderr
