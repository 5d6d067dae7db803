"""An address → what a server answers there, and what is wrong with both."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from msgspec import Struct

from calendar_gen.diagnostics.wording import printable
from calendar_gen.ical.lines import Found
from calendar_gen.publish.fetch import Answer, FetchError, deadline, fetch, normal
from calendar_gen.publish.limits import Limits

# What Google's fetchers call themselves; the first is what answers to robots.txt usually name.
GOOGLE = ("Googlebot", "Google-Calendar-Importer")
LONGEST_URL = 255


class Received(Struct, frozen=True):
    """What came from an address: as it was given, the answer, the answer to asking again, and robots.txt.

    `again` is None where there was nothing to ask again by, or nothing came; `robots` is "" for none.
    """

    given: str
    answer: Answer
    again: Answer | None = None
    robots: str = ""

    @property
    def remarks(self) -> Iterator[str]:
        """What is worth knowing and no problem."""
        scheme = self.given.partition(":")[0].lower()
        if scheme in ("webcal", "webcals"):
            ios = ", which iOS doesn't open" if scheme == "webcals" else ""
            yield f"{printable(self.given)} is read by https: {scheme} says that it is a calendar{ios}"
        places = [*(url for url, _ in self.answer.hops), self.answer.url]
        for (url, status), target in zip(self.answer.hops, places[1:], strict=True):
            kind = "for ever" if status in (301, 308) else "for now"
            yield f"{printable(url)} redirects {kind} ({status}) to {printable(target)}"


class UnreachableError(Exception):
    """Nothing came from an address; the message says why."""


def receive(given: str, limits: Limits) -> Received:
    """Ask an address for its feed, ask whether it changed, ask for robots.txt. Raises UnreachableError."""
    try:
        return _received(given, limits)
    except FetchError as error:
        raise UnreachableError(str(error)) from None


def _received(given: str, limits: Limits) -> Received:
    scheme, _, rest = given.strip().partition(":")
    url = normal(f"https:{rest}" if scheme.lower() in ("webcal", "webcals") else given)
    until = deadline(limits)
    answer = fetch(url, limits, until)
    again, robots = None, ""
    if answer.status == 200:
        again = _again(answer, limits, until)
        robots = _robots(url, limits, until)
    return Received(given, answer, again, robots)


def _again(answer: Answer, limits: Limits, until: float) -> Answer | None:
    """The answer to asking again, with what the first said of its version; None for none."""
    headers = {
        "if-none-match": answer.headers.get("etag"),
        "if-modified-since": answer.headers.get("last-modified"),
    }
    asked = {name: value for name, value in headers.items() if value}
    if not asked:
        return None
    try:
        return fetch(answer.url, limits, until, asked)
    except FetchError:
        return None


def _robots(url: str, limits: Limits, until: float) -> str:
    """The text of robots.txt, "" for none."""
    parts = urlsplit(url)
    try:
        found = fetch(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")), limits, until)
    except FetchError:
        return ""
    # RFC 9309 §2.5: 500 KiB at most need be read.
    return found.body[:512_000].decode("utf-8", "replace") if found.status == 200 else ""


def no_feed(received: Received) -> Iterator[Found]:
    if received.answer.status != 200:
        yield 0, f"status {received.answer.status}"


def to_http(received: Received) -> Iterator[Found]:
    places = [*(url for url, _ in received.answer.hops), received.answer.url]
    for one, other in pairwise(places):
        if one.startswith("https:") and other.startswith("http:"):
            yield 0, f"from {printable(one)} to {printable(other)}"


def web_page(received: Received) -> Iterator[Found]:
    if received.answer.status == 200 and _type(received) in ("text/html", "application/xhtml+xml"):
        yield 0, f"Content-Type is {_type(received)}"


def no_calendar_type(received: Received) -> Iterator[Found]:
    kind = _type(received)
    if received.answer.status == 200 and kind not in ("text/calendar", "text/html", "application/xhtml+xml"):
        yield 0, f"Content-Type is {printable(kind) or 'not there'}"


def no_charset(received: Received) -> Iterator[Found]:
    if received.answer.status == 200 and not _charset(received) and not received.answer.body.isascii():
        yield 0, ""


def other_charset(received: Received) -> Iterator[Found]:
    charset = _charset(received)
    harmless = charset in ("", "utf-8", "utf8")
    if charset in ("us-ascii", "ascii") and received.answer.body.isascii():
        harmless = True
    if received.answer.status == 200 and not harmless:
        yield 0, f"charset is {printable(charset[:40])}"


def no_validator(received: Received) -> Iterator[Found]:
    headers = received.answer.headers
    if received.answer.status == 200 and not headers.get("etag") and not headers.get("last-modified"):
        yield 0, ""


def no_304(received: Received) -> Iterator[Found]:
    headers, again = received.answer.headers, received.again
    if received.answer.status != 200 or not (headers.get("etag") or headers.get("last-modified")):
        return
    if again is None:
        yield 0, "asked again, it gave no answer"
    elif again.status != 304:
        yield 0, f"asked again with its ETag or Last-Modified, it answers {again.status}"
    elif again.more:
        yield 0, "its 304 has a body"


def long_address(received: Received) -> Iterator[Found]:
    if len(received.given) > LONGEST_URL:
        yield 0, f"{len(received.given):,} characters"


def robots(received: Received) -> Iterator[Found]:
    if not received.robots:
        return
    rules = RobotFileParser()
    rules.parse([line for line in received.robots.splitlines() if _is_rule(line)])
    url = received.answer.hops[0][0] if received.answer.hops else received.answer.url
    kept_out = [agent for agent in GOOGLE if not rules.can_fetch(agent, url)]
    if kept_out:
        yield 0, f"robots.txt forbids it to {' and '.join(kept_out)}"


def _is_rule(line: str) -> bool:
    """Whether Python's parser can read a line; RFC 9309 §2.2 lets readers leave out what they can't.

    It raises on addresses and numbers that are none. Other lines than these three make no difference here,
    a blank one aside.
    """
    name, _, value = line.partition("#")[0].partition(":")
    name = name.strip().lower()
    if name not in ("allow", "disallow"):
        return name in ("", "user-agent")
    try:
        urlsplit(value.strip())
        urlsplit(unquote(value.strip()))
    except ValueError:
        return False
    return True


def wrong_characters(received: Received) -> Iterator[Found]:
    if not received.given.isascii() or " " in received.given.strip():
        yield 0, ""


def cut_short(received: Received) -> Iterator[Found]:
    if received.answer.cut:
        yield 0, f"it ends after {len(received.answer.body):,} octets"


def no_encryption(received: Received) -> Iterator[Found]:
    if received.answer.url.startswith("http:") and not list(to_http(received)):
        yield 0, ""


def _type(received: Received) -> str:
    """The media type of an answer, in small letters, without its parameters."""
    return received.answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(received: Received) -> str:
    for parameter in received.answer.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


RULES: Mapping[str, Callable[[Received], Iterator[Found]]] = {
    "V601": no_feed,
    "V602": to_http,
    "V603": web_page,
    "V604": no_calendar_type,
    "V605": no_charset,
    "V606": other_charset,
    "V607": no_validator,
    "V608": no_304,
    "V609": long_address,
    "V610": robots,
    "V611": wrong_characters,
    "V612": cut_short,
    "V613": no_encryption,
}
