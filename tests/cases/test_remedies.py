"""A remedy is right: whoever does what it says has a calendar that passes."""

import json

import pytest

from calendar_gen import compiler
from calendar_gen.source.files import Source
from support.paths import INVALID
from support.remedies import followed

# Remedies that no edit of the values follows: of the text of a file, of other files, of a lock.
ELSEWHERE = (
    "E011-ics",
    "E014-next-line",
    "E011-text",
    "E011-list-of-events",
    "E011-without-dashes",
    "E00",
    "E013-comment",
    "W00",
    "E4",
    "E5",
    "E7",
    "W4",
    "W5",
    "W7",
)
CASES = sorted(path.stem for path in INVALID.glob("*/*.yaml") if not path.stem.startswith(ELSEWHERE))
# Of these the first remedy uncovers what could not be known before, and that has a remedy of its own.
TWICE = {
    "E010-of-another-format": "how long what has a time is",
    "E010-event": "whether there is such an organizer, where the key wasn't one",
    "E011-repeat-with-changes": "which dates there are, where the rule wasn't read",
    "E011-venue-as-list": "whether there are such venues",
    "E011-venues-as-list": "whether the venue is used",
    "E011-venues-in-use-as-list": "whether the venue is there",
    "E013-source": "whether there is a source at all",
    "E020-reference": "whether there is such a venue",
    "E030-unknown": "what is left of what was to be ignored",
    "E052-device": "what is left of what was to be ignored",
    "E053-another": "whether all texts are in the language that is added",
    "E054-beside-language": "which texts aren't there in one of the languages",
    "E054-description": "which texts aren't there in one of the languages",
    "E101-anchored": "in the data of a test aliases are values of their own",
    "E104-whatever-else": "how long what has a time is",
    "E110-time": "that the end has a time, too",
    "E301-on-month-group": "whether the start is one of the days",
    "E301-on-month-ordinal": "whether the start is one of the days",
    "E301-several": "which dates there are, where the rule wasn't read",
    "E301-several-words": "whether the start is one of the days",
    "E312-unknown": "what the way of showing needs",
}


@pytest.mark.parametrize("choice", [0, 1])
@pytest.mark.parametrize("name", CASES)
def test_a_remedy_that_is_followed_mends(name: str, choice: int) -> None:
    text = (INVALID / f"{name[:2]}xx" / f"{name}.yaml").read_text("utf-8")
    for _ in range(3 if name in TWICE else 2):
        found = compiler.load(Source("events.yaml", text.encode())).diagnostics
        if all(not diagnostic.remedy for diagnostic in found):
            return  # what is missing, or too long, only the curator knows
        text = json.dumps(followed(text, found, choice), ensure_ascii=False, indent=1)
    raise AssertionError((found, text))
