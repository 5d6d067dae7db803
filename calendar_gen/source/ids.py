"""A name as people write it → the id that we offer for it."""

import re
import unicodedata

ID_FORM = "only a-z, 0-9 and '-' are used, at most 80 of them"
# Letters that Unicode doesn't take apart, and what is typed for them.
LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t"}
)


def id_of(name: str) -> str:
    """An id from a name: its letters without their accents; "" where none of them is Latin."""
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(LETTERS)
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")
