"""An address → the answer to one GET, within limits: no other module reads the network.

What a server sends is not trusted. It can't make us wait or read without end, nor ask anything of a
machine that isn't public: each address is looked up once, judged, and connected to as it was judged, so that
a name can't mean another machine a moment later. Proxies of the environment are not used.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from msgspec import Struct
from msgspec.structs import replace

from calendar_gen import __version__
from calendar_gen.diagnostics.wording import printable
from calendar_gen.publish import bodies
from calendar_gen.publish.limits import Limits, too_large
from calendar_gen.web.addresses import ascii_host

USER_AGENT = f"calendar-gen/{__version__}"
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
        except bodies.TooLargeError:
            raise FetchError(too_large(_shown(url), limits.size)) from None
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
            limits = limits._replace(private=False)


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
    """Where a redirect leads. Raises FetchError where that is no address.

    Headers are read as Latin-1: octets that aren't ASCII are asked for as they are, as browsers do.
    """
    encoded = re.sub(r"[\x80-\xff]", lambda octet: f"%{ord(octet[0]):02X}", target)
    try:
        return normal(urljoin(url, encoded))
    except (FetchError, ValueError):
        raise FetchError(f"{_shown(url)} redirects to {_shown(target)}, which is not followed") from None


def _get(url: str, limits: Limits, until: float, headers: Mapping[str, str]) -> Answer:
    """One answer, redirects not followed. Raises what the network, TLS and HTTP raise."""
    parts = urlsplit(url)
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
    with closing(_connection(parts, limits, until)) as connection:
        connection.connect()
        sock = connection.sock  # which it lets go when the answer is the last
        private = not is_public(sock.getpeername()[0])
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=asked)
        with connection.getresponse() as response:
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                found.setdefault(name.lower(), value.strip())
            answer = Answer(url, response.status, found, b"", private=private)
            if response.status == 304:
                return replace(answer, more=_has_more(response, sock))
            if response.status in REDIRECTS:
                return answer
            body, cut = bodies.body(response, found, limits.size)
            return replace(answer, body=body, cut=cut)


class _Timed(socket.socket):
    """A socket that waits for what is sent until a moment: a byte now and then doesn't put it off."""

    until: float

    def recv_into(self, *arguments: Any) -> int:
        self.settimeout(_left(self.until))
        return super().recv_into(*arguments)


class _TimedTLS(_Timed, ssl.SSLSocket):
    """The same, encrypted."""


class _Connection(HTTPConnection):
    """A connection to the first address of a name that answers, if all of them may be asked."""

    sock: _Timed

    def __init__(self, host: str, port: int, limits: Limits, until: float) -> None:
        super().__init__(host, port)
        self.limits, self.until = limits, until

    def connect(self) -> None:
        """Raises OSError."""
        error: OSError = OSError("its name has no address")
        for family, kind, protocol, _, place in self._judged():
            try:
                self.sock = self._dialled(_Timed(family, kind, protocol), place)
                self.sock.until = self.until
                return
            except (TimeoutError, ssl.SSLError):
                raise
            except OSError as problem:
                error = problem
        raise error

    def _judged(self) -> list[Any]:
        """The addresses, which are looked up once. Raises _PrivateError if one of them mayn't be asked."""
        look_up = _look_up if self.limits.alone else partial(_looked_up_in_time, self.until)
        found = look_up(self.host, self.port)
        for *_, place in found:
            if not (self.limits.private or is_public(str(place[0]))):
                raise _PrivateError(f"{place[0]} is not a public address")
        return found

    def _dialled(self, sock: _Timed, place: Any) -> _Timed:
        """A socket, connected; closed again where that fails."""
        try:
            sock.settimeout(_left(self.until))
            sock.connect(place)
            sock.settimeout(_left(self.until))
            return self._secured(sock)
        except BaseException:
            sock.close()
            raise

    def _secured(self, sock: _Timed) -> _Timed:
        """A socket through which one may speak."""
        return sock


class _SecureConnection(_Connection):
    """The same by TLS."""

    def _secured(self, sock: _Timed) -> _Timed:
        context = ssl.create_default_context()
        context.sslsocket_class = _TimedTLS
        return cast(_TimedTLS, context.wrap_socket(sock, server_hostname=self.host))


def _connection(parts: SplitResult, limits: Limits, until: float) -> _Connection:
    """One that is still to be made. Its port is said, or http.client would look for it in an IPv6 address."""
    kind, port = (_SecureConnection, 443) if parts.scheme == "https" else (_Connection, 80)
    return kind(parts.hostname or "", parts.port or port, limits, until)


def _look_up(host: str, port: int) -> list[Any]:
    """The addresses of a name. Raises OSError."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError("its name is none") from None


def _looked_up_in_time(until: float, host: str, port: int) -> list[Any]:
    """The same. Looking up has no limit of its own: another thread waits for it."""
    found: list[Any] = []
    errors: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(_look_up(host, port))
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left(until))
    if errors:
        raise errors[0]
    if thread.is_alive():
        raise TimeoutError
    return found


def _has_more(response: HTTPResponse, sock: _Timed) -> bool:
    """Whether anything comes within a second after the header of an answer that has no body."""
    sock.until = min(sock.until, time.monotonic() + 1)
    with suppress(OSError, ValueError, AttributeError):
        return bool(response.fp.read1(1))
    return False


def _left(until: float) -> float:
    """How many seconds are left. Raises TimeoutError if none are."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _shown(url: str) -> str:
    """An address for a message: without a password, and short."""
    shown = re.sub(r"//[^/@]*@", "//", url)
    return printable(shown if len(shown) <= 100 else shown[:99] + "…")


def _reason(error: Exception) -> str:
    """Why there is no answer, for a message."""
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if isinstance(error, HTTPException):
        reason = f"the answer is not HTTP ({type(error).__name__})"
    return printable(reason[:200]) or type(error).__name__
