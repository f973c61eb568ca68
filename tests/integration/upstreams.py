"""Upstreams to servers on the loopback interface, and servers that send what a test says."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from gateway.errors import ProviderError
from gateway.sandbox import SHIPPO_API_TOKEN
from gateway.upstream import Call, Limits, Problem, Upstream, calling, connect
from tests.windows import MemoryWindow

TRACK = ("tracks", "usps", "9205590164917312751089")
KEY = {"Authorization": f"ShippoToken {SHIPPO_API_TOKEN}"}
PLENTY = 100_000

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def is_clean(error: ProviderError) -> bool:
    """Tell whether an error shows nothing but what is written for callers."""
    words = "{}<>[]:/\\\n"
    return len(error.message) < 80 and not set(words) & set(error.message)


@asynccontextmanager
async def upstream_to(
    url: str,
    *,
    limits: Limits | None = None,
    window: MemoryWindow | None = None,
    headers: Mapping[str, str] = KEY,
) -> AsyncIterator[Upstream]:
    """Open the way to a provider; no connection may be left in use when it is closed."""
    upstream = connect(
        provider="SHIPPO",
        name="Shippo",
        base_url=url,
        headers=headers,
        read_problem=lambda _: Problem(),
        limits=limits or Limits(),
        window=window or MemoryWindow(PLENTY, time.monotonic),
    )
    await upstream.open()
    try:
        yield upstream
        assert in_use(upstream) == 0
    finally:
        await upstream.aclose()


def in_use(upstream: Upstream) -> int:
    """Count the connections that wait for an answer."""
    return upstream._connection.in_use


async def asked(upstream: Upstream, *segments: str, within: float = 8.0) -> bytes | ProviderError:
    """Return the answer or the error; whatever else comes out fails the test."""
    try:
        with calling(Call(deadline=time.monotonic() + within)):
            return await upstream.get(*(segments or TRACK))
    except ProviderError as error:
        return error


@dataclass
class Server:
    """A server that talks as a test says."""

    url: str = ""
    connections: int = 0


@asynccontextmanager
async def serving(talk: Talk, host: str = "127.0.0.1") -> AsyncIterator[Server]:
    """Serve with `talk`, which has one connection to itself."""
    server = Server()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()

    listener = await asyncio.start_server(meet, host, 0)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    try:
        yield server
    finally:
        listener.close()


async def head_of(reader: asyncio.StreamReader) -> bytes:
    """Read one request; a GET has no body."""
    return await reader.readuntil(b"\r\n\r\n")


def answering(data: bytes, *, closes: bool = True) -> Talk:
    """Talk so that every request is answered with these bytes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await head_of(reader)
            writer.write(data)
            await writer.drain()
            if closes:
                return

    return talk


def ok(body: bytes = b"{}", *more: bytes) -> bytes:
    """Write a good answer."""
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *more, b"", body])
