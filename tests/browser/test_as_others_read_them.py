"""Pages as programs read them: a validator of HTML, two readers of JSON-LD, a crawler; no browser."""

import json
import os
import posixpath
import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from extruct.jsonld import JsonLdExtractor
from pyld import jsonld
from rdflib import SDO

from support.browsers import EVERYTHING
from support.gallery import KINDS, OF_EVENTS, TREES, UNSURE
from support.paths import TESTS
from support.projects import Project, tree
from support.sites import Site
from support.towns import DAY, town

CONTEXT = TESTS / "support" / "schema.org.jsonld"
SCHEMA = "https://schema.org/"


@pytest.fixture(scope="module")
def site(published: Path) -> Site:
    return Site(published)


# --- HTML -----------------------------------------------------------------------------------------


@pytest.mark.skipif(
    os.environ.get("CALENDAR_GEN_TESTS_WITHOUT_NODE") == "1",
    reason="html-validate needs Node, which isn't there",
)
def test_html_validate_finds_nothing(published: Path) -> None:
    """In any page; of each kind, in the languages but the first: they have the same templates."""
    found = sorted(path.relative_to(published).as_posix() for path in published.rglob("*.html"))
    kinds = {f"{tree}{path}index.html" for tree in TREES[1:] for path in KINDS.values()} & {*found}
    pages = [path for path in found if EVERYTHING or path in kinds or not path.startswith(TREES[1:])]
    ran = subprocess.run(
        ["node", "pages.mjs"],
        input=json.dumps([str(published), pages]),
        cwd=TESTS / "js",
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert json.loads(ran.stdout) == []


# --- JSON-LD --------------------------------------------------------------------------------------


def local(url: str, options: Any) -> dict[str, Any]:
    """The context of schema.org from a file: no test asks another host."""
    assert url.rstrip("/") == SCHEMA.rstrip("/")
    document = json.loads(CONTEXT.read_text("utf-8"))
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
    }


def read(page: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one thing that a page describes: as extruct finds it, and as PyLD understands that."""
    (found,) = JsonLdExtractor().extract(page)
    (expanded,) = jsonld.expand(found, {"documentLoader": local})
    return found, expanded


def terms(value: object) -> Iterator[str]:
    """Every type and property of an expanded description, however deep."""
    if isinstance(value, list):
        for it in value:
            yield from terms(it)
    elif isinstance(value, dict):
        types = value.get("@type", [])
        yield from [types] if isinstance(types, str) else types
        for key, inner in value.items():
            if not key.startswith("@"):
                yield key
                yield from terms(inner)


def described(site: Site) -> dict[str, str]:
    """The pages that describe an event, by path."""
    return {path: page.data for path, page in site.items() if 'type="application/ld+json"' in page.data}


def test_every_event_is_described_in_words_of_schema_org(site: Site) -> None:
    pages = described(site)
    assert set(OF_EVENTS.values()) <= set(pages)
    for path, text in pages.items():
        found, expanded = read(text)
        unknown = {it for it in terms(expanded) if it.removeprefix(SCHEMA) not in SDO}
        assert unknown == set(), path
        assert {*found} - {"@context"} - {"@type", "@id"} == {
            key.removeprefix(SCHEMA) for key in expanded if not key.startswith("@")
        }
        assert expanded["@id"] == f"https://events.example.org/town/{path}#event"
        assert expanded[f"{SCHEMA}url"] == [{"@id": f"https://events.example.org/town/{path}"}]


def test_dates_are_days_or_moments(site: Site) -> None:
    for path, text in described(site).items():
        _, expanded = read(text)
        found = {
            name: expanded[SCHEMA + name][0]["@value"]
            for name in ("startDate", "endDate")
            if SCHEMA + name in expanded
        }
        for value in found.values():
            if "T" in value:
                assert datetime.fromisoformat(value).tzinfo, path
            else:
                date.fromisoformat(value)
        assert list(found.values()) == sorted(found.values()), path


@pytest.mark.parametrize("kind", UNSURE)
def test_a_date_that_is_not_sure_is_given_to_no_program(site: Site, kind: str) -> None:
    _, expanded = read(site[KINDS[kind]].data)
    assert not {key for key in expanded if "startDate" in key}
    assert not [
        tag for tag in site[KINDS[kind]].all("time") if tag["datetime"].startswith(("2024-06-20", "2024-07"))
    ]


def test_a_status_is_one_of_schema_org(site: Site) -> None:
    wanted = {
        "exact": "Scheduled",
        "cancelled": "Cancelled",
        "postponed": "Postponed",
        "moved": "Rescheduled",
    }
    for kind, status in wanted.items():
        _, expanded = read(site[KINDS[kind]].data)
        assert expanded[f"{SCHEMA}eventStatus"] == [{"@id": f"{SCHEMA}Event{status}"}]
        assert f"{SCHEMA}startDate" in expanded


# --- links ----------------------------------------------------------------------------------------


def followed(site: Site, path: str) -> Iterator[str]:
    """The pages that a page leads to."""
    for tag in site[path].all("a"):
        parts = urlsplit(tag["href"])
        if not (parts.scheme or parts.netloc) and parts.path:
            target = posixpath.normpath(posixpath.join("/", path, unquote(parts.path))).strip("/")
            yield f"{target}/" if target else ""


def test_every_page_is_found_from_the_first(site: Site) -> None:
    seen: set[str] = set()
    ahead = {""}
    while ahead:
        seen |= ahead
        ahead = {it for path in ahead for it in followed(site, path) if it in site} - seen
    unlisted = {
        path for path, page in site.items() if re.search('name="robots" content="noindex"', page.data)
    }
    assert set(site) - seen - unlisted == set()


def test_every_link_and_every_part_that_is_linked_to_is_there(site: Site) -> None:
    assert site.broken() == []


@pytest.mark.parametrize(
    "filters",
    [
        ("--town", "Anting"),
        ("--venue", "park"),
        ("--category", "music"),
        ("--series", "fest"),
        ("--event", "weekly"),
        ("--from", "2024-06-05", "--to", "2024-06-30"),
        ("--venue", "quay", "--category", "market"),
    ],
    ids=" ".join,
)
def test_every_link_of_a_part_is_there(project: Project, filters: tuple[str, ...]) -> None:
    """Of a build that leaves events, venues and feeds out, of which no page may speak."""
    project.build(town(), *filters, now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    written = {path.removesuffix("index.html") for path in tree(site.folder) if path.endswith(".html")}
    assert written == set(site)
