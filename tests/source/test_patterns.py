"""Files that `include` names: only those below the root are read, and no pattern takes for ever."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from calendar_gen.source import files as source_files
from calendar_gen.source import patterns, trees
from support.running import Ran, Run

SECRET = "swordfish"
CALENDAR = "calendar: {id: a, name: A}\nevents:\n- {id: x, title: X, start: 2027-06-01}\n"


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def including(*given: str) -> str:
    return CALENDAR + f"include: {list(given)}\n"


def more(id: str) -> str:
    return f"events:\n- {{id: {id}, title: {id}, start: 2027-06-02}}\n"


def refused(ran: Ran, code: str, root: Path | None = None) -> None:
    """Refused at the pattern's place; nothing of the file is shown."""
    assert ran.code == 1, ran
    assert f"events.yaml:4:11: {code} " in ran.stdout, ran
    assert SECRET not in ran.stdout + ran.stderr
    assert root is None or str(root.resolve()) in ran.stdout


def _above(folder: Path) -> str:
    return "../secret.txt"


def _far_above(folder: Path) -> str:
    return "../" * 40 + str(folder.parent / "secret.txt").lstrip("/")


def _not_there(folder: Path) -> str:
    return "../nothing.txt"


def _wildcard_above(folder: Path) -> str:
    return "../*.txt"


def _in_and_out(folder: Path) -> str:
    (folder / "in").mkdir()
    return "in/../../*/../secret.txt"


def _link(folder: Path) -> str:
    (folder / "link.yaml").symlink_to("../secret.txt")
    return "link.yaml"


def _link_by_wildcard(folder: Path) -> str:
    return f"{_link(folder)[:3]}*.yaml"


def _chain_of_links(folder: Path) -> str:
    (folder / "deep").mkdir()
    (folder / "deep" / "second").symlink_to("../link.yaml")
    (folder / "first.yaml").symlink_to("deep/second")
    _link(folder)
    return "first.yaml"


def _link_to_folder(folder: Path) -> str:
    (folder / "up").symlink_to("..")
    return "up/secret.txt"


def _wildcard_through_link(folder: Path) -> str:
    (folder / "up").symlink_to("..")
    return "*/*.txt"


def _device(folder: Path) -> str:
    (folder / "zero.yaml").symlink_to("/dev/zero")
    return "zero.yaml"


def _standard_input(folder: Path) -> str:
    (folder / "stdin.yaml").symlink_to("/dev/stdin")
    return "stdin.yaml"


def _environment(folder: Path) -> str:
    return "../" * 40 + "proc/self/environ"


@pytest.mark.parametrize(
    "prepare",
    [
        *(_above, _far_above, _not_there, _wildcard_above, _in_and_out, _link, _link_by_wildcard),
        *(_chain_of_links, _link_to_folder, _wildcard_through_link, _device, _standard_input, _environment),
    ],
)
def test_nothing_outside_of_the_root_is_read(
    prepare: Callable[[Path], str], tmp_path: Path, run: Run
) -> None:
    write(tmp_path, {"secret.txt": f"{SECRET}: [", "all/a.yaml": more("y")})
    write(tmp_path, {"all/events.yaml": including(prepare(tmp_path / "all"))})
    ran = run("check", cwd=tmp_path / "all", env={"SECRET": f"{SECRET}: ["})
    refused(ran, "E403", tmp_path / "all")
    assert run("build", cwd=tmp_path / "all").code == 1
    assert not (tmp_path / "all" / "public").exists()


def test_a_pipe_is_no_file_to_include(tmp_path: Path, run: Run) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    write(tmp_path, {"events.yaml": including("pipe.yaml")})
    refused(run("check", cwd=tmp_path), "E401")


def test_a_large_file_is_not_read(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"events.yaml": including("large.yaml")})
    with open(tmp_path / "large.yaml", "wb") as file:
        file.truncate(10**12)
    ran = run("check", cwd=tmp_path)
    assert (ran.code, ran.stderr) == (
        2,
        "Error: events.yaml can't be read: large.yaml: it has more than 1000 MB\n",
    )


@pytest.mark.parametrize("git", ["folder", "file"])
def test_the_root_is_the_repository(git: str, tmp_path: Path, run: Run) -> None:
    write(
        tmp_path,
        {"secret.txt": SECRET, "repo/places.yaml": more("y"), "repo/sub/all/events.yaml": CALENDAR},
    )
    if git == "folder":
        (tmp_path / "repo" / ".git").mkdir()
    else:
        write(tmp_path, {"repo/.git": "gitdir: elsewhere\n"})
    here = tmp_path / "repo" / "sub" / "all"
    write(here, {"events.yaml": including("../../places.yaml")})
    assert run("check", cwd=here).code == 0
    write(here, {"events.yaml": including("../../../secret.txt")})
    refused(run("check", cwd=here), "E403", tmp_path / "repo")


def test_a_root_can_be_named(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"all/events.yaml": including("../places.yaml"), "places.yaml": more("y")})
    here = tmp_path / "all"
    refused(run("check", cwd=here), "E403", here)
    assert run("--root", "..", "check", cwd=here).code == 0
    assert run("check", cwd=here, env={"CALENDAR_GEN_ROOT": ".."}).code == 0
    refused(run("--root", ".", "check", cwd=here, env={"CALENDAR_GEN_ROOT": ".."}), "E403", here)
    assert run("--root", "nowhere", "check", cwd=here).code == 2


def test_a_folder_of_files_holds_to_the_root_as_well(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"secret.txt": f"{SECRET}: [", "all/events.yaml": CALENDAR})
    (tmp_path / "all" / "more.yaml").symlink_to("../secret.txt")
    ran = run("-f", "all", "check", cwd=tmp_path)
    assert ran.code == 2
    assert SECRET not in ran.stdout + ran.stderr
    assert "all/more.yaml: it is outside of " in ran.stderr
    assert run("--root", ".", "-f", "all", "check", cwd=tmp_path).stdout.startswith("all/more.yaml:1:")


def test_the_file_of_a_repository_is_no_link_out_of_it(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"secret.txt": f"{SECRET}: [", "repo/.git/HEAD": ""})
    (tmp_path / "repo" / "events.yaml").symlink_to("../secret.txt")
    ran = run("check", cwd=tmp_path / "repo")
    assert ran.code == 2
    assert SECRET not in ran.stdout + ran.stderr
    assert str((tmp_path / "repo").resolve()) in ran.stderr


@pytest.mark.parametrize(
    "name", ["events", "events/main.yaml", "events/nothing.yaml", "link.yaml", "events/../main.yaml"]
)
@pytest.mark.parametrize("root", [(), ("--root", "."), ("--root", "../repo")])
@pytest.mark.parametrize("git", ["repo/.git/HEAD", "outside/.git/HEAD repo/.git/HEAD"])
def test_no_link_of_a_repository_leads_out_of_it(
    name: str, root: tuple[str, ...], git: str, tmp_path: Path, run: Run
) -> None:
    """Not either into another repository; and not where the person who runs the command stands elsewhere."""
    secret = CALENDAR.replace("title: X", f"title: {SECRET}")
    write(tmp_path, {"outside/main.yaml": secret, "main.yaml": secret} | dict.fromkeys(git.split(), ""))
    (tmp_path / "repo" / "events").symlink_to("../outside")
    (tmp_path / "repo" / "link.yaml").symlink_to("../outside/main.yaml")
    (tmp_path / "way").symlink_to("repo")
    absolute = tmp_path / "repo" / name
    for given in (name, f"../repo/{name}", str(absolute), f"../way/{name}"):
        ran = run(*root, "-f", given, "list", "--all", cwd=tmp_path / "repo")
        assert (ran.code, ran.stdout) == (2, ""), given
        assert f"outside of {tmp_path.resolve() / 'repo'}, and only" in ran.stderr
        assert ran.stderr.endswith("name a folder above both with --root\n")
    if name != "events/nothing.yaml":
        assert run("--root", "..", "-f", name, "check", cwd=tmp_path / "repo").code == 0


def test_what_is_named_elsewhere_is_read_for_all_the_root(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"repo/.git/HEAD": "", "repo/d1/main.yaml": CALENDAR, "elsewhere/main.yaml": CALENDAR})
    (tmp_path / "repo" / "d2").symlink_to("d1")
    (tmp_path / "way").symlink_to("repo/d1")
    for name in ("d2", "d2/main.yaml", "../elsewhere/main.yaml", "../way", "../way/main.yaml"):
        for root in ((), ("--root", ".")):
            assert run(*root, "-f", name, "check", cwd=tmp_path / "repo").code == 0, (name, root)


def test_a_link_elsewhere_is_a_calendar_where_there_is_no_repository(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"store/all.yaml": CALENDAR, "home/a": ""})
    (tmp_path / "home" / "events.yaml").symlink_to("../store/all.yaml")
    assert run("check", cwd=tmp_path / "home").code == 0


def test_a_link_that_comes_after_the_check_is_not_followed(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for swapped in ("a/b/c.yaml", "a"):
        here = tmp_path / swapped.replace("/", "-")
        write(here, {"events.yaml": including("a/b/c.yaml"), "a/b/c.yaml": more("y")})
        write(here.parent, {"out/b/c.yaml": f"{SECRET}: ["})
        read = trees._read_below

        def swap(root: Path, real: Path, here: Path = here, swapped: str = swapped) -> bytes:
            (here / swapped).rename(here / "was")
            (here / swapped).symlink_to(tmp_path / "out" / Path(swapped).relative_to("a"))
            return read(root, real)  # noqa: B023

        monkeypatch.setattr(trees, "_read_below", swap)
        ran = run("check", cwd=here)
        monkeypatch.setattr(trees, "_read_below", read)
        assert ran.code == 2
        assert SECRET not in ran.stdout + ran.stderr


def test_patterns_that_explode_are_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "/".join("d" * 18)).mkdir(parents=True)
    for link in "lmn":
        (tmp_path / link).symlink_to(".")
    for pattern in (
        "**/" * 8 + "*.yaml",
        "*/" * 20 + "*.yaml",
        "?/" * 9 + "x",
        "[lmn]/" * 20 + "events.yaml",
    ):
        write(tmp_path, {"events.yaml": including(pattern)})
        refused(run("check", cwd=tmp_path), "E404")


def test_what_links_show_many_times_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for link in "lmn":
        (tmp_path / link).symlink_to(".")
    write(tmp_path, {"events.yaml": including("*/" * 7 + "*.yaml"), "a.yaml": more("y")})
    monkeypatch.setattr(patterns, "MOST_STEPS", 300)
    names = [
        Path(file.name).relative_to(tmp_path) for file in source_files.read(tmp_path / "events.yaml").all
    ]
    assert names == [Path("events.yaml"), Path("/".join("l" * 7), "a.yaml")]


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ("a/../" * 93 + "{}.y", 3),  # there and back
        ("{}/" + "a/" * 230 + "x.y", 2),  # what isn't there, nor anything below it
        ("a/" * 40 + "{}.y", 42),  # deep
        ("../" * 60 + "a/" * 100 + "{}.y", 1),  # outside of the root
        ("a/../" * 2000 + "{}.y", 0),  # longer than a path of a calendar may be
    ],
)
def test_long_patterns_are_looked_up_a_part_at_a_time(pattern: str, most: int, tmp_path: Path) -> None:
    """For a hundred patterns the disk is asked of each place once, and of none by a long path."""
    (tmp_path / "/".join("a" * 40)).mkdir(parents=True)
    looked = []

    def real(path: Path) -> Path:
        looked.append(path)
        return Path(os.path.realpath(path))

    search = patterns.Search(msgspec.structs.replace(trees.on_disk(tmp_path), real=real))
    for number in range(100):
        with suppress(patterns.PatternError):
            assert not search.files(tmp_path, pattern.format(number))
    assert len({*looked}) <= 100 + most
    assert len(looked) <= 200 + most
    assert max(len(path.parts) for path in looked or [tmp_path]) <= len(tmp_path.parts) + 41


def test_a_part_of_a_pattern_that_is_no_folder_leads_nowhere(tmp_path: Path, run: Run) -> None:
    for pattern in ("nothing/../a.yaml", "a.yaml/../a.yaml", "nothing/" * 40 + "a.yaml"):
        write(tmp_path, {"events.yaml": including(pattern), "a.yaml": more("y")})
        refused(run("check", cwd=tmp_path), "E401")


def test_a_path_may_leave_the_root_and_come_back(tmp_path: Path, run: Run) -> None:
    """What else is there is not looked at, and so nothing is told of it."""
    write(tmp_path, {"all/a.yaml": more("y"), "there/b.yaml": SECRET})
    for pattern in ("../all/a.yaml", "../there/../all/a.yaml", "../nothing/../all/a.yaml"):
        write(tmp_path, {"all/events.yaml": including(pattern)})
        assert run("check", cwd=tmp_path / "all").code == 0


def test_deep_folders_count_as_what_they_cost(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "/".join("d" * 60)).mkdir(parents=True)
    monkeypatch.setattr(patterns, "MOST_STEPS", 1500)
    write(tmp_path, {"events.yaml": including("d/" * 60 + "a.yaml")})
    refused(run("check", cwd=tmp_path), "E404")


def test_many_folders_are_not_looked_through_again_and_again(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MOST_STEPS", 1000)
    (tmp_path / "/".join("d" * 40)).mkdir(parents=True)
    write(tmp_path, {"events.yaml": including(*["**/*/*.yaml"] * 50)})
    ran = run("check", cwd=tmp_path)
    assert ran.code == 1
    assert " E404 " in ran.stdout


@pytest.mark.parametrize("file", ["events.yaml", "."])
def test_more_files_than_any_calendar_has(
    file: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert patterns.MOST_FILES == 10_000
    monkeypatch.setattr(patterns, "MOST_FILES", 5)
    write(tmp_path, {"events.yaml": including("d/*.yaml")} | {f"d/{n}.yaml": more(f"y{n}") for n in range(5)})
    if file == "events.yaml":
        assert run("check", cwd=tmp_path).code == 0
        write(tmp_path, {"d/5.yaml": more("y5")})
        refused(run("check", cwd=tmp_path), "E404")
    else:
        ran = run("-f", ".", "check", cwd=tmp_path)
        assert (ran.code, "more than 5 files" in ran.stderr) == (2, True)


def test_a_chain_of_files_is_as_long_as_it_likes(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {f"c{n}.yaml": f"include: [c{n + 1}.yaml]\n" for n in range(2000)})
    write(tmp_path, {"events.yaml": including("c0.yaml"), "c2000.yaml": more("y")})
    assert run("check", cwd=tmp_path).code == 0
    write(tmp_path, {"c2000.yaml": "include: [events.yaml, c7.yaml]\n" + more("y")})
    assert run("check", cwd=tmp_path).code == 0


def test_what_a_refused_pattern_may_hold_is_not_missed(tmp_path: Path, run: Run) -> None:
    """No other problem is told that the file might solve."""
    text = including("../venues.yaml").replace("2027-06-01", "2027-06-01, venue: hall")
    write(tmp_path, {"all/events.yaml": text})
    assert run("check", cwd=tmp_path / "all").stdout.count(" E") == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_cant_be_looked_into_is_not_passed_over(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"events.yaml": including("**/*.yaml"), "closed/a.yaml": more("y"), "b.yaml": more("z")})
    (tmp_path / "closed").chmod(0)
    try:
        assert run("check", cwd=tmp_path).code == 2
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_link_out_of_the_repository_is_told_with_a_remedy(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"secret.txt": SECRET})
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "events.yaml").symlink_to("../secret.txt")
    ran = run("check", cwd=tmp_path / "repo")
    assert (ran.code, SECRET in ran.stderr) == (2, False)
    assert "name a folder above both with --root" in ran.stderr


@pytest.mark.parametrize("name", ["events.lock.new", ".calendar-gen.events.lock.new"])
def test_a_build_takes_no_included_file_for_its_own(name: str, tmp_path: Path, run: Run) -> None:
    write(tmp_path, {name: more("y"), "events.yaml": including(name)})
    ran = run("build", cwd=tmp_path)
    if name.startswith("."):  # which is calendar-gen's, and so can't be included
        assert (ran.code, "E401" in ran.stderr) == (1, True)
    else:
        assert ran.code == 0
    assert (tmp_path / name).read_text() == more("y")


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("given", ["{}/a.yaml", "{}/*.yaml", "~/a.yaml", "{}/all/events.yaml"])
def test_of_a_path_that_is_not_looked_for_nothing_is_told(
    given: str, there: bool, tmp_path: Path, run: Run
) -> None:
    """Neither that it is there nor that it isn't: nobody looks."""
    pattern = given.format(tmp_path)
    write(tmp_path, {"all/events.yaml": including(pattern)} | ({"a.yaml": more("y")} if there else {}))
    ran = run("check", cwd=tmp_path / "all", env={"HOME": str(tmp_path)})
    refused(ran, "E401")
    assert "' is not read: it doesn't begin in the folder of this file\n" in ran.stdout
    assert "= write the path from the folder of this file\n" in ran.stdout


@pytest.mark.parametrize("command", ["check", "diff", "build"])
def test_the_lock_is_no_link_out_of_the_repository(command: str, tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"secret.txt": f"{SECRET}\n", "repo/.git/HEAD": "", "repo/events.yaml": CALENDAR})
    (tmp_path / "repo" / "events.lock").symlink_to("../secret.txt")
    ran = run(command, cwd=tmp_path / "repo")
    assert (ran.code, SECRET in ran.stdout + ran.stderr) == (2, False)
    assert "Error: events.lock can't be read: it is outside of " in ran.stderr
