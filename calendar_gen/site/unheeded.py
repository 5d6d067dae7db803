"""The files of a theme → what of them no browser heeds, at its line."""

import re
from collections.abc import Iterable, Iterator

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
_IN_STYLE = re.compile(r"[\"']?\s*theme/([A-Za-z0-9_./-]+\.[A-Za-z0-9]+)")
# A comment ends with the text at the latest: so each is looked through once. In what is raw a comment of
# Jinja is text. One of HTML may end with `--!>`, and an empty one may lack its dashes (HTML §13.2.5.43).
_COMMENT = re.compile(
    r"\{#.*?(?:#\}|\Z)|(?P<raw>\{%[-+]?\s*raw\s*-?%\}.*?(?:\{%[-+]?\s*endraw\b|\Z))", re.DOTALL
)
_HTML_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_NO_SCRIPT = "themes have no scripts"
_OF_OURS = "put the file into the theme's folder assets"


def unheeded(theme: Theme) -> Iterator[Diagnostic]:
    """Warn of what the pages' policy drops, and of pictures and fonts that aren't there."""
    for name, text in theme.templates.items():
        read = _HTML_COMMENT.sub(_blank, _COMMENT.sub(_blank, text))
        if "shared.html" not in theme.templates:
            yield from _dropped(theme, name, read)
        yield from _lacking(theme, name, read, _PICTURE.finditer(read))
    if STYLE in theme.files:
        css = theme.files[STYLE].decode()
        if "shared.html" not in theme.templates:
            for found in _loaded(css, _ADDRESS):
                yield at(theme, STYLE, _line(css, found), "W701", _asks(found[1]), _OF_OURS, found[1])
        yield from _lacking(theme, STYLE, css, _loaded(css, _IN_STYLE))


def _blank(found: re.Match[str]) -> str:
    """Blanks for a comment, as many as it had signs, so that lines hold; what is raw is none."""
    return found[0] if found.groupdict().get("raw") else re.sub(r"[^\r\n]", " ", found[0])


def _dropped(theme: Theme, name: str, text: str) -> Iterator[Diagnostic]:
    for found in _DROPPED.finditer(text):
        remedy = f"write it into {STYLE}" if "style" in found[0].lower() else _NO_SCRIPT
        message = f"the policy of the pages drops {quoted(found[0])}"
        yield at(theme, name, _line(text, found), "W701", message, remedy, found[0])
    for found in _ASKING.finditer(text):
        yield at(theme, name, _line(text, found), "W701", _asks(found[0]), _OF_OURS, found[0])


def _loaded(css: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What a stylesheet loads, where that begins as a pattern has it."""
    for token in _LOADING.finditer(css):
        kind = token.lastgroup
        for part in _PART.finditer(css, *token.span(kind)) if kind else ():
            if found := pattern.match(css, *part.span()):
                yield found


def _asks(what: str) -> str:
    return f"the policy of the pages lets nothing ask another host: {quoted(what)}"


def _lacking(theme: Theme, name: str, text: str, named: Iterable[re.Match[str]]) -> Iterator[Diagnostic]:
    there = {path.removeprefix("assets/") for path in theme.files if path != STYLE}
    for found in named:
        if found[1] not in there:
            message = f"the theme has no file {quoted(f'assets/{found[1]}')}"
            yield at(
                theme, name, _line(text, found), "W701", message, did_you_mean(found[1], there), found[1]
            )


def _line(text: str, found: re.Match[str]) -> int:
    """The line of what was found, by the ends of lines that Jinja knows."""
    return len(re.findall("\r\n|[\n\r]", text[: found.start()])) + 1
