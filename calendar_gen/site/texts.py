"""A text and its language → the same for pages, whose HTML says where it is in another than theirs."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from calendar_gen.model.catalog import Worded
from calendar_gen.words.languages import direction, worded_in

# What no sentence of ours has: they are no characters.
_MARK = re.compile("[\ufdd0-\ufdef]")


class Foreign(str):
    """A text that is in another language than what is around it, or has a part that is; `html` tells which.

    It is a string in all else: what templates write as text comes out as HTML, a title or an address that is
    made of it has its letters alone.
    """

    __slots__ = ("html",)
    html: str

    def __new__(cls, text: str, html: str) -> "Foreign":
        """The text, and its HTML."""
        made = super().__new__(cls, text)
        made.html = html
        return made

    def __html__(self) -> str:
        """What is written of it into a page (markupsafe)."""
        return self.html

    def __eq__(self, other: object) -> bool:
        """The same text in another language gives other bytes."""
        return str.__eq__(self, other) is True and getattr(other, "html", None) == self.html

    def __ne__(self, other: object) -> bool:
        """As `==` tells."""
        return not self == other

    __hash__ = str.__hash__


def of(it: Worded, field: str, tag: str) -> str:
    """The text of a field, for pages in a language."""
    return said(getattr(it, field), it.language_of(field) or tag, tag)


def said(text: str, language: str, tag: str) -> str:
    """A text in a language, for pages in that of a tag: around it are our words, which may be in English."""
    if not text or language == worded_in(tag):
        return text
    return _foreign(text, language, tag)


@lru_cache(maxsize=30_000)  # a title stands on many pages
def _foreign(text: str, language: str, tag: str) -> str:
    way = "" if direction(language) == direction(tag) else f' dir="{direction(language)}"'
    return Foreign(text, f'<bdi lang="{language}"{way}>{escaped(text)}</bdi>')


def escaped(text: str) -> str:
    """A text as HTML has it."""
    if type(text) is Foreign:
        return text.html
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


def within(sentence: Callable[..., str], *texts: str) -> str:
    """A sentence about texts, each of which says in HTML in which language it is."""
    plain = sentence(*texts)
    if Foreign not in map(type, texts) or (len(texts) == 1 and plain is texts[0]):
        return plain
    marks = [chr(0xFDD0 + at) if text else "" for at, text in enumerate(texts)]
    filled = {mark: escaped(text) for mark, text in zip(marks, texts, strict=True)}
    html = _MARK.sub(lambda mark: filled[mark[0]], escaped(sentence(*marks)))
    return Foreign(plain, html)


def joined(between: str, texts: Iterable[str]) -> str:
    """Texts in a row, without those that are empty."""
    parts = [text for text in texts if text]
    plain = between.join(parts)
    if Foreign not in map(type, parts):
        return plain
    return Foreign(plain, escaped(between).join(map(escaped, parts)))


def sort_key(text: str) -> str:
    """A text as it is sorted: without case and accents."""
    if text.isascii():  # as most are
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
