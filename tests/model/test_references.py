"""A chain of events that are part of each other may have any length."""

from calendar_gen import compiler
from calendar_gen.model.catalog import Catalog, Event
from calendar_gen.source.files import Source

LONG = 5_000


def chain(length: int, more: str = "") -> Source:
    events = [f"- {{id: e{n}, title: T{n}, start: 2027-06-01, part_of: e{n - 1}}}" for n in range(1, length)]
    head = ["calendar: {id: a, name: A}", "events:", "- {id: e0, title: T0, start: 2027-06-01}"]
    return Source("events.yaml", "\n".join([*head, *events, more]).encode())


def test_a_long_chain() -> None:
    loaded = compiler.load(chain(LONG))
    assert (loaded.diagnostics, len(loaded.catalog.events)) == ((), LONG)


def test_a_feed_of_a_long_chain_follows_it_once(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    looks = []
    by_id = Catalog.by_id

    class Counted(dict[str, Event]):
        def get(self, *key):  # type: ignore[no-untyped-def]
            looks.append(key)
            return super().get(*key)

    monkeypatch.setattr(Catalog, "by_id", lambda self: Counted(by_id(self)))
    loaded = compiler.load(chain(300, "feeds:\n- {id: f, name: F, where: {series: [e150]}}"))
    assert loaded.diagnostics == ()
    assert len(looks) < 10 * 300
