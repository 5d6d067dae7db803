"""What tests share. A failed assertion is told with its values here too."""

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{name}" for name in ("edits", "fairs", "projects", "servers", "verify_cases"))
)
