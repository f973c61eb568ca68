"""Wait for a server for so long, and not for oneself."""

import asyncio
from types import TracebackType

LATE = 0.01
"""Seconds by which a timer may be late while this process has nothing better to do."""

ROUNDS = 4
"""Rounds of the event loop in which what came meanwhile is read, and those who wait for it wake."""


class Patience:
    """Ends the block that it is round with `TimeoutError` after so many seconds.

    A process that has much to do may stand still for longer than that. An answer that has come
    meanwhile has only not been read yet: so there is a look at it before the block is ended.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)

    async def __aenter__(self) -> None:
        """Begin to wait."""
        await self._timeout.__aenter__()
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time() + self._seconds
        self._timer: asyncio.Handle = self._loop.call_at(self._due, self._expire)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait no longer."""
        self._timer.cancel()
        await self._timeout.__aexit__(kind, error, traceback)

    def _expire(self) -> None:
        self._look_on(ROUNDS if self._loop.time() - self._due > LATE else 0)

    def _look_on(self, rounds: int) -> None:
        if rounds:
            self._timer = self._loop.call_soon(self._look_on, rounds - 1)
            return
        self._timeout.reschedule(self._loop.time())
