"""The workflows and the action: what others say of them, and what their scripts do here.

No runner of GitHub or GitLab is here, so nothing says that they work there: only that they are valid, that no
known weakness is in them, and that each script does its part on this machine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from calendar_gen import __version__
from support.indexes import without_an_index
from support.paths import ROOT, checkout
from support.projects import git
from support.running import UNWANTED, Ran

ACTION = ROOT / "action.yml"
GITHUB = [*sorted(ROOT.glob("examples/github-*.yml")), *sorted(ROOT.glob(".github/workflows/*.yml"))]
DEPENDABOT = ROOT / ".github" / "dependabot.yml"
GITLAB = ROOT / "examples" / "gitlab-pages.yml"
STEPS = {
    step["name"]: step
    for step in yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
    if "name" in step
}
CHECK, DIFF, BUILD, VERIFY = (name for name in STEPS if name != "Install calendar-gen")
FAIR = "  - {id: fair, title: Fair, start: 2027-06-04}\n"
CALENDAR = f"calendar: {{id: a, name: A}}\nevents:\n{FAIR}"


# --- what others say of them ------------------------------------------------------------------------


def test_there_are_workflows() -> None:
    assert [path.name for path in GITHUB] == [
        *("github-pages-no-lock.yml", "github-pages.yml", "release.yml", "tests.yml")
    ]


def test_they_are_valid() -> None:
    """By the schemas that check-jsonschema brings."""
    check_jsonschema = pytest.importorskip("check_jsonschema", reason="CHECK-JSONSCHEMA IS NOT INSTALLED")
    for schema, files in (
        ("vendor.github-workflows", GITHUB),
        ("vendor.github-actions", [ACTION]),
        ("vendor.gitlab-ci", [GITLAB]),
        ("vendor.dependabot", [DEPENDABOT]),
    ):
        checked = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, *map(str, files)])
        assert checked.exit_code == 0, checked.output


def test_zizmor_finds_nothing_of_weight() -> None:
    zizmor = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if zizmor is None:
        pytest.skip("ZIZMOR IS NOT INSTALLED: nobody looks for weaknesses in the workflows")
    options = ("--offline", "--no-config", "--min-severity", "medium", "--persona", "pedantic")
    files = [ACTION, DEPENDABOT, *GITHUB]
    ran = subprocess.run([zizmor, *options, *files], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_action_is_pinned_to_a_commit_and_everywhere_to_the_same() -> None:
    """A tag may be moved to other code by whoever takes the account over; a commit can't."""
    found: dict[str, set[str]] = {}
    for path in (ACTION, *GITHUB):
        for action, version in re.findall(r"uses: (?!\./)(\S+?)@(.*)", path.read_text("utf-8")):
            assert re.fullmatch(r"[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+", version), (path, action)
            found.setdefault(action, set()).add(version)
    assert len(found) == 7
    assert {action: versions for action, versions in found.items() if len(versions) > 1} == {}


def closure(*names: str) -> set[str]:
    """What is installed with packages, by the names that an index has."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found.add(name)
        wanted = map(Requirement, distribution(name).requires or ())
        waiting += [it.name for it in wanted if it.marker is None or it.marker.evaluate({"extra": ""})]
    return found


def pins() -> dict[str, str]:
    """The versions that the tests are run with."""
    lines = (ROOT / "tests" / "requirements.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


def test_what_they_install_has_the_versions_that_the_tests_run_with() -> None:
    """Whatever is released in the meantime."""
    pytest.importorskip("packaging", reason="PACKAGING IS NOT INSTALLED")
    wanted = {name: distribution(name).version for name in closure("calendar-gen", "hatchling", "babel")}
    del wanted["calendar-gen"]
    assert wanted.items() <= pins().items()
    for path in (ACTION, GITLAB, ROOT / ".github" / "workflows" / "release.yml"):
        installs = re.findall(r"pip install\b.*", path.read_text("utf-8"))
        assert installs
        for line in installs:
            assert re.search('--constraint "?([$A-Z_]+/)?tests/requirements.txt"? ?', line), (path, line)


def test_the_action_installs_itself(tmp_path: Path) -> None:
    without_an_index()
    env = {"RUNNER_TEMP": str(tmp_path), "RUNNER_OS": "Linux", "GITHUB_OUTPUT": str(tmp_path / "output")}
    env["GITHUB_ACTION_PATH"] = str(checkout(tmp_path / "action"))
    ran = script(STEPS["Install calendar-gen"]["run"], tmp_path, env)
    assert ran.code == 0, ran
    command = (tmp_path / "output").read_text().strip().removeprefix("command=")
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"calendar-gen {__version__}\n"
    python = [str(Path(command).with_name("python")), "-I", "-m", "pip", "list", "--format", "json"]
    listed = json.loads(subprocess.run(python, capture_output=True, check=True).stdout)
    there = {re.sub(r"[-_.]+", "-", it["name"]).lower(): it["version"] for it in listed}
    for name in {"pip", "setuptools", "calendar-gen"} & there.keys():
        del there[name]
    assert {"click", "hatchling", "six"} <= there.keys()
    assert there.items() <= pins().items()


def test_what_is_published_is_built_without_the_tools_of_the_tests() -> None:
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))["jobs"]
    runs = "\n".join(step.get("run", "") for step in release["build"]["steps"])
    assert "hatchling build" in runs
    assert "make" not in runs
    assert "pip install --requirement" not in runs
    assert release["publish"]["needs"] == release["build"]["needs"].replace("test", "build")


def test_elsewhere_the_commands_are_tested_too() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))["jobs"]
    folders = set(re.findall(r"tests/\w+(?= |$)", jobs["elsewhere"]["steps"][-1]["run"]))
    assert {"tests/cli", "tests/publish", "tests/serve"} <= folders
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_they_run_on_a_python_that_is_supported() -> None:
    (least,) = re.findall(r'requires-python = ">=3\.([0-9]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    text = "".join(path.read_text("utf-8") for path in (ACTION, *GITHUB, GITLAB))
    wanted = re.findall(r'(?:python-version: "|default: "|python:)3\.([0-9]+)', text)
    assert len(wanted) == 6
    assert all(int(minor) >= int(least) for minor in wanted)


def test_pages_are_built_once_a_day() -> None:
    """They say what is on today."""
    for path in GITHUB[:2]:
        workflow = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # text: `on` is no truth here
        ((schedule,),) = (workflow["on"]["schedule"],)
        assert re.fullmatch(r"[0-9]+ [0-9]+ \* \* \*", schedule["cron"])


@pytest.mark.parametrize("path", GITHUB[:2], ids=lambda path: path.name)
def test_only_the_branch_of_the_site_is_published(path: Path) -> None:
    """A pull request isn't, and neither is another branch on which the workflow is started by hand."""
    workflow = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
    (branch,) = workflow["on"]["push"]["branches"]
    jobs = workflow["jobs"]
    only = f"github.ref == 'refs/heads/{branch}'"
    assert [jobs["publish"]["if"], jobs["build"]["steps"][-1]["if"]] == [only, only]


# --- what their scripts do --------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A calendar whose lock is committed with it, and an edit of it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "events.yaml").write_text(CALENDAR)
    git(folder, "init", "-q", ".")
    build(folder)
    commit(folder)
    (folder / "events.yaml").write_text(CALENDAR.replace("Fair", "Village fair"))
    build(folder)
    commit(folder)
    return folder


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return kept | {"SOURCE_DATE_EPOCH": "1780000000", "PATH": path}


def build(folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "calendar_gen", "build", *options]
    subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True)


def commit(folder: Path) -> None:
    (folder / ".gitignore").write_text("/public/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def script(text: str, folder: Path, env: dict[str, str]) -> Ran:
    """What a script says, run as a runner does it: bash, which stops at the first command that fails."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("THERE IS NO BASH: the scripts of the workflows are not run")
    command = [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    ran = subprocess.run(
        command, cwd=folder, env=environment() | env, capture_output=True, text=True, timeout=300, check=False
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture
def step(repository: Path, tmp_path: Path) -> Any:
    """`step(BUILD, previous=…)` runs that step of the action; `step.summary()` is the page of the run.

    For a push of the newest commit, or for another `event`, with what that has `before` and as its `base`.
    """
    defaults = {
        name: it["default"] for name, it in yaml.safe_load(ACTION.read_text("utf-8"))["inputs"].items()
    }
    summary = tmp_path / "summary.md"

    def run(name: str, event: str = "push", before: str | None = None, base: str = "", **inputs: str) -> Ran:
        if before is None:
            before = git(repository, "rev-parse", "HEAD^").strip() if event == "push" else ""
        values = {f"inputs.{key}": value for key, value in (defaults | inputs).items()}
        values |= {"github.event.before": before, "github.event.pull_request.base.sha": base}
        values["steps.install.outputs.command"] = str(Path(sys.executable).with_name("calendar-gen"))
        env = {
            key: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], value)
            for key, value in STEPS[name].get("env", {}).items()
        }
        assert "${{" not in STEPS[name]["run"]  # nothing that others wrote becomes a part of a script
        env |= {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_EVENT_NAME": event}
        return script(STEPS[name]["run"], repository, env)

    run.summary = lambda: summary.read_text("utf-8")  # type: ignore[attr-defined]
    return run


def test_the_action_does_what_it_is_for(step: Any, repository: Path) -> None:
    for name in (CHECK, DIFF, BUILD, VERIFY):
        ran = step(name)
        assert ran.code == 0, (name, ran)
    assert (repository / "public" / "calendar.ics").exists()
    assert "## What subscribers will see change\n" in step.summary()
    assert "Village fair" in step.summary()


@pytest.mark.parametrize("file", ["events.yaml", "."])
@pytest.mark.parametrize("example", GITHUB[:2], ids=lambda path: path.name)
def test_where_the_workflow_puts_calendar_gen_no_calendar_looks(
    step: Any, repository: Path, file: str, example: Path
) -> None:
    steps = yaml.safe_load(example.read_text("utf-8"))["jobs"]["build"]["steps"]
    (ours,) = (it for it in steps if it["uses"].startswith("./"))
    (place,) = (it["with"]["path"] for it in steps if "repository" in it.get("with", {}))
    assert ours["uses"] == f"./{place}"
    if file == "events.yaml":
        (repository / file).write_text(CALENDAR + 'include: ["**/*.yaml"]\n')
    shutil.copytree(ROOT / "examples", repository / place / "examples")
    shutil.copy(ROOT / "events.yaml", repository / place)
    (repository / "events.lock").unlink()
    for name in (CHECK, BUILD, VERIFY):
        ran = step(name, file=file, previous="public", output="built")
        assert ran.code == 0, (name, ran)
    assert [path.name for path in (repository / "built" / "events").glob("*.ics")] == ["fair.ics"]


@pytest.mark.parametrize("name", ["yaml.py", "msgspec.py", "calendar_gen.py"])
def test_no_code_beside_the_calendar_is_run(step: Any, repository: Path, name: str) -> None:
    (repository / name).write_text("open('owned', 'w')")
    steps = [step(it).code for it in (CHECK, DIFF, BUILD, VERIFY)]
    pipeline = yaml.safe_load(GITLAB.read_text("utf-8"))[".calendar"]
    steps.append(pipeline_run(repository, pipeline["variables"]).code)
    assert steps == [0, 0, 0, 0, 0]
    assert not (repository / "owned").exists()
    install = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"][1]["run"]
    assert " -m " not in install.replace(" -I -m ", " ")


def test_the_action_stops_at_a_mistake_and_shows_it_at_its_line(step: Any, repository: Path) -> None:
    (repository / "events.yaml").write_text(CALENDAR.replace("06-04", "06-31"))
    ran = step(CHECK)
    assert ran.code == 1
    assert ran.stdout.startswith("::error file=events.yaml,line=3,col=")
    assert step(DIFF).code == 0  # it tells, and doesn't judge
    assert "It can't be told" in step.summary()
    assert step(BUILD).code == 1


def test_warnings_count_where_that_is_asked_for(step: Any, repository: Path) -> None:
    (repository / "events.yaml").write_text(CALENDAR + "venues: {hall: {name: Hall}}\n")
    assert step(CHECK).code == 0
    assert step(CHECK, strict="true").code == 1


def test_the_action_stops_at_a_lock_that_was_not_committed(step: Any, repository: Path) -> None:
    (repository / "events.yaml").write_text(CALENDAR.replace("Fair", "Another fair"))
    ran = step(BUILD)
    assert ran.code == 1
    assert "events.lock would change" in ran.stderr


def edited(folder: Path, old: str, new: str) -> str:
    """A commit with an edit of the calendar."""
    text = (folder / "events.yaml").read_text().replace(old, new)
    (folder / "events.yaml").write_text(text)
    commit(folder)
    return git(folder, "rev-parse", "HEAD").strip()


def test_a_push_of_several_commits_is_told_whole(step: Any, repository: Path) -> None:
    before = git(repository, "rev-parse", "HEAD").strip()
    edited(repository, "06-04", "06-05")
    (repository / "README.md").write_text("A calendar.\n")
    commit(repository)
    assert step(DIFF, before=before).code == 0
    assert f"\nCompared with the commit before this push, {before}:\n" in step.summary()
    assert "5 Jun 2027" in step.summary()


def test_a_pull_request_is_told_by_itself(step: Any, repository: Path) -> None:
    """Not what its branch lacks, nor its newest commit alone."""
    git(repository, "branch", "-M", "main")
    git(repository, "checkout", "-q", "-b", "theirs")
    edited(repository, "06-04", "06-05")
    (repository / "README.md").write_text("A calendar.\n")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    old = git(repository, "rev-parse", "HEAD").strip()
    (repository / "others.txt").write_text("")
    commit(repository)
    base = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "merge", "-q", "--no-ff", "-m", "x", "theirs")
    # What the event says of the base is as old as the last push to the branch.
    for told, at in ((old, base), ("", base)):
        assert step(DIFF, event="pull_request", base=told).code == 0
        assert f"Compared with what this pull request is for, {at}:" in step.summary()
    assert "5 Jun 2027" in step.summary()
    git(repository, "checkout", "-q", "theirs")  # where a workflow checks out the branch itself
    assert step(DIFF, event="pull_request", base=base).code == 0
    assert step.summary().count("5 Jun 2027") == 3


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch"])
def test_a_run_without_a_commit_tells_no_change(step: Any, repository: Path, event: str) -> None:
    assert step(DIFF, event=event).code == 0
    assert step.summary().endswith("\nThis run is for no new commit, so there is nothing to compare.\n")


@pytest.mark.parametrize("before", ["0" * 40, "1" * 40])
def test_what_can_not_be_compared_is_not_called_no_change(step: Any, repository: Path, before: str) -> None:
    """On a new branch, or in a clone that hasn't the commit."""
    assert step(DIFF, before=before).code == 0
    assert f"the commit before this push ({before}) isn't in this clone" in step.summary()
    assert "no change" not in step.summary()
    depths = [yaml.safe_load(path.read_text("utf-8")) for path in GITHUB[:2]]
    steps = [it["jobs"]["build"]["steps"][0]["with"].get("fetch-depth") for it in depths]
    assert steps == [None, 0]  # without a lock it is compared with what is published


def test_a_commit_that_changes_nothing_says_so(step: Any, repository: Path) -> None:
    (repository / "README.md").write_text("A calendar.\n")
    commit(repository)
    assert step(DIFF).code == 0
    assert step.summary().endswith("\n\nSubscribers will see no change.\n")


def test_without_a_lock_the_action_goes_on_from_what_is_published(step: Any, repository: Path) -> None:
    (repository / "events.lock").unlink()
    shutil.rmtree(repository / "public")
    assert step(BUILD, previous="published", first="true").code == 0
    (repository / "public").rename(repository / "published")
    assert not (repository / "events.lock").exists()
    (repository / "events.yaml").write_text(CALENDAR.replace("06-04", "06-05"))
    for name in (CHECK, DIFF, BUILD, VERIFY):
        ran = step(name, previous="published")
        assert ran.code == 0, (name, ran)
    assert "SEQUENCE:1" in (repository / "public" / "calendar.ics").read_text("utf-8")
    assert "5 Jun 2027" in step.summary()
    assert not (repository / "events.lock").exists()


def test_to_say_first_again_forgets_nothing(step: Any, repository: Path) -> None:
    """Who starts it by hand may leave the box ticked."""
    (repository / "public").rename(repository / "published")
    (repository / "events.lock").unlink()
    ran = step(BUILD, previous="published", first="true")
    assert (ran.code, "something is published there already" in ran.stderr) == (2, True)
    assert not (repository / "public").exists()


def test_with_a_lock_there_is_no_first_build_that_goes_without_it(step: Any, repository: Path) -> None:
    (repository / "events.lock").unlink()
    assert step(BUILD, first="true").code == 1


MARK = '{% extends "calendar_gen/event.html" %}{% block related %}Of a theme{% endblock %}'


def with_theme(repository: Path) -> None:
    (repository / "theme").mkdir()
    (repository / "theme" / "event.html").write_text(MARK)
    (repository / "events.yaml").write_text(
        CALENDAR.replace("Fair", "Village fair") + "site: {theme: theme}\n"
    )


@pytest.mark.parametrize(
    ("event", "rendered"), [("push", True), ("pull_request", False), ("pull_request_target", False)]
)
def test_no_theme_of_a_pull_request_is_rendered(
    step: Any, repository: Path, event: str, rendered: bool
) -> None:
    with_theme(repository)
    for name in (CHECK, DIFF, BUILD, VERIFY):
        ran = step(name, event=event)
        assert ran.code == 0, (name, ran)
    page = repository / "public" / "events" / "fair" / "index.html"
    assert page.exists() == rendered
    assert not rendered or "Of a theme" in page.read_text("utf-8")


@pytest.mark.parametrize(("job", "rendered"), [("pages", True), ("check", False)])
def test_no_theme_of_a_merge_request_is_rendered(repository: Path, job: str, rendered: bool) -> None:
    pipeline = yaml.safe_load(GITLAB.read_text("utf-8"))
    with_theme(repository)
    variables = pipeline[".calendar"]["variables"] | pipeline[job].get("variables", {})
    ran = pipeline_run(repository, variables)
    assert ran.code == 0, ran
    assert (repository / "public" / "events" / "fair" / "index.html").exists() == rendered


def test_what_is_asked_of_the_action_is_no_part_of_a_script(step: Any, repository: Path) -> None:
    ran = step(CHECK, file="$(touch owned); touch owned; events.yaml")
    assert ran.code == 2
    assert not (repository / "owned").exists()


def pipeline_run(repository: Path, variables: dict[str, str]) -> Ran:
    """What the pipeline for GitLab does, for a push unless the variables tell of something else."""
    pipeline = yaml.safe_load(GITLAB.read_text("utf-8"))[".calendar"]
    before = {"CI_COMMIT_BEFORE_SHA": git(repository, "rev-parse", "HEAD^").strip()}
    return script("\n".join(pipeline["script"]), repository, before | pipeline["variables"] | variables)


def test_the_pipeline_for_gitlab_does_what_it_is_for(repository: Path) -> None:
    ran = pipeline_run(repository, {})
    assert ran.code == 0, ran
    assert "Village fair" in ran.stdout
    assert (repository / "public" / "calendar.ics").exists()


def test_the_pipeline_for_gitlab_compares_with_what_was_there(repository: Path) -> None:
    before = git(repository, "rev-parse", "HEAD^").strip()
    (repository / "README.md").write_text("A calendar.\n")
    commit(repository)
    none = {"CI_COMMIT_BEFORE_SHA": "0" * 40}
    for variables in ({"CI_COMMIT_BEFORE_SHA": before}, none | {"CI_MERGE_REQUEST_DIFF_BASE_SHA": before}):
        ran = pipeline_run(repository, variables)
        assert (ran.code, f"Compared with {before}:" in ran.stdout, "Village fair" in ran.stdout) == (
            0,
            True,
            True,
        )
    ran = pipeline_run(repository, none)  # by the clock, by hand, or on a new branch
    assert (ran.code, "There is nothing to compare" in ran.stdout) == (0, True)
    assert "no change" not in ran.stdout + ran.stderr
    assert yaml.safe_load(GITLAB.read_text("utf-8"))[".calendar"]["variables"]["GIT_DEPTH"] == "0"
