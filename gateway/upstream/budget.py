"""Spend a quota: pace the calls, and give the first ones to what moves first.

Nothing is refused that can still be done in time; what can't is refused at once, not at the end of
its time.
"""

import asyncio
import heapq
import itertools
import logging
import math
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import NamedTuple

from gateway.upstream.window import Quota, Taken, Window

logger = logging.getLogger(__name__)

KEPT_FROM_REFRESHES = 0.2
"""Share of the quota that background refreshes leave to callers who wait."""

PATIENCE = 8.0
"""Seconds for which a call without a deadline waits at the most."""

SPARE = 0.5
"""Seconds for which a call that was granted and not made can still be made by another."""

SHORTEST_NAP = 0.001
"""Seconds; a window that is a rounding error from granting is not asked in a busy loop."""


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


class _Waiter(NamedTuple):
    """Sorts by urgency, then by number, which no two share."""

    urgency: Urgency
    number: int
    deadline: float
    turn: "asyncio.Future[None]"

    @property
    def is_refresh(self) -> bool:
        return self.urgency is Urgency.REFRESH

    def waits_as(self, refresh: bool) -> bool:
        return self.is_refresh is refresh and not self.turn.done()


class Budget:
    """The calls that one provider takes for one set of credentials.

    `clock` is the event loop's kind of clock: seconds that never go back. `sleep` waits. `room`
    says how many more calls may be under way; whoever makes room says so with `wake`.
    """

    def __init__(
        self,
        window: Window,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        room: Callable[[], int] = lambda: sys.maxsize,
    ) -> None:
        self.window = window
        self._clock = clock
        self._sleep = sleep
        self._room = room
        self._waiters: list[_Waiter] = []
        self._numbers = itertools.count()
        self._dealer: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._heeds = -1  # a waiter so urgent, or more, wakes the dealer from its nap
        self._paused_until = 0.0
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0
        self._soonest = math.inf  # nobody's deadline is earlier
        self._next_at = 0.0
        self._next_refresh_at = 0.0
        self._spares: deque[float] = deque()

    async def acquire(self, urgency: Urgency, deadline: float) -> None:
        """Wait for the right to one call; `deadline` is by the clock.

        A call without one, whose deadline is infinite, waits for `PATIENCE`.

        Raises:
            Exhausted: the quota has none left before `deadline`.
            TimeoutError: the deadline passed for lack of room.
        """
        now = self._clock()
        if deadline == float("inf"):
            deadline = now + PATIENCE
        if deadline <= now:
            raise TimeoutError
        known = max(self._next_at, self._paused_until)
        known = max(known, self._next_refresh_at) if urgency is Urgency.REFRESH else known
        if known >= deadline:
            raise Exhausted(known - now)
        await self._turn(urgency, deadline)

    def give_back(self) -> None:
        """Leave a call that was granted and not made to somebody else."""
        self._spares.append(self._clock() + SPARE)
        self.wake()

    def wake(self) -> None:
        """Look at once whether somebody's turn has come."""
        self._news.set()

    def refuse(self, error: Callable[[], Exception]) -> None:
        """Leave those who wait without a call, each with an error of its own."""
        for waiter in self._waiters:
            if not waiter.turn.done():
                waiter.turn.set_exception(error())
        self._waiters.clear()
        self.wake()

    async def look(self) -> Quota:
        """Return what is left of the quota."""
        return await self.window.look()

    async def pause(self, seconds: float) -> None:
        """Make no calls for so long, in any replica: the provider said so."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self.wake()
        await self.window.pause(seconds)

    async def aclose(self) -> None:
        """Leave those who still wait without a call."""
        self.refuse(lambda: Exhausted(0.0))
        if self._dealer is not None:
            self._dealer.cancel()
            await asyncio.gather(self._dealer, return_exceptions=True)
            self._dealer = None

    async def _turn(self, urgency: Urgency, deadline: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, _Waiter(urgency, next(self._numbers), deadline, turn))
        self._soonest = min(self._soonest, deadline)
        if self._dealer is None:
            self._dealer = asyncio.create_task(self._deal())
        elif urgency <= self._heeds:
            self.wake()
        try:
            await turn
        except asyncio.CancelledError:
            # The turn may have come in the very moment in which its owner left.
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give_back()
            raise

    async def _deal(self) -> None:
        try:
            # One turn of the loop, so that a whole batch is granted in one go.
            await asyncio.sleep(0)
            while self._drop_absent():
                await self._round()
        except Exception:
            logger.exception("The window failed; those who wait for a call are refused.")
            self.refuse(lambda: Exhausted(1.0))
        finally:
            self._dealer = None
            self._silence()

    def _drop_absent(self) -> bool:
        """Forget those who left or ran out of time; tell whether anybody waits."""
        now = self._clock()
        while self._waiters:
            first = self._waiters[0]
            if not first.turn.done():
                if first.deadline > now:
                    return True
                first.turn.set_exception(TimeoutError())
            heapq.heappop(self._waiters)
        return False

    async def _round(self) -> None:
        """Grant what can be granted now, refuse what can't be in time, and wait if there is more.

        All callers are served in one go, most urgent first; refreshes when there is no caller.
        """
        self._news.clear()
        room = self._room()
        if room <= 0:
            await self._nap_without_room()
            return
        refresh = self._waiters[0].is_refresh
        self._heeds = Urgency.RESTING if refresh else -1
        waiting = (waiter for waiter in self._waiters if waiter.waits_as(refresh))
        wanted = sum(1 for _ in itertools.islice(waiting, room))
        taken = await self._take(wanted, refresh=refresh)
        self._hand_out(taken.granted)
        if taken.granted >= wanted:
            # Those who were granted a call begin it before the room is looked at again.
            await asyncio.sleep(0)
            return
        wait = max(taken.wait, SHORTEST_NAP)
        self._note_next(wait, refresh=refresh)
        self._refuse_late((wait, *taken.later), refresh=refresh)
        await self._nap(wait)

    async def _take(self, wanted: int, *, refresh: bool) -> Taken:
        paused = self._paused_until - self._clock()
        if paused > 0:
            return Taken(0, paused)
        spare = 0 if refresh else self._take_spares(wanted)
        if spare == wanted:
            return Taken(spare, 0.0)
        kept = int(self.window.limit * KEPT_FROM_REFRESHES) if refresh else 0
        taken = await self.window.take(wanted - spare, kept)
        return Taken(spare + taken.granted, taken.wait, taken.later)

    def _take_spares(self, wanted: int) -> int:
        now = self._clock()
        while self._spares and self._spares[0] < now:
            self._spares.popleft()
        taken = min(wanted, len(self._spares))
        for _ in range(taken):
            self._spares.popleft()
        return taken

    def _hand_out(self, granted: int) -> None:
        for _ in range(granted):
            if self._drop_absent():
                heapq.heappop(self._waiters).turn.set_result(None)
            else:
                self.give_back()

    def _note_next(self, wait: float, *, refresh: bool) -> None:
        if refresh:
            self._next_refresh_at = self._clock() + wait
        else:
            self._next_at = self._clock() + wait

    def _refuse_late(self, waits: tuple[float, ...], *, refresh: bool) -> None:
        """Refuse those whose turn will come too late; `waits` are until the next calls.

        What refreshes wait for says nothing of a caller who has just come.
        """
        now = self._clock()
        place = 0
        for waiter in sorted(self._waiters):
            if waiter.turn.done() or (refresh and not waiter.is_refresh):
                continue
            wait = waits[min(place, len(waits) - 1)]
            if waiter.deadline <= now + wait:
                waiter.turn.set_exception(Exhausted(wait))
            else:
                place += 1
        self._drop_done()

    def _drop_done(self) -> None:
        self._waiters = [waiter for waiter in self._waiters if not waiter.turn.done()]
        heapq.heapify(self._waiters)

    async def _nap_without_room(self) -> None:
        """Wait for room, until somebody's time is over."""
        now = self._clock()
        if self._soonest <= now:
            for waiter in self._waiters:
                if waiter.deadline <= now and not waiter.turn.done():
                    waiter.turn.set_exception(TimeoutError())
            self._drop_done()
            self._soonest = min((waiter.deadline for waiter in self._waiters), default=math.inf)
        if self._waiters:
            self._heeds = Urgency.REFRESH
            await self._nap(self._soonest - now)

    async def _nap(self, seconds: float) -> None:
        """Sleep, unless there are news."""
        if not self._waiters:
            return
        at = self._clock() + seconds
        # An alarm that comes too early costs one look; a new one for each nap would cost more.
        if self._alarm is None or self._alarm_at > at:
            self._silence()
            self._alarm, self._alarm_at = asyncio.create_task(self._ring(seconds)), at
        await self._news.wait()

    async def _ring(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._alarm = None
        self.wake()

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
