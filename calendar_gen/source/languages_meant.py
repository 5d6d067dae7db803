"""The name of a language as people write it, or a code that is none's → the tag of BCP 47 that is meant.

In English, German, Spanish, French, Italian, Japanese and Chinese, and in the language itself (CLDR), with
accents or without.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

_NAMES: Mapping[str, str] = {
    "ar": "arabic arabisch árabe arabo アラビア語 阿拉伯语 العربية",
    "bg": "bulgarian bulgarisch búlgaro bulgare ブルガリア語 保加利亚语 български",
    "ca": "catalan katalanisch catalano カタロニア語 加泰罗尼亚语 català",
    "cs": "czech tschechisch checo tchèque ceco チェコ語 捷克语 čeština",
    "cy": "welsh walisisch galés gallois gallese ウェールズ語 威尔士语 cymraeg",
    "da": "danish dänisch danés danois danese デンマーク語 丹麦语 dansk",
    "de": "german deutsch alemán allemand tedesco ドイツ語 德语",
    "el": "greek griechisch griego grec greco ギリシャ語 希腊语 ελληνικά",
    "en": "english englisch inglés anglais inglese 英語 英语",
    "es": "spanish spanisch español espagnol spagnolo スペイン語 西班牙语 castellano",
    "et": "estonian estnisch estonio estonien estone エストニア語 爱沙尼亚语 eesti",
    "eu": "basque baskisch euskera basco バスク語 巴斯克语 euskara",
    "fa": "persian persisch persa persan persiano ペルシア語 波斯语 فارسی",
    "fi": "finnish finnisch finés finnois finlandese フィンランド語 芬兰语 suomi",
    "fr": "french französisch francés français francese フランス語 法语",
    "ga": "irish irisch irlandés irlandais irlandese アイルランド語 爱尔兰语 gaeilge",
    "gl": "galician galicisch gallego galicien galiziano ガリシア語 加利西亚语 galego",
    "he": "hebrew hebräisch hebreo hébreu ebraico ヘブライ語 希伯来语 עברית",
    "hi": "hindi ヒンディー語 印地语 हिन्दी",
    "hr": "croatian kroatisch croata croate croato クロアチア語 克罗地亚语 hrvatski",
    "hu": "hungarian ungarisch húngaro hongrois ungherese ハンガリー語 匈牙利语 magyar",
    "is": "icelandic isländisch islandés islandais islandese アイスランド語 冰岛语 íslenska",
    "it": "italian italienisch italiano italien イタリア語 意大利语",
    "ja": "japanese japanisch japonés japonais giapponese 日本語 日语",
    "ko": "korean koreanisch coreano coréen 韓国語 韩语 한국어",
    "lt": "lithuanian litauisch lituano lituanien リトアニア語 立陶宛语 lietuvių",
    "lv": "latvian lettisch letón letton lettone ラトビア語 拉脱维亚语 latviešu",
    "nl": "dutch niederländisch neerlandés néerlandais olandese オランダ語 荷兰语 nederlands",
    "no": "norwegian norwegisch noruego norvégien norvegese ノルウェー語 挪威语 norsk",
    "pl": "polish polnisch polaco polonais polacco ポーランド語 波兰语 polski",
    "pt": "portuguese portugiesisch portugués portugais portoghese ポルトガル語 葡萄牙语",
    "ro": "romanian rumänisch rumano roumain rumeno ルーマニア語 罗马尼亚语 română",
    "ru": "russian russisch ruso russe russo ロシア語 俄语 русский",
    "sk": "slovak slowakisch eslovaco slovaque slovacco スロバキア語 斯洛伐克语 slovenčina",
    "sl": "slovenian slowenisch esloveno slovène sloveno スロベニア語 斯洛文尼亚语 slovenščina",
    "sr": "serbian serbisch serbio serbe serbo セルビア語 塞尔维亚语 српски",
    "sv": "swedish schwedisch sueco suédois svedese スウェーデン語 瑞典语 svenska",
    "th": "thai thailändisch tailandés thailandese タイ語 泰语 ไทย",
    "tr": "turkish türkisch turco turc トルコ語 土耳其语 türkçe",
    "uk": "ukrainian ukrainisch ucraniano ukrainien ucraino ウクライナ語 乌克兰语 українська",
    "vi": "vietnamese vietnamesisch vietnamita vietnamien ベトナム語 越南语",
    "zh": "chinese chinesisch chino chinois cinese 中国語 中文",
}
_OF_CHINESE = {
    **dict.fromkeys(("simplified chinese", "简体中文", "简体", "简中"), "zh-Hans"),
    **dict.fromkeys(("traditional chinese", "繁體中文", "繁体中文", "繁體"), "zh-Hant"),
}
_TRADITIONAL = " With traditional characters it is 'zh-Hant'"
# Countries whose codes are no language's: `se` is Northern Sami, and `br` Breton.
_COUNTRIES = " at-de cn-zh cz-cs dk-da gb-en gr-el jp-ja ua-uk us-en vn-vi"
# What ISO 639-2 has in three letters, where the tag has two (RFC 5646 §2.2.1): no language has both.
_LONG = (
    " ara-ar baq-eu bul-bg cat-ca ces-cs chi-zh cym-cy cze-cs dan-da deu-de dut-nl ell-el eng-en est-et"
    " eus-eu fas-fa fin-fi fra-fr fre-fr ger-de gle-ga glg-gl gre-el heb-he hin-hi hrv-hr hun-hu ice-is"
    " isl-is ita-it jpn-ja kor-ko lav-lv lit-lt nld-nl nor-no per-fa pol-pl por-pt ron-ro rum-ro rus-ru"
    " slk-sk slo-sk slv-sl spa-es srp-sr swe-sv tha-th tur-tr ukr-uk vie-vi wel-cy zho-zh"
)


def instead(tag: str) -> str:
    """The tag that is meant by one which is sure to be no language's, "" for any other.

    Of most languages nothing is known here: no tag is wrong because it isn't in a table.
    """
    primary, _, rest = tag.casefold().partition("-")
    is_long = len(primary) == 3
    meant = (_LONG if is_long else _COUNTRIES).partition(f" {primary}-")[2].partition(" ")[0]
    if meant == "zh" and not (rest and is_long):
        return "zh-Hans"
    return meant + tag[3:] if meant and is_long else meant


def remedy(tag: str) -> str:
    """A remedy that names a tag; that of Chinese says with which characters."""
    return f"did you mean '{tag}'?" + (_TRADITIONAL if tag == "zh-Hans" else "")


def tag(name: str) -> str:
    """The tag of a language that is called by its name, alone or before its region; "" for any other text."""
    folded, tags = _folded(name), _tags()
    if folded in tags:
        return tags[folded]
    first = re.match(r"([^\W\d_]+)\s*[(,]", folded)
    return tags.get(first[1], "") if first else ""


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name[:60].strip().casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def _tags() -> Mapping[str, str]:
    named = {_folded(name): tag for tag, names in _NAMES.items() for name in names.split()}
    return named | {_folded(name): tag for name, tag in _OF_CHINESE.items()}
