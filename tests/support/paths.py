"""Where things lie: the checkout, its tests, and the cases with what must come out of them."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
VALID = TESTS / "cases" / "valid"
INVALID = TESTS / "cases" / "invalid"
