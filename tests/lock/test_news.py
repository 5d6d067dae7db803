"""feed.xml, read by a parser of XML and by what RFC 4287 asks of it."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from support.calendars import examples
from support.edits import Chain, edits
from support.projects import ONE_DAY, Data, Project, calendar, changed, event, every_form, without
from support.running import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339 §5.6, with a zone, as RFC 4287 §3.3 wants it: upper-case T and Z.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(data: bytes) -> list[ET.Element]:
    """The entries of a feed that is as RFC 4287 wants it."""
    feed = ET.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    assert {child.tag for child in feed} <= {
        f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "entry")
    }
    entries = feed.findall(f"{ATOM}entry")
    ids = []
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):  # §4.1.1, §4.1.2: exactly one of each
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert words(element, "title").strip()
        ids.append(words(element, "id"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ids[-1])
        for name in ("updated", "published"):
            for time in element.findall(f"{ATOM}{name}"):
                assert TIME.fullmatch(time.text or "")
                datetime.fromisoformat(time.text or "")
        links = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        assert len(set(links)) == len(links)
        assert all(
            re.match("https?://[!-~]+$", link.get("href", "")) for link in element.findall(f"{ATOM}link")
        )
    assert len(set(ids)) == len(ids)
    assert words(feed.find(f"{ATOM}author"), "name").strip()
    for entry in entries:  # what has no content needs a link to it
        assert words(entry, "content").strip() or entry.find(f"{ATOM}link[@rel='alternate']") is not None
    times = [datetime.fromisoformat(words(entry, "updated")) for entry in entries]
    assert times == sorted(times, reverse=True)
    if times:
        assert datetime.fromisoformat(words(feed, "updated")) >= times[0]
    return entries


def words(element: ET.Element | None, name: str) -> str:
    found = element.find(f"{ATOM}{name}") if element is not None else None
    return (found.text or "") if found is not None else ""


def told(project: Project) -> dict[str, str]:
    """The titles of the news by their ids."""
    return {words(entry, "id"): words(entry, "title") for entry in read(project.files()["feed.xml"])}


def test_every_event_is_told_of_once(project: Project) -> None:
    project.build(every_form())
    titles = sorted(told(project).values())
    events = [it["title"] for it in every_form()["events"]]
    for title in events:
        told_of = rf"(New|Cancelled|Postponed): (Opening: )?{title} \("
        assert len([it for it in titles if re.match(told_of, it)]) == 1, title
    assert len(titles) == len(events)


def test_where_the_calendar_has_an_address_the_news_have_too(project: Project) -> None:
    project.build(calendar(event("a"), url="https://exämple.org/Bücher/a=1&b"))
    feed = ET.fromstring(project.files()["feed.xml"])
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links.keys() == {"self", "alternate"}
    (entry,) = read(project.files()["feed.xml"])
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith("/events/a.ics")


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ({}, {"start": "2024-05-05"}, "Moved: A (1 May 2024 → 5 May 2024)"),
        ({}, {"status": "cancelled"}, "Cancelled: A (1 May 2024)"),
        ({"status": "cancelled"}, {"status": "confirmed"}, "On again: A (1 May 2024)"),
        ({"status": "cancelled"}, {"status": "postponed"}, "Postponed: A (1 May 2024)"),
        ({}, {"status": "postponed"}, "Postponed: A (1 May 2024)"),
        ({}, {"status": "tentative"}, None),
        ({"status": "tentative"}, {"status": "confirmed"}, None),
        ({"status": "postponed"}, {"status": "confirmed"}, "On again: A (1 May 2024)"),
        (
            {"status": "postponed"},
            {"status": "confirmed", "start": "2024-05-05"},
            "Moved: A (1 May 2024 → 5 May 2024)",
        ),
        ({}, {"description": "New"}, None),
        ({}, {"venue": "hall"}, None),  # where it is was not said before
        ({"venue": "hall"}, {"venue": "quay"}, "Place changed: A (1 May 2024)"),
        ({"venues": ["hall", "quay"]}, {"venues": ["hall"]}, None),
        ({}, {"url": "https://example.org/"}, None),
    ],
)
def test_a_move_and_a_cancellation_are_news_and_a_text_is_none(
    project: Project, before: Data, after: Data, news: str | None
) -> None:
    data = calendar(event("a", **before), event("b"))
    project.build(data)
    first = told(project)
    project.build(changed(data, "a", **after), now=NOW + ONE_DAY)
    second = told(project)
    new = [title for id, title in second.items() if id not in first]
    assert new == ([news] if news else [])
    if news:
        assert next(iter(second.values())) == news
    # A text that changes later is none either, and takes nothing back.
    project.build(changed(data, "a", **after, color="red"), now=NOW + 2 * ONE_DAY)
    assert told(project) == second


@pytest.mark.parametrize(("status", "said"), [("cancelled", "Cancelled"), ("postponed", "Postponed")])
def test_what_does_not_take_place_is_told_of_as_that_from_the_first_build_on(
    project: Project, status: str, said: str
) -> None:
    data = calendar(event("a", status=status, venue="hall"))
    project.build(data)
    assert [*told(project).values()] == [f"{said}: A (1 May 2024)"]
    project.build(changed(data, "a", start="2024-05-05"), now=NOW + ONE_DAY)
    assert [*told(project).values()] == [f"{said}: A (1 May 2024 → 5 May 2024)"]
    project.build(changed(data, "a", start="2024-05-05", venue="quay"), now=NOW + 2 * ONE_DAY)
    assert [*told(project).values()] == [f"{said}: A (5 May 2024)"]


def test_what_is_removed_and_comes_back_is_news_each_time(project: Project) -> None:
    both, one = calendar(event("a"), event("b")), calendar(event("b"))
    ids = set()
    for number, data in enumerate([both, one, both, one]):
        project.build(data, now=NOW + number * ONE_DAY)
        id, title = next(iter(told(project).items()))
        assert (
            title
            == ["New: A (1 May 2024)", "Cancelled: A (1 May 2024)", "On again: A (1 May 2024)"][
                number - 2 * (number == 3)
            ]
        )
        ids.add(id)
    assert len(ids) == 4


def test_a_new_title_changes_an_entry_and_not_its_id(project: Project) -> None:
    project.build(calendar(event("a")))
    before = told(project)
    project.build(calendar(event("a", title="New title")), now=NOW + ONE_DAY)
    assert told(project).keys() == before.keys()
    assert list(told(project).values()) == ["New: New title (1 May 2024)"]


def test_a_build_of_a_part_tells_of_that_part(project: Project) -> None:
    data = every_form()
    project.build(data)
    project.write(without(data, "day", "timed", "abroad"))
    assert project("build", "--town", "Malu", "-o", "malu").code == 0
    entries = read(project.files("malu")["feed.xml"])
    titles = {re.sub(r" \(.*", "", words(entry, "title")) for entry in entries}
    assert titles == {"New: Weekly", "Cancelled: Timed"}


def test_a_calendar_of_open_days_alone_has_news(project: Project) -> None:
    run = {"end": "2024-05-20", "hours": "10:00-17:00", "show_as": "daily"}
    project.build(calendar(event("a", **run)))
    assert [title.partition(" (")[0] for title in told(project).values()] == ["New: A"]


RUN: Data = {"end": "2024-06-10", "hours": "10:00-17:00", "closed": ["Mon"]}


@pytest.mark.parametrize(
    ("form", "news"),
    [
        ("opening-and-closing", "Moved: Last day: A (10 Jun 2024 → 12 Jun 2024)"),
        ("daily", None),
    ],
)
def test_news_of_any_part_are_told(project: Project, form: str, news: str | None) -> None:
    data = calendar(event("a", **RUN, show_as=form), event("b"))
    project.build(data)
    project.build(changed(data, "a", end="2024-06-12"), now=NOW + ONE_DAY)
    newest = next(iter(told(project).values()))
    assert newest == news if news else newest.startswith("Moved: A (")


def test_hours_that_come_to_be_and_move_are_told(project: Project) -> None:
    hours = {"weekdays": "10:00-17:00", "saturday": "12:00-17:00"}
    data = calendar(event("a", **RUN | {"hours": hours, "closed": ["sunday"]}, show_as="daily"), event("b"))
    project.build(data)
    later = hours | {"saturday": "13:00-18:00"}
    project.build(changed(data, "a", hours=later), now=NOW + ONE_DAY)
    newest = next(iter(told(project).values()))
    assert newest.startswith("Moved: A (4 May 2024 12:00–17:00, every week on Saturday, until 8 Jun 2024 → ")


FORMS = (None, "opening-and-closing", "daily")


@pytest.mark.parametrize("second", FORMS)
@pytest.mark.parametrize("first", FORMS)
def test_another_form_alone_is_no_news(project: Project, first: str | None, second: str | None) -> None:
    data = calendar(event("a", **RUN), event("b"))
    project.build(changed(data, "a", show_as=first))
    before = told(project)
    for number, form in enumerate([second, first, second], 1):
        project.build(changed(data, "a", show_as=form), now=NOW + number * ONE_DAY)
        assert told(project) == before
    project.build(changed(data, "a", show_as=second, end="2024-06-12"), now=NOW + 9 * ONE_DAY)
    assert next(iter(told(project).values())).startswith("Moved: ")


SPAN, ENDS, DAILY = FORMS
OPEN = "every week on Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday, until"


@pytest.mark.parametrize(
    ("first", "second", "news"),
    [
        (SPAN, ENDS, "Moved: Last day: A (10 Jun 2024 → 14 Jun 2024)"),
        (SPAN, DAILY, f"Moved: A (1 May – 10 Jun 2024 → 1 May 2024 10:00–17:00, {OPEN} 14 Jun 2024)"),
        (ENDS, SPAN, "Moved: A (1 May – 10 Jun 2024 → 1 May – 14 Jun 2024)"),
        (DAILY, SPAN, f"Moved: A (1 May 2024 10:00–17:00, {OPEN} 9 Jun 2024 → 1 May – 14 Jun 2024)"),
    ],
)
def test_other_dates_in_another_form_are_told(
    project: Project, first: str | None, second: str | None, news: str
) -> None:
    data = calendar(event("a", **RUN), event("b"))
    project.build(changed(data, "a", show_as=first))
    data = changed(data, "a", show_as=second, end="2024-06-14")
    project.build(data, now=NOW + ONE_DAY)
    assert next(iter(told(project).values())) == news
    # And once: in the form of then, too, it has the dates that were told.
    ids = told(project).keys()
    for number, form in enumerate((first, second), 2):
        project.build(changed(data, "a", show_as=form), now=NOW + number * ONE_DAY)
        assert [title for id, title in told(project).items() if id not in ids and "Moved" in title] == []


def test_a_run_that_becomes_a_series_of_other_days_is_told_with_these(project: Project) -> None:
    data = calendar(event("a", **RUN, show_as="opening-and-closing"), event("b"))
    project.build(data)
    series = event("a", "2024-07-01 19:00", duration="1 h", repeat={"every": "week", "times": "3"})
    project.build(calendar(series, event("b")), now=NOW + ONE_DAY)
    newest = next(iter(told(project).values()))
    assert newest == "Moved: A (1 May – 10 Jun 2024 → 1 Jul 2024 19:00–20:00, every week, 3 times)"


@pytest.mark.parametrize(
    ("edit", "news"),
    [
        ({"status": "cancelled"}, "Cancelled: Opening: A (1 May 2024)"),
        ({"status": "postponed"}, "Postponed: Opening: A (1 May 2024)"),
        ({"venue": "quay"}, "Place changed: Opening: A (1 May 2024)"),
        ({"title": "Other"}, None),
    ],
)
def test_what_else_becomes_of_it_in_another_form_is_told(
    project: Project, edit: Data, news: str | None
) -> None:
    data = calendar(event("a", **RUN, venue="hall"), event("b", venue="quay"))
    project.build(data)
    before = told(project)
    project.build(changed(data, "a", show_as="opening-and-closing", **edit), now=NOW + ONE_DAY)
    assert next(iter(told(project).values())) == news if news else told(project) == before


def test_what_comes_back_in_another_form_is_on_again(project: Project) -> None:
    data = calendar(event("a", **RUN), event("b"))
    project.build(data)
    project.build(without(data, "a"), now=NOW + ONE_DAY)
    project.build(changed(data, "a", show_as="opening-and-closing"), now=NOW + 2 * ONE_DAY)
    assert next(iter(told(project).values())) == "On again: Opening: A (1 May 2024)"


def test_the_newest_time_never_goes_back(project: Project) -> None:
    data = calendar(event("a", "2024-04-26"), event("b", "2024-07-01"))
    times = []
    project.build(data)
    data = changed(data, "a", start="2024-04-27")
    for number, now in enumerate([data, without(data, "a"), data, without(data, "a"), without(data, "a")], 3):
        project.build(now, now=NOW + number * ONE_DAY)
        read(project.files()["feed.xml"])
        times.append(words(ET.fromstring(project.files()["feed.xml"]), "updated"))
    assert times == sorted(times)


def test_no_link_leads_to_a_file_that_is_gone(project: Project) -> None:
    data = calendar(event("a"), event("b", "2024-09-01"), url="https://example.org/")
    project.build(data)
    project.build(without(data, "a"), now=NOW + ONE_DAY)
    for now, linked in ((2, True), (90, False)):
        project.build(now=NOW + now * ONE_DAY)
        for entry in read(project.files()["feed.xml"]):
            link = entry.find(f"{ATOM}link")
            path = link.get("href", "").removeprefix("https://example.org/") if link is not None else None
            is_gone = words(entry, "title").startswith("Cancelled: A")
            assert path == (None if is_gone and not linked else f"events/{'a' if is_gone else 'b'}.ics")
            assert path is None or path in project.files()


def test_the_newest_hundred_are_enough(project: Project) -> None:
    project.build(calendar(*[event(f"e{i:03}", f"2024-05-{i % 28 + 1:02}") for i in range(130)]))
    assert len(told(project)) == 100
    project.build(
        calendar(*[event(f"e{i:03}", f"2024-05-{i % 28 + 1:02}") for i in range(131)]), now=NOW + ONE_DAY
    )
    assert len(told(project)) == 100
    assert next(iter(told(project).values())).startswith("New: E130")


HOSTILE = [
    "<b>&amp;</b>",
    "]]>",
    "\"'",
    "<!-- -->",
    "<![CDATA[x]]>",
    "😀",
    "<?xml?>",
    "&#0;",
    "الله",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_text_stays_text(project: Project, title: str) -> None:
    data = calendar(event("a", title=title, venue="hall"), name=title, url="https://example.org/a&b='/")
    data["venues"]["hall"]["name"] = title
    project.build(data)
    (entry,) = read(project.files()["feed.xml"])
    assert words(entry, "title") == f"New: {title} (1 May 2024)"
    assert words(entry, "content") == f"1 May 2024 · {title}"


@examples(30)
@given(edits())
def test_whatever_happens_it_is_as_it_should_be(given_: tuple[list[Data], list[datetime]]) -> None:
    chain = Chain()
    for data, now in zip(*given_, strict=True):
        files = chain.publish(data, now)
        news = files["feed.xml"]
        read(news)
        assert chain.publish(data, now + 5 * ONE_DAY)["feed.xml"] == news
