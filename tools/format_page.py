"""Writes the tables of docs/format.md from the keys of the code: `python tools/format_page.py`."""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from calendar_gen.source import document, schema
from calendar_gen.source.glossary import KEYS

PAGE = Path(__file__).parent.parent / "docs" / "format.md"
TABLES: Mapping[str, type[Struct]] = {cls.__name__.lower(): cls for cls in KEYS}
# Where a top key is told, if that isn't under its own name.
SECTIONS = {
    "include": "more-than-one-file",
    "categories": "categories-and-towns",
    "towns": "categories-and-towns",
}
END = "<!-- end of keys -->"


def page() -> str:
    """The page with the keys as they are."""
    text = PAGE.read_text("utf-8")
    for name, cls in TABLES.items():
        begin = f"<!-- keys of {name}: written by tools/format_page.py -->"
        before, found, rest = text.partition(begin)
        if not found:
            raise ValueError(f"{PAGE.name} has no place for the keys of {name}")
        text = before + begin + "\n" + _table(cls) + END + rest.partition(END)[2]
    return text


def _table(cls: type[Struct]) -> str:
    if cls is document.Document:
        rows = [f"| [`{key}`](#{SECTIONS.get(key, key)}) | {said.says} |" for key, said in KEYS[cls].items()]
        return "\n".join(["| key | holds |", "| --- | --- |", *rows]) + "\n"
    fields = {field.encode_name: field for field in msgspec.structs.fields(cls)}
    rows = [
        f"| `{key}` | {schema.words(cls, key)} | {_needed(fields[key])} | {said.says} | `{said.example}` |"
        for key, said in KEYS[cls].items()
    ]
    head = "| key | kind | must be there | is | for example |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *rows]) + "\n"


def _needed(field: msgspec.structs.FieldInfo) -> str:
    default = field.default if isinstance(field.default, str) and re.search(r"\w", field.default) else ""
    return "yes" if field.required else f"no, `{default}`" if default else "no"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
