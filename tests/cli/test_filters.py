"""Months, days and filters: what they choose, and what names nothing."""

from pathlib import Path

import pytest

from support.fairs import IDS, Commands, titled
from support.running import Run


@pytest.mark.parametrize(
    ("month", "ids"),
    [
        ("2024-04", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024-4", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024/04", ["exhibition", "over", "festival", "morning", "talk"]),
        ("2024-05", ["exhibition", "festival", "fair", "opera"]),
        ("may", ["exhibition", "festival", "fair", "opera"]),
        ("May", ["exhibition", "festival", "fair", "opera"]),
        ("may 2024", ["exhibition", "festival", "fair", "opera"]),
        ("2024 may", ["exhibition", "festival", "fair", "opera"]),
        ("aug", ["exhibition"]),
        ("Aug.", ["exhibition"]),
        ("august 2024", ["exhibition"]),
        ("sept", []),
        ("october", ["plant"]),
        ("2024", IDS),
        ("may 2023", []),
        ("2023", []),
        ("this", ["exhibition", "over", "festival", "morning", "talk"]),
        ("This month", ["exhibition", "over", "festival", "morning", "talk"]),
        ("next", ["exhibition", "festival", "fair", "opera"]),
    ],
)
def test_months(cg: Commands, month: str, ids: list[str]) -> None:
    assert cg.ids("--month", month) == ids


@pytest.mark.parametrize(
    ("now", "this", "next"),
    [
        # It is already May in Shanghai.
        ("2024-04-30T16:00Z", "2024-05", "2024-06"),
        ("2024-04-30T15:59Z", "2024-04", "2024-05"),
        ("2023-12-15", "2023-12", "2024-01"),
    ],
)
def test_this_month_and_the_next_are_those_of_the_calendar(
    run: Run, folder: Path, now: str, this: str, next: str
) -> None:
    def listed(month: str) -> str:
        return run("list", "--now", now, "--month", month, "--format", "json", cwd=folder).stdout

    assert (listed("this"), listed("next")) == (listed(this), listed(next))


@pytest.mark.parametrize(
    "month", ["2024-13", "0", "ma", "j", "maybe", "2024-05-01", "last", "-", " ", "五月"]
)
def test_what_is_no_month(cg: Commands, month: str) -> None:
    code, out, err = cg("list", "--month", month)
    assert (code, out) == (2, "")
    assert err.endswith(f"Error: no month '{month}': write 2024-05, 2024, may, 'may 2024', this or next\n")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--from", "2024-05-31"], ["exhibition", "festival", "plant"]),
        (["--from", "2024-06-01"], ["exhibition", "plant"]),
        (["--to", "2024-04-01"], ["exhibition"]),
        (["--to", "2024-04-02"], ["exhibition", "over"]),
        (["--from", "2024-05", "--to", "2024-05"], ["exhibition", "festival", "fair", "opera"]),
        (["--from", "today", "--to", "today"], ["exhibition", "festival", "morning", "talk"]),
        (["--from", "tomorrow", "--to", "tomorrow"], ["exhibition", "festival"]),
        (["--from", "2025"], []),
    ],
)
def test_from_and_to(cg: Commands, options: list[str], ids: list[str]) -> None:
    assert cg.ids(*options) == ids


@pytest.mark.parametrize("day", ["2024-02-30", "by 2024-05-01", "2024-05-01 10:00", "soon"])
def test_what_is_no_day(cg: Commands, day: str) -> None:
    code, out, err = cg("list", "--from", day)
    assert (code, out) == (2, "")
    assert f"Error: --from '{day}' is not a day" in err


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--venue", "art-museum"], ["morning", "fair"]),
        (["--venue", "ART"], ["morning", "fair"]),
        (["--venue", "jiayuanhai art museum"], ["morning", "fair"]),
        (["--venue", "haus, hof"], ["opera"]),
        (["--venue", "haus", "--venue", "art-museum"], ["morning", "fair", "opera"]),
        (["--town", "malu"], ["morning", "fair"]),
        (["--town", "ant"], ["exhibition", "fair"]),
        (["--category", "car"], ["fair"]),
        (["--category", "fair", "--category", "industry"], ["fair", "plant"]),
        (["--series", "festival"], ["festival", "fair"]),
        (["--series", "opera"], ["opera"]),
        (["--status", "cancelled"], ["opera"]),
        (["--status", "postponed", "--status", "tentative"], ["talk", "plant"]),
        (["--event", "fair"], ["fair"]),
        (["--event", "morning"], ["morning"]),
        (["--search", "MUSEUM"], ["exhibition", "morning", "fair"]),
        (["--search", "汽车"], ["exhibition"]),
        (["--search", "ｂｏｏｔｓ"], ["fair"]),
        (["--search", "bureau"], ["festival"]),
        (["--search", "boots", "--search", "opera"], ["fair", "opera"]),
        (["--search", "no such thing"], []),
        (["--venue", "art-museum", "--category", "fair", "--month", "may"], ["fair"]),
        (["--venue", "art-museum", "--category", "industry"], []),
    ],
)
def test_filters(cg: Commands, options: list[str], ids: list[str]) -> None:
    assert cg.ids("--all", *options) == ids


@pytest.mark.parametrize("command", ["list", "export", "build"])
def test_what_names_nothing_is_wrong_use_and_meets_a_guess(cg: Commands, command: str) -> None:
    code, out, err = cg(command, "--venue", "art-musuem")
    assert (code, out) == (2, "")
    assert err == (
        f"Usage: calendar-gen {command} [OPTIONS]\n"
        f"Try 'calendar-gen {command} --help' for help.\n"
        "\n"
        "Error: no venue 'art-musuem': did you mean 'art-museum'?\n"
    )
    assert not (cg.folder / "public").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--venue", "qqq"], "no venue 'qqq': there are: art-museum, automobile-museum, haus"),
        (["--town", "Antin9"], "no town 'Antin9': did you mean 'Anting'?"),
        (["--category", "fairs"], "no category 'fairs': did you mean 'fair'?"),
        (["--status", "canceled"], "no status 'canceled': did you mean 'cancelled'?"),
        (["--event", "opra"], "no event 'opra': did you mean 'opera'?"),
        (["--series", "qqq"], "no series 'qqq': there are: festival"),
        (
            ["--month", "9999", "--month", "2024-05"],
            "no month '9999' in the years from 1900 to 2199: "
            "write 2024-05, 2024, may, 'may 2024', this or next",
        ),
        (["--venue", "museum"], "'museum' fits more than one venue: automobile-museum, art-museum"),
        (["--status", "ed"], "'ed' fits more than one status: confirmed, cancelled, postponed"),
        (["--venue", ""], "no venue '': there are: art-museum, automobile-museum, haus"),
        (["--search", ""], "--search is empty: leave it out, or write what to look for"),
    ],
)
def test_what_is_said_of_a_filter_that_names_nothing(cg: Commands, options: list[str], message: str) -> None:
    code, out, err = cg("list", *options)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == f"Error: {message}"


FILTERS = ("venue", "town", "category", "series", "status", "event", "search", "month", "from", "to")


@pytest.mark.parametrize("empty", ["", " ", "\t\u00a0"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_of_nothing_lets_nothing_through(cg: Commands, name: str, empty: str) -> None:
    """As `--search "$TEXT"` is, where TEXT isn't set."""
    for words in (["list", "--all"], ["export"], ["build", "-o", "part"]):
        code, out, err = cg(*words, f"--{name}", empty)
        assert (code, out) == (2, "")
        assert err.splitlines()[-1].startswith("Error: ")
    assert not (cg.folder / "part").exists()


def test_a_word_of_a_name_may_be_mistyped_too(cg: Commands) -> None:
    assert "did you mean" in cg("list", "--venue", "musuem").stderr


def test_an_ambiguous_event_is_wrong_use_and_names_the_candidates(cg: Commands) -> None:
    assert cg.out("show", "boot") == cg.out("show", "fair")
    code, out, err = cg("show", "e")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(
        "Error: 'e' fits more than one event: exhibition, over, festival, "
    )


@pytest.mark.parametrize("words", [["show", "Fair"], ["list", "--all", "--event", "fair"]])
def test_a_title_of_two_events_is_ambiguous(cg: Commands, words: list[str]) -> None:
    cg.write(titled("Fair", "Fair").replace("2024-05-01", "2024-06-01", 1))
    code, out, err = cg(*words)
    assert (code, out) == (2, "")
    assert "e1, e0" in err


# --- days in the wrong order, accents ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"), [("2024-05-02", "2024-05-01"), ("2024-06", "2024-05"), ("tomorrow", "today")]
)
def test_from_a_day_after_the_last_is_wrong_use(cg: Commands, first: str, last: str) -> None:
    code, out, err = cg("list", "--from", first, "--to", last)
    assert (code, out) == (2, "")
    told = f"Error: --from '{first}' is after --to '{last}': write the earlier of them after --from\n"
    assert err.endswith(told)
    assert cg("export", "--from", first, "--to", last).code == 2
    assert cg("list", "--from", last, "--to", first).code == 0
    assert cg("list", "--from", "2024-05", "--to", "2024-05").code == 0


ACCENTS = """\
calendar: {id: c, name: C, timezone: Europe/Berlin, ignore: [W207]}
venues: {cafe: {name: Café Müller, town: Łódź}}
events:
  - {id: a, title: Ｊａｚｚ at the Café, start: 2024-05-01, venue: cafe}
  - {id: b, title: Smørrebrød, start: 2024-05-02, categories: [Cœur]}
  - {id: c, title: がくぶち, start: 2024-05-03}
  - {id: d, title: Ёлка и чай, start: 2024-05-04}
  - {id: e, title: Αθήνα, start: 2024-05-05}
  - {id: f, title: مُوسِيقَى, start: 2024-05-06}
"""


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("cafe", ["a"]),
        ("CAFÉ", ["a"]),
        ("Cafe\u0301", ["a"]),
        ("jazz", ["a"]),
        ("muller", ["a"]),
        ("smorrebrod", ["b"]),
        ("coeur", ["b"]),
        ("がく", ["c"]),
        ("かく", []),  # another word
        ("елка", ["d"]),
        ("чаи", []),
        ("αθηνα", ["e"]),
        ("موسيقى", ["f"]),
    ],
)
def test_a_search_takes_no_notice_of_accents_and_widths(cg: Commands, text: str, ids: list[str]) -> None:
    cg.write(ACCENTS)
    assert cg.ids("--search", text) == ids
    feed = f"{ACCENTS}feeds: [{{id: f, name: F, where: {{search: ['{text}']}}}}]\n"
    cg.write(feed)
    code, out, _ = cg("check", "--strict")
    assert (code, "W401" in out) == ((0, False) if ids else (1, True))
    uids = [line for line in cg("export", "--search", text).stdout.splitlines() if line.startswith("UID:")]
    assert uids == [f"UID:{id}@c" for id in ids]


def test_nor_do_names(cg: Commands) -> None:
    cg.write(ACCENTS)
    for words in (("--town", "lodz"), ("--venue", "cafe muller"), ("--venue", "muller")):
        assert cg.ids(*words) == ["a"]
    assert cg.ids("--category", "coeur") == ["b"]
    cg.write(ACCENTS.replace("Łódź}", "Łódź}, other: {name: Other, town: Lodz}"))
    assert cg.ids("--town", "Lodz") == []
    assert cg.ids("--town", "Łódź") == ["a"]


def test_a_feed_from_a_day_after_its_last_is_an_error(cg: Commands) -> None:
    cg.write(ACCENTS + "feeds: [{id: f, name: F, where: {from: 2024-06, to: 2024-05-01}}]\n")
    code, out, _ = cg("check")
    assert code == 1
    assert "E402 from '2024-06' is after to '2024-05-01'" in out
    assert out.count("E402") == 1
