"""A calendar's colour → the stylesheet, scripts and icon of its pages, by paths that change with them."""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from calendar_gen.model.catalog import Calendar
from calendar_gen.site.palette import DEFAULT, palette, stylesheet
from calendar_gen.site.theme import Theme
from calendar_gen.web import layout
from calendar_gen.web.colors import hex_of

FOLDER = Path(__file__).parent / "templates"
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="7"'
    ' fill="{ground}"/><path d="M6 21v-4M9.2 21v-9M12.4 21V7M15.6 21V7M18.8 21v-6M22 21v-2" stroke="{ink}"'
    ' stroke-width="2" stroke-linecap="round" fill="none"/></svg>\n'
)


class Assets(Struct, frozen=True):
    """The paths of what pages share, the colour of a browser's own parts, and the files by their paths.

    `theme` is the path of a theme's stylesheet, "" for none.
    """

    style: str
    script: str
    finder: str
    icon: str
    color: str
    files: dict[str, bytes]
    theme: str = ""


def assets(calendar: Calendar, theme: Theme | None) -> Assets:
    """What the pages of a calendar share."""
    color = hex_of(calendar.color) if calendar.color else DEFAULT
    css = (stylesheet(color) + (FOLDER / "style.css").read_text("utf-8")).encode()
    band = palette(color, dark=False)
    icon = _ICON.format(ground=band["band"], ink=band["on-band"]).encode()
    style = f"{layout.ASSETS}site.{_digest(css)}.css"
    scripts = {name: (FOLDER / f"{name}.js").read_bytes() for name in ("site", "find")}
    script, finder = (f"{layout.ASSETS}{name}.{_digest(code)}.js" for name, code in scripts.items())
    icon_file = f"{layout.ASSETS}icon.svg"
    files = {style: css, script: scripts["site"], finder: scripts["find"], icon_file: icon}
    files |= theme.assets if theme else {}
    return Assets(style, script, finder, icon_file, band["band"], files, theme.style if theme else "")


def _digest(data: bytes) -> str:
    """What the name of a file has of what it holds, so that browsers may keep it for ever."""
    return sha256(data).hexdigest()[:10]
