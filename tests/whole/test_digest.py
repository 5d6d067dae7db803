"""A build that changes nothing is one whose output was made by the same code from the same input."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import calendar_gen
from calendar_gen import digest
from calendar_gen.web.names import MANIFEST

CALENDAR = """\
calendar: {name: Town, id: town, timezone: Europe/Berlin}
events:
  - {id: fair, title: Fair, start: 2027-05-01}
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, with what its folders hold, and a calendar beside it."""
    folder, source = tmp_path_factory.mktemp("copied"), Path(calendar_gen.__file__).parent
    (folder / "events.yaml").write_text(CALENDAR)
    return shutil.copytree(source, folder / "calendar_gen", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def package(copied: Path) -> Path:
    """The copy, as another test may have left it, with the calendar that it has built."""
    build(copied.parent)
    return copied


def is_built_anew(folder: Path, patch: str = "pass") -> bool:
    """Whether a build compiles again, which the manifest tells, not what the build says."""
    written = folder / "public" / MANIFEST
    before = json.loads(written.read_bytes())["inputs"]
    build(folder, patch)
    return bool(json.loads(written.read_bytes())["inputs"] != before)


def build(folder: Path, patch: str = "pass") -> None:
    """Run a build whose own code is the package in a folder, with a statement run before it."""
    code = f"from calendar_gen.__main__ import main; import sys, importlib; {patch}; sys.exit(main())"
    command = [sys.executable, "-c", code, "--now", "2027-01-01", "build", "--no-site"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)


def nested_files() -> list[str]:
    root = Path(calendar_gen.__file__).parent
    folders = {path.parent for path in root.rglob("*.*") if "__pycache__" not in path.parts}
    first = (min(path for path in folder.iterdir() if path.is_file()) for folder in sorted(folders))
    return [path.relative_to(root).as_posix() for path in first]


def test_an_edit_of_any_file_of_the_package_builds_anew(package: Path) -> None:
    """One of each folder and no more: each takes a build of its own."""
    assert not is_built_anew(package.parent)
    for name in nested_files():
        file = package / name
        file.write_bytes(file.read_bytes() + (b"\n# another\n" if file.suffix == ".py" else b"\n"))
        assert is_built_anew(package.parent), name
    assert not is_built_anew(package.parent)


def test_another_name_of_a_file_builds_anew(package: Path) -> None:
    (package / "new.py").write_text("")
    assert is_built_anew(package.parent)


@pytest.mark.parametrize(("module", "name"), digest.SHAPING.items())
def test_another_version_of_a_library_builds_anew(package: Path, module: str, name: str) -> None:
    patch = f"importlib.import_module({module!r}).{name} = '0.0.0'"
    assert is_built_anew(package.parent, patch)


def test_another_version_of_ours_builds_anew(package: Path) -> None:
    init = package / "__init__.py"
    before = init.read_text()
    after = before.replace(calendar_gen.__version__, "99.0")
    assert before != after
    init.write_text(after)
    assert is_built_anew(package.parent)
