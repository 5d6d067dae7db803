"""A time of day as people write or say it, such as `9.30 pm`, `19 Uhr 30` or `下午3点半` → `21:30`.

The words of a text become signs, one for each kind of word, and a time is what those signs spell.
"""

import re
from collections.abc import Mapping

from calendar_gen.dates.names import plain_word

# By the sign that each is; longer ones are looked for first. What is not here is no part of a time.
_WORDS: Mapping[str, str] = {
    # Before a time: it says nothing.
    "@": "at|um|ab|von|from|a|a la|a las|a l'|de|des|desde|desde las|de las|alle|dalle|klo|,",
    # Before an hour, which needs no other word then.
    "O": "ore|alle ore|dalle ore|ore:",
    ":": ":|：|.",
    "H": "h|hr|hrs|uhr|heure|heures|点|點|时|時|点钟|點鐘",
    "M": "m|min|minuten|minutes|minuti|minutos|分",
    # Half past, a quarter past.
    "½": "半|et demie|y media|e mezza|e mezzo",
    "¼": "一刻|et quart|y cuarto|e un quarto",
    "a": "am|a.m.|a.m|a. m.",
    "p": "pm|p.m.|p.m|p. m.",
    # The same in words, with which nobody is sure of twelve.
    "b": "上午|早上|早晨|清晨|凌晨|午前|朝|morgens|vormittags|du matin|de la manana|di mattina|del mattino",
    "q": "下午|晚上|傍晚|午後|夜|夕方|nachmittags|abends|de l'apres-midi|du soir|de la tarde|de la noche"
    "|del pomeriggio|di sera",
    "N": "noon|midi|mittags|mediodia|mezzogiorno|正午|中午",
}
_SIGNS = {
    plain_word(word).rstrip() or word: sign for sign, words in _WORDS.items() for word in words.split("|")
}
_SIGNS |= {word: sign for sign, words in _WORDS.items() for word in words.split("|") if "." in word}
_TOKEN = re.compile(
    r"[0-9]+|"
    + "|".join(
        re.escape(word) + ("(?![a-z])" if word[-1].isalpha() and word.isascii() else "")
        for word in sorted(_SIGNS, key=len, reverse=True)
    )
)
# What the signs spell: 0 is a number of one or two digits, 4 one of four.
_TIME = re.compile(
    "@*(?P<before>[abq])?(?:(?P<full>0:0(?::0)?H?|4H?|0H0M?|0H[½¼]|0H|O0(?::0)?)|(?P<bare>0[½¼]?)(?=[apbq]))"
    "(?P<after>[apbq])?|@*(?P<noon>N)"
)
# The hours as words, by their number; and how far a few words put a time before or after one.
_HOURS = (
    *("zero null zéro cero", "one ein eins une una", "two zwei deux dos due", "three drei trois tres tre"),
    *("four vier quatre cuatro quattro", "five fünf cinq cinco cinque", "six sechs seis sei"),
    *("seven sieben sept siete sette", "eight acht huit ocho otto", "nine neun neuf nueve nove"),
    *("ten zehn dix diez dieci", "eleven elf onze once undici", "twelve zwölf douze doce dodici"),
)
_NAMED = {plain_word(word): n for n, words in enumerate(_HOURS) for word in words.split()}
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2} | {
    sign: n for n, sign in enumerate("三四五六七八九", 3)
}
# `一刻` is a word of its own.
_NUMBER = re.compile(rf"[{''.join(_DIGITS)}十]+(?!刻)|\b(?:{'|'.join(_NAMED)})\b")
_PAST: Mapping[str, int] = {
    **dict.fromkeys(("halb", "half to"), -30),
    "half past": 30,
    **dict.fromkeys(("viertel nach", "quarter past", "a quarter past"), 15),
    **dict.fromkeys(("viertel vor", "dreiviertel", "quarter to", "a quarter to"), -15),
    "": 0,
}
_SAID = re.compile(rf"(?:at |um |ab )?({'|'.join(_PAST)}) ?([0-9]{{1,2}})( o ?['’]? ?clock| uhr)?(?: (.+))?")
_MIDNIGHT = ("midnight", "mitternacht", "minuit", "medianoche", "mezzanotte", "午夜", "真夜中")
_AT_ITS_END = re.compile("24[:.]00(?: ?(?:h|uhr))?|24 ?(?:h|uhr)")
_OFFSET = "[+-][0-9]{1,2}(?::?[0-9]{2})?"
_ZONE = re.compile(rf" ?(Z|(?:UTC|GMT)(?: ?{_OFFSET})?| ?{_OFFSET})\Z", re.IGNORECASE)
_FRACTION = re.compile(r"(?<=:[0-9]{2}:[0-9]{2})\.[0-9]+")


def times(text: str) -> tuple[str, ...]:
    """The times of day that a text may be: two where half of a day is meant and it doesn't say which.

    Midnight is that before a day, or as `24:00` that after it.
    """
    if sure := clock(text):
        return (sure,)
    plain = _in_digits(plain_word(text[:60]))
    if _AT_ITS_END.fullmatch(plain.strip()):
        return ("24:00",)
    if re.sub("^(at|um|a|alla|à) ", "", plain) in _MIDNIGHT:
        return "00:00", "24:00"
    said = _SAID.fullmatch(plain)
    if not said or not (said[1] or (said[3] and "clock" in said[3])) or not 1 <= int(said[2]) <= 12:
        return ()
    hour, minute = divmod((int(said[2]) * 60 + _PAST[said[1]]) % 720, 60)
    if said[4]:
        sure = clock(f"{hour or 12}:{minute:02} {said[4]}")
        return (sure,) if sure else ()
    return f"{hour:02}:{minute:02}", f"{hour + 12:02}:{minute:02}"


def clock(text: str) -> str:
    """A time of day, with its offset if it has one, or "" where it is none."""
    text = _FRACTION.sub("", text[:60].strip())
    zone_written = _ZONE.search(text)
    zone = _zone((zone_written[1] if zone_written else "").upper())
    if zone is None:
        return ""
    said = _said(text[: zone_written.start()] if zone_written else text)
    # `9.30-11` isn't said to be a time and its offset: it is as good a range.
    ranged = zone_written and zone[:1] == "-" and not zone_written[1].upper().startswith(("UTC", "GMT"))
    if not said or (ranged and zone[1:] > said[:5]):
        return ""
    return said + zone


def _said(text: str) -> str:
    """A time of day without an offset, "" where it is none."""
    tokens, signs = _tokens(text)
    match = _TIME.fullmatch(signs)
    if not match:
        return ""
    if match["noon"]:
        return "12:00"
    numbers = [token for token in tokens if token.isdecimal()]
    if len(numbers[0]) == 4:
        numbers = [numbers[0][:2], numbers[0][2:]]
    hour, minute, second = (int(number) for number in (*numbers, "0", "0")[:3])
    minute += 30 * ("½" in signs) + 15 * ("¼" in signs)
    if any(len(number) != 2 for number in numbers[1:]) and "M" not in signs:
        return ""
    shown = _of_24(hour, f"{match['before'] or ''}{match['after'] or ''}", bare=bool(match["bare"]))
    if shown is None or shown > 23 or minute > 59 or second > 59:
        return ""
    return f"{shown:02}:{minute:02}" + (f":{second:02}" if second else "")


def _tokens(text: str) -> tuple[list[str], str]:
    """The words and numbers of a text, and a sign for each; no signs where a word is none of a time."""
    plain, tokens, signs, at = _in_digits(plain_word(f"{text}|").rstrip("|")), [], "", 0
    while at < len(plain):
        if plain[at] == " ":
            at += 1
        elif match := _TOKEN.match(plain, at):
            tokens.append(match[0])
            number = {1: "0", 2: "0", 4: "4"}.get(len(match[0]), "?")
            signs += number if match[0].isdecimal() else _SIGNS[match[0]]
            at = match.end()
        else:
            return [], ""
    return tokens, signs


def _in_digits(text: str) -> str:
    """The text with numbers in words, and in signs of Chinese and Japanese, as digits."""
    return _NUMBER.sub(lambda match: _number(match[0]), text)


def _number(word: str) -> str:
    if word in _NAMED:
        return f"{_NAMED[word]}"
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return "".join(f"{_DIGITS[sign]}" for sign in word)
    if len(tens) > 1 or len(ones) > 1 or tens == "十":
        return word
    return f"{10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)}"


def _of_24(hour: int, half: str, bare: bool) -> int | None:
    """The hour of 24; None where it and the half of the day don't go together, or may be two."""
    if not half:
        return hour
    if len(half) > 1:
        return None
    later = half in "pq"
    if half in "ap" and 1 <= hour <= 12:
        return hour % 12 + 12 * later
    if half in "bq" and 1 <= hour <= 11:
        return hour + 12 * later
    # `19:00 pm` is what it is either way.
    return hour if later and hour > 12 and not (bare and half == "p") else None


def _zone(text: str) -> str | None:
    found = re.search(r"([+-])([0-9]{1,2}):?([0-9]{2})?\Z", text)
    if not found:
        return "Z" if text else ""
    if int(found[2]) > 14 or found[3] not in (None, "00", "30", "45"):
        return None
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}"
