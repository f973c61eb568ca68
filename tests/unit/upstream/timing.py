"""A time that passes when a test says so, and tells how everything ended."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")


class Time:
    """A clock and a sleep that belong together; a test lets time pass with `lapse`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), alarm))
        await alarm

    async def lapse(self, seconds: float) -> None:
        """Let so much time pass, and whatever is due in it happen at its time."""
        until = self.now + seconds
        await settled()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, alarm = heapq.heappop(self._sleepers)
            if not alarm.done():
                self.now = max(self.now, at)
                alarm.set_result(None)
                await settled()
        self.now = until
        await settled()


async def settled() -> None:
    """Let everything happen that needs no more time."""
    for _ in range(12):
        await asyncio.sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    """Take one step of the event loop after the other, no further than until something holds."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never held")


def started(work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Begin something."""
    return asyncio.create_task(work)


async def outcome(work: Awaitable[object]) -> object:
    """Return the result or the exception."""
    try:
        return await work
    except BaseException as error:
        return error
