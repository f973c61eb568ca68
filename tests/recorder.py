"""A provider that keeps every byte of what it is asked, and knows no shipment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BODY = b'{"detail": "Not found."}'
ANSWER = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


@dataclass
class Recorder:
    """What came in, oldest first: one request's head each, as the bytes that were sent."""

    url: str
    heads: list[bytes] = field(default_factory=list)

    @property
    def request_lines(self) -> list[str]:
        """The first lines of the requests."""
        return [head.split(b"\r\n", 1)[0].decode("latin-1") for head in self.heads]

    @property
    def header_names(self) -> set[str]:
        """The names of all headers that were sent."""
        lines = [line for head in self.heads for line in head.split(b"\r\n")[1:] if line]
        return {line.split(b":", 1)[0].decode("latin-1").lower() for line in lines}


@asynccontextmanager
async def recording() -> AsyncIterator[Recorder]:
    """Listen on a free port of the loopback interface."""
    recorder = Recorder("")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                recorder.heads.append((await reader.readuntil(b"\r\n\r\n"))[:-2])
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        recorder.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield recorder
