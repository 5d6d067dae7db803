"""A folder → the files of a theme that are in it, and what is wrong with them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic, Position, Problem
from calendar_gen.diagnostics.wording import printable, quoted
from calendar_gen.source.trees import Tree, on_disk_below
from calendar_gen.web import layout

STYLE = "theme.css"
ASSETS = "assets"
# Bytes of a template and of all templates, which take their time to be read; of the stylesheet; of another
# file, of all files; and how many files.
LARGEST_TEMPLATE, LARGEST_TEMPLATES, LARGEST_STYLE = 100_000, 250_000, 500_000
LARGEST, LARGEST_WHOLE = 5_000_000, 50_000_000
MOST_FILES = 500
# What a Windows machine can't check out (Naming Files, Paths, and Namespaces).
_OF_WINDOWS = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|.*\."
_BOM = b"\xef\xbb\xbf"
_FORM = "write the path from the folder of this file"


class ThemeFolder(Struct, frozen=True):
    """A folder by the name that it is shown by, its files by their paths in there, and what is wrong.

    `problem` is that of the folder itself, at the key that names it; `refused` tells of files.
    """

    name: str
    files: tuple[tuple[str, bytes], ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    problem: Problem | None = None

    def path(self, file: str) -> str:
        """A file by its path in the folder, as it is shown."""
        return str(Path(self.name) / file)


def may_name_one(data: bytes) -> bool:
    """Whether a calendar's file may name a theme, as can be told without reading YAML."""
    return b"theme" in data and re.search(rb"theme[\"']?\s*:", data) is not None


def written(tree: Tree, folder: Path, plain: Any) -> ThemeFolder | None:
    """The theme that the plain data of a file in a folder name; None for none."""
    site = plain.get("site") if isinstance(plain, dict) else None
    name = site.get("theme") if isinstance(site, dict) else None
    if not isinstance(name, str) or not name.strip():
        return None
    path = folder / name
    wrong = _wrong(tree, path, name)
    return ThemeFolder(str(path), problem=wrong) if wrong else _read(tree, path)


def named(tree: Tree, path: Path) -> ThemeFolder:
    """The theme in a folder that a person named: it may be anywhere."""
    below = on_disk_below(tree, path)
    wrong = None if tree.is_folder(path) else Problem("E701", f"there is no folder {quoted(str(path))}")
    return ThemeFolder(str(path), problem=wrong) if wrong else _read(below, path)


def _wrong(tree: Tree, path: Path, name: str) -> Problem | None:
    at = ("site", "theme")
    if name.startswith(("/", "~")) or Path(name).is_absolute():
        message = f"{quoted(name)} is not read: it doesn't begin in the folder of this file"
        return Problem("E701", message, _FORM, at)
    try:
        real = tree.real(path)
        if not tree.holds(real):
            remedy = "move the theme below that folder, or name a folder above both with --root"
            return Problem("E701", f"this leads out of {printable(str(tree.root))}", remedy, at)
        if tree.is_folder(real):
            return None
    except (OSError, ValueError):
        pass
    return Problem("E701", f"there is no folder {quoted(name)}", f"{_FORM}: 'site: {{theme: theme}}'", at)


def _read(tree: Tree, path: Path) -> ThemeFolder:
    theme, top = ThemeFolder(str(path)), tree.real(path)
    files: list[tuple[str, bytes]] = []
    refused: list[Diagnostic] = []
    size = of_templates = 0
    published: dict[str, str] = {}
    for file in _listed(tree, top, theme, refused):
        found = _file(tree, top, theme, file)
        if isinstance(found, Diagnostic):
            refused.append(found)
            continue
        size += len(found)
        of_templates += len(found) if _is_template(file) else 0
        most = ""
        if size > LARGEST_WHOLE or len(files) == MOST_FILES:
            most = f"the theme has more than {MOST_FILES} files, or {LARGEST_WHOLE // 10**6} MB together"
        elif of_templates > LARGEST_TEMPLATES:
            most = f"the templates have more than {LARGEST_TEMPLATES // 1000} kB together"
        if most:
            refused.append(_refused(theme, file, f"with this {most}"))
            break
        if (other := published.setdefault(file.lower(), file)) != file:
            message = f"where capitals don't count it is the same file as {quoted(other)}"
            refused.append(_refused(theme, file, message, "rename one"))
        files.append((file, found))
    if STYLE not in dict(files):
        refused += _called_otherwise(tree, top, theme)
    return ThemeFolder(theme.name, tuple(files), tuple(refused))


def _called_otherwise(tree: Tree, top: Path, theme: ThemeFolder) -> Iterator[Diagnostic]:
    """Stylesheets that are left alone, though the theme has no other."""
    for child in tree.children(top):
        if child.name.endswith(".css") and not child.folder:
            message, remedy = "no stylesheet of this name is taken", f"call it {STYLE}"
            yield Diagnostic(printable(theme.path(child.name)), Position(1, 1), "W701", message, remedy)


def _listed(tree: Tree, top: Path, theme: ThemeFolder, refused: list[Diagnostic]) -> Iterator[str]:
    """The paths of the files that belong to a theme; what else lies in its folder is nobody's business."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            children = tree.children(top / inside)
        except OSError as error:
            refused.append(_refused(theme, inside, f"it can't be read: {error.strerror}"))
            continue
        for child in children:
            path = f"{inside}{child.name}"
            if child.name.startswith("."):
                continue
            if child.folder and (inside or child.name == ASSETS):
                if child.link or path.count("/") >= layout.THEME_DEPTH:
                    why = (
                        "it is a link" if child.link else f"it is more than {layout.THEME_DEPTH} folders deep"
                    )
                    refused.append(_refused(theme, path, f"this folder isn't read: {why}"))
                else:
                    waiting.append(f"{path}/")
            elif not child.folder and (inside or path == STYLE or path.endswith(".html")):
                yield path


def _file(tree: Tree, top: Path, theme: ThemeFolder, path: str) -> bytes | Diagnostic:
    """What a file holds, or why it isn't taken."""
    if "/" in path and not path.endswith(tuple(f".{ending}" for ending in layout.THEME_TYPES)):
        return _refused(
            theme, path, "no file of this type is published", f"it may be {', '.join(layout.THEME_TYPES)}"
        )
    if not all(re.fullmatch(layout.THEME_NAME, part) for part in path.split("/")):
        return _refused(
            theme, path, "its name has other characters than a-z, 0-9, '.', '-' and '_'", "rename it"
        )
    if any(re.fullmatch(_OF_WINDOWS, part) for part in path.split("/")):
        return _refused(theme, path, "Windows takes this name for a device", "rename it")
    try:
        real = tree.real(top / path)
        if not real.is_relative_to(top):
            return _refused(theme, path, "this link leads out of the theme", "put the file itself there")
        data = tree.read(real)
    except OSError as error:
        return _refused(theme, path, f"it can't be read: {error.strerror}")
    most = LARGEST if "/" in path else LARGEST_TEMPLATE if _is_template(path) else LARGEST_STYLE
    if len(data) > most:
        return _refused(theme, path, f"it has {len(data):,} bytes; at most {most:,} are taken")
    return data if "/" in path else _text(theme, path, data)


def _is_template(path: str) -> bool:
    return "/" not in path and path.endswith(".html")


def _text(theme: ThemeFolder, path: str, data: bytes) -> bytes | Diagnostic:
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused(theme, path, "this is not UTF-8", "save the file as UTF-8", line)
    if "\0" in text:
        return _refused(
            theme, path, "this holds a NUL", "remove it", text[: text.index("\0")].count("\n") + 1
        )
    return data


def _refused(theme: ThemeFolder, path: str, message: str, remedy: str = "", line: int = 1) -> Diagnostic:
    return Diagnostic(printable(theme.path(path)), Position(line, 1), "E702", message, remedy)
