"""`verify` of servers whose headers, numbers, addresses and robots.txt are none."""

import socket

import pytest

from calendar_gen.publish import fetch
from calendar_gen.publish.fetch import FetchError
from support.running import Run
from support.servers import ETAG, NOW, OURS, TYPE, Server, broken, ok, to, verified
from support.verify_cases import GOOD

DIGITS = b"9" * 6000
TEXT = b"Content-Type: text/plain\r\n"


@pytest.mark.parametrize(
    "line",
    [
        *(b"Disallow: //[", b"Allow: http://[::1", b"Disallow: //%5B", b"Disallow: //a]b/"),
        *("Crawl-delay: ²".encode(), b"Crawl-delay: " + DIGITS, "Request-rate: ²/³".encode()),
        *(
            b"Request-rate: 1/" + DIGITS,
            b"Request-rate: 1/0",
            b"Sitemap: //[",
            b":",
            b"\xff\xfe: \x00",
        ),
        "Disallow: //a\u2100b/".encode(),
    ],
    ids=lambda line: repr(line[:24]),
)
def test_a_line_of_robots_txt_that_is_none_is_left_out(line: bytes, server: Server, run: Run) -> None:
    server.answers["/a.ics"] = ok(GOOD)
    for forbidden in (False, True):
        rule = b"\nDisallow: /\n" if forbidden else b"\nDisallow: /elsewhere\n"
        server.answers["/robots.txt"] = ok(b"User-agent: *\n" + line + rule, TEXT)
        code, report = verified(run, server.url("/a.ics"))
        assert code in (0, 1)
        assert ("V610" in broken(report)) == forbidden


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: " + DIGITS,
        "Content-Length: ²".encode(),
        b"Content-Length: -1",
        b"Content-Length: 1, 2",
        b"Transfer-Encoding: chunked\r\nContent-Length: " + DIGITS,
        b"Content-Type: text/calendar; charset=" + DIGITS,
        b"Content-Type: text/calendar; charset=\xff\xfe\x1b[31m",
        b'Content-Type: ;;;=;"',
        b"ETag: \xff\xfe",
        b"ETag: " + DIGITS,
        b"ETag: \x00\x1b",
        b"Last-Modified: Thu, 99 Foo " + DIGITS,
        b"Retry-After: " + DIGITS,
        b"Date: " + DIGITS,
        b"Content-Encoding: \xff",
        b"Location: http://[::1",
        b": nothing",
        b"=?utf-8?b?",
    ],
    ids=lambda headers: repr(headers[:40]),
)
@pytest.mark.parametrize("status", [b"200 OK", b"304 No", b"429 Wait", b"503 Wait", b"999 ", b"1" + DIGITS])
def test_a_header_that_is_none_is_told_or_passed_over(
    headers: bytes, status: bytes, server: Server, run: Run
) -> None:
    server.answers["/a.ics"] = b"HTTP/1.1 %b\r\n%b\r\n\r\n%b" % (status, headers, GOOD)
    ended = run("--now", NOW, "verify", "--allow-private", server.url("/a.ics"))
    assert ended.code in (0, 1, 2)
    assert "Traceback" not in ended.stderr + ended.stdout
    assert "\x1b" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    "target",
    [
        *("//[", "http://[::1", "http://]/", "http://[::1]:²/", "http://a:" + "9" * 6000, "http://a:-1/"),
        *("http://a:99999/", "http://" + "a" * 70 + ".b/", "http://" + "a." * 200, "http:?", "//"),
        *(
            "http://.a/",
            "http://a..b/",
            "http://%5B/",
            "http://a@b/",
            "http://\u2100/",
            "http://[v1.a]/",
            "\\",
        ),
        *(
            "http://[fe80::1%25eth0]/",
            "http://[::ffff:1.2.3]/",
            "ftp://a/",
            "javascript:1",
            "\x7f",
            "http://²/",
        ),
    ],
    ids=lambda target: ascii(target[:24]),
)
def test_a_redirect_to_what_is_no_address_is_told_in_a_line(target: str, server: Server) -> None:
    server.answers["/a.ics"] = to(target)
    with pytest.raises(FetchError) as caught:
        fetch.fetch(server.url("/a.ics"), OURS, fetch.deadline(OURS))
    assert "\n" not in str(caught.value)


def test_an_address_in_octets_that_are_not_utf_8_is_told() -> None:
    for url in ("http://a.example/\udcff", "http://a.example/?\udcff", "http://\udcff/"):
        with pytest.raises(FetchError, match="is no address"):
            fetch.normal(url)


# --- what counts as private -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *(
            "192.0.0.8",
            "192.0.0.9",
            "192.0.0.170",
            "192.0.0.171",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
        ),
        *(
            "192.31.196.1",
            "192.52.193.1",
            "192.175.48.1",
            "203.0.113.7",
            "100.127.255.255",
            "255.255.255.255",
        ),
        *(
            "64:ff9b::10.0.0.1",
            "64:ff9b::c000:8",
            "64:ff9b:1::1",
            "64:ff9b:1::101:101",
            "100::1",
            "100:0:0:1::1",
        ),
        *("2001::1", "2001:1::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:1ff:ffff::"),
        *(
            "2002:c000:8::1",
            "2002:a00:1::",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "fec0::1",
            "fdff::1",
            "ff0e::1",
        ),
        *(
            "::ffff:192.0.0.8",
            "::ffff:10.0.0.1",
            "::1.1.1.1",
            "::ffff:0:1.1.1.1",
            "4000::1",
            "2620:4f:8000::1",
        ),
    ],
)
def test_special_addresses_are_private_whichever_python_runs(address: str) -> None:
    assert not fetch.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("192.0.1.1", "192.88.98.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "100.128.0.1"),
        *("64:ff9b::101:101", "2002:101:101::1", "::ffff:1.1.1.1", "2001:200::1", "2001:4860:4860::8888"),
        *("2a00:1450::1", "3ffe::1"),
    ],
)
def test_their_neighbours_are_public(address: str) -> None:
    assert fetch.is_public(address)


@pytest.mark.parametrize(
    ("public", "asked"),
    [(set(), 3), ({"127.0.0.1"}, 1), ({"127.0.0.2"}, 2), ({"127.0.0.1", "127.0.0.2", "127.0.0.3"}, 3)],
)
def test_only_private_addresses_may_redirect_to_private_ones(
    public: set[str], asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 127.0.0.1 to 127.0.0.2 to 127.0.0.3, of which some are as if they were public."""
    monkeypatch.setattr(fetch, "is_public", lambda address: address in public)
    create = socket.create_server
    monkeypatch.setattr(socket, "create_server", lambda address: create(("", 0)))
    server = Server()
    server.answers["/1"] = to(server.url("/2", "127.0.0.2"))
    server.answers["/2"] = to(server.url("/3", "127.0.0.3"))
    server.answers["/3"] = ok(GOOD, TYPE + ETAG)
    if asked == 3:
        assert fetch.fetch(server.url("/1"), OURS, fetch.deadline(OURS)).status == 200
    else:
        with pytest.raises(FetchError, match="is not a public address: and a public one redirects to it"):
            fetch.fetch(server.url("/1"), OURS, fetch.deadline(OURS))
    assert len(server.requests) == asked
    server.listening.close()
