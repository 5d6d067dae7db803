"""What a command writes beside its folder: the lock, and what is exported."""

import stat
from pathlib import Path

import pytest

from support.projects import Project, calendar, event


def linked(project: Project, to: str) -> Path:
    """Make the calendar's folder a repository, and its lock a link. The lock, where it is now."""
    (project.folder / ".git").mkdir()
    project.build(calendar(event("a", title="Old")))
    lock = project.folder / "events.lock"
    kept = project.folder / to
    kept.parent.mkdir(exist_ok=True)
    lock.rename(kept)
    lock.symlink_to(to)
    return kept


def test_a_link_to_a_lock_of_the_repository_is_followed(project: Project) -> None:
    kept = linked(project, "kept/their.lock")
    for title in ("Fair", "Market"):  # twice
        project.write(calendar(event("a", title=title)))
        assert title in project("diff").stdout
        assert project("build").code == 0
        assert (project.folder / "events.lock").is_symlink()
        assert title in kept.read_text()
    assert project("build", "--locked").code == 0
    assert [path.name for path in kept.parent.iterdir()] == ["their.lock"]


LEADS_OUT = "events.lock can't be read: it is outside of "


@pytest.mark.parametrize(
    "words", [["check"], ["diff"], ["build"], ["build", "--dry-run"], ["build", "--locked"]]
)
def test_a_link_of_a_lock_that_leads_out_is_refused(project: Project, words: list[str]) -> None:
    kept = linked(project, "../their.lock")
    project.write(calendar(event("a", title="Fair")))
    before = kept.read_bytes()
    assert LEADS_OUT in project.refused(*words, code=2)
    assert kept.read_bytes() == before
    kept.unlink()
    assert LEADS_OUT in project.refused(*words, code=2)
    assert not kept.exists()


def test_a_link_of_a_lock_leads_as_far_as_the_root(project: Project) -> None:
    kept = linked(project, "../their.lock")
    project.write(calendar(event("a", title="Fair")))
    assert project("--root", "..", "build").code == 0
    assert (project.folder / "events.lock").is_symlink()
    assert "Fair" in kept.read_text()


def test_a_lock_to_compare_with_is_no_link_out_of_the_repository(project: Project) -> None:
    linked(project, "../their.lock")
    (project.folder / "events.lock").rename(project.folder / "old.lock")
    assert "old.lock can't be read: it is outside of " in project.refused(
        "diff", "--against", "old.lock", code=2
    )
    assert project("diff", "--against", "../their.lock").code == 0


@pytest.mark.parametrize("mode", [0o600, 0o666, 0o444])
def test_what_is_written_anew_keeps_its_mode(project: Project, mode: int) -> None:
    project.build(calendar(event("a")))
    exported = project.folder / "a.ics"
    exported.touch()
    for path in (exported, project.folder / "events.lock"):
        path.chmod(mode)
    project.build(calendar(event("a", title="Market")))
    assert project("export", "-o", "a.ics").code == 0
    for path in (exported, project.folder / "events.lock"):
        assert (stat.S_IMODE(path.stat().st_mode), "Market" in path.read_text()) == (mode, True)
