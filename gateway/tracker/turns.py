"""Share the processor: a request that computes for long lets the others go in between.

What is done for one parcel is short; what is done for a hundred that were never asked for together
is not, and everybody else would wait for it, those to be refused included. So long work is done by
one request at a time, in slices, and between two slices the event loop gets round to all others.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

T = TypeVar("T")

SLICE = 0.005
"""Seconds after which others get their turn."""

FEW = 3
"""Entries of a list that are worked through in one go: that is short."""


ROUNDS = 3
"""Rounds of the event loop that a request takes whose answer is known: it comes, is answered."""


async def others() -> None:
    """Let others go."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


class Turn:
    """The turn of one request; `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + SLICE

    async def pause(self) -> None:
        """Let others go, if this slice is used up. Call it between any two pieces of work."""
        if self._clock() >= self._until:
            await others()
            self._until = self._clock() + SLICE


class Turns:
    """One turn at a time, in the order in which they were asked for."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._one = asyncio.Lock()

    def alone(self) -> Turn:
        """Return a turn for what can't wait for others: it is not in their order."""
        return Turn(self._clock)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for the turn, and end it with the context."""
        async with self._one:
            yield self.alone()


class Long(list[T]):
    """A list whose entries are worked through in slices of one turn.

    Whoever writes it takes it in `parts`. The executor, which takes far longer for an entry,
    iterates over it: asynchronously, since it can be.
    """

    def __init__(self, entries: Iterable[T], turns: Turns) -> None:
        super().__init__(entries)
        self._turns = turns

    async def parts(self, size: int = FEW) -> AsyncGenerator[list[T], None]:
        """Give `size` entries at a time, and others their turn in between."""
        async with self._turns.turn() as turn:
            for start in range(0, len(self), size):
                yield self[start : start + size]
                await turn.pause()

    async def __aiter__(self) -> AsyncIterator[T]:
        async with aclosing(self.parts(1)) as parts:
            async for (entry,) in parts:
                yield entry
