"""What the script of the pages says → its words, in a language; what it fills in is left as a slot."""

from functools import lru_cache

from calendar_gen.words.languages import language, marked
from calendar_gen.words.pages import Words

_WORDS: Words = {
    "here": marked("{time} where you are"),
    "copy_address": marked("Copy the address"),
    "copied": marked("Copied"),
    "choose": marked("Choose for yourself"),
    "choose_why": marked(
        "Of places, of towns and of categories you can choose several. Where you choose of two kinds, a place"
        " and a category say, it is the events that are in both."
    ),
    "combine": marked("Combine with other places, towns or categories"),
    "subscribe_feed": marked("Subscribe: {feed}"),
    "exact_feed": marked("At the moment the feed “{feed}” holds exactly these events."),
    "no_feed": marked(
        "There is no feed for exactly this. You can download it once: the file does not update."
    ),
    "none_in_both": marked("Nothing is in all that you chose."),
    "loading": marked("Loading …"),
    "not_loaded": marked("This could not be loaded. Try again when you are online."),
    "found": marked("Found: {n}"),
    "search_for": marked("Search for a title, a place, a category"),
    "years_searched": marked("Years searched: {years}"),
    "older": marked("Search the years before, too"),
}
_SLOTS = {name: f"{{{name}}}" for name in ("time", "feed", "n", "years")}


@lru_cache(maxsize=16)
def script_words(tag: str) -> Words:
    """The words that pages hand to their script, by the names that templates have for them."""
    into = language(tag)
    return {name: into.say(text, **_SLOTS) for name, text in _WORDS.items()}
