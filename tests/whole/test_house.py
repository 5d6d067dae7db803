"""The package from outside: how large its rooms are, what is written over their doors, and what none may do.

Which wing may import which is in pyproject.toml, and import-linter looks after it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import calendar_gen

PACKAGE = Path(calendar_gen.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
WINGS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
DOORS = [wing / "__init__.py" for wing in WINGS]
ROOMS = [path for path in MODULES if path not in DOORS]

LINES, LINES_OF_A_FUNCTION, AT_THE_TOP = 400, 40, 8
# What one command needs is imported late where that is measured to make another quicker. It should be
# thirty, and may only become fewer.
LATE_IMPORTS = 30

# What starts a process or a thread, and who may: git is another program, and nothing but another thread
# can give up on a name that is looked up, which a library leaves to its caller; a server answers while it
# builds, and a browser shows what it serves, beside it.
STARTERS = {
    *("_thread", "anyio", "asyncio", "concurrent", "multiprocessing", "pty", "subprocess", "threading"),
    "webbrowser",
}
OF_OS = ("os.exec", "os.fork", "os.popen", "os.posix_spawn", "os.spawn", "os.startfile", "os.system")
MAY_START = {
    "cli/serving.py": {"threading", "webbrowser"},
    "lock/git.py": {"subprocess"},
    "publish/fetch.py": {"threading"},
    "serve/server.py": {"anyio"},
    "serve/stage.py": {"anyio"},
}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom))


def test_there_is_a_house() -> None:
    assert len(WINGS) > 5
    assert len(ROOMS) > 50


# --- its measures ---------------------------------------------------------------------------------


def test_no_module_is_too_long() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_no_function_is_too_long() -> None:
    """What it does, from the first line after its name and its docstring."""
    long = []
    for path in MODULES:
        for function in functions(path):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            length = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > LINES_OF_A_FUNCTION:
                long.append(f"{name_of(path)}: {function.name} has {length} lines")
    assert long == []


def test_few_modules_stand_outside_the_wings() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= AT_THE_TOP


def test_imports_inside_functions_become_no_more() -> None:
    late = {(path, each.lineno) for path in MODULES for inside in functions(path) for each in imports(inside)}
    assert len(late) <= LATE_IMPORTS
    lines = {path: path.read_text("utf-8").splitlines() for path, _ in late}
    assert [
        f"{name_of(path)}:{line}" for path, line in sorted(late) if "  # late: " not in lines[path][line - 1]
    ] == []


# --- what is written over its doors -----------------------------------------------------------------


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_each_module_says_what_goes_in_and_what_comes_out(path: Path) -> None:
    first, *_ = (ast.get_docstring(tree(path)) or "").splitlines()
    assert "→" in first or "↔" in first


@pytest.mark.parametrize("path", DOORS, ids=name_of)
def test_each_wing_says_what_it_is_for_and_holds_nothing(path: Path) -> None:
    """Nothing, as Python runs it before any module of the wing."""
    docstring, *others = tree(path).body
    assert ast.get_docstring(tree(path))
    assert others == []
    assert isinstance(docstring, ast.Expr)


def test_no_door_hides_a_public_function() -> None:
    """A module is put in the place of what has its name as soon as anything imports it."""
    names = {path.stem for path in PACKAGE.glob("*.py")} | {wing.name for wing in WINGS}
    assert names & set(calendar_gen.__all__) == set()


# --- what no room may do --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_nothing_is_started(path: Path) -> None:
    assert set(started(path)) == MAY_START.get(name_of(path), set())


def started(path: Path) -> Iterator[str]:
    """What a module names that starts processes or threads."""
    for node in ast.walk(tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        for name in names:
            if name.startswith(OF_OS):
                yield name
            elif not isinstance(node, ast.Attribute) and name.partition(".")[0] in STARTERS:
                yield name.partition(".")[0]


def test_only_the_command_line_reads_the_environment() -> None:
    read = re.compile(r"\bos\.(?:environ|getenv)|from os import .*\b(?:environ|getenv)")
    found = {name_of(path) for path in MODULES if read.search(path.read_text("utf-8"))}
    assert {name for name in found if not name.startswith("cli/")} == {"__main__.py", "lock/git.py"}


def test_nothing_looks_into_words_for_people() -> None:
    """What is wrong is told by code and path; a remedy that is respelt must change nothing else."""
    looked = re.compile(
        r"\.(?:message|remedy)\.(?:startswith|endswith|removeprefix|split|find|index)|"
        r"[\"'] (?:not )?in [\w.]*\.(?:message|remedy)\b"
    )
    found = [name_of(path) for path in MODULES if looked.search(path.read_text("utf-8"))]
    assert found == []
