"""A wire between a phone and the server that can be cut: before a request, and between a request and its answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CHUNK = 65_536


class Wire:
    """Forwards bytes both ways on the loopback; while it is cut, whoever connects is turned away at once."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        #: Nothing goes through.
        self.is_cut = False
        #: What is asked goes through, what is answered does not.
        self.swallows_answers = False
        #: The first line of every request that reached the server.
        self.requests: list[str] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """No signal any more: what is open breaks off."""
        self.is_cut = True
        with self._lock:
            for one in list(self._open):
                _break(one)

    def mend(self) -> None:
        """The signal is back."""
        self.is_cut = self.swallows_answers = False

    def close(self) -> None:
        """Takes the wire away."""
        self.cut()
        self._listener.close()

    def asked(self, method: str, part: str = "") -> int:
        """How many requests of a method whose address holds a part reached the server."""
        return sum(line.startswith(f"{method} ") and part in line for line in self.requests)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut:
                _break(near)
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            with self._lock:
                self._open |= {near, far}
            for source, target, answering in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=(source, target, answering), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, answering: bool) -> None:
        try:
            while data := source.recv(CHUNK):
                if self.is_cut or (answering and self.swallows_answers):
                    break
                first = data.split(b"\r\n", 1)[0]
                if not answering and b" HTTP/1." in first:
                    self.requests.append(first.decode("latin-1"))
                target.sendall(data)
        except OSError:
            pass
        with self._lock:
            self._open -= {source, target}
        _break(source)
        _break(target)


def _break(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()


@contextmanager
def wire(port: int) -> Iterator[Wire]:
    """A wire to a served port, taken away afterwards."""
    laid = Wire(port)
    try:
        yield laid
    finally:
        laid.close()
