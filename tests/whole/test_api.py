"""What programs may call: it does as the commands do, in the process and the thread of its caller."""

import _thread
import doctest
import inspect
import os
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import pytest

import calendar_gen
from calendar_gen import api
from support.running import NOW, Run

CALENDAR = """\
calendar: {id: malu, name: Malu Events, timezone: Asia/Shanghai}
events:
  - {id: jazz-picnic, title: Jazz picnic, start: 2027-06-04}
  - id: choir
    title: Choir
    start: 2027-06-01 19:00
    end: 2027-06-01 21:00
    repeat: {every: week, until: 2027-06-30}
"""
FUNCTIONS = ["build", "load", "occurrences", "verify"]
MODULES = [module.name for module in pkgutil.walk_packages(calendar_gen.__path__, "calendar_gen.")]

# Each function twice, with what it is to give.
CALLS = """\
for _ in range(2):
    loaded = calendar_gen.load("events.yaml")
    assert loaded.errors == 0
    assert calendar_gen.build("events.yaml", "public", now=NOW).events == 2
    assert calendar_gen.verify("public", now=NOW).feeds == 4
    days = datetime.date(2027, 6, 1), datetime.date(2027, 6, 14)
    assert len(list(calendar_gen.occurrences(loaded.catalog, *days))) == 3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that we are in, with a calendar."""
    (tmp_path / "events.yaml").write_text(CALENDAR, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_each_docstring_is_so(name: str, folder: Path) -> None:
    function = getattr(calendar_gen, name)
    given = {"calendar_gen": calendar_gen}
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(function) or "", given, name, None, 0)
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)
    assert test.examples


def test_all_of_it_is_there_and_nothing_else() -> None:
    """In the package and in its module: what one of them lacked could not be had, or not be seen."""
    assert sorted([*api.__all__, "__version__"]) == sorted(calendar_gen.__all__) == dir(calendar_gen)
    for name in calendar_gen.__all__:
        assert getattr(calendar_gen, name)
    assert {name for name in calendar_gen.__all__ if inspect.isfunction(getattr(calendar_gen, name))} == {
        *FUNCTIONS
    }
    with pytest.raises(AttributeError, match="'calendar_gen' has no attribute 'publish_all'"):
        _ = calendar_gen.publish_all  # type: ignore[attr-defined]


if TYPE_CHECKING:

    def what_it_gives_is_typed(path: str | Path, now: datetime) -> None:
        loaded = calendar_gen.load(path)
        assert_type(loaded, calendar_gen.Loaded)
        assert_type(calendar_gen.build(path, path, now=now), calendar_gen.Built)
        assert_type(calendar_gen.verify(b"", now=now), calendar_gen.Report)
        days = calendar_gen.occurrences(loaded.catalog, now.date(), now.date())
        assert_type(days, Iterator[calendar_gen.Occurrence])


def test_that_it_is_typed_is_told_to_others() -> None:
    assert (Path(calendar_gen.__file__).parent / "py.typed").is_file()


def test_no_module_stands_in_a_functions_place() -> None:
    """To import `calendar_gen.verify`, were it one, would put it where the function is."""
    assert {f"calendar_gen.{name}" for name in calendar_gen.__all__}.isdisjoint(MODULES)
    assert "calendar_gen.compiler" in MODULES


def test_each_can_be_called_twice_and_after_every_module(folder: Path) -> None:
    imports = "".join(f"import {name}\n" for name in MODULES)
    start = f"import calendar_gen, datetime\nNOW = {NOW!r}\n"
    code = "\n".join([start, CALLS, imports, CALLS])
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_to_import_the_package_imports_no_part_of_it() -> None:
    code = (
        "import calendar_gen, sys; print([name for name in sys.modules if name.startswith('calendar_gen.')])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_it_publishes_what_the_command_publishes(folder: Path, run: Run) -> None:
    assert run("--now", NOW.isoformat(), "build", cwd=folder).code == 0
    before = tree(folder)
    for name in before:
        if name != "events.yaml":
            (folder / name).unlink()
    elsewhere = NOW.astimezone(timezone(timedelta(hours=8)))
    built = calendar_gen.build(folder / "events.yaml", folder / "public", now=elsewhere)
    assert tree(folder) == before
    assert built.changes.created
    # On the same day: what is on is said anew on the next.
    again = calendar_gen.build("events.yaml", "public", now=NOW + timedelta(hours=1))
    assert (again.changes.unchanged, tree(folder)) == (len(built.sizes), before)


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("a process or a thread is started")


@contextmanager
def starting_nothing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "system", "popen"):
            patch.setattr(os, name, refuse)
        patch.setattr(subprocess, "Popen", refuse)
        patch.setattr(threading.Thread, "start", refuse)
        patch.setattr(_thread, "start_new_thread", refuse)
        yield


class TestOneProcess:
    """A fork under threads may hang, and whose threads these are a library can't know."""

    def test_a_large_calendar_starts_nothing(self, folder: Path) -> None:
        self.large(folder)
        with starting_nothing():
            assert self.all_of_it(folder) == 2_500
            # A name that has to be looked up, of an address that mayn't be asked.
            (said,) = calendar_gen.verify("http://localhost:9/a.ics", now=NOW).unreadable
            assert "not a public address" in said

    def test_nor_do_two_in_threads(self, tmp_path: Path) -> None:
        folders = [tmp_path / "one", tmp_path / "other"]
        for each in folders:
            each.mkdir()
            self.large(each)
        begun = threading.Barrier(3)

        def work(each: Path) -> int:
            begun.wait()
            return self.all_of_it(each)

        with ThreadPoolExecutor(2) as pool:
            found = [pool.submit(work, each) for each in folders]
            with starting_nothing():
                begun.wait()
                assert [each.result() for each in found] == [2_500, 2_500]
        one, other = map(tree, folders)
        assert one == other

    def large(self, folder: Path) -> None:
        """More events, and more bytes, than two processes were once thought to be worth."""
        words = "Songs and stories from the river. " * 12
        lines = [
            f"  - {{id: e{i}, title: E{i}, start: {2024 + i % 9}-05-{1 + i % 28:02}, description: '{words}'}}"
            for i in range(2_500)
        ]
        text = "\n".join(["calendar: {id: large, name: Large}", "events:", *lines, ""])
        assert len(text) > 1_000_000
        (folder / "events.yaml").write_text(text, "utf-8")

    def all_of_it(self, folder: Path) -> int:
        loaded = calendar_gen.load(folder / "events.yaml")
        assert not loaded.errors
        found = calendar_gen.occurrences(loaded.catalog, date(2024, 1, 1), date(2040, 1, 1))
        assert len(list(found)) == 2_500
        calendar_gen.verify(folder / "events.yaml", now=NOW)
        return calendar_gen.build(folder / "events.yaml", folder / "public", now=NOW).events


def test_it_prints_nothing_and_asks_no_clock(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What Python calls of C is looked at: there is no other way to either."""
    given: dict[str, Any] = {"calendar_gen": calendar_gen, "datetime": __import__("datetime"), "NOW": NOW}
    exec(CALLS, given)  # imports what it needs, and that may well ask for the time
    for name in (*tree(folder / "public"), "../events.lock"):
        (folder / "public" / name).unlink()
    called = set()

    def profile(frame: object, event: str, function: Callable[..., Any]) -> None:
        if event == "c_call":
            called.add(function.__qualname__)

    sys.setprofile(profile)
    try:
        exec(CALLS, given)
    finally:
        sys.setprofile(None)
    assert capfd.readouterr() == ("", "")
    assert "datetime.astimezone" in called, "nothing was looked at"
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "time", "time_ns", "localtime", "gmtime"}
    assert called.isdisjoint({*clocks, "monotonic", "print"})


NAIVE = datetime(2027, 5, 1)  # noqa: DTZ001 - that is what is wrong with it
FAR = [datetime.min, datetime.max, datetime(1899, 12, 31), datetime(2200, 1, 1)]  # noqa: DTZ001, DTZ901


@pytest.mark.parametrize(
    ("now", "said"),
    [(NAIVE, "now must be aware"), *[(now.replace(tzinfo=UTC), "in the years 1900 to 2199") for now in FAR]],
)
def test_a_moment_must_be_one(folder: Path, now: datetime, said: str) -> None:
    before = tree(folder)
    with pytest.raises(ValueError, match=said):
        calendar_gen.build("events.yaml", "public", now=now)
    with pytest.raises(ValueError, match=said):
        calendar_gen.verify(b"", now=now)
    assert tree(folder) == before


@pytest.mark.parametrize("now", ["2027-05-01", None, date(2027, 5, 1)], ids=str)
def test_a_moment_must_be_of_its_type(folder: Path, now: Any) -> None:
    with pytest.raises(TypeError, match=r"now must be a datetime\.datetime, not "):
        calendar_gen.build("events.yaml", "public", now=now)
    with pytest.raises(TypeError, match=r"now must be a datetime\.datetime, not "):
        calendar_gen.verify(b"", now=now)


def test_what_is_wrong_with_a_calendar_is_told(folder: Path) -> None:
    (folder / "events.yaml").write_text(CALENDAR.replace("title: Choir", "titel: Choir"), "utf-8")
    loaded = calendar_gen.load("events.yaml")
    assert loaded.errors
    with pytest.raises(calendar_gen.InvalidError, match=rf"^{loaded.errors} errors?$") as raised:
        calendar_gen.build("events.yaml", "public", now=NOW)
    assert raised.value.loaded == loaded
    assert [path.name for path in folder.iterdir()] == ["events.yaml"]


def test_warnings_are_told(folder: Path) -> None:
    more = "  - {id: jazz-2, title: Jazz picnic, start: 2027-06-04}\n"
    (folder / "events.yaml").write_text(CALENDAR + more, "utf-8")
    built = calendar_gen.build("events.yaml", "public", now=NOW)
    assert built.diagnostics == calendar_gen.load("events.yaml").diagnostics
    assert [found.code for found in built.diagnostics] == ["W202"]
    assert (built.events, built.warnings) == (3, 1)


def test_errors_are_those_that_are_named(folder: Path) -> None:
    for function in (calendar_gen.load, lambda path: calendar_gen.build(path, "public", now=NOW)):
        with pytest.raises(FileNotFoundError):
            function("none.yaml")
        (folder / "own.lock").write_text(CALENDAR, "utf-8")
        with pytest.raises(
            calendar_gen.OutputError, match=r"own.lock has the name of a lock: call it own.yaml"
        ):
            function("own.lock")
    (folder / "public").write_text("in the way")
    with pytest.raises(calendar_gen.OutputError, match="public: a file"):
        calendar_gen.build("events.yaml", "public", now=NOW)
    (folder / "events.yaml").write_text("calendar: {id: a, name: A}\nevents: []\n", "utf-8")
    with pytest.raises(calendar_gen.InvalidError):
        calendar_gen.build("events.yaml", "other", now=NOW)


class TestVerify:
    """Bytes, a path, an address."""

    def test_bytes_and_paths_are_read_alike(self, folder: Path) -> None:
        calendar_gen.build("events.yaml", "public", now=NOW)
        file = folder / "public" / "calendar.ics"
        broken = file.read_bytes().replace(b"Choir", b"Choir, or not", 1)
        file.write_bytes(broken)
        reports = [calendar_gen.verify(target, now=NOW) for target in (broken, file, str(file))]
        assert [[(f.code, f.line) for f in report.findings] for report in reports] == [[("V210", 23)]] * 3
        assert reports[0].findings[0].file == "-"
        assert [report.feeds for report in reports] == [1, 1, 1]
        whole = calendar_gen.verify("public", now=NOW)
        assert {"V210", "V702"} <= {found.code for found in whole.findings}

    def test_an_address_is_asked(self) -> None:
        report = calendar_gen.verify("http://127.0.0.1:1/calendar.ics", now=NOW)
        assert not report.checked
        (line,) = report.unreadable
        assert "127.0.0.1" in line

    def test_what_is_not_there_is_told(self, folder: Path) -> None:
        assert calendar_gen.verify("none.ics", now=NOW).unreadable == (
            "none.ics can't be read: No such file or directory",
        )


class TestOccurrences:
    """Of a window of days."""

    def test_days_are_those_of_a_listing(self, folder: Path) -> None:
        catalog = calendar_gen.load("events.yaml").catalog
        assert self.days(catalog, date(2027, 6, 4), date(2027, 6, 15)) == [
            ("2027-06-04", "jazz-picnic"),
            ("2027-06-08", "choir"),
            ("2027-06-15", "choir"),
        ]
        assert len(self.days(catalog, date.min, date.max)) == 6

    def test_an_empty_window_has_none(self, folder: Path) -> None:
        (folder / "events.yaml").write_text(CALENDAR.replace("2027-06-04", "2027-06-01, end: 2027-06-30"))
        catalog = calendar_gen.load("events.yaml").catalog
        assert self.days(catalog, date(2027, 6, 12), date(2027, 6, 12)) == [("2027-06-01", "jazz-picnic")]
        assert self.days(catalog, date(2027, 6, 12), date(2027, 6, 11)) == []

    def test_a_moment_is_no_day(self, folder: Path) -> None:
        catalog = calendar_gen.load("events.yaml").catalog
        with pytest.raises(TypeError, match=r"days: datetime\.date"):
            calendar_gen.occurrences(catalog, NOW, NOW)

    def test_they_are_made_as_they_are_asked_for(self, folder: Path) -> None:
        (folder / "events.yaml").write_text(CALENDAR.replace(", until: 2027-06-30", ""))
        found = calendar_gen.occurrences(calendar_gen.load("events.yaml").catalog, date.min, date.max)
        assert next(found).event.id == "choir"

    def days(self, catalog: Any, first: date, last: date) -> list[tuple[str, str]]:
        found = calendar_gen.occurrences(catalog, first, last)
        return [(each.span.first_day.isoformat(), each.event.id) for each in found]
