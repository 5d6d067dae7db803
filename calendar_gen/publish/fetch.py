"""One GET over the network, with limits: no other module reads it.

What a server sends is not trusted. It can't make us wait or read without end, nor ask anything of a
machine that isn't public: each address is looked up once, judged, and connected to as it was judged, so that
a name can't mean another machine a moment later. Proxies of the environment are not used.
"""

import io
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen import __version__
from calendar_gen.publish.addresses import ascii_host

USER_AGENT = f"calendar-gen/{__version__} (verify)"
REDIRECTS = (301, 302, 303, 307, 308)
# The special-purpose registries of IANA, as Python's own tables differ by its version. A few addresses in
# these networks may be reached from anywhere, but no feed is there.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/3", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"),
    )
]
# The one part of IPv6 in which addresses for all the world are given out (RFC 4291 §2.4).
_GLOBAL = ipaddress.IPv6Network("2000::/3")
# RFC 6052: an IPv4 address stands at the end of these.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PART = 65_536


class Limits(Struct, frozen=True):
    """How much is read (octets, unpacked), how long it may take in all (seconds), how many redirects are
    followed, and whether addresses that are not public are asked: the first, and those to which one of them
    redirects. Where a public one redirects to, its owner says, and not who runs the command."""

    size: int = 10_000_000
    seconds: float = 20.0
    redirects: int = 5
    private: bool = False


class Answer(Struct, frozen=True):
    """What came back: the address that gave it and those that led there, each with its status.

    Header names are in small letters; of several of a name the first counts. `cut` tells that the
    answer ended before it was whole, `more` that a 304 had a body, `private` that its server isn't public.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[tuple[str, int], ...] = ()
    cut: bool = False
    more: bool = False
    private: bool = False


class FetchError(Exception):
    """Why there is no answer: one line, for a person."""


class TooLargeError(FetchError):
    """There is more than the limits allow."""


class _PrivateError(OSError):
    """The limits don't allow the address."""


def deadline(limits: Limits) -> float:
    """When what begins now must be over, for `fetch`."""
    return time.monotonic() + limits.seconds


def fetch(url: str, limits: Limits, until: float, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to a GET, redirects followed. Raises FetchError."""
    hops: list[tuple[str, int]] = []
    allowed = limits.private
    while True:
        try:
            answer = _get(url, limits, until, headers or {})
        except TimeoutError:
            raise FetchError(f"{_shown(url)} took longer than {limits.seconds:g} seconds") from None
        except ssl.SSLCertVerificationError as error:
            raise FetchError(
                f"the certificate of {_shown(url)} is not valid: {error.verify_message}"
            ) from None
        except TooLargeError:
            raise TooLargeError(f"{_shown(url)} has more than {limits.size / 1e6:g} MB") from None
        except _PrivateError as error:
            remedy = "and a public one redirects to it" if allowed else "--allow-private allows it"
            raise FetchError(f"{_shown(url)} can't be read: {error}: {remedy}") from None
        except (OSError, HTTPException, ValueError, EOFError) as error:
            raise FetchError(f"{_shown(url)} can't be read: {_reason(error)}") from None
        target = answer.headers.get("location")
        if answer.status not in REDIRECTS or target is None:
            return replace(answer, hops=tuple(hops))
        hops.append((url, answer.status))
        if len(hops) > limits.redirects:
            first = _shown(hops[0][0])
            raise FetchError(
                f"{first} redirects more than {limits.redirects} times, at last to {_shown(target)}"
            )
        url = _resolved(url, target)
        if limits.private and not answer.private:
            limits = replace(limits, private=False)


def normal(url: str) -> str:
    """An address as it is asked for: what must be is percent-encoded, a name in another script in ASCII.

    Raises FetchError for all but http and https, and for addresses with a user's name or a password.
    """
    if re.search(r"[\x00-\x1f\x7f\\]", url):
        raise FetchError(f"{_shown(url)} is no address")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise FetchError(f"{_shown(url)} is no address") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"{_shown(url)} is not read: only http and https are")
    if "@" in parts.netloc:
        raise FetchError(f"a name or password is part of {_shown(url)}: leave it out")
    if not host:
        raise FetchError(f"{_shown(url)} names no server")
    try:
        known = host if host.isascii() else ascii_host(host)
    except ValueError:
        raise FetchError(f"{_shown(url)} is no address") from None
    if not re.fullmatch(r"[A-Za-z0-9._:%-]+", known):
        raise FetchError(f"{_shown(url)} is no address")
    network = f"[{known}]" if ":" in known else known
    network += f":{port}" if port is not None else ""
    try:
        path = quote(parts.path or "/", "/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, "/%:@!$&'()*+,;=~-._?")
    except UnicodeEncodeError:  # octets of a command line that are not UTF-8
        raise FetchError(f"{_shown(url)} is no address") from None
    return urlunsplit((parts.scheme, network, path, query, ""))


def is_public(address: str) -> bool:
    """Whether an IP address may be asked: not one of this machine, its network, or for other uses."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
        if ip not in _GLOBAL:
            return False
    return not any(ip in network for network in _NOT_PUBLIC)


def _resolved(url: str, target: str) -> str:
    try:
        return normal(urljoin(url, target))
    except (FetchError, ValueError):
        raise FetchError(f"{_shown(url)} redirects to {_shown(target)}, which is not followed") from None


def _get(url: str, limits: Limits, until: float, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    assert parts.hostname
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    asked = {
        "Host": parts.netloc,
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **headers,
    }
    if any(re.search(r"[^\x20-\x7e]", value) for value in asked.values()):
        raise ValueError("a header has a character that is not allowed")
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items()), "", ""]
    with _connected(parts.hostname, parts.port, parts.scheme == "https", limits, until) as connection:
        connection.settimeout(_left(until))
        private = not is_public(connection.getpeername()[0])
        connection.sendall("\r\n".join(lines).encode("ascii"))
        sent = _Timed(connection, until)
        response = HTTPResponse(_Socket(sent), method="GET")  # type: ignore[arg-type]
        response.begin()
        found: dict[str, str] = {}
        for name, value in response.getheaders():
            found.setdefault(name.lower(), value.strip())
        if response.status == 304:
            return Answer(url, 304, found, b"", more=_has_more(response, sent), private=private)
        if response.status in REDIRECTS:
            return Answer(url, response.status, found, b"", private=private)
        body, cut = _body(response, found, limits.size)
        return Answer(url, response.status, found, body, cut=cut, private=private)


def _connected(host: str, port: int | None, secure: bool, limits: Limits, until: float) -> socket.socket:
    """A connection to the first address that answers. Raises OSError."""
    found = _looked_up(host, port or (443 if secure else 80), until)
    if not limits.private:
        for *_, place in found:
            if not is_public(str(place[0])):
                raise _PrivateError(f"{place[0]} is not a public address")
    error: OSError = OSError("its name has no address")
    for family, kind, protocol, _, place in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(_left(until))
            connection.connect(place)
            if not secure:
                return connection
            connection.settimeout(_left(until))
            return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
        except (TimeoutError, ssl.SSLError):
            connection.close()
            raise
        except OSError as problem:
            connection.close()
            error = problem
    raise error


def _looked_up(host: str, port: int, until: float) -> list[Any]:
    """The addresses of a name. Looking up has no limit of its own: another thread waits for it."""
    found: list[Any] = []
    errors: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            errors.append(error if isinstance(error, OSError) else OSError("its name is none"))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left(until))
    if errors:
        raise errors[0]
    if thread.is_alive():
        raise TimeoutError
    return found


class _Timed(io.RawIOBase):
    """What a server sends, until a moment: a byte now and then doesn't put it off."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection, self.until = connection, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.connection.settimeout(_left(self.until))
        return self.connection.recv_into(buffer)


class _Socket:
    """As much of a socket as HTTPResponse asks for."""

    def __init__(self, sent: _Timed) -> None:
        self.file = io.BufferedReader(sent)

    def makefile(self, mode: str) -> io.BufferedIOBase:
        return self.file


def _body(response: HTTPResponse, headers: Mapping[str, str], most: int) -> tuple[bytes, bool]:
    """What the answer holds, unpacked, and whether it ended too early. Raises TooLargeError."""
    stated = headers.get("content-length", "")
    if (
        stated.isdecimal()
        and int(stated[:20]) > most
        and "chunked" not in headers.get("transfer-encoding", "")
    ):
        raise TooLargeError
    unpack, ended = _unpacker(headers.get("content-encoding", ""), most)
    body, size, cut = io.BytesIO(), 0, False
    for part in _parts(response):
        if part is None:
            cut = True
            break
        size += len(part)
        body.write(unpack(part, most + 1 - body.tell()))
        if body.tell() > most or size > most:
            raise TooLargeError
    if stated.isdecimal() and not response.chunked:
        cut = cut or size < int(stated[:20])
    return body.getvalue(), cut or not ended()


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
    packed = zlib.decompressobj(47)  # gzip or zlib, as its header says

    def unpack(part: bytes, room: int) -> bytes:
        try:
            return packed.decompress(part, room)
        except zlib.error:
            raise ValueError("it is packed wrongly") from None

    return unpack, lambda: packed.eof


def _has_more(response: HTTPResponse, sent: _Timed) -> bool:
    """Whether anything comes within a second after the header of an answer that has no body."""
    sent.until = min(sent.until, time.monotonic() + 1)
    with suppress(OSError, ValueError, AttributeError):
        return bool(response.fp.read1(1))
    return False


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _shown(url: str) -> str:
    from calendar_gen.diagnostics.wording import printable

    shown = re.sub(r"//[^/@]*@", "//", url)
    return printable(shown if len(shown) <= 100 else shown[:99] + "…")


def _reason(error: Exception) -> str:
    from calendar_gen.diagnostics.wording import printable

    if isinstance(error, socket.gaierror):
        return "its name is not known"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if isinstance(error, HTTPException):
        reason = f"the answer is not HTTP ({type(error).__name__})"
    return printable(reason[:200]) or type(error).__name__
