"""A worker without the pages, which take room it has no use for: `python -m feedback.jobs`, as `flask jobs run`."""

from __future__ import annotations

import argparse
import sys

import feedback.models  # noqa: F401  # makes every table known
from feedback.config import BadSetting, read_config
from feedback.db import UNAVAILABLE, Database
from feedback.jobs import waking, worker
from feedback.services.hash_keys import WrongKey


def main(beside: int | None) -> None:
    """Works until stopped; `beside` is the process that it ends with."""
    try:
        config = read_config()
        database = Database(config.database_url, config.frames, config.keys)
        # What a work of the clock puts in the outbox leaves at once.
        waking.after_commits(database, waking.Bell(config).ring)
        worker.run(config, database, beside=beside)
    except (BadSetting, WrongKey) as error:
        sys.exit(f"Error: {error}")
    except UNAVAILABLE as error:
        sys.exit(
            f"Error: the database cannot serve ({type(error).__name__}); has `flask db upgrade` been run?"
        )


if __name__ == "__main__":
    reading = argparse.ArgumentParser(prog="python -m feedback.jobs", description=__doc__)
    reading.add_argument("--beside", type=int, help=argparse.SUPPRESS)
    main(reading.parse_args().beside)
