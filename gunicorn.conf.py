"""How the program is served: two processes of eight threads, a worker beside them, no line in any access log."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from feedback.jobs import beside
from feedback.services import tracebacks

worker_class, workers, threads = "gthread", 2, 8
# Made once and shared by the processes, which halves their memory.
preload_app = True
# Nothing of it lies in somebody's home folder, and nothing else may steer it.
control_socket_disable = True
accesslog = None
loglevel = "warning"
# A sign of life on a slow disk would block a process; memory does not.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None


def on_starting(_server: Any) -> None:
    """No line of the server's own names who asked, or for what."""
    tracebacks.of_a_server("gunicorn.error")


def when_ready(_server: Any) -> None:
    """What stands now stays for good: left out of every search for garbage, it stays shared and costs no time."""
    gc.collect()
    gc.freeze()
    beside.start()


def on_exit(_server: Any) -> None:
    """The worker puts down what it has in hand, and goes too."""
    beside.stop()
