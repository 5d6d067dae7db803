"""Web addresses as feeds and pages may hold them."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

# Other than ASCII, an IPv6 address, or what may be a label of a host too long for one.
_ODD = re.compile(r"[^\x00-\x7f]|\[|[^/.:?#]{64}")
_SAFE = "/%:@!$&'()*+,;=~?"


def ascii_address(url: str) -> str:
    """The address in ASCII (RFC 3986): a host by IDNA, other characters percent-encoded.

    Raises ValueError for one that no host can have.
    """
    if not _ODD.search(url):
        return url
    parts = urlsplit(url)
    if any(len(label) > 63 for label in (parts.hostname or "").split(".")):
        raise ValueError("a part of the host is longer than 63 characters (RFC 1035 §2.3.4)")
    if url.isascii():
        return url
    host = parts.netloc.encode("idna").decode()
    return urlunsplit((parts.scheme, host, *(quote(part, _SAFE) for part in parts[2:])))
