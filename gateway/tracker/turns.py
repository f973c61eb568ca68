"""Share the processor: a request that computes for long lets the others go in between.

What is done for one parcel is short; what is done for a hundred that were never asked for together
is not, and everybody else would wait for it, those to be refused included. So long work is done by
one request at a time, in slices, and between two slices the event loop gets round to all others.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

SLICE = 0.005
"""Seconds after which others get their turn."""


class Turn:
    """The turn of one request; `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + SLICE

    async def pause(self) -> None:
        """Let others go, if this slice is used up. Call it between any two pieces of work."""
        if self._clock() >= self._until:
            await asyncio.sleep(0)
            self._until = self._clock() + SLICE


class Turns:
    """One turn at a time, in the order in which they were asked for."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for the turn, and end it with the context."""
        async with self._one:
            yield Turn(self._clock)
