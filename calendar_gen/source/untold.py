"""A key that many formats have and this one hasn't → where what it says belongs, "" for any other key."""

from collections.abc import Collection

from calendar_gen.source.key_words import plain

_PLACES = {
    "it belongs in 'description', in words": (
        "price prices cost fee fees admission entry ticket_price age ages audience capacity seats "
        "accessibility preis eintritt kosten alter prix tarif tarifs jauge precio edad aforo "
        "prezzo costo eta 价格 票价 费用 料金 年齢 定員"
    ),
    "it belongs in 'url', if it is a web address, else in 'description'": (
        "registration register rsvp signup booking tickets ticket reservation anmeldung karten "
        "inscription billetterie billets inscripcion entradas iscrizione biglietti 报名 门票 申込"
    ),
    "it belongs in no event: pages show no pictures, and 'url' may lead to one that does": (
        "image images photo photos picture poster flyer bild plakat affiche imagen cartel immagine 图片 画像"
    ),
    "it belongs in 'description'; who holds the event has an 'email', under 'organizers'": (
        "contact phone telephone tel kontakt telefon contacto telefono contatto 电话 联系 電話 連絡先"
    ),
}
_BY_WORD = {plain(word): place for place, words in _PLACES.items() for word in words.split()}


def place(key: str, known: Collection[str]) -> str:
    """What to do with a key of a mapping that has those known: one that has a description, and a page."""
    return _BY_WORD.get(plain(key), "") if {"description", "url"} <= {*known} else ""
