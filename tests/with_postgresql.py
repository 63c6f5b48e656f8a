"""Runs a command beside a PostgreSQL of its own, thrown away at the end: `with_postgresql.py COMMAND...`.

The command finds the address in TEST_POSTGRESQL_URL. Where there is no PostgreSQL the command runs without it
and its tests skip with a reason; under CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

#: Bytes that must be free in memory before the server lives there.
ROOM = 2 * 1024**3


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server programs, on the path or where Debian puts them."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _memory() -> str | None:
    """Where files stay in memory, when there is room for some hundred databases; None where there is not.

    A database is hundreds of files. Every test makes one and throws it away, and a disk makes that five times dearer.
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if roomy else None


def _as_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands the folder over to Debian's own account for it."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _start(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    identity = _as_user(folder)
    data = folder / "data"
    # No `--locale`: C sorts alike everywhere, and UTF-8 is what the texts are.
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **identity)
    # Nothing here outlives the run, so nothing waits for the disk.
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "128MB",
        "autovacuum": "off",
        "jit": "off",
        "max_connections": "200",
        "log_min_messages": "fatal",
    }
    command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, start_new_session=True, **identity
        )


def _wait(programs: Path, folder: Path) -> None:
    for _ in range(150):
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")


def main(command: list[str]) -> int:
    """The exit code of the command."""
    programs = binaries()
    if os.environ.get("TEST_POSTGRESQL_URL") or programs is None:
        if programs is None and os.environ.get("CI"):
            print("PostgreSQL is missing: install the package postgresql", file=sys.stderr)
            return 1
        return subprocess.run(command, check=False).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="pg-", dir=_memory(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = _start(programs, folder)
        try:
            _wait(programs, folder)
            address = f"postgresql://postgres@/postgres?host={folder}"
            return subprocess.run(
                command, check=False, env={**os.environ, "TEST_POSTGRESQL_URL": address}
            ).returncode
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
