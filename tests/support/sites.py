"""A published folder → its pages, as html.parser reads them: their tags, texts, links and ids."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Of SVG, which may be closed where they begin.
SHAPES = {"circle", "line", "path", "rect", "stop", "use"}


@dataclass
class Tag:
    """An element: its name, its attributes, and all text in it."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self["class"].split())


@dataclass
class Html(HTMLParser):
    """A page as it is read; what is wrong with its tags raises."""

    path: str
    data: str
    tags: list[Tag] = field(default_factory=list)
    open: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        assert self.data.startswith("<!DOCTYPE html>\n"), self.path
        self.feed(self.data)
        self.close()
        assert not self.open, (self.path, [tag.name for tag in self.open])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (self.path, tag, names)
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(self.tags[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SHAPES, (self.path, tag)
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, (self.path, tag)
        assert self.open[-1].name == tag, (self.path, tag, self.open[-1].name)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        text = data.replace("\u2060", "")  # which only keeps a line together
        for tag in self.open:
            tag.text += text

    def all(self, name: str, cls: str = "") -> list[Tag]:
        """The elements of a name, of a class."""
        return [tag for tag in self.tags if tag.name == name and (not cls or cls in tag.classes)]

    def one(self, name: str, cls: str = "") -> Tag:
        (only,) = self.all(name, cls)
        return only

    def text(self, name: str, cls: str = "") -> list[str]:
        """The texts of the elements of a name, white space as people see it."""
        return [" ".join(tag.text.split()) for tag in self.all(name, cls)]

    @property
    def said(self) -> str:
        """All that stands between its header and its footer."""
        return " ".join(self.one("main").text.split())

    @property
    def linked_data(self) -> str:
        """What search engines read, as JSON-LD."""
        (only,) = [tag.text for tag in self.all("script") if tag["type"] == "application/ld+json"]
        return only

    @property
    def canonical(self) -> str:
        """Its own address, or that of the page that it stands for; "" where the calendar has none."""
        return next((tag["href"] for tag in self.all("link") if tag["rel"] == "canonical"), "")

    @property
    def ids(self) -> list[str]:
        return [tag["id"] for tag in self.tags if "id" in tag.attributes]

    def links(self) -> Iterator[str]:
        """Every address in it."""
        for tag in self.tags:
            for name in ("href", "src"):
                if name in tag.attributes:
                    yield tag[name]


class Site(dict[str, Html]):
    """The pages of a folder, by their paths: `events/fair/`, "" for the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for file in sorted(folder.rglob("*.html")):
            path = file.relative_to(folder).as_posix().removesuffix("index.html")
            self[path] = Html(path, file.read_text("utf-8"))
        self.root = urlsplit(self[""].canonical).path or "/"

    def broken(self) -> list[str]:
        """What pages link to that isn't there: files, pages, and parts of them."""
        return [
            f"{path}: {link}"
            for path, page in self.items()
            for link in page.links()
            if self._is_broken(path, link)
        ]

    def _is_broken(self, path: str, link: str) -> bool:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return False
        if path.endswith("404.html"):
            assert link.startswith((self.root, "#")), link
            target = unquote(parts.path).removeprefix(self.root)
        else:
            target = posixpath.normpath(posixpath.join(path, unquote(parts.path))) if parts.path else path
            target = "" if target == "." else target
            if parts.path.endswith("/") or (parts.path in (".", "..")):
                target = target.rstrip("/") + "/" if target.rstrip("/") else ""
        assert not target.startswith(".."), (path, link)
        if target in self:
            return bool(parts.fragment) and parts.fragment not in self[target].ids
        return not (self.folder / target).is_file() or bool(parts.fragment)


def headers(folder: Path, path: str) -> list[tuple[str, str]]:
    """What `_headers` says of a path, in the part of its syntax that Netlify and Cloudflare Pages both know.

    Where two rules say the same header, one host sends both and the other one of them: no two may.
    """
    found: dict[str, str] = {}
    applies = False
    for line in (folder / "_headers").read_text("utf-8").splitlines():
        if not line.startswith(" "):
            applies = bool(re.fullmatch(re.escape(line).replace(r"\*", ".*"), path))
        elif applies:
            name, value = line.removeprefix("  ").split(": ")
            assert name not in found, (path, name)
            found[name] = value
    return list(found.items())
