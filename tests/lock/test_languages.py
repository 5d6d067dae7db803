"""A tree of feeds for each language: the same events, one revision for all, and LAST-MODIFIED of its own."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.calendars import calendars, examples
from support.edits import Chain, edits
from support.languages import TAGS, translated
from support.projects import (
    ONE_DAY,
    Data,
    Project,
    bare,
    by_uid,
    changed,
    contents,
    event,
    every_form,
    is_cancelled,
    readable,
    revision,
    without,
)
from support.running import NOW
from support.witnesses import Seen, by_icaljs

LATER = NOW + 10 * ONE_DAY
BOTH = ("", "zh-Hans/")
Feed = Mapping[str, tuple[Seen, ...]]


def bilingual() -> Data:
    """An event of each form, some with a Chinese title, and a category and a town with an id."""
    data = every_form() | {
        "categories": {"music": {"name": {"en": "Music", "zh-Hans": "音乐"}}},
        "towns": {"anting": {"name": {"en": "Anting", "zh-Hans": "安亭"}}},
    }
    data["calendar"] |= {"languages": ["en", "zh-Hans"], "name": {"en": "Demo", "zh-Hans": "样本"}}
    data["calendar"]["ignore"] = ["W110"]
    data["venues"]["hall"] |= {"name": {"en": "Town Hall", "zh-Hans": "大会堂"}, "town": "anting"}
    for id, title in {"festival": "节", "weekly": "每周", "expo": "展览", "off": "取消"}.items():
        data = changed(data, id, title={"en": id.title(), "zh-Hans": title})
    return data


def trees(project: Project) -> tuple[Feed, Feed]:
    return project.seen("calendar.ics"), project.seen("zh-Hans/calendar.ics")


def revisions(feed: Feed) -> dict[str, tuple[int, datetime, datetime]]:
    return {uid: revision(seen) for uid, seen in feed.items()}


def paths(project: Project, folder: str) -> set[str]:
    """The feeds of a tree, by their paths in it."""
    found = {path.removeprefix(folder) for path in project.files() if path.startswith(folder)}
    return {path for path in found if path.endswith((".ics", ".xml")) and "zh-Hans/" not in path}


def unmarked(data: bytes) -> bytes:
    return re.sub(rb";LANGUAGE=[A-Za-z-]+", b"", data.replace(b"\r\n ", b""))


def test_each_language_has_the_same_feeds_with_the_same_events(project: Project) -> None:
    project.build(bilingual())
    assert paths(project, "zh-Hans/") == paths(project, "") != set()
    readable(project.files())
    lines = project.lock.decode().splitlines()
    assert not [line for line in lines if '"where_language"' in line and '"where":' not in line]
    for path in paths(project, "") - {"feed.xml"}:
        first, other = project.seen(path), project.seen(f"zh-Hans/{path}")
        assert revisions(first) == revisions(other)
        for uid, seen in first.items():
            for one, same in zip(seen, other[uid], strict=True):
                assert (one.start, one.end, one.rrule, one.exdate) == (
                    same.start,
                    same.end,
                    same.rrule,
                    same.exdate,
                )


def test_texts_are_in_the_language_of_the_tree_and_say_so(project: Project) -> None:
    project.build(bilingual())
    there, chinese = (contents(project.files()[f"{folder}calendar.ics"]) for folder in BOTH)
    assert "SUMMARY;LANGUAGE=en:Festival" in there["festival@demo"]
    assert "SUMMARY;LANGUAGE=zh-Hans:节" in chinese["festival@demo"]
    assert "CATEGORIES;LANGUAGE=zh-Hans:音乐" in chinese["festival@demo"]
    # What isn't there in Chinese is in English, and with our words in Chinese.
    assert "SUMMARY;LANGUAGE=en:Day" in chinese["day@demo"]
    assert "LOCATION;LANGUAGE=zh-Hans:大会堂\\n1 Main Road\\, 安亭" in chinese["day@demo"]
    assert "DESCRIPTION;LANGUAGE=en:Rain." in chinese["off@demo"]
    assert "SUMMARY;LANGUAGE=zh-Hans:已取消：取消" in chinese["off@demo"]
    assert "DESCRIPTION;LANGUAGE=zh-Hans:具体日期尚未公布" in chinese["month@demo"]
    files = project.files()
    unfolded = files["zh-Hans/categories/music.ics"].replace(b"\r\n ", b"").decode()
    assert "NAME;LANGUAGE=zh-Hans:样本：音乐\r\nX-WR-CALNAME:样本：音乐\r\n" in unfolded
    news = files["zh-Hans/feed.xml"].decode()
    assert ('xml:lang="zh-Hans"' in news, "<title>样本</title>" in news) == (True, True)


def test_categories_of_two_languages_stand_in_two_lines(project: Project) -> None:
    data = changed(bilingual(), "day", categories=["music", "food"])
    seen = project.build(data)["day@demo"]
    chinese = contents(project.files()["zh-Hans/calendar.ics"])["day@demo"]
    assert "CATEGORIES;LANGUAGE=zh-Hans:音乐\nCATEGORIES;LANGUAGE=en:food" in chinese
    assert seen[0].categories == ("Music", "food")


def test_ical_js_reads_both_trees(project: Project) -> None:
    project.build(bilingual())
    feeds = [project.files()[f"{folder}calendar.ics"] for folder in BOTH]
    first, chinese = by_icaljs(feeds)
    assert [it.uid for it in first] == [it.uid for it in chinese]
    assert {"节", "每周", "Day"} <= {it.summary for it in chinese}


def test_a_mended_translation_is_newer_in_its_tree_alone(project: Project) -> None:
    before = bilingual()
    project.build(before)
    was, chinese = map(revisions, trees(project))
    mended = changed(before, "festival", title={"en": "Festival", "zh-Hans": "音乐节"})
    project.write(mended)
    assert project("diff").stdout == ""
    ran = project("build", now=LATER)
    assert "1 event worded anew" in ran.stderr + ran.stdout
    now, now_chinese = map(revisions, trees(project))
    assert now == was
    sequence, created, _ = chinese.pop("festival@demo")
    assert now_chinese.pop("festival@demo") == (sequence, created, LATER)
    assert now_chinese == chinese


def test_an_edit_of_what_is_said_is_newer_in_all_trees(project: Project) -> None:
    project.build(bilingual())
    project.build(changed(bilingual(), "festival", end="2024-05-13"), now=LATER)
    for feed in trees(project):
        assert revision(feed["festival@demo"])[::2] == (1, LATER)
        assert revision(feed["weekly@demo"])[::2] == (0, NOW)


def test_a_language_more_changes_nothing_for_those_who_have_another(project: Project) -> None:
    data = bare(event("fair"), event("choir", "2024-05-02 10:00", repeat={"every": "week", "times": "5"}))
    project.build(data, now=NOW)
    before = project.files()
    data["calendar"]["languages"] = ["en", "zh-Hans"]
    project.build(changed(data, "fair", title={"en": "Fair", "zh-Hans": "集市"}), now=LATER)
    after = project.files()
    assert after.keys() > before.keys()
    for path, was in before.items():
        if path.endswith((".ics", ".xml")):
            assert unmarked(after[path]) == unmarked(was), path
    chinese = project.seen("zh-Hans/calendar.ics")
    assert {revision(it)[::2] for it in chinese.values()} == {(0, LATER)}
    # And without it again all is as it was.
    project.build(bare(*data["events"]), now=LATER + ONE_DAY)
    assert {path for path in project.files() if "zh-Hans" in path} == set()
    again = project.files()
    assert {path: again[path] for path in before if path.endswith(".ics")} == {
        path: data for path, data in before.items() if path.endswith(".ics")
    }


def test_what_was_removed_stands_in_each_tree_in_its_language(project: Project) -> None:
    project.build(bilingual())
    project.build(without(bilingual(), "festival"), now=NOW + ONE_DAY)
    first, chinese = trees(project)
    assert is_cancelled(first["festival@demo"])
    assert is_cancelled(chinese["festival@demo"], "已取消：节")
    assert "SUMMARY;LANGUAGE=zh-Hans:" in contents(project.files()["zh-Hans/calendar.ics"])["festival@demo"]
    for folder in BOTH:
        assert "festival@demo" in contents(project.files()[f"{folder}categories/music.ics"])
    # Whoever builds a part finds it by its title in any language.
    project.build(None, "--search", "nothing", "--search", "节", "-o", "part", now=NOW + ONE_DAY)
    assert {*project.seen(folder="part")} == {"festival@demo"}
    # It is told of once, and then it goes.
    stands = project.files()
    project.build(now=NOW + 2 * ONE_DAY)
    assert project.files() == stands
    project.build(now=NOW + 200 * ONE_DAY)
    assert all("festival@demo" not in feed for feed in trees(project))


@pytest.mark.parametrize("known_by", ["lock", "published"])
def test_what_was_removed_as_another_language_came_first_is_told_in_each(
    project: Project, known_by: str
) -> None:
    """And at once, with the words of each: all that the lock knew was in the order of before."""
    project.build(changed(bilingual(), "festival", venue="hall"))
    turned = without(bilingual(), "festival")
    turned["calendar"]["languages"] = ["zh-Hans", "en"]
    project.write(turned)
    told = project("diff", now=LATER).stdout.splitlines()
    at_top, ended, off, *others = told
    assert ("calendar.ics" in at_top, "zh-Hans/" in ended, "节" in off) == (True, True, True)
    values = json.loads(project("diff", "--format", "json", now=LATER).stdout)
    assert [(it["title"], it["path"], it["before"], it["after"]) for it in values[:2]] == [
        ("", "calendar.ics", {"language": "en"}, {"language": "zh-Hans"}),
        ("", "zh-Hans/", {"language": "zh-Hans"}, None),
    ]
    assert others == ["文字更改：Day"], "it was a part of the festival; nothing was renamed or is elsewhere"
    if known_by == "published":
        (project.folder / "events.lock").unlink()
    ran = project("build", now=LATER)
    assert "W503" in ran.stdout + ran.stderr
    first, english = project.seen("calendar.ics"), project.seen("en/calendar.ics")
    assert is_cancelled(first["festival@demo"], "已取消：节")
    assert is_cancelled(english["festival@demo"])
    for path, language in (("calendar.ics", "zh-Hans"), ("en/calendar.ics", "en")):
        vevent = contents(project.files()[path])["festival@demo"]
        assert f"SUMMARY;LANGUAGE={language}:" in vevent
        assert f"LOCATION;LANGUAGE={language}:" in vevent
        assert "festival@demo" in contents(project.files()[path.replace("calendar", "categories/music")])
    # Who follows the address at the top reads other words, and only then takes them for newer.
    assert revision(first["weekly@demo"])[::2] == (0, LATER)
    assert revision(english["weekly@demo"])[::2] == (0, NOW)
    stands = project.files()
    assert "W503" not in project("build", "-o", "again", now=LATER).stdout
    project.build(now=LATER)
    assert project.files() == stands


@pytest.mark.parametrize("languages", [["zh-Hans", "en"], ["fr", "en"], ["en", "fr", "zh-Hans"]])
def test_what_was_removed_says_in_which_language_it_is(project: Project, languages: list[str]) -> None:
    """Whichever the calendar has since: a text that is in one alone stays in that."""
    project.build(changed(bilingual(), "day", title={"zh-Hans": "日"}))
    data = bare(event("fair")) | {"site": True}
    data["calendar"]["languages"] = languages
    project.build(data, now=LATER)
    for language in languages:
        folder = "" if language == languages[0] else f"{language}/"
        said = contents(project.files()[f"{folder}calendar.ics"])
        assert re.search("SUMMARY;LANGUAGE=zh-Hans:.*日", said["day@demo"])
        own = language if language in ("en", "zh-Hans") else "en"
        title = {"en": "Festival", "zh-Hans": "节"}[own]
        assert re.search(f"SUMMARY;LANGUAGE={own}:.*{title}", said["festival@demo"])
        page = project.files()[f"{folder}categories/music/index.html"].decode()
        name = {"en": "Music", "zh-Hans": "音乐"}[own]
        marked = name if own == language else f'<bdi lang="{own}">{name}</bdi>'
        assert f"<h1>{marked}</h1>" in page


@pytest.mark.parametrize("edit", ["none", "translation", "dates"])
def test_without_a_lock_what_is_published_tells_of_all_languages(project: Project, edit: str) -> None:
    project.build(bilingual(), "-o", "old")
    (project.folder / "events.lock").unlink()
    edits: dict[str, Data] = {
        "none": {},
        "translation": {"title": {"en": "Festival", "zh-Hans": "音乐节"}},
        "dates": {"end": "2024-05-13"},
    }
    project.build(changed(bilingual(), "festival", **edits[edit]), "--previous", "old", now=LATER)
    first, chinese = (revision(feed["festival@demo"])[::2] for feed in trees(project))
    assert first == {"none": (0, NOW), "translation": (0, NOW), "dates": (1, LATER)}[edit]
    assert chinese == {"none": (0, NOW), "translation": (0, LATER), "dates": (1, LATER)}[edit]
    if edit == "none":
        assert {revision(it)[::2] for feed in trees(project) for it in feed.values()} == {(0, NOW)}


def test_a_place_that_is_gone_is_called_in_the_language_of_its_name(project: Project) -> None:
    """It may have none in the first, nor in that of the page; so may its town, and a series."""
    data = bilingual() | {"site": True}
    data["towns"]["anting"]["name"] = {"zh-Hans": "安亭"}
    data["venues"]["hall"]["name"] = {"zh-Hans": "大会堂"}
    data["calendar"]["languages"] = languages = ["en", "zh-Hans", "fr"]
    project.build(changed(data, "festival", title={"zh-Hans": "节"}))
    there = contents_of_names(project)
    gone = without(data, *[it["id"] for it in data["events"] if it["id"] != "month"])
    project.build({key: gone[key] for key in ("site", "calendar", "events")}, now=LATER)
    assert contents_of_names(project) == there
    for language in languages:
        folder = "" if language == "en" else f"{language}/"
        for path, name in (("venues/hall", "大会堂"), ("towns/anting", "安亭"), ("series/festival", "节")):
            marked = name if language == "zh-Hans" else f'<bdi lang="zh-Hans">{name}</bdi>'
            assert f"<h1>{marked}</h1>" in project.files()[f"{folder}{path}/index.html"].decode()


@pytest.mark.parametrize("languages", [["en", "zh-Hans"], ["zh-Hans", "en"], ["fr", "en", "zh-Hans"]])
def test_news_say_where_something_was_in_the_language_of_their_tree(
    project: Project, languages: list[str]
) -> None:
    """Also where another language comes first since."""
    data = bilingual()
    data["venues"]["quay"]["name"] = {"en": "The Quay", "zh-Hans": "码头"}
    data["calendar"]["languages"] = sorted(languages)
    project.build(data)
    project.build(changed(data, "day", venue="quay"), now=LATER)
    data["calendar"]["languages"] = languages
    project.build(changed(data, "day", venue="quay"), now=LATER + ONE_DAY)
    for language in languages:
        folder = "" if language == languages[0] else f"{language}/"
        news = project.files()[f"{folder}feed.xml"].decode()
        assert (" · 大会堂 → 码头<" if language == "zh-Hans" else " · Town Hall → The Quay<") in news


def contents_of_names(project: Project) -> set[bytes]:
    """What the feeds of a place, its town and a series are called in each tree."""
    feeds = ("venues/hall", "towns/anting", "series/festival")
    found = (project.files()[f"{tree}{path}.ics"] for tree in ("", "zh-Hans/", "fr/") for path in feeds)
    return {line for feed in found for line in feed.split(b"\r\n") if line.startswith(b"NAME")}


def spoken(part: Data, languages: list[str], fill: Sequence[str] = ()) -> Data:
    """The calendar with its texts in some languages; what is in none of them is in its first.

    What isn't in one of those to `fill` has the first there as well: which text stays is no question then.
    """

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return [walk(it) for it in part]
        if not isinstance(part, dict):
            return part
        if part and part.keys() <= {"en", "fr", "de", "zh-Hans"}:
            first = next(iter(part.values()))
            all_texts = {**dict.fromkeys(fill, first), **part}
            return {tag: text for tag, text in all_texts.items() if tag in languages} or first
        return {key: walk(value) for key, value in part.items()}

    made: Data = walk(part)
    made["calendar"]["languages"] = languages
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["en"], ["en", "zh-Hans"]),
        (["zh-Hans"], ["en", "zh-Hans"]),
        (["en", "zh-Hans"], ["zh-Hans", "en"]),
        (["en", "zh-Hans"], ["zh-Hans", "en", "fr"]),
        (["en", "fr", "zh-Hans"], ["fr", "en"]),
        (["en", "fr", "zh-Hans"], ["en"]),
    ],
)
def test_without_a_lock_a_change_of_languages_is_over_with_one_build(
    project: Project, before: list[str], after: list[str]
) -> None:
    """Also for what was removed: in which language it is, what is published says."""
    data = changed(bilingual(), "festival", venue="hall") | {"site": True}
    project.build(spoken(data, before), "-o", "old")
    gone = without(data, *[it["id"] for it in data["events"] if it["id"] not in ("month", "course")])
    gone = {key: gone[key] for key in ("site", "calendar", "events")}
    lock = project.folder / "events.lock"
    lock.unlink(missing_ok=True)
    project.build(spoken(gone, after), "--previous", "old", "-o", "new", now=LATER)
    lock.unlink(missing_ok=True)
    project.build(None, "--previous", "new", "-o", "again", now=LATER)
    made, again = project.files("new"), project.files("again")
    assert made.keys() == again.keys()
    # Which news there was is known to a lock alone.
    differ = {path for path in made if made[path] != again[path]} - {"manifest.json"}
    assert {path for path in differ if not path.endswith("feed.xml")} == set()


def test_verify_tells_of_an_event_once_and_not_once_a_language(project: Project) -> None:
    project.build(changed(bilingual(), "festival", description="Tea &amp; <b>cake</b>"))
    found = project("verify", "public").stdout
    assert found.count("is shown as it stands") == 1
    assert "(the same in 11 more files)" in found
    assert project.where("festival@demo") >= {"zh-Hans/calendar.ics"}


@given(edits().flatmap(lambda made: st.tuples(st.tuples(*map(translated, made[0])), st.just(made[1]))))
@examples(15)
def test_every_edit_arrives_in_every_language(made: tuple[tuple[Data, ...], list[datetime]]) -> None:
    versions, times = made
    chain, before = Chain(), dict[str, dict[str, tuple[str, tuple[int, datetime, datetime]]]]()
    for data, now in zip(versions, times, strict=True):
        files = chain.publish(data, now)
        feeds = {tag: files[f"{tag}calendar.ics"] for tag in ("", "de/", "zh-Hans/")}
        found = {tag: revisions(by_uid(feed)) for tag, feed in feeds.items()}
        said = {tag: contents(unmarked(feed)) for tag, feed in feeds.items()}
        for tag, revised in found.items():
            assert {uid: it[:2] for uid, it in revised.items()} == {
                uid: it[:2] for uid, it in found[""].items()
            }
            old = before.get(tag, {})
            for uid in revised.keys() & old.keys():
                was, revised_then = old[uid]
                if (said[tag][uid], revised[uid]) != (was, revised_then):
                    assert revised[uid][2] > revised_then[2], (tag, uid)
                    assert revised[uid][0] > revised_then[0] or said[tag][uid] != was, (tag, uid)
        before = {tag: {uid: (said[tag][uid], found[tag][uid]) for uid in said[tag]} for tag in said}


@st.composite
def orders(draw: st.DrawFn) -> list[list[str]]:
    """The languages of a calendar, time after time: what comes first was there before."""
    found = [list(TAGS)]
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.sampled_from(found[-1]))
        others = draw(st.permutations([tag for tag in TAGS if tag != first]))
        found.append([first, *others[: draw(st.integers(0, 2))]])
    return found


@given(calendars().flatmap(lambda made: translated(made.data)), orders())
@examples(10)
def test_the_order_of_languages_is_no_edit(data: Data, orders: list[list[str]]) -> None:
    """Nor is one more or less: trees that stay have the same events, each with its SEQUENCE and CREATED."""
    chain, first = Chain(), dict[str, tuple[int, datetime]]()
    for day, languages in enumerate(orders):
        files = chain.publish(spoken(data, languages, TAGS), NOW + day * ONE_DAY)
        for tag in languages:
            feed = files["calendar.ics" if tag == languages[0] else f"{tag}/calendar.ics"]
            found = {uid: it[:2] for uid, it in revisions(by_uid(feed)).items()}
            first = first or found
            assert found == first, tag
