"""Names that Windows takes for devices: ids get a warning, towns and categories another path."""

import pytest

from calendar_gen.model import slugs
from calendar_gen.web import names
from support.projects import Project, calendar, event

DEVICES = ["con", "prn", "aux", "nul", *[f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)]]


@pytest.mark.parametrize("name", [*DEVICES, "COM¹", "lpt²", "Com³", "CON.ics", "nul.tar.gz", "aux .ics"])
def test_devices(name: str) -> None:
    assert names.is_device(name)


@pytest.mark.parametrize("name", ["con-1", "com", "com0", "com10", "lpt", "console", "a.con", "aux1", ""])
def test_no_devices(name: str) -> None:
    assert not names.is_device(name)


@pytest.mark.parametrize("id", DEVICES)
def test_an_id_gets_a_warning_and_keeps_its_path(id: str, project: Project) -> None:
    project.write(calendar(event(id)))
    assert " W206 Windows " in project("check").stdout
    project.build()
    assert f"events/{id}.ics" in project.files()


@pytest.mark.parametrize("name", ["Con", "AUX", "com1", "COM¹", "lpt³", " nul. "])
def test_a_town_or_category_gets_another_path(name: str) -> None:
    slug = slugs.slug(name)
    assert not names.is_device(slug)
    assert slug == slugs.slug(name)


def test_a_published_path_never_moves(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    data = calendar(event("fair", categories=["Con"]))
    project.write(data)
    with monkeypatch.context() as before:
        before.setattr(slugs, "is_device", lambda name: False)
        project.build()
    assert "categories/con.ics" in project.files()
    project.write(calendar(event("fair", categories=["Con"]), event("walk", categories=["Con", "Aux"])))
    project.build()
    assert {path for path in project.files() if path.startswith("categories/")} == {
        "categories/con.ics",
        f"categories/{slugs.slug('Aux')}.ics",
    }
    assert len(project.seen("categories/con.ics")) == 2
