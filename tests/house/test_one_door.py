"""One door for numbers: true counts are read by the parts of the door alone, and all else works with what it showed.

That is what makes a percentage, an interval, a bar, an order or a "worth looking into" harmless: whatever is worked
out from cells that are shown tells nothing that they do not.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: The counting, and the modules that decide what of it is shown.
DOOR = {
    "choosing", "counting", "drawings", "families", "flows", "free_rows", "history", "past", "plans", "publishing",
    "shapes", "showing", "sights", "staff_view", "suppression", "ticks", "trees", "unknowns", "voices",
}  # fmt: skip
#: What counts something of its own, people or themes or months, and hands it to the door before anybody sees it.
HANDED_IN = {"participants", "series", "themes", "weighted"}
TRUE = {"ItemCounts", "TickCounts", "TickRow", "counting"}


def names_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom | ast.Import):
            found |= {alias.name.rpartition(".")[2] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.rpartition(".")[2])
    return found


def test_true_counts_are_read_by_the_door_alone() -> None:
    beside = {
        path.relative_to(ROOT).as_posix(): names_imported(path) & TRUE
        for path in (ROOT / "feedback").rglob("*.py")
        if not (path.parent.name == "reports" and path.stem in DOOR | HANDED_IN)
    }
    assert {path: names for path, names in beside.items() if names} == {}


def test_whoever_counts_something_else_hands_it_to_the_door() -> None:
    for name in HANDED_IN:
        text = (ROOT / "feedback" / "reports" / f"{name}.py").read_text("utf-8")
        assert "suppression.protect(" in text or "suppression.measured(" in text, name


def test_the_parts_of_the_door_are_still_there() -> None:
    assert {name for name in DOOR if not (ROOT / "feedback" / "reports" / f"{name}.py").is_file()} == set()
