"""PostgreSQL's own tools, pg_dump and pg_restore, for the backups of an installation that runs on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from feedback.services.refusals import Refused


@contextmanager
def frozen(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """One moment of the database: what is counted on the connection is what a dump of the snapshot holds."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))


def dump(url: URL, snapshot: str, target: Path) -> None:
    """Writes the snapshot to a file. Raises Refused."""
    _run(
        "pg_dump",
        url,
        "--format=custom",
        "--no-owner",
        "--no-acl",
        f"--snapshot={snapshot}",
        f"--file={target}",
    )


def put_back(url: URL, source: Path) -> None:
    """Replaces what is in the database with a dump, all or nothing. Raises Refused."""
    _run(
        "pg_restore", url, "--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction",
        "--exit-on-error", f"--dbname={url.database}", str(source),
    )  # fmt: skip


def _run(tool: str, url: URL, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise Refused(f"{tool} is not installed: install the PostgreSQL client of the server's version.")
    # The password goes in the environment, since everybody on the machine can read a command line.
    settings = {
        "PGHOST": url.host or url.query.get("host"), "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"), "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }  # fmt: skip
    environment = {"PATH": os.defpath} | {name: str(value) for name, value in settings.items() if value}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        told = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Refused(f"{tool} failed: {told}")
