"""A Redis server that a test may kill, freeze and start again, and a line to it that fails."""

import asyncio
import os
import signal
import socket
import struct
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from tests import needs


def free_port() -> int:
    """Return a port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisProcess:
    """A server of the test's own, with nothing on disk but in `folder`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._options = [*options]
        self._process: subprocess.Popen[str] | None = None

    def add(self, *options: str) -> None:
        """Give it more options, for when it starts."""
        self._options += options

    def start(self) -> None:
        """Start it, and return when it takes connections."""
        command = [needs.redis_server(), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--dir", str(self._folder), "--save", "", "--logfile", "", *self._options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._process = process
        assert process.stdout is not None
        output = []
        for line in process.stdout:
            output.append(line)
            if "Ready to accept connections" in line:
                return
        raise RuntimeError("".join(output))

    def kill(self) -> None:
        """End it at once, frozen or not."""
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does; its port still takes connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


Mode = Literal["pass", "reset", "garbage", "drip", "swallow"]


class Line:
    """A TCP line to a server: it passes everything on, or fails in the way of `mode`."""

    def __init__(self, target: int) -> None:
        self.mode: Mode = "pass"
        self.requests = 0
        self._target = target
        self._carrying: set[asyncio.Future[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to carry one connection."""
        self._carrying.add(asyncio.ensure_future(self._carry(reader, writer)))

    async def ended(self) -> None:
        """Wait until nobody uses the line any more."""
        await asyncio.gather(*self._carrying)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection("127.0.0.1", self._target)
        ways = [
            asyncio.create_task(self._request(reader, back)),
            asyncio.create_task(self._answer(onward, writer)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for end in (back, writer):
            end.close()
        await asyncio.gather(back.wait_closed(), writer.wait_closed(), return_exceptions=True)

    async def _request(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 20):
            self.requests += 1
            target.write(data)

    async def _answer(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 20):
            match self.mode:
                case "pass":
                    target.write(data)
                case "reset":
                    _reset(target)
                case "garbage":
                    target.write(b"*3\r\n$-7\r\n\xff\xfe:oops\r\n" + data[::-1])
                case "drip":
                    # One byte, and then nothing: an answer that begins and does not end.
                    target.write(data[:1])
                case "swallow":
                    pass


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST instead of FIN."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def line_to(target: int) -> AsyncIterator[tuple[Line, str]]:
    """Lay a line to the server on this port of the loopback interface; yield it and its URL."""
    line = Line(target)
    server = await asyncio.start_server(line.accept, "127.0.0.1", 0)
    try:
        yield line, f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        await line.ended()
        await server.wait_closed()
