"""`list`: its table, its formats, its limits, and what is still to come."""

import csv
import json
import re
from pathlib import Path

import pytest

from support.fairs import ESCAPE, IDS, NARROW, WIDE, Commands, bare, titled
from support.running import Run
from support.witnesses import lines_are_right


def test_list_in_a_pipe_is_a_table_of_whole_lines(cg: Commands) -> None:
    assert (
        cg.out("list")
        == """\
When                                         What                                Where
until Sat 31 Aug 2024 · start not announced  汽车运动展 Motor sports exhibition  Shanghai Automobile Museum
Fri 19 Apr – Fri 31 May 2024                 Auto Culture Festival
Thu 25 Apr 2024 10:00–13:00                  A talk (tentative)
Wed 1 – Sun 5 May 2024                       Car boot fair                       Shanghai Automobile Museum, \
Jiayuanhai Art Museum
Thu 2 May 2024 19:00–21:00 Europe/Berlin     Opera | night (cancelled)           Haus, Hof
Oct 2024 · day not announced                 Plant (postponed)
"""
    )


def test_a_line_in_a_pipe_is_not_broken_however_long_it_is(cg: Commands) -> None:
    cg.write(titled("x" * 500, "嘉" * 500, "short"))
    assert len(cg.out("list").splitlines()) == 4


def test_list_in_a_wide_terminal(cg: Commands) -> None:
    out = cg.out("list", env=WIDE)
    assert [line.rstrip() for line in bare(out).splitlines()] == [
        "When                                       What                         Where",
        "─" * 100,
        "until Sat 31 Aug 2024                      汽车运动展 Motor sports      Shanghai Automobile Museum",
        "start not announced                        exhibition",
        "Fri 19 Apr – Fri 31 May 2024               Auto Culture Festival",
        "Thu 25 Apr 2024 10:00–13:00                A talk (tentative)",
        "Wed 1 – Sun 5 May 2024                     Car boot fair                Shanghai Automobile Museum,",
        "                                                                        Jiayuanhai Art Museum",
        "Thu 2 May 2024 19:00–21:00 Europe/Berlin   Opera | night (cancelled)    Haus, Hof",
        "Oct 2024                                   Plant (postponed)",
        "day not announced",
    ]
    assert ESCAPE.search(out)


def test_list_in_a_narrow_terminal(cg: Commands) -> None:
    out = cg.out("list", env=NARROW)
    assert [line.rstrip() for line in bare(out).splitlines()] == [
        "until Sat 31 Aug 2024 · start not announced",
        "  汽车运动展 Motor sports exhibition",
        "  Shanghai Automobile Museum",
        "Fri 19 Apr – Fri 31 May 2024",
        "  Auto Culture Festival",
        "Thu 25 Apr 2024 10:00–13:00",
        "  A talk (tentative)",
        "Wed 1 – Sun 5 May 2024",
        "  Car boot fair",
        "  Shanghai Automobile Museum, Jiayuanhai Art Museum",
        "Thu 2 May 2024 19:00–21:00 Europe/Berlin",
        "  Opera | night (cancelled)",
        "  Haus, Hof",
        "Oct 2024 · day not announced",
        "  Plant (postponed)",
    ]


def test_days_of_the_week_stand_where_there_is_room(cg: Commands) -> None:
    def first(columns: int) -> str:
        out = bare(cg.out("list", "--event", "opera", env={**WIDE, "COLUMNS": str(columns)}))
        return out.splitlines()[0 if columns < 72 else 2]

    assert first(80).startswith("Thu 2 May 2024 19:00–21:00 Europe/Berlin ")
    assert first(75).startswith("2 May 2024 19:00–21:00 Europe/Berlin ")
    assert first(40) == "Thu 2 May 2024 19:00–21:00 Europe/Berlin"
    assert first(39) == "2 May 2024 19:00–21:00 Europe/Berlin"


@pytest.mark.parametrize("columns", ["10", "20", "40", "60", "71"])
def test_no_letter_is_lost_however_narrow_a_terminal_is(cg: Commands, columns: str) -> None:
    letters = re.sub(r"\s", "", bare(cg.out("list", "--all", env={**WIDE, "COLUMNS": columns})))
    for title in ("汽车运动展Motorsportsexhibition", "AutoCultureFestival", "Operanight(cancelled)"):
        assert title.replace("Operan", "Opera|n") in letters


@pytest.mark.parametrize("columns", ["72", "80", "200", "1000"])
def test_no_word_is_lost_however_wide_a_terminal_is(cg: Commands, columns: str) -> None:
    out = bare(cg.out("list", "--all", env={**WIDE, "COLUMNS": columns}))
    assert max(map(len, out.splitlines())) <= int(columns)
    for title in ("汽车运动展 Motor sports exhibition", "Auto Culture Festival", "Opera | night (cancelled)"):
        assert all(word in out for word in title.split())


def test_list_as_json(cg: Commands) -> None:
    events = {event["id"]: event for event in json.loads(cg.out("list", "--all", "--format", "json"))}
    assert list(events) == IDS
    assert events["fair"] == {
        "id": "fair",
        "uid": "fair@fairs",
        "title": "Car boot fair",
        "start": "2024-05-01",
        "end": "2024-05-05",
        "all_day": True,
        "certainty": "exact",
        "status": "confirmed",
        "venues": ["automobile-museum", "art-museum"],
        "towns": ["Anting", "Malu"],
        "categories": ["fair", "car culture"],
        "series": "festival",
        "url": "https://events.example.org/fair",
    }
    assert (events["opera"]["start"], events["opera"]["end"]) == (
        "2024-05-02T19:00:00+02:00",
        "2024-05-02T21:00:00+02:00",
    )
    assert [events[id][key] for id, key in (("opera", "all_day"), ("plant", "series"), ("over", "url"))] == [
        *(False, None, None),
    ]
    certainties = {id: event["certainty"] for id, event in events.items() if event["certainty"] != "exact"}
    assert certainties == {"exhibition": "start-unknown", "plant": "month"}
    assert (events["exhibition"]["start"], events["plant"]["end"]) == ("2024-04-01", "2024-10-31")


def test_list_as_csv(cg: Commands) -> None:
    out = cg.out("list", "--format", "csv", "--event", "fair", "--event", "opera")
    assert out == (
        "id,uid,title,start,end,all_day,certainty,status,venues,towns,categories,series,url,recurring\r\n"
        "fair,fair@fairs,Car boot fair,2024-05-01,2024-05-05,true,exact,confirmed,"
        "automobile-museum; art-museum,Anting; Malu,fair; car culture,festival,"
        "https://events.example.org/fair,false\r\n"
        "opera,opera@fairs,Opera | night,2024-05-02T19:00:00+02:00,2024-05-02T21:00:00+02:00,"
        "false,exact,cancelled,haus,Berlin,,,,false\r\n"
    )


def test_csv_and_json_hold_the_same_whatever_the_titles(cg: Commands) -> None:
    titles = ['a, "b"; c', "一、二", "|", "'", '"', "x;y", "=1+1", "\\"]
    cg.write(titled(*titles))
    rows = list(csv.DictReader(cg.out("list", "--format", "csv").splitlines(keepends=True)))
    events = json.loads(cg.out("list", "--format", "json"))
    assert [event["title"] for event in events] == titles
    assert [row["title"] for row in rows] == ["'=1+1" if title == "=1+1" else title for title in titles]


def test_list_as_markdown(cg: Commands) -> None:
    assert cg.out("list", "--format", "markdown", "--month", "2024-05", "--category", "fair") == (
        "| When | What | Where |\n"
        "| --- | --- | --- |\n"
        "| 1–5 May 2024 | [Car boot fair](<https://events.example.org/fair>) "
        "| Shanghai Automobile Museum, Jiayuanhai Art Museum |\n"
    )
    assert "| Opera \\| night (cancelled) | Haus, Hof |" in cg.out("list", "--format", "markdown")


def test_markdown_says_whose_clock_it_is(cg: Commands) -> None:
    assert "Europe/Berlin" in cg.out("list", "--format", "markdown")


def test_text_in_markdown_stays_text(cg: Commands) -> None:
    cg.write(titled("*a* _b_ `c` [d](e) <b>f</b> | #1 ~~g~~ & ! \\"))
    assert (r"| \*a\* \_b\_ \`c\` \[d\]\(e\) &lt;b&gt;f&lt;/b&gt; \| \#1 \~\~g\~\~ &amp; \! \\ |") in cg.out(
        "list", "--format", "markdown"
    )


def test_list_as_ics_is_what_export_writes(cg: Commands) -> None:
    listed = cg.out("list", "--format", "ics", "--month", "may")
    assert listed == cg.out("export", "--month", "may")
    assert lines_are_right(listed.encode()) == []


def test_nothing_but_json_on_standard_output_when_nothing_is_there(cg: Commands) -> None:
    code, out, err = cg("list", "--month", "1999", "--format", "json")
    assert (code, json.loads(out), err) == (0, [], "No event matches.\n")
    assert cg("list", "--month", "1999", "--format", "ics")[:2] == (0, "")
    assert cg("list", "--month", "1999")[:2] == (0, "")


def test_limit_says_what_it_leaves_out(cg: Commands) -> None:
    code, out, err = cg("list", "--limit", "2", "--format", "json")
    assert (code, len(json.loads(out)), err) == (0, 2, "4 more: raise --limit to see them.\n")
    assert cg("list", "--limit", "6").stderr == ""
    assert cg("list", "--limit", "0").code == 2


def test_when_all_is_over_list_says_what_was_last(run: Run, folder: Path) -> None:
    code, out, err = run("list", "--now", "2025-06-01", cwd=folder)
    assert (code, out) == (0, "")
    assert err == (
        "Nothing is coming up. The last to end was:\n"
        "  Plant (Oct 2024 · day not announced)\n"
        "See all 8 past events with --all, or those of a time with --month 2024-10.\n"
    )
    err = run("list", "--now", "2025-06-01", "--venue", "haus", cwd=folder).stderr
    assert err.startswith(
        "Nothing that matches is coming up. The last to end was:\n  Opera | night (2 May 2024"
    )
    assert "See it with --all" in err


@pytest.mark.parametrize(
    ("now", "first_gone"),
    [
        ("2024-04-25T03:29Z", []),
        ("2024-04-25T03:30Z", ["morning"]),  # 11:30 in Shanghai: it has just ended
        ("2024-04-25T11:30+08:00", ["morning"]),
        ("2024-04-25T05:00Z", ["morning", "talk"]),
        # A day ends where the calendar is, not where the machine is.
        ("2024-05-05T15:59Z", ["morning", "talk", "opera"]),
        ("2024-05-05T16:00Z", ["morning", "talk", "opera", "fair"]),
        ("2024-05-31T16:00Z", ["morning", "talk", "opera", "fair", "festival"]),
        ("2024-08-31T15:59Z", ["morning", "talk", "opera", "fair", "festival"]),
        ("2024-08-31T16:00Z", ["morning", "talk", "opera", "fair", "festival", "exhibition"]),
    ],
)
def test_what_has_begun_is_upcoming_until_it_ends(
    run: Run, folder: Path, now: str, first_gone: list[str]
) -> None:
    ran = run("list", "--format", "json", "--now", now, cwd=folder)
    listed = [event["id"] for event in json.loads(ran.stdout)]
    assert listed == [id for id in IDS if id not in (*first_gone, "over")]
