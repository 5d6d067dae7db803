"""An answer of HTTP → what it holds: unpacked, no larger than may be read, and whether all of it came."""

import io
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException, HTTPResponse

_PART = 65_536
# For zlib: gzip or zlib, as its header says. And how gzip's begins.
_BY_HEADER, _PACKED = 47, b"\x1f\x8b"


class TooLargeError(Exception):
    """There is more than the limits allow."""


def body(response: HTTPResponse, headers: Mapping[str, str], most: int) -> tuple[bytes, bool]:
    """What the answer holds, unpacked, and whether it ended too early. Raises TooLargeError."""
    stated = headers.get("content-length", "")
    if (
        stated.isdecimal()
        and int(stated[:20]) > most
        and "chunked" not in headers.get("transfer-encoding", "")
    ):
        raise TooLargeError
    unpack, ended = _unpacker(headers.get("content-encoding", ""), most)
    found, size, cut = io.BytesIO(), 0, False
    for part in _parts(response):
        if part is None:
            cut = True
            break
        size += len(part)
        found.write(unpack(part, most + 1 - found.tell()))
        if found.tell() > most or size > most:
            raise TooLargeError
    if stated.isdecimal() and not response.chunked:
        cut = cut or size < int(stated[:20])
    return found.getvalue(), cut or not ended()


def _parts(response: HTTPResponse) -> Iterator[bytes | None]:
    """The body piece by piece; None at last where it is known not to be whole."""
    while True:
        try:
            part = response.read1(_PART)
        except (HTTPException, ConnectionError, ssl.SSLError):
            yield None
            return
        if not part:
            return
        yield part


def _unpacker(encoding: str, most: int) -> tuple[Callable[[bytes, int], bytes], Callable[[], bool]]:
    """What unpacks a piece to at most so many octets, and what tells whether all of it came."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return (lambda part, room: part), (lambda: True)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"it is packed as {encoding[:20]!r}, which wasn't asked for")
    packed = zlib.decompressobj(_BY_HEADER)

    def unpack(part: bytes, room: int) -> bytes:
        nonlocal packed
        try:
            found = packed.decompress(part, room)
            # RFC 1952 §2.2: one packed thing may follow another.
            while packed.eof and packed.unused_data.startswith(_PACKED) and len(found) < room:
                rest, packed = packed.unused_data, zlib.decompressobj(_BY_HEADER)
                found += packed.decompress(rest, room - len(found))
        except zlib.error:
            raise ValueError("it is packed wrongly") from None
        return found

    return unpack, lambda: packed.eof
