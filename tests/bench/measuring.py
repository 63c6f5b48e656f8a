"""What a server's processes cost: CPU seconds and memory, read from the system's own accounts."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """A process and everything it started that still runs."""
    found = [process]
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        found += family(int(child))
    return found


def cpu_seconds(process: int) -> float:
    """User and system seconds of a process and its family, the ended ones counted by their parent."""
    ticks = 0
    for number in family(process):
        # The name, in brackets, may hold spaces; the figures follow the last bracket.
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(value) for value in fields[11:15])
    return ticks / _TICKS


def memory_megabytes(process: int) -> float:
    """The memory of a family, a page that several share counted once between them."""
    kilobytes = 0
    for number in family(process):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024
