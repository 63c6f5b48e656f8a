"""Promise: each acknowledged submission waits for the disk once, and no more than once."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

from tests.conftest import missing
from tests.soak.serving import Instance, Phone, Server, read_page, simple_choices, thanked

SUBMISSIONS = 60
#: Every way to ask the system to put a file on the disk.
CALLS = "trace=fsync,fdatasync,sync_file_range,msync"
ONE_WORKER = ("--workers", "1", "--threads", "1")


def syncs(trace: Path) -> int:
    return sum(" resumed>" not in line for line in trace.read_text().splitlines() if "sync(" in line)


def test_one_durable_sync_for_an_acknowledged_submission(tmp_path: Path) -> None:
    """SQLite appends to its log and syncs it; a rare checkpoint, every thousand pages, syncs twice more."""
    strace = shutil.which("strace")
    if strace is None:
        missing("strace")
    folder, trace = tmp_path / "instance", tmp_path / "trace"
    folder.mkdir()
    instance = Instance.with_demonstration(folder, f"sqlite:///{folder / 'feedback.sqlite'}")
    watched = (strace, "-f", "--seccomp-bpf", "-qq", "-o", str(trace), "-e", CALLS)
    # A worker beside it writes for itself, at moments of its own.
    alone = {**instance.environment, "FEEDBACK_WORKER": "elsewhere"}
    server = Server("wsgi:app", alone, flags=ONE_WORKER, before=watched)
    server.start()
    try:
        path = f"/s/{instance.code}/en"
        with Phone(server.port) as phone:
            page = phone.get(path).body
            form = {
                **read_page(page).hidden,
                **{key: values[0] for key, values in simple_choices(page).items()},
            }
            assert thanked(phone.post(path, {**form, "submission": "the-first-opens-the-log"}), path)
            before = syncs(trace)
            for number in range(SUBMISSIONS):
                assert thanked(phone.post(path, {**form, "submission": f"synced-{number}"}), path)
                assert syncs(trace) >= before + number + 1, "the thank-you came before the sync"
            time.sleep(0.5)
            counted = syncs(trace) - before
    finally:
        server.kill(signal.SIGKILL)
    print(f"\n{counted} syncs for {SUBMISSIONS} submissions")
    assert SUBMISSIONS <= counted <= SUBMISSIONS + 2
    assert os.path.getsize(trace) > 0
