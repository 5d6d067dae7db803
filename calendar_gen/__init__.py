"""A calendar in YAML → feeds of iCalendar: a compiler for curated events.

What `__all__` names is for programs, and stays: four functions, what they give, and what they raise. None of
the functions prints, reads the clock, or starts a process. All else, every module too, is private and may
change at any time. docs/python.md shows them all.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for who looks at types; nobody else has to wait for what they don't use
    from calendar_gen.api import (
        Built,
        FloodError,
        InvalidError,
        Loaded,
        Occurrence,
        OutputError,
        Report,
        build,
        load,
        occurrences,
        verify,
    )

__all__ = [
    "Built",
    "FloodError",
    "InvalidError",
    "Loaded",
    "Occurrence",
    "OutputError",
    "Report",
    "__version__",
    "build",
    "load",
    "occurrences",
    "verify",
]
__version__ = "0.1.0"


if not TYPE_CHECKING:  # which would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from calendar_gen import api  # late: `calendar_gen` alone, as a command imports it, costs nothing

        return getattr(api, name)

    def __dir__() -> list[str]:
        return __all__
