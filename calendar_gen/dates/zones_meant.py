"""What people write for a time zone → the IANA names that may be meant, and what those are in plain words."""

import re
from collections.abc import Mapping

from calendar_gen.dates.names import plain_word

# Each with the place that most who write it are near; where it is that of several, with all of them.
_ABBREVIATED: Mapping[str, tuple[str, ...]] = {
    "AOE": ("Etc/GMT+12",),
    **dict.fromkeys(("PT", "PST", "PDT"), ("America/Los_Angeles",)),
    **dict.fromkeys(("MT", "MDT"), ("America/Denver",)),
    **dict.fromkeys(("CT", "CDT"), ("America/Chicago",)),
    **dict.fromkeys(("ET", "EDT"), ("America/New_York",)),
    **dict.fromkeys(("AKT", "AKST", "AKDT"), ("America/Anchorage",)),
    **dict.fromkeys(("AT", "ADT"), ("America/Halifax",)),
    **dict.fromkeys(("NT", "NST", "NDT"), ("America/St_Johns",)),
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "BST": ("Europe/London",),
    "EST": ("America/New_York",),
    "MST": ("America/Denver",),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), ("Europe/Berlin",)),
    **dict.fromkeys(("EET", "EEST"), ("Europe/Athens",)),
    "MSK": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "GST": ("Asia/Dubai",),
    "PKT": ("Asia/Karachi",),
    "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    **dict.fromkeys(("PHT", "PHST"), ("Asia/Manila",)),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    **dict.fromkeys(("ACST", "ACDT"), ("Australia/Adelaide",)),
    **dict.fromkeys(("AET", "AEST", "AEDT"), ("Australia/Sydney",)),
    **dict.fromkeys(("NZT", "NZST", "NZDT"), ("Pacific/Auckland",)),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "CLT": ("America/Santiago",),
    "COT": ("America/Bogota",),
    "SAST": ("Africa/Johannesburg",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Maputo",),
    "WAT": ("Africa/Lagos",),
}
# Large cities by which no zone is called, in English and as they call themselves, by the zone they are in;
# none of which there are several.
_CITIES: Mapping[str, str] = {
    "America/Chicago": "austin dallas houston memphis milwaukee minneapolis nashville new_orleans"
    " san_antonio st_louis",
    "America/Denver": "albuquerque salt_lake_city",
    "America/Edmonton": "calgary",
    "America/Lima": "arequipa cusco",
    "America/Los_Angeles": "las_vegas oakland sacramento san_diego san_francisco san_jose seattle",
    "America/Mexico_City": "guadalajara puebla",
    "America/New_York": "atlanta baltimore boston charlotte cleveland miami orlando philadelphia"
    " pittsburgh washington washington_dc nyc new_york_city",
    "America/Sao_Paulo": "brasilia curitiba porto_alegre rio_de_janeiro belo_horizonte",
    "America/Bogota": "cali medellin",
    "America/Guayaquil": "quito",
    "America/Toronto": "ottawa quebec",
    "Africa/Casablanca": "marrakech marrakesh rabat",
    "Africa/Johannesburg": "cape_town durban pretoria",
    "Africa/Lagos": "abuja",
    "Africa/Cairo": "alexandria kairo",
    "Asia/Dubai": "abu_dhabi",
    "Asia/Ho_Chi_Minh": "hanoi ",
    "Asia/Jerusalem": "haifa",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Kolkata": "ahmedabad bangalore bengaluru bombay chennai delhi jaipur madras mumbai new_delhi pune",
    "Asia/Riyadh": "jeddah mecca",
    "Asia/Seoul": "busan incheon",
    "Asia/Shanghai": "beijing chengdu guangzhou hangzhou nanjing peking shenzhen suzhou tianjin wuhan"
    " xian xiamen qingdao 上海 北京 广州 深圳 成都 杭州 南京 苏州 天津 武汉 西安 厦门 重庆",
    "Asia/Taipei": "kaohsiung taichung",
    "Asia/Tokyo": "fukuoka hiroshima kobe kyoto nagoya osaka sapporo yokohama 東京 大阪 京都 札幌 福岡",
    "Europe/Amsterdam": "den_haag eindhoven rotterdam the_hague utrecht",
    "Europe/Athens": "athen piraeus thessaloniki",
    "Europe/Belgrade": "novi_sad",
    "Europe/Berlin": "bonn bremen cologne dortmund dresden duesseldorf dusseldorf essen frankfurt hamburg"
    " hannover hanover heidelberg kiel koln leipzig mainz mannheim muenchen munchen munich munster"
    " nuremberg nurnberg potsdam stuttgart",
    "Europe/Brussels": "antwerp antwerpen brussel bruxelles gent ghent",
    "Europe/Copenhagen": "aarhus kobenhavn kopenhagen",
    "Europe/Istanbul": "ankara izmir",
    "Europe/Kyiv": "kharkiv kiew lviv odesa",
    "Europe/Lisbon": "lisboa lissabon porto",
    "Europe/London": "bristol cardiff edinburgh glasgow leeds liverpool manchester sheffield",
    "Europe/Luxembourg": "luxemburg",
    "Europe/Madrid": "barcelona bilbao malaga sevilla seville",
    "Europe/Moscow": "moskau saint_petersburg st_petersburg",
    "Europe/Oslo": "bergen trondheim",
    "Europe/Paris": "bordeaux lille lyon marseille montpellier nantes nice strasbourg toulouse",
    "Europe/Prague": "brno prag praha",
    "Europe/Rome": "bologna firenze florence genoa genova milan milano naples napoli palermo rom roma"
    " torino turin venezia venice",
    "Europe/Stockholm": "goteborg gothenburg malmo",
    "Europe/Vienna": "graz innsbruck linz salzburg wien",
    "Europe/Warsaw": "gdansk krakow warschau warszawa wroclaw",
    "Europe/Zurich": "basel bern geneva geneve genf lausanne lucerne luzern",
}
CITIES = {plain_word(city): zone for zone, cities in _CITIES.items() for city in cities.split()}
# A place for each full hour, one without summer time.
_PLACES = {
    -11: "Pacific/Pago_Pago",
    -10: "Pacific/Honolulu",
    -9: "Pacific/Gambier",
    -8: "Pacific/Pitcairn",
    -7: "America/Phoenix",
    -6: "America/Costa_Rica",
    -5: "America/Bogota",
    -4: "America/La_Paz",
    -3: "America/Sao_Paulo",
    -2: "Atlantic/South_Georgia",
    -1: "Atlantic/Cape_Verde",
    0: "Africa/Abidjan",
    1: "Africa/Lagos",
    2: "Africa/Johannesburg",
    3: "Africa/Nairobi",
    4: "Asia/Dubai",
    5: "Asia/Karachi",
    6: "Asia/Dhaka",
    7: "Asia/Bangkok",
    8: "Asia/Shanghai",
    9: "Asia/Tokyo",
    10: "Australia/Brisbane",
    11: "Pacific/Guadalcanal",
    12: "Pacific/Fiji",
    13: "Pacific/Tongatapu",
    14: "Pacific/Kiritimati",
}
_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?\Z", re.IGNORECASE)
_SIGNED = re.compile(r"Etc/GMT([+-])([1-9][0-9]?)\Z")


def by_abbreviation(text: str) -> tuple[str, ...]:
    """The zones that an abbreviation may stand for."""
    return _ABBREVIATED.get(text.strip().upper(), ())


def by_city(text: str) -> str:
    """The zone of a large city, by its name alone or after a continent; "" for any other."""
    return CITIES.get(re.sub("[ .-]+", "_", plain_word(text.rpartition("/")[2])), "")


def by_offset(text: str) -> tuple[str, str] | None:
    """The offset that `UTC+8` says, as a time takes it, and a place with such clocks, "" for none."""
    match = _OFFSET.match(text.strip())
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    sign = "+" if match[1] == "+" else "-"
    hours = int(f"{sign}{match[2]}")
    offset = f"{sign}{int(match[2]):02}:{match[3] or '00'}"
    return offset, "" if int(match[3] or 0) else _PLACES.get(hours, "")


def in_words(tzid: str) -> str:
    """Of `Etc/GMT-12` what it is, as its sign is turned around: `12 hours ahead of UTC`; "" for any other."""
    match = _SIGNED.match(tzid)
    if not match:
        return ""
    hours = "1 hour" if match[2] == "1" else f"{match[2]} hours"
    return f"{hours} {'behind' if match[1] == '+' else 'ahead of'} UTC"


def other_side(tzid: str) -> tuple[str, str]:
    """For one of `in_words` what is as far from UTC on the other side, in words, and a zone that is so."""
    turned = tzid.translate({ord("+"): "-", ord("-"): "+"})
    return in_words(turned), _PLACES.get(-int(turned.removeprefix("Etc/GMT")), turned)
