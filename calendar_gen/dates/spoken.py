"""Words for how often, how long and which day, in the languages that we speak → the same words in English.

Whole words are put in the place of whole words, and nothing is made of one that isn't known: what they mean
together is told by those who know what belongs there.
"""

import re
from collections.abc import Mapping

from calendar_gen.dates import names
from calendar_gen.dates.values import WEEKDAYS

# By what they are in English, without accents; signs stand in a word without spaces around them.
_WORDS: Mapping[str, str] = {
    "every": "jede jeder jeden jedes jedem alle chaque tous toutes cada todos todas ogni tutti tutte"
    " 每个 每個 每 毎",
    "other": "隔 隔一 隔一个",
    "the": "le la les el los las il lo gli der die das den",
    "of": "du de del dell di al im am des dem pro par por の 的",
    "and": "und et y e 和 と 、",
    "day": "tag tage tagen jour jours dia dias giorno giorni 天 日间 日間 日",
    "week": "woche wochen semaine semaines semana semanas settimana settimane 周 週 星期 礼拜 周间 週間",
    "month": "monat monats monate monaten mois mes meses mese mesi 月 个月 個月 か月 ヶ月 カ月 ヵ月",
    "year": "jahr jahre jahren jahres ans annee annees ano anos anno anni 年 年间 年間",
    "hour": "stunde stunden std heure heures hora horas ora ore 小时 小時 个小时 個小時 个钟头 時間",
    "minute": "minuten minutos minuto minuti minuto 分钟 分鐘 分 分間",
    "times": "mal fois veces volte 次 回",
    "daily": "taglich quotidien quotidienne diario diaria giornaliero giornaliera 天天",
    "weekly": "wochentlich hebdomadaire semanal settimanale",
    "biweekly": "zweiwochentlich zweiwochig quincenal quindicinale quinzaine quincena quindicina"
    " 双周 雙周 双週",
    "monthly": "monatlich mensuel mensuelle mensual mensile",
    "bimonthly": "zweimonatlich bimestriel bimestrielle bimestral bimestrale 双月",
    "semiannual": "halbjahr halbjahrlich semestriel semestrielle semestral semestrale 半年",
    "quarterly": "vierteljahrlich quartalsweise trimestriel trimestrielle trimestral trimestrale",
    "yearly": "jahrlich annuel annuelle anual annuale",
    "weekdays": "werktags wochentags 工作日 平日",
    "weekend": "wochenende wochenenden 周末 週末",
    "one": "ein eine einem einen un une uno una 一",
    "two": "zwei deux dos due 两 兩 二",
    "three": "drei trois tres tre 三",
    "four": "vier quatre cuatro quattro 四",
    "five": "funf cinq cinco cinque 五",
    "six": "sechs seis sei 六",
    "seven": "sieben sept siete sette 七",
    "eight": "acht huit ocho otto 八",
    "nine": "neun neuf nueve nove 九",
    "ten": "zehn dix diez dieci 十",
    "first": "erste ersten erster erstes premier premiere premiers primer primero primera primi primo prima"
    " 1er",
    "second": "zweite zweiten zweiter zweites deuxieme deuxiemes segundo segunda secondo seconda 2e 2eme",
    "third": "dritte dritten dritter drittes troisieme troisiemes tercer tercero tercera terzo terza 3e 3eme",
    "fourth": "vierte vierten vierter viertes quatrieme quatriemes cuarto cuarta quarto quarta 4e 4eme",
    "fifth": "funfte funften funfter funftes cinquieme quinto quinta 5e 5eme",
    "last": "letzte letzten letzter letztes dernier derniere derniers ultimo ultima ultimi 最后 最後",
}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_COUNTED = ("", "个", "個")
# Signs of a day of the week alone are those of other things too: 日 and 月 are day and month.
_WEEKS = ("星期", "周", "週", "礼拜")


def in_english(text: str) -> str:
    """The text with each word that is known in English, in small letters; any other stays."""
    text = re.sub("[’']", " ", names.plain_word(text[:100]))
    return " ".join(_PATTERN.sub(lambda match: f" {_ENGLISH.get(match[0], match[0])} ", text).split())


def in_digits(text: str) -> str:
    """The same with numbers as digits."""
    english = in_english(text).split(" ")
    return " ".join(f"{_NUMBERS.index(word) + 1}" if word in _NUMBERS else word for word in english)


def _english() -> dict[str, str]:
    found = {names.plain_word(word): english for english, words in _WORDS.items() for word in words.split()}
    for n, ordinal in enumerate(_ORDINALS):
        for number in (f"{n + 1}", "一二三四五"[n]):
            found |= {f"第{number}{counted}": ordinal for counted in _COUNTED}
    found |= {f"{last}一{counted}": "last" for last in ("最后", "最後") for counted in _COUNTED[1:]}
    for n, day in enumerate(WEEKDAYS):
        found |= {f"{week}{'一二三四五六日'[n]}": day for week in _WEEKS}
        found |= {names.plain_word(f"{'月火水木金土日'[n]}{ending}"): day for ending in ("曜", "曜日")}
    return found | {f"{week}天": "sunday" for week in ("星期", "礼拜")}


_ENGLISH = _english()
_SIGNS = sorted((word for word in _ENGLISH if not word.isascii()), key=len, reverse=True)
_PATTERN = re.compile("|".join((*map(re.escape, _SIGNS), "[0-9]+(?:er|e|eme)(?![a-z])", "[a-z]+")))
