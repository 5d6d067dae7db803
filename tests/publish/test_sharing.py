"""What several processes make is what one would make: the same values, the same folder, the same errors."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from calendar_gen.publish import folder, sharing
from calendar_gen.publish.comparison import Content
from calendar_gen.publish.manifest import Manifest
from calendar_gen.publish.paths import OutputError

ITEMS = [f"events/e{number}.ics" for number in range(5000)]


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sharing, "_processes", lambda: 3)
    yield
    with pytest.raises(ChildProcessError):  # none is left
        os.waitpid(-1, 0)


class Files(Mapping[str, Content]):
    """Files that are made when they are asked for; one of them can't be."""

    def __init__(self, broken: str = "") -> None:
        self.broken = broken

    def __getitem__(self, path: str) -> Content:
        if path == self.broken:
            raise OSError(28, "No space left on device")
        return (path.encode(), b"\r\n")

    def __iter__(self) -> Iterator[str]:
        return iter(ITEMS)

    def __len__(self) -> int:
        return len(ITEMS)


def write(to: Path, files: Mapping[str, Content]) -> folder.Changes:
    return folder.write(to, files, manifest=Manifest("calendar-gen 1.0", "i", 0, {}))


def by_whom(items: Sequence[str]) -> dict[str, tuple[str, int]]:
    return {item: (item, os.getpid()) for item in items}


def test_all_do_a_part_and_all_is_there_in_order() -> None:
    found = sharing.shared(by_whom, ITEMS, tuple[str, int])
    assert found is not None
    assert [(path, item) for path, (item, _) in found.items()] == [(path, path) for path in ITEMS]
    assert len({process for _, process in found.values()}) == 3


def test_what_is_little_is_done_alone() -> None:
    assert sharing.shared(by_whom, ITEMS[: sharing.LEAST - 1], tuple[str, int]) is None


def test_the_folder_is_as_one_process_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = write(tmp_path / "shared", Files())
    monkeypatch.setattr(sharing, "_processes", lambda: 1)
    assert write(tmp_path / "alone", Files()) == shared
    one, other = (
        {str(path.relative_to(of)): path.read_bytes() for path in of.rglob("*") if path.is_file()}
        for of in (tmp_path / "shared", tmp_path / "alone")
    )
    assert one == other


@pytest.mark.parametrize("broken", [ITEMS[0], ITEMS[1500], ITEMS[-1]])
def test_what_fails_in_any_of_them_changes_nothing(tmp_path: Path, broken: str) -> None:
    with pytest.raises(OutputError, match="No space left on device, nothing was changed"):
        write(tmp_path / "public", Files(broken))
    assert not (tmp_path / "public").exists()
