"""Building the package compiles its catalogues: for a wheel, from an sdist, and for an editable install."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the .mo files beside the .po files, and packs them though git doesn't keep them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is built, an editable one too."""
        sys.path.insert(0, str(Path(self.root, "tools")))
        import catalogues

        root = Path(self.root)
        written = [*catalogues.compile_all(root), *catalogues.compile_zones(root)]
        written.append(catalogues.compile_languages(root))
        build_data["artifacts"] += [f"/{path.relative_to(self.root).as_posix()}" for path in written]
