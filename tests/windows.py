"""The plainest window that keeps the promise: what others are compared with."""

from collections import deque
from collections.abc import Callable
from itertools import islice

from gateway.upstream import SECONDS, Quota, Taken
from gateway.upstream.window import SLACK


class MemoryWindow:
    """Counts for this process. `clock` is in seconds and never goes back."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._calls: deque[float] = deque()
        self._paused_until = 0.0

    @property
    def limit(self) -> int:
        """How many calls a minute may hold."""
        return self._limit

    @property
    def calls(self) -> list[float]:
        """The times of the calls that still count, oldest first."""
        self._forget()
        return list(self._calls)

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        """Count up to `wanted` calls."""
        return self.take_now(wanted, self._limit - keep)

    def take_now(self, wanted: int, most: int) -> Taken:
        """Count up to `wanted` calls, so that at most `most` are in the window."""
        self._forget()
        paused = self._paused_until - self._clock()
        if paused > 0:
            return Taken(0, paused)
        granted = max(0, min(wanted, most - len(self._calls)))
        self._calls.extend([self._clock()] * granted)
        if granted == wanted:
            return Taken(granted, 0.0)
        return Taken(granted, *self._waits(most, wanted - granted))

    async def spend(self) -> None:
        """Count a call that has happened."""
        self._calls.append(self._clock())

    async def pause(self, seconds: float) -> None:
        """Grant nothing for so long."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def look(self) -> Quota:
        """Return what is left."""
        self._forget()
        paused = max(0.0, self._paused_until - self._clock())
        remaining = 0 if paused else max(0, self._limit - len(self._calls))
        return Quota(remaining, paused or (0.0 if remaining else self._waits(self._limit, 1)[0]))

    def _waits(self, most: int, further: int) -> tuple[float, tuple[float, ...]]:
        """Return the seconds until fewer than `most` calls are in the window, and so on."""
        surplus = max(0, len(self._calls) - max(1, most))
        leaving = islice(self._calls, surplus, surplus + further)
        now = self._clock()
        wait, *later = [max(0.0, call + SECONDS + SLACK - now) for call in leaving] or [0.0]
        return wait, tuple(later)

    def _forget(self) -> None:
        oldest = self._clock() - SECONDS - SLACK
        while self._calls and self._calls[0] <= oldest:
            self._calls.popleft()
