"""The worker beside a server: started with it, started again when it dies, stopped with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from feedback.config import read_config

_ROOT = Path(__file__).parent.parent.parent
#: How long to wait before a worker that died is started again, in seconds, and at most where it dies at once each time.
_AGAIN, _LONGEST, _AT_ONCE = 3.0, 60.0, 60.0
#: How long one has to put down its work: a provider that gives no answer is waited for.
_PATIENCE = 28.0
_log = logging.getLogger("feedback")


class _Beside:
    def __init__(self) -> None:
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: threading.Thread | None = None

    def start(self) -> None:
        self._watch = threading.Thread(target=self._keep_going, name="beside", daemon=True)
        self._watch.start()

    def _keep_going(self) -> None:
        wait = _AGAIN
        while not self._over.is_set():
            began = time.monotonic()
            self._process = subprocess.Popen(_command(), cwd=_ROOT)
            while self._process.poll() is None and not self._over.wait(1.0):
                pass
            if not self._over.is_set():
                wait = min(wait * 2, _LONGEST) if time.monotonic() - began < _AT_ONCE else _AGAIN
                _log.warning("the worker beside this server ended; another is started in %.0f s", wait)
                self._over.wait(wait)

    def stop(self) -> None:
        self._over.set()
        if self._watch is not None:
            self._watch.join()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                # What it had on its way is held: nobody knows what became of it.
                self._process.kill()


_one = _Beside()


def _command() -> list[str]:
    return [sys.executable, "-m", "feedback.jobs", "--beside", str(os.getpid())]


def start() -> None:
    """Starts one, unless the settings say that workers are elsewhere."""
    if read_config().worker_beside:
        _one.start()


def stop() -> None:
    """Stops it, once it has put down what it has in hand."""
    _one.stop()
