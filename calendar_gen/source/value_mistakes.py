"""A value that is wrong → what would be right instead, as far as one can be told."""

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from calendar_gen.dates import number_mistakes, weekday_mistakes, zones_meant
from calendar_gen.diagnostics.wording import did_you_mean, guess_word, nearest, quoted, slip
from calendar_gen.source import key_groups, languages_meant, statuses_meant
from calendar_gen.source.edits import between_brackets
from calendar_gen.source.ids import ID_FORM, id_of
from calendar_gen.web import colors

_IANA = "use an IANA name such as 'Asia/Shanghai'"
_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]+)?"
_NOT_IN_ADDRESSES = re.compile(r"[\s\"<>\\^`{|}]")
Told = tuple[str, str]


def leaf(of: str, name: str, value: str, expects: str, words: tuple[str, ...]) -> Told:
    """A message and a remedy for a text that is not what it should be; `words` are all that it may be."""
    message = f"{quoted(value)} is not {expects}"
    if of == "address":
        return _address(value, name, message)
    if of in _REMEDIES:
        return message, _REMEDIES[of](value)
    if of == "status" and (meant := statuses_meant.status(value)):
        return message, f"did you mean '{meant}'?"
    return message, guess_word(value, words).remedy or "it is one of: " + ", ".join(words) if words else ""


def fix(of: str, value: str, words: tuple[str, ...]) -> str:
    """What belongs in the place of a text that is not what it should be, where that needs no thought."""
    if of in _FIXES:
        return _FIXES[of](value)
    return (statuses_meant.status(value) if of == "status" else "") or slip(value, words)


def geo(value: object) -> str:
    """A remedy for what is not `[latitude, longitude]`."""
    example = "for example [31.2789, 121.1685]"
    if isinstance(value, str):
        value = re.findall(_NUMBER, value) if re.fullmatch(rf"\W*{_NUMBER}[, ]+{_NUMBER}\W*", value) else None
    if not isinstance(value, list) or len(value) != 2:
        return example
    if not all(isinstance(part, str) and re.fullmatch(_NUMBER, part) for part in value):
        return example
    first, second = (_degrees(part) for part in value)
    if abs(float(first)) > 90 >= abs(float(second)) and abs(float(first)) <= 180:
        return f"did you mean [{second}, {first}]? The latitude comes first"
    return f"write [{first}, {second}]" if abs(float(first)) <= 90 and abs(float(second)) <= 180 else example


def kind(expects: str, name: str, value: object) -> str:
    """A remedy for a value of the wrong kind, such as a list where text belongs."""
    short = isinstance(value, str) and len(value) < 60 and value.isprintable()
    if expects == "a list" and short:
        items = [between_brackets(item) for item in str(value).split(",") if item.strip()]
        return f"write '[{', '.join(items)}]'" if items else ""
    if name in ("venue", "language") and isinstance(value, list):
        return f"write '{name}s:'"
    if name == "categories" and isinstance(value, dict):
        return "write an id, and its name in each language under 'categories'"
    if name == "changes" and isinstance(value, dict):
        return key_groups.changes(value) or "begin each change with '- date:'"
    if name == "changes" and short:
        return f"write '{{date: {between_brackets(str(value))}}}', and what is different on it"
    if name == "repeat":
        return _repeat(value)
    if name == "source" and short:
        key = "url" if re.match(r"https?://\S+\Z", str(value)) else "title"
        return f"write '{{{key}: {between_brackets(str(value))}}}'"
    return ""


def zone(tzid: str, known: Callable[[], Iterable[str]]) -> str:
    """A remedy for what is not an IANA time zone.

    An abbreviation or an offset is near to many a name and means none of them: CST is UTC-6, +8
    or -5, and `Etc/GMT+8` is eight hours behind.
    """
    if near := zones_meant.by_city(tzid) or _zone_like(tzid, known):
        return f"did you mean '{near}'?"
    if "/" in tzid:
        return _IANA
    if names := zones_meant.by_abbreviation(tzid):
        said = zones_meant.in_words(names[0])
        return f"did you mean {' or '.join(map(quoted, names))}?" + (f" That is {said}" if said else "")
    if meant := zones_meant.by_offset(tzid):
        offset, place = meant
        instead = f", or name a place with such clocks, as {quoted(place)}" if place else ""
        return f"leave it out, and write the offset in each time, as 09:30{offset}{instead}"
    city = tzid.strip().replace(" ", "_").casefold()
    places = [name for name in sorted(known()) if name.casefold().endswith(f"/{city}")]
    if len(city) >= 4 and city.replace("_", "").isalpha() and places and not places[0].startswith("Etc/"):
        return f"did you mean '{places[0]}'?"
    return _IANA


def zone_of_city(tzid: str) -> str:
    """The zone of a large city; of one on another continent only people can tell, and it is ""."""
    place = zones_meant.by_city(tzid)
    return place if tzid.rpartition("/")[0] in ("", place.partition("/")[0]) else ""


def _zone_like(tzid: str, known: Callable[[], Iterable[str]]) -> str:
    """The zone that is written with another letter or two, "" for none: names may be alike a world apart."""
    city = tzid.rpartition("/")[2]
    like = [name for name in known() if "/" in tzid and nearest(city, [name.rpartition("/")[2]], 0.8)]
    return nearest(tzid, like) or zones_meant.by_city(slip(city, zones_meant.CITIES))


def _degrees(text: str) -> str:
    """The number as the format takes it: without zeros before it, and with 15 decimals at most."""
    whole, point, decimals = text.lstrip("+-").partition(".")
    return ("-" if text[0] == "-" else "") + str(int(whole)) + point + decimals[:15]


def _repeat(value: object) -> str:
    """A remedy for what stands in the place of the keys of `repeat`."""
    if isinstance(value, str) and "FREQ=" in value.upper() and not re.search(r"[\n\"\\]", value):
        return f"write '{{rule: \"{value}\"}}'"
    return weekday_mistakes.repeat(str(value)[:100])


def _address(value: str, name: str, message: str) -> Told:
    if re.match(r"https?://[^/?#]*@", value, re.IGNORECASE):
        # Not repeated: what `check` says ends up in the logs of a public repository.
        return f"'{name}' holds a name or a password", "leave the name and the password out"
    if host := re.match(r"https?://[^/?#]*", value, re.IGNORECASE):
        message = f"{quoted(value)} is not a web address"
        if bad := _NOT_IN_ADDRESSES.search(value):
            what = "the space" if bad[0] == " " else quoted(bad[0])
            if bad.start() < host.end():
                return message, f"leave {what} out: the part before the first single '/' can't hold it"
            return message, f"write {quote(bad[0])} for {what}"
    elif re.match(r"[\w-]+(\.[\w-]+)+(/|$)", value):
        meant = _NOT_IN_ADDRESSES.sub(lambda bad: quote(bad[0]), value)
        return message, f"did you mean {quoted('https://' + meant)}?"
    return message, ""


def _id(value: str) -> str:
    meant = id_of(value)
    hint = f": did you mean '{meant}'?" if meant else ""
    return f"{ID_FORM}{hint}"


def _language(value: str) -> str:
    tag = "zh-Hans" if languages_meant.tag(value) == "zh" else _tag(value)
    return languages_meant.remedy(tag) if tag else ""


def _tag(value: str) -> str:
    """The tag of a language that is called by its name, or as by POSIX; "" where none is sure."""
    if named := languages_meant.tag(value):
        return named if named != "zh" else ""
    tag = re.split("[.@]", value.strip())[0].replace("_", "-")
    return tag if re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z]{2,4})*", tag) else ""


def _color(value: str) -> str:
    return colors.remedy(value) or did_you_mean(value, colors.COLORS) or "write the name of a colour of CSS"


def _encoded(value: str) -> str:
    """An address with what can't stand in one encoded, where that is not in the name of its host."""
    host = re.match(r"https?://[^/?#@]+(?=[/?#])", value, re.IGNORECASE)
    if not host or _NOT_IN_ADDRESSES.search(host[0]):
        return ""
    encoded = _NOT_IN_ADDRESSES.sub(lambda bad: quote(bad[0]), value)
    return encoded if encoded != value else ""


def _small(value: str) -> str:
    """An id in small letters, with hyphens for what else parts words."""
    if len(value) > 80 or not re.fullmatch("[A-Za-z0-9]+([ _.-][A-Za-z0-9]+)*", value):
        return ""
    return re.sub("[ _.]", "-", value.lower())


_REMEDIES: Mapping[str, Callable[[str], str]] = {
    "id": _id,
    "language": _language,
    "color": _color,
    "days": number_mistakes.days,
    "times": number_mistakes.times,
}
_FIXES: Mapping[str, Callable[[str], str]] = {
    "id": _small,
    "address": _encoded,
    "language": _tag,
    "days": number_mistakes.number_of_days,
}
