"""The hooks of .pre-commit-hooks.yaml, run by pre-commit from a clone of this repository."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from support.indexes import without_an_index
from support.paths import ROOT
from support.repositories import git

CALENDAR = """\
calendar: {id: a, name: A}
venues: {hall: {name: Hall}}
include: [events/*.yaml]
"""
PART = "events: [{id: a-fair, title: Fair, start: 2027-06-04, venue: hall}]\n"
CONFIG = """\
repos:
  - repo: CLONE
    rev: COMMIT
    hooks:
      - id: calendar-gen-check
        args: [--strict]
      - id: calendar-gen-build
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of what is here now, committed or not."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("THIS IS NO CLONE: the hooks are not tested")
    if not find_spec("pre_commit"):
        pytest.skip("PRE-COMMIT IS NOT INSTALLED: the hooks are not tested")
    without_an_index()
    folder = tmp_path_factory.mktemp("clone")
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "init", "-q", ".")
    git(folder, "config", "user.email", "a@example.org")
    git(folder, "config", "user.name", "a")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture(scope="module")
def repository(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calendar of two files, whose repository has the hooks."""
    folder = tmp_path_factory.mktemp("calendar")
    config = CONFIG.replace("CLONE", str(clone)).replace("COMMIT", git(clone, "rev-parse", "HEAD").strip())
    files = {"events.yaml": CALENDAR, "events/2027.yaml": PART, ".pre-commit-config.yaml": config}
    for name, text in {**files, ".gitignore": "/public/\n", "other.yaml": "a: 1\n"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    commit(folder)
    return folder


def hooks(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit-home"), "PRE_COMMIT_COLOR": "never"}
    command = [sys.executable, "-m", "pre_commit", "run", *words]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False
    )


def test_hooks_check_what_is_changed_and_keep_the_lock_with_it(repository: Path) -> None:
    ran = hooks(repository, "--all-files")
    # The lock is new, and git doesn't know of it yet: nothing is modified.
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "check the calendar" in ran.stdout
    assert (repository / "events.lock").exists()
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "locked")

    (repository / "events" / "2027.yaml").write_text(PART.replace("2027-06-04", "2027-06-05"))
    git(repository, "add", "-A")
    ran = hooks(repository)
    assert ran.returncode == 1
    assert "files were modified by this hook" in ran.stdout  # events.lock: the edit has a number there
    git(repository, "add", "-A")
    assert hooks(repository).returncode == 0

    (repository / "events" / "2027.yaml").write_text(PART.replace("hall", "hal"))
    git(repository, "add", "-A")
    ran = hooks(repository, "calendar-gen-check")
    assert ran.returncode == 1
    assert f"events/2027.yaml:1:{PART.index('hall') + 1}: E201 unknown venue 'hal'" in ran.stdout

    (repository / "events" / "2027.yaml").write_text(PART)
    (repository / "events" / "2028.yaml").write_text(PART.replace("a-fair", "b").replace("2027", "2028"))
    git(repository, "add", "-A")
    hooks(repository)  # which the new lock ends
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two years")
    git(repository, "rm", "-q", "events/2028.yaml")
    ran = hooks(repository)
    assert ran.returncode == 1
    assert "files were modified by this hook" in ran.stdout  # nothing was left to look at but the lock
