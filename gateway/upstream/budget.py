"""Spend a quota: pace the calls, and give the first ones to what moves first.

Nothing is refused that can still be done in time; what can't is refused at once, not at the end of
its time.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum

from gateway.upstream.window import Quota, Window

KEPT_FROM_REFRESHES = 0.2
"""Share of the quota that background refreshes leave to callers who wait."""


class Urgency(IntEnum):
    """What goes first. A caller who waits always goes before a refresh in the background."""

    ARRIVING = 0
    MOVING = 1
    NEW = 2
    RESTING = 3
    REFRESH = 4


class Exhausted(Exception):  # a condition, like every error here
    """No call can be had in time; `wait` is in seconds until one could be."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


@dataclass(order=True, slots=True)
class _Waiter:
    urgency: Urgency
    number: int
    deadline: float = field(compare=False)
    turn: "asyncio.Future[None]" = field(compare=False)


class Budget:
    """The calls that one provider takes for one set of credentials.

    `clock` is the event loop's kind of clock: seconds that never go back. `sleep` waits.
    """

    def __init__(
        self,
        window: Window,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.window = window
        self._clock = clock
        self._sleep = sleep
        self._waiters: list[_Waiter] = []
        self._numbers = itertools.count()
        self._dealer: asyncio.Task[None] | None = None
        self._next_at = 0.0

    async def acquire(self, urgency: Urgency, deadline: float) -> None:
        """Wait for the right to one call; `deadline` is by the clock.

        Raises:
            Exhausted: the quota has none left before `deadline`.
        """
        if self._next_at > deadline:
            raise Exhausted(self._next_at - self._clock())
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, _Waiter(urgency, next(self._numbers), deadline, turn))
        if self._dealer is None:
            self._dealer = asyncio.create_task(self._deal())
        await turn

    async def look(self) -> Quota:
        """Return what is left of the quota."""
        return await self.window.look()

    async def pause(self, seconds: float) -> None:
        """Make no calls for so long, in any replica: the provider said so."""
        self._next_at = max(self._next_at, self._clock() + seconds)
        await self.window.pause(seconds)

    async def aclose(self) -> None:
        """Leave those who still wait without a call."""
        if self._dealer is not None:
            self._dealer.cancel()
            await asyncio.gather(self._dealer, return_exceptions=True)

    async def _deal(self) -> None:
        try:
            # One turn of the loop, so that a whole batch is granted in one go.
            await asyncio.sleep(0)
            while self._drop_absent():
                wait = await self._grant()
                if wait > 0:
                    self._next_at = self._clock() + wait
                    self._refuse_late(wait)
                    if self._waiters:
                        await self._sleep(wait)
        finally:
            self._dealer = None
            for waiter in self._waiters:
                waiter.turn.cancel()
            self._waiters.clear()

    def _drop_absent(self) -> bool:
        while self._waiters and self._waiters[0].turn.done():
            heapq.heappop(self._waiters)
        return bool(self._waiters)

    async def _grant(self) -> float:
        first = self._waiters[0].urgency
        wanted = sum(waiter.urgency is first for waiter in self._waiters if not waiter.turn.done())
        kept = int(self.window.limit * KEPT_FROM_REFRESHES) if first is Urgency.REFRESH else 0
        taken = await self.window.take(wanted, kept)
        granted = taken.granted
        while granted and self._drop_absent():
            heapq.heappop(self._waiters).turn.set_result(None)
            granted -= 1
        return 0.0 if taken.granted else taken.wait

    def _refuse_late(self, wait: float) -> None:
        late = [waiter for waiter in self._waiters if waiter.deadline < self._next_at]
        for waiter in late:
            if not waiter.turn.done():
                waiter.turn.set_exception(Exhausted(wait))
        self._waiters = [waiter for waiter in self._waiters if waiter.deadline >= self._next_at]
        heapq.heapify(self._waiters)
