"""`export`: one calendar of what matches."""

import pytest

from support.fairs import Commands
from support.witnesses import by_icalendar, lines_are_right


def test_export_writes_one_calendar_of_what_matches(cg: Commands) -> None:
    feed = cg.out("export", "--town", "malu").encode()
    assert lines_are_right(feed) == []
    assert [event.uid for event in by_icalendar(feed)] == ["morning@fairs", "fair@fairs"]


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_export_to_a_file(cg: Commands, option: str) -> None:
    file = cg.folder / "out.ics"
    file.write_text("old")
    assert cg.out("export", option, file) == ""
    assert file.read_bytes() == cg.out("export").encode() == cg.out("export", option, "-").encode()
    assert sorted(path.name for path in cg.folder.iterdir()) == ["events.yaml", "out.ics"]


def test_export_of_nothing_writes_nothing(cg: Commands) -> None:
    file = cg.folder / "out.ics"
    code, out, err = cg("export", "--month", "1999", "-o", file)
    assert (code, out) == (1, "")
    assert err == "No event matches, and calendar apps refuse an empty file.\n"
    assert not file.exists()


def test_export_to_where_nothing_can_be_written(cg: Commands) -> None:
    code, out, err = cg("export", "-o", cg.folder / "no" / "such" / "out.ics")
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert "Traceback" not in err
