"""Sentences of the code, translations (.po) and CLDR's patterns → catalogues (.mo) for every language.

    python tools/catalogues.py update      put new sentences of the code into every .po, take away old ones
    python tools/catalogues.py add pt_BR   begin a language (its name as CLDR has it)
    python tools/catalogues.py compile     write the .mo files; building the package does this

Babel does all of it. A run of the program reads the .mo alone: to import Babel and write one date costs as
much as half of `calendar-gen list`, and dates must not change with the version that is installed.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("calendar_gen", "words", "locale")
DOMAIN, NAMES_DOMAIN = "calendar_gen", "languages"
CLDR = "CLDR"
# The functions whose arguments are sentences: `languages.Language` has them.
KEYWORDS: dict[str, Any] = {"marked": None, "say": None, "say_n": (1, 2), "say_in": ((1, "c"), 2)}
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
_WEEK = (0, 1, 2, 3, 4, 5, 6)

# Where those who write a city's calendar don't write as CLDR does.
OWN: dict[tuple[str, str], str] = {
    ("de", "Hm"): "{HH}:{mm} Uhr",  # as CLDR's own "19:30–21:00 Uhr"
    ("fr", "first day"): "1er",  # CLDR has no way to say it
    ("it", "MMMd/d"): "{d}–{d2} {MMM2}",
    ("it", "MMMd/M"): "{d} {MMM} – {d2} {MMM2}",
    ("it", "yMMMd/d"): "{d}–{d2} {MMM2} {y2}",  # CLDR: 01–05 mag, beside 1 mag
    ("it", "yMMMd/M"): "{d} {MMM} – {d2} {MMM2} {y2}",
    ("it", "yMMMd/y"): "{d} {MMM} {y} – {d2} {MMM2} {y2}",
    # CLDR has 五月 alone, and 5月 in all dates: on a page both would stand side by side.
    ("zh_Hans", "LLLL"): "|".join(f"{month}月" for month in range(1, 13)),
    ("zh_Hans", "yMMMEd/d"): "{y}年{M}月{d}日{E}至{d2}日{E2}",  # CLDR has a dash here, and 至 in the others
    ("ja", "Hm/m"): "{H}:{mm}～{H2}:{mm2}",  # CLDR: 19時30分～21時00分, beside 19:30
}
# Lines break at thin spaces, and terminals draw them wide; a no-break space keeps together as well.
_SPACES = str.maketrans({"\u2009": " ", "\u202f": "\xa0"})


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo beside every .po; the paths of all. What isn't translated isn't in it, and is English."""
    written = []
    for path in po_files(root):
        catalog = read(path)
        catalog.creation_date = catalog.revision_date = _NO_DATE  # the same sources, the same bytes
        for key, pattern in patterns(str(catalog.locale)).items():
            catalog.add(key, pattern, context=CLDR)
        file = io.BytesIO()
        write_mo(file, catalog)
        written.append(path.with_suffix(".mo"))
        written[-1].write_bytes(file.getvalue())
    return written


def compile_zones(root: Path = ROOT) -> list[Path]:
    """Write what every language calls the time zones, English too, which only pages say."""
    written = []
    for name in ("en", *[path.parent.parent.name for path in po_files(root)]):
        catalog = Catalog(locale=name, domain="zones")
        catalog.creation_date = catalog.revision_date = _NO_DATE
        for tzid in sorted({*get_global("zone_territories"), *get_global("zone_aliases")}):
            zone = get_global("zone_aliases").get(tzid, tzid)
            if "/" in zone and not zone.startswith("Etc/"):
                catalog.add(tzid, zone_name(zone, Locale.parse(name)).translate(_SPACES))
        file = io.BytesIO()
        write_mo(file, catalog)
        written.append(root / FOLDER / name / "LC_MESSAGES" / "zones.mo")
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        written[-1].write_bytes(file.getvalue())
    return written


def compile_languages(root: Path = ROOT) -> Path:
    """Write what every language calls itself, by its tag: one file, as it is in no language."""
    catalog = Catalog(domain=NAMES_DOMAIN)
    catalog.creation_date = catalog.revision_date = _NO_DATE
    for name in sorted(locale_identifiers()):
        catalog.add(name.replace("_", "-").casefold(), own_name(Locale.parse(name)))
    file = io.BytesIO()
    write_mo(file, catalog)
    path = root / FOLDER / f"{NAMES_DOMAIN}.mo"
    path.write_bytes(file.getvalue())
    return path


def own_name(locale: Locale) -> str:
    """What a language calls itself; as in a list, where the first word of many has a capital."""
    name = locale.languages.get(str(locale)) or locale.get_display_name(locale) or str(locale)
    # `isiZulu` has one already, and Georgian has letters for headlines that aren't for titles.
    return name[:1].title() + name[1:] if name.partition(" ")[0].islower() else name


def zone_name(tzid: str, locale: Locale) -> str:
    """What a zone is called all the year round: `China Time`; after its city where it has no other name."""
    zone = get_global("meta_zones").get(tzid, "")
    names = locale.meta_zones.get(zone, {}).get("long", {})
    name = names.get("generic") or ("" if "daylight" in names else names.get("standard", ""))
    if name:
        return str(name)
    city = locale.time_zones.get(tzid, {}).get("city") or tzid.rpartition("/")[2].replace("_", " ")
    return str(locale.zone_formats["region"] % city)


def po_files(root: Path = ROOT) -> list[Path]:
    """The translations, by language."""
    return sorted((root / FOLDER).glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(path: Path) -> Catalog:
    """The translations of a file. Raises PoFileError where it is not as gettext has it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=DOMAIN, abort_invalid=True)


def extract(root: Path = ROOT) -> Catalog:
    """The sentences of the code, in the order in which they stand there."""
    catalog = Catalog(domain=DOMAIN, project="calendar-gen")
    found = extract_from_dir(
        root / "calendar_gen" / "words",
        [("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog.add(message, None, [(Path(name).name, 1)], auto_comments=comments, context=context)
    return catalog


def update(root: Path = ROOT) -> None:
    """Put what is new in the code into every .po, without a translation, and take away what is gone."""
    template = extract(root)
    for path in po_files(root):
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _write(path, catalog)


def add(name: str, root: Path = ROOT) -> Path:
    """Begin the translations of a language; the path of the file to fill in."""
    catalog = extract(root)
    catalog.locale = Locale.parse(name)
    path = root / FOLDER / str(catalog.locale) / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    _write(path, catalog)
    return path


def patterns(name: str) -> dict[str, str]:
    """How a language writes dates, lists and numbers, as templates with named slots.

    Slots are called as CLDR's fields are (UTS 35, part 4): {d}, {MMM}, {y}, {HH}, {mm}; the later side of an
    interval has {d2}, {MMM2} and so on. `yMMMd/d` is the interval whose greatest difference is the day.
    """
    locale = Locale.parse(name)
    months, weekdays = locale.months, locale.days["stand-alone"]
    found = {
        "MMM": _names(months["format"]["abbreviated"], range(1, 13)),
        "MMMM": _names(months["format"]["wide"], range(1, 13)),
        "LLLL": _names(months["stand-alone"]["wide"], range(1, 13)),
        "ccc": _names(weekdays["abbreviated"], _WEEK),
        "cccc": _names(weekdays["wide"], _WEEK),
        "EEE": _names(locale.days["format"]["abbreviated"], _WEEK),
        "first day": "1",
        "date and time": locale.datetime_formats["medium"].replace("{1}", "{date}").replace("{0}", "{time}"),
        "interval": locale.interval_formats[None].replace("{0}", "{first}").replace("{1}", "{last}"),
        "list": locale.list_patterns["standard"]["middle"],
        "and": locale.list_patterns["standard"]["end"],
        "or": locale.list_patterns["or"]["2"],
        "group": locale.number_symbols["latn"]["group"],
        "MMMMd": template(locale.datetime_skeletons["MMMMd"].pattern),
        "yMMMMd": template(locale.date_formats["long"].pattern),
        "yMMMMEEEEd": template(locale.date_formats["full"].pattern).replace("EEEE", "cccc"),
        "month and year": template(locale.datetime_skeletons["yMMMM"].pattern),
    }
    skeletons = (
        *(("MMMd", "dM"), ("yMMMd", "dMy"), ("yMMMEd", "dMy"), ("yMMMM", "My"), ("yMMM", "My")),
        *(("y", "y"), ("Hm", "m")),
    )
    for skeleton, differences in skeletons:
        found[skeleton] = template(locale.datetime_skeletons[skeleton].pattern)
        for greatest in differences:
            first, last = locale.interval_formats[skeleton][greatest]
            found[f"{skeleton}/{greatest}"] = template(first) + template(last, "2")
    found |= {key: pattern for (of, key), pattern in OWN.items() if of == str(locale)}
    return {key: pattern.translate(_SPACES) for key, pattern in found.items()}


def template(pattern: str, side: str = "") -> str:
    """A pattern of CLDR's as a template: `d. MMM 'de' y` → `{d}. {MMM} de {y}`."""
    parts = re.findall(r"'([^']*)'|(([A-Za-z])\3*)|([^'A-Za-z]+)", pattern)
    return "".join(f"{{{field}{side}}}" if field else quoted + between for quoted, field, _, between in parts)


def _names(names: Any, keys: Any) -> str:
    return "|".join(names[key] for key in keys)


def _write(path: Path, catalog: Catalog) -> None:
    """Without what changes from run to run or says who ran it."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, omit_header=True, include_lineno=False)
    body = file.getvalue().decode().lstrip("\n")
    path.write_text(_header(catalog) + "\n" + body, encoding="utf-8", newline="\n")


def _header(catalog: Catalog) -> str:
    """What read_po and gettext need to know, and no more."""
    lines: Iterator[str] = iter((
        f"Language: {catalog.locale}",
        f"Plural-Forms: {catalog.plural_forms}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ))  # fmt: skip
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines)


def main(*words: str) -> None:
    """One of the commands above."""
    match words:
        case ("compile",):
            compile_all()
            compile_zones()
            compile_languages()
        case ("update",):
            update()
        case ("add", name):
            print(add(name).relative_to(ROOT))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
