"""Promise of the ladder: a folder imports what stands below it, never above, never beside or in a circle."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.strings import ROOT

#: What the pure engine may take from outside; readers of file formats only where formats are read.
PURE = {"pydantic", "surveys"}
READERS = {"lxml", "openpyxl", "xlsxwriter"}
CODE = [path for folder in ("surveys", "feedback") for path in sorted((ROOT / folder).rglob("*.py"))]
#: Too heavy for a respondent's first page: imported where they are used.
HEAVY = {
    "pandas",
    "twilio",
    "authlib",
    "scipy",
    "typst",
    "pypdfium2",
    "zxingcpp",
    "phonenumbers",
    "huey",
    "redis",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "misc", "manager"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named(path: Path, *, at_import: bool = False) -> Iterator[str]:
    """The full names of what a module imports; `at_import` leaves out what stands inside functions."""
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif not (at_import and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            waiting += ast.iter_child_nodes(node)


def imported(path: Path, *, at_import: bool = False) -> set[str]:
    """The libraries and packages that a module imports, by their first names."""
    return {full.split(".")[0] for full in named(path, at_import=at_import)}


def module(path: Path) -> str:
    """The name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_ladder_holds() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_leads_back_to_itself() -> None:
    """What is imported inside a function is no part of it, nor the views that an audience lets register themselves."""
    ours = {module(path): path for path in CODE}
    graph: dict[str, set[str]] = {}
    for one, path in ours.items():
        found = {full if full in ours else full.rpartition(".")[0] for full in named(path, at_import=True)}
        own = f"{one}." if path.stem == "__init__" else "nothing"
        graph[one] = {other for other in found & ours.keys() if other != one and not other.startswith(own)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" <- ".join(circle.args[1]))


@pytest.mark.parametrize("path", sorted((ROOT / "surveys").rglob("*.py")), ids=name)
def test_what_a_survey_is_needs_no_library_but_pydantic(path: Path) -> None:
    allowed = PURE | set(sys.stdlib_module_names) | (READERS if "formats" in path.parts else set())
    assert not imported(path) - allowed


@pytest.mark.parametrize("path", CODE, ids=name)
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    assert not HEAVY & imported(path, at_import=True)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_module_is_named_for_what_it_answers_for_and_says_so(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module opens with what it answers for"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_the_environment_has_one_reader(path: Path) -> None:
    if path.name != "config.py":
        tree = ast.parse(path.read_text("utf-8"))
        named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not named & {"environ", "getenv"}


def test_the_application_starts_without_what_it_seldom_needs(tmp_path: Path) -> None:
    program = (
        f"import sys, wsgi\nassert wsgi.app\nfound = {HEAVY!r} & sys.modules.keys()\nassert not found, found"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"FEEDBACK_INSTANCE": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
