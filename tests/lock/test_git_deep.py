"""Folders of a revision as deep, and names as long, as nobody's are: what is kept of them is bounded."""

from pathlib import Path

import pytest

from calendar_gen.lock import git
from support.repositories import CALENDAR, OTHER, blob, committed, tree
from support.running import Run


def test_folders_of_any_depth_are_given_up(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paths of the files alone are short: 100 of 600 bytes. Those of the folders are 9 MB."""
    monkeypatch.setattr(git, "_LISTING", 3 << 20)
    deep = tree(repository, [("100644", b"a.yaml", blob(repository, OTHER))])
    for _ in range(300):
        deep = tree(repository, [("40000", b"n", deep)])
    many = tree(repository, [("40000", b"%03d" % number, deep) for number in range(100)])
    committed(repository, [("100644", b"events.yaml", blob(repository, CALENDAR)), ("40000", b"many", many)])
    ended = run("diff", "--against", "theirs", cwd=repository)
    assert ended.code == 2
    assert ended.stderr.startswith("Error: the revision has too many files: to list them takes over 3 MB")


def test_a_name_longer_than_what_is_read_at_once_hides_no_other(repository: Path, run: Run) -> None:
    main = blob(repository, CALENDAR + 'include: ["z.yaml"]\n')
    entries = [("100644", b"b" * 2_500_000, main), ("100644", b"events.yaml", main)]
    committed(repository, [*entries, ("100644", b"z.yaml", blob(repository, OTHER))])
    ended = run("diff", "--against", "theirs", "--format", "json", cwd=repository)
    assert ended.code == 0
    assert '"uid":"b@k"' in ended.stdout
