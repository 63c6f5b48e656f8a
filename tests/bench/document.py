"""Writes what the benchmarks found into docs/performance.md, each table between marks of its own."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date

from tests.soak.serving import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; the first column names the row."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """When and on what; absolute figures move with it."""
    return (
        f"Measured on {date.today():%-d %B %Y}: {os.cpu_count()} cores, Python {platform.python_version()}."
    )


def write(mark: str, text: str) -> None:
    """Prints a table with its method and puts it into the document, in the place of the last one."""
    print(f"\n{text}")
    begin, end = f"<!-- bench: {mark} -->", f"<!-- end of bench: {mark} -->"
    document = DOCUMENT.read_text("utf-8")
    before, found, rest = document.partition(begin)
    assert found, f"docs/performance.md has no place for {mark}"
    after = rest.partition(end)[2]
    DOCUMENT.write_text(f"{before}{begin}\n{machine()} {text}\n{end}{after}", "utf-8")
