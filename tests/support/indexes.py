"""Whether this machine reaches an index of packages: without one nothing of ours can be installed in a test.

Asked is for a tiny package of others: that ours can't be installed is no reason to skip.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

TINY = "six==1.17.0"  # as in tests/requirements.txt


def without_an_index() -> None:
    """Skip a test that installs with pip, where pip reaches no index."""
    if said := _pip_says():
        pytest.skip(f"PIP REACHES NO INDEX, so nothing is installed: {said}")


def without_an_index_for_uv() -> None:
    """Skip a test that installs with uv, where uv reaches no index."""
    if said := _uv_says():
        pytest.skip(f"UV REACHES NO INDEX, so nothing is installed: {said}")


@cache
def _pip_says() -> str:
    """Why pip can't fetch the package, "" where it can."""
    if not find_spec("virtualenv"):  # which comes with pre-commit, and has a pip of its own
        return "virtualenv isn't there"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "virtualenv", "-q", f"{folder}/env"], check=True)
        python = Path(folder, "env", "Scripts" if os.name == "nt" else "bin", "python")
        words = ["download", "--no-deps", "--no-cache-dir", "--retries", "1", "--dest", folder]
        return _said([str(python), "-I", "-m", "pip", *words, TINY])


@cache
def _uv_says() -> str:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        return "uv isn't there"
    with tempfile.TemporaryDirectory() as folder:
        return _said([uv, "pip", "install", "--no-cache", "--no-deps", "--target", folder, TINY])


def _said(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return ran.stderr[-1000:] or "nothing" if ran.returncode else ""
