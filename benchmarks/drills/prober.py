"""Somebody else, who asks one thing after the other and notices every wait."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

PAUSE = 0.002
"""Seconds between an answer and the next request."""

PATIENCE = 30.0
"""Seconds for one answer."""


class Prober:
    """Sends one request again and again on a connection of its own, in a thread of its own."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port = port
        self._request = request
        self._waits: list[float] = []
        self._failed: Exception | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def longest(self) -> float:
        """Return the seconds of the longest wait since this was last asked.

        Raises:
            Exception: why there are no answers any more.
        """
        if self._failed is not None:
            raise self._failed
        waits, self._waits = self._waits, []
        return max(waits, default=0.0)

    def _run(self) -> None:
        try:
            with socket.create_connection(("127.0.0.1", self._port), PATIENCE) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while not self._ended.wait(PAUSE):
                    started = time.monotonic()
                    connection.sendall(self._request)
                    _read_answer(connection)
                    self._waits.append(time.monotonic() - started)
        except Exception as error:  # told to who asks
            self._failed = error


def _read_answer(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"not as usual: {head[:100]!r}")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += _some(connection)


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise RuntimeError("the connection was closed")
    return data
