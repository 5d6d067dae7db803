"""The package as it is published: its bytes, what is in it, and how it runs where nothing else is."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from calendar_gen import __version__
from support.indexes import without_an_index, without_an_index_for_uv
from support.paths import ROOT, checkout
from support.running import UNWANTED

WHEEL, SDIST = f"calendar_gen-{__version__}-py3-none-any.whl", f"calendar_gen-{__version__}.tar.gz"
# 1 June 2026, when a commit was made that is to be released.
MOMENT = "1780272000"


def environment(**others: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in UNWANTED and "PYTHON" not in name
    }
    return kept | others


def packed(folder: Path, umask: int, **env: str) -> Path:
    """What a build of a copy of this checkout makes, in a folder of its own."""
    if not find_spec("hatchling"):
        pytest.skip("HATCHLING IS NOT INSTALLED: the package is not built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder / "dist"],
        cwd=checkout(folder / "checkout"),
        env=environment(SOURCE_DATE_EPOCH=MOMENT, **env),
        umask=umask,
        capture_output=True,
        check=True,
    )
    return folder / "dist"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("one"), 0o022, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")


def run(command: list[str | Path], folder: Path, **env: str) -> str:
    """What a program says of the package."""
    ran = subprocess.run(
        command, cwd=folder, env=environment(**env), capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def tool(name: str) -> Path:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name.upper()} IS NOT INSTALLED: the package is not run by it")
    return Path(found)


# --- its bytes --------------------------------------------------------------------------------------


def test_who_builds_it_again_gets_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    """Elsewhere, with other rights, another hash seed, zone and language, and files of another time."""
    env = {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    again = packed(tmp_path / "another" / "place", 0o077, **env)
    assert sorted(path.name for path in dist.iterdir()) == [WHEEL, SDIST]
    for name in (WHEEL, SDIST):
        assert (again / name).read_bytes() == (dist / name).read_bytes(), name


def test_a_wheel_from_the_sources_that_are_published_is_the_same(dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / SDIST) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    command: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    run(command, unpacked, SOURCE_DATE_EPOCH=MOMENT)
    assert (tmp_path / WHEEL).read_bytes() == (dist / WHEEL).read_bytes()


def test_it_holds_what_it_needs(dist: Path) -> None:
    with zipfile.ZipFile(dist / WHEEL) as wheel:
        held = set(wheel.namelist())
    for path in (ROOT / "calendar_gen").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in held
    assert any(name.endswith(".mo") for name in held)
    with tarfile.open(dist / SDIST) as sources:
        names = {name.partition("/")[2] for name in sources.getnames()}
    assert {"action.yml", "Makefile", "tests/conftest.py", "examples/github-pages.yml"} <= names


# --- how it runs ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "events.yaml", tmp_path)
    return tmp_path


def test_it_builds_a_calendar_where_nothing_else_is(dist: Path, folder: Path) -> None:
    """Without the extra, of which `serve` says that it lacks."""
    uv = tool("uv")
    without_an_index_for_uv()
    run([uv, "venv", "--python", sys.executable, folder / "env"], folder)
    bin_ = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    run([uv, "pip", "install", "--python", folder / "env", dist / WHEEL], folder)
    said = run([bin_ / "calendar-gen", "build"], folder)
    assert "pages and feed.xml" in said
    assert (folder / "public" / "index.html").exists()
    assert json.loads(run([bin_ / "calendar-gen", "list", "--all", "--format", "json"], folder))
    lacking = subprocess.run(
        [bin_ / "calendar-gen", "serve"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (lacking.returncode, "the extra 'serve'" in lacking.stderr) == (2, True)


def test_uvx_runs_it(dist: Path, folder: Path) -> None:
    without_an_index_for_uv()
    uvx: list[str | Path] = [tool("uvx"), "--from", dist / WHEEL, "calendar-gen"]
    assert run([*uvx, "--version"], folder) == f"calendar-gen {__version__}\n"
    assert json.loads(run([*uvx, "list", "--all", "--format", "json"], folder))


def test_pipx_runs_it(dist: Path, folder: Path) -> None:
    without_an_index()
    homes = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
    said = run([tool("pipx"), "run", "--spec", dist / WHEEL, "calendar-gen", "--version"], folder, **homes)
    assert said == f"calendar-gen {__version__}\n"
