"""Where things lie: the checkout, its tests, and the cases with what must come out of them."""

import shutil
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
VALID = TESTS / "cases" / "valid"
INVALID = TESTS / "cases" / "invalid"

# What lies in a checkout and is no part of it.
BESIDE = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "node_modules", "public", "work", "*.mo")


def checkout(folder: Path) -> Path:
    """A copy of this checkout in a folder that isn't there yet: what is built there leaves this one alone."""
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*BESIDE)))
