"""A line between a client and a server that tests can cut or hold: a small TCP proxy."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from threading import Lock, Thread

PIECE = 1 << 16


class Line:
    """Passes bytes on, until so many have come from the server: then it is cut, or says nothing more.

    ``rests`` are the bytes each further connection may bring, the last of them for all that follow; None for any
    number. ``connections`` counts those that were made, ``passed`` what came from the server in each.
    """

    def __init__(self, host: str, port: int, *, rests: tuple[int | None, ...] = (None,), hold: bool = False) -> None:
        self._to = (host, port)
        self._rests = rests
        self._hold = hold
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self.passed: list[int] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    @property
    def connections(self) -> int:
        return len(self.passed)

    def close(self) -> None:
        self._listening.close()
        for one in self._open:
            _end(one)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._to)
                with self._lock:
                    number = len(self.passed)
                    self.passed.append(0)
                    self._open += [client, server]
                Thread(target=_pass_on, args=(client, server), daemon=True).start()
                Thread(target=self._bring, args=(server, client, number), daemon=True).start()

    def _bring(self, server: socket.socket, client: socket.socket, number: int) -> None:
        rest = self._rests[min(number, len(self._rests) - 1)]
        with contextlib.suppress(OSError):
            while piece := server.recv(PIECE):
                if rest is not None and self.passed[number] + len(piece) >= rest:
                    piece = piece[: rest - self.passed[number]]
                    client.sendall(piece)
                    self.passed[number] += len(piece)
                    if self._hold:
                        return
                    break
                client.sendall(piece)
                self.passed[number] += len(piece)
        _end(client)
        _end(server)


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := client.recv(PIECE):
            server.sendall(piece)
        server.shutdown(socket.SHUT_WR)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextlib.contextmanager
def line(host: str, port: int, *, rests: tuple[int | None, ...] = (None,), hold: bool = False) -> Iterator[Line]:
    """A line that is closed in the end."""
    made = Line(host, port, rests=rests, hold=hold)
    try:
        yield made
    finally:
        made.close()
