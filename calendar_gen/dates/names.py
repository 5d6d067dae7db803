"""The name of a month or of a day of the week, in the languages that we speak → its number.

As people write it where it isn't read: in full or cut short, with accents or without. It only serves to tell
what is meant: nothing is made of a name that two languages have for different things.
"""

import unicodedata
from collections.abc import Iterable, Mapping

_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "montag dienstag mittwoch donnerstag freitag sonnabend sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
)
# Shorter than three letters, or signs of their own.
_SHORT = (
    "mo di mi do fr sa so",
    "mo tu we th fr sa su",
    "月 火 水 木 金 土 日",
    "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    *(
        f"{week}一 {week}二 {week}三 {week}四 {week}五 {week}六 {week}日"
        for week in ("星期", "周", "週", "礼拜")
    ),
    "星期1 星期2 星期3 星期4 星期5 星期6 星期天",
)
_CHINESE = "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月"


def month(word: str) -> int | None:
    """The number of a month, January 1; None where it is none."""
    number = _MONTH_NUMBERS.get(plain_word(word))
    return None if number is None else number + 1


def weekday(word: str) -> int | None:
    """The number of a day of the week, Monday 0; None where it is none. `mondays` are Monday."""
    plain = plain_word(word)
    return _WEEKDAY_NUMBERS.get(plain, _WEEKDAY_NUMBERS.get(plain.removesuffix("s")))


def plain_word(word: str) -> str:
    """The word without capitals, accents and a dot at its end."""
    decomposed = unicodedata.normalize("NFKD", word.strip().rstrip(".").casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _numbers(names: Iterable[str], short: Iterable[str]) -> Mapping[str, int]:
    """Each name, and each beginning of one of three letters or more, with its number; but none with two."""
    full = {plain_word(name): n for line in names for n, name in enumerate(line.split())}
    found: dict[str, int | None] = {}
    for name, n in full.items():
        for length in range(3, len(name)):
            cut = name[:length]
            found[cut] = n if found.get(cut, n) == n else None
    for line in short:
        found |= {plain_word(name): n for n, name in enumerate(line.split())}
    return {name: n for name, n in found.items() if n is not None} | full


_MONTH_NUMBERS = _numbers(_MONTHS, (_CHINESE,))
_WEEKDAY_NUMBERS = _numbers(_WEEKDAYS, _SHORT)
