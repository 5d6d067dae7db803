"""Text from outside, and numbers → words that may stand in a message, a terminal, a log or a page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # --help and completion say nothing of problems, and msgspec is a third of their start
    from calendar_gen.diagnostics.problem import Coded

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# No address is longer, and no other value that has its place in a line.
LONGEST = 2_000
# So many problems of one code are told one by one to people; the rest are counted.
MOST_OF_A_CODE = 200
# A comparison of two words takes some 15 µs: half a second of them is enough for one kind of reference.
MOST_COMPARISONS = 30_000


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest of the known words, but never the same; "" where none is near."""
    near = nearest(written, [word for word in known if word != written])
    return f"did you mean {quoted(near, 100)}?" if near else ""


def nearest(written: str, known: Iterable[str], like: float = 0.6) -> str:
    """The nearest of the known words, or "" where none is near; `like` is how much, up to 1."""
    import difflib  # late: 7 ms, and most files have nothing wrong

    folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(written.casefold()[:100], folded, n=1, cutoff=like)
    return folded[near[0]] if near else ""


class Guess(NamedTuple):
    """What may be meant by a word: a remedy, and the word itself where it needs no thought; "" for none."""

    remedy: str = ""
    fix: str = ""


def guess(written: str, known: Collection[str]) -> Guess:
    """`did_you_mean`, and which of the known words it is but for a slip."""
    near = nearest(written, known)
    if not near:
        return Guess()
    return Guess(f"did you mean {quoted(near, 100)}?", near if slip(written, known) == near else "")


def guess_word(written: str, known: Collection[str]) -> Guess:
    """`guess` among words of the format: one that has such a word in it is another: `whit monday`."""
    meant, near = guess(written, known), nearest(written, known, 0.65)
    plain = _plain(written.strip())
    longer = near in plain and len(plain) - len(near) > 1
    apart = "-" in plain and plain.replace("-", "") != near.replace("-", "")
    return meant if near and not longer and not apart else Guess()


def guesses(known: Collection[str]) -> Callable[[str], Guess]:
    """`guess` for many words and the same known ones, until that has taken long enough."""
    told: dict[str, Guess] = {}
    limit = max(10, MOST_COMPARISONS // max(len(known), 1))

    def limited(written: str) -> Guess:
        if written not in told:
            told[written] = guess(written, known) if len(told) < limit else Guess()
        return told[written]

    return limited


def slip(written: str, known: Iterable[str]) -> str:
    """The one known word that differs by a slip of the hand, "" where none does or several do.

    That is capitals, `_` or a space for `-`, or else a single letter that is missing, too many, swapped with
    its neighbour or, in a part of five letters or more, another one. Never a digit: `hall-2` is no `hall-3`.
    """
    plain = _plain(written)
    words = {word: _plain(word) for word in known}
    same = [word for word, other in words.items() if other == plain]
    near = same or [word for word, other in words.items() if _differ_by_a_slip(plain, other)]
    return near[0] if len(near) == 1 else ""


def _plain(word: str) -> str:
    return re.sub("[ _]", "-", in_plain_signs(word).casefold())


def in_plain_signs(text: str) -> str:
    """A text with the signs of a keyboard for spaces, digits, dashes and quotes that only look like them."""
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN_SIGNS)
    return text.strip().strip("'\"") if text[:1] in _QUOTES else text.strip()


def odd_sign(written: str, meant: str) -> str:
    """The first sign by which a text differs from one that looks like it, in words; "" for no such text."""
    if written.isascii() or in_plain_signs(written) != meant:
        return ""
    return next((named(sign) for sign in written if not sign.isascii()), "")


def _differ_by_a_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4:
        return False
    alike = (a == b for a, b in zip(one, other, strict=False))
    start = next((i for i, same in enumerate(alike) if not same), min(len(one), len(other)))
    rest, others = sorted((one[start:], other[start:]), key=len)
    if len(rest) != len(others):
        return rest == others[1:] and others[0].isalpha()
    if rest[2:] == others[2:] and rest[:2] == others[1::-1]:
        return rest[:2].isalpha()
    part = one[one.rfind("-", 0, start) + 1 :].partition("-")[0]
    return rest[1:] == others[1:] and (rest[:1] + others[:1]).isalpha() and len(part) >= 5


def alike(text: str) -> str:
    """A name without capitals, widths and more than one space: those that differ in no more have one feed."""
    letters = unicodedata.normalize("NFC", "".join(map(_narrow, text)))
    # Each letter for itself: ß stays beside ss.
    small = (c.casefold() if len(c.casefold()) == 1 else c.lower() for c in letters)
    return " ".join("".join(small).split())


def _narrow(c: str) -> str:
    """A sign as it is in Latin or kana of the usual width."""
    return unicodedata.normalize("NFKC", c) if c > "\u2fff" and unicodedata.east_asian_width(c) in "FH" else c


def folded(text: str) -> str:
    """A text as it is compared: without capitals, widths and more than one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def quoted(text: str, most: int = 60) -> str:
    """Text from outside for a message: quoted, on one line, short, with nothing that acts on a reader."""
    return f"'{printable(text, most)}'"


def printable(text: str, most: int = LONGEST) -> str:
    """Text from outside as it may stand in a line of a terminal or of a log: the one way out for all of it.

    What would act on a terminal, break a line or turn its order around, and the first sign of what
    GitHub's runner would take for a command, is shown as a replacement character. Each character stays
    one, so that columns hold. At most `most` of them stand there, the last an ellipsis where more are
    left out. The joiners of emoji and of Arabic and Indic scripts are parts of words, and stay, as spaces do
    that are not to break a line (before a French colon) or are wider than others.
    """
    if len(text) > most:
        text = text[: most - 1] + "…"
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in _JOINERS else _shown(c) for c in text)
    return without_commands(text)


def without_commands(line: str) -> str:
    """A line, with its colours, in which GitHub's runner and Azure's find no command; else as it is.

    They take `::name` at the start of a line, after any white space, and `##[name]` or `##vso[name` anywhere
    in one (actions/runner, ActionCommand.cs).
    """
    return re.sub(_COMMAND, rf"\1{_REPLACEMENT}", line) if ":" in line or "#" in line else line


def markdown(text: str) -> str:
    """Text that stays text in Markdown, in a cell of a table, and in the HTML made of it."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~" else c for c in printable(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def number_of(number: int, what: str) -> str:
    """A number and what it counts: `1 event`, `2,000 events`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def named(character: str) -> str:
    """A character that can't be seen, for a message: `U+202E (right-to-left override)`."""
    name = unicodedata.name(character, "") or _CONTROLS.get(character, "a control character")
    return f"U+{ord(character):04X} ({name.lower()})"


def first_of_each(found: Iterable[Coded]) -> tuple[list[Coded], list[str]]:
    """What is told of many problems one by one, and a line for each code of which there are more."""
    told: list[Coded] = []
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.code] += 1
        if counts[one.code] <= MOST_OF_A_CODE:
            told.append(one)
    more = {code: count - MOST_OF_A_CODE for code, count in sorted(counts.items()) if count > MOST_OF_A_CODE}
    return told, [f"… and {count:,} more {code}" for code, count in more.items()]


# Texts that differ in these alone are the same to .NET: they have no ink, or are colours.
_NO_INK = r"(?:[\u034f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]|\x1b\[[0-9;]*m)*+"
HASHES = rf"#(?={_NO_INK}#{_NO_INK}(?:vso)?\[)"
# A pattern as a text: most listings need it not, and to compile it takes as long as to read a small calendar.
_COMMAND = rf"(\A(?:\s|[\u034f\u200c\u200d\ufe00-\ufe0f]|\x1b\[[0-9;]*m)*+):(?={_NO_INK}:)|{HASHES}"


_QUOTES = "'\""
_PLAIN_SIGNS: Mapping[int, str] = {
    **{ord(dash): "-" for dash in "‐‑‒–—―−"},
    **{ord(quote): '"' for quote in "“”„‟«»"},
    **{ord(quote): "'" for quote in "‘’‚‛‹›"},
    **{ord(none): "" for none in "\u200b\u2060\ufeff"},
}

_CONTROLS = {
    "\0": "null",
    "\a": "bell",
    "\b": "backspace",
    "\v": "vertical tab",
    "\f": "form feed",
    "\r": "carriage return",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "next line",
}


def _shown(odd: str) -> str:
    """A character that isn't printable, as it may be shown."""
    if odd == "\t":
        return " "
    return odd if unicodedata.category(odd) == "Zs" else _REPLACEMENT
