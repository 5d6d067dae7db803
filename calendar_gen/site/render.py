"""The value of a page, and the frame around all → its HTML. The same values give the same bytes."""

import re
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup
from msgspec import Struct

from calendar_gen.site import links, mistakes
from calendar_gen.site.frame import Frame
from calendar_gen.site.ours import Ours
from calendar_gen.site.plan import Page
from calendar_gen.site.sandbox import Sandbox
from calendar_gen.site.theme import Theme, ThemeError
from calendar_gen.web import layout
from calendar_gen.words import pages
from calendar_gen.words.script import script_words

# A host shows it at any path, so its links begin at the root.
_ANYWHERE = layout.MISSING
# Stands for the path of a page in what is rendered once for many.
_ANY = "\0"


class _Words(Extension):
    """Puts words into a template before it is compiled: they are the same on all pages of a language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template, with its `{{ t.name }}` replaced; an unknown one is left, and told of."""
        words = vars(self.environment.globals["t"])
        return re.sub(r"\{\{ t\.(\w+) \}\}", lambda found: words.get(found[1], found[0]), source)


class Renderer:
    """Templates, and what is rendered once for many pages: their header and footer, by depth."""

    def __init__(self, frame: Frame, theme: Theme | None = None) -> None:
        self.frame = frame
        # A theme that is only a stylesheet and pictures changes nothing here.
        self.theme = theme if theme and theme.templates else None
        self.environment = _environment(self.theme)
        said = {**pages.page_words(frame.language), **script_words(frame.language)}
        words = {name: Markup.escape(text) for name, text in said.items()}
        self.environment.globals |= {"t": SimpleNamespace(**words), "frame": frame}
        # What the template has that was begun last: a mistake is told with it.
        self._names: set[str] = set()
        self._shared: dict[tuple[str, str, str, bool], Markup] = {}

    def page(self, planned: Page, page: Struct) -> bytes:
        """The HTML of a page that was planned, by its value. Raises ThemeError for a mistake of the theme."""
        if isinstance(self.environment, Sandbox):
            self.environment.begin()
        try:
            return self._page(planned, page)
        except Exception as error:
            if self.theme is None:
                raise
            raise ThemeError([mistakes.of_page(error, self.theme, planned.template, self._names)]) from error

    def _page(self, planned: Page, page: Struct) -> bytes:
        values: dict[str, Any] = {name: getattr(page, name) for name in page.__struct_fields__}
        path, as_of, frame = planned.path, values.get("as_of", ""), self.frame
        up, top = links.up(path), links.up(frame.folder + path)
        if path == _ANYWHERE:
            up, top = frame.root + frame.folder, frame.root
        there, section = links.href(planned.elsewhere), planned.section
        values |= {
            "page": page,
            "up": Markup.escape(up),
            "top": Markup.escape(top),
            "address": frame.base + links.href(path) if frame.base else "",
            "elsewhere": there,
            "alike": planned.elsewhere == path,
            "listed": planned.listed,
            "shared": self._once("shared.html", up, top, ""),
            "header": self._once("header.html", up, top, section, path == section).replace(_ANY, there),
            "footer": self._once("footer.html", up, top, pages.as_of(as_of, frame.language) if as_of else ""),
        }
        return self._rendered(planned.template, values).encode()

    def _once(self, template: str, up: str, top: str, about: str, here: bool = False) -> Markup:
        key = template, up, about, here
        found = self._shared.get(key)
        if found is None:
            values = {"up": up, "top": top, "about": about, "here": here, "elsewhere": _ANY}
            found = self._shared[key] = Markup(self._rendered(template, values))
        return found

    def _rendered(self, template: str, values: dict[str, Any]) -> str:
        self._names = {"t", "frame", *values}
        return self.environment.get_template(template).render(values)


def _environment(theme: Theme | None) -> Environment:
    """What renders our templates; with those of a theme, in a sandbox."""
    how: dict[str, Any] = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
        "extensions": [_Words],
    }
    if theme:
        return Sandbox(mistakes.loader(theme), **how)
    return Ours(**how)
