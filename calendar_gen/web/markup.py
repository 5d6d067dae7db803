"""A text → the HTML in it, which calendar apps show as it stands."""

import re

_TAG = r"(?i)</?(?:a|b|br|div|em|font|h[1-6]|i|img|li|ol|p|span|strong|table|td|tr|u|ul)(?=[\s/>])[^<>]*+>"
# Those that editors put where a text has another character; others are hardly meant.
_ENTITY = (
    "&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|bull|middot|[lr][sda]quo|euro|copy|reg|trade|deg|times"
    "|[A-Za-z](?:acute|grave|circ|uml|tilde|ring|cedil|slash)|szlig|[ao]elig|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)


def tag(text: str) -> str:
    """The first tag in a text, "" for none."""
    found = re.search(_TAG, text) if "<" in text else None
    return found[0] if found else ""


def entity(text: str) -> str:
    """The first character reference in a text, such as `&amp;`, "" for none."""
    found = re.search(_ENTITY, text) if "&" in text else None
    return found[0] if found else ""
