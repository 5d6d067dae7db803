"""What the keys of the format are called in other languages → those keys, in the order in which one is meant.

In German, French, Spanish, Italian, Chinese and Japanese, in small letters without accents, as people put
them over the columns of a table.
"""

from collections.abc import Mapping
from functools import lru_cache

from calendar_gen.dates.names import plain_word
from calendar_gen.diagnostics.wording import in_plain_signs

_WORDS: Mapping[tuple[str, ...], str] = {
    ("start", "from"): "datum fecha 日期 日付 wann beginn anfang ab debut inicio inizio desde 开始 開始",
    ("start",): "uhrzeit zeit heure hora ora 时间 時間 時刻 start_time starttime start_date",
    (
        "end",
        "until",
        "to",
    ): "bis ende jusque jusqu'a fin hasta fine fino_a 结束 終了 till end_time endtime end_date"
    " ends finish last_day",
    ("venue",): "ort veranstaltungsort spielort lieu endroit lugar luogo sede 地点 地點 場所 会場",
    ("venues", "venue"): "orte veranstaltungsorte lieux lugares luoghi",
    ("address",): "adresse anschrift direccion indirizzo 地址 住所",
    ("town",): "stadt ville ciudad citta 城市",
    ("title", "name"): "titel titre titulo titolo nom nombre 标题 標題 名称 タイトル",
    ("description",): "beschreibung descripcion descrizione 描述 说明 説明 内容",
    ("duration",): "dauer duree duracion durata 时长 所要時間",
    ("organizer",): "veranstalter organisator organisateur organizador organizzatore 主办方 主办 主催 主催者",
    ("organizers",): "veranstalterinnen organisateurs organizadores organizzatori",
    (
        "categories",
        "category",
    ): "kategorie kategorien rubrik categorie categoria categorias 分类 类别 カテゴリ",
    ("repeat",): "wiederholung repetition repeticion ripetizione 重复 繰り返し",
    ("every",): "jede jeden alle chaque cada ogni 每",
    ("except",): "ausser ohne sauf excepto salvo eccetto tranne 除外",
    ("status",): "etat estado stato 状态",
    ("language",): "sprache langue idioma lingua 语言 言語",
    ("timezone",): "zeitzone fuseau_horaire zona_horaria fuso_orario 时区",
    ("hours",): "offnungszeiten horaires horario orari 开放时间 営業時間",
    ("closed",): "geschlossen ferme cerrado chiuso 休館日",
    ("color",): "farbe couleur colore 颜色",
    ("url",): "webseite site_web sitio_web 网址",
    ("source",): "quelle fuente fonte 来源",
    ("events",): "veranstaltungen termine evenements eventos eventi 活动",
    ("calendar",): "kalender calendrier calendario 日历 カレンダー",
}
KEYS: Mapping[str, tuple[str, ...]] = {word: keys for keys, words in _WORDS.items() for word in words.split()}
# A time of day, which here is a part of `start`; and what may say something else, as `to` does.
TIMES = frozenset(
    {"time", "uhrzeit", "zeit", "heure", "hora", "ora", "时间", "時間", "時刻", "start_time", "starttime"}
)
OTHERWISE = TIMES | {
    "bis",
    "jusque",
    "jusqu'a",
    "hasta",
    "fino_a",
    "till",
    "end_time",
    "endtime",
    "end_date",
    "alle",
}


@lru_cache(maxsize=1000)
def plain(key: str) -> str:
    """A key as it is compared: without capitals, accents and spaces."""
    return plain_word(in_plain_signs(key)).replace(" ", "_")
