"""What a command writes beside its folder: the lock, and what is exported."""

import stat

import pytest
from projects import Project, calendar, event


def test_a_lock_that_is_a_link_stays_one(project: Project) -> None:
    kept = project.folder / "kept" / "their.lock"
    kept.parent.mkdir()
    project.build(calendar(event("a", title="Old")))
    (project.folder / "events.lock").rename(kept)
    (project.folder / "events.lock").symlink_to(kept)
    for title in ("Fair", "Market"):  # twice
        project.build(calendar(event("a", title=title)))
        assert (project.folder / "events.lock").is_symlink()
        assert title in kept.read_text()
    assert [path.name for path in kept.parent.iterdir()] == ["their.lock"]


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
