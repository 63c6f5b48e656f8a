"""Texts to a stand-in of a provider on this machine, and a worker of its own process that sends them.

`python -m tests.soak.texting ADDRESS RATE` is the worker: as `flask jobs run`, with this provider for texts.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from feedback.channels.delivery import Accepted, OutcomeUnknown, TryLater
from feedback.channels.sms import Recorder


class StandIn:
    """Takes texts by HTTP, answers after a while, and remembers every one with the moment it came."""

    def __init__(self, seconds: float) -> None:
        self.got: list[tuple[str, float]] = []
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                got.append((said["to"], time.time()))
                time.sleep(seconds)
                body = json.dumps({"sid": f"SM{len(got)}-{said['to']}"}).encode()
                self.send_response(201)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: Any) -> None:
                """A worker that was killed hangs up; that is what is tried here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Takes no more."""
        self._server.shutdown()
        self._server.server_close()


class ByHttp(Recorder):
    """Sends to the stand-in, and tells apart what certainly did not leave from what nobody knows."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        if self._connection.sock is None:
            try:
                self._connection.connect()
            except OSError as error:
                raise TryLater("refused") from error
        try:
            self._connection.request("POST", "/", json.dumps({"to": to, "body": body}))
            answer = json.loads(self._connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise OutcomeUnknown("timeout") from error
        return Accepted(answer["sid"], parts=1)


def main(address: str, rate: float) -> None:
    """Works until it is stopped or killed."""
    import feedback.models  # noqa: F401  # makes every table known
    from feedback.config import read_config
    from feedback.db import Database
    from feedback.jobs import waking, worker
    from feedback.jobs.sending import Ways

    config = read_config()
    database = Database(config.database_url, config.frames, config.keys)
    waking.after_commits(database, waking.Bell(config).ring)
    ways = Ways(lambda: ByHttp(address))
    worker.run(config, database, worker=worker.make(config, database, ways=ways, rate=lambda _: rate))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
