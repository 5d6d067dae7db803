"""The files of a theme → what of them no browser heeds, at its line."""

import re
from collections.abc import Iterator

from calendar_gen.diagnostics.problem import Diagnostic
from calendar_gen.diagnostics.wording import did_you_mean, quoted
from calendar_gen.site.mistakes import at
from calendar_gen.site.theme import STYLE, Theme

# What the policy in our shared.html drops: https://www.w3.org/TR/CSP3/#directives-fetch.
_DROPPED = re.compile(
    r"<style\b|(?<=\s)style=(?=[\"'])|<script\b(?![^<>]*(?:\bsrc=|\bapplication/ld))|(?<=\s)on[a-z]+=(?=[\"'])",
    re.IGNORECASE,
)
_ELSEWHERE = r"(?:https?:)?//"
_ASKING = re.compile(
    rf"(?<=\s)(?:src|srcset|poster)=[\"']{_ELSEWHERE}|<link\b(?=[^<>]*\bstylesheet)[^<>]*?\bhref=[\"']{_ELSEWHERE}",
    re.IGNORECASE,
)
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
# What a stylesheet loads stands in url(), or in a string behind @import and in image-set() (CSS Values 4
# §4.5, Images 4 §2.4). Comments, other strings and the name of a namespace load nothing.
_LOADING = re.compile(
    rf"(?s:/\*.*?(?:\*/|\Z))|@namespace[^;]*|@import\s*(?P<imported>{_STRING})|url\(\s*(?P<url>{_STRING}|[^\s\"')]+)"
    rf"|(?P<set>image-set\((?:[^()\"']|{_STRING}|\([^()]*\))*)|{_STRING}",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_STRING}|[^\s\"'()]+")
_ADDRESS = re.compile(rf"[\"']?\s*({_ELSEWHERE}[^\s\"')]*)", re.IGNORECASE)
_PICTURE = re.compile(r"assets/theme/([A-Za-z0-9_./-]+\.[A-Za-z0-9]+)")
_IN_STYLE = re.compile(r"url\(\s*[\"']?theme/([A-Za-z0-9_./-]+\.[A-Za-z0-9]+)")
_NO_SCRIPT = "themes have no scripts"
_OF_OURS = "put the file into the theme's folder assets"


def unheeded(theme: Theme) -> Iterator[Diagnostic]:
    """Warn of what the pages' policy drops, and of pictures and fonts that aren't there."""
    for name, text in theme.templates.items():
        # What is left out stays as long as it was, so that lines hold.
        read = re.sub(r"\{#.*?#\}", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
        if "shared.html" not in theme.templates:
            yield from _dropped(theme, name, read)
        yield from _lacking(theme, name, read, _PICTURE)
    if STYLE in theme.files:
        css = theme.files[STYLE].decode()
        if "shared.html" not in theme.templates:
            yield from _loading(theme, css)
        yield from _lacking(theme, STYLE, css, _IN_STYLE)


def _dropped(theme: Theme, name: str, text: str) -> Iterator[Diagnostic]:
    for found in _DROPPED.finditer(text):
        remedy = f"write it into {STYLE}" if "style" in found[0].lower() else _NO_SCRIPT
        message = f"the policy of the pages drops {quoted(found[0])}"
        yield at(theme, name, _line(text, found), "W701", message, remedy, found[0])
    for found in _ASKING.finditer(text):
        yield at(theme, name, _line(text, found), "W701", _asks(found[0]), _OF_OURS, found[0])


def _loading(theme: Theme, css: str) -> Iterator[Diagnostic]:
    for token in _LOADING.finditer(css):
        kind = token.lastgroup
        for part in _PART.finditer(css, *token.span(kind)) if kind else ():
            if found := _ADDRESS.match(css, *part.span()):
                yield at(theme, STYLE, _line(css, found), "W701", _asks(found[1]), _OF_OURS, found[1])


def _asks(what: str) -> str:
    return f"the policy of the pages lets nothing ask another host: {quoted(what)}"


def _lacking(theme: Theme, name: str, text: str, pattern: re.Pattern[str]) -> Iterator[Diagnostic]:
    there = {path.removeprefix("assets/") for path in theme.files if path != STYLE}
    for found in pattern.finditer(text):
        if found[1] not in there:
            message = f"the theme has no file {quoted(f'assets/{found[1]}')}"
            yield at(
                theme, name, _line(text, found), "W701", message, did_you_mean(found[1], there), found[1]
            )


def _line(text: str, found: re.Match[str]) -> int:
    """The line of what was found, by the ends of lines that Jinja knows."""
    return len(re.findall("\r\n|[\n\r]", text[: found.start()])) + 1
