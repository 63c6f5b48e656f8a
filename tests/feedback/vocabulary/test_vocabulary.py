"""Promise of the vocabulary: each word stands in one family, and everybody asks the package for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from feedback import vocabulary

FOLDER = Path(vocabulary.__file__).parent
FAMILIES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")


def words(path: Path) -> list[str]:
    """The names that a family makes."""
    found: list[str] = []
    for made in ast.parse(path.read_text("utf-8")).body:
        if isinstance(made, ast.ClassDef | ast.FunctionDef):
            found.append(made.name)
        elif isinstance(made, ast.Assign | ast.AnnAssign):
            targets = made.targets if isinstance(made, ast.Assign) else [made.target]
            found += [
                node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
            ]
    return [name for name in found if not name.startswith("_")]


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_every_word_of_a_family_is_a_word_of_the_vocabulary(path: Path) -> None:
    assert words(path) and set(words(path)) <= set(vocabulary.__all__)


def test_no_word_stands_in_two_families_and_none_is_promised_that_nobody_makes() -> None:
    assert sorted(vocabulary.__all__) == sorted(name for path in FAMILIES for name in words(path))
