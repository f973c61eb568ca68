"""What the workers of one gateway tell each other: how each of them does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from gateway.workers.joined import joined

PATIENCE = 1.0
"""Seconds that another worker has to tell; one that is busy for longer is left out."""


class Crew:
    """The workers that share a folder, as one of them sees it; `number` is its own.

    Each listens on a socket in the folder, which nobody else may open, and tells its metrics to
    whoever connects. `sandbox_url` is where the sandbox is that all of them ask, if they do.
    """

    def __init__(self, folder: Path, number: int, sandbox_url: str | None = None) -> None:
        self.sandbox_url = sandbox_url
        self._folder = folder
        self._number = number

    @asynccontextmanager
    async def telling(self, metrics: Callable[[], Awaitable[bytes]]) -> AsyncIterator[None]:
        """Tell the others what these metrics are."""

        async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                writer.write(await metrics())
                writer.close()
                await writer.wait_closed()

        path = self._folder / str(self._number)
        # One that ended without a word leaves its socket.
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(tell, path)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)

    async def metrics(self) -> bytes:
        """Ask all of them for their metrics, this one too."""
        paths = sorted(self._folder.iterdir(), key=lambda path: int(path.name))
        texts = await asyncio.gather(*(_ask(path) for path in paths))
        numbers = [path.name for path in paths]
        told = {name: text for name, text in zip(numbers, texts, strict=True) if text}
        return joined(told).encode()


async def _ask(path: Path) -> str:
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                return (await reader.read()).decode()
            finally:
                writer.close()
    return ""
