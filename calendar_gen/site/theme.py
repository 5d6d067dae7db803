"""The files of a theme → its templates, its stylesheet, and the rest of them at their paths in the site."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.web import layout

STYLE = "theme.css"


class Theme(Struct, frozen=True):
    """Files by their paths, each with the name that it is shown by: templates and others."""

    names: Mapping[str, str]
    templates: Mapping[str, str]
    files: Mapping[str, bytes]

    @property
    def style(self) -> str:
        """The path of the stylesheet in the site, which changes with it; "" where there is none."""
        css = self.files.get(STYLE)
        return "" if css is None else layout.theme_style(sha256(css).hexdigest()[:10])

    @property
    def assets(self) -> dict[str, bytes]:
        """What is published of it beside the pages, by paths in the site."""
        found = {
            layout.theme_file(path.removeprefix("assets/")): data
            for path, data in self.files.items()
            if path != STYLE
        }
        return found | ({self.style: self.files[STYLE]} if self.style else {})


class ThemeError(Exception):
    """What is wrong with a theme, as is seen when pages are made with it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        super().__init__("the theme has mistakes")
        self.diagnostics = tuple(diagnostics)


def theme(files: Iterable[tuple[str, bytes]], names: Mapping[str, str]) -> Theme:
    """A theme of files, which have been looked through: templates are UTF-8."""
    templates = {path: data for path, data in files if path.endswith(".html")}
    return Theme(
        names,
        {path: data.decode() for path, data in templates.items()},
        {path: data for path, data in files if path not in templates},
    )
