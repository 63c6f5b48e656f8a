"""Writes a new migration for a developer: `python -m feedback.migrations "what changes"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from feedback import migrations
from feedback.db import make_engine


def main() -> int:
    """Compares the models with a fresh database at head; prints the file it wrote."""
    if len(sys.argv) != 2:
        print('usage: python -m feedback.migrations "what changes"', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        if migrations.known():
            migrations.upgrade(engine)
        print(migrations.write(engine, sys.argv[1]))
        engine.dispose()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
