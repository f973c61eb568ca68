"""Do equal work in flight once, for all callers who wait for it.

The first caller's own task does the work: who is alone pays for nothing more. When that caller goes
away, it goes on as long as others wait; when the last one does, it ends.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from starlette.types import Receive

from gateway.http.presence import current_task, while_there

T = TypeVar("T")


class Flights(Generic[T]):
    """The work in flight, by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def share(self, key: Hashable, receive: Receive, work: Callable[[], Awaitable[T]]) -> T:
        """Return what comes of `work`, or of equal work that is in flight already.

        `receive` is the caller's, and has given the whole body already.

        Raises:
            Gone: the caller went away.
        """
        while (flight := self._flights.get(key)) is not None:
            landed = await while_there(receive, flight.join())
            if landed is not None:
                return landed[0]
        flight = self._flights[key] = _Flight(lambda: self._flights.pop(key))
        return await while_there(receive, flight.lead(work()), flight.leave)


class _Flight(Generic[T]):
    """One piece of work, done by the task that made this. `close` keeps others from joining it."""

    def __init__(self, close: Callable[[], object]) -> None:
        self._leader = current_task()
        self._close: Callable[[], object] | None = close
        self._aboard = 1
        # Holds None where nothing came of it.
        self._landed: asyncio.Future[tuple[T] | None] = asyncio.get_running_loop().create_future()

    async def lead(self, work: Awaitable[T]) -> T:
        """Do the work."""
        landed = None
        try:
            landed = (await work,)
        finally:
            self._end()
            self._landed.set_result(landed)
        return landed[0]

    async def join(self) -> tuple[T] | None:
        """Wait for the work; None where it has to be done anew, since its task failed."""
        self._aboard += 1
        try:
            # Others wait for the same: who is cancelled must not take it along.
            return await asyncio.shield(self._landed)
        finally:
            self.leave()

    def leave(self) -> None:
        """Wait for it no longer; the last one ends it."""
        self._aboard -= 1
        if not self._aboard and not self._landed.done():
            # It is on its way down; who comes now gets a new one.
            self._end()
            self._leader.cancel()

    def _end(self) -> None:
        if self._close is not None:
            self._close()
            self._close = None
