"""A language tag (BCP 47) → the language that we speak for it: its sentences and its patterns."""

import errno
import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from msgspec import Struct, structs

from calendar_gen.words.english import PATTERNS

DOMAIN = "calendar_gen"
# What languages call themselves, by their tags in small letters.
NAMES_DOMAIN = "languages"
FOLDER = Path(__file__).parent / "locale"
# The context under which a catalogue has its patterns.
CLDR = "CLDR"
NAMES = ("MMM", "MMMM", "LLLL", "ccc", "cccc", "EEE")
_WITH_WEEKDAYS = {"yMMMd" + of: "yMMMEd" + of for of in ("", "/d", "/M", "/y")}

# What there is a catalogue for, by language and script. English is what the sentences are written in.
CATALOGUES: Mapping[tuple[str, str], str] = {
    ("de", "Latn"): "de",
    ("es", "Latn"): "es",
    ("fr", "Latn"): "fr",
    ("it", "Latn"): "it",
    ("ja", "Jpan"): "ja",
    ("zh", "Hans"): "zh_Hans",
}
# What is written in another script than Latin where a tag gives none (CLDR's likely subtags).
_SCRIPTS = {"ja": "Jpan", "zh": "Hans"}
_TRADITIONAL = ("TW", "HK", "MO")
# Tags of languages that have others by now (the registry of BCP 47): what CLDR calls them.
_NEWER = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
# What is written from right to left: these scripts, and languages that are written in one of them where a tag
# gives none.
_RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})
_RTL = (
    "apc|ar[cyz]?|azb|bal|bgn|bqi|brh|ckb|dv|fa|glk|he|iw|ji|ks|lrc|mzn|nqo|pnb|ps|rhg|sdh?|skr|syr|trw|ug|ur"
    "|yi"
)


class Language(Struct, frozen=True):
    """Sentences in a language, by the English ones, and how it writes dates, lists and numbers.

    `patterns` are templates by the names that `english.PATTERNS` has, `names` those of the months
    (January first) and of the days of the week (Monday first).
    """

    name: str
    translations: NullTranslations
    patterns: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    def say(self, sentence: str, /, **slots: object) -> str:
        """A sentence with its slots filled."""
        return self.translations.gettext(sentence).format(**slots)

    def say_in(self, context: str, sentence: str, /, **slots: object) -> str:
        """A sentence whose English means different things, by its context."""
        return self.translations.pgettext(context, sentence).format(**slots)

    def say_n(self, one: str, many: str, number: int, /, **slots: object) -> str:
        """A sentence about a number, its slot `{n}`, in the form which that takes."""
        n = f"{number:,}".replace(",", self.patterns["group"])
        return self.translations.ngettext(one, many, number).format(n=n, **slots)


def marked(sentence: str) -> str:
    """A sentence that is said elsewhere: so that it is found for the catalogues."""
    return sentence


@lru_cache(maxsize=64)
def language(tag: str, weekdays: bool = False) -> Language:
    """What we speak for a language tag; `weekdays`: each date has its day of the week.

    Raises FileNotFoundError where its catalogue wasn't compiled.
    """
    if weekdays:
        plain = language(tag)
        instead = {key: plain.patterns[of] for key, of in _WITH_WEEKDAYS.items()}
        return structs.replace(plain, patterns={**plain.patterns, **instead})
    name = catalogue(tag)
    if not name:
        return _language("en", NullTranslations(), PATTERNS)
    path = FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            translations = GNUTranslations(file)
    except FileNotFoundError:
        # Half of a feed in English would be published as if it were meant so.
        remedy = "not compiled yet: run 'make build', or 'pip install --editable .'"
        raise FileNotFoundError(errno.ENOENT, remedy, str(path)) from None
    patterns = {key: translations.pgettext(CLDR, key) for key in PATTERNS}
    return _language(name, translations, patterns)


def catalogue(tag: str) -> str:
    """The name of the catalogue for a language tag, "" for English, which all get that have none.

    A region gets the language at large: `de-AT` German, `es-MX` Spanish. Another script doesn't: who reads
    Traditional Chinese (`zh-Hant`, `zh-TW`, `zh-HK`) is given English, and not Simplified as if it were
    theirs; and who asks for `ja-Latn` is given what can be read in Latin letters.
    """
    primary, *subtags = tag.split("-")
    primary = primary.lower()
    script = _SCRIPTS.get(primary, "Latn")
    for subtag in subtags:
        if len(subtag) == 1:  # extensions and private use: they say nothing of the language
            break
        if len(subtag) == 3 and subtag.isalpha() and subtag.lower() != "cmn":
            return ""  # a language of its own: `zh-yue` is Cantonese
        if len(subtag) == 4 and subtag.isalpha():
            script = subtag.title()
            break
        if primary == "zh" and subtag.upper() in _TRADITIONAL:
            script = "Hant"
    return CATALOGUES.get((primary, script), "")


@lru_cache(maxsize=64)
def worded_in(tag: str) -> str:
    """The language of our words where a tag is asked for: its own, or English where there is no catalogue."""
    is_english = tag.partition("-")[0].lower() == "en"
    return tag if is_english or catalogue(tag) else "en"


@lru_cache(maxsize=64)
def direction(tag: str) -> str:
    """In which direction a language is written, "ltr" or "rtl", by its script."""
    primary, *subtags = tag.split("-")
    script = next((it.title() for it in subtags[:2] if len(it) == 4 and it.isalpha()), "")
    is_rtl = script in _RTL_SCRIPTS if script else re.fullmatch(_RTL, primary.lower())
    return "rtl" if is_rtl else "ltr"


def own_name(tag: str) -> str:
    """What a language calls itself, for a list: `Deutsch`, `简体中文`; its tag where that isn't known."""
    known, (primary, *others) = _own_names(), tag.casefold().split("-")
    parts = [_NEWER.get(primary, primary), *others]
    keys = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for key in keys if (name := known.gettext(key)) != key), tag)


def spoken() -> list[Language]:
    """Every language that there are words for, English first."""
    return [language("en"), *[language(name.replace("_", "-")) for name in CATALOGUES.values()]]


@lru_cache(maxsize=1)
def _own_names() -> NullTranslations:
    try:
        with (FOLDER / f"{NAMES_DOMAIN}.mo").open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return NullTranslations()


def _language(name: str, translations: NullTranslations, patterns: Mapping[str, str]) -> Language:
    return Language(name, translations, patterns, {key: tuple(patterns[key].split("|")) for key in NAMES})
