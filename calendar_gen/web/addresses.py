"""Web addresses as people write them → as feeds and pages may hold them, in ASCII."""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

# Other than ASCII, an IPv6 address, or what may be a label of a host too long for one.
_ODD = r"[^\x00-\x7f]|\[|[^/.:?#]{64}"
_FOLDER = "([^:/?#]*://[^/?#]*)([^?#]*)"
_SHORT = len("http://") + 64
_HOST = r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?"
_SAFE = "/%:@!$&'()*+,;=~?"


def read_address(url: str | None) -> str:
    """An address as it was written; its scheme, whose case says nothing, in small letters (RFC 3986 §3.1)."""
    scheme, colon, rest = (url or "").partition(":")
    return scheme.lower() + colon + rest


def as_folder(url: str) -> str:
    """An address without what is of no folder: query, fragment, empty names and dots (RFC 3986 §5.2.4)."""
    match = re.match(_FOLDER, url)
    if match is None or not match[2]:
        return match[1] if match else url
    names: list[str] = []
    for name in match[2].split("/"):
        if name == "..":
            names = names[:-1]
        elif name not in ("", "."):
            names.append(name)
    end = "/" if names and match[2].endswith("/") else ""
    return f"{match[1]}/{'/'.join(names)}{end}"


def ascii_address(url: str) -> str:
    """The address in ASCII (RFC 3986): a host by IDNA, other characters percent-encoded.

    Raises ValueError for one that no host can have.
    """
    # Most are short and ASCII: no label can be too long then, and to search for one takes longer.
    if (len(url) < _SHORT and url.isascii() and "[" not in url) or not re.search(_ODD, url):
        return url
    parts = urlsplit(url)
    if any(len(label) > 63 for label in (parts.hostname or "").split(".")):
        raise ValueError("a part of the host is longer than 63 characters (RFC 1035 §2.3.4)")
    if url.isascii():
        return url
    host, colon, port = parts.netloc.partition(":")
    host = host if host.isascii() else ascii_host(host)
    return urlunsplit((parts.scheme, host + colon + port, *(quote(part, _SAFE) for part in parts[2:])))


@lru_cache(maxsize=16)
def site_address(url: str) -> str:
    """The address of a site in ASCII, with a slash at its end for what stands behind it; "" for none."""
    return ascii_address(url).rstrip("/") + "/" if url else ""


def on_host(path: str) -> str:
    """The path of a site on its host, a slash at each end; never two, after which a link names a host."""
    inside = path.strip("/")
    return f"/{inside}/" if inside else "/"


def ascii_host(host: str) -> str:
    """A host in another script in ASCII, as browsers read it (UTS 46): `ß` is no `ss`.

    Raises ValueError for one that there can't be.
    """
    from idna import uts46_remap  # late: 10 ms, and most hosts are in ASCII

    labels = uts46_remap(host, std3_rules=False).split(".")
    found = ".".join(it if it.isascii() else f"xn--{it.encode('punycode').decode()}" for it in labels)
    if len(found) > 253 or not re.fullmatch(_HOST, found):
        raise ValueError("there is no such host (RFC 1035 §2.3.4)")
    return found
