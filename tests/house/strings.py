"""Finds every string of the public interface that needs a translation, and where it stands.

`python tests/house/strings.py` prints them, one JSON object, for whoever translates.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
#: Staff pages are in English only; their templates, and components that only they use, need no translation.
PUBLIC_PAGES = ("respond", "public", "errors", "questions")
#: The code that puts words before the public.
PUBLIC_CODE = ROOT / "feedback"
#: Code that only staff pages use.
STAFF_CODE = (
    "feedback/web/staff/",
    "feedback/web/admin/",
    "feedback/web/roles.py",
    "feedback/web/forgery.py",
)
#: How code says them: at once in the reader's words, or marked for later.
SPEAKERS = {"_", "say", "words", "marked"}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

ENVIRONMENT = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])


def parse(path: Path) -> nodes.Template:
    """A template as a tree."""
    return ENVIRONMENT.parse(path.read_text("utf-8"))


def public_templates() -> set[Path]:
    """The public pages and every layout and component they reach."""
    found: set[Path] = set()
    waiting = [path for folder in PUBLIC_PAGES for path in (TEMPLATES / folder).rglob("*.html")]
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        waiting += [TEMPLATES / name for name in meta.find_referenced_templates(parse(path)) if name]
    return found


def _in_template(path: Path) -> Iterator[str]:
    for call in parse(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args:
            # `_("a" if x else "b")` says one of two strings.
            yield from (const.value for const in _constants(call.args[0]) if isinstance(const.value, str))


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.Const):
        yield node
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)


def _speaks(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Call):
        function = function.func
        return isinstance(function, ast.Name | ast.Attribute) and ast.unparse(function).endswith("words")
    return isinstance(function, ast.Name) and function.id in SPEAKERS


def _in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _speaks(node):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


@cache
def interface_strings() -> dict[str, list[str]]:
    """Each English string with the files it stands in."""
    found: dict[str, list[str]] = {}
    for path in sorted(public_templates()):
        for text in _in_template(path):
            found.setdefault(text, []).append(str(path.relative_to(ROOT)))
    for path in sorted(PUBLIC_CODE.rglob("*.py")):
        if str(path.relative_to(ROOT)).startswith(STAFF_CODE):
            continue
        for text in _in_code(path):
            found.setdefault(text, []).append(str(path.relative_to(ROOT)))
    return found


def placeholders(text: str) -> set[str]:
    """The names in braces that figures take the place of."""
    return set(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    json.dump(interface_strings(), sys.stdout, ensure_ascii=False, indent=1)
