"""Web addresses as feeds and pages may hold them."""

from urllib.parse import quote, urlsplit, urlunsplit


def ascii_address(url: str) -> str:
    """The address in ASCII (RFC 3986): a host by IDNA, other characters percent-encoded.

    Raises ValueError for one that no host can have.
    """
    parts = urlsplit(url)
    if url.isascii():
        if any(len(label) > 63 for label in (parts.hostname or "").split(".")):
            raise ValueError("a part of the host is longer than 63 characters (RFC 1035 §2.3.4)")
        return url
    host = parts.netloc.encode("idna").decode()
    safe = "/%:@!$&'()*+,;=~?"
    return urlunsplit((parts.scheme, host, *(quote(part, safe) for part in parts[2:])))
