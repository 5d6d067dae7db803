"""A status as people call it, in seven languages → the status of the format, "" for none."""

from calendar_gen.dates.names import plain_word

_WORDS = {
    "cancelled": (
        "off, called off, annulé, annulée, supprimé, abgesagt, entfällt, fällt aus, ausgefallen, cancelado, "
        "cancelada, anulado, anulada, annullato, annullata, cancellato, cancellata, 中止, 取消, 已取消"
    ),
    "postponed": (
        "put off, reporté, reportée, différé, verschoben, vertagt, aufgeschoben, aplazado, aplazada, "
        "pospuesto, pospuesta, rinviato, rinviata, posticipato, posticipata, 延期, 已延期, 推迟, 已推迟"
    ),
    "tentative": (
        "provisional, unconfirmed, tbc, provisoire, à confirmer, vorläufig, unbestätigt, por confirmar, "
        "provvisorio, da confermare, 暂定, 待定, 未定, 仮"
    ),
    "confirmed": (
        "confirmé, confirmée, bestätigt, confirmado, confirmada, confermato, confermata, 已确认, 確定"
    ),
}
_MEANT = {plain_word(word): status for status, words in _WORDS.items() for word in words.split(", ")}


def status(word: str) -> str:
    """The status that a word is for."""
    return _MEANT.get(plain_word(word), "")
