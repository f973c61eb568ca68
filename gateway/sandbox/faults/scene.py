"""What a fault is given to spoil, and the means to do it below HTTP."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from gateway.sandbox.shippo import errors as shippo
from gateway.sandbox.shipstation import errors as shipstation
from gateway.sandbox.timing import Clock, Sleep

#: SO_LINGER on with no time: closing sends a reset instead of a farewell.
_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Scene:
    """One call that goes wrong: what the provider would have answered, and how long things take."""

    provider: str
    request: web.Request
    healthy: web.StreamResponse
    seconds: float
    nth: int
    now: Clock
    sleep: Sleep

    @property
    def body(self) -> bytes:
        """The healthy body; empty when the healthy answer has none."""
        body = getattr(self.healthy, "body", None)
        return bytes(body) if isinstance(body, bytes | bytearray) else b""

    def refuse(self, status: int, *, retry_after: float | None = None) -> web.Response:
        """Refuse as this provider does; only ShipStation says when to come back."""
        if self.provider == "shipstation":
            return shipstation.refuse(self.request, status, retry_after=retry_after)
        return shippo.refuse(status, SHIPPO_TEXTS.get(status, "Error."))

    def write(self, data: bytes) -> None:
        """Send bytes as they are, past all framing."""
        transport = self.request.transport
        if transport is not None:
            transport.write(data)

    def reset(self) -> None:
        """Break the connection off with a reset; what is not sent yet is lost."""
        transport = self.request.transport
        if transport is None:
            return
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


# Source: as in `shippo.errors`; those that are not documented there are worded alike.
SHIPPO_TEXTS = {
    400: "Bad request.",
    401: shippo.NO_SUCH_TOKEN,
    403: shippo.FORBIDDEN,
    404: shippo.NOT_FOUND,
    408: "Request timed out.",
    409: "Conflict.",
    422: "Unprocessable entity.",
    429: shippo.THROTTLED,
}

Act = Callable[[Scene], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A switch: its name, what it does in plain English, and for how many seconds if it waits."""

    name: str
    what: str
    act: Act
    seconds: float = 0.0


class Silence(web.StreamResponse):
    """Say nothing more: all was written already, or never will be. Closes the connection."""

    def __init__(self) -> None:
        super().__init__()
        self.force_close()

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write no head."""
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Write no end."""


def head(length: int | None, *, status: str = "200 OK", more: bytes = b"") -> bytes:
    """Write a head by hand; without a length the body is chunked."""
    framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{framing}\r\n".encode()
        + more
        + b"\r\n"
    )
