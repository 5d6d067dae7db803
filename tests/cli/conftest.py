"""The folder of the fairs, for every command."""

from pathlib import Path

import pytest

from support.fairs import FAIRS, Commands
from support.running import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.yaml").write_text(FAIRS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def cg(run: Run, folder: Path) -> Commands:
    return Commands(run, folder)
