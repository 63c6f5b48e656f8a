"""Tells where the house grows past its own numbers; a guide for the eye that fails nothing.

`make check` runs this file to show the figures.
"""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent
MODULE, FUNCTION, METHODS, TEMPLATE, TEST, CONFTEST = 250, 40, 15, 120, 400, 150


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _code() -> list[Path]:
    found = [path for folder in ("surveys", "feedback") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def _inside(path: Path) -> list[str]:
    told = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION:
                told.append(
                    f"{path.relative_to(ROOT)}: {node.name} has {length} lines (house number {FUNCTION})"
                )
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            if methods > METHODS:
                told.append(
                    f"{path.relative_to(ROOT)}: {node.name} has {methods} methods (house number {METHODS})"
                )
    return told


def _past(paths: list[Path], most: int) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {lines(path)} lines (house number {most})"
        for path in paths
        if lines(path) > most
    ]


def report() -> list[str]:
    """The house numbers, and everything past them."""
    code, tests = _code(), sorted((ROOT / "tests").rglob("*.py"))
    conftests = [path for path in tests if path.name == "conftest.py"]
    sizes = [lines(path) for path in code if lines(path) > 1]
    written = sum(map(lines, code))
    told = [
        f"{len(code)} modules, median {median(sizes):.0f} lines, largest {max(sizes)}; "
        f"{sum(map(lines, tests)) / written:.2f} lines of tests to one of code"
    ]
    told += _past(code, MODULE) + [entry for path in code for entry in _inside(path)]
    told += _past(sorted((ROOT / "templates").rglob("*.html")), TEMPLATE)
    told += _past(conftests, CONFTEST) + _past([path for path in tests if path not in conftests], TEST)
    return told


def test_the_house_numbers_can_be_told() -> None:
    assert report()


if __name__ == "__main__":
    print("House numbers: " + "\n  ".join(report()))
