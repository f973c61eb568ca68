"""The connections to one provider: opened when one is needed, and kept for the next call."""

import asyncio
import socket
import ssl
from contextlib import suppress
from typing import Any

from aiohappyeyeballs import start_connection

from gateway.upstream.line import Answer, Line

KEPT = 15.0
"""Seconds for which a connection is kept that nobody uses; servers end theirs after more."""

RESOLVED = 60.0
"""Seconds for which the addresses of a name are believed."""

HEAD_START = 0.25
"""Seconds before the next address of a name is tried beside the one before it.

Source: RFC 8305, section 8, https://www.rfc-editor.org/rfc/rfc8305, read 2026-11-22.
"""

Address = tuple[Any, ...]


class Lines:
    """Connections to `host` and `port`, with TLS where `tls` says how.

    How many there are at once is decided before a call is begun. One that nobody uses for `kept`
    seconds is closed.
    """

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, *, kept: float = KEPT
    ) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._kept = kept
        self._open: set[Line] = set()
        self._idle: list[Line] = []
        self._is_closed = False
        self._sweep: asyncio.TimerHandle | None = None
        self._resolving = asyncio.Lock()
        self._addresses: list[Address] = []
        self._resolved_until = 0.0

    @property
    def in_use(self) -> int:
        """How many of the connections wait for an answer."""
        return len(self._open) - len(self._idle)

    async def ask(self, request: bytes, *, within: float, connect: float) -> Answer:
        """Return the answer to a request, in so many seconds, of which connecting may take some.

        Raises:
            TimeoutError: it took longer.
            OSError: the provider can't be reached, or is another than its certificate says.
            Lost, Broken: as `Line.ask` says.
        """
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return await line.ask(request, within)
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(min(within, connect)):
            line = await self._connect()
        return await line.ask(request, within - (loop.time() - began))

    def close(self) -> None:
        """End all connections and whoever waits on them."""
        self._is_closed = True
        for line in list(self._open):
            line.close()
        if self._sweep is not None:
            self._sweep.cancel()

    async def _connect(self) -> Line:
        addresses = await self._resolve()
        taken: socket.socket | None = None
        try:
            taken = await start_connection(addresses, happy_eyeballs_delay=HEAD_START, interleave=1)
            _, line = await asyncio.get_running_loop().create_connection(
                lambda: Line(free=self._keep, gone=self._forget),
                sock=taken,
                ssl=self._tls,
                server_hostname=self._host if self._tls else None,
            )
            taken = None
        finally:
            # What failed before the event loop took the socket over would leave it open.
            # Source: https://github.com/MagicStack/uvloop/issues/653, read 2026-11-22.
            if taken is not None:
                with suppress(OSError):
                    taken.close()
        if self._is_closed:
            line.close()
        # It may be lost already.
        if line.is_open:
            self._open.add(line)
        return line

    async def _resolve(self) -> list[Address]:
        loop = asyncio.get_running_loop()
        async with self._resolving:
            if loop.time() >= self._resolved_until:
                self._addresses = list(
                    await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
                )
                self._resolved_until = loop.time() + RESOLVED
            return self._addresses

    def _keep(self, line: Line) -> None:
        """Keep a connection for the next call."""
        loop = asyncio.get_running_loop()
        line.free_since = loop.time()
        self._idle.append(line)
        if self._sweep is None:
            self._sweep = loop.call_at(line.free_since + self._kept, self._end_old)

    def _end_old(self) -> None:
        """End what nobody has used for so long; the oldest comes first."""
        loop = asyncio.get_running_loop()
        while self._idle and self._idle[0].free_since + self._kept <= loop.time():
            self._idle.pop(0).close()
        self._sweep = None
        if self._idle:
            self._sweep = loop.call_at(self._idle[0].free_since + self._kept, self._end_old)

    def _forget(self, line: Line) -> None:
        self._open.discard(line)
        if line in self._idle:
            self._idle.remove(line)
