"""Replicas of the gateway that count their calls together, and how their demand is watched."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from gateway.cache import SharedWindow, Store
from gateway.cache.breaker import Breaker
from gateway.cache.memory import MemoryCache
from gateway.cache.shared import connect

# Time goes by ten times as fast for the breaker: it leaves a server alone for 0.1 to 0.4 seconds.
HASTE = 10
# A minute of these tests, and for how long a call counts beyond it.
SECONDS = 0.8
SLACK = 0.4
NAME = ("provider", "credentials")

PATIENT = 30.0
"""Seconds to wait for an answer of a server that works: however slow the machine."""

HASTY = 0.1
"""Seconds to wait for one of a server that fails."""


@asynccontextmanager
async def store_at(url: str, patience: float) -> AsyncIterator[Store]:
    """What one replica has of a server, which it tries again soon after it has failed."""
    front = MemoryCache(1000, time.time)
    shared = connect(url, namespace="gateway", clock=time.time, operation_timeout=patience)
    breaker = Breaker(clock=lambda: HASTE * time.monotonic())
    store = Store(front, shared, operation_timeout=patience, breaker=breaker)
    try:
        yield store
    finally:
        await store.aclose()


@asynccontextmanager
async def stores_at(url: str, count: int, patience: float) -> AsyncIterator[list[Store]]:
    """What each of several replicas has of a server."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(store_at(url, patience)) for _ in range(count)]


async def until(condition: Callable[[], object]) -> None:
    """Wait for what the replicas do on their own."""
    async with asyncio.timeout(60.0):
        while not condition():  # noqa: ASYNC110  # What is waited for sets no event.
            await asyncio.sleep(0.001)


class Replica:
    """One replica's window, and the times at which it was granted a call."""

    def __init__(self, store: Store, limit: int, seconds: float = SECONDS) -> None:
        self.store = store
        self.window = SharedWindow(store, NAME, limit, seconds=seconds, slack=SLACK)
        self.calls: list[float] = []

    async def take(self, wanted: int) -> float:
        """Take what there is of so many calls; return how long to wait for the next."""
        taken = await self.window.take(wanted)
        self.calls += [time.monotonic()] * taken.granted
        return taken.wait

    async def demand(self, wanted: int) -> None:
        """Want so many calls again and again, for ever."""
        while True:
            wait = await self.take(wanted)
            await asyncio.sleep(max(0.001, wait))


@asynccontextmanager
async def demanding(replicas: Sequence[Replica], wanted: int) -> AsyncIterator[None]:
    """Let all these replicas want so many calls each, at the same time, as often as they can."""
    tasks = [asyncio.create_task(replica.demand(wanted)) for replica in replicas]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def fullest(calls: Sequence[float], seconds: float = SECONDS) -> int:
    """Return the most calls that any span of so many seconds holds."""
    return max(_held(sorted(calls), seconds), default=0)


def _held(times: Sequence[float], seconds: float) -> Iterator[int]:
    first = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        yield last - first + 1
