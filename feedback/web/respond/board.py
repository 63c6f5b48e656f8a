"""The board of open links: what each code opens, remembered so that a page costs no query.

Every process looks again in the background, every five seconds, in one query for all it remembers: a revoked link or
a closed survey stops on every server within ten. Sending answers always asks the database.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, current_app, g, request

from feedback.db import UNAVAILABLE, Database
from feedback.services import faces
from feedback.services.faces import Face
from feedback.web import transactions
from feedback.web.respond.tally import Tally

#: How often the background looks again, how old a face may be before a request looks for itself, and how long one
#: that nobody opens is remembered.
LOOK_AGAIN, OLDEST, UNUSED = 5.0, 10.0, 600.0
_MOST = 10_000
_log = logging.getLogger("feedback")


@dataclass(frozen=True)
class _Entry:
    face: Face
    checked_at: float


class Board:
    """What a process remembers, and the thread that keeps it true."""

    def __init__(self, database: Database, settings: Mapping[str, Any]) -> None:
        self.tally = Tally()
        self._database, self._settings = database, settings
        self._entries: dict[str, _Entry] = {}
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None

    def look_up(self, code: str) -> Face | None:
        """What a code opens; None for an unknown one."""
        key, now = code.upper(), time.monotonic()
        entry = self._entries.get(key)
        if entry is not None and now - entry.checked_at < self._settings["BOARD_SECONDS"]:
            self._used[key] = now
            return entry.face
        face = faces.one(transactions.session(), key)
        if face is None:
            self._entries.pop(key, None)
            return None
        if len(self._entries) >= _MOST:
            self.clear()
        self._entries[key], self._used[key] = _Entry(face, now), now
        if self._settings["BOARD_IS_WATCHED"]:
            self._watch()
        return face

    def shows(self, face: Face) -> bool:
        """Whether a code still shows exactly this face, as far as was seen a moment ago."""
        key, now = face.link.code, time.monotonic()
        entry = self._entries.get(key)
        if (
            entry is None
            or entry.face is not face
            or now - entry.checked_at >= self._settings["BOARD_SECONDS"]
        ):
            return False
        self._used[key] = now
        return True

    def clear(self) -> None:
        """Forgets every face: the next request asks."""
        self._entries.clear()
        self._used.clear()

    def _watch(self) -> None:
        """Starts the thread where none runs: in the process that serves, never in the one it was forked from."""
        with self._lock:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._look_again_and_again, name="board", daemon=True)
                self._watcher.start()
                atexit.register(self.tally.flush, self._database)

    def _look_again_and_again(self) -> None:
        while self._entries:
            time.sleep(LOOK_AGAIN)
            self.look_again()
            self.tally.flush(self._database)

    def look_again(self) -> None:
        """One query for everything remembered; what changed is replaced, what is gone or unused is forgotten."""
        now = time.monotonic()
        for key in [key for key, used in list(self._used.items()) if now - used > UNUSED]:
            self._entries.pop(key, None)
            self._used.pop(key, None)
        known = list(self._entries)
        if not known:
            return
        try:
            with self._database.reading() as session:
                found = faces.read(session, known)
        except UNAVAILABLE as error:
            # Nothing is marked as seen: what grows too old is asked for by whoever wants it.
            _log.warning("the board could not look again: %s", type(error).__name__)
            return
        for key in known:
            entry = self._entries.get(key)
            if key not in found:
                self._entries.pop(key, None)
            elif entry is not None:
                # The same object where it says the same, so that what was made for it is known to be.
                face = entry.face if entry.face == found[key] else found[key]
                self._entries[key] = replace(entry, face=face, checked_at=now)


def set_up(app: Flask) -> None:
    """An empty board, wiped whenever this process changes something for an organisation."""
    database: Database = app.extensions["database"]
    app.config.setdefault("BOARD_SECONDS", OLDEST)
    app.config.setdefault("BOARD_IS_WATCHED", True)
    board = app.extensions["board"] = Board(database, app.config)

    @app.after_request
    def _wipe(response: Response) -> Response:
        # A look at what somebody types changes nothing, and comes with every few letters.
        if (
            request.method == "POST"
            and request.path.startswith(("/staff", "/admin"))
            and not g.get("discard")
        ):
            board.clear()
        return response


def the() -> Board:
    """This application's board."""
    found: Board = current_app.extensions["board"]
    return found
