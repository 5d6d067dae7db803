"""Words are no data: the same said otherwise is no other event, in no feed, no lock and no news."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from gettext import NullTranslations

import pytest
from hypothesis import given

from calendar_gen.lock import changes, revisions
from calendar_gen.lock.known import Lock
from calendar_gen.words import languages, repeats
from support.calendars import examples
from support.edits import Chain, edits
from support.projects import ONE_DAY, Data, Project, by_uid, changed, every_form, revision
from support.running import NOW

LATER = NOW + 10 * ONE_DAY


class Respelled(NullTranslations):
    """Every sentence otherwise: in capitals, its slots aside."""

    def gettext(self, message: str) -> str:
        return re.sub(r"[^{}]+(?=\{|$)", lambda match: match[0].upper() + "~", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@pytest.fixture
def respell(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Gives what spells every word of ours otherwise from then on, with dates and names of months."""
    yield monkeypatch
    forget()


def forget() -> None:
    languages.language.cache_clear()
    repeats._how_often.cache_clear()


def spelled_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def otherwise(name: str, translations: NullTranslations, patterns: object) -> languages.Language:
        assert isinstance(patterns, dict)
        other = {
            key: f"<{pattern}>" if "{" in pattern else pattern.upper() for key, pattern in patterns.items()
        }
        return made(name, Respelled(), other)

    made = languages._language
    monkeypatch.setattr(languages, "_language", otherwise)
    forget()


def entries(atom: bytes) -> list[bytes]:
    return re.findall(rb"<entry>\s*<id>([^<]*)</id>", atom)


def test_all_words_of_a_calendar_are_respelled(respell: pytest.MonkeyPatch) -> None:
    """Or the tests below would prove less than they say."""
    before = Chain().publish(every_form(), NOW)
    spelled_otherwise(respell)
    after = Chain().publish(every_form(), NOW)
    words = ("Opening: ", "Last day: ", "Cancelled: ", "Organizer: ", "Day not announced")
    everything, otherwise = before["calendar.ics"].decode(), after["calendar.ics"].decode()
    for word in words:
        assert word in everything
        assert word not in otherwise
        assert word.strip(": ").upper() in otherwise
    assert b"May 2024" in before["feed.xml"]
    assert b"May 2024" not in after["feed.xml"]


def test_respelled_words_are_no_revision_and_no_news(respell: pytest.MonkeyPatch) -> None:
    chain, data = Chain(), every_form()
    before, lock = chain.publish(data, NOW), chain.lock
    spelled_otherwise(respell)
    after = chain.publish(data, LATER)
    seen, now_seen = by_uid(before["calendar.ics"]), by_uid(after["calendar.ics"])
    reworded = {uid for uid in seen if seen[uid] != now_seen[uid]}
    assert {"off@demo", "fair+opening@demo", "month@demo", "timed@demo"} <= reworded
    assert "day@demo" not in reworded
    for uid in seen:
        sequence, created, modified = revision(seen[uid])
        assert revision(now_seen[uid]) == (sequence, created, LATER if uid in reworded else modified)
    assert changes.compare(lock, chain.lock, "en") == []
    assert revisions.worded_anew(lock, chain.lock) == len({uid.partition("+")[0] for uid in reworded})
    assert entries(after["feed.xml"]) == entries(before["feed.xml"])
    assert {record.news for record in chain.lock.records.values()} == {""}


def test_an_edit_among_respelled_words_is_told_alone(respell: pytest.MonkeyPatch) -> None:
    chain, data = Chain(), every_form()
    before, lock = chain.publish(data, NOW), chain.lock
    spelled_otherwise(respell)
    edited = changed(changed(data, "off", description="Only this is new."), "weekly", title="Every week")
    after = chain.publish(edited, LATER)
    seen, now_seen = by_uid(before["calendar.ics"]), by_uid(after["calendar.ics"])
    risen = {uid for uid in seen if revision(now_seen[uid])[0] > revision(seen[uid])[0]}
    assert risen == {"off@demo", "weekly@demo", "weekly+20240517T1800@demo"}
    told = changes.compare(lock, chain.lock, "en")
    assert {change.uid for change in told} == risen
    assert "moved" not in {change.kind for change in told}


@examples(40)
@given(edits())
def test_respelled_words_move_no_event_of_any_calendar(given_: tuple[list[Data], list[datetime]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for data, now in zip(*given_, strict=True):
            chain = Chain()
            chain.publish(data, now)
            lock = chain.lock
            spelled_otherwise(patch)
            chain.publish(data, now + timedelta(days=1))
            patch.undo()
            forget()
            assert changes.compare(lock, chain.lock, "en") == []
            assert sequences(lock) == sequences(chain.lock)


def sequences(lock: Lock) -> dict[str, int]:
    return {uid: record.sequence for uid, record in lock.records.items()}


def test_another_language_of_a_calendar_is_no_revision(project: Project) -> None:
    data = every_form()
    before = project.build(data)
    german = data | {"calendar": data["calendar"] | {"language": "de"}}
    project.write(german)
    said = project("diff", now=LATER)
    assert (said.stdout, said.code) == ("", 0)
    ran = project("build", now=LATER)
    assert "events worded anew" in ran.stdout + ran.stderr
    after = by_uid((project.folder / "public" / "calendar.ics").read_bytes())
    assert after["off@demo"] != before["off@demo"]
    for uid in before:
        sequence, created, modified = revision(before[uid])
        same = after[uid] == before[uid]
        assert revision(after[uid]) == (sequence, created, modified if same else LATER)
    project.write(data)
    project("build", now=LATER)
    back = by_uid((project.folder / "public" / "calendar.ics").read_bytes())
    for uid in before:
        assert revision(back[uid])[2] > revision(after[uid])[2] or after[uid] == back[uid] == before[uid]
