"""The path of a request and its headers → what a static host answers with, from files in memory."""

import gzip
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from calendar_gen.diagnostics.formats import as_text
from calendar_gen.publish.comparison import Content
from calendar_gen.serve.preview import Preview, Refused, fault
from calendar_gen.site.theme import ThemeError
from calendar_gen.web import layout
from calendar_gen.web.addresses import on_host

# Below what the folder keeps for itself while it is written, so no page or feed is ever called so.
OURS = "/.calendar-gen/"
_CLIENT = Path(__file__).parent / "client"
_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_PACKED = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".woff", ".woff2"})
# Less than this no host compresses: it fits in one packet anyway.
_SMALL = 860


class Asset:
    """A file as it is sent: a page with the script that reloads it, which is no part of what is published."""

    def __init__(self, path: str, data: bytes, status: int = 200) -> None:
        self.status = status
        self.suffix = Path(path).suffix
        self.type = _TYPES.get(self.suffix, "application/octet-stream")
        self.digest = sha256(data).hexdigest()[:32]
        self.body = _with_script(data, self.digest) if self.suffix == ".html" else data

    @cached_property
    def packed(self) -> bytes | None:
        """The body in gzip's format, without a time in it; None where that isn't smaller."""
        if self.suffix in _PACKED or len(self.body) < _SMALL:
            return None
        packed = gzip.compress(self.body, 6, mtime=0)
        return packed if len(packed) < len(self.body) else None


class Response:
    """A status, headers, and a body."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.status, self.headers, self.body = status, headers, body


class Hosted:
    """One build by the paths of requests; each file is made once, when it is asked for.

    Nothing but what is published can be reached: a path is looked up in a table, never on a disk.
    """

    def __init__(self, shown: Preview | Refused) -> None:
        self._assets: dict[tuple[str, int], Asset] = {}
        self._files: Mapping[str, Content] = {}
        self.nothing = isinstance(shown, Refused)
        self.root = "/"
        self._missing = Asset("a.html", _note("Nothing is here", "No page or feed has this address."), 404)
        if isinstance(shown, Refused):
            self._missing = Asset("a.html", _note("Nothing can be shown yet", shown.text), 503)
            return
        self._files = shown.files
        # Where the pages will stand on their host: what is shown at any path has links from its root.
        self.root = on_host(unquote(urlsplit(shown.calendar.url or "").path))
        if layout.file_of(layout.FRONT) not in shown.files:
            off = "'site: no' leaves the pages out: there are feeds alone. That of everything is"
            feed = self.root + layout.EVERYTHING
            self._missing = Asset("a.html", _note("There are no pages", off, feed), 404)

    def answer(self, path: str, headers: Mapping[str, str]) -> Response:
        """The answer to GET for a path without its percent signs."""
        if path and path != self.root and path in ("/", self.root[:-1]):
            return _redirect(self.root)
        name = path.removeprefix(self.root) if path.startswith(self.root) else ""
        if name and not name.endswith("/") and layout.file_of(f"{name}/") in self._files:
            return _redirect(f"{path}/")
        return _sent(self.at(path), headers)

    def at(self, path: str) -> Asset:
        """The file at a path, or what is sent where there is none."""
        is_inside = path.startswith(self.root)
        name = path[len(self.root) :] if is_inside else ""
        if is_inside and layout.file_of(name) in self._files:
            return self._asset(layout.file_of(name), 200)
        # What is missing is told of in the language in whose folder it would be.
        language = layout.language_of(name)
        for folder in (f"{language}/" if language else "", ""):
            if folder + layout.MISSING in self._files:
                return self._asset(folder + layout.MISSING, 404)
        return self._missing

    def _asset(self, name: str, status: int) -> Asset:
        found = self._assets.get((name, status))
        if found is None:
            found = self._made(name, status)
            if found.status == status:  # what couldn't be made may be next time
                self._assets[name, status] = found
        return found

    def _made(self, name: str, status: int) -> Asset:
        """A file, or a page that says why it can't be made, though all that it is made of could be read."""
        try:
            return Asset(name, b"".join(self._files[name]), status)
        except ThemeError as error:
            reason = "\n".join(line for found in error.diagnostics for _, line in as_text(found))
        except Exception as error:  # whatever it is: the other pages are to be seen
            reason = fault(error)
        return Asset("a.html", _note("This page can't be made", reason), 500)


def client(name: str) -> Asset | None:
    """One of the files that pages load here and nowhere else."""
    return Asset(name, (_CLIENT / name).read_bytes()) if name in ("serve.js", "serve.css") else None


def _sent(asset: Asset, headers: Mapping[str, str]) -> Response:
    """A file, as RFC 9110 has it: §8.8.3 on ETag, §12.5.3 on encodings, §13.1.2 on If-None-Match."""
    packed = asset.packed if _takes_gzip(headers.get("accept-encoding", "")) else None
    etag = f'"{asset.digest}{"-gzip" if packed else ""}"'
    shared = {"etag": etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if asset.status == 200 and _names(headers.get("if-none-match", ""), etag):
        return Response(304, shared)
    shared |= {"content-type": asset.type, "x-content-type-options": "nosniff"}
    shared |= {"content-encoding": "gzip"} if packed else {}
    return Response(asset.status, shared, packed or asset.body)


def _redirect(path: str) -> Response:
    return Response(301, {"location": quote(path), "cache-control": "no-cache"})


def _takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False


def _names(tags: str, etag: str) -> bool:
    """Whether one of the tags is this; a weak one is compared as if it were strong."""
    return any(tag.strip().removeprefix("W/") in ("*", etag) for tag in tags.split(","))


def _with_script(page: bytes, digest: str) -> bytes:
    tag = f'<script src="{OURS}serve.js" data-of="{digest}" defer></script>\n'.encode()
    head, end, body = page.partition(b"</head>")
    # HTML needs no such end, and a theme may leave it out.
    return head + tag + end + body if end else page + tag


def _note(title: str, text: str, link: str = "") -> bytes:
    linked = f'<p><a href="{escape(quote(link))}">{escape(link)}</a></p>\n' if link else ""
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{OURS}serve.css">
</head>
<body class="calendar-gen-note">
<h1>{escape(title)}</h1>
<pre tabindex="0">{escape(text)}</pre>
{linked}</body>
</html>
""".encode()
