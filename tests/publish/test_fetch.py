"""`verify` of an address: a small server that behaves well, badly, and with malice."""

import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from calendar_gen.publish import fetch
from calendar_gen.publish.fetch import FetchError
from calendar_gen.publish.limits import Limits
from calendar_gen.validator import server as validator_server
from support.paths import TESTS
from support.running import Run
from support.servers import ETAG, NOW, OURS, TYPE, Server, broken, ok, to, verified
from support.verify_cases import BAD, GOOD
from support.work import ending

CERTIFICATE = TESTS / "localhost.pem"


def cached(connection: socket.socket, request: bytes) -> None:
    if b'if-none-match: "1"' in request.lower():
        connection.sendall(b"HTTP/1.1 304 Not Modified\r\n" + ETAG + b"\r\n")
    else:
        connection.sendall(ok(GOOD))


# --- what a server answers ------------------------------------------------------------------------


def test_a_server_that_behaves_well(server: Server, run: Run) -> None:
    server.answers["/a.ics"] = cached
    code, report = verified(run, server.url("/a.ics"))
    assert (code, broken(report), report["unreadable"], report["remarks"]) == (0, [], [], [])
    assert (report["feeds"], report["events"]) == (1, 2)
    asked = [request.split(b"\r\n")[0] for request in server.requests]
    assert asked == [b"GET /a.ics HTTP/1.1", b"GET /a.ics HTTP/1.1", b"GET /robots.txt HTTP/1.1"]


def test_the_feed_itself_is_read(server: Server, run: Run) -> None:
    server.answers["/a.ics"] = ok(BAD["V302"], TYPE)
    code, report = verified(run, server.url("/a.ics"))
    assert (code, broken(report)) == (1, ["V302", "V607"])
    assert report["findings"][-1]["line"] == 28


def changed(connection: socket.socket, request: bytes) -> None:
    if b"if-modified-since: " in request.lower():
        connection.sendall(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc")
    else:
        connection.sendall(ok(GOOD, TYPE + b"Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n"))


def open_after_304(connection: socket.socket, request: bytes) -> None:
    cached(connection, request)
    if b"if-none-match" in request.lower():
        time.sleep(3)


ANSWERS: dict[str, tuple[bytes | Callable[[socket.socket, bytes], None], list[str]]] = {
    "V601": (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", ["V601"]),
    "a redirect to nowhere": (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", ["V601"]),
    "V603": (ok(GOOD, b"Content-Type: TEXT/HTML; charset=UTF-8\r\n"), ["V603", "V607"]),
    "V604": (ok(GOOD, b"Content-Type: text/plain; charset=utf-8\r\n"), ["V604", "V607"]),
    "no type": (ok(GOOD, b""), ["V604", "V605", "V607"]),
    "V605": (ok(GOOD, b"Content-Type: text/calendar\r\n"), ["V605", "V607"]),
    "no charset, and ASCII": (ok(BAD["V106"], b"Content-Type: text/calendar\r\n"), ["V106", "V607"]),
    "V606": (ok(GOOD, b"Content-Type: text/calendar;charset=ISO-8859-1\r\n"), ["V606", "V607"]),
    "V607": (ok(GOOD, TYPE), ["V607"]),
    "V608": (ok(GOOD), ["V608"]),
    "a 304 with a body": (changed, ["V608"]),
    "a 304 that stays open": (open_after_304, []),
    "V612": (b"HTTP/1.1 200 OK\r\n" + TYPE + b"Content-Length: 9999\r\n\r\n" + GOOD, ["V607", "V612"]),
    "a chunk cut short": (
        b"HTTP/1.1 200 OK\r\n" + TYPE + b"Transfer-Encoding: chunked\r\n\r\nfff0\r\n" + GOOD,
        ["V607", "V612"],
    ),
    "a chunk that is none": (
        b"HTTP/1.1 200 OK\r\n"
        + TYPE
        + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GOOD)
        + GOOD
        + b"\r\nzz",
        ["V607", "V612"],
    ),
    "chunks": (
        b"HTTP/1.1 200 OK\r\n"
        + TYPE
        + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GOOD)
        + GOOD
        + b"\r\n0\r\n\r\n",
        ["V607"],
    ),
    "gzip": (ok(gzip.compress(GOOD), TYPE + b"Content-Encoding: gzip\r\n"), ["V607"]),
    "gzip twice": (
        ok(
            gzip.compress(GOOD[:200]) + gzip.compress(GOOD[200:]) + b"\0" * 8,
            TYPE + b"Content-Encoding: gzip\r\n",
        ),
        ["V607"],
    ),
    "gzip cut short": (ok(gzip.compress(GOOD)[:-8], TYPE + b"Content-Encoding: gzip\r\n"), ["V607", "V612"]),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n" + TYPE + b"\r\n" + GOOD, ["V607"]),
    "a page": (
        ok(b"<html>Sign in</html>\r\n", b"Content-Type: text/html\r\n"),
        ["V101", "V603", "V607"],
    ),
    "100 first": (b"HTTP/1.1 100 Continue\r\n\r\n" + ok(GOOD, TYPE), ["V607"]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_breaks_its_rules(name: str, server: Server, run: Run) -> None:
    server.answers["/a.ics"], expected = ANSWERS[name]
    _, report = verified(run, server.url("/a.ics"))
    assert broken(report) == expected
    assert report["unreadable"] == []


def test_an_address_breaks_its_rules(server: Server, run: Run) -> None:
    long, other = "/" + "x" * 255 + ".ics", "/f%C3%AAte%20a.ics"
    server.answers[long] = server.answers[other] = cached
    assert broken(verified(run, server.url(long))[1]) == ["V609"]
    assert broken(verified(run, server.url("/fête a.ics"))[1]) == ["V611"]


def test_a_redirect_in_octets_is_followed_to_them(server: Server) -> None:
    server.answers["/a.ics"] = to("/fête.ics")
    server.answers["/f%C3%AAte.ics"] = ok(GOOD, TYPE)
    limits = Limits(private=True)
    answer = fetch.fetch(server.url("/a.ics"), limits, fetch.deadline(limits))
    assert (answer.status, answer.body) == (200, GOOD)


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (b"User-agent: *\nDisallow: /\n", ["V610"]),
        (b"User-agent: Googlebot\nDisallow: /a.ics\n", ["V610"]),
        (b"User-agent: Other\nDisallow: /\n", []),
        (b"User-agent: *\nDisallow: /private/\n", []),
        (b"\xff\xfe<html>", []),
    ],
)
def test_robots_txt(robots: bytes, expected: list[str], server: Server, run: Run) -> None:
    server.answers["/a.ics"] = cached
    server.answers["/robots.txt"] = ok(robots, b"Content-Type: text/plain\r\n")
    assert broken(verified(run, server.url("/a.ics"))[1]) == expected


def test_every_rule_of_an_answer_is_broken_by_a_case() -> None:
    tested = {code for _, codes in ANSWERS.values() for code in codes} | {"V609", "V610", "V611"}
    assert validator_server.RULES.keys() - tested == {"V602", "V613"}  # below


def received(*hops: str) -> validator_server.Received:
    *before, last = hops
    answer = fetch.Answer(
        last, 200, {"content-type": "text/calendar"}, GOOD, tuple((hop, 301) for hop in before)
    )
    return validator_server.Received(hops[0], answer)


def test_redirects_out_of_encryption_are_errors() -> None:
    found = received("https://a.example/", "http://a.example/", "https://b.example/")
    assert [words for _, words in validator_server.to_http(found)] == [
        "from https://a.example/ to http://a.example/"
    ]
    assert list(validator_server.to_http(received("http://a.example/", "https://a.example/"))) == []
    assert list(validator_server.no_encryption(received("http://a.example/"))) == [(0, "")]
    assert list(validator_server.no_encryption(received("https://a.example/"))) == []


def test_redirects_are_followed_and_told(server: Server, run: Run) -> None:
    server.answers |= {
        "/old.ics": to("/a.ics", 301),
        "/a.ics": to(server.url("/new/a.ics")),
        "/new/a.ics": cached,
    }
    code, report = verified(run, server.url("/old.ics"))
    assert (code, broken(report)) == (0, [])
    assert report["remarks"] == [
        f"{server.url('/old.ics')} redirects for ever (301) to {server.url('/a.ics')}",
        f"{server.url('/a.ics')} redirects for now (302) to {server.url('/new/a.ics')}",
    ]


# --- what a server may try ------------------------------------------------------------------------


def drip(connection: socket.socket, request: bytes) -> None:
    """A header, then a letter now and then, without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + TYPE + b"\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def endless(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + TYPE + b"\r\n")
    while True:
        connection.sendall(b"X-A:b\r\n" * 1000)


def silent(connection: socket.socket, request: bytes) -> None:
    time.sleep(5)


def continues(connection: socket.socket, request: bytes) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


BOMB = gzip.compress(b"\0" * 30_000_000, 9)
TRICKS: dict[str, tuple[bytes | Callable[[socket.socket, bytes], None], str]] = {
    "a body drop by drop": (drip, "took longer than 0.5 seconds"),
    "a header drop by drop": (drip_headers, "took longer than 0.5 seconds"),
    "nothing": (silent, "took longer than 0.5 seconds"),
    "100 without end": (continues, "took longer than 0.5 seconds"),
    "a body without end": (endless, "has more than 1 MB: --max-size allows more"),
    "a length beyond the limit": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "has more than 1 MB: --max-size allows more",
    ),
    "a gzip bomb": (
        ok(BOMB, TYPE + b"Content-Encoding: gzip\r\n"),
        "has more than 1 MB: --max-size allows more",
    ),
    "no gzip": (ok(b"BEGIN", b"Content-Encoding: gzip\r\n"), "it is packed wrongly"),
    "another packing": (
        ok(b"BEGIN", b"Content-Encoding: br\r\n"),
        "it is packed as 'br', which wasn't asked for",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "the answer is not HTTP (BadStatusLine)"),
    "an empty answer": (b"", "the answer is not HTTP (RemoteDisconnected)"),
    "a status that is none": (b"HTTP/1.1 2000 \xff\r\n\r\n", "the answer is not HTTP (BadStatusLine)"),
    "a long header": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, "the answer is not HTTP (LineTooLong)"),
    "many headers": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "the answer is not HTTP (HTTPException)"),
    "a redirect to itself": (to("/a.ics"), "redirects more than 5 times, at last to /a.ics"),
    "a redirect to a file": (
        to("file:///etc/passwd"),
        "redirects to file:///etc/passwd, which is not followed",
    ),
    "a redirect to ftp": (
        to("ftp://example.org/a"),
        "redirects to ftp://example.org/a, which is not followed",
    ),
    "a redirect with a password": (
        to("http://a:b@example.org/"),
        "redirects to http://example.org/, which is not",
    ),
    "a redirect to nothing": (to("http://"), "redirects more than 5 times, at last to http://"),
    "a redirect to a bad port": (to("http://example.org:99999/"), "which is not followed"),
    "a redirect with brackets": (to("http://[::1/"), "redirects to http://[::1/, which is not followed"),
    "a redirect to an escape": (to("http://x\x1b[31m/"), "which is not followed"),
}


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_is_told_in_a_line(name: str, server: Server, run: Run) -> None:
    server.answers["/a.ics"], reason = TRICKS[name]
    with ending():
        ended = run("verify", "--allow-private", "--timeout", "0.5", "--max-size", "1", server.url("/a.ics"))
    assert ended.code == 2
    assert ended.stdout == ""
    error, said = ended.stderr.splitlines()
    assert error.startswith("Error: http://127.0.0.1:")
    assert reason in error.replace(server.url(""), "")
    assert error.isprintable()
    assert said == "nothing was read"


def test_header_garbage_is_printed_harmlessly(server: Server, run: Run) -> None:
    garbage = b'Content-Type: text/\x1b[31mplain\r\n\x00: \x01\r\nETag: \x85"\xff\r\nno colon\r\n'
    server.answers["/a.ics"] = ok(GOOD, garbage)
    ended = run("verify", "--allow-private", server.url("/a.ics"))
    assert "Traceback" not in ended.stderr
    assert not [c for c in ended.stdout + ended.stderr if not c.isprintable() and c != "\n"]


def test_one_address_does_not_keep_others_from_it(server: Server, run: Run) -> None:
    server.answers["/a.ics"] = cached
    code, report = verified(run, server.url("/a.ics"), "http://127.0.0.1:1/", server.url("/a.ics"))
    assert code == 2
    assert report["feeds"] == 2
    assert report["unreadable"] == ["http://127.0.0.1:1/ can't be read: Connection refused"]


def test_a_bad_certificate_is_told_plainly(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_message = "certificate has expired"
        raise error

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
    url = f"https://127.0.0.1:{server.port}/a.ics"
    with pytest.raises(FetchError, match=r"the certificate of .* is not valid: certificate has expired"):
        fetch.fetch(url, OURS, fetch.deadline(OURS))


def test_plain_http_behind_https_is_told(server: Server) -> None:
    server.answers[""] = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    url = f"https://127.0.0.1:{server.port}/a.ics"
    limits = Limits(private=True, seconds=0.3)
    with pytest.raises(FetchError, match=r"can't be read|took longer"):
        fetch.fetch(url, limits, fetch.deadline(limits))


class Encrypted(Server):
    """The same by TLS, with a certificate for a hundred years, which nobody but these tests trusts."""

    def answer(self, connection: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        with suppress(OSError):
            super().answer(context.wrap_socket(connection, server_side=True))


@pytest.fixture
def encrypted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Encrypted]:
    real = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: real(cafile=CERTIFICATE))
    running = Encrypted()
    yield running
    running.listening.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_encrypted_answer_is_read(host: str, encrypted: Encrypted) -> None:
    encrypted.answers["/a.ics"] = ok(GOOD)
    url = encrypted.url("/a.ics", host).replace("http:", "https:")
    answer = fetch.fetch(url, OURS, fetch.deadline(OURS))
    assert (answer.status, answer.body, answer.private) == (200, GOOD, True)


def test_a_certificate_is_of_the_name_and_not_of_the_address(
    encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **kwargs: real("127.0.0.1", port, **kwargs))
    url = encrypted.url("/a.ics", "other.example").replace("http:", "https:")
    with pytest.raises(FetchError, match=r"the certificate of .* is not valid: Hostname mismatch"):
        fetch.fetch(url, OURS, fetch.deadline(OURS))


@pytest.mark.parametrize("trick", [drip, drip_headers, silent], ids=lambda trick: trick.__name__)
def test_an_encrypted_answer_has_its_time(
    trick: Callable[[socket.socket, bytes], None], encrypted: Encrypted
) -> None:
    encrypted.answers["/a.ics"] = trick
    limits = Limits(private=True, seconds=0.5)
    with pytest.raises(FetchError, match=r"took longer than 0\.5 seconds"):
        fetch.fetch(encrypted.url("/a.ics").replace("http:", "https:"), limits, fetch.deadline(limits))


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "nothing", ""),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not fetch.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_that_are_public(address: str) -> None:
    assert fetch.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:7f00:1]", "0"]
)
def test_machines_that_are_not_public_are_not_asked(host: str, server: Server, run: Run) -> None:
    server.answers["/a.ics"] = cached
    ended = run("verify", server.url("/a.ics", host))
    assert ended.code == 2
    assert server.requests == []
    assert re.search("is not a public address|can't be read", ended.stderr)


def test_a_redirect_to_a_machine_that_is_not_public_is_not_followed(
    server: Server, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if 127.0.0.1 were public, and 127.0.0.2 weren't."""
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    server.answers["/a.ics"] = to(server.url("/b.ics", "127.0.0.2"))
    ended = run("verify", server.url("/a.ics"))
    assert ended.code == 2
    assert "127.0.0.2 is not a public address: --allow-private allows it" in ended.stderr
    assert len(server.requests) == 1


def test_a_name_is_looked_up_once_and_judged_as_it_is_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is judged, and this machine when it is asked again."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def changing(host: str, port: int, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    server.answers["/a.ics"] = cached
    answer = fetch.fetch(server.url("/a.ics", "rebinding.example"), Limits(), fetch.deadline(OURS))
    assert answer.status == 200
    assert asked == ["rebinding.example"]


def test_one_address_that_is_not_public_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *args, **kwargs: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("1.1.1.1", "10.0.0.1")
        ],
    )
    with pytest.raises(FetchError, match=r"10\.0\.0\.1 is not a public address"):
        fetch.fetch("http://two.example/", Limits(), fetch.deadline(OURS))


def test_looking_up_a_name_has_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def slow(*args: object, **kwargs: object) -> list[Any]:
        given_up.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    limits = Limits(seconds=0.1)
    with ending(), pytest.raises(FetchError, match=r"took longer than 0\.1 seconds"):
        fetch.fetch("http://slow.example/", limits, fetch.deadline(limits))
    given_up.set()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.org", "https://example.org/"),
        ("https://example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c"),
        ("https://example.org/a b/ê.ics", "https://example.org/a%20b/%C3%AA.ics"),
        ("https://example.org/a%20b?x=%41", "https://example.org/a%20b?x=%41"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_addresses_are_encoded(url: str, expected: str) -> None:
    assert fetch.normal(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https are"),
        ("ftp://example.org/", "only http and https are"),
        ("gopher://example.org/", "only http and https are"),
        ("https://user:secret@example.org/", "leave it out"),
        ("https://user@example.org/", "leave it out"),
        ("https:///a.ics", "names no server"),
        ("https://example.org:port/", "is no address"),
        ("https://exa mple.org/", "is no address"),
        ("https://example.org\\@evil.example/", "is no address"),
        ("https://example.org/\r\nX: y", "is no address"),
        ("https://[::1/", "is no address"),
        (f"https://{'ü' * 70}.example/", "is no address"),
    ],
)
def test_addresses_that_are_not_read(url: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as refused:
        fetch.normal(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["webcal", "webcals", "WebCal"])
def test_webcal_is_read_as_https(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(url: str, *args: object) -> fetch.Answer:
        asked.append(url)
        return fetch.Answer(url, 200, {}, GOOD)

    monkeypatch.setattr(validator_server, "fetch", answer)
    found = validator_server.receive(f"{scheme}://example.org/a.ics", Limits())
    assert asked == ["https://example.org/a.ics", "https://example.org/robots.txt"]
    (remark,) = found.remarks
    assert "is read by https" in remark
    assert ("iOS" in remark) == (scheme == "webcals")


def test_a_file_with_a_colon_in_its_name_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "http:a.ics").write_bytes(GOOD)
    assert run("--now", NOW, "verify", "http:a.ics", cwd=tmp_path).code == 0


def test_headers_have_no_line_breaks(server: Server) -> None:
    with pytest.raises(FetchError, match="a header has a character that is not allowed"):
        fetch.fetch(server.url("/"), OURS, fetch.deadline(OURS), {"if-none-match": 'a"\r\nX: y'})
